# A drill of backup and recovery: a folder with backups and the configuration of the
# scripts in ops/backup, a server that archives its WAL there, and clients that book.
#
#   use BohDrill;
#   my $drill = BohDrill->new('recovery');
#   my $server = $drill->server('synchronous_commit=on');
#   my $load = $drill->load($server);
#   $load->wait_for_bookings(100);
#   $load->end;
#   $drill->must($server, 'base_backup');
#
# The environment says how large it is:
#
#   BOH_DRILL_CLIENTS    clients that book at once: 4
#   BOH_DRILL_BOOKINGS   acknowledged bookings of each part: 60
#   BOH_DRILL_SEED       "EVENTS BOOKINGS" that are made first: none
#   BOH_DRILL_DIR        the folder to work in: a temporary one
#   BOH_DRILL_REPORT     a file for figures

package BohDrill;

use strict;
use warnings;
use BohCluster;
use BohSession;
use File::Path ();
use File::Temp;
use Test::More ();
use Time::HiRes qw(time);

my $mark = '.boh_drill';
my @folders;

our $scripts = "$BohCluster::root/ops/backup";
our $database = 'shop';

sub new
{
	my ($class, $name) = @_;
	my $self = bless {
		name => $name,
		clients => $ENV{BOH_DRILL_CLIENTS} || 4,
		bookings => $ENV{BOH_DRILL_BOOKINGS} || 60,
	}, $class;

	$self->{folder} = make_folder($name);
	$self->{configuration} = "$self->{folder}/backup.conf";
	mkdir "$self->{folder}/$_" or die "$self->{folder}/$_: $!" foreach qw(media erasures);
	return $self;
}

# A folder of the drill: temporary, or below BOH_DRILL_DIR.  That one is made here, or was
# by an earlier drill: any other is left alone.
sub make_folder
{
	my ($name) = @_;
	my $parent = $ENV{BOH_DRILL_DIR};

	if (not defined $parent)
	{
		my $folder = File::Temp::tempdir("boh_drill_$name.XXXXXX", TMPDIR => 1);
		push @folders, $folder;
		return $folder;
	}
	if (-e $parent)
	{
		die "$parent was not made by a drill: name a folder that does not exist\n" if not -f "$parent/$mark";
	}
	else
	{
		mkdir $parent or die "$parent: $!\n";
		open(my $file, '>', "$parent/$mark") or die "$parent/$mark: $!\n";
		close $file;
	}
	my $folder = "$parent/$name";
	File::Path::remove_tree($folder);
	mkdir $folder or die "$folder: $!\n";
	push @folders, $folder;
	return $folder;
}

# Writes the configuration: values by their names.
sub configure
{
	my ($self, $server, %values) = @_;
	my %all = (
		BOH_BACKUP_DIR => "$self->{folder}/backups",
		BOH_PG_BIN => $server->{BOH_BIN},
		BOH_DATABASES => $database,
		BOH_ERASURES_DIR => "$self->{folder}/erasures",
		BOH_MEDIA_DIR => "$self->{folder}/media",
		BOH_SECOND_PLACE => "$self->{folder}/second",
		BOH_CHECK_DIR => $self->{folder},
		BOH_ENCRYPTION => 'age',
		BOH_AGE_RECIPIENTS => "$self->{folder}/key.pub",
		BOH_AGE_IDENTITY => "$self->{folder}/key",
		%values);

	if (not -e $all{BOH_AGE_IDENTITY})
	{
		BohCluster::run('age-keygen', '-o', $all{BOH_AGE_IDENTITY});
		BohCluster::run('age-keygen', '-o', $all{BOH_AGE_RECIPIENTS}, '-y', $all{BOH_AGE_IDENTITY});
	}
	open(my $file, '>', $self->{configuration}) or die "$self->{configuration}: $!";
	print $file map { "$_='$all{$_}'\n" } sort keys %all;
	close $file or die "$self->{configuration}: $!";
}

# A server with checksums that archives its WAL, and a database with boh.
sub server
{
	my ($self, @settings) = @_;
	my $server = BohCluster->new("drill-$self->{name}", 'archive_mode=on', 'archive_command=',
		'max_wal_size=1GB', 'log_line_prefix=%m [%p] %e ', @settings);

	$server->stop;
	my ($status, $output, $errors) = $server->command('pg_checksums', '--enable', '--no-sync', '-D', $server->data_folder);
	die $errors if $status != 0;
	$server->start;
	$self->configure($server);
	$self->must($server, 'make_folder');
	$server->query("ALTER SYSTEM SET archive_command = 'BOH_BACKUP_CONF=$self->{configuration} $scripts/archive_wal %p %f'");
	$server->query('SELECT pg_reload_conf()');
	$server->query("CREATE DATABASE $database");
	$server->query($_, database => $database) foreach 'CREATE EXTENSION boh', 'SELECT FROM boh_migrate()', seed(),
	  "INSERT INTO boh.users (email, role) SELECT 'drill' || n || '\@example.org', 'ORGANIZER' FROM generate_series(1, $self->{clients}) n",
	  "INSERT INTO boh.events (title, author_id, capacity, start_date, end_date, status)
		SELECT 'Drill', (SELECT id FROM boh.users WHERE email = 'drill1\@example.org'), 1000000,
			now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
		FROM generate_series(1, 10) n";
	return $server;
}

sub seed
{
	my ($events, $bookings) = split ' ', $ENV{BOH_DRILL_SEED} // '';

	return $events ? "SET client_min_messages = warning; SELECT count(*) FROM boh_seed_development($events, $bookings)" : ();
}

# (exit status, output, errors) of a script, for this server.
sub script
{
	my ($self, $server, $script, @arguments) = @_;

	local $ENV{BOH_BACKUP_CONF} = $self->{configuration};
	return $server->command("$scripts/$script", @arguments);
}

# The output of a script that must succeed.
sub must
{
	my ($self, $server, $script, @arguments) = @_;
	my ($status, $output, $errors) = $self->script($server, $script, @arguments);

	die "$script @arguments ended with $status:\n$output$errors" if $status != 0;
	return $output;
}

# Clients that book until end(); each line of their reports is the time of the
# acknowledgement and the id of the booking.
sub load
{
	my ($self, $server) = @_;
	my $load = bless { drill => $self, folder => File::Temp->newdir }, 'BohDrill::Load';
	my @events = split /\n/, $server->query("SELECT id FROM boh.events WHERE title = 'Drill' ORDER BY id", database => $database);
	my @users = split /\n/, $server->query("SELECT id FROM boh.users WHERE email LIKE 'drill%' ORDER BY id", database => $database);

	$load->{children} = [ BohSession::fork_clients($self->{clients}, $load->{folder}, sub {
		my ($number, $report) = @_;
		my $session = BohSession->new($server, $database);
		my $user = $users[ $number - 1 ];

		until (-e "$load->{folder}/end")
		{
			my $event = $events[ rand @events ];
			my ($state, $id) = $session->run("SELECT id FROM boh_book_seats('$event', '$user', 1, payment => 'paid')");

			last if $state eq '';
			die "$state: " . $session->message if $state ne '00000';
			printf $report "%.6f %s\n", time, $id;
		}
	}) ];
	return $load;
}

# A figure of the drill, for people.
sub report
{
	my ($self, $line) = @_;

	Test::More::note($line);
	return if not $ENV{BOH_DRILL_REPORT};
	open(my $file, '>>', $ENV{BOH_DRILL_REPORT}) or die "$ENV{BOH_DRILL_REPORT}: $!";
	print $file "$line\n";
	close $file or die "$ENV{BOH_DRILL_REPORT}: $!";
}

# Runs code; its seconds.
sub seconds
{
	my ($code) = @_;
	my $begin = time;

	$code->();
	return time - $begin;
}

# Ids of acknowledged bookings that a server lacks.
sub lost
{
	my ($self, $server, @ids) = @_;
	my $file = File::Temp->new;

	print $file map { "$_\n" } @ids;
	close $file;
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $database,
		'-c', 'CREATE TEMPORARY TABLE told (id uuid)', '-c', "\\copy told FROM '$file'",
		'-c', 'SELECT id FROM told EXCEPT SELECT id FROM boh.bookings');
	die $errors if $status != 0;
	return $output;
}

END
{
	my $status = $?;

	File::Path::remove_tree($_) foreach @folders;
	$? = $status;
}

package BohDrill::Load;

# (time, id) of each acknowledged booking.
sub acknowledged
{
	my ($self) = @_;

	return map { [ split / / ] } map { split /\n/, eval { BohCluster::slurp("$self->{folder}/$_") } // '' } 1 .. @{ $self->{children} };
}

# Waits until so many more are acknowledged; a condition for their times can be given.
sub wait_for_bookings
{
	my ($self, $count, $condition) = @_;
	my $before = $condition ? 0 : scalar $self->acknowledged;

	$condition //= sub { 1 };
	BohCluster::wait_for(sub { $before + $count <= grep { $condition->($_->[0]) } $self->acknowledged })
	  or die "the clients do not book any more\n";
}

# Lets the clients finish what they do; false when one had an error.
sub end
{
	my ($self) = @_;

	open(my $file, '>', "$self->{folder}/end") or die "$self->{folder}/end: $!";
	close $file;
	return $self->wait;
}

# Waits for the clients, whose server is gone.
sub wait
{
	my ($self) = @_;

	return 0 == grep { waitpid($_, 0); $? != 0 } @{ $self->{children} };
}

1;
