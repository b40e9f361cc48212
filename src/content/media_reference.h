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

/* What can refer to files, in one of the tables. */
typedef struct BohMediaKind
{
	const char *entity;			/* in media_references */
	const BohTable *table;		/* id, the values, then what else matters */
	bool		is_json;		/* the values are jsonb, otherwise text */
	const char *paths[BOH_MEDIA_VALUES];	/* to the values; NULL: no more */
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
 * Make the references of a row what they should be.  before is NULL for one that had
 * none, after for one that is gone.  In a repair, files in the bin may be referred to
 * since they are already.
 */
extern BohMediaChange boh_media_keep_references(Oid schema, const BohMediaKind *kind,
												const BohRow *before, const BohRow *after,
												bool repair);

/*
 * Go through all rows of a kind, and visit each whose references are not what they
 * should be, with its key: its id and, for a version, its number.  SPI is connected.
 */
typedef void (*BohMediaVisit) (void *argument, Oid schema, BohMediaKindNumber number, Datum *key);
extern void boh_media_visit_wrong(Oid schema, BohMediaKindNumber number, BohMediaVisit visit,
								  void *argument);

/* Bring the references of all rows to what they should be.  The caller must be allowed to. */
extern BohMediaChange boh_media_refresh_references(Oid schema);

/* true when the references of a row are not what they should be */
extern bool boh_media_references_differ(Oid schema, const BohMediaKind *kind, const BohRow *row);

#endif							/* BOH_MEDIA_REFERENCE_H */
