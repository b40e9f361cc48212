# What one session does to a tenant while another moves it or gives it to a node; and what becomes
# of one that must be migrated or dropped.

use strict;
use warnings;
use BohSession;
use FindBin;
use POSIX qw(WNOHANG);
use Test::More;
use lib $FindBin::RealBin;
use CitusNodes;

my $nodes = CitusNodes->new('fsync=off', 'deadlock_timeout=200ms');
my $coordinator = $nodes->coordinator;

sub id { return sprintf '00000000-0000-7000-8000-%012d', $_[0] }
my ($event, $user) = (id(1), id(2));
my $book = "SELECT seats FROM boh_book_seats('$event', '$user', 1)";

sub session_on
{
	my ($server, $tenant) = @_;
	my $session = BohSession->new($server, $server->{PGDATABASE});

	$session->run("SET client_min_messages = error; SET boh.schema = $tenant");
	return $session;
}

# A tenant on the coordinator, with an event and a user
sub tenant
{
	my ($name) = @_;

	$coordinator->query("CREATE ROLE owner_of_$name LOGIN");
	$coordinator->query("SET citus.enable_ddl_propagation = off; SELECT boh_create_tenant('$name', 'owner_of_$name')");
	$coordinator->query("INSERT INTO $name.users (id, email, role) VALUES ('$user', 'a\@example.org', 'ORGANIZER')");
	$coordinator->query("INSERT INTO $name.events (id, title, author_id, capacity, max_seats_per_user, status, start_date, end_date) VALUES ('$event', 'Fair', '$user', 100, NULL, 'PUBLISHED', '2999-01-01', '2999-01-02')");
	return $name;
}

# Sends a statement, and waits until it waits for a lock.
sub send_and_wait
{
	my ($session, $statement) = @_;
	my ($state, $process) = $session->run('SELECT pg_backend_pid()');

	$session->send("$statement;\n");
	return $coordinator->poll_until("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $process");
}

sub bookings
{
	my ($tenant) = @_;

	return $coordinator->query("SELECT (SELECT count(*) FROM $tenant.bookings), (SELECT sum(booked_count) FROM $tenant.events)");
}

#
# A move ends after those who book
#

# Citus waits for this lock after it has begun to log what changes, and before it copies.
my $before_copy = '55152, 44000';
my $club = tenant('club');
$nodes->distribute($club);
my ($from, $to) = ($nodes->holder($club), $nodes->other_worker($club));
my $gate = session_on($coordinator, $club);
$gate->run("SELECT pg_advisory_lock($before_copy)");
my $move = $coordinator->background({ output => '/dev/null', errors => '/dev/null' }, 'psql', '-X', '-q', '-d', $coordinator->{PGDATABASE},
	'-c', 'SET citus.running_under_citus_test_suite = on', '-c', "SELECT citus_schema_move('$club', '" . $to->socket . "', 65432)");
$coordinator->poll_until("SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 55152 AND NOT granted");
my $client = session_on($from, $club);
is(join(' ', map { ($client->run($_))[0] } 'BEGIN', $book), '00000 00000', 'a booking begins while the tenant is copied');
$gate->run("SELECT pg_advisory_unlock($before_copy)");
my $ended = 0;
BohCluster::wait_for(sub {
	$ended = waitpid($move, WNOHANG);
	return $ended || $from->query("SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 8 AND NOT granted") eq 't';
});
is($ended, 0, 'the move waits for it');
is(($client->run('COMMIT'))[0], '00000', 'it is confirmed');
waitpid($move, 0) unless $ended;
is($nodes->holder($club), $to, 'the tenant has moved');
$nodes->distribute($club);
is(bookings($club), '1|1', 'with this booking');
is(($client->run($book))[0], 'BH028', 'the session that booked learns that it is elsewhere');
is($nodes->verify($club), '', 'boh_verify() finds nothing');
$_->end foreach $client, $gate;
$coordinator->crash;
is($to->query("SET boh.schema = $club; $book"), 1, 'it books while the coordinator is down');
$coordinator->start;
is(bookings($club), '2|2', 'which is there when that is back');

#
# While a tenant is given to a node
#

my $twice = tenant('twice');
my ($one, $other) = map { session_on($coordinator, $twice) } 1 .. 2;
my $customer = session_on($coordinator, $twice);
is(join(' ', map { ($customer->run($_))[0] } 'BEGIN', $book), '00000 00000', 'a booking begins');
$one->run('BEGIN');
ok(send_and_wait($one, "SELECT boh_distribute_tenant('$twice')"), 'who gives the tenant to a node waits for it');
ok(send_and_wait($other, "SELECT boh_distribute_tenant('$twice')"), 'who gives it, too, waits');
is(($customer->run('COMMIT'))[0], '00000', 'the booking is confirmed');
is(($one->receive)[0], '00000', 'the tenant is given to a node');
ok(send_and_wait($customer, $book), 'who books now waits');
is(($one->run('COMMIT'))[0], '00000', 'it is on the node');
is(join(' ', $other->receive), '00000 ' . $nodes->node_of($twice) . ':65432', 'where the other finds it');
is(($customer->receive)[0], 'BH028', 'who books is sent there');
is(bookings($twice), '1|1', 'the booking that was confirmed is there, and no other');
is($nodes->verify($twice), '', 'boh_verify() finds nothing');
is($coordinator->query("SELECT pg_relation_size('$twice.users')"), 0, 'no row stays on the coordinator');
$_->end foreach $one, $other, $customer;

is($coordinator->query("SET boh.schema = $twice; SELECT DISTINCT hint FROM boh_doctor() WHERE check_name IN ('rules', 'policies', 'backup')"),
	'Its tables are on another node: call boh_doctor() there, ' . $nodes->node_of($twice) . ':65432.', 'boh_doctor() says where to call it');

#
# An older version on a node
#

sub state_of
{
	my ($statement) = @_;
	my ($status, $output, $errors) = CitusNodes::one_by_one($coordinator, $statement);

	return $status == 0 ? '00000' : $errors =~ /ERROR: +(\w+)/ ? $1 : $errors;
}

is($coordinator->query("SELECT version FROM boh_tenants() WHERE schema_name = '$twice'"), $coordinator->query("SELECT max(version) FROM $twice.schema_migrations"), 'boh_tenants() knows the version on the node');
$coordinator->query("DELETE FROM $twice.schema_migrations WHERE version > 18");
is($coordinator->query("SELECT version FROM boh_tenants() WHERE schema_name = '$twice'"), 18, 'boh_tenants() knows that it is an older one');
is(state_of('CALL boh_migrate_all()'), 'BH027', 'boh_migrate_all() says that it cannot migrate it');
is(state_of("SELECT FROM boh_migrate('$twice')"), '0A000', 'nor can boh_migrate()');
is(state_of("SET boh.allow_data_loss = on; SELECT boh_drop_tenant('$twice')"), '0A000', 'nor is it dropped there');
is(state_of("SET client_min_messages = error; SET citus.enable_unsafe_triggers = on; SELECT citus_schema_undistribute('$twice')"), '00000', 'it is taken back');
is(state_of("SET boh.allow_data_loss = on; SET citus.enable_ddl_propagation = off; SELECT boh_drop_tenant('$twice')"), '00000', 'and dropped');
is($_->query("SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('$twice')"), 0, "$_->{name}: nothing is left of it") foreach $nodes->all;

done_testing();
