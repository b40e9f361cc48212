-- From 0.3.0 to 0.3.1: faults mended.  The build adds boh_migration_scripts(),
-- see the Makefile.

COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Brings schema schema_name (NULL: setting boh.schema; made when it is missing) to version to_version (NULL: the latest; 0: nothing left but schema_migrations), up or down. The first step runs as the calling role, which will own the objects; later steps run as the owner of schema_migrations, whose rights the caller must have. Returns the steps taken, direction up or down; none when there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a gap), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or no name for a schema), 42P07 (another tool''s schema_migrations), 42723 (a function in the schema would hide the extension''s), 42501 (an operator, function or type in the schema or the extension''s belongs to a role without the rights of the one who migrates), 55000 (a step down would drop a table outside the schema).';
COMMENT ON FUNCTION boh_verify() IS
	'Looks through the data schema for counters that drifted, broken rules, triggers or constraints that are missing or switched off, and tables, columns and enums that are not as the migrations made them. One row a finding: what, in which table or type, which row (NULL: the table itself), what it should be and what it is. No rows when all is well. Reads the whole schema, but for the rows of tables with a column that is missing, of another type or may be null. Raises 42501 for a role from which row-level security hides rows.';

CREATE FUNCTION boh_recount_seats(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_recount_seats';
COMMENT ON FUNCTION boh_recount_seats(uuid) IS
	'Counts the seats of an event''s active bookings, and sets booked_count and its booking lanes to that, but to no more than its capacity. For counters that drifted, say by rows that were written while triggers were off. Returns how many seats are booked beyond the capacity, 0 when all fit; then cancel bookings in the same transaction, or raise the capacity and call it again. Until that transaction ends nobody else books the event, and each change of its bookings counts them anew. Needs UPDATE on events. Raises 22004, P0002 (no such event).';

COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: refuses a value that is not of the setting''s type (23514), and a media.base_url that pages could not show (22023), sets updated_at.';

COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value: NUMBER a number as JSON writes it, with at most 131072 digits before and 16383 after the point; BOOLEAN true or false; JSON a JSON text that jsonb can hold, with at most 1000 arrays and objects within each other; IMAGE a URL as the format boh-image-url has it; TEXT anything. NULL, no value, suits every type. The trigger of site_settings asks the same. Raises 22004 (no type), 22023 (unknown type).';

COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and normal form C, refuses one with invisible characters, a name of which nothing can be seen, and, without showing it, a password_hash that is no bcrypt hash (23514), sets updated_at.';

COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title where it is NULL, sets updated_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 23514 (title of which nothing can be seen).';

COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title where it is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (one of these versions written), 23514 (title of which nothing can be seen).';
COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. When the hold has expired, it takes a payment, given or recorded: the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, its seats are there, the limit per user is kept, the user''s account is open, and the payment is not later than boh.max_payment_delay_seconds; otherwise it stays CANCELLED with the payment recorded and refund_due true, unless it cost nothing, and no error is raised. A booking confirmed before with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded).';
COMMENT ON FUNCTION boh_bookings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on bookings, per row: locks the user and the event, captures the price, fills in times. Raises BH006 (status change), BH007 (captured column changed), BH009 (total that is not seats times price), BH010 (hold expired), BH017 (another payment or refund reference), BH019 (hold too long), 22003 (price), 22008 (time), 23503 (no such event).';
COMMENT ON FUNCTION boh_book_seats(uuid, uuid, integer, text, text, integer) IS
	'Books seat_count seats (1 or more) of event for customer. With a payment reference the booking is CONFIRMED, without one it is PENDING and holds its seats for hold_seconds (1 to 31536000; NULL: setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking the first one made, as it stands now. Returns exactly one row; refund_due: cancelled with a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023 (arguments), BH001 to BH005, BH008 (key reused for another request), BH019 (hold longer than boh.max_hold_seconds), 55P03 (inside a savepoint: overdue holds that would do are locked by others).';
COMMENT ON FUNCTION boh_change_seats(uuid, integer) IS
	'Gives an active booking seat_count seats (1 or more) at its captured price. More seats obey the same rules as a new booking, and the event''s price must still be the captured one. Returns exactly one row. Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed), BH010 (hold expired), 55P03 (overdue holds that would do are locked by others).';
-- Pages, sections and old slugs.

CREATE FUNCTION boh_content_pages_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_lock_sections';
COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows go with their pages, as whoever writes sections does.';

CREATE FUNCTION boh_slug_redirects_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_check';
COMMENT ON FUNCTION boh_slug_redirects_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on slug_redirects, per row: raises BH036 for a slug that a page or an event has now.';

CREATE FUNCTION boh_iso_time(at timestamptz) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_iso_time';
COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as documents of boh have it: ISO 8601 in UTC with milliseconds, as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections at once. page is an object with title and, as needed, slug, metaDescription, authorId (else the setting boh.user_id), status (DRAFT), publishedAt; sections is an array, in order, of objects with type, data and, as needed, isVisible (true). Returns the page''s id. Raises 22004, 22023 (not of this form, DETAIL names every place; no author), 23514 (data of a section), and what a plain INSERT raises.';

COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: raises 23514 when data, new or of a new type, are not of the form that the type has, BH033 when it has none; locks the page that a new or moved section joins, and puts a section whose position is NULL at the end of its page; sets updated_at.';

CREATE FUNCTION boh_content_sections_order() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_order';
COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page stand there in the order that they had.';
COMMENT ON FUNCTION boh_expire_bookings(integer) IS
	'Cancels overdue holds, at most max_rows (1 or more), leaving out events and bookings that others have locked. Only tidies up: overdue holds count as free without it. Those that a constraint or trigger of your own keeps are left, and a warning says how many. Returns how many were cancelled; call it again while it returns max_rows. Raises 22023.';

CREATE FUNCTION boh_sanitize_html_report(html text) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html_report';
COMMENT ON FUNCTION boh_sanitize_html_report(text) IS
	'boh_sanitize_html(html) with a report, for editors: an object with html, the result; removed and changed, arrays of what was taken away and what became something else, together at most 1,000 entries in the order of the document; truncated, whether there was more. An entry has path, an XPath to the element or attribute in the html given as boh_html_errors() has it (empty where there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element or attribute; from, its value, and to, what it became, of each the first 200 bytes; message, why. What is not there, is left out. Raises what boh_sanitize_html() raises.';

COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'html, rich text as editors write it, less all that could do harm on a page: what stays is an allow list of elements, attributes and URLs. Text that is seen is kept. Ids of headings get the prefix content-, and links to them follow; text-align of a style becomes a class. The result is read by browsers as the tree that was written, and is left as it is when sanitized again. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

COMMENT ON FUNCTION boh_html_errors(text) IS
	'What keeps html, rich text, from being safe as it stands, at most 1,000 rows; none when it may be put into a page unchanged: boh_sanitize_html() would take nothing away and rename nothing, and all tags are well-formed, in place and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, empty where there is none; message says what is wrong. What cannot be read is a row, too. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';

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
