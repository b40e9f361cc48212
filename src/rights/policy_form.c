/*-------------------------------------------------------------------------
 *
 * rights/policy_form.c
 *	  What a policy of a profile should be, and what it is.
 *
 * The catalog has the conditions of a policy as trees, which name columns by
 * number.  A tree differs from the one that the same condition gives today,
 * for example because a column was added to a table that it reads.  So the
 * condition of the list is analyzed as CREATE POLICY does it, both trees are
 * written as text at the same moment, and the texts are compared.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_policy.h"
#include "nodes/parsenodes.h"
#include "parser/parse_clause.h"
#include "parser/parse_collate.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "base/caller.h"
#include "base/query.h"
#include "rights/holder.h"
#include "rights/policy_form.h"

/* The parts of a policy that are compared */
typedef struct PolicyForm
{
	bool		permissive;
	const char *command;
	List	   *roles;
	Node	   *using;
	Node	   *check;
} PolicyForm;

/* The OID of a table as a constant */
static const char *
table_constant(Oid schema, const char *table)
{
	return psprintf("'%u'::pg_catalog.regclass", boh_table(schema, table));
}

char *
boh_policy_statement(Oid schema, const BohPolicy *policy, List *roles)
{
	const BohPlaceholder words[] = {
		{"{roles}", boh_role_names(roles)},
		{"{users}", table_constant(schema, "users")},
		{"{events}", table_constant(schema, "events")},
		{"{bookings}", table_constant(schema, "bookings")}
	};
	StringInfoData statement;

	initStringInfo(&statement);
	appendStringInfo(&statement, "CREATE POLICY %s ON {schema}.%s FOR %s TO {roles}",
					 policy->name, policy->table, policy->command);
	if (policy->using != NULL)
		appendStringInfo(&statement, " USING (%s)", policy->using);
	if (policy->check != NULL)
		appendStringInfo(&statement, " WITH CHECK (%s)", policy->check);
	return boh_fill_text(statement.data, schema, words, lengthof(words));
}

static void
append_condition(StringInfo text, const char *clause, Node *condition, Relation relation)
{
	List	   *context;

	if (condition == NULL)
		return;
	context = deparse_context_for(RelationGetRelationName(relation), RelationGetRelid(relation));
	appendStringInfo(text, " %s (%s)", clause,
					 deparse_expression(condition, context, false, false));
}

static char *
form_text(const PolicyForm *form, Relation relation)
{
	StringInfoData text;
	List	   *roles = list_copy(form->roles);

	list_sort(roles, list_oid_cmp);
	initStringInfo(&text);
	appendStringInfo(&text, "%sFOR %s TO %s", form->permissive ? "" : "AS RESTRICTIVE ",
					 form->command, boh_role_names(roles));
	append_condition(&text, "USING", form->using, relation);
	append_condition(&text, "WITH CHECK", form->check, relation);
	return text.data;
}

/* Compare CreatePolicy() in policy.c. */
static Node *
analyze(Node *condition, Relation relation)
{
	ParseState *state = make_parsestate(NULL);
	ParseNamespaceItem *item = addRangeTableEntryForRelation(state, relation, AccessShareLock,
															 NULL, false, false);
	Node	   *analyzed;

	addNSItemToQuery(state, item, false, true, true);
	analyzed = transformWhereClause(state, condition, EXPR_KIND_POLICY, "POLICY");
	assign_expr_collations(state, analyzed);
	free_parsestate(state);
	return analyzed;
}

char *
boh_policy_wanted(Oid schema, const BohPolicy *policy, List *roles)
{
	Relation	relation = boh_open_table(schema, policy->table, AccessShareLock);
	List	   *parsed = raw_parser(boh_policy_statement(schema, policy, roles), RAW_PARSE_DEFAULT);
	const CreatePolicyStmt *statement =
	castNode(CreatePolicyStmt, linitial_node(RawStmt, parsed)->stmt);
	PolicyForm	form = {
		.permissive = statement->permissive,
		.command = policy->command,
		.roles = roles,
		.using = analyze(statement->qual, relation),
		.check = analyze(statement->with_check, relation)
	};
	char	   *text = form_text(&form, relation);

	table_close(relation, AccessShareLock);
	return text;
}

static const char *
command_name(char command)
{
	switch (command)
	{
		case ACL_SELECT_CHR:
			return "SELECT";
		case ACL_INSERT_CHR:
			return "INSERT";
		case ACL_UPDATE_CHR:
			return "UPDATE";
		case ACL_DELETE_CHR:
			return "DELETE";
		default:
			return "ALL";
	}
}

static Node *
stored_condition(HeapTuple tuple, int column, Relation policies)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, column, RelationGetDescr(policies), &isnull);

	return isnull ? NULL : stringToNode(TextDatumGetCString(value));
}

static List *
stored_roles(HeapTuple tuple, Relation policies)
{
	bool		isnull;
	ArrayType  *array = DatumGetArrayTypeP(heap_getattr(tuple, Anum_pg_policy_polroles,
														RelationGetDescr(policies), &isnull));
	const Oid  *roles = (Oid *) ARR_DATA_PTR(array);
	List	   *list = NIL;

	for (int i = 0; i < ARR_DIMS(array)[0]; i++)
		list = list_append_unique_oid(list, roles[i]);
	return list;
}

static char *
found_text(HeapTuple tuple, Relation policies, Relation relation)
{
	const FormData_pg_policy *policy = (Form_pg_policy) GETSTRUCT(tuple);
	PolicyForm	form = {
		.permissive = policy->polpermissive,
		.command = command_name(policy->polcmd),
		.roles = stored_roles(tuple, policies),
		.using = stored_condition(tuple, Anum_pg_policy_polqual, policies),
		.check = stored_condition(tuple, Anum_pg_policy_polwithcheck, policies)
	};

	return form_text(&form, relation);
}

/*
 * Read the catalog itself: the relation's descriptor has no policies while
 * row-level security is switched off.
 */
char *
boh_policy_found(Oid schema, const BohPolicy *policy)
{
	Relation	relation = boh_open_table(schema, policy->table, AccessShareLock);
	Relation	policies = table_open(PolicyRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;
	char	   *text = NULL;

	ScanKeyInit(&keys[0], Anum_pg_policy_polrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationGetRelid(relation)));
	ScanKeyInit(&keys[1], Anum_pg_policy_polname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum(policy->name));
	scan = systable_beginscan(policies, PolicyPolrelidPolnameIndexId, true, NULL, 2, keys);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		text = found_text(tuple, policies, relation);

	systable_endscan(scan);
	table_close(policies, AccessShareLock);
	table_close(relation, AccessShareLock);
	return text;
}

static bool
concerns(List *roles, Oid role)
{
	ListCell   *cell;

	foreach(cell, roles)
	{
		if (lfirst_oid(cell) == ACL_ID_PUBLIC || has_privs_of_role(role, lfirst_oid(cell)))
			return true;
	}
	return false;
}

BohProfileSet
boh_policy_profiles(Oid schema, const char *table, Oid role)
{
	Relation	policies = table_open(PolicyRelationId, AccessShareLock);
	BohProfileSet profiles = 0;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_policy_polrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(boh_table(schema, table)));
	scan = systable_beginscan(policies, PolicyPolrelidPolnameIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		const FormData_pg_policy *found = (Form_pg_policy) GETSTRUCT(tuple);
		const BohPolicy *policy = boh_policy_named(table, NameStr(found->polname));

		if (policy != NULL && concerns(stored_roles(tuple, policies), role))
			profiles |= (BohProfileSet) 1 << policy->profile;
	}
	systable_endscan(scan);
	table_close(policies, AccessShareLock);
	return profiles;
}
