/*-------------------------------------------------------------------------
 *
 * archive/booking.c
 *	  Bookings in the archive.
 *
 * One statement deletes rows from one table and inserts them into the other,
 * so a row is always in exactly one of them.  It has the marks (own_write.h)
 * that open the triggers of both tables.  Events keep counting the seats.
 *
 * The columns are read from the catalog, because owners add some.
 *
 * Lock order: rows of events_archive, the table of the year if it must be made,
 * bookings.  Rows that others have locked are skipped.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/xid8.h"

#include "archive/booking.h"
#include "archive/due.h"
#include "archive/partition.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/own_write.h"
#include "base/query.h"
#include "statistics/settled.h"

/*
 * How many events are locked together: few at first, because few may have as
 * many bookings as are asked for, then twice as many each time.
 */
#define FIRST_EVENTS 8
#define MOST_EVENTS 1024

/*
 * A PENDING booking is to be cancelled first.  One that statistics have not
 * counted as it is must stay where they look for it.  $2, $3: the unsettled
 * range
 */
#define MOVABLE \
	"b.status <> 'PENDING' AND (b.xid IS NULL OR b.xid < $2 OR b.xid >= $3)"

/*
 * Events with bookings that can be moved, or without any.  A subquery that is
 * limited stays one that an index answers; EXISTS could become a hash table.
 */
#define BOOKING_OF_EVENT(condition) \
	"(SELECT true FROM {schema}.bookings b WHERE b.event_id = a.event_id" condition " LIMIT 1)"

static const BohQuery lock_events = {
	.text = "SELECT a.event_id, a.event_year FROM {schema}.events_archive a"
	" WHERE a.bookings_archived_at IS NULL AND a.end_date < $1 - interval '" BOH_BOOKINGS_ARCHIVED_AFTER "'"
	" AND (" BOOKING_OF_EVENT(" AND " MOVABLE) " OR " BOOKING_OF_EVENT("") " IS NULL)"
	" AND a.event_year <> ALL ($5) ORDER BY a.end_date, a.event_id LIMIT $4 FOR NO KEY UPDATE OF a SKIP LOCKED",
	.nargs = 5,
	.argtypes = {TIMESTAMPTZOID, XID8OID, XID8OID, INT8OID, INT4ARRAYOID},
	.latest = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

/*
 * $1: bookings, $2: bookings_archive.  The columns of both; what they get on the
 * way back; and those that only the first has.
 */
#define LIST(expression, condition) \
	"string_agg(" expression ", ', ' ORDER BY b.attnum) FILTER (WHERE a.attnum " condition ")"

static const BohQuery compare_columns = {
	.text = "SELECT " LIST("quote_ident(b.attname)", "IS NOT NULL") ", "
	LIST("format(CASE WHEN b.attname IN ('idempotency_key', 'idempotency_request')"
		 " THEN 'CASE WHEN NOT boh_key_is_taken THEN %I END' ELSE '%I' END, b.attname)", "IS NOT NULL") ", "
	LIST("quote_ident(b.attname)", "IS NULL")
	" FROM pg_attribute b LEFT JOIN pg_attribute a ON a.attrelid = $2 AND a.attname = b.attname"
	" AND a.atttypid = b.atttypid AND NOT a.attisdropped AND a.attname NOT IN ('event_year', 'archived_at')"
	" WHERE b.attrelid = $1 AND b.attnum > 0 AND NOT b.attisdropped AND b.attgenerated = ''",
	.nargs = 2,
	.argtypes = {OIDOID, OIDOID},
	.latest = true,
	.safe_path = true
};

#define COUNT_BOTH \
	"SELECT (SELECT pg_catalog.count(*) FROM gone), (SELECT pg_catalog.count(*) FROM kept)"

#define MOVE_OUT \
	"WITH due AS MATERIALIZED (SELECT b.id, a.event_year FROM {schema}.events_archive a" \
	" JOIN {schema}.bookings b ON b.event_id OPERATOR(pg_catalog.=) a.event_id" \
	" WHERE a.event_id OPERATOR(pg_catalog.=) ANY ($1) AND b.status OPERATOR(pg_catalog.<>) 'PENDING'" \
	" AND (b.xid IS NULL OR b.xid OPERATOR(pg_catalog.<) $2 OR b.xid OPERATOR(pg_catalog.>=) $3)" \
	" LIMIT $4 FOR UPDATE OF b SKIP LOCKED)," \
	" gone AS (DELETE FROM {schema}.bookings USING due" \
	" WHERE bookings.id OPERATOR(pg_catalog.=) due.id RETURNING due.event_year AS boh_event_year, bookings.*)," \
	" kept AS (INSERT INTO {schema}.bookings_archive (event_year, archived_at, {columns})" \
	" SELECT boh_event_year, $5, {columns} FROM gone RETURNING 1) " COUNT_BOTH

/*
 * A user may have used the key of an archived booking again.  Then the key
 * stays with the newer booking.
 */
#define MOVE_BACK \
	"WITH gone AS (DELETE FROM {schema}.bookings_archive" \
	" WHERE event_year OPERATOR(pg_catalog.=) $2 AND event_id OPERATOR(pg_catalog.=) $1" \
	" RETURNING {columns})," \
	" back AS (SELECT g.*, EXISTS (SELECT FROM {schema}.bookings b WHERE b.user_id OPERATOR(pg_catalog.=) g.user_id" \
	" AND b.idempotency_key OPERATOR(pg_catalog.=) g.idempotency_key) AS boh_key_is_taken FROM gone g)," \
	" kept AS (INSERT INTO {schema}.bookings ({columns}) OVERRIDING SYSTEM VALUE" \
	" SELECT {values} FROM back RETURNING 1) " COUNT_BOTH

static const BohQuery mark_events = {
	.text = "UPDATE {schema}.events_archive a SET bookings_archived_at = $2"
	" WHERE a.event_id " BOH_EQ " ANY ($1) AND (SELECT true FROM {schema}.bookings b"
	" WHERE b.event_id " BOH_EQ " a.event_id LIMIT 1) IS NULL",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID},
	.owner_of = "events_archive",
	.own_write = "events_archive",
	.latest = true,
	.by_index = true
};

/* Fill in the columns that both tables have; raises BH102 if one is missing. */
static char *
fill_columns(const char *statement, Oid schema)
{
	Datum		values[] = {
		ObjectIdGetDatum(boh_table(schema, "bookings")),
		ObjectIdGetDatum(boh_table(schema, "bookings_archive"))
	};
	bool		complete;
	Datum		missing;
	BohDetail	detail;

	boh_query(&compare_columns, schema, values, NULL, 1);
	missing = boh_value(0, 3, TEXTOID, &complete);
	if (complete)
	{
		statement = boh_replace_word(statement, "{columns}",
									 TextDatumGetCString(boh_required_value(0, 1, TEXTOID)));
		return boh_replace_word(statement, "{values}",
								TextDatumGetCString(boh_required_value(0, 2, TEXTOID)));
	}
	boh_detail_init(&detail);
	boh_detail_text(&detail, "columns", TextDatumGetCString(missing));
	boh_raise(BOH_ARCHIVE_COLUMN, &detail, BOH_PLACE(schema, "bookings_archive", NULL, NULL),
			  TextDatumGetCString(missing));
}

/* How many rows were moved.  None may be lost on the way. */
static int64
moved_rows(void)
{
	int64		gone = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	int64		kept = DatumGetInt64(boh_required_value(0, 2, INT8OID));

	SPI_freetuptable(SPI_tuptable);
	if (gone != kept)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("booking was not moved"),
				 errhint("A trigger or rule of your own prevented the insert.")));
	return kept;
}

static int64
execute(const char *statement, int nargs, const Oid *types, const Datum *values)
{
	int			settings = NewGUCNestLevel();
	int			result;

	/* bookings may be many, and the planner may not know yet */
	boh_set_for_now("enable_seqscan", "off");
	boh_set_for_now("jit", "off");
	result = SPI_execute_with_args(statement, nargs, unconstify(Oid *, types),
								   unconstify(Datum *, values), NULL, false, 0);
	AtEOXact_GUC(true, settings);
	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(result));
	return moved_rows();
}

/* Run a statement that writes both tables, with the marks for both. */
static int64
move(Oid schema, const char *text, int nargs, const Oid *types, const Datum *values)
{
	char	   *statement = boh_text_for_schema(text, schema);
	BohOwnWrite hot;
	BohOwnWrite cold;
	volatile int64 rows = 0;

	boh_own_write_begin(&hot, boh_table(schema, "bookings"), false);
	boh_own_write_begin(&cold, boh_table(schema, "bookings_archive"), false);
	PG_TRY();
	{
		rows = execute(statement, nargs, types, values);
	}
	PG_FINALLY();
	{
		boh_own_write_end(&cold);
		boh_own_write_end(&hot);
	}
	PG_END_TRY();
	return rows;
}

/* A call of archive_bookings() */
typedef struct Move
{
	Oid			schema;
	char	   *statement;
	BohUnsettled unsettled;
	TimestampTz now;
	List	   *years_out;		/* their bookings stay where they are */
} Move;

/* Whether bookings of a year can move; otherwise it is left out from now on. */
static bool
takes_year(Move *move_out, int year)
{
	if (list_member_int(move_out->years_out, year))
		return false;
	if (archive_takes_year(move_out->schema, year))
		return true;
	ereport(NOTICE,
			(errmsg("bookings of events of %d are not archived: \"%s\" is not attached",
					year, archive_year_table(year)),
			 errhint("Attach it with SELECT boh_attach_archive(%d).", year)));
	move_out->years_out = lappend_int(move_out->years_out, year);
	return false;
}

static Datum
years_out(const Move *move_out)
{
	Datum	   *years = palloc((list_length(move_out->years_out) + 1) * sizeof(Datum));
	int			count = 0;
	ListCell   *cell;

	foreach(cell, move_out->years_out)
		years[count++] = Int32GetDatum(lfirst_int(cell));
	return PointerGetDatum(construct_array(years, count, INT4OID, sizeof(int32), true,
										   TYPALIGN_INT));
}

/*
 * The next events, at most so many, whose bookings can move.  Returns their ids
 * as an array, and how many there are; looked_at: also those of years that are
 * out.
 */
static Datum
lock_next_events(Move *move_out, int most, List **years, int *count, int *looked_at)
{
	Datum		values[] = {
		TimestampTzGetDatum(move_out->now),
		FullTransactionIdGetDatum(move_out->unsettled.first),
		FullTransactionIdGetDatum(move_out->unsettled.end),
		Int64GetDatum(most),
		years_out(move_out)
	};
	uint64		rows = boh_query(&lock_events, move_out->schema, values, NULL, 0);
	SPITupleTable *found = SPI_tuptable;
	Datum	   *ids = palloc((rows + 1) * sizeof(Datum));

	*years = NIL;
	*count = 0;
	*looked_at = (int) rows;
	for (uint64 row = 0; row < rows; row++)
	{
		bool		isnull;
		int			year = DatumGetInt32(SPI_getbinval(found->vals[row], found->tupdesc, 2, &isnull));

		/* takes_year() runs a statement, so this does not read SPI_tuptable */
		if (!list_member_int(*years, year) && !takes_year(move_out, year))
			continue;
		ids[(*count)++] = SPI_getbinval(found->vals[row], found->tupdesc, 1, &isnull);
		*years = list_append_unique_int(*years, year);
	}
	return PointerGetDatum(construct_array(ids, *count, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR));
}

/* The same, with the partitions that they need. */
static Datum
next_events(Move *move_out, int most, int *count, int *looked_at)
{
	List	   *years;
	Datum		events = lock_next_events(move_out, most, &years, count, looked_at);
	ListCell   *cell;

	foreach(cell, years)
		archive_need_partition(move_out->schema, lfirst_int(cell));
	return events;
}

static int64
move_bookings_of(const Move *move_out, Datum events, int64 most)
{
	static const Oid types[] = {UUIDARRAYOID, XID8OID, XID8OID, INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {
		events,
		FullTransactionIdGetDatum(move_out->unsettled.first),
		FullTransactionIdGetDatum(move_out->unsettled.end),
		Int64GetDatum(most),
		TimestampTzGetDatum(move_out->now)
	};

	return move(move_out->schema, move_out->statement, lengthof(types), types, values);
}

int64
archive_bookings(Oid schema, int max_rows, bool *more)
{
	Move		move_out = {.schema = schema,.now = boh_now()};
	int64		moved = 0;
	int			most = FIRST_EVENTS;
	int			count;
	int			looked_at;

	move_out.unsettled = boh_hold_statistics(schema);
	move_out.statement = fill_columns(MOVE_OUT, schema);
	for (;; most = Min(2 * most, MOST_EVENTS))
	{
		Datum		values[] = {next_events(&move_out, most, &count, &looked_at), TimestampTzGetDatum(move_out.now)};
		int64		rows;
		uint64		finished;

		CHECK_FOR_INTERRUPTS();
		*more = false;
		if (looked_at == 0)
			break;
		rows = move_bookings_of(&move_out, values[0], max_rows - moved);
		finished = boh_query(&mark_events, schema, values, NULL, 0);
		moved += rows;
		/* others may have locked all bookings of the first events */
		*more = rows > 0 || finished > 0 || count < looked_at || most < MOST_EVENTS;
		if (!*more || moved == max_rows || looked_at < most)
			break;
	}
	*more &= moved == max_rows;
	return moved;
}

int64
archive_restore_bookings(Oid schema, const pg_uuid_t *event, int year)
{
	static const Oid types[] = {UUIDOID, INT4OID};
	Datum		values[] = {UUIDPGetDatum(event), Int32GetDatum(year)};

	return move(schema, fill_columns(MOVE_BACK, schema), lengthof(types), types, values);
}
