/*-------------------------------------------------------------------------
 *
 * json/functions.c
 *	  JSON Schema in SQL: boh_json_valid() and boh_json_errors().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/compat.h"
#include "json/schema.h"

PG_FUNCTION_INFO_V1(boh_json_valid);
PG_FUNCTION_INFO_V1(boh_json_errors);

/* Kept in fn_extra between the calls of a statement. */
typedef struct CallState
{
	BohJsonSchemaHint hint;
	bool		constant;		/* the schema argument is a Const */
} CallState;

/* Returns errors as rows. */
typedef struct RowSink
{
	BohJsonSink sink;
	ReturnSetInfo *result;
} RowSink;

static CallState *
call_state(FunctionCallInfo fcinfo)
{
	FmgrInfo   *function = fcinfo->flinfo;
	CallState  *state = function->fn_extra;

	if (state == NULL)
	{
		Node	   *call = function->fn_expr;

		state = MemoryContextAllocZero(function->fn_mcxt, sizeof(CallState));
		state->constant = call != NULL && IsA(call, FuncExpr) &&
			IsA(linitial(((FuncExpr *) call)->args), Const);
		function->fn_extra = state;
	}
	return state;
}

bool
boh_json_schema_check(BohJsonSchema *schema, const Jsonb *data, BohJsonSink *sink)
{
	bool		valid;

	PG_TRY();
	{
		valid = boh_json_schema_validate(schema, data, sink);
	}
	PG_CATCH();
	{
		boh_json_schema_release(schema);
		PG_RE_THROW();
	}
	PG_END_TRY();
	boh_json_schema_release(schema);
	return valid;
}

Datum
boh_json_valid(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo);
	Jsonb	   *source = PG_GETARG_JSONB_P(0);
	Jsonb	   *data = PG_GETARG_JSONB_P(1);
	BohJsonSchema *schema = boh_json_schema_acquire(source, &state->hint, state->constant);
	bool		valid = boh_json_schema_check(schema, data, NULL);

	PG_FREE_IF_COPY(source, 0);
	PG_FREE_IF_COPY(data, 1);
	PG_RETURN_BOOL(valid);
}

static void
report_row(BohJsonSink *sink, const BohJsonError *error)
{
	ReturnSetInfo *result = ((RowSink *) sink)->result;
	Datum		values[3];
	bool		nulls[3] = {false};

	values[0] = CStringGetTextDatum(error->path);
	values[1] = CStringGetTextDatum(error->keyword);
	values[2] = CStringGetTextDatum(error->message);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	for (int i = 0; i < (int) lengthof(values); i++)
		pfree(DatumGetPointer(values[i]));
}

void
boh_json_schema_return_errors(FunctionCallInfo fcinfo, BohJsonSchema *schema,
							  const Jsonb *data)
{
	RowSink		sink = {.sink = {report_row}};

	sink.result = (ReturnSetInfo *) fcinfo->resultinfo;
	boh_json_schema_check(schema, data, &sink.sink);
}

Datum
boh_json_errors(PG_FUNCTION_ARGS)
{
	Jsonb	   *source = PG_GETARG_JSONB_P(0);
	Jsonb	   *data = PG_GETARG_JSONB_P(1);

	InitMaterializedSRF(fcinfo, 0);
	boh_json_schema_return_errors(fcinfo, boh_json_schema_acquire(source, NULL, false), data);
	PG_RETURN_NULL();
}
