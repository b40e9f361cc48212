/*-------------------------------------------------------------------------
 *
 * rights/column_class.c
 *	  What kind of data each column holds.
 *
 * This is the one place that says so.  The audit, exports, erasure, the
 * privileges of the profile reporting and the masking of copies follow it.
 * Ids of people are not personal data here: they say something only together
 * with the row of users that they name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "rights/column_class.h"

const BohColumnEntry boh_column_list[] = {
	{"users", "id", BOH_COLUMN_NEITHER},
	{"users", "email_verified_at", BOH_COLUMN_NEITHER},
	{"users", "created_at", BOH_COLUMN_NEITHER},
	{"users", "updated_at", BOH_COLUMN_NEITHER},
	{"users", "deleted_at", BOH_COLUMN_NEITHER},
	{"users", "role", BOH_COLUMN_NEITHER},
	{"users", "email", BOH_COLUMN_CUSTOMER},
	{"users", "password_hash", BOH_COLUMN_CREDENTIAL},
	{"users", "name", BOH_COLUMN_CUSTOMER},
	{"users", "phone", BOH_COLUMN_CUSTOMER},

	{"venues", "id", BOH_COLUMN_NEITHER},
	{"venues", "latitude", BOH_COLUMN_NEITHER},
	{"venues", "longitude", BOH_COLUMN_NEITHER},
	{"venues", "created_at", BOH_COLUMN_NEITHER},
	{"venues", "updated_at", BOH_COLUMN_NEITHER},
	{"venues", "capacity", BOH_COLUMN_NEITHER},
	{"venues", "slug", BOH_COLUMN_NEITHER},
	{"venues", "name", BOH_COLUMN_NEITHER},
	{"venues", "description", BOH_COLUMN_NEITHER},
	{"venues", "address", BOH_COLUMN_NEITHER},
	{"venues", "city", BOH_COLUMN_NEITHER},
	{"venues", "country", BOH_COLUMN_NEITHER},
	{"venues", "amenities", BOH_COLUMN_NEITHER},

	{"events", "id", BOH_COLUMN_NEITHER},
	{"events", "author_id", BOH_COLUMN_NEITHER},
	{"events", "venue_id", BOH_COLUMN_NEITHER},
	{"events", "start_date", BOH_COLUMN_NEITHER},
	{"events", "end_date", BOH_COLUMN_NEITHER},
	{"events", "booking_opens_at", BOH_COLUMN_NEITHER},
	{"events", "booking_closes_at", BOH_COLUMN_NEITHER},
	{"events", "created_at", BOH_COLUMN_NEITHER},
	{"events", "updated_at", BOH_COLUMN_NEITHER},
	{"events", "capacity", BOH_COLUMN_NEITHER},
	{"events", "booked_count", BOH_COLUMN_NEITHER},
	{"events", "max_seats_per_user", BOH_COLUMN_NEITHER},
	{"events", "status", BOH_COLUMN_NEITHER},
	{"events", "category", BOH_COLUMN_NEITHER},
	{"events", "price", BOH_COLUMN_FINANCIAL},
	{"events", "currency", BOH_COLUMN_FINANCIAL},
	{"events", "slug", BOH_COLUMN_NEITHER},
	{"events", "title", BOH_COLUMN_NEITHER},
	{"events", "image_url", BOH_COLUMN_NEITHER},
	{"events", "video_url", BOH_COLUMN_NEITHER},
	{"events", "description", BOH_COLUMN_NEITHER},
	{"events", "booking_lanes", BOH_COLUMN_NEITHER},
	{"events", "booking_waited_at", BOH_COLUMN_NEITHER},

	{"bookings", "id", BOH_COLUMN_NEITHER},
	{"bookings", "user_id", BOH_COLUMN_NEITHER},
	{"bookings", "event_id", BOH_COLUMN_NEITHER},
	{"bookings", "booking_date", BOH_COLUMN_NEITHER},
	{"bookings", "expires_at", BOH_COLUMN_NEITHER},
	{"bookings", "confirmed_at", BOH_COLUMN_NEITHER},
	{"bookings", "cancelled_at", BOH_COLUMN_NEITHER},
	{"bookings", "refunded_at", BOH_COLUMN_NEITHER},
	{"bookings", "updated_at", BOH_COLUMN_NEITHER},
	{"bookings", "seats", BOH_COLUMN_NEITHER},
	{"bookings", "status", BOH_COLUMN_NEITHER},
	{"bookings", "unit_price", BOH_COLUMN_FINANCIAL},
	{"bookings", "total_price", BOH_COLUMN_FINANCIAL},
	{"bookings", "currency", BOH_COLUMN_FINANCIAL},
	{"bookings", "payment_reference", BOH_COLUMN_FINANCIAL},
	{"bookings", "refund_reference", BOH_COLUMN_FINANCIAL},
	{"bookings", "idempotency_key", BOH_COLUMN_CUSTOMER},
	{"bookings", "idempotency_request", BOH_COLUMN_CUSTOMER},
	{"bookings", "cancel_reason", BOH_COLUMN_CUSTOMER},
	{"bookings", "expired_at", BOH_COLUMN_NEITHER},

	{"tags", "id", BOH_COLUMN_NEITHER},
	{"tags", "created_at", BOH_COLUMN_NEITHER},
	{"tags", "updated_at", BOH_COLUMN_NEITHER},
	{"tags", "slug", BOH_COLUMN_NEITHER},
	{"tags", "name", BOH_COLUMN_NEITHER},

	{"event_tags", "event_id", BOH_COLUMN_NEITHER},
	{"event_tags", "tag_id", BOH_COLUMN_NEITHER},

	{"booking_lanes", "event_id", BOH_COLUMN_NEITHER},
	{"booking_lanes", "capacity", BOH_COLUMN_NEITHER},
	{"booking_lanes", "booked", BOH_COLUMN_NEITHER},
	{"booking_lanes", "lane", BOH_COLUMN_NEITHER},

	{"content_pages", "id", BOH_COLUMN_NEITHER},
	{"content_pages", "author_id", BOH_COLUMN_NEITHER},
	{"content_pages", "published_at", BOH_COLUMN_NEITHER},
	{"content_pages", "created_at", BOH_COLUMN_NEITHER},
	{"content_pages", "updated_at", BOH_COLUMN_NEITHER},
	{"content_pages", "live_version", BOH_COLUMN_NEITHER},
	{"content_pages", "previous_version", BOH_COLUMN_NEITHER},
	{"content_pages", "status", BOH_COLUMN_NEITHER},
	{"content_pages", "slug", BOH_COLUMN_NEITHER},
	{"content_pages", "title", BOH_COLUMN_NEITHER},
	{"content_pages", "meta_description", BOH_COLUMN_NEITHER},

	{"content_page_versions", "page_id", BOH_COLUMN_NEITHER},
	{"content_page_versions", "created_by", BOH_COLUMN_NEITHER},
	{"content_page_versions", "created_at", BOH_COLUMN_NEITHER},
	{"content_page_versions", "version", BOH_COLUMN_NEITHER},
	{"content_page_versions", "reason", BOH_COLUMN_STAFF},
	{"content_page_versions", "snapshot", BOH_COLUMN_NEITHER},
	{"content_page_versions", "hidden_sections", BOH_COLUMN_NEITHER},

	{"content_sections", "id", BOH_COLUMN_NEITHER},
	{"content_sections", "page_id", BOH_COLUMN_NEITHER},
	{"content_sections", "created_at", BOH_COLUMN_NEITHER},
	{"content_sections", "updated_at", BOH_COLUMN_NEITHER},
	{"content_sections", "position", BOH_COLUMN_NEITHER},
	{"content_sections", "type", BOH_COLUMN_NEITHER},
	{"content_sections", "is_visible", BOH_COLUMN_NEITHER},
	{"content_sections", "data", BOH_COLUMN_NEITHER},

	{"section_schemas", "created_at", BOH_COLUMN_NEITHER},
	{"section_schemas", "updated_at", BOH_COLUMN_NEITHER},
	{"section_schemas", "type", BOH_COLUMN_NEITHER},
	{"section_schemas", "schema", BOH_COLUMN_NEITHER},
	{"section_schemas", "description", BOH_COLUMN_NEITHER},

	{"slug_redirects", "page_id", BOH_COLUMN_NEITHER},
	{"slug_redirects", "event_id", BOH_COLUMN_NEITHER},
	{"slug_redirects", "created_at", BOH_COLUMN_NEITHER},
	{"slug_redirects", "entity", BOH_COLUMN_NEITHER},
	{"slug_redirects", "slug", BOH_COLUMN_NEITHER},

	{"media_files", "id", BOH_COLUMN_NEITHER},
	{"media_files", "uploaded_by", BOH_COLUMN_NEITHER},
	{"media_files", "created_at", BOH_COLUMN_NEITHER},
	{"media_files", "updated_at", BOH_COLUMN_NEITHER},
	{"media_files", "deleted_at", BOH_COLUMN_NEITHER},
	{"media_files", "purge_started_at", BOH_COLUMN_NEITHER},
	{"media_files", "thumbnail_taken_at", BOH_COLUMN_NEITHER},
	{"media_files", "file_size", BOH_COLUMN_NEITHER},
	{"media_files", "width", BOH_COLUMN_NEITHER},
	{"media_files", "height", BOH_COLUMN_NEITHER},
	{"media_files", "thumbnail_attempts", BOH_COLUMN_NEITHER},
	{"media_files", "filename", BOH_COLUMN_NEITHER},
	{"media_files", "original_filename", BOH_COLUMN_STAFF},
	{"media_files", "mime_type", BOH_COLUMN_NEITHER},
	{"media_files", "folder", BOH_COLUMN_NEITHER},
	{"media_files", "url", BOH_COLUMN_NEITHER},
	{"media_files", "thumbnail_url", BOH_COLUMN_NEITHER},
	{"media_files", "alt_text", BOH_COLUMN_NEITHER},

	{"media_references", "media_id", BOH_COLUMN_NEITHER},
	{"media_references", "entity_id", BOH_COLUMN_NEITHER},
	{"media_references", "entity", BOH_COLUMN_NEITHER},
	{"media_references", "path", BOH_COLUMN_NEITHER},
	{"media_references", "target", BOH_COLUMN_NEITHER},

	{"site_settings", "id", BOH_COLUMN_NEITHER},
	{"site_settings", "created_at", BOH_COLUMN_NEITHER},
	{"site_settings", "updated_at", BOH_COLUMN_NEITHER},
	{"site_settings", "type", BOH_COLUMN_NEITHER},
	{"site_settings", "setting_group", BOH_COLUMN_NEITHER},
	{"site_settings", "is_public", BOH_COLUMN_NEITHER},
	{"site_settings", "key", BOH_COLUMN_NEITHER},
	{"site_settings", "value", BOH_COLUMN_NEITHER},
	{"site_settings", "description", BOH_COLUMN_NEITHER},

	{"session_keys", "valid_from", BOH_COLUMN_NEITHER},
	{"session_keys", "valid_to", BOH_COLUMN_NEITHER},
	{"session_keys", "created_at", BOH_COLUMN_NEITHER},
	{"session_keys", "kid", BOH_COLUMN_NEITHER},
	{"session_keys", "algorithm", BOH_COLUMN_NEITHER},
	{"session_keys", "public_key", BOH_COLUMN_NEITHER},
	{"session_keys", "issuer", BOH_COLUMN_NEITHER},
	{"session_keys", "audience", BOH_COLUMN_NEITHER},

	{"role_profiles", "granted_at", BOH_COLUMN_NEITHER},
	{"role_profiles", "keeps_privileges", BOH_COLUMN_NEITHER},
	{"role_profiles", "role_name", BOH_COLUMN_NEITHER},
	{"role_profiles", "profile", BOH_COLUMN_NEITHER},
	{"role_profiles", "granted_by", BOH_COLUMN_STAFF},

	{"login_counters", "key", BOH_COLUMN_CUSTOMER},
	{"login_counters", "failed_at", BOH_COLUMN_NEITHER},
	{"login_counters", "succeeded_at", BOH_COLUMN_NEITHER},
	{"login_counters", "written_on", BOH_COLUMN_NEITHER},
	{"login_counters", "failures", BOH_COLUMN_NEITHER},
	{"login_counters", "kind", BOH_COLUMN_NEITHER},
	{"login_counters", "client", BOH_COLUMN_CUSTOMER},

	{"schema_migrations", "version", BOH_COLUMN_NEITHER},
	{"schema_migrations", "name", BOH_COLUMN_NEITHER},
	{"schema_migrations", "checksum", BOH_COLUMN_NEITHER},
	{"schema_migrations", "applied_at", BOH_COLUMN_NEITHER},
	{"schema_migrations", "applied_by", BOH_COLUMN_STAFF},

	{"audit_logs", "id", BOH_COLUMN_NEITHER},
	{"audit_logs", "at", BOH_COLUMN_NEITHER},
	{"audit_logs", "xid", BOH_COLUMN_NEITHER},
	{"audit_logs", "system_identifier", BOH_COLUMN_NEITHER},
	{"audit_logs", "user_id", BOH_COLUMN_NEITHER},
	{"audit_logs", "success", BOH_COLUMN_NEITHER},
	{"audit_logs", "user_role", BOH_COLUMN_NEITHER},
	{"audit_logs", "login_role", BOH_COLUMN_STAFF},
	{"audit_logs", "database_role", BOH_COLUMN_STAFF},
	{"audit_logs", "action", BOH_COLUMN_NEITHER},
	{"audit_logs", "entity", BOH_COLUMN_NEITHER},
	{"audit_logs", "entity_id", BOH_COLUMN_NEITHER},
	{"audit_logs", "retention", BOH_COLUMN_NEITHER},
	{"audit_logs", "client_address", BOH_COLUMN_CUSTOMER},
	{"audit_logs", "client_hash", BOH_COLUMN_NEITHER},
	{"audit_logs", "before", BOH_COLUMN_NEITHER},
	{"audit_logs", "after", BOH_COLUMN_NEITHER},
	{"audit_logs", "personal", BOH_COLUMN_CUSTOMER},
	{"audit_logs", "leaf_hash", BOH_COLUMN_NEITHER},

	{"audit_seals", "number", BOH_COLUMN_NEITHER},
	{"audit_seals", "sealed_at", BOH_COLUMN_NEITHER},
	{"audit_seals", "month", BOH_COLUMN_NEITHER},
	{"audit_seals", "first_xid", BOH_COLUMN_NEITHER},
	{"audit_seals", "last_xid", BOH_COLUMN_NEITHER},
	{"audit_seals", "system_identifier", BOH_COLUMN_NEITHER},
	{"audit_seals", "first_id", BOH_COLUMN_NEITHER},
	{"audit_seals", "last_id", BOH_COLUMN_NEITHER},
	{"audit_seals", "rows", BOH_COLUMN_NEITHER},
	{"audit_seals", "retention", BOH_COLUMN_NEITHER},
	{"audit_seals", "root", BOH_COLUMN_NEITHER},
	{"audit_seals", "previous_hash", BOH_COLUMN_NEITHER},
	{"audit_seals", "hash", BOH_COLUMN_NEITHER},
};

const int	boh_column_count = lengthof(boh_column_list);

BohColumnClass
boh_column_class(const char *table, const char *column)
{
	for (int i = 0; i < boh_column_count; i++)
	{
		if (strcmp(boh_column_list[i].table, table) == 0 &&
			strcmp(boh_column_list[i].column, column) == 0)
			return boh_column_list[i].class;
	}
	return BOH_COLUMN_CUSTOMER;
}
