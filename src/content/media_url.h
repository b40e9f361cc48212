/*-------------------------------------------------------------------------
 *
 * content/media_url.h
 *	  Texts that may be the address of a media file.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MEDIA_URL_H
#define BOH_MEDIA_URL_H

#include "utils/jsonb.h"

/* Longest address that media_files accepts, in characters. */
#define BOH_MEDIA_MAX_URL 2000

/*
 * Longest path, in bytes.  A value whose path would be longer gets the path
 * of the innermost enclosing object or array that fits.
 */
#define BOH_MEDIA_MAX_PATH 1000

/* The place of a string in a document. */
typedef struct BohMediaPlace BohMediaPlace;

/*
 * Called for each text that may be an address; url is valid during the call.
 */
typedef void (*BohMediaUrlCallback) (void *argument, const char *url, int length,
									 const BohMediaPlace *place);

/*
 * Whether a document may have addresses.  A quick test: true can be wrong,
 * false is always right.
 */
extern bool boh_media_may_have_urls(const Jsonb *document);

/*
 * Call found for each string of a document, at any depth, that may be an
 * address.  For a string that is HTML, call found for each URL in it that may
 * be one.
 */
extern void boh_media_urls(Jsonb *document, BohMediaUrlCallback found, void *argument);

/* The prefix followed by the JSON Pointer of the place. */
extern char *boh_media_path(const char *prefix, const BohMediaPlace *place);

/*
 * Whether a text may be an address, by the CHECK constraints of media_files.
 */
extern bool boh_media_is_url(const char *text, int length);

#endif							/* BOH_MEDIA_URL_H */
