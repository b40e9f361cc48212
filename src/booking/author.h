/*-------------------------------------------------------------------------
 *
 * booking/author.h
 *	  Whether the session's person runs an event.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_AUTHOR_H
#define BOH_BOOKING_AUTHOR_H

#include "utils/uuid.h"

/* true when the session's person, an ORGANIZER or ADMIN, is the event's author */
extern bool boh_session_is_author(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_BOOKING_AUTHOR_H */
