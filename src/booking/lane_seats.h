/*-------------------------------------------------------------------------
 *
 * booking/lane_seats.h
 *	  Seats of an event whose counter is split over lanes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_LANE_SEATS_H
#define BOH_LANE_SEATS_H

#include "booking/event_row.h"

#define BOH_MAX_LANES 256

/*
 * Bring view->booked up to date: if the event has lanes, set it to the sum
 * over them, as a statement run now would see it.  Takes no lock.
 */
extern void boh_lanes_count(Oid schema, EventView *view);

/*
 * Set booked to the sum over the lanes of an event, in the same way.  Returns
 * false, and leaves booked as it is, if there are no lanes.  A statement that
 * opens lanes makes them when it ends; until then the event's row is the
 * counter.
 */
extern bool boh_lanes_booked(Oid schema, const pg_uuid_t *event, int64 *booked);

/*
 * Add seats, or give them back if negative, in one lane of an event that the
 * caller has locked.  Waits for a lane if the lanes that it tried are locked.
 * Returns false if no lane has room.
 */
extern bool boh_lanes_add_to_one(Oid schema, const EventView *view, int64 seats);

/*
 * The same in as many lanes as needed.  Returns false if all lanes together
 * have too little room; all of them are locked then.
 */
extern bool boh_lanes_add_to_several(Oid schema, const EventView *view, int64 seats);

/*
 * true when the lane that this session would try first has room for the seats.
 * If false, other lanes may still have room.
 */
extern bool boh_lanes_have_room(Oid schema, const EventView *view, int64 seats);

/*
 * true, once, if this session had to wait for a lane of the event while more
 * sessions booked it than it had lanes.
 */
extern bool boh_lanes_were_few(Oid schema, const pg_uuid_t *event);

/*
 * Lock all lanes of an event that the caller has locked, in order of their
 * numbers.  Raises 40001 under REPEATABLE READ when one changed since the
 * snapshot.
 */
extern void boh_lanes_lock(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_LANE_SEATS_H */
