# What the build makes of migrations, and which it refuses.

use strict;
use warnings;
use File::Temp;
use Test::More;
use BohCluster;

my $generator = "$BohCluster::root/sql/migration_scripts.awk";
my $good = { '0001_one.up.sql' => "CREATE TABLE one ();\n", '0001_one.down.sql' => "DROP TABLE one;\n" };

# Runs the generator on files given as name => content.
sub generate
{
	my ($files) = @_;
	my $folder = File::Temp->newdir;

	foreach my $name (keys %$files)
	{
		open(my $handle, '>', "$folder/$name") or die "$name: $!";
		print $handle $files->{$name};
		close $handle;
	}
	return BohCluster::run('awk', '-f', $generator, sort glob "$folder/*.up.sql");
}

sub refused
{
	my ($files, $message, $name) = @_;
	my ($status, $output, $errors) = generate($files);

	isnt($status, 0, "$name: refused");
	like($errors, $message, "$name: message");
}

my ($status, $output, $errors) = generate($good);
is($status, 0, 'good migrations are taken');
is($errors, '', 'without a word');
like($output, qr/^\(1, 'one'::text, \$migration\$CREATE TABLE one \(\);\n\$migration\$, \$migration\$DROP TABLE one;\n\$migration\$\)$/m,
	'name and scripts are as written');

my $second = { %$good, '0002_two.up.sql' => "SELECT 2;\n", '0002_two.down.sql' => "SELECT 1;\n" };
($status, $output) = generate($second);
is($status, 0, 'two migrations are taken');
like($output, qr/^\(1, .*^\(2, 'two'::text/ms, 'in order');

refused({}, qr/no migrations/, 'none');
refused({ '0001_one.up.sql' => "SELECT 1;\n" }, qr/0001_one\.down\.sql is missing/, 'no way down');
refused({ %$good, '0001_one.down.sql' => '' }, qr/0001_one\.down\.sql is empty/, 'empty way down');
refused({ %$good, '0003_two.up.sql' => "SELECT 2;\n", '0003_two.down.sql' => "SELECT 1;\n" },
	qr/0003_two\.up\.sql: the number should be 0002/, 'gap');
refused({ %$good, '0001_two.up.sql' => "SELECT 2;\n", '0001_two.down.sql' => "SELECT 1;\n" },
	qr/0001_two\.up\.sql: the number should be 0002/, 'number used twice');
refused({ '1_one.up.sql' => "SELECT 1;\n", '1_one.down.sql' => "SELECT 1;\n" }, qr/the name is not NNNN_name/, 'odd name');

# CREATE EXTENSION would not leave these alone.
foreach my $word ('$migration$', '$boh_migration_scripts$', 'MODULE_PATHNAME', '@extschema@', '@extschema:boh@', '@extowner@')
{
	refused({ %$good, '0001_one.up.sql' => "SELECT '$word';\n" }, qr/0001_one\.up\.sql holds/, $word);
}
refused({ %$good, '0001_one.up.sql' => "SELECT 1;\n\\echo one\n" }, qr/0001_one\.up\.sql holds/, '\echo');

done_testing;
