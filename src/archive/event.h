/*-------------------------------------------------------------------------
 *
 * archive/event.h
 *	  Events in the archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARCHIVE_EVENT_H
#define BOH_ARCHIVE_EVENT_H

#include "postgres.h"

#include "utils/uuid.h"

/*
 * Archive events that are over for long, max_rows at most.  Returns how many;
 * sets whether there may be more.  Call between boh_spi_connect() and
 * boh_spi_finish(), as the owner.
 */
extern int64 archive_events(Oid schema, int max_rows, bool *more);

/* Undo it for an event, whose row of events_archive is locked. */
extern void archive_restore_event(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_ARCHIVE_EVENT_H */
