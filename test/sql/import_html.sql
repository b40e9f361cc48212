-- HTML documents that become pages: what becomes a section of which type, what stays in
-- the text, what is left out, limits. Attacks and documents at random are in test/html.
SELECT getdatabaseencoding() <> 'UTF8' AS cannot_test \gset
\if :cannot_test
\echo 'this test needs a database with encoding UTF8'
\quit
\endif
SET client_encoding = 'UTF8';
\set VERBOSITY terse
\pset format unaligned
\pset tuples_only on
\pset fieldsep ' => '
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_import_html');
SET search_path = test_import_html, public;
SET boh.schema = 'test_import_html';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';

-- the sections of a document in short; the page is removed again
CREATE FUNCTION sections(html text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	page uuid := boh_import_html(NULL, 'Title', html);
	section record;
BEGIN
	FOR section IN SELECT type, data FROM content_sections WHERE page_id = page ORDER BY position LOOP
		RETURN NEXT section.type || ' ' || CASE section.type WHEN 'TEXT' THEN section.data ->> 'content' ELSE section.data::text END;
	END LOOP;
	IF NOT FOUND THEN
		RETURN NEXT 'nothing';
	END IF;
	DELETE FROM content_pages WHERE id = page;
END $$;
CREATE TABLE samples (number serial, name text, html text);

--
-- A page as people have it
--

\echo a page as people have it
SELECT boh_import_html('summer', NULL, $$<!DOCTYPE html>
<html lang="en"><head>
<meta charset="utf-8"><title>Summer  fair
2026</title>
<meta name="Description" content="Music &amp; food by the lake.">
<link rel="stylesheet" href="site.css"><style>p { color: red }</style><script>track()</script>
</head><body onload="start()">
<div class="page"><nav><a href="/">Home</a></nav>
<main><header><h1>Summer fair</h1></header>
<p style="color: red" onclick="x()">Come to the <b>lake</b>.</p>
<img src="/img/lake.jpg" alt="The lake">
<p>Last year:</p>
<p><img src="/img/1.jpg" alt="One"> <img src="/img/2.jpg" alt="Two"></p>
<hr>
<iframe width="560" src="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></iframe>
<form action="/subscribe"><label>Email <input name="email"></label><button>Subscribe</button></form>
</main>
<footer>Old footer</footer></div>
</body></html>$$) IS NOT NULL AS made;
SELECT slug, title, meta_description, status, author_id FROM content_pages;
SELECT position, type, data FROM content_sections ORDER BY position;
SELECT (boh_page('summer', true) -> 'sections') IS NOT NULL AS previewed, boh_page('summer') IS NULL AS unseen;
SELECT boh_publish_page(id) FROM content_pages;
SELECT jsonb_array_length(boh_page('summer') -> 'sections');

--
-- Pictures
--

\echo
\echo pictures
TRUNCATE samples;
INSERT INTO samples (name, html) VALUES
	('alone in a paragraph', '<p>a</p><p> <img src="/a.jpg" alt="A"> </p><p>b</p>'),
	('a figure', '<figure><img src="/a.jpg" alt=""><figcaption>A <b>bold</b>&nbsp; caption</figcaption></figure>'),
	('within a sentence', '<p>a <img src="/a.jpg" alt="A"> b</p>'),
	('on a line with text, in a container', '<div><p>a</p>text <img src="/a.jpg"> more<p>b</p><img src="/b.jpg"></div>'),
	('in a list with text, in a table, in a heading', '<ul><li><img src="/a.jpg"> text</li></ul><table><tr><td><img src="/a.jpg"></td></tr></table><h2><img src="/a.jpg"></h2>'),
	('a link to the large picture goes', '<a href="/large.JPG?x"><img src="/small.jpg"></a>'),
	('another link stays, with its picture', '<a href="/tickets"><img src="/banner.jpg"></a>'),
	('containers are taken apart only where they must be', '<div class="a"><div><p>a</p></div><section><p>b</p><img src="/a.jpg"></section></div>'),
	('picture and srcset', '<picture><source srcset="/a.webp"><img src="/a.jpg" alt="A"></picture><p>x</p><img srcset="/b.jpg 1x, /b2.jpg 2x">'),
	('captions of WordPress', '<div class="wp-caption alignleft"><a href="/l.jpg"><img src="/a.jpg"></a><p class="wp-caption-text">Said <i>below</i></p></div>'),
	('addresses that are too long stay in the text', '<img src="/' || repeat('a', 2000) || '.jpg">');
SELECT name, left(s, 300) FROM samples, sections(html) WITH ORDINALITY o (s, n) ORDER BY number, n;

\echo
\echo galleries
TRUNCATE samples;
INSERT INTO samples (name, html) VALUES
	('in a row', '<img src="/a.jpg"><hr><br><p><img src="/b.jpg"></p><!-- c --><figure><img src="/c.jpg"><figcaption>C</figcaption></figure>'),
	('a list', '<ul><li><img src="/a.jpg"></li><li><a href="/b.png"><img src="/b.jpg"></a></li></ul>'),
	('two lists are two', '<ul><li><img src="/a.jpg"><li><img src="/b.jpg"></ul><ul><li><img src="/c.jpg"><li><img src="/d.jpg"></ul>'),
	('a class, and text after the pictures', '<ul class="photos gallery"><li><img src="/a.jpg"> First</li><li><a href="/photo/2"><img src="/b.jpg"></a><p>Second <b>one</b></p></li></ul>'),
	('a class that means nothing', '<div class="gallery"><h2>Photos</h2><img src="/a.jpg"><p>Text</p></div>'),
	('a block of WordPress', '<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images"><figure class="wp-block-image"><img src="/a.jpg"><figcaption>A</figcaption></figure>
<figure class="wp-block-image"><img src="/b.jpg"/></figure><figcaption class="blocks-gallery-caption">All & more</figcaption></figure><!-- /wp:gallery -->'),
	('an older block', '<ul class="wp-block-gallery columns-2"><li class="blocks-gallery-item"><figure><img src="/a.jpg"><figcaption>A</figcaption></figure></li><li class="blocks-gallery-item"><figure><img src="/b.jpg"></figure></li></ul>'),
	('what [gallery] made', '<div id="gallery-1" class="gallery galleryid-7"><dl class="gallery-item"><dt><a href="/?attachment_id=1"><img src="/a.jpg"></a></dt><dd class="wp-caption-text">A</dd></dl><br style="clear: both"><dl class="gallery-item"><dt><img src="/b.jpg"></dt></dl></div>'),
	('one picture is no gallery', '<div class="gallery"><img src="/a.jpg"></div>');
SELECT name, s FROM samples, sections(html) WITH ORDINALITY o (s, n) ORDER BY number, n;
SELECT string_agg(split_part(s, ' ', 1) || ' ' || length(s), ', ') FROM sections(repeat('<img src="/a.jpg">', 205)) s;

--
-- Videos
--

\echo
\echo videos
TRUNCATE samples;
INSERT INTO samples (name, html) VALUES
	('YouTube and Vimeo', '<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ?autoplay=1"></iframe><figure class="wp-block-embed"><div><iframe src="https://player.vimeo.com/video/76979871"></iframe></div><figcaption>Said</figcaption></figure>'),
	('files', '<video src="/a.mp4" poster="/a.jpg" controls></video><video><source src="javascript:alert(1)"><source src="/b.webm">old browser</video>'),
	('others', '<iframe src="https://example.com/"></iframe><video></video><embed src="/a.swf"><object data="/a.swf"></object>'),
	('within text', '<p>See <iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe></p><audio src="/a.mp3"></audio>');
SELECT name, s FROM samples, sections(html) WITH ORDINALITY o (s, n) ORDER BY number, n;

--
-- Text
--

\echo
\echo text
TRUNCATE samples;
INSERT INTO samples (name, html) VALUES
	('nothing to see', ' <hr><p>&nbsp;</p><br><!-- x --><script>alert(1)</script><style>p{}</style><template>x</template><nav>menu</nav>'),
	('links between parts', '<a href="#two">two</a><p><img src="/a.jpg"></p><h2 id="two">Two</h2>'),
	('rules between paragraphs stay', '<hr><p>a</p><hr><p>b</p><hr>'),
	('attacks', '<img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a><svg onload=alert(1)></svg><p onclick=x()>y</p><figure><img src="/a.jpg" onerror=alert(1) alt=''"><script>alert(1)</script>''><figcaption><script>alert(1)</script>&lt;b></figcaption></figure>'),
	('characters', E'<p>Łódź 東京 &#x1F600; &#1;</p><img src="/a.jpg" alt=" a\nb&#2; \u0007 c"><img src="/ł.jpg">');
SELECT name, s FROM samples, sections(html) WITH ORDINALITY o (s, n) ORDER BY number, n;

--
-- Addresses
--

\echo
\echo addresses
TRUNCATE samples;
INSERT INTO samples (name, html) VALUES
	('relative', '<img src="a.jpg"><img src="//h/a.jpg"><a href="b.html#c">x</a>'),
	('with a base', '<base href="https://example.org/old/page.html"><p><a href="b.html?c#d">x</a><a href="#e">y</a><a href="/f">z</a></p><img src="../a.jpg"><img src="//h.example/b.jpg"><img src="/c.jpg"><video src="d.mp4" poster="d.jpg"></video>'),
	('srcset with a base', '<base href="https://example.org/x/"><picture><source srcset="b.webp"><img srcset="c.jpg 2x, /d.jpg 3x"></picture><p>x <img src="a.jpg" srcset="a1.jpg, a2.jpg 2x, //h.example/a3.jpg 3x"></p>'),
	('srcset without one', '<p>x <img src="/a.jpg" srcset="a2.jpg 2x, /a3.jpg 3x"></p><p><img srcset="a.jpg 1x"></p>'),
	('with a canonical link', '<link rel="canonical" href="https://example.org/x/"><img src="a.jpg">'),
	('with a base that is none', '<base href="javascript:alert(1)//"><img src="a.jpg">x');
SELECT name, s FROM samples, sections(html) WITH ORDINALITY o (s, n) ORDER BY number, n;

--
-- Titles, slugs, errors
--

\echo
\echo errors
SELECT boh_import_html(NULL, NULL, '<title> </title><h1>First <i>heading</i></h1><meta name=description content=" ">') AS page \gset
SELECT slug, title, meta_description IS NULL FROM content_pages WHERE id = :'page';
SELECT boh_import_html(NULL, NULL, format('<title>%s</title><meta name="description" content="%s">', repeat('Ł ', 400), repeat('x', 2000))) AS page \gset
SELECT length(title), length(meta_description) FROM content_pages WHERE id = :'page';
SELECT boh_import_html(NULL, NULL, '<p>no title</p>');
SELECT boh_import_html(NULL, 'x', NULL);
SELECT boh_import_html(repeat('x', 101), 'x', '');
SELECT boh_import_html(NULL, repeat('x', 301), '');
SELECT boh_import_html('', 'x', '');
SELECT boh_import_html('Not A Slug', 'x', 'x');
SELECT boh_import_html('summer', 'x', 'x');
SELECT boh_import_html(NULL, ' ', 'x');
SELECT * FROM sections('');
SELECT sections(repeat('x', 8388609));
SELECT sections(repeat('<b>', 2001));
SELECT sections(repeat('<p>x</p><img src="/a.jpg">', 501));
SELECT sections('<p>' || repeat('x', 500001) || '</p>');
-- long documents are divided between paragraphs, and containers are opened
SELECT string_agg(length(s)::text, ', ') FROM sections('<div><div>' || repeat('<p>' || repeat('x', 100000) || '</p>', 12) || '</div></div>') s;
RESET boh.user_id;
\set VERBOSITY default
SELECT boh_import_html(NULL, 'x', 'x');
\set VERBOSITY terse
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';
BEGIN READ ONLY;
SELECT boh_import_html(NULL, 'x', 'x');
ROLLBACK;
-- a form of the site's own for a type
SET boh.allow_broken_sections = on;
INSERT INTO section_schemas (type, schema) VALUES ('TEXT', '{"type": "object", "properties": {"content": {"maxLength": 5}}}');
SELECT boh_import_html('own', 'x', '<img src="/a.jpg"><p>longer</p>');
SELECT count(*) FROM content_pages WHERE slug = 'own';
DELETE FROM section_schemas;
RESET boh.allow_broken_sections;
-- a role that may not
CREATE ROLE regress_boh_importer;
GRANT USAGE ON SCHEMA test_import_html TO regress_boh_importer;
SELECT boh_grant('regress_boh_importer', 'app');
SET ROLE regress_boh_importer;
SELECT boh_import_html('right', 'x', 'x');
RESET ROLE;
SELECT boh_revoke('regress_boh_importer', 'app');
REVOKE ALL ON SCHEMA test_import_html FROM regress_boh_importer;
DROP ROLE regress_boh_importer;

-- a file of the site's own is referred to
INSERT INTO media_files (original_filename, mime_type, file_size, url) VALUES ('a.jpg', 'image/jpeg', 1, '/media/a.jpg');
SELECT boh_import_html('media', 'Media', '<p><img src="/media/a.jpg"></p>') IS NOT NULL;
SELECT entity, path FROM media_references;
SELECT count(*) FROM boh_verify(progress => false);
SET client_min_messages = 'warning';
DROP SCHEMA test_import_html CASCADE;
