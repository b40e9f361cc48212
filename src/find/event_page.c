/*-------------------------------------------------------------------------
 *
 * find/event_page.c
 *	  A page of a list of events.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "find/event_page.h"

void
boh_page_add(BohEventPage *page, const BohWalkEntry *entry, int page_size)
{
	if (page->count == page_size)
	{
		page->more = true;
		return;
	}
	page->ids[page->count++] = entry->position.id;
	page->next = entry->position;
}

void
boh_page_begin(BohEventPage *page, int page_size)
{
	page->count = 0;
	page->more = false;
	page->ids = palloc(sizeof(pg_uuid_t) * page_size);
}

bool
boh_page_by_gin(BohEventFilter *filter, const BohPosition *after, BohGinGuess guess, int page_size,
				BohEventPage *page)
{
	BohWalkEntry entries[BOH_LISTING_MOST_ROWS + 1];
	int			count;

	if (filter->set == BOH_EVENTS_OWN ||
		boh_gin_find(filter, after, guess, entries, page_size + 1, &count) != BOH_GIN_DONE)
		return false;
	boh_page_begin(page, page_size);
	for (int i = 0; i < count; i++)
		boh_page_add(page, &entries[i], page_size);
	return true;
}
