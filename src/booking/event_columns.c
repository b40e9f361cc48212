/*-------------------------------------------------------------------------
 *
 * booking/event_columns.c
 *	  The columns of events that triggers read, and errors about them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/error.h"
#include "booking/event_columns.h"

static const BohColumn columns[] = {
	[EVENT_ID] = {"id", UUIDOID},
	[EVENT_SLUG] = {"slug", TEXTOID},
	[EVENT_TITLE] = {"title", TEXTOID},
	[EVENT_CAPACITY] = {"capacity", INT4OID},
	[EVENT_BOOKED_COUNT] = {"booked_count", INT4OID},
	[EVENT_STATUS] = {"status", InvalidOid},
	[EVENT_END_DATE] = {"end_date", TIMESTAMPTZOID},
	[EVENT_VENUE_ID] = {"venue_id", UUIDOID},
	[EVENT_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
	[EVENT_PRICE] = {"price", NUMERICOID},
	[EVENT_CURRENCY] = {"currency", TEXTOID},
	[EVENT_START_DATE] = {"start_date", TIMESTAMPTZOID},
	[EVENT_BOOKING_OPENS_AT] = {"booking_opens_at", TIMESTAMPTZOID},
	[EVENT_BOOKING_CLOSES_AT] = {"booking_closes_at", TIMESTAMPTZOID},
	[EVENT_MAX_SEATS_PER_USER] = {"max_seats_per_user", INT4OID},
	[EVENT_BOOKING_LANES] = {"booking_lanes", INT2OID},
	[EVENT_BOOKING_WAITED_AT] = {"booking_waited_at", TIMESTAMPTZOID},
	[EVENT_TIME_ZONE] = {"time_zone", TEXTOID},
	[EVENT_PUBLISHED_AT] = {"published_at", TIMESTAMPTZOID},
	[EVENT_ARCHIVED_AT] = {"archived_at", TIMESTAMPTZOID},
	[EVENT_RESTORED_AT] = {"restored_at", TIMESTAMPTZOID},
	[EVENT_IMAGE_URL] = {"image_url", TEXTOID},
	[EVENT_VIDEO_URL] = {"video_url", TEXTOID},
};

const BohTable event_table = {"events", EVENT_COLUMNS, columns};

/*
 * Start a DETAIL that names an event.  The id of a new event is left out,
 * because no row with it will exist after the error.
 */
void
event_detail(BohDetail *detail, const BohRow *row)
{
	boh_detail_init(detail);
	if (row->stored && boh_caller_may_see(row, EVENT_ID))
		boh_detail_uuid(detail, "event_id", boh_get_uuid(row, EVENT_ID));
}

const char *
event_status(const BohRow *row)
{
	return boh_enum_label(boh_get_required(row, EVENT_STATUS));
}

/* what is the end of the message "event cannot ..." */
void
event_raise_status(const BohRow *row, Oid schema, const char *from, const char *to,
				   const char *what)
{
	BohDetail	detail;

	event_detail(&detail, row);
	if (boh_caller_may_see(row, EVENT_STATUS))
		boh_detail_text(&detail, "from", from);
	boh_detail_text(&detail, "to", to);
	boh_raise(BOH_EVENT_STATUS, &detail, BOH_PLACE(schema, "events", "status", NULL),
			  what);
}
