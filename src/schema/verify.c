/*-------------------------------------------------------------------------
 *
 * schema/verify.c
 *	  Finds what is wrong in a data schema: counters that drifted, rules that
 *	  are broken or disabled.
 *
 * Each finding is a row (problem, entity, entity_id, expected, actual).  For a
 * rule that a constraint enforces, only the constraint is checked: it must
 * exist and be valid.  When the columns of a table are wrong, that is the
 * finding.  Statements about its rows are skipped then, because they would
 * fail.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "audit/verify.h"
#include "base/context.h"
#include "base/error.h"
#include "base/finding.h"
#include "base/guc.h"
#include "base/query.h"
#include "booking/verify.h"
#include "content/verify.h"
#include "find/pending.h"
#include "find/verify.h"
#include "rights/verify.h"
#include "schema/verify_catalog.h"
#include "schema/verify_column.h"
#include "statistics/verify.h"

PG_FUNCTION_INFO_V1(boh_verify);

/* true when the rows of all tables that a statement names can be checked */
static bool
can_run(const BohQuery *query, const BohFindings *findings)
{
	static const char prefix[] = "{schema}.";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";

	for (const char *text = strstr(query->text, prefix); text !=NULL; text = strstr(text, prefix))
	{
		text	  +=strlen(prefix);

		if (!boh_find_sound(findings, pnstrdup(text, strspn(text, letters))))
			return false;
	}
	return true;
}

/* What a call checks, and how far it has come */
typedef struct Verification
{
	Oid			schema;
	BohFindings findings;
	Datum		scope[BOH_SCOPE_ARGUMENTS];
	char		nulls[BOH_SCOPE_ARGUMENTS];
	bool		tells;			/* how far it has come: */
	bool		tells_if_long;	/* only once that takes a while */
	int			steps;
	int			done;
	TimestampTz told_at;
} Verification;

/* A call that takes longer tells how far it has come, each time after so long. */
#define PATIENCE_MS 5000

/*
 * A message, rather than a view: it reaches every client, and does not end the
 * statement.
 */
static void
count_step(Verification *verification)
{
	TimestampTz now = GetCurrentTimestamp();

	CHECK_FOR_INTERRUPTS();
	verification->done++;
	if (!verification->tells ||
		(verification->tells_if_long &&
		 !TimestampDifferenceExceeds(verification->told_at, now, PATIENCE_MS)))
		return;
	verification->told_at = now;
	ereport(NOTICE,
			(errmsg("boh_verify() has done %d of %d checks", verification->done,
					verification->steps)));
}

static void
report(Verification *verification, const BohQuery *query)
{
	ReturnSetInfo *result = verification->findings.result;
	uint64		found;

	if (!can_run(query, &verification->findings))
		return;
	found = boh_query(query, verification->schema, verification->scope, verification->nulls, 0);
	for (uint64 row = 0; row < found; row++)
	{
		Datum		finding[BOH_FINDING_COLUMNS];
		bool		nulls[BOH_FINDING_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		for (int column = 0; column < BOH_FINDING_COLUMNS; column++)
			finding[column] = boh_value(row, column + 1,
										TupleDescAttr(result->setDesc, column)->atttypid,
										&nulls[column]);
		tuplestore_putvalues(result->setResult, result->setDesc, finding, nulls);
	}
	SPI_freetuptable(SPI_tuptable);
}

typedef void (*Check) (Oid schema, BohFindings *findings);

/* The parts of a verification, in order; each has statements or a function. */
typedef struct Part
{
	const BohChecks *checks;
	Check		check;
	bool		of_event;		/* is done for a single event, too */
} Part;

static const Part parts[] = {
	{NULL, boh_verify_columns, true},
	{&boh_event_checks, NULL, true},
	{&boh_search_checks, NULL, false},
	{&boh_statistics_checks, NULL, true},
	{&boh_content_checks, NULL, false},
	{NULL, boh_verify_sections, false},
	{NULL, boh_verify_media, false},
	{&boh_catalog_checks, NULL, false},
	{&boh_audit_checks, NULL, false},
	{NULL, boh_verify_policies, false},
	{&boh_people_checks, NULL, false},
};

static int
steps_of(const Part *part)
{
	return part->checks == NULL ? 1 : part->checks->count;
}

static void
verify_part(Verification *verification, const Part *part)
{
	if (part->check != NULL)
	{
		part->check(verification->schema, &verification->findings);
		count_step(verification);
		return;
	}
	for (int i = 0; i < part->checks->count; i++)
	{
		report(verification, &part->checks->queries[i]);
		count_step(verification);
	}
}

static void
verify(Verification *verification)
{
	bool		all = verification->nulls[1] == 'n';

	for (int i = 0; i < (int) lengthof(parts); i++)
		verification->steps += all || parts[i].of_event ? steps_of(&parts[i]) : 0;
	for (int i = 0; i < (int) lengthof(parts); i++)
	{
		if (all || parts[i].of_event)
			verify_part(verification, &parts[i]);
	}
}

static const BohQuery find_event = {
	.text = "SELECT FROM {schema}.events WHERE id = $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.safe_path = true,
	.read_only = true
};

static void
check_event(const Verification *verification)
{
	Datum		values[] = {verification->scope[1]};

	if (verification->nulls[1] != 'n' &&
		boh_query(&find_event, verification->schema, values, NULL, 1) == 0)
		boh_raise_not_found(verification->schema, "events", "event",
							DatumGetUUIDP(verification->scope[1]));
}

/* The argument since as a time */
static Datum
time_since(FunctionCallInfo fcinfo, int number)
{
	Datum		now = TimestampTzGetDatum(GetCurrentTimestamp());
	Datum		interval = PG_GETARG_DATUM(number);
	Datum		since = DirectFunctionCall2(timestamptz_mi_interval, now, interval);
	BohDetail	detail;

	if (DatumGetTimestampTz(since) <= DatumGetTimestampTz(now))
		return since;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "since");
	boh_detail_text(&detail, "value", DatumGetCString(DirectFunctionCall1(interval_out, interval)));
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "since", "it is in the future");
}

static void
read_arguments(FunctionCallInfo fcinfo, Verification *verification)
{
	verification->findings.result = (ReturnSetInfo *) fcinfo->resultinfo;
	verification->scope[0] = ObjectIdGetDatum(verification->schema);
	verification->nulls[0] = ' ';
	verification->nulls[1] = PG_ARGISNULL(0) ? 'n' : ' ';
	if (!PG_ARGISNULL(0))
		verification->scope[1] = PG_GETARG_DATUM(0);
	verification->nulls[2] = PG_ARGISNULL(1) ? 'n' : ' ';
	if (!PG_ARGISNULL(1))
		verification->scope[2] = time_since(fcinfo, 1);
	verification->tells_if_long = PG_ARGISNULL(2);
	verification->tells = PG_ARGISNULL(2) || PG_GETARG_BOOL(2);
	verification->told_at = GetCurrentTimestamp();
}

Datum
boh_verify(PG_FUNCTION_ARGS)
{
	Verification verification = {.schema = boh_current_schema()};
	int			settings;

	read_arguments(fcinfo, &verification);
	InitMaterializedSRF(fcinfo, 0);

	/* what this transaction has changed must not look like drift */
	boh_pending_settle();

	settings = NewGUCNestLevel();

	/* rows hidden by policies would look like drift: rather raise an error */
	boh_set_for_now("row_security", "off");

	/* type names mean the same, and are shown the same, for every caller */
	boh_set_for_now("search_path", "pg_catalog, pg_temp");

	/* a million events fit, so that bookings are read once */
	boh_set_for_now("work_mem", "128MB");
	boh_spi_connect();
	check_event(&verification);
	verify(&verification);
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}
