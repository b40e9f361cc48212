/*-------------------------------------------------------------------------
 *
 * page_diff.c
 *	  What differs between two versions of a page.
 *
 * A statement finds the sections of both, their places and the paths at which
 * their data differ.  Which of them have moved is said here: as few as can be,
 * those outside a longest run of sections that are in the same order in both.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "argument.h"
#include "context.h"
#include "error.h"
#include "page_version.h"
#include "query.h"

PG_FUNCTION_INFO_V1(boh_page_diff);

/* A version, or, where there is no number, the page as it is edited. */
static const BohQuery find_document = {
	.text = "SELECT v.snapshot FROM {schema}.content_page_versions v"
	" WHERE v.page_id = $1 AND v.version = $2"
	" UNION ALL SELECT " PAGE_DOCUMENT("NULL::integer")
	" FROM {schema}.content_pages p, " PAGE_SECTIONS " WHERE p.id = $1 AND $2 IS NULL",
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID},
	.read_only = true,
	.safe_path = true,
	.no_jit = true
};

#define CHILDREN \
	"LATERAL (" \
	"SELECT replace(replace(key, '~', '~0'), '/', '~1'), value" \
	" FROM jsonb_each(CASE jsonb_typeof(w.value) WHEN 'object' THEN w.value ELSE '{}' END)" \
	" UNION ALL SELECT (number - 1)::text, value" \
	" FROM jsonb_array_elements(CASE jsonb_typeof(w.value) WHEN 'array' THEN w.value ELSE '[]' END)" \
	" WITH ORDINALITY e (value, number)" \
	") c (key, value)"

/*
 * id, type, places from 0 in both, and the JSON Pointers at which data differ, in
 * order of the second.  Values that hold others differ where those do.
 */
static const BohQuery compare_sections = {
	.text = "WITH RECURSIVE"
	" one AS (SELECT s.value ->> 'id' AS id, s.value ->> 'type' AS type, s.value -> 'data' AS data,"
	" s.place FROM jsonb_array_elements($1 -> 'sections') WITH ORDINALITY s (value, place)),"
	" two AS (SELECT s.value ->> 'id' AS id, s.value ->> 'type' AS type, s.value -> 'data' AS data,"
	" s.place FROM jsonb_array_elements($2 -> 'sections') WITH ORDINALITY s (value, place)),"
	" walk AS (SELECT side, id, path, value, scalar FROM ("
	"SELECT 1, o.id, '', o.data, false FROM one o JOIN two t USING (id) WHERE o.data <> t.data"
	" UNION ALL"
	" SELECT 2, t.id, '', t.data, false FROM one o JOIN two t USING (id) WHERE o.data <> t.data"
	") r (side, id, path, value, scalar)"
	" UNION ALL SELECT w.side, w.id, w.path || '/' || c.key, c.value,"
	" jsonb_typeof(c.value) NOT IN ('object', 'array') OR c.value IN ('{}', '[]')"
	" FROM walk w, " CHILDREN "),"
	" changed AS (SELECT id, jsonb_agg(path ORDER BY path COLLATE \"C\") AS paths"
	" FROM (SELECT * FROM walk WHERE side = 1 AND scalar) a"
	" FULL JOIN (SELECT * FROM walk WHERE side = 2 AND scalar) b USING (id, path)"
	" WHERE a.value IS DISTINCT FROM b.value GROUP BY id)"
	" SELECT id, coalesce(two.type, one.type), (one.place - 1)::integer, (two.place - 1)::integer,"
	" CASE WHEN one.type <> two.type OR one.data <> two.data"
	" THEN coalesce(changed.paths, '[]')::text END, CASE WHEN one.type <> two.type THEN one.type END"
	" FROM one FULL JOIN two USING (id) LEFT JOIN changed USING (id)"
	" ORDER BY two.place, one.place",
	.nargs = 2,
	.argtypes = {JSONBOID, JSONBOID},
	.read_only = true,
	.safe_path = true,
	.no_jit = true
};

/* A section of one version or both. */
typedef struct SectionChange
{
	char	   *id;
	char	   *type;
	int			from;			/* -1: not in the first */
	int			to;				/* -1: not in the second */
	char	   *paths;			/* JSON array; NULL: no change */
	char	   *old_type;		/* NULL: as it is */
	bool		moved;
} SectionChange;

static char *
text_or_null(uint64 row, int column)
{
	bool		isnull;
	Datum		value = boh_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static int
place_or_none(uint64 row, int column)
{
	bool		isnull;
	Datum		value = boh_value(row, column, INT4OID, &isnull);

	return isnull ? -1 : DatumGetInt32(value);
}

static int
read_changes(Oid schema, Datum *documents, SectionChange **changes)
{
	uint64		count = boh_query(&compare_sections, schema, documents, NULL, 0);

	*changes = MemoryContextAllocHuge(CurrentMemoryContext, Max(count, 1) * sizeof(SectionChange));
	for (uint64 i = 0; i < count; i++)
	{
		SectionChange *change = &(*changes)[i];

		change->id = text_or_null(i, 1);
		change->type = text_or_null(i, 2);
		change->from = place_or_none(i, 3);
		change->to = place_or_none(i, 4);
		change->paths = text_or_null(i, 5);
		change->old_type = text_or_null(i, 6);
		change->moved = change->from >= 0 && change->to >= 0;
	}
	return (int) count;
}

/*
 * Those that stay are a longest run that ascends in the first version's places
 * too: for each length the run that ends lowest is kept.
 */
static void
find_moved(SectionChange *changes, int count)
{
	int		   *ends = palloc(sizeof(int) * (count + 1));
	int		   *before = palloc(sizeof(int) * (count + 1));
	int			longest = 0;

	for (int i = 0; i < count; i++)
	{
		int			low = 0;
		int			high = longest;

		if (!changes[i].moved)
			continue;
		while (low < high)
		{
			int			middle = (low + high) / 2;

			if (changes[ends[middle]].from < changes[i].from)
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low > 0 ? ends[low - 1] : -1;
		ends[low] = i;
		longest = Max(longest, low + 1);
	}
	for (int i = longest > 0 ? ends[longest - 1] : -1; i >= 0; i = before[i])
		changes[i].moved = false;
}

/*
 * The result
 */

static void
append_change(StringInfo list, const SectionChange *change, const char *kind)
{
	BohDetail	entry;

	boh_detail_init(&entry);
	boh_detail_text(&entry, "id", change->id);
	boh_detail_text(&entry, "type", change->type);
	if (strcmp(kind, "changed") == 0)
	{
		if (change->old_type != NULL)
			boh_detail_text(&entry, "oldType", change->old_type);
		boh_detail_object(&entry, "paths", change->paths);
	}
	else
	{
		if (change->from >= 0)
			boh_detail_integer(&entry, "from", change->from);
		if (change->to >= 0)
			boh_detail_integer(&entry, "to", change->to);
	}
	appendStringInfo(list, list->len == 0 ? "%s" : ", %s", boh_detail_json(&entry));
}

static bool
is_of_kind(const SectionChange *change, const char *kind)
{
	if (strcmp(kind, "added") == 0)
		return change->from < 0;
	if (strcmp(kind, "removed") == 0)
		return change->to < 0;
	if (strcmp(kind, "moved") == 0)
		return change->moved;
	return change->paths != NULL;
}

static char *
sections_as_json(const SectionChange *changes, int count)
{
	static const char *const kinds[] = {"added", "removed", "moved", "changed"};
	BohDetail	sections;

	boh_detail_init(&sections);
	for (int kind = 0; kind < (int) lengthof(kinds); kind++)
	{
		StringInfoData list;

		initStringInfo(&list);
		for (int i = 0; i < count; i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (is_of_kind(&changes[i], kinds[kind]))
				append_change(&list, &changes[i], kinds[kind]);
		}
		boh_detail_object(&sections, kinds[kind], psprintf("[%s]", list.data));
	}
	return boh_detail_json(&sections);
}

/* A text that differs, as {"from": .., "to": ..}. */
static void
compare_text(BohDetail *result, Datum *documents, const char *key)
{
	char	   *texts[2];
	BohDetail	change;

	for (int i = 0; i < 2; i++)
	{
		JsonbValue	buffer;
		JsonbValue *value = getKeyJsonValueFromContainer(&DatumGetJsonbP(documents[i])->root, key,
														 strlen(key), &buffer);

		texts[i] = value == NULL || value->type != jbvString ? NULL :
			pnstrdup(value->val.string.val, value->val.string.len);
	}
	if (texts[0] == NULL ? texts[1] == NULL :
		texts[1] != NULL && strcmp(texts[0], texts[1]) == 0)
		return;
	boh_detail_init(&change);
	boh_detail_text(&change, "from", texts[0]);
	boh_detail_text(&change, "to", texts[1]);
	boh_detail_object(result, key, boh_detail_json(&change));
}

static Datum
required_document(Oid schema, const pg_uuid_t *page, FunctionCallInfo fcinfo, int number)
{
	bool		edited = PG_ARGISNULL(number);
	char		nulls[] = {' ', edited ? 'n' : ' '};
	Datum		values[2];
	BohDetail	detail;

	values[0] = UUIDPGetDatum(page);
	values[1] = edited ? (Datum) 0 : PG_GETARG_DATUM(number);
	if (boh_query(&find_document, schema, values, nulls, 1) > 0)
		return PointerGetDatum(PG_DETOAST_DATUM_COPY(boh_required_value(0, 1, JSONBOID)));
	if (edited)
		boh_raise_not_found(schema, "content_pages", "page", page);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "page_id", page);
	boh_detail_integer(&detail, "version", PG_GETARG_INT32(number));
	boh_raise(BOH_NOT_FOUND, &detail,
			  BOH_PLACE(schema, "content_page_versions", "version", NULL), "version of the page");
}

Datum
boh_page_diff(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	Oid			schema = boh_current_schema();
	SectionChange *changes;
	int			count;
	char	   *json;
	Datum		documents[2];
	BohDetail	result;

	boh_spi_connect();
	documents[0] = required_document(schema, page, fcinfo, 1);
	documents[1] = required_document(schema, page, fcinfo, 2);
	count = read_changes(schema, documents, &changes);
	find_moved(changes, count);
	boh_detail_init(&result);
	compare_text(&result, documents, "title");
	compare_text(&result, documents, "metaDescription");
	boh_detail_object(&result, "sections", sections_as_json(changes, count));
	json = MemoryContextStrdup(context, boh_detail_json(&result));
	boh_spi_finish();
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(json)));
}
