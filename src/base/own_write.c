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

static bool
take(Oid relation)
{
	if (current == NULL || current->used || current->relation != relation ||
		current->level != trigger_level())
		return false;
	current->used = current->one_row;
	return true;
}

bool
boh_own_write_take(Relation relation)
{
	return take(RelationGetRelid(relation));
}

bool
boh_own_write_of_many(Relation relation)
{
	return current != NULL && !current->one_row && take(RelationGetRelid(relation));
}

bool
boh_own_write_take_partition(Relation relation)
{
	if (current == NULL || !relation->rd_rel->relispartition)
		return false;
	return take(llast_oid(get_partition_ancestors(RelationGetRelid(relation))));
}
