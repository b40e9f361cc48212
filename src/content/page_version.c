/*-------------------------------------------------------------------------
 *
 * content/page_version.c
 *	  Versions of pages, written when a page is published.
 *
 * A version stores the whole page as one document, so that a reader needs
 * only one row.  Hidden sections are stored in a second column, for
 * boh_rollback_page().  Version numbers are never used again, because the
 * newest version of a page cannot be deleted while the page exists.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"

#include "base/announce.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/row.h"
#include "content/page_version.h"
#include "content/slug_redirect.h"

PG_FUNCTION_INFO_V1(boh_content_page_versions_keep);
PG_FUNCTION_INFO_V1(boh_content_page_versions_keep_all);
PG_FUNCTION_INFO_V1(boh_content_page_versions_announce);

typedef enum VersionColumn
{
	VERSION_PAGE_ID,
	VERSION_VERSION,
	VERSION_COLUMNS
} VersionColumn;

static const BohColumn columns[] = {
	[VERSION_PAGE_ID] = {"page_id", UUIDOID},
	[VERSION_VERSION] = {"version", INT4OID},
};

static const BohTable version_table = {"content_page_versions", VERSION_COLUMNS, columns};

static const BohQuery newest_version = {
	.text = "SELECT pg_catalog.max(version) FROM {schema}.content_page_versions"
	" WHERE page_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "content_page_versions",
	.latest = true
};

/*
 * The page as committed now, with the changes of this transaction.  A new
 * section locks its page.  So no section is missed whose transaction had the
 * page locked before us.
 */
static const BohQuery page_document = {
	.text = "SELECT p.author_id," PAGE_DOCUMENT("$2") ", s.hidden"
	" FROM {schema}.content_pages p, " PAGE_SECTIONS " WHERE p.id = $1",
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID},
	.owner_of = "content_page_versions",
	.safe_path = true,
	.latest = true
};

static const BohQuery write_version = {
	.text = "INSERT INTO {schema}.content_page_versions"
	" (page_id, version, reason, created_by, snapshot, hidden_sections)"
	" VALUES ($1, $2, $3, $4, $5, $6)",
	.nargs = 6,
	.argtypes = {UUIDOID, INT4OID, TEXTOID, UUIDOID, JSONBOID, JSONBOID},
	.owner_of = "content_page_versions",
	.own_write = "content_page_versions",
	.one_row = true
};

/*
 * The versions that must stay.  No lock is needed: a version that is not
 * needed now is never needed again.
 */
static const BohQuery needed_version = {
	.text = "SELECT live_version, previous_version,"
	" (SELECT pg_catalog.max(version) FROM {schema}.content_page_versions"
	" WHERE page_id " BOH_EQ " $1)"
	" FROM {schema}.content_pages WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "content_pages",
	.latest = true
};

static const BohQuery live_page = {
	.text = "SELECT 1 FROM {schema}.content_pages WHERE live_version IS NOT NULL",
	.owner_of = "content_pages",
	.latest = true
};

int
boh_page_next_version(Oid schema, const pg_uuid_t *page, int live)
{
	Datum		values[] = {UUIDPGetDatum(page)};
	bool		isnull;
	int			newest;

	boh_spi_connect();
	boh_query(&newest_version, schema, values, NULL, 1);
	newest = DatumGetInt32(boh_value(0, 1, INT4OID, &isnull));
	boh_spi_finish();
	return Max(isnull ? 0 : newest, live) + 1;
}

void
boh_page_write_version(Oid schema, const pg_uuid_t *page, int version, const char *reason)
{
	Datum		values[6];
	pg_uuid_t	user;
	bool		written;

	values[0] = UUIDPGetDatum(page);
	values[1] = Int32GetDatum(version);
	values[2] = CStringGetTextDatum(reason);

	/*
	 * Lock before the query takes its snapshot: boh_migrate_sections() may be
	 * changing sections
	 */
	LockRelationOid(boh_table(schema, "content_page_versions"), RowExclusiveLock);
	boh_spi_connect();
	written = boh_query(&page_document, schema, values, NULL, 0) == 1;
	if (written)
	{
		values[3] = boh_author(schema, &user) ? UUIDPGetDatum(&user) :
			boh_required_value(0, 1, UUIDOID);
		values[4] = boh_required_value(0, 2, JSONBOID);
		values[5] = boh_required_value(0, 3, JSONBOID);
		written = boh_query(&write_version, schema, values, NULL, 0) == 1;
	}
	boh_spi_finish();
	if (!written)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("version of a page was not written"),
				 errhint("A trigger or rule of your own on content_page_versions prevented the insert.")));
}

/*
 * Triggers
 */

static bool
is_version(int column, int version)
{
	bool		isnull;
	Datum		value = boh_value(0, column, INT4OID, &isnull);

	return !isnull && DatumGetInt32(value) == version;
}

/*
 * Raise an error if the version must stay.  The DELETE of a page deletes all
 * its versions: the query then finds no page.
 */
static void
check_deleted(const BohRow *row, Oid schema)
{
	int			version = boh_get_integer(row, VERSION_VERSION);
	Datum		values[] = {UUIDPGetDatum(boh_get_uuid(row, VERSION_PAGE_ID))};
	const char *what = NULL;
	BohDetail	detail;

	boh_spi_connect();
	if (boh_query(&needed_version, schema, values, NULL, 1) > 0)
	{
		if (is_version(1, version) || is_version(2, version))
			what = "version of a page that readers see";
		else if (is_version(3, version))
			what = "newest version of a page";
	}
	boh_spi_finish();
	if (what == NULL)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "page_id", boh_get_uuid(row, VERSION_PAGE_ID));
	boh_detail_integer(&detail, "version", version);
	boh_raise(BOH_VERSION_NEEDED, &detail,
			  BOH_PLACE(schema, "content_page_versions", NULL, NULL), what);
}

Datum
boh_content_page_versions_keep(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_page_versions_keep",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	HeapTuple	tuple = trigger->tg_trigtuple;
	BohRow		row;
	BohDetail	detail;

	boh_row_open(&row, trigger->tg_relation, &version_table, tuple);
	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
	{
		check_deleted(&row, schema);
		return PointerGetDatum(tuple);
	}
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		tuple = trigger->tg_newtuple;
	if (boh_own_write_take(trigger->tg_relation))
		return PointerGetDatum(tuple);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "page_id", boh_get_uuid(&row, VERSION_PAGE_ID));
	boh_detail_integer(&detail, "version", boh_get_integer(&row, VERSION_VERSION));
	boh_raise(BOH_VERSION_WRITTEN, &detail,
			  BOH_PLACE(schema, "content_page_versions", NULL, NULL));
}

Datum
boh_content_page_versions_keep_all(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_page_versions_keep_all",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_TRUNCATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	bool		published;
	BohDetail	detail;

	boh_spi_connect();
	published = boh_query(&live_page, schema, NULL, NULL, 1) > 0;
	boh_spi_finish();
	if (!published)
		return PointerGetDatum(NULL);
	boh_detail_init(&detail);
	boh_raise(BOH_VERSION_NEEDED, &detail,
			  BOH_PLACE(schema, "content_page_versions", NULL, NULL),
			  "versions of pages that readers see");
}

/* Fires when boh_migrate_sections() rewrites a version. */
Datum
boh_content_page_versions_announce(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_page_versions_announce",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;

	boh_row_open(&row, trigger->tg_relation, &version_table, trigger->tg_newtuple);
	boh_announce_page(schema, boh_get_uuid(&row, VERSION_PAGE_ID));
	return PointerGetDatum(NULL);
}
