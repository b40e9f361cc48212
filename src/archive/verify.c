/*-------------------------------------------------------------------------
 *
 * archive/verify.c
 *	  Checks of boh_verify() for the archive: nothing is in both places, or in
 *	  neither.
 *
 * What is wrong with an archived booking itself, and whether seats and
 * statistics count it, is found together with other bookings
 * (booking/verify_booking.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "archive/verify.h"

#define CHECK(statement) {.text = statement, .safe_path = true, .read_only = true, .no_jit = true}

/* The partitions of schema $1; a foreign table cannot have such triggers. */
#define YEARS \
	"pg_class p JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid" \
	" WHERE p.relnamespace = $1 AND p.relname = 'bookings_archive' AND c.relkind = 'r'"

#define CATALOG_CHECK(statement) \
	{.text = statement, .nargs = 1, .argtypes = {OIDOID}, .safe_path = true, .read_only = true}

static const BohQuery checks[] = {
	CHECK("SELECT 'booking is in both tables', 'bookings', b.id, 'bookings or bookings_archive', 'both'"
		  " FROM {schema}.bookings b JOIN {schema}.bookings_archive a ON a.id = b.id ORDER BY b.id"),
	CHECK("SELECT 'archived booking of an event that is not archived', 'bookings_archive', b.id,"
		  " 'a row of events_archive for the year ' || b.event_year, coalesce('year ' || a.event_year, 'no row')"
		  " FROM {schema}.bookings_archive b LEFT JOIN {schema}.events_archive a ON a.event_id = b.event_id"
		  " WHERE a.event_year IS DISTINCT FROM b.event_year ORDER BY b.id"),
	CHECK("SELECT 'event and archive do not match', 'events', coalesce(e.id, a.event_id),"
		  " CASE WHEN e.archived_at IS NULL THEN 'no row of events_archive' ELSE 'a row of events_archive' END,"
		  " CASE WHEN a.event_id IS NULL THEN 'no row' ELSE 'a row' END"
		  " FROM {schema}.events e FULL JOIN {schema}.events_archive a ON a.event_id = e.id"
		  " WHERE (e.archived_at IS NULL) <> (a.event_id IS NULL) ORDER BY 3"),
	CHECK("SELECT 'archived event has content', 'events', e.id, 'content in events_archive alone', 'content'"
		  " FROM {schema}.events e WHERE e.archived_at IS NOT NULL"
		  " AND (e.description IS NOT NULL OR e.image_url IS NOT NULL OR e.video_url IS NOT NULL"
		  " OR EXISTS (SELECT FROM {schema}.event_tags t WHERE t.event_id = e.id)) ORDER BY e.id"),
	CHECK("SELECT 'media file of an archived event is missing', 'events_archive', a.event_id, m.id::text, 'missing'"
		  " FROM {schema}.events_archive a, unnest(a.media_ids) AS m (id)"
		  " WHERE NOT EXISTS (SELECT FROM {schema}.media_files f WHERE f.id = m.id AND f.deleted_at IS NULL)"
		  " ORDER BY 3, 4"),
};

const BohChecks boh_archive_checks = {lengthof(checks), checks};

static const BohQuery catalog_checks[] = {
	CATALOG_CHECK("SELECT 'trigger is missing or switched off', c.relname::text, NULL::uuid,"
				  " n.name || ' enabled', coalesce((SELECT n.name || CASE g.tgenabled"
				  " WHEN 'D' THEN ' disabled' ELSE ' enabled for replication' END FROM pg_trigger g"
				  " WHERE g.tgrelid = c.oid AND g.tgname = n.name), 'missing')"
				  " FROM (VALUES ('boh_bookings_archive_keep'), ('boh_bookings_archive_keep_all')) AS n (name), " YEARS
				  " AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid"
				  " AND g.tgname = n.name AND g.tgenabled IN ('O', 'A')) ORDER BY 2, 4"),
	CATALOG_CHECK("SELECT 'row-level security is switched off', c.relname::text, NULL::uuid,"
				  " 'enabled', 'disabled' FROM " YEARS " AND NOT c.relrowsecurity ORDER BY 2"),
};

const BohChecks boh_archive_catalog_checks = {lengthof(catalog_checks), catalog_checks};
