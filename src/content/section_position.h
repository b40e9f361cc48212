/*-------------------------------------------------------------------------
 *
 * content/section_position.h
 *	  Positions of sections on their page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_POSITION_H
#define BOH_SECTION_POSITION_H

#include "utils/uuid.h"

/*
 * Lock a page FOR NO KEY UPDATE, until the transaction ends, before a section
 * gets a position on it.  This is called for every section that is inserted,
 * moved to another page, or moved to the end of its own page, whether it was
 * given a position or not.  So functions that have the page locked to reorder
 * or roll back its sections miss none.
 */
extern void boh_page_lock_for_section(Oid schema, const pg_uuid_t *page);

/*
 * The position after the last section of a page, or 0 if the page is empty.
 * The page must be locked.  Raises 22003 when the last position is the
 * highest one.
 */
extern int32 boh_page_next_position(Oid schema, const pg_uuid_t *page);

#endif							/* BOH_SECTION_POSITION_H */
