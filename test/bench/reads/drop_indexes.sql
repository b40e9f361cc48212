-- Indexes that no constraint and no booking needs are made after the rows: as fast
-- as it goes with that many rows, see doc/how-to/seed.md.
CREATE TABLE public.dropped_indexes AS
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index
WHERE indrelid IN ('boh.bookings'::regclass, to_regclass('boh.event_search')) AND NOT indisunique
	AND indexrelid <> 'boh.idx_bookings_event_id_user_id'::regclass;
SELECT format('DROP INDEX %s', name) FROM public.dropped_indexes
\gexec
