# Proofs of many rows, which a program without a database accepts, and proofs that
# were tampered with, which it refuses.

use strict;
use warnings;
use BohCluster;
use Digest::SHA qw(sha256_hex);
use Encode qw(encode_utf8);
use File::Temp;
use FindBin;
use JSON::PP;
use List::Util qw(sum);
use Test::More;
use lib $FindBin::RealBin;

my $server = BohCluster->new('proof', 'fsync=off', 'autovacuum=off');
my $input = File::Temp->new;
my $json = JSON::PP->new->canonical->utf8->allow_nonref;

$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

# What the program says of a proof
sub verdict
{
	my ($proof, @published) = @_;
	my ($status, $output, $errors);

	open(my $file, '>:raw', $input->filename) or die $!;
	print $file $proof;
	close $file;
	my $child = BohCluster::spawn({ input => $input->filename, output => my $said = File::Temp->new }, "$FindBin::RealBin/verify_proof", @published);
	waitpid($child, 0);
	$status = $? >> 8;
	$output = BohCluster::slurp($said->filename);
	chomp $output;
	return $status == 0 ? $output : "$output, status $status";
}

query('CREATE EXTENSION boh');
query('SELECT FROM boh_migrate()');

# Seals of many sizes, in several classes; texts that JSON and hashes have to
# take as they are.
my @sizes = (1 .. 5, 8, 17, 1);
my $text = q(E'"\\\\\n\t\u0001 \u20ac \U0001F600');
foreach my $size (@sizes)
{
	query("INSERT INTO boh.users (email, name) SELECT boh_uuid7() || '\@example.org', 'Ä' FROM generate_series(1, $size) n");
	query("INSERT INTO boh.site_settings (key, value, is_public)
		SELECT 'key' || boh_uuid7(), $text || n, true FROM generate_series(1, $size) n");
	query('SELECT boh_seal_audit()');
}
my ($head, $hash) = split /\|/, query('SELECT number, hash FROM boh_audit_head()');
my @proofs = split /\n/, query("SELECT boh_audit_proof(id, $head) FROM boh.audit_logs ORDER BY id");
my $rows = query('SELECT count(*) FROM boh.audit_logs');

is($rows, 2 * sum(@sizes), 'there are rows to prove');
is(scalar @proofs, $rows, 'each has a proof');
is(join("\n", grep { $_ ne 'good' } map { verdict($_, $head, $hash) } @proofs), '', 'each proof leads to the published hash');
is(verdict(query('SELECT boh_audit_proof(id) FROM boh.audit_logs LIMIT 1')), 'good', 'a proof of the seal alone');
unlike("@proofs", qr/example\.org/, 'no proof has personal values');
like("@proofs", qr/\\u20ac|€/, 'others are there');

# What a proof says of the row is what the row says.
my $id = query("SELECT id FROM boh.audit_logs WHERE entity = 'site_settings' AND retention = 'ADMINISTRATIVE' ORDER BY id DESC LIMIT 1");
my $proof = $json->decode(query("SELECT boh_audit_proof('$id', $head)"));
my $content = JSON::PP->new->decode($proof->{content});
is($content->{id}, $id, 'content has the id');
is_deeply([ sort keys %$content ], [ sort qw(v id at xid system_identifier user_id success user_role login_role database_role
	action entity entity_id retention client_hash before after) ], 'content has these members and no others');
is($proof->{leaf_hash}, query("SELECT encode(leaf_hash, 'hex') FROM boh.audit_logs WHERE id = '$id'"), 'leaf_hash is the one that is stored');

# Each kind of damage: [name, what is done to a copy, what the program says].
my ($large) = grep { $_->{tree_size} == 17 and $_->{leaf_index} == 5 } map { $json->decode($_) } @proofs;
my $digit = sub { (my $hex = $_[0]) =~ s/^(.)/$1 eq '0' ? '1' : '0'/e; return $hex };
my @damages = (
	[ 'another content', sub { $_[0]{content} =~ s/"success":true/"success":false/ }, 'leaf_hash is not the hash of content' ],
	[ 'another content with its hash', sub {
		$_[0]{content} =~ s/"success":true/"success":false/;
		$_[0]{leaf_hash} = sha256_hex("\0" . encode_utf8($_[0]{content}));
	}, 'path does not lead to root' ],
	[ 'another leaf_hash', sub { $_[0]{leaf_hash} = $digit->($_[0]{leaf_hash}) }, 'leaf_hash is not the hash of content' ],
	[ 'another index', sub { $_[0]{leaf_index}++ }, 'path does not lead to root' ],
	[ 'an index beyond the tree', sub { $_[0]{leaf_index} = 17 }, 'leaf_index is not below tree_size' ],
	[ 'a negative index', sub { $_[0]{leaf_index} = -1 }, 'leaf_index is not a number' ],
	[ 'a smaller tree', sub { $_[0]{tree_size} = 6 }, 'path is too long' ],
	[ 'a larger tree', sub { $_[0]{tree_size} = 128 }, 'path is too short' ],
	[ 'a tree of another size with the same path', sub { $_[0]{tree_size} = 18 }, 'tree_size is not the number of rows of the seal' ],
	[ 'a longer path', sub { push @{ $_[0]{path} }, $_[0]{root} }, 'path is too long' ],
	[ 'a shorter path', sub { pop @{ $_[0]{path} } }, 'path is too short' ],
	[ 'no path', sub { delete $_[0]{path} }, 'path is not an array' ],
	[ 'another hash in the path', sub { $_[0]{path}[2] = $digit->($_[0]{path}[2]) }, 'path does not lead to root' ],
	[ 'a path in another order', sub { @{ $_[0]{path} } = reverse @{ $_[0]{path} } }, 'path does not lead to root' ],
	[ 'a word in the path', sub { $_[0]{path}[0] = 'x' }, 'a hash of path is not a hash' ],
	[ 'another root', sub { $_[0]{root} = $digit->($_[0]{root}) }, 'path does not lead to root' ],
	[ 'no seal', sub { delete $_[0]{seal} }, 'there is no seal' ],
	[ 'another seal', sub { $_[0]{seal}{content} =~ s/"rows":17/"rows":18/ }, 'hash is not the hash of the seal' ],
	[ 'another hash of the seal', sub { $_[0]{seal}{hash} = $digit->($_[0]{seal}{hash}) }, 'hash is not the hash of the seal' ],
	[ 'another number', sub { $_[0]{seal}{number}++ }, 'number is not the number of the seal' ],
	[ 'a seal of other rows', sub {
		my ($other) = grep { $_->{tree_size} == 17 and $_->{root} ne $_[0]{root} } map { $json->decode($_) } @proofs;
		$_[0]{seal} = $other->{seal};
	}, 'root is not the root of the seal' ],
	[ 'a seal that is missing', sub { splice @{ $_[0]{following} }, 0, 1 }, 'a seal is missing in following' ],
	[ 'another following seal', sub { $_[0]{following}[0] =~ s/"rows":\d+/"rows":7/ }, 'does not follow the one before|is not the published one' ],
	[ 'no following seals', sub { delete $_[0]{following} }, 'the proof leads to seal' ],
	[ 'a text', sub { $_[0] = '"text"' }, 'the proof is not a JSON object' ]);
is(verdict($json->encode($large), $head, $hash), 'good', 'the proof is good before it is damaged');
foreach (@damages)
{
	my ($name, $damage, $expected) = @$_;
	my $copy = $json->decode($json->encode($large));

	$damage->($copy);
	like(verdict(ref $copy ? $json->encode($copy) : $copy, $head, $hash), qr/^bad: .*(?:$expected).*, status 1$/, "refused: $name");
}
like(verdict($json->encode($large), $head, $digit->($hash)), qr/is not the published one/, 'refused: another published hash');
like(verdict($json->encode($large), $head + 1, $hash), qr/leads to seal $head, not/, 'refused: another published number');

done_testing();
