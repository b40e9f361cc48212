-- plain INSERT with its session, in one transaction
\set event random(1, 1000)
\set customer random(1, 10000)
BEGIN;
SELECT boh_set_session_user(md5(:customer::text)::uuid);
INSERT INTO bookings (event_id, user_id) VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid);
COMMIT;
