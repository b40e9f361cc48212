# DETAIL of a violated unique constraint is JSON, and what object-relational mappers look
# for in PostgreSQL's DETAIL they find there as well, in each language of the server.

use strict;
use warnings;
use BohCluster;
use JSON::PP;
use Test::More;

binmode Test::More->builder->$_, ':encoding(UTF-8)' foreach qw(output failure_output todo_output);

# How mappers read columns and values out of DETAIL
my %readers = (
	# Prisma's engine in Rust (quaint)
	'Prisma engine' => sub {
		my ($before) = split /\)=\(/, $_[0];
		my (undef, $columns) = split / \(/, $before, 2;

		$columns =~ s/"//g if defined $columns;
		return $columns;
	},
	# @prisma/adapter-pg
	'Prisma adapter' => sub { $_[0] =~ /Key \(([^)]+)\)/; return $1 },
	# Sequelize, without the quotes
	'Sequelize' => sub { (my $detail = $_[0]) =~ s/"//g; return $detail =~ /Key \((.*?)\)=\((.*?)\)/ ? "$1: $2" : undef },
	# much code that people write
	'regular expression' => sub { return $_[0] =~ /Key \((.*?)\)=\((.*?)\)/ ? "$1: $2" : undef },
	# Directus
	'first parenthesis' => sub { return ($_[0] =~ /\(([^)]+)\)/)[0] });

my $server = BohCluster->new('unique', 'fsync=off');
$server->query($_) foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()',
	"CREATE FUNCTION public.details() RETURNS SETOF text LANGUAGE plpgsql AS \$\$
	DECLARE
		statement text;
		detail text;
	BEGIN
		FOREACH statement IN ARRAY ARRAY[
			'INSERT INTO boh.users (email) VALUES (''ada\@example.com'')',
			'INSERT INTO boh.venues (slug, name, capacity) VALUES (''hall'', ''Hall'', 1)',
			'INSERT INTO boh.tags (name) VALUES (''Jazz'')',
			'INSERT INTO boh.site_settings (key) VALUES (''site.name'')'] LOOP
			BEGIN
				EXECUTE statement;
				EXECUTE statement;
			EXCEPTION WHEN unique_violation THEN
				GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
				RETURN NEXT detail;
			END;
		END LOOP;
	END
	\$\$");

sub details { return split /\n/, $server->query('SELECT * FROM public.details()') }

my @expected = (
	[ 'email', 'ada@example.com' ],
	[ 'slug', 'hall' ],
	[ 'name', 'Jazz' ],
	[ 'key', 'site.name' ]);
my @details = details();

is(scalar @details, scalar @expected, 'all violations are there');
foreach my $i (0 .. $#expected)
{
	my ($column, $value) = @{ $expected[$i] };

	foreach my $reader (sort keys %readers)
	{
		my $found = $readers{$reader}->($details[$i]);

		is($found, $found =~ /: / ? "$column: $value" : $column, "$reader: $column");
	}
	# as they read PostgreSQL's own
	my $own = decode_json($details[$i])->{detail};
	is($readers{$_}->($own), $readers{$_}->($details[$i]), "$_: PostgreSQL's own of $column") foreach sort keys %readers;
}

# LANGUAGE decides where lc_messages is C.UTF-8, as gettext has it.
my $version = int($server->query('SHOW server_version_num') / 10000);
my (undef, $folder) = $server->command("$server->{BOH_BIN}/pg_config", '--localedir');
chomp $folder;
my @languages = map { m{/([^/]+)/LC_MESSAGES/} } glob("$folder/*/LC_MESSAGES/postgres-$version.mo");
my %wordings = ($details[0] => 'English');

foreach my $language (@languages)
{
	local $ENV{LANGUAGE} = $language;
	$server->stop;
	$server->start;

	my @translated = details();
	foreach my $i (0 .. $#expected)
	{
		my $json = decode_json($translated[$i]);

		is("$json->{column}: $json->{value}", join(': ', @{ $expected[$i] }), "$language: $json->{detail}");
	}
	$wordings{ $translated[0] } = $language;
}
SKIP:
{
	skip 'the server has no translations', 1 unless @languages;
	cmp_ok(scalar keys %wordings, '>', 1, 'languages have words of their own');
}

done_testing;
