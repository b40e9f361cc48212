# Cron does what is due: psql, as the documentation has it, and the real pg_cron.

use strict;
use warnings;
use BohCluster;
use Test::More;

my ($status, $share) = BohCluster::run($ENV{PG_CONFIG} || 'pg_config', '--sharedir');
chomp $share;
plan skip_all => 'there is no pg_cron for this server' unless -e "$share/extension/pg_cron.control";

my $server = BohCluster->new('cron', 'fsync=off', 'shared_preload_libraries=pg_cron', 'cron.database_name=shop');

sub query { return $server->query($_[0], database => 'shop') }

sub make_due
{
	query("SET search_path = boh, public; INSERT INTO bookings (event_id, user_id, seats, expires_at) SELECT id, author_id, 1, '2001-01-01' FROM events;
		UPDATE maintenance_tasks SET last_started_at = NULL");
}

$server->query('CREATE DATABASE shop');
query($_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', 'CREATE EXTENSION pg_cron', 'CREATE ROLE jobs LOGIN',
  "SELECT boh_grant('jobs', 'maintenance'); GRANT USAGE ON SCHEMA cron TO jobs",
  "SET search_path = boh, public; INSERT INTO users (email) VALUES ('ada\@example.org');
	INSERT INTO events (title, author_id, capacity, status, start_date, end_date)
	SELECT 'Event', id, 100, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM users";

# The line of crontab in the documentation.
my ($crontab) = BohCluster::slurp("$BohCluster::root/doc/how-to/maintenance.md") =~ /^[*] [*] [*] [*] [*] (psql .*)$/m;
$crontab =~ s/-d mydb/-d shop -U jobs/ or die $crontab;
make_due();
is(join(' ', $server->command('sh', '-c', $crontab)), '0  ', 'cron: nothing is said');
is(query("SELECT count(*) FROM boh.bookings WHERE status = 'PENDING'"), 0, 'cron: holds have expired');
is(query('SELECT count(*) FROM boh.maintenance_tasks WHERE last_finished_at IS NULL'), 0, 'cron: every task is done');

# A job at the start does not have to be waited for.  pg_cron remembers the host when a job
# is made, and runs jobs in two ways.
sub restart
{
	query("ALTER SYSTEM SET $_[0]");
	$server->stop;
	$server->start;
}
restart("cron.host = '" . $server->socket . "'");
query("SET ROLE jobs; SELECT cron.schedule('boh', '\@reboot', 'CALL boh_run_maintenance()')");
foreach my $way ('cron.use_background_workers = off', 'cron.use_background_workers = on')
{
	query('TRUNCATE cron.job_run_details');
	make_due();
	restart($way);
	$server->poll_until("SELECT coalesce(string_agg(username || ' ' || status, ', '), 'no job') FROM cron.job_run_details WHERE end_time IS NOT NULL",
		'jobs succeeded', database => 'shop');
	is(query("SELECT count(*) FROM boh.bookings WHERE status = 'PENDING'"), 0, "$way: holds have expired");
	is(query('SELECT count(*) FROM boh.maintenance_tasks WHERE last_started_at IS NULL'), 0, "$way: every task is done");
}

done_testing();
