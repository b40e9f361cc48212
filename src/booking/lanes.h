/*-------------------------------------------------------------------------
 *
 * booking/lanes.h
 *	  Opening booking lanes for an event that gets hot.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_LANES_H
#define BOH_BOOKING_LANES_H

#include "booking/event_row.h"

/*
 * For a booking that has just locked its event: when the wait was long, leave a
 * mark on the event; when an earlier booking left one, open as many lanes as
 * boh.auto_lanes says.  view becomes what the event is then.
 */
extern void boh_lanes_open_when_hot(Oid schema, EventView *view);

#endif							/* BOH_BOOKING_LANES_H */
