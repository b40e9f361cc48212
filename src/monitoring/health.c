/*-------------------------------------------------------------------------
 *
 * monitoring/health.c
 *	  boh_health(): what is not in order, and what to do.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "base/context.h"
#include "base/guc.h"
#include "base/subtransaction.h"
#include "monitoring/blocker.h"
#include "monitoring/health_check.h"
#include "monitoring/watcher.h"

PG_FUNCTION_INFO_V1(boh_health);

static const BohHealthChecks *const all_checks[] = {
	&boh_server_health,
	&boh_work_health,
	&boh_security_health
};

/* Columns of the result */
enum
{
	NAME,
	SEVERITY,
	OK,
	VALUE,
	THRESHOLD,
	HINT,
	COLUMNS
};

static Datum
find_value(const BohHealthCheck *check, Oid schema, bool *isnull)
{
	Datum		arguments[BOH_HEALTH_ARGUMENTS] = {
		ObjectIdGetDatum(schema), Int64GetDatum((int64) GetSystemIdentifier())
	};

	*isnull = true;
	if (check->function != NULL)
		return check->function(schema, isnull);
	if (check->query.text == NULL || boh_query(&check->query, schema, arguments, NULL, 1) == 0)
		return (Datum) 0;
	return boh_value(0, 1, NUMERICOID, isnull);
}

static int64
threshold_of(const BohHealthCheck *check)
{
	if (check->threshold == THRESHOLD_NONE)
		return 0;
	return (int64) boh_threshold((BohThreshold) check->threshold) * Max(check->unit, 1);
}

static bool
is_in_order(const BohHealthCheck *check, Datum value, Datum threshold)
{
	int			compared = DatumGetInt32(DirectFunctionCall2(numeric_cmp, value, threshold));

	return check->at_least ? compared >= 0 : compared <= 0;
}

bool
boh_health_check(const BohHealthCheck *check, Oid schema, Datum *value, bool *isnull)
{
	*value = find_value(check, schema, isnull);
	return !*isnull &&
		is_in_order(check, *value, NumericGetDatum(int64_to_numeric(threshold_of(check))));
}

const BohHealthCheck *
boh_health_check_named(const char *name)
{
	for (int i = 0; i < (int) lengthof(all_checks); i++)
	{
		for (int j = 0; j < all_checks[i]->count; j++)
		{
			if (strcmp(all_checks[i]->checks[j].name, name) == 0)
				return &all_checks[i]->checks[j];
		}
	}
	elog(ERROR, "there is no check of health \"%s\"", name);
}

/* A check that is being made, and what it finds */
typedef struct Examination
{
	const BohHealthCheck *check;
	Oid			schema;
	Datum		value;
	bool		isnull;
	bool		ok;
} Examination;

static void
examine(void *argument)
{
	Examination *examination = argument;

	examination->ok = boh_health_check(examination->check, examination->schema,
									   &examination->value, &examination->isnull);
}

/* Others may have a table locked that the check is to read. */
static void
put_check(const BohHealthCheck *check, Oid schema, ReturnSetInfo *result)
{
	Examination examination = {.check = check,.schema = schema};
	bool		locked = !boh_try(examine, &examination, boh_waited_too_long);
	bool		unknown = locked || examination.isnull;
	bool		ok = !unknown && examination.ok;
	Datum		row[COLUMNS];
	bool		nulls[COLUMNS] = {
		[OK] = unknown,[VALUE] = unknown,[HINT] = ok,
		[THRESHOLD] = check->query.text == NULL && check->function == NULL
	};

	row[NAME] = CStringGetTextDatum(check->name);
	row[SEVERITY] = CStringGetTextDatum(check->severity);
	row[OK] = BoolGetDatum(ok);
	row[VALUE] = examination.value;
	row[THRESHOLD] = NumericGetDatum(int64_to_numeric(threshold_of(check)));
	if (locked)
		row[HINT] = CStringGetTextDatum(boh_blocker_hint(schema));
	else if (!ok)
		row[HINT] = CStringGetTextDatum(unknown ? check->unknown : check->hint);
	tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
}

Datum
boh_health(PG_FUNCTION_ARGS)
{
	int			settings = NewGUCNestLevel();
	Oid			schema;

	boh_limit_lock_wait(BOH_CHECK_WAIT_MS);
	schema = boh_current_schema();
	boh_require_watcher(schema);
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	for (int i = 0; i < (int) lengthof(all_checks); i++)
	{
		for (int j = 0; j < all_checks[i]->count; j++)
		{
			CHECK_FOR_INTERRUPTS();
			put_check(&all_checks[i]->checks[j], schema, (ReturnSetInfo *) fcinfo->resultinfo);
		}
	}
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}
