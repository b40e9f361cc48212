# The scripts of backup without a disaster: what they refuse, keep, and say.

use strict;
use warnings;
use BohCluster;
use BohDrill;
use File::Temp;
use Test::More;

my $drill = BohDrill->new('scripts');
my $folder = $drill->{folder};
my $backups = "$folder/backups";
my @scripts = grep { -x and not /conf$/ } glob "$BohDrill::scripts/*";

# No server runs here: the log cannot be written.
my $nowhere = bless { BOH_BIN => bin_folder(), PGHOST => $folder, PGPORT => 65432,
	PGUSER => 'postgres', PGDATABASE => 'postgres' }, 'BohCluster';

sub bin_folder
{
	my (undef, $output) = BohCluster::run($ENV{PG_CONFIG} || 'pg_config', '--bindir');

	chomp $output;
	return $output;
}

sub script { return $drill->script($nowhere, @_) }

sub write_file
{
	my ($file, $content) = @_;

	open(my $handle, '>', $file) or die "$file: $!";
	print $handle $content;
	close $handle or die "$file: $!";
}

# Names below a folder
sub files { return join ' ', map { s,.*/,,r } sort glob "$_[0]/*" }

# Every script
my $has_shellcheck = (BohCluster::run('sh', '-c', 'command -v shellcheck'))[0] == 0;
foreach my $script (@scripts)
{
	my ($name) = $script =~ m,([^/]+)$,;
	my ($status, $output, $errors) = BohCluster::run($script, '--help');

	is("$status $errors", '0 ', "$name --help succeeds");
	like($output, qr/^ +(?:.*\/)?$name\b/m, "$name --help shows how to call it");
	next if not $has_shellcheck;
	is((BohCluster::run('shellcheck', '-x', '-P', $BohDrill::scripts, $script))[1], '', "shellcheck has nothing to say of $name");
}
{
	local $ENV{BOH_BACKUP_CONF} = "$folder/absent";
	my ($status, undef, $errors) = BohCluster::run("$BohDrill::scripts/make_folder");
	is($status, 1, 'a configuration that is not there is an error');
	like($errors, qr/there is no .*absent/, 'that names it');
}

# Folders that they did not make
$drill->configure($nowhere);
mkdir $backups;
write_file("$backups/mine", 'a file of somebody else');
my ($status, $output, $errors) = script('make_folder');
is($status, 1, 'a folder with files of others is not taken');
like($errors, qr/not empty/, 'because it is not empty');
foreach my $call ([ 'archive_wal', "$backups/mine", '0' x 24 ], [ 'remove_old_backups' ], [ 'base_backup' ], [ 'dump_backup' ],
	[ 'copy_media' ], [ 'copy_backups' ], [ 'restore_backup', "$folder/new" ], [ 'check_backup' ], [ 'restore_wal', '0' x 24, "$folder/x" ])
{
	($status, undef, $errors) = script(@$call);
	ok($status != 0, "$call->[0] refuses a folder without the mark");
	like($errors, qr/no folder of backups/, 'and says so');
}
is(files($backups), 'mine', 'nothing in it was touched');
unlink "$backups/mine";
is((script('make_folder'))[0], 0, 'an empty one is taken');
is((script('make_folder'))[0], 0, 'and taken again');

# WAL
my @name = map { sprintf '0000000100000000000000%02X', $_ } 0 .. 9;
write_file("$folder/segment", 'w' x 100_000);
write_file("$folder/other", 'v' x 100_000);
is((script('archive_wal', "$folder/segment", $name[2]))[0], 0, 'a file of the WAL is archived');
is(files("$backups/wal"), "$name[2].sha256 $name[2].zst.age", 'nothing else is left there');
my $archived = BohCluster::slurp("$backups/wal/$name[2].zst.age");
unlike($archived, qr/wwww/, 'encrypted');
is((script('archive_wal', "$folder/segment", $name[2]))[0], 0, 'the same again succeeds');
($status, undef, $errors) = script('archive_wal', "$folder/other", $name[2]);
is($status, 1, 'another file of that name is refused');
like($errors, qr/another file $name[2]/, 'and the message says why');
is(BohCluster::slurp("$backups/wal/$name[2].zst.age"), $archived, 'the first one stays');
foreach my $wrong ('x', "../$name[2]", "$name[2].age", '00000001.histor')
{
	($status, undef, $errors) = script('archive_wal', "$folder/segment", $wrong);
	is($status, 1, "$wrong is no name of the WAL");
}
is((script('archive_wal', "$folder/absent", $name[3]))[0], 1, 'a file that is not there is not archived');
is((script('archive_wal', "$folder/segment", '00000002.history'))[0], 0, 'a history is archived');
is((script('archive_wal', "$folder/segment", "$name[2].00000028.backup"))[0], 0, 'a history of a backup is archived');

# Killed between the hash and its file, and ten at once
write_file("$backups/wal/$name[3].sha256", 'left by a run that was killed');
my @children = map { local $ENV{BOH_BACKUP_CONF} = $drill->{configuration};
	$nowhere->background({ errors => '/dev/null' }, "$BohDrill::scripts/archive_wal", $_ % 2 ? "$folder/segment" : "$folder/other", $name[3]) } 1 .. 10;
my @succeeded = grep { waitpid($children[ $_ - 1 ], 0); $? == 0 } 1 .. 10;
is(scalar @succeeded, 5, 'of two files with one name that come at once one wins');
is(scalar(keys %{ { map { $_ % 2 => 1 } @succeeded } }), 1, 'the same one each time');
is((script('restore_wal', $name[3], "$folder/restored"))[0], 0, 'it comes back');
is(BohCluster::slurp("$folder/restored"), ($succeeded[0] % 2 ? 'w' : 'v') x 100_000, 'as it was');
is(files("$backups/wal/.new*"), '', 'no temporary file is left');

is((script('restore_wal', $name[9], "$folder/restored"))[0], 1, 'a file that is not archived is the end of the WAL');
write_file("$backups/wal/$name[4].zst.age", substr($archived, 0, -10));
write_file("$backups/wal/$name[4].sha256", 'any');
is((script('restore_wal', $name[4], "$folder/restored"))[0], 200, 'a file that is cut off is not: the server must stop');
unlink glob "$backups/wal/$name[4].*";
rename "$backups/wal/$name[2].sha256", "$folder/sum";
write_file("$backups/wal/$name[2].sha256", '0' x 64);
is((script('restore_wal', $name[2], "$folder/restored"))[0], 200, 'nor is one with another hash');
rename "$folder/sum", "$backups/wal/$name[2].sha256";
$drill->configure($nowhere, BOH_AGE_IDENTITY => "$folder/no_key");
is((script('restore_wal', $name[2], "$folder/restored"))[0], 200, 'nor a key that is missing');
$drill->configure($nowhere);

# What is kept: labels are the times of backups.
sub backup
{
	my ($kind, $days, $wal) = @_;
	my ($status, $label) = BohCluster::run('date', '-u', '-d', "$days days ago", '+%Y%m%dT%H%M%SZ');

	chomp $label;
	my $made = "$backups/$kind/$label";
	mkdir $made or die "$made: $!";
	return $made if $kind eq 'media';
	write_file("$made/base.tar.zst.age", "backup of $days days");
	my ($hash) = (BohCluster::run('sha256sum', "$made/base.tar.zst.age"))[1] =~ /^(\w+)/;
	write_file("$made/info", "wal $wal\nsegment_size 16777216\nended 2026-01-01T00:00:00.000Z\nsha256 $hash base.tar.zst.age\n");
	return $made;
}

sub remove_old
{
	my ($status, $output, $errors) = script('remove_old_backups', @_);

	die $errors if $status != 0;
	return $output . $errors;
}

my @old = map { backup('base', @$_) } [ 50, $name[2] ], [ 40, $name[3] ];
write_file("$backups/wal/$_.zst.age", 'wal') foreach @name[ 5 .. 9 ];
like(remove_old(), qr/1 backups and 4 .*older than 30 days and kept, because nothing newer is whole: base/s, 'the last one stays, whatever its age');
ok(-d $old[1] && !-e $old[0], 'the newest');
ok(-e "$backups/wal/$name[3].zst.age" && !-e "$backups/wal/$name[2].zst.age", 'and the WAL from it on');
ok(-e "$backups/wal/00000002.history.zst.age", 'histories stay');

my $new = backup('base', 1, $name[7]);
write_file("$new/base.tar.zst.age", 'damaged');
like(remove_old(), qr/is damaged/, 'a damaged one is named');
ok(-d $old[1], 'and replaces none');
write_file("$new/base.tar.zst.age", 'backup of 1 days');
my @media = map { backup('media', $_) } 60, 3, 2, 0;
like(remove_old('--dry-run'), qr/\Q$old[1]\E/, 'a dry run names what it would remove');
ok(-d $old[1], 'and removes nothing');
remove_old();
ok(-d $new && !-e $old[1], 'a whole one replaces those that are too old');
ok(-e "$backups/wal/$name[7].zst.age" && !-e "$backups/wal/$name[6].zst.age", 'with their WAL');
ok(!-e $media[0] && !-e $media[1] && -d $media[2] && -d $media[3], 'media stay from the copy before the oldest backup on');
like(remove_old(), qr/0 backups and 0 files/, 'again there is nothing to remove');
like((script('remove_old_backups'))[2], qr/could not write boh_backup_log/, 'without a server the log cannot be written, and that is no failure');
$drill->configure($nowhere, BOH_KEEP_DAYS => 0);
is((script('remove_old_backups'))[0], 1, 'zero days are refused');
$drill->configure($nowhere);

# Gaps
unlink "$backups/wal/$name[8].zst.age";
($status, undef, $errors) = script('restore_backup', "$folder/new");
is($status, 1, 'a gap in the WAL is no end of it');
like($errors, qr/lacks WAL: 1 files before $name[9]/, 'and is named');
ok(!-e "$folder/new", 'nothing was restored');
mkdir "$folder/full";
write_file("$folder/full/mine", 'a file of somebody else');
($status, undef, $errors) = script('restore_backup', "$folder/full");
like($errors, qr/is not empty/, 'nothing is restored over files');

# The folder of the drill itself
{
	local $ENV{BOH_DRILL_DIR} = "$folder/full";
	is(eval { BohDrill::make_folder('test') } // $@, "$folder/full was not made by a drill: name a folder that does not exist\n",
		'a drill refuses a folder that no drill made');
	is(files("$folder/full"), 'mine', 'and leaves it alone');
	local $ENV{BOH_DRILL_DIR} = "$folder/fresh";
	ok(-d BohDrill::make_folder('test'), 'it makes one that is not there');
	ok(-d BohDrill::make_folder('test'), 'and takes it again');
}

# What a run left behind that was killed
mkdir $_ foreach "$backups/base/20260102T030405Z", "$backups/base/20260102T030405Z/data";
($status, undef, $errors) = script('base_backup');
is($status, 1, 'without a server there is no base backup');
like($errors, qr/could not ask the server/, 'and the message says so');
ok(!-e "$backups/base/20260102T030405Z", 'what is not finished and not encrypted is removed');
ok(-d $new, 'and nothing else');

# Media
rename $_, $_ =~ s,/(\d{4}),/1999,r foreach glob "$backups/media/*";
write_file("$folder/media/one.jpg", 'one');
is((script('copy_media'))[0], 0, 'media are copied');
my $first = (sort glob "$backups/media/*")[-1];
is(BohCluster::slurp("$first/one.jpg"), 'one', 'with their content');
rename $first, "$backups/media/20200101T000000Z";
write_file("$folder/media/two.jpg", 'two');
is((script('copy_media'))[0], 0, 'and again');
my $second = (sort glob "$backups/media/*")[-1];
is(files($second), 'one.jpg two.jpg', 'all of them');
is((stat "$second/one.jpg")[1], (stat "$backups/media/20200101T000000Z/one.jpg")[1], 'what did not change is one file');

# The second place
is((script('copy_backups', '--compare'))[0], 0, 'the second place gets a copy');
ok(-f "$folder/second/.boh_backups" && -f "$folder/second/wal/$name[9].zst.age", 'of all');
write_file("$folder/second/wal/$name[9].zst.age", 'bad');
my @times = (stat "$backups/wal/$name[9].zst.age")[ 8, 9 ];
utime @times, "$folder/second/wal/$name[9].zst.age";
($status, undef, $errors) = script('copy_backups', '--compare');
is($status, 1, 'a copy that differs, with the same size and time, is found');
like($errors, qr/second place differs.*$name[9]/, 'and named');

done_testing();
