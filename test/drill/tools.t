# pgBackRest and Barman take the configurations in ops/backup: each makes a backup, and what
# it restores to a moment has no drift.

use strict;
use warnings;
use BohCluster;
use BohDrill;
use Test::More;

my $database = $BohDrill::database;

sub is_installed { return (BohCluster::run('sh', '-c', "command -v $_[0]"))[0] == 0 }

# The configuration, with values of its lines replaced.
sub configuration
{
	my ($name, %values) = @_;
	my $text = BohCluster::slurp("$BohDrill::scripts/$name");

	foreach my $key (sort keys %values)
	{
		$text =~ s/^(\Q$key\E ?= ?).*$/$1$values{$key}/m or $text .= "$key = $values{$key}\n";
	}
	return $text;
}

sub write_file
{
	my ($file, $content) = @_;

	open(my $handle, '>', $file) or die "$file: $!";
	print $handle $content;
	close $handle or die "$file: $!";
	chmod 0600, $file;
}

my $drill = BohDrill->new('tools');
my $folder = $drill->{folder};
my $server;

# pgBackRest's configuration for a server, and the command with it
sub pgbackrest
{
	my ($data, $port, $socket) = @_;

	mkdir "$folder/$_" foreach qw(repository spool locks log);
	write_file("$folder/pgbackrest.conf", configuration('pgbackrest.conf', 'pg1-path' => $data, 'pg1-port' => $port,
		'repo1-path' => "$folder/repository", 'spool-path' => "$folder/spool", 'repo1-cipher-pass' => 'drill', 'process-max' => 1,
		'log-level-console' => "warn\nlock-path=$folder/locks\nlog-path=$folder/log")
		. "pg1-socket-path=$socket\npg1-database=postgres\n");
	return ('pgbackrest', "--config=$folder/pgbackrest.conf", '--stanza=main');
}

# The same for Barman
sub barman
{
	my ($bin, $where) = @_;
	my (undef, $user) = BohCluster::run('id', '-un');

	chomp $user;
	mkdir "$folder/$_" foreach qw(barman barman.d);
	write_file("$folder/barman.conf", "[barman]\nbarman_user = $user\nbarman_home = $folder/barman\n"
		. "configuration_files_directory = $folder/barman.d\nlog_file = $folder/barman.log\nlog_level = INFO\n");
	write_file("$folder/barman.d/main.conf", configuration('barman.conf', conninfo => "$where user=barman dbname=postgres",
		streaming_conninfo => "$where user=barman_stream", path_prefix => $bin, minimum_redundancy => 1));
	return ('barman', '-c', "$folder/barman.conf");
}

sub query { return $server->query($_[0], database => $database) }

sub book { return query("SELECT id FROM boh_book_seats((SELECT min(id::text)::uuid FROM boh.events),
	(SELECT min(id::text)::uuid FROM boh.users), 1, payment => 'paid')") }

# A command that must succeed; its output.
sub must
{
	my ($server, @command) = @_;
	my ($status, $output, $errors) = $server->command(@command);

	is($status, 0, join ' ', map { s,.*/,,r } grep { !/^--config|^-c$|\.conf$/ } @command) or diag($output, $errors);
	return $output;
}

# "make test" asks only whether they understand their configurations.
SKIP:
{
	skip 'pgBackRest is not installed', 1 if not is_installed('pgbackrest');
	my (undef, undef, $errors) = BohCluster::run(pgbackrest('/nowhere', 5432, '/nowhere'), 'info');
	is($errors, '', 'pgBackRest understands its configuration');
}
SKIP:
{
	skip 'Barman is not installed', 2 if not is_installed('barman');
	my (undef, $output) = BohCluster::run(barman('/nowhere', 'host=/nowhere'), 'list-servers');
	like($output, qr/^main - The server with boh$/m, 'Barman knows its server');
	is(join('', grep { /WARNING|ERROR/ } split /^/, eval { BohCluster::slurp("$folder/barman.log") } // ''), '',
		'and understands its configuration');
}
if (not $ENV{BOH_DRILL_REPORT})
{
	done_testing();
	exit;
}

# Its size says nothing about them.
delete $ENV{BOH_DRILL_SEED};
$server = $drill->server('fsync=off');

# Packages for 15 know no later version.
my ($major) = $server->query('SHOW server_version') =~ /^(\d+)/;

SKIP:
{
	skip 'pgBackRest is not installed, or too old for this server', 1 if $major > 15 or not is_installed('pgbackrest');
	my @tool = pgbackrest($server->data_folder, $server->port, $server->socket);

	$server->query("ALTER SYSTEM SET archive_command = '@tool archive-push %p'");
	$server->query('SELECT pg_reload_conf()');
	must($server, @tool, 'stanza-create');
	must($server, @tool, 'check');
	must($server, @tool, '--type=full', 'backup');
	# It takes whole seconds for the time of a backup.
	my $ended = query('SELECT ceil(extract(epoch FROM clock_timestamp()))');
	$server->poll_until("SELECT clock_timestamp() > to_timestamp($ended)");
	my $kept = book();
	my $moment = query('SELECT clock_timestamp()');
	query('SET session_replication_role = replica; DELETE FROM boh.bookings');
	query('SELECT pg_switch_wal()');
	must($server, @tool, 'verify');
	$server->stop;
	my $restored = $server->adopt('drill-pgbackrest', sub {
		must($server, @tool, "--pg1-path=$_[0]", '--type=time', "--target=$moment", '--target-action=promote', '--archive-mode=off', 'restore');
	});
	$restored->poll_until('SELECT NOT pg_is_in_recovery()');
	is($restored->query('SELECT id FROM boh.bookings', database => $database), $kept, 'what was deleted is there');
	$drill->must($restored, 'finish_restore', '--without-erasures');
	unlike(join('', map { BohCluster::slurp($_) } glob "$folder/repository/archive/main/*/*/*.zst"), qr/booking/, 'the archive is encrypted');
	$restored->stop;
	$server->start;
}

SKIP:
{
	skip 'Barman is not installed, or too old for this server', 1 if $major > 15 or not is_installed('barman');
	my @tool = barman($server->{BOH_BIN}, "host=" . $server->socket . " port=" . $server->port);
	my ($roles) = configuration('barman.conf') =~ /once: +(CREATE ROLE.*?TO barman;)\n; +on the backup host/s;
	$server->query($roles =~ s/^; +//mgr);
	must($server, @tool, 'receive-wal', '--create-slot', 'main');
	my $receiver = $server->background({ errors => "$folder/receive.log" }, @tool, 'receive-wal', 'main');
	$server->poll_until("SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'");
	# A file is archived when the next one has begun.
	book();
	query('SELECT pg_switch_wal()');
	book();
	BohCluster::wait_for(sub { join(' ', glob "$folder/barman/main/streaming/*") =~ /\b[0-9A-F]{24} .*\.partial$/ })
	  or die 'no WAL is streamed';
	must($server, @tool, 'archive-wal', 'main');
	must($server, @tool, 'backup', '--wait', 'main');
	must($server, @tool, 'check', 'main');
	must($server, @tool, 'verify-backup', 'main', 'last');
	kill 'TERM', $receiver;
	waitpid $receiver, 0;
}

done_testing();
