/*-------------------------------------------------------------------------
 *
 * content/setting_functions.c
 *	  Reading settings in SQL: boh_setting() and boh_settings().
 *
 * Both return from the backend's cache what a SELECT on the table would
 * return.  A caller without SELECT on the columns gets the same error as from
 * the SELECT.  If row-level security applies, they run a SELECT on the table
 * as the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/invalidation.h"
#include "base/query.h"
#include "base/row.h"
#include "content/setting_cache.h"
#include "content/setting_functions.h"
#include "content/setting_type.h"

PG_FUNCTION_INFO_V1(boh_setting);
PG_FUNCTION_INFO_V1(boh_settings);

/* The settings table, and whether the caller may read it from the cache. */
typedef struct Access
{
	Oid			schema;
	Oid			table;
	bool		row_security;	/* SELECT from the table instead */
} Access;

/*
 * The last access granted to boh_setting(), kept until an invalidation that
 * could change the result.  Settings are read very often, and checking access
 * takes longer than finding the value.
 */
static struct
{
	bool		granted;
	Oid			role;
	Oid			table;
	char		schema_setting[NAMEDATALEN];
} last_access;

/* counts invalidations that may have changed the access */
static uint64 changes = 0;

static const BohQuery one_setting = {
	.text = "SELECT value FROM {schema}.site_settings WHERE key " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.read_only = true
};

static const BohQuery all_settings = {
	.text = "SELECT key, value, type::pg_catalog.text FROM {schema}.site_settings"
	" WHERE ($1 IS NULL OR setting_group::pg_catalog.text " BOH_EQ " $1) AND (is_public OR NOT $2)",
	.nargs = 2,
	.argtypes = {TEXTOID, BOOLOID},
	.read_only = true
};

static void
access_changed(void)
{
	changes++;
	last_access.granted = false;
}

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid pg_attribute_unused())
{
	access_changed();
}

static void
catalog_changed(Datum argument pg_attribute_unused(), int cacheid pg_attribute_unused(),
				uint32 hash pg_attribute_unused())
{
	access_changed();
}

void
boh_setting_functions_init(void)
{
	boh_on_relation_change(relation_changed);
	CacheRegisterSyscacheCallback(NAMESPACEOID, catalog_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, catalog_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, catalog_changed, (Datum) 0);
}

/*
 * Access
 */

static void
require_select(Oid table, const char *const *columns, int ncolumns)
{
	if (pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
		return;
	for (int i = 0; i < ncolumns; i++)
	{
		AttrNumber	attribute = get_attnum(table, columns[i]);

		if (pg_attribute_aclcheck(table, attribute, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
			aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(table));
	}
}

static Access
find_access(const char *const *columns, int ncolumns)
{
	Access		access;

	access.schema = boh_current_schema();
	access.table = boh_table(access.schema, boh_setting_table.name);
	require_select(access.table, columns, ncolumns);
	access.row_security = check_enable_rls(access.table, InvalidOid, false) == RLS_ENABLED;
	return access;
}

static bool
is_last_access(void)
{
	return last_access.granted && last_access.role == GetUserId() &&
	boh_schema_setting != NULL &&
	strcmp(last_access.schema_setting, boh_schema_setting) == 0;
}

static bool
has_row_security(Oid table)
{
	Relation	relation = RelationIdGetRelation(table);
	bool		has;

	if (!RelationIsValid(relation))
		return true;
	has = relation->rd_rel->relrowsecurity;
	RelationClose(relation);
	return has;
}

/*
 * Access to a table with row-level security is not remembered: whether
 * policies apply can differ between two calls of the same role.  Without
 * row-level security, access depends only on the role and on boh.schema.
 * before is the value of changes when the access check began; if it changed
 * since, the result may be outdated and is not kept.
 */
static void
remember_access(const Access *access, uint64 before)
{
	if (boh_schema_setting == NULL || strlen(boh_schema_setting) >= NAMEDATALEN ||
		has_row_security(access->table) || changes != before)
		return;
	last_access.granted = true;
	last_access.role = GetUserId();
	last_access.table = access->table;

	strlcpy(last_access.schema_setting, boh_schema_setting, NAMEDATALEN);
}

/*
 * boh_setting()
 */

static text *
ask_table(Oid schema, text *key)
{
	Datum		values[] = {PointerGetDatum(key)};
	text	   *value = NULL;
	bool		isnull = true;
	Datum		found;

	boh_spi_connect();
	if (boh_query(&one_setting, schema, values, NULL, 1) > 0)
	{
		found = boh_value(0, 1, TEXTOID, &isnull);
		if (!isnull)
			value = DatumGetTextPP(SPI_datumTransfer(found, false, -1));
	}
	boh_spi_finish();
	return value;
}

Datum
boh_setting(PG_FUNCTION_ARGS)
{
	static const char *const columns[] = {"key", "value"};
	text	   *key = PG_GETARG_TEXT_PP(0);
	const BohSetting *setting;
	Access		access;
	text	   *value;

	AcceptInvalidationMessages();
	if (is_last_access())
		setting = boh_setting_find(last_access.table, key);
	else
	{
		uint64		before = changes;

		access = find_access(columns, lengthof(columns));
		if (access.row_security)
		{
			value = ask_table(access.schema, key);
			if (value == NULL)
				PG_RETURN_NULL();
			PG_RETURN_TEXT_P(value);
		}
		remember_access(&access, before);
		setting = boh_setting_find(access.table, key);
	}
	if (setting == NULL || setting->value == NULL)
		PG_RETURN_NULL();
	value = palloc(VARSIZE(setting->value));
	memcpy(value, setting->value, VARSIZE(setting->value));
	PG_RETURN_TEXT_P(value);
}

/*
 * boh_settings()
 */

typedef struct Collection
{
	Oid			schema;
	Oid			setting_group;	/* InvalidOid: all groups */
	bool		public_only;
	BohJsonbState state;
} Collection;

static void
collect(Collection *collection, const text *key, const text *value, const char *type_name)
{
	JsonbValue	json;

	json.type = jbvString;
	json.val.string.val = text_to_cstring(key);
	json.val.string.len = strlen(json.val.string.val);
	boh_jsonb_push(&collection->state, WJB_KEY, &json);

	if (value == NULL)
		json.type = jbvNull;
	else
	{
		const BohSettingType *type = boh_setting_type_find(type_name);
		char	   *string = text_to_cstring(value);

		/* the value may have been written while the trigger was disabled */
		if (!boh_setting_type_accepts(type, string))
			boh_setting_type_refuse(type, collection->schema, text_to_cstring(key), string);
		boh_setting_type_convert(type, string, &json);
	}
	boh_jsonb_push(&collection->state, WJB_VALUE, &json);
}

static void
collect_setting(const BohSetting *setting, void *argument)
{
	Collection *collection = argument;

	if (collection->public_only && !setting->is_public)
		return;
	if (OidIsValid(collection->setting_group) &&
		collection->setting_group != setting->setting_group)
		return;
	collect(collection, setting->key, setting->value,
			boh_enum_label(ObjectIdGetDatum(setting->type)));
}

/* Call between boh_spi_connect() and boh_spi_finish(). */
static void
collect_rows(Collection *collection, const char *group)
{
	Datum		values[] = {(Datum) 0, BoolGetDatum(collection->public_only)};
	char		nulls[] = {group == NULL ? 'n' : ' ', ' '};
	uint64		rows;

	if (group != NULL)
		values[0] = CStringGetTextDatum(group);
	rows = boh_query(&all_settings, collection->schema, values, nulls, 0);
	for (uint64 i = 0; i < rows; i++)
	{
		bool		isnull;
		Datum		value = boh_value(i, 2, TEXTOID, &isnull);

		collect(collection, DatumGetTextPP(boh_required_value(i, 1, TEXTOID)),
				isnull ? NULL : DatumGetTextPP(value),
				TextDatumGetCString(boh_required_value(i, 3, TEXTOID)));
	}
}

/*
 * The OID of the enum value with this label, InvalidOid for NULL.  Raises
 * 22023 if the enum has no such value.
 */
static Oid
find_group(Oid table, const char *name)
{
	Oid			type = get_atttype(table, get_attnum(table, "setting_group"));
	Oid			value;
	BohDetail	detail;

	if (name == NULL)
		return InvalidOid;
	value = strlen(name) >= NAMEDATALEN ? InvalidOid :
		GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid, ObjectIdGetDatum(type),
						CStringGetDatum(name));
	if (OidIsValid(value))
		return value;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "setting_group");
	boh_detail_text(&detail, "value", name);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "setting_group", name);
}

Datum
boh_settings(PG_FUNCTION_ARGS)
{
	static const char *const columns[] = {"key", "value", "type", "setting_group", "is_public"};
	char	   *group = PG_ARGISNULL(0) ? NULL : boh_argument_name(fcinfo, 0, "setting_group");
	bool		public_only = boh_argument_boolean(fcinfo, 1, "public_only");
	Access		access = find_access(columns, lengthof(columns));
	Collection	collection = {
		.schema = access.schema,
		.setting_group = find_group(access.table, group),
		.public_only = public_only
	};
	Jsonb	   *result;

	boh_jsonb_push(&collection.state, WJB_BEGIN_OBJECT, NULL);
	if (access.row_security)
	{
		boh_spi_connect();
		collect_rows(&collection, group);
	}
	else
		boh_setting_visit(access.table, collect_setting, &collection);
	boh_jsonb_push(&collection.state, WJB_END_OBJECT, NULL);
	result = JsonbValueToJsonb(collection.state.result);
	if (access.row_security)
	{
		result = (Jsonb *) DatumGetPointer(SPI_datumTransfer(JsonbPGetDatum(result), false, -1));
		boh_spi_finish();
	}
	PG_RETURN_JSONB_P(result);
}
