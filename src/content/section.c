/*-------------------------------------------------------------------------
 *
 * content/section.c
 *	  Sections: their trigger, and the functions that check their data.
 *
 * A section locks its page's row where it needs a place there, new, moved to that
 * page or to its end, and nothing else.  What its data must look like is kept by section_form.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/json.h"
#include "utils/rls.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/query.h"
#include "base/row.h"
#include "content/section.h"
#include "content/section_arrival.h"
#include "content/section_position.h"

/* Bytes of a path that a message shows. */
#define LONGEST_SHOWN_PATH 200

PG_FUNCTION_INFO_V1(boh_content_sections_check);
PG_FUNCTION_INFO_V1(boh_validate_section);
PG_FUNCTION_INFO_V1(boh_section_errors);
PG_FUNCTION_INFO_V1(boh_section_schema);

typedef enum SectionColumn
{
	SECTION_PAGE_ID,
	SECTION_ID,
	SECTION_POSITION,
	SECTION_TYPE,
	SECTION_DATA,
	SECTION_UPDATED_AT,
	SECTION_COLUMNS
} SectionColumn;

static const BohColumn columns[] = {
	[SECTION_PAGE_ID] = {"page_id", UUIDOID},
	[SECTION_ID] = {"id", UUIDOID},
	[SECTION_POSITION] = {"position", INT4OID},
	[SECTION_TYPE] = {"type", InvalidOid},
	[SECTION_DATA] = {"data", JSONBOID},
	[SECTION_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
};

static const BohTable section_table = {"content_sections", SECTION_COLUMNS, columns};

/* As the caller: row-level security decides what there is. */
static const BohQuery visible_schema = {
	.text = "SELECT 1 FROM {schema}.section_schemas"
	" WHERE CAST(type AS pg_catalog.text) " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.read_only = true
};

static void
raise_no_form(BohError error, const char *type, BohPlace place)
{
	/* longer than any name: cut */
	char	   *shown = pnstrdup(type, pg_mbcliplen(type, strlen(type), NAMEDATALEN));
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "section_type", shown);
	boh_raise(error, &detail, place, shown);
}

static BohSectionForm *
require_schema(BohSectionForm *form, BohPlace place)
{
	if (form->schema == NULL)
		raise_no_form(BOH_SECTION_TYPE_WITHOUT_SCHEMA, NameStr(form->type), place);
	return form;
}

BohSectionForm *
boh_section_require_form(Oid schema, const char *type, int length)
{
	BohSectionForm *form = boh_section_form_named(schema, type, length);

	if (form == NULL)
		raise_no_form(BOH_SECTION_TYPE_UNKNOWN, pnstrdup(type, length), BOH_NO_PLACE);
	return require_schema(form, BOH_NO_PLACE);
}

/* The same, by value of the enum section_type. */
static BohSectionForm *
require_form_of(Oid schema, Oid value, BohPlace place)
{
	BohSectionForm *form = boh_section_form_of(schema, value);

	if (form == NULL)
		raise_no_form(BOH_SECTION_TYPE_UNKNOWN, boh_enum_label(ObjectIdGetDatum(value)), place);
	return require_schema(form, place);
}

void
boh_section_append_error(StringInfo target, const BohJsonError *error)
{
	appendStringInfoString(target, "\"path\": ");
	escape_json(target, error->path);
	appendStringInfoString(target, ", \"keyword\": ");
	escape_json(target, error->keyword);
	appendStringInfoString(target, ", \"message\": ");
	escape_json(target, error->message);
}

/* What is wrong with data: how much, and the first errors as a JSON array. */
typedef struct SectionErrors
{
	BohJsonSink sink;
	int64		count;
	char	   *first;			/* " at "path": message", or ": message" for
								 * the whole */
	StringInfoData list;
} SectionErrors;

/* Of many errors, and of long paths, only the first is listed for sure. */
static void
collect_error(BohJsonSink *sink, const BohJsonError *error)
{
	SectionErrors *errors = (SectionErrors *) sink;
	int			length = strlen(error->path);
	int			shown = pg_mbcliplen(error->path, length, LONGEST_SHOWN_PATH);

	if (errors->count++ == 0)
		errors->first = length == 0 ? psprintf(": %s", error->message) :
			psprintf(" at \"%.*s%s\": %s", shown, error->path,
					 shown < length ? "..." : "", error->message);
	if (errors->list.len + length > BOH_MOST_LISTED_BYTES)
		return;
	appendStringInfoString(&errors->list, errors->list.len == 0 ? "[{" : ", {");
	boh_section_append_error(&errors->list, error);
	appendStringInfoChar(&errors->list, '}');
}

static void
errors_init(SectionErrors *errors)
{
	errors->sink.report = collect_error;
	errors->count = 0;
	errors->first = NULL;
	initStringInfo(&errors->list);
}

static pg_noinline void
raise_invalid(BohSectionForm *form, const Jsonb *data, BohPlace place, bool disclose)
{
	SectionErrors errors;
	BohDetail	detail;

	errors_init(&errors);
	boh_section_form_fits(form, data, &errors.sink);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "section_type", NameStr(form->type));
	if (disclose)
	{
		boh_detail_integer(&detail, "error_count", errors.count);
		appendStringInfoString(&errors.list, errors.list.len == 0 ? "[]" : "]");
		boh_detail_object(&detail, "errors", errors.list.data);
	}
	boh_raise(BOH_SECTION_INVALID, &detail, place, NameStr(form->type),
			  disclose ? errors.first : "");
}

/*
 * 23514 unless data are of the form.  Without disclose the error does not tell
 * what is in them.
 */
static void
require_fit(BohSectionForm *form, const Jsonb *data, BohPlace place, bool disclose)
{
	if (!boh_section_form_fits(form, data, NULL))
		raise_invalid(form, data, place, disclose);
}

/* type and data of an update are looked at when one of them changes. */
static bool
needs_check(const BohRow *row, const BohRow *before, bool *disclose)
{
	bool		new_data;

	*disclose = true;
	if (!row->stored)
		return true;
	new_data = boh_differs(row, before, SECTION_DATA);
	if (!new_data && !boh_differs(row, before, SECTION_TYPE))
		return false;
	/* what was there before, the caller may not know */
	*disclose = new_data ||
		boh_caller_may_read(RelationGetNamespace(row->relation), "content_sections");
	return true;
}

static void
check_data(const BohRow *row, Oid schema, bool disclose)
{
	Oid			type = DatumGetObjectId(boh_get_required(row, SECTION_TYPE));
	Datum		value = boh_get_required(row, SECTION_DATA);
	Jsonb	   *data = DatumGetJsonbP(value);
	BohSectionForm *form = require_form_of(schema, type,
										   BOH_PLACE(schema, "content_sections", "type", NULL));

	require_fit(form, data, BOH_PLACE(schema, "content_sections", "data", NULL),
				disclose);
	if ((Pointer) data != DatumGetPointer(value))
		pfree(data);
}

static void
note_arrival(const BohRow *row, const BohRow *before)
{
	BohArrival	arrival;

	arrival.section = *boh_get_uuid(row, SECTION_ID);
	arrival.from = *boh_get_uuid(before, SECTION_PAGE_ID);
	arrival.to = *boh_get_uuid(row, SECTION_PAGE_ID);
	arrival.before = boh_get_integer(before, SECTION_POSITION);
	arrival.position = boh_get_integer(row, SECTION_POSITION);
	boh_section_arrives(&arrival);
}

/* before: NULL for a new section */
static void
join_page(BohRow *row, const BohRow *before, Oid schema)
{
	const pg_uuid_t *page = boh_get_uuid(row, SECTION_PAGE_ID);

	boh_page_lock_for_section(schema, page);
	if (!boh_is_null(row, SECTION_POSITION))
		return;
	boh_set(row, SECTION_POSITION, Int32GetDatum(boh_page_next_position(schema, page)));
	if (before != NULL)
		note_arrival(row, before);
}

Datum
boh_content_sections_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_content_sections_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	BohRow		before;
	bool		disclose;

	boh_row_open_new(&row, trigger, &section_table);
	if (row.stored)
		boh_row_open(&before, trigger->tg_relation, &section_table, trigger->tg_trigtuple);
	if (needs_check(&row, &before, &disclose))
		check_data(&row, schema, disclose);
	if (!row.stored || boh_differs(&row, &before, SECTION_PAGE_ID) ||
		boh_is_null(&row, SECTION_POSITION))
		join_page(&row, row.stored ? &before : NULL, schema);
	boh_set(&row, SECTION_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/*
 * A form of the library is everybody's.  One from section_schemas is for those
 * who may read it there: forms are kept for a session, whose roles change.
 */
static void
check_may_read_form(const BohSectionForm *form, Oid schema)
{
	NameData	type = form->type;
	Oid			table;
	Datum		argument;
	bool		visible;

	boh_require_privilege(schema, "section_schemas", ACL_SELECT);
	if (!form->own)
		return;
	table = boh_table(schema, "section_schemas");
	if (check_enable_rls(table, InvalidOid, true) != RLS_ENABLED)
		return;
	argument = CStringGetTextDatum(NameStr(type));
	boh_spi_connect();
	visible = boh_query(&visible_schema, schema, &argument, NULL, 1) > 0;
	boh_spi_finish();
	if (!visible)
		raise_no_form(BOH_SECTION_TYPE_WITHOUT_SCHEMA, NameStr(type), BOH_NO_PLACE);
}

/*
 * The form that the caller names, and may know.  A call takes no lock that would
 * bring word of what others have committed since the transaction began.
 */
static BohSectionForm *
form_argument(text *type)
{
	Oid			schema;
	BohSectionForm *form;
	bool		own;

	AcceptInvalidationMessages();
	schema = boh_current_schema();
	form = boh_section_require_form(schema, VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type));
	own = form->own;
	check_may_read_form(form, schema);
	/* a statement may have changed what is kept */
	return own ? boh_section_require_form(schema, VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type)) : form;
}

Datum
boh_validate_section(PG_FUNCTION_ARGS)
{
	Jsonb	   *data = PG_GETARG_JSONB_P(1);

	require_fit(form_argument(PG_GETARG_TEXT_PP(0)), data, BOH_NO_PLACE, true);
	PG_FREE_IF_COPY(data, 1);
	PG_RETURN_BOOL(true);
}

Datum
boh_section_errors(PG_FUNCTION_ARGS)
{
	BohSectionForm *form = form_argument(PG_GETARG_TEXT_PP(0));

	InitMaterializedSRF(fcinfo, 0);
	boh_json_schema_return_errors(fcinfo,
								  boh_json_schema_acquire(form->schema, &form->hint, true),
								  PG_GETARG_JSONB_P(1));
	PG_RETURN_NULL();
}

Datum
boh_section_schema(PG_FUNCTION_ARGS)
{
	BohSectionForm *form = form_argument(PG_GETARG_TEXT_PP(0));
	Jsonb	   *copy = palloc(VARSIZE(form->schema));

	memcpy(copy, form->schema, VARSIZE(form->schema));
	PG_RETURN_JSONB_P(copy);
}
