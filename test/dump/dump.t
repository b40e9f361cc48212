# What is dumped is what is restored: every row and everything in the catalog,
# a user's own additions among it, in every format, for the ordinary role that
# installed the extension.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use Test::More;

my @schemas = qw(boh tenant);
my %profiles = (dump_payments => 'payments', dump_shop => 'service', dump_web => 'app');
my $owner = 'dump_owner';

my $server = BohCluster->new('dump', 'fsync=off');
my $folder = File::Temp->newdir;
my $catalog = "$BohCluster::root/test/support/catalog.sql";

sub command_ok
{
	my ($name, @command) = @_;
	my ($status, $output, $errors) = $server->command(@command);

	ok($status == 0 && $errors eq '', $name) or diag($output, $errors);
	return $output;
}

# As the role that owns the database.
sub query
{
	my ($database, $sql) = @_;

	return $server->query($sql, database => $database, options => [ '-U', $owner ]);
}

sub make_database
{
	my ($database) = @_;

	$server->query("CREATE DATABASE $database OWNER $owner");
}

# Rows of tables that statements of the other rows leave empty
sub fill_rest
{
	my ($schema) = @_;

	query('original', "SET boh.schema = $schema; SET search_path = $schema, public; $_") foreach (
		"BEGIN; SELECT boh_begin_import();
		INSERT INTO events (title, author_id, capacity, start_date, end_date, status)
			SELECT 'Long ago', id, 10, '2010-05-01', '2010-05-02', 'COMPLETED' FROM users WHERE email = 'user.1\@example.org';
		INSERT INTO bookings (event_id, user_id, status, booking_date, confirmed_at)
			SELECT id, author_id, 'CONFIRMED', start_date, start_date FROM events WHERE title = 'Long ago';
		COMMIT",
		'SELECT boh_update_statistics()', 'SELECT FROM boh_archive()', 'SELECT FROM boh_refresh_search()', "SELECT FROM boh_refresh_search(1000, 'words')", 'SELECT boh_seal_audit()',
		"SELECT FROM boh_record_login('user.1\@example.org', false, '192.0.2.1')",
		"SELECT FROM boh_export_user((SELECT id FROM users WHERE email = 'user.1\@example.org'))",
		"INSERT INTO boh_backup_log (started_at, finished_at, ok, kind, tool) VALUES (now(), now(), true, 'FULL', 'pg_dump')");
}

# One line a table: its name, and a checksum of its rows in order.
sub rows
{
	my ($database) = @_;
	my $tables = query($database, "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
		WHERE schemaname IN ('boh', 'tenant') ORDER BY 1");

	return query($database, join(' UNION ALL ', map {
		"SELECT '$_ ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM $_ t"
	} split(/\n/, $tables)) . ' ORDER BY 1');
}

sub catalog
{
	my ($database) = @_;

	return join "\n", map {
		my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1',
			'-d', $database, '-f', $catalog, '-c', "SELECT pg_temp.schema_catalog('$_')");
		die $errors if $status != 0;
		$output;
	} @schemas;
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

# Which role has which profile, according to boh and to the policies.
sub rights
{
	my ($database) = @_;

	return join "\n", map {
		query($database, "SET boh.schema = $_; SELECT '$_', role, profile, role_exists FROM boh_grants() ORDER BY 2, 3;
			SELECT tablename, policyname, r FROM pg_policies, unnest(roles) r WHERE schemaname = '$_' ORDER BY 1, 2, 3")
	} @schemas;
}

# The rules hold, and nothing is left to migrate.
sub works
{
	my ($database, $how) = @_;

	foreach my $schema (@schemas)
	{
		is(query($database, "SET boh.schema = $schema; SELECT * FROM boh_verify()"), '',
			"$how: boh_verify() finds nothing in $schema");
		is(query($database, "SELECT * FROM boh_migrate('$schema')"), '', "$how: nothing to migrate in $schema");
		is(query($database, "SET boh.schema = $schema; SET search_path = $schema, public;
			INSERT INTO events (title, author_id, capacity, start_date, end_date, status)
			SELECT 'Restored', id, 3, now() + interval '1 day', now() + interval '2 days', 'PUBLISHED' FROM users LIMIT 1;
			SELECT b.seats, b.status FROM events, users,
				boh_book_seats(events.id, users.id, 2, 'after the restore') b
			WHERE title = 'Restored' AND deleted_at IS NULL AND email = 'user.1\@example.org'"), '2|PENDING',
			"$how: $schema can be booked");
		my ($status, undef, $errors) = $server->psql("INSERT INTO $schema.bookings (event_id, user_id, seats)
			SELECT e.id, u.id, 2 FROM $schema.events e, $schema.users u
			WHERE title = 'Restored' AND email = 'user.2\@example.org'",
			database => $database, options => [ '-v', 'VERBOSITY=sqlstate' ]);
		like($errors, qr/BH003/, "$how: $schema cannot be oversold");
		is(query($database, "SELECT booked_count, seats_left, slug, note FROM $schema.events WHERE title = 'Restored'"),
			'2|1|restored|none!', "$how: counter, slug and the user's own trigger work in $schema");
		is(query($database, "SET boh.schema = $schema; SELECT boh_page('moved-page-1') ->> 'title', boh_page('page-1') ->> 'redirect',
			boh_page('page-3') ->> 'title', boh_page('page-5') IS NULL, boh_setting('site.name')"),
			"Page 1|moved-page-1|Page 3|t|Zo\x{c3}\x{ab}'s \"site\" \\", "$how: readers of $schema see what they saw");
		is(query($database, "SET boh.schema = $schema; SET search_path = $schema, public;
			UPDATE content_sections SET data = jsonb_set(data, '{heading}', '\"Restored\"') WHERE type = 'HERO'
				AND page_id = (SELECT id FROM content_pages WHERE title = 'Page 1');
			SELECT boh_publish_page(id) FROM content_pages WHERE title = 'Page 1';
			SELECT boh_page('moved-page-1') #>> '{sections,0,data,heading}'"), "2\nRestored", "$how: a page of $schema is published anew");
		is($server->query("SET ROLE dump_shop; SELECT count(*) FROM $schema.bookings", database => $database), 601,
			"$how: a role with the profile service sees all rows of $schema");
		is($server->query("SET ROLE dump_web; SELECT count(*) FROM $schema.bookings", database => $database), 0,
			"$how: one with the profile app sees no bookings of $schema without a person");
		foreach my $refused (
			[ "INSERT INTO content_sections (page_id, type, data) SELECT id, 'PRICE_LIST', '{}' FROM content_pages LIMIT 1", '23514' ],
			[ "UPDATE content_page_versions SET reason = 'mine'", 'BH030' ],
			[ "DELETE FROM media_files WHERE url = '/media/logo.png'", 'BH037' ],
			[ "UPDATE site_settings SET value = 'maybe' WHERE key = 'site.open'", '23514' ])
		{
			my ($sql, $code) = @$refused;

			(undef, undef, $errors) = $server->psql("SET search_path = $schema, public; $sql",
				database => $database, options => [ '-v', 'VERBOSITY=sqlstate' ]);
			like($errors, qr/$code/, "$how: $code in $schema");
		}
		is(query($database, "SET boh.schema = $schema; SELECT * FROM boh_verify()"), '',
			"$how: boh_verify() finds nothing in $schema afterwards");
	}
}

$server->query("CREATE ROLE $owner LOGIN");
$server->query("CREATE ROLE $_") foreach 'dump_reader', sort keys %profiles;
make_database('original');
query('original', 'CREATE EXTENSION boh');
foreach my $schema (@schemas)
{
	isnt(query('original', "SELECT * FROM boh_migrate('$schema')"), '', "schema $schema was made");
	command_ok("schema $schema has rows", 'psql', '-X', '-q', '-o', '/dev/null', '-U', $owner, '-d', 'original',
		'-v', "schema=$schema", '-f', "$BohCluster::root/test/dump/data.sql");
	fill_rest($schema);
	query('original', "SET boh.schema = $schema; SELECT boh_grant('$_', '$profiles{$_}')") foreach sort keys %profiles;
	is(query('original', "SELECT count(DISTINCT status) FROM $schema.bookings"), 4, "bookings of $schema are in every state");
	is(query('original', "SELECT count(DISTINCT status) FROM $schema.events"), 4, "events of $schema are in every state");
	is(query('original', "SELECT count(*) > 0 FROM $schema.events WHERE booking_lanes > 1 AND booked_count
		<> (SELECT sum(booked) FROM $schema.booking_lanes WHERE event_id = id)"), 't', "lanes of $schema are open, some not folded");
	is(query('original', "SET boh.schema = $schema; SELECT * FROM boh_verify()"), '', "boh_verify() finds nothing in $schema");
}
is(query('original', "SELECT nspname, relname, attname FROM pg_attribute
	JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
	WHERE nspname IN ('boh', 'tenant') AND relkind IN ('r', 'p') AND attnum > 0
	AND format_type(atttypid, NULL) ~ '^reg'"), '', 'no column keeps pg_upgrade away');

my $rows = rows('original');
my $original = catalog('original');
my $rights = rights('original');
like($rows, qr/^boh\.bookings 600 /m, 'rows are compared');
# But for months to come
unlike($rows, qr/^(?!\S+_\d{4}_\d\d ).* 0 $/m, 'every table has some');
ok($original =~ /^index idx_events_note/m, 'the catalog is compared');
like($rights, qr/^boh\|dump_shop\|service\|t$/m, 'profiles are compared');
like($rights, qr/^bookings\|service_all\|dump_shop$/m, 'and roles of policies');

foreach my $format (
	[ 'plain', [], [ 'psql', '-X', '-q', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-f' ] ],
	[ 'custom', [ '-Fc' ], [ 'pg_restore', '-j', '4' ] ],
	[ 'directory', [ '-Fd', '-j', '2' ], [ 'pg_restore', '-j', '4' ] ])
{
	my ($name, $dump, $restore) = @$format;

	# The owner, and a superuser who gives everything back to the owner.
	foreach my $role ($owner, 'postgres')
	{
		my $database = "${name}_$role";
		my $how = "$name, as $role";

		make_database($database);
		command_ok("$how: dumped", 'pg_dump', '-U', $role, '-d', 'original', @$dump, '-f', "$folder/$database");
		command_ok("$how: restored", $restore->[0], '-U', $role, '-d', $database, @$restore[ 1 .. $#$restore ],
			"$folder/$database");
		same_lines(rows($database), $rows, "$how: the same rows");
		same_lines(catalog($database), $original, "$how: the same catalog");
		same_lines(rights($database), $rights, "$how: the same rights");
		works($database, $how);
	}
}

# pg_restore -j may create a trigger of a partitioned table before it loads the partitions.
is(query('original', "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relkind = 'p' AND t.tgname ~ '^boh_' AND t.tgtype & 1 = 1"), 0, 'no partitioned table has a row trigger');

# One tenant moves to another database.
make_database('moved');
query('moved', 'CREATE EXTENSION boh');
command_ok('one schema is dumped', 'pg_dump', '-U', $owner, '-d', 'original', '-Fc', '-n', 'tenant', '-f', "$folder/moved");
command_ok('one schema is restored', 'pg_restore', '-U', $owner, '-d', 'moved', '-j', '4', "$folder/moved");
same_lines(rows('moved'), join("\n", grep { /^tenant\./ } split /\n/, $rows), 'one schema: the same rows');
is(query('moved', "SET boh.schema = tenant; SELECT * FROM boh_verify()"), '', 'one schema: boh_verify() finds nothing');
is(query('moved', "SELECT * FROM boh_migrate('tenant')"), '', 'one schema: nothing to migrate');

# Without the extension the rows are there, and its rules are not.
my ($status, undef, $errors) = $server->psql('DROP EXTENSION boh',
	database => 'original', options => [ '-U', $owner, '-v', 'VERBOSITY=verbose' ]);
like($errors, qr/2BP01.*(?:trigger boh_\w+|policy \w+) on table boh\.\w+ depends on/s, 'DROP EXTENSION is refused');
query('original', 'SET client_min_messages = warning; DROP EXTENSION boh CASCADE');
same_lines(rows('original'), $rows, 'DROP EXTENSION ... CASCADE keeps every row');
is(query('original', "SELECT count(*) FROM pg_trigger WHERE tgname ~ '^boh_'"), 0, 'its triggers are gone');
is(query('original', "SELECT count(*) FROM pg_attrdef WHERE pg_get_expr(adbin, adrelid) ~ 'boh_'"), 0, 'its defaults are gone');

# Installed again, it says what is missing.
query('original', 'CREATE EXTENSION boh');
is(query('original', "SELECT count(*) > 0 FROM boh_verify() WHERE problem = 'policy is missing'"), 't',
	'boh_verify() names missing policies');
is(query('original', 'SELECT * FROM boh_migrate()'), '', 'no migration is missing');
is(query('original', "SELECT count(*) FROM boh_verify() WHERE problem = 'policy is missing'"), 0, 'boh_migrate() makes the policies again');
is(query('original', "SELECT count(*) FROM boh_verify() WHERE problem = 'trigger is missing or switched off' AND entity !~ '_\\d{4}_\\d\\d\$'"),
	query('plain_postgres', "SELECT count(*) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
		WHERE tgname ~ '^boh_' AND relnamespace = 'boh'::regnamespace AND NOT relispartition"),
	'boh_verify() names every missing trigger');
same_lines(rows('original'), $rows, 'every row is still there');

# The documentation says how to mend that.
my ($recipe) = BohCluster::slurp("$BohCluster::root/doc/how-to/troubleshooting.md") =~
  /## boh_verify\(\) says that triggers are missing.*?```sql\n(.*?)```/s;
my $script = File::Temp->new;
print $script $recipe;
close $script;
command_ok('what troubleshooting.md says is run', 'psql', '-X', '-q', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-U', $owner, '-d', 'original', '-f', $script->filename);
is(query('original', 'SELECT * FROM boh_verify()'), '', 'then boh_verify() finds nothing');
query('original', "INSERT INTO boh.site_settings (key) VALUES ('site.back')");
query('original', "SELECT * FROM boh_migrate('tenant')");
same_lines(rights('original'), $rights, 'and rights are as before');

# Data alone, as doc/how-to/dump.md has it, into a schema that is made anew.
$server->query("ALTER ROLE $owner SUPERUSER");
foreach my $database (qw(mydb mynewdb))
{
	make_database($database);
	query($database, $_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()';
}
query('mydb', $_) foreach "BEGIN; SELECT boh_begin_import();
	INSERT INTO boh.users (email, role) VALUES ('ada\@example.org', 'ORGANIZER');
	INSERT INTO boh.events (title, author_id, capacity, start_date, end_date, status)
		SELECT 'Event ' || y, id, 10, make_date(y, 5, 1), make_date(y, 5, 2), 'COMPLETED' FROM boh.users, generate_series(2010, 2012) y;
	INSERT INTO boh.bookings (event_id, user_id, status, booking_date, confirmed_at) SELECT id, author_id, 'CONFIRMED', start_date, start_date FROM boh.events;
	COMMIT", 'SELECT boh_update_statistics()', 'SELECT boh_archive()', 'SELECT boh_seal_audit()',
  "CREATE TABLE boh.audit_logs_access_2001_01 PARTITION OF boh.audit_logs_access FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')",
  'ALTER TABLE boh.audit_logs_access_2001_01 ENABLE ROW LEVEL SECURITY', 'SELECT FROM boh_migrate()';
my ($alone) = BohCluster::slurp("$BohCluster::root/doc/how-to/dump.md") =~ /## Data alone\n(.*)/s;
my ($save, $load, $mend) = $alone =~ /```(?:sh|sql)\n(.*?)```/sg;
command_ok('data alone: dumped', 'env', "PGUSER=$owner", 'sh', '-ec', "cd $folder; $save");
command_ok('data alone: loaded', 'env', "PGUSER=$owner", 'PGOPTIONS=-c client_min_messages=warning', 'sh', '-ec', "cd $folder; exec > loaded; $load");
$script = File::Temp->new;
print $script $mend;
close $script;
is(command_ok('data alone: mended', 'psql', '-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-U', $owner, '-d', 'mynewdb', '-f', $script->filename), '', 'data alone: boh_verify() finds nothing');
same_lines(map({ rows($_) =~ s/^boh\.schema_migrations .*\n//mr } qw(mynewdb mydb)), 'data alone: the same rows');
$server->query("ALTER ROLE $owner NOSUPERUSER");

# To another server, which lacks the roles of applications.
$server = BohCluster->new('elsewhere', 'fsync=off');
$server->query("CREATE ROLE $owner LOGIN");
make_database('elsewhere');
($status, undef, $errors) = $server->command('pg_restore', '-U', $owner, '-d', 'elsewhere', '-j', '4', "$folder/custom_$owner");
is($status, 1, 'without roles: the restore reports errors');
is(join(' ', sort { $a cmp $b } keys %{ { map { $_ => 1 } $errors =~ /ERROR: ++((?!role "dump_\w+" does not exist).*)/g } }), '',
	'without roles: about roles alone');
same_lines(rows('elsewhere'), $rows, 'without roles: the same rows');
is(query('elsewhere', 'SELECT role, profile FROM boh_grants() WHERE NOT role_exists'),
	join("\n", map { "$_|$profiles{$_}" } sort keys %profiles), 'without roles: boh_grants() names them');
like(query('elsewhere', 'SELECT * FROM boh_verify()'), qr/^policy is missing\|bookings\|\|service_all\|missing$/m,
	'without roles: boh_verify() names missing policies');
is(query('elsewhere', "SELECT * FROM boh_migrate('$_')"), '', "without roles: nothing to migrate in $_") foreach @schemas;
my $missing = join "\n", map { "profile of a role that does not exist|role_profiles||role $_, or boh_revoke('$_', '$profiles{$_}')|missing" } sort keys %profiles;
is(query('elsewhere', "SET boh.schema = $_; SELECT * FROM boh_verify()"), $missing, "without roles: then $_ has all policies, and lacks the roles") foreach @schemas;

# One call of either function is enough when the roles are there.
$server->query("CREATE ROLE $_") foreach 'dump_reader', sort keys %profiles;
is(query('elsewhere', "SELECT boh_grant('dump_web', 'app')"), 'f', 'with roles: boh_grant() knew it');
is(query('elsewhere', "SELECT * FROM boh_migrate('tenant')"), '', 'with roles: nothing to migrate');
same_lines(rights('elsewhere'), $rights, 'with roles: the same rights');
query('elsewhere', "GRANT SELECT ON $_.events TO dump_reader; GRANT UPDATE (name) ON $_.venues TO dump_reader") foreach @schemas;
same_lines(catalog('elsewhere'), $original, 'with roles: the same catalog');
same_lines(rows('elsewhere'), $rows, 'with roles: the same rows');
works('elsewhere', 'with roles');

done_testing();
