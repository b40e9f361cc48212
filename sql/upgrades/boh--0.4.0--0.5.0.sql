-- From 0.4.0 to 0.5.0: new and changed functions.  The build adds
-- boh_migration_scripts(), see the Makefile.

CREATE FUNCTION boh_settings_advice(memory_gb integer, cores integer, storage text DEFAULT 'ssd', pooled boolean DEFAULT true)
	RETURNS TABLE (name text, recommended text, current text, unit text, differs boolean, restart boolean, pending_restart boolean, reason text)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 30
	AS 'MODULE_PATHNAME', 'boh_settings_advice';
COMMENT ON FUNCTION boh_settings_advice(integer, integer, text, boolean) IS
	'Lines of postgresql.conf for the workload of boh on a machine that is for this server alone. memory_gb: 1 to 65536. cores: 1 to 4096. storage: ssd, hdd or network. pooled: clients connect through a pool such as PgBouncer. recommended is what to set, current what is set in this session, unit what a number without a unit means, differs whether both are different, restart whether a change needs a restart of the server, pending_restart whether the file has a value that waits for one, and reason why. Changes nothing. Raises 22004, 22023.';

CREATE FUNCTION boh_maintain(budget_ms integer DEFAULT 1000)
RETURNS TABLE (task text, rows bigint, ms numeric, note text)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 14
	AS 'MODULE_PATHNAME', 'boh_maintain';
COMMENT ON FUNCTION boh_maintain(integer) IS
	'Does the tasks of maintenance_tasks that are due, the most overdue first, and begins none after budget_ms milliseconds (1 or more). Returns a row for each task that it did or left, with what it has to say. An error of a task is in the note and in maintenance_tasks, and the next task goes on. A task that others have locked, or that another session is doing, is left. All tasks are in the transaction of the caller, which holds their locks until it ends: so call boh_run_maintenance() instead where you can. On a standby it does nothing, and says so. Needs the profile maintenance. Raises 22004, 22023, 25006 (read-only transaction), 42501.';

CREATE PROCEDURE boh_run_maintenance(IN budget_ms integer DEFAULT 1000, INOUT report jsonb DEFAULT NULL)
	LANGUAGE c
	AS 'MODULE_PATHNAME', 'boh_run_maintenance';
COMMENT ON PROCEDURE boh_run_maintenance(integer, jsonb) IS
	'Does what boh_maintain() does, each task in a transaction of its own. report is what boh_maintain() returns, as an array of objects; its value in the call does not count. For cron and pg_cron: CALL boh_run_maintenance(). Needs the profile maintenance. Raises 22004, 22023, 25001 (inside a transaction or a function), 25006 (read-only session), 42501.';

CREATE FUNCTION boh_maintenance_advice()
RETURNS TABLE (kind text, object text, detail text, bytes bigint, statement text)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_maintenance_advice';
COMMENT ON FUNCTION boh_maintenance_advice() IS
	'What PostgreSQL''s own maintenance leaves to people, for the tables of the data schema, with the statement to run: bloated table and bloated index (more than 30 % of no use; bytes is what the statement would free), invalid index, duplicate index, unused index (of your own; those of boh stay), stale statistics, wraparound. Bloat is estimated from the planner''s statistics; if the extension pgstattuple is installed and the owner of the tables may call it, tables and indexes that the estimate suspects are read and measured. VACUUM (FULL) locks its table against everybody while it runs. Changes nothing. Needs the profile maintenance. Raises 42501.';

CREATE FUNCTION boh_metrics() RETURNS TABLE (name text, labels jsonb, value numeric, type text, help text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_metrics';
COMMENT ON FUNCTION boh_metrics() IS
	'Metrics of the data schema (setting boh.schema), its database and the server, for a monitoring system that collects them often: reads no table that grows as a whole. One row for each name and labels. type is counter, gauge or info; help says what is counted, and how exactly. value is NULL for what is not known. For roles with the profile maintenance, members of pg_monitor with USAGE on the schema, an ADMIN who is signed in through the profile admin, and the owner of the tables. Raises 42501.';

CREATE FUNCTION boh_metrics_text() RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_metrics_text';
COMMENT ON FUNCTION boh_metrics_text() IS
	'What boh_metrics() returns as a text in the format OpenMetrics 1.0, which Prometheus reads. A metric whose value is not known has only its description. For the same roles. Raises 42501.';

CREATE FUNCTION boh_health() RETURNS TABLE (check_name text, severity text, ok boolean, value numeric, threshold numeric, hint text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_health';
COMMENT ON FUNCTION boh_health() IS
	'Whether server, database and data schema (setting boh.schema) are in order: one row for each check. severity is critical, warning or informational; value was found and is compared with threshold, which a setting boh.health_* sets or which is 0; hint says what to do when ok is not true. ok and value are NULL for what this role, or SQL at all, cannot see: then hint says who can. They are NULL, too, if others have a table locked for 100 milliseconds, or lock_timeout if that is less: then hint names the sessions and prepared transactions that must end first. Takes longer than boh_metrics(). For the same roles. Raises 42501, 55P03 (others have locked what tells the version of the tables, or the rights of this role).';

-- They raise 25006 before anything else where they cannot write.
COMMENT ON FUNCTION boh_book_seats(uuid, uuid, integer, text, text, integer) IS
	'Books seat_count seats (1 or more) of event for customer. payment is the payment provider''s reference: with it the booking is CONFIRMED, without it PENDING, and holds its seats for hold_seconds (1 to 31536000; NULL: setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking that the first one made, as it is now. Returns exactly one row; refund_due is true for a booking that is CANCELLED and has a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023 (arguments), BH001 to BH005, BH008 (key used for another request), BH019 (hold longer than boh.max_hold_seconds), 55P03 (inside a savepoint: the seats of overdue holds are needed, but others have these locked), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. If the hold has expired, a payment is needed: payment, or one recorded before. Then the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, the seats are free, the limit per user is kept, the account of the user is open, and the payment is not later than boh.max_payment_delay_seconds. Otherwise no error is raised: the booking stays CANCELLED, the payment is recorded, and refund_due is true unless the price is 0. A booking already confirmed with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_cancel_booking(uuid, text) IS
	'Cancels a PENDING or CONFIRMED booking and gives its seats back; reason has 1 to 1000 characters. A booking already cancelled is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_change_seats(uuid, integer) IS
	'Changes the number of seats of an active booking to seat_count (1 or more), at its captured price. More seats obey the rules of a new booking, and the event''s price must still be the captured one. Returns exactly one row. Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed), BH010 (hold expired), 55P03 (the seats of overdue holds are needed, but others have these locked), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_refund_booking(uuid, text) IS
	'Records that a CONFIRMED or CANCELLED booking was paid back; refund is the payment provider''s reference. A CONFIRMED booking gives its seats back. A booking already refunded with the same reference is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (PENDING), BH017 (another refund recorded), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_expire_bookings(integer) IS
	'Cancels overdue holds, at most max_rows (1 or more). Skips events and bookings that others have locked, and holds that a constraint or trigger of your own keeps from being cancelled; a warning says how many of these there are. It need not be called, because overdue holds count as free anyway. Returns how many holds were cancelled; call it again while it returns max_rows. Raises 22023, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_fold_lanes(uuid) IS
	'Brings booked_count up to date, for one event with booking lanes or for all such events (NULL). Skips events that others have locked. Bookings on lanes do not wait for this. Returns how many events had an outdated count. Needs UPDATE on events. Raises P0002 (no such event), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_recount_seats(uuid) IS
	'Counts the seats of the active bookings of an event, and sets booked_count and the booking lanes to the sum, but to no more than the capacity. It repairs counters that are wrong, for example after rows were written while triggers were off. Returns how many seats are booked beyond the capacity, 0 if all fit. If it is not 0, cancel bookings in the same transaction, or raise the capacity and call this again. Until that transaction ends nobody else can book the event, and each change of its bookings counts its seats again. Needs UPDATE on events. Raises 22004, P0002 (no such event), BH103 (its bookings were detached from the archive), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_cancel_event(uuid, text) IS
	'Cancels an event and its active bookings; reason becomes their cancel_reason (NULL: ''event cancelled''). Waits for transactions that have bookings of the event locked. Returns how many bookings were cancelled, 0 if the event was cancelled before. Cancelled bookings with a payment reference and a price are due for a refund. Raises P0002 (no such event), BH016 (a COMPLETED event), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_complete_events(integer) IS
	'Sets PUBLISHED events that have ended to COMPLETED, at most max_rows (1 or more). Skips events that others have locked. Returns how many events it changed; call it again while it returns max_rows. Raises 22023, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_record_login(text, boolean, inet) IS
	'Last step of signing in with a password: records whether the password was right. The person is signed in only if succeeded is true and wait_seconds is 0. A wait above 0 means that the login failed, even if the password was right: others failed at the same time. Failures are counted by email address, by client, and by both together; unknown addresses count as well. The wait doubles with each failure, up to 30 seconds for an address, 15 minutes for an address from one client, one hour for a client. A client from which the person has signed in within 90 days only waits for its own failures with this address. Call it in a transaction of its own, so that no roll-back undoes it. client_ip is as for boh_find_login(). Only for roles with the profile auth. Raises 42501, 22004 (succeeded is NULL), 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_forgive_logins(text, inet) IS
	'Ends the wait of a person who proved in another way who they are, for example by a link in an email: forgets the failures of this email address from this client, and makes the client known. Without client_ip, forgets the failures of the address. Returns true when the person had to wait. Only for roles with the profile auth. Raises 42501, 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_purge_logins(integer) IS
	'Deletes counters of logins that nothing was written to for 90 days, oldest first, at most max_rows (1 or more). Skips rows that others have locked. Returns how many were deleted; call it again while it returns max_rows. Needs the profile maintenance, or DELETE on login_counters. Raises 22004, 22023, 42501, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_purge_media(integer) IS
	'First step of removing files. Brings references up to date as boh_refresh_media_references() does, then marks the files that boh_orphaned_media(older_than_days) lists; skips files that others have locked. Returns the marked files, also those that were marked before and are not yet confirmed as removed. Commit, remove these files and their thumbnails (a missing one counts as removed), then call boh_media_purged() with the ids. Needs SELECT and UPDATE on media_files. Raises 22004, 22023, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_media_purged(uuid[]) IS
	'Second step of removing files: deletes the rows with these ids, whose files are removed now. Ids that boh_purge_media() has not marked are ignored. Returns how many rows were deleted. Needs SELECT, UPDATE and DELETE on media_files. Raises 22004, BH042 (marked in the same transaction), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_take_thumbnails(integer, integer) IS
	'Gives up to max_rows pictures without a thumbnail, oldest first, to a worker that makes the thumbnails. Nobody else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is given out five times at most; attempt says which time this is. Needs SELECT and UPDATE on media_files. Raises 22004, 22023, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_refresh_media_references() IS
	'Compares the stored references with the contents of all sections, versions, events and settings, and corrects them. Needed after an import that made files later than what refers to them, or that ran while triggers were off. Returns how many references were added and removed. Needs the profile maintenance or UPDATE on media_files. Raises 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title if slug is NULL, sets updated_at, keeps in published_at when the event was first published, writes time_zone as IANA does. Only the owner of the table may give a new event another published_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 22023 (time_zone is no name of the IANA database), 23514 (title without a visible character, or image_url or video_url is new and does not have the format boh-image-url).';

COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: sets updated_at. Raises 23514 (a value that does not match the type of the setting), 22023 (a media.base_url that pages could not show, or a site.url or path of the site from which no address can be made).';

COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Migrates the schema schema_name (NULL: setting boh.schema), up or down, to version to_version (NULL: the latest; 0: only schema_migrations is left). A missing schema is made. The first step runs as the calling role, which will own the objects. Later steps run as the owner of schema_migrations, whose privileges the caller must have. Returns the steps taken, with direction up or down; no rows if there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a migration is missing), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or not a name for a schema), 42P07 (schema_migrations of another tool), 42723 (a function in the schema would hide one of the extension), 42501 (an operator, function or type in the schema or in that of the extension belongs to a role that lacks the privileges of the migrating role), 55000 (a step down would drop a table outside the schema), 0A000 (its tables are on a node of Citus), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections. page is an object with title and, optionally, slug, metaDescription, authorId (default: the person of the session or, without a session, the setting boh.user_id), status (default: DRAFT) and publishedAt. sections is an array, in the order of the page, of objects with type, data and, optionally, isVisible (default: true). Returns the id of the page. Raises 22004, 22023 (an argument has another form, and DETAIL lists all errors; or no author), 23514 (data of a section), 25006 (read-only transaction), and what a plain INSERT raises.';
COMMENT ON FUNCTION boh_publish_page(uuid, timestamptz) IS
	'Publishes a page as it is now, from the time at on. A time in the future schedules the page: until then readers see what they see now. NULL is the current time, but published_at stays as it is if it has passed. Returns the number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_rollback_page(uuid, integer) IS
	'Restores title, meta description and sections of a page, hidden ones included, from a version. Writes them as a new version, which is live if the page is PUBLISHED. Returns the number of the new version. Raises 22004, 22023, P0002 (no such page or version), 23514 (a section does not match the schema that its type has now), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_add_section(uuid, text, jsonb, integer) IS
	'Adds a section to a page at a position, counted from 0. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the id of the section. Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_reorder_sections(uuid, uuid[]) IS
	'Puts the sections of a page into the order of their ids in the array, at positions from 0 on. Returns how many sections have another position now. Raises 22004, BH034 (the array does not name each section of the page, hidden ones included, once), P0002 (no such page), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_copy_page(uuid, text, text) IS
	'Copies a page, as it is edited, with all its sections, hidden ones included. The copy is a DRAFT. If slug (at most 100 characters) is NULL, it is made from the title; if title (at most 300) is NULL, it is that of the page. The author is the person of the session or, without a session, the setting boh.user_id, or else the author of the page. Sections keep type, data, visibility and position; columns of your own get their defaults. Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that do not match the schema that their type has now), P0002 (no such page), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_move_section(uuid, uuid, integer) IS
	'Moves a section to a position, counted from 0, on its own page or another one. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the new position. Locks both pages and their sections first, so that no deadlock with boh_reorder_sections() is possible. Raises 22004, 22023, 40001 (somebody else has moved the section meanwhile), P0002 (no such section or page), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_classify_column(text, text, text, text) IS
	'Says what a column holds that the owner has added to a table of boh, or that is in a table of the owner''s own in the data schema. class is as in boh_column_classes(). person_column is the column of type uuid in that table that has the id of the user to whom the row belongs; NULL: the one that boh knows of its own tables, in other tables none, and then export and erasure do not find the row. Recorded in column_classes and in the audit. Returns true when something changed. Only for the owner of the tables. Raises 22004, 22023 (no such class, no such column, a column of boh, a personal column that can neither be NULL nor has a default, or person_column is no uuid), 42501, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_record_consent(uuid, text, boolean, text, text, inet) IS
	'Records that a person consents to a purpose, or does not, or not any more. Earlier decisions stay. purpose is a name such as analytics; source says where the person decided; wording_version names the wording that the person was shown; client_address is the address of the person''s computer. Returns the id of the row in consents. For the person of the session, and for anybody with the profile service or trusted, or as an ADMIN. Raises 22004, 22023, 42501, P0002 (no such user, or an erased one), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_erase_user(uuid, text) IS
	'Erases a person for good: empties what boh_column_classes() says in all rows of the person, deletes the counters of failed logins, and removes personal values from the audit. The account is closed, and its address becomes the id followed by @erased.invalid. Bookings and money stay. Returns how many rows of which table were changed. Can be repeated. reason, 1 to 1000 characters, stays in the audit: name no person in it. If the row of users was deleted before, removes what the audit still has. For an ADMIN who is signed in through a role with the profile admin, and for the owner of the tables. Raises 22004, 22023, 42501, P0002 (no such user), BH051 (the last ADMIN), BH071 (open holds or refunds), BH074 (a column that cannot be emptied), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_reapply_erasures(jsonb) IS
	'Erases people again after a backup was restored that still has them. list is what boh_erasures() returned. Open bookings do not stop it, nor does a missing ADMIN. Returns for each person how many rows were changed. Only for the owner of the tables. Raises 22004, 22023 (not such a list), 42501, BH074 (a column that cannot be emptied), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_apply_retention(integer) IS
	'Removes what is kept too long: months of the audit whose time is over, counters of failed logins, and the idempotency keys, requests and reasons of bookings that were cancelled 90 days ago and never confirmed or paid. Bookings stay, and so do unused accounts. At most max_rows (1 or more) of each; call it again while a row_count is max_rows. For audit_logs, months are counted rather than rows; those that are not sealed, or that others are reading, stay until the next call, as a NOTICE says. Skips rows that others have locked. Only for roles with the profile maintenance. Raises 22004, 22023, 42501, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_mask_database() IS
	'Makes a copy of a database fit for development: replaces personal data of everybody in the data schema by made-up values that keep the constraints, removes credentials, references to payments, values of settings that are not public, counters of failed logins, and the audit. Free text, such as pages, stays. Returns how many rows of which table were changed. Only for the owner of the tables, and only while boh.allow_data_loss is on. Raises 42501, BH072 (boh.allow_data_loss is off), BH073 (a column of an own table is not classified), BH074 (a column that cannot be emptied), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_grant(text, text) IS
	'Gives a role a profile: the privileges and policies on the tables of the data schema (setting boh.schema) that this kind of application needs. Profiles: site, app, admin, auth, payments, maintenance, reporting, auditor, trusted, service. Recorded in role_profiles; each later migration applies it again to what it adds. Also makes policies again that a restore lost. Returns true when the role did not have the profile, false when nothing new was recorded. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner), 42704 (no such role), BH050 (profiles that one role must not have together), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_revoke(text, text) IS
	'Takes a profile from a role, with its privileges and policies. What other profiles of the role need stays. So do privileges that the role had before boh knew profiles, unless boh_grant() granted the profile again since. Returns true when the role had the profile. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_search(text, jsonb, integer, text) IS
	'Finds events that everybody may see, and published pages, by their words, the best first: a word in the title counts more than one among the tags, that more than one in the name or place of the venue, and that more than one in the text; what is upcoming counts more than what is over. query has the syntax of web search: all words must be there; "two words" one after the other; OR between two words; -word is left out; the last word may be the beginning of a longer one, unless a space or quote follows. Accents and capitals do not matter. Any text is a query; 1000 bytes and 24 words of it are read. filters is an object with the filters of boh_list_events() except order, and kind (event or page); with a filter of events, no pages are found. Returns {"rows": [..], "next_cursor": .., "candidates": .., "truncated": .., "facets": .., "did_you_mean": .., "any_word": .., "query_cut": ..}: at most page_size rows (1 to 100), each with kind, title_html and excerpt_html (safe HTML with marked words), and event or page. At most 1200 candidates are compared; truncated says that there may be more, and facets counts them by category, city and month. If nothing has the words, did_you_mean is the query with typing errors corrected, whose results these are (needs the extension pg_trgm); any_word: the rows have some of the words only. next_cursor is for the next page of the same call; null: there is none. Raises 22023 (unknown filter, page_size, or a cursor of another query), 22004 (query or page_size is NULL).';
COMMENT ON FUNCTION boh_refresh_search(bigint, text) IS
	'Brings event_search and page_search up to date, at most max_rows rows of each. With the scope ended, only events that have ended since are moved to the past: call it every few minutes. The scope changed also compares all events and pages with their rows and writes those that differ, and counts the events of each tag. The scope words writes the vocabulary for corrections and suggestions anew: call it once a day. The scope all writes everything anew, whatever max_rows says. Returns how many rows were written: {"ended": .., "events": .., "pages": .., "words": ..}; as long as one of the first three is max_rows, call it again. For the owner of the tables and roles with the profile maintenance; others need UPDATE on event_search. Raises 42501, 22004, 22023, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_begin_import() IS
	'Opens the door for imports until the transaction ends, or a savepoint from before the call is rolled back. Bookings that the role then inserts may have any status, with their own dates and prices: booking window, end of the event, end of a hold, deleted accounts and the price of today do not matter. Capacity, booking lanes and max_seats_per_user do, and booked_count is right after each statement. An active booking needs an event that is PUBLISHED or COMPLETED. Times of the status that are left out become booking_date. Events that are over may have more seats than their venue. New users with the role USER, pages, sections and media are not recorded in the audit one by one; the import itself is, with the action IMPORT. The door is open for the role that called this, and for no other. Returns false if it was open. Only for the owner of the tables. Raises 42501, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_seed_production(text, text, text) IS
	'Makes what a site needs before it opens: an ADMIN, unless there is one; the settings of all groups; the pages home, about, contact, terms and privacy, published. What is there stays as it is, so a second call changes nothing. admin_password_hash is a bcrypt hash; site_name has 1 to 200 characters. Returns how many rows of which table were made. Only for the owner of the tables. Raises 22004, 22023, 23514 (no address, no hash), 42501, 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_seed_development(integer, integer, integer) IS
	'Makes data to develop with: users with names in many scripts, venues in real cities, events of all kinds before and after today, bookings of every status whose events are as unequal as in life, media, and pages with every type of section. Two calls on one day with the same arguments make the same rows to the last id; on another day all times move with it. Addresses end with @seed.example; nobody has a password. events is 10 to 10000000, bookings 0 to 100000000; NOTICEs tell the progress. Returns how many rows of which table were made; none when the schema was seeded before. Only for the owner of the tables. Raises 22004, 22023, 42501, BH090 (there are users other than ADMINs, venues, events, tags or media), 25006 (read-only transaction).';
COMMENT ON FUNCTION boh_make(text, jsonb) IS
	'Makes a row for a test, and returns its id. entity is user, venue, event, booking, page, section or media. overrides names columns as JSON members; whatever else a valid row needs is filled in, and rows that it refers to are made, too. All rules hold; a booking of an event that is over, or one that is CANCELLED or REFUNDED, needs boh_begin_import() before. Only for the owner of the tables. Raises 22004, 22023 (no such entity or member; DETAIL lists those that are known), 42501, 25006 (read-only transaction), and what an INSERT raises.';
COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Changes the data of all sections of a type, as they are edited and in versions of pages. patch is a JSON Patch for the data, as in boh_json_patch(). new_schema becomes the schema of the type in section_schemas; NULL leaves the schema as it is. Returns how many sections it changed: sections on pages, version_sections in versions. Raises BH032, and changes nothing, if some sections do not match the schema afterwards; if boh.allow_broken_sections is on, those stay as they are instead. Raises 22023 (not a valid patch or schema), BH033 (the type has no schema), 42501 (the role may not change section_schemas and all of content_sections), 25006 (read-only transaction). Others who write sections or publish wait until the transaction ends.';

CREATE FUNCTION boh_archive_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_archive_keep';
COMMENT ON FUNCTION boh_archive_keep() IS
	'Trigger, BEFORE INSERT, UPDATE or DELETE per row, BEFORE TRUNCATE per statement, on events_archive and the partitions of bookings_archive: only the functions of the archive write there (BH101).';

CREATE FUNCTION boh_archive(max_rows integer DEFAULT 10000) RETURNS TABLE (entity text, row_count bigint, more boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 3
	AS 'MODULE_PATHNAME', 'boh_archive';
COMMENT ON FUNCTION boh_archive(integer) IS
	'Archives what was over years ago, in one transaction. Events that are COMPLETED or CANCELLED and ended 2 years ago keep their row; description, pictures, video and tags move to events_archive. Bookings of archived events that ended 7 years ago move to bookings_archive, but no PENDING ones, and none of a year that boh_detach_archive() has taken out: a NOTICE names it. Then looks which media files are in use. max_rows (1 to 1000000) is how many events, and how many bookings, at most. Returns for events, bookings and media_files how many rows were written, and whether there are more to archive at once. Rows that others have locked stay until the next call. Recorded in the audit. Only for roles with the profile maintenance. Raises 22004, 22023, 25006, 42501, BH102 (bookings_archive lacks a column of bookings).';

CREATE FUNCTION boh_restore_event(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_restore_event';
COMMENT ON FUNCTION boh_restore_event(uuid) IS
	'Brings an archived event back, with its content, the tags that still exist, and all its bookings. It is not archived again for 90 days. If the user has used the idempotency key of a booking again since it was archived, the booking comes back without key. Returns how many bookings came back. Recorded in the audit. For roles with the profile maintenance, and for an ADMIN who is signed in through a role with the profile admin. Raises 22004, 25006, 42501, 55000 (the event is not in the archive), P0002, BH102, BH103 (its bookings were detached).';

CREATE FUNCTION boh_detach_archive(event_year integer) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_detach_archive';
COMMENT ON FUNCTION boh_detach_archive(integer) IS
	'Detaches the partition of a year from bookings_archive, so that the table can be dumped and dropped. Seats and statistics of its events stay. event_year is the year in which the events ended, in UTC. Waits for others for 50 milliseconds at a time, which keeps new readers of the archive waiting for as long; and locks bookings_archive until the transaction ends, so commit at once. Returns the name of the table. Recorded in the audit. Only for the owner of the tables. Raises 22004, 22023 (no such partition, it is detached already, or not all bookings of the year are archived), 25006, 42501, 55P03 (others read the archive all the time).';

CREATE FUNCTION boh_attach_archive(event_year integer) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_attach_archive';
COMMENT ON FUNCTION boh_attach_archive(integer) IS
	'Attaches a table that boh_detach_archive() has detached, after it was restored where it had been dropped. Triggers and row-level security that it lacks are made, or switched on. Reads the table; others read and write the archive meanwhile. Returns how many events have their bookings back. Recorded in the audit. Only for the owner of the tables. Raises 22004, 22023 (no such table, or it is attached; it is no ordinary, logged table, or has another owner than bookings_archive), 25006, 42501, BH104 (events or users of its bookings are gone).';

CREATE FUNCTION boh_cold_media(older_than_days integer DEFAULT 365)
RETURNS TABLE (id uuid, filename text, url text, file_size bigint, unused_since timestamptz(3), storage text, move_to text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_cold_media';
COMMENT ON FUNCTION boh_cold_media(integer) IS
	'Media files whose storage should change: those that nothing has referred to for so many days (0 to 36500) and that can move to COLD, and those in COLD storage that are in use again. Pictures of archived events count as not used. file_size is in bytes; unused_since is NULL for a file in use; move_to is HOT or COLD. Move the file, then call boh_media_stored(). Changes nothing. For roles with the profile maintenance, and for roles that may read media_files. Raises 22004, 22023, 42501.';

CREATE FUNCTION boh_media_stored(media uuid[], storage text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_stored';
COMMENT ON FUNCTION boh_media_stored(uuid[], text) IS
	'Records that files are kept in HOT or in COLD storage now. Their rows and addresses stay. Files that are being removed are left out. Returns how many rows changed. For roles with the profile maintenance, and for roles that may change media_files. Raises 22004, 22023, 25006, 42501.';

-- Tenants: many data schemas in one database

CREATE FUNCTION boh_create_tenant(schema_name text, owner text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_create_tenant';
COMMENT ON FUNCTION boh_create_tenant(text, text) IS
	'Makes the schema schema_name and all tables of boh in it, which belong to the role owner. Returns the version of the schema. No other role gets a privilege there: the owner grants profiles with boh_grant(). The caller needs CREATE on the database and must be able to become the owner. Raises 22004, 22023 (not a name for a schema), 25006 (read-only transaction), 42501, 42704 (no such role), 42P06 (there is such a schema), and what boh_migrate() raises.';

CREATE FUNCTION boh_drop_tenant(schema_name text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_drop_tenant';
COMMENT ON FUNCTION boh_drop_tenant(text) IS
	'Drops all tables of boh in the schema schema_name, and the schema. Returns the version that it had. Refused if a table has rows and boh.allow_data_loss is off, and if anything else is in the schema or depends on it. The caller must have the privileges of the owner of its tables and own the schema. Raises 22004, 22023 (not a name for a schema), 25006 (read-only transaction), 2BP01 (objects that are not of boh), 42501, BH024 (no such tenant, or one of others), BH025 (rows would be lost), and what boh_migrate() raises.';

CREATE FUNCTION boh_distribute_tenant(schema_name text) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_distribute_tenant';
COMMENT ON FUNCTION boh_distribute_tenant(text) IS
	'Gives all tables of the tenant schema_name to one node of Citus, with their rows, keys, constraints, triggers, privileges and policies, and returns that node as host:port. Called on the coordinator. For a tenant that has a node, only its policies are made again: call it after citus_schema_move() or a rebalance, because Citus moves none. The audit is then no longer divided by month. The caller must have the privileges of the owner of its tables, and own the schema. Raises 0A000 (there is no Citus), 22004, 25006 (read-only transaction), 42501, BH023, BH024 (no such tenant, or one of others), and what Citus raises.';

CREATE PROCEDURE boh_migrate_all(INOUT report jsonb DEFAULT NULL)
	LANGUAGE c
	AS 'MODULE_PATHNAME', 'boh_migrate_all';
COMMENT ON PROCEDURE boh_migrate_all(jsonb) IS
	'Migrates all tenants that boh_tenants() shows to the latest version, by name, each in a transaction of its own. A tenant that cannot be migrated is told in a WARNING and left as it was, and the next one goes on. report has an object for each tenant that was migrated, with schema, from, to (versions) and ms; its value in the call does not count. Call it again after an error or a crash: it takes those that are left. lock_timeout limits how long it waits for one tenant. Raises BH026, BH027 (tenants could not be migrated; DETAIL has all of them), 25001 (inside a transaction or a function), 25006 (read-only session).';

CREATE FUNCTION boh_tenants()
RETURNS TABLE (schema_name text, owner text, version integer, is_current boolean, bytes bigint)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_tenants';
COMMENT ON FUNCTION boh_tenants() IS
	'The data schemas of the database whose owner''s privileges the caller has, by name: the owner of the tables, the version of the schema (0: no tables), whether that is the latest, and the bytes of its tables and indexes as VACUUM or ANALYZE last saw them. Waits for nobody who has tables locked. Raises nothing.';

CREATE FUNCTION boh_import_html(slug text, title text, html text) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_import_html';
COMMENT ON FUNCTION boh_import_html(text, text, text) IS
	'Makes a DRAFT page of an HTML document and returns its id. Runs of text become TEXT sections, as boh_sanitize_html() makes them safe; a picture alone on its line becomes an IMAGE, several of them a GALLERY; a video of YouTube or Vimeo, or of a file, becomes a VIDEO. Pictures within a sentence, list, table or quotation stay in the text. What boh_sanitize_html() removes is removed, and so is nav; if the document has an element main, only its contents are read. Pictures and videos without an allowed address are left out, and a NOTICE says how many; relative addresses are resolved if the document has a base or a canonical link. slug has at most 100 characters; if there is none, it is made from the title. title has at most 300; if there is none, it is that of the document, or else its first h1. The description is that of the document. The author is the person of the session or, without a session, the setting boh.user_id. Raises 22004 (no html), 22023 (no title, no author), 54000 (a limit of boh_sanitize_html(), more than 1,000 sections, or more than 500,000 characters in a paragraph, table or list), 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction), and what a plain INSERT raises.';

-- What an installation lacks

CREATE FUNCTION boh_doctor() RETURNS TABLE (check_name text, severity text, ok boolean, found text, hint text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_doctor';
COMMENT ON FUNCTION boh_doctor() IS
	'What this installation lacks: a row for each check of the server, the extension and the data schema (setting boh.schema). severity is critical, warning or informational; found is what the check saw; hint has the statement to run when ok is not true, and whom to ask if this role may not run it. ok is NULL for what this role may not see, and for what needs tables while boh_migrate() has not made them: then hint says who sees it, or what comes first. Waits for a table that others have locked for 100 milliseconds, or lock_timeout if that is less; then ok is NULL, too, and hint names the sessions and prepared transactions that must end first. Works as soon as the extension is created, and for every role; the data schema is looked into for roles that may call boh_health(). Changes nothing. Raises nothing.';
