-- Metrics and health: what there is, who may read it, and that nothing of it is about a person

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_monitoring');
SET boh.schema = 'test_monitoring';
CREATE ROLE regress_boh_watcher IN ROLE pg_monitor;
CREATE ROLE regress_boh_sweeper;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_backend;
GRANT USAGE ON SCHEMA test_monitoring TO regress_boh_watcher;
SELECT boh_grant(role, profile) FROM (VALUES ('regress_boh_sweeper', 'maintenance'), ('regress_boh_office', 'admin'),
	('regress_boh_office', 'trusted'), ('regress_boh_shop', 'app'), ('regress_boh_backend', 'service')) v (role, profile);

-- each metric, with its labels
SELECT name, type, min(help) AS help, CASE WHEN name !~ '^boh_table' THEN string_agg(DISTINCT k, ', ' ORDER BY k) END AS labels
FROM boh_metrics() m LEFT JOIN LATERAL jsonb_object_keys(m.labels) k ON true GROUP BY name, type ORDER BY name COLLATE "C";
SELECT bool_and(value IS NULL) AS unknown, count(*) AS rows FROM boh_metrics() WHERE name ~ '^boh_recent';

-- sums need statistics
INSERT INTO test_monitoring.users (id, email, role) VALUES
	('00000000-0000-0000-0000-0000000000a1', 'olga@example.com', 'ORGANIZER'),
	('00000000-0000-0000-0000-0000000000a2', 'ada@example.com', 'ADMIN');
INSERT INTO test_monitoring.events (id, author_id, title, capacity, price, status, start_date, end_date, booking_lanes) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 'Booked', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', 1),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a1', 'Lanes', 100, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', 4);
INSERT INTO test_monitoring.bookings (event_id, user_id, seats, status, payment_reference, expires_at) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 3, 'CONFIRMED', 'paid', NULL),
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 2, 'PENDING', NULL, '2001-01-01'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a1', 1, 'PENDING', NULL, NULL);
SELECT boh_update_statistics();
SELECT name, labels, value FROM boh_metrics()
WHERE name ~ '^boh_(recent|holds|events|lane|lanes|pages|sections|statistics_waiting|thumbnails|media_in)' ORDER BY name COLLATE "C", labels;
SELECT name, labels, value > 0 AS some FROM boh_metrics()
WHERE name IN ('boh_connections_limit', 'boh_in_recovery', 'boh_transaction_id_age');

-- the text
SELECT line FROM regexp_split_to_table(boh_metrics_text(), E'\n') WITH ORDINALITY AS l (line, n)
WHERE line ~ 'boh_(recent_revenue|media_bytes|deadlocks)|EOF' AND line !~ '^boh_deadlocks' ORDER BY n;

-- health: what there is, and what is to be done
SELECT check_name, severity, threshold, ok IS NULL AS unknown FROM boh_health()
WHERE check_name NOT IN ('cache_hits', 'slow_queries', 'wal_archive', 'md5_passwords', 'replication_lag');
ALTER TABLE test_monitoring.bookings DISABLE TRIGGER boh_bookings_check;
SELECT check_name, severity, ok, value, threshold, hint FROM boh_health() WHERE check_name = 'triggers';
ALTER TABLE test_monitoring.bookings ENABLE TRIGGER boh_bookings_check;
SET boh.health_overdue_holds = 0;
SELECT check_name, severity, ok, value, threshold, hint FROM boh_health() WHERE check_name = 'overdue_holds';
RESET boh.health_overdue_holds;
SET boh.health_section_size = '2MB';
SELECT threshold FROM boh_health() WHERE check_name = 'section_size';
RESET boh.health_section_size;
SET boh.health_wraparound = 101;

-- who may
SET ROLE regress_boh_watcher;
SELECT count(*) > 100 AS some FROM boh_metrics();
SELECT length(boh_metrics_text()) > 1000 AS some;
SELECT count(*) > 20 AS some FROM boh_health();
SELECT * FROM test_monitoring.bookings;
SET ROLE regress_boh_sweeper;
SELECT count(*) > 100 AS some FROM boh_metrics();
SELECT count(*) > 20 AS some FROM boh_health();
SET ROLE regress_boh_office;
SELECT count(*) FROM boh_metrics();
\echo :SQLSTATE
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a2');
SELECT count(*) > 100 AS some FROM boh_metrics();
COMMIT;
SET ROLE regress_boh_shop;
SELECT boh_metrics_text();
SET ROLE regress_boh_backend;
SELECT count(*) FROM boh_health();
RESET ROLE;
REVOKE USAGE ON SCHEMA test_monitoring FROM regress_boh_watcher;
SET ROLE regress_boh_watcher;
SELECT count(*) FROM boh_metrics();
RESET ROLE;

-- a schema that is not whole
SET client_min_messages = warning;
BEGIN;
DROP TABLE test_monitoring.content_pages CASCADE;
SELECT f, r.code, r.message, r.hint FROM unnest('{boh_metrics,boh_metrics_text,boh_health}'::text[]) f, raised(format('SELECT %s()', f)) r;
SELECT problem, entity FROM boh_verify(progress => false) WHERE problem = 'table is missing';
DROP TABLE test_monitoring.bookings CASCADE;
SELECT f, r.code, r.message, r.hint FROM unnest('{boh_metrics,boh_metrics_text,boh_health}'::text[]) f, raised(format('SELECT %s()', f)) r;
ROLLBACK;

DROP SCHEMA test_monitoring CASCADE;
DROP OWNED BY regress_boh_watcher, regress_boh_sweeper, regress_boh_office, regress_boh_shop, regress_boh_backend;
DROP ROLE regress_boh_watcher, regress_boh_sweeper, regress_boh_office, regress_boh_shop, regress_boh_backend;
