-- Divides the tables of one tenant over the nodes by event, as far as Citus can.
-- doc/how-to/distributed.md says which rules are left, and which are not.
--
--   psql -v ON_ERROR_STOP=1 -v tenant=NAME -f divide.sql
--
-- On the coordinator, as a superuser. The tenant's tables must be empty: Citus would send
-- rows through triggers that count them.

SET client_min_messages = warning;
SET citus.enable_unsafe_triggers = on;
-- When a table becomes a reference table, Citus makes local tables that refer to it its own
-- in this session, and then refuses every connection to this node.
SET citus.enable_local_execution = on;
SET citus.shard_count = 8;
SET search_path = :"tenant";

CREATE TEMP TABLE divided (name text, event_column text, place integer);
INSERT INTO divided VALUES
	('events', 'id', 1), ('bookings', 'event_id', 2), ('booking_lanes', 'event_id', 3), ('event_tags', 'event_id', 4),
	('event_search', 'event_id', 5), ('booking_days', 'event_id', 6), ('events_archive', 'event_id', 7),
	('bookings_archive', 'event_id', 8);
CREATE TEMP TABLE whole (name text, place integer);
INSERT INTO whole VALUES
	('users', 1), ('venues', 2), ('tags', 3), ('slug_redirects', 4), ('site_settings', 5),
	('role_profiles', 6), ('schema_migrations', 7);

-- Citus refuses policies that read other tables.
SELECT format('DROP POLICY %I ON %I.%I', policyname, schemaname, tablename) FROM pg_policies WHERE schemaname = :'tenant'
\gexec

-- Triggers that read or write a table that is not beside theirs
SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger
WHERE tgrelid IN (SELECT name::regclass FROM divided UNION ALL SELECT name::regclass FROM whole) AND NOT tgisinternal
AND tgname ~ '_(audit|audit_all|keep_slug|keep_new_slug|refer|refer_none|guard_events|keep_traces)$|^boh_(venues_search|tags_search|slug_redirects_check)$'
\gexec

-- Unique keys must have the column by which a table is divided.
ALTER TABLE events DROP CONSTRAINT uq_events_slug;
CREATE INDEX idx_events_slug ON events (slug);
ALTER TABLE bookings DROP CONSTRAINT pk_bookings, ADD CONSTRAINT pk_bookings PRIMARY KEY (id, event_id),
	DROP CONSTRAINT uq_bookings_user_id_idempotency_key,
	ADD CONSTRAINT uq_bookings_user_id_idempotency_key UNIQUE (user_id, idempotency_key, event_id);
ALTER TABLE bookings_archive DROP CONSTRAINT pk_bookings_archive,
	ADD CONSTRAINT pk_bookings_archive PRIMARY KEY (id, event_year, event_id);

-- Foreign keys are made again when all tables are where they belong, but for those of tables
-- that stay on the coordinator.
CREATE TEMP TABLE keys AS
SELECT conrelid::regclass AS from_table, conname, replace(pg_get_constraintdef(oid), 'ON UPDATE CASCADE', 'ON UPDATE RESTRICT') AS definition
FROM pg_constraint
WHERE contype = 'f' AND connamespace = :'tenant'::regnamespace
AND ARRAY(SELECT name FROM divided UNION ALL SELECT name FROM whole) && ARRAY[conrelid::regclass::text, confrelid::regclass::text];
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', from_table, conname) FROM keys
\gexec

SELECT format('SELECT create_reference_table(%L)', name) FROM whole ORDER BY place
\gexec
SELECT format('SELECT create_distributed_table(%L, %L, colocate_with => %L)', name, event_column,
	CASE place WHEN 1 THEN 'none' ELSE 'events' END) FROM divided ORDER BY place
\gexec
SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', from_table, conname, definition) FROM keys
WHERE from_table::text IN (SELECT name FROM divided)
\gexec
