# What the owner of the tables does with triggers switched off is found: each kind
# of tampering in a transaction of its own, which is rolled back afterwards.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $server = BohCluster->new('tamper', 'fsync=off', 'autovacuum=off');
my $database = 'boh_db';

$server->query('CREATE ROLE boh_owner LOGIN');
$server->query("CREATE DATABASE $database OWNER boh_owner");

sub query { return $server->query($_[0], database => $database) }

query('CREATE EXTENSION boh');
query('SET ROLE boh_owner; SELECT FROM boh_migrate()');

# What doc/how-to/audit.md says, in SQL: the content of a row and its leaf_hash, and the
# hash of a seal.
query($_) foreach (q{
	CREATE FUNCTION leaf(l boh.audit_logs) RETURNS bytea LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
		SELECT sha256('\x00'::bytea || convert_to('{"v":1,"id":"' || l.id
			|| '","at":"' || to_char(l.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
			|| '","xid":"' || l.xid || '","system_identifier":"' || l.system_identifier
			|| '","user_id":' || coalesce(to_json(l.user_id)::text, 'null') || ',"success":' || l.success
			|| ',"user_role":' || to_json(l.user_role) || ',"login_role":' || to_json(l.login_role)
			|| ',"database_role":' || to_json(l.database_role) || ',"action":' || to_json(l.action)
			|| ',"entity":' || to_json(l.entity) || ',"entity_id":' || coalesce(to_json(l.entity_id)::text, 'null')
			|| ',"retention":' || to_json(l.retention)
			|| ',"client_hash":' || coalesce(to_json(encode(l.client_hash, 'hex'))::text, 'null')
			|| ',"before":' || coalesce(l.before::text, 'null')
			|| ',"after":' || coalesce(l.after::text, 'null') || '}', 'UTF8')) $$
	}, q{
	CREATE FUNCTION hash(s boh.audit_seals) RETURNS bytea LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
		SELECT sha256('\x00'::bytea || convert_to('{"v":1,"number":' || s.number
			|| ',"sealed_at":"' || to_char(s.sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
			|| '","retention":"' || s.retention || '","month":"' || to_char(s.month, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
			|| '","system_identifier":"' || s.system_identifier
			|| '","first_xid":"' || s.first_xid || '","first_id":"' || s.first_id
			|| '","last_xid":"' || s.last_xid || '","last_id":"' || s.last_id || '","rows":' || s.rows
			|| ',"root":"' || encode(s.root, 'hex') || '","leaves_hash":"' || encode(s.leaves_hash, 'hex')
			|| '","previous_hash":"' || encode(s.previous_hash, 'hex') || '"}', 'UTF8')) $$
	}, q{
	CREATE TABLE named (name text, id uuid)
	}, q{
	CREATE FUNCTION id(text) RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT id FROM named WHERE name = $1 $$
	}, q{
	CREATE FUNCTION row_of(text) RETURNS boh.audit_logs LANGUAGE sql STABLE AS $$
		SELECT l FROM boh.audit_logs l WHERE l.id = id($1) $$
	}, q{
	CREATE FUNCTION forge(name text, at timestamptz, xid xid8, system_identifier bigint, retention text)
	RETURNS void LANGUAGE sql AS $$
		INSERT INTO named SELECT $1, ('ff' || substr(gen_random_uuid()::text, 3))::uuid;
		INSERT INTO boh.audit_logs (id, at, xid, system_identifier, success, user_role, login_role, database_role,
				action, entity, retention, leaf_hash)
			SELECT id($1), $2, $3, $4, true, 'ADMIN', 'somebody', 'somebody', 'UPDATE', 'forged', $5, '';
		UPDATE boh.audit_logs l SET leaf_hash = leaf(l) WHERE l.id = id($1) $$
	}, q{
	CREATE FUNCTION switch(how text) RETURNS void LANGUAGE plpgsql AS $$
		DECLARE
			relation regclass;
		BEGIN
			FOR relation IN SELECT relid FROM pg_partition_tree('boh.audit_logs')
				UNION ALL SELECT 'boh.audit_seals'
			LOOP
				EXECUTE format('ALTER TABLE %s %s TRIGGER USER', relation, how);
			END LOOP;
		END $$
	}, q{
	CREATE FUNCTION off() RETURNS void LANGUAGE sql AS $$ SELECT switch('DISABLE') $$
	}, q{
	CREATE FUNCTION again() RETURNS void LANGUAGE sql AS $$ SELECT switch('ENABLE') $$
	}, 'GRANT ALL ON named TO boh_owner');

# Months: this one, the last one, and one whose time is over
my ($this_month, $last_month) = split /\|/, query("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM'),
	to_char(date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month', 'YYYY_MM')");

sub first_day { return "'" . ($_[0] =~ s/_/-/r) . "-01 00:00:00+00'::timestamptz" }

sub partition
{
	my ($class, $month) = @_;
	my ($from, $to) = map { $server->query("SELECT $_", database => $database) } first_day($month), first_day($month) . " + interval '31 days'";

	return "CREATE TABLE boh.audit_logs_${class}_$month PARTITION OF boh.audit_logs_$class FOR VALUES FROM ('$from') TO ('" . ($to =~ s/-\d\d /-01 /r) . "')";
}

#
# The rows.  Two are of another cluster, and of the last month; two are of a month
# that is over and dropped.  Then people write: p1 to p12 are SECURITY, s1 to s4
# ADMINISTRATIVE; p5 to p8 are of one transaction.  Five rows are sealed at a time.
#

query('SET ROLE boh_owner; ' . partition('security', $last_month));
query('SET ROLE boh_owner; ' . partition('access', '2001_01'));
query("SET ROLE boh_owner; SELECT off();
	SELECT forge('f' || n, " . first_day($last_month) . " + n * interval '1 hour', n::text::xid8, 42, 'SECURITY') FROM generate_series(1, 2) n;
	SELECT forge('o' || n, " . first_day('2001_01') . " + n * interval '1 hour', (10 + n)::text::xid8, 42, 'ACCESS') FROM generate_series(1, 2) n;
	SELECT again()");
is(query('SELECT boh_seal_audit()'), 4, 'rows of another cluster are sealed');
is(query("SELECT row_count FROM boh_apply_retention() WHERE entity = 'audit_logs'"), 1, 'a month is dropped');
foreach my $step ([ 1, 2 ], 's1', [ 3, 4 ], 's2', [ 5, 8 ], 's3', [ 9, 12 ], 's4')
{
	query(ref $step
		? "INSERT INTO boh.users (email) SELECT 'p' || n || '\@example.org' FROM generate_series($step->[0], $step->[1]) n"
		: "INSERT INTO boh.site_settings (key) VALUES ('$step')");
}
1 while query('SELECT boh_seal_audit(5)') > 0;
query("INSERT INTO boh.users (email) VALUES ('t1\@example.org'), ('t2\@example.org')");
query("INSERT INTO named SELECT coalesce(split_part(personal #>> '{after,email,value}', '\@', 1), entity_id), id
	FROM boh.audit_logs WHERE entity IN ('users', 'site_settings')");
query("INSERT INTO named SELECT 'drop', id FROM boh.audit_logs WHERE action = 'DROP'");
is(query('SELECT count(*) FROM boh.audit_logs l WHERE leaf_hash <> leaf(l)'), 0, 'rows have the hash that the page on the audit describes');
is(query('SELECT count(*) FROM boh.audit_seals s WHERE hash <> hash(s)'), 0, 'so have seals');

my $seals = query('SELECT max(number) FROM boh.audit_seals');
my $head = query("SELECT jsonb_build_object('number', number, 'hash', hash) FROM boh_audit_head()");
note(query("SELECT number, retention, rows, first_xid, last_xid, (SELECT string_agg(n.name, ' ')
	FROM generate_series(0, rows - 1) i JOIN named n ON n.id = encode(substr(leaves, i * 48 + 1, 16), 'hex')::uuid)
	FROM boh.audit_seals ORDER BY number"));

# Findings in lines "problem, seal, row", after tampering as the owner
sub findings
{
	my ($tampering, $arguments) = @_;
	my $output = query("BEGIN; SET LOCAL client_min_messages = warning; SET LOCAL ROLE boh_owner; SELECT off();
		$tampering; RESET ROLE;
		SELECT '! ' || concat_ws(', ', problem, seal, coalesce(n.name, audit_id::text))
		FROM boh_audit_verify($arguments) LEFT JOIN named n ON n.id = audit_id WHERE damage; ROLLBACK");

	return sort $output =~ /^! (.*)$/mg;
}

sub row { return "UPDATE boh.audit_logs l SET $_[1] WHERE id = id('$_[0]')" }

# The same, with a leaf_hash that fits
sub forged_row { return row(@_) . '; ' . row($_[0], 'leaf_hash = leaf(l)') }

sub seal { return "UPDATE boh.audit_seals s SET $_[1] WHERE number = $_[0]" }

# The same, with a hash that fits
sub forged_seal { return seal(@_) . '; ' . seal($_[0], 'hash = hash(s)') }

# All seals from one on are made anew.
sub sealed_again
{
	my ($first, $tampering) = @_;

	return "DELETE FROM boh.audit_seals WHERE number >= $first; $tampering; SELECT again();
		SELECT boh_seal_audit(1) FROM generate_series(1, 30); SELECT off()";
}

my $other_hash = "sha256('other')";
my $security = "audit_logs_security_$this_month";

# [what is done, its SQL, the findings]; "...": with others that follow from it.
# The rows under seal 7 are p4 to p7.
my @rows = (
	[ 'nothing', 'SELECT 1' ],
	[ 'row: action', row('p5', "action = 'READ'"), 'row was changed, 7, p5' ],
	[ 'row: action, with its hash', forged_row('p5', "action = 'READ'"), 'row was changed, 7, p5' ],
	[ 'row: success', forged_row('p5', 'success = false'), 'row was changed, 7, p5' ],
	[ 'row: user_id', forged_row('p5', 'user_id = boh_uuid7()'), 'row was changed, 7, p5' ],
	[ 'row: user_role', forged_row('p5', "user_role = 'ADMIN'"), 'row was changed, 7, p5' ],
	[ 'row: login_role', forged_row('p5', "login_role = 'other'"), 'row was changed, 7, p5' ],
	[ 'row: database_role', forged_row('p5', "database_role = 'other'"), 'row was changed, 7, p5' ],
	[ 'row: entity', forged_row('p5', "entity = 'events'"), 'row was changed, 7, p5' ],
	[ 'row: entity_id', forged_row('p5', 'entity_id = NULL'), 'row was changed, 7, p5' ],
	[ 'row: before', forged_row('p5', "before = '{}'"), 'row was changed, 7, p5' ],
	[ 'row: after', forged_row('p5', "after = after || '{\"role\": \"ADMIN\"}'"), 'row was changed, 7, p5' ],
	[ 'row: client_hash', forged_row('p5', "client_hash = '\\x00'"), 'row was changed, 7, p5' ],
	[ 'row: at', forged_row('p5', "at = at + interval '1 ms'"), 'row was changed, 7, p5' ],
	[ 'row: leaf_hash', row('p5', "leaf_hash = $other_hash"), 'leaf_hash was changed, 7, p5' ],
	[ 'row: id', "INSERT INTO named VALUES ('new', 'ffffffff-0000-4000-8000-000000000000'); UPDATE boh.audit_logs SET id = id('new') WHERE id = id('p4')",
		'row is missing, 7, p4', 'row was inserted, 7, new' ],
	[ 'row: xid, under the same seal', forged_row('p5', 'xid = (row_of(\'p4\')).xid'), 'row was changed, 7, p5' ],
	[ 'row: xid, under another seal', forged_row('p5', 'xid = (row_of(\'p1\')).xid'), 'row is missing, 7, p5', 'row was inserted, 5, p5' ],
	[ 'row: xid, to be sealed again', forged_row('p5', 'xid = (row_of(\'t1\')).xid'), 'row is missing, 7, p5' ],
	[ 'row: xid, of a transaction to come', forged_row('p5', "xid = '1000000'"), 'row is missing, 7, p5', 'row is of a transaction to come, p5' ],
	[ 'row: system_identifier', forged_row('p5', 'system_identifier = 43'), 'row is missing, 7, p5', 'row was inserted, p5' ],
	[ 'row: system_identifier of sealed rows', forged_row('p5', 'system_identifier = 42'), 'row is missing, 7, p5', 'row was inserted, p5' ],
	[ 'row: retention', forged_row('p5', "retention = 'ACCESS'"), 'row is missing, 7, p5', 'row was inserted, p5' ],
	[ 'row: month', forged_row('p5', 'at = ' . first_day($last_month)), 'row is missing, 7, p5', 'row was inserted, p5' ],
	[ 'row of another cluster: action', forged_row('f1', "action = 'READ'"), 'row was changed, 1, f1' ],
	[ 'row that is not sealed: action', row('t1', "action = 'READ'"), 'leaf_hash does not match, t1' ],
	[ 'rows: contents swapped', "UPDATE boh.audit_logs l SET action = o.action, after = o.after, entity = o.entity, entity_id = o.entity_id
		FROM (SELECT * FROM boh.audit_logs WHERE id IN (id('p5'), id('p6'))) o WHERE l.id IN (id('p5'), id('p6')) AND l.id <> o.id",
		'personal value was changed, 7, p5', 'personal value was changed, 7, p6', 'row was changed, 7, p5', 'row was changed, 7, p6' ],
	[ 'row: removed', "DELETE FROM boh.audit_logs WHERE id = id('p5')", 'row is missing, 7, p5' ],
	[ 'rows: first of a seal removed', "DELETE FROM boh.audit_logs WHERE id = id('p4')", 'row is missing, 7, p4' ],
	[ 'rows: last of a seal removed', "DELETE FROM boh.audit_logs WHERE id = id('p7')", 'row is missing, 7, p7' ],
	[ 'rows: last of all removed', "DELETE FROM boh.audit_logs WHERE id = id('s4')", 'row is missing, 11, s4' ],
	[ 'rows: all of a seal removed', "DELETE FROM boh.audit_logs WHERE id IN (id('p4'), id('p5'), id('p6'), id('p7'))",
		map { "row is missing, 7, p$_" } 4 .. 7 ],
	[ 'rows: all of a class removed', "DELETE FROM boh.audit_logs WHERE retention = 'ADMINISTRATIVE'",
		map { 'row is missing, ' . (2 + 2 * $_ + ($_ == 4)) . ", s$_" } 1 .. 4 ],
	[ 'rows: a month removed', "TRUNCATE boh.audit_logs_security_$last_month", 'row is missing, 1, f1', 'row is missing, 1, f2' ],
	[ 'row: removed and another one in its place', "DELETE FROM boh.audit_logs WHERE id = id('p5');
		SELECT forge('forged', (row_of('p4')).at, (row_of('p4')).xid, (row_of('p4')).system_identifier, 'SECURITY')",
		'row is missing, 7, p5', 'row was inserted, 7, forged' ],
	[ 'row: inserted under a seal', "SELECT forge('forged', (row_of('p4')).at, (row_of('p4')).xid, (row_of('p4')).system_identifier, 'SECURITY')",
		'row was inserted, 7, forged' ],
	[ 'row: inserted before all others', "SELECT forge('forged', (row_of('p1')).at, '5', (row_of('p1')).system_identifier, 'SECURITY')",
		'row was inserted, forged' ],
	[ 'row: inserted into a class without rows', "SELECT forge('forged', (row_of('p1')).at, (row_of('p1')).xid, (row_of('p1')).system_identifier, 'ACCESS')",
		'row was inserted, forged' ],
	[ 'row: inserted for another cluster', "SELECT forge('forged', (row_of('p1')).at, '1000', 42, 'SECURITY')", 'row was inserted, forged' ],
	[ 'row: inserted for an unknown cluster', "SELECT forge('forged', (row_of('p1')).at, '1000', 43, 'SECURITY')", 'row was inserted, forged' ],
	[ 'row: copied to another class', "INSERT INTO boh.audit_logs SELECT * FROM jsonb_populate_record(row_of('p5'), '{\"retention\": \"ACCESS\"}')",
		'row was inserted, p5' ],
	[ 'row: copied with another time', "INSERT INTO boh.audit_logs SELECT (r).* FROM (SELECT jsonb_populate_record(row_of('p5'), jsonb_build_object('at', now())) AS r) x",
		'row is there twice, 7, p5', '...' ],
	[ 'row: copied as it is', "ALTER TABLE boh.audit_logs DROP CONSTRAINT pk_audit_logs; INSERT INTO boh.audit_logs SELECT * FROM boh.audit_logs WHERE id = id('p5')",
		'row is there twice, 7, p5' ]);

my @personal = (
	[ 'personal value', row('p5', "personal = jsonb_set(personal, '{after,email,value}', '\"other\@example.org\"')"), 'personal value was changed, 7, p5' ],
	[ 'salt', row('p5', "personal = jsonb_set(personal, '{after,email,salt}', '\"" . '0' x 32 . "\"')"), 'personal value was changed, 7, p5' ],
	[ 'salt that is none', row('p5', "personal = jsonb_set(personal, '{after,email,salt}', '\"x\"')"), 'personal value was changed, 7, p5' ],
	[ 'personal value without a salt', row('p5', "personal = personal #- '{after,email,salt}'"), 'personal value was changed, 7, p5' ],
	[ 'salt without a value', row('p5', "personal = personal #- '{after,email,value}'"), 'personal value was changed, 7, p5' ],
	[ 'personal value that has no hash', row('p5', "personal = jsonb_set(personal, '{after,phone}', personal #> '{after,email}')"), 'personal value has no hash, 7, p5' ],
	[ 'personal value removed', row('p5', 'personal = NULL'), 'personal value is missing, 7, p5' ],
	[ 'personal value of a closed account removed', row('p5', 'personal = NULL') .
		"; RESET ROLE; UPDATE boh.users SET deleted_at = now() WHERE email = 'p5\@example.org'; SET LOCAL ROLE boh_owner" ],
	[ 'client_address added', row('p5', "client_address = '10.0.0.1'"), 'personal value has no hash, 7, p5' ],
	[ 'personal value that is not sealed', row('t1', "personal = jsonb_set(personal, '{after,email,value}', '\"x\"')"), 'personal value was changed, t1' ]);

my @partitions = (
	[ 'partition: dropped', "DROP TABLE boh.$security", 'partition is missing, 5' ],
	[ 'partition: detached', "ALTER TABLE boh.audit_logs_security DETACH PARTITION boh.$security", 'partition is detached, 5' ],
	[ 'partition: detached, with an empty one in its place', "ALTER TABLE boh.audit_logs_security DETACH PARTITION boh.$security;
		ALTER TABLE boh.$security RENAME TO old; " . partition('security', $this_month),
		map({ "row is missing, 5, p$_" } 1 .. 3), map({ "row is missing, 7, p$_" } 4 .. 7),
		map({ "row is missing, 9, p$_" } 8 .. 11), 'row is missing, 10, p12' ],
	[ 'partition: renamed', "ALTER TABLE boh.$security RENAME TO other", 'partition is missing, 5', 'rows are in another partition' ],
	[ 'partition: all of a class', 'DROP TABLE boh.audit_logs_administrative', 'partition is missing, 4' ]);

my @seals = (
	[ 'seal: number', 'DELETE FROM boh.audit_seals WHERE number = 6; ' . seal(7, 'number = 6'), 'seal does not follow the one before, 6', 'seal is missing, 7',
		'seal was changed, 6', 'row was inserted, s2' ],
	[ 'seal: sealed_at', seal(7, "sealed_at = sealed_at + interval '1 ms'"), 'seal was changed, 7', '...' ],
	[ 'seal: sealed_at, with its hash', forged_seal(7, "sealed_at = sealed_at - interval '1 hour'"),
		'seal does not follow the one before, 8', 'seal is older than the one before, 7', '...' ],
	[ 'seal: a month that no calendar has', seal(7, "month = 'infinity'"), 'seal was changed, 7', '...' ],
	[ 'seal: month', seal(7, "month = month - interval '1 month'"), 'seal was changed, 7', '...' ],
	[ 'seal: retention', seal(7, "retention = 'ACCESS'"), 'seal was changed, 7', '...' ],
	[ 'seal: an unknown retention', forged_seal(7, "retention = 'FOREVER'"), 'retention class is unknown, 7', '...' ],
	[ 'seal: system_identifier', seal(7, 'system_identifier = 42'), 'seal was changed, 7', '...' ],
	[ 'seal: first_xid', seal(7, "first_xid = '1'"), 'seal was changed, 7', '...' ],
	[ 'seal: last_xid', seal(7, "last_xid = '1000000'"), 'seal was changed, 7', '...' ],
	[ 'seal: first_id', seal(7, "first_id = id('p6')"), 'seal was changed, 7', '...' ],
	[ 'seal: last_id', seal(7, "last_id = id('p6')"), 'seal was changed, 7', '...' ],
	[ 'seal: rows', seal(7, 'rows = 3'), 'seal was changed, 7', 'list of rows was changed, 7', 'rows do not match the seal, 7' ],
	[ 'seal: root', seal(7, "root = $other_hash"), 'list of rows was changed, 7', 'rows do not match the seal, 7', 'seal was changed, 7' ],
	[ 'seal: root, with its hash', forged_seal(7, "root = $other_hash"), 'list of rows was changed, 7', 'rows do not match the seal, 7', 'seal does not follow the one before, 8' ],
	[ 'seal: leaves_hash', seal(7, "leaves_hash = $other_hash"), 'list of rows was changed, 7', 'seal was changed, 7' ],
	[ 'seal: previous_hash', seal(7, "previous_hash = $other_hash"), 'seal does not follow the one before, 7', 'seal was changed, 7' ],
	[ 'seal: hash', seal(7, "hash = $other_hash"), 'seal does not follow the one before, 8', 'seal was changed, 7' ],
	[ 'seal: a hash that is too long', seal(7, "hash = hash || '\\x00'"), 'seal does not follow the one before, 8', 'seal was changed, 7' ],
	[ 'seal: hash of the last one', seal($seals, "hash = $other_hash"), "seal was changed, $seals" ],
	[ 'seal: leaves', seal(7, "leaves = set_byte(leaves, 0, 255 - get_byte(leaves, 0))"), 'list of rows was changed, 7' ],
	[ 'seal: leaves shortened', seal(7, "leaves = substr(leaves, 1, 48)"), 'list of rows was changed, 7' ],
	[ 'seal: leaves removed', seal(7, "leaves = NULL"), 'list of rows was changed, 7' ],
	[ 'seal: leaves removed, and a row', seal(7, "leaves = NULL") . "; DELETE FROM boh.audit_logs WHERE id = id('p5')",
		'list of rows was changed, 7', 'rows do not match the seal, 7' ],
	[ 'seal: leaves removed, and a row changed', seal(7, "leaves = NULL") . '; ' . forged_row('p5', "action = 'READ'"),
		'list of rows was changed, 7', 'rows do not match the seal, 7' ],
	[ 'seal: changed to fit a row that was changed', forged_row('p5', "action = 'READ'") . '; ' .
		forged_seal(7, "leaves = (SELECT string_agg(uuid_send(l.id) || l.leaf_hash, '' ORDER BY xid, id) FROM boh.audit_logs l
			WHERE retention = 'SECURITY' AND system_identifier = s.system_identifier AND (xid, id) BETWEEN (s.first_xid, s.first_id) AND (s.last_xid, s.last_id))") .
		'; ' . forged_seal(7, 'leaves_hash = sha256(leaves)'),
		'list of rows was changed, 7', 'rows do not match the seal, 7', 'seal does not follow the one before, 8' ],
	[ 'seal: the first one removed', 'DELETE FROM boh.audit_seals WHERE number = 1', 'row was inserted, f1', 'row was inserted, f2', 'seal is missing, 1' ],
	[ 'seal: one in the middle removed', 'DELETE FROM boh.audit_seals WHERE number = 8', 'row was inserted, s3', 'seal is missing, 8' ],
	[ 'seals: two numbers swapped', 'UPDATE boh.audit_seals SET number = 15 - number + 1000 WHERE number IN (7, 8);
		UPDATE boh.audit_seals SET number = number - 1000 WHERE number > 1000',
		'seal does not follow the one before, 7', 'seal does not follow the one before, 8', 'seal does not follow the one before, 9',
		'seal was changed, 7', 'seal was changed, 8', '...' ],
	[ 'seals: all renumbered', 'UPDATE boh.audit_seals SET number = number + 1000', 'seal is missing, 1', '...' ],
	[ 'seals: one copied to the end', "INSERT INTO boh.audit_seals SELECT (r).* FROM (SELECT jsonb_populate_record(s, jsonb_build_object('number', $seals + 1,
		'previous_hash', (SELECT hash FROM boh.audit_seals WHERE number = $seals), 'sealed_at', now())) AS r FROM boh.audit_seals s WHERE number = 7) x; " .
		forged_seal("$seals + 1", 'rows = rows'), "seal covers rows before those of an earlier seal, " . ($seals + 1), '...' ],
	[ 'seals: one over rows that were inserted', "SELECT forge('forged', (row_of('p1')).at, '5', (row_of('p1')).system_identifier, 'ACCESS');
		INSERT INTO boh.audit_seals (number, sealed_at, month, first_xid, last_xid, system_identifier, first_id, last_id, rows, retention, root,
				previous_hash, hash, leaves_hash, leaves)
			SELECT number + 1, now(), month, '5', '5', l.system_identifier, l.id, l.id, 1, 'ACCESS', l.leaf_hash, hash, '', sha256(uuid_send(l.id) || l.leaf_hash),
				uuid_send(l.id) || l.leaf_hash FROM boh.audit_seals s, boh.audit_logs l WHERE number = $seals AND l.id = id('forged'); " .
		forged_seal("$seals + 1", 'rows = rows'), "seal covers rows before those of an earlier seal, " . ($seals + 1) ]);

# What nobody can tell who has not kept a hash
my @published = (
	[ 'last seal removed', "DELETE FROM boh.audit_seals WHERE number = $seals", [], [ "published seal is missing, $seals" ] ],
	[ 'tail replaced', sealed_again(6, "DELETE FROM boh.audit_logs WHERE id = id('p5')"), [], [ "seal is not the published one, $seals" ] ],
	[ 'all replaced', sealed_again(1, forged_row('p5', "action = 'READ'")), [], [ "seal is not the published one, $seals" ] ]);

foreach (@rows, @personal, @partitions, @seals)
{
	my ($name, $tampering, @expected) = @$_;

	my @found = findings($tampering, '');
	if (@expected and $expected[-1] eq '...')
	{
		pop @expected;
		my %expected = map { $_ => 1 } @expected;
		@found = grep { $expected{$_} } @found;
	}
	is(join("\n", @found), join("\n", sort @expected), $name);
}
foreach (@published)
{
	my ($name, $tampering, $without, $with) = @$_;

	is(join("\n", findings($tampering, '')), join("\n", sort @$without), "$name, without a published hash");
	is(join("\n", findings($tampering, "published => '$head'")), join("\n", sort @$with), "$name, with a published hash");
}
done_testing();
