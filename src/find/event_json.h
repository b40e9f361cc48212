/*-------------------------------------------------------------------------
 *
 * find/event_json.h
 *	  The JSON of events, as lists, search and pages show them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_JSON_H
#define BOH_EVENT_JSON_H

#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "find/visibility.h"

/* How much of an event */
typedef enum BohEventForm
{
	BOH_EVENT_IN_LIST,			/* without texts that only its own page shows */
	BOH_EVENT_WHOLE
} BohEventForm;

/*
 * The seats that are left of an event with the alias e, as
 * boh_available_seats() tells them: seats of overdue holds count as free.  now
 * is a parameter.
 */
#define BOH_SEATS_LEFT(now) \
	"(e.capacity - CASE WHEN e.booking_lanes > 1 THEN" \
	" (SELECT coalesce(sum(l.booked), 0) FROM {schema}.booking_lanes l WHERE l.event_id = e.id)" \
	" ELSE e.booked_count END" \
	" + (SELECT coalesce(sum(b.seats), 0) FROM {schema}.bookings b" \
	" WHERE b.event_id = e.id AND b.status = 'PENDING' AND b.expires_at <= " now "))"

/*
 * The documents of events, in the order of their ids, as an array of jsonb
 * datums in the current memory context.  An event that the eyes do not see is
 * left out.  Returns how many there are.  Call it between boh_spi_connect() and
 * boh_spi_finish(), after boh_reading_begin().
 */
extern int	boh_event_documents(Oid schema, const BohEyes *eyes, BohEventForm form,
								const pg_uuid_t *ids, int count, TimestampTz now,
								Jsonb **documents);

#endif							/* BOH_EVENT_JSON_H */
