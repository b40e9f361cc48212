/*-------------------------------------------------------------------------
 *
 * booking/seat_limit.c
 *	  Whether users may book: their accounts, and their seats of an event, which
 *	  the event may limit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/lmgr.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/query.h"
#include "booking/booking_row.h"
#include "booking/hold.h"
#include "booking/lane_seats.h"
#include "booking/seat_order.h"
#include "people/user.h"

/*
 * A booking over the user's limit gives up after so many batches that
 * cancelled none of that user's overdue holds.
 */
#define MAX_IN_VAIN 100

static const BohQuery user_seats = {
	.text = "SELECT coalesce(pg_catalog.sum(seats), 0),"
	" coalesce(pg_catalog.sum(seats) FILTER (WHERE status " BOH_EQ " 'PENDING'"
	" AND expires_at " BOH_LE " $3 AND id " BOH_NE " ALL ($4)), 0) FROM {schema}.bookings"
	" WHERE event_id " BOH_EQ " $1 AND user_id " BOH_EQ " $2"
	" AND " BOOKING_IS_ACTIVE,
	.nargs = 4,
	.argtypes = {UUIDOID, UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID},
	.owner_of = "bookings",
	.latest = true
};

static UserSeats
count_user_seats(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user,
				 TimestampTz now, Datum except)
{
	Datum		values[] = {
		UUIDPGetDatum(event),
		UUIDPGetDatum(user),
		TimestampTzGetDatum(now),
		except
	};
	UserSeats	found;

	boh_spi_connect();
	boh_query(&user_seats, schema, values, NULL, 1);
	found.seats = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	found.overdue = DatumGetInt64(boh_required_value(0, 2, INT8OID));
	boh_spi_finish();
	return found;
}

UserSeats
seats_with_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user,
				 int64 limit, Datum *except)
{
	TimestampTz now = boh_now();
	UserSeats	found = count_user_seats(schema, event, user, now, *except);
	int64		before;
	int			in_vain = 0;

	while (found.seats > limit && found.overdue > 0)
	{
		int			expired;

		CHECK_FOR_INTERRUPTS();
		expired = boh_hold_expire(schema, event, now, EXPIRY_BATCH, except);
		before = found.overdue;
		found = count_user_seats(schema, event, user, now, *except);
		if (expired == 0 || (found.overdue == before && ++in_vain == MAX_IN_VAIN))
			break;
	}
	return found;
}

void
seats_lock_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user)
{
	boh_lock(BOH_LOCK_LIMIT,
			 hash_bytes_extended(user->data, UUID_LEN,
								 hash_bytes_extended(event->data, UUID_LEN, schema)));
}

static int
compare_users(const void *one, const void *other)
{
	return memcmp(one, other, sizeof(pg_uuid_t));
}

/*
 * Nobody else writes bookings before this transaction ends: who loads many can
 * lock the table, because the table of locks has no room for many users.
 */
static bool
is_only_writer(Oid schema)
{
	Relation	bookings = table_open(boh_table(schema, "bookings"), NoLock);
	bool		alone = CheckRelationLockedByMe(bookings, ShareRowExclusiveLock, true);

	table_close(bookings, NoLock);
	return alone;
}

/*
 * Lock the limits in order of the users' ids.  The notes are sorted by the kind
 * of change first, so one user may stand in two places.
 */
void
seats_lock_limits(const SeatOrder *order)
{
	pg_uuid_t  *users;
	int			count = 0;

	if (is_only_writer(order->schema))
		return;
	users = palloc_extended(order->count * sizeof(pg_uuid_t), MCXT_ALLOC_HUGE);
	for (int i = 0; i < order->count; i++)
	{
		if (order->notes[i].change != SEATS_RELEASE)
			users[count++] = order->notes[i].user;
	}
	qsort(users, count, sizeof(pg_uuid_t), compare_users);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i == 0 || compare_users(&users[i - 1], &users[i]) != 0)
			seats_lock_limit(order->schema, order->event, &users[i]);
	}
	pfree(users);
}

static void
check_limit(SeatOrder *order, const EventView *view, const pg_uuid_t *user)
{
	Oid			schema = order->schema;
	int			limit = view->limit;
	UserSeats	found = count_user_seats(schema, order->event, user, boh_now(),
										 boh_no_bookings());
	bool		bookings_known;
	bool		limit_known;
	BohDetail	detail;

	if (found.seats > limit && found.overdue > 0)
	{
		if (view->lanes > 1)
			boh_lanes_lock(schema, order->event);
		found = seats_with_limit(schema, order->event, user, limit,
								 seats_own_bookings(order));
	}
	if (found.seats <= limit)
		return;
	if (found.seats - found.overdue <= limit)
		seats_raise_locked(schema, order->event);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", order->event);
	boh_detail_uuid(&detail, "user_id", user);
	bookings_known = boh_caller_may_read(schema, "bookings");
	limit_known = seats_event_is_readable(schema);
	if (bookings_known)
		boh_detail_integer(&detail, "seats", found.seats);
	if (limit_known)
		boh_detail_integer(&detail, "max_seats_per_user", limit);
	boh_raise(BOH_USER_LIMIT, &detail,
			  BOH_PLACE(schema, "events", "max_seats_per_user", NULL),
			  bookings_known ? psprintf(": " INT64_FORMAT, found.seats) : "",
			  limit_known ? psprintf("%s at most %d", bookings_known ? "," : ":", limit) : "");
}

/* A missing user passes: the foreign key reports it. */
static void
check_user(Oid schema, const pg_uuid_t *user)
{
	BohDetail	detail;

	if (boh_user_state(schema, user) != USER_DELETED)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "user_id", user);
	boh_raise(BOH_USER_DELETED, &detail,
			  BOH_PLACE(schema, "users", "deleted_at", NULL));
}

void
seats_check_users(SeatOrder *order, const EventView *view)
{
	const pg_uuid_t *before = NULL;

	for (int i = 0; i < order->count; i++)
	{
		const SeatNote *note = &order->notes[i];

		if (note->change == SEATS_RELEASE ||
			(before != NULL && memcmp(before, &note->user, sizeof(pg_uuid_t)) == 0))
			continue;
		CHECK_FOR_INTERRUPTS();
		before = &note->user;
		if (note->change == SEATS_TAKE || seats_is_late_payment(note))
			check_user(order->schema, before);
		if (view->limit > 0)
			check_limit(order, view, before);
	}
}
