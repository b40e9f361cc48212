/*-------------------------------------------------------------------------
 *
 * statistics/event_stats.c
 *	  boh_event_stats(): sums over the bookings of an event.
 *
 * Most events have few bookings, which are counted at once.  Of an event with
 * many, the days that booking_days has are read there, and those with bookings
 * in the tail (watermark.h) are counted.
 *
 * All statements of a call use the snapshot of the caller's statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/jsonb.h"
#include "utils/xid8.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/uuid.h"
#include "statistics/document.h"
#include "statistics/reader.h"
#include "statistics/watermark.h"

PG_FUNCTION_INFO_V1(boh_event_stats);

/* Up to so many bookings are counted at once. */
#define FEW_BOOKINGS 1000

/* $2: how many bookings to count at most; NULL: all */
static const BohQuery counted = {
	.text = "WITH counted (day, currency, bookings, " BOH_COUNTS ") AS ("
	"SELECT " BOH_BOOKING_DAY ", b.currency, count(*), " BOH_COUNTS_OF_BOOKINGS
	" FROM (SELECT b.* FROM " BOH_BOOKINGS_OF("$1", "") " LIMIT $2) b GROUP BY 1, 2) "
	READ_DAYS ", bookings FROM counted",
	.nargs = 2,
	.argtypes = {UUIDOID, INT8OID},
	.owner_of = "bookings",
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

/* $2, $3: the tail */
static const BohQuery summed_up = {
	.text = "WITH changed AS MATERIALIZED (SELECT DISTINCT day FROM " BOH_TAIL("$2", "$3")
	" WHERE event_id = $1), counted (day, currency, " BOH_COUNTS ") AS ("
	"SELECT d.day, d.currency, " BOH_COUNTS " FROM {schema}.booking_days d"
	" WHERE d.event_id = $1 AND NOT EXISTS (SELECT FROM changed c WHERE c.day = d.day)"
	" UNION ALL SELECT c.day, b.currency, " BOH_COUNTS_OF_BOOKINGS
	" FROM changed c, LATERAL " BOH_BOOKINGS_OF("$1", " AND " BOH_BOOKED_ON("c.day"))
	" GROUP BY c.day, b.currency) " READ_DAYS " FROM counted",
	.nargs = 3,
	.argtypes = {UUIDOID, XID8OID, XID8OID},
	.owner_of = "booking_days",
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

static const BohQuery find_event = {
	.text = "SELECT capacity FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events",
	.read_only = true
};

/* Days of an event, and how many of its bookings were counted for them */
typedef struct CountedDays
{
	Days	   *days;
	int64		bookings;
} CountedDays;

static void
take_counted(void *argument, const Datum *values, const bool *nulls)
{
	CountedDays *counted_days = argument;

	boh_document_take_row(counted_days->days, values, nulls);
	counted_days->bookings += DatumGetInt64(values[2 + COUNTS]);
}

static Days *
read_days(Oid schema, const pg_uuid_t *event)
{
	Datum		values[3] = {UUIDPGetDatum(event), Int64GetDatum(FEW_BOOKINGS + 1)};
	CountedDays few = {.days = days_begin(1)};
	BohTail		tail;
	bool		has_sums = boh_tail_read(schema, &tail);
	Days	   *days;

	boh_query_each(&counted, schema, values, has_sums ? NULL : " n", take_counted, &few);

	/* an event whose bookings were detached has sums alone */
	if (!has_sums || (few.bookings > 0 && few.bookings <= FEW_BOOKINGS))
		return few.days;
	values[1] = FullTransactionIdGetDatum(tail.first);
	values[2] = FullTransactionIdGetDatum(tail.end);
	days = days_begin(1);
	boh_query_each(&summed_up, schema, values, NULL, boh_document_take_row, days);
	return days;
}

Datum
boh_event_stats(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_current_schema();
	Datum		values[] = {UUIDPGetDatum(event)};
	BohJsonbState state;
	Datum		document;

	boh_require_statistics_reader(schema, event);
	boh_spi_connect();
	if (boh_query(&find_event, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
	boh_json_begin_object(&state);
	boh_json_push_member(&state, "event_id", boh_json_text(boh_uuid_text(event)));
	boh_json_push_member(&state, "capacity",
						 boh_json_integer(DatumGetInt32(boh_required_value(0, 1, INT4OID))));
	boh_document_push_statistics(&state, read_days(schema, event));
	document = SPI_datumTransfer(JsonbPGetDatum(boh_json_end_object(&state)), false, -1);
	boh_spi_finish();
	PG_RETURN_DATUM(document);
}
