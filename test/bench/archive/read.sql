\set customer random(1, 10000)
SELECT count(*), sum(total_price) FROM boh.all_bookings WHERE user_id = md5(:customer::text)::uuid;
