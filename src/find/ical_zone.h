/*-------------------------------------------------------------------------
 *
 * find/ical_zone.h
 *	  Times and time zones of iCalendar (RFC 5545).
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ICAL_ZONE_H
#define BOH_ICAL_ZONE_H

#include "lib/stringinfo.h"
#include "utils/timestamp.h"

/*
 * Append a property with a time, such as DTSTART, in the local time of a zone
 * or, where that would not be clear, in UTC.
 */
extern void boh_ical_time(StringInfo calendar, const char *name, TimestampTz time, pg_tz *zone);

/* Whether such a property names the zone, so that the calendar must describe it */
extern bool boh_ical_names_zone(TimestampTz time, pg_tz *zone);

/*
 * Append a component VTIMEZONE, which is right for these times and about a year
 * before and after each.  Sorts the times; there is at least one.
 */
extern void boh_ical_zone(StringInfo calendar, pg_tz *zone, TimestampTz *times, int count);

#endif							/* BOH_ICAL_ZONE_H */
