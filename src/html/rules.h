/*-------------------------------------------------------------------------
 *
 * html/rules.h
 *	  The elements and attributes that rich text may have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_RULES_H
#define BOH_HTML_RULES_H

#include "html/parse.h"

/* Every id starts with it; boh_html_id() says why. */
#define BOH_HTML_ID_PREFIX "content-"

/* What the filter does with an element. */
typedef enum BohHtmlFate
{
	BOH_HTML_UNWRAP,			/* remove the tags, keep the contents */
	BOH_HTML_KEEP,
	BOH_HTML_REPLACE,			/* write another element with this meaning */
	BOH_HTML_DROP				/* remove it with its (invisible) contents */
} BohHtmlFate;

typedef enum BohHtmlFlags
{
	BOH_HTML_VOID = 1,			/* has no contents and no end tag */
	BOH_HTML_OPEN = 2,			/* its end tag may be omitted */
	BOH_HTML_EMPTY = 4,			/* only old browsers show its contents */
	BOH_HTML_SOURCE = 8			/* shows nothing without src or srcset */
} BohHtmlFlags;

typedef struct BohHtmlElement
{
	const char *name;
	BohHtmlFate fate;
	int			flags;
	uint64		attributes;		/* bits of the attributes that it may have,
								 * besides those of all elements */
	const char *replacement;	/* with BOH_HTML_REPLACE */
} BohHtmlElement;

/* Kinds of attributes that the filter treats differently. */
typedef enum BohHtmlAttributeKind
{
	BOH_HTML_VALUE,				/* all others */
	BOH_HTML_URL,
	BOH_HTML_CLASS,
	BOH_HTML_STYLE,				/* check returns a class instead */
	BOH_HTML_ID
} BohHtmlAttributeKind;

typedef struct BohHtmlAttribute
{
	const char *name;
	uint64		bit;			/* 0: all elements may have it */

	/*
	 * Returns the value to write, or NULL if it is not allowed.  Sets *lost
	 * if the value breaks the rule but can be mended.
	 */
	const char *(*check) (const char *value, const char *const *words, bool *lost);
	const char *const *words;	/* argument of check */
	const char *rule;			/* what a value must be, for messages */
	BohHtmlAttributeKind kind;
} BohHtmlAttribute;

extern const BohHtmlElement *boh_html_element(const GumboElement *element);

/* True if the filter removes the element with its contents. */
extern bool boh_html_is_dropped(const GumboNode *node);

/* Returns NULL if the element must not have it. */
extern const BohHtmlAttribute *boh_html_attribute(const BohHtmlElement *element, const char *name);

/*
 * The value that an attribute of an element may have, mended where needed; NULL
 * if there is none.
 */
extern const char *boh_html_checked(const GumboNode *node, const char *name);

/* attribute.c: checks of values that are not URLs */
extern const char *boh_html_text(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_flag(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_number(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_size(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_choice(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_tokens(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_permissions(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_classes(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_id(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_anchor(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_language(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_time(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_media(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_media_type(const char *value, const char *const *words, bool *lost);

/* align.c: check of styles */
extern const char *boh_html_text_align(const char *value, const char *const *words, bool *lost);

/* Our class for the first alignment class of the editor Quill, or NULL. */
extern const char *boh_html_quill_align(const char *classes, const char *const *words);

/*
 * Removes all classes that align text and appends this one.  Sets *lost if it
 * removes another alignment.
 */
extern const char *boh_html_align(const char *classes, const char *alignment,
								  const char *const *words, bool *lost);

/* url.c: checks of URLs */
extern const char *boh_html_link(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_resource(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_resource_set(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_embed(const char *value, const char *const *words, bool *lost);

/* Candidates of a srcset that are kept. */
#define BOH_HTML_MAX_CANDIDATES 100

/*
 * Reads the next candidate of a srcset: its URL and its descriptor, which may
 * be empty.  Advances *srcset.  Returns false at the end.
 */
extern bool boh_html_next_candidate(const char **srcset, const char **url, int *url_length,
									const char **descriptor, int *descriptor_length);

/* Returns the value without leading and trailing HTML whitespace. */
extern const char *boh_html_trim(const char *value, int *length);

/* HTML whitespace: unlike isspace(), without vertical tabs. */
static inline bool
boh_html_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

#endif							/* BOH_HTML_RULES_H */
