# The matrix of rights, matrix.csv, and the statements that try its cells.

package Matrix;

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

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

1;
