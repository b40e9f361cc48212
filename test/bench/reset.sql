-- Puts the tables of the schema in the variable "schema" back to the start: no
-- bookings, 1,000 events as they were made, "tickets" tickets for each of the
-- first "events" events, and "lanes" lanes for the first.  Triggers of boh and
-- foreign keys stand aside for that, in this session alone.

SET client_min_messages = warning;
SET session_replication_role = replica;
SELECT :'schema' = 'ticket' AS has_tickets \gset

BEGIN;
TRUNCATE :schema.events, :schema.bookings CASCADE;
INSERT INTO :schema.events SELECT * FROM seed;
\if :has_tickets
INSERT INTO ticket.tickets (event_id)
SELECT md5(event::text)::uuid
FROM generate_series(1, :tickets), generate_series(1, :events) AS event;
\endif
COMMIT;
SET session_replication_role = origin;
SELECT :'schema' = 'boh' AS has_lanes \gset
\if :has_lanes
UPDATE boh.events SET booking_lanes = :lanes WHERE id = md5('1')::uuid;
VACUUM ANALYZE boh.booking_lanes;
\endif

VACUUM ANALYZE :schema.events, :schema.bookings, boh.users;
\if :has_tickets
VACUUM ANALYZE ticket.tickets;
\endif
CHECKPOINT;
