# boh_setting() never answers with what was overwritten by a commit that was
# acknowledged before it was asked, nor with what was not committed: while sessions
# write and read at once, on a standby, and where logical replication applies.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;

my $readers = 3;
my $changes = 500;
my $database = 'boh_db';

my $server = BohCluster->new('setting', 'wal_level=logical', 'fsync=off');
$server->query("CREATE DATABASE $database");

sub query { return $server->query($_[0], database => $database) }

# The rows of a statement that must succeed.
sub answer
{
	my ($session, $statement) = @_;
	my ($state, $output) = $session->run($statement);

	die "$statement\n" . $session->message if $state ne '00000';
	return $output;
}

# Waits until a session that stays connected reads a value.
sub reads
{
	my ($session, $key, $value, $name) = @_;
	my $last;

	ok(BohCluster::wait_for(sub { ($last = answer($session, "SELECT boh_setting('$key')")) eq $value }), $name)
	  or diag("it reads \"$last\"");
}

query($_) foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()',
	"INSERT INTO boh.site_settings (key, value, is_public) VALUES ('counter', '0', true), ('name', 'old', true)",
	# written outside transactions: what was acknowledged, and when to stop
	'CREATE SEQUENCE acknowledged MINVALUE -1 START 0',
	"SELECT setval('acknowledged', 0)",
	"CREATE PROCEDURE watch() LANGUAGE plpgsql AS \$\$
	DECLARE
		before integer;
		found integer;
		looks integer = 0;
	BEGIN
		LOOP
			SELECT last_value INTO before FROM acknowledged;
			EXIT WHEN before = -1;
			found := boh_setting('counter');
			looks := looks + 1;
			IF found < before THEN
				RAISE EXCEPTION '% was acknowledged, % is read', before, found;
			END IF;
			-- now and then as a new transaction
			IF looks % 1000 = 0 THEN
				COMMIT;
			END IF;
		END LOOP;
		RAISE NOTICE '% looks', looks;
	END \$\$");

#
# Many sessions
#

my $folder = File::Temp->newdir;
my @children = BohSession::fork_clients($readers, $folder, sub {
	my ($number, $report) = @_;
	my $session = BohSession->new($server, $database);

	# one of them in transactions that look at an older snapshot
	answer($session, "SET default_transaction_isolation = 'repeatable read'") if $number == 1;
	my ($state) = $session->run('CALL watch()');
	print $report "$state ", $session->message, "\n";
});

$server->poll_until("SELECT count(*) FROM pg_stat_activity WHERE query = 'CALL watch();' AND state = 'active'", $readers);
my $writer = BohSession->new($server, $database);
foreach my $number (1 .. $changes)
{
	answer($writer, 'BEGIN');
	answer($writer, "UPDATE boh.site_settings SET value = '-1' WHERE key = 'counter'");
	is(answer($writer, "SELECT boh_setting('counter')"), -1, 'the writer reads its own change') if $number == 1;
	answer($writer, 'ROLLBACK');
	answer($writer, "UPDATE boh.site_settings SET value = '$number' WHERE key = 'counter'");
	answer($writer, "SELECT setval('acknowledged', $number)");
}
answer($writer, "SELECT setval('acknowledged', -1)");
foreach my $number (1 .. $readers)
{
	waitpid($children[$number - 1], 0);
	like(BohCluster::slurp("$folder/$number"), qr/^00000 /, "session $number has read nothing stale and nothing uncommitted");
}

#
# A standby
#

# What is removed from a page on the primary ends transactions on the standby that may
# still see it: so there is nothing to remove while one is open there.
query('VACUUM boh.site_settings');
my $standby = $server->standby;
my $reader = BohSession->new($standby, $database);
my $snapshot = BohSession->new($standby, $database);
reads($reader, 'name', 'old', 'a standby reads settings');
answer($snapshot, 'BEGIN ISOLATION LEVEL REPEATABLE READ');
reads($snapshot, 'name', 'old', 'so does a transaction there');
query("UPDATE boh.site_settings SET value = 'new' WHERE key = 'name'");
reads($reader, 'name', 'new', 'a standby reads what was replayed');
reads($snapshot, 'name', 'new', 'so does the transaction that began before');
like(answer($reader, 'SELECT boh_settings()'), qr/"name": "new"/, 'boh_settings() reads the same');
answer($snapshot, 'COMMIT');
query('TRUNCATE boh.site_settings');
reads($reader, 'name', '', 'a standby reads that nothing is left');
answer($snapshot, 'BEGIN ISOLATION LEVEL REPEATABLE READ');
reads($snapshot, 'name', '', 'so does a transaction');
query("INSERT INTO boh.site_settings (key, value, is_public) VALUES ('name', 'again', true)");
reads($snapshot, 'name', 'again', 'and what came after');
$_->end foreach $reader, $snapshot;

#
# Logical replication, to another database
#

$server->query('CREATE DATABASE boh_copy');
$server->query($_, database => 'boh_copy') foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()');
query('CREATE PUBLICATION settings FOR TABLE boh.site_settings');
query("SELECT FROM pg_create_logical_replication_slot('settings', 'pgoutput')");
my $connection = "host=" . $server->socket . " port=" . $server->port . " dbname=$database user=postgres";
$server->query("CREATE SUBSCRIPTION settings CONNECTION '$connection' PUBLICATION settings WITH (create_slot = false, slot_name = 'settings')",
	database => 'boh_copy');

my $copy = BohSession->new($server, 'boh_copy');
reads($copy, 'name', 'again', 'a subscriber reads what was there');
answer($copy, 'LISTEN boh_cache');
query("UPDATE boh.site_settings SET value = 'applied' WHERE key = 'name'");
my $heard = '';
ok(BohCluster::wait_for(sub { ($heard .= answer($copy, "SELECT boh_setting('name')") . "\n") =~ /^applied/m }), 'a subscriber reads what was applied');
ok(BohCluster::wait_for(sub { ($heard .= answer($copy, 'SELECT') . "\n") =~ /"kind": "setting", "key": "name"/ }), 'and announces it to its listeners');
answer($copy, 'UNLISTEN *');
query('TRUNCATE boh.site_settings');
reads($copy, 'name', '', 'a subscriber reads that nothing is left');
$copy->end;
$server->query($_, database => 'boh_copy') foreach ('ALTER SUBSCRIPTION settings DISABLE', 'ALTER SUBSCRIPTION settings SET (slot_name = NONE)', 'DROP SUBSCRIPTION settings');

#
# Two-phase commit
#

my ($state) = BohSession->new($server, $database)->ask("BEGIN; INSERT INTO boh.site_settings (key) VALUES ('x'); PREPARE TRANSACTION 'x';\n");
is($state, '0A000', 'a change of settings cannot be prepared');

done_testing;
