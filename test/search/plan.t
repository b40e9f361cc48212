# What search reads.  auto_explain tells the plan of each statement behind a call: none
# reads a whole table that grows, and each uses the index that is made for it.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $server = BohCluster->new('search_plan', 'fsync=off');
my $database = 'search_plan';

sub query { return $server->query($_[0], database => $database) }

$server->query("CREATE DATABASE $database");
my ($status, undef, $missing) = $server->psql("LOAD 'auto_explain'");
plan skip_all => "auto_explain is not installed: $missing" if $status != 0;
query('CREATE EXTENSION boh');
query('CREATE EXTENSION pg_trgm');
query('SELECT FROM boh_migrate()');
query("ALTER DATABASE $database SET search_path = boh, public");

# 12,000 events, all with the word "concert", and 200 pages; words such as "word123"
query(<<'SQL');
CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;
INSERT INTO users (id, email, role) VALUES (id('ada'), 'ada@example.org', 'ORGANIZER');
INSERT INTO tags (id, name) SELECT id('tag ' || n), 'Tag ' || n FROM generate_series(1, 200) n;
INSERT INTO venues (id, name, city, capacity) SELECT id('venue ' || n), 'Venue ' || n, 'City ' || n, 1000 FROM generate_series(1, 200) n;
SELECT count(boh_publish_page(boh_create_page(jsonb_build_object('title', 'Page ' || n, 'authorId', id('ada')), '[]'))) FROM generate_series(1, 200) n;
SET session_replication_role = replica;
INSERT INTO events (id, author_id, venue_id, slug, title, description, status, category, capacity, start_date, end_date, published_at)
SELECT id('event ' || n), id('ada'), id('venue ' || n % 200 + 1), 'event-' || n, 'Concert word' || n % 3000, 'text' || n, 'PUBLISHED', 'CONCERT', 100, s, s + interval '3 hours', now()
FROM generate_series(1, 12000) n, LATERAL (SELECT now() + (n * 7919 % 12000 - 4000) * interval '1 hour' AS s) d;
INSERT INTO event_tags SELECT id('event ' || n), id('tag ' || n % 200 + 1) FROM generate_series(1, 12000) n;
RESET session_replication_role;
SELECT FROM boh_refresh_search(scope => 'all');
SQL

# The plans of the statements that a call runs.
sub plans_of
{
	my ($call) = @_;
	my ($status, undef, $output) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $database,
		'-c', "LOAD 'auto_explain'", '-c', 'SET auto_explain.log_level = notice', '-c', 'SET auto_explain.log_nested_statements = on',
		'-c', 'SET auto_explain.log_min_duration = 0', '-c', "SELECT $call");

	die $output if $status != 0;
	return grep { /Query Text/ } split /^(?=NOTICE:)/m, $output;
}

# What is wrong with a plan: '' for nothing.
sub wrong
{
	my ($plan) = @_;

	return $plan =~ /((?:Seq Scan|Index Only Scan using pk_event_search) on (?!role_profiles|schema_migrations|site_settings)\w+)/ ? $1 : '';
}

my @cases = (
	[ q{boh_search('concert')}, 'idx_event_search_words', 'pk_events' ],
	[ q{boh_search('word17 ')}, 'idx_event_search_words', 'idx_event_search_past_words', 'idx_page_search_vector' ],
	[ q{boh_search('con')}, 'idx_event_search_words' ],
	[ q{boh_search('c')}, 'idx_event_search_words', 'idx_search_words_first' ],
	[ q{boh_search('co')}, 'idx_event_search_words', 'idx_search_words_first_two' ],
	[ q{boh_search('"concert word17"')}, 'idx_event_search_words' ],
	[ q{boh_search('concert -word17', '{"city": "city 5", "any_tags": ["tag-5"], "category": "CONCERT"}')}, 'idx_event_search_words' ],
	[ q{boh_search('concert', '{"past": true}')}, 'idx_event_search_past_words' ],
	[ q{boh_search('concert', NULL, 20, boh_search('concert') ->> 'next_cursor')}, 'idx_event_search_words' ],
	[ q{boh_search('page')}, 'idx_page_search_vector', 'page_search' ],
	[ q{boh_search('cocnert')}, 'idx_search_words_trigrams', 'pk_search_words' ],
	[ q{boh_search('concert xyzzy')}, 'idx_event_search_words' ],
	[ q{boh_suggest('c')}, 'idx_search_words_first', 'idx_event_search_words' ],
	[ q{boh_suggest('ve')}, 'idx_search_words_first_two', 'uq_venues_slug' ],
	[ q{boh_suggest('word1')}, 'pk_search_words', 'idx_event_search_words' ]);

# Before ANALYZE and afterwards
foreach my $analyzed (0, 1)
{
	query('VACUUM ANALYZE') if $analyzed;
	foreach my $case (@cases)
	{
		my ($call, @indexes) = @$case;
		my @plans = plans_of($call);

		ok(@plans > 0, "$call: runs statements");
		is(join("\n", grep { $_ ne '' } map { wrong($_) } @plans), '', "$call: reads no table whole") or diag(@plans);
		# Without statistics, nothing is known to be frequent.
		foreach my $index ($analyzed ? @indexes : ())
		{
			ok((grep { /$index/ } @plans), "$call: uses $index") or diag(@plans);
		}
	}
}

my $candidates = query(q{SELECT boh_search('concert') ->> 'candidates'});
cmp_ok($candidates, '<=', 1200, 'no more than 1,200 candidates are compared');
cmp_ok($candidates, '>=', 200, '... and enough');
is(query(q{SELECT boh_search('concert') ->> 'truncated'}), 'true', '... and that is said');
is(query(q{SELECT count(DISTINCT r ->> 'title_html') FROM jsonb_array_elements(boh_search('concert', NULL, 100) -> 'rows') r}) > 0, 1, '... and shown');

# All pages of results, one after the other, have each candidate once.
is(query(<<'SQL'), "$candidates $candidates", 'pages of results have each candidate once');
WITH RECURSIVE pages AS (
	SELECT boh_search('concert', NULL, 100) AS page
	UNION ALL
	SELECT boh_search('concert', NULL, 100, page ->> 'next_cursor') FROM pages WHERE page ->> 'next_cursor' IS NOT NULL)
SELECT count(*) || ' ' || count(DISTINCT r -> 'event' ->> 'id') FROM pages, jsonb_array_elements(page -> 'rows') r
SQL

# The check can fail.
isnt(join('', map { wrong($_) } plans_of('(SELECT max(description) FROM events)')), '', 'a statement that reads a table whole is found');

done_testing();
