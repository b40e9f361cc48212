/*-------------------------------------------------------------------------
 *
 * booking/archived.h
 *	  Whether an event is in the archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_ARCHIVED_H
#define BOH_BOOKING_ARCHIVED_H

#include "utils/uuid.h"

/* Raises BH100 if the event is archived. */
extern void boh_event_require_not_archived(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_BOOKING_ARCHIVED_H */
