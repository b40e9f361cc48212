-- What boh_seed_production() runs, a statement after each line that begins with STEP and
-- names the table whose new rows are counted.
-- $1 address of the administrator, $2 hash of the password, $3 name of the site.
-- What is there already stays as it is.

-- STEP users
INSERT INTO users (email, password_hash, name, role)
SELECT $1, $2, 'Administrator', 'ADMIN'
WHERE NOT EXISTS (SELECT FROM users WHERE role = 'ADMIN' AND deleted_at IS NULL)
	AND NOT EXISTS (SELECT FROM users WHERE email = $1);

-- STEP site_settings
INSERT INTO site_settings (key, type, setting_group, value, is_public, description)
SELECT key, type::setting_type, setting_group::setting_group, value, is_public, description
FROM (VALUES
	('site.name', 'TEXT', 'GENERAL', $3, true, 'Name of the site.'),
	('site.url', 'TEXT', 'GENERAL', NULL, true, 'Address of the site, such as https://tickets.example; calendars, site maps and links begin with it.'),
	('site.language', 'TEXT', 'GENERAL', 'en', true, 'Language of texts that name no other, as a BCP 47 tag, such as de or pt-BR.'),
	('site.time_zone', 'TEXT', 'GENERAL', 'UTC', true, 'Time zone of the site, a name of the IANA database, such as Europe/Berlin.'),
	('site.currency', 'TEXT', 'GENERAL', 'EUR', true, 'Currency that is proposed for new events, an ISO 4217 code.'),
	('contact.email', 'TEXT', 'CONTACT', $1, false, 'Address for messages of the contact form.'),
	('contact.phone', 'TEXT', 'CONTACT', NULL, true, 'Telephone number for questions.'),
	('contact.address', 'TEXT', 'CONTACT', NULL, true, 'Postal address of the operator.'),
	('social.profiles', 'JSON', 'SOCIAL_MEDIA', '[]', true, 'Addresses of the site''s profiles, an array of texts.'),
	('seo.title_suffix', 'TEXT', 'SEO', ' · ' || $3, true, 'What follows the title of each page.'),
	('seo.description', 'TEXT', 'SEO', 'Events and tickets of ' || $3, true, 'Description of the site for search engines.'),
	('seo.index', 'BOOLEAN', 'SEO', 'true', true, 'Whether search engines may list the site.'),
	('appearance.logo', 'IMAGE', 'APPEARANCE', NULL, true, 'The logo.'),
	('appearance.color', 'TEXT', 'APPEARANCE', '#0b5fa5', true, 'Main colour.'),
	('appearance.page_size', 'NUMBER', 'APPEARANCE', '20', true, 'Events on one page of a list.')
) v (key, type, setting_group, value, is_public, description)
ON CONFLICT (key) DO NOTHING;

-- STEP content_pages
INSERT INTO content_pages (author_id, slug, title, meta_description)
SELECT (SELECT id FROM users WHERE role = 'ADMIN' AND deleted_at IS NULL ORDER BY email = $1 DESC, id LIMIT 1), slug, title, description
FROM (VALUES
	(1, 'home', $3, 'Events and tickets of ' || $3),
	(2, 'about', 'About us', 'Who runs ' || $3),
	(3, 'contact', 'Contact', 'How to reach ' || $3),
	(4, 'terms', 'Terms', 'Terms of ' || $3),
	(5, 'privacy', 'Privacy', 'How ' || $3 || ' treats personal data')
) v (n, slug, title, description)
WHERE NOT EXISTS (SELECT FROM content_pages p WHERE p.slug = v.slug)
	AND NOT EXISTS (SELECT FROM slug_redirects r WHERE r.entity = 'page' AND r.slug = v.slug)
ORDER BY n;

-- STEP content_sections
INSERT INTO content_sections (page_id, position, type, data)
SELECT p.id, v.position, v.type::section_type, v.data
FROM (VALUES
	('home', 0, 'HERO', jsonb_build_object('heading', left($3, 200), 'subheading', 'What is on', 'ctaText', 'All events', 'ctaLink', '/events')),
	('home', 1, 'EVENT_LIST', '{"limit": 6, "sort": "date-ascending", "display": "grid"}'),
	('about', 0, 'TEXT', jsonb_build_object('content', '<h2>About us</h2><p>Tell your visitors who you are.</p>')),
	('contact', 0, 'TEXT', jsonb_build_object('content', '<p>Write to us. We answer within two working days.</p>')),
	('contact', 1, 'CONTACT_FORM', jsonb_build_object('recipientEmail', $1, 'submitText', 'Send', 'fields', jsonb_build_array(
		jsonb_build_object('name', 'name', 'label', 'Name', 'type', 'text', 'required', true),
		jsonb_build_object('name', 'email', 'label', 'Email', 'type', 'email', 'required', true),
		jsonb_build_object('name', 'message', 'label', 'Message', 'type', 'textarea', 'required', true)))),
	('terms', 0, 'TEXT', jsonb_build_object('content', '<h2>Terms</h2><p>Replace this text by your terms before you sell tickets.</p>')),
	('privacy', 0, 'TEXT', jsonb_build_object('content', '<h2>Privacy</h2><p>Replace this text by your privacy statement before you store personal data.</p>'))
) v (slug, position, type, data)
JOIN content_pages p USING (slug)
WHERE p.status = 'DRAFT' AND p.created_at = date_trunc('milliseconds', now())
	AND NOT EXISTS (SELECT FROM content_page_versions w WHERE w.page_id = p.id)
	AND NOT EXISTS (SELECT FROM content_sections s WHERE s.page_id = p.id AND s.position = v.position)
ORDER BY p.id, v.position;

-- STEP content_page_versions
UPDATE content_pages SET status = 'PUBLISHED', published_at = date_trunc('milliseconds', now())
WHERE slug IN ('home', 'about', 'contact', 'terms', 'privacy') AND status = 'DRAFT'
	AND created_at = date_trunc('milliseconds', now())
	AND NOT EXISTS (SELECT FROM content_page_versions w WHERE w.page_id = content_pages.id);
