# Whoever updates from an older version gets what a new installation has: the extension's
# objects first, then each schema's, with every row as it was.
#
# boh--0.1.0.sql and the others beside this file are the install scripts of those
# versions as they were built.  Their libraries are gone, so rows come from today's.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use JSON::PP;
use Test::More;

# Each older version, the migrations it had, and an object that is new since.
my @older = ([ '0.1.0', 1, 'booking_lanes' ], [ '0.2.0', 2, 'content_pages' ], [ '0.3.0', 3, 'expired_at' ],
	[ '0.3.1', 4, 'plain_comments' ], [ '0.4.0', 14, 'maintenance_tasks' ]);

my $version = decode_json(BohCluster::slurp("$BohCluster::root/META.json"))->{version};
my $catalog = "$BohCluster::root/test/support/catalog.sql";

# The server gets files of its own, to which the old scripts are added.
my $stage = File::Temp->newdir;
my ($status, $share, $errors) = BohCluster::run($ENV{PG_CONFIG} || 'pg_config', '--sharedir');
chomp $share;
($status, undef, $errors) = BohCluster::run('cp', '-rL', "$ENV{BOH_STAGE}/.", $stage->dirname);
die $errors if $status != 0;
foreach my $older (@older)
{
	($status, undef, $errors) = BohCluster::run('cp', "$BohCluster::root/test/upgrade/boh--$older->[0].sql", "$stage$share/extension/");
	die $errors if $status != 0;
}
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

# All rows, but for what came with migrations after number $to.
sub rows
{
	my ($schema, $to) = @_;
	my @tables = split /\n/, query('updated', "SELECT tablename FROM pg_tables WHERE schemaname = 'old_$to'
		AND tablename NOT IN ('schema_migrations') AND tablename !~ '^audit_logs_' ORDER BY 1");
	my $added = ($to < 2 ? " - 'booking_lanes' - 'booking_waited_at'" : '') . ($to < 4 ? " - 'expired_at'" : '')
	  . ($to < 10 ? " - 'erased_at'" : '') . ($to < 11 ? " - 'time_zone' - 'language'" : '')
	  . ($to < 14 ? " - 'xid' - 'held'" : '') . ($to < 18 ? " - 'archived_at' - 'restored_at' - 'storage' - 'unused_since'" : '');
	my %added = (events => $to < 11 ? " - 'published_at'" : '');

	# The audit records the migrations themselves.
	my %without = (audit_logs => " WHERE action !~ '^MIGRATE'");

	return query('updated', join ' UNION ALL ', map {
		"(SELECT '$_', to_jsonb(t)$added" . ($added{$_} // '') . " FROM $schema.$_ t" . ($without{$_} // '') . ' ORDER BY 2)'
	} @tables);
}

sub verified
{
	my ($schema, $name) = @_;

	is(query('updated', "SET boh.schema = $schema; SELECT * FROM boh_verify()"), '', "$name: boh_verify() finds nothing");
}

query('postgres', "CREATE DATABASE $_") foreach qw(updated fresh);
query('fresh', 'CREATE EXTENSION boh');
is(query('fresh', "SELECT extversion FROM pg_extension WHERE extname = 'boh'"), $version, "a new installation is $version");
my $objects = extension_objects('fresh');
like($objects, qr/function boh_fold_lanes\(uuid\).*Brings booked_count/s, 'functions are compared with their comments');
my $latest = query('fresh', 'SELECT max(version) FROM boh_migration_scripts()');
query('fresh', "SELECT FROM boh_migrate('boh')");
my %expected = ($latest => schema_catalog('fresh', 'boh'));
foreach my $older (@older)
{
	my ($from, $migrations) = @$older;

	query('fresh', "SELECT FROM boh_migrate('old_$migrations', $migrations)");
	$expected{$migrations} = schema_catalog('fresh', "old_$migrations");
	isnt($expected{$migrations}, $expected{$latest}, "catalogs of version $migrations are compared");
}

# The extension, and a schema without rows.
foreach my $older (@older)
{
	my ($from, $migrations, $new_object) = @$older;
	my $database = "from_$migrations";

	query('postgres', "CREATE DATABASE $database");
	isnt(query($database, "SELECT path FROM pg_extension_update_paths('boh') WHERE source = '$from' AND target = '$version'"),
		'', "there is a way from $from to $version");
	query($database, "CREATE EXTENSION boh VERSION '$from'");
	refused($database, 'SELECT * FROM boh_migrate()',
		qr/BH026: library of extension boh is version \Q$version\E, its SQL objects are version \Q$from\E\n.*ALTER EXTENSION boh UPDATE/s,
		"$from: before the update functions say what to do");
	unlike(query($database, "SELECT pg_get_functiondef('boh_migration_scripts()'::regprocedure)"), qr/$new_object/,
		"$from knows no $new_object");
	query($database, 'ALTER EXTENSION boh UPDATE');
	same_lines(extension_objects($database), $objects, "updated from $from, the extension has the objects of a new installation");

	is(query($database, "SELECT count(*) FROM boh_migrate('boh', $migrations)"), $migrations, "a schema of $from");
	same_lines(schema_catalog($database, 'boh'), $expected{$migrations}, "it is what a new installation makes of version $migrations");
	refused($database, "INSERT INTO boh.users (email) VALUES ('ann\@example.org'); INSERT INTO boh.bookings DEFAULT VALUES",
		qr/BH023: .*boh_migrate/s, "$from: before the migration rules say what to do");
	foreach my $to ($latest, $migrations, $latest)
	{
		query($database, "SELECT FROM boh_migrate('boh', $to)");
		same_lines(schema_catalog($database, 'boh'), $expected{$to}, "$from: migrated to $to it is what a new installation has");
	}
}

# A schema that the scripts of an older release have made, which differ from today's in how
# they name operators.
foreach my $older (@older)
{
	my ($from, $migrations) = @$older;
	my $script = BohCluster::slurp("$BohCluster::root/test/upgrade/boh--$from.sql");
	my $database = "from_$migrations";
	my $schema = "released_$migrations";

	my ($function) = $script =~ /^(CREATE FUNCTION boh_migration_scripts\(\).*?^\$boh_migration_scripts\$;$)/ms;
	$function =~ s/boh_migration_scripts\(\)/released_scripts()/;
	# Too long for an argument.
	my $file = File::Temp->new;
	print $file $function;
	$file->flush;
	($status, undef, $errors) = $server->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-f', $file->filename);
	die $errors if $status != 0;
	query($database, "SELECT FROM boh_migrate('$schema', 1); SELECT FROM boh_migrate('$schema', 0)");
	query($database, "SET search_path = $schema, public;
		DO \$\$ DECLARE s record; BEGIN FOR s IN SELECT * FROM released_scripts() ORDER BY 1 LOOP
			EXECUTE s.up;
			INSERT INTO schema_migrations VALUES (s.version, s.name, encode(sha256(convert_to(s.up, 'UTF8')), 'hex'), now(), 'released');
		END LOOP; END \$\$");
	is(query($database, "SELECT max(version) FROM $schema.schema_migrations"), $migrations, "a schema that $from made");
	query($database, "SELECT FROM boh_migrate('$schema')");
	same_lines(schema_catalog($database, $schema), $expected{$latest}, "migrated, it is what a new installation has");
	query($database, 'DROP FUNCTION released_scripts()');
}

# One with rows of all kinds, and additions of the user's own.
query('updated', "CREATE EXTENSION boh VERSION '$older[0][0]'");
query('updated', 'ALTER EXTENSION boh UPDATE');
query('updated', "SELECT FROM boh_migrate('old_$_->[1]', $_->[1])") foreach @older;
query('updated', 'CREATE ROLE dump_reader');
query('updated', "SELECT FROM boh_migrate('filled')");
($status, undef, $errors) = $server->command('psql', '-X', '-q', '-o', '/dev/null', '-d', 'updated', '-v', 'schema=filled',
	'-f', "$BohCluster::root/test/dump/data.sql");
is("$status $errors", '0 ', 'a schema is filled');
refused('updated', "SELECT FROM boh_migrate('filled', 1)", qr/BH025/, 'with rows in tables that would go there is no way down');
foreach my $older (reverse @older)
{
	my ($from, $migrations) = @$older;
	my $rows;

	# Open lanes are folded, and closed on the way down.
	query('updated', 'SET boh.schema = filled; SELECT boh_fold_lanes()') if $migrations < 2;
	$rows = rows('filled', $migrations);
	like($rows, qr/^bookings\|\{/m, 'rows are compared');
	like($rows, qr/^booking_lanes\|\{/m, 'those of open lanes, too') if $migrations == 2;
	foreach my $round (1 .. 2)
	{
		query('updated', "SET boh.allow_data_loss = on; SELECT FROM boh_migrate('filled', $migrations)");
		is(query('updated', 'SELECT max(version) FROM filled.schema_migrations'), $migrations, "$from, round $round: down");
		same_lines(rows('filled', $migrations), $rows, "$from, round $round: rows are as they were");
		query('updated', "SELECT FROM boh_migrate('filled')");
		same_lines(rows('filled', $migrations), $rows, "$from, round $round: up again, they still are");
		is(query('updated', "SELECT count(published_at) > 0, bool_and(published_at IS NOT DISTINCT FROM
			CASE WHEN status IN ('PUBLISHED', 'COMPLETED') THEN created_at END) FROM filled.events"), 't|t',
			"$from, round $round: what is published was when it was made") if $migrations < 11;
		verified('filled', "$from, round $round");
	}
}

# Roles that had privileges before there were profiles: policies let them see all rows.
query('updated', 'SET boh.allow_data_loss = on; SELECT FROM boh_migrate(\'filled\', 6)');
query('updated', 'CREATE ROLE shop; GRANT USAGE ON SCHEMA filled TO shop; GRANT SELECT ON ALL TABLES IN SCHEMA filled TO shop');
($status, undef, $errors) = $server->psql("SELECT FROM boh_migrate('filled')", database => 'updated');
like($errors, qr/NOTICE: .*privileges on the tables: dump_reader, shop[.]/, 'roles with privileges are named');
my @tables = split /\n/, query('updated', "SELECT tablename FROM pg_tables WHERE schemaname = 'filled' AND rowsecurity
	AND tablename !~ '^(audit_|(login_counters|column_classes|consents|erasures|event_search|page_search|search_words|booking_days|site_days|statistics_watermarks|tag_counts|maintenance_tasks|boh_backup_log|events_archive|bookings_archive)\$)' ORDER BY 1");
my $counts = join ' UNION ALL ', map { "SELECT '$_', count(*) FROM filled.$_" } @tables;
my $all = query('updated', $counts);
like($all, qr/^bookings\|600$/m, 'rows are counted');
is(query('updated', "SET ROLE shop; $counts"), $all, 'such a role sees all rows');
is(query('updated', "SET boh.schema = filled; SELECT role, profile, role_exists FROM boh_grants()"), "dump_reader|service|t\nshop|service|t",
	'they have the profile service');
is(query('updated', "SELECT string_agg(DISTINCT privilege_type, ' ') FROM information_schema.role_table_grants
	WHERE table_schema = 'filled' AND grantee = 'shop'"), 'SELECT', 'and the privileges that they had');
is(query('updated', "SET boh.schema = filled; SELECT boh_grant('shop', 'service'), boh_grant('shop', 'service')"), 't|f',
	'the profile can be granted');
is(query('updated', "SET boh.schema = filled; SET ROLE shop; INSERT INTO filled.tags (name) VALUES ('New') RETURNING slug"), 'new',
	'then it has the privileges of the profile');
verified('filled', 'profiles granted');

is(query('updated', 'SELECT DISTINCT booking_lanes, booking_waited_at FROM filled.events'), '1|', 'nobody has lanes');
query('updated', "UPDATE filled.events SET booking_lanes = 4 WHERE status = 'PUBLISHED'");
verified('filled', 'lanes opened');
is(query('updated', "SET boh.schema = filled; WITH e AS MATERIALIZED (
		SELECT id FROM filled.events WHERE status = 'PUBLISHED' AND end_date > now() AND max_seats_per_user IS NULL
		ORDER BY boh_available_seats(id) DESC LIMIT 1)
	SELECT b.status FROM e, filled.users u, boh_book_seats(e.id, u.id, 5) b WHERE u.email = 'user.1\@example.org'"), 'PENDING',
	'what was there before is booked on lanes');
verified('filled', 'booked on lanes');

done_testing();
