# Lists and searches of a tenant on a node: they find what they found before, on the node and
# through the coordinator, and look into the same indexes.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use CitusNodes;

my $nodes = CitusNodes->new('fsync=off');
my $coordinator = $nodes->coordinator;

# 3000 events, one each hour: half of them in Berlin, every tenth with a tag, each number in every tenth title
my $fill = q(
	SET search_path = club, public;
	INSERT INTO users (id, email, role) VALUES (id('author'), 'a@example.org', 'ORGANIZER');
	INSERT INTO venues (id, name, city, capacity) SELECT id(city), 'Hall of ' || city, city, 100 FROM unnest(ARRAY['Berlin', 'Rome']) city;
	INSERT INTO tags (id, name, slug) VALUES (id('tag'), 'Tenth', 'tenth');
	INSERT INTO events (id, title, slug, author_id, venue_id, capacity, status, published_at, start_date, end_date)
	SELECT id('event ' || n), 'Fair ' || (ARRAY['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'])[1 + n / 2 % 10], 'fair-' || n, id('author'),
		id(CASE n % 2 WHEN 0 THEN 'Berlin' ELSE 'Rome' END), 10, 'PUBLISHED', '2026-01-01', start, start + interval '1 hour'
	FROM generate_series(1, 3000) n, LATERAL (SELECT timestamptz '2999-01-01' + n * interval '1 hour') s(start);
	INSERT INTO event_tags (event_id, tag_id) SELECT id('event ' || n), id('tag') FROM generate_series(1, 3000) n WHERE n % 20 IN (5, 10));

my $refresh = "SET boh.schema = club; SELECT FROM boh_refresh_search(1000, 'words')";
my @calls = ("boh_list_events()", "boh_list_events('{\"all_tags\": [\"tenth\"]}')", "boh_list_events('{\"city\": \"Berlin\", \"all_tags\": [\"tenth\"]}')",
	"boh_list_events('{\"city\": \"Rome\", \"any_tags\": [\"tenth\"], \"order\": \"start_desc\"}', 100)", "boh_list_events('{\"any_tags\": [\"tenth\"], \"order\": \"title\"}')",
	"boh_search('fair')", "boh_search('\"fair three\"')", "boh_search('four berlin')", "boh_search('fair', '{\"city\": \"Rome\", \"all_tags\": [\"tenth\"]}')", "boh_suggest('ten')");

# How often the index of words was looked into
sub looks
{
	my ($server) = @_;

	return $server->query("SET citus.override_table_visibility = off; SELECT sum(idx_scan) FROM pg_stat_all_indexes WHERE schemaname = 'club' AND indexrelname ~ '^idx_event_search_words'");
}

# A cursor is of use only where it was made: the OID of the schema is in it.
sub without_cursor { return $_[0] =~ s/"next_cursor": "\w+"/"next_cursor"/r }

# What each call finds, and how often it looks there
sub results
{
	my ($server) = @_;
	my @results;

	foreach my $call (@calls)
	{
		my $before = looks($server);
		my $found = $server->query("SET boh.schema = club; SELECT $call");

		push @results, [ without_cursor($found), looks($server) - $before ];
	}
	return @results;
}

my @before;
$nodes->make_tenant('club', sub {
	$coordinator->query("SET citus.enable_ddl_propagation = off; CREATE FUNCTION public.id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT CAST(md5(name) AS uuid)'");
	$coordinator->query("SET boh.schema = club; $fill");
	$coordinator->query($refresh);
	$coordinator->query('ANALYZE');
	@before = results($coordinator);
});
cmp_ok((scalar grep { $_->[1] > 0 } @before), '>', 0, 'some calls look into the index of words');
cmp_ok((scalar grep { $_->[1] == 0 } @before), '>', 1, 'and lists that a walk finds sooner do not');

sub is_as_before
{
	my ($when, $server) = @_;
	my @now = results($server);

	foreach my $number (0 .. $#calls)
	{
		is($now[$number][0], $before[$number][0], "$when: $calls[$number] finds what it found");
		is($now[$number][1], $before[$number][1], "$when: $calls[$number] looks as often into the index of words");
	}
}

$coordinator->query('ANALYZE club.event_search');
is_as_before('on the node', $nodes->holder('club'));
foreach my $number (0 .. $#calls)
{
	my ($status, $output, $errors) = CitusNodes::one_by_one($coordinator, "BEGIN; SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL boh.schema = 'club';
		SELECT f FROM (SELECT count(*) FROM club.events) e, $calls[$number] f; COMMIT");

	chomp $output;
	is(without_cursor($output . $errors), $before[$number][0], "through the coordinator: $calls[$number] finds what it found");
}

#
# Typing errors
#

my $holder = $nodes->holder('club');
my $mistyped = "SET boh.schema = club; SELECT boh_search('sevven') ->> 'did_you_mean'";
$coordinator->query('CREATE EXTENSION pg_trgm');
is(($holder->psql($refresh))[0], 0, 'words are collected on the node');
is($holder->query($mistyped), '', 'but not corrected without the index');
$coordinator->query("CREATE INDEX idx_search_words_trigrams ON club.search_words USING gin (word gin_trgm_ops) WHERE kind = 'word'");
is($holder->query($mistyped), 'seven', 'which the coordinator makes');

#
# After a move
#

$nodes->move('club');
my @moved = map { $_->[0] } results($nodes->holder('club'));
is_deeply(\@moved, [ map { $_->[0] } @before ], 'after a move, before ANALYZE, the calls find what they found');
$coordinator->query('ANALYZE club.event_search');
is_as_before('after a move', $nodes->holder('club'));

done_testing();
