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

/* A section, its old place and its new one. */
typedef struct BohArrival
{
	pg_uuid_t	section;
	pg_uuid_t	from;			/* page that it leaves */
	pg_uuid_t	to;				/* page where it goes */
	int32		before;			/* position on the page "from" */
	int32		position;		/* position on the page "to" */
} BohArrival;

extern void boh_section_arrival_init(void);

/*
 * Note that a section is about to move to the end of a page.  When the
 * statement ends, sections that came from the same page are put into the
 * order that they had there.
 */
extern void boh_section_arrives(const BohArrival *arrival);

#endif							/* BOH_SECTION_ARRIVAL_H */
