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

#endif							/* BOH_CLOCK_H */
