/*-------------------------------------------------------------------------
 *
 * base/uuid.h
 *	  Time-ordered identifiers, RFC 9562 version 7.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_UUID_H
#define BOH_UUID_H

#include "utils/timestamp.h"
#include "utils/uuid.h"

/* Make an identifier, and tell the time in it, in whole milliseconds. */
extern void boh_uuid7_make(pg_uuid_t *id, TimestampTz *time);

extern char *boh_uuid_text(const pg_uuid_t *id);

/*
 * true, once, for the identifier that the running statement made last: no row
 * can have it yet.
 */
extern bool boh_uuid7_take_new(const pg_uuid_t *id);

/*
 * true when a text is a UUID of any version in standard form, that is, with
 * four hyphens
 */
extern bool boh_uuid_is_valid(const char *text, int length);

#endif							/* BOH_UUID_H */
