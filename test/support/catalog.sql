-- Makes pg_temp.schema_catalog(schema), which tells everything the catalog
-- knows about a schema as sorted lines of text without oids.  Privileges are
-- sorted, too: in which order they were granted means nothing.  Names in the
-- schema stand unqualified, so that two schemas, or one before and after a
-- dump and restore, can be compared line by line:
--
--	psql -X -q -A -t -f test/support/catalog.sql -c "SELECT pg_temp.schema_catalog('boh')"

CREATE OR REPLACE FUNCTION pg_temp.schema_catalog(schema name) RETURNS SETOF text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog
AS $$
#variable_conflict use_column
DECLARE
	namespace oid := (SELECT oid FROM pg_namespace WHERE nspname = schema);
BEGIN
	IF namespace IS NULL THEN
		RAISE 'schema "%" does not exist', schema;
	END IF;
	-- deparsed names of this schema are visible, hence unqualified; the
	-- setting of the function puts the path back
	PERFORM set_config('search_path', quote_ident(schema) || ', pg_temp', true);

	RETURN QUERY
	WITH relations AS (
		SELECT *, oid::regclass::text AS name
		FROM pg_class
		WHERE relnamespace = namespace
	), lines (line, comment) AS (
		SELECT format('relation %s: kind %s, persistence %s, owner %s, access method %s, tablespace %s, options %s, row security %s, forced %s, replica identity %s, partition %s of %s, privileges %s, view %s',
			r.name, r.relkind, r.relpersistence, r.relowner::regrole, a.amname, t.spcname, r.reloptions,
			r.relrowsecurity, r.relforcerowsecurity, r.relreplident,
			pg_get_expr(r.relpartbound, r.oid),
			(SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = r.oid),
			(SELECT array_agg(acl::text ORDER BY acl::text) FROM unnest(r.relacl) acl),
			CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END),
			obj_description(r.oid, 'pg_class')
		FROM relations r
		LEFT JOIN pg_am a ON a.oid = r.relam
		LEFT JOIN pg_tablespace t ON t.oid = r.reltablespace
		WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')

		UNION ALL
		SELECT format('sequence %s: %s', r.name, to_jsonb(s) - 'seqrelid' - 'seqtypid'),
			obj_description(r.oid, 'pg_class')
		FROM relations r
		JOIN pg_sequence s ON s.seqrelid = r.oid

		-- dropped columns leave holes in attnum that a restore does not have;
		-- pg_attver is the server's own stamp of when a column last changed
		UNION ALL
		SELECT format('column %s.%I: number %s, %s, collation %s, not null %s, default %s, identity %s, generated %s, storage %s, compression %s, statistics %s, options %s, privileges %s',
			r.name, c.attname,
			row_number() OVER (PARTITION BY r.oid ORDER BY c.attnum),
			format_type(c.atttypid, c.atttypmod), nullif(c.attcollation, 0)::regcollation,
			c.attnotnull, pg_get_expr(d.adbin, d.adrelid), c.attidentity, c.attgenerated,
			c.attstorage, c.attcompression, nullif(c.attstattarget, -1),
			(SELECT array_agg(o ORDER BY o) FROM unnest(c.attoptions) o WHERE NOT starts_with(o, 'pg_attver=')),
			(SELECT array_agg(acl::text ORDER BY acl::text) FROM unnest(c.attacl) acl)),
			col_description(r.oid, c.attnum)
		FROM relations r
		JOIN pg_attribute c ON c.attrelid = r.oid AND c.attnum > 0 AND NOT c.attisdropped
		LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = c.attnum
		WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')

		UNION ALL
		SELECT format('constraint %I on %s: %s, validated %s', k.conname,
			coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text),
			pg_get_constraintdef(k.oid), k.convalidated),
			obj_description(k.oid, 'pg_constraint')
		FROM pg_constraint k
		WHERE k.connamespace = namespace

		UNION ALL
		-- An index of a partitioned table may stay marked invalid when pg_restore -j attaches the
		-- indexes of two partitions at the same time.  The indexes of the partitions are valid.
		SELECT format('index %s on %s: %s, valid %s, clustered %s, replica identity %s', r.name,
			i.indrelid::regclass, pg_get_indexdef(r.oid, 0, true), i.indisvalid OR r.relkind = 'I', i.indisclustered, i.indisreplident),
			obj_description(r.oid, 'pg_class')
		FROM relations r
		JOIN pg_index i ON i.indexrelid = r.oid

		UNION ALL
		SELECT format('trigger %I on %s: %s, enabled %s', t.tgname, r.name, pg_get_triggerdef(t.oid, true), t.tgenabled),
			obj_description(t.oid, 'pg_trigger')
		FROM relations r
		JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal

		UNION ALL
		SELECT format('rule %I on %s: %s, enabled %s', w.rulename, r.name, pg_get_ruledef(w.oid, true), w.ev_enabled),
			obj_description(w.oid, 'pg_rewrite')
		FROM relations r
		JOIN pg_rewrite w ON w.ev_class = r.oid AND w.rulename <> '_RETURN'

		-- of its roles only the owner and PUBLIC, as other roles may be missing
		-- in the cluster of a restore
		UNION ALL
		SELECT format('policy %I on %s: %s, permissive %s, roles %s, using %s, check %s', p.polname, r.name, p.polcmd,
			p.polpermissive, (SELECT array_agg(role::regrole ORDER BY role) FROM unnest(p.polroles) role WHERE role IN (0, r.relowner)),
			pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
			obj_description(p.oid, 'pg_policy')
		FROM relations r
		JOIN pg_policy p ON p.polrelid = r.oid

		UNION ALL
		SELECT format('statistics %I: %s, target %s', x.stxname, pg_get_statisticsobjdef(x.oid), x.stxstattarget),
			obj_description(x.oid, 'pg_statistic_ext')
		FROM pg_statistic_ext x
		WHERE x.stxnamespace = namespace

		UNION ALL
		SELECT format('type %s: type %s, owner %s, labels %s, base type %s, not null %s, default %s, privileges %s',
			t.oid::regtype, t.typtype, t.typowner::regrole,
			(SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
			format_type(nullif(t.typbasetype, 0), t.typtypmod), t.typnotnull, t.typdefault, t.typacl),
			obj_description(t.oid, 'pg_type')
		FROM pg_type t
		WHERE t.typnamespace = namespace AND t.typtype IN ('e', 'd', 'r')

		UNION ALL
		SELECT format('function %s: owner %s, privileges %s, %s', f.oid::regprocedure, f.proowner::regrole, f.proacl,
			CASE WHEN f.prokind IN ('f', 'p') THEN pg_get_functiondef(f.oid) ELSE f.prosrc END),
			obj_description(f.oid, 'pg_proc')
		FROM pg_proc f
		WHERE f.pronamespace = namespace
	)
	SELECT format('%s; comment %s', line, quote_nullable(comment)) COLLATE "C"
	FROM lines
	ORDER BY 1;
END
$$;
