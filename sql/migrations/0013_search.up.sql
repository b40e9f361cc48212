-- What lists and search of events read: one row for each event that everybody may see.

CREATE TABLE event_search (
	event_id uuid NOT NULL,
	venue_id uuid,
	author_id uuid NOT NULL,
	start_date timestamptz(3) NOT NULL,
	end_date timestamptz(3) NOT NULL,
	published_at timestamptz(3) NOT NULL,
	latitude double precision,
	longitude double precision,
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
	vector tsvector NOT NULL,
	CONSTRAINT pk_event_search PRIMARY KEY (event_id),
	CONSTRAINT fk_event_search_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE event_search IS 'What lists and search read of events that were published and are no drafts. Kept by triggers on events, event_tags, tags and venues; boh_refresh_search() writes it anew. It holds no seats: the counter of an event changes with each booking.';
COMMENT ON COLUMN event_search.event_id IS 'The event.';
COMMENT ON COLUMN event_search.venue_id IS 'Its venue.';
COMMENT ON COLUMN event_search.author_id IS 'Who runs it.';
COMMENT ON COLUMN event_search.start_date IS 'When it begins.';
COMMENT ON COLUMN event_search.end_date IS 'When it ends.';
COMMENT ON COLUMN event_search.published_at IS 'When it was first published; the order "newest".';
COMMENT ON COLUMN event_search.latitude IS 'Degrees north of its venue.';
COMMENT ON COLUMN event_search.longitude IS 'Degrees east of its venue.';
COMMENT ON COLUMN event_search.upcoming IS 'Whether it is PUBLISHED and had not ended when it was last written; boh_refresh_search() looks at the clock. Upcoming and other events stand in indexes of their own.';
COMMENT ON COLUMN event_search.price IS 'Price of one seat.';
COMMENT ON COLUMN event_search.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN event_search.status IS 'PUBLISHED, COMPLETED or CANCELLED.';
COMMENT ON COLUMN event_search.category IS 'Category of the event.';
COMMENT ON COLUMN event_search.city IS 'City of its venue in lower case and without accents.';
COMMENT ON COLUMN event_search.country IS 'Country of its venue in lower case and without accents.';
COMMENT ON COLUMN event_search.title IS 'Title in lower case and without accents.';
COMMENT ON COLUMN event_search.tag_ids IS 'Its tags, in order of their ids.';
COMMENT ON COLUMN event_search.terms IS 'Words for filters, such as category:CONCERT, city:berlin, country:germany, venue:ID, author:ID, tag:ID, week:2026-48 for each week (ISO 8601) of its first year, and cell:SIZE:NUMBER for the cells of the earth that hold its venue.';
COMMENT ON COLUMN event_search.vector IS 'Words of title (weight A), tags (B), venue and city (C) and description (D), each in lower case and without accents, and its stem in the event''s language.';
COMMENT ON CONSTRAINT pk_event_search ON event_search IS 'An event stands here once.';
COMMENT ON CONSTRAINT fk_event_search_event_id ON event_search IS 'Goes with the event.';

ALTER TABLE event_search ENABLE ROW LEVEL SECURITY;
