\echo Use "CREATE EXTENSION boh" to load this file. \quit
CREATE FUNCTION boh_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_version';
COMMENT ON FUNCTION boh_version() IS
	'Version of the loaded library, such as 0.1.0. It differs from pg_extension.extversion between the installation of new files and ALTER EXTENSION boh UPDATE.';
CREATE FUNCTION boh_migrate(schema_name text DEFAULT NULL, to_version integer DEFAULT NULL)
RETURNS TABLE (version integer, name text, direction text, applied_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_migrate';
COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Brings schema schema_name (NULL: setting boh.schema; made when it is missing) to version to_version (NULL: the latest; 0: nothing left but schema_migrations), up or down. The first step runs as the calling role, which will own the objects; later steps run as the owner of schema_migrations, whose rights the caller must have. Returns the steps taken, direction up or down; none when there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a gap), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or no name for a schema), 42P07 (another tool''s schema_migrations), 42723 (a function in the schema would hide the extension''s), 42501 (an operator, function or type in the schema or the extension''s belongs to a role without the rights of the one who migrates), 55000 (a step down would drop a table outside the schema).';
CREATE FUNCTION boh_uuid7() RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_uuid7';
COMMENT ON FUNCTION boh_uuid7() IS
	'Makes a time-ordered identifier, RFC 9562 version 7: 48 bits of milliseconds since 1970 (UTC), 12 bits of fraction of the millisecond, 62 random bits. Greater than every one made before in the same session, also when the clock goes back. Raises XX000 (no random values).';

CREATE FUNCTION boh_uuid7_time(id uuid) RETURNS timestamptz
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
	AS 'MODULE_PATHNAME', 'boh_uuid7_time';
COMMENT ON FUNCTION boh_uuid7_time(uuid) IS
	'Time at which id was made, to the millisecond, when it is of the variant of RFC 9562 and version 7; otherwise NULL. Raises nothing.';
-- STABLE, not IMMUTABLE: another release of ICU may transliterate otherwise.
CREATE FUNCTION boh_slugify(input text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_slugify';
COMMENT ON FUNCTION boh_slugify(text) IS
	'Makes a readable name for an address from input, a title or name, of which the first 1,024 characters are read: at most 100 characters of the form ^[a-z0-9]+(-[a-z0-9]+)*$, by the transliteration rules of ICU (Unicode CLDR). Apostrophes vanish, & becomes and, other punctuation separates words. NULL when no letter or digit can be written in ASCII. Raises 22021 (text in a SQL_ASCII database that is not UTF-8), 38000 (the ICU library lacks its transliteration data).';
CREATE FUNCTION boh_json_valid(schema jsonb, data jsonb) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_valid';
COMMENT ON FUNCTION boh_json_valid(jsonb, jsonb) IS
	'Whether data is valid by schema, a JSON Schema of draft 2020-12, whose formats are asserted. A schema is compiled once in a session. Raises 22023 (no JSON Schema), 0A000 (a schema that needs another document, dialect, vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).';

CREATE FUNCTION boh_json_errors(schema jsonb, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_errors';
COMMENT ON FUNCTION boh_json_errors(jsonb, jsonb) IS
	'Everything that makes data not valid by schema, in the order in which data is walked; no rows when it is valid. path is a JSON Pointer into data (RFC 6901), empty for the whole; keyword the keyword of the schema that is not fulfilled; message what it asks for and what it found. Raises the same errors as boh_json_valid().';
CREATE FUNCTION boh_json_patch(data jsonb, patch jsonb) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_patch';
COMMENT ON FUNCTION boh_json_patch(jsonb, jsonb) IS
	'Data as patch changes it: a JSON Patch (RFC 6902), an array of at most 1,000 operations add, remove, replace, move, copy and test. In a path, * in the place of an array''s index is every element; in path, the same one as in from. An operation that does not find its source, or no place for its result, is skipped; where a test fails data stays as it is. Raises 22023 for what is no patch, 54000 for a result that grows beyond 256 megabytes.';
CREATE FUNCTION boh_sanitize_html(html text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html';
COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'html, rich text as editors write it, less all that could do harm on a page: what stays is an allow list of elements, attributes and URLs. Text that is seen is kept. Ids of headings get the prefix content-, and links to them follow; text-align of a style becomes a class. The result is read by browsers as the tree that was written, and is left as it is when sanitized again. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_sanitize_html_report(html text) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html_report';
COMMENT ON FUNCTION boh_sanitize_html_report(text) IS
	'boh_sanitize_html(html) with a report, for editors: an object with html, the result; removed and changed, arrays of what was taken away and what became something else, together at most 1,000 entries in the order of the document; truncated, whether there was more. An entry has path, an XPath to the element or attribute in the html given as boh_html_errors() has it (empty where there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element or attribute; from, its value, and to, what it became, of each the first 200 bytes; message, why. What is not there, is left out. Raises what boh_sanitize_html() raises.';

CREATE FUNCTION boh_html_errors(html text) RETURNS TABLE (path text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_html_errors';
COMMENT ON FUNCTION boh_html_errors(text) IS
	'What keeps html, rich text, from being safe as it stands, at most 1,000 rows; none when it may be put into a page unchanged: boh_sanitize_html() would take nothing away and rename nothing, and all tags are well-formed, in place and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, empty where there is none; message says what is wrong. What cannot be read is a row, too. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';
CREATE FUNCTION boh_users_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_check';
COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and normal form C, refuses one with invisible characters, a name of which nothing can be seen, and, without showing it, a password_hash that is no bcrypt hash (23514), sets updated_at.';
CREATE FUNCTION boh_tags_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_tags_check';
COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';
CREATE FUNCTION boh_venues_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_check';
COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

CREATE FUNCTION boh_venues_guard_events() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_guard_events';
COMMENT ON FUNCTION boh_venues_guard_events() IS
	'Trigger, AFTER UPDATE on venues, per row: raises BH014 when a DRAFT or PUBLISHED event here that has not ended has more seats than the venue''s new capacity.';
CREATE FUNCTION boh_events_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_check';
COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title where it is NULL, sets updated_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 23514 (title of which nothing can be seen).';

CREATE FUNCTION boh_events_settle_bookings() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_settle_bookings';
COMMENT ON FUNCTION boh_events_settle_bookings() IS
	'Trigger, AFTER UPDATE on events, per row: a CANCELLED event''s active bookings are cancelled; an event that goes back to DRAFT must have none (BH016). Raises 55P03 when other transactions keep bookings locked.';

CREATE FUNCTION boh_cancel_event(event uuid, reason text DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_cancel_event';
COMMENT ON FUNCTION boh_cancel_event(uuid, text) IS
	'Cancels an event and its active bookings, giving them reason (NULL: ''event cancelled''). Waits for transactions that have bookings of it locked. Returns how many bookings were cancelled, 0 when the event was cancelled before. Those with a payment reference are due for a refund. Raises P0002 (no such event), BH016 (a COMPLETED event).';

CREATE FUNCTION boh_complete_events(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_complete_events';
COMMENT ON FUNCTION boh_complete_events(integer) IS
	'Sets PUBLISHED events that have ended to COMPLETED, at most max_rows (1 or more), leaving out those that others have locked. Returns how many; call it again while it returns max_rows. Raises 22023.';

CREATE FUNCTION boh_available_seats(event uuid) RETURNS integer
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_available_seats';
COMMENT ON FUNCTION boh_available_seats(uuid) IS
	'Seats of an event that are free now: its capacity less its booked seats, overdue holds counted as free. Says nothing about status or booking window. Raises P0002 (no such event).';
CREATE FUNCTION boh_bookings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_check';
COMMENT ON FUNCTION boh_bookings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on bookings, per row: locks the user and the event, captures the price, fills in times. Raises BH006 (status change), BH007 (captured column changed), BH009 (total that is not seats times price), BH010 (hold expired), BH017 (another payment or refund reference), BH019 (hold too long), 22003 (price), 22008 (time), 23503 (no such event).';

CREATE FUNCTION boh_bookings_note_seats() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_note_seats';
COMMENT ON FUNCTION boh_bookings_note_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per row: notes seats taken or given back, to be counted at the end of the statement.';

CREATE FUNCTION boh_bookings_count_seats() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_count_seats';
COMMENT ON FUNCTION boh_bookings_count_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per statement: counts the noted seats, once an event, in event id order. Raises BH001 (not PUBLISHED), BH002 (booking window), BH003 (not enough seats), BH004 (limit per user), BH005 (deleted user), BH009 (stale price).';

CREATE FUNCTION boh_bookings_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_keep';
COMMENT ON FUNCTION boh_bookings_keep() IS
	'Trigger, BEFORE DELETE (per row) and BEFORE TRUNCATE (per statement) on bookings: raises BH012.';

CREATE FUNCTION boh_book_seats(
	event uuid,
	customer uuid,
	seat_count integer,
	idempotency_key text DEFAULT NULL,
	payment text DEFAULT NULL,
	hold_seconds integer DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_book_seats';
COMMENT ON FUNCTION boh_book_seats(uuid, uuid, integer, text, text, integer) IS
	'Books seat_count seats (1 or more) of event for customer. With a payment reference the booking is CONFIRMED, without one it is PENDING and holds its seats for hold_seconds (1 to 31536000; NULL: setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking the first one made, as it stands now. Returns exactly one row; refund_due: cancelled with a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023 (arguments), BH001 to BH005, BH008 (key reused for another request), BH019 (hold longer than boh.max_hold_seconds), 55P03 (inside a savepoint: overdue holds that would do are locked by others).';

CREATE FUNCTION boh_confirm_booking(booking uuid, payment text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_confirm_booking';
COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. When the hold has expired, it takes a payment, given or recorded: the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, its seats are there, the limit per user is kept, the user''s account is open, and the payment is not later than boh.max_payment_delay_seconds; otherwise it stays CANCELLED with the payment recorded and refund_due true, unless it cost nothing, and no error is raised. A booking confirmed before with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded).';

CREATE FUNCTION boh_cancel_booking(booking uuid, reason text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_cancel_booking';
COMMENT ON FUNCTION boh_cancel_booking(uuid, text) IS
	'Cancels a PENDING or CONFIRMED booking for reason (1 to 1000 characters) and gives its seats back. One cancelled before is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded).';

CREATE FUNCTION boh_change_seats(booking uuid, seat_count integer)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_change_seats';
COMMENT ON FUNCTION boh_change_seats(uuid, integer) IS
	'Gives an active booking seat_count seats (1 or more) at its captured price. More seats obey the same rules as a new booking, and the event''s price must still be the captured one. Returns exactly one row. Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed), BH010 (hold expired), 55P03 (overdue holds that would do are locked by others).';

CREATE FUNCTION boh_refund_booking(booking uuid, refund text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refund_booking';
COMMENT ON FUNCTION boh_refund_booking(uuid, text) IS
	'Records that a CONFIRMED or CANCELLED booking was paid back, with refund, the payment provider''s reference. A CONFIRMED one gives its seats back. One refunded before with the same reference is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (PENDING), BH017 (another refund recorded).';

CREATE FUNCTION boh_expire_bookings(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_expire_bookings';
COMMENT ON FUNCTION boh_expire_bookings(integer) IS
	'Cancels overdue holds, at most max_rows (1 or more), leaving out events and bookings that others have locked. Only tidies up: overdue holds count as free without it. Those that a constraint or trigger of your own keeps are left, and a warning says how many. Returns how many were cancelled; call it again while it returns max_rows. Raises 22023.';
CREATE FUNCTION boh_events_arrange_lanes() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_arrange_lanes';
COMMENT ON FUNCTION boh_events_arrange_lanes() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: makes as many rows of booking_lanes as the event''s booking_lanes says, none for 1, and spreads its capacity and booked seats over them.';

CREATE FUNCTION boh_booking_lanes_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_booking_lanes_keep';
COMMENT ON FUNCTION boh_booking_lanes_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on booking_lanes: raises BH018, unless a row goes with its event.';

CREATE FUNCTION boh_fold_lanes(event uuid DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_fold_lanes';
COMMENT ON FUNCTION boh_fold_lanes(uuid) IS
	'Brings booked_count of an event with booking lanes up to date, or of all such events (NULL), leaving out those that others have locked. Bookings on lanes do not wait for it. Returns how many events had an outdated count. Needs UPDATE on events. Raises P0002 (no such event).';

CREATE FUNCTION boh_recount_seats(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_recount_seats';
COMMENT ON FUNCTION boh_recount_seats(uuid) IS
	'Counts the seats of an event''s active bookings, and sets booked_count and its booking lanes to that, but to no more than its capacity. For counters that drifted, say by rows that were written while triggers were off. Returns how many seats are booked beyond the capacity, 0 when all fit; then cancel bookings in the same transaction, or raise the capacity and call it again. Until that transaction ends nobody else books the event, and each change of its bookings counts them anew. Needs UPDATE on events. Raises 22004, P0002 (no such event).';
CREATE FUNCTION boh_content_sections_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_check';
COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: raises 23514 when data, new or of a new type, are not of the form that the type has, BH033 when it has none; locks the page that a new or moved section joins, and puts a section whose position is NULL at the end of its page; sets updated_at.';

CREATE FUNCTION boh_content_sections_order() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_order';
COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page stand there in the order that they had.';

CREATE FUNCTION boh_validate_section(section_type text, data jsonb) RETURNS boolean
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_validate_section';
COMMENT ON FUNCTION boh_validate_section(text, jsonb) IS
	'True when data may be those of a section of that type, a value of section_type; otherwise raises 23514, whose message names the first place, what was expected and what was found, and whose DETAIL has all errors, as far as 64 kilobytes go. Raises BH033 for a type that does not exist or has no schema, 42501 for a role that may not read section_schemas.';

CREATE FUNCTION boh_section_errors(section_type text, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_errors';
COMMENT ON FUNCTION boh_section_errors(text, jsonb) IS
	'Everything that keeps data from being those of a section of that type, as boh_json_errors() tells it; no rows when there is nothing. Raises BH033 and 42501 as boh_validate_section() does.';

CREATE FUNCTION boh_section_schema(section_type text) RETURNS jsonb
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_schema';
COMMENT ON FUNCTION boh_section_schema(text) IS
	'The JSON Schema of the data of sections of that type which is in force: the one in section_schemas, or else the one that the extension has, with title and description of each key. Raises BH033 and 42501 as boh_validate_section() does.';

CREATE FUNCTION boh_section_schemas_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_lock_sections';
COMMENT ON FUNCTION boh_section_schemas_lock_sections() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on section_schemas, per statement: locks content_sections against writers until the transaction ends, so that no section is written by a form that is being replaced.';

CREATE FUNCTION boh_section_schemas_forget() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_forget';
COMMENT ON FUNCTION boh_section_schemas_forget() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on section_schemas, per row, ENABLE ALWAYS: sessions forget the forms that they keep, this one at once, others when the transaction commits.';

CREATE FUNCTION boh_section_schemas_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_check';
COMMENT ON FUNCTION boh_section_schemas_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on section_schemas, per row: raises the errors of boh_json_valid() for a schema that is none (22023) or is not supported (0A000); sets updated_at.';

CREATE FUNCTION boh_section_schemas_guard_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_guard_sections';
COMMENT ON FUNCTION boh_section_schemas_guard_sections() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE per row and AFTER TRUNCATE per statement on section_schemas: raises BH032, with a list of them in DETAIL, when existing sections are not of the form that their type now has, or it has none any more; not while boh.allow_broken_sections is on.';

CREATE FUNCTION boh_migrate_sections(section_type text, patch jsonb, new_schema jsonb DEFAULT NULL)
	RETURNS TABLE (sections integer, version_sections integer)
	LANGUAGE c ROWS 1
	AS 'MODULE_PATHNAME', 'boh_migrate_sections';
COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Moves all sections of a type to another shape, as they are edited and within versions of pages. patch is a JSON Patch for their data, as boh_json_patch() takes it; new_schema becomes their form in section_schemas, NULL leaves the form as it is. Returns how many sections and how many within versions it changed. Raises BH032, and nothing changes, when some are not of the form afterwards; with boh.allow_broken_sections on these stay as they are. Raises 22023 for what is no patch or no schema, BH033 for a type without schema, 42501 for a role that may not change section_schemas and all of content_sections. Writers of sections and those who publish wait until the transaction ends.';
CREATE FUNCTION boh_content_pages_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_check';
COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title where it is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (one of these versions written), 23514 (title of which nothing can be seen).';

CREATE FUNCTION boh_content_pages_publish() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_publish';
COMMENT ON FUNCTION boh_content_pages_publish() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on content_pages, per row: writes the version that became live, and announces on boh_cache every slug under which readers see something else now.';

CREATE FUNCTION boh_content_pages_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_lock_sections';
COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows go with their pages, as whoever writes sections does.';

CREATE FUNCTION boh_content_page_versions_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep';
COMMENT ON FUNCTION boh_content_page_versions_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on content_page_versions, per row: raises BH030 for a row that is not written by publishing, BH035 when one is deleted that readers see or that is its page''s newest, unless it goes with its page.';

CREATE FUNCTION boh_content_page_versions_keep_all() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep_all';
COMMENT ON FUNCTION boh_content_page_versions_keep_all() IS
	'Trigger, BEFORE TRUNCATE on content_page_versions, per statement: raises BH035 while a page is PUBLISHED.';

CREATE FUNCTION boh_content_page_versions_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_announce';
COMMENT ON FUNCTION boh_content_page_versions_announce() IS
	'Trigger, AFTER UPDATE on content_page_versions, per row: announces the page on boh_cache.';

CREATE FUNCTION boh_create_page(page jsonb, sections jsonb) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_create_page';
COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections at once. page is an object with title and, as needed, slug, metaDescription, authorId (else the setting boh.user_id), status (DRAFT), publishedAt; sections is an array, in order, of objects with type, data and, as needed, isVisible (true). Returns the page''s id. Raises 22004, 22023 (not of this form, DETAIL names every place; no author), 23514 (data of a section), and what a plain INSERT raises.';

CREATE FUNCTION boh_publish_page(page uuid, at timestamptz DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_publish_page';
COMMENT ON FUNCTION boh_publish_page(uuid, timestamptz) IS
	'Publishes a page as it is now, at a time: in the future it is scheduled, and readers see what they see now until then. NULL is now, and leaves published_at alone where it has come already. Returns the number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page).';

CREATE FUNCTION boh_rollback_page(page uuid, version integer) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_rollback_page';
COMMENT ON FUNCTION boh_rollback_page(uuid, integer) IS
	'Brings title, meta description and sections of a page back to a version, hidden sections included, and writes them as a new version, which is live if the page is PUBLISHED. Returns its number. Raises 22004, 22023, P0002 (no such page or version), 23514 (a section is not of the form that its type has now).';

CREATE FUNCTION boh_add_section(page uuid, section_type text, data jsonb, at_position integer DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_add_section';
COMMENT ON FUNCTION boh_add_section(uuid, text, jsonb, integer) IS
	'Adds a section to a page, at a position counted from 0: where that is taken, it and those after it move up by one; NULL and positions beyond the last one are the end. Returns the section''s id. Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page).';

CREATE FUNCTION boh_reorder_sections(page uuid, sections uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_reorder_sections';
COMMENT ON FUNCTION boh_reorder_sections(uuid, uuid[]) IS
	'Puts the sections of a page into the order of their ids in the array, at positions from 0 up. Returns how many changed their position. Raises 22004, BH034 (not each section of the page, hidden ones included, is named once), P0002 (no such page).';

CREATE FUNCTION boh_copy_page(page uuid, slug text DEFAULT NULL, title text DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_copy_page';
COMMENT ON FUNCTION boh_copy_page(uuid, text, text) IS
	'Copies a page with all its sections, hidden ones included, as it is edited. The copy is a DRAFT; slug (at most 100 characters) is made from the title when NULL, title (at most 300) is the page''s when NULL, the author is the setting boh.user_id or else the page''s. Sections keep type, data, visibility and position; columns of your own get their defaults. Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that are not of the form that their type has now), P0002 (no such page).';

CREATE FUNCTION boh_move_section(section uuid, page uuid, at_position integer DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_move_section';
COMMENT ON FUNCTION boh_move_section(uuid, uuid, integer) IS
	'Moves a section to a page, another one or its own, at a position counted from 0: where another section has that, it and those after it move up by one; NULL and positions beyond the last one are the end. Returns its position. Locks both pages and their sections first, so that it cannot meet boh_reorder_sections() in a deadlock. Raises 22004, 22023, 40001 (the section was moved by somebody else meanwhile), P0002 (no such section or page).';

CREATE FUNCTION boh_iso_time(at timestamptz) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_iso_time';
COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as documents of boh have it: ISO 8601 in UTC with milliseconds, as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

CREATE FUNCTION boh_page(slug text, preview boolean DEFAULT false) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page';
COMMENT ON FUNCTION boh_page(text, boolean) IS
	'What readers see at a slug at this moment: {"id", "version", "title", "metaDescription", "publishedAt", "sections": [{"id", "type", "data"}]}. "redirect" names the page''s slug where this is an old one of it, "validUntil" the time at which a scheduled version takes over. NULL: nothing is to be seen. With preview the page as it is edited, "version" null. Needs SELECT on content_pages and content_page_versions, preview on content_sections instead, old slugs on slug_redirects. Raises 22004.';

CREATE FUNCTION boh_page_diff(page uuid, from_version integer, to_version integer) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_diff';
COMMENT ON FUNCTION boh_page_diff(uuid, integer, integer) IS
	'What readers would see differently in another version; NULL is the page as it is edited. "title" and "metaDescription" have "from" and "to" where they differ; "sections" has "added", "removed", "moved" (with places "from" and "to", counted from 0) and "changed" (with "paths", JSON Pointers into data, and "oldType" where the type changed). Needs SELECT on content_page_versions, for NULL on content_pages and content_sections as well. Raises 22004, P0002 (no such page or version).';

CREATE FUNCTION boh_page_advice(page uuid) RETURNS TABLE (field text, advice text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_advice';
COMMENT ON FUNCTION boh_page_advice(uuid) IS
	'What would make a page, as it is edited, easier to find and to read: a title of fewer than 60 characters, a description of 150 to 160, one heading of the first level (of a HERO, or h1 in a text), alternative texts of pictures. field is a JSON Pointer into boh_page(slug, true). No rows: nothing to improve. Raises 22004, P0002 (no such page).';
CREATE FUNCTION boh_content_pages_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_keep_slug';
COMMENT ON FUNCTION boh_content_pages_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on content_pages, per row: removes the redirect of the slug that was taken, and keeps one from the slug that a PUBLISHED page had before.';

CREATE FUNCTION boh_events_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_keep_slug';
COMMENT ON FUNCTION boh_events_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on events, per row: removes the redirect of the slug that was taken, and keeps one from the slug that an event had before, unless it was a DRAFT.';

CREATE FUNCTION boh_slug_redirects_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_check';
COMMENT ON FUNCTION boh_slug_redirects_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on slug_redirects, per row: raises BH036 for a slug that a page or an event has now.';

CREATE FUNCTION boh_slug_redirects_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_announce';
COMMENT ON FUNCTION boh_slug_redirects_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on slug_redirects, per row: announces the slug of a page on boh_cache.';
CREATE FUNCTION boh_validate_setting(setting_type text, value text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_validate_setting';
COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value: NUMBER a number as JSON writes it, with at most 131072 digits before and 16383 after the point; BOOLEAN true or false; JSON a JSON text that jsonb can hold, with at most 1000 arrays and objects within each other; IMAGE a URL as the format boh-image-url has it; TEXT anything. NULL, no value, suits every type. The trigger of site_settings asks the same. Raises 22004 (no type), 22023 (unknown type).';

CREATE FUNCTION boh_setting(key text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_setting';
COMMENT ON FUNCTION boh_setting(text) IS
	'Value of a setting as text; NULL when there is no such setting or it has no value. From the session''s memory, which forgets as soon as a change is committed; under REPEATABLE READ, too, it is what is committed now and what this transaction has changed. Raises 42501 unless the caller may select key and value of site_settings; with row-level security the table itself is asked.';

CREATE FUNCTION boh_settings(setting_group text DEFAULT NULL, public_only boolean DEFAULT true) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_settings';
COMMENT ON FUNCTION boh_settings(text, boolean) IS
	'Settings of a group, or of all for NULL, as one object of key and value; only those with is_public unless public_only is false. A NUMBER is a JSON number, a BOOLEAN true or false, JSON itself, anything else a string; no value is null. From the same memory as boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that came past the trigger and is not of its type), 42501 unless the caller may select key, value, type, setting_group and is_public of site_settings.';

CREATE FUNCTION boh_site_settings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_check';
COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: refuses a value that is not of the setting''s type (23514), and a media.base_url that pages could not show (22023), sets updated_at.';

CREATE FUNCTION boh_site_settings_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_changed';
COMMENT ON FUNCTION boh_site_settings_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on site_settings per row, BEFORE and AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes sessions forget what they keep of the table and announces the setting''s key, old and new, on channel boh_cache.';
CREATE FUNCTION boh_media_files_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_check';
COMMENT ON FUNCTION boh_media_files_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on media_files, per row: makes filename and url where they are NULL, writes mime_type in lower case, sets updated_at. Raises BH037 (a file in use is put into the bin or given another address), BH039 (media type), BH040 (too large), BH042 (being removed), 22023 (a setting that cannot be read).';

CREATE FUNCTION boh_media_files_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_keep';
COMMENT ON FUNCTION boh_media_files_keep() IS
	'Trigger, BEFORE DELETE on media_files, per row: raises BH037 when something refers to the file, BH042 when it was marked for removal in this transaction.';

CREATE FUNCTION boh_media_files_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_announce';
COMMENT ON FUNCTION boh_media_files_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on media_files, per row: sends NOTIFY boh_cache when a file that readers can see changes or goes, NOTIFY boh_thumbnails when there is a picture without a thumbnail.';

CREATE FUNCTION boh_media_references_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_references_keep';
COMMENT ON FUNCTION boh_media_references_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on media_references: raises BH041.';

CREATE FUNCTION boh_content_sections_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_refer';
COMMENT ON FUNCTION boh_content_sections_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_sections: keeps media_references. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_content_page_versions_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_refer';
COMMENT ON FUNCTION boh_content_page_versions_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_page_versions: keeps media_references. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_events_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_refer';
COMMENT ON FUNCTION boh_events_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on events: keeps media_references of image_url and video_url. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_site_settings_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_refer';
COMMENT ON FUNCTION boh_site_settings_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on site_settings: keeps media_references of settings of type IMAGE. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_media_usage(media uuid)
RETURNS TABLE (entity text, entity_id uuid, path text, name text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_usage';
COMMENT ON FUNCTION boh_media_usage(uuid) IS
	'What refers to a file: one row a place. entity is section, page_version, event or setting; path says where in it; name says which one in words, NULL where the caller may not read it. Needs SELECT on media_files and media_references. Raises P0002 (no such file), 22004.';

CREATE FUNCTION boh_orphaned_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, original_filename text, url text, thumbnail_url text, mime_type text,
	file_size bigint, folder text, uploaded_by uuid, created_at timestamptz, deleted_at timestamptz)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_orphaned_media';
COMMENT ON FUNCTION boh_orphaned_media(integer) IS
	'Files that nothing refers to, uploaded more than older_than_days (0 to 36500) ago and, where they are in the bin, put there as long ago: what boh_purge_media() would give out anew, unless it finds references that are missing. Needs SELECT on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_purge_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, url text, thumbnail_url text, file_size bigint,
	deleted_at timestamptz, purge_started_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_purge_media';
COMMENT ON FUNCTION boh_purge_media(integer) IS
	'First step of removing files: brings references up to date as boh_refresh_media_references() does, marks what boh_orphaned_media(older_than_days) finds then, leaving out what others have locked, and returns it together with all that was marked before and not confirmed. Commit, remove these files and their thumbnails (one that is missing counts as removed), then call boh_media_purged() with the ids. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_media_purged(media uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_purged';
COMMENT ON FUNCTION boh_media_purged(uuid[]) IS
	'Second step of removing files: deletes the rows that boh_purge_media() gave out and whose files are gone now; others are left alone. Returns how many were deleted. Needs SELECT, UPDATE and DELETE on media_files. Raises 22004, BH042 (given out in this very transaction).';

CREATE FUNCTION boh_take_thumbnails(max_rows integer DEFAULT 10, lease_seconds integer DEFAULT 300)
RETURNS TABLE (id uuid, filename text, url text, mime_type text, file_size bigint, width integer, height integer,
	attempt integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_take_thumbnails';
COMMENT ON FUNCTION boh_take_thumbnails(integer, integer) IS
	'Takes up to max_rows pictures without a thumbnail, oldest first, for a worker to make them; nobody else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is given out five times at most; attempt counts. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_refresh_media_references()
RETURNS TABLE (added bigint, removed bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refresh_media_references';
COMMENT ON FUNCTION boh_refresh_media_references() IS
	'Compares the references of all sections, versions, events and settings with what they contain, and mends what differs: after an import that made files after what refers to them, or while triggers were off. Returns how many references were added and removed. Needs UPDATE on media_files.';
CREATE FUNCTION boh_verify()
RETURNS TABLE (problem text, entity text, entity_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_verify';
COMMENT ON FUNCTION boh_verify() IS
	'Looks through the data schema for counters that drifted, broken rules, triggers or constraints that are missing or switched off, and tables, columns and enums that are not as the migrations made them. One row a finding: what, in which table or type, which row (NULL: the table itself), what it should be and what it is. No rows when all is well. Reads the whole schema, but for the rows of tables with a column that is missing, of another type or may be null. Raises 42501 for a role from which row-level security hides rows.';
CREATE FUNCTION boh_migration_scripts()
RETURNS TABLE (version integer, name text, up text, down text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $boh_migration_scripts$
VALUES
(1, 'events'::text, $migration$-- The event domain: users, venues, events, bookings, tags.

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
$migration$, $migration$-- Undoes the event domain.

DROP TABLE event_tags;
DROP TABLE tags;
DROP TABLE bookings;
DROP TABLE events;
DROP TABLE venues;
DROP TABLE users;
DROP TYPE booking_status;
DROP TYPE event_category;
DROP TYPE event_status;
DROP TYPE user_role;
$migration$),
(2, 'booking_lanes'::text, $migration$-- Booking lanes: the counter of a hot event, split over rows that bookings lock
-- one of.

ALTER TABLE events
	ADD COLUMN booking_lanes smallint NOT NULL DEFAULT 1,
	ADD COLUMN booking_waited_at timestamptz(3),
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 64);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 64. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON COLUMN events.booking_waited_at IS 'When a booking had to wait for this row longer than boh.auto_lanes_wait_ms while boh.auto_lanes was on: the next one opens lanes. NULL: none had to.';
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out. With booking_lanes above 1 as of the last boh_fold_lanes() or edit of the event.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 64.';

-- Every booking of a hot event writes one of these rows in place (HOT), so pages
-- have room to spare.
CREATE TABLE booking_lanes (
	event_id uuid NOT NULL,
	capacity integer NOT NULL,
	booked integer NOT NULL,
	lane smallint NOT NULL,
	CONSTRAINT pk_booking_lanes PRIMARY KEY (event_id, lane),
	CONSTRAINT fk_booking_lanes_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 64),
	CONSTRAINT chk_booking_lanes_booked CHECK (booked BETWEEN 0 AND capacity)
) WITH (fillfactor = 25);
COMMENT ON TABLE booking_lanes IS 'Seats of events with booking_lanes above 1: the lanes'' capacities add up to the event''s, their booked seats to those of its active bookings. Made and written by the database alone (BH018).';
COMMENT ON COLUMN booking_lanes.event_id IS 'The event.';
COMMENT ON COLUMN booking_lanes.lane IS 'Number of the lane, from 1 to the event''s booking_lanes.';
COMMENT ON COLUMN booking_lanes.capacity IS 'Seats that this lane has.';
COMMENT ON COLUMN booking_lanes.booked IS 'Seats booked on this lane. A booking does not belong to a lane: its seats may return to another.';
COMMENT ON CONSTRAINT pk_booking_lanes ON booking_lanes IS 'A lane stands once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_booking_lanes_event_id ON booking_lanes IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';
COMMENT ON CONSTRAINT chk_booking_lanes_booked ON booking_lanes IS 'Never more seats booked than the lane has: the last line of defence against overselling.';

CREATE TRIGGER boh_events_arrange_new_lanes AFTER INSERT ON events
	FOR EACH ROW WHEN (NEW.booking_lanes > 1) EXECUTE FUNCTION boh_events_arrange_lanes();
COMMENT ON TRIGGER boh_events_arrange_new_lanes ON events IS 'Opens the lanes of a new event.';
CREATE TRIGGER boh_events_arrange_lanes AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.booking_lanes IS DISTINCT FROM NEW.booking_lanes
		OR (NEW.booking_lanes > 1 AND OLD.capacity IS DISTINCT FROM NEW.capacity))
	EXECUTE FUNCTION boh_events_arrange_lanes();
COMMENT ON TRIGGER boh_events_arrange_lanes ON events IS 'Opens and closes lanes, and spreads the capacity over them.';
CREATE TRIGGER boh_booking_lanes_keep BEFORE INSERT OR UPDATE OR DELETE ON booking_lanes
	FOR EACH ROW EXECUTE FUNCTION boh_booking_lanes_keep();
COMMENT ON TRIGGER boh_booking_lanes_keep ON booking_lanes IS 'Lanes are written by the database alone, and go with their event.';
CREATE TRIGGER boh_booking_lanes_keep_all BEFORE TRUNCATE ON booking_lanes
	FOR EACH STATEMENT EXECUTE FUNCTION boh_booking_lanes_keep();
COMMENT ON TRIGGER boh_booking_lanes_keep_all ON booking_lanes IS 'Lanes are never truncated.';
$migration$, $migration$-- Undoes booking lanes: each event's counter is its row again.

UPDATE events SET booking_lanes = 1 WHERE booking_lanes > 1;
DROP TRIGGER boh_events_arrange_lanes ON events;
DROP TRIGGER boh_events_arrange_new_lanes ON events;
DROP TABLE booking_lanes;
ALTER TABLE events
	DROP COLUMN booking_waited_at,
	DROP COLUMN booking_lanes;
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out.';
$migration$),
(3, 'content'::text, $migration$-- The content domain: pages made of typed sections, media, settings.

CREATE TYPE content_status AS ENUM ('DRAFT', 'PUBLISHED', 'ARCHIVED');
COMMENT ON TYPE content_status IS
	'Life of a page: DRAFT is prepared, PUBLISHED can be read from published_at on, ARCHIVED is put away.';

CREATE TYPE section_type AS ENUM ('HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST');
COMMENT ON TYPE section_type IS
	'What a section shows. Add a value with ALTER TYPE ... ADD VALUE and describe its data with a row of section_schemas.';

CREATE TYPE setting_type AS ENUM ('TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE');
COMMENT ON TYPE setting_type IS
	'How a setting''s value is read: IMAGE is the address of a picture, the others are as JSON has them.';

CREATE TYPE setting_group AS ENUM ('GENERAL', 'CONTACT', 'SOCIAL_MEDIA', 'SEO', 'APPEARANCE');
COMMENT ON TYPE setting_group IS
	'Where a setting is shown. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';


-- Pages.

CREATE TABLE content_pages (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	author_id uuid NOT NULL,
	published_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	live_version integer,
	previous_version integer,
	status content_status NOT NULL DEFAULT 'DRAFT',
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	meta_description text,
	CONSTRAINT pk_content_pages PRIMARY KEY (id),
	CONSTRAINT uq_content_pages_slug UNIQUE (slug),
	CONSTRAINT fk_content_pages_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_content_pages_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_content_pages_title CHECK (length(title) BETWEEN 1 AND 300),
	CONSTRAINT chk_content_pages_meta_description CHECK (length(meta_description) BETWEEN 1 AND 1000),
	CONSTRAINT chk_content_pages_published_at CHECK (isfinite(published_at)),
	CONSTRAINT chk_content_pages_published CHECK (status OPERATOR(pg_catalog.<>) 'PUBLISHED' OR published_at IS NOT NULL),
	CONSTRAINT chk_content_pages_live_version CHECK ((status OPERATOR(pg_catalog.=) 'PUBLISHED') = (live_version IS NOT NULL)),
	CONSTRAINT chk_content_pages_previous_version CHECK (previous_version < live_version)
);
COMMENT ON TABLE content_pages IS 'Pages as they are edited. Readers see the version that was published last.';
COMMENT ON COLUMN content_pages.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN content_pages.author_id IS 'Who answers for the page.';
COMMENT ON COLUMN content_pages.published_at IS 'From when on live_version is what readers see; in the future the page is scheduled. Becomes now when the page becomes PUBLISHED and it is empty. Changing it on a PUBLISHED page publishes the page anew.';
COMMENT ON COLUMN content_pages.created_at IS 'When the row was made.';
COMMENT ON COLUMN content_pages.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN content_pages.live_version IS 'The version that readers see from published_at on; kept by trigger, cannot be written (BH031). NULL: the page is not PUBLISHED.';
COMMENT ON COLUMN content_pages.previous_version IS 'The version that readers see until published_at, where a page that is live was published anew for later; kept by trigger, cannot be written (BH031).';
COMMENT ON COLUMN content_pages.status IS 'PUBLISHED writes a version and makes it live; any other takes the page away from readers.';
COMMENT ON COLUMN content_pages.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out. An old slug of a published page leads to it on (slug_redirects).';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters.';
COMMENT ON COLUMN content_pages.meta_description IS 'What search engines show below the title, 1 to 1000 characters.';
COMMENT ON CONSTRAINT pk_content_pages ON content_pages IS 'One row a page.';
COMMENT ON CONSTRAINT uq_content_pages_slug ON content_pages IS 'A URL names one page.';
COMMENT ON CONSTRAINT fk_content_pages_author_id ON content_pages IS 'Who answers for a page stays known.';
COMMENT ON CONSTRAINT chk_content_pages_slug ON content_pages IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_content_pages_title ON content_pages IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_content_pages_meta_description ON content_pages IS 'Not empty, at most 1000 characters.';
COMMENT ON CONSTRAINT chk_content_pages_published_at ON content_pages IS 'A day that comes.';
COMMENT ON CONSTRAINT chk_content_pages_published ON content_pages IS 'A published page knows since when.';
COMMENT ON CONSTRAINT chk_content_pages_live_version ON content_pages IS 'What is published has a version to show, and nothing else has.';
COMMENT ON CONSTRAINT chk_content_pages_previous_version ON content_pages IS 'Something older than live_version.';

CREATE INDEX idx_content_pages_author_id ON content_pages (author_id);
COMMENT ON INDEX idx_content_pages_author_id IS 'An author''s pages; serves the foreign key.';
CREATE INDEX idx_content_pages_status_published_at ON content_pages (status, published_at);
COMMENT ON INDEX idx_content_pages_status_published_at IS 'Pages in a status, by date.';
CREATE INDEX idx_content_pages_published ON content_pages (published_at) WHERE status OPERATOR(pg_catalog.=) 'PUBLISHED';
COMMENT ON INDEX idx_content_pages_published IS 'What readers see, newest first, and what goes live next.';

CREATE TRIGGER boh_content_pages_check BEFORE INSERT OR UPDATE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_check();
COMMENT ON TRIGGER boh_content_pages_check ON content_pages IS 'Makes the slug, fills in published_at, chooses the version that readers see, keeps updated_at.';
CREATE TRIGGER boh_content_pages_keep_new_slug AFTER INSERT ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_keep_slug();
COMMENT ON TRIGGER boh_content_pages_keep_new_slug ON content_pages IS 'A slug that is taken leads nowhere else.';
CREATE TRIGGER boh_content_pages_keep_slug AFTER UPDATE OF slug ON content_pages
	FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION boh_content_pages_keep_slug();
COMMENT ON TRIGGER boh_content_pages_keep_slug ON content_pages IS 'The old slug of a published page leads to it on.';
CREATE TRIGGER boh_content_pages_publish_new AFTER INSERT ON content_pages
	FOR EACH ROW WHEN (NEW.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish_new ON content_pages IS 'Writes the first version of a page that is published at once.';
CREATE TRIGGER boh_content_pages_publish AFTER UPDATE ON content_pages
	FOR EACH ROW WHEN (OLD.live_version IS DISTINCT FROM NEW.live_version
		OR (NEW.live_version IS NOT NULL AND OLD.slug IS DISTINCT FROM NEW.slug))
	EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish ON content_pages IS 'Writes the version that was published, and tells caches what readers see anew or no longer.';
CREATE TRIGGER boh_content_pages_publish_gone AFTER DELETE ON content_pages
	FOR EACH ROW WHEN (OLD.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish_gone ON content_pages IS 'Tells caches that a page is gone.';


-- Versions of pages.

CREATE TABLE content_page_versions (
	page_id uuid NOT NULL,
	created_by uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	version integer NOT NULL,
	reason text NOT NULL,
	snapshot jsonb NOT NULL,
	hidden_sections jsonb NOT NULL DEFAULT '[]',
	CONSTRAINT pk_content_page_versions PRIMARY KEY (page_id, version),
	CONSTRAINT fk_content_page_versions_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT fk_content_page_versions_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_content_page_versions_version CHECK (version > 0),
	CONSTRAINT chk_content_page_versions_reason CHECK (length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE content_page_versions IS 'Pages as they were published. Written by the database alone (BH030). Those that readers see and the newest one of a page stay (BH035), older ones may be deleted.';
COMMENT ON COLUMN content_page_versions.page_id IS 'The page.';
COMMENT ON COLUMN content_page_versions.version IS 'Counted from 1 for each page.';
COMMENT ON COLUMN content_page_versions.snapshot IS 'What boh_page() gives to readers: the page and its visible sections in order.';
COMMENT ON COLUMN content_page_versions.hidden_sections IS 'The sections that were not visible, each with its place among all, for boh_rollback_page().';
COMMENT ON COLUMN content_page_versions.reason IS 'Why the version was made, 1 to 1000 characters.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the setting boh.user_id, or else the page''s author.';
COMMENT ON COLUMN content_page_versions.created_at IS 'When it was made.';
COMMENT ON CONSTRAINT pk_content_page_versions ON content_page_versions IS 'A version stands once. Serves the foreign key on page_id, too.';
COMMENT ON CONSTRAINT fk_content_page_versions_page_id ON content_page_versions IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_content_page_versions_created_by ON content_page_versions IS 'Who published stays known.';
COMMENT ON CONSTRAINT chk_content_page_versions_version ON content_page_versions IS 'Versions are counted from 1.';
COMMENT ON CONSTRAINT chk_content_page_versions_reason ON content_page_versions IS 'Not empty, at most 1000 characters.';

CREATE INDEX idx_content_page_versions_created_by ON content_page_versions (created_by);
COMMENT ON INDEX idx_content_page_versions_created_by IS 'What a user published; serves the foreign key.';

CREATE TRIGGER boh_content_page_versions_keep BEFORE INSERT OR UPDATE OR DELETE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_keep();
COMMENT ON TRIGGER boh_content_page_versions_keep ON content_page_versions IS 'Versions are written by the database alone; those that are needed stay.';
CREATE TRIGGER boh_content_page_versions_keep_all BEFORE TRUNCATE ON content_page_versions
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_keep_all();
COMMENT ON TRIGGER boh_content_page_versions_keep_all ON content_page_versions IS 'What readers see is not truncated.';
CREATE TRIGGER boh_content_page_versions_announce AFTER UPDATE ON content_page_versions
	FOR EACH ROW WHEN (OLD.snapshot IS DISTINCT FROM NEW.snapshot) EXECUTE FUNCTION boh_content_page_versions_announce();
COMMENT ON TRIGGER boh_content_page_versions_announce ON content_page_versions IS 'Tells caches of a version that was brought into a new form.';


-- Sections of pages.

CREATE TABLE content_sections (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	page_id uuid NOT NULL,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	position integer NOT NULL,
	type section_type NOT NULL,
	is_visible boolean NOT NULL DEFAULT true,
	data jsonb NOT NULL,
	CONSTRAINT pk_content_sections PRIMARY KEY (id),
	CONSTRAINT uq_content_sections_page_id_position UNIQUE (page_id, position) DEFERRABLE INITIALLY IMMEDIATE,
	CONSTRAINT fk_content_sections_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_content_sections_position CHECK (position >= 0)
);
COMMENT ON TABLE content_sections IS 'What pages consist of, as it is edited.';
COMMENT ON COLUMN content_sections.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN content_sections.page_id IS 'The page.';
COMMENT ON COLUMN content_sections.position IS 'Place on the page, from 0 up, unique there; the next free one at the end when left out.';
COMMENT ON COLUMN content_sections.type IS 'What the section shows.';
COMMENT ON COLUMN content_sections.is_visible IS 'Whether readers will see it once the page is published.';
COMMENT ON COLUMN content_sections.data IS 'Its content, an object of the form that boh_section_schema(type) describes (23514).';
COMMENT ON COLUMN content_sections.created_at IS 'When the row was made.';
COMMENT ON COLUMN content_sections.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_content_sections ON content_sections IS 'One row a section.';
COMMENT ON CONSTRAINT uq_content_sections_page_id_position ON content_sections IS 'A place on a page is taken once; checked at the end of the statement, so that places can be exchanged. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_content_sections_page_id ON content_sections IS 'Goes with the page.';
COMMENT ON CONSTRAINT chk_content_sections_position ON content_sections IS 'Places are counted from 0.';

CREATE TRIGGER boh_content_sections_check BEFORE INSERT OR UPDATE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_content_sections_check();
COMMENT ON TRIGGER boh_content_sections_check ON content_sections IS 'Data have the form of their type; a section without a place goes to the end of its page; keeps updated_at.';


-- Shapes of sections.

CREATE TABLE section_schemas (
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	type section_type NOT NULL,
	schema jsonb NOT NULL,
	description text,
	CONSTRAINT pk_section_schemas PRIMARY KEY (type),
	CONSTRAINT chk_section_schemas_schema CHECK (schema @> '{"type": "object"}'),
	CONSTRAINT chk_section_schemas_size CHECK (length(CAST(schema AS text)) <= 100000),
	CONSTRAINT chk_section_schemas_description CHECK (length(description) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE section_schemas IS 'Forms of section types of your own, and forms that replace those that the extension has for its types.';
COMMENT ON COLUMN section_schemas.type IS 'The section type.';
COMMENT ON COLUMN section_schemas.schema IS 'JSON Schema, draft 2020-12, of the data of its sections, which are objects; at most 100,000 characters. Existing sections must be of that form (BH032) unless boh.allow_broken_sections is on.';
COMMENT ON COLUMN section_schemas.description IS 'What such a section is for, 1 to 1000 characters.';
COMMENT ON COLUMN section_schemas.created_at IS 'When the row was made.';
COMMENT ON COLUMN section_schemas.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_section_schemas ON section_schemas IS 'A type has one form.';
COMMENT ON CONSTRAINT chk_section_schemas_schema ON section_schemas IS 'Data of sections are objects: the schema has "type": "object".';
COMMENT ON CONSTRAINT chk_section_schemas_size ON section_schemas IS 'At most 100,000 characters: every session keeps it.';
COMMENT ON CONSTRAINT chk_section_schemas_description ON section_schemas IS 'Not empty, at most 1000 characters.';

CREATE TRIGGER boh_section_schemas_lock_sections BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_lock_sections();
COMMENT ON TRIGGER boh_section_schemas_lock_sections ON section_schemas IS 'While a form changes nobody writes sections.';
CREATE TRIGGER boh_section_schemas_forget BEFORE INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_forget();
ALTER TABLE section_schemas ENABLE ALWAYS TRIGGER boh_section_schemas_forget;
COMMENT ON TRIGGER boh_section_schemas_forget ON section_schemas IS 'Sessions forget the forms that they keep, also when rows come by replication.';
CREATE TRIGGER boh_section_schemas_check BEFORE INSERT OR UPDATE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_check();
COMMENT ON TRIGGER boh_section_schemas_check ON section_schemas IS 'A schema is one that can be used; keeps updated_at.';
CREATE TRIGGER boh_section_schemas_guard_sections AFTER INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_guard_sections();
COMMENT ON TRIGGER boh_section_schemas_guard_sections ON section_schemas IS 'Existing sections are of the form that their type gets.';
CREATE TRIGGER boh_section_schemas_guard_all_sections AFTER TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_guard_sections();
COMMENT ON TRIGGER boh_section_schemas_guard_all_sections ON section_schemas IS 'The same when all rows go.';


-- Slugs that pages and events had before.

CREATE TABLE slug_redirects (
	page_id uuid,
	event_id uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	entity text COLLATE "C" NOT NULL,
	slug text COLLATE "C" NOT NULL,
	CONSTRAINT pk_slug_redirects PRIMARY KEY (entity, slug),
	CONSTRAINT fk_slug_redirects_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT fk_slug_redirects_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_slug_redirects_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_slug_redirects_target CHECK (
		CASE entity WHEN 'page' THEN page_id IS NOT NULL AND event_id IS NULL
			WHEN 'event' THEN event_id IS NOT NULL AND page_id IS NULL ELSE false END)
);
COMMENT ON TABLE slug_redirects IS 'Slugs that a published page or event had before, kept by trigger. One goes when somebody else takes the slug.';
COMMENT ON COLUMN slug_redirects.entity IS 'Whose slug it was: page or event.';
COMMENT ON COLUMN slug_redirects.slug IS 'The old slug.';
COMMENT ON COLUMN slug_redirects.page_id IS 'The page that had it.';
COMMENT ON COLUMN slug_redirects.event_id IS 'The event that had it.';
COMMENT ON COLUMN slug_redirects.created_at IS 'When the slug changed.';
COMMENT ON CONSTRAINT pk_slug_redirects ON slug_redirects IS 'An old slug leads to one page, and to one event.';
COMMENT ON CONSTRAINT fk_slug_redirects_page_id ON slug_redirects IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_slug_redirects_event_id ON slug_redirects IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_slug_redirects_slug ON slug_redirects IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_slug_redirects_target ON slug_redirects IS 'Leads to one thing, of its kind.';

CREATE INDEX idx_slug_redirects_page_id ON slug_redirects (page_id);
COMMENT ON INDEX idx_slug_redirects_page_id IS 'Old slugs of a page; serves the foreign key.';
CREATE INDEX idx_slug_redirects_event_id ON slug_redirects (event_id);
COMMENT ON INDEX idx_slug_redirects_event_id IS 'Old slugs of an event; serves the foreign key.';

CREATE TRIGGER boh_slug_redirects_announce AFTER INSERT OR UPDATE OR DELETE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_announce();
COMMENT ON TRIGGER boh_slug_redirects_announce ON slug_redirects IS 'Tells caches where an old slug leads now.';
CREATE TRIGGER boh_events_keep_new_slug AFTER INSERT ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_keep_slug();
COMMENT ON TRIGGER boh_events_keep_new_slug ON events IS 'A slug that is taken leads nowhere else.';
CREATE TRIGGER boh_events_keep_slug AFTER UPDATE OF slug ON events
	FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION boh_events_keep_slug();
COMMENT ON TRIGGER boh_events_keep_slug ON events IS 'The old slug of an event that is no draft leads to it on.';


-- Media.

CREATE TABLE media_files (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	uploaded_by uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	deleted_at timestamptz(3),
	purge_started_at timestamptz(3),
	thumbnail_taken_at timestamptz(3),
	file_size bigint NOT NULL,
	width integer,
	height integer,
	thumbnail_attempts smallint NOT NULL DEFAULT 0,
	filename text COLLATE "C" NOT NULL,
	original_filename text NOT NULL,
	mime_type text COLLATE "C" NOT NULL,
	folder text NOT NULL DEFAULT 'root',
	url text COLLATE "C" NOT NULL,
	thumbnail_url text COLLATE "C",
	alt_text text,
	CONSTRAINT pk_media_files PRIMARY KEY (id),
	CONSTRAINT uq_media_files_filename UNIQUE (filename),
	CONSTRAINT uq_media_files_url UNIQUE (url),
	CONSTRAINT fk_media_files_uploaded_by FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_media_files_filename CHECK (filename ~ '^[a-z0-9][a-z0-9._-]*$' AND length(filename) <= 200),
	CONSTRAINT chk_media_files_original_filename CHECK (length(original_filename) BETWEEN 1 AND 500),
	CONSTRAINT chk_media_files_mime_type CHECK (mime_type ~ '^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$' AND length(mime_type) <= 200),
	CONSTRAINT chk_media_files_file_size CHECK (file_size > 0),
	CONSTRAINT chk_media_files_dimensions CHECK ((width IS NULL) = (height IS NULL) AND width > 0 AND height > 0),
	CONSTRAINT chk_media_files_folder CHECK (length(folder) BETWEEN 1 AND 200),
	CONSTRAINT chk_media_files_url CHECK (url ~ '^[^[:space:]<>"]*/[^[:space:]<>"]*$' AND length(url) <= 2000),
	CONSTRAINT chk_media_files_thumbnail_url CHECK (thumbnail_url ~ '^[^[:space:]<>"]*/[^[:space:]<>"]*$' AND length(thumbnail_url) <= 2000),
	CONSTRAINT chk_media_files_alt_text CHECK (length(alt_text) <= 1000),
	CONSTRAINT chk_media_files_purge CHECK (purge_started_at IS NULL OR deleted_at IS NOT NULL),
	CONSTRAINT chk_media_files_thumbnail_attempts CHECK (thumbnail_attempts >= 0)
);
COMMENT ON TABLE media_files IS 'Files that were uploaded. The application stores them; here is the record.';
COMMENT ON COLUMN media_files.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN media_files.uploaded_by IS 'Who uploaded it; NULL: nobody in particular, such as an import.';
COMMENT ON COLUMN media_files.created_at IS 'When the row was made.';
COMMENT ON COLUMN media_files.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN media_files.deleted_at IS 'When it was put into the bin; not while something refers to it (BH037). NULL: it is in use or can be used.';
COMMENT ON COLUMN media_files.purge_started_at IS 'When boh_purge_media() gave it out for its file to be removed; from then on the row cannot change (BH042), and is deleted once that is done.';
COMMENT ON COLUMN media_files.thumbnail_taken_at IS 'When a worker last took it to make its thumbnail.';
COMMENT ON COLUMN media_files.thumbnail_attempts IS 'How often workers took it to make its thumbnail; after five it is left alone. 0 gives it another chance.';
COMMENT ON COLUMN media_files.file_size IS 'Size in bytes.';
COMMENT ON COLUMN media_files.width IS 'Width in pixels; given together with height or not at all.';
COMMENT ON COLUMN media_files.height IS 'Height in pixels; given together with width or not at all.';
COMMENT ON COLUMN media_files.filename IS 'Name under which the file is stored, unique; made from original_filename when left out.';
COMMENT ON COLUMN media_files.original_filename IS 'Name that the file came with, 1 to 500 characters.';
COMMENT ON COLUMN media_files.mime_type IS 'Media type, such as image/jpeg (RFC 6838), in lower case; the setting media.mime_types says which are allowed (BH039).';
COMMENT ON COLUMN media_files.folder IS 'Where the file is shown, 1 to 200 characters.';
COMMENT ON COLUMN media_files.url IS 'Address of the file, unique, as pages write it; the setting media.base_url and filename when left out. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.thumbnail_url IS 'Address of a small picture of it; NULL: there is none, or none yet. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.alt_text IS 'What the picture shows, for those who do not see it, at most 1000 characters.';
COMMENT ON CONSTRAINT pk_media_files ON media_files IS 'One row a file.';
COMMENT ON CONSTRAINT uq_media_files_filename ON media_files IS 'A file is stored once.';
COMMENT ON CONSTRAINT uq_media_files_url ON media_files IS 'An address names one file.';
COMMENT ON CONSTRAINT fk_media_files_uploaded_by ON media_files IS 'Who uploaded it stays known.';
COMMENT ON CONSTRAINT chk_media_files_filename ON media_files IS 'Lower-case letters, digits, points, hyphens and underscores, at most 200 characters.';
COMMENT ON CONSTRAINT chk_media_files_original_filename ON media_files IS 'Not empty, at most 500 characters.';
COMMENT ON CONSTRAINT chk_media_files_mime_type ON media_files IS 'Type and subtype, in lower case.';
COMMENT ON CONSTRAINT chk_media_files_file_size ON media_files IS 'A file has content.';
COMMENT ON CONSTRAINT chk_media_files_dimensions ON media_files IS 'Both or none, and positive.';
COMMENT ON CONSTRAINT chk_media_files_folder ON media_files IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_media_files_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_alt_text ON media_files IS 'At most 1000 characters; empty for a decoration.';
COMMENT ON CONSTRAINT chk_media_files_purge ON media_files IS 'Only what is in the bin is removed.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_attempts ON media_files IS 'A count.';

CREATE INDEX idx_media_files_uploaded_by ON media_files (uploaded_by);
COMMENT ON INDEX idx_media_files_uploaded_by IS 'A user''s files; serves the foreign key.';
CREATE INDEX idx_media_files_folder_created_at ON media_files (folder, created_at);
COMMENT ON INDEX idx_media_files_folder_created_at IS 'Files of a folder, by date.';
CREATE INDEX idx_media_files_mime_type ON media_files (mime_type);
COMMENT ON INDEX idx_media_files_mime_type IS 'Files of a kind.';
CREATE INDEX idx_media_files_created_at ON media_files (created_at);
COMMENT ON INDEX idx_media_files_created_at IS 'Files by date, such as those of the last 30 days.';
CREATE INDEX idx_media_files_thumbnail_url ON media_files (thumbnail_url) WHERE thumbnail_url IS NOT NULL;
COMMENT ON INDEX idx_media_files_thumbnail_url IS 'The file that a thumbnail belongs to.';
CREATE INDEX idx_media_files_pending_thumbnail ON media_files (id)
	WHERE thumbnail_url IS NULL AND deleted_at IS NULL AND thumbnail_attempts < 5 AND mime_type LIKE 'image/%';
COMMENT ON INDEX idx_media_files_pending_thumbnail IS 'The queue of thumbnails to be made, oldest first.';
CREATE INDEX idx_media_files_deleted_at ON media_files (deleted_at) WHERE deleted_at IS NOT NULL;
COMMENT ON INDEX idx_media_files_deleted_at IS 'The bin.';

CREATE TRIGGER boh_media_files_check BEFORE INSERT OR UPDATE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_check();
COMMENT ON TRIGGER boh_media_files_check ON media_files IS 'Fills in filename and url, holds to the limits of the settings, and keeps files in use out of the bin.';
CREATE TRIGGER boh_media_files_keep BEFORE DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_keep();
COMMENT ON TRIGGER boh_media_files_keep ON media_files IS 'A file in use stays.';
CREATE TRIGGER boh_media_files_announce AFTER INSERT OR UPDATE OR DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_announce();
COMMENT ON TRIGGER boh_media_files_announce ON media_files IS 'Tells caches of a changed file, and workers of a thumbnail to be made.';


-- Where media are used.

CREATE TABLE media_references (
	media_id uuid NOT NULL,
	entity_id uuid NOT NULL,
	entity text COLLATE "C" NOT NULL,
	path text COLLATE "C" NOT NULL,
	target text COLLATE "C" NOT NULL,
	CONSTRAINT pk_media_references PRIMARY KEY (media_id, entity, entity_id, path, target),
	CONSTRAINT fk_media_references_media_id FOREIGN KEY (media_id) REFERENCES media_files (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_media_references_entity CHECK (entity IN ('section', 'page_version', 'event', 'setting')),
	CONSTRAINT chk_media_references_path CHECK (octet_length(path) <= 1000),
	CONSTRAINT chk_media_references_target CHECK (target IN ('url', 'thumbnail_url'))
);
COMMENT ON TABLE media_references IS 'What refers to which file; kept by trigger, cannot be written (BH041).';
COMMENT ON COLUMN media_references.media_id IS 'The file.';
COMMENT ON COLUMN media_references.entity IS 'What refers to it: section, page_version, event or setting.';
COMMENT ON COLUMN media_references.entity_id IS 'Id of the section, event or setting; of a page_version its page''s.';
COMMENT ON COLUMN media_references.path IS 'Where: for a section a JSON Pointer into data, for a page_version one that begins with version and column, otherwise the column. A pointer that would be longer than 1000 bytes ends sooner.';
COMMENT ON COLUMN media_references.target IS 'What is referred to: url or thumbnail_url.';
COMMENT ON CONSTRAINT pk_media_references ON media_references IS 'A place refers to a file once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_media_references_media_id ON media_references IS 'A file in use stays.';
COMMENT ON CONSTRAINT chk_media_references_entity ON media_references IS 'What can refer to files.';
COMMENT ON CONSTRAINT chk_media_references_path ON media_references IS 'Short enough for an index.';
COMMENT ON CONSTRAINT chk_media_references_target ON media_references IS 'One of the addresses of a file.';

CREATE INDEX idx_media_references_entity_id_path ON media_references (entity_id, path);
COMMENT ON INDEX idx_media_references_entity_id_path IS 'Files that something refers to, or a version of a page.';

CREATE TRIGGER boh_media_references_keep BEFORE INSERT OR UPDATE OR DELETE ON media_references
	FOR EACH ROW EXECUTE FUNCTION boh_media_references_keep();
COMMENT ON TRIGGER boh_media_references_keep ON media_references IS 'References are written by the database alone.';
CREATE TRIGGER boh_media_references_keep_all BEFORE TRUNCATE ON media_references
	FOR EACH STATEMENT EXECUTE FUNCTION boh_media_references_keep();
COMMENT ON TRIGGER boh_media_references_keep_all ON media_references IS 'References are never truncated.';

CREATE TRIGGER boh_content_sections_refer AFTER INSERT OR UPDATE OF id, data OR DELETE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_content_sections_refer();
COMMENT ON TRIGGER boh_content_sections_refer ON content_sections IS 'Keeps the media references of sections.';
CREATE TRIGGER boh_content_sections_refer_none AFTER TRUNCATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_refer();
COMMENT ON TRIGGER boh_content_sections_refer_none ON content_sections IS 'Removes the media references of all sections.';
CREATE TRIGGER boh_content_page_versions_refer AFTER INSERT OR UPDATE OR DELETE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_refer();
COMMENT ON TRIGGER boh_content_page_versions_refer ON content_page_versions IS 'Keeps the media references of versions.';
CREATE TRIGGER boh_content_page_versions_refer_none AFTER TRUNCATE ON content_page_versions
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_refer();
COMMENT ON TRIGGER boh_content_page_versions_refer_none ON content_page_versions IS 'Removes the media references of all versions.';
CREATE TRIGGER boh_events_refer AFTER INSERT OR UPDATE OF id, image_url, video_url OR DELETE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_refer();
COMMENT ON TRIGGER boh_events_refer ON events IS 'Keeps the media references of events.';
CREATE TRIGGER boh_events_refer_none AFTER TRUNCATE ON events
	FOR EACH STATEMENT EXECUTE FUNCTION boh_events_refer();
COMMENT ON TRIGGER boh_events_refer_none ON events IS 'Removes the media references of all events.';


-- Settings.

CREATE TABLE site_settings (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	type setting_type NOT NULL DEFAULT 'TEXT',
	setting_group setting_group NOT NULL DEFAULT 'GENERAL',
	is_public boolean NOT NULL DEFAULT false,
	key text COLLATE "C" NOT NULL,
	value text,
	description text,
	CONSTRAINT pk_site_settings PRIMARY KEY (id),
	CONSTRAINT uq_site_settings_key UNIQUE (key),
	CONSTRAINT chk_site_settings_key CHECK (key ~ '^[A-Za-z][A-Za-z0-9_.-]*$' AND length(key) <= 100)
);
COMMENT ON TABLE site_settings IS 'Settings of the site. Read them with boh_setting() and boh_settings(), which keep them at hand.';
COMMENT ON COLUMN site_settings.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN site_settings.key IS 'Name, unique, at most 100 letters, digits, points, hyphens and underscores, beginning with a letter.';
COMMENT ON COLUMN site_settings.value IS 'The value as text, of the form that type says (23514); NULL: none.';
COMMENT ON COLUMN site_settings.type IS 'How value is read.';
COMMENT ON COLUMN site_settings.setting_group IS 'Where the setting is shown.';
COMMENT ON COLUMN site_settings.description IS 'What the setting does.';
COMMENT ON COLUMN site_settings.is_public IS 'Whether everybody may know it: boh_settings() gives out only such ones unless asked otherwise.';
COMMENT ON COLUMN site_settings.created_at IS 'When the row was made.';
COMMENT ON COLUMN site_settings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_site_settings ON site_settings IS 'One row a setting.';
COMMENT ON CONSTRAINT uq_site_settings_key ON site_settings IS 'A setting stands once.';
COMMENT ON CONSTRAINT chk_site_settings_key ON site_settings IS 'A name that programs can use, at most 100 characters.';

CREATE INDEX idx_site_settings_setting_group ON site_settings (setting_group);
COMMENT ON INDEX idx_site_settings_setting_group IS 'Settings of a group.';
CREATE INDEX idx_site_settings_is_public ON site_settings (is_public);
COMMENT ON INDEX idx_site_settings_is_public IS 'Settings that everybody may know.';

CREATE TRIGGER boh_site_settings_refer AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_refer();
COMMENT ON TRIGGER boh_site_settings_refer ON site_settings IS 'Keeps the media references of settings.';
CREATE TRIGGER boh_site_settings_refer_none AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_refer();
COMMENT ON TRIGGER boh_site_settings_refer_none ON site_settings IS 'Removes the media references of all settings.';

CREATE TRIGGER boh_site_settings_check BEFORE INSERT OR UPDATE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_check();
COMMENT ON TRIGGER boh_site_settings_check ON site_settings IS 'Checks the value by its type, keeps updated_at.';
CREATE TRIGGER boh_site_settings_changed AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_changed ON site_settings IS 'Tells sessions and caches of other processes to forget the setting.';
CREATE TRIGGER boh_site_settings_announce_all BEFORE TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_announce_all ON site_settings IS 'Tells caches of other processes to forget every setting there is.';
CREATE TRIGGER boh_site_settings_changed_all AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_changed_all ON site_settings IS 'Tells sessions to forget every setting.';

-- Whoever writes: what replication applies makes caches as stale.
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_changed;
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_announce_all;
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_changed_all;
$migration$, $migration$-- Undoes the content domain.

DROP TRIGGER boh_events_refer_none ON events;
DROP TRIGGER boh_events_refer ON events;
DROP TABLE site_settings;
DROP TABLE media_references;
DROP TABLE media_files;
DROP TRIGGER boh_events_keep_slug ON events;
DROP TRIGGER boh_events_keep_new_slug ON events;
DROP TABLE slug_redirects;
DROP TABLE section_schemas;
DROP TABLE content_sections;
DROP TABLE content_page_versions;
DROP TABLE content_pages;
DROP TYPE setting_group;
DROP TYPE setting_type;
DROP TYPE section_type;
DROP TYPE content_status;
$migration$),
(4, 'hardening'::text, $migration$-- Rules that version 3 lacked, and what existing rows need to fit them.

-- The operator is pg_catalog's for certain.
CREATE OR REPLACE TRIGGER boh_events_settle_bookings AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status) EXECUTE FUNCTION boh_events_settle_bookings();
CREATE OR REPLACE TRIGGER boh_bookings_note_changed_seats AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status OR OLD.seats IS DISTINCT FROM NEW.seats)
	EXECUTE FUNCTION boh_bookings_note_seats();

-- Names that can be seen, and addresses in normal form: stored rows stay as they
-- are until the column changes.
COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case and in Unicode''s normal form C whatever the client sends; at most 254 characters, all of which can be seen.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters, of which something can be seen.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters, of which something can be seen.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters, of which something can be seen.';

-- Bookings: which holds ran out is said by a column that cannot be made up.
-- Rows are rewritten rather than updated: no trigger, policy or updated_at minds.

ALTER TABLE bookings ADD COLUMN expired_at timestamptz(3);
ALTER TABLE bookings ALTER COLUMN expired_at TYPE timestamptz(3) USING
	CASE WHEN (status OPERATOR(pg_catalog.=) 'CANCELLED' OR status OPERATOR(pg_catalog.=) 'REFUNDED') AND cancel_reason = 'hold expired' AND cancelled_at >= expires_at THEN expires_at END;
COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters, for people to read; the database writes ''hold expired'' and ''event cancelled''.';

-- As many lanes as sessions book at once.

ALTER TABLE events
	DROP CONSTRAINT chk_events_booking_lanes,
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 256);
ALTER TABLE booking_lanes
	DROP CONSTRAINT chk_booking_lanes_lane,
	ADD CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 256);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 256. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 256.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';

-- Pages, sections and old slugs.

CREATE TRIGGER boh_content_pages_lock_sections BEFORE DELETE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_pages_lock_sections();
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Pages that go with their sections wait for whoever has sections locked before they lock anything themselves.';

CREATE TRIGGER boh_slug_redirects_check BEFORE INSERT OR UPDATE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_check();
COMMENT ON TRIGGER boh_slug_redirects_check ON slug_redirects IS 'A slug that a page or an event has leads nowhere else (BH036).';
WITH gone AS (
	DELETE FROM slug_redirects r
	WHERE r.entity = 'page' AND EXISTS (SELECT FROM content_pages p WHERE p.slug = r.slug)
	OR r.entity = 'event' AND EXISTS (SELECT FROM events e WHERE e.slug = r.slug)
	RETURNING r.slug)
SELECT pg_catalog.count(*)::text || ' redirects led from a slug that a page or event has, and were deleted'
FROM gone HAVING pg_catalog.count(*) > 0;

CREATE TRIGGER boh_content_sections_order AFTER UPDATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_order();
COMMENT ON TRIGGER boh_content_sections_order ON content_sections IS 'Sections that one statement moves to the end of a page keep their order.';


-- What existing rows hold that would be refused now.  CHANGELOG.md has the
-- statements that list these rows.

SELECT pg_catalog.count(*)::text || ' cancelled bookings are marked as holds that ran out'
FROM bookings WHERE expired_at IS NOT NULL HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' bookings were cancelled with the reason "hold expired" before their hold ran out: a payment will not bring them back'
FROM bookings WHERE cancel_reason = 'hold expired' AND expired_at IS NULL HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' confirmed bookings have a price and no payment reference'
FROM bookings
WHERE status OPERATOR(pg_catalog.=) 'CONFIRMED' AND payment_reference IS NULL AND total_price > CAST(0 AS numeric)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' holds last longer than a day: no client can make such holds any more, unless boh.max_hold_seconds allows it'
FROM bookings
WHERE status OPERATOR(pg_catalog.=) 'PENDING' AND expires_at > now() + CAST('1 day' AS interval)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' bookings have an infinite time'
FROM bookings
WHERE NOT isfinite(booking_date) OR NOT isfinite(expires_at) OR NOT isfinite(confirmed_at)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' events have more seats booked than there are: see boh_recount_seats()'
FROM (SELECT b.event_id
	FROM bookings b JOIN events e ON e.id = b.event_id
	WHERE b.status OPERATOR(pg_catalog.=) 'PENDING' OR b.status OPERATOR(pg_catalog.=) 'CONFIRMED'
	GROUP BY b.event_id, e.capacity
	HAVING pg_catalog.sum(b.seats) > e.capacity) oversold
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' settings media.base_url or addresses of media files begin with something that pages cannot show'
FROM (SELECT value FROM site_settings WHERE key = 'media.base_url' UNION ALL SELECT url FROM media_files) addresses (url)
WHERE url !~* '^(https?://[^/@]|/([^/]|$))'
HAVING pg_catalog.count(*) > 0;
$migration$, $migration$-- Back to version 3.

COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case whatever the client sends; at most 254 characters.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters.';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters.';

-- Bookings

COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters; ''hold expired'' and ''event cancelled'' are set by the database.';
ALTER TABLE bookings DROP COLUMN expired_at;

-- As many lanes as before.

UPDATE events SET booking_lanes = 64 WHERE booking_lanes > 64;
ALTER TABLE events
	DROP CONSTRAINT chk_events_booking_lanes,
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 64);
ALTER TABLE booking_lanes
	DROP CONSTRAINT chk_booking_lanes_lane,
	ADD CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 64);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 64. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 64.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';

-- Pages, sections and old slugs.

DROP TRIGGER boh_content_sections_order ON content_sections;
DROP TRIGGER boh_slug_redirects_check ON slug_redirects;
DROP TRIGGER boh_content_pages_lock_sections ON content_pages;
$migration$)
ORDER BY 1
$boh_migration_scripts$;

COMMENT ON FUNCTION boh_migration_scripts() IS
'The migrations that boh_migrate() applies, oldest first: number, name, and the SQL that takes the step up and back down.';
CREATE FUNCTION boh_next_step() RETURNS boolean
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_next_step';
SELECT boh_next_step();
DROP FUNCTION boh_next_step();
