-- Rules that every object of ours keeps.  They are asked of the data schema and
-- the extension, where nothing may break them, and of a schema that is made to
-- break each one, to show that the question can find something.

\ir describe.psql

BEGIN;

-- Somebody without any rights.
CREATE ROLE boh_nobody;
CREATE SCHEMA offender;
CREATE DOMAIN offender.money AS numeric;
CREATE SEQUENCE offender.numbers;
CREATE TYPE offender.mood AS ENUM ('happy');
CREATE TABLE offender."Parents" ("Id" integer DEFAULT 1, CONSTRAINT parents_pkey PRIMARY KEY ("Id"));
CREATE TABLE offender.children (
	id integer DEFAULT 1,
	parent integer CONSTRAINT children_parent_fkey REFERENCES offender."Parents" DEFERRABLE INITIALLY DEFERRED,
	made timestamptz,
	cost numeric,
	target regclass,
	booked_count integer,
	CONSTRAINT children_id UNIQUE (id)
);
ALTER TABLE offender.children ADD CONSTRAINT children_count CHECK (booked_count > 0) NOT VALID;
CREATE INDEX children_made ON offender.children (made);
CREATE INDEX children_made_cost ON offender.children (made, cost);
CREATE INDEX children_count_index ON offender.children (booked_count);
CREATE FUNCTION offender.nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION offender.nothing(integer) RETURNS interval LANGUAGE sql SECURITY DEFINER AS 'SELECT interval ''1 day''';
CREATE FUNCTION offender.anything(anyelement) RETURNS record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION offender.mood_of(mood offender.mood) RETURNS tsvector LANGUAGE sql AS 'SELECT ''''::tsvector';
CREATE FUNCTION offender.change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER change BEFORE INSERT ON offender.children FOR EACH ROW EXECUTE FUNCTION offender.change();
ALTER TABLE offender.children DISABLE TRIGGER change;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA offender FROM PUBLIC;
ALTER SEQUENCE offender.numbers OWNER TO boh_nobody;
COMMENT ON COLUMN offender.children.made IS 'when it was made';

CREATE TEMPORARY VIEW schemas AS
SELECT oid, nspname::text AS schema FROM pg_namespace WHERE nspname IN ('boh', 'offender');

CREATE TEMPORARY VIEW relations AS
SELECT schema, c.* FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE NOT relispartition;

CREATE TEMPORARY VIEW tables AS
SELECT * FROM relations WHERE relkind IN ('r', 'p');

CREATE TEMPORARY VIEW columns AS
SELECT schema, relname, attrelid, attnum, attname, atttypid, atttypmod FROM pg_attribute a JOIN tables t ON t.oid = attrelid WHERE attnum > 0 AND NOT attisdropped;

CREATE TEMPORARY VIEW constraints AS
SELECT schema, relname, o.* FROM pg_constraint o JOIN tables t ON t.oid = o.conrelid WHERE contype <> 'n';

CREATE TEMPORARY VIEW indexes AS
SELECT c.schema, c.relname, i.*,
	EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x')) AS of_constraint
FROM pg_index i JOIN relations c ON c.oid = i.indexrelid;

CREATE TEMPORARY VIEW triggers AS
SELECT schema, relname, t.* FROM pg_trigger t JOIN tables c ON c.oid = t.tgrelid WHERE NOT tgisinternal;

CREATE TEMPORARY VIEW types AS
SELECT schema, t.* FROM pg_type t JOIN schemas s ON s.oid = t.typnamespace WHERE typtype IN ('e', 'd', 'r', 'm');

-- The extension's functions count as the data schema's.
CREATE TEMPORARY VIEW functions AS
SELECT CASE WHEN e.extname = 'boh' THEN 'boh' ELSE 'offender' END AS schema, p.*
FROM pg_proc p
LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = d.refobjid
WHERE e.extname = 'boh' OR p.pronamespace = 'offender'::regnamespace;

CREATE TEMPORARY TABLE offences (rule, schema, object) AS

-- Comments
SELECT 'tables have comments', schema, relname::text FROM tables WHERE obj_description(oid, 'pg_class') IS NULL
UNION ALL
SELECT 'columns have comments', schema, relname || '.' || attname FROM columns WHERE col_description(attrelid, attnum) IS NULL
UNION ALL
SELECT 'types have comments', schema, typname::text FROM types WHERE obj_description(oid, 'pg_type') IS NULL
UNION ALL
SELECT 'constraints have comments', schema, conname::text FROM constraints WHERE obj_description(oid, 'pg_constraint') IS NULL
UNION ALL
SELECT 'indexes have comments', schema, relname::text FROM indexes
WHERE NOT of_constraint AND obj_description(indexrelid, 'pg_class') IS NULL
UNION ALL
SELECT 'triggers have comments', schema, tgname::text FROM triggers WHERE obj_description(oid, 'pg_trigger') IS NULL
UNION ALL
SELECT 'functions have comments', schema, proname::text FROM functions WHERE obj_description(oid, 'pg_proc') IS NULL
UNION ALL
SELECT 'comments are sentences', schema, description
FROM (
	SELECT schema, obj_description(oid, 'pg_class') FROM tables
	UNION ALL SELECT schema, col_description(attrelid, attnum) FROM columns
	UNION ALL SELECT schema, obj_description(oid, 'pg_type') FROM types
	UNION ALL SELECT schema, obj_description(oid, 'pg_constraint') FROM constraints
	UNION ALL SELECT schema, obj_description(indexrelid, 'pg_class') FROM indexes
	UNION ALL SELECT schema, obj_description(oid, 'pg_trigger') FROM triggers
	UNION ALL SELECT schema, obj_description(oid, 'pg_proc') FROM functions
) AS d (schema, description)
WHERE description !~ '^\S.*[.]$'

-- Names
UNION ALL
SELECT 'tables are snake_case plurals', schema, relname::text FROM tables WHERE relname !~ '^[a-z]+(_[a-z]+)*(s|_search|_log|_archive)$'
UNION ALL
SELECT 'columns are snake_case', schema, attname::text FROM columns WHERE attname !~ '^[a-z]+(_[a-z]+)*$'
UNION ALL
SELECT 'enum values are UPPER_SNAKE_CASE', schema, enumlabel::text
FROM pg_enum JOIN types t ON t.oid = enumtypid WHERE enumlabel !~ '^[A-Z]+(_[A-Z]+)*$'
UNION ALL
SELECT 'constraints are pk_table, uq_table_columns, fk_table_columns or chk_table_rule', schema, conname::text
FROM constraints
WHERE conname <> CASE contype
		WHEN 'p' THEN 'pk_' || relname
		WHEN 'c' THEN 'chk_' || relname || substr(conname, length('chk_' || relname) + 1)
		ELSE CASE contype WHEN 'u' THEN 'uq_' ELSE 'fk_' END || relname || '_' || (
			SELECT string_agg(attname, '_' ORDER BY k.position)
			FROM unnest(conkey) WITH ORDINALITY AS k (attnum, position)
			JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.attnum)
	END
	OR conname !~ '^[a-z]+(_[a-z]+)+$'
UNION ALL
SELECT 'indexes are idx_table_columns', i.schema, i.relname::text
FROM indexes i JOIN pg_class c ON c.oid = i.indrelid
WHERE NOT of_constraint AND i.relname <> CASE
		-- a partial one, or one of expressions, may be named after what it is for
		WHEN indpred IS NOT NULL OR indexprs IS NOT NULL THEN regexp_replace(i.relname, '^idx_.*$', 'idx_' || c.relname || substr(i.relname, length('idx_' || c.relname) + 1))
		ELSE 'idx_' || c.relname || '_' || (
			SELECT string_agg(attname, '_' ORDER BY k.position)
			FROM unnest(indkey) WITH ORDINALITY AS k (attnum, position)
			JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = k.attnum)
	END
UNION ALL
SELECT 'triggers are boh_table_purpose', schema, tgname::text FROM triggers
WHERE tgname NOT LIKE replace('boh_' || relname || '_', '_', '\_') || '%'
UNION ALL
SELECT 'functions are boh_verb_noun', schema, proname::text FROM functions WHERE proname !~ '^boh_[a-z0-9]+(_[a-z]+)*$'

-- Types
UNION ALL
SELECT 'times are timestamptz(3)', schema, relname || '.' || attname FROM columns
WHERE format_type(atttypid, atttypmod) ~ '^(time|date|interval)' AND format_type(atttypid, atttypmod) <> 'timestamp(3) with time zone'
UNION ALL
SELECT 'money is numeric(12,2), sums of it numeric(18,2)', schema, relname || '.' || attname FROM columns
WHERE (attname ~ '(price|cost|amount)' OR format_type(atttypid, NULL) IN ('numeric', 'money'))
	AND format_type(atttypid, atttypmod) NOT IN ('numeric(12,2)', 'numeric(18,2)')
UNION ALL
SELECT 'ids are made by boh_uuid7()', schema, relname || '.' || attname
FROM columns c LEFT JOIN pg_attrdef d ON d.adrelid = c.attrelid AND d.adnum = c.attnum
WHERE attname = 'id' AND relname !~ '_archive$' AND (format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid)) IS DISTINCT FROM ('uuid', 'boh_uuid7()')
UNION ALL
SELECT 'no column holds an object of the catalog, which would keep pg_upgrade away', schema, relname || '.' || attname
FROM columns WHERE format_type(atttypid, NULL) ~ '^reg'
UNION ALL
SELECT 'no domains', schema, typname::text FROM types WHERE typtype = 'd'
UNION ALL
SELECT 'no sequences', schema, relname::text FROM relations WHERE relkind = 'S'

-- Constraints and indexes
UNION ALL
SELECT 'tables have a primary key', schema, relname::text FROM tables t
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = t.oid AND contype = 'p')
UNION ALL
SELECT 'no constraint waits for the commit', schema, conname::text FROM constraints WHERE condeferred
UNION ALL
SELECT 'constraints are valid', schema, conname::text FROM constraints WHERE NOT convalidated
UNION ALL
SELECT 'foreign keys have an index that begins with their columns', schema, conname::text
FROM constraints o
WHERE contype = 'f' AND NOT EXISTS (
	SELECT 1 FROM pg_index i
	WHERE i.indrelid = o.conrelid AND i.indpred IS NULL AND i.indisvalid
		AND (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(o.conkey)] @> o.conkey)
UNION ALL
SELECT 'no index is the left part of another', short.schema, short.relname::text
FROM indexes short JOIN indexes long ON long.indrelid = short.indrelid AND long.indexrelid <> short.indexrelid
JOIN pg_class sc ON sc.oid = short.indexrelid JOIN pg_class lc ON lc.oid = long.indexrelid
WHERE sc.relam = lc.relam AND NOT short.indisunique
	AND pg_get_expr(short.indpred, short.indrelid) IS NOT DISTINCT FROM pg_get_expr(long.indpred, long.indrelid)
	AND pg_get_expr(short.indexprs, short.indrelid) IS NOT DISTINCT FROM pg_get_expr(long.indexprs, long.indrelid)
	AND (long.indkey::text || ' ') LIKE (short.indkey::text || ' %')
	AND (long.indclass::text || ' ') LIKE (short.indclass::text || ' %')
	AND (long.indcollation::text || ' ') LIKE (short.indcollation::text || ' %')
	AND (long.indoption::text || ' ') LIKE (short.indoption::text || ' %')
UNION ALL
SELECT 'no index has the seat counter, which would end its in-place updates', i.schema, i.relname::text
FROM indexes i
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = i.indrelid
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE a.attname = 'booked_count'

-- Triggers and functions
UNION ALL
SELECT 'triggers are enabled', schema, tgname::text FROM triggers WHERE tgenabled NOT IN ('O', 'A')
UNION ALL
SELECT 'triggers call functions of the extension', schema, tgname::text FROM triggers t
WHERE NOT EXISTS (SELECT 1 FROM functions f WHERE f.schema = 'boh' AND f.oid = t.tgfoid)
UNION ALL
SELECT 'functions return what object-relational mappers can read', schema, proname::text FROM functions
WHERE prorettype IN ('void'::regtype, 'interval'::regtype, 'tsvector'::regtype)
	OR prorettype = 'record'::regtype AND proargmodes IS NULL
UNION ALL
SELECT 'functions have one form each', schema, proname::text FROM functions GROUP BY schema, proname HAVING count(*) > 1
UNION ALL
SELECT 'functions take and return types of PostgreSQL, none polymorphic', schema, proname::text
FROM functions f, unnest(coalesce(proallargtypes, proargtypes::oid[]) || prorettype) AS u (typeid)
JOIN pg_type t ON t.oid = typeid
WHERE t.typnamespace <> 'pg_catalog'::regnamespace OR t.typname ~ '^any'
UNION ALL
SELECT 'functions have their caller''s rights', schema, proname::text FROM functions WHERE prosecdef
UNION ALL
SELECT 'functions are in C, the migrations in SQL', schema, proname::text
FROM functions JOIN pg_language l ON l.oid = prolang
WHERE lanname <> CASE proname WHEN 'boh_migration_scripts' THEN 'sql' ELSE 'c' END
UNION ALL
SELECT 'functions can be called by everybody', schema, proname::text FROM functions
WHERE NOT has_function_privilege('boh_nobody', oid, 'EXECUTE')

-- Ownership
UNION ALL
SELECT 'tables belong to whoever made them, types as well', schema, name
FROM (SELECT schema, relname::text, relowner FROM relations UNION ALL SELECT schema, typname::text, typowner FROM types) AS o (schema, name, owner)
WHERE owner <> (SELECT relowner FROM pg_class WHERE oid = 'boh.schema_migrations'::regclass);

CREATE TEMPORARY TABLE rules AS
SELECT rule FROM offences WHERE schema = 'offender' GROUP BY rule;

SELECT plan(7 + (SELECT count(*)::integer FROM rules));

SELECT is(count(*)::integer, 36, 'every rule can be broken') FROM rules;

SELECT is((SELECT string_agg(object, ', ') FROM offences o WHERE o.rule = r.rule AND schema = 'boh'), NULL, rule)
FROM rules r ORDER BY rule;

SELECT is_empty($$SELECT * FROM offences WHERE schema = 'boh'$$, 'no other rule is broken');

-- The tables are the user's, the functions the extension's.
SELECT is_empty(
	$$SELECT classid::regclass, objid FROM pg_depend d JOIN pg_extension e ON e.oid = refobjid AND extname = 'boh'
	WHERE deptype = 'e' AND classid <> 'pg_proc'::regclass$$,
	'functions are the only members of the extension');
SELECT is_empty(
	$$SELECT extname FROM pg_extension WHERE extname = 'boh' AND (extrelocatable OR extconfig IS NOT NULL)$$,
	'the extension cannot be moved and has no tables to dump');
SELECT is(boh_version(), extversion, 'library and installed objects are of one version') FROM pg_extension WHERE extname = 'boh';
SELECT isnt(obj_description(oid, 'pg_extension'), NULL, 'the extension has a comment') FROM pg_extension WHERE extname = 'boh';
SELECT ok(reloptions::text ~ 'fillfactor=[5-9]', 'pages of events have room for new versions of a row')
FROM pg_class WHERE oid = 'boh.events'::regclass;

SELECT * FROM finish();
ROLLBACK;
