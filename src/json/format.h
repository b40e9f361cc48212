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
	const char *rule;			/* what a text must be, for messages */
} BohFormat;

/* NULL when there is no such format */
extern const BohFormat *boh_format_find(const char *name, int length);

/* time.c: RFC 3339 */
extern bool boh_format_date(const char *text, int length);
extern bool boh_format_time(const char *text, int length);
extern bool boh_format_date_time(const char *text, int length);

/* address.c: hosts, URIs, links */
extern bool boh_format_hostname(const char *text, int length);
extern bool boh_format_ipv4(const char *text, int length);
extern bool boh_format_ipv6(const char *text, int length);
extern bool boh_format_email(const char *text, int length);
extern bool boh_format_uri(const char *text, int length);
extern bool boh_format_uri_reference(const char *text, int length);

/* link.c: what a page may link to or show */
extern bool boh_format_link(const char *text, int length);
extern bool boh_format_image_url(const char *text, int length);
extern bool boh_format_video_url(const char *text, int length);

/*
 * Rich text that is safe as it stands.  Its engine (html/) stands above this one,
 * and puts its check here when the library starts.
 */
extern bool (*boh_format_html_check) (const char *text, int length);

#endif							/* BOH_JSON_FORMAT_H */
