# Figures that were measured, from the pages that have them.

package Figures;

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

our $doc = abs_path(dirname(abs_path(__FILE__)) . '/../../doc');

sub lines
{
	my ($page) = @_;

	open(my $file, '<:encoding(UTF-8)', "$doc/$page") or die "$page: $!\n";
	chomp(my @lines = <$file>);
	return @lines;
}

# What a pattern finds in a page, once
sub found
{
	my ($page, $pattern) = @_;
	my @found = map { /$pattern/ ? [ $_ =~ $pattern ] : () } lines($page);

	die "$page has " . @found . " lines like $pattern\n" if @found != 1;
	return @{ $found[0] };
}

# (bookings a second, sessions): the most that a way of booking reaches in a table of the benchmark
sub bookings
{
	my ($section, $way) = @_;
	my ($inside, @columns, @best);

	foreach my $line (lines('explanation/bench.md'))
	{
		$inside = $line eq "## $section" if $line =~ /^##/;
		next unless $inside and $line =~ /^\| (.*) \|$/;

		my @cells = split / \| /, $1;
		@columns = @cells if $cells[0] eq 'bookings/s';
		next unless $cells[0] eq $way;
		foreach my $i (1 .. $#cells)
		{
			my $median = $cells[$i] =~ s/ .*//r =~ s/,//gr;

			@best = ($median, $columns[$i] =~ s/ .*//r) if !@best or $median > $best[0];
		}
	}
	die "the benchmark has no \"$way\" in \"$section\"\n" if !@best;
	return @best;
}

1;
