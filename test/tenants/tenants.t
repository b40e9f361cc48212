# Tenants: a role of one has no right in another, a session that works for all of them keeps
# its size, and migrating all of them survives a kill.

use strict;
use warnings;
use BohCluster;
use BohSession;
use BohToken;
use FindBin;
use Test::More;
use lib "$FindBin::RealBin/../rights";
use Matrix;

my $database = 'boh_db';
my @tenants = map { "tenant_$_" } 1 .. 5;
my $server = BohCluster->new('tenants', 'fsync=off');

sub query { return $server->query($_[0], database => $database) }
sub connected { return BohSession->new($server, $database) }

# The rows of a statement that must succeed.
sub answer
{
	my ($session, $statement) = @_;
	my ($state, $output) = $session->run($statement);

	die "$statement\n" . $session->message if $state ne '00000';
	return $output;
}

# Passes when a list is empty, and otherwise shows all of it.
sub none
{
	my ($name, @list) = @_;

	ok(!@list, $name) or diag(join "\n", @list);
}

$server->query("CREATE DATABASE $database");
query('CREATE EXTENSION boh');
foreach my $tenant (@tenants)
{
	query("CREATE ROLE owner_of_$tenant; SELECT boh_create_tenant('$tenant', 'owner_of_$tenant')");
}
is(query('SELECT count(*) FROM boh_tenants() WHERE is_current'), scalar @tenants, 'all tenants are there');

#
# No right in another tenant
#

my ($own, $other) = @tenants;
query("CREATE ROLE ${_}_of_own; SET ROLE owner_of_$own; SET boh.schema = '$own'; SELECT boh_grant('${_}_of_own', '$_')") foreach @Matrix::profiles;

# The rows have the ids that the statements of the matrix name.  search_path leads to them in
# each tenant.
foreach my $tenant ($other, $own)
{
	query("SET client_min_messages = error; DROP SCHEMA IF EXISTS test CASCADE; CREATE SCHEMA test; GRANT USAGE ON SCHEMA test TO PUBLIC; GRANT CREATE ON SCHEMA test TO owner_of_$tenant");
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database,
		'-c', "SET ROLE owner_of_$tenant", '-c', "SET search_path = $tenant, public, test", '-c', "SET boh.schema = '$tenant'",
		'-f', "$FindBin::RealBin/../rights/data.sql");
	is($status, 0, "rows of $tenant") or BAIL_OUT($errors);
}

my ($tries, $statements) = Matrix::statements();
my @roles = ("owner_of_$own", map { "${_}_of_own" } qw(admin service maintenance app site));
my @tables = split /\n/, query("SELECT tablename FROM pg_tables WHERE schemaname = '$other' ORDER BY 1");
cmp_ok(scalar @tables, '>', 30, 'there are tables');

# What a call of the matrix comes to when boh.schema is a schema, as SQLSTATE.
sub called
{
	my ($session, $try, $schema) = @_;
	my $statement = $statements->{$try} =~ s/'boh\b/'$other/gr;

	my ($state) = $session->ask("BEGIN;\nSET LOCAL boh.schema = '$schema';\n$statement\n");
	answer($session, 'ROLLBACK');
	return $state;
}

sub acting_as
{
	my ($role) = @_;
	my $session = connected();

	answer($session, $_) foreach "SET ROLE $role", "SET search_path = $other, public, test";
	$session->ask("\\set me USER\n\\set token x\n\\set key x\n");
	return $session;
}

# A function that works without any tenant is about none.
my $nobody = acting_as($roles[0]);
my @calls = grep { called($nobody, $_, 'nowhere') ne '00000' } grep { /^boh_\w+: call/ } @$tries;
cmp_ok(scalar @calls, '>', 80, 'there are functions');
foreach my $role (@roles)
{
	my $session = acting_as($role);
	my @wrong;

	foreach my $try (@calls)
	{
		my $state = called($session, $try, $other);

		push @wrong, "$try: $state" if $state !~ /^(42501|42P01)$/;
	}
	none("$role: no function works in another tenant", @wrong);

	@wrong = ();
	foreach my $table (@tables)
	{
		foreach my $statement ("SELECT FROM $other.$table LIMIT 1", "DELETE FROM $other.$table", "TRUNCATE $other.$table CASCADE",
			"INSERT INTO $other.$table DEFAULT VALUES", "ALTER TABLE $other.$table ADD COLUMN more integer", "CREATE TABLE $own.copy (LIKE $other.$table)")
		{
			my ($state) = $session->run($statement);

			push @wrong, "$statement: $state" if $state ne '42501';
		}
	}
	none("$role: nor any statement on its tables", @wrong);
}
my $owner = connected();
answer($owner, "SET ROLE owner_of_$own");
is(($owner->run($_))[0], '42501', $_) foreach "SELECT boh_drop_tenant('$other')", "SELECT FROM boh_migrate('$other')",
  "SELECT boh_create_tenant('more', 'owner_of_$other')", "ALTER SCHEMA $other RENAME TO mine",
  "CREATE TABLE $own.child (id uuid REFERENCES $other.users)", "CREATE TRIGGER t BEFORE INSERT ON $other.users FOR EACH ROW EXECUTE FUNCTION boh_users_check()";
is(answer($owner, 'SELECT string_agg(schema_name, \' \') FROM boh_tenants()'), $own, 'an owner sees its tenant alone');

# One application may serve several tenants.  A session of one is none of another.
my $signer = BohToken->new;
my $id = query("SELECT test.id('USER')");
query("CREATE ROLE shared");
query("SET ROLE owner_of_$_; SET boh.schema = '$_'; SELECT boh_grant('shared', 'app'); INSERT INTO $_.session_keys (kid, algorithm, public_key, issuer, audience)
	VALUES ('key', 'EdDSA', '" . $signer->public($_, 'ed25519') . "', 'me', 'us')") foreach $own, $other;
my $token = $signer->token('EdDSA', $own, '{"alg": "EdDSA", "kid": "key"}', qq({"sub": "$id", "iss": "me", "aud": "us", "exp": NOW+800}));
my $app = connected();
answer($app, $_) foreach 'SET ROLE shared', "SET boh.schema = '$own'", 'BEGIN', "SELECT FROM boh_set_session('$token')";
cmp_ok(answer($app, "SELECT count(*) FROM $own.bookings"), '>', 0, 'the person has bookings');
is(answer($app, "SELECT count(*) FROM $other.bookings"), 0, 'and sees none of the same id in another tenant');
answer($app, "SET LOCAL boh.schema = '$other'");
is(answer($app, "SELECT boh_session_user('$other.users') IS NULL"), 't', 'nobody is signed in there');
is(($app->run("SELECT FROM boh_set_session('$token')"))[0], '42501', 'where the token counts for nothing');
answer($app, 'ROLLBACK');

#
# Memory: with two schemas known and an odd number of tenants, every second round is alike
#

my $session = connected();
answer($session, $_) foreach 'SET boh.max_cached_plans = 20', 'SET boh.max_cached_schemas = 2';
my $visit = 0;

sub visit_all
{
	foreach my $tenant (@tenants)
	{
		$visit++;
		answer($session, $_) foreach "SET boh.schema = '$tenant'", "SET search_path = $tenant, public",
		  "INSERT INTO users (email) VALUES ('u$visit\@example.org')",
		  "INSERT INTO events (title, author_id, capacity, status, start_date, end_date) SELECT 'Event $visit', id, 10, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM users LIMIT 1",
		  "SELECT FROM boh_book_seats((SELECT id FROM events WHERE title = 'Event $visit'), (SELECT id FROM users LIMIT 1), 1)",
		  'SELECT boh_list_events()', "SELECT boh_search('event')", "SELECT boh_setting('site.name')";
	}
	return answer($session, 'SELECT sum(used_bytes)::bigint FROM pg_backend_memory_contexts');
}

my @bytes = map { visit_all() } 1 .. 6;
cmp_ok($bytes[5], '<', $bytes[3] * 1.05, 'a session that visits tenants again and again keeps its size') or diag("@bytes");
my $limited = $bytes[5];
answer($session, $_) foreach 'RESET boh.max_cached_plans', 'RESET boh.max_cached_schemas';
visit_all();
cmp_ok(visit_all(), '>', $limited * 1.3, 'the limits are what keeps it') or diag($limited);

#
# Migrating all: a lock, a kill, two at once
#

sub go_back { query('SET boh.allow_data_loss = on; SELECT count(*) FROM boh_tenants() t, boh_migrate(t.schema_name, 16)') }
sub behind { return query(q(SELECT coalesce(string_agg(schema_name, ' '), '') FROM boh_tenants() WHERE NOT is_current)) }

go_back();
is(behind(), "@tenants", 'all are behind');
my $locker = connected();
answer($locker, $_) foreach 'BEGIN', "LOCK TABLE $tenants[2].event_search IN ACCESS EXCLUSIVE MODE";
my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-d', $database, '-v', 'VERBOSITY=verbose', '-c', "SET lock_timeout = '100ms'", '-c', 'CALL boh_migrate_all()');
isnt($status, 0, 'a tenant that others have locked is an error');
like($errors, qr/BH027: +1 of 5 tenants were not migrated/, 'it says how many');
like($errors, qr/"schema": "$tenants[2]", "code": "55P03"/, 'and which, and why');
is(behind(), $tenants[2], 'the others are migrated');
answer($locker, 'ROLLBACK');
is(query('CALL boh_migrate_all()') =~ /"schema": "(\w+)"/ && $1, $tenants[2], 'the next call takes the one that is left');

go_back();
answer($locker, $_) foreach 'BEGIN', "LOCK TABLE $tenants[2].event_search IN ACCESS EXCLUSIVE MODE";
my $child = $server->background({ output => '/dev/null', errors => '/dev/null' }, 'psql', '-X', '-d', $database, '-c', 'CALL boh_migrate_all()');
$server->poll_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'CALL boh%' AND wait_event_type = 'Lock'");
$server->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL boh%'");
waitpid($child, 0);
is(behind(), "@tenants[2 .. 4]", 'killed at the third tenant, the first two are done');

# two at once wait for the third, and share what is left
my @reports = map { File::Temp->new } 1, 2;
my @children = map { $server->background({ output => $_->filename }, 'psql', '-X', '-q', '-A', '-t', '-d', $database, '-c', 'CALL boh_migrate_all()') } @reports;
$server->poll_until("SELECT count(*) = 2 FROM pg_stat_activity WHERE query LIKE 'CALL boh%' AND wait_event_type = 'Lock'");
answer($locker, 'ROLLBACK');
waitpid($_, 0) foreach @children;
is(join(' ', sort map { BohCluster::slurp($_->filename) =~ /"schema": "(\w+)"/g } @reports), "@tenants[2 .. 4]", 'each of the rest is migrated once');
is(behind(), '', 'none is behind');

# While one is dropped, others wait for it, and do not find it then.
my $dropper = connected();
answer($dropper, 'SET boh.allow_data_loss = on');
answer($dropper, 'BEGIN');
answer($dropper, "SELECT boh_drop_tenant('$tenants[4]')");
my %waiting = map { $_ => File::Temp->new } "SELECT boh_drop_tenant('$tenants[4]')", 'SELECT schema_name FROM boh_tenants()';
@children = map { $server->background({ output => $waiting{$_}->filename, errors => $waiting{$_}->filename },
	'psql', '-X', '-q', '-A', '-t', '-v', 'VERBOSITY=sqlstate', '-d', $database, '-c', $_) } keys %waiting;
$server->poll_until("SELECT count(*) = 2 FROM pg_stat_activity WHERE query LIKE 'SELECT%' AND wait_event_type = 'Lock'");
answer($dropper, 'COMMIT');
waitpid($_, 0) foreach @children;
is(BohCluster::slurp($waiting{"SELECT boh_drop_tenant('$tenants[4]')"}->filename), "ERROR:  BH024\n", 'a tenant is dropped once');
is(BohCluster::slurp($waiting{'SELECT schema_name FROM boh_tenants()'}->filename), join('', map { "$_\n" } @tenants[0 .. 3]), 'the list has the others');

done_testing();
