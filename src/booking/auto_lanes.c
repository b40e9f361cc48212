/*-------------------------------------------------------------------------
 *
 * booking/auto_lanes.c
 *	  Opening booking lanes for an event that many sessions book at once.
 *
 * Bookings are fastest with as many lanes as sessions that book at once: with
 * fewer, some wait for a lane, and more bring nothing.  So the sessions are
 * counted, and their number is rounded up to a power of two, so that a few
 * more sessions do not open lanes again.  boh.auto_lanes is the upper bound.
 *
 * An event gets its first lanes in two steps.  A booking that waited for the
 * row marks the event, and the next one opens the lanes.  Each has the row
 * locked.
 *
 * To add lanes, a transaction has to lock the event alone, for which it must
 * not share the event.  A booking that waits for a lane shares it.  So its
 * session remembers that there were too few lanes, and adds some before its
 * next booking locks the event.
 *
 * Adding lanes follows the lock order of a transaction that changes the event:
 * first its row, without waiting for it, then the event alone.  The second
 * step waits for the bookings in progress.  New ones wait meanwhile, so a
 * transaction that stays open after a booking would stop all of them.
 * Therefore this step waits only for a short time.  If it fails, the event is
 * marked, and nobody tries again for a while.
 *
 * Nothing here makes the lanes fewer.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "port/pg_bitutils.h"
#include "utils/guc.h"

#include "base/clock.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "booking/auto_lanes.h"
#include "booking/lane_seats.h"

/* How long adding lanes may wait for bookings in progress */
#define ADD_WAIT_MS 500

/* After an attempt in vain, nobody tries to add lanes for so long. */
#define ADD_PAUSE_MS 10000

static const BohQuery set_lanes = {
	.text = "UPDATE {schema}.events SET booking_lanes = $2 WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, INT2OID},
	.owner_of = "events"
};

/*
 * The number of lanes for an event that so many sessions book at once.  A lane
 * without a free seat is of no use.
 */
static int
lanes_for(int sessions, const EventView *view)
{
	int64		lanes = pg_nextpower2_32(Max(sessions, 2));

	lanes = Min(lanes, boh_auto_lanes_setting);
	return (int) Min(lanes, view->capacity - view->booked);
}

typedef struct NewLanes
{
	Oid			schema;
	EventView  *view;
	int			lanes;
} NewLanes;

static void
change_lanes(void *argument)
{
	NewLanes   *new = argument;
	Datum		values[] = {
		UUIDPGetDatum(&new->view->id),
		Int16GetDatum(new->lanes)
	};

	boh_query(&set_lanes, new->schema, values, NULL, 0);
}

static void
read_again(Oid schema, EventView *view)
{
	if (!boh_event_read(schema, &view->id, view))
		elog(ERROR, "event of a booking not found");
}

/*
 * Adding lanes
 */

/* false: bookings in progress did not end in time. */
static bool
change_lanes_in_time(NewLanes *new)
{
	int			settings = NewGUCNestLevel();
	bool		done;

	boh_limit_lock_wait(ADD_WAIT_MS);
	boh_spi_connect();
	done = boh_try(change_lanes, new, boh_waited_too_long);
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	return done;
}

static bool
failed_lately(const EventView *view)
{
	return view->waited > boh_now() - ADD_PAUSE_MS * INT64CONST(1000);
}

/*
 * A transaction that has an event locked does not add lanes: others may wait
 * for that event while they share this one.
 */
void
boh_auto_lanes_add(Oid schema, EventView *view)
{
	NewLanes	new = {.schema = schema,.view = view};

	if (view->lanes == 1 || view->lanes >= boh_auto_lanes_setting ||
		!boh_lanes_were_few(schema, &view->id) ||
		boh_event_any_locked() || failed_lately(view) ||
		!boh_event_lock_row(schema, LockWaitSkip, view) ||
		view->lanes == 1)
		return;
	boh_lanes_count(schema, view);
	new.lanes = lanes_for(boh_event_sessions(schema, view) + 1, view);
	if (new.lanes <= view->lanes)
		return;
	if (change_lanes_in_time(&new))
		read_again(schema, view);
	else
		boh_event_mark_waited(schema, view);
}

/*
 * Opening the first lanes
 */

void
boh_auto_lanes_open(Oid schema, EventView *view)
{
	NewLanes	new = {.schema = schema,.view = view};

	if (boh_auto_lanes_setting < 2 || view->lanes > 1 || view->booked == view->capacity)
		return;
	if (view->waited == DT_NOBEGIN)
	{
		if (view->wait >= boh_auto_lanes_wait_setting * INT64CONST(1000))
			boh_event_mark_waited(schema, view);
		return;
	}
	new.lanes = lanes_for(boh_event_sessions(schema, view) + 1, view);
	if (new.lanes == 1)
		return;
	boh_spi_connect();
	change_lanes(&new);
	boh_spi_finish();
	read_again(schema, view);
}
