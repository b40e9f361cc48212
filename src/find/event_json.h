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

#include "base/compat.h"
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

/* Events that were read, in the order of the ids that were asked for */
typedef struct BohEventDocuments BohEventDocuments;

/*
 * Read events and their tags.  Events that the eyes do not see are left out.
 * Call it between boh_spi_connect() and boh_spi_finish(), after
 * boh_reading_begin().
 */
extern BohEventDocuments *boh_event_documents(Oid schema, const BohEyes *eyes, BohEventForm form,
											  const pg_uuid_t *ids, int count, TimestampTz now);

/* How many there are; their numbers begin with 0. */
extern int	boh_event_documents_count(const BohEventDocuments *documents);

extern const pg_uuid_t *boh_event_document_id(const BohEventDocuments *documents, int number);

/*
 * Append the document of an event as an object.  It is made where it is to
 * stand, because a jsonb value that becomes part of another one is taken apart
 * and sorted again.
 */
extern void boh_event_document_push(BohEventDocuments *documents, int number,
									BohJsonbState *state);

#endif							/* BOH_EVENT_JSON_H */
