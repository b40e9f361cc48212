/*-------------------------------------------------------------------------
 *
 * booking/tag.c
 *	  Trigger of tags.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/row.h"
#include "base/unique_violation.h"
#include "text/slug.h"
#include "text/visible.h"

PG_FUNCTION_INFO_V1(boh_tags_check);

typedef enum TagColumn
{
	TAG_ID,
	TAG_NAME,
	TAG_SLUG,
	TAG_UPDATED_AT,
	TAG_COLUMNS
} TagColumn;

static const BohColumn columns[] = {
	[TAG_ID] = {"id", UUIDOID},
	[TAG_NAME] = {"name", TEXTOID},
	[TAG_SLUG] = {"slug", TEXTOID},
	[TAG_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
};

static const BohTable tag_table = {"tags", TAG_COLUMNS, columns};

static const BohUniqueTable unique_table = {
	"tags", {
		{"uq_tags_name", "name",
		"Use the existing tag: SELECT its id by this name. To skip existing names, write ON CONFLICT (name) DO NOTHING."},
		{"uq_tags_slug", "slug",
		BOH_SLUG_HINT("name")}
	}
};

static const BohQuery slug_taken = BOH_SLUG_TAKEN("tags", "");

Datum
boh_tags_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_tags_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;

	boh_unique_watch(schema, &unique_table);
	boh_row_open_new(&row, trigger, &tag_table);
	boh_require_visible(&row, trigger, &tag_table, TAG_NAME, "a tag");
	boh_slug_fill(&row, schema, TAG_ID, TAG_SLUG, TAG_NAME, &slug_taken, "tag");
	boh_set(&row, TAG_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}
