/*-------------------------------------------------------------------------
 *
 * content/page.h
 *	  Shared by the triggers and functions of pages.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_H
#define BOH_PAGE_H

#include "utils/uuid.h"

#include "html/html.h"

/*
 * Lock a page as the caller, who must be allowed to see and update it.  Raises
 * P0002 if there is no such page.  Call it between boh_spi_connect() and
 * boh_spi_finish().
 */
extern void boh_page_lock(Oid schema, const pg_uuid_t *page);

/*
 * Lock all sections of a page, in id order.  The page must be locked.  Call
 * it before writing the positions of several sections.  Otherwise there could
 * be a deadlock: an UPDATE of one section inserts its unchanged position into
 * the unique index again.  If we have already moved another section to this
 * position, the UPDATE waits for us, while we wait for its row.
 */
extern void boh_page_lock_sections(Oid schema, const pg_uuid_t *page);

/* Longest slug and title that their constraints allow. */
#define BOH_PAGE_MAX_SLUG 100
#define BOH_PAGE_MAX_TITLE BOH_HTML_MAX_TITLE

/*
 * Make a page and its sections, with the caller's own rights.  Both are jsonb
 * of the form that boh_create_page() takes.  Raises what it raises, but does not
 * check the form.
 */
extern const pg_uuid_t *boh_page_create(Oid schema, Datum page, Datum sections);

/*
 * Set by a function while it updates a page: if the page is PUBLISHED after
 * the UPDATE, the triggers publish it even if no column changed.
 */
typedef struct PagePublication
{
	const pg_uuid_t *page;
	const char *reason;
} PagePublication;

extern const PagePublication *boh_page_publication;

#endif							/* BOH_PAGE_H */
