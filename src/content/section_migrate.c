/*-------------------------------------------------------------------------
 *
 * content/section_migrate.c
 *	  boh_migrate_sections(): changes sections so that they fit another form.
 *
 * It changes the rows of content_sections and the sections in versions of
 * pages: readers see versions, and a rollback restores them.
 *
 * Lock order: content_sections and rows of section_schemas, as in any change
 * of a form; then content_page_versions, against publishing.  The locks on
 * both tables also conflict with SELECT FOR UPDATE.  Otherwise a session that
 * has a row locked and wants to write it would wait for the table lock while
 * we wait for the row.  No row of content_pages is locked, because a session
 * that has one locked may be waiting for these tables.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/row_security.h"
#include "content/page_version.h"
#include "content/section.h"
#include "content/section_guard.h"
#include "content/section_schema.h"
#include "json/patch.h"
#include "json/tree.h"

#define VERSION_BATCH 20

PG_FUNCTION_INFO_V1(boh_migrate_sections);

typedef struct Migration
{
	Oid			schema;
	NameData	type;
	BohJsonPatch *patch;
	BohBrokenSections broken;
	int32		sections;		/* changed rows of content_sections */
	int32		version_sections;	/* changed sections in versions */
	MemoryContext scratch;		/* reset after each section or version */
} Migration;

static const BohQuery put_schema = {
	.text = "INSERT INTO {schema}.section_schemas (type, schema)"
	" VALUES (CAST($1 AS {schema}.section_type), $2)"
	" ON CONFLICT (type) DO UPDATE SET schema = EXCLUDED.schema",
	.nargs = 2,
	.argtypes = {TEXTOID, JSONBOID}
};

static const BohQuery put_data = {
	.text = "UPDATE {schema}.content_sections SET data = $2 WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, JSONBOID},
	.latest = true
};

static const BohQuery next_versions = {
	.text = "SELECT page_id, version, snapshot, hidden_sections FROM {schema}.content_page_versions"
	" WHERE (page_id, version) > ($1, $2) AND (snapshot -> 'sections' @> $3 OR hidden_sections @> $3)"
	" ORDER BY page_id, version LIMIT " CppAsString2(VERSION_BATCH),
	.nargs = 3,
	.argtypes = {UUIDOID, INT4OID, JSONBOID},
	.owner_of = "content_page_versions",
	.latest = true,
	.safe_path = true
};

static const BohQuery put_version = {
	.text = "UPDATE {schema}.content_page_versions SET snapshot = $3, hidden_sections = $4"
	" WHERE page_id " BOH_EQ " $1 AND version " BOH_EQ " $2",
	.nargs = 4,
	.argtypes = {UUIDOID, INT4OID, JSONBOID, JSONBOID},
	.owner_of = "content_page_versions",
	.own_write = "content_page_versions",
	.one_row = true,
	.latest = true
};

/* Require the privilege on the whole table, not only on columns. */
static void
require_privilege(Oid schema, const char *table, AclMode privilege)
{
	if (pg_class_aclcheck(boh_table(schema, table), GetUserId(), privilege) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, table);
}

/*
 * Versions are written with the rights of the table's owner.  So the caller
 * must be allowed to change forms and all sections.
 */
static void
check_rights(Oid schema)
{
	Oid			sections = boh_table(schema, "content_sections");

	require_privilege(schema, "section_schemas", ACL_INSERT);
	require_privilege(schema, "section_schemas", ACL_UPDATE);
	require_privilege(schema, "content_sections", ACL_SELECT);
	require_privilege(schema, "content_sections", ACL_UPDATE);
	if (!boh_reaches_all_rows_now(sections, InvalidOid, ACL_SELECT_CHR) ||
		!boh_reaches_all_rows_now(sections, InvalidOid, ACL_UPDATE_CHR))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("row-level security hides sections from the current role"),
				 errhint("Call boh_migrate_sections() as a role that may change all sections, such as the owner of the tables.")));
}

/*
 * The patched data of the section that is set in migration->broken; NULL if
 * they do not fit the form or the patch changes nothing.
 */
static const Jsonb *
moved_data(Migration *migration, const Jsonb *data)
{
	const Jsonb *moved = boh_json_patch_apply(migration->patch, data);

	if (!boh_broken_check(&migration->broken, moved))
		return NULL;
	if (VARSIZE(moved) == VARSIZE(data) && memcmp(moved, data, VARSIZE(data)) == 0)
		return NULL;
	return moved;
}

static void
visit_section(void *argument, const pg_uuid_t *section, const pg_uuid_t *page,
			  const Jsonb *data)
{
	Migration  *migration = argument;
	MemoryContext caller = MemoryContextSwitchTo(migration->scratch);
	const Jsonb *moved;

	migration->broken.section = section;
	migration->broken.page = page;
	moved = moved_data(migration, data);
	MemoryContextSwitchTo(caller);

	/* after a broken section boh_broken_raise() will raise an error anyway */
	if (moved != NULL && (migration->broken.count == 0 || boh_allow_broken_sections))
	{
		Datum		values[2];

		values[0] = UUIDPGetDatum(section);
		values[1] = JsonbPGetDatum(moved);
		boh_spi_connect();
		migration->sections += (int32) boh_query(&put_data, migration->schema, values, NULL, 0);
		boh_spi_finish();
	}
	MemoryContextReset(migration->scratch);
}

/* A member of an object; NULL when there is none or it is not an object. */
static BohJsonTree *
member(const BohJsonTree *object, const char *key)
{
	int			position = object->item.type != BOH_JSON_OBJECT ? -1 :
	boh_json_tree_find(object, key, strlen(key));

	return position < 0 ? NULL : object->children[position].value;
}

static bool
is_of_type(const BohJsonTree *section, const char *type)
{
	const BohJsonTree *name = member(section, "type");

	return name != NULL && name->item.type == BOH_JSON_STRING &&
		(size_t) name->item.length == strlen(type) &&
		memcmp(name->item.data, type, name->item.length) == 0;
}

/*
 * Change the sections of the type in a list of a version; returns how many it
 * changed.
 */
static int
move_list(Migration *migration, BohJsonTree *list, const char *place,
		  BohJsonBudget *budget)
{
	int			changed = 0;

	if (list == NULL || list->item.type != BOH_JSON_ARRAY)
		return 0;
	for (int i = 0; i < list->count; i++)
	{
		BohJsonTree *section = list->children[i].value;
		BohJsonTree *data = member(section, "data");
		const Jsonb *moved;
		BohJsonItem root;

		CHECK_FOR_INTERRUPTS();
		if (data == NULL || !is_of_type(section, NameStr(migration->type)))
			continue;
		migration->broken.place = psprintf("/%s/%d", place, i);
		moved = moved_data(migration, boh_json_tree_to_jsonb(data));
		if (moved == NULL)
			continue;
		boh_json_root(moved, &root);
		section->children[boh_json_tree_position(section, data)].value =
			boh_json_tree_make(&root, budget);
		changed++;
	}
	return changed;
}

static void
write_version(const Migration *migration, Datum *values)
{
	boh_spi_connect();
	boh_query(&put_version, migration->schema, values, NULL, 0);
	boh_spi_finish();
}

/* values: page id, version, snapshot, hidden sections */
static void
move_version(Migration *migration, Datum *values)
{
	BohJsonBudget ample = {PG_INT64_MAX};
	MemoryContext caller = MemoryContextSwitchTo(migration->scratch);
	BohJsonItem root;
	BohJsonTree *snapshot;
	BohJsonTree *hidden;
	int			changed;

	migration->broken.section = NULL;
	migration->broken.page = DatumGetUUIDP(values[0]);
	migration->broken.version = DatumGetInt32(values[1]);
	boh_json_root(DatumGetJsonbP(values[2]), &root);
	snapshot = boh_json_tree_make(&root, &ample);
	boh_json_root(DatumGetJsonbP(values[3]), &root);
	hidden = boh_json_tree_make(&root, &ample);
	changed = move_list(migration, member(snapshot, "sections"), "sections", &ample);
	changed += move_list(migration, hidden, "hidden_sections", &ample);
	if (changed > 0)
	{
		values[2] = JsonbPGetDatum(boh_json_tree_to_jsonb(snapshot));
		values[3] = JsonbPGetDatum(boh_json_tree_to_jsonb(hidden));
	}
	MemoryContextSwitchTo(caller);
	if (changed > 0 && (migration->broken.count == 0 || boh_allow_broken_sections))
		write_version(migration, values);
	migration->version_sections += changed;
	MemoryContextReset(migration->scratch);
}

static void
move_versions(Migration *migration)
{
	pg_uuid_t	last_page = {{0}};
	int32		last_version = 0;
	StringInfoData pattern;
	Datum		from[3];
	int			count;

	initStringInfo(&pattern);
	appendStringInfoString(&pattern, "[{\"type\": ");
	escape_json(&pattern, NameStr(migration->type));
	appendStringInfoString(&pattern, "}]");
	from[0] = UUIDPGetDatum(&last_page);
	from[2] = DirectFunctionCall1(jsonb_in, CStringGetDatum(pattern.data));
	do
	{
		from[1] = Int32GetDatum(last_version);
		boh_spi_connect();
		count = (int) boh_query(&next_versions, migration->schema, from, NULL, 0);
		for (int i = 0; i < count; i++)
		{
			Datum		values[4];

			values[0] = boh_required_value(i, 1, UUIDOID);
			values[1] = boh_required_value(i, 2, INT4OID);
			values[2] = boh_required_value(i, 3, JSONBOID);
			values[3] = boh_required_value(i, 4, JSONBOID);
			last_page = *DatumGetUUIDP(values[0]);
			last_version = DatumGetInt32(values[1]);
			move_version(migration, values);
		}
		boh_spi_finish();
	} while (count == VERSION_BATCH);
}

static void
change_form(Oid schema, Datum type, Datum new_schema)
{
	Datum		values[2] = {type, new_schema};

	boh_spi_connect();
	PG_TRY();
	{
		boh_moving_sections = true;
		boh_query(&put_schema, schema, values, NULL, 0);
	}
	PG_FINALLY();
	{
		boh_moving_sections = false;
	}
	PG_END_TRY();
	boh_spi_finish();
}

static void
return_counts(FunctionCallInfo fcinfo, const Migration *migration)
{
	ReturnSetInfo *result;
	Datum		values[2];
	bool		nulls[2] = {false};

	InitMaterializedSRF(fcinfo, 0);
	result = (ReturnSetInfo *) fcinfo->resultinfo;
	values[0] = Int32GetDatum(migration->sections);
	values[1] = Int32GetDatum(migration->version_sections);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
boh_migrate_sections(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	Migration	migration = {.schema = schema};
	text	   *type;
	BohSectionForm *form;

	boh_argument_require(fcinfo, 0, "section_type");
	boh_argument_require(fcinfo, 1, "patch");
	type = PG_GETARG_TEXT_PP(0);
	migration.patch = boh_json_patch_compile(PG_GETARG_JSONB_P(1));
	check_rights(schema);

	boh_lock_sections(schema);
	if (!PG_ARGISNULL(2))
		change_form(schema, PG_GETARG_DATUM(0), PG_GETARG_DATUM(2));
	form = boh_section_require_form(schema, VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type));
	migration.type = form->type;
	boh_broken_init(&migration.broken, schema, form->value);
	migration.scratch = AllocSetContextCreate(CurrentMemoryContext, "boh section migration",
											  ALLOCSET_DEFAULT_SIZES);

	boh_visit_sections(schema, migration.broken.type, visit_section, &migration);
	LockRelationOid(boh_table(schema, "content_page_versions"), ExclusiveLock);
	move_versions(&migration);
	boh_broken_raise(&migration.broken);
	return_counts(fcinfo, &migration);
	MemoryContextDelete(migration.scratch);
	PG_RETURN_NULL();
}
