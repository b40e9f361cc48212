# Changes of tables while 16 clients book, as doc/how-to/schema_changes.md describes them: a column that
# is required is added, a column gets another name, and a type of sections gets another form.
#
# Every client has lock_timeout = 200ms, so a statement that waits longer for a lock fails.  None
# does.  BOH_DRILL_ROWS=100000 says how many bookings and sections there are.

use strict;
use warnings;
use BohCluster;
use BohSession;
use BohWire;
use File::Temp;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $clients = 16;
my $rows = $ENV{BOH_DRILL_ROWS} || 4000;
my $batch = 200;
my $most_tries = 200;
my $database = 'boh_db';

my $server = BohCluster->new('schema_change', 'fsync=off', 'max_wal_size=4GB', 'shared_buffers=256MB');

sub query { return $server->query($_[0], database => $_[1] // $database) }

query($_, 'postgres') foreach 'CREATE ROLE shop LOGIN', "ALTER ROLE shop SET lock_timeout = '200ms'", "CREATE DATABASE $database";
query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"SELECT boh_grant('shop', 'service')",
	"INSERT INTO boh.users (email) SELECT 'user' || n || '\@example.org' FROM generate_series(1, $clients) n",
	"INSERT INTO boh.events (title, author_id, capacity, start_date, end_date, status)
	SELECT 'Event', (SELECT min(id::text)::uuid FROM boh.users), 1000000, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
	FROM generate_series(0, 4 * $clients) n",
	"ALTER TYPE boh.section_type ADD VALUE 'QUOTE'",
	q(INSERT INTO boh.section_schemas (type, schema) VALUES ('QUOTE',
		'{"type": "object", "additionalProperties": false, "required": ["words"], "properties": {"words": {"type": "string"}}}')));
my ($old_event, @events) = split /\n/, query('SELECT id FROM boh.events ORDER BY id');
my @users = split /\n/, query('SELECT id FROM boh.users ORDER BY id');
query("INSERT INTO boh.bookings (event_id, user_id, status, payment_reference)
	SELECT '$old_event', '$users[0]', 'CONFIRMED', 'paid ' || n FROM generate_series(1, $rows) n");
my $pages = $rows / 100;
query("INSERT INTO boh.content_pages (title, slug, author_id) SELECT 'Page ' || n, 'page-' || n, '$users[0]' FROM generate_series(1, $pages) n");
query("INSERT INTO boh.content_sections (page_id, type, data, position)
	SELECT p.id, 'QUOTE', jsonb_build_object('words', 'said ' || n), n FROM boh.content_pages p, generate_series(0, 99) n");
query("SELECT boh_publish_page(id) FROM boh.content_pages WHERE slug = 'page-1'");
query('VACUUM ANALYZE');
is(query('SELECT count(*) FROM boh.content_sections'), $pages * 100, 'there are sections');

#
# The clients, in a process of their own
#

my $folder = File::Temp->newdir;
sub flag { return "$folder/$_[0]" }

# What a client asks next.  It changes bookings that it has just made, and each client has
# events of its own, so that clients do not wait for each other.
sub next_statement
{
	my ($client, $answer) = @_;
	my $number = $client->{number};
	my $event = $events[ 4 * $number + rand 4 ];
	my $user = $users[$number];
	my $step = $client->{step}++ % 5;
	my $column = -e flag('switched') ? 'sales_channel' : 'channel';

	$client->{booking} = $answer->{rows}[0][0] if $step == 1 or $step == 3;
	return "SELECT id FROM boh_book_seats('$event', '$user', 2)" if $step == 0;
	return "SELECT status FROM boh_confirm_booking('$client->{booking}', 'paid')" if $step == 1;
	return "INSERT INTO boh.bookings (event_id, user_id" . (-e flag('column') ? ", $column) VALUES ('$event', '$user', 'phone'" : ") VALUES ('$event', '$user'") . ') RETURNING id'
	  if $step == 2;
	return "SELECT status FROM boh_cancel_booking('$client->{booking}')" if $step == 3;
	return "SELECT boh_page('page-1')";
}

sub book
{
	my ($report) = @_;
	my @clients = map { BohWire->new($server, user => 'shop', database => $database, number => $_, step => 0) } 0 .. $clients - 1;

	foreach my $client (@clients)
	{
		$client->{on_answer} = sub {
			my ($self, $answer) = @_;

			printf $report "%s\t%.1f\t%s\n", $answer->{state}, 1000 * (time - $self->{asked_at}), $answer->{message} // $self->{statement} // '';
			$self->query($self->{statement} = next_statement($self, $answer));
		};
	}
	BohWire::serve(sub { -e flag('end') }, @clients);
}

my $reporting = flag('report');
my $child = fork // die "could not fork: $!";
if ($child == 0)
{
	$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
	my $good = eval {
		open(my $report, '>', $reporting) or die "$reporting: $!";
		$report->autoflush(1);
		book($report);
		1;
	};
	print STDERR $@ if not $good;
	POSIX::_exit($good ? 0 : 1);
}

sub raise { open(my $file, '>', flag($_[0])) or die "$!" }

#
# The changes
#

# A statement that takes a lock which others wait behind: it gives up soon, and tries again.
sub change
{
	my ($name, $sql) = @_;
	my $begun = time;

	foreach my $try (1 .. $most_tries)
	{
		my ($status, $output, $errors) = $server->psql("BEGIN; SET LOCAL lock_timeout = '50ms'; $sql; COMMIT",
			database => $database, options => [ '-v', 'VERBOSITY=verbose' ]);
		if ($status == 0)
		{
			return pass(sprintf '%s: try %d, %.0f ms', $name, $try, 1000 * (time - $begun));
		}
		return fail("$name: $errors") if $errors !~ /55P03/;
		sleep 0.02 + rand 0.1;
	}
	fail("$name: no lock after $most_tries tries");
}

my $filler = BohSession->new($server, $database);

# Fills a column in small transactions, which lock few rows for a short time, by id.  A row that
# somebody else has locked comes in the second round.
sub fill
{
	my ($name, $set, $missing) = @_;
	my $begun = time;
	my $count = 0;

	foreach my $round (1 .. 20)
	{
		my $last = '00000000-0000-0000-0000-000000000000';
		while (1)
		{
			my ($state, $answer) = $filler->run("WITH batch AS (SELECT id FROM boh.bookings WHERE $missing AND id > '$last' ORDER BY id LIMIT $batch FOR UPDATE SKIP LOCKED),
				filled AS (UPDATE boh.bookings b SET $set FROM batch WHERE b.id = batch.id RETURNING b.id)
				SELECT count(*), (array_agg(id ORDER BY id DESC))[1] FROM filled");
			die "$state: " . $filler->message if $state ne '00000';
			(my $filled, $last) = split /\|/, $answer, -1;
			last if $filled == 0;
			$count += $filled;
		}
		last if query("SELECT count(*) FROM boh.bookings WHERE $missing") == 0;
	}
	is(query("SELECT count(*) FROM boh.bookings WHERE $missing"), 0, sprintf '%s: %d rows, %.0f ms', $name, $count, 1000 * (time - $begun));
}

sub require_column
{
	my ($column) = @_;

	change("$column: promise that it is there", "ALTER TABLE boh.bookings ADD CONSTRAINT own_$column CHECK ($column IS NOT NULL) NOT VALID");
	# Reads the table, and keeps out neither readers nor writers.
	query("ALTER TABLE boh.bookings VALIDATE CONSTRAINT own_$column");
	# The constraint proves it, so the table is not read again.
	change("$column: NOT NULL", "ALTER TABLE boh.bookings ALTER COLUMN $column SET NOT NULL; ALTER TABLE boh.bookings DROP CONSTRAINT own_$column");
	is(query("SELECT is_nullable FROM information_schema.columns WHERE table_name = 'bookings' AND column_name = '$column'"), 'NO', "$column is required");
}

# Do the clients go on?
sub booked { return scalar(() = BohCluster::slurp($reporting) =~ /\n/g) }

sub they_go_on
{
	my $before = booked();

	ok(BohCluster::wait_for(sub { booked() >= $before + 5 * $clients }), "$_[0]: the clients go on");
}

ok(BohCluster::wait_for(sub { -e $reporting and booked() >= 10 * $clients }), 'the clients book');

change('add the column', 'ALTER TABLE boh.bookings ADD COLUMN channel text');
change('its default for new rows', "ALTER TABLE boh.bookings ALTER COLUMN channel SET DEFAULT 'web'");
raise('column');
fill('fill it', "channel = 'web'", 'channel IS NULL');
require_column('channel');
query("SELECT boh_classify_column('bookings', 'channel', 'NEITHER')");
they_go_on('a required column');

change('add the column with the new name', 'ALTER TABLE boh.bookings ADD COLUMN sales_channel text');
query(q(CREATE FUNCTION public.keep_both_channels() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		IF TG_OP = 'INSERT' AND NEW.sales_channel IS NOT NULL
			OR TG_OP = 'UPDATE' AND NEW.sales_channel IS DISTINCT FROM OLD.sales_channel THEN
			NEW.channel := NEW.sales_channel;
		ELSE
			NEW.sales_channel := NEW.channel;
		END IF;
		RETURN NEW;
	END $$));
change('keep both the same', 'CREATE TRIGGER keep_both_channels BEFORE INSERT OR UPDATE ON boh.bookings FOR EACH ROW EXECUTE FUNCTION public.keep_both_channels()');
fill('fill it', 'sales_channel = channel', 'sales_channel IS NULL');
require_column('sales_channel');
they_go_on('both names');
raise('switched');
they_go_on('the new name');
is(query('SELECT count(*) FROM boh.bookings WHERE channel <> sales_channel'), 0, 'both columns are the same');
cmp_ok(query("SELECT count(*) FROM boh.bookings WHERE sales_channel = 'phone'"), '>', 0, 'clients wrote by either name');
# A client that asked just before may still name the old column.
they_go_on('nobody uses the old name');
change('take the old name away', "DROP TRIGGER keep_both_channels ON boh.bookings; DROP FUNCTION public.keep_both_channels();
	ALTER TABLE boh.bookings ALTER COLUMN sales_channel SET DEFAULT 'web', DROP COLUMN channel");
query("SELECT boh_classify_column('bookings', 'sales_channel', 'NEITHER')");
they_go_on('a column with another name');

my $begun = time;
my $changed = query(q(SELECT sections, version_sections FROM boh_migrate_sections('QUOTE', '[{"op": "move", "from": "/words", "path": "/text"}]',
	'{"type": "object", "additionalProperties": false, "required": ["text"], "properties": {"text": {"type": "string"}}}')));
is($changed, ($pages * 100) . '|100', sprintf 'a new form of %d sections: %.0f ms', $pages * 100, 1000 * (time - $begun));
they_go_on('a new form of sections');
is(query("SELECT boh_page('page-1') #>> '{sections,0,data,text}'"), 'said 0', 'readers have the new form');

$filler->end;
raise('end');
waitpid $child, 0;
is($?, 0, 'the clients ended well');

my @answers = map { [ split /\t/ ] } split /\n/, BohCluster::slurp($reporting);
my @waited = sort { $b <=> $a } map { $_->[1] } @answers;
my %errors;
$errors{"$_->[0] $_->[2]"}++ foreach grep { $_->[0] ne '00000' } @answers;
is(join("\n", map { "$errors{$_} times $_" } sort keys %errors), '', 'no statement waited 200 ms for a lock, and none failed: ' . @answers . ' statements');
diag(sprintf 'changes of tables with %d rows under %d clients: %d statements, the slowest took %.0f ms, one in a hundred more than %.0f ms',
	$rows, $clients, scalar @answers, $waited[0], $waited[ @waited / 100 ]);
is(query('SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing');

done_testing;
