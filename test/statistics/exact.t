# boh_event_stats() and boh_site_stats() say what a recount of all bookings says, at
# any moment: while clients book, confirm, change, cancel and refund, some in
# transactions that stay open or are prepared, while rows with old dates are loaded,
# and while boh_update_statistics() is killed again and again.
#
# BOH_TEST_SECONDS says how long; 20 when left out.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;
use Time::HiRes qw(time);

my $seconds = $ENV{BOH_TEST_SECONDS} || 20;
my $clients = 6;
my $least_comparisons = 20;

my $server = BohCluster->new('statistics', 'fsync=off', 'log_line_prefix=%m [%p] %e ');
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

# The first event has more bookings than boh_event_stats() counts at once.
query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, 24) n",
	"INSERT INTO boh.events (title, author_id, capacity, price, currency, start_date, end_date, status)
	SELECT 'Event ' || n, (SELECT min(id::text)::uuid FROM boh.users), 1000000, 10 + n, CASE WHEN n % 2 = 0 THEN 'EUR' ELSE 'CHF' END,
		now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
	FROM generate_series(1, 4) n",
	"INSERT INTO boh.bookings (event_id, user_id, seats, payment_reference, status, booking_date)
	SELECT (SELECT id FROM boh.events WHERE title = 'Event ' || CASE WHEN n % 3 = 0 THEN 1 + n % 4 ELSE 1 END),
		(SELECT id FROM boh.users ORDER BY id OFFSET n % 24 LIMIT 1), 1 + n % 3,
		CASE WHEN n % 2 = 0 THEN 'paid ' || n END, CASE WHEN n % 2 = 0 THEN 'CONFIRMED' ELSE 'PENDING' END::boh.booking_status,
		now() - interval '10 hours' * (n % 20)
	FROM generate_series(1, 3000) n");

my @users = split /\n/, query('SELECT id FROM boh.users ORDER BY id');
my @events = split /\n/, query('SELECT id FROM boh.events ORDER BY title');

sub any { return $_[ rand @_ ] }

# What the functions should return, from the bookings alone.
my $status = join ', ', map {
	my ($name, $status) = @$_;
	"'$name', jsonb_build_object('bookings', count(*) FILTER (WHERE status = '$status'),
		'seats', coalesce(sum(seats) FILTER (WHERE status = '$status'), 0))"
} ([ held => 'PENDING' ], [ sold => 'CONFIRMED' ], [ cancelled => 'CANCELLED' ], [ refunded => 'REFUNDED' ]);
my $money = "'revenue', coalesce(sum(total_price) FILTER (WHERE status = 'CONFIRMED'), 0),
	'refund_due', coalesce(sum(total_price) FILTER (WHERE status = 'CANCELLED' AND payment_reference IS NOT NULL), 0),
	'refunded', coalesce(sum(total_price) FILTER (WHERE status = 'REFUNDED'), 0)";
my $day_seats = join ', ', map { "'$_->[0]_seats', coalesce(sum(seats) FILTER (WHERE status = '$_->[1]'), 0)" }
	([ held => 'PENDING' ], [ sold => 'CONFIRMED' ], [ cancelled => 'CANCELLED' ], [ refunded => 'REFUNDED' ]);
my $recount = "SELECT jsonb_build_object($status,
	'holds', jsonb_build_object('made', count(*) FILTER (WHERE held), 'open', count(*) FILTER (WHERE status = 'PENDING'),
		'confirmed', count(*) FILTER (WHERE held AND confirmed_at IS NOT NULL), 'expired', count(*) FILTER (WHERE held AND expired_at IS NOT NULL),
		'conversion', round(count(*) FILTER (WHERE held AND confirmed_at IS NOT NULL)
			/ nullif(count(*) FILTER (WHERE held) - count(*) FILTER (WHERE status = 'PENDING'), 0)::numeric, 4)),
	'money', (SELECT jsonb_agg(row ORDER BY row->'currency') FROM (SELECT jsonb_build_object('currency', currency, $money) AS row
		FROM these GROUP BY currency) m),
	'days', (SELECT jsonb_agg(row ORDER BY row->'day', row->'currency') FROM (SELECT jsonb_build_object('day', (booking_date AT TIME ZONE 'UTC')::date,
		'currency', currency, $day_seats, $money) AS row FROM these GROUP BY currency, (booking_date AT TIME ZONE 'UTC')::date) d))
	FROM these";

# What is told and what should be, where they differ, in one snapshot.
my $comparison = join ' UNION ALL ',
	"SELECT 'site', told - ARRAY['first_day', 'last_day'], made
	FROM boh_site_stats(current_date - 60, current_date + 1) told, (WITH these AS MATERIALIZED (SELECT * FROM boh.bookings) $recount) r (made)
	WHERE told - ARRAY['first_day', 'last_day'] <> made",
	map {
	"SELECT '$_', told - ARRAY['event_id', 'capacity'], made
	FROM boh_event_stats('$_') told, (WITH these AS MATERIALIZED (SELECT * FROM boh.bookings WHERE event_id = '$_') $recount) r (made)
	WHERE told - ARRAY['event_id', 'capacity'] <> made"
	} @events;

sub differences { return query("BEGIN ISOLATION LEVEL REPEATABLE READ; $comparison; COMMIT") }

is(differences(), '', 'exact before anything is summed up');
query('SELECT boh_update_statistics(700)');
is(query('SELECT xid IS NULL AND pass_of_all FROM boh.statistics_watermarks'), 't', 'the first pass takes several calls');
is(differences(), '', 'exact while it goes on');
query('SELECT boh_update_statistics(700)') foreach 1 .. 6;
is(query('SELECT xid IS NOT NULL AND pass_xid IS NULL FROM boh.statistics_watermarks'), 't', 'and then there is a watermark');
is(differences(), '', 'exact when all is summed up');

# One transaction that writes more than a call may take.
query("UPDATE boh.bookings SET status = 'CANCELLED' WHERE id IN (SELECT id FROM boh.bookings WHERE status = 'PENDING' LIMIT 900)");
is(query('SELECT boh_update_statistics(3)'), 3, 'a large transaction takes several calls');
is(query('SELECT pass_event_id IS NOT NULL FROM boh.statistics_watermarks'), 't', 'which go on where the last one ended');
is(differences(), '', 'exact between them');
query('SELECT boh_update_statistics(3)') foreach 1 .. 100;
is(query('SELECT pass_event_id IS NULL FROM boh.statistics_watermarks'), 't', 'until all is summed up');
is(differences(), '', 'exact after them');
is(query('SELECT boh_update_statistics()'), 0, 'nothing has changed since');

#
# Everything at once
#

my $folder = File::Temp->newdir;
my $until = time + $seconds;
my $some_booking = "SELECT id FROM boh.bookings WHERE status %s ORDER BY md5(id::text || random()::text) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED";
my $active = sprintf($some_booking, "IN ('PENDING', 'CONFIRMED')");
my $confirmed = sprintf($some_booking, "= 'CONFIRMED'");
my $pending = sprintf($some_booking, "= 'PENDING' AND expires_at > clock_timestamp() + interval '1 minute'");
my %operations = (
	book => sub { "SELECT FROM boh_book_seats('" . any(@events) . "', '" . any(@users) . "', " . any(1, 2, 3) . ')' },
	pay => sub { "SELECT FROM boh_book_seats('" . any(@events) . "', '" . any(@users) . "', 1, payment => 'paid')" },
	import => sub { "INSERT INTO boh.bookings (event_id, user_id, booking_date) VALUES ('" . any(@events) . "', '" . any(@users) . "', now() - interval '" . any(1 .. 40) . " days')" },
	confirm => sub { "SELECT FROM boh_confirm_booking(($pending), 'paid later')" },
	seats => sub { "UPDATE boh.bookings SET seats = 1 + seats % 4 WHERE id = ($pending)" },
	cancel => sub { "SELECT FROM boh_cancel_booking(($active))" },
	refund => sub { "SELECT FROM boh_refund_booking(($confirmed))" });

# Lanes let transactions on one event stay open side by side.
query("UPDATE boh.events SET booking_lanes = 16");

my @children = BohSession::fork_clients($clients, $folder, sub {
	my ($number, $report) = @_;
	my $session = BohSession->new($server, 'boh_db');
	my $turn = 0;

	while (time < $until)
	{
		my $operation = $operations{ any(sort keys %operations) };
		my $end = any('COMMIT', 'COMMIT', 'ROLLBACK', 'later', $number == 1 ? 'prepare' : 'COMMIT');
		my $name = 'p' . $number . '_' . $turn++;

		$session->run('BEGIN');
		my ($state) = $session->run($operation->());
		# none was found, or the row is another's now; deadlocks are the client's to repeat
		if ($state ne '00000')
		{
			$report->print("$state\n");
			$session->run('ROLLBACK');
			next;
		}
		$session->run('SELECT pg_sleep(0.2)') if $end eq 'later';
		if ($end eq 'prepare')
		{
			$session->run("PREPARE TRANSACTION '$name'");
			$session->run('SELECT pg_sleep(0.3)');
			$session->run("COMMIT PREPARED '$name'");
		}
		else
		{
			$session->run($end eq 'ROLLBACK' ? 'ROLLBACK' : 'COMMIT');
		}
		$report->print("done\n");
	}
	$session->end;
});

my ($comparisons, $kills, @different) = (0, 0);
my ($summing, $process);
while (time < $until)
{
	if (!$summing or $summing->lost)
	{
		$summing = BohSession->new($server, 'boh_db');
		(undef, $process) = $summing->run('SELECT pg_backend_pid()');
	}
	$summing->run('BEGIN');
	$summing->run('SELECT boh_update_statistics(' . any(2, 20, 200) . (rand() < 0.05 ? ', rebuild => true' : '') . ')');
	push @different, grep { $_ ne '' } differences();
	if (rand() < 0.3)
	{
		$kills++ if query("SELECT pg_terminate_backend($process)") eq 't';
	}
	$summing->run('COMMIT');
	push @different, grep { $_ ne '' } differences();
	$comparisons += 2;
}
waitpid $_, 0 foreach @children;

is(join("\n", @different), '', "exact in each of $comparisons comparisons");
cmp_ok($comparisons, '>=', $least_comparisons, 'there were comparisons');
cmp_ok($kills, '>', 0, "boh_update_statistics() was killed $kills times");
my %ended;
$ended{$_}++ foreach map { split /\n/, BohCluster::slurp("$folder/$_") } 1 .. $clients;
cmp_ok($ended{done}, '>', 200, "$ended{done} transactions were made meanwhile");
diag(join ', ', map { "$_: $ended{$_}" } sort keys %ended);

is(differences(), '', 'exact when all have ended');
until (query('SELECT boh_update_statistics()') < 10000) { }
is(differences(), '', 'exact when all is summed up');
is(query('SELECT count(*) FROM boh.bookings, boh.statistics_watermarks w WHERE bookings.xid >= w.xid'), 0, 'and nothing is left to add');

#
# The comparison can fail
#

query("UPDATE boh.booking_days SET sold_seats = sold_seats + 1 WHERE (event_id, day) = (SELECT event_id, min(day) FROM boh.booking_days WHERE event_id = '$events[0]' GROUP BY event_id)");
like(differences(), qr/^$events[0]\|/, 'a wrong sum of an event is seen');
query('UPDATE boh.site_days SET sold_seats = sold_seats + 1 WHERE day = (SELECT min(day) FROM boh.site_days)');
like(differences(), qr/^site\|/m, 'a wrong sum of the site, too');
query('UPDATE boh.statistics_watermarks SET xid = pg_current_xact_id()');
query("UPDATE boh.bookings SET xid = '3'::xid8, status = 'CANCELLED' WHERE id = (SELECT id FROM boh.bookings WHERE status = 'CONFIRMED' LIMIT 1)");
query('SELECT boh_update_statistics(1000000, rebuild => true)');
is(differences(), '', 'a rebuild repairs all that');

done_testing();
