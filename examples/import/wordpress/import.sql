-- Brings pages and posts of WordPress into boh, and the events of The Events Calendar.
-- Run it as the owner of the tables, from this folder:
--
--	psql -X -d mydb -v author=office@example.org -v currency=GBP -v capacity=80 -f import.sql
--
-- It reads site.xml, which Tools > Export > All content writes (WXR 1.0 to 1.2).  Copy it here
-- under this name, or change the name below.  WordPress knows neither a currency nor how
-- many seats an event has: give both.
--
-- It can be run again, for example with a newer export: what is there already is left
-- as it is, but for venues that are too small for the capacity.  Everything is one transaction, so a failed import leaves nothing behind.

\set ON_ERROR_STOP 1
SET search_path = boh, public;
BEGIN;

-- From here on, rows that this role inserts are as they were elsewhere.
SELECT boh_begin_import();
SET LOCAL timezone = 'UTC';

-- 1. The file, by way of a large object, which takes it as it is.  COPY would refuse one with
-- different ends of lines, such as posts that were typed in a browser have.
-- A byte order mark is removed.
\lo_import site.xml
\set file :LASTOID
CREATE TEMPORARY TABLE site_file ON COMMIT DROP AS
SELECT regexp_replace(convert_from(ltrim(lo_get(:file), '\xefbbbf'), 'UTF8'), '\r\n?', E'\n', 'g') AS content;
\lo_unlink :file

-- An item without a number gets one: samples that were written by hand have none.
CREATE TEMPORARY TABLE items ON COMMIT DROP AS
SELECT i.*, coalesce(post_id, coalesce(max(post_id) OVER (), 0) + number) AS id, nullif(post_date, '0000-00-00 00:00:00')::timestamptz AS published_at
FROM (SELECT xmlparse(DOCUMENT regexp_replace(content, 'https?://wordpress\.org/export/1\.[0-2]/', 'http://wordpress.org/export/1.2/', 'g')) AS document FROM site_file) f,
	XMLTABLE(XMLNAMESPACES('http://wordpress.org/export/1.2/' AS wp, 'http://purl.org/rss/1.0/modules/content/' AS content,
			'http://wordpress.org/export/1.2/excerpt/' AS excerpt),
		'/rss/channel/item' PASSING document COLUMNS
		number FOR ORDINALITY, post_id bigint PATH 'wp:post_id', type text PATH 'wp:post_type', status text PATH 'wp:status', title text PATH 'title', password text PATH 'wp:post_password',
		name text PATH 'wp:post_name', link text PATH 'link', post_date text PATH 'wp:post_date_gmt', parent bigint PATH 'wp:post_parent',
		content text PATH 'content:encoded', excerpt text PATH 'excerpt:encoded', url text PATH 'wp:attachment_url',
		description text PATH '(wp:postmeta[wp:meta_key="_yoast_wpseo_metadesc"]/wp:meta_value)[1]',
		alt text PATH '(wp:postmeta[wp:meta_key="_wp_attachment_image_alt"]/wp:meta_value)[1]',
		thumbnail bigint PATH '(wp:postmeta[wp:meta_key="_thumbnail_id"]/wp:meta_value)[1]',
		starts timestamptz PATH '(wp:postmeta[wp:meta_key="_EventStartDateUTC"]/wp:meta_value)[1]',
		ends timestamptz PATH '(wp:postmeta[wp:meta_key="_EventEndDateUTC"]/wp:meta_value)[1]',
		time_zone text PATH '(wp:postmeta[wp:meta_key="_EventTimezone"]/wp:meta_value)[1]',
		cost text PATH '(wp:postmeta[wp:meta_key="_EventCost"]/wp:meta_value)[1]',
		venue bigint PATH '(wp:postmeta[wp:meta_key="_EventVenueID"]/wp:meta_value)[1]',
		address text PATH '(wp:postmeta[wp:meta_key="_VenueAddress"]/wp:meta_value)[1]',
		city text PATH '(wp:postmeta[wp:meta_key="_VenueCity"]/wp:meta_value)[1]',
		country text PATH '(wp:postmeta[wp:meta_key="_VenueCountry"]/wp:meta_value)[1]') i;

DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM items WHERE type <> '') THEN
		RAISE EXCEPTION 'the file has no pages and posts, or another format';
	END IF;
END $$;

-- 2. What WordPress makes of a text when it shows it

CREATE FUNCTION pg_temp.escaped(text text) RETURNS text LANGUAGE sql AS $$
	SELECT replace(replace(replace(text, '&', '&amp;'), '<', '&lt;'), '"', '&quot;')
$$;

-- pg_temp.plain(html)
\ir ../plain.sql

-- Prices as people write them: 7.50, 7,50, 1,200.00, 1.200, $5, Free
CREATE FUNCTION pg_temp.price(cost text, currency text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	number text := regexp_replace(replace(upper(cost), upper(currency), ''), '^[^[:alnum:].,-]+|[^[:alnum:]]+$', '', 'g');
	price numeric := CASE
		WHEN coalesce(btrim(cost), '') = '' OR number = 'FREE' THEN '0'
		WHEN number ~ '^[0-9]+([.,][0-9]{1,2})?$' THEN replace(number, ',', '.')
		WHEN number ~ '^[0-9]{1,3}(,[0-9]{3})+([.][0-9]{1,2})?$' THEN replace(number, ',', '')
		WHEN number ~ '^[0-9]{1,3}([. ][0-9]{3})+(,[0-9]{1,2})?$' THEN translate(number, ',. ', '.') END;
BEGIN
	IF price IS NULL THEN
		RAISE EXCEPTION 'this script does not understand the price "%"', cost USING HINT = 'Write it as a number in the file, under _EventCost.';
	END IF;
	RETURN price;
END $$;

CREATE FUNCTION pg_temp.picture(attachment bigint) RETURNS text LANGUAGE sql AS $$
	SELECT format('<img src="%s" alt="%s">', pg_temp.escaped(url), pg_temp.escaped(coalesce(alt, ''))) FROM items WHERE id = attachment
$$;

-- [gallery] shows the attachments with these ids, or else those of the post.  What it
-- becomes is not searched again, because captions may have the same word.
CREATE FUNCTION pg_temp.with_galleries(content text, post bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	tag text;
	done text := '';
BEGIN
	LOOP
		tag := substring(content FROM '\[gallery[^]]*\]');
		EXIT WHEN tag IS NULL;
		done := concat(done, left(content, strpos(content, tag) - 1), (
			SELECT '<ul class="gallery">' || string_agg(format('<li>%s %s</li>', pg_temp.picture(i.id), pg_temp.escaped(i.excerpt)), '' ORDER BY place, i.id) || '</ul>'
			FROM items i LEFT JOIN unnest(string_to_array(substring(tag FROM 'ids="([0-9,]+)"'), ',')::bigint[]) WITH ORDINALITY n (id, place) USING (id)
			WHERE i.type = 'attachment' AND CASE WHEN tag ~ 'ids=' THEN place IS NOT NULL ELSE i.parent = post END));
		content := substr(content, strpos(content, tag) + length(tag));
	END LOOP;
	RETURN done || content;
END $$;

-- [caption] is a picture with its caption; the address of a video alone is its player.
CREATE FUNCTION pg_temp.with_figures(content text) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(regexp_replace(content,
		'\[caption[^]]*\]([^[]*<img[^>]*>(?:\s*</a>)?)([^[]*)\[/caption\]', '<figure>\1<figcaption>\2</figcaption></figure>', 'g'),
		'(^|\n)[ \t]*(https?://(?:www\.|player\.)?(?:youtube\.com|youtu\.be|vimeo\.com)/[^[:space:]<"]+)[ \t]*(?=\n|$)', '\1<iframe src="\2"></iframe>', 'g')
$$;

-- In the classic editor an empty line ends a paragraph, and so do lists, headings and the like.
-- Texts of the block editor have comments that begin with "wp:", and all their tags.
CREATE FUNCTION pg_temp.with_paragraphs(content text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	blocks constant text := 'address|article|aside|audio|blockquote|details|div|dl|figure|footer|form|h[1-6]|header|hr|iframe|ol|p|pre|section|table|ul|video';
	parts constant text := blocks || '|caption|dd|dt|figcaption|li|tbody|td|tfoot|th|thead|tr';
	rest text := btrim(content, E' \t\n');
	preformatted text;
	done text := '';
BEGIN
	IF content ~ '<!-- wp:' THEN
		RETURN content;
	END IF;
	LOOP
		preformatted := substring(rest FROM '(?i)<pre\M.*?</pre>');
		done := concat(done, (
			SELECT string_agg(CASE WHEN part ~* ('^</?(' || parts || ')\M') THEN part ELSE '<p>' || replace(btrim(part, E' \t\n'), E'\n', '<br>') || '</p>' END, E'\n' ORDER BY number)
			FROM regexp_split_to_table(regexp_replace(regexp_replace(coalesce(split_part(rest, preformatted, 1), rest),
				'<(' || blocks || ')\M', E'\n\n\\&', 'gi'), '</(' || blocks || ')>|<hr\M[^>]*>', E'\\&\n\n', 'gi'), '\s*\n\s*\n\s*') WITH ORDINALITY p (part, number)
			-- Comments stand for "read more" and for the ends of pages.
			WHERE part !~ '^(\s*<!--[^>]*-->)*\s*$'), preformatted);
		EXIT WHEN preformatted IS NULL;
		rest := substr(rest, strpos(rest, preformatted) + length(preformatted));
	END LOOP;
	RETURN done;
END $$;

-- Titles and captions are HTML in WordPress, and one line of plain text in boh.
UPDATE items SET title = regexp_replace(pg_temp.plain(title), '\s+', ' ', 'g'), excerpt = regexp_replace(pg_temp.plain(excerpt), '\s+', ' ', 'g');

-- WordPress needs no titles, boh does: the name in the address says what it is about, unless it is
-- written in percent signs.
UPDATE items SET title = coalesce(CASE WHEN name ~ '^[a-z0-9-]+$' THEN replace(name, '-', ' ') END, 'Untitled') WHERE title IS NULL;

-- 3. Pages, posts and the texts of events.  The name in WordPress is the slug; where two
-- have the same, the second gets its number as well.
INSERT INTO users (email, role) VALUES (lower(:'author'), 'ORGANIZER') ON CONFLICT (email) DO NOTHING;
SELECT set_config('boh.user_id', id::text, true) AS author_id FROM users WHERE email = lower(:'author') \gset

CREATE TEMPORARY TABLE pages ON COMMIT DROP AS
SELECT p.id, p.status, p.published_at, p.password, p.title,
	CASE WHEN row_number() OVER (PARTITION BY wanted ORDER BY p.id) > 1 THEN left(wanted, 85) || '-' || p.id ELSE wanted END AS slug,
	concat('<base href="', pg_temp.escaped(p.link), '"><meta name="description" content="',
		pg_temp.escaped(coalesce(nullif(p.description, ''), p.excerpt)), '">',
		pg_temp.picture(p.thumbnail), pg_temp.with_paragraphs(pg_temp.with_figures(pg_temp.with_galleries(p.content, p.id)))) AS html
FROM (SELECT *, CASE WHEN name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' THEN rtrim(left(name, 100), '-') ELSE rtrim(left(boh_slugify(title), 100), '-') END AS wanted FROM items
	WHERE type IN ('page', 'post', 'tribe_events') AND status NOT IN ('trash', 'auto-draft', 'inherit')) p;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT p.id, boh_import_html(p.slug, left(p.title, 300), p.html) AS page
FROM pages p
WHERE NOT EXISTS (SELECT FROM content_pages c WHERE c.slug = p.slug)
ORDER BY p.id;

-- What WordPress shows to everybody, or will show, is published from that time on.
SELECT count(boh_publish_page(m.page, p.published_at)) AS published
FROM made m JOIN pages p USING (id)
WHERE p.status IN ('publish', 'future') AND coalesce(p.password, '') = '';

-- 4. Events of The Events Calendar, if there are any
INSERT INTO venues (name, address, city, country, capacity, time_zone)
SELECT v.title, nullif(v.address, ''), nullif(v.city, ''), nullif(v.country, ''), :capacity,
	(SELECT min(e.time_zone) FROM items e WHERE e.venue = v.id AND e.time_zone LIKE '%/%')
FROM items v
WHERE v.type = 'tribe_venue' AND NOT EXISTS (SELECT FROM venues b WHERE b.name = v.title AND b.city IS NOT DISTINCT FROM nullif(v.city, ''));

-- Those that are there may be too small for the capacity that is given now.
UPDATE venues b SET capacity = :capacity
FROM items v
WHERE v.type = 'tribe_venue' AND b.name = v.title AND b.city IS NOT DISTINCT FROM nullif(v.city, '') AND b.capacity < :capacity;

INSERT INTO events (slug, title, description, author_id, venue_id, start_date, end_date, capacity, price, currency, status, created_at)
SELECT boh_slugify(concat_ws(' ', left(e.title, 60), 'wp', e.id)), left(e.title, 300),
	pg_temp.plain(pg_temp.with_paragraphs(e.content)),
	u.id, b.id, e.starts, CASE WHEN e.ends > e.starts THEN e.ends ELSE e.starts + interval '1 hour' END, :capacity,
	pg_temp.price(e.cost, :'currency'), :'currency',
	(CASE WHEN e.status <> 'publish' THEN 'DRAFT' WHEN coalesce(e.ends, e.starts) <= now() THEN 'COMPLETED' ELSE 'PUBLISHED' END)::event_status,
	least(now(), e.published_at)
FROM items e
JOIN users u ON u.email = lower(:'author')
LEFT JOIN items v ON v.id = e.venue
LEFT JOIN LATERAL (SELECT id FROM venues b WHERE b.name = v.title AND b.city IS NOT DISTINCT FROM nullif(v.city, '') ORDER BY id LIMIT 1) b ON true
WHERE e.type = 'tribe_events' AND e.starts IS NOT NULL AND e.status NOT IN ('trash', 'auto-draft')
ON CONFLICT (slug) DO NOTHING;

-- 5. What was imported, and what was there before
SELECT c.slug, c.title, c.status, (SELECT string_agg(s.type::text, ', ' ORDER BY s.position) FROM content_sections s WHERE s.page_id = c.id) AS sections,
	m.page IS NOT NULL AS new
FROM pages p
JOIN content_pages c USING (slug)
LEFT JOIN made m ON m.id = p.id
ORDER BY p.id;

COMMIT;

-- No row: every row keeps the rules.
SELECT * FROM boh_verify();
