# The background worker: it does what is due in every data schema, holds nothing between
# tasks, comes back when it was killed, and leaves a database that somebody wants to drop.

use strict;
use warnings;
use BohCluster;
use Test::More;

# Also a database that is not there.
my $server = BohCluster->new('worker', 'fsync=off', 'shared_preload_libraries=boh', 'boh.worker_interval=1',
	"boh.worker_databases=shop,Nowhere", 'log_line_prefix=%m [%p] %e ');

sub query { return $server->query($_[0], database => $_[1] // 'shop') }

sub reload { query($_) foreach @_, 'SELECT pg_reload_conf()' }

my $worker = "pg_stat_activity WHERE backend_type = 'boh maintenance' AND datname = 'shop'";
my $idle = "SELECT state = 'idle' AND xact_start IS NULL AND backend_xmin IS NULL AND backend_xid IS NULL FROM $worker";

# The process id of the worker, as soon as there is one that is not the last.
sub worker_pid
{
	my ($last) = @_;

	$server->poll_until("SELECT count(*) FROM $worker AND pid <> " . ($last // 0), 1);
	return $server->query("SELECT pid FROM $worker");
}

# A hold that is overdue, and its task due.
sub make_due
{
	query("SET boh.schema = $_; SET search_path = $_;
		INSERT INTO bookings (event_id, user_id, seats, expires_at) SELECT id, author_id, 1, '2001-01-01' FROM events;
		UPDATE maintenance_tasks SET last_started_at = NULL WHERE task = 'expire_bookings'") foreach @_;
}

sub all_done
{
	$server->poll_until("SELECT count(*) FROM $_.bookings WHERE status = 'PENDING'", 0, database => 'shop') foreach @_;
	return 1;
}

sub set_up
{
	query('CREATE DATABASE shop', 'postgres');
	query('CREATE EXTENSION boh');
	query("SELECT FROM boh_migrate('$_')") foreach @_;
	query("SET boh.schema = $_; SET search_path = $_; INSERT INTO users (email) VALUES ('ada\@example.org');
		INSERT INTO events (title, author_id, capacity, status, start_date, end_date)
		SELECT 'Event', id, 100, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM users") foreach @_;
}

sub log_has { return () = BohCluster::slurp($server->log_file) =~ /$_[0]/g }

query('CREATE ROLE owner SUPERUSER', 'postgres');
BohCluster::wait_for(sub { log_has(qr/boh does no maintenance in database "Nowhere": there is no such database/) });
set_up('boh');
query("CREATE SCHEMA tenant AUTHORIZATION owner; SET ROLE owner; SELECT FROM boh_migrate('tenant')");
query('ALTER ROLE owner NOSUPERUSER', 'postgres');
query("SET boh.schema = tenant; SET search_path = tenant; SET ROLE owner; INSERT INTO users (email) VALUES ('ada\@example.org');
	INSERT INTO events (title, author_id, capacity, status, start_date, end_date)
	SELECT 'Event', id, 100, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM users");

make_due('boh', 'tenant');
worker_pid();
ok(all_done('boh', 'tenant'), 'holds expire in all schemas');
$server->poll_until("SELECT bool_and(last_finished_at IS NOT NULL AND failures = 0) FROM $_.maintenance_tasks", 't', database => 'shop')
  foreach qw(boh tenant);
pass('every task is done');
is(log_has(qr/no maintenance in database "shop": there is no such database/), 1, 'a database that was not there is told once');
is(log_has(qr/in database "Nowhere"/), 1, 'one that never comes is, too');

# Somebody who may create schemas makes one that looks like one of ours.
query(<<'SQL');
CREATE ROLE mallory;
GRANT CREATE ON DATABASE shop TO mallory;
GRANT SELECT ON boh.maintenance_tasks, boh.schema_migrations TO mallory;
GRANT USAGE ON SCHEMA boh TO mallory;
SET ROLE mallory;
CREATE SCHEMA trap;
CREATE TABLE trap.schema_migrations (LIKE boh.schema_migrations);
INSERT INTO trap.schema_migrations SELECT version, '', '', now(), '' FROM boh.schema_migrations;
CREATE TABLE trap.caught (who text, escaped boolean);
CREATE FUNCTION trap.spring() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	BEGIN
		SET LOCAL ROLE postgres;
	EXCEPTION WHEN OTHERS THEN NULL;
	END;
	INSERT INTO trap.caught SELECT current_user, rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user;
	RETURN NEW;
END $$;
CREATE TABLE trap.maintenance_tasks (LIKE boh.maintenance_tasks INCLUDING DEFAULTS);
INSERT INTO trap.maintenance_tasks (task, interval_seconds) VALUES ('fold_lanes', 1);
CREATE TRIGGER spring BEFORE UPDATE ON trap.maintenance_tasks FOR EACH ROW EXECUTE FUNCTION trap.spring();
SQL
$server->poll_until('SELECT count(*) > 0 FROM trap.caught', 't', database => 'shop');
is(query('SELECT DISTINCT who, escaped FROM trap.caught'), 'mallory|f', 'a strange schema gets no rights but those of its owner');
query('DROP SCHEMA trap CASCADE');

# A schema that is older than the library, and one that is looked at after it.
query("BEGIN; CREATE SCHEMA behind; CREATE TABLE behind.schema_migrations (LIKE boh.schema_migrations);
	CREATE TABLE behind.maintenance_tasks (LIKE boh.maintenance_tasks); INSERT INTO behind.schema_migrations VALUES (1, '', '', now(), '');
	SELECT count(*) FROM boh_migrate('late'); COMMIT");
$server->poll_until('SELECT bool_and(last_finished_at IS NOT NULL) FROM late.maintenance_tasks', 't', database => 'shop');
make_due('boh');
ok(all_done('boh'), 'nor does the rest after the error');
is(log_has(qr/schema "behind" is at version 1/) > 0, 1, 'what is wrong with one schema keeps no other one from being maintained');
query('DROP SCHEMA behind CASCADE; DROP SCHEMA late CASCADE');

# A task that does not end, and one that does not even end when it is cancelled.
my $before = worker_pid();
reload("ALTER SYSTEM SET boh.worker_task_timeout = '2s'");
$server->poll_until('SHOW boh.worker_task_timeout', '2s');
make_due('boh');
all_done('boh');
foreach my $sleep ('PERFORM pg_sleep(1000)', 'LOOP BEGIN PERFORM pg_sleep(1000); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP')
{
	query(<<"SQL");
SET ROLE mallory;
BEGIN;
CREATE SCHEMA slow;
CREATE TABLE slow.schema_migrations (LIKE boh.schema_migrations);
INSERT INTO slow.schema_migrations SELECT version, '', '', now(), '' FROM boh.schema_migrations;
CREATE FUNCTION slow.sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN $sleep; RETURN NEW; END';
CREATE TABLE slow.maintenance_tasks (LIKE boh.maintenance_tasks INCLUDING DEFAULTS);
INSERT INTO slow.maintenance_tasks (task, interval_seconds) VALUES ('fold_lanes', 1);
CREATE TRIGGER sleep BEFORE UPDATE ON slow.maintenance_tasks FOR EACH ROW EXECUTE FUNCTION slow.sleep();
COMMIT;
SQL
	if ($sleep =~ /LOOP/)
	{
		worker_pid($before);
		pass('a task that catches that it is cancelled ends with the worker, and another one comes');
		BohCluster::wait_for(sub { log_has(qr/leaves a schema alone for \d+ seconds/) > 1 });
		is(log_has(qr/leaves a schema alone for \d+ seconds/), 2, 'which leaves the schema alone, too');
	}
	else
	{
		BohCluster::wait_for(sub { log_has(qr/leaves a schema alone for \d+ seconds.*\n.*HINT.*\n.*CONTEXT:  boh: \w+ in schema slow/) });
		is(worker_pid(), $before, 'a task that takes too long is cancelled');
	}
	make_due('boh');
	ok(all_done('boh'), 'others go on');
	query('DROP SCHEMA slow CASCADE');
}
reload('ALTER SYSTEM RESET boh.worker_task_timeout');

# Between rounds it has nothing.
reload("ALTER SYSTEM SET boh.worker_interval = '1h'");
query("UPDATE boh.maintenance_tasks SET last_started_at = NULL WHERE task = 'fold_lanes'");
$server->poll_until($idle);
is($server->query($idle), 't', 'while it is idle it has no transaction and no xmin');
like($server->query("SELECT query FROM $worker"), qr/^boh: /, 'pg_stat_activity has what it did last');

# A task that does not end.
my $pid = worker_pid();
query("CREATE FUNCTION boh.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1000); RETURN OLD; END';
	CREATE TRIGGER wait BEFORE DELETE ON boh.login_counters FOR EACH ROW EXECUTE FUNCTION boh.wait();
	INSERT INTO boh.login_counters (key, written_on, failures, kind) VALUES (gen_random_uuid(), '2001-01-01', 1, 'ADDRESS');
	UPDATE boh.maintenance_tasks SET last_started_at = NULL WHERE task = 'purge_logins'");
reload("ALTER SYSTEM SET boh.worker_interval = '2s'");
$server->poll_until("SELECT query FROM $worker AND state = 'active'", 'boh: purge_logins in schema boh');
pass('pg_stat_activity has what it does');
is($server->query("SELECT pg_cancel_backend(pid) FROM $worker"), 't', 'it can be cancelled');
$server->poll_until($idle);
is(worker_pid(), $pid, 'and it lives on');
query('DROP TRIGGER wait ON boh.login_counters');

# Killed, with all other processes as PostgreSQL has it; and ended.
kill 'KILL', $pid;
BohCluster::wait_for(sub { ($server->psql("SELECT FROM $worker AND pid <> $pid"))[0] == 0 });
my $second = worker_pid($pid);
make_due('boh');
ok(all_done('boh'), 'after a crash there is another one');
query("SELECT pg_terminate_backend($second)");
my $third = worker_pid($second);
make_due('boh');
ok(all_done('boh'), 'after it was ended there is another one');

# A launcher that was ended takes its workers along, so that the next one's are the only ones.
query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'boh maintenance launcher'", 'postgres');
$server->poll_until("SELECT count(*) FROM $worker AND pid = $third", 0);
my $next = worker_pid($third);
is($server->query("SELECT count(*) FROM $worker"), 1, 'after the launcher was ended there is one worker');

# Without the extension there is nothing to do.
query('DROP EXTENSION boh CASCADE');
reload('ALTER SYSTEM SET boh.worker_interval = 1');
query("UPDATE boh.maintenance_tasks SET last_started_at = NULL WHERE task = 'complete_events'");
$server->poll_until("SELECT query FROM $worker", 'boh: looking for data schemas');
is(query("SELECT last_started_at FROM boh.maintenance_tasks WHERE task = 'complete_events'"), '', 'without the extension it idles');
query('CREATE EXTENSION boh');
query("SELECT FROM boh_migrate('$_')") foreach qw(boh tenant);
$server->poll_until("SELECT last_started_at IS NOT NULL FROM boh.maintenance_tasks WHERE task = 'complete_events'", 't', database => 'shop');
is(worker_pid(), $next, 'the same worker goes on when it is back');

# The database is dropped without FORCE, and made again.
query('ALTER DATABASE shop RENAME TO store', 'postgres');
query('ALTER DATABASE store RENAME TO shop', 'postgres');
my $fourth = worker_pid($next);
pass('a database is renamed, and served again');
query('DROP DATABASE shop', 'postgres');
is($server->query("SELECT count(*) FROM $worker"), 0, 'a database is dropped');
set_up('boh');
worker_pid($fourth);
make_due('boh');
ok(all_done('boh'), 'one of the same name is served');
is(log_has(qr/FATAL:.*database "?shop|FATAL:.*database \d+ does not exist/), 0, 'no worker was started for a database that was gone');

# Settings
my (undef, undef, $errors) = $server->psql("ALTER SYSTEM SET boh.worker_databases = 'a b'");
like($errors, qr/invalid value for parameter "boh.worker_databases".*\nDETAIL:  Names are separated by commas.*\nHINT:  Correct the list/,
	'a list that is none is refused');
reload("ALTER SYSTEM SET boh.worker_databases = 'other'");
$server->poll_until("SELECT count(*) FROM $worker", 0);
pass('a reload ends the worker of a database that is no longer named');

# A list that is none, in the file
open(my $file, '>>', $server->data_folder . '/postgresql.auto.conf') or die $!;
print $file "boh.worker_databases = 'a b'\n";
close $file or die $!;
$server->stop;
$server->start;
like(BohCluster::slurp($server->log_file), qr/WARNING:.*"boh.worker_databases": "a b"\n.*DETAIL:.*\n.*HINT:  Correct the list/, 'and the log says so, when a server starts');
is(query('SHOW boh.worker_databases', 'postgres'), '', 'the server has started without it');

done_testing();
