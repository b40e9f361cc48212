/*-------------------------------------------------------------------------
 *
 * find/event_values.c
 *	  What a row of event_search says of its event.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "base/clock.h"
#include "find/event_values.h"
#include "find/search_source.h"
#include "find/vector.h"
#include "text/markup.h"
#include "text/month.h"
#include "text/words.h"

/* So many weeks of an event, from its first on, are terms. */
#define MAX_WEEKS 53

typedef enum SourceColumn
{
	SOURCE_EVENT_ID = 1,
	SOURCE_VENUE_ID,
	SOURCE_AUTHOR_ID,
	SOURCE_START_DATE,
	SOURCE_END_DATE,
	SOURCE_PUBLISHED_AT,
	SOURCE_LATITUDE,
	SOURCE_LONGITUDE,
	SOURCE_PRICE,
	SOURCE_CURRENCY,
	SOURCE_STATUS,
	SOURCE_CATEGORY,
	SOURCE_CITY,
	SOURCE_COUNTRY,
	SOURCE_TITLE,
	SOURCE_VENUE,
	SOURCE_DESCRIPTION,
	SOURCE_LANGUAGE,
	SOURCE_TAG_IDS,
	SOURCE_TAGS,
	SOURCE_WORDS
} SourceColumn;

const BohQuery boh_event_sources = {
	.text = "SELECT e.id, e.venue_id, e.author_id, e.start_date, e.end_date, e.published_at,"
	" v.latitude, v.longitude, e.price, e.currency, e.status::text, e.category::text,"
	" v.city, v.country, e.title, v.name, e.description, coalesce(e.language, " BOH_SITE_LANGUAGE "),"
	" t.ids, t.names, " BOH_EVENT_WORDS
	" FROM {schema}.events e LEFT JOIN {schema}.venues v ON v.id = e.venue_id,"
	" LATERAL (SELECT array_agg(et.tag_id ORDER BY et.tag_id) AS ids,"
	" string_agg(g.name, '; ' ORDER BY et.tag_id) AS names FROM {schema}.event_tags et"
	" JOIN {schema}.tags g ON g.id = et.tag_id WHERE et.event_id = e.id) t"
	" WHERE e.id = ANY ($1) AND " BOH_EVENT_IS_PUBLIC,
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "events",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static Datum
source(uint64 row, SourceColumn column, Oid type, char *null)
{
	bool		isnull;
	Datum		value = boh_value(row, column, type, &isnull);

	*null = isnull ? 'n' : ' ';
	return value;
}

/* NULL for NULL */
static char *
fold(const char *text)
{
	return text == NULL ? NULL : boh_fold(text, strlen(text));
}

static Datum
text_or_null(const char *text, char *null)
{
	*null = text == NULL ? 'n' : ' ';
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

static void
add_term(ArrayBuildState **terms, const char *name, const char *value)
{
	*terms = accumArrayResult(*terms, CStringGetTextDatum(psprintf("%s:%s", name, value)),
							  false, TEXTOID, CurrentMemoryContext);
}

static void
add_id(ArrayBuildState **terms, const char *name, Datum id)
{
	add_term(terms, name, DatumGetCString(DirectFunctionCall1(uuid_out, id)));
}

char *
boh_week(int day)
{
	int			year;
	int			month;
	int			month_day;

	j2date(day, &year, &month, &month_day);
	return psprintf("%04d-%02d", date2isoyear(year, month, month_day),
					date2isoweek(year, month, month_day));
}

static void
add_running_always(ArrayBuildState **terms)
{
	*terms = accumArrayResult(*terms, CStringGetTextDatum(BOH_RUNS_ALWAYS), false, TEXTOID,
							  CurrentMemoryContext);
}

static void
add_weeks(ArrayBuildState **terms, TimestampTz start, TimestampTz end)
{
	int			first;
	int			last;
	int64		length;
	bool		is_long;

	if (TIMESTAMP_NOT_FINITE(start) || TIMESTAMP_NOT_FINITE(end))
	{
		add_running_always(terms);
		return;
	}
	is_long = pg_sub_s64_overflow(end, start, &length) || length > 7 * USECS_PER_DAY;
	first = boh_julian_day(start);
	first -= (j2day(first) + 6) % 7;	/* Monday */
	last = first + 7 * MAX_WEEKS - 1;
	if (boh_julian_day(end) > last)
		add_running_always(terms);
	for (int day = first; day <= Min(last, boh_julian_day(end)); day += 7)
	{
		char	   *week = boh_week(day);

		add_term(terms, "week", week);
		if (is_long)
			add_term(terms, BOH_RUNS, week);
	}
}

static void
add_cells(ArrayBuildState **terms, double latitude, double longitude)
{
	static const char *const sizes[] = BOH_CELL_SIZES;

	for (int i = 0; i < (int) lengthof(sizes); i++)
		add_term(terms, "cell",
				 psprintf("%s:" INT64_FORMAT, sizes[i],
						  boh_cell(latitude, longitude, strtod(sizes[i], NULL))));
}

static void
add_tags(ArrayBuildState **terms, ArrayType *ids)
{
	Datum	   *values;
	int			count;

	deconstruct_array(ids, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR, &values, NULL, &count);
	for (int i = 0; i < count; i++)
		add_id(terms, "tag", values[i]);
}

/* What the row says in words that filters look for */
static Datum
make_terms(uint64 row, const char *city, const char *country)
{
	ArrayBuildState *terms = NULL;
	bool		has_venue;
	bool		has_place;
	bool		has_tags;
	bool		isnull;
	Datum		venue = boh_value(row, SOURCE_VENUE_ID, UUIDOID, &isnull);
	Datum		latitude;
	Datum		longitude;
	Datum		tags;

	has_venue = !isnull;
	latitude = boh_value(row, SOURCE_LATITUDE, FLOAT8OID, &isnull);
	has_place = !isnull;
	longitude = boh_value(row, SOURCE_LONGITUDE, FLOAT8OID, &isnull);
	has_place = has_place && !isnull;
	tags = boh_value(row, SOURCE_TAG_IDS, UUIDARRAYOID, &isnull);
	has_tags = !isnull;

	add_term(&terms, "category", boh_text_value(row, SOURCE_CATEGORY));
	add_term(&terms, "status", boh_text_value(row, SOURCE_STATUS));
	add_term(&terms, "currency", boh_text_value(row, SOURCE_CURRENCY));
	add_id(&terms, "author", boh_required_value(row, SOURCE_AUTHOR_ID, UUIDOID));
	if (city != NULL)
		add_term(&terms, "city", city);
	if (country != NULL)
		add_term(&terms, "country", country);
	if (has_venue)
		add_id(&terms, "venue", venue);
	if (has_tags)
		add_tags(&terms, DatumGetArrayTypeP(tags));
	if (has_place)
		add_cells(&terms, DatumGetFloat8(latitude), DatumGetFloat8(longitude));
	add_weeks(&terms,
			  DatumGetTimestampTz(boh_required_value(row, SOURCE_START_DATE, TIMESTAMPTZOID)),
			  DatumGetTimestampTz(boh_required_value(row, SOURCE_END_DATE, TIMESTAMPTZOID)));
	return makeArrayResult(terms, CurrentMemoryContext);
}

/* Year and month, so that "berlin may 2027" finds something */
static char *
date_words(uint64 row, const char *language)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	Datum		start = boh_required_value(row, SOURCE_START_DATE, TIMESTAMPTZOID);

	if (timestamp2tm(DatumGetTimestampTz(start), NULL, &broken, &microseconds, NULL, NULL) != 0)
		return NULL;
	return psprintf("%d %s", broken.tm_year, boh_month_names(language, broken.tm_mon));
}

/* head has all words but those of the description. */
static Datum
make_vector(uint64 row, Datum *head)
{
	BohVector	vector;
	const char *language = boh_text_value(row, SOURCE_LANGUAGE);
	char	   *description = boh_text_value(row, SOURCE_DESCRIPTION);

	boh_vector_init(&vector, language);
	boh_vector_add(&vector, boh_text_value(row, SOURCE_TITLE), 'A');
	boh_vector_add(&vector, boh_text_value(row, SOURCE_TAGS), 'B');
	boh_vector_add(&vector, boh_text_value(row, SOURCE_VENUE), 'C');
	boh_vector_add(&vector, boh_text_value(row, SOURCE_CITY), 'C');
	boh_vector_add(&vector, boh_text_value(row, SOURCE_COUNTRY), 'C');
	boh_vector_add(&vector, date_words(row, language), 'C');
	*head = boh_vector_finish(&vector);
	if (description != NULL)
	{
		StringInfoData text;

		initStringInfo(&text);
		boh_append_visible_text(&text, description, strlen(description));
		boh_vector_add(&vector, text.data, 'D');
	}
	return boh_vector_finish(&vector);
}

void
boh_event_values(uint64 row, TimestampTz now, Datum *values, char *nulls)
{
	char	   *city = fold(boh_text_value(row, SOURCE_CITY));
	char	   *country = fold(boh_text_value(row, SOURCE_COUNTRY));
	char	   *status = boh_text_value(row, SOURCE_STATUS);

	memset(nulls, ' ', BOH_EVENT_VALUES);
	nulls[BOH_EVENT_VALUES] = '\0';
	values[0] = source(row, SOURCE_EVENT_ID, UUIDOID, &nulls[0]);
	values[1] = source(row, SOURCE_VENUE_ID, UUIDOID, &nulls[1]);
	values[2] = source(row, SOURCE_AUTHOR_ID, UUIDOID, &nulls[2]);
	values[3] = source(row, SOURCE_START_DATE, TIMESTAMPTZOID, &nulls[3]);
	values[4] = source(row, SOURCE_END_DATE, TIMESTAMPTZOID, &nulls[4]);
	values[5] = source(row, SOURCE_PUBLISHED_AT, TIMESTAMPTZOID, &nulls[5]);
	values[6] = source(row, SOURCE_LATITUDE, FLOAT8OID, &nulls[6]);
	values[7] = source(row, SOURCE_LONGITUDE, FLOAT8OID, &nulls[7]);
	values[8] = BoolGetDatum(strcmp(status, "PUBLISHED") == 0 &&
							 DatumGetTimestampTz(values[4]) > now);
	values[9] = source(row, SOURCE_PRICE, NUMERICOID, &nulls[9]);
	values[10] = source(row, SOURCE_CURRENCY, TEXTOID, &nulls[10]);
	values[11] = CStringGetTextDatum(status);
	values[12] = source(row, SOURCE_CATEGORY, TEXTOID, &nulls[12]);
	values[13] = text_or_null(city, &nulls[13]);
	values[14] = text_or_null(country, &nulls[14]);
	values[15] = text_or_null(fold(boh_text_value(row, SOURCE_TITLE)), &nulls[15]);
	values[16] = source(row, SOURCE_TAG_IDS, UUIDARRAYOID, &nulls[16]);
	if (nulls[16] == 'n')
	{
		values[16] = PointerGetDatum(construct_empty_array(UUIDOID));
		nulls[16] = ' ';
	}
	values[17] = make_terms(row, city, country);
	values[18] = make_vector(row, &values[19]);
	values[20] = source(row, SOURCE_WORDS, INT8OID, &nulls[20]);
}
