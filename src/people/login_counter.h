/*-------------------------------------------------------------------------
 *
 * people/login_counter.h
 *	  Counts failed logins, and says how long to wait for the next try.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_LOGIN_COUNTER_H
#define BOH_LOGIN_COUNTER_H

#include "nodes/pg_list.h"
#include "utils/inet.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

/* How long counters are kept, and how long a client counts as known */
#define BOH_LOGIN_DAYS 90

typedef enum BohLoginKind
{
	LOGIN_PAIR,					/* an address from one client */
	LOGIN_CLIENT,				/* all addresses from one client */
	LOGIN_ADDRESS,				/* an address from all clients */
	LOGIN_KINDS
} BohLoginKind;

/* A row of login_counters, or one to be */
typedef struct BohLoginCounter
{
	pg_uuid_t	key;
	float4		failures;
	TimestampTz failed_at;		/* 0: never */
	TimestampTz succeeded_at;	/* 0: never */
} BohLoginCounter;

/* A login, and the counters that concern it */
typedef struct BohLogin
{
	Oid			schema;
	TimestampTz now;
	char	   *client;			/* NULL: unknown, so there is only the counter
								 * of the address */
	BohLoginCounter counters[LOGIN_KINDS];
} BohLogin;

/*
 * Read the counters of a login.  email is in normal form.  lock: no other
 * transaction changes them until this one ends.  What is read is what is
 * committed now, at all isolation levels, and leads to no serialization
 * failure.
 */
extern void boh_login_open(BohLogin *login, Oid schema, const char *email,
						   inet *client, bool lock);

/* How many seconds to wait before the next try; 0: none */
extern int	boh_login_wait(const BohLogin *login);

/* Write that a login failed.  The counters must be locked. */
extern void boh_login_failed(BohLogin *login);

/*
 * Write that a person proved who they are.  The counter of the address must be
 * locked.
 */
extern void boh_login_succeeded(BohLogin *login);

/*
 * Delete counters that nothing was written to for BOH_LOGIN_DAYS, oldest
 * first, at most max_rows.  Skips rows that others have locked.  Returns how
 * many were deleted.
 */
extern int	boh_login_purge(Oid schema, int max_rows);

/*
 * Keys of all counters of email addresses, as uuid[]: of an address itself,
 * and of it from each client.  emails are in normal form.  Reads the whole
 * table, between SPI_connect and SPI_finish.
 */
extern Datum boh_login_keys(Oid schema, List *emails);

/*
 * Wait for logins with an address, in normal form, that are being recorded,
 * and let none be recorded until the transaction ends.
 */
extern void boh_login_lock_address(Oid schema, const char *email);

#endif							/* BOH_LOGIN_COUNTER_H */
