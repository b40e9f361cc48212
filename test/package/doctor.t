# boh_doctor(): what a server must be started with, and databases of other kinds.

use strict;
use warnings;
use Test::More;
use BohCluster;

# Names of checks of a severity that are not in order
sub ailments
{
	my ($server, %options) = @_;

	return $server->query('SELECT coalesce(string_agg(check_name, \' \'), \'\') FROM boh_doctor() WHERE ok IS NOT true', %options);
}

# What is not in order, or not known, has its hint, and a check has one row.
sub hints_are_complete
{
	my ($server, $name, %options) = @_;

	is($server->query('SELECT count(*) FILTER (WHERE ok IS NOT true AND coalesce(hint, \'\') = \'\'), count(*) - count(DISTINCT check_name) FROM boh_doctor()',
		%options), '0|0', "$name: one hint for each check");
}

my $bare = BohCluster->new('bare', 'max_connections=300', 'fsync=off', 'full_page_writes=off');
$bare->query('CREATE EXTENSION boh');
is(ailments($bare), join(' ', qw(preload durability idle_in_transaction memory connections pg_trgm pg_stat_statements
	schema_version rules row_security policies profiles session_keys maintenance audit audit_partitions backup)),
	'a new server lacks a lot');
hints_are_complete($bare, 'a new server');
is($bare->query("SELECT found FROM boh_doctor() WHERE check_name = 'durability'"), 'fsync = off, full_page_writes = off', 'what is off is named');
like($bare->query("SELECT hint FROM boh_doctor() WHERE check_name = 'preload'"),
	qr/ALTER SYSTEM SET shared_preload_libraries = boh;/, 'the hint has the statement');

# The role sees neither the setting nor the tables, but gets a row for each check.
$bare->query('CREATE ROLE visitor LOGIN');
hints_are_complete($bare, 'a role without rights', options => [ '-U', 'visitor' ]);
is($bare->query('SELECT count(*) FROM boh_doctor()', options => [ '-U', 'visitor' ]),
	$bare->query('SELECT count(*) FROM boh_doctor()'), 'a role without rights gets all rows');
like($bare->query("SELECT hint FROM boh_doctor() WHERE check_name = 'preload'", options => [ '-U', 'visitor' ]),
	qr/A superuser who calls boh_doctor\(\) gets the statement/, 'and no setting that PostgreSQL hides from it');

$bare->query($_) foreach "CREATE DATABASE western ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
$bare->query('CREATE EXTENSION boh', database => 'western');
like(ailments($bare, database => 'western'), qr/^encoding /, 'another encoding is told');
hints_are_complete($bare, 'another encoding', database => 'western');
like($bare->query("SELECT hint FROM boh_doctor() WHERE check_name = 'idle_in_transaction'", database => 'western'),
	qr/ALTER DATABASE western SET/, 'hints name the database');

my $whole = BohCluster->new('whole', 'max_connections=100', 'shared_buffers=129MB', 'idle_in_transaction_session_timeout=30s',
	'shared_preload_libraries=boh,pg_stat_statements');
$whole->query($_) foreach ('CREATE EXTENSION boh', 'CREATE EXTENSION pg_trgm', 'CREATE EXTENSION pg_stat_statements',
	'SELECT * FROM boh_migrate()', 'CREATE ROLE web LOGIN', "SELECT boh_grant('web', 'app'), boh_grant('web', 'trusted')",
	'CALL boh_run_maintenance()', "INSERT INTO boh.boh_backup_log (started_at, finished_at, ok, kind, tool) VALUES (now(), now(), true, 'FULL', 'test')");
is(ailments($whole), '', 'a server that was set up lacks nothing');
is($whole->query('SELECT count(*) FROM boh_doctor() WHERE hint IS NOT NULL'), '0', 'so there is no hint');
is($whole->query("SELECT found FROM boh_doctor() WHERE check_name = 'preload'"), 'boh,pg_stat_statements', 'what was found is shown');

# Its sessions get the library that the server has loaded.
$whole->query("UPDATE pg_extension SET extversion = '0.4.0' WHERE extname = 'boh'");
like($whole->query("SELECT hint FROM boh_doctor() WHERE check_name = 'extension_version'"), qr/restart the server/, 'a server may have an old library');
$whole->query("UPDATE pg_extension SET extversion = boh_version() WHERE extname = 'boh'");

# Each check of the page is one of the function, in its order.
my $page = BohCluster::slurp("$BohCluster::root/doc/how-to/packages.md");
my @described = $page =~ /^\| `(\w+)` \| (critical|warning|informational) \|/mg;
is(join(' ', @described), $whole->query("SELECT string_agg(check_name || ' ' || severity, ' ') FROM boh_doctor()"),
	'doc/how-to/packages.md has all checks');

done_testing;
