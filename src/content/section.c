/*-------------------------------------------------------------------------
 *
 * content/section.c
 *	  Sections: their trigger, and the functions that check their data.
 *
 * The trigger locks the row of the page when a section gets a position on it:
 * when the section is new, moves to another page, or moves to the end of its
 * page.  It locks nothing else.  section_form.c keeps the form of each type.
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

#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/query.h"
#include "base/row.h"
#include "base/row_security.h"
#include "content/section.h"
#include "content/section_arrival.h"
#include "content/section_conflict.h"
#include "content/section_position.h"

/* A message shows at most this many bytes of a path. */
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

/* Runs as the caller, so that row-level security filters its rows. */
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
	/* the caller may pass a text that is longer than any type name */
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

/* As boh_section_require_form(), by value of the enum section_type. */
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

/* The errors of data: their number, the first one, and a list of them. */
typedef struct SectionErrors
{
	BohJsonSink sink;
	int64		count;
	char	   *first;			/* " at "path": message", or ": message" when
								 * the path is empty */
	StringInfoData list;		/* JSON array, without the closing bracket */
} SectionErrors;

/*
 * Count an error.  The first one is kept for the message, where a long path is
 * cut.  The list takes errors as long as BOH_MOST_LISTED_BYTES allows.
 */
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
 * Raise 23514 unless data fit the form.  Without disclose the error shows
 * nothing of the data.
 */
static void
require_fit(BohSectionForm *form, const Jsonb *data, BohPlace place, bool disclose)
{
	if (!boh_section_form_fits(form, data, NULL))
		raise_invalid(form, data, place, disclose);
}

/* An UPDATE is checked only when it changes type or data. */
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
	/* data that are stored already are shown only to those who may read them */
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

/*
 * Lock the page and give the section a position if it has none.  before is
 * NULL for a new section.
 */
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
	if (!row.stored)
		boh_section_refuse_conflict(trigger->tg_relation);
	if (needs_check(&row, &before, &disclose))
		check_data(&row, schema, disclose);
	if (!row.stored || boh_differs(&row, &before, SECTION_PAGE_ID) ||
		boh_is_null(&row, SECTION_POSITION))
		join_page(&row, row.stored ? &before : NULL, schema);
	boh_set(&row, SECTION_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/*
 * Everybody who may SELECT from section_schemas may know a built-in form.  A
 * form from a row of section_schemas is only for roles that may see that row.
 * The check is made at each call: a session keeps forms, but its role can
 * change.
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
	if (boh_reaches_all_rows_now(table, InvalidOid, ACL_SELECT_CHR))
		return;
	argument = CStringGetTextDatum(NameStr(type));
	boh_spi_connect();
	visible = boh_query(&visible_schema, schema, &argument, NULL, 1) > 0;
	boh_spi_finish();
	if (!visible)
		raise_no_form(BOH_SECTION_TYPE_WITHOUT_SCHEMA, NameStr(type), BOH_NO_PLACE);
}

/*
 * The form of the type that the argument names; the caller must be allowed to
 * know it.  The call may take no new table lock, so invalidations of others
 * are accepted explicitly.
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
	/* the statement in check_may_read_form() may have reloaded the forms */
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
