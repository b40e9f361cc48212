# The Prisma schema and Prisma's command line: the schema is valid, it says what a migrated
# database has, and neither "migrate" nor "db pull" takes anything away.  The schema engine is
# Prisma's own, from npm (see schema-engine.js).

use strict;
use warnings;
use BohCluster;
use File::Basename qw(dirname);
use FindBin;
use Test::More;
use lib $FindBin::RealBin;
use PrismaProject;

my $obstacle = PrismaProject::obstacle();
plan skip_all => $obstacle if defined $obstacle;

my $server = BohCluster->new('prisma-schema', 'fsync=off');
$server->query('CREATE DATABASE shop_db');
my $project = PrismaProject->new($server, 'shop_db');

my $boh_prisma = "$PrismaProject::package/bin/boh-prisma.js";
my $schema = BohCluster::slurp("$PrismaProject::package/schema/boh.prisma");

# What Prisma says to an invoice of ours beside bookings.
my $invoices = qr/^-- CreateTable\nCREATE TABLE "invoices" \([^;]*\);
\n-- CreateIndex\nCREATE UNIQUE INDEX "invoices_booking_id_key" ON "invoices"\("booking_id"\);
\n-- AddForeignKey\nALTER TABLE "invoices" ADD CONSTRAINT "invoices_booking_id_fkey" FOREIGN KEY \("booking_id"\) REFERENCES "boh"."bookings"\("id"\) [A-Z ]*;\n+$/;

sub succeeds
{
	my ($name, $status, $output, $errors) = @_;

	return is($status, 0, $name) || diag($output, $errors);
}

# Lines of a schema without comments; white space does not matter.
sub lines
{
	return grep { /\S/ and not m{^\s*//} } map { s/\s+/ /gr } split /\n/, $_[0];
}

# The sources have what the package gets: boh.prisma beside it is read by its own.
$project->write('prisma.config.ts', <<"CONFIG");
import { defineConfig } from 'prisma/config';
import external from '$PrismaProject::package/external.json';

export default defineConfig({
  ...external,
  schema: process.env.BOH_SCHEMA ?? 'prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL! },
});
CONFIG
$project->write('prisma/schema.prisma', <<'SCHEMA');
generator client {
  provider = "prisma-client-js"
  output   = "../generated"
}

datasource db {
  provider = "postgresql"
  schemas  = ["boh", "public"]
}

model Invoice {
  id        Int     @id @default(autoincrement())
  number    String
  bookingId String  @unique @map("booking_id") @db.Uuid
  booking   Booking @relation(fields: [bookingId], references: [id])

  @@map("invoices")
  @@schema("public")
}
SCHEMA
$project->write('prisma/migrations/migration_lock.toml', qq(provider = "postgresql"\n));
mkdir $project->folder . '/prisma/migrations/0_boh';
$project->write('prisma/migrations/0_boh/migration.sql', "CREATE EXTENSION IF NOT EXISTS boh;\nSELECT FROM boh_migrate();\n");

succeeds('boh-prisma writes the models', $project->run('node', $boh_prisma, 'schema', 'prisma/boh.prisma'));
is($project->read('prisma/boh.prisma'), $schema, 'as they are in the package');
(my $own = $schema) =~ s/^(model Booking \{.*?\n)\n/$1  \/\/\/ What we sent\n  invoice Invoice?\n\n/ms;
$project->write('prisma/boh.prisma', $own);
succeeds('boh-prisma writes them again', $project->run('node', $boh_prisma, 'schema', 'prisma/boh.prisma'));
is($project->read('prisma/boh.prisma'), $own, 'and leaves the fields that were added');
(my $indexed = $own) =~ s/^(model Venue \{.*?\n)\n(.*?)(  \@\@map)/$1  \/\/\/ Of a guide\n  stars Int?\n\n$2  \@\@index([city, stars(sort: Desc)])\n$3/ms;
$project->write('prisma/boh.prisma', $indexed);
$project->run('node', $boh_prisma, 'schema', 'prisma/boh.prisma');
is($project->read('prisma/boh.prisma'), $indexed, '... with their indexes');
$project->write('prisma/boh.prisma', $own);

# A project with migrations, on an empty database
succeeds('the first migration installs boh', $project->prisma('migrate', 'deploy'));
is($server->query('SELECT count(*) > 10 FROM boh.schema_migrations', database => 'shop_db'), 't', 'with its tables');
# The audit's partitions come and go by month.
$server->query('SELECT FROM boh_maintain(60000)', database => 'shop_db');
succeeds('migrate dev makes a migration', $project->migrate_dev('--name', 'invoices'));
my ($file) = glob($project->folder . '/prisma/migrations/*_invoices/migration.sql');
like(BohCluster::slurp($file), $invoices, 'which makes our table and touches nothing of boh');
is($server->query('SELECT count(*) FROM boh_verify()', database => 'shop_db'), '0', 'boh has all it needs');

# db pull: it does not know which columns triggers fill, and tells of partial indexes.
succeeds('db pull', $project->prisma('db', 'pull'));
my %pulled = map { $_ => 1 } lines($project->read('prisma/boh.prisma'));
is_deeply([ grep { not $pulled{$_} and not /dbgenerated\(\)/ } lines($own) ], [], 'db pull takes nothing away but dbgenerated()');
my %known = map { $_ => 1, s/ \@default\(dbgenerated\(\)\)//r => 1 } lines($own);
is_deeply([ grep { not $known{$_} and not /where: raw\(/ } lines($project->read('prisma/boh.prisma')) ], [], 'and adds nothing but partial indexes');
succeeds('boh-prisma after it', $project->run('node', $boh_prisma, 'schema', 'prisma/boh.prisma'));
# But for the comment of our relation: Prisma writes relations anew.
is($project->read('prisma/boh.prisma') =~ s/ +/ /gr, $own =~ s/^ *\/{3} What we sent\n//mr =~ s/ +/ /gr, 'puts everything back');
like($project->read('prisma/schema.prisma'), qr/partialIndexes/, 'Prisma now compares partial indexes');
my ($status, $output, $errors) = $project->migrate_dev();
like($output, qr/Already in sync/, 'but leaves those of others alone') or diag($output, $errors);

# A baseline for tables that are there already
(undef, $output, $errors) = $project->prisma('migrate', 'diff', '--from-empty', '--to-schema', 'prisma', '--script');
is_deeply([ $output =~ /^(?:CREATE (?:TABLE|TYPE)|ALTER TABLE) (\S+)/mg ], [ '"invoices"', '"invoices"' ], 'a baseline has our table alone') or diag($output, $errors);

# A database that has boh and the table, and a project without migrations
$server->query('DROP TABLE public._prisma_migrations', database => 'shop_db');
unlink $file or die "$file: $!";
rmdir dirname($file) or die "$file: $!";
mkdir $project->folder . '/prisma/migrations/1_own';
$project->write('prisma/migrations/1_own/migration.sql', $output);
succeeds("migrate resolve of $_", $project->prisma('migrate', 'resolve', '--applied', $_)) foreach qw(0_boh 1_own);
(undef, $output, $errors) = $project->prisma('migrate', 'deploy');
like($output, qr/No pending migrations/, 'then nothing is left to do') or diag($output, $errors);
($status, $output, $errors) = $project->migrate_dev();
like($output, qr/Already in sync/, 'and the next migration begins with what there is') or diag($output, $errors);

# The whole schema, as one file, and without being told that the tables are others'
{
	local $ENV{BOH_SCHEMA} = "$PrismaProject::package/boh.prisma";
	($status, $output, $errors) = $project->prisma('validate');
	like($output, qr/is valid/, 'boh.prisma is valid') or diag($errors);
}
$project->write('whole.config.ts', "export default { schema: '$PrismaProject::package/boh.prisma', datasource: { url: process.env.DATABASE_URL } };\n");
$server->query($_, database => 'shop_db') foreach 'DROP TABLE public.invoices', 'DROP TABLE public._prisma_migrations';
my @diff = ('--config', 'whole.config.ts', '--from-config-datasource', '--to-schema', "$PrismaProject::package/boh.prisma");
succeeds('migrate diff finds no difference', $project->prisma('migrate', 'diff', @diff, '--exit-code'));
$server->query('ALTER TABLE boh.venues ADD COLUMN stars integer', database => 'shop_db');
($status) = $project->prisma('migrate', 'diff', @diff, '--exit-code');
is($status, 2, 'but would, if there were one');

done_testing;
