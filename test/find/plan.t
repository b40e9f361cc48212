# What lists read.  auto_explain tells the plan of each statement behind a call: none
# reads a whole table that grows, each uses the index that is made for it, and none
# passes more rows than the budget allows.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $server = BohCluster->new('plan', 'fsync=off', 'jit=on');
my $database = 'plan';

sub query { return $server->query($_[0], database => $database) }

$server->query("CREATE DATABASE $database");
my ($status, undef, $missing) = $server->psql("LOAD 'auto_explain'");
plan skip_all => "auto_explain is not installed: $missing" if $status != 0;
query('CREATE EXTENSION boh');
query('SELECT FROM boh_migrate()');
query("ALTER DATABASE $database SET search_path = boh, public");
query("CREATE ROLE plan_app LOGIN; SELECT boh_grant('plan_app', 'app'); SELECT boh_grant('plan_app', 'trusted')");

# 16,000 events, half of them past, at 200 venues in 20 cities, with 200 tags; 500 pages;
# 3,000 files
query(<<'SQL');
CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;
INSERT INTO users (id, email, role)
SELECT id('user ' || n), 'user' || n || '@example.org', CASE n WHEN 0 THEN 'ADMIN' ELSE 'ORGANIZER' END::user_role FROM generate_series(0, 99) n;
INSERT INTO tags (id, name) SELECT id('tag ' || n), 'Tag ' || n FROM generate_series(1, 200) n;
INSERT INTO venues (id, name, city, country, capacity, latitude, longitude)
SELECT id('venue ' || n), 'Venue ' || n, 'City ' || n % 20, 'Country ' || n % 10, 1000, n % 20 * 4 - 50 + n * 0.001, n % 20 * 8 FROM generate_series(1, 200) n;
SELECT count(boh_create_page(jsonb_build_object('title', 'Page ' || n, 'authorId', id('user 0'), 'status', CASE WHEN n % 10 = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END),
	'[]')) FROM generate_series(1, 500) n;
SET session_replication_role = replica;
INSERT INTO events (id, author_id, venue_id, slug, title, status, category, capacity, price, start_date, end_date, published_at)
SELECT id('event ' || n), id('user ' || n % 99 + 1), id('venue ' || n * 7 % 200 + 1), 'event-' || n, 'Event ' || md5(n::text), CASE WHEN n % 20 = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END::event_status,
	(enum_range(NULL::event_category))[n * 5 % 11 + 1], 100, n % 1000, s, s + CASE WHEN n % 29 = 0 THEN interval '20 days' ELSE interval '3 hours' END, CASE WHEN n % 20 > 0 THEN now() - n * interval '1 minute' END
FROM generate_series(1, 16000) n, LATERAL (SELECT now() + (n * 7919 % 16000 - 8000) * interval '1 hour' AS s) d;
INSERT INTO event_tags SELECT id('event ' || n), id('tag ' || n * 31 % 200 + 1) FROM generate_series(1, 16000) n UNION SELECT id('event ' || n), id('tag ' || n * 17 % 7 + 1) FROM generate_series(1, 16000) n;
INSERT INTO bookings (user_id, event_id, seats, status, confirmed_at, expires_at, unit_price, total_price, currency)
SELECT id('user ' || n % 100), id('event ' || n % 16000 + 1), 1, CASE WHEN n % 3 = 0 THEN 'PENDING' ELSE 'CONFIRMED' END::booking_status, now(), now(), 0, 0, 'EUR' FROM generate_series(1, 20000) n;
INSERT INTO media_files (filename, original_filename, url, mime_type, file_size, folder, uploaded_by, created_at, deleted_at)
SELECT 'file-' || n || '.png', 'File', '/uploads/file-' || n || '.png', 'image/png', 1, 'folder-' || n % 30, id('user ' || n % 100), now() - n * interval '1 hour', CASE WHEN n % 30 = 0 THEN now() END
FROM generate_series(1, 3000) n;
RESET session_replication_role;
SELECT FROM boh_refresh_search(scope => 'all');
UPDATE events SET slug = 'renamed' WHERE id = id('event 7');
SQL
query('VACUUM ANALYZE');

# The plans of the statements that a call runs, with the rows that they read.
sub plans_of
{
	my ($call, $role) = @_;
	my ($status, undef, $output) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $database,
		'-c', "LOAD 'auto_explain'", '-c', "SET auto_explain.log_level = notice", '-c', 'SET auto_explain.log_nested_statements = on',
		'-c', 'SET auto_explain.log_analyze = on', '-c', 'SET auto_explain.log_timing = off', '-c', 'SET auto_explain.log_buffers = on',
		'-c', 'SET auto_explain.log_min_duration = 0', defined $role ? ('-c', "SET ROLE $role") : (), '-c', "SELECT $call");

	die $output if $status != 0;
	return grep { /Query Text/ } split /^(?=NOTICE:)/m, $output;
}

# What is wrong with a plan: '' for nothing.
sub wrong
{
	my ($plan) = @_;
	my ($whole) = $plan =~ /((?:Parallel )?Seq Scan on (?!role_profiles|schema_migrations)\w+)/;

	return $whole if defined $whole;
	foreach my $line (grep { /(?:Index|Bitmap Heap|Seq) .*Scan.* on / } split /\n/, $plan)
	{
		my ($rows, $loops) = $line =~ /actual rows=([\d.]+) loops=(\d+)/ or next;

		# An index may name more rows than are read.
		return "$rows rows: $line" if $rows * $loops > ($line =~ /Bitmap Index/ ? 10001 : 3001);
	}
	return '';
}

my $near = '"near": {"latitude": -45.9, "longitude": 8, "km": 500}';
my $tag = '"all_tags": ["tag-11", "tag-5"]';
my @cases = (
	[ q{boh_list_events()}, 'idx_event_search_start_date', 'idx_event_search_long' ],
	[ q{boh_list_events('{"category": "SPORTS"}')}, 'idx_event_search_category' ],
	[ q{boh_list_events('{"city": "city 3"}')}, 'idx_event_search_city' ],
	[ q{boh_list_events('{"country": "country 3"}')}, 'idx_event_search_country' ],
	[ q{boh_list_events('{"venue": "venue-3"}')}, 'idx_event_search_venue_id', 'uq_venues_slug' ],
	[ q{boh_list_events('{"order": "start_desc", "overlaps": {"from": "2027-01-01"}}')}, 'idx_event_search_start_date', 'idx_event_search_long' ],
	[ q{boh_list_events('{"order": "price", "currency": "EUR"}')}, 'idx_event_search_price' ],
	[ q{boh_list_events('{"order": "price_desc", "currency": "EUR", "price": {"from": 10, "to": 20}}')}, 'idx_event_search_price' ],
	[ q{boh_list_events('{"order": "newest"}')}, 'idx_event_search_published_at' ],
	[ q{boh_list_events('{"order": "title"}')}, 'idx_event_search_title' ],
	[ q{boh_list_events('{"order": "title_desc"}')}, 'idx_event_search_title' ],
	[ q{boh_list_events('{"has_seats": true}')}, 'pk_events', 'bookings' ],
	[ q{boh_list_events('{"order": "newest", "currency": "EUR", "price": {"from": 999}}', 100)}, 'idx_event_search_published_at', 'idx_event_search_price' ],
	[ qq{boh_list_events('{"order": "distance", $near}')}, 'idx_venues_latitude', 'idx_event_search_venue_id_event_id' ],
	[ qq{boh_list_events('{"order": "distance", $tag, "near": {"latitude": 0, "longitude": 0, "km": 20000}}')}, 'idx_event_search_venue_id_event_id', 'idx_event_search_words' ],
	[ q{boh_list_events('{"category": "SPORTS", "overlaps": {"from": "2027-01-01"}}')}, 'idx_event_search_category', 'idx_event_search_long' ],
	[ q{boh_list_events('{"city": "city 3", "overlaps": {"from": "2027-01-01"}}')}, 'idx_event_search_city', 'idx_event_search_long' ],
	[ q{boh_list_events(jsonb_build_object('author_id', id('user 5')))}, 'idx_event_search_author_id' ],
	[ q{boh_list_events(jsonb_build_object('past', true, 'author_id', id('user 5')))}, 'idx_event_search_past_author_id' ],
	(map { [ qq{boh_list_events('{"order": "$_", "currency": "EUR", $tag}')}, 'idx_event_search_words', 'uq_tags_slug' ] }
		qw(start start_desc price price_desc newest title title_desc)),
	[ qq{boh_list_events('{"order": "newest", "any_tags": ["tag-150"]}')}, 'idx_event_search_words' ],
	[ qq{boh_list_events('{"order": "title", "city": "city 3", "any_tags": ["tag-150", "tag-151"]}')}, 'idx_event_search_words' ],
	[ qq{boh_list_events('{"order": "title", "starts": {"from": "2027-01-01", "to": "2027-01-02"}}')}, 'idx_event_search_words' ],
	[ q{boh_list_events('{"past": true}')}, 'idx_event_search_past_start_date' ],
	[ q{boh_list_events('{"past": true, "order": "start", "overlaps": {"from": "2026-06-01"}}')}, 'idx_event_search_past_start_date', 'idx_event_search_past_long' ],
	[ q{boh_list_events('{"past": true, "category": "SPORTS"}')}, 'idx_event_search_past_category' ],
	[ q{boh_list_events('{"past": true, "city": "city 3"}')}, 'idx_event_search_past_city' ],
	[ q{boh_list_events('{"past": true, "venue": "venue-3"}')}, 'idx_event_search_past_venue_id' ],
	(map { [ qq{boh_list_events('{"past": true, "order": "$_", $tag}')}, 'idx_event_search_past_words' ] } qw(start start_desc)),
	[ q{boh_list_events('{"past": true, "any_tags": ["tag-150"]}')}, 'idx_event_search_past_words' ],
	[ q{boh_list_events('{"status": "CANCELLED"}')}, 'idx_event_search_past_start_date' ],
	[ q{boh_list_events('{"status": "DRAFT"}')}, 'idx_events_status_start_date' ],
	[ q{boh_list_events('{"status": "ANY"}')}, 'idx_events_start_date' ],
	[ q{boh_list_events('{"status": "ANY", "order": "start_desc"}')}, 'idx_events_start_date' ],
	[ q{boh_list_events(jsonb_build_object('status', 'ANY', 'author_id', id('user 5')))}, 'idx_events_author_id_start_date_id' ],
	[ q{boh_list_events(NULL, 20, boh_list_events(NULL, 20) ->> 'next_cursor')}, 'idx_event_search_start_date' ],
	[ q{boh_event('event-1')}, 'uq_events_slug', 'pk_events', 'pk_event_tags' ],
	[ q{boh_event('event-7')}, 'pk_slug_redirects' ],
	[ q{boh_list_pages()}, 'idx_content_pages_published', 'pk_content_page_versions' ],
	[ q{boh_list_pages('{"status": "DRAFT"}')}, 'pk_content_pages' ],
	[ q{boh_list_pages('{"status": "ANY"}')}, 'pk_content_pages' ],
	[ q{boh_list_media()}, 'idx_media_files_created_at', 'pk_media_references' ],
	[ q{boh_list_media('{"folder": "folder-3"}')}, 'idx_media_files_folder_created_at' ],
	[ q{boh_list_media(jsonb_build_object('uploaded_by', id('user 5')))}, 'idx_media_files_uploaded_by_created_at' ],
	[ q{boh_list_media('{"deleted": true}')}, 'idx_media_files_deleted_at' ],
	[ q{boh_list_tags()}, 'uq_tags_name' ],
	[ q{boh_list_tags('{"order": "events"}')}, 'idx_tag_counts_events_tag_id' ]);

foreach my $case (@cases)
{
	my ($call, @indexes) = @$case;
	my @plans = plans_of($call);

	ok(@plans > 0, "$call: runs statements");
	is(join("\n", grep { $_ ne '' } map { wrong($_) } @plans), '', "$call: reads no table whole, nor too much") or diag(@plans);
	foreach my $index (@indexes)
	{
		ok((grep { /$index/ } @plans), "$call: uses $index") or diag(@plans);
	}
}

# What few events have is asked of one index, without a walk that passes others.
foreach my $call (qq{boh_list_events('{"currency": "EUR", $tag}')}, q{boh_list_events('{"category": "SPORTS", "city": "city 3"}')})
{
	my @plans = grep { /on event_search/ } plans_of($call);

	is(scalar @plans, 1, "$call: one search") or diag(@plans);
	like($plans[0], qr/idx_event_search_words/, '... by its terms');
}

# Where a week has too many events for a search by terms, a walk goes on without one.
query(<<'SQL');
SET session_replication_role = replica;
INSERT INTO events (id, author_id, slug, title, status, category, capacity, price, currency, start_date, end_date, published_at)
SELECT id('franc ' || n), id('user 1'), 'franc-' || n, 'Franc', 'PUBLISHED', 'CONCERT', 10, n * 7919 % 1000, 'CHF', s, s + interval '1 hour', now()
FROM generate_series(1, 30000) n, LATERAL (SELECT date_trunc('week', now()) + interval '7 days' + n * interval '15 seconds' AS s) d;
RESET session_replication_role;
SELECT FROM boh_refresh_search(scope => 'all');
ANALYZE event_search;
SQL
my $francs = q{boh_list_events(jsonb_build_object('currency', 'CHF', 'price', '{"from": 965}'::jsonb, 'starts', jsonb_build_object('from', date_trunc('week', now()) + interval '7 days')))};
my @by_walk = grep { /on event_search/ } plans_of($francs);

is(query("SELECT jsonb_array_length($francs -> 'rows')"), 20, "$francs: a full page");
is(join("\n", grep { /idx_event_search_(words|price)/ } @by_walk), '', '... without a search') or diag(@by_walk);
is(join("\n", grep { $_ ne '' } map { wrong($_) } @by_walk), '', '... reads not too much') or diag(@by_walk);

# A list of a far period does not pass the entries of all events before it.
my $far = q{boh_list_events(jsonb_build_object('starts', jsonb_build_object('from', now() + interval '300 days')))};
my ($first_walk) = grep { /idx_event_search_start_date/ } plans_of($far);
my ($pages) = $first_walk =~ /Buffers: shared hit=(\d+)/;

ok($pages < 100, "$far: reads few pages") or diag($first_walk);

# Who may read no table has the same plans, because statements run as the owner.
my @as_owner = plans_of('boh_list_events()');
is_deeply([ map { /(Index[^\n]*? using \w+)/g } grep { /event_search|unnest/ } plans_of('boh_list_events()', 'plan_app') ],
	[ map { /(Index[^\n]*? using \w+)/g } grep { /event_search|unnest/ } @as_owner ], 'the same plans for a role with the profile app');

# The check can fail.
isnt(join('', map { wrong($_) } plans_of('(SELECT count(*) FROM events)')), '', 'a statement that reads a table whole is found');
isnt(wrong("->  Index Scan using pk_events on events (actual rows=3002 loops=1)"), '', 'a statement that reads too much is found');

done_testing();
