/*-------------------------------------------------------------------------
 *
 * content/page_version.h
 *	  Versions of pages, written when a page is published.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_VERSION_H
#define BOH_PAGE_VERSION_H

#include "utils/uuid.h"

/* The next version number: after the page's newest version and after live. */
extern int	boh_page_next_version(Oid schema, const pg_uuid_t *page, int live);

/* Write the page, as it is edited now, as the version with this number. */
extern void boh_page_write_version(Oid schema, const pg_uuid_t *page, int version,
								   const char *reason);

/*
 * SQL expression: a page as jsonb, without its slug.  p is the row of
 * content_pages, s the result of PAGE_SECTIONS.  The query needs safe_path.
 */
#define PAGE_DOCUMENT(version) \
	"jsonb_build_object('id', p.id, 'version', " version ", 'title', p.title," \
	" 'metaDescription', p.meta_description," \
	" 'publishedAt', {extension}.boh_iso_time(p.published_at)," \
	" 'sections', s.visible)"

/*
 * SQL: the visible and the hidden sections of page p as JSON arrays.  The
 * place of a hidden section counts all sections of the page, from 0.
 */
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
