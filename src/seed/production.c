/*-------------------------------------------------------------------------
 *
 * seed/production.c
 *	  boh_seed_production(): what every site needs before it opens.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/context.h"
#include "people/user.h"
#include "rights/maintenance.h"
#include "seed/owner.h"
#include "seed/script.h"

PG_FUNCTION_INFO_V1(boh_seed_production);

#define MAX_EMAIL 254
#define MAX_SITE_NAME 200

/* Made from sql/seeds/production.sql */
static const SeedStep steps[] = {
#include "seed_production.inc"
};

/* Required, and in the form in which addresses are stored */
static char *
argument_email(FunctionCallInfo fcinfo, int number, const char *name)
{
	boh_argument_require(fcinfo, number, name);
	return boh_user_email(boh_argument_text(fcinfo, number, name, MAX_EMAIL));
}

Datum
boh_seed_production(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	Oid			types[] = {TEXTOID, TEXTOID, TEXTOID};
	Datum		values[lengthof(types)];
	List	   *counts = NIL;
	BohMaintenance maintenance;

	values[0] = CStringGetTextDatum(argument_email(fcinfo, 0, "admin_email"));
	boh_argument_require(fcinfo, 1, "admin_password_hash");
	values[1] = PG_GETARG_DATUM(1);
	boh_argument_require(fcinfo, 2, "site_name");
	values[2] = CStringGetTextDatum(boh_argument_text(fcinfo, 2, "site_name", MAX_SITE_NAME));
	seed_require_owner(schema, "seed data");
	InitMaterializedSRF(fcinfo, 0);
	maintenance = boh_act_as_owner(schema, "users");
	for (int i = 0; i < (int) lengthof(steps); i++)
		counts = seed_add_count(counts, steps[i].name,
								seed_run(steps[i].text, schema, lengthof(types), types, values));
	boh_maintenance_end(maintenance);
	seed_return_counts(fcinfo, counts);
	return (Datum) 0;
}
