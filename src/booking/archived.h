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
 * Keep an event from being archived until the transaction ends, because its
 * tags change.  Raises BH100 if it is archived, unless only tags are deleted.
 */
extern void boh_event_keep_from_archive(Oid schema, const pg_uuid_t *event, bool deleted);

#endif							/* BOH_BOOKING_ARCHIVED_H */
