-- Back to version 14.

ALTER TABLE login_counters RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE booking_days RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE event_search RESET (
	autovacuum_vacuum_scale_factor,
	autovacuum_analyze_scale_factor,
	toast.autovacuum_vacuum_scale_factor);
ALTER TABLE booking_lanes RESET (
	autovacuum_vacuum_scale_factor,
	autovacuum_vacuum_threshold,
	vacuum_truncate);
ALTER TABLE events RESET (
	autovacuum_vacuum_scale_factor,
	vacuum_truncate);
ALTER TABLE bookings RESET (
	autovacuum_vacuum_scale_factor,
	autovacuum_vacuum_threshold,
	autovacuum_vacuum_insert_scale_factor,
	autovacuum_analyze_scale_factor,
	vacuum_truncate);
DROP TABLE maintenance_tasks;
