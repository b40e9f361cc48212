/*-------------------------------------------------------------------------
 *
 * find/search.c
 *	  boh_search(): events and pages that have the words of a query.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/query.h"
#include "find/event_json.h"
#include "find/pending.h"
#include "find/search_candidates.h"
#include "find/search_correct.h"
#include "find/search_facets.h"
#include "find/search_mark.h"
#include "find/search_source.h"
#include "find/search_words.h"
#include "find/vector.h"
#include "json/build.h"
#include "json/listing.h"
#include "text/markup.h"
#include "text/words.h"

PG_FUNCTION_INFO_V1(boh_search);

/* A beginning that fits more rows stands for its most frequent words. */
#define MOST_PREFIX_ROWS 5000
#define MOST_COMPLETIONS 10

/* What to search: kinds of rows */
static const char *const kinds[] = {"event", "page"};

/* Chooses stems, and is not shown */
static const BohQuery language_query = {
	.text = "SELECT " BOH_SITE_LANGUAGE,
	.owner_of = "site_settings",
	.read_only = true,
	.safe_path = true
};

/* The arguments of a call */
typedef struct Request
{
	Oid			schema;
	TimestampTz now;
	Oid			configuration;	/* whose stems fit */
	bool		pages;
	bool		events;
	BohEventFilter filters[2];	/* of upcoming events, of others */
	int			sets;			/* how many of them */
} Request;

/* What was found, and how */
typedef struct Outcome
{
	const BohSearchQuery *query;
	BohCandidates candidates;
	bool		any;			/* nothing has all the words; these have some */
	const char *corrected;		/* the query that was searched instead; NULL:
								 * the one that was given */
} Outcome;

/*
 * Arguments
 */

/* Take a member out of filters, which may be NULL. */
static const char *
take_filter(Jsonb **filters, const char *name)
{
	const BohFilter known = {name, TEXTOID};
	Datum		word;
	char		null;
	JsonbValue *value;
	BohJsonbState state;

	if (*filters == NULL)
		return NULL;
	value = getKeyJsonValueFromContainer(&(*filters)->root, name, strlen(name), NULL);
	if (value == NULL)
		return NULL;
	boh_json_begin_object(&state);
	boh_json_push_member(&state, name, JsonbValueToJsonb(value));
	boh_filters_read(boh_json_end_object(&state), &known, 1, &word, &null);
	*filters = DatumGetJsonbP(DirectFunctionCall2(jsonb_delete, JsonbPGetDatum(*filters),
												  CStringGetTextDatum(name)));
	return null == 'n' ? NULL : TextDatumGetCString(word);
}

static bool
has_filter(Jsonb *filters, const char *name)
{
	JsonbValue *value = filters == NULL ? NULL :
	getKeyJsonValueFromContainer(&filters->root, name, strlen(name), NULL);

	return value != NULL && value->type != jbvNull;
}

static Jsonb *
with_past(Jsonb *filters)
{
	Datum		past = DirectFunctionCall1(jsonb_in, CStringGetDatum("{\"past\": true}"));

	return DatumGetJsonbP(filters == NULL ? past :
						  DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(filters), past));
}

static void
read_set(Request *request, const BohEyes *eyes, Jsonb *filters)
{
	BohEventFilter *filter = &request->filters[request->sets++];

	boh_event_filter_read(request->schema, eyes, filters, request->now, BOH_ASKED_BY_SEARCH, filter);
	if (filter->set == BOH_EVENTS_OWN)
		boh_filter_refuse("status", "boh_search() finds what everybody may see, and no events with status DRAFT or ANY");
}

static Oid
site_configuration(Oid schema)
{
	bool		isnull;
	Datum		language;

	(void) boh_query(&language_query, schema, NULL, NULL, 1);
	language = boh_value(0, 1, TEXTOID, &isnull);
	return isnull ? InvalidOid : boh_words_configuration(TextDatumGetCString(language));
}

/* Without a period or status, both what is upcoming and what is over. */
static void
read_filters(Request *request, const BohEyes *eyes, Jsonb *filters)
{
	const char *kind = take_filter(&filters, "kind");
	int			choice = kind == NULL ? -1 :
	boh_filter_choice("kind", CStringGetTextDatum(kind), kinds, lengthof(kinds));

	if (has_filter(filters, "order"))
		boh_filter_refuse("order", "boh_search() has the best first, and no filter \"order\"");
	request->events = choice != 1;
	request->pages = choice == 1 || (choice < 0 && (filters == NULL || JB_ROOT_COUNT(filters) == 0));
	read_set(request, eyes, filters);
	if (!has_filter(filters, "status") && !has_filter(filters, "past"))
		read_set(request, eyes, with_past(filters));
}

/*
 * Searching
 */

static void
find(Request *request, const BohSearchQuery *query, bool any, Outcome *outcome)
{
	outcome->query = query;
	outcome->any = any;
	boh_candidates_begin(&outcome->candidates, request->schema, query, any, request->now);
	if (query->clauses == NIL)
		return;
	boh_search_words_complete(request->schema, query, MOST_PREFIX_ROWS, MOST_COMPLETIONS);
	if (request->pages)
		boh_candidates_add_pages(&outcome->candidates);
	for (int set = 0; set < request->sets && request->events; set++)
		boh_candidates_add_events(&outcome->candidates, &request->filters[set]);
	boh_candidates_sort(&outcome->candidates);
}

/*
 * Where nothing has all the words: look for typing errors, then for what has
 * some of the words.
 */
static void
search(Request *request, const char *text, int length, Outcome *outcome)
{
	const BohSearchQuery *query = boh_search_parse(text, length, request->configuration);

	find(request, query, false, outcome);
	if (outcome->candidates.count > 0)
		return;
	outcome->corrected = boh_search_correct(request->schema, query);
	if (outcome->corrected != NULL)
	{
		query = boh_search_parse(outcome->corrected, strlen(outcome->corrected),
								 request->configuration);
		find(request, query, false, outcome);
	}
	if (outcome->candidates.count == 0 && list_length(query->clauses) > 1)
		find(request, query, true, outcome);
}

/*
 * Rows
 */

/* What a row shows */
typedef struct Texts
{
	pg_uuid_t	id;
	const char *title;
	const char *text;			/* NULL: none */
	Jsonb	   *page;			/* NULL: an event, or not found */
	int			event;			/* number of its document; -1: a page, or not
								 * found */
} Texts;

/* $1: ids, $2: now */
static const BohQuery event_texts = {
	.text = "SELECT e.id, e.title, left(e.description, 4000), NULL::jsonb"
	" FROM {schema}.events e WHERE e.id = ANY ($1) AND $2 IS NOT NULL",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery page_texts = {
	.text = "SELECT s.page_id, s.title, left(concat_ws(chr(10), s.description, s.body), 4000),"
	" jsonb_build_object('id', s.page_id, 'slug', s.slug, 'title', s.title,"
	" 'published_at', {extension}.boh_iso_time(s.published_at)) FROM {schema}.page_search s"
	" WHERE s.page_id = ANY ($1) AND s.published_at <= $2"
	" AND (s.replaced_at IS NULL OR s.replaced_at > $2)",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static Texts *
texts_of(Texts *texts, int count, const pg_uuid_t *id)
{
	for (int i = 0; i < count; i++)
	{
		if (memcmp(&texts[i].id, id, UUID_LEN) == 0)
			return &texts[i];
	}
	return NULL;
}

/* Descriptions of events may be rich text. */
static const char *
visible_text(const char *text)
{
	StringInfoData visible;

	initStringInfo(&visible);
	boh_append_visible_text(&visible, text, strlen(text));
	return visible.data;
}

static void
fetch_texts(const BohQuery *query, const Request *request, Texts *texts, int count)
{
	Datum	   *ids = palloc_array(Datum, count + 1);
	Datum		values[] = {0, TimestampTzGetDatum(request->now)};
	uint64		found;

	for (int i = 0; i < count; i++)
		ids[i] = UUIDPGetDatum(&texts[i].id);
	values[0] = PointerGetDatum(construct_array(ids, count, UUIDOID, UUID_LEN, false,
												TYPALIGN_CHAR));
	found = boh_query(query, request->schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
	{
		Texts	   *one = texts_of(texts, count, DatumGetUUIDP(boh_required_value(row, 1, UUIDOID)));
		bool		isnull;
		Datum		value;

		if (one == NULL)
			continue;
		one->title = TextDatumGetCString(boh_required_value(row, 2, TEXTOID));
		value = boh_value(row, 3, TEXTOID, &isnull);
		one->text = isnull ? NULL : TextDatumGetCString(value);
		if (query == &event_texts && one->text !=NULL)
			one->text = visible_text(one->text);
		value = boh_value(row, 4, JSONBOID, &isnull);
		if (!isnull)
			one->page = DatumGetJsonbPCopy(value);
	}
}

static BohEventDocuments *
fetch_documents(const Request *request, const BohEyes *eyes, Texts *texts, int count)
{
	pg_uuid_t  *ids = palloc_array(pg_uuid_t, count);
	BohEventDocuments *documents;

	for (int i = 0; i < count; i++)
		ids[i] = texts[i].id;
	documents = boh_event_documents(request->schema, eyes, BOH_EVENT_IN_LIST, ids, count,
									request->now);
	for (int i = 0; i < boh_event_documents_count(documents); i++)
		texts_of(texts, count, boh_event_document_id(documents, i))->event = i;
	return documents;
}

static void
push_row(BohJsonbState *state, const Request *request, const Outcome *outcome,
		 const BohCandidate *candidate, const Texts *texts, BohEventDocuments *events)
{
	const char *kind = kinds[candidate->is_page ? 1 : 0];

	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	boh_json_push_member(state, "kind", boh_json_text(kind));
	boh_json_push_member(state, "title_html",
						 boh_json_text(boh_search_marked(outcome->query, request->configuration,
														 texts->title)));
	boh_json_push_member(state, "excerpt_html", texts->text == NULL ? NULL :
						 boh_json_text(boh_search_excerpt(outcome->query, request->configuration,
														  texts->text)));
	boh_json_push_key(state, kind);
	if (candidate->is_page)
		boh_json_push_whole(state, WJB_VALUE, texts->page);
	else
		boh_event_document_push(events, texts->event, state);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

static void
add_texts(Texts *texts, int *count, const pg_uuid_t *id)
{
	Texts	   *one = &texts[(*count)++];

	one->id = *id;
	one->event = -1;
}

/* Push the rows from first on, at most count.  Changes since are left out. */
static void
push_rows(BohJsonbState *state, const Request *request, const BohEyes *eyes,
		  const Outcome *outcome, int first, int count)
{
	const BohCandidate *found = &outcome->candidates.found[first];
	Texts	   *events = palloc0_array(Texts, count + 1);
	Texts	   *pages = palloc0_array(Texts, count + 1);
	BohEventDocuments *documents = NULL;
	int			event_count = 0;
	int			page_count = 0;

	for (int i = 0; i < count; i++)
	{
		if (found[i].is_page)
			add_texts(pages, &page_count, &found[i].id);
		else
			add_texts(events, &event_count, &found[i].id);
	}
	if (event_count > 0)
	{
		fetch_texts(&event_texts, request, events, event_count);
		documents = fetch_documents(request, eyes, events, event_count);
	}
	if (page_count > 0)
		fetch_texts(&page_texts, request, pages, page_count);
	for (int i = 0; i < count; i++)
	{
		const Texts *texts = found[i].is_page ? texts_of(pages, page_count, &found[i].id) :
		texts_of(events, event_count, &found[i].id);

		if (texts->title != NULL && (texts->page != NULL || texts->event >= 0))
			push_row(state, request, outcome, &found[i], texts, documents);
	}
}

/* The number of the first candidate after a position */
static int
first_after(const BohCandidates *candidates, const BohPosition *position)
{
	double		score = DatumGetFloat8(position->value);
	int			first = 0;

	while (first < candidates->count &&
		   (candidates->found[first].score > score ||
			(candidates->found[first].score == score &&
			 memcmp(&candidates->found[first].id, &position->id, UUID_LEN) <= 0)))
		first++;
	return first;
}

static Jsonb *
answer(const Request *request, const BohEyes *eyes, const Outcome *outcome,
	   const BohListing *listing, int first, int page_size)
{
	const BohCandidates *candidates = &outcome->candidates;
	int			count = Min(page_size, candidates->count - first);
	char	   *cursor = NULL;
	BohJsonbState state;

	if (first + count < candidates->count)
	{
		const BohCandidate *last = &candidates->found[first + count - 1];
		BohPosition position = {FLOAT8OID, Float8GetDatum(last->score), last->id};

		cursor = boh_cursor_after(listing, &position);
	}
	boh_json_begin_object(&state);
	boh_json_push_key(&state, "rows");
	boh_jsonb_push(&state, WJB_BEGIN_ARRAY, NULL);
	push_rows(&state, request, eyes, outcome, first, count);
	boh_jsonb_push(&state, WJB_END_ARRAY, NULL);
	boh_json_push_member(&state, "next_cursor", cursor == NULL ? NULL : boh_json_text(cursor));
	boh_json_push_member(&state, "candidates", boh_json_integer(candidates->count));
	boh_json_push_member(&state, "truncated", boh_json_boolean(candidates->truncated));
	boh_json_push_member(&state, "facets", boh_search_facets(candidates));
	boh_json_push_member(&state, "did_you_mean",
						 outcome->corrected == NULL || candidates->count == 0 ? NULL :
						 boh_json_text(outcome->corrected));
	boh_json_push_member(&state, "any_word",
						 boh_json_boolean(outcome->any && candidates->count > 0));
	boh_json_push_member(&state, "query_cut", boh_json_boolean(outcome->query->cut));
	return boh_json_end_object(&state);
}

Datum
boh_search(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	Request		request = {.schema = schema,.now = GetCurrentTimestamp()};
	Outcome		outcome = {.query = NULL};
	BohListing	listing = {.schema = schema};
	BohPosition position = {.type = FLOAT8OID};
	BohReading	reading;
	BohEyes		eyes;
	int			page_size;
	bool		goes_on;
	char	   *asked;
	Datum		result;

	boh_argument_require(fcinfo, 0, "query");
	page_size = boh_argument_integer(fcinfo, 2, "page_size", 1, BOH_LISTING_MOST_ROWS);
	asked = text_to_cstring(PG_GETARG_TEXT_PP(0));
	listing.filters = boh_filters_argument(fcinfo, 1);
	listing.name = psprintf("boh_search %s", asked);
	goes_on = boh_cursor_read(&listing, fcinfo, 3, &position);
	boh_pending_settle();
	eyes = boh_eyes(schema);
	reading = boh_reading_begin(schema);
	boh_spi_connect();
	read_filters(&request, &eyes, listing.filters);
	request.configuration = site_configuration(schema);
	search(&request, asked, strlen(asked), &outcome);
	result = JsonbPGetDatum(answer(&request, &eyes, &outcome, &listing,
								   goes_on ? first_after(&outcome.candidates, &position) : 0,
								   page_size));
	result = SPI_datumTransfer(result, false, -1);
	boh_spi_finish();
	boh_reading_end(reading);
	PG_RETURN_DATUM(result);
}
