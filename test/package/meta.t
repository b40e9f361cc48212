# META.json is what the PGXN Meta Spec asks for, and the check of that finds mistakes.

use strict;
use warnings;
use JSON::PP;
use Test::More;
use BohCluster;
use BohMeta;

my $text = BohCluster::slurp("$BohCluster::root/META.json");

is_deeply([ BohMeta::problems(decode_json($text)) ], [], 'META.json is valid');

# What a change of META.json makes of it
sub problems_with
{
	my ($change) = @_;
	my $meta = decode_json($text);

	$change->($meta);
	return join ', ', BohMeta::problems($meta);
}

foreach my $key (qw(abstract license maintainer meta-spec name provides version))
{
	is(problems_with(sub { delete $_[0]{$key} }), "$key is missing", "$key must be there");
}
is(problems_with(sub { $_[0]{version} = '0.5' }), 'version is wrong', 'a version has three parts');
is(problems_with(sub { $_[0]{version} = '00.5.0' }), 'version is wrong', 'without leading zeros');
is(problems_with(sub { $_[0]{name} = 'b o h' }), 'name is wrong', 'a name has no spaces');
is(problems_with(sub { $_[0]{license} = 'beerware' }), 'license is wrong', 'a license is a known one');
is(problems_with(sub { $_[0]{license} = { Beerware => 'https://example.org/beer' } }), '', 'or has an address');
is(problems_with(sub { $_[0]{tags} = ['a/b'] }), 'tags is wrong', 'a tag has no slash');
is(problems_with(sub { $_[0]{release_status} = 'done' }), 'release_status is wrong', 'a status is a known one');
is(problems_with(sub { $_[0]{provides}{boh}{file} = '/etc/passwd' }), 'provides is wrong', 'a file is in the archive');
is(problems_with(sub { delete $_[0]{provides}{boh}{version} }), 'provides is wrong', 'what is provided has a version');
is(problems_with(sub { $_[0]{'meta-spec'}{version} = '2.0.0' }), 'meta-spec is wrong', 'of this specification');
is(problems_with(sub { $_[0]{prereqs}{runtime}{requires}{PostgreSQL} = '15' }), 'prereqs is wrong', 'a range has versions');
is(problems_with(sub { $_[0]{prereqs}{runtime}{requires}{PostgreSQL} = '>= 15.0.0, < 20.0.0' }), '', 'and comparisons');
is(problems_with(sub { $_[0]{homepage} = 'https://example.org' }), 'homepage is not a key', 'other keys are refused');
is(problems_with(sub { $_[0]{X_homepage} = 'https://example.org' }), '', 'but for custom ones');

done_testing;
