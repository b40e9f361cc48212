/*-------------------------------------------------------------------------
 *
 * rights/rights_list.c
 *	  The privileges and policies of each profile.
 *
 * This is the one place that says what a profile may do with a table.  The
 * policies are created here rather than by a migration, because a dump names
 * the roles of a policy: where a role is missing, the policy is missing after
 * the restore.  boh_grant() makes it again.
 *
 * Permissive policies of one command are OR-ed.  So each says one reason why a
 * row is visible, in a form that an index serves:
 *
 * - own rows: column = boh_session_user('users');
 * - rows of several events: column = ANY of an array that an uncorrelated
 *   subquery computes once for each statement;
 * - for roles with the profile admin: column BETWEEN two ids.  They are the
 *   person's own id twice or, for an ADMIN, the lowest and the highest of all.
 *   An OR with "is an ADMIN" would lead to a sequential scan for everybody.
 *
 * The direct insert (base/insert.c) evaluates policies without subqueries.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "rights/rights_list.h"

#define EQ " OPERATOR(pg_catalog.=) "
#define AND_BETWEEN(column, first, last) \
	column " OPERATOR(pg_catalog.>=) {extension}." first "({users})" \
	" AND " column " OPERATOR(pg_catalog.<=) {extension}." last "({users})"

#define IS_OWN(column) column EQ "{extension}.boh_session_user({users})"
#define IS_AUTHOR(column) column EQ "{extension}.boh_session_organizer({users})"
#define IS_ADMIN "{extension}.boh_session_is_admin({users})"

/* the person's own rows or, for an ADMIN, all; likewise for an organizer's */
#define IN_REACH(column) AND_BETWEEN(column, "boh_session_first_user", "boh_session_last_user")
#define IN_CHARGE(column) AND_BETWEEN(column, "boh_session_first_author", "boh_session_last_author")

#define OF_OWN_EVENTS(column) \
	column EQ "ANY ((SELECT {extension}.boh_own_events({events}))::pg_catalog.uuid[])"
#define OF_BOOKED_EVENTS(column) \
	column EQ "ANY ((SELECT {extension}.boh_booked_events({bookings}))::pg_catalog.uuid[])"

#define PUBLISHED "status" EQ "'PUBLISHED'"
#define VISIBLE_EVENT "EXISTS (SELECT FROM {schema}.events e WHERE e.id" EQ "event_id)"
#define EVENT_IN_CHARGE \
	"EXISTS (SELECT FROM {schema}.events e WHERE e.id" EQ "event_id AND " IN_CHARGE("e.author_id") ")"

#define USER_COLUMNS \
	"id, email_verified_at, created_at, updated_at, deleted_at, role, email, name, phone"
#define EVENT_COLUMNS \
	"venue_id, start_date, end_date, booking_opens_at, booking_closes_at, capacity," \
	" max_seats_per_user, booking_lanes, status, category, price, currency, slug, title," \
	" image_url, video_url, description"
#define BOOKING_COLUMNS \
	"id, user_id, event_id, booking_date, expires_at, confirmed_at, cancelled_at, refunded_at," \
	" expired_at, updated_at, seats, status, unit_price, total_price, currency," \
	" payment_reference, refund_reference"
#define ALL_ROWS "SELECT, INSERT, UPDATE, DELETE"

const BohPrivilege boh_privilege_list[] = {
	{PROFILE_APP, "users", "SELECT (" BOH_OPEN_COLUMNS "), UPDATE (name, phone)", NULL},
	{PROFILE_APP, "venues", "SELECT", NULL},
	{PROFILE_APP, "tags", "SELECT, INSERT (id, name, slug)", NULL},
	{PROFILE_APP, "events", "SELECT, INSERT (id, author_id, " EVENT_COLUMNS "),"
	" UPDATE (" EVENT_COLUMNS "), DELETE", NULL},
	{PROFILE_APP, "events", "INSERT (time_zone, language), UPDATE (time_zone, language)", "language"},
	{PROFILE_APP, "event_tags", "SELECT, INSERT, DELETE", NULL},
	{PROFILE_APP, "bookings", "SELECT, INSERT (id, user_id, event_id, seats, status, unit_price,"
		" total_price, currency, payment_reference, idempotency_key),"
	" UPDATE (status, seats, total_price, payment_reference, cancel_reason)", NULL},
	{PROFILE_APP, "bookings_archive", "SELECT", NULL},
	{PROFILE_APP, "events_archive", "SELECT", NULL},
	{PROFILE_APP, "all_bookings", "SELECT", NULL},
	{PROFILE_APP, "all_events", "SELECT", NULL},
	{PROFILE_APP, "consents", "SELECT", NULL},

	{PROFILE_ADMIN, "users", "SELECT (" BOH_OPEN_COLUMNS "),"
		" INSERT (id, email_verified_at, role, email, name, phone),"
	" UPDATE (email_verified_at, deleted_at, role, email, name, phone), DELETE", NULL},
	{PROFILE_ADMIN, "venues", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "tags", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "events", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "event_tags", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "bookings", "SELECT, INSERT (id, user_id, event_id, seats, status, unit_price,"
		" total_price, currency, payment_reference, idempotency_key, expires_at),"
		" UPDATE (status, seats, total_price, payment_reference, refund_reference, cancel_reason,"
	" expires_at)", NULL},
	{PROFILE_ADMIN, "bookings_archive", "SELECT", NULL},
	{PROFILE_ADMIN, "events_archive", "SELECT", NULL},
	{PROFILE_ADMIN, "all_bookings", "SELECT", NULL},
	{PROFILE_ADMIN, "all_events", "SELECT", NULL},
	{PROFILE_ADMIN, "consents", "SELECT", NULL},
	{PROFILE_ADMIN, "content_pages", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "content_page_versions", "SELECT, INSERT, DELETE", NULL},
	{PROFILE_ADMIN, "content_sections", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "section_schemas", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "slug_redirects", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "media_files", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "media_references", "SELECT", NULL},
	{PROFILE_ADMIN, "site_settings", ALL_ROWS, NULL},
	{PROFILE_ADMIN, "maintenance_tasks", "SELECT", NULL},
	{PROFILE_ADMIN, "boh_backup_log", "SELECT", NULL},

	{PROFILE_AUTH, "users", "SELECT (id, email, password_hash, role, email_verified_at, deleted_at),"
		" INSERT (id, email, password_hash, name, phone),"
	" UPDATE (password_hash, email_verified_at)", NULL},

	{PROFILE_PAYMENTS, "bookings", "SELECT (" BOOKING_COLUMNS "),"
	" UPDATE (status, payment_reference, refund_reference)", NULL},
	{PROFILE_PAYMENTS, "bookings_archive", "SELECT (" BOOKING_COLUMNS ")", NULL},

	{PROFILE_MAINTENANCE, "maintenance_tasks", "SELECT", NULL},
	{PROFILE_MAINTENANCE, "boh_backup_log", "SELECT, INSERT", NULL},

	{PROFILE_REPORTING, "users", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "venues", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "tags", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "events", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "event_tags", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "bookings", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "bookings_archive", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "events_archive", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},
	{PROFILE_REPORTING, "consents", "SELECT (" BOH_REPORTING_COLUMNS ")", NULL},

	{PROFILE_SERVICE, "users", "SELECT (" BOH_OPEN_COLUMNS "), INSERT (" USER_COLUMNS "),"
	" UPDATE (" USER_COLUMNS "), DELETE", NULL},
	{PROFILE_SERVICE, "venues", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "tags", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "events", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "event_tags", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "bookings", "SELECT, INSERT, UPDATE, DELETE", NULL},
	{PROFILE_SERVICE, "bookings_archive", "SELECT", NULL},
	{PROFILE_SERVICE, "events_archive", "SELECT", NULL},
	{PROFILE_SERVICE, "all_bookings", "SELECT", NULL},
	{PROFILE_SERVICE, "all_events", "SELECT", NULL},
	{PROFILE_SERVICE, "consents", "SELECT", NULL},
	{PROFILE_SERVICE, "content_pages", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "content_page_versions", "SELECT, INSERT, DELETE", NULL},
	{PROFILE_SERVICE, "content_sections", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "section_schemas", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "slug_redirects", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "media_files", ALL_ROWS, NULL},
	{PROFILE_SERVICE, "media_references", "SELECT", NULL},
	{PROFILE_SERVICE, "site_settings", ALL_ROWS, NULL},
};

const int	boh_privilege_count = lengthof(boh_privilege_list);

#define ADMIN_ONLY(table) \
	{PROFILE_ADMIN, table, "admin_all", "ALL", IS_ADMIN, IS_ADMIN}
#define EVERYBODY_READS(profile, prefix, table) \
	{profile, table, prefix "_read", "SELECT", "true", NULL}
#define ALL_OF(table) \
	{PROFILE_SERVICE, table, "service_all", "ALL", "true", "true"}

const BohPolicy boh_policy_list[] = {
	/* users */
	{PROFILE_APP, "users", "app_read_own", "SELECT", IS_OWN("id"), NULL},
	{PROFILE_APP, "users", "app_update_own", "UPDATE", IS_OWN("id"), NULL},
	{PROFILE_ADMIN, "users", "admin_read", "SELECT", IN_REACH("id"), NULL},
	{PROFILE_ADMIN, "users", "admin_insert", "INSERT", NULL, IS_ADMIN},
	{PROFILE_ADMIN, "users", "admin_update", "UPDATE", IN_REACH("id"), NULL},
	{PROFILE_ADMIN, "users", "admin_delete", "DELETE", IS_ADMIN, NULL},
	{PROFILE_AUTH, "users", "auth_read", "SELECT", "true", NULL},
	{PROFILE_AUTH, "users", "auth_insert", "INSERT", NULL, "role" EQ "'USER' AND deleted_at IS NULL"},
	{PROFILE_AUTH, "users", "auth_update", "UPDATE", "true", NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "users"),
	ALL_OF("users"),

	/* venues and tags */
	EVERYBODY_READS(PROFILE_APP, "app", "venues"),
	EVERYBODY_READS(PROFILE_ADMIN, "admin", "venues"),
	{PROFILE_ADMIN, "venues", "admin_insert", "INSERT", NULL, IS_ADMIN},
	{PROFILE_ADMIN, "venues", "admin_update", "UPDATE", IS_ADMIN, NULL},
	{PROFILE_ADMIN, "venues", "admin_delete", "DELETE", IS_ADMIN, NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "venues"),
	ALL_OF("venues"),
	EVERYBODY_READS(PROFILE_APP, "app", "tags"),
	{PROFILE_APP, "tags", "app_insert", "INSERT", NULL, "{extension}.boh_session_organizer({users}) IS NOT NULL"},
	EVERYBODY_READS(PROFILE_ADMIN, "admin", "tags"),
	{PROFILE_ADMIN, "tags", "admin_insert", "INSERT", NULL, "{extension}.boh_session_organizer({users}) IS NOT NULL"},
	{PROFILE_ADMIN, "tags", "admin_update", "UPDATE", IS_ADMIN, NULL},
	{PROFILE_ADMIN, "tags", "admin_delete", "DELETE", IS_ADMIN, NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "tags"),
	ALL_OF("tags"),

	/* events */
	{PROFILE_APP, "events", "app_read_published", "SELECT", PUBLISHED, NULL},
	{PROFILE_APP, "events", "app_read_own", "SELECT", IS_AUTHOR("author_id"), NULL},
	{PROFILE_APP, "events", "app_read_booked", "SELECT", OF_BOOKED_EVENTS("id"), NULL},
	{PROFILE_APP, "events", "app_insert_own", "INSERT", NULL, IS_AUTHOR("author_id")},
	{PROFILE_APP, "events", "app_update_own", "UPDATE", IS_AUTHOR("author_id"), NULL},
	{PROFILE_APP, "events", "app_delete_own", "DELETE", IS_AUTHOR("author_id"), NULL},
	{PROFILE_ADMIN, "events", "admin_read_published", "SELECT", PUBLISHED, NULL},
	{PROFILE_ADMIN, "events", "admin_read", "SELECT", IN_CHARGE("author_id"), NULL},
	{PROFILE_ADMIN, "events", "admin_read_booked", "SELECT", OF_BOOKED_EVENTS("id"), NULL},
	{PROFILE_ADMIN, "events", "admin_insert", "INSERT", NULL, IN_CHARGE("author_id")},
	{PROFILE_ADMIN, "events", "admin_update", "UPDATE", IN_CHARGE("author_id"), NULL},
	{PROFILE_ADMIN, "events", "admin_delete", "DELETE", IN_CHARGE("author_id"), NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "events"),
	ALL_OF("events"),

	/* event_tags */
	{PROFILE_APP, "event_tags", "app_read", "SELECT", VISIBLE_EVENT, NULL},
	{PROFILE_APP, "event_tags", "app_insert_own", "INSERT", NULL, OF_OWN_EVENTS("event_id")},
	{PROFILE_APP, "event_tags", "app_delete_own", "DELETE", OF_OWN_EVENTS("event_id"), NULL},
	{PROFILE_ADMIN, "event_tags", "admin_read", "SELECT", VISIBLE_EVENT, NULL},
	{PROFILE_ADMIN, "event_tags", "admin_insert", "INSERT", NULL, EVENT_IN_CHARGE},
	{PROFILE_ADMIN, "event_tags", "admin_update", "UPDATE", EVENT_IN_CHARGE, NULL},
	{PROFILE_ADMIN, "event_tags", "admin_delete", "DELETE", EVENT_IN_CHARGE, NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "event_tags"),
	ALL_OF("event_tags"),

	/* bookings */
	{PROFILE_APP, "bookings", "app_read_own", "SELECT", IS_OWN("user_id"), NULL},
	{PROFILE_APP, "bookings", "app_read_of_events", "SELECT", OF_OWN_EVENTS("event_id"), NULL},
	{PROFILE_APP, "bookings", "app_insert_own", "INSERT", NULL, IS_OWN("user_id")},
	{PROFILE_APP, "bookings", "app_update_own", "UPDATE", IS_OWN("user_id"), NULL},
	{PROFILE_APP, "bookings", "app_update_of_events", "UPDATE", OF_OWN_EVENTS("event_id"), NULL},
	{PROFILE_ADMIN, "bookings", "admin_read", "SELECT", IN_REACH("user_id"), NULL},
	{PROFILE_ADMIN, "bookings", "admin_read_of_events", "SELECT", OF_OWN_EVENTS("event_id"), NULL},
	{PROFILE_ADMIN, "bookings", "admin_insert", "INSERT", NULL, IN_REACH("user_id")},
	{PROFILE_ADMIN, "bookings", "admin_update", "UPDATE", IN_REACH("user_id"), NULL},
	{PROFILE_ADMIN, "bookings", "admin_update_of_events", "UPDATE", OF_OWN_EVENTS("event_id"), NULL},
	{PROFILE_PAYMENTS, "bookings", "payments_read", "SELECT", "true", NULL},
	{PROFILE_PAYMENTS, "bookings", "payments_update", "UPDATE", "true", NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "bookings"),
	ALL_OF("bookings"),

	/* the archive: written by its functions alone */
	{PROFILE_APP, "bookings_archive", "app_read_own", "SELECT", IS_OWN("user_id"), NULL},
	{PROFILE_APP, "bookings_archive", "app_read_of_events", "SELECT", OF_OWN_EVENTS("event_id"), NULL},
	{PROFILE_ADMIN, "bookings_archive", "admin_read", "SELECT", IN_REACH("user_id"), NULL},
	{PROFILE_ADMIN, "bookings_archive", "admin_read_of_events", "SELECT", OF_OWN_EVENTS("event_id"), NULL},
	EVERYBODY_READS(PROFILE_PAYMENTS, "payments", "bookings_archive"),
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "bookings_archive"),
	EVERYBODY_READS(PROFILE_SERVICE, "service", "bookings_archive"),
	{PROFILE_APP, "events_archive", "app_read", "SELECT", VISIBLE_EVENT, NULL},
	{PROFILE_ADMIN, "events_archive", "admin_read", "SELECT", VISIBLE_EVENT, NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "events_archive"),
	EVERYBODY_READS(PROFILE_SERVICE, "service", "events_archive"),

	/* consents: written by boh_record_consent() alone */
	{PROFILE_APP, "consents", "app_read_own", "SELECT", IS_OWN("user_id"), NULL},
	{PROFILE_ADMIN, "consents", "admin_read", "SELECT", IN_REACH("user_id"), NULL},
	EVERYBODY_READS(PROFILE_REPORTING, "reporting", "consents"),
	EVERYBODY_READS(PROFILE_SERVICE, "service", "consents"),

	/* content: what is published is read by functions, with the owner's eyes */
	ADMIN_ONLY("content_pages"),
	ALL_OF("content_pages"),
	ADMIN_ONLY("content_page_versions"),
	ALL_OF("content_page_versions"),
	ADMIN_ONLY("content_sections"),
	ALL_OF("content_sections"),
	ADMIN_ONLY("section_schemas"),
	ALL_OF("section_schemas"),
	ADMIN_ONLY("slug_redirects"),
	ALL_OF("slug_redirects"),
	ADMIN_ONLY("media_files"),
	ALL_OF("media_files"),
	ADMIN_ONLY("media_references"),
	ALL_OF("media_references"),
	ADMIN_ONLY("site_settings"),
	ALL_OF("site_settings"),

	/* operation: the owner says what is done, and boh_maintain() how it went */
	{PROFILE_ADMIN, "maintenance_tasks", "admin_read", "SELECT", IS_ADMIN, NULL},
	EVERYBODY_READS(PROFILE_MAINTENANCE, "maintenance", "maintenance_tasks"),
	{PROFILE_ADMIN, "boh_backup_log", "admin_read", "SELECT", IS_ADMIN, NULL},
	EVERYBODY_READS(PROFILE_MAINTENANCE, "maintenance", "boh_backup_log"),
	{PROFILE_MAINTENANCE, "boh_backup_log", "maintenance_insert", "INSERT", NULL, "true"},
};

const int	boh_policy_count = lengthof(boh_policy_list);

const BohPolicy *
boh_policy_named(const char *table, const char *name)
{
	for (int i = 0; i < boh_policy_count; i++)
	{
		if (strcmp(boh_policy_list[i].table, table) == 0 &&
			strcmp(boh_policy_list[i].name, name) == 0)
			return &boh_policy_list[i];
	}
	return NULL;
}
