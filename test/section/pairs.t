# Every two functions and statements that write pages and sections meet in each
# order: the first waits at a lock that a third session holds, the second begins,
# and the lock is released.  Neither ends in a deadlock.

use strict;
use warnings;
use BohCluster;
use BohSession;
use Test::More;

my $database = 'boh_db';
my $server = BohCluster->new('pairs', 'fsync=off', 'deadlock_timeout=10ms', 'log_lock_waits=on');
$server->query("CREATE DATABASE $database");
$server->query($_, database => $database) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) VALUES ('ann\@example.org')",
	"INSERT INTO boh.media_files (original_filename, mime_type, file_size, url) VALUES ('a.png', 'image/png', 1, '/media/a.png')",
	<<'SQL');
CREATE PROCEDURE begin_again() LANGUAGE sql AS $$
	DELETE FROM boh.content_pages;
	DELETE FROM boh.slug_redirects;
	DELETE FROM boh.section_schemas;
	SELECT boh_create_page(jsonb_build_object('title', 'Page', 'slug', 'page', 'status', 'PUBLISHED', 'authorId', id),
		'[{"type": "TEXT", "data": {"content": "a"}}, {"type": "TEXT", "data": {"content": "b"}, "isVisible": false},
		  {"type": "IMAGE", "data": {"url": "/media/a.png", "alt": ""}}, {"type": "TEXT", "data": {"content": "c"}}]')
	FROM boh.users;
	SELECT boh_publish_page(id) FROM boh.content_pages;
	SELECT boh_create_page(jsonb_build_object('title', 'Other', 'slug', 'other', 'authorId', id), '[{"type": "TEXT", "data": {"content": "a"}}, {"type": "TEXT", "data": {"content": "b"}}]') FROM boh.users;
	UPDATE boh.content_sections SET data = '{"content": "d"}' WHERE type = 'TEXT' AND is_visible;
$$
SQL

my $page = "(SELECT id FROM boh.content_pages WHERE slug = 'page')";
my $text = q({"type": "object", "properties": {"content": {"type": "string"}}});
my $last = "(SELECT id FROM boh.content_sections ORDER BY id DESC LIMIT 1)";
my $image = "(SELECT id FROM boh.content_sections WHERE type = 'IMAGE' ORDER BY id LIMIT 1)";

my %writers = (
	'create' => q(SELECT boh_create_page(jsonb_build_object('title', 'Page', 'status', 'PUBLISHED', 'authorId', id),
		'[{"type": "IMAGE", "data": {"url": "/media/a.png", "alt": ""}}]') FROM boh.users),
	'publish' => "SELECT boh_publish_page($page)",
	'roll back' => "SELECT boh_rollback_page($page, 1)",
	'add at the end' => "SELECT boh_add_section($page, 'TEXT', '{\"content\": \"e\"}')",
	'add before others' => "SELECT boh_add_section($page, 'TEXT', '{\"content\": \"e\"}', 0)",
	'copy' => "SELECT boh_copy_page($page)",
	'move to another page' => "SELECT boh_move_section($last, (SELECT id FROM boh.content_pages WHERE slug = 'other'), 0)",
	'move on its page' => "SELECT boh_move_section($last, $page, 0)",
	'reorder the other' => "SELECT boh_reorder_sections(id, (SELECT array_agg(s.id ORDER BY position DESC) FROM boh.content_sections s WHERE page_id = p.id)) FROM boh.content_pages p WHERE slug = 'other'",
	'reorder' => "SELECT boh_reorder_sections($page, (SELECT array_agg(id ORDER BY position DESC) FROM boh.content_sections WHERE page_id = $page))",
	'migrate' => q(SELECT boh_migrate_sections('TEXT', '[{"op": "replace", "path": "/content", "value": "f"}]')),
	'migrate images' => q(SELECT boh_migrate_sections('IMAGE', '[{"op": "replace", "path": "/alt", "value": "f"}]')),
	'migrate with a schema' => "SELECT boh_migrate_sections('TEXT', '[{\"op\": \"replace\", \"path\": \"/content\", \"value\": \"g\"}]', '$text')",
	'refresh references' => 'SELECT boh_refresh_media_references()',
	'INSERT section' => "INSERT INTO boh.content_sections (page_id, type, data) SELECT id, 'TEXT', '{\"content\": \"h\"}' FROM boh.content_pages WHERE slug = 'page'",
	'UPDATE section' => "UPDATE boh.content_sections SET data = data || '{\"caption\": \"x\"}' WHERE id = $image",
	'DELETE section' => "DELETE FROM boh.content_sections WHERE id = $last",
	'UPDATE page' => "UPDATE boh.content_pages SET published_at = now() WHERE slug = 'page'",
	'rename page' => "UPDATE boh.content_pages SET slug = 'renamed' WHERE slug = 'page'",
	'DELETE page' => "DELETE FROM boh.content_pages WHERE slug = 'page'",
	'DELETE version' => 'DELETE FROM boh.content_page_versions WHERE version = 1',
	'change form' => "INSERT INTO boh.section_schemas (type, schema) VALUES ('TEXT', '$text')",
);
my %held = (
	'a section' => "SELECT FROM boh.content_sections WHERE id = $last FOR UPDATE",
	'the sections' => 'LOCK TABLE boh.content_sections IN SHARE MODE',
	'the page' => 'SELECT FROM boh.content_pages FOR UPDATE',
	'a version' => 'SELECT FROM boh.content_page_versions WHERE version = 1 FOR UPDATE',
	'the versions' => 'LOCK TABLE boh.content_page_versions IN SHARE MODE',
	'a file' => 'SELECT FROM boh.media_files FOR UPDATE',
);
# of the second, the first may have taken away what it is about
my %expected = map { $_ => 1 } qw(00000 P0002 BH034 BH035 23503 23505 22004);

# moving a section that somebody else has moved meanwhile is to be tried again
my $moves = qr/boh_move_section/;

my ($holder, $first, $second, $look) = map { BohSession->new($server, $database) } 1 .. 4;
my %process = map { $_ => ($_->run('SELECT pg_backend_pid()'))[1] } $first, $second;

# Sends a statement; true when it waits, false when it is done.
sub start
{
	my ($session, $statement) = @_;
	my $waits;

	$session->send("$statement;\n");
	BohCluster::wait_for(sub {
		return 1 if $session->answers_within(0);
		$waits = ($look->run("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $process{$session}"))[1] eq 't';
		return $waits;
	}) or die "neither waits nor ends: $statement\n";
	return $waits;
}

sub must
{
	my ($session, $statement) = @_;
	my ($state) = $session->run($statement);

	die "$state: " . $session->message . "\n$statement\n" if $state ne '00000';
}

my $met = 0;
foreach my $lock (sort keys %held)
{
	foreach my $one (sort keys %writers)
	{
		my @bad;

		foreach my $two (sort keys %writers)
		{
			must($look, 'CALL begin_again()');
			must($holder, 'BEGIN');
			must($holder, $held{$lock});
			my $waits = start($first, $writers{$one});
			start($second, $writers{$two}) if $waits;
			must($holder, 'COMMIT');
			foreach my $ended ([ $first, $one ], $waits ? [ $second, $two ] : ())
			{
				my ($session, $writer) = @$ended;
				my ($state) = $session->receive;

				push @bad, "$two: $state: " . $session->message
				  unless $expected{$state} or $state eq '40001' and $writers{$writer} =~ $moves;
			}
			last unless $waits;
			$met++;
		}
		is(join("\n", @bad), '', "$one, waiting for $lock, meets each other");
	}
}
unlike(BohCluster::slurp($server->log_file), qr/avoided deadlock/, 'no session had to let another go first');
cmp_ok($met, '>', 500, 'so many pairs have met');

done_testing();
