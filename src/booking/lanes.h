/*-------------------------------------------------------------------------
 *
 * booking/lanes.h
 *	  Opening booking lanes for an event for which bookings have to wait.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_LANES_H
#define BOH_BOOKING_LANES_H

#include "booking/event_row.h"

/*
 * Called by a booking that has just locked its event.  If the event is
 * marked, open as many lanes as boh.auto_lanes says.  If not, and the booking
 * has waited for at least boh.auto_lanes_wait_ms, mark the event.  view is
 * read again.
 */
extern void boh_lanes_open_when_hot(Oid schema, EventView *view);

#endif							/* BOH_BOOKING_LANES_H */
