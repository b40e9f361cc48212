CREATE FUNCTION boh_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_version';
COMMENT ON FUNCTION boh_version() IS
	'Version of the loaded library, such as 0.1.0. It differs from pg_extension.extversion after new files were installed and before ALTER EXTENSION boh UPDATE.';
