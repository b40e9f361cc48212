/*-------------------------------------------------------------------------
 *
 * booking/archived.c
 *	  Whether an event is in the archive.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/error.h"
#include "base/query.h"
#include "booking/archived.h"

static const BohQuery archived = {
	.text = "SELECT FROM {schema}.events WHERE id " BOH_EQ " $1 AND archived_at IS NOT NULL",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events",
	.latest = true
};

void
boh_event_require_not_archived(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	BohDetail	detail;

	boh_spi_connect();
	if (boh_query(&archived, schema, values, NULL, 1) > 0)
	{
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "event_id", event);
		boh_raise(BOH_EVENT_ARCHIVED, &detail, BOH_PLACE(schema, "events", "archived_at", NULL));
	}
	boh_spi_finish();
}
