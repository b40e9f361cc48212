-- Rows of the audit, as triggers write them: half of them with personal values, a
-- thousand in a transaction.

\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE EXTENSION boh;
SELECT count(*) FROM boh_migrate();

CREATE PROCEDURE fill(row_count integer) LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. row_count / 1000 LOOP
		INSERT INTO boh.users (email, name) SELECT i || '-' || n || '@example.org', 'Name' FROM generate_series(1, 500) n;
		INSERT INTO boh.site_settings (key, value, is_public) SELECT 'key-' || i || '-' || n, 'value', true FROM generate_series(1, 500) n;
		COMMIT;
	END LOOP;
END $$;

-- Accounts to update, with a number each.
INSERT INTO boh.users (email, name) SELECT 'account-' || n || '@example.org', 'Name' FROM generate_series(1, 10000) n;
CREATE TABLE accounts AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM boh.users;
CREATE UNIQUE INDEX ON accounts (n);
VACUUM ANALYZE;
