-- Booking lanes: the counter of a hot event, split over rows that bookings lock
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
