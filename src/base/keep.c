/*-------------------------------------------------------------------------
 *
 * base/keep.c
 *	  Triggers that keep everybody but boh from writing a table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "utils/lsyscache.h"

#include "base/context.h"
#include "base/keep.h"
#include "base/own_write.h"
#include "base/row.h"

static const char *
operation(TriggerEvent event)
{
	if (TRIGGER_FIRED_BY_INSERT(event))
		return "INSERT";
	if (TRIGGER_FIRED_BY_UPDATE(event))
		return "UPDATE";
	return TRIGGER_FIRED_BY_DELETE(event) ? "DELETE" : "TRUNCATE";
}

/* The table as it is known, whatever the partition is called */
static const char *
table_name(Relation relation)
{
	if (!relation->rd_rel->relispartition)
		return RelationGetRelationName(relation);
	return get_rel_name(llast_oid(get_partition_ancestors(RelationGetRelid(relation))));
}

Datum
boh_keep(FunctionCallInfo fcinfo, const char *function, BohError error)
{
	TriggerData *trigger = boh_trigger(fcinfo, function,
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_STATEMENT | BOH_TRIGGER_INSERT |
									   BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE |
									   BOH_TRIGGER_TRUNCATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	const char *table;
	BohDetail	detail;

	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event) &&
		boh_own_write_take(trigger->tg_relation))
		return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
							   trigger->tg_newtuple : trigger->tg_trigtuple);
	table = table_name(trigger->tg_relation);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "table", table);
	boh_detail_text(&detail, "operation", operation(trigger->tg_event));
	boh_raise(error, &detail, BOH_PLACE(schema, table, NULL, NULL));
}
