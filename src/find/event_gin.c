/*-------------------------------------------------------------------------
 *
 * find/event_gin.c
 *	  Searches of the GIN indexes for the events that filters name.
 *
 * An index intersects the terms of all filters.  The rows that it names come
 * in no order, so they must be few.  A list in the order of time is found
 * window by window: the index intersects the terms with this week first, then
 * with the weeks of the next month and months.
 *
 * Prices are no terms.  If few events have a price of a range, their index is
 * asked instead.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "base/clock.h"
#include "base/query.h"
#include "find/event_estimate.h"
#include "find/event_gin.h"
#include "find/event_order.h"
#include "find/event_terms.h"

/* Events of a window, at most; the number stands in NAMED_IN_WINDOW, too. */
#define MOST_OF_WINDOW 1000

/* So many events for each that is wanted save the search of another window. */
#define MOST_PER_WANTED 16

/* So many are likely to fill a page. */
#define LEAST_PER_WANTED 2

/* Events whose price is in a range, at most; the number stands in PRICED, too. */
#define MOST_OF_PRICES 200

/* Weeks after which windows end; then comes the rest. */
static const int window_ends[] = {1, 4, 13};

/* Which terms a filter has, as bits */
enum
{
	ALL_TERMS = 1,
	ANY_TERMS = 2,
	TERMS_GIVEN = 4
};

#define HAS_ALL "s.terms @> $23"
#define HAS_ANY "s.terms && $24"
#define HAS_BOTH HAS_ALL " AND " HAS_ANY
#define IN_WEEKS " AND s.terms && $25"

#define NAMED(set, terms, most) \
	"(SELECT s.event_id, s.venue_id, s.author_id, s.start_date, s.end_date, s.published_at," \
	" s.latitude, s.longitude, s.price, s.currency, s.status, s.category, s.city, s.country," \
	" s.title, s.tag_ids FROM {schema}.event_search s WHERE " set " AND " terms " LIMIT " most ")"

#define NAMED_UPCOMING(terms) NAMED(BOH_UPCOMING_EVENTS, terms, "3001")
#define NAMED_OTHER(terms) NAMED(BOH_OTHER_EVENTS, terms, "3001") " UNION ALL " \
	NAMED(BOH_UPCOMING_EVENTS, terms, "3001")
#define WINDOW_OF_UPCOMING(terms) NAMED(BOH_UPCOMING_EVENTS, terms IN_WEEKS, "1001")
#define WINDOW_OF_OTHER(terms) NAMED(BOH_OTHER_EVENTS, terms IN_WEEKS, "1001") " UNION ALL " \
	NAMED(BOH_UPCOMING_EVENTS, terms IN_WEEKS, "1001")

#define PRICED(terms) NAMED(BOH_UPCOMING_EVENTS BOH_PRICES, terms, "201")

/* One row without an id tells that no event fits. */
#define GIN(named, terms, type, key, beyond, order) \
	{ \
		.text = "SELECT q.event_id, q.key, q.total FROM (WITH c AS MATERIALIZED (" named(terms) ")" \
		" SELECT m.event_id, m.key, n.total FROM (SELECT count(*) AS total FROM c) n" \
		" LEFT JOIN (SELECT s.event_id, " key " AS key FROM c s WHERE " BOH_EVENT_MATCHES \
		" AND " beyond(key, "s.event_id") order(key, "s.event_id") " LIMIT 101) m ON true) q" \
		order("q.key", "q.event_id"), \
		.nargs = BOH_EVENT_PARAMETERS, \
		.argtypes = {BOH_EVENT_TYPES(type)}, \
		BOH_LIST_SETTINGS \
	}

#define GINS(named, type, key, beyond, order) \
	{ \
		[ALL_TERMS] = GIN(named, HAS_ALL, type, key, beyond, order), \
		[ANY_TERMS] = GIN(named, HAS_ANY, type, key, beyond, order), \
		[ALL_TERMS | ANY_TERMS] = GIN(named, HAS_BOTH, type, key, beyond, order), \
	}

#define BY_START(named, beyond, order) GINS(named, TIMESTAMPTZOID, "s.start_date", beyond, order)

static const BohQuery gin_upcoming[BOH_ORDERS][TERMS_GIVEN] = {
	[BOH_ORDER_START] = BY_START(NAMED_UPCOMING, BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_START_DESC] = BY_START(NAMED_UPCOMING, BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_PRICE] = GINS(NAMED_UPCOMING, NUMERICOID, "s.price", BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_PRICE_DESC] = GINS(NAMED_UPCOMING, NUMERICOID, "s.price", BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_NEWEST] = GINS(NAMED_UPCOMING, TIMESTAMPTZOID, "s.published_at", BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_TITLE] = GINS(NAMED_UPCOMING, TEXTOID, BOH_TITLE_KEY, BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_TITLE_DESC] = GINS(NAMED_UPCOMING, TEXTOID, BOH_TITLE_KEY, BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_DISTANCE] = GINS(NAMED_UPCOMING, FLOAT8OID, BOH_EVENT_DISTANCE, BOH_ASCENDING, BOH_IN_ORDER),
};

static const BohQuery gin_other[2][TERMS_GIVEN] = {
	BY_START(NAMED_OTHER, BOH_ASCENDING, BOH_IN_ORDER),
	BY_START(NAMED_OTHER, BOH_DESCENDING, BOH_IN_REVERSE),
};

/* Windows go from now to the future, or to the past. */
static const BohQuery window_of_upcoming[TERMS_GIVEN] =
BY_START(WINDOW_OF_UPCOMING, BOH_ASCENDING, BOH_IN_ORDER);
static const BohQuery window_of_other[TERMS_GIVEN] =
BY_START(WINDOW_OF_OTHER, BOH_DESCENDING, BOH_IN_REVERSE);

#define BY_PRICE(type, key, beyond, order) GIN(PRICED, "true", type, key, beyond, order)

/* In the order of price, their index is that of the walk; in that of distance, circles would ask for them again and again. */
static const BohQuery by_price[BOH_ORDERS] = {
	[BOH_ORDER_START] = BY_PRICE(TIMESTAMPTZOID, "s.start_date", BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_START_DESC] = BY_PRICE(TIMESTAMPTZOID, "s.start_date", BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_NEWEST] = BY_PRICE(TIMESTAMPTZOID, "s.published_at", BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_TITLE] = BY_PRICE(TEXTOID, BOH_TITLE_KEY, BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_TITLE_DESC] = BY_PRICE(TEXTOID, BOH_TITLE_KEY, BOH_DESCENDING, BOH_IN_REVERSE),
};

/* Only long events have terms for the weeks in which they run.  OFFSET: the index with the terms is used. */
#define LONG_EVENTS(set, terms, beyond, order) \
	{ \
		.text = "SELECT s.event_id, s.start_date, " BOH_EVENT_MATCHES \
		" FROM (SELECT * FROM {schema}.event_search s WHERE " set " AND " terms IN_WEEKS " OFFSET 0) s" \
		" WHERE true" BOH_BEGAN_EARLY BOH_STARTS " AND " beyond("s.start_date", "s.event_id") \
		order("s.start_date", "s.event_id") " LIMIT 2000", \
		.nargs = BOH_EVENT_PARAMETERS, \
		.argtypes = {BOH_EVENT_TYPES(TIMESTAMPTZOID)}, \
		BOH_LIST_SETTINGS \
	}

#define LONG_OF_SET(set, beyond, order) \
	{ \
		[ALL_TERMS] = LONG_EVENTS(set, HAS_ALL, beyond, order), \
		[ANY_TERMS] = LONG_EVENTS(set, HAS_ANY, beyond, order), \
		[ALL_TERMS | ANY_TERMS] = LONG_EVENTS(set, HAS_BOTH, beyond, order), \
	}

/* First whether the order is descending, then whether events are upcoming */
static const BohQuery long_events[2][2][TERMS_GIVEN] = {
	{
		LONG_OF_SET(BOH_OTHER_EVENTS, BOH_ASCENDING, BOH_IN_ORDER),
		LONG_OF_SET(BOH_UPCOMING_EVENTS, BOH_ASCENDING, BOH_IN_ORDER)
	},
	{
		LONG_OF_SET(BOH_OTHER_EVENTS, BOH_DESCENDING, BOH_IN_REVERSE),
		LONG_OF_SET(BOH_UPCOMING_EVENTS, BOH_DESCENDING, BOH_IN_REVERSE)
	}
};

static int
terms_given(const BohEventFilter *filter)
{
	return (filter->nulls[BOH_EVENT_ALL_TERMS] == ' ' ? ALL_TERMS : 0) |
		(filter->nulls[BOH_EVENT_ANY_TERMS] == ' ' ? ANY_TERMS : 0);
}

bool
boh_gin_has_terms(const BohEventFilter *filter)
{
	return terms_given(filter) != 0;
}

const BohQuery *
boh_gin_long(const BohEventFilter *filter, bool upcoming)
{
	return &long_events[boh_order_descends(filter->order)][upcoming][terms_given(filter)];
}

/* A search of an index, and the entries that it has found */
typedef struct Search
{
	BohEventFilter *filter;
	BohWalkEntry *entries;
	int			most_entries;
	int		   *count;
} Search;

/* Add what a statement finds.  most: rows that the index may name. */
static BohGinResult
run(Search *search, const BohQuery *query, int64 most)
{
	BohEventFilter *filter = search->filter;
	Oid			type = boh_event_order_type(filter->order);
	uint64		found = boh_query(query, filter->schema, filter->values, filter->nulls, 0);
	bool		too_many = DatumGetInt64(boh_required_value(0, 3, INT8OID)) > most;

	for (uint64 row = 0; !too_many && row < found && *search->count < search->most_entries; row++)
	{
		bool		isnull;

		(void) boh_value(row, 1, UUIDOID, &isnull);
		if (!isnull)
			search->entries[(*search->count)++] = (BohWalkEntry)
		{
			.position = boh_order_position_at(row, type),.matches = true
		};
	}
	SPI_freetuptable(SPI_tuptable);
	return too_many ? BOH_GIN_TOO_MANY : BOH_GIN_DONE;
}

static bool
has_prices(const BohEventFilter *filter)
{
	return filter->set == BOH_EVENTS_UPCOMING && by_price[filter->order].text !=NULL &&
		filter->nulls[BOH_EVENT_CURRENCY] == ' ' &&
		(filter->nulls[BOH_EVENT_PRICE_FROM] == ' ' || filter->nulls[BOH_EVENT_PRICE_TO] == ' ');
}

/* true: few events have a price of the range, and entries has those that fit. */
static bool
find_by_price(Search *search)
{
	return has_prices(search->filter) &&
		run(search, &by_price[search->filter->order], MOST_OF_PRICES) == BOH_GIN_DONE;
}

static BohGinResult
run_for_all(Search *search)
{
	const BohEventFilter *filter = search->filter;
	const BohQuery *queries = filter->set == BOH_EVENTS_UPCOMING ? gin_upcoming[filter->order] :
	gin_other[boh_order_descends(filter->order)];

	return run(search, &queries[terms_given(filter)], BOH_GIN_MOST_EVENTS);
}

/*
 * Windows
 */

/*
 * Where windows begin: all events of a list in the order of time come after
 * this, or run then; all of one in the reverse order come before.  Infinite:
 * nobody knows.
 */
static TimestampTz
first_time(const BohEventFilter *filter, const BohPosition *after)
{
	TimestampTz from = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_FROM]);
	TimestampTz to = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_TO]);
	TimestampTz ends_after = DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_AFTER]);
	bool		forwards = filter->set == BOH_EVENTS_UPCOMING;
	TimestampTz time = forwards ? Max(from, ends_after) : to;

	if (forwards != (filter->order == BOH_ORDER_START) ||
		(!forwards && filter->order != BOH_ORDER_START_DESC))
		return DT_NOEND;
	if (after != NULL)
		return forwards ? Max(time, DatumGetTimestampTz(after->value)) :
			Min(time, DatumGetTimestampTz(after->value));
	return time;
}

/* The beginning of the week that is so many weeks after that of a day */
static TimestampTz
week_start(int day, int weeks)
{
	int64		days = (int64) day - (j2day(day) + 6) % 7 + 7 * weeks - POSTGRES_EPOCH_JDATE;
	TimestampTz time;

	if (pg_mul_s64_overflow(days, USECS_PER_DAY, &time))
		return days < 0 ? DT_NOBEGIN : DT_NOEND;
	return time;
}

/* Let statements look at the events that begin in some weeks. */
static void
set_window(BohEventFilter *filter, TimestampTz from, TimestampTz to)
{
	filter->values[BOH_EVENT_STARTS_FROM] = TimestampTzGetDatum(from);
	filter->values[BOH_EVENT_STARTS_TO] = TimestampTzGetDatum(to);
}

/* Let statements look at the window from some weeks after that of a day to others. */
static void
choose_window(BohEventFilter *filter, int day, TimestampTz from, TimestampTz to, int begin, int end)
{
	if (filter->set == BOH_EVENTS_UPCOMING)
	{
		set_window(filter, begin == 0 ? from : Max(from, week_start(day, begin)),
				   Min(to, week_start(day, end)));
		boh_event_weeks(filter->values, filter->nulls, day, begin, end);
	}
	else
	{
		set_window(filter, Max(from, week_start(day, 1 - end)),
				   begin == 0 ? to : Min(to, week_start(day, 1 - begin)));
		boh_event_weeks(filter->values, filter->nulls, day, 1 - end, 1 - begin);
	}
}

bool
boh_gin_has_windows(const BohEventFilter *filter, const BohPosition *after)
{
	return boh_gin_has_terms(filter) && !TIMESTAMP_NOT_FINITE(first_time(filter, after));
}

/* About how many events windows from that of a day on name, up to a week */
static double
named_in_weeks(BohEventFilter *filter, int day, int end)
{
	if (filter->set == BOH_EVENTS_UPCOMING)
		boh_event_weeks(filter->values, filter->nulls, day, 0, end);
	else
		boh_event_weeks(filter->values, filter->nulls, day, 1 - end, 1);
	return boh_event_estimate_in_weeks(filter);
}

/* The part of a week that is left at a time */
static double
rest_of_week(int day, TimestampTz time)
{
	return (double) (week_start(day, 1) - time) / (7 * USECS_PER_DAY);
}

bool
boh_gin_names_too_many(BohEventFilter *filter, const BohPosition *after)
{
	TimestampTz time = first_time(filter, after);
	int			day;

	if (filter->set != BOH_EVENTS_UPCOMING || !boh_gin_has_windows(filter, after))
		return false;
	day = boh_julian_day(time);
	return named_in_weeks(filter, day, window_ends[0]) * rest_of_week(day, time) > MOST_OF_WINDOW;
}

/*
 * What is rare is looked for in the first two windows at once, unless they are
 * likely to name many more events than are wanted.  That they name too many
 * shows that it is not rare.
 */
static BohGinResult
find_in_windows(Search *search, int day, bool rare)
{
	BohEventFilter *filter = search->filter;
	TimestampTz from = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_FROM]);
	TimestampTz to = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_TO]);
	bool		forwards = filter->set == BOH_EVENTS_UPCOMING;
	const BohQuery *queries = forwards ? window_of_upcoming : window_of_other;
	BohGinResult result = BOH_GIN_DONE;
	int			begin = 0;

	if (rare)
		rare = named_in_weeks(filter, day, window_ends[1]) <=
			Min(MOST_OF_WINDOW, MOST_PER_WANTED * search->most_entries);
	for (int i = rare ? 1 : 0; i < (int) lengthof(window_ends); i++)
	{
		choose_window(filter, day, from, to, begin, window_ends[i]);
		result = run(search, &queries[terms_given(filter)], MOST_OF_WINDOW);
		if (result == BOH_GIN_TOO_MANY && i == 1 && begin == 0)
		{
			set_window(filter, from, to);
			return find_in_windows(search, day, false);
		}
		if (result != BOH_GIN_DONE || *search->count == search->most_entries)
			break;
		begin = window_ends[i];
	}
	if (result == BOH_GIN_DONE && *search->count < search->most_entries)
	{
		set_window(filter, forwards ? Max(from, week_start(day, begin)) : from,
				   forwards ? to : Min(to, week_start(day, 1 - begin)));
		result = run_for_all(search);
	}
	set_window(filter, from, to);
	return result;
}

/* Whether the first two windows are likely to fill a page */
static bool
first_windows_suffice(Search *search, int day)
{
	return named_in_weeks(search->filter, day, window_ends[1]) >
		LEAST_PER_WANTED * search->most_entries;
}

/* Where many events fit, the index of prices would name too many: windows come first. */
BohGinResult
boh_gin_find(BohEventFilter *filter, const BohPosition *after, BohGinGuess guess,
			 BohWalkEntry *entries, int most_entries, int *count)
{
	BohPosition start = after != NULL ? *after : boh_order_beginning(filter->order);
	Search		search = {
		.filter = filter,.entries = entries,.most_entries = most_entries,.count = count
	};
	TimestampTz time = first_time(filter, after);
	bool		in_windows = boh_gin_has_windows(filter, after);
	bool		price_first;
	BohGinResult result;

	*count = 0;
	boh_order_set_position(filter, &start);
	if (guess == BOH_GIN_FEW && !(in_windows && first_windows_suffice(&search, boh_julian_day(time))))
		return run_for_all(&search);
	price_first = guess != BOH_GIN_MANY || !in_windows;
	if (price_first && find_by_price(&search))
		return BOH_GIN_DONE;
	if (!boh_gin_has_terms(filter))
		return BOH_GIN_NO_TERMS;
	result = in_windows ? find_in_windows(&search, boh_julian_day(time),
										  guess == BOH_GIN_RARE || guess == BOH_GIN_FEW) :
		run_for_all(&search);
	if (result == BOH_GIN_TOO_MANY && !price_first)
	{
		*count = 0;
		if (find_by_price(&search))
			return BOH_GIN_DONE;
	}
	return result;
}
