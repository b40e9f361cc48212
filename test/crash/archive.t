# The server is killed between any two steps of the archive.  Afterwards each row is in one
# place: as before, or as after the whole call.
#
# Triggers of the test's own hold a call up at a step, by an advisory lock that another
# session has.

use strict;
use warnings;
use BohCluster;
use BohSession;
use Test::More;

my $database = 'boh_db';
my $server = BohCluster->new('archive', 'fsync=on', 'synchronous_commit=on');
my $bookings = 40;

sub query { return $server->query($_[0], database => $database) }

$server->query("CREATE DATABASE $database");
query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	'CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN CAST(md5(name) AS uuid)',
	"CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN coalesce(NEW, OLD); END \$\$",
	"INSERT INTO boh.users (id, email) SELECT id('user' || n), 'user' || n || '\@example.org' FROM generate_series(1, $bookings) n",
	"INSERT INTO boh.tags (id, name) VALUES (id('tag'), 'tag')",
	"INSERT INTO boh.media_files (id, original_filename, mime_type, file_size, url) VALUES (id('picture'), 'p.jpg', 'image/jpeg', 1, '/media/p.jpg')",
	"BEGIN; SELECT boh_begin_import();
	INSERT INTO boh.events (id, title, description, image_url, author_id, capacity, price, start_date, end_date, status)
		SELECT id('event' || n), 'event' || n, 'text', '/media/p.jpg', id('user1'), 100, 10, now() - interval '8 years 2 days', now() - interval '8 years 1 day', 'COMPLETED'
		FROM generate_series(1, 2) n;
	INSERT INTO boh.event_tags SELECT id, id('tag') FROM boh.events;
	INSERT INTO boh.bookings (event_id, user_id, seats, status, booking_date, confirmed_at, idempotency_key)
		SELECT e.id, id('user' || n), 1, 'CONFIRMED', now() - interval '9 years', now() - interval '9 years', 'key of ' || e.id
		FROM boh.events e, generate_series(1, $bookings) n;
	COMMIT",
	'SELECT boh_update_statistics()',
	'CREATE TABLE public.before AS SELECT * FROM boh.bookings');

# How things stand: nothing is in both tables or in neither, and all is as before or as after.
my $state = "SELECT CASE WHEN count(b.id) = (SELECT count(*) FROM before) THEN 'hot' WHEN count(b.id) = 0 THEN 'archived' ELSE 'some' END
	FROM before o LEFT JOIN boh.bookings b USING (id)";
my $wrong = "SELECT o.id FROM before o LEFT JOIN boh.all_bookings a USING (id)
	GROUP BY o.id HAVING count(a.id) <> 1
	UNION ALL SELECT e.id FROM boh.all_events e WHERE description IS DISTINCT FROM 'text' OR image_url IS DISTINCT FROM '/media/p.jpg' OR tag_ids <> ARRAY[id('tag')]";

sub check
{
	my ($name, $expected) = @_;

	is(query($wrong), '', "$name: each booking is in one table, and each event has its content once");
	is(query('SELECT problem, entity FROM boh_verify()'), '', "$name: boh_verify() finds nothing");
	is(query($state), $expected, "$name: bookings are $expected");
}

# Runs a call that a trigger holds up, and kills the server meanwhile.
sub kill_at
{
	my ($name, $trigger, $call, $expected) = @_;

	query("CREATE TRIGGER zz_wait $trigger EXECUTE FUNCTION public.wait_here()");
	my $holder = BohSession->new($server, $database);
	my ($held) = $holder->run('SELECT pg_advisory_lock(7)');
	is($held, '00000', "$name: somebody holds the call up");
	my $session = BohSession->new($server, $database);
	$session->send("$call;\n");
	ok(BohCluster::wait_for(sub { query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted") eq '1' }),
		"$name: the call is at that step");
	$server->crash;
	$_->end foreach $holder, $session;
	$server->start;
	my ($relation) = $trigger =~ / ON (\S+)/;
	query("DROP TRIGGER zz_wait ON $relation");
	check($name, $expected);
}

my $archive = 'SELECT FROM boh_archive()';
my $restore = "SELECT boh_restore_event(id('event1')), boh_restore_event(id('event2'))";

check('to begin with', 'hot');
kill_at('before content is kept', 'BEFORE INSERT ON boh.events_archive FOR EACH STATEMENT', $archive, 'hot');
kill_at('with content in both places', 'AFTER INSERT ON boh.events_archive FOR EACH STATEMENT', $archive, 'hot');
kill_at('with tags deleted', 'AFTER DELETE ON boh.event_tags FOR EACH STATEMENT', $archive, 'hot');
kill_at('with events emptied', 'AFTER UPDATE ON boh.events FOR EACH STATEMENT', $archive, 'hot');
kill_at('before the first booking is deleted', 'BEFORE DELETE ON boh.bookings FOR EACH STATEMENT', $archive, 'hot');
kill_at('with the first booking deleted', 'AFTER DELETE ON boh.bookings FOR EACH ROW', $archive, 'hot');
kill_at('before the first booking is in the archive', 'BEFORE INSERT ON boh.bookings_archive FOR EACH STATEMENT', $archive, 'hot');
kill_at('with all bookings moved', 'AFTER INSERT ON boh.bookings_archive FOR EACH STATEMENT', $archive, 'hot');
kill_at('with events marked', 'AFTER UPDATE ON boh.events_archive FOR EACH STATEMENT', $archive, 'hot');
kill_at('before search hears of it', 'BEFORE DELETE ON boh.event_search FOR EACH STATEMENT', $archive, 'hot');

# What was acknowledged stays.
is(query('SELECT entity, row_count FROM boh_archive()'), "events|2\nbookings|" . 2 * $bookings . "\nmedia_files|0", 'at last it is archived');
$server->crash;
$server->start;
check('killed after the commit', 'archived');

kill_at('before the first booking leaves the archive', 'BEFORE DELETE ON boh.bookings_archive FOR EACH STATEMENT', $restore, 'archived');
kill_at('with bookings out of the archive', 'AFTER DELETE ON boh.bookings_archive FOR EACH STATEMENT', $restore, 'archived');
kill_at('with bookings back', 'AFTER INSERT ON boh.bookings FOR EACH STATEMENT', $restore, 'archived');
kill_at('with the event filled', 'AFTER UPDATE ON boh.events FOR EACH STATEMENT', $restore, 'archived');
kill_at('with tags back', 'AFTER INSERT ON boh.event_tags FOR EACH STATEMENT', $restore, 'archived');
kill_at('with content forgotten', 'AFTER DELETE ON boh.events_archive FOR EACH STATEMENT', $restore, 'archived');
my $year = query("SELECT min(event_year) FROM boh.events_archive");
kill_at('before the year is detached', 'AFTER UPDATE ON boh.events_archive FOR EACH STATEMENT', "SELECT boh_detach_archive($year)", 'archived');

is(query($restore), "$bookings|$bookings", 'at last both are back');
$server->crash;
$server->start;
check('killed after they are back', 'hot');
is(query('SELECT count(*) FROM boh.bookings b JOIN before o USING (id) WHERE b.* IS DISTINCT FROM o.*'), 0, 'bookings are what they were');

done_testing();
