-- plain INSERT, checked and counted by boh's triggers
\set event random(1, :events)
\set customer random(1, 10000)
INSERT INTO boh.bookings (event_id, user_id) VALUES (md5(:event::text)::uuid, md5(:customer::text)::uuid);
