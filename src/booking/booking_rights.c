/*-------------------------------------------------------------------------
 *
 * booking/booking_rights.c
 *	  What people and roles may do with a booking that they can see.
 *
 * Policies decide which bookings a statement can reach: people reach their
 * own, organizers those of their events.  But a policy cannot compare the old
 * row with the new one.  So the trigger of bookings asks here whether the
 * change is one that they may make.  Rules for everybody: booking_check.h.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/compat.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/session.h"
#include "booking/booking_rights.h"
#include "rights/profile.h"

BOH_NORETURN static void raise_right(const BohRow *row, Oid schema, int column, const char *what);

static void
raise_right(const BohRow *row, Oid schema, int column, const char *what)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	if (row->stored)
		boh_detail_uuid(&detail, "booking_id", boh_get_uuid(row, BOOKING_ID));
	boh_detail_text(&detail, "column", booking_table.columns[column].name);
	boh_raise(BOH_BOOKING_RIGHT, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL), what);
}

static bool
is_free(const BohRow *row)
{
	return DatumGetBool(DirectFunctionCall2(numeric_eq, boh_get_required(row, BOOKING_TOTAL_PRICE),
											NumericGetDatum(int64_to_numeric(0))));
}

static bool
is_own(const BohRow *row, Oid schema)
{
	pg_uuid_t	person;

	return boh_session_person(schema, &person) &&
		memcmp(&person, boh_get_uuid(row, BOOKING_USER_ID), sizeof(pg_uuid_t)) == 0;
}

static void
check_new(const BohRow *row, Oid schema)
{
	if (!boh_is_null(row, BOOKING_PAYMENT_REFERENCE))
		raise_right(row, schema, BOOKING_PAYMENT_REFERENCE, "record a payment");
	if (booking_status(row) == CONFIRMED && !is_free(row))
		raise_right(row, schema, BOOKING_STATUS, "confirm a booking that has a price");
}

/* Columns that only payments change, or nobody */
static void
check_kept(const BohRow *old, const BohRow *row, Oid schema)
{
	static const struct
	{
		BookingColumn column;
		const char *what;
	}			kept[] = {
		{BOOKING_PAYMENT_REFERENCE, "record a payment"},
		{BOOKING_REFUND_REFERENCE, "record a refund"}
	};

	for (int i = 0; i < (int) lengthof(kept); i++)
	{
		if (boh_differs(old, row, kept[i].column))
			raise_right(old, schema, kept[i].column, kept[i].what);
	}
	if (boh_differs(old, row, BOOKING_EXPIRES_AT) && booking_status(row) == PENDING)
		raise_right(old, schema, BOOKING_EXPIRES_AT, "change the end of a hold");
}

static void
check_changed(const BohRow *old, const BohRow *row, Oid schema)
{
	BookingStatus from = booking_status(old);
	BookingStatus to = booking_status(row);
	bool		own = is_own(old, schema);

	check_kept(old, row, schema);
	if (boh_differs(old, row, BOOKING_SEATS) && !own)
		raise_right(old, schema, BOOKING_SEATS, "change seats of another user's booking");
	if (boh_differs(old, row, BOOKING_SEATS) && from != PENDING)
		raise_right(old, schema, BOOKING_SEATS, "change seats of a booking that is not PENDING");
	if (boh_differs(old, row, BOOKING_CANCEL_REASON) && (from == to || to != CANCELLED))
		raise_right(old, schema, BOOKING_CANCEL_REASON, "change the reason of a cancellation");
	if (from == to || to == CANCELLED)
		return;
	if (to == CONFIRMED && own && is_free(row))
		return;
	raise_right(old, schema, BOOKING_STATUS,
				to == CONFIRMED ? "confirm a booking that has a price or is another user's" :
				"refund a booking");
}

/* The role of a payment service confirms and refunds, and does no more. */
static void
check_payment(const BohRow *old, const BohRow *row, Oid schema)
{
	BookingStatus from = booking_status(old);
	BookingStatus to = booking_status(row);

	if (boh_differs(old, row, BOOKING_SEATS))
		raise_right(old, schema, BOOKING_SEATS, "change seats of a booking");
	if (from != to && to != CONFIRMED && to != REFUNDED)
		raise_right(old, schema, BOOKING_STATUS, "cancel a booking");
}

void
booking_check_rights(const BohRow *old, const BohRow *row, Oid schema)
{
	BohProfileSet profiles = boh_profiles(schema);
	bool		people = boh_limited_to_people(profiles);

	if (boh_acts_as_admin(schema, profiles))
		return;
	if (boh_limited_to_payments(profiles) && old != NULL)
		check_payment(old, row, schema);
	else if (people && old == NULL)
		check_new(row, schema);
	else if (people)
		check_changed(old, row, schema);
}

/*
 * Every role can set boh.hold_seconds, even for its later connections (ALTER
 * ROLE).  So people have a limit of their own, which only administrators set.
 */
int
booking_longest_hold(Oid schema)
{
	BohProfileSet profiles = boh_profiles(schema);

	return boh_limited_to_people(profiles) && !boh_acts_as_admin(schema, profiles) ?
		Min(boh_max_person_hold_seconds_setting, boh_max_hold_seconds_setting) :
		boh_max_hold_seconds_setting;
}
