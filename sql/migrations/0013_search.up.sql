-- What lists and search read: a row for each event that everybody may see, and for
-- each version of a page that readers see.  boh_migrate() fills them.

-- No foreign key to events: a DELETE would lock rows here before the transaction commits,
-- and could so deadlock with one that changes a tag or venue.  Triggers keep the rows.
CREATE TABLE event_search (
	event_id uuid NOT NULL,
	venue_id uuid,
	author_id uuid NOT NULL,
	start_date timestamptz(3) NOT NULL,
	end_date timestamptz(3) NOT NULL,
	published_at timestamptz(3) NOT NULL,
	latitude double precision,
	longitude double precision,
	source bigint NOT NULL,
	upcoming boolean NOT NULL,
	price numeric(12,2) NOT NULL,
	currency text COLLATE "C" NOT NULL,
	status text COLLATE "C" NOT NULL,
	category text COLLATE "C" NOT NULL,
	city text COLLATE "C",
	country text COLLATE "C",
	title text COLLATE "C" NOT NULL,
	tag_ids uuid[] NOT NULL,
	terms text[] COLLATE "C" NOT NULL,
	head tsvector NOT NULL,
	vector tsvector NOT NULL,
	CONSTRAINT pk_event_search PRIMARY KEY (event_id)
);
COMMENT ON TABLE event_search IS 'What lists and search read of events that were published and are not DRAFT. Written when a transaction commits that changes events, event_tags, tags or venues; clients cannot write it (BH080). boh_refresh_search() writes it anew. It holds no seats, because the counter of an event changes with each booking.';
COMMENT ON COLUMN event_search.event_id IS 'The event.';
COMMENT ON COLUMN event_search.venue_id IS 'Its venue.';
COMMENT ON COLUMN event_search.author_id IS 'Who runs it.';
COMMENT ON COLUMN event_search.start_date IS 'When it begins.';
COMMENT ON COLUMN event_search.end_date IS 'When it ends.';
COMMENT ON COLUMN event_search.published_at IS 'When it was first published; the order "newest".';
COMMENT ON COLUMN event_search.latitude IS 'Degrees north of its venue.';
COMMENT ON COLUMN event_search.longitude IS 'Degrees east of its venue.';
COMMENT ON COLUMN event_search.source IS 'Hash of the texts that vector is made from; shows whether they changed.';
COMMENT ON COLUMN event_search.upcoming IS 'Whether it is PUBLISHED and had not ended when it was last written; boh_refresh_search() looks at the clock. Upcoming and other events stand in indexes of their own.';
COMMENT ON COLUMN event_search.price IS 'Price of one seat.';
COMMENT ON COLUMN event_search.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN event_search.status IS 'PUBLISHED, COMPLETED or CANCELLED.';
COMMENT ON COLUMN event_search.category IS 'Category of the event.';
COMMENT ON COLUMN event_search.city IS 'City of its venue in lower case and without accents.';
COMMENT ON COLUMN event_search.country IS 'Country of its venue in lower case and without accents.';
COMMENT ON COLUMN event_search.title IS 'Title in lower case and without accents.';
COMMENT ON COLUMN event_search.tag_ids IS 'Its tags, in order of their ids.';
COMMENT ON COLUMN event_search.terms IS 'Words for filters, such as category:CONCERT, city:berlin, country:germany, venue:ID, author:ID, tag:ID, status:PUBLISHED, currency:EUR, week:2026-48 for each week (ISO 8601, UTC) of its first year, and cell:SIZE:NUMBER for the cells of 0.1, 1 and 10 degrees that hold its venue.';
COMMENT ON COLUMN event_search.vector IS 'Words of title (weight A), tags (B), venue, city, country, year and month (C) and description (D), each in lower case and without accents, with its stem in the language of the event. Words of the title stand there once more after =, their stems after ~.';
COMMENT ON COLUMN event_search.head IS 'vector without the words of the description: short, so that search can rank many events by it.';
COMMENT ON CONSTRAINT pk_event_search ON event_search IS 'An event stands here once.';

CREATE INDEX idx_event_search_start_date ON event_search (start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_category ON event_search (category, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_city ON event_search (city, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_country ON event_search (country, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_venue_id ON event_search (venue_id, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_price ON event_search (currency, price, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_published_at ON event_search (published_at DESC, event_id DESC) WHERE upcoming;
CREATE INDEX idx_event_search_title ON event_search (left(title, 200), event_id) WHERE upcoming;
CREATE INDEX idx_event_search_end_date ON event_search (end_date) WHERE upcoming;
CREATE INDEX idx_event_search_long ON event_search (start_date, event_id)
	WHERE upcoming AND CASE WHEN pg_catalog.isfinite(start_date) AND pg_catalog.isfinite(end_date)
		THEN (end_date OPERATOR(pg_catalog.-) start_date) OPERATOR(pg_catalog.>) CAST('7 days' AS interval) ELSE true END;
CREATE INDEX idx_event_search_words ON event_search USING gin (vector, terms) WITH (fastupdate = off) WHERE upcoming;
CREATE INDEX idx_event_search_past_start_date ON event_search (start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_category ON event_search (category, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_city ON event_search (city, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_venue_id ON event_search (venue_id, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_long ON event_search (start_date, event_id)
	WHERE NOT upcoming AND CASE WHEN pg_catalog.isfinite(start_date) AND pg_catalog.isfinite(end_date)
		THEN (end_date OPERATOR(pg_catalog.-) start_date) OPERATOR(pg_catalog.>) CAST('7 days' AS interval) ELSE true END;
CREATE INDEX idx_event_search_past_words ON event_search USING gin (vector, terms) WITH (fastupdate = off) WHERE NOT upcoming;
COMMENT ON INDEX idx_event_search_start_date IS 'Upcoming events by time.';
COMMENT ON INDEX idx_event_search_category IS 'Upcoming events of a category by time.';
COMMENT ON INDEX idx_event_search_city IS 'Upcoming events in a city by time.';
COMMENT ON INDEX idx_event_search_country IS 'Upcoming events in a country by time.';
COMMENT ON INDEX idx_event_search_venue_id IS 'Upcoming events at a venue by time.';
COMMENT ON INDEX idx_event_search_price IS 'Upcoming events by price, for each currency.';
COMMENT ON INDEX idx_event_search_published_at IS 'Upcoming events, the newest first.';
COMMENT ON INDEX idx_event_search_title IS 'Upcoming events by title; an index cannot hold the longest titles whole.';
COMMENT ON INDEX idx_event_search_end_date IS 'Events that ended since they were written.';
COMMENT ON INDEX idx_event_search_long IS 'Upcoming events of more than a week: a period may overlap them that begins long after they did.';
COMMENT ON INDEX idx_event_search_words IS 'Upcoming events by words of their texts and by what filters look for, in any combination.';
COMMENT ON INDEX idx_event_search_past_start_date IS 'Other events by time.';
COMMENT ON INDEX idx_event_search_past_category IS 'Other events of a category by time.';
COMMENT ON INDEX idx_event_search_past_city IS 'Other events in a city by time.';
COMMENT ON INDEX idx_event_search_past_venue_id IS 'Other events at a venue by time.';
COMMENT ON INDEX idx_event_search_past_long IS 'Other events of more than a week.';
COMMENT ON INDEX idx_event_search_past_words IS 'Other events by words of their texts and by what filters look for.';

CREATE TRIGGER boh_event_search_keep BEFORE INSERT OR UPDATE OR DELETE ON event_search
	FOR EACH ROW EXECUTE FUNCTION boh_event_search_keep();
COMMENT ON TRIGGER boh_event_search_keep ON event_search IS 'Only the database writes these rows (BH080).';

ALTER TABLE event_search ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER boh_events_search AFTER INSERT OR UPDATE OR DELETE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_search();
COMMENT ON TRIGGER boh_events_search ON events IS 'Notes that search must hear of the event when the transaction commits.';
CREATE TRIGGER boh_event_tags_search AFTER INSERT OR UPDATE OR DELETE ON event_tags
	FOR EACH ROW EXECUTE FUNCTION boh_event_tags_search();
COMMENT ON TRIGGER boh_event_tags_search ON event_tags IS 'Notes that search must hear of the event when the transaction commits.';
CREATE TRIGGER boh_event_tags_search_all AFTER TRUNCATE ON event_tags
	FOR EACH STATEMENT EXECUTE FUNCTION boh_event_tags_search();
COMMENT ON TRIGGER boh_event_tags_search_all ON event_tags IS 'Notes that search must hear of all events with tags when the transaction commits.';
CREATE TRIGGER boh_tags_search AFTER UPDATE ON tags
	FOR EACH ROW EXECUTE FUNCTION boh_tags_search();
COMMENT ON TRIGGER boh_tags_search ON tags IS 'Notes that search must hear of the events with the tag when the transaction commits.';
CREATE TRIGGER boh_venues_search AFTER UPDATE ON venues
	FOR EACH ROW EXECUTE FUNCTION boh_venues_search();
COMMENT ON TRIGGER boh_venues_search ON venues IS 'Notes that search must hear of the events at the venue when the transaction commits.';


CREATE TABLE page_search (
	page_id uuid NOT NULL,
	published_at timestamptz(3) NOT NULL,
	replaced_at timestamptz(3),
	source bigint NOT NULL,
	version integer NOT NULL,
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	description text,
	body text NOT NULL,
	head tsvector NOT NULL,
	vector tsvector NOT NULL,
	CONSTRAINT pk_page_search PRIMARY KEY (page_id, version),
	CONSTRAINT fk_page_search_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE page_search IS 'What search reads of published pages: the version that readers see, and for a scheduled page also the one that they will see. Written when a transaction commits that changes the page; clients cannot write it (BH080). boh_refresh_search() writes it anew.';
COMMENT ON COLUMN page_search.page_id IS 'The page.';
COMMENT ON COLUMN page_search.published_at IS 'When readers begin to see the version.';
COMMENT ON COLUMN page_search.replaced_at IS 'When readers see the next version instead. NULL: no next version is published.';
COMMENT ON COLUMN page_search.source IS 'Hash of what the row is made from; shows whether it changed.';
COMMENT ON COLUMN page_search.version IS 'Number of the version.';
COMMENT ON COLUMN page_search.slug IS 'Name in URLs.';
COMMENT ON COLUMN page_search.title IS 'Title of the version.';
COMMENT ON COLUMN page_search.description IS 'Description that search engines show.';
COMMENT ON COLUMN page_search.body IS 'All text of the sections that readers see, without markup; the first 65,536 bytes.';
COMMENT ON COLUMN page_search.vector IS 'Words of title (weight A), description (C) and body (D), each in lower case and without accents, with its stem in the language that the setting site.language names. Words of the title stand there once more after =, their stems after ~.';
COMMENT ON COLUMN page_search.head IS 'vector without the words of the body.';
COMMENT ON CONSTRAINT pk_page_search ON page_search IS 'A version stands here once.';
COMMENT ON CONSTRAINT fk_page_search_page_id ON page_search IS 'The row is deleted with the page.';

CREATE INDEX idx_page_search_vector ON page_search USING gin (vector) WITH (fastupdate = off);
COMMENT ON INDEX idx_page_search_vector IS 'Pages by the words of their texts.';

CREATE TRIGGER boh_page_search_keep BEFORE INSERT OR UPDATE OR DELETE ON page_search
	FOR EACH ROW EXECUTE FUNCTION boh_page_search_keep();
COMMENT ON TRIGGER boh_page_search_keep ON page_search IS 'Only the database writes these rows (BH080).';

ALTER TABLE page_search ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER boh_content_pages_search AFTER INSERT OR UPDATE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_search();
COMMENT ON TRIGGER boh_content_pages_search ON content_pages IS 'Notes that search must hear of the page when the transaction commits.';
CREATE TRIGGER boh_content_page_versions_search AFTER UPDATE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_search();
COMMENT ON TRIGGER boh_content_page_versions_search ON content_page_versions IS 'Notes that search must hear of the page when the transaction commits.';


CREATE TABLE search_words (
	uses bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	word text COLLATE "C" NOT NULL,
	label text NOT NULL,
	CONSTRAINT pk_search_words PRIMARY KEY (kind, word, label),
	CONSTRAINT chk_search_words_kind CHECK (kind IN ('word', 'tag', 'city', 'venue'))
);
COMMENT ON TABLE search_words IS 'The vocabulary of search: words to go on with, and to correct typing errors by. Filled by boh_refresh_search(scope => ''words''), which also makes an index of trigrams if the extension pg_trgm is installed.';
COMMENT ON COLUMN search_words.uses IS 'How many events and pages have it.';
COMMENT ON COLUMN search_words.kind IS 'word: a word of a title, tag, venue or city; tag, city, venue: a name.';
COMMENT ON COLUMN search_words.word IS 'The word, or the name from one of its words on, in lower case and without accents; at most 200 bytes.';
COMMENT ON COLUMN search_words.label IS 'What it stands for: the word, the slug of the tag or venue, the name of the city.';
COMMENT ON CONSTRAINT pk_search_words ON search_words IS 'Each stands here once; also finds words by their beginning.';
COMMENT ON CONSTRAINT chk_search_words_kind ON search_words IS 'There are four kinds.';

CREATE INDEX idx_search_words_first ON search_words (kind, "left"(word, 1), uses DESC);
CREATE INDEX idx_search_words_first_two ON search_words (kind, "left"(word, 2), uses DESC);
COMMENT ON INDEX idx_search_words_first IS 'The most frequent words that begin with a character.';
COMMENT ON INDEX idx_search_words_first_two IS 'The most frequent words that begin with two characters.';

ALTER TABLE search_words ENABLE ROW LEVEL SECURITY;
