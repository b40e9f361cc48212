/*-------------------------------------------------------------------------
 *
 * booking/event_cancel.c
 *	  Bookings of an event that is cancelled or goes back to DRAFT.
 *
 * When an event is cancelled, its trigger cancels the event's bookings.  The
 * UPDATE that cancels the event has locked the event's row already.  A
 * transaction that changes a booking locks the booking first and then the
 * event.  So waiting for bookings here could deadlock, and the trigger locks
 * them with SKIP LOCKED.  While some bookings stay locked by others, it tries
 * again for deadlock_timeout.  That is enough for transactions that do not
 * need the event.  Then it raises 55P03.
 *
 * boh_cancel_event() does not let the trigger try again.  It rolls its UPDATE
 * back, waits for the bookings first, as the lock order demands, and then
 * does the UPDATE again.  Inside a savepoint it behaves like the plain UPDATE
 * (see boh_in_subtransaction()).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "booking/booking_row.h"
#include "booking/event_columns.h"
#include "booking/hold.h"

PG_FUNCTION_INFO_V1(boh_events_settle_bookings);
PG_FUNCTION_INFO_V1(boh_cancel_event);

#define MAX_REASON 1000
#define RETRY_MILLISECONDS 10
#define EXPIRY_BATCH 1000

/*
 * boh_cancel_event() gives up after so many vain attempts, because then other
 * transactions are not the cause.
 */
#define MAX_IN_VAIN 3

/* The same for other transactions that cancel the event and set it back. */
#define MAX_SET_BACK 100

#define ACTIVE "event_id " BOH_EQ " $1 AND " BOOKING_IS_ACTIVE

static const BohQuery cancel_bookings = {
	.text = "UPDATE {schema}.bookings SET status = 'CANCELLED', cancel_reason = $2"
	" WHERE id " BOH_EQ " ANY (ARRAY(SELECT id FROM {schema}.bookings WHERE " ACTIVE
	" ORDER BY id FOR NO KEY UPDATE SKIP LOCKED))",
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.owner_of = "bookings"
};

static const BohQuery active_bookings = {
	.text = "SELECT coalesce(pg_catalog.sum(seats), 0) FROM {schema}.bookings WHERE " ACTIVE,
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings"
};

static const BohQuery locked_booking = {
	.text = BOOKING_LOCKED(ACTIVE),
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings"
};

static const BohQuery find_event = {
	.text = "SELECT CAST(status AS pg_catalog.text) FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

static const BohQuery cancel_event = {
	.text = "UPDATE {schema}.events SET status = 'CANCELLED'"
	" WHERE id " BOH_EQ " $1 AND status " BOH_NE " 'CANCELLED'",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

/* A call of boh_cancel_event() in progress, for the trigger that it fires */
typedef struct Cancellation
{
	Oid			schema;
	const pg_uuid_t *event;
	const char *reason;
	bool		patient;		/* the UPDATE is not rolled back: let the
								 * trigger try again */
	bool		bookings_locked;	/* out: locked bookings made the UPDATE
									 * fail */
	uint64		bookings_cancelled; /* out */
	uint64		events_cancelled;	/* out: 0 or 1 */
} Cancellation;

static Cancellation *cancellation = NULL;

static int64
count_active(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};

	boh_query(&active_bookings, schema, values, NULL, 1);
	return DatumGetInt64(boh_required_value(0, 1, INT8OID));
}

static uint64
cancel_unlocked(Oid schema, const pg_uuid_t *event, const char *reason)
{
	Datum		values[] = {UUIDPGetDatum(event), CStringGetTextDatum(reason)};

	return boh_query(&cancel_bookings, schema, values, NULL, 0);
}

static void
look_later(void)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 RETRY_MILLISECONDS, PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* The call of boh_cancel_event() that cancels this event; NULL: none does. */
static Cancellation *
cancellation_of(Oid schema, const pg_uuid_t *event)
{
	return cancellation != NULL && cancellation->schema == schema &&
		memcmp(cancellation->event, event, sizeof(pg_uuid_t)) == 0 ? cancellation : NULL;
}

static void
cancel_all_bookings(Oid schema, const pg_uuid_t *event)
{
	Cancellation *call = cancellation_of(schema, event);
	const char *reason = "event cancelled";
	uint64		cancelled = 0;
	TimestampTz patience = GetCurrentTimestamp() + DeadlockTimeout * INT64CONST(1000);
	BohDetail	detail;

	if (call != NULL)
	{
		if (call->reason != NULL)
			reason = call->reason;
		if (!call->patient)
			patience = 0;		/* boh_cancel_event() waits for the bookings */
	}
	for (;;)
	{
		cancelled += cancel_unlocked(schema, event, reason);
		if (count_active(schema, event) == 0)
			break;
		if (GetCurrentTimestamp() < patience)
		{
			look_later();
			continue;
		}
		if (call != NULL)
			call->bookings_locked = true;
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "event_id", event);
		boh_raise(BOH_BOOKINGS_LOCKED, &detail,
				  BOH_PLACE(schema, "bookings", NULL, NULL));
	}
	if (call != NULL)
		call->bookings_cancelled = cancelled;
}

static void
require_no_bookings(const BohRow *row, Oid schema)
{
	const pg_uuid_t *event = boh_get_uuid(row, EVENT_ID);
	Datum		except = boh_no_bookings();
	int64		before;
	int64		active = count_active(schema, event);

	do
	{
		CHECK_FOR_INTERRUPTS();
		before = active;
		boh_hold_expire(schema, event, boh_now(), EXPIRY_BATCH, &except);
		active = count_active(schema, event);
	} while (active > 0 && active < before);
	if (active > 0)
		event_raise_status(row, schema, "PUBLISHED", "DRAFT",
						   "go back to DRAFT while it has active bookings");
}

Datum
boh_events_settle_bookings(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_events_settle_bookings",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	const char *status;

	boh_row_open(&row, trigger->tg_relation, &event_table, trigger->tg_newtuple);
	status = event_status(&row);
	boh_spi_connect();
	if (strcmp(status, "CANCELLED") == 0)
		cancel_all_bookings(schema, boh_get_uuid(&row, EVENT_ID));
	else if (strcmp(status, "DRAFT") == 0)
		require_no_bookings(&row, schema);
	boh_spi_finish();
	return PointerGetDatum(NULL);
}

static void
update_event(void *argument)
{
	Cancellation *call = argument;
	Datum		values[] = {UUIDPGetDatum(call->event)};

	call->bookings_locked = false;
	call->bookings_cancelled = 0;
	call->events_cancelled = boh_query(&cancel_event, call->schema, values, NULL, 0);
}

static bool
met_locked_bookings(const ErrorData *error, void *argument)
{
	const Cancellation *call = argument;

	return call->bookings_locked && error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

/*
 * Run the UPDATE in a subtransaction.  If bookings are locked, roll it back,
 * which releases the lock on the event, wait for one of the bookings, and run
 * it again.
 *
 * If there was nothing to wait for MAX_IN_VAIN times, other transactions are
 * not the cause, but for example a trigger of the user's own.  Then run the
 * UPDATE a last time and let its error pass.
 */
static void
update_with_patience(Cancellation *call)
{
	Datum		values[] = {UUIDPGetDatum(call->event)};
	int			in_vain = 0;

	while (!boh_try(update_event, call, met_locked_bookings))
	{
		CHECK_FOR_INTERRUPTS();
		if (!boh_wait_for_locked(&locked_booking, &booking_lock, call->schema, values) &&
			++in_vain == MAX_IN_VAIN)
		{
			update_event(call);
			return;
		}
	}
}

static void
cancel_with_patience(Cancellation *call)
{
	Cancellation *outer = cancellation;

	PG_TRY();
	{
		cancellation = call;
		if (call->patient)
			update_event(call);
		else
			update_with_patience(call);
	}
	PG_FINALLY();
	{
		cancellation = outer;
	}
	PG_END_TRY();
}

/* true when the call or another transaction cancelled the event */
static bool
is_cancelled(const Cancellation *call)
{
	Datum		values[] = {UUIDPGetDatum(call->event)};

	return call->events_cancelled > 0 ||
		(boh_query(&find_event, call->schema, values, NULL, 1) > 0 &&
		 strcmp(TextDatumGetCString(boh_required_value(0, 1, TEXTOID)), "CANCELLED") == 0);
}

Datum
boh_cancel_event(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	char	   *reason = boh_argument_text(fcinfo, 1, "reason", MAX_REASON);
	Oid			schema = boh_schema_to_write(fcinfo);
	Cancellation call = {
		.schema = schema,
		.event = event,
		.reason = reason,
		.patient = boh_in_subtransaction()
	};
	Datum		values[] = {UUIDPGetDatum(event)};

	boh_spi_connect();
	if (boh_query(&find_event, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
	cancel_with_patience(&call);

	/*
	 * The UPDATE finds no row if another transaction had cancelled the event.
	 * If that one or another has set it back to DRAFT since then, try again.
	 */
	for (int again = 0; again < MAX_SET_BACK && !is_cancelled(&call); again++)
		cancel_with_patience(&call);
	if (!is_cancelled(&call))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("event was not cancelled"),
				 errhint("A row-level security policy, trigger or rule prevented the update.")));
	boh_spi_finish();
	PG_RETURN_INT32((int32) call.bookings_cancelled);
}
