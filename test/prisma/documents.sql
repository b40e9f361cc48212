-- Documents of functions with a result of jsonb, as TypeScript for package.t: each must be of the type that @boh/prisma
-- gives it, with no member more.  Run as the owner of the tables.  What may be null or missing is there once, and once not.

\set ON_ERROR_STOP on
SET client_min_messages = error;

CREATE ROLE the_auditor;
CREATE ROLE the_maintainer;
SELECT boh_grant('the_auditor', 'auditor'), boh_grant('the_maintainer', 'maintenance');
CREATE TEMPORARY TABLE documents (number serial, call text, document jsonb);

INSERT INTO boh.users (id, email, name, role) VALUES
	('01990000-0000-7000-8000-0000000000d1', 'dora@example.org', 'Dora', 'ADMIN'),
	('01990000-0000-7000-8000-0000000000d2', 'nobody@example.org', NULL, 'USER'),
	('01990000-0000-7000-8000-0000000000d3', 'erased@example.org', 'Erased', 'USER');
SET boh.user_id = '01990000-0000-7000-8000-0000000000d1';
INSERT INTO boh.site_settings (key, value, type, is_public) VALUES
	('documents.text', 'x', 'TEXT', true), ('documents.number', '1.5', 'NUMBER', true), ('documents.boolean', 'true', 'BOOLEAN', true),
	('documents.json', '{"a": [null]}', 'JSON', true), ('documents.empty', NULL, 'TEXT', true);

-- Events, one with everything and one with nothing
INSERT INTO boh.venues (id, name, address, city, country, latitude, longitude, description, capacity, amenities, time_zone) VALUES
	('01990000-0000-7000-8000-0000000000da', 'Lake stage', 'Shore 1', 'Konstanz', 'DE', 47.66, 9.17, 'By the lake', 1000, '{wifi}', 'Europe/Berlin'),
	('01990000-0000-7000-8000-0000000000db', 'Cellar', NULL, NULL, NULL, NULL, NULL, NULL, 10, '{}', NULL);
INSERT INTO boh.events (id, title, slug, author_id, venue_id, capacity, price, category, language, description, image_url, video_url,
	booking_opens_at, booking_closes_at, max_seats_per_user, start_date, end_date, status)
VALUES
	('01990000-0000-7000-8000-0000000000de', 'Documented serenade', 'serenade', '01990000-0000-7000-8000-0000000000d1',
		'01990000-0000-7000-8000-0000000000da', 100, 12.50, 'CONCERT', 'en', 'A serenade by the lake.', '/a.png', 'https://example.org/a.mp4',
		now() - interval '1 day', '2998-01-01', 10, '2999-02-01', '2999-02-02', 'PUBLISHED'),
	('01990000-0000-7000-8000-0000000000df', 'Documented silence', 'silence', '01990000-0000-7000-8000-0000000000d1',
		'01990000-0000-7000-8000-0000000000db', 10, 0, 'OTHER', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2999-03-01', '2999-03-02', 'PUBLISHED'),
	('01990000-0000-7000-8000-0000000000dd', 'Documented nowhere', 'nowhere', '01990000-0000-7000-8000-0000000000d1',
		NULL, 10, 0, 'OTHER', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2999-03-01', '2999-03-02', 'DRAFT');
INSERT INTO boh.tags (id, name) VALUES ('01990000-0000-7000-8000-0000000000dc', 'Documented tag');
INSERT INTO boh.event_tags (event_id, tag_id) VALUES ('01990000-0000-7000-8000-0000000000de', '01990000-0000-7000-8000-0000000000dc');
UPDATE boh.events SET slug = 'serenades' WHERE slug = 'serenade';

-- A booking of each status
SELECT boh_book_seats('01990000-0000-7000-8000-0000000000de', person, seats, payment => payment, hold_seconds => CASE WHEN payment IS NULL THEN 900 END)
FROM (VALUES ('01990000-0000-7000-8000-0000000000d1'::uuid, 1, NULL), ('01990000-0000-7000-8000-0000000000d1', 2, 'pay_1'),
	('01990000-0000-7000-8000-0000000000d2', 3, 'pay_2'), ('01990000-0000-7000-8000-0000000000d2', 4, 'pay_3')) b (person, seats, payment);
SELECT boh_cancel_booking(id, 'ill') FROM boh.bookings WHERE payment_reference IN ('pay_2', 'pay_3');
UPDATE boh.bookings SET status = 'REFUNDED' WHERE payment_reference = 'pay_3';

INSERT INTO boh.media_files (original_filename, mime_type, file_size, width, height, alt_text, uploaded_by, thumbnail_url) VALUES
	('lake.png', 'image/png', 5, 3, 2, 'A lake', '01990000-0000-7000-8000-0000000000d1', '/thumbnails/lake.png'),
	('program.pdf', 'application/pdf', 5, NULL, NULL, NULL, NULL, NULL);

-- A page with each type of section, once with all members and once with those that must be there
SELECT boh_create_page('{"title": "Documented page", "slug": "every-section", "metaDescription": "All of them"}', '[
	{"type": "HERO", "data": {"heading": "H", "subheading": "S", "ctaText": "Go", "ctaLink": "/go", "backgroundImageUrl": "/a.png", "alignment": "left"}},
	{"type": "HERO", "data": {"heading": "H"}},
	{"type": "TEXT", "data": {"content": "<p>T</p>", "alignment": "justify"}},
	{"type": "TEXT", "data": {"content": "<p>T</p>"}},
	{"type": "IMAGE", "data": {"url": "/a.png", "alt": "A", "caption": "C", "alignment": "right", "width": "full"}},
	{"type": "IMAGE", "data": {"url": "/a.png", "alt": ""}},
	{"type": "VIDEO", "data": {"url": "https://vimeo.com/1", "thumbnailUrl": "/a.png", "caption": "C"}},
	{"type": "VIDEO", "data": {"url": "https://vimeo.com/1"}},
	{"type": "GALLERY", "data": {"images": [{"url": "/a.png", "alt": "A", "caption": "C"}, {"url": "/b.png", "alt": ""}], "columns": 2, "spacing": "small"}},
	{"type": "GALLERY", "data": {"images": [{"url": "/a.png", "alt": "A"}]}},
	{"type": "CONTACT_FORM", "data": {"recipientEmail": "a@example.org", "submitText": "Send", "successMessage": "Sent",
		"fields": [{"name": "a", "label": "A", "type": "select", "options": ["x"], "required": true, "placeholder": "P"}, {"name": "b", "label": "B", "type": "date"}]}},
	{"type": "CONTACT_FORM", "data": {"recipientEmail": "a@example.org", "fields": [{"name": "b", "label": "B", "type": "text"}]}},
	{"type": "EVENT_LIST", "data": {"limit": 1, "category": "CONCERT", "sort": "title-descending", "display": "grid"}},
	{"type": "EVENT_LIST", "data": {"category": null}}]') AS page \gset
SELECT boh_publish_page(:'page');
UPDATE boh.content_pages SET slug = 'all-sections', title = 'Documented anew', meta_description = NULL WHERE id = :'page';
DELETE FROM boh.content_sections WHERE page_id = :'page' AND position = 0;
UPDATE boh.content_sections SET data = '{"content": "<p>U</p>"}' WHERE page_id = :'page' AND position = 2;
UPDATE boh.content_sections SET type = 'TEXT', data = '{"content": "<p>V</p>"}' WHERE page_id = :'page' AND position = 4;
UPDATE boh.content_sections SET position = NULL WHERE page_id = :'page' AND position = 6;
SELECT boh_add_section(:'page', 'TEXT', '{"content": "<p>W</p>"}');
SELECT boh_publish_page(:'page', '2998-01-01');

SELECT boh_refresh_search(scope => 'all');
INSERT INTO documents (call, document) VALUES
	('listEvents', boh_list_events('{"city": "Konstanz"}')), ('listEvents', boh_list_events(page_size => 1)), ('listEvents', boh_list_events('{"order": "newest"}')),
	('event', boh_event('serenade')), ('event', boh_event('silence')), ('event', boh_event('nowhere')),
	('listPages', boh_list_pages()), ('listMedia', boh_list_media()), ('listTags', boh_list_tags()),
	('userBookings', boh_user_bookings('01990000-0000-7000-8000-0000000000d1')), ('userBookings', boh_user_bookings('01990000-0000-7000-8000-0000000000d2')),
	('eventBookings', boh_event_bookings('01990000-0000-7000-8000-0000000000de')),
	('search', boh_search('documented')), ('search', boh_search('nothing of that')), ('search', boh_search('silence')), ('suggest', boh_suggest('documented')),
	('suggest', boh_suggest('konst')), ('suggest', boh_suggest('lake')),
	('page', boh_page('every-section')), ('page', boh_page('all-sections', expand => true)), ('page', boh_page('all-sections', true)),
	('pageDiff', boh_page_diff(:'page', 1, NULL)), ('pageDiff', boh_page_diff(:'page', 2, NULL)),
	('eventStats', boh_event_stats('01990000-0000-7000-8000-0000000000de')), ('eventStats', boh_event_stats('01990000-0000-7000-8000-0000000000df')),
	('siteStats', boh_site_stats('2020-01-01', '2029-12-31')), ('settings', boh_settings()),
	('refreshSearch', boh_refresh_search()),
	('sanitizeHtmlReport', boh_sanitize_html_report('<p onclick="x()">a<script>b</script><a href="javascript:c">d</a><font color="red" class="x" style="color: red" id="y">e</font><!-- f --><b></p>'));

SELECT boh_erase_user('01990000-0000-7000-8000-0000000000d3', 'asked for it');
SET ROLE the_maintainer;
SELECT boh_erasures() AS erasures \gset
SELECT boh_seal_audit(100000);
SET ROLE the_auditor;
SELECT boh_audit('{"entity": "users"}', 100) AS audit \gset
SELECT boh_audit(NULL, 100) AS all \gset
SELECT boh_audit_proof((:'audit'::jsonb #>> '{rows,0,id}')::uuid) AS proof,
	boh_audit_proof((:'audit'::jsonb #>> '{rows,0,id}')::uuid, (SELECT number FROM boh_audit_head())) AS proof_to \gset
SET ROLE owner;
INSERT INTO documents (call, document) VALUES ('erasures', :'erasures'), ('audit', :'audit'), ('audit', :'all'), ('auditProof', :'proof'), ('auditProof', :'proof_to');

\pset tuples_only on
\pset format unaligned
\o documents.ts
SELECT 'import type { Json } from ''@boh/prisma'';';
SELECT format('export const %1$s%2$s: Json<''%1$s''> = %3$s;', call, number, document) FROM documents ORDER BY number;
\o
