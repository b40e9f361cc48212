/*-------------------------------------------------------------------------
 *
 * base/error.c
 *	  Raises the errors of the catalogue.
 *
 * The message has the values that matter to a person.  DETAIL has these and
 * all others as JSON for programs.  The fields for table, column and
 * constraint are set as well, but object-relational mappers drop them and pass
 * only DETAIL on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/error.h"
#include "base/iso_time.h"
#include "base/row_security.h"
#include "base/uuid.h"

/*
 * The DETAIL object
 */

void
boh_detail_init(BohDetail *detail)
{
	initStringInfo(&detail->json);
}

static void
detail_key(BohDetail *detail, const char *key)
{
	appendStringInfoString(&detail->json, detail->json.len == 0 ? "{" : ", ");
	escape_json(&detail->json, key);
	appendStringInfoString(&detail->json, ": ");
}

void
boh_detail_text(BohDetail *detail, const char *key, const char *value)
{
	detail_key(detail, key);
	if (value == NULL)
		appendStringInfoString(&detail->json, "null");
	else
		escape_json(&detail->json, value);
}

void
boh_detail_integer(BohDetail *detail, const char *key, int64 value)
{
	detail_key(detail, key);
	appendStringInfo(&detail->json, INT64_FORMAT, value);
}

void
boh_detail_uuid(BohDetail *detail, const char *key, const pg_uuid_t *value)
{
	boh_detail_text(detail, key, boh_uuid_text(value));
}

/* Add a value that is JSON already; NULL becomes JSON null. */
void
boh_detail_object(BohDetail *detail, const char *key, const char *json)
{
	detail_key(detail, key);
	appendStringInfoString(&detail->json, json == NULL ? "null" : json);
}

void
boh_detail_time(BohDetail *detail, const char *key, TimestampTz value)
{
	boh_detail_text(detail, key, boh_iso_time_text(value));
}

/*
 * Add money as a string, because programs may read a JSON number as a float.
 */
void
boh_detail_numeric(BohDetail *detail, const char *key, Datum value)
{
	boh_detail_text(detail, key,
					DatumGetCString(DirectFunctionCall1(numeric_out, value)));
}

char *
boh_detail_json(BohDetail *detail)
{
	appendStringInfoString(&detail->json, detail->json.len == 0 ? "{}" : "}");
	return detail->json.data;
}

static char *vformat(const char *format, va_list arguments) pg_attribute_printf(1, 0);

static char *
vformat(const char *format, va_list arguments)
{
	StringInfoData message;

	initStringInfo(&message);
	for (;;)
	{
		va_list		copy;
		int			needed;

		va_copy(copy, arguments);
		needed = appendStringInfoVA(&message, format, copy);
		va_end(copy);
		if (needed == 0)
			return message.data;
		enlargeStringInfo(&message, needed);
	}
}

/* Always returns 0: like errtable(), it returns int for use in ereport(). */
int
boh_errplace(BohPlace place)
{
	if (!OidIsValid(place.schema))
		return 0;
	err_generic_string(PG_DIAG_SCHEMA_NAME, get_namespace_name(place.schema));
	if (place.table)
		err_generic_string(PG_DIAG_TABLE_NAME, place.table);
	if (place.column)
		err_generic_string(PG_DIAG_COLUMN_NAME, place.column);
	if (place.constraint)
		err_generic_string(PG_DIAG_CONSTRAINT_NAME, place.constraint);
	return 0;
}

/*
 * A password that came as plain text, a private key or a token is part of the
 * statement and, for COPY, of the context.  Neither may go to the server's
 * log.
 */
static int
errsecret(BohError error)
{
	bool		secret = error == BOH_PASSWORD_NOT_HASHED || error == BOH_PASSWORD_COST ||
	error == BOH_SESSION_KEY_SECRET || error == BOH_SESSION_KEY_UNREADABLE ||
	error == BOH_SESSION_REFUSED;

	errhidestmt(secret);
	errhidecontext(secret);
	return 0;
}

/*
 * In a hint, {schema} stands for the data schema that the error is about.  It
 * stays where there is none, or none any more.
 */
static const char *
hint_of(BohError error, BohPlace place)
{
	static const char word[] = "{schema}";
	const char *hint = boh_error_catalogue[error].hint;
	const char *found = strstr(hint, word);
	const char *schema = found == NULL ? NULL : get_namespace_name(place.schema);

	return schema == NULL ? hint :
		psprintf("%.*s%s%s", (int) (found - hint), hint,
				 quote_identifier(schema), found + strlen(word));
}

BOH_NORETURN static void report(BohError error, const char *message, BohDetail *detail,
								const char *reason, BohPlace place);

/* reason, if not NULL, stands in for DETAIL in the server's log. */
static void
report(BohError error, const char *message, BohDetail *detail, const char *reason,
	   BohPlace place)
{
	const char *code = boh_error_catalogue[error].code;

	ereport(ERROR,
			(errcode(MAKE_SQLSTATE(code[0], code[1], code[2], code[3], code[4])),
			 errmsg_internal("%s", message),
			 errdetail_internal("%s", boh_detail_json(detail)),
			 reason == NULL ? 0 : errdetail_log("%s", reason),
			 errhint("%s", hint_of(error, place)),
			 errsecret(error),
			 boh_errplace(place)));
	pg_unreachable();
}

void
boh_raise(BohError error, BohDetail *detail, BohPlace place,...)
{
	char	   *message;
	va_list		arguments;

	va_start(arguments, place);
	message = vformat(boh_error_catalogue[error].message, arguments);
	va_end(arguments);
	report(error, message, detail, NULL, place);
}

/*
 * Context may be a statement with the very value that is refused, and goes to
 * clients and into their logs.  So there is none; whoever catches the error has
 * it back.
 */
void
boh_raise_without_reason(BohError error, const char *reason)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	error_context_stack = NULL;
	report(error, boh_error_catalogue[error].message, &detail, reason, BOH_NO_PLACE);
}

void
boh_raise_not_found(Oid schema, const char *table, const char *what,
					const pg_uuid_t *id)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, psprintf("%s_id", what), id);
	boh_raise(BOH_NOT_FOUND, &detail, BOH_PLACE(schema, table, "id", NULL), what);
}

void
boh_raise_setting_unfit(Oid schema, const char *key, const char *expected)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "key", key);
	boh_detail_text(&detail, "expected", expected);
	boh_raise(BOH_SETTING_UNFIT, &detail, BOH_PLACE(schema, "site_settings", "value", NULL),
			  key, expected);
}

void
boh_raise_serialization_failure(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("could not serialize access due to concurrent update"),
			 errhint("Run the transaction again.")));
	pg_unreachable();
}

Oid			boh_asking_role = InvalidOid;

static bool
may_read(Oid relation, Oid role)
{
	return pg_class_aclcheck(relation, role, ACL_SELECT) == ACLCHECK_OK &&
		boh_reaches_all_rows_now(relation, role, ACL_SELECT_CHR);
}

/*
 * When a statement runs as an owner, the role that gets the error must be
 * allowed to read the table, too.
 */
bool
boh_caller_may_read(Oid schema, const char *table)
{
	Oid			relation = boh_find_table(schema, table);

	return OidIsValid(relation) && may_read(relation, GetUserId()) &&
		(!OidIsValid(boh_asking_role) || may_read(relation, boh_asking_role));
}

static bool
may_read_column(Oid relation, AttrNumber attribute, Oid role)
{
	return pg_class_aclcheck(relation, role, ACL_SELECT) == ACLCHECK_OK ||
		pg_attribute_aclcheck(relation, attribute, role, ACL_SELECT) == ACLCHECK_OK;
}

bool
boh_caller_may_see(const BohRow *row, int column)
{
	Oid			relation = RelationGetRelid(row->relation);
	AttrNumber	attribute = row->attributes[column];

	return !row->stored ||
		(may_read_column(relation, attribute, GetUserId()) &&
		 (!OidIsValid(boh_asking_role) ||
		  may_read_column(relation, attribute, boh_asking_role)));
}
