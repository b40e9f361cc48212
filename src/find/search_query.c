/*-------------------------------------------------------------------------
 *
 * find/search_query.c
 *	  What somebody typed into a search box, as words to look for.
 *
 * The syntax is that of web search engines:
 *
 *		jazz berlin		both words
 *		"open air"		the words one after the other
 *		jazz OR blues	one of the two
 *		-rock			not this word
 *
 * Quotes and spaces are ASCII characters, which no server encoding uses in
 * other characters, so this part works in bytes.  The words between them are
 * cut as those of the index are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "find/search_query.h"
#include "find/vector.h"
#include "text/words.h"

/* The scanner's place in a query, and what it does with the next operand */
typedef struct Scanner
{
	BohSearchQuery *query;
	Oid			configuration;	/* whose stems fit, too */
	const char *at;
	const char *end;
	int			words;			/* taken so far */
	bool		or;				/* OR stood before this operand */
} Scanner;

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A word of the query, with its stem in the language */
static BohSearchWord *
make_word(Scanner *scanner, const char *from, const BohWord *found)
{
	BohSearchWord *word = palloc0(sizeof(BohSearchWord));

	word->text = found->folded;
	word->lexemes = list_make1(found->folded);
	word->stem = boh_word_stem(scanner->configuration, from, found);
	if (word->stem != NULL)
		word->lexemes = lappend(word->lexemes, unconstify(char *, word->stem));
	word->start = from - scanner->query->text +found->start;
	word->end = word->start + found->length;
	return word;
}

/* Take words between two places, as far as there is room for them. */
static BohSearchOperand *
take_words(Scanner *scanner, const char *from, const char *to, bool phrase)
{
	BohSearchOperand *operand = palloc0(sizeof(BohSearchOperand));
	ListCell   *cell;

	operand->phrase = phrase;
	foreach(cell, boh_words(from, to - from))
	{
		if (scanner->words == BOH_SEARCH_MOST_WORDS)
		{
			scanner->query->cut = true;
			break;
		}
		scanner->words++;
		operand->words = lappend(operand->words, make_word(scanner, from, lfirst(cell)));
	}
	return operand;
}

static void
add_clause(BohSearchQuery *query, BohSearchOperand *operand, bool or)
{
	if (or && query->clauses != NIL)
	{
		ListCell   *last = list_last_cell(query->clauses);

		lfirst(last) = lappend(lfirst(last), operand);
	}
	else
		query->clauses = lappend(query->clauses, list_make1(operand));
	query->words = list_concat(query->words, operand->words);
}

/* What is excluded is so beside OR, too: "a OR -b" is "a -b". */
static void
add_operand(Scanner *scanner, BohSearchOperand *operand, bool excluded)
{
	if (operand->words == NIL)
		return;
	if (excluded)
		scanner->query->excluded = lappend(scanner->query->excluded, operand);
	else
		add_clause(scanner->query, operand, scanner->or);
	scanner->or = false;
}

/*
 * Whoever has typed no space or quote after the last word may go on with it.
 * An excluded word is taken as it is, so that "-a" hides no other words.
 */
static void
let_go_on(const Scanner *scanner, BohSearchOperand *operand, bool excluded)
{
	BohSearchWord *last = operand->words == NIL ? NULL : llast(operand->words);

	if (last != NULL && !excluded && last->end == (int) strlen(scanner->query->text))
		last->prefix = true;
}

static void
scan_phrase(Scanner *scanner, bool excluded)
{
	const char *from = ++scanner->at;

	BohSearchOperand *operand;

	while (scanner->at < scanner->end && *scanner->at != '"')
		scanner->at++;
	operand = take_words(scanner, from, scanner->at, true);
	let_go_on(scanner, operand, excluded);
	add_operand(scanner, operand, excluded);
	if (scanner->at < scanner->end)
		scanner->at++;
}

static void
scan_word(Scanner *scanner, bool excluded)
{
	const char *from = scanner->at;
	BohSearchOperand *operand;

	while (scanner->at < scanner->end && *scanner->at != '"' && !is_space(*scanner->at))
		scanner->at++;
	if (scanner->at - from == 2 && strncmp(from, "OR", 2) == 0)
	{
		scanner->or = true;
		return;
	}
	operand = take_words(scanner, from, scanner->at, false);
	let_go_on(scanner, operand, excluded);
	add_operand(scanner, operand, excluded);
}

/* Returns false at the end. */
static bool
scan_operand(Scanner *scanner)
{
	bool		excluded;

	while (scanner->at < scanner->end && is_space(*scanner->at))
		scanner->at++;
	if (scanner->at == scanner->end)
		return false;
	excluded = *scanner->at == '-' && scanner->at + 1 < scanner->end && !is_space(scanner->at[1]);
	if (excluded)
		scanner->at++;
	if (*scanner->at == '"')
		scan_phrase(scanner, excluded);
	else
		scan_word(scanner, excluded);
	return true;
}

BohSearchQuery *
boh_search_parse(const char *text, int length, Oid configuration)
{
	BohSearchQuery *query = palloc0(sizeof(BohSearchQuery));
	int			read = pg_mbcliplen(text, length, BOH_SEARCH_MOST_BYTES);
	Scanner		scanner = {.query = query,.configuration = configuration};

	query->text = pnstrdup(text, read);
	query->cut = read < length;
	scanner.at = query->text;
	scanner.end = query->text +read;
	while (scan_operand(&scanner))
		;
	return query;
}

/*
 * As text of a tsquery
 */

const char *
boh_search_lexeme(const BohSearchWord *word, const char *lexeme, BohSearchPlace place)
{
	if (place != BOH_SEARCH_IN_TITLE)
		return lexeme;
	return psprintf("%c%s", lexeme == word->stem ? BOH_TITLE_STEM : BOH_TITLE_WORD, lexeme);
}

static void
append_lexeme(StringInfo text, const BohSearchWord *word, const char *lexeme, BohSearchPlace place)
{
	bool		prefix = word->prefix && lexeme == word->text;

	appendStringInfoChar(text, '\'');
	for (const char *c = boh_search_lexeme(word, lexeme, place); *c != '\0'; c++)
	{
		if (*c == '\'' || *c == '\\')
			appendStringInfoChar(text, *c);
		appendStringInfoChar(text, *c);
	}
	appendStringInfoString(text, prefix ? "':*" : "'");
}

static void
append_word(StringInfo text, const BohSearchWord *word, BohSearchPlace place)
{
	ListCell   *cell;

	appendStringInfoChar(text, '(');
	foreach(cell, word->lexemes)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoString(text, " | ");
		append_lexeme(text, word, lfirst(cell), place);
	}
	appendStringInfoChar(text, ')');
}

static void
append_operand(StringInfo text, const BohSearchOperand *operand, BohSearchPlace place)
{
	ListCell   *cell;

	appendStringInfoChar(text, '(');
	foreach(cell, operand->words)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoString(text, operand->phrase ? " <-> " : " & ");
		append_word(text, lfirst(cell), place);
	}
	appendStringInfoChar(text, ')');
}

static void
append_operands(StringInfo text, const List *operands, BohSearchPlace place)
{
	ListCell   *cell;

	appendStringInfoChar(text, '(');
	foreach(cell, operands)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoString(text, " | ");
		append_operand(text, lfirst(cell), place);
	}
	appendStringInfoChar(text, ')');
}

char *
boh_search_tsquery(const BohSearchQuery *query, BohSearchPlace place, bool any)
{
	StringInfoData text;
	ListCell   *cell;

	Assert(query->clauses != NIL);
	initStringInfo(&text);
	appendStringInfoChar(&text, '(');
	foreach(cell, query->clauses)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoString(&text, any ? " | " : " & ");
		append_operands(&text, lfirst(cell), place);
	}
	appendStringInfoChar(&text, ')');
	if (query->excluded != NIL)
	{
		appendStringInfoString(&text, " & !");
		append_operands(&text, query->excluded, BOH_SEARCH_ANYWHERE);
	}
	return text.data;
}
