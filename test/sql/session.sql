-- Sessions: tokens that sign a person in for one transaction, and all that must not

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_owner, regress_boh_app, regress_boh_granted, regress_boh_bypass, regress_boh_member;
CREATE ROLE regress_boh_owner;
CREATE ROLE regress_boh_app;
CREATE ROLE regress_boh_granted;
CREATE ROLE regress_boh_bypass BYPASSRLS;
CREATE ROLE regress_boh_member IN ROLE regress_boh_owner;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_boh_owner', current_database()); END $$;
GRANT CREATE ON SCHEMA public TO regress_boh_app;
RESET client_min_messages;
SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_session');
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_session_other');
SET boh.schema = 'test_session';
SET search_path = test_session, public;
GRANT USAGE ON SCHEMA test_session, test_session_other TO regress_boh_app, regress_boh_granted, regress_boh_bypass, regress_boh_member;
GRANT INSERT, UPDATE, DELETE, SELECT, TRUNCATE ON session_keys TO regress_boh_granted;
INSERT INTO users (id, email, role) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ann@example.org', 'ADMIN'),
	('00000000-0000-0000-0000-0000000000bb', 'bob@example.org', 'ORGANIZER'), ('00000000-0000-0000-0000-0000000000cc', 'cleo@example.org', 'USER');
INSERT INTO users (id, email, deleted_at) VALUES ('00000000-0000-0000-0000-0000000000dd', 'dan@example.org', now());

--
-- Keys, which are made now
--

\getenv BOH_TEST PG_ABS_SRCDIR
\setenv BOH_TEST :BOH_TEST
\set folder `mktemp -d`
\setenv BOH_KEYS :folder
\set ed25519 `"$BOH_TEST/support/token" "$BOH_KEYS" key ed ed25519`
\set p256 `"$BOH_TEST/support/token" "$BOH_KEYS" key p256 p256`
\set rsa `"$BOH_TEST/support/token" "$BOH_KEYS" key rsa rsa2048`
\set ed25519_jwk `"$BOH_TEST/support/token" "$BOH_KEYS" jwk ed ed25519`
\set p256_jwk `"$BOH_TEST/support/token" "$BOH_KEYS" jwk p256 p256`
\set rsa_jwk `"$BOH_TEST/support/token" "$BOH_KEYS" jwk rsa rsa2048`
\set old `"$BOH_TEST/support/token" "$BOH_KEYS" key old ed25519`
\set new `"$BOH_TEST/support/token" "$BOH_KEYS" key new ed25519`
\set stranger `"$BOH_TEST/support/token" "$BOH_KEYS" key stranger ed25519`
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES
	('ed', 'EdDSA', :'ed25519', 'https://login.example.org', 'shop'), ('p256', 'ES256', :'p256', 'https://login.example.org', 'shop'),
	('rsa', 'RS256', :'rsa', 'https://login.example.org', 'shop'), ('ed jwk', 'EdDSA', :'ed25519_jwk', 'https://login.example.org', 'shop'),
	('p256 jwk', 'ES256', :'p256_jwk', 'https://login.example.org', 'shop'), ('rsa jwk', 'RS256', :'rsa_jwk', 'https://login.example.org', 'shop'),
	('new', 'EdDSA', :'new', 'https://login.example.org', 'shop');
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience, valid_from, valid_to) VALUES
	('old', 'EdDSA', :'old', 'https://login.example.org', 'shop', '2001-01-01', now() + interval '1 hour'),
	('over', 'EdDSA', :'ed25519', 'https://login.example.org', 'shop', '2001-01-01', now()),
	('coming', 'EdDSA', :'ed25519', 'https://login.example.org', 'shop', now() + interval '1 hour', NULL);
INSERT INTO test_session_other.session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('stranger', 'EdDSA', :'stranger', 'https://login.example.org', 'shop');
INSERT INTO test_session_other.users (id, email, role) VALUES ('00000000-0000-0000-0000-0000000000ee', 'eve@example.org', 'ADMIN');

-- Which keys are refused; the errors do not show them.
\set p384 `"$BOH_TEST/support/token" "$BOH_KEYS" key p384 p384`
\set secp256k1 `"$BOH_TEST/support/token" "$BOH_KEYS" key secp256k1 secp256k1`
\set explicit `"$BOH_TEST/support/token" "$BOH_KEYS" key explicit explicit`
\set ed448 `"$BOH_TEST/support/token" "$BOH_KEYS" key ed448 ed448`
\set rsa1024 `"$BOH_TEST/support/token" "$BOH_KEYS" key rsa1024 rsa1024`
\set rsa_e3 `"$BOH_TEST/support/token" "$BOH_KEYS" key rsa_e3 rsa_e3`
\set rsa_e3_jwk `"$BOH_TEST/support/token" "$BOH_KEYS" jwk rsa_e3 rsa_e3`
\set rsa_pss `"$BOH_TEST/support/token" "$BOH_KEYS" key rsa_pss rsa_pss`
\set private_key `cat "$BOH_KEYS/ed.key"`
\set encrypted `openssl pkcs8 -topk8 -in "$BOH_KEYS/rsa.key" -v2 aes128 -passout pass:secret`
CREATE TEMPORARY TABLE offered (number integer GENERATED ALWAYS AS IDENTITY, name text, algorithm text, key text);
INSERT INTO offered (name, algorithm, key) VALUES
	('a private key', 'EdDSA', :'private_key'), ('an encrypted private key', 'RS256', :'encrypted'),
	('a private JWK', 'EdDSA', regexp_replace(:'ed25519_jwk', '}$', ', "d": "c2VjcmV0"}')), ('a secret JWK', 'EdDSA', '{"kty": "oct", "k": "c2VjcmV0"}'),
	('a private JWK that ends too soon', 'EdDSA', regexp_replace(:'ed25519_jwk', '}$', ', "d": "c2VjcmV0"')), ('a private key, and no algorithm of ours', 'HS256', :'private_key'),
	('nothing', 'EdDSA', ''), ('no key', 'EdDSA', 'secret'), ('half a key', 'EdDSA', left(:'ed25519', 60)), ('a certificate', 'RS256', replace(:'rsa', 'PUBLIC KEY', 'CERTIFICATE')),
	('half a JWK', 'EdDSA', left(:'ed25519_jwk', 40)), ('an array', 'EdDSA', '[' || :'ed25519_jwk' || ']'), ('a JWK of no kind', 'EdDSA', '{}'),
	('a member twice', 'EdDSA', regexp_replace(:'ed25519_jwk', '}$', ', "kty": "OKP"}')), ('a short x', 'EdDSA', '{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}'),
	('no y', 'ES256', regexp_replace(:'p256_jwk', ', "y".*', '}')), ('a point that is on no curve', 'ES256', regexp_replace(:'p256_jwk', '"y": "..', '"y": "AA')),
	('no e', 'RS256', regexp_replace(:'rsa_jwk', ', "e".*', '}')),
	('a JWK of P-384', 'ES256', replace(:'p256_jwk', 'P-256', 'P-384')), ('a JWK for another algorithm', 'EdDSA', :'p256_jwk'),
	('a JWK that says so', 'RS256', regexp_replace(:'rsa_jwk', '}$', ', "alg": "PS256"}')), ('a JWK to encrypt', 'RS256', regexp_replace(:'rsa_jwk', '}$', ', "use": "enc"}')),
	('Ed25519 for ES256', 'ES256', :'ed25519'), ('P-256 for EdDSA', 'EdDSA', :'p256'), ('RSA for ES256', 'ES256', :'rsa'), ('P-256 for RS256', 'RS256', :'p256'),
	('P-384', 'ES256', :'p384'), ('secp256k1', 'ES256', :'secp256k1'), ('P-256 spelled out', 'ES256', :'explicit'), ('Ed448', 'EdDSA', :'ed448'), ('RSA-PSS', 'RS256', :'rsa_pss'),
	('RSA, 1024 bits', 'RS256', :'rsa1024'), ('RSA, exponent 3', 'RS256', :'rsa_e3'), ('the same as JWK', 'RS256', :'rsa_e3_jwk'),
	('RSA, exponent 1', 'RS256', replace(:'rsa_jwk', 'AQAB', 'AQ')), ('RSA, 16384 bits', 'RS256', '{"kty": "RSA", "n": "' || repeat('_', 2730) || '", "e": "AQAB"}'),
	('a point of order 4', 'EdDSA', '{"kty": "OKP", "crv": "Ed25519", "x": "' || repeat('A', 43) || '"}'),
	('the neutral element', 'EdDSA', '{"kty": "OKP", "crv": "Ed25519", "x": "AQ' || repeat('A', 41) || '"}'),
	('the same with a sign', 'EdDSA', '{"kty": "OKP", "crv": "Ed25519", "x": "AQ' || repeat('A', 39) || 'IA"}'),
	('a good JWK with more', 'RS256', regexp_replace(:'rsa_jwk', '}$', ', "alg": "RS256", "use": "sig", "kid": "x"}'));
SELECT name, algorithm, raises(format('INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES (''x'', %L, %L, ''me'', ''us'')', algorithm, key)) FROM offered ORDER BY number;
DELETE FROM session_keys WHERE kid = 'x';
SELECT r.* FROM (VALUES (1, 'a private key'), (2, 'no key'), (3, 'P-384'), (4, 'RSA, 1024 bits')) v (n, name) JOIN offered o USING (name),
	raised(format('INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES (''x'', %L, %L, ''me'', ''us'')', algorithm, key)) r ORDER BY n;
SELECT raises('UPDATE session_keys SET algorithm = ''ES256'' WHERE kid = ''ed''') AS other_algorithm, raises('UPDATE session_keys SET algorithm = ''HS256'' WHERE kid = ''ed''') AS hmac,
	raises('UPDATE session_keys SET algorithm = ''none'' WHERE kid = ''ed''') AS none, raises('UPDATE session_keys SET public_key = NULL WHERE kid = ''ed''') AS no_key;
SELECT raises('UPDATE session_keys SET issuer = '''' WHERE kid = ''ed''') AS issuer, raises('UPDATE session_keys SET audience = '''' WHERE kid = ''ed''') AS audience,
	raises('UPDATE session_keys SET valid_to = valid_from WHERE kid = ''ed''') AS never_valid, raises('UPDATE session_keys SET kid = '''' WHERE kid = ''ed''') AS empty,
	raises(format('UPDATE session_keys SET kid = %L WHERE kid = ''ed''', repeat('k', 201))) AS long, raises('UPDATE session_keys SET kid = ''é'' WHERE kid = ''ed''') AS not_ascii;

-- Who may write keys: only the owner, whatever others were granted.
RESET ROLE;
SET ROLE regress_boh_granted;
SELECT count(*) > 0 AS reads FROM session_keys;
SELECT * FROM raised('INSERT INTO test_session.session_keys SELECT * FROM test_session.session_keys');
SELECT raises('UPDATE test_session.session_keys SET valid_to = NULL') AS updates, raises('DELETE FROM test_session.session_keys') AS deletes, raises('TRUNCATE test_session.session_keys') AS truncates,
	raises('MERGE INTO test_session.session_keys USING (SELECT 1) o ON true WHEN MATCHED THEN DELETE') AS merges;
RESET ROLE;
SET ROLE regress_boh_app;
SELECT raises('SELECT FROM test_session.session_keys') AS reads, raises('INSERT INTO test_session.session_keys DEFAULT VALUES') AS writes;
RESET ROLE;
SET ROLE regress_boh_member;
UPDATE session_keys SET issuer = 'me' WHERE kid = 'ed';
UPDATE session_keys SET issuer = 'https://login.example.org' WHERE kid = 'ed';
RESET ROLE;

--
-- Tokens, good and bad
--

SET ROLE regress_boh_owner;
CREATE TEMPORARY TABLE attempts (number integer GENERATED ALWAYS AS IDENTITY, name text, good boolean, method text, key text, header text, payload text);
CREATE FUNCTION pg_temp.header(alg text, kid text) RETURNS text LANGUAGE sql AS $$ SELECT format('{"alg": "%s", "kid": "%s", "typ": "JWT"}', alg, kid) $$;
CREATE FUNCTION pg_temp.payload(more text DEFAULT '', who text DEFAULT 'bb') RETURNS text LANGUAGE sql AS $$
	SELECT format('{"sub": "00000000-0000-0000-0000-0000000000%s", "iss": "https://login.example.org", "aud": "shop", "exp": NOW+600%s}', who, more) $$;

INSERT INTO attempts (name, good, method, key, header, payload) VALUES
	('EdDSA', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload()),
	('ES256', true, 'ES256', 'p256', pg_temp.header('ES256', 'p256'), pg_temp.payload()),
	('RS256', true, 'RS256', 'rsa', pg_temp.header('RS256', 'rsa'), pg_temp.payload()),
	('EdDSA, key as JWK', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed jwk'), pg_temp.payload()),
	('ES256, key as JWK', true, 'ES256', 'p256', pg_temp.header('ES256', 'p256 jwk'), pg_temp.payload()),
	('RS256, key as JWK', true, 'RS256', 'rsa', pg_temp.header('RS256', 'rsa jwk'), pg_temp.payload()),
	('old key', true, 'EdDSA', 'old', pg_temp.header('EdDSA', 'old'), pg_temp.payload()),
	('new key', true, 'EdDSA', 'new', pg_temp.header('EdDSA', 'new'), pg_temp.payload()),
	('an administrator', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(who => 'aa')),
	('a user', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(who => 'cc')),
	('no type', true, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed"}', pg_temp.payload()),
	('type in lower case', true, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "typ": "jwt"}', pg_temp.payload()),
	('access token', true, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "typ": "at+JWT"}', pg_temp.payload()),
	('escapes in names and values', true, 'EdDSA', 'ed', '{"\u0061lg": "\u0045dDSA", "kid": "e\u0064"}', pg_temp.payload()),
	('further members', true, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "x": [{"alg": "none"}]}', pg_temp.payload(', "name": "Żółć \ud83d\ude00", "iat": NOW, "a": {"sub": [1, {"exp": 1}]}, "b": null, "c": true')),
	('audience as array', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"shop"', '["mail", "shop"]')),
	('nbf now', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "nbf": NOW')),
	('nbf before 1970', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "nbf": -1e300')),
	('exp 15 minutes ahead', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NOW+900')),
	('exp with a fraction', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NOW+600.5')),
	('subject in upper case', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), upper(left(pg_temp.payload(), 46)) || substr(pg_temp.payload(), 47)),
	('32 deep', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(format(', "a": %s%s', repeat('[', 31), repeat(']', 31))));
UPDATE attempts SET payload = replace(payload, '"SUB"', '"sub"') WHERE name = 'subject in upper case';

-- The attacks of RFC 8725, and what else comes to mind.
INSERT INTO attempts (name, good, method, key, header, payload) VALUES
	('alg none', false, 'none', '', pg_temp.header('none', 'ed'), pg_temp.payload()),
	('alg none, signed', false, 'EdDSA', 'ed', pg_temp.header('none', 'ed'), pg_temp.payload()),
	('alg None', false, 'none', '', pg_temp.header('None', 'ed'), pg_temp.payload()),
	('no signature', false, 'none', '', pg_temp.header('EdDSA', 'ed'), pg_temp.payload()),
	('HMAC with the public key', false, 'HS256', 'rsa', pg_temp.header('HS256', 'rsa'), pg_temp.payload()),
	('the same as RS256', false, 'HS256', 'rsa', pg_temp.header('RS256', 'rsa'), pg_temp.payload()),
	('alg in lower case', false, 'EdDSA', 'ed', pg_temp.header('eddsa', 'ed'), pg_temp.payload()),
	('alg of another key', false, 'EdDSA', 'ed', pg_temp.header('ES256', 'ed'), pg_temp.payload()),
	('alg PS256', false, 'PS256', 'rsa', pg_temp.header('PS256', 'rsa'), pg_temp.payload()),
	('PSS as RS256', false, 'PS256', 'rsa', pg_temp.header('RS256', 'rsa'), pg_temp.payload()),
	('no alg', false, 'EdDSA', 'ed', '{"kid": "ed"}', pg_temp.payload()),
	('alg is null', false, 'EdDSA', 'ed', '{"alg": null, "kid": "ed"}', pg_temp.payload()),
	('alg is an array', false, 'EdDSA', 'ed', '{"alg": ["EdDSA"], "kid": "ed"}', pg_temp.payload()),
	('another key', false, 'EdDSA', 'new', pg_temp.header('EdDSA', 'ed'), pg_temp.payload()),
	('another curve', false, 'DER', 'p384', pg_temp.header('ES256', 'p256'), pg_temp.payload()),
	('curve secp256k1', false, 'ES256', 'secp256k1', pg_temp.header('ES256', 'p256'), pg_temp.payload()),
	('Ed448', false, 'EdDSA', 'ed448', pg_temp.header('EdDSA', 'ed'), pg_temp.payload()),
	('signature in DER', false, 'DER', 'p256', pg_temp.header('ES256', 'p256'), pg_temp.payload()),
	('unknown key', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'unknown'), pg_temp.payload()),
	('key of another schema', false, 'EdDSA', 'stranger', pg_temp.header('EdDSA', 'stranger'), pg_temp.payload()),
	('key that is over', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'over'), pg_temp.payload()),
	('key that is coming', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'coming'), pg_temp.payload()),
	('no kid', false, 'EdDSA', 'ed', '{"alg": "EdDSA"}', pg_temp.payload()),
	('empty kid', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', ''), pg_temp.payload()),
	('kid is a number', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": 1}', pg_temp.payload()),
	('kid with SQL', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'x'' OR kid = ''ed'), pg_temp.payload()),
	('kid with a NUL', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed\u0000'), pg_temp.payload()),
	('kid twice', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "kid": "ed"}', pg_temp.payload()),
	('alg twice', false, 'EdDSA', 'ed', '{"alg": "none", "alg": "EdDSA", "kid": "ed"}', pg_temp.payload()),
	('alg twice, one escaped', false, 'EdDSA', 'ed', '{"\u0061lg": "EdDSA", "alg": "EdDSA", "kid": "ed"}', pg_temp.payload()),
	('key in the header', false, 'EdDSA', 'stranger', format('{"alg": "EdDSA", "kid": "ed", "jwk": %s}', :'ed25519_jwk'), pg_temp.payload()),
	('key by address', false, 'EdDSA', 'stranger', '{"alg": "EdDSA", "kid": "ed", "jku": "https://example.org/keys"}', pg_temp.payload()),
	('crit', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "crit": ["exp"], "exp": 1}', pg_temp.payload()),
	('crit is empty', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "crit": []}', pg_temp.payload()),
	('type of another token', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "typ": "secevent+jwt"}', pg_temp.payload()),
	('type is null', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed", "typ": null}', pg_temp.payload()),
	('header is an array', false, 'EdDSA', 'ed', '["EdDSA"]', pg_temp.payload()),
	('header is a string', false, 'EdDSA', 'ed', '"EdDSA"', pg_temp.payload()),
	('header is empty', false, 'EdDSA', 'ed', '', pg_temp.payload()),
	('header ends too soon', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed"', pg_temp.payload()),
	('header goes on', false, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed"}{}', pg_temp.payload()),
	('deep header', false, 'EdDSA', 'ed', format('{"alg": "EdDSA", "kid": "ed", "a": %s%s}', repeat('[', 2500), repeat(']', 2500)), pg_temp.payload()),
	('deep and open', false, 'EdDSA', 'ed', repeat('{"a":', 1000), pg_temp.payload()),
	('payload is no object', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), format('[%s]', pg_temp.payload())),
	('payload is empty', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), ''),
	('payload is null', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), 'null'),
	('payload is no JSON', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), 'sub=bb'),
	('deep payload', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(format(', "a": %s%s', repeat('[', 2500), repeat(']', 2500)))),
	('33 deep', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(format(', "a": %s%s', repeat('[', 32), repeat(']', 32)))),
	('many members', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload((SELECT string_agg(format(', "%s": 1', i), '') FROM generate_series(1, 100) i))),
	('sub twice', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "sub": "00000000-0000-0000-0000-0000000000aa"')),
	('exp twice', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "exp": NOW+600')),
	('another claim twice', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "a": 1, "a": 1')),
	('sub of nobody', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(who => 'ff')),
	('sub of a deleted account', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(who => 'dd')),
	('sub of another schema', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(who => 'ee')),
	('sub without hyphens', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '-0000', '0000')),
	('sub is an address', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), regexp_replace(pg_temp.payload(), '0{8}[^"]*', 'bob@example.org')),
	('sub is a number', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), regexp_replace(pg_temp.payload(), '"0{8}[^"]*"', '1')),
	('no sub', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"sub"', '"Sub"')),
	('another iss', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'example.org', 'example.com')),
	('iss with a slash more', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'example.org', 'example.org/')),
	('iss is an array', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), regexp_replace(pg_temp.payload(), '("https[^"]*")', '[\1]')),
	('no iss', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"iss"', '"issuer"')),
	('another aud', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'shop', 'mail')),
	('aud with more', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'shop', 'shops')),
	('other audiences', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"shop"', '["mail", "Shop"]')),
	('no audiences', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"shop"', '[]')),
	('an audience within', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"shop"', '[["shop"]]')),
	('a number among audiences', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"shop"', '["shop", 1]')),
	('aud is an object', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"shop"', '{"shop": "shop"}')),
	('no aud', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"aud"', '"audience"')),
	('no exp', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), '"exp"', '"end"')),
	('exp now', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NOW')),
	('exp in the past', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NOW-600')),
	('exp far ahead', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NOW+1500')),
	('exp in milliseconds', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NOW+600000')),
	('exp is a string', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', '"NOW+600"')),
	('exp is null', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'null')),
	('exp is NaN', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', 'NaN')),
	('exp is huge', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', '1e400')),
	('exp is huge without exponent', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', repeat('9', 1000))),
	('exp wraps around', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', '18446744073709551616')),
	('exp is negative', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), replace(pg_temp.payload(), 'NOW+600', '-1e300')),
	('nbf in the future', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "nbf": NOW+500')),
	('nbf is huge', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "nbf": 1e400')),
	('nbf is a string', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "nbf": "0"')),
	('an escape of half a character', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(', "a": "\ud83d"')),
	('just too long', false, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(format(', "a": "%s"', repeat('x', 5910)))),
	('just not too long', true, 'EdDSA', 'ed', pg_temp.header('EdDSA', 'ed'), pg_temp.payload(format(', "a": "%s"', repeat('x', 5800))));
CREATE TEMPORARY TABLE signed (name text, token text);
\copy (SELECT name, method, key, header, payload FROM attempts ORDER BY number) TO PROGRAM '"$BOH_TEST/support/token" "$BOH_KEYS" sign > "$BOH_KEYS/tokens"'
\copy signed FROM PROGRAM 'cat "$BOH_KEYS/tokens"'
SELECT max(length(token)) FILTER (WHERE good) BETWEEN 8000 AND 8192 AS nearly_too_long, min(length(token)) FILTER (WHERE name = 'just too long') BETWEEN 8193 AND 8300 AS too_long
FROM signed JOIN attempts USING (name);

-- What is done to the text of a good token.
INSERT INTO signed
SELECT v.name, v.token
FROM signed s, LATERAL (SELECT split_part(token, '.', 1) AS header, split_part(token, '.', 2) AS payload, split_part(token, '.', 3) AS signature) p, LATERAL (VALUES
	('nothing at all', ''), ('no points', header || payload || signature), ('one point', header || '.' || payload), ('three points', token || '.'), ('points alone', '..'), ('five parts', token || '.a.b'),
	('a payload of another', header || '.' || (SELECT split_part(token, '.', 2) FROM signed WHERE name = 'an administrator') || '.' || signature),
	('a header of another', (SELECT split_part(token, '.', 1) FROM signed WHERE name = 'new key') || '.' || payload || '.' || signature),
	('cut by one', left(token, -1)), ('cut by four', left(token, -4)), ('one more', token || 'A'), ('four more', token || 'AAAA'),
	('padding', token || '=='), ('padding in the header', header || '=.' || payload || '.' || signature),
	('white space before', ' ' || token), ('a line end', token || E'\n'), ('white space within', header || '. ' || payload || '.' || signature),
	('a letter outside ASCII', header || '.' || payload || '.é' || substr(signature, 2)), ('a plus', header || '.' || payload || '.+' || substr(signature, 2)),
	('signature of zeros', header || '.' || payload || '.' || repeat('A', 86)), ('long signature', token || repeat('A', 4000)), ('huge', repeat('a', 10000000)), ('huge and compressed', token || repeat('.', 1000000)),
	('Bearer', 'Bearer ' || token)) v (name, token)
WHERE s.name = 'EdDSA';
-- The last letter of a signature of 64 bytes has four bits that belong to no byte.
INSERT INTO signed SELECT 'unused bits', left(token, -1) || translate(right(token, 1), 'AQgw', 'BRhx') FROM signed WHERE name = 'EdDSA';
INSERT INTO signed SELECT 'ES256 with zeros', regexp_replace(token, '[^.]*$', repeat('A', 86)) FROM signed WHERE name = 'ES256';
INSERT INTO signed SELECT 'RS256 with zeros', regexp_replace(token, '[^.]*$', repeat('A', 342)) FROM signed WHERE name = 'RS256';
INSERT INTO signed SELECT 'bytes that are not UTF-8', header || '.eyJzdWIiOiL_In0.' || signature FROM (SELECT split_part(token, '.', 1) AS header, split_part(token, '.', 3) AS signature FROM signed WHERE name = 'EdDSA') s;

-- Everything that a client can see of a refusal, in one text.
CREATE FUNCTION pg_temp.try(token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	code text;
	message text;
	detail text;
	hint text;
	place text;
	context text;
BEGIN
	PERFORM boh_set_session(token);
	RETURN format('%s, %s', boh_session_user(), boh_session_role());
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
		place = TABLE_NAME, context = PG_EXCEPTION_CONTEXT;
	RETURN concat_ws(' ', code, message, detail, hint, nullif(place, ''), nullif(context, ''));
END $$;
GRANT SELECT ON signed, attempts TO regress_boh_app;
RESET ROLE;
SET ROLE regress_boh_app;
SELECT name, pg_temp.try(token) FROM signed JOIN attempts USING (name) WHERE good ORDER BY number;
-- The second time they are known.
SELECT count(*), count(DISTINCT outcome) FROM (SELECT pg_temp.try(token) AS outcome FROM signed JOIN attempts USING (name) WHERE good) o;
SELECT count(*) AS bad, count(DISTINCT outcome) AS outcomes, min(outcome) FROM (SELECT pg_temp.try(token) AS outcome FROM signed LEFT JOIN attempts USING (name) WHERE good IS NOT TRUE) o;
SELECT name, pg_temp.try(token) FROM signed LEFT JOIN attempts USING (name) WHERE good IS NOT TRUE AND pg_temp.try(token) NOT LIKE '42501 session token is not valid {} Sign in again%';
-- The session ended with each statement.
SELECT boh_session_user(), boh_session_role();
SELECT * FROM raised('SELECT boh_set_session(''bad'')');

-- Tokens for what follows
SELECT token AS ann FROM signed WHERE name = 'an administrator' \gset
SELECT token AS bob FROM signed WHERE name = 'EdDSA' \gset
SELECT token AS cleo FROM signed WHERE name = 'a user' \gset
SELECT token AS by_old FROM signed WHERE name = 'old key' \gset
SELECT token AS by_new FROM signed WHERE name = 'new key' \gset

--
-- A transaction
--

BEGIN;
SELECT boh_session_user(), boh_session_role();
SELECT user_id, role, expires_at BETWEEN now() AND now() + interval '15 minutes' AS expires_at FROM boh_set_session(:'bob');
SELECT boh_session_user(), boh_session_role();
COMMIT;
SELECT boh_session_user(), boh_session_role();
BEGIN;
SELECT FROM boh_set_session(:'bob');
ROLLBACK;
SELECT boh_session_user(), boh_session_role();
BEGIN;
SELECT FROM boh_set_session(:'bob');
COMMIT AND CHAIN;
SELECT boh_session_user(), boh_session_role();
ROLLBACK;
-- an error ends the session with the transaction
BEGIN;
SELECT FROM boh_set_session(:'bob');
SELECT FROM boh_set_session('bad');
ROLLBACK;
SELECT boh_session_user(), boh_session_role();
-- another token replaces the session, and NULL is nobody
BEGIN;
SELECT FROM boh_set_session(:'bob');
SELECT user_id, role FROM boh_set_session(:'cleo');
SELECT boh_session_user(), boh_session_role();
SELECT * FROM boh_set_session(NULL);
SELECT boh_session_user(), boh_session_role();
COMMIT;
-- the session is no setting that could be reset
BEGIN;
SELECT FROM boh_set_session(:'bob');
RESET ALL;
SET search_path = test_session, public;
SET boh.schema = 'test_session';
SELECT boh_session_user(), boh_session_role();
COMMIT;
BEGIN READ ONLY;
SELECT role FROM boh_set_session(:'bob');
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE;
SELECT role FROM boh_set_session(:'bob');
COMMIT;

--
-- Savepoints
--

BEGIN;
SAVEPOINT one;
SELECT role FROM boh_set_session(:'bob');
ROLLBACK TO one;
SELECT boh_session_role() AS none_before;
SELECT role FROM boh_set_session(:'bob');
SAVEPOINT two;
SELECT role FROM boh_set_session(:'cleo');
SELECT role FROM boh_set_session(:'ann');
SELECT boh_session_role() AS replaced;
ROLLBACK TO two;
SELECT boh_session_role() AS before;
SELECT role FROM boh_set_session(:'cleo');
SAVEPOINT three;
SELECT role FROM boh_set_session(:'ann');
RELEASE three;
SELECT boh_session_role() AS released;
ROLLBACK TO two;
SELECT boh_session_role() AS before;
SAVEPOINT three;
SELECT role FROM boh_set_session(:'cleo');
SAVEPOINT four;
RELEASE two;
SELECT boh_session_role() AS handed_up;
SELECT boh_set_session('bad');
ROLLBACK TO one;
SELECT boh_session_role() AS none_again;
COMMIT;
-- the error of a token that is caught leaves the session as it was
BEGIN;
SELECT role FROM boh_set_session(:'bob');
SELECT pg_temp.try('bad') LIKE '42501%' AS refused, boh_session_role();
COMMIT;
-- neither settings of functions nor their rights touch the session
CREATE FUNCTION public.regress_boh_sign_in(token text) RETURNS text LANGUAGE sql SECURITY DEFINER SET boh.schema = 'test_session' SET search_path = pg_catalog, public
	AS $$ SELECT role FROM boh_set_session(token) $$;
BEGIN;
SELECT public.regress_boh_sign_in(:'bob');
SELECT boh_session_user(), boh_session_role();
COMMIT;
DROP FUNCTION public.regress_boh_sign_in(text);

--
-- Outside a transaction
--

SELECT role FROM boh_set_session(:'bob');
SELECT boh_set_session(NULL);
SELECT boh_session_role();
-- a function or a block that goes on with the session knows what it does
DO $$ BEGIN PERFORM boh_set_session(NULL); END $$;
SELECT role FROM boh_set_session(:'bob') \; SELECT boh_session_role();
SELECT boh_session_role();

--
-- Roles that policies do not concern
--

RESET ROLE;
\c -
SET boh.schema = 'test_session';
SET ROLE regress_boh_bypass;
BEGIN;
SELECT role FROM boh_set_session(NULL);
SELECT role FROM boh_set_session(NULL);
COMMIT;
\c -
SET boh.schema = 'test_session';
SET ROLE regress_boh_member;
BEGIN;
\set VERBOSITY default
SELECT role FROM boh_set_session(NULL);
\set VERBOSITY terse
COMMIT;
\c -
SET boh.schema = 'test_session';
SET client_min_messages = error;
SELECT role FROM boh_set_session(NULL);
SET client_min_messages = notice;

--
-- Changes of users and keys
--

CREATE TEMPORARY TABLE signed (name text, token text);
\copy signed FROM PROGRAM 'cat "$BOH_KEYS/tokens"'
GRANT SELECT ON signed TO PUBLIC;
CREATE FUNCTION pg_temp.try(token text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM boh_set_session(token);
	RETURN boh_session_role();
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SET search_path = test_session, public;
SET ROLE regress_boh_owner;
SELECT pg_temp.try(:'bob') AS organizer;
UPDATE users SET role = 'USER' WHERE email = 'bob@example.org';
SELECT pg_temp.try(:'bob') AS demoted;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_temp.try(:'bob') AS demoted;
SAVEPOINT s;
UPDATE users SET role = 'ADMIN' WHERE email = 'bob@example.org';
SELECT boh_session_role() AS before, pg_temp.try(:'bob') AS promoted;
UPDATE users SET deleted_at = now() WHERE email = 'bob@example.org';
SELECT boh_session_role() AS before, pg_temp.try(:'bob') AS deleted;
ROLLBACK TO s;
SELECT pg_temp.try(:'bob') AS demoted;
DELETE FROM users WHERE email = 'bob@example.org';
SELECT pg_temp.try(:'bob') AS gone;
COMMIT;
SELECT pg_temp.try(:'bob') AS gone;
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000bb', 'bob@example.org');
SELECT pg_temp.try(:'bob') AS again;
-- a role of your own has the rights of a user
RESET ROLE;
ALTER TYPE test_session.user_role ADD VALUE 'AUDITOR';
SET ROLE regress_boh_owner;
UPDATE users SET role = 'AUDITOR' WHERE email = 'bob@example.org';
SELECT pg_temp.try(:'bob') AS auditor;

-- two keys at once; the old one ends, goes and comes back
SELECT pg_temp.try(:'by_old') AS by_old, pg_temp.try(:'by_new') AS by_new;
BEGIN;
UPDATE session_keys SET valid_to = now() WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS by_old, pg_temp.try(:'by_new') AS by_new;
ROLLBACK;
SELECT pg_temp.try(:'by_old') AS by_old;
DELETE FROM session_keys WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS by_old, pg_temp.try(:'by_new') AS by_new;
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('old', 'EdDSA', :'old', 'https://login.example.org', 'shop');
SELECT pg_temp.try(:'by_old') AS by_old;
UPDATE session_keys SET public_key = :'new' WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS another_key;
UPDATE session_keys SET public_key = :'old', issuer = 'https://login.example.com' WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS another_issuer;
UPDATE session_keys SET issuer = 'https://login.example.org', audience = 'mail' WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS another_audience;
UPDATE session_keys SET audience = 'shop', valid_from = now() + interval '1 hour' WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS not_yet;
UPDATE session_keys SET valid_from = '2001-01-01' WHERE kid = 'old';
SELECT pg_temp.try(:'by_old') AS by_old;
BEGIN;
SAVEPOINT s;
TRUNCATE session_keys;
SELECT pg_temp.try(:'by_old') AS by_old, pg_temp.try(:'by_new') AS by_new;
ROLLBACK TO s;
SELECT pg_temp.try(:'by_old') AS by_old;
COMMIT;
-- keys that come past the trigger are not used
RESET ROLE;
SET session_replication_role = replica;
UPDATE session_keys SET public_key = 'none' WHERE kid = 'old';
RESET session_replication_role;
SELECT pg_temp.try(:'by_old') AS unreadable, pg_temp.try(:'by_new') AS by_new;
-- more keys than are kept
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience)
SELECT 'k' || i, 'EdDSA', :'old', 'https://login.example.org', 'shop' FROM generate_series(1, 40) i;
CREATE TEMPORARY TABLE attempts AS
SELECT 'k' || i AS name, 'EdDSA' AS method, 'old' AS key, format('{"alg": "EdDSA", "kid": "k%s"}', i) AS header,
	'{"sub": "00000000-0000-0000-0000-0000000000bb", "iss": "https://login.example.org", "aud": "shop", "exp": NOW+600}' AS payload FROM generate_series(1, 40) i;
\copy attempts TO PROGRAM '"$BOH_TEST/support/token" "$BOH_KEYS" sign > "$BOH_KEYS/more"'
\copy signed FROM PROGRAM 'cat "$BOH_KEYS/more"'
SELECT outcome, count(*) FROM (SELECT pg_temp.try(token) AS outcome FROM signed, generate_series(1, 3) WHERE name ~ '^k[0-9]+$') o GROUP BY 1;

--
-- A session of one schema is none in another
--

-- Eve is the administrator of another schema, where her own key signs. With that she must be nobody here.
INSERT INTO attempts VALUES ('eve', 'EdDSA', 'stranger', '{"alg": "EdDSA", "kid": "stranger"}',
	'{"sub": "00000000-0000-0000-0000-0000000000ee", "iss": "https://login.example.org", "aud": "shop", "exp": NOW+600}');
\copy (SELECT * FROM attempts WHERE name = 'eve') TO PROGRAM '"$BOH_TEST/support/token" "$BOH_KEYS" sign > "$BOH_KEYS/eve"'
\copy signed FROM PROGRAM 'cat "$BOH_KEYS/eve"'
SELECT token AS eve FROM signed WHERE name = 'eve' \gset
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (id = boh_session_user('users') OR boh_session_role('users') = 'ADMIN');
GRANT SELECT ON users TO regress_boh_app;
SET ROLE regress_boh_app;
SELECT count(*) AS anonymous FROM users;
BEGIN;
SELECT role FROM boh_set_session(:'bob');
SELECT email FROM users;
SELECT role FROM boh_set_session(:'ann');
SELECT email FROM users ORDER BY email;
SET LOCAL boh.schema = 'test_session_other';
SELECT role FROM boh_set_session(:'eve');
SELECT boh_session_user(), boh_session_role(), boh_session_user('test_session_other.users') AS there, boh_session_user('users') AS here, boh_session_role('users') AS role_here;
SELECT count(*) AS stranger FROM users;
SET LOCAL boh.schema = 'test_session';
SELECT count(*) AS still_a_stranger FROM users;
COMMIT;
-- the policy finds the index
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT FROM users WHERE id = boh_session_user('users');
RESET enable_seqscan;

-- queries that ask who is signed in stay out of parallel workers
RESET ROLE;
GRANT SELECT ON events TO regress_boh_app;
CREATE POLICY every ON events FOR SELECT TO regress_boh_app USING (true);
SELECT set_config(CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'debug_parallel_query' ELSE 'force_parallel_mode' END, 'on', false) <> '' AS parallel;
SET ROLE regress_boh_app;
BEGIN;
SELECT role FROM boh_set_session(:'bob');
EXPLAIN (COSTS OFF) SELECT count(*) FROM events;
EXPLAIN (COSTS OFF) SELECT count(*) FROM users;
SELECT count(*) FROM users;
EXPLAIN (COSTS OFF) SELECT count(*) FROM events WHERE author_id = boh_session_user();
SELECT DISTINCT boh_session_user(), boh_session_role() FROM generate_series(1, 3);
COMMIT;
RESET ROLE;

--
-- Who wrote something
--

SET client_min_messages = error;
SET boh.user_id = '00000000-0000-0000-0000-0000000000cc';
SELECT boh_create_page('{"title": "One"}', '[]') AS one \gset
SELECT author_id AS by_setting FROM content_pages WHERE id = :'one';
BEGIN;
SELECT role FROM boh_set_session(:'ann');
SELECT boh_create_page('{"title": "Two"}', '[]') AS two \gset
SELECT author_id AS by_session FROM content_pages WHERE id = :'two';
SELECT role FROM boh_set_session(NULL);
SELECT raises('SELECT boh_create_page(''{"title": "Three"}'', ''[]'')') AS by_nobody;
SET LOCAL boh.schema = 'test_session_other';
SELECT role FROM boh_set_session(:'eve');
SET LOCAL boh.schema = 'test_session';
SELECT boh_create_page('{"title": "Four"}', '[]') AS four \gset
SELECT author_id AS session_of_another_schema FROM content_pages WHERE id = :'four';
ROLLBACK;
RESET boh.user_id;

SELECT * FROM boh_verify(progress => false);
RESET client_min_messages;
SET client_min_messages = warning;
DROP SCHEMA test_session, test_session_other CASCADE;
REVOKE CREATE ON SCHEMA public FROM regress_boh_app;
DROP OWNED BY regress_boh_owner, regress_boh_app, regress_boh_granted, regress_boh_bypass, regress_boh_member;
DROP ROLE regress_boh_owner, regress_boh_app, regress_boh_granted, regress_boh_bypass, regress_boh_member;
\! rm -r "$BOH_KEYS"
