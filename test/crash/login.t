# The server is killed while many clients record failed logins.  Every failure that
# it acknowledged still counts afterwards, and nobody has to wait for more.

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Temp;
use Test::More;

my $clients = 8;
my $crashes = 3;
my $acknowledged_before_crash = 200;

my $server = BohCluster->new('crash-login', 'fsync=on', 'synchronous_commit=on');
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

query($_) foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()');

# Each request is for another address, from another IP address.  So that nothing but
# an acknowledged or an open request can have been counted.
sub guess
{
	my ($round, $number, $report) = @_;
	my $session = BohSession->new($server, 'boh_db');

	for (my $request = 1; ; $request++)
	{
		my $email = "user$request-$round-$number\@example.org";

		print $report "asked\t$email\n";
		my ($state) = $session->run("SELECT * FROM boh_record_login('$email', false, '10.$round.$number.$request'::inet)")
		  if $request < 256;
		last if not defined $state or $state eq '';
		die "$state: " . $session->message if $state ne '00000';
		print $report "counted\t$email\n";
	}
}

sub reports
{
	my ($folder) = @_;

	return map { split /\n/, eval { BohCluster::slurp("$folder/$_") } // '' } 1 .. $clients;
}

# The addresses that are counted, of a list
sub counted
{
	my $list = join ', ', map { "'$_'" } @_;

	return split /\n/, query("SELECT email FROM unnest(ARRAY[$list]) email JOIN boh.login_counters
		ON key = substr(encode(sha256(convert_to(E'ADDRESS\\n' || email || E'\\n', 'UTF8')), 'hex'), 1, 32)::uuid
		WHERE failures = 1");
}

# somebody who has to wait, and somebody who is known
query("SELECT FROM generate_series(1, 14) i, boh_record_login('ada\@example.org', i < 0, '192.0.2.1')");
query("SELECT FROM boh_record_login('ada\@example.org', true, '192.0.2.2')");

foreach my $round (1 .. $crashes)
{
	my $folder = File::Temp->newdir;
	my @children = BohSession::fork_clients($clients, $folder, sub { guess($round, @_) });

	ok(BohCluster::wait_for(sub { $acknowledged_before_crash <= grep { /^counted/ } reports($folder) }),
		"round $round: guessers are at work");
	$server->crash;
	is(scalar(grep { waitpid($_, 0); $? != 0 } @children), 0, "round $round: guessers met the crash alone");
	$server->start;

	my @lines = reports($folder);
	my @acknowledged = map { /^counted\t(.*)/ ? $1 : () } @lines;
	is(scalar(counted(@acknowledged)), scalar(@acknowledged), "round $round: no acknowledged failure is lost");
	cmp_ok(query("SELECT count(*) FROM boh.login_counters WHERE kind = 'PAIR' AND client << '10.$round.0.0/16'"), '<=',
		scalar(grep { /^asked/ } @lines), "round $round: nothing else is counted");
	cmp_ok(query("SELECT wait_seconds FROM boh_find_login('ada\@example.org', '192.0.2.1')"), '>', 300,
		"round $round: who had to wait still has to");
	is(query("SELECT succeeded_at IS NOT NULL FROM boh.login_counters WHERE client = '192.0.2.2' AND kind = 'PAIR'"), 't',
		"round $round: who is known still is");
}

my $recoveries = () = BohCluster::slurp($server->log_file) =~ /was not properly shut down/g;
is($recoveries, $crashes, 'every crash was one');

done_testing();
