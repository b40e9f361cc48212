/*-------------------------------------------------------------------------
 *
 * json/format.h
 *	  The values of the JSON Schema keyword "format".
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_FORMAT_H
#define BOH_JSON_FORMAT_H

typedef struct BohFormat
{
	const char *name;
	bool		(*check) (const char *text, int length);	/* NULL: accepts all */
	const char *rule;			/* what a string must be, for messages */
} BohFormat;

/* Returns NULL if there is no such format. */
extern const BohFormat *boh_format_find(const char *name, int length);

/* time.c: RFC 3339 */
extern bool boh_format_date(const char *text, int length);
extern bool boh_format_time(const char *text, int length);
extern bool boh_format_date_time(const char *text, int length);

/* address.c: hosts, mailboxes, URIs */
extern bool boh_format_hostname(const char *text, int length);
extern bool boh_format_ipv4(const char *text, int length);
extern bool boh_format_ipv6(const char *text, int length);
extern bool boh_format_email(const char *text, int length);
extern bool boh_format_uri(const char *text, int length);
extern bool boh_format_uri_reference(const char *text, int length);

/* link.c: URLs of links, images and videos */
extern bool boh_format_link(const char *text, int length);
extern bool boh_format_image_url(const char *text, int length);
extern bool boh_format_web_url(const char *text, int length);
extern bool boh_format_video_url(const char *text, int length);

/*
 * Checks that rich text is safe as it stands.  html/ depends on json/, not the
 * other way round, so boh_html_init() sets this when the library is loaded.
 */
extern bool (*boh_format_html_check) (const char *text, int length);

#endif							/* BOH_JSON_FORMAT_H */
