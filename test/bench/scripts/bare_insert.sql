-- without any rule: the limit
\set event random(1, :events)
\set customer random(1, 10000)
INSERT INTO bare.bookings (event_id, user_id, seats, unit_price, total_price, currency, expires_at)
	VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid, 1, 25.00, 25.00, 'EUR', now() + interval '15 minutes');
