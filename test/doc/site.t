# The static site: it is made without a warning, has every page and the index for its
# search, and loads nothing from other hosts.

use strict;
use warnings;
use BohCluster;
use File::Find;
use File::Temp;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Pages;

# Other versions of PostgreSQL would make the same site.
plan skip_all => 'without npm, the site is not made, either' if ($ENV{BOH_TEST_NPM} // '') eq 'no';
foreach my $module (qw(sphinx myst_parser furo))
{
	plan skip_all => "$module is not installed" if (BohCluster::run('/usr/bin/python3', '-c', "import $module"))[0] != 0;
}
plan skip_all => 'graphviz is not installed' if (BohCluster::run('dot', '-V'))[0] != 0;

my $folder = File::Temp->newdir('/tmp/boh.XXXXXX');
my $site = "$folder/site";
my ($status, $output, $errors) = BohCluster::run("$BohCluster::root/test/support/site", $site);
is($status, 0, 'the site is made, with no link that leads nowhere') or diag($output, $errors);

ok(-f "$site/" . s/\.md$/.html/r, "$_ is on the site") foreach Pages::documentation();
ok(-f "$site/index.html", 'the site has a start page');

my $index = BohCluster::slurp("$site/searchindex.js");
like($index, qr/\b$_\b/, "the search knows $_") foreach qw(oversel boh_book_seat idempot);

# Code has colours of its own: without those of the page it would be dark on a light page.
like(BohCluster::slurp("$site/_static/styles/furo.css"), qr/prefers-color-scheme:\s*dark\)\s*\{[^{}]*\{?\s*body:not\(\[data-theme="?light"?\]\)\s*\{[^{}]*--color-background-primary/,
	'the page is dark on a dark system');
unlike(BohCluster::slurp("$site/_static/scripts/furo.js"), qr/^import /m, 'the script of the theme is whole');

SKIP: {
	my $browser = (grep { -x } map { ("$_/chromium", "$_/chromium-browser") } split /:/, $ENV{PATH})[0];

	skip 'there is no Chromium', 1 unless $browser;
	local @ENV{qw(HOME XDG_CONFIG_HOME XDG_CACHE_HOME)} = ("$folder") x 3;
	my (undef, $found) = BohCluster::run('timeout', '60', $browser, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
		"--user-data-dir=$folder/profile", '--no-first-run', '--virtual-time-budget=5000', '--dump-dom', "file://$site/search.html?q=oversold");
	like($found, qr/<a href="README\.html/, 'the search finds pages, without a web server');
}

# What a browser loads by itself, but for links that a reader follows
my @loaded;
my $read = 0;

find({ no_chdir => 1, wanted => sub {
	return unless /\.(html|css|js|svg)$/;

	my $text = BohCluster::slurp($_);
	my $name = $_;
	my $host = qr{(?:https?:)?//\w};
	$read++;
	push @loaded, map { "$name: $_" } $text =~ m{(<(?!a\b)\w+[^>]*\s(?:src|srcset|data|poster|action)=["']?$host[^>]*>)}g,
	  $text =~ m{(<link\b[^>]*\shref=["']?$host[^>]*>)}g if /\.(?:html|svg)$/;
	push @loaded, map { "$name: $_" } $text =~ m{((?:url\(|\@import)\s*["']?$host[^)]*)}g;
	# Nor from a place that only a web server of Debian has
	push @loaded, map { "$name: $_" } $text =~ m{((?:url\(|\@import)\s*["']?/[^)]*)}g;
	push @loaded, map { "$name: $_" } $text =~ m{((?:fetch|import|importScripts|open|XMLHttpRequest)\(\s*["'`]$host[^)]*)}g if /\.js$/;
} }, $site);
cmp_ok($read, '>', 50, 'files were read');
is(join("\n", @loaded), '', 'nothing is loaded from other hosts');

done_testing;
