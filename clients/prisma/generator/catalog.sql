-- What the generator needs to know of a migrated database, as one JSON object.
--
-- Views, and tables that are partitions and have none themselves, are left out: Prisma does not see them.

SET search_path = boh, public;

WITH tables AS (
	SELECT c.oid, c.relname AS name, c.relispartition AS is_partition,
		obj_description(c.oid, 'pg_class') AS comment
	FROM pg_class c
	WHERE c.relnamespace = 'boh'::regnamespace AND (c.relkind = 'p' OR c.relkind = 'r' AND NOT c.relispartition)
), columns AS (
	SELECT t.name AS "table", a.attnum AS position, a.attname AS name, a.attnotnull AS required,
		format_type(coalesce(nullif(y.typelem, 0), y.oid), a.atttypmod) AS type, y.typcategory = 'A' AS is_array,
		(SELECT e.typname FROM pg_type e WHERE e.oid = coalesce(nullif(y.typelem, 0), y.oid) AND e.typtype = 'e') AS enum,
		pg_get_expr(d.adbin, d.adrelid) AS "default", coalesce(h.class = 'CREDENTIAL', false) AS is_secret,
		col_description(t.oid, a.attnum) AS comment
	FROM tables t
	JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
	JOIN pg_type y ON y.oid = a.atttypid
	LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
	LEFT JOIN boh_column_classes() h ON h.table_name = t.name AND h.column_name = a.attname
), indexes AS (
	-- Prisma has no words for partial indexes and for indexes of expressions, and leaves them alone.
	SELECT t.name AS "table", c.relname AS name, i.indisprimary AS is_primary, i.indisunique AS is_unique, m.amname AS method,
		(SELECT json_agg(json_build_object('name', a.attname, 'descending', (i.indoption[k.position - 1] & 1) = 1) ORDER BY k.position)
			FROM unnest(i.indkey) WITH ORDINALITY AS k (number, position)
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
			WHERE k.position <= i.indnkeyatts) AS columns
	FROM tables t
	JOIN pg_index i ON i.indrelid = t.oid
	JOIN pg_class c ON c.oid = i.indexrelid
	JOIN pg_am m ON m.oid = c.relam
	WHERE i.indpred IS NULL AND i.indexprs IS NULL
), foreign_keys AS (
	SELECT t.name AS "table", r.name AS target, k.conname AS name, k.confdeltype AS on_delete, k.confupdtype AS on_update,
		(SELECT json_agg(a.attname ORDER BY u.position) FROM unnest(k.conkey) WITH ORDINALITY AS u (number, position)
			JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns,
		(SELECT json_agg(a.attname ORDER BY u.position) FROM unnest(k.confkey) WITH ORDINALITY AS u (number, position)
			JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) AS target_columns
	FROM pg_constraint k
	JOIN tables t ON t.oid = k.conrelid
	JOIN tables r ON r.oid = k.confrelid
	WHERE k.contype = 'f'
), enums AS (
	SELECT t.typname AS name, obj_description(t.oid, 'pg_type') AS comment,
		(SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS values
	FROM pg_type t
	WHERE t.typnamespace = 'boh'::regnamespace AND t.typtype = 'e'
), functions AS (
	SELECT p.oid, p.proname AS name, p.prokind = 'p' AS is_procedure, p.provolatile = 'v' AS is_volatile,
		p.proretset AND p.prorows <> 1 AS has_many_rows, obj_description(p.oid, 'pg_proc') AS comment,
		format_type(p.prorettype, NULL) AS result,
		(SELECT json_agg(json_build_object('name', p.proargnames[a.position], 'mode', coalesce(p.proargmodes[a.position], 'i'),
				'type', format_type(a.type, NULL), 'optional', coalesce(p.proargmodes[a.position], 'i') IN ('i', 'b')
					AND a.position > p.pronargs - p.pronargdefaults) ORDER BY a.position)
			FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a (type, position)) AS arguments
	FROM pg_depend d
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'boh'
	JOIN pg_proc p ON p.oid = d.objid
	WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
		AND p.prorettype <> 'trigger'::regtype
)
SELECT json_build_object(
	'tables', (SELECT json_agg(t ORDER BY t.name) FROM tables t),
	'columns', (SELECT json_agg(c ORDER BY c."table", c.position) FROM columns c),
	'indexes', (SELECT json_agg(i ORDER BY i."table", i.name) FROM indexes i),
	'foreignKeys', (SELECT json_agg(k ORDER BY k."table", k.name) FROM foreign_keys k),
	'enums', (SELECT json_agg(e ORDER BY e.name) FROM enums e),
	'functions', (SELECT json_agg(f ORDER BY f.name) FROM functions f));
