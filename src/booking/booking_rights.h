/*-------------------------------------------------------------------------
 *
 * booking/booking_rights.h
 *	  What people and roles may do with a booking that they can see.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_RIGHTS_H
#define BOH_BOOKING_RIGHTS_H

#include "booking/booking_row.h"

/*
 * Raise 42501 if the current role, for the person of its session, may not
 * make this booking, or this change.  old is NULL for a new row.
 */
extern void booking_check_rights(const BohRow *old, const BohRow *row, Oid schema);

/* How many seconds a hold may last at most for the current role */
extern int	booking_longest_hold(Oid schema);

#endif							/* BOH_BOOKING_RIGHTS_H */
