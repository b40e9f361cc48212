-- Rules that version 3 lacked, and what existing rows need to fit them.

-- The operator is pg_catalog's for certain.
CREATE OR REPLACE TRIGGER boh_events_settle_bookings AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status) EXECUTE FUNCTION boh_events_settle_bookings();
CREATE OR REPLACE TRIGGER boh_bookings_note_changed_seats AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status OR OLD.seats IS DISTINCT FROM NEW.seats)
	EXECUTE FUNCTION boh_bookings_note_seats();

-- Names that can be seen, and addresses in normal form: stored rows stay as they
-- are until the column changes.
COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case and in Unicode''s normal form C whatever the client sends; at most 254 characters, all of which can be seen.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters, of which something can be seen.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters, of which something can be seen.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters, of which something can be seen.';

-- Bookings: which holds ran out is said by a column that cannot be made up.
-- Rows are rewritten rather than updated: no trigger, policy or updated_at minds.

ALTER TABLE bookings ADD COLUMN expired_at timestamptz(3);
ALTER TABLE bookings ALTER COLUMN expired_at TYPE timestamptz(3) USING
	CASE WHEN (status OPERATOR(pg_catalog.=) 'CANCELLED' OR status OPERATOR(pg_catalog.=) 'REFUNDED') AND cancel_reason = 'hold expired' AND cancelled_at >= expires_at THEN expires_at END;
COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters, for people to read; the database writes ''hold expired'' and ''event cancelled''.';

-- As many lanes as sessions book at once.

ALTER TABLE events
	DROP CONSTRAINT chk_events_booking_lanes,
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 256);
ALTER TABLE booking_lanes
	DROP CONSTRAINT chk_booking_lanes_lane,
	ADD CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 256);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 256. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 256.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';

-- Pages, sections and old slugs.

CREATE TRIGGER boh_content_pages_lock_sections BEFORE DELETE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_pages_lock_sections();
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Pages that go with their sections wait for whoever has sections locked before they lock anything themselves.';

CREATE TRIGGER boh_slug_redirects_check BEFORE INSERT OR UPDATE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_check();
COMMENT ON TRIGGER boh_slug_redirects_check ON slug_redirects IS 'A slug that a page or an event has leads nowhere else (BH036).';
WITH gone AS (
	DELETE FROM slug_redirects r
	WHERE r.entity = 'page' AND EXISTS (SELECT FROM content_pages p WHERE p.slug = r.slug)
	OR r.entity = 'event' AND EXISTS (SELECT FROM events e WHERE e.slug = r.slug)
	RETURNING r.slug)
SELECT pg_catalog.count(*)::text || ' redirects led from a slug that a page or event has, and were deleted'
FROM gone HAVING pg_catalog.count(*) > 0;

CREATE TRIGGER boh_content_sections_order AFTER UPDATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_order();
COMMENT ON TRIGGER boh_content_sections_order ON content_sections IS 'Sections that one statement moves to the end of a page keep their order.';


-- What existing rows hold that would be refused now.  CHANGELOG.md has the
-- statements that list these rows.

SELECT pg_catalog.count(*)::text || ' cancelled bookings are marked as holds that ran out'
FROM bookings WHERE expired_at IS NOT NULL HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' bookings were cancelled with the reason "hold expired" before their hold ran out: a payment will not bring them back'
FROM bookings WHERE cancel_reason = 'hold expired' AND expired_at IS NULL HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' confirmed bookings have a price and no payment reference'
FROM bookings
WHERE status OPERATOR(pg_catalog.=) 'CONFIRMED' AND payment_reference IS NULL AND total_price > CAST(0 AS numeric)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' holds last longer than a day: no client can make such holds any more, unless boh.max_hold_seconds allows it'
FROM bookings
WHERE status OPERATOR(pg_catalog.=) 'PENDING' AND expires_at > now() + CAST('1 day' AS interval)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' bookings have an infinite time'
FROM bookings
WHERE NOT isfinite(booking_date) OR NOT isfinite(expires_at) OR NOT isfinite(confirmed_at)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' events have more seats booked than there are: see boh_recount_seats()'
FROM (SELECT b.event_id
	FROM bookings b JOIN events e ON e.id = b.event_id
	WHERE b.status OPERATOR(pg_catalog.=) 'PENDING' OR b.status OPERATOR(pg_catalog.=) 'CONFIRMED'
	GROUP BY b.event_id, e.capacity
	HAVING pg_catalog.sum(b.seats) > e.capacity) oversold
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' settings media.base_url or addresses of media files begin with something that pages cannot show'
FROM (SELECT value FROM site_settings WHERE key = 'media.base_url' UNION ALL SELECT url FROM media_files) addresses (url)
WHERE url !~* '^(https?://[^/@]|/([^/]|$))'
HAVING pg_catalog.count(*) > 0;
