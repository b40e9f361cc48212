-- Statistics of bookings: sums by event and day up to a watermark.

-- The statement of a change may commit long after it began, and clocks can be
-- set back.  So not a time tells what changed after the sums were made, but the
-- number of the transaction.  Rows from before this migration have NULL.
ALTER TABLE bookings ADD COLUMN xid xid8;
ALTER TABLE bookings ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
COMMENT ON COLUMN bookings.xid IS 'Transaction that wrote the row last; set by a trigger. Statistics find by it what has changed since they were summed up. NULL: the row is older than this column.';
CREATE INDEX idx_bookings_xid ON bookings (xid);
COMMENT ON INDEX idx_bookings_xid IS 'Bookings that changed since statistics were summed up.';

ALTER TABLE bookings ADD COLUMN held boolean;
COMMENT ON COLUMN bookings.held IS 'Whether the booking was PENDING when it was made; set by a trigger. NULL: the row is older than this column, or was loaded without triggers.';

-- No foreign key to events: an event with bookings cannot be deleted, and its
-- row would be locked beside the bookings that count their seats there.
CREATE TABLE booking_days (
	event_id uuid NOT NULL,
	held_seats bigint NOT NULL,
	sold_seats bigint NOT NULL,
	cancelled_seats bigint NOT NULL,
	refunded_seats bigint NOT NULL,
	day timestamptz(3) NOT NULL,
	held_bookings integer NOT NULL,
	sold_bookings integer NOT NULL,
	cancelled_bookings integer NOT NULL,
	refunded_bookings integer NOT NULL,
	holds_made integer NOT NULL,
	holds_confirmed integer NOT NULL,
	holds_expired integer NOT NULL,
	revenue numeric(18,2) NOT NULL,
	refund_due numeric(18,2) NOT NULL,
	refunded numeric(18,2) NOT NULL,
	currency text COLLATE "C" NOT NULL,
	CONSTRAINT pk_booking_days PRIMARY KEY (event_id, day, currency)
);
COMMENT ON TABLE booking_days IS 'Sums over the bookings of an event that were made on one day in one currency. Written by boh_update_statistics(); boh_event_stats() and boh_site_stats() add what has changed since.';
COMMENT ON COLUMN booking_days.event_id IS 'The event.';
COMMENT ON COLUMN booking_days.day IS 'Beginning of the day of booking_date, in UTC.';
COMMENT ON COLUMN booking_days.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN booking_days.held_bookings IS 'Number of bookings that are PENDING, overdue ones included.';
COMMENT ON COLUMN booking_days.held_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.sold_bookings IS 'Number of bookings that are CONFIRMED.';
COMMENT ON COLUMN booking_days.sold_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.cancelled_bookings IS 'Number of bookings that are CANCELLED.';
COMMENT ON COLUMN booking_days.cancelled_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.refunded_bookings IS 'Number of bookings that are REFUNDED.';
COMMENT ON COLUMN booking_days.refunded_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.holds_made IS 'Number of bookings that were PENDING when they were made.';
COMMENT ON COLUMN booking_days.holds_confirmed IS 'How many of these were confirmed, even if they were cancelled later.';
COMMENT ON COLUMN booking_days.holds_expired IS 'How many of these were cancelled because their time ran out.';
COMMENT ON COLUMN booking_days.revenue IS 'Sum of total_price of the CONFIRMED bookings.';
COMMENT ON COLUMN booking_days.refund_due IS 'Sum of total_price of the CANCELLED bookings with a payment reference.';
COMMENT ON COLUMN booking_days.refunded IS 'Sum of total_price of the REFUNDED bookings.';
COMMENT ON CONSTRAINT pk_booking_days ON booking_days IS 'One row for each event, day and currency.';

CREATE TABLE site_days (
	held_bookings bigint NOT NULL,
	held_seats bigint NOT NULL,
	sold_bookings bigint NOT NULL,
	sold_seats bigint NOT NULL,
	cancelled_bookings bigint NOT NULL,
	cancelled_seats bigint NOT NULL,
	refunded_bookings bigint NOT NULL,
	refunded_seats bigint NOT NULL,
	holds_made bigint NOT NULL,
	holds_confirmed bigint NOT NULL,
	holds_expired bigint NOT NULL,
	day timestamptz(3) NOT NULL,
	revenue numeric(18,2) NOT NULL,
	refund_due numeric(18,2) NOT NULL,
	refunded numeric(18,2) NOT NULL,
	currency text COLLATE "C" NOT NULL,
	CONSTRAINT pk_site_days PRIMARY KEY (day, currency)
);
COMMENT ON TABLE site_days IS 'Sums over booking_days of all events.';
COMMENT ON COLUMN site_days.day IS 'Beginning of the day of booking_date, in UTC.';
COMMENT ON COLUMN site_days.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN site_days.held_bookings IS 'Sum of held_bookings.';
COMMENT ON COLUMN site_days.held_seats IS 'Sum of held_seats.';
COMMENT ON COLUMN site_days.sold_bookings IS 'Sum of sold_bookings.';
COMMENT ON COLUMN site_days.sold_seats IS 'Sum of sold_seats.';
COMMENT ON COLUMN site_days.cancelled_bookings IS 'Sum of cancelled_bookings.';
COMMENT ON COLUMN site_days.cancelled_seats IS 'Sum of cancelled_seats.';
COMMENT ON COLUMN site_days.refunded_bookings IS 'Sum of refunded_bookings.';
COMMENT ON COLUMN site_days.refunded_seats IS 'Sum of refunded_seats.';
COMMENT ON COLUMN site_days.holds_made IS 'Sum of holds_made.';
COMMENT ON COLUMN site_days.holds_confirmed IS 'Sum of holds_confirmed.';
COMMENT ON COLUMN site_days.holds_expired IS 'Sum of holds_expired.';
COMMENT ON COLUMN site_days.revenue IS 'Sum of revenue.';
COMMENT ON COLUMN site_days.refund_due IS 'Sum of refund_due.';
COMMENT ON COLUMN site_days.refunded IS 'Sum of refunded.';
COMMENT ON CONSTRAINT pk_site_days ON site_days IS 'One row for each day and currency.';

CREATE TABLE statistics_watermarks (
	system_identifier bigint NOT NULL,
	xid xid8,
	pass_xid xid8,
	pass_event_id uuid,
	updated_at timestamptz(3) NOT NULL,
	pass_day timestamptz(3),
	pass_of_all boolean NOT NULL,
	CONSTRAINT pk_statistics_watermarks PRIMARY KEY (system_identifier)
);
COMMENT ON TABLE statistics_watermarks IS 'How far boh_update_statistics() has come. One row.';
COMMENT ON COLUMN statistics_watermarks.system_identifier IS 'System identifier of the cluster whose transactions the row names. In another cluster, where a dump was restored, the sums are made anew.';
COMMENT ON COLUMN statistics_watermarks.xid IS 'The watermark: booking_days and site_days have all bookings as transactions before this one left them. NULL: the sums are not complete yet.';
COMMENT ON COLUMN statistics_watermarks.pass_xid IS 'The watermark after the pass that is under way. NULL: none is.';
COMMENT ON COLUMN statistics_watermarks.pass_event_id IS 'The last event that this pass has counted. NULL: it has counted none yet.';
COMMENT ON COLUMN statistics_watermarks.pass_day IS 'The last day of that event which this pass has counted. NULL: all days.';
COMMENT ON COLUMN statistics_watermarks.pass_of_all IS 'Whether this pass counts all bookings, not only those that changed.';
COMMENT ON COLUMN statistics_watermarks.updated_at IS 'When boh_update_statistics() last wrote this row.';
COMMENT ON CONSTRAINT pk_statistics_watermarks ON statistics_watermarks IS 'One row for a cluster.';

-- No policies: statistics are for the owner, and for others through functions.
ALTER TABLE booking_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE statistics_watermarks ENABLE ROW LEVEL SECURITY;
