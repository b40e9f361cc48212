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

/* Of each id.  See boh_html_id(). */
#define BOH_HTML_ID_PREFIX "content-"

/* What becomes of an element. */
typedef enum BohHtmlFate
{
	BOH_HTML_UNWRAP,			/* goes, its contents stay */
	BOH_HTML_KEEP,
	BOH_HTML_REPLACE,			/* becomes another element that says the same */
	BOH_HTML_DROP				/* goes with its contents, which nobody sees */
} BohHtmlFate;

typedef enum BohHtmlFlags
{
	BOH_HTML_VOID = 1,			/* has no contents and no end tag */
	BOH_HTML_OPEN = 2,			/* its end tag may be left out */
	BOH_HTML_EMPTY = 4,			/* contents are not for browsers of today */
	BOH_HTML_SOURCE = 8			/* is nothing without src or srcset */
} BohHtmlFlags;

typedef struct BohHtmlElement
{
	const char *name;
	BohHtmlFate fate;
	int			flags;
	uint64		attributes;		/* a bit for each attribute of its own */
	const char *replacement;
} BohHtmlElement;

/* What an attribute says; with most the filter has nothing more to do. */
typedef enum BohHtmlAttributeKind
{
	BOH_HTML_VALUE,
	BOH_HTML_URL,
	BOH_HTML_CLASS,
	BOH_HTML_STYLE,				/* check gives a class */
	BOH_HTML_ID
} BohHtmlAttributeKind;

typedef struct BohHtmlAttribute
{
	const char *name;
	uint64		bit;

	/*
	 * The value as it is to be written, or NULL.  May be a new one, where
	 * parts of it are not allowed: lost then says so.
	 */
	const char *(*check) (const char *value, const char *const *words, bool *lost);
	const char *const *words;	/* for check */
	const char *rule;			/* what a value must be, for messages */
	BohHtmlAttributeKind kind;
} BohHtmlAttribute;

extern const BohHtmlElement *boh_html_element(const GumboElement *element);

/* NULL when the element must not have it */
extern const BohHtmlAttribute *boh_html_attribute(const BohHtmlElement *element, const char *name);

/* attribute.c: checks of values that are no URLs */
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

/* align.c: of styles */
extern const char *boh_html_text_align(const char *value, const char *const *words, bool *lost);

/* The class that takes the place of one that Quill writes for alignment, or NULL. */
extern const char *boh_html_quill_align(const char *classes, const char *const *words);

/* Classes with this one instead of others that align text. */
extern const char *boh_html_align(const char *classes, const char *alignment,
								  const char *const *words, bool *lost);

/* url.c: of URLs */
extern const char *boh_html_link(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_resource(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_resource_set(const char *value, const char *const *words, bool *lost);
extern const char *boh_html_embed(const char *value, const char *const *words, bool *lost);

/* The next image of a srcset: its URL and what follows it; false at the end. */
extern bool boh_html_next_candidate(const char **srcset, const char **url, int *url_length,
									const char **descriptor, int *descriptor_length);

/* Without the whitespace of HTML around it. */
extern const char *boh_html_trim(const char *value, int *length);

/* Whitespace of HTML. */
static inline bool
boh_html_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

#endif							/* BOH_HTML_RULES_H */
