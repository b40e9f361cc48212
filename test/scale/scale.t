# doc/explanation/scale.md quotes what the simulation prints, and what it prints makes sense.

use strict;
use warnings;
use BohCluster;
use Test::More;

my ($status, $output, $errors) = BohCluster::run("$BohCluster::root/test/scale/simulate");
is($status, 0, 'the simulation ends') or BAIL_OUT($errors);

my $page = BohCluster::slurp("$BohCluster::root/doc/explanation/scale.md");
my @quoted = $page =~ /^```\n(.*?)^```$/msg;
is(join("\n", @quoted), $output, 'the page quotes it') or diag('run test/scale/simulate --write');

# What must hold whatever the figures are
my %sale;
foreach my $line (split /\n/, $output)
{
	next unless $line =~ /^(\w.*?) {2,}\d+ +([\d,]+) +([\d,]+) +([\d,]+) s +([\d,]+) s +([\d,]+)$/;

	my ($way, $bookings, $seats, $sold_out, $all_paid, $queue) = map { s/,//gr } $1, $2, $3, $4, $5, $6;
	$sale{$way}{$seats} = { bookings => $bookings, sold_out => $sold_out, all_paid => $all_paid, queue => $queue };
}
is(scalar keys %sale, 5, 'ways of booking');
foreach my $way (sort keys %sale)
{
	my $last;

	foreach my $seats (sort { $a <=> $b } keys %{ $sale{$way} })
	{
		my $found = $sale{$way}{$seats};

		cmp_ok($found->{sold_out} + 1, '>=', $seats / 2 / $found->{bookings}, "$way, $seats seats: no more is booked in a second than can be");
		cmp_ok($found->{all_paid}, '>=', $found->{sold_out} + 120, "$way, $seats seats: the last one is paid for");
		cmp_ok($found->{queue}, '<=', 1_000_000, "$way, $seats seats: no more wait than there are");
		cmp_ok($last->{sold_out}, '<=', $found->{sold_out}, "$way: more seats last longer") if defined $last;
		$last = $found;
	}
}
cmp_ok($sale{lanes}{1_000_000}{sold_out}, '<', $sale{'one row'}{1_000_000}{sold_out}, 'lanes sell more than a row');

done_testing();
