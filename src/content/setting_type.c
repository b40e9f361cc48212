/*-------------------------------------------------------------------------
 *
 * content/setting_type.c
 *	  Types of settings: which values they accept, and their values as JSON.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/argument.h"
#include "base/compat.h"
#include "base/error.h"
#include "content/setting_type.h"
#include "json/format.h"
#include "json/text.h"

/* A message shows at most this many bytes of a value. */
#define EXCERPT_BYTES 60

/* Limits of the type numeric. */
#define MAX_DIGITS_BEFORE_POINT 131072
#define MAX_DIGITS_AFTER_POINT 16383

/* Low enough for the stack, and for common programs that read JSON. */
#define MAX_JSON_DEPTH 1000

static const char *
skip_digits(const char *position, const char *end)
{
	while (position < end && isdigit((unsigned char) *position))
		position++;
	return position;
}

/*
 * Read an exponent without its sign.  Reading stops when the number is already
 * too large for numeric, so it cannot overflow.
 */
static int
read_exponent(const char *digits, const char *end)
{
	int			exponent = 0;

	while (digits < end && exponent < 1000000)
		exponent = exponent * 10 + (*digits++ - '0');
	return exponent;
}

/*
 * The end of the number at position, by the grammar of RFC 8259.  NULL if
 * there is no number, or numeric cannot hold it.
 */
static const char *
skip_number(const char *position, const char *end)
{
	const char *digits;
	int			before;
	int			after = 0;
	int			exponent = 0;

	if (position < end && *position == '-')
		position++;
	digits = position;
	position = skip_digits(digits, end);
	if (position == digits || (*digits == '0' && position > digits + 1))
		return NULL;
	if (position - digits > MAX_DIGITS_BEFORE_POINT)
		return NULL;
	before = position - digits;
	if (position < end && *position == '.')
	{
		digits = position + 1;
		position = skip_digits(digits, end);
		if (position == digits || position - digits > MAX_DIGITS_AFTER_POINT)
			return NULL;
		after = position - digits;
	}
	if (position < end && (*position == 'e' || *position == 'E'))
	{
		bool		negative = position + 1 < end && position[1] == '-';
		bool		has_sign = negative || (position + 1 < end && position[1] == '+');

		digits = position + (has_sign ? 2 : 1);
		position = skip_digits(digits, end);
		if (position == digits)
			return NULL;
		exponent = read_exponent(digits, position);
		if (negative)
			exponent = -exponent;
	}
	if (before + exponent > MAX_DIGITS_BEFORE_POINT ||
		after - exponent > MAX_DIGITS_AFTER_POINT)
		return NULL;
	return position;
}

static bool
is_number(const char *value, int length)
{
	return skip_number(value, value + length) == value + length;
}

static bool
is_boolean(const char *value, int length)
{
	return (length == 4 && memcmp(value, "true", 4) == 0) ||
		(length == 5 && memcmp(value, "false", 5) == 0);
}

/* The end of a JSON string that is known to be valid. */
static const char *
skip_string(const char *position)
{
	for (position++; *position != '"'; position++)
	{
		if (*position == '\\')
			position++;
	}
	return position + 1;
}

/*
 * Whether a text is JSON that jsonb can hold.  The parser raises an error
 * when the stack is too small, so the nesting is checked first.  The parser
 * accepts numbers of any size but jsonb does not, so the numbers are checked
 * afterwards.
 */
static bool
is_json(const char *value, int length)
{
	const char *end = value + length;

	if (!boh_json_is_shallow(value, length, MAX_JSON_DEPTH) ||
		!boh_json_parse(value, length, &nullSemAction))
		return false;
	while (value < end)
	{
		if (*value == '"')
			value = skip_string(value);
		else if (*value == '-' || isdigit((unsigned char) *value))
		{
			value = skip_number(value, end);
			if (value == NULL)
				return false;
		}
		else
			value++;
	}
	return true;
}

static void
convert_text(char *value, int length, JsonbValue *json)
{
	json->type = jbvString;
	json->val.string.val = value;
	json->val.string.len = length;
}

static void
convert_number(char *value, int length pg_attribute_unused(), JsonbValue *json)
{
	json->type = jbvNumeric;
	json->val.numeric = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(value),
															ObjectIdGetDatum(InvalidOid),
															Int32GetDatum(-1)));
}

static void
convert_boolean(char *value, int length pg_attribute_unused(), JsonbValue *json)
{
	json->type = jbvBool;
	json->val.boolean = value[0] == 't';
}

static void
convert_json(char *value, int length pg_attribute_unused(), JsonbValue *json)
{
	Jsonb	   *parsed = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(value)));

	if (JB_ROOT_IS_SCALAR(parsed))
		(void) JsonbExtractScalar(&parsed->root, json);
	else
		JsonbToJsonbValue(parsed, json);
}

static const BohSettingType types[] = {
	{"TEXT", NULL, convert_text, "a text"},
	{"NUMBER", is_number, convert_number, "a number as JSON writes it"},
	{"BOOLEAN", is_boolean, convert_boolean, "true or false"},
	{"JSON", is_json, convert_json, "a JSON text that jsonb can hold, nested at most 1000 deep"},
	{"IMAGE", boh_format_image_url, convert_text,
	"an http or https URL, or a path that starts with one slash"},
};

const BohSettingType *
boh_setting_type_find(const char *name)
{
	for (int i = 0; i < (int) lengthof(types); i++)
	{
		if (strcmp(name, types[i].name) == 0)
			return &types[i];
	}
	boh_argument_refuse("setting_type", name, name);
}

bool
boh_setting_type_accepts(const BohSettingType *type, const char *value)
{
	return type->check == NULL || type->check(value, strlen(value));
}

static char *
excerpt(const char *value)
{
	int			length = strlen(value);
	int			shown = pg_mbcliplen(value, length, EXCERPT_BYTES);

	return psprintf("%.*s%s", shown, value, shown < length ? "..." : "");
}

void
boh_setting_type_refuse(const BohSettingType *type, Oid schema, const char *key,
						const char *value)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "key", key);
	boh_detail_text(&detail, "type", type->name);
	boh_detail_text(&detail, "expected", type->rule);
	if (value != NULL)
		boh_detail_text(&detail, "value", excerpt(value));
	boh_raise(BOH_SETTING_VALUE, &detail,
			  BOH_PLACE(schema, "site_settings", "value", NULL),
			  key, type->name, type->rule,
			  value == NULL ? "" : psprintf(", not \"%s\"", excerpt(value)));
}

void
boh_setting_type_convert(const BohSettingType *type, char *value, JsonbValue *json)
{
	type->convert(value, strlen(value), json);
}
