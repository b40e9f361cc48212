# Attacks and harmless rich text through boh_sanitize_html() and boh_html_errors(),
# in databases of several encodings, and what Chromium makes of the results.

use strict;
use warnings;
use utf8;
use BohCluster;
use Encode qw(decode encode);
use File::Temp;
use JSON::PP;
use Test::More;

binmode(Test::More->builder->$_, ':encoding(UTF-8)') for qw(output failure_output todo_output);

my $folder = "$BohCluster::root/test/html";
my $json = JSON::PP->new->ascii;

sub read_documents
{
	return @{ JSON::PP->new->utf8->decode(BohCluster::slurp("$folder/$_[0].json")) };
}

my @attacks = read_documents('attacks');
my @harmless = read_documents('harmless');

# What documents at random are made of.
my @pieces = map { split /(?<=>)|(?=<)/ } @attacks;

# Links to headings of their own document, and how many of them lead there.
my @anchored = (
	[ '<ul><li><a href="#one">1</a><li><a href="#two">2</a></ul><h2 id="one">One</h2><h2 id="two">Two</h2>', 2 ],
	[ '<h2 id="zażółć">a</h2><a href="#zażółć">b</a><a href="#za%C5%BC%C3%B3%C5%82%C4%87">c</a><a href="#content-zażółć">d</a>', 3 ],
	[ '<h2 id="x">a</h2><h3 id="x">b</h3><p id="y">c</p><a href="#x">d</a><a href="#y">e</a><a href="#z">f</a>', 1 ],
	[ '<h2 id="1.2:a_b-c">a</h2><a href="#1.2:a_b-c">b</a><a href="#1%2E2%3Aa_b-c">c</a>', 2 ],
	[ '<h2 id="cookie">a</h2><a href="#cookie">b</a><h2 id="__proto__">c</h2><a href="#__proto__">d</a>', 2 ]);

# Nested so deeply that browsers give up nesting, with something after it.
push @attacks, map { ($_ x 600) . '<style><img title="</style><img src=x onerror=alert(1)>">' } '<div>', '<b>', '<svg>', '<math><mi>';

my $server = BohCluster->new('html', 'fsync=off');

# query(DATABASE, SQL): the JSON that it gives
sub query
{
	my ($database, $sql) = @_;
	my $script = File::Temp->new;

	print $script $sql;
	close $script;
	my ($status, $output, $errors) = $server->command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-f', $script->filename);
	is($errors, '', "$database: no errors");
	return JSON::PP->new->utf8->decode($output);
}

# Perl's JSON in ASCII, so that the database's encoding need not be known.
sub documents_sql
{
	my ($expression, @documents) = @_;

	return "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SELECT json_agg($expression ORDER BY number) FROM json_array_elements_text(\$documents\$"
	  . $json->encode(\@documents)
	  . '$documents$) WITH ORDINALITY AS documents (html, number)';
}

my $judge = 'json_build_object(\'clean\', boh_sanitize_html(html), \'again\', boh_sanitize_html(boh_sanitize_html(html)), '
  . '\'errors\', (SELECT count(*) FROM boh_html_errors(html)), \'left\', (SELECT count(*) FROM boh_html_errors(boh_sanitize_html(html))))';

$server->query('CREATE EXTENSION boh');
my $judged = query('postgres', documents_sql($judge, @attacks));
my @clean = map { $_->{clean} } @$judged;

cmp_ok(scalar @attacks, '>=', 200, 'there are many attacks');
is(scalar @clean, scalar @attacks, 'each has a result');
foreach my $number (0 .. $#attacks)
{
	my ($result, $shown) = ($judged->[$number], substr($attacks[$number], 0, 70) =~ s/[\x00-\x1F\x7F]/?/gr);

	is("$result->{left} errors, " . ($result->{again} eq $result->{clean} ? 'stable' : $result->{again}), '0 errors, stable', "sanitized for good: $shown");
	cmp_ok($result->{errors}, '>', 0, "not accepted as it stands: $shown");
}

my @anchored_clean = map { $_->{clean} } @{ query('postgres', documents_sql($judge, map { $_->[0] } @anchored)) };
my $unharmed = query('postgres', documents_sql($judge, @harmless));
foreach my $number (0 .. $#harmless)
{
	is($unharmed->[$number]{errors}, 0, 'accepted as it stands: ' . substr($harmless[$number], 0, 70) =~ s/\n/ /gr);
}

# Databases whose encodings lack what a document may have.
foreach my $encoding ('LATIN2', 'SQL_ASCII', 'EUC_JP')
{
	my $name = lc $encoding;

	$server->query("CREATE DATABASE $name ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
	$server->psql('CREATE EXTENSION boh', database => $name);
	my $results = query($name, "SET client_encoding = 'UTF8'; SELECT json_agg(boh_sanitize_html(html) ORDER BY number) FROM (VALUES "
		  . "(1, '<p title=\"&#321;&#26481;\">&#x41b; &#26481;&eacute;</p>'), (2, '<a href=\"/&#26481;\">x</a>'), (3, '<a href=\"/x\">a&nbsp;b</a>')) AS d (number, html)");
	my %expected = (
		latin2 => [ '<p title="Ł&#26481;">&#1051; &#26481;é</p>', '<a>x</a>', '<a href="/x">a&nbsp;b</a>' ],
		sql_ascii => [ '<p title="Ł東">Л 東é</p>', '<a href="/東">x</a>', '<a href="/x">a&nbsp;b</a>' ],
		euc_jp => [ '<p title="Ł東">Л 東é</p>', '<a href="/東">x</a>', '<a href="/x">a&nbsp;b</a>' ]);
	is_deeply($results, $expected{$name}, "$encoding: characters are kept, as references where they must");
}
is_deeply(query('latin2', "SET client_encoding = 'UTF8'; SELECT json_agg(boh_sanitize_html_report('<h2 id=\"&#26481;&#322;\">x</h2><a href=\"#%E6%9D%B1%C5%82\">y</a>') #>> '{changed,0,to}')"),
	[ 'content-&#26481;ł' ], 'LATIN2: the report has characters that the encoding lacks as references');
is_deeply(query('latin2', "SELECT json_agg(code) FROM generate_series(128, 255) code WHERE NOT boh_json_valid('{\"format\": \"boh-link\"}', to_jsonb('/a' || chr(code) || 'b'))"),
	[ 128 .. 160, 173 ], 'LATIN2: links have no characters that cannot be seen');
my ($status, $output, $errors) = $server->psql('SELECT boh_sanitize_html(E\'<p>\\xff</p>\')', database => 'sql_ascii', options => [ '-v', 'VERBOSITY=sqlstate' ]);
like($errors, qr/22021/, 'SQL_ASCII: bytes that are not UTF-8 are an error');

# Documents at random, of pieces of the attacks.
srand(42);
my @random = map {
	join '', map { $pieces[ rand @pieces ] } 1 .. 1 + rand 25
} 1 .. 3000;
my $random_judged = query('postgres', documents_sql($judge, @random));
my @random_clean = map { $_->{clean} } @$random_judged;
is(scalar(grep { $_->{again} ne $_->{clean} } @$random_judged), 0, '3,000 random documents are sanitized for good');
is(scalar(grep { $_->{left} } @$random_judged), 0, 'and accepted then');

my $browser = (grep { -x } map { ("$_/chromium", "$_/chromium-browser") } split /:/, $ENV{PATH})[0];

# browse(shown, unshown): what browser.js says of these
sub browse
{
	my ($shown, $unshown) = @_;
	my $work = File::Temp->newdir;
	my $page = "$work/page.html";
	my ($shown_json, $unshown_json) = map { $json->encode($_) =~ s/</\\u003c/gr } $shown, $unshown;

	open(my $handle, '>', $page) or die "$page: $!";
	print $handle "<!doctype html><meta charset=\"utf-8\"><title>test</title><body><script>const shown = $shown_json; const unshown = $unshown_json;\n",
	  BohCluster::slurp("$folder/browser.js"), "</script></body>\n";
	close $handle;
	local @ENV{qw(HOME XDG_CONFIG_HOME XDG_CACHE_HOME)} = ("$work", "$work", "$work");
	my ($exit, $dom, $messages) = BohCluster::run(
		'timeout', '--kill-after=5', '300', $browser, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
		"--user-data-dir=$work/profile", '--no-first-run', '--disable-background-networking', '--disable-component-update',
		'--disable-sync', '--disable-quic', '--disable-extensions', '--host-resolver-rules=MAP * ~NOTFOUND',
		'--virtual-time-budget=600000', '--dump-dom', "file://$page");
	my ($answer) = $dom =~ /answer:([^;]*);/;

	ok(defined $answer, 'Chromium gives an answer') or do
	{
		diag("exit status $exit: ", substr($messages, -2000));
		return undef;
	};
	$answer =~ s/%([0-9A-F]{2})/chr hex $1/ge;
	return JSON::PP->new->utf8->decode($answer);
}

# The serialization of browsers leaves out what a parser would skip, and has
# not always escaped these in attributes.
sub comparable
{
	return $_[0] =~ s/(<pre[^>]*>)\n/$1/gr =~ s/&lt;/</gr =~ s/&gt;/>/gr;
}

SKIP:
{
	skip('there is no Chromium', 1) unless $browser;

	# What is not sanitized runs: so it would be seen.
	my $control = browse(\@attacks, []);
	my %fired = map { my $way = $_; $way => scalar grep { $_->{way} eq $way and $_->{fired} } @{ $control->{results} } } 'inserted', 'parsed';

	note("unsanitized: $fired{inserted} attacks run when inserted, $fired{parsed} when parsed, $control->{strays} in frames");
	cmp_ok($fired{inserted}, '>', 150, 'attacks run when inserted without being sanitized');
	cmp_ok($fired{parsed}, '>', 200, 'attacks run when parsed without being sanitized');
	cmp_ok($control->{strays}, '>', 5, 'scripts in frames are seen');
	cmp_ok(scalar(grep { $_->{left} } @{ $control->{results} }), '>', 2, 'so is leaving the page');
	cmp_ok(scalar(grep { grep { /^element for/ } @{ $_->{problems} } } @{ $control->{results} }), '>', 5, 'elements stand in for what scripts ask for');

	my $answer = browse([ @clean, @harmless, @anchored_clean ], [ @random_clean, @harmless, map { $_->{clean} } @$unharmed ]);
	my @results = @{ $answer->{results} };
	foreach my $number (0 .. $#clean)
	{
		my $shown = substr($attacks[$number], 0, 70) =~ s/[\x00-\x1F\x7F]/?/gr;

		foreach my $result (@results[ 2 * $number, 2 * $number + 1 ])
		{
			is_deeply([ @$result{qw(fired left problems)} ], [ 0, JSON::PP::false, [] ], "nothing runs when $result->{way}: $shown");
			is(comparable($result->{dom} // ''), comparable($clean[$number]), "the tree is as written when $result->{way}: $shown");
		}
	}
	is($answer->{strays}, 0, 'nothing runs in frames');
	foreach my $number (0 .. $#harmless)
	{
		my $result = $results[ 2 * @clean + 2 * $number ];

		is_deeply([ @$result{qw(fired left problems)} ], [ 0, JSON::PP::false, [] ], "harmless: $number");
		is($answer->{read}[ @random + $number ], $answer->{read}[ @random + @harmless + $number ],
			"unchanged in the browser: " . substr($harmless[$number], 0, 70) =~ s/\n/ /gr);
	}
	foreach my $number (0 .. $#anchored)
	{
		my $result = $results[ 2 * (@clean + @harmless + $number) ];

		is_deeply([ @$result{qw(fired problems leading)} ], [ 0, [], $anchored[$number][1] ], "links lead to headings: $anchored_clean[$number]");
	}
	my @different = grep { comparable($answer->{read}[$_]) ne comparable($random_clean[$_]) } 0 .. $#random;
	is(scalar @different, 0, 'Chromium reads 3,000 random results as they are written');
	diag("$random[$_]\n-> $random_clean[$_]\n-> $answer->{read}[$_]") foreach @different[ 0 .. ($#different > 2 ? 2 : $#different) ];
}

done_testing;
