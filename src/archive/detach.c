/*-------------------------------------------------------------------------
 *
 * archive/detach.c
 *	  boh_detach_archive() and boh_attach_archive(): years that are kept
 *	  elsewhere.
 *
 * DETACH PARTITION ... CONCURRENTLY cannot run in a function.  The plain form
 * locks bookings_archive against everybody, and whoever comes while it waits
 * waits for it, too.  So all else is done before, it waits for a moment only,
 * and tries again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/wait_event.h"

#include "archive/partition.h"
#include "audit/log.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "rights/maintenance.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_detach_archive);
PG_FUNCTION_INFO_V1(boh_attach_archive);

#define FIRST_YEAR (-4713)
#define LAST_YEAR 294276

/* Others wait for so long at most, and have so long to go on before the next attempt. */
#define LOCK_TIMEOUT "50ms"
#define PAUSE_MS 200
#define MOST_ATTEMPTS 20

static const BohQuery mark_detached = {
	.text = "UPDATE {schema}.events_archive SET bookings_detached_at = $2"
	" WHERE event_year " BOH_EQ " $1 AND bookings_archived_at IS NOT NULL"
	" AND bookings_detached_at IS NULL",
	.nargs = 2,
	.argtypes = {INT4OID, TIMESTAMPTZOID},
	.owner_of = "events_archive",
	.own_write = "events_archive",
	.latest = true
};

static const BohQuery mark_attached = {
	.text = "UPDATE {schema}.events_archive SET bookings_detached_at = NULL"
	" WHERE event_year " BOH_EQ " $1 AND bookings_detached_at IS NOT NULL",
	.nargs = 1,
	.argtypes = {INT4OID},
	.owner_of = "events_archive",
	.own_write = "events_archive",
	.latest = true
};

/* Events of the year whose bookings are not, or not all, in the archive yet */
static const BohQuery unfinished = {
	.text = "SELECT event_id FROM {schema}.events_archive"
	" WHERE event_year = $1 AND bookings_archived_at IS NULL ORDER BY event_id LIMIT 1",
	.nargs = 1,
	.argtypes = {INT4OID},
	.owner_of = "events_archive",
	.latest = true,
	.safe_path = true
};

typedef struct Detachment
{
	Oid			schema;
	int			year;
} Detachment;

static void
raise_year(int year, const char *why)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "event_year");
	boh_detail_integer(&detail, "value", year);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "event_year", why);
}

static void
detach(void *argument)
{
	const Detachment *detachment = argument;
	int			settings = NewGUCNestLevel();

	boh_set_for_now("lock_timeout", LOCK_TIMEOUT);
	LockRelationOid(boh_table(detachment->schema, "bookings_archive"), AccessExclusiveLock);
	boh_execute_for_schema(detachment->schema,
						   psprintf("ALTER TABLE {schema}.bookings_archive DETACH PARTITION {schema}.%s",
									quote_identifier(archive_year_table(detachment->year))));
	AtEOXact_GUC(true, settings);
}

static bool
is_lock_timeout(const ErrorData *error, void *argument pg_attribute_unused())
{
	return error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

static void
pause_for_others(void)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, PAUSE_MS,
					 PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* Nothing follows but the commit, so that others wait no longer than for that. */
static void
detach_in_a_moment(Detachment *detachment)
{
	BohDetail	detail;

	for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++)
	{
		if (boh_try(detach, detachment, is_lock_timeout))
			return;
		pause_for_others();
	}
	boh_detail_init(&detail);
	boh_detail_integer(&detail, "event_year", detachment->year);
	boh_raise(BOH_ARCHIVE_IN_USE, &detail,
			  BOH_PLACE(detachment->schema, "bookings_archive", NULL, NULL));
}

static void
record(Oid schema, const char *action, int year, int64 events)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = action,
		.entity = "bookings_archive",
		.entity_id = archive_year_table(year),
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "events", events);
	boh_audit_write(schema, &entry);
}

static void
check_finished(Oid schema, int year)
{
	Datum		values[] = {Int32GetDatum(year)};

	if (!OidIsValid(archive_partition(schema, year)))
		raise_year(year, "bookings_archive has no partition of that year");
	if (boh_query(&unfinished, schema, values, NULL, 1) > 0)
		raise_year(year, "not all bookings of that year are archived");
}

Datum
boh_detach_archive(PG_FUNCTION_ARGS)
{
	Detachment	detachment = {
		.year = boh_argument_integer(fcinfo, 0, "event_year", FIRST_YEAR, LAST_YEAR)
	};
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[] = {Int32GetDatum(detachment.year), TimestampTzGetDatum(boh_now())};
	BohCaller	caller;
	int64		events;

	detachment.schema = schema;
	caller = boh_become_trusted_owner(boh_table(schema, "bookings_archive"));
	boh_spi_connect();
	boh_lock(BOH_LOCK_ARCHIVE, schema);
	check_finished(schema, detachment.year);
	events = (int64) boh_query(&mark_detached, schema, values, NULL, 0);
	record(schema, "DETACH", detachment.year, events);
	detach_in_a_moment(&detachment);
	boh_spi_finish();
	boh_become_caller(caller);
	PG_RETURN_TEXT_P(cstring_to_text(archive_year_table(detachment.year)));
}

/*
 * Users of the bookings of a table, of which the first hundred that are missing.
 * Those that are there stay until the transaction ends: whoever deletes one
 * waits, and then finds the bookings.
 */
#define MISSING_USERS \
	"WITH present AS MATERIALIZED (SELECT u.id FROM {schema}.users u" \
	" WHERE u.id " BOH_EQ " ANY (ARRAY(SELECT DISTINCT b.user_id FROM {schema}.%s b)) FOR KEY SHARE)," \
	" missing AS MATERIALIZED (SELECT DISTINCT b.user_id AS id FROM {schema}.%s b" \
	" LEFT JOIN present p ON p.id " BOH_EQ " b.user_id WHERE p.id IS NULL)" \
	" SELECT pg_catalog.count(*), CAST(pg_catalog.jsonb_agg(l.id ORDER BY l.id)" \
	" FILTER (WHERE l.number " BOH_LE " 100) AS pg_catalog.text)" \
	" FROM (SELECT id, pg_catalog.row_number() OVER (ORDER BY id) AS number FROM missing) l"

/* Users with bookings cannot be deleted, but these were out of sight. */
static void
check_users(Oid schema, int year)
{
	const char *name = quote_identifier(archive_year_table(year));
	int64		missing;
	BohDetail	detail;

	boh_execute_for_schema(schema, boh_replace_word(MISSING_USERS, "%s", name));
	missing = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	if (missing == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_integer(&detail, "event_year", year);
	boh_detail_integer(&detail, "missing", missing);
	boh_detail_object(&detail, "user_ids", TextDatumGetCString(boh_required_value(0, 2, TEXTOID)));
	boh_raise(BOH_ARCHIVE_USERS, &detail,
			  BOH_PLACE(schema, archive_year_table(year), "user_id", NULL), (long long) missing);
}

/* ATTACH reads the table once, and lets others read and write the archive. */
Datum
boh_attach_archive(PG_FUNCTION_ARGS)
{
	int			year = boh_argument_integer(fcinfo, 0, "event_year", FIRST_YEAR, LAST_YEAR);
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[] = {Int32GetDatum(year)};
	char	   *name = archive_year_table(year);
	BohCaller	caller;
	int64		events;

	caller = boh_become_trusted_owner(boh_table(schema, "bookings_archive"));
	boh_spi_connect();
	boh_lock(BOH_LOCK_ARCHIVE, schema);
	if (!OidIsValid(get_relname_relid(name, schema)))
		raise_year(year, psprintf("there is no table %s", name));
	if (get_rel_relispartition(get_relname_relid(name, schema)))
		raise_year(year, "the partition is attached");
	check_users(schema, year);
	archive_protect(schema, get_relname_relid(name, schema));
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.bookings_archive ATTACH PARTITION"
											" {schema}.%s FOR VALUES IN (%d)", quote_identifier(name), year));
	events = (int64) boh_query(&mark_attached, schema, values, NULL, 0);
	record(schema, "ATTACH", year, events);
	boh_spi_finish();
	boh_become_caller(caller);
	PG_RETURN_INT64(events);
}
