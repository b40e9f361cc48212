/*-------------------------------------------------------------------------
 *
 * rights/column_class.c
 *	  What kind of data each column holds, and what erasure does with it.
 *
 * This is the one place that says so of the tables that migrations create.
 * The table column_classes says it of columns that the owner has added.  The
 * audit, exports, erasure, the privileges of the profile reporting and the
 * masking of copies follow both.
 *
 * Ids of people are not personal data here: they say something only together
 * with the row of users that they name.  Names of database roles are personal
 * data of staff, but no row of users tells whose, so erasure cannot find them.
 * The reason of a page version is free text about the page, as the page is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/query.h"
#include "rights/column_class.h"

const BohColumnEntry boh_column_list[] = {
	{"users", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "email_verified_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "deleted_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "erased_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "role", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"users", "email", BOH_COLUMN_CUSTOMER, BOH_ERASURE_REPLACE},
	{"users", "password_hash", BOH_COLUMN_CREDENTIAL, BOH_ERASURE_EMPTY},
	{"users", "name", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"users", "phone", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},

	{"venues", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "latitude", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "longitude", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "capacity", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "slug", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "name", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "address", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "city", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "country", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "amenities", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"venues", "time_zone", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"events", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "author_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "venue_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "start_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "end_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "booking_opens_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "booking_closes_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "capacity", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "booked_count", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "max_seats_per_user", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "status", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "category", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "price", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"events", "currency", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"events", "slug", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "title", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "image_url", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "video_url", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "booking_lanes", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "booking_waited_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "time_zone", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "language", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "published_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "archived_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events", "restored_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"bookings", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "user_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "booking_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "expires_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "confirmed_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "cancelled_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "refunded_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "status", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "unit_price", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"bookings", "total_price", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"bookings", "currency", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"bookings", "payment_reference", BOH_COLUMN_PAYMENT, BOH_ERASURE_KEEP},
	{"bookings", "refund_reference", BOH_COLUMN_PAYMENT, BOH_ERASURE_KEEP},
	{"bookings", "idempotency_key", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"bookings", "idempotency_request", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"bookings", "cancel_reason", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"bookings", "expired_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings", "held", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"bookings_archive", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "user_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "booking_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "expires_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "confirmed_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "cancelled_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "refunded_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "expired_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "archived_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "event_year", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "status", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "held", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"bookings_archive", "unit_price", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"bookings_archive", "total_price", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"bookings_archive", "currency", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"bookings_archive", "payment_reference", BOH_COLUMN_PAYMENT, BOH_ERASURE_KEEP},
	{"bookings_archive", "refund_reference", BOH_COLUMN_PAYMENT, BOH_ERASURE_KEEP},
	{"bookings_archive", "idempotency_key", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"bookings_archive", "idempotency_request", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"bookings_archive", "cancel_reason", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},

	{"events_archive", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "author_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "end_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "archived_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "bookings_archived_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "bookings_detached_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "event_year", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "image_url", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "video_url", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "tag_ids", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"events_archive", "media_ids", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"tags", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"tags", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"tags", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"tags", "slug", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"tags", "name", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"event_tags", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_tags", "tag_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"event_search", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "venue_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "author_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "start_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "end_date", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "published_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "latitude", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "longitude", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "upcoming", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "price", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "currency", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "status", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "category", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "city", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "country", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "title", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "tag_ids", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "terms", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "head", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "vector", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"event_search", "source", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"search_words", "uses", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"search_words", "kind", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"search_words", "word", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"search_words", "label", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"tag_counts", "tag_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"tag_counts", "events", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"tag_counts", "counted_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"page_search", "page_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "published_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "replaced_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "source", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "version", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "slug", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "title", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "body", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "head", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"page_search", "vector", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"booking_days", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "held_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "sold_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "cancelled_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "refunded_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "day", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "held_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "sold_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "cancelled_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "refunded_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "holds_made", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "holds_confirmed", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "holds_expired", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_days", "revenue", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"booking_days", "refund_due", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"booking_days", "refunded", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"booking_days", "currency", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},

	{"site_days", "held_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "held_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "sold_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "sold_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "cancelled_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "cancelled_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "refunded_bookings", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "refunded_seats", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "holds_made", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "holds_confirmed", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "holds_expired", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "day", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_days", "revenue", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"site_days", "refund_due", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"site_days", "refunded", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},
	{"site_days", "currency", BOH_COLUMN_FINANCIAL, BOH_ERASURE_KEEP},

	{"statistics_watermarks", "system_identifier", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"statistics_watermarks", "xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"statistics_watermarks", "pass_xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"statistics_watermarks", "pass_event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"statistics_watermarks", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"statistics_watermarks", "pass_day", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"statistics_watermarks", "pass_of_all", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"maintenance_tasks", "last_rows", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "last_started_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "last_finished_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "last_error_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "interval_seconds", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "failures", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "enabled", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "work_left", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "task", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "last_milliseconds", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "last_note", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"maintenance_tasks", "last_error", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"boh_backup_log", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "bytes", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "started_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "finished_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "ok", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "kind", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "tool", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "location", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"boh_backup_log", "message", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"booking_lanes", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_lanes", "capacity", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_lanes", "booked", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"booking_lanes", "lane", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"content_pages", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "author_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "published_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "live_version", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "previous_version", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "status", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "slug", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "title", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_pages", "meta_description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"content_page_versions", "page_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_page_versions", "created_by", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_page_versions", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_page_versions", "version", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_page_versions", "reason", BOH_COLUMN_STAFF, BOH_ERASURE_KEEP},
	{"content_page_versions", "snapshot", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_page_versions", "hidden_sections", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"content_sections", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "page_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "position", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "type", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "is_visible", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"content_sections", "data", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"section_schemas", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"section_schemas", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"section_schemas", "type", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"section_schemas", "schema", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"section_schemas", "description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"slug_redirects", "page_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"slug_redirects", "event_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"slug_redirects", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"slug_redirects", "entity", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"slug_redirects", "slug", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"media_files", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "uploaded_by", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "deleted_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "purge_started_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "thumbnail_taken_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "file_size", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "width", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "height", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "thumbnail_attempts", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "filename", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "original_filename", BOH_COLUMN_STAFF, BOH_ERASURE_REPLACE},
	{"media_files", "mime_type", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "folder", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "url", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "thumbnail_url", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "alt_text", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "storage", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_files", "unused_since", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"media_references", "media_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_references", "entity_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_references", "entity", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_references", "path", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"media_references", "target", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"site_settings", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "updated_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "type", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "setting_group", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "is_public", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "key", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "value", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"site_settings", "description", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"session_keys", "valid_from", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "valid_to", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "kid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "algorithm", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "public_key", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "issuer", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"session_keys", "audience", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"role_profiles", "granted_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"role_profiles", "keeps_privileges", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"role_profiles", "role_name", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"role_profiles", "profile", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"role_profiles", "granted_by", BOH_COLUMN_STAFF, BOH_ERASURE_KEEP},

	{"login_counters", "key", BOH_COLUMN_CUSTOMER, BOH_ERASURE_DELETE},
	{"login_counters", "failed_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"login_counters", "succeeded_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"login_counters", "written_on", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"login_counters", "failures", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"login_counters", "kind", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"login_counters", "client", BOH_COLUMN_CUSTOMER, BOH_ERASURE_DELETE},

	{"schema_migrations", "version", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"schema_migrations", "name", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"schema_migrations", "checksum", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"schema_migrations", "applied_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"schema_migrations", "applied_by", BOH_COLUMN_STAFF, BOH_ERASURE_KEEP},

	{"audit_logs", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "system_identifier", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "user_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "success", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "user_role", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "login_role", BOH_COLUMN_STAFF, BOH_ERASURE_KEEP},
	{"audit_logs", "database_role", BOH_COLUMN_STAFF, BOH_ERASURE_KEEP},
	{"audit_logs", "action", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "entity", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "entity_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "retention", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "client_address", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"audit_logs", "client_hash", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "before", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "after", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_logs", "personal", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},
	{"audit_logs", "leaf_hash", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"audit_seals", "number", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "sealed_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "month", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "first_xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "last_xid", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "system_identifier", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "first_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "last_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "rows", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "retention", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "root", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "leaves_hash", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "leaves", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "previous_hash", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"audit_seals", "hash", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"consents", "id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "user_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "granted", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "purpose", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "source", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "wording_version", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"consents", "client_address", BOH_COLUMN_CUSTOMER, BOH_ERASURE_EMPTY},

	{"erasures", "user_id", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"erasures", "erased_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},

	{"column_classes", "created_at", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"column_classes", "table_name", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"column_classes", "column_name", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"column_classes", "class", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
	{"column_classes", "person_column", BOH_COLUMN_NEITHER, BOH_ERASURE_KEEP},
};

const int	boh_column_count = lengthof(boh_column_list);

/* Columns that name the person to whom a row belongs, one for each table */
static const struct
{
	const char *table;
	const char *column;
}			person_columns[] = {
	{"users", "id"},
	{"events", "author_id"},
	{"bookings", "user_id"},
	{"bookings_archive", "user_id"},
	{"events_archive", "author_id"},
	{"content_pages", "author_id"},
	{"content_page_versions", "created_by"},
	{"media_files", "uploaded_by"},
	{"consents", "user_id"},
};

/* What replaces values that erasure cannot empty, as an expression of SQL */
static const struct
{
	const char *table;
	const char *column;
	const char *expression;
}			replacements[] = {
	{"users", "email", "CAST(id AS text) || '" BOH_ERASED_DOMAIN "'"},
	{"media_files", "original_filename", "filename"},
};

static const char *const class_names[BOH_COLUMN_CLASSES] = {
	[BOH_COLUMN_NEITHER] = "NEITHER",
	[BOH_COLUMN_FINANCIAL] = "FINANCIAL",
	[BOH_COLUMN_PAYMENT] = "PAYMENT",
	[BOH_COLUMN_CUSTOMER] = "CUSTOMER",
	[BOH_COLUMN_STAFF] = "STAFF",
	[BOH_COLUMN_CREDENTIAL] = "CREDENTIAL",
};

static const char *const erasure_names[] = {
	[BOH_ERASURE_KEEP] = "KEEP",
	[BOH_ERASURE_EMPTY] = "EMPTY",
	[BOH_ERASURE_REPLACE] = "REPLACE",
	[BOH_ERASURE_DELETE] = "DELETE",
};

/* By pg_depend, because pg_class, which grows with each data schema, has no index for this. */
static const BohQuery existing_columns = {
	.text = "SELECT CAST(c.relname AS text), CAST(a.attname AS text), c.relowner, a.atttypid,"
	" a.attnotnull, (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d"
	" WHERE d.adrelid = c.oid AND d.adnum = a.attnum), a.attgenerated <> '' OR a.attidentity <> ''"
	" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
	" WHERE c.oid IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass"
	" AND refobjid = $1 AND classid = 'pg_class'::regclass)"
	" AND c.relnamespace = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
	" AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true
};

static const BohQuery owners_classes = {
	.text = "SELECT table_name, column_name, class, person_column FROM {schema}.column_classes",
	.owner_of = "column_classes"
};

/* A row of column_classes */
typedef struct OwnersClass
{
	char	   *table;
	char	   *column;
	BohColumnClass class;
	char	   *person_column;
} OwnersClass;

static const BohColumnEntry *
find_entry(const char *table, const char *column)
{
	for (int i = 0; i < boh_column_count; i++)
	{
		if (strcmp(boh_column_list[i].table, table) == 0 &&
			strcmp(boh_column_list[i].column, column) == 0)
			return &boh_column_list[i];
	}
	return NULL;
}

static bool
is_listed(const char *table)
{
	for (int i = 0; i < boh_column_count; i++)
	{
		if (strcmp(boh_column_list[i].table, table) == 0)
			return true;
	}
	return false;
}

bool
boh_class_is_personal(BohColumnClass class)
{
	return class == BOH_COLUMN_CUSTOMER || class == BOH_COLUMN_STAFF ||
		class == BOH_COLUMN_CREDENTIAL;
}

bool
boh_class_is_for_reporting(BohColumnClass class)
{
	return class == BOH_COLUMN_NEITHER || class == BOH_COLUMN_FINANCIAL;
}

const char *
boh_class_name(BohColumnClass class)
{
	return class_names[class];
}

bool
boh_class_named(const char *name, BohColumnClass *class)
{
	for (int i = 0; i < BOH_COLUMN_CLASSES; i++)
	{
		if (strcmp(class_names[i], name) == 0)
		{
			*class = (BohColumnClass) i;
			return true;
		}
	}
	return false;
}

const char *
boh_erasure_name(BohErasure erasure)
{
	return erasure_names[erasure];
}

const char *
boh_person_column(const char *table)
{
	for (int i = 0; i < (int) lengthof(person_columns); i++)
	{
		if (strcmp(person_columns[i].table, table) == 0)
			return person_columns[i].column;
	}
	return NULL;
}

const char *
boh_replacement(const char *table, const char *column)
{
	for (int i = 0; i < (int) lengthof(replacements); i++)
	{
		if (strcmp(replacements[i].table, table) == 0 &&
			strcmp(replacements[i].column, column) == 0)
			return replacements[i].expression;
	}
	elog(ERROR, "no replacement for column \"%s\" of \"%s\"", column, table);
}

/*
 * The columns of a data schema
 */

static char *
text_of(uint64 row, int column)
{
	return TextDatumGetCString(boh_required_value(row, column, TEXTOID));
}

/* None before the migration that creates the table. */
static List *
read_owners_classes(Oid schema)
{
	List	   *classes = NIL;
	uint64		count;

	if (!OidIsValid(get_relname_relid("column_classes", schema)))
		return NIL;
	count = boh_query(&owners_classes, schema, NULL, NULL, 0);
	for (uint64 row = 0; row < count; row++)
	{
		OwnersClass *class = palloc(sizeof(OwnersClass));

		if (!boh_class_named(text_of(row, 3), &class->class))
			continue;
		class->table = text_of(row, 1);
		class->column = text_of(row, 2);
		class->person_column = boh_text_value(row, 4);
		classes = lappend(classes, class);
	}
	return classes;
}

static const OwnersClass *
find_owners_class(List *classes, const char *table, const char *column)
{
	ListCell   *cell;

	foreach(cell, classes)
	{
		const OwnersClass *class = lfirst(cell);

		if (strcmp(class->table, table) == 0 && strcmp(class->column, column) == 0)
			return class;
	}
	return NULL;
}

/*
 * A column that nobody has classified may hold anything.  In a table of boh it
 * counts as personal data of the person to whom the row belongs.
 */
static void
classify(BohClassified *column, List *owners)
{
	const BohColumnEntry *entry = find_entry(column->table, column->column);
	const OwnersClass *own = find_owners_class(owners, column->table, column->column);

	column->person_column = boh_person_column(column->table);
	if (entry != NULL)
	{
		column->by = BOH_BY_EXTENSION;
		column->class = entry->class;
		column->erasure = entry->erasure;
		return;
	}
	column->by = own == NULL ? BOH_BY_NOBODY : BOH_BY_OWNER;
	column->class = own == NULL ? BOH_COLUMN_CUSTOMER : own->class;
	if (own != NULL && own->person_column != NULL)
		column->person_column = own->person_column;
	column->erasure = boh_class_is_personal(column->class) && column->person_column != NULL &&
		!column->generated ? BOH_ERASURE_EMPTY : BOH_ERASURE_KEEP;
}

static BohClassified *
read_column(uint64 row, List *owners)
{
	BohClassified *column = palloc0(sizeof(BohClassified));

	column->table = text_of(row, 1);
	column->column = text_of(row, 2);
	column->type = DatumGetObjectId(boh_required_value(row, 4, OIDOID));
	column->required = DatumGetBool(boh_required_value(row, 5, BOOLOID));
	column->default_value = boh_text_value(row, 6);
	column->generated = DatumGetBool(boh_required_value(row, 7, BOOLOID));
	column->listed_table = is_listed(column->table);
	classify(column, owners);
	return column;
}

/*
 * Statements on these tables run as the owner of the data schema.  So tables
 * of others are left out: the owner may lack privileges on them, and others
 * may put triggers on them.
 */
static bool
is_owners(Oid table_owner, Oid owner)
{
	return has_privs_of_role(table_owner, owner) && has_privs_of_role(owner, table_owner);
}

static List *
add_existing(List *columns, Oid schema, List *owners)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	Oid			owner = boh_table_owner(boh_table(schema, "schema_migrations"));
	uint64		count = boh_query(&existing_columns, schema, values, NULL, 0);

	for (uint64 row = 0; row < count; row++)
	{
		if (is_owners(DatumGetObjectId(boh_required_value(row, 3, OIDOID)), owner))
			columns = lappend(columns, read_column(row, owners));
	}
	return columns;
}

List *
boh_classified_columns(Oid schema)
{
	List	   *owners = read_owners_classes(schema);

	return add_existing(NIL, schema, owners);
}

BohColumnClass
boh_column_class(Oid schema, const char *table, const char *column)
{
	const BohColumnEntry *entry = find_entry(table, column);
	const OwnersClass *own;
	BohColumnClass class;

	if (entry != NULL)
		return entry->class;
	boh_spi_connect();
	own = find_owners_class(read_owners_classes(schema), table, column);
	class = own == NULL ? BOH_COLUMN_CUSTOMER : own->class;
	boh_spi_finish();
	return class;
}
