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
 * Bring booked of an event that was read up to date: with lanes, what is
 * committed or our own of all of them.  Takes no lock.
 */
extern void boh_lanes_count(Oid schema, EventView *view);

/*
 * The sum of booked over the lanes of an event, the same way.  false: there are
 * none, and booked stays as it is.  Lanes are made at the end of the statement
 * that opens them; until then the event's row counts.
 */
extern bool boh_lanes_booked(Oid schema, const pg_uuid_t *event, int64 *booked);

/*
 * Add seats, or give them back when negative, in one lane of an event that the
 * caller has locked.  Waits where only locked lanes have room.  false: none has.
 */
extern bool boh_lanes_add_to_one(Oid schema, const EventView *view, int64 seats);

/*
 * The same, gathered from as many lanes as it needs.  false: all lanes together
 * have no room; they are all locked then.
 */
extern bool boh_lanes_add_to_several(Oid schema, const EventView *view, int64 seats);

/*
 * true when the lane that this session would try first has room for so many;
 * false says nothing.
 */
extern bool boh_lanes_have_room(Oid schema, const EventView *view, int64 seats);

/*
 * Lock all lanes of an event that the caller has locked, in their order.  Raises
 * 40001 under REPEATABLE READ when one changed since the snapshot.
 */
extern void boh_lanes_lock(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_LANE_SEATS_H */
