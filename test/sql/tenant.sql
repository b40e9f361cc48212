-- Tenants: creating, listing, migrating and dropping data schemas

\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_boh_tenant_a;
CREATE ROLE regress_boh_tenant_b;
CREATE ROLE regress_boh_operator CREATEROLE;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_boh_operator', current_database()); END $$;
GRANT regress_boh_tenant_a, regress_boh_tenant_b TO regress_boh_operator;

-- whoever may create schemas, and become the owner, creates tenants
SET ROLE regress_boh_operator;
SELECT boh_create_tenant('tenant_a', 'regress_boh_tenant_a') > 0 AS version;
SELECT boh_create_tenant('Tenant "B"', 'regress_boh_tenant_b') > 0 AS version;
SELECT schema_name, owner, version > 0 AS version, is_current, bytes >= 0 AS bytes FROM boh_tenants();
RESET ROLE;
-- all in it belongs to the owner, and nobody else may use it
SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace WHERE nspname IN ('tenant_a', 'Tenant "B"') ORDER BY 1;
SELECT DISTINCT relnamespace::regnamespace, relowner::regrole FROM pg_class
	WHERE relnamespace IN ('tenant_a'::regnamespace, '"Tenant ""B"""'::regnamespace) ORDER BY 1;
SELECT DISTINCT applied_by FROM tenant_a.schema_migrations;
SET boh.schema = 'Tenant "B"';
SELECT count(*) AS findings FROM boh_verify(progress => false);
RESET boh.schema;

-- an owner sees its own tenant alone
SET ROLE regress_boh_tenant_a;
SELECT schema_name FROM boh_tenants();
RESET ROLE;

-- refused
\set VERBOSITY default
SELECT boh_create_tenant('tenant_a', 'regress_boh_tenant_a');
SELECT boh_create_tenant('tenant_c', 'regress_boh_nobody');
SELECT boh_create_tenant('tenant_c', '');
SELECT boh_create_tenant('', 'regress_boh_tenant_a');
\set VERBOSITY terse
SELECT boh_create_tenant('pg_tenant', 'regress_boh_tenant_a');
SELECT boh_create_tenant(repeat('x', 64), 'regress_boh_tenant_a');
SELECT boh_create_tenant(NULL, 'regress_boh_tenant_a');
SELECT boh_create_tenant('tenant_c', NULL);
SET ROLE regress_boh_tenant_a;
SELECT boh_create_tenant('tenant_c', 'regress_boh_tenant_a');
SELECT boh_drop_tenant('Tenant "B"');
SELECT boh_distribute_tenant('Tenant "B"');
SELECT boh_distribute_tenant(NULL);
\set VERBOSITY default
SELECT boh_distribute_tenant('tenant_a');
\set VERBOSITY terse
RESET ROLE;
SET ROLE regress_boh_operator;
\set VERBOSITY sqlstate
SELECT boh_create_tenant('tenant_c', session_user);
\set VERBOSITY terse
RESET ROLE;
BEGIN READ ONLY;
SELECT boh_create_tenant('tenant_c', 'regress_boh_tenant_a');
ROLLBACK;
BEGIN READ ONLY;
SELECT boh_drop_tenant('tenant_a');
ROLLBACK;

-- all tenants to the latest version, each in a transaction of its own
\set VERBOSITY default
BEGIN;
CALL boh_migrate_all();
ROLLBACK;
SET default_transaction_read_only = on;
CALL boh_migrate_all();
RESET default_transaction_read_only;
\set VERBOSITY terse
SET ROLE regress_boh_operator;
CALL boh_migrate_all();
SELECT count(*) > 0 AS down FROM boh_migrate('tenant_a', 15);
SELECT count(*) > 0 AS down FROM boh_migrate('Tenant "B"', 16);
SELECT schema_name, is_current FROM boh_tenants();
CALL boh_migrate_all() \gset
SELECT o->>'schema' AS schema, o->'from' AS "from", o->>'to' = version::text AS to_latest, (o->>'ms')::numeric > 0 AS ms
	FROM jsonb_array_elements(:'report') o JOIN boh_tenants() ON schema_name = o->>'schema' ORDER BY 1;
SELECT count(DISTINCT xmin::text) AS transactions FROM (SELECT xmin FROM tenant_a.schema_migrations WHERE version = 17
	UNION ALL SELECT xmin FROM "Tenant ""B""".schema_migrations WHERE version = 17) m;

-- one that cannot be migrated keeps no other from it
SELECT count(*) > 0 AS down FROM boh_migrate('tenant_a', 15);
SELECT count(*) > 0 AS down FROM boh_migrate('Tenant "B"', 15);
SET ROLE regress_boh_tenant_b;
CREATE TABLE "Tenant ""B""".boh_backup_log (note text);
SET ROLE regress_boh_operator;
\set VERBOSITY default
CALL boh_migrate_all();
\set VERBOSITY terse
SELECT schema_name, is_current FROM boh_tenants();
DROP TABLE "Tenant ""B""".boh_backup_log;
CALL boh_migrate_all() \gset
SELECT jsonb_path_query_array(:'report', '$[*].schema') AS migrated;

-- a name that looks like what statements have for names is one like others
SET ROLE regress_boh_operator;
SELECT boh_create_tenant('{extension} {schema}', 'regress_boh_tenant_a') > 0 AS created;
SET boh.schema = '{extension} {schema}';
SELECT count(*) AS findings FROM boh_verify(progress => false);
RESET boh.schema;
SET boh.allow_data_loss = on;
SELECT boh_drop_tenant('{extension} {schema}') > 0 AS dropped;
RESET boh.allow_data_loss;

-- dropping: rows, other objects and what depends on the tables are not lost by accident
INSERT INTO tenant_a.users (email) VALUES ('ada@example.com');
-- its size is that of its own tables and indexes
ANALYZE tenant_a.users;
SELECT schema_name, bytes > 0 AND bytes = (SELECT sum(relpages) FROM pg_class WHERE relnamespace = quote_ident(schema_name)::regnamespace
	AND relkind IN ('r', 'i')) * current_setting('block_size')::integer AS own_size,
	bytes = min(bytes) OVER () AS smallest FROM boh_tenants();
SELECT boh_drop_tenant('tenant_a');
SET ROLE regress_boh_tenant_b;
CREATE TABLE "Tenant ""B""".notes (note text);
SET ROLE regress_boh_operator;
SET boh.allow_data_loss = on;
SELECT boh_drop_tenant('Tenant "B"');
RESET boh.allow_data_loss;
DROP TABLE "Tenant ""B""".notes;
RESET ROLE;
CREATE VIEW tenant_report AS SELECT email FROM tenant_a.users;
SET ROLE regress_boh_operator;
SET boh.allow_data_loss = on;
SELECT boh_drop_tenant('tenant_a');
RESET ROLE;
DROP VIEW tenant_report;
SET ROLE regress_boh_operator;
SELECT boh_drop_tenant('tenant_a') > 0 AS version;
SELECT boh_drop_tenant('Tenant "B"') > 0 AS version;
RESET boh.allow_data_loss;
SELECT boh_create_tenant('tenant_a', 'regress_boh_tenant_a') > 0 AS a;
-- without rows it needs no leave
SELECT boh_drop_tenant('tenant_a') > 0 AS version;
SELECT schema_name FROM boh_tenants();
SELECT count(*) AS schemas FROM pg_namespace WHERE nspname IN ('tenant_a', 'Tenant "B"');
\set VERBOSITY default
SELECT boh_drop_tenant('tenant_a');
\set VERBOSITY terse
-- no tenant: a schema with a table of the same name of another tool
CREATE SCHEMA tenant_other CREATE TABLE schema_migrations (version text PRIMARY KEY);
SELECT schema_name FROM boh_tenants();
SELECT boh_drop_tenant('tenant_other');
DROP SCHEMA tenant_other CASCADE;

-- a session keeps so many plans, and knows so many schemas
SELECT boh_create_tenant('tenant_a', 'regress_boh_operator') > 0 AS a, boh_create_tenant('tenant_b', 'regress_boh_operator') > 0 AS b;
SELECT boh_create_tenant('tenant_c', 'regress_boh_operator') > 0 AS c;
RESET ROLE;
SET boh.max_cached_plans = 10;
SET boh.max_cached_schemas = 1;
CREATE PROCEDURE regress_boh_visit(tenant text) LANGUAGE plpgsql AS $$ BEGIN
	PERFORM set_config('boh.schema', tenant, false), set_config('search_path', quote_ident(tenant) || ', public', false);
	INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000a1', 'ada@example.com') ON CONFLICT (id) DO NOTHING;
	INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date) VALUES
		('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', tenant, 100, 'PUBLISHED', '2999-01-01', '2999-01-02')
		ON CONFLICT (id) DO NOTHING;
	PERFORM FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 1);
END $$;
CREATE FUNCTION regress_boh_plans() RETURNS bigint LANGUAGE sql AS
	$$ SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'CachedPlanSource' AND ident LIKE '%tenant\__.%' AND ident NOT LIKE '%FOR KEY SHARE%' $$;
CALL regress_boh_visit('tenant_a');
CALL regress_boh_visit('tenant_b');
CALL regress_boh_visit('tenant_c');
CALL regress_boh_visit('tenant_a');
SELECT regress_boh_plans() AS few \gset
SELECT :few < 15 AS few;
SELECT booked_count FROM tenant_a.events;
SELECT booked_count FROM tenant_b.events;
SET boh.max_cached_plans = 500;
SET boh.max_cached_schemas = 50;
CALL regress_boh_visit('tenant_a');
CALL regress_boh_visit('tenant_b');
CALL regress_boh_visit('tenant_c');
SELECT regress_boh_plans() > :few AS more;
SELECT booked_count FROM tenant_c.events;

-- what goes is what was used least recently: of the plans of before, the page's, and not the event's
\c -
SET boh.schema = 'tenant_a';
SET boh.max_cached_plans = 10;
SELECT count(*) FROM boh_event_slug('tenant-a');
SELECT boh_list_tags() -> 'rows' AS tags, boh_page('nothing') AS page, boh_next_publication() AS next, boh_list_pages() -> 'rows' AS pages;
SELECT count(*) > 0 AS rules FROM boh_retention_report();
SELECT count(*) FROM boh_event_slug('tenant-a');
SELECT boh_event('tenant-a') ->> 'slug' AS event;
SELECT boh_next_publication() AS next;
SELECT count(*) FILTER (WHERE ident LIKE '%e.slug OPERATOR%') AS of_event, count(*) FILTER (WHERE ident LIKE '%tenant\_a.slug\_redirects r JOIN tenant\_a.c%') AS of_page
	FROM pg_backend_memory_contexts WHERE name = 'CachedPlanSource';
RESET boh.max_cached_plans;

RESET boh.schema;
RESET search_path;
DROP PROCEDURE regress_boh_visit;
DROP FUNCTION regress_boh_plans;
-- also one with open lanes
UPDATE tenant_c.events SET booking_lanes = 4;
SET boh.allow_data_loss = on;
SELECT count(boh_drop_tenant(schema_name)) AS dropped FROM boh_tenants() WHERE schema_name LIKE 'tenant\__';
RESET boh.allow_data_loss;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_boh_operator', current_database()); END $$;
DROP ROLE regress_boh_operator, regress_boh_tenant_a, regress_boh_tenant_b;
