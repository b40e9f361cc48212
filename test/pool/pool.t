# PgBouncer with ops/pgbouncer.ini: many clients on 25 and 5 connections, with and without
# prepared statements, while the server restarts and while the pool is exhausted.  No booking
# that was acknowledged is lost, and each error is one that a client can retry.
#
# BOH_POOL_CLIENTS=1000 says how many clients there are.

use strict;
use warnings;
use BohBouncer;
use BohCluster;
use BohSession;
use BohWire;
use File::Temp;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

plan skip_all => 'pgbouncer is not installed' if not BohBouncer::program();

my $clients = $ENV{BOH_POOL_CLIENTS} || 200;
my $bookings = 5;    # of each client
my $most_connections = 30;
my $database = 'boh_db';

# What a client can retry, as doc/how-to/pooling.md lists it.  A connection that ends without a word
# is one, too.
my %retried = map { $_ => 1 } '', BohCluster::slurp("$BohCluster::root/doc/how-to/pooling.md") =~ /^\| `([0-9A-Z]{5})` \|.*\| yes/mg;
cmp_ok(scalar keys %retried, '>', 5, 'doc/how-to/pooling.md lists the codes that a client can retry');

my $server = BohCluster->new('pool', 'fsync=off', 'max_connections=100');
sub query { return $server->query($_[0], database => $_[1] // $database) }

query($_, 'postgres') foreach "CREATE ROLE shop LOGIN", "CREATE ROLE report LOGIN", "CREATE DATABASE $database";
query($_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()',
  "SELECT boh_grant('shop', 'service'), boh_grant('report', 'app'), boh_grant('report', 'trusted')",
  'GRANT USAGE ON SCHEMA boh TO report', 'CREATE TABLE acknowledged (key text, id uuid, seats integer)',
  "INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, $clients) n",
  "INSERT INTO boh.events (title, author_id, capacity, start_date, end_date, status)
	SELECT 'Pool', (SELECT min(id::text)::uuid FROM boh.users), 100000, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
	FROM generate_series(1, 20) n";
my @users = split /\n/, query('SELECT id FROM boh.users ORDER BY id');
my @events = split /\n/, query('SELECT id FROM boh.events ORDER BY id');

sub bouncer
{
	my (%settings) = @_;

	return BohBouncer->new($server,
		users => [ 'postgres', 'shop', 'report' ],
		databases => { $database => '', two => "dbname=$database pool_size=2 reserve_pool=0" },
		configuration => "$BohCluster::root/ops/pgbouncer.ini",
		settings => \%settings);
}

my $pool = bouncer(max_client_conn => $clients + 100);

#
# Many clients, while the server restarts twice
#

my (%acknowledged, %seen, @strange);
my $lost = 0;

# Asks for a booking: every third client by a statement that is prepared for this request.
sub book
{
	my ($client) = @_;
	my ($event, $user, $seats, $key) = @{ $client->{request} //= next_request($client) };

	if ($client->{number} % 3)
	{
		$client->query("SELECT id FROM boh_book_seats('$event', '$user', $seats, '$key')");
	}
	else
	{
		$client->query_with('SELECT id FROM boh_book_seats($1, $2, $3, $4)', $event, $user, $seats, $key);
	}
}

sub next_request
{
	my ($client) = @_;
	my $count = ++$client->{count};

	return [ $events[ rand @events ], $users[ $client->{number} - 1 ], 1 + int rand 3, "$client->{number}-$count" ];
}

# Connects again when it has lost its connection, and asks again with the same key.
sub again
{
	my ($client) = @_;

	$client->{again_at} = time + 0.1;
	$client->{on_time} = sub {
		if ($client->{socket})
		{
			book($client);
		}
		else
		{
			$client->{starting} = 1;
			again($client) if not $client->connect;
		}
	};
}

sub answered
{
	my ($client, $answer) = @_;
	my $state = $answer->{state};

	return if $client->{done};
	$lost++ if $answer->{lost};
	if ($state ne '00000')
	{
		$seen{ "$state " . ($answer->{message} // 'connection lost') }++;
		push @strange, "$state $answer->{message}" if not $retried{$state};
		return again($client);
	}
	if (delete $client->{starting})
	{
		return book($client);
	}
	$acknowledged{ $client->{request}[3] } = [ $answer->{rows}[0][0], $client->{request}[2] ];
	delete $client->{request};
	if ($client->{count} < $bookings)
	{
		return book($client);
	}
	$client->{done} = 1;
}

# A look at the server itself, as often as it answers.
my $most = 0;
my $watcher = BohWire->new($server, user => 'postgres', database => $database,
	on_answer => sub {
		my ($self, $answer) = @_;

		return again_watching($self) if $answer->{lost};
		$most = $answer->{rows}[0][0] if @{ $answer->{rows} } and $answer->{rows}[0][0] > $most;
		again_watching($self);
	});

sub again_watching
{
	my ($self) = @_;

	$self->{again_at} = time + 0.05;
	$self->{on_time} = sub {
		return $self->query("SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop'") if $self->{socket};
		again_watching($self) if not $self->connect;
	};
}

my @all = map { BohWire->new($pool, user => 'shop', database => $database, number => $_, starting => 1, on_answer => \&answered) } 1 .. $clients;
my $wanted = $clients * $bookings;
foreach my $part (1, 2)
{
	BohWire::serve(sub { keys %acknowledged >= $wanted * $part / 3 or @strange }, $watcher, @all);
	my $mode = $part == 1 ? 'fast' : 'immediate';
	my $child = fork // die "could not fork: $!";
	if ($child == 0)
	{
		my $good = eval { $server->stop($mode); $server->start; 1 };
		print STDERR $@ if not $good;
		POSIX::_exit($good ? 0 : 1);
	}
	my $status;
	BohWire::serve(sub { waitpid($child, POSIX::WNOHANG()) == $child and defined($status = $?) }, $watcher, @all);
	is($status, 0, "the server restarted ($mode) while " . @all . ' clients booked');
}
BohWire::serve(sub { not grep { not $_->{done} } @all or @strange }, $watcher, @all);
$_->end foreach $watcher, @all;

is(join("\n", @strange), '', 'each error was one that a client can retry');
is(scalar keys %acknowledged, $wanted, 'each booking was acknowledged in the end');
cmp_ok($lost, '>', 0, 'clients met the restarts');
note("$seen{$_} times $_") foreach sort keys %seen;
cmp_ok($most, '<=', $most_connections, "the pool had at most $most_connections connections");
cmp_ok($most, '>', 1, 'and more than one');

sub nothing_is_lost
{
	my ($when) = @_;
	my $folder = File::Temp->newdir;

	open(my $file, '>', "$folder/acknowledged") or die "$!";
	print $file map { join("\t", $_, @{ $acknowledged{$_} }) . "\n" } keys %acknowledged;
	close $file;
	chmod 0755, "$folder";
	query("TRUNCATE acknowledged; COPY acknowledged FROM '$folder/acknowledged'");
	is(query('SELECT key, id, seats FROM acknowledged EXCEPT SELECT idempotency_key, id, seats FROM boh.bookings'), '',
		"$when: no acknowledged booking is lost");
	is(query('SELECT user_id, idempotency_key FROM boh.bookings GROUP BY 1, 2 HAVING count(*) > 1 AND idempotency_key IS NOT NULL'), '',
		"$when: no request was booked twice");
	is(query('SELECT * FROM boh_verify()'), '', "$when: boh_verify() finds nothing");
}

nothing_is_lost('after the restarts');

#
# The pool is exhausted
#

my $tight = bouncer(query_wait_timeout => 3, reserve_pool_timeout => 1, max_client_conn => 40);
my @holders = map { BohWire->new($tight, user => 'shop', database => $database, starting => 1) } 1 .. $most_connections;
$_->wait_for_answer foreach @holders;
foreach my $holder (@holders)
{
	$holder->query('BEGIN; SELECT pg_backend_pid()');
}
my %process = map { $_->wait_for_answer->{rows}[0][0] => 1 } @holders;
is(scalar keys %process, $most_connections, "$most_connections clients have a connection each: 25 and the reserve of 5");

my $waiting = BohWire->new($tight, user => 'shop', database => $database, number => 1);
is($waiting->wait_for_answer->{state}, '00000', 'another client may connect');
my $request = "SELECT id FROM boh_book_seats('$events[0]', '$users[0]', 1, 'exhausted')";
my $refused = $waiting->ask($request);
is($refused->{state}, '08P01', "it waits, and gets an error: $refused->{message}");
ok($retried{ $refused->{state} }, 'which a client can retry');
ok($waiting->wait_for_answer->{lost}, 'and has to connect again');

my @crowd = map { BohWire->new($tight, user => 'shop', database => $database) } 1 .. 20;
my @turned_away = grep { $_->{state} ne '00000' } map { $_->wait_for_answer } @crowd;
cmp_ok(scalar @turned_away, '>', 0, 'more clients than max_client_conn are turned away');
is(join(' ', map { $_->{state} } grep { not $retried{ $_->{state} } } @turned_away), '', 'with an error that they can retry');
$_->end foreach @crowd;

$_->ask('COMMIT') foreach @holders;
$waiting->connect;
$waiting->wait_for_answer;
my $booked = $waiting->ask($request);
is($booked->{state}, '00000', 'once the others have ended, the same request succeeds');
$acknowledged{exhausted} = [ $booked->{rows}[0][0], 1 ];
$_->end foreach @holders, $waiting;

#
# Prepared statements
#

my ($one, $other) = map { BohWire->new($pool, user => 'shop', database => 'two') } 1, 2;
$_->wait_for_answer foreach $one, $other;
my $available = 'SELECT boh_available_seats($1)';
$one->query_with($available, $events[0]);
my $free = $one->wait_for_answer->{rows}[0][0];
cmp_ok($free, '>', 0, 'a statement without a name works');
$one->query('BEGIN');
$one->wait_for_answer;
$one->prepare('available', $available);
is($one->wait_for_answer->{state}, '00000', 'a name is good within a transaction');
$one->execute('available', $events[0]);
is($one->wait_for_answer->{rows}[0][0], $free, 'and its statement runs');
$one->ask('COMMIT');

# The other client has the connection of the first one meanwhile.
$one->prepare('later', $available);
is($one->wait_for_answer->{state}, '00000', 'a statement is prepared');
$other->ask('BEGIN');
$one->execute('later', $events[0]);
my $later = $one->wait_for_answer;
if (BohBouncer::version() >= 1021)
{
	is($later->{state}, '00000', 'PgBouncer 1.21 prepares it on each connection');
}
else
{
	is($later->{state}, '26000', 'before 1.21 the next transaction does not know it');
}
$other->ask('COMMIT');
$_->end foreach $one, $other;

#
# Sessions end with their transactions
#

my @people = map { BohWire->new($pool, user => 'report', database => 'two', person => $users[ $_ - 1 ], wrong => 0, left => 20) } 1 .. 20;
foreach my $client (@people)
{
	$client->{on_answer} = sub {
		my ($self, $answer) = @_;

		if (exists $self->{expected})
		{
			my @rows = map { $_ // '' } map { @$_ } @{ $answer->{rows} };
			$self->{wrong}++ if $answer->{state} ne '00000' or "@rows" ne $self->{expected};
		}
		return if $self->{left}-- == 0;
		if ($self->{left} % 2)
		{
			$self->{expected} = "t $self->{person} tenant";
			$self->query("BEGIN; SET LOCAL application_name = 'tenant'; SELECT boh_set_session_user('$self->{person}');
				SELECT boh_session_user('boh.users'), current_setting('application_name'); COMMIT");
		}
		else
		{
			$self->{expected} = ' t 0';
			$self->query("SELECT boh_session_user('boh.users'), current_setting('application_name') <> 'tenant', (SELECT count(*) FROM boh.bookings)");
		}
	};
}
BohWire::serve(sub { not grep { $_->{left} >= 0 } @people }, @people);
is(join(' ', map { $_->{wrong} } @people), join(' ', map { 0 } @people), 'no client sees the person or settings of another');
$_->end foreach @people;

#
# The rush of the demo
#

my $seats = 120;
my $event = query("INSERT INTO boh.events (title, author_id, capacity, price, start_date, end_date, status)
	SELECT 'Rush', '$users[0]', $seats, 10, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED' RETURNING id");
my ($status, $requests, $errors);
{
	local $ENV{PGDATABASE} = $database;
	local $pool->{PGDATABASE} = $database;
	local $pool->{PGUSER} = 'postgres';
	($status, $requests, $errors) = $pool->command("$BohCluster::root/demo/rush", $event, $seats);
}
is($status, 0, 'the rush of the demo runs through the pool') or diag($errors);
is(query("SELECT sum(seats) FROM boh.bookings WHERE event_id = '$event' AND status = 'CONFIRMED'"), $seats, 'every seat is paid for once');
my @made = map { [ split /\t/ ] } split /\n/, $requests;
is(join(' ', grep { not /^(?:00000|BH003|BH010)$/ } map { $_->[7] } @made), '', 'its clients met no other errors than refusals');
my %there = map { $_ => 1 } split /\n/, query("SELECT id FROM boh.bookings WHERE event_id = '$event'");
is(scalar(grep { $_->[2] eq 'book' and $_->[7] eq '00000' and not $there{ $_->[8] } } @made), 0, 'each booking that was acknowledged is there');

nothing_is_lost('at the end');

done_testing;
