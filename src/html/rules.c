/*-------------------------------------------------------------------------
 *
 * html/rules.c
 *	  The elements and attributes that rich text may have: two tables.
 *
 * Elements and attributes that are not in the tables are not allowed.  The
 * filter removes such an element but keeps its contents; see
 * doc/reference/html.md.
 *
 * No kept element may switch parsers from text and tags to another mode, as
 * <script> does.  The one exception is <iframe>, which the filter writes
 * without contents.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "html/rules.h"

/* Attributes that only some elements may have; the others need no bit. */
typedef enum AttributeBit
{
	BIT_ABBR,
	BIT_ALIGN,
	BIT_ALLOW,
	BIT_ALLOWFULLSCREEN,
	BIT_ALT,
	BIT_ANCHOR,
	BIT_CITE,
	BIT_COLSPAN,
	BIT_CONTROLS,
	BIT_DATETIME,
	BIT_DECODING,
	BIT_DEFAULT,
	BIT_EMBED,
	BIT_FRAMEBORDER,
	BIT_HEIGHT,
	BIT_HREF,
	BIT_HREFLANG,
	BIT_KIND,
	BIT_LABEL,
	BIT_LIST_TYPE,
	BIT_LOADING,
	BIT_LOOP,
	BIT_MEDIA,
	BIT_MEDIA_TYPE,
	BIT_MUTED,
	BIT_OPEN,
	BIT_PLAYSINLINE,
	BIT_POSTER,
	BIT_PRELOAD,
	BIT_REFERRERPOLICY,
	BIT_REL,
	BIT_REVERSED,
	BIT_ROWSPAN,
	BIT_SCOPE,
	BIT_SIZES,
	BIT_SPAN,
	BIT_SRC,
	BIT_SRCLANG,
	BIT_SRCSET,
	BIT_START,
	BIT_TARGET,
	BIT_VALUE,
	BIT_WIDTH
} AttributeBit;

#define A(name) (UINT64CONST(1) << BIT_##name)

#define KEEP(name, flags, attributes) {name, BOH_HTML_KEEP, flags, attributes, NULL}
#define REPLACE(name, other, attributes) {name, BOH_HTML_REPLACE, 0, attributes, other}
#define DROP(name) {name, BOH_HTML_DROP, 0, 0, NULL}

/* Sorted by name, for binary search. */
static const BohHtmlElement elements[] = {
	KEEP("a", 0, A(HREF) | A(HREFLANG) | A(REL) | A(TARGET)),
	KEEP("abbr", 0, 0),
	REPLACE("acronym", "abbr", 0),
	KEEP("address", 0, A(ALIGN)),
	KEEP("article", 0, A(ALIGN)),
	KEEP("aside", 0, A(ALIGN)),
	KEEP("audio", 0, A(SRC) | A(CONTROLS) | A(LOOP) | A(MUTED) | A(PRELOAD)),
	KEEP("b", 0, 0),
	KEEP("bdi", 0, 0),
	KEEP("bdo", 0, 0),
	KEEP("blockquote", 0, A(ALIGN) | A(CITE)),
	KEEP("br", BOH_HTML_VOID, 0),
	KEEP("caption", BOH_HTML_OPEN, A(ALIGN)),
	REPLACE("center", "div", A(ALIGN)),
	KEEP("cite", 0, 0),
	KEEP("code", 0, 0),
	KEEP("col", BOH_HTML_VOID, A(SPAN)),
	KEEP("colgroup", BOH_HTML_OPEN, A(SPAN)),
	DROP("datalist"),
	KEEP("dd", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("del", 0, A(CITE) | A(DATETIME)),
	KEEP("details", 0, A(ALIGN) | A(OPEN)),
	KEEP("dfn", 0, 0),
	REPLACE("dialog", "div", A(ALIGN)),
	REPLACE("dir", "ul", A(ALIGN)),
	KEEP("div", 0, A(ALIGN)),
	KEEP("dl", 0, A(ALIGN)),
	KEEP("dt", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("em", 0, 0),
	REPLACE("fieldset", "div", A(ALIGN)),
	KEEP("figcaption", 0, A(ALIGN)),
	KEEP("figure", 0, A(ALIGN)),
	KEEP("footer", 0, A(ALIGN)),
	REPLACE("form", "div", A(ALIGN)),
	KEEP("h1", 0, A(ALIGN) | A(ANCHOR)),
	KEEP("h2", 0, A(ALIGN) | A(ANCHOR)),
	KEEP("h3", 0, A(ALIGN) | A(ANCHOR)),
	KEEP("h4", 0, A(ALIGN) | A(ANCHOR)),
	KEEP("h5", 0, A(ALIGN) | A(ANCHOR)),
	KEEP("h6", 0, A(ALIGN) | A(ANCHOR)),
	KEEP("header", 0, A(ALIGN)),
	REPLACE("hgroup", "div", A(ALIGN)),
	KEEP("hr", BOH_HTML_VOID, 0),
	KEEP("i", 0, 0),
	KEEP("iframe", BOH_HTML_EMPTY | BOH_HTML_SOURCE,
		 A(EMBED) | A(WIDTH) | A(HEIGHT) | A(ALLOW) | A(ALLOWFULLSCREEN) | A(FRAMEBORDER) |
		 A(LOADING) | A(REFERRERPOLICY)),
	KEEP("img", BOH_HTML_VOID | BOH_HTML_SOURCE,
		 A(SRC) | A(SRCSET) | A(SIZES) | A(ALT) | A(WIDTH) | A(HEIGHT) | A(LOADING) | A(DECODING)),
	KEEP("ins", 0, A(CITE) | A(DATETIME)),
	KEEP("kbd", 0, 0),
	KEEP("li", BOH_HTML_OPEN, A(ALIGN) | A(VALUE)),
	REPLACE("listing", "pre", A(ALIGN)),
	REPLACE("main", "div", A(ALIGN)),
	KEEP("mark", 0, 0),
	REPLACE("menu", "ul", A(ALIGN)),
	REPLACE("nav", "div", A(ALIGN)),
	DROP("noembed"),
	DROP("noframes"),
	DROP("noscript"),
	KEEP("ol", 0, A(ALIGN) | A(START) | A(REVERSED) | A(LIST_TYPE)),
	KEEP("p", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("picture", 0, 0),
	REPLACE("plaintext", "pre", A(ALIGN)),
	KEEP("pre", 0, A(ALIGN)),
	KEEP("q", 0, A(CITE)),
	KEEP("rp", BOH_HTML_OPEN, 0),
	KEEP("rt", BOH_HTML_OPEN, 0),
	KEEP("ruby", 0, 0),
	KEEP("s", 0, 0),
	KEEP("samp", 0, 0),
	DROP("script"),
	REPLACE("search", "div", A(ALIGN)),
	KEEP("section", 0, A(ALIGN)),
	KEEP("small", 0, 0),
	KEEP("source", BOH_HTML_VOID | BOH_HTML_SOURCE,
		 A(SRC) | A(SRCSET) | A(SIZES) | A(MEDIA) | A(MEDIA_TYPE) | A(WIDTH) | A(HEIGHT)),
	KEEP("span", 0, 0),
	REPLACE("strike", "s", 0),
	KEEP("strong", 0, 0),
	DROP("style"),
	KEEP("sub", 0, 0),
	KEEP("summary", 0, A(ALIGN)),
	KEEP("sup", 0, 0),
	KEEP("table", 0, A(ALIGN)),
	KEEP("tbody", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("td", BOH_HTML_OPEN, A(ALIGN) | A(COLSPAN) | A(ROWSPAN)),
	DROP("template"),
	KEEP("tfoot", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("th", BOH_HTML_OPEN, A(ALIGN) | A(COLSPAN) | A(ROWSPAN) | A(SCOPE) | A(ABBR)),
	KEEP("thead", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("time", 0, A(DATETIME)),
	DROP("title"),
	KEEP("tr", BOH_HTML_OPEN, A(ALIGN)),
	KEEP("track", BOH_HTML_VOID | BOH_HTML_SOURCE,
		 A(SRC) | A(KIND) | A(SRCLANG) | A(LABEL) | A(DEFAULT)),
	REPLACE("tt", "code", 0),
	KEEP("u", 0, 0),
	KEEP("ul", 0, A(ALIGN)),
	KEEP("var", 0, 0),
	KEEP("video", 0,
		 A(SRC) | A(POSTER) | A(WIDTH) | A(HEIGHT) | A(CONTROLS) | A(LOOP) | A(MUTED) |
		 A(PLAYSINLINE) | A(PRELOAD)),
	KEEP("wbr", BOH_HTML_VOID, 0),
	REPLACE("xmp", "pre", A(ALIGN)),
};

static const BohHtmlElement unknown = {"", BOH_HTML_UNWRAP, 0, 0, NULL};

/* Of SVG and MathML only the visible text stays; these have none. */
static const char *const unseen_foreign[] = {
	"annotation", "annotation-xml", "defs", "desc", "metadata", "script", "style", "title"
};
static const BohHtmlElement unseen = {"", BOH_HTML_DROP, 0, 0, NULL};

#define WORDS(...) ((const char *const[]) {__VA_ARGS__, NULL})

#define RULE_LINK "must be an http, https, mailto or tel link, a path that starts with one slash, or a #fragment"
#define RULE_RESOURCE "must be an http or https URL, or a path that starts with one slash"
#define RULE_NUMBER "must be a whole number"
#define RULE_ID "must start with " BOH_HTML_ID_PREFIX " and continue with letters, digits, -, _, . and :"
#define RULE_LANGUAGE "must be a language tag, like \"en\" or \"pt-BR\""

/*
 * Sorted by name, for binary search.  If a name occurs twice, the first entry
 * that the element may have applies.
 */
static const BohHtmlAttribute attributes[] = {
	{"abbr", A(ABBR), boh_html_text, NULL, "", BOH_HTML_VALUE},
	{"allow", A(ALLOW), boh_html_permissions,
		WORDS("accelerometer", "autoplay", "clipboard-write", "encrypted-media", "fullscreen",
			  "gyroscope", "picture-in-picture", "web-share"),
	"must be a list of features that players need, separated by semicolons", BOH_HTML_VALUE},
	{"allowfullscreen", A(ALLOWFULLSCREEN), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"alt", A(ALT), boh_html_text, NULL, "", BOH_HTML_VALUE},
	{"aria-label", 0, boh_html_text, NULL, "", BOH_HTML_VALUE},
	{"cite", A(CITE), boh_html_link, NULL, RULE_LINK, BOH_HTML_URL},
	{"class", 0, boh_html_classes, WORDS("align-", "language-", "size-"),
	"may have only classes that start with align-, language- or size-", BOH_HTML_CLASS},
	{"colspan", A(COLSPAN), boh_html_number, NULL, RULE_NUMBER, BOH_HTML_VALUE},
	{"controls", A(CONTROLS), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"datetime", A(DATETIME), boh_html_time, NULL, "must be a date, a time or a duration", BOH_HTML_VALUE},
	{"decoding", A(DECODING), boh_html_choice, WORDS("async", "auto", "sync"),
	"must be async, auto or sync", BOH_HTML_VALUE},
	{"default", A(DEFAULT), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"dir", 0, boh_html_choice, WORDS("auto", "ltr", "rtl"), "must be auto, ltr or rtl", BOH_HTML_VALUE},
	{"frameborder", A(FRAMEBORDER), boh_html_choice, WORDS("0"), "must be 0", BOH_HTML_VALUE},
	{"height", A(HEIGHT), boh_html_size, NULL, RULE_NUMBER " or a percentage", BOH_HTML_VALUE},
	{"href", A(HREF), boh_html_link, NULL, RULE_LINK, BOH_HTML_URL},
	{"hreflang", A(HREFLANG), boh_html_language, NULL, RULE_LANGUAGE, BOH_HTML_VALUE},
	{"id", A(ANCHOR), boh_html_anchor, NULL, RULE_ID, BOH_HTML_ID},
	{"id", 0, boh_html_id, NULL, RULE_ID, BOH_HTML_ID},
	{"kind", A(KIND), boh_html_choice,
		WORDS("captions", "chapters", "descriptions", "subtitles"),
	"must be captions, chapters, descriptions or subtitles", BOH_HTML_VALUE},
	{"label", A(LABEL), boh_html_text, NULL, "", BOH_HTML_VALUE},
	{"lang", 0, boh_html_language, NULL, RULE_LANGUAGE, BOH_HTML_VALUE},
	{"loading", A(LOADING), boh_html_choice, WORDS("eager", "lazy"), "must be eager or lazy", BOH_HTML_VALUE},
	{"loop", A(LOOP), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"media", A(MEDIA), boh_html_media, NULL, "must be a media query", BOH_HTML_VALUE},
	{"muted", A(MUTED), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"open", A(OPEN), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"playsinline", A(PLAYSINLINE), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"poster", A(POSTER), boh_html_resource, NULL, RULE_RESOURCE, BOH_HTML_URL},
	{"preload", A(PRELOAD), boh_html_choice, WORDS("auto", "metadata", "none"),
	"must be auto, metadata or none", BOH_HTML_VALUE},
	{"referrerpolicy", A(REFERRERPOLICY), boh_html_choice,
		WORDS("no-referrer", "origin", "same-origin", "strict-origin", "strict-origin-when-cross-origin"),
	"must be a policy that sends no more than the origin to other sites", BOH_HTML_VALUE},
	{"rel", A(REL), boh_html_tokens,
		WORDS("author", "bookmark", "external", "help", "license", "me", "next", "nofollow",
			  "noopener", "noreferrer", "prev", "sponsored", "tag", "ugc"),
	"may have only link types that load nothing and run nothing", BOH_HTML_VALUE},
	{"reversed", A(REVERSED), boh_html_flag, NULL, "", BOH_HTML_VALUE},
	{"rowspan", A(ROWSPAN), boh_html_number, NULL, RULE_NUMBER, BOH_HTML_VALUE},
	{"scope", A(SCOPE), boh_html_choice, WORDS("col", "colgroup", "row", "rowgroup"),
	"must be col, colgroup, row or rowgroup", BOH_HTML_VALUE},
	{"sizes", A(SIZES), boh_html_media, NULL, "must be a list of sizes", BOH_HTML_VALUE},
	{"span", A(SPAN), boh_html_number, NULL, RULE_NUMBER, BOH_HTML_VALUE},
	{"src", A(EMBED), boh_html_embed, NULL, "must be the URL of a YouTube or Vimeo video", BOH_HTML_URL},
	{"src", A(SRC), boh_html_resource, NULL, RULE_RESOURCE, BOH_HTML_URL},
	{"srclang", A(SRCLANG), boh_html_language, NULL, RULE_LANGUAGE, BOH_HTML_VALUE},
	{"srcset", A(SRCSET), boh_html_resource_set, NULL,
	"must be a list of images, each an http or https URL, or a path that starts with one slash", BOH_HTML_URL},
	{"start", A(START), boh_html_number, NULL, RULE_NUMBER, BOH_HTML_VALUE},
	{"style", A(ALIGN), boh_html_text_align, WORDS("center", "justify", "left", "right"),
	"is not allowed here: use classes that start with align- instead of text-align", BOH_HTML_STYLE},
	{"target", A(TARGET), boh_html_choice, WORDS("_blank", "_self"), "must be _blank or _self", BOH_HTML_VALUE},
	{"title", 0, boh_html_text, NULL, "", BOH_HTML_VALUE},
	{"type", A(LIST_TYPE), boh_html_choice, WORDS("1", "A", "I", "a", "i"), "must be 1, A, a, I or i", BOH_HTML_VALUE},
	{"type", A(MEDIA_TYPE), boh_html_media_type, NULL, "must be a media type, like \"image/webp\"", BOH_HTML_VALUE},
	{"value", A(VALUE), boh_html_number, NULL, RULE_NUMBER, BOH_HTML_VALUE},
	{"width", A(WIDTH), boh_html_size, NULL, RULE_NUMBER " or a percentage", BOH_HTML_VALUE},
};

static const BohHtmlElement *
find_element(const char *name)
{
	int			low = 0;
	int			high = lengthof(elements);

	while (low < high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(name, elements[middle].name);

		if (order == 0)
			return &elements[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const BohHtmlElement *
foreign_element(const char *name)
{
	for (int i = 0; i < (int) lengthof(unseen_foreign); i++)
	{
		if (strcmp(name, unseen_foreign[i]) == 0)
			return &unseen;
	}
	return &unknown;
}

const BohHtmlElement *
boh_html_element(const GumboElement *element)
{
	static const BohHtmlElement *by_tag[GUMBO_TAG_LAST];
	const BohHtmlElement *found;

	if (element->tag_namespace != GUMBO_NAMESPACE_HTML)
		return foreign_element(boh_html_name(element));

	/* releases of libgumbo know different tags, so fill by_tag as we go */
	if (element->tag != GUMBO_TAG_UNKNOWN && by_tag[element->tag] != NULL)
		return by_tag[element->tag];
	found = find_element(boh_html_name(element));
	if (found == NULL)
		found = &unknown;
	if (element->tag != GUMBO_TAG_UNKNOWN)
		by_tag[element->tag] = found;
	return found;
}

const BohHtmlAttribute *
boh_html_attribute(const BohHtmlElement *element, const char *name)
{
	int			low = 0;
	int			high = lengthof(attributes);

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (strcmp(attributes[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < (int) lengthof(attributes) && strcmp(attributes[low].name, name) == 0; low++)
	{
		if (attributes[low].bit == 0 || (attributes[low].bit & element->attributes) != 0)
			return &attributes[low];
	}
	return NULL;
}

const char *
boh_html_checked(const GumboNode *node, const char *name)
{
	const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
	const BohHtmlAttribute *known = boh_html_attribute(boh_html_element(&node->v.element), name);
	bool		lost;

	return attribute == NULL || known == NULL ? NULL : known->check(attribute->value, known->words, &lost);
}

/* The parser makes elements of its own for <isindex>. */
bool
boh_html_is_dropped(const GumboNode *node)
{
	return boh_html_element(&node->v.element)->fate == BOH_HTML_DROP ||
		(node->parse_flags & GUMBO_INSERTION_FROM_ISINDEX);
}
