\set event random(1, 1000)
\set customer random(1, 10000)
INSERT INTO bookings (event_id, user_id) VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid);
