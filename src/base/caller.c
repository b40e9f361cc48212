/*-------------------------------------------------------------------------
 *
 * base/caller.c
 *	  Tables of a data schema, and the role that a statement on them runs as.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/shard.h"

void		(*boh_explain_missing) (Oid schema);

Oid
boh_table_owner(Oid table)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", table);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

BOH_NORETURN static void
raise_missing(Oid schema, const char *name)
{
	boh_explain_missing(schema);
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_TABLE),
			 errmsg("relation \"%s.%s\" does not exist",
					get_namespace_name(schema), name),
			 errhint(BOH_MISSING_HINT)));
	pg_unreachable();
}

Oid
boh_find_table(Oid schema, const char *name)
{
	Oid			table = get_relname_relid(name, schema);

	return OidIsValid(table) ? boh_shard_of(schema, table) : InvalidOid;
}

Oid
boh_table(Oid schema, const char *name)
{
	Oid			table = boh_find_table(schema, name);

	if (!OidIsValid(table))
		raise_missing(schema, name);
	return table;
}

Relation
boh_open_table(Oid schema, const char *name, LOCKMODE lock)
{
	Relation	relation = try_table_open(boh_table(schema, name), lock);

	if (relation == NULL)
		raise_missing(schema, name);
	return relation;
}

/* Once the table is gone, nobody knows its name and schema any more. */
Relation
boh_open_known_table(Oid table, LOCKMODE lock)
{
	Oid			schema = get_rel_namespace(table);
	char	   *name = get_rel_name(table);
	Relation	relation = try_table_open(table, lock);

	if (relation == NULL)
		raise_missing(schema, name);
	return relation;
}

void
boh_require_privilege(Oid schema, const char *table, AclMode privilege)
{
	Oid			relation = boh_table(schema, table);

	if (pg_class_aclcheck(relation, GetUserId(), privilege) != ACLCHECK_OK &&
		pg_attribute_aclcheck_all(relation, GetUserId(), privilege,
								  ACLMASK_ANY) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, table);
}

bool
boh_may_select(Oid table, const char *const *columns, int ncolumns)
{
	if (pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
		return true;
	for (int i = 0; i < ncolumns; i++)
	{
		AttrNumber	attribute = get_attnum(table, columns[i]);

		if (pg_attribute_aclcheck(table, attribute, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
			return false;
	}
	return true;
}

/*
 * Become the owner of the table that the statement uses, as foreign-key
 * triggers do (ri_triggers.c), and never the extension's owner.  So a hostile
 * schema acts with no rights but those of its own owner.
 */
BohCaller
boh_become_owner(Oid table)
{
	BohCaller	caller;
	Oid			owner = boh_table_owner(table);

	GetUserIdAndSecContext(&caller.user, &caller.security_context);
	SetUserIdAndSecContext(owner, caller.security_context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
	return caller;
}

BohCaller
boh_become_role(Oid role)
{
	BohCaller	caller;

	GetUserIdAndSecContext(&caller.user, &caller.security_context);
	SetUserIdAndSecContext(role, caller.security_context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS |
						   (role == caller.user ? 0 : SECURITY_RESTRICTED_OPERATION));
	return caller;
}

BohCaller
boh_become_trusted_owner(Oid table)
{
	Oid			owner = boh_table_owner(table);

	if (!has_privs_of_role(GetUserId(), owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(table));
	return boh_become_role(owner);
}

void
boh_become_caller(BohCaller caller)
{
	SetUserIdAndSecContext(caller.user, caller.security_context);
}
