/*-------------------------------------------------------------------------
 *
 * people/login_counter.c
 *	  Counts failed logins, and says how long to wait for the next try.
 *
 * There are three kinds of counters, because each one alone either lets a
 * guesser on or locks people out:
 *
 * - A pair is an address from one client.  Its wait stops a guesser who tries
 *   many passwords for one address, and nobody else.
 * - A client is an IP address.  Its wait stops a guesser who tries one password
 *   for many addresses.
 * - An address is counted from all clients together.  Its wait limits guessers
 *   who have many IP addresses.  It is short: with a long wait, few IP
 *   addresses would be enough to keep everybody else waiting.
 *
 * A pair that has succeeded before is known: only its own counter concerns it.
 * So a guesser can keep a person waiting neither through the address nor
 * through an IP address that both share.  Such a login writes one row.
 *
 * A failure during a wait counts for the pair and for the client, but not for
 * the address, so that one client cannot prolong the address's wait.
 *
 * Locks are advisory, because a row lock would raise 40001 under REPEATABLE
 * READ.  Counters are read with SnapshotSelf, which sees what is committed and
 * takes no predicate locks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>
#include <sys/socket.h>

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/fetch.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/row.h"
#include "people/login_counter.h"

/* IPv6 customers get a network of this many bits, at least. */
#define IPV6_BITS 64

/* The wait after the failure that exceeds free is 1 s, and then doubles. */
typedef struct LoginLimit
{
	const char *kind;			/* as in the column kind */
	int			free;			/* failures without a wait */
	int			forget_seconds; /* in which one failure is forgotten */
	int			longest_wait;	/* in seconds */
} LoginLimit;

static const LoginLimit limits[LOGIN_KINDS] = {
	[LOGIN_PAIR] = {"PAIR", 4, 3600, 900},
	[LOGIN_CLIENT] = {"CLIENT", 20, 600, 3600},
	[LOGIN_ADDRESS] = {"ADDRESS", 20, 300, 30},
};

typedef enum CounterColumn
{
	COUNTER_KEY,
	COUNTER_FAILED_AT,
	COUNTER_SUCCEEDED_AT,
	COUNTER_FAILURES,
	COUNTER_COLUMNS
} CounterColumn;

static const BohColumn columns[] = {
	[COUNTER_KEY] = {"key", UUIDOID},
	[COUNTER_FAILED_AT] = {"failed_at", TIMESTAMPTZOID},
	[COUNTER_SUCCEEDED_AT] = {"succeeded_at", TIMESTAMPTZOID},
	[COUNTER_FAILURES] = {"failures", FLOAT4OID},
};

static const BohTable counter_table = {"login_counters", COUNTER_COLUMNS, columns};

/*
 * written_on changes once a day, so that other updates need no entry in its
 * index.
 */
static const BohQuery write_counter = {
	.text = "INSERT INTO {schema}.login_counters"
	" (key, failed_at, succeeded_at, written_on, failures, kind, client)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7)"
	" ON CONFLICT (key) DO UPDATE SET failed_at = EXCLUDED.failed_at,"
	" succeeded_at = EXCLUDED.succeeded_at, written_on = EXCLUDED.written_on,"
	" failures = EXCLUDED.failures",
	.nargs = 7,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, FLOAT4OID, TEXTOID, INETOID},
	.owner_of = "login_counters",
	.latest = true
};

/*
 * Keys
 */

/*
 * The client that an IP address stands for: an IPv4 address or an IPv6
 * network.  Programs that listen on IPv6 show an IPv4 address as ::ffff:1.2.3.4.
 */
static char *
client_name(inet *address)
{
	static const unsigned char mapped[12] = {[10] = 0xFF,[11] = 0xFF};
	unsigned char *bytes = ip_addr(address);
	char		name[64];
	bool		is_v4 = ip_family(address) == PGSQL_AF_INET;
	bool		is_mapped = !is_v4 && memcmp(bytes, mapped, sizeof(mapped)) == 0;

	if (is_v4 || is_mapped)
		pg_inet_net_ntop(PGSQL_AF_INET, is_v4 ? bytes : bytes + sizeof(mapped), 32,
						 name, sizeof(name));
	else
	{
		unsigned char network[16] = {0};

		memcpy(network, bytes, IPV6_BITS / 8);
		pg_inet_net_ntop(PGSQL_AF_INET6, network, IPV6_BITS, name, sizeof(name));
	}
	return pstrdup(name);
}

/* The first half of a SHA-256, so that the table does not list addresses. */
static void
fill_key(pg_uuid_t *key, BohLoginKind kind, const char *email, const char *client)
{
	char	   *text = psprintf("%s\n%s\n%s", limits[kind].kind,
								kind == LOGIN_CLIENT ? "" : email,
								kind == LOGIN_ADDRESS ? "" : client);
	uint8		digest[BOH_DIGEST_BYTES];

	boh_digest(text, strlen(text), digest);
	memcpy(key->data, digest, UUID_LEN);
	pfree(text);
}

static void
make_key(BohLogin *login, BohLoginKind kind, const char *email)
{
	fill_key(&login->counters[kind].key, kind, email, login->client);
}

static void
lock_key(Oid schema, const pg_uuid_t *key)
{
	boh_lock(BOH_LOCK_LOGIN, hash_bytes_extended(key->data, UUID_LEN, schema));
}

static void
lock(const BohLogin *login, BohLoginKind kind)
{
	lock_key(login->schema, &login->counters[kind].key);
}

/*
 * Reading
 */

static TimestampTz
time_of(const BohRow *row, CounterColumn column)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	return isnull ? 0 : DatumGetTimestampTz(value);
}

static void
read_counter(Relation relation, Oid index, AttrNumber key_attribute, BohLoginCounter *counter)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	BohRow		row;

	ScanKeyInit(&key, key_attribute, BTEqualStrategyNumber, F_UUID_EQ, UUIDPGetDatum(&counter->key));
	scan = systable_beginscan(relation, index, true, SnapshotSelf, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		boh_row_open(&row, relation, &counter_table, tuple);
		counter->failed_at = time_of(&row, COUNTER_FAILED_AT);
		counter->succeeded_at = time_of(&row, COUNTER_SUCCEEDED_AT);
		counter->failures = DatumGetFloat4(boh_get_required(&row, COUNTER_FAILURES));
	}
	systable_endscan(scan);
}

static int64
seconds_since(const BohLogin *login, TimestampTz time)
{
	return (login->now - time) / USECS_PER_SEC;
}

/* true when the person has signed in from this client */
static bool
is_known(const BohLogin *login)
{
	TimestampTz last = login->counters[LOGIN_PAIR].succeeded_at;

	return last != 0 && seconds_since(login, last) < BOH_LOGIN_DAYS * (int64) SECS_PER_DAY;
}

/*
 * Transactions lock the address first and the client then, so that they cannot
 * wait for each other.  A known pair needs no lock on the client, which many
 * people may share.
 */
void
boh_login_open(BohLogin *login, Oid schema, const char *email, inet *client, bool for_update)
{
	Relation	relation = boh_open_table(schema, "login_counters", AccessShareLock);
	BohRow		row;
	AttrNumber	attribute;
	Oid			index;

	boh_row_open(&row, relation, &counter_table, NULL);
	attribute = row.attributes[COUNTER_KEY];
	index = boh_fetch_primary_key(relation, &attribute, 1);

	memset(login, 0, sizeof(*login));
	login->schema = schema;
	login->client = client == NULL ? NULL : client_name(client);
	make_key(login, LOGIN_ADDRESS, email);
	if (for_update)
		lock(login, LOGIN_ADDRESS);
	if (client != NULL)
	{
		make_key(login, LOGIN_PAIR, email);
		make_key(login, LOGIN_CLIENT, email);
		read_counter(relation, index, attribute, &login->counters[LOGIN_PAIR]);
		login->now = boh_now();
		if (for_update && !is_known(login))
			lock(login, LOGIN_CLIENT);
		read_counter(relation, index, attribute, &login->counters[LOGIN_CLIENT]);
	}
	read_counter(relation, index, attribute, &login->counters[LOGIN_ADDRESS]);
	login->now = boh_now();
	table_close(relation, NoLock);
}

/*
 * Waits
 */

/* A time in the future was written before the clock was set back. */
static double
seconds_since_failure(const BohLogin *login, BohLoginKind kind)
{
	TimestampTz failed_at = login->counters[kind].failed_at;

	return failed_at > login->now ? 0 : (double) (login->now - failed_at) / USECS_PER_SEC;
}

/* true when there are failures to consider */
static bool
has_failures(const BohLogin *login, BohLoginKind kind)
{
	const BohLoginCounter *counter = &login->counters[kind];

	return counter->failures > 0 &&
		counter->failed_at - login->now <= (int64) limits[kind].longest_wait * USECS_PER_SEC;
}

/* The failures that are not forgotten yet */
static double
failures_now(const BohLogin *login, BohLoginKind kind)
{
	if (!has_failures(login, kind))
		return 0;
	return Max(0, login->counters[kind].failures -
			   seconds_since_failure(login, kind) / limits[kind].forget_seconds);
}

static int
wait_of(const BohLogin *login, BohLoginKind kind)
{
	const LoginLimit *limit = &limits[kind];
	double		excess = login->counters[kind].failures - limit->free;
	double		wait;

	if (excess <= 0 || !has_failures(login, kind))
		return 0;
	wait = Min(exp2(excess - 1), limit->longest_wait) - seconds_since_failure(login, kind);
	return wait > 0 ? (int) ceil(wait) : 0;
}

int
boh_login_wait(const BohLogin *login)
{
	int			wait = wait_of(login, LOGIN_PAIR);

	if (is_known(login))
		return wait;
	wait = Max(wait, wait_of(login, LOGIN_CLIENT));
	return Max(wait, wait_of(login, LOGIN_ADDRESS));
}

/*
 * Writing
 */

static void
write_row(const BohLogin *login, BohLoginKind kind)
{
	const BohLoginCounter *counter = &login->counters[kind];
	bool		has_client = kind != LOGIN_ADDRESS;
	Datum		values[] = {
		UUIDPGetDatum(&counter->key),
		TimestampTzGetDatum(counter->failed_at),
		TimestampTzGetDatum(counter->succeeded_at),
		TimestampTzGetDatum(login->now - login->now % USECS_PER_DAY),
		Float4GetDatum(counter->failures),
		CStringGetTextDatum(limits[kind].kind),
		has_client ? DirectFunctionCall1(inet_in, CStringGetDatum(login->client)) : (Datum) 0
	};
	char		nulls[] = {
		' ',
		counter->failed_at == 0 ? 'n' : ' ',
		counter->succeeded_at == 0 ? 'n' : ' ',
		' ',
		' ',
		' ',
		has_client ? ' ' : 'n'
	};

	boh_spi_connect();
	boh_query(&write_counter, login->schema, values, nulls, 0);
	boh_spi_finish();
}

/* More failures than lead to the longest wait would only be forgotten later. */
static void
count_failure(BohLogin *login, BohLoginKind kind)
{
	const LoginLimit *limit = &limits[kind];
	BohLoginCounter *counter = &login->counters[kind];
	double		most = limit->free + 1 + ceil(log2(limit->longest_wait));

	counter->failures = Min(failures_now(login, kind) + 1, most);
	counter->failed_at = login->now;
	write_row(login, kind);
}

void
boh_login_failed(BohLogin *login)
{
	bool		client_waits = wait_of(login, LOGIN_PAIR) > 0 || wait_of(login, LOGIN_CLIENT) > 0;
	bool		known = is_known(login);

	if (login->client != NULL)
		count_failure(login, LOGIN_PAIR);
	if (login->client != NULL && !known)
		count_failure(login, LOGIN_CLIENT);
	if (!client_waits && !known)
		count_failure(login, LOGIN_ADDRESS);
}

void
boh_login_succeeded(BohLogin *login)
{
	BohLoginKind kind = login->client != NULL ? LOGIN_PAIR : LOGIN_ADDRESS;
	BohLoginCounter *counter = &login->counters[kind];

	if (kind == LOGIN_ADDRESS && counter->failures == 0)
		return;
	counter->failures = 0;
	if (kind == LOGIN_PAIR)
		counter->succeeded_at = login->now;
	write_row(login, kind);
}

/*
 * All counters of an address
 */

static const BohQuery all_clients = {
	.text = "SELECT DISTINCT client FROM {schema}.login_counters WHERE kind = 'PAIR'",
	.owner_of = "login_counters",
	.latest = true,
	.safe_path = true,
	.no_jit = true
};

static const BohQuery existing_keys = {
	.text = "SELECT coalesce(array_agg(key), '{}') FROM {schema}.login_counters WHERE key = ANY ($1)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "login_counters",
	.latest = true,
	.safe_path = true,
	.no_jit = true
};

static ArrayBuildState *
add_key(ArrayBuildState *keys, BohLoginKind kind, const char *email, const char *client)
{
	pg_uuid_t  *key = palloc(sizeof(pg_uuid_t));

	fill_key(key, kind, email, client);
	return accumArrayResult(keys, UUIDPGetDatum(key), false, UUIDOID, CurrentMemoryContext);
}

/*
 * A key does not tell the address, so it is computed for each client that
 * there is.
 */
Datum
boh_login_keys(Oid schema, List *emails)
{
	ArrayBuildState *keys = initArrayResult(UUIDOID, CurrentMemoryContext, false);
	uint64		count = boh_query(&all_clients, schema, NULL, NULL, 0);
	Datum		values[1];
	ListCell   *cell;

	foreach(cell, emails)
		keys = add_key(keys, LOGIN_ADDRESS, lfirst(cell), NULL);
	for (uint64 row = 0; row < count; row++)
	{
		char	   *client = client_name(DatumGetInetPP(boh_required_value(row, 1, INETOID)));

		CHECK_FOR_INTERRUPTS();
		foreach(cell, emails)
			keys = add_key(keys, LOGIN_PAIR, lfirst(cell), client);
		pfree(client);
	}
	SPI_freetuptable(SPI_tuptable);
	values[0] = makeArrayResult(keys, CurrentMemoryContext);
	boh_query(&existing_keys, schema, values, NULL, 0);
	return boh_required_value(0, 1, UUIDARRAYOID);
}

void
boh_login_lock_address(Oid schema, const char *email)
{
	pg_uuid_t	key;

	fill_key(&key, LOGIN_ADDRESS, email, NULL);
	lock_key(schema, &key);
}
