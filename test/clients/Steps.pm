# The dozen steps of STEPS.md: a server and its data, and the programs that do them.
#
#   use Steps;
#   my $steps = Steps->new;
#   $steps->run('psycopg', 'python3', 'python/psycopg.py');
#
# run() gives the program a database of its own, reports each of its steps as a test, and
# compares the rows that it leaves.

package Steps;

use strict;
use warnings;
use BohBouncer;
use BohCluster;
use BohToken;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp;
use Test::More;

our $folder = dirname(abs_path(__FILE__));

# The ids that prepare.sql gives
my %people = (GRACE => 1, EDSGER => 2, ADMIN => 3);

my @names = qw(session list book sold_out retry page publish upload error rights types models);

# Clients that take long to install or to compile run with "make clients-test".
sub all { return ($ENV{BOH_TEST_CLIENTS} // '') eq 'all' }

# Where npm has put the packages of a folder beside this file
sub packages { return ($ENV{BOH_TEST_NPM} // 'no') . "/clients/$_[0]/node_modules" }

# Does a command succeed?
sub can_run
{
	my @command = @_;

	return (BohCluster::run(@command))[0] == 0;
}

sub new
{
	my ($class) = @_;
	my $work = File::Temp->newdir('/tmp/boh.XXXXXX');
	my $signer = BohToken->new($work);
	my $key = $signer->public('login', 'ed25519');
	# A time zone that is not UTC, as many servers have.
	my $server = BohCluster->new('clients', 'fsync=off', 'timezone=America/New_York');

	$server->query($_) foreach 'CREATE DATABASE prepared', 'CREATE ROLE owner LOGIN CREATEROLE', 'GRANT CREATE ON DATABASE prepared TO owner';
	$server->query($_, database => 'prepared') foreach 'CREATE EXTENSION boh', 'SET ROLE owner; SELECT FROM boh_migrate()';
	foreach my $file ("$BohCluster::root/examples/setup.sql", "$folder/prepare.sql")
	{
		my ($status, undef, $errors) = $server->command('psql', '-X', '-q', '-o', '/dev/null', '-d', 'prepared', '-v', "public_key=$key", '-v', 'ON_ERROR_STOP=1',
			'-c', 'SET ROLE owner', '-f', $file);
		die "$file: $errors" if $status != 0;
	}
	my $pool = BohBouncer->new($server, users => [qw(shop back_office sign_in pay_hooks visitor owner)], databases => { 'prepared' => '', '*' => '' },
		configuration => "$BohCluster::root/ops/pgbouncer.ini", tcp => 1);

	# Its idle connection would be in the way of copies.
	$server->poll_until("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'prepared'", 0);
	return bless { work => $work, signer => $signer, server => $server, pool => $pool }, $class;
}

sub server { return $_[0]{server} }
sub work { return "$_[0]{work}" }

sub token
{
	my ($self, $person) = @_;

	return $self->{signer}->token('EdDSA', 'login', '{"alg": "EdDSA", "typ": "JWT", "kid": "2027-01"}',
		qq({"sub": "01990000-0000-7000-8000-00000000000$people{$person}", "iss": "https://login.example.org", "aud": "shop", "exp": NOW+600}));
}

# The environment of a program with a database of its own
sub environment
{
	my ($self, $database) = @_;

	$self->{server}->query(qq(CREATE DATABASE "$database" TEMPLATE prepared));
	return (BOH_PORT => $self->{pool}->port, BOH_DATABASE => $database, map { ("BOH_TOKEN_$_" => $self->token($_)) } keys %people);
}

# run(CLIENT, COMMAND...): the program's own folder is the current one.
sub run
{
	my ($self, $client, @command) = @_;
	my %environment = $self->environment($client);

	local @ENV{ keys %environment } = values %environment;
	my ($status, $output, $errors) = BohCluster::run('env', '-C', $folder, 'timeout', '180', @command);
	my %steps;
	while ($output =~ /^(ok|not ok) \d+ - (\w+)(?: # (SKIP.*))?$/mg)
	{
		$steps{$2} = { ok => $1 eq 'ok', skipped => $3 };
	}
	foreach my $name (@names)
	{
		my $step = $steps{$name};

	  SKIP:
		{
			skip "$client: $name, $step->{skipped}", 1 if defined $step->{skipped};
			ok($step->{ok}, "$client: $name");
		}
	}
	is($status, 0, "$client came to its end") or diag("$output$errors");
	$self->compare($client, defined $steps{models}{skipped} ? 0 : 1);
}

# Nothing that a program says counts as much as the rows that it leaves.
sub compare
{
	my ($self, $client, $models) = @_;
	my @expected = ('club 2', 'concert 2', 'duel 2', "workshop $models");
	my $found = $self->{server}->query(q(
		SELECT string_agg(slug || ' ' || booked_count, ', ' ORDER BY slug) FROM boh.events), database => $client);

	is($found, join(', ', @expected), "$client: seats");
	is($self->{server}->query(q(
		SELECT string_agg(concat_ws(' ', e.slug, u.name, b.seats, b.status, b.total_price, b.payment_reference), ', ' ORDER BY e.slug, u.name)
		FROM boh.bookings b JOIN boh.events e ON e.id = b.event_id JOIN boh.users u ON u.id = b.user_id
		WHERE e.slug <> 'workshop'), database => $client),
		'club Grace 2 PENDING 0.00, concert Grace 2 CONFIRMED 99.00 pay_1, duel Edsger 1 PENDING 0.00, duel Grace 1 PENDING 0.00',
		"$client: bookings");
	is($self->{server}->query(q(
		SELECT concat_ws(' ', booking_opens_at AT TIME ZONE 'UTC', price, category, (SELECT amenities FROM boh.venues))
		FROM boh.events WHERE slug = 'concert'), database => $client),
		'2026-01-02 03:04:05.678 49.51 FESTIVAL {plain,"two words","a \"quote\", and {braces}"}', "$client: values");
	is($self->{server}->query('SELECT count(*) FROM boh_verify()', database => $client), '0', "$client: boh_verify() finds nothing");
}

1;
