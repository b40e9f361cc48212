# Sessions where other connections, the clock, the log or a standby take part: what is taken
# away is gone at once, nothing of a token gets into the log, nothing is left behind.

use strict;
use warnings;
use BohCluster;
use BohSession;
use BohToken;
use File::Temp;
use Test::More;

my $database = 'boh_db';
my %id = map { $_ => "00000000-0000-0000-0000-0000000000$_" } qw(aa bb cc);

# What is not ASCII is sent as UTF-8 to databases of any encoding.
$ENV{PGCLIENTENCODING} = 'UTF8';
my $server = BohCluster->new('session', 'fsync=off', 'log_parameter_max_length_on_error=-1', 'log_error_verbosity=verbose');
my $signer = BohToken->new;

sub query { return $server->query($_[0], database => $_[1] // $database) }

# The rows of a statement that must succeed.
sub answer
{
	my ($session, $statement) = @_;
	my ($state, $output) = $session->run($statement);

	die "$statement\n" . $session->message if $state ne '00000';
	return $output;
}

sub payload
{
	my ($more, $who, $end) = @_;

	return sprintf '{"sub": "%s", "iss": "me", "aud": "us", "exp": %s%s}', $id{ $who // 'bb' }, $end // 'NOW+600', $more // '';
}

sub header { return sprintf '{"alg": "%s", "kid": "%s"}', @_ }

sub token { return $signer->token('EdDSA', $_[1] // 'ed', header('EdDSA', $_[1] // 'ed'), $_[0] // payload()) }

# In words: the role, or the error and its message.
my $try = "CREATE FUNCTION try(token text) RETURNS text LANGUAGE plpgsql AS \$\$
	BEGIN
		PERFORM boh_set_session(token);
		RETURN boh_session_role();
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE || ' ' || SQLERRM;
	END \$\$";
my $refused = '42501 session token is not valid';

sub tries { return answer($_[0], "SELECT try('$_[1]')") }

sub set_up
{
	my ($in) = @_;

	query($_, $in) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', $try, 'GRANT USAGE ON SCHEMA boh TO app',
	  "INSERT INTO boh.users (id, email, role) VALUES ('$id{aa}', 'ann\@example.org', 'ADMIN'), ('$id{bb}', 'bob\@example.org', 'USER')";
}

sub insert_key
{
	my ($kid, $algorithm, $type, $in, $issuer) = @_;

	query("INSERT INTO boh.session_keys (kid, algorithm, public_key, issuer, audience)
		VALUES ('$kid', '$algorithm', '" . $signer->public($kid, $type) . "', '" . ($issuer // 'me') . "', 'us')", $in);
}

# A connection as a role that has no rights but USAGE.
sub connected
{
	my ($to, $in) = @_;
	my $session = BohSession->new($to // $server, $in // $database);

	answer($session, 'SET ROLE app');
	return $session;
}

query('CREATE ROLE app', 'postgres');
query("CREATE DATABASE $database", 'postgres');
set_up($database);
insert_key('ed', 'EdDSA', 'ed25519');
insert_key('p256', 'ES256', 'p256');
insert_key('rsa', 'RS256', 'rsa2048');

#
# The log
#

my $log = 0;

# What the log has since the last time.
sub logged
{
	my $text = BohCluster::slurp($server->log_file);
	my $new = substr $text, $log;

	$log = length $text;
	return $new;
}

my @attacks = (
	[ 'alg none', $signer->token('none', 'ed', header('none', 'ed'), payload()), 'three parts' ],
	[ 'HMAC with the public key', $signer->token('HS256', 'rsa', header('HS256', 'rsa'), payload()), 'alg' ],
	[ 'the same as RS256', $signer->token('HS256', 'rsa', header('RS256', 'rsa'), payload()), 'signature' ],
	[ 'another key', $signer->token('EdDSA', 'ed', header('EdDSA', 'gone'), payload()), 'kid' ],
	[ 'a member twice', token(payload(', "sub": "x"')), 'payload' ],
	[ 'deep JSON', token(payload(', "a": ' . '[' x 2000 . ']' x 2000)), 'payload' ],
	[ 'not UTF-8', token(payload(", \"a\": \"\xff\"")), 'payload' ],
	[ 'a NUL', token(payload(", \"a\": \"\0\"")), 'payload' ],
	[ 'another issuer', token(payload() =~ s/"me"/"you"/r), 'iss' ],
	[ 'another audience', token(payload() =~ s/"us"/"them"/r), 'aud' ],
	[ 'nobody', token(payload('', 'cc')), 'no user' ],
	[ 'an end too far ahead', token(payload('', 'bb', 'NOW+2000')), 'ahead' ],
	[ 'an end in the past', token(payload('', 'bb', 'NOW-1')), 'expired' ],
	[ 'a beginning in the future', token(payload(', "nbf": NOW+500')), 'not valid yet' ],
	[ 'a long token', token(payload(', "a": "' . 'x' x 9000 . '"')), 'too long' ]);
logged();
foreach my $attack (@attacks)
{
	my ($name, $token, $reason) = @$attack;
	my $script = File::Temp->new;
	my (undef, undef, $errors) = $server->psql("SET ROLE app; SELECT boh_set_session('$token')", database => $database);
	my $new = logged();

	like($errors, qr/^ERROR:  session token is not valid\nDETAIL:  \{\}\nHINT:  [^\n]*\n\z/, "$name: the client is told nothing");
	like($new, qr/^\S+ \S+ UTC .*DETAIL:  The token is refused: .*$reason/m, "$name: the log says why");
	my (undef, undef, $signature) = split /\./, $token;
	ok(index($new, substr $token, 0, 20) < 0 && ($signature // '') eq '' || index($new, substr $signature, 0, 20) < 0,
		"$name: and nothing of the token");

	# with the token as a parameter, which the log would have, too
	print $script "SET ROLE app;\nSELECT boh_set_session(:token);\n";
	close $script;
	$server->command('pgbench', '-n', '-M', 'extended', '-t', '1', '-D', "token=$token", '-f', $script->filename, $database);
	$new = logged();
	like($new, qr/DETAIL:  The token is refused: .*$reason/, "$name: as a parameter, too");
	unlike($new, qr/\Q@{[ substr $token, 0, 20 ]}/, "$name: and nothing of the token");
}

# A warning, where the token is in the context
$server->psql("SELECT try('" . token() . "')", database => $database);
my $warning = logged();
like($warning, qr/WARNING:  \S+ row-level security does not concern role/, 'a superuser is warned');
unlike($warning, qr/eyJ/, 'and nothing of the token is logged');

# A private key that was to be stored
my $private = BohCluster::slurp($signer->key('ed', 'ed25519'));
$server->psql("INSERT INTO boh.session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('x', 'EdDSA', '$private', 'me', 'us')", database => $database);
my $new = logged();
like($new, qr/holds a private key/, 'the log has that a private key was refused');
unlike($new, qr/BEGIN PRIVATE KEY/, 'but not the key');

#
# Other connections
#

my ($first, $second) = (connected(), connected());
my $good = token();
is(tries($_, $good), 'USER', 'a token is good in every connection') foreach $first, $second;
is(tries($_, $good), 'USER', 'and known there') foreach $first, $second;
answer($second, 'BEGIN ISOLATION LEVEL REPEATABLE READ');
is(tries($second, $good), 'USER', 'in a transaction, too');
query("UPDATE boh.session_keys SET valid_to = now() WHERE kid = 'ed'");
is(tries($_, $good), $refused, 'the key ends: it is refused, though known') foreach $first, $second;
query("UPDATE boh.session_keys SET valid_to = NULL WHERE kid = 'ed'");
is(tries($_, $good), 'USER', 'and accepted again') foreach $first, $second;
insert_key('next', 'EdDSA', 'ed25519');
my $next = token(payload(), 'next');
is(tries($second, $_), 'USER', 'two keys are valid at once') foreach $good, $next;
query("DELETE FROM boh.session_keys WHERE kid = 'ed'");
is(tries($_, $good), $refused, 'the old key is gone') foreach $first, $second;
is(tries($_, $next), 'USER', 'the new one stays') foreach $first, $second;
insert_key('ed', 'EdDSA', 'ed25519');

# Who is changed by another transaction, seen from one that began before
answer($second, 'SAVEPOINT s');
query("UPDATE boh.users SET role = 'ORGANIZER' WHERE id = '$id{bb}'");
is(tries($second, $good), 'ORGANIZER', 'a role that was committed counts, whatever the snapshot');
answer($second, 'SAVEPOINT t');
query("UPDATE boh.users SET role = 'USER' WHERE id = '$id{bb}'");
is(tries($second, $good), 'USER', 'who is demoted loses it at once');
answer($second, 'ROLLBACK TO t');
is(answer($second, 'SELECT boh_session_role()'), 'ORGANIZER', 'before the savepoint the session was an organizer\'s');
query("UPDATE boh.users SET deleted_at = now() WHERE id = '$id{bb}'");
is(tries($_, $good), $refused, 'who is deleted is refused at once') foreach $first, $second;
answer($second, 'COMMIT');
query("UPDATE boh.users SET deleted_at = NULL WHERE id = '$id{bb}'");

# Two-phase commit
answer($second, 'RESET ROLE');
answer($second, 'BEGIN');
answer($second, "SELECT FROM boh_set_session('$good')");
answer($second, 'CREATE TABLE prepared ()');
answer($second, "PREPARE TRANSACTION 'prepared'");
is(answer($second, 'SELECT boh_session_user(), boh_session_role()'), '|ANONYMOUS', 'a transaction that is prepared leaves no session');
answer($second, "COMMIT PREPARED 'prepared'");
is(answer($second, 'SELECT boh_session_user(), boh_session_role()'), '|ANONYMOUS', 'nor does its commit bring one');
answer($second, 'SET ROLE app');

#
# The clock
#

# Tries without a break and compares what it says with the clock before and after.
sub holds_at_the_edge
{
	my ($token, $edge, $valid_before) = @_;

	return answer($first, "DO \$\$
		DECLARE
			edge timestamptz = to_timestamp($edge);
			before timestamptz;
			good boolean;
			seen boolean[] = ARRAY[false, false];
		BEGIN
			LOOP
				before := clock_timestamp();
				good := try('$token') = 'USER';
				IF good <> $valid_before AND clock_timestamp() < edge OR good = $valid_before AND before >= edge THEN
					RAISE EXCEPTION 'wrong % before %', edge - before, good;
				END IF;
				seen[1] := seen[1] OR good;
				seen[2] := seen[2] OR NOT good;
				EXIT WHEN before > edge + interval '10 milliseconds';
			END LOOP;
			IF NOT seen[1] OR NOT seen[2] THEN
				RAISE EXCEPTION 'not seen: %', seen;
			END IF;
		END \$\$");
}

my $edge = time + 2;
is(holds_at_the_edge(token(payload('', 'bb', $edge)), $edge, 'true'), '', 'a token is good until exp, and not at exp');
$edge = time + 2;
is(holds_at_the_edge(token(payload(", \"nbf\": $edge")), $edge, 'false'), '', 'a token is good from nbf on');
$edge = time + 2;
is(holds_at_the_edge(token(payload('', 'bb', $edge + 900)), $edge, 'false'), '', 'a token is good from 15 minutes before exp on');
my $end = time + 2;
query("UPDATE boh.session_keys SET valid_to = to_timestamp($end) WHERE kid = 'ed'");
is(holds_at_the_edge($good, $end, 'true'), '', 'a token is good until its key ends');
query("UPDATE boh.session_keys SET valid_to = NULL WHERE kid = 'ed'");

#
# Every byte of a good token
#

my %method = (ed => 'EdDSA', p256 => 'ES256', rsa => 'RS256');
foreach my $key (sort keys %method)
{
	my $token = $signer->token($method{$key}, $key, header($method{$key}, $key), payload());

	is(tries($first, $token), 'USER', "$method{$key}: the token is good");
	is(answer($first, "SELECT count(*) > 3000, min(outcome), max(outcome) FROM (
		SELECT try(changed) AS outcome FROM (SELECT '$token' AS token) t, generate_series(1, length(token)) i,
			LATERAL (SELECT overlay(token PLACING c FROM i FOR 1) FROM unnest('{A,B,Q,g,w,_,.,=,\x{c3}\x{a9},\" \",\\\\,\"\"}'::text[]) c
				UNION ALL SELECT left(token, i - 1)
				UNION ALL SELECT overlay(token PLACING 'A' FROM i FOR 0)) AS v (changed)
		WHERE changed <> token) o"), "t|$refused|$refused", "$method{$key}: changed at any place it is refused, and always in the same way");
}

#
# Memory
#

# Memory of its own, without the buffers that all share
sub memory
{
	my ($session) = @_;
	my $process = answer($session, 'SELECT pg_backend_pid()');
	my ($size) = BohCluster::slurp("/proc/$process/status") =~ /^RssAnon:\s+(\d+) kB/m;

	return $size;
}

# How many kB more the connection takes after it has done something often.
sub growth
{
	my ($session, $times, $statement) = @_;
	my $loop = sub { "DO \$\$ BEGIN FOR i IN 1..$_[0] LOOP $statement END LOOP; END \$\$" };

	answer($session, $loop->($times / 10));
	my $before = memory($session);
	answer($session, $loop->($times));
	my $growth = memory($session) - $before;
	note("$growth kB more");
	return $growth;
}

my $bad = join ', ', map { "'$_->[1]'" } @attacks;
SKIP:
{
	skip 'sanitizers keep what is freed', 3 if $ENV{BOH_PRELOAD};
	# The smallest piece of memory has 24 bytes.
	cmp_ok(growth(connected(), 40_000, "PERFORM try((ARRAY[$bad])[1 + i % " . @attacks . '])' . ';'), '<', 900, '40,000 bad tokens leave nothing behind');
	cmp_ok(growth(connected(), 100_000, "PERFORM try('$good');"), '<', 1000, '100,000 times a good one, too');
	my $owner = BohSession->new($server, $database);
	cmp_ok(growth($owner, 1000, "UPDATE boh.session_keys SET issuer = 'me'; COMMIT; PERFORM try('$good');"), '<', 300,
		'keys that are read again and again, too');
	$owner->end;
}

#
# Encodings
#

query("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", 'postgres');
query("CREATE DATABASE bytes ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0", 'postgres');
foreach my $in (qw(latin bytes))
{
	set_up($in);
	insert_key('ed', 'EdDSA', 'ed25519', $in, "\x{c3}\x{a9}");
	my $session = connected($server, $in);
	my $foreign = sub { token(payload($_[1]) =~ s/"me"/"$_[0]"/r) };

	is(tries($session, $foreign->("\x{c3}\x{a9}", '')), 'USER', "$in: a claim outside ASCII is compared");
	is(tries($session, $foreign->('\u00e9', '')), $in eq 'latin' ? 'USER' : $refused, "$in: as an escape");
	is(tries($session, $foreign->("\x{c3}\x{a9}", ", \"name\": \"\x{c5}\x{bb}\"")), $in eq 'latin' ? $refused : 'USER', "$in: a character that the encoding may lack");
	is(tries($session, $foreign->("\x{c3}\x{a9}", ', "name": "\u017b"')), $refused, "$in: as an escape");
	is(tries($session, $foreign->("\x{e9}", '')), $refused, "$in: bytes that are not UTF-8");
	$session->end;
}

#
# A standby
#

my $standby = $server->standby;
my $there = connected($standby);
is(tries($there, $good), 'USER', 'a standby signs in');
is(answer($there, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT role FROM boh_set_session('$good'); SELECT boh_session_user(); COMMIT; SELECT boh_session_role()"),
	"USER\n$id{bb}\nANONYMOUS", 'for a transaction');
query("UPDATE boh.users SET role = 'ADMIN' WHERE id = '$id{bb}'");
ok(BohCluster::wait_for(sub { tries($there, $good) eq 'ADMIN' }), 'with the role that was replayed');
query("DELETE FROM boh.session_keys WHERE kid = 'ed'");
ok(BohCluster::wait_for(sub { tries($there, $good) eq $refused }), 'and not with a key that is gone');
$there->end;

#
# How long it takes
#

my ($count, $rounds) = (50, 20000);
foreach my $key (qw(next p256 rsa))
{
	my $algorithm = $method{$key} // 'EdDSA';
	my $tokens = join ', ', map { "'" . $signer->token($algorithm, $key, header($algorithm, $key), payload(", \"jti\": $_")) . "'" } 0 .. $count;
	my $session = connected();

	# the first one reads the key
	my $timed = answer($session, "CREATE TEMPORARY TABLE timed (new numeric, seen numeric); DO \$\$
		DECLARE
			tokens text[] = ARRAY[$tokens];
			start timestamptz;
			middle timestamptz;
		BEGIN
			PERFORM boh_set_session(tokens[1]);
			start := clock_timestamp();
			FOR i IN 2..$count + 1 LOOP PERFORM boh_set_session(tokens[i]); END LOOP;
			middle := clock_timestamp();
			FOR i IN 1..$rounds LOOP PERFORM boh_set_session(tokens[2]); END LOOP;
			INSERT INTO timed SELECT extract(epoch FROM middle - start) * 1000000 / $count, extract(epoch FROM clock_timestamp() - middle) * 1000000 / $rounds;
		END \$\$; SELECT 'new ' || round(new) || ' us, seen ' || round(seen, 1) || ' us' FROM timed");
	note("$algorithm: $timed");
	$session->end;
}
$_->end foreach $first, $second;

done_testing;
