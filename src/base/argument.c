/*-------------------------------------------------------------------------
 *
 * base/argument.c
 *	  Checks arguments of public functions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/compat.h"
#include "base/error.h"

void
boh_argument_require(FunctionCallInfo fcinfo, int number, const char *name)
{
	BohDetail	detail;

	if (!PG_ARGISNULL(number))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", name);
	boh_raise(BOH_ARGUMENT_NULL, &detail, BOH_NO_PLACE, name);
}

const pg_uuid_t *
boh_argument_uuid(FunctionCallInfo fcinfo, int number, const char *name)
{
	boh_argument_require(fcinfo, number, name);
	return PG_GETARG_UUID_P(number);
}

int
boh_argument_integer(FunctionCallInfo fcinfo, int number, const char *name,
					 int minimum, int maximum)
{
	int			value;
	BohDetail	detail;

	boh_argument_require(fcinfo, number, name);
	value = PG_GETARG_INT32(number);
	if (value >= minimum && value <= maximum)
		return value;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", name);
	boh_detail_integer(&detail, "value", value);
	boh_detail_integer(&detail, "minimum", minimum);
	boh_detail_integer(&detail, "maximum", maximum);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, name, psprintf("%d", value));
}

Datum
boh_argument_array(FunctionCallInfo fcinfo, int number, const char *name)
{
	boh_argument_require(fcinfo, number, name);
	return PG_GETARG_DATUM(number);
}

char *
boh_argument_name(FunctionCallInfo fcinfo, int number, const char *name)
{
	text	   *value;
	const char *start;

	boh_argument_require(fcinfo, number, name);
	value = PG_GETARG_TEXT_PP(number);
	start = VARDATA_ANY(value);
	return pnstrdup(start, pg_mbcliplen(start, VARSIZE_ANY_EXHDR(value), NAMEDATALEN));
}

bool
boh_argument_boolean(FunctionCallInfo fcinfo, int number, const char *name)
{
	boh_argument_require(fcinfo, number, name);
	return PG_GETARG_BOOL(number);
}

char *
boh_argument_text(FunctionCallInfo fcinfo, int number, const char *name, int maximum)
{
	text	   *value;
	int			length;
	BohDetail	detail;

	if (PG_ARGISNULL(number))
		return NULL;
	value = PG_GETARG_TEXT_PP(number);
	length = pg_mbstrlen_with_len(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	if (length >= 1 && length <= maximum)
		return text_to_cstring(value);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", name);
	boh_detail_integer(&detail, "length", length);
	boh_detail_integer(&detail, "minimum_length", 1);
	boh_detail_integer(&detail, "maximum_length", maximum);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, name,
			  psprintf("%d characters", length));
}

void
boh_argument_refuse(const char *name, const char *value, const char *reason)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", name);
	boh_detail_text(&detail, "value", value);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, name, reason);
}
