/*-------------------------------------------------------------------------
 *
 * find/ical_zone.c
 *	  Times and time zones of iCalendar (RFC 5545).
 *
 * A VTIMEZONE lists each change of the clock that PostgreSQL's database of time
 * zones has around the events, without rules of recurrence: such a rule may
 * change from year to year.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/iso_time.h"
#include "find/ical_text.h"
#include "find/ical_zone.h"

/* How far around an event changes of the clock are told */
#define AROUND (366 * (pg_time_t) SECS_PER_DAY)

/* A change of the clock, and what it is from then on */
typedef struct Change
{
	pg_time_t	at;
	long		before;			/* seconds east of UTC */
	long		after;
	int			daylight;		/* whether it is daylight saving time */
} Change;

/*
 * The first change after a time; false: there is none.  At the last change of
 * its table of several centuries, pg_next_dst_boundary() finds no other one; a
 * second later it does.
 */
static bool
next_change(pg_time_t time, pg_tz *zone, Change *change)
{
	for (int attempt = 0; attempt < 2; attempt++, time++)
	{
		int			daylight_before;

		if (pg_next_dst_boundary(&time, &change->before, &daylight_before, &change->at,
								 &change->after, &change->daylight, zone) > 0)
			return true;
	}
	return false;
}

static bool
is_utc(const pg_tz *zone)
{
	long		offset;

	return pg_get_timezone_offset(zone, &offset) && offset == 0;
}

/*
 * When clocks are set back, an hour happens twice.  Programs do not agree which
 * of the two a local time means.
 */
static bool
happens_twice(TimestampTz time, pg_tz *zone)
{
	pg_time_t	seconds = timestamptz_to_time_t(time);
	Change		change;

	return next_change(seconds - SECS_PER_DAY, zone, &change) &&
		seconds >= change.at - (change.before - change.after) &&
		seconds < change.at + (change.before - change.after);
}

bool
boh_ical_names_zone(TimestampTz time, pg_tz *zone)
{
	return !is_utc(zone) && !happens_twice(time, zone);
}

void
boh_ical_time(StringInfo calendar, const char *name, TimestampTz time, pg_tz *zone)
{
	if (boh_ical_names_zone(time, zone))
		boh_ical_value(calendar, psprintf("%s;TZID=%s", name, pg_get_timezone_name(zone)),
					   boh_ical_local(time, boh_offset(time, zone)));
	else
		boh_ical_value(calendar, name, boh_ical_utc(time));
}

/* As +0100; seconds, which only local mean time has, as +005328 */
static char *
offset_text(long offset)
{
	long		size = labs(offset);
	char	   *text = psprintf("%c%02ld%02ld", offset < 0 ? '-' : '+', size / SECS_PER_HOUR,
								size / SECS_PER_MINUTE % MINS_PER_HOUR);

	return size % SECS_PER_MINUTE == 0 ? text : psprintf("%s%02ld", text, size % SECS_PER_MINUTE);
}

static void
append_change(StringInfo calendar, const Change *change, pg_tz *zone)
{
	const char *kind = change->daylight ? "DAYLIGHT" : "STANDARD";

	boh_ical_value(calendar, "BEGIN", kind);
	boh_ical_value(calendar, "DTSTART",
				   boh_ical_local(time_t_to_timestamptz(change->at), change->before));
	boh_ical_value(calendar, "TZOFFSETFROM", offset_text(change->before));
	boh_ical_value(calendar, "TZOFFSETTO", offset_text(change->after));
	boh_ical_text(calendar, "TZNAME", pg_localtime(&change->at, zone)->tm_zone);
	boh_ical_value(calendar, "END", kind);
}

static int
compare_times(const void *one, const void *other)
{
	TimestampTz left = *(const TimestampTz *) one;
	TimestampTz right = *(const TimestampTz *) other;

	return left < right ? -1 : left > right;
}

void
boh_ical_zone(StringInfo calendar, pg_tz *zone, TimestampTz *times, int count)
{
	pg_time_t	last;
	struct pg_tm *local;
	Change		change;
	int			passed = 0;

	qsort(times, count, sizeof(TimestampTz), compare_times);
	last = timestamptz_to_time_t(times[count - 1]) + AROUND;
	change.at = timestamptz_to_time_t(times[0]) - AROUND;
	local = pg_localtime(&change.at, zone);
	change.before = change.after = local->tm_gmtoff;
	change.daylight = local->tm_isdst;

	boh_ical_value(calendar, "BEGIN", "VTIMEZONE");
	boh_ical_value(calendar, "TZID", pg_get_timezone_name(zone));
	while (change.at <= last)
	{
		Change		next;
		pg_time_t	until = next_change(change.at, zone, &next) ? next.at : last + 1;

		/* Between events that are years apart, changes are left out. */
		CHECK_FOR_INTERRUPTS();
		while (passed < count && timestamptz_to_time_t(times[passed]) + AROUND < change.at)
			passed++;
		if (passed < count && timestamptz_to_time_t(times[passed]) - AROUND < until)
			append_change(calendar, &change, zone);
		if (until > last)
			break;
		change = next;
	}
	boh_ical_value(calendar, "END", "VTIMEZONE");
}
