# On a standby nothing is done, and nobody gets an error; when it becomes the primary, the
# worker starts.

use strict;
use warnings;
use BohCluster;
use Test::More;

my @settings = ('fsync=off', 'shared_preload_libraries=boh', 'boh.worker_databases=postgres', 'boh.worker_interval=1');
my $primary = BohCluster->new('maintain', @settings);

$primary->query($_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', 'CREATE ROLE jobs LOGIN',
  "SELECT boh_grant('jobs', 'maintenance')";
my $workers = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'boh maintenance'";
$primary->poll_until($workers, 1);
my $standby = $primary->standby(@settings);
$standby->poll_until('SELECT count(*) FROM boh.role_profiles', 1);

my $note = 'this server is a standby: maintenance is done on the primary';
is($standby->query('SET ROLE jobs; SELECT * FROM boh_maintain()'), "|0|0.000|$note", 'boh_maintain() says why it does nothing');
is($standby->query('CALL boh_run_maintenance()', options => [ '-c', 'SET ROLE jobs' ]), qq([{"ms": 0.000, "note": "$note", "rows": 0, "task": null}]),
	'so does boh_run_maintenance()');
is($standby->query('SELECT count(*) FROM boh_maintenance_advice()'), 0, 'advice can be asked for');
is($standby->query($workers), 0, 'there is no worker');

$primary->stop;
$standby->query('SELECT pg_promote()');
$standby->query('UPDATE boh.maintenance_tasks SET last_started_at = NULL');
$standby->poll_until($workers, 1);
$standby->poll_until('SELECT bool_and(last_started_at IS NOT NULL) FROM boh.maintenance_tasks');
pass('promoted, it has a worker');

done_testing();
