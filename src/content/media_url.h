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

/* longest address that media_files takes, in characters */
#define BOH_MEDIA_MAX_URL 2000

/* longest path to a place, in bytes; what lies deeper has that of what is above it */
#define BOH_MEDIA_MAX_PATH 1000

/* Where the walk is. */
typedef struct BohMediaPlace BohMediaPlace;

/* Takes each text that may be an address; it is gone when the call returns. */
typedef void (*BohMediaUrlCallback) (void *argument, const char *url, int length,
									 const BohMediaPlace *place);

/* Whether a document can have any, found quickly; true may be wrong, false not. */
extern bool boh_media_may_have_urls(const Jsonb *document);

/*
 * Calls found for each string of a document, at any depth, that may be an address;
 * for a string that is HTML, for each URL in it.
 */
extern void boh_media_urls(Jsonb *document, BohMediaUrlCallback found, void *argument);

/* The JSON Pointer to the place, after a prefix. */
extern char *boh_media_path(const char *prefix, const BohMediaPlace *place);

/* Whether a text may be an address: media_files takes no other. */
extern bool boh_media_is_url(const char *text, int length);

#endif							/* BOH_MEDIA_URL_H */
