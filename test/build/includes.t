# The folders of src/ stand one above the other, and calls go down only.  This test
# reads the includes: none may lead up, none from one subject to another but through
# a header made for it, and no files may include each other in a circle.

use strict;
use warnings;
use Test::More;
use BohCluster;

# From the ground up.  A file includes headers of its own folder and of those before it.
my @floors = qw(base text json html rights audit people booking find statistics content archive privacy server seed maintenance schema tenant monitoring installation);

# Subjects meet in the database, and otherwise through these headers alone.
my @subjects = qw(rights audit people booking find statistics content archive privacy server seed maintenance);
my %made_for_others = map { $_ => 1 } qw(rights/column_class.h rights/maintenance.h rights/profile.h rights/rights.h
	rights/verify.h audit/log.h audit/partition.h audit/expire.h audit/retention.h audit/values.h audit/verify.h people/login_counter.h people/user.h booking/archived.h booking/author.h booking/detached.h booking/lanes.h booking/verify.h content/media.h content/verify.h statistics/counts.h statistics/settled.h statistics/verify.h archive/due.h archive/partition.h archive/verify.h find/event_list.h find/site.h find/verify.h find/search_refresh.h find/pending.h server/connections.h maintenance/bloat.h);

# src/boh.c starts every part of the library.
my $entry = 'boh.c';

my $source = "$BohCluster::root/src";
my %floor = map { $floors[$_] => $_ } 0 .. $#floors;
my %is_subject = map { $_ => 1 } @subjects;
my %includes;    # of a file: the headers of ours
foreach my $path (glob("$source/*.[ch] $source/*/*.[ch]"))
{
	my ($file) = $path =~ m{^\Q$source\E/(.*)$};

	$includes{$file} = [ BohCluster::slurp($path) =~ /^#include "([^"]+\.h)"/mg ];
}

# What is wrong with the include of a header in a file; '' for nothing.
sub wrong
{
	my ($file, $header) = @_;
	my ($from) = $file =~ m{^(\w+)/};
	my ($to) = $header =~ m{^(\w+)/};

	return '' if not defined $to or not exists $floor{$to};    # one of PostgreSQL's
	return 'there is no such file' if not exists $includes{$header};
	return '' if $file eq $entry or $from eq $to;
	return 'goes up' if $floor{$to} > $floor{$from};
	return 'is of another subject' if $is_subject{$to} and not $made_for_others{$header};
	return '';
}

foreach my $file (sort keys %includes)
{
	my ($folder) = $file =~ m{^(\w+)/};

	ok($file eq $entry || defined $folder && exists $floor{$folder}, "$file is in a folder that has a place");
	my @wrong = map { my $wrong = wrong($file, $_); $wrong eq '' ? () : "$_ $wrong" } @{ $includes{$file} };
	is(join(', ', @wrong), '', "$file includes what it may");
}

# x.c and x.h count as one; a circle is found where a path comes back to a file that
# it has passed.
my %below;
foreach my $file (keys %includes)
{
	(my $name = $file) =~ s/\.[ch]$//;
	foreach my $header (@{ $includes{$file} })
	{
		(my $other = $header) =~ s/\.h$//;
		$below{$name}{$other} = 1 if $other ne $name and exists $includes{$header};
	}
}
my (%done, @circles);

sub follow
{
	my ($name, @path) = @_;
	my ($first) = grep { $path[$_] eq $name } 0 .. $#path;

	if (defined $first)
	{
		push @circles, join ' -> ', @path[ $first .. $#path ], $name;
		return;
	}
	return if $done{$name};
	follow($_, @path, $name) foreach sort keys %{ $below{$name} // {} };
	$done{$name} = 1;
}
follow($_) foreach sort keys %below;
is(join("\n", @circles), '', 'no files include each other in a circle');

done_testing();
