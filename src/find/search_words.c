/*-------------------------------------------------------------------------
 *
 * find/search_words.c
 *	  The vocabulary: which words, names and places there are to look for.
 *
 * search_words is filled by maintenance, never by triggers: sessions that
 * publish events with the same words would wait for each other, or deadlock.
 * So it may lack new words.  Nothing depends on it but what is suggested.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/extension.h"
#include "base/guc.h"
#include "base/query.h"
#include "find/search_words.h"
#include "find/vector.h"
#include "rights/maintenance.h"
#include "text/words.h"

/* Words in which a similar one is looked for, and their length */
#define MOST_SIMILAR 40
#define MOST_CHARACTERS 40

/* Shorter words have too few trigrams. */
#define LEAST_CHARACTERS 3

/*
 * Words with a beginning
 */

#define LABELS(condition, inner_order, inner_limit) \
	{ \
		.text = "SELECT w.label FROM (SELECT s.label, s.uses FROM {schema}.search_words s" \
		" WHERE s.kind = $1 AND " condition " ORDER BY " inner_order " LIMIT " inner_limit ") AS w" \
		" GROUP BY w.label ORDER BY max(w.uses) DESC, w.label LIMIT $4", \
		.nargs = 4, \
		.argtypes = {TEXTOID, TEXTOID, TEXTOID, INT8OID}, \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true \
	}

/* $1: kind, $2: beginning, $3: its upper bound, $4: how many */
static const BohQuery labels_of_one =
LABELS("\"left\"(s.word, 1) = $2 AND $3 IS NOT NULL", "s.uses DESC", "100");
static const BohQuery labels_of_two =
LABELS("\"left\"(s.word, 2) = $2 AND $3 IS NOT NULL", "s.uses DESC", "100");
static const BohQuery labels_of_more =
LABELS("s.word >= $2 AND s.word < $3", "s.word", "2000");

/* No character has such bytes, so no word comes after this. */
static Datum
upper_bound(const char *beginning)
{
	return CStringGetTextDatum(psprintf("%s\xff\xff", beginning));
}

static const BohQuery *
query_of_labels(const char *beginning)
{
	int			characters = pg_mbstrlen(beginning);

	return characters == 1 ? &labels_of_one : characters == 2 ? &labels_of_two : &labels_of_more;
}

List *
boh_search_words_labels(Oid schema, const char *kind, const char *beginning, int most)
{
	Datum		values[] = {
		CStringGetTextDatum(kind), CStringGetTextDatum(beginning), upper_bound(beginning),
		Int64GetDatum(most)
	};
	List	   *labels = NIL;
	uint64		found;

	if (beginning[0] == '\0')
		return NIL;
	found = boh_query(query_of_labels(beginning), schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
		labels = lappend(labels, TextDatumGetCString(boh_required_value(row, 1, TEXTOID)));
	return labels;
}

static void
complete(Oid schema, BohSearchWord *word, int most_words)
{
	ListCell   *cell;

	word->prefix = false;
	foreach(cell, boh_search_words_labels(schema, "word", word->text, most_words))
	{
		if (strcmp(lfirst(cell), word->text) != 0)
			word->lexemes = lappend(word->lexemes, lfirst(cell));
	}
}

/*
 * How many rows fit
 */

/* What ANALYZE knows of event_search.vector */
typedef struct Frequencies
{
	HeapTuple	tuple;
	AttStatsSlot slot;
	double		rows;
	double		rare;			/* the frequency of lexemes that are not there */
} Frequencies;

static double
rows_of(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	double		rows;

	if (!HeapTupleIsValid(tuple))
		return 0;
	rows = ((Form_pg_class) GETSTRUCT(tuple))->reltuples;
	ReleaseSysCache(tuple);
	return rows;
}

/* false: ANALYZE has not looked yet, or the table is empty */
static bool
open_frequencies(Oid schema, Frequencies *known)
{
	Oid			table = boh_table(schema, "event_search");

	known->rows = rows_of(table);
	known->tuple = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table),
								   Int16GetDatum(get_attnum(table, "vector")), BoolGetDatum(false));
	if (!HeapTupleIsValid(known->tuple))
		return false;
	if (!get_attstatsslot(&known->slot, known->tuple, STATISTIC_KIND_MCELEM, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS) ||
		known->slot.nnumbers < known->slot.nvalues + 2 || known->rows <= 0)
	{
		ReleaseSysCache(known->tuple);
		return false;
	}
	/* after those of the lexemes come the lowest and highest frequency */
	known->rare = known->slot.numbers[known->slot.nvalues] / 2;
	return true;
}

static void
close_frequencies(Frequencies *known)
{
	free_attstatsslot(&known->slot);
	ReleaseSysCache(known->tuple);
}

/* A lexeme with a beginning also fits all that go on from it. */
static double
frequency_of(const Frequencies *known, const char *lexeme, bool beginning)
{
	int			length = strlen(lexeme);
	double		sum = 0;

	for (int i = 0; i < known->slot.nvalues; i++)
	{
		struct varlena *value = (struct varlena *) DatumGetPointer(known->slot.values[i]);
		int			known_length = VARSIZE_ANY_EXHDR(value);

		if ((beginning ? known_length >= length : known_length == length) &&
			memcmp(VARDATA_ANY(value), lexeme, length) == 0)
			sum += known->slot.numbers[i];
	}
	return sum > 0 ? sum : known->rare;
}

static double
frequency_of_word(const Frequencies *known, const BohSearchWord *word, BohSearchPlace place)
{
	double		sum = 0;
	ListCell   *cell;

	foreach(cell, word->lexemes)
		sum += frequency_of(known, boh_search_lexeme(word, lfirst(cell), place),
							word->prefix && foreach_current_index(cell) == 0);
	return sum;
}

static double
frequency_of_clause(const Frequencies *known, const List *operands, BohSearchPlace place)
{
	double		sum = 0;
	ListCell   *cell;

	foreach(cell, operands)
	{
		double		least = 1;
		ListCell   *word;

		foreach(word, ((BohSearchOperand *) lfirst(cell))->words)
			least = Min(least, frequency_of_word(known, lfirst(word), place));
		sum += least;
	}
	return sum;
}

static int
compare_frequencies(const void *one, const void *other)
{
	double		a = *(const double *) one;
	double		b = *(const double *) other;

	return a < b ? -1 : a > b ? 1 : 0;
}

/*
 * How frequent rows are that have all of some clauses.  Words of one query have
 * to do with each other, so each further clause counts less than if it were
 * independent of the others: the second most rare one as a square root, and so
 * on.  This is called exponential backoff.
 */
static double
frequency_of_all(double *frequencies, int count)
{
	double		product = 1;
	double		exponent = 1;

	qsort(frequencies, count, sizeof(double), compare_frequencies);
	for (int i = 0; i < count; i++)
	{
		product *= pow(Min(1, frequencies[i]), exponent);
		exponent /= 2;
	}
	return product;
}

double
boh_search_words_estimate(Oid schema, const char *index, const BohSearchQuery *query,
						  BohSearchPlace place, bool any)
{
	Frequencies known;
	double		frequencies[BOH_SEARCH_MOST_WORDS];
	double		sum = 0;
	ListCell   *cell;

	if (!open_frequencies(schema, &known))
		return -1;
	foreach(cell, query->clauses)
	{
		double		frequency = frequency_of_clause(&known, lfirst(cell), place);

		frequencies[foreach_current_index(cell)] = frequency;
		sum += frequency;
	}
	close_frequencies(&known);
	return (any ? sum : frequency_of_all(frequencies, list_length(query->clauses))) *
		rows_of(get_relname_relid(index, schema));
}

/*
 * An index looks up all words with a beginning, and all their rows, before it
 * compares them with other conditions.  So one or two characters, and a
 * beginning that is frequent, are replaced by words.
 */
static bool
is_frequent(Oid schema, const BohSearchWord *word, double most_rows)
{
	Frequencies known;
	bool		frequent;

	if (!open_frequencies(schema, &known))
		return false;
	frequent = known.rows > most_rows &&
		(pg_mbstrlen(word->text) <= 2 ||
		 frequency_of(&known, word->text, true) * known.rows > most_rows);
	close_frequencies(&known);
	return frequent;
}

void
boh_search_words_complete(Oid schema, const BohSearchQuery *query, double most_rows, int most_words)
{
	ListCell   *cell;

	foreach(cell, query->words)
	{
		BohSearchWord *word = lfirst(cell);

		if (word->prefix && is_frequent(schema, word, most_rows))
			complete(schema, word, most_words);
	}
}

/*
 * Typing errors
 */

/* $1: words */
static const BohQuery known_words = {
	.text = "SELECT w.word FROM {schema}.search_words w WHERE w.kind = 'word' AND w.word = ANY ($1)",
	.nargs = 1,
	.argtypes = {TEXTARRAYOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

/*
 * $1: a word.  The operator % is that of pg_trgm: its schema comes after
 * pg_catalog in the search path.
 */
static const BohQuery similar_words = {
	.text = "SELECT w.word, w.uses FROM {schema}.search_words w WHERE w.kind = 'word'"
	" AND w.word % $1 ORDER BY similarity(w.word, $1) DESC, w.uses DESC, w.word LIMIT $2",
	.nargs = 2,
	.argtypes = {TEXTOID, INT8OID},
	.read_only = true,
	.by_index = true
};

#define TRIGRAM_INDEX "idx_search_words_trigrams"

/* A trigram of a word in the middle, mistyped, changes three of them. */
#define LEAST_SIMILARITY "0.2"

static bool
has_trigrams(Oid schema)
{
	return OidIsValid(boh_find_extension_schema("pg_trgm")) &&
		OidIsValid(get_relname_relid(TRIGRAM_INDEX, schema));
}

static int
begin_trigrams(void)
{
	int			settings = NewGUCNestLevel();
	char	   *name = get_namespace_name(boh_find_extension_schema("pg_trgm"));

	boh_set_for_now("search_path", psprintf("pg_catalog, %s, pg_temp", quote_identifier(name)));
	boh_set_for_now("pg_trgm.similarity_threshold", LEAST_SIMILARITY);
	return settings;
}

/* How many characters are left out, put in, replaced, or exchanged */
static int
distance(const char *one, const char *other)
{
	pg_wchar	a[MOST_CHARACTERS + 1];
	pg_wchar	b[MOST_CHARACTERS + 1];
	int			table[MOST_CHARACTERS + 1][MOST_CHARACTERS + 1];
	int			a_length;
	int			b_length;

	if (pg_mbstrlen(one) > MOST_CHARACTERS || pg_mbstrlen(other) > MOST_CHARACTERS)
		return MOST_CHARACTERS;
	a_length = pg_mb2wchar(one, a);
	b_length = pg_mb2wchar(other, b);
	for (int i = 0; i <= a_length; i++)
	{
		for (int j = 0; j <= b_length; j++)
		{
			int			best;

			if (i == 0 || j == 0)
			{
				table[i][j] = i + j;
				continue;
			}
			best = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			best = Min(best, 1 + Min(table[i - 1][j], table[i][j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = Min(best, 1 + table[i - 2][j - 2]);
			table[i][j] = best;
		}
	}
	return table[a_length][b_length];
}

/* Longer words may have more errors. */
static int
most_errors(const char *word)
{
	int			characters = pg_mbstrlen(word);

	return characters <= 4 ? 1 : characters <= 8 ? 2 : 3;
}

/*
 * The word of the vocabulary that takes the fewest errors; of several the most
 * similar one, which comes first.  NULL: none is near.
 */
static char *
nearest(const char *word, uint64 found)
{
	char	   *best = NULL;
	int			least = most_errors(word) + 1;

	for (uint64 row = 0; row < found; row++)
	{
		char	   *similar = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));
		int			errors = distance(word, similar);

		if (errors < least)
		{
			least = errors;
			best = similar;
		}
	}
	return best;
}

/* NULL: the word is too short, or no word is near */
static char *
correction(Oid schema, const char *word)
{
	Datum		values[] = {CStringGetTextDatum(word), Int64GetDatum(MOST_SIMILAR)};
	int			settings;
	char	   *similar;

	if (pg_mbstrlen(word) < LEAST_CHARACTERS || pg_mbstrlen(word) > MOST_CHARACTERS)
		return NULL;
	settings = begin_trigrams();
	similar = nearest(word, boh_query(&similar_words, schema, values, NULL, 0));
	AtEOXact_GUC(true, settings);
	return similar;
}

static List *
find_known(Oid schema, const List *words)
{
	Datum		texts[BOH_SEARCH_MOST_WORDS];
	Datum		values[1];
	List	   *known = NIL;
	ListCell   *cell;
	uint64		found;

	foreach(cell, words)
		texts[foreach_current_index(cell)] = CStringGetTextDatum(((BohSearchWord *) lfirst(cell))->text);
	values[0] = PointerGetDatum(construct_array(texts, list_length(words), TEXTOID, -1, false,
												TYPALIGN_INT));
	found = boh_query(&known_words, schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
		known = lappend(known, makeString(TextDatumGetCString(boh_required_value(row, 1, TEXTOID))));
	return known;
}

static bool
is_known(const List *known, const char *word)
{
	return list_member(known, makeString(unconstify(char *, word)));
}

char *
boh_search_words_correct(Oid schema, const BohSearchQuery *query)
{
	StringInfoData text;
	List	   *known;
	ListCell   *cell;
	int			copied = 0;
	bool		corrected = false;

	if (query->words == NIL || !has_trigrams(schema))
		return NULL;
	known = find_known(schema, query->words);
	initStringInfo(&text);
	foreach(cell, query->words)
	{
		const BohSearchWord *word = lfirst(cell);
		char	   *similar = is_known(known, word->text) ? NULL : correction(schema, word->text);

		if (similar == NULL)
			continue;
		corrected = true;
		appendBinaryStringInfo(&text, query->text +copied, word->start - copied);
		appendStringInfoString(&text, similar);
		copied = word->end;
	}
	appendStringInfoString(&text, query->text +copied);
	return corrected ? text.data : NULL;
}

/*
 * Filling the vocabulary
 */

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
 * and not by a migration, because pg_trgm may be installed later.
 */
static void
make_trigram_index(Oid schema)
{
	Oid			trigrams = boh_find_extension_schema("pg_trgm");

	if (!OidIsValid(trigrams) || OidIsValid(get_relname_relid(TRIGRAM_INDEX, schema)))
		return;
	if (SPI_execute(psprintf("CREATE INDEX " TRIGRAM_INDEX " ON %s.search_words"
							 " USING gin (word %s.gin_trgm_ops) WHERE kind OPERATOR(pg_catalog.=) 'word'",
							 quote_identifier(get_namespace_name(schema)),
							 quote_identifier(get_namespace_name(trigrams))), false, 0) < 0)
		elog(ERROR, "could not create index %s", TRIGRAM_INDEX);
}

uint64
boh_search_words_fill(Oid schema)
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
