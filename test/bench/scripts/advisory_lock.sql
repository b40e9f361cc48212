-- the application locks a number, and counts the bookings again
\set event random(1, :events)
\set customer random(1, 10000)
BEGIN;
SELECT pg_advisory_xact_lock(:event);
SELECT e.capacity - coalesce((
		SELECT sum(seats) FROM plain.bookings b
		WHERE b.event_id = e.id AND b.status IN ('PENDING', 'CONFIRMED')
	), 0) AS free, e.price, e.currency
	FROM plain.events e WHERE e.id = md5(:event::text)::uuid \gset
\if :free > 0
INSERT INTO plain.bookings (event_id, user_id, seats, unit_price, total_price, currency, expires_at)
	VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid, 1, :price, :price, :currency, now() + interval '15 minutes');
\endif
COMMIT;
