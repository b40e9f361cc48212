# The dozen steps of STEPS.md, with each client that is installed.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use BohBouncer;
use BohCluster;
use Steps;

plan skip_all => 'packages of other languages are left out' if ($ENV{BOH_TEST_NPM} // 'no') eq 'no';
plan skip_all => 'pgbouncer is not installed' unless BohBouncer::program();

my $steps = Steps->new;

# Runs a client, unless something is missing.
sub client
{
	my ($name, $obstacle, @command) = @_;

  SKIP:
	{
		skip "$name: $obstacle", 1 if defined $obstacle;
		$steps->run($name, @command);
	}
}

# The obstacle, unless a command succeeds
sub unless_runs
{
	my ($obstacle, @command) = @_;

	return Steps::can_run(@command) ? undef : $obstacle;
}

# Compiles the program for JDBC, and gives the obstacle if there is one.
sub java
{
	my @libraries = map { "/usr/share/java/$_.jar" } qw(postgresql gson);
	my $work = $steps->work;

	return 'default-jdk-headless is not installed' unless Steps::can_run('javac', '--version');
	foreach my $library (@libraries)
	{
		return "$library is not installed" unless -e $library;
	}
	my ($status, $output, $errors) = BohCluster::run('javac', '-cp', join(':', @libraries), '-d', "$work/java", glob("$Steps::folder/java/*.java"));
	is($status, 0, 'the program for JDBC compiles') or diag("$output$errors");
	script("$work/jdbc", join(' ', 'java', '-cp', join(':', "$work/java", @libraries), 'Steps'));
	return undef;
}

# The same for pgx.  Debian has the sources of Go's packages in this folder.
sub go
{
	my $sources = '/usr/share/gocode';
	my $work = $steps->work;

	return 'golang-go is not installed' unless Steps::can_run('go', 'version');
	return 'golang-github-jackc-pgx-v4-dev is not installed' unless -d "$sources/src/github.com/jackc/pgx/v4";
	local @ENV{qw(GO111MODULE GOPATH GOCACHE GOFLAGS)} = ('off', $sources, "$work/go-cache", '');
	my ($status, $output, $errors) = BohCluster::run('go', 'build', '-o', "$work/pgx", glob("$Steps::folder/go/*.go"));
	is($status, 0, 'the program for pgx compiles') or diag("$output$errors");
	return undef;
}

sub script
{
	my ($name, $command) = @_;

	open(my $file, '>', $name) or die "$name: $!";
	print $file "#!/bin/sh\nexec $command\n";
	close $file or die "$name: $!";
	chmod 0755, $name or die "$name: $!";
}

# The obstacle, if Node is older than its packages want.
sub older_than
{
	my ($wanted) = @_;
	my ($major) = (BohCluster::run('node', '--version'))[1] =~ /^v(\d+)/;

	return $major < $wanted ? "this is Node $major, and $wanted is wanted" : undef;
}

sub npm { return -d Steps::packages($_[0]) ? undef : "the npm packages of test/clients/$_[0] are not installed" }

{
	local $ENV{NODE_PATH} = Steps::packages('javascript');
	client('node-postgres', npm('javascript'), 'node', 'javascript/node-postgres.js');
	client('postgres.js', npm('javascript'), 'node', 'javascript/postgres.js');
}
client('psycopg', unless_runs('python3-psycopg is not installed', '/usr/bin/python3', '-c', 'import psycopg'), '/usr/bin/python3', 'python/psycopg_client.py');
client('ruby-pg', unless_runs('ruby-pg is not installed', 'ruby', '-rpg', '-e', ''), 'ruby', 'ruby/pg_client.rb');
client('pdo', unless_runs('php-cli or php-pgsql is not installed', 'php', '-r', 'exit(extension_loaded("pdo_pgsql") ? 0 : 1);'), 'php', 'php/pdo.php');

if (Steps::all())
{
	local $ENV{NODE_PATH} = Steps::packages('mappers');
	client($_, npm('mappers') // older_than(20), 'node', "mappers/$_.js") foreach qw(kysely drizzle sequelize);
	client('sqlalchemy', unless_runs('python3-sqlalchemy or python3-psycopg2 is not installed', '/usr/bin/python3', '-c', 'import sqlalchemy, psycopg2'),
		'/usr/bin/python3', 'python/sqlalchemy_client.py');
	client('activerecord', unless_runs('ruby-activerecord is not installed', 'ruby', '-ractive_record', '-rpg', '-e', ''), 'ruby', 'ruby/activerecord_client.rb');
	client('jdbc', java(), $steps->work . '/jdbc');
	client('pgx', go(), $steps->work . '/pgx');
}

done_testing;
