-- the application takes the first ticket that nobody has locked
\set event random(1, :events)
\set customer random(1, 10000)
BEGIN;
SELECT t.id AS ticket, e.price, e.currency FROM ticket.tickets t JOIN ticket.events e ON e.id = t.event_id
	WHERE t.event_id = md5(:event::text)::uuid AND t.booking_id IS NULL
	ORDER BY t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED \gset
INSERT INTO ticket.bookings (event_id, user_id, seats, unit_price, total_price, currency, expires_at)
	VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid, 1, :price, :price, :currency, now() + interval '15 minutes')
	RETURNING id AS booking \gset
UPDATE ticket.tickets SET booking_id = :booking WHERE id = :ticket;
COMMIT;
