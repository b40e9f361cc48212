\set n random(1, 10000)
UPDATE boh.users SET email_verified_at = clock_timestamp() WHERE id = (SELECT id FROM accounts WHERE n = :n);
