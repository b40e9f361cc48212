-- Statistics of bookings, summed up by event and day up to a watermark.

CREATE TABLE booking_days (
	event_id uuid NOT NULL,
	day timestamptz(3) NOT NULL,
	CONSTRAINT pk_booking_days PRIMARY KEY (event_id, day),
	CONSTRAINT fk_booking_days_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE booking_days IS 'Sums over the bookings of an event that were made on one day.';
COMMENT ON COLUMN booking_days.event_id IS 'The event.';
COMMENT ON COLUMN booking_days.day IS 'Beginning of the day (UTC).';
COMMENT ON CONSTRAINT pk_booking_days ON booking_days IS 'One row for each event and day.';
COMMENT ON CONSTRAINT fk_booking_days_event_id ON booking_days IS 'Goes with the event.';

ALTER TABLE booking_days ENABLE ROW LEVEL SECURITY;
