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
#include "statistics/counts.h"
#include "statistics/reader.h"
#include "statistics/watermark.h"

PG_FUNCTION_INFO_V1(boh_site_stats);

#define MOST_DAYS 3660

#define IN_PERIOD(day) day " >= $1 AND " day " < $2"

#define SITE_JSON \
	"jsonb_build_object('first_day', to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD')," \
	" 'last_day', to_char(($2 - interval '1 hour') AT TIME ZONE 'UTC', 'YYYY-MM-DD')) || " \
	BOH_STATISTICS_JSON

static const BohQuery counted = {
	.text = "WITH counted (day, currency, " BOH_COUNTS ") AS ("
	"SELECT " BOH_BOOKING_DAY ", b.currency, " BOH_COUNTS_OF_BOOKINGS
	" FROM {schema}.bookings b WHERE " IN_PERIOD("b.booking_date") " GROUP BY 1, 2)"
	" SELECT " SITE_JSON " FROM counted",
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
	.text = "WITH " BOH_SITE_COUNTED("$3", "$4", IN_PERIOD("day"))
	" SELECT " SITE_JSON " FROM counted",
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

Datum
boh_site_stats(PG_FUNCTION_ARGS)
{
	DateADT		first = argument_day(fcinfo, 0, "first_day");
	DateADT		last = argument_day(fcinfo, 1, "last_day");
	Oid			schema = boh_current_schema();
	Datum		values[4];
	BohTail		tail;
	Datum		document;

	boh_require_statistics_reader(schema, NULL);
	check_period(first, last);
	values[0] = TimestampTzGetDatum((TimestampTz) first * USECS_PER_DAY);
	values[1] = TimestampTzGetDatum(((TimestampTz) last + 1) * USECS_PER_DAY);
	boh_spi_connect();
	if (boh_tail_read(schema, &tail))
	{
		values[2] = FullTransactionIdGetDatum(tail.first);
		values[3] = FullTransactionIdGetDatum(tail.end);
		boh_query(&summed_up, schema, values, NULL, 1);
	}
	else
		boh_query(&counted, schema, values, NULL, 1);
	document = SPI_datumTransfer(boh_required_value(0, 1, JSONBOID), false, -1);
	boh_spi_finish();
	PG_RETURN_DATUM(document);
}
