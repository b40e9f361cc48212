# The shop ends at once when it is asked while it still installs its packages, and installs them in full the next time.

use strict;
use warnings;
use BohCluster;
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp;
use Test::More;

# A checkout, and an npm that does not end
my $tree = File::Temp->newdir('/tmp/boh.XXXXXX');
make_path("$tree/examples/shop", "$tree/clients/prisma", "$tree/bin");
copy("$BohCluster::root/examples/shop/start", "$tree/examples/shop/start") or die "start: $!";
open(my $npm, '>', "$tree/bin/npm") or die "npm: $!";
print $npm qq(#!/bin/bash\nmkdir -p node_modules\necho "\$PWD \$\$" >> "$tree/installing"\nexec sleep 600\n);
close($npm);
chmod 0755, "$tree/examples/shop/start", "$tree/bin/npm";
delete $ENV{SHOP_PACKAGES};
local $ENV{PATH} = "$tree/bin:$ENV{PATH}";

foreach my $time ('first', 'next')
{
	unlink "$tree/installing";
	my $shop = BohCluster::spawn({}, "$tree/examples/shop/start");
	BohCluster::wait_for(sub { -s "$tree/installing" });
	my ($folder, $npm) = split / /, BohCluster::slurp("$tree/installing") =~ s/\n//r;
	is($folder, "$tree/clients/prisma", "npm installs, the $time time");
	kill 'TERM', $shop;
	# Long before npm would end
	BohCluster::wait_for(sub { waitpid($shop, 1) });
	is($? >> 8, 143, '... until the shop is asked to end');
	ok(BohCluster::wait_for(sub { !readlink "/proc/$npm/exe" }), '... and npm ends as well');
}

done_testing;
