/*-------------------------------------------------------------------------
 *
 * booking/archived.c
 *	  Tags of events, and the archive.
 *
 * boh_archive() moves the tags that it sees.  A new one that is committed
 * meanwhile would stay on the archived event.  So whoever adds a tag locks the
 * event's row as its foreign key does, FOR KEY SHARE, and the archive locks it
 * FOR UPDATE.  No booking waits for that: the event is over.  What is locked
 * already, the archive skips: the event, or the tag that somebody removes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/error.h"
#include "base/query.h"
#include "booking/archived.h"

static const BohQuery lock_event = {
	.text = "SELECT archived_at IS NOT NULL FROM {schema}.events WHERE id " BOH_EQ " $1 FOR KEY SHARE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events",
	.latest = true
};

void
boh_event_take_tag(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	BohDetail	detail;

	boh_spi_connect();
	if (boh_query(&lock_event, schema, values, NULL, 1) > 0 &&
		DatumGetBool(boh_required_value(0, 1, BOOLOID)))
	{
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "event_id", event);
		boh_raise(BOH_EVENT_ARCHIVED, &detail, BOH_PLACE(schema, "events", "archived_at", NULL));
	}
	boh_spi_finish();
}
