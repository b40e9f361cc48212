# Merkle trees against the vectors of the reference implementation of Certificate
# Transparency, and against the definition in RFC 6962 for many sizes.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use Merkle;

my @leaves = map { pack 'H*', $_ }
  ('', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f');

# Of the first 0, 1, 2 ... leaves
my @roots = qw(
  e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
  fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
  aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
  d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
  4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
  76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
  ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
  5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328);

# [index, size, path]
my @paths = (
	[ 0, 1 ],
	[ 0, 8, qw(96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
		5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
		6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4) ],
	[ 5, 8, qw(bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
		ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
		d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7) ],
	[ 2, 3, qw(fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125) ],
	[ 1, 5, qw(6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
		5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
		bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b) ]);

my @sizes = (0 .. 70, 127, 128, 129, 1000);

my $server = BohCluster->new('merkle', 'fsync=off');
my $folder = File::Temp->newdir;

# What a command says that must succeed
sub output_of
{
	my ($status, $output, $errors) = BohCluster::run(@_);

	die "@_\n$errors" if $status != 0;
	chomp $output;
	return $output;
}

output_of('cc', '-shared', '-fPIC', '-o', "$folder/module.so", "$FindBin::RealBin/module.c", "-I$BohCluster::root/src",
	'-isystem', output_of($ENV{PG_CONFIG} || 'pg_config', '--includedir-server'),
	split(' ', output_of('pkg-config', '--cflags', '--libs', 'libcrypto')));
foreach (['merkle_root', 'bytea[]', 'bytea'], ['merkle_path', 'bytea[], integer', 'bytea[]'])
{
	my ($function, $arguments, $result) = @$_;

	$server->query("CREATE FUNCTION $function($arguments) RETURNS $result LANGUAGE c STRICT AS '$folder/module.so', '$function'");
}

# The hashes of leaves are in tables, so that statements stay short.
sub load
{
	my ($table, @hashes) = @_;

	$server->query("CREATE TABLE $table (number integer, hash bytea)");
	while (my @some = splice @hashes, 0, 500)
	{
		$server->query("INSERT INTO $table SELECT (SELECT count(*) FROM $table) + n, decode(h, 'hex')
			FROM unnest('{" . join(',', map { unpack 'H*', $_ } @some) . "}'::text[]) WITH ORDINALITY AS t (h, n)");
	}
}

sub first_hashes { return "ARRAY(SELECT hash FROM $_[0] WHERE number <= $_[1] ORDER BY number)" }

sub root_of { return "encode(merkle_root(" . first_hashes(@_) . "), 'hex')" }

sub path_of
{
	my ($index, @which) = @_;

	return "(SELECT coalesce(string_agg(encode(h, 'hex'), ' ' ORDER BY n), '')
		FROM unnest(merkle_path(" . first_hashes(@which) . ", $index)) WITH ORDINALITY AS t (h, n))";
}

my @hashes = map { Merkle::leaf_hash($_) } @leaves;
load('vectors', @hashes);
is($server->query('SELECT ' . root_of('vectors', $_)), $roots[$_], "root of $_ leaves") foreach 0 .. @leaves;
foreach (@paths)
{
	my ($index, $size, @path) = @$_;

	is($server->query('SELECT ' . path_of($index, 'vectors', $size)), "@path", "path of leaf $index of $size");
}
is(unpack('H*', Merkle::root(@hashes)), $roots[-1], 'the definition gives the same root');

my @many = map { Merkle::leaf_hash($_) } 1 .. $sizes[-1];
load('leaves', @many);
foreach my $size (@sizes)
{
	is($server->query('SELECT ' . root_of('leaves', $size)), unpack('H*', Merkle::root(@many[ 0 .. $size - 1 ])), "root of $size leaves");
}
foreach my $size (grep { $_ > 0 and $_ <= 40 } @sizes)
{
	my @some = @many[ 0 .. $size - 1 ];
	my $paths = $server->query("SELECT i || ' ' || " . path_of('i', 'leaves', $size) . " FROM generate_series(0, $size - 1) i ORDER BY i");

	is($paths, join("\n", map { join ' ', $_, map { unpack 'H*', $_ } Merkle::path($_, @some) } 0 .. $size - 1) . ($size == 1 ? ' ' : ''),
		"paths of $size leaves");
}

done_testing();
