/*-------------------------------------------------------------------------
 *
 * booking/book_seats.c
 *	  boh_book_seats().
 *
 * If a request is sent again with its idempotency key, the function returns the
 * result of the first one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/insert.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "booking/booking.h"
#include "booking/booking_result.h"
#include "booking/patience.h"
#include "booking/seats.h"

PG_FUNCTION_INFO_V1(boh_book_seats);

#define MAX_HOLD_SECONDS 31536000

#define INSERT_BOOKING(on_conflict) \
	"INSERT INTO {schema}.bookings (event_id, user_id, seats, status," \
	" payment_reference, idempotency_key)" \
	" VALUES ($1, $2, $3, CAST(CASE WHEN $4 IS NULL THEN 'PENDING' ELSE 'CONFIRMED' END" \
	" AS {schema}.booking_status), $4, $5)" on_conflict " RETURNING" BOOKING_RESULT

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
	.text = "SELECT" BOOKING_RESULT ", idempotency_request FROM {schema}.bookings"
	" WHERE user_id " BOH_EQ " $1 AND idempotency_key " BOH_EQ " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.latest = true
};

static void
raise_key_reused(Oid schema, const char *key, Datum now_asked)
{
	bool		isnull;
	Datum		id = boh_required_value(0, 1, UUIDOID);
	Datum		first_asked = boh_value(0, BOOKING_RESULT_COLUMNS + 1, JSONBOID, &isnull);
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
	first_asked = boh_value(0, BOOKING_RESULT_COLUMNS + 1, JSONBOID, &isnull);
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
	result = boh_insert(&row, booking_result_columns, lengthof(booking_result_columns));
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
	char	   *key = boh_argument_text(fcinfo, 3, "idempotency_key", BOOKING_MAX_REFERENCE);
	char	   *payment = boh_argument_text(fcinfo, 4, "payment", BOOKING_MAX_REFERENCE);
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
			booking_return_row(fcinfo);
			boh_spi_finish();
			return (Datum) 0;
		}
	}

	memset(booking.nulls, ' ', sizeof(booking.nulls));
	booking.values[0] = UUIDPGetDatum(event);
	booking.values[1] = UUIDPGetDatum(user);
	booking.values[2] = Int32GetDatum(seats);
	booking.values[3] = booking_text_or_null(payment, &booking.nulls[3]);
	booking.values[4] = booking_text_or_null(key, &booking.nulls[4]);
	if (boh_seats_expect(schema, event, user, seats) || boh_in_subtransaction())
		insert(&booking);
	else
		booking_do_with_patience(insert, &booking, schema, event);
	if (booking.rows == 0 &&
		(key == NULL || !find_first_result(schema, user, key, request.asked)))
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("booking was not inserted"),
				 errhint("A trigger or rule of your own prevented the insert.")));
	if (booking.tuple != NULL)
		booking_return_tuple(fcinfo, schema, booking.tuple);
	else
		booking_return_row(fcinfo);
	boh_spi_finish();
	return (Datum) 0;
}
