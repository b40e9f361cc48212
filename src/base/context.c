/*-------------------------------------------------------------------------
 *
 * base/context.c
 *	  The data schema that a function or trigger works on, and its checks.
 *
 * The extension has the code, data schemas have the tables.  A trigger works
 * on the schema of its relation, a function on the schema that boh.schema
 * names.  Before a backend first works on a schema, it compares the schema's
 * version with the library's.  It does not compare again until the schema's
 * schema_migrations or pg_namespace changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/guc.h"
#include "base/invalidation.h"
#include "base/query.h"
#include "base/shard.h"

Oid			boh_migrating_schema = InvalidOid;

/* A schema whose version is the one of this library */
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

static void check_schema(Oid schema);

static void
raise_divided(Oid schema, Oid table)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", get_namespace_name(schema));
	boh_detail_text(&detail, "table", get_rel_name(table));
	boh_raise(BOH_TABLE_DIVIDED, &detail, BOH_NO_PLACE, get_rel_name(table),
			  get_namespace_name(schema));
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
	/* a schema that was migrated is no longer among those that were checked */
	boh_explain_missing = check_schema;
	boh_refuse_divided = raise_divided;
}

/* name is NULL for a schema that was dropped since the call began. */
static void
raise_schema_missing(const char *name)
{
	BohDetail	detail;

	if (name == NULL)
		name = boh_current_schema_name();
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", name);
	boh_raise(BOH_SCHEMA_MISSING, &detail, BOH_NO_PLACE,
			  name);
}

int
boh_schema_version(Oid schema)
{
	bool		isnull;
	int			version;

	if (!OidIsValid(get_relname_relid("schema_migrations", schema)))
		return 0;
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
	int			version = boh_schema_version(schema);
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

/*
 * Anybody may create tables in a temporary schema, and the tables of one
 * session are of no use to another.
 */
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

/*
 * PostgreSQL keeps what it has read of catalogs until the session ends, about
 * a megabyte for each tenant.  So a session that comes to one schema too many
 * begins anew, as after an overflow of the invalidation queue.  The callbacks
 * here empty checked_schemas.
 */
static void
make_room(void)
{
	if (hash_get_num_entries(checked_schemas) >= boh_max_cached_schemas_setting)
		InvalidateSystemCaches();
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
	make_room();
	migrations = migrations_table(schema);
	boh_check_extension_version();

	/*
	 * enter the schema before reading its version, so that an invalidation
	 * that arrives meanwhile removes the entry
	 */
	entry = hash_search(checked_schemas, &schema, HASH_ENTER, NULL);
	entry->migrations = migrations;
	entry->owner = boh_table_owner(migrations);
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

const char *
boh_current_schema_name(void)
{
	return boh_setting_is_unset(boh_schema_setting) ? "boh" : boh_schema_setting;
}

Oid
boh_current_schema_anywhere(void)
{
	const char *name = boh_current_schema_name();
	Oid			schema;
	AclResult	allowed;

	boh_shard_range = BOH_WHOLE;
	schema = get_namespace_oid(name, true);
	if (!OidIsValid(schema))
		raise_schema_missing(name);
	allowed = boh_schema_aclcheck(schema, GetUserId(), ACL_USAGE);
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_SCHEMA, name);
	check_schema(schema);
	return schema;
}

static void
raise_elsewhere(Oid schema)
{
	const char *name = get_namespace_name(schema);
	const char *node = boh_schema_node(schema);
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", name);
	boh_detail_text(&detail, "node", node);
	boh_raise(BOH_SCHEMA_ELSEWHERE, &detail, BOH_NO_PLACE, name, node);
}

Oid
boh_current_schema(void)
{
	Oid			schema = boh_current_schema_anywhere();

	boh_schema_stays(schema);
	if (boh_schema_is_elsewhere(schema))
		raise_elsewhere(schema);
	return schema;
}

/*
 * PostgreSQL would raise the same code at the first row that is written.  Its
 * message names a statement that the caller does not know, and a function that
 * finds nothing to do would succeed.
 */
void
boh_require_writable(FunctionCallInfo fcinfo)
{
	const char *name;
	bool		standby;
	BohDetail	detail;

	if (!XactReadOnly)
		return;
	name = get_func_name(fcinfo->flinfo->fn_oid);
	standby = RecoveryInProgress();
	boh_detail_init(&detail);
	boh_detail_text(&detail, "function", name);
	boh_detail_object(&detail, "standby", standby ? "true" : "false");
	boh_raise(BOH_READ_ONLY, &detail, BOH_NO_PLACE, name,
			  standby ? "on a standby" : "in a read-only transaction");
}

void
boh_prevent_in_transaction(FunctionCallInfo fcinfo, int error)
{
	const char *name;
	BohDetail	detail;

	if (fcinfo->context != NULL && IsA(fcinfo->context, CallContext) &&
		!castNode(CallContext, fcinfo->context)->atomic)
		return;
	name = get_func_name(fcinfo->flinfo->fn_oid);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "procedure", name);
	boh_raise(error, &detail, BOH_NO_PLACE, psprintf("%s()", name));
}

Oid
boh_schema_to_write(FunctionCallInfo fcinfo)
{
	boh_require_writable(fcinfo);
	return boh_current_schema();
}

/*
 * The owner of schema_migrations is the owner of the schema's tables.  The
 * cache entry may be gone, because each change of pg_namespace removes it.
 */
static Oid
schema_owner(Oid schema)
{
	const CheckedSchema *entry = hash_search(checked_schemas, &schema, HASH_FIND, NULL);

	return entry != NULL ? entry->owner : boh_table_owner(migrations_table(schema));
}

bool
boh_reads_as_owner(Oid schema, const char *table)
{
	return boh_table_owner(boh_table(schema, table)) == schema_owner(schema);
}

/*
 * A trigger acts on other tables of its relation's schema as their owner.  So
 * it must not run on a table that somebody else created there.  Otherwise
 * everybody with CREATE on the schema could create a table of events with the
 * trigger, and cancel bookings through it.
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
	boh_shard_enter(relation);
	return schema;
}

void
boh_schema_changed(Oid schema)
{
	Oid			migrations = get_relname_relid("schema_migrations", schema);

	if (OidIsValid(migrations))
		CacheInvalidateRelcacheByRelid(migrations);
}
