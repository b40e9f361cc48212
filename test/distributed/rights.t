# Who may do what with a tenant on a node: the cells of the matrix of rights come to the same as
# before it was given there. Functions run on the node that has the tenant, statements through
# the coordinator.

use strict;
use warnings;
use BohToken;
use FindBin;
use Test::More;
use lib $FindBin::RealBin, "$FindBin::RealBin/../rights";
use CitusNodes;
use Matrix;

# What comes to something else, as doc/how-to/distributed.md says. Nothing of it is a right that
# was not there before.
my @differences = (
	[ qr/: insert/, '42501', 'the default of a column that the role may not write' ],
	[ qr/^bookings: update, own expires_at/, '0A000', 'a value that is computed from a column and the time zone' ],
	[ qr/^users: update, own role/, '42883', 'CASE with an enum' ],
	[ qr/^(?:booking_days|site_days): insert/, '42601', 'columns of a composite value' ],
	[ qr/^boh_(?:grant|revoke|classify_column): call/, 'XX000', 'privileges are given on the coordinator' ],
	[ qr/^boh_(?:detach|attach)_archive: call/, '22023', 'a year of the archive' ]);

my (undef, $statements) = Matrix::statements();
my @cells = Matrix::cells();
my $nodes = CitusNodes->new('fsync=off', 'log_min_messages=fatal');
my $coordinator = $nodes->coordinator;
my $signer = BohToken->new;
local $ENV{PGOPTIONS} = '-c search_path=boh,public,test';

# For each role: what it tries
my %tries;
push @{ $tries{"matrix_$_->{profile}"} }, [ $_->{person}, Matrix::try_of($_) ] foreach @cells;
# These are about the tenant as a whole.
my @own = grep { !/^boh_(?:distribute|drop)_tenant:/ } sort keys %$statements;
$tries{owner_of_boh} = [ map { my $try = $_; map { [ $_, $try ] } qw(USER ORGANIZER ADMIN) } @own ];

sub is_call { return $_[0][1] =~ /: call/ }

# SQLSTATE and rows of what a role tries. Metrics are of the server, too, so their number differs.
my %signed;
sub run_tries
{
	my ($server, $role, $where, @tries) = @_;
	my @results = Matrix::run_tries({ server => $server, database => $server->{PGDATABASE}, %signed, %$where }, $role, @tries);

	return map { "$results[$_][0] " . ($tries[$_][1] =~ /^boh_metrics:/ ? $results[$_][1] > 0 : $results[$_][1]) } 0 .. $#tries;
}

#
# A tenant with the rows of the matrix
#

$coordinator->query("CREATE ROLE $_ LOGIN") foreach 'matrix_nobody', grep { !/owner/ } keys %tries;
my %before;
$nodes->make_tenant('boh', sub {
	my $alone = 'SET citus.enable_ddl_propagation = off';
	my $as_owner = 'SET ROLE owner_of_boh';

	$_->query("$alone; CREATE SCHEMA test; GRANT ALL ON SCHEMA test TO PUBLIC") foreach $nodes->all;
	$coordinator->query("$as_owner; SELECT boh_grant('matrix_$_', '$_')") foreach @Matrix::profiles;
	my ($status, $output, $errors) = $coordinator->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $coordinator->{PGDATABASE},
		'-c', $alone, '-c', $as_owner, '-f', "$FindBin::RealBin/../rights/data.sql");
	is($status, 0, 'the rows are there') or BAIL_OUT($errors);

	# Statements ask these on the node.
	my $sealed = $coordinator->query('SELECT id FROM test.sealed');
	$_->query("$alone; CREATE FUNCTION test.id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT CAST(md5(name) AS uuid)';
		CREATE TABLE test.sealed AS SELECT CAST('$sealed' AS uuid) AS id; GRANT SELECT ON test.sealed TO PUBLIC") foreach $nodes->workers;

	my $key = $signer->jwk('matrix', 'ed25519');
	$coordinator->query("INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('matrix', 'EdDSA', '$key', 'https://login.example.org', 'shop')");
	%signed = (key => $key, tokens => { map { $_ => token($_) } qw(USER ORGANIZER ADMIN) });
	$before{$_} = [ run_tries($coordinator, $_, {}, @{ $tries{$_} }) ] foreach keys %tries;
});

sub token
{
	my ($person) = @_;
	my $id = $coordinator->query("SELECT id('$person')");

	return $signer->token('EdDSA', 'matrix', '{"alg": "EdDSA", "kid": "matrix"}',
		qq({"iss": "https://login.example.org", "aud": "shop", "sub": "$id", "iat": NOW, "exp": NOW+800}));
}

#
# The same on its node
#

my $holder = $nodes->holder('boh');
my %through = (begin => [ "SET LOCAL citus.propagate_set_commands = 'local'", "SET LOCAL boh.schema = 'boh'" ],
	sign_in => 'SELECT FROM (SELECT count(*) FROM boh.events) e, %s f');
my %met;

# The number of the difference that is known
sub known
{
	my ($try, $state) = @_;

	return (grep { $try =~ $differences[$_][0] && $state eq $differences[$_][1] } 0 .. $#differences)[0];
}

foreach my $role (sort keys %tries)
{
	my @tries = @{ $tries{$role} };
	my (%after, @wrong);

	@after{ grep { is_call($tries[$_]) } 0 .. $#tries } = run_tries($holder, $role, {}, grep { is_call($_) } @tries);
	@after{ grep { !is_call($tries[$_]) } 0 .. $#tries } = run_tries($coordinator, $role, \%through, grep { !is_call($_) } @tries);
	foreach my $number (grep { $before{$role}[$_] ne $after{$_} } 0 .. $#tries)
	{
		my ($person, $try) = @{ $tries[$number] };
		my $known = known($try, (split / /, $after{$number})[0]);

		if (defined $known) { $met{$known}++ }
		else { push @wrong, "$person: $try: $before{$role}[$number], now $after{$number}" }
	}
	ok(!@wrong, "$role: " . @tries . ' cells come to what they came to before') or diag(join "\n", @wrong);
}
ok($met{$_}, "known difference: $differences[$_][2]") foreach 0 .. $#differences;
is($nodes->verify('boh'), '', 'boh_verify() finds nothing');

done_testing();
