/*-------------------------------------------------------------------------
 *
 * page.h
 *	  Pages: what their triggers and functions share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_H
#define BOH_PAGE_H

#include "utils/uuid.h"

/*
 * Lock the page of a section that is about to be inserted, until the transaction
 * ends.  Every new section must come by here, whether it was given a position or
 * not: it keeps whoever orders the page's sections from missing one.
 */
extern void boh_page_lock_for_section(Oid schema, const pg_uuid_t *page);

/*
 * The position after the last section of a page that is locked.  Raises 22003
 * when there is none left.
 */
extern int	boh_page_next_position(Oid schema, const pg_uuid_t *page);

/*
 * Lock a page as the caller, who must be allowed to see and to update it.  Raises
 * P0002 when there is none.  Within SPI.
 */
extern void boh_page_lock(Oid schema, const pg_uuid_t *page);

/*
 * What a function wants of the page that it updates: an UPDATE that leaves the
 * page PUBLISHED publishes it, whether a column changed or not.
 */
typedef struct PagePublication
{
	const pg_uuid_t *page;
	const char *reason;
} PagePublication;

extern const PagePublication *page_publication;

/* true when it is this page's */
extern bool boh_page_is_requested(const pg_uuid_t *page);

#endif							/* BOH_PAGE_H */
