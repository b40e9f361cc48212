/*-------------------------------------------------------------------------
 *
 * tenant/migrate_all.c
 *	  boh_migrate_all(): brings all tenants to the latest version.
 *
 * Each tenant has a transaction of its own.  So an error of one tenant leaves
 * the others alone, locks of one are not held while the next is migrated, and
 * after a crash the next call goes on with those that are left.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "utils/builtins.h"
#include "utils/elog.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/context.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "schema/schema_name.h"
#include "tenant/tenant_list.h"

PG_FUNCTION_INFO_V1(boh_migrate_all);

static const BohQuery migrate = {
	.text = "SELECT pg_catalog.count(*) FROM {schema}.boh_migrate($1)",
	.nargs = 1,
	.argtypes = {TEXTOID}
};

/* What one call comes to */
typedef struct Report
{
	StringInfoData migrated;	/* elements of a JSON array */
	StringInfoData failed;		/* the same */
	int			migrated_count;
	int			failed_count;
} Report;

/* The migration of one tenant */
typedef struct Attempt
{
	const BohTenant *tenant;
	int			from;
	bool		gone;			/* dropped or renamed since */
	char	   *error;
	char		state[6];		/* SQLSTATE of the error */
} Attempt;

/* boh_migrate() would make a schema that somebody has dropped. */
static void
migrate_tenant(void *argument)
{
	Attempt    *attempt = argument;
	const BohTenant *tenant = attempt->tenant;
	Datum		values[] = {CStringGetTextDatum(tenant->name)};
	char	   *name;

	boh_schema_name_lock(tenant->name);
	name = get_namespace_name(tenant->schema);
	attempt->gone = name == NULL || strcmp(name, tenant->name) != 0 ||
		get_rel_name(tenant->migrations) == NULL;
	if (attempt->gone)
		return;
	attempt->from = boh_tenant_version(tenant);
	if (attempt->from == BOH_SCHEMA_VERSION)
		return;
	boh_spi_connect();
	boh_query(&migrate, boh_extension_schema(), values, NULL, 0);
	boh_spi_finish();
}

/* Whoever cancels the call, or stops the server, does not mean this tenant. */
static bool
keep_error(const ErrorData *error, void *argument)
{
	Attempt    *attempt = argument;

	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
		return false;
	strlcpy(attempt->state, unpack_sql_state(error->sqlerrcode), sizeof(attempt->state));
	attempt->error = pstrdup(error->message);
	return true;
}

static void
begin_element(StringInfo elements, const char *schema)
{
	if (elements->len > 0)
		appendStringInfoString(elements, ", ");
	appendStringInfoString(elements, "{\"schema\": ");
	escape_json(elements, schema);
}

static void
report_failure(Report *report, const Attempt *attempt)
{
	report->failed_count++;
	begin_element(&report->failed, attempt->tenant->name);
	appendStringInfo(&report->failed, ", \"code\": \"%s\", \"message\": ", attempt->state);
	escape_json(&report->failed, attempt->error);
	appendStringInfoChar(&report->failed, '}');
	ereport(WARNING,
			(errmsg("schema \"%s\" was not migrated: %s: %s", attempt->tenant->name,
					attempt->state, attempt->error)));
}

static void
report_success(Report *report, const Attempt *attempt, instr_time begin)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, begin);
	report->migrated_count++;
	begin_element(&report->migrated, attempt->tenant->name);
	appendStringInfo(&report->migrated, ", \"from\": %d, \"to\": %d, \"ms\": %.3f}",
					 attempt->from, BOH_SCHEMA_VERSION, INSTR_TIME_GET_MILLISEC(now));
}

/* One tenant, in a transaction that SPI_commit() ends */
static void
step(Report *report, const BohTenant *tenant)
{
	Attempt		attempt = {.tenant = tenant,.from = BOH_SCHEMA_VERSION};
	instr_time	begin;
	bool		done;

	CHECK_FOR_INTERRUPTS();
	INSTR_TIME_SET_CURRENT(begin);
	PushActiveSnapshot(GetTransactionSnapshot());
	done = boh_try(migrate_tenant, &attempt, keep_error);
	PopActiveSnapshot();
	if (!done)
		report_failure(report, &attempt);
	SPI_commit();
	if (done && !attempt.gone && attempt.from != BOH_SCHEMA_VERSION)
		report_success(report, &attempt, begin);
}

static List *
tenants_to_migrate(MemoryContext context)
{
	MemoryContext previous = MemoryContextSwitchTo(context);
	List	   *tenants;

	PushActiveSnapshot(GetTransactionSnapshot());
	tenants = boh_tenant_list(false);
	PopActiveSnapshot();
	MemoryContextSwitchTo(previous);
	return tenants;
}

static void
raise_failures(const Report *report, int tenants)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_integer(&detail, "tenants", tenants);
	boh_detail_integer(&detail, "migrated", report->migrated_count);
	boh_detail_object(&detail, "failed", psprintf("[%s]", report->failed.data));
	boh_raise(BOH_TENANTS_FAILED, &detail, BOH_NO_PLACE, report->failed_count, tenants);
}

static Datum
report_row(FunctionCallInfo fcinfo, const Report *report)
{
	TupleDesc	description;
	Datum		values[1];
	bool		nulls[1] = {false};

	if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "boh_migrate_all() must return a row");
	values[0] = DirectFunctionCall1(jsonb_in,
									CStringGetDatum(psprintf("[%s]", report->migrated.data)));
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}

Datum
boh_migrate_all(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	Report		report = {0};
	List	   *tenants;
	ListCell   *cell;

	boh_prevent_in_transaction(fcinfo, BOH_MIGRATE_ALL_IN_TRANSACTION);
	boh_require_writable(fcinfo);
	boh_check_extension_version();
	initStringInfo(&report.migrated);
	initStringInfo(&report.failed);
	tenants = tenants_to_migrate(context);
	if (SPI_connect_ext(SPI_OPT_NONATOMIC) != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	foreach(cell, tenants)
		step(&report, lfirst(cell));
	SPI_finish();
	MemoryContextSwitchTo(context);
	if (report.failed_count > 0)
		raise_failures(&report, list_length(tenants));
	return report_row(fcinfo, &report);
}
