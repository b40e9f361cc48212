/*-------------------------------------------------------------------------
 *
 * html/attribute.c
 *	  Values of attributes that are not URLs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <unicode/uchar.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "html/rules.h"

#define MAX_WORD_LENGTH 64

/* Maximum bytes of an id after its prefix. */
#define MAX_ID_LENGTH 200

const char *
boh_html_trim(const char *value, int *length)
{
	*length = strlen(value);
	while (*length > 0 && boh_html_is_space(value[*length - 1]))
		(*length)--;
	while (*length > 0 && boh_html_is_space(*value))
	{
		value++;
		(*length)--;
	}
	return value;
}

static bool
is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* True if text is 1 to most bytes: ASCII letters, digits and the others. */
static bool
consists_of(const char *text, int length, const char *others, int most)
{
	if (length < 1 || length > most)
		return false;
	for (int i = 0; i < length; i++)
	{
		if (!is_alphanumeric(text[i]) && (text[i] == '\0' || strchr(others, text[i]) == NULL))
			return false;
	}
	return true;
}

static const char *
find_word(const char *text, int length, const char *const *words)
{
	/* exact matches first: some words differ only in case */
	for (const char *const *word = words; *word != NULL; word++)
	{
		if (strlen(*word) == (size_t) length && memcmp(text, *word, length) == 0)
			return *word;
	}
	for (const char *const *word = words; *word != NULL; word++)
	{
		if (strlen(*word) == (size_t) length && pg_strncasecmp(text, *word, length) == 0)
			return *word;
	}
	return NULL;
}

const char *
boh_html_text(const char *value, const char *const *words, bool *lost)
{
	(void) words;
	(void) lost;
	return value;
}

/* Only the presence of a boolean attribute matters, not its value. */
const char *
boh_html_flag(const char *value, const char *const *words, bool *lost)
{
	(void) value;
	(void) words;
	(void) lost;
	return "";
}

/*
 * Accepts digits with an optional sign and an optional unit.  sign and unit
 * list the characters allowed there.  Removes surrounding whitespace.
 */
static const char *
check_number(const char *value, const char *sign, const char *unit)
{
	int			length;
	const char *start = boh_html_trim(value, &length);
	int			digits = 0;
	int			position = 0;

	if (length > 0 && *start != '\0' && strchr(sign, *start) != NULL)
		position++;
	while (position + digits < length && isdigit((unsigned char) start[position + digits]))
		digits++;
	position += digits;
	if (position < length && start[position] != '\0' && strchr(unit, start[position]) != NULL)
		position++;
	if (digits < 1 || digits > 9 || position != length)
		return NULL;
	return pnstrdup(start, length);
}

const char *
boh_html_number(const char *value, const char *const *words, bool *lost)
{
	(void) words;
	(void) lost;
	return check_number(value, "-", "");
}

const char *
boh_html_size(const char *value, const char *const *words, bool *lost)
{
	(void) words;
	(void) lost;
	return check_number(value, "", "%");
}

const char *
boh_html_choice(const char *value, const char *const *words, bool *lost)
{
	(void) lost;
	return find_word(value, strlen(value), words);
}

/* The words of a list that pass, or NULL if none does. */
static const char *
filter_words(const char *value, const char *const *words, bool *lost,
			 bool (*passes) (const char *word, int length, const char *const *words))
{
	StringInfoData list;

	initStringInfo(&list);
	for (;;)
	{
		int			length = 0;

		while (boh_html_is_space(*value))
			value++;
		if (*value == '\0')
			break;
		while (value[length] != '\0' && !boh_html_is_space(value[length]))
			length++;
		if (passes(value, length, words))
		{
			if (list.len > 0)
				appendStringInfoChar(&list, ' ');
			appendBinaryStringInfo(&list, value, length);
		}
		else
			*lost = true;
		value += length;
	}
	return list.len > 0 ? list.data : NULL;
}

static bool
is_listed(const char *word, int length, const char *const *words)
{
	return find_word(word, length, words) != NULL;
}

/* The words are prefixes; at least one character must follow. */
static bool
has_prefix(const char *word, int length, const char *const *words)
{
	for (; *words != NULL; words++)
	{
		int			prefix = strlen(*words);

		if (length > prefix && memcmp(word, *words, prefix) == 0)
			return consists_of(word + prefix, length - prefix, "-_.+#", MAX_WORD_LENGTH);
	}
	return false;
}

const char *
boh_html_tokens(const char *value, const char *const *words, bool *lost)
{
	return filter_words(value, words, lost, is_listed);
}

const char *
boh_html_classes(const char *value, const char *const *words, bool *lost)
{
	return filter_words(value, words, lost, has_prefix);
}

/*
 * Bytes of a non-ASCII letter, combining mark or digit; 0 if the character is
 * something else or invisible.
 */
static int
letter_length(const char *text, int length)
{
	const unsigned char *start = (const unsigned char *) text;
	int			bytes = pg_utf_mblen(start);
	UChar32		character;

	/* libgumbo may turn a bad character reference into any bytes */
	if (bytes > length || !pg_utf8_islegal(start, bytes))
		return 0;
	character = utf8_to_unicode(start);
	if ((U_GET_GC_MASK(character) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0 ||
		u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return 0;
	return bytes;
}

/* True if the text is visible and needs no escapes in HTML or in a URL. */
static bool
is_name(const char *text)
{
	int			length = strlen(text);
	int			position = 0;

	if (length < 1 || length > MAX_ID_LENGTH)
		return false;
	while (position < length)
	{
		int			bytes;

		if (is_alphanumeric(text[position]) || strchr("-_.:", text[position]) != NULL)
			bytes = 1;
		else if (IS_HIGHBIT_SET(text[position]))
			bytes = letter_length(text +position, length - position);
		else
			bytes = 0;
		if (bytes == 0)
			return false;
		position += bytes;
	}
	return true;
}

/*
 * A page's scripts look up elements by id, and browsers also make each id a
 * global variable.  Rich text must not replace elements or variables of the
 * page, so its ids need a prefix.  The prefix has a hyphen, which names of
 * variables cannot have.
 */
const char *
boh_html_id(const char *value, const char *const *words, bool *lost)
{
	int			prefix = strlen(BOH_HTML_ID_PREFIX);

	(void) words;
	(void) lost;
	return strncmp(value, BOH_HTML_ID_PREFIX, prefix) == 0 && is_name(value + prefix) ? value : NULL;
}

/* The same for headings: people link to them, so add a missing prefix. */
const char *
boh_html_anchor(const char *value, const char *const *words, bool *lost)
{
	if (strncmp(value, BOH_HTML_ID_PREFIX, strlen(BOH_HTML_ID_PREFIX)) == 0)
		return boh_html_id(value, words, lost);
	if (!is_name(value))
		return NULL;
	*lost = true;
	return psprintf("%s%s", BOH_HTML_ID_PREFIX, value);
}

/*
 * A list of features, separated by semicolons.  None may name origins, so a
 * feature is allowed to the embedded page only.
 */
const char *
boh_html_permissions(const char *value, const char *const *words, bool *lost)
{
	StringInfoData list;

	initStringInfo(&list);
	while (*value != '\0')
	{
		int			length = strcspn(value, ";");
		char	   *part = pnstrdup(value, length);
		int			part_length;
		const char *word = boh_html_trim(part, &part_length);

		value += length;
		if (*value == ';')
			value++;
		if (part_length == 0)
			continue;
		word = find_word(word, part_length, words);
		if (word != NULL)
			appendStringInfo(&list, "%s%s", list.len > 0 ? "; " : "", word);
		else
			*lost = true;
	}
	return list.len > 0 ? list.data : NULL;
}

/* An empty value means that the language is unknown. */
const char *
boh_html_language(const char *value, const char *const *words, bool *lost)
{
	int			part = 0;

	(void) words;
	(void) lost;
	if (*value == '\0')
		return value;
	for (const char *c = value;; c++)
	{
		if (*c == '-' || *c == '\0')
		{
			if (part < 1 || part > 8)
				return NULL;
			if (*c == '\0')
				return c - value <= MAX_WORD_LENGTH ? value : NULL;
			part = 0;
		}
		else if (is_alphanumeric(*c))
			part++;
		else
			return NULL;
	}
}

const char *
boh_html_time(const char *value, const char *const *words, bool *lost)
{
	(void) words;
	(void) lost;
	return consists_of(value, strlen(value), " :+-.", MAX_WORD_LENGTH) ? value : NULL;
}

const char *
boh_html_media(const char *value, const char *const *words, bool *lost)
{
	(void) words;
	(void) lost;
	return consists_of(value, strlen(value), " ():.,%<>=/*+-", 512) ? value : NULL;
}

const char *
boh_html_media_type(const char *value, const char *const *words, bool *lost)
{
	(void) words;
	(void) lost;
	if (strchr(value, '/') == NULL || !consists_of(value, strlen(value), "/.+-; =,\"'", 256))
		return NULL;
	return value;
}
