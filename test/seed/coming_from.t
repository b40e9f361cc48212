# The examples that import from pretix, Hi.Events and WordPress: what they bring, one
# booking followed from the file, that a second run brings nothing, and what one with
# newer files changes.

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

# A copy of an example and of what its script includes, whose files a test may change; it is
# there as long as the test runs.
my @copies;

sub copy_of
{
	my ($folder) = @_;
	my $above = File::Temp->newdir;
	my $copy = "$above/$folder";

	push @copies, $above;
	mkdir $copy or die "$copy: $!";
	chmod 0755, $above, $copy;
	copy("$BohCluster::root/examples/import/plain.sql", $above) or die $!;
	foreach my $file (glob "$BohCluster::root/examples/import/$folder/*")
	{
		copy($file, $copy) or die "$file: $!";
	}
	return $copy;
}

sub write_file
{
	my ($file, $content) = @_;

	open(my $handle, '>:raw', $file) or die "$file: $!";
	print $handle $content;
	close $handle or die "$file: $!";
}

sub change_json
{
	my ($file, $change) = @_;
	my $content = JSON::PP->new->utf8->decode(BohCluster::slurp($file) =~ s/^\xEF\xBB\xBF//r);

	$change->($content);
	# editors of Windows begin a file so
	write_file($file, "\xEF\xBB\xBF" . JSON::PP->new->utf8->encode($content) . "\r\n");
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
$server->query("CREATE DATABASE $_ TEMPLATE fresh") foreach qw(pretix series later_pretix hi_events later_hi_events wordpress old_wordpress);

my $sums = <<'END';
t
0
0
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

# pretix while the event is on sale, and the export of a later day
my $pretix = copy_of('pretix');
my $export_file = "$pretix/choir26_pretixdata.json";
my @pretix = ('later_pretix', "$pretix", 'organizer=office@example.org', 'language=de');
my $bookings = 'SELECT idempotency_key, status, seats, payment_reference, cancel_reason FROM boh.bookings ORDER BY idempotency_key';

sub order
{
	my ($code, $status, $expires, @prices) = @_;

	return { code => $code, status => $status, testmode => JSON::PP::false, email => lc("$code\@mail.example"), datetime => '2026-02-01T10:00:00Z', expires => $expires, fees => [],
		positions => [ map { { positionid => $_ + 1, item => 11, subevent => undef, price => $prices[$_], attendee_name => undef } } 0 .. $#prices ] };
}

sub set_orders
{
	my ($seats, @orders) = @_;

	change_json($export_file, sub { $_[0]{event}{orders} = \@orders; $_[0]{event}{quotas} = [ { id => 3, size => $seats, subevent => undef, items => [11] } ] });
}
change_json("$pretix/event.json", sub { @{ $_[0] }{ 'date_from', 'date_to' } = ('2099-05-15T18:00:00Z', '2099-05-17T18:00:00Z') });
set_orders(7, order('OPEN', 'n', '2099-02-01T00:00:00Z', '80.00', '80.00'), order('LATE', 'e', '2026-02-05T00:00:00Z', '80.00'), order('GONE', 'p', '2099-02-01T00:00:00Z', '80.00'),
	order('PART', 'p', '2099-02-01T00:00:00Z', '80.00', '45.50'), order('LESS', 'p', '2099-02-01T00:00:00Z', '80.00', '80.00'));
($status, $output, $errors) = import_into(@pretix);
is($errors, '', 'pretix on sale: imported');
is(query('later_pretix', $bookings), <<'END' =~ s/\n$//r, 'bookings as they were then');
pretix-kantorei-choir26-GONE-80.00|CONFIRMED|1|pretix-GONE|
pretix-kantorei-choir26-LATE-80.00|CANCELLED|1||not paid in time
pretix-kantorei-choir26-LESS-80.00|CONFIRMED|2|pretix-LESS|
pretix-kantorei-choir26-OPEN-80.00|PENDING|2||
pretix-kantorei-choir26-PART-45.50|CONFIRMED|1|pretix-PART|
pretix-kantorei-choir26-PART-80.00|CONFIRMED|1|pretix-PART|
END
set_orders(20, order('OPEN', 'p', '2099-02-01T00:00:00Z', '80.00', '80.00'), order('LATE', 'p', '2026-02-05T00:00:00Z', '80.00'), order('GONE', 'c', '2099-02-01T00:00:00Z', '80.00'),
	order('PART', 'p', '2099-02-01T00:00:00Z', '80.00'), order('LESS', 'p', '2099-02-01T00:00:00Z', '80.00'), order('NEW', 'p', '2099-02-01T00:00:00Z', ('80.00') x 10));
($status, $output, $errors) = import_into(@pretix);
is($errors, '', 'pretix later: imported');
is(query('later_pretix', $bookings), <<'END' =~ s/\n$//r, 'a payment, one that was late, a cancellation of an order and of a ticket, and a new order arrive');
pretix-kantorei-choir26-GONE-80.00|CANCELLED|1|pretix-GONE|cancelled in pretix
pretix-kantorei-choir26-LATE-80.00|CONFIRMED|1|pretix-LATE|
pretix-kantorei-choir26-LESS-80.00|CONFIRMED|2|pretix-LESS|
pretix-kantorei-choir26-NEW-80.00|CONFIRMED|10|pretix-NEW|
pretix-kantorei-choir26-OPEN-80.00|CONFIRMED|2|pretix-OPEN|
pretix-kantorei-choir26-PART-45.50|CANCELLED|1|pretix-PART|cancelled in pretix
pretix-kantorei-choir26-PART-80.00|CONFIRMED|1|pretix-PART|
END
like($output, qr/^t\n2\n2\nLESS\|paid\|1\|CONFIRMED\|2\|[-0-9a-f]+\nChorwochenende\|PUBLISHED\|20\|16\|/, 'with the larger quota; what differs is told');

sub refused
{
	my ($file, $content, $message, @import) = @_;
	my $before = BohCluster::slurp($file);

	write_file($file, $content);
	my ($failed, undef, $error) = import_into(@import);
	write_file($file, $before);
	isnt($failed, 0, "refused: $message");
	like($error, qr/\Q$message\E/, 'with this message');
}
refused("$pretix/event.json", $_, 'event.json is not an event of the API of pretix', @pretix) foreach '', '{}', '{"detail": "Not found."}';
refused($export_file, $_, 'the other file is not the export "Order data (JSON)" of pretix', @pretix) foreach '', '{}', '{"event": {"orders": []}}';

$sums = <<'END';
t
t
0
0
0
Clay & Coffee|COMPLETED|12|5|4|175.50
Mug to take home|1|15
END
import_twice('hi_events', 'hi-events', $sums, $sums =~ s/t\nt\n/t\n/r, 'organizer=studio@example.org');
is(query('hi_events', "SELECT u.email, u.name, b.seats, b.unit_price, b.status, b.refunded_at AT TIME ZONE 'UTC', b.refund_reference FROM boh.bookings b JOIN boh.users u ON u.id = b.user_id WHERE idempotency_key = 'hi-events-1002-38.50'"),
	'sam@mail.example|Sam Okafor|1|38.50|REFUNDED|2026-02-03 09:00:00|hi-events-CLA-1002', 'a refunded order of Hi.Events is one');
is(query('hi_events', "SELECT sum(seats), sum(total_price) FROM boh.bookings WHERE status = 'CONFIRMED'"), '5|175.50', 'seats and money are those of the completed orders');
is(query('hi_events', "SELECT description, start_date AT TIME ZONE 'UTC' FROM boh.events"), "An evening at the wheel.\n\nAprons are there.|2026-03-20 17:30:00", 'the event has a description in plain text');
is(query('hi_events', "SELECT string_agg(type::text, ' ' ORDER BY position) FROM boh.content_sections"), 'TEXT IMAGE TEXT', 'and a page with all of it');

# Hi.Events while the event is on sale, and later
my $hi_events = copy_of('hi-events');
my @hi_events = ('later_hi_events', "$hi_events", 'organizer=studio@example.org');

sub set_states
{
	my ($seats, %states) = @_;

	change_json("$hi_events/event.json", sub {
		@{ $_[0]{data} }{ 'start_date', 'end_date' } = ('2099-03-20 17:30:00', '2099-03-20 20:00:00');
		$_[0]{data}{products}[0]{prices}[0]{initial_quantity_available} = $seats; });
	change_json("$hi_events/orders.json", sub {
		$_[0]{data} = [ map {
			my ($id, $state, $refund) = ($_, @{ $states{$_} });
			{ id => $id, public_id => "P$id", status => $state, refund_status => $refund, currency => 'USD', first_name => 'A', email => "a$id\@mail.example", created_at => '2026-02-01T14:02:11Z',
			  order_items => [ { product_id => 301, item_name => 'Wheel', price => 30, quantity => 4 } ] } } sort keys %states ] });
}
set_states(10, 1 => ['AWAITING_OFFLINE_PAYMENT'], 2 => ['COMPLETED'], 3 => ['COMPLETED'], 4 => ['AWAITING_OFFLINE_PAYMENT']);
($status, $output, $errors) = import_into(@hi_events);
is($errors, '', 'Hi.Events on sale: imported');
set_states(30, 1 => ['COMPLETED'], 2 => [ 'COMPLETED', 'REFUNDED' ], 3 => ['CANCELLED'], 4 => ['CANCELLED'], 5 => ['COMPLETED'], 6 => [ 'COMPLETED' ], 7 => ['COMPLETED'], 8 => ['COMPLETED']);
($status, $output, $errors) = import_into(@hi_events);
is($errors, '', 'Hi.Events later: imported');
is(query('later_hi_events', "$bookings LIMIT 5"), <<'END' =~ s/\n$//r, 'a payment, a refund and cancellations arrive');
hi-events-1-30.00|CONFIRMED|4|hi-events-P1|
hi-events-2-30.00|REFUNDED|4|hi-events-P2|
hi-events-3-30.00|CANCELLED|4|hi-events-P3|cancelled in Hi.Events
hi-events-4-30.00|CANCELLED|4||cancelled in Hi.Events
hi-events-5-30.00|CONFIRMED|4|hi-events-P5|
END
is($output, "t\n2\n1\n1\nClay & Coffee|PUBLISHED|38|20|8|600.00\n", 'with the larger capacity; nothing differs');
refused("$hi_events/event.json", $_, 'event.json is not an event of the API of Hi.Events', @hi_events) foreach '', '{}', '{"message": "Unauthenticated."}';
refused("$hi_events/orders.json", $_, 'orders.json has no orders of the API of Hi.Events', @hi_events) foreach '', '{}', '{"message": "Unauthenticated."}';

# WordPress exports XML, which a PostgreSQL that was built without libxml cannot read.
if (($server->command('psql', '-X', '-q', '-d', 'fresh', '-o', '/dev/null', '-c', "SELECT xmlparse(CONTENT 'x')"))[0] != 0)
{
	SKIP: { skip('this PostgreSQL was built without libxml', 1) }
	done_testing();
	exit;
}

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

# A site as others have written it
my $site = copy_of('wordpress');
my @site = ('old_wordpress', "$site", 'author=office@example.org', 'currency=GBP', 'capacity=80');
my $xml = BohCluster::slurp("$site/site.xml");
$xml =~ s{We printed until}{Before:\r\n<ul>\r\n<li>one</li>\r\n</ul>\r\n<!--more-->\r\n\r\n<p>Own.</p>\r\n<pre>a\r\n\r\nb</pre>\r\nWe printed\r\nuntil} or die;
$xml =~ s{<wp:post_id>22</wp:post_id>}{} or die;
$xml =~ s{\[gallery ids="31,32"\]}{[gallery]} or die;
$xml =~ s{<!\[CDATA\[The hall\]\]>}{<![CDATA[See [gallery] &amp; more]]>} or die;
$xml =~ s{(<wp:post_id>3[12]</wp:post_id>)}{$1<wp:post_parent>21</wp:post_parent>}g or die;
$xml =~ s{CDATA\[A night of prints\]}{CDATA[Rock &amp; Roll &#8217;n <i>prints</i>]} or die;
$xml =~ s{CDATA\[Open mill\]}{CDATA[Mill &amp; caf&eacute;]} or die;
$xml =~ s{<p>Look <b>behind</b> the wheels.</p>}{<p>Look &amp; see&nbsp;&#8211;\r\n<b>behind</b> the wheels: 1 &lt; 2.</p><ul><li>caf&eacute;</li><li>two</li></ul><p>Last.</p>} or die;
$xml =~ s{<!\[CDATA\[For <em>members</em>\]\]>}{} or die;
$xml =~ s{<!\[CDATA\[Not yet\]\]>}{} or die;
$xml =~ s{CDATA\[7.50\]}{CDATA[1,200.00]} or die;
write_file("$site/site.xml", "\xEF\xBB\xBF$xml");
($status, $output, $errors) = import_into(@site);
is($errors, '', 'a site with other ends of lines and a byte order mark: imported');
is(query('old_wordpress', "SELECT title, (SELECT data ->> 'content' FROM boh.content_sections s WHERE s.page_id = p.id ORDER BY position LIMIT 1) FROM boh.content_pages p WHERE slug = 'prints'"),
	"Rock & Roll ’n prints|<p>Before:</p>\n<ul>\n<li>one</li>\n</ul>\n<p>Own.</p><pre>a\n\nb</pre><p>We printed<br>until <em>two</em> &amp; sang.</p>",
	'its titles, and paragraphs around lists and code');
is(query('old_wordpress', "SELECT string_agg(slug || ': ' || title, ', ' ORDER BY slug) FROM boh.content_pages WHERE status = 'DRAFT'"),
	'rooms-23: rooms, untitled: Untitled', 'pages without a title have their name, also one without a number');
is(query('old_wordpress', "SELECT data #>> '{images,0,caption}' FROM boh.content_sections s JOIN boh.content_pages p ON p.id = s.page_id WHERE slug = 'prints' AND type = 'GALLERY'"),
	'See [gallery] & more', 'a caption that looks like a gallery');
is(query('old_wordpress', "SELECT title, price, description FROM boh.events"),
	"Mill & café|1200.00|Look & see – behind the wheels: 1 < 2.\n\ncafé\ntwo\n\nLast.", 'an event in plain text');
foreach my $price ([ '7,50', '7.50' ], [ '1.200', '1200.00' ], [ '1.200,5', '1200.50' ], [ "£5", '5.00' ], [ 'GBP 12,-', '12.00' ], [ 'Free', '0.00' ], [ '', '0.00' ])
{
	query('old_wordpress', 'DELETE FROM boh.events');
	write_file("$site/site.xml", $xml =~ s{CDATA\[1,200.00\]}{CDATA[$price->[0]]}r);
	import_into(@site);
	is(query('old_wordpress', 'SELECT price FROM boh.events'), $price->[1], "price '$price->[0]'");
}
query('old_wordpress', 'DELETE FROM boh.events');
import_into(@site[ 0 .. 3 ], 'capacity=100');
is(query('old_wordpress', 'SELECT count(*) FROM boh.content_pages'), 5, 'no page came twice');
is(query('old_wordpress', 'SELECT e.capacity, v.capacity FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id'), '100|100', 'a venue that was too small');
refused("$site/site.xml", $xml =~ s{CDATA\[1,200.00\]}{CDATA[$_]}r, qq(this script does not understand the price "$_"), @site) foreach '10 - 20', 'NaN', '1,20,0';

done_testing();
