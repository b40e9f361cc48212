# One tenant on all nodes, divided by event: what its statements do then. This is an
# experiment, see doc/distributed.md; boh has no function that divides a tenant.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use CitusNodes;

my $nodes = CitusNodes->new('fsync=off');
my $coordinator = $nodes->coordinator;

sub id { return sprintf '00000000-0000-7000-8000-%012d', $_[0] }

# The SQLSTATE of a statement through the coordinator
sub state_of
{
	my ($statement) = @_;
	my ($status, $output, $errors) = $coordinator->psql($statement, options => [ '-v', 'VERBOSITY=sqlstate' ]);

	return $status == 0 ? '00000' : $errors =~ /ERROR: +(\w+)/ ? $1 : $errors;
}

$nodes->make_divided_tenant('big');

my @events = map { id($_) } 1 .. 20;
my ($author, $user) = (id(101), id(102));
$coordinator->query("INSERT INTO big.users (id, email, role) VALUES ('$author', 'a\@example.org', 'ORGANIZER'), ('$user', 'u\@example.org', 'USER')");
$coordinator->query("INSERT INTO big.events (id, title, slug, author_id, capacity, max_seats_per_user, status, start_date, end_date) VALUES ('$_', 'Fair', 'fair-" . substr($_, -2) . "', '$author', 10, 4, 'PUBLISHED', '2999-01-01', '2999-01-02')") foreach @events;
is($coordinator->query("SELECT count(DISTINCT nodename) FROM citus_shards WHERE table_name = 'big.events'::regclass"), 2, 'events are on both workers');

my $book = "INSERT INTO big.bookings (user_id, event_id, seats%s) VALUES ('$user', '%s', %d%s)";
foreach my $event (@events[0 .. 4])
{
	is(state_of(sprintf $book, '', $event, 3, ''), '00000', 'a booking');
	is(state_of(sprintf $book, '', $event, 2, ''), 'BH004', 'not more than a person may have of one event');
}
is($coordinator->query('SELECT sum(booked_count) FROM big.events'), 15, 'seats are counted');
is(state_of("UPDATE big.events SET max_seats_per_user = NULL WHERE id = '$events[10]'"), '00000', 'an event without such a limit');
is(state_of(sprintf $book, '', $events[10], 11, ''), 'BH003', 'not more seats than there are');
is(state_of("UPDATE big.events SET capacity = 2 WHERE id = '$events[0]'"), 'BH015', 'an event does not shrink below what is booked');
is(state_of("UPDATE big.bookings SET status = 'CANCELLED' WHERE event_id = '$events[0]'"), '00000', 'cancelled');
is($coordinator->query("SELECT booked_count FROM big.events WHERE id = '$events[0]'"), 0, 'and given back');
is(state_of("INSERT INTO big.bookings (user_id, event_id, seats) VALUES ('" . id(999) . "', '$events[0]', 1)"), '23503', 'nobody books who is not there');
is(state_of("INSERT INTO big.bookings (user_id, event_id, seats) VALUES ('$user', '" . id(999) . "', 1)"), '23503', 'nor for an event that is not there');

# What does not hold any more
is(state_of(sprintf $book, ', idempotency_key', $events[5], 1, ", 'once'"), '00000', 'a booking with a key');
is(state_of(sprintf $book, ', idempotency_key', $events[5], 1, ", 'once'"), '23505', 'the key is used once for an event');
is(state_of(sprintf $book, ', idempotency_key', $events[6], 1, ", 'once'"), '00000', 'but again for another one');
is(state_of("UPDATE big.events SET slug = 'fair-01' WHERE id = '$events[9]'"), '00000', 'two events may have one slug');

done_testing();
