# A cache in Redis that forgets what the database announces is never wrong: after
# the listener has handled the notification of a commit, nothing older is read, and
# when all is quiet every entry equals the database.  Its connection is cut now and
# then.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use Test::More;
use Time::HiRes qw(sleep);

# Debian's package redis-server would start a server of the system; the program is
# the same, and looks at its name.
my ($redis) = grep { -x } qw(/usr/bin/redis-server /usr/bin/redis-check-rdb);
my $packages = ($ENV{BOH_TEST_NPM} // 'no') . '/clients/cache_listener/node_modules';

plan skip_all => 'there is no redis' unless $redis;
plan skip_all => 'the npm packages of test/clients/cache_listener are not installed' unless -d "$packages/pg" and -d "$packages/redis";

my $seconds = $ENV{BOH_TEST_SECONDS} // 60;
# Enough to be cut several times, and no more than that.
$seconds = 10 if $seconds < 10;
$seconds = 20 if $seconds > 20;
my $cuts = 3;
my $folder = File::Temp->newdir('/tmp/boh.XXXXXX');
my $scripts = "$BohCluster::root/test/clients/cache_listener";
$ENV{REDIS_SOCKET} = "$folder/redis.sock";
$ENV{NODE_PATH} = $packages;

my $server = BohCluster->new('cache', 'fsync=off');
$server->query($_) foreach ('CREATE EXTENSION boh', 'SELECT FROM boh_migrate()',
	'CREATE TABLE versions (kind text, key text, version integer NOT NULL DEFAULT 0, PRIMARY KEY (kind, key))',
	"INSERT INTO boh.users (email) VALUES ('author\@example.org')",
	"INSERT INTO boh.site_settings (key, value) SELECT 'counter.' || n, '0' FROM generate_series(1, 5) n",
	"INSERT INTO boh.content_pages (author_id, slug, title, status) SELECT u.id, 'page-' || n, '0', 'PUBLISHED' FROM boh.users u, generate_series(1, 5) n",
	"INSERT INTO boh.media_files (original_filename, mime_type, file_size, url, alt_text) SELECT n || '.png', 'image/png', 1000, '/' || n || '.png', '0' FROM generate_series(1, 5) n",
	"INSERT INTO versions (kind, key) SELECT 'setting', key FROM boh.site_settings WHERE key LIKE 'counter.%'
		UNION ALL SELECT 'page', slug FROM boh.content_pages UNION ALL SELECT 'media', id::text FROM boh.media_files");

symlink $redis, "$folder/redis-server" or die "$folder/redis-server: $!";
my $redis_process = BohCluster::spawn({ output => "$folder/redis.log", errors => "$folder/redis.log" },
	"$folder/redis-server", '--port', 0, '--unixsocket', $ENV{REDIS_SOCKET}, '--save', '', '--dir', "$folder");
BohCluster::wait_for(sub { -S $ENV{REDIS_SOCKET} }) or die BohCluster::slurp("$folder/redis.log");

# One of our scripts, started; its output is read when it has ended.
sub start
{
	my ($name, $script, @arguments) = @_;

	return $server->background({ output => "$folder/$name", errors => "$folder/$name" }, 'node', "$scripts/$script", @arguments);
}

# Not there yet is empty yet.
sub output { return -e "$folder/$_[0]" ? BohCluster::slurp("$folder/$_[0]") : '' }

my $listener = start('listener', 'listen.js');
BohCluster::wait_for(sub { output('listener') =~ /^listening$/m }) or die output('listener');

waitpid(start('overtake', 'overtake.js'), 0);
is(output('overtake'), "the overtaken reader has old\nkept is null\nthe next reader has new\nkept is value \"new\"\n",
	'what was read before a change is not kept after it');

my %clients = (
	'writers 1' => start('writers 1', 'load.js', 'write', $seconds),
	'writers 2' => start('writers 2', 'load.js', 'write', $seconds),
	'readers 1' => start('readers 1', 'load.js', 'read', $seconds),
	'readers 2' => start('readers 2', 'load.js', 'read', $seconds));
foreach my $cut (1 .. $cuts)
{
	sleep $seconds / ($cuts + 1);
	$server->poll_until("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'cache_listener'", 1);
}
foreach my $name (sort keys %clients)
{
	waitpid(delete $clients{$name}, 0);
	is($?, 0, "$name ended well") or diag(output($name));
	note("$name: ", output($name));
	unlike(output($name), qr/^stale/m, "$name: nothing older was read than had been handled, and nothing uncommitted") if $name =~ /readers/;
}
like(output($_), qr/^changes [1-9]/m, "there were changes of $_") foreach 'writers 1', 'writers 2';
like(output($_), qr/hits [1-9]/, "$_ found entries") foreach 'readers 1', 'readers 2';

# So that there is something to compare
waitpid(start('last readers', 'load.js', 'read', 1), 0);
unlike(output('last readers'), qr/^stale/m, 'nothing stale is read when nothing changes any more');
waitpid(start('compare', 'load.js', 'compare'), 0);
is(output('compare'), "compared 15\n", 'every entry equals the database');

kill 'TERM', $listener;
waitpid($listener, 0);
undef $listener;
like(output('listener'), qr/^connections (?!1$)\d+$/m, 'the listener had to connect again') or diag(output('listener'));

END
{
	my $status = $?;
	kill 'KILL', grep { defined } $redis_process, $listener, values %clients;
	$? = $status;
}

done_testing;
