/*-------------------------------------------------------------------------
 *
 * booking/functions.c
 *	  Functions that book, confirm, cancel, change and refund.
 *
 * The triggers enforce the rules; these functions are a convenient way to call
 * them.  Each function writes its row with the caller's own privileges.  If a
 * request is sent again, the function returns the result of the first one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/insert.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "booking/booking.h"
#include "booking/hold.h"
#include "booking/seats.h"

PG_FUNCTION_INFO_V1(boh_book_seats);
PG_FUNCTION_INFO_V1(boh_confirm_booking);
PG_FUNCTION_INFO_V1(boh_cancel_booking);
PG_FUNCTION_INFO_V1(boh_change_seats);
PG_FUNCTION_INFO_V1(boh_refund_booking);

#define MAX_HOLD_SECONDS 31536000
#define MAX_REFERENCE 255
#define MAX_REASON 1000

/* do_with_patience() gives up after so many waits without a locked hold. */
#define MAX_IN_VAIN 3

/* The columns that each of the five functions returns, in this order */
#define RESULT_COLUMNS 15
#define RESULT \
	" id, event_id, user_id, seats, unit_price, total_price, currency," \
	" CAST(status AS pg_catalog.text), booking_date, expires_at, confirmed_at," \
	" cancelled_at, refunded_at, payment_reference," \
	" status " BOH_EQ " 'CANCELLED' AND payment_reference IS NOT NULL" \
	" AND total_price " BOH_GT " 0"

/* The columns of bookings that RESULT returns or reads, in the same order */
static const int result_columns[] = {
	BOOKING_ID, BOOKING_EVENT_ID, BOOKING_USER_ID, BOOKING_SEATS,
	BOOKING_UNIT_PRICE, BOOKING_TOTAL_PRICE, BOOKING_CURRENCY, BOOKING_STATUS,
	BOOKING_BOOKING_DATE, BOOKING_EXPIRES_AT, BOOKING_CONFIRMED_AT,
	BOOKING_CANCELLED_AT, BOOKING_REFUNDED_AT, BOOKING_PAYMENT_REFERENCE
};

#define INSERT_BOOKING(on_conflict) \
	"INSERT INTO {schema}.bookings (event_id, user_id, seats, status," \
	" payment_reference, idempotency_key)" \
	" VALUES ($1, $2, $3, CAST(CASE WHEN $4 IS NULL THEN 'PENDING' ELSE 'CONFIRMED' END" \
	" AS {schema}.booking_status), $4, $5)" on_conflict " RETURNING" RESULT

static const BohQuery insert_booking = {
	.text = INSERT_BOOKING(""),
	.nargs = 5,
	.argtypes = {UUIDOID, UUIDOID, INT4OID, TEXTOID, TEXTOID}
};

static const BohQuery insert_booking_once = {
	.text = INSERT_BOOKING(" ON CONFLICT (user_id, idempotency_key) DO NOTHING"),
	.nargs = 5,
	.argtypes = {UUIDOID, UUIDOID, INT4OID, TEXTOID, TEXTOID}
};

/* Keys of a table that was partitioned by event have event_id, too. */
static const BohQuery insert_booking_once_in_partition = {
	.text = INSERT_BOOKING(" ON CONFLICT DO NOTHING"),
	.nargs = 5,
	.argtypes = {UUIDOID, UUIDOID, INT4OID, TEXTOID, TEXTOID}
};

static const BohQuery booking_with_key = {
	.text = "SELECT" RESULT ", idempotency_request FROM {schema}.bookings"
	" WHERE user_id " BOH_EQ " $1 AND idempotency_key " BOH_EQ " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.latest = true
};

static const BohQuery lock_booking = {
	.text = "SELECT" RESULT ", refund_reference, expired_at FROM {schema}.bookings"
	" WHERE id " BOH_EQ " $1 FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

static const BohQuery archived_booking = {
	.text = "SELECT event_id FROM {schema}.bookings_archive WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

#define UPDATE_BOOKING(assignments) \
	"UPDATE {schema}.bookings SET " assignments \
	" WHERE id " BOH_EQ " $1 RETURNING" RESULT

#define CONFIRM \
	UPDATE_BOOKING("status = 'CONFIRMED'," \
				   " payment_reference = coalesce($2, payment_reference)")

static const BohQuery confirm = {
	.text = CONFIRM,
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

/*
 * The same UPDATE as an own write of boh, for which boh_bookings_check allows
 * the change from CANCELLED to CONFIRMED.
 */
static const BohQuery confirm_again = {
	.text = CONFIRM,
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.own_write = "bookings",
	.one_row = true
};

static const BohQuery record_payment = {
	.text = UPDATE_BOOKING("payment_reference = coalesce($2, payment_reference)"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

static const BohQuery cancel = {
	.text = UPDATE_BOOKING("status = 'CANCELLED', cancel_reason = $2"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

static const BohQuery change_seats = {
	.text = UPDATE_BOOKING("seats = $2"),
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID}
};

static const BohQuery refund = {
	.text = UPDATE_BOOKING("status = 'REFUNDED',"
						   " refund_reference = coalesce($2, refund_reference)"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

/* A booking as lock_booking returned it */
typedef struct LockedBooking
{
	pg_uuid_t	id;
	pg_uuid_t	event;
	pg_uuid_t	user;
	int			seats;
	BookingStatus status;
	TimestampTz expires;		/* expires_at; DT_NOEND if NULL */
	TimestampTz expired;		/* expired_at; DT_NOEND if NULL: the booking
								 * was not cancelled as an overdue hold */
	char	   *payment;
	char	   *refund;
} LockedBooking;

/* Return the row of the last statement as the only row of the function. */
static void
return_row(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[RESULT_COLUMNS];
	bool		nulls[RESULT_COLUMNS];

	for (int i = 0; i < RESULT_COLUMNS; i++)
		values[i] = boh_value(0, i + 1, TupleDescAttr(result->setDesc, i)->atttypid,
							  &nulls[i]);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Computes the last column of RESULT for a row. */
static bool
is_refund_due(const BohRow *row)
{
	return booking_status(row) == CANCELLED &&
		!boh_is_null(row, BOOKING_PAYMENT_REFERENCE) &&
		DatumGetBool(DirectFunctionCall2(numeric_gt, boh_get_required(row, BOOKING_TOTAL_PRICE),
										 NumericGetDatum(int64_to_numeric(0))));
}

/* Like return_row(), for a tuple of bookings. */
static void
return_tuple(FunctionCallInfo fcinfo, Oid schema, HeapTuple tuple)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Relation	bookings = boh_open_table(schema, "bookings", AccessShareLock);
	Datum		values[RESULT_COLUMNS];
	bool		nulls[RESULT_COLUMNS] = {0};
	BohRow		row;

	boh_row_open(&row, bookings, &booking_table, tuple);
	for (int i = 0; i < (int) lengthof(result_columns); i++)
	{
		int			column = result_columns[i];

		if (column == BOOKING_STATUS)
			values[i] = CStringGetTextDatum(boh_enum_label(boh_get_required(&row, column)));
		else
			values[i] = boh_get(&row, column, &nulls[i]);
	}
	values[RESULT_COLUMNS - 1] = BoolGetDatum(is_refund_due(&row));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	table_close(bookings, NoLock);
}

static Datum
text_or_null(const char *string, char *null)
{
	*null = string == NULL ? 'n' : ' ';
	return string == NULL ? (Datum) 0 : CStringGetTextDatum(string);
}

static void
raise_not_updated(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
			 errmsg("booking was not updated"),
			 errhint("A trigger or rule of your own prevented the update.")));
}

/* Run a statement for a booking.  argument is its $2 and may be NULL. */
static void
update_booking(const BohQuery *query, Oid schema, const LockedBooking *booking,
			   const char *argument)
{
	char		nulls[] = {' ', ' '};
	Datum		values[2];

	values[0] = UUIDPGetDatum(&booking->id);
	values[1] = text_or_null(argument, &nulls[1]);
	if (boh_query(query, schema, values, nulls, 0) != 1)
		raise_not_updated();
}

static TimestampTz
time_value(int column)
{
	bool		isnull;
	Datum		value = boh_value(0, column, TIMESTAMPTZOID, &isnull);

	return isnull ? DT_NOEND : DatumGetTimestampTz(value);
}

/* Whoever may not read the archive is not told what is there. */
static bool
may_read_archive(Oid schema)
{
	static const char *const columns[] = {"id", "event_id"};
	Oid			archive = boh_table(schema, "bookings_archive");

	for (int i = 0; i < (int) lengthof(columns); i++)
	{
		if (pg_class_aclcheck(archive, GetUserId(), ACL_SELECT) != ACLCHECK_OK &&
			pg_attribute_aclcheck(archive, get_attnum(archive, columns[i]), GetUserId(),
								  ACL_SELECT) != ACLCHECK_OK)
			return false;
	}
	return true;
}

BOH_NORETURN static void
raise_no_booking(Oid schema, const pg_uuid_t *id)
{
	Datum		values[] = {UUIDPGetDatum(id)};
	BohDetail	detail;

	if (!may_read_archive(schema) || boh_query(&archived_booking, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "bookings", "booking", id);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "booking_id", id);
	boh_detail_uuid(&detail, "event_id", DatumGetUUIDP(boh_required_value(0, 1, UUIDOID)));
	boh_raise(BOH_BOOKING_ARCHIVED, &detail, BOH_PLACE(schema, "bookings_archive", "id", NULL));
}

/* Lock a booking; its row is then in SPI_tuptable.  P0002 if there is none. */
static void
fetch_locked(Oid schema, const pg_uuid_t *id, LockedBooking *booking)
{
	Datum		values[] = {UUIDPGetDatum(id)};

	if (boh_query(&lock_booking, schema, values, NULL, 1) == 0)
		raise_no_booking(schema, id);
	booking->id = *id;
	booking->event = *DatumGetUUIDP(boh_required_value(0, 2, UUIDOID));
	booking->user = *DatumGetUUIDP(boh_required_value(0, 3, UUIDOID));
	booking->seats = DatumGetInt32(boh_required_value(0, 4, INT4OID));
	booking->status = booking_status_named(TextDatumGetCString(boh_required_value(0, 8, TEXTOID)));
	booking->expires = time_value(10);
	booking->payment = boh_text_value(0, 14);
	booking->refund = boh_text_value(0, RESULT_COLUMNS + 1);
	booking->expired = time_value(RESULT_COLUMNS + 2);
}

static bool
same_or_unnamed(const char *named, const char *recorded)
{
	return named == NULL || (recorded != NULL && strcmp(named, recorded) == 0);
}

/*
 * Booking
 */

static void
raise_key_reused(Oid schema, const char *key, Datum now_asked)
{
	bool		isnull;
	Datum		id = boh_required_value(0, 1, UUIDOID);
	Datum		first_asked = boh_value(0, RESULT_COLUMNS + 1, JSONBOID, &isnull);
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "idempotency_key", key);
	boh_detail_uuid(&detail, "booking_id", DatumGetUUIDP(id));
	boh_detail_object(&detail, "first_request", isnull ? NULL :
					  DatumGetCString(DirectFunctionCall1(jsonb_out, first_asked)));
	boh_detail_object(&detail, "request",
					  DatumGetCString(DirectFunctionCall1(jsonb_out, now_asked)));
	boh_raise(BOH_KEY_REUSED, &detail,
			  BOH_PLACE(schema, "bookings", "idempotency_key",
						"uq_bookings_user_id_idempotency_key"), key);
}

/*
 * Look for a booking that an earlier request with this key made.  Returns
 * true with its row in SPI_tuptable, or raises an error if that request was
 * another.
 */
static bool
find_first_result(Oid schema, const pg_uuid_t *user, const char *key, Datum request)
{
	Datum		values[] = {UUIDPGetDatum(user), CStringGetTextDatum(key)};
	bool		isnull;
	Datum		first_asked;

	if (boh_query(&booking_with_key, schema, values, NULL, 1) == 0)
		return false;
	first_asked = boh_value(0, RESULT_COLUMNS + 1, JSONBOID, &isnull);
	if (isnull || !DatumGetBool(DirectFunctionCall2(jsonb_eq, first_asked, request)))
		raise_key_reused(schema, key, request);
	return true;
}

/* A booking to be inserted. */
typedef struct NewBooking
{
	Oid			schema;
	const pg_uuid_t *event;
	const BohQuery *query;
	Datum		values[5];
	char		nulls[5];
	const BookingRequest *request;	/* NULL: no idempotency key */
	int			hold_seconds;	/* 0: use boh.hold_seconds */
	uint64		rows;			/* out */
	HeapTuple	tuple;			/* out; NULL: the row is in SPI_tuptable */
} NewBooking;

/*
 * Set the columns that the parameters $1 to $4 of INSERT_BOOKING set.
 * Whether the payment, $4, is NULL decides the status, too.  There is no
 * idempotency key here.
 */
static void
set_columns(const NewBooking *booking, BohRow *row)
{
	static const BookingColumn given[] = {
		BOOKING_EVENT_ID, BOOKING_USER_ID, BOOKING_SEATS, BOOKING_PAYMENT_REFERENCE
	};
	const char *status = booking->nulls[3] == 'n' ? "PENDING" : "CONFIRMED";

	boh_set_enum(row, BOOKING_STATUS, status);
	boh_set_null(row, BOOKING_IDEMPOTENCY_KEY);
	for (int i = 0; i < (int) lengthof(given); i++)
	{
		if (booking->nulls[i] == 'n')
			boh_set_null(row, given[i]);
		else
			boh_set(row, given[i], booking->values[i]);
	}
}

/* Insert without a statement.  false: boh_insert() left it to a statement. */
static bool
insert_directly(NewBooking *booking)
{
	Relation	bookings = boh_open_table(booking->schema, "bookings", RowExclusiveLock);
	BohRow		row;
	BohInsertResult result;

	boh_row_open(&row, bookings, &booking_table, NULL);
	set_columns(booking, &row);
	result = boh_insert(&row, result_columns, lengthof(result_columns));
	table_close(bookings, NoLock);
	booking->rows = result == BOH_INSERT_DONE ? 1 : 0;
	booking->tuple = result == BOH_INSERT_DONE ? row.tuple : NULL;
	return result != BOH_INSERT_STATEMENT;
}

/*
 * Set boh.hold_seconds to hold_seconds while the INSERT runs.  The end of the
 * hold cannot be computed here, because the hold begins when the trigger has
 * locked the event.
 */
static void
insert_row(NewBooking *booking)
{
	int			settings = NewGUCNestLevel();

	if (booking->hold_seconds > 0)
		boh_set_for_now("boh.hold_seconds", psprintf("%d", booking->hold_seconds));
	if (booking->query != &insert_booking || !insert_directly(booking))
		booking->rows = boh_query(booking->query, booking->schema, booking->values,
								  booking->nulls, 0);
	AtEOXact_GUC(true, settings);
}

static void
insert(void *argument)
{
	NewBooking *booking = argument;
	const BookingRequest *outer = booking_requested;

	boh_seats_locked = false;
	PG_TRY();
	{
		booking_requested = booking->request;
		insert_row(booking);
	}
	PG_FINALLY();
	{
		booking_requested = outer;
	}
	PG_END_TRY();
}

static bool
met_locked_holds(const ErrorData *error, void *argument pg_attribute_unused())
{
	return boh_seats_locked && error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

/*
 * A booking that has its event locked must not wait for overdue holds that
 * others have locked, because the others may wait for the event.  So work
 * runs in a subtransaction.  When it needs such holds, it is rolled back,
 * which releases its locks.  Then wait for one of the holds, and do the work
 * again.
 *
 * If there was nothing to wait for MAX_IN_VAIN times, other transactions are
 * not the cause, but for example a trigger of the user's own.  Then do the
 * work a last time and let its error pass.
 */
static void
do_with_patience(BohWork work, void *argument, Oid schema, const pg_uuid_t *event)
{
	int			in_vain = 0;

	while (!boh_try(work, argument, met_locked_holds))
	{
		CHECK_FOR_INTERRUPTS();
		if (!boh_hold_wait(schema, event) && ++in_vain == MAX_IN_VAIN)
		{
			work(argument);
			return;
		}
	}
}

static const BohQuery *
insert_statement(Oid schema, const char *key)
{
	if (key == NULL)
		return &insert_booking;
	return get_rel_relkind(boh_table(schema, "bookings")) == RELKIND_PARTITIONED_TABLE ?
		&insert_booking_once_in_partition : &insert_booking_once;
}

Datum
boh_book_seats(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	const pg_uuid_t *user = boh_argument_uuid(fcinfo, 1, "customer");
	int			seats = boh_argument_integer(fcinfo, 2, "seat_count", 1, PG_INT32_MAX);
	char	   *key = boh_argument_text(fcinfo, 3, "idempotency_key", MAX_REFERENCE);
	char	   *payment = boh_argument_text(fcinfo, 4, "payment", MAX_REFERENCE);
	int			hold = PG_ARGISNULL(5) ? 0 :
	boh_argument_integer(fcinfo, 5, "hold_seconds", 1, MAX_HOLD_SECONDS);
	Oid			schema = boh_schema_to_write(fcinfo);
	BookingRequest request = {
		.schema = schema,
		.user = user,
		.key = key,
		.asked = key == NULL ? (Datum) 0 : booking_request(event, seats, payment, hold)
	};
	NewBooking	booking = {
		.schema = schema,
		.event = event,
		.query = insert_statement(schema, key),
		.request = key == NULL ? NULL : &request,
		.hold_seconds = hold
	};

	boh_require_privilege(schema, "bookings", ACL_INSERT);
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	boh_spi_connect();
	if (key != NULL)
	{
		booking_lock_key(schema, user, key);
		if (find_first_result(schema, user, key, request.asked))
		{
			return_row(fcinfo);
			boh_spi_finish();
			return (Datum) 0;
		}
	}

	memset(booking.nulls, ' ', sizeof(booking.nulls));
	booking.values[0] = UUIDPGetDatum(event);
	booking.values[1] = UUIDPGetDatum(user);
	booking.values[2] = Int32GetDatum(seats);
	booking.values[3] = text_or_null(payment, &booking.nulls[3]);
	booking.values[4] = text_or_null(key, &booking.nulls[4]);
	if (boh_seats_expect(schema, event, user, seats) || boh_in_subtransaction())
		insert(&booking);
	else
		do_with_patience(insert, &booking, schema, event);
	if (booking.rows == 0 &&
		(key == NULL || !find_first_result(schema, user, key, request.asked)))
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("booking was not inserted"),
				 errhint("A trigger or rule of your own prevented the insert.")));
	if (booking.tuple != NULL)
		return_tuple(fcinfo, schema, booking.tuple);
	else
		return_row(fcinfo);
	boh_spi_finish();
	return (Datum) 0;
}

/*
 * Changing
 */

static void
raise_status(Oid schema, const LockedBooking *booking, const char *from, const char *to)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "booking_id", &booking->id);
	boh_detail_uuid(&detail, "event_id", &booking->event);
	boh_detail_text(&detail, "from", from);
	boh_detail_text(&detail, "to", to);
	boh_raise(BOH_BOOKING_STATUS, &detail,
			  BOH_PLACE(schema, "bookings", "status", NULL), from, to);
}

/* A payment that came after the booking's hold ran out */
typedef struct LatePayment
{
	Oid			schema;
	const LockedBooking *booking;
	const char *payment;		/* NULL: the recorded one */
	TimestampTz expired;
} LatePayment;

static void
settle_late_payment(void *argument)
{
	LatePayment *late = argument;
	const LockedBooking *booking = late->booking;

	boh_seats_locked = false;
	if (booking_payment_in_time(late->expired) &&
		boh_seats_can_return(late->schema, &booking->event, &booking->user,
							 booking->seats))
		update_booking(&confirm_again, late->schema, booking, late->payment);
	else
		update_booking(&record_payment, late->schema, booking, late->payment);
}

/*
 * Confirm a booking whose hold ran out if it can have its seats back.
 * Otherwise only record the payment, so that it can be refunded.  If that
 * depends on overdue holds that others have locked, wait for them or raise
 * 55P03.  If no payment is named or recorded, raise BH010.
 */
static void
confirm_late(Oid schema, const LockedBooking *booking, const char *payment, TimestampTz expired)
{
	LatePayment late = {
		.schema = schema,
		.booking = booking,
		.payment = payment,
		.expired = expired
	};

	if (payment == NULL && booking->payment == NULL)
	{
		BohDetail	detail;

		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "booking_id", &booking->id);
		boh_detail_uuid(&detail, "event_id", &booking->event);
		booking_raise_hold_expired(schema, &detail, expired, true);
	}
	if (booking->status == PENDING)
	{
		/*
		 * Cancelling the hold gives its seats back to one lane and locks that
		 * lane.  Lock all lanes before, because a transaction that has one
		 * lane locked must not wait for the others.
		 */
		boh_seats_lock(schema, &booking->event, &booking->user);
		if (!boh_hold_expire_one(schema, &booking->id, boh_now()))
			raise_not_updated();
	}

	/*
	 * Do not wait for locked holds if the event is locked already, nor inside
	 * a savepoint (see boh_in_subtransaction()).
	 */
	if (booking->status == PENDING || boh_in_subtransaction())
		settle_late_payment(&late);
	else
		do_with_patience(settle_late_payment, &late, schema, &booking->event);
}

static void
confirm_booking(Oid schema, LockedBooking *booking, const char *payment)
{
	switch (booking->status)
	{
		case PENDING:
			if (booking->expires > boh_now())
				update_booking(&confirm, schema, booking, payment);
			else
				confirm_late(schema, booking, payment, booking->expires);
			break;
		case CONFIRMED:
			if (!same_or_unnamed(payment, booking->payment))
				update_booking(&record_payment, schema, booking, payment);
			break;
		case CANCELLED:
			if (booking->expired != DT_NOEND)
				confirm_late(schema, booking, payment, booking->expired);
			else if (payment != NULL)
				update_booking(&record_payment, schema, booking, payment);
			else
				raise_status(schema, booking, "CANCELLED", "CONFIRMED");
			break;
		case REFUNDED:
			if (payment == NULL || !same_or_unnamed(payment, booking->payment))
				raise_status(schema, booking, "REFUNDED", "CONFIRMED");
			break;
	}
}

static void
cancel_booking(Oid schema, LockedBooking *booking, const char *reason)
{
	if (booking_is_active(booking->status))
		update_booking(&cancel, schema, booking, reason);
	else if (booking->status == REFUNDED)
		raise_status(schema, booking, "REFUNDED", "CANCELLED");
}

static void
refund_booking(Oid schema, LockedBooking *booking, const char *reference)
{
	if (booking->status != REFUNDED || !same_or_unnamed(reference, booking->refund))
		update_booking(&refund, schema, booking, reference);
}

/*
 * Lock a booking, call one of the functions above, and return the row: the
 * row of that function's last statement or, if it had nothing to do, the
 * locked row.
 */
static Datum
change_booking(FunctionCallInfo fcinfo, const char *argument, int maximum,
			   void (*change) (Oid schema, LockedBooking *booking, const char *text))
{
	const pg_uuid_t *id = boh_argument_uuid(fcinfo, 0, "booking");
	char	   *text = boh_argument_text(fcinfo, 1, argument, maximum);
	Oid			schema = boh_schema_to_write(fcinfo);
	LockedBooking booking;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	boh_spi_connect();
	fetch_locked(schema, id, &booking);
	change(schema, &booking, text);
	return_row(fcinfo);
	boh_spi_finish();
	return (Datum) 0;
}

Datum
boh_confirm_booking(PG_FUNCTION_ARGS)
{
	return change_booking(fcinfo, "payment", MAX_REFERENCE, confirm_booking);
}

Datum
boh_cancel_booking(PG_FUNCTION_ARGS)
{
	return change_booking(fcinfo, "reason", MAX_REASON, cancel_booking);
}

Datum
boh_refund_booking(PG_FUNCTION_ARGS)
{
	return change_booking(fcinfo, "refund", MAX_REFERENCE, refund_booking);
}

Datum
boh_change_seats(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *id = boh_argument_uuid(fcinfo, 0, "booking");
	int			seats = boh_argument_integer(fcinfo, 1, "seat_count", 1, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);
	LockedBooking booking;
	Datum		values[] = {UUIDPGetDatum(id), Int32GetDatum(seats)};

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	boh_spi_connect();
	fetch_locked(schema, id, &booking);
	if (booking.seats != seats &&
		boh_query(&change_seats, schema, values, NULL, 0) != 1)
		raise_not_updated();
	return_row(fcinfo);
	boh_spi_finish();
	return (Datum) 0;
}
