# The picture of the benchmark has a line for each way of booking in each part.

use strict;
use warnings;
use BohCluster;
use Test::More;
use File::Temp;

my $results = File::Temp->new;
foreach my $part ('many', 'standby')
{
	foreach my $variant ('boh_function', 'bare_insert')
	{
		print $results "1\t$part\t$variant\t$_\t" . 100 * $_ . "\n" foreach 1, 8;
	}
}
close $results;

my ($status, $picture, $errors) = BohCluster::run("$BohCluster::root/test/bench/plot", $results->filename);
is($status, 0, 'drawn') or diag($errors);
is(scalar(() = $picture =~ /<polyline points="[\d.]+,[\d.]+ [\d.]+,[\d.]+"/g), 4, 'two ways in two parts');
is(scalar(() = $picture =~ />over 1,000 events<|>on one event, with a standby</g), 2, 'the parts are named');

my $drawn = BohCluster::slurp("$BohCluster::root/doc/explanation/bench.svg");
my %colours = map { $_ => 1 } $drawn =~ /<line x1="\d+" y1="\d+" x2="\d+" y2="\d+" stroke="(#\w+)"/g;
cmp_ok(scalar keys %colours, '>', 5, 'doc/explanation/bench.svg has a legend');
like($drawn, qr/<polyline [^>]*stroke="$_"/, "and a line of $_") foreach sort keys %colours;

done_testing();
