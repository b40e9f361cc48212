# Every block of SQL in the README and in doc/ runs: page by page, block by block, by the
# owner of the tables, in a database of the page's own.  The pages describe one site, that
# of sample.sql.  Comments before a block say what is special:
#
#   <!-- sql: the page begins with an empty database -->
#   <!-- sql: the page begins after boh_migrate() -->
#   <!-- sql: before: UPDATE ...; -->     the block needs what the page does not show
#   <!-- sql: as a superuser -->
#   <!-- sql: fails with BH003 -->
#   <!-- sql: not run: needs a standby -->
#
# What a page of the tutorial shows below a block is what psql prints.  With names of pages
# as arguments only these run.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Pages;

binmode(Test::More->builder->$_, ':utf8') foreach qw(output failure_output todo_output);

my %templates = ('with an empty database' => 'template1', 'after boh_migrate()' => 'installed', 'with a sample' => 'sample');
# The dictionary has declarations of functions.
my @pages = map { Pages::read_page($_) } @ARGV ? @ARGV : grep { $_ ne 'doc/reference/dictionary.md' } Pages::documentation();
my $server = BohCluster->new('doc', 'fsync=off', 'timezone=UTC', 'max_locks_per_transaction=256');
my $folder = File::Temp->newdir('/tmp/boh.XXXXXX');
my @not_run;

$server->query('CREATE ROLE owner LOGIN CREATEROLE');
$server->query('CREATE DATABASE installed OWNER owner');
$server->query('CREATE EXTENSION boh', database => 'installed', options => [ '-U', 'owner' ]);
$server->query('SELECT FROM boh_migrate()', database => 'installed', options => [ '-U', 'owner' ]);
$server->query('CREATE DATABASE sample OWNER owner TEMPLATE installed');
$server->query(BohCluster::slurp("$FindBin::RealBin/sample.sql"), database => 'sample', options => [ '-U', 'owner' ]);
$server->query('CREATE TABLE first_roles AS SELECT oid FROM pg_roles');

# new_database(TEMPLATE): the database "page", and no roles of the page before
sub new_database
{
	my ($template) = @_;
	my ($status, undef, $errors) = $server->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', 'DROP DATABASE IF EXISTS page WITH (FORCE)',
		'-c', q{DO $$ DECLARE role name; BEGIN
			FOR role IN SELECT rolname FROM pg_roles WHERE oid NOT IN (SELECT oid FROM first_roles) LOOP
				EXECUTE format('DROP ROLE %I', role);
			END LOOP; END $$},
		'-c', "CREATE DATABASE page OWNER owner TEMPLATE $template");

	die $errors if $status != 0;
}

# script(BLOCKS): what psql reads, with the number of the line on which each block ends
sub script
{
	my @lines = ('\set VERBOSITY verbose', 'SET SESSION AUTHORIZATION owner;');

	foreach my $block (@_)
	{
		my $superuser = grep { $_ eq 'as a superuser' } @{ $block->{marks} };

		push @lines, map { /^before:\s(.*)$/s ? split /\n/, $1 : () } @{ $block->{marks} };
		push @lines, 'RESET SESSION AUTHORIZATION;' if $superuser;
		push @lines, "\\echo block $block->{number}", @{ $block->{lines} }, '\echo end of block';
		push @lines, 'SET SESSION AUTHORIZATION owner;' if $superuser;
		$block->{end} = @lines;
	}
	return join '', map { "$_\n" } @lines;
}

# Runs the blocks; each gets the errors that it raised, as [SQLSTATE, message].
sub run_blocks
{
	my ($database, @blocks) = @_;
	my $script = File::Temp->new(DIR => $folder, SUFFIX => '.sql');

	binmode $script, ':utf8';
	print $script script(@blocks);
	close $script;

	my (undef, $output, $errors) = $server->with_environment(sub {
		BohCluster::run('env', '-C', "$folder", 'PGTZ=UTC', 'psql', '-X', '-d', $database, '-f', $script->filename);
	});
	utf8::decode($_) foreach $output, $errors;
	while ($errors =~ /^psql:[^:]*:(\d+): (?:ERROR|FATAL|error):\s+(?:(\w{5}): )?(.*)$/mg)
	{
		my ($line, $code, $message) = ($1, $2 // 'psql', $3);
		my ($block) = grep { $line <= $_->{end} } @blocks;
		push @{ $block->{errors} }, [ $code, $message ];
	}
	foreach my $block (@blocks)
	{
		($block->{printed}) = $output =~ /^block $block->{number}\n(.*?)^end of block$/ms;
	}
}

# What differs in each run, and how wide that makes a column
sub comparable
{
	my ($text) = @_;

	$text =~ s/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/ID/g;
	$text =~ s/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.\d]*(?:\+00|Z)?/TIME/g;
	$text =~ s/-+/-/g;
	$text =~ s/[ +]+/ /g;
	$text =~ s/ ?\n ?/\n/g;
	return $text =~ s/^\s+|\s+$//gr;
}

sub check_block
{
	my ($block, $shown) = @_;
	my $name = "$block->{file}:$block->{number}";
	my @errors = @{ $block->{errors} // [] };
	my ($expected) = map { /^fails with (\w{5})$/ } @{ $block->{marks} };

	if (defined $expected)
	{
		is($errors[0] ? $errors[0][0] : 'no error', $expected, "$name fails") or diag(map { "$_->[1]\n" } @errors);
	}
	else
	{
		ok(!@errors, "$name runs") or diag(map { "$_->[0]: $_->[1]\n" } @errors);
	}
	return unless defined $shown;
	my $printed = defined $expected ? "ERROR:  $errors[0][1]" : $block->{printed} // '';
	# What is shown of an error goes on with DETAIL and HINT.
	$shown =~ s/\n.*//s if defined $expected;
	is(comparable($printed), comparable($shown), "$name prints what is shown");
}

foreach my $page (@pages)
{
	my @blocks = grep { $_->{language} eq 'sql' } @{ $page->{blocks} };
	my @run;

	foreach my $block (@blocks)
	{
		my ($reason) = map { /^not run: (.+)$/s } @{ $block->{marks} };

		push @{ defined $reason ? \@not_run : \@run }, $block;
		$block->{reason} = $reason;
		like($block->{lines}[-1], qr/(?:;\s*(?:--.*)?|^\\.*|\\g\w*)$/, "$block->{file}:$block->{number} ends with a semicolon") unless defined $reason;
	}
	next unless @run;

	die "$page->{file} begins $page->{begin}" unless exists $templates{ $page->{begin} };
	new_database($templates{ $page->{begin} });
	run_blocks('page', @run);
	foreach my $block (@run)
	{
		my ($next) = grep { $_->{number} > $block->{number} } @{ $page->{blocks} };
		my $shown = $page->{file} =~ m{^doc/tutorial/} && $next && $next->{language} eq '' ? join "\n", @{ $next->{lines} } : undef;

		check_block($block, $shown);
	}
}

my $all = grep { $_->{language} eq 'sql' } map { @{ $_->{blocks} } } @pages;
cmp_ok($all, '>', 150, 'blocks were read') unless @ARGV;
diag(scalar(@not_run), " of $all blocks of SQL are not run:\n", map { "$_->{file}:$_->{number}: $_->{reason}\n" } @not_run);

done_testing;
