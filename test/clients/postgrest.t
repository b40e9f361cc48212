# doc/how-to/clients/postgrest.md and doc/how-to/clients/graphql.md: their SQL runs as the owner of the tables, and then
# the statements that PostgREST sends for a request, as its sources have them.  psql sends them.

use strict;
use warnings;
use BohCluster;
use BohToken;
use File::Temp;
use FindBin;
use JSON::PP;
use Test::More;

my $work = File::Temp->newdir('/tmp/boh.XXXXXX');
my $signer = BohToken->new($work);
my $key = $signer->public('login', 'ed25519');
my $grace = '01990000-0000-7000-8000-000000000001';
my $server = BohCluster->new('postgrest', 'fsync=off', 'timezone=America/New_York');

$server->query($_) foreach 'CREATE ROLE owner LOGIN CREATEROLE', 'GRANT CREATE ON DATABASE postgres TO owner', 'CREATE EXTENSION boh';

# Runs SQL as the owner; dies with what psql says.
sub as_owner
{
	my ($sql, @variables) = @_;
	my $file = "$work/owner.sql";

	open(my $handle, '>:raw', $file) or die "$file: $!";
	print $handle $sql;
	close $handle or die "$file: $!";
	my ($status, undef, $errors) = $server->command('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', @variables, '-U', 'owner', '-o', '/dev/null', '-f', $file);
	die $errors if $status != 0;
}

# The blocks of SQL of a page
sub page_sql { return join "\n", BohCluster::slurp("$BohCluster::root/doc/how-to/clients/$_[0]") =~ /^```sql\n(.*?)^```/msg }

as_owner('SELECT FROM boh_migrate();');
as_owner(page_sql('postgrest.md'));
pass('the SQL of postgrest.md runs');
as_owner(<<'SQL', '-v', "public_key=$key");
INSERT INTO boh.session_keys (kid, algorithm, public_key, issuer, audience)
VALUES ('2027-01', 'EdDSA', :'public_key', 'https://login.example.org', 'shop');
INSERT INTO boh.users (id, email, name, role) VALUES
	('01990000-0000-7000-8000-000000000001', 'grace@example.org', 'Grace', 'USER'),
	('01990000-0000-7000-8000-000000000003', 'ada@example.org', 'Ada', 'ADMIN');
INSERT INTO boh.events (title, author_id, capacity, price, start_date, end_date, status)
VALUES ('Concert', '01990000-0000-7000-8000-000000000003', 3, 49.50, '2031-03-04 05:06:07.890+00', '2031-03-05', 'PUBLISHED');
SELECT boh_publish_page(boh_create_page('{"title": "About us", "authorId": "01990000-0000-7000-8000-000000000003"}', '[]'));
SQL
my $event = $server->query('SELECT id FROM boh.events');

my $token = $signer->token('EdDSA', 'login', '{"alg": "EdDSA", "typ": "JWT", "kid": "2027-01"}',
	qq({"sub": "$grace", "iss": "https://login.example.org", "aud": "shop", "role": "shop", "exp": NOW+600}));

# One request: its settings, the pre-request function, and the main statement, in one transaction.
# Returns the SQLSTATE, or 00000, and what psql printed.
sub request
{
	my ($method, $schema, $role, $bearer, $statement, %values) = @_;
	my $mode = $method eq 'GET' ? 'READ ONLY' : 'READ WRITE';
	my $headers = defined $bearer ? qq({"authorization": "Bearer $bearer"}) : '{}';
	my $file = "$work/request.sql";

	open(my $handle, '>:raw', $file) or die "$file: $!";
	print $handle <<"SQL";
\\set VERBOSITY verbose
START TRANSACTION ISOLATION LEVEL READ COMMITTED $mode;
SELECT set_config('search_path', '"$schema", "public"', true), set_config('role', '$role', true),
	set_config('request.jwt.claims', '{"role": "$role"}', true), set_config('request.method', '$method', true),
	set_config('request.path', '/', true), set_config('request.headers', :'headers', true), set_config('request.cookies', '{}', true) \\g /dev/null
SELECT "api"."sign_in"() \\g /dev/null
$statement;
COMMIT;
SQL
	close $handle or die "$file: $!";
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', 'authenticator', '-v', "headers=$headers",
		(map { ('-v', "$_=$values{$_}") } sort keys %values), '-f', $file);
	my ($code) = $errors =~ /ERROR:  (\w{5}):/;
	return ($code // ($status ? '?????' : '00000'), $output . $errors);
}

# The main statement of POST /rpc/FUNCTION, whose body has these arguments
sub call
{
	my ($function, %arguments) = @_;
	my @names = sort keys %arguments;
	my ($schema, $name) = split /\./, $function;
	my $columns = join ', ', map { qq("$_" $arguments{$_}) } @names;
	my $list = join ', ', map { qq("$_" := pgrst_body."$_") } @names;
	my $selected = join ', ', map { qq("$_") } @names;

	return <<"SQL";
WITH pgrst_source AS (SELECT pgrst_call.* FROM (SELECT :'body'::json AS json_data) pgrst_payload,
	LATERAL (SELECT $selected FROM json_to_record(pgrst_payload.json_data) AS _($columns)) pgrst_body,
	LATERAL "$schema"."$name"($list) pgrst_call)
SELECT coalesce(json_agg(_postgrest_t), '[]')::text AS body FROM (SELECT "$name".* FROM "pgrst_source" AS "$name") _postgrest_t
SQL
}

my $direct = call('public.boh_book_seats', event => 'uuid', customer => 'uuid', seat_count => 'integer');
my $own = call('api.book', event => 'uuid', seats => 'integer', key => 'text');
my ($code, $said);

($code, $said) = request('POST', 'public', 'shop', $token, $direct, body => qq({"event": "$event", "customer": "$grace", "seat_count": 1}));
is($code, '00000', 'a function of boh is called by the names of its arguments') or diag($said);
is(($code eq '00000' ? decode_json($said)->[0]{status} : ''), 'PENDING', '... and its row is JSON');
like($said, qr/"total_price":49\.50,/, 'amounts are numbers, with their zeros');

($code, $said) = request('POST', 'api', 'shop', $token, $own, body => qq({"event": "$event", "seats": 1, "key": "order 1"}));
is(($code eq '00000' ? decode_json($said)->[0]{user_id} : $said), $grace, 'a function of one\'s own books for who is signed in');
my ($again, $answer) = request('POST', 'api', 'shop', $token, $own, body => qq({"event": "$event", "seats": 1, "key": "order 1"}));
is($answer, $said, 'the same request again has the same answer');

($code, $said) = request('POST', 'api', 'shop', $token, $own, body => qq({"event": "$event", "seats": 2, "key": "order 2"}));
is($code, 'BH003', 'sold out');
my ($detail) = $said =~ /^DETAIL:  (.*)$/m;
is_deeply(decode_json($detail), { event_id => $event, requested => 2, available => 1 }, '... and "details" is JSON');

($code) = request('POST', 'api', 'shop', "${token}x", $own, body => qq({"event": "$event", "seats": 1, "key": "order 3"}));
is($code, '42501', 'what PostgREST believed, boh verifies itself');
($code) = request('POST', 'api', 'shop', undef, $own, body => qq({"event": "$event", "seats": 1, "key": "order 3"}));
is($code, '22004', 'a visitor cannot book');
($code) = request('GET', 'api', 'shop', $token, $own, body => qq({"event": "$event", "seats": 1, "key": "order 3"}));
is($code, '25006', 'GET does not write');

my $page = q(WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar FROM (SELECT "public"."boh_page"("slug" := 'about-us') pgrst_scalar) pgrst_call)
	SELECT coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')::text FROM (SELECT "boh_page".* FROM "pgrst_source" AS "boh_page") _postgrest_t);
($code, $said) = request('GET', 'public', 'site', undef, $page);
is(($code eq '00000' ? decode_json($said)->{title} : $said), 'About us', 'a visitor reads a page with GET');

my $bookings = q(WITH pgrst_source AS (SELECT "boh"."bookings".* FROM "boh"."bookings")
	SELECT coalesce(json_agg(_postgrest_t), '[]')::text FROM (SELECT * FROM pgrst_source) _postgrest_t);
($code, $said) = request('GET', 'boh', 'shop', $token, $bookings);
is(scalar @{ decode_json($said) }, 2, 'a person reads their bookings');
($code, $said) = request('GET', 'boh', 'shop', undef, $bookings);
is($said, "[]\n", '... a visitor none');
($code) = request('GET', 'boh', 'site', undef, $bookings);
is($code, '42501', '... and the role for the site has no tables');

($code) = request('GET', 'boh', 'shop', $token, 'SELECT "boh"."users".* FROM "boh"."users"');
is($code, '42501', 'nobody asks for all columns of users');
($code, $said) = request('GET', 'boh', 'shop', $token, 'SELECT "boh"."users"."name" FROM "boh"."users"');
is($said, "Grace\n", '... but for those that may be read');

($code, $said) = request('POST', 'boh', 'shop', $token, <<'SQL', body => qq({"event_id": "$event", "user_id": "$grace", "seats": 1}));
WITH pgrst_source AS (INSERT INTO "boh"."bookings"("event_id", "seats", "user_id")
	SELECT "pgrst_body"."event_id", "pgrst_body"."seats", "pgrst_body"."user_id" FROM (SELECT :'body'::json AS json_data) pgrst_payload,
	LATERAL (SELECT "event_id", "seats", "user_id" FROM json_to_record(pgrst_payload.json_data)
		AS _("event_id" uuid, "seats" integer, "user_id" uuid)) pgrst_body RETURNING "boh"."bookings".*)
SELECT coalesce(json_agg(_postgrest_t), '[]')::text FROM (SELECT "bookings"."status" FROM "pgrst_source" AS "bookings") _postgrest_t
SQL
is($said, qq([{"status":"PENDING"}]\n), 'a row is inserted, and its seats are taken');
is($server->query('SELECT booked_count FROM boh.events'), '3', '... all of them are booked now');

($code) = request('GET', 'api', 'owner', undef, 'SELECT 1');
is($code, '42501', 'the connection becomes no role that it was not given');

# What the page about GraphQL adds
as_owner(page_sql('graphql.md'));
pass('the SQL of graphql.md runs');

# pg_graphql exposes functions whose types it knows, under their names.
my @exposed = split /\n/, $server->query(q(
	SELECT p.proname FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
	WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ('boh_page', 'boh_event', 'boh_list_events', 'boh_book_seats', 'boh_create_page', 'boh_publish_page')
		AND t.typname NOT IN ('record', 'trigger', 'event_trigger') AND t.typtype NOT IN ('p', 'e') ORDER BY 1));
is("@exposed", 'boh_create_page boh_event boh_list_events boh_page boh_publish_page', 'pg_graphql shows functions that return one value, and no others');

# Hasura: one role that keeps people apart itself, and functions that return rows of a table.
my $session = qq({"x-hasura-role": "user", "x-hasura-user-id": "$grace", "x-hasura-boh-token": "$token"});
$server->query(qq(UPDATE boh.events SET capacity = 5));
my $booked = $server->query(qq(SET ROLE hasura; SELECT coalesce(json_agg(r), '[]') FROM (SELECT * FROM api.book_in_session('$event', 1, 'order 4', '$session')) r));
is(decode_json($booked)->[0]{user_id}, $grace, 'Hasura books for the person whose token is in the session');
like(($server->psql(qq(SET ROLE hasura; SELECT * FROM api.book_in_session('$event', 1, 'order 5', '{}'))))[2], qr/customer/, '... and without a token for nobody');
is($server->query('SET ROLE hasura; SELECT count(*) FROM boh.bookings'), '4', 'its role reads all rows, so its own permissions must keep people apart');

is($server->query('SELECT count(*) FROM boh_verify()'), '0', 'boh_verify() finds nothing');

done_testing;
