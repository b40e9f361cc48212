/*-------------------------------------------------------------------------
 *
 * html/scan.c
 *	  Finds the tags in the source of a document, and errors in them.
 *
 * The HTML standard defines how to read any text, even one that is not
 * well-formed.  But these rules are long, and old or simple parsers differ
 * from them.  HTML that we accept as it stands must have only one reading, so
 * it must be well-formed: text, references, and tags like <a title="text">.
 *
 * This scanner need not know the elements with other contents, such as
 * <script>, because they are not accepted.  <iframe> is accepted, but errors.c
 * refuses tags in it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "html/rules.h"
#include "html/scan.h"

/* The largest code point has 7 decimal digits: 1114111. */
#define MAX_REFERENCE_DIGITS 7

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
skip_spaces(const char *html, int length, int position)
{
	while (position < length && boh_html_is_space(html[position]))
		position++;
	return position;
}

/* Returns the end of a name that starts with a letter; -1 if there is none. */
static int
skip_name(const char *html, int length, int position)
{
	if (position >= length || !is_letter(html[position]))
		return -1;
	while (position < length && (is_letter(html[position]) || isdigit((unsigned char) html[position]) ||
								 strchr("-_:.", html[position]) != NULL))
		position++;
	return position;
}

static bool
is_good_reference(const char *html, int length, int position)
{
	int			digits = 0;
	bool		hexadecimal;

	if (position + 1 >= length || html[position + 1] != '#')
		return true;
	position += 2;
	hexadecimal = position < length && (html[position] == 'x' || html[position] == 'X');
	if (hexadecimal)
		position++;
	for (; position < length && (hexadecimal ? isxdigit((unsigned char) html[position]) :
								 isdigit((unsigned char) html[position])); position++)
		digits++;
	return digits <= MAX_REFERENCE_DIGITS;
}

/*
 * Returns the end of "=value" after an attribute's name, or position if there
 * is none; -1 if it is not well-formed.
 */
static int
skip_value(const char *html, int length, int position)
{
	int			start = skip_spaces(html, length, position);

	if (start >= length || html[start] != '=')
		return position;
	position = skip_spaces(html, length, start + 1);
	if (position >= length)
		return -1;
	start = position;
	if (html[position] == '"' || html[position] == '\'')
	{
		for (position++; position < length && html[position] != html[start]; position++)
		{
			if (html[position] == '&' && !is_good_reference(html, length, position))
				return -1;
		}
		return position < length ? position + 1 : -1;
	}
	for (; position < length && !boh_html_is_space(html[position]) && html[position] != '>'; position++)
	{
		if (strchr("\"'<=`", html[position]) != NULL ||
			(html[position] == '&' && !is_good_reference(html, length, position)))
			return -1;
	}
	return position > start ? position : -1;
}

/*
 * Returns the position after the > of a tag whose name ends at position; -1 if
 * the tag is not well-formed.
 */
static int
skip_attributes(const char *html, int length, int position)
{
	for (;;)
	{
		int			next = skip_spaces(html, length, position);

		if (next < length && html[next] == '/')
			next++;
		if (next < length && html[next] == '>')
			return next + 1;

		/* an attribute needs whitespace before it; a slash must be last */
		if (next == position || html[next - 1] == '/')
			return -1;
		next = skip_name(html, length, next);
		if (next < 0)
			return -1;
		position = skip_value(html, length, next);
		if (position < 0)
			return -1;
	}
}

BohHtmlToken
boh_html_scan(const char *html, int length, int *position, int *start)
{
	int			end;

	for (;; (*position)++)
	{
		if (*position >= length)
			return BOH_HTML_END;
		*start = *position;
		if (html[*start] == '&' && !is_good_reference(html, length, *start))
		{
			(*position)++;
			return BOH_HTML_BAD_REFERENCE;
		}
		if (html[*start] == '<')
			break;
	}
	(*position)++;
	if (*position < length && html[*position] == '/')
	{
		end = skip_name(html, length, *position + 1);
		if (end >= 0)
			end = skip_spaces(html, length, end);
		if (end < 0 || end >= length || html[end] != '>')
			return BOH_HTML_BAD_TAG;
		*position = end + 1;
		return BOH_HTML_END_TAG;
	}
	end = skip_name(html, length, *position);
	if (end >= 0)
		end = skip_attributes(html, length, end);
	if (end < 0)
		return BOH_HTML_BAD_TAG;
	*position = end;
	return BOH_HTML_START_TAG;
}
