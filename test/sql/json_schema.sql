-- JSON Schema: boh_json_valid() and boh_json_errors(). The standard's own cases
-- are in test/json_schema; here is what it leaves open, and what must not happen.
SELECT getdatabaseencoding() <> 'UTF8' AS cannot_test \gset
\if :cannot_test
\echo 'this test needs a database with encoding UTF8'
\quit
\endif
SET client_encoding = 'UTF8';
SET client_min_messages = 'warning';
\pset format unaligned

-- every error, with its place, in the order of the walk
SELECT * FROM boh_json_errors('{
	"type": "object", "required": ["title", "x/y~z"], "additionalProperties": false, "minProperties": 9,
	"dependentRequired": {"title": ["subtitle"]},
	"properties": {
		"title": {"type": "string", "minLength": 3, "pattern": "^[A-Z]"},
		"long": {"maxLength": 5},
		"n": {"type": "integer", "multipleOf": 0.01, "minimum": 3, "exclusiveMaximum": 2},
		"link": {"format": "boh-link"},
		"list": {"items": {"enum": ["a", 1, null]}, "uniqueItems": true, "contains": {"const": 7}, "maxItems": 2},
		"one": {"oneOf": [{"type": "number"}, {"minimum": 1}]},
		"any": {"anyOf": [{"type": "string"}, {"type": "null"}]},
		"no": {"not": true},
		"choice": {"if": {"type": "string"}, "then": {"const": "x"}, "else": {"const": {"deep": true}}}
	}}',
	'{"title": "ab", "long": "ąęłąęł", "n": 2.005, "link": "java\tscript:alert(1)", "list": ["a", "a", {"x": 1}],
	  "one": 5, "any": 5, "no": [], "choice": "a value that is much longer than what a message should show of it, far longer", "zz/~": 1}');
SELECT * FROM boh_json_errors('false', '1');
SELECT * FROM boh_json_errors('{"maximum": 1e100, "type": ["string", "null"]}', '1e131070');
SELECT count(*) AS none FROM boh_json_errors('true', '1');
SELECT boh_json_valid(NULL, '1') IS NULL AND boh_json_valid('true', NULL) IS NULL AS strict;

-- schemas that are none, and what is not supported
CREATE FUNCTION pg_temp.outcome(schema text, data jsonb DEFAULT '1') RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text; code text; message text;
BEGIN
	RETURN boh_json_valid(schema::jsonb, data);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT, code = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
	RETURN concat_ws(' ', code, message, NULLIF('(' || hint || ')', '()'));
END $$;
SELECT pg_temp.outcome(schema) FROM (VALUES
	('1'), ('{"type": "text"}'), ('{"type": []}'), ('{"minLength": -1}'), ('{"minLength": 1.5}'), ('{"maxItems": "2"}'),
	('{"multipleOf": 0}'), ('{"minimum": "1"}'), ('{"required": "a"}'), ('{"required": [1]}'), ('{"enum": 1}'),
	('{"properties": []}'), ('{"properties": {"a/b": {"items": {"not": 3}}}}'), ('{"items": [{}]}'), ('{"allOf": []}'),
	('{"uniqueItems": 1}'), ('{"pattern": "("}'), ('{"patternProperties": {"[": true}}'), ('{"dependentRequired": {"a": 1}}'),
	('{"format": "colour"}'), ('{"format": 1}'), ('{"title": 1}'), ('{"readOnly": "yes"}'),
	('{"$schema": "http://json-schema.org/draft-07/schema#"}'), ('{"$ref": "https://example.org/other.json"}'),
	('{"$ref": "#/$defs/none"}'), ('{"$ref": "#none"}'), ('{"$ref": "#/%zz"}'), ('{"$ref": 1}'), ('{"$recursiveRef": "#"}'),
	('{"$anchor": "1a"}'), ('{"allOf": [{"$anchor": "a"}, {"$anchor": "a"}]}'), ('{"allOf": [{"$id": "a"}, {"$id": "a"}]}'),
	('{"$id": "a#b"}'), ('{"$vocabulary": {"https://example.org/vocabulary": true}}'),
	('{"$vocabulary": {"https://example.org/vocabulary": false}}'),
	('{"$ref": "#"}'), ('{"anyOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"allOf": [{"$ref": "#"}]}}}'),
	('{"minLength": 1e100}'), ('{"unknown": {"type": "text"}, "minimun": 5}')) AS schemas (schema);

-- formats, asserted for strings
SELECT format, value, boh_json_valid(jsonb_build_object('format', format), to_jsonb(value)) AS valid FROM (VALUES
	('date', '2024-02-29'), ('date', '2023-02-29'), ('date', '1900-02-29'), ('date', '2024-1-01'), ('date', '2024-13-01'),
	('time', '18:30:00Z'), ('time', '18:30:00'), ('time', '24:00:00Z'), ('time', '23:59:60Z'), ('time', '22:59:60Z'),
	('time', '18:59:60-05:00'), ('time', '18:30:00.5+02:00'), ('time', '18:30:00.Z'), ('time', '18:30:00+24:00'),
	('date-time', '2024-02-29T18:30:00Z'), ('date-time', '2024-02-29 18:30:00Z'), ('date-time', '2024-02-30T18:30:00Z'),
	('email', 'ada@example.org'), ('email', 'ada'), ('email', 'a..b@example.org'), ('email', '"a b"@example.org'),
	('email', 'ada@[127.0.0.1]'), ('email', 'ada@[IPv6:::1]'), ('email', 'ada@-x.org'), ('email', 'ada@żółw.pl'),
	('hostname', 'example.org'), ('hostname', 'a-.org'), ('hostname', 'a..org'), ('hostname', repeat('a', 64)), ('hostname', ''),
	('ipv4', '127.0.0.1'), ('ipv4', '256.0.0.1'), ('ipv4', '01.0.0.1'), ('ipv4', '1.2.3'), ('ipv4', '1.2.3.4.5'),
	('ipv6', '::'), ('ipv6', '::1'), ('ipv6', '1:2:3:4:5:6:7:8'), ('ipv6', '1:2:3:4:5:6:7'), ('ipv6', '1::2::3'),
	('ipv6', '::ffff:1.2.3.4'), ('ipv6', '1:2:3:4:5:6:7::'), ('ipv6', '12345::'), ('ipv6', 'fe80::1%eth0'), ('ipv6', ':1'),
	('uri', 'https://u:p@example.org:80/a?b#c'), ('uri', 'urn:isbn:1'), ('uri', '/a'), ('uri', 'http://[::1]/'),
	('uri', 'http://a b'), ('uri', 'http://a/%zz'), ('uri', 'http://a:b/'), ('uri', 'http://a/#b#c'),
	('uri-reference', '/a'), ('uri-reference', ''), ('uri-reference', 'a:b/c d'), ('uri-reference', '1a:b'), ('uri-reference', '\\a'),
	('uuid', '2eb8aa08-aa98-11ea-b4aa-73b441d16380'), ('uuid', '2eb8aa08aa9811eab4aa73b441d16380'), ('uuid', '2eb8aa08-aa98-11ea-b4aa-73b441d1638g'),
	('regex', '^a+$'), ('regex', '^(abc]'), ('regex', 'a{2,1}'), ('json-pointer', '/a~0b~1c'), ('json-pointer', ''),
	('json-pointer', 'a'), ('json-pointer', '/a~2'),
	('iri', 'anything: an annotation')) AS cases (format, value);

SELECT format, value, boh_json_valid(jsonb_build_object('format', format), to_jsonb(value)) AS valid FROM (VALUES
	('boh-link', 'https://example.org/a?b=c#d'), ('boh-link', 'HTTP://example.org'), ('boh-link', '/tickets'), ('boh-link', '/'),
	('boh-link', '#top'), ('boh-link', 'mailto:ada@example.org?subject=Hi'), ('boh-link', 'tel:+48-22-123'), ('boh-link', 'https://żółw.pl/ż'),
	('boh-link', ''), ('boh-link', '//evil.org'), ('boh-link', '/\evil.org'), ('boh-link', 'javascript:alert(1)'), ('boh-link', 'JaVaScRiPt:alert(1)'),
	('boh-link', E'java\tscript:alert(1)'), ('boh-link', ' javascript:alert(1)'), ('boh-link', E'\x01javascript:alert(1)'), ('boh-link', 'java&#115;cript:alert(1)'),
	('boh-link', 'data:text/html,x'), ('boh-link', 'vbscript:x'), ('boh-link', 'ftp://example.org'), ('boh-link', 'tickets'), ('boh-link', 'https://'),
	('boh-link', 'https://user@example.org'), ('boh-link', 'https://example.org:8a/'), ('boh-link', E'/a\nb'), ('boh-link', E'/a\u200bb'), ('boh-link', E'/a\u0085b'),
	('boh-link', 'mailto:ada'), ('boh-link', 'tel:'), ('boh-link', 'tel:javascript'),
	('boh-image-url', 'https://example.org/a.jpg'), ('boh-image-url', '/a.jpg'), ('boh-image-url', '//a.jpg'), ('boh-image-url', '#a'),
	('boh-image-url', 'data:image/png;base64,AA'),
	('boh-video-url', 'https://www.youtube.com/watch?v=abc'), ('boh-video-url', 'https://youtu.be/abc'), ('boh-video-url', 'https://vimeo.com/1'),
	('boh-video-url', 'https://youtube.com'), ('boh-video-url', 'https://youtube.com.evil.org/abc'), ('boh-video-url', 'https://example.org/a.MP4?x=1'),
	('boh-video-url', 'https://example.org/a.mov#t=3'), ('boh-video-url', 'https://example.org/a?b=.mp4'), ('boh-video-url', 'https://example.org/.mp4'),
	('boh-video-url', '/a.mp4'), ('boh-video-url', 'https://evil.org@youtube.com/a')) AS cases (format, value);

-- characters that no link may have, at any place
SELECT string_agg(CASE WHEN n BETWEEN 33 AND 126 THEN chr(n) ELSE n::text END, ' ' ORDER BY n) AS refused
FROM generate_series(1, 127) n
WHERE NOT boh_json_valid('{"format": "boh-link"}', to_jsonb('/abcdefgh' || chr(n)));
SELECT count(*) AS otherwise FROM generate_series(1, 127) n, generate_series(1, 9) place
WHERE boh_json_valid('{"format": "boh-link"}', to_jsonb('/' || repeat('a', place) || chr(n) || 'ż' || repeat('b', 9 - place)))
	<> boh_json_valid('{"format": "boh-link"}', to_jsonb('/abcdefgh' || chr(n)));
SELECT string_agg(to_hex(n), ' ' ORDER BY n) AS refused FROM generate_series(128, 65535) n
WHERE n NOT BETWEEN 55296 AND 57343 AND NOT boh_json_valid('{"format": "boh-link"}', to_jsonb('/a' || chr(n) || 'bcd'));
SELECT to_hex(n) AS refused FROM unnest(ARRAY[x'1F600'::int, x'20000'::int, x'1BCA0'::int, x'1D173'::int, x'E0001'::int, x'E0041'::int, x'E0100'::int]) n
WHERE NOT boh_json_valid('{"format": "boh-link"}', to_jsonb('/a' || chr(n) || 'bcd'));

-- properties that depend on others, of few and of many
SELECT many, data, e.*
FROM (VALUES ('{"a": 1}'::jsonb), ('{"a": 1, "b": 1}'), ('{"a": 1, "b": 1, "c": 1}'), ('{"b": 1, "c": 1}'), ('{"d": 1}'), ('{"d": 1, "e": 1}')) v (data),
	(VALUES (0), (60), (61)) m (many),
	boh_json_errors(jsonb_build_object('dependentRequired', '{"a": ["b", "c"]}'::jsonb, 'dependentSchemas', '{"d": {"required": ["e"]}}'::jsonb,
		'properties', (SELECT coalesce(jsonb_object_agg('property' || n, true), '{}') FROM generate_series(1, many) n)), data) e
ORDER BY data, many, message;

-- patterns as ECMA-262 has them: only what is not as expected is shown
SELECT pattern, value FROM (VALUES
	('^abc$', E'abc\n', false), ('^\t$', E'\t', true), ('^\cC$', E'\x03', true), ('^\d$', '߀', false), ('^\D$', '߀', true),
	('^\w$', 'é', false), ('^\W$', 'é', true), ('^\s$', E'\ufeff', true), ('^\s$', E'\u2029', true), ('^\s$', E'\x01', false),
	('^\S$', E'\u00a0', false), ('^\p{digit}+$', '৪২', true), ('[a-z]cole', 'école', false), ('^.$', E'\n', false), ('^.$', '🐲', true),
	('^🐲*$', '🐲🐲', true), ('^[^a]$', '🐲', true), ('^[]$', 'a', false), ('^[^]$', E'\n', true), ('^\u{1F432}$', '🐲', true),
	('^\uD83D\uDC32$', '🐲', true), ('^(a)(?=b)b\1$', 'aba', true), ('(?<!a)b', 'ab', false), ('^a{2,3}?$', 'aaa', true),
	('^(?<year>\d{4})-\1$', '2020-2020', true), ('a|', 'x', true), ('^[\w-]+$', 'a-b_c', true), ('^[\]\\^-]+$', E'-\\^]', true),
	('\bfoo\b', 'a foo', true), ('\Bfoo', 'a foo', false), ('x{', 'x{', true), ('^[^\d\s]+$', 'ab1', false), ('^[\D]$', '1', false),
	('^[\D\d]$', '1', true), ('\/', 'a/b', true), ('^\P{L}$', '1', true), ('^[\p{Lu}\d]+$', 'É1', true), ('^[\p{Lu}\d]+$', 'é1', false)
	) AS cases (pattern, value, matches)
WHERE boh_json_valid(jsonb_build_object('pattern', pattern), to_jsonb(value)) <> matches;
SELECT pattern, pg_temp.outcome(jsonb_build_object('pattern', pattern)::text) FROM (VALUES
	('(?i)a'), ('a**'), ('***:a'), ('*a'), ('[a'), ('a)'), ('\'), ('\q'), ('[b-a]'), ('[\d-z]'), ('a{256}'), ('\1(a)'),
	('(?=(a))\1'), ('\p{Foo}'), ('\pL'), ('\u{110000}'), ('(?'), ('(((a{1,100}){1,100}){1,100})')) AS patterns (pattern);

-- numbers are exact, whatever their size
SELECT schema, data, boh_json_valid(schema::jsonb, data::jsonb) FROM (VALUES
	('{"multipleOf": 0.01}', '1.005'), ('{"multipleOf": 0.01}', '4.35'), ('{"multipleOf": 0.1}', '1e131071'),
	('{"multipleOf": 1e-16383}', '1e131071'), ('{"multipleOf": 7}', '1e131071'), ('{"type": "integer"}', '1e131071'),
	('{"type": "integer"}', '1.0'), ('{"maximum": 9007199254740992}', '9007199254740993'), ('{"const": 1}', '1.000')) AS cases (schema, data);

-- many values of enum, and equal items among many
SELECT boh_json_valid(s, to_jsonb(500.0)) AS among, boh_json_valid(s, '"500"') AS of_another_type, boh_json_valid(s, '1001') AS not_among
FROM (SELECT jsonb_build_object('enum', jsonb_agg(i)) AS s FROM generate_series(1, 1000) i) AS schemas;
SELECT boh_json_valid('{"uniqueItems": true}', l) AS different,
	boh_json_valid('{"uniqueItems": true}', l || '[{"b": [1], "a": 7.0}]') AS still,
	boh_json_valid('{"uniqueItems": true}', l || '[{"b": 7.00, "a": 7}]') AS equal
FROM (SELECT jsonb_agg(jsonb_build_object('a', i, 'b', i)) AS l FROM generate_series(1, 3000) i) AS lists;
SELECT path, message FROM boh_json_errors('{"uniqueItems": true}', '[1, 2, 3, 4, 5, 6, 7, 8, 9, [1], [1.0]]');

-- more properties and items than a word has bits
SELECT count(*), min(path), max(path) FROM boh_json_errors('{"patternProperties": {"[02468]$": true}, "unevaluatedProperties": false}',
	(SELECT jsonb_object_agg(i, i) FROM generate_series(100, 299) i));
SELECT count(*) FROM boh_json_errors('{"anyOf": [{"contains": {"type": "string"}}, {"contains": {"const": 5}}], "unevaluatedItems": false}',
	(SELECT jsonb_agg(i) || '["x"]' FROM generate_series(1, 200) i));

-- deep nesting: a result, or a clear error and a session that goes on
SELECT boh_json_valid('{"items": {"$ref": "#"}}', (repeat('[', 300) || repeat(']', 300))::jsonb) AS deep;
CREATE TEMPORARY TABLE deep AS SELECT (repeat('[', 3000) || repeat(']', 3000))::jsonb AS data,
	(repeat('{"not":', 3000) || 'true' || repeat('}', 3000))::jsonb AS schema;
CREATE FUNCTION pg_temp.code(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text;
BEGIN
	EXECUTE statement;
	RETURN 'ended well';
EXCEPTION WHEN OTHERS OR query_canceled THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || CASE WHEN hint <> '' THEN ' with a hint' ELSE '' END;
END $$;
SET max_stack_depth = '200kB';
SELECT pg_temp.code($$SELECT boh_json_valid('{"items": {"$ref": "#"}, "maxItems": 1}', data) FROM deep$$);
SELECT pg_temp.code($$SELECT boh_json_valid('{"uniqueItems": true}', jsonb_build_array(data, data)) FROM deep$$);
SELECT pg_temp.code($$SELECT boh_json_valid(schema, '1') FROM deep$$);
SELECT pg_temp.code($$SELECT boh_json_valid('{"$id": "http://a/", "$dynamicAnchor": "x", "$ref": "b", "$defs": {"b": {"$id": "b", "$dynamicRef": "#x", "$defs": {"c": {"$dynamicAnchor": "x"}}}}}', '1')$$);
RESET max_stack_depth;

-- 10,000 levels, with the stack that servers usually have and with a larger one
SELECT stack, bool_and(pg_temp.code(format($$SET LOCAL max_stack_depth = %L; SELECT boh_json_valid(schema::jsonb, data::jsonb)
	FROM (VALUES %s) AS v (schema, data)$$, stack, pair)) IN ('ended well', '54001 with a hint')) AS result_or_clear_error
FROM (VALUES ('2MB'), ('6MB')) AS s (stack),
	(VALUES ($$('{"items": {"$ref": "#"}, "maxItems": 1}', repeat('[', 10000) || repeat(']', 10000))$$),
		($$('{"uniqueItems": true}', '[' || repeat('[', 10000) || repeat(']', 10000) || ', 1]')$$),
		($$(repeat('{"not":', 10000) || 'true' || repeat('}', 10000), '1')$$),
		($$('{"const":' || repeat('{"a":', 10000) || '1' || repeat('}', 10000) || '}', repeat('{"a":', 10000) || '1' || repeat('}', 10000))$$)) AS p (pair)
GROUP BY stack ORDER BY stack;

-- a schema of 64 kilobytes, a document of a megabyte
CREATE TEMPORARY TABLE large AS SELECT
	(SELECT jsonb_build_object('additionalProperties', false, 'properties',
			jsonb_object_agg('property' || i, jsonb_build_object('type', 'array', 'items', jsonb_build_object('maxLength', i))))
		FROM generate_series(1, 1200) i) AS schema,
	(SELECT jsonb_object_agg('property' || i, jsonb_build_array(repeat('x', i), repeat('y', i + 1), repeat('z', 250)))
		FROM generate_series(1, 1200) i) AS data;
SELECT length(schema::text) > 64 * 1024 AS schema, length(data::text) > 1024 * 1024 AS document FROM large;
SELECT boh_json_valid(schema, data), boh_json_valid(schema, '{"property7": ["1234567"]}'), boh_json_valid(schema, '{"property1201": []}') FROM large;
SELECT count(*), min(path), max(path) FROM large, boh_json_errors(schema, data);

-- work that would not end can be cancelled
SET statement_timeout = '200ms';
SELECT boh_json_valid('{"pattern": "(.*)(.*)(.*)x\\1y\\2z\\3$"}', to_jsonb(repeat('axyz', 3000) || 'b'));
SELECT boh_json_valid((SELECT jsonb_build_object('$ref', '#/$defs/a0', '$defs', jsonb_object_agg('a' || i,
	CASE WHEN i < 50 THEN jsonb_build_object('allOf', jsonb_build_array(jsonb_build_object('$ref', '#/$defs/a' || i + 1), jsonb_build_object('$ref', '#/$defs/a' || i + 1))) ELSE '{}' END))
	FROM generate_series(0, 50) i), '1');
RESET statement_timeout;

-- the cache is bounded, and what was dropped is compiled again
CREATE TEMPORARY TABLE many AS SELECT i, jsonb_build_object('const', i, 'pattern', '^' || i, 'title', repeat('x', 2000)) AS schema FROM generate_series(1, 1000) i;
SELECT count(*) FILTER (WHERE boh_json_valid(schema, to_jsonb(i))) AS valid, count(*) FILTER (WHERE boh_json_valid(schema, to_jsonb(i + 1))) AS invalid FROM many;
SELECT count(*) FILTER (WHERE boh_json_valid(schema, to_jsonb(i))) AS valid_again FROM many WHERE i <= 10 OR i > 990;
SELECT name, count(*) BETWEEN 1 AND 128 AS bounded, sum(total_bytes) < 16 * 1024 * 1024 AS small
FROM pg_backend_memory_contexts WHERE name LIKE 'boh JSON%' GROUP BY name ORDER BY name COLLATE "C";
SELECT count(*) AS before FROM pg_backend_memory_contexts WHERE name LIKE 'boh JSON%' \gset
-- a schema that does not compile leaves nothing behind
SELECT count(DISTINCT pg_temp.outcome(jsonb_build_object('title', i, 'not', jsonb_build_object('pattern', '('))::text)) AS messages FROM generate_series(1, 200) i;
SELECT count(*) - :before AS left_over FROM pg_backend_memory_contexts WHERE name LIKE 'boh JSON%';

-- large schemas, large documents
SELECT length(s::text) > 65536 AS large, boh_json_valid(s, '{"p17": 17}') AS valid, boh_json_valid(s, '{"p17": 18}') AS invalid
FROM (SELECT jsonb_build_object('properties', jsonb_object_agg('p' || i, jsonb_build_object('const', i))) AS s FROM generate_series(1, 4000) i) AS schemas;
SELECT length(l::text) > 1000000 AS large, boh_json_valid('{"items": {"type": "integer", "minimum": 1}, "uniqueItems": true}', l) AS valid,
	(SELECT count(*) FROM boh_json_errors('{"items": {"maximum": 100000}}', l)) AS errors
FROM (SELECT jsonb_agg(i) AS l FROM generate_series(1, 150000) i) AS lists;

-- random schemas for random documents: boh_json_errors() has rows exactly when boh_json_valid() is false,
-- "not" turns the result around, and so does wrapping in allOf not at all
CREATE FUNCTION pg_temp.random_number(seed text, highest integer) RETURNS integer LANGUAGE sql IMMUTABLE
	RETURN ('x' || left(md5(seed), 7))::bit(28)::integer % (highest + 1);
CREATE FUNCTION pg_temp.random_value(seed text, depth integer) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	RETURN CASE pg_temp.random_number('v' || seed, CASE WHEN depth > 0 THEN 7 ELSE 4 END)
		WHEN 0 THEN 'null'::jsonb WHEN 1 THEN to_jsonb(pg_temp.random_number(seed, 1) = 1)
		WHEN 2 THEN to_jsonb(pg_temp.random_number(seed, 4)) WHEN 3 THEN to_jsonb(pg_temp.random_number(seed, 8) / 2.0)
		WHEN 4 THEN to_jsonb(repeat(chr(97 + pg_temp.random_number(seed, 1)), pg_temp.random_number('l' || seed, 3)))
		WHEN 5 THEN (SELECT coalesce(jsonb_agg(pg_temp.random_value(seed || i, depth - 1)), '[]') FROM generate_series(1, pg_temp.random_number(seed, 3)) i)
		ELSE (SELECT coalesce(jsonb_object_agg(chr(96 + i), pg_temp.random_value(seed || i, depth - 1)), '{}') FROM generate_series(1, pg_temp.random_number(seed, 4)) i) END;
END $$;
CREATE FUNCTION pg_temp.random_schema(seed text, depth integer) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	s jsonb := '{}';
	k text;
	sub jsonb;
BEGIN
	FOR n IN 1 .. 1 + pg_temp.random_number('n' || seed, 3) LOOP
		k := (ARRAY['type', 'enum', 'const', 'minimum', 'multipleOf', 'maxLength', 'pattern', 'maxItems', 'uniqueItems', 'required', 'maxProperties',
			'properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'items', 'prefixItems', 'contains', 'unevaluatedItems',
			'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'propertyNames', 'dependentSchemas', '$ref'])
			[1 + pg_temp.random_number(n || 'k' || seed, CASE WHEN depth > 0 THEN 28 ELSE 10 END)];
		sub := CASE WHEN depth > 0 THEN pg_temp.random_schema(seed || n, depth - 1) END;
		s := s || jsonb_build_object(k, CASE k
			WHEN 'type' THEN to_jsonb((ARRAY['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'])[1 + pg_temp.random_number('t' || seed, 6)])
			WHEN 'enum' THEN jsonb_build_array(pg_temp.random_value(seed || 'e', 1), pg_temp.random_value(seed || 'f', 1))
			WHEN 'const' THEN pg_temp.random_value(seed || 'c', 1) WHEN 'minimum' THEN to_jsonb(pg_temp.random_number(seed, 3))
			WHEN 'multipleOf' THEN to_jsonb(0.5 + pg_temp.random_number(seed, 2)) WHEN 'pattern' THEN to_jsonb((ARRAY['^a', 'b{2}', '^$', '[^a]'])[1 + pg_temp.random_number(seed, 3)])
			WHEN 'uniqueItems' THEN 'true' WHEN 'required' THEN '["a", "c"]' WHEN 'properties' THEN jsonb_build_object('a', sub, 'b', true)
			WHEN 'patternProperties' THEN jsonb_build_object('[ac]', sub) WHEN 'dependentSchemas' THEN jsonb_build_object('b', sub)
			WHEN 'prefixItems' THEN jsonb_build_array(sub) WHEN '$ref' THEN to_jsonb('#/$defs/d'::text)
			WHEN 'maxLength' THEN to_jsonb(pg_temp.random_number(seed, 3)) WHEN 'maxItems' THEN to_jsonb(pg_temp.random_number(seed, 3)) WHEN 'maxProperties' THEN to_jsonb(pg_temp.random_number(seed, 3))
			ELSE CASE WHEN k IN ('allOf', 'anyOf', 'oneOf') THEN jsonb_build_array(sub, pg_temp.random_schema(seed || 'o', depth - 1))
				WHEN k IN ('unevaluatedProperties', 'unevaluatedItems', 'additionalProperties') AND pg_temp.random_number(seed, 1) = 1 THEN 'false' ELSE sub END END);
	END LOOP;
	RETURN s;
END $$;
CREATE TEMPORARY TABLE random_cases AS
	SELECT i, pg_temp.random_schema('schema ' || i / 4, 2) || '{"$defs": {"d": {"type": ["integer", "object", "array", "string"]}}}' AS schema,
		pg_temp.random_value('value ' || i, 3) AS data
	FROM generate_series(1, 2000) i;
SELECT count(*) AS cases, count(*) FILTER (WHERE valid) BETWEEN 250 AND 1750 AS both_results,
	count(*) FILTER (WHERE valid = EXISTS (SELECT FROM boh_json_errors(schema, data))) AS disagree,
	count(*) FILTER (WHERE valid = boh_json_valid(jsonb_build_object('not', schema - '$defs', '$defs', schema -> '$defs'), data)) AS not_turned,
	count(*) FILTER (WHERE valid <> boh_json_valid(jsonb_build_object('allOf', jsonb_build_array(schema - '$defs', true), '$defs', schema -> '$defs'), data)) AS changed_by_all_of,
	count(*) FILTER (WHERE valid <> boh_json_valid(jsonb_build_object('items', schema - '$defs', '$defs', schema -> '$defs'), jsonb_build_array(data))) AS changed_by_items
FROM (SELECT *, boh_json_valid(schema, data) AS valid FROM random_cases) AS results;
SELECT count(*) AS paths_that_lead_nowhere FROM random_cases, boh_json_errors(schema, data) e
	WHERE data #> (string_to_array(ltrim(e.path, '/'), '/')) IS NULL AND e.path <> '';

-- arguments that vary from row to row, and calls whose schema only looks constant
SELECT i, boh_json_valid(jsonb_build_object('const', i % 2), to_jsonb(1)) AS valid FROM generate_series(1, 4) i;
CREATE FUNCTION pg_temp.valid(schema jsonb) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN boh_json_valid(schema, '1'); END $$;
SELECT i, pg_temp.valid(jsonb_build_object('const', i % 2)) AS valid FROM generate_series(1, 4) i;

-- other encodings of the database
DROP DATABASE IF EXISTS boh_json_latin1;
SELECT current_database() AS utf8_database \gset
CREATE DATABASE boh_json_latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C';
\c boh_json_latin1
SET client_min_messages = 'warning';
SET client_encoding = 'UTF8';
CREATE EXTENSION boh;
SELECT boh_json_valid('{"maxLength": 1}', '"é"') AS characters, boh_json_valid('{"pattern": "^\\u00e9$"}', '"é"') AS escape,
	boh_json_valid('{"pattern": "^\\w$"}', '"é"') AS word, boh_json_valid('{"pattern": "^[^a]$"}', '"é"') AS negated;
SELECT boh_json_valid('{"pattern": "\\p{L}"}', '"é"');
\c :utf8_database
DROP DATABASE boh_json_latin1;

-- how the planner may treat them
SELECT proname, provolatile, proisstrict, proparallel, proleakproof FROM pg_proc WHERE proname IN ('boh_json_valid', 'boh_json_errors') ORDER BY proname;
