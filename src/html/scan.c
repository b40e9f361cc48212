/*-------------------------------------------------------------------------
 *
 * html/scan.c
 *	  The tags of a document as they are written.
 *
 * HTML says for any text how it is to be read, and the rules for what is not
 * well-formed are long: parsers that are older or in a hurry differ in them.  What
 * is accepted as it stands is to be read in one way only, so it has to be
 * well-formed: nothing but text, references, and tags like <name key="value">.
 * Elements whose contents are read otherwise are none that are accepted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "html/rules.h"
#include "html/scan.h"

/* No character has a number of more digits. */
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

/* Past a name that starts with a letter; -1 when there is none. */
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

/* Past the value that follows a name; -1 when it is not well-formed. */
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

/* Past the > of a tag whose name ends at position; -1 when it is not well-formed. */
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

		/* whitespace comes before each, and nothing but the end after a slash */
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
