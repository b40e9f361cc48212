/*-------------------------------------------------------------------------
 *
 * statistics/site_stats.c
 *	  boh_site_stats(): sums over the bookings of all events.
 *
 * site_days has the sums of each day.  For each day of an event with bookings
 * in the tail (watermark.h), the row of booking_days is taken off, and the
 * bookings of that day are counted instead.
 *
 * All statements of a call use the snapshot of the caller's statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "utils/xid8.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "statistics/document.h"
#include "statistics/reader.h"
#include "statistics/watermark.h"

PG_FUNCTION_INFO_V1(boh_site_stats);

#define MOST_DAYS 3660

#define IN_PERIOD(day) day " >= $1 AND " day " < $2"

static const BohQuery counted = {
	.text = "WITH counted (day, currency, " BOH_COUNTS ") AS ("
	"SELECT " BOH_BOOKING_DAY ", b.currency, " BOH_COUNTS_OF_BOOKINGS
	" FROM " BOH_BOOKINGS_WHERE(IN_PERIOD("b.booking_date")) " GROUP BY 1, 2) "
	READ_DAYS " FROM counted",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, TIMESTAMPTZOID},
	.owner_of = "bookings",
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

/* $3, $4: the tail */
static const BohQuery summed_up = {
	.text = "WITH " BOH_SITE_PARTS("$3", "$4", IN_PERIOD("day")) " " READ_DAYS " FROM parts",
	.nargs = 4,
	.argtypes = {TIMESTAMPTZOID, TIMESTAMPTZOID, XID8OID, XID8OID},
	.owner_of = "booking_days",
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

static DateADT
argument_day(FunctionCallInfo fcinfo, int number, const char *name)
{
	boh_argument_require(fcinfo, number, name);
	return PG_GETARG_DATEADT(number);
}

static void
check_period(DateADT first, DateADT last)
{
	BohDetail	detail;

	if (!DATE_NOT_FINITE(first) && !DATE_NOT_FINITE(last) && last >= first &&
		last - first < MOST_DAYS)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "last_day");
	boh_detail_text(&detail, "value",
					DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(last))));
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "last_day",
			  psprintf("a period has 1 to %d days", MOST_DAYS));
}

static Days *
read_days(Oid schema, DateADT first, DateADT last)
{
	Datum		values[4] = {
		TimestampTzGetDatum((TimestampTz) first * USECS_PER_DAY),
		TimestampTzGetDatum(((TimestampTz) last + 1) * USECS_PER_DAY)
	};
	Days	   *days = days_begin(1);
	BohTail		tail;

	if (boh_tail_read(schema, &tail))
	{
		values[2] = FullTransactionIdGetDatum(tail.first);
		values[3] = FullTransactionIdGetDatum(tail.end);
		boh_query_each(&summed_up, schema, values, NULL, boh_document_take_row, days);
	}
	else
		boh_query_each(&counted, schema, values, NULL, boh_document_take_row, days);
	return days;
}

static Jsonb *
date_json(DateADT date)
{
	return boh_json_text(day_text((TimestampTz) date * USECS_PER_DAY));
}

Datum
boh_site_stats(PG_FUNCTION_ARGS)
{
	DateADT		first = argument_day(fcinfo, 0, "first_day");
	DateADT		last = argument_day(fcinfo, 1, "last_day");
	Oid			schema = boh_current_schema();
	BohJsonbState state;
	Datum		document;

	boh_require_statistics_reader(schema, NULL);
	check_period(first, last);
	boh_spi_connect();
	boh_json_begin_object(&state);
	boh_json_push_member(&state, "first_day", date_json(first));
	boh_json_push_member(&state, "last_day", date_json(last));
	boh_document_push_statistics(&state, read_days(schema, first, last));
	document = SPI_datumTransfer(JsonbPGetDatum(boh_json_end_object(&state)), false, -1);
	boh_spi_finish();
	PG_RETURN_DATUM(document);
}
