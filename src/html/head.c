/*-------------------------------------------------------------------------
 *
 * html/head.c
 *	  What a document says of itself: its title, its description, its address.
 *
 * The parser reads a fragment, so there is no head in the tree: what a head
 * contains is where it stands in the text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "html/head.h"
#include "html/plain.h"
#include "html/rules.h"
#include "json/uri.h"

static const char *
value_of(const GumboNode *node, const char *name)
{
	const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);

	return attribute == NULL ? NULL : attribute->value;
}

/* The address in href if it is one of the web. */
static const char *
web_address(const GumboNode *node)
{
	const char *href = value_of(node, "href");
	bool		lost;

	if (href != NULL)
		href = boh_html_link(href, NULL, &lost);
	if (href == NULL || (pg_strncasecmp(href, "http://", 7) != 0 && pg_strncasecmp(href, "https://", 8) != 0))
		return NULL;
	return href;
}

static void
read_element(BohHtmlHead *head, const char **canonical, const GumboNode *node)
{
	const char *name = boh_html_name(&node->v.element);
	const char *value;

	if (strcmp(name, "title") == 0 && head->title == NULL)
		head->title = node;
	else if (strcmp(name, "h1") == 0 && head->heading == NULL)
		head->heading = node;
	else if (strcmp(name, "main") == 0 && head->main == NULL)
		head->main = node;
	else if (strcmp(name, "meta") == 0 && head->description == NULL &&
			 (value = value_of(node, "name")) != NULL && pg_strcasecmp(value, "description") == 0 &&
			 (value = value_of(node, "content")) != NULL && boh_html_is_visible(value))
		head->description = value;
	else if (strcmp(name, "base") == 0 && head->address == NULL)
		head->address = web_address(node);
	else if (strcmp(name, "link") == 0 && *canonical == NULL &&
			 (value = value_of(node, "rel")) != NULL && pg_strcasecmp(value, "canonical") == 0)
		*canonical = web_address(node);
}

static void
read_nodes(BohHtmlHead *head, const char **canonical, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	for (unsigned int i = 0; i < children->length; i++)
	{
		const GumboNode *child = children->data[i];

		CHECK_FOR_INTERRUPTS();
		if (child->type != GUMBO_NODE_ELEMENT)
			continue;
		if (child->v.element.tag_namespace == GUMBO_NAMESPACE_HTML)
			read_element(head, canonical, child);
		if (!boh_html_is_dropped(child))
			read_nodes(head, canonical, child);
	}
}

/*
 * True for an address that rich text cannot have, because it depends on the
 * place of the document: "a.png", "?page=2", "//host/a.png".  Paths that start
 * with one slash stay: the new site may have the same.
 */
static bool
is_relative(const char *url)
{
	if (url[0] == '/')
		return url[1] == '/';
	return url[0] != '\0' && url[0] != '#' && url[strcspn(url, ":/?#")] != ':';
}

static char *
absolute_url(const char *address, const char *url)
{
	return psprintf("%s%s", boh_uri_resolve(address, url), url + strcspn(url, "#"));
}

/* One candidate more than are kept, so that the others are reported as lost. */
static char *
absolute_set(BohHtmlTree *tree, const char *address, const char *set)
{
	StringInfoData out;
	const char *start;
	const char *descriptor;
	int			length;
	int			descriptor_length;

	initStringInfo(&out);
	for (int i = 0; i <= BOH_HTML_MAX_CANDIDATES &&
		 boh_html_next_candidate(&set, &start, &length, &descriptor, &descriptor_length); i++)
	{
		const char *url = pnstrdup(start, length);

		appendStringInfo(&out, "%s%s %.*s", i > 0 ? ", " : "",
						 is_relative(url) ? absolute_url(address, url) : url, descriptor_length, descriptor);
		boh_html_check_memory(tree);
	}
	return out.data;
}

static void
make_absolute(BohHtmlTree *tree, const char *address, const GumboNode *node)
{
	static const char *const names[] = {"cite", "href", "poster", "src"};
	GumboAttribute *set = gumbo_get_attribute(&node->v.element.attributes, "srcset");

	if (set != NULL)
		set->value = absolute_set(tree, address, set->value);
	for (int i = 0; i < (int) lengthof(names); i++)
	{
		GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, names[i]);
		int			length;
		const char *url;

		if (attribute == NULL)
			continue;
		url = boh_html_trim(attribute->value, &length);
		url = pnstrdup(url, length);
		if (is_relative(url))
			attribute->value = absolute_url(address, url);
	}
}

static void
make_all_absolute(BohHtmlTree *tree, const char *address, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	if (node->type == GUMBO_NODE_ELEMENT)
	{
		make_absolute(tree, address, node);
		boh_html_check_memory(tree);
	}
	for (unsigned int i = 0; i < children->length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		make_all_absolute(tree, address, children->data[i]);
	}
}

void
boh_html_read_head(BohHtmlHead *head, BohHtmlTree *tree)
{
	const char *canonical = NULL;

	memset(head, 0, sizeof(BohHtmlHead));
	read_nodes(head, &canonical, tree->root);
	if (head->address == NULL)
		head->address = canonical;
	if (head->address != NULL)
		make_all_absolute(tree, head->address, tree->root);
}
