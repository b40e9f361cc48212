/*-------------------------------------------------------------------------
 *
 * content/media_refresh.c
 *	  Checks and corrects the references of all rows.
 *
 * Triggers add a reference when a row is written that refers to an existing
 * file.  If the file is inserted later, as in an import, the reference is
 * missing; it is added here.
 *
 * Rows are read without locks.  Only a row whose references are wrong is
 * locked FOR SHARE and read again, so that nobody changes it while its
 * references are corrected.
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
#include "utils/tuplestore.h"

#include "base/caller.h"
#include "base/context.h"
#include "base/query.h"
#include "content/media_reference.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_refresh_media_references);

/*
 * The statements of one kind.  They return the columns of its table in the
 * order of BohMediaKind.table.
 */
typedef struct Source
{
	BohQuery	next;			/* reads the row after key ($1, $2) */
	BohQuery	lock;			/* locks and reads the row with that key */
	BohQuery	remove_lost;	/* deletes references of missing rows */
} Source;

#define OF_KEY \
	.nargs = 2, .argtypes = {UUIDOID, INT4OID}, .safe_path = true, .latest = true, .by_index = true

#define REMOVE_LOST(entity_name, condition) \
	{ \
		.text = "DELETE FROM {schema}.media_references r WHERE r.entity " BOH_EQ " '" entity_name "'" \
		" AND NOT EXISTS (SELECT 1 FROM {schema}." condition ")", \
		.owner_of = "media_references", .own_write = "media_references", .latest = true \
	}

/*
 * A table whose key is its id.  $2, the version, is not used.  condition leaves
 * out rows that neither refer to a file nor are said to.
 */
#define SOURCE(entity_name, table, columns, condition) \
	{ \
		.next = { \
			.text = "SELECT " columns " FROM {schema}." table \
			" WHERE id > $1 AND $2 IS NOT NULL" condition " ORDER BY id LIMIT 1", \
			OF_KEY, .owner_of = table \
		}, \
		.lock = { \
			.text = "SELECT " columns " FROM {schema}." table \
			" WHERE id = $1 AND $2 IS NOT NULL FOR SHARE", \
			OF_KEY, .owner_of = table \
		}, \
		.remove_lost = REMOVE_LOST(entity_name, table " t WHERE t.id " BOH_EQ " r.entity_id") \
	}

/*
 * Most of a million events may have no picture.  A subquery that is limited
 * stays one that an index answers; EXISTS could become a hash table, which each
 * statement would fill again.
 */
#define EVENT_HAS_MEDIA \
	" AND (image_url IS NOT NULL OR video_url IS NOT NULL OR (SELECT true" \
	" FROM {schema}.media_references r WHERE r.entity_id = {schema}.events.id AND r.entity = 'event' LIMIT 1))"

static const Source sources[BOH_MEDIA_KINDS] = {
	[BOH_MEDIA_SECTION] = SOURCE("section", "content_sections", "id, data", ""),
	[BOH_MEDIA_PAGE_VERSION] = {
		.next = {
			.text = "SELECT page_id, snapshot, hidden_sections, version"
			" FROM {schema}.content_page_versions WHERE (page_id, version) > ($1, $2)"
			" ORDER BY page_id, version LIMIT 1",
			OF_KEY,.owner_of = "content_page_versions"
		},
		.lock = {
			.text = "SELECT page_id, snapshot, hidden_sections, version"
			" FROM {schema}.content_page_versions WHERE page_id = $1 AND version = $2 FOR SHARE",
			OF_KEY,.owner_of = "content_page_versions"
		},
		.remove_lost = REMOVE_LOST("page_version", "content_page_versions t"
								   " WHERE t.page_id " BOH_EQ " r.entity_id"
								   " AND CAST(t.version AS pg_catalog.text) " BOH_EQ
								   " pg_catalog.split_part(r.path, CAST('/' AS pg_catalog.text), 2)")
	},
	[BOH_MEDIA_EVENT] = SOURCE("event", "events", "id, image_url, video_url", EVENT_HAS_MEDIA),
	[BOH_MEDIA_SETTING_IMAGE] = SOURCE("setting", "site_settings", "id, value, type", ""),
};

/* Open the row of SPI_tuptable like the row of a trigger. */
static void
open_result(BohRow *row, const BohTable *table)
{
	memset(row, 0, sizeof(BohRow));
	boh_row_take(row, SPI_tuptable->vals[0]);
	row->descriptor = SPI_tuptable->tupdesc;
	row->ncolumns = table->ncolumns;
	row->stored = true;
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (OidIsValid(table->columns[i].type))
		{
			bool		isnull;

			(void) boh_value(0, i + 1, table->columns[i].type, &isnull);
		}
		row->attributes[i] = i + 1;
	}
}

/* Lock a row whose references are wrong and correct them. */
static void
mend(void *argument, Oid schema, BohMediaKindNumber number, Datum *key)
{
	BohMediaChange *total = argument;
	BohRow		row;
	BohMediaChange change;

	if (boh_query(&sources[number].lock, schema, key, NULL, 1) == 0)
		return;
	open_result(&row, boh_media_kinds[number].table);
	change = boh_media_keep_references(schema, &boh_media_kinds[number], NULL, &row, true);
	total->added += change.added;
	total->removed += change.removed;
}

/*
 * Check the row after the key, and put its key into id and version.  false:
 * there is no further row.
 */
static bool
visit_next(Oid schema, BohMediaKindNumber number, pg_uuid_t *id, int32 *version,
		   BohMediaVisit visit, void *argument)
{
	const BohMediaKind *kind = &boh_media_kinds[number];
	Datum		key[] = {UUIDPGetDatum(id), Int32GetDatum(*version)};
	BohRow		row;
	bool		found;

	boh_spi_connect();
	found = boh_query(&sources[number].next, schema, key, NULL, 1) > 0;
	if (found)
	{
		open_result(&row, kind->table);
		*id = *boh_get_uuid(&row, 0);
		if (kind->version >= 0)
			*version = boh_get_integer(&row, kind->version);
		key[1] = Int32GetDatum(*version);
		if (boh_media_references_differ(schema, kind, &row))
			visit(argument, schema, number, key);
	}
	boh_spi_finish();
	return found;
}

void
boh_media_visit_wrong(Oid schema, BohMediaKindNumber number, BohMediaVisit visit,
					  void *argument)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh media references",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext previous = MemoryContextSwitchTo(context);
	pg_uuid_t	id = {0};
	int32		version = 0;

	while (visit_next(schema, number, &id, &version, visit, argument))
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(previous);
	MemoryContextDelete(context);
}

static void
refresh(Oid schema, BohMediaKindNumber number, BohMediaChange *total)
{
	boh_media_visit_wrong(schema, number, mend, total);
	boh_spi_connect();
	total->removed += boh_query(&sources[number].remove_lost, schema, NULL, NULL, 0);
	boh_spi_finish();
}

BohMediaChange
boh_media_refresh_references(Oid schema)
{
	BohMediaChange total = {0};

	boh_require_privilege(schema, "media_files", ACL_UPDATE);
	for (int number = 0; number < BOH_MEDIA_KINDS; number++)
		refresh(schema, number, &total);
	return total;
}

Datum
boh_refresh_media_references(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance = boh_maintenance_begin(schema, "media_files", ACL_UPDATE);
	BohMediaChange total = boh_media_refresh_references(schema);
	Datum		values[2];
	bool		nulls[2] = {false, false};

	boh_maintenance_end(maintenance);
	InitMaterializedSRF(fcinfo, 0);
	values[0] = Int64GetDatum((int64) total.added);
	values[1] = Int64GetDatum((int64) total.removed);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	return (Datum) 0;
}
