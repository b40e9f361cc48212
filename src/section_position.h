/*-------------------------------------------------------------------------
 *
 * section_position.h
 *	  Places of sections on their page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_POSITION_H
#define BOH_SECTION_POSITION_H

#include "utils/uuid.h"

/*
 * Lock the page of a section that is about to be inserted FOR NO KEY UPDATE, until
 * the transaction ends.  Every new section comes by here, whether it was given a
 * position or not: it keeps whoever orders the page's sections from missing one.
 */
extern void boh_page_lock_for_section(Oid schema, const pg_uuid_t *page);

/*
 * The position after the last section of a page that is locked, 0 for the first.
 * Raises 22003 when there is none left.
 */
extern int32 boh_page_next_position(Oid schema, const pg_uuid_t *page);

#endif							/* BOH_SECTION_POSITION_H */
