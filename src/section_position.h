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
 * The place after the last section of a page, 0 for the first.  Locks the page
 * FOR NO KEY UPDATE, so that it stays free until the transaction ends.
 */
extern int32 boh_page_next_position(Oid schema, const pg_uuid_t *page);

#endif							/* BOH_SECTION_POSITION_H */
