# One tenant that is larger than a machine, divided over two workers by event (divide.sql):
# which rules hold, which do not, and what stands in for those.

use strict;
use warnings;
use BohSession;
use File::Temp;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use CitusNodes;

my $nodes = CitusNodes->new('fsync=off', 'deadlock_timeout=200ms');
my $coordinator = $nodes->coordinator;

sub id { return sprintf '00000000-0000-7000-8000-%012d', $_[0] }
my ($author, $venue, $tag) = map { id($_) } 1 .. 3;
my @users = map { id(100 + $_) } 1 .. 30;
my @events = map { id(200 + $_) } 1 .. 12;
my $seats = 100;

# The SQLSTATE of a statement, and what it returned
sub answer_of
{
	my ($server, $statements) = @_;
	my ($status, $output, $errors) = CitusNodes::one_by_one($server, $statements);

	chomp $output;
	return $status == 0 ? ('00000', $output) : ($errors =~ /ERROR: +(\w+)/ ? $1 : $errors, '');
}

sub state_of { return (answer_of(@_))[0] }

sub event
{
	my ($id, $title, %columns) = @_;
	my %all = (id => $id, title => $title, author_id => $author, venue_id => $venue, capacity => $seats, max_seats_per_user => 40,
		status => 'PUBLISHED', start_date => '2999-01-01', end_date => '2999-01-02', %columns);
	my @names = sort keys %all;

	return sprintf 'INSERT INTO big.events (%s) VALUES (%s)', join(', ', @names), join(', ', map { "'$all{$_}'" } @names);
}

sub booking
{
	my ($user, $event, $seats, %columns) = @_;
	my %all = (user_id => $user, event_id => $event, seats => $seats, %columns);
	my @names = sort keys %all;

	return sprintf 'INSERT INTO big.bookings (%s) VALUES (%s)', join(', ', @names), join(', ', map { "'$all{$_}'" } @names);
}

#
# Set up
#

$nodes->make_divided('big');
$coordinator->query("INSERT INTO big.users (id, email, role) VALUES ('$author', 'author\@example.org', 'ORGANIZER')");
$coordinator->query("INSERT INTO big.users (id, email) VALUES " . join(', ', map { "('$_', '$_\@example.org')" } @users));
$coordinator->query("INSERT INTO big.venues (id, name, capacity) VALUES ('$venue', 'Hall', 1000)");
$coordinator->query("INSERT INTO big.tags (id, name) VALUES ('$tag', 'Jazz')");
$coordinator->query(event($events[$_], "Fair $_")) foreach 0 .. $#events;
is($coordinator->query('SELECT count(DISTINCT nodeport || nodename) FROM citus_shards WHERE table_name = \'big.events\'::regclass'), 2, 'events are on both workers');
is($_->query("SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE c.relname ~ '^(events|bookings)_[0-9]{6,}\$' AND tgname ~ '^boh_' AND tgenabled = 'D'"), 0, "$_->{name}: no trigger of theirs is off") foreach $nodes->workers;

#
# Rules of one event, from every node
#

foreach my $server ($coordinator, $nodes->workers)
{
	my ($user, $event, $name) = ($users[0], $events[0], $server->{name});

	is(state_of($server, booking($user, $event, 2)), '00000', "$name: a booking");
	is(state_of($server, booking($user, $event, 41)), 'BH004', "$name: not more than a person may have of an event");
	is(state_of($server, event(id(300), 'Talk', capacity => 2)), '00000', "$name: a small event");
	is(state_of($server, booking($user, id(300), 3)), 'BH003', "$name: not more seats than there are");
	is(state_of($server, "DELETE FROM big.events WHERE id = '@{[ id(300) ]}'"), '00000', "$name: it is deleted");
	is(state_of($server, "UPDATE big.events SET booked_count = 0 WHERE id = '$event'"), 'BH011', "$name: nobody writes the counter");
	is(state_of($server, "UPDATE big.events SET capacity = 1 WHERE id = '$event'"), 'BH015', "$name: nor shrinks the event below what is booked");
	is(state_of($server, booking(id(99), $event, 1)), '23503', "$name: nobody books who is not there");
	is(state_of($server, booking($user, id(99), 1)), '23503', "$name: nor what is not there");
	is(state_of($server, booking($user, $event, 1, unit_price => 7)), 'BH009', "$name: nor at a wrong price");
	is(state_of($server, "INSERT INTO big.users (email) VALUES ('$user\@example.org')"), '23505', "$name: an address is used once");
	is(state_of($server, "DELETE FROM big.users WHERE id = '$user'"), '23503', "$name: who has bookings stays");
	is(state_of($server, event(id(301), 'Too large', capacity => 1001)), 'BH013', "$name: no event is larger than its venue");
	is(state_of($server, "DELETE FROM big.bookings WHERE event_id = '$event'"), 'BH012', "$name: bookings stay");
	is(state_of($server, "UPDATE big.bookings SET status = 'CANCELLED' WHERE user_id = '$user' AND status = 'PENDING'"), '00000', "$name: all of a person are cancelled");
}
is($coordinator->query('SELECT sum(booked_count) FROM big.events'), 0, 'all seats are free again');

is(state_of($coordinator, booking($users[0], $events[0], 1, idempotency_key => 'k')), '00000', 'a booking with an idempotency key');
is(state_of($coordinator, booking($users[0], $events[0], 1, idempotency_key => 'k')), '23505', 'its key is used once for the event');
is(state_of($coordinator, "UPDATE big.events SET booking_lanes = 4 WHERE id = '$events[1]'"), '00000', 'an event gets lanes');
is($coordinator->query("SELECT count(*) FROM big.booking_lanes WHERE event_id = '$events[1]'"), 4, 'which are there');
is(state_of($coordinator, booking($users[0], $events[2], 3)), '00000', 'a booking of an event');
is(state_of($coordinator, "UPDATE big.events SET status = 'CANCELLED' WHERE id = '$events[2]'"), '00000', 'that is cancelled');
is($coordinator->query("SELECT status, cancel_reason FROM big.bookings WHERE event_id = '$events[2]'"), 'CANCELLED|event cancelled', 'as is the booking');

#
# Several sessions book all events
#

my @open = grep { $_ ne $events[2] } @events;
my $reports = File::Temp->newdir;
my @children = BohSession::fork_clients(6, $reports, sub {
	my ($number, $report) = @_;
	my $session = BohSession->new(($coordinator, $nodes->workers)[ $number % 3 ], 'postgres');
	my %left = map { $_ => 1 } @open;

	while (my @left = keys %left)
	{
		my ($event, $wanted) = ($left[ rand @left ], 1 + int rand 3);
		my ($state) = $session->run(booking($users[ rand @users ], $event, $wanted, status => 'CONFIRMED'));

		if ($state eq '00000') { print $report "$event $wanted\n" }
		elsif ($state eq 'BH003') { delete $left{$event} if $wanted == 1 }
		# The limit of a person, or a deadlock
		elsif ($state !~ /^(?:BH004|40P01)$/) { print $report "error $state ", $session->message, "\n"; last }
	}
	$session->end;
});
waitpid($_, 0) foreach @children;
my @lines = map { split /\n/, BohCluster::slurp("$reports/$_") } 1 .. 6;
is(join("\n", grep { /^error/ } @lines), '', 'no other errors');
$coordinator->query("UPDATE big.events SET booking_lanes = 1 WHERE id = '$events[1]'");
is($coordinator->query("SELECT count(*) FROM big.events WHERE booked_count <> capacity AND status = 'PUBLISHED'"), 0, 'every event has sold out');
is($coordinator->query("SELECT count(*) FROM (SELECT event_id, sum(seats) AS sum FROM big.bookings WHERE status IN ('PENDING', 'CONFIRMED') GROUP BY event_id) b JOIN big.events e ON e.id = b.event_id WHERE b.sum <> e.booked_count OR b.sum > e.capacity"), 0, 'none is oversold, and counters are right');
is($coordinator->query("SELECT max(sum) <= 40 FROM (SELECT sum(seats) FROM big.bookings WHERE status IN ('PENDING', 'CONFIRMED') GROUP BY event_id, user_id) b"), 't', 'nobody has more than a person may have of an event');

#
# What is divided is read by statements
#

my $confirmed = grep { !/^error/ } @lines;
is($coordinator->query("SELECT count(*) FROM big.bookings WHERE status = 'CONFIRMED'"), $confirmed, 'statistics by a statement: all confirmed bookings');
is($coordinator->query("SELECT count(*) FROM big.event_search WHERE upcoming AND vector @@ websearch_to_tsquery('simple', 'fair')"), @open, 'search by a statement: all events');
is(state_of($coordinator, "INSERT INTO big.event_tags (event_id, tag_id) VALUES ('$events[0]', '$tag')"), '00000', 'an event gets a tag');
is($coordinator->query("SELECT event_id FROM big.event_search WHERE '$tag' = ANY (tag_ids)"), $events[0], 'by which it is found');
foreach my $call ("boh_book_seats('$events[0]', '$users[0]', 1)", "boh_available_seats('$events[0]')", 'boh_list_events()', "boh_search('fair')",
	"boh_site_stats('2026-01-01', '2026-02-01')", "boh_event_stats('$events[0]')")
{
	foreach my $server ($coordinator, ($nodes->workers)[0])
	{
		is(state_of($server, "SET boh.schema = big; SELECT * FROM $call"), '0A000', "$server->{name}: $call is refused");
	}
}
like(($coordinator->psql("SET boh.schema = big; SELECT boh_book_seats('$events[0]', '$users[0]', 1)"))[2], qr/table "\w+" of schema "big" is divided over the nodes/, 'an error says why');
isnt(state_of($coordinator, 'SET boh.schema = big; SELECT * FROM boh_verify()'), '00000', 'boh_verify() does not pretend that it found nothing');

#
# Rules that do not hold, and what stands in
#

is(state_of($coordinator, event(id(400), 'A', slug => 'same')), '00000', 'a slug of an event');
is(state_of($coordinator, event($_, 'B', slug => 'same')), '00000', 'is given again') foreach map { id($_) } 401 .. 408;
is(state_of($coordinator, booking($users[0], id(400), 1, idempotency_key => 'k')), '00000', 'an idempotency key is used for another event');
is(state_of($coordinator, "UPDATE big.venues SET capacity = 1 WHERE id = '$venue'"), '00000', 'a venue becomes smaller than its events');
is($coordinator->query("SELECT count(*) FROM big.audit_logs WHERE entity = 'events'"), 0, 'changes of events are not in the audit');

$coordinator->query("CREATE TABLE big.event_slugs (slug text COLLATE \"C\" PRIMARY KEY, event_id uuid NOT NULL); SELECT create_distributed_table('big.event_slugs', 'slug', colocate_with => 'none')");
$coordinator->query("CREATE TABLE big.booking_keys (user_id uuid, idempotency_key text, event_id uuid NOT NULL, PRIMARY KEY (user_id, idempotency_key)); SELECT create_distributed_table('big.booking_keys', 'user_id', colocate_with => 'none')");
$coordinator->query("CREATE TABLE big.user_seats (user_id uuid PRIMARY KEY, seats integer NOT NULL CHECK (seats <= 5)); SELECT create_distributed_table('big.user_seats', 'user_id', colocate_with => 'big.booking_keys')");

sub slug_first { return "BEGIN; INSERT INTO big.event_slugs VALUES ('$_[1]', '$_[0]'); " . event($_[0], 'C', slug => $_[1], venue_id => id(4)) . '; COMMIT' }
$coordinator->query("INSERT INTO big.venues (id, name, capacity) VALUES ('@{[ id(4) ]}', 'Room', 1000)");
is(state_of($coordinator, slug_first(id(410), 'once')), '00000', 'a slug that a table keeps');
is(state_of($coordinator, slug_first(id(411), 'once')), '23505', 'is given once');
sub key_first { return "BEGIN; INSERT INTO big.booking_keys VALUES ('$users[1]', '$_[1]', '$_[0]'); " . booking($users[1], $_[0], 1, idempotency_key => $_[1]) . '; COMMIT' }
is(state_of($coordinator, event($_, 'D', venue_id => id(4))), '00000', 'another event') foreach id(420), id(421);
is(state_of($coordinator, key_first(id(420), 'once')), '00000', 'a key that a table keeps');
is(state_of($coordinator, key_first(id(421), 'once')), '23505', 'is used once');
sub seats_first { return "BEGIN; INSERT INTO big.user_seats AS s VALUES ('$users[2]', $_[1]) ON CONFLICT (user_id) DO UPDATE SET seats = s.seats + $_[1]; " . booking($users[2], $_[0], $_[1]) . '; COMMIT' }
is(state_of($coordinator, seats_first(id(420), 3)), '00000', 'seats of a person that a table counts');
is(state_of($coordinator, seats_first(id(421), 3)), '23514', 'have a limit over all events');
is($coordinator->query("SELECT sum(seats) FROM big.bookings WHERE user_id = '$users[2]' AND event_id IN ('@{[ id(420) ]}', '@{[ id(421) ]}')"), 3, 'and nothing was booked beyond it');

#
# A shard moves while the others go on
#

my ($one, $two) = $nodes->workers;
$coordinator->query("SELECT citus_move_shard_placement(get_shard_id_for_distribution_column('big.events', '@{[ id(420) ]}'), n.nodename, n.nodeport, CASE n.nodename WHEN '" . $one->socket . "' THEN '" . $two->socket . "' ELSE '" . $one->socket . "' END, 65432, 'force_logical')
	FROM pg_dist_placement p JOIN pg_dist_node n USING (groupid) WHERE p.shardid = get_shard_id_for_distribution_column('big.events', '@{[ id(420) ]}')");
is(state_of($coordinator, booking($users[3], id(420), 41)), 'BH004', 'an event that moved has its rules');
is(state_of($coordinator, booking($users[3], id(420), 7)), '00000', 'and is booked');
is($coordinator->query("SELECT booked_count FROM big.events WHERE id = '@{[ id(420) ]}'"), 11, 'and counted');

done_testing();
