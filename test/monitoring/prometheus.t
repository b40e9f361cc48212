# What monitoring/ has for Prometheus, sql_exporter, pgwatch and Grafana works with a real
# Prometheus and a real database: rules, pages, queries.

use strict;
use warnings;
use BohCluster;
use CPAN::Meta::YAML;
use File::Temp;
use FindBin;
use HTTP::Tiny;
use JSON::PP;
use Test::More;
use lib $FindBin::RealBin;
use Prometheus;

my $monitoring = "$BohCluster::root/monitoring";

# The rules are valid, and each alert is made to fire and shown not to fire.
my ($status, $output, $errors) = BohCluster::run('promtool', 'check', 'rules', "$monitoring/prometheus/alerts.yml");
is($status, 0, 'the rules are valid') or diag($output, $errors);
($status, $output, $errors) = BohCluster::run('promtool', 'check', 'config', '--syntax-only', "$monitoring/prometheus/prometheus.yml");
is($status, 0, 'so is the configuration') or diag($output, $errors);
my @tests = map { "$FindBin::RealBin/$_" } qw(alerts_test.yml slow_alerts_test.yml);
($status, $output, $errors) = BohCluster::run('promtool', 'test', 'rules', @tests);
is($status, 0, 'each alert fires when it should, and not otherwise') or diag($output, $errors);

my $rules = CPAN::Meta::YAML->read("$monitoring/prometheus/alerts.yml")->[0];
my @alerts = map { @{ $_->{rules} } } @{ $rules->{groups} };
my $tested = join "\n", map { BohCluster::slurp($_) } @tests;
my $runbooks = BohCluster::slurp("$BohCluster::root/doc/how-to/runbooks.md");
foreach my $alert (@alerts)
{
	my $name = $alert->{alert};

	like($tested, qr/name: $name fires$/m, "$name is made to fire");
	like($tested, qr/name: $name is quiet$/m, "$name is shown not to fire");
	is($alert->{annotations}{runbook_url}, 'doc/how-to/runbooks.md#' . lc $name, "$name names its runbook");
	like($runbooks, qr/^## $name$/m, "$name has a runbook");
	like($alert->{labels}{severity}, qr/^(critical|warning|informational)$/, "$name has a severity");
}
is(join(',', grep { my $name = $_; not grep { $_->{alert} eq $name } @alerts } $runbooks =~ /^## (Boh\w+)$/mg), '', 'no runbook is without its alert');

# A test can fail.
my $broken = File::Temp->new(SUFFIX => '.yml');
print $broken $tested =~ s{\.\./\.\./monitoring}{$monitoring}gr =~ s/\nevaluation_interval.*//sr, "\nevaluation_interval: 1m\ntests:\n",
	"  - interval: 1m\n    input_series:\n      - series: 'up{job=\"boh\"}'\n        values: '1x10'\n    promql_expr_test:\n",
	"      - expr: 'count(ALERTS{alertname=\"BohDown\"}) or vector(0)'\n        eval_time: 5m\n        exp_samples:\n          - labels: '{}'\n            value: 1\n";
close $broken;
isnt((BohCluster::run('promtool', 'test', 'rules', $broken->filename))[0], 0, 'an alert that does not fire is seen');

# A real database, the exporter, and a real Prometheus.
my $server = BohCluster->new('prometheus', 'fsync=off', 'autovacuum=off', 'shared_preload_libraries=boh');
sub query { return $server->query($_[0], database => 'boh_db') }
$server->query('CREATE DATABASE boh_db');
query($_) foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', 'SELECT FROM boh_seed_development(50, 500)',
	'SELECT boh_update_statistics()', 'VACUUM ANALYZE',
	"INSERT INTO boh.boh_backup_log (kind, tool, started_at, finished_at, ok) VALUES ('FULL', 'test', now(), now(), true)",
	'CREATE ROLE boh_monitor LOGIN IN ROLE pg_monitor', 'GRANT USAGE ON SCHEMA boh TO boh_monitor',
	'GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO boh_monitor');

my $said = File::Temp->new;
my $exporter = $server->with_environment(sub {
	local @ENV{qw(PGDATABASE PGUSER)} = qw(boh_db boh_monitor);
	return BohCluster::spawn({ output => $said, errors => '/dev/null' }, "$monitoring/boh_exporter", '127.0.0.1:0');
});
END { kill 'TERM', $exporter if $exporter }
my $address;
BohCluster::wait_for(sub { ($address) = BohCluster::slurp($said->filename) =~ /listening on (\S+)\n/; return defined $address }) or die 'the exporter does not start';

my $http = HTTP::Tiny->new(timeout => 30);
my $page = $http->get("http://$address/metrics");
is($page->{status}, 200, 'the exporter answers');
like($page->{headers}{'content-type'}, qr{^application/openmetrics-text; version=1\.0\.0}, 'in OpenMetrics');
is($http->get("http://$address/other")->{status}, 404, 'a page that is not there');

my $prometheus = Prometheus->new(boh => "http://$address/metrics", 'boh-health' => "http://$address/health");
ok($prometheus->freeze('boh_health_ok', 'boh_in_recovery'), 'Prometheus has read both pages') or diag(encode_json($prometheus->get('targets')));
is($prometheus->ask('boh_preloaded')->[0]{value}[1], '1', 'a value arrives');
is($prometheus->ask('boh_health_ok{check_name="hba_trust"}')->[0]{value}[1], '0', 'so does a check of boh_health()');
my %read = map { $_ => 1 } @{ $prometheus->get('label/__name__/values') };
my @names = split /\n/, query('SELECT DISTINCT name FROM boh_metrics() WHERE value IS NOT NULL');
is(join(',', grep { not $read{$_} } @names), '', 'all metrics arrive');
is($prometheus->get('metadata', { metric => 'boh_holds_overdue' })->{boh_holds_overdue}[0]{type}, 'gauge', 'with their types');

# Metrics that an expression names; those of other exporters are not ours.
my %known = map { $_ => 1 } split(/\n/, query('SELECT DISTINCT name FROM boh_metrics()')), qw(boh_health_ok boh_health_value boh_health_threshold);
sub unknown { return join ',', grep { not $known{$_} } $_[0] =~ /\b(boh_\w+)\b/g }

foreach my $alert (@alerts)
{
	my $answer = eval { $prometheus->ask($alert->{expr}); 1 };

	ok($answer, "the expression of $alert->{alert} runs") or diag($@);
	is(unknown($alert->{expr}), '', "and $alert->{alert} names metrics that there are");
}

my $dashboard = decode_json(BohCluster::slurp("$monitoring/grafana/boh.json"));
my %without_data;
foreach my $panel (grep { $_->{type} ne 'row' } @{ $dashboard->{panels} })
{
	foreach my $target (@{ $panel->{targets} })
	{
		my $expression = $target->{expr} =~ s/\$instance/.*/gr;
		my $answer = eval { $prometheus->ask($expression) };

		ok(defined $answer, "$panel->{title}: $target->{expr} runs") or diag($@);
		is(unknown($target->{expr}), '', "$panel->{title}: it names metrics that there are");
		$without_data{ $panel->{title} } //= 1;
		$without_data{ $panel->{title} } = 0 if @{ $answer // [] };
	}
}
# A rate needs two pages, a standby is not there, and nothing was refused, archived or left in the bin.
ok(!$without_data{$_}, "the panel $_ has data") foreach grep { !/minute|second|hour|day|Temporary|memory|Replication|Write-ahead|Dead rows|without/ } sort keys %without_data;
my %shown = map { $_ => 1 } map { $_->{expr} =~ /\b(boh_\w+)\b/g } map { @{ $_->{targets} // [] } } @{ $dashboard->{panels} };
is(join(',', grep { not $shown{$_} } grep { !/^boh_health_(?:value|threshold)$/ } sort keys %known), '', 'the dashboard shows each metric');
is(scalar(@{ $prometheus->ask('count(boh_in_recovery)') }), 1, 'the list of instances has what it needs');
ok(!eval { $prometheus->ask('sum(boh_in_recovery') }, 'an expression that is wrong is seen');

# Each statement of sql_exporter and pgwatch, as the monitoring role.
sub columns_of
{
	my ($sql) = @_;
	my ($status, $rows, $errors) = $server->psql("SET ROLE boh_monitor; $sql", database => 'boh_db', options => [ '-P', 'tuples_only=off', '-P', 'footer=off' ]);

	is($status, 0, 'a statement runs') or diag($sql, $errors);
	return map { $_ => 1 } split /\|/, (split /\n/, $rows)[0] // '';
}

my %collected;
foreach my $file (glob "$monitoring/sql_exporter/*.collector.yml")
{
	my $collector = CPAN::Meta::YAML->read($file)->[0];
	my %queries = map { $_->{query_name} => { columns_of($_->{query}) } } @{ $collector->{queries} };

	foreach my $metric (@{ $collector->{metrics} })
	{
		my $columns = $queries{ $metric->{query_ref} };

		ok($columns, "$metric->{metric_name} has its query");
		is(join(',', grep { not $columns->{$_} } @{ $metric->{key_labels} // [] }, @{ $metric->{values} }), '', "which has the columns of $metric->{metric_name}");
		$collected{ $metric->{metric_name} } = $metric;
	}
}
is(join(',', sort keys %collected), join(',', sort keys %known), 'sql_exporter collects each metric, and no other');
foreach (split /\n/, query("SELECT DISTINCT name || ' ' || replace(type, 'info', 'gauge') || ' ' || help FROM boh_metrics()"))
{
	my ($name, $type, $help) = /^(\S+) (\S+) (.*)$/;

	is($collected{$name}{type}, $type, "$name has its type");
	is($collected{$name}{help}, $help, "$name has its help");
}
my $page_of_docs = BohCluster::slurp("$BohCluster::root/doc/reference/monitoring.md");
foreach (split /\n/, query("SELECT DISTINCT name || '\` .* \| ' || help || ' |' FROM boh_metrics() UNION ALL SELECT check_name || '\` | ' || severity || ' |' FROM boh_health()"))
{
	my ($start, $end) = split / \.\* /, $_;

	like($page_of_docs, defined $end ? qr/^\| `\Q$start\E .*\Q$end\E$/m : qr/^\| `\Q$start\E/m, 'doc/reference/monitoring.md has ' . $start =~ s/`.*//r);
}
my $labels = query("SELECT string_agg(DISTINCT k, ',' ORDER BY k) FROM boh_metrics() m, jsonb_object_keys(labels) k");
my %keys = map { $_ => 1 } map { @{ $_->{key_labels} // [] } } values %collected;
is(join(',', grep { not $keys{$_} } split /,/, $labels), '', 'sql_exporter knows each label');

my $pgwatch = CPAN::Meta::YAML->read("$monitoring/pgwatch/metrics.yaml")->[0];
foreach my $metric (sort keys %{ $pgwatch->{metrics} })
{
	foreach my $sql (values %{ $pgwatch->{metrics}{$metric}{sqls} })
	{
		my %columns = columns_of($sql);

		ok($columns{epoch_ns}, "pgwatch's $metric has its time");
		is(join(',', grep { not $columns{"tag_$_"} } split /,/, $labels), '', 'and each label') if $metric eq 'boh_metrics';
	}
}
is(join(',', sort keys %{ $pgwatch->{presets}{boh}{metrics} }), join(',', sort keys %{ $pgwatch->{metrics} }), 'the preset has all');

# The exporter survives its database.
$server->stop('immediate');
is($http->get("http://$address/metrics")->{status}, 503, 'without the database it says so');
$server->start;
is($http->get("http://$address/metrics")->{status}, 200, 'and answers again with it');

done_testing();
