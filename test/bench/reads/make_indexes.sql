-- What drop_indexes.sql dropped
SET maintenance_work_mem = '512MB';
SELECT definition FROM public.dropped_indexes
\gexec
DROP TABLE public.dropped_indexes;
