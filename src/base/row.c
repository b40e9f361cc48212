/*-------------------------------------------------------------------------
 *
 * base/row.c
 *	  Rows in trigger functions: checks how the function was called, finds
 *	  columns by name, collects changes.
 *
 * A table may have more columns, in any order.  The table's name is not
 * checked, because a shard or a partition has another name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/invalidation.h"
#include "base/row.h"

typedef struct ColumnKey
{
	Oid			relation;
	const BohTable *table;
} ColumnKey;

typedef struct ColumnMap
{
	ColumnKey	key;
	AttrNumber	attributes[BOH_MAX_COLUMNS];
} ColumnMap;

static HTAB *column_maps = NULL;

void
boh_row_init(void)
{
	column_maps = boh_relation_cache("boh columns", sizeof(ColumnKey), sizeof(ColumnMap));
}

TriggerData *
boh_trigger(FunctionCallInfo fcinfo, const char *function, int expected)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	int			actual = 0;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager",
						function)));

	actual |= TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ?
		BOH_TRIGGER_ROW : BOH_TRIGGER_STATEMENT;
	actual |= TRIGGER_FIRED_BEFORE(trigger->tg_event) ? BOH_TRIGGER_BEFORE : 0;
	actual |= TRIGGER_FIRED_AFTER(trigger->tg_event) ? BOH_TRIGGER_AFTER : 0;
	actual |= TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? BOH_TRIGGER_INSERT : 0;
	actual |= TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? BOH_TRIGGER_UPDATE : 0;
	actual |= TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? BOH_TRIGGER_DELETE : 0;
	actual |= TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event) ? BOH_TRIGGER_TRUNCATE : 0;

	if ((actual & expected) != actual ||
		(actual & (BOH_TRIGGER_BEFORE | BOH_TRIGGER_AFTER)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" is not made for this trigger", function),
				 errhint("Create the trigger as the comment on the function says, or run SELECT * FROM boh_migrate().")));
	return trigger;
}

BOH_NORETURN static void
raise_no_column(Relation relation, const BohTable *table, const char *column)
{
	boh_explain_missing(RelationGetNamespace(relation));
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("relation \"%s\" has no column \"%s\"",
					RelationGetRelationName(relation), column),
			 errdetail("The trigger function expects the columns of table %s.",
					   table->name)));
	pg_unreachable();
}

static void
find_columns(Relation relation, const BohTable *table, AttrNumber *attributes)
{
	TupleDesc	descriptor = RelationGetDescr(relation);

	for (int i = 0; i < table->ncolumns; i++)
	{
		const BohColumn *column = &table->columns[i];
		int			attribute = SPI_fnumber(descriptor, column->name);
		Oid			type;

		if (attribute <= 0)
			raise_no_column(relation, table, column->name);
		type = TupleDescAttr(descriptor, attribute - 1)->atttypid;
		if (OidIsValid(column->type) ? type != column->type : !type_is_enum(type))
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("column \"%s\" of relation \"%s\" has type %s",
							column->name, RelationGetRelationName(relation),
							format_type_be(type)),
					 errdetail("The trigger function expects type %s.",
							   OidIsValid(column->type) ?
							   format_type_be(column->type) : "enum")));
		attributes[i] = attribute;
	}
}

void
boh_row_open(BohRow *row, Relation relation, const BohTable *table, HeapTuple tuple)
{
	ColumnKey	key;
	ColumnMap  *map;
	uint64		changes;

	memset(&key, 0, sizeof(key));
	key.relation = RelationGetRelid(relation);
	key.table = table;
	changes = boh_relation_changes;
	map = hash_search(column_maps, &key, HASH_FIND, NULL);
	if (map != NULL)
		memcpy(row->attributes, map->attributes, sizeof(map->attributes));
	else
	{
		find_columns(relation, table, row->attributes);
		if (changes == boh_relation_changes)
		{
			map = hash_search(column_maps, &key, HASH_ENTER, NULL);
			memcpy(map->attributes, row->attributes, sizeof(map->attributes));
		}
	}

	row->relation = relation;
	row->descriptor = RelationGetDescr(relation);
	row->ncolumns = table->ncolumns;
	row->stored = true;
	boh_row_take(row, tuple);
}

void
boh_row_take(BohRow *row, HeapTuple tuple)
{
	row->tuple = tuple;
	row->stored_values = NULL;
	memset(row->changed, 0, sizeof(row->changed));
}

void
boh_row_open_new(BohRow *row, const TriggerData *trigger, const BohTable *table)
{
	bool		updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);

	boh_row_open(row, trigger->tg_relation, table,
				 updated ? trigger->tg_newtuple : trigger->tg_trigtuple);
	row->stored = updated;
}

/*
 * Deform all columns at once: fetching one after the other would walk over the
 * columns before it each time.
 */
static void
take_apart(BohRow *row)
{
	int			count = row->descriptor->natts;

	row->stored_values = palloc(count * sizeof(Datum));
	row->stored_nulls = palloc(count * sizeof(bool));
	heap_deform_tuple(row->tuple, row->descriptor, row->stored_values,
					  row->stored_nulls);
}

Datum
boh_get(const BohRow *row, int column, bool *isnull)
{
	int			attribute = row->attributes[column] - 1;

	if (row->changed[column])
	{
		*isnull = row->nulls[column];
		return row->values[column];
	}
	if (row->stored_values == NULL)
		take_apart(unconstify(BohRow *, row));
	*isnull = row->stored_nulls[attribute];
	return row->stored_values[attribute];
}

bool
boh_is_null(const BohRow *row, int column)
{
	bool		isnull;

	(void) boh_get(row, column, &isnull);
	return isnull;
}

Datum
boh_get_required(const BohRow *row, int column)
{
	int			attribute = row->attributes[column];
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NOT_NULL_VIOLATION),
				 errmsg("null value in column \"%s\" of relation \"%s\" violates not-null constraint",
						NameStr(TupleDescAttr(row->descriptor, attribute - 1)->attname),
						RelationGetRelationName(row->relation)),
				 errtablecol(row->relation, attribute)));
	return value;
}

int32
boh_get_integer(const BohRow *row, int column)
{
	return DatumGetInt32(boh_get_required(row, column));
}

const pg_uuid_t *
boh_get_uuid(const BohRow *row, int column)
{
	return DatumGetUUIDP(boh_get_required(row, column));
}

char *
boh_get_text(const BohRow *row, int column)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

void
boh_set(BohRow *row, int column, Datum value)
{
	row->changed[column] = true;
	row->values[column] = value;
	row->nulls[column] = false;
}

void
boh_set_null(BohRow *row, int column)
{
	row->changed[column] = true;
	row->values[column] = (Datum) 0;
	row->nulls[column] = true;
}

void
boh_set_enum(BohRow *row, int column, const char *label)
{
	Form_pg_attribute attribute = TupleDescAttr(row->descriptor,
												row->attributes[column] - 1);

	boh_set(row, column, OidInputFunctionCall(F_ENUM_IN, unconstify(char *, label),
											  attribute->atttypid, -1));
}

bool
boh_differs(const BohRow *one, const BohRow *other, int column)
{
	Form_pg_attribute attribute = TupleDescAttr(one->descriptor,
												one->attributes[column] - 1);
	bool		one_null;
	bool		other_null;
	Datum		one_value = boh_get(one, column, &one_null);
	Datum		other_value = boh_get(other, column, &other_null);

	if (one_null || other_null)
		return one_null != other_null;
	return !datum_image_eq(one_value, other_value, attribute->attbyval,
						   attribute->attlen);
}

HeapTuple
boh_row_tuple(BohRow *row)
{
	int			attributes[BOH_MAX_COLUMNS];
	Datum		values[BOH_MAX_COLUMNS];
	bool		nulls[BOH_MAX_COLUMNS];
	int			changes = 0;

	for (int i = 0; i < row->ncolumns; i++)
	{
		if (!row->changed[i])
			continue;
		attributes[changes] = row->attributes[i];
		values[changes] = row->values[i];
		nulls[changes] = row->nulls[i];
		changes++;
	}
	if (changes == 0)
		return row->tuple;
	return heap_modify_tuple_by_cols(row->tuple, row->descriptor, changes,
									 attributes, values, nulls);
}

char *
boh_enum_label(Datum value)
{
	HeapTuple	tuple = SearchSysCache1(ENUMOID, value);
	char	   *label;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for enum value %u", DatumGetObjectId(value));
	label = pstrdup(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
	ReleaseSysCache(tuple);
	return label;
}
