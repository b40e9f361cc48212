/*-------------------------------------------------------------------------
 *
 * installation/doctor.c
 *	  boh_doctor(): what an installation lacks, and the statement that helps.
 *
 * It works as soon as the extension is there, before boh_migrate(), and for
 * every role.  What cannot be known then has ok NULL, and a hint that says who
 * knows it, or what comes first.  So has what others have locked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/compat.h"
#include "base/context.h"
#include "base/extension.h"
#include "base/guc.h"
#include "base/shard.h"
#include "base/subtransaction.h"
#include "installation/doctor_check.h"
#include "installation/doctor_right.h"
#include "monitoring/blocker.h"
#include "monitoring/watcher.h"
#include "schema/schema_name.h"

PG_FUNCTION_INFO_V1(boh_doctor);

static const BohDoctorChecks *const all_checks[] = {
	&boh_server_doctor,
	&boh_extension_doctor,
	&boh_schema_doctor
};

/* Columns of the result */
enum
{
	NAME,
	SEVERITY,
	OK,
	FOUND,
	HINT,
	COLUMNS
};

/* The check that runs */
typedef struct Visit
{
	const BohDoctorCheck *check;
	const BohPatient *patient;
	BohDiagnosis diagnosis;
} Visit;

static void
see_patient(BohPatient *patient)
{
	bool		allowed;

	patient->name = boh_current_schema_name();
	patient->fault = boh_schema_name_fault(patient->name);
	patient->schema = get_namespace_oid(patient->name, true);
	if (patient->fault != NULL || !OidIsValid(patient->schema))
		return;
	allowed = boh_schema_aclcheck(patient->schema, GetUserId(), ACL_USAGE) == ACLCHECK_OK;
	patient->usable = allowed;
	patient->hidden = !allowed && OidIsValid(get_relname_relid("schema_migrations", patient->schema));
}

/* In a subtransaction, because somebody may have put anything in the schema */
static void
read_version(void *argument)
{
	BohPatient *patient = argument;

	patient->version = boh_schema_version(patient->schema);
	patient->elsewhere = boh_schema_is_elsewhere(patient->schema) ? boh_schema_node(patient->schema) : NULL;
	patient->watched = patient->version == BOH_SCHEMA_VERSION && patient->elsewhere == NULL &&
		boh_may_watch(patient->schema);
}

/* What ends the whole statement is not a finding. */
static bool
is_finding(const ErrorData *error)
{
	return ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_OPERATOR_INTERVENTION;
}

static bool
forgive_version(const ErrorData *error, void *argument)
{
	BohPatient *patient = argument;

	patient->locked = boh_waited_too_long(error, NULL);
	return is_finding(error);
}

static bool
tell_error(const ErrorData *error, void *argument)
{
	Visit	   *visit = argument;

	if (!is_finding(error))
		return false;
	visit->diagnosis = (BohDiagnosis)
	{
		.locked = boh_waited_too_long(error, NULL)
	};
	if (visit->diagnosis.locked)
		return true;
	visit->diagnosis.known = true;
	visit->diagnosis.found = pstrdup(error->message);
	return true;
}

/* The extension's schema is always there, unlike the data schema. */
static void
run_statement(Visit *visit)
{
	Oid			schema = visit->check->of_schema ? visit->patient->schema : boh_extension_schema();
	Datum		values[] = {ObjectIdGetDatum(schema)};
	bool		isnull;

	(void) boh_query(&visit->check->query, schema, values, NULL, 1);
	visit->diagnosis.ok = DatumGetBool(boh_value(0, 1, BOOLOID, &isnull));
	visit->diagnosis.known = !isnull;
	visit->diagnosis.found = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
}

static void
examine(void *argument)
{
	Visit	   *visit = argument;

	if (visit->check->function != NULL)
		visit->check->function(visit->patient, &visit->diagnosis);
	else
		run_statement(visit);
}

static char *
filled_in(const char *hint, const Visit *visit)
{
	const char *schema = quote_identifier(visit->patient->name);
	const char *remedy = visit->diagnosis.remedy;
	const BohPlaceholder words[] = {
		{"{database}", quote_identifier(get_database_name(MyDatabaseId))},
		{"{role}", quote_literal_cstr(GetUserNameFromId(GetUserId(), false))},
		{"{schema_literal}", quote_literal_cstr(schema)},
		{"{schema}", schema},
		{"{remedy}", remedy == NULL ? "" : remedy}
	};

	return boh_replace_words(hint, words, lengthof(words));
}

static const char *
hint_of(const Visit *visit)
{
	const BohDoctorCheck *check = visit->check;
	const BohPatient *patient = visit->patient;

	if (visit->diagnosis.known)
		return visit->diagnosis.ok ? NULL : check->hint;
	if (visit->diagnosis.locked || (check->of_schema && patient->locked))
		return boh_blocker_hint(patient->schema);
	if (!check->of_schema)
		return check->unknown;
	if (patient->elsewhere != NULL)
		return psprintf("Its tables are on another node: call boh_doctor() there, %s.", patient->elsewhere);
	if (!patient->hidden && patient->version != BOH_SCHEMA_VERSION)
		return "First do what the hint of schema_version says.";
	return "This role may not see it. Let the owner of the tables call boh_doctor(), or run SELECT boh_grant({role}, 'maintenance').";
}

/* The hint, and who can follow it if this role cannot */
static const char *
whole_hint(const Visit *visit)
{
	const char *hint = hint_of(visit);
	const char *who;

	if (hint == NULL)
		return NULL;
	hint = filled_in(hint, visit);
	if (!visit->diagnosis.known)
		return hint;
	who = boh_doctor_right(visit->diagnosis.right != BOH_RIGHT_OF_EVERYBODY ?
						   visit->diagnosis.right : visit->check->right, visit->patient);
	return who == NULL ? hint : psprintf("%s This role may not do that: ask %s.", hint, who);
}

static void
put(const Visit *visit, ReturnSetInfo *result)
{
	const BohDiagnosis *diagnosis = &visit->diagnosis;
	const char *hint = whole_hint(visit);
	Datum		row[COLUMNS];
	bool		nulls[COLUMNS] = {
		[OK] = !diagnosis->known,[FOUND] = diagnosis->found == NULL,[HINT] = hint == NULL
	};

	row[NAME] = CStringGetTextDatum(visit->check->name);
	row[SEVERITY] = CStringGetTextDatum(visit->check->severity);
	row[OK] = BoolGetDatum(diagnosis->ok);
	if (diagnosis->found != NULL)
		row[FOUND] = CStringGetTextDatum(diagnosis->found);
	if (hint != NULL)
		row[HINT] = CStringGetTextDatum(hint);
	tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
}

static void
check_all(const BohPatient *patient, const BohDoctorChecks *list, ReturnSetInfo *result)
{
	for (int i = 0; i < list->count; i++)
	{
		Visit		visit = {.check = &list->checks[i],.patient = patient};

		CHECK_FOR_INTERRUPTS();
		if (!visit.check->of_schema || patient->watched)
			(void) boh_try(examine, &visit, tell_error);
		put(&visit, result);
	}
}

Datum
boh_doctor(PG_FUNCTION_ARGS)
{
	BohPatient	patient = {0};
	int			settings = NewGUCNestLevel();

	boh_limit_lock_wait(BOH_CHECK_WAIT_MS);
	see_patient(&patient);
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	if (patient.usable)
		(void) boh_try(read_version, &patient, forgive_version);
	for (int i = 0; i < (int) lengthof(all_checks); i++)
		check_all(&patient, all_checks[i], (ReturnSetInfo *) fcinfo->resultinfo);
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}
