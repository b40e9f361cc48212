/*-------------------------------------------------------------------------
 *
 * booking/booking_lists.c
 *	  boh_user_bookings() and boh_event_bookings(): bookings page by page.
 *
 * An index has the bookings of a person, and those of an event, in the order
 * of the list.  A page goes on after the last row of the page before.  Filters
 * that no index serves are asked of the next bookings in that order, up to a
 * limit.  Then the page ends, with fewer rows if need be, and its cursor goes
 * on behind the last booking that was looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/session.h"
#include "base/uuid.h"
#include "booking/participant_reader.h"
#include "json/listing.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_user_bookings);
PG_FUNCTION_INFO_V1(boh_event_bookings);

/* A page looks at so many bookings at most. */
#define MOST_LOOKED_AT "2000"
#define LAST_LOOKED_AT "1999"

/* Parameters of the statements */
enum
{
	OF,							/* the person or the event */
	AFTER_DATE,
	AFTER_ID,
	LIMIT,
	FILTER_FROM,
	FILTER_TO,
	FILTER_STATUS,
	FILTER_OTHER,				/* the event of a person's list, the person of
								 * an event's */
	FILTER_WHICH,				/* upcoming or past; part of the name */
	PARAMETERS
};

#define FILTERS (PARAMETERS - FILTER_FROM)

static const BohFilter user_filters[FILTERS] = {
	{"from", TIMESTAMPTZOID},
	{"to", TIMESTAMPTZOID},
	{"status", TEXTARRAYOID},
	{"event_id", UUIDOID},
	{"upcoming", BOOLOID}
};

static const BohFilter event_filters[FILTERS] = {
	{"from", TIMESTAMPTZOID},
	{"to", TIMESTAMPTZOID},
	{"status", TEXTARRAYOID},
	{"user_id", UUIDOID},
	{"name", TEXTOID}
};

/*
 * Statements
 */

/* Bookings from the cursor on; times are stored in whole milliseconds */
#define BOOKINGS(owner, beyond, of_one) \
	" FROM {schema}.bookings b WHERE b." owner " = $1" of_one \
	" AND (b.booking_date, b.id) " beyond " ($2, $3)" \
	" AND b.booking_date >= coalesce($5, '-infinity')" \
	" AND b.booking_date <= coalesce($6 - interval '1 ms', 'infinity')"

#define IN_ORDER(way) " ORDER BY b.booking_date" way ", b.id" way

#define COLUMNS \
	"b.id, b.user_id, b.event_id, b.booking_date, b.expires_at, b.confirmed_at," \
	" b.cancelled_at, b.refunded_at, b.seats, b.status, b.unit_price, b.total_price," \
	" b.currency, b.cancel_reason, b.payment_reference"

#define ISO(column) "{extension}.boh_iso_time(" column ")"

/* A booking as JSON; with is another member, with its value */
#define BOOKING_JSON(with) \
	"jsonb_build_object('id', b.id, " with "," \
	" 'seats', b.seats, 'status', b.status, 'unit_price', b.unit_price," \
	" 'total_price', b.total_price, 'currency', b.currency," \
	" 'booking_date', " ISO("b.booking_date") ", 'expires_at', " ISO("b.expires_at") "," \
	" 'confirmed_at', " ISO("b.confirmed_at") ", 'cancelled_at', " ISO("b.cancelled_at") "," \
	" 'cancel_reason', b.cancel_reason, 'refunded_at', " ISO("b.refunded_at") "," \
	" 'refund_due', b.status = 'CANCELLED' AND b.payment_reference IS NOT NULL" \
	" AND b.total_price > 0)"

#define PAGE(with, bookings, way, joined) \
	"SELECT CAST(b.booking_date AS timestamptz), b.id, " BOOKING_JSON(with) \
	" FROM (SELECT " COLUMNS bookings IN_ORDER(way) " LIMIT " MOST_LOOKED_AT ") b" joined \
	" AND ($7 IS NULL OR b.status = ANY (CAST($7 AS {schema}.booking_status[])))" \
	IN_ORDER(way) " LIMIT $4"

/* The last booking that a page may look at */
#define EDGE(bookings, way) \
	"SELECT CAST(b.booking_date AS timestamptz), b.id" bookings IN_ORDER(way) \
	" OFFSET " LAST_LOOKED_AT " LIMIT 1"

#define QUERY(statement, which_type, as) \
	{ \
		.text = statement, \
		.nargs = PARAMETERS, \
		.argtypes = { \
			UUIDOID, TIMESTAMPTZOID, UUIDOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, \
			TEXTARRAYOID, UUIDOID, which_type \
		}, \
		.read_only = true, \
		.safe_path = true, \
		.no_jit = true, \
		.by_index = true, \
		.owner_of = as \
	}

typedef struct Queries
{
	BohQuery	page;
	BohQuery	edge;
} Queries;

/* The list of a person */

#define EVENT_JSON \
	"'event', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title," \
	" 'status', e.status, 'start_date', " ISO("e.start_date") ", 'end_date', " ISO("e.end_date") "," \
	" 'venue_id', e.venue_id)"

#define USER_BOOKINGS(of_one) BOOKINGS("user_id", "<", of_one)

#define USER_QUERIES(of_one, as) \
	{ \
		QUERY(PAGE(EVENT_JSON, USER_BOOKINGS(of_one), " DESC", \
				   " JOIN {schema}.events e ON e.id = b.event_id" \
				   " AND ($9 IS NULL OR (e.end_date > now()) = $9)"), BOOLOID, as), \
		QUERY(EDGE(USER_BOOKINGS(of_one), " DESC"), BOOLOID, as) \
	}

/* as the owner of the tables, or as the caller; of all events, or of one */
static const Queries user_queries[2][2] = {
	{USER_QUERIES("", NULL), USER_QUERIES(" AND b.event_id = $8", NULL)},
	{USER_QUERIES("", "bookings"), USER_QUERIES(" AND b.event_id = $8", "bookings")}
};

/* The list of an event */

#define USER_JSON \
	"'user', jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email)"

#define EVENT_BOOKINGS(of_one) BOOKINGS("event_id", ">", of_one)

#define EVENT_QUERIES(of_one, as) \
	{ \
		QUERY(PAGE(USER_JSON, EVENT_BOOKINGS(of_one), "", \
				   " JOIN {schema}.users u ON u.id = b.user_id AND ($9 IS NULL" \
				   " OR position(lower($9) IN lower(concat_ws(' ', u.name, u.email))) > 0)"), \
			  TEXTOID, as), \
		QUERY(EDGE(EVENT_BOOKINGS(of_one), ""), TEXTOID, as) \
	}

static const Queries event_queries[2][2] = {
	{EVENT_QUERIES("", NULL), EVENT_QUERIES(" AND b.user_id = $8", NULL)},
	{EVENT_QUERIES("", "bookings"), EVENT_QUERIES(" AND b.user_id = $8", "bookings")}
};

/*
 * Pages
 */

/* A call of one of the functions */
typedef struct Call
{
	BohListing	listing;
	int			page_size;
	BohPosition position;
	Datum		values[PARAMETERS];
	char		nulls[PARAMETERS];
} Call;

/* first: the position before all rows of the list */
static void
read_call(FunctionCallInfo fcinfo, Oid schema, const char *list, const pg_uuid_t *of,
		  const BohFilter *filters, const BohPosition *first, Call *call)
{
	memset(call->nulls, ' ', sizeof(call->nulls));
	call->listing.name = psprintf("%s of %s", list, boh_uuid_text(of));
	call->listing.schema = schema;
	call->listing.filters = boh_filters_argument(fcinfo, 1);
	call->page_size = boh_argument_integer(fcinfo, 2, "page_size", 1, BOH_LISTING_MOST_ROWS);
	call->position = *first;
	(void) boh_cursor_read(&call->listing, fcinfo, 3, &call->position);
	call->values[OF] = UUIDPGetDatum(of);
	call->values[AFTER_DATE] = call->position.value;
	call->values[AFTER_ID] = UUIDPGetDatum(&call->position.id);
	call->values[LIMIT] = Int64GetDatum(call->page_size + 1);
	boh_filters_read(call->listing.filters, filters, FILTERS, call->values + FILTER_FROM,
					 call->nulls + FILTER_FROM);
}

/* The cursor after a row of the last statement */
static char *
cursor_after(const Call *call, uint64 row)
{
	BohPosition position = {
		.type = TIMESTAMPTZOID,
		.value = boh_required_value(row, 1, TIMESTAMPTZOID),
		.id = *DatumGetUUIDP(boh_required_value(row, 2, UUIDOID))
	};

	return boh_cursor_after(&call->listing, &position);
}

/* The documents of the first rows of the last statement */
static List *
documents(uint64 count)
{
	List	   *list = NIL;

	for (uint64 row = 0; row < count; row++)
	{
		CHECK_FOR_INTERRUPTS();
		list = lappend(list, DatumGetJsonbP(boh_required_value(row, 3, JSONBOID)));
	}
	return list;
}

/*
 * The page, between boh_spi_connect() and boh_spi_finish().  Its last row has
 * the cursor, unless the filters left few of the bookings that were looked at.
 */
static Datum
read_page(const Call *call, const Queries *queries, uint64 *rows)
{
	Oid			schema = call->listing.schema;
	Datum	   *values = unconstify(Call *, call)->values;
	uint64		found = boh_query(&queries->page, schema, values, call->nulls, 0);
	SPITupleTable *page = SPI_tuptable;
	char	   *cursor = NULL;

	*rows = Min(found, (uint64) call->page_size);
	if (found > *rows)
		cursor = cursor_after(call, *rows - 1);
	else if (boh_query(&queries->edge, schema, values, call->nulls, 1) > 0)
		cursor = cursor_after(call, 0);
	SPI_tuptable = page;
	return SPI_datumTransfer(JsonbPGetDatum(boh_listing_page(documents(*rows), cursor)), false, -1);
}

static const Queries *
choose(const Call *call, const Queries (*queries)[2], bool as_owner)
{
	return &queries[as_owner][call->nulls[FILTER_OTHER] != 'n'];
}

/*
 * People read their own bookings, an ADMIN those of everybody.  Returns whether
 * to read as the owner of the tables; a role that does not act for people reads
 * with its own privileges.
 */
static bool
check_person(Oid schema, const pg_uuid_t *person)
{
	BohProfileSet profiles = boh_profiles(schema);
	pg_uuid_t	self;
	BohDetail	detail;

	if (!boh_limited_to_people(profiles))
		return false;
	if ((boh_session_person(schema, &self) && memcmp(&self, person, UUID_LEN) == 0) ||
		boh_acts_as_admin(schema, profiles))
		return true;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "user_id", person);
	boh_raise(BOH_USER_BOOKINGS_RIGHT, &detail, BOH_PLACE(schema, "bookings", "user_id", NULL));
}

Datum
boh_user_bookings(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *person = boh_argument_uuid(fcinfo, 0, "person");
	Oid			schema = boh_current_schema();
	bool		as_owner = check_person(schema, person);
	BohPosition first = {.type = TIMESTAMPTZOID,.value = TimestampTzGetDatum(DT_NOEND)};
	Call		call;
	uint64		rows;
	Datum		page;

	memset(first.id.data, 0xFF, UUID_LEN);
	read_call(fcinfo, schema, "boh_user_bookings", person, user_filters, &first, &call);
	boh_spi_connect();
	page = read_page(&call, choose(&call, user_queries, as_owner), &rows);
	boh_spi_finish();
	PG_RETURN_DATUM(page);
}

Datum
boh_event_bookings(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_schema_to_write(fcinfo);
	BohPosition first = {.type = TIMESTAMPTZOID,.value = TimestampTzGetDatum(DT_NOBEGIN)};
	Call		call;
	bool		as_owner;
	uint64		rows;
	Datum		page;

	as_owner = boh_participants_as_owner(schema, event);
	read_call(fcinfo, schema, "boh_event_bookings", event, event_filters, &first, &call);
	boh_spi_connect();
	page = read_page(&call, choose(&call, event_queries, as_owner), &rows);
	boh_spi_finish();
	boh_participants_were_read(schema, event, rows);
	PG_RETURN_DATUM(page);
}
