-- The roles that the examples connect as, and the key that signs their tokens.  Run it once, as the
-- owner of the tables; the owner must be allowed to create roles.
--
--   openssl genpkey -algorithm ED25519 -out login.key
--   psql -d mydb -v public_key="$(openssl pkey -in login.key -pubout)" -f setup.sql
--
-- Then give each role a password with psql's \password.

\set ON_ERROR_STOP on

CREATE ROLE shop LOGIN;
CREATE ROLE back_office LOGIN;
CREATE ROLE sign_in LOGIN;
SELECT boh_grant('shop', 'app'), boh_grant('back_office', 'admin'), boh_grant('sign_in', 'auth');

-- Prisma takes all times for UTC.
ALTER ROLE shop SET timezone = 'UTC';
ALTER ROLE back_office SET timezone = 'UTC';
ALTER ROLE sign_in SET timezone = 'UTC';

-- A session lasts until its transaction ends, so limit that.
ALTER ROLE shop SET statement_timeout = '10s';
ALTER ROLE shop SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE back_office SET statement_timeout = '10s';
ALTER ROLE back_office SET idle_in_transaction_session_timeout = '10s';

INSERT INTO boh.session_keys (kid, algorithm, public_key, issuer, audience) VALUES
	('2027-01', 'EdDSA', :'public_key', 'https://login.example.org', 'shop');
