/*-------------------------------------------------------------------------
 *
 * content/media.h
 *	  Functions shared by the sources of media files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MEDIA_H
#define BOH_MEDIA_H

#include "utils/uuid.h"

#include "base/error.h"

/* media_filename.c: the storage name of a file, unique because of its id. */
extern char *boh_media_filename(const char *original, const char *mime_type,
								const pg_uuid_t *id);

/*
 * media_limit.c: raise BH039 for a forbidden type, BH040 for too large a file
 */
extern void boh_media_check_type(Oid schema, const char *mime_type);
extern void boh_media_check_size(Oid schema, int64 size);

/*
 * Raise 22023 if the setting media.base_url has a value that no address can
 * begin with.  Other settings are not checked; value may be NULL.
 */
extern void boh_media_check_setting(Oid schema, const char *key, const char *value);

/* The address of a file: the setting media.base_url followed by its name. */
extern char *boh_media_address(Oid schema, const char *filename);

/*
 * media_usage.c: raise BH037 if something refers to a file.  If target is not
 * NULL, only references to the address in that column count.  The caller must
 * have the row of the file locked, so that no reference can be added
 * meanwhile.  refused is the action that the message refuses, such as
 * "deleted".
 */
extern void boh_media_check_unused(Oid schema, const pg_uuid_t *media, const char *target,
								   const char *refused);

/*
 * cold_media.c: bring unused_since of all files up to date, between
 * boh_spi_connect() and boh_spi_finish(), as the owner.  Returns how many
 * changed.
 */
extern int64 boh_media_note_unused(Oid schema);

/* In statements: what archived events keep of a file; id is that of the file */
#define BOH_MEDIA_IN_ARCHIVE(id) \
	" FROM {schema}.events_archive k WHERE k.media_ids OPERATOR(pg_catalog.@>) ARRAY[" id "]"

/*
 * In statements: pictures that want a thumbnail, and how often each is given to
 * a worker that makes it
 */
#define BOH_THUMBNAIL_WANTED \
	"thumbnail_url IS NULL AND deleted_at IS NULL AND mime_type LIKE 'image/%'"
#define BOH_THUMBNAIL_ATTEMPTS "5"

#endif							/* BOH_MEDIA_H */
