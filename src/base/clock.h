/*-------------------------------------------------------------------------
 *
 * base/clock.h
 *	  The wall clock, as columns store it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CLOCK_H
#define BOH_CLOCK_H

#include "utils/timestamp.h"

/* Now, in whole milliseconds: rounding could give a time that is still to come. */
static inline TimestampTz
boh_now(void)
{
	TimestampTz now = GetCurrentTimestamp();

	return now - now % 1000;
}

#endif							/* BOH_CLOCK_H */
