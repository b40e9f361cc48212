# The container, as far as files tell: "make package" builds and starts it.

use strict;
use warnings;
use File::Temp;
use Test::More;
use BohCluster;

my $root = $BohCluster::root;
my $folder = "$root/ops/container";

(my $containerfile = join '', grep { !/^#/ } split /^/, BohCluster::slurp("$folder/Containerfile")) =~ s/\\\n/ /g;
my @instructions = map { [ /^([A-Z]+)\s+(.*)$/ ] } grep { /\S/ } split /\n/, $containerfile;

sub texts_of
{
	my ($name) = @_;

	return map { $_->[1] } grep { $_->[0] eq $name } @instructions;
}

is(scalar(grep { !@$_ } @instructions), 0, 'each line is an instruction');
is((texts_of('USER'))[-1], 'postgres', 'the image does not run as root');
unlike(join("\n", texts_of('ARG'), texts_of('ENV'), texts_of('RUN')), qr/passw|secret|token/i, 'no step has a password');
foreach my $files (grep { !/^--from=/ } texts_of('COPY'))
{
	my @files = split ' ', $files;
	pop @files;
	ok(-e "$root/$_", "$_ is there to be copied") foreach @files;
}
my ($entry) = (texts_of('ENTRYPOINT'))[0] =~ m{^\["/usr/local/bin/(\w+)"\]$};
ok(-x "$folder/$entry", 'the entry point can be run');

# A role without the password that it should have would go unnoticed.
my $work = File::Temp->newdir;
my $password = File::Temp->new(DIR => $work);
foreach my $case ([ "$password", 'the password file .* is empty' ], [ "$work/missing", 'cannot read the password file' ], [ "$work", 'cannot read the password file' ])
{
	my ($file, $complaint) = @$case;
	my ($status, undef, $errors) = BohCluster::run('env', "TMPDIR=$work", "PGDATA=$work/data", "BOH_APP_PASSWORD_FILE=$file", "$folder/$entry");

	is($status, 1, 'the entry point ends') or diag($errors);
	like($errors, qr/^boh: .*$complaint/, '... for the reason that it says');
}
is_deeply([ glob "$work/tmp.*" ], [], '... and leaves nothing');

# A container that is killed in its first seconds starts anew, and not with half a cluster.
mkdir "$work/bin" or die "bin: $!";
open(my $initdb, '>', "$work/bin/initdb") or die "initdb: $!";
print $initdb '#!/bin/sh', "\n", 'mkdir "$2" && echo 17 > "$2/PG_VERSION" && kill -KILL $PPID', "\n";
close $initdb or die "initdb: $!";
chmod 0755, "$work/bin/initdb";
BohCluster::run('env', "PATH=$work/bin:$ENV{PATH}", "TMPDIR=$work", "PGDATA=$work/data", "$folder/$entry");
ok(-e "$work/data.new/PG_VERSION" && !-e "$work/data", 'half a cluster does not have its place');

# A build copies the whole checkout, and "git add" takes what is not ignored.
my @secrets = BohCluster::slurp("$folder/compose.yaml") =~ m{file: \./(\S+)}g;
is(scalar @secrets, 2, 'compose.yaml names two files with passwords');
foreach my $ignore ('.gitignore', '.dockerignore')
{
	my ($ignored) = BohCluster::slurp("$root/$ignore") =~ m{^/?ops/container/(\w+)/?$}m;
	is_deeply([ grep { !m{^\Q$ignored\E/} } @secrets ], [], "$ignore has their folder");
}

# What the entry point replaces in the configuration of the pool
my $start = BohCluster::slurp("$folder/$entry");
my $pool = BohCluster::slurp("$root/ops/pgbouncer.ini");
my @patterns = $start =~ m{(\^;?[a-z_]+(?: =|(?=/max_)))}g;
cmp_ok(scalar @patterns, '>=', 6, 'it replaces lines of ops/pgbouncer.ini');
like($pool, qr/$_/m, "which has a line $_") foreach @patterns;

SKIP:
{
	skip 'there is no shellcheck', 1 if (BohCluster::run('sh', '-c', 'command -v shellcheck'))[0] != 0;
	my @scripts = ("$folder/start", "$folder/healthy", "$root/debian/tests/installcheck",
		map { "$root/test/support/$_" } qw(copy-of-system deb dist installed majors package release));
	is((BohCluster::run('shellcheck', '-x', '-P', "$root/test/support", @scripts))[1], '', 'shellcheck has nothing to say');
}

done_testing;
