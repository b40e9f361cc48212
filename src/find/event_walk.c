/*-------------------------------------------------------------------------
 *
 * find/event_walk.c
 *	  The statements that look for events, and walks along an index.
 *
 * A walk reads an index in the order of the list.  Conditions that no index
 * has are a column of the result, so that a walk can count what it passes.
 * The indexes in the order of time have end_date at their end: what is over
 * before a period costs an entry of the index, but no row.
 *
 * A list of events that are not over begins with those that run already.  Most
 * events are short: one that runs has begun in the last seven days.  Longer
 * ones stand in an index of their own.  So a walk has two sources, and takes
 * the lower of their entries.  Events that are past are in four: those that
 * event_search counts as upcoming may be over since it was written.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"

#include "base/query.h"
#include "find/event_gin.h"
#include "find/event_order.h"
#include "find/event_terms.h"
#include "find/event_walk.h"

#define MOST_SOURCES 4			/* of a walk in an order */
#define MOST_ROWS 512			/* of a batch */

/* After so many entries it shows how rare those are that fit. */
#define LEAST_TO_JUDGE 60

#define WALK(type, key, conditions, beyond, order) \
	{ \
		.text = "SELECT s.event_id, " key ", " BOH_EVENT_MATCHES \
		" FROM {schema}.event_search s WHERE " conditions " AND " beyond(key, "s.event_id") \
		order(key, "s.event_id") " LIMIT 2000", \
		.nargs = BOH_EVENT_NOW + 1, \
		.argtypes = {BOH_EVENT_TYPES(type)}, \
		.in_order = true, \
		BOH_LIST_SETTINGS \
	}

/*
 * In the order of start_date, one for each index that serves a filter, too.
 * BY_COUNTRY is for upcoming events alone.
 */
typedef enum StartIndex
{
	BY_START,
	BY_VENUE,
	BY_AUTHOR,
	BY_CITY,
	BY_CATEGORY,
	BY_COUNTRY,
	LONG_BY_START,
	START_INDEXES
} StartIndex;

#define BY_START_DATE(conditions, beyond, order) \
	WALK(TIMESTAMPTZOID, "s.start_date", conditions BOH_STARTS BOH_ENDS, beyond, order)

#define START_WALKS(set, beyond, order) \
		[BY_START] = BY_START_DATE(set BOH_IS_SHORT, beyond, order), \
		[BY_VENUE] = BY_START_DATE(set " AND s.venue_id = $11" BOH_IS_SHORT, beyond, order), \
		[BY_AUTHOR] = BY_START_DATE(set " AND s.author_id = $12" BOH_IS_SHORT, beyond, order), \
		[BY_CITY] = BY_START_DATE(set " AND s.city = $9" BOH_IS_SHORT, beyond, order), \
		[BY_CATEGORY] = BY_START_DATE(set " AND s.category = $8" BOH_IS_SHORT, beyond, order), \
		[LONG_BY_START] = BY_START_DATE(set BOH_IS_LONG, beyond, order)

#define UPCOMING_WALKS(beyond, order) \
	{ \
		START_WALKS(BOH_UPCOMING_EVENTS, beyond, order), \
		[BY_COUNTRY] = BY_START_DATE(BOH_UPCOMING_EVENTS " AND s.country = $10" BOH_IS_SHORT, beyond, order), \
	}

#define OTHER_WALKS(beyond, order) {START_WALKS(BOH_OTHER_EVENTS, beyond, order)}

/* First whether the order is descending, then whether events are upcoming */
static const BohQuery by_start[2][2][START_INDEXES] = {
	{OTHER_WALKS(BOH_ASCENDING, BOH_IN_ORDER), UPCOMING_WALKS(BOH_ASCENDING, BOH_IN_ORDER)},
	{OTHER_WALKS(BOH_DESCENDING, BOH_IN_REVERSE), UPCOMING_WALKS(BOH_DESCENDING, BOH_IN_REVERSE)},
};

/* In other orders, upcoming events */
static const BohQuery by_order[BOH_ORDERS] = {
	[BOH_ORDER_PRICE] = WALK(NUMERICOID, "s.price", BOH_UPCOMING_EVENTS BOH_PRICES, BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_PRICE_DESC] = WALK(NUMERICOID, "s.price", BOH_UPCOMING_EVENTS BOH_PRICES, BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_NEWEST] = WALK(TIMESTAMPTZOID, "s.published_at", BOH_UPCOMING_EVENTS, BOH_DESCENDING, BOH_IN_REVERSE),
	[BOH_ORDER_TITLE] = WALK(TEXTOID, BOH_TITLE_KEY, BOH_UPCOMING_EVENTS, BOH_ASCENDING, BOH_IN_ORDER),
	[BOH_ORDER_TITLE_DESC] = WALK(TEXTOID, BOH_TITLE_KEY, BOH_UPCOMING_EVENTS, BOH_DESCENDING, BOH_IN_REVERSE),
};

/* Events that not everybody sees are not in event_search. */
typedef enum OwnIndex
{
	OWN_BY_START,
	OWN_DRAFTS,
	OWN_BY_AUTHOR,
	OWN_INDEXES
} OwnIndex;

#define OWN(conditions, beyond, order) \
	{ \
		.text = "SELECT s.id, s.start_date, (s.end_date > $5 AND s.end_date <= $6" \
		" AND ($7 IS NULL OR s.status::text = ANY ($7))" \
		" AND ($8 IS NULL OR s.category::text = $8) AND ($11 IS NULL OR s.venue_id = $11)" \
		" AND ($12 IS NULL OR s.author_id = $12) AND ($13 IS NULL OR s.currency = $13)" \
		" AND ($14 IS NULL OR s.price >= $14) AND ($15 IS NULL OR s.price <= $15)) IS TRUE" \
		" FROM {schema}.events s WHERE s.archived_at IS NULL AND " conditions BOH_STARTS " AND " beyond("s.start_date", "s.id") \
		order("s.start_date", "s.id") " LIMIT 2000", \
		.nargs = BOH_EVENT_NOW + 1, \
		.argtypes = {BOH_EVENT_TYPES(TIMESTAMPTZOID)}, \
		.in_order = true, \
		BOH_LIST_SETTINGS \
	}

#define OWN_WALKS(beyond, order) \
	{ \
		[OWN_BY_START] = OWN("true", beyond, order), \
		[OWN_DRAFTS] = OWN("s.status = 'DRAFT'", beyond, order), \
		[OWN_BY_AUTHOR] = OWN("s.author_id = $12", beyond, order), \
	}

static const BohQuery own[2][OWN_INDEXES] = {
	OWN_WALKS(BOH_ASCENDING, BOH_IN_ORDER),
	OWN_WALKS(BOH_DESCENDING, BOH_IN_REVERSE),
};

/* A statement that is run again and again, each time for the rows that follow */
typedef struct Source
{
	const BohQuery *query;
	bool		of_long_events;
	const BohQuery *if_rare;	/* what to go on with if few entries fit */
	bool		by_weeks;		/* it asks for the weeks in which they run */
	int			read;
	int			fitting;		/* of those that were read */
	const pg_uuid_t *venue;		/* it asks for events there; NULL: anywhere */
	BohPosition position;		/* of the last entry that was read */
	int			wanted;			/* how many that fit are likely to be needed */
	int			batch;			/* how many to read next */
	bool		finished;		/* the statement has no more */
	int			count;
	int			next;
	BohWalkEntry *entries;
} Source;

struct BohWalk
{
	BohEventFilter *filter;
	int			count;
	Source	   *sources;

	/* What came from sources of all events; long ones fit more often. */
	int			passed;
	int			matched;
};

/*
 * Walks
 */

int
boh_walk_indexed_filter(const BohEventFilter *filter)
{
	static const int by_start_too[] = {
		BOH_EVENT_VENUE, BOH_EVENT_AUTHOR, BOH_EVENT_CITY, BOH_EVENT_CATEGORY
	};

	if (filter->order == BOH_ORDER_PRICE || filter->order == BOH_ORDER_PRICE_DESC)
		return BOH_EVENT_CURRENCY;
	if (!boh_order_is_by_start(filter->order))
		return -1;
	for (int i = 0; i < (int) lengthof(by_start_too); i++)
	{
		if (filter->nulls[by_start_too[i]] == ' ')
			return by_start_too[i];
	}
	return filter->nulls[BOH_EVENT_COUNTRY] == ' ' && filter->set == BOH_EVENTS_UPCOMING ?
		BOH_EVENT_COUNTRY : -1;
}

static StartIndex
start_index(const BohEventFilter *filter)
{
	switch (boh_walk_indexed_filter(filter))
	{
		case BOH_EVENT_VENUE:
			return BY_VENUE;
		case BOH_EVENT_AUTHOR:
			return BY_AUTHOR;
		case BOH_EVENT_CITY:
			return BY_CITY;
		case BOH_EVENT_CATEGORY:
			return BY_CATEGORY;
		case BOH_EVENT_COUNTRY:
			return BY_COUNTRY;
		default:
			return BY_START;
	}
}

static const BohQuery *
own_query(const BohEventFilter *filter)
{
	const BohQuery *queries = own[boh_order_descends(filter->order)];

	if (filter->nulls[BOH_EVENT_AUTHOR] == ' ')
		return &queries[OWN_BY_AUTHOR];
	return &queries[filter->nulls[BOH_EVENT_STATUS] == ' ' ? OWN_DRAFTS : OWN_BY_START];
}

static void
add_source(BohWalk *walk, const BohQuery *query, const BohPosition *after, int first_batch)
{
	walk->sources[walk->count++] = (Source)
	{
		.query = query,.position = *after,.wanted = first_batch,.batch = first_batch
	};
}

/*
 * An index has long events by start_date alone.  If filters have terms, and
 * few events fit, another one names those.
 */
static void
add_long(BohWalk *walk, bool upcoming, const BohQuery *by_index, const BohPosition *after,
		 int first_batch)
{
	const BohEventFilter *filter = walk->filter;
	TimestampTz ends_after = DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_AFTER]);
	TimestampTz starts_from = DatumGetTimestampTz(filter->values[BOH_EVENT_STARTS_FROM]);

	if (TIMESTAMP_NOT_FINITE(ends_after) || starts_from >= ends_after)
		return;
	add_source(walk, by_index, after, first_batch);
	walk->sources[walk->count - 1].of_long_events = true;
	if (boh_gin_has_terms(filter))
		walk->sources[walk->count - 1].if_rare = boh_gin_long(filter, upcoming);
}

static void
add_by_start(BohWalk *walk, bool upcoming, const BohPosition *after, int first_batch)
{
	const BohQuery *queries = by_start[boh_order_descends(walk->filter->order)][upcoming];
	BohPosition first = boh_order_skip(walk->filter, after, true);
	BohPosition first_long = boh_order_skip(walk->filter, after, false);

	add_source(walk, &queries[start_index(walk->filter)], &first, first_batch);
	add_long(walk, upcoming, &queries[LONG_BY_START], &first_long, first_batch);
}

BohWalk *
boh_walk_begin(BohEventFilter *filter, const BohPosition *after, int first_batch)
{
	BohWalk    *walk = palloc0(sizeof(BohWalk));
	BohPosition start = after != NULL ? *after : boh_order_beginning(filter->order);

	walk->filter = filter;
	walk->sources = palloc0_array(Source, MOST_SOURCES);
	first_batch = Min(first_batch, MOST_ROWS);
	if (filter->set == BOH_EVENTS_OWN)
	{
		BohPosition first = boh_order_skip(filter, &start, false);

		add_source(walk, own_query(filter), &first, first_batch);
	}
	else if (boh_order_is_by_start(filter->order))
	{
		bool		upcoming = filter->set == BOH_EVENTS_UPCOMING;
		TimestampTz ends_by = DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_BY]);

		add_by_start(walk, upcoming, &start, first_batch);
		if (!upcoming && !TIMESTAMP_NOT_FINITE(ends_by))
			add_by_start(walk, true, &start, first_batch);
	}
	else
	{
		Assert(filter->order != BOH_ORDER_DISTANCE);
		add_source(walk, &by_order[filter->order], &start, first_batch);
	}
	return walk;
}

/* Those of an upcoming event at a venue, by its id; $26: the venue */
static const BohQuery at_venue = {
	.text = "SELECT s.event_id, " BOH_EVENT_DISTANCE ", " BOH_EVENT_MATCHES
	" FROM {schema}.event_search s WHERE " BOH_UPCOMING_EVENTS " AND s.venue_id = $26"
	" AND s.event_id > $2 ORDER BY s.event_id LIMIT 2000",
	.nargs = BOH_EVENT_PARAMETERS,
	.argtypes = {BOH_EVENT_TYPES(FLOAT8OID)},
	.in_order = true,
	BOH_LIST_SETTINGS
};

BohWalk *
boh_walk_venues(BohEventFilter *filter, const pg_uuid_t *venues, int count,
				const BohPosition *after, int first_batch)
{
	BohWalk    *walk = palloc0(sizeof(BohWalk));

	walk->filter = filter;
	walk->sources = palloc0_array(Source, count);
	for (int i = 0; i < count; i++)
	{
		add_source(walk, &at_venue, after, Min(first_batch, MOST_ROWS));
		walk->sources[i].venue = &venues[i];
	}
	return walk;
}

/* What the statement of a source asks for, beside the filters */
static void
set_source(BohEventFilter *filter, const Source *source)
{
	boh_order_set_position(filter, &source->position);
	if (source->by_weeks)
		boh_event_terms_running(filter->values, filter->nulls,
								DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_AFTER]));
	if (source->venue == NULL)
		return;
	filter->values[BOH_EVENT_AT_VENUE] = UUIDPGetDatum(source->venue);
	filter->nulls[BOH_EVENT_AT_VENUE] = ' ';
}

/* How many entries of a source have as many that fit as are wanted */
static int
entries_needed(const Source *source)
{
	return source->fitting == 0 ? INT_MAX : source->wanted * source->read / source->fitting;
}

static void
change_query_if_rare(Source *source)
{
	if (source->if_rare == NULL || source->read < LEAST_TO_JUDGE ||
		entries_needed(source) <= BOH_WALK_WORTH_ENTRIES)
		return;
	source->query = source->if_rare;
	source->if_rare = NULL;
	source->by_weeks = true;
	source->batch = MOST_ROWS;
}

/* One large batch is cheaper than several small ones, if it is needed. */
static int
next_batch(const Source *source)
{
	int			batch = source->batch * 2;

	if (source->fitting > 0)
		batch = Max(batch, entries_needed(source) - source->read);
	return Min(batch, MOST_ROWS);
}

/* Read the next entries of a source. */
static void
refill(BohEventFilter *filter, Source *source)
{
	Oid			type = boh_event_order_type(filter->order);
	int			found;

	CHECK_FOR_INTERRUPTS();
	change_query_if_rare(source);
	set_source(filter, source);
	found = (int) boh_query(source->query, filter->schema, filter->values, filter->nulls,
							source->batch);
	if (source->entries == NULL)
		source->entries = palloc(sizeof(BohWalkEntry) * MOST_ROWS);
	for (int i = 0; i < found; i++)
	{
		source->entries[i] = (BohWalkEntry)
		{
			.position = boh_order_position_at(i, type),
				.matches = DatumGetBool(boh_required_value(i, 3, BOOLOID))
		};
		source->fitting += source->entries[i].matches;
	}
	source->read += found;
	SPI_freetuptable(SPI_tuptable);
	source->count = found;
	source->next = 0;
	source->finished = found < source->batch;
	if (found > 0)
		source->position = source->entries[found - 1].position;
	source->batch = next_batch(source);
}

bool
boh_walk_next(BohWalk *walk, BohWalkEntry *entry)
{
	bool		descending = boh_order_descends(walk->filter->order);
	Source	   *first = NULL;

	for (int i = 0; i < walk->count; i++)
	{
		Source	   *source = &walk->sources[i];

		if (source->next == source->count && !source->finished)
			refill(walk->filter, source);
		if (source->next < source->count &&
			(first == NULL || boh_order_comes_first(&source->entries[source->next].position,
													&first->entries[first->next].position, descending)))
			first = source;
	}
	if (first == NULL)
		return false;
	*entry = first->entries[first->next++];
	if (!first->of_long_events)
	{
		walk->passed++;
		walk->matched += entry->matches;
	}
	return true;
}

int
boh_walk_passed(const BohWalk *walk)
{
	return walk->passed;
}

double
boh_walk_rate(const BohWalk *walk)
{
	return walk->passed == 0 ? 1 : (double) walk->matched / walk->passed;
}
