/*-------------------------------------------------------------------------
 *
 * text/time_zone.h
 *	  Names of time zones: columns that hold one, and the zone of an event.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_TIME_ZONE_H
#define BOH_TIME_ZONE_H

#include "pgtime.h"

#include "base/row.h"

/*
 * Check a column with the name of a time zone, in a row that a trigger is
 * about to write, and correct upper and lower case in it.  Raises 22023 for a
 * new value that is not a name of the IANA database.
 */
extern void boh_time_zone_check(BohRow *row, const TriggerData *trigger, Oid schema,
								const BohTable *table, int column);

/*
 * The time zone in which to show an event: its own, otherwise the one of its
 * venue, otherwise UTC.  Either name may be NULL.
 */
extern pg_tz *boh_event_zone(const char *own, const char *of_venue);

#endif							/* BOH_TIME_ZONE_H */
