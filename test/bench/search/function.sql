\set event random(1, 1000)
\set customer random(1, 10000)
SELECT * FROM boh_book_seats(md5(:event::text)::uuid, md5(:customer::text)::uuid, 1);
