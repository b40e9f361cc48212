/*-------------------------------------------------------------------------
 *
 * find/event_walk.c
 *	  The statements that look for events, and walks along an index.
 *
 * A walk reads an index in the order of the list.  Conditions that no index
 * has are a column of the result, so that a walk can count what it passes.
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
#include "find/event_json.h"
#include "find/event_walk.h"

#define MOST_SOURCES 4
#define MOST_ROWS 512			/* of a batch */

#define UPCOMING "s.upcoming"
#define OTHER "NOT s.upcoming"
#define IS_LONG " AND CASE WHEN isfinite(s.start_date) AND isfinite(s.end_date)" \
	" THEN s.end_date - s.start_date > interval '7 days' ELSE true END" \
	" AND s.start_date < $5 - interval '168 hours'"
#define IS_SHORT " AND s.start_date >= $5 - interval '168 hours'"

#define STARTS " AND s.start_date >= $3 AND s.start_date < $4"
#define PRICES " AND s.currency = $13 AND s.price >= coalesce($14, 0) AND s.price <= coalesce($15, 'infinity')"
#define TITLE "left(s.title, 200)"

#define ASCENDING(key, id) "(" key ", " id ") > ($1, $2)"
#define DESCENDING(key, id) "(" key ", " id ") < ($1, $2)"
#define IN_ORDER(key, id) " ORDER BY " key ", " id
#define IN_REVERSE(key, id) " ORDER BY " key " DESC, " id " DESC"

#define SETTINGS \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true, \
	.no_jit = true

#define WALK(type, key, conditions, beyond, order) \
	{ \
		.text = "SELECT s.event_id, " key ", " BOH_EVENT_MATCHES \
		" FROM {schema}.event_search s WHERE " conditions " AND " beyond(key, "s.event_id") \
		order(key, "s.event_id") " LIMIT 2000", \
		.nargs = BOH_EVENT_NOW + 1, \
		.argtypes = {BOH_EVENT_TYPES(type)}, \
		.in_order = true, \
		SETTINGS \
	}

/*
 * In the order of start_date, one for each index that serves a filter, too.
 * BY_COUNTRY is for upcoming events alone.
 */
typedef enum StartIndex
{
	BY_START,
	BY_VENUE,
	BY_CITY,
	BY_CATEGORY,
	BY_COUNTRY,
	LONG_BY_START,
	START_INDEXES
} StartIndex;

#define BY_START_DATE(conditions, beyond, order) \
	WALK(TIMESTAMPTZOID, "s.start_date", conditions STARTS, beyond, order)

#define START_WALKS(set, beyond, order) \
		[BY_START] = BY_START_DATE(set IS_SHORT, beyond, order), \
		[BY_VENUE] = BY_START_DATE(set " AND s.venue_id = $11" IS_SHORT, beyond, order), \
		[BY_CITY] = BY_START_DATE(set " AND s.city = $9" IS_SHORT, beyond, order), \
		[BY_CATEGORY] = BY_START_DATE(set " AND s.category = $8" IS_SHORT, beyond, order), \
		[LONG_BY_START] = BY_START_DATE(set IS_LONG, beyond, order)

#define UPCOMING_WALKS(beyond, order) \
	{ \
		START_WALKS(UPCOMING, beyond, order), \
		[BY_COUNTRY] = BY_START_DATE(UPCOMING " AND s.country = $10" IS_SHORT, beyond, order), \
	}

#define OTHER_WALKS(beyond, order) {START_WALKS(OTHER, beyond, order)}

/* First whether the order is descending, then whether events are upcoming */
static const BohQuery by_start[2][2][START_INDEXES] = {
	{OTHER_WALKS(ASCENDING, IN_ORDER), UPCOMING_WALKS(ASCENDING, IN_ORDER)},
	{OTHER_WALKS(DESCENDING, IN_REVERSE), UPCOMING_WALKS(DESCENDING, IN_REVERSE)},
};

/* In other orders, upcoming events */
static const BohQuery by_order[BOH_ORDERS] = {
	[BOH_ORDER_PRICE] = WALK(NUMERICOID, "s.price", UPCOMING PRICES, ASCENDING, IN_ORDER),
	[BOH_ORDER_PRICE_DESC] = WALK(NUMERICOID, "s.price", UPCOMING PRICES, DESCENDING, IN_REVERSE),
	[BOH_ORDER_NEWEST] = WALK(TIMESTAMPTZOID, "s.published_at", UPCOMING, DESCENDING, IN_REVERSE),
	[BOH_ORDER_TITLE] = WALK(TEXTOID, TITLE, UPCOMING, ASCENDING, IN_ORDER),
	[BOH_ORDER_TITLE_DESC] = WALK(TEXTOID, TITLE, UPCOMING, DESCENDING, IN_REVERSE),
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
		" FROM {schema}.events s WHERE " conditions STARTS " AND " beyond("s.start_date", "s.id") \
		order("s.start_date", "s.id") " LIMIT 2000", \
		.nargs = BOH_EVENT_NOW + 1, \
		.argtypes = {BOH_EVENT_TYPES(TIMESTAMPTZOID)}, \
		.in_order = true, \
		SETTINGS \
	}

#define OWN_WALKS(beyond, order) \
	{ \
		[OWN_BY_START] = OWN("true", beyond, order), \
		[OWN_DRAFTS] = OWN("s.status = 'DRAFT'", beyond, order), \
		[OWN_BY_AUTHOR] = OWN("s.author_id = $12", beyond, order), \
	}

static const BohQuery own[2][OWN_INDEXES] = {
	OWN_WALKS(ASCENDING, IN_ORDER),
	OWN_WALKS(DESCENDING, IN_REVERSE),
};

/* Which terms a filter has */
typedef enum TermsGiven
{
	ALL_TERMS,
	ANY_TERMS,
	BOTH_TERMS,
	TERMS_GIVEN
} TermsGiven;

#define NAMED(set, terms) \
	"(SELECT s.event_id, s.venue_id, s.author_id, s.start_date, s.end_date, s.published_at," \
	" s.latitude, s.longitude, s.price, s.currency, s.status, s.category, s.city, s.country," \
	" s.title, s.tag_ids FROM {schema}.event_search s WHERE " set " AND " terms " LIMIT 10001)"

#define NAMED_UPCOMING(terms) NAMED(UPCOMING, terms)
#define NAMED_OTHER(terms) NAMED(OTHER, terms) " UNION ALL " NAMED(UPCOMING, terms)

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
		SETTINGS \
	}

#define GINS(named, type, key, beyond, order) \
	{ \
		[ALL_TERMS] = GIN(named, "s.terms @> $23", type, key, beyond, order), \
		[ANY_TERMS] = GIN(named, "s.terms && $24", type, key, beyond, order), \
		[BOTH_TERMS] = GIN(named, "s.terms @> $23 AND s.terms && $24", type, key, beyond, order), \
	}

static const BohQuery gin_upcoming[BOH_ORDERS][TERMS_GIVEN] = {
	[BOH_ORDER_START] = GINS(NAMED_UPCOMING, TIMESTAMPTZOID, "s.start_date", ASCENDING, IN_ORDER),
	[BOH_ORDER_START_DESC] = GINS(NAMED_UPCOMING, TIMESTAMPTZOID, "s.start_date", DESCENDING, IN_REVERSE),
	[BOH_ORDER_PRICE] = GINS(NAMED_UPCOMING, NUMERICOID, "s.price", ASCENDING, IN_ORDER),
	[BOH_ORDER_PRICE_DESC] = GINS(NAMED_UPCOMING, NUMERICOID, "s.price", DESCENDING, IN_REVERSE),
	[BOH_ORDER_NEWEST] = GINS(NAMED_UPCOMING, TIMESTAMPTZOID, "s.published_at", DESCENDING, IN_REVERSE),
	[BOH_ORDER_TITLE] = GINS(NAMED_UPCOMING, TEXTOID, TITLE, ASCENDING, IN_ORDER),
	[BOH_ORDER_TITLE_DESC] = GINS(NAMED_UPCOMING, TEXTOID, TITLE, DESCENDING, IN_REVERSE),
	[BOH_ORDER_DISTANCE] = GINS(NAMED_UPCOMING, FLOAT8OID, BOH_EVENT_DISTANCE, ASCENDING, IN_ORDER),
};

static const BohQuery gin_other[2][TERMS_GIVEN] = {
	GINS(NAMED_OTHER, TIMESTAMPTZOID, "s.start_date", ASCENDING, IN_ORDER),
	GINS(NAMED_OTHER, TIMESTAMPTZOID, "s.start_date", DESCENDING, IN_REVERSE),
};

/* A statement that is run again and again, each time for the rows that follow */
typedef struct Source
{
	const BohQuery *query;
	BohPosition position;		/* of the last entry that was read */
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
	Source		sources[MOST_SOURCES];
};

static bool
is_descending(BohEventOrder order)
{
	return order == BOH_ORDER_START_DESC || order == BOH_ORDER_PRICE_DESC ||
		order == BOH_ORDER_NEWEST || order == BOH_ORDER_TITLE_DESC;
}

static bool
is_by_start(BohEventOrder order)
{
	return order == BOH_ORDER_START || order == BOH_ORDER_START_DESC;
}

/* A position before all rows */
static BohPosition
beginning(BohEventOrder order)
{
	bool		descending = is_descending(order);
	BohPosition position = {.type = boh_event_order_type(order)};

	memset(&position.id, descending ? 0xff : 0, sizeof(pg_uuid_t));
	switch (position.type)
	{
		case NUMERICOID:
			position.value = DirectFunctionCall3(numeric_in,
												 CStringGetDatum(descending ? "Infinity" : "-1"),
												 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
			break;
		case TEXTOID:
			/* in no encoding does a character begin with a higher byte */
			position.value = CStringGetTextDatum(descending ? "\xff\xff\xff\xff" : "");
			break;
		case FLOAT8OID:
			position.value = Float8GetDatum(-1.0);
			break;
		default:
			position.value = TimestampTzGetDatum(descending ? DT_NOEND : DT_NOBEGIN);
			break;
	}
	return position;
}

static void
set_position(BohEventFilter *filter, const BohPosition *position)
{
	filter->values[BOH_EVENT_KEY] = position->value;
	filter->values[BOH_EVENT_ID] = UUIDPGetDatum(&position->id);
	filter->nulls[BOH_EVENT_KEY] = filter->nulls[BOH_EVENT_ID] = ' ';
}

static BohPosition
position_at(uint64 row, Oid type)
{
	BohPosition position = {.type = type};
	bool		by_value = type == TIMESTAMPTZOID || type == FLOAT8OID;

	position.id = *DatumGetUUIDP(boh_required_value(row, 1, UUIDOID));
	position.value = datumCopy(boh_required_value(row, 2, type), by_value, by_value ? 8 : -1);
	return position;
}

/*
 * Walks
 */

static StartIndex
start_index(const BohEventFilter *filter)
{
	if (filter->nulls[BOH_EVENT_VENUE] == ' ')
		return BY_VENUE;
	if (filter->nulls[BOH_EVENT_CITY] == ' ')
		return BY_CITY;
	if (filter->nulls[BOH_EVENT_CATEGORY] == ' ')
		return BY_CATEGORY;
	return filter->nulls[BOH_EVENT_COUNTRY] == ' ' && filter->set == BOH_EVENTS_UPCOMING ?
		BY_COUNTRY : BY_START;
}

static const BohQuery *
own_query(const BohEventFilter *filter)
{
	const BohQuery *queries = own[is_descending(filter->order)];

	if (filter->nulls[BOH_EVENT_AUTHOR] == ' ')
		return &queries[OWN_BY_AUTHOR];
	return &queries[filter->nulls[BOH_EVENT_STATUS] == ' ' ? OWN_DRAFTS : OWN_BY_START];
}

static void
add_source(BohWalk *walk, const BohQuery *query, const BohPosition *after, int first_batch)
{
	walk->sources[walk->count++] = (Source)
	{
		.query = query,.position = *after,.batch = first_batch
	};
}

static void
add_by_start(BohWalk *walk, bool upcoming, StartIndex index, const BohPosition *after,
			 int first_batch)
{
	const BohQuery *queries = by_start[is_descending(walk->filter->order)][upcoming];
	TimestampTz ends_after = DatumGetTimestampTz(walk->filter->values[BOH_EVENT_ENDS_AFTER]);

	add_source(walk, &queries[index], after, first_batch);
	if (!TIMESTAMP_NOT_FINITE(ends_after))
		add_source(walk, &queries[LONG_BY_START], after, first_batch);
}

BohWalk *
boh_walk_begin(BohEventFilter *filter, const BohPosition *after, int first_batch)
{
	BohWalk    *walk = palloc0(sizeof(BohWalk));
	BohPosition start = after != NULL ? *after : beginning(filter->order);

	walk->filter = filter;
	first_batch = Min(first_batch, MOST_ROWS);
	if (filter->set == BOH_EVENTS_OWN)
		add_source(walk, own_query(filter), &start, first_batch);
	else if (is_by_start(filter->order))
	{
		bool		upcoming = filter->set == BOH_EVENTS_UPCOMING;
		TimestampTz ends_by = DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_BY]);

		add_by_start(walk, upcoming, start_index(filter), &start, first_batch);
		if (!upcoming && !TIMESTAMP_NOT_FINITE(ends_by))
			add_by_start(walk, true, BY_START, &start, first_batch);
	}
	else
	{
		Assert(filter->order != BOH_ORDER_DISTANCE);
		add_source(walk, &by_order[filter->order], &start, first_batch);
	}
	return walk;
}

/* Read the next entries of a source. */
static void
refill(BohEventFilter *filter, Source *source)
{
	Oid			type = boh_event_order_type(filter->order);
	int			found;

	CHECK_FOR_INTERRUPTS();
	set_position(filter, &source->position);
	found = (int) boh_query(source->query, filter->schema, filter->values, filter->nulls,
							source->batch);
	if (source->entries == NULL)
		source->entries = palloc(sizeof(BohWalkEntry) * MOST_ROWS);
	for (int i = 0; i < found; i++)
		source->entries[i] = (BohWalkEntry)
	{
		.position = position_at(i, type),
			.matches = DatumGetBool(boh_required_value(i, 3, BOOLOID))
	};
	SPI_freetuptable(SPI_tuptable);
	source->count = found;
	source->next = 0;
	source->finished = found < source->batch;
	if (found > 0)
		source->position = source->entries[found - 1].position;
	source->batch = Min(source->batch * 2, MOST_ROWS);
}

/* Walks with several sources are in the order of start_date. */
static bool
comes_first(const BohPosition *one, const BohPosition *other, bool descending)
{
	TimestampTz one_time = DatumGetTimestampTz(one->value);
	TimestampTz other_time = DatumGetTimestampTz(other->value);
	bool		lower = one_time != other_time ? one_time < other_time :
	memcmp(&one->id, &other->id, sizeof(pg_uuid_t)) < 0;

	return lower != descending;
}

bool
boh_walk_next(BohWalk *walk, BohWalkEntry *entry)
{
	bool		descending = is_descending(walk->filter->order);
	Source	   *first = NULL;

	for (int i = 0; i < walk->count; i++)
	{
		Source	   *source = &walk->sources[i];

		if (source->next == source->count && !source->finished)
			refill(walk->filter, source);
		if (source->next < source->count &&
			(first == NULL || comes_first(&source->entries[source->next].position,
										  &first->entries[first->next].position, descending)))
			first = source;
	}
	if (first == NULL)
		return false;
	*entry = first->entries[first->next++];
	return true;
}

/*
 * Searches of the GIN index
 */

BohGinResult
boh_gin_find(BohEventFilter *filter, const BohPosition *after, BohWalkEntry *entries,
			 int most_entries, int *count)
{
	Oid			type = boh_event_order_type(filter->order);
	BohPosition start = after != NULL ? *after : beginning(filter->order);
	bool		all = filter->nulls[BOH_EVENT_ALL_TERMS] == ' ';
	bool		any = filter->nulls[BOH_EVENT_ANY_TERMS] == ' ';
	const BohQuery *queries;
	uint64		found;

	*count = 0;
	if (!all && !any)
		return BOH_GIN_NO_TERMS;
	set_position(filter, &start);
	queries = filter->set == BOH_EVENTS_UPCOMING ? gin_upcoming[filter->order] :
		gin_other[is_descending(filter->order)];
	found = boh_query(&queries[all && any ? BOTH_TERMS : all ? ALL_TERMS : ANY_TERMS],
					  filter->schema, filter->values, filter->nulls, 0);
	if (DatumGetInt64(boh_required_value(0, 3, INT8OID)) > BOH_GIN_MOST_EVENTS)
		return BOH_GIN_TOO_MANY;
	for (uint64 row = 0; row < found && *count < most_entries; row++)
	{
		bool		isnull;

		(void) boh_value(row, 1, UUIDOID, &isnull);
		if (!isnull)
			entries[(*count)++] = (BohWalkEntry)
		{
			.position = position_at(row, type),.matches = true
		};
	}
	return BOH_GIN_DONE;
}
