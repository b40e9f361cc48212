# What sets up everything itself asks for no library before it is installed.

use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp;
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
is(complaints($_), '', "make $_ does not ask") foreach qw(demo test matrix bench docs format site stop clean);
is(complaints($_, 'PG_CONFIG=/nonexistent/pg_config'), '', "nor make $_ without a server") foreach qw(demo test clean);

# Folders as "cluster" makes them, of servers that do not run
my $work = File::Temp->newdir;
my $elsewhere = File::Temp->newdir;
my @servers = ("$work/cluster/demo", "$work/cluster/mine");

sub stopped
{
	my ($target) = @_;

	make_path(@servers);
	open(my $mark, '>>', "$servers[0]/of-make") or die "$servers[0]: $!";
	close($mark);
	BohCluster::run('env', "BOH_WORK=$work", 'make', '-s', '-C', $elsewhere->dirname, '-f', "$BohCluster::root/Makefile", $target);
	return join(' ', grep { -d } @servers);
}

is(stopped('stop'), $servers[1], 'make stop removes the servers that make started, and no other');
is(stopped('clean'), '', 'make clean removes all');

# A command as "with-server" runs it, which has the given file open.  The mark names it.
sub started
{
	my ($open) = @_;
	my $mark = "$servers[0]/of-make";

	make_path(@servers);
	my $run = BohCluster::spawn({}, 'bash', '-c', ': > "$1"; sleep 600 8< "$2" & echo $! > "$1"; wait $!', 'bash', $mark, $open // $mark);
	BohCluster::wait_for(sub { -s $mark && readlink('/proc/' . BohCluster::slurp($mark) =~ s/\n//r . '/fd/8') });
	return ($run, BohCluster::slurp($mark) =~ s/\n//r);
}

my ($run, $process) = started();
stopped('stop');
waitpid $run, 0;
is($? >> 8, 143, 'make stop ends the command that runs on a server');
($run, $process) = started('/dev/null');
stopped('stop');
ok(kill(0, $process), 'another process with the id of such a command goes on');
kill 'TERM', $process;
waitpid $run, 0;

# A build in another folder, and nothing of it left by "make clean".  A few objects do: two of
# one name, and those that include files which are generated there.
my @objects = map { "src/$_.o" } qw(boh booking/verify content/verify content/section_builtin privacy/export seed/production seed/development);
my @make = ('make', '-s', '-j2', '-C', $elsewhere->dirname, '-f', "$BohCluster::root/Makefile", 'with_llvm=no', 'COPT=-O0', "OBJS=@objects");
my ($status, undef, $errors) = BohCluster::run(@make);
is("$status $errors", '0 ', 'a build in another folder');
ok(-f "$elsewhere/boh.so", 'makes the library there');
ok(-f "$elsewhere/src/booking/verify.o" && -f "$elsewhere/src/content/verify.o", 'with objects of one name in two folders');
($status, undef, $errors) = BohCluster::run('env', "BOH_WORK=$work", @make, 'clean');
is(join(' ', grep { -f } glob("$elsewhere/* $elsewhere/src/*/*")), '', 'make clean leaves no file');

done_testing;
