/*-------------------------------------------------------------------------
 *
 * text/markup.c
 *	  Text in HTML and XML, in the database's encoding.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "text/markup.h"

/* These references are the same in HTML and XML. */
void
boh_append_escaped(StringInfo out, const char *text, int length)
{
	for (int i = 0; i < length; i++)
	{
		switch (text[i])
		{
			case '&':
				appendStringInfoString(out, "&amp;");
				break;
			case '<':
				appendStringInfoString(out, "&lt;");
				break;
			case '>':
				appendStringInfoString(out, "&gt;");
				break;
			case '"':
				appendStringInfoString(out, "&quot;");
				break;
			case '\'':
				appendStringInfoString(out, "&#39;");
				break;
			default:
				appendStringInfoChar(out, text[i]);
		}
	}
}

typedef struct Reference
{
	const char *name;
	const char *text;
} Reference;

static const Reference references[] = {
	{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "},
	{"&#39;", "'"}
};

/* Returns the length of the reference at html, and appends what it stands for. */
static int
append_reference(StringInfo out, const char *html, int length)
{
	for (int i = 0; i < (int) lengthof(references); i++)
	{
		int			name_length = strlen(references[i].name);

		if (length >= name_length && memcmp(html, references[i].name, name_length) == 0)
		{
			appendStringInfoString(out, references[i].text);
			return name_length;
		}
	}
	appendStringInfoChar(out, '&');
	return 1;
}

/* The length of the tag at html; 0: there is none. */
static int
tag_length(const char *html, int length)
{
	const char *end;

	if (length < 3 || html[0] != '<' || (!isalpha((unsigned char) html[1]) && html[1] != '/'))
		return 0;
	end = memchr(html, '>', length);
	return end == NULL ? 0 : (int) (end - html) + 1;
}

/* A tag between letters may be that of one word in bold, or of a new line. */
static bool
is_inline(const char *tag, int length)
{
	static const char *const names[] = {"b", "i", "em", "strong", "a", "u", "s", "mark", "sub",
	"sup", "span", "small", "code"};
	const char *name = tag + (tag[1] == '/' ? 2 : 1);
	int			name_length = 0;

	while (name + name_length < tag + length && isalnum((unsigned char) name[name_length]))
		name_length++;
	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if ((int) strlen(names[i]) == name_length && memcmp(name, names[i], name_length) == 0)
			return true;
	}
	return false;
}

void
boh_append_visible_text(StringInfo out, const char *html, int length)
{
	for (int i = 0; i < length;)
	{
		int			tag = tag_length(html + i, length - i);

		if (tag > 0)
		{
			if (!is_inline(html + i, tag) && out->len > 0 &&
				!isspace((unsigned char) out->data[out->len - 1]))
				appendStringInfoChar(out, ' ');
			i += tag;
		}
		else if (html[i] == '&')
			i += append_reference(out, html + i, length - i);
		else
		{
			int			bytes = Min(pg_encoding_mblen(GetDatabaseEncoding(), html + i), length - i);

			appendBinaryStringInfo(out, html + i, bytes);
			i += bytes;
		}
	}
}
