# Whoever updates from 0.1.0 gets what a new installation has: the extension's
# objects first, then each schema's, with every row as it was.
#
# boh--0.1.0.sql beside this file is the install script of that version as it was
# built.  Its library is gone, so rows come from today's.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use JSON::PP;
use Test::More;

my $version = decode_json(BohCluster::slurp("$BohCluster::root/META.json"))->{version};
my $catalog = "$BohCluster::root/test/support/catalog.sql";

# The server gets files of its own, to which the old script is added.
my $stage = File::Temp->newdir;
my ($status, $share, $errors) = BohCluster::run($ENV{PG_CONFIG} || 'pg_config', '--sharedir');
chomp $share;
($status, undef, $errors) = BohCluster::run('cp', '-rL', "$ENV{BOH_STAGE}/.", $stage->dirname);
die $errors if $status != 0;
($status, undef, $errors) = BohCluster::run('cp', "$BohCluster::root/test/upgrade/boh--0.1.0.sql", "$stage$share/extension/");
die $errors if $status != 0;
local $ENV{BOH_STAGE} = $stage->dirname;
my $server = BohCluster->new('upgrade', 'fsync=off');

sub query
{
	my ($database, $sql) = @_;

	return $server->query($sql, database => $database);
}

# The SQLSTATE and the text of what a statement fails with.
sub refused
{
	my ($database, $sql, $pattern, $name) = @_;
	my ($status, undef, $errors) = $server->psql($sql, database => $database, options => [ '-v', 'VERBOSITY=verbose' ]);

	like($errors, $pattern, $name);
}

# Like is(), but shows only the lines that differ.
sub same_lines
{
	my ($is, $expected, $name) = @_;
	my %is = map { $_ => 1 } split /\n/, $is;
	my %expected = map { $_ => 1 } split /\n/, $expected;

	ok($is eq $expected, $name)
	  or diag(map({ "missing: $_\n" } grep { not $is{$_} } sort keys %expected),
		map({ "added: $_\n" } grep { not $expected{$_} } sort keys %is));
}

# Everything that belongs to the extension, and each function in full.
sub extension_objects
{
	my ($database) = @_;

	return join "\n", query($database, "SELECT extname, extversion, extrelocatable, extnamespace::regnamespace, extconfig,
			obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'boh'"),
	  query($database, "SELECT d.deptype, pg_describe_object(d.classid, d.objid, d.objsubid), f.proacl, f.proowner::regrole,
			pg_get_functiondef(f.oid), obj_description(f.oid, 'pg_proc')
		FROM pg_depend d LEFT JOIN pg_proc f ON f.oid = d.objid AND d.classid = 'pg_proc'::regclass
		WHERE d.refclassid = 'pg_extension'::regclass
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'boh') ORDER BY 2"),
	  query($database, "SELECT oid::regprocedure FROM pg_proc WHERE proname ~ '^boh_' ORDER BY oid::regprocedure::text");
}

sub schema_catalog
{
	my ($database, $schema) = @_;
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1',
		'-d', $database, '-f', $catalog, '-c', "SELECT pg_temp.schema_catalog('$schema')");

	die $errors if $status != 0;
	return $output;
}

# All rows, but for what version 2 added.
sub rows
{
	my ($schema) = @_;
	my $tables = query('updated', "SELECT tablename FROM pg_tables WHERE schemaname = '$schema'
		AND tablename NOT IN ('schema_migrations', 'booking_lanes') ORDER BY 1");

	return join "\n", map {
		query('updated', "SELECT '$_', to_jsonb(t) - 'booking_lanes' - 'booking_waited_at' FROM $schema.$_ t ORDER BY 2")
	} split /\n/, $tables;
}

sub verified
{
	my ($schema, $name) = @_;

	is(query('updated', "SET boh.schema = $schema; SELECT * FROM boh_verify()"), '', "$name: boh_verify() finds nothing");
}

query('postgres', "CREATE DATABASE $_") foreach qw(updated fresh);
query('fresh', 'CREATE EXTENSION boh');
is(query('fresh', "SELECT extversion FROM pg_extension WHERE extname = 'boh'"), $version, "a new installation is $version");
is(query('fresh', "SELECT path FROM pg_extension_update_paths('boh') WHERE source = '0.1.0' AND target = '$version'"),
	"0.1.0--$version", "there is a way from 0.1.0 to $version");

# The extension.
query('updated', "CREATE EXTENSION boh VERSION '0.1.0'");
refused('updated', 'SELECT * FROM boh_migrate()',
	qr/BH026: library of extension boh is version \Q$version\E, its SQL objects are version 0\.1\.0\n.*ALTER EXTENSION boh UPDATE/s,
	'before the update functions say what to do');
unlike(query('updated', "SELECT pg_get_functiondef('boh_migration_scripts()'::regprocedure)"), qr/booking_lanes/,
	'the old version knows no lanes');
query('updated', 'ALTER EXTENSION boh UPDATE');
my $objects = extension_objects('fresh');
like($objects, qr/function boh_fold_lanes\(uuid\).*Brings booked_count/s, 'functions are compared with their comments');
same_lines(extension_objects('updated'), $objects, 'updated, the extension has the objects of a new installation');

# An empty schema.
my $latest = query('fresh', 'SELECT max(version) FROM boh_migration_scripts()');
query('fresh', "SELECT FROM boh_migrate('boh'); SELECT FROM boh_migrate('old', 1)");
my %expected = (1 => schema_catalog('fresh', 'old'), $latest => schema_catalog('fresh', 'boh'));
isnt($expected{1}, $expected{$latest}, 'catalogs are compared');
is(query('updated', "SELECT count(*) FROM boh_migrate('boh', 1)"), 1, 'a schema of 0.1.0');
same_lines(schema_catalog('updated', 'boh'), $expected{1}, 'it is what a new installation makes of version 1');
refused('updated', "INSERT INTO boh.users (email) VALUES ('ann\@example.org'); INSERT INTO boh.bookings DEFAULT VALUES",
	qr/BH023: .*boh_migrate/s, 'before the migration rules say what to do');
foreach my $to ($latest, 1, $latest)
{
	query('updated', "SELECT FROM boh_migrate('boh', $to)");
	same_lines(schema_catalog('updated', 'boh'), $expected{$to}, "migrated to $to it is what a new installation has");
}

# One with rows of all kinds, and additions of the user's own.
query('updated', 'CREATE ROLE dump_reader');
query('updated', "SELECT FROM boh_migrate('filled')");
($status, undef, $errors) = $server->command('psql', '-X', '-q', '-o', '/dev/null', '-d', 'updated', '-v', 'schema=filled',
	'-f', "$BohCluster::root/test/dump/data.sql");
is("$status $errors", '0 ', 'a schema is filled');
refused('updated', "SELECT FROM boh_migrate('filled', 1)", qr/BH025/, 'with lanes open there is no way down');
query('updated', 'UPDATE filled.events SET booking_lanes = 1 WHERE booking_lanes > 1');
is(query('updated', 'SELECT count(*) FROM filled.booking_lanes'), 0, 'lanes are closed');
my $rows = rows('filled');
like($rows, qr/^bookings\|\{/m, 'rows are compared');
foreach my $round (1 .. 2)
{
	query('updated', "SELECT FROM boh_migrate('filled', 1)");
	is(query('updated', 'SELECT max(version) FROM filled.schema_migrations'), 1, "round $round: down");
	same_lines(rows('filled'), $rows, "round $round: rows are as they were");
	query('updated', "SELECT FROM boh_migrate('filled')");
	same_lines(rows('filled'), $rows, "round $round: up again, they still are");
	is(query('updated', 'SELECT DISTINCT booking_lanes, booking_waited_at FROM filled.events'), '1|', "round $round: nobody has lanes");
	verified('filled', "round $round");
}
query('updated', "UPDATE filled.events SET booking_lanes = 4 WHERE status = 'PUBLISHED'");
verified('filled', 'lanes opened');
is(query('updated', "SET boh.schema = filled; WITH e AS MATERIALIZED (
		SELECT id FROM filled.events WHERE status = 'PUBLISHED' AND end_date > now() AND max_seats_per_user IS NULL
		ORDER BY boh_available_seats(id) DESC LIMIT 1)
	SELECT b.status FROM e, filled.users u, boh_book_seats(e.id, u.id, 5) b WHERE u.email = 'user.1\@example.org'"), 'PENDING',
	'what was there before is booked on lanes');
verified('filled', 'booked on lanes');

done_testing();
