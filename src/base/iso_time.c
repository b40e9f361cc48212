/*-------------------------------------------------------------------------
 *
 * base/iso_time.c
 *	  Timestamps in the format that JSON documents use.
 *
 * That is the Date Time String Format of ECMA-262, so that programs in any
 * language can read it: ISO 8601, either in UTC with milliseconds, or the
 * local time of a zone with its offset.  A year outside 0 to 9999 has a sign
 * and six digits; the year 0 is 1 BC.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#include "base/iso_time.h"

PG_FUNCTION_INFO_V1(boh_iso_time);

#define LONGEST sizeof("+294276-12-31T23:59:59.999+00:00")

/* Returns the end. */
static char *
append(char *end, char separator, int number, int width)
{
	*end++ = separator;
	return pg_ultostr_zeropad(end, number, width);
}

/*
 * Break a time down.  offset, if not NULL, becomes that of the zone at this
 * time, in seconds east of UTC.
 */
static void
break_down(TimestampTz time, pg_tz *zone, struct pg_tm *broken, fsec_t *microseconds,
		   int *offset)
{
	int			west;

	if (timestamp2tm(time, offset == NULL ? NULL : &west, broken, microseconds, NULL, zone) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	if (offset != NULL)
		*offset = -west;
}

/* Date and time to the second; returns the end. */
static char *
append_time(char *end, const struct pg_tm *broken)
{
	char	   *start = end;

	if (broken->tm_year < 0 || broken->tm_year > 9999)
		*end++ = broken->tm_year < 0 ? '-' : '+';
	end = pg_ultostr_zeropad(end, abs(broken->tm_year), end == start ? 4 : 6);
	end = append(end, '-', broken->tm_mon, 2);
	end = append(end, '-', broken->tm_mday, 2);
	end = append(end, 'T', broken->tm_hour, 2);
	end = append(end, ':', broken->tm_min, 2);
	return append(end, ':', broken->tm_sec, 2);
}

static char *
infinite(TimestampTz time)
{
	return pstrdup(TIMESTAMP_IS_NOBEGIN(time) ? EARLY : LATE);
}

char *
boh_iso_time_text(TimestampTz time)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	char	   *text;
	char	   *end;

	if (TIMESTAMP_NOT_FINITE(time))
		return infinite(time);
	break_down(time, NULL, &broken, &microseconds, NULL);
	text = palloc(LONGEST);

	end = append_time(text, &broken);
	end = append(end, '.', microseconds / 1000, 3);
	strcpy(end, "Z");
	return text;
}

int
boh_offset(TimestampTz time, pg_tz *zone)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	int			offset;

	break_down(time, zone, &broken, &microseconds, &offset);
	return offset;
}

/*
 * An offset of local mean time, as before standard time, has seconds, which
 * ISO 8601 cannot write.  So write the same moment with whole minutes.
 */
char *
boh_iso_local_text(TimestampTz time, pg_tz *zone)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	int			minutes;
	char	   *text;
	char	   *end;

	if (TIMESTAMP_NOT_FINITE(time))
		return infinite(time);
	minutes = boh_offset(time, zone) / SECS_PER_MINUTE;
	break_down(time + minutes * USECS_PER_MINUTE, NULL, &broken, &microseconds, NULL);
	text = palloc(LONGEST);

	end = append_time(text, &broken);
	if (microseconds >= 1000)
		end = append(end, '.', microseconds / 1000, 3);
	end = append(end, minutes < 0 ? '-' : '+', abs(minutes) / 60, 2);
	end = append(end, ':', abs(minutes) % 60, 2);
	*end = '\0';
	return text;
}

Datum
boh_iso_time(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(boh_iso_time_text(PG_GETARG_TIMESTAMPTZ(0))));
}
