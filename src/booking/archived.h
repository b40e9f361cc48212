/*-------------------------------------------------------------------------
 *
 * booking/archived.h
 *	  Tags of events, and the archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_ARCHIVED_H
#define BOH_BOOKING_ARCHIVED_H

#include "utils/uuid.h"

/*
 * Keep an event from being archived until the transaction ends, because it gets
 * a tag.  Raises BH100 if it is archived.
 */
extern void boh_event_take_tag(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_BOOKING_ARCHIVED_H */
