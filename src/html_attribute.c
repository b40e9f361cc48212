/*-------------------------------------------------------------------------
 *
 * html_attribute.c
 *	  Values of attributes that are no URLs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "html_rules.h"

#define MAX_WORD_LENGTH 64

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

/* Letters, digits and others of ASCII, one to most of them? */
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
	/* where case tells two of them apart, it counts */
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

/* It is there or not, whatever its value. */
const char *
boh_html_flag(const char *value, const char *const *words, bool *lost)
{
	(void) value;
	(void) words;
	(void) lost;
	return "";
}

/* Digits with an optional sign, without the whitespace around them. */
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

/* The words of a list that pass, or NULL. */
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

/* The words are prefixes; something must follow. */
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
 * A page's own scripts look elements up by id, and a browser makes each a
 * variable of theirs: contents can only have ids that no script asks for.
 */
const char *
boh_html_id(const char *value, const char *const *words, bool *lost)
{
	int			prefix = strlen(words[0]);
	int			length = strlen(value);

	(void) lost;
	if (length > prefix && memcmp(value, words[0], prefix) == 0 &&
		consists_of(value + prefix, length - prefix, "-_", MAX_WORD_LENGTH))
		return value;
	return NULL;
}

/* Features apart by semicolons, each for the embedded page itself. */
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

/* Empty says that the language is not known. */
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
