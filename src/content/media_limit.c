/*-------------------------------------------------------------------------
 *
 * content/media_limit.c
 *	  Settings about media files: allowed types, largest size, base URL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "content/media.h"
#include "content/setting.h"
#include "json/format.h"

#define MIME_TYPES "media.mime_types"
#define MAX_FILE_SIZE "media.max_file_size"
#define BASE_URL "media.base_url"

#define DEFAULT_MAX_FILE_SIZE "10485760"
#define DEFAULT_BASE_URL "/media/"

/*
 * Types that browsers show and that cannot contain scripts, unlike SVG or
 * HTML.
 */
#define DEFAULT_MIME_TYPES \
	"[\"image/jpeg\", \"image/png\", \"image/gif\", \"image/webp\", \"image/avif\"," \
	" \"video/mp4\", \"video/webm\", \"audio/mpeg\", \"audio/mp4\", \"audio/ogg\", \"audio/wav\"," \
	" \"application/pdf\"]"

/*
 * Convert the value of a setting to jsonb or numeric.  If that fails, the
 * error names the setting.
 */
static Datum
read_value(Oid schema, const char *key, const char *value, const char *expected, bool json)
{
	MemoryContext context = CurrentMemoryContext;
	volatile Datum result = (Datum) 0;

	PG_TRY();
	{
		result = json ? DirectFunctionCall1(jsonb_in, CStringGetDatum(value)) :
			DirectFunctionCall3(numeric_in, CStringGetDatum(value),
								ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	}
	PG_CATCH();
	{
		/*
		 * replace errors about the value only, not a cancelled query or lack
		 * of memory
		 */
		if (ERRCODE_TO_CATEGORY(geterrcode()) != ERRCODE_DATA_EXCEPTION &&
			geterrcode() != ERRCODE_STATEMENT_TOO_COMPLEX)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		boh_raise_setting_unfit(schema, key, expected);
	}
	PG_END_TRY();
	return result;
}

/*
 * Whether an error may show the value: setting is NULL, which means the
 * default, or the caller may read site_settings.
 */
static bool
may_tell(Oid schema, const char *setting)
{
	return setting == NULL || boh_caller_may_read(schema, "site_settings");
}

/*
 * Whether a type matches a pattern: a type such as "image/png", "image/"
 * followed by a star, a star alone, or a star on both sides of the slash.
 */
static bool
type_fits(const char *allowed, int length, const char *mime_type)
{
	if (length > 0 && allowed[length - 1] == '*')
	{
		if (length == 1 || (length == 3 && strncmp(allowed, "*/*", 3) == 0))
			return true;
		return allowed[length - 2] == '/' &&
			pg_strncasecmp(allowed, mime_type, length - 1) == 0;
	}
	return (int) strlen(mime_type) == length &&
		pg_strncasecmp(allowed, mime_type, length) == 0;
}

/*
 * Whether a type matches an element of the list.  Sets *well to false if list
 * is not a JSON array of strings.
 */
static bool
list_allows(Jsonb *list, const char *mime_type, bool *well)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		allows = false;

	*well = JB_ROOT_IS_ARRAY(list) && !JB_ROOT_IS_SCALAR(list);
	if (!*well)
		return false;
	iterator = JsonbIteratorInit(&list->root);
	(void) JsonbIteratorNext(&iterator, &value, true);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) == WJB_ELEM)
	{
		if (value.type != jbvString)
		{
			*well = false;
			return false;
		}
		allows = allows || type_fits(value.val.string.val, value.val.string.len, mime_type);
	}
	return allows;
}

void
boh_media_check_type(Oid schema, const char *mime_type)
{
	const char *expected = "a JSON array of media types";
	const char *setting = boh_setting_value(schema, MIME_TYPES);
	const char *value = setting ? setting : DEFAULT_MIME_TYPES;
	Jsonb	   *list = DatumGetJsonbP(read_value(schema, MIME_TYPES, value, expected, true));
	bool		well;
	BohDetail	detail;

	if (list_allows(list, mime_type, &well))
		return;
	if (!well)
		boh_raise_setting_unfit(schema, MIME_TYPES, expected);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "mime_type", mime_type);
	if (may_tell(schema, setting))
		boh_detail_object(&detail, "allowed", JsonbToCString(NULL, &list->root, VARSIZE(list)));
	boh_raise(BOH_MEDIA_TYPE, &detail, BOH_PLACE(schema, "media_files", "mime_type", NULL),
			  mime_type);
}

void
boh_media_check_size(Oid schema, int64 size)
{
	const char *expected = "a number of bytes";
	const char *setting = boh_setting_value(schema, MAX_FILE_SIZE);
	const char *value = setting ? setting : DEFAULT_MAX_FILE_SIZE;
	Datum		limit = read_value(schema, MAX_FILE_SIZE, value, expected, false);
	const char *known = "";
	BohDetail	detail;

	if (numeric_is_nan(DatumGetNumeric(limit)) ||
		!DatumGetBool(DirectFunctionCall2(numeric_gt, limit,
										  NumericGetDatum(int64_to_numeric(0)))))
		boh_raise_setting_unfit(schema, MAX_FILE_SIZE, expected);
	if (DatumGetBool(DirectFunctionCall2(numeric_le, NumericGetDatum(int64_to_numeric(size)),
										 limit)))
		return;
	boh_detail_init(&detail);
	boh_detail_integer(&detail, "file_size", size);
	if (may_tell(schema, setting))
	{
		boh_detail_numeric(&detail, "allowed", limit);
		known = psprintf(", allowed %s", value);
	}
	boh_raise(BOH_MEDIA_TOO_LARGE, &detail, BOH_PLACE(schema, "media_files", "file_size", NULL),
			  (long long) size, known);
}

/*
 * Raise 22023 unless base is an address that a page may show, without a query
 * or fragment, because the file name is appended to it.
 */
static void
check_base(Oid schema, const char *base)
{
	if (strpbrk(base, "?#") != NULL || !boh_format_image_url(base, strlen(base)))
		boh_raise_setting_unfit(schema, BASE_URL, "the beginning of an http or https URL, or of a path that starts with one slash");
}

void
boh_media_check_setting(Oid schema, const char *key, const char *value)
{
	if (value != NULL && strcmp(key, BASE_URL) == 0)
		check_base(schema, value);
}

char *
boh_media_address(Oid schema, const char *filename)
{
	const char *setting = boh_setting_value(schema, BASE_URL);
	const char *base = setting ? setting : DEFAULT_BASE_URL;

	/* the value may have been written while the trigger was disabled */
	check_base(schema, base);
	return psprintf("%s%s%s", base, base[strlen(base) - 1] == '/' ? "" : "/", filename);
}
