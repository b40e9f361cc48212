-- A hostile role: it may create tables in the data schema, has an installation of its own, and
-- writes what it may not

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_owner, regress_boh_mallory;
CREATE ROLE regress_boh_owner;
CREATE ROLE regress_boh_mallory;
DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMP ON DATABASE %I TO regress_boh_owner, regress_boh_mallory', current_database()); END $$;
SET boh.schema = 'hostile';

SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate();
GRANT USAGE, CREATE ON SCHEMA hostile TO regress_boh_mallory;
SET search_path = hostile, public;
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date, booking_lanes) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'One', 10, 'PUBLISHED', '2999-01-01', '2999-01-02', 1),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000aa', 'Lanes', 10, 'PUBLISHED', '2999-01-01', '2999-01-02', 2);
SELECT seats, status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 3, NULL, 'paid-1');
SELECT seats, status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000aa', 4, NULL, 'paid-2');
INSERT INTO content_pages (id, author_id, title, slug, status) VALUES ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000aa', 'Home', 'home', 'PUBLISHED');
RESET ROLE;

--
-- A table of its own with the triggers of boh
--

SET ROLE regress_boh_mallory;
CREATE TABLE fake (id uuid, slug text, title text, capacity integer, booked_count integer, status event_status, end_date timestamptz,
	venue_id uuid, updated_at timestamptz, price numeric, currency text, start_date timestamptz, booking_opens_at timestamptz,
	booking_closes_at timestamptz, max_seats_per_user integer, booking_lanes smallint, booking_waited_at timestamptz,
	time_zone text, published_at timestamptz);
CREATE TRIGGER settle AFTER UPDATE ON fake FOR EACH ROW EXECUTE FUNCTION boh_events_settle_bookings();
CREATE TRIGGER arrange AFTER UPDATE OF booking_lanes ON fake FOR EACH ROW EXECUTE FUNCTION boh_events_arrange_lanes();
INSERT INTO fake (id, status, booking_lanes) VALUES ('00000000-0000-0000-0000-0000000000e1', 'PUBLISHED', 1);
SELECT code, message, hint FROM raised('UPDATE fake SET status = ''CANCELLED''');
SELECT raises('UPDATE fake SET booking_lanes = 3') AS arrange;
RESET ROLE;
SELECT status, seats FROM bookings ORDER BY seats;

-- nor while a migration runs, of whatever schema
SET ROLE regress_boh_mallory;
SELECT count(*) FROM boh_migrate('hostile_own', 1);
CREATE FUNCTION hostile_own.cancel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE hostile.fake SET status = 'CANCELLED'; RETURN NULL; END $$;
CREATE TRIGGER cancel AFTER INSERT ON hostile_own.schema_migrations FOR EACH ROW EXECUTE FUNCTION hostile_own.cancel();
SELECT raises('SELECT boh_migrate(''hostile_own'', 2)') AS migrating;
DROP TRIGGER cancel ON hostile_own.schema_migrations;
SELECT count(*) > 0 AS migrated FROM boh_migrate('hostile_own');
RESET ROLE;
SELECT status, seats FROM bookings ORDER BY seats;

-- a session that has just begun
\c -
\set VERBOSITY terse
SET client_min_messages = warning;
SET boh.schema = 'hostile';
SET search_path = hostile, public;
SET ROLE regress_boh_mallory;
SELECT raises('UPDATE fake SET status = ''CANCELLED''') AS first_statement;
RESET ROLE;

--
-- Operators, functions and types that a migration could take for PostgreSQL's own
--

CREATE SCHEMA hostile_shop;
GRANT CREATE, USAGE ON SCHEMA hostile_shop TO regress_boh_mallory;
SET ROLE regress_boh_mallory;
CREATE FUNCTION hostile_shop.times(numeric, integer) RETURNS numeric LANGUAGE sql AS 'SELECT $1 OPERATOR(pg_catalog.*) $2::numeric';
CREATE OPERATOR hostile_shop.* (LEFTARG = numeric, RIGHTARG = integer, FUNCTION = hostile_shop.times);
RESET ROLE;
SELECT code, message, detail::jsonb - 'extension_schema' AS detail, hint FROM raised('SELECT boh_migrate(''hostile_shop'')');
SET ROLE regress_boh_mallory;
DROP OPERATOR hostile_shop.* (numeric, integer);
RESET ROLE;
SELECT raises('SELECT boh_migrate(''hostile_shop'')') AS function;
SET ROLE regress_boh_mallory;
DROP FUNCTION hostile_shop.times;
CREATE DOMAIN hostile_shop.money AS numeric;
RESET ROLE;
SELECT raises('SELECT boh_migrate(''hostile_shop'')') AS domain;
SET ROLE regress_boh_mallory;
DROP DOMAIN hostile_shop.money;
-- a function of another schema may depend on this one
CREATE FUNCTION hostile.shop() RETURNS regnamespace LANGUAGE sql RETURN 'hostile_shop'::regnamespace;
RESET ROLE;
SELECT count(*) AS elsewhere FROM boh_migrate('hostile_shop', 1);
SET ROLE regress_boh_mallory;
ALTER FUNCTION hostile.shop() SET SCHEMA hostile_shop;
RESET ROLE;
SELECT raises('SELECT boh_migrate(''hostile_shop'')') AS moved;
SET ROLE regress_boh_mallory;
DROP FUNCTION hostile_shop.shop();
-- a table of its own is no such thing
CREATE TABLE hostile_shop.mine (n integer);
RESET ROLE;
-- a step later it is seen as well
SELECT count(*) FROM boh_migrate('hostile_shop', 2);
SET ROLE regress_boh_mallory;
CREATE TYPE hostile_shop.mood AS ENUM ('fine');
RESET ROLE;
SELECT raises('SELECT boh_migrate(''hostile_shop'')') AS enum;
-- and so is what comes while the scripts run: here by a trigger of the owner's
DROP TYPE hostile_shop.mood;
CREATE FUNCTION hostile_shop.plant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	CREATE TYPE hostile_shop.mood AS ENUM ('fine');
	ALTER TYPE hostile_shop.mood OWNER TO regress_boh_mallory;
	RETURN NULL;
END $$;
CREATE TRIGGER plant AFTER INSERT ON hostile_shop.schema_migrations FOR EACH ROW WHEN (NEW.version = 3) EXECUTE FUNCTION hostile_shop.plant();
SELECT raises('SELECT boh_migrate(''hostile_shop'')') AS meanwhile;
SELECT max(version) FROM hostile_shop.schema_migrations;
DROP TRIGGER plant ON hostile_shop.schema_migrations;
DROP FUNCTION hostile_shop.plant;
SELECT count(*) > 0 AS migrated FROM boh_migrate('hostile_shop');

-- what the migrating role itself made there is allowed, and no script takes it
CREATE SCHEMA hostile_planted;
CREATE FUNCTION hostile_planted.plant(name text, one regtype, other regtype, result regtype) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE FUNCTION hostile_planted.%I(%s, %s) RETURNS %s LANGUAGE sql AS ''SELECT NULL::%s''',
		'planted_' || name || one || other, one, other, result, result);
	EXECUTE format('CREATE OPERATOR hostile_planted.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = hostile_planted.%I)',
		name, one, other, 'planted_' || name || one || other);
END $$;
SELECT count(hostile_planted.plant(name, one, other, CASE WHEN name = '*' THEN 'numeric' ELSE 'boolean' END::regtype))
FROM unnest('{=,<>,<,<=,>,>=,*,~,~~,@>}'::text[]) name,
	unnest('{numeric,integer,smallint,bigint,double precision,text,boolean,timestamptz,jsonb}'::regtype[]) one,
	unnest('{numeric,integer,smallint,bigint,double precision,text,boolean,timestamptz,jsonb,varchar}'::regtype[]) other;
CREATE FUNCTION hostile_planted.date_trunc(varchar, timestamptz) RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz';
CREATE FUNCTION hostile_planted.length(varchar) RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION hostile_planted.plant;
SELECT count(*) > 0 AS migrated FROM boh_migrate('hostile_planted');
SELECT pg_describe_object(classid, objid, objsubid) AS takes, pg_describe_object(refclassid, refobjid, 0) AS planted
FROM pg_depend
WHERE (refclassid = 'pg_operator'::regclass AND refobjid IN (SELECT oid FROM pg_operator WHERE oprnamespace = 'hostile_planted'::regnamespace)
	OR refclassid = 'pg_proc'::regclass AND refobjid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'hostile_planted'::regnamespace))
	AND classid NOT IN ('pg_operator'::regclass, 'pg_proc'::regclass)
ORDER BY 1, 2;

--
-- Names in a trigger of the owner's
--

SET ROLE regress_boh_owner;
CREATE TABLE event_log (id uuid);
CREATE TABLE secret (what text);
INSERT INTO secret VALUES ('top secret');
CREATE FUNCTION log_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO event_log VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER zz AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION log_event();
GRANT INSERT, SELECT ON bookings TO regress_boh_mallory;
GRANT SELECT ON events TO regress_boh_mallory;
CALL see_all('hostile', 'regress_boh_mallory');
RESET ROLE;
SET ROLE regress_boh_mallory;
CREATE TEMP TABLE event_log (id uuid);
CREATE TEMP TABLE loot (what text);
GRANT ALL ON event_log, loot TO PUBLIC;
CREATE FUNCTION pg_temp.steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO pg_temp.loot SELECT what FROM hostile.secret; RETURN NULL; END $$;
CREATE TRIGGER steal AFTER INSERT ON event_log FOR EACH ROW EXECUTE FUNCTION pg_temp.steal();
SELECT status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1);
SELECT count(*) AS stolen FROM loot;
SELECT count(*) AS misled FROM pg_temp.event_log;
DROP TABLE pg_temp.event_log, loot;
RESET ROLE;
SELECT count(*) AS logged FROM event_log;
DROP TRIGGER zz ON events;

-- nor does a function of boh in such a trigger work where the caller's boh.schema leads
SET ROLE regress_boh_owner;
CREATE TABLE seen_seats (seats integer, schema text);
CREATE FUNCTION note_seats() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen_seats VALUES (public.boh_available_seats(NEW.id), current_setting('boh.schema')); RETURN NULL; END $$;
CREATE TRIGGER zz AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION note_seats();
RESET ROLE;
SET ROLE regress_boh_mallory;
SET boh.schema = 'hostile_own';
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
SHOW boh.schema;
SET boh.schema = 'hostile';
RESET ROLE;
SELECT * FROM seen_seats;
DROP TRIGGER zz ON events;

-- the owner's rows are not shown in what the owner's constraints refuse
SET ROLE regress_boh_owner;
ALTER TABLE events ADD CONSTRAINT own CHECK (booked_count < 6);
REVOKE SELECT ON events FROM regress_boh_mallory;
RESET ROLE;
SET ROLE regress_boh_mallory;
SELECT code, message, nullif(detail, '') AS detail FROM raised('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 3)');
RESET ROLE;
SET ROLE regress_boh_owner;
SELECT code, message, detail ~ '^Failing row contains' AS shown FROM raised('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 3)');
ALTER TABLE events DROP CONSTRAINT own;
RESET ROLE;

--
-- Writes of boh's own in a second installation
--

GRANT SELECT, UPDATE ON events, booking_lanes, content_page_versions TO regress_boh_mallory;
GRANT INSERT, DELETE ON booking_lanes, content_page_versions, slug_redirects TO regress_boh_mallory;
SET ROLE regress_boh_mallory;
SET boh.schema = 'hostile_own';
INSERT INTO hostile_own.users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO hostile_own.events (id, author_id, title, capacity, status, start_date, end_date)
	SELECT id, author_id, title, capacity, 'PUBLISHED', start_date, end_date FROM hostile.events;
-- the trigger that runs the statement it is told to, once
CREATE TABLE hostile_own.told (statement text);
CREATE FUNCTION hostile_own.go() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	DELETE FROM hostile_own.told RETURNING statement INTO told;
	IF told IS NOT NULL THEN
		EXECUTE told;
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION hostile_own.tries(told text, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM hostile_own.told;
	INSERT INTO hostile_own.told VALUES (told);
	RETURN raises(statement);
END $$;
CREATE TRIGGER aa BEFORE UPDATE ON hostile_own.events FOR EACH STATEMENT EXECUTE FUNCTION hostile_own.go();
CREATE TRIGGER ab BEFORE UPDATE ON hostile_own.events FOR EACH ROW EXECUTE FUNCTION hostile_own.go();
CREATE TRIGGER aa BEFORE INSERT OR UPDATE ON hostile_own.booking_lanes FOR EACH ROW EXECUTE FUNCTION hostile_own.go();
CREATE TRIGGER aa BEFORE INSERT ON hostile_own.content_page_versions FOR EACH ROW EXECUTE FUNCTION hostile_own.go();
CREATE TRIGGER aa BEFORE UPDATE ON hostile_own.bookings FOR EACH ROW EXECUTE FUNCTION hostile_own.go();
SELECT hostile_own.tries('UPDATE hostile.events SET booked_count = 0', 'SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)') AS counter;
-- nor in the attacker's own tables: the statement of a trigger is not boh's
SELECT hostile_own.tries('UPDATE hostile_own.events SET booked_count = 7', 'SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)') AS own_counter;
DROP TRIGGER aa ON hostile_own.events;
DROP TRIGGER ab ON hostile_own.events;
SELECT hostile_own.tries('UPDATE hostile.booking_lanes SET booked = 0', 'UPDATE hostile_own.events SET booking_lanes = 2') AS lanes;
SELECT hostile_own.tries('UPDATE hostile.content_page_versions SET snapshot = ''{"title": "stolen"}''',
	'INSERT INTO hostile_own.content_pages (author_id, title, status) VALUES (''00000000-0000-0000-0000-0000000000aa'', ''X'', ''PUBLISHED'')') AS versions;
-- redirects: one from a slug that the page has now
DELETE FROM hostile_own.told;
CREATE TRIGGER aa BEFORE INSERT ON hostile_own.slug_redirects FOR EACH ROW EXECUTE FUNCTION hostile_own.go();
INSERT INTO hostile_own.content_pages (id, author_id, title, slug, status) VALUES ('00000000-0000-0000-0000-0000000000c2', '00000000-0000-0000-0000-0000000000aa', 'Y', 'y', 'PUBLISHED');
SELECT hostile_own.tries('INSERT INTO hostile.slug_redirects (entity, slug, page_id) VALUES (''page'', ''home'', ''00000000-0000-0000-0000-0000000000c1'')',
	'UPDATE hostile_own.content_pages SET slug = ''z'' WHERE slug = ''y''') AS redirects;
DELETE FROM hostile_own.told;
SELECT hostile_own.tries('INSERT INTO hostile_own.booking_lanes (event_id, lane, capacity, booked) SELECT id, 9, 9, 0 FROM hostile_own.events', 'UPDATE hostile_own.events SET booking_lanes = 3') AS own_lanes;
RESET ROLE;
SELECT title, booked_count FROM events ORDER BY title;
SELECT sum(booked) FROM booking_lanes;
SELECT snapshot ->> 'title' AS title FROM content_page_versions;

-- a rule's action is part of the statement, but writes another table
SET ROLE regress_boh_mallory;
DELETE FROM hostile_own.told;
CREATE RULE also AS ON INSERT TO hostile_own.booking_lanes DO ALSO UPDATE hostile.booking_lanes SET booked = 0;
SELECT raises('UPDATE hostile_own.events SET booking_lanes = 4') AS rule;
DROP RULE also ON hostile_own.booking_lanes;
RESET ROLE;
SELECT sum(booked) FROM booking_lanes;

-- temporary tables
SET ROLE regress_boh_mallory;
CREATE TEMP TABLE schema_migrations (version integer, name text, checksum text, applied_at timestamptz(3), applied_by text);
INSERT INTO schema_migrations SELECT version FROM hostile_own.schema_migrations;
CREATE TEMP TABLE events (LIKE hostile.events INCLUDING ALL);
CREATE TRIGGER check_event BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION boh_events_check();
INSERT INTO events SELECT * FROM hostile.events;
SELECT code, regexp_replace(message, 'pg_temp_[0-9]+', 'pg_temp_N') AS message, regexp_replace(detail, 'pg_temp_[0-9]+', 'pg_temp_N') AS detail, hint
FROM raised('UPDATE pg_temp.events SET title = ''X''');
SELECT set_config('boh.schema', pg_my_temp_schema()::regnamespace::text, false) ~ '^pg_temp' AS temporary;
SELECT code FROM raised('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')');
SET boh.schema = 'pg_temp';
SELECT raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')');
RESET ROLE;

SET boh.schema = 'hostile';
SELECT * FROM boh_verify(progress => false);

--
-- What only the database or the owner may say
--

SET ROLE regress_boh_owner;
GRANT SELECT, INSERT, UPDATE ON bookings TO regress_boh_mallory;
GRANT SELECT ON hostile.events TO regress_boh_mallory;
UPDATE hostile.events SET price = 10 WHERE id = '00000000-0000-0000-0000-0000000000e1';
RESET ROLE;
SET ROLE regress_boh_mallory;
-- a reason is only a text
SELECT status, seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2, 'mine');
UPDATE bookings SET status = 'CANCELLED', cancel_reason = 'hold expired' WHERE idempotency_key = 'mine';
SELECT raises(format('SELECT boh_confirm_booking(%L)', id)) AS revived FROM bookings WHERE idempotency_key = 'mine';
SELECT raises('UPDATE bookings SET expired_at = now() WHERE idempotency_key = ''mine''') AS mark;
SELECT status, payment_reference, refund_due FROM boh_confirm_booking((SELECT id FROM bookings WHERE idempotency_key = 'mine'), 'late');
-- columns of a new booking
SELECT raises('INSERT INTO bookings (event_id, user_id, refund_reference) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', ''r'')') AS refund,
	raises('INSERT INTO bookings (event_id, user_id, expires_at) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', ''infinity'')') AS for_ever,
	raises('INSERT INTO bookings (event_id, user_id, expires_at) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', ''2998-01-01'')') AS too_long,
	raises('INSERT INTO bookings (event_id, user_id, booking_date) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', ''-infinity'')') AS booked;
INSERT INTO bookings (event_id, user_id, idempotency_key, idempotency_request) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'forged', '{"seats": 9}')
	RETURNING idempotency_request;
-- settings that write events, or lift limits
SELECT raises('SET boh.auto_lanes = 8') AS lanes, raises('SET boh.auto_lanes_wait_ms = 0') AS wait, raises('SET boh.max_hold_seconds = 99999') AS hold,
	raises('SET boh.max_payment_delay_seconds = 99999') AS delay;
RESET ROLE;

-- settings of the site
SET ROLE regress_boh_owner;
INSERT INTO site_settings (key, value) VALUES ('general.name', 'secret');
GRANT SELECT ON site_settings TO regress_boh_mallory;
RESET ROLE;
SET ROLE regress_boh_mallory;
SELECT boh_setting('general.name');
RESET ROLE;
REVOKE SELECT ON site_settings FROM regress_boh_mallory;
SET ROLE regress_boh_mallory;
SELECT boh_setting('general.name') AS revoked;
RESET ROLE;
SELECT * FROM boh_verify(progress => false);

RESET search_path;
DROP SCHEMA hostile, hostile_own, hostile_shop, hostile_planted CASCADE;
DROP OWNED BY regress_boh_owner, regress_boh_mallory;
DROP ROLE regress_boh_owner, regress_boh_mallory;
