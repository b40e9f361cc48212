/*-------------------------------------------------------------------------
 *
 * archive/detach.c
 *	  boh_detach_archive(): years that are kept elsewhere.
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
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/wait_event.h"

#include "archive/partition.h"
#include "archive/year.h"
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
		if (boh_try(detach, detachment, boh_waited_too_long))
			return;
		pause_for_others();
	}
	boh_detail_init(&detail);
	boh_detail_integer(&detail, "event_year", detachment->year);
	boh_raise(BOH_ARCHIVE_IN_USE, &detail,
			  BOH_PLACE(detachment->schema, "bookings_archive", NULL, NULL));
}

BOH_NORETURN static void
refuse(int year, const char *why)
{
	archive_year_refuse(year, "detached", why);
}

static void
check_finished(Oid schema, int year)
{
	Datum		values[] = {Int32GetDatum(year)};
	const char *name = archive_year_table(year);
	Oid			table;

	/* who had the lock before may have detached the year */
	AcceptInvalidationMessages();
	table = get_relname_relid(name, schema);
	if (!OidIsValid(table))
		refuse(year, archive_takes_year(schema, year) ? "bookings_archive has no partition of that year" :
			   "it is detached already, and its table is gone");
	if (!archive_is_partition(schema, table))
		refuse(year, psprintf("it is detached already, as table %s", name));
	if (boh_query(&unfinished, schema, values, NULL, 1) > 0)
		refuse(year, "not all bookings of that year are archived");
}

Datum
boh_detach_archive(PG_FUNCTION_ARGS)
{
	Detachment	detachment = {
		.year = archive_year_argument(fcinfo)
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
	archive_year_record(schema, "DETACH", detachment.year, events);
	detach_in_a_moment(&detachment);
	boh_spi_finish();
	boh_become_caller(caller);
	PG_RETURN_TEXT_P(cstring_to_text(archive_year_table(detachment.year)));
}
