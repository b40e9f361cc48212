/*-------------------------------------------------------------------------
 *
 * base/iso_time.c
 *	  Timestamps in the format that JSON documents use.
 *
 * That is the Date Time String Format of ECMA-262, so that programs in any
 * language can read it: ISO 8601 in UTC, with milliseconds.  A year outside 0
 * to 9999 has a sign and six digits; the year 0 is 1 BC.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#include "base/iso_time.h"

PG_FUNCTION_INFO_V1(boh_iso_time);

char *
boh_iso_time_text(TimestampTz time)
{
	struct pg_tm broken;
	fsec_t		microseconds;

	if (TIMESTAMP_NOT_FINITE(time))
		return pstrdup(TIMESTAMP_IS_NOBEGIN(time) ? EARLY : LATE);
	if (timestamp2tm(time, NULL, &broken, &microseconds, NULL, NULL) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return psprintf(broken.tm_year >= 0 && broken.tm_year <= 9999 ?
					"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" :
					"%+07d-%02d-%02dT%02d:%02d:%02d.%03dZ",
					broken.tm_year, broken.tm_mon, broken.tm_mday, broken.tm_hour,
					broken.tm_min, broken.tm_sec, (int) (microseconds / 1000));
}

Datum
boh_iso_time(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(boh_iso_time_text(PG_GETARG_TIMESTAMPTZ(0))));
}
