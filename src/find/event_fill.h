/*-------------------------------------------------------------------------
 *
 * find/event_fill.h
 *	  Fills an empty table event_search.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_FILL_H
#define BOH_EVENT_FILL_H

#include "postgres.h"

/*
 * Write events, without the indexes of an empty table if they are many.  write
 * does it, and returns how many rows it has written.
 */
extern uint64 boh_event_fill(Oid schema, int64 count, uint64 (*write) (Oid schema, void *argument),
							 void *argument);

/* Whether that table is being filled */
extern bool boh_event_filling(void);

/* Write a row into it. */
extern void boh_event_fill_row(const Datum *values, const char *nulls);

#endif							/* BOH_EVENT_FILL_H */
