# The archive of a release holds what is committed, but for what only the checkout needs.

use strict;
use warnings;
use File::Temp;
use JSON::PP;
use Test::More;
use BohCluster;

my $root = $BohCluster::root;

# The checkout may belong to another user than the one that runs tests.
local @ENV{qw(GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0)} = (1, 'safe.directory', '*');
my ($status, $committed) = BohCluster::run('git', '-C', $root, 'ls-tree', '-r', '--name-only', '-z', 'HEAD');
plan skip_all => 'no Git checkout that this user can read' if $status != 0;

my $version = decode_json(BohCluster::slurp("$root/META.json"))->{version};
my $folder = File::Temp->newdir;
my ($failed, $archive, $errors) = BohCluster::run("$root/test/support/dist", 'tar.gz', $folder->dirname);
is("$failed $errors", '0 ', 'an archive is made');
is($archive, "$folder/boh-$version.tar.gz\n", 'with the version of META.json in its name');

chomp $archive;
my (undef, $listed) = BohCluster::run('tar', '-tzf', $archive, '--quoting-style=literal');
my @files = sort map { s{^boh-\Q$version\E/}{}r } grep { !m{/$} } split /\n/, $listed;
is_deeply(\@files, [ sort grep { !m{^\.ci/|(?:^|/)\.gitignore$|(?:^|/)\.gitattributes$} } split /\0/, $committed ],
	'it holds what is committed, but for .ci and files of Git');

my %held = map { $_ => 1 } @files;
ok($held{$_}, "$_ is in it") foreach qw(CHANGELOG.md LICENSE META.json Makefile README.md boh.control.in debian/control
	doc/how-to/packages.md expected/install.out ops/pgbouncer.ini sql/extension/version.sql src/boh.c test/sql/install.sql);

done_testing;
