/*-------------------------------------------------------------------------
 *
 * find/calendar.c
 *	  boh_event_ical() and boh_calendar_ical(): events as iCalendar (RFC 5545
 *	  and 7986).
 *
 * A calendar is the same as long as its events are, so that a web server can
 * answer that nothing has changed.  That is why it has no METHOD: with one,
 * DTSTAMP would be the current time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/query.h"
#include "base/uuid.h"
#include "find/event_document.h"
#include "find/event_list.h"
#include "find/ical_text.h"
#include "find/ical_zone.h"
#include "find/visibility.h"

PG_FUNCTION_INFO_V1(boh_event_ical);
PG_FUNCTION_INFO_V1(boh_calendar_ical);

/* Events of a calendar */
#define MOST_EVENTS 1000

/*
 * A page of a list may be short.  After so many pages, what was found is
 * enough.
 */
#define MOST_PAGES 40

/* How often a program should look for changes */
#define REFRESH "PT1H"

/*
 * A time of iCalendar has four digits for the year.  A year around an event is
 * written, too.
 */
#define FIRST_TIME (INT64CONST(-31525372800) * USECS_PER_SEC)	/* 1001-01-01 */
#define LAST_TIME (INT64CONST(252392544000) * USECS_PER_SEC)	/* 9998-01-01 */

/* Colors of categories (names of CSS 3); others have none. */
static const char *const colors[][2] = {
	{"CONFERENCE", "royalblue"},
	{"WORKSHOP", "seagreen"},
	{"MEETUP", "darkorange"},
	{"CONCERT", "crimson"},
	{"FESTIVAL", "mediumvioletred"},
	{"THEATRE", "purple"},
	{"EXHIBITION", "teal"},
	{"SPORTS", "limegreen"},
	{"NETWORKING", "goldenrod"},
	{"CHARITY", "tomato"},
};

static bool
can_be_written(TimestampTz time)
{
	return time >= FIRST_TIME && time <= LAST_TIME;
}

/*
 * Components
 */

static void
append_color(StringInfo calendar, const char *category)
{
	for (int i = 0; i < (int) lengthof(colors); i++)
	{
		if (strcmp(category, colors[i][0]) == 0)
			boh_ical_value(calendar, "COLOR", colors[i][1]);
	}
}

static void
append_categories(StringInfo calendar, const BohEventDetails *event)
{
	char	   *words = boh_ical_escaped(event->category);
	ListCell   *cell;

	foreach(cell, event->tags)
		words = psprintf("%s,%s", words, boh_ical_escaped(lfirst(cell)));
	boh_ical_value(calendar, "CATEGORIES", words);
}

static void
append_place(StringInfo calendar, const BohEventDetails *event)
{
	const char *const parts[] = {event->venue, event->address, event->city, event->country};
	StringInfoData place;

	if (event->venue == NULL)
		return;
	initStringInfo(&place);
	for (int i = 0; i < (int) lengthof(parts); i++)
	{
		if (parts[i] != NULL)
			appendStringInfo(&place, "%s%s", place.len == 0 ? "" : ", ", parts[i]);
	}
	boh_ical_text(calendar, "LOCATION", place.data);
	if (event->latitude != NULL && event->longitude != NULL)
		boh_ical_value(calendar, "GEO", psprintf("%s;%s", event->latitude, event->longitude));
}

/*
 * It grows with each edit.  Seconds since the event was made fit for 68 years;
 * an import may not tell when that was.
 */
static int
sequence(const BohEventDetails *event)
{
	TimestampTz since = can_be_written(event->created) ? event->created : 0;

	return (int) Max(0, Min((event->changed - since) / USECS_PER_SEC, PG_INT32_MAX));
}

static void
append_event(StringInfo calendar, const BohSite *site, const BohEventDetails *event)
{
	boh_ical_value(calendar, "BEGIN", "VEVENT");
	boh_ical_value(calendar, "UID", boh_uuid_text(&event->id));
	boh_ical_value(calendar, "DTSTAMP", boh_ical_utc(event->changed));
	if (can_be_written(event->created))
		boh_ical_value(calendar, "CREATED", boh_ical_utc(event->created));
	boh_ical_value(calendar, "LAST-MODIFIED", boh_ical_utc(event->changed));
	boh_ical_value(calendar, "SEQUENCE", psprintf("%d", sequence(event)));
	boh_ical_time(calendar, "DTSTART", event->starts, event->zone);
	if (can_be_written(event->ends))
		boh_ical_time(calendar, "DTEND", event->ends, event->zone);
	boh_ical_value(calendar, "STATUS",
				   strcmp(event->status, "CANCELLED") == 0 ? "CANCELLED" : "CONFIRMED");
	boh_ical_text(calendar, event->language == NULL ? "SUMMARY" :
				  psprintf("SUMMARY;LANGUAGE=%s", event->language), event->title);
	boh_ical_text(calendar, event->language == NULL ? "DESCRIPTION" :
				  psprintf("DESCRIPTION;LANGUAGE=%s", event->language), event->description);
	append_place(calendar, event);
	append_categories(calendar, event);
	append_color(calendar, event->category);
	boh_ical_value(calendar, "URL", boh_site_event(site, event->slug));
	boh_ical_value(calendar, "IMAGE;VALUE=URI;DISPLAY=FULLSIZE",
				   boh_site_absolute(site, event->image_url));
	boh_ical_value(calendar, "END", "VEVENT");
}

/* Describe the zone of an event, unless an event before it has the same one. */
static void
append_zone_of(StringInfo calendar, const BohEventDetails *events, int count, int which)
{
	pg_tz	   *zone = events[which].zone;
	TimestampTz *times;
	int			found = 0;

	for (int i = 0; i < which; i++)
	{
		if (events[i].zone == zone)
			return;
	}
	times = palloc(sizeof(TimestampTz) * 2 * count);
	for (int i = which; i < count; i++)
	{
		if (events[i].zone != zone)
			continue;
		if (boh_ical_names_zone(events[i].starts, zone))
			times[found++] = events[i].starts;
		if (can_be_written(events[i].ends) && boh_ical_names_zone(events[i].ends, zone))
			times[found++] = events[i].ends;
	}
	if (found > 0)
		boh_ical_zone(calendar, zone, times, found);
}

static void
begin_calendar(StringInfo calendar)
{
	initStringInfo(calendar);
	boh_ical_value(calendar, "BEGIN", "VCALENDAR");
	boh_ical_value(calendar, "VERSION", "2.0");
	boh_ical_value(calendar, "PRODID", "-//boh//boh " BOH_VERSION "//EN");
	boh_ical_value(calendar, "CALSCALE", "GREGORIAN");
}

static void
end_calendar(StringInfo calendar, const BohSite *site, BohEventDetails *events, int count)
{
	int			written = 0;

	for (int i = 0; i < count; i++)
	{
		if (can_be_written(events[i].starts))
			events[written++] = events[i];
	}
	for (int i = 0; i < written; i++)
		append_zone_of(calendar, events, written, i);
	for (int i = 0; i < written; i++)
	{
		CHECK_FOR_INTERRUPTS();
		append_event(calendar, site, &events[i]);
	}
	boh_ical_value(calendar, "END", "VCALENDAR");
}

/*
 * One event
 */

static Datum
calendar_of(const BohSite *site, BohEventDetails *event,
			TimestampTz now pg_attribute_unused())
{
	StringInfoData calendar;

	begin_calendar(&calendar);
	end_calendar(&calendar, site, event, 1);
	return CStringGetTextDatum(calendar.data);
}

Datum
boh_event_ical(PG_FUNCTION_ARGS)
{
	return boh_event_document(fcinfo, false, calendar_of);
}

/*
 * Many events
 */

static bool
is_given(const Jsonb *filters, const char *name)
{
	JsonbValue	value;

	return filters != NULL &&
		getKeyJsonValueFromContainer((JsonbContainer *) &filters->root, name, strlen(name),
									 &value) != NULL && value.type != jbvNull;
}

/* Add events of a list to ids. */
static int
add_events(BohEventFilter *filter, pg_uuid_t *ids, int count)
{
	BohEventPage page = {.more = true};
	BohPosition after;

	for (int pages = 0; page.more && pages < MOST_PAGES && count < MOST_EVENTS; pages++)
	{
		CHECK_FOR_INTERRUPTS();
		boh_event_list_find(filter, pages == 0 ? NULL : &after, BOH_LISTING_MOST_ROWS, &page);
		for (int i = 0; i < page.count && count < MOST_EVENTS; i++)
			ids[count++] = page.ids[i];
		after = page.next;
	}
	return count;
}

/* The same filters for events that were cancelled and would not be over yet. */
static void
read_cancelled_filter(Oid schema, const BohEyes *eyes, Jsonb *filters, TimestampTz now,
					  BohEventFilter *filter)
{
	Datum		cancelled = DirectFunctionCall1(jsonb_in, CStringGetDatum("{\"status\": \"CANCELLED\", \"order\": \"start\"}"));
	TimestampTz ends_after;

	if (filters != NULL)
		cancelled = DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(filters), cancelled);
	boh_event_filter_read(schema, eyes, DatumGetJsonbP(cancelled), now, BOH_ASKED_BY_LIST, filter);
	ends_after = DatumGetTimestampTz(filter->values[BOH_EVENT_ENDS_AFTER]);
	filter->values[BOH_EVENT_ENDS_AFTER] = TimestampTzGetDatum(Max(ends_after, now));
}

static int
find_events(Oid schema, Jsonb *filters, TimestampTz now, pg_uuid_t *ids)
{
	BohEyes		eyes = {.sees_more = false};
	BohEventFilter filter;
	int			count;

	boh_event_filter_read(schema, &eyes, filters, now, BOH_ASKED_BY_LIST, &filter);
	count = add_events(&filter, ids, 0);
	if (is_given(filters, "status") || is_given(filters, "past"))
		return count;
	read_cancelled_filter(schema, &eyes, filters, now, &filter);
	return add_events(&filter, ids, count);
}

static void
append_properties(StringInfo calendar, const BohSite *site, const char *source,
				  const BohEventDetails *events, int count)
{
	TimestampTz changed = DT_NOBEGIN;

	for (int i = 0; i < count; i++)
		changed = Max(changed, events[i].changed);
	boh_ical_text(calendar, "NAME", site->name);
	boh_ical_text(calendar, "X-WR-CALNAME", site->name);
	boh_ical_value(calendar, "URL", site->url);
	boh_ical_value(calendar, "SOURCE;VALUE=URI", source);
	boh_ical_value(calendar, "REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
	boh_ical_value(calendar, "X-PUBLISHED-TTL", REFRESH);
	if (count > 0)
		boh_ical_value(calendar, "LAST-MODIFIED", boh_ical_utc(changed));
}

Datum
boh_calendar_ical(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	Jsonb	   *filters = boh_filters_argument(fcinfo, 0);
	char	   *source = boh_web_address_argument(fcinfo, 1, "source");
	TimestampTz now = boh_now();
	pg_uuid_t  *ids = palloc(sizeof(pg_uuid_t) * MOST_EVENTS);
	BohEventDetails *events = palloc(sizeof(BohEventDetails) * MOST_EVENTS);
	BohReading	reading;
	BohSite		site;
	int			count;
	StringInfoData calendar;
	Datum		result;

	boh_spi_connect();
	boh_site_read(schema, &site);
	reading = boh_reading_begin(schema);
	count = find_events(schema, filters, now, ids);
	count = boh_event_details(schema, ids, count, false, now, events);
	begin_calendar(&calendar);
	append_properties(&calendar, &site, source, events, count);
	end_calendar(&calendar, &site, events, count);
	result = SPI_datumTransfer(CStringGetTextDatum(calendar.data), false, -1);
	boh_reading_end(reading);
	boh_spi_finish();
	PG_RETURN_DATUM(result);
}
