# The page of the benchmark of reads says of each measure whether it keeps its budget,
# and its picture has a bar of each.

use strict;
use warnings;
use BohCluster;
use Test::More;
use File::Temp;

my $folder = "$BohCluster::root/test/bench/reads";
my $results = File::Temp->new;
my $facts = File::Temp->new;

# In the middle of three passes, events take 1 to 100 ms, bookings always 2; the small data are twice as fast.
foreach my $i (1 .. 100)
{
	print $results "10000\tevent\tevent\tboh\twarm 1\t$i\t", $i / 2, "\n", map { "50000\tevent\tevent\tboh\t$_->[0]\t$i\t$_->[1]\n" }
	  [ cold => 2 * $i ], [ 'warm 1' => 3 * $i ], [ 'warm 2' => $i / 2 ], [ 'warm 3' => $i ];
	print $results "50000\tevent\tevent\torm\twarm 1\t$i\t", 10 * $i, "\n",
	  map { "$_\tbooking\tbooking\tboh\twarm 1\t$i\t2\n" } 50000, 10000;
}
close $results;
print $facts "made 50000\t90\nverified 50000\t3\nmade 10000\t9\nverified 10000\t1\n";
close $facts;

my ($status, $page, $errors) = BohCluster::run("$folder/report", $facts->filename, $results->filename, "$folder/measures");
is($status, 0, 'page made') or diag($errors);
like($page, qr/^\| an event with its venue \|  \| 100 \| 50\.0 \| 95\.0 \| 99\.0 \| 291\.0 \| 198\.0 \| 3 \| \*\*not met\*\* \|$/m, 'percentiles over the budget');
like($page, qr/^\| a booking \|  \| 100 \| 2\.00 \| 2\.00 \| 2\.00 \| 2\.00 \| – \| 10 \| met \|$/m, 'percentiles within the budget');
like($page, qr/^\| an event with its venue \|  \| 25\.0 \| 50\.0 \| 2\.00 \| \*\*not met\*\* \|$/m, 'growth');
like($page, qr/^\| an event with its venue \|  \| 50\.0 \| 500\.0 \| 10\.0 \| faster \|$/m, 'beside an ORM');
like($page, qr/Left out.*20 events/, 'what was not measured is named');

($status, my $picture, $errors) = BohCluster::run("$folder/plot", $results->filename, "$folder/measures");
is($status, 0, 'picture made') or diag($errors);
is(scalar(() = $picture =~ /height="12"/g), 2, 'with two bars');

# Every file has a title and a budget, and calls that psql can read.
foreach my $file (glob "$folder/measures/*.sql")
{
	my $measure = BohCluster::slurp($file);

	like($measure, qr/^-- title: .+\n-- budget: \d+\n(?:-- needs: boh_\w+\n)?-- boh\nSELECT /, "$file is a measure");
}

done_testing();
