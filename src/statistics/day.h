/*-------------------------------------------------------------------------
 *
 * statistics/day.h
 *	  Counts of days in memory.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_DAY_H
#define BOH_STATISTICS_DAY_H

#include "statistics/count.h"

/* A day in one currency, and what one or several sources say about it */
typedef struct Day
{
	TimestampTz day;
	const text *currency;		/* from days_currency() */
	Counts		counts[FLEXIBLE_ARRAY_MEMBER];
} Day;

typedef struct Days Days;

extern Days *days_begin(int sources);

/* The one copy of a currency: equal currencies have the same address. */
extern const text *days_currency(Days *days, Datum currency);

/* In order of their bytes: less than 0, 0, or more */
extern int	currency_compare(const text *one, const text *other);

/* A day, which is added, with nothing counted, if there is none */
extern Day *days_find(Days *days, TimestampTz day, const text *currency);

/* All days, in order of day and currency */
extern Day **days_sorted(Days *days, int *count);

/* When the day of a time begins, in UTC */
extern TimestampTz day_of_time(TimestampTz time);

/* Such as 2026-11-30 */
extern char *day_text(TimestampTz day);

#endif							/* BOH_STATISTICS_DAY_H */
