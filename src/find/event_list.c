/*-------------------------------------------------------------------------
 *
 * find/event_list.c
 *	  boh_list_events(): events, page by page.
 *
 * A page is found by a walk along the index of its order, which stops when the
 * page is full.  Where few events fit, a walk would pass too many others.  Then
 * a GIN index intersects the filters, and what it finds is sorted.  Neither
 * reads more than some thousands of entries.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/query.h"
#include "find/event_json.h"
#include "find/event_list.h"
#include "find/event_terms.h"
#include "find/event_walk.h"
#include "json/build.h"

PG_FUNCTION_INFO_V1(boh_list_events);

/* After so many entries a walk knows how many it has to pass for a page. */
#define PROBE 256

/* How far to look for the nearest events first, in km */
#define FIRST_KM 1.0
#define NEXT_KM 5.0

static void
add_to_page(BohEventPage *page, const BohWalkEntry *entry, int page_size)
{
	if (page->count == page_size)
	{
		page->more = true;
		return;
	}
	page->ids[page->count++] = entry->position.id;
	page->next = entry->position;
}

static void
begin_page(BohEventPage *page, int page_size)
{
	page->count = 0;
	page->more = false;
	page->ids = palloc(sizeof(pg_uuid_t) * page_size);
}

/* Let the GIN index find a page.  false: it has no terms, or names too many. */
static bool
find_by_gin(BohEventFilter *filter, const BohPosition *after, int page_size, BohEventPage *page)
{
	BohWalkEntry entries[BOH_LISTING_MOST_ROWS + 1];
	int			count;

	if (filter->set == BOH_EVENTS_OWN ||
		boh_gin_find(filter, after, entries, page_size + 1, &count) != BOH_GIN_DONE)
		return false;
	begin_page(page, page_size);
	for (int i = 0; i < count; i++)
		add_to_page(page, &entries[i], page_size);
	return true;
}

/* At this rate, a walk would end before it has a page. */
static bool
is_rare(const BohEventPage *page, int page_size)
{
	return page->count * (BOH_WALK_MOST_ENTRIES / PROBE) < page_size;
}

static void
find_by_walk(BohEventFilter *filter, const BohPosition *after, int page_size, BohEventPage *page)
{
	BohWalk    *walk = boh_walk_begin(filter, after, page_size + 1);
	BohWalkEntry entry;
	bool		asked = false;

	begin_page(page, page_size);
	for (int passed = 0; passed < BOH_WALK_MOST_ENTRIES; passed++)
	{
		if (passed == PROBE && is_rare(page, page_size))
		{
			BohEventPage found;

			asked = true;
			if (find_by_gin(filter, after, page_size, &found))
			{
				*page = found;
				return;
			}
		}
		if (!boh_walk_next(walk, &entry))
			return;
		if (entry.matches)
			add_to_page(page, &entry, page_size);
		if (page->more)
			return;
	}
	if (!asked && find_by_gin(filter, after, page_size, page))
		return;

	/* The next page goes on where this walk ends. */
	page->more = true;
	page->next = entry.position;
}

/*
 * The nearest events are looked for in circles that grow, so that the index
 * names few others.
 */
static void
find_nearest(BohEventFilter *filter, const BohPosition *after, int page_size, BohEventPage *page)
{
	double		most = DatumGetFloat8(filter->values[BOH_EVENT_KM]);
	double		least = after == NULL ? 0 : DatumGetFloat8(after->value);
	double		km = FIRST_KM;

	begin_page(page, page_size);
	while (km < least)
		km *= NEXT_KM;
	for (;;)
	{
		BohEventPage found;

		km = Min(km, most);
		filter->values[BOH_EVENT_KM] = Float8GetDatum(km);
		boh_event_terms_near(filter->values, filter->nulls, km);
		if (!find_by_gin(filter, after, page_size, &found))
			boh_filter_refuse("distance", psprintf("there are more than %d events within %g km; add filters that leave fewer",
												   BOH_GIN_MOST_EVENTS, km));
		*page = found;
		if (found.more || km >= most)
			break;
		km *= NEXT_KM;
	}
	filter->values[BOH_EVENT_KM] = Float8GetDatum(most);
}

void
boh_event_list_find(BohEventFilter *filter, const BohPosition *after, int page_size,
					BohEventPage *page)
{
	if (filter->nothing)
		begin_page(page, page_size);
	else if (filter->order == BOH_ORDER_DISTANCE)
		find_nearest(filter, after, page_size, page);
	else
		find_by_walk(filter, after, page_size, page);
}

static List *
documents_of(const BohEventFilter *filter, const BohEventPage *page)
{
	Jsonb	  **documents = palloc(sizeof(Jsonb *) * (page->count + 1));
	int			count = page->count == 0 ? 0 :
	boh_event_documents(filter->schema, &filter->eyes, BOH_EVENT_IN_LIST, page->ids,
						page->count, filter->now, documents);
	List	   *list = NIL;

	for (int i = 0; i < count; i++)
		list = lappend(list, documents[i]);
	return list;
}

Jsonb *
boh_event_list_first(Oid schema, Jsonb *filters, int page_size)
{
	BohEyes		eyes = boh_eyes(schema);
	BohReading	reading = boh_reading_begin(schema);
	BohEventFilter filter;
	BohEventPage page;
	Datum		list;

	boh_spi_connect();
	boh_event_filter_read(schema, &eyes, filters, boh_now(), &filter);
	boh_event_list_find(&filter, NULL, page_size, &page);
	list = SPI_datumTransfer(JsonbPGetDatum(boh_json_array(documents_of(&filter, &page))),
							 false, -1);
	boh_spi_finish();
	boh_reading_end(reading);
	return DatumGetJsonbP(list);
}

Datum
boh_list_events(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	int			page_size = boh_argument_integer(fcinfo, 1, "page_size", 1, BOH_LISTING_MOST_ROWS);
	BohListing	listing = {.name = "boh_list_events",.schema = schema};
	BohEyes		eyes = boh_eyes(schema);
	BohReading	reading;
	BohEventFilter filter;
	BohPosition after;
	bool		goes_on;
	BohEventPage page;
	Jsonb	   *result;
	Datum		transferred;

	listing.filters = boh_filters_argument(fcinfo, 0);
	reading = boh_reading_begin(schema);
	boh_spi_connect();
	boh_event_filter_read(schema, &eyes, listing.filters, boh_now(), &filter);
	after.type = boh_event_order_type(filter.order);
	goes_on = boh_cursor_read(&listing, fcinfo, 2, &after);
	boh_event_list_find(&filter, goes_on ? &after : NULL, page_size, &page);
	result = boh_listing_page(documents_of(&filter, &page),
							  page.more ? boh_cursor_after(&listing, &page.next) : NULL);
	transferred = SPI_datumTransfer(JsonbPGetDatum(result), false, -1);
	boh_spi_finish();
	boh_reading_end(reading);
	PG_RETURN_DATUM(transferred);
}
