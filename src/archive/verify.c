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

#include "archive/partition.h"
#include "archive/verify.h"

#define CHECK(statement) {.text = statement, .safe_path = true, .read_only = true, .no_jit = true}

/* The partitions of schema $1; a foreign table cannot have such triggers. */
#define YEARS_OF \
	"pg_class p JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid"
#define IS_YEAR \
	"p.relnamespace = $1 AND p.relname = 'bookings_archive' AND c.relkind = 'r'"

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

/* Others than the owner who have a privilege on a table or on columns of it */
#define GRANTS \
	"(SELECT a.grantee, a.privilege_type FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner" \
	" UNION SELECT a.grantee, a.privilege_type || ' (' || quote_ident(t.attname) || ')'" \
	" FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = c.oid AND a.grantee <> c.relowner)"

static const BohQuery catalog_checks[] = {
	CATALOG_CHECK("SELECT CASE WHEN g.tgenabled IN ('O', 'A') THEN 'trigger is not as boh_archive() makes it'"
				  " ELSE 'trigger is missing or switched off' END, c.relname::text, NULL::uuid,"
				  " CASE WHEN g.tgenabled IN ('O', 'A') THEN"
				  " format('CREATE TRIGGER %I BEFORE %s ON %I.%I FOR EACH %s EXECUTE FUNCTION %I.boh_archive_keep()',"
				  " n.name, n.events, s.nspname, c.relname, n.level, e.nspname) ELSE n.name || ' enabled' END,"
				  " CASE g.tgenabled WHEN 'D' THEN n.name || ' disabled' WHEN 'R' THEN n.name || ' enabled for replication'"
				  " ELSE coalesce(pg_get_triggerdef(g.oid), 'missing') END"
				  " FROM " YEARS_OF " CROSS JOIN " ARCHIVE_TRIGGERS
				  " JOIN pg_namespace s ON s.oid = c.relnamespace"
				  " JOIN pg_extension x ON x.extname = 'boh' JOIN pg_namespace e ON e.oid = x.extnamespace"
				  " LEFT JOIN pg_trigger g ON g.tgrelid = c.oid AND g.tgname = n.name"
				  " WHERE " IS_YEAR " AND " ARCHIVE_TRIGGER_HOLDS " IS NOT TRUE ORDER BY 2, 4"),
	CATALOG_CHECK("SELECT 'row-level security is switched off', c.relname::text, NULL::uuid,"
				  " 'enabled', 'disabled' FROM " YEARS_OF " WHERE " IS_YEAR " AND NOT c.relrowsecurity ORDER BY 2"),
};

const BohChecks boh_archive_catalog_checks = {lengthof(catalog_checks), catalog_checks};

/* Rights of bookings_archive hold for its years; a year has none of its own. */
static const BohQuery rights_checks[] = {
	CATALOG_CHECK("SELECT 'year of the archive has a policy', c.relname::text, NULL::uuid, 'none', o.polname::text"
				  " FROM " YEARS_OF " JOIN pg_policy o ON o.polrelid = c.oid WHERE " IS_YEAR " ORDER BY 2, 5"),
	CATALOG_CHECK("SELECT 'year of the archive has a privilege', c.relname::text, NULL::uuid, 'none',"
				  " string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' for '"
				  " || CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
				  " FROM " YEARS_OF ", LATERAL " GRANTS " a WHERE " IS_YEAR " GROUP BY c.relname, a.grantee ORDER BY 2, 5"),
};

const BohChecks boh_archive_rights_checks = {lengthof(rights_checks), rights_checks};
