# doc/reference/errors.md has a section for every code of the catalogue in src/base/error_catalogue.c,
# with message and hint as they are, and none for others; and the hint of every unique
# constraint that has one.  The table of codes there has them all.
# And a test raises every entry, where its hint and, as JSON, its DETAIL can be read.

use strict;
use warnings;
use Test::More;
use BohCluster;

# What is filled in, as {schema} in a hint, shows as an ellipsis, one for all in a row.
my $ellipsis = "\xe2\x80\xa6";

my @outputs = map { split /\n/, BohCluster::slurp($_) }
  glob("$BohCluster::root/expected/*.out $BohCluster::root/test/isolation/expected/*.out");

# What is raised only with Citus is tested in test/distributed.
my %with_citus = map { $_ => 1 } qw(BOH_SCHEMA_ELSEWHERE BOH_TABLE_DIVIDED BOH_SCHEMA_DISTRIBUTED);

# A C string as it reads
sub plain
{
	my ($string) = @_;

	$string =~ s/\\(.)/$1/g;
	$string =~ s/(?:%(?:lld|d|s)|\{schema\})+/$ellipsis/g;
	return $string;
}

# Is there an output with this hint after DETAIL, beside or in the lines below the
# message?
sub raised
{
	my ($message, $hint) = @_;
	my ($said, $advice) = map { join '.+', map { quotemeta } split /\Q$ellipsis\E/ } $message, $hint;

	foreach my $i (grep { $outputs[$_] =~ /$said/ } 0 .. $#outputs)
	{
		my $last = $i + 3 < $#outputs ? $i + 3 : $#outputs;

		return 1 if join("\n", @outputs[ $i .. $last ]) =~ /$said.*[{].*[}].*$advice/s;
	}
	return 0;
}

my $page = BohCluster::slurp("$BohCluster::root/doc/reference/errors.md");
my %sections = $page =~ /^### ([0-9A-Z]{5})\n(.*?)(?=^##|\z)/msg;

my $source = BohCluster::slurp("$BohCluster::root/src/base/error_catalogue.c");
my ($catalogue) = $source =~ /^const BohCatalogueEntry boh_error_catalogue\[\] = \{\n(.*?)^\};/ms;
my $string = qr/"((?:[^"\\]|\\.)*)"/;
my $entries = 0;
my %codes;

while ($catalogue =~ /\[(\w+)\]\s*=\s*\{\s*"(\w{5})",\s*$string,\s*$string\s*\}/g)
{
	my ($name, $code, $message, $hint) = ($1, $2, plain($3), plain($4));
	my $section = $sections{$code} // '';

	$entries++;
	$codes{$code} = 1;
	like($section, qr/^- Message: `\Q$message\E`$/m, "$code: message of $name");
	like($section, qr/^- Hint: \Q$hint\E$/m, "$code: hint of $name");
	ok(raised($message, $hint), "$code: a test raises $name") unless $with_citus{$name};
}
is($entries, scalar(() = $catalogue =~ /^\s*\[BOH_\w+\]/mg), 'every entry of the catalogue was read');

# What BOH_SLUG_HINT(source) of text/slug.h stands for
my ($slug_hint) = BohCluster::slurp("$BohCluster::root/src/text/slug.h") =~
  /^#define BOH_SLUG_HINT\(source\) \\\n\s*(".*?")\n\n/ms;

sub slug_hint
{
	my ($column) = @_;
	my $hint = $slug_hint;

	$hint =~ s/ source / "$column" /;
	$hint =~ s/"[\s\\]*"//g;
	return $hint;
}

# Unique constraints stand with their tables.
my $constraints = 0;
my $tables = 0;

foreach my $file (glob("$BohCluster::root/src/*/*.c"))
{
	my $text = BohCluster::slurp($file);
	my ($table) = $text =~ /^static const BohUniqueTable \w+ = \{\n(.*?)^\};/ms or next;

	$tables++;
	$table =~ s/BOH_SLUG_HINT\("(\w+)"\)/slug_hint($1)/eg;
	my $read = 0;
	while ($table =~ /\{$string,\s*$string,\s*$string\}/g)
	{
		my ($name, $hint) = ($1, plain($3));

		$read++;
		$codes{23505} = 1;
		like($sections{23505} // '', qr/^- Hint of `$name`: \Q$hint\E$/m, "23505: hint of $name");
		ok(raised("duplicate key value violates unique constraint \"$name\"", $hint), "23505: a test raises $name");
	}
	is($read, scalar(() = $table =~ /^\s*\{"/mg), "all constraints of $file were read");
	$constraints += $read;
}
is($tables, scalar(grep { BohCluster::slurp($_) =~ /boh_unique_watch\(/ and not m{/base/} } glob("$BohCluster::root/src/*/*.c")), 'all tables with such constraints were read');
is(scalar(() = ($sections{23505} // '') =~ /^- Hint of/mg), $constraints, '23505: no hints of others');
is_deeply([ sort keys %sections ], [ sort keys %codes ], 'a section for every code, and none for others');

# The codes in the first column of a table; BH020 to BH026 is seven of them.
sub tabled
{
	my ($text) = @_;
	my ($table) = $text =~ /^\| Code \| Meaning .*?\n(.*?)\n\n/ms;
	my @codes;

	foreach my $cell ($table =~ /^\| (.*?) \|/mg)
	{
		$cell =~ s/BH(\d+)(?:\]\(\S+\))? to \[?BH(\d+)/join ', ', map { sprintf 'BH%03d', $_ } $1 .. $2/e;
		push @codes, $cell =~ /\b([0-9A-Z]{5})\b/g;
	}
	return map { $_ => 1 } @codes;
}

my %tabled = tabled($page);

is(join(' ', grep { !$tabled{$_} } sort keys %codes), '', 'the table has every code');
is(join(' ', grep { !$codes{$_} and !/^40/ } sort keys %tabled), '', 'the table has no code of others');

done_testing;
