/*-------------------------------------------------------------------------
 *
 * statistics/update.c
 *	  boh_update_statistics(): sums up bookings in booking_days and site_days.
 *
 * Bookings do not keep the sums: a booking writes its own row and the counter
 * of its event, nothing else.  A pass moves the watermark (watermark.h) on.  It
 * looks up which days of which events have bookings that changed before the
 * new watermark, and counts these days anew.  Most passes take one call.  Of a
 * transaction that wrote more bookings than one call may count, the pass goes
 * on in the next calls, in order of events and days.
 *
 * The first pass counts all bookings, event by event.  Until it is complete
 * there is no watermark.
 *
 * Each call reads the bookings with a snapshot that is not older than the new
 * watermark, so it sees all that was written before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"
#include "utils/xid8.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/lock.h"
#include "base/query.h"
#include "rights/maintenance.h"
#include "statistics/counts.h"
#include "statistics/watermark.h"

PG_FUNCTION_INFO_V1(boh_update_statistics);

#define MOST_ROWS 1000000

static const BohQuery oldest_running = {
	.text = "SELECT pg_snapshot_xmin(pg_current_snapshot())",
	.owner_of = "booking_days",
	.safe_path = true
};

static const BohQuery read_state = {
	.text = "SELECT xid, pass_xid, pass_event_id, CAST(pass_day AS timestamptz), pass_of_all"
	" FROM {schema}.statistics_watermarks WHERE system_identifier = $1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "statistics_watermarks",
	.safe_path = true
};

static const BohQuery forget_state = {
	.text = "DELETE FROM {schema}.statistics_watermarks",
	.owner_of = "statistics_watermarks"
};

static const BohQuery write_state = {
	.text = "INSERT INTO {schema}.statistics_watermarks (system_identifier, xid, pass_xid,"
	" pass_event_id, pass_day, pass_of_all, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	.nargs = 7,
	.argtypes = {INT8OID, XID8OID, XID8OID, UUIDOID, TIMESTAMPTZOID, BOOLOID, TIMESTAMPTZOID},
	.owner_of = "statistics_watermarks"
};

/* The transactions of the first booking that has changed, and of the one after max_rows */
#define CHANGED "SELECT xid FROM {schema}.bookings WHERE xid >= $1 AND xid < $2 ORDER BY xid"

static const BohQuery limits_of_pass = {
	.text = "SELECT (" CHANGED " LIMIT 1), (" CHANGED " OFFSET $3 LIMIT 1)",
	.nargs = 3,
	.argtypes = {XID8OID, XID8OID, INT8OID},
	.owner_of = "bookings",
	.safe_path = true,
	.by_index = true
};

static const BohQuery changed_days = {
	.text = "SELECT event_id, day, count(*) FROM " BOH_TAIL("$1", "$2")
	" WHERE $3 IS NULL OR (event_id, day) > ($3, $4)"
	" GROUP BY event_id, day ORDER BY event_id, day LIMIT $5",
	.nargs = 5,
	.argtypes = {XID8OID, XID8OID, UUIDOID, TIMESTAMPTZOID, INT8OID},
	.owner_of = "bookings",
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

#define NAMED_DAYS "unnest($1, $2) AS d (event_id, day)"
#define ADDED_COUNT(column) column " = s." column " + excluded." column

/* Add sums over a relation with rows of booking_days to site_days. */
#define ADD_TO_SITE(relation, sum) \
	" INSERT INTO {schema}.site_days AS s (day, currency, " BOH_COUNTS ")" \
	" SELECT day, currency, " BOH_EACH_COUNT(sum, ", ") " FROM " relation \
	" GROUP BY day, currency ON CONFLICT (day, currency)" \
	" DO UPDATE SET " BOH_EACH_COUNT(ADDED_COUNT, ", ")

static const BohQuery remove_days = {
	.text = "WITH removed AS (DELETE FROM {schema}.booking_days b USING " NAMED_DAYS
	" WHERE b.event_id = d.event_id AND b.day = d.day RETURNING b.*)"
	ADD_TO_SITE("removed", BOH_COUNT_NEGATIVE_SUM),
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZARRAYOID},
	.owner_of = "booking_days",
	.no_jit = true,
	.by_index = true
};

#define INSERT_DAYS \
	"INSERT INTO {schema}.booking_days (event_id, day, currency, " BOH_COUNTS ")"

static const BohQuery count_days = {
	.text = "WITH counted AS (" INSERT_DAYS
	" SELECT d.event_id, d.day, b.currency, " BOH_COUNTS_OF_BOOKINGS
	" FROM " NAMED_DAYS ", LATERAL " BOH_BOOKINGS_OF("d.event_id", " AND " BOH_BOOKED_ON("d.day"))
	" GROUP BY d.event_id, d.day, b.currency RETURNING *)"
	ADD_TO_SITE("counted", BOH_COUNT_SUM),
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZARRAYOID},
	.owner_of = "booking_days",
	.no_jit = true,
	.by_index = true
};

/* The event up to which a call may count all bookings */
static const BohQuery end_of_events = {
	.text = "SELECT event_id FROM (SELECT event_id FROM {schema}.bookings UNION ALL"
	" SELECT event_id FROM {schema}.bookings_archive) b WHERE event_id >= $1"
	" ORDER BY event_id OFFSET $2 LIMIT 1",
	.nargs = 2,
	.argtypes = {UUIDOID, INT8OID},
	.owner_of = "bookings",
	.safe_path = true,
	.by_index = true
};

/* Bookings that were detached from the archive cannot be counted anew. */
static const BohQuery remove_events = {
	.text = "DELETE FROM {schema}.booking_days d WHERE d.event_id BETWEEN $1 AND $2"
	" AND NOT EXISTS (SELECT FROM {schema}.events_archive a"
	" WHERE a.event_id = d.event_id AND a.bookings_detached_at IS NOT NULL)",
	.nargs = 2,
	.argtypes = {UUIDOID, UUIDOID},
	.owner_of = "booking_days",
	.by_index = true
};

static const BohQuery count_events = {
	.text = "WITH counted AS (" INSERT_DAYS
	" SELECT b.event_id, " BOH_BOOKING_DAY ", b.currency, " BOH_COUNTS_OF_BOOKINGS
	" FROM " BOH_BOOKINGS_WHERE("b.event_id BETWEEN $1 AND $2")
	" GROUP BY b.event_id, " BOH_BOOKING_DAY ", b.currency RETURNING *)"
	" SELECT CAST(coalesce(sum(held_bookings + sold_bookings + cancelled_bookings"
	" + refunded_bookings), 0) AS bigint) FROM counted",
	.nargs = 2,
	.argtypes = {UUIDOID, UUIDOID},
	.owner_of = "booking_days",
	.no_jit = true,
	.by_index = true
};

static const BohQuery remove_site = {
	.text = "DELETE FROM {schema}.site_days",
	.owner_of = "site_days"
};

static const BohQuery sum_up_site = {
	.text = "INSERT INTO {schema}.site_days (day, currency, " BOH_COUNTS ")"
	" SELECT day, currency, " BOH_SUMS_OF_COUNTS
	" FROM {schema}.booking_days GROUP BY day, currency",
	.owner_of = "site_days",
	.no_jit = true
};

/* A row of statistics_watermarks, and the call that goes on with it */
typedef struct Pass
{
	Oid			schema;
	int			max_rows;
	FullTransactionId watermark;	/* invalid: none */
	FullTransactionId end;		/* the watermark after the pass; invalid: no
								 * pass is under way */
	bool		begun;			/* the pass has counted up to: */
	pg_uuid_t	event;
	TimestampTz day;
	bool		of_all;
} Pass;

static FullTransactionId
xid_value(int column)
{
	bool		isnull;
	Datum		value = boh_value(0, column, XID8OID, &isnull);

	return isnull ? InvalidFullTransactionId : DatumGetFullTransactionId(value);
}

/* false: there is no state of this cluster. */
static bool
read_pass(Pass *pass)
{
	Datum		values[] = {Int64GetDatum((int64) GetSystemIdentifier())};
	Datum		value;
	bool		isnull;

	if (boh_query(&read_state, pass->schema, values, NULL, 1) == 0)
		return false;
	pass->watermark = xid_value(1);
	pass->end = xid_value(2);
	value = boh_value(0, 3, UUIDOID, &isnull);
	pass->begun = !isnull;
	if (pass->begun)
		pass->event = *DatumGetUUIDP(value);
	pass->day = DatumGetTimestampTz(boh_value(0, 4, TIMESTAMPTZOID, &isnull));
	pass->of_all = DatumGetBool(boh_required_value(0, 5, BOOLOID));
	return true;
}

static void
write_pass(const Pass *pass)
{
	Datum		values[] = {
		Int64GetDatum((int64) GetSystemIdentifier()),
		FullTransactionIdGetDatum(pass->watermark),
		FullTransactionIdGetDatum(pass->end),
		UUIDPGetDatum(&pass->event),
		TimestampTzGetDatum(pass->day),
		BoolGetDatum(pass->of_all),
		TimestampTzGetDatum(boh_now())
	};
	char		nulls[] = {
		' ',
		FullTransactionIdIsValid(pass->watermark) ? ' ' : 'n',
		FullTransactionIdIsValid(pass->end) ? ' ' : 'n',
		pass->begun ? ' ' : 'n',
		pass->begun && !pass->of_all ? ' ' : 'n',
		' ',
		' '
	};

	boh_query(&forget_state, pass->schema, NULL, NULL, 0);
	boh_query(&write_state, pass->schema, values, nulls, 0);
}

static FullTransactionId
read_oldest_running(const Pass *pass)
{
	boh_query(&oldest_running, pass->schema, NULL, NULL, 1);
	return xid_value(1);
}

static void
begin_pass_of_all(Pass *pass)
{
	pass->watermark = InvalidFullTransactionId;
	pass->end = read_oldest_running(pass);
	pass->begun = false;
	pass->of_all = true;
}

/*
 * Begin a pass over the next max_rows bookings that have changed since the
 * watermark; more only if a single transaction wrote more.  false: none have.
 */
static bool
begin_pass(Pass *pass, bool *more)
{
	Datum		values[3];
	FullTransactionId first;
	FullTransactionId next;

	pass->end = read_oldest_running(pass);
	pass->begun = false;
	pass->of_all = false;
	values[0] = FullTransactionIdGetDatum(pass->watermark);
	values[1] = FullTransactionIdGetDatum(pass->end);
	values[2] = Int64GetDatum(pass->max_rows);
	boh_query(&limits_of_pass, pass->schema, values, NULL, 1);
	first = xid_value(1);
	next = xid_value(2);
	*more = FullTransactionIdIsValid(next);
	if (*more && FullTransactionIdEquals(first, next))
		FullTransactionIdAdvance(&next);
	if (*more)
		pass->end = next;
	return FullTransactionIdIsValid(first);
}

/* Count days of events anew. */
static void
count_anew(const Pass *pass, Datum *events, Datum *days, int count)
{
	Datum		values[] = {
		PointerGetDatum(construct_array(events, count, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR)),
		PointerGetDatum(construct_array(days, count, TIMESTAMPTZOID, sizeof(TimestampTz), true,
										TYPALIGN_DOUBLE))
	};

	boh_query(&remove_days, pass->schema, values, NULL, 0);
	boh_query(&count_days, pass->schema, values, NULL, 0);
}

/*
 * Count the next days of events that have changed, max_rows at most.  Returns
 * how many bookings of these have changed; sets whether that were all days.
 */
static int64
count_changed(Pass *pass, bool *done)
{
	Datum		values[] = {
		FullTransactionIdGetDatum(pass->watermark),
		FullTransactionIdGetDatum(pass->end),
		UUIDPGetDatum(&pass->event),
		TimestampTzGetDatum(pass->day),
		Int64GetDatum((int64) pass->max_rows + 1)
	};
	char		nulls[] = {' ', ' ', pass->begun ? ' ' : 'n', ' ', ' '};
	int			found = (int) boh_query(&changed_days, pass->schema, values, nulls, 0);
	int			count = Min(found, pass->max_rows);
	Datum	   *events = palloc((count + 1) * sizeof(Datum));
	Datum	   *days = palloc((count + 1) * sizeof(Datum));
	int64		changed = 0;

	for (int row = 0; row < count; row++)
	{
		events[row] = boh_required_value(row, 1, UUIDOID);
		days[row] = boh_required_value(row, 2, TIMESTAMPTZOID);
		changed += DatumGetInt64(boh_required_value(row, 3, INT8OID));
	}
	if (count > 0)
	{
		pass->event = *DatumGetUUIDP(events[count - 1]);
		pass->day = DatumGetTimestampTz(days[count - 1]);
		pass->begun = true;
		count_anew(pass, events, days, count);
	}
	*done = found <= pass->max_rows;
	return changed;
}

/* The next higher id, in the order of uuid; all zeros after the highest */
static pg_uuid_t
next_uuid(pg_uuid_t id)
{
	int			i = UUID_LEN - 1;

	while (i >= 0 && ++id.data[i] == 0)
		i--;
	return id;
}

/*
 * Count the next events, with about max_rows bookings.  Returns how many; sets
 * whether they were the last.
 */
static int64
count_all(Pass *pass, bool *done)
{
	pg_uuid_t	first = {{0}};
	Datum		values[2];
	int64		counted;

	if (pass->begun)
		first = next_uuid(pass->event);
	values[0] = UUIDPGetDatum(&first);
	values[1] = Int64GetDatum((int64) pass->max_rows - 1);
	*done = boh_query(&end_of_events, pass->schema, values, NULL, 1) == 0;
	if (*done)
		memset(pass->event.data, 0xFF, UUID_LEN);
	else
		pass->event = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	pass->begun = true;
	values[1] = UUIDPGetDatum(&pass->event);
	boh_query(&remove_events, pass->schema, values, NULL, 0);
	boh_query(&count_events, pass->schema, values, NULL, 0);
	counted = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	if (*done)
	{
		boh_query(&remove_site, pass->schema, NULL, NULL, 0);
		boh_query(&sum_up_site, pass->schema, NULL, NULL, 0);
	}
	return counted;
}

/* Go on with a pass.  Returns how many bookings were counted; max_rows: there may be more. */
static int
go_on(Pass *pass, bool more)
{
	bool		done;
	int64		counted = pass->of_all ? count_all(pass, &done) : count_changed(pass, &done);

	if (done)
	{
		pass->watermark = pass->end;
		pass->end = InvalidFullTransactionId;
		pass->begun = false;
		pass->of_all = false;
	}
	write_pass(pass);
	return more || !done ? pass->max_rows : (int) Min(counted, (int64) pass->max_rows);
}

static int
update_statistics(Pass *pass, bool rebuild)
{
	bool		known = read_pass(pass);

	/* more may have changed since a pass began in an earlier call */
	bool		more = known && FullTransactionIdIsValid(pass->end);

	if (!known || (rebuild && FullTransactionIdIsValid(pass->watermark)))
		begin_pass_of_all(pass);
	else if (!FullTransactionIdIsValid(pass->end) && !begin_pass(pass, &more))
		return 0;
	return go_on(pass, more);
}

Datum
boh_update_statistics(PG_FUNCTION_ARGS)
{
	Pass		pass = {
		.max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, MOST_ROWS)
	};
	bool		rebuild = boh_argument_boolean(fcinfo, 1, "rebuild");
	BohMaintenance maintenance;
	int			counted = 0;

	pass.schema = boh_schema_to_write(fcinfo);
	maintenance = boh_maintenance_begin(pass.schema, "booking_days", ACL_INSERT);
	if (boh_try_lock(BOH_LOCK_STATISTICS, pass.schema))
	{
		boh_spi_connect();
		counted = update_statistics(&pass, rebuild);
		boh_spi_finish();
	}
	boh_maintenance_end(maintenance);
	PG_RETURN_INT32(counted);
}
