/*-------------------------------------------------------------------------
 *
 * privacy/erase.c
 *	  Erases people: boh_erase_user(), and again after a backup was restored.
 *
 * What happens to each column is said in rights/column_class.c.  Bookings and
 * money stay, under an id that leads to nobody any more.
 *
 * The person's row is locked FOR UPDATE first.  That waits for bookings that
 * are being made for the person, and later ones find the account closed.
 *
 * Bookings may move to the archive meanwhile.  As bookings are emptied first,
 * and bookings_archive then by another statement, none is missed.  None may move
 * back, so the lock of the archive is taken before all others.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/tuplestore.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/iso_time.h"
#include "base/lock.h"
#include "base/query.h"
#include "rights/maintenance.h"
#include "rights/profile.h"
#include "people/user.h"
#include "privacy/empty.h"
#include "privacy/owner.h"
#include "privacy/trace.h"

PG_FUNCTION_INFO_V1(boh_erase_user);
PG_FUNCTION_INFO_V1(boh_erasures);
PG_FUNCTION_INFO_V1(boh_reapply_erasures);

#define ERASE_ACTION "ERASE"
#define MOST_REASON 1000
#define REAPPLIED_COLUMNS 2

static const BohQuery lock_user = {
	.text = "SELECT role " BOH_EQ " 'ADMIN' AND deleted_at IS NULL FROM {schema}.users"
	" WHERE id " BOH_EQ " $1 FOR UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.latest = true
};

/* A hold may still be paid for, even if it is overdue. */
static const BohQuery open_bookings = {
	.text = "SELECT CAST(jsonb_agg(id ORDER BY id) FILTER (WHERE status = 'PENDING') AS text),"
	" CAST(jsonb_agg(id ORDER BY id) FILTER (WHERE status = 'CANCELLED') AS text), count(*)"
	" FROM (SELECT id, status, payment_reference, total_price FROM {schema}.bookings WHERE user_id = $1"
	" UNION ALL SELECT id, status, payment_reference, total_price FROM {schema}.bookings_archive"
	" WHERE user_id = $1) b WHERE status = 'PENDING'"
	" OR (status = 'CANCELLED' AND payment_reference IS NOT NULL AND total_price > 0)",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.safe_path = true,
	.latest = true
};

/* What erasing does to the account itself, besides its personal columns */
#define ERASE_ACCOUNT "deleted_at = coalesce(deleted_at, $2), erased_at = coalesce(erased_at, $2)," \
	" email_verified_at = NULL"

/*
 * Counters of the person's addresses, and those of clients that tried no
 * other addresses
 */
static const BohQuery delete_counters = {
	.text = "DELETE FROM {schema}.login_counters c WHERE c.key " BOH_EQ " ANY ($1)"
	" OR (c.kind " BOH_EQ " 'CLIENT' AND c.client " BOH_EQ " ANY (ARRAY("
	"SELECT p.client FROM {schema}.login_counters p WHERE p.key " BOH_EQ " ANY ($1)"
	" AND p.client IS NOT NULL)) AND NOT EXISTS (SELECT FROM {schema}.login_counters o"
	" WHERE o.kind " BOH_EQ " 'PAIR' AND o.client " BOH_EQ " c.client AND o.key " BOH_NE " ALL ($1)))",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID}
};

/* Who erased a person is no personal value of that person. */
static const BohQuery empty_audit = {
	.text = "UPDATE {schema}.audit_logs l SET personal = NULL, client_address = NULL"
	" FROM unnest($1, $2) AS t (entity, id)"
	" WHERE t.entity " BOH_EQ " l.entity AND t.id " BOH_EQ " l.entity_id"
	" AND l.action " BOH_NE " '" ERASE_ACTION "' AND (l.personal IS NOT NULL OR l.client_address IS NOT NULL)",
	.nargs = 2,
	.argtypes = {TEXTARRAYOID, TEXTARRAYOID},
	.own_write = "audit_logs"
};

/* Without its salt, the hash of an address does not tell the address. */
static const BohQuery empty_addresses = {
	.text = "UPDATE {schema}.audit_logs SET client_address = NULL,"
	" personal = nullif(personal OPERATOR(pg_catalog.-) CAST('client_address' AS pg_catalog.text), '{}')"
	" WHERE user_id " BOH_EQ " $1 AND client_address IS NOT NULL",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.own_write = "audit_logs"
};

static const BohQuery note_erasure = {
	.text = "INSERT INTO {schema}.erasures (user_id, erased_at) VALUES ($1, $2)"
	" ON CONFLICT (user_id) DO NOTHING",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID}
};

static const BohQuery all_erasures = {
	.text = "SELECT coalesce(jsonb_agg(jsonb_build_object('user_id', user_id, 'erased_at', erased_at)"
	" ORDER BY erased_at, user_id), '[]') FROM {schema}.erasures",
	.owner_of = "erasures",
	.safe_path = true
};

#define LIST_SCHEMA \
	"'{\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": [\"user_id\", \"erased_at\"]," \
	" \"properties\": {\"user_id\": {\"type\": \"string\", \"format\": \"uuid\"}," \
	" \"erased_at\": {\"type\": \"string\", \"format\": \"date-time\"}}}}'"

static const BohQuery list_errors = {
	.text = "SELECT concat_ws(': ', nullif(e.path, ''), e.message) FROM {extension}.boh_json_errors(" LIST_SCHEMA ", $1) AS e LIMIT 1",
	.nargs = 1,
	.argtypes = {JSONBOID},
	.safe_path = true
};

static const BohQuery read_list = {
	.text = "SELECT CAST(e ->> 'user_id' AS uuid), CAST(e ->> 'erased_at' AS timestamptz)"
	" FROM jsonb_array_elements($1) WITH ORDINALITY AS l (e, n) ORDER BY n",
	.nargs = 1,
	.argtypes = {JSONBOID},
	.safe_path = true
};

/* The erasure of one person */
typedef struct Erasure
{
	Oid			schema;
	const pg_uuid_t *person;
	TimestampTz at;
	bool		again;			/* decided before: nothing refuses it */
	const char *reason;			/* NULL: done again */
	bool		found;			/* there is a row of users */
	int64		rows;			/* changed in all tables */
	List	   *counts;			/* of Count, for each table with changed rows */
} Erasure;

typedef struct Count
{
	const char *table;
	int64		rows;
} Count;

/* A table of the owner's may name people in more than one column. */
static void
count(Erasure *erasure, const char *table, int64 rows)
{
	Count	   *last = erasure->counts == NIL ? NULL : llast(erasure->counts);

	if (rows == 0)
		return;
	erasure->rows += rows;
	if (last == NULL || strcmp(last->table, table) != 0)
	{
		last = palloc(sizeof(Count));
		last->table = table;
		last->rows = 0;
		erasure->counts = lappend(erasure->counts, last);
	}
	last->rows += rows;
}

/*
 * What refuses it
 */

static char *
list_or_empty(int column)
{
	bool		isnull;
	Datum		value = boh_value(0, column, TEXTOID, &isnull);

	return isnull ? "[]" : TextDatumGetCString(value);
}

static void
check_bookings(const Erasure *erasure)
{
	Datum		values[] = {UUIDPGetDatum(erasure->person)};
	int64		open;
	BohDetail	detail;

	boh_query(&open_bookings, erasure->schema, values, NULL, 0);
	open = DatumGetInt64(boh_required_value(0, 3, INT8OID));
	if (open == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "user_id", erasure->person);
	boh_detail_object(&detail, "holds", list_or_empty(1));
	boh_detail_object(&detail, "refunds", list_or_empty(2));
	boh_raise(BOH_ERASURE_OPEN, &detail, BOH_PLACE(erasure->schema, "bookings", NULL, NULL),
			  (long long) open);
}

static void
lock_person(Erasure *erasure)
{
	Datum		values[] = {UUIDPGetDatum(erasure->person)};

	erasure->found = boh_query(&lock_user, erasure->schema, values, NULL, 1) > 0;
	if (!erasure->found || erasure->again)
		return;
	if (DatumGetBool(boh_required_value(0, 1, BOOLOID)))
		boh_user_require_other_admin(erasure->schema, erasure->person);
	check_bookings(erasure);
}

/*
 * What it does
 */

static void
empty_tables(Erasure *erasure)
{
	static const Oid types[] = {UUIDOID, TIMESTAMPTZOID};
	Datum		values[] = {UUIDPGetDatum(erasure->person), TimestampTzGetDatum(erasure->at)};
	ListCell   *cell;

	foreach(cell, privacy_groups(boh_classified_columns(erasure->schema)))
	{
		const PrivacyGroup *group = lfirst(cell);
		bool		account = group->listed_table && strcmp(group->table, "users") == 0;
		char	   *statement = privacy_empty_statement(erasure->schema, group,
														account ? ERASE_ACCOUNT : NULL);

		CHECK_FOR_INTERRUPTS();
		if (statement != NULL)
			count(erasure, group->table, privacy_run(erasure->schema, group->table, statement,
													 account ? 2 : 1, types, values));
	}
}

/* Before the address in users is replaced, and its last trace in the audit */
static void
forget_logins(Erasure *erasure)
{
	Datum		values[] = {privacy_login_keys(erasure->schema, erasure->person, true)};

	count(erasure, "login_counters", boh_query(&delete_counters, erasure->schema, values, NULL, 0));
}

/* After all other tables, for triggers record what is emptied there. */
static void
empty_audit_logs(Erasure *erasure)
{
	Datum		person[] = {UUIDPGetDatum(erasure->person)};
	Datum		values[2];
	int64		rows;

	privacy_traces(erasure->schema, erasure->person, &values[0], &values[1]);
	rows = boh_query(&empty_audit, erasure->schema, values, NULL, 0);
	rows += boh_query(&empty_addresses, erasure->schema, person, NULL, 0);
	count(erasure, "audit_logs", rows);
}

static void
note(const Erasure *erasure)
{
	Datum		values[] = {UUIDPGetDatum(erasure->person), TimestampTzGetDatum(erasure->at)};

	boh_query(&note_erasure, erasure->schema, values, NULL, 0);
}

static void
write_audit(const Erasure *erasure)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = ERASE_ACTION,
		.entity = "users",
		.entity_id = privacy_uuid(erasure->person),
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_text(&values, "reason", erasure->reason != NULL ? erasure->reason :
						 "erased again after a restore");
	boh_audit_value_integer(&values, "rows", erasure->rows);
	boh_audit_write(erasure->schema, &entry);
}

/* A snapshot of the past does not show what is to be erased. */
static void
check_isolation(Oid schema)
{
	BohDetail	detail;

	if (!IsolationUsesXactSnapshot())
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "isolation_level",
					GetConfigOption("transaction_isolation", false, false));
	boh_raise(BOH_ERASE_SNAPSHOT, &detail, BOH_PLACE(schema, "users", NULL, NULL));
}

/* result, if not NULL, gets a row for each table with changed rows. */
static void
erase(Erasure *erasure, ReturnSetInfo *result)
{
	BohMaintenance maintenance = boh_act_as_owner(erasure->schema, "users");
	ListCell   *cell;

	boh_spi_connect();
	check_isolation(erasure->schema);
	(void) boh_lock_share(BOH_LOCK_ARCHIVE, erasure->schema, true);
	lock_person(erasure);
	forget_logins(erasure);
	empty_tables(erasure);
	empty_audit_logs(erasure);
	if (!erasure->found && !erasure->again && erasure->rows == 0)
		boh_raise_not_found(erasure->schema, "users", "user", erasure->person);
	note(erasure);
	foreach(cell, erasure->counts)
	{
		const Count *counted = lfirst(cell);

		if (result != NULL)
			privacy_count(result, counted->table, counted->rows);
	}
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	write_audit(erasure);
}

/*
 * Functions
 */

Datum
boh_erase_user(PG_FUNCTION_ARGS)
{
	Erasure		erasure = {
		.person = boh_argument_uuid(fcinfo, 0, "person"),
		.at = boh_now()
	};

	boh_argument_require(fcinfo, 1, "reason");
	erasure.reason = boh_argument_text(fcinfo, 1, "reason", MOST_REASON);
	erasure.schema = boh_schema_to_write(fcinfo);
	if (!privacy_may_all(erasure.schema))
		privacy_raise_right("erase a user");
	InitMaterializedSRF(fcinfo, 0);
	erase(&erasure, (ReturnSetInfo *) fcinfo->resultinfo);
	return (Datum) 0;
}

Datum
boh_erasures(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	MemoryContext context = CurrentMemoryContext;
	MemoryContext previous;
	Jsonb	   *list;

	boh_require_profile(schema, PROFILE_MAINTENANCE);
	boh_spi_connect();
	boh_query(&all_erasures, schema, NULL, NULL, 0);
	previous = MemoryContextSwitchTo(context);
	list = DatumGetJsonbPCopy(boh_required_value(0, 1, JSONBOID));
	MemoryContextSwitchTo(previous);
	boh_spi_finish();
	PG_RETURN_JSONB_P(list);
}

static void
check_list(Oid schema, Datum list)
{
	Datum		values[] = {list};
	char	   *error;
	BohDetail	detail;

	if (boh_query(&list_errors, schema, values, NULL, 1) == 0)
		return;
	error = TextDatumGetCString(boh_required_value(0, 1, TEXTOID));
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "list");
	boh_detail_text(&detail, "error", error);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "list", error);
}

/* The erasures of a list of boh_erasures() */
static List *
read_erasures(Oid schema, Datum list)
{
	Datum		values[] = {list};
	List	   *erasures = NIL;
	uint64		length;

	check_list(schema, list);
	length = boh_query(&read_list, schema, values, NULL, 0);
	for (uint64 row = 0; row < length; row++)
	{
		Erasure    *erasure = palloc0(sizeof(Erasure));
		pg_uuid_t  *person = palloc(sizeof(pg_uuid_t));

		*person = *DatumGetUUIDP(boh_required_value(row, 1, UUIDOID));
		erasure->schema = schema;
		erasure->person = person;
		erasure->at = DatumGetTimestampTz(boh_required_value(row, 2, TIMESTAMPTZOID));
		erasure->again = true;
		erasures = lappend(erasures, erasure);
	}
	return erasures;
}

/*
 * The list is the decision, so neither open bookings nor a missing ADMIN stop
 * it: both may be what the backup says.
 */
Datum
boh_reapply_erasures(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell   *cell;

	boh_argument_require(fcinfo, 0, "list");
	if ((boh_profiles(schema) & BOH_UNLIMITED) == 0)
		privacy_raise_right("erase users again");
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	foreach(cell, read_erasures(schema, PG_GETARG_DATUM(0)))
	{
		Erasure    *erasure = lfirst(cell);
		Datum		values[REAPPLIED_COLUMNS];
		bool		nulls[REAPPLIED_COLUMNS] = {false, false};

		CHECK_FOR_INTERRUPTS();
		erase(erasure, NULL);
		values[0] = UUIDPGetDatum(erasure->person);
		values[1] = Int64GetDatum(erasure->rows);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	boh_spi_finish();
	return (Datum) 0;
}
