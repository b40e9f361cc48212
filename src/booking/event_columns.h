/*-------------------------------------------------------------------------
 *
 * booking/event_columns.h
 *	  The columns of events that triggers read, and errors about them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_COLUMNS_H
#define BOH_EVENT_COLUMNS_H

#include "base/error.h"
#include "base/row.h"

typedef enum EventColumn
{
	EVENT_ID,
	EVENT_SLUG,
	EVENT_TITLE,
	EVENT_CAPACITY,
	EVENT_BOOKED_COUNT,
	EVENT_STATUS,
	EVENT_END_DATE,
	EVENT_VENUE_ID,
	EVENT_UPDATED_AT,
	EVENT_PRICE,
	EVENT_CURRENCY,
	EVENT_START_DATE,
	EVENT_BOOKING_OPENS_AT,
	EVENT_BOOKING_CLOSES_AT,
	EVENT_MAX_SEATS_PER_USER,
	EVENT_BOOKING_LANES,
	EVENT_BOOKING_WAITED_AT,
	EVENT_TIME_ZONE,
	EVENT_PUBLISHED_AT,
	EVENT_ARCHIVED_AT,
	EVENT_RESTORED_AT,
	EVENT_IMAGE_URL,
	EVENT_VIDEO_URL,
	EVENT_COLUMNS
} EventColumn;

/*
 * The format of image_url and video_url.  A video may be a page where one
 * watches it, as that of an event online.
 */
#define EVENT_ADDRESS_FORMAT "boh-image-url"

extern const BohTable event_table;

/*
 * Start a DETAIL that names an event.  The id of a new event is left out,
 * because no row with it will exist after the error.
 */
extern void event_detail(BohDetail *detail, const BohRow *row);

extern const char *event_status(const BohRow *row);

/* Raise BH016.  what is the end of the message "event cannot ..." */
extern void event_raise_status(const BohRow *row, Oid schema, const char *from, const char *to,
							   const char *what);

#endif							/* BOH_EVENT_COLUMNS_H */
