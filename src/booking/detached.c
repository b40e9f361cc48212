/*-------------------------------------------------------------------------
 *
 * booking/detached.c
 *	  Events whose bookings were detached from the archive.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "booking/detached.h"

void
boh_raise_detached(Oid schema, const pg_uuid_t *event, int year)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_detail_integer(&detail, "event_year", year);
	boh_raise(BOH_ARCHIVE_DETACHED, &detail,
			  BOH_PLACE(schema, "events_archive", "bookings_detached_at", NULL));
}
