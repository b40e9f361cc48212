# RFC 6962, section 2.1, straight from its definition: what boh computes is
# compared with this.

package Merkle;

use strict;
use warnings;
use Digest::SHA qw(sha256);

sub leaf_hash { return sha256("\0" . $_[0]) }

sub node_hash { return sha256("\1" . $_[0] . $_[1]) }

# The largest power of two below a number
sub split_at
{
	my ($size) = @_;
	my $power = 1;

	$power *= 2 while $power * 2 < $size;
	return $power;
}

# The Merkle tree hash of leaf hashes
sub root
{
	my (@hashes) = @_;

	return sha256('') if !@hashes;
	return $hashes[0] if @hashes == 1;
	my $split = split_at(scalar @hashes);
	return node_hash(root(@hashes[ 0 .. $split - 1 ]), root(@hashes[ $split .. $#hashes ]));
}

# The audit path of the leaf at an index
sub path
{
	my ($index, @hashes) = @_;

	return () if @hashes == 1;
	my $split = split_at(scalar @hashes);
	my @left = @hashes[ 0 .. $split - 1 ];
	my @right = @hashes[ $split .. $#hashes ];
	return $index < $split ? (path($index, @left), root(@right)) : (path($index - $split, @right), root(@left));
}

1;
