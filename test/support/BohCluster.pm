# A server of a test's own, with the extension available, which the test may
# kill and start again.
#
#   use BohCluster;
#   my $server = BohCluster->new('crash', 'max_connections=100');
#   $server->query('CREATE EXTENSION boh');
#   $server->crash;
#   $server->start;
#
# It is removed when the test ends; when the test failed, the end of its log is
# shown first.

package BohCluster;

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp;
use POSIX qw(:signal_h :sys_wait_h);
use Test::More ();
use Time::HiRes qw(sleep time);

my $support = dirname(abs_path(__FILE__));

# Tests run each statement once or twice, some of them with plans that are priced out of use:
# compiling these takes longer than all else.  The suite "find" runs with JIT.
my @unlike_default = ('jit=off');
my @running;

# The folder of the sources, to find data and scripts in.
our $root = $ENV{BOH_ROOT} || dirname(dirname($support));

# An interrupted test leaves through END, like any other.
$SIG{INT} = $SIG{TERM} = $SIG{HUP} = sub { exit 1 };

# new(NAME, 'setting=value', ...): a started server.
sub new
{
	my ($class, $name, @settings) = @_;

	return $class->make('start', $name, @unlike_default, @settings);
}

# standby('setting=value', ...): one that follows this server.
sub standby
{
	my ($self, @settings) = @_;

	return $self->with_environment(sub { ref($self)->make('standby', "$self->{name}-standby", @unlike_default, @settings) });
}

# adopt(NAME, CODE): a started server on the data that code puts into the folder that it
# is given, which is absent before.  Otherwise it is like this server.
sub adopt
{
	my ($self, $name, $code) = @_;
	my $folder = dirname(dirname($self->{BOH_DATA})) . "/$name";
	my $other = bless { %$self, name => $name, BOH_DATA => "$folder/data", BOH_LOG => "$folder/log" }, ref $self;

	push @running, $other;
	run("$support/cluster", 'stop', $name);
	mkdir $folder or die "$folder: $!";
	# "cluster stop" removes what the link points to.
	$other->{PGHOST} = File::Temp::tempdir('/tmp/boh.XXXXXX');
	symlink $other->{PGHOST}, "$folder/socket" or die "$folder/socket: $!";
	$code->($other->{BOH_DATA});
	open(my $settings, '>>', "$other->{BOH_DATA}/postgresql.conf") or die "$other->{BOH_DATA}: $!";
	print $settings "unix_socket_directories = '$other->{PGHOST}'\n";
	close $settings or die "$other->{BOH_DATA}: $!";
	$other->start;
	return $other;
}

sub make
{
	my ($class, $action, $name, @settings) = @_;
	my $self = bless { name => $name }, $class;

	# Two clusters differ in their system identifiers.
	local $ENV{BOH_OWN_IDENTIFIER} = @running ? 'yes' : '';
	push @running, $self;
	my ($status, $output, $errors) = run("$support/cluster", $action, $name, @settings);
	die "could not start a server:\n$errors" if $status != 0;
	while ($output =~ /^export (\w+)='?([^'\n]*)'?/mg)
	{
		$self->{$1} = $2;
	}
	return $self;
}

sub socket { return $_[0]{PGHOST} }
sub port { return $_[0]{PGPORT} }
sub log_file { return $_[0]{BOH_LOG} }
sub data_folder { return $_[0]{BOH_DATA} }

# Runs code, or a command given as a list, with libpq's variables naming this server.
sub with_environment
{
	my ($self, $code) = @_;

	local @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = @$self{qw(PGHOST PGPORT PGUSER PGDATABASE)};
	local $ENV{PATH} = "$self->{BOH_BIN}:$ENV{PATH}";
	return $code->();
}

# (exit status, output, errors) of a command; a status of 128 + N is signal N.
sub run
{
	my @command = @_;
	my ($output, $errors) = (File::Temp->new, File::Temp->new);
	my $child = spawn({ output => $output, errors => $errors }, @command);

	waitpid($child, 0);
	my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
	return ($status, slurp($output->filename), slurp($errors->filename));
}

# Starts a command and returns its process id.  Options are file handles, or
# names of files: input, output, errors.
sub spawn
{
	my ($options, @command) = @_;
	my $child = fork;

	die "could not fork: $!" unless defined $child;
	return $child if $child;

	# The handlers and END blocks are the parent's.
	$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
	my $ready = eval {
		redirect(\*STDIN, '<', $options->{input} // '/dev/null');
		redirect(\*STDOUT, '>', $options->{output}) if defined $options->{output};
		redirect(\*STDERR, '>', $options->{errors}) if defined $options->{errors};
		1;
	};
	exec { $command[0] } @command if $ready;
	print STDERR "could not run $command[0]: ", ($ready ? $! : $@), "\n";
	POSIX::_exit(127);
}

sub redirect
{
	my ($handle, $mode, $target) = @_;

	open($handle, ref $target ? "$mode&" : $mode, $target) or die "$target: $!";
}

# The whole content of a file.
sub slurp
{
	my ($file) = @_;

	open(my $handle, '<', $file) or die "$file: $!";
	local $/;
	return scalar <$handle> // '';
}

# A command of this server's PostgreSQL, as run() gives it: psql, pg_dump, ...
sub command
{
	my ($self, @command) = @_;

	return $self->with_environment(sub { run(@command) });
}

# The same without waiting; returns the process id.
sub background
{
	my ($self, $options, @command) = @_;

	return $self->with_environment(sub { spawn($options, @command) });
}

# psql(SQL, database => 'postgres', options => [...]): status, output, errors.
# Rows are lines, columns divided by |.
sub psql
{
	my ($self, $sql, %options) = @_;

	return $self->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1',
		'-d', $options{database} // $self->{PGDATABASE}, @{ $options{options} // [] }, '-c', $sql);
}

# The output of a statement that must succeed.
sub query
{
	my ($self, $sql, %options) = @_;
	my ($status, $output, $errors) = $self->psql($sql, %options);

	die "$sql\n$errors" if $status != 0;
	chomp $output;
	return $output;
}

# Waits until a statement gives what is expected, "t" when left out.  Dies
# after three minutes.
sub poll_until
{
	my ($self, $sql, $expected, %options) = @_;
	my $last;

	$expected //= 't';
	return wait_for(sub {
		my ($status, $output, $errors) = $self->psql($sql, %options);
		chomp($last = $output . $errors);
		return $status == 0 && $last eq $expected;
	}) || die "$sql\ngave $last\ninstead of $expected\n";
}

# Waits for a condition to become true; false when it does not in three minutes.
sub wait_for
{
	my ($condition) = @_;
	my $end = time + 180;
	my $pause = 0.001;

	# Most of what is waited for comes at once.
	until ($condition->())
	{
		return 0 if time > $end;
		sleep $pause;
		$pause = 2 * $pause if $pause < 0.05;
	}
	return 1;
}

sub start
{
	my ($self) = @_;

	local $ENV{LD_PRELOAD} = $ENV{BOH_PRELOAD} if $ENV{BOH_PRELOAD};
	my ($status, $output, $errors) =
	  run("$self->{BOH_BIN}/pg_ctl", '-D', $self->{BOH_DATA}, '-l', $self->{BOH_LOG}, '-w', 'start');
	die "could not start the server again: $output$errors" if $status != 0;
}

# stop(MODE): smart, fast or immediate
sub stop
{
	my ($self, $mode) = @_;
	my ($status, $output, $errors) =
	  run("$self->{BOH_BIN}/pg_ctl", '-D', $self->{BOH_DATA}, '-m', $mode // 'fast', '-w', 'stop');
	die "could not stop the server: $output$errors" if $status != 0;
}

# Kills the server and all its processes at once, as a power cut would.
sub crash
{
	my ($self) = @_;
	my ($postmaster) = slurp("$self->{BOH_DATA}/postmaster.pid") =~ /^(\d+)/;

	# Stopped, it starts no more processes while they are looked up.
	kill 'STOP', $postmaster or die "no process $postmaster";
	my @processes = ($postmaster, children($postmaster));
	kill 'KILL', @processes;
	wait_for(sub { not grep { alive($_) } @processes })
	  or die "killed processes are still there: @processes";
	# Where nobody reaps orphans, the process id in its lock files would pass
	# for a running server's.
	unlink "$self->{BOH_DATA}/postmaster.pid", glob "$self->{PGHOST}/.s.PGSQL.*.lock";
}

# The errors in the log whose SQLSTATE does not match, with their DETAIL,
# STATEMENT and so on: for servers with log_line_prefix='%m [%p] %e '.
sub strange_errors
{
	my ($self, $expected) = @_;
	my $line = qr/\S+ \S+ \S+ \[\d+\] \w+/;
	my @strange;

	# What belongs to one error has the same process and SQLSTATE; other processes may write in between.
	my %open;
	foreach my $entry (slurp($self->{BOH_LOG}) =~ /^($line .*\n(?:\t.*\n)*)/mg)
	{
		my ($process, $state, $severity) = $entry =~ /\[(\d+)\] (\w+) +(\w+):/ or next;
		if ($severity =~ /^(ERROR|FATAL|PANIC)$/)
		{
			$open{$process} = $state !~ /^(?:$expected)$/;
		}
		elsif ($severity =~ /^(LOG|WARNING|NOTICE|INFO)$/)
		{
			$open{$process} = 0;
		}
		push @strange, $entry if $open{$process};
	}
	return join '', @strange;
}

# The processes that a process has started.
sub children
{
	my ($parent) = @_;
	my @children;

	foreach my $file (glob '/proc/[0-9]*/stat')
	{
		my $stat = eval { slurp($file) } // next;
		push @children, $1 if $stat =~ /^(\d+) \(.*\) \S (\d+)/s and $2 == $parent;
	}
	return @children;
}

# A zombie holds nothing any more.
sub alive
{
	my ($process) = @_;
	my $stat = eval { slurp("/proc/$process/stat") } // return 0;

	return $stat !~ /\) [ZX] /;
}

END
{
	my $status = $?;

	foreach my $server (@running)
	{
		if (($status != 0 or not Test::More->builder->is_passing) and $server->{BOH_LOG})
		{
			my @lines = split /^/, eval { slurp($server->{BOH_LOG}) } // '';
			splice @lines, 0, -50 if @lines > 50;
			Test::More::diag("end of the log of server $server->{name}:\n", @lines);
		}
		run("$support/cluster", 'stop', $server->{name});
	}
	$? = $status;
}

1;
