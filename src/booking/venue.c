/*-------------------------------------------------------------------------
 *
 * booking/venue.c
 *	  Triggers of venues.
 *
 * No coming event may have more seats than its venue.  Triggers of both
 * tables check this.  The trigger of events locks the venue FOR SHARE before
 * it compares the capacities (event.c).  This conflicts with the row lock of
 * a transaction that changes the venue's capacity, so the second of the two
 * waits for the first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/row.h"
#include "base/unique_violation.h"
#include "text/slug.h"
#include "text/time_zone.h"
#include "text/visible.h"

PG_FUNCTION_INFO_V1(boh_venues_check);
PG_FUNCTION_INFO_V1(boh_venues_guard_events);

typedef enum VenueColumn
{
	VENUE_ID,
	VENUE_NAME,
	VENUE_SLUG,
	VENUE_CAPACITY,
	VENUE_UPDATED_AT,
	VENUE_TIME_ZONE,
	VENUE_COLUMNS
} VenueColumn;

static const BohColumn columns[] = {
	[VENUE_ID] = {"id", UUIDOID},
	[VENUE_NAME] = {"name", TEXTOID},
	[VENUE_SLUG] = {"slug", TEXTOID},
	[VENUE_CAPACITY] = {"capacity", INT4OID},
	[VENUE_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
	[VENUE_TIME_ZONE] = {"time_zone", TEXTOID},
};

static const BohTable venue_table = {"venues", VENUE_COLUMNS, columns};

static const BohUniqueTable unique_table = {
	"venues", {
		{"uq_venues_slug", "slug",
		BOH_SLUG_HINT("name")}
	}
};

static const BohQuery slug_taken = BOH_SLUG_TAKEN("venues", "");

static const BohQuery larger_event = {
	.text = "SELECT id, capacity FROM {schema}.events"
	" WHERE venue_id " BOH_EQ " $1 AND capacity " BOH_GT " $2"
	" AND end_date " BOH_GT " $3"
	" AND (status " BOH_EQ " 'DRAFT' OR status " BOH_EQ " 'PUBLISHED')"
	" ORDER BY capacity DESC LIMIT 1",
	.nargs = 3,
	.argtypes = {UUIDOID, INT4OID, TIMESTAMPTZOID},
	.owner_of = "events",
	.latest = true
};

Datum
boh_venues_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_venues_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;

	boh_unique_watch(schema, &unique_table);
	boh_row_open_new(&row, trigger, &venue_table);
	boh_require_visible(&row, trigger, &venue_table, VENUE_NAME, "a venue");
	boh_time_zone_check(&row, trigger, schema, &venue_table, VENUE_TIME_ZONE);
	boh_slug_fill(&row, schema, VENUE_ID, VENUE_SLUG, VENUE_NAME, &slug_taken, "venue");
	boh_set(&row, VENUE_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

Datum
boh_venues_guard_events(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_venues_guard_events",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	int			capacity;
	Datum		values[3];

	boh_row_open(&row, trigger->tg_relation, &venue_table, trigger->tg_newtuple);
	capacity = boh_get_integer(&row, VENUE_CAPACITY);
	values[0] = UUIDPGetDatum(boh_get_uuid(&row, VENUE_ID));
	values[1] = Int32GetDatum(capacity);
	values[2] = TimestampTzGetDatum(boh_now());

	boh_spi_connect();
	if (boh_query(&larger_event, schema, values, NULL, 1) > 0)
	{
		int			event_capacity = DatumGetInt32(boh_required_value(0, 2, INT4OID));
		const char *known = "";
		BohDetail	detail;

		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "venue_id", boh_get_uuid(&row, VENUE_ID));
		boh_detail_integer(&detail, "capacity", capacity);
		if (boh_caller_may_read(schema, "events"))
		{
			boh_detail_uuid(&detail, "event_id",
							DatumGetUUIDP(boh_required_value(0, 1, UUIDOID)));
			boh_detail_integer(&detail, "event_capacity", event_capacity);
			known = psprintf(", an event has %d", event_capacity);
		}
		boh_raise(BOH_VENUE_SHRUNK, &detail,
				  BOH_PLACE(schema, "venues", "capacity", NULL), capacity, known);
	}
	boh_spi_finish();
	return PointerGetDatum(NULL);
}
