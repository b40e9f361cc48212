-- The event domain: users, venues, events, bookings, tags.

CREATE TYPE user_role AS ENUM ('USER', 'ORGANIZER', 'ADMIN');
COMMENT ON TYPE user_role IS
	'What an account may do: USER books, ORGANIZER also runs events, ADMIN runs everything.';

CREATE TYPE event_status AS ENUM ('DRAFT', 'PUBLISHED', 'CANCELLED', 'COMPLETED');
COMMENT ON TYPE event_status IS
	'Life of an event: DRAFT is prepared, PUBLISHED can be booked, CANCELLED will not take place, COMPLETED has ended.';

CREATE TYPE event_category AS ENUM (
	'CONFERENCE', 'WORKSHOP', 'MEETUP', 'CONCERT', 'FESTIVAL', 'THEATRE',
	'EXHIBITION', 'SPORTS', 'NETWORKING', 'CHARITY', 'OTHER');
COMMENT ON TYPE event_category IS
	'What kind of event it is. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';

CREATE TYPE booking_status AS ENUM ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED');
COMMENT ON TYPE booking_status IS
	'Life of a booking: PENDING holds seats until expires_at, CONFIRMED owns them, CANCELLED and REFUNDED have given them back.';


CREATE TABLE users (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	email_verified_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	deleted_at timestamptz(3),
	role user_role NOT NULL DEFAULT 'USER',
	email text NOT NULL,
	password_hash text,
	name text,
	phone text,
	CONSTRAINT pk_users PRIMARY KEY (id),
	CONSTRAINT uq_users_email UNIQUE (email),
	CONSTRAINT chk_users_email CHECK (
		length(email) <= 254
		AND email = lower(email)
		AND email ~ '^[^[:space:][:cntrl:]@]{1,64}@[^[:space:][:cntrl:]@.]+([.][^[:space:][:cntrl:]@.]+)+$'),
	CONSTRAINT chk_users_password_hash CHECK (
		password_hash ~ '^[$]2[aby][$](0[4-9]|[12][0-9]|3[01])[$][./A-Za-z0-9]{53}$'),
	CONSTRAINT chk_users_name CHECK (length(name) BETWEEN 1 AND 200),
	CONSTRAINT chk_users_phone CHECK (phone ~ '^[+]?[0-9(][0-9 ()./-]{2,38}$')
);
COMMENT ON TABLE users IS 'Accounts of customers, organizers and administrators.';
COMMENT ON COLUMN users.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case whatever the client sends; at most 254 characters.';
COMMENT ON COLUMN users.password_hash IS 'bcrypt hash, 60 characters, prefix $2a$, $2b$ or $2y$; anything else is refused, so that a password cannot be stored as plain text. NULL: the account signs in without a password.';
COMMENT ON COLUMN users.role IS 'What the account may do.';
COMMENT ON COLUMN users.email_verified_at IS 'When the owner proved to read this address; NULL: not yet.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters.';
COMMENT ON COLUMN users.phone IS 'Telephone number: digits, spaces and ( ) . / -, with an optional leading plus.';
COMMENT ON COLUMN users.created_at IS 'When the row was made.';
COMMENT ON COLUMN users.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN users.deleted_at IS 'When the account was closed; it books no more from then on (BH005). NULL: the account is open.';
COMMENT ON CONSTRAINT pk_users ON users IS 'One row an account.';
COMMENT ON CONSTRAINT uq_users_email ON users IS 'One account an address.';
COMMENT ON CONSTRAINT chk_users_email ON users IS 'Lower case, one @, a domain of at least two labels, no spaces or control characters, local part at most 64 and whole at most 254 characters (RFC 5321).';
COMMENT ON CONSTRAINT chk_users_password_hash ON users IS 'A bcrypt hash in modular crypt format, or nothing.';
COMMENT ON CONSTRAINT chk_users_name ON users IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_users_phone ON users IS 'Looks like a telephone number.';


CREATE TABLE venues (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	latitude double precision,
	longitude double precision,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	capacity integer NOT NULL,
	slug text COLLATE "C" NOT NULL,
	name text NOT NULL,
	description text,
	address text,
	city text,
	country text,
	amenities text[] NOT NULL DEFAULT '{}',
	CONSTRAINT pk_venues PRIMARY KEY (id),
	CONSTRAINT uq_venues_slug UNIQUE (slug),
	CONSTRAINT chk_venues_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_venues_name CHECK (length(name) BETWEEN 1 AND 300),
	CONSTRAINT chk_venues_capacity CHECK (capacity > 0),
	CONSTRAINT chk_venues_position CHECK (
		(latitude IS NULL) = (longitude IS NULL)
		AND latitude BETWEEN CAST(-90 AS double precision) AND CAST(90 AS double precision)
		AND longitude BETWEEN CAST(-180 AS double precision) AND CAST(180 AS double precision))
);
COMMENT ON TABLE venues IS 'Places where events happen.';
COMMENT ON COLUMN venues.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN venues.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from name when left out.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters.';
COMMENT ON COLUMN venues.description IS 'Text about the place.';
COMMENT ON COLUMN venues.address IS 'Street and number.';
COMMENT ON COLUMN venues.city IS 'City.';
COMMENT ON COLUMN venues.country IS 'Country.';
COMMENT ON COLUMN venues.latitude IS 'Degrees north, -90 to 90 (WGS 84); given together with longitude or not at all.';
COMMENT ON COLUMN venues.longitude IS 'Degrees east, -180 to 180 (WGS 84); given together with latitude or not at all.';
COMMENT ON COLUMN venues.capacity IS 'Persons the place holds; no coming event here may have more (BH013), and it cannot fall below theirs (BH014).';
COMMENT ON COLUMN venues.amenities IS 'What the place offers, such as wifi or parking; searched with @> through a GIN index.';
COMMENT ON COLUMN venues.created_at IS 'When the row was made.';
COMMENT ON COLUMN venues.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_venues ON venues IS 'One row a place.';
COMMENT ON CONSTRAINT uq_venues_slug ON venues IS 'A URL names one place.';
COMMENT ON CONSTRAINT chk_venues_slug ON venues IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_venues_name ON venues IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_venues_capacity ON venues IS 'A place holds somebody.';
COMMENT ON CONSTRAINT chk_venues_position ON venues IS 'Both coordinates or none, in range.';


-- Narrow and with room to spare on each page: the seat counter is updated in
-- place (HOT) by every booking.  Fixed-width columns stand first.
CREATE TABLE events (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	author_id uuid NOT NULL,
	venue_id uuid,
	start_date timestamptz(3) NOT NULL,
	end_date timestamptz(3) NOT NULL,
	booking_opens_at timestamptz(3),
	booking_closes_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	capacity integer NOT NULL,
	booked_count integer NOT NULL DEFAULT 0,
	max_seats_per_user integer,
	status event_status NOT NULL DEFAULT 'DRAFT',
	category event_category NOT NULL DEFAULT 'OTHER',
	price numeric(12,2) NOT NULL DEFAULT 0,
	currency text NOT NULL DEFAULT 'EUR',
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	image_url text,
	video_url text,
	description text,
	CONSTRAINT pk_events PRIMARY KEY (id),
	CONSTRAINT uq_events_slug UNIQUE (slug),
	CONSTRAINT fk_events_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT fk_events_venue_id FOREIGN KEY (venue_id) REFERENCES venues (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_events_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_events_title CHECK (length(title) BETWEEN 1 AND 300),
	CONSTRAINT chk_events_capacity CHECK (capacity > 0),
	CONSTRAINT chk_events_booked_count CHECK (booked_count BETWEEN 0 AND capacity),
	CONSTRAINT chk_events_price CHECK (price >= CAST(0 AS numeric) AND price <> 'NaN'),
	CONSTRAINT chk_events_currency CHECK (currency ~ '^[A-Z]{3}$'),
	CONSTRAINT chk_events_dates CHECK (start_date < end_date),
	CONSTRAINT chk_events_booking_window CHECK (booking_opens_at < booking_closes_at),
	CONSTRAINT chk_events_max_seats_per_user CHECK (max_seats_per_user > 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE events IS 'What can be booked, and how many seats of it are.';
COMMENT ON COLUMN events.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN events.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters.';
COMMENT ON COLUMN events.description IS 'Text about the event; optional.';
COMMENT ON COLUMN events.category IS 'What kind of event it is.';
COMMENT ON COLUMN events.capacity IS 'Seats there are; not more than the venue holds (BH013), not fewer than are booked (BH015).';
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out.';
COMMENT ON COLUMN events.price IS 'Price of one seat in currency; 0 is free.';
COMMENT ON COLUMN events.currency IS 'ISO 4217 code, three capital letters.';
COMMENT ON COLUMN events.start_date IS 'When the event begins.';
COMMENT ON COLUMN events.end_date IS 'When the event ends; after start_date.';
COMMENT ON COLUMN events.booking_opens_at IS 'From when on it can be booked (BH002); NULL: at once.';
COMMENT ON COLUMN events.booking_closes_at IS 'Until when it can be booked, that moment excluded (BH002); NULL: until start_date.';
COMMENT ON COLUMN events.max_seats_per_user IS 'Most seats one user may hold over all active bookings of the event (BH004); NULL: no limit. Lowering it leaves existing bookings alone.';
COMMENT ON COLUMN events.status IS 'Only a PUBLISHED event can be booked (BH001); which changes are allowed: BH016. CANCELLED cancels the bookings.';
COMMENT ON COLUMN events.image_url IS 'Picture to show.';
COMMENT ON COLUMN events.video_url IS 'Video to show.';
COMMENT ON COLUMN events.author_id IS 'Who runs the event.';
COMMENT ON COLUMN events.venue_id IS 'Where it happens; NULL: online.';
COMMENT ON COLUMN events.created_at IS 'When the row was made.';
COMMENT ON COLUMN events.updated_at IS 'When the row was last edited; kept by trigger. A booking is not an edit.';
COMMENT ON CONSTRAINT pk_events ON events IS 'One row an event.';
COMMENT ON CONSTRAINT uq_events_slug ON events IS 'A URL names one event.';
COMMENT ON CONSTRAINT fk_events_author_id ON events IS 'Who runs an event stays known.';
COMMENT ON CONSTRAINT fk_events_venue_id ON events IS 'A place with events stays.';
COMMENT ON CONSTRAINT chk_events_slug ON events IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_events_title ON events IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_events_capacity ON events IS 'An event has at least one seat.';
COMMENT ON CONSTRAINT chk_events_booked_count ON events IS 'Never more seats booked than there are: the last line of defence against overselling.';
COMMENT ON CONSTRAINT chk_events_price ON events IS 'A price, and no negative one.';
COMMENT ON CONSTRAINT chk_events_currency ON events IS 'Three capital letters.';
COMMENT ON CONSTRAINT chk_events_dates ON events IS 'An event ends after it begins.';
COMMENT ON CONSTRAINT chk_events_booking_window ON events IS 'Booking closes after it opens.';
COMMENT ON CONSTRAINT chk_events_max_seats_per_user ON events IS 'A limit allows at least one seat.';


CREATE TABLE bookings (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	user_id uuid NOT NULL,
	event_id uuid NOT NULL,
	booking_date timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	expires_at timestamptz(3),
	confirmed_at timestamptz(3),
	cancelled_at timestamptz(3),
	refunded_at timestamptz(3),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	seats integer NOT NULL DEFAULT 1,
	status booking_status NOT NULL DEFAULT 'PENDING',
	unit_price numeric(12,2) NOT NULL,
	total_price numeric(12,2) NOT NULL,
	currency text NOT NULL,
	payment_reference text,
	refund_reference text,
	idempotency_key text,
	idempotency_request jsonb,
	cancel_reason text,
	CONSTRAINT pk_bookings PRIMARY KEY (id),
	CONSTRAINT uq_bookings_user_id_idempotency_key UNIQUE (user_id, idempotency_key),
	CONSTRAINT fk_bookings_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT fk_bookings_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_bookings_seats CHECK (seats > 0),
	CONSTRAINT chk_bookings_unit_price CHECK (unit_price >= CAST(0 AS numeric) AND unit_price <> 'NaN'),
	CONSTRAINT chk_bookings_total_price CHECK (total_price = unit_price * CAST(seats AS numeric)),
	CONSTRAINT chk_bookings_currency CHECK (currency ~ '^[A-Z]{3}$'),
	CONSTRAINT chk_bookings_pending CHECK (status OPERATOR(pg_catalog.<>) 'PENDING' OR expires_at IS NOT NULL),
	CONSTRAINT chk_bookings_confirmed CHECK (status OPERATOR(pg_catalog.<>) 'CONFIRMED' OR confirmed_at IS NOT NULL),
	CONSTRAINT chk_bookings_cancelled CHECK (status OPERATOR(pg_catalog.<>) 'CANCELLED' OR cancelled_at IS NOT NULL),
	CONSTRAINT chk_bookings_refunded CHECK (status OPERATOR(pg_catalog.<>) 'REFUNDED' OR refunded_at IS NOT NULL),
	CONSTRAINT chk_bookings_payment_reference CHECK (length(payment_reference) BETWEEN 1 AND 255),
	CONSTRAINT chk_bookings_refund_reference CHECK (length(refund_reference) BETWEEN 1 AND 255),
	CONSTRAINT chk_bookings_idempotency_key CHECK (length(idempotency_key) BETWEEN 1 AND 255),
	CONSTRAINT chk_bookings_cancel_reason CHECK (length(cancel_reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE bookings IS 'Who booked how many seats of what, at which price. Rows are never deleted (BH012): a booking ends as CANCELLED or REFUNDED.';
COMMENT ON COLUMN bookings.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN bookings.user_id IS 'Who booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.event_id IS 'What is booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.seats IS 'Seats booked, at least one; can change while the booking is active.';
COMMENT ON COLUMN bookings.unit_price IS 'Price of one seat, captured at booking; a client leaves it out, or names the price it saw and is refused when that is no longer right (BH009). Cannot change (BH007).';
COMMENT ON COLUMN bookings.total_price IS 'seats times unit_price; kept by trigger.';
COMMENT ON COLUMN bookings.currency IS 'ISO 4217 code, captured at booking.';
COMMENT ON COLUMN bookings.status IS 'PENDING and CONFIRMED are active: they own seats. Allowed changes: PENDING to CONFIRMED or CANCELLED, CONFIRMED to CANCELLED or REFUNDED, CANCELLED to REFUNDED (BH006).';
COMMENT ON COLUMN bookings.payment_reference IS 'The payment provider''s name for the payment, 1 to 255 characters; once set it stays (BH017). On a CANCELLED booking it means that a refund is due.';
COMMENT ON COLUMN bookings.refund_reference IS 'The payment provider''s name for the refund, 1 to 255 characters; once set it stays (BH017).';
COMMENT ON COLUMN bookings.idempotency_key IS 'The client''s name for its request, unique for its user, 1 to 255 characters: the same request sent again gets this booking instead of a second one.';
COMMENT ON COLUMN bookings.idempotency_request IS 'What the request with that key asked for, to tell a retry from another request (BH008); kept by trigger.';
COMMENT ON COLUMN bookings.booking_date IS 'When it was booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.expires_at IS 'When a PENDING booking''s seats become free for others.';
COMMENT ON COLUMN bookings.confirmed_at IS 'When it was confirmed.';
COMMENT ON COLUMN bookings.cancelled_at IS 'When it was cancelled.';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters; ''hold expired'' and ''event cancelled'' are set by the database.';
COMMENT ON COLUMN bookings.refunded_at IS 'When it was refunded.';
COMMENT ON COLUMN bookings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_bookings ON bookings IS 'One row a booking.';
COMMENT ON CONSTRAINT uq_bookings_user_id_idempotency_key ON bookings IS 'A user''s request makes one booking. Serves the foreign key on user_id, too.';
COMMENT ON CONSTRAINT fk_bookings_user_id ON bookings IS 'Who booked stays known.';
COMMENT ON CONSTRAINT fk_bookings_event_id ON bookings IS 'What was booked stays known.';
COMMENT ON CONSTRAINT chk_bookings_seats ON bookings IS 'At least one seat.';
COMMENT ON CONSTRAINT chk_bookings_unit_price ON bookings IS 'A price, and no negative one.';
COMMENT ON CONSTRAINT chk_bookings_total_price ON bookings IS 'seats times unit_price.';
COMMENT ON CONSTRAINT chk_bookings_currency ON bookings IS 'Three capital letters.';
COMMENT ON CONSTRAINT chk_bookings_pending ON bookings IS 'A hold ends.';
COMMENT ON CONSTRAINT chk_bookings_confirmed ON bookings IS 'A confirmed booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_cancelled ON bookings IS 'A cancelled booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_refunded ON bookings IS 'A refunded booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_payment_reference ON bookings IS 'Not empty, at most 255 characters.';
COMMENT ON CONSTRAINT chk_bookings_refund_reference ON bookings IS 'Not empty, at most 255 characters.';
COMMENT ON CONSTRAINT chk_bookings_idempotency_key ON bookings IS 'Not empty, at most 255 characters.';
COMMENT ON CONSTRAINT chk_bookings_cancel_reason ON bookings IS 'Not empty, at most 1000 characters.';


CREATE TABLE tags (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	slug text COLLATE "C" NOT NULL,
	name text NOT NULL,
	CONSTRAINT pk_tags PRIMARY KEY (id),
	CONSTRAINT uq_tags_name UNIQUE (name),
	CONSTRAINT uq_tags_slug UNIQUE (slug),
	CONSTRAINT chk_tags_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_tags_name CHECK (length(name) BETWEEN 1 AND 100)
);
COMMENT ON TABLE tags IS 'Words to find events by.';
COMMENT ON COLUMN tags.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters.';
COMMENT ON COLUMN tags.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from name when left out.';
COMMENT ON COLUMN tags.created_at IS 'When the row was made.';
COMMENT ON COLUMN tags.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_tags ON tags IS 'One row a tag.';
COMMENT ON CONSTRAINT uq_tags_name ON tags IS 'A word stands once.';
COMMENT ON CONSTRAINT uq_tags_slug ON tags IS 'A URL names one tag.';
COMMENT ON CONSTRAINT chk_tags_slug ON tags IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_tags_name ON tags IS 'Not empty, at most 100 characters.';


CREATE TABLE event_tags (
	event_id uuid NOT NULL,
	tag_id uuid NOT NULL,
	CONSTRAINT pk_event_tags PRIMARY KEY (event_id, tag_id),
	CONSTRAINT fk_event_tags_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE CASCADE,
	CONSTRAINT fk_event_tags_tag_id FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE event_tags IS 'Which event carries which tag.';
COMMENT ON COLUMN event_tags.event_id IS 'The event.';
COMMENT ON COLUMN event_tags.tag_id IS 'The tag.';
COMMENT ON CONSTRAINT pk_event_tags ON event_tags IS 'An event carries a tag once. Serves the foreign key on event_id, too.';
COMMENT ON CONSTRAINT fk_event_tags_event_id ON event_tags IS 'Goes with the event.';
COMMENT ON CONSTRAINT fk_event_tags_tag_id ON event_tags IS 'Goes with the tag.';


CREATE INDEX idx_venues_amenities ON venues USING gin (amenities);
COMMENT ON INDEX idx_venues_amenities IS 'Venues that offer something: amenities @> ''{wifi}''.';
CREATE INDEX idx_events_status_start_date ON events (status, start_date);
COMMENT ON INDEX idx_events_status_start_date IS 'Events in a status, by date.';
CREATE INDEX idx_events_author_id_status ON events (author_id, status);
COMMENT ON INDEX idx_events_author_id_status IS 'An organizer''s events; serves the foreign key on author_id.';
CREATE INDEX idx_events_category_start_date ON events (category, start_date);
COMMENT ON INDEX idx_events_category_start_date IS 'Events of a category, by date.';
CREATE INDEX idx_events_venue_id ON events (venue_id);
COMMENT ON INDEX idx_events_venue_id IS 'A venue''s events; serves the foreign key and the check of a venue that shrinks.';
CREATE INDEX idx_events_start_date ON events (start_date);
COMMENT ON INDEX idx_events_start_date IS 'All events, by date.';
CREATE INDEX idx_events_published_start_date ON events (start_date) WHERE status OPERATOR(pg_catalog.=) 'PUBLISHED';
COMMENT ON INDEX idx_events_published_start_date IS 'The public listing, by date.';
CREATE INDEX idx_bookings_event_id_user_id ON bookings (event_id, user_id);
COMMENT ON INDEX idx_bookings_event_id_user_id IS 'An event''s bookings and a user''s share of them; serves the foreign key on event_id.';
CREATE INDEX idx_bookings_booking_date ON bookings (booking_date);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings by date.';
CREATE INDEX idx_bookings_pending_expiry ON bookings (event_id, expires_at) WHERE status OPERATOR(pg_catalog.=) 'PENDING';
COMMENT ON INDEX idx_bookings_pending_expiry IS 'Holds of an event that are overdue, and all of them event by event.';
CREATE INDEX idx_event_tags_tag_id ON event_tags (tag_id);
COMMENT ON INDEX idx_event_tags_tag_id IS 'Events with a tag; serves the foreign key.';


CREATE TRIGGER boh_users_check BEFORE INSERT OR UPDATE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_users_check();
COMMENT ON TRIGGER boh_users_check ON users IS 'Lower-cases the address, refuses a password that is no hash without showing it, keeps updated_at.';
CREATE TRIGGER boh_venues_check BEFORE INSERT OR UPDATE ON venues
	FOR EACH ROW EXECUTE FUNCTION boh_venues_check();
COMMENT ON TRIGGER boh_venues_check ON venues IS 'Makes the slug, keeps updated_at.';
CREATE TRIGGER boh_venues_guard_events AFTER UPDATE ON venues
	FOR EACH ROW WHEN (NEW.capacity < OLD.capacity) EXECUTE FUNCTION boh_venues_guard_events();
COMMENT ON TRIGGER boh_venues_guard_events ON venues IS 'A venue does not shrink below its coming events.';
CREATE TRIGGER boh_events_check BEFORE INSERT OR UPDATE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_check();
COMMENT ON TRIGGER boh_events_check ON events IS 'Makes the slug, guards capacity, booked_count and status, keeps updated_at.';
CREATE TRIGGER boh_events_settle_bookings AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status) EXECUTE FUNCTION boh_events_settle_bookings();
COMMENT ON TRIGGER boh_events_settle_bookings ON events IS 'Cancels the bookings of a cancelled event; an event with active bookings does not go back to DRAFT.';
CREATE TRIGGER boh_bookings_check BEFORE INSERT OR UPDATE ON bookings
	FOR EACH ROW EXECUTE FUNCTION boh_bookings_check();
COMMENT ON TRIGGER boh_bookings_check ON bookings IS 'Captures the price, fills in times, allows only the status changes there are.';
CREATE TRIGGER boh_bookings_note_new_seats AFTER INSERT ON bookings
	FOR EACH ROW EXECUTE FUNCTION boh_bookings_note_seats();
COMMENT ON TRIGGER boh_bookings_note_new_seats ON bookings IS 'Notes the seats that a new booking takes.';
CREATE TRIGGER boh_bookings_note_changed_seats AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status OR OLD.seats IS DISTINCT FROM NEW.seats)
	EXECUTE FUNCTION boh_bookings_note_seats();
COMMENT ON TRIGGER boh_bookings_note_changed_seats ON bookings IS 'Notes the seats that a changed booking takes or gives back.';
CREATE TRIGGER boh_bookings_count_seats AFTER INSERT OR UPDATE ON bookings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_count_seats();
COMMENT ON TRIGGER boh_bookings_count_seats ON bookings IS 'Takes and gives back the noted seats, event by event in id order.';
CREATE TRIGGER boh_bookings_keep BEFORE DELETE ON bookings
	FOR EACH ROW EXECUTE FUNCTION boh_bookings_keep();
COMMENT ON TRIGGER boh_bookings_keep ON bookings IS 'Bookings are never deleted.';
CREATE TRIGGER boh_bookings_keep_all BEFORE TRUNCATE ON bookings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_keep();
COMMENT ON TRIGGER boh_bookings_keep_all ON bookings IS 'Bookings are never truncated.';
CREATE TRIGGER boh_tags_check BEFORE INSERT OR UPDATE ON tags
	FOR EACH ROW EXECUTE FUNCTION boh_tags_check();
COMMENT ON TRIGGER boh_tags_check ON tags IS 'Makes the slug, keeps updated_at.';
