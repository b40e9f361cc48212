# What each profile and person may do with each table and function, as matrix.csv
# says: every cell is tried, and every statement is proved to work for the owner.

use strict;
use warnings;
use BohCluster;
use BohToken;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Matrix;

# Codes that rights alone raise: no privilege, a hold that is too long for people,
# the last ADMIN.
my $denied = qr/^(?:42501|BH019|BH051)$/;

# Codes of rules for everybody, the owner included.
my $rule = qr/^BH/;

# TRUNCATE is refused to the owner, too, where other tables or rules are in the way.
my $refused_to_owner = qr/^(?:BH\d\d\d|0A000)$/;

my ($tries, $statements) = Matrix::statements();
my @cells = Matrix::cells();
# Denied statements would fill the log.
my $server = BohCluster->new('rights', 'fsync=off', 'log_min_messages=fatal');
my $database = 'rights';

# Passes when a list is empty, and otherwise shows all of it.
sub none
{
	my ($name, @list) = @_;

	ok(!@list, $name) or diag(join "\n", @list);
}

#
# The matrix is complete
#

my %found;
$found{"$_->{profile}, $_->{person}: " . Matrix::try_of($_)}++ foreach @cells;

my %wanted;
foreach my $profile (@Matrix::profiles)
{
	foreach my $person (@{ $Matrix::people{$profile} })
	{
		$wanted{"$profile, $person: $_"} = 1 foreach @$tries;
	}
}
none('every statement has a cell for each profile and person', sort grep { !$found{$_} } keys %wanted);
none('every cell has a statement', sort grep { !$wanted{$_} } keys %found);
none('no cell stands twice', sort grep { $found{$_} > 1 } keys %found);
none('every cell says what is expected', grep { $_->{expected} !~ /^(?:allowed|nothing|denied|rule)$/ } @cells);

is((BohCluster::run("$BohCluster::root/doc/generate_rights", '--check'))[0], 0, 'doc/reference/rights.md is made from the matrix');

#
# Roles and rows
#

sub query { return $server->query($_[0], database => $database, options => [ '-v', 'VERBOSITY=terse' ]) }

$server->query('CREATE ROLE matrix_owner LOGIN');
$server->query("CREATE DATABASE $database OWNER matrix_owner");
query('CREATE EXTENSION boh');
query('SET ROLE matrix_owner; CREATE SCHEMA test; SELECT FROM boh_migrate(); GRANT USAGE ON SCHEMA test TO PUBLIC');
query("ALTER DATABASE $database SET search_path = boh, public, test");
foreach my $profile (@Matrix::profiles)
{
	query("CREATE ROLE matrix_$profile LOGIN; SET ROLE matrix_owner; SELECT boh_grant('matrix_$profile', '$profile')");
}
query('CREATE ROLE matrix_nobody');

{
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database,
		'-c', 'SET ROLE matrix_owner', '-f', "$FindBin::RealBin/data.sql");
	is($status, 0, 'the rows are there') or BAIL_OUT($errors);
}
# Tokens sign the people in: so the roles need no profile beside the one that is tried.
my $signer = BohToken->new;
my $key = $signer->jwk('matrix', 'ed25519');
my %tokens = map { $_ => token($_) } qw(USER ORGANIZER ADMIN);
query("SET ROLE matrix_owner; INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience)
	VALUES ('matrix', 'EdDSA', '$key', 'https://login.example.org', 'shop')");

sub token
{
	my ($person) = @_;
	my $id = query("SELECT id('$person')");

	return $signer->token('EdDSA', 'matrix', '{"alg": "EdDSA", "kid": "matrix"}',
		qq({"iss": "https://login.example.org", "aud": "shop", "sub": "$id", "iat": NOW, "exp": NOW+600}));
}

query('ANALYZE');

# Procedures commit, and every statement here is rolled back: test/sql tries them.
foreach my $kind (
	[ 'table', "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'boh'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
		qw(select insert update delete truncate) ],
	[ 'function', "SELECT p.proname FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
		AND d.deptype = 'e' JOIN pg_extension x ON x.oid = d.refobjid AND x.extname = 'boh'
		WHERE p.prorettype <> 'trigger'::regtype AND p.prokind = 'f'", 'call' ])
{
	my ($what, $list, @operations) = @$kind;
	my @missing;

	foreach my $object (split /\n/, query($list))
	{
		foreach my $operation (@operations)
		{
			push @missing, "$object: $operation" unless grep { /^$object: $operation(?:,|$)/ } @$tries;
		}
	}
	none("every $what is in the matrix", @missing);
}

#
# The cells
#

sub run_tries
{
	my ($role, @runs) = @_;

	return Matrix::run_tries({ server => $server, database => $database, tokens => \%tokens, key => $key }, $role, @runs);
}

# P0002, BH033: a function says that there is no such row, or no such form.
sub outcome
{
	my ($result) = @_;
	my ($state, $rows) = @$result;

	return $rows > 0 ? 'allowed' : 'nothing' if $state eq '00000';
	return 'nothing' if $state =~ /^(?:P0002|BH033)$/;
	return 'denied' if $state =~ $denied;
	return 'rule' if $state =~ $rule;
	return "error $state";
}

# What these functions give depends on the person alone.
my $by_person = qr/^boh_(?:session_|own_events|booked_events)/;

# Statements that the owner runs for each person on the same rows.
my @controls = map { my $try = $_; map { [ $_, $try ] } qw(USER ORGANIZER ADMIN) } @$tries;
my @control_results = run_tries('matrix_owner', @controls);
my @failed;
foreach my $number (0 .. $#controls)
{
	my ($person, $try) = @{ $controls[$number] };
	my ($state, $rows) = @{ $control_results[$number] };

	push @failed, "$person: $try: $state, $rows rows"
	  unless $state eq '00000' && ($rows > 0 || $try =~ /: truncate/ || $try =~ $by_person && $person ne 'ADMIN')
	  || $state =~ $refused_to_owner && $state !~ $denied;
}
none('every statement works for the owner', @failed);

foreach my $profile (@Matrix::profiles)
{
	my @own = grep { $_->{profile} eq $profile } @cells;
	my @results = run_tries("matrix_$profile", map { [ $_->{person}, Matrix::try_of($_) ] } @own);
	my @wrong;

	foreach my $number (0 .. $#own)
	{
		my $cell = $own[$number];
		my $outcome = outcome($results[$number]);

		push @wrong, "$cell->{person}: " . Matrix::try_of($cell) . " is $outcome ($results[$number][0]), not $cell->{expected}"
		  if $outcome ne $cell->{expected};
	}
	none("profile $profile: " . @own . ' cells', @wrong);
}

done_testing();
