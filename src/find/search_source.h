/*-------------------------------------------------------------------------
 *
 * find/search_source.h
 *	  SQL: what event_search and page_search are made from.
 *
 * Comparing a row with what it is made from must not cut texts into words
 * again.  So each row has a hash of these texts, in column source.  All
 * statements need safe_path.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_SOURCE_H
#define BOH_SEARCH_SOURCE_H

/* The language of events and pages that do not name theirs; NULL: not known */
#define BOH_SITE_LANGUAGE \
	"(SELECT l.value FROM {schema}.site_settings l WHERE l.key = 'site.language')"

/* e is the event; archived ones have left lists and search */
#define BOH_EVENT_IS_PUBLIC \
	"e.published_at IS NOT NULL AND e.status <> 'DRAFT' AND e.archived_at IS NULL"

/* The texts of event e at venue v with tags t, as a hash */
#define BOH_EVENT_WORDS \
	"hashtextextended(concat_ws(chr(31), e.title, coalesce(e.language, " BOH_SITE_LANGUAGE "), v.name," \
	" v.city, v.country, t.names, e.description) COLLATE \"C\", 0)"

/* Events e that everybody may see, and rows s of event_search, where they differ */
#define BOH_EVENTS_COMPARED \
	"(SELECT e.id, e.venue_id, e.author_id, e.start_date, e.end_date, e.published_at, v.latitude," \
	" v.longitude, e.price, e.currency, e.status, e.category, t.ids, " BOH_EVENT_WORDS " AS source" \
	" FROM {schema}.events e LEFT JOIN {schema}.venues v ON v.id = e.venue_id" \
	" LEFT JOIN (SELECT et.event_id, array_agg(et.tag_id ORDER BY et.tag_id) AS ids," \
	" string_agg(g.name, '; ' ORDER BY et.tag_id) AS names FROM {schema}.event_tags et" \
	" JOIN {schema}.tags g ON g.id = et.tag_id GROUP BY et.event_id) t ON t.event_id = e.id" \
	" WHERE " BOH_EVENT_IS_PUBLIC ") e" \
	" FULL JOIN {schema}.event_search s ON s.event_id = e.id" \
	" WHERE e.id IS NULL OR s.event_id IS NULL" \
	" OR (e.venue_id, e.author_id, e.start_date, e.end_date, e.published_at, e.latitude, e.longitude," \
	" e.price, e.currency COLLATE \"C\", e.status::text COLLATE \"C\", e.category::text COLLATE \"C\"," \
	" coalesce(e.ids, '{}'), e.source) IS DISTINCT FROM (s.venue_id, s.author_id, s.start_date," \
	" s.end_date, s.published_at, s.latitude, s.longitude, s.price, s.currency, s.status, s.category," \
	" s.tag_ids, s.source)" \
	" OR (s.upcoming AND s.status <> 'PUBLISHED')" \
	" OR (NOT s.upcoming AND s.status = 'PUBLISHED' AND s.end_date > clock_timestamp())"

/*
 * The versions of pages that readers see, or will see: p is the page, v its
 * version.  A version is seen from published_at to replaced_at.
 */
#define BOH_PAGE_SOURCES \
	"(SELECT p.id, v.version, CASE v.version WHEN p.live_version THEN p.published_at" \
	" ELSE least(v.created_at, p.published_at) END AS published_at," \
	" CASE v.version WHEN p.previous_version THEN p.published_at END AS replaced_at, p.slug," \
	" v.snapshot, " BOH_SITE_LANGUAGE " AS language," \
	" hashtextextended(concat_ws(chr(31), v.snapshot::text, " BOH_SITE_LANGUAGE ") COLLATE \"C\", 0) AS source" \
	" FROM {schema}.content_pages p JOIN {schema}.content_page_versions v ON v.page_id = p.id" \
	" AND (v.version = p.live_version OR v.version = p.previous_version)" \
	" WHERE p.live_version IS NOT NULL) e"

/* Pages e and rows s of page_search where they differ */
#define BOH_PAGES_COMPARED \
	BOH_PAGE_SOURCES " FULL JOIN {schema}.page_search s" \
	" ON s.page_id = e.id AND s.version = e.version" \
	" WHERE (e.id, e.published_at, e.replaced_at, e.slug, e.source) IS DISTINCT FROM" \
	" (s.page_id, s.published_at, s.replaced_at, s.slug, s.source)"

#endif							/* BOH_SEARCH_SOURCE_H */
