/*-------------------------------------------------------------------------
 *
 * content/page.c
 *	  Triggers of content_pages: publishing and announcing pages.
 *
 * An UPDATE publishes a page if it makes the page PUBLISHED, or if the page
 * is PUBLISHED and published_at changes.  The BEFORE trigger puts the next
 * version number into live_version.  The AFTER trigger writes that version;
 * the BEFORE trigger must not, because another trigger can still suppress the
 * row.  The UPDATE has the row locked before both triggers, so two
 * transactions never get the same number.
 *
 * Lock order: content_sections, if sections are going to be written; the row
 * of the page FOR NO KEY UPDATE (several pages in id order); its sections in
 * id order; media files; content_page_versions.
 *
 * The DELETE of a page deletes its versions before its sections, so a trigger
 * locks content_sections before the statement
 * (boh_content_pages_lock_sections()).  A new section locks its page first
 * (boh_page_lock_for_section()).  The functions that add or reorder sections,
 * publish or roll back lock the page first, too.  A function that writes the
 * positions of several sections locks all sections of the page before
 * (boh_page_lock_sections()).  A plain UPDATE or DELETE of one section locks
 * no page and waits for nothing else.  Publishing reads sections without
 * locks.
 *
 * An UPDATE that moves a section to another page has the section locked
 * before it can lock that page.  A transaction that has that page locked does
 * not wait for the section, unless the section was on the page before.  So a
 * deadlock is possible only when one transaction reorders sections while
 * another moves them away and back, or to the end of their own page.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/announce.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/row.h"
#include "base/unique_violation.h"
#include "content/page.h"
#include "content/page_version.h"
#include "content/section_guard.h"
#include "content/slug_redirect.h"
#include "text/slug.h"
#include "text/visible.h"

PG_FUNCTION_INFO_V1(boh_content_pages_check);
PG_FUNCTION_INFO_V1(boh_content_pages_publish);
PG_FUNCTION_INFO_V1(boh_content_pages_lock_sections);

typedef enum PageColumn
{
	PAGE_ID,
	PAGE_SLUG,
	PAGE_TITLE,
	PAGE_STATUS,
	PAGE_PUBLISHED_AT,
	PAGE_LIVE_VERSION,
	PAGE_PREVIOUS_VERSION,
	PAGE_UPDATED_AT,
	PAGE_COLUMNS
} PageColumn;

static const BohColumn columns[] = {
	[PAGE_ID] = {"id", UUIDOID},
	[PAGE_SLUG] = {"slug", TEXTOID},
	[PAGE_TITLE] = {"title", TEXTOID},
	[PAGE_STATUS] = {"status", InvalidOid},
	[PAGE_PUBLISHED_AT] = {"published_at", TIMESTAMPTZOID},
	[PAGE_LIVE_VERSION] = {"live_version", INT4OID},
	[PAGE_PREVIOUS_VERSION] = {"previous_version", INT4OID},
	[PAGE_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
};

static const BohTable page_table = {"content_pages", PAGE_COLUMNS, columns};

static const BohUniqueTable unique_table = {
	"content_pages", {
		{"uq_content_pages_slug", "slug",
		BOH_SLUG_HINT("title")}
	}
};

static const BohQuery slug_taken = BOH_SLUG_TAKEN("content_pages", BOH_SLUG_REDIRECTS("page"));

const PagePublication *boh_page_publication = NULL;

static bool
is_requested(const pg_uuid_t *page)
{
	return boh_page_publication != NULL &&
		memcmp(boh_page_publication->page, page, sizeof(pg_uuid_t)) == 0;
}

/*
 * Before a row is written
 */

static bool
is_published(const BohRow *row)
{
	return strcmp(boh_enum_label(boh_get_required(row, PAGE_STATUS)), "PUBLISHED") == 0;
}

static void
check_unwritten(const BohRow *old, const BohRow *row, Oid schema, int column)
{
	const char *name = columns[column].name;
	BohDetail	detail;

	if (row->stored ? !boh_differs(old, row, column) : boh_is_null(row, column))
		return;
	boh_detail_init(&detail);
	if (row->stored)
		boh_detail_uuid(&detail, "page_id", boh_get_uuid(row, PAGE_ID));
	boh_detail_text(&detail, "column", name);
	boh_raise(BOH_LIVE_VERSION_WRITTEN, &detail,
			  BOH_PLACE(schema, "content_pages", name, NULL), name);
}

/* published_at, or DT_NOEND for NULL: such a page never becomes visible */
static TimestampTz
published_at(const BohRow *row)
{
	bool		isnull;
	Datum		value = boh_get(row, PAGE_PUBLISHED_AT, &isnull);

	return isnull ? DT_NOEND : DatumGetTimestampTz(value);
}

/*
 * If the new published_at is in the future, set previous_version to the
 * version that readers see now, if any, so that they see it until then.
 */
static void
keep_what_is_seen(const BohRow *old, BohRow *row)
{
	TimestampTz now = GetCurrentTimestamp();
	int			seen = published_at(old) <= now ? PAGE_LIVE_VERSION : PAGE_PREVIOUS_VERSION;

	if (published_at(row) <= now || boh_is_null(old, seen))
		boh_set_null(row, PAGE_PREVIOUS_VERSION);
	else
		boh_set(row, PAGE_PREVIOUS_VERSION, Int32GetDatum(boh_get_integer(old, seen)));
}

static void
publish_new(BohRow *row)
{
	boh_set(row, PAGE_LIVE_VERSION, Int32GetDatum(1));
}

static void
publish_changed(const BohRow *old, BohRow *row, Oid schema)
{
	const pg_uuid_t *page = boh_get_uuid(old, PAGE_ID);
	bool		isnull;
	int			live = DatumGetInt32(boh_get(old, PAGE_LIVE_VERSION, &isnull));

	if (is_published(old) && !boh_differs(old, row, PAGE_PUBLISHED_AT) &&
		!is_requested(page))
		return;
	boh_set(row, PAGE_LIVE_VERSION,
			Int32GetDatum(boh_page_next_version(schema, page, isnull ? 0 : live)));
	keep_what_is_seen(old, row);
}

Datum
boh_content_pages_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_pages_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	boh_unique_watch(schema, &unique_table);
	boh_row_open(&old, trigger->tg_relation, &page_table, trigger->tg_trigtuple);
	boh_row_open_new(&row, trigger, &page_table);
	check_unwritten(&old, &row, schema, PAGE_LIVE_VERSION);
	check_unwritten(&old, &row, schema, PAGE_PREVIOUS_VERSION);
	boh_require_visible(&row, trigger, &page_table, PAGE_TITLE, "a page");
	boh_slug_fill(&row, schema, PAGE_ID, PAGE_SLUG, PAGE_TITLE, &slug_taken, "page");
	if (is_published(&row))
	{
		if (boh_is_null(&row, PAGE_PUBLISHED_AT))
			boh_set(&row, PAGE_PUBLISHED_AT, TimestampTzGetDatum(boh_now()));
		if (row.stored)
			publish_changed(&old, &row, schema);
		else
			publish_new(&row);
	}
	else
	{
		boh_set_null(&row, PAGE_LIVE_VERSION);
		boh_set_null(&row, PAGE_PREVIOUS_VERSION);
	}
	boh_set(&row, PAGE_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/*
 * After a row was written
 */

static void
write_version(const BohRow *row, Oid schema)
{
	const pg_uuid_t *page = boh_get_uuid(row, PAGE_ID);

	boh_page_write_version(schema, page, boh_get_integer(row, PAGE_LIVE_VERSION),
						   is_requested(page) ? boh_page_publication->reason : "published");
}

/*
 * Caches may have the page under its old slug, so announce that, too.
 * boh_announce_page() announces the current slug and all redirects.
 */
static void
announce(const BohRow *old, const BohRow *row, Oid schema)
{
	if (old != NULL && (row == NULL || boh_differs(old, row, PAGE_SLUG)))
		boh_announce(schema, "page", boh_get_text(old, PAGE_SLUG));
	if (row != NULL)
		boh_announce_page(schema, boh_get_uuid(row, PAGE_ID));
}

Datum
boh_content_pages_publish(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_pages_publish",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
	{
		boh_row_open(&old, trigger->tg_relation, &page_table, trigger->tg_trigtuple);
		announce(&old, NULL, schema);
		return PointerGetDatum(NULL);
	}
	boh_row_open_new(&row, trigger, &page_table);
	boh_row_open(&old, trigger->tg_relation, &page_table, trigger->tg_trigtuple);
	if (!boh_is_null(&row, PAGE_LIVE_VERSION) &&
		(!row.stored || boh_differs(&old, &row, PAGE_LIVE_VERSION)))
		write_version(&row, schema);
	announce(row.stored ? &old : NULL, &row, schema);
	return PointerGetDatum(NULL);
}

/*
 * Before a statement
 */

Datum
boh_content_pages_lock_sections(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_pages_lock_sections",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_DELETE);

	boh_lock_sections_to_write(boh_trigger_schema(trigger->tg_relation));
	return PointerGetDatum(NULL);
}
