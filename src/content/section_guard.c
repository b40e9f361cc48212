/*-------------------------------------------------------------------------
 *
 * content/section_guard.c
 *	  Sections that do not fit the form of their type.
 *
 * A transaction that changes a form locks content_sections against writers and
 * then checks the committed sections, in batches.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/row.h"
#include "base/uuid.h"
#include "content/section.h"
#include "content/section_guard.h"

#define BATCH 100

static const BohQuery next_sections = {
	.text = "SELECT id, page_id, data FROM {schema}.content_sections"
	" WHERE CAST(type AS pg_catalog.text) " BOH_EQ " $1 AND id " BOH_GT " $2"
	" ORDER BY id LIMIT " CppAsString2(BATCH),
	.nargs = 2,
	.argtypes = {TEXTOID, UUIDOID},
	.owner_of = "content_sections",
	.latest = true
};

static void
append_id(StringInfo list, const char *key, const pg_uuid_t *id)
{
	appendStringInfo(list, "\"%s\": \"%s\", ", key,
					 boh_uuid_text(id));
}

/* List only the first error of each section. */
static void
list_error(BohJsonSink *sink, const BohJsonError *error)
{
	BohBrokenSections *broken = (BohBrokenSections *) sink;
	StringInfo	list = &broken->list;
	bool		disclose = broken->section != NULL ? broken->disclose : broken->disclose_versions;

	if (broken->errors++ > 0 || !disclose ||
		list->len + strlen(error->path) > BOH_MOST_LISTED_BYTES)
		return;
	appendStringInfoString(list, list->len == 0 ? "[{" : ", {");
	if (broken->section != NULL)
		append_id(list, "section_id", broken->section);
	append_id(list, "page_id", broken->page);
	if (broken->section == NULL)
		appendStringInfo(list, "\"version\": %d, \"place\": \"%s\", ", broken->version,
						 broken->place);
	boh_section_append_error(list, error);
	appendStringInfoChar(list, '}');
}

void
boh_broken_init(BohBrokenSections *broken, Oid schema, Oid type)
{
	memset(broken, 0, sizeof(*broken));
	broken->sink.report = list_error;
	broken->schema = schema;
	broken->type = type;
	broken->disclose = boh_caller_may_read(schema, "content_sections");
	broken->disclose_versions = boh_caller_may_read(schema, "content_page_versions");
	initStringInfo(&broken->list);
}

bool
boh_broken_check(BohBrokenSections *broken, const Jsonb *data)
{
	static const BohJsonError no_schema = {"", "", "the type has no schema"};
	BohSectionForm *form = boh_section_form_of(broken->schema, broken->type);

	if (form != NULL && form->schema != NULL && boh_section_form_fits(form, data, NULL))
		return true;
	broken->count++;
	broken->errors = 0;
	if (form == NULL || form->schema == NULL)
		list_error(&broken->sink, &no_schema);
	else
		boh_section_form_fits(form, data, &broken->sink);
	return false;
}

void
boh_broken_raise(const BohBrokenSections *broken)
{
	char	   *type;
	BohDetail	detail;

	if (broken->count == 0 || boh_allow_broken_sections)
		return;
	type = boh_enum_label(ObjectIdGetDatum(broken->type));
	boh_detail_init(&detail);
	boh_detail_text(&detail, "section_type", type);
	boh_detail_integer(&detail, "section_count", broken->count);
	if (broken->list.len > 0)
		boh_detail_object(&detail, "sections", psprintf("%s]", broken->list.data));
	boh_raise(BOH_SECTIONS_BROKEN, &detail,
			  BOH_PLACE(broken->schema, "section_schemas", "schema", NULL),
			  type, (long long) broken->count);
}

void
boh_visit_sections(Oid schema, Oid type, BohSectionVisit visit, void *argument)
{
	pg_uuid_t	last = {{0}};
	Datum		values[2];
	int			count;

	values[0] = CStringGetTextDatum(boh_enum_label(ObjectIdGetDatum(type)));
	values[1] = UUIDPGetDatum(&last);
	do
	{
		boh_spi_connect();
		count = (int) boh_query(&next_sections, schema, values, NULL, 0);
		for (int i = 0; i < count; i++)
		{
			last = *DatumGetUUIDP(boh_required_value(i, 1, UUIDOID));
			CHECK_FOR_INTERRUPTS();
			visit(argument, &last, DatumGetUUIDP(boh_required_value(i, 2, UUIDOID)),
				  DatumGetJsonbP(boh_required_value(i, 3, JSONBOID)));
		}
		boh_spi_finish();
	} while (count == BATCH);
}

static void
visit_guarded(void *argument, const pg_uuid_t *section, const pg_uuid_t *page,
			  const Jsonb *data)
{
	BohBrokenSections *broken = argument;

	broken->section = section;
	broken->page = page;
	boh_broken_check(broken, data);
}

void
boh_guard_sections(Oid schema, Oid type)
{
	BohBrokenSections broken;

	if (boh_allow_broken_sections)
		return;
	boh_broken_init(&broken, schema, type);
	boh_visit_sections(schema, type, visit_guarded, &broken);
	boh_broken_raise(&broken);
}

void
boh_lock_sections(Oid schema)
{
	LockRelationOid(boh_table(schema, "content_sections"), ExclusiveLock);
}

void
boh_lock_sections_to_write(Oid schema)
{
	LockRelationOid(boh_table(schema, "content_sections"), RowExclusiveLock);
}
