/*-------------------------------------------------------------------------
 *
 * find/search_vocabulary.c
 *	  Fills the vocabulary: which words, names and places there are to look for.
 *
 * search_words is filled by maintenance, never by triggers: sessions that
 * publish events with the same words would wait for each other, or deadlock.
 * So it may lack new words.  Nothing depends on it but what is suggested.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/extension.h"
#include "base/query.h"
#include "base/shard.h"
#include "find/search_vocabulary.h"
#include "find/vector.h"
#include "rights/maintenance.h"
#include "text/words.h"

/* A name is found by each of its first words, so "hall" finds "Great Hall". */
#define MOST_BEGINNINGS 8

/* Bytes of an entry, and of a name that is taken: an index holds both. */
#define MOST_WORD_BYTES 200
#define MOST_NAME_BYTES 1200

#define NAMES_QUERY(columns, tables, group) \
	{ \
		.text = "SELECT " columns ", count(*) FROM {schema}.event_search s" tables \
		" GROUP BY " group, \
		.owner_of = "event_search", \
		.safe_path = true \
	}

/* The names of a kind: name, label, and how many events have it */
typedef struct Names
{
	const char *kind;
	BohQuery	query;
} Names;

static const Names names[] = {
	{"tag", NAMES_QUERY("t.name, t.slug",
						", unnest(s.tag_ids) AS i (id) JOIN {schema}.tags t ON t.id = i.id",
						"t.id")},
	{"city", NAMES_QUERY("v.city, v.city",
						 " JOIN {schema}.venues v ON v.id = s.venue_id WHERE v.city IS NOT NULL",
						 "v.city")},
	{"venue", NAMES_QUERY("v.name, v.slug", " JOIN {schema}.venues v ON v.id = s.venue_id",
						  "v.id")},
};

static const BohQuery empty_query = {
	.text = "DELETE FROM {schema}.search_words",
	.owner_of = "search_words"
};

/* $1: kind, $2: beginnings, $3: labels, $4: uses */
static const BohQuery insert_names = {
	.text = "INSERT INTO {schema}.search_words AS w (kind, word, label, uses)"
	" SELECT $1, n.word, n.label, sum(n.uses)::bigint"
	" FROM unnest($2, $3, $4) AS n (word, label, uses) GROUP BY n.word, n.label"
	" ON CONFLICT (kind, word, label) DO UPDATE SET uses = w.uses + EXCLUDED.uses",
	.nargs = 4,
	.argtypes = {TEXTOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID},
	.owner_of = "search_words"
};

/*
 * Words of titles have a mark of their own in the vectors.  $1: that mark.
 * ts_stat() runs a statement, which must name the schema.
 */
static const BohQuery insert_words = {
	.text = "INSERT INTO {schema}.search_words AS w (kind, word, label, uses)"
	" SELECT 'word', substr(t.word, 2), substr(t.word, 2), t.ndoc"
	" FROM ts_stat($2, 'a') AS t WHERE \"left\"(t.word, 1) = $1"
	" ON CONFLICT (kind, word, label) DO UPDATE SET uses = w.uses + EXCLUDED.uses",
	.nargs = 2,
	.argtypes = {TEXTOID, TEXTOID},
	.owner_of = "search_words"
};

static const BohQuery count_query = {
	.text = "SELECT count(*) FROM {schema}.search_words",
	.owner_of = "search_words",
	.safe_path = true
};

/* Entries to insert */
typedef struct Entries
{
	Datum	   *words;
	Datum	   *labels;
	Datum	   *uses;
	int			count;
	int			room;
} Entries;

static void
add_entry(Entries *entries, const char *word, const char *label, int64 uses)
{
	if (entries->count == entries->room)
	{
		Size		size;

		entries->room = Max(1024, entries->room * 2);
		size = entries->room * sizeof(Datum);
		entries->words = entries->count == 0 ? palloc(size) : repalloc_huge(entries->words, size);
		entries->labels = entries->count == 0 ? palloc(size) : repalloc_huge(entries->labels, size);
		entries->uses = entries->count == 0 ? palloc(size) : repalloc_huge(entries->uses, size);
	}
	entries->words[entries->count] = CStringGetTextDatum(word);
	entries->labels[entries->count] = CStringGetTextDatum(label);
	entries->uses[entries->count++] = Int64GetDatum(uses);
}

static char *
words_from(const List *words, int first)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = first; i < list_length(words); i++)
		appendStringInfo(&text, "%s%s", i > first ? " " : "",
						 ((BohWord *) list_nth(words, i))->folded);
	return pnstrdup(text.data, pg_mbcliplen(text.data, text.len, MOST_WORD_BYTES));
}

static void
add_name(Entries *beginnings, Entries *words, const char *name, const char *label, int64 uses)
{
	List	   *parts = strlen(name) > MOST_NAME_BYTES ? NIL : boh_words(name, strlen(name));

	for (int i = 0; i < Min(list_length(parts), MOST_BEGINNINGS); i++)
	{
		const char *word = ((BohWord *) list_nth(parts, i))->folded;

		add_entry(beginnings, words_from(parts, i), label, uses);
		add_entry(words, word, word, uses);
	}
}

static void
insert_entries(Oid schema, const char *kind, const Entries *entries)
{
	Datum		values[4];

	if (entries->count == 0)
		return;
	values[0] = CStringGetTextDatum(kind);
	values[1] = PointerGetDatum(construct_array(entries->words, entries->count, TEXTOID, -1, false,
												TYPALIGN_INT));
	values[2] = PointerGetDatum(construct_array(entries->labels, entries->count, TEXTOID, -1, false,
												TYPALIGN_INT));
	values[3] = PointerGetDatum(construct_array(entries->uses, entries->count, INT8OID,
												sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	boh_query(&insert_names, schema, values, NULL, 0);
}

static void
fill_names(Oid schema, const Names *some)
{
	uint64		found = boh_query(&some->query, schema, NULL, NULL, 0);
	Entries		beginnings = {.labels = NULL};
	Entries		words = {.labels = NULL};

	for (uint64 row = 0; row < found; row++)
	{
		CHECK_FOR_INTERRUPTS();
		add_name(&beginnings, &words,
				 TextDatumGetCString(boh_required_value(row, 1, TEXTOID)),
				 TextDatumGetCString(boh_required_value(row, 2, TEXTOID)),
				 DatumGetInt64(boh_required_value(row, 3, INT8OID)));
	}
	insert_entries(schema, some->kind, &beginnings);
	insert_entries(schema, "word", &words);
}

static void
fill_words(Oid schema)
{
	char		mark[] = {BOH_TITLE_WORD, '\0'};
	Datum		values[] = {
		CStringGetTextDatum(mark),
		CStringGetTextDatum(boh_text_for_schema("SELECT vector FROM {schema}.event_search UNION ALL"
												" SELECT vector FROM {schema}.page_search", schema))
	};

	boh_query(&insert_words, schema, values, NULL, 0);
}

/*
 * The operator class is looked up where pg_trgm is.  The index is made here
 * and not by a migration, because pg_trgm may be installed later.  Citus lets
 * only the coordinator make an index.
 */
static void
make_trigram_index(Oid schema)
{
	Oid			trigrams = boh_find_extension_schema("pg_trgm");

	if (!OidIsValid(trigrams) || OidIsValid(get_relname_relid(BOH_TRIGRAM_INDEX, schema)) ||
		boh_schema_node(schema) != NULL)
		return;
	boh_execute(psprintf("CREATE INDEX " BOH_TRIGRAM_INDEX " ON %s.search_words"
						 " USING gin (word %s.gin_trgm_ops) WHERE kind OPERATOR(pg_catalog.=) 'word'",
						 quote_identifier(get_namespace_name(schema)),
						 quote_identifier(get_namespace_name(trigrams))));
}

uint64
boh_search_vocabulary_fill(Oid schema)
{
	BohMaintenance owner = boh_act_as_owner(schema, "search_words");
	uint64		count;

	boh_spi_connect();
	boh_query(&empty_query, schema, NULL, NULL, 0);
	for (int i = 0; i < (int) lengthof(names); i++)
		fill_names(schema, &names[i]);
	fill_words(schema);
	make_trigram_index(schema);
	(void) boh_query(&count_query, schema, NULL, NULL, 0);
	count = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	boh_spi_finish();
	boh_maintenance_end(owner);
	return count;
}
