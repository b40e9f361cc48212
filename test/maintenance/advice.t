# Advice that needs a server of its own: bloat that pgstattuple measures, and transaction
# numbers that autovacuum has let grow old.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $server = BohCluster->new('advice', 'fsync=off', 'autovacuum=off', 'synchronous_commit=off');

sub query { return $server->query($_[0]) }
sub advice { return query("SET ROLE jobs; SELECT kind, object, $_[0] FROM boh_maintenance_advice() WHERE $_[1]") }

query($_) foreach 'CREATE EXTENSION boh', 'CREATE ROLE owner; CREATE ROLE jobs; GRANT CREATE ON DATABASE postgres TO owner',
  "SET ROLE owner; SELECT FROM boh_migrate(); SELECT boh_grant('jobs', 'maintenance')";

SKIP:
{
	my ($status, undef, $errors) = $server->psql('CREATE EXTENSION pgstattuple');
	skip "pgstattuple: $errors", 4 if $status != 0;

	# The planner's statistics say that rows are narrow, which they are no more.
	query($_) foreach
	  'SET ROLE owner; CREATE TABLE boh.wide (id integer PRIMARY KEY, value text)',
	  "INSERT INTO boh.wide SELECT n, '' FROM generate_series(1, 60000) n; ANALYZE boh.wide",
	  "UPDATE boh.wide SET value = repeat('x', 200)", 'VACUUM (FULL) boh.wide';
	is(advice("substring(detail from '[(].*')", "object = 'boh.wide' AND kind LIKE 'bloat%'"), 'bloated table|boh.wide|(estimate)',
		'an estimate can be wrong');
	query('GRANT EXECUTE ON FUNCTION pgstattuple_approx(regclass), pgstatindex(regclass) TO owner');
	is(advice('detail', "object LIKE 'boh.wide%' AND kind LIKE 'bloat%'"), '', 'what is measured is not');
	query('DELETE FROM boh.wide WHERE id % 2 = 0');
	query('VACUUM (ANALYZE) boh.wide');
	is(advice("substring(detail from '[(].*')", "object LIKE 'boh.wide%' AND kind LIKE 'bloat%'"),
		"bloated table|boh.wide|(measured)\nbloated index|boh.wide_pkey|(measured)", 'bloat is measured');
	query($_) foreach split /\n/, query("SELECT statement FROM boh_maintenance_advice() WHERE object LIKE 'boh.wide%' AND kind LIKE 'bloat%'");
	is(advice('detail', "object LIKE 'boh.wide%' AND kind LIKE 'bloat%'"), '', 'and its statements remove it');
}

query('ALTER TABLE boh.bookings SET (autovacuum_freeze_max_age = 100000)');
is(advice('detail', "kind = 'wraparound'"), '', 'no table is old');
query('DO $$ BEGIN FOR i IN 1..100100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$');
is(advice('statement', "kind = 'wraparound'"), 'wraparound|boh.bookings|VACUUM (FREEZE) boh.bookings', 'an old table is found');
query(query("SELECT statement FROM boh_maintenance_advice() WHERE kind = 'wraparound'"));
is(advice('detail', "kind = 'wraparound'"), '', 'and frozen');

done_testing();
