/*-------------------------------------------------------------------------
 *
 * find/event_details.h
 *	  What calendars and search engines are told of events.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_DETAILS_H
#define BOH_EVENT_DETAILS_H

#include "nodes/pg_list.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

/* Texts are NULL where the column is. */
typedef struct BohEventDetails
{
	pg_uuid_t	id;
	const char *slug;
	const char *title;
	const char *description;
	const char *category;
	const char *status;
	const char *language;
	const char *image_url;
	const char *video_url;
	const char *price;
	const char *currency;
	const char *venue;			/* its name; NULL: the event is online */
	const char *address;
	const char *city;
	const char *country;
	const char *latitude;
	const char *longitude;
	List	   *tags;			/* names */
	TimestampTz starts;
	TimestampTz ends;			/* DT_NOEND: open */
	TimestampTz opens;			/* DT_NOBEGIN: booking is open from the
								 * beginning */
	TimestampTz closes;
	TimestampTz created;
	TimestampTz changed;		/* the event or its venue */
	int			capacity;
	int64		seats_left;		/* 0 unless asked for */
	pg_tz	   *zone;
} BohEventDetails;

/*
 * Read those of these events that everybody may see, in their order, into an
 * array in the current memory context.  Returns how many there are.  Call it
 * between boh_spi_connect() and boh_spi_finish(), after boh_reading_begin().
 */
extern int	boh_event_details(Oid schema, const pg_uuid_t *ids, int count, bool with_seats,
							  TimestampTz now, BohEventDetails *details);

#endif							/* BOH_EVENT_DETAILS_H */
