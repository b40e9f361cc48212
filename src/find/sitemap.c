/*-------------------------------------------------------------------------
 *
 * find/sitemap.c
 *	  boh_sitemap(): addresses of the site for search engines (sitemaps.org).
 *
 * Parts with pages come first, then parts with events.  Both are in the order of
 * ids, so that a part changes little as the site grows.  To find where a part
 * begins, the entries of an index are read that stand before it, and no rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/iso_time.h"
#include "base/query.h"
#include "find/site.h"
#include "find/visibility.h"
#include "text/markup.h"

PG_FUNCTION_INFO_V1(boh_sitemap);

#define NAMESPACE "http://www.sitemaps.org/schemas/sitemap/0.9"

/*
 * $1: the id after which a part begins.  The first statement of a source finds
 * the last id of the part, and whether it has as many as it can have; the
 * second one finds what is in it: slugs and times.
 */
#define LAST_OF_PART(ids) \
	.text = "SELECT q.id, q.n = 50000 FROM (SELECT p.id, row_number() OVER () AS n FROM (" ids \
	" ORDER BY id LIMIT 50000) p) q ORDER BY q.n DESC LIMIT 1", \
	.nargs = 2, \
	.argtypes = {UUIDOID, TIMESTAMPTZOID}, \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true, \
	.no_jit = true

#define IN_PART(rows) \
	.text = rows " LIMIT 50000", \
	.nargs = 2, \
	.argtypes = {UUIDOID, TIMESTAMPTZOID}, \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true, \
	.no_jit = true

/* $2: now.  Until a page appears anew, readers see the version before. */
#define SEEN_PAGES \
	" FROM {schema}.content_pages p WHERE p.status = 'PUBLISHED' AND p.id > $1" \
	" AND (p.published_at <= $2 OR p.previous_version IS NOT NULL)"

#define LAST_PAGE LAST_OF_PART("SELECT p.id" SEEN_PAGES)
#define PAGES_IN_PART \
	IN_PART("SELECT p.slug, (SELECT v.created_at FROM {schema}.content_page_versions v" \
			" WHERE v.page_id = p.id AND v.version = CASE WHEN p.published_at <= $2" \
			" THEN p.live_version ELSE p.previous_version END)" SEEN_PAGES " ORDER BY p.id")

#define LAST_EVENT \
	LAST_OF_PART("SELECT s.event_id AS id FROM {schema}.event_search s WHERE s.event_id > $1" \
				 " AND $2 IS NOT NULL")
#define EVENTS_IN_PART \
	IN_PART("SELECT e.slug, e.updated_at FROM (SELECT s.event_id FROM {schema}.event_search s" \
			" WHERE s.event_id > $1 AND $2 IS NOT NULL ORDER BY s.event_id LIMIT 50000) s" \
			" JOIN {schema}.events e ON e.id = s.event_id AND " BOH_PUBLIC_EVENT " ORDER BY e.id")

typedef struct Source
{
	BohQuery	last;
	BohQuery	rows;
	char	   *(*address) (const BohSite *site, const char *slug);
} Source;

static const Source pages_as_owner = {
	{LAST_PAGE,.owner_of = "content_pages"}, {PAGES_IN_PART,.owner_of = "content_pages"},
	boh_site_page
};
static const Source pages_as_caller = {{LAST_PAGE}, {PAGES_IN_PART}, boh_site_page};

/* Read as the owner of events: see boh_reading_begin(). */
static const Source events = {{LAST_EVENT}, {EVENTS_IN_PART}, boh_site_event};

#define SOURCES 2

static char *
escaped(const char *text)
{
	StringInfoData xml;

	initStringInfo(&xml);
	boh_append_escaped(&xml, text, strlen(text));
	return xml.data;
}

/*
 * Go to the next part of a source: after becomes the last id of this part.
 * Returns false if this part is the last one; found tells whether it has
 * addresses.
 */
static bool
next_part(Oid schema, const Source *source, TimestampTz now, pg_uuid_t *after, bool *found)
{
	Datum		values[] = {UUIDPGetDatum(after), TimestampTzGetDatum(now)};
	bool		full;

	CHECK_FOR_INTERRUPTS();
	*found = boh_query(&source->last, schema, values, NULL, 1) > 0;
	if (!*found)
		return false;
	*after = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	full = DatumGetBool(boh_required_value(0, 2, BOOLOID));
	SPI_freetuptable(SPI_tuptable);
	return full;
}

static char *
index_of_parts(Oid schema, const BohSite *site, const Source *const *sources, TimestampTz now)
{
	StringInfoData xml;
	int			part = 0;

	initStringInfo(&xml);
	appendStringInfoString(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"" NAMESPACE "\">\n");
	for (int i = 0; i < SOURCES; i++)
	{
		pg_uuid_t	after = {{0}};
		bool		more = true;
		bool		found;

		while (more)
		{
			more = next_part(schema, sources[i], now, &after, &found);
			if (found)
				appendStringInfo(&xml, "<sitemap><loc>%s</loc></sitemap>\n",
								 escaped(boh_site_sitemap(site, ++part)));
		}
	}
	appendStringInfoString(&xml, "</sitemapindex>\n");
	return xml.data;
}

static char *
addresses(Oid schema, const BohSite *site, const Source *source, const pg_uuid_t *after,
		  TimestampTz now)
{
	Datum		values[] = {UUIDPGetDatum(after), TimestampTzGetDatum(now)};
	uint64		count = boh_query(&source->rows, schema, values, NULL, 0);
	StringInfoData xml;

	initStringInfo(&xml);
	appendStringInfoString(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"" NAMESPACE "\">\n");
	for (uint64 row = 0; row < count; row++)
	{
		char	   *slug = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));
		bool		isnull;
		Datum		changed = boh_value(row, 2, TIMESTAMPTZOID, &isnull);

		appendStringInfo(&xml, "<url><loc>%s</loc>", escaped(source->address(site, slug)));
		if (!isnull)
			appendStringInfo(&xml, "<lastmod>%s</lastmod>",
							 boh_iso_time_text(DatumGetTimestampTz(changed)));
		appendStringInfoString(&xml, "</url>\n");
	}
	appendStringInfoString(&xml, "</urlset>\n");
	return xml.data;
}

/* NULL: there is no such part. */
static char *
find_part(Oid schema, const BohSite *site, const Source *const *sources, TimestampTz now, int part)
{
	for (int i = 0; i < SOURCES; i++)
	{
		pg_uuid_t	after = {{0}};
		bool		more = true;
		bool		found;

		while (more)
		{
			pg_uuid_t	before = after;

			more = next_part(schema, sources[i], now, &after, &found);
			if (found && --part == 0)
				return addresses(schema, site, sources[i], &before, now);
		}
	}
	return NULL;
}

Datum
boh_sitemap(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	int			part = boh_argument_integer(fcinfo, 0, "part", 0, PG_INT32_MAX);
	bool		pages_by_owner = boh_reads_as_owner(schema, "content_pages") &&
	boh_reads_as_owner(schema, "content_page_versions");
	const Source *const sources[SOURCES] = {
		pages_by_owner ? &pages_as_owner : &pages_as_caller, &events
	};
	TimestampTz now = boh_now();
	BohReading	reading;
	BohSite		site;
	char	   *xml;
	Datum		result = (Datum) 0;

	boh_spi_connect();
	boh_site_read(schema, &site);
	boh_site_require_url(schema, &site);
	reading = boh_reading_begin(schema);
	xml = part == 0 ? index_of_parts(schema, &site, sources, now) :
		find_part(schema, &site, sources, now, part);
	if (xml != NULL)
		result = SPI_datumTransfer(CStringGetTextDatum(xml), false, -1);
	boh_reading_end(reading);
	boh_spi_finish();
	if (xml == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}
