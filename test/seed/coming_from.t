# The examples that import from pretix, Hi.Events and WordPress: what they bring, one
# booking followed from the file, and that a second run brings nothing.

use strict;
use warnings;
use BohCluster;
use Cwd;
use File::Copy qw(copy);
use File::Temp;
use JSON::PP;
use Test::More;

my $server = BohCluster->new('coming_from', 'fsync=off');

sub query
{
	my ($database, $sql) = @_;

	return $server->query($sql, database => $database);
}

sub import_into
{
	my ($database, $folder, @variables) = @_;
	my $here = getcwd();

	chdir(-d $folder ? $folder : "$BohCluster::root/examples/import/$folder") or die "$folder: $!";
	my @result = $server->command('psql', '-X', '-q', '-A', '-t', '-d', $database, (map { ('-v', $_) } @variables), '-f', 'import.sql');
	chdir $here or die "$here: $!";
	return @result;
}

# Imports twice: the second time all counts stay.
sub import_twice
{
	my ($database, $folder, $expected, $expected_again, @variables) = @_;
	my $counts = 'SELECT (SELECT count(*) FROM boh.users), (SELECT count(*) FROM boh.venues), (SELECT count(*) FROM boh.events), '
	  . '(SELECT count(*) FROM boh.bookings), (SELECT count(*) FROM boh.content_pages), (SELECT count(*) FROM boh.content_sections), '
	  . '(SELECT count(*) FROM boh.content_page_versions)';

	my ($status, $output, $errors) = import_into($database, $folder, @variables);
	is($status, 0, "$folder: imported");
	is($errors, '', "$folder: without notices");
	is($output, $expected, "$folder: what was imported, and boh_verify() finds nothing");
	my $before = query($database, $counts);
	($status, $output, $errors) = import_into($database, $folder, @variables);
	is($status, 0, "$folder: imported again") or diag($errors);
	is($output, $expected_again, "$folder: with the same sums");
	is(query($database, $counts), $before, "$folder: and no new rows");
}

$server->query('CREATE DATABASE fresh');
query('fresh', $_) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()';
$server->query("CREATE DATABASE $_ TEMPLATE fresh") foreach qw(pretix series hi_events wordpress);

my $sums = <<'END';
t
Chorwochenende|COMPLETED|60|4|5|285.50
Notenheft|1|12.00
fees|1|1.50
END
import_twice('pretix', 'pretix', $sums, $sums, 'organizer=Office@example.org', 'language=de');
is(query('pretix', "SELECT u.email, u.name, b.seats, b.unit_price, b.status, b.confirmed_at AT TIME ZONE 'UTC', b.payment_reference FROM boh.bookings b JOIN boh.users u ON u.id = b.user_id WHERE idempotency_key = 'pretix-kantorei-choir26-A8KQW-80.00'"),
	'mira@mail.example|Mira Sommer|2|80.00|CONFIRMED|2026-01-27 08:12:44|pretix-A8KQW', 'an order of pretix has its price, time and person');
is(query('pretix', "SELECT sum(seats), sum(total_price) FROM boh.bookings WHERE status = 'CONFIRMED'"), '4|285.50', 'seats and money are those of the paid orders');
is(query('pretix', "SELECT cancel_reason, expired_at IS NOT NULL FROM boh.bookings WHERE idempotency_key LIKE '%B2MNP%'"), 'not paid in time|t', 'an expired order is known as one');
is(query('pretix', "SELECT count(*) FROM boh.bookings WHERE idempotency_key LIKE '%E9TST%'"), 0, 'orders of the test mode stay behind');
is(query('pretix', "SELECT e.slug, e.start_date AT TIME ZONE 'UTC', v.name, v.address, v.time_zone FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id"),
	'kantorei-choir26|2026-05-15 16:00:00|Alte Mühle|Mühlweg 3, 79098 Freiburg|Europe/Berlin', 'the event has its time and place');

# The same as a series of two dates; the second has no end, and its quota no limit.
my $series = File::Temp->newdir;
chmod 0755, $series;
copy("$BohCluster::root/examples/import/pretix/$_", "$series/$_") or die "$_: $!" foreach qw(import.sql event.json);
my $export = JSON::PP->new->utf8->decode(BohCluster::slurp("$BohCluster::root/examples/import/pretix/choir26_pretixdata.json"));
$export->{event}{subevents} = [
	{ id => 7, name => 'First', location => 'Mill', date_from => '2026-05-15T18:00:00+02:00', date_to => '2026-05-15T20:00:00+02:00' },
	{ id => 8, name => 'Second', location => 'Mill', date_from => '2026-05-16T18:00:00+02:00', date_to => undef } ];
$export->{event}{quotas} = [ { id => 3, size => 60, subevent => 7, items => [11] }, { id => 4, size => undef, subevent => 8, items => [11] } ];
foreach my $position (map { @{ $_->{positions} } } @{ $export->{event}{orders} })
{
	$position->{subevent} = $position->{price} eq '80.00' ? 7 : 8;
}

sub write_export
{
	open(my $file, '>', "$series/choir26_pretixdata.json") or die "export: $!";
	print $file JSON::PP->new->utf8->encode($export);
	close $file;
}
write_export();
my ($status, $output, $errors) = import_into('series', "$series", 'organizer=office@example.org', 'language=de');
is($errors, '', 'series: imported');
is(query('series', 'SELECT slug, capacity, booked_count, extract(epoch FROM end_date - start_date) / 3600 FROM boh.events ORDER BY start_date') =~ s/\.0+$//gmr,
	"kantorei-choir26-7|60|3|2\nkantorei-choir26-8|1|1|3", 'each date of a series is an event with its seats');
$export->{event}{orders}[0]{status} = 'x';
write_export();
($status, $output, $errors) = import_into('series', "$series", 'organizer=office@example.org', 'language=de');
like($errors, qr/the export has a status that this script does not know/, 'what the script does not know stops it');

$sums = <<'END';
t
t
Clay & Coffee|COMPLETED|12|5|4|175.50
Mug to take home|1|15
END
import_twice('hi_events', 'hi-events', $sums, $sums =~ s/t\nt\n/t\n/r, 'organizer=studio@example.org');
is(query('hi_events', "SELECT u.email, u.name, b.seats, b.unit_price, b.status, b.refunded_at AT TIME ZONE 'UTC', b.refund_reference FROM boh.bookings b JOIN boh.users u ON u.id = b.user_id WHERE idempotency_key = 'hi-events-1002-38.50'"),
	'sam@mail.example|Sam Okafor|1|38.50|REFUNDED|2026-02-03 09:00:00|hi-events-CLA-1002', 'a refunded order of Hi.Events is one');
is(query('hi_events', "SELECT sum(seats), sum(total_price) FROM boh.bookings WHERE status = 'CONFIRMED'"), '5|175.50', 'seats and money are those of the completed orders');
is(query('hi_events', "SELECT description, start_date AT TIME ZONE 'UTC' FROM boh.events"), 'An evening at the wheel.  Aprons are there.|2026-03-20 17:30:00', 'the event has a description in plain text');
is(query('hi_events', "SELECT string_agg(type::text, ' ' ORDER BY position) FROM boh.content_sections"), 'TEXT IMAGE TEXT', 'and a page with all of it');

my @pages = ([ 'rooms', 'Our rooms', 'PUBLISHED', 'TEXT, GALLERY, VIDEO' ], [ 'prints', 'A night of prints', 'PUBLISHED', 'TEXT, IMAGE, GALLERY, TEXT' ],
	[ 'not-yet', 'Not yet', 'DRAFT', 'TEXT' ], [ 'rooms-23', 'For members', 'DRAFT', 'TEXT' ], [ 'open-mill', 'Open mill', 'PUBLISHED', 'TEXT' ]);
sub listed
{
	my ($new, $published) = @_;

	return "t\n$published\n" . join '', map { join('|', @$_, $new) . "\n" } @pages;
}
import_twice('wordpress', 'wordpress', listed('t', 3), listed('f', 0), 'author=office@example.org', 'currency=GBP', 'capacity=80');
is(query('wordpress', "SELECT meta_description, published_at AT TIME ZONE 'UTC' FROM boh.content_pages WHERE slug = 'prints'"), 'Ink everywhere.|2024-11-20 20:00:00', 'a post has its excerpt and date');
is(query('wordpress', "SELECT s.data FROM boh.content_sections s JOIN boh.content_pages p ON p.id = s.page_id WHERE slug = 'prints' AND type = 'GALLERY'"),
	'{"images": [{"alt": "The \"old\" hall", "url": "https://mill.example/wp-content/uploads/2025/05/hall.jpg", "caption": "The hall"}, {"alt": "", "url": "https://mill.example/wp-content/uploads/2025/05/stage.jpg"}]}',
	'[gallery] is a gallery');
is(query('wordpress', "SELECT s.data ->> 'caption' FROM boh.content_sections s JOIN boh.content_pages p ON p.id = s.page_id WHERE slug = 'prints' AND type = 'IMAGE'"), 'The hall at midnight', '[caption] is a caption');
is(query('wordpress', "SELECT s.data ->> 'url' FROM boh.content_sections s WHERE type = 'VIDEO'"), 'https://player.vimeo.com/video/76979871', 'the address of a video is a video');
is(query('wordpress', "SELECT jsonb_array_length(boh_page('rooms') -> 'sections')", ), 3, 'readers see a published page');
is(query('wordpress', "SELECT e.slug, e.title, e.status, e.price, e.currency, e.capacity, e.start_date AT TIME ZONE 'UTC', e.description, v.name, v.city, v.time_zone FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id"),
	'open-mill-wp-40|Open mill|PUBLISHED|7.50|GBP|80|2099-09-12 13:00:00|Look behind the wheels.|The mill|Halstead|Europe/London', 'an event of The Events Calendar');

done_testing();
