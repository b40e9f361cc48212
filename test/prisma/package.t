# The package @boh/prisma as a project gets it: packed, installed from the file, typed, and
# used through PgBouncer by roles that are limited.  And errors as Prisma 6 and 8 throw them.

use strict;
use warnings;
use BohBouncer;
use BohCluster;
use BohToken;
use File::Path qw(make_path);
use FindBin;
use JSON::PP;
use Test::More;
use lib $FindBin::RealBin;
use PrismaProject;

my $obstacle = PrismaProject::obstacle() // (BohBouncer::program() ? undef : 'pgbouncer is not installed');
plan skip_all => $obstacle if defined $obstacle;

# A time zone that is not UTC, as many servers have.
my $server = BohCluster->new('prisma-package', 'fsync=off', 'timezone=America/New_York');
my $project = PrismaProject->new($server, 'shop_db');
my $signer = BohToken->new($project->folder);
my $key = $signer->public('login', 'ed25519');
my $tests = "$PrismaProject::package/test";

sub succeeds
{
	my ($name, $status, $output, $errors) = @_;

	is($status, 0, $name) or die "$output$errors";
}

# Reports what the tests in a file find.
sub run_tests
{
	my ($file) = @_;
	my (undef, $output, $errors) = $project->run('node', '--test', "--test-reporter=$FindBin::RealBin/reporter.mjs", $file);
	my @results = map { JSON::PP->new->utf8->decode($_) } split /\n/, $output;

	ok(scalar @results, "$file has tests") or diag($errors);
	ok($_->{ok}, $_->{name}) || diag($_->{error}) foreach @results;
}

# Tests are copied, so that they find the packages of the project.
sub copy
{
	my ($from, $to) = @_;

	$project->write($to, BohCluster::slurp($from));
}

# What TypeScript says of files, with strict types; nothing if they are right.
sub errors_of_types
{
	my @files = @_;

	$project->write('tsconfig.json', encode_json({ compilerOptions => { strict => \1, noEmit => \1, target => 'es2022', module => 'node16',
		moduleResolution => 'node16', skipLibCheck => \1, types => [] }, files => \@files }));
	my (undef, $output, $errors) = $project->run('../node_modules/.bin/tsc', '-p', '.');
	return "$output$errors";
}

$server->query($_) foreach 'CREATE DATABASE shop_db', 'CREATE ROLE owner CREATEROLE LOGIN', 'GRANT CREATE ON DATABASE shop_db TO owner',
  'GRANT CREATE ON SCHEMA public TO owner';
$server->query($_, database => 'shop_db') foreach 'GRANT CREATE ON SCHEMA public TO owner', 'CREATE EXTENSION boh', 'SET ROLE owner; SELECT FROM boh_migrate()';
succeeds('setup.sql of the examples', $server->command('psql', '-X', '-q', '-d', 'shop_db', '-v', "public_key=$key",
	'-c', 'SET ROLE owner', '-f', "$BohCluster::root/examples/setup.sql"));

# npm pack compiles in a copy of the folder.
succeeds('a copy of the package', $project->run('sh', '-c',
	'mkdir ../package && tar -C "$0" --exclude=./node_modules --exclude=./dist -cf - . | tar -C ../package -xf -', $PrismaProject::package));
succeeds('npm pack', $project->run('sh', '-c', 'cd ../package && npm pack --silent --pack-destination ../app'));
succeeds('npm install of the file', $project->run('npm', 'install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund',
	glob($project->folder . '/boh-prisma-*.tgz')));
ok(-f $project->folder . '/node_modules/@boh/prisma/dist/index.d.ts', 'the package has its types');
ok(!-e $project->folder . '/node_modules/@boh/prisma/src', 'and not its sources');

succeeds('boh-prisma of the package', $project->run('node_modules/.bin/boh-prisma', 'schema', 'prisma/boh.prisma'));
my $generator = <<'SCHEMA';
generator client {
  provider = "prisma-client-js"
  output   = "../generated"
}

datasource db {
  provider = "postgresql"
  schemas  = ["boh"]
}
SCHEMA
$project->write('prisma/schema.prisma', $generator);
succeeds('prisma generate', $project->prisma('generate', '--schema', 'prisma'));

# A new project, as the documentation begins one
mkdir $project->folder . '/fresh' or die "fresh: $!";
$server->query('CREATE DATABASE fresh_db');
my @fresh = ('env', '-C', 'fresh', 'HOME=' . $project->folder, 'DATABASE_URL=' . $project->url('postgres', 'fresh_db'));
succeeds('prisma init', $project->run(@fresh, '../../node_modules/.bin/prisma', 'init'));
my ($config) = BohCluster::slurp("$BohCluster::root/doc/how-to/prisma.md") =~ /```ts\n(import [^`]*\bdefineConfig\b[^`]*)```/;
$project->write('fresh/prisma7.config.ts', $config);
(my $datasource = $project->read('fresh/prisma/schema.prisma')) =~ s/provider = "postgresql"\n/$&  schemas  = ["boh", "public"]\n/;
$project->write('fresh/prisma/schema.prisma', $datasource);
succeeds('boh-prisma beside its schema', $project->run(@fresh, '../node_modules/.bin/boh-prisma', 'schema', 'prisma/boh.prisma'));
make_path($project->folder . '/fresh/prisma/migrations/0_boh');
$project->write('fresh/prisma/migrations/migration_lock.toml', qq(provider = "postgresql"\n));
$project->write('fresh/prisma/migrations/0_boh/migration.sql', "CREATE EXTENSION IF NOT EXISTS boh;\nSELECT FROM boh_migrate();\n");
succeeds("prisma $_", $project->run(@fresh, '../../node_modules/.bin/prisma', split / /)) foreach 'migrate deploy', 'generate';
my (undef, $output) = $project->run(@fresh, '../../node_modules/.bin/prisma', qw(migrate diff --from-config-datasource --to-schema prisma --script));
like($output, qr/This is an empty migration/, 'then migrate leaves boh alone');
is($server->query('SELECT count(*) FROM boh_verify()', database => 'fresh_db'), '0', '... which has all it needs');

copy("$tests/types.ts", 'types.ts');
is(errors_of_types('types.ts'), '', 'the types are right');

my $pool = BohBouncer->new($server, users => [qw(shop)], databases => { shop_db => 'pool_size=5' });
$ENV{BOH_OWNER_URL} = $project->url('owner', 'shop_db');
$ENV{BOH_SHOP_URL} = $project->url('shop', 'shop_db', $pool->socket);
$ENV{BOH_KEY} = $signer->key('login', 'ed25519');
$ENV{BOH_TOKEN_JS} = "$BohCluster::root/examples/token.js";
copy("$tests/client.test.js", 'client.test.js');
run_tests('client.test.js');

# Documents of the database have the types that the package gives them.
succeeds('documents of all functions with a result of jsonb', $server->command('env', '-C', $project->folder, 'psql', '-X', '-q', '-d', 'shop_db',
	'-c', 'SET ROLE owner', '-f', "$FindBin::RealBin/documents.sql"));
my ($results) = BohCluster::slurp("$PrismaProject::package/src/json.ts") =~ /interface JsonResults \{\n(.*?)\n\}/s;
my %documents = map { $_ => 1 } $project->read('documents.ts') =~ /Json<'(\w+)'>/g;
is_deeply([ sort keys %documents ], [ sort $results =~ /^  (\w+):/mg ], 'there is one of each type');
is(errors_of_types('documents.ts'), '', 'they have no member that their types lack, and lack none');

# The other generator of Prisma 7 writes TypeScript, for ES modules.
mkdir $project->folder . '/modules' or die "modules: $!";
(my $modules = $generator) =~ s/prisma-client-js/prisma-client/;
$modules =~ s/"\.\.\/generated"/"generated"/;
$project->write('modules/schema.prisma', $modules . $project->read('prisma/boh.prisma'));
$project->write('modules/package.json', '{ "type": "module" }');
$project->write('modules/tsconfig.json', encode_json({ compilerOptions => { strict => \1, target => 'es2022', module => 'nodenext', skipLibCheck => \1,
	types => ['node'], outDir => 'out' }, files => ['modules.test.ts'] }));
copy("$tests/modules.test.ts", 'modules/modules.test.ts');
succeeds('prisma generate of prisma-client', $project->prisma('generate', '--schema', 'modules/schema.prisma'));
succeeds('it compiles', $project->run('../node_modules/.bin/tsc', '-p', 'modules'));
run_tests('modules/out/modules.test.js');

# A client for all tenants: models without a schema
$server->query("SELECT boh_create_tenant('jazz_club', 'owner')", database => 'shop_db');
$server->query("SET ROLE owner; SET boh.schema = 'jazz_club'; SELECT boh_grant('shop', 'app'); INSERT INTO jazz_club.session_keys SELECT * FROM boh.session_keys",
	database => 'shop_db');
mkdir $project->folder . '/tenants' or die "tenants: $!";
(my $anywhere = $generator) =~ s/"\.\.\/generated"/"generated"/;
$anywhere =~ s/^  schemas .*\n//m;
succeeds('boh-prisma for any schema', $project->run('node_modules/.bin/boh-prisma', 'schema', 'tenants/boh.prisma', '--any-schema'));
$project->write('tenants/schema.prisma', $anywhere);
succeeds('prisma generate of it', $project->prisma('generate', '--schema', 'tenants'));
copy("$tests/tenants.test.js", 'tenants.test.js');
run_tests('tenants.test.js');

# What was never committed is not there.
is($server->query('SELECT count(*) FROM boh_verify()', database => 'shop_db'), '0', 'boh_verify() finds nothing');

copy("$tests/errors.test.js", 'errors.test.js');
$ENV{BOH_PRISMA_6} = PrismaProject::packages('prisma6');
$ENV{BOH_PRISMA_8} = PrismaProject::packages('prisma8');
SKIP:
{
	skip 'the npm packages of Prisma 6 are not installed', 1 unless -d $ENV{BOH_PRISMA_6};
	mkdir $project->folder . '/six' or die "six: $!";
	symlink $ENV{BOH_PRISMA_6}, $project->folder . '/six/node_modules' or die "node_modules: $!";
	(my $six = $generator) =~ s/"\.\.\/generated"/"..\/six\/generated"\n  engineType = "client"/;
	$six =~ s/"postgresql"/"postgresql"\n  url = env("DATABASE_URL")/;
	$project->write('six/schema.prisma', $six . $project->read('prisma/boh.prisma'));
	local $ENV{PRISMA_QUERY_ENGINE_LIBRARY} = '/bin/true';
	succeeds('the schema is valid for Prisma 6, too', $project->run('env', '-C', 'six', 'node_modules/.bin/prisma', 'generate', '--schema', 'schema.prisma'));
}
run_tests('errors.test.js');

done_testing;
