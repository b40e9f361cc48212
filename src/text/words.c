/*-------------------------------------------------------------------------
 *
 * text/words.c
 *	  The words of a text, as search compares them.
 *
 * ICU's word break iterator cuts the text.  It keeps "l'avion", "node.js" and
 * "foo_bar" whole, in which people look for "avion" or "node"; so its words are
 * cut once more at all that is neither letter, mark nor digit.  Only a point or
 * comma between digits stays: "3.11" is one word.  ASCII text is cut by a plain
 * loop with the same result.
 *
 * The extension unaccent is not needed: ICU decomposes characters, and the
 * marks are left out.  Only marks that are accents are: vowels of Thai or
 * Hindi are marks, too, and words differ by them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "tsearch/ts_cache.h"
#include "tsearch/ts_public.h"
#include "utils/builtins.h"

#include "text/words.h"

/* Types of tokens of PostgreSQL's parser, whose dictionaries find stems */
#define TOKEN_ASCII_WORD 1
#define TOKEN_WORD 2

/* A text in UTF-16, and where its units come from */
typedef struct Units
{
	UChar	   *units;
	int		   *starts;			/* bytes before each unit; has one more entry */
	int			count;
} Units;

/*
 * Folding
 */

/* Letters that Unicode does not decompose */
static const char *
fold_letter(UChar32 c)
{
	switch (c)
	{
		case 0x00E6:
			return "ae";
		case 0x0153:
			return "oe";
		case 0x00F8:
			return "o";
		case 0x00F0:
		case 0x0111:
			return "d";
		case 0x00FE:
			return "th";
		case 0x0127:
			return "h";
		case 0x0131:
			return "i";
		case 0x0142:
			return "l";
		case 0x0167:
			return "t";
		default:
			return NULL;
	}
}

/*
 * Accents of Latin, Greek and Cyrillic letters, vowel points of Hebrew and
 * Arabic, the stroke that lengthens Arabic words, and characters without width
 */
static bool
is_accent(UChar32 c)
{
	return (c >= 0x0300 && c <= 0x036F) ||
		(c >= 0x0591 && c <= 0x05C7 && c != 0x05BE && c != 0x05C0 && c != 0x05C3 && c != 0x05C6) ||
		c == 0x0640 || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
		(c >= 0x06D6 && c <= 0x06ED && u_charType(c) == U_NON_SPACING_MARK) ||
		(c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
		(c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F) ||
		u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static void
check_status(UErrorCode status, const char *what)
{
	if (status == U_MEMORY_ALLOCATION_ERROR)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	if (U_FAILURE(status))
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not %s: %s", what, u_errorName(status)),
				 errhint("Check that the complete data of the ICU library are installed.")));
}

static UChar *
normalize(const UNormalizer2 *form, const UChar * text, int length, int *result_length)
{
	int			capacity = 4 * length + 16;

	for (;;)
	{
		UChar	   *result = palloc_extended(capacity * sizeof(UChar), MCXT_ALLOC_HUGE);
		UErrorCode	status = U_ZERO_ERROR;

		*result_length = unorm2_normalize(form, text, length, result, capacity, &status);
		if (status != U_BUFFER_OVERFLOW_ERROR)
		{
			check_status(status, "normalize text");
			return result;
		}
		pfree(result);
		capacity = *result_length;
	}
}

/* Without accents, and letters replaced that have a plain counterpart */
static UChar *
strip(const UChar * text, int length, int *result_length)
{
	UChar	   *result = palloc_extended((2 * length + 1) * sizeof(UChar), MCXT_ALLOC_HUGE);
	int			count = 0;

	for (int i = 0; i < length;)
	{
		UChar32		c;
		const char *plain;

		U16_NEXT(text, i, length, c);
		if (is_accent(c))
			continue;
		plain = fold_letter(c);
		if (plain != NULL)
		{
			while (*plain != '\0')
				result[count++] = *plain++;
		}
		else
			U16_APPEND_UNSAFE(result, count, c);
	}
	*result_length = count;
	return result;
}

static char *
from_units(const UChar * units, int count)
{
	int			room = 3 * count + 1;
	char	   *utf8 = palloc_extended(room, MCXT_ALLOC_HUGE);
	int32_t		length;
	UErrorCode	status = U_ZERO_ERROR;

	u_strToUTF8WithSub(utf8, room, &length, units, count, 0xFFFD, NULL, &status);
	check_status(status, "convert text");
	utf8[length] = '\0';
	return utf8;
}

/*
 * To the database's encoding.  A character that it lacks, such as the K of a
 * Kelvin sign in an old encoding, can only come from normalization; then the
 * text is taken as it was.
 */
static char *
to_server(char *utf8, const char *otherwise, int otherwise_length)
{
	int			encoding = GetDatabaseEncoding();
	int			length = strlen(utf8);
	Oid			function;
	int			room;
	char	   *converted;

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return utf8;
	function = FindDefaultConversionProc(PG_UTF8, encoding);
	room = length * MAX_CONVERSION_GROWTH + 1;
	converted = palloc(room);
	if (OidIsValid(function) &&
		pg_do_encoding_conversion_buf(function, PG_UTF8, encoding, (unsigned char *) utf8, length,
									  (unsigned char *) converted, room, true) == length)
		return converted;
	return pnstrdup(otherwise, otherwise_length);
}

/*
 * Case folding comes twice: decomposition may bring capital letters to light,
 * as of the sign for a telephone.
 */
static char *
fold_units(const UChar * units, int count, const char *original, int original_length)
{
	UErrorCode	status = U_ZERO_ERROR;
	const UNormalizer2 *decompose = unorm2_getNFKDInstance(&status);
	const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
	const UNormalizer2 *compose = unorm2_getNFCInstance(&status);
	UChar	   *text;
	int			length;

	check_status(status, "normalize text");
	text = normalize(fold, units, count, &length);
	text = normalize(decompose, text, length, &length);
	text = strip(text, length, &length);
	text = normalize(compose, text, length, &length);

	return to_server(from_units(text, length), original, original_length);
}

static char *
fold_ascii(const char *text, int length)
{
	char	   *folded = pnstrdup(text, length);

	for (char *c = folded; *c != '\0'; c++)
		*c = pg_ascii_tolower((unsigned char) *c);
	return folded;
}

/*
 * UTF-16
 */

static bool
is_ascii(const char *text, int length)
{
	for (int i = 0; i < length; i++)
	{
		if (IS_HIGHBIT_SET(text[i]))
			return false;
	}
	return true;
}

/*
 * The code point at the start of a text, and its length.  Bytes that are not
 * valid UTF-8, as a SQL_ASCII database may hold, become U+FFFD.
 */
static UChar32
next_code_point(const unsigned char *utf8, int length, int *bytes)
{
	*bytes = pg_utf_mblen(utf8);
	if (*bytes <= length && pg_utf8_islegal(utf8, *bytes))
		return utf8_to_unicode(utf8);
	*bytes = 1;
	return 0xFFFD;
}

/*
 * In an encoding other than UTF-8, one character of the text stands for one of
 * the converted text.  Where that is not so, starts are not exact, but they
 * are within the text.
 */
static void
convert(const char *text, int length, Units *result)
{
	int			encoding = GetDatabaseEncoding();
	bool		same = encoding == PG_UTF8 || encoding == PG_SQL_ASCII;
	const char *utf8 = same ? text : pg_server_to_any(text, length, PG_UTF8);
	int			utf8_length = utf8 == text ? length : (int) strlen(utf8);
	int			start = 0;

	result->units = palloc((utf8_length + 2) * sizeof(UChar));
	result->starts = palloc((utf8_length + 2) * sizeof(int));
	result->count = 0;
	for (int i = 0; i < utf8_length;)
	{
		int			bytes;
		UChar32		c = next_code_point((const unsigned char *) utf8 + i, utf8_length - i, &bytes);
		int			before = result->count;

		U16_APPEND_UNSAFE(result->units, result->count, c);
		for (int unit = before; unit < result->count; unit++)
			result->starts[unit] = start;
		i += bytes;
		start = same ? i : Min(length, start + pg_encoding_mblen(encoding, text +start));
	}
	result->starts[result->count] = length;
}

/*
 * Words
 */

static void
add_word(List **words, int start, int length, char *folded)
{
	BohWord    *word;
	int			folded_length = strlen(folded);

	if (folded_length == 0)
		return;
	if (folded_length > BOH_WORD_MAX_BYTES)
		folded[pg_mbcliplen(folded, folded_length, BOH_WORD_MAX_BYTES)] = '\0';
	word = palloc(sizeof(BohWord));
	word->folded = folded;
	word->position = list_length(*words) + 1;
	word->start = start;
	word->length = length;
	*words = lappend(*words, word);
}

/* A letter, a digit, or a point or comma within a number */
static bool
ascii_goes_on(const char *text, int length, int i)
{
	if (isalnum((unsigned char) text[i]))
		return true;
	return (text[i] == '.' || text[i] == ',') &&i > 0 && i + 1 < length &&
		isdigit((unsigned char) text[i - 1]) && isdigit((unsigned char) text[i + 1]);
}

static List *
ascii_words(const char *text, int length)
{
	List	   *words = NIL;

	for (int i = 0; i < length && list_length(words) < BOH_WORDS_MAX_COUNT; i++)
	{
		int			start = i;

		while (i < length && ascii_goes_on(text, length, i))
			i++;
		if (i > start)
			add_word(&words, start, i - start, fold_ascii(text +start, i - start));
	}
	return words;
}

/* The code point at a unit; U_SENTINEL outside [start, end) */
static UChar32
code_point_at(const Units *units, int i, int start, int end)
{
	UChar32		c;

	if (i < start || i >= end)
		return U_SENTINEL;
	U16_GET(units->units, start, i, end, c);
	return c;
}

static bool
is_in_word(UChar32 c)
{
	return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0 ||
		u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool
goes_on(const Units *units, int i, int start, int end)
{
	UChar32		c = code_point_at(units, i, start, end);

	if (c == '.' || c == ',')
		return u_isdigit(code_point_at(units, i - 1, start, end)) &&
			u_isdigit(code_point_at(units, i + 1, start, end));
	return c != U_SENTINEL && is_in_word(c);
}

/* Cut a word of ICU at what is no letter, mark or digit. */
static void
add_parts(List **words, const char *text, const Units *units, int start, int end)
{
	int			i = start;

	while (i < end && list_length(*words) < BOH_WORDS_MAX_COUNT)
	{
		int			first = i;
		int			from;
		int			bytes;

		while (i < end && goes_on(units, i, start, end))
			U16_FWD_1(units->units, i, end);
		if (i == first)
		{
			U16_FWD_1(units->units, i, end);
			continue;
		}
		from = units->starts[first];
		bytes = units->starts[i] - from;
		add_word(words, from, bytes, is_ascii(text +from, bytes) ?
				 fold_ascii(text +from, bytes) :
				 fold_units(units->units + first, i - first, text +from, bytes));
	}
}

/*
 * Opening an iterator takes long, so each backend does it once.  The root
 * locale has the dictionaries of all languages.
 */
static UBreakIterator *
get_iterator(const Units *units)
{
	static UBreakIterator * iterator = NULL;
	UErrorCode	status = U_ZERO_ERROR;

	if (iterator == NULL)
	{
		iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
		check_status(status, "open the ICU word break iterator");
	}
	ubrk_setText(iterator, units->units, units->count, &status);
	check_status(status, "cut text into words");
	return iterator;
}

static List *
unicode_words(const char *text, int length)
{
	List	   *words = NIL;
	Units		units;
	UBreakIterator *iterator;
	int			start = 0;
	int			end;

	convert(text, length, &units);
	iterator = get_iterator(&units);
	while ((end = ubrk_next(iterator)) != UBRK_DONE && list_length(words) < BOH_WORDS_MAX_COUNT)
	{
		CHECK_FOR_INTERRUPTS();
		add_parts(&words, text, &units, start, end);
		start = end;
	}
	pfree(units.units);
	pfree(units.starts);
	return words;
}

/* In a SQL_ASCII database, text is read as UTF-8. */
static int
clip(const char *text, int length)
{
	if (length <= BOH_WORDS_MAX_BYTES)
		return length;
	return pg_encoding_mbcliplen(GetDatabaseEncoding() == PG_SQL_ASCII ?
								 PG_UTF8 : GetDatabaseEncoding(),
								 text, length, BOH_WORDS_MAX_BYTES);
}

List *
boh_words(const char *text, int length)
{
	length = clip(text, length);
	return is_ascii(text, length) ? ascii_words(text, length) : unicode_words(text, length);
}

char *
boh_fold(const char *text, int length)
{
	Units		units;
	char	   *folded;

	length = clip(text, length);
	if (is_ascii(text, length))
		return fold_ascii(text, length);
	convert(text, length, &units);
	folded = fold_units(units.units, units.count, text, length);
	pfree(units.units);
	pfree(units.starts);
	return folded;
}

/*
 * Stems
 */

Oid
boh_words_configuration(const char *language)
{
	static const char *const configurations[][2] = {
		{"ar", "arabic"}, {"ca", "catalan"}, {"da", "danish"}, {"de", "german"},
		{"el", "greek"}, {"en", "english"}, {"es", "spanish"}, {"et", "estonian"},
		{"eu", "basque"}, {"fi", "finnish"}, {"fr", "french"}, {"ga", "irish"},
		{"hi", "hindi"}, {"hu", "hungarian"}, {"hy", "armenian"}, {"id", "indonesian"},
		{"it", "italian"}, {"lt", "lithuanian"}, {"nb", "norwegian"}, {"ne", "nepali"},
		{"nl", "dutch"}, {"nn", "norwegian"}, {"no", "norwegian"}, {"pl", "polish"},
		{"pt", "portuguese"}, {"ro", "romanian"}, {"ru", "russian"}, {"sr", "serbian"},
		{"sv", "swedish"}, {"ta", "tamil"}, {"tr", "turkish"}, {"yi", "yiddish"}
	};
	int			length = language == NULL ? 0 : (int) strcspn(language, "-_");

	for (int i = 0; i < (int) lengthof(configurations); i++)
	{
		if (length == 2 && pg_strncasecmp(language, configurations[i][0], 2) == 0)
			return get_ts_config_oid(list_make2(makeString("pg_catalog"),
												makeString(pstrdup(configurations[i][1]))),
									 true);
	}
	return InvalidOid;
}

/*
 * The dictionary gets the word with its accents, which tell stems apart.  Only
 * the stem is folded.
 */
char *
boh_word_stem(Oid configuration, const char *text, const BohWord *word)
{
	const char *original = text +word->start;
	int			type = is_ascii(original, word->length) ? TOKEN_ASCII_WORD : TOKEN_WORD;
	TSConfigCacheEntry *entry;
	TSDictionaryCacheEntry *dictionary;
	TSLexeme   *lexemes;
	char	   *stem;

	if (!OidIsValid(configuration) || word->length > BOH_WORD_MAX_BYTES)
		return NULL;
	entry = lookup_ts_config_cache(configuration);
	if (type >= entry->lenmap || entry->map[type].len == 0)
		return NULL;
	dictionary = lookup_ts_dictionary_cache(entry->map[type].dictIds[0]);
	lexemes = (TSLexeme *) DatumGetPointer(FunctionCall4(&dictionary->lexize,
														 PointerGetDatum(dictionary->dictData),
														 PointerGetDatum(original),
														 Int32GetDatum(word->length),
														 PointerGetDatum(NULL)));
	if (lexemes == NULL || lexemes[0].lexeme == NULL)
		return NULL;
	stem = boh_fold(lexemes[0].lexeme, strlen(lexemes[0].lexeme));
	return stem[0] == '\0' || strcmp(stem, word->folded) == 0 ? NULL : stem;
}
