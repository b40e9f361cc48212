CREATE FUNCTION boh_begin_import() RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_begin_import';
COMMENT ON FUNCTION boh_begin_import() IS
	'Opens the door for imports until the transaction ends, or a savepoint from before the call is rolled back. Bookings that the role then inserts may have any status, with their own dates and prices: booking window, end of the event, end of a hold, deleted accounts and the price of today do not matter. Capacity, booking lanes and max_seats_per_user do, and booked_count is right after each statement. An active booking needs an event that is PUBLISHED or COMPLETED. Times of the status that are left out become booking_date. Events that are over may have more seats than their venue. New users with the role USER, pages, sections and media are not recorded in the audit one by one; the import itself is, with the action IMPORT. The door is open for the role that called this, and for no other. Returns false if it was open. Only for the owner of the tables. Raises 42501, 25006 (read-only transaction).';

CREATE FUNCTION boh_seed_production(admin_email text, admin_password_hash text, site_name text) RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_seed_production';
COMMENT ON FUNCTION boh_seed_production(text, text, text) IS
	'Makes what a site needs before it opens: an ADMIN, unless there is one; the settings of all groups; the pages home, about, contact, terms and privacy, published. What is there stays as it is, so a second call changes nothing. admin_password_hash is a bcrypt hash; site_name has 1 to 200 characters. Returns how many rows of which table were made. Only for the owner of the tables. Raises 22004, 22023, 23514 (no address, no hash), 42501, 25006 (read-only transaction).';

CREATE FUNCTION boh_seed_development(events integer DEFAULT 200, bookings integer DEFAULT 2000, seed integer DEFAULT 1) RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_seed_development';
COMMENT ON FUNCTION boh_seed_development(integer, integer, integer) IS
	'Makes data to develop with: users with names in many scripts, venues in real cities, events of all kinds before and after today, bookings of every status whose events are as unequal as in life, media, and pages with every type of section. Two calls on one day with the same arguments make the same rows to the last id; on another day all times move with it. Addresses end with @seed.example; nobody has a password. events is 10 to 10000000, bookings 0 to 100000000; NOTICEs tell the progress. Returns how many rows of which table were made; none when the schema was seeded before. Only for the owner of the tables. Raises 22004, 22023, 42501, BH090 (there are users other than ADMINs, venues, events, tags or media), 25006 (read-only transaction).';

CREATE FUNCTION boh_make(entity text, overrides jsonb DEFAULT '{}') RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_make';
COMMENT ON FUNCTION boh_make(text, jsonb) IS
	'Makes a row for a test, and returns its id. entity is user, venue, event, booking, page, section or media. overrides names columns as JSON members; whatever else a valid row needs is filled in, and rows that it refers to are made, too. All rules hold; a booking of an event that is over, or one that is CANCELLED or REFUNDED, needs boh_begin_import() before. Only for the owner of the tables. Raises 22004, 22023 (no such entity or member; DETAIL lists those that are known), 42501, 25006 (read-only transaction), and what an INSERT raises.';
