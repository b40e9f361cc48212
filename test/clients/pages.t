# The code in doc/how-to/clients is the code that ran: every block of it stands, but for empty lines and
# indentation, in a program that its page links to.

use strict;
use warnings;
use BohCluster;
use Test::More;

my $folder = "$BohCluster::root/doc/how-to/clients";

# Lines without what may differ
sub plain { return join "\n", grep { length } map { s/^\s+|\s+$//gr } split /\n/, $_[0] }

foreach my $page (sort glob "$folder/*.md")
{
	my ($name) = $page =~ m{([^/]+)$};
	my $text = BohCluster::slurp($page);
	my $programs = join "\n", map { plain(BohCluster::slurp("$folder/$_")) } grep { -f "$folder/$_" } $text =~ m{\]\(([^()]+\.(?:js|py|rb|php|java|go))\)}g;

	while ($text =~ /^```(?:js|ts|python|ruby|php|java|go)\n(.*?)^```/msg)
	{
		my $code = plain($1);
		my ($first) = split /\n/, $code;

		ok(index("\n$programs\n", "\n$code\n") >= 0, "$name: $first") or diag($code);
	}
}

done_testing;
