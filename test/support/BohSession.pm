# A client of a test's own server that stays connected: statements go to one
# psql, and what they come to is read back before the next.
#
#   use BohSession;
#   my $session = BohSession->new($server, 'boh_db');
#   my ($state, $output) = $session->run("SELECT 1");
#
# The state is the SQLSTATE, 00000 for success, or empty when the connection was
# lost.

package BohSession;

use strict;
use warnings;
use IO::Select;
use POSIX ();

my $end_of_answer = '--end of answer--';

sub new
{
	my ($class, $server, $database) = @_;
	my $self = bless {}, $class;

	# A server that goes away is an answer, not a reason to die.
	local $SIG{PIPE} = 'IGNORE';
	pipe(my $statements, $self->{statements}) or die "could not make a pipe: $!";
	pipe($self->{answers}, my $answers) or die "could not make a pipe: $!";
	$self->{statements}->autoflush(1);
	$self->{child} = $server->background(
		{ input => $statements, output => $answers, errors => '/dev/null' },
		'psql', '-X', '-q', '-A', '-t', '-d', $database);
	return $self;
}

# (SQLSTATE, rows) of one statement; rows are lines, columns divided by |.
# COPY FROM STDIN does not work: psql keeps its SQLSTATE to itself.
sub run
{
	my ($self, $statement) = @_;

	return $self->ask("$statement;\n");
}

# The message of the last error.
sub message
{
	my ($self) = @_;

	return ($self->ask("\\echo :LAST_ERROR_MESSAGE\n"))[1];
}

sub lost { return $_[0]{lost} }

# What psql answers to lines of input.
sub ask
{
	my ($self, $input) = @_;

	$self->send($input);
	return $self->receive;
}

# The same in two steps: lines are sent, and what they come to is read later.
sub send
{
	my ($self, $input) = @_;

	local $SIG{PIPE} = 'IGNORE';
	print { $self->{statements} } $input, "\\echo '$end_of_answer' :SQLSTATE\n" unless $self->{lost};
}

# Does the answer to what was sent begin to come within so many seconds?
sub answers_within
{
	my ($self, $seconds) = @_;

	my @ready = IO::Select->new($self->{answers})->can_read($seconds);
	return @ready > 0;
}

sub receive
{
	my ($self) = @_;
	my @rows;

	return ('', '') if $self->{lost};
	while (defined(my $line = readline $self->{answers}))
	{
		chomp $line;
		return ($1, join("\n", @rows)) if $line =~ /^\Q$end_of_answer\E (\w+)$/;
		push @rows, $line;
	}
	$self->{lost} = 1;
	return ('', '');
}

sub end
{
	my ($self) = @_;

	close $self->{statements};
	close $self->{answers};
	waitpid($self->{child}, 0);
}

# Runs code in a process of its own for each number from 1 to COUNT, and gives
# the process ids.  What the code prints to the handle that it is given can be
# read from the file FOLDER/NUMBER.
sub fork_clients
{
	my ($count, $folder, $code) = @_;
	my @children;

	foreach my $number (1 .. $count)
	{
		# The file is there as soon as this function returns.
		open(my $report, '>', "$folder/$number") or die "$folder/$number: $!";
		$report->autoflush(1);
		my $child = fork;
		die "could not fork: $!" unless defined $child;
		if ($child == 0)
		{
			# Handlers and END blocks are the parent's.
			$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
			my $good = eval {
				srand($number);
				$code->($number, $report);
				close $report or die "$folder/$number: $!";
			};
			print STDERR "client $number: $@" unless $good;
			POSIX::_exit($good ? 0 : 1);
		}
		push @children, $child;
	}
	return @children;
}

1;
