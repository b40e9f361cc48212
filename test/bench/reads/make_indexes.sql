-- What drop_indexes.sql dropped, that of bookings or that of the other tables, so that
-- two sessions can make them at the same time.  Foreign keys come last: they need keys.
SET maintenance_work_mem = '512MB';
SELECT making FROM public.dropped WHERE of_bookings = :of_bookings AND step < 3 ORDER BY step
\gexec
