# What sets up everything itself asks for no library before it is installed.

use strict;
use warnings;
use Test::More;
use BohCluster;

# Those of the "make" that runs this test.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKEOVERRIDES)};

# What "make" complains of where pkg-config knows nothing.
sub complaints
{
	my (@targets) = @_;
	my ($status, $output, $errors) = BohCluster::run('env', 'PKG_CONFIG_PATH=', 'PKG_CONFIG_LIBDIR=/nonexistent',
		'make', '-n', '-C', $BohCluster::root, @targets);

	return $errors;
}

like(complaints('all'), qr/pkg-config search path/, 'a build says what is missing');
like(complaints(), qr/pkg-config search path/, 'without a target as well');
like(complaints('test', 'all'), qr/pkg-config search path/, 'and when it is one target of several');
is(complaints($_), '', "make $_ does not ask") foreach qw(demo test matrix bench docs format stop clean);
is(complaints($_, 'PG_CONFIG=/nonexistent/pg_config'), '', "nor make $_ without a server") foreach qw(demo test clean);

done_testing;
