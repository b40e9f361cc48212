# A project that uses Prisma and @boh/prisma, in a folder of its own, and what runs there.
#
#   use PrismaProject;
#   my $project = PrismaProject->new($server, 'shop_db');
#   $project->prisma('validate');

package PrismaProject;

use strict;
use warnings;
use BohCluster;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp;

my $tests = dirname(abs_path(__FILE__));

our $package = "$BohCluster::root/clients/prisma";

# The packages of clients/prisma, or those of test/prisma/NAME.
sub packages
{
	my ($name) = @_;

	return ($ENV{BOH_TEST_NPM} // 'no') . '/' . (defined $name ? "prisma/$name" : 'clients/prisma') . '/node_modules';
}

# Why nothing of this can be run here; nothing if it can.
sub obstacle
{
	return 'the npm packages of clients/prisma are not installed' unless -d packages();
	# What Prisma 7 runs on
	my ($major, $minor) = (BohCluster::run('node', '--version'))[1] =~ /^v(\d+)\.(\d+)/;
	return "Prisma needs Node 20.19, 22.12 or 24, and this is $major.$minor"
	  unless $major >= 24 or $major == 22 and $minor >= 12 or $major == 20 and $minor >= 19;
	return undef;
}

# Packages are found in the folder above the project, so that installing something there
# leaves them alone.
sub new
{
	my ($class, $server, $database) = @_;
	my $folder = File::Temp->newdir('/tmp/boh.XXXXXX');
	my $self = bless { server => $server, parent => $folder, folder => "$folder/app" }, $class;

	$self->{url} = $self->url('postgres', $database);
	symlink packages(), "$folder/node_modules" or die "node_modules: $!";
	make_path("$self->{folder}/prisma/migrations");
	$self->write('package.json', '{ "name": "app", "private": true }');
	return $self;
}

sub url
{
	my ($self, $role, $database, $socket) = @_;
	my $server = $self->{server};

	return sprintf 'postgresql://%s@localhost/%s?host=%s&port=%s', $role, $database, $socket // $server->socket, $server->port;
}

sub folder { return $_[0]{folder} }

sub write
{
	my ($self, $name, $content) = @_;

	open(my $file, '>:encoding(UTF-8)', "$self->{folder}/$name") or die "$name: $!";
	print $file $content;
	close $file or die "$name: $!";
}

sub read
{
	my ($self, $name) = @_;

	return BohCluster::slurp("$self->{folder}/$name");
}

# (exit status, output, errors) of a command in the project.
sub run
{
	my ($self, @command) = @_;

	local @ENV{qw(CHECKPOINT_DISABLE PRISMA_HIDE_UPDATE_MESSAGE NO_COLOR DATABASE_URL NODE_PATH npm_config_cache npm_config_offline npm_config_update_notifier)} =
	  (1, 1, 1, $self->{url}, "$self->{parent}/node_modules", "$self->{parent}/npm-cache", 'true', 'false');
	local $ENV{PRISMA_SCHEMA_ENGINE_BINARY} = "$tests/schema-engine.js";
	return BohCluster::run('env', '-C', $self->{folder}, 'timeout', '300', @command);
}

# The same of Prisma's command line.
sub prisma
{
	my ($self, @arguments) = @_;

	return $self->run("$self->{parent}/node_modules/.bin/prisma", @arguments);
}

# "migrate dev" wants a terminal.
sub migrate_dev
{
	my ($self, @arguments) = @_;

	return $self->run('script', '-qec', join(' ', "$self->{parent}/node_modules/.bin/prisma", 'migrate', 'dev', @arguments), '/dev/null');
}

1;
