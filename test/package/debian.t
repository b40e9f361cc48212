# The Debian packaging: one version and one license throughout, and files that parse.

use strict;
use warnings;
use File::Temp;
use JSON::PP;
use Test::More;
use BohCluster;

my $root = $BohCluster::root;
my $meta = decode_json(BohCluster::slurp("$root/META.json"));

# Paragraphs of a control file, each a hash of fields
sub paragraphs
{
	my ($text) = @_;
	my @paragraphs;

	foreach my $part (split /\n{2,}/, $text)
	{
		my %fields;
		foreach my $field (split /\n(?!\s)/, $part)
		{
			my ($name, $value) = $field =~ /^([A-Z][\w-]*):\s*(.*)$/s;
			die "\"$field\" is not a field\n" if not defined $name or exists $fields{$name};
			$value =~ s/^ \.$//mg;
			$fields{$name} = $value;
		}
		push @paragraphs, \%fields if %fields;
	}
	return @paragraphs;
}

my ($newest) = BohCluster::slurp("$root/debian/changelog") =~ /^boh \(([^)]+)\) /;
like($newest, qr/^\Q$meta->{version}\E-\d+$/, 'debian/changelog begins with the version of META.json');

# pg_buildext makes the control files from those that end with .in.
foreach my $file ('debian/control', 'debian/tests/control')
{
	(my $wanted = BohCluster::slurp("$root/$file.in")) =~ s/PGVERSION/15/g;
	is(BohCluster::slurp("$root/$file"), $wanted, "$file is what $file.in makes for PostgreSQL 15");
}

# "make package" builds packages for two versions; here they are only named.
SKIP:
{
	skip 'pg_buildext is not installed', 3 if (BohCluster::run('sh', '-c', 'command -v pg_buildext'))[0] != 0;
	my $copy = File::Temp->newdir;
	BohCluster::run('cp', '-R', "$root/debian", "$copy/debian");
	my ($failed, undef, $errors) = BohCluster::run('env', '-C', "$copy", 'PG_SUPPORTED_VERSIONS=15 17', 'pg_buildext', 'updatecontrol');

	is("$failed $errors", '0 ', 'control files are made for two versions');
	my (undef, @both) = paragraphs(BohCluster::slurp("$copy/debian/control"));
	is(join(', ', map { $_->{Package} } @both), 'postgresql-15-boh, postgresql-17-boh', 'with a package for each');
	like(BohCluster::slurp("$copy/debian/tests/control"), qr/ postgresql-15-pgtap, postgresql-17-pgtap,/, 'which are tested with their pgTAP');
}

my ($source, @packages) = paragraphs(BohCluster::slurp("$root/debian/control"));
is($source->{Source}, $meta->{name}, 'the source package has the name of the distribution');
is_deeply([ map { $_->{Package} } @packages ], ['postgresql-15-boh'], 'and one package for each version');
like($source->{'Build-Depends'}, qr/\b\Q$_\E\b/, "the build needs $_")
  foreach qw(debhelper-compat libgumbo-dev libicu-dev libssl-dev pkgconf postgresql-server-dev-all);

my ($oldest) = $meta->{prereqs}{runtime}{requires}{PostgreSQL} =~ /^(\d+)/;
is(BohCluster::slurp("$root/debian/pgversions"), "$oldest+\n", 'the oldest version of PostgreSQL is that of META.json');

# The text of a license, without the layout of its file
sub words
{
	my ($text) = @_;

	$text =~ s/^[ \t>]+//mg;
	return join ' ', split ' ', $text;
}

my ($header, @copyright) = paragraphs(BohCluster::slurp("$root/debian/copyright"));
my %texts = map { $_->{License} =~ /^(\S+)\n(.*)/s ? ($1 => words($2)) : () } grep { !exists $_->{Files} } @copyright;
is($header->{'Upstream-Name'}, $meta->{name}, 'debian/copyright is about boh');
my (undef, $license) = split /\n\n/, BohCluster::slurp("$root/LICENSE"), 2;
is($texts{PostgreSQL}, words($license), 'it has the license of LICENSE');
foreach my $files (grep { exists $_->{Files} } @copyright)
{
	ok(scalar(glob "$root/$_"), "$_ is there") foreach split ' ', $files->{Files};
	ok(exists $texts{$_}, "$files->{Files}: there is a text for $_") foreach split / and /, $files->{License};
}

# Notices of others, wherever they stand, are in it.
my %notices = ('sql/seeds/CONFERENCES-LICENSE.md' => 'sql/seeds/DEVELOPMENT.json', 'demo/CONFERENCES-LICENSE.md' => 'demo/conferences.jsonl',
	'test/json-schema-test-suite/LICENSE' => 'test/json-schema-test-suite/*');
my (undef, $found) = BohCluster::run('find', $root, '-path', "$root/build", '-prune', '-o', '-path', '*/node_modules', '-prune',
	'-o', '-iname', '*LICENSE*', '-print');
is_deeply([ sort map { s{^\Q$root\E/}{}r } split /\n/, $found ], [ sort 'LICENSE', keys %notices ], 'the notices are those known here');
foreach my $notice (sort keys %notices)
{
	ok((grep { exists $_->{Files} and grep { $_ eq $notices{$notice} } split ' ', $_->{Files} } @copyright), "$notice: its files are listed");
}

done_testing;
