/*-------------------------------------------------------------------------
 *
 * content/setting_functions.c
 *	  Reading settings in SQL: boh_setting() and boh_settings().
 *
 * Both return settings from the backend's cache: public ones to every role
 * with USAGE on the schema, others to roles with SELECT on the columns.  If
 * row-level security applies to such a role, they run a SELECT on the table as
 * the caller for the others.
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
#include "base/row_security.h"
#include "content/setting_cache.h"
#include "content/setting_functions.h"
#include "content/setting_type.h"

PG_FUNCTION_INFO_V1(boh_setting);
PG_FUNCTION_INFO_V1(boh_settings);

/* The settings table, and what the caller may read of it. */
typedef struct Access
{
	Oid			schema;
	Oid			table;
	bool		reads_public;	/* public settings from the cache */
	bool		reads_all;		/* all settings from the cache */
	bool		may_select;		/* if not all: a SELECT on the table */
} Access;

/*
 * The last access found by boh_setting(), kept until an invalidation that
 * could change it.  Settings are read very often, and checking access takes
 * longer than finding the value.
 */
static struct
{
	bool		known;
	Oid			role;
	Access		access;
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
	last_access.known = false;
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
	boh_on_role_change(catalog_changed);
	CacheRegisterSyscacheCallback(NAMESPACEOID, catalog_changed, (Datum) 0);
}

/*
 * Access
 */

static void
raise_no_select(void)
{
	aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, boh_setting_table.name);
}

/*
 * Raises 42501 as a SELECT would, if the caller has no privilege to SELECT and
 * the settings may not be read as the table's owner either.
 */
static Access
find_access(const char *const *columns, int ncolumns)
{
	Access		access;

	access.schema = boh_current_schema();
	access.table = boh_table(access.schema, boh_setting_table.name);
	access.reads_public = boh_reads_as_owner(access.schema, boh_setting_table.name);
	access.may_select = boh_may_select(access.table, columns, ncolumns);
	access.reads_all = access.may_select &&
		boh_reaches_all_rows(access.table, InvalidOid, ACL_SELECT_CHR);
	if (!access.reads_public && !access.may_select)
		raise_no_select();
	return access;
}

static bool
is_last_access(void)
{
	return last_access.known && last_access.role == GetUserId() &&
	boh_schema_setting != NULL &&
	strcmp(last_access.schema_setting, boh_schema_setting) == 0;
}

/*
 * Access depends only on the role and on boh.schema, except for one case: in
 * some statements that run as the owner, FORCE ROW LEVEL SECURITY does not
 * apply to the owner.  Access found there is not kept.  before is the value of
 * changes when the access check began; if it changed since, the result may be
 * outdated and is not kept either.
 */
static void
remember_access(const Access *access, uint64 before)
{
	if (boh_schema_setting == NULL || strlen(boh_schema_setting) >= NAMEDATALEN ||
		InNoForceRLSOperation() || changes != before)
		return;
	last_access.known = true;
	last_access.role = GetUserId();
	last_access.access = *access;

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

/* NULL: no such setting, none that the caller may read, or it has no value */
static text *
read_setting(const Access *access, text *key)
{
	const BohSetting *setting = NULL;
	text	   *value;

	if (access->reads_public || access->reads_all)
		setting = boh_setting_find(access->table, key);
	if (setting == NULL || !(access->reads_all || setting->is_public))
		return access->reads_all || !access->may_select ? NULL : ask_table(access->schema, key);
	if (setting->value == NULL)
		return NULL;
	value = palloc(VARSIZE(setting->value));
	memcpy(value, setting->value, VARSIZE(setting->value));
	return value;
}

Datum
boh_setting(PG_FUNCTION_ARGS)
{
	static const char *const columns[] = {"key", "value"};
	text	   *key = PG_GETARG_TEXT_PP(0);
	Access		access;
	text	   *value;

	AcceptInvalidationMessages();
	if (is_last_access())
		access = last_access.access;

	else
	{
		uint64		before = changes;

		access = find_access(columns, lengthof(columns));
		remember_access(&access, before);
	}
	value = read_setting(&access, key);
	if (value == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(value);
}

/*
 * boh_settings()
 */

typedef struct Collection
{
	Oid			schema;
	Oid			setting_group;	/* InvalidOid: all groups */
	bool		public_only;	/* leave out other settings of the cache */
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
collect_rows(Collection *collection, const char *group, bool public_only)
{
	Datum		values[] = {(Datum) 0, BoolGetDatum(public_only)};
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

	if (name == NULL)
		return InvalidOid;
	value = strlen(name) >= NAMEDATALEN ? InvalidOid :
		GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid, ObjectIdGetDatum(type),
						CStringGetDatum(name));
	if (OidIsValid(value))
		return value;
	boh_argument_refuse("setting_group", name, name);
}

Datum
boh_settings(PG_FUNCTION_ARGS)
{
	static const char *const columns[] = {"key", "value", "type", "setting_group", "is_public"};
	char	   *group = PG_ARGISNULL(0) ? NULL : boh_argument_name(fcinfo, 0, "setting_group");
	bool		public_only = boh_argument_boolean(fcinfo, 1, "public_only");
	Access		access = find_access(columns, lengthof(columns));
	bool		from_table = !access.reads_all && !(access.reads_public && public_only);
	Collection	collection = {
		.schema = access.schema,
		.setting_group = find_group(access.table, group),
		.public_only = public_only || !access.reads_all
	};
	Jsonb	   *result;

	if (!public_only && !access.may_select)
		raise_no_select();
	boh_jsonb_push(&collection.state, WJB_BEGIN_OBJECT, NULL);
	if (from_table)
	{
		boh_spi_connect();
		collect_rows(&collection, group, public_only);
	}
	/* a setting that the statement found, too, counts as the cache has it */
	if (access.reads_all || access.reads_public)
		boh_setting_visit(access.table, collect_setting, &collection);
	boh_jsonb_push(&collection.state, WJB_END_OBJECT, NULL);
	result = JsonbValueToJsonb(collection.state.result);
	if (from_table)
	{
		result = (Jsonb *) DatumGetPointer(SPI_datumTransfer(JsonbPGetDatum(result), false, -1));
		boh_spi_finish();
	}
	PG_RETURN_JSONB_P(result);
}
