-- Undoes booking lanes: each event's counter is its row again.

UPDATE events SET booking_lanes = 1 WHERE booking_lanes > 1;
DROP TRIGGER boh_events_arrange_lanes ON events;
DROP TRIGGER boh_events_arrange_new_lanes ON events;
DROP TABLE booking_lanes;
ALTER TABLE events
	DROP COLUMN booking_waited_at,
	DROP COLUMN booking_lanes;
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out.';
