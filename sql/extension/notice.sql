CREATE FUNCTION boh_next_step() RETURNS boolean
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_next_step';
SELECT boh_next_step();
DROP FUNCTION boh_next_step();
