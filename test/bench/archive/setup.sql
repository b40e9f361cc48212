-- 100 events that can be booked, 10,000 customers, and old events whose bookings are due
-- for the archive: 200 each, over three years.  :rows old bookings.

CREATE EXTENSION boh;
SELECT FROM boh_migrate();
SELECT coalesce(nullif(current_setting('boh_bench.rows', true), ''), '1200000') AS rows \gset

INSERT INTO boh.users (id, email) SELECT md5(n::text)::uuid, 'user' || n || '@example.org' FROM generate_series(1, 10000) n;
INSERT INTO boh.events (id, title, author_id, capacity, price, start_date, end_date, status)
SELECT md5(n::text)::uuid, 'Event ' || n, md5('1')::uuid, 10000000, 10, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
FROM generate_series(1, 100) n;

SET session_replication_role = replica;
INSERT INTO boh.events (id, title, slug, description, author_id, capacity, booked_count, price, start_date, end_date, status, published_at)
SELECT md5('old' || n)::uuid, 'Old ' || n, 'old-' || n, repeat('text ', 100), md5('1')::uuid, 1000, 200, 10, d, d + interval '3 hours', 'COMPLETED', d - interval '90 days'
FROM (SELECT n, date_trunc('hour', now() - interval '8 years' - n % 3 * interval '1 year' - n * interval '1 minute') AS d FROM generate_series(1, :rows / 200) n) o;
INSERT INTO boh.bookings (event_id, user_id, seats, status, unit_price, total_price, currency, booking_date, confirmed_at, payment_reference, idempotency_key, xid)
SELECT md5('old' || 1 + n / 200)::uuid, md5((1 + n % 10000)::text)::uuid, 1, 'CONFIRMED', 10, 10, 'EUR',
	now() - interval '9 years' + n * interval '1 second', now() - interval '9 years', 'payment-' || n, 'key-' || n, NULL
FROM generate_series(0, :rows - 1) n;
RESET session_replication_role;
SELECT boh_update_statistics(1000000), boh_update_statistics(1000000), boh_update_statistics(1000000);
VACUUM ANALYZE;
