/*-------------------------------------------------------------------------
 *
 * html_filter.c
 *	  A tree written as HTML, less what rich text must not have.
 *
 * All tags and attributes are written anew from the tables of html_rules.c, all
 * text is escaped: whoever reads the result, finds no other tags in it than
 * these, whatever was in the document.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "html_filter.h"
#include "html_rules.h"
#include "html_text.h"

/* What a message shows of a name. */
#define MAX_SHOWN_BYTES 60

typedef struct Filter
{
	StringInfo	out;
	BohHtmlSink *sink;
	MemoryContext scratch;		/* for what is made of one element's
								 * attributes */
	int			depth;			/* of what is written */
	bool		text_only;
} Filter;

static void filter_children(Filter *filter, const GumboNode *node);

static void
report(Filter *filter, const GumboNode *node, const char *attribute, const char *message)
{
	if (filter->sink != NULL && !filter->sink->report(filter->sink, node, attribute, message))
		filter->sink = NULL;
}

static char *
shown(const char *name)
{
	int			length = strlen(name);

	return pnstrdup(name, pg_encoding_mbcliplen(PG_UTF8, name, length, MAX_SHOWN_BYTES));
}

static void
report_element(Filter *filter, const GumboNode *node, const char *format)
{
	if (filter->sink != NULL)
		report(filter, node, NULL, psprintf(format, shown(boh_html_name(&node->v.element))));
}

static bool
opens_new_window(const GumboElement *element)
{
	const GumboAttribute *target = gumbo_get_attribute(&element->attributes, "target");

	return target != NULL && pg_strcasecmp(target->value, "_blank") == 0;
}

static void
write_attribute(Filter *filter, const char *name, const char *value)
{
	appendStringInfo(filter->out, " %s=\"", name);
	boh_html_escape(filter->out, value, true);
	appendStringInfoChar(filter->out, '"');
}

/* A page that is opened in a window of its own must not reach ours. */
static const char *
with_noopener(const char *rel)
{
	if (rel == NULL)
		return "noopener";
	for (const char *word = rel; (word = strstr(word, "noopener")) != NULL; word++)
	{
		if ((word == rel || word[-1] == ' ') && (word[8] == '\0' || word[8] == ' '))
			return rel;
	}
	return psprintf("%s noopener", rel);
}

/* Is there one that says what is to be shown? */
static bool
write_attributes(Filter *filter, const GumboNode *node, const BohHtmlElement *rule)
{
	const GumboElement *element = &node->v.element;
	MemoryContext caller;
	bool		needs_noopener = element->tag == GUMBO_TAG_A && opens_new_window(element);
	bool		has_source = false;

	if (element->attributes.length == 0)
		return false;
	caller = MemoryContextSwitchTo(filter->scratch);
	for (unsigned int i = 0; i < element->attributes.length; i++)
	{
		const GumboAttribute *attribute = element->attributes.data[i];
		const BohHtmlAttribute *known = boh_html_attribute(rule, attribute->name);
		bool		lost = false;
		const char *value;

		if (known == NULL)
		{
			if (filter->sink != NULL)
				report(filter, node, attribute->name,
					   psprintf("attribute %s is not allowed here", shown(attribute->name)));
			continue;
		}
		value = known->check(attribute->value, known->words, &lost);
		if (filter->sink != NULL && (value == NULL || lost))
			report(filter, node, attribute->name,
				   psprintf("attribute %s %s", known->name, known->rule));
		if (value == NULL)
			continue;
		if (needs_noopener && strcmp(known->name, "rel") == 0)
		{
			value = with_noopener(value);
			needs_noopener = false;
		}
		has_source |= strcmp(known->name, "src") == 0 || strcmp(known->name, "srcset") == 0;
		write_attribute(filter, known->name, value);
	}
	if (needs_noopener)
		write_attribute(filter, "rel", "noopener");
	MemoryContextSwitchTo(caller);
	MemoryContextReset(filter->scratch);
	return has_source;
}

static void
write_element(Filter *filter, const GumboNode *node, const BohHtmlElement *rule, const char *name)
{
	StringInfo	out = filter->out;
	int			start = out->len;
	bool		has_source;

	appendStringInfo(out, "<%s", name);
	has_source = write_attributes(filter, node, rule);
	appendStringInfoChar(out, '>');
	if ((rule->flags & BOH_HTML_SOURCE) && !has_source)
	{
		out->len = start;
		out->data[start] = '\0';
		report_element(filter, node, "element %s has nothing to show");
		return;
	}
	if (rule->flags & BOH_HTML_VOID)
		return;
	start = out->len;
	if (!(rule->flags & BOH_HTML_EMPTY))
	{
		filter->depth++;
		filter_children(filter, node);
		filter->depth--;
	}

	/* a line end right after this tag is none of the text's */
	if (strcmp(name, "pre") == 0 && out->data[start] == '\n')
	{
		enlargeStringInfo(out, 1);
		memmove(out->data + start + 1, out->data + start, out->len - start + 1);
		out->len++;
	}
	appendStringInfo(out, "</%s>", name);
}

/* Google Docs wraps what it copies in bold that is none. */
static bool
is_not_bold(const GumboElement *element)
{
	const GumboAttribute *id;

	if (element->tag != GUMBO_TAG_B)
		return false;
	id = gumbo_get_attribute(&element->attributes, "id");
	return id != NULL && strncmp(id->value, "docs-internal-guid-", 19) == 0;
}

static void
filter_element(Filter *filter, const GumboNode *node)
{
	const BohHtmlElement *rule = boh_html_element(&node->v.element);

	if (rule->fate == BOH_HTML_DROP || (node->parse_flags & GUMBO_INSERTION_FROM_ISINDEX))
		report_element(filter, node, "element %s is not allowed");
	else if (filter->text_only)
		filter_children(filter, node);
	else if (rule->fate == BOH_HTML_UNWRAP || is_not_bold(&node->v.element))
	{
		report_element(filter, node, "element %s is not allowed");
		filter_children(filter, node);
	}
	else if (filter->depth >= BOH_HTML_KEPT_DEPTH)
	{
		report_element(filter, node, "element %s is nested too deeply");
		filter_children(filter, node);
	}
	else if (rule->fate == BOH_HTML_REPLACE)
	{
		report_element(filter, node, "element %s is not allowed");
		write_element(filter, node, rule, rule->replacement);
	}
	else
		write_element(filter, node, rule, rule->name);
}

static void
filter_children(Filter *filter, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	for (unsigned int i = 0; i < children->length; i++)
	{
		const GumboNode *child = children->data[i];

		CHECK_FOR_INTERRUPTS();
		switch (child->type)
		{
			case GUMBO_NODE_ELEMENT:
			case GUMBO_NODE_TEMPLATE:
				filter_element(filter, child);
				break;
			case GUMBO_NODE_TEXT:
			case GUMBO_NODE_CDATA:
			case GUMBO_NODE_WHITESPACE:
				boh_html_escape(filter->out, child->v.text.text, false);
				break;
			case GUMBO_NODE_COMMENT:
				report(filter, child, NULL, "comments are not allowed");
				break;
			case GUMBO_NODE_DOCUMENT:
				break;
		}
	}
}

static void
filter_root(Filter *filter, const GumboNode *root)
{
	filter->scratch = AllocSetContextCreate(CurrentMemoryContext, "boh HTML attributes",
											ALLOCSET_SMALL_SIZES);
	filter_children(filter, root);
	MemoryContextDelete(filter->scratch);
}

void
boh_html_filter(StringInfo out, const GumboNode *root, BohHtmlSink *sink)
{
	Filter		filter = {.out = out,.sink = sink};

	filter_root(&filter, root);
}

void
boh_html_filter_text(StringInfo out, const GumboNode *root)
{
	Filter		filter = {.out = out,.text_only = true};

	filter_root(&filter, root);
}
