# Reads the documentation: README.md, the pages in doc/, and what else is in Markdown.

package Pages;

use strict;
use warnings;
use utf8;
use BohCluster;
use File::Find;

# Paths below the folder of the sources: the README, and the pages of doc/
sub documentation
{
	my @files;

	find({ no_chdir => 1, wanted => sub { push @files, $File::Find::name =~ s{^\Q$BohCluster::root\E/}{}r if /\.md$/ } },
		"$BohCluster::root/doc");
	return 'README.md', sort @files;
}

# The lines of a page
sub lines
{
	my ($file) = @_;
	my $text = BohCluster::slurp("$BohCluster::root/$file");

	utf8::decode($text);
	return split /\n/, $text;
}

# What a page has: lines, blocks of code, headings, and links with the numbers of their
# lines.  A block has the comment before it: <!-- sql: ... -->.
sub read_page
{
	my ($file) = @_;
	my %page = (file => $file, blocks => [], headings => [], prose => []);
	my $number = 0;
	my ($block, $comment, $open);

	foreach my $line (lines($file))
	{
		$number++;
		if ($block and $line =~ /^\s*```\s*$/)
		{
			$block = undef;
		}
		elsif ($block)
		{
			push @{ $block->{lines} }, $line =~ s/^ {0,$block->{indent}}//r;
		}
		elsif ($line =~ /^( *)```(\w*)$/)
		{
			$block = { language => $2, indent => length $1, number => $number, comment => $comment, lines => [] };
			push @{ $page{blocks} }, $block;
			$comment = undef;
		}
		elsif ($open or $line =~ /^ *<!-- sql: /)
		{
			$comment = ($open ? "$comment\n" : '') . $line =~ s/^ *<!-- sql: //r;
			$open = $line !~ /-->$/;
			$comment =~ s/\s*-->$//;
			$page{begin} //= $1 if !$open and $comment =~ /^the page begins (.*)$/s;
		}
		elsif ($line =~ /\S/)
		{
			$comment = undef;
			push @{ $page{headings} }, $1 if $line =~ /^#+ (.*)$/;
			push @{ $page{prose} }, [ $number, $line ];
		}
	}
	return \%page;
}

# The links of a page, as [number of line, target]
sub links
{
	my ($page) = @_;

	return map {
		my ($number, $line) = @$_;
		map { [ $number, $_ ] } $line =~ s/`[^`]*`//gr =~ /\]\(([^()\s]+)\)/g
	} @{ $page->{prose} };
}

# The anchors that the headings of a page get
sub anchors
{
	my ($page) = @_;
	my %seen;

	return map {
		my $anchor = lc(s/\[([^]]*)\]\([^)]*\)/$1/gr);

		$anchor =~ s/[^\w\- ]//g;
		$anchor =~ tr/ /-/;
		$seen{$anchor}++ ? $anchor . '-' . ($seen{$anchor} - 1) : $anchor
	} @{ $page->{headings} };
}

1;
