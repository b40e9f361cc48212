# Runs the files of examples/ through PgBouncer, and reports what examples/check.js finds.
#
#   use Examples;
#   Examples::check('prisma', sub { ... });
#
# The code may prepare the copy of the example in the folder that it is given.

package Examples;

use strict;
use warnings;
use BohBouncer;
use BohCluster;
use BohToken;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Temp;
use JSON::PP;
use Test::More;

my $tests = dirname(abs_path(__FILE__));

# Why the example cannot be run here; nothing if it can.
sub obstacle
{
	my ($client) = @_;

	return 'the npm packages of examples/' . $client . ' are not installed' unless -d packages($client);
	return 'pgbouncer is not installed' unless BohBouncer::program();
	return undef;
}

sub packages { return ($ENV{BOH_TEST_NPM} // 'no') . "/examples/$_[0]/node_modules" }

# The example in a folder of its own, beside its packages.
sub copy_example
{
	my ($client, $folder) = @_;
	my $examples = "$BohCluster::root/examples";

	mkdir "$folder/$client" or die "$folder/$client: $!";
	foreach my $file (glob("$examples/*.js"), glob("$examples/$client/*"))
	{
		my $target = $folder . substr $file, length $examples;

		copy($file, $target) or die "$target: $!" if -f $file;
	}
	symlink packages($client), "$folder/$client/node_modules" or die "node_modules: $!";
}

sub check
{
	my ($client, $prepare) = @_;
	my $folder = File::Temp->newdir('/tmp/boh.XXXXXX');
	my $signer = BohToken->new($folder);
	my $key = $signer->public('login', 'ed25519');
	my $database = 'shop_db';
	# A time zone that is not UTC, as many servers have.
	my $server = BohCluster->new($client, 'fsync=off', 'timezone=America/New_York');

	copy_example($client, $folder);
	$prepare->("$folder/$client") if defined $prepare;

	$server->query($_) foreach "CREATE DATABASE $database", 'CREATE ROLE owner CREATEROLE', "GRANT CREATE ON DATABASE $database TO owner";
	$server->query($_, database => $database) foreach 'CREATE EXTENSION boh', 'SET ROLE owner; SELECT FROM boh_migrate()';
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-d', $database, '-v', "public_key=$key",
		'-c', 'SET ROLE owner', '-f', "$BohCluster::root/examples/setup.sql");
	is($status, 0, 'setup.sql runs as the owner of the tables') or die $errors;

	# In "one" every transaction of a role has the same connection of the server.
	my $pool = BohBouncer->new($server, users => [qw(shop back_office sign_in)],
		databases => { $database => 'pool_size=2', one => "dbname=$database pool_size=1" });
	my $found = $server->background(
		{ output => "$folder/found", errors => "$folder/errors" },
		'node', "$tests/examples/check.js", "$folder/$client", $signer->key('login', 'ed25519'),
		map({ my $place = $_; "postgresql://ROLE\@/DATABASE?host=$place&port=" . $server->port } $server->socket, $pool->socket),
		BohBouncer::version());
	waitpid $found, 0;
	is($?, 0, 'the checks came to their end') or diag(BohCluster::slurp("$folder/errors"));
	foreach my $line (split /\n/, BohCluster::slurp("$folder/found"))
	{
		my $check = JSON::PP->new->utf8->decode($line);

		ok($check->{ok}, $check->{name}) or diag("got $check->{got}\nwanted $check->{wanted}");
	}
}

1;
