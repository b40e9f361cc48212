-- the application locks the event, looks, and counts
\set event random(1, :events)
\set customer random(1, 10000)
BEGIN;
SELECT capacity - booked_count AS free, price, currency FROM plain.events
	WHERE id = md5(:event::text)::uuid FOR UPDATE \gset
\if :free > 0
UPDATE plain.events SET booked_count = booked_count + 1 WHERE id = md5(:event::text)::uuid;
INSERT INTO plain.bookings (event_id, user_id, seats, unit_price, total_price, currency, expires_at)
	VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid, 1, :price, :price, :currency, now() + interval '15 minutes');
\endif
COMMIT;
