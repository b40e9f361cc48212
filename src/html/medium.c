/*-------------------------------------------------------------------------
 *
 * html/medium.c
 *	  Pictures and videos in a document.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "html/medium.h"
#include "html/plain.h"
#include "html/rules.h"
#include "html/text.h"
#include "json/format.h"

static BohHtmlMedium *
make_medium(const char *url, const GumboNode *node)
{
	const GumboAttribute *alt = gumbo_get_attribute(&node->v.element.attributes, "alt");
	BohHtmlMedium *medium;

	if (url == NULL)
		return NULL;
	medium = palloc0(sizeof(BohHtmlMedium));
	medium->url = pstrdup(url);
	medium->alt = boh_html_line(alt == NULL ? "" : alt->value, BOH_HTML_MAX_CAPTION);
	return medium;
}

BohHtmlMedium *
boh_html_picture(const GumboNode *node)
{
	const char *url = boh_html_checked(node, "src");

	if (url == NULL)
	{
		const char *set = boh_html_checked(node, "srcset");
		const char *descriptor;
		int			length;
		int			descriptor_length;

		if (set != NULL && boh_html_next_candidate(&set, &url, &length, &descriptor, &descriptor_length))
			url = pnstrdup(url, length);
	}
	return make_medium(url, node);
}

BohHtmlMedium *
boh_html_embedded(const GumboNode *node)
{
	return make_medium(boh_html_checked(node, "src"), node);
}

static bool
is_video_address(const char *url)
{
	int			length = strlen(url);

	url = boh_html_convert(url, &length);
	return url != NULL && boh_format_video_url(url, length);
}

BohHtmlMedium *
boh_html_video(const GumboNode *node)
{
	const GumboVector *children = &node->v.element.children;
	const char *url = boh_html_checked(node, "src");
	const char *poster;
	BohHtmlMedium *medium;

	for (unsigned int i = 0; i < children->length && url == NULL; i++)
	{
		const GumboNode *child = children->data[i];

		if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_SOURCE)
			url = boh_html_checked(child, "src");
	}
	if (url == NULL || !is_video_address(url))
		return NULL;
	medium = make_medium(url, node);
	poster = boh_html_checked(node, "poster");
	if (poster != NULL && strlen(poster) <= BOH_HTML_MAX_ADDRESS)
		medium->poster = pstrdup(poster);
	return medium;
}

/* True for the address of a picture's file, and for one that leads nowhere. */
static bool
is_picture_file(const char *url)
{
	static const char *const extensions[] = {
		".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"
	};
	int			length = strcspn(url, "?#");

	if (url[0] == '#')
		return true;
	for (int i = 0; i < (int) lengthof(extensions); i++)
	{
		int			extension = strlen(extensions[i]);

		if (length > extension && pg_strncasecmp(url + length - extension, extensions[i], extension) == 0)
			return true;
	}
	return false;
}

bool
boh_html_leads_away(const GumboNode *node)
{
	const char *href = node->v.element.tag == GUMBO_TAG_A ? boh_html_checked(node, "href") : NULL;

	return href != NULL && !is_picture_file(href);
}

bool
boh_html_is_gallery(const GumboNode *node)
{
	static const char *const names[] = {
		"gallery", "image-gallery", "photo-gallery", "tiled-gallery", "wp-block-gallery", "wp-caption"
	};
	const GumboAttribute *class = gumbo_get_attribute(&node->v.element.attributes, "class");

	if (class == NULL)
		return false;
	for (const char *word = class->value; *word != '\0';)
	{
		int			length = strcspn(word, " \t\n\f\r");

		for (int i = 0; i < (int) lengthof(names); i++)
		{
			if (strlen(names[i]) == (size_t) length && strncmp(word, names[i], length) == 0)
				return true;
		}
		word += length;
		word += strspn(word, " \t\n\f\r");
	}
	return false;
}
