/*-------------------------------------------------------------------------
 *
 * content/page.h
 *	  Pages: what their triggers and functions share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_H
#define BOH_PAGE_H

#include "utils/uuid.h"

/*
 * Lock a page as the caller, who must be allowed to see and to update it.  Raises
 * P0002 when there is none.  Within SPI.
 */
extern void boh_page_lock(Oid schema, const pg_uuid_t *page);

/*
 * Lock all sections of a page that is locked, in id order, before positions of
 * several are written.  A section that is just being updated writes its position
 * anew and, with another section already there, would wait for whoever waits for it.
 */
extern void boh_page_lock_sections(Oid schema, const pg_uuid_t *page);

/*
 * What a function wants of the page that it updates: an UPDATE that leaves the
 * page PUBLISHED publishes it, whether a column changed or not.
 */
typedef struct PagePublication
{
	const pg_uuid_t *page;
	const char *reason;
} PagePublication;

extern const PagePublication *boh_page_publication;

#endif							/* BOH_PAGE_H */
