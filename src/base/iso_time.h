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

#endif							/* BOH_ISO_TIME_H */
