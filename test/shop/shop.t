# The shop of examples/, started as people start it: customers and editors over HTTP, and in Chromium.

use strict;
use warnings;
use BohBouncer;
use BohCluster;
use File::Temp;
use FindBin;
use JSON::PP;
use Test::More;

my $packages = $ENV{BOH_TEST_NPM} // 'no';
my @folders = map { "$packages/$_/node_modules" } 'clients/prisma', 'examples/shop', 'shop';
foreach my $folder (@folders[ 0, 1 ])
{
	plan skip_all => "there are no npm packages in $folder" unless -d $folder;
}
plan skip_all => 'pgbouncer is not installed' unless BohBouncer::program();

# A time zone that is not UTC, as many servers have.
my $server = BohCluster->new('shop', 'fsync=off', 'timezone=America/New_York');
my $work = File::Temp->newdir('/tmp/boh.XXXXXX');
my $browser = (grep { -x } map { ("$_/chromium", "$_/chromium-browser") } split /:/, $ENV{PATH})[0];

# Reports what the tests in a file find.
sub run_tests
{
	my ($file) = @_;
	my (undef, $output, $errors) = BohCluster::run('timeout', '300', 'node', '--test', "--test-reporter=$FindBin::RealBin/../prisma/reporter.mjs",
		"$FindBin::RealBin/$file");
	my @results = map { JSON::PP->new->utf8->decode($_) } split /\n/, $output;

	ok(scalar @results, "$file has tests") or diag($errors);
	ok($_->{ok}, $_->{name}) || diag($_->{error}) foreach @results;
}

BohCluster::run('openssl', 'genpkey', '-algorithm', 'ED25519', '-out', "$work/login.key");
local @ENV{qw(SHOP_PACKAGES PORT SHOP_PROVIDER_DELAY SHOP_WEBHOOK_SECRET SIGN_IN_KEY)} = ($packages, 0, 10, 'secret of the provider', "$work/login.key");
my $shop = $server->background({ output => "$work/output", errors => "$work/errors" }, "$BohCluster::root/examples/shop/start");
my $url;
BohCluster::wait_for(sub {
	($url) = (eval { BohCluster::slurp("$work/output") } // '') =~ m{^(http://127\.0\.0\.1:\d+)/}m;
	return defined $url || waitpid($shop, 1);
});
ok(defined $url, 'the shop starts') or diag(BohCluster::slurp("$work/errors")), done_testing, exit;

is($server->query('SELECT role, profile FROM boh_grants() ORDER BY role', database => 'shop'),
	"back_office|admin\npay_hooks|payments\nshop|app\nsign_in|auth", 'each connection has a role of its own, with one profile');

local @ENV{qw(BOH_SHOP BOH_OWNER_HOST BOH_OWNER_PORT NODE_PATH)} = ($url, $server->socket, $server->port, join ':', @folders);
local @ENV{qw(BOH_CHROMIUM HOME XDG_CONFIG_HOME XDG_CACHE_HOME)} = ($browser // '', "$work", "$work", "$work");
run_tests('delivery.test.js');
run_tests('customers.test.js');
run_tests('editor.test.js');
SKIP:
{
	skip 'there is no Chromium, or what drives it', 1 unless $browser and -d $folders[2];
	run_tests('browser.test.js');
}
run_tests('hostile.test.js');
diag(BohCluster::slurp("$work/errors")) unless Test::More->builder->is_passing;
is($server->query('SELECT count(*) FROM boh_verify()', database => 'shop'), '0', 'boh_verify() finds nothing');

my @children = BohCluster::children($shop);
kill 'TERM', $shop;
waitpid $shop, 0;
is($? >> 8, 143, 'the shop ends when it is asked');
is(scalar(grep { kill 0, $_ } @children), 0, '... with its pool and its server');
done_testing;
