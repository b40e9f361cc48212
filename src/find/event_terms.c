/*-------------------------------------------------------------------------
 *
 * find/event_terms.c
 *	  Filters as words of event_search.terms, which an index holds.
 *
 * A GIN index intersects any combination of words.  A statement can ask it for
 * one set of alternatives besides, because each && is another search of the
 * index.  So the filter that leaves the fewest events comes first: cells of the
 * earth, then tags, then weeks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/int.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/clock.h"
#include "find/event_terms.h"
#include "find/event_values.h"

#define KM_PER_DEGREE 111.195

/* No more cells than this, if there are larger ones */
#define MOST_CELLS 40

/* Events have terms for the weeks of their first year. */
#define MOST_WEEKS 52

const char *
boh_event_term_kind(int parameter)
{
	switch (parameter)
	{
		case BOH_EVENT_CATEGORY:
			return "category";
		case BOH_EVENT_CITY:
			return "city";
		case BOH_EVENT_COUNTRY:
			return "country";
		case BOH_EVENT_CURRENCY:
			return "currency";
		case BOH_EVENT_VENUE:
			return "venue";
		case BOH_EVENT_AUTHOR:
			return "author";
		default:
			return NULL;
	}
}

static List *
add_term(List *terms, const char *kind, const char *value)
{
	return lappend(terms, psprintf("%s:%s", kind, value));
}

static List *
add_text(List *terms, const Datum *values, const char *nulls, int parameter)
{
	return nulls[parameter] == 'n' ? terms :
		add_term(terms, boh_event_term_kind(parameter), TextDatumGetCString(values[parameter]));
}

static char *
id_text(Datum id)
{
	return DatumGetCString(DirectFunctionCall1(uuid_out, id));
}

static List *
add_id(List *terms, const Datum *values, const char *nulls, int parameter)
{
	return nulls[parameter] == 'n' ? terms :
		add_term(terms, boh_event_term_kind(parameter), id_text(values[parameter]));
}

static List *
add_tags(List *terms, const Datum *values, const char *nulls, int parameter)
{
	Datum	   *ids;
	int			count;

	if (nulls[parameter] == 'n')
		return terms;
	deconstruct_array(DatumGetArrayTypeP(values[parameter]), UUIDOID, UUID_LEN, false,
					  TYPALIGN_CHAR, &ids, NULL, &count);
	for (int i = 0; i < count; i++)
		terms = add_term(terms, "tag", id_text(ids[i]));
	return terms;
}

static void
set_terms(Datum *values, char *nulls, int parameter, List *terms)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(terms) + 1));
	ListCell   *cell;

	foreach(cell, terms)
		elements[foreach_current_index(cell)] = CStringGetTextDatum(lfirst(cell));
	values[parameter] = PointerGetDatum(construct_array(elements, list_length(terms),
														TEXTOID, -1, false,
														TYPALIGN_INT));
	nulls[parameter] = terms == NIL ? 'n' : ' ';
}

/*
 * Cells
 */

/* A part of the earth between two parallels and two meridians */
typedef struct Box
{
	double		south;
	double		north;
	double		west;			/* may be below -180, */
	double		east;			/* or this above 180: it crosses that meridian */
} Box;

/*
 * The box of all points that are not farther away.  Where it holds a pole, or
 * nearly so, it goes around the earth.
 */
static Box
box_around(double latitude, double longitude, double km)
{
	double		degrees = km / KM_PER_DEGREE * 1.001 + 1e-6;
	double		highest = fabs(latitude) + degrees;
	double		wide = 180.0;

	if (highest < 89.0)
		wide = degrees / cos(highest * M_PI / 180.0);
	return (Box)
	{
		.south = Max(latitude - degrees, -90.0),
			.north = Min(latitude + degrees, 90.0),
			.west = wide >= 180.0 ? -180.0 : longitude - wide,
			.east = wide >= 180.0 ? 180.0 - 1e-9 : longitude + wide
	};
}

/* A part of the earth as numbers of rows and columns of cells */
typedef struct Cells
{
	int			first_row;
	int			last_row;
	int			first_column;	/* may be negative, */
	int			last_column;	/* or this too large: it goes on at 0 */
} Cells;

static Cells
cells_in(const Box *box, double size)
{
	return (Cells)
	{
		.first_row = (int) floor((box->south + 90.0) / size),
			.last_row = (int) floor((box->north + 90.0) / size),
			.first_column = (int) floor((box->west + 180.0) / size),
			.last_column = (int) floor((box->east + 180.0) / size)
	};
}

static int64
count_cells(const Cells *cells)
{
	return (int64) (cells->last_row - cells->first_row + 1) *
		(cells->last_column - cells->first_column + 1);
}

static double
wrapped(double longitude)
{
	return longitude < -180.0 ? longitude + 360.0 :
		longitude > 180.0 ? longitude - 360.0 : longitude;
}

/* The centre of a cell tells its number. */
static List *
terms_of(const Cells *cells, const char *size_text)
{
	double		size = atof(size_text);
	List	   *terms = NIL;

	for (int row = cells->first_row; row <= cells->last_row; row++)
	{
		for (int column = cells->first_column; column <= cells->last_column; column++)
		{
			int64		cell = boh_cell((row + 0.5) * size - 90.0,
										wrapped((column + 0.5) * size - 180.0), size);

			terms = add_term(terms, psprintf("cell:%s", size_text),
							 psprintf(INT64_FORMAT, cell));
		}
	}
	return terms;
}

void
boh_event_terms_near(Datum *values, char *nulls, double km)
{
	static const char *const sizes[] = BOH_CELL_SIZES;
	Box			box = box_around(DatumGetFloat8(values[BOH_EVENT_LATITUDE]),
								 DatumGetFloat8(values[BOH_EVENT_LONGITUDE]), km);
	Cells		cells = {0};
	int			size;

	for (size = 0; size < (int) lengthof(sizes); size++)
	{
		cells = cells_in(&box, atof(sizes[size]));
		if (count_cells(&cells) <= MOST_CELLS)
			break;
	}
	set_terms(values, nulls, BOH_EVENT_ANY_TERMS,
			  terms_of(&cells, sizes[Min(size, (int) lengthof(sizes) - 1)]));
}

/*
 * Weeks
 */

/*
 * The weeks in which an event can begin, if they are few.  An event whose time
 * is not finite has no weeks, but runs always.
 */
static List *
weeks_of(const Datum *values)
{
	TimestampTz from = DatumGetTimestampTz(values[BOH_EVENT_STARTS_FROM]);
	TimestampTz to = DatumGetTimestampTz(values[BOH_EVENT_STARTS_TO]);
	int64		length;
	List	   *terms = list_make1(BOH_RUNS_ALWAYS);

	if (TIMESTAMP_NOT_FINITE(from) || TIMESTAMP_NOT_FINITE(to) || from >= to ||
		pg_sub_s64_overflow(to, from, &length) || length / USECS_PER_DAY > MOST_WEEKS * 7)
		return NIL;
	for (TimestampTz time = from; time < to; time += 7 * USECS_PER_DAY)
		terms = add_term(terms, "week", boh_week(boh_julian_day(time)));
	return add_term(terms, "week", boh_week(boh_julian_day(to)));
}

void
boh_event_terms(Datum *values, char *nulls)
{
	List	   *terms = NIL;

	terms = add_text(terms, values, nulls, BOH_EVENT_CATEGORY);
	terms = add_text(terms, values, nulls, BOH_EVENT_CITY);
	terms = add_text(terms, values, nulls, BOH_EVENT_COUNTRY);
	terms = add_text(terms, values, nulls, BOH_EVENT_CURRENCY);
	terms = add_id(terms, values, nulls, BOH_EVENT_VENUE);
	terms = add_id(terms, values, nulls, BOH_EVENT_AUTHOR);
	terms = add_tags(terms, values, nulls, BOH_EVENT_ALL_TAGS);
	set_terms(values, nulls, BOH_EVENT_ALL_TERMS, terms);

	if (nulls[BOH_EVENT_KM] == ' ')
		boh_event_terms_near(values, nulls, DatumGetFloat8(values[BOH_EVENT_KM]));
	else if (nulls[BOH_EVENT_ANY_TAGS] == ' ')
		set_terms(values, nulls, BOH_EVENT_ANY_TERMS, add_tags(NIL, values, nulls, BOH_EVENT_ANY_TAGS));
	else
		set_terms(values, nulls, BOH_EVENT_ANY_TERMS, weeks_of(values));
}

/*
 * An event that began before the first week and runs in it has a term for it,
 * unless it runs longer than events have terms for.
 */
void
boh_event_weeks(Datum *values, char *nulls, int day, int from, int to)
{
	List	   *terms = list_make1(BOH_RUNS_ALWAYS);

	for (int week = from; week < to; week++)
		terms = add_term(terms, "week", boh_week(day + 7 * week));
	set_terms(values, nulls, BOH_EVENT_WEEKS, terms);
}

void
boh_event_terms_running(Datum *values, char *nulls, TimestampTz time)
{
	List	   *terms = list_make1(BOH_RUNS_ALWAYS);

	terms = add_term(terms, BOH_RUNS, boh_week(boh_julian_day(time)));
	set_terms(values, nulls, BOH_EVENT_WEEKS, terms);
}
