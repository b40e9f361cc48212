-- Indexes and keys that no booking needs are made after the rows, as PostgreSQL's page
-- "Populating a Database" advises.  All of them are there again, and every row has been
-- checked, before anything is measured.
CREATE TABLE public.dropped AS
SELECT 3 AS step, conrelid = 'boh.bookings'::regclass AS of_bookings,
	format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS dropping,
	format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS making
FROM pg_constraint
WHERE contype = 'f' AND conrelid IN ('boh.events'::regclass, 'boh.bookings'::regclass, 'boh.event_tags'::regclass);
INSERT INTO public.dropped
SELECT 2, true, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
	format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype IN ('p', 'u') AND conrelid = 'boh.bookings'::regclass;
INSERT INTO public.dropped
SELECT 1, indrelid = 'boh.bookings'::regclass, format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid IN ('boh.events'::regclass, 'boh.bookings'::regclass, 'boh.event_tags'::regclass, to_regclass('boh.event_search'))
	AND NOT indisunique AND indexrelid <> 'boh.idx_bookings_event_id_user_id'::regclass;
SELECT dropping FROM public.dropped ORDER BY step DESC
\gexec
