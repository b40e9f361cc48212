/*-------------------------------------------------------------------------
 *
 * json/uri.h
 *	  Resolves URI references (RFC 3986), and decodes their escapes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_URI_H
#define BOH_JSON_URI_H

/* Resolves a reference and drops its fragment.  Allocates the result. */
extern char *boh_uri_resolve(const char *base, const char *reference);

/* Decodes %xx into a new string; false if an escape is malformed. */
extern bool boh_uri_decode(const char *text, int length, char **decoded);

#endif							/* BOH_JSON_URI_H */
