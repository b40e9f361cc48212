-- The archive of events and bookings

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
