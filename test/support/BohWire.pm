# Many clients of a server in one process, each with a connection of its own that speaks
# PostgreSQL's protocol: statements with and without preparation, and what each comes to.
#
#   use BohWire;
#   my $client = BohWire->new($server, user => 'shop', database => 'boh_db');
#   my $answer = $client->ask('SELECT 1');          # waits for the answer
#
#   $client->{on_answer} = sub { my ($client, $answer) = @_; ... $client->query(...) };
#   BohWire::serve(sub { $all_done }, @clients);     # calls on_answer at each answer
#
# An answer has state (the SQLSTATE, 00000 for success), message, rows, and lost: the
# connection has ended.  The first answer of a connection is to its start.

package BohWire;

use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use Time::HiRes qw(time);

sub new
{
	my ($class, $server, %options) = @_;
	my $self = bless { server => $server, %options }, $class;

	$self->connect;
	return $self;
}

# Protocol 3.0, without a password.
sub connect
{
	my ($self) = @_;
	my $path = "$self->{server}{PGHOST}/.s.PGSQL.$self->{server}{PGPORT}";
	my $socket = IO::Socket::UNIX->new(Peer => $path);

	delete @$self{qw(socket answer)};
	$self->{buffer} = '';
	return 0 if not $socket;
	$self->{socket} = $socket;
	my $start = pack('N', 196608) . join('', map { "$_\0" } 'user', $self->{user}, 'database', $self->{database}) . "\0";
	$self->write(pack('N', 4 + length $start) . $start);
	return 1;
}

sub write
{
	my ($self, $bytes) = @_;

	local $SIG{PIPE} = 'IGNORE';
	# What was not written, the end of the connection will say.
	syswrite $self->{socket}, $bytes if $self->{socket};
	$self->{asked_at} = time;
}

sub message
{
	my ($type, $content) = @_;

	return $type . pack('N', 4 + length $content) . $content;
}

# One statement, or several that are one transaction.
sub query
{
	my ($self, $sql) = @_;

	$self->write(message('Q', "$sql\0"));
}

# Prepares a statement; without a name until the next one.
sub prepare
{
	my ($self, $name, $sql) = @_;

	$self->write(message('P', "$name\0$sql\0" . pack('n', 0)) . message('S', ''));
}

my $execute = message('E', "\0" . pack('N', 0)) . message('S', '');

sub bound
{
	my ($name, @values) = @_;
	my $values = join '', map { defined $_ ? pack('N', length $_) . $_ : pack('N', 0xffffffff) } @values;

	return message('B', "\0$name\0" . pack('n n', 0, scalar @values) . $values . pack('n', 0));
}

# Runs a statement that was prepared.
sub execute
{
	my ($self, $name, @values) = @_;

	$self->write(bound($name, @values) . $execute);
}

# Prepares a statement without a name and runs it, all at once.
sub query_with
{
	my ($self, $sql, @values) = @_;

	$self->write(message('P', "\0$sql\0" . pack('n', 0)) . bound('', @values) . $execute);
}

# Reads what is there.  Returns the answer when it is complete.
sub read_answer
{
	my ($self) = @_;
	my $answer = $self->{answer} //= { state => '00000', rows => [] };

	if (not $self->{socket} or not sysread $self->{socket}, $self->{buffer}, 65536, length $self->{buffer})
	{
		delete @$self{qw(socket answer)};
		return { %$answer, lost => 1, state => $answer->{state} eq '00000' ? '' : $answer->{state} };
	}
	while (length $self->{buffer} >= 5)
	{
		my ($type, $length) = unpack 'a N', $self->{buffer};

		last if length $self->{buffer} < 1 + $length;
		my $content = substr $self->{buffer}, 5, $length - 4;
		substr($self->{buffer}, 0, 1 + $length) = '';
		push @{ $answer->{rows} }, row($content) if $type eq 'D';
		@$answer{qw(state message)} = fields($content) if $type eq 'E';
		if ($type eq 'Z')
		{
			delete $self->{answer};
			return $answer;
		}
	}
	return undef;
}

sub row
{
	my ($content) = @_;
	my $count = unpack 'n', $content;
	my $position = 2;
	my @values;

	foreach (1 .. $count)
	{
		my $length = unpack 'N', substr $content, $position, 4;
		$position += 4;
		if ($length == 0xffffffff)
		{
			push @values, undef;
			next;
		}
		push @values, substr $content, $position, $length;
		$position += $length;
	}
	return \@values;
}

# (SQLSTATE, message) of an error
sub fields
{
	my ($content) = @_;
	my %fields = map { substr($_, 0, 1) => substr $_, 1 } split /\0/, $content;

	return @fields{qw(C M)};
}

sub wait_for_answer
{
	my ($self) = @_;
	my $answer;

	$answer = $self->read_answer until $answer;
	return $answer;
}

sub ask
{
	my ($self, $sql) = @_;

	$self->query($sql);
	return $self->wait_for_answer;
}

sub end
{
	my ($self) = @_;

	$self->write(message('X', '')) if $self->{socket};
	delete $self->{socket};
}

# Calls on_answer of each client at each answer until done() is true.  Dies when nobody
# has had an answer for three minutes.  A client without a connection, and one that asked
# to be called later with again_at, is called with what it was waiting for.
sub serve
{
	my ($done, @clients) = @_;
	my $last = time;

	until ($done->())
	{
		my %by_handle = map { $_->{socket} => $_ } grep { $_->{socket} } @clients;
		my @ready = map { $by_handle{$_} } IO::Select->new(map { $_->{socket} } values %by_handle)->can_read(0.05);

		foreach my $client (@ready)
		{
			my $answer = $client->read_answer or next;
			$last = time;
			$client->{on_answer}->($client, $answer);
		}
		foreach my $client (grep { $_->{again_at} and $_->{again_at} <= time } @clients)
		{
			delete $client->{again_at};
			$client->{on_time}->($client);
		}
		die "no client had an answer for three minutes\n" if time > $last + 180;
	}
}

1;
