# Files are removed in two steps by an application that dies at every point in between,
# and whose server does, too.  Afterwards no page shows a file that is gone, and no file
# is left in storage that the database does not know of.

use strict;
use warnings;
use BohCluster;
use File::Temp;
use Test::More;

my $files = 3;
my $storage = File::Temp->newdir;
my $server = BohCluster->new('purge', 'fsync=on');

$server->query('CREATE DATABASE boh_db');

sub query { return $server->query($_[0], database => 'boh_db') }

query($_) foreach (
	'CREATE EXTENSION boh',
	'SELECT FROM boh_migrate()',
	"INSERT INTO boh.users (email) VALUES ('ada\@example.org')",
	"INSERT INTO boh.events (title, author_id, capacity, start_date, end_date)
	SELECT 'Fair', id, 10, now() + interval '30 days', now() + interval '31 days' FROM boh.users");

# Uploads files, the first of which an event shows, and stores them.
sub upload
{
	foreach my $number (1 .. $files)
	{
		my $name = query("INSERT INTO boh.media_files (original_filename, mime_type, file_size)
			VALUES ('file-$number.png', 'image/png', 1) RETURNING filename");

		open(my $file, '>', "$storage/$name") or die "$storage/$name: $!";
		query("UPDATE boh.events SET image_url = '/media/$name'") if $number == 1;
	}
}

sub stored { return { map { s,.*/,,r => 1 } glob("$storage/*") } }

# What is wrong between database and storage.
sub problems
{
	my $stored = stored();
	my @problems;
	my %known;

	foreach my $row (split /\n/, query('SELECT filename, purge_started_at IS NULL FROM boh.media_files'))
	{
		my ($name, $shown) = split /\|/, $row;

		$known{$name} = 1;
		push @problems, "$name can be shown and is gone" if $shown eq 't' && !$stored->{$name};
	}
	foreach my $name (split /\n/, query("SELECT regexp_replace(image_url, '.*/', '') FROM boh.events WHERE image_url IS NOT NULL"))
	{
		push @problems, "$name is shown and is gone" if !$stored->{$name};
	}
	push @problems, map { "$_ is not known" } grep { !$known{$_} } sort keys %$stored;
	return join(', ', @problems);
}

# A file that is missing counts as removed.
sub remove_files { unlink map { "$storage/" . (split /\|/)[1] } @_ }

sub purge { return split /\n/, query('SELECT id, filename FROM boh_purge_media(0)') }

sub confirm
{
	my $ids = join(',', map { (split /\|/)[0] } @_);

	return query("SELECT boh_media_purged('{$ids}')");
}

sub purge_in_full
{
	my @rows = purge();

	remove_files(@rows);
	return confirm(@rows);
}

# What an application does until it dies.
my @deaths = (
	[ 'before it commits what it was given' => sub {
		query('BEGIN; SELECT count(*) FROM boh_purge_media(0); ROLLBACK');
	} ],
	[ 'before it removes the first file' => sub {
		purge();
	} ],
	[ 'between two files' => sub {
		remove_files((purge())[0]);
	} ],
	[ 'before it confirms' => sub {
		remove_files(purge());
	} ],
	[ 'before it commits what it confirms' => sub {
		my @rows = purge();
		my $ids = join(',', map { (split /\|/)[0] } @rows);

		remove_files(@rows);
		query("BEGIN; SELECT boh_media_purged('{$ids}'); ROLLBACK");
	} ],
	[ 'after it confirmed some' => sub {
		my @rows = purge();

		remove_files(@rows);
		confirm($rows[0]);
	} ],
	[ 'while another one does the same' => sub {
		my @rows = purge();
		my @same = purge();

		remove_files(@rows);
		confirm(@rows);
		remove_files(@same);
		is(confirm(@same), 0, 'what the other one confirmed is confirmed');
	} ]);

foreach my $death (@deaths)
{
	my ($when, $act) = @$death;

	upload();
	$act->();
	is(problems(), '', "nothing is wrong after a death $when");
	$server->crash;
	$server->start;
	is(problems(), '', '... nor after a crash of the server');
	purge_in_full();
	is(problems(), '', '... nor after the next purge');
	is(scalar(keys %{ stored() }), 1, '... which leaves what is shown');
	is(query('SELECT count(*) FROM boh.media_files'), 1, '... in the database, too');
	query('UPDATE boh.events SET image_url = NULL');
	is(purge_in_full(), 1, '... and that goes when it is shown no more');
}

done_testing;
