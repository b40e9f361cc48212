# The example for node-postgres, through PgBouncer: each person sees what is theirs and nothing
# else, whatever goes wrong, and nothing of a session is left on a connection.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Examples;

my $obstacle = Examples::obstacle('node-postgres');
plan skip_all => $obstacle if defined $obstacle;

Examples::check('node-postgres');

done_testing;
