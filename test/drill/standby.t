# The primary is killed while clients book, and its standby is promoted.  With synchronous
# commit no acknowledged booking is lost, and nothing has to be restored.

use strict;
use warnings;
use BohCluster;
use BohDrill;
use Test::More;
use Time::HiRes qw(time);

my $database = $BohDrill::database;
my $drill = BohDrill->new('standby');
my $primary = $drill->server('synchronous_commit=on');
my $standby = $primary->standby;

$primary->query("ALTER SYSTEM SET synchronous_standby_names = '*'");
$primary->query('SELECT pg_reload_conf()');
$primary->poll_until("SELECT sync_state = 'sync' FROM pg_stat_replication");

my $load = $drill->load($primary);
$load->wait_for_bookings($drill->{bookings});
my $disaster = time;
$primary->crash;
ok($load->wait, 'clients met the crash alone');
$standby->query('SELECT pg_promote()');
my $id = $standby->query("SELECT id FROM boh_book_seats((SELECT min(id::text)::uuid FROM boh.events WHERE title = 'Drill'),
	(SELECT id FROM boh.users WHERE email = 'drill1\@example.org'), 1, payment => 'paid')", database => $database);
$drill->report(sprintf 'standby promoted: %.1f s from the crash to the next booking', time - $disaster);
ok($id, 'the promoted standby can be booked');

my @acknowledged = map { $_->[1] } $load->acknowledged;
cmp_ok(scalar @acknowledged, '>=', $drill->{bookings}, 'bookings were acknowledged');
is($drill->lost($standby, @acknowledged), '', 'each of them is there');
like($drill->lost($standby, @acknowledged, '00000000-0000-0000-0000-000000000001'), qr/^0{8}-.*1$/, 'one that is not would be named');

my ($status, undef, $errors) = $drill->script($standby, 'finish_restore');
is($status, 1, 'without a list of erasures a restore is not finished');
like($errors, qr/there is no list of erasures/, 'and the message says so');
open(my $list, '>', "$drill->{folder}/erasures/$database.boh.json") or die $!;
print $list '[{}]';
close $list;
($status, undef, $errors) = $drill->script($standby, 'save_erasures');
is($status, 1, 'a list of erasures does not get shorter');
like($errors, qr/has 0 erasures, .* has 1: apply that list/, 'because it must be applied first');
$drill->must($standby, 'finish_restore', '--without-erasures');
is($standby->query('SELECT * FROM boh_verify(progress => false)', database => $database), '', 'boh_verify() finds nothing');

done_testing();
