/*-------------------------------------------------------------------------
 *
 * base/iso_time.h
 *	  Timestamps in the format that JSON documents use.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ISO_TIME_H
#define BOH_ISO_TIME_H

#include "utils/timestamp.h"

/* ISO 8601 in UTC, with milliseconds; or infinity, -infinity. */
extern char *boh_iso_time_text(TimestampTz time);

/*
 * ISO 8601 in local time with its offset, such as 2026-11-29T20:00:00+01:00,
 * with milliseconds if there are any; or infinity, -infinity.
 */
extern char *boh_iso_local_text(TimestampTz time, pg_tz *zone);

/* Seconds east of UTC in a zone, at a finite time */
extern int	boh_offset(TimestampTz time, pg_tz *zone);

#endif							/* BOH_ISO_TIME_H */
