-- The foreign keys that drop_indexes.sql dropped
SET work_mem = '512MB';
SELECT making FROM public.dropped WHERE step = 3
\gexec
DROP TABLE public.dropped;
