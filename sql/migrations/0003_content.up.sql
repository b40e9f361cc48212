-- The content domain: pages made of typed sections, media, settings.

CREATE TYPE content_status AS ENUM ('DRAFT', 'PUBLISHED', 'ARCHIVED');
COMMENT ON TYPE content_status IS
	'Life of a page: DRAFT is prepared, PUBLISHED can be read from published_at on, ARCHIVED is put away.';

CREATE TYPE section_type AS ENUM ('HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST');
COMMENT ON TYPE section_type IS
	'What a section shows. Add a value with ALTER TYPE ... ADD VALUE and describe its data with a row of section_schemas.';

CREATE TYPE setting_type AS ENUM ('TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE');
COMMENT ON TYPE setting_type IS
	'How a setting''s value is read: IMAGE is the address of a picture, the others are as JSON has them.';

CREATE TYPE setting_group AS ENUM ('GENERAL', 'CONTACT', 'SOCIAL_MEDIA', 'SEO', 'APPEARANCE');
COMMENT ON TYPE setting_group IS
	'Where a setting is shown. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';


-- Pages.

CREATE TABLE content_pages (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	author_id uuid NOT NULL,
	published_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	live_version integer,
	previous_version integer,
	status content_status NOT NULL DEFAULT 'DRAFT',
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	meta_description text,
	CONSTRAINT pk_content_pages PRIMARY KEY (id),
	CONSTRAINT uq_content_pages_slug UNIQUE (slug),
	CONSTRAINT fk_content_pages_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_content_pages_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_content_pages_title CHECK (length(title) BETWEEN 1 AND 300),
	CONSTRAINT chk_content_pages_meta_description CHECK (length(meta_description) BETWEEN 1 AND 1000),
	CONSTRAINT chk_content_pages_published_at CHECK (isfinite(published_at)),
	CONSTRAINT chk_content_pages_published CHECK (status OPERATOR(pg_catalog.<>) 'PUBLISHED' OR published_at IS NOT NULL),
	CONSTRAINT chk_content_pages_live_version CHECK ((status OPERATOR(pg_catalog.=) 'PUBLISHED') = (live_version IS NOT NULL)),
	CONSTRAINT chk_content_pages_previous_version CHECK (previous_version < live_version)
);
COMMENT ON TABLE content_pages IS 'Pages as they are edited. Readers see the version that was published last.';
COMMENT ON COLUMN content_pages.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN content_pages.author_id IS 'Who answers for the page.';
COMMENT ON COLUMN content_pages.published_at IS 'From when on live_version is what readers see; in the future the page is scheduled. Becomes now when the page becomes PUBLISHED and it is empty. Changing it on a PUBLISHED page publishes the page anew.';
COMMENT ON COLUMN content_pages.created_at IS 'When the row was made.';
COMMENT ON COLUMN content_pages.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN content_pages.live_version IS 'The version that readers see from published_at on; kept by trigger, cannot be written (BH031). NULL: the page is not PUBLISHED.';
COMMENT ON COLUMN content_pages.previous_version IS 'The version that readers see until published_at, where a page that is live was published anew for later; kept by trigger, cannot be written (BH031).';
COMMENT ON COLUMN content_pages.status IS 'PUBLISHED writes a version and makes it live; any other takes the page away from readers.';
COMMENT ON COLUMN content_pages.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out. An old slug of a published page leads to it on (slug_redirects).';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters.';
COMMENT ON COLUMN content_pages.meta_description IS 'What search engines show below the title, 1 to 1000 characters.';
COMMENT ON CONSTRAINT pk_content_pages ON content_pages IS 'One row a page.';
COMMENT ON CONSTRAINT uq_content_pages_slug ON content_pages IS 'A URL names one page.';
COMMENT ON CONSTRAINT fk_content_pages_author_id ON content_pages IS 'Who answers for a page stays known.';
COMMENT ON CONSTRAINT chk_content_pages_slug ON content_pages IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_content_pages_title ON content_pages IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_content_pages_meta_description ON content_pages IS 'Not empty, at most 1000 characters.';
COMMENT ON CONSTRAINT chk_content_pages_published_at ON content_pages IS 'A day that comes.';
COMMENT ON CONSTRAINT chk_content_pages_published ON content_pages IS 'A published page knows since when.';
COMMENT ON CONSTRAINT chk_content_pages_live_version ON content_pages IS 'What is published has a version to show, and nothing else has.';
COMMENT ON CONSTRAINT chk_content_pages_previous_version ON content_pages IS 'Something older than live_version.';

CREATE INDEX idx_content_pages_author_id ON content_pages (author_id);
COMMENT ON INDEX idx_content_pages_author_id IS 'An author''s pages; serves the foreign key.';
CREATE INDEX idx_content_pages_status_published_at ON content_pages (status, published_at);
COMMENT ON INDEX idx_content_pages_status_published_at IS 'Pages in a status, by date.';
CREATE INDEX idx_content_pages_published ON content_pages (published_at) WHERE status OPERATOR(pg_catalog.=) 'PUBLISHED';
COMMENT ON INDEX idx_content_pages_published IS 'What readers see, newest first, and what goes live next.';

CREATE TRIGGER boh_content_pages_check BEFORE INSERT OR UPDATE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_check();
COMMENT ON TRIGGER boh_content_pages_check ON content_pages IS 'Makes the slug, fills in published_at, chooses the version that readers see, keeps updated_at.';
CREATE TRIGGER boh_content_pages_keep_new_slug AFTER INSERT ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_keep_slug();
COMMENT ON TRIGGER boh_content_pages_keep_new_slug ON content_pages IS 'A slug that is taken leads nowhere else.';
CREATE TRIGGER boh_content_pages_keep_slug AFTER UPDATE OF slug ON content_pages
	FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION boh_content_pages_keep_slug();
COMMENT ON TRIGGER boh_content_pages_keep_slug ON content_pages IS 'The old slug of a published page leads to it on.';
CREATE TRIGGER boh_content_pages_publish_new AFTER INSERT ON content_pages
	FOR EACH ROW WHEN (NEW.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish_new ON content_pages IS 'Writes the first version of a page that is published at once.';
CREATE TRIGGER boh_content_pages_publish AFTER UPDATE ON content_pages
	FOR EACH ROW WHEN (OLD.live_version IS DISTINCT FROM NEW.live_version
		OR (NEW.live_version IS NOT NULL AND OLD.slug IS DISTINCT FROM NEW.slug))
	EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish ON content_pages IS 'Writes the version that was published, and tells caches what readers see anew or no longer.';
CREATE TRIGGER boh_content_pages_publish_gone AFTER DELETE ON content_pages
	FOR EACH ROW WHEN (OLD.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish_gone ON content_pages IS 'Tells caches that a page is gone.';


-- Versions of pages.

CREATE TABLE content_page_versions (
	page_id uuid NOT NULL,
	created_by uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	version integer NOT NULL,
	reason text NOT NULL,
	snapshot jsonb NOT NULL,
	hidden_sections jsonb NOT NULL DEFAULT '[]',
	CONSTRAINT pk_content_page_versions PRIMARY KEY (page_id, version),
	CONSTRAINT fk_content_page_versions_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT fk_content_page_versions_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_content_page_versions_version CHECK (version > 0),
	CONSTRAINT chk_content_page_versions_reason CHECK (length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE content_page_versions IS 'Pages as they were published. Written by the database alone (BH030). Those that readers see and the newest one of a page stay (BH035), older ones may be deleted.';
COMMENT ON COLUMN content_page_versions.page_id IS 'The page.';
COMMENT ON COLUMN content_page_versions.version IS 'Counted from 1 for each page.';
COMMENT ON COLUMN content_page_versions.snapshot IS 'What boh_page() gives to readers: the page and its visible sections in order.';
COMMENT ON COLUMN content_page_versions.hidden_sections IS 'The sections that were not visible, each with its place among all, for boh_rollback_page().';
COMMENT ON COLUMN content_page_versions.reason IS 'Why the version was made, 1 to 1000 characters.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the setting boh.user_id, or else the page''s author.';
COMMENT ON COLUMN content_page_versions.created_at IS 'When it was made.';
COMMENT ON CONSTRAINT pk_content_page_versions ON content_page_versions IS 'A version stands once. Serves the foreign key on page_id, too.';
COMMENT ON CONSTRAINT fk_content_page_versions_page_id ON content_page_versions IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_content_page_versions_created_by ON content_page_versions IS 'Who published stays known.';
COMMENT ON CONSTRAINT chk_content_page_versions_version ON content_page_versions IS 'Versions are counted from 1.';
COMMENT ON CONSTRAINT chk_content_page_versions_reason ON content_page_versions IS 'Not empty, at most 1000 characters.';

CREATE INDEX idx_content_page_versions_created_by ON content_page_versions (created_by);
COMMENT ON INDEX idx_content_page_versions_created_by IS 'What a user published; serves the foreign key.';

CREATE TRIGGER boh_content_page_versions_keep BEFORE INSERT OR UPDATE OR DELETE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_keep();
COMMENT ON TRIGGER boh_content_page_versions_keep ON content_page_versions IS 'Versions are written by the database alone; those that are needed stay.';
CREATE TRIGGER boh_content_page_versions_keep_all BEFORE TRUNCATE ON content_page_versions
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_keep_all();
COMMENT ON TRIGGER boh_content_page_versions_keep_all ON content_page_versions IS 'What readers see is not truncated.';
CREATE TRIGGER boh_content_page_versions_announce AFTER UPDATE ON content_page_versions
	FOR EACH ROW WHEN (OLD.snapshot IS DISTINCT FROM NEW.snapshot) EXECUTE FUNCTION boh_content_page_versions_announce();
COMMENT ON TRIGGER boh_content_page_versions_announce ON content_page_versions IS 'Tells caches of a version that was brought into a new form.';


-- Sections of pages.

CREATE TABLE content_sections (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	page_id uuid NOT NULL,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	position integer NOT NULL,
	type section_type NOT NULL,
	is_visible boolean NOT NULL DEFAULT true,
	data jsonb NOT NULL,
	CONSTRAINT pk_content_sections PRIMARY KEY (id),
	CONSTRAINT uq_content_sections_page_id_position UNIQUE (page_id, position) DEFERRABLE INITIALLY IMMEDIATE,
	CONSTRAINT fk_content_sections_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_content_sections_position CHECK (position >= 0)
);
COMMENT ON TABLE content_sections IS 'What pages consist of, as it is edited.';
COMMENT ON COLUMN content_sections.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN content_sections.page_id IS 'The page.';
COMMENT ON COLUMN content_sections.position IS 'Place on the page, from 0 up, unique there; the next free one at the end when left out.';
COMMENT ON COLUMN content_sections.type IS 'What the section shows.';
COMMENT ON COLUMN content_sections.is_visible IS 'Whether readers will see it once the page is published.';
COMMENT ON COLUMN content_sections.data IS 'Its content, an object of the form that boh_section_schema(type) describes (23514).';
COMMENT ON COLUMN content_sections.created_at IS 'When the row was made.';
COMMENT ON COLUMN content_sections.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_content_sections ON content_sections IS 'One row a section.';
COMMENT ON CONSTRAINT uq_content_sections_page_id_position ON content_sections IS 'A place on a page is taken once; checked at the end of the statement, so that places can be exchanged. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_content_sections_page_id ON content_sections IS 'Goes with the page.';
COMMENT ON CONSTRAINT chk_content_sections_position ON content_sections IS 'Places are counted from 0.';

CREATE TRIGGER boh_content_sections_check BEFORE INSERT OR UPDATE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_content_sections_check();
COMMENT ON TRIGGER boh_content_sections_check ON content_sections IS 'Data have the form of their type; a section without a place goes to the end of its page; keeps updated_at.';


-- Shapes of sections.

CREATE TABLE section_schemas (
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	type section_type NOT NULL,
	schema jsonb NOT NULL,
	description text,
	CONSTRAINT pk_section_schemas PRIMARY KEY (type),
	CONSTRAINT chk_section_schemas_schema CHECK (schema @> '{"type": "object"}'),
	CONSTRAINT chk_section_schemas_size CHECK (length(CAST(schema AS text)) <= 100000),
	CONSTRAINT chk_section_schemas_description CHECK (length(description) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE section_schemas IS 'Forms of section types of your own, and forms that replace those that the extension has for its types.';
COMMENT ON COLUMN section_schemas.type IS 'The section type.';
COMMENT ON COLUMN section_schemas.schema IS 'JSON Schema, draft 2020-12, of the data of its sections, which are objects; at most 100,000 characters. Existing sections must be of that form (BH032) unless boh.allow_broken_sections is on.';
COMMENT ON COLUMN section_schemas.description IS 'What such a section is for, 1 to 1000 characters.';
COMMENT ON COLUMN section_schemas.created_at IS 'When the row was made.';
COMMENT ON COLUMN section_schemas.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_section_schemas ON section_schemas IS 'A type has one form.';
COMMENT ON CONSTRAINT chk_section_schemas_schema ON section_schemas IS 'Data of sections are objects: the schema has "type": "object".';
COMMENT ON CONSTRAINT chk_section_schemas_size ON section_schemas IS 'At most 100,000 characters: every session keeps it.';
COMMENT ON CONSTRAINT chk_section_schemas_description ON section_schemas IS 'Not empty, at most 1000 characters.';

CREATE TRIGGER boh_section_schemas_lock_sections BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_lock_sections();
COMMENT ON TRIGGER boh_section_schemas_lock_sections ON section_schemas IS 'While a form changes nobody writes sections.';
CREATE TRIGGER boh_section_schemas_forget BEFORE INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_forget();
ALTER TABLE section_schemas ENABLE ALWAYS TRIGGER boh_section_schemas_forget;
COMMENT ON TRIGGER boh_section_schemas_forget ON section_schemas IS 'Sessions forget the forms that they keep, also when rows come by replication.';
CREATE TRIGGER boh_section_schemas_check BEFORE INSERT OR UPDATE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_check();
COMMENT ON TRIGGER boh_section_schemas_check ON section_schemas IS 'A schema is one that can be used; keeps updated_at.';
CREATE TRIGGER boh_section_schemas_guard_sections AFTER INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_guard_sections();
COMMENT ON TRIGGER boh_section_schemas_guard_sections ON section_schemas IS 'Existing sections are of the form that their type gets.';
CREATE TRIGGER boh_section_schemas_guard_all_sections AFTER TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_guard_sections();
COMMENT ON TRIGGER boh_section_schemas_guard_all_sections ON section_schemas IS 'The same when all rows go.';


-- Slugs that pages and events had before.

CREATE TABLE slug_redirects (
	page_id uuid,
	event_id uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	entity text COLLATE "C" NOT NULL,
	slug text COLLATE "C" NOT NULL,
	CONSTRAINT pk_slug_redirects PRIMARY KEY (entity, slug),
	CONSTRAINT fk_slug_redirects_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT fk_slug_redirects_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_slug_redirects_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_slug_redirects_target CHECK (
		CASE entity WHEN 'page' THEN page_id IS NOT NULL AND event_id IS NULL
			WHEN 'event' THEN event_id IS NOT NULL AND page_id IS NULL ELSE false END)
);
COMMENT ON TABLE slug_redirects IS 'Slugs that a published page or event had before, kept by trigger. One goes when somebody else takes the slug.';
COMMENT ON COLUMN slug_redirects.entity IS 'Whose slug it was: page or event.';
COMMENT ON COLUMN slug_redirects.slug IS 'The old slug.';
COMMENT ON COLUMN slug_redirects.page_id IS 'The page that had it.';
COMMENT ON COLUMN slug_redirects.event_id IS 'The event that had it.';
COMMENT ON COLUMN slug_redirects.created_at IS 'When the slug changed.';
COMMENT ON CONSTRAINT pk_slug_redirects ON slug_redirects IS 'An old slug leads to one page, and to one event.';
COMMENT ON CONSTRAINT fk_slug_redirects_page_id ON slug_redirects IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_slug_redirects_event_id ON slug_redirects IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_slug_redirects_slug ON slug_redirects IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_slug_redirects_target ON slug_redirects IS 'Leads to one thing, of its kind.';

CREATE INDEX idx_slug_redirects_page_id ON slug_redirects (page_id);
COMMENT ON INDEX idx_slug_redirects_page_id IS 'Old slugs of a page; serves the foreign key.';
CREATE INDEX idx_slug_redirects_event_id ON slug_redirects (event_id);
COMMENT ON INDEX idx_slug_redirects_event_id IS 'Old slugs of an event; serves the foreign key.';

CREATE TRIGGER boh_slug_redirects_announce AFTER INSERT OR UPDATE OR DELETE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_announce();
COMMENT ON TRIGGER boh_slug_redirects_announce ON slug_redirects IS 'Tells caches where an old slug leads now.';
CREATE TRIGGER boh_events_keep_new_slug AFTER INSERT ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_keep_slug();
COMMENT ON TRIGGER boh_events_keep_new_slug ON events IS 'A slug that is taken leads nowhere else.';
CREATE TRIGGER boh_events_keep_slug AFTER UPDATE OF slug ON events
	FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION boh_events_keep_slug();
COMMENT ON TRIGGER boh_events_keep_slug ON events IS 'The old slug of an event that is no draft leads to it on.';


-- Media.

CREATE TABLE media_files (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	uploaded_by uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	deleted_at timestamptz(3),
	purge_started_at timestamptz(3),
	thumbnail_taken_at timestamptz(3),
	file_size bigint NOT NULL,
	width integer,
	height integer,
	thumbnail_attempts smallint NOT NULL DEFAULT 0,
	filename text COLLATE "C" NOT NULL,
	original_filename text NOT NULL,
	mime_type text COLLATE "C" NOT NULL,
	folder text NOT NULL DEFAULT 'root',
	url text COLLATE "C" NOT NULL,
	thumbnail_url text COLLATE "C",
	alt_text text,
	CONSTRAINT pk_media_files PRIMARY KEY (id),
	CONSTRAINT uq_media_files_filename UNIQUE (filename),
	CONSTRAINT uq_media_files_url UNIQUE (url),
	CONSTRAINT fk_media_files_uploaded_by FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_media_files_filename CHECK (filename ~ '^[a-z0-9][a-z0-9._-]*$' AND length(filename) <= 200),
	CONSTRAINT chk_media_files_original_filename CHECK (length(original_filename) BETWEEN 1 AND 500),
	CONSTRAINT chk_media_files_mime_type CHECK (mime_type ~ '^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$' AND length(mime_type) <= 200),
	CONSTRAINT chk_media_files_file_size CHECK (file_size > 0),
	CONSTRAINT chk_media_files_dimensions CHECK ((width IS NULL) = (height IS NULL) AND width > 0 AND height > 0),
	CONSTRAINT chk_media_files_folder CHECK (length(folder) BETWEEN 1 AND 200),
	CONSTRAINT chk_media_files_url CHECK (url ~ '^[^[:space:]<>"]*/[^[:space:]<>"]*$' AND length(url) <= 2000),
	CONSTRAINT chk_media_files_thumbnail_url CHECK (thumbnail_url ~ '^[^[:space:]<>"]*/[^[:space:]<>"]*$' AND length(thumbnail_url) <= 2000),
	CONSTRAINT chk_media_files_alt_text CHECK (length(alt_text) <= 1000),
	CONSTRAINT chk_media_files_purge CHECK (purge_started_at IS NULL OR deleted_at IS NOT NULL),
	CONSTRAINT chk_media_files_thumbnail_attempts CHECK (thumbnail_attempts >= 0)
);
COMMENT ON TABLE media_files IS 'Files that were uploaded. The application stores them; here is the record.';
COMMENT ON COLUMN media_files.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN media_files.uploaded_by IS 'Who uploaded it; NULL: nobody in particular, such as an import.';
COMMENT ON COLUMN media_files.created_at IS 'When the row was made.';
COMMENT ON COLUMN media_files.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN media_files.deleted_at IS 'When it was put into the bin; not while something refers to it (BH037). NULL: it is in use or can be used.';
COMMENT ON COLUMN media_files.purge_started_at IS 'When boh_purge_media() gave it out for its file to be removed; from then on the row cannot change (BH042), and is deleted once that is done.';
COMMENT ON COLUMN media_files.thumbnail_taken_at IS 'When a worker last took it to make its thumbnail.';
COMMENT ON COLUMN media_files.thumbnail_attempts IS 'How often workers took it to make its thumbnail; after five it is left alone. 0 gives it another chance.';
COMMENT ON COLUMN media_files.file_size IS 'Size in bytes.';
COMMENT ON COLUMN media_files.width IS 'Width in pixels; given together with height or not at all.';
COMMENT ON COLUMN media_files.height IS 'Height in pixels; given together with width or not at all.';
COMMENT ON COLUMN media_files.filename IS 'Name under which the file is stored, unique; made from original_filename when left out.';
COMMENT ON COLUMN media_files.original_filename IS 'Name that the file came with, 1 to 500 characters.';
COMMENT ON COLUMN media_files.mime_type IS 'Media type, such as image/jpeg (RFC 6838), in lower case; the setting media.mime_types says which are allowed (BH039).';
COMMENT ON COLUMN media_files.folder IS 'Where the file is shown, 1 to 200 characters.';
COMMENT ON COLUMN media_files.url IS 'Address of the file, unique, as pages write it; the setting media.base_url and filename when left out. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.thumbnail_url IS 'Address of a small picture of it; NULL: there is none, or none yet. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.alt_text IS 'What the picture shows, for those who do not see it, at most 1000 characters.';
COMMENT ON CONSTRAINT pk_media_files ON media_files IS 'One row a file.';
COMMENT ON CONSTRAINT uq_media_files_filename ON media_files IS 'A file is stored once.';
COMMENT ON CONSTRAINT uq_media_files_url ON media_files IS 'An address names one file.';
COMMENT ON CONSTRAINT fk_media_files_uploaded_by ON media_files IS 'Who uploaded it stays known.';
COMMENT ON CONSTRAINT chk_media_files_filename ON media_files IS 'Lower-case letters, digits, points, hyphens and underscores, at most 200 characters.';
COMMENT ON CONSTRAINT chk_media_files_original_filename ON media_files IS 'Not empty, at most 500 characters.';
COMMENT ON CONSTRAINT chk_media_files_mime_type ON media_files IS 'Type and subtype, in lower case.';
COMMENT ON CONSTRAINT chk_media_files_file_size ON media_files IS 'A file has content.';
COMMENT ON CONSTRAINT chk_media_files_dimensions ON media_files IS 'Both or none, and positive.';
COMMENT ON CONSTRAINT chk_media_files_folder ON media_files IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_media_files_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_alt_text ON media_files IS 'At most 1000 characters; empty for a decoration.';
COMMENT ON CONSTRAINT chk_media_files_purge ON media_files IS 'Only what is in the bin is removed.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_attempts ON media_files IS 'A count.';

CREATE INDEX idx_media_files_uploaded_by ON media_files (uploaded_by);
COMMENT ON INDEX idx_media_files_uploaded_by IS 'A user''s files; serves the foreign key.';
CREATE INDEX idx_media_files_folder_created_at ON media_files (folder, created_at);
COMMENT ON INDEX idx_media_files_folder_created_at IS 'Files of a folder, by date.';
CREATE INDEX idx_media_files_mime_type ON media_files (mime_type);
COMMENT ON INDEX idx_media_files_mime_type IS 'Files of a kind.';
CREATE INDEX idx_media_files_created_at ON media_files (created_at);
COMMENT ON INDEX idx_media_files_created_at IS 'Files by date, such as those of the last 30 days.';
CREATE INDEX idx_media_files_thumbnail_url ON media_files (thumbnail_url) WHERE thumbnail_url IS NOT NULL;
COMMENT ON INDEX idx_media_files_thumbnail_url IS 'The file that a thumbnail belongs to.';
CREATE INDEX idx_media_files_pending_thumbnail ON media_files (id)
	WHERE thumbnail_url IS NULL AND deleted_at IS NULL AND thumbnail_attempts < 5 AND mime_type LIKE 'image/%';
COMMENT ON INDEX idx_media_files_pending_thumbnail IS 'The queue of thumbnails to be made, oldest first.';
CREATE INDEX idx_media_files_deleted_at ON media_files (deleted_at) WHERE deleted_at IS NOT NULL;
COMMENT ON INDEX idx_media_files_deleted_at IS 'The bin.';

CREATE TRIGGER boh_media_files_check BEFORE INSERT OR UPDATE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_check();
COMMENT ON TRIGGER boh_media_files_check ON media_files IS 'Fills in filename and url, holds to the limits of the settings, and keeps files in use out of the bin.';
CREATE TRIGGER boh_media_files_keep BEFORE DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_keep();
COMMENT ON TRIGGER boh_media_files_keep ON media_files IS 'A file in use stays.';
CREATE TRIGGER boh_media_files_announce AFTER INSERT OR UPDATE OR DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_announce();
COMMENT ON TRIGGER boh_media_files_announce ON media_files IS 'Tells caches of a changed file, and workers of a thumbnail to be made.';


-- Where media are used.

CREATE TABLE media_references (
	media_id uuid NOT NULL,
	entity_id uuid NOT NULL,
	entity text COLLATE "C" NOT NULL,
	path text COLLATE "C" NOT NULL,
	target text COLLATE "C" NOT NULL,
	CONSTRAINT pk_media_references PRIMARY KEY (media_id, entity, entity_id, path, target),
	CONSTRAINT fk_media_references_media_id FOREIGN KEY (media_id) REFERENCES media_files (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_media_references_entity CHECK (entity IN ('section', 'page_version', 'event', 'setting')),
	CONSTRAINT chk_media_references_path CHECK (octet_length(path) <= 1000),
	CONSTRAINT chk_media_references_target CHECK (target IN ('url', 'thumbnail_url'))
);
COMMENT ON TABLE media_references IS 'What refers to which file; kept by trigger, cannot be written (BH041).';
COMMENT ON COLUMN media_references.media_id IS 'The file.';
COMMENT ON COLUMN media_references.entity IS 'What refers to it: section, page_version, event or setting.';
COMMENT ON COLUMN media_references.entity_id IS 'Id of the section, event or setting; of a page_version its page''s.';
COMMENT ON COLUMN media_references.path IS 'Where: for a section a JSON Pointer into data, for a page_version one that begins with version and column, otherwise the column. A pointer that would be longer than 1000 bytes ends sooner.';
COMMENT ON COLUMN media_references.target IS 'What is referred to: url or thumbnail_url.';
COMMENT ON CONSTRAINT pk_media_references ON media_references IS 'A place refers to a file once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_media_references_media_id ON media_references IS 'A file in use stays.';
COMMENT ON CONSTRAINT chk_media_references_entity ON media_references IS 'What can refer to files.';
COMMENT ON CONSTRAINT chk_media_references_path ON media_references IS 'Short enough for an index.';
COMMENT ON CONSTRAINT chk_media_references_target ON media_references IS 'One of the addresses of a file.';

CREATE INDEX idx_media_references_entity_id_path ON media_references (entity_id, path);
COMMENT ON INDEX idx_media_references_entity_id_path IS 'Files that something refers to, or a version of a page.';

CREATE TRIGGER boh_media_references_keep BEFORE INSERT OR UPDATE OR DELETE ON media_references
	FOR EACH ROW EXECUTE FUNCTION boh_media_references_keep();
COMMENT ON TRIGGER boh_media_references_keep ON media_references IS 'References are written by the database alone.';
CREATE TRIGGER boh_media_references_keep_all BEFORE TRUNCATE ON media_references
	FOR EACH STATEMENT EXECUTE FUNCTION boh_media_references_keep();
COMMENT ON TRIGGER boh_media_references_keep_all ON media_references IS 'References are never truncated.';

CREATE TRIGGER boh_content_sections_refer AFTER INSERT OR UPDATE OF id, data OR DELETE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_content_sections_refer();
COMMENT ON TRIGGER boh_content_sections_refer ON content_sections IS 'Keeps the media references of sections.';
CREATE TRIGGER boh_content_sections_refer_none AFTER TRUNCATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_refer();
COMMENT ON TRIGGER boh_content_sections_refer_none ON content_sections IS 'Removes the media references of all sections.';
CREATE TRIGGER boh_content_page_versions_refer AFTER INSERT OR UPDATE OR DELETE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_refer();
COMMENT ON TRIGGER boh_content_page_versions_refer ON content_page_versions IS 'Keeps the media references of versions.';
CREATE TRIGGER boh_content_page_versions_refer_none AFTER TRUNCATE ON content_page_versions
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_refer();
COMMENT ON TRIGGER boh_content_page_versions_refer_none ON content_page_versions IS 'Removes the media references of all versions.';
CREATE TRIGGER boh_events_refer AFTER INSERT OR UPDATE OF id, image_url, video_url OR DELETE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_refer();
COMMENT ON TRIGGER boh_events_refer ON events IS 'Keeps the media references of events.';
CREATE TRIGGER boh_events_refer_none AFTER TRUNCATE ON events
	FOR EACH STATEMENT EXECUTE FUNCTION boh_events_refer();
COMMENT ON TRIGGER boh_events_refer_none ON events IS 'Removes the media references of all events.';


-- Settings.

CREATE TABLE site_settings (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	type setting_type NOT NULL DEFAULT 'TEXT',
	setting_group setting_group NOT NULL DEFAULT 'GENERAL',
	is_public boolean NOT NULL DEFAULT false,
	key text COLLATE "C" NOT NULL,
	value text,
	description text,
	CONSTRAINT pk_site_settings PRIMARY KEY (id),
	CONSTRAINT uq_site_settings_key UNIQUE (key),
	CONSTRAINT chk_site_settings_key CHECK (key ~ '^[A-Za-z][A-Za-z0-9_.-]*$' AND length(key) <= 100)
);
COMMENT ON TABLE site_settings IS 'Settings of the site. Read them with boh_setting() and boh_settings(), which keep them at hand.';
COMMENT ON COLUMN site_settings.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN site_settings.key IS 'Name, unique, at most 100 letters, digits, points, hyphens and underscores, beginning with a letter.';
COMMENT ON COLUMN site_settings.value IS 'The value as text, of the form that type says (23514); NULL: none.';
COMMENT ON COLUMN site_settings.type IS 'How value is read.';
COMMENT ON COLUMN site_settings.setting_group IS 'Where the setting is shown.';
COMMENT ON COLUMN site_settings.description IS 'What the setting does.';
COMMENT ON COLUMN site_settings.is_public IS 'Whether everybody may know it: boh_settings() gives out only such ones unless asked otherwise.';
COMMENT ON COLUMN site_settings.created_at IS 'When the row was made.';
COMMENT ON COLUMN site_settings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_site_settings ON site_settings IS 'One row a setting.';
COMMENT ON CONSTRAINT uq_site_settings_key ON site_settings IS 'A setting stands once.';
COMMENT ON CONSTRAINT chk_site_settings_key ON site_settings IS 'A name that programs can use, at most 100 characters.';

CREATE INDEX idx_site_settings_setting_group ON site_settings (setting_group);
COMMENT ON INDEX idx_site_settings_setting_group IS 'Settings of a group.';
CREATE INDEX idx_site_settings_is_public ON site_settings (is_public);
COMMENT ON INDEX idx_site_settings_is_public IS 'Settings that everybody may know.';

CREATE TRIGGER boh_site_settings_refer AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_refer();
COMMENT ON TRIGGER boh_site_settings_refer ON site_settings IS 'Keeps the media references of settings.';
CREATE TRIGGER boh_site_settings_refer_none AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_refer();
COMMENT ON TRIGGER boh_site_settings_refer_none ON site_settings IS 'Removes the media references of all settings.';

CREATE TRIGGER boh_site_settings_check BEFORE INSERT OR UPDATE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_check();
COMMENT ON TRIGGER boh_site_settings_check ON site_settings IS 'Checks the value by its type, keeps updated_at.';
CREATE TRIGGER boh_site_settings_changed AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_changed ON site_settings IS 'Tells sessions and caches of other processes to forget the setting.';
CREATE TRIGGER boh_site_settings_announce_all BEFORE TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_announce_all ON site_settings IS 'Tells caches of other processes to forget every setting there is.';
CREATE TRIGGER boh_site_settings_changed_all AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_changed_all ON site_settings IS 'Tells sessions to forget every setting.';

-- Whoever writes: what replication applies makes caches as stale.
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_changed;
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_announce_all;
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_changed_all;
