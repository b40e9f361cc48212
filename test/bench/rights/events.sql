-- an organizer's events
\set organizer random(1, 100)
BEGIN;
SELECT boh_set_session_user(md5('organizer ' || :organizer)::uuid);
SELECT id, title, status, capacity, booked_count FROM events WHERE author_id = md5('organizer ' || :organizer)::uuid;
COMMIT;
