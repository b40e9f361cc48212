-- Local time, language and publication of events.

ALTER TABLE venues ADD COLUMN time_zone text COLLATE "C";
COMMENT ON COLUMN venues.time_zone IS 'Name of the time zone in the IANA database, such as Europe/Berlin; local times of events here are shown in it. NULL: UTC.';

ALTER TABLE events ADD COLUMN time_zone text COLLATE "C";
COMMENT ON COLUMN events.time_zone IS 'Name of the time zone in the IANA database, such as Europe/Berlin, for local times of the event. NULL: that of the venue, otherwise UTC.';

ALTER TABLE events ADD COLUMN language text COLLATE "C";
ALTER TABLE events ADD CONSTRAINT chk_events_language CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
COMMENT ON COLUMN events.language IS 'Language of title and description as a BCP 47 tag, such as de or pt-BR; search stems words by it. NULL: the setting site.language, otherwise none.';
COMMENT ON CONSTRAINT chk_events_language ON events IS 'Looks like a BCP 47 language tag.';

-- An event that was once published stays known to everybody, as long as it is no draft again.
ALTER TABLE events ADD COLUMN published_at timestamptz(3);
COMMENT ON COLUMN events.published_at IS 'When the event was first PUBLISHED; kept by trigger. NULL: never. Lists, search and calendars show an event to everybody from then on, unless it is a DRAFT.';
-- This writes the column without firing triggers: an UPDATE would look like an edit of each event.
ALTER TABLE events ALTER published_at TYPE timestamptz(3) USING
	CASE WHEN status OPERATOR(pg_catalog.=) 'PUBLISHED' OR status OPERATOR(pg_catalog.=) 'COMPLETED' THEN created_at END;
