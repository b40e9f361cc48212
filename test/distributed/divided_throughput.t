# How many bookings a second a tenant takes whose events are divided over nodes: beside the
# same tenant on one server without Citus, on one worker, and on two. Left out unless
# BOH_TEST_FIGURES is set, because it only measures.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use CitusNodes;

my $seconds = $ENV{BOH_TEST_FIGURES} or plan(skip_all => 'BOH_TEST_FIGURES, the seconds of each figure, is not set');
my $clients = 8;
my $nodes = CitusNodes->new('shared_buffers=256MB', 'max_wal_size=4GB');
my $coordinator = $nodes->coordinator;
my ($one, $two) = $nodes->workers;

# Gives a tenant 1000 people and 64 events.
sub fill
{
	my ($tenant) = @_;

	$coordinator->query("INSERT INTO $tenant.users (id, email) SELECT format('00000000-0000-7000-8000-%s', 100000000000 + n)::uuid, n || '\@example.org' FROM generate_series(0, 999) n");
	$coordinator->query("INSERT INTO $tenant.events (id, title, author_id, capacity, status, start_date, end_date)
		VALUES ('00000000-0000-7000-8000-2000000000$_', 'Fair $_', '00000000-0000-7000-8000-100000000000', 1000000, 'PUBLISHED', '2999-01-01', '2999-01-02')") foreach 10 .. 73;
}

# Bookings a second, with clients at these servers
sub measure
{
	my ($name, $tenant, @servers) = @_;
	my $script = "\\set u random(100000000000, 100000000999)\n\\set e random(10, 73)\n"
	  . "INSERT INTO $tenant.bookings (user_id, event_id, seats) VALUES ('00000000-0000-7000-8000-:u', '00000000-0000-7000-8000-2000000000:e', 1);\n";

	return $nodes->measure($name, $clients, $seconds, map { $_->{name} => $script } @servers);
}

$coordinator->query('CREATE ROLE owner_of_whole LOGIN');
$coordinator->query("SET citus.enable_ddl_propagation = off; SELECT boh_create_tenant('whole', 'owner_of_whole')");
fill('whole');
measure('one server without Citus in the way', 'whole', $coordinator);

$coordinator->query("SELECT citus_set_node_property('" . $two->socket . "', 65432, 'shouldhaveshards', false)");
$nodes->make_divided('big');
fill('big');
measure('one worker, through the coordinator', 'big', $coordinator);
measure('one worker, through itself', 'big', $one);
$coordinator->query("SELECT citus_set_node_property('" . $two->socket . "', 65432, 'shouldhaveshards', true)");
$coordinator->query("SET client_min_messages = warning; SELECT rebalance_table_shards('big.events', shard_transfer_mode => 'block_writes')");
measure('two workers, through the coordinator', 'big', $coordinator);
measure('two workers, through both', 'big', $one, $two);
is($coordinator->query('SELECT count(*) FROM (SELECT event_id, sum(seats) AS sum FROM big.bookings GROUP BY event_id) b JOIN big.events e ON e.id = b.event_id WHERE b.sum <> e.booked_count'), 0, 'all is counted');

done_testing();
