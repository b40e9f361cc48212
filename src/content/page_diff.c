/*-------------------------------------------------------------------------
 *
 * content/page_diff.c
 *	  Differences between two versions of a page.
 *
 * Sections of both versions are matched by id, and their data are compared
 * value by value.  As few sections as possible are reported as moved: those
 * outside a longest sequence of sections that has the same order in both
 * versions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "content/page_version.h"
#include "json/item.h"

PG_FUNCTION_INFO_V1(boh_page_diff);

/* A version; if its number $2 is NULL, the page as it is edited now. */
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

/* A section that is in one version or in both. */
typedef struct SectionChange
{
	char	   *id;
	char	   *type;
	int			from;			/* place in the first version; -1: none */
	int			to;				/* place in the second version; -1: none */
	const char *paths;			/* JSON array; NULL: no change */
	char	   *old_type;		/* NULL: the type did not change */
	bool		moved;
} SectionChange;

/*
 * The sections of a version
 */

typedef struct Section
{
	char	   *id;
	char	   *type;
	BohJsonItem data;
	int			place;
} Section;

typedef struct Sections
{
	Section    *all;			/* in order */
	Section   **by_id;
	int			count;
} Sections;

static char *
text_member(const BohJsonItem *object, const char *key)
{
	BohJsonItem value;

	if (!boh_json_find(object, key, strlen(key), &value) || value.type != BOH_JSON_STRING)
		elog(ERROR, "section of a version has no %s", key);
	return pnstrdup(value.data, value.length);
}

static int
compare_ids(const void *one, const void *two)
{
	return strcmp((*(Section *const *) one)->id, (*(Section *const *) two)->id);
}

static void
read_sections(Sections *sections, Datum document)
{
	BohJsonItem root;
	BohJsonItem list;
	BohJsonItem item;
	BohJsonWalk walk;

	boh_json_root(DatumGetJsonbP(document), &root);
	if (!boh_json_find(&root, "sections", strlen("sections"), &list) || list.type != BOH_JSON_ARRAY)
		elog(ERROR, "version of a page has no sections");
	sections->count = 0;
	sections->all = MemoryContextAllocHuge(CurrentMemoryContext,
										   Max(list.length, 1) * sizeof(Section));
	sections->by_id = MemoryContextAllocHuge(CurrentMemoryContext,
											 Max(list.length, 1) * sizeof(Section *));
	boh_json_walk_array(&walk, &list);
	while (boh_json_next_element(&walk, &item))
	{
		Section    *section = &sections->all[sections->count];

		CHECK_FOR_INTERRUPTS();
		section->id = text_member(&item, "id");
		section->type = text_member(&item, "type");
		if (!boh_json_find(&item, "data", strlen("data"), &section->data))
			elog(ERROR, "section of a version has no data");
		section->place = sections->count;
		sections->by_id[sections->count++] = section;
	}
	qsort(sections->by_id, sections->count, sizeof(Section *), compare_ids);
}

/* The section with the same id, or NULL. */
static const Section *
find_section(const Sections *sections, const Section *like)
{
	Section   **found = bsearch(&like, sections->by_id, sections->count, sizeof(Section *),
								compare_ids);

	return found == NULL ? NULL : *found;
}

/*
 * Comparing the data of a section
 */

/* An object or array, in one version or both, that is being compared. */
typedef struct Level
{
	bool		is_object;
	int			path_length;	/* length of the path to it */
	int			number;			/* index of the next element */
	bool		walks[2];		/* whether the version has it */
	BohJsonWalk walk[2];
	bool		ahead[2];		/* whether key and value hold the next one */
	BohJsonItem key[2];
	BohJsonItem value[2];
} Level;

/*
 * The data of both versions are walked once, in parallel.  The enclosing
 * objects and arrays are kept here and not on the stack, because data can be
 * nested as deeply as jsonb allows.
 */
typedef struct Comparison
{
	StringInfoData path;		/* JSON Pointer to what is being compared */
	StringInfoData paths;		/* JSON array, without brackets */
	Level	   *levels;
	int			depth;
	int			room;
} Comparison;

static void
note_difference(Comparison *comparison)
{
	if (comparison->paths.len > 0)
		appendStringInfoString(&comparison->paths, ", ");
	escape_json(&comparison->paths, comparison->path.data);
}

static bool
is_container(const BohJsonItem *item)
{
	return item->type == BOH_JSON_OBJECT || item->type == BOH_JSON_ARRAY;
}

/*
 * Begin to compare two objects or arrays.  An item is NULL if that version
 * does not have it.
 */
static void
enter(Comparison *comparison, const BohJsonItem *const *items, bool is_object)
{
	Level	   *level;

	if (comparison->depth == comparison->room)
	{
		comparison->room *= 2;
		comparison->levels = repalloc_huge(comparison->levels,
										   comparison->room * sizeof(Level));
	}
	level = &comparison->levels[comparison->depth++];
	level->is_object = is_object;
	level->path_length = comparison->path.len;
	level->number = 0;
	for (int side = 0; side < 2; side++)
	{
		level->walks[side] = items[side] != NULL;
		level->ahead[side] = false;
		if (!level->walks[side])
			continue;
		if (is_object)
			boh_json_walk_object(&level->walk[side], items[side]);
		else
			boh_json_walk_array(&level->walk[side], items[side]);
	}
}

/*
 * Compare two values; NULL means that the version has none.  Two objects or
 * two arrays are entered, and the differences in them are noted.  A non-empty
 * object or array that only one version has is entered, too, and each value
 * in it is noted.
 */
static void
compare_values(Comparison *comparison, const BohJsonItem *one, const BohJsonItem *two)
{
	const BohJsonItem *items[] = {one, two};
	const BohJsonItem *any = one != NULL ? one : two;

	if (one != NULL && two != NULL ? one->type == two->type && is_container(one) :
		is_container(any) && any->length > 0)
		enter(comparison, items, any->type == BOH_JSON_OBJECT);
	else if (one == NULL || two == NULL || !boh_json_equal(one, two))
		note_difference(comparison);
}

static void
append_key(StringInfo path, const BohJsonItem *key)
{
	appendStringInfoChar(path, '/');
	for (int i = 0; i < key->length; i++)
	{
		if (key->data[i] == '~')
			appendStringInfoString(path, "~0");
		else if (key->data[i] == '/')
			appendStringInfoString(path, "~1");
		else
			appendStringInfoChar(path, key->data[i]);
	}
}

static void
read_ahead(Level *level)
{
	for (int side = 0; side < 2; side++)
	{
		if (!level->walks[side] || level->ahead[side])
			continue;
		level->ahead[side] = level->is_object ?
			boh_json_next_pair(&level->walk[side], &level->key[side], &level->value[side]) :
			boh_json_next_element(&level->walk[side], &level->value[side]);
	}
}

/*
 * Choose which version's next value to compare, or both.  jsonb stores the
 * pairs of an object ordered by key, so pairs with the same key are found
 * together.
 */
static void
choose_sides(const Level *level, bool *chosen)
{
	int			order = 0;

	if (level->is_object && level->ahead[0] && level->ahead[1])
		order = boh_json_compare_keys(level->key[0].data, level->key[0].length,
									  level->key[1].data, level->key[1].length);
	chosen[0] = level->ahead[0] && order <= 0;
	chosen[1] = level->ahead[1] && order >= 0;
}

/* Compare the next value of the innermost object or array. */
static void
compare_next(Comparison *comparison)
{
	Level	   *level = &comparison->levels[comparison->depth - 1];
	bool		chosen[2];
	BohJsonItem items[2];

	read_ahead(level);
	choose_sides(level, chosen);
	if (!chosen[0] && !chosen[1])
	{
		comparison->depth--;
		return;
	}
	comparison->path.len = level->path_length;
	if (level->is_object)
		append_key(&comparison->path, &level->key[chosen[0] ? 0 : 1]);
	else
		appendStringInfo(&comparison->path, "/%d", level->number++);
	for (int side = 0; side < 2; side++)
	{
		items[side] = level->value[side];
		level->ahead[side] = level->ahead[side] && !chosen[side];
	}
	/* this may reallocate levels, so level is not valid afterwards */
	compare_values(comparison, chosen[0] ? &items[0] : NULL, chosen[1] ? &items[1] : NULL);
}

/* The paths at which data differ, as a JSON array; NULL if they are equal. */
static char *
differing_paths(Comparison *comparison, const BohJsonItem *one, const BohJsonItem *two)
{
	resetStringInfo(&comparison->path);
	resetStringInfo(&comparison->paths);
	compare_values(comparison, one, two);
	while (comparison->depth > 0)
	{
		CHECK_FOR_INTERRUPTS();
		compare_next(comparison);
	}
	return comparison->paths.len == 0 ? NULL : psprintf("[%s]", comparison->paths.data);
}

/*
 * Sections that changed
 */

static void
set_change(SectionChange *change, const Section *from, const Section *to,
		   Comparison *comparison)
{
	memset(change, 0, sizeof(SectionChange));
	change->id = to != NULL ? to->id : from->id;
	change->type = to != NULL ? to->type : from->type;
	change->from = from != NULL ? from->place : -1;
	change->to = to != NULL ? to->place : -1;
	change->moved = from != NULL && to != NULL;
	if (from == NULL || to == NULL)
		return;
	change->paths = differing_paths(comparison, &from->data, &to->data);
	if (strcmp(from->type, to->type) == 0)
		return;
	change->old_type = from->type;
	if (change->paths == NULL)
		change->paths = "[]";
}

/*
 * List the sections of the second version in its order, then the sections that
 * only the first version has.
 */
static int
read_changes(Datum *documents, SectionChange **changes)
{
	Sections	from;
	Sections	to;
	Comparison	comparison = {.room = 16};
	int			count = 0;

	read_sections(&from, documents[0]);
	read_sections(&to, documents[1]);
	initStringInfo(&comparison.path);
	initStringInfo(&comparison.paths);
	comparison.levels = palloc(comparison.room * sizeof(Level));
	*changes = MemoryContextAllocHuge(CurrentMemoryContext,
									  ((Size) from.count + to.count + 1) * sizeof(SectionChange));
	for (int i = 0; i < to.count; i++)
		set_change(&(*changes)[count++], find_section(&from, &to.all[i]), &to.all[i], &comparison);
	for (int i = 0; i < from.count; i++)
	{
		if (find_section(&to, &from.all[i]) == NULL)
			set_change(&(*changes)[count++], &from.all[i], NULL, &comparison);
	}
	return count;
}

/*
 * Clear moved for a longest increasing subsequence of "from": these sections
 * have the same order in both versions.  For each length, ends has the last
 * section of the subsequence with the lowest end.
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

/* Add a text that differs as {"from": .., "to": ..}. */
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
	count = read_changes(documents, &changes);
	find_moved(changes, count);
	boh_detail_init(&result);
	compare_text(&result, documents, "title");
	compare_text(&result, documents, "metaDescription");
	boh_detail_object(&result, "sections", sections_as_json(changes, count));
	json = MemoryContextStrdup(context, boh_detail_json(&result));
	boh_spi_finish();
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(json)));
}
