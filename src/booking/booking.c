/*-------------------------------------------------------------------------
 *
 * booking/booking.c
 *	  Triggers of bookings.
 *
 * boh_bookings_check (BEFORE, per row) captures the price, fills in times and
 * refuses changes that are not allowed.  It does not check the event's
 * status, booking window or seats, because INSERT ... ON CONFLICT DO NOTHING
 * runs it for rows that are then not inserted.  These are checked when seats
 * are counted (seat_count.c).
 *
 * What it checks of new rows, imported rows and changed rows is in
 * booking_new.c, booking_import.c and booking_change.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/xid8.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/import.h"
#include "base/own_write.h"
#include "booking/booking_check.h"
#include "booking/booking_rights.h"
#include "booking/seats.h"

PG_FUNCTION_INFO_V1(boh_bookings_check);
PG_FUNCTION_INFO_V1(boh_bookings_note_seats);
PG_FUNCTION_INFO_V1(boh_bookings_count_seats);
PG_FUNCTION_INFO_V1(boh_bookings_keep);

Datum
boh_bookings_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_bookings_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	/* a row that comes back from the archive is as it was */
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) &&
		boh_own_write_of_many(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_trigtuple);
	boh_row_open_new(&row, trigger, &booking_table);
	if (!row.stored && boh_importing(schema))
		booking_check_imported(&row, schema);
	else if (!row.stored)
		booking_check_new(&row, schema);
	else
	{
		boh_row_open(&old, trigger->tg_relation, &booking_table, trigger->tg_trigtuple);
		booking_check_changed(&old, &row, schema);
	}
	booking_check_rights(row.stored ? &old : NULL, &row, schema);
	boh_set(&row, BOOKING_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	boh_set(&row, BOOKING_XID, FullTransactionIdGetDatum(GetTopFullTransactionId()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

static void
note(Oid schema, SeatChange change, const BohRow *row, int64 seats)
{
	boh_seats_note(schema, change, boh_get_uuid(row, BOOKING_ID),
				   boh_get_uuid(row, BOOKING_EVENT_ID),
				   boh_get_uuid(row, BOOKING_USER_ID), seats,
				   boh_get_required(row, BOOKING_UNIT_PRICE),
				   boh_get_required(row, BOOKING_CURRENCY));
}

static void
note_change(Oid schema, const BohRow *old, const BohRow *row)
{
	bool		was_active = booking_is_active(booking_status(old));
	bool		is_active = booking_is_active(booking_status(row));
	int64		old_seats = boh_get_integer(old, BOOKING_SEATS);
	int64		seats = boh_get_integer(row, BOOKING_SEATS);

	if (was_active && !is_active)
		note(schema, SEATS_RELEASE, old, old_seats);
	else if (!was_active && is_active)
		note(schema, SEATS_RETAKE, row, seats);
	else if (is_active && seats > old_seats)
		note(schema, SEATS_TAKE, row, seats - old_seats);
	else if (is_active && seats < old_seats)
		note(schema, SEATS_RELEASE, row, old_seats - seats);
	else if (booking_status(row) == CONFIRMED && booking_is_overdue(old))
		note(schema, SEATS_RETAKE, row, 0);
}

Datum
boh_bookings_note_seats(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_bookings_note_seats",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	/* the event has counted the seats of the archive, too */
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) &&
		boh_own_write_of_many(trigger->tg_relation))
		return PointerGetDatum(NULL);
	boh_row_open(&old, trigger->tg_relation, &booking_table, trigger->tg_trigtuple);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		boh_row_open(&row, trigger->tg_relation, &booking_table, trigger->tg_newtuple);
		note_change(schema, &old, &row);
	}
	else if (booking_is_active(booking_status(&old)))
		note(schema, boh_importing(schema) ? SEATS_IMPORT : SEATS_TAKE, &old,
			 boh_get_integer(&old, BOOKING_SEATS));
	return PointerGetDatum(NULL);
}

Datum
boh_bookings_count_seats(PG_FUNCTION_ARGS)
{
	boh_trigger(fcinfo, "boh_bookings_count_seats",
				BOH_TRIGGER_AFTER | BOH_TRIGGER_STATEMENT |
				BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	boh_seats_count();
	return PointerGetDatum(NULL);
}

Datum
boh_bookings_keep(PG_FUNCTION_ARGS)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger = boh_trigger(fcinfo, "boh_bookings_keep", BOH_TRIGGER_BEFORE |
									   (truncated ?
										BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE :
										BOH_TRIGGER_ROW | BOH_TRIGGER_DELETE));
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	BohRow		row;
	BohDetail	detail;

	/* the archive takes it */
	if (!truncated && boh_own_write_of_many(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_trigtuple);
	if (truncated)
		boh_detail_init(&detail);
	else
	{
		boh_row_open(&row, trigger->tg_relation, &booking_table, trigger->tg_trigtuple);
		booking_detail(&detail, &row);
	}
	boh_raise(BOH_BOOKING_KEPT, &detail, BOH_PLACE(schema, "bookings", NULL, NULL),
			  truncated ? "truncated" : "deleted");
}
