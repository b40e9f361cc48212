/*-------------------------------------------------------------------------
 *
 * find/jsonld.c
 *	  boh_event_jsonld(): an event as search engines read it, in the words of
 *	  schema.org.
 *
 * The organizer is the site.  The name of the author is personal, and nobody
 * else may read it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "base/error.h"
#include "base/iso_time.h"
#include "base/uuid.h"
#include "find/event_document.h"

PG_FUNCTION_INFO_V1(boh_event_jsonld);

#define TERM(name) "https://schema.org/" name

/* A member that is missing is no member, rather than null. */
static void
add_text(BohDetail *object, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		boh_detail_text(object, key, value);
}

static void
begin_object(BohDetail *object, const char *type)
{
	boh_detail_init(object);
	boh_detail_text(object, "@type", type);
}

static void
add_time(BohDetail *object, const char *key, TimestampTz time, const BohEventDetails *event)
{
	if (!TIMESTAMP_NOT_FINITE(time))
		boh_detail_text(object, key, boh_iso_local_text(time, event->zone));
}

static char *
place(const BohEventDetails *event)
{
	BohDetail	place;
	BohDetail	address;
	BohDetail	position;

	begin_object(&address, "PostalAddress");
	add_text(&address, "streetAddress", event->address);
	add_text(&address, "addressLocality", event->city);
	add_text(&address, "addressCountry", event->country);
	begin_object(&place, "Place");
	boh_detail_text(&place, "name", event->venue);
	boh_detail_object(&place, "address", boh_detail_json(&address));
	if (event->latitude != NULL && event->longitude != NULL)
	{
		begin_object(&position, "GeoCoordinates");
		boh_detail_object(&position, "latitude", event->latitude);
		boh_detail_object(&position, "longitude", event->longitude);
		boh_detail_object(&place, "geo", boh_detail_json(&position));
	}
	return boh_detail_json(&place);
}

static void
add_location(BohDetail *document, const BohSite *site, const BohEventDetails *event)
{
	char	   *url = boh_site_event(site, event->slug);
	BohDetail	location;

	if (event->venue != NULL)
	{
		boh_detail_text(document, "eventAttendanceMode", TERM("OfflineEventAttendanceMode"));
		boh_detail_object(document, "location", place(event));
		return;
	}
	boh_detail_text(document, "eventAttendanceMode", TERM("OnlineEventAttendanceMode"));
	begin_object(&location, "VirtualLocation");
	add_text(&location, "url", url != NULL ? url : boh_site_absolute(site, event->video_url));
	boh_detail_object(document, "location", boh_detail_json(&location));
}

/* Whether a seat can be bought, in the three words that search engines know */
static const char *
availability(const BohEventDetails *event, TimestampTz now)
{
	if (strcmp(event->status, "PUBLISHED") != 0 || event->closes <= now ||
		event->ends <= now || event->seats_left <= 0)
		return TERM("SoldOut");
	return event->opens > now ? TERM("PreOrder") : TERM("InStock");
}

static void
add_offer(BohDetail *document, const BohSite *site, const BohEventDetails *event,
		  TimestampTz now)
{
	BohDetail	offer;

	begin_object(&offer, "Offer");
	boh_detail_object(&offer, "price", event->price);
	boh_detail_text(&offer, "priceCurrency", event->currency);
	boh_detail_text(&offer, "availability", availability(event, now));
	add_time(&offer, "validFrom", event->opens, event);
	add_time(&offer, "validThrough", event->closes, event);
	add_text(&offer, "url", boh_site_event(site, event->slug));
	boh_detail_object(document, "offers", boh_detail_json(&offer));
}

static void
add_organizer(BohDetail *document, const BohSite *site)
{
	BohDetail	organizer;

	if (site->name == NULL)
		return;
	begin_object(&organizer, "Organization");
	boh_detail_text(&organizer, "name", site->name);
	add_text(&organizer, "url", site->url);
	boh_detail_object(document, "organizer", boh_detail_json(&organizer));
}

/* An array of texts */
static void
add_texts(BohDetail *document, const char *key, List *texts)
{
	StringInfoData array;
	ListCell   *cell;

	if (texts == NIL)
		return;
	initStringInfo(&array);
	foreach(cell, texts)
	{
		appendStringInfoString(&array, array.len == 0 ? "[" : ", ");
		escape_json(&array, lfirst(cell));
	}
	appendStringInfoChar(&array, ']');
	boh_detail_object(document, key, array.data);
}

static Datum
document_of(const BohSite *site, BohEventDetails *event, TimestampTz now)
{
	char	   *image = boh_site_absolute(site, event->image_url);
	BohDetail	document;

	boh_detail_init(&document);
	boh_detail_text(&document, "@context", "https://schema.org");
	boh_detail_text(&document, "@type", "Event");
	boh_detail_text(&document, "identifier", boh_uuid_text(&event->id));
	boh_detail_text(&document, "name", event->title);
	add_text(&document, "description", event->description);
	add_text(&document, "inLanguage", event->language);
	add_texts(&document, "keywords", event->tags);
	add_texts(&document, "image", image == NULL ? NIL : list_make1(image));
	add_text(&document, "url", boh_site_event(site, event->slug));
	add_time(&document, "startDate", event->starts, event);
	add_time(&document, "endDate", event->ends, event);
	boh_detail_text(&document, "eventStatus", strcmp(event->status, "CANCELLED") == 0 ?
					TERM("EventCancelled") : TERM("EventScheduled"));
	add_location(&document, site, event);
	add_organizer(&document, site);
	add_offer(&document, site, event, now);
	boh_detail_integer(&document, "maximumAttendeeCapacity", event->capacity);
	boh_detail_integer(&document, "remainingAttendeeCapacity", event->seats_left);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(boh_detail_json(&document)));
}

Datum
boh_event_jsonld(PG_FUNCTION_ARGS)
{
	return boh_event_document(fcinfo, true, document_of);
}
