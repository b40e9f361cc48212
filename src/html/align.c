/*-------------------------------------------------------------------------
 *
 * html/align.c
 *	  Turns the styles and classes with which editors align text into our
 *	  classes.
 *
 * Of a style we read only the declaration of text-align, which becomes one of
 * a few classes.  We ignore the whole style if it has escapes, comments,
 * square or curly brackets, or anything unclosed, because these can hide
 * where a declaration ends.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "html/rules.h"

#define CLASS_PREFIX "align-"
#define QUILL_PREFIX "ql-align-"

static const char *
find_alignment(const char *text, int length, const char *const *words)
{
	for (; *words != NULL; words++)
	{
		if (strlen(*words) == (size_t) length && pg_strncasecmp(text, *words, length) == 0)
			return *words;
	}
	return NULL;
}

/*
 * Length of a CSS string with its quotes; -1 if it has escapes or line ends,
 * or is not closed.
 */
static int
string_length(const char *style)
{
	int			length = 1 + strcspn(style + 1, "\"'\\\n\r\f");

	while (style[length] != style[0])
	{
		if (style[length] != '"' && style[length] != '\'')
			return -1;
		length += 1 + strcspn(style + length + 1, "\"'\\\n\r\f");
	}
	return length + 1;
}

/* Length of a declaration, up to its semicolon; -1 if that is not certain. */
static int
declaration_length(const char *style)
{
	int			length = 0;
	int			depth = 0;

	for (;;)
	{
		int			string;

		length += strcspn(style + length, ";\"'()[]{}\\/");
		switch (style[length])
		{
			case '\0':
				return depth == 0 ? length : -1;
			case ';':
				if (depth == 0)
					return length;
				break;
			case '"':
			case '\'':
				string = string_length(style + length);
				if (string < 0)
					return -1;
				length += string;
				continue;
			case '(':
				depth++;
				break;
			case ')':
				if (--depth < 0)
					return -1;
				break;
			case '/':
				if (style[length + 1] == '*')
					return -1;
				break;
			default:
				return -1;
		}
		length++;
	}
}

static void
skip_spaces(const char **text, const char *end)
{
	while (*text <end && boh_html_is_space(**text))
		(*text) ++;
}

/* Moves *text past the word, ignoring case; false if it is not there. */
static bool
skip_word(const char **text, const char *end, const char *word)
{
	int			length = strlen(word);

	if (end - *text <length || pg_strncasecmp(*text, word, length) != 0)
		return false;
	*text +=length;
	return true;
}

/* The alignment in a declaration of text-align, or NULL. */
static const char *
read_declaration(const char *text, int length, const char *const *words, bool *important)
{
	const char *end = text +length;
	const char *value;
	const char *word;

	skip_spaces(&text, end);
	if (!skip_word(&text, end, "text-align"))
		return NULL;
	skip_spaces(&text, end);
	if (!skip_word(&text, end, ":"))
		return NULL;
	skip_spaces(&text, end);
	value = text;

	while (text <end && *text !='!' && !boh_html_is_space(*text))
		text	  ++;

	word = find_alignment(value, text -value, words);

	skip_spaces(&text, end);
	*important = skip_word(&text, end, "!");
	if (*important)
	{
		skip_spaces(&text, end);
		if (!skip_word(&text, end, "important"))
			return NULL;
		skip_spaces(&text, end);
	}
	return text == end ? word : NULL;
}

/* As in browsers, the last declaration wins, unless one is !important. */
const char *
boh_html_text_align(const char *value, const char *const *words, bool *lost)
{
	const char *found = NULL;
	bool		found_important = false;

	*lost = true;
	while (*value != '\0')
	{
		int			length = declaration_length(value);
		bool		important;
		const char *word;

		if (length < 0)
			return NULL;
		word = read_declaration(value, length, words, &important);
		if (word != NULL && (important || !found_important))
		{
			found = word;
			found_important = important;
		}
		value += length;
		if (*value == ';')
			value++;
	}
	return found == NULL ? NULL : psprintf(CLASS_PREFIX "%s", found);
}

/* Reads the next class of a list; false at the end. */
static bool
next_class(const char **classes, const char **word, int *length)
{
	while (boh_html_is_space(**classes))
		(*classes)++;
	*word = *classes;
	while (**classes != '\0' && !boh_html_is_space(**classes))
		(*classes)++;
	*length = *classes - *word;
	return *length > 0;
}

/* The alignment that follows the prefix in a class, or NULL. */
static const char *
class_alignment(const char *word, int length, const char *prefix, const char *const *words)
{
	int			prefix_length = strlen(prefix);

	if (length <= prefix_length || memcmp(word, prefix, prefix_length) != 0)
		return NULL;
	return find_alignment(word + prefix_length, length - prefix_length, words);
}

const char *
boh_html_quill_align(const char *classes, const char *const *words)
{
	const char *word;
	int			length;

	while (next_class(&classes, &word, &length))
	{
		const char *alignment = class_alignment(word, length, QUILL_PREFIX, words);

		if (alignment != NULL)
			return psprintf(CLASS_PREFIX "%s", alignment);
	}
	return NULL;
}

const char *
boh_html_align(const char *classes, const char *alignment, const char *const *words, bool *lost)
{
	StringInfoData list;
	const char *word;
	int			length;

	initStringInfo(&list);
	while (next_class(&classes, &word, &length))
	{
		if (class_alignment(word, length, CLASS_PREFIX, words) == NULL)
			appendStringInfo(&list, "%.*s ", length, word);
		else if (strlen(alignment) != (size_t) length || memcmp(word, alignment, length) != 0)
			*lost = true;
	}
	appendStringInfoString(&list, alignment);
	return list.data;
}
