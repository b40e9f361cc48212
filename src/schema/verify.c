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

#include "archive/verify.h"
#include "audit/verify.h"
#include "base/argument.h"
#include "base/caller.h"
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

/* What a call checks, and what it has read of it */
typedef struct Verification
{
	Oid			schema;
	BohFindings findings;
	BohCheckedBookings *bookings;	/* NULL: not read */
	BohRecount *recount;
} Verification;

static void
report(Verification *verification, const BohQuery *query)
{
	ReturnSetInfo *result = verification->findings.result;
	uint64		found;

	if (!boh_find_sound_tables(&verification->findings, query))
		return;
	found = boh_query(query, verification->schema, verification->findings.scope,
					  verification->findings.nulls, 0);
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

/* Read all bookings, for the steps that follow, too. */
static void
verify_counters(Verification *verification)
{
	verification->recount = boh_recount_begin(&verification->findings);
	verification->bookings = boh_read_bookings(&verification->findings, boh_recount_booking,
											   verification->recount);
	if (verification->bookings != NULL)
		boh_verify_counters(verification->bookings);
}

static void
verify_bookings(Verification *verification)
{
	if (verification->bookings != NULL)
		boh_verify_bookings(verification->bookings);
}

static void
verify_event_sums(Verification *verification)
{
	if (verification->bookings != NULL)
		boh_verify_event_sums(verification->recount, verification->bookings);
}

static void
verify_site_sums(Verification *verification)
{
	if (verification->bookings != NULL)
		boh_verify_site_sums(verification->recount);
}

static void
verify_site_bookings(Verification *verification)
{
	if (verification->bookings != NULL)
		boh_verify_site_bookings(verification->recount);
}

typedef void (*Check) (Oid schema, BohFindings *findings);
typedef void (*Step) (Verification *verification);

/* The parts of a verification, in order; each has statements or a function. */
typedef struct Part
{
	const BohChecks *checks;
	Check		check;
	Step		step;
	bool		of_event;		/* is done for a single event, too */
} Part;

static const Part parts[] = {
	{.check = boh_verify_columns,.of_event = true},
	{.step = verify_counters,.of_event = true},
	{.checks = &boh_event_checks,.of_event = true},
	{.step = verify_bookings,.of_event = true},
	{.checks = &boh_search_checks},
	{.step = verify_event_sums,.of_event = true},
	{.step = verify_site_sums,.of_event = true},
	{.step = verify_site_bookings,.of_event = true},
	{.checks = &boh_archive_checks},
	{.checks = &boh_archive_catalog_checks},
	{.checks = &boh_archive_rights_checks},
	{.checks = &boh_content_checks},
	{.check = boh_verify_sections},
	{.check = boh_verify_media},
	{.checks = &boh_catalog_checks},
	{.checks = &boh_audit_checks},
	{.check = boh_verify_policies},
	{.checks = &boh_people_checks},
};

static int
steps_of(const Part *part)
{
	return part->checks == NULL ? 1 : part->checks->count;
}

static void
verify_part(Verification *verification, const Part *part)
{
	BohFindings *findings = &verification->findings;

	if (part->checks == NULL)
	{
		if (part->step != NULL)
			part->step(verification);
		else
			part->check(verification->schema, findings);
		boh_progress_step(&findings->progress);
		return;
	}
	for (int i = 0; i < part->checks->count; i++)
	{
		report(verification, &part->checks->queries[i]);
		boh_progress_step(&findings->progress);
	}
}

static void
verify(Verification *verification)
{
	bool		all = !boh_find_in_event(&verification->findings);

	for (int i = 0; i < (int) lengthof(parts); i++)
		verification->findings.progress.steps +=
			all || parts[i].of_event ? steps_of(&parts[i]) : 0;
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
	Datum		values[] = {verification->findings.scope[1]};

	if (boh_find_in_event(&verification->findings) &&
		boh_query(&find_event, verification->schema, values, NULL, 1) == 0)
		boh_raise_not_found(verification->schema, "events", "event",
							DatumGetUUIDP(values[0]));
}

/* The argument since as a time */
static Datum
time_since(FunctionCallInfo fcinfo, int number)
{
	Datum		now = TimestampTzGetDatum(GetCurrentTimestamp());
	Datum		interval = PG_GETARG_DATUM(number);
	Datum		since = DirectFunctionCall2(timestamptz_mi_interval, now, interval);

	if (DatumGetTimestampTz(since) <= DatumGetTimestampTz(now))
		return since;
	boh_argument_refuse("since", DatumGetCString(DirectFunctionCall1(interval_out, interval)), "it is in the future");
}

static void
read_arguments(FunctionCallInfo fcinfo, Verification *verification)
{
	BohFindings *findings = &verification->findings;

	findings->result = (ReturnSetInfo *) fcinfo->resultinfo;
	findings->schema = verification->schema;
	findings->scope[0] = ObjectIdGetDatum(verification->schema);
	findings->nulls[0] = ' ';
	findings->nulls[1] = PG_ARGISNULL(0) ? 'n' : ' ';
	if (!PG_ARGISNULL(0))
		findings->scope[1] = PG_GETARG_DATUM(0);
	findings->nulls[2] = PG_ARGISNULL(1) ? 'n' : ' ';
	if (!PG_ARGISNULL(1))
		findings->scope[2] = time_since(fcinfo, 1);
	findings->progress.tells_if_long = PG_ARGISNULL(2);
	findings->progress.tells = PG_ARGISNULL(2) || PG_GETARG_BOOL(2);
	findings->progress.told_at = GetCurrentTimestamp();
}

/* PostgreSQL says which table may not be read, but not who may call. */
static void
tell_who_may(void *argument pg_attribute_unused())
{
	if (geterrcode() == ERRCODE_INSUFFICIENT_PRIVILEGE)
		errhint("boh_verify() reads all rows of all tables. Call it as the owner of the tables, as a role with the owner's privileges, or as a superuser.");
}

/* The owner has PostgreSQL's own hint, for FORCE ROW LEVEL SECURITY. */
static bool
acts_as_owner(Oid schema)
{
	return has_privs_of_role(GetUserId(), boh_table_owner(boh_table(schema, "schema_migrations")));
}

Datum
boh_verify(PG_FUNCTION_ARGS)
{
	Verification verification = {.schema = boh_current_schema()};
	ErrorContextCallback callback = {
		.previous = error_context_stack,
		.callback = tell_who_may
	};
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
	if (!acts_as_owner(verification.schema))
		error_context_stack = &callback;
	boh_spi_connect();
	check_event(&verification);
	verify(&verification);
	boh_spi_finish();
	error_context_stack = callback.previous;
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}
