# When the audit gets the partitions of a month: those of the running one at once,
# those of the next in its last week.  The server's clock is set for it.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use Test::More;

my ($library) = glob '/usr/lib/*/faketime/libfaketime.so.1';
my $time = File::Temp->new;
chmod 0644, $time->filename or die $!;

sub set_clock
{
	my ($text) = @_;

	open(my $file, '>', $time->filename) or die $!;
	print $file "\@$text\n";
	close $file or die $!;
}

set_clock('2027-03-24 23:50:00');
my $server = do {
	local $ENV{BOH_PRELOAD} = join ':', grep { $_ } $ENV{BOH_PRELOAD}, $library;
	local @ENV{qw(FAKETIME_TIMESTAMP_FILE FAKETIME_NO_CACHE FAKETIME_DONT_FAKE_MONOTONIC NO_FAKE_STAT TZ)} =
	  ($time->filename, 1, 1, 1, 'UTC');
	BohCluster->new('months', 'fsync=off', 'autovacuum=off');
};
my $database = 'boh_db';

$server->query("CREATE DATABASE $database");

# Each statement has a session of its own, whose clock begins at the time that was set.
sub query { return $server->query($_[0], database => $database) }

# The months that each class has, once where all classes have the same
sub months
{
	return query("SELECT string_agg(DISTINCT months, ' or ') FROM (
		SELECT string_agg(right(inhrelid::regclass::text, 7), ' ' ORDER BY inhrelid::regclass::text) AS months
		FROM pg_inherits WHERE inhparent IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'boh.audit_logs'::regclass) GROUP BY inhparent) c");
}

sub missing { return query("SELECT value FROM boh_health() WHERE check_name = 'partitions'") }

query('CREATE EXTENSION boh');
is(query("SELECT now() BETWEEN '2027-03-24 23:50Z' AND '2027-03-24 23:59Z'"), 't', 'the clock is set');
query('SELECT FROM boh_migrate()');
is(months(), '2027_03', 'a schema begins with this month');
is(missing(), 0, 'and needs no more before its last week');

set_clock('2027-03-25 00:00:00');
is(missing(), 4, 'a week before its end, the next month is missing');
query("SELECT FROM boh_maintain()");
is(months(), '2027_03 2027_04', 'maintenance makes it');
is(missing(), 0, 'and then none is missing');

set_clock('2027-05-02 00:00:00');
is(missing(), 4, 'months in which nobody came are not made up for, this month is');
query("INSERT INTO boh.users (email) VALUES ('ada\@example.org')");
is(query("SELECT count(*) > 0 FROM boh.audit_logs WHERE at > '2027-05-01Z'"), 't', 'whoever writes first makes the partition that the row needs');
is(missing(), 3, 'and no other');

set_clock('2027-12-31 23:50:00');
query('SELECT boh_seal_audit()');
is(query("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '2027_12|2028_01'"), 8, 'at the end of a year the next one begins');
is(query('SELECT count(*) FROM boh_verify(progress => false)'), 0, 'nothing is wrong');

done_testing;
