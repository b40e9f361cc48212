-- Advice for the settings of the server

-- what doc/how-to/server_settings.md works out: 4 GB, 2 cores, behind a pool
SELECT name, recommended, restart FROM boh_settings_advice(4, 2);
-- without a pool, the same machine with a hard disk; a large one; the smallest one
SELECT name, recommended FROM boh_settings_advice(4, 2, 'hdd', false)
EXCEPT SELECT name, recommended FROM boh_settings_advice(4, 2) ORDER BY name;
SELECT name, recommended FROM boh_settings_advice(256, 32, 'network')
EXCEPT SELECT name, recommended FROM boh_settings_advice(4, 2) ORDER BY name;
SELECT name, recommended FROM boh_settings_advice(1, 1)
EXCEPT SELECT name, recommended FROM boh_settings_advice(4, 2) ORDER BY name;

-- of the largest machine, as much as the server accepts
SELECT name, recommended FROM boh_settings_advice(65536, 4096, 'hdd', false)
EXCEPT SELECT name, recommended FROM boh_settings_advice(256, 32, 'hdd', false) ORDER BY name;
SELECT a.name, a.recommended, s.max_val, s.unit FROM boh_settings_advice(65536, 4096, 'hdd', false) a JOIN pg_settings s USING (name)
WHERE CASE WHEN s.unit ~ 'B$' THEN pg_size_bytes(a.recommended) / pg_size_bytes(regexp_replace(s.unit, '^(?=\D)', '1')) > s.max_val::numeric
	WHEN a.recommended ~ '^[0-9.]+$' THEN a.recommended::numeric > s.max_val::numeric ELSE false END;

-- each line has a reason, and is a setting of this server
SELECT count(*) FILTER (WHERE length(a.reason) > 20) = count(*) AS reasons, count(s.name) = count(*) AS settings,
	bool_and(a.current = current_setting(a.name) AND a.unit IS NOT DISTINCT FROM s.unit) AS current,
	bool_and(a.restart = (s.context = 'postmaster') AND a.pending_restart = s.pending_restart) AS restart
FROM boh_settings_advice(4, 2) a LEFT JOIN pg_settings s USING (name);

-- compared with what is set, in whatever unit it was written
SET work_mem = '16384kB';
SET jit = off;
SET random_page_cost = 1.10;
SET idle_in_transaction_session_timeout = 30000;
SELECT name, recommended, current, unit, differs FROM boh_settings_advice(4, 2)
WHERE name IN ('work_mem', 'jit', 'random_page_cost', 'idle_in_transaction_session_timeout') ORDER BY name;
SET work_mem = '16MB';
SET jit = on;
SET random_page_cost = 4;
SET idle_in_transaction_session_timeout = 0;
SELECT name, recommended, current, unit, differs FROM boh_settings_advice(4, 2)
WHERE name IN ('work_mem', 'jit', 'random_page_cost', 'idle_in_transaction_session_timeout') ORDER BY name;
RESET work_mem;
RESET jit;
RESET random_page_cost;
RESET idle_in_transaction_session_timeout;

-- what it recommends can be set
DO $$
DECLARE
	line record;
BEGIN
	FOR line IN SELECT a.name, a.recommended FROM generate_series(1, 9) n, boh_settings_advice((2 ^ n)::integer, n) a
		JOIN pg_settings s USING (name) WHERE s.context IN ('user', 'superuser')
	LOOP
		PERFORM set_config(line.name, line.recommended, true);
	END LOOP;
END
$$;

SELECT * FROM boh_settings_advice(NULL, 2);
SELECT * FROM boh_settings_advice(0, 2);
SELECT * FROM boh_settings_advice(65537, 2);
SELECT * FROM boh_settings_advice(4, NULL);
SELECT * FROM boh_settings_advice(4, 0);
SELECT * FROM boh_settings_advice(4, 2, NULL);
SELECT * FROM boh_settings_advice(4, 2, 'tape');
SELECT * FROM boh_settings_advice(4, 2, 'ssd', NULL);
