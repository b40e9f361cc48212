# Attacks, harmless rich text and documents at random through boh_import_html(): each
# becomes a page that can be read, with the text that boh_sanitize_html() leaves.

use strict;
use warnings;
use utf8;
use BohCluster;
use File::Temp;
use JSON::PP;
use Test::More;

binmode(Test::More->builder->$_, ':encoding(UTF-8)') for qw(output failure_output todo_output);

my $folder = "$BohCluster::root/test/html";
my $json = JSON::PP->new->ascii;
my @samples = map { @{ JSON::PP->new->utf8->decode(BohCluster::slurp("$folder/$_.json")) } } qw(attacks harmless);

# What documents at random are made of.
my @pieces = (
	(map { split /(?<=>)|(?=<)/ } @samples),
	('<img src="/a.jpg">', '<figure>', '</figure>', '<figcaption>', '<div class="gallery">', '</div>', '<p>', '</p>', '<ul><li>', '<main>',
		'<section>', '</section>', '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', '<base href="https://example.org/">', 'text', ' ') x 40);

srand(42);
my @random = map {
	join '', map { $pieces[ rand @pieces ] } 1 .. 1 + rand 40
} 1 .. 1500;
my @documents = (@samples, @random);

my $server = BohCluster->new('html_import', 'fsync=off');
$server->query('CREATE EXTENSION boh; SELECT FROM boh_migrate()');
$server->query("INSERT INTO boh.users (email) VALUES ('ada\@example.org')");

my $script = File::Temp->new;
print $script "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET client_min_messages = 'warning';\n",
  "SELECT set_config('boh.user_id', id::text, false) AS user FROM boh.users \\gset\n",
  "CREATE TEMP TABLE documents AS SELECT number, html FROM json_array_elements_text(\$documents\$", $json->encode(\@documents),
  "\$documents\$) WITH ORDINALITY d (html, number);\n", <<'SQL';
SELECT count(boh_import_html('d' || number, 'Document', html)) AS imported FROM documents \gset
SELECT json_build_object('pages', json_agg(json_build_object(
		'page', boh_page('d' || number, true) -> 'sections',
		'clean', boh_sanitize_html(html)) ORDER BY number),
	'broken', (SELECT count(*) FROM boh.content_sections WHERE type = 'TEXT'
		AND (boh_sanitize_html(data ->> 'content') <> data ->> 'content' OR EXISTS (SELECT FROM boh_html_errors(data ->> 'content')))),
	'types', (SELECT json_object_agg(type, count) FROM (SELECT type, count(*) FROM boh.content_sections GROUP BY type) t),
	'verified', (SELECT count(*) FROM boh_verify())) FROM documents;
SQL
close $script;
my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', $script->filename);
is($errors, '', 'all documents are imported');
my $result = JSON::PP->new->utf8->decode($output);
my @pages = @{ $result->{pages} };

is(scalar(grep { ref $_->{page} eq 'ARRAY' } @pages), scalar @documents, 'each is a page that can be read');
is($result->{broken}, 0, 'sanitizing a text again would change nothing');
is($result->{verified}, 0, 'boh_verify() finds nothing');
note(join ', ', map { "$_: $result->{types}{$_}" } sort keys %{ $result->{types} });
is_deeply([ sort keys %{ $result->{types} } ], [ 'GALLERY', 'IMAGE', 'TEXT', 'VIDEO' ], 'there are sections of four types');

# What people read of HTML, without spaces.
sub visible
{
	return $_[0] =~ s/<[^>]*>//gr =~ s/&nbsp;|\s//gr;
}

# A text without pictures is what boh_sanitize_html() returns, but for what shows
# nothing before and after it.
my $compared = 0;
foreach my $number (0 .. $#documents)
{
	my ($page, $clean) = @{ $pages[$number] }{qw(page clean)};

	next if $clean =~ /<(?:img|iframe|video|audio)/ or $documents[$number] =~ /<(?:nav|main|base|link)/i;
	my $content = join '', map { $_->{data}{content} } @$page;
	my $place = index $clean, $content;

	$compared++;
	next if $place >= 0 and visible($content) eq visible($clean);
	fail('the text is that of boh_sanitize_html(): ' . substr($documents[$number], 0, 200));
	diag("text: $content\nboh_sanitize_html: $clean");
}
cmp_ok($compared, '>', 400, "$compared texts are what boh_sanitize_html() returns");

# A database whose encoding lacks what a document has.
$server->query("CREATE DATABASE latin2 ENCODING 'LATIN2' LOCALE 'C' TEMPLATE template0");
$server->psql($_, database => 'latin2') foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', "INSERT INTO boh.users (email) VALUES ('ada\@example.org')";
($status, $output, $errors) = $server->psql(<<'SQL', database => 'latin2');
SELECT set_config('boh.user_id', id::text, false) IS NOT NULL FROM boh.users;
SET client_min_messages = 'warning';
SELECT boh_import_html('latin', NULL, '<title>&#26481; &eacute;</title><p>&#26481;</p><figure><img src="/&#321;.png" alt="&#321;"><figcaption>&#26481;</figcaption></figure><img src="/&#26481;.png">') IS NOT NULL;
SELECT title = '&#26481; ' || chr(233) FROM boh.content_pages;
SELECT data = jsonb_build_object('content', '<p>&#26481;</p>') OR data = jsonb_build_object('url', '/' || chr(163) || '.png', 'alt', chr(163), 'caption', '&#26481;') FROM boh.content_sections;
SQL
is($errors . $output, "t\n" x 5, 'LATIN2: characters that the encoding lacks are references, and no part of addresses');

done_testing();
