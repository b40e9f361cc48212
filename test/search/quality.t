# How well boh_search() finds conferences, beside PostgreSQL's own ranking.
#
# queries.tsv has 200 queries: their kind, what somebody types, and which of the
# 6,319 conferences of the demo are relevant.  Relevance was written down before,
# by name, series, topic, city, year and month; it does not depend on any ranking.
#
# The mean reciprocal rank tells how far up the first relevant result stands: 1
# if it always comes first, 0.5 if it comes second, 0 if it is not among 100.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $root = $BohCluster::root;
my $server = BohCluster->new('search_quality', 'fsync=off');

$server->query('CREATE EXTENSION boh');
$server->query('SELECT count(*) FROM boh_migrate()');

sub run_file
{
	my ($file, $input) = @_;
	my $output = File::Temp->new;
	my $errors = File::Temp->new;
	my $child = $server->background({ input => $input, output => $output, errors => $errors },
		'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-f', $file);

	waitpid($child, 0);
	is($?, 0, "$file: no errors") or diag(BohCluster::slurp($errors->filename));
	return BohCluster::slurp($output->filename);
}

run_file("$root/demo/load.sql", "$root/demo/conferences.jsonl");
is($server->query('SELECT count(*) FROM boh.event_search'), 6319, 'all conferences can be found');

# Without typing errors first: pg_trgm is not installed yet.
my $without = measure();
$server->query('CREATE EXTENSION pg_trgm');
$server->query("SELECT boh_refresh_search(scope => 'words')");
my $with = measure();

sub measure
{
	my %means;

	foreach my $line (split /\n/, run_file("$root/test/search/quality.sql", "$root/test/search/queries.tsv"))
	{
		my ($ranking, $kind, $queries, $mean) = split /\|/, $line;

		$means{$ranking}{$kind} = $mean;
		is($queries, 200, "$ranking: all queries were counted") if $kind eq 'all';
	}
	return \%means;
}

my @rankings = sort keys %$with;
my %labels = (boh => 'boh_search()');
diag(sprintf '%-18s %s', 'mean reciprocal rank', join ' ', map { sprintf '%26s', $labels{$_} // $_ } @rankings);
foreach my $kind (sort { $a eq 'all' ? 1 : $b eq 'all' ? -1 : $a cmp $b } keys %{ $with->{boh} })
{
	diag(sprintf '%-20s %s', $kind, join ' ', map { sprintf '%26s', $with->{$_}{$kind} } @rankings);
}
diag("boh_search() without pg_trgm: $without->{boh}{all}");

foreach my $ranking (grep { $_ ne 'boh' } @rankings)
{
	cmp_ok($with->{boh}{all}, '>=', $with->{$ranking}{all}, "boh_search() finds as well as $ranking");
	cmp_ok($without->{boh}{all}, '>=', $with->{$ranking}{all}, "... without pg_trgm, too");
}
cmp_ok($with->{boh}{'typing error'}, '>=', 0.7, 'words with typing errors are found');
cmp_ok($without->{boh}{'typing error'}, '<', $with->{boh}{'typing error'}, 'pg_trgm makes that difference');
cmp_ok($with->{boh}{all}, '>=', 0.85, 'relevant results come first, mostly');

done_testing;
