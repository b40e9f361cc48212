/*-------------------------------------------------------------------------
 *
 * content/media_url.c
 *	  Texts that may be the address of a media file.
 *
 * The addresses in media_files have a slash, and no white space, double
 * quotes or angle brackets.  This test excludes most texts of a page, so that
 * only few are looked up in media_files.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "content/media_url.h"
#include "html/html.h"

/* An object or array that encloses the current value. */
typedef struct Level
{
	bool		is_array;
	bool		is_scalar;		/* array that jsonb puts around a scalar */
	int			position;		/* of the current element of an array */
	const char *key;			/* of the current value of an object */
	int			key_length;
} Level;

struct BohMediaPlace
{
	Level	   *levels;
	int			depth;
	int			room;
};

typedef struct Walk
{
	BohMediaPlace place;
	BohMediaUrlCallback found;
	void	   *argument;
} Walk;

bool
boh_media_is_url(const char *text, int length)
{
	if (length > BOH_MEDIA_MAX_URL * pg_database_encoding_max_length() ||
		memchr(text, '/', length) == NULL)
		return false;
	for (int i = 0; i < length; i++)
	{
		switch (text[i])
		{
			case ' ':
			case '\t':
			case '\n':
			case '\v':
			case '\f':
			case '\r':
			case '<':
			case '>':
			case '"':
				return false;
			default:
				break;
		}
	}
	return true;
}

/* HTML can write a slash as a character reference, such as "&#47;". */
bool
boh_media_may_have_urls(const Jsonb *document)
{
	Size		size = VARSIZE(document) - VARHDRSZ;

	return memchr(VARDATA(document), '/', size) != NULL ||
		memchr(VARDATA(document), '&', size) != NULL;
}

static void
found_in_html(void *argument, const char *url, int length)
{
	Walk	   *walk = argument;

	if (boh_media_is_url(url, length))
		walk->found(walk->argument, url, length, &walk->place);
}

/* Whether a text may be HTML with an attribute; without one it has no URLs. */
static bool
is_html(const char *text, int length)
{
	return memchr(text, '<', length) != NULL && memchr(text, '=', length) != NULL;
}

static void
visit(Walk *walk, const JsonbValue *value)
{
	const char *text = value->val.string.val;
	int			length = value->val.string.len;

	if (value->type != jbvString)
		return;
	if (is_html(text, length))
		boh_html_urls(text, length, found_in_html, walk);
	else if (boh_media_is_url(text, length))
		walk->found(walk->argument, text, length, &walk->place);
}

static void
enter(BohMediaPlace *place, bool is_array, bool is_scalar)
{
	if (place->depth == place->room)
	{
		place->room *= 2;
		place->levels = repalloc(place->levels, place->room * sizeof(Level));
	}
	place->levels[place->depth++] = (Level)
	{
		.is_array = is_array,.is_scalar = is_scalar,.position = -1
	};
}

/* If the innermost level is an array, go to its next element. */
static void
step(BohMediaPlace *place)
{
	if (place->depth > 0 && place->levels[place->depth - 1].is_array)
		place->levels[place->depth - 1].position++;
}

void
boh_media_urls(Jsonb *document, BohMediaUrlCallback found, void *argument)
{
	Walk		walk = {.found = found,.argument = argument};
	BohMediaPlace *place = &walk.place;
	JsonbIterator *iterator = JsonbIteratorInit(&document->root);
	JsonbIteratorToken token;
	JsonbValue	value;

	place->room = 16;
	place->levels = palloc(place->room * sizeof(Level));
	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		switch (token)
		{
			case WJB_BEGIN_ARRAY:
				step(place);
				enter(place, true, value.val.array.rawScalar);
				break;
			case WJB_BEGIN_OBJECT:
				step(place);
				enter(place, false, false);
				break;
			case WJB_END_ARRAY:
			case WJB_END_OBJECT:
				place->depth--;
				break;
			case WJB_KEY:
				place->levels[place->depth - 1].key = value.val.string.val;
				place->levels[place->depth - 1].key_length = value.val.string.len;
				break;
			case WJB_ELEM:
				step(place);
				visit(&walk, &value);
				break;
			case WJB_VALUE:
				visit(&walk, &value);
				break;
			case WJB_DONE:
				break;
		}
	}
	pfree(place->levels);
}

static void
append_token(StringInfo path, const Level *level)
{
	appendStringInfoChar(path, '/');
	if (level->is_array)
	{
		appendStringInfo(path, "%d", level->position);
		return;
	}
	for (int i = 0; i < level->key_length; i++)
	{
		if (level->key[i] == '~')
			appendStringInfoString(path, "~0");
		else if (level->key[i] == '/')
			appendStringInfoString(path, "~1");
		else
			appendStringInfoChar(path, level->key[i]);
	}
}

char *
boh_media_path(const char *prefix, const BohMediaPlace *place)
{
	StringInfoData path;

	initStringInfo(&path);
	appendStringInfoString(&path, prefix);
	for (int i = 0; i < place->depth; i++)
	{
		int			length = path.len;

		if (place->levels[i].is_scalar)
			break;
		append_token(&path, &place->levels[i]);
		if (path.len > BOH_MEDIA_MAX_PATH)
		{
			path.data[length] = '\0';
			break;
		}
	}
	return path.data;
}
