# The image that test/support/container has built: its entry point starts, a seat is booked
# through PgBouncer, and what was booked is there after a restart.

use strict;
use warnings;
use File::Temp;
use Test::More;
use BohCluster;

my $image = $ENV{BOH_IMAGE} or plan skip_all => 'for test/support/container';
my %passwords = (boh_owner => "owner's own", boh_app => 'of the "application"');
my $log = File::Temp->new;

# A command in the image, as its user and with its environment
sub command
{
	my (@command) = @_;

	return ('chroot', "--userspec=$ENV{BOH_IMAGE_USER}:$ENV{BOH_IMAGE_USER}", $image, 'env', '-i', split(/\n/, $ENV{BOH_IMAGE_ENV}), @command);
}

sub run
{
	return BohCluster::run(command(@_));
}

my @start = ((map { "BOH_" . uc(s/^boh_//r) . "_PASSWORD_FILE=/run/secrets/$_" } sort keys %passwords),
	'BOH_APP_PROFILES=service', 'BOH_MEMORY_GB=1', 'BOH_CORES=2', split ' ', $ENV{BOH_IMAGE_ENTRYPOINT});

sub start
{
	my $child = BohCluster::spawn({ output => $log, errors => $log }, command(@start));

	BohCluster::wait_for(sub { (run(split ' ', $ENV{BOH_IMAGE_HEALTHCHECK}))[0] == 0 or not BohCluster::alive($child) });
	is((run(split ' ', $ENV{BOH_IMAGE_HEALTHCHECK}))[0], 0, 'the container becomes healthy') or diag(BohCluster::slurp($log->filename));
	return $child;
}

# As docker and podman end a container
sub stop
{
	my ($child) = @_;

	kill 'TERM', $child;
	waitpid($child, 0);
	return $?;
}

# A statement of a role, through the pool
sub query
{
	my ($role, $sql, $password) = @_;
	my ($status, $output, $errors) = run("PGPASSWORD=" . ($password // $passwords{$role} // ''),
		'psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', '6432', '-U', $role, '-d', 'boh', '-c', $sql);

	chomp $output;
	return $status == 0 ? $output : $errors;
}

sub write_file
{
	my ($name, $text) = @_;

	open(my $file, '>', $name) or die "$name: $!";
	print $file $text;
	close $file or die "$name: $!";
}

is($ENV{BOH_IMAGE_USER}, 'postgres', 'the image does not run as root');
is($ENV{BOH_IMAGE_EXPOSE}, '5432 6432', 'it exposes server and pool');
unlike($ENV{BOH_IMAGE_ENV}, qr/PASSWORD/, 'and has no password in its environment');

# Files are mounted as compose does it: with owner and mode of those outside, in a folder that
# none but another user can enter.
my $secrets = File::Temp->newdir;
mkdir "$image/run/secrets";
foreach my $role (keys %passwords)
{
	my $file = "$secrets/$role";

	write_file($_, "$passwords{$role}\n") foreach $file, "$image/run/secrets/$role";
	chmod 0444, $file or die "$file: $!";
	BohCluster::run('mount', '--bind', $file, "$image/run/secrets/$role");
}
chown 1000, 1000, $secrets->dirname, glob "$secrets/*";
chmod 0700, $secrets->dirname;

# It does not start with a role that has no password for want of a readable file.
my ($app) = grep { /app/ } glob "$secrets/*";
chmod 0400, $app;
my ($status, undef, $complaint) = run(@start);
is($status, 1, 'a file of another user with mode 0400 ends the container');
like($complaint, qr{^boh: the user postgres, whose id is 999, cannot read the password file /run/secrets/boh_app$}m, 'and it says why');
ok(!-e "$image/var/lib/postgresql/data", 'nothing was made');
chmod 0444, $app;

my $child = start();
is(query('boh_owner', 'SHOW boh.schema'), 'boh', 'the owner connects through PgBouncer');
query('boh_owner', "INSERT INTO boh.users (email, name, role) VALUES ('ada\@example.org', 'Ada', 'ORGANIZER');"
	. " INSERT INTO boh.events (title, author_id, capacity, price, start_date, end_date, status) SELECT 'One seat', id, 1, 0,"
	. " now() + interval '1 day', now() + interval '2 days', 'PUBLISHED' FROM boh.users");
my $booking = "SELECT status FROM boh_book_seats((SELECT id FROM boh.events), (SELECT id FROM boh.users), 1, payment => 'pay_1')";
is(query('boh_app', $booking), 'CONFIRMED', 'the application books the last seat');
like(query('boh_app', $booking), qr/ERROR: /, 'there is no other');
like(query('boh_app', 'SELECT 1', 'wrong'), qr/authentication failed/, 'another password is refused');
like(query('postgres', 'SELECT 1', ''), qr/authentication failed|no password supplied/, 'and so is the superuser');
is(query('boh_owner', "SELECT string_agg(name, ' ') FROM boh_settings_advice(1, 2) WHERE differs"), '', 'settings are those of the advice');
# The background worker begins maintenance within some seconds.
my $ailments = "SELECT string_agg(check_name, ' ') FROM boh_doctor() WHERE ok IS NOT true";
BohCluster::wait_for(sub { query('boh_owner', $ailments) eq 'backup' });
is(query('boh_owner', $ailments), 'backup', 'the owner of the tables is told that backups are left to do');
is((run('psql', '-qAtX', '-h', '/var/run/postgresql', '-d', 'boh', '-c', 'SELECT rolsuper FROM pg_roles WHERE rolname = \'boh_owner\''))[1], "f\n",
	'administrators come in through the socket; the owner is no superuser');
is(stop($child), 0, 'TERM ends it in good order');

$child = start();
is(query('boh_app', 'SELECT count(*) FROM boh.bookings'), '1', 'what was booked is there after a restart');

# When the pool ends, so does the container, and its runtime can start it again.
my ($pool) = grep { BohCluster::slurp("/proc/$_/cmdline") =~ /^pgbouncer/ } BohCluster::children($child);
kill 'KILL', $pool;
waitpid($child, 0);
is($? >> 8, 1, 'without PgBouncer the container ends');
unlike(BohCluster::slurp($log->filename), qr/owner's own/, 'no password is logged');

done_testing;
