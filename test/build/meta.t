# META.json: what PGXN asks for, and one version throughout.

use strict;
use warnings;
use JSON::PP;
use Test::More;
use BohCluster;

my $meta = decode_json(BohCluster::slurp("$BohCluster::root/META.json"));

foreach my $key (qw(name version abstract maintainer license provides meta-spec))
{
	ok(defined $meta->{$key}, "$key is given");
}
like($meta->{version}, qr/^\d+\.\d+\.\d+$/, 'the version is a semantic one');
is($meta->{license}, 'postgresql', 'license');
is($meta->{'meta-spec'}{version}, '1.0.0', 'version of the specification');
is_deeply([ keys %{ $meta->{provides} } ], [ $meta->{name} ], 'one extension is provided');

my $provided = $meta->{provides}{ $meta->{name} };
is($provided->{version}, $meta->{version}, 'of the same version');
foreach my $key (qw(file docfile))
{
	ok(-f "$BohCluster::root/$provided->{$key}", "$provided->{$key} is there");
}

my $changes = BohCluster::slurp("$BohCluster::root/CHANGELOG.md");
my ($newest) = $changes =~ /^## (\d+\.\d+\.\d+)/m;
is($newest, $meta->{version}, 'the changelog begins with this version');

done_testing;
