/*-------------------------------------------------------------------------
 *
 * find/search_candidates.c
 *	  Finds what a query may mean: events and pages that have its words.
 *
 * A frequent word stands in more events than can be compared.  Then those with
 * the words in their titles come first, and of these the soonest: the index
 * intersects the words with the weeks of the next month, then with as many
 * more as should have enough.  Rows come in no order from it, so a window
 * of weeks must be small enough that it holds few rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "tsearch/ts_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"

#include "base/clock.h"
#include "base/query.h"
#include "find/event_json.h"
#include "find/event_terms.h"
#include "find/search_candidates.h"
#include "find/search_frequency.h"

/* To find words in their order, a statement looks at so many rows, and a set */
#define MOST_PHRASE_ROWS 500
#define MOST_PHRASE_ROWS_OF_SET 1000

/* Weeks of the first window, and of the second one */
#define FIRST_WEEKS 4
#define MOST_WEEKS 24

/* The parameter after those of the filters */
enum
{
	PARAMETER_PHRASE = BOH_EVENT_PARAMETERS,
	PARAMETERS
};

/* Which terms a statement asks the index for, beside words */
#define ALL_TERMS 1
#define ANY_TERMS 2
#define WEEKS 4
#define VARIANTS 8

/*
 * $1: words, $23 and $24: terms of the filters, $25: weeks, $27: words in their
 * order, or NULL.  The last column says whether the order is right: that needs
 * the whole vector, which is stored apart from the row if it is long.
 */
#define EVENTS(upcoming, terms) \
	{ \
		.text = "SELECT s.event_id, s.start_date, s.end_date, s.category, s.city, s.venue_id," \
		" s.title, s.head, ($27 IS NULL OR s.vector @@ $27) FROM {schema}.event_search s" \
		" WHERE " upcoming " AND s.vector @@ $1" terms " AND " BOH_EVENT_MATCHES, \
		.nargs = PARAMETERS, \
		.argtypes = {BOH_EVENT_TYPES(TSQUERYOID), TSQUERYOID}, \
		.read_only = true, \
		.safe_path = true, \
		.no_jit = true, \
		.by_index = true \
	}

#define HAS_ALL " AND s.terms @> $23"
#define HAS_ANY " AND s.terms && $24"
#define IN_WEEKS " AND s.terms && $25"

#define EVENTS_OF_SET(upcoming) \
	{ \
		EVENTS(upcoming, ""), \
		EVENTS(upcoming, HAS_ALL), \
		EVENTS(upcoming, HAS_ANY), \
		EVENTS(upcoming, HAS_ALL HAS_ANY), \
		EVENTS(upcoming, IN_WEEKS), \
		EVENTS(upcoming, HAS_ALL IN_WEEKS), \
		EVENTS(upcoming, HAS_ANY IN_WEEKS), \
		EVENTS(upcoming, HAS_ALL HAS_ANY IN_WEEKS) \
	}

static const BohQuery upcoming_events[VARIANTS] = EVENTS_OF_SET("s.upcoming");
static const BohQuery other_events[VARIANTS] = EVENTS_OF_SET("NOT s.upcoming");

/* $1: words, $2: now, $3: limit */
static const BohQuery pages_query = {
	.text = "SELECT s.page_id, s.title, s.head FROM {schema}.page_search s"
	" WHERE s.vector @@ $1 AND s.published_at <= $2"
	" AND (s.replaced_at IS NULL OR s.replaced_at > $2) LIMIT $3",
	.nargs = 3,
	.argtypes = {TSQUERYOID, TIMESTAMPTZOID, INT8OID},
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

/* One search among the events of a set */
typedef struct Search
{
	BohCandidates *candidates;
	BohEventFilter *filter;
	long		limit;			/* of rows that a statement looks at */
	uint64		ordered;		/* rows whose order of words was looked at */
	Datum		values[PARAMETERS];
	char		nulls[PARAMETERS];
} Search;

void
boh_candidates_begin(BohCandidates *candidates, Oid schema, const BohSearchQuery *query, bool any,
					 TimestampTz now)
{
	HASHCTL		control = {
		.keysize = UUID_LEN,
		.entrysize = UUID_LEN,
		.hcxt = CurrentMemoryContext
	};

	memset(candidates, 0, sizeof(*candidates));
	candidates->schema = schema;
	candidates->query = query;
	candidates->any = any;
	candidates->most = BOH_SEARCH_MOST_CANDIDATES;
	candidates->enough = BOH_SEARCH_ENOUGH_CANDIDATES;
	candidates->now = now;
	candidates->found = palloc_array(BohCandidate, BOH_SEARCH_MOST_CANDIDATES);
	candidates->seen = hash_create("boh candidates", 256, &control,
								   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static Datum
words_datum(const BohCandidates *candidates, BohSearchPlace place)
{
	char	   *text = boh_search_tsquery(candidates->query, place, candidates->any);

	return DirectFunctionCall1(tsqueryin, CStringGetDatum(text));
}

/*
 * The same as text, without the order of words in phrases.  What must not be
 * there is left out if it is a phrase.  Lexemes have no spaces.
 */
static char *
without_order(const char *words)
{
	const char *excluded = strstr(words, " & !");

	if (excluded != NULL && strstr(excluded, " <-> ") != NULL)
		words = pnstrdup(words, excluded - words);
	return boh_replace_word(words, " <-> ", " & ");
}

/* A new candidate; NULL: it is one already, or there is no more room */
static BohCandidate *
add(BohCandidates *candidates, const pg_uuid_t *id)
{
	BohCandidate *candidate;
	bool		seen;

	(void) hash_search(candidates->seen, id, HASH_FIND, &seen);
	if (seen)
		return NULL;
	if (candidates->count == candidates->most)
	{
		candidates->full = candidates->truncated = true;
		return NULL;
	}
	(void) hash_search(candidates->seen, id, HASH_ENTER, NULL);
	candidate = &candidates->found[candidates->count++];
	memset(candidate, 0, sizeof(*candidate));
	candidate->id = *id;
	return candidate;
}

/*
 * What was found has all words of the query, so those that its title, tags and
 * venue lack must stand in its text.
 */
static void
find_fitness(BohCandidates *candidates, BohCandidate *candidate, uint64 row, int title, int vector)
{
	text	   *name = DatumGetTextPP(boh_required_value(row, title, TEXTOID));
	uint8	   *clauses = candidate->fitness.clauses;

	boh_search_fitness(candidates->query,
					   DatumGetTSVector(boh_required_value(row, vector, TSVECTOROID)),
					   VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &candidate->fitness);
	for (int i = 0; i < list_length(candidates->query->clauses) && !candidates->any; i++)
		clauses[i] = Max(clauses[i], BOH_FIT_TEXT);
}

/*
 * Events
 */

static void
add_event(BohCandidates *candidates, uint64 row)
{
	BohCandidate *candidate = add(candidates, DatumGetUUIDP(boh_required_value(row, 1, UUIDOID)));
	bool		isnull;
	Datum		venue;

	if (candidate == NULL)
		return;
	candidate->start = DatumGetTimestampTz(boh_required_value(row, 2, TIMESTAMPTZOID));
	candidate->upcoming =
		DatumGetTimestampTz(boh_required_value(row, 3, TIMESTAMPTZOID)) > candidates->now;
	candidate->category = boh_text_value(row, 4);
	candidate->city = boh_text_value(row, 5);
	venue = boh_value(row, 6, UUIDOID, &isnull);
	if (!isnull)
		candidate->venue = *DatumGetUUIDP(venue);
	find_fitness(candidates, candidate, row, 7, 8);
}

static void
set_parameter(Search *search, int parameter, Datum value)
{
	search->values[parameter] = value;
	search->nulls[parameter] = value == (Datum) 0 ? 'n' : ' ';
}

/* Choose the words to look for, and how many rows a statement looks at. */
static void
set_words(Search *search, BohSearchPlace place)
{
	const BohCandidates *candidates = search->candidates;
	char	   *words = boh_search_tsquery(candidates->query, place, candidates->any);
	bool		ordered = strstr(words, " <-> ") != NULL;
	char	   *unordered = ordered ? without_order(words) : words;

	set_parameter(search, BOH_EVENT_KEY,
				  DirectFunctionCall1(tsqueryin, CStringGetDatum(unordered)));
	set_parameter(search, PARAMETER_PHRASE, ordered ?
				  DirectFunctionCall1(tsqueryin, CStringGetDatum(words)) : (Datum) 0);
	search->limit = ordered ? MOST_PHRASE_ROWS : candidates->most + 1;
}

/* Run a statement.  Returns how many rows it has found. */
static uint64
run(Search *search, bool weeks)
{
	const BohQuery *queries = search->filter->set == BOH_EVENTS_UPCOMING ? upcoming_events :
	other_events;
	int			variant = 0;

	if (search->nulls[BOH_EVENT_ALL_TERMS] == ' ')
		variant |= ALL_TERMS;
	if (search->nulls[BOH_EVENT_ANY_TERMS] == ' ')
		variant |= ANY_TERMS;
	if (weeks)
		variant |= WEEKS;
	return boh_query(&queries[variant], search->candidates->schema, search->values, search->nulls,
					 search->limit);
}

/* Take the rows of a statement. */
static void
take(Search *search, uint64 found)
{
	BohCandidates *candidates = search->candidates;

	for (uint64 row = 0; row < found; row++)
	{
		bool		isnull;

		if (DatumGetBool(boh_value(row, 9, BOOLOID, &isnull)))
			add_event(candidates, row);
	}
	if (found == (uint64) search->limit)
		candidates->truncated = true;
	SPI_freetuptable(SPI_tuptable);
	if (search->nulls[PARAMETER_PHRASE] == ' ')
		search->ordered += found;
}

/* What is compared has room for all events with the words in a place. */
static bool
seem_few(const Search *search, BohSearchPlace place)
{
	const BohCandidates *candidates = search->candidates;

	return boh_search_estimate(candidates->schema,
							   search->filter->set == BOH_EVENTS_UPCOMING ?
							   "idx_event_search_words" : "idx_event_search_past_words",
							   candidates->query, place, candidates->any) <= candidates->most;
}

/* Take all that has the words in a place, unless it is more than there is room for. */
static bool
take_if_few(Search *search, BohSearchPlace place)
{
	uint64		found;

	set_words(search, place);
	found = run(search, false);
	if (found == (uint64) search->limit)
	{
		SPI_freetuptable(SPI_tuptable);
		return false;
	}
	take(search, found);
	return true;
}

/*
 * The day from which windows go on: the end of a filter's period that is
 * nearer to now, if all of it is in the future or past.
 */
static int
first_day(const Search *search)
{
	TimestampTz from = DatumGetTimestampTz(search->values[BOH_EVENT_STARTS_FROM]);
	TimestampTz to = DatumGetTimestampTz(search->values[BOH_EVENT_STARTS_TO]);
	TimestampTz now = search->candidates->now;

	if (search->filter->set == BOH_EVENTS_UPCOMING)
		return boh_julian_day(TIMESTAMP_NOT_FINITE(from) ? now : Max(now, from));
	return boh_julian_day(TIMESTAMP_NOT_FINITE(to) ? now : Min(now, to));
}

/* Reading too many rows for their order of words is enough, too. */
static bool
has_enough(const Search *search)
{
	return search->candidates->count >= search->candidates->enough ||
		search->ordered >= MOST_PHRASE_ROWS_OF_SET;
}

/* Take what has the words in some weeks from a day on; what is over, backwards. */
static uint64
take_weeks(Search *search, int day, int from, int to)
{
	bool		forwards = search->filter->set == BOH_EVENTS_UPCOMING;
	uint64		found;

	boh_event_weeks(search->values, search->nulls, day, forwards ? from : 1 - to,
					forwards ? to : 1 - from);
	found = run(search, true);
	take(search, found);
	return found;
}

/*
 * Take what has the words in the first weeks.  If that is not enough, take as
 * many weeks more as seem to have what is missing; then all that is left.
 */
static void
take_windows(Search *search, BohSearchPlace place)
{
	BohCandidates *candidates = search->candidates;
	int			day = first_day(search);
	uint64		found;

	set_words(search, place);
	found = take_weeks(search, day, 0, FIRST_WEEKS);
	if (found > 0 && !has_enough(search))
	{
		int			missing = candidates->enough - candidates->count;
		int			more = (FIRST_WEEKS * missing + found - 1) / found + 1;

		if (more <= MOST_WEEKS)
			(void) take_weeks(search, day, FIRST_WEEKS, FIRST_WEEKS + more);
	}
	if (has_enough(search))
		candidates->truncated = true;
	else
		take(search, run(search, false));
}

void
boh_candidates_add_events(BohCandidates *candidates, BohEventFilter *filter)
{
	Search		search = {.candidates = candidates,.filter = filter};

	if (filter->nothing)
		return;
	memcpy(search.values, filter->values, sizeof(filter->values));
	memcpy(search.nulls, filter->nulls, sizeof(filter->nulls));
	if (has_enough(&search))
	{
		candidates->truncated = true;
		return;
	}
	if (!candidates->titles_only && seem_few(&search, BOH_SEARCH_ANYWHERE))
	{
		if (take_if_few(&search, BOH_SEARCH_ANYWHERE))
			return;
		take_windows(&search, BOH_SEARCH_IN_TITLE);
	}
	else if (!seem_few(&search, BOH_SEARCH_IN_TITLE) || !take_if_few(&search, BOH_SEARCH_IN_TITLE))
		take_windows(&search, BOH_SEARCH_IN_TITLE);
	if (candidates->titles_only)
		return;
	if (has_enough(&search))
		candidates->truncated = true;
	else
		take_windows(&search, BOH_SEARCH_ANYWHERE);
}

/*
 * Pages
 */

static void
take_pages(BohCandidates *candidates, BohSearchPlace place)
{
	Datum		values[] = {
		words_datum(candidates, place),
		TimestampTzGetDatum(candidates->now),
		Int64GetDatum(BOH_SEARCH_MOST_PAGES + 1)
	};
	uint64		found = boh_query(&pages_query, candidates->schema, values, NULL, 0);

	for (uint64 row = 0; row < found; row++)
	{
		BohCandidate *candidate;

		if (candidates->count == BOH_SEARCH_MOST_PAGES)
		{
			candidates->truncated = true;
			break;
		}
		candidate = add(candidates, DatumGetUUIDP(boh_required_value(row, 1, UUIDOID)));
		if (candidate == NULL)
			continue;
		candidate->is_page = true;
		candidate->upcoming = true;
		find_fitness(candidates, candidate, row, 2, 3);
	}
	SPI_freetuptable(SPI_tuptable);
}

void
boh_candidates_add_pages(BohCandidates *candidates)
{
	take_pages(candidates, BOH_SEARCH_IN_TITLE);
	if (!candidates->titles_only)
		take_pages(candidates, BOH_SEARCH_ANYWHERE);
}

/*
 * Order
 */

#define PAST 0.5				/* of the relevance of what is over */
#define TIME 0.001				/* most that the time counts */
#define FIFTY_YEARS (50 * 365.25 * USECS_PER_DAY)

/* A clause that fits few candidates tells more about them. */
static void
find_rarity(const BohCandidates *candidates, double *rarity)
{
	for (int clause = 0; clause < list_length(candidates->query->clauses); clause++)
	{
		int			fitting = 0;

		for (int i = 0; i < candidates->count; i++)
			fitting += candidates->found[i].fitness.clauses[clause] != BOH_FIT_NOT;
		rarity[clause] = log(2.0 + (double) candidates->count / (fitting + 1));
	}
}

/*
 * Nearer to now is better: the sooner, or the later if it is over.  This does
 * not depend on now, so pages of one list fit together.
 */
static double
time_score(const BohCandidate *candidate)
{
	double		late = 0.5 + atan(candidate->start / FIFTY_YEARS) / M_PI;

	if (candidate->is_page)
		return 0;
	return TIME * (candidate->upcoming ? 1 - late : late);
}

static int
compare(const void *one, const void *other)
{
	const BohCandidate *a = one;
	const BohCandidate *b = other;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return memcmp(&a->id, &b->id, UUID_LEN);
}

void
boh_candidates_sort(BohCandidates *candidates)
{
	double		rarity[BOH_SEARCH_MOST_WORDS];

	find_rarity(candidates, rarity);
	for (int i = 0; i < candidates->count; i++)
	{
		BohCandidate *candidate = &candidates->found[i];
		double		relevance = boh_search_relevance(candidates->query, &candidate->fitness, rarity);

		candidate->score = relevance * (candidate->upcoming ? 1 : PAST) + time_score(candidate);
	}
	qsort(candidates->found, candidates->count, sizeof(BohCandidate), compare);
}
