/*-------------------------------------------------------------------------
 *
 * content/section_schema.c
 *	  Triggers of section_schemas.
 *
 * Lock order: the BEFORE STATEMENT trigger locks content_sections against
 * writers; then the statement locks rows of section_schemas.  A session that
 * writes sections locks content_sections, too.  If it waits for the lock here,
 * it then receives the invalidations and reads the new forms.  Only TRUNCATE
 * has already locked section_schemas when its trigger fires.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/row.h"
#include "content/section_form.h"
#include "content/section_guard.h"
#include "content/section_schema.h"

PG_FUNCTION_INFO_V1(boh_section_schemas_lock_sections);
PG_FUNCTION_INFO_V1(boh_section_schemas_forget);
PG_FUNCTION_INFO_V1(boh_section_schemas_check);
PG_FUNCTION_INFO_V1(boh_section_schemas_guard_sections);

typedef enum SchemaColumn
{
	SCHEMA_TYPE,
	SCHEMA_SCHEMA,
	SCHEMA_UPDATED_AT,
	SCHEMA_COLUMNS
} SchemaColumn;

static const BohColumn columns[] = {
	[SCHEMA_TYPE] = {"type", InvalidOid},
	[SCHEMA_SCHEMA] = {"schema", JSONBOID},
	[SCHEMA_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
};

static const BohTable schema_table = {"section_schemas", SCHEMA_COLUMNS, columns};

bool		boh_moving_sections = false;

Datum
boh_section_schemas_lock_sections(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_section_schemas_lock_sections",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_STATEMENT |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE | BOH_TRIGGER_TRUNCATE);

	boh_lock_sections(boh_trigger_schema(trigger->tg_relation));
	return PointerGetDatum(NULL);
}

/*
 * Registers the invalidation before the row is written.  If forms were read
 * between the write and the invalidation, a rollback would not invalidate
 * them.
 */
Datum
boh_section_schemas_forget(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_section_schemas_forget",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE);

	boh_section_forms_changed(RelationGetRelid(trigger->tg_relation));
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
						   trigger->tg_newtuple : trigger->tg_trigtuple);
}

/* Add the column to errors of the schema compiler. */
static void
name_place(void *schema)
{
	boh_errplace(BOH_PLACE(*(Oid *) schema, "section_schemas", "schema", NULL));
}

static void
compile_schema(Oid schema, const Jsonb *source)
{
	ErrorContextCallback callback = {error_context_stack, name_place, &schema};

	error_context_stack = &callback;
	boh_json_schema_release(boh_json_schema_acquire(source, NULL, false));
	error_context_stack = callback.previous;
}

Datum
boh_section_schemas_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_section_schemas_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;

	boh_row_open_new(&row, trigger, &schema_table);
	compile_schema(schema, DatumGetJsonbP(boh_get_required(&row, SCHEMA_SCHEMA)));
	boh_set(&row, SCHEMA_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/*
 * Check the sections of the type of a row and, if it changed, of the new
 * type.
 */
static void
guard_row(const TriggerData *trigger, Oid schema)
{
	BohRow		row;
	BohRow		after;
	Oid			type;

	boh_row_open(&row, trigger->tg_relation, &schema_table, trigger->tg_trigtuple);
	type = DatumGetObjectId(boh_get_required(&row, SCHEMA_TYPE));
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		boh_row_open(&after, trigger->tg_relation, &schema_table, trigger->tg_newtuple);
		if (boh_differs(&after, &row, SCHEMA_TYPE))
			boh_guard_sections(schema, DatumGetObjectId(boh_get_required(&after, SCHEMA_TYPE)));
		else if (!boh_differs(&after, &row, SCHEMA_SCHEMA))
			return;
	}
	boh_guard_sections(schema, type);
}

Datum
boh_section_schemas_guard_sections(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_section_schemas_guard_sections",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_STATEMENT | BOH_TRIGGER_INSERT |
									   BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE |
									   BOH_TRIGGER_TRUNCATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);

	if (boh_moving_sections)
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		guard_row(trigger, schema);
	else
	{
		ListCell   *cell;

		/*
		 * TRUNCATE of a table that was created in this transaction sends no
		 * invalidation
		 */
		boh_section_forms_changed(RelationGetRelid(trigger->tg_relation));
		foreach(cell, boh_section_types(schema))
			boh_guard_sections(schema, lfirst_oid(cell));
	}
	return PointerGetDatum(NULL);
}
