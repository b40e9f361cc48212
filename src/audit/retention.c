/*-------------------------------------------------------------------------
 *
 * audit/retention.c
 *	  How long rows of the audit are kept.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "datatype/timestamp.h"
#include "utils/datetime.h"

#include "audit/retention.h"

static const struct
{
	const char *name;
	int			months;
	int			days;
}			classes[] = {
	[BOH_RETENTION_SECURITY] = {"SECURITY", 12, 0},
	[BOH_RETENTION_COMPLIANCE] = {"COMPLIANCE", 84, 0},
	[BOH_RETENTION_ADMINISTRATIVE] = {"ADMINISTRATIVE", 24, 0},
	[BOH_RETENTION_ACCESS] = {"ACCESS", 0, 90},
};

const char *
boh_retention_name(BohRetention retention)
{
	return classes[retention].name;
}

bool
boh_retention_named(const char *name, BohRetention *retention)
{
	for (int i = 0; i < BOH_RETENTIONS; i++)
	{
		if (strcmp(classes[i].name, name) == 0)
		{
			*retention = i;
			return true;
		}
	}
	return false;
}

/*
 * The first moment of the month, so many months after the one of time.  A time
 * that no calendar has, which somebody has written by force, has no month:
 * then the result is infinity.
 */
static TimestampTz
month_after(TimestampTz time, int months)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	TimestampTz first;

	if (TIMESTAMP_NOT_FINITE(time) ||
		timestamp2tm(time, NULL, &broken, &microseconds, NULL, NULL) != 0)
		return DT_NOEND;
	months += broken.tm_year * MONTHS_PER_YEAR + broken.tm_mon - 1;
	memset(&broken, 0, sizeof(broken));
	broken.tm_year = months / MONTHS_PER_YEAR;
	broken.tm_mon = months % MONTHS_PER_YEAR + 1;
	broken.tm_mday = 1;
	if (broken.tm_mon < 1 || tm2timestamp(&broken, 0, NULL, &first) != 0)
		return DT_NOEND;
	return first;
}

TimestampTz
boh_month_of(TimestampTz time)
{
	return month_after(time, 0);
}

TimestampTz
boh_next_month(TimestampTz month)
{
	return month_after(month, 1);
}

TimestampTz
boh_retention_end(BohRetention retention, TimestampTz month)
{
	TimestampTz end = month_after(month, 1 + classes[retention].months);

	return TIMESTAMP_NOT_FINITE(end) ? end : end + classes[retention].days * USECS_PER_DAY;
}
