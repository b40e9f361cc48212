# Disasters under load, and the way back.  An administrator deletes bookings with triggers
# off: the server is restored to the second before.  A data folder is damaged: checksums
# notice, and it is restored without a loss.  A database is dropped: its dump comes back.
# Each time boh_verify() finds nothing, every booking that was acknowledged before is there,
# and people who were erased meanwhile are erased again.

use strict;
use warnings;
use BohCluster;
use BohDrill;
use File::Temp;
use POSIX qw(strftime);
use Test::More;
use Time::HiRes qw(time);

my $database = $BohDrill::database;
my $drill = BohDrill->new('recovery');
my $server = $drill->server('synchronous_commit=on');

sub query { return $server->query($_[0], database => $database) }

# Restores into a new server and reports how long that took.
sub restore
{
	my ($name, $what, @options) = @_;
	my $begin = time;
	my $restored = $server->adopt($name, sub { $drill->must($server, 'restore_backup', @options, $_[0]) });
	my $started = time;

	$restored->poll_until('SELECT NOT pg_is_in_recovery()');
	my $replayed = time;
	$drill->must($restored, 'finish_restore');
	my $end = time;
	$drill->report(sprintf '%s: %.1f s until it can be used: restored and started %.1f s, replayed %.1f s, erasures and boh_verify() %.1f s',
		$what, $end - $begin, $started - $begin, $replayed - $started, $end - $replayed);
	my ($from, $to, $elapsed) = BohCluster::slurp($restored->log_file) =~ m,redo starts at (\S+).*redo done at (\S+) .*elapsed: ([\d.]+) s,s;
	$drill->report(sprintf '  of the WAL %.1f MB were fetched and replayed in %.1f s', (position($to) - position($from)) / 1e6, $elapsed);
	return $restored;
}

# A position in the WAL, as a number.
sub position
{
	my ($high, $low) = map { hex } split /\//, $_[0];

	return $high * 2**32 + $low;
}

# Somebody to be erased, who booked once; the address is returned.
sub erase_somebody
{
	my ($name) = @_;

	query("INSERT INTO boh.users (email, name) VALUES ('$name\@example.org', '$name')");
	query("SELECT id FROM boh_book_seats((SELECT min(id::text)::uuid FROM boh.events WHERE title = 'Drill'),
		(SELECT id FROM boh.users WHERE name = '$name'), 1, payment => 'paid')");
	return "SELECT count(*) FROM boh_erase_user((SELECT id FROM boh.users WHERE name = '$name'), 'drill')";
}

# What is left of people who were to be erased.
sub not_erased { return query("SELECT name FROM boh.users WHERE name ~ '^Erased'") }

# The backup, while clients book
my $erase_early = erase_somebody('Erased-early');
my $erase_late = erase_somebody('Erased-late');
open(my $picture, '>', "$drill->{folder}/media/picture.jpg") or die $!;
print $picture 'a picture';
close $picture;

my $load = $drill->load($server);
$load->wait_for_bookings($drill->{bookings});
my $seconds = BohDrill::seconds(sub { $drill->must($server, 'nightly') });
$drill->report(sprintf 'databases of %d bytes, nightly %.1f s; of this base_backup %.1f s, stored in %d bytes',
	$server->query("SELECT sum(pg_database_size(oid)) FROM pg_database"), $seconds,
	split /\|/, query("SELECT extract(epoch FROM finished_at - started_at), bytes FROM boh.boh_backup_log WHERE kind = 'FULL'"));
my $backed_up = time;
is(query("SELECT string_agg(kind || ' ' || ok, ', ' ORDER BY started_at) FROM boh.boh_backup_log"),
	'FULL true, WAL true, MEDIA true, CHECK true, CHECK true', 'the nightly backup wrote its log');
query($erase_early);

# Deleted with triggers off
$load->wait_for_bookings($drill->{bookings}, sub { $_[0] > $backed_up and $_[0] < time - 1 });
my $disaster = query('SELECT extract(epoch FROM clock_timestamp())');
cmp_ok(query("SET session_replication_role = replica; WITH gone AS (DELETE FROM boh.bookings WHERE hashtext(id::text) % 2 = 0 RETURNING id)
	SELECT count(*) FROM gone"), '>', 0, 'an administrator deletes bookings with triggers off');
# From a folder that nobody may enter
my $closed = File::Temp->newdir;
chdir $closed or die;
chmod 0, $closed or die;
my ($status, $output, $errors) = $drill->script($server, 'finish_restore', '--without-erasures');
chdir '/';
chmod 0700, $closed;
is($status, 1, 'boh_verify() finds that');
like($errors, qr/not content with boh in shop/, 'and a restore that is like that would not be finished');
query($erase_late);
$load->wait_for_bookings(10);
ok($load->end, 'clients had no error');
$drill->must($server, 'save_erasures');
$drill->must($server, 'check_archive');

my $second_before = $disaster - 1;
my @before = grep { $_->[0] <= $second_before } $load->acknowledged;
$server->stop;
$server = restore('drill-restored', 'rows deleted', '--time', sprintf('@%.6f', $second_before));
cmp_ok(scalar @before, '>=', 2 * $drill->{bookings}, 'bookings were acknowledged before that second');
is($drill->lost($server, map { $_->[1] } @before), '', 'each of them is there');
is(query("SELECT count(*) FROM boh.bookings WHERE booking_date > to_timestamp($second_before)"), 0, 'none from after it is');
is(not_erased(), '', 'who was erased before it and after it is erased');
is(query('SELECT * FROM boh_verify(progress => false)'), '', 'boh_verify() finds nothing');
is(query("SELECT kind || ' ' || ok FROM boh.boh_backup_log ORDER BY started_at DESC LIMIT 1"), 'RESTORE true', 'the log has the restore');

# A damaged data folder, on the timeline that the restore began
$load = $drill->load($server);
$load->wait_for_bookings($drill->{bookings});
ok($load->end, 'clients book at the restored server');
query('CHECKPOINT');
my $file = $server->data_folder . '/' . query("SELECT pg_relation_filepath('boh.bookings')");
$server->stop('immediate');
open(my $table, '+<', $file) or die "$file: $!";
seek $table, 4000, 0;
print $table 'damage';
close $table;
$server->start;
($status, $output, $errors) = $server->psql('SELECT count(*) FROM boh.bookings WHERE seats > 0', database => $database);
like($errors, qr/invalid page in block 0/, 'data checksums notice a damaged page');
my @backups = glob "$drill->{folder}/backups/base/*";
($status, $output, $errors) = $drill->script($server, 'base_backup');
is($status, 1, 'a base backup of it fails');
like($errors, qr/checksum/, 'because of the checksum');
is_deeply([ glob "$drill->{folder}/backups/base/*" ], \@backups, 'and leaves those from before alone');
like(query('SELECT message FROM boh.boh_backup_log WHERE NOT ok'), qr/pg_basebackup failed/, 'the log has the failure');
$server->stop('immediate');

my $lost_server = $server;
$server = restore('drill-repaired', 'data folder damaged', '--wal-from', $lost_server->data_folder . '/pg_wal');
is($drill->lost($server, (map { $_->[1] } @before, $load->acknowledged)), '', 'every acknowledged booking is there');
is(not_erased(), '', 'who was erased is erased');
is(query("SELECT count(*) > 0 FROM boh_book_seats((SELECT min(id::text)::uuid FROM boh.events WHERE title = 'Drill'),
	(SELECT id FROM boh.users WHERE email = 'drill1\@example.org'), 1, payment => 'paid')"), 't', 'it can be booked');
$drill->must($server, 'check_archive');

# The backup that is there can be restored: what the weekly check says.
$seconds = BohDrill::seconds(sub { $drill->must($server, 'check_backup') });
$drill->report(sprintf 'check_backup: %.1f s', $seconds);

# A dump
my $again = $drill->load($server);
$again->wait_for_bookings($drill->{bookings});
my $dumped = time;
$drill->report(sprintf 'dump_backup: %.1f s', BohDrill::seconds(sub { $drill->must($server, 'dump_backup') }));
ok($again->end, 'clients book during a dump');

# Dumps that were made in the same second are in the way of none, and stay.
my ($dump) = glob "$drill->{folder}/backups/dump/*Z";
foreach my $second (0 .. 2)
{
	my $same = "$drill->{folder}/backups/dump/" . strftime('%Y%m%dT%H%M%SZ', gmtime(time + $second));

	BohCluster::run('cp', '-a', $dump, $same) unless -d $same;
}

# With a key that age refuses, no empty backup is left, nor told of as a good one.
my @whole = sort glob "$drill->{folder}/backups/*/*Z";
open(my $wrong, '>', "$drill->{folder}/wrong.pub") or die $!;
print $wrong "garbage\n";
close $wrong;
$drill->configure($server, BOH_AGE_RECIPIENTS => "$drill->{folder}/wrong.pub");
foreach my $script (qw(dump_backup base_backup))
{
	my ($status, undef, $errors) = $drill->script($server, $script);

	isnt($status, 0, "$script fails when age does");
	like($errors, qr/could not be compressed or encrypted/, 'and says so');
}
is_deeply([ sort glob "$drill->{folder}/backups/*/*Z" ], \@whole, 'and leaves nothing behind');
is($server->query("SELECT count(*) FROM (SELECT ok FROM boh.boh_backup_log ORDER BY id DESC LIMIT 2) l WHERE NOT ok", database => $database), 2,
	'and the log says that they failed');
$drill->configure($server);
$drill->must($server, 'save_erasures');
$server->query("DROP DATABASE $database");
my $begin = time;
$drill->must($server, 'restore_dump', $database);
my $loaded = time;
$drill->must($server, 'finish_restore');
$drill->report(sprintf 'database dropped: %.1f s until it can be used: dump restored %.1f s, erasures and boh_verify() %.1f s',
	time - $begin, $loaded - $begin, time - $loaded);
is($drill->lost($server, map { $_->[1] } grep { $_->[0] < $dumped } @before, $load->acknowledged, $again->acknowledged), '',
	'every booking that was acknowledged before the dump is there');
is(not_erased(), '', 'who was erased is erased');
is(query('SELECT * FROM boh_verify(progress => false)'), '', 'boh_verify() finds nothing');

# A server that archives nothing has not to be waited for.
foreach my $setting ([ archive_command => '' ], [ archive_mode => 'off' ])
{
	$server->query("ALTER SYSTEM SET $setting->[0] = '$setting->[1]'");
	$server->stop;
	$server->start;
	my ($status, undef, $errors) = $drill->script($server, 'check_archive');

	is($status, 1, "check_archive fails if $setting->[0] is '$setting->[1]'");
	like($errors, qr/the server archives no WAL: .*$setting->[0]/, 'and says why');
}

done_testing();
