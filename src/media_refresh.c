/*-------------------------------------------------------------------------
 *
 * media_refresh.c
 *	  References of all rows, brought to what they should be.
 *
 * Triggers keep references where files come before what refers to them.  A row that
 * was there first, as after an import, is found here.
 *
 * Rows are read without a lock; only one whose references are wrong is locked FOR
 * SHARE and read again, so that nobody changes it while they are mended.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "context.h"
#include "media_reference.h"
#include "query.h"

PG_FUNCTION_INFO_V1(boh_refresh_media_references);

/* The statements of a kind, all of an id and, for versions of pages, a version. */
typedef struct Source
{
	BohQuery	next;			/* the row after that one, in order */
	BohQuery	lock;			/* that row */
	BohQuery	remove_lost;	/* references of rows that are gone */
} Source;

#define ARGUMENTS \
	.nargs = 2, \
	.argtypes = {UUIDOID, INT4OID}, \
	.safe_path = true, \
	.latest = true

/* What table has an id of its own; the second argument does not matter. */
#define SOURCE(entity_name, table, columns) \
	{ \
		.next = { \
			.text = "SELECT " columns " FROM {schema}." table \
			" WHERE id > $1 AND $2 IS NOT NULL ORDER BY id LIMIT 1", \
			.owner_of = table, ARGUMENTS \
		}, \
		.lock = { \
			.text = "SELECT " columns " FROM {schema}." table \
			" WHERE id = $1 AND $2 IS NOT NULL FOR SHARE", \
			.owner_of = table, ARGUMENTS \
		}, \
		.remove_lost = { \
			.text = "SELECT DISTINCT r.entity_id, 0 FROM {schema}.media_references r" \
			" WHERE r.entity = '" entity_name "' AND NOT EXISTS" \
			" (SELECT 1 FROM {schema}." table " t WHERE t.id = r.entity_id)", \
			.owner_of = "media_references", .safe_path = true, .latest = true \
		} \
	}
