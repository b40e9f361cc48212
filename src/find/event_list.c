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

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/query.h"
#include "find/event_estimate.h"
#include "find/event_json.h"
#include "find/event_list.h"
#include "find/event_nearest.h"
#include "find/event_order.h"
#include "find/event_walk.h"
#include "find/frequency.h"
#include "json/build.h"

PG_FUNCTION_INFO_V1(boh_list_events);

/* After so many entries a walk first looks how it goes. */
#define FIRST_LOOK 256

/* After so many entries without one that fits it asks an index in any case. */
#define LEAST_WITHOUT_FIT 200

/* So many events are more than an index of prices may name, even if the walk saw most of them. */
#define LEAST_MANY 800

/* So many events are few: an index may name all of them. */
#define MOST_FEW 500

/* A search of a GIN index costs as much more as a walk past so many entries. */
#define ENTRIES_OF_A_SEARCH 100

static bool
leaves_few(const BohEventEstimate *estimate)
{
	return estimate->known && estimate->named <= MOST_FEW &&
		estimate->named + ENTRIES_OF_A_SEARCH < estimate->passed;
}

/* A walk that passes more entries than a search costs is not begun. */
static bool
would_be_slow(BohEventFilter *filter, const BohPosition *after, const BohEventEstimate *estimate)
{
	return estimate->known && estimate->passed > BOH_WALK_WORTH_ENTRIES &&
		boh_gin_has_windows(filter, after) && !boh_gin_names_too_many(filter, after);
}

/*
 * In the order of time, two batches are three times the first.  What fits may
 * begin later than most: where the walk should be short, it may take twice as
 * long as that.
 */
static int
first_look(const BohEventFilter *filter, int page_size, const BohEventEstimate *estimate)
{
	int			look = boh_order_is_by_start(filter->order) ? 3 * (page_size + 1) : FIRST_LOOK;

	if (estimate->known && estimate->passed <= BOH_WALK_WORTH_ENTRIES)
		look = Max(look, (int) (2 * estimate->passed));
	return look;
}

/* It goes on if it needs no more entries for a page than another search costs. */
static bool
is_slow(const BohEventFilter *filter, const BohWalk *walk, int missing)
{
	int			most = boh_order_is_by_start(filter->order) ? BOH_WALK_WORTH_ENTRIES : BOH_WALK_MOST_ENTRIES;

	return boh_walk_rate(walk) * most < missing;
}

/* What the entries that a walk has passed tell of all events */
static BohGinGuess
guess(const BohEventFilter *filter, const BohWalk *walk)
{
	double		rate = boh_walk_rate(walk);

	if (rate == 0)
		return BOH_GIN_RARE;
	return filter->set == BOH_EVENTS_UPCOMING &&
		rate * boh_frequency_index_rows(filter->schema, "idx_event_search_start_date") > LEAST_MANY ?
		BOH_GIN_MANY : BOH_GIN_ANY;
}

/* A search is in vain if its terms name too many events, and its prices do. */
static bool
would_be_in_vain(BohEventFilter *filter, const BohPosition *after, const BohWalk *walk)
{
	BohGinGuess fitting = guess(filter, walk);

	return (fitting == BOH_GIN_MANY ||
			(fitting == BOH_GIN_RARE && boh_walk_passed(walk) < LEAST_WITHOUT_FIT)) &&
		boh_gin_names_too_many(filter, after);
}

static void
find_by_walk(BohEventFilter *filter, const BohPosition *after, int page_size, BohEventPage *page)
{
	BohWalk    *walk;
	BohWalkEntry entry;
	BohEventEstimate estimate = boh_event_estimate(filter, boh_walk_indexed_filter(filter), page_size + 1);
	int			look = first_look(filter, page_size, &estimate);
	bool		asked = false;

	if (leaves_few(&estimate) && boh_page_by_gin(filter, after, BOH_GIN_FEW, page_size, page))
		return;
	if (would_be_slow(filter, after, &estimate))
	{
		asked = true;
		if (boh_page_by_gin(filter, after, BOH_GIN_RARE, page_size, page))
			return;
	}
	walk = boh_walk_begin(filter, after, page_size + 1);
	boh_page_begin(page, page_size);
	for (int passed = 0; passed < BOH_WALK_MOST_ENTRIES; passed++)
	{
		if (!asked && boh_walk_passed(walk) >= look)
		{
			BohEventPage found;

			look *= 2;
			asked = is_slow(filter, walk, page_size + 1 - page->count) &&
				!would_be_in_vain(filter, after, walk);
			if (asked && boh_page_by_gin(filter, after, guess(filter, walk), page_size, &found))
			{
				*page = found;
				return;
			}
		}
		if (!boh_walk_next(walk, &entry))
			return;
		if (entry.matches)
			boh_page_add(page, &entry, page_size);
		if (page->more)
			return;
	}
	if (!asked && boh_page_by_gin(filter, after, BOH_GIN_ANY, page_size, page))
		return;

	/* The next page goes on where this walk ends. */
	page->more = true;
	page->next = entry.position;
}

void
boh_event_list_find(BohEventFilter *filter, const BohPosition *after, int page_size,
					BohEventPage *page)
{
	if (filter->nothing)
		boh_page_begin(page, page_size);
	else if (filter->order == BOH_ORDER_DISTANCE)
		boh_event_nearest(filter, after, page_size, page);
	else
		find_by_walk(filter, after, page_size, page);
}

static void
push_events(BohJsonbState *state, const BohEventFilter *filter, const BohEventPage *page)
{
	BohEventDocuments *documents;

	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	if (page->count > 0)
	{
		documents = boh_event_documents(filter->schema, &filter->eyes, BOH_EVENT_IN_LIST,
										page->ids, page->count, filter->now);
		for (int i = 0; i < boh_event_documents_count(documents); i++)
			boh_event_document_push(documents, i, state);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

Jsonb *
boh_event_list_first(Oid schema, Jsonb *filters, int page_size)
{
	BohEyes		eyes = boh_eyes(schema);
	BohReading	reading = boh_reading_begin(schema);
	BohEventFilter filter;
	BohEventPage page;
	BohJsonbState state = {0};
	Datum		list;

	boh_spi_connect();
	boh_event_filter_read(schema, &eyes, filters, boh_now(), BOH_ASKED_BY_LIST, &filter);
	boh_event_list_find(&filter, NULL, page_size, &page);
	push_events(&state, &filter, &page);
	list = SPI_datumTransfer(JsonbPGetDatum(JsonbValueToJsonb(state.result)), false, -1);
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
	BohJsonbState state;
	Datum		result;

	listing.filters = boh_filters_argument(fcinfo, 0);
	reading = boh_reading_begin(schema);
	boh_spi_connect();
	boh_event_filter_read(schema, &eyes, listing.filters, boh_now(), BOH_ASKED_BY_LIST, &filter);
	after.type = boh_event_order_type(filter.order);
	goes_on = boh_cursor_read(&listing, fcinfo, 2, &after);
	boh_event_list_find(&filter, goes_on ? &after : NULL, page_size, &page);
	boh_listing_begin_page(&state);
	push_events(&state, &filter, &page);
	result = JsonbPGetDatum(boh_listing_end_page(&state, page.more ? boh_cursor_after(&listing, &page.next) : NULL));
	result = SPI_datumTransfer(result, false, -1);
	boh_spi_finish();
	boh_reading_end(reading);
	PG_RETURN_DATUM(result);
}
