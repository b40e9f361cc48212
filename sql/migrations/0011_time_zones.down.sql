-- Back to version 10.

ALTER TABLE events DROP COLUMN published_at;
ALTER TABLE events DROP COLUMN language;
ALTER TABLE events DROP COLUMN time_zone;
ALTER TABLE venues DROP COLUMN time_zone;
