# Events with lanes are sold out to the last seat, by 64 clients that book 1 to 7
# seats at a time, through the function and in plain SQL.  Nobody is refused
# seats that are there.
#
# While nobody cancels, free seats only get fewer.  So whoever is refused was
# told of at least as many as are free at the end; and when everybody was
# refused, fewer are free than the largest group.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use JSON::PP;
use List::Util qw(min sum0);
use Test::More;
use Time::HiRes qw(sleep time);

my $clients = 64;
my $capacity = 1000;
my $lanes = 16;
my $largest_group = 7;
my $quiet_events = 6;
my $operator_seconds = 5;
my $cancelled_at_once = 3;

my $server = BohCluster->new('lanes', 'fsync=off', 'log_line_prefix=%m [%p] %e ');
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, $clients) n");

my @users = split /\n/, query('SELECT id FROM boh.users ORDER BY id');

sub make_event
{
	return query("INSERT INTO boh.events (title, author_id, capacity, booking_lanes, start_date, end_date, status)
		VALUES ('Rush', '$users[0]', $capacity, $lanes, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED')
		RETURNING id");
}

# Reports the booking's id and seats, or that they were refused; true when it was.
sub refused
{
	my ($session, $report, $event, $user) = @_;
	my $seats = 1 + int rand $largest_group;
	my ($state, $id) = $session->run(
		rand() < 0.5
		? "SELECT id FROM boh_book_seats('$event', '$user', $seats)"
		: "INSERT INTO boh.bookings (event_id, user_id, seats) VALUES ('$event', '$user', $seats) RETURNING id");

	if ($state eq '00000')
	{
		print $report "booked $event $id $seats\n";
		return 0;
	}
	die "$state: " . $session->message unless $state eq 'BH003';
	print $report "refused $event $seats\n";
	return 1;
}

sub cancel
{
	my ($session, $report, $event, $user) = @_;
	my (undef, $booking) = $session->run("SELECT id FROM boh.bookings WHERE event_id = '$event' AND user_id = '$user'
		AND status = 'PENDING' ORDER BY id LIMIT 1");

	return if $booking eq '';
	my ($state) = $session->run(
		rand() < 0.5
		? "SELECT status FROM boh_cancel_booking('$booking')"
		: "UPDATE boh.bookings SET status = 'CANCELLED' WHERE id = '$booking'");
	die "$state: " . $session->message unless $state eq '00000';
	print $report "cancelled $event $booking\n";
}

# What all clients report: { booked => { id => seats }, cancelled => [ids], refused => number }
sub run_clients
{
	my ($code, $meanwhile) = @_;
	my $folder = File::Temp->newdir;
	my @children = BohSession::fork_clients($clients, $folder, sub {
		my ($number, $report) = @_;

		$code->(BohSession->new($server, 'boh_db'), $report, $users[ $number - 1 ], $folder);
	});
	my %result = (booked => {}, cancelled => [], refused => 0);

	$meanwhile->($folder) if $meanwhile;
	is(scalar(grep { waitpid($_, 0); $? != 0 } @children), 0, 'no client met an error that it should not');
	foreach (map { split /\n/, BohCluster::slurp("$folder/$_") } 1 .. $clients)
	{
		my ($what, undef, $id, $seats) = split / /;
		$result{booked}{$id} = $seats if $what eq 'booked';
		push @{ $result{cancelled} }, $id if $what eq 'cancelled';
		$result{refused}++ if $what eq 'refused';
	}
	return \%result;
}

# The DETAILs of all refusals for an event, from the server's log.
sub refusals
{
	my ($event) = @_;

	return grep { $_->{event_id} eq $event }
	  map { decode_json($_) } BohCluster::slurp($server->log_file) =~ / BH003 DETAIL:  (\{.*\})$/mg;
}

sub check
{
	my ($name, $query) = @_;

	is(query($query), '', $name);
}

# What is true of a sold-out event, whatever happened meanwhile; returns the free seats.
sub check_event
{
	my ($event, $name) = @_;
	my $free = query("SELECT boh_available_seats('$event')");
	my @refusals = refusals($event);

	cmp_ok($free, '<', $largest_group, "$name: fewer than $largest_group seats are free");
	cmp_ok($free, '>=', 0, "$name: not oversold");
	cmp_ok(scalar @refusals, '>=', $clients, "$name: everybody was refused");
	is(join(' ', map { "$_->{requested} of $_->{available}" } grep { $_->{available} >= $_->{requested} } @refusals), '',
		"$name: every refusal was justified");
	is(query("SELECT sum(seats) FROM boh.bookings WHERE event_id = '$event' AND status = 'PENDING'"), $capacity - $free,
		"$name: what is booked and what is free are the capacity");
	is(query("SELECT sum(capacity) || ' ' || sum(booked) || ' ' || count(*) FROM boh.booking_lanes WHERE event_id = '$event'"),
		join(' ', $capacity, $capacity - $free, $lanes), "$name: so they are over its lanes");
	return $free;
}

# The last seats lie on several lanes, or on one.
sub sell_the_rest
{
	my ($event, $free, $name) = @_;

	is(query("SELECT seats FROM boh_book_seats('$event', '$users[0]', $free)"), $free, "$name: the rest is sold at once")
	  if $free > 0;
	my (undef, undef, $errors) = $server->psql("SELECT boh_book_seats('$event', '$users[0]', 1)",
		database => 'boh_db', options => [ '-v', 'VERBOSITY=sqlstate' ]);
	like($errors, qr/BH003/, "$name: nothing is left");
	query("SELECT boh_fold_lanes('$event')");
	is(query("SELECT booked_count FROM boh.events WHERE id = '$event'"), $capacity, "$name: booked_count is the capacity");
}

# Nobody cancels, and nobody edits the events.
my @events = map { make_event() } 1 .. $quiet_events;
my $quiet = run_clients(sub {
	my ($session, $report, $user) = @_;

	foreach my $event (@events)
	{
		1 until refused($session, $report, $event, $user);
	}
});
my $number = 0;
my $free_in_all = 0;
foreach my $event (@events)
{
	my $name = 'event ' . ++$number;
	my $free = check_event($event, $name);

	cmp_ok($free, '<=', min(map { $_->{available} } refusals($event)), "$name: nobody was told of fewer seats than are left");
	sell_the_rest($event, $free, $name);
	$free_in_all += $free;
}
is($quiet->{refused}, $clients * $quiet_events, 'one refusal a client and event');
is(sum0(values %{ $quiet->{booked} }), $capacity * $quiet_events - $free_in_all, 'what clients were told they have is what is booked');

# Some cancel, while an operator opens, closes and folds lanes, and changes the
# capacity; it ends as it began.  Whoever cancels goes on until refused again,
# and nobody does once the operator has ended.
my $event = make_event();
my @kinds = ('opened', 'closed', 'folded', 'grown', 'shrunk', 'all folded');
my %edits;
my $rush = run_clients(
	sub {
		my ($session, $report, $user, $folder) = @_;

		while (1)
		{
			my $ended = -e "$folder/ended";

			next unless refused($session, $report, $event, $user);
			last if $ended;
			cancel($session, $report, $event, $user) for 1 .. $cancelled_at_once;
			sleep 0.02;
		}
	},
	sub {
		my ($folder) = @_;
		my $session = BohSession->new($server, 'boh_db');
		my $until = time + $operator_seconds;
		my $edit = sub {
			my ($what, $statement, @expected) = @_;
			my ($state) = $session->run($statement);
			$edits{$what}++ if $state eq '00000';
			push @{ $edits{unexpected} }, "$state: " . $session->message unless grep { $_ eq $state } '00000', @expected;
		};
		my $update = sub { return sprintf("UPDATE boh.events SET %s WHERE id = '%s'", $_[0], $event) };

		# Only what cancellations have left can be taken away: it may need some attempts.
		while (time < $until or (time < $until + 60 and grep { !$edits{$_} } @kinds))
		{
			$edit->('opened', $update->(sprintf('booking_lanes = %d', 2 + rand 63)));
			$edit->('folded', "SELECT boh_fold_lanes('$event')");
			$edit->('shrunk', $update->(sprintf('capacity = %d', $capacity - 1 - rand($edits{shrunk} ? 100 : 7))), 'BH015');
			$edit->('closed', $update->('booking_lanes = 1')) if rand() < 0.3;
			$edit->('grown', $update->("capacity = $capacity"));
			$edit->('all folded', 'SELECT boh_fold_lanes()');
			sleep 0.01;
		}
		$edit->('opened', $update->("booking_lanes = $lanes"));
		open(my $ended, '>', "$folder/ended") or die "$folder/ended: $!";
		$session->end;
	});
is(join("\n", @{ delete $edits{unexpected} // [] }), '', 'the operator met no error that it should not');
note(join ', ', map { "$_: $edits{$_}" } sort keys %edits);
ok($edits{$_}, "happened: $_") foreach @kinds;
cmp_ok(scalar @{ $rush->{cancelled} }, '>', 0, 'some cancelled');

my $free = check_event($event, 'edited event');
delete @{ $rush->{booked} }{ @{ $rush->{cancelled} } };
is(sum0(values %{ $rush->{booked} }), $capacity - $free, 'edited event: what clients were told they have is what is booked');
is(scalar(refusals($event)), $rush->{refused}, 'edited event: refusals are in the log');
sell_the_rest($event, $free, 'edited event');

check('boh_verify() finds nothing', 'SELECT * FROM boh_verify()');
is($server->strange_errors('BH003|BH015'), '', 'the server logged no other errors');

done_testing();
