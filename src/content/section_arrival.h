/*-------------------------------------------------------------------------
 *
 * content/section_arrival.h
 *	  Sections that one statement moves to the end of a page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SECTION_ARRIVAL_H
#define BOH_SECTION_ARRIVAL_H

#include "utils/uuid.h"

/* A section, where it was, and where it is going to be. */
typedef struct BohArrival
{
	pg_uuid_t	section;
	pg_uuid_t	from;			/* page */
	pg_uuid_t	to;				/* page */
	int32		before;			/* position on the page that it leaves */
	int32		position;		/* on the page where it goes */
} BohArrival;

extern void boh_section_arrival_init(void);

/*
 * A section is about to be moved to the end of a page.  When the statement is done
 * those that came from one page are brought into the order that they had there.
 */
extern void boh_section_arrives(const BohArrival *arrival);

#endif							/* BOH_SECTION_ARRIVAL_H */
