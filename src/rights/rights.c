/*-------------------------------------------------------------------------
 *
 * rights/rights.c
 *	  Gives roles the privileges and policies of their profiles.
 *
 * role_profiles says which role has which profile.  rights_list.c says what a
 * profile may do.  The functions here bring the privileges and policies of
 * PostgreSQL in line with both.  They can be repeated at any time, for example
 * after a restore into a cluster where roles were missing.
 *
 * The first role of each policy is the tables' owner, whom policies do not
 * concern.  So a policy stays when its other roles are dropped.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/row_security.h"
#include "base/shard.h"
#include "base/table_locks.h"
#include "rights/column_class.h"
#include "rights/holder.h"
#include "rights/policy_form.h"
#include "rights/profile.h"
#include "rights/rights.h"
#include "rights/rights_list.h"

PG_FUNCTION_INFO_V1(boh_grant);
PG_FUNCTION_INFO_V1(boh_revoke);
PG_FUNCTION_INFO_V1(boh_grants);

#define GRANTS_COLUMNS 5

static const BohQuery insert_profile = {
	.text = "INSERT INTO {schema}.role_profiles AS p (role_name, profile, granted_by)"
	" VALUES ($1, $2, $3)"
	" ON CONFLICT (role_name, profile) DO UPDATE SET keeps_privileges = false"
	" WHERE p.keeps_privileges",
	.nargs = 3,
	.argtypes = {TEXTOID, TEXTOID, TEXTOID}
};

static const BohQuery delete_profile = {
	.text = "DELETE FROM {schema}.role_profiles WHERE role_name " BOH_EQ " $1"
	" AND profile " BOH_EQ " $2 RETURNING keeps_privileges",
	.nargs = 2,
	.argtypes = {TEXTOID, TEXTOID}
};

static const BohQuery list_profiles = {
	.text = "SELECT role_name, profile, CAST(granted_at AS pg_catalog.timestamptz), granted_by,"
	" role_name " BOH_EQ " 'public' OR EXISTS (SELECT FROM pg_catalog.pg_roles r"
	" WHERE CAST(r.rolname AS pg_catalog.text) " BOH_EQ " role_name)"
	" FROM {schema}.role_profiles ORDER BY role_name, profile"
};

/*
 * Statements
 */

/* A policy that is not what it should be */
typedef struct WrongPolicy
{
	const BohPolicy *policy;
	Oid			table;
	List	   *roles;			/* those that it should have */
	bool		exists;
} WrongPolicy;

/* The policies of the schema's tables that are missing, or not what they should be */
static List *
wrong_policies(Oid schema, List *holders)
{
	List	   *wrong = NIL;

	for (int i = 0; i < boh_policy_count; i++)
	{
		const BohPolicy *policy = &boh_policy_list[i];
		Oid			table = boh_find_table(schema, policy->table);
		List	   *roles;
		char	   *found;
		WrongPolicy *item;

		CHECK_FOR_INTERRUPTS();
		if (!OidIsValid(table))
			continue;
		roles = boh_holders_of(holders, table, policy->profile);
		found = boh_policy_found(schema, policy);
		if (found != NULL && strcmp(found, boh_policy_wanted(schema, policy, roles)) == 0)
			continue;
		item = palloc(sizeof(WrongPolicy));
		item->policy = policy;
		item->table = table;
		item->roles = roles;
		item->exists = found != NULL;
		wrong = lappend(wrong, item);
	}
	return wrong;
}

static void
make_policy(Oid schema, const WrongPolicy *wrong)
{
	const BohPolicy *policy = wrong->policy;

	if (wrong->exists)
		boh_execute(boh_text_for_schema(psprintf("DROP POLICY %s ON {schema}.%s",
												 policy->name, policy->table), schema));
	boh_execute(boh_policy_statement(schema, policy, wrong->roles));
}

typedef bool (*WantsColumn) (const BohClassified *column);

static bool
is_open(const BohClassified *column)
{
	return column->by == BOH_BY_EXTENSION && column->class != BOH_COLUMN_CREDENTIAL;
}

static bool
is_for_reporting(const BohClassified *column)
{
	return boh_class_is_for_reporting(column->class);
}

static bool
is_any(const BohClassified *column pg_attribute_unused())
{
	return true;
}

/* Replace a word by the columns of a table. */
static char *
fill_columns(Oid schema, const char *table, const char *text, const char *word, WantsColumn wants)
{
	StringInfoData names;
	ListCell   *cell;

	if (strstr(text, word) == NULL)
		return pstrdup(text);
	initStringInfo(&names);
	foreach(cell, boh_classified_columns(schema))
	{
		const BohClassified *column = lfirst(cell);

		if (strcmp(column->table, table) == 0 && wants(column))
			appendStringInfo(&names, "%s%s", names.len == 0 ? "" : ", ",
							 quote_identifier(column->column));
	}
	return boh_replace_word(text, word, names.data);
}

/* Migrations below the newest lack some tables and columns. */
static bool
applies(Oid schema, const BohPrivilege *privilege)
{
	Oid			table = boh_find_table(schema, privilege->table);

	return OidIsValid(table) &&
		(privilege->column == NULL || get_attnum(table, privilege->column) != InvalidAttrNumber);
}

/* GRANT or REVOKE all that a profile needs. */
static void
change_privileges(Oid schema, bool grant, BohProfile profile, Oid role)
{
	BohPlaceholder words[] = {{"{role}", boh_quoted_role(role)}, {"{privileges}", NULL}};
	const char *verb = grant ? "GRANT" : "REVOKE";
	const char *preposition = grant ? "TO" : "FROM";

	for (int i = 0; i < boh_privilege_count; i++)
	{
		const BohPrivilege *privilege = &boh_privilege_list[i];
		const char *privileges = privilege->privileges;

		if (privilege->profile != profile || !applies(schema, privilege))
			continue;
		privileges = fill_columns(schema, privilege->table, privileges, BOH_OPEN_COLUMNS, is_open);

		/* a column that was for reporting may be none any more */
		privileges = fill_columns(schema, privilege->table, privileges, BOH_REPORTING_COLUMNS,
								  grant ? is_for_reporting : is_any);
		words[1].name = privileges;
		boh_execute(boh_fill_text(psprintf("%s {privileges} ON {schema}.%s %s {role}", verb,
										   privilege->table, preposition),
								  schema, words, lengthof(words)));
	}
	boh_execute(boh_fill_text(psprintf("%s USAGE ON SCHEMA {schema} %s {role}", verb, preposition),
							  schema, words, 1));
}

static void
grant_all(Oid schema, List *holders)
{
	ListCell   *cell;

	foreach(cell, holders)
	{
		const BohHolder *holder = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (!holder->keeps_privileges)
			change_privileges(schema, true, holder->profile, holder->oid);
	}
}

/*
 * Make policies again that are not what they should be.  That locks their
 * tables against everybody, so a policy that is right stays, and the tables are
 * locked in a way that does not deadlock with bookings.
 */
static void
make_policies(Oid schema, List *holders)
{
	List	   *wrong = wrong_policies(schema, holders);
	List	   *tables = NIL;
	ListCell   *cell;

	foreach(cell, wrong)
		tables = list_append_unique_oid(tables, ((const WrongPolicy *) lfirst(cell))->table);
	boh_lock_tables(tables);
	foreach(cell, wrong)
	{
		CHECK_FOR_INTERRUPTS();
		make_policy(schema, lfirst(cell));
	}
}

/*
 * Citus refuses policies with subqueries on a distributed table.  So they are
 * on the shards alone, and the node that has these makes them.  Privileges are
 * granted here: Citus takes them to all nodes.
 */
static void
make_rights(Oid schema)
{
	List	   *holders = boh_holders(schema);

	if (!boh_schema_is_elsewhere(schema))
		make_policies(schema, holders);
	grant_all(schema, holders);
	boh_profiles_changed(schema);
	if (boh_schema_is_elsewhere(schema))
		boh_rights_complete_shards(schema);
}

void
boh_rights_make_policies(Oid schema)
{
	make_policies(schema, boh_holders(schema));
	boh_profiles_changed(schema);
}

void
boh_rights_drop_policies(Oid schema)
{
	for (int i = 0; i < boh_policy_count; i++)
	{
		const BohPolicy *policy = &boh_policy_list[i];

		CHECK_FOR_INTERRUPTS();
		/* a later migration made the table, and was undone before */
		if (OidIsValid(boh_find_table(schema, policy->table)))
			boh_execute(boh_text_for_schema(psprintf("DROP POLICY IF EXISTS %s ON {schema}.%s",
													 policy->name, policy->table), schema));
	}
}

void
boh_rights_apply(Oid schema)
{
	make_rights(schema);
}

/*
 * Privileges are granted in any case: that locks no table.  The lock makes
 * boh_grant() wait, which would grant them at the same time.
 */
void
boh_rights_complete(Oid schema)
{
	if (XactReadOnly)
		return;
	LockRelationOid(boh_table(schema, "role_profiles"), ShareRowExclusiveLock);
	make_rights(schema);
}

static void
revoke_column(Oid schema, const char *table, const char *column, Oid role)
{
	const BohPlaceholder words[] = {
		{"{column}", quote_identifier(column)},
		{"{role}", boh_quoted_role(role)}
	};

	boh_execute(boh_fill_text(psprintf("REVOKE SELECT ({column}) ON {schema}.%s FROM {role}",
									   quote_identifier(table)),
							  schema, words, lengthof(words)));
}

/* Other profiles of the role may give the privilege, so all are granted again. */
void
boh_rights_reclassify(Oid schema, const char *table, const char *column)
{
	ListCell   *cell;

	LockRelationOid(boh_table(schema, "role_profiles"), ShareRowExclusiveLock);
	foreach(cell, boh_holders(schema))
	{
		const BohHolder *holder = lfirst(cell);

		if (!holder->keeps_privileges && holder->profile == PROFILE_REPORTING)
			revoke_column(schema, table, column, holder->oid);
	}
	make_rights(schema);
}

void
boh_rights_withdraw(Oid schema)
{
	ListCell   *cell;

	foreach(cell, boh_holders(schema))
	{
		const BohHolder *holder = lfirst(cell);

		if (!holder->keeps_privileges)
			change_privileges(schema, false, holder->profile, holder->oid);
	}
	boh_rights_drop_policies(schema);
}

/*
 * Functions
 */

/*
 * Act as the owner of role_profiles, whose rights the caller must have.  The
 * lock makes calls take turns: two at once would change the same policies.
 */
static BohCaller
act_as_owner(Oid schema)
{
	Oid			table = boh_table(schema, "role_profiles");
	BohCaller	caller = boh_become_trusted_owner(table);

	LockRelationOid(table, ShareRowExclusiveLock);
	boh_spi_connect();
	return caller;
}

static void
act_as_caller(BohCaller caller)
{
	boh_spi_finish();
	boh_become_caller(caller);
}

static BohProfile
profile_argument(FunctionCallInfo fcinfo, int number)
{
	char	   *name = boh_argument_name(fcinfo, number, "profile");
	BohProfile	profile;
	BohDetail	detail;

	if (boh_profile_named(name, &profile))
		return profile;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "profile", name);
	boh_raise(BOH_PROFILE_UNKNOWN, &detail, BOH_NO_PLACE, name);
}

/*
 * A role that acts for people must not have more rights beside: an injected
 * query could use them.  Only "trusted" goes with every profile that knows
 * people; "admin" may also have those of its own operators.
 */
static bool
go_together(BohProfile one, BohProfile other)
{
	if (one == other || (one == PROFILE_TRUSTED && other != PROFILE_SITE) ||
		(other == PROFILE_TRUSTED && one != PROFILE_SITE))
		return true;
	if (one == PROFILE_APP || other == PROFILE_APP ||
		one == PROFILE_SITE || other == PROFILE_SITE)
		return false;
	if (one == PROFILE_ADMIN || other == PROFILE_ADMIN)
		return one != PROFILE_SERVICE && other != PROFILE_SERVICE &&
			one != PROFILE_AUTH && other != PROFILE_AUTH;
	return true;
}

/* A profile would promise a protection that such a role does not have. */
static void
check_concerned(Oid schema, const char *role)
{
	Oid			oid = get_role_oid(role, false);
	BohDetail	detail;

	if (!boh_bypasses_policies(boh_table(schema, "role_profiles"), oid))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "role", role);
	boh_raise(BOH_ROLE_UNLIMITED, &detail, BOH_PLACE(schema, "role_profiles", "role_name", NULL), role);
}

/* Compare with all profiles that the role would have. */
static void
check_together(Oid schema, const char *role, BohProfile profile)
{
	Oid			oid = get_role_oid(role, false);
	BohDetail	detail;
	ListCell   *cell;

	foreach(cell, boh_holders(schema))
	{
		const BohHolder *holder = lfirst(cell);

		if (!boh_has_profile_of(oid, holder) || go_together(profile, holder->profile))
			continue;
		boh_detail_init(&detail);
		boh_detail_text(&detail, "role", role);
		boh_detail_text(&detail, "profile", boh_profile_name(profile));
		boh_detail_text(&detail, "other_profile", boh_profile_name(holder->profile));
		boh_raise(BOH_PROFILES_CONFLICT, &detail, BOH_PLACE(schema, "role_profiles", "profile", NULL),
				  role, boh_profile_name(profile), boh_profile_name(holder->profile));
	}
}

/* Rights are given on the coordinator, which has the rows of no tenant. */
static Oid
schema_to_write(FunctionCallInfo fcinfo)
{
	boh_require_writable(fcinfo);
	return boh_current_schema_anywhere();
}

Datum
boh_grant(PG_FUNCTION_ARGS)
{
	Oid			schema = schema_to_write(fcinfo);
	char	   *role = boh_argument_name(fcinfo, 0, "role");
	BohProfile	profile = profile_argument(fcinfo, 1);
	char	   *grantor = GetUserNameFromId(GetUserId(), false);
	BohCaller	caller = act_as_owner(schema);
	Datum		values[] = {
		CStringGetTextDatum(role),
		CStringGetTextDatum(boh_profile_name(profile)),
		CStringGetTextDatum(grantor)
	};
	bool		granted;

	check_concerned(schema, role);
	check_together(schema, role, profile);
	granted = boh_query(&insert_profile, schema, values, NULL, 0) > 0;
	make_rights(schema);
	act_as_caller(caller);
	PG_RETURN_BOOL(granted);
}

Datum
boh_revoke(PG_FUNCTION_ARGS)
{
	Oid			schema = schema_to_write(fcinfo);
	char	   *role = boh_argument_name(fcinfo, 0, "role");
	BohProfile	profile = profile_argument(fcinfo, 1);
	BohCaller	caller = act_as_owner(schema);
	Datum		values[] = {
		CStringGetTextDatum(role),
		CStringGetTextDatum(boh_profile_name(profile))
	};
	bool		revoked = boh_query(&delete_profile, schema, values, NULL, 0) > 0;
	Oid			oid = get_role_oid(role, true);

	if (revoked && !DatumGetBool(boh_required_value(0, 1, BOOLOID)) &&
		OidIsValid(oid))
		change_privileges(schema, false, profile, oid);
	make_rights(schema);
	act_as_caller(caller);
	PG_RETURN_BOOL(revoked);
}

Datum
boh_grants(PG_FUNCTION_ARGS)
{
	static const Oid types[GRANTS_COLUMNS] = {TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, BOOLOID};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema_anywhere();
	BohCaller	caller;
	uint64		count;

	InitMaterializedSRF(fcinfo, 0);
	/* as the owner: role_profiles may be a view of a hostile schema */
	caller = boh_become_trusted_owner(boh_table(schema, "role_profiles"));
	boh_spi_connect();
	count = boh_query(&list_profiles, schema, NULL, NULL, 0);
	for (uint64 row = 0; row < count; row++)
	{
		Datum		values[GRANTS_COLUMNS];
		bool		nulls[GRANTS_COLUMNS];

		for (int i = 0; i < GRANTS_COLUMNS; i++)
			values[i] = boh_value(row, i + 1, types[i], &nulls[i]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	act_as_caller(caller);
	return (Datum) 0;
}
