/*-------------------------------------------------------------------------
 *
 * content/section_conflict.c
 *	  INSERT ... ON CONFLICT DO NOTHING without a target.
 *
 * Without a target, ON CONFLICT takes every unique index of the table, and
 * PostgreSQL refuses a deferrable one: the key of positions is deferrable, so
 * that positions can be exchanged.  Its error comes after the BEFORE triggers and
 * names no way out.  So the trigger of sections looks for such a statement first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "nodes/plannodes.h"
#include "parser/parsetree.h"
#include "tcop/pquery.h"
#include "utils/portal.h"

#include "base/error.h"
#include "content/section_conflict.h"

/* true for one that inserts into the relation and takes every unique index */
static bool
takes_every_index(const PlannedStmt *statement, Oid relation)
{
	const ModifyTable *modify;
	int			target;

	if (statement->commandType != CMD_INSERT || !IsA(statement->planTree, ModifyTable))
		return false;
	modify = castNode(ModifyTable, statement->planTree);
	if (modify->onConflictAction != ONCONFLICT_NOTHING || modify->arbiterIndexes != NIL)
		return false;
	target = linitial_int(modify->resultRelations);
	return rt_fetch(target, statement->rtable)->relid == relation;
}

void
boh_section_refuse_conflict(Relation sections)
{
	ListCell   *cell;
	BohDetail	detail;

	if (ActivePortal == NULL)
		return;
	foreach(cell, ActivePortal->stmts)
	{
		if (!takes_every_index(lfirst_node(PlannedStmt, cell), RelationGetRelid(sections)))
			continue;
		boh_detail_init(&detail);
		boh_detail_text(&detail, "table", RelationGetRelationName(sections));
		boh_raise(BOH_CONFLICT_WITHOUT_TARGET, &detail,
				  BOH_PLACE(RelationGetNamespace(sections), "content_sections", "position",
							"uq_content_sections_page_id_position"),
				  RelationGetRelationName(sections));
	}
}
