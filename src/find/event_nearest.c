/*-------------------------------------------------------------------------
 *
 * find/event_nearest.c
 *	  Lists of events in the order of their distance from a point.
 *
 * All events at a venue are equally far away, so venues are listed, the
 * nearest first, and their events are passed until the page is full.  Where
 * few of these fit, a GIN index intersects the filters with the cells of the
 * earth around the point.  Both look at a small circle first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "base/query.h"
#include "find/event_gin.h"
#include "find/event_nearest.h"
#include "find/event_order.h"
#include "find/event_terms.h"
#include "find/event_walk.h"

/* How far to look first, in km, and how much farther each time */
#define FIRST_KM 1.0
#define NEXT_KM 5.0

/* What a walk passes before it is clear whether events that fit are rare */
#define PROBED_ENTRIES 256
#define PROBED_VENUES 50

/* Venues of a circle, at most; the number stands in venues_near, too. */
#define MOST_VENUES 500

/* Degrees of latitude in a km, a little more than there are */
#define DEGREES "0.00905"

/*
 * $1: venues that are nearer are left out, $20: and those that are farther
 * away.  The index has latitudes.
 */
static const BohQuery venues_near = {
	.text = "SELECT d.id, d.km FROM (SELECT s.id, " BOH_EVENT_DISTANCE " AS km FROM {schema}.venues s"
	" WHERE s.latitude >= $18 - $20 * " DEGREES " AND s.latitude <= $18 + $20 * " DEGREES ") d"
	" WHERE d.km >= $1 AND d.km <= $20 ORDER BY d.km, d.id LIMIT 501",
	.nargs = BOH_EVENT_KM + 1,
	.argtypes = {BOH_EVENT_TYPES(FLOAT8OID)},
	BOH_LIST_SETTINGS
};

typedef struct Venue
{
	pg_uuid_t	id;
	double		km;
} Venue;

/* How far a walk goes, and how far it has come */
typedef struct Steps
{
	int			most_entries;
	int			most_venues;
	int			entries;
	int			venues;
} Steps;

static bool
has_ended(const Steps *steps)
{
	return steps->entries >= steps->most_entries || steps->venues >= steps->most_venues;
}

static void
set_km(BohEventFilter *filter, double km)
{
	filter->values[BOH_EVENT_KM] = Float8GetDatum(km);
}

/* The venues from one distance to another; there is room for MOST_VENUES + 1. */
static int
list_venues(BohEventFilter *filter, double from_km, double to_km, Venue *venues)
{
	double		most = DatumGetFloat8(filter->values[BOH_EVENT_KM]);
	int			found;

	filter->values[BOH_EVENT_KEY] = Float8GetDatum(from_km);
	filter->nulls[BOH_EVENT_KEY] = ' ';
	set_km(filter, to_km);
	found = (int) boh_query(&venues_near, filter->schema, filter->values, filter->nulls, 0);
	set_km(filter, most);
	for (int i = 0; i < found; i++)
		venues[i] = (Venue)
	{
		.id = *DatumGetUUIDP(boh_required_value(i, 1, UUIDOID)),
			.km = DatumGetFloat8(boh_required_value(i, 2, FLOAT8OID))
	};
	SPI_freetuptable(SPI_tuptable);
	return found;
}

/* After all events at a distance */
static BohPosition
position_behind(double km)
{
	BohPosition position = {.type = FLOAT8OID,.value = Float8GetDatum(km)};

	memset(&position.id, 0xff, sizeof(pg_uuid_t));
	return position;
}

/* Pass the events of venues that are equally far away, in the order of their ids. */
static void
pass_venues(BohEventFilter *filter, const Venue *venues, int count, const BohPosition *after,
			int page_size, Steps *steps, BohEventPage *page)
{
	pg_uuid_t  *ids = palloc_array(pg_uuid_t, count);
	BohPosition start = boh_order_beginning(BOH_ORDER_DISTANCE);
	BohWalk    *walk;
	BohWalkEntry entry;

	for (int i = 0; i < count; i++)
		ids[i] = venues[i].id;
	if (after != NULL && DatumGetFloat8(after->value) == venues[0].km)
		start = *after;
	walk = boh_walk_venues(filter, ids, count, &start, page_size + 1);
	while (!page->more && steps->entries < steps->most_entries)
	{
		if (!boh_walk_next(walk, &entry))
		{
			page->next = position_behind(venues[0].km);
			break;
		}
		steps->entries++;
		if (entry.matches)
			boh_page_add(page, &entry, page_size);
		else
			page->next = entry.position;
	}
	steps->venues += count;
}

/* A list that is cut must not end amid venues that are equally far away. */
static int
count_whole(const Venue *venues, int count)
{
	int			whole = count - 1;

	if (count <= MOST_VENUES)
		return count;
	while (whole > 0 && venues[whole - 1].km == venues[count - 1].km)
		whole--;
	return whole > 0 ? whole : MOST_VENUES;
}

/* Pass the venues of a list.  false: the page is full, or the walk has ended. */
static bool
pass_list(BohEventFilter *filter, const Venue *venues, int count, const BohPosition *after,
		  int page_size, Steps *steps, BohEventPage *page)
{
	for (int i = 0; i < count;)
	{
		int			end = i + 1;

		CHECK_FOR_INTERRUPTS();
		while (end < count && venues[end].km == venues[i].km)
			end++;
		pass_venues(filter, &venues[i], end - i, after, page_size, steps, page);
		if (page->more || has_ended(steps))
			return false;
		i = end;
	}
	return true;
}

/* Find a page by a walk.  false: it has ended before the page is full. */
static bool
walk(BohEventFilter *filter, const BohPosition *after, int page_size, Steps steps,
	 BohEventPage *page)
{
	Venue	   *venues = palloc_array(Venue, MOST_VENUES + 1);
	double		most = DatumGetFloat8(filter->values[BOH_EVENT_KM]);
	double		from = after == NULL ? 0 : DatumGetFloat8(after->value);
	double		to = FIRST_KM;

	boh_page_begin(page, page_size);
	for (;;)
	{
		int			count;

		while (to < from)
			to *= NEXT_KM;
		to = Min(to, most);
		count = list_venues(filter, from, to, venues);
		if (!pass_list(filter, venues, count_whole(venues, count), after, page_size, &steps, page))
			return page->more;
		if (to >= most)
			return true;
		from = nextafter(to, most);
	}
}

/* Find a page by the index.  false: it names too many events. */
static bool
find_in_circles(BohEventFilter *filter, const BohPosition *after, int page_size,
				BohEventPage *page)
{
	double		most = DatumGetFloat8(filter->values[BOH_EVENT_KM]);
	double		least = after == NULL ? 0 : DatumGetFloat8(after->value);
	double		km = FIRST_KM;
	bool		found;

	while (km < least)
		km *= NEXT_KM;
	do
	{
		km = Min(km, most);
		set_km(filter, km);
		boh_event_terms_near(filter->values, filter->nulls, km);
		found = boh_page_by_gin(filter, after, BOH_GIN_ANY, page_size, page);
		if (km >= most)
			break;
		km *= NEXT_KM;
	}
	while (found && !page->more);
	set_km(filter, most);
	return found;
}

void
boh_event_nearest(BohEventFilter *filter, const BohPosition *after, int page_size,
				  BohEventPage *page)
{
	const Steps probe = {.most_entries = PROBED_ENTRIES,.most_venues = PROBED_VENUES};
	const Steps all = {.most_entries = BOH_WALK_MOST_ENTRIES,.most_venues = MOST_VENUES};

	if (walk(filter, after, page_size, probe, page) ||
		find_in_circles(filter, after, page_size, page))
		return;
	if (!walk(filter, after, page_size, all, page))
		page->more = true;
}
