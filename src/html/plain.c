/*-------------------------------------------------------------------------
 *
 * html/plain.c
 *	  Text without tags: titles, captions, alternative texts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "html/plain.h"
#include "html/rules.h"

void
boh_html_gather(StringInfo out, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	for (unsigned int i = 0; i < children->length; i++)
	{
		const GumboNode *child = children->data[i];

		CHECK_FOR_INTERRUPTS();
		if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_CDATA ||
			child->type == GUMBO_NODE_WHITESPACE)
			appendStringInfoString(out, child->v.text.text);
		else if (child->type == GUMBO_NODE_ELEMENT)
		{
			if (child->v.element.tag == GUMBO_TAG_BR)
				appendStringInfoChar(out, ' ');
			if (!boh_html_is_dropped(child))
				boh_html_gather(out, child);
		}
	}
}

/* Bytes of the space at text; 0 if there is none. */
static int
space_length(const char *text)
{
	if (boh_html_is_space(*text))
		return 1;
	return (unsigned char) text[0] == 0xC2 && (unsigned char) text[1] == 0xA0 ? 2 : 0;
}

/* Bytes of the character at text; 0 if it is a control character or invalid. */
static int
character_length(const char *text)
{
	const unsigned char *start = (const unsigned char *) text;
	int			length = pg_utf_mblen(start);

	if (*start < ' ' || *start == 0x7F || strnlen(text, length) < (size_t) length ||
		!pg_utf8_islegal(start, length) || (start[0] == 0xC2 && start[1] < 0xA0))
		return 0;
	return length;
}

bool
boh_html_is_visible(const char *utf8)
{
	while (*utf8 != '\0')
	{
		int			space = space_length(utf8);

		if (space == 0 && character_length(utf8) > 0)
			return true;
		utf8 += Max(space, 1);
	}
	return false;
}

char *
boh_html_line(const char *utf8, int most)
{
	StringInfoData out;
	bool		space = false;
	int			length;

	initStringInfo(&out);
	for (int count = 0; *utf8 != '\0' && count < most;)
	{
		length = space_length(utf8);
		if (length > 0)
			space = out.len > 0;
		else
		{
			length = character_length(utf8);
			if (length > 0 && space)
			{
				/* the space needs a character after it, too */
				if (count + 1 == most)
					break;
				appendStringInfoChar(&out, ' ');
				count++;
				space = false;
			}
			appendBinaryStringInfo(&out, utf8, length);
			count += length > 0 ? 1 : 0;
		}
		utf8 += Max(length, 1);
	}
	return out.data;
}
