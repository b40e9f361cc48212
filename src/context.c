/*-------------------------------------------------------------------------
 *
 * context.c
 *	  The data schema a piece of work is about, and whose rights it uses.
 *
 * Code is the extension's, tables are the user's: a trigger works on the
 * schema of its relation, a function on the one that boh.schema names.  The
 * first time a backend meets a schema it compares versions; the answer is kept
 * until something changes that schema's schema_migrations.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "compat.h"
#include "context.h"
#include "error.h"
#include "invalidation.h"
#include "json_format.h"
#include "query.h"

char	   *boh_schema_setting = NULL;
int			boh_hold_seconds_setting = 900;
int			boh_max_hold_seconds_setting = 86400;
int			boh_max_payment_delay_setting = -1;
bool		boh_allow_data_loss = false;
bool		boh_allow_broken_sections = false;
int			boh_auto_lanes_setting = 0;
int			boh_auto_lanes_wait_setting = 50;
Oid			boh_migrating_schema = InvalidOid;

static char *user_id_setting = NULL;	/* boh.user_id */

/* A schema that fits this library's version. */
typedef struct CheckedSchema
{
	Oid			schema;			/* hash key */
	Oid			migrations;		/* its table schema_migrations */
	Oid			owner;			/* of that table */
} CheckedSchema;

static HTAB *checked_schemas = NULL;

static const BohQuery schema_version = {
	.text = "SELECT max(version) FROM {schema}.schema_migrations",
	.owner_of = "schema_migrations",
	.latest = true,
	.safe_path = true
};

static void
forget_schemas(Oid migrations)
{
	HASH_SEQ_STATUS scan;
	CheckedSchema *entry;

	hash_seq_init(&scan, checked_schemas);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(migrations) || entry->migrations == migrations)
			hash_search(checked_schemas, &entry->schema, HASH_REMOVE, NULL);
	}
}

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	forget_schemas(relid);
}

static void
namespace_changed(Datum argument pg_attribute_unused(),
				  int cacheid pg_attribute_unused(),
				  uint32 hash pg_attribute_unused())
{
	forget_schemas(InvalidOid);
}

/* A setting made SET LOCAL may read as '' afterwards. */
static bool
is_unset(const char *setting)
{
	return setting == NULL || setting[0] == '\0';
}

static bool
check_user_id(char **setting, void **extra pg_attribute_unused(),
			  GucSource source pg_attribute_unused())
{
	if (is_unset(*setting) ||
		boh_format_find("uuid", 4)->check(*setting, strlen(*setting)))
		return true;
	GUC_check_errdetail("A user's id is a UUID.");
	return false;
}

void
boh_context_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(Oid),
		.entrysize = sizeof(CheckedSchema),
		.hcxt = AllocSetContextCreate(TopMemoryContext, "boh schemas",
									  ALLOCSET_SMALL_SIZES)
	};

	checked_schemas = hash_create("boh schemas", 8, &control,
								  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	boh_on_relation_change(relation_changed);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_changed, (Datum) 0);

	DefineCustomStringVariable("boh.schema",
							   "Schema whose tables the functions of boh work on.",
							   "Triggers work on the schema of their own table.",
							   &boh_schema_setting, "boh", PGC_USERSET, 0,
							   NULL, NULL, NULL);
	DefineCustomIntVariable("boh.hold_seconds",
							"How long a PENDING booking holds its seats.",
							NULL,
							&boh_hold_seconds_setting, 900, 1, 31536000,
							PGC_USERSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_hold_seconds",
							"How far in the future a hold may end.",
							"The owner of the table of bookings may import longer ones.",
							&boh_max_hold_seconds_setting, 86400, 1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.max_payment_delay_seconds",
							"How long after a hold ran out a payment can still confirm its booking.",
							"-1: until the event ends.",
							&boh_max_payment_delay_setting, -1, -1, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomBoolVariable("boh.allow_data_loss",
							 "Lets boh_migrate() step down although rows are dropped.",
							 NULL,
							 &boh_allow_data_loss, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomBoolVariable("boh.allow_broken_sections",
							 "Lets a schema of sections change although existing ones are not of its form.",
							 "They stay as they are until their data are changed.",
							 &boh_allow_broken_sections, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomIntVariable("boh.auto_lanes",
							"How many booking lanes an event gets when bookings had to wait for it.",
							"0 opens none; otherwise 2 to 64.",
							&boh_auto_lanes_setting, 0, 0, 64,
							PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("boh.auto_lanes_wait_ms",
							"How long a booking has to wait for an event to count as hot.",
							NULL,
							&boh_auto_lanes_wait_setting, 50, 0, PG_INT32_MAX,
							PGC_SUSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomStringVariable("boh.user_id",
							   "Id of the user of the application who works in this session or transaction.",
							   "Recorded where rows tell who made them.",
							   &user_id_setting, "", PGC_USERSET, 0,
							   check_user_id, NULL, NULL);
	MarkGUCPrefixReserved("boh");
}

static Oid
table_owner(Oid table)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", table);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* The extension's row of pg_extension, copied; NULL when there is none. */
static HeapTuple
find_extension(Relation extensions)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum("boh"));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		tuple = heap_copytuple(tuple);
	systable_endscan(scan);
	return tuple;
}

/* Version of the installed SQL objects, or NULL when there are none. */
static char *
installed_version(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	HeapTuple	tuple = find_extension(extensions);
	char	   *version = NULL;

	if (tuple != NULL)
	{
		bool		isnull;
		Datum		value = heap_getattr(tuple, Anum_pg_extension_extversion,
										 RelationGetDescr(extensions), &isnull);

		if (!isnull)
			version = TextDatumGetCString(value);
	}
	table_close(extensions, AccessShareLock);
	return version;
}

Oid
boh_extension_schema(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	HeapTuple	tuple = find_extension(extensions);

	table_close(extensions, AccessShareLock);
	if (tuple == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("extension \"boh\" does not exist"),
				 errhint("Run CREATE EXTENSION boh;")));
	return ((Form_pg_extension) GETSTRUCT(tuple))->extnamespace;
}

void
boh_check_extension_version(void)
{
	char	   *installed = installed_version();
	BohDetail	detail;

	if (installed != NULL && strcmp(installed, BOH_VERSION) == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "library_version", BOH_VERSION);
	boh_detail_text(&detail, "installed_version", installed);
	boh_raise(BOH_VERSION_MISMATCH, &detail, BOH_NO_PLACE,
			  BOH_VERSION, installed ? installed : "unknown");
}

static void
raise_schema_missing(const char *name)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", name);
	boh_raise(BOH_SCHEMA_MISSING, &detail, BOH_NO_PLACE,
			  name);
}

/* The schema's version; 0 when no migration is applied. */
static int
read_schema_version(Oid schema)
{
	bool		isnull;
	int			version;

	boh_spi_connect();
	boh_query(&schema_version, schema, NULL, NULL, 1);
	version = DatumGetInt32(boh_value(0, 1, INT4OID, &isnull));
	boh_spi_finish();
	return isnull ? 0 : version;
}

static void
compare_schema_version(Oid schema)
{
	char	   *name = get_namespace_name(schema);
	int			version = read_schema_version(schema);
	BohDetail	detail;

	if (version == BOH_SCHEMA_VERSION)
		return;
	if (version == 0)
		raise_schema_missing(name);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", name);
	boh_detail_integer(&detail, "schema_version", version);
	boh_detail_integer(&detail, "extension_schema_version", BOH_SCHEMA_VERSION);
	boh_raise(version < BOH_SCHEMA_VERSION ? BOH_SCHEMA_OLDER : BOH_SCHEMA_NEWER,
			  &detail, BOH_NO_PLACE, name, version, BOH_SCHEMA_VERSION);
}

/* Anybody may make tables there, and a session's tables are nobody else's. */
static void
check_not_temporary(Oid schema)
{
	const char *name;
	BohDetail	detail;

	if (!isAnyTempNamespace(schema))
		return;
	name = get_namespace_name(schema);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", name);
	boh_raise(BOH_SCHEMA_TEMPORARY, &detail, BOH_NO_PLACE, name);
}

static Oid
migrations_table(Oid schema)
{
	Oid			table = get_relname_relid("schema_migrations", schema);

	if (!OidIsValid(table))
		raise_schema_missing(get_namespace_name(schema));
	return table;
}

static void
check_schema(Oid schema)
{
	CheckedSchema *entry;
	Oid			migrations;

	if (schema == boh_migrating_schema ||
		hash_search(checked_schemas, &schema, HASH_FIND, NULL) != NULL)
		return;
	check_not_temporary(schema);
	migrations = migrations_table(schema);
	boh_check_extension_version();

	/* marked before it is read, so that a change meanwhile removes the mark */
	entry = hash_search(checked_schemas, &schema, HASH_ENTER, NULL);
	entry->migrations = migrations;
	entry->owner = table_owner(migrations);
	PG_TRY();
	{
		compare_schema_version(schema);
	}
	PG_CATCH();
	{
		hash_search(checked_schemas, &schema, HASH_REMOVE, NULL);
		PG_RE_THROW();
	}
	PG_END_TRY();
}

Oid
boh_current_schema(void)
{
	const char *name = boh_schema_setting;
	Oid			schema;
	AclResult	allowed;

	if (is_unset(name))
		name = "boh";
	schema = get_namespace_oid(name, true);
	if (!OidIsValid(schema))
		raise_schema_missing(name);
	allowed = boh_schema_aclcheck(schema, GetUserId(), ACL_USAGE);
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_SCHEMA, name);
	check_schema(schema);
	return schema;
}

bool
boh_application_user(pg_uuid_t *user)
{
	if (is_unset(user_id_setting))
		return false;
	*user = *DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(user_id_setting)));
	return true;
}

/*
 * Whoever owns schema_migrations owns the schema's tables.  What is kept of the
 * schema may be gone: each change of pg_namespace removes it.
 */
static Oid
schema_owner(Oid schema)
{
	const CheckedSchema *entry = hash_search(checked_schemas, &schema, HASH_FIND, NULL);

	return entry != NULL ? entry->owner : table_owner(migrations_table(schema));
}

/*
 * A trigger acts on other tables of its relation's schema as their owner.  So
 * a table that somebody else made there must not have it: whoever may create
 * tables in the schema could cancel bookings with a made-up table of events.
 */
static void
check_owner(Relation relation, Oid schema)
{
	Oid			owner = relation->rd_rel->relowner;
	Oid			expected = schema_owner(schema);

	if (owner == expected || has_privs_of_role(owner, expected))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("owner of table \"%s\" must have the rights of the owner of schema_migrations",
					RelationGetRelationName(relation)),
			 errhint("Give all tables of schema \"%s\" the same owner.",
					 get_namespace_name(schema))));
}

Oid
boh_trigger_schema(Relation relation)
{
	Oid			schema = RelationGetNamespace(relation);

	check_schema(schema);
	check_owner(relation, schema);
	return schema;
}

void
boh_schema_changed(Oid schema)
{
	Oid			migrations = get_relname_relid("schema_migrations", schema);

	if (OidIsValid(migrations))
		CacheInvalidateRelcacheByRelid(migrations);
}

Oid
boh_table(Oid schema, const char *name)
{
	Oid			table = get_relname_relid(name, schema);

	if (!OidIsValid(table))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"%s.%s\" does not exist",
						get_namespace_name(schema), name)));
	return table;
}

void
boh_require_privilege(Oid schema, const char *table, AclMode privilege)
{
	Oid			relation = boh_table(schema, table);

	if (pg_class_aclcheck(relation, GetUserId(), privilege) != ACLCHECK_OK &&
		pg_attribute_aclcheck_all(relation, GetUserId(), privilege,
								  ACLMASK_ANY) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, table);
}

/*
 * As foreign-key triggers do (ri_triggers.c): the owner of the table that the
 * statement touches, never the extension's owner, so that a hostile schema
 * acts with nobody's rights but its own owner's.
 */
BohCaller
boh_become_owner(Oid table)
{
	BohCaller	caller;
	Oid			owner = table_owner(table);

	GetUserIdAndSecContext(&caller.user, &caller.security_context);
	SetUserIdAndSecContext(owner, caller.security_context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
	return caller;
}

void
boh_become_caller(BohCaller caller)
{
	SetUserIdAndSecContext(caller.user, caller.security_context);
}

TimestampTz
boh_now(void)
{
	TimestampTz now = GetCurrentTimestamp();

	return now - now % 1000;
}
