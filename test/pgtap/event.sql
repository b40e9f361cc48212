-- The catalog of events.

\ir describe.psql

BEGIN;
SELECT plan(6);

SELECT enum_has_labels('boh', 'event_status', ARRAY['DRAFT', 'PUBLISHED', 'CANCELLED', 'COMPLETED']);

SELECT enum_has_labels('boh', 'event_category', ARRAY['CONFERENCE', 'WORKSHOP', 'MEETUP', 'CONCERT', 'FESTIVAL', 'THEATRE', 'EXHIBITION', 'SPORTS', 'NETWORKING', 'CHARITY', 'OTHER']);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'events' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('author_id', 'uuid', true, NULL),
		('venue_id', 'uuid', false, NULL),
		('start_date', 'timestamp(3) with time zone', true, NULL),
		('end_date', 'timestamp(3) with time zone', true, NULL),
		('booking_opens_at', 'timestamp(3) with time zone', false, NULL),
		('booking_closes_at', 'timestamp(3) with time zone', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('capacity', 'integer', true, NULL),
		('booked_count', 'integer', true, '0'),
		('max_seats_per_user', 'integer', false, NULL),
		('status', 'event_status', true, '''DRAFT''::event_status'),
		('category', 'event_category', true, '''OTHER''::event_category'),
		('price', 'numeric(12,2)', true, '0'),
		('currency', 'text', true, '''EUR''::text'),
		('slug', 'text COLLATE "C"', true, NULL),
		('title', 'text', true, NULL),
		('image_url', 'text', false, NULL),
		('video_url', 'text', false, NULL),
		('description', 'text', false, NULL),
		('booking_lanes', 'smallint', true, '1'),
		('booking_waited_at', 'timestamp(3) with time zone', false, NULL),
		('time_zone', 'text COLLATE "C"', false, NULL),
		('language', 'text COLLATE "C"', false, NULL),
		('published_at', 'timestamp(3) with time zone', false, NULL),
		('archived_at', 'timestamp(3) with time zone', false, NULL),
		('restored_at', 'timestamp(3) with time zone', false, NULL)$$,
	'columns of events');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'events' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_events_booked_count', 'CHECK (booked_count >= 0 AND booked_count <= capacity)'),
		('chk_events_booking_lanes', 'CHECK (booking_lanes >= 1 AND booking_lanes <= 256)'),
		('chk_events_booking_window', 'CHECK (booking_opens_at < booking_closes_at)'),
		('chk_events_capacity', 'CHECK (capacity > 0)'),
		('chk_events_currency', 'CHECK (currency ~ ''^[A-Z]{3}$''::text)'),
		('chk_events_dates', 'CHECK (start_date < end_date)'),
		('chk_events_language', 'CHECK (language ~ ''^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$''::text)'),
		('chk_events_max_seats_per_user', 'CHECK (max_seats_per_user > 0)'),
		('chk_events_price', 'CHECK (price >= 0::numeric AND price <> ''NaN''::numeric)'),
		('chk_events_slug', 'CHECK (slug ~ ''^[a-z0-9]+(-[a-z0-9]+)*$''::text AND length(slug) <= 100)'),
		('chk_events_title', 'CHECK (length(title) >= 1 AND length(title) <= 300)'),
		('fk_events_author_id', 'FOREIGN KEY (author_id) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('fk_events_venue_id', 'FOREIGN KEY (venue_id) REFERENCES venues(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_events', 'PRIMARY KEY (id)'),
		('uq_events_slug', 'UNIQUE (slug)')$$,
	'constraints of events');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'events' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_events_archivable_end_date', 'btree (end_date) WHERE archived_at IS NULL AND (status = ''COMPLETED''::event_status OR status = ''CANCELLED''::event_status)'),
		('idx_events_author_id_start_date_id', 'btree (author_id, start_date, id)'),
		('idx_events_author_id_status', 'btree (author_id, status) WHERE archived_at IS NULL'),
		('idx_events_category_start_date', 'btree (category, start_date) WHERE archived_at IS NULL'),
		('idx_events_published_start_date', 'btree (start_date) WHERE status = ''PUBLISHED''::event_status'),
		('idx_events_start_date', 'btree (start_date)'),
		('idx_events_status_start_date', 'btree (status, start_date) WHERE status = ''DRAFT''::event_status OR status = ''PUBLISHED''::event_status OR archived_at IS NULL'),
		('idx_events_venue_id', 'btree (venue_id)')$$,
	'indexes that no constraint has of events');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'events' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_events_arrange_lanes', 'AFTER UPDATE ON events FOR EACH ROW WHEN (old.booking_lanes IS DISTINCT FROM new.booking_lanes OR new.booking_lanes > 1 AND old.capacity IS DISTINCT FROM new.capacity) EXECUTE FUNCTION boh_events_arrange_lanes()'),
		('boh_events_arrange_new_lanes', 'AFTER INSERT ON events FOR EACH ROW WHEN (new.booking_lanes > 1) EXECUTE FUNCTION boh_events_arrange_lanes()'),
		('boh_events_audit', 'AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''events'')'),
		('boh_events_audit_all', 'AFTER TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''events'')'),
		('boh_events_check', 'BEFORE INSERT OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION boh_events_check()'),
		('boh_events_keep_new_slug', 'AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION boh_events_keep_slug()'),
		('boh_events_keep_slug', 'AFTER UPDATE OF slug ON events FOR EACH ROW WHEN (old.slug IS DISTINCT FROM new.slug) EXECUTE FUNCTION boh_events_keep_slug()'),
		('boh_events_refer', 'AFTER INSERT OR DELETE OR UPDATE OF id, image_url, video_url ON events FOR EACH ROW EXECUTE FUNCTION boh_events_refer()'),
		('boh_events_refer_none', 'AFTER TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION boh_events_refer()'),
		('boh_events_search', 'AFTER INSERT OR DELETE OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION boh_events_search()'),
		('boh_events_settle_bookings', 'AFTER UPDATE ON events FOR EACH ROW WHEN (old.status <> new.status) EXECUTE FUNCTION boh_events_settle_bookings()')$$,
	'triggers of events');

SELECT * FROM finish();
ROLLBACK;
