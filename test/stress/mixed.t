# Every operation at once, through functions and in plain SQL, by 32 clients
# for BOH_TEST_SECONDS.  Each says which errors it may meet; anything else, a
# deadlock above all, is a failure.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;
use Time::HiRes qw(time);

my $clients = 32;
my $seconds = $ENV{BOH_TEST_SECONDS} || 60;
my $least_operations = 200;
my $shared_keys = 8;
my $keys_a_second = 10;
my $auto_lanes_one_in = 4;

# What a booking may meet: the event is not open, its window is closed, it is
# sold out, the user's limit, a closed account.  A statement cannot wait for
# overdue holds that somebody is just changing, as the functions do; nor can
# these in a savepoint.
my @book = qw(BH001 BH002 BH003 BH004 BH005);
my @insert = (@book, '55P03');
my $patient = qr/boh_(book_seats|confirm_booking|cancel_event)\(/;

my $server = BohCluster->new('stress', 'fsync=off', 'log_line_prefix=%m [%p] %e ');
$server->query('CREATE DATABASE boh_db');
$server->query($_, database => 'boh_db') foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, 24) n",
	"INSERT INTO boh.venues (name, capacity) SELECT 'Hall ' || n, 80 FROM generate_series(1, 3) n",
	# Few and small, so that clients meet; some have a limit, some a venue.
	"INSERT INTO boh.events (title, author_id, venue_id, capacity, max_seats_per_user, price, start_date, end_date, status)
	SELECT 'Stress', (SELECT min(id::text)::uuid FROM boh.users), (SELECT id FROM boh.venues WHERE name = 'Hall ' || n),
		CASE WHEN n <= 2 THEN 60 ELSE 8 + n END, CASE WHEN n % 3 = 0 THEN 4 END, 10 + n,
		now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
	FROM generate_series(1, 12) n");

my @users = split /\n/, $server->query('SELECT id FROM boh.users ORDER BY id', database => 'boh_db');
my @events = split /\n/, $server->query('SELECT id FROM boh.events ORDER BY id', database => 'boh_db');
my @venues = split /\n/, $server->query('SELECT id FROM boh.venues ORDER BY id', database => 'boh_db');
my $until = time + $seconds;

sub any { return $_[ rand @_ ] }
sub any_seats { return any(1, 1, 1, 2, 2, 3) }

# Requests that several clients send with the same key at the same moment.
sub shared_request
{
	my $number = int(($seconds + time - $until) * $keys_a_second) + int rand $shared_keys;

	return ("shared-$number", $users[ $number % @users ], $events[ $number * 7 % @events ], 1 + $number % 2);
}

# An operation gets the client and returns a statement and the errors that it
# may meet, or calls the client's attempt() itself.
my %operations = (
	'book' => [ 14, sub {
		return (sprintf("SELECT id FROM boh_book_seats('%s', '%s', %d)", any(@events), any(@users), any_seats()), @book);
	} ],
	'book and pay' => [ 8, sub {
		return (sprintf("SELECT id FROM boh_book_seats('%s', '%s', %d, payment => 'paid')",
			any(@events), any(@users), any_seats()), @book);
	} ],
	'book for a second' => [ 8, sub {
		return (sprintf("SELECT id FROM boh_book_seats('%s', '%s', %d, hold_seconds => 1)",
			any(@events), any(@users), any_seats()), @book);
	} ],
	'book with a key' => [ 10, sub {
		my ($client) = @_;
		my ($key, $user, $event, $seats) = shared_request();
		my $id = $client->attempt("SELECT id FROM boh_book_seats('$event', '$user', $seats, '$key')", @book);
		$client->answered($id, $key, $user, $event, $seats) if $id;
		return;
	} ],
	'insert with a key' => [ 6, sub {
		my ($client) = @_;
		my ($key, $user, $event, $seats) = shared_request();
		my $id = $client->attempt("INSERT INTO boh.bookings (event_id, user_id, seats, idempotency_key)
			VALUES ('$event', '$user', $seats, '$key')
			ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING id", @insert);
		$client->answered($id, $key, $user, $event, $seats) if $id;
		return;
	} ],
	'upsert with a key' => [ 3, sub {
		my ($key, $user, $event, $seats) = shared_request();
		return ("INSERT INTO boh.bookings (event_id, user_id, seats, idempotency_key)
			VALUES ('$event', '$user', $seats, '$key')
			ON CONFLICT (user_id, idempotency_key) DO UPDATE SET payment_reference = 'upsert $key'",
			@insert, 'BH017');
	} ],
	'merge with a key' => [ 3, sub {
		my ($key, $user, $event, $seats) = shared_request();
		return ("MERGE INTO boh.bookings b USING (VALUES ('$user'::uuid, '$key')) AS r (user_id, key)
			ON b.user_id = r.user_id AND b.idempotency_key = r.key
			WHEN NOT MATCHED THEN INSERT (event_id, user_id, seats, idempotency_key)
			VALUES ('$event', r.user_id, $seats, r.key)", @insert, '23505');
	} ],
	'another request with a key' => [ 2, sub {
		my ($client) = @_;
		my ($key, $user, $event, $seats) = @{ $client->{answered} // return };
		my ($state) = $client->{session}->run(sprintf("SELECT id FROM boh_book_seats('%s', '%s', %d, '%s', 'paid')",
			$event, $user, $seats, $key));
		$client->count($state);
		$client->unexpected($state, "key $key") if $state ne 'BH008';
		return;
	} ],
	'insert' => [ 10, sub {
		return (sprintf("INSERT INTO boh.bookings (event_id, user_id, seats) VALUES ('%s', '%s', %d)",
			any(@events), any(@users), any_seats()), @insert);
	} ],
	'insert at a price' => [ 4, sub {
		return (sprintf("INSERT INTO boh.bookings (event_id, user_id, seats, unit_price, status)
			SELECT id, '%s', %d, price, 'CONFIRMED' FROM boh.events WHERE id = '%s'",
			any(@users), any_seats(), any(@events)), @insert, 'BH009');
	} ],
	'insert rows' => [ 8, sub {
		my @rows = map { my $event = $_; map { sprintf "('%s', '%s', %d)", $event, any(@users), any_seats() } 1 .. 2 }
		  sort { $a cmp $b } any(@events), any(@events), any(@events);
		return ('INSERT INTO boh.bookings (event_id, user_id, seats) VALUES ' . join(', ', @rows), @insert);
	} ],
	'copy rows' => [ 3, sub {
		my ($client) = @_;
		my @rows = map { join "\t", $_, any(@users), any_seats() } sort { $a cmp $b } any(@events), any(@events);
		open(my $file, '>', $client->{file}) or die "$client->{file}: $!";
		print $file map { "$_\n" } @rows;
		close $file or die "$client->{file}: $!";
		return ("COPY boh.bookings (event_id, user_id, seats) FROM '$client->{file}'", @insert);
	} ],
	'book again elsewhere' => [ 3, sub {
		my $booking = $_[0]->booking or return;
		return (sprintf("WITH cancelled AS (
				UPDATE boh.bookings SET status = 'CANCELLED'
				WHERE id = '%s' AND status IN ('PENDING', 'CONFIRMED') RETURNING event_id, user_id, seats)
			INSERT INTO boh.bookings (event_id, user_id, seats) SELECT event_id, '%s', seats FROM cancelled",
			$booking, any(@users)), @insert);
	} ],
	'confirm' => [ 10, sub {
		my $booking = $_[0]->booking or return;
		return ("SELECT status FROM boh_confirm_booking('$booking', 'payment for $booking')", qw(BH006 BH017));
	} ],
	'confirm without payment' => [ 2, sub {
		my $booking = $_[0]->booking or return;
		return ("SELECT status FROM boh_confirm_booking('$booking')", qw(BH006 BH010));
	} ],
	'set confirmed' => [ 3, sub {
		my $booking = $_[0]->booking or return;
		return ("UPDATE boh.bookings SET status = 'CONFIRMED', payment_reference = coalesce(payment_reference, 'payment for $booking')
			WHERE id = '$booking'", @insert, qw(BH006 BH010));
	} ],
	'cancel' => [ 8, sub {
		my $booking = $_[0]->booking or return;
		return ("SELECT status FROM boh_cancel_booking('$booking', 'stress')", 'BH006');
	} ],
	'set cancelled' => [ 4, sub {
		my $booking = $_[0]->booking or return;
		return ("UPDATE boh.bookings SET status = 'CANCELLED' WHERE id = '$booking'", 'BH006');
	} ],
	'refund' => [ 3, sub {
		my $booking = $_[0]->booking or return;
		return ("SELECT status FROM boh_refund_booking('$booking', 'refund of $booking')", 'BH006');
	} ],
	'set refunded' => [ 1, sub {
		my $booking = $_[0]->booking or return;
		return ("UPDATE boh.bookings SET status = 'REFUNDED', refund_reference = 'refund of $booking'
			WHERE id = '$booking'", 'BH006');
	} ],
	'change seats' => [ 5, sub {
		my $booking = $_[0]->booking or return;
		return (sprintf("SELECT seats FROM boh_change_seats('%s', %d)", $booking, any_seats()),
			@insert, qw(BH007 BH009 BH010));
	} ],
	'set seats' => [ 3, sub {
		my $booking = $_[0]->booking or return;
		return (sprintf("UPDATE boh.bookings SET seats = %d WHERE id = '%s'", any_seats(), $booking),
			@insert, qw(BH007 BH009 BH010));
	} ],
	'let a hold run out' => [ 10, sub {
		my $booking = $_[0]->booking or return;
		return "UPDATE boh.bookings SET expires_at = now() - interval '1 second'
			WHERE id = '$booking' AND status = 'PENDING' AND expires_at > now()";
	} ],
	'expire' => [ 1, sub { return 'SELECT boh_expire_bookings(5)' } ],
	'look for seats' => [ 3, sub { return sprintf("SELECT boh_available_seats('%s')", any(@events)) } ],
	'change capacity' => [ 2, sub {
		return (sprintf("UPDATE boh.events SET capacity = %d WHERE id = '%s'", 8 + rand 60, any(@events)),
			qw(BH013 BH015));
	} ],
	'change a venue' => [ 1, sub {
		return (sprintf("UPDATE boh.venues SET capacity = %d WHERE id = '%s'", 40 + rand 40, any(@venues)), 'BH014');
	} ],
	'change a price' => [ 3, sub {
		return sprintf("UPDATE boh.events SET price = price + 1 WHERE id = '%s'", any(@events));
	} ],
	'open lanes' => [ 3, sub {
		return (sprintf("UPDATE boh.events SET booking_lanes = %d WHERE id = '%s'", 2 + rand 15, any(@events)), 'BH013');
	} ],
	'close lanes' => [ 1, sub {
		return (sprintf("UPDATE boh.events SET booking_lanes = 1 WHERE id = '%s'", any(@events)), 'BH013');
	} ],
	'fold lanes' => [ 2, sub { return 'SELECT boh_fold_lanes()' } ],
	'fold lanes of an event' => [ 2, sub { return sprintf("SELECT boh_fold_lanes('%s')", any(@events)) } ],
	'close an account' => [ 1, sub {
		my ($client) = @_;
		$client->attempt("UPDATE boh.users SET deleted_at = now() WHERE id = '$users[0]'");
		$client->attempt("UPDATE boh.users SET deleted_at = NULL WHERE id = '$users[0]'");
		return;
	} ],
	'cancel an event' => [ 1, sub {
		my ($client) = @_;
		my $event = any(@events);
		$client->attempt("SELECT boh_cancel_event('$event', 'stress')");
		$client->reopen($event);
		return;
	} ],
	'set an event cancelled' => [ 1, sub {
		my ($client) = @_;
		my $event = any(@events);
		$client->attempt("UPDATE boh.events SET status = 'CANCELLED' WHERE id = '$event'", '55P03');
		$client->reopen($event);
		return;
	} ],
	'unpublish' => [ 1, sub {
		my ($client) = @_;
		my $event = any(@events);
		$client->attempt("UPDATE boh.events SET status = 'DRAFT' WHERE id = '$event'", qw(BH013 BH016));
		$client->reopen($event);
		return;
	} ],
	'a short event' => [ 1, sub {
		my ($client) = @_;
		my $event = $client->attempt(sprintf("INSERT INTO boh.events
			(title, author_id, capacity, price, start_date, end_date, status)
			VALUES ('Short', '%s', 3, 1, now() + interval '0.2 seconds', now() + interval '0.4 seconds', 'PUBLISHED')
			RETURNING id", any(@users))) or return;
		$client->attempt(sprintf("SELECT id FROM boh_book_seats('%s', '%s', %d)", $event, any(@users), any_seats()), @book)
		  for 1 .. 3;
		return;
	} ],
	'complete events' => [ 1, sub { return 'SELECT boh_complete_events(2)' } ],
	'verify' => [ 1, sub {
		my ($client) = @_;
		my ($state, $problems) = $client->transaction('REPEATABLE READ', 'SELECT * FROM boh_verify()');
		$client->count($state);
		$client->report('problem', $problems) if $problems;
		return;
	} ]);

package Client
{
	sub new
	{
		my ($class, $report, $file, $auto_lanes) = @_;
		my $session = BohSession->new($server, 'boh_db');

		if ($auto_lanes)
		{
			$session->run('SET boh.auto_lanes = 8');
			$session->run('SET boh.auto_lanes_wait_ms = 1');
		}
		return bless {
			file => $file,
			session => $session,
			report => $report,
			bookings => [],
			done => 0
		}, $class;
	}

	# One line for the parent to read.
	sub report
	{
		my ($self, @words) = @_;

		s/\s+/ /g foreach @words;
		print { $self->{report} } join("\t", @words), "\n";
	}

	sub count
	{
		my ($self, $state) = @_;

		$self->{count}{ $self->{operation} }{$state}++;
	}

	sub perform
	{
		my ($self, $operation) = @_;

		die "the connection was lost\n" if $self->{session}->lost;
		$self->{operation} = $operation;
		my @statement = $operations{$operation}[1]->($self);
		$self->attempt(@statement) if @statement;
		$self->{done}++;
	}

	sub answered
	{
		my ($self, $booking, @request) = @_;

		$self->report('key', $request[0], $booking);
		$self->{answered} = \@request;
	}

	# Runs a statement in some kind of transaction; its output when it was
	# committed.
	sub attempt
	{
		my ($self, $statement, @expected) = @_;
		my $kind = rand;
		my ($state, $output);

		if ($kind < 0.2)
		{
			my $isolation = $kind < 0.1 ? 'REPEATABLE READ' : 'SERIALIZABLE';
			($state, $output) = $self->transaction($isolation, $statement);
			push @expected, '40001';
		}
		elsif ($kind < 0.25)
		{
			($state) = $self->transaction('READ COMMITTED', $statement, 'ROLLBACK');
		}
		elsif ($kind < 0.35)
		{
			push @expected, '55P03' if $statement =~ $patient;
			($state, $output) = $self->after_savepoint($statement, @expected);
		}
		elsif ($kind < 0.38)
		{
			($state, $output) = $self->transaction('READ COMMITTED', $statement, "PREPARE TRANSACTION '$$'");
			($state) = $self->{session}->run("COMMIT PREPARED '$$'") if $state eq '00000';
		}
		else
		{
			($state, $output) = $self->{session}->run($statement);
		}
		$self->count($state);
		$self->unexpected($state, $statement) unless $state eq '00000' or grep { $_ eq $state } @expected;
		return $state eq '00000' ? $output : undef;
	}

	sub unexpected
	{
		my ($self, $state, $statement) = @_;

		$self->report('unexpected', $self->{operation}, "$state: " . $self->{session}->message, $statement);
	}

	sub transaction
	{
		my ($self, $isolation, $statement, $end) = @_;
		my $session = $self->{session};

		$session->run("BEGIN ISOLATION LEVEL $isolation");
		my ($state, $output) = $session->run($statement);
		my ($end_state) = $session->run($state eq '00000' ? $end // 'COMMIT' : 'ROLLBACK');
		return ($state eq '00000' ? $end_state : $state, $output);
	}

	# What a savepoint takes back leaves no trace and no lock, so that the same can
	# be done again.
	sub after_savepoint
	{
		my ($self, $statement, @expected) = @_;
		my $session = $self->{session};

		$session->run('BEGIN');
		$session->run('SAVEPOINT before');
		my ($state) = $session->run($statement);
		$self->unexpected($state, $statement) unless grep { $_ eq $state } '00000', @expected;
		$session->run('ROLLBACK TO SAVEPOINT before');
		($state, my $output) = $session->run($statement);
		$session->run($state eq '00000' ? 'COMMIT' : 'ROLLBACK');
		return ($state, $output);
	}

	# Some recent booking, whoever made it.
	sub booking
	{
		my ($self) = @_;

		if (not @{ $self->{bookings} })
		{
			my (undef, $found) = $self->{session}->run("SELECT id FROM boh.bookings
				WHERE booking_date > now() - interval '2 seconds' ORDER BY random() LIMIT 10");
			$self->{bookings} = [ split /\n/, $found ];
		}
		return pop @{ $self->{bookings} };
	}

	# No larger than the smallest that a venue gets.
	sub reopen
	{
		my ($self, $event) = @_;

		$self->attempt("UPDATE boh.events SET status = 'DRAFT', capacity = 40 WHERE id = '$event' AND status = 'CANCELLED'");
		$self->attempt("UPDATE boh.events SET status = 'PUBLISHED' WHERE id = '$event' AND status = 'DRAFT'");
	}
}

my @lottery = map { ($_) x $operations{$_}[0] } sort keys %operations;
my $folder = File::Temp->newdir;
my @children = BohSession::fork_clients($clients, $folder, sub {
	my ($number, $report) = @_;
	my $client = Client->new($report, "$folder/rows$number", $number % $auto_lanes_one_in == 0);

	$client->perform(any(@lottery)) while time < $until or $client->{done} < $least_operations;
	foreach my $operation (keys %{ $client->{count} })
	{
		my $counts = $client->{count}{$operation};
		$client->report('count', $operation, $_, $counts->{$_}) foreach keys %$counts;
	}
});
my $failed = grep { waitpid($_, 0); $? != 0 } @children;
is($failed, 0, 'all clients ran to the end');

my (%count, %booking_of_key, @unexpected, @problems, @answered_twice);
foreach my $number (1 .. $clients)
{
	foreach (split /\n/, BohCluster::slurp("$folder/$number"))
	{
		my ($kind, @words) = split /\t/;
		if ($kind eq 'count')
		{
			$count{ $words[0] }{ $words[1] } += $words[2];
		}
		elsif ($kind eq 'key')
		{
			my ($key, $booking) = @words;
			push @answered_twice, $key if ($booking_of_key{$key} //= $booking) ne $booking;
		}
		elsif ($kind eq 'problem')
		{
			push @problems, @words;
		}
		else
		{
			push @unexpected, join(', ', @words);
		}
	}
}

foreach my $operation (sort keys %operations)
{
	my $states = $count{$operation} // {};
	note(join ' ', sprintf('%-28s', $operation), map { "$_: $states->{$_}" } sort keys %$states);
	ok($states->{'00000'}, "it happened: $operation") unless $operation eq 'another request with a key';
}
ok($count{'book'}{BH003}, 'events were sold out');
ok($count{'another request with a key'}{BH008}, 'keys were used for another request');

is(join("\n", @unexpected), '', 'no unexpected error');
is(join("\n", @problems), '', 'boh_verify() found nothing during the run');
is(join(' ', @answered_twice), '', 'no key was answered with two bookings');
cmp_ok(scalar(keys %booking_of_key), '>', 0, 'keys were answered');

sub check
{
	my ($name, $query) = @_;

	is($server->query($query, database => 'boh_db'), '', $name);
}

check('boh_verify() finds nothing afterwards', 'SELECT * FROM boh_verify()');
my $seats_of_events = "SELECT e.id, e.booking_lanes, e.capacity, e.booked_count, coalesce(b.seats, 0) AS seats,
		l.lanes, l.capacity AS lanes_capacity, l.booked AS lanes_booked
	FROM boh.events e LEFT JOIN (
		SELECT event_id, sum(seats) AS seats FROM boh.bookings WHERE status IN ('PENDING', 'CONFIRMED') GROUP BY event_id
	) b ON b.event_id = e.id LEFT JOIN (
		SELECT event_id, count(*) AS lanes, sum(capacity) AS capacity, sum(booked) AS booked
		FROM boh.booking_lanes GROUP BY event_id
	) l ON l.event_id = e.id";
check('active seats of an event without lanes are its booked_count',
	"SELECT * FROM ($seats_of_events) s WHERE booking_lanes = 1 AND (seats <> booked_count OR lanes IS NOT NULL)");
check('active seats of an event with lanes are the seats of its lanes, which share its capacity',
	"SELECT * FROM ($seats_of_events) s WHERE booking_lanes > 1
	AND (booking_lanes, capacity, seats) IS DISTINCT FROM (lanes, lanes_capacity, lanes_booked)");
check('no event is oversold', "SELECT * FROM ($seats_of_events) s WHERE seats > capacity");
cmp_ok($server->query('SELECT count(*) FROM boh.events WHERE booking_lanes > 1', database => 'boh_db'), '>', 0,
	'lanes are open');
$server->query('SELECT boh_fold_lanes()', database => 'boh_db');
check('folded, booked_count is exact for all', "SELECT * FROM ($seats_of_events) s WHERE seats <> booked_count");
check('the bookings that keys were answered with are the ones in the table',
	"SELECT a.key, a.id, b.id FROM (VALUES "
	  . join(', ', map { "('$_', '$booking_of_key{$_}')" } keys %booking_of_key) . ") AS a (key, id)
	LEFT JOIN boh.bookings b ON b.idempotency_key = a.key
	WHERE a.id IS DISTINCT FROM b.id::text");
check('no two bookings have the same key', 'SELECT idempotency_key FROM boh.bookings
	WHERE idempotency_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1');
check('a cancelled booking with a payment came from a payment for it, an upsert or the booking itself',
	"SELECT id, payment_reference FROM boh.bookings WHERE payment_reference IS NOT NULL
	AND payment_reference NOT IN ('paid', 'payment for ' || id, 'upsert ' || coalesce(idempotency_key, ''))");

is($server->strange_errors('BH00[1-9]|BH01[034567]|55P03|40001|23505'), '', 'the server logged no other errors');
unlike(BohCluster::slurp($server->log_file), qr/was terminated by signal|TRAP:/, 'no server process crashed');

done_testing();
