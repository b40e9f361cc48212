/*-------------------------------------------------------------------------
 *
 * json/uri.c
 *	  Resolves URI references (RFC 3986, section 5).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "json/uri.h"

/* The parts of a URI; absent parts are NULL. */
typedef struct Uri
{
	const char *scheme;
	int			scheme_length;
	const char *authority;
	int			authority_length;
	const char *path;
	int			path_length;
	const char *query;
	int			query_length;
} Uri;

static bool
is_scheme_character(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(!first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

/* Splits a URI into its parts; ignores the fragment. */
static void
split(const char *text, Uri *uri)
{
	const char *end = text +strcspn(text, "#");
	const char *rest = text;
	const char *stop = text;

	memset(uri, 0, sizeof(Uri));
	while (stop < end && is_scheme_character(*stop, stop == text))
		stop++;
	if (stop > text &&stop < end && *stop == ':')
	{
		uri->scheme = text;
		uri->scheme_length = stop - text;

		rest = stop + 1;
	}
	if (end - rest >= 2 && rest[0] == '/' && rest[1] == '/')
	{
		uri->authority = rest + 2;
		uri->authority_length = Min((int) strcspn(rest + 2, "/?#"), end - rest - 2);
		rest = uri->authority + uri->authority_length;
	}
	uri->path = rest;
	uri->path_length = strcspn(rest, "?#");
	rest += uri->path_length;
	if (rest < end)
	{
		uri->query = rest + 1;
		uri->query_length = end - rest - 1;
	}
}

/* Appends the path without its segments "." and "..". */
static void
append_path(StringInfo target, const char *path, int length)
{
	int			start = target->len;
	int			position = 0;
	bool		rooted = length > 0 && path[0] == '/';

	while (position < length)
	{
		int			slash = path[position] == '/' ? 1 : 0;
		int			end = position + slash;
		int			size;
		bool		last;

		while (end < length && path[end] != '/')
			end++;
		size = end - position - slash;
		last = end >= length;
		if (size == 1 && path[position + slash] == '.')
		{
			if (last && slash)
				appendStringInfoChar(target, '/');
		}
		else if (size == 2 && path[position + slash] == '.' &&
				 path[position + slash + 1] == '.')
		{
			while (target->len > start && target->data[target->len - 1] != '/')
				target->len--;
			if (target->len > start)
				target->len--;
			target->data[target->len] = '\0';
			if (last && (slash || rooted))
				appendStringInfoChar(target, '/');
		}
		else if (target->len == start && slash && !rooted)
			appendBinaryStringInfo(target, path + position + 1, size);
		else
			appendBinaryStringInfo(target, path + position, size + slash);
		position = end;
	}
}

char *
boh_uri_resolve(const char *base, const char *reference)
{
	Uri			from,
				to;
	StringInfoData path;
	StringInfoData result;

	split(base, &from);
	split(reference, &to);
	initStringInfo(&path);
	initStringInfo(&result);

	if (to.scheme == NULL)
	{
		to.scheme = from.scheme;
		to.scheme_length = from.scheme_length;
		if (to.authority == NULL)
		{
			to.authority = from.authority;
			to.authority_length = from.authority_length;
			if (to.path_length == 0)
			{
				to.path = from.path;
				to.path_length = from.path_length;
				if (to.query == NULL)
				{
					to.query = from.query;
					to.query_length = from.query_length;
				}
			}
			else if (to.path[0] != '/')
			{
				int			keep = from.path_length;

				while (keep > 0 && from.path[keep - 1] != '/')
					keep--;
				if (keep == 0 && from.authority != NULL)
					appendStringInfoChar(&path, '/');
				appendBinaryStringInfo(&path, from.path, keep);
				appendBinaryStringInfo(&path, to.path, to.path_length);
				to.path = path.data;
				to.path_length = path.len;
			}
		}
	}
	if (to.scheme != NULL)
		appendStringInfo(&result, "%.*s:", to.scheme_length, to.scheme);
	if (to.authority != NULL)
		appendStringInfo(&result, "//%.*s", to.authority_length, to.authority);
	append_path(&result, to.path, to.path_length);
	if (to.query != NULL)
		appendStringInfo(&result, "?%.*s", to.query_length, to.query);
	pfree(path.data);
	return result.data;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
boh_uri_decode(const char *text, int length, char **decoded)
{
	char	   *target = palloc(length + 1);

	*decoded = target;
	for (int i = 0; i < length; i++)
	{
		if (text[i] != '%')
		{
			*target++ = text[i];

			continue;
		}
		if (i + 2 >= length || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0)
			return false;
		*target++ = (char) (hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
		i += 2;
	}
	*target = '\0';
	return true;
}
