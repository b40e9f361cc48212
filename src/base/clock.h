/*-------------------------------------------------------------------------
 *
 * base/clock.h
 *	  The wall clock, with the precision of the columns that store it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CLOCK_H
#define BOH_CLOCK_H

#include "utils/timestamp.h"

/*
 * Now, cut down to whole milliseconds, because rounding could return a time in
 * the future.
 */
static inline TimestampTz
boh_now(void)
{
	TimestampTz now = GetCurrentTimestamp();

	return now - now % 1000;
}

/* The Julian day of a finite time, in UTC */
static inline int
boh_julian_day(TimestampTz time)
{
	return (int) (time / USECS_PER_DAY - (time % USECS_PER_DAY < 0)) + POSTGRES_EPOCH_JDATE;
}

#endif							/* BOH_CLOCK_H */
