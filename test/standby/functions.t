# Every function on a standby: what reads gives what the primary gives, after each change as
# soon as it is replayed; what writes says that it does.
#
# The functions come from pg_proc and their calls from test/rights/statements.sql, so that none
# can be forgotten.

use strict;
use warnings;
use BohCluster;
use BohSession;
use BohToken;
use FindBin;
use Test::More;
use lib "$FindBin::RealBin/../rights";
use Matrix;

my $database = 'boh_db';

# These are VOLATILE, and yet write nothing.
my %volatile_readers = map { $_ => 1 }
  qw(boh_find_login boh_health boh_maintain boh_maintenance_advice boh_metrics boh_metrics_text boh_search boh_set_session boh_set_session_user boh_suggest boh_uuid7);

# These give something else at each call, also on the primary.
my $always_new = qr/^boh_(?:doctor|health|iso_time|maintain|maintenance_advice|metrics|metrics_text|uuid7|uuid7_time):/;

my ($tries, $statements) = Matrix::statements();

# For an address that nobody has it makes up a hash.
$statements->{'boh_find_login: call'} =~ s/other\@/other.user\@/ or die 'boh_find_login is called otherwise';

# What is attached was detached before, which is another function.
$statements->{'boh_attach_archive: call'} = 'SELECT boh_attach_archive(2001)';
my @calls = grep { /^\w+: call/ } @$tries;
my $primary = BohCluster->new('standby', 'fsync=off', 'wal_sender_timeout=0');

sub query { return $primary->query($_[0], database => $_[1] // $database) }

# Passes when a list is empty, and otherwise shows all of it.
sub none
{
	my ($name, @list) = @_;

	ok(!@list, $name) or diag(join "\n", @list);
}

#
# Rows, people, and a standby
#

query('CREATE ROLE matrix_owner LOGIN', 'postgres');
query("CREATE DATABASE $database OWNER matrix_owner", 'postgres');
query('CREATE EXTENSION boh');
query('SET ROLE matrix_owner; CREATE SCHEMA test; SELECT FROM boh_migrate(); GRANT USAGE ON SCHEMA test TO PUBLIC');
query("ALTER DATABASE $database SET search_path = boh, public, test");
query("CREATE ROLE matrix_$_ LOGIN; SET ROLE matrix_owner; SELECT boh_grant('matrix_$_', '$_')") foreach qw(app site);
query('CREATE ROLE matrix_nobody');
my ($status, $output, $errors) = $primary->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database,
	'-c', 'SET ROLE matrix_owner', '-f', "$FindBin::RealBin/../rights/data.sql");
is($status, 0, 'the rows are there') or BAIL_OUT($errors);

my $signer = BohToken->new;
my $key = $signer->jwk('matrix', 'ed25519');
query("SET ROLE matrix_owner; INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience)
	VALUES ('matrix', 'EdDSA', '$key', 'https://login.example.org', 'shop')");
my $id = query("SELECT id('USER')");
my $token = $signer->token('EdDSA', 'matrix', '{"alg": "EdDSA", "kid": "matrix"}',
	qq({"iss": "https://login.example.org", "aud": "shop", "sub": "$id", "iat": NOW, "exp": NOW+600}));
my $standby = $primary->standby;

# A connection that stays, as a pool's do: what it keeps in memory must follow the changes.
sub connected
{
	my ($server, $role) = @_;
	my $session = BohSession->new($server, $database);

	my ($state) = $session->ask("\\set me USER\n\\set token $token\n\\set key '$key'\nSET ROLE $role;\n");

	die "$role: $state" if $state ne '00000';
	return $session;
}

#
# What writes, and what reads
#

my %volatility = map { split /\|/ } split /\n/, query("SELECT p.proname, p.provolatile FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension x ON x.oid = d.refobjid AND x.extname = 'boh' WHERE p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype");
my %called = map { /^(\w+):/ => 1 } @calls;
none('every function is called', grep { not $called{$_} } sort keys %volatility);

sub writes
{
	my ($call) = @_;
	my ($name) = $call =~ /^(\w+):/;

	return $volatility{$name} eq 'v' && !$volatile_readers{$name};
}

my @writers = grep { writes($_) } @calls;
my @readers = grep { not writes($_) } @calls;
cmp_ok(scalar @writers, '>', 40, 'there are functions that write');
cmp_ok(scalar @readers, '>', 60, 'and functions that read');

my %comment = map { split /\|/, $_, 2 } split /\n/, query("SELECT proname, replace(obj_description(oid), E'\\n', ' ') FROM pg_proc WHERE proname LIKE 'boh%'");
none('the comment of each that writes names 25006', grep { $comment{$_} !~ /\b25006\b/ } map { /^(\w+):/ } @writers);

my $there = connected($standby, 'matrix_owner');
my @silent;
foreach my $call (@writers)
{
	my ($name) = $call =~ /^(\w+):/;
	my ($state) = $there->run($statements->{$call} =~ s/;$//r);
	my $message = $there->message;

	push @silent, "$call: $state $message" if $state ne '25006' or $message ne "$name() writes, so it cannot run on a standby";
}
none('each function that writes says so', @silent);

my $said = ($standby->psql("SELECT boh_expire_bookings()", database => $database))[2];
like($said, qr/^ERROR:  boh_expire_bookings\(\) writes, so it cannot run on a standby\nDETAIL:  \{"function": "boh_expire_bookings", "standby": true\}\nHINT:  Call it on the primary, in a transaction that is READ WRITE\.$/m,
	'with DETAIL and hint');
is(join(' ', $there->run('SELECT * FROM boh_migrate()')), '00000 ', 'boh_migrate() returns no rows where there is nothing to do');
my ($state) = $there->run("UPDATE boh.venues SET name = 'Hall'");
is($state, '25006', 'a statement that writes has the same code');

#
# The primary and the standby give the same
#

my %sessions = (
	matrix_owner => [ connected($primary, 'matrix_owner'), $there ],
	map { $_ => [ connected($primary, $_), connected($standby, $_) ] } qw(matrix_app matrix_site));

sub replayed
{
	my $position = query('SELECT pg_current_wal_insert_lsn()');

	$standby->poll_until("SELECT pg_last_wal_replay_lsn() >= '$position'", 't', database => $database);
}

# Which calls differ, of those that a role makes, for a person or for nobody?  Each connection
# gets all of them at once.
sub differing
{
	my ($role, $begin) = @_;
	my @repeatable = grep { !/$always_new/ } @readers;
	my $input = $begin ? "BEGIN;\n$begin;\n" : '';

	# Within a transaction, one that fails must not end the others.
	foreach my $number (0 .. $#repeatable)
	{
		$input .= "\\echo -- $number\n" . ($begin ? "SAVEPOINT one;\n" : '');
		$input .= "$statements->{ $repeatable[$number] }\n\\echo :SQLSTATE\n\\if :ERROR\n\\echo :LAST_ERROR_MESSAGE\n\\endif\n";
		$input .= "ROLLBACK TO one;\n" if $begin;
	}
	$input .= "ROLLBACK;\n" if $begin;

	my @sessions = @{ $sessions{$role} };
	$_->send($input) foreach @sessions;
	my ($here, $there) = map { my ($state, $rows) = $_->receive; +{ $rows =~ /^-- (\d+)\n(.*?)(?=^-- \d+\n|\z)/msg } } @sessions;
	return map { "$repeatable[$_]:\n$here->{$_}\n$there->{$_}" }
	  grep { !defined $here->{$_} or !defined $there->{$_} or $here->{$_} ne $there->{$_} or $here->{$_} eq '' } 0 .. $#repeatable;
}

replayed();
none('the owner reads the same', differing('matrix_owner'));
none('the site reads the same', differing('matrix_site'));
none('a person who is signed in reads the same', differing('matrix_app', "SELECT FROM boh_set_session(:'token')"));
foreach my $call (grep { /$always_new/ } @readers)
{
	is(($there->run($statements->{$call} =~ s/;$//r))[0], '00000', "$call works");
}

# Each change, and a call that must give something else because of it
my @changes = (
	[ 'a booking', "SELECT FROM boh_book_seats(id('published'), id('USER'), 2)", 'boh_available_seats: call, published' ],
	[ 'a cancellation', "SELECT FROM boh_cancel_booking(id('pending of USER'))", 'boh_user_bookings: call, own' ],
	[ 'a refund', "SELECT FROM boh_refund_booking(id('confirmed of USER'), 'back')", 'boh_event_stats: call, another\'s event' ],
	[ 'a change of an event', "UPDATE events SET title = 'new title', price = 11 WHERE id = id('published')", 'boh_event: call, published' ],
	[ 'booking lanes', "UPDATE events SET booking_lanes = 4 WHERE id = id('published')", undef ],
	[ 'a tag\'s name', "UPDATE tags SET name = 'Swing' WHERE id = id('tag')", 'boh_list_tags: call, with events' ],
	[ 'a venue\'s name', "UPDATE venues SET name = 'Palace' WHERE id = id('venue')", undef ],
	[ 'a published page', "UPDATE content_sections SET data = '{\"content\": \"<p>three</p>\"}' WHERE id = id('second section'); SELECT boh_publish_page(id('page'))",
		'boh_page: call, published' ],
	[ 'a section of a draft', "SELECT boh_add_section(id('draft page'), 'TEXT', '{\"content\": \"<p>four</p>\"}')", 'boh_page: call, draft' ],
	[ 'a setting', "UPDATE site_settings SET value = 'changed' WHERE key = 'public'", 'boh_setting: call, public' ],
	[ 'a form of sections', "UPDATE section_schemas SET schema = jsonb_set(schema, '{properties,remark}', '{\"type\": \"string\"}') WHERE type = 'VIDEO'",
		'boh_section_schema: call, form from section_schemas' ],
	[ 'a media file', "UPDATE media_files SET alt_text = 'a picture' WHERE id = id('media')", 'boh_list_media: call' ],
	[ 'a slug', "UPDATE content_pages SET slug = 'newer-page' WHERE id = id('page')", 'boh_page: call, published' ],
	[ 'a consent', "SELECT boh_record_consent(id('USER'), 'analytics', false, 'form', '2')", 'boh_has_consent: call, own' ],
	[ 'statistics and search', 'SELECT boh_update_statistics(), boh_refresh_search()', undef ],
	[ 'a seal of the audit', 'SELECT boh_seal_audit()', 'boh_audit_head: call' ],
	[ 'a class of a column', "SELECT boh_classify_column('site_settings', 'remark', 'NEITHER')", 'boh_column_classes: call' ],
	[ 'a profile', "SELECT boh_grant('matrix_nobody', 'service')", 'boh_grants: call' ],
	[ 'a cancelled event', "SELECT boh_cancel_event(id('published'))", 'boh_list_events: call, published' ],
	[ 'a key that is no longer good', 'DELETE FROM session_keys', 'boh_set_session: call' ]);

foreach my $change (@changes)
{
	my ($name, $change, $seen_by) = @$change;
	my $seen = sub { return join ' ', $there->run($statements->{$seen_by} =~ s/;$//r) };
	my $before = $seen_by && $seen->();

	query("SET ROLE matrix_owner; $change");
	replayed();
	none("after $name the standby reads the same", differing('matrix_owner'));
	isnt($seen->(), $before, "after $name it reads the change") if $seen_by;
}

done_testing;
