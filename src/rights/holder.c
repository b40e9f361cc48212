/*-------------------------------------------------------------------------
 *
 * rights/holder.c
 *	  The roles that have profiles in a data schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "base/caller.h"
#include "base/query.h"
#include "rights/holder.h"

/* as the owner: role_profiles may be a view of a hostile schema */
static const BohQuery held_profiles = {
	.text = "SELECT role_name, profile, keeps_privileges FROM {schema}.role_profiles"
	" ORDER BY role_name, profile",
	.owner_of = "role_profiles",
	.latest = true
};

/* A dropped role, or one of another cluster, is skipped. */
List *
boh_holders(Oid schema)
{
	uint64		count = boh_query(&held_profiles, schema, NULL, NULL, 0);
	List	   *holders = NIL;

	for (uint64 row = 0; row < count; row++)
	{
		char	   *name = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));
		bool		everybody = strcmp(name, BOH_EVERYBODY) == 0;
		BohHolder  *holder = palloc(sizeof(BohHolder));

		holder->oid = everybody ? ACL_ID_PUBLIC : get_role_oid(name, true);
		if (!everybody && !OidIsValid(holder->oid))
			continue;
		if (!boh_profile_named(TextDatumGetCString(boh_required_value(row, 2, TEXTOID)),
							   &holder->profile))
			continue;
		holder->keeps_privileges = DatumGetBool(boh_required_value(row, 3, BOOLOID));
		holders = lappend(holders, holder);
	}
	return holders;
}

bool
boh_has_profile_of(Oid role, const BohHolder *holder)
{
	return holder->oid == ACL_ID_PUBLIC || has_privs_of_role(role, holder->oid);
}

List *
boh_holders_of(List *holders, Oid table, BohProfile profile)
{
	List	   *roles = list_make1_oid(boh_table_owner(table));
	ListCell   *cell;

	foreach(cell, holders)
	{
		const BohHolder *holder = lfirst(cell);

		if (holder->profile != profile)
			continue;
		if (holder->oid == ACL_ID_PUBLIC)
			return list_make1_oid(ACL_ID_PUBLIC);
		roles = list_append_unique_oid(roles, holder->oid);
	}
	return roles;
}

const char *
boh_quoted_role(Oid role)
{
	return role == ACL_ID_PUBLIC ? "PUBLIC" : quote_identifier(GetUserNameFromId(role, false));
}

char *
boh_role_names(List *roles)
{
	StringInfoData names;
	ListCell   *cell;

	initStringInfo(&names);
	foreach(cell, roles)
	{
		appendStringInfo(&names, "%s%s", names.len == 0 ? "" : ", ",
						 boh_quoted_role(lfirst_oid(cell)));
	}
	return names.data;
}
