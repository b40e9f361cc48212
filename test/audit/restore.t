# The audit in a dump: on another cluster, which counts its transactions anew, the
# chain of seals goes on, and what was sealed or published before still counts.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use Test::More;

my $database = 'boh_db';
my %servers = map { $_ => BohCluster->new($_, 'fsync=off', 'autovacuum=off') } qw(first second);
my $folder = File::Temp->newdir;

sub query
{
	my ($server, $sql) = @_;

	return $servers{$server}->query($sql, database => $database);
}

# SQLSTATE of a statement that fails
sub failure
{
	my ($server, $sql) = @_;
	my (undef, undef, $errors) = $servers{$server}->psql($sql, database => $database, options => [ '-v', 'VERBOSITY=sqlstate' ]);

	return $errors =~ /ERROR:  (\w+)/ ? $1 : '';
}

sub damage { return query($_[0], "SELECT concat_ws(', ', problem, seal, audit_id) FROM boh_audit_verify($_[1]) WHERE damage") }

sub unsealed { return query($_[0], "SELECT count(*) - (SELECT sum(rows) FROM boh.audit_seals) FROM boh.audit_logs") }

sub add
{
	my ($server, $rows) = @_;

	query($server, "INSERT INTO boh.users (email) VALUES (boh_uuid7() || '\@example.org')") foreach 1 .. $rows;
}

sub dump_to
{
	my ($from, $to, @sections) = @_;

	if (@sections == 0 or $sections[0] ne 'post-data')
	{
		my ($status, undef, $errors) = $servers{$from}->command('pg_dump', '-Fc', '-d', $database, '-f', "$folder/dump");
		is($status, 0, "$from is dumped") or diag($errors);
		$servers{$to}->query("DROP DATABASE IF EXISTS $database WITH (FORCE)");
		$servers{$to}->query("CREATE DATABASE $database");
	}
	my ($status, undef, $errors) = $servers{$to}->command('pg_restore', '-d', $database, '--exit-on-error',
		(map { "--section=$_" } @sections), "$folder/dump");
	is($status, 0, "restored on $to") or diag($errors);
}

$servers{first}->query("CREATE DATABASE $database");
query('first', 'CREATE EXTENSION boh');
query('first', 'SELECT FROM boh_migrate()');
# The second cluster has counted fewer transactions.
query('first', 'DO $$ BEGIN FOR i IN 1 .. 1000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$');
add('first', 5);
query('first', 'SELECT boh_seal_audit(2) FROM generate_series(1, 2)');
is(unsealed('first'), 1, 'a row is not sealed yet');
my $first_head = query('first', "SELECT to_jsonb(h) FROM boh_audit_head() h");

# A sealer that comes while rows are still missing would leave these out.
dump_to('first', 'second', 'pre-data', 'data');
is(failure('second', 'SELECT boh_seal_audit()'), 'BH061', 'nothing is sealed before the restore has ended');
dump_to('first', 'second', 'post-data');
is(damage('second', "published => '$first_head'"), '', 'what was published holds on the second cluster');
is(query('second', "SELECT expected || ': ' || actual FROM boh_audit_verify() WHERE problem = 'not sealed yet'") =~ s/ since.*//r,
	'sealed: 1 rows', 'the row that is not sealed is seen there');

# Rows of the first cluster come first, however many the second one has written.
add('second', 3);
is(query('second', 'SELECT boh_seal_audit()'), 1, 'then the row of the first cluster is sealed');
is(query('second', 'SELECT boh_seal_audit()'), 3, 'and those of the second one after it');
is(unsealed('second'), 0, 'all are sealed');
is(damage('second', "published => '$first_head'"), '', 'the chain is sound');
is(query('second', "SELECT string_agg(DISTINCT system_identifier::text, ' ') FROM boh.audit_seals WHERE number > 3"),
	query('second', 'SELECT system_identifier FROM pg_control_system()'), 'the newest seals have the second cluster\'s identifier');
my $second_head = query('second', "SELECT to_jsonb(h) FROM boh_audit_head() h");

# Once rows of the second cluster are sealed, others come too late.
query('second', q(SET session_replication_role = replica;
	INSERT INTO boh.audit_logs (id, at, xid, system_identifier, success, user_role, login_role, database_role, action, entity, retention, leaf_hash)
	SELECT 'ffffffff-0000-4000-8000-000000000000', at, '1000000', system_identifier, success, user_role, login_role, database_role, action, entity,
		retention, leaf_hash FROM boh.audit_logs ORDER BY id LIMIT 1));
is(query('second', 'SELECT boh_seal_audit()'), 0, 'a row that was inserted for the first cluster is not sealed');
is(damage('second', ''), 'row was inserted, ffffffff-0000-4000-8000-000000000000', 'and is found');
query('second', "SET session_replication_role = replica; DELETE FROM boh.audit_logs WHERE id = 'ffffffff-0000-4000-8000-000000000000'");

# Back to the first cluster, whose transactions go on
add('second', 2);
dump_to('second', 'first');
add('first', 2);
1 while query('first', 'SELECT boh_seal_audit()') > 0;
is(unsealed('first'), 0, 'back on the first cluster, all is sealed');
is(damage('first', "published => '[$first_head, $second_head]'"), '', 'and sound, with both published hashes');
is(query('first', "SELECT count(*) FROM (SELECT system_identifier, lag(system_identifier) OVER (ORDER BY number) AS before FROM boh.audit_seals) s
	WHERE system_identifier <> before"), 2, 'the chain has rows of the first, the second and the first cluster again');

# A dump of a later state on a cluster that was set back
query('first', q(SET session_replication_role = replica;
	UPDATE boh.audit_seals SET last_xid = '1000000' WHERE number = (SELECT max(number) FROM boh.audit_seals)));
add('first', 1);
is(failure('first', 'SELECT boh_seal_audit()'), 'BH062', 'a cluster that was set back says so');

done_testing();
