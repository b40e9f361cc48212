/*-------------------------------------------------------------------------
 *
 * find/event_id.h
 *	  The event that a slug leads to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_ID_H
#define BOH_EVENT_ID_H

#include "utils/uuid.h"

/*
 * Find the event that has a slug or, if there is none, the one that had it;
 * then present_slug, if not NULL, becomes the slug that it has now, otherwise
 * NULL.  Not everybody may see the event.  false: there is none.  Call it
 * between boh_spi_connect() and boh_spi_finish().
 */
extern bool boh_event_of_slug(Oid schema, Datum slug, pg_uuid_t *id, char **present_slug);

#endif							/* BOH_EVENT_ID_H */
