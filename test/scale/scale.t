# doc/explanation/scale.md quotes what the simulation prints.

use strict;
use warnings;
use BohCluster;
use Test::More;

my ($status, $output, $errors) = BohCluster::run("$BohCluster::root/test/scale/simulate");
is($status, 0, 'the simulation ends') or diag($errors);
my @lines = grep { /^[0-9o] ?\w.*\d/ } split /\n/, $output;
my $page = BohCluster::slurp("$BohCluster::root/doc/explanation/scale.md");
is(scalar @lines, 19, 'it has a line for each case');
ok(index($page, "$_\n") >= 0, "quoted: $_") foreach @lines;

# What must hold whatever the figures are
my %sold_out;
foreach my $line (@lines)
{
	$sold_out{$1}{$2} = $3 if $line =~ /^(\S.*?) {2,}(\d+) +(\d+) s/;
}
foreach my $database (sort keys %sold_out)
{
	my %at = %{ $sold_out{$database} };

	cmp_ok($at{10000}, '<=', $at{100000}, "$database: more seats last longer");
	cmp_ok($at{100000}, '<=', $at{1000000}, "$database: and still more, too");
}

done_testing();
