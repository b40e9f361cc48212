# No statement behind statistics and lists of bookings reads a table whole that grows.
# auto_explain tells how the statements within the functions are run.

use strict;
use warnings;
use BohCluster;
use BohSession;
use Test::More;

my $server = BohCluster->new('explain_statistics', 'fsync=off', 'autovacuum=off');

plan skip_all => 'auto_explain is not installed' if ($server->psql("LOAD 'auto_explain'"))[0] != 0;
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

# One event has most of the bookings, and one person does.
query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	'SET session_replication_role = replica; ' . join('; ',
	"INSERT INTO boh.users (id, email, name) SELECT md5('user ' || n)::uuid, 'user' || n || '\@example.org', 'Name ' || n FROM generate_series(0, 2000) n",
	"INSERT INTO boh.events (id, slug, title, author_id, capacity, price, start_date, end_date, status)
	SELECT md5('event ' || n)::uuid, 'event-' || n, 'Event', md5('user 0')::uuid, 1000000, 10, now() + interval '1 day', now() + interval '2 days', 'PUBLISHED'
	FROM generate_series(0, 2000) n",
	"INSERT INTO boh.bookings (event_id, user_id, seats, unit_price, total_price, currency, status, confirmed_at, payment_reference, booking_date)
	SELECT md5('event ' || CASE WHEN n % 2 = 0 THEN 0 ELSE n % 2000 END)::uuid, md5('user ' || CASE WHEN n % 3 = 0 THEN 0 ELSE n % 2000 END)::uuid,
		1, 10, 10, 'EUR', 'CONFIRMED', now(), 'paid', now() - interval '3 minutes' * n FROM generate_series(1, 30000) n",
	'UPDATE boh.events e SET booked_count = (SELECT count(*) FROM boh.bookings b WHERE b.event_id = e.id)'),
	'VACUUM ANALYZE');

my $session = BohSession->new($server, 'boh_db');
$session->run($_) foreach ("LOAD 'auto_explain'", 'SET auto_explain.log_min_duration = 0', 'SET auto_explain.log_nested_statements = on',
	'SET auto_explain.log_analyze = on');

# The plans of the statements that a call runs.
sub plans_of
{
	my ($call) = @_;
	my $before = -s $server->log_file;
	my ($state) = $session->run($call);
	my $log = BohCluster::slurp($server->log_file);

	is($state, '00000', "$call runs") or diag($session->message);
	return substr($log, $before);
}

my $grows = qr/bookings|booking_days|site_days|events|users|venues|audit_logs/;

sub whole { return join ', ', map { /(?:Seq|Sample) Scan on (?:boh\.)?($grows\w*)/ ? $1 : () } split /\n/, $_[0] }

foreach my $state ('nothing is summed up', 'all is', 'some has changed since')
{
	if ($state eq 'all is')
	{
		like(plans_of('SELECT boh_update_statistics(5000)'), qr/Index/, 'the first sums');
		until (query('SELECT boh_update_statistics()') < 10000) { }
		query('ANALYZE');
	}
	elsif ($state =~ /changed/)
	{
		query("SELECT count(*) FROM (SELECT id FROM boh.bookings WHERE status = 'CONFIRMED' ORDER BY id LIMIT 20) b, boh_cancel_booking(b.id)");
	}
	foreach my $call (
		"SELECT boh_event_stats(md5('event 0')::uuid)",
		"SELECT boh_event_stats(md5('event 7')::uuid)",
		$state eq 'nothing is summed up' ? () : ("SELECT boh_site_stats(current_date - 20, current_date)"),
		"SELECT boh_user_bookings(md5('user 0')::uuid)",
		"SELECT boh_user_bookings(md5('user 0')::uuid, '{\"upcoming\": false}')",
		"SELECT boh_user_bookings(md5('user 0')::uuid, jsonb_build_object('event_id', md5('event 0')::uuid))",
		"SELECT boh_user_bookings(md5('user 0')::uuid, NULL, 20, boh_user_bookings(md5('user 0')::uuid)->>'next_cursor')",
		"SELECT boh_event_bookings(md5('event 0')::uuid)",
		"SELECT boh_event_bookings(md5('event 0')::uuid, '{\"name\": \"nobody\"}')",
		$state =~ /changed/ ? ('SELECT boh_update_statistics()') : ())
	{
		my $plans = plans_of($call);

		like($plans, qr/Index (?:Only )?Scan/, "$state: an index is used");
		is(whole($plans), '', "$state: no table is read whole by $call") or diag($plans);
	}
}

# A page of a long list does not read and sort all of it.
my $plan = plans_of("SELECT boh_user_bookings(md5('user 0')::uuid)");
unlike($plan, qr/Sort Key/, 'the index has the order of a list');
unlike($plan, qr/idx_bookings_user_id_booking_date_id.*rows=(?!2[12] )\d{3}/, 'and is read no further than the page');

# The check can fail.
is(whole(plans_of('SELECT count(*) FROM boh.bookings WHERE seats > 1')), 'bookings', 'a table that is read whole is seen');

done_testing();
