/*-------------------------------------------------------------------------
 *
 * find/search_facets.c
 *	  How many of the events found are of each category, city and month.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#include "base/clock.h"
#include "base/query.h"
#include "find/search_facets.h"
#include "json/build.h"

/* So many values of each facet are told. */
#define MOST_VALUES 20

/* A value, and one of the candidates that have it */
typedef struct Value
{
	const char *text;
	int			count;
	const BohCandidate *candidate;
} Value;

static const BohQuery cities_query = {
	.text = "SELECT v.id, v.city FROM {schema}.venues v WHERE v.id = ANY ($1)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static const char *
category_of(const BohCandidate *candidate)
{
	return candidate->category;
}

static const char *
city_of(const BohCandidate *candidate)
{
	return candidate->city;
}

/* In UTC, because events of several time zones are counted together */
static const char *
month_of(const BohCandidate *candidate)
{
	int			year;
	int			month;
	int			day;

	if (TIMESTAMP_NOT_FINITE(candidate->start))
		return NULL;
	j2date(boh_julian_day(candidate->start), &year, &month, &day);
	return psprintf("%04d-%02d", year, month);
}

static int
by_text(const void *one, const void *other)
{
	return strcmp(((const Value *) one)->text, ((const Value *) other)->text);
}

static int
by_count(const void *one, const void *other)
{
	const Value *a = one;
	const Value *b = other;

	return a->count != b->count ? b->count - a->count : strcmp(a->text, b->text);
}

/* Count equal texts.  Returns how many values there are, the most frequent first. */
static int
count_values(Value *values, int count)
{
	int			different = 0;

	qsort(values, count, sizeof(Value), by_text);
	for (int i = 0; i < count; i++)
	{
		if (different > 0 && strcmp(values[different - 1].text, values[i].text) == 0)
			values[different - 1].count++;
		else
			values[different++] = values[i];
	}
	qsort(values, different, sizeof(Value), by_count);
	return Min(different, MOST_VALUES);
}

static int
find_values(const BohCandidates *candidates, const char *(*value_of) (const BohCandidate *),
			Value *values)
{
	int			count = 0;

	for (int i = 0; i < candidates->count; i++)
	{
		const BohCandidate *candidate = &candidates->found[i];
		const char *text = candidate->is_page ? NULL : value_of(candidate);

		if (text == NULL)
			continue;
		values[count].text = text;

		values[count].count = 1;
		values[count++].candidate = candidate;
	}
	return count_values(values, count);
}

/* The names of cities, where a venue still has one */
static void
find_names(Oid schema, const Value *values, int count, const char **names)
{
	Datum		ids[MOST_VALUES];
	Datum		arguments[1];
	uint64		found;

	for (int i = 0; i < count; i++)
		ids[i] = UUIDPGetDatum(&values[i].candidate->venue);
	arguments[0] = PointerGetDatum(construct_array(ids, count, UUIDOID, UUID_LEN, false,
												   TYPALIGN_CHAR));
	found = boh_query(&cities_query, schema, arguments, NULL, 0);
	for (uint64 row = 0; row < found; row++)
	{
		pg_uuid_t  *id = DatumGetUUIDP(boh_required_value(row, 1, UUIDOID));
		bool		isnull;
		Datum		name = boh_value(row, 2, TEXTOID, &isnull);

		for (int i = 0; i < count && !isnull; i++)
		{
			if (memcmp(id, &values[i].candidate->venue, UUID_LEN) == 0)
				names[i] = TextDatumGetCString(name);
		}
	}
}

static void
push_values(BohJsonbState *state, const char *facet, const Value *values, int count,
			const char *const *names)
{
	boh_json_push_key(state, facet);
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < count; i++)
	{
		boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
		boh_json_push_member(state, "value", boh_json_text(values[i].text));
		if (names != NULL)
			boh_json_push_member(state, "name",
								 boh_json_text(names[i] != NULL ? names[i] : values[i].text));
		boh_json_push_member(state, "count", boh_json_integer(values[i].count));
		boh_jsonb_push(state, WJB_END_OBJECT, NULL);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

Jsonb *
boh_search_facets(const BohCandidates *candidates)
{
	Value	   *values = palloc_array(Value, candidates->count + 1);
	const char *names[MOST_VALUES] = {NULL};
	BohJsonbState state;
	int			count;

	boh_json_begin_object(&state);
	push_values(&state, "category", values, find_values(candidates, category_of, values), NULL);
	count = find_values(candidates, city_of, values);
	if (count > 0)
		find_names(candidates->schema, values, count, names);
	push_values(&state, "city", values, count, names);
	push_values(&state, "month", values, find_values(candidates, month_of, values), NULL);
	return boh_json_end_object(&state);
}
