/*-------------------------------------------------------------------------
 *
 * content/slug_redirect.c
 *	  Redirects from slugs that pages and events had before.
 *
 * When the slug of a published page changes, or of an event that is not a
 * draft, a redirect from the old slug is kept.  A slug has one owner: a page
 * or event that takes a slug deletes the redirect from it.
 *
 * AFTER ROW triggers do both.  By then the unique constraint has made the
 * transaction that takes a slug wait for the one that gave it up.  So the
 * triggers read redirects as committed now, also under REPEATABLE READ.
 *
 * A redirect that a user writes must not be from a slug that a page or event
 * has.  Two concurrent transactions, one that writes such a redirect and one
 * that takes the slug, would not see each other's row.  So both lock the
 * slug: the second waits and then sees the row of the first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/announce.h"
#include "base/context.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/row.h"
#include "base/unique_violation.h"
#include "content/slug_redirect.h"

PG_FUNCTION_INFO_V1(boh_content_pages_keep_slug);
PG_FUNCTION_INFO_V1(boh_events_keep_slug);
PG_FUNCTION_INFO_V1(boh_slug_redirects_check);
PG_FUNCTION_INFO_V1(boh_slug_redirects_announce);

typedef enum SlugColumn
{
	SLUG_ID,
	SLUG_SLUG,
	SLUG_STATUS,
	SLUG_COLUMNS
} SlugColumn;

static const BohColumn columns[] = {
	[SLUG_ID] = {"id", UUIDOID},
	[SLUG_SLUG] = {"slug", TEXTOID},
	[SLUG_STATUS] = {"status", InvalidOid},
};

typedef enum RedirectColumn
{
	REDIRECT_ENTITY,
	REDIRECT_SLUG,
	REDIRECT_PAGE_ID,
	REDIRECT_EVENT_ID,
	REDIRECT_COLUMNS
} RedirectColumn;

static const BohColumn redirect_columns[] = {
	[REDIRECT_ENTITY] = {"entity", TEXTOID},
	[REDIRECT_SLUG] = {"slug", TEXTOID},
	[REDIRECT_PAGE_ID] = {"page_id", UUIDOID},
	[REDIRECT_EVENT_ID] = {"event_id", UUIDOID},
};

static const BohTable redirect_table = {"slug_redirects", REDIRECT_COLUMNS, redirect_columns};

static const BohUniqueTable unique_table = {
	"slug_redirects", {
		{"pk_slug_redirects", "entity, slug",
		"This slug has a redirect already: UPDATE it, or write ON CONFLICT (entity, slug) DO UPDATE."}
	}
};

/* A table whose rows have slugs, and its statements. */
typedef struct SlugOwner
{
	BohTable	table;
	const char *entity;			/* value of slug_redirects.entity */
	int			target;			/* column of slug_redirects: page or event */
	bool		(*was_public) (const char *status);
	BohQuery	remove;			/* deletes the redirect from a slug */
	BohQuery	keep;			/* inserts one, unless the slug is taken */
	BohQuery	has;			/* whether a row has the slug */
	BohQuery	lock_target;	/* locks the row as the foreign key does */
} SlugOwner;

/*
 * Slugs are locked in groups, so that an import of many rows does not fill the
 * server's lock table.
 */
#define SLUG_GROUPS 256

#define REMOVE_REDIRECT(kind) \
	{ \
		.text = "DELETE FROM {schema}.slug_redirects" \
		" WHERE entity " BOH_EQ " '" kind "' AND slug " BOH_EQ " $1", \
		.nargs = 1, \
		.argtypes = {TEXTOID}, \
		.owner_of = "slug_redirects", \
		.latest = true \
	}

#define KEEP_REDIRECT(kind, table) \
	{ \
		.text = "INSERT INTO {schema}.slug_redirects (entity, slug, " kind "_id)" \
		" SELECT '" kind "', $1, $2 WHERE NOT EXISTS" \
		" (SELECT 1 FROM {schema}." table " WHERE slug " BOH_EQ " $1)" \
		" ON CONFLICT (entity, slug) DO UPDATE SET " kind "_id = EXCLUDED." kind "_id," \
		" created_at = EXCLUDED.created_at", \
		.nargs = 2, \
		.argtypes = {TEXTOID, UUIDOID}, \
		.owner_of = "slug_redirects", \
		.own_write = "slug_redirects", \
		.one_row = true, \
		.latest = true \
	}

#define HAS_SLUG(table) \
	{ \
		.text = "SELECT 1 FROM {schema}." table " WHERE slug " BOH_EQ " $1", \
		.nargs = 1, \
		.argtypes = {TEXTOID}, \
		.owner_of = table, \
		.latest = true \
	}

#define LOCK_TARGET(table) \
	{ \
		.text = "SELECT 1 FROM {schema}." table " WHERE id " BOH_EQ " $1 FOR KEY SHARE", \
		.nargs = 1, \
		.argtypes = {UUIDOID}, \
		.owner_of = table, \
		.latest = true \
	}

static bool
page_was_public(const char *status)
{
	return strcmp(status, "PUBLISHED") == 0;
}

static bool
event_was_public(const char *status)
{
	return strcmp(status, "DRAFT") != 0;
}

static const SlugOwner pages = {
	.table = {"content_pages", SLUG_COLUMNS, columns},
	.entity = "page",
	.target = REDIRECT_PAGE_ID,
	.was_public = page_was_public,
	.remove = REMOVE_REDIRECT("page"),
	.keep = KEEP_REDIRECT("page", "content_pages"),
	.has = HAS_SLUG("content_pages"),
	.lock_target = LOCK_TARGET("content_pages")
};

static const SlugOwner events = {
	.table = {"events", SLUG_COLUMNS, columns},
	.entity = "event",
	.target = REDIRECT_EVENT_ID,
	.was_public = event_was_public,
	.remove = REMOVE_REDIRECT("event"),
	.keep = KEEP_REDIRECT("event", "events"),
	.has = HAS_SLUG("events"),
	.lock_target = LOCK_TARGET("events")
};

static const SlugOwner *const owners[] = {&pages, &events};

static const BohQuery slugs_of_page = {
	.text = "SELECT slug FROM {schema}.content_pages WHERE id " BOH_EQ " $1"
	" UNION ALL SELECT slug FROM {schema}.slug_redirects WHERE page_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "content_pages",
	.latest = true
};

static uint64
lock_key(Oid schema, const SlugOwner *owner, Datum slug)
{
	text	   *name = DatumGetTextPP(slug);
	uint32		hash = hash_combine(hash_bytes((unsigned char *) owner->entity, strlen(owner->entity)),
									hash_bytes((unsigned char *) VARDATA_ANY(name),
											   VARSIZE_ANY_EXHDR(name)));

	return (uint64) schema << 32 | hash % SLUG_GROUPS;
}

/* After a row was inserted, or its slug was updated. */
static void
keep_slug(const TriggerData *trigger, const SlugOwner *owner)
{
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;
	Datum		values[2];

	boh_row_open_new(&row, trigger, &owner->table);
	boh_spi_connect();
	values[0] = boh_get_required(&row, SLUG_SLUG);
	(void) boh_lock_share(BOH_LOCK_REDIRECT, lock_key(schema, owner, values[0]), true);
	boh_query(&owner->remove, schema, values, NULL, 0);
	if (row.stored)
	{
		boh_row_open(&old, trigger->tg_relation, &owner->table, trigger->tg_trigtuple);
		values[0] = boh_get_required(&old, SLUG_SLUG);
		values[1] = UUIDPGetDatum(boh_get_uuid(&row, SLUG_ID));
		if (owner->was_public(boh_enum_label(boh_get_required(&old, SLUG_STATUS))))
			boh_query(&owner->keep, schema, values, NULL, 0);
	}
	boh_spi_finish();
}

Datum
boh_content_pages_keep_slug(PG_FUNCTION_ARGS)
{
	keep_slug(boh_trigger(fcinfo, "boh_content_pages_keep_slug",
						  BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
						  BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE), &pages);
	return PointerGetDatum(NULL);
}

Datum
boh_events_keep_slug(PG_FUNCTION_ARGS)
{
	keep_slug(boh_trigger(fcinfo, "boh_events_keep_slug",
						  BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
						  BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE), &events);
	return PointerGetDatum(NULL);
}

/*
 * Redirects that users write
 */

/* NULL for an unknown entity, which a constraint refuses later. */
static const SlugOwner *
owner_of_entity(const BohRow *row)
{
	char	   *entity = boh_get_text(row, REDIRECT_ENTITY);

	for (int i = 0; entity != NULL && i < (int) lengthof(owners); i++)
	{
		if (strcmp(entity, owners[i]->entity) == 0)
			return owners[i];
	}
	return NULL;
}

static void
raise_slug_taken(const BohRow *row, Oid schema)
{
	char	   *slug = boh_get_text(row, REDIRECT_SLUG);
	char	   *entity = boh_get_text(row, REDIRECT_ENTITY);
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "entity", entity);
	boh_detail_text(&detail, "slug", slug);
	boh_raise(BOH_SLUG_TAKEN, &detail, BOH_PLACE(schema, "slug_redirects", "slug", NULL),
			  slug, entity);
}

/*
 * Raise BOH_SLUG_TAKEN if a page or event has the slug.  The target row is
 * locked before the slug, in the same order as when a row takes a slug: it
 * may be taking this one now.
 */
static void
require_free_slug(const BohRow *row, Oid schema, const SlugOwner *owner)
{
	Datum		slug = boh_get_required(row, REDIRECT_SLUG);
	Datum		target = UUIDPGetDatum(boh_get_uuid(row, owner->target));
	bool		taken;

	boh_spi_connect();
	if (!row->stored)
		boh_query(&owner->lock_target, schema, &target, NULL, 0);
	boh_lock(BOH_LOCK_REDIRECT, lock_key(schema, owner, slug));
	taken = boh_query(&owner->has, schema, &slug, NULL, 1) > 0;
	boh_spi_finish();
	if (taken)
		raise_slug_taken(row, schema);
}

Datum
boh_slug_redirects_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_slug_redirects_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	BohRow		before;
	const SlugOwner *owner;

	boh_unique_watch(schema, &unique_table);
	boh_row_open_new(&row, trigger, &redirect_table);
	if (row.stored)
		boh_row_open(&before, trigger->tg_relation, &redirect_table, trigger->tg_trigtuple);
	owner = owner_of_entity(&row);

	/*
	 * The INSERT of keep_slug() tests itself whether the slug is taken, and
	 * the unique constraint makes a row that takes it wait for this
	 * transaction.
	 */
	if (!boh_own_write_take(trigger->tg_relation) && owner != NULL && !boh_is_null(&row, REDIRECT_SLUG) &&
		!boh_is_null(&row, owner->target) &&
		(!row.stored || boh_differs(&row, &before, REDIRECT_SLUG) ||
		 boh_differs(&row, &before, REDIRECT_ENTITY)))
		require_free_slug(&row, schema, owner);
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/*
 * Announcing the slugs under which boh_page() returns a page
 */

void
boh_announce_page(Oid schema, const pg_uuid_t *page)
{
	Datum		values[] = {UUIDPGetDatum(page)};
	uint64		count;

	boh_spi_connect();
	count = boh_query(&slugs_of_page, schema, values, NULL, 0);
	for (uint64 i = 0; i < count; i++)
		boh_announce(schema, "page", TextDatumGetCString(boh_required_value(i, 1, TEXTOID)));
	boh_spi_finish();
}

static void
announce_slug(const TriggerData *trigger, Oid schema, HeapTuple tuple)
{
	BohRow		row;

	boh_row_open(&row, trigger->tg_relation, &redirect_table, tuple);
	if (strcmp(boh_get_text(&row, REDIRECT_ENTITY), "page") == 0)
		boh_announce(schema, "page", boh_get_text(&row, REDIRECT_SLUG));
}

Datum
boh_slug_redirects_announce(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_slug_redirects_announce",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);

	announce_slug(trigger, schema, trigger->tg_trigtuple);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		announce_slug(trigger, schema, trigger->tg_newtuple);
	return PointerGetDatum(NULL);
}
