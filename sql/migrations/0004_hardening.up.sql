-- Rules that version 3 lacked, and what existing rows need to fit them.

-- The operator is pg_catalog's for certain.
CREATE OR REPLACE TRIGGER boh_events_settle_bookings AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status) EXECUTE FUNCTION boh_events_settle_bookings();
CREATE OR REPLACE TRIGGER boh_bookings_note_changed_seats AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status OR OLD.seats IS DISTINCT FROM NEW.seats)
	EXECUTE FUNCTION boh_bookings_note_seats();
