# What a client must know of a standby: how it reads what it has just written on the primary,
# and what becomes of a statement that is in the way of a change.

use strict;
use warnings;
use BohCluster;
use BohSession;
use Test::More;

my $database = 'boh_db';
my $primary = BohCluster->new('follow', 'fsync=off');

sub query { return $primary->query($_[0], database => $_[1] // $database) }

query("CREATE DATABASE $database", 'postgres');
query($_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()',
  "INSERT INTO boh.users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada\@example.org')",
  "INSERT INTO boh.events (id, title, author_id, capacity, start_date, end_date, status) VALUES
	('00000000-0000-0000-0000-0000000000e1', 'Event', '00000000-0000-0000-0000-0000000000aa', 1000, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED')";
my $standby = $primary->standby('max_standby_streaming_delay=0', 'hot_standby_feedback=off', 'wal_receiver_status_interval=1s');

# A booking of one seat by a client of the primary
sub book
{
	my ($client) = @_;

	my ($state, $id) = $client->run("SELECT id FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1)");
	die "$state: " . $client->message if $state ne '00000';
	return $id;
}

sub there { return $standby->query($_[0], database => $database) }

#
# Read what was written: the position in the WAL goes with the request
#

my $writer = BohSession->new($primary, $database);
there('SELECT pg_wal_replay_pause()');
$standby->poll_until("SELECT pg_get_wal_replay_pause_state()", 'paused', database => $database);
my $booking = book($writer);
my (undef, $position) = $writer->run('SELECT pg_current_wal_insert_lsn()');
my $arrived = "SELECT pg_last_wal_replay_lsn() >= '$position'";
is(there($arrived), 'f', 'the standby has not replayed the booking');
is(there("SELECT count(*) FROM boh.bookings WHERE id = '$booking'"), 0, 'and does not show it');
there('SELECT pg_wal_replay_resume()');
$standby->poll_until($arrived, 't', database => $database);
is(there("SELECT count(*) FROM boh.bookings WHERE id = '$booking'"), 1, 'once the position is replayed, the booking is there');

# On the primary the condition must not be NULL or wait for ever: there the answer is NULL.
is(query("SELECT coalesce(pg_last_wal_replay_lsn() >= '$position', true)"), 't', 'the same condition holds on the primary');

# The commit itself waits: no position needed
query("ALTER SYSTEM SET synchronous_standby_names = '*'");
query('SELECT pg_reload_conf()');
$primary->poll_until("SELECT sync_state FROM pg_stat_replication", 'sync');
$writer->run('SET synchronous_commit = remote_apply');
foreach my $try (1 .. 20)
{
	my $id = book($writer);
	my $shown = there("SELECT count(*) FROM boh.bookings WHERE id = '$id'");

	if ($shown != 1 or $try == 20)
	{
		is($shown, 1, 'with remote_apply a booking is on the standby when its commit returns');
		last;
	}
}
$writer->run('RESET synchronous_commit');
query('ALTER SYSTEM RESET synchronous_standby_names');
query('SELECT pg_reload_conf()');

#
# Conflicts
#

my $reader = BohSession->new($standby, $database);

# With feedback off, it is cancelled while it runs.
$reader->run('BEGIN ISOLATION LEVEL REPEATABLE READ');
$reader->run('SELECT count(*) FROM boh.events');
$reader->send("SELECT pg_sleep(600);\n");
$standby->poll_until("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'", '1');
query("UPDATE boh.events SET description = 'changed'");
query('VACUUM boh.events');
my ($state) = $reader->receive;
is($state, '40001', 'a statement in the way of a change is cancelled with 40001');
like($reader->message, qr/conflict with recovery/, 'which says why');
$reader->run('ROLLBACK');
is(($reader->run('SELECT count(*) FROM boh.events'))[0], '00000', 'and works when it is run again');
# A session that is idle counts after ten seconds, one that ends at once.
$reader->end;
$reader = BohSession->new($standby, $database);
ok($standby->poll_until('SELECT sum(confl_snapshot) > 0 FROM pg_stat_database_conflicts'), 'pg_stat_database_conflicts counts it');

# With feedback on, the primary keeps the rows.
there("ALTER SYSTEM SET hot_standby_feedback = on");
there('SELECT pg_reload_conf()');
my $count = (
	$reader->run('BEGIN ISOLATION LEVEL REPEATABLE READ'),
	$reader->run('SELECT count(*) FROM boh.bookings'))[-1];
$primary->poll_until('SELECT backend_xmin IS NOT NULL FROM pg_stat_replication');
book($writer);
query("UPDATE boh.events SET description = 'changed again'");
query('VACUUM boh.events');
my $vacuumed = query('SELECT pg_current_wal_insert_lsn()');
$standby->poll_until("SELECT pg_last_wal_replay_lsn() >= '$vacuumed'", 't', database => $database);
is(join(' ', $reader->run('SELECT count(*) FROM boh.bookings')), "00000 $count", 'with hot_standby_feedback the statement goes on, on its old snapshot');
$reader->run('COMMIT');
is(join(' ', $reader->run('SELECT count(*) FROM boh.bookings')), '00000 ' . ($count + 1), 'and the next one reads the new row');

$_->end foreach $reader, $writer;

#
# What the primary has locked is locked on the standby.  A role that may not see what other
# processes are is told who must end, too.
#

query('CREATE ROLE caretaker LOGIN');
query("SELECT boh_grant('caretaker', 'maintenance')");
my $locker = BohSession->new($primary, $database);
$locker->run('BEGIN');
$locker->run('LOCK TABLE boh.maintenance_tasks');
query("SELECT pg_logical_emit_message(true, 'boh', 'the lock is flushed with this')");
$standby->poll_until("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'boh.maintenance_tasks'::regclass", 1, database => $database);
foreach my $role ('postgres', 'caretaker')
{
	is(there("SET SESSION AUTHORIZATION $role; SELECT DISTINCT hint FROM boh_health() WHERE hint ~ 'locked'"),
		'Others have a table locked that is to be read, or wait to lock it. First must end: on the primary, the transaction that has it locked. Then call the function again.',
		"$role: who must end is on the primary");
}
$locker->run('ROLLBACK');

done_testing;
