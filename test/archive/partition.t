# ops/partition_bookings.sql: bookings become a table that is partitioned by event.  What was
# there is there, boh_verify() finds nothing, and people book, confirm, cancel and are erased
# as before.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $database = 'boh_db';
my $partitions = 4;
my $server = BohCluster->new('partition', 'fsync=off');

sub query { return $server->query($_[0], database => $database) }

# The error that a statement ends with
sub error_of
{
	my ($statement) = @_;
	my (undef, undef, $errors) = $server->psql($statement, database => $database);

	return $errors;
}

$server->query("CREATE DATABASE $database");
query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	'CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN CAST(md5(name) AS uuid)',
	'CREATE ROLE shop LOGIN',
	"SELECT boh_grant('shop', 'service')",
	"INSERT INTO boh.users (id, email) VALUES (id('Ann'), 'ann\@example.org'), (id('Bob'), 'bob\@example.org')",
	"INSERT INTO boh.events (id, title, author_id, capacity, price, start_date, end_date, status)
		SELECT id('event' || n), 'event' || n, id('Ann'), 10, 10, now() + interval '1 day', now() + interval '2 days', 'PUBLISHED' FROM generate_series(1, 20) n",
	"BEGIN; SELECT boh_begin_import();
	INSERT INTO boh.events (id, title, author_id, capacity, price, start_date, end_date, status)
		VALUES (id('old'), 'old', id('Ann'), 10, 10, now() - interval '9 years', now() - interval '9 years' + interval '1 hour', 'COMPLETED');
	INSERT INTO boh.bookings (event_id, user_id, status, booking_date, confirmed_at)
		SELECT id('old'), id('Ann'), 'CONFIRMED', now() - interval '10 years', now() - interval '10 years' FROM generate_series(1, 3); COMMIT",
	"SELECT b.status FROM boh.events e, boh_book_seats(e.id, id('Ann'), 2, 'key ' || e.slug) b WHERE e.status = 'PUBLISHED'",
	"SELECT boh_cancel_booking(id) FROM boh.bookings WHERE event_id = id('event20')",
	'SELECT boh_update_statistics()',
	'CREATE TABLE public.before AS SELECT * FROM boh.bookings');
my $described = "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'boh.bookings'::regclass AND NOT tgisinternal
	UNION ALL SELECT count(*) FROM pg_policy WHERE polrelid IN ('boh.bookings'::regclass, 'boh.events'::regclass)
	UNION ALL SELECT count(*) FROM pg_index WHERE indrelid = 'boh.bookings'::regclass
	UNION ALL SELECT count(*) FROM pg_constraint WHERE conrelid = 'boh.bookings'::regclass AND contype <> 'n'
	UNION ALL SELECT count(*) FROM pg_description WHERE objoid = 'boh.bookings'::regclass";
my $before = query($described);

my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-v', "partitions=$partitions", '-d', $database,
	'-f', "$BohCluster::root/ops/partition_bookings.sql");
is($status, 0, 'the script runs') or diag($errors);
is(query("SELECT count(*) FROM pg_inherits WHERE inhparent = 'boh.bookings'::regclass"), $partitions, 'there are partitions');
is(query('SELECT count(*) FROM boh.bookings b FULL JOIN before o USING (id) WHERE b.* IS DISTINCT FROM o.*'), 0, 'bookings are what they were');
is(query($described), $before, 'triggers, policies, indexes, constraints and comments are there');
is(query('SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing');

is(query("SELECT status FROM boh_book_seats(id('event1'), id('Bob'), 2, 'key')"), 'PENDING', 'people book');
my $first = query("SELECT id FROM boh_book_seats(id('event1'), id('Bob'), 2, 'key')");
is(query("SELECT count(*) FROM boh.bookings WHERE user_id = id('Bob')"), 1, 'a request that is sent again gets its booking');
like(error_of("SELECT boh_book_seats(id('event2'), id('Bob'), 2, 'key')"), qr/was used for another request/, 'a key is for one request, also of another event');
like(error_of("INSERT INTO boh.bookings (event_id, user_id, seats) VALUES (id('event1'), id('Bob'), 100)"), qr/not enough seats/, 'nothing is oversold');
query("INSERT INTO boh.bookings (id, event_id, user_id) VALUES (id('named'), id('event3'), id('Bob'))");
like(error_of("INSERT INTO boh.bookings (id, event_id, user_id) VALUES (id('named'), id('event3'), id('Bob'))"), qr/duplicate key/, 'an id is taken once in an event');
query("INSERT INTO boh.bookings (id, event_id, user_id) VALUES (id('named'), id('event3'), id('Bob')) ON CONFLICT DO NOTHING");
is(query("SELECT status FROM boh_confirm_booking('$first', 'paid')"), 'CONFIRMED', 'people pay');
is(query("SELECT status FROM boh_cancel_booking('$first', 'ill')"), 'CANCELLED', 'people cancel');
is(query("SELECT status FROM boh_refund_booking('$first', 'back')"), 'REFUNDED', 'people get their money back');
is(query("SELECT boh_cancel_event(id('event4'))"), 1, 'an event is cancelled');
query("UPDATE boh.events SET booking_lanes = 4 WHERE id = id('event5')");
is(query("SELECT status FROM boh_book_seats(id('event5'), id('Bob'), 2, 'lanes')"), 'PENDING', 'lanes are used');
like(error_of("DELETE FROM boh.bookings WHERE id = id('named')"), qr/cannot be deleted/, 'bookings are kept');
is(query("SET ROLE shop; SELECT status FROM boh_book_seats(id('event6'), id('Bob'), 1)"), 'PENDING', 'a role with a profile books');
is(query("SELECT count(*) FROM boh_archive() WHERE row_count > 0"), 2, 'bookings are archived');
is(query("SELECT boh_restore_event(id('old'))"), 3, 'and come back');
is(query('SELECT boh_update_statistics() > 0'), 't', 'statistics are made');
query("UPDATE boh.bookings SET status = 'CANCELLED' WHERE status = 'PENDING'");
is(query("SELECT row_count FROM boh_erase_user(id('Bob'), 'wish') WHERE entity = 'bookings'") > 0, 1, 'a person is erased');
is(query("SELECT count(*) FROM boh.bookings WHERE user_id = id('Bob') AND idempotency_key IS NOT NULL"), 0, 'everywhere');
is(query('SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing after all that');

done_testing();
