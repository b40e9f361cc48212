/*-------------------------------------------------------------------------
 *
 * content/section_position.h
 *	  Places of sections on their page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_POSITION_H
#define BOH_SECTION_POSITION_H

#include "utils/uuid.h"

/*
 * Lock the page that a section is about to join FOR NO KEY UPDATE, until the
 * transaction ends.  Every section comes by here that is inserted or moved to another
 * page, whether it was given a position or not: it keeps whoever orders the page's
 * sections, or rolls them back, from missing one.  So does one that is moved to the
 * end of its own page.
 */
extern void boh_page_lock_for_section(Oid schema, const pg_uuid_t *page);

/*
 * The position after the last section of a page that is locked, 0 for the first.
 * Raises 22003 when there is none left.
 */
extern int32 boh_page_next_position(Oid schema, const pg_uuid_t *page);

#endif							/* BOH_SECTION_POSITION_H */
