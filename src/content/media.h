/*-------------------------------------------------------------------------
 *
 * content/media.h
 *	  What the parts of the media subject share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MEDIA_H
#define BOH_MEDIA_H

#include "utils/uuid.h"

#include "base/error.h"

/* media_filename.c: a name to store a file under, unique as its id is. */
extern char *boh_media_filename(const char *original, const char *mime_type,
								const pg_uuid_t *id);

/* media_limit.c: BH039, BH040 */
extern void boh_media_check_type(Oid schema, const char *mime_type);
extern void boh_media_check_size(Oid schema, int64 size);

/* 22023 for a setting that addresses cannot be made with; value may be NULL. */
extern void boh_media_check_setting(Oid schema, const char *key, const char *value);

/* The address of a file, as the setting media.base_url says. */
extern char *boh_media_address(Oid schema, const char *filename);

/*
 * media_usage.c: raise BH037 when something refers to a file, or to its address in
 * the column target, if that is not NULL.  The caller has its row locked so that
 * nobody can refer to it meanwhile.  refused is what cannot be done, such as
 * "deleted".
 */
extern void boh_media_check_unused(Oid schema, const pg_uuid_t *media, const char *target,
								   const char *refused);

#endif							/* BOH_MEDIA_H */
