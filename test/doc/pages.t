# Every page of doc/ is in the index, every link leads somewhere, and the README, of one
# screen, quotes the figures of the benchmark as they are.

use strict;
use warnings;
use BohCluster;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Pages;

binmode(Test::More->builder->$_, ':utf8') foreach qw(output failure_output todo_output);

my @documentation = Pages::documentation();
my %pages = map { $_ => Pages::read_page($_) }
  @documentation, 'CHANGELOG.md', 'src/README.md', 'examples/README.md', 'clients/prisma/README.md';

# The path below the folder of the sources that a link leads to, undefined if there is none.
sub target
{
	my ($file, $link) = @_;
	my $path = abs_path("$BohCluster::root/" . dirname($file) . "/$link");

	return undef unless defined $path and -e $path;
	return $path =~ s{^\Q@{[ abs_path($BohCluster::root) ]}\E/?}{}r;
}

my %indexed;
my $links = 0;

foreach my $file (sort keys %pages)
{
	foreach (Pages::links($pages{$file}))
	{
		my ($number, $link) = @$_;
		next if $link =~ /^(?:https?|mailto):/;

		my ($path, $anchor) = split /#/, $link, 2;
		my $target = $path eq '' ? $file : target($file, $path);
		$links++;
		$indexed{$target} = 1 if defined $target and $file eq 'doc/index.md';
		fail("$file:$number: $link leads to a file"), next unless defined $target;
		next unless defined $anchor and exists $pages{$target};
		fail("$file:$number: $link leads to a heading") unless grep { $_ eq $anchor } Pages::anchors($pages{$target});
	}
}
cmp_ok($links, '>', 500, 'links were read');

foreach my $file (grep { $_ ne 'README.md' and $_ ne 'doc/index.md' } @documentation)
{
	ok($indexed{$file}, "$file is in the index");
	like($file, qr{^doc/(?:tutorial|how-to(?:/clients)?|reference|explanation)/[\w-]+\.md$}, "$file is of one kind");
}

cmp_ok(scalar Pages::lines('README.md'), '<=', 80, 'the README is one screen');

# figure(SECTION, WAY, CLIENTS): the median in a table of the benchmark
my @bench = Pages::lines('doc/explanation/bench.md');

sub figure
{
	my ($section, $way, $clients) = @_;
	my ($found, @columns);

	foreach my $line (@bench)
	{
		$found = $line eq "## $section" if $line =~ /^##/;
		next unless $found and $line =~ /^\| (.*) \|$/;

		my @cells = split / \| /, $1;
		@columns = @cells if $cells[0] eq 'bookings/s';
		next unless $cells[0] eq $way;
		my ($column) = grep { $columns[$_] eq $clients } 1 .. $#columns;
		return $cells[$column] =~ s/ .*//r if defined $column;
	}
	return 'no such figure';
}

my %quoted = map { /^\| ([^|]+) \| (.*) \|$/ } Pages::lines('README.md');

foreach (
	[ '8 clients book 1,000 events', 'Bookings over 1,000 events', '8 clients', 'boh_book_seats()', 'SELECT FOR UPDATE', 'bare INSERT, foreign keys' ],
	[ '64 clients book one event', 'Bookings on one event', '64 clients', 'boh_book_seats()', 'SELECT FOR UPDATE' ],
	[ 'the same, with [booking lanes](doc/how-to/booking_lanes.md)', 'Bookings on one event', '64 clients', 'boh_book_seats(), lanes' ])
{
	my ($row, $section, $clients, @ways) = @$_;
	my @figures = map { figure($section, $_, $clients) } @ways;

	is(join(' ', ($quoted{$row} // '') =~ /\b(\d[\d,]*)\b/g), join(' ', @figures), "the README says of \"$row\" what the benchmark says");
}

# Blocks are marked, so that sql.t finds them.
foreach my $file (@documentation)
{
	foreach my $block (grep { $_->{language} eq '' } @{ $pages{$file}{blocks} })
	{
		fail("$file:$block->{number}: the block is marked as sql")
		  if join("\n", @{ $block->{lines} }) =~ /\A(?:--.*\n)*(?:SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE|CALL|GRANT|BEGIN;|SET) .*;$/ms;
	}
}

done_testing;
