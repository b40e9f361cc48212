/*-------------------------------------------------------------------------
 *
 * content/media_reference.h
 *	  Rows that refer to media files by their addresses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MEDIA_REFERENCE_H
#define BOH_MEDIA_REFERENCE_H

#include "utils/uuid.h"

#include "base/query.h"
#include "base/row.h"

#define BOH_MEDIA_VALUES 2

/* A table whose rows can refer to media files. */
typedef struct BohMediaKind
{
	const char *entity;			/* value of media_references.entity */
	const BohTable *table;		/* columns: id, the values, then others */
	bool		is_json;		/* the values are jsonb, otherwise text */
	const char *paths[BOH_MEDIA_VALUES];	/* prefix of the paths in each
											 * value; NULL: no more values */
	int			version;		/* column whose value begins the paths, or -1 */
	int			type;			/* column that must be IMAGE, or -1 */
} BohMediaKind;

typedef enum BohMediaKindNumber
{
	BOH_MEDIA_SECTION,
	BOH_MEDIA_PAGE_VERSION,
	BOH_MEDIA_EVENT,
	BOH_MEDIA_SETTING_IMAGE,
	BOH_MEDIA_KINDS
} BohMediaKindNumber;

extern const BohMediaKind boh_media_kinds[BOH_MEDIA_KINDS];

typedef struct BohMediaChange
{
	uint64		added;
	uint64		removed;
} BohMediaChange;

/*
 * Update media_references for a row.  before is NULL for a new row and in a
 * repair, after is NULL for a deleted row.  A repair removes all wrong
 * references of the row.  It allows references to files in the bin, because
 * the row has their addresses already.
 */
extern BohMediaChange boh_media_keep_references(Oid schema, const BohMediaKind *kind,
												const BohRow *before, const BohRow *after,
												bool repair);

/*
 * Call visit for each row of a kind whose references are wrong.  key[0] is
 * its id and key[1], for versions of pages, its number.  SPI is connected
 * during the call.
 */
typedef void (*BohMediaVisit) (void *argument, Oid schema, BohMediaKindNumber number, Datum *key);
extern void boh_media_visit_wrong(Oid schema, BohMediaKindNumber number, BohMediaVisit visit,
								  void *argument);

/*
 * Correct the references of all rows.  Raises 42501 unless the caller may
 * UPDATE media_files.
 */
extern BohMediaChange boh_media_refresh_references(Oid schema);

/* Whether the references of a row are wrong. */
extern bool boh_media_references_differ(Oid schema, const BohMediaKind *kind, const BohRow *row);

#endif							/* BOH_MEDIA_REFERENCE_H */
