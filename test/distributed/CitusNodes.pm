# A coordinator and two workers of Citus with the extension, for tests.
#
#   use CitusNodes;
#   my $nodes = CitusNodes->new;
#   $nodes->coordinator->query('SELECT 1');
#   $nodes->holder('jazz_club')->query('SELECT 1');     on the node that has this tenant
#
# A server listens on a socket in a folder of its own, and this folder is its name as a node.

package CitusNodes;

use strict;
use warnings;
use BohCluster;
use File::Basename qw(dirname);
use File::Temp;
use Test::More ();

my @names = qw(coordinator worker_1 worker_2);

# new('setting=value', ...)
sub new
{
	my ($class, @settings) = @_;
	my $self = bless {}, $class;

	foreach my $name (@names)
	{
		$self->{$name} = BohCluster->new("citus_$name", 'shared_preload_libraries=citus', 'wal_level=logical',
			'max_prepared_transactions=200', 'max_wal_senders=20', 'max_replication_slots=20',
			'max_worker_processes=20', 'max_connections=200', 'citus.enable_local_execution=off', @settings);
		$self->{$name}->query('CREATE EXTENSION citus');
		# A move connects to its own node, too.
		$self->{$name}->query("ALTER SYSTEM SET citus.local_hostname = '" . $self->{$name}->socket . "'");
		$self->{$name}->query('SELECT pg_reload_conf()');
	}
	$self->coordinator->query("SELECT citus_set_coordinator_host('" . $self->coordinator->socket . "', 65432)");
	$self->coordinator->query("SELECT citus_add_node('" . $_->socket . "', 65432)") foreach $self->workers;
	$self->coordinator->query('CREATE EXTENSION boh');
	return $self;
}

sub coordinator { return $_[0]{coordinator} }
sub workers { return @{ $_[0] }{qw(worker_1 worker_2)} }
sub all { return @{ $_[0] }{@names} }

# A tenant on a node, whose owner can connect to it: Citus does so in the owner's name.
sub make_tenant
{
	my ($self, $tenant, $prepare) = @_;
	my $coordinator = $self->coordinator;

	# Citus connects in the name of a role only after its creation was committed.
	$coordinator->query("CREATE ROLE owner_of_$tenant LOGIN");
	$coordinator->query("SET citus.enable_ddl_propagation = off; SELECT boh_create_tenant('$tenant', 'owner_of_$tenant')");
	$prepare->() if $prepare;
	return $self->distribute($tenant);
}

# A tenant without rows, divided over the workers by event
sub make_divided
{
	my ($self, $tenant) = @_;
	my $coordinator = $self->coordinator;

	$coordinator->query("CREATE ROLE owner_of_$tenant LOGIN");
	$coordinator->query("SET citus.enable_ddl_propagation = off; SELECT boh_create_tenant('$tenant', 'owner_of_$tenant')");
	my ($status, $output, $errors) = $coordinator->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-v', "tenant=$tenant",
		'-d', $coordinator->{PGDATABASE}, '-f', dirname(__FILE__) . '/divide.sql');
	die $errors if $status != 0;
	return;
}

# Who books meanwhile may make it the victim of a deadlock, on one node or over several. Nothing
# has changed then.
sub distribute
{
	my ($self, $tenant) = @_;
	my ($status, $output, $errors);

	do
	{
		($status, $output, $errors) = $self->coordinator->psql("SET client_min_messages = warning; SELECT boh_distribute_tenant('$tenant')",
			options => [ '-v', 'VERBOSITY=verbose' ]);
	} while ($errors =~ /ERROR: +40P01/);
	die $errors if $status != 0;
	chomp $output;
	return $output;
}

# The folder of the node that has a tenant
sub node_of
{
	my ($self, $tenant) = @_;

	return $self->coordinator->query("SELECT n.nodename FROM pg_dist_shard JOIN pg_dist_placement USING (shardid) JOIN pg_dist_node n USING (groupid) WHERE logicalrelid = '$tenant.schema_migrations'::regclass");
}

# The server that has a tenant
sub holder
{
	my ($self, $tenant) = @_;
	my $folder = $self->node_of($tenant);
	my ($holder) = grep { $_->socket eq $folder } $self->all;

	return $holder;
}

sub other_worker
{
	my ($self, $tenant) = @_;
	my $folder = $self->node_of($tenant);
	my ($other) = grep { $_->socket ne $folder } $self->workers;

	return $other;
}

# Moves a tenant to the other worker, with its policies.
sub move
{
	my ($self, $tenant) = @_;
	my $other = $self->other_worker($tenant);

	$self->coordinator->query("SELECT citus_schema_move('$tenant', '" . $other->socket . "', 65432)");
	return $self->distribute($tenant);
}

# Spreads tenants evenly over the workers, and makes the policies of those that moved.
sub rebalance
{
	my ($self) = @_;

	$self->coordinator->query("SELECT rebalance_table_shards(rebalance_strategy => 'by_shard_count', shard_transfer_mode => 'force_logical')");
	$self->distribute($_) foreach split /\n/, $self->coordinator->query('SELECT schema_name FROM citus_schemas');
	return;
}

# Transactions a second of clients of pgbench, spread evenly over the servers that have a
# script, by name: rate_of(8, 5, citus_worker_1 => "SELECT 1;"). Other work on the machine comes
# and goes, so it is the middle one of three passes.
sub rate_of
{
	my ($self, @pass) = @_;
	my @rates = sort { $a <=> $b } map { $self->one_pass(@pass) } 1 .. 3;

	return $rates[1];
}

sub one_pass
{
	my ($self, $clients, $seconds, %scripts) = @_;
	my @running;
	my $sum = 0;

	foreach my $server (grep { $scripts{ $_->{name} } } $self->all)
	{
		my ($script, $report) = (File::Temp->new, File::Temp->new);

		print $script $scripts{ $server->{name} };
		$script->flush;
		chmod 0644, $script->filename;
		push @running, [ $server->background({ output => $report->filename, errors => $report->filename }, 'pgbench', '-n', '-c', $clients / keys %scripts, '-T', $seconds, '-f', $script->filename), $script, $report ];
	}
	foreach my $run (@running)
	{
		waitpid($run->[0], 0);
		my $output = BohCluster::slurp($run->[2]->filename);

		die $output if $?;
		$sum += $1 if $output =~ /tps = ([\d.]+)/;
	}
	return $sum;
}

# Measures a rate, and says it with how busy the machine was
sub measure
{
	my ($self, $name, @pass) = @_;
	my $rate = $self->rate_of(@pass);
	my ($load) = split / /, BohCluster::slurp('/proc/loadavg');

	Test::More::diag(sprintf '%-60s %7.0f bookings/s, load %s', $name, $rate, $load);
	return Test::More::cmp_ok($rate, '>', 0, $name);
}

# (status, output, errors) of statements that are sent one by one: Citus passes on the whole
# of what it was sent with a SET LOCAL.
sub one_by_one
{
	my ($server, $statements) = @_;

	return $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=sqlstate', '-d', $server->{PGDATABASE},
		map { ('-c', $_) } split /;\s*/, $statements);
}

# What boh_verify() finds in a tenant, asked through the coordinator: a query that reads a
# table of the tenant is run where that is, and with it the function.
sub verify
{
	my ($self, $tenant) = @_;
	my ($status, $output, $errors) = one_by_one($self->coordinator, "BEGIN; SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL boh.schema = '$tenant';
		SELECT v.* FROM (SELECT count(*) FROM $tenant.events) e, boh_verify() v; COMMIT");

	return $status == 0 ? $output : "$errors$output";
}

1;
