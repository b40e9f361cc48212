/*-------------------------------------------------------------------------
 *
 * statistics/document.h
 *	  The JSON document of statistics.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_DOCUMENT_H
#define BOH_STATISTICS_DOCUMENT_H

#include "json/build.h"
#include "statistics/day.h"

/* Add a row of READ_DAYS (count.h) to the days in argument. */
extern void boh_document_take_row(void *argument, const Datum *values, const bool *nulls);

/*
 * Append the members that each document of statistics has.  Those of totals
 * and of a day have the names of the columns; a rate is null when no hold has
 * ended.  Days without bookings are left out.
 */
extern void boh_document_push_statistics(BohJsonbState *state, Days *days);

#endif							/* BOH_STATISTICS_DOCUMENT_H */
