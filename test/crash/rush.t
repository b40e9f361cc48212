# The server is killed in the middle of a rush, five times.  What it
# acknowledged is there afterwards, nothing has drifted, and a request that is
# sent again gets the booking that it made before.  One event has lanes.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;

my $clients = 16;
my $crashes = 5;
my $acknowledged_before_crash = 400;
my $lanes = 8;

my $server = BohCluster->new('crash', 'fsync=on', 'synchronous_commit=on', 'checkpoint_timeout=30s', 'max_wal_size=64MB');
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, $clients) n",
	"INSERT INTO boh.events (title, author_id, capacity, start_date, end_date, status)
	SELECT 'Crash', (SELECT min(id::text)::uuid FROM boh.users), 2000,
		now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
	FROM generate_series(1, 9) n",
	'CREATE TABLE booked (key text, event_id uuid, user_id uuid, seats integer, hold_seconds integer, id uuid)',
	'CREATE TABLE confirmed (id uuid)',
	'CREATE TABLE cancelled (id uuid)');

my @users = split /\n/, query('SELECT id FROM boh.users ORDER BY id');
my ($prepared_event, @events) = split /\n/, query('SELECT id FROM boh.events ORDER BY id');

# Every third request is for the hot one; the prepared transaction has one of its
# event's lanes over every crash.
my $hot_event = $events[0];
push @events, ($hot_event) x 3;
query("UPDATE boh.events SET booking_lanes = $lanes, capacity = 10000 WHERE id IN ('$hot_event', '$prepared_event')");

my $lanes_that_differ = "SELECT * FROM (
		SELECT e.id, e.capacity, coalesce((SELECT sum(seats) FROM boh.bookings b
			WHERE b.event_id = e.id AND status IN ('PENDING', 'CONFIRMED')), 0) AS seats FROM boh.events e
		WHERE booking_lanes > 1) e
	FULL JOIN (
		SELECT event_id AS id, count(*) AS lanes, sum(capacity) AS capacity, sum(booked) AS seats
		FROM boh.booking_lanes GROUP BY event_id) l USING (id, capacity, seats)
	WHERE lanes IS DISTINCT FROM $lanes OR e IS NULL";

# It holds its seats over every crash.
query("BEGIN; SELECT id FROM boh_book_seats('$prepared_event', '$users[0]', 7, 'prepared'); PREPARE TRANSACTION 'rush'");

# Books, confirms and cancels until the server is gone.  Each line says what was
# asked for or what was acknowledged.
sub rush
{
	my ($round, $number, $report) = @_;
	my $session = BohSession->new($server, 'boh_db');
	my $say = sub { print $report join("\t", @_), "\n" };

	for (my $request = 1; ; $request++)
	{
		my $key = "$round-$number-$request";
		my $hold = rand() < 0.2 ? 1 : 'NULL';
		my @request = ($key, $events[ rand @events ], $users[ $number - 1 ], 1 + int rand 3, $hold);

		$say->('asked', @request);
		my ($state, $id) = $session->run(book(@request));
		last if $state eq '';
		if ($state ne '00000')
		{
			$say->('refused', $key);
			die "$state: " . $session->message if $state ne 'BH003';
			next;
		}
		$say->('booked', @request, $id);
		if ($hold eq 'NULL' and rand() < 0.5)
		{
			($state) = $session->run("SELECT status FROM boh_confirm_booking('$id', 'payment for $id')");
			last if $state eq '';
			$say->('confirmed', $id) if $state eq '00000';
		}
		if (rand() < 0.3)
		{
			($state) = $session->run("SELECT status FROM boh_cancel_booking('$id', 'rush')");
			last if $state eq '';
			$say->('cancelled', $id) if $state eq '00000';
		}
	}
}

sub book
{
	my ($key, $event, $user, $seats, $hold) = @_;

	return "SELECT id FROM boh_book_seats('$event', '$user', $seats, '$key', hold_seconds => $hold)";
}

# Lines of all clients.
sub reports
{
	my ($folder) = @_;

	return map { split /\n/, eval { BohCluster::slurp("$folder/$_") } // '' } 1 .. $clients;
}

sub load
{
	my ($folder, $table, @lines) = @_;

	open(my $file, '>', "$folder/$table") or die "$folder/$table: $!";
	print $file map { "$_\n" } @lines;
	close $file or die "$folder/$table: $!";
	query("COPY $table FROM '$folder/$table' (NULL 'NULL')");
}

sub check
{
	my ($name, $query) = @_;

	is(query($query), '', $name);
}

foreach my $round (1 .. $crashes)
{
	my $folder = File::Temp->newdir;
	my @children = BohSession::fork_clients($clients, $folder, sub { rush($round, @_) });

	ok(BohCluster::wait_for(sub { $acknowledged_before_crash <= grep { /^booked/ } reports($folder) }),
		"round $round: the rush is on");
	$server->crash;
	is(scalar(grep { waitpid($_, 0); $? != 0 } @children), 0, "round $round: clients met the crash alone");
	$server->start;

	my @lines = reports($folder);
	my %answered = map { $_ => 1 } map { /^(?:booked|refused)\t(\S+)/ ? $1 : () } @lines;
	my @open = grep { not $answered{ $_->[1] } } map { [ split /\t/ ] } grep { /^asked/ } @lines;
	foreach my $table (qw(booked confirmed cancelled))
	{
		load($folder, $table, map { /^$table\t(.*)/ ? $1 : () } @lines);
		ok(query("SELECT count(*) FROM $table") > 0, "round $round: acknowledged: $table");
	}

	check("round $round: boh_verify() finds nothing", 'SELECT * FROM boh_verify()');
	check("round $round: seats of the lanes are the active bookings'", $lanes_that_differ);
	check("round $round: no acknowledged booking is lost",
		'SELECT key, event_id, user_id, seats, id FROM booked
		EXCEPT SELECT idempotency_key, event_id, user_id, seats, id FROM boh.bookings');
	check("round $round: no acknowledged confirmation is lost", "SELECT id FROM confirmed EXCEPT
		SELECT id FROM boh.bookings WHERE confirmed_at IS NOT NULL AND payment_reference = 'payment for ' || id");
	check("round $round: no acknowledged cancellation is lost",
		"SELECT id FROM cancelled EXCEPT SELECT id FROM boh.bookings WHERE status = 'CANCELLED'");
	check("round $round: every acknowledged key is answered with its booking",
		'SELECT a.key, a.id, b.id FROM booked a, boh_book_seats(a.event_id, a.user_id, a.seats, a.key,
			hold_seconds => a.hold_seconds) b WHERE b.id <> a.id');

	# Nobody knows what became of these: asked again they get one booking each.
	ok(@open > 0, "round $round: requests were under way");
	my @again = map { my (undef, @request) = @$_; [ map { query(book(@request)) } 1 .. 2 ] } @open;
	is(scalar(grep { $_->[0] ne $_->[1] } @again), 0, "round $round: each of them gets one booking");
	check("round $round: no key has two bookings",
		'SELECT idempotency_key FROM boh.bookings GROUP BY user_id, idempotency_key HAVING count(*) > 1');
	check("round $round: boh_verify() finds nothing after the retries", 'SELECT * FROM boh_verify()');
	cmp_ok(query("SELECT count(*) FROM boh.bookings WHERE event_id = '$hot_event'"), '>', 0, "round $round: the hot event is booked");
}

query("COMMIT PREPARED 'rush'");
is(query("SELECT sum(booked) FROM boh.booking_lanes WHERE event_id = '$prepared_event'"), 7,
	'a prepared transaction takes its seats after the crashes');
check('seats of the lanes are the active bookings\' with it', $lanes_that_differ);
query('SELECT boh_fold_lanes()');
check('folded, booked_count is right', "SELECT id FROM boh.events e WHERE booked_count <> (SELECT coalesce(sum(seats), 0)
	FROM boh.bookings b WHERE b.event_id = e.id AND status IN ('PENDING', 'CONFIRMED'))");
check('boh_verify() finds nothing with it', 'SELECT * FROM boh_verify()');

my $recoveries = () = BohCluster::slurp($server->log_file) =~ /was not properly shut down/g;
is($recoveries, $crashes, 'every crash was one');

done_testing();
