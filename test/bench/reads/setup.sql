-- The tables, the roles and what the calls are made with.
SET client_min_messages = warning;
CREATE EXTENSION boh;
SELECT count(*) FROM boh_migrate();
SELECT boh_grant('bench_app', 'app'), boh_grant('bench_app', 'trusted'),
	boh_grant('bench_admin', 'admin'), boh_grant('bench_admin', 'trusted');
