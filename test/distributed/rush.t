# A rush on 20 tenants over two workers: half of the clients book by statements through the
# coordinator, half by functions on the node that has the tenant. Meanwhile tenants move, and a
# node is killed and comes back. Nothing is oversold, and nothing that was confirmed is lost.
# Then all nodes are restored to one point, which was made while transactions wrote on both
# workers.

use strict;
use warnings;
use BohSession;
use File::Temp;
use FindBin;
use Test::More;
use Time::HiRes qw(sleep time);
use lib $FindBin::RealBin;
use CitusNodes;

my $tenants = 20;
my $seats = 2000;
my $clients = 8;
my $archive = File::Temp->newdir('/tmp/boh.XXXXXX');
chmod 0755, "$archive" or die "$archive: $!";
mkdir "$archive/$_" or die "$archive/$_: $!" foreach qw(citus_coordinator citus_worker_1 citus_worker_2);

sub id { return sprintf '00000000-0000-7000-8000-%012d', $_[0] }
my ($event, $author) = (id(1), id(2));
my @users = map { id(100 + $_) } 1 .. 50;
my @names = map { "tenant_$_" } 1 .. $tenants;

my $nodes = CitusNodes->new("archive_mode=on", "archive_command=cp %p $archive/\$(basename \$(dirname \$PWD))/%f",
	'fsync=off', 'deadlock_timeout=200ms');
my $coordinator = $nodes->coordinator;

foreach my $tenant (@names)
{
	$nodes->make_tenant($tenant);
	$coordinator->query("INSERT INTO $tenant.users (id, email) VALUES " . join(', ', map { "('$_', '$_\@example.org')" } $author, @users));
	$coordinator->query("UPDATE $tenant.users SET role = 'ORGANIZER' WHERE id = '$author'");
	$coordinator->query("INSERT INTO $tenant.events (id, title, author_id, capacity, max_seats_per_user, status, start_date, end_date) VALUES ('$event', 'Fair', '$author', $seats, NULL, 'PUBLISHED', '2999-01-01', '2999-01-02')");
}
cmp_ok((scalar grep { $nodes->holder($_) == ($nodes->workers)[0] } @names), '==', $tenants / 2, 'tenants are spread over the workers');

my %copies = map { $_ => "$archive/copy-$_->{name}" } $nodes->all;
is(($_->command('pg_basebackup', '-D', $copies{$_}, '--checkpoint=fast', '--no-sync'))[0], 0, "$_->{name}: copied") foreach $nodes->all;

#
# The rush
#

my $reports = File::Temp->newdir;

# A client that books until every tenant has sold out. It writes the id of each booking that
# was confirmed to it, and errors that it did not expect.
sub book
{
	my ($number, $report) = @_;
	my $through_coordinator = $number % 2;
	my @left = @names;
	my (%sessions, %holders);

	while (@left)
	{
		my $tenant = $left[ rand @left ];
		my $server = $through_coordinator ? $coordinator : $holders{$tenant} //= $nodes->holder($tenant);
		my $session = $sessions{ $server->{name} } //= BohSession->new($server, 'postgres');
		my ($user, $wanted) = ($users[ rand @users ], 1 + int rand 3);
		my $booking = sprintf '00000000-0000-7000-9000-%06d%06d', $number, rand 1e6;
		my ($state) = $through_coordinator
		  ? $session->run("INSERT INTO $tenant.bookings (id, user_id, event_id, seats, status) VALUES ('$booking', '$user', '$event', $wanted, 'CONFIRMED')")
		  : $session->run("SET boh.schema = $tenant");
		if (not $through_coordinator and $state eq '00000')
		{
			($state, $booking) = $session->run("SELECT id FROM boh_book_seats('$event', '$user', $wanted)");
		}

		if ($state eq '00000') { print $report "$tenant $booking\n"; }
		elsif ($state eq 'BH003')
		{
			# Seats may be left, but not as many as wanted.
			@left = grep { $_ ne $tenant } @left if $wanted == 1;
		}
		elsif ($state =~ /^(?:|23505)$/) { }
		# The node is gone or just came back, the tenant is moving, or two were in each other's way.
		elsif ($state =~ /^(?:08...|57P..|40...|55...|BH028)$/) { delete $holders{$tenant}; sleep 0.05; }
		else { print $report "error $state ", $session->message, "\n"; }
		next unless $session->lost;
		delete $sessions{ $server->{name} };
		delete $holders{$tenant};
		sleep 0.05;
	}
}

my $began = time;
my @children = BohSession::fork_clients($clients, $reports, \&book);
END { kill 'TERM', @children if @children; }
my ($one, $two) = $nodes->workers;

# What the clients have written, but for errors
sub reported { return map { split /\n/, BohCluster::slurp("$reports/$_") } 1 .. $clients }
sub confirmed { return grep { !/^error/ } reported() }

# How many bookings of these tenants were confirmed
sub confirmed_of
{
	my %wanted = map { $_ => 1 } @_;

	return scalar grep { $wanted{ (split)[0] } } confirmed();
}

ok(BohCluster::wait_for(sub { scalar(confirmed()) >= 40 }), 'the rush has begun');
my %tenants_of = map { my $worker = $_; $worker => [ grep { $nodes->holder($_) == $worker } @names ] } $one, $two;
my @moved = @{ $tenants_of{$two} }[0 .. 2];
$one->crash;
my $sold = confirmed_of(@{ $tenants_of{$two} });
ok(BohCluster::wait_for(sub { confirmed_of(@{ $tenants_of{$two} }) > $sold }), 'the other node goes on while one is down');
$sold = confirmed_of(@{ $tenants_of{$one} });
$one->start;
ok(BohCluster::wait_for(sub { confirmed_of(@{ $tenants_of{$one} }) > $sold }), 'they booked on when it was back');
$sold = confirmed_of(@moved);
$nodes->move($_) foreach @moved;
cmp_ok(confirmed_of(@moved), '>', $sold, 'they booked while these moved');
is($nodes->holder($_), $one, "$_ moved while it was booked") foreach @moved;
waitpid(shift @children, 0) while @children;
diag(sprintf 'the rush took %.1f s', time - $began);

my @errors = grep { /^error/ } reported();
is("@errors", '', 'no other errors');
my %confirmed;
push @{ $confirmed{ (split)[0] } }, (split)[1] foreach confirmed();
$coordinator->query('SELECT recover_prepared_transactions()');
$nodes->rebalance;
is((scalar grep { $nodes->holder($_) == $one } @names), $tenants / 2, 'a rebalance spreads them as before');
my (@oversold, @lost, @findings);
foreach my $tenant (@names)
{
	my ($booked, $sum) = split /\|/, $coordinator->query("SELECT (SELECT booked_count FROM $tenant.events), (SELECT sum(seats) FROM $tenant.bookings WHERE status <> 'CANCELLED')");
	push @oversold, "$tenant: $booked, $sum" if $booked != $seats || $sum != $seats;
	my %there = map { $_ => 1 } split /\n/, $coordinator->query("SELECT id FROM $tenant.bookings");
	push @lost, map { "$tenant: $_" } grep { !$there{$_} } @{ $confirmed{$tenant} };
	push @findings, $nodes->verify($tenant);
}
is("@oversold", '', 'every seat is sold once');
is("@lost", '', 'no booking is lost that was confirmed');
is(join('', @findings), '', 'boh_verify() finds nothing');

#
# Back to one point
#

$coordinator->query("INSERT INTO $_.events (title, author_id, capacity, status, start_date, end_date) VALUES ('Before', '$author', 1, 'PUBLISHED', '2999-01-01', '2999-01-02')") foreach @names;

# Transactions that write a tenant on each worker: both capacities, or none
my @pair = map { my $worker = $_; (grep { $nodes->holder($_) == $worker } @names)[0] } $one, $two;

sub capacity_of
{
	my ($server, $tenant) = @_;

	return $server->query("SELECT capacity FROM $tenant.events WHERE id = '$event'");
}

my @writers = BohSession::fork_clients(2, $reports, sub {
	my $session = BohSession->new($coordinator, 'postgres');

	until ($session->lost)
	{
		$session->run($_) foreach 'BEGIN', (map { "UPDATE $_.events SET capacity = capacity + 1 WHERE id = '$event'" } @pair), 'COMMIT';
	}
});
push @children, @writers;
sub wait_for_writers
{
	my $before = capacity_of($coordinator, $pair[0]);

	return BohCluster::wait_for(sub { capacity_of($coordinator, $pair[0]) > $before + 5 });
}
ok(wait_for_writers(), 'transactions write on both workers');
$coordinator->query("SELECT citus_create_restore_point('one_point')");
ok(wait_for_writers(), 'before and after the point is made');
kill 'TERM', @writers;
waitpid($_, 0) foreach @writers;
@children = ();
$coordinator->query("UPDATE $_.events SET title = 'After' WHERE title = 'Before'") foreach @names;
$_->query('SELECT pg_switch_wal()') foreach $nodes->all;
my %file = map { $_ => $_->query("SELECT pg_walfile_name(pg_current_wal_lsn() - 1)") } $nodes->all;
$_->poll_until("SELECT last_archived_wal >= '$file{$_}' FROM pg_stat_archiver") foreach $nodes->all;

my %ids = map { $_ => $coordinator->query("SELECT nodeid FROM pg_dist_node WHERE nodename = '" . $_->socket . "'") } $nodes->all;
$_->stop('immediate') foreach $nodes->all;
my %restored;
foreach my $server ($nodes->all)
{
	$restored{$server} = $server->adopt("restored_$server->{name}", sub {
		my ($data) = @_;

		rename $copies{$server}, $data or die "$data: $!";
		open(my $settings, '>>', "$data/postgresql.conf") or die "$data: $!";
		print $settings "restore_command = 'cp $archive/$server->{name}/%f %p'\nrecovery_target_name = 'one_point'\nrecovery_target_action = promote\narchive_mode = off\n";
		close $settings or die "$data: $!";
		open(my $signal, '>', "$data/recovery.signal") or die "$data: $!";
	});
}
my $back = $restored{$coordinator};
$_->poll_until('SELECT NOT pg_is_in_recovery()') foreach values %restored;
$back->query("SELECT citus_update_node($ids{$_}, '" . $restored{$_}->socket . "', 65432)") foreach $nodes->all;
$back->query('SELECT recover_prepared_transactions()');
my @wrong = grep { $back->query("SELECT count(*) FILTER (WHERE title = 'Before'), count(*) FILTER (WHERE title = 'After'), sum(booked_count) FROM $_.events") ne "1|0|$seats" } @names;
is("@wrong", '', 'all nodes are back at the point');
my @capacities = map { capacity_of($back, $_) } @pair;
is($capacities[0], $capacities[1], 'no transaction is there on one node alone');
cmp_ok($capacities[0], '>', $seats, 'and those before the point are there');
my $restored = bless { coordinator => $back, worker_1 => $restored{ ($nodes->workers)[0] }, worker_2 => $restored{ ($nodes->workers)[1] } }, 'CitusNodes';
is(join('', map { $restored->verify($_) } @names), '', 'boh_verify() finds nothing there');
is($back->query("UPDATE $names[0].events SET capacity = booked_count + 1 WHERE id = '$event'; INSERT INTO $names[0].bookings (user_id, event_id, seats) VALUES ('$users[0]', '$event', 1); SELECT booked_count FROM $names[0].events WHERE id = '$event'"), $seats + 1, 'and they book again');

done_testing();
