/*-------------------------------------------------------------------------
 *
 * people/login.c
 *	  Functions for signing in with a password.
 *
 * The application compares the password with the hash, so that the database
 * never sees a password, and spends no CPU time on hashing.  It asks
 * boh_find_login() first and reports the outcome to boh_record_login().
 *
 * Guesses in parallel all pass the first before the second counts one of them.
 * So the second decides: it takes the counters' locks, and a login for which
 * it says to wait has failed, even if the password was right.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inet.h"
#include "utils/tuplestore.h"
#include "utils/uuid.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/uuid.h"
#include "people/login_counter.h"
#include "people/user.h"
#include "rights/maintenance.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_find_login);
PG_FUNCTION_INFO_V1(boh_record_login);
PG_FUNCTION_INFO_V1(boh_forgive_logins);
PG_FUNCTION_INFO_V1(boh_purge_logins);

#define FIND_COLUMNS 4

/* when no user has a hash */
#define USUAL_COST 12

/*
 * One row, whether there is such a user or not.  The last column is the hash
 * of one of the newest users: it has the cost that the application uses now.
 */
static const BohQuery find_user = {
	.text = "SELECT u.id, u.password_hash, u.email_verified_at IS NOT NULL,"
	" (SELECT n.password_hash FROM (SELECT m.password_hash FROM {schema}.users m"
	" ORDER BY m.id DESC LIMIT 20) n WHERE n.password_hash IS NOT NULL LIMIT 1)"
	" FROM (VALUES (true)) AS one LEFT JOIN {schema}.users u"
	" ON u.email " BOH_EQ " $1 AND u.deleted_at IS NULL AND u.password_hash IS NOT NULL",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.owner_of = "users",
	.latest = true,
	.by_index = true
};

static const BohQuery find_id = {
	.text = "SELECT id FROM {schema}.users WHERE email " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.owner_of = "users",
	.latest = true,
	.by_index = true
};

static const BohQuery purge = {
	.text = "DELETE FROM {schema}.login_counters WHERE key " BOH_EQ " ANY (ARRAY("
	"SELECT key FROM {schema}.login_counters WHERE written_on " BOH_LT " $1"
	" ORDER BY written_on LIMIT $2 FOR UPDATE SKIP LOCKED))",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, INT8OID},
	.owner_of = "login_counters"
};

/*
 * The address of an argument in the form in which users has it.  Anything that
 * cannot be an address becomes '', which no user has.
 */
static char *
email_argument(FunctionCallInfo fcinfo, int number)
{
	char	   *email;

	if (PG_ARGISNULL(number))
		return "";
	email = text_to_cstring(PG_GETARG_TEXT_PP(number));
	return strlen(email) > BOH_MAX_EMAIL_BYTES ? "" : boh_user_email(email);
}

/* The first argument is the email address, which is returned. */
static char *
open_login(BohLogin *login, FunctionCallInfo fcinfo, int client, bool lock)
{
	Oid			schema = lock ? boh_schema_to_write(fcinfo) : boh_current_schema();
	char	   *email;

	boh_require_profile(schema, PROFILE_AUTH);
	email = email_argument(fcinfo, 0);
	boh_login_open(login, schema, email,
				   PG_ARGISNULL(client) ? NULL : PG_GETARG_INET_PP(client), lock);
	return email;
}

/*
 * A bcrypt hash for which nobody has a password.  Comparing with it takes as
 * long as with a hash of the same cost.
 */
static char *
nobodys_hash(int cost)
{
	static const char alphabet[] =
	"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	uint8		random[53];		/* 22 characters of salt, 31 of hash */
	char	   *hash = palloc0(7 + sizeof(random) + 1);

	if (!pg_strong_random(random, sizeof(random)))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random values")));
	/* the last characters stand for fewer than six bits */
	random[21] &= 0x30;
	random[52] &= 0x3C;
	snprintf(hash, 8, "$2b$%02d$", cost);
	for (int i = 0; i < (int) sizeof(random); i++)
		hash[7 + i] = alphabet[random[i] % 64];
	return hash;
}

static void
return_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	/* a table with one column has no row type of its own */
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
boh_find_login(PG_FUNCTION_ARGS)
{
	BohLogin	login;
	Datum		arguments[1];
	Datum		values[FIND_COLUMNS];
	bool		nulls[FIND_COLUMNS] = {0};
	Datum		newest;
	bool		none;
	char	   *stand_in;

	arguments[0] = CStringGetTextDatum(open_login(&login, fcinfo, 1, false));

	boh_spi_connect();
	if (boh_query(&find_user, login.schema, arguments, NULL, 1) != 1)
		elog(ERROR, "no row for a login");
	values[0] = boh_value(0, 1, UUIDOID, &nulls[0]);
	values[1] = boh_value(0, 2, TEXTOID, &nulls[1]);
	values[2] = boh_required_value(0, 3, BOOLOID);
	values[3] = Int32GetDatum(boh_login_wait(&login));

	/* made for known users, too, so that both take the same time */
	newest = boh_value(0, 4, TEXTOID, &none);
	stand_in = nobodys_hash(none ? USUAL_COST : boh_bcrypt_cost(TextDatumGetCString(newest)));
	if (nulls[1])
	{
		values[1] = CStringGetTextDatum(stand_in);
		nulls[1] = false;
	}
	return_row(fcinfo, values, nulls);
	boh_spi_finish();
	return (Datum) 0;
}

/* The id of the account, as text; NULL: there is none. */
static char *
find_account(Oid schema, const char *email)
{
	Datum		values[] = {CStringGetTextDatum(email)};
	pg_uuid_t	id;
	bool		found;

	boh_spi_connect();
	found = boh_query(&find_id, schema, values, NULL, 1) > 0;
	if (found)
		id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	boh_spi_finish();
	return found ? boh_uuid_text(&id) : NULL;
}

/* An address without an account is not recorded: it may be anybody's. */
static void
audit_failure(const BohLogin *login, const char *email, const inet *client)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_SECURITY,
		.action = "LOGIN",
		.entity = "users",
		.entity_id = find_account(login->schema, email),
		.failed = true,
		.client = client,
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "wait_seconds", boh_login_wait(login));
	boh_audit_write(login->schema, &entry);
}

Datum
boh_record_login(PG_FUNCTION_ARGS)
{
	BohLogin	login;
	char	   *email;
	bool		succeeded = boh_argument_boolean(fcinfo, 1, "succeeded");
	Datum		values[1];
	bool		nulls[1] = {false};

	email = open_login(&login, fcinfo, 2, true);
	if (succeeded && boh_login_wait(&login) == 0)
		boh_login_succeeded(&login);
	else
	{
		boh_login_failed(&login);
		audit_failure(&login, email, PG_ARGISNULL(2) ? NULL : PG_GETARG_INET_PP(2));
	}
	values[0] = Int32GetDatum(boh_login_wait(&login));
	return_row(fcinfo, values, nulls);
	return (Datum) 0;
}

Datum
boh_forgive_logins(PG_FUNCTION_ARGS)
{
	BohLogin	login;
	int			wait;

	(void) open_login(&login, fcinfo, 1, true);
	wait = boh_login_wait(&login);
	boh_login_succeeded(&login);
	PG_RETURN_BOOL(wait > 0);
}

int
boh_login_purge(Oid schema, int max_rows)
{
	Datum		values[] = {
		TimestampTzGetDatum(boh_now() - (BOH_LOGIN_DAYS + 1) * USECS_PER_DAY),
		Int64GetDatum(max_rows)
	};
	uint64		purged;

	boh_spi_connect();
	purged = boh_query(&purge, schema, values, NULL, 0);
	boh_spi_finish();
	return (int) purged;
}

Datum
boh_purge_logins(PG_FUNCTION_ARGS)
{
	int			max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance = boh_maintenance_begin(schema, "login_counters", ACL_DELETE);
	int			purged = boh_login_purge(schema, max_rows);

	boh_maintenance_end(maintenance);
	PG_RETURN_INT32(purged);
}
