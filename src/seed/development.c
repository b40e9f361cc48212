/*-------------------------------------------------------------------------
 *
 * seed/development.c
 *	  boh_seed_development(): data to develop with, the same each time.
 *
 * The bookings of the first n events are proportional to ln((n + 10) / 10).
 * So an event's share falls with its rank as in Zipf's law, but for the
 * first ones, which are not quite as far apart (Zipf and Mandelbrot).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "rights/maintenance.h"
#include "seed/owner.h"
#include "seed/script.h"

PG_FUNCTION_INFO_V1(boh_seed_development);

#define MAX_EVENTS 10000000
#define MAX_BOOKINGS 100000000

/* Rows of one statement */
#define BATCH 20000
#define BOOKING_BATCH 200000

#define MAX_USERS 200000
#define MAX_CONSENTS 2000
#define VENUES_OF_CITY 4

typedef enum StepRange
{
	ALL_USERS,
	SOME_USERS,
	ALL_VENUES,
	ALL_MEDIA,
	ALL_EVENTS,
	ALL_BOOKINGS,
	ALL_PAGES,
	FIRST_PAGE,
	FOURTH_EVENT,
	ONCE
} StepRange;

/* Made from sql/seeds/development.sql */
static const SeedStep steps[] = {
#include "seed_development.inc"
};

/* What the numbers of each step are, in the same order */
static const StepRange ranges[] = {
	ALL_USERS, SOME_USERS, ALL_VENUES, ONCE, ALL_MEDIA, ALL_EVENTS, ALL_EVENTS, ONCE,
	ALL_BOOKINGS, ALL_PAGES, ALL_PAGES, ALL_PAGES, ALL_PAGES, ALL_PAGES, FIRST_PAGE,
	FOURTH_EVENT, ONCE
};

StaticAssertDecl(lengthof(steps) == lengthof(ranges), "each step has a range");

/* Made from sql/seeds/DEVELOPMENT.json */
static const struct
{
	const char *name;
	const char *text;
}			data[] = {
#include "seed_data.inc"
};

typedef struct Seed
{
	Oid			schema;
	int64		events;
	int64		bookings;
	int64		seed;
	int64		midnight;		/* milliseconds since 1970 */
	Datum		data;			/* jsonb */
	int64		users;
	int64		media;
	int64		booked_events;	/* the others are drafts, or not open yet */
	int64		pages;
	int64		venues;
} Seed;

/*
 * What is there
 */

static const BohQuery seed_is_there = {
	.text = "SELECT 1 FROM {schema}.users WHERE email = 'person1@seed.example'",
	.safe_path = true
};

/* Administrators may be there, because boh_seed_production() makes one. */
static const BohQuery other_data = {
	.text = "SELECT name FROM (VALUES"
	" ('users', EXISTS (SELECT FROM {schema}.users WHERE role <> 'ADMIN' AND email NOT LIKE '%@seed.example')),"
	" ('venues', EXISTS (SELECT FROM {schema}.venues)), ('events', EXISTS (SELECT FROM {schema}.events)),"
	" ('tags', EXISTS (SELECT FROM {schema}.tags)), ('media_files', EXISTS (SELECT FROM {schema}.media_files))"
	") t (name, there) WHERE there LIMIT 1",
	.safe_path = true
};

static bool
is_there(Oid schema)
{
	bool		there;

	boh_spi_connect();
	there = boh_query(&seed_is_there, schema, NULL, NULL, 1) > 0;
	boh_spi_finish();
	return there;
}

static void
refuse_other_data(Oid schema)
{
	BohDetail	detail;

	boh_spi_connect();
	if (boh_query(&other_data, schema, NULL, NULL, 1) > 0)
	{
		char	   *table = TextDatumGetCString(boh_required_value(0, 1, TEXTOID));

		boh_detail_init(&detail);
		boh_detail_text(&detail, "table", table);
		boh_raise(BOH_SEED_REFUSED, &detail, BOH_PLACE(schema, table, NULL, NULL),
				  get_namespace_name(schema));
	}
	boh_spi_finish();
}

/*
 * How much of what
 */

static int64
count_cities(Datum document)
{
	Datum		cities = DirectFunctionCall2(jsonb_object_field, document,
											 CStringGetTextDatum("cities"));

	return DatumGetInt32(DirectFunctionCall1(jsonb_array_length, cities));
}

static Seed
plan_seed(FunctionCallInfo fcinfo, Oid schema)
{
	Seed		seed = {
		.schema = schema,
		.events = boh_argument_integer(fcinfo, 0, "events", 10, MAX_EVENTS),
		.bookings = boh_argument_integer(fcinfo, 1, "bookings", 0, MAX_BOOKINGS),
		.seed = boh_argument_integer(fcinfo, 2, "seed", PG_INT32_MIN, PG_INT32_MAX),
		.data = DirectFunctionCall1(jsonb_in, CStringGetDatum(data[0].text))
	};
	TimestampTz now = boh_now();

	seed.midnight = (now - now % USECS_PER_DAY) / 1000 +
		(int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY * 1000;
	seed.users = Max(60, Min(seed.bookings / 8, MAX_USERS));
	seed.media = Max(40, seed.events / 10);
	seed.booked_events = seed.events * 9 / 10;
	seed.pages = Max(12, seed.events / 200);
	seed.venues = VENUES_OF_CITY * count_cities(seed.data);
	return seed;
}

/* Bookings of the events 1 to n; the same as the macro {sum:n} */
static int64
bookings_until(const Seed *seed, int64 n)
{
	return (int64) floor(seed->bookings * log((Min(n, seed->booked_events) + 10) / 10.0) /
						 log((seed->booked_events + 10) / 10.0));
}

static int64
range_end(const Seed *seed, StepRange range)
{
	switch (range)
	{
		case ALL_USERS:
			return seed->users;
		case SOME_USERS:
			return Min(seed->users, MAX_CONSENTS);
		case ALL_VENUES:
			return seed->venues;
		case ALL_MEDIA:
			return seed->media;
		case ALL_EVENTS:
			return seed->events;
		case ALL_BOOKINGS:
			return seed->booked_events;
		case ALL_PAGES:
			return seed->pages;
		case FOURTH_EVENT:
			return 4;
		case FIRST_PAGE:
		case ONCE:
			break;
	}
	return 1;
}

/* The last number of the batch that begins with first */
static int64
batch_end(const Seed *seed, StepRange range, int64 first, int64 end)
{
	int64		last;

	if (range != ALL_BOOKINGS)
		return Min(first + BATCH - 1, end);
	for (last = first; last < end; last++)
	{
		if (bookings_until(seed, last + 1) - bookings_until(seed, first - 1) > BOOKING_BATCH)
			break;
	}
	return last;
}

/*
 * Writing
 */

static uint64
run_batch(const Seed *seed, const char *text, int64 first, int64 last)
{
	Oid			types[] = {
		INT8OID, INT8OID, INT8OID, INT8OID, TEXTOID, INT8OID, JSONBOID, INT8OID, INT8OID, INT8OID
	};
	Datum		values[] = {
		Int64GetDatum(first), Int64GetDatum(last), Int64GetDatum(seed->events),
		Int64GetDatum(seed->bookings), CStringGetTextDatum(psprintf(INT64_FORMAT, seed->seed)),
		Int64GetDatum(seed->midnight), seed->data, Int64GetDatum(seed->users),
		Int64GetDatum(seed->media), Int64GetDatum(seed->booked_events)
	};

	return seed_run(text, seed->schema, lengthof(types), types, values);
}

/* A statement that changes rows of other steps has a hyphen for a name. */
static bool
is_counted(const SeedStep *step)
{
	return strcmp(step->name, "-") != 0;
}

static uint64
run_step(const Seed *seed, const SeedStep *step, StepRange range)
{
	char	   *text = seed_expand(step->text);
	int64		first = range == FOURTH_EVENT ? 4 : 1;
	int64		end = range_end(seed, range);
	uint64		rows = 0;

	while (first <= end)
	{
		int64		last = batch_end(seed, range, first, end);

		CHECK_FOR_INTERRUPTS();
		rows += run_batch(seed, text, first, last);
		if (is_counted(step))
			ereport(NOTICE,
					(errmsg("%s: " UINT64_FORMAT " rows", step->name, rows)));
		first = last + 1;
	}
	return rows;
}

/*
 * The planner does not know how many rows a seed's expressions have, and
 * tables were empty a moment ago: only indexes are right for all sizes.
 */
static List *
run_steps(const Seed *seed)
{
	List	   *counts = NIL;

	boh_set_for_now("jit", "off");
	boh_set_for_now("enable_seqscan", "off");
	boh_set_for_now("enable_mergejoin", "off");
	for (int i = 0; i < (int) lengthof(steps); i++)
	{
		uint64		rows = run_step(seed, &steps[i], ranges[i]);

		if (is_counted(&steps[i]))
			counts = seed_add_count(counts, steps[i].name, rows);
	}
	return counts;
}

Datum
boh_seed_development(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	Seed		seed = plan_seed(fcinfo, schema);
	BohMaintenance maintenance;

	seed_require_owner(schema, "seed data");
	InitMaterializedSRF(fcinfo, 0);
	maintenance = boh_act_as_owner(schema, "users");
	if (is_there(schema))
		ereport(NOTICE, (errmsg("schema was seeded before, nothing is done")));
	else
	{
		refuse_other_data(schema);
		seed_open_door(schema);
		seed_return_counts(fcinfo, run_steps(&seed));
	}
	boh_maintenance_end(maintenance);
	return (Datum) 0;
}
