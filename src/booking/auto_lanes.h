/*-------------------------------------------------------------------------
 *
 * booking/auto_lanes.h
 *	  Opening booking lanes for an event that many sessions book at once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUTO_LANES_H
#define BOH_AUTO_LANES_H

#include "booking/event_row.h"

/*
 * Called by a new booking before it locks its event.  If the event has lanes,
 * and this session had to wait for one because there are too few, add some.
 * view is read again.
 */
extern void boh_auto_lanes_add(Oid schema, EventView *view);

/*
 * Called by a new booking that has just locked its event.  If the event has no
 * lanes and is marked, open some.  If it is not marked, and the booking has
 * waited for at least boh.auto_lanes_wait_ms, mark it.  view is read again.
 */
extern void boh_auto_lanes_open(Oid schema, EventView *view);

#endif							/* BOH_AUTO_LANES_H */
