# The example for Prisma, through PgBouncer: each person sees what is theirs and nothing else,
# whatever goes wrong, and nothing of a session is left on a connection.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Examples;

my $obstacle = Examples::obstacle('prisma');
plan skip_all => $obstacle if defined $obstacle;

# What Prisma 7 runs on
my ($major, $minor) = (BohCluster::run('node', '--version'))[1] =~ /^v(\d+)\.(\d+)/;
plan skip_all => "Prisma needs Node 20.19, 22.12 or 24, and this is $major.$minor"
  unless $major >= 24 or $major == 22 and $minor >= 12 or $major == 20 and $minor >= 19;

Examples::check('prisma', sub {
	my ($folder) = @_;
	# It would be downloaded, and is not needed: it migrates tables.
	local $ENV{PRISMA_SCHEMA_ENGINE_BINARY} = '/bin/true';
	local $ENV{CHECKPOINT_DISABLE} = 1;
	my ($status, $output, $errors) = BohCluster::run('env', '-C', $folder, 'node_modules/.bin/prisma', 'generate');

	is($status, 0, 'the client is made from schema.prisma') or die "$output$errors";
});

done_testing;
