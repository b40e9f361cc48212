# boh.auto_lanes opens lanes for an event while 32 clients book it, and adds lanes to
# an event that has too few.  All clients book and cancel meanwhile, and meet no error.
#
# The bookings are transactions of several statements, so that many are in progress
# at once.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use List::Util qw(sum0);
use Test::More;

my $clients = 32;
my $enough = 16;    # lanes, when at least nine sessions book at once
my $capacity = 1000000;

my $server = BohCluster->new('auto_lanes', 'fsync=off', 'log_line_prefix=%m [%p] %e ');
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	'ALTER DATABASE boh_db SET boh.auto_lanes = 256',
	"INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, $clients) n");
my @users = split /\n/, query('SELECT id FROM boh.users ORDER BY id');

sub lanes_of
{
	my ($event) = @_;

	return query("SELECT booking_lanes FROM boh.events WHERE id = '$event'");
}

# Books, and cancels each third booking, until it is told to end; reports its seats.
sub book
{
	my ($session, $report, $event, $user, $folder) = @_;
	my $run = sub {
		my ($state, $answer) = $session->run($_[0]);

		die "$state: " . $session->message unless $state eq '00000';
		return $answer;
	};

	until (-e "$folder/ended")
	{
		my $seats = 1 + int rand 3;
		$run->('BEGIN');
		my $booking = $run->(
			rand() < 0.5
			? "SELECT id FROM boh_book_seats('$event', '$user', $seats)"
			: "INSERT INTO boh.bookings (event_id, user_id, seats) VALUES ('$event', '$user', $seats) RETURNING id");
		$run->('COMMIT');
		if (rand() < 1 / 3)
		{
			$run->("SELECT status FROM boh_cancel_booking('$booking')");
			$seats = 0;
		}
		print $report "$seats\n";
	}
}

sub check
{
	my ($name, $lanes, $more) = @_;
	my $folder = File::Temp->newdir;
	my $event = query("INSERT INTO boh.events (title, author_id, capacity, booking_lanes, start_date, end_date, status)
		VALUES ('$name', '$users[0]', $capacity, $lanes, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED')
		RETURNING id");
	my @children = BohSession::fork_clients($clients, $folder, sub {
		my ($number, $report) = @_;
		my $session = BohSession->new($server, 'boh_db');

		$session->run($more);
		book($session, $report, $event, $users[ $number - 1 ], $folder);
	});

	ok(BohCluster::wait_for(sub { lanes_of($event) >= $enough }), "$name: at least $enough lanes open");
	open(my $ended, '>', "$folder/ended") or die "$folder/ended: $!";
	is(scalar(grep { waitpid($_, 0); $? != 0 } @children), 0, "$name: no client met an error");
	note("$name: " . lanes_of($event) . ' lanes');
	cmp_ok(lanes_of($event), '<=', $clients, "$name: not more than clients");
	my $seats = sum0(map { split /\n/, BohCluster::slurp("$folder/$_") } 1 .. $clients);
	is(query("SELECT sum(seats) FROM boh.bookings WHERE event_id = '$event' AND status = 'PENDING'"), $seats,
		"$name: what clients were told they have is what is booked");
	is(query("SELECT boh_available_seats('$event')"), $capacity - $seats, "$name: the rest is free");
}

check('without lanes', 1, 'SET boh.auto_lanes_wait_ms = 0');
check('with two lanes', 2, "SET boh.auto_lanes_wait_ms = '1h'");
is(query('SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing');
is($server->strange_errors('00000'), '', 'the server logged no errors');

done_testing();
