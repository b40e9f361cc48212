/*-------------------------------------------------------------------------
 *
 * text/slugify.c
 *	  Makes readable ASCII names for URLs from titles.
 *
 * ICU turns the title into ASCII, a plain loop turns ASCII into the slug.
 * Text that is ASCII already skips ICU, which would not change it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "text/slugify.h"

/* Characters of the input that are read; what follows them is ignored. */
#define SLUG_INPUT_CHARACTERS 1024
#define SLUG_INPUT_BYTES (SLUG_INPUT_CHARACTERS * MAX_MULTIBYTE_CHAR_LEN)

/* A long slug is cut after a whole word, if that keeps this many characters. */
#define SLUG_SHORTEST_CUT 70

PG_FUNCTION_INFO_V1(boh_slugify);

/*
 * A slug under construction.  It has room for one character more than allowed,
 * which shows whether the slug must be cut, and whether its last word would be
 * complete.
 */
typedef struct Slug
{
	char		data[BOH_SLUG_MAX_LENGTH + 1];
	int			length;
	bool		separated;		/* separator seen after the last character? */
} Slug;

/*
 * ICU transliteration rules, see doc/reference/slugify.md. ICU reads the
 * \u escapes.
 */
static const char *const slug_rules =
 /* before NFKC: acute used as apostrophe, signs like (c), fractions */
"[\\u00B4\\u1FFD] > \\' ;"
"[\\u00A9\\u00AE\\u2117\\u2120\\u2122] > ' ' ;"
"([:Nd:]) } [\\u00BC-\\u00BE\\u2150-\\u215E] > $1 ' ' ;"

 /* full-width and other forms of the same character; keep ZERO WIDTH SPACE */
":: NFKC ;"
":: [[:Cf:]-[\\u200B]] Remove ;"

 /* quotes and dots, before the Russian step makes more; Catalan has l.l */
"[\\u00AB\\u00BB\\u201C-\\u201F] > ' ' ;"
"[lL] { \\u00B7 } [lL] > ;"
"\\u00B7 > ' ' ;"

 /* a hard sign that no iotated vowel follows is the Bulgarian vowel */
"$other = [[:Cyrillic:]-[\\u0401\\u0415\\u042E\\u042F\\u0435\\u044E\\u044F\\u0451]] ;"
"[\\u042A\\u044A] } $other > a ;"
":: Russian-Latin/BGN ;"
"[\\u00B7\\u201D] > ;"

 /* Any-Latin puts spaces between ideographs; put them beside others, too */
"([:Han:]) } [[:Latin:][:Katakana:][:Nd:]] > $1 ' ' ;"
"([[:Latin:][:Katakana:][:Nd:]]) } [:Han:] > $1 ' ' ;"
":: Any-Latin ;"

 /* combining marks and modifier letters do not end a word */
":: [[:M:][:Lm:]] Remove ;"
":: Latin-ASCII ;";

/*
 * Opening a transliterator takes milliseconds and megabytes, so each backend
 * does it once.  No call between opening and keeping it can raise an error.
 */
static UTransliterator *
get_transliterator(void)
{
	static UTransliterator *transliterator = NULL;
	static const UChar id[] = {'s', 'l', 'u', 'g'};

	if (transliterator == NULL)
	{
		int32_t		capacity = strlen(slug_rules);
		int32_t		length;
		UChar	   *rules = palloc(capacity * sizeof(UChar));
		UErrorCode	status = U_ZERO_ERROR;

		u_strFromUTF8(rules, capacity, &length, slug_rules, -1, &status);
		transliterator = utrans_openU(id, lengthof(id), UTRANS_FORWARD,
									  rules, length, NULL, &status);
		if (U_FAILURE(status))
			ereport(ERROR,
					(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
					 errmsg("could not open the ICU transliterator for slugs: %s",
							u_errorName(status)),
					 errhint("Check that the complete data of the ICU library are installed.")));
		pfree(rules);
	}

	return transliterator;
}

/*
 * Transliterates UTF-8 to UTF-16. The result may still hold characters outside
 * ASCII, those of scripts that ICU has no rules for.
 */
static UChar *
transliterate(const char *utf8, int utf8_length, int32_t *length)
{
	UTransliterator *transliterator = get_transliterator();
	int32_t		capacity = 4 * utf8_length;

	/* ICU works in place and reports the room it needs: twice is enough */
	for (;;)
	{
		UChar	   *text = palloc(capacity * sizeof(UChar));
		UErrorCode	status = U_ZERO_ERROR;
		int32_t		limit;

		u_strFromUTF8(text, capacity, length, utf8, utf8_length, &status);
		limit = *length;
		utrans_transUChars(transliterator, text, length, capacity,
						   0, &limit, &status);
		if (U_SUCCESS(status))
			return text;

		if (status == U_MEMORY_ALLOCATION_ERROR)
			ereport(ERROR,
					(errcode(ERRCODE_OUT_OF_MEMORY),
					 errmsg("out of memory")));
		if (status != U_BUFFER_OVERFLOW_ERROR || *length <= capacity)
			ereport(ERROR,
					(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
					 errmsg("could not transliterate text for a slug: %s",
							u_errorName(status))));
		pfree(text);
		capacity = *length;
	}
}

static void
append_character(Slug *slug, char c)
{
	if (slug->separated && slug->length > 0 && slug->length < BOH_SLUG_MAX_LENGTH + 1)
		slug->data[slug->length++] = '-';
	slug->separated = false;
	if (slug->length < BOH_SLUG_MAX_LENGTH + 1)
		slug->data[slug->length++] = c;
}

/*
 * Letters and digits are kept, and apostrophes removed ("don't" is one word).
 * An ampersand becomes the word "and".  All else separates words.
 */
static void
append_code_point(Slug *slug, UChar32 c)
{
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		append_character(slug, (char) c);
	else if (c >= 'A' && c <= 'Z')
		append_character(slug, (char) (c - 'A' + 'a'));
	else if (c == '&')
	{
		slug->separated = true;
		append_character(slug, 'a');
		append_character(slug, 'n');
		append_character(slug, 'd');
		slug->separated = true;
	}
	else if (c == '\'' || c == '`')
		return;
	else if (u_charDigitValue(c) >= 0)
		append_character(slug, (char) ('0' + u_charDigitValue(c)));
	else
		slug->separated = true;
}

/*
 * The finished slug, cut if it is too long, or NULL if it is empty.
 */
static char *
finish_slug(const Slug *slug)
{
	int			length = slug->length;

	if (length == 0)
		return NULL;

	if (length > BOH_SLUG_MAX_LENGTH)
	{
		length = BOH_SLUG_MAX_LENGTH;
		while (length > SLUG_SHORTEST_CUT && slug->data[length] != '-')
			length--;
		if (slug->data[length] != '-')
			length = BOH_SLUG_MAX_LENGTH;
	}

	return pnstrdup(slug->data, length);
}

/*
 * Number of leading bytes that are read.  A SQL_ASCII database does not know
 * the encoding of its text, so it is read as UTF-8.
 */
static int
clip_input(const char *input, int length)
{
	int			encoding = GetDatabaseEncoding();
	int			used = 0;

	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;

	for (int i = 0; i < SLUG_INPUT_CHARACTERS && used < length; i++)
		used += pg_encoding_mblen(encoding, input + used);

	return Min(used, length);
}

static bool
is_ascii(const char *input, int length)
{
	for (int i = 0; i < length; i++)
	{
		if (IS_HIGHBIT_SET(input[i]))
			return false;
	}
	return true;
}

char *
boh_slugify_cstring(const char *input, int length)
{
	Slug		slug = {.length = 0};

	length = clip_input(input, length);

	if (is_ascii(input, length))
	{
		for (int i = 0; i < length; i++)
			append_code_point(&slug, input[i]);
	}
	else
	{
		char	   *utf8;
		UChar	   *text;
		int32_t		text_length;

		if (GetDatabaseEncoding() == PG_SQL_ASCII &&
			!pg_verify_mbstr(PG_UTF8, input, length, true))
			ereport(ERROR,
					(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
					 errmsg("cannot make a slug from text that is not valid UTF-8"),
					 errdetail("The database encoding is SQL_ASCII, so characters outside ASCII are read as UTF-8."),
					 errhint("Store the text as UTF-8, or give the slug yourself.")));

		utf8 = pg_server_to_any(input, length, PG_UTF8);
		text = transliterate(utf8, utf8 == input ? length : (int) strlen(utf8),
							 &text_length);

		for (int32_t i = 0; i < text_length;)
		{
			UChar32		c;

			U16_NEXT(text, i, text_length, c);
			append_code_point(&slug, c);
		}

		pfree(text);
		if (utf8 != input)
			pfree(utf8);
	}

	return finish_slug(&slug);
}

Datum
boh_slugify(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_P_SLICE(0, 0, SLUG_INPUT_BYTES);
	char	   *slug = boh_slugify_cstring(VARDATA_ANY(input),
										   VARSIZE_ANY_EXHDR(input));

	if (slug == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(slug));
}
