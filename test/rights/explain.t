# Policies lead to indexes: what people ask for most is never answered by reading a
# whole table, and a role with the profile service has the plans of the owner.

use strict;
use warnings;
use BohCluster;
use JSON::PP;
use Test::More;

my $server = BohCluster->new('explain', 'fsync=off');
my $database = 'explain';

sub query { return $server->query($_[0], database => $database) }

$server->query('CREATE ROLE explain_owner LOGIN');
$server->query("CREATE DATABASE $database OWNER explain_owner");
query('CREATE EXTENSION boh');
query('SET ROLE explain_owner; SELECT FROM boh_migrate()');
query("ALTER DATABASE $database SET search_path = boh, public");
foreach my $profile (qw(app admin service))
{
	query("CREATE ROLE explain_$profile LOGIN; SET ROLE explain_owner;
		SELECT boh_grant('explain_$profile', '$profile'); SELECT boh_grant('explain_$profile', 'trusted')");
}

# 2,000 users, of whom 50 are organizers with 10 events each, and 20,000 bookings
query(<<'SQL');
SET session_replication_role = replica;
CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;
INSERT INTO users (id, email, role)
SELECT id('user ' || n), 'user' || n || '@example.org', CASE WHEN n = 0 THEN 'ADMIN' WHEN n <= 50 THEN 'ORGANIZER' ELSE 'USER' END::user_role
FROM generate_series(0, 1999) n;
INSERT INTO events (id, author_id, slug, title, status, capacity, start_date, end_date)
SELECT id('event ' || n), id('user ' || n % 50 + 1), 'event-' || n, 'Event', CASE WHEN n % 10 = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END::event_status,
	1000, '2030-01-01'::timestamptz + n * interval '1 day', '2030-01-02'::timestamptz + n * interval '1 day'
FROM generate_series(0, 4999) n;
INSERT INTO bookings (user_id, event_id, seats, status, confirmed_at, unit_price, total_price, currency)
SELECT id('user ' || n % 2000), id('event ' || n % 4999), 1, 'CONFIRMED', now(), 0, 0, 'EUR'
FROM generate_series(0, 19999) n;
SQL
query('VACUUM ANALYZE');

my %person = (USER => 1000, ORGANIZER => 7, ADMIN => 0);

# The plan of a statement for a role and a person.
sub plan_of
{
	my ($role, $person, $statement) = @_;
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', $role,
		'-d', $database, '-c', 'BEGIN',
		$person eq '' ? () : ('-c', "SELECT FROM boh_set_session_user(id('user $person{$person}'))"),
		'-c', "EXPLAIN (FORMAT JSON, COSTS OFF) $statement");

	die $errors if $status != 0;
	return decode_json($output)->[0]{Plan};
}

# All nodes of a plan.
sub nodes
{
	my ($plan) = @_;

	return ($plan, map { nodes($_) } @{ $plan->{Plans} // [] });
}

# No table is read whole, and an index of this table is used.
sub uses_index
{
	my ($plan, $table) = @_;
	my @nodes = nodes($plan);
	my @whole = grep { $_->{'Node Type'} =~ /^Seq Scan|Sample Scan/ } @nodes;
	my @indexed = grep { $_->{'Node Type'} =~ /Index/ && $_->{'Index Name'} =~ /_${table}_|_$table$/ } @nodes;

	return !@whole && @indexed;
}

my @statements = (
	[ 'all bookings', 'bookings', sub { 'SELECT * FROM bookings' }, [qw(USER ORGANIZER)] ],
	[ 'all bookings, counted', 'bookings', sub { 'SELECT count(*) FROM bookings' }, [qw(USER ORGANIZER)] ],
	[ "a person's bookings", 'bookings', sub { "SELECT * FROM bookings WHERE user_id = '$_[0]'" }, [qw(USER ORGANIZER ADMIN)] ],
	[ 'bookings of an event', 'bookings', sub { "SELECT * FROM bookings WHERE event_id = id('event 6')" }, [qw(USER ORGANIZER ADMIN)] ],
	[ "an organizer's events", 'events', sub { "SELECT * FROM events WHERE author_id = '$_[0]'" }, [qw(ORGANIZER ADMIN)] ],
	[ 'an event by id', 'events', sub { "SELECT * FROM events WHERE id = id('event 7')" }, [qw(USER ORGANIZER ADMIN)] ],
	[ 'an event by slug', 'events', sub { "SELECT * FROM events WHERE slug = 'event-7'" }, [qw(USER ORGANIZER ADMIN)] ],
	[ 'published events by date', 'events',
		sub { "SELECT * FROM events WHERE status = 'PUBLISHED' AND start_date > '2031-01-01' ORDER BY start_date LIMIT 20" },
		[qw(USER ORGANIZER ADMIN)] ],
	[ 'a user by id', 'users', sub { "SELECT id, name FROM users WHERE id = '$_[0]'" }, [qw(USER ORGANIZER ADMIN)] ],
	[ 'all users', 'users', sub { 'SELECT id, name FROM users' }, [qw(USER ORGANIZER)] ]);

foreach my $entry (@statements)
{
	my ($name, $table, $statement, $people) = @$entry;

	foreach my $person (@$people)
	{
		my $text = $statement->(query("SELECT id('user $person{$person}')"));

		foreach my $profile (qw(app admin))
		{
			my $plan = plan_of("explain_$profile", $person, $text);

			ok(uses_index($plan, $table), "$profile, $person: $name") or diag(JSON::PP->new->pretty->encode($plan));
		}
		is_deeply(plan_of('explain_service', '', $text), plan_of('explain_owner', '', $text), "service: $name, for $person")
		  if $person eq $people->[0];
	}
}

# The check can fail.
ok(!uses_index(plan_of('explain_owner', '', 'SELECT * FROM bookings'), 'bookings'), 'the owner reads the whole table');

done_testing();
