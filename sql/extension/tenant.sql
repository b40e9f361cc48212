-- Tenants: many data schemas in one database

CREATE FUNCTION boh_create_tenant(schema_name text, owner text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_create_tenant';
COMMENT ON FUNCTION boh_create_tenant(text, text) IS
	'Makes the schema schema_name and all tables of boh in it, which belong to the role owner. Returns the version of the schema. No other role gets a privilege there: the owner grants profiles with boh_grant(). The caller needs CREATE on the database and must be able to become the owner. Raises 22004, 22023 (not a name for a schema), 25006 (read-only transaction), 42501, 42704 (no such role), 42P06 (there is such a schema), and what boh_migrate() raises.';

CREATE FUNCTION boh_drop_tenant(schema_name text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_drop_tenant';
COMMENT ON FUNCTION boh_drop_tenant(text) IS
	'Drops all tables of boh in the schema schema_name, and the schema. Returns the version that it had. Refused if a table has rows and boh.allow_data_loss is off, and if anything else is in the schema or depends on it. The caller must have the privileges of the owner of its tables and own the schema. Raises 22004, 22023 (not a name for a schema), 25006 (read-only transaction), 2BP01 (objects that are not of boh), 42501, BH024 (no such tenant, or one of others), BH025 (rows would be lost), and what boh_migrate() raises.';

CREATE FUNCTION boh_distribute_tenant(schema_name text) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_distribute_tenant';
COMMENT ON FUNCTION boh_distribute_tenant(text) IS
	'Gives all tables of the tenant schema_name to one node of Citus, with their rows, keys, constraints, triggers, privileges and policies, and returns that node as host:port. Called on the coordinator. For a tenant that has a node, only its policies are made again: call it after citus_schema_move() or a rebalance, because Citus moves none. The audit is then no longer divided by month. The caller must have the privileges of the owner of its tables, and own the schema. Raises 0A000 (there is no Citus), 22004, 25006 (read-only transaction), 42501, BH023, BH024 (no such tenant, or one of others), and what Citus raises.';

CREATE PROCEDURE boh_migrate_all(INOUT report jsonb DEFAULT NULL)
	LANGUAGE c
	AS 'MODULE_PATHNAME', 'boh_migrate_all';
COMMENT ON PROCEDURE boh_migrate_all(jsonb) IS
	'Migrates all tenants that boh_tenants() shows to the latest version, by name, each in a transaction of its own. A tenant that cannot be migrated is told in a WARNING and left as it was, and the next one goes on. report has an object for each tenant that was migrated, with schema, from, to (versions) and ms; its value in the call does not count. Call it again after an error or a crash: it takes those that are left. lock_timeout limits how long it waits for one tenant. Raises BH026, BH027 (tenants could not be migrated; DETAIL has all of them), 25001 (inside a transaction or a function), 25006 (read-only session).';

CREATE FUNCTION boh_tenants()
RETURNS TABLE (schema_name text, owner text, version integer, is_current boolean, bytes bigint)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_tenants';
COMMENT ON FUNCTION boh_tenants() IS
	'The data schemas of the database whose owner''s privileges the caller has, by name: the owner of the tables, the version of the schema (0: no tables), whether that is the latest, and the bytes of its tables and indexes as VACUUM or ANALYZE last saw them. Waits for nobody who has tables locked. Raises nothing.';
