# The matrix of rights, matrix.csv, and the statements that try its cells.

package Matrix;

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp;

my $folder = dirname(abs_path(__FILE__));

# The people whom each profile is tried with.  NONE: nobody has signed in;
# ANONYMOUS: the application has said that nobody is signed in.
our @people = qw(NONE ANONYMOUS USER ORGANIZER ADMIN);
our %people = (
	site => ['NONE'],
	app => \@people,
	admin => \@people,
	auth => ['NONE'],
	payments => ['NONE'],
	maintenance => ['NONE'],
	reporting => ['NONE'],
	auditor => ['NONE'],
	trusted => ['NONE'],
	service => ['NONE']);
our @profiles = qw(site app admin auth payments maintenance reporting auditor trusted service);

# The rows of matrix.csv: references to hashes of its columns.
sub cells
{
	open(my $file, '<', "$folder/matrix.csv") or die "$folder/matrix.csv: $!";
	chomp(my $header = <$file>);
	my @columns = split /,/, $header;
	my @cells;

	while (my $line = <$file>)
	{
		chomp $line;
		my @values = split /,/, $line, -1;
		die "matrix.csv, line $.: " . @values . " columns\n" if @values != @columns;
		my %cell;
		@cell{@columns} = @values;
		push @cells, \%cell;
	}
	return @cells;
}

# What a cell tries, as statements.sql names it.
sub try_of
{
	my ($cell) = @_;

	return "$cell->{object}: $cell->{operation}" . ($cell->{variant} eq '' ? '' : ", $cell->{variant}");
}

# (the tries in order, a hash from try to statement)
sub statements
{
	open(my $file, '<', "$folder/statements.sql") or die "$folder/statements.sql: $!";
	my (@order, %statements);

	while (my $line = <$file>)
	{
		chomp $line;
		if ($line =~ /^-- (\w+: .*)$/)
		{
			die "statements.sql has \"$1\" twice\n" if exists $statements{$1};
			push @order, $1;
			$statements{$1} = '';
		}
		elsif ($line !~ /^--|^$/)
		{
			$statements{ $order[-1] } .= $line;
		}
	}
	return (\@order, \%statements);
}

# What tries come to for a role: [SQLSTATE, rows] of each [person, try]. Each is a transaction
# that is rolled back. The first argument says where, and how people sign in:
#
#   { server => $server, database => 'rights', tokens => { USER => '...', ... }, key => '...',
#     begin => [ 'SET LOCAL ...' ], sign_in => 'SELECT %s' }
sub run_tries
{
	my ($where, $role, @runs) = @_;
	my (undef, $statements) = statements();
	my $script = File::Temp->new;
	my @results;

	print $script "\\o /dev/null\n";
	foreach my $number (0 .. $#runs)
	{
		my ($person, $try) = @{ $runs[$number] };
		my $me = $person =~ /^(?:NONE|ANONYMOUS)$/ ? 'USER' : $person;
		my $sign_in = sprintf $where->{sign_in} // 'SELECT %s', 'boh_set_session(' . ($person eq 'ANONYMOUS' ? 'NULL' : ":'token'") . ')';

		print $script "\\set me $me\n\\set token $where->{tokens}{$me}\n\\set key '$where->{key}'\nBEGIN;\n";
		print $script "$_;\n" foreach @{ $where->{begin} // [] };
		print $script "$sign_in;\n" unless $person eq 'NONE';
		print $script "$statements->{$try}\n\\echo $number :SQLSTATE :ROW_COUNT\nROLLBACK;\n";
	}
	$script->flush;
	chmod 0644, $script->filename;
	my ($status, $output, $errors) = $where->{server}->command('psql', '-X', '-q', '-A', '-t', '-U', $role, '-d', $where->{database}, '-f', $script->filename);
	$results[$1] = [ $2, $3 ] while $output =~ /^(\d+) (\w+) (\d+)$/mg;
	die "$role: " . @results . " results of " . @runs . "\n$errors" if grep { !defined $results[$_] } 0 .. $#runs;
	return @results;
}

1;
