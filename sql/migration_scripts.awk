# Writes boh_migration_scripts(), which returns the migrations as text, from
# the .up.sql files named on the command line, in order.  For an upgrade, give
# -v create="CREATE OR REPLACE".
# CREATE EXTENSION replaces some words wherever they stand in an install
# script; a migration that holds one of them would not be applied as written.

function refuse(message)
{
	print "sql/migration_scripts.awk: " message > "/dev/stderr"
	failed = 1
	exit 1
}

function script(file,    line, text, status)
{
	while ((status = (getline line < file)) > 0)
		text = text line "\n"
	if (status < 0)
		refuse(file " is missing")
	close(file)
	if (text == "")
		refuse(file " is empty")
	if (text ~ /\$migration\$|\$boh_migration_scripts\$|MODULE_PATHNAME|@ext[a-z]+[:@]|(^|\n)\\echo/)
		refuse(file " holds $migration$, $boh_migration_scripts$, MODULE_PATHNAME, @ext...@ or \\echo")
	return "$migration$" text "$migration$"
}

BEGIN {
	print (create ? create : "CREATE") " FUNCTION boh_migration_scripts()"
	print "RETURNS TABLE (version integer, name text, up text, down text)"
	print "LANGUAGE sql IMMUTABLE PARALLEL SAFE"
	print "AS $boh_migration_scripts$"
	print "VALUES"
	for (i = 1; i < ARGC; i++)
	{
		up = ARGV[i]
		down = up
		sub(/\.up\.sql$/, ".down.sql", down)
		name = up
		sub(/^.*\//, "", name)
		if (name !~ /^[0-9][0-9][0-9][0-9]_[a-z0-9_]+\.up\.sql$/)
			refuse(up ": the name is not NNNN_name.up.sql")
		if (substr(name, 1, 4) + 0 != i)
			refuse(up ": the number should be " sprintf("%04d", i))
		sub(/\.up\.sql$/, "", name)
		printf "(%d, '%s'::text, %s, %s)%s\n", i, substr(name, 6),
			script(up), script(down), i < ARGC - 1 ? "," : ""
	}
	if (ARGC < 2)
		refuse("no migrations")
	print "ORDER BY 1"
	print "$boh_migration_scripts$;"
	print ""
	print "COMMENT ON FUNCTION boh_migration_scripts() IS"
	print "'The migrations that boh_migrate() applies, oldest first: number, name, and the SQL that takes the step up and back down.';"
	exit failed
}
