# Many editors work on a few pages at once, through the functions and in plain SQL:
# they add, order, hide, edit and delete sections, publish, schedule, take away, roll
# back and rename.  At the end every section that was added and not deleted is there,
# versions are numbered without a gap, what was rolled back to is what came of it,
# and nobody has met an error that is not theirs, above all no deadlock.
#
# Only the page "mixed" is rolled back: there sections go without being deleted.

use strict;
use warnings;
use BohCluster;
use BohSession;
use Test::More;
use File::Temp;
use Time::HiRes qw(time);

my $clients = 24;
my $seconds = $ENV{BOH_TEST_SECONDS} || 60;
my @names = qw(first second mixed);

my $server = BohCluster->new('pages', 'fsync=off', 'log_line_prefix=%m [%p] %e ');
$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) VALUES ('ann\@example.org')");

my $author = query('SELECT id FROM boh.users');
my %page = map { $_ => query(<<"SQL") } @names;
SELECT boh_create_page('{"title": "$_", "slug": "$_", "authorId": "$author", "status": "PUBLISHED"}',
	'[{"type": "HERO", "data": {"heading": "of old"}}, {"type": "HERO", "data": {"heading": "hidden"}, "isVisible": false}]')
SQL
my %old = map { $_ => [ split /\n/, query("SELECT id FROM boh.content_sections WHERE page_id = '$page{$_}'") ] } @names;

# An operation: a weight, and a function that gives the statement, what errors it
# may meet and what to report of its result.
sub hero { return sprintf('{"heading": "%s"}', join '', map { chr 97 + rand 26 } 1 .. 8) }

sub any_section { return "(SELECT id FROM boh.content_sections WHERE page_id = '$_[0]' ORDER BY random() LIMIT 1)" }

my @operations = (
	[ 3, sub { return ("SELECT boh_add_section('$_[0]', 'HERO', '" . hero() . "')", [], 'added') } ],
	[ 3, sub { return ("SELECT boh_add_section('$_[0]', 'HERO', '" . hero() . "', " . int(rand 20) . ')', [], 'added') } ],
	[ 3, sub { return ("INSERT INTO boh.content_sections (page_id, type, data) VALUES ('$_[0]', 'HERO', '" . hero() . "') RETURNING id", [], 'added') } ],
	[ 1, sub { return ("INSERT INTO boh.content_sections (page_id, type, data, position) VALUES ('$_[0]', 'HERO', '" . hero() . "', " . int(rand 40) . ') RETURNING id', ['23505'], 'added') } ],
	[ 7, sub { return ('DELETE FROM boh.content_sections WHERE id = ' . any_section($_[0]) . ' RETURNING id', [], 'deleted') } ],
	[ 5, sub { return ("UPDATE boh.content_sections SET data = '" . hero() . "' WHERE id = " . any_section($_[0]), [], undef) } ],
	[ 2, sub { return ('UPDATE boh.content_sections SET is_visible = NOT is_visible WHERE id = ' . any_section($_[0]), [], undef) } ],
	[ 8, sub { return ("SELECT boh_reorder_sections('$_[0]', ARRAY(SELECT id FROM boh.content_sections WHERE page_id = '$_[0]' ORDER BY random()))", ['BH034'], 'ordered') } ],
	[ 5, sub { return ("SELECT boh_publish_page('$_[0]')", [], 'published') } ],
	[ 1, sub { return ("SELECT boh_publish_page('$_[0]', clock_timestamp() + interval '100 milliseconds')", [], 'scheduled') } ],
	[ 1, sub { return ("UPDATE boh.content_pages SET status = (CASE WHEN status = 'PUBLISHED' THEN 'ARCHIVED' ELSE 'PUBLISHED' END)::boh.content_status WHERE id = '$_[0]'", [], 'status') } ],
	[ 1, sub { return ("UPDATE boh.content_pages SET slug = '$_[1]-' || 1 + floor(random() * 3) WHERE id = '$_[0]'", [], 'renamed') } ],
	[ 4, sub { return ("SELECT jsonb_typeof(boh_page('$_[1]', " . (rand() < 0.5 ? 'true' : 'false') . ") -> 'sections')", [], 'read') } ],
	[ 1, sub { return ("SELECT boh_page_diff('$_[0]', 1, NULL) IS NOT NULL, (SELECT count(*) FROM boh_page_advice('$_[0]'))", [], undef) } ],
);
my @rollback = (4, sub { return ("SELECT boh_rollback_page('$_[0]', 1 + floor(random() * (SELECT max(version) - 1 FROM boh.content_page_versions WHERE page_id = '$_[0]'))::integer)", [], 'rolled back') });

# Two sections change places: the page and its sections are locked first, as the lock order says.
sub exchange
{
	my ($session, $page) = @_;

	foreach (
		'BEGIN',
		"SELECT 1 FROM boh.content_pages WHERE id = '$page' FOR NO KEY UPDATE",
		"SELECT 1 FROM boh.content_sections WHERE page_id = '$page' ORDER BY id FOR NO KEY UPDATE",
		"WITH two AS (SELECT id, position, row_number() OVER (ORDER BY random()) AS number FROM boh.content_sections WHERE page_id = '$page' LIMIT 2)
		UPDATE boh.content_sections s SET position = b.position FROM two a, two b WHERE a.number <> b.number AND s.id = a.id",
		'COMMIT')
	{
		my ($state) = $session->run($_);
		die "exchange: $state: " . $session->message . "\n$_\n" unless $state eq '00000';
	}
}

sub choose
{
	my @choices = @_;
	my $number = 0;
	$number += $_->[0] foreach @choices;
	$number = rand $number;

	foreach my $choice (@choices)
	{
		$number -= $choice->[0];
		return $choice->[1] if $number < 0;
	}
}

sub work
{
	my ($session, $report) = @_;
	my $until = time + $seconds;

	while (time < $until)
	{
		my $name = $names[ rand @names ];
		my @choices = $name eq 'mixed' ? (@operations, [@rollback]) : @operations;
		my ($statement, $allowed, $what) = choose(@choices)->($page{$name}, $name);
		my ($state, $result) = $session->run($statement);

		if ($state eq '00000')
		{
			print $report "$what|$name|$result\n" if defined $what;
		}
		elsif (grep { $state eq $_ } @$allowed)
		{
			print $report "$state|$name|\n";
		}
		else
		{
			die "$state: " . $session->message . "\n$statement\n";
		}
		exchange($session, $page{$name}) if rand() < 0.03;
	}
}

my $folder = File::Temp->newdir;
my @children = BohSession::fork_clients($clients, $folder, sub { work(BohSession->new($server, 'boh_db'), $_[1]) });
is(scalar(grep { waitpid($_, 0); $? != 0 } @children), 0, 'no editor met an error that is not theirs');

my (%count, %there);
$there{$_} = { map { $_ => 1 } @{ $old{$_} } } foreach @names;
my @reports = map { split /\n/, BohCluster::slurp("$folder/$_") } 1 .. $clients;
foreach (@reports)
{
	my ($what, $name, $result) = split /\|/;
	$count{$what}++;
	$there{$name}{$result} = 1 if $what eq 'added';
}
foreach (@reports)
{
	my ($what, $name, $result) = split /\|/;
	delete $there{$name}{$result} if $what eq 'deleted' and defined $result;
}
note(join ', ', map { "$_: $count{$_}" } sort keys %count);
ok($count{$_}, "happened: $_") foreach 'added', 'deleted', 'ordered', 'published', 'scheduled', 'status', 'renamed', 'read', 'rolled back';

foreach my $name (qw(first second))
{
	is(query("SELECT string_agg(id::text, ' ' ORDER BY id) FROM boh.content_sections WHERE page_id = '$page{$name}'"),
		join(' ', sort keys %{ $there{$name} }), "$name: every section that was added and not deleted is there, and no other");
}

sub check
{
	my ($name, $query) = @_;

	is(query($query), '', $name);
}

check('a place is taken once', 'SELECT page_id, position FROM boh.content_sections GROUP BY 1, 2 HAVING count(*) > 1');
check('versions are numbered from 1 without a gap',
	'SELECT page_id FROM boh.content_page_versions GROUP BY 1 HAVING (min(version), max(version)) <> (1, count(*))');
check('a page that is live shows its newest version',
	"SELECT slug FROM boh.content_pages p WHERE live_version IS NOT NULL AND live_version <> (SELECT max(version) FROM boh.content_page_versions v WHERE v.page_id = p.id)");
check('what a page was rolled back to is what came of it', <<'SQL');
SELECT r.page_id, r.version, r.reason
FROM boh.content_page_versions r JOIN boh.content_page_versions v ON v.page_id = r.page_id AND r.reason = 'rolled back to version ' || v.version
WHERE r.snapshot -> 'title' <> v.snapshot -> 'title'
	OR jsonb_path_query_array(r.snapshot, '$.sections[*].data') <> jsonb_path_query_array(v.snapshot, '$.sections[*].data')
	OR jsonb_path_query_array(r.hidden_sections, '$[*].data') <> jsonb_path_query_array(v.hidden_sections, '$[*].data')
SQL
check('no slug has two owners', "SELECT slug FROM boh.content_pages p JOIN boh.slug_redirects r USING (slug) WHERE entity = 'page'");
check('every old slug leads to its page', <<'SQL');
SELECT r.slug FROM boh.slug_redirects r JOIN boh.content_pages p ON p.id = r.page_id
WHERE boh_page(r.slug, true) IS DISTINCT FROM boh_page(p.slug, true) || jsonb_build_object('redirect', p.slug)
SQL
foreach my $name (@names)
{
	query("SELECT boh_publish_page('$page{$name}')");
	is(query("SELECT boh_page(slug) - 'version' = boh_page(slug, true) - 'version' FROM boh.content_pages WHERE id = '$page{$name}'"),
		't', "$name: published once more, it is as it is edited");
}

is($server->strange_errors('BH034|23505'), '', 'the server logged no other errors');

done_testing();
