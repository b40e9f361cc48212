-- boh_book_seats() with its session, in one transaction
\set event random(1, 1000)
\set customer random(1, 10000)
BEGIN;
SELECT boh_set_session_user(md5(:customer::text)::uuid);
SELECT * FROM boh_book_seats(md5(:event::text)::uuid, md5(:customer::text)::uuid, 1);
COMMIT;
