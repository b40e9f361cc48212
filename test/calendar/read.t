# Programs of others read calendars and site maps as they are meant: ical.js and saxes, with
# times in many zones around each change of the clock, long texts of many scripts, and
# titles that try to break out.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use JSON::PP;
use Test::More;

my $packages = ($ENV{BOH_TEST_NPM} // 'no') . '/calendar/node_modules';
plan skip_all => 'the npm packages of test/calendar are not installed' unless -d "$packages/ical.js" && -d "$packages/saxes";

my $server = BohCluster->new('calendar', 'fsync=off', "timezone=Asia/Tokyo");
my $json = JSON::PP->new->utf8->canonical;

sub query { return $server->query($_[0]) }

# What a program reads in documents: an expression of SQL for each
sub read_by_program
{
	my @documents = @_;
	my $file = File::Temp->new;
	my $output = File::Temp->new;
	my $errors = File::Temp->new;

	print $file query('SELECT json_agg(json_build_object(\'kind\', kind, \'text\', text) ORDER BY n) FROM (VALUES '
		  . join(', ', map { "($_, '$documents[$_][0]', $documents[$_][1])" } 0 .. $#documents) . ') v (n, kind, text)');
	close $file;
	local $ENV{NODE_PATH} = $packages;
	waitpid(BohCluster::spawn({ output => $output->filename, errors => $errors->filename },
		'node', "$BohCluster::root/test/calendar/read.js", $file->filename), 0);
	is($?, 0, 'documents can be read') or BAIL_OUT(BohCluster::slurp($errors->filename));
	return @{ $json->decode(BohCluster::slurp($output->filename)) };
}

query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (id, email, role) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada\@example.org', 'ORGANIZER')",
	"INSERT INTO boh.site_settings (key, value, is_public) VALUES ('site.url', 'https://www.example.org', true), ('site.name', 'Culture & \"Co\"; <Berlin>, \\', true)",
	"ALTER TABLE boh.events ALTER author_id SET DEFAULT '00000000-0000-0000-0000-0000000000aa', ALTER capacity SET DEFAULT 10");

#
# Times: each quarter of an hour, three hours before to three hours after each change of the
# clock of a year, and some far away
#

my @zones = qw(Europe/Berlin America/New_York Australia/Lord_Howe Asia/Kathmandu America/St_Johns America/Santiago Africa/Casablanca
	Europe/Dublin Pacific/Apia Antarctica/Troll Africa/Cairo America/Havana UTC Etc/GMT+3);
foreach my $zone (@zones)
{
	query("INSERT INTO boh.tags (name, slug) VALUES ('$zone', regexp_replace(lower('$zone'), '[^a-z0-9]+', '-', 'g'));
		WITH hours AS (SELECT at, extract(epoch FROM (at AT TIME ZONE '$zone') - (at AT TIME ZONE 'UTC')) AS this_offset,
				lead(extract(epoch FROM (at AT TIME ZONE '$zone') - (at AT TIME ZONE 'UTC'))) OVER (ORDER BY at) AS next_offset
			FROM generate_series('2027-01-01 00:00Z'::timestamptz, '2028-01-01 00:00Z', interval '30 minutes') at),
		times AS (SELECT at + n * interval '15 minutes' AS at FROM hours, generate_series(-12, 12) n WHERE this_offset <> next_offset
			UNION SELECT unnest('{2027-01-01 00:00Z, 2027-07-01 12:00Z, 2036-12-31 23:59:59Z, 2077-03-28 01:00Z, 2999-07-01 00:00Z}'::timestamptz[])),
		made AS (INSERT INTO boh.events (title, status, start_date, end_date, time_zone)
			SELECT 'At ' || at, 'PUBLISHED', at, at + interval '90 minutes', '$zone' FROM times RETURNING id)
		INSERT INTO boh.event_tags SELECT made.id, t.id FROM made, boh.tags t WHERE t.name = '$zone'");
}
my @calendars = read_by_program(map { [ 'calendar', "boh_calendar_ical(jsonb_build_object('all_tags', jsonb_build_array(regexp_replace(lower('$_'), '[^a-z0-9]+', '-', 'g'))))" ] } @zones);
foreach my $i (0 .. $#zones)
{
	my ($zone, $calendar) = ($zones[$i], $calendars[$i]);
	my %read = map { $_->{uid} => "$_->{start} $_->{end}" } @{ $calendar->{events} };
	my %stored = map { split /\|/ } split /\n/, query("SELECT id, extract(epoch FROM start_date)::bigint || ' ' || extract(epoch FROM end_date)::bigint FROM boh.events WHERE time_zone = '$zone'");

	cmp_ok(scalar keys %stored, '>=', $zone =~ /UTC|GMT|Kathmandu|Apia/ ? 5 : 50, "$zone: there are times around changes of the clock");
	is_deeply(\%read, \%stored, "$zone: each event is when it is");
	is_deeply($calendar->{problems}, [], "$zone: lines are short and clean");
	is_deeply($calendar->{zones}, $zone eq 'UTC' ? [] : [$zone], "$zone: is described once");
}
my %named = map { ($_->{zone} // 'none') => 1 } map { @{ $_->{events} } } @calendars;
is_deeply(\%named, { none => 1, map { $_ => 1 } grep { $_ ne 'UTC' } @zones }, 'events name their zones');

#
# Texts
#

my $chinese = "\xe9\x9f\xb3\xe6\xa8\x82\xe6\x9c\x83" x 90;
my $emoji = "\xf0\x9f\x98\x80" x 40;
my @titles = (
	"Jazz\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Free entry", "a;b,c\\d:e\"f", 'a\\nb\\,c', "]]> & <b> &amp; ' \"", $chinese, $emoji, 'x' x 300, " leading and trailing ", "tab\there",
	"BEGIN:VALARM", "\xd8\xad\xd9\x81\xd9\x84\xd8\xa9 \xe2\x80\x8f\xd9\x85\xd9\x88\xd8\xb3\xd9\x8a\xd9\x82\xd9\x89", "del\x7f bell\x07 escape\x1b");
query("INSERT INTO boh.tags (name, slug) VALUES ('a, b; c', 'texts')");
foreach my $title (@titles)
{
	my $literal = $title =~ s/'/''/gr;
	query("WITH made AS (INSERT INTO boh.events (title, description, status, start_date, end_date) VALUES ('$literal', '$literal', 'PUBLISHED', '2030-01-01', '2030-01-02') RETURNING id)
		INSERT INTO boh.event_tags SELECT made.id, t.id FROM made, boh.tags t WHERE slug = 'texts'");
}
my ($texts, $single) = read_by_program([ 'calendar', "boh_calendar_ical('{\"any_tags\": [\"texts\"]}', 'https://www.example.org/calendar.ics?a=b,c;d')" ],
	[ 'calendar', "boh_event_ical((SELECT slug FROM boh.events WHERE title ~ '^Jazz'))" ]);
# line ends are \n, and other control characters are gone
my @expected = map { utf8::decode($_); $_ } map { s/\r\n?/\n/gr =~ s/[\x01-\x08\x0b-\x1f\x7f]//gr } @titles;
is_deeply([ sort map { $_->{summary} } @{ $texts->{events} } ], [ sort @expected ], 'titles are read as they are');
is_deeply([ sort map { $_->{description} } @{ $texts->{events} } ], [ sort @expected ], 'descriptions, too');
is_deeply($texts->{problems}, [], 'lines are short and clean');
is_deeply([ map { $_->{categories} } @{ $texts->{events} } ], [ ([ 'OTHER', 'a, b; c' ]) x @titles ], 'categories are read as they are');
# ical.js does not know this property of RFC 7986, and shows it as it is written.
is($texts->{name}, 'Culture & "Co"\; <Berlin>\, \\\\', 'the name of the calendar');
is($texts->{source}, 'https://www.example.org/calendar.ics?a=b,c;d', 'its source');
is("$texts->{version} $texts->{refresh}", '2.0 PT1H', 'version and interval');
is(scalar @{ $single->{events} }, 1, 'a title does not make another event');
is_deeply($single->{events}[0]{properties}, [qw(categories created description dtend dtstamp dtstart last-modified sequence status summary uid url)], 'nor another property');

#
# A cancelled event
#

my $slug = query("UPDATE boh.events SET status = 'CANCELLED' WHERE title ~ '^BEGIN' RETURNING slug");
my ($cancelled, $all) = read_by_program([ 'calendar', "boh_event_ical('$slug')" ], [ 'calendar', "boh_calendar_ical('{\"any_tags\": [\"texts\"]}')" ]);
my ($before) = grep { $_->{summary} eq 'BEGIN:VALARM' } @{ $texts->{events} };
my ($after) = grep { $_->{summary} eq 'BEGIN:VALARM' } @{ $all->{events} };
is($cancelled->{events}[0]{status}, 'CANCELLED', 'a cancelled event says so');
is($after->{status}, 'CANCELLED', 'in a calendar, too');
is($after->{uid}, $before->{uid}, 'it is the same event');
cmp_ok($after->{sequence}, '>=', $before->{sequence}, 'in a newer version');
is(scalar(grep { $_->{status} eq 'CONFIRMED' } @{ $all->{events} }), @titles - 1, 'the others take place');

#
# Site maps
#

query("UPDATE boh.site_settings SET value = 'https://www.example.org/a''b&c' WHERE key = 'site.url';
	INSERT INTO boh.site_settings (key, value, is_public) VALUES ('site.event_path', '/{slug}?x=]]&y=''&amp;', true)");
like(($server->psql("UPDATE boh.site_settings SET value = '/{slug}?x=]]&y=<![CDATA[' WHERE key = 'site.event_path'"))[2],
	qr/setting "site.event_path" is not a path/, 'a path with angle brackets is refused');
my ($index, $part) = read_by_program([ 'xml', 'boh_sitemap()' ], [ 'xml', 'boh_sitemap(1)' ]);
my $namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';
is("$index->{root}{name} $index->{root}{namespace}", "sitemapindex $namespace", 'the index is one');
is_deeply([ map { $_->{text} } grep { $_->{name} eq 'loc' } @{ $index->{elements} } ], ["https://www.example.org/a'b&c/sitemap-1.xml"], 'it has the address of the part');
is("$part->{root}{name} $part->{root}{namespace}", "urlset $namespace", 'the part is one');
my @slugs = split /\n/, query('SELECT slug FROM boh.events');
is_deeply([ sort map { $_->{text} } grep { $_->{name} eq 'loc' } @{ $part->{elements} } ],
	[ sort map { "https://www.example.org/a'b&c/$_?x=]]&y='&amp;" } @slugs ], 'it has the addresses of all events');
is(scalar(grep { $_->{name} eq 'lastmod' && $_->{text} =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.]\d{3}Z$/ } @{ $part->{elements} }), scalar @slugs, 'and when each was changed');

done_testing;
