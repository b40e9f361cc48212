# Partitions whose time is over are dropped when all their rows are sealed, and
# nobody who writes waits for it.

use strict;
use warnings;
use BohCluster;
use BohSession;
use Test::More;

my $server = BohCluster->new('expire', 'fsync=off', 'autovacuum=off');
my $database = 'boh_db';

$server->query("CREATE DATABASE $database");

sub query { return $server->query($_[0], database => $database) }

sub drop_at_most { return "SELECT row_count FROM boh_apply_retention($_[0]) WHERE entity = 'audit_logs'" }

# (how many are dropped, notices)
sub drop
{
	my ($most) = @_;
	my (undef, $output, $notices) = $server->psql(drop_at_most($most), database => $database);

	chomp $output;
	return ($output, join '', $notices =~ /NOTICE:  (.*)\n/g);
}

sub partitions
{
	return query("SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class
		WHERE relkind = 'r' AND relname ~ '^audit_logs_.*_2001_'");
}

query('CREATE EXTENSION boh');
query('SELECT FROM boh_migrate()');
my $partitions = partitions();
is($partitions, '', 'the audit begins today');

# Partitions of months that are over, with rows as the owner may forge them
my %sealed = (access => '2001_01', security => '2001_02', administrative => '2001_03');
my $forge = q(SET session_replication_role = replica;
	INSERT INTO boh.audit_logs (id, at, xid, system_identifier, success, user_role, login_role, database_role, action, entity, retention, leaf_hash)
	SELECT gen_random_uuid(), '%s'::timestamptz + n * interval '1 hour', pg_current_xact_id(), (SELECT system_identifier FROM pg_control_system()),
		true, 'USER', 'old', 'old', 'READ', 'users', '%s', sha256('row') FROM generate_series(1, %d) n);

sub make
{
	my ($class, $month, $rows) = @_;
	my ($from, $to) = ("$month-01" =~ s/_/-/r, sprintf('%s-%02d-01', $month =~ /(\d+)_(\d+)/ ? ($1, $2 + 1) : die $month));

	query("CREATE TABLE boh.audit_logs_${class}_$month PARTITION OF boh.audit_logs_$class FOR VALUES FROM ('$from') TO ('$to')");
	query(sprintf $forge, $from, uc $class, $rows);
}

make($_, $sealed{$_}, 3) foreach sort keys %sealed;
is(query('SELECT boh_seal_audit()'), 9, 'the rows are sealed');
make('access', '2001_04', 2);
make('compliance', '2001_05', 0);

# Not while others read
my $reader = BohSession->new($server, $database);
my $writer = BohSession->new($server, $database);
$writer->run("SET lock_timeout = '60s'");
$reader->run('BEGIN');
$reader->run('SELECT count(*) FROM boh.audit_logs');
my ($dropped, $notices) = drop(10);
is($dropped, 0, 'no partition is dropped while others read the audit');
like($notices, qr/^(?:partition "audit_logs_\w+_2001_\d+" is in use, and stays until the next time){4}$/, 'and that is said once for each class');
$reader->run('COMMIT');

# At most so many, and without those who write
my $maintenance = BohSession->new($server, $database);
$maintenance->run('BEGIN');
is(($maintenance->run(drop_at_most(1)))[1], 1, 'one is dropped');
is(($writer->run("INSERT INTO boh.users (email) VALUES ('a\@example.org'); INSERT INTO boh.site_settings (key) VALUES ('a')"))[0], '00000',
	'others write while the partition is being dropped');
$maintenance->run('COMMIT');
is(partitions(), 'audit_logs_access_2001_01 audit_logs_access_2001_04 audit_logs_administrative_2001_03 audit_logs_compliance_2001_05',
	'the first one is gone');
$maintenance->run('BEGIN');
is(($maintenance->run(drop_at_most(10)))[1], 3, 'others are dropped, but for one');
$maintenance->run('ROLLBACK');
($dropped, $notices) = drop(10);
is($dropped, 3, 'after a rollback again');
is($notices, 'partition "audit_logs_access_2001_04" has rows that are not sealed, and stays until the next time', 'and the one is named');
is(partitions(), 'audit_logs_access_2001_04', 'it stays');
is((drop(10))[0], 0, 'as long as its rows are not sealed');

# What is known of them afterwards
is(query("SELECT string_agg(concat_ws(' ', retention, entity, entity_id, before ->> 'retention', before ->> 'month', before ->> 'rows'), E'\\n' ORDER BY entity_id)
	FROM boh.audit_logs WHERE action = 'DROP'"), <<END =~ s/\n$//r, 'each is recorded');
COMPLIANCE audit_logs audit_logs_access_2001_01 ACCESS 2001-01-01T00:00:00.000Z 3
COMPLIANCE audit_logs audit_logs_administrative_2001_03 ADMINISTRATIVE 2001-03-01T00:00:00.000Z 3
COMPLIANCE audit_logs audit_logs_compliance_2001_05 COMPLIANCE 2001-05-01T00:00:00.000Z 0
COMPLIANCE audit_logs audit_logs_security_2001_02 SECURITY 2001-02-01T00:00:00.000Z 3
END
query('SELECT boh_seal_audit()');
is((drop(10))[0], 1, 'once sealed, it is dropped');
is(partitions(), '', 'all are gone');
is(query("SELECT count(*) FROM boh.audit_seals WHERE month < '2002-01-01' AND leaves IS NULL"), 4, 'their seals stay, without the lists of rows');
is(query("SELECT count(*) FROM boh.audit_seals WHERE month > '2002-01-01' AND leaves IS NULL"), 0, 'others keep their lists');
query('SELECT boh_seal_audit()');
is(query('SELECT * FROM boh_audit_verify() WHERE damage'), '', 'and nothing is missing');

# A month that is not over
my $month = query("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')");
is(query("SELECT count(*) FROM pg_class WHERE relname = 'audit_logs_access_$month'"), 1, 'this month stays');

done_testing();
