-- a person's bookings
\set customer random(1, 10000)
BEGIN;
SELECT boh_set_session_user(md5(:customer::text)::uuid);
SELECT id, event_id, seats, status, total_price FROM bookings WHERE user_id = md5(:customer::text)::uuid;
COMMIT;
