/*-------------------------------------------------------------------------
 *
 * archive/booking.h
 *	  Bookings in the archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARCHIVE_BOOKING_H
#define BOH_ARCHIVE_BOOKING_H

#include "postgres.h"

#include "utils/uuid.h"

/*
 * Move bookings of archived events that ended long ago, max_rows at most.
 * Returns how many; sets whether there may be more.  Call between
 * boh_spi_connect() and boh_spi_finish(), as the owner.
 */
extern int64 archive_bookings(Oid schema, int max_rows, bool *more);

/*
 * Move all bookings of an event back, whose row of events_archive is locked.
 * Returns how many.
 */
extern int64 archive_restore_bookings(Oid schema, const pg_uuid_t *event, int year);

#endif							/* BOH_ARCHIVE_BOOKING_H */
