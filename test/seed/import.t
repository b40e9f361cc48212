# The example that imports the export of another ticket shop: what it brings, that a
# second run brings nothing, and that a broken export leaves nothing behind.

use strict;
use warnings;
use BohCluster;
use Cwd;
use File::Copy qw(copy);
use File::Temp;
use Test::More;

my $server = BohCluster->new('import', 'fsync=off');
my $folder = File::Temp->newdir;

chmod 0755, $folder;
copy("$BohCluster::root/examples/import/$_", "$folder/$_") or die "$_: $!" foreach qw(import.sql events.csv orders.csv);

sub make_database
{
	my ($database) = @_;

	$server->query("CREATE DATABASE $database");
	$server->query('CREATE EXTENSION boh; SELECT FROM boh_migrate();', database => $database);
}

sub import_into
{
	my ($database) = @_;
	my $here = getcwd();

	chdir $folder or die "$folder: $!";
	my @result = $server->command('psql', '-X', '-q', '-A', '-t', '-d', $database, '-v', 'organizer=Office@example.org', '-f', 'import.sql');
	chdir $here or die "$here: $!";
	return @result;
}

sub count_of
{
	my ($database, $table) = @_;

	return $server->query("SELECT count(*) FROM boh.$table", database => $database);
}

my $expected = <<'END';
t
Winterkonzert|COMPLETED|6|6|4|195.00
Lesung "Der Fluss"|COMPLETED|40|1|2|0.00
Sommernacht im Park|CANCELLED|500|0|1|0
Jazz am See|PUBLISHED|300|2|1|96.00
END

make_database('shop');
my ($status, $output, $errors) = import_into('shop');
is($status, 0, 'imported') or diag($errors);
is($output, $expected, 'sums are those of the old shop, and boh_verify() finds nothing');
is($server->query("SELECT unit_price, confirmed_at AT TIME ZONE 'UTC', payment_reference FROM boh.bookings WHERE idempotency_key = 'old-shop-T-2'", database => 'shop'),
	'30.00|2024-09-30 06:01:00|ch_2', 'a booking has its old price, time and payment');
is($server->query("SELECT status, expired_at IS NOT NULL, cancel_reason FROM boh.bookings WHERE idempotency_key = 'old-shop-T-3'", database => 'shop'),
	'CANCELLED|t|hold expired', 'a hold that ran out is known as one');
is($server->query("SELECT count(*) FROM boh.audit_logs WHERE action = 'IMPORT'", database => 'shop'), 1, 'the audit tells of the import');

my @before = map { count_of('shop', $_) } qw(users venues events bookings);
($status, $output, $errors) = import_into('shop');
is($status, 0, 'imported again') or diag($errors);
is($output, $expected, 'with the same sums');
is_deeply([ map { count_of('shop', $_) } qw(users venues events bookings) ], \@before, 'and no new rows');

# Eight tickets of a hall that has six seats: the old shop had oversold it.
open(my $orders, '>>', "$folder/orders.csv") or die "orders.csv: $!";
print $orders "T-9,E-1001,max\@mail.example,Max,2,7000,EUR,2024-12-03T07:00:00+01:00,paid,2024-12-03T07:00:40+01:00,ch_9,\n";
close $orders;
make_database('oversold');
($status, $output, $errors) = import_into('oversold');
isnt($status, 0, 'an oversold event is refused');
like($errors, qr/not enough seats: 8 requested, 6 available/, 'with the seats that are missing');
is(count_of('oversold', 'events'), 0, 'nothing is left behind');

done_testing();
