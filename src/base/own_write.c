/*-------------------------------------------------------------------------
 *
 * base/own_write.c
 *	  Marks boh's own statements, which write what clients may not write.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "utils/fmgrprotos.h"

#include "base/own_write.h"

/* The innermost marked statement that is running */
static BohOwnWrite *current = NULL;

/* How many triggers are running, nested in each other */
static int
trigger_level(void)
{
	return DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, (Datum) 0));
}

void
boh_own_write_begin(BohOwnWrite *mark, Oid relation, bool one_row)
{
	mark->relation = relation;
	mark->level = trigger_level() + 1;
	mark->one_row = one_row;
	mark->used = false;
	mark->outer = current;
	current = mark;
}

void
boh_own_write_end(const BohOwnWrite *mark)
{
	current = mark->outer;
}

/* The table that a statement names for a relation, which may be a partition */
static Oid
named_table(Relation relation)
{
	if (!relation->rd_rel->relispartition)
		return RelationGetRelid(relation);
	return llast_oid(get_partition_ancestors(RelationGetRelid(relation)));
}

/* The mark for a relation; a statement that writes two tables has two marks. */
static BohOwnWrite *
mark_of(Relation relation)
{
	int			level;
	Oid			table;

	if (current == NULL)
		return NULL;
	level = trigger_level();
	table = named_table(relation);
	for (BohOwnWrite *mark = current; mark != NULL && mark->level == level; mark = mark->outer)
	{
		if (mark->relation == table)
			return mark;
	}
	return NULL;
}

bool
boh_own_write_take(Relation relation)
{
	BohOwnWrite *mark = mark_of(relation);

	if (mark == NULL || mark->used)
		return false;
	mark->used = mark->one_row;
	return true;
}

bool
boh_own_write_of_many(Relation relation)
{
	const BohOwnWrite *mark = mark_of(relation);

	return mark != NULL && !mark->one_row;
}
