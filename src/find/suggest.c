/*-------------------------------------------------------------------------
 *
 * find/suggest.c
 *	  boh_suggest(): what somebody who types may mean.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/query.h"
#include "find/event_json.h"
#include "find/pending.h"
#include "find/search_candidates.h"
#include "find/search_words.h"
#include "json/build.h"
#include "text/words.h"

PG_FUNCTION_INFO_V1(boh_suggest);

/* So many suggestions of each kind */
#define MOST_SUGGESTIONS 5

/* Among so many events with these words the best titles are looked for. */
#define MOST_EVENTS 100
#define ENOUGH_EVENTS 50

/* A beginning that fits more rows stands for its most frequent words. */
#define MOST_PREFIX_ROWS 1000

/* So many titles are read at once, as events of one series may have one title. */
#define TITLES_AT_ONCE 20

/* $1: ids in order of their rank */
static const BohQuery titles_query = {
	.text = "SELECT e.title, e.slug FROM unnest($1) WITH ORDINALITY o (id, place)"
	" JOIN {schema}.events e ON e.id = o.id WHERE " BOH_PUBLIC_EVENT " ORDER BY o.place",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

#define NAMES(columns, joined) \
	{ \
		.text = "SELECT " columns " FROM unnest($1) WITH ORDINALITY o (label, place)" joined \
		" ORDER BY o.place", \
		.nargs = 1, \
		.argtypes = {TEXTARRAYOID}, \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true \
	}

/* What is in the vocabulary, and how it is shown; $1: labels */
typedef struct Kind
{
	const char *member;
	const char *name;
	BohQuery	query;
} Kind;

static const Kind kinds[] = {
	{"tags", "tag", NAMES("t.name, t.slug", " JOIN {schema}.tags t ON t.slug = o.label")},
	{"cities", "city", NAMES("o.label, NULL::text", "")},
	{"venues", "venue", NAMES("v.name, v.slug", " JOIN {schema}.venues v ON v.slug = o.label")},
};

/*
 * Titles
 */

/* The ids of the candidates from a number on, as many as are read at once */
static Datum
ids_from(const BohCandidates *candidates, int first)
{
	Datum		ids[TITLES_AT_ONCE];
	int			count = Min(TITLES_AT_ONCE, candidates->count - first);

	for (int i = 0; i < count; i++)
		ids[i] = UUIDPGetDatum(&candidates->found[first + i].id);
	return PointerGetDatum(construct_array(ids, count, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR));
}

static void
push_named(BohJsonbState *state, const char *key, Datum name, bool has_slug, Datum slug)
{
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	boh_json_push_member(state, key, boh_json_text(TextDatumGetCString(name)));
	if (has_slug)
		boh_json_push_member(state, "slug", boh_json_text(TextDatumGetCString(slug)));
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

static bool
is_new(List **texts, Datum given)
{
	char	   *string = TextDatumGetCString(given);
	ListCell   *cell;

	foreach(cell, *texts)
	{
		if (strcmp(lfirst(cell), string) == 0)
			return false;
	}
	*texts = lappend(*texts, string);
	return true;
}

static void
push_titles(BohJsonbState *state, const BohCandidates *candidates)
{
	List	   *titles = NIL;

	for (int i = 0; i < candidates->count && list_length(titles) < MOST_SUGGESTIONS; i += TITLES_AT_ONCE)
	{
		Datum		values[] = {ids_from(candidates, i)};
		uint64		found = boh_query(&titles_query, candidates->schema, values, NULL, 0);

		for (uint64 row = 0; row < found && list_length(titles) < MOST_SUGGESTIONS; row++)
		{
			Datum		title = boh_required_value(row, 1, TEXTOID);

			if (is_new(&titles, title))
				push_named(state, "title", title, true, boh_required_value(row, 2, TEXTOID));
		}
	}
}

static void
suggest_titles(BohJsonbState *state, Oid schema, const BohEyes *eyes, const BohSearchQuery *query)
{
	TimestampTz now = GetCurrentTimestamp();
	BohCandidates candidates;
	BohEventFilter filter;

	boh_event_filter_read(schema, eyes, NULL, now, BOH_ASKED_BY_SEARCH, &filter);
	boh_candidates_begin(&candidates, schema, query, false, now);
	candidates.most = MOST_EVENTS;
	candidates.enough = ENOUGH_EVENTS;
	candidates.titles_only = true;
	boh_candidates_add_events(&candidates, &filter);
	boh_candidates_sort(&candidates);
	push_titles(state, &candidates);
}

/*
 * Names and words
 */

static Datum
text_array(List *texts)
{
	Datum	   *elements = palloc_array(Datum, list_length(texts) + 1);
	ListCell   *cell;

	foreach(cell, texts)
		elements[foreach_current_index(cell)] = CStringGetTextDatum(lfirst(cell));
	return PointerGetDatum(construct_array(elements, list_length(texts), TEXTOID, -1, false,
										   TYPALIGN_INT));
}

static void
suggest_names(BohJsonbState *state, Oid schema, const Kind *kind, const char *beginning)
{
	Datum		values[1];
	uint64		found;

	boh_json_push_key(state, kind->member);
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	values[0] = text_array(boh_search_words_labels(schema, kind->name, beginning,
												   MOST_SUGGESTIONS));
	found = boh_query(&kind->query, schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
	{
		bool		isnull;
		Datum		slug = boh_value(row, 2, TEXTOID, &isnull);

		push_named(state, "name", boh_required_value(row, 1, TEXTOID), !isnull, slug);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

/* The text with its last word completed */
static void
suggest_words(BohJsonbState *state, Oid schema, const BohSearchQuery *query)
{
	const BohSearchWord *last = query->words == NIL ? NULL : llast(query->words);
	ListCell   *cell;

	boh_json_push_key(state, "words");
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	if (last != NULL && last->end == (int) strlen(query->text))
	{
		foreach(cell, boh_search_words_labels(schema, "word", last->text,
											  MOST_SUGGESTIONS))
			boh_json_push_whole(state, WJB_ELEM,
								boh_json_text(psprintf("%.*s%s", last->start, query->text,
													   (char *) lfirst(cell))));
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

/* The words of a text with one space between them, as in the vocabulary */
static char *
joined_words(const BohSearchQuery *query)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, query->words)
		appendStringInfo(&text, "%s%s", text.len > 0 ? " " : "",
						 ((BohSearchWord *) lfirst(cell))->text);
	return text.data;
}

static Jsonb *
suggestions(Oid schema, const BohEyes *eyes, const BohSearchQuery *query)
{
	BohJsonbState state;
	char	   *beginning = joined_words(query);

	boh_json_begin_object(&state);
	suggest_words(&state, schema, query);
	for (int i = 0; i < (int) lengthof(kinds); i++)
		suggest_names(&state, schema, &kinds[i], beginning);
	boh_json_push_key(&state, "titles");
	boh_jsonb_push(&state, WJB_BEGIN_ARRAY, NULL);
	if (query->clauses != NIL)
	{
		boh_search_words_complete(schema, query, MOST_PREFIX_ROWS, MOST_SUGGESTIONS);
		suggest_titles(&state, schema, eyes, query);
	}
	boh_jsonb_push(&state, WJB_END_ARRAY, NULL);
	return boh_json_end_object(&state);
}

Datum
boh_suggest(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	text	   *prefix;
	BohReading	reading;
	BohEyes		eyes;
	BohSearchQuery *query;
	Datum		result;

	boh_argument_require(fcinfo, 0, "prefix");
	prefix = PG_GETARG_TEXT_PP(0);
	boh_pending_settle();
	eyes = boh_eyes(schema);
	reading = boh_reading_begin(schema);
	boh_spi_connect();
	query = boh_search_parse(VARDATA_ANY(prefix), VARSIZE_ANY_EXHDR(prefix), InvalidOid);
	result = SPI_datumTransfer(JsonbPGetDatum(suggestions(schema, &eyes, query)), false, -1);
	boh_spi_finish();
	boh_reading_end(reading);
	PG_RETURN_DATUM(result);
}
