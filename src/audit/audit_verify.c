/*-------------------------------------------------------------------------
 *
 * audit/audit_verify.c
 *	  boh_audit_verify(): finds what was changed in the audit by force.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "audit/auditor.h"
#include "audit/check.h"
#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/iso_time.h"
#include "base/query.h"

PG_FUNCTION_INFO_V1(boh_audit_verify);

/* Columns of the result */
#define VERIFY_COLUMNS 6

bool
boh_check_is_whole(const BohAuditCheck *check)
{
	return check->from == 1 && check->to == PG_INT64_MAX;
}

static void
put(BohAuditCheck *check, bool damage, const char *problem, int64 seal, const pg_uuid_t *id,
	const char *expected, const char *actual)
{
	Datum		values[VERIFY_COLUMNS] = {
		BoolGetDatum(damage), CStringGetTextDatum(problem), Int64GetDatum(seal),
		UUIDPGetDatum(id), CStringGetTextDatum(expected), CStringGetTextDatum(actual)
	};
	bool		nulls[VERIFY_COLUMNS] = {false, false, seal == 0, id == NULL, false, false};

	tuplestore_putvalues(check->result->setResult, check->result->setDesc, values, nulls);
}

void
boh_check_found(BohAuditCheck *check, const char *problem, int64 seal, const pg_uuid_t *id,
				const char *expected, const char *actual)
{
	put(check, true, problem, seal, id, expected, actual);
}

/* The number of a seal; NULL is other. */
static int64
seal_argument(FunctionCallInfo fcinfo, int number, const char *name, int64 minimum, int64 other)
{
	int64		value = PG_ARGISNULL(number) ? other : PG_GETARG_INT64(number);
	BohDetail	detail;

	if (value >= minimum)
		return value;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", name);
	boh_detail_integer(&detail, "value", value);
	boh_detail_integer(&detail, "minimum", minimum);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, name, psprintf(INT64_FORMAT, value));
}

static void
put_summary(BohAuditCheck *check)
{
	if (check->unsealed > 0)
		put(check, false, "not sealed yet", 0, NULL, "sealed",
			psprintf(INT64_FORMAT " rows since %s", check->unsealed,
					 boh_iso_time_text(check->oldest_unsealed)));
	put(check, false, "checked", 0, NULL, psprintf(INT64_FORMAT " seals", check->seals),
		psprintf(INT64_FORMAT " sealed rows", check->sealed_rows));
}

Datum
boh_audit_verify(PG_FUNCTION_ARGS)
{
	BohAuditCheck check = {.schema = boh_current_schema()};

	boh_require_auditor(check.schema);
	check.from = seal_argument(fcinfo, 0, "from_seal", 1, 1);
	check.to = seal_argument(fcinfo, 1, "to_seal", check.from, PG_INT64_MAX);
	InitMaterializedSRF(fcinfo, 0);
	check.result = (ReturnSetInfo *) fcinfo->resultinfo;
	boh_spi_connect();
	check.context = CurrentMemoryContext;
	if (!PG_ARGISNULL(2))
		boh_check_published(&check, PG_GETARG_JSONB_P(2));
	boh_check_seals(&check);
	boh_check_rows(&check);
	put_summary(&check);
	boh_spi_finish();
	return (Datum) 0;
}
