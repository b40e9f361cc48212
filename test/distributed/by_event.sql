-- Divides a new tenant by event over the nodes of Citus, as far as that goes. An experiment:
-- what it takes away, doc/distributed.md says.
--
--   psql -v schema=big -f by_event.sql

SET client_min_messages = warning;
SET search_path = :"schema", public;
SET citus.enable_unsafe_triggers = on;
SET citus.shard_count = 8;
SET citus.multi_shard_modify_mode = 'sequential';

-- Keys must have the column that chooses the shard.
ALTER TABLE events DROP CONSTRAINT uq_events_slug;
ALTER TABLE bookings DROP CONSTRAINT pk_bookings, ADD CONSTRAINT pk_bookings PRIMARY KEY (id, event_id),
	DROP CONSTRAINT uq_bookings_user_id_idempotency_key,
	ADD CONSTRAINT uq_bookings_user_id_idempotency_key UNIQUE (event_id, user_id, idempotency_key);
ALTER TABLE bookings_archive DROP CONSTRAINT pk_bookings_archive,
	ADD CONSTRAINT pk_bookings_archive PRIMARY KEY (id, event_id, event_year);
-- A table that is whole on each node cannot refer to one that is divided.
ALTER TABLE slug_redirects DROP CONSTRAINT fk_slug_redirects_event_id;
-- The column that chooses the shard cannot be changed through a foreign key.
ALTER TABLE event_tags DROP CONSTRAINT fk_event_tags_event_id,
	ADD CONSTRAINT fk_event_tags_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE;

-- Citus refuses policies with subqueries.
SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass) FROM pg_policy JOIN pg_class c ON c.oid = polrelid
WHERE c.relnamespace = :'schema'::regnamespace
\gexec

-- A trigger on a table that is whole on each node runs on each; what it writes beside would be
-- written on each, and differ. So nothing is recorded, redirected or kept for search.
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
WHERE tgrelid::regclass::text IN (SELECT c.relname FROM pg_class c WHERE c.relnamespace = :'schema'::regnamespace)
	AND NOT tgisinternal AND tgfoid::regproc::text ~ '_audit_row$|_search$|_search_keep$|_keep_slug$|_refer$|_traces$'
\gexec

-- On all nodes, each table in a transaction of its own: Citus refuses more
SELECT format('SELECT create_reference_table(%L)', t) FROM unnest(ARRAY['users', 'venues', 'tags', 'schema_migrations', 'section_schemas', 'media_files',
	'content_pages', 'content_page_versions', 'content_sections', 'site_settings', 'session_keys', 'role_profiles', 'login_counters', 'column_classes',
	'consents', 'erasures', 'slug_redirects', 'media_references', 'tag_counts', 'page_search', 'search_words', 'site_days', 'statistics_watermarks',
	'maintenance_tasks', 'boh_backup_log', 'audit_seals']) t
\gexec
-- Divided: rows of one event are in one shard of each table
SELECT create_distributed_table('events', 'id', colocate_with => 'none');
SELECT format('SELECT create_distributed_table(%L, %L, colocate_with => %L)', t, 'event_id', 'events') FROM unnest(ARRAY['bookings', 'booking_lanes', 'event_tags',
	'event_search', 'booking_days', 'events_archive', 'bookings_archive']) t
\gexec
