# What is generated in clients/prisma is as the catalog and sql/sections have it, and there
# is a class for each error.

use strict;
use warnings;
use BohCluster;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use PrismaProject;

plan skip_all => 'node is not installed' if (BohCluster::run('sh', '-c', 'command -v node'))[0] != 0;

my $server = BohCluster->new('prisma-generated', 'fsync=off');
my ($status, undef, $errors) = $server->command("$PrismaProject::package/generate", '--check');
is($status, 0, 'the generated files are not stale') or diag($errors);

my ($documented) = BohCluster::slurp("$BohCluster::root/src/base/error_catalogue.c");
my %codes = map { $_ => 1 } $documented =~ /"(BH\d{3})"/g;
my ($table) = BohCluster::slurp("$PrismaProject::package/src/errors.ts") =~ /ERRORS\b.*?= \{(.*?)\};/s;
my %classes = map { $_ => 1 } $table =~ /\b(BH\d{3}): \w+Error/g;

cmp_ok(scalar keys %codes, '>', 50, 'the codes are found');
is_deeply([ sort keys %classes ], [ sort keys %codes ], 'each code has a class');

done_testing;
