-- Slugs from titles: boh_slugify().
SELECT getdatabaseencoding() <> 'UTF8' AS cannot_test \gset
\if :cannot_test
\echo 'this test needs a database with encoding UTF8'
\quit
\endif
SET client_encoding = 'UTF8';
SET client_min_messages = 'warning';
-- widths of characters on the screen differ between versions of psql
\pset format unaligned

-- plain text: lower case, one hyphen between words, none at the ends
SELECT input, boh_slugify(input) FROM (VALUES
	(1, 'PostgreSQL Conference Europe 2026'),
	(2, 'already-a-slug-2'),
	(3, '  --Rust & Go:  "Systems" / (Day 1)!  '),
	(4, 'under_score.and.dot'),
	(5, 'C++ and C#'),
	(6, '7')) AS cases(number, input) ORDER BY number;
SELECT boh_slugify(E'tab\tand\nline\x01end') AS control_characters;

-- apostrophes vanish, whichever way they are typed
SELECT input, boh_slugify(input) FROM (VALUES
	(1, 'Don''t Panic'),
	(2, 'Don’t Panic'),
	(3, 'Don‘t Panic'),
	(4, 'Donʼt Panic'),
	(5, 'Don´t Panic'),
	(6, 'Don`t Panic'),
	(7, 'Don′t Panic'),
	(8, 'Don＇t Panic'),
	(9, '''Rock ’n’ Roll''')) AS cases(number, input) ORDER BY number;

-- an ampersand is a word; quotation marks and dashes separate words, so do marks of trade
SELECT input, boh_slugify(input) FROM (VALUES
	(1, 'R&B Night'),
	(2, 'Drum ＆ Bass'),
	(3, '&'),
	(4, 'one“two”three«four»five'),
	(5, 'one—two–three…four'),
	(6, 'Boh™ Café® © 2026'),
	(7, 'A·B')) AS cases(number, input) ORDER BY number;

-- Latin letters of any language
SELECT input, boh_slugify(input) FROM (VALUES
	(1, 'Wrocław: Café №1 東京'),
	(2, 'Łódź Żółć'),
	(3, 'Straße Größe ẞ'),
	(4, 'Ærø Smørrebrød Œuvre'),
	(5, 'Þingvellir Ísafjörður Eð'),
	(6, 'İstanbul ışık'),
	(7, 'Đà Nẵng Việt Nam'),
	(8, 'Col·legi de Músics'),
	(9, 'Malmö Ålesund Übung')) AS cases(number, input) ORDER BY number;

-- composed and decomposed are the same; other forms of a letter are that letter
SELECT boh_slugify(U&'Caf\00E9') AS composed,
	boh_slugify(U&'Cafe\0301') AS decomposed,
	boh_slugify(U&'C\0327a\0323\0302f\0489e\20DD') AS with_other_marks,
	boh_slugify('ＦＵＬＬ　ｗｉｄｔｈ') AS full_width,
	boh_slugify('𝓢𝓬𝓻𝓲𝓹𝓽 ﬁne ①') AS compatibility,
	boh_slugify('2½ 10¾ ½') AS fractions;

-- what cannot be seen does not split a word, the invisible space does
SELECT boh_slugify(U&'soft\00ADhyphen') AS soft_hyphen,
	boh_slugify(U&'zero\200Bwidth') AS zero_width_space,
	boh_slugify(U&'join\200Der\FEFF') AS joiner,
	boh_slugify(U&'\202Eright\202C') AS direction;

-- Cyrillic
SELECT input, boh_slugify(input) FROM (VALUES
	(1, 'Москва'),
	(2, 'Чехов и Щукин'),
	(3, 'Жизнь: объект, подъезд'),
	(4, '«Советская» отсюда'),
	(5, 'Львів'),
	(6, 'България'),
	(7, 'Коммерсантъ')) AS cases(number, input) ORDER BY number;

-- other scripts
SELECT input, boh_slugify(input) FROM (VALUES
	(1, 'Αθήνα Ψυχή Χάος'),
	(2, 'القاهرة'),
	(3, 'می‌خواهم'),
	(4, 'שלום'),
	(5, '東京大学'),
	(6, '東京Tower2024年'),
	(7, 'Tower東京タワー'),
	(8, 'カフェ・とうきょう'),
	(9, '서울'),
	(10, 'नमस्ते'),
	(11, 'საქართველო'),
	(12, 'Հայաստան')) AS cases(number, input) ORDER BY number;

-- digits of every script, also of those that ICU does not transliterate
SELECT boh_slugify('٢٠٢٦') AS arabic, boh_slugify('२०२६') AS devanagari,
	boh_slugify('２０２６') AS full_width, boh_slugify('២០២៦') AS khmer,
	boh_slugify('ᠮᠣᠩᠭᠣᠯ 2026') AS beside_unknown;

-- NULL when nothing is left
SELECT number, boh_slugify(input) IS NULL AS is_null FROM (VALUES
	(1, ''),
	(2, '   '),
	(3, '!?.,;:-_/\()[]{}"''`'),
	(4, '👍🏽 👩‍💻 🇵🇱'),
	(5, '—…«»“”'),
	(6, U&'\0301\200D\FEFF\00AD'),
	(7, U&'\E000\FFFD\+10FFFF'),
	(8, NULL)) AS cases(number, input) ORDER BY number;

-- at most 100 characters
SELECT input, length(slug), right(slug, 12) AS ends_with
FROM (SELECT number, name AS input, boh_slugify(input) AS slug FROM (VALUES
	(1, 'one word of 100', repeat('a', 100)),
	(2, 'one word of 101', repeat('a', 101)),
	(3, 'words of 7 and a hyphen', repeat('letters ', 20)),
	(4, 'a word that ends at 100', repeat('a', 94) || ' ended then'),
	(5, 'a word that ends at 99', repeat('a', 93) || ' ended then'),
	(6, 'a word that ends at 101', repeat('a', 94) || ' cutoff then'),
	(7, 'last hyphen behind 70', repeat('a', 70) || ' ' || repeat('b', 100)),
	(8, 'last hyphen behind 69', repeat('a', 69) || ' ' || repeat('b', 100)),
	(9, 'separators behind 100', repeat('a', 100) || '!?!'),
	(10, 'cut within what one letter became', repeat('a', 99) || 'ß'),
	(11, 'ampersand at the end', repeat('a', 98) || '&')) AS cases(number, name, input)) AS cases
ORDER BY number;

-- the first 1,024 characters are read, however many bytes they take
SELECT boh_slugify(repeat(' ', 1023) || 'ab') AS one_byte,
	boh_slugify(repeat('é', 1023) || 'ab') = repeat('e', 100) AS two_bytes,
	boh_slugify(repeat('…', 1023) || 'ab') AS three_bytes,
	boh_slugify(repeat('👍', 1023) || 'ab') AS four_bytes,
	boh_slugify(repeat('👍', 1024) || 'ab') IS NULL AS not_read;

-- large values, compressed and not, are read from their beginning only
CREATE TEMPORARY TABLE long_titles (title text);
INSERT INTO long_titles VALUES ('Café ' || repeat('x', 10000000));
ALTER TABLE long_titles ALTER COLUMN title SET STORAGE EXTERNAL;
INSERT INTO long_titles VALUES ('Café ' || repeat('x', 10000000));
SELECT DISTINCT boh_slugify(title) = 'cafe-' || repeat('x', 95) AS read FROM long_titles;

-- the longest that ICU makes of one character, 1,024 times
SELECT length(boh_slugify(repeat(U&'\FDFA', 1024))) BETWEEN 71 AND 100 AS grows;

-- 10,000 repeatable inputs of eight kinds from all planes of Unicode, some long:
-- each slug is well formed, at most 100 long and its own slug
CREATE FUNCTION pg_temp.random_number(seed text, lowest integer, highest integer) RETURNS integer
	LANGUAGE sql IMMUTABLE
	RETURN lowest + ('x' || left(md5(seed), 7))::bit(28)::integer % (highest - lowest + 1);
CREATE FUNCTION pg_temp.random_character(kind integer, seed text) RETURNS text
	LANGUAGE sql IMMUTABLE
	RETURN CASE kind
		WHEN 0 THEN chr(pg_temp.random_number(seed, 1, 127))		-- ASCII with control characters
		WHEN 1 THEN chr(pg_temp.random_number(seed, 128, 879))		-- Latin, controls, combining marks
		WHEN 2 THEN chr(pg_temp.random_number(seed, 880, 1423))		-- Greek, Cyrillic, Armenian
		WHEN 3 THEN chr(pg_temp.random_number(seed, 1424, 2303))	-- right-to-left
		WHEN 4 THEN chr(pg_temp.random_number(seed, 2304, 12287))	-- South Asia to punctuation
		WHEN 5 THEN chr(pg_temp.random_number(seed, 12288, 55295))	-- East Asia
		WHEN 6 THEN chr(pg_temp.random_number(seed, 57344, 65535))	-- private use, forms, noncharacters
		ELSE chr(pg_temp.random_number(seed, 65536, 1114111)) END;	-- all other planes
-- a third of the characters is of a kind of its own, the others of the input's kind
CREATE TEMPORARY TABLE random_inputs AS
	SELECT number, string_agg(pg_temp.random_character(
			CASE WHEN pg_temp.random_number('mix ' || seed, 0, 2) = 0
				THEN pg_temp.random_number('kind ' || seed, 0, 7) ELSE number % 8 END,
			'character ' || seed), '' ORDER BY position) AS input
	FROM generate_series(1, 10000) AS number,
		generate_series(1, pg_temp.random_number('length ' || number, 1, CASE WHEN number % 1000 < 8 THEN 1500 ELSE 24 END)) AS position,
		concat_ws(' ', number, position) AS seed
	GROUP BY number;
SELECT count(*) AS inputs, max(length(input)) > 1024 AS some_long,
	count(DISTINCT ascii(substr(input, 1, 1)) >> 16) AS planes_of_first_character FROM random_inputs;
CREATE TEMPORARY TABLE random_slugs AS
	SELECT number, input, boh_slugify(input) AS slug FROM random_inputs;
SELECT count(slug) BETWEEN 5000 AND 9999 AS slugs,
	count(*) FILTER (WHERE slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$') AS malformed,
	count(*) FILTER (WHERE length(slug) > 100) AS too_long,
	count(*) FILTER (WHERE boh_slugify(slug) IS DISTINCT FROM slug AND slug IS NOT NULL) AS not_idempotent,
	count(*) FILTER (WHERE boh_slugify(input) IS DISTINCT FROM slug) AS not_repeatable,
	max(length(slug)) AS longest
FROM random_slugs;

-- ASCII goes without ICU and gives the same: an invisible character at the end sends it through
SELECT count(*) AS inputs,
	count(*) FILTER (WHERE boh_slugify(input) IS DISTINCT FROM boh_slugify(input || U&'\200D')) AS different
FROM (SELECT string_agg(pg_temp.random_character(0, concat_ws(' ', 'ascii', number, position)), '' ORDER BY position) AS input
	FROM generate_series(1, 10000) AS number, generate_series(1, 5 + number % 20) AS position
	GROUP BY number) AS ascii;

-- other encodings of the database
DROP DATABASE IF EXISTS boh_slugify_latin1;
DROP DATABASE IF EXISTS boh_slugify_euc_jp;
DROP DATABASE IF EXISTS boh_slugify_sql_ascii;
SELECT current_database() AS utf8_database \gset
CREATE DATABASE boh_slugify_latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C';
\c boh_slugify_latin1
SET client_min_messages = 'warning';
SET client_encoding = 'UTF8';
CREATE EXTENSION boh;
SELECT boh_slugify('Plain Text') AS plain, boh_slugify('Größe: Café ½') AS latin1,
	boh_slugify(repeat('é', 1023) || 'ab') = repeat('e', 100) AS long;
\c :utf8_database
DROP DATABASE boh_slugify_latin1;

CREATE DATABASE boh_slugify_euc_jp TEMPLATE template0 ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C';
\c boh_slugify_euc_jp
SET client_min_messages = 'warning';
SET client_encoding = 'UTF8';
CREATE EXTENSION boh;
SELECT boh_slugify('Plain Text') AS plain, boh_slugify('東京タワー') AS euc_jp,
	boh_slugify(repeat('！', 1023) || 'ab') AS long;
\c :utf8_database
DROP DATABASE boh_slugify_euc_jp;

-- SQL_ASCII holds any bytes: UTF-8 is read as such, all else is refused
CREATE DATABASE boh_slugify_sql_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C';
\c boh_slugify_sql_ascii
SET client_min_messages = 'warning';
CREATE EXTENSION boh;
SELECT boh_slugify('Plain Text') AS plain, boh_slugify(E'Caf\xc3\xa9') AS utf8,
	boh_slugify(repeat(E'\xe2\x80\xa6', 1023) || 'ab') AS long;
\set VERBOSITY sqlstate
SELECT boh_slugify(E'Caf\xe9');
\set VERBOSITY default
SELECT boh_slugify(E'Caf\xc3');
SELECT boh_slugify(E'Caf\xf0\x9f');
SELECT boh_slugify(E'\xed\xa0\x80');
SELECT boh_slugify('Still here') AS after_errors;
\c :utf8_database
DROP DATABASE boh_slugify_sql_ascii;

-- how the planner may treat it
SELECT proname, provolatile, proisstrict, proparallel, proleakproof
FROM pg_proc WHERE proname = 'boh_slugify';
