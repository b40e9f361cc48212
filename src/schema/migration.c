/*-------------------------------------------------------------------------
 *
 * schema/migration.c
 *	  Takes a data schema from one version to another.
 *
 * The scripts come from boh_migration_scripts(), which the build makes from
 * sql/migrations.  The table schema_migrations of the data schema records
 * which ones are applied, so that a dump includes that.  All steps of a call
 * run in the caller's transaction.
 *
 * The role that runs the first step owns what it creates.  Later steps run as
 * that owner, whoever calls.  So all tables of a schema belong to one role,
 * and a superuser who migrates a tenant's schema does not lend it superuser
 * rights.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "archive/partition.h"
#include "audit/log.h"
#include "audit/partition.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/shard.h"
#include "booking/lanes.h"
#include "find/search_refresh.h"
#include "rights/rights.h"
#include "schema/data_loss.h"
#include "schema/migration_guard.h"
#include "schema/next_step.h"
#include "schema/relations.h"
#include "schema/schema_name.h"

#define MIGRATIONS_TABLE "schema_migrations"

/* The migration with which the audit came */
#define AUDIT_VERSION 9

typedef struct Script
{
	int			version;
	char	   *name;
	char	   *checksum;
	char	   *up;
	char	   *down;
} Script;

/* One call of boh_migrate() */
typedef struct Migration
{
	char	   *schema_name;
	Oid			schema;			/* InvalidOid: does not exist yet */
	Oid			extension_schema;
	char	   *caller;			/* the calling role's name */
	Script	   *scripts;		/* version n has index n - 1 */
	int			latest;			/* how many scripts there are */
	int			current;		/* version of the schema */
} Migration;

/* The step that is running, for the error context */
typedef struct Step
{
	const Script *script;
	bool		up;
} Step;

/* The checksum does not depend on the encoding of the database. */
static const BohQuery all_scripts = {
	.text = "SELECT version, name, pg_catalog.encode(pg_catalog.sha256("
	"pg_catalog.convert_to(up, 'UTF8'::pg_catalog.name)), 'hex'::pg_catalog.text), "
	"up, down FROM {schema}.boh_migration_scripts() ORDER BY 1",
	.latest = true
};

static const BohQuery applied_migrations = {
	.text = "SELECT version, name, checksum FROM {schema}." MIGRATIONS_TABLE " ORDER BY 1",
	.latest = true
};

static const BohQuery record_migration = {
	.text = "INSERT INTO {schema}." MIGRATIONS_TABLE
	" (version, name, checksum, applied_at, applied_by) VALUES ($1, $2, $3, $4, $5)",
	.nargs = 5,
	.argtypes = {INT4OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID}
};

static const BohQuery forget_migration = {
	.text = "DELETE FROM {schema}." MIGRATIONS_TABLE " WHERE version " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {INT4OID},
	.latest = true
};

/*
 * Checksums of older forms of scripts, which earlier releases applied.  These
 * create the same objects.  The current forms are written so that operators
 * can only be those of pg_catalog.
 */
static const struct
{
	int			version;
	const char *checksum;
}			superseded[] = {
	{1, "96171db2d7407c6ca8c79831c30203e5e8575deacfad11ae3243c225383dd605"},
	{3, "15d3c3a127f52a4c27967737e6adfc64cab97a244176977561075b0eabd82119"},
};

static const char migrations_table_script[] =
"CREATE TABLE " MIGRATIONS_TABLE " (\n"
"	version integer NOT NULL,\n"
"	name text NOT NULL,\n"
"	checksum text NOT NULL,\n"
"	applied_at timestamptz(3) NOT NULL,\n"
"	applied_by text NOT NULL,\n"
"	CONSTRAINT pk_schema_migrations PRIMARY KEY (version),\n"
"	CONSTRAINT chk_schema_migrations_version CHECK (version > 0),\n"
"	CONSTRAINT chk_schema_migrations_checksum CHECK (checksum ~ '^[0-9a-f]{64}$')\n"
");\n"
"COMMENT ON TABLE schema_migrations IS 'Migrations applied to this schema; written by boh_migrate() alone.';\n"
"COMMENT ON COLUMN schema_migrations.version IS 'Number of the migration, from 1 without gaps.';\n"
"COMMENT ON COLUMN schema_migrations.name IS 'Name of the migration.';\n"
"COMMENT ON COLUMN schema_migrations.checksum IS 'SHA-256 of the script that was applied, as UTF-8, in hexadecimal digits. A script that differs is an error (BH020).';\n"
"COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied.';\n"
"COMMENT ON COLUMN schema_migrations.applied_by IS 'Role that called boh_migrate().';\n"
"COMMENT ON CONSTRAINT pk_schema_migrations ON schema_migrations IS 'A migration is applied once.';\n"
"COMMENT ON CONSTRAINT chk_schema_migrations_version ON schema_migrations IS 'Versions count from 1.';\n"
"COMMENT ON CONSTRAINT chk_schema_migrations_checksum ON schema_migrations IS '64 hexadecimal digits.';\n";

PG_FUNCTION_INFO_V1(boh_migrate);

/*
 * The schema's name, unchanged: it is neither converted to lower case nor
 * truncated, because two tenants must never end up in one schema.
 */
static char *
schema_argument(FunctionCallInfo fcinfo)
{
	const char *argument = "schema_name";
	char	   *name;

	if (!PG_ARGISNULL(0))
		name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	else
	{
		argument = "boh.schema";
		name = pstrdup(boh_schema_setting);
		/* a setting made by SET LOCAL may read as '' afterwards */
		if (name[0] == '\0')
			name = pstrdup("boh");
	}

	boh_schema_name_check(argument, name);
	return name;
}

/* true for the error that something of the same name is there */
static bool
is_duplicate(int code)
{
	return code == ERRCODE_DUPLICATE_COLUMN || code == ERRCODE_DUPLICATE_TABLE ||
		code == ERRCODE_DUPLICATE_OBJECT;
}

/*
 * Errors in a script have a position in the script, not in the caller's query.
 */
static void
describe_step(void *argument)
{
	const Step *step = argument;
	int			position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(step->up ? step->script->up : step->script->down);
	}
	if (step->up && is_duplicate(geterrcode()))
		errhint("Something of your own has that name. Rename it, then call boh_migrate() again.");
	/* PostgreSQL advises CASCADE, which nobody can add to a script */
	if (!step->up && geterrcode() == ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST)
		errhint("DETAIL names what is not boh's, or a year that boh_detach_archive() took out. Keep what you need of it with pg_dump, drop it, and try again.");
	errcontext("migration %d \"%s\" %s", step->script->version,
			   step->script->name, step->up ? "up" : "down");
}

/*
 * After pg_catalog, look names up in the data schema, then in the extension's
 * schema, and among temporary tables last.  Returns the nest level with which
 * AtEOXact_GUC() restores the settings.
 */
static int
set_search_path(const Migration *migration)
{
	int			settings = NewGUCNestLevel();
	StringInfoData path;

	initStringInfo(&path);
	appendStringInfoString(&path, quote_identifier(migration->schema_name));
	appendStringInfo(&path, ", %s, pg_temp",
					 quote_identifier(get_namespace_name(migration->extension_schema)));
	boh_set_for_now("search_path", path.data);
	boh_set_for_now("standard_conforming_strings", "on");
	return settings;
}

/*
 * Tell the caller what a script found in existing rows: each row that a SELECT
 * in the script returns is one text.
 */
static void
tell_findings(const Migration *migration)
{
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *finding = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));

		ereport(NOTICE,
				(errmsg("schema \"%s\": %s", migration->schema_name, finding)));
	}
}

/*
 * Run a script statement by statement, so that an error shows the one that
 * failed.  A search_path that the script sets lasts until its end.
 */
static void
run_script(const Migration *migration, const char *script)
{
	int			settings = set_search_path(migration);
	ListCell   *cell;

	foreach(cell, pg_parse_query(script))
	{
		RawStmt    *raw = lfirst_node(RawStmt, cell);
		const char *start = script + raw->stmt_location;
		char	   *statement = raw->stmt_len > 0 ? pnstrdup(start, raw->stmt_len) : pstrdup(start);
		int			result;

		CHECK_FOR_INTERRUPTS();
		result = SPI_execute(statement + strspn(statement, " \t\r\n"), false, 0);
		if (result < 0)
			elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(result));
		if (result == SPI_OK_SELECT)
			tell_findings(migration);
	}
	AtEOXact_GUC(true, settings);
}

/*
 * Raise an error unless the current role has USAGE on a schema: otherwise
 * search_path would silently skip the schema.
 */
static void
check_usage(Oid schema)
{
	AclResult	allowed = boh_schema_aclcheck(schema, GetUserId(), ACL_USAGE);

	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_SCHEMA, get_namespace_name(schema));
}

static char *
text_value(uint64 row, int column)
{
	return TextDatumGetCString(boh_required_value(row, column, TEXTOID));
}

static int
integer_value(uint64 row, int column)
{
	return DatumGetInt32(boh_required_value(row, column, INT4OID));
}

static void
read_scripts(Migration *migration)
{
	uint64		count = boh_query(&all_scripts, migration->extension_schema, NULL, NULL, 0);

	migration->latest = (int) count;
	migration->scripts = palloc(sizeof(Script) * count);
	for (uint64 row = 0; row < count; row++)
	{
		Script	   *script = &migration->scripts[row];

		script->version = integer_value(row, 1);
		if (script->version != (int) row + 1)
			elog(ERROR, "boh_migration_scripts() has no version %d", (int) row + 1);
		script->name = text_value(row, 2);
		script->checksum = text_value(row, 3);
		script->up = text_value(row, 4);
		script->down = text_value(row, 5);
	}
}

static bool
has_column(Oid table, const char *name, Oid type)
{
	AttrNumber	column = get_attnum(table, name);

	return column != InvalidAttrNumber && get_atttype(table, column) == type;
}

/*
 * The table schema_migrations of the data schema, or InvalidOid.  Raises an
 * error when it is not boh's, because other tools use that name, too.
 */
static Oid
find_migrations_table(const Migration *migration)
{
	Oid			table = InvalidOid;
	BohDetail	detail;

	if (OidIsValid(migration->schema))
		table = get_relname_relid(MIGRATIONS_TABLE, migration->schema);
	if (!OidIsValid(table) ||
		(get_rel_relkind(table) == RELKIND_RELATION &&
		 has_column(table, "version", INT4OID) &&
		 has_column(table, "name", TEXTOID) &&
		 has_column(table, "checksum", TEXTOID) &&
		 has_column(table, "applied_at", TIMESTAMPTZOID) &&
		 has_column(table, "applied_by", TEXTOID)))
		return table;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", migration->schema_name);
	boh_raise(BOH_MIGRATIONS_FOREIGN, &detail,
			  BOH_PLACE(migration->schema, MIGRATIONS_TABLE, NULL, NULL),
			  migration->schema_name);
}

static void
raise_newer(const Migration *migration, int version)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", migration->schema_name);
	boh_detail_integer(&detail, "schema_version", version);
	boh_detail_integer(&detail, "extension_schema_version", migration->latest);
	boh_raise(BOH_SCHEMA_NEWER, &detail,
			  BOH_PLACE(migration->schema, MIGRATIONS_TABLE, NULL, NULL),
			  migration->schema_name, version, migration->latest);
}

static void
raise_gap(const Migration *migration, int version)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", migration->schema_name);
	boh_detail_integer(&detail, "version", version);
	boh_raise(BOH_MIGRATION_GAP, &detail,
			  BOH_PLACE(migration->schema, MIGRATIONS_TABLE, NULL, NULL),
			  version, migration->schema_name);
}

static bool
is_superseded(int version, const char *checksum)
{
	for (int i = 0; i < (int) lengthof(superseded); i++)
	{
		if (superseded[i].version == version && strcmp(superseded[i].checksum, checksum) == 0)
			return true;
	}
	return false;
}

static void
check_unchanged(const Migration *migration, const Script *script,
				const char *name, const char *checksum)
{
	BohDetail	detail;

	if (strcmp(name, script->name) == 0 &&
		(strcmp(checksum, script->checksum) == 0 ||
		 is_superseded(script->version, checksum)))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", migration->schema_name);
	boh_detail_integer(&detail, "version", script->version);
	boh_detail_text(&detail, "applied_name", name);
	boh_detail_text(&detail, "applied_checksum", checksum);
	boh_detail_text(&detail, "script_name", script->name);
	boh_detail_text(&detail, "script_checksum", script->checksum);
	boh_raise(BOH_MIGRATION_CHANGED, &detail,
			  BOH_PLACE(migration->schema, MIGRATIONS_TABLE, NULL, NULL),
			  script->version, migration->schema_name);
}

/*
 * Find the schema's version.  Raises an error if other scripts were applied.
 */
static void
read_applied(Migration *migration)
{
	uint64		count = boh_query(&applied_migrations, migration->schema, NULL, NULL, 0);

	if (count == 0)
		return;
	if (integer_value(count - 1, 1) > migration->latest)
		raise_newer(migration, integer_value(count - 1, 1));
	for (uint64 row = 0; row < count; row++)
	{
		if (integer_value(row, 1) != (int) row + 1)
			raise_gap(migration, (int) row + 1);
	}
	for (uint64 row = 0; row < count; row++)
		check_unchanged(migration, &migration->scripts[row],
						text_value(row, 2), text_value(row, 3));
	migration->current = (int) count;
}

/*
 * Create the schema, if it does not exist, and schema_migrations, which the
 * first step needs.
 */
static Oid
prepare_schema(Migration *migration)
{
	if (!OidIsValid(migration->schema))
	{
		run_script(migration, psprintf("CREATE SCHEMA %s", quote_identifier(migration->schema_name)));
		migration->schema = get_namespace_oid(migration->schema_name, false);
	}
	check_usage(migration->schema);
	check_usage(migration->extension_schema);
	run_script(migration, migrations_table_script);
	return boh_table(migration->schema, MIGRATIONS_TABLE);
}

static void
step_up(const Migration *migration, const Script *script, TimestampTz now)
{
	Datum		values[] = {
		Int32GetDatum(script->version),
		CStringGetTextDatum(script->name),
		CStringGetTextDatum(script->checksum),
		TimestampTzGetDatum(now),
		CStringGetTextDatum(migration->caller)
	};

	run_script(migration, script->up);
	if (script->version == AUDIT_VERSION)
		(void) boh_audit_prepare(migration->schema);
	if (script->version == BOH_SEARCH_VERSION)
		boh_search_fill(migration->schema);
	if (boh_query(&record_migration, migration->schema, values, NULL, 0) != 1)
		elog(ERROR, "could not record migration %d", script->version);
}

static void
step_down(const Migration *migration, const Script *script)
{
	Datum		values[] = {Int32GetDatum(script->version)};
	List	   *outside = boh_relations_outside(migration->schema, migration->extension_schema);

	if (script->version == BOH_RIGHTS_VERSION)
		boh_rights_withdraw(migration->schema);
	if (script->version == BOH_LANES_VERSION)
		boh_lanes_close(migration->schema);
	run_script(migration, script->down);
	boh_relations_check(outside, migration->schema, script->version);
	if (boh_query(&forget_migration, migration->schema, values, NULL, 0) != 1)
		elog(ERROR, "could not forget migration %d", script->version);
}

static void
take_step(Migration *migration, bool up, ReturnSetInfo *result)
{
	const Script *script = &migration->scripts[up ? migration->current : migration->current - 1];
	Step		step = {script, up};
	ErrorContextCallback callback = {
		.previous = error_context_stack,
		.callback = describe_step,
		.arg = &step
	};
	TimestampTz now = boh_now();
	Datum		values[] = {
		Int32GetDatum(script->version),
		CStringGetTextDatum(script->name),
		CStringGetTextDatum(up ? "up" : "down"),
		TimestampTzGetDatum(now)
	};
	bool		nulls[lengthof(values)] = {0};

	error_context_stack = &callback;
	if (up)
		step_up(migration, script, now);
	else
		step_down(migration, script);
	error_context_stack = callback.previous;

	migration->current = script->version - (up ? 0 : 1);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * Record the steps from one version to another.  The audit does not record
 * that it was created or dropped, so that this alone does not fill it.
 */
static void
audit_steps(const Migration *migration, int from)
{
	bool		up = migration->current > from;

	if (from < AUDIT_VERSION || migration->current < AUDIT_VERSION)
		return;
	for (int version = from; version != migration->current; version += up ? 1 : -1)
	{
		const Script *script = &migration->scripts[up ? version : version - 1];
		BohAuditValues values;
		BohAuditEntry entry = {
			.retention = BOH_RETENTION_ADMINISTRATIVE,
			.action = up ? "MIGRATE_UP" : "MIGRATE_DOWN",
			.entity = MIGRATIONS_TABLE,
			.entity_id = psprintf("%d", script->version)
		};

		boh_audit_values_init(&values);
		boh_audit_value_text(&values, "name", script->name);
		boh_audit_value_text(&values, "checksum", script->checksum);
		if (up)
			entry.after = &values;
		else
			entry.before = &values;
		boh_audit_write(migration->schema, &entry);
	}
}

static void
check_schemas(const Migration *migration)
{
	boh_migration_check_hiding(migration->schema, migration->extension_schema);
	boh_migration_check_foreign(migration->schema, migration->extension_schema);
}

/*
 * Citus refuses some statements of migrations on distributed tables, and would
 * tell only at that statement, not what to do.
 */
static void
refuse_distributed(const Migration *migration)
{
	char	   *node = boh_schema_node(migration->schema);
	BohDetail	detail;

	if (node == NULL)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", migration->schema_name);
	boh_detail_text(&detail, "node", node);
	boh_raise(BOH_SCHEMA_DISTRIBUTED, &detail,
			  BOH_PLACE(migration->schema, MIGRATIONS_TABLE, NULL, NULL),
			  migration->schema_name, node);
}

/* Raise BH025 if steps down to a version would drop rows. */
static void
refuse_losses(const Migration *migration, int target)
{
	BohLosses  *losses;

	if (boh_allow_data_loss)
		return;
	losses = boh_losses_begin(migration->schema, migration->schema_name);
	for (int version = migration->current; version > target; version--)
		boh_losses_count(losses, version, migration->scripts[version - 1].down);
	boh_losses_refuse(losses, target);
}

/*
 * From here on nobody else uses the tables.  A call that is refused for their
 * rows has not kept anybody waiting.  Rows that were added before the tables
 * were locked are seen by the second look.
 */
static void
lock_relations(const Migration *migration, int target)
{
	refuse_losses(migration, target);
	boh_relations_lock(migration->schema);
	refuse_losses(migration, target);
}

static void
take_steps(Migration *migration, int target, ReturnSetInfo *result)
{
	Oid			outer = boh_migrating_schema;
	int			from = migration->current;
	bool		up = target > from;

	check_usage(migration->schema);
	check_usage(migration->extension_schema);
	refuse_distributed(migration);
	if (up)
		check_schemas(migration);
	lock_relations(migration, target);

	boh_migrating_schema = migration->schema;
	PG_TRY();
	{
		while (migration->current != target)
		{
			CHECK_FOR_INTERRUPTS();
			take_step(migration, up, result);
		}
		if (migration->current >= BOH_RIGHTS_VERSION)
			boh_rights_apply(migration->schema);
		if (up && migration->current >= AUDIT_VERSION)
			boh_audit_complete(migration->schema);
		if (up && migration->current >= BOH_ARCHIVE_VERSION)
			boh_archive_complete(migration->schema);
		audit_steps(migration, from);
	}
	PG_FINALLY();
	{
		boh_migrating_schema = outer;
	}
	PG_END_TRY();

	/* again, because others may have created objects meanwhile */
	if (up)
		check_schemas(migration);
	boh_schema_changed(migration->schema);
}

/*
 * Bring the schema to a version; see the comment on the SQL function.
 */
Datum
boh_migrate(PG_FUNCTION_ARGS)
{
	Migration	migration = {0};
	Oid			table;
	int			target;
	BohCaller	caller = {0};
	int			settings;

	InitMaterializedSRF(fcinfo, 0);
	boh_check_extension_version();
	boh_next_step_taken();
	migration.schema_name = schema_argument(fcinfo);
	migration.extension_schema = get_func_namespace(fcinfo->flinfo->fn_oid);
	migration.caller = GetUserNameFromId(GetUserId(), false);

	boh_schema_name_lock(migration.schema_name);
	migration.schema = get_namespace_oid(migration.schema_name, true);

	settings = set_search_path(&migration);
	boh_spi_connect();

	read_scripts(&migration);
	table = find_migrations_table(&migration);
	if (OidIsValid(table))
	{
		caller = boh_become_trusted_owner(table);
		read_applied(&migration);
	}

	target = PG_ARGISNULL(1) ? migration.latest :
		boh_argument_integer(fcinfo, 1, "to_version", 0, migration.latest);
	if (target != migration.current)
	{
		boh_require_writable(fcinfo);
		if (!OidIsValid(table))
		{
			table = prepare_schema(&migration);
			caller = boh_become_trusted_owner(table);
		}
		take_steps(&migration, target, (ReturnSetInfo *) fcinfo->resultinfo);
	}
	else
	{
		if (target >= BOH_RIGHTS_VERSION)
			boh_rights_complete(migration.schema);
		if (target >= AUDIT_VERSION)
			boh_audit_complete(migration.schema);
		if (target >= BOH_ARCHIVE_VERSION)
			boh_archive_complete(migration.schema);
	}

	boh_spi_finish();
	if (OidIsValid(table))
		boh_become_caller(caller);
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}
