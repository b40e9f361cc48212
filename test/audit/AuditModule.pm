# Functions of boh that SQL does not call, as SQL functions of a test.
#
#   my $module = AuditModule->new($server);
#   $module->create('boh_db', 'merkle_root(bytea[]) RETURNS bytea');

package AuditModule;

use strict;
use warnings;
use BohCluster;
use File::Temp;

sub ask
{
	my ($option) = @_;
	my (undef, $answer) = BohCluster::run($ENV{PG_CONFIG} || 'pg_config', $option);

	chomp $answer;
	return $answer;
}

sub new
{
	my ($class, $server) = @_;
	my $self = bless { server => $server, folder => File::Temp->newdir }, $class;
	my ($status, $flags) = BohCluster::run('pkg-config', '--cflags', '--libs', 'libcrypto');
	my @command = ('cc', '-shared', '-fPIC', '-O1', '-o', "$self->{folder}/module.so", "$BohCluster::root/test/audit/module.c",
		"-I$BohCluster::root/src", '-isystem', ask('--includedir-server'), split(' ', $flags));
	my $errors;

	chmod 0755, $self->{folder}->dirname;
	($status, undef, $errors) = BohCluster::run(@command);
	die "@command\n$errors" if $status != 0;
	return $self;
}

sub create
{
	my ($self, $database, @functions) = @_;

	foreach my $function (@functions)
	{
		my ($name) = $function =~ /^(\w+)/;
		$self->{server}->query("CREATE FUNCTION $function LANGUAGE c STRICT AS '$self->{folder}/module.so', '$name'",
			database => $database);
	}
}

1;
