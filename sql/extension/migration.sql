CREATE FUNCTION boh_migrate(schema_name text DEFAULT NULL, to_version integer DEFAULT NULL)
RETURNS TABLE (version integer, name text, direction text, applied_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_migrate';
COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Brings schema schema_name (NULL: setting boh.schema; made when it is missing) to version to_version (NULL: the latest; 0: nothing left but schema_migrations), up or down. The first step runs as the calling role, which will own the objects; later steps run as the owner of schema_migrations, whose rights the caller must have. Returns the steps taken, direction up or down; none when there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a gap), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or no name for a schema), 42P07 (another tool''s schema_migrations), 42723 (a function in the schema would hide the extension''s), 55000 (a step down would drop a table outside the schema).';
