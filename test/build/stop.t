# "make stop" ends a run that still builds, with the compilers that it has started.

use strict;
use warnings;
use BohCluster;
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp;
use Test::More;

# A checkout whose build does not end
my $tree = File::Temp->newdir('/tmp/boh.XXXXXX');
my $support = "$tree/test/support";
chmod 0755, "$tree";
make_path($support);
copy("$BohCluster::root/test/support/$_", "$support/$_") or die "$_: $!" foreach qw(common.sh cluster stop with-server);
script('setup', '');
script('build', qq(bash -c 'echo \$\$ > "$tree/compiling"; exec sleep 600'\n:\n));
chmod 0755, glob "$support/*";
delete @ENV{qw(BOH_WORK BOH_STAGE)};

sub script
{
	my ($name, $body) = @_;

	open(my $file, '>', "$support/$name") or die "$name: $!";
	print $file "#!/bin/bash\n$body";
	close($file);
}

sub number_in
{
	my ($file) = @_;

	BohCluster::wait_for(sub { -s $file }) or die "there is no $file";
	return BohCluster::slurp($file) =~ s/\n//r;
}

my $run = BohCluster::spawn({ errors => "$tree/errors" }, "$support/with-server", 'shop', '/bin/true');
my $compiler = number_in("$tree/compiling");
my ($status, $output, $errors) = BohCluster::run("$support/stop");
is("$status $output$errors", '0 ', 'make stop during a build');
waitpid $run, 0;
is($? >> 8, 143, '... ends the run') or diag(BohCluster::slurp("$tree/errors"));
ok(BohCluster::wait_for(sub { !readlink "/proc/$compiler/exe" }), '... and its compiler');
is((BohCluster::run('flock', '-n', "$tree/build/lock", 'true'))[0], 0, '... so the next run can begin');
ok(!-e "$tree/build/cluster", '... and no server is left');

# The run has the lock open, another process that got its number has not.
my $other = BohCluster::spawn({}, 'sleep', '600');
open(my $file, '>', "$tree/build/run") or die "run: $!";
print $file "$other\n";
close($file);
BohCluster::run("$support/stop");
is(waitpid($other, 1), 0, 'another process with the number of a run goes on');
kill 'TERM', $other;
waitpid $other, 0;

done_testing;
