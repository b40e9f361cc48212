# PgBouncer in transaction mode: two clients take turns on one connection of the server, and
# each is seen as the person whose token it sent, for its own transactions alone.

use strict;
use warnings;
use BohBouncer;
use BohCluster;
use BohSession;
use BohToken;
use File::Temp;
use Test::More;

plan skip_all => 'pgbouncer is not installed' if not BohBouncer::program();

my $database = 'boh_db';
my %id = map { $_ => "00000000-0000-0000-0000-0000000000$_" } qw(aa bb);
my $server = BohCluster->new('pgbouncer', 'fsync=off');
my $signer = BohToken->new;

sub query { return $server->query($_[0], database => $_[1] // $database) }

query("CREATE ROLE app LOGIN", 'postgres');
query("CREATE DATABASE $database", 'postgres');
query($_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', 'GRANT USAGE ON SCHEMA boh TO app', 'GRANT SELECT ON boh.users TO app',
  "INSERT INTO boh.users (id, email, role) VALUES ('$id{aa}', 'ann\@example.org', 'ADMIN'), ('$id{bb}', 'bob\@example.org', 'USER')",
  "INSERT INTO boh.session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('ed', 'EdDSA', '" . $signer->public('ed', 'ed25519') . "', 'me', 'us')",
  'ALTER TABLE boh.users ENABLE ROW LEVEL SECURITY', "CREATE POLICY own ON boh.users USING (id = boh_session_user('boh.users'))";
my %token = map {
	$_ => $signer->token('EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed"}', "{\"sub\": \"$id{$_}\", \"iss\": \"me\", \"aud\": \"us\", \"exp\": NOW+600}")
} keys %id;

# One connection to the server, whatever comes.
my $folder = File::Temp->newdir;
my $pool = BohBouncer->new($server, users => ['postgres'], databases => { $database => 'user=app pool_size=1' });

# The rows of a statement that must succeed.
sub answer
{
	my ($client, $statement) = @_;
	my ($state, $output) = $client->run($statement);

	die "$statement\n" . $client->message if $state ne '00000';
	return $output;
}

my %client = map { $_ => BohSession->new($pool, $database) } keys %id;
my %process;
foreach my $round (1 .. 20)
{
	foreach my $who (sort keys %client)
	{
		my $client = $client{$who};

		is(answer($client, 'SELECT boh_session_user(), boh_session_role(), (SELECT count(*) FROM boh.users)'), '|ANONYMOUS|0',
			"round $round: nothing is left for $who") if $round < 3;
		answer($client, 'BEGIN');
		answer($client, "SELECT FROM boh_set_session('$token{$who}')");
		$process{ answer($client, 'SELECT pg_backend_pid()') } = 1;
		is(answer($client, 'SELECT id, boh_session_user() FROM boh.users'), "$id{$who}|$id{$who}", "round $round: $who is $who");
		answer($client, $round % 3 == 0 ? 'ROLLBACK' : 'COMMIT');
	}
}
is(scalar keys %process, 1, 'all of it on one connection of the server');

# A client that goes away in the middle of a transaction leaves nothing either.
my $lost = BohSession->new($pool, $database);
answer($lost, 'BEGIN');
answer($lost, "SELECT FROM boh_set_session('$token{aa}')");
$lost->end;
is(answer($client{bb}, 'SELECT boh_session_user(), boh_session_role()'), '|ANONYMOUS', 'nothing is left of a client that went away');

# At once: each sees only its own row.
my @children = BohSession::fork_clients(8, $folder, sub {
	my ($number, $report) = @_;
	my ($who, $other) = $number % 2 ? qw(aa bb) : qw(bb aa);
	my $client = BohSession->new($pool, $database);
	my $wrong = 0;

	foreach (1 .. 50)
	{
		answer($client, 'BEGIN');
		answer($client, "SELECT FROM boh_set_session('$token{$who}')");
		$wrong++ if answer($client, 'SELECT id FROM boh.users') ne $id{$who};
		answer($client, 'COMMIT');
	}
	print $report "$wrong wrong";
});
foreach my $number (1 .. @children)
{
	waitpid $children[ $number - 1 ], 0;
	is(BohCluster::slurp("$folder/$number"), '0 wrong', "client $number of many sees only itself");
}
$_->end foreach values %client;

done_testing;
