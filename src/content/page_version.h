/*-------------------------------------------------------------------------
 *
 * content/page_version.h
 *	  Versions of pages: what was published.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_VERSION_H
#define BOH_PAGE_VERSION_H

#include "utils/uuid.h"

/* The number after the page's last one and live. */
extern int	boh_page_next_version(Oid schema, const pg_uuid_t *page, int live);

/* Write the page, as it is edited, as a version of that number. */
extern void boh_page_write_version(Oid schema, const pg_uuid_t *page, int version,
								   const char *reason);

/*
 * A page as SQL that makes jsonb, without its slug; p is its row of
 * content_pages, s what PAGE_SECTIONS gives.  Runs under a safe search_path.
 */
#define PAGE_DOCUMENT(version) \
	"jsonb_build_object('id', p.id, 'version', " version ", 'title', p.title," \
	" 'metaDescription', p.meta_description," \
	" 'publishedAt', {extension}.boh_iso_time(p.published_at)," \
	" 'sections', s.visible)"

/* The place of a hidden section is counted among all, from 0. */
#define PAGE_SECTIONS \
	"LATERAL (SELECT" \
	" coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'type', o.type, 'data', o.data)" \
	" ORDER BY o.place) FILTER (WHERE o.is_visible), '[]') AS visible," \
	" coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'type', o.type, 'data', o.data," \
	" 'place', o.place) ORDER BY o.place) FILTER (WHERE NOT o.is_visible), '[]') AS hidden" \
	" FROM (SELECT c.id, c.type, c.data, c.is_visible," \
	" row_number() OVER (ORDER BY c.position) - 1 AS place" \
	" FROM {schema}.content_sections c WHERE c.page_id = p.id) o) s"

#endif							/* BOH_PAGE_VERSION_H */
