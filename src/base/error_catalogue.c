/*-------------------------------------------------------------------------
 *
 * base/error_catalogue.c
 *	  The catalogue of errors: every rule's code, message and hint.
 *
 * doc/reference/errors.md lists the cause of each error and what to do about
 * it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/error_catalogue.h"

const BohCatalogueEntry boh_error_catalogue[] = {
	[BOH_EVENT_NOT_OPEN] = {
		"BH001", "event is not open for booking%s",
		"Only a PUBLISHED event can be booked."
	},
	[BOH_BOOKING_NOT_YET_OPEN] = {
		"BH002", "event cannot be booked yet%s",
		"Try again when booking has opened, or change the event's booking_opens_at."
	},
	[BOH_BOOKING_CLOSED] = {
		"BH002", "event cannot be booked any more%s",
		"Booking ends at the event's booking_closes_at or, without one, when it starts."
	},
	[BOH_NOT_ENOUGH_SEATS] = {
		"BH003", "not enough seats: %lld requested%s",
		"Ask for fewer seats, or try again when some have been given back."
	},
	[BOH_USER_LIMIT] = {
		"BH004", "user would exceed the seat limit of the event%s%s",
		"Ask for fewer seats, or cancel another booking of the same user first."
	},
	[BOH_USER_DELETED] = {
		"BH005", "user account is deleted",
		"Book for a user whose account is not deleted."
	},
	[BOH_BOOKING_STATUS] = {
		"BH006", "booking cannot change from %s to %s",
		"PENDING changes to CONFIRMED or CANCELLED, CONFIRMED to CANCELLED or REFUNDED, CANCELLED to REFUNDED; a new booking is PENDING or CONFIRMED."
	},
	[BOH_BOOKING_COLUMN] = {
		"BH007", "column \"%s\" of a %s booking cannot be changed",
		"The seats of an active booking can change. For any other change, cancel the booking and make a new one."
	},
	[BOH_BOOKING_NEW_COLUMN] = {
		"BH007", "column \"%s\" of a new booking must be left out",
		"Record a refund after it is made: call boh_refund_booking(), or set the status to REFUNDED."
	},
	[BOH_KEY_REUSED] = {
		"BH008", "idempotency key \"%s\" was used for another request",
		"Use a new key for each new request, and the same key only to repeat a request unchanged."
	},
	[BOH_STALE_PRICE] = {
		"BH009", "price named in the booking is not the event's price",
		"Read the event's price again and show it to the customer, or leave unit_price and total_price out."
	},
	[BOH_HOLD_EXPIRED] = {
		"BH010", "hold expired%s",
		"Make a new booking. If this one was paid for, call boh_confirm_booking() with the payment reference: it takes the seats again if that is still possible."
	},
	[BOH_BOOKED_COUNT_WRITTEN] = {
		"BH011", "booked_count cannot be written",
		"Leave the column out; the database counts the booked seats."
	},
	[BOH_BOOKING_KEPT] = {
		"BH012", "bookings cannot be %s",
		"Cancel or refund a booking instead."
	},
	[BOH_VENUE_TOO_SMALL] = {
		"BH013", "event has more seats than its venue holds: %d%s",
		"Lower the event's capacity or choose a larger venue."
	},
	[BOH_VENUE_SHRUNK] = {
		"BH014", "venue cannot have fewer seats than its coming events: %d%s",
		"First lower the capacity of the coming events at this venue, or move them to another venue."
	},
	[BOH_CAPACITY_BELOW_BOOKED] = {
		"BH015", "event cannot have fewer seats than are booked: %d%s",
		"Cancel bookings first; SELECT boh_expire_bookings() frees the seats of overdue holds."
	},
	[BOH_EVENT_STATUS] = {
		"BH016", "event cannot %s",
		"DRAFT changes to PUBLISHED or CANCELLED; PUBLISHED to CANCELLED, to COMPLETED after its end, to DRAFT without active bookings; CANCELLED to DRAFT."
	},
	[BOH_REFERENCE_RECORDED] = {
		"BH017", "booking already has another %s",
		"A recorded reference cannot be replaced. If money was moved twice, settle it with the payment provider."
	},
	[BOH_LANES_WRITTEN] = {
		"BH018", "booking lanes cannot be written",
		"Set booking_lanes of the event to the number of lanes that it should have; the database makes and fills them."
	},
	[BOH_HOLD_TOO_LONG] = {
		"BH019", "hold would last longer than %d seconds, until %s",
		"Hold the seats for a shorter time. The setting boh.max_hold_seconds limits holds, except those that the owner of the table writes; boh.max_person_hold_seconds limits those of people who act through a profile."
	},
	[BOH_PROFILES_CONFLICT] = {
		"BH050", "role \"%s\" cannot have profile %s, because it has %s",
		"Give each application a role of its own. A role also has the profiles of public and of the roles that it is a member of."
	},
	[BOH_LAST_ADMIN] = {
		"BH051", "last ADMIN cannot be removed",
		"Make another user an ADMIN first."
	},
	[BOH_ROLE_UNLIMITED] = {
		"BH052", "profile would not limit role \"%s\"",
		"Policies do not concern the owner of the tables, roles with its privileges, superusers and roles with BYPASSRLS. Give the application a role of its own."
	},
	[BOH_AUDIT_WRITTEN] = {
		"BH060", "the audit cannot be changed",
		"Rows are written by what they record, and dropped by the month when their time is over. To remove personal values of a user, call boh_erase_user()."
	},
	[BOH_SEAL_INDEX] = {
		"BH061", "the audit cannot be sealed without its index",
		"If the database is being restored, wait until that has ended. Otherwise create the index as migration 9 does, on each partition, too."
	},
	[BOH_SEAL_AHEAD] = {
		"BH062", "the audit is sealed up to transaction %s, which this server has not run",
		"The audit comes from a later state, or from a copy, of this server. Restore the dump on a server that was made by initdb."
	},
	[BOH_AUDIT_UNSEALED] = {
		"BH063", "row of the audit is not sealed yet",
		"Try again after the next boh_seal_audit(). It seals a row when all transactions have ended that began before the row's."
	},
	[BOH_AUDIT_DAMAGED] = {
		"BH064", "row of the audit does not match its seal",
		"SELECT * FROM boh_audit_verify() lists what does not match."
	},
	[BOH_PUBLISHED_HASH] = {
		"22023", "argument \"published\" is not the hash of a seal: %s",
		"Pass what boh_audit_head() returned, such as {\"number\": 1, \"hash\": \"..\"} with 64 hexadecimal digits, or an array of these."
	},
	[BOH_HISTORY_KEPT] = {
		"BH070", "%s cannot be %s",
		"Record a new decision with boh_record_consent(). Erasures stay listed, so that a restored backup can be put right."
	},
	[BOH_ERASURE_OPEN] = {
		"BH071", "user has open bookings: %lld",
		"Confirm or cancel the holds, overdue ones with boh_expire_bookings(), and record the refunds that are due. Then erase."
	},
	[BOH_ERASE_SNAPSHOT] = {
		"BH075", "users are erased at isolation level READ COMMITTED only",
		"BEGIN ISOLATION LEVEL READ COMMITTED. At other levels rows that others have just written would stay."
	},
	[BOH_MASK_REFUSED] = {
		"BH072", "database is not known to be a copy",
		"Masking overwrites personal data of everybody for good. In a copy, SET boh.allow_data_loss = on and call boh_mask_database() again."
	},
	[BOH_COLUMNS_UNCLASSIFIED] = {
		"BH073", "columns are not classified: %d",
		"Say with boh_classify_column() what each of them holds: nobody knows whether it may get into a copy."
	},
	[BOH_COLUMN_NOT_EMPTIED] = {
		"BH074", "column \"%s\" of \"%s\" cannot be emptied",
		"Allow NULL or give the column a default. If it holds no personal data, say so with boh_classify_column()."
	},
	[BOH_SEARCH_WRITTEN] = {
		"BH080", "what search reads cannot be written",
		"Triggers write it when a transaction commits that changes events, venues, tags or pages. To write it anew, call boh_refresh_search()."
	},
	[BOH_SEED_REFUSED] = {
		"BH090", "schema \"%s\" has data that no seed made",
		"Data for development go into a schema of their own: SELECT * FROM boh_migrate('dev'); SET boh.schema = 'dev';"
	},
	[BOH_IMPORT_COLUMN] = {
		"BH091", "column \"%s\" of an imported booking contradicts other columns",
		"total_price is seats times unit_price; expired_at is expires_at, of a CANCELLED booking; refund_reference belongs to a REFUNDED one."
	},
	[BOH_EVENT_ARCHIVED] = {
		"BH100", "archived events cannot be changed",
		"Bring the event back with boh_restore_event() first. archived_at and restored_at are written by the archive alone."
	},
	[BOH_EVENT_NOT_ARCHIVED] = {
		"55000", "event is not in the archive",
		"There is nothing to bring back: its texts are in events, and its bookings in bookings."
	},
	[BOH_ARCHIVE_WRITTEN] = {
		"BH101", "the archive cannot be changed",
		"Rows get there by boh_archive(), and come back by boh_restore_event(). To remove personal values of a user, call boh_erase_user()."
	},
	[BOH_ARCHIVE_COLUMN] = {
		"BH102", "bookings_archive lacks columns of bookings: %s",
		"Add each column that you added to bookings to bookings_archive, too, with the same type: ALTER TABLE {schema}.bookings_archive ADD COLUMN ..."
	},
	[BOH_ARCHIVE_DETACHED] = {
		"BH103", "bookings of the event are not in the database",
		"boh_detach_archive() took them out with their year. Restore the table where it was kept, attach it with boh_attach_archive(), and try again."
	},
	[BOH_ARCHIVE_EVENTS] = {
		"BH104", "archived bookings lack their archived events: %lld",
		"The table is from another database, or from another state of this one. Attach the table that boh_detach_archive() took out of this one."
	},
	[BOH_ARCHIVE_USERS] = {
		"BH104", "archived bookings lack their users: %lld",
		"Who had no other bookings could be deleted while the year was out. Insert users with these ids, attach the year, and erase them with boh_erase_user()."
	},
	[BOH_ARCHIVE_YEAR] = {
		"22023", "archive of %d cannot be %s: %s",
		"boh_detach_archive() takes out a year when all its bookings are archived, and boh_attach_archive() brings it back."
	},
	[BOH_ARCHIVE_IN_USE] = {
		"55P03", "the archive is in use",
		"Others have read bookings_archive all the time. Try again when long queries on it have ended."
	},
	[BOH_VERSION_WRITTEN] = {
		"BH030", "page versions cannot be written",
		"Publish the page with boh_publish_page(), or restore an older version with boh_rollback_page()."
	},
	[BOH_LIVE_VERSION_WRITTEN] = {
		"BH031", "%s of a page cannot be written",
		"Leave the column out; publishing the page sets it."
	},
	[BOH_SECTIONS_BROKEN] = {
		"BH032", "existing sections of type %s do not match the schema: %lld",
		"Change the sections first, or let boh_migrate_sections() change them. To leave them as they are, SET boh.allow_broken_sections = on."
	},
	[BOH_SECTION_TYPE_UNKNOWN] = {
		"BH033", "section type \"%s\" does not exist",
		"Types are the values of section_type; add one with ALTER TYPE ... ADD VALUE."
	},
	[BOH_SECTION_TYPE_WITHOUT_SCHEMA] = {
		"BH033", "section type \"%s\" has no schema",
		"Insert a row for it into section_schemas."
	},
	[BOH_SECTIONS_NOT_NAMED] = {
		"BH034", "list does not name each section of the page once: %d missing, %d unknown, %d named twice",
		"Read the page's sections again, and name each of them once in the new order."
	},
	[BOH_VERSION_NEEDED] = {
		"BH035", "%s cannot be deleted",
		"Versions that readers see can be deleted once the page is no longer PUBLISHED. The newest version is deleted with its page. All other versions can be deleted."
	},
	[BOH_SLUG_TAKEN] = {
		"BH036", "slug \"%s\" cannot be redirected: an existing %s has it",
		"First change the slug of that page or event, or leave the redirect out."
	},
	[BOH_MEDIA_IN_USE] = {
		"BH037", "media file in use cannot be %s%s",
		"First remove all references to the file; SELECT * FROM boh_media_usage(id) lists them. To replace the file, upload the other one as a new file."
	},
	[BOH_MEDIA_DELETED] = {
		"BH038", "media file \"%s\" is deleted and cannot be referred to",
		"Choose another file. Or take this one out of the bin, if it is not being removed: set its deleted_at to NULL."
	},
	[BOH_MEDIA_TYPE] = {
		"BH039", "media type %s is not allowed",
		"The setting media.mime_types lists the types that are allowed."
	},
	[BOH_MEDIA_TOO_LARGE] = {
		"BH040", "media file is too large: %lld bytes%s",
		"The setting media.max_file_size says how many bytes a file may have."
	},
	[BOH_MEDIA_REFERENCES_WRITTEN] = {
		"BH041", "media references cannot be written",
		"Write the url or thumbnail_url of a file where it is used; the database records the reference."
	},
	[BOH_MEDIA_BEING_REMOVED] = {
		"BH042", "media file is being removed and cannot be changed",
		"The file itself may be gone already. Confirm that with boh_media_purged(), and upload the file again if it is needed."
	},
	[BOH_MEDIA_NOT_COMMITTED] = {
		"BH042", "media file was marked for removal in the same transaction",
		"Commit first, then remove the file, and confirm that in another transaction."
	},
	[BOH_SETTING_UNFIT] = {
		"22023", "setting \"%s\" is not %s",
		"Correct its value in {schema}.site_settings, or delete the row to use the default."
	},
	[BOH_SITE_URL_MISSING] = {
		"55000", "public setting \"site.url\" is missing",
		"Say where the site is: INSERT INTO {schema}.site_settings (key, value, is_public) VALUES ('site.url', 'https://www.example.org', true)."
	},
	[BOH_MIGRATION_CHANGED] = {
		"BH020", "migration %d of schema \"%s\" differs from the one that was applied",
		"An applied migration never changes. Install the release that applied it, or a later one."
	},
	[BOH_MIGRATION_GAP] = {
		"BH021", "migration %d of schema \"%s\" is missing, but a later one is applied",
		"Find out who changed schema_migrations. This call changed nothing."
	},
	[BOH_SCHEMA_NEWER] = {
		"BH022", "schema \"%s\" is at version %d, newer than this extension's %d",
		"Install the new release of the extension, then run ALTER EXTENSION boh UPDATE."
	},
	[BOH_SCHEMA_OLDER] = {
		"BH023", "schema \"%s\" is at version %d, older than this extension's %d",
		"Run SELECT * FROM boh_migrate();"
	},
	[BOH_SCHEMA_MISSING] = {
		"BH024", "schema \"%s\" holds no tables of boh",
		"Run SELECT * FROM boh_migrate(); or set boh.schema to the schema that holds them."
	},
	[BOH_TENANT_MISSING] = {
		"BH024", "schema \"%s\" holds no tables of boh",
		"Check the name: SELECT schema_name FROM boh_tenants() lists the tenants of which the role has the owner's rights."
	},
	[BOH_TENANT_EXISTS] = {
		"42P06", "schema \"%s\" already exists",
		"Choose another name. In a schema that is there, its owner calls boh_migrate() with its name."
	},
	[BOH_TENANT_OWNER] = {
		"42704", "role \"%s\" does not exist",
		"Name a role that exists, or first make one with CREATE ROLE."
	},
	[BOH_SCHEMA_TEMPORARY] = {
		"22023", "schema \"%s\" is temporary and cannot hold tables of boh",
		"Set boh.schema to a schema in which boh_migrate() made the tables. Triggers of boh work only on those tables."
	},
	[BOH_DATA_LOSS] = {
		"BH025", "going back to version %d would drop %lld rows of schema \"%s\"",
		"Save the data, then SET boh.allow_data_loss = on and try again."
	},
	[BOH_TENANTS_FAILED] = {
		"BH027", "%d of %d tenants were not migrated",
		"DETAIL names them, with their errors. Remove the causes, then call boh_migrate_all() again: the others are done."
	},
	[BOH_SCHEMA_ELSEWHERE] = {
		"BH028", "the tables of schema \"%s\" are on another node, %s",
		"Connect to that node: functions and sessions work where the tables are. Statements on tables work from every node."
	},
	[BOH_CITUS_MISSING] = {
		"0A000", "there is no Citus in this database",
		"Install Citus 12 or later, put citus first in shared_preload_libraries, restart the server, and run CREATE EXTENSION citus."
	},
	[BOH_TABLE_DIVIDED] = {
		"0A000", "table \"%s\" of schema \"%s\" is divided over the nodes",
		"Use statements on tables, which Citus sends to the nodes. Functions of boh do not work on a table that Citus divides."
	},
	[BOH_SCHEMA_DISTRIBUTED] = {
		"0A000", "tables of schema \"%s\" cannot be changed or dropped on a node of Citus, %s",
		"First take the tenant back, on the coordinator: SET citus.enable_unsafe_triggers = on; SELECT citus_schema_undistribute('{schema}'); then SET citus.enable_ddl_propagation = off."
	},
	[BOH_CONFLICT_WITHOUT_TARGET] = {
		"55000", "ON CONFLICT without a target cannot be used for \"%s\"",
		"Name the key, ON CONFLICT (id) DO NOTHING: positions of sections are compared at the end of the statement, and cannot be a target."
	},
	[BOH_MIGRATION_OUTSIDE] = {
		"55000", "undoing migration %d would drop \"%s\" of schema \"%s\"",
		"The data schema lacks a table of that name, so the name leads to the one in another schema. First make the missing table again."
	},
	[BOH_MIGRATIONS_FOREIGN] = {
		"42P07", "table schema_migrations of schema \"%s\" does not belong to boh",
		"Another tool has a table of that name there. Give boh a schema of its own."
	},
	[BOH_AUDIT_PARTITION_DETACHED] = {
		"42P07", "table \"%s\" is not a partition of \"%s\"",
		"Attach it again. If it is renamed instead, a new one is made, and boh_audit_verify() misses the rows of this one."
	},
	[BOH_AUDIT_PARTITION_RENAMED] = {
		"55000", "partition \"%s\" has the place of \"%s\"",
		"Rename it back."
	},
	[BOH_FUNCTION_HIDDEN] = {
		"42723", "function %s of schema \"%s\" would hide that of the extension",
		"Rename or drop it, so that triggers and defaults find the function of the extension."
	},
	[BOH_OBJECT_FOREIGN] = {
		"42501", "%s belongs to a role that lacks the privileges of the migrating role",
		"A migration must not use it in place of PostgreSQL's own. Drop it, move it to another schema, or give it to the owner of the tables."
	},
	[BOH_VERSION_MISMATCH] = {
		"BH026", "library of extension boh is version %s, its SQL objects are version %s",
		"Run ALTER EXTENSION boh UPDATE. If that does not help, reconnect to load the new library; if shared_preload_libraries has boh, restart the server."
	},
	[BOH_NOT_FOUND] = {
		"P0002", "%s does not exist",
		"Check the id. It may be one of another table, or of another schema than the setting boh.schema names."
	},
	[BOH_BOOKING_ARCHIVED] = {
		"P0002", "booking is in the archive",
		"Bring its event back with boh_restore_event() first."
	},
	[BOH_UNKNOWN_EVENT] = {
		"23503", "event of the booking does not exist",
		"Check the id of the event."
	},
	[BOH_BOOKING_TIME] = {
		"22008", "column \"%s\" of a booking is out of range: %s",
		"Use a time in the years 1 to 9999."
	},
	[BOH_BOOKING_PRICE] = {
		"22003", "total price of the booking is out of range%s",
		"Book fewer seats at a time, or check the price of the event."
	},
	[BOH_PROFILE_UNKNOWN] = {
		"22023", "profile \"%s\" does not exist",
		"Profiles are site, app, admin, auth, payments, maintenance, reporting, auditor, trusted and service."
	},
	[BOH_PROFILE_NEEDED] = {
		"42501", "profile %s is needed",
		"The owner of the tables can grant it to the role: SELECT boh_grant(role, profile)."
	},
	[BOH_BOOKING_RIGHT] = {
		"42501", "permission denied to %s",
		"People book, cancel and change seats of their own bookings that are not paid yet; organizers cancel bookings of their events. Payments need a role with the profile payments."
	},
	[BOH_USER_RIGHT] = {
		"42501", "permission denied to change %s of a user",
		"People change their own name and phone number. The rest needs an ADMIN who is signed in through a role with the profile admin."
	},
	[BOH_PARTICIPANTS_RIGHT] = {
		"42501", "permission denied to read the participants of the event",
		"The author of an event reads them, if they are ORGANIZER or ADMIN. An ADMIN who is signed in through a role with the profile admin reads those of all events."
	},
	[BOH_USER_BOOKINGS_RIGHT] = {
		"42501", "permission denied to read the bookings of another person",
		"People read their own bookings. An ADMIN who is signed in through a role with the profile admin reads those of everybody."
	},
	[BOH_STATISTICS_RIGHT] = {
		"42501", "permission denied to read the statistics of %s",
		"The author of an event reads its statistics, if they are ORGANIZER or ADMIN. Those of all events and of the site need an ADMIN who is signed in through a role with the profile admin, or a role with the profile reporting or service."
	},
	[BOH_WATCHER_RIGHT] = {
		"42501", "permission denied to read metrics and health",
		"Roles with the profile maintenance and members of pg_monitor with USAGE on the schema may, an ADMIN who is signed in through a role with the profile admin, and the owner of the tables."
	},
	[BOH_PRIVACY_RIGHT] = {
		"42501", "permission denied to %s",
		"An ADMIN who is signed in through a role with the profile admin may, and so may the owner of the tables. People export their own data and record their own consents."
	},
	[BOH_USER_TRACES] = {
		"23503", "user cannot be deleted: there are rows of the user in %s",
		"Call boh_erase_user(), which removes what identifies the person and keeps the rows."
	},
	[BOH_OWNER_NEEDED] = {
		"42501", "permission denied to %s",
		"Only the owner of the tables, and roles with its privileges, may."
	},
	[BOH_ENTITY_UNKNOWN] = {
		"22023", "entity \"%s\" is unknown",
		"Entities are user, venue, event, booking, page, section and media."
	},
	[BOH_MEMBER_UNKNOWN] = {
		"22023", "member \"%s\" of %s is unknown",
		"DETAIL lists the members that are known."
	},
	[BOH_ARGUMENT_NULL] = {
		"22004", "argument \"%s\" must not be NULL",
		"Give it a value."
	},
	[BOH_ARGUMENT_RANGE] = {
		"22023", "argument \"%s\" is out of range: %s",
		"The comment on the function says which values are allowed."
	},
	[BOH_TIME_ZONE] = {
		"22023", "time zone \"%s\" is not a name of the IANA database",
		"Use a name such as Europe/Berlin or UTC. SELECT name FROM pg_timezone_names lists the names that the server knows."
	},
	[BOH_AUTHOR_MISSING] = {
		"22023", "page has no author",
		"Name a user in authorId, or set boh.user_id to the id of the application's current user."
	},
	[BOH_CURRENT_USER_MISSING] = {
		"22023", "page has no author",
		"Set boh.user_id to the id of the application's current user, or set a person's session with boh_set_session()."
	},
	[BOH_PASSWORD_NOT_HASHED] = {
		"23514", "password_hash is not a bcrypt hash",
		"Hash the password in the application with bcrypt: 60 characters that begin with $2a$, $2b$ or $2y$."
	},
	[BOH_PASSWORD_COST] = {
		"23514", "bcrypt cost of password_hash is too high: %d",
		"Hash the password with a cost of at most 14. Each step doubles the time of a login; 12 is usual."
	},
	[BOH_EMAIL_INVISIBLE] = {
		"23514", "email has an invisible character",
		"Remove white space and invisible characters. They often come with an address that was copied."
	},
	[BOH_NOTHING_VISIBLE] = {
		"23514", "%s of %s has no visible character",
		"Use at least one letter, digit or sign; white space and invisible characters are not enough."
	},
	[BOH_SECTION_INVALID] = {
		"23514", "data of %s section is not valid%s",
		"boh_section_schema() returns the schema for the data of a section type, boh_section_errors() all errors of given data."
	},
	[BOH_SETTING_VALUE] = {
		"23514", "value of setting \"%s\" of type %s must be %s%s",
		"Correct the value, or change the type in the same statement. boh_validate_setting(type, value) checks a value without storing it."
	},
	[BOH_EVENT_ADDRESS] = {
		"23514", "%s of an event must be %s",
		"Correct the address, or leave it out. boh_json_valid(jsonb_build_object('format', format), to_jsonb(address)) checks an address without storing it."
	},
	[BOH_SESSION_REFUSED] = {
		"42501", "session token is not valid",
		"Sign in again to get a new token. Only the server's log says what is wrong with this one."
	},
	[BOH_SESSION_KEYS_WRITTEN] = {
		"42501", "session keys cannot be written",
		"Only the owner of session_keys, and members of that role, may write them: whoever writes a key can sign in as anybody."
	},
	[BOH_SESSION_KEY_SECRET] = {
		"23514", "public_key of a session key holds a private key",
		"Store the public half alone, as openssl pkey -pubout writes it. This private key has left its place: make a new pair."
	},
	[BOH_SESSION_KEY_UNREADABLE] = {
		"23514", "public_key of a session key cannot be read",
		"Give one public key, as PEM that begins with -----BEGIN PUBLIC KEY-----, or as one JWK."
	},
	[BOH_SESSION_KEY_MISFIT] = {
		"23514", "public_key of a session key is not one for %s",
		"EdDSA needs a key of Ed25519, ES256 one of P-256, RS256 one of RSA."
	},
	[BOH_SESSION_KEY_WEAK] = {
		"23514", "public_key of a session key is too weak for %s",
		"RSA needs 2048 to 8192 bits and an exponent of 65537 or more; other keys must be sound points of their curve."
	},
	[BOH_BOOKINGS_LOCKED] = {
		"55P03", "bookings of the event are locked by other transactions",
		"Try again. To cancel an event, use boh_cancel_event(), which waits for these transactions."
	},
	[BOH_IN_TRANSACTION] = {
		"25001", "%s cannot run inside a transaction block",
		"It commits as it goes, so call it outside of transactions and functions. For maintenance inside of one, there is boh_maintain()."
	},
	[BOH_MIGRATE_ALL_IN_TRANSACTION] = {
		"25001", "%s cannot run inside a transaction block",
		"It commits after each tenant, so call it outside of transactions and functions. Inside of one, boh_migrate(schema_name) migrates a single tenant."
	},
	[BOH_READ_ONLY] = {
		"25006", "%s() writes, so it cannot run %s",
		"Call it on the primary, in a transaction that is READ WRITE."
	},
};
