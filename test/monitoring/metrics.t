# What boh_metrics() and boh_health() say of a server that has the library preloaded: the
# text is OpenMetrics, refusals are counted, and no statement reads a table whole that grows.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;

my $server = BohCluster->new('metrics', 'fsync=off', 'autovacuum=off', 'shared_preload_libraries=boh,auto_explain,pg_stat_statements',
	'password_encryption=scram-sha-256', 'jit=off', 'archive_mode=on', 'archive_command=false');

$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

sub metric
{
	my ($name, $labels) = @_;
	return query(sprintf "SELECT value FROM boh_metrics() WHERE name = '%s' AND labels = '%s'", $name, $labels // '{}');
}

sub health { return query("SELECT ok, value FROM boh_health() WHERE check_name = '$_[0]'") }

query($_) foreach (
	'CREATE EXTENSION boh',
	'CREATE EXTENSION pg_stat_statements',
	'SELECT FROM boh_migrate()',
	'SELECT FROM boh_seed_development(100, 1000)',
	'SELECT boh_update_statistics(1000000)',
	"ALTER DATABASE boh_db SET boh.schema = 'boh'",
	"DO \$\$ BEGIN FOR i IN 1..1200 LOOP
		INSERT INTO boh.content_pages (id, author_id, title, slug) SELECT boh_uuid7(), (SELECT author_id FROM boh.events LIMIT 1), 'Page', 'metrics-page-' || i;
	END LOOP; END \$\$",
	'VACUUM ANALYZE');

# The reference parser refuses what is not OpenMetrics.
my $parser = <<'PYTHON';
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        print(family.name, family.type, family.unit, sample.name, sorted(sample.labels.items()), sample.value, sep='|')
PYTHON

sub parse
{
	my ($text) = @_;
	my ($input, $output, $errors) = map { File::Temp->new } 1 .. 3;

	print $input $text;
	close $input;
	my $child = BohCluster::spawn({ input => $input->filename, output => $output, errors => $errors },
		'/usr/bin/python3', '-c', $parser);
	waitpid $child, 0;
	return ($?, BohCluster::slurp($output->filename), BohCluster::slurp($errors->filename));
}

my $text = query('SELECT boh_metrics_text()');
my ($status, $parsed, $errors) = parse($text);
is($status, 0, 'the text is OpenMetrics') or diag($errors);
# Sessions come and go.
is(scalar(grep { !/^boh_connections\|/ } split /\n/, $parsed), query("SELECT count(*) FROM boh_metrics() WHERE value IS NOT NULL AND name <> 'boh_connections'"),
	'and has a line for each value');
like($parsed, qr/^boh_deadlocks\|counter\|\|boh_deadlocks_total\|\[\]\|/m, 'a counter has its suffix');
like($parsed, qr/^boh_media_bytes\|gauge\|bytes\|boh_media_bytes\|\[\('kind', 'image'\)\]\|/m, 'a unit is named');
like($parsed, qr/^boh_build\|info\|\|boh_build_info\|/m, 'versions are an info');
isnt((parse($text =~ s/# EOF\n//r))[0], 0, 'a text that is cut off is refused');

# A label may be any text.
query("ALTER TABLE boh.tags RENAME TO \"odd\"\"\\
name\"");
($status, $parsed, $errors) = parse(query('SELECT boh_metrics_text()'));
is($status, 0, 'a label with quote, backslash and line end is escaped') or diag($errors);
like($parsed, qr/^boh_table_rows\|.*odd"\\\\\\nname/m, 'and read back as it was');
query("ALTER TABLE boh.\"odd\"\"\\
name\" RENAME TO tags");

# Refusals are counted although they are rolled back, and by schema.
my $event = query("UPDATE boh.events SET capacity = greatest(1, booked_count) WHERE id = (SELECT id FROM boh.events
	WHERE status = 'PUBLISHED' AND start_date > now() + interval '1 day' AND booking_lanes = 1 AND booked_count > 0
	AND (booking_opens_at IS NULL OR booking_opens_at < now()) AND (booking_closes_at IS NULL OR booking_closes_at > now() + interval '1 day')
	AND NOT EXISTS (SELECT FROM boh.bookings b WHERE b.event_id = events.id AND b.status = 'PENDING') LIMIT 1) RETURNING id");
isnt($event, '', 'there is an event to sell out');
is(metric('boh_sold_out_refusals_total'), '0', 'nothing was refused yet');
my ($failed) = $server->psql("SELECT * FROM boh_book_seats('$event', (SELECT id FROM boh.users WHERE deleted_at IS NULL LIMIT 1), 1)", database => 'boh_db');
isnt($failed, 0, 'a booking is refused');
is(metric('boh_sold_out_refusals_total'), '1', 'and counted');
query($_) foreach ('SELECT FROM boh_migrate(\'other\')', 'SELECT 1');
is(query("SET boh.schema = other; SELECT value FROM boh_metrics() WHERE name = 'boh_sold_out_refusals_total'"), '0', 'another schema has a count of its own');
is(metric('boh_preloaded'), '1', 'the library is preloaded');

# What is counted up to a limit is exact below it, and estimated above.
is(metric('boh_events', '{"status": "DRAFT"}'), query("SELECT count(*) FROM boh.events WHERE status = 'DRAFT'"), 'few rows are counted');
my ($estimate, $pages) = (metric('boh_pages', '{"status": "DRAFT"}'), query("SELECT count(*) FROM boh.content_pages WHERE status = 'DRAFT'"));
cmp_ok(abs($estimate - $pages), '<', $pages / 10, 'many are estimated') or diag("$estimate for $pages");
is(metric('boh_media_bytes', '{"kind": "image"}'), query("SELECT sum(file_size) FROM boh.media_files WHERE mime_type LIKE 'image/%'"), 'media are summed up');
is(metric('boh_recent_bookings', '{"status": "CONFIRMED"}'),
	query("SELECT count(*) FROM boh.bookings WHERE status = 'CONFIRMED' AND booking_date >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '30 days'"),
	'bookings of 31 days are summed up');
is(metric('boh_recent_revenue', '{"currency": "EUR"}'),
	query("SELECT sum(total_price) FROM boh.bookings WHERE status = 'CONFIRMED' AND currency = 'EUR' AND booking_date >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '30 days'"),
	'and so is the revenue');

# The plans of the statements that a call runs.  The first call plans them.
my $session = BohSession->new($server, 'boh_db');
$session->run($_) foreach ('SELECT count(*) FROM boh_metrics()', 'SET auto_explain.log_min_duration = 0', 'SET auto_explain.log_nested_statements = on',
	'SET auto_explain.log_analyze = on');

sub plans_of
{
	my ($call) = @_;
	my $before = -s $server->log_file;
	my ($state) = $session->run($call);

	is($state, '00000', "$call runs") or diag($session->message);
	return substr(BohCluster::slurp($server->log_file), $before);
}

# What has a row for each task, database or schema does not grow.
my $small = qr/(?:maintenance_tasks|pg_database|pg_namespace|pg_class|pg_index|pg_statistic|statistics_watermarks|schema_migrations)\b/;

sub whole { return join ', ', map { /(?:Seq|Sample) Scan on (?:\w+\.)?(\w+)/ && $1 !~ /^$small$/ ? $1 : () } split /\n/, $_[0] }

# Rows that an index gave, of which no statement may read many.
sub most_rows { return (sort { $b <=> $a } $_[0] =~ /Scan.*\(actual time=\S+ rows=(\d+)/g)[0] }

my $plans = plans_of('SELECT count(*) FROM boh_metrics()');
like($plans, qr/Query Text: WITH m AS/, 'the plans are there');
is(whole($plans), 'media_files', 'no table is read whole but a sample of media') or diag($plans);
like($plans, qr/Sampling: system/, 'which is a sample');
cmp_ok(most_rows($plans), '<=', 4000, 'and no statement reads many rows');
is(whole(plans_of('SELECT count(*) FROM boh.bookings WHERE seats > 1')), 'bookings', 'a table that is read whole is seen');

# Each check of boh_health() that a test can bring out of order, and back.
is(query("SELECT string_agg(check_name, ',') FROM boh_health() WHERE ok IS NULL"), 'replication_lag,disk_space,connection_pool,backup,restore',
	'what SQL cannot see, or not yet') or diag(query('SELECT check_name, value FROM boh_health()'));
sub breaks
{
	my ($check, $break, $repair, $setting) = @_;

	like(health($check), qr/^t/, "$check is in order") if $check ne 'superusers';
	query($break);
	like(health($check), qr/^f/, "$check is not") or diag(health($check));
	query($repair) if $repair;
	like(health($check), qr/^t/, "$check is again") if $repair;
}

breaks('superusers', 'CREATE ROLE second_super SUPERUSER LOGIN', 'DROP ROLE second_super');
breaks('row_security_off', 'ALTER TABLE boh.users DISABLE ROW LEVEL SECURITY', 'ALTER TABLE boh.users ENABLE ROW LEVEL SECURITY');
breaks('row_security_bypassed', 'CREATE ROLE backend LOGIN; SELECT boh_grant(\'backend\', \'service\')', 'SELECT boh_revoke(\'backend\', \'service\')');
breaks('row_security_bypassed', 'ALTER ROLE backend BYPASSRLS; GRANT USAGE ON SCHEMA boh TO backend', 'ALTER ROLE backend NOBYPASSRLS');
breaks('profiles', 'SELECT boh_grant(\'backend\', \'reporting\'); DROP POLICY reporting_read ON boh.events', 'SELECT boh_grant(\'backend\', \'reporting\')');
breaks('triggers', 'ALTER TABLE boh.bookings DISABLE TRIGGER boh_bookings_check', 'ALTER TABLE boh.bookings ENABLE TRIGGER boh_bookings_check');
breaks('maintenance_late', "UPDATE boh.maintenance_tasks SET last_started_at = now() - interval '1 day' WHERE task = 'fold_lanes'",
	"UPDATE boh.maintenance_tasks SET last_started_at = now() WHERE task = 'fold_lanes'");
breaks('maintenance_failures', "UPDATE boh.maintenance_tasks SET failures = 1 WHERE task = 'fold_lanes'", 'UPDATE boh.maintenance_tasks SET failures = 0');
query("INSERT INTO boh.boh_backup_log (kind, tool, started_at, finished_at, ok) SELECT kind, 'test', now(), now(), true FROM unnest('{FULL,RESTORE}'::text[]) kind");
like(health($_), qr/^t/, "$_ is in order") foreach qw(backup restore);
query("UPDATE boh.boh_backup_log SET started_at = now() - interval '200 days', finished_at = now() - interval '200 days'");
like(health($_), qr/^f/, "$_ is not") foreach qw(backup restore);
breaks('statistics', "UPDATE boh.statistics_watermarks SET updated_at = now() - interval '1 day'", 'UPDATE boh.statistics_watermarks SET updated_at = now()');
breaks('section_size', "SET session_replication_role = replica; INSERT INTO boh.content_sections (id, page_id, position, type, data)
	SELECT boh_uuid7(), (SELECT id FROM boh.content_pages LIMIT 1), 999, 'TEXT', jsonb_build_object('content', repeat('long ', 300000))",
	"SET session_replication_role = replica; DELETE FROM boh.content_sections WHERE position = 999");
breaks('bloat', 'CREATE TABLE boh.bloated AS SELECT n, repeat(\'x\', 100) AS filler FROM generate_series(1, 30000) n; DELETE FROM boh.bloated WHERE n % 3 > 0; ANALYZE boh.bloated',
	'DROP TABLE boh.bloated');
is(query("SET boh.health_seal_late = 0; SELECT ok FROM boh_health() WHERE check_name = 'audit_seal'"), 'f', 'audit_seal is not in order when rows wait for their seal');
breaks('partitions', 'DROP TABLE ' . query("SELECT CAST(CAST(relid AS regclass) AS text) FROM pg_partition_tree('boh.audit_logs_access') WHERE isleaf ORDER BY 1 DESC LIMIT 1"),
	"SELECT boh_seal_audit()");
query('SELECT pg_switch_wal()');
$server->poll_until("SELECT ok FROM boh_health() WHERE check_name = 'wal_archive'", 'f', database => 'boh_db');
ok(1, 'wal_archive is not in order while archive_command fails');
query($_) foreach ("ALTER SYSTEM SET archive_command = 'true'", 'SELECT pg_reload_conf()', 'SELECT pg_switch_wal()');
$server->poll_until("SELECT ok FROM boh_health() WHERE check_name = 'wal_archive'", 't', database => 'boh_db');
ok(1, 'and is again');
is(query("SET boh.health_$_->[1]; SELECT ok FROM boh_health() WHERE check_name = '$_->[0]'"), 'f', "$_->[0] is not in order beyond its threshold")
  foreach [ long_transaction => 'transaction_age = 0' ], [ cache_hits => 'cache_hits = 100' ];
like(query("SELECT ok, value > 0, hint FROM boh_health() WHERE check_name = 'hba_trust'"), qr/^f\|t\|Lines of/, 'lines that trust are found, with a hint');
is(query("SELECT ok, hint FROM boh_health() WHERE check_name = 'triggers'"), 't|', 'what is in order has no hint');
is(query("SET boh.health_connections = 0; SELECT ok, threshold FROM boh_health() WHERE check_name = 'connections'"), 'f|0', 'a setting changes a threshold');
query('SELECT FROM generate_series(1, 6), pg_sleep(0)') foreach 1 .. 6;
is(query("SET boh.health_slow_query = 0; SELECT ok FROM boh_health() WHERE check_name = 'slow_queries'"), 'f', 'a slow statement is found');
is(query("SET password_encryption = 'md5'; SELECT ok FROM boh_health() WHERE check_name = 'password_encryption'"), 'f', 'md5 is found');
like(query("SET password_encryption = 'md5'; CREATE ROLE old_client LOGIN PASSWORD 'x'; SELECT ok, value FROM boh_health() WHERE check_name = 'md5_passwords'"), qr/^f\|1/m, 'and so are passwords kept as md5');

is(query("BEGIN; UPDATE pg_database SET datfrozenxid = CAST(CAST((CAST(CAST(pg_current_xact_id() AS text) AS bigint) + 4294967296 - 600000000) % 4294967296 AS text) AS xid)
	WHERE datname = 'boh_db'; SELECT ok FROM boh_health() WHERE check_name = 'wraparound'; ROLLBACK"), 'f', 'old transaction ids are found');

# Two sessions that lock in different orders.
my ($one, $two) = map { BohSession->new($server, 'boh_db') } 1 .. 2;
$one->run($_) foreach ('BEGIN', 'SELECT pg_advisory_xact_lock(1)');
$two->run($_) foreach ('BEGIN', 'SELECT pg_advisory_xact_lock(2)');
$one->send("SELECT pg_advisory_xact_lock(2);\n");
$server->poll_until("SELECT value FROM boh_metrics() WHERE name = 'boh_connections_waiting'", '1', database => 'boh_db');
$two->run('SELECT pg_advisory_xact_lock(1)');
$one->receive;
$_->run('ROLLBACK') foreach $one, $two;
$server->poll_until("SET boh.health_deadlocks = 0; SELECT ok FROM boh_health() WHERE check_name = 'deadlocks'", 'f', database => 'boh_db');
is(metric('boh_deadlocks_total'), '1', 'a session that waits is counted, and then a deadlock');

# A monitoring role sees the same; without pg_monitor it is told what it cannot see.
query($_) foreach ('CREATE ROLE watcher LOGIN IN ROLE pg_monitor', 'GRANT USAGE ON SCHEMA boh TO watcher', 'CREATE ROLE caretaker LOGIN', "SELECT boh_grant('caretaker', 'maintenance')");
is(query('SET ROLE watcher; SELECT count(*) > 30 FROM boh_metrics() WHERE value IS NOT NULL'), 't', 'pg_monitor with USAGE reads metrics');
like(query('SET ROLE watcher; SELECT string_agg(check_name, \',\') FROM boh_health() WHERE ok IS NULL'), qr/md5_passwords,hba_trust/, 'and is told what only a superuser sees');
query('GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO watcher');
like(query("SET ROLE watcher; SELECT ok FROM boh_health() WHERE check_name = 'hba_trust'"), qr/^f$/, 'which can be granted');
is(query("SET ROLE caretaker; SELECT labels->>'state' FROM boh_metrics() WHERE name = 'boh_connections' AND labels->>'state' = 'hidden'"), 'hidden', 'a caretaker does not see the state of others');
is(query("SET ROLE caretaker; SELECT ok FROM boh_health() WHERE check_name = 'long_transaction'"), '', 'nor their transactions');

# A standby reads the same, and both know how far it is behind.
my $standby = $server->standby;
sub on_standby { return $standby->query($_[0], database => 'boh_db') }
$server->poll_until("SELECT count(*) FROM boh_metrics() WHERE name = 'boh_replication_lag_seconds' AND value IS NOT NULL", '1', database => 'boh_db');
like(health('replication_lag'), qr/^t/, 'replication_lag is in order');
$standby->poll_until("SELECT value FROM boh_metrics() WHERE name = 'boh_standby_lag_seconds'", '0', database => 'boh_db');
is(on_standby("SELECT value FROM boh_metrics() WHERE name = 'boh_in_recovery'"), '1', 'a standby reads metrics');
is(on_standby("SELECT value FROM boh_metrics() WHERE name = 'boh_recent_bookings' AND labels = '{\"status\": \"CONFIRMED\"}'"),
	metric('boh_recent_bookings', '{"status": "CONFIRMED"}'), 'the same as the primary');
like(on_standby("SELECT ok, value FROM boh_health() WHERE check_name = 'replication_lag'"), qr/^t/, 'and its health');
query('CREATE TABLE boh.replayed ()');
$standby->poll_until("SELECT to_regclass('boh.replayed') IS NOT NULL", 't', database => 'boh_db');
on_standby('SELECT pg_wal_replay_pause()');
$standby->poll_until('SELECT pg_get_wal_replay_pause_state()', 'paused');
query('CREATE TABLE boh.not_replayed ()');
is($standby->poll_until("SET boh.health_replication_lag = 0; SELECT ok FROM boh_health() WHERE check_name = 'replication_lag'", 'f', database => 'boh_db'), 1, 'a standby that stands still is seen');
on_standby('SELECT pg_wal_replay_resume()');

# Without the library in shared_preload_libraries.
$server->query('ALTER SYSTEM SET shared_preload_libraries = auto_explain');
# No other process has this address of the loopback network.
$server->query(sprintf "ALTER SYSTEM SET listen_addresses = '127.%d.%d.1'", $$ >> 8 & 255, $$ & 255);
$server->stop;
$server->start;
is(metric('boh_preloaded') . metric('boh_sold_out_refusals_total'), '0', 'without preloading, refusals are not known');
unlike(query('SELECT boh_metrics_text()'), qr/^boh_sold_out_refusals_total/m, 'and have no line in the text');
is((parse(query('SELECT boh_metrics_text()')))[0], 0, 'which is OpenMetrics still');
like(health('ssl'), qr/^f/, 'a server that listens on the network without ssl is found');
is(query("SELECT ok FROM boh_health() WHERE check_name = 'slow_queries'"), '', 'nor are slow statements, without an error');

done_testing();
