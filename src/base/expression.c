/*-------------------------------------------------------------------------
 *
 * base/expression.c
 *	  Expressions of a table's definition that are kept.
 *
 * A kept expression outlives a statement, and may be needed again while it is
 * being evaluated.  PostgreSQL's built-in functions allow that: they keep no
 * query open, call no code of users, and everybody may execute them.  The same
 * holds for functions of boh that are leakproof, and for boh_uuid7().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "commands/extension.h"
#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/syscache.h"

#include "base/expression.h"

static bool
is_ours(Oid function, Form_pg_proc form)
{
	return form->prolang == ClanguageId &&
		(form->proleakproof || strcmp(NameStr(form->proname), "boh_uuid7") == 0) &&
		getExtensionOfObject(ProcedureRelationId, function) == get_extension_oid("boh", true);
}

/*
 * true unless the function is one of PostgreSQL's built-in C functions or of
 * those of boh, with default privileges, so that everybody may execute it
 */
static bool
is_foreign_function(Oid function, void *argument pg_attribute_unused())
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc form;
	bool		foreign;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	form = (Form_pg_proc) GETSTRUCT(tuple);
	foreign = !heap_attisnull(tuple, Anum_pg_proc_proacl, NULL) ||
		!((function < FirstUnpinnedObjectId && form->prolang == INTERNALlanguageId) ||
		  is_ours(function, form));
	ReleaseSysCache(tuple);
	return foreign;
}

static bool
is_foreign(Node *node, void *argument)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_foreign_function, argument))
		return true;
	switch (nodeTag(node))
	{
		case T_Var:
			/* whole-row references and system columns */
			return ((Var *) node)->varattno <= 0;
		case T_CoerceToDomain:
		case T_CoerceToDomainValue:
		case T_ConvertRowtypeExpr:
		case T_RowExpr:
		case T_FieldSelect:
		case T_FieldStore:
		case T_SubLink:
			return true;
		default:
			return expression_tree_walker(node, is_foreign, argument);
	}
}

bool
boh_expression_is_foreign(Node *expression)
{
	return is_foreign(expression, NULL);
}

ExprState *
boh_expression_prepare(Expr *expression)
{
	return ExecInitExpr(expression_planner(expression), NULL);
}
