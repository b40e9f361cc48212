-- Turns bookings into a table that is partitioned by event, for sites with more than 100
-- million bookings.  Read doc/explanation/partitioning.md first: it takes time, keys become weaker, and
-- there is no way back but this one, the other way round.
--
--   psql -X -v ON_ERROR_STOP=1 -v schema=boh -v partitions=16 -f ops/partition_bookings.sql
--
-- As the owner of the tables.  All of it is one transaction, which locks bookings against
-- everybody.

\if :{?schema}
\else
	\set schema boh
\endif
\if :{?partitions}
\else
	\set partitions 16
\endif

BEGIN;
SET LOCAL search_path = :"schema", public;
SET LOCAL client_min_messages = warning;
LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE;

-- What the new table gets: statements, made from the catalog.
CREATE TEMPORARY TABLE statements (step integer, statement text) ON COMMIT DROP;

INSERT INTO statements SELECT 1, pg_get_viewdef('all_bookings'::regclass, true);

-- Keys get the event, since PostgreSQL keeps uniqueness within a partition alone.
INSERT INTO statements
SELECT 2, format('ALTER TABLE bookings ADD CONSTRAINT %I %s', conname, CASE contype
	WHEN 'p' THEN 'PRIMARY KEY (id, event_id)'
	WHEN 'u' THEN regexp_replace(pg_get_constraintdef(oid), '\)$', ', event_id)')
	ELSE pg_get_constraintdef(oid) END)
FROM pg_constraint WHERE conrelid = 'bookings'::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC;
INSERT INTO statements
SELECT 3, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index i WHERE indrelid = 'bookings'::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
INSERT INTO statements
SELECT 4, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'bookings'::regclass AND NOT tgisinternal ORDER BY tgname;

-- Comments and privileges
INSERT INTO statements
SELECT 5, format('COMMENT ON CONSTRAINT %I ON bookings IS %L', conname, obj_description(oid, 'pg_constraint'))
FROM pg_constraint WHERE conrelid = 'bookings'::regclass AND obj_description(oid, 'pg_constraint') IS NOT NULL
UNION ALL SELECT 5, format('COMMENT ON INDEX %s IS %L', indexrelid::regclass, obj_description(indexrelid, 'pg_class'))
FROM pg_index WHERE indrelid = 'bookings'::regclass AND obj_description(indexrelid, 'pg_class') IS NOT NULL
UNION ALL SELECT 5, format('COMMENT ON TRIGGER %I ON bookings IS %L', tgname, obj_description(oid, 'pg_trigger'))
FROM pg_trigger WHERE tgrelid = 'bookings'::regclass AND NOT tgisinternal
UNION ALL SELECT 5, format('COMMENT ON TABLE bookings IS %L', obj_description('bookings'::regclass, 'pg_class'))
UNION ALL SELECT 5, format('COMMENT ON VIEW all_bookings IS %L', obj_description('all_bookings'::regclass, 'pg_class'));
INSERT INTO statements
SELECT 6, format('GRANT %s ON %I TO %s%s', a.privilege_type, c.relname,
	CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid IN ('bookings'::regclass, 'all_bookings'::regclass) AND a.grantee <> c.relowner
UNION ALL SELECT 6, format('GRANT %s (%I) ON bookings TO %s%s', a.privilege_type, b.attname,
	CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_attribute b, aclexplode(b.attacl) a WHERE b.attrelid = 'bookings'::regclass;

DROP VIEW all_bookings;
ALTER TABLE bookings RENAME TO bookings_whole;
DO $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'bookings_whole'::regclass AND contype IN ('p', 'u', 'f')
	LOOP
		EXECUTE format('ALTER TABLE bookings_whole RENAME CONSTRAINT %I TO %I', name, 'whole_' || name);
	END LOOP;
	FOR name IN SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'bookings_whole'::regclass
		AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
	LOOP
		EXECUTE format('ALTER INDEX %I RENAME TO %I', name, 'whole_' || name);
	END LOOP;
END
$$;

CREATE TABLE bookings (LIKE bookings_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE
	INCLUDING COMPRESSION INCLUDING COMMENTS INCLUDING GENERATED) PARTITION BY HASH (event_id);
SELECT set_config('boh_partitioning.partitions', :'partitions', true);
DO $$
DECLARE
	options text := (SELECT coalesce(' WITH (' || string_agg(o.option_name || ' = ' || quote_literal(o.option_value), ', ') || ')', '')
		FROM pg_class c, pg_options_to_table(c.reloptions) o WHERE c.oid = 'bookings_whole'::regclass);
	partitions integer := current_setting('boh_partitioning.partitions');
BEGIN
	FOR n IN 0 .. partitions - 1
	LOOP
		EXECUTE format('CREATE TABLE bookings_part_%s PARTITION OF bookings FOR VALUES WITH (MODULUS %s, REMAINDER %s)%s', n, partitions, n, options);
		EXECUTE format('COMMENT ON TABLE bookings_part_%s IS %L', n, 'Bookings of some events.');
		EXECUTE format('ALTER TABLE bookings_part_%s ENABLE ROW LEVEL SECURITY', n);
	END LOOP;
END
$$;
INSERT INTO bookings SELECT * FROM bookings_whole;

DO $$
DECLARE
	command text;
BEGIN
	FOR command IN SELECT statement FROM statements WHERE step IN (2, 3) ORDER BY step
	LOOP
		EXECUTE command;
	END LOOP;
	-- made again below
	DROP POLICY IF EXISTS app_read_booked ON events;
	DROP POLICY IF EXISTS admin_read_booked ON events;
	DROP TABLE bookings_whole;
	FOR command IN SELECT statement FROM statements WHERE step = 4
	LOOP
		EXECUTE command;
	END LOOP;
	EXECUTE 'CREATE VIEW all_bookings WITH (security_invoker = true) AS ' || (SELECT statement FROM statements WHERE step = 1);
	FOR command IN SELECT statement FROM statements WHERE step IN (5, 6) ORDER BY step
	LOOP
		EXECUTE command;
	END LOOP;
END
$$;
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;

-- the policies
SELECT count(*) AS steps FROM boh_migrate(:'schema');
COMMIT;
ANALYZE :"schema".bookings;
