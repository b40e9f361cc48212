# The forms of the seven section types mean the same to the server as to ajv, a
# validator for JavaScript, as front ends use it: 20,000 documents, valid and broken.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use JSON::PP;
use Test::More;

my $packages = ($ENV{BOH_TEST_NPM} // 'no') . '/section/node_modules';
plan skip_all => 'the npm packages of test/section are not installed' unless -d "$packages/ajv";

my $count = 20_000;
my $server = BohCluster->new('ajv', 'fsync=off');
$server->query($_) foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()');

my $schemas = File::Temp->new;
print $schemas $server->query('SELECT jsonb_object_agg(type, boh_section_schema(type)) FROM unnest(enum_range(NULL::boh.section_type)::text[]) t (type)');
close $schemas;

# What the server has is what the sources have.
my $json = JSON::PP->new->utf8->canonical;
my $given = $json->decode(BohCluster::slurp($schemas->filename));
my %sources = map { m{([^/]+)\.json$} ? ($1 => $json->decode(BohCluster::slurp($_))) : () } glob "$BohCluster::root/sql/sections/*.json";
is($json->encode($given), $json->encode(\%sources), 'the forms are those in sql/sections');

my $documents = File::Temp->new;
my $errors = File::Temp->new;
$ENV{NODE_PATH} = $packages;
my $child = BohCluster::spawn({ output => $documents->filename, errors => $errors },
	'node', "$BohCluster::root/test/section/documents.js", $schemas->filename, $count);
waitpid($child, 0);
is($?, 0, 'ajv has judged') or diag(BohCluster::slurp($errors->filename));

my ($status, $output, $problems) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1',
	'-c', 'CREATE TABLE documents (number integer, type text, valid boolean, data jsonb)',
	'-c', '\copy documents FROM ' . $documents->filename);
is($problems, '', 'documents are read');
is($server->query('SELECT count(*) FROM documents'), $count + 2, 'all of them');

# Enough of each kind, so that the rest means something.
is($server->query('SELECT type, valid, count(*) FROM documents GROUP BY 1, 2 HAVING count(*) < 400 ORDER BY 1, 2'), '', 'many are valid and many broken, of each type');
is($server->query('SELECT count(DISTINCT valid) FROM documents WHERE number > 20000'), 2, 'one text is too long');

is($server->query("SELECT type, valid AS ajv, left(data::text, 500), e.* FROM documents
	LEFT JOIN LATERAL (SELECT string_agg(path || ' ' || keyword, ', ') FROM boh_section_errors(type, data)) e (errors) ON true
	WHERE valid = (errors IS NOT NULL) LIMIT 20"), '', 'boh_section_errors() says the same of each');

$server->query('CREATE FUNCTION validates(type text, data jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
	BEGIN RETURN boh_validate_section(type, data); EXCEPTION WHEN check_violation THEN RETURN false; END $$');
is($server->query('SELECT count(*) FROM documents WHERE valid <> validates(type, data)'), 0, 'and so does boh_validate_section()');

done_testing;
