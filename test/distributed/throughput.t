# How many bookings a second eight tenants take together: on one server without Citus, on one
# worker, and on two. Left out unless BOH_TEST_FIGURES is set, because it only measures.

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
my @names = map { "tenant_$_" } 1 .. 8;
my $event = '00000000-0000-7000-8000-000000000001';

# For pgbench: a user by chance
my $draw = "\\set u random(100000000000, 100000000999)\n";
my $user = "'00000000-0000-7000-8000-:u'";
my $statement = "INSERT INTO tenant_:t.bookings (user_id, event_id, seats) VALUES ($user, '$event', 1);\n";
my $function = "SET boh.schema = 'tenant_:t';\nSELECT FROM boh_book_seats('$event', $user, 1);\n";

# Gives a tenant people and the event.
sub fill
{
	my ($tenant) = @_;

	$coordinator->query("INSERT INTO $tenant.users (id, email) SELECT format('00000000-0000-7000-8000-%s', 100000000000 + n)::uuid, n || '\@example.org' FROM generate_series(0, 999) n");
	$coordinator->query("INSERT INTO $tenant.events (id, title, author_id, capacity, max_seats_per_user, status, start_date, end_date)
		VALUES ('$event', 'Fair', '00000000-0000-7000-8000-100000000000', 1000000, 100000, 'PUBLISHED', '2999-01-01', '2999-01-02')");
}

# Bookings a second of these servers together, which have these tenants
sub measure
{
	my ($name, $body, %tenants) = @_;
	my %scripts;

	foreach my $server (keys %tenants)
	{
		my @numbers = map { /(\d+)/ } @{ $tenants{$server} };
		my $choice = join(' ', map { "WHEN :n = $_ THEN $numbers[$_]" } 0 .. $#numbers);

		$scripts{$server} = "\\set n random(0, $#numbers)\n\\set t CASE $choice END\n$draw$body";
	}
	return $nodes->measure($name, $clients, $seconds, %scripts);
}

sub tenants_of
{
	my ($worker) = @_;

	return [ grep { $nodes->holder($_) == $worker } @names ];
}

foreach my $tenant (@names)
{
	$coordinator->query("CREATE ROLE owner_of_$tenant LOGIN");
	$coordinator->query("SET citus.enable_ddl_propagation = off; SELECT boh_create_tenant('$tenant', 'owner_of_$tenant')");
	fill($tenant);
}
measure('one server, statements', $statement, citus_coordinator => \@names);
measure('one server, functions', $function, citus_coordinator => \@names);

my ($one, $two) = $nodes->workers;
$nodes->distribute($_) foreach @names;
foreach my $tenant (@{ tenants_of($two) })
{
	$nodes->move($tenant);
}
measure('one worker, statements through the coordinator', $statement, citus_coordinator => \@names);
measure('one worker, functions on it', $function, citus_worker_1 => \@names);
$nodes->move($_) foreach @names[0 .. 3];
measure('two workers, statements through the coordinator', $statement, citus_coordinator => \@names);
measure('two workers, functions on them', $function, citus_worker_1 => tenants_of($one), citus_worker_2 => tenants_of($two));
is(join('', map { $nodes->verify($_) } @names), '', 'boh_verify() finds nothing');

done_testing();
