CREATE FUNCTION boh_event_ical(slug text) RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_ical';
COMMENT ON FUNCTION boh_event_ical(text) IS
	'The event that a slug leads to as an iCalendar file (RFC 5545 and 7986), with its time zone; NULL if there is no such event that everybody may see. UID is the id of the event. SEQUENCE grows when the event or its venue is changed: seconds from created_at to the last change. A cancelled event has STATUS:CANCELLED. Addresses need the public setting site.url. Needs only USAGE on the schema. Raises 22004, 22023 (a setting that cannot be used).';

CREATE FUNCTION boh_calendar_ical(filters jsonb DEFAULT NULL, source text DEFAULT NULL) RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_calendar_ical';
COMMENT ON FUNCTION boh_calendar_ical(jsonb, text) IS
	'Events that everybody may see as an iCalendar file (RFC 5545 and 7986) to subscribe to, at most 1,000, soonest first. filters are those of boh_list_events(); without status and past, the file has the PUBLISHED events that are not over, and then the CANCELLED ones. source is the http or https address at which this calendar is served (NULL: not told), at most 2000 characters. The same events give the same text. Needs only USAGE on the schema. Raises 22023 (filters, source, a setting that cannot be used), what the types of filters raise.';

CREATE FUNCTION boh_event_jsonld(slug text) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_jsonld';
COMMENT ON FUNCTION boh_event_jsonld(text) IS
	'The event that a slug leads to as search engines read it: an Event of schema.org, in JSON-LD; NULL if there is no such event that everybody may see. Times are local, with offset. Addresses and the organizer need the public settings site.url and site.name. Write < as \u003c before you put it into HTML. Needs only USAGE on the schema. Raises 22004, 22023 (a setting that cannot be used).';

CREATE FUNCTION boh_sitemap(part integer DEFAULT 0) RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_sitemap';
COMMENT ON FUNCTION boh_sitemap(integer) IS
	'A site map as sitemaps.org defines it. Part 0 is the index, with the addresses of all other parts; each of these has the addresses of at most 50,000 pages that readers see now, or of as many events that everybody may see, and when each was last changed. NULL: there is no such part. Needs the public setting site.url; site.event_path, site.page_path, site.sitemap_path and site.home_page are used if they are public. Needs only USAGE on the schema. Raises 22004, 22023 (part below 0, a setting that cannot be used), 55000 (no site.url).';
