# Prepared transactions, and who waits for them, may be why boh_doctor() and boh_health() cannot
# look.  Isolation tests do not see who waits for a prepared transaction.

use strict;
use warnings;
use Test::More;
use BohCluster;
use BohSession;

my $server = BohCluster->new('blockers', 'max_prepared_transactions=5');
$server->query($_) foreach ('CREATE EXTENSION boh', 'SELECT * FROM boh_migrate()', 'CREATE ROLE "a guest" LOGIN',
	'GRANT ALL ON SCHEMA boh TO "a guest"', 'GRANT ALL ON ALL TABLES IN SCHEMA boh TO "a guest"', "INSERT INTO boh.users (email, name) VALUES ('ada\@example.org', 'Ada')");
my $me = $server->query('SELECT quote_ident(current_user)');
my (@sessions, %waits);

# A session in a transaction of its own, which has run a statement
sub begin
{
	my ($statement) = @_;
	my $session = BohSession->new($server, 'postgres');

	push @sessions, $session;
	$session->run($_) foreach 'BEGIN', $statement;
	return $session;
}

sub pid
{
	my ($session) = @_;

	return ($session->run('SELECT pg_backend_pid()'))[1];
}

sub prepare
{
	my ($name, $statement, %options) = @_;

	$server->query("BEGIN; $statement; PREPARE TRANSACTION '$name'", %options);
}

# A statement that has to wait for a lock of that mode
sub wait_with
{
	my ($session, $mode, $statement) = @_;

	$waits{$session} = 1;
	$session->send("$statement;\n");
	$server->poll_until("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = '$mode'", 1);
}

# Who must end first, as a check says that reads a locked table
sub first_to_end
{
	my ($check) = @_;
	my $hint = $server->query("SELECT hint FROM boh_doctor() WHERE ok IS NULL AND check_name = '$check'");

	return $hint =~ /^Others have a table locked.* First must end: ([^\n]*) Then call the function again\.$/ ? $1 : $hint;
}

sub ends
{
	my ($name, $role) = @_;

	return "prepared transaction (role " . ($role // $me) . "): COMMIT PREPARED '$name'; or ROLLBACK PREPARED '$name';";
}

# Those that wait for others began after them.
sub end_all
{
	$server->query("ROLLBACK PREPARED '$_'") foreach @_;
	foreach my $session (splice @sessions)
	{
		$session->receive if delete $waits{$session};
		$session->run('ROLLBACK');
		$session->end;
	}
}

prepare("it''s one", 'LOCK TABLE boh.role_profiles');
is(first_to_end('profiles'), ends("it''s one"), 'a prepared transaction has the table locked');
my $health = $server->query("SELECT ok IS NULL, value IS NULL, hint FROM boh_health() WHERE check_name = 'profiles'");
is($health, 't|t|Others have a table locked that is to be read, or wait to lock it. First must end: ' . ends("it''s one") . ' Then call the function again.',
	'boh_health() says so, too');
end_all("it''s one");
is(first_to_end('profiles'), '', 'nobody has it locked');

prepare('one', 'SELECT FROM boh.role_profiles');
prepare('two', 'SELECT FROM boh.session_keys', options => [ '-U', 'a guest' ]);
my $change = 'ALTER TABLE boh.role_profiles ADD COLUMN note text';
wait_with(begin('SELECT'), 'AccessExclusiveLock', $change);
is(first_to_end('profiles'), ends('one'), 'it is in the way of ALTER TABLE');
end_all('one', 'two');

prepare('one', "UPDATE boh.users SET name = 'Bea'");
wait_with(begin('SELECT FROM boh.role_profiles'), 'ShareLock', "UPDATE boh.users SET name = 'Cleo'");
wait_with(begin('SELECT'), 'AccessExclusiveLock', $change);
is(first_to_end('profiles'), ends('one'), 'or of a session that is in the way');
end_all('one');

# A lock is no hindrance that does not exclude the one that is waited for.
prepare('one', 'SELECT FROM boh.role_profiles');
prepare('two', 'DELETE FROM boh.role_profiles', options => [ '-U', 'a guest' ]);
wait_with(begin('LOCK TABLE boh.session_keys'), 'ShareLock', 'LOCK TABLE boh.role_profiles IN SHARE MODE');
is(first_to_end('session_keys'), ends('two', '"a guest"'), 'only locks that exclude each other count');
end_all('two', 'one');

my $reader = begin('SELECT FROM boh.role_profiles');
my $pid = pid($reader);
prepare('one', 'SELECT FROM boh.role_profiles');
wait_with(begin('SELECT'), 'AccessExclusiveLock', $change);
is(first_to_end('profiles'), ends('one') . " session $pid (role $me): SELECT pg_terminate_backend($pid);", 'all of them are named');
end_all('one');

begin('SELECT FROM boh.role_profiles') foreach 1 .. 11;
wait_with(begin('SELECT'), 'AccessExclusiveLock', $change);
my $first = first_to_end('profiles');
is(scalar(() = $first =~ /pg_terminate_backend/g), 10, 'of many, some');
like($first, qr/; There are more\.$/, 'and that there are more');
end_all();

done_testing;
