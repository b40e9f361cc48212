/*-------------------------------------------------------------------------
 *
 * json/uri.h
 *	  URI references (RFC 3986) without a fragment.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_URI_H
#define BOH_JSON_URI_H

/* Both results are allocated in the current context. */
extern char *boh_uri_resolve(const char *base, const char *reference);

/* Percent-encoding undone.  false: it is malformed. */
extern bool boh_uri_decode(const char *text, int length, char **decoded);

#endif							/* BOH_JSON_URI_H */
