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

# What a page has: blocks of code, headings, and lines of text.  A block has the marks
# before it, comments such as <!-- sql: as a superuser -->.  sql.t says what they mean.
sub read_page
{
	my ($file) = @_;
	my %page = (file => $file, blocks => [], headings => [], prose => [], begin => 'with a sample');
	my $number = 0;
	my ($block, $mark);
	my @marks;

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
			$block = { file => $file, language => $2, indent => length $1, number => $number, marks => [@marks], lines => [] };
			push @{ $page{blocks} }, $block;
			@marks = ();
		}
		elsif (defined $mark or $line =~ /^ *<!-- sql: /)
		{
			$mark = defined $mark ? "$mark\n$line" : $line =~ s/^ *<!-- sql: //r;
			if ($mark =~ s/\s*-->$//)
			{
				push @marks, $mark;
				$mark = undef;
				$page{begin} = $1, @marks = () if $marks[-1] =~ /^the page begins (.*)$/;
			}
		}
		elsif ($line =~ /\S/)
		{
			push @{ $page{headings} }, $1 if $line =~ /^#+ (.*)$/;
			push @{ $page{prose} }, [ $number, $line ];
			@marks = ();
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
