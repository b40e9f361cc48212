# A tenant on a node of its own: what is there, which rules hold, from which node what works,
# and what a move leaves.

use strict;
use warnings;
use BohToken;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use CitusNodes;

my $nodes = CitusNodes->new('fsync=off');
my $coordinator = $nodes->coordinator;

sub id { return sprintf '00000000-0000-7000-8000-%012d', $_[0] }
my ($event, $author, $user, $small) = map { id($_) } 1 .. 4;

# The SQLSTATE of a statement; DETAIL and the like are of no interest.
sub state_of
{
	my ($server, $statement) = @_;
	my ($status, $output, $errors) = CitusNodes::one_by_one($server, $statement);

	return $status == 0 ? '00000' : $errors =~ /ERROR: +(\w+)/ ? $1 : $errors;
}

# What the last of several statements gives
sub last_of
{
	my ($server, $statements) = @_;

	my ($status, $output, $errors) = CitusNodes::one_by_one($server, $statements);

	return $status == 0 ? (split /\n/, $output)[-1] // '' : $errors;
}

# What a schema has on its only node, without the names of shards: the shards' own objects,
# or those of the tables before they are distributed.
my $objects = q(
	SELECT format('%s %s', regexp_replace(relation, '_\d{6,}$', ''), regexp_replace(object, '_\d{6,}', '', 'g')) FROM (
		SELECT c.relname AS relation, c.relname ~ '_\d{6,}$' AS is_shard, object
		FROM pg_class c CROSS JOIN LATERAL (
			SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid = c.oid
			UNION ALL SELECT format('trigger %s %s', tgname, tgenabled) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal AND tgname !~ '^(citus_)?truncate_trigger'
			UNION ALL SELECT format('index %s', i.relname) FROM pg_index JOIN pg_class i ON i.oid = indexrelid WHERE indrelid = c.oid
			UNION ALL SELECT format('column %s %s %s %s', attname, format_type(atttypid, atttypmod), attnotnull, attacl) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
			UNION ALL SELECT format('privileges %s', c.relacl)
			UNION ALL SELECT format('policy %s', polname) FROM pg_policy WHERE polrelid = c.oid AND polname <> 'shards_decide'
			UNION ALL SELECT format('row security %s', c.relrowsecurity)) AS o(object)
		WHERE c.relnamespace = 'club'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname !~ '^audit_logs') s
	WHERE is_shard = IS_SHARD ORDER BY 1);

sub objects
{
	my ($server, $shards) = @_;

	my $is_shard = $shards ? 'true' : 'false';

	return $server->query("SET citus.override_table_visibility = off; " . $objects =~ s/IS_SHARD/$is_shard/r);
}

my $before;
$coordinator->query("CREATE ROLE $_ LOGIN") foreach qw(club_app club_service);
is($nodes->make_tenant('club', sub {
	$coordinator->query("SET boh.schema = club; SELECT boh_grant('club_app', 'app'); SELECT boh_grant('club_service', 'service')");
	$coordinator->query("SET boh.schema = club; SET search_path = club, public;
		INSERT INTO users (id, email, name, role) VALUES ('$author', 'a\@example.org', 'A', 'ORGANIZER'), ('$user', 'u\@example.org', 'U', 'USER');
		INSERT INTO events (id, title, author_id, capacity, max_seats_per_user, status, start_date, end_date) VALUES ('$event', 'Fair', '$author', 20, 4, 'PUBLISHED', '2999-01-01', '2999-01-02'), ('$small', 'Talk', '$author', 2, NULL, 'PUBLISHED', '2999-01-01', '2999-01-02');
		INSERT INTO bookings (user_id, event_id, seats, status) VALUES ('$user', '$event', 1, 'CONFIRMED')");
	$before = objects($coordinator, 0);
}), $nodes->node_of('club') . ':65432', 'it says which node has the tenant');
my $holder = $nodes->holder('club');
isnt($holder, $coordinator, 'which is a worker');
is(objects($holder, 1), $before, 'columns, keys, constraints, indexes, triggers, privileges and policies are those of before');
is($coordinator->query('SELECT sum(booked_count) FROM club.events'), 1, 'rows that were there are there, and were not counted twice');
is($nodes->verify('club'), '', 'boh_verify() finds nothing');
is($nodes->distribute('club'), $nodes->node_of('club') . ':65432', 'calling it again does no harm');

#
# Rules hold for statements from every node
#

my $book = "INSERT INTO club.bookings (user_id, event_id, seats) VALUES ('$user', '$event', %d)";
foreach my $server ($coordinator, $nodes->workers)
{
	my $name = $server->{name};

	is(state_of($server, sprintf $book, 1), '00000', "$name: a booking");
	is(state_of($server, sprintf $book =~ s/$event/$small/r, 3), 'BH003', "$name: not more seats than there are");
	is(state_of($server, sprintf $book, 5), 'BH004', "$name: not more than a person may have");
	is(state_of($server, "UPDATE club.events SET booked_count = 0"), 'BH011', "$name: nobody writes the counter");
	is(state_of($server, "UPDATE club.events SET capacity = 1 WHERE id = '$event'"), 'BH015', "$name: nor shrinks the event below what is booked");
	is(state_of($server, "INSERT INTO club.bookings (user_id, event_id, seats) VALUES ('" . id(99) . "', '$event', 1)"), '23503', "$name: nobody books who is not there");
	is(state_of($server, "INSERT INTO club.users (email) VALUES ('U\@example.org')"), '23505', "$name: an address is used once");
	is(state_of($server, "UPDATE club.bookings SET status = 'CANCELLED' WHERE user_id = '$user' AND status = 'PENDING'"), '00000', "$name: cancelled");
}
is($coordinator->query('SELECT sum(booked_count) FROM club.events'), 1, 'all is counted');
is($nodes->verify('club'), '', 'boh_verify() finds nothing');

#
# Functions and sessions: on the node that has the tenant
#

my $call = "SET boh.schema = club; SELECT seats FROM boh_book_seats('$event', '$user', 1)";
is(state_of($coordinator, $call), 'BH028', 'a function says on another node that the tenant is not there');
like(($coordinator->psql($call))[2], qr/on another node, \Q@{[ $holder->socket ]}\E:65432/, 'and where it is');
is($holder->query($call), 1, 'there it works');
is($holder->query("SET boh.schema = club; SET ROLE club_app; BEGIN; SELECT count(*) FROM club.bookings"), 0, 'nobody signed in sees no booking');
is($holder->query("SET boh.schema = club; SELECT jsonb_array_length(boh_list_events() -> 'rows')"), 2, 'events are listed');
is($holder->query("SET boh.schema = club; SELECT jsonb_array_length(boh_search('fair') -> 'rows')"), 1, 'and found');

# A token, passed on by the coordinator, and a function in a query that reads the tenant: both
# reach its node, in one transaction.
my $signer = BohToken->new;
$coordinator->query("INSERT INTO club.session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('key', 'EdDSA', '" . $signer->public('club', 'ed25519') . "', 'me', 'us')");
my $token = $signer->token('EdDSA', 'club', '{"alg": "EdDSA", "kid": "key"}', qq({"sub": "$user", "iss": "me", "aud": "us", "exp": NOW+800}));
my $call_as = "SET boh.schema = club; SET ROLE club_app; BEGIN; SELECT FROM boh_set_session('$token'); SELECT f.seats FROM boh_book_seats('$event', '%s', 1) f; COMMIT";
is(last_of($holder, sprintf $call_as, $user), 1, 'who is signed in books');
is(state_of($holder, sprintf $call_as, $author), '42501', 'but not for others');

is(last_of($holder, "SET ROLE club_app; BEGIN; SET LOCAL boh.schema = club; SELECT FROM boh_set_session('$token'); SELECT count(*) FROM club.bookings; COMMIT"), 0, 'statements on tables run in another session, where nobody is signed in');

my $there = "FROM (SELECT count(*) FROM club.events) e, %s f";
my $sign_in = "SET ROLE club_app; BEGIN; SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL boh.schema = 'club'; SELECT " . sprintf($there, "boh_set_session('$token')");
foreach my $server ($coordinator, $nodes->workers)
{
	my $name = $server->{name};
	my $book_there = "$sign_in; SELECT f.seats " . sprintf($there, "boh_book_seats('$event', '%s', 1)") . "; COMMIT";

	is(last_of($server, "$sign_in; SELECT count(*) > 0 FROM club.bookings; COMMIT"), 't', "$name: who is signed in sees the own bookings");
	is(last_of($server, "$sign_in; SELECT count(*) FROM club.bookings WHERE user_id <> '$user'; COMMIT"), 0, "$name: and no others");
	is(last_of($server, sprintf $book_there, $user), 1, "$name: books");
	is(state_of($server, sprintf $book_there, $author), '42501', "$name: but not for others");
	is($server->query("SET ROLE club_app; SELECT count(*) FROM club.bookings"), 0, "$name: nobody is signed in in the next transaction");
	$coordinator->query("UPDATE club.bookings SET status = 'CANCELLED' WHERE status = 'PENDING'");
}
is($nodes->verify('club'), '', 'boh_verify() finds nothing');

#
# A move, and rights afterwards
#

my $first = $nodes->node_of('club');
$nodes->move('club');
isnt($nodes->node_of('club'), $first, 'it is on the other worker');
is(objects($nodes->holder('club'), 1), $before, 'where columns, keys, constraints, indexes, triggers, privileges and policies are those of before');
is($coordinator->query('SET ROLE club_app; SELECT count(*) FROM club.events'), 2, 'who may see events sees them there');
is(state_of($holder, $call), 'BH028', 'the node that had it knows it no more');
is($nodes->holder('club')->query($call), 1, 'the node that has it books');
is($nodes->verify('club'), '', 'boh_verify() finds nothing');
$coordinator->query('CREATE ROLE club_reports LOGIN');
$coordinator->query("SET boh.schema = club; SELECT boh_grant('club_reports', 'reporting')");
is($nodes->holder('club')->query('SET ROLE club_reports; SELECT count(*) > 0 FROM club.bookings'), 't', 'rights that are granted on the coordinator count there');
$coordinator->query("SET boh.schema = club; SELECT boh_revoke('club_reports', 'reporting')");
is(state_of($_, 'SET ROLE club_reports; SELECT count(*) FROM club.bookings'), '42501', "$_->{name}: and rights that are taken there are gone") foreach $coordinator, $nodes->workers;
is($nodes->verify('club'), '', 'boh_verify() finds nothing');

#
# Back to the coordinator, to migrate
#

$coordinator->query("SET client_min_messages = warning; SET citus.enable_unsafe_triggers = on; SELECT citus_schema_undistribute('club')");
$coordinator->query("SET citus.enable_ddl_propagation = off; SELECT FROM boh_migrate('club')");
is($coordinator->query("SET boh.schema = club; SELECT * FROM boh_verify()"), '', 'boh_verify() finds nothing after it was taken back');
is($coordinator->query($call), 1, 'and it books');
$nodes->distribute('club');
is($nodes->verify('club'), '', 'nor when it is given away again');
is($nodes->holder('club')->query($call), 1, 'and it books there');

done_testing();
