/*-------------------------------------------------------------------------
 *
 * find/verify.c
 *	  Checks of boh_verify() for search.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "find/search_source.h"
#include "find/verify.h"

#define CHECK(entity, id_column, compared) \
	{ \
		.text = "SELECT 'search does not have what it should', '" entity "'," \
		" coalesce(e.id, s." id_column "), CASE WHEN e.id IS NULL THEN 'no row' ELSE 'a row' END," \
		" CASE WHEN e.id IS NULL THEN 'a row' WHEN s." id_column " IS NULL THEN 'no row'" \
		" ELSE 'another row' END FROM " compared " ORDER BY 3, 5", \
		.safe_path = true, \
		.read_only = true, \
		.no_jit = true \
	}

static const BohQuery checks[] = {
	CHECK("events", "event_id", BOH_EVENTS_COMPARED),
	CHECK("content_pages", "page_id", BOH_PAGES_COMPARED)
};

const BohChecks boh_search_checks = {lengthof(checks), checks};
