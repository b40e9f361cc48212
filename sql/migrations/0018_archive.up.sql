-- The archive: what was over years ago leaves the hot tables.

ALTER TABLE events ADD COLUMN archived_at timestamptz(3);
COMMENT ON COLUMN events.archived_at IS 'When boh_archive() moved description, pictures, video and tags to events_archive. The row stays so that references hold, and cannot change (BH100). NULL: not archived.';
ALTER TABLE events ADD COLUMN restored_at timestamptz(3);
COMMENT ON COLUMN events.restored_at IS 'When boh_restore_event() brought the event back from the archive; it stays for 90 days at least. NULL: never.';

-- What is due to be archived.  A booking changes none of these columns, so its update of
-- the counter stays a HOT one.
CREATE INDEX idx_events_archivable_end_date ON events (end_date)
	WHERE archived_at IS NULL AND (status OPERATOR(pg_catalog.=) 'COMPLETED' OR status OPERATOR(pg_catalog.=) 'CANCELLED');
COMMENT ON INDEX idx_events_archivable_end_date IS 'Events for the archive, those that ended first first.';

-- Archived events leave these indexes.  The first two conditions say nothing new, as only
-- COMPLETED and CANCELLED events are archived.  But with them the planner uses the index
-- for "status = 'PUBLISHED'", too.  Indexes of unique keys, of foreign keys and of dates
-- alone stay whole.
DROP INDEX idx_events_status_start_date;
CREATE INDEX idx_events_status_start_date ON events (status, start_date)
	WHERE status OPERATOR(pg_catalog.=) 'DRAFT' OR status OPERATOR(pg_catalog.=) 'PUBLISHED' OR archived_at IS NULL;
COMMENT ON INDEX idx_events_status_start_date IS 'Events with a status, by date; archived ones are not in it.';
DROP INDEX idx_events_category_start_date;
CREATE INDEX idx_events_category_start_date ON events (category, start_date) WHERE archived_at IS NULL;
COMMENT ON INDEX idx_events_category_start_date IS 'Events of a category by date; archived ones are not in it.';
DROP INDEX idx_events_author_id_status;
CREATE INDEX idx_events_author_id_status ON events (author_id, status) WHERE archived_at IS NULL;
COMMENT ON INDEX idx_events_author_id_status IS 'Events of an organizer by status; archived ones are not in it.';

CREATE TABLE events_archive (
	event_id uuid NOT NULL,
	author_id uuid NOT NULL,
	end_date timestamptz(3) NOT NULL,
	archived_at timestamptz(3) NOT NULL,
	bookings_archived_at timestamptz(3),
	bookings_detached_at timestamptz(3),
	event_year integer NOT NULL,
	image_url text,
	video_url text,
	description text,
	tag_ids uuid[] NOT NULL,
	media_ids uuid[] NOT NULL,
	CONSTRAINT pk_events_archive PRIMARY KEY (event_id),
	CONSTRAINT fk_events_archive_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_events_archive_end_date CHECK (isfinite(end_date))
);
COMMENT ON TABLE events_archive IS 'Content of archived events, one row for each. Written by boh_archive() and boh_restore_event() alone (BH101); the view all_events puts it together with events.';
COMMENT ON COLUMN events_archive.event_id IS 'The event.';
COMMENT ON COLUMN events_archive.author_id IS 'Who runs it.';
COMMENT ON COLUMN events_archive.end_date IS 'When it ended.';
COMMENT ON COLUMN events_archive.archived_at IS 'When it was archived.';
COMMENT ON COLUMN events_archive.bookings_archived_at IS 'When the last of its bookings was moved to bookings_archive. NULL: bookings has some, or it was not looked at yet.';
COMMENT ON COLUMN events_archive.bookings_detached_at IS 'When boh_detach_archive() took its year out of bookings_archive: seats and statistics of the event stay, its bookings are elsewhere. NULL: not.';
COMMENT ON COLUMN events_archive.event_year IS 'The year of end_date, in UTC; the partition of bookings_archive that has its bookings.';
COMMENT ON COLUMN events_archive.image_url IS 'Picture to show.';
COMMENT ON COLUMN events_archive.video_url IS 'Video to show.';
COMMENT ON COLUMN events_archive.description IS 'Text about the event.';
COMMENT ON COLUMN events_archive.tag_ids IS 'Its tags, in order of their ids; those that were deleted since then do not come back.';
COMMENT ON COLUMN events_archive.media_ids IS 'Media files that image_url and video_url refer to. They cannot be deleted (BH037).';
COMMENT ON CONSTRAINT pk_events_archive ON events_archive IS 'An event is archived once.';
COMMENT ON CONSTRAINT fk_events_archive_event_id ON events_archive IS 'An archived event cannot be deleted.';
COMMENT ON CONSTRAINT chk_events_archive_end_date ON events_archive IS 'An event without an end is not archived.';
CREATE INDEX idx_events_archive_bookings ON events_archive (end_date, event_id) WHERE bookings_archived_at IS NULL;
COMMENT ON INDEX idx_events_archive_bookings IS 'Events whose bookings are not archived yet, those that ended first first.';
CREATE INDEX idx_events_archive_author_id ON events_archive (author_id);
COMMENT ON INDEX idx_events_archive_author_id IS 'Archived events of an organizer.';
CREATE INDEX idx_events_archive_media_ids ON events_archive USING gin (media_ids);
COMMENT ON INDEX idx_events_archive_media_ids IS 'Archived events that use a media file.';

CREATE TRIGGER boh_events_archive_keep BEFORE INSERT OR UPDATE OR DELETE ON events_archive
	FOR EACH ROW EXECUTE FUNCTION boh_archive_keep();
COMMENT ON TRIGGER boh_events_archive_keep ON events_archive IS 'Only the functions of the archive write these rows (BH101).';
CREATE TRIGGER boh_events_archive_keep_all BEFORE TRUNCATE ON events_archive
	FOR EACH STATEMENT EXECUTE FUNCTION boh_archive_keep();
COMMENT ON TRIGGER boh_events_archive_keep_all ON events_archive IS 'Nobody removes all rows (BH101).';

ALTER TABLE events_archive ENABLE ROW LEVEL SECURITY;

-- No foreign keys: to create, detach or drop a partition with some locks users and events
-- against everybody who writes.  Users with archived bookings are kept by the trigger
-- boh_users_keep_traces, events by the foreign key of events_archive.  No row triggers
-- here, but on each partition: pg_restore -j creates triggers of a partitioned table
-- before it loads the partitions.
CREATE TABLE bookings_archive (
	id uuid NOT NULL,
	user_id uuid NOT NULL,
	event_id uuid NOT NULL,
	booking_date timestamptz(3) NOT NULL,
	expires_at timestamptz(3),
	confirmed_at timestamptz(3),
	cancelled_at timestamptz(3),
	refunded_at timestamptz(3),
	expired_at timestamptz(3),
	updated_at timestamptz(3) NOT NULL,
	archived_at timestamptz(3) NOT NULL,
	xid xid8,
	event_year integer NOT NULL,
	seats integer NOT NULL,
	status booking_status NOT NULL,
	held boolean,
	unit_price numeric(12,2) NOT NULL,
	total_price numeric(12,2) NOT NULL,
	currency text NOT NULL,
	payment_reference text,
	refund_reference text,
	idempotency_key text,
	idempotency_request jsonb,
	cancel_reason text,
	CONSTRAINT pk_bookings_archive PRIMARY KEY (id, event_year)
) PARTITION BY LIST (event_year);
COMMENT ON TABLE bookings_archive IS 'Bookings of events that ended 7 years ago, as they were in bookings. Written by boh_archive() and boh_restore_event() alone (BH101); the view all_bookings puts both tables together. A partition for each year, made when its first booking comes.';
COMMENT ON COLUMN bookings_archive.id IS 'Id of the booking.';
COMMENT ON COLUMN bookings_archive.user_id IS 'User who made the booking.';
COMMENT ON COLUMN bookings_archive.event_id IS 'Event that was booked.';
COMMENT ON COLUMN bookings_archive.event_year IS 'Year in which the event ended, in UTC; chooses the partition.';
COMMENT ON COLUMN bookings_archive.archived_at IS 'When the row was moved here.';
COMMENT ON COLUMN bookings_archive.seats IS 'Number of seats.';
COMMENT ON COLUMN bookings_archive.unit_price IS 'Price of one seat.';
COMMENT ON COLUMN bookings_archive.total_price IS 'seats times unit_price.';
COMMENT ON COLUMN bookings_archive.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN bookings_archive.status IS 'CONFIRMED, CANCELLED or REFUNDED. A PENDING booking is not archived.';
COMMENT ON COLUMN bookings_archive.payment_reference IS 'The payment provider''s name for the payment.';
COMMENT ON COLUMN bookings_archive.refund_reference IS 'The payment provider''s name for the refund.';
COMMENT ON COLUMN bookings_archive.idempotency_key IS 'The client''s name for its request. While it is here, the user may use it for another booking.';
COMMENT ON COLUMN bookings_archive.idempotency_request IS 'Contents of the request with that key.';
COMMENT ON COLUMN bookings_archive.booking_date IS 'When the booking was made.';
COMMENT ON COLUMN bookings_archive.expires_at IS 'When the hold was to end.';
COMMENT ON COLUMN bookings_archive.confirmed_at IS 'When the booking was confirmed.';
COMMENT ON COLUMN bookings_archive.cancelled_at IS 'When it was cancelled.';
COMMENT ON COLUMN bookings_archive.refunded_at IS 'When it was refunded.';
COMMENT ON COLUMN bookings_archive.expired_at IS 'End of the hold, if the booking was cancelled because its hold ended.';
COMMENT ON COLUMN bookings_archive.cancel_reason IS 'Why it was cancelled.';
COMMENT ON COLUMN bookings_archive.updated_at IS 'When the row was last changed.';
COMMENT ON COLUMN bookings_archive.xid IS 'Transaction that wrote the row last while it was in bookings.';
COMMENT ON COLUMN bookings_archive.held IS 'Whether the booking was PENDING when it was made.';
COMMENT ON CONSTRAINT pk_bookings_archive ON bookings_archive IS 'One row for each booking. The year is in the key because it chooses the partition.';
CREATE INDEX idx_bookings_archive_event_id_booking_date_id ON bookings_archive (event_id, booking_date, id);
COMMENT ON INDEX idx_bookings_archive_event_id_booking_date_id IS 'Bookings of an event.';
CREATE INDEX idx_bookings_archive_user_id_booking_date_id ON bookings_archive (user_id, booking_date, id);
COMMENT ON INDEX idx_bookings_archive_user_id_booking_date_id IS 'Bookings of a person.';
CREATE TRIGGER boh_bookings_archive_keep_all BEFORE TRUNCATE ON bookings_archive
	FOR EACH STATEMENT EXECUTE FUNCTION boh_archive_keep();
COMMENT ON TRIGGER boh_bookings_archive_keep_all ON bookings_archive IS 'Nobody removes all rows (BH101).';

ALTER TABLE bookings_archive ENABLE ROW LEVEL SECURITY;

-- Rights and policies are those of who reads the views.
CREATE VIEW all_bookings WITH (security_invoker = true) AS
SELECT id, user_id, event_id, booking_date, expires_at, confirmed_at, cancelled_at, refunded_at, expired_at, updated_at,
	seats, status, unit_price, total_price, currency, payment_reference, refund_reference, idempotency_key,
	idempotency_request, cancel_reason, xid, held, NULL::timestamptz(3) AS archived_at
FROM bookings
UNION ALL
SELECT id, user_id, event_id, booking_date, expires_at, confirmed_at, cancelled_at, refunded_at, expired_at, updated_at,
	seats, status, unit_price, total_price, currency, payment_reference, refund_reference, idempotency_key,
	idempotency_request, cancel_reason, xid, held, archived_at
FROM bookings_archive;
COMMENT ON VIEW all_bookings IS 'Bookings, those of the archive included. archived_at is NULL for those that are not there.';

CREATE VIEW all_events WITH (security_invoker = true) AS
SELECT e.id, e.author_id, e.venue_id, e.start_date, e.end_date, e.booking_opens_at, e.booking_closes_at, e.created_at,
	e.updated_at, e.published_at, e.capacity, e.booked_count, e.max_seats_per_user, e.booking_lanes, e.status, e.category,
	e.price, e.currency, e.slug, e.title, coalesce(e.image_url, a.image_url) AS image_url,
	coalesce(e.video_url, a.video_url) AS video_url, coalesce(e.description, a.description) AS description,
	e.time_zone, e.language,
	CASE WHEN e.archived_at IS NULL THEN
		ARRAY(SELECT t.tag_id FROM event_tags t WHERE t.event_id OPERATOR(pg_catalog.=) e.id ORDER BY t.tag_id)
		ELSE a.tag_ids END AS tag_ids,
	e.archived_at
FROM events e LEFT JOIN events_archive a ON a.event_id OPERATOR(pg_catalog.=) e.id;
COMMENT ON VIEW all_events IS 'Events with their content and tags, wherever these are. archived_at is NULL for those that are not archived.';

-- Media that nothing has used for long are moved to cheaper storage; their rows stay.
ALTER TABLE media_files ADD COLUMN storage text COLLATE "C" NOT NULL DEFAULT 'HOT';
ALTER TABLE media_files ADD CONSTRAINT chk_media_files_storage CHECK (storage IN ('HOT', 'COLD'));
COMMENT ON COLUMN media_files.storage IS 'Where the application keeps the file: HOT, at hand; COLD, in cheap and slow storage. boh_cold_media() lists what should move, boh_media_stored() records that it did.';
COMMENT ON CONSTRAINT chk_media_files_storage ON media_files IS 'There are two kinds of storage.';
ALTER TABLE media_files ADD COLUMN unused_since timestamptz(3);
COMMENT ON COLUMN media_files.unused_since IS 'Since when nothing has referred to the file. Set when the file is uploaded, and once a day by boh_archive(). NULL: it is in use, or was when boh_archive() last looked.';
ALTER TABLE media_files DISABLE TRIGGER boh_media_files_check;
UPDATE media_files m SET unused_since = greatest(m.created_at, m.updated_at)
WHERE NOT EXISTS (SELECT FROM media_references r WHERE r.media_id = m.id);
ALTER TABLE media_files ENABLE TRIGGER boh_media_files_check;
CREATE INDEX idx_media_files_unused_since ON media_files (unused_since)
	WHERE unused_since IS NOT NULL AND storage OPERATOR(pg_catalog.=) 'HOT';
COMMENT ON INDEX idx_media_files_unused_since IS 'Files that could move to cold storage.';

INSERT INTO maintenance_tasks (task, interval_seconds) VALUES ('archive', 3600);
