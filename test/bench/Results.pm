# Results of the measurements, one a line: round, part, variant, clients, bookings
# a second.

package Results;

use strict;
use warnings;

my @variants = (
	[boh_function => 'boh_book_seats()', 'a call of the function'],
	[boh_insert => 'INSERT with boh', 'a plain INSERT, which fires boh\'s triggers'],
	[lanes16_function => 'boh_book_seats(), 16 lanes', 'a call of the function, on an event with booking_lanes = 16'],
	[lanes16_insert => 'INSERT with boh, 16 lanes', 'a plain INSERT, on the same event'],
	[lanes_function => 'boh_book_seats(), lanes', 'a call of the function, on an event with as many booking_lanes as clients'],
	[lanes_insert => 'INSERT with boh, lanes', 'a plain INSERT, on the same event'],
	[select_for_update => 'SELECT FOR UPDATE', 'the client sends BEGIN, SELECT ... FOR UPDATE of the event, UPDATE of its counter, INSERT, COMMIT'],
	[advisory_lock => 'advisory lock, recount', 'the client takes an advisory lock in its transaction, sums up the bookings of the event, and inserts one, as pretix does'],
	[ticket_rows => 'one row a ticket', 'the client takes a free ticket with FOR UPDATE SKIP LOCKED, inserts a booking, and marks the ticket, as alf.io does'],
	[bare_insert => 'bare INSERT', 'an INSERT into the same table without triggers and foreign keys: the upper limit'],
	[bare_keys_insert => 'bare INSERT, foreign keys', 'the same with foreign keys to user and event']
);
my %labels = map { $_->[0] => $_->[1] } @variants;
my %descriptions = map { $_->[0] => $_->[2] } @variants;

sub label { return $labels{ $_[0] } }
sub description { return $descriptions{ $_[0] } }

# All of them, or those that were measured in a part.
sub variants
{
	my ($self, $part) = @_;

	return grep { not defined $part or $self->{rates}{$part}{$_} } map { $_->[0] } @variants;
}

sub new
{
	my ($class, $file) = @_;
	my $self = bless { rates => {}, clients => {} }, $class;

	open my $handle, '<', $file or die "$file: $!\n";
	while (<$handle>)
	{
		chomp;
		my ($round, $part, $variant, $clients, $rate) = split /\t/;
		$self->{rates}{$part}{$variant}{$clients}{$round} = $rate;
		$self->{clients}{$part}{$clients} = 1;
	}
	return $self;
}

sub clients
{
	my ($self, $part) = @_;

	return sort { $a <=> $b } keys %{ $self->{clients}{$part} // {} };
}

sub summary
{
	my @sorted = sort { $a <=> $b } @_;
	my $middle = @sorted / 2;

	return {
		least => $sorted[0],
		most => $sorted[-1],
		median => @sorted % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2
	};
}

# median, least and most over the rounds
sub rate
{
	my ($self, $part, $variant, $clients) = @_;

	return summary(values %{ $self->{rates}{$part}{$variant}{$clients} });
}

# The same of the ratio of two variants, each round's own; nothing when these
# were not measured.  The clients of the second are those of the first unless
# they are named.
sub ratio
{
	my ($self, $part, $above, $below, $clients, $other_clients) = @_;
	my $one = $self->{rates}{$part}{$above}{$clients} or return;
	my $other = $self->{rates}{$part}{$below}{ $other_clients // $clients } or return;

	return summary(map { $one->{$_} / $other->{$_} } keys %$one);
}

sub thousands
{
	my $number = sprintf '%.0f', $_[0];

	1 while $number =~ s/^(\d+)(\d{3})/$1,$2/;
	return $number;
}

1;
