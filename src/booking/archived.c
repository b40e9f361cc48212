/*-------------------------------------------------------------------------
 *
 * booking/archived.c
 *	  Tags of events, and the archive.
 *
 * boh_archive() moves the tags that it sees.  One that is committed meanwhile
 * would stay on the archived event.  A lock on the event's row that the archive
 * respects would make bookings wait for tags, so there is a lock of its own.
 * It concerns only events that are over: no other is archived.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/query.h"
#include "booking/archived.h"

static const BohQuery event_state = {
	.text = "SELECT archived_at IS NOT NULL, end_date " BOH_LT " $2 FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID},
	.owner_of = "events",
	.latest = true
};

typedef struct State
{
	bool		archived;
	bool		over;
} State;

static State
state_of(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event), TimestampTzGetDatum(boh_now())};
	State		state = {false, false};
	bool		endless;

	if (boh_query(&event_state, schema, values, NULL, 1) > 0)
	{
		state.archived = DatumGetBool(boh_required_value(0, 1, BOOLOID));
		state.over = DatumGetBool(boh_value(0, 2, BOOLOID, &endless));
	}
	return state;
}

void
boh_event_keep_from_archive(Oid schema, const pg_uuid_t *event, bool deleted)
{
	State		state;
	BohDetail	detail;

	boh_spi_connect();
	state = state_of(schema, event);
	if (state.over && !boh_lock_is_held(BOH_LOCK_TAGS, schema))
	{
		(void) boh_lock_share(BOH_LOCK_TAGS, schema, true);
		state = state_of(schema, event);
	}
	if (state.archived && !deleted)
	{
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "event_id", event);
		boh_raise(BOH_EVENT_ARCHIVED, &detail, BOH_PLACE(schema, "events", "archived_at", NULL));
	}
	boh_spi_finish();
}
