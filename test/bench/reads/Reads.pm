# Results of the benchmark of reads, for its page and its picture.

package Reads;

use strict;
use warnings;

sub lines
{
	my ($file) = @_;

	open my $handle, '<', $file or die "$file: $!\n";
	chomp(my @lines = <$handle>);
	return map { [ split /\t/ ] } @lines;
}

# measures FOLDER: in order of their budgets; each has name, title, budget and needs
sub measures
{
	my ($folder) = @_;
	my @measures;

	foreach my $file (glob "$folder/*.sql")
	{
		my ($name) = $file =~ m{([^/]+)\.sql$};
		my %measure = (name => $name);

		open my $handle, '<', $file or die "$file: $!\n";
		while (my $line = <$handle>)
		{
			$measure{$1} = $2 if $line =~ /^-- (title|budget|needs): (.*)$/;
		}
		push @measures, \%measure;
	}
	return sort { $a->{budget} <=> $b->{budget} || $a->{name} cmp $b->{name} } @measures;
}

# times FILE: by bookings, measure, variant, kind and pass, sorted.  "warm" has the
# median of each call's warm passes, "single" each of them by itself.
sub times
{
	my ($file) = @_;
	my (%times, %passes);

	foreach (lines($file))
	{
		my ($bookings, $name, $variant, $kind, $pass, $number, $time) = @$_;
		my $lists = $times{$bookings}{$name}{$variant}{$kind} //= {};

		push @{ $lists->{ $pass eq 'cold' ? 'cold' : 'single' } }, $time;
		push @{ $passes{"$bookings $name $kind $number"}{times} }, $time if $pass ne 'cold';
		$passes{"$bookings $name $kind $number"}{lists} = $lists if $pass ne 'cold';
	}
	foreach my $call (values %passes)
	{
		push @{ $call->{lists}{warm} }, percentile([ sort { $a <=> $b } @{ $call->{times} } ], 50);
	}
	foreach my $list (map { values %$_ } map { values %$_ } map { values %$_ } map { values %$_ } values %times)
	{
		@$list = sort { $a <=> $b } @$list;
	}
	return \%times;
}

# The value that so many per cent of a sorted list do not exceed; undef: no list.
sub percentile
{
	my ($list, $percent) = @_;

	return undef unless $list && @$list;
	my $index = int(@$list * $percent / 100 + 0.999999) - 1;
	return $list->[ $index < 0 ? 0 : $index ];
}

1;
