/*-------------------------------------------------------------------------
 *
 * html/urls.c
 *	  Finds the URLs in a document.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "html/html.h"
#include "html/rules.h"
#include "html/text.h"

typedef struct Search
{
	MemoryContext caller;		/* current when the callback runs */
	BohHtmlUrlCallback found;
	void	   *argument;
} Search;

static void
give_url(const Search *search, const char *url, int length)
{
	const char *text;
	MemoryContext scratch;

	if (length == 0)
		return;
	text = boh_html_from_utf8(url, &length);

	scratch = MemoryContextSwitchTo(search->caller);
	search->found(search->argument, text, length);
	MemoryContextSwitchTo(scratch);
}

static void
search_attribute(const Search *search, const GumboAttribute *attribute)
{
	static const char *const names[] = {"cite", "data", "href", "poster", "src"};

	if (strcmp(attribute->name, "srcset") == 0)
	{
		const char *position = attribute->value;
		const char *url;
		const char *descriptor;
		int			length;
		int			descriptor_length;

		while (boh_html_next_candidate(&position, &url, &length, &descriptor, &descriptor_length))
			give_url(search, url, length);
		return;
	}
	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if (strcmp(attribute->name, names[i]) == 0)
		{
			int			length;
			const char *url = boh_html_trim(attribute->value, &length);

			give_url(search, url, length);
			return;
		}
	}
}

static void
search_node(const Search *search, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
	{
		const GumboVector *attributes = &node->v.element.attributes;

		for (unsigned int i = 0; i < attributes->length; i++)
			search_attribute(search, attributes->data[i]);
	}
	for (unsigned int i = 0; i < children->length; i++)
		search_node(search, children->data[i]);
}

void
boh_html_urls(const char *html, int length, BohHtmlUrlCallback found, void *argument)
{
	Search		search = {CurrentMemoryContext, found, argument};
	BohHtmlTree tree;

	/* no tags, so no attributes */
	if (memchr(html, '<', length) == NULL)
		return;
	html = boh_html_to_utf8(html, &length, NULL);
	boh_html_parse(&tree, html, length);
	MemoryContextSwitchTo(tree.context);
	boh_html_check_limits(&tree);
	search_node(&search, tree.root);
	MemoryContextSwitchTo(search.caller);
	boh_html_free(&tree);
}
