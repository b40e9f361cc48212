/*-------------------------------------------------------------------------
 *
 * find/ical_text.h
 *	  Lines of iCalendar (RFC 5545).
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ICAL_TEXT_H
#define BOH_ICAL_TEXT_H

#include "lib/stringinfo.h"
#include "utils/timestamp.h"

/* Append a line, folded. */
extern void boh_ical_line(StringInfo calendar, const char *line);

/* Append a property whose value is of type TEXT; nothing for NULL. */
extern void boh_ical_text(StringInfo calendar, const char *name, const char *value);

/* Append a property whose value is no TEXT, such as an URI; nothing for NULL. */
extern void boh_ical_value(StringInfo calendar, const char *name, const char *value);

/* A value of type TEXT: escaped, and without control characters */
extern char *boh_ical_escaped(const char *text);

/* 20261129T190000Z */
extern char *boh_ical_utc(TimestampTz time);

/* 20261129T200000 for a time that is seconds east of UTC */
extern char *boh_ical_local(TimestampTz time, int seconds);

#endif							/* BOH_ICAL_TEXT_H */
