/*-------------------------------------------------------------------------
 *
 * html/filter.c
 *	  Writes a tree as HTML, without what rich text must not contain.
 *
 * The filter copies no markup.  It takes the names of tags and attributes from
 * the tables in rules.c, and escapes all text.  So the result has only tags
 * that the tables allow, whatever the document contains and whichever parser
 * reads the result.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "html/anchor.h"
#include "html/filter.h"
#include "html/rules.h"
#include "html/text.h"

/* Longer names of elements and attributes are cut in messages. */
#define MAX_SHOWN_BYTES 60

typedef enum FilterMode
{
	WRITE_HTML,
	WRITE_TEXT,
	FIND_ANCHORS				/* writes nothing; collects ids */
} FilterMode;

struct BohHtmlFilter
{
	FilterMode	mode;
	StringInfo	out;
	BohHtmlSink *sink;
	BohHtmlAnchors *anchors;	/* NULL: the document has no ids */
	MemoryContext scratch;		/* reset after each element's attributes */
	int			depth;			/* of elements in the result */
};

typedef struct BohHtmlFilter Filter;

/* How the attributes of one element align its text. */
typedef struct Alignment
{
	const BohHtmlAttribute *rule;	/* for "style"; NULL: not allowed */
	const char *of_style;		/* class that replaces the style, or NULL */
	const char *class;			/* class that aligns the element, or NULL */
	bool		in_classes;		/* the element has an attribute "class" */
} Alignment;

static void filter_children(Filter *filter, const GumboNode *node);

static void
report(Filter *filter, const BohHtmlFinding *finding)
{
	if (!filter->sink->report(filter->sink, finding))
		filter->sink = NULL;
}

static char *
shown(const char *name)
{
	int			length = strlen(name);

	return pnstrdup(name, pg_encoding_mbcliplen(PG_UTF8, name, length, MAX_SHOWN_BYTES));
}

static void
report_element(Filter *filter, const GumboNode *node, const char *to, const char *format)
{
	BohHtmlFinding finding = {.node = node,.kind = "element",.to = to};

	if (filter->sink == NULL)
		return;
	finding.name = shown(boh_html_name(&node->v.element));
	finding.message = psprintf(format, finding.name);
	report(filter, &finding);
}

static void
report_comment(Filter *filter, const GumboNode *node)
{
	BohHtmlFinding finding = {.node = node,.kind = "comment",.message = "comments are not allowed"};

	if (filter->sink == NULL)
		return;
	finding.from = node->v.text.text;
	report(filter, &finding);
}

/* known is NULL if the attribute is not allowed. */
static const char *
kind_name(const BohHtmlAttribute *known, const char *name)
{
	if (known == NULL)
		return strcmp(name, "style") == 0 ? "style" : "attribute";
	switch (known->kind)
	{
		case BOH_HTML_URL:
			return "url";
		case BOH_HTML_CLASS:
			return "class";
		case BOH_HTML_STYLE:
			return "style";
		case BOH_HTML_ID:
			return "id";
		case BOH_HTML_VALUE:
			break;
	}
	return "attribute";
}

static void
report_attribute(Filter *filter, const GumboNode *node, const GumboAttribute *attribute,
				 const BohHtmlAttribute *known, const char *to, const char *rule)
{
	BohHtmlFinding finding = {.node = node,.to = to};

	if (filter->sink == NULL)
		return;
	finding.kind = kind_name(known, attribute->name);
	finding.attribute = attribute->name;
	finding.name = shown(attribute->name);
	finding.from = attribute->value;
	finding.message = psprintf("attribute %s %s", finding.name, rule);
	report(filter, &finding);
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

/* Adds "noopener": a page in a new window must not control our window. */
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

/*
 * Finds the alignment before write_attributes() writes anything, because
 * "style" and "class" may come in any order.  A style overrides classes.
 */
static Alignment
find_alignment(const GumboElement *element, const BohHtmlElement *rule)
{
	const char *style = NULL;
	const char *classes = NULL;
	Alignment	alignment = {.rule = NULL};
	bool		lost;

	for (unsigned int i = 0; i < element->attributes.length; i++)
	{
		const GumboAttribute *attribute = element->attributes.data[i];

		if (strcmp(attribute->name, "style") == 0)
			style = attribute->value;
		else if (strcmp(attribute->name, "class") == 0)
			classes = attribute->value;
	}
	if (style == NULL && classes == NULL)
		return alignment;
	alignment.in_classes = classes != NULL;
	alignment.rule = boh_html_attribute(rule, "style");
	if (alignment.rule == NULL)
		return alignment;
	if (style != NULL)
		alignment.of_style = alignment.rule->check(style, alignment.rule->words, &lost);
	alignment.class = alignment.of_style;
	if (alignment.class == NULL && classes != NULL)
		alignment.class = boh_html_quill_align(classes, alignment.rule->words);
	return alignment;
}

/*
 * Returns the new value of an attribute, or NULL if it has to go.  Sets *rule
 * to the rule that the given value breaks, or to NULL if it breaks none.
 */
static const char *
check_attribute(Filter *filter, const GumboNode *node, const BohHtmlAttribute *known,
				const char *given, const Alignment *alignment, const char **rule)
{
	bool		lost = false;
	const char *value = known->kind == BOH_HTML_STYLE ? alignment->of_style :
	known->check(given, known->words, &lost);

	*rule = value == NULL || lost ? known->rule : NULL;
	switch (known->kind)
	{
		case BOH_HTML_ID:
			if (value != NULL && !boh_html_anchors_owns(filter->anchors, value, node))
			{
				*rule = "is already the id of another element";
				return NULL;
			}
			break;
		case BOH_HTML_URL:
			if (value != NULL && value[0] == '#' && filter->anchors != NULL)
			{
				const char *target = boh_html_anchors_target(filter->anchors, value);

				if (target != NULL)
				{
					*rule = psprintf("must be %s, because that is the id of its target", target);
					return target;
				}
			}
			break;
		case BOH_HTML_CLASS:
			if (alignment->class != NULL)
			{
				bool		realigned = false;

				value = boh_html_align(value == NULL ? "" : value, alignment->class,
									   alignment->rule->words, &realigned);
				if (realigned && *rule == NULL)
					*rule = "must have the alignment that the style has";
			}
			break;
		case BOH_HTML_STYLE:
			*rule = known->rule;
			break;
		case BOH_HTML_VALUE:
			break;
	}
	return value;
}

static void
write_attributes(Filter *filter, const GumboNode *node, const BohHtmlElement *rule)
{
	const GumboElement *element = &node->v.element;
	MemoryContext caller;
	bool		needs_noopener = element->tag == GUMBO_TAG_A && opens_new_window(element);
	Alignment	alignment;

	if (element->attributes.length == 0)
		return;
	caller = MemoryContextSwitchTo(filter->scratch);
	alignment = find_alignment(element, rule);
	for (unsigned int i = 0; i < element->attributes.length; i++)
	{
		const GumboAttribute *attribute = element->attributes.data[i];
		const BohHtmlAttribute *known = boh_html_attribute(rule, attribute->name);
		const char *broken_rule;
		const char *value;

		if (known == NULL)
		{
			report_attribute(filter, node, attribute, NULL, NULL, "is not allowed here");
			continue;
		}
		value = check_attribute(filter, node, known, attribute->value, &alignment, &broken_rule);
		if (broken_rule != NULL)
			report_attribute(filter, node, attribute, known, value, broken_rule);
		if (value == NULL)
			continue;
		if (needs_noopener && strcmp(known->name, "rel") == 0)
		{
			value = with_noopener(value);
			needs_noopener = false;
		}
		if (known->kind != BOH_HTML_STYLE)
			write_attribute(filter, known->name, value);
		else if (!alignment.in_classes)
			write_attribute(filter, "class", value);
	}
	if (needs_noopener)
		write_attribute(filter, "rel", "noopener");
	MemoryContextSwitchTo(caller);
	MemoryContextReset(filter->scratch);
}

/* True unless the element needs a valid "src" or "srcset" and has none. */
static bool
has_source(Filter *filter, const GumboNode *node, const BohHtmlElement *rule)
{
	MemoryContext caller;
	bool		found;

	if (!(rule->flags & BOH_HTML_SOURCE))
		return true;
	caller = MemoryContextSwitchTo(filter->scratch);
	found = boh_html_checked(node, "src") != NULL || boh_html_checked(node, "srcset") != NULL;
	MemoryContextSwitchTo(caller);
	MemoryContextReset(filter->scratch);
	return found;
}

static void
find_anchor(Filter *filter, const GumboNode *node, const BohHtmlElement *rule)
{
	const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, "id");
	const BohHtmlAttribute *known;
	const char *id;
	bool		prefixed = false;

	if (attribute == NULL)
		return;
	known = boh_html_attribute(rule, "id");
	id = known->check(attribute->value, known->words, &prefixed);
	if (id != NULL)
		boh_html_anchors_add(filter->anchors, id, node, prefixed);
}

/*
 * Parsers ignore a newline right after <pre>.  If the contents start with one,
 * write a second one, so that the first is kept.
 */
static void
double_line_end(StringInfo out, int start)
{
	if (out->data[start] != '\n')
		return;
	enlargeStringInfo(out, 1);
	memmove(out->data + start + 1, out->data + start, out->len - start + 1);
	out->len++;
}

static void
filter_contents(Filter *filter, const GumboNode *node, const BohHtmlElement *rule)
{
	if (rule->flags & (BOH_HTML_VOID | BOH_HTML_EMPTY))
		return;
	filter->depth++;
	filter_children(filter, node);
	filter->depth--;
}

static void
write_element(Filter *filter, const GumboNode *node, const BohHtmlElement *rule, const char *name)
{
	StringInfo	out = filter->out;
	int			start;

	if (filter->mode == FIND_ANCHORS)
	{
		if (has_source(filter, node, rule))
			find_anchor(filter, node, rule);
		filter_contents(filter, node, rule);
		return;
	}
	start = out->len;
	appendStringInfo(out, "<%s", name);
	write_attributes(filter, node, rule);
	appendStringInfoChar(out, '>');
	if (!has_source(filter, node, rule))
	{
		out->len = start;
		out->data[start] = '\0';
		report_element(filter, node, NULL, "element %s has no source that it can show");
		return;
	}
	start = out->len;
	filter_contents(filter, node, rule);
	if (strcmp(name, "pre") == 0)
		double_line_end(out, start);
	if (!(rule->flags & BOH_HTML_VOID))
		appendStringInfo(out, "</%s>", name);
}

/* Google Docs wraps copied text in a <b> that does not mean bold. */
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

	if (boh_html_is_dropped(node))
		report_element(filter, node, NULL, "element %s is not allowed");
	else if (filter->mode == WRITE_TEXT)
		filter_children(filter, node);
	else if (rule->fate == BOH_HTML_UNWRAP || is_not_bold(&node->v.element))
	{
		report_element(filter, node, NULL, "element %s is not allowed");
		filter_children(filter, node);
	}
	else if (filter->depth >= BOH_HTML_KEPT_DEPTH)
	{
		report_element(filter, node, NULL, "element %s is nested too deeply");
		filter_children(filter, node);
	}
	else if (rule->fate == BOH_HTML_REPLACE)
	{
		report_element(filter, node, rule->replacement, "element %s is not allowed");
		write_element(filter, node, rule, rule->replacement);
	}
	else
		write_element(filter, node, rule, rule->name);
}

static void
filter_node(Filter *filter, const GumboNode *node)
{
	switch (node->type)
	{
		case GUMBO_NODE_ELEMENT:
		case GUMBO_NODE_TEMPLATE:
			filter_element(filter, node);
			break;
		case GUMBO_NODE_TEXT:
		case GUMBO_NODE_CDATA:
		case GUMBO_NODE_WHITESPACE:
			if (filter->mode != FIND_ANCHORS)
				boh_html_escape(filter->out, node->v.text.text, false);
			break;
		case GUMBO_NODE_COMMENT:
			report_comment(filter, node);
			break;
		case GUMBO_NODE_DOCUMENT:
			break;
	}
}

static void
filter_children(Filter *filter, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	for (unsigned int i = 0; i < children->length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		filter_node(filter, children->data[i]);
	}
}

/* Collect all ids first: a link may come before its target. */
static Filter *
make_filter(const BohHtmlTree *tree, FilterMode mode)
{
	Filter	   *filter = palloc0(sizeof(Filter));

	filter->mode = FIND_ANCHORS;
	filter->scratch = AllocSetContextCreate(CurrentMemoryContext, "boh HTML attributes",
											ALLOCSET_SMALL_SIZES);
	if (tree->has_ids && mode == WRITE_HTML)
	{
		filter->anchors = boh_html_anchors_create();
		filter_children(filter, tree->root);
	}
	filter->mode = mode;
	return filter;
}

static void
filter_tree(const BohHtmlTree *tree, FilterMode mode, StringInfo out, BohHtmlSink *sink)
{
	Filter	   *filter = make_filter(tree, mode);

	filter->out = out;
	filter->sink = sink;
	filter_children(filter, tree->root);
	MemoryContextDelete(filter->scratch);
}

void
boh_html_filter(StringInfo out, const BohHtmlTree *tree, BohHtmlSink *sink)
{
	filter_tree(tree, WRITE_HTML, out, sink);
}

void
boh_html_filter_text(StringInfo out, const BohHtmlTree *tree)
{
	filter_tree(tree, WRITE_TEXT, out, NULL);
}

BohHtmlFilter *
boh_html_filter_make(const BohHtmlTree *tree)
{
	return make_filter(tree, WRITE_HTML);
}

void
boh_html_filter_node(BohHtmlFilter *filter, StringInfo out, const GumboNode *node)
{
	filter->out = out;
	filter_node(filter, node);
}
