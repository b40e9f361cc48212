/*-------------------------------------------------------------------------
 *
 * archive/archive.c
 *	  boh_archive() and boh_restore_event().
 *
 * All of a call is one transaction, so a server that is killed in it has done
 * nothing.  What moves rows into the archive shares a lock, what brings them
 * back does not.  So an erasure, which also shares it, finds each row: it looks
 * at bookings first, then at bookings_archive.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "archive/booking.h"
#include "archive/event.h"
#include "archive/partition.h"
#include "audit/log.h"
#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/uuid.h"
#include "booking/detached.h"
#include "content/media.h"
#include "rights/maintenance.h"
#include "rights/profile.h"
#include "statistics/settled.h"

PG_FUNCTION_INFO_V1(boh_archive);
PG_FUNCTION_INFO_V1(boh_restore_event);

#define MOST_ROWS 1000000
#define ARCHIVE_COLUMNS 3

static const BohQuery lock_archived = {
	.text = "SELECT event_year, bookings_detached_at IS NOT NULL FROM {schema}.events_archive"
	" WHERE event_id " BOH_EQ " $1 FOR UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.latest = true
};

static const BohQuery find_event = {
	.text = "SELECT FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.latest = true
};

/*
 * boh_archive()
 */

static void
record(Oid schema, const char *action, const char *entity, const char *id, int64 rows)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = action,
		.entity = entity,
		.entity_id = id,
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "rows", rows);
	boh_audit_write(schema, &entry);
}

static void
put(ReturnSetInfo *result, const char *entity, int64 rows, bool more)
{
	Datum		values[ARCHIVE_COLUMNS] = {
		CStringGetTextDatum(entity), Int64GetDatum(rows), BoolGetDatum(more)
	};
	bool		nulls[ARCHIVE_COLUMNS] = {false, false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
boh_archive(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, MOST_ROWS);
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance;
	int64		events;
	int64		bookings;
	int64		media = 0;
	bool		more_events;
	bool		more_bookings;

	boh_require_profile(schema, PROFILE_MAINTENANCE);
	InitMaterializedSRF(fcinfo, 0);
	maintenance = boh_act_as_owner(schema, "events_archive");
	boh_spi_connect();
	(void) boh_lock_share(BOH_LOCK_ARCHIVE, schema, true);
	events = archive_events(schema, max_rows, &more_events);
	bookings = archive_bookings(schema, max_rows, &more_bookings);
	if (!more_events && !more_bookings)
		media = boh_media_note_unused(schema);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	if (events > 0)
		record(schema, "ARCHIVE", "events", NULL, events);
	if (bookings > 0)
		record(schema, "ARCHIVE", "bookings", NULL, bookings);
	put(result, "events", events, more_events);
	put(result, "bookings", bookings, more_bookings);
	put(result, "media_files", media, false);
	return (Datum) 0;
}

/*
 * boh_restore_event()
 */

static void
require_restorer(Oid schema)
{
	if (!boh_acts_as_admin(schema, boh_profiles(schema)))
		boh_require_profile(schema, PROFILE_MAINTENANCE);
}

/* There is no such event, or it is not in the archive. */
BOH_NORETURN static void
raise_not_archived(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	BohDetail	detail;

	if (boh_query(&find_event, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_raise(BOH_EVENT_NOT_ARCHIVED, &detail, BOH_PLACE(schema, "events", "archived_at", NULL));
}

/* The year of an archived event, whose row is locked */
static int
lock_event(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	int			year;

	if (boh_query(&lock_archived, schema, values, NULL, 1) == 0)
		raise_not_archived(schema, event);
	year = DatumGetInt32(boh_required_value(0, 1, INT4OID));
	if (DatumGetBool(boh_required_value(0, 2, BOOLOID)))
		boh_raise_detached(schema, event, year);
	return year;
}

Datum
boh_restore_event(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance;
	int64		bookings;

	require_restorer(schema);
	maintenance = boh_act_as_owner(schema, "events_archive");
	boh_spi_connect();
	boh_lock(BOH_LOCK_ARCHIVE, schema);
	bookings = archive_restore_bookings(schema, event, lock_event(schema, event));
	archive_restore_event(schema, event);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	record(schema, "RESTORE", "events", boh_uuid_text(event), bookings);
	PG_RETURN_INT64(bookings);
}
