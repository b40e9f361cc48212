# Attacks for which roles log in, or connections live on.  test/sql/attacks.sql has the
# others, and a list of all.

use strict;
use warnings;
use BohCluster;
use BohSession;
use BohToken;
use File::Temp;
use Test::More;

my $database = 'attacks';
my $server = BohCluster->new('attacks', 'fsync=off', 'log_min_messages=fatal');
my $signer = BohToken->new;

sub query { return $server->query($_[0], database => $_[1] // $database) }

# The same server, for a role that logs in.
sub login_as { return bless { %$server, PGUSER => $_[0] }, ref $server }

# A connection that stays, with options as libpq takes them.
sub connected
{
	my ($role, $options) = @_;

	local $ENV{PGOPTIONS} = $options // '';
	return BohSession->new(login_as($role), $database);
}

# The rows of a statement that must succeed.
sub answer
{
	my ($session, $statement) = @_;
	my ($state, $output) = $session->run($statement);

	die "$statement\n" . $session->message if $state ne '00000';
	return $output;
}

# What a statement comes to, in a transaction of a person: its rows, or the error.
sub outcome
{
	my ($session, $token, $statement) = @_;

	answer($session, 'BEGIN');
	answer($session, "SELECT FROM boh_set_session('$token')") if defined $token;
	my ($state, $output) = $session->run($statement);
	answer($session, 'ROLLBACK');
	return $state eq '00000' ? $output : $state;
}

query("CREATE ROLE $_ LOGIN", 'postgres') foreach qw(owner shop office till cashier);
query("CREATE DATABASE $database OWNER owner", 'postgres');
query('CREATE EXTENSION boh');
query($_) foreach "ALTER DATABASE $database SET search_path = boh, public", 'SET ROLE owner; SELECT FROM boh_migrate()',
  "SET ROLE owner; SELECT boh_grant('shop', 'app'), boh_grant('office', 'admin'), boh_grant('till', 'app')", 'GRANT till TO cashier';
query(<<'SQL');
SET ROLE owner;
CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;
INSERT INTO users (id, email, role) SELECT id(name), lower(name) || '@example.org', role::user_role
FROM (VALUES ('Ann', 'USER'), ('Bob', 'USER'), ('Olga', 'ORGANIZER'), ('Ada', 'ADMIN')) v (name, role);
INSERT INTO events (id, author_id, title, price, capacity, status, start_date, end_date) VALUES (id('Fair'), id('Olga'), 'Fair', 10, 100, 'PUBLISHED', '2999-01-01', '2999-01-02');
INSERT INTO bookings (id, user_id, event_id, seats, idempotency_key) VALUES (id('hold of Ann'), id('Ann'), id('Fair'), 1, 'of Ann');
INSERT INTO bookings (id, user_id, event_id, seats, status, payment_reference, idempotency_key) VALUES (id('paid by Bob'), id('Bob'), id('Fair'), 2, 'CONFIRMED', 'card of Bob', 'of Bob');
SQL
query("SET ROLE owner; INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('ed', 'EdDSA', '" . $signer->public('ed', 'ed25519') . "', 'me', 'us')");
my %token = map {
	my $id = query("SELECT id('$_')");
	$_ => $signer->token('EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed"}', "{\"sub\": \"$id\", \"iss\": \"me\", \"aud\": \"us\", \"exp\": NOW+800}")
} qw(Ann Bob Olga Ada);
my $own = 'SELECT idempotency_key FROM boh.bookings';
my $pay = "UPDATE boh.bookings SET status = 'CONFIRMED', payment_reference = 'forged' WHERE status = 'PENDING' RETURNING idempotency_key";
my $hold = "SELECT seats FROM boh_book_seats(id('Fair'), id('Ann'), 1, hold_seconds => 80000)";
my $short_hold = "SELECT seats FROM boh_book_seats(id('Fair'), id('Ann'), 1, hold_seconds => 800)";

my $shop = connected('shop');
is(outcome($shop, $token{Ann}, $own), 'of Ann', 'Ann sees her booking');
is(outcome($shop, $token{Bob}, $own), 'of Bob', 'Bob sees his');
is(outcome($shop, $token{Ann}, $pay), '42501', 'Ann does not record a payment');
is(outcome(connected('office'), $token{Ada}, $pay), 'of Ann', 'an ADMIN does');

#
# Other roles
#

foreach my $role (qw(owner office till postgres))
{
	is(($shop->run("SET ROLE $role"))[0], '42501', "no SET ROLE $role");
	is(($shop->run("SET SESSION AUTHORIZATION $role"))[0], '42501', "no SET SESSION AUTHORIZATION $role");
	is(outcome($shop, $token{Ann}, "SELECT set_config('session_authorization', '$role', true)"), '42501', "nor by set_config(): $role");
	foreach my $setting (qw(role session_authorization))
	{
		local $ENV{PGOPTIONS} = "-c $setting=$role";
		isnt((login_as('shop')->psql('SELECT current_user', database => $database))[0], 0, "nor in the options of a connection: $setting=$role");
	}
}
answer($shop, 'RESET SESSION AUTHORIZATION');
answer($shop, 'RESET ROLE');
is(answer($shop, 'SELECT current_user, session_user'), 'shop|shop', 'it stays what it is');
is(($shop->run("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"))[0], '00000', 'a role sees its own statements');
answer($shop, "SELECT 'secret'");
my $process = answer($shop, 'SELECT pg_backend_pid()');
is(answer(connected('office'), "SELECT query FROM pg_stat_activity WHERE pid = $process"), '<insufficient privilege>', 'and another role does not');

#
# Settings from before the library is loaded
#

my %guarded = ('boh.max_person_hold_seconds' => 90000, 'boh.max_hold_seconds' => 900000, 'boh.max_payment_delay_seconds' => 90000, 'boh.auto_lanes' => 8, 'boh.auto_lanes_wait_ms' => 0);
my $early = connected('shop', join ' ', '-c client_min_messages=error', map { "-c $_=$guarded{$_}" } sort keys %guarded);
is(outcome($early, $token{Ann}, $hold), 'BH019', 'options of a connection do not lift the limit of holds');
is(outcome($early, $token{Ann}, $short_hold), '1', 'below the limit she books');
isnt(answer($early, "SHOW $_"), $guarded{$_}, "they do not set $_") foreach sort keys %guarded;
foreach my $loaded (0, 1)
{
	my $session = connected('shop');
	my $when = $loaded ? 'after the library is loaded' : 'before';

	answer($session, 'SELECT boh_version()') if $loaded;
	foreach my $setting (sort keys %guarded)
	{
		is(($session->run("ALTER ROLE shop SET $setting = $guarded{$setting}"))[0], '42501', "nor does the role for itself, $when: $setting");
	}
	is(($session->run("ALTER DATABASE $database SET boh.max_person_hold_seconds = 90000"))[0], '42501', "nor for the database, $when");
}
my $misled = connected('shop', '-c row_security=off');
is(outcome($misled, $token{Ann}, $own), '42501', 'without row security there is an error');
$misled->end;
$misled = connected('shop', '-c boh.hold_seconds=80000');
is(outcome($misled, $token{Ann}, "SELECT seats FROM boh_book_seats(id('Fair'), id('Ann'), 1)"), 'BH019', 'a default does not lift the limit of holds either');
{
	local $ENV{PGOPTIONS} = '-c session_replication_role=replica';
	isnt((login_as('shop')->psql('SELECT', database => $database))[0], 0, 'triggers are not switched off by options');
}

# Policies and COPY FROM do not go together: PostgreSQL refuses before it reads a row.
foreach my $role (qw(shop office))
{
	my ($status, undef, $errors) = login_as($role)->psql('COPY bookings (user_id, event_id) FROM STDIN', database => $database);

	isnt($status, 0, "$role cannot COPY FROM");
	like($errors, qr/COPY FROM not supported with row-level security/, "$role is told why");
}

#
# What the server tells on the way
#

{
	local $ENV{PGOPTIONS} = '-c client_min_messages=debug5 -c debug_print_parse=on -c debug_print_rewritten=on -c debug_print_plan=on -c log_parameter_max_length_on_error=-1';
	my $script = File::Temp->new;

	print $script "BEGIN;\nSELECT boh_set_session('$token{Ann}');\n\\set ON_ERROR_ROLLBACK on\n";
	print $script "$_;\n" foreach $own, 'SELECT email FROM boh.users', 'SELECT * FROM boh.bookings', 'EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM boh.bookings', "SELECT boh_book_seats(id('Fair'), id('Ann'), 1)",
	  "SELECT boh_book_seats(id('Fair'), id('Bob'), 1)", "SELECT boh_cancel_booking(id('paid by Bob'))", "INSERT INTO boh.bookings (id, user_id, event_id) VALUES (id('paid by Bob'), id('Ann'), id('Fair'))",
	  "INSERT INTO boh.bookings (id, user_id, event_id) VALUES (id('paid by Bob'), id('Ann'), id('Fair')) ON CONFLICT (id) DO UPDATE SET seats = 1", "SELECT * FROM boh_event_participants(id('Fair'))",
	  "UPDATE boh.bookings SET seats = 100", "SELECT boh_available_seats(id('Fair'))", "SELECT email FROM boh.users u JOIN boh.bookings b ON b.user_id = u.id";
	$script->flush;
	my ($status, $output, $errors) = login_as('shop')->command('psql', '-X', '-d', $database, '-f', $script->filename);
	like("$output$errors", qr/DEBUG:.*StartTransaction/, 'messages for debugging are there');
	like("$output$errors", qr/of Ann/, 'and what Ann may see');
	unlike("$output$errors", qr/card of Bob|bob\@example|of Bob\b(?!'\))/, 'and nothing of Bob');
}

#
# What a statement leaves in a connection that another person gets next
#

# What an injected statement of Ann leaves.  The application reads "bookings" without a
# schema, and runs what it has prepared.
my @traps = (
	[ 'a table', 'CREATE TEMPORARY TABLE taken (what text)' ],
	[ 'a function', "CREATE FUNCTION pg_temp.take(what text) RETURNS boolean LANGUAGE sql AS 'INSERT INTO pg_temp.taken VALUES (what) RETURNING true'" ],
	[ 'a view', 'CREATE TEMPORARY VIEW bookings AS SELECT idempotency_key FROM boh.bookings WHERE pg_temp.take(idempotency_key)' ]);
my $by_name = 'SELECT idempotency_key FROM bookings';
my $pooled = connected('shop');
answer($pooled, "PREPARE list AS $by_name");
is(outcome($pooled, $token{Bob}, $by_name), 'of Bob', 'the application reads bookings');
is(($pooled->run($_->[1]))[0], '00000', "where a role may make temporary objects, Ann leaves $_->[0]") foreach @traps;
answer($pooled, $_) foreach 'DEALLOCATE list', "PREPARE list AS SELECT 'of nobody'";
is(outcome($pooled, $token{Bob}, 'EXECUTE list'), 'of nobody', 'what Bob runs next is not what the application has prepared');
answer($pooled, $_) foreach 'BEGIN', "SELECT FROM boh_set_session('$token{Bob}')", $by_name, 'COMMIT';
is(answer($pooled, 'SELECT what FROM taken'), 'of Bob', 'and what he reads is taken');
is(outcome($pooled, $token{Bob}, $own), 'of Bob', 'unless the application names the schema');
answer($pooled, 'DISCARD ALL');
is(($pooled->run('EXECUTE list'))[0], '26000', 'or the pool discards what is prepared');
is(outcome($pooled, $token{Bob}, $by_name), 'of Bob', 'and temporary objects');
query("REVOKE TEMPORARY ON DATABASE $database FROM PUBLIC");
my $strict = connected('shop');
is(($strict->run($_))[0], '42501', "without the privilege there is nothing to leave: $_") foreach $traps[0][1], $traps[1][1], 'CREATE TEMPORARY VIEW bookings AS SELECT 1';
is(($strict->run('CREATE TABLE public.trap ()'))[0], '42501', 'nor one in public');
answer($strict, $_) foreach 'BEGIN', "SELECT FROM boh_set_session('$token{Ann}')", "PREPARE mine AS $own", 'SET search_path = pg_catalog', "SET boh.schema = 'nowhere'", 'SET row_security = off',
  "SET boh.user_id = '00000000-0000-0000-0000-000000000000'", "SET plan_cache_mode = force_generic_plan", 'COMMIT';
is(($strict->run($own))[0], '42501', 'settings stay');
answer($strict, 'SET row_security = on');
is(answer($strict, $own), '', 'and the session does not');
is(answer($strict, 'EXECUTE mine'), '', 'what was prepared has no rows without a person');
answer($strict, 'RESET ALL');
is(outcome($strict, $token{Bob}, 'EXECUTE mine'), 'of Bob', 'and those of the next person with one');
answer($strict, 'DISCARD ALL');
is(($strict->run('EXECUTE mine'))[0], '26000', 'until the pool discards it');

#
# Roles that change while they are connected
#

my $cashier = connected('cashier');
is(outcome($cashier, $token{Ann}, $own), 'of Ann', 'a member of a role with a profile has it, too');
is(outcome($cashier, $token{Ann}, $pay), '42501', 'and its rules');
answer($cashier, 'BEGIN');
answer($cashier, "SELECT FROM boh_set_session('$token{Ann}')");
is(answer($cashier, $own), 'of Ann', 'it has begun');
query('GRANT office TO cashier');
is(($cashier->run($pay))[0], '42501', 'when it becomes a member of another one, the stricter rules count');
answer($cashier, 'ROLLBACK');
is(outcome($cashier, $token{Ada}, $own), '', 'and an ADMIN is no more than an ORGANIZER');
query('REVOKE office FROM cashier');
answer($cashier, 'BEGIN');
answer($cashier, "SELECT FROM boh_set_session('$token{Ann}')");
is(answer($cashier, $own), 'of Ann', 'it has begun again');
query('REVOKE till FROM cashier');
is(($cashier->run($own))[0], '42501', 'when the membership ends, the next statement is denied');
answer($cashier, 'ROLLBACK');
is(($cashier->run("SELECT FROM boh_set_session('$token{Ann}')"))[0], '42501', 'as is the next session');
is(outcome(connected('till'), $token{Ann}, $own), 'of Ann', 'the role itself goes on');

answer($shop, 'BEGIN');
answer($shop, "SELECT FROM boh_set_session('$token{Ann}')");
is(answer($shop, $own), 'of Ann', 'a role has begun a transaction');
query('ALTER ROLE shop RENAME TO store');
is(($shop->run($pay))[0], '42501', 'when it is renamed, it still does not record a payment');
answer($shop, 'ROLLBACK');
is(outcome($shop, $token{Ann}, $own), 'of Ann', 'it sees what it saw');
is(outcome($shop, $token{Ann}, $pay), '42501', 'and may do no more, in the next transaction');
is(outcome(connected('store'), $token{Ann}, $hold), 'BH019', 'nor in another connection');
query('CREATE ROLE shop LOGIN');
is((connected('shop')->run($own))[0], '42501', 'a new role of the old name has nothing');
query("SET ROLE owner; SELECT boh_grant('store', 'app'), boh_revoke('shop', 'app')");
is(outcome($shop, $token{Ann}, $own), 'of Ann', 'the profile is given to the new name');
is(outcome($shop, $token{Ann}, $pay), '42501', 'with its rules');
is(query('SET ROLE owner; SELECT count(*) FROM boh_verify()'), 0, 'and nothing is left to say');
$_->end foreach $shop, $early, $misled, $pooled, $strict, $cashier;

done_testing();
