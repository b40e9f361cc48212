# PgBouncer in transaction mode before a server of a test's own.
#
#   use BohBouncer;
#   plan skip_all => 'pgbouncer is not installed' if not BohBouncer::program();
#   my $pool = BohBouncer->new($server, users => ['app'], databases => { boh_db => 'pool_size=1' });
#   $pool->query('SELECT 1', database => 'boh_db');
#
# It is the same server as before, but reached through PgBouncer.  Every user in the list
# may connect without a password.  It ends with the test.  configuration names a file whose
# settings it has, and settings are more of them, but for those that say where it is.
# With tcp it listens on 127.0.0.1 as well, at port().

package BohBouncer;

use strict;
use warnings;
use BohCluster;
use File::Temp;
use IO::Socket::INET;

our @ISA = ('BohCluster');

my @running;

sub program
{
	my ($program) = grep { -x $_ } map { "$_/pgbouncer" } split(/:/, $ENV{PATH}), '/usr/sbin';

	return $program;
}

# As a number, so that it can be compared: 1.21 is 1021.
sub version
{
	my ($major, $minor) = (BohCluster::run(program(), '--version'))[1] =~ /^PgBouncer (\d+)\.(\d+)/;

	return 1000 * $major + $minor;
}

# Databases are names with what is to be added to their lines of the settings.
sub new
{
	my ($class, $server, %options) = @_;
	my $folder = File::Temp->newdir('/tmp/boh.XXXXXX');
	my $self = bless { %$server, PGHOST => "$folder", folder => $folder, $options{tcp} ? (PGPORT => free_port()) : () }, $class;
	my $lines = join "\n", map { "$_ = host=$server->{PGHOST} port=$server->{PGPORT} $options{databases}{$_}" } sort keys %{ $options{databases} };
	my %settings = (pool_mode => 'transaction', max_client_conn => 100);

	# Named statements work since this version, with this setting.
	$settings{max_prepared_statements} = 100 if version() >= 1021;
	%settings = (%settings, settings_of($options{configuration})) if defined $options{configuration};
	%settings = (
		%settings, %{ $options{settings} // {} },
		auth_type => 'trust',
		auth_file => "$folder/users",
		listen_addr => $options{tcp} ? '127.0.0.1' : '',
		unix_socket_dir => $folder,
		listen_port => $self->{PGPORT},
		logfile => "$folder/log",
		pidfile => "$folder/pid");

	write_file("$folder/users", join '', map { qq("$_" ""\n) } @{ $options{users} });
	write_file("$folder/pgbouncer.ini", "[databases]\n$lines\n[pgbouncer]\n" . join '', map { "$_ = $settings{$_}\n" } sort keys %settings);
	$self->{process} = BohCluster::spawn({ output => "$folder/output", errors => "$folder/output" }, program(), "$folder/pgbouncer.ini");
	push @running, $self;

	# Older versions do not know newer protocols.
	$ENV{PGMAXPROTOCOLVERSION} = '3.0';
	my ($user) = @{ $options{users} };
	my ($database) = grep { $_ ne '*' } sort keys %{ $options{databases} };
	BohCluster::wait_for(sub { ($self->command('psql', '-X', '-U', $user, '-d', $database, '-c', 'SELECT'))[0] == 0 })
	  or die 'PgBouncer does not answer: ' . BohCluster::slurp("$folder/output");
	return $self;
}

sub free_port
{
	my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die "no port is free: $@";

	return $socket->sockport;
}

# The settings in the section [pgbouncer] of a file
sub settings_of
{
	my ($file) = @_;
	my ($section) = BohCluster::slurp($file) =~ /^\[pgbouncer\]\n(.*?)(?=^\[|\z)/ms;

	return $section =~ /^(\w+) = (.*)$/mg;
}

sub write_file
{
	my ($name, $content) = @_;

	open(my $handle, '>', $name) or die "$name: $!";
	print $handle $content;
	close $handle or die "$name: $!";
}

END
{
	my $status = $?;

	foreach my $bouncer (@running)
	{
		kill 'INT', $bouncer->{process} and waitpid $bouncer->{process}, 0;
	}
	$? = $status;
}

1;
