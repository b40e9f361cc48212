# 64 clients write while sealers are ended again and again, and the server is killed
# twice.  Everything that a client was told is in the audit, every row of the audit
# gets under one seal, and the chain is sound.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;
use Time::HiRes qw(sleep time);

my $clients = 64;
my $sealers = 3;
my $crashes = 2;
my $ended_between_crashes = 60;
my $database = 'boh_db';

my $server = BohCluster->new('seal', 'fsync=on', 'synchronous_commit=on', 'max_wal_size=64MB');
$server->query("CREATE DATABASE $database");

sub query { return $server->query($_[0], database => $database) }

query('CREATE EXTENSION boh');
query('SELECT FROM boh_migrate()');
query('CREATE TABLE acknowledged (key text)');

# Writes until the server is gone, or a file says to end: single rows, several rows in
# one transaction, rows that are undone, and transactions that stay open for a while.
sub write_rows
{
	my ($number, $report, $folder, $round) = @_;
	my $session = BohSession->new($server, $database);
	my $run = sub {
		my ($state) = $session->run($_[0]);

		die "$state: " . $session->message if $state !~ /^(?:00000|)$/;
		return $state ne '';
	};
	my $setting = sub { return "INSERT INTO boh.site_settings (key) VALUES ('$_[0]')" };

	for (my $i = 1; not -e "$folder/end"; $i++)
	{
		my @keys = map { "key-$round-$number-$i-$_" } 1 .. (rand() < 0.3 ? 1 + int rand 5 : 1);

		$run->('BEGIN') or return;
		foreach my $key (@keys)
		{
			$run->($setting->($key)) or return;
			if (rand() < 0.2)
			{
				$run->($_) or return foreach 'SAVEPOINT s', $setting->("$key-undone"), 'ROLLBACK TO s';
			}
			sleep rand 0.05 if rand() < 0.2;
		}
		if (rand() < 0.1)
		{
			$run->('ROLLBACK') or return;
			next;
		}
		$run->('COMMIT') or return;
		print $report "$_\n" foreach @keys;
	}
}

# Seals until a file says to end, with a new session whenever the last one was ended.
sub seal
{
	my ($number, $report, $folder) = @_;

	until (-e "$folder/end")
	{
		my $session = BohSession->new($server, $database);

		$session->run("SET application_name = 'sealer'");
		until ($session->lost or -e "$folder/end")
		{
			my ($state, $rows) = $session->run('SELECT boh_seal_audit(' . (1 + int rand 50) . ')');

			die "$state: " . $session->message if $state !~ /^(?:00000|)$/;
			print $report "sealed $rows\n" if $state eq '00000' and $rows > 0;
		}
		$session->end;
		sleep 0.05;
	}
}

# Ends sealers at work, and returns how many.
sub end_sealers
{
	my ($status, $output) = $server->psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE application_name = 'sealer' AND state = 'active' AND random() < 0.7", database => $database);

	return $status == 0 ? $output : 0;
}

sub lines { return map { split /\n/, eval { BohCluster::slurp($_) } // '' } @_ }

sub check
{
	my ($name, $query) = @_;

	is(query($query), '', $name);
}

my $ended = 0;
foreach my $round (1 .. $crashes + 1)
{
	my $folder = File::Temp->newdir;
	my @folders = map { my $part = "$folder/$_"; mkdir $part or die $!; $part } qw(writers sealers);
	my @children = (
		BohSession::fork_clients($clients, $folders[0], sub { write_rows(@_, $folder, $round) }),
		BohSession::fork_clients($sealers, $folders[1], sub { seal(@_, $folder) }));
	my $before = $ended;

	ok(BohCluster::wait_for(sub { $ended += end_sealers(); $ended - $before >= $ended_between_crashes }),
		"round $round: sealers were ended again and again");
	ok(BohCluster::wait_for(sub { 10 <= grep { /^sealed/ } lines(glob "$folders[1]/*") }), "round $round: and sealed meanwhile");
	$server->crash if $round <= $crashes;
	open(my $end, '>', "$folder/end") or die $!;
	$server->start if $round <= $crashes;
	is(scalar(grep { waitpid($_, 0); $? != 0 } @children), 0, "round $round: no client met another error");

	my @keys = lines(glob "$folders[0]/*");
	cmp_ok(scalar @keys, '>', $clients, "round $round: rows were written");
	open(my $file, '>', "$folder/keys") or die $!;
	print $file map { "$_\n" } @keys;
	close $file;
	query("COPY acknowledged FROM '$folder/keys'");
	check("round $round: the chain is sound", 'SELECT * FROM boh_audit_verify() WHERE damage');
}
BohCluster::wait_for(sub { query('SELECT boh_seal_audit(100000)') eq '0' and
	query('SELECT count(*) - (SELECT sum(rows) FROM boh.audit_seals) FROM boh.audit_logs') eq '0' });

check('no acknowledged row is lost', "SELECT key FROM acknowledged EXCEPT
	SELECT entity_id FROM boh.audit_logs WHERE entity = 'site_settings' AND action = 'CREATE'");
check('nothing is recorded that did not happen', "SELECT entity_id FROM boh.audit_logs WHERE entity = 'site_settings'
	EXCEPT SELECT key FROM boh.site_settings");
check('no row is recorded twice', "SELECT entity_id FROM boh.audit_logs WHERE entity = 'site_settings' GROUP BY 1 HAVING count(*) > 1");
check('every row is under one seal', q(WITH sealed AS (
		SELECT encode(substr(leaves, i * 48 + 1, 16), 'hex')::uuid AS id, number FROM boh.audit_seals, generate_series(0, rows - 1) i)
	SELECT id, array_agg(number) FROM sealed FULL JOIN boh.audit_logs USING (id) GROUP BY id HAVING count(number) <> 1 OR count(at) <> 1));
check('the chain has no gaps', 'SELECT max(number) FROM boh.audit_seals HAVING max(number) <> count(*)');
check('the chain is sound', 'SELECT * FROM boh_audit_verify() WHERE damage');
is(query("SELECT expected FROM boh_audit_verify() WHERE problem = 'checked'"), query("SELECT count(*) || ' seals' FROM boh.audit_seals"), 'all of it was checked');
note("$ended sealers ended; ", query("SELECT expected || ', ' || actual FROM boh_audit_verify() WHERE problem = 'checked'"));

done_testing();
