-- Personal data: what columns hold, consents, export, erasure, search, retention, copies

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_owner, regress_boh_office, regress_boh_shop, regress_boh_backend, regress_boh_nightly, regress_boh_stats, regress_boh_stranger;
CREATE ROLE regress_boh_owner;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_backend;
CREATE ROLE regress_boh_nightly;
CREATE ROLE regress_boh_stats;
CREATE ROLE regress_boh_stranger;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_boh_owner', current_database()); END $$;
RESET client_min_messages;
SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_privacy');
SET boh.schema = 'test_privacy';
SET search_path = test_privacy, public;
SELECT bool_and(boh_grant(role, profile)) AS granted FROM (VALUES ('regress_boh_office', 'admin'), ('regress_boh_office', 'trusted'),
	('regress_boh_shop', 'app'), ('regress_boh_shop', 'trusted'), ('regress_boh_backend', 'service'), ('regress_boh_nightly', 'maintenance'),
	('regress_boh_stats', 'reporting')) v (role, profile);
CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;
-- as the owner
CREATE PROCEDURE fill() LANGUAGE sql AS $$
	INSERT INTO users (id, email, name, phone, role, email_verified_at, password_hash) VALUES
		(id('ann'), 'annabel@example.org', 'Annabel', '+49 30 1', 'USER', now(), '$2b$12$' || repeat('a', 53)),
		(id('bob'), 'bob@example.org', 'Bob', '+49 30 2', 'USER', now(), NULL), (id('ada'), 'ada@example.org', 'Ada', NULL, 'ADMIN', now(), NULL);
	INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date)
		VALUES (id('fair'), id('ada'), 'Fair', 100, 10, 'PUBLISHED', '2999-01-01', '2999-01-02');
$$;
CALL fill();

--
-- What columns hold
--

SELECT class, erasure, classified_by, count(*) > 0 AS some FROM boh_column_classes() GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT table_name, column_name, class, erasure, person_column FROM boh_column_classes() WHERE class NOT IN ('NEITHER', 'FINANCIAL') ORDER BY 1, 2;
-- personal columns that erasing leaves alone: names of database roles, and free text
SELECT table_name, column_name FROM boh_column_classes() WHERE class IN ('CUSTOMER', 'STAFF', 'CREDENTIAL') AND erasure = 'KEEP' ORDER BY 1, 2;

-- a column that nobody has classified counts as personal
ALTER TABLE users ADD COLUMN nickname text, ADD COLUMN points integer NOT NULL DEFAULT 0;
ALTER TABLE venues ADD COLUMN caretaker text;
CREATE TABLE letters (id uuid PRIMARY KEY DEFAULT boh_uuid7(), sender uuid, recipient uuid NOT NULL, sender_note text, recipient_note text NOT NULL DEFAULT '', body text, secret text,
	length integer GENERATED ALWAYS AS (length(body)) STORED);
SELECT * FROM boh_column_classes() WHERE classified_by <> 'EXTENSION';
SELECT boh_classify_column('users', 'nickname', 'CUSTOMER') AS first, boh_classify_column('users', 'nickname', 'CUSTOMER') AS again,
	boh_classify_column('users', 'points', 'NEITHER') AS points, boh_classify_column('venues', 'caretaker', 'STAFF') AS caretaker;
SELECT bool_and(boh_classify_column('letters', c, class, person)) FROM (VALUES ('id', 'NEITHER', NULL), ('sender', 'NEITHER', NULL), ('recipient', 'NEITHER', NULL),
	('sender_note', 'CUSTOMER', 'sender'), ('recipient_note', 'CUSTOMER', 'recipient'), ('body', 'CUSTOMER', 'sender'), ('length', 'CUSTOMER', 'sender'),
	('secret', 'CREDENTIAL', 'sender')) v (c, class, person);
SELECT * FROM boh_column_classes() WHERE classified_by <> 'EXTENSION';

-- what is refused
SELECT code, message, detail, hint FROM raised($$SELECT boh_classify_column('users', 'nickname', 'secret')$$);
SELECT raises($$SELECT boh_classify_column('users', 'email', 'NEITHER')$$) AS ours, raises($$SELECT boh_classify_column('users', 'height', 'NEITHER')$$) AS "column",
	raises($$SELECT boh_classify_column('no_table', 'nickname', 'NEITHER')$$) AS "table";
SELECT raises($$SELECT boh_classify_column('letters', 'body', 'CUSTOMER', 'nobody')$$) AS person, raises($$SELECT boh_classify_column('letters', 'body', 'CUSTOMER', 'sender_note')$$) AS uuid,
	raises($$SELECT boh_classify_column('letters', 'recipient', 'CUSTOMER')$$) AS "not null", raises($$SELECT boh_classify_column(NULL, 'body', 'CUSTOMER')$$) AS "null";
RESET ROLE;
-- tables of others are none of the owner's business
GRANT USAGE, CREATE ON SCHEMA test_privacy TO regress_boh_stranger;
SET ROLE regress_boh_stranger;
CREATE TABLE test_privacy.foreign_notes (note text, person uuid);
SELECT raises($$SELECT boh_classify_column('foreign_notes', 'note', 'CUSTOMER')$$) AS classify;
SET ROLE regress_boh_owner;
SELECT raises($$SELECT boh_classify_column('foreign_notes', 'note', 'CUSTOMER')$$) AS classify;
RESET ROLE;
CREATE TABLE test_privacy.foreign_letters (body text);
SET ROLE regress_boh_owner;
SELECT count(*) FROM boh_column_classes() WHERE table_name ~ '^foreign_';

-- reporting reads what is neither personal nor names a payment
SELECT table_name, string_agg(column_name, ' ' ORDER BY column_name) AS hidden FROM boh_column_classes() c
	WHERE table_name IN ('users', 'venues', 'tags', 'events', 'event_tags', 'bookings', 'consents') AND NOT has_column_privilege('regress_boh_stats', table_name, column_name, 'SELECT') GROUP BY 1 ORDER BY 1;
SELECT has_column_privilege('regress_boh_stats', 'users', 'points', 'SELECT') AS points, has_column_privilege('regress_boh_stats', 'users', 'nickname', 'SELECT') AS nickname;
SELECT boh_classify_column('users', 'points', 'CUSTOMER');
SELECT has_column_privilege('regress_boh_stats', 'users', 'points', 'SELECT') AS points;
SELECT boh_classify_column('users', 'points', 'NEITHER');
SELECT has_column_privilege('regress_boh_stats', 'users', 'points', 'SELECT') AS points;
SELECT boh_revoke('regress_boh_stats', 'reporting');
SELECT bool_or(has_any_column_privilege('regress_boh_stats', c.oid, 'SELECT')) AS reads FROM pg_class c WHERE relnamespace = 'test_privacy'::regnamespace AND relkind = 'r';
SELECT boh_grant('regress_boh_stats', 'reporting');

--
-- Consents
--

SELECT boh_has_consent(id('ann'), 'analytics') AS nothing_said;
SELECT boh_record_consent(id('ann'), 'analytics', true, 'banner', '2026-11', '192.0.2.1') AS consent \gset
SELECT :'consent' = (SELECT id FROM consents)::text AS recorded, boh_has_consent(id('ann'), 'analytics') AS given;
SELECT boh_record_consent(id('ann'), 'newsletter', false, 'sign-up', '2026-11') IS NOT NULL AS recorded, boh_has_consent(id('ann'), 'newsletter') AS refused;
SELECT boh_record_consent(id('ann'), 'analytics', false, 'call', '2026-12') IS NOT NULL AS recorded, boh_has_consent(id('ann'), 'analytics') AS taken_back;
-- each is later than the one before, in one statement and when the clock was set back
SELECT count(boh_record_consent(id('bob'), 'analytics', n % 2 = 0, 'banner', n::text)) FROM generate_series(1, 50) n;
INSERT INTO consents (user_id, at, granted, purpose, source, wording_version) VALUES (id('bob'), '2999-01-01', true, 'analytics', 'import', '1');
SELECT boh_has_consent(id('bob'), 'analytics') AS given, boh_record_consent(id('bob'), 'analytics', false, 'banner', '51') IS NOT NULL AS recorded;
SELECT boh_has_consent(id('bob'), 'analytics') AS given, (SELECT max(at) FROM consents WHERE user_id = id('bob')) AS at;
SELECT purpose, granted, source, wording_version, client_address FROM consents WHERE user_id = id('ann') ORDER BY at;
SELECT raises('UPDATE consents SET granted = true') AS change, raises('DELETE FROM consents') AS remove, raises('TRUNCATE consents') AS "all";
SELECT * FROM raised('UPDATE consents SET granted = true');
SELECT raises($$SELECT boh_record_consent(id('x'), 'analytics', true, 'banner', '1')$$) AS nobody,
	raises($$SELECT boh_record_consent(id('ann'), 'Analytics', true, 'banner', '1')$$) AS purpose, raises($$SELECT boh_record_consent(id('ann'), '', true, 'banner', '1')$$) AS empty,
	raises($$SELECT boh_record_consent(id('ann'), 'analytics', NULL, 'banner', '1')$$) AS granted, raises($$SELECT boh_record_consent(id('ann'), 'analytics', true, NULL, '1')$$) AS source,
	raises($$SELECT boh_has_consent(id('ann'), '9')$$) AS has;
BEGIN;
UPDATE users SET deleted_at = now() WHERE id = id('ann');
SELECT boh_record_consent(id('ann'), 'newsletter', true, 'call', '1') IS NOT NULL AS recorded, boh_has_consent(id('ann'), 'newsletter') AS of_a_closed_account;
ROLLBACK;

-- people for themselves, and who keeps people apart
SET ROLE regress_boh_backend;
SELECT boh_record_consent(id('ann'), 'profiling', true, 'form', '1') IS NOT NULL AS recorded, boh_has_consent(id('ann'), 'profiling') AS given;
SELECT count(*) > 0 AS reads, raises('DELETE FROM consents') AS remove, raises($$INSERT INTO consents (user_id) VALUES (id('ann'))$$) AS "insert" FROM consents;
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user(id('ann'));
SELECT count(*) FROM consents;
COMMIT;
SET ROLE regress_boh_stats;
SELECT raises($$SELECT boh_record_consent(id('ann'), 'profiling', true, 'form', '1')$$) AS record, boh_has_consent(id('ann'), 'profiling') AS given;
SET ROLE regress_boh_nightly;
SELECT raises($$SELECT boh_record_consent(id('ann'), 'profiling', true, 'form', '1')$$) AS record, raises($$SELECT boh_has_consent(id('ann'), 'profiling')$$) AS has;
SELECT * FROM raised($$SELECT boh_record_consent(id('ann'), 'profiling', true, 'form', '1')$$);

--
-- Export
--

SET ROLE regress_boh_owner;
SELECT seats FROM boh_book_seats(id('fair'), id('ann'), 2, 'key of annabel');
SELECT c.status FROM bookings b, boh_confirm_booking(b.id, 'pay-1') c;
UPDATE users SET nickname = 'Annabelle' WHERE id = id('ann');
INSERT INTO letters (sender, recipient, sender_note, recipient_note, body, secret) VALUES (id('ann'), id('bob'), 'note of annabel', 'note of bob', 'Hello', 'key'), (id('bob'), id('ann'), 'sent', 'kept', 'Hi', 'key');
RESET ROLE;
SELECT wait_seconds FROM boh_record_login('annabel@example.org', false, '192.0.2.1');
SET ROLE regress_boh_owner;
UPDATE users SET email = 'annabel.new@example.org' WHERE id = id('ann');
CREATE TABLE exported AS SELECT boh_export_user(id('ann')) AS document;
SELECT boh_json_valid(boh_export_schema(), document) AS valid, document ->> 'format' AS format, document ->> 'person' = id('ann')::text AS person FROM exported;
SELECT key, jsonb_array_length(value) FROM exported, jsonb_each(document -> 'tables') ORDER BY 1;
SELECT jsonb_pretty(row - '{created_at,updated_at,email_verified_at}'::text[]) FROM exported, jsonb_array_elements(document #> '{tables,users}') row;
SELECT row - '{id}'::text[] FROM exported, jsonb_array_elements(document #> '{tables,letters.sender}') row;
SELECT row - '{id}'::text[] FROM exported, jsonb_array_elements(document #> '{tables,letters.recipient}') row;
SELECT row - '{id,at,before,after,entity_id}'::text[] AS row, row -> 'before' AS before, (row -> 'after') - 'email_verified_at' AS after FROM exported, jsonb_array_elements(document #> '{tables,audit_logs}') row ORDER BY row ->> 'id';
SELECT row - '{failed_at,written_on}'::text[] FROM exported, jsonb_array_elements(document #> '{tables,login_counters}') row;
SELECT document::text ~ '[$]2b[$]' AS password, document::text ~ 'bob@example' AS other FROM exported;
-- the schema can fail: a table without rows of the person is an empty list
SELECT path, keyword FROM exported, boh_json_errors(boh_export_schema(), jsonb_set(document #- '{tables,bookings}', '{tables,users,0,email}', '1'));
-- its columns are those of the tables, but for credentials
SELECT table_name, column_name FROM boh_column_classes() c WHERE classified_by = 'EXTENSION' AND person_column IS NOT NULL AND class <> 'CREDENTIAL'
	AND NOT boh_export_schema() #> '{properties,tables,properties}' -> table_name -> 'items' -> 'properties' ? column_name;
SELECT t.key, p.key FROM jsonb_each(boh_export_schema() #> '{properties,tables,properties}') t, jsonb_each(t.value #> '{items,properties}') p
	WHERE t.key <> 'audit_logs' AND NOT EXISTS (SELECT FROM boh_column_classes() WHERE table_name = t.key AND column_name = p.key AND classified_by = 'EXTENSION');
-- in UTC, whatever the session's time zone is
SET TimeZone = 'Asia/Tokyo';
SELECT boh_export_user(id('ann')) #>> '{tables,users,0,created_at}' LIKE '%+00:00' AS utc;
RESET TimeZone;
SELECT raises($$SELECT boh_export_user(id('x'))$$) AS nobody, raises($$SELECT boh_export_user(NULL)$$) AS "null";
BEGIN READ ONLY;
SELECT raises($$SELECT boh_export_user(id('ann'))$$) AS read_only;
ROLLBACK;

-- people their own; ADMIN everybody's, which is on record
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user(id('ann'));
SELECT boh_export_user(id('ann')) #>> '{tables,users,0,email}' AS own, raises($$SELECT boh_export_user(id('bob'))$$) AS other;
ROLLBACK;
SET ROLE regress_boh_office;
SELECT raises($$SELECT boh_export_user(id('bob'))$$) AS nobody;
BEGIN;
SELECT boh_set_session_user(id('ada'));
SELECT boh_export_user(id('bob')) #>> '{tables,users,0,email}' AS other;
UPDATE users SET email = 'bobby@example.org' WHERE id = id('bob');
-- what somebody did to others is in the export, without the others' data
SELECT row ->> 'entity_id' = id('bob')::text AS bob, row - '{id,at,entity_id,client_address}'::text[] AS row, document::text ~ 'bobby' AS other
	FROM boh_export_user(id('ada')) document, jsonb_array_elements(document #> '{tables,audit_logs}') row WHERE row ->> 'action' = 'UPDATE';
UPDATE users SET email = 'bob@example.org' WHERE id = id('bob');
COMMIT;
SET ROLE regress_boh_backend;
SELECT raises($$SELECT boh_export_user(id('bob'))$$) AS service;
SET ROLE regress_boh_owner;
SELECT action, retention, user_id = id('ada') AS ada, user_role, entity, entity_id = id('bob')::text AS bob, before, after FROM audit_logs WHERE action IN ('EXPORT', 'READ') AND entity_id = id('bob')::text ORDER BY id;

--
-- Search
--

UPDATE events SET description = 'Ask Annabel O''Neill & "Co" \ 100%' WHERE id = id('fair');
INSERT INTO content_pages (id, author_id, title, slug) VALUES (id('page'), id('ada'), 'Page', 'page');
INSERT INTO content_sections (id, page_id, type, data) VALUES (id('section'), id('page'), 'TEXT', '{"content": "<p>Annabel O''Neill &amp; \"Co\" \\ 100%</p>"}');
SELECT table_name, column_name, row_id = id('fair')::text AS fair, row_id = id('section')::text AS section FROM boh_find_personal_data('annabel o''neill & "co" \ 100%') ORDER BY 1, 2;
SELECT table_name, column_name, count(*) FROM boh_find_personal_data('ANNABEL.NEW@example.org') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT table_name, column_name, count(*) FROM boh_find_personal_data('192.0.2.1') GROUP BY 1, 2 ORDER BY 1, 2;
-- no wildcards, no passwords, no more rows than wanted
SELECT count(*) AS wildcards FROM boh_find_personal_data('a%l@example.org');
SELECT count(*) AS wildcards FROM boh_find_personal_data('annabel_new');
SELECT table_name, column_name FROM boh_find_personal_data('$2b$12$aaa');
SELECT count(*) FROM boh_find_personal_data('e', 5);
SELECT row_id ~ '^.*/1$' AS composite FROM (SELECT boh_publish_page(id('page'))) p, boh_find_personal_data('O''Neill') WHERE table_name = 'content_page_versions';
SELECT raises($$SELECT boh_find_personal_data('')$$) AS empty, raises($$SELECT boh_find_personal_data(NULL)$$) AS "null", raises($$SELECT boh_find_personal_data('x', 0)$$) AS rows,
	raises($$SELECT boh_find_personal_data(repeat('x', 1001))$$) AS long;
SET statement_timeout = 1;
SELECT raises($$SELECT count(*) FROM generate_series(1, 100000), boh_find_personal_data('x')$$) AS cancelled;
RESET statement_timeout;
SET ROLE regress_boh_backend;
SELECT raises($$SELECT boh_find_personal_data('x')$$) AS service;
SET ROLE regress_boh_owner;
SELECT retention, entity, entity_id, before, after FROM audit_logs WHERE action = 'SEARCH' ORDER BY id DESC LIMIT 1;
SELECT count(*) FROM boh_find_personal_data('zarathustra');
SELECT count(*) FROM audit_logs l WHERE l::text ~* 'zarathustra';

--
-- Erasure
--

SELECT * FROM raised($$DELETE FROM users WHERE id = id('ann')$$);
SELECT raises($$DELETE FROM users WHERE id = id('ada')$$);
-- a user without traces can be deleted
BEGIN;
INSERT INTO users (id, email) VALUES (id('dan'), 'dan@example.org');
DELETE FROM users WHERE id = id('dan');
-- and then the audit still has the address
SELECT table_name, column_name, count(*) FROM boh_find_personal_data('dan@example.org') GROUP BY 1, 2;
SELECT * FROM boh_erase_user(id('dan'), 'deleted before');
SELECT table_name FROM boh_find_personal_data('dan@example.org');
ROLLBACK;

-- open holds and refunds
SELECT status FROM boh_book_seats(id('fair'), id('ann'), 1);
SELECT c.seats, c.status FROM (SELECT id FROM bookings WHERE payment_reference = 'pay-1') b, boh_cancel_booking(b.id, 'Annabel is ill') c;
SELECT code, message, replace(replace(detail, (SELECT id::text FROM bookings WHERE status = 'PENDING'), 'the hold'), (SELECT id::text FROM bookings WHERE status = 'CANCELLED'), 'the refund') AS detail, hint, place
	FROM raised($$SELECT * FROM boh_erase_user(id('ann'), 'wish')$$);
SELECT c.status FROM bookings b, boh_cancel_booking(b.id, 'no time') c WHERE b.status = 'PENDING';
SELECT raises($$SELECT * FROM boh_erase_user(id('ann'), 'wish')$$);
SELECT c.status FROM bookings b, boh_refund_booking(b.id, 'back-1') c WHERE b.payment_reference = 'pay-1';

-- a column that nobody can empty
ALTER TABLE letters ALTER recipient_note DROP DEFAULT;
SELECT * FROM raised($$SELECT * FROM boh_erase_user(id('ann'), 'wish')$$);
ALTER TABLE letters ALTER recipient_note SET DEFAULT '';

-- a snapshot of the past does not show what is to be erased
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM raised($$SELECT * FROM boh_erase_user(id('ann'), 'wish')$$);
SELECT raises($$SELECT * FROM boh_reapply_erasures(jsonb_build_array(jsonb_build_object('user_id', id('ann'), 'erased_at', '2026-01-01T00:00:00Z')))$$) AS again;
ROLLBACK;
SELECT raises($$SELECT * FROM boh_erase_user(id('x'), 'wish')$$) AS nobody, raises($$SELECT * FROM boh_erase_user(id('ann'), NULL)$$) AS "null", raises($$SELECT * FROM boh_erase_user(id('ann'), '')$$) AS empty;
SELECT raises($$SELECT * FROM boh_erase_user(id('ada'), 'wish')$$) AS last_admin;
-- every row has the address of a client that came through TCP
RESET ROLE;
SET session_replication_role = replica;
UPDATE audit_logs SET client_address = NULL, personal = nullif(personal - 'client_address', '{}') WHERE client_address = inet_client_addr();
RESET session_replication_role;
SET ROLE regress_boh_owner;
CREATE TABLE money AS SELECT id, user_id, event_id, seats, status, unit_price, total_price, currency, payment_reference, refund_reference, booking_date, confirmed_at, cancelled_at, refunded_at FROM bookings;
-- as an ADMIN
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user(id('ann'));
SELECT raises($$SELECT * FROM boh_erase_user(id('ann'), 'own wish')$$) AS own;
ROLLBACK;
SET ROLE regress_boh_office;
SELECT raises($$SELECT * FROM boh_erase_user(id('ann'), 'wish')$$) AS nobody;
BEGIN;
SELECT boh_set_session_user(id('ada'));
SELECT * FROM boh_erase_user(id('ann'), 'wish of the person') ORDER BY 1;
COMMIT;
SET ROLE regress_boh_owner;
SELECT email = id || '@erased.invalid' AS email, name, phone, password_hash, email_verified_at, nickname, points, deleted_at = erased_at AS closed FROM users WHERE id = id('ann');
SELECT count(*) FROM ((TABLE money EXCEPT SELECT id, user_id, event_id, seats, status, unit_price, total_price, currency, payment_reference, refund_reference, booking_date, confirmed_at, cancelled_at, refunded_at FROM bookings)) m;
SELECT idempotency_key, idempotency_request, cancel_reason FROM bookings;
SELECT sender = id('ann') AS sent, sender_note, recipient_note, body, secret FROM letters ORDER BY sender = id('ann');
SELECT purpose, granted, source, client_address FROM consents WHERE user_id = id('ann') ORDER BY at;
SELECT boh_has_consent(id('ann'), 'profiling') AS consent, raises($$SELECT boh_record_consent(id('ann'), 'profiling', true, 'form', '1')$$) AS new;
SELECT kind, client FROM login_counters;
-- nothing is left but free text
DROP TABLE exported;
SELECT table_name, column_name FROM boh_find_personal_data('annabel') ORDER BY 1, 2;
SELECT table_name, column_name FROM boh_find_personal_data('192.0.2.1') ORDER BY 1, 2;
SELECT raises($$SELECT * FROM boh_book_seats(id('fair'), id('ann'), 1)$$) AS book;
-- on record without the data
SELECT retention, user_id = id('ada') AS ada, entity, entity_id = id('ann')::text AS ann, after, nullif(personal - 'client_address', '{}') AS personal FROM audit_logs WHERE action = 'ERASE';
-- what the audit proves stays
SELECT boh_seal_audit() > 0 AS sealed;
SELECT * FROM boh_audit_verify() WHERE damage;
-- again there is nothing to do
SELECT * FROM boh_erase_user(id('ann'), 'again');
SELECT count(*), min(erased_at) = (SELECT erased_at FROM users WHERE id = id('ann')) AS same_time FROM erasures;
-- an erased account stays closed and empty, and its form of address is for none other
SELECT raises($$UPDATE users SET deleted_at = NULL WHERE id = id('ann')$$) AS open, raises($$UPDATE users SET name = 'Annabel' WHERE id = id('ann')$$) AS name,
	raises($$UPDATE users SET email = 'annabel@example.org' WHERE id = id('ann')$$) AS email, raises($$INSERT INTO users (email) VALUES ('x@erased.invalid')$$) AS address;
SELECT raises('UPDATE erasures SET erased_at = now()') AS change, raises('DELETE FROM erasures') AS remove, raises('TRUNCATE erasures') AS "all";
SELECT boh_json_valid(boh_export_schema(), boh_export_user(id('ann'))) AS still_valid;

-- counters of a client that others use, too, stay
RESET ROLE;
SELECT wait_seconds FROM boh_record_login('bob@example.org', false, '192.0.2.1');
SELECT wait_seconds FROM boh_record_login('bob@example.org', false, '2001:db8::1');
SELECT wait_seconds FROM boh_record_login('eve@example.org', false, '192.0.2.1');
SET ROLE regress_boh_owner;
BEGIN;
SELECT entity, row_count FROM boh_erase_user(id('bob'), 'wish') WHERE entity = 'login_counters';
SELECT kind, client, count(*) FROM login_counters GROUP BY 1, 2 ORDER BY 1, 2;
ROLLBACK;

-- the list, and again from it
SET ROLE regress_boh_nightly;
SELECT jsonb_array_length(boh_erasures()) AS erasures, raises($$SELECT * FROM boh_reapply_erasures('[]')$$) AS reapply;
SET ROLE regress_boh_backend;
SELECT raises('SELECT boh_erasures()') AS service;
SET ROLE regress_boh_owner;
SELECT * FROM boh_reapply_erasures('[]');
SELECT raises($$SELECT * FROM boh_reapply_erasures('{}')$$) AS "object", raises($$SELECT * FROM boh_reapply_erasures('[{"user_id": "x", "erased_at": "2026-01-01T00:00:00Z"}]')$$) AS uuid,
	raises($$SELECT * FROM boh_reapply_erasures('[{"user_id": "00000000-0000-0000-0000-000000000001"}]')$$) AS time, raises($$SELECT * FROM boh_reapply_erasures(NULL)$$) AS "null";
-- neither an open hold nor the last ADMIN stops it, nor a person who is not there
BEGIN;
SELECT status FROM boh_book_seats(id('fair'), id('ada'), 1);
SELECT user_id = id('ada') AS ada, row_count > 0 AS some FROM boh_reapply_erasures(jsonb_build_array(jsonb_build_object('user_id', id('ada'), 'erased_at', '2026-01-01T00:00:00Z'),
	jsonb_build_object('user_id', id('x'), 'erased_at', '2026-01-01T00:00:00Z')));
SELECT email = id || '@erased.invalid' AS erased, erased_at = '2026-01-01 00:00:00Z' AS at FROM users WHERE id = id('ada');
SELECT count(*) FROM erasures;
ROLLBACK;

--
-- Retention
--

SELECT entity, rule, due FROM boh_retention_report();
INSERT INTO users (id, email) VALUES (id('old'), 'old@example.org'), (id('older'), 'older@example.org');
SELECT c.status FROM boh_book_seats(id('fair'), id('old'), 1, 'key of old') b, boh_cancel_booking(b.id, 'changed my mind') c;
SELECT c.status FROM boh_book_seats(id('fair'), id('old'), 1, 'paid key of old', 'pay-2') b, boh_cancel_booking(b.id, 'ill') c;
SELECT c.status FROM boh_book_seats(id('fair'), id('old'), 1, 'new key of old') b, boh_cancel_booking(b.id, 'ill') c;
CREATE TABLE audit_logs_access_2001_01 PARTITION OF audit_logs_access FOR VALUES FROM ('2001-01-01 00:00Z') TO ('2001-02-01 00:00Z');
RESET ROLE;
SET session_replication_role = replica;
INSERT INTO audit_logs SELECT (jsonb_populate_record(l, jsonb_build_object('id', boh_uuid7(), 'at', '2001-01-15'))).* FROM audit_logs l WHERE retention = 'ACCESS' LIMIT 1;
UPDATE bookings SET cancelled_at = now() - interval '91 days', booking_date = now() - interval '91 days' WHERE idempotency_key IN ('key of old', 'paid key of old');
UPDATE users SET created_at = '2001-01-01', updated_at = '2001-01-01' WHERE id IN (id('old'), id('older'));
DELETE FROM audit_logs WHERE entity_id = id('older')::text;
UPDATE login_counters SET written_on = '2001-01-01' WHERE kind = 'ADDRESS';
RESET session_replication_role;
SET ROLE regress_boh_nightly;
SELECT entity, rule, due, oldest IS NOT NULL AS oldest FROM boh_retention_report() WHERE due > 0;
SELECT * FROM boh_apply_retention(1) WHERE row_count > 0;
-- a month is dropped once all of it is sealed
SELECT boh_seal_audit() > 0 AS sealed;
SELECT * FROM boh_apply_retention() WHERE row_count > 0;
SELECT * FROM boh_apply_retention() WHERE row_count > 0;
SELECT raises('SELECT * FROM boh_apply_retention(0)') AS none;
SET ROLE regress_boh_owner;
SELECT idempotency_key, idempotency_request IS NULL AS request, cancel_reason, status FROM bookings WHERE user_id = id('old') ORDER BY id;
SELECT entity, after FROM audit_logs WHERE action = 'RETENTION' ORDER BY id;
-- an unused account is reported, not touched
SELECT email FROM users WHERE id = id('older');
SET ROLE regress_boh_backend;
SELECT raises('SELECT * FROM boh_retention_report()') AS report, raises('SELECT * FROM boh_apply_retention()') AS apply;

--
-- Copies
--

SELECT raises('SELECT * FROM boh_mask_database()') AS service;
SET ROLE regress_boh_owner;
SELECT * FROM raised('SELECT * FROM boh_mask_database()');
DROP TABLE money;
SET boh.allow_data_loss = on;
CREATE TABLE remarks (remark text);
SELECT * FROM raised('SELECT * FROM boh_mask_database()');
DROP TABLE remarks;
BEGIN;
INSERT INTO site_settings (key, value, is_public) VALUES ('site.name', 'Site', true), ('mail.password', 'secret', false);
UPDATE users SET nickname = 'Annie' WHERE erased_at IS NOT NULL;
SELECT entity, row_count > 0 AS some FROM boh_mask_database();
SELECT email, name, phone, password_hash, nickname, points FROM users WHERE erased_at IS NULL ORDER BY email;
SELECT DISTINCT nickname FROM users WHERE erased_at IS NOT NULL;
SELECT DISTINCT payment_reference ~ '^payment-' AS payment, refund_reference ~ '^refund-' AS refund, cancel_reason FROM bookings WHERE payment_reference IS NOT NULL ORDER BY 2;
SELECT key, value FROM site_settings ORDER BY 1;
SELECT count(*) FROM audit_logs;
SELECT (SELECT count(*) FROM boh_find_personal_data('bob@example.org')) AS bob, (SELECT count(*) FROM boh_find_personal_data('192.0.2.1')) AS client;
SELECT * FROM boh_verify(progress => false);
ROLLBACK;
RESET boh.allow_data_loss;

-- everything that was done to columns is on record
SELECT entity_id, after FROM audit_logs WHERE action = 'CLASSIFY' ORDER BY id LIMIT 3;

RESET ROLE;
SET client_min_messages = warning;
DROP SCHEMA test_privacy CASCADE;
DROP OWNED BY regress_boh_owner, regress_boh_office, regress_boh_shop, regress_boh_backend, regress_boh_nightly, regress_boh_stats, regress_boh_stranger;
DROP ROLE regress_boh_owner, regress_boh_office, regress_boh_shop, regress_boh_backend, regress_boh_nightly, regress_boh_stats, regress_boh_stranger;
