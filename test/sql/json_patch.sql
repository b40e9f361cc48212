-- JSON Patch: RFC 6902 and what goes beyond it

\set VERBOSITY terse

-- the examples of the standard's appendix A that succeed there
SELECT n, boh_json_patch(data::jsonb, patch::jsonb) FROM (VALUES
	(1, '{"foo": "bar"}', '[{"op": "add", "path": "/baz", "value": "qux"}]'),
	(2, '{"foo": ["bar", "baz"]}', '[{"op": "add", "path": "/foo/1", "value": "qux"}]'),
	(3, '{"baz": "qux", "foo": "bar"}', '[{"op": "remove", "path": "/baz"}]'),
	(4, '{"foo": ["bar", "qux", "baz"]}', '[{"op": "remove", "path": "/foo/1"}]'),
	(5, '{"baz": "qux", "foo": "bar"}', '[{"op": "replace", "path": "/baz", "value": "boo"}]'),
	(6, '{"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}}', '[{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}]'),
	(7, '{"foo": ["all", "grass", "cows", "eat"]}', '[{"op": "move", "from": "/foo/1", "path": "/foo/3"}]'),
	(8, '{"baz": "qux", "foo": ["a", 2, "c"]}', '[{"op": "test", "path": "/baz", "value": "qux"}, {"op": "test", "path": "/foo/1", "value": 2}, {"op": "add", "path": "/ok", "value": true}]'),
	(10, '{"foo": "bar"}', '[{"op": "add", "path": "/child", "value": {"grandchild": {}}}]'),
	(11, '{"foo": "bar"}', '[{"op": "add", "path": "/baz", "value": "qux", "xyz": 123}]'),
	(14, '{"/": 9, "~1": 10}', '[{"op": "test", "path": "/~01", "value": 10}, {"op": "add", "path": "/ok", "value": true}]'),
	(16, '{"foo": ["bar"]}', '[{"op": "add", "path": "/foo/-", "value": ["abc", "def"]}]')) v (n, data, patch) ORDER BY n;
-- where the standard has an error: a failed test leaves all as it was, what is not there is skipped
SELECT n, boh_json_patch(data::jsonb, patch::jsonb) FROM (VALUES
	(9, '{"baz": "qux"}', '[{"op": "add", "path": "/a", "value": 1}, {"op": "test", "path": "/baz", "value": "bar"}]'),
	(12, '{"foo": "bar"}', '[{"op": "add", "path": "/baz/bat", "value": "qux"}, {"op": "add", "path": "/a", "value": 1}]'),
	(15, '{"~1": 10}', '[{"op": "test", "path": "/~01", "value": "10"}, {"op": "add", "path": "/a", "value": 1}]'),
	(17, '{"a": 1}', '[{"op": "test", "path": "/b", "value": null}, {"op": "add", "path": "/c", "value": 1}]'),
	(18, '{"a": 1}', '[{"op": "remove", "path": "/b"}, {"op": "replace", "path": "/b", "value": 1}, {"op": "copy", "from": "/b", "path": "/c"}, {"op": "move", "from": "/b", "path": "/c"}, {"op": "add", "path": "/d", "value": 1}]'),
	(19, '{"a": [1, 2]}', '[{"op": "add", "path": "/a/3", "value": 3}, {"op": "add", "path": "/a/2", "value": 4}]'),
	(20, '{"a": [1, 2], "b": 1}', '[{"op": "move", "from": "/b", "path": "/a/5"}, {"op": "move", "from": "/b", "path": "/c/d"}]'),
	(21, '{"a": [1, 2]}', '[{"op": "remove", "path": "/a/-"}, {"op": "remove", "path": "/a/01"}, {"op": "remove", "path": "/a/x"}, {"op": "remove", "path": "/a/99999999999"}, {"op": "remove", "path": "/a/0/b"}]')) v (n, data, patch) ORDER BY n;

-- the whole, empty keys, values of every kind
SELECT n, boh_json_patch(data::jsonb, patch::jsonb) FROM (VALUES
	(1, '{"a": 1}', '[{"op": "add", "path": "", "value": [1]}]'), (2, '{"a": 1}', '[{"op": "replace", "path": "", "value": "x"}]'), (3, '5', '[{"op": "test", "path": "", "value": 5.0}, {"op": "replace", "path": "", "value": null}]'),
	(4, '{"a": 1}', '[{"op": "copy", "from": "", "path": "/b"}]'), (5, '{"a": {"b": [1]}}', '[{"op": "move", "from": "/a/b", "path": ""}]'), (6, '{}', '[{"op": "add", "path": "/", "value": true}, {"op": "copy", "from": "/", "path": "/ "}]'),
	(7, '{"a": {"x": [1, {"y": 2}]}}', '[{"op": "test", "path": "/a", "value": {"x": [1.0, {"y": 2}]}}, {"op": "remove", "path": "/a"}]'), (8, '[]', '[]'), (9, '{"a": 1.50}', '[{"op": "move", "from": "/a", "path": "/b"}]')) v (n, data, patch) ORDER BY n;

-- every element
SELECT n, boh_json_patch(data::jsonb, patch::jsonb) FROM (VALUES
	(1, '{"images": [{"src": "a"}, {"src": "b"}, {"url": "c"}]}', '[{"op": "move", "from": "/images/*/src", "path": "/images/*/url"}]'),
	(2, '{"images": [{"src": "a"}, {"src": "b"}]}', '[{"op": "add", "path": "/images/*/alt", "value": ""}]'),
	(3, '{"images": [{"x": 1}, {"y": 2}, {"x": 3}]}', '[{"op": "remove", "path": "/images/*/x"}]'),
	(4, '{"a": [1, 2, 3], "b": [0]}', '[{"op": "move", "from": "/a/*", "path": "/b/-"}]'),
	(5, '{"a": [1, 2, 3]}', '[{"op": "remove", "path": "/a/*"}]'),
	(6, '{"a": [1, 2, 3]}', '[{"op": "replace", "path": "/a/*", "value": {"n": 0}}, {"op": "add", "path": "/a/1/m", "value": 1}]'),
	(7, '{"rows": [{"cells": [{"v": 1}, {"v": 2}]}, {"cells": [{"v": 3}]}, {"cells": []}]}', '[{"op": "move", "from": "/rows/*/cells/*/v", "path": "/rows/*/cells/*/value"}]'),
	(8, '{"rows": [{"cells": [1, 2]}, {"cells": [3]}]}', '[{"op": "copy", "from": "/rows/*/cells/*", "path": "/rows/*/last"}]'),
	(9, '{"a": [1, 1], "b": 0}', '[{"op": "test", "path": "/a/*", "value": 1}, {"op": "replace", "path": "/b", "value": 1}]'),
	(10, '{"a": [1, 2], "b": 0}', '[{"op": "test", "path": "/a/*", "value": 1}, {"op": "replace", "path": "/b", "value": 1}]'),
	(11, '{"a": [], "b": 0}', '[{"op": "test", "path": "/a/*", "value": 1}, {"op": "replace", "path": "/b", "value": 1}]'),
	(12, '{"a": {"*": 1, "b": 2}}', '[{"op": "move", "from": "/a/*", "path": "/a/c"}]'),
	(13, '{"a": [1, 2, 3]}', '[{"op": "move", "from": "/a/*", "path": "/a/0"}]'),
	(14, '{"a": [{"b": 1}], "c": [[]]}', '[{"op": "move", "from": "/a/*/b", "path": "/c/*/-"}]')) v (n, data, patch) ORDER BY n;

-- what is no patch
SELECT patch, raises(format('SELECT boh_json_patch(''{}'', %L)', patch)) FROM (VALUES
	(1, '{}'), (2, 'null'), (3, '[1]'), (4, '[{}]'), (5, '[{"op": "merge", "path": ""}]'), (6, '[{"op": "add", "value": 1}]'), (7, '[{"op": "add", "path": 1, "value": 1}]'), (8, '[{"op": "add", "path": "a", "value": 1}]'),
	(9, '[{"op": "add", "path": "/a~2", "value": 1}]'), (10, '[{"op": "add", "path": "/a~", "value": 1}]'), (11, '[{"op": "add", "path": "/a"}]'), (12, '[{"op": "test", "path": "/a"}]'), (13, '[{"op": "replace", "path": "/a"}]'),
	(14, '[{"op": "remove", "path": ""}]'), (15, '[{"op": "move", "path": "/a"}]'), (16, '[{"op": "move", "from": "", "path": "/a"}]'), (17, '[{"op": "move", "from": "/a", "path": "/a/b"}]'), (18, '[{"op": "move", "from": "/a", "path": "/b/*/c"}]'),
	(19, '[{"op": "add", "path": "/a/*", "value": 1}]'), (20, '[{"op": "test", "path": "", "value": {}}, {"op": "copy", "from": "/a/*", "path": "/b/*"}]')) v (n, patch) ORDER BY n;
SELECT raises('SELECT boh_json_patch(''{}'', (SELECT jsonb_agg(''{"op": "remove", "path": "/a"}''::jsonb) FROM generate_series(1, 1001)))');
-- copies of copies
SELECT raises('SELECT boh_json_patch(''{"a": [1, 2, 3]}'', (SELECT jsonb_agg(jsonb_build_object(''op'', ''copy'', ''from'', '''', ''path'', ''/'' || n)) FROM generate_series(1, 100) n))');
-- depth
SELECT left(raises('SELECT boh_json_patch((repeat(''['', 100000) || repeat('']'', 100000))::jsonb, ''[]'')'), 6);
SELECT length(boh_json_patch((repeat('[', 1000) || repeat(']', 1000))::jsonb, '[{"op": "add", "path": "/0/-", "value": 1}]')::text);
SELECT boh_json_patch(NULL, '[]') IS NULL AND boh_json_patch('{}', NULL) IS NULL AS strict;
