/*-------------------------------------------------------------------------
 *
 * booking/detached.h
 *	  Events whose bookings were detached from the archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DETACHED_H
#define BOH_DETACHED_H

#include "utils/uuid.h"

#include "base/error.h"

/* Raises BH103: bookings of the event, which ended in that year, are elsewhere. */
BOH_NORETURN extern void boh_raise_detached(Oid schema, const pg_uuid_t *event, int year);

#endif							/* BOH_DETACHED_H */
