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

#define LONGEST sizeof("+294276-12-31T23:59:59.999Z")

/* Returns the end. */
static char *
append(char *end, char separator, int number, int width)
{
	*end++ = separator;
	return pg_ultostr_zeropad(end, number, width);
}

char *
boh_iso_time_text(TimestampTz time)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	char	   *text;
	char	   *end;

	if (TIMESTAMP_NOT_FINITE(time))
		return pstrdup(TIMESTAMP_IS_NOBEGIN(time) ? EARLY : LATE);
	if (timestamp2tm(time, NULL, &broken, &microseconds, NULL, NULL) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	text = palloc(LONGEST);
	end = text;

	if (broken.tm_year < 0 || broken.tm_year > 9999)
		*end++ = broken.tm_year < 0 ? '-' : '+';
	end = pg_ultostr_zeropad(end, abs(broken.tm_year), end == text ? 4 : 6);
	end = append(end, '-', broken.tm_mon, 2);
	end = append(end, '-', broken.tm_mday, 2);
	end = append(end, 'T', broken.tm_hour, 2);
	end = append(end, ':', broken.tm_min, 2);
	end = append(end, ':', broken.tm_sec, 2);
	end = append(end, '.', microseconds / 1000, 3);
	strcpy(end, "Z");
	return text;
}

Datum
boh_iso_time(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(boh_iso_time_text(PG_GETARG_TIMESTAMPTZ(0))));
}
