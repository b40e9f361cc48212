# A canary is a text that stands nowhere else.  One is put into each column that the
# catalogue calls personal; erasing the person, and masking a copy, must leave none of
# them in a dump.  Then the drill: a backup from before brings the person back, and
# the list of erasures makes them go again.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use Test::More;

my $server = BohCluster->new('canary', 'fsync=off');
my $owner = 'canary_owner';
my $folder = File::Temp->newdir;

sub query
{
	my ($database, $sql) = @_;

	return $server->query($sql, database => $database, options => [ '-U', $owner ]);
}

# As a superuser, and past all triggers.
sub force
{
	my ($database, $sql) = @_;

	return $server->query("SET session_replication_role = replica; SET search_path = boh, public; $sql", database => $database);
}

# The rows of a query, each as a reference to an array.
sub rows
{
	return map { [ split /\|/, $_, -1 ] } split /\n/, query(@_);
}

sub make_database
{
	my ($database) = @_;

	$server->query("CREATE DATABASE $database OWNER $owner");
	$server->query("ALTER DATABASE $database SET search_path = boh, public");
}

sub dump_of
{
	my ($database) = @_;
	my ($status, undef, $errors) = $server->command('pg_dump', '-U', $owner, '-d', $database, '-f', "$folder/$database");

	die $errors if $status != 0;
	return BohCluster::slurp("$folder/$database");
}

sub restore
{
	my ($from, $to) = @_;

	make_database($to);
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1',
		'-U', $owner, '-d', $to, '-f', "$folder/$from");
	is("$status$errors", '0', "the dump of $from is restored");
}

$server->query("CREATE ROLE $owner LOGIN; CREATE ROLE canary_shop");
make_database('original');
query('original', 'CREATE EXTENSION boh');
query('original', 'SELECT FROM boh_migrate()');
query('original', "SELECT boh_grant('canary_shop', 'app')");
query('original', 'CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$');

# Columns and tables that the owner adds; some are classified, and what was added to a
# table of boh counts as personal without that.
query('original', <<'SQL');
ALTER TABLE users ADD COLUMN nickname text, ADD COLUMN company text;
ALTER TABLE bookings ADD COLUMN guests jsonb;
ALTER TABLE bookings_archive ADD COLUMN guests jsonb;
CREATE TABLE letters (id integer PRIMARY KEY, writer uuid, body text, remark text NOT NULL DEFAULT 'none', written date NOT NULL DEFAULT '2001-01-01');
SELECT boh_classify_column('users', 'nickname', 'CUSTOMER'), boh_classify_column('bookings', 'guests', 'CUSTOMER'), boh_classify_column('bookings_archive', 'guests', 'CUSTOMER'),
	boh_classify_column('letters', 'id', 'NEITHER'), boh_classify_column('letters', 'writer', 'NEITHER'), boh_classify_column('letters', 'body', 'CUSTOMER', 'writer'),
	boh_classify_column('letters', 'remark', 'CUSTOMER', 'writer'), boh_classify_column('letters', 'written', 'NEITHER');
SQL

# The person, and another one who must stay as they are.  Each has a row in each table
# whose rows belong to somebody.
query('original', <<'SQL');
INSERT INTO users (id, email, role) VALUES (id('admin'), 'admin@example.org', 'ADMIN');
INSERT INTO users (id, email, role, name, phone, password_hash)
SELECT id(person), person || '@example.org', 'ORGANIZER', person, '+49 30 1234', '$2b$12$' || repeat('a', 53) FROM unnest('{gone,other}'::text[]) person;
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date)
SELECT id('event of ' || person), id(person), 'Event', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM unnest('{gone,other}'::text[]) person;
SELECT count(*) FROM unnest('{gone,other}'::text[]) person, boh_book_seats(id('event of ' || person), id(person), 1, 'key', 'paid ' || person);
INSERT INTO content_pages (id, author_id, title) SELECT id('page of ' || person), id(person), 'Page' FROM unnest('{gone,other}'::text[]) person;
SELECT set_config('boh.user_id', id('gone')::text, false);
SELECT boh_publish_page(id('page of gone'));
SELECT set_config('boh.user_id', id('other')::text, false);
SELECT boh_publish_page(id('page of other'));
INSERT INTO media_files (uploaded_by, original_filename, mime_type, file_size) SELECT id(person), 'file.png', 'image/png', 1 FROM unnest('{gone,other}'::text[]) person;
SELECT boh_record_consent(id(person), 'analytics', true, 'form', '1', '192.0.2.1') FROM unnest('{gone,other}'::text[]) person;
INSERT INTO letters (id, writer) SELECT row_number() OVER (), id(person) FROM unnest('{gone,other}'::text[]) person;
SELECT count(*) FROM unnest('{gone,other}'::text[]) person, boh_record_login(person || '@example.org', false, '203.0.113.7');
SELECT * FROM boh_record_login('gone@example.org', false, '203.0.113.8');
UPDATE users SET email = 'old.' || email WHERE id IN (id('gone'), id('other'));
UPDATE users SET email = 'new.' || email WHERE id IN (id('gone'), id('other'));
SQL

# A booking in the archive
query('original', <<'SQL');
BEGIN;
SELECT boh_begin_import();
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date)
SELECT id('old event of ' || person), id(person), 'Old event', 10, 10, 'COMPLETED', '2010-01-01', '2010-01-02' FROM unnest('{gone,other}'::text[]) person;
INSERT INTO bookings (user_id, event_id, seats, status, payment_reference, booking_date)
SELECT id(person), id('old event of ' || person), 1, 'CONFIRMED', 'paid long ago ' || person, '2009-12-01' FROM unnest('{gone,other}'::text[]) person;
COMMIT;
SQL
query('original', 'SELECT boh_update_statistics()');
query('original', 'SELECT * FROM boh_archive()');
is(query('original', 'SELECT count(*) FROM bookings_archive'), 2, 'each has a booking in the archive');

# Where the rows of a person are, in tables whose columns do not say so.
my %rows_of = (
	users => "id = id('%s')",
	audit_logs => "entity = 'users' AND entity_id = id('%s')::text AND action = 'CREATE'",
	login_counters => "key IN (SELECT substr(encode(sha256(convert_to(concat_ws(E'\\n', kind, address, client), 'UTF8')), 'hex'), 1, 32)::uuid
		FROM unnest(ARRAY['%1\$s\@example.org', 'old.%1\$s\@example.org', 'new.%1\$s\@example.org']) address,
			(VALUES ('ADDRESS', ''), ('PAIR', '203.0.113.7'), ('PAIR', '203.0.113.8')) v (kind, client))");
my @personal = rows('original', "SELECT c.table_name, c.column_name, c.class, c.erasure, coalesce(c.person_column, ''), format_type(a.atttypid, NULL)
	FROM boh_column_classes() c JOIN pg_attribute a ON a.attrelid = c.table_name::regclass AND a.attname = c.column_name
	WHERE c.class IN ('CUSTOMER', 'STAFF', 'CREDENTIAL', 'PAYMENT') ORDER BY 1, 2");
cmp_ok(scalar @personal, '>', 20, 'the catalogue has personal columns');
ok((grep { "$_->[0].$_->[1]" eq 'users.company' } @personal), 'a column that nobody has classified counts as personal');

# A canary for a column of the rows of a person: (the text to look for, an expression).
my $number = 0;

sub canary
{
	my ($person, $table, $column, $type) = @_;
	my $text = sprintf 'canary%s%04d', $person, ++$number;

	# what constraints want
	return ($text, "'$text\@example.org'") if "$table.$column" eq 'users.email';
	return ("+99 $number 0000 " . ($person eq 'gone' ? 1 : 2), "'+99 $number 0000 " . ($person eq 'gone' ? 1 : 2) . "'") if "$table.$column" eq 'users.phone';
	return ($text . ('x' x (53 - length $text)), "'\$2b\$12\$$text" . ('x' x (53 - length $text)) . "'") if $column eq 'password_hash';
	return ($text, "'{\"canary\": \"$text\"}'::jsonb") if $type eq 'jsonb';
	return ("198.51.100.$number", "'198.51.100.$number'::inet") if $type eq 'inet';
	return (undef, undef) if $type eq 'uuid';
	return ($text, "'$text'");
}

# Puts canaries into all personal columns of a person's rows, or, for columns whose rows
# belong to nobody, into all rows.
my (%canaries, %kept);
foreach my $person (qw(gone other))
{
	foreach my $column (@personal)
	{
		my ($table, $name, $class, $erasure, $person_column, $type) = @$column;
		my $rows = $rows_of{$table} // ($person_column ne '' ? "$person_column = id('%s')" : undef);

		next if !defined $rows and $person eq 'other';
		$rows = defined $rows ? sprintf($rows, $person) : 'true';
		if ($type eq 'uuid')
		{
			$canaries{$person}{"$table.$name"} = query('original', "SELECT string_agg($name\::text, ' ') FROM $table WHERE $rows");
			next;
		}
		# its clients are part of the key
		if ("$table.$name" eq 'login_counters.client')
		{
			$canaries{$person}{"$table.$name"} = '203.0.113.8' if $person eq 'gone';
			next;
		}
		my ($text, $value) = canary($person, $table, $name, $type);
		force('original', "UPDATE $table SET $name = $value WHERE $rows");
		$canaries{$person}{"$table.$name"} = $text;
		$kept{"$table.$name"} = 1 if $erasure eq 'KEEP';
	}
}
# What triggers have recorded.
$canaries{$_}{'an address that the person had'} = "old.$_\@example.org" foreach qw(gone other);

# The canaries of a hash by name that stand in a text.
sub found_in
{
	my ($text, $canaries) = @_;

	return sort grep { my $name = $_; grep { index($text, $_) >= 0 } split / (?=[0-9a-f]{8}-)/, $canaries->{$name} } keys %$canaries;
}

sub same_list
{
	my ($is, $expected, $name) = @_;

	is(join("\n", @$is), join("\n", @$expected), $name);
}

my $before = dump_of('original');
same_list([ found_in($before, $canaries{$_}) ], [ sort keys %{ $canaries{$_} } ], "each canary of $_ stands in the dump") foreach qw(gone other);
same_list([ sort keys %kept ], [ qw(audit_logs.database_role audit_logs.login_role bookings.payment_reference bookings.refund_reference
	bookings_archive.payment_reference bookings_archive.refund_reference content_page_versions.reason role_profiles.granted_by schema_migrations.applied_by) ], 'what erasing keeps');

# Erase.
my $money = query('original', 'SELECT b - ARRAY[\'idempotency_key\', \'idempotency_request\', \'cancel_reason\', \'guests\', \'updated_at\', \'xid\'] FROM (SELECT to_jsonb(b) b FROM bookings b ORDER BY id) s');
my $other = query('original', "SELECT boh_export_user(id('other')) - 'exported_at' #- '{tables,audit_logs}'");
isnt(query('original', "SELECT * FROM boh_erase_user(id('gone'), 'wish of the person')"), '', 'the person is erased');
my $after = dump_of('original');
same_list([ found_in($after, $canaries{gone}) ], [ sort keys %kept ], 'no canary of the erased person stands in a dump, but in what erasing keeps');
same_list([ found_in($after, $canaries{other}) ], [ sort keys %{ $canaries{other} } ], 'those of another person do');
is(query('original', 'SELECT b - ARRAY[\'idempotency_key\', \'idempotency_request\', \'cancel_reason\', \'guests\', \'updated_at\', \'xid\'] FROM (SELECT to_jsonb(b) b FROM bookings b ORDER BY id) s'),
	$money, 'bookings and money are as they were');
is(query('original', "SELECT boh_export_user(id('other')) - 'exported_at' #- '{tables,audit_logs}'"), $other, 'nothing of another person has changed');
is(query('original', 'SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing');

# Free text is found where it is.
is(query('original', "SELECT table_name, column_name FROM boh_find_personal_data('$canaries{gone}{'content_page_versions.reason'}')"),
	'content_page_versions|reason', 'free text is found');

# The drill: a backup from before the erasure.
my $list = query('original', 'SELECT boh_erasures()');
BohCluster::run('cp', "$folder/original", "$folder/after");
open(my $file, '>', "$folder/before") or die $!;
print $file $before;
close $file;
restore('before', 'restored');
same_list([ found_in(dump_of('restored'), $canaries{gone}) ], [ sort keys %{ $canaries{gone} } ], 'the backup brings the person back');
is(query('restored', "SELECT user_id = id('gone'), row_count > 0 FROM boh_reapply_erasures('$list')"), 't|t', 'the list is applied again');
same_list([ found_in(dump_of('restored'), $canaries{gone}) ], [ sort keys %kept ], 'the person is gone again');
is(query('restored', 'SELECT boh_erasures()'), $list, 'and stands in the list');
is(query('restored', 'SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing in what was restored');

# A copy for development: nobody's canaries are left, whatever erasing keeps.
restore('before', 'copy');
isnt(($server->psql('SELECT * FROM boh_mask_database()', database => 'copy', options => [ '-U', $owner ]))[2], '', 'a copy is not masked by accident');
query('copy', 'SET boh.allow_data_loss = on; SELECT FROM boh_mask_database()');
my $copy = dump_of('copy');
same_list([ found_in($copy, $canaries{$_}) ], [], "no canary of $_ stands in a dump of the copy") foreach qw(gone other);
is(query('copy', 'SELECT count(DISTINCT email), count(*) FROM users'), '3|3', 'the copy has as many users, with addresses of their own');
is(query('copy', 'SELECT count(*) FROM bookings WHERE payment_reference IS NOT NULL'), 2, 'and its bookings are paid for');
is(query('copy', 'SELECT * FROM boh_verify()'), '', 'boh_verify() finds nothing in the copy');
is(query('copy', "SELECT seats FROM boh_book_seats(id('event of other'), id('other'), 1)"), 1, 'which can be worked with');

done_testing();
