# The rules of the PGXN Meta Spec 1.0.0 for META.json, https://pgxn.org/meta/spec.txt.
#
#   use BohMeta;
#   my @problems = BohMeta::problems($meta);    # none: it is valid

package BohMeta;

use strict;
use warnings;

my %licenses = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3
	gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib
	open_source restricted unrestricted unknown);
my $version = qr/(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?/;
my $comparison = qr/(?:(?:[=!]=|[<>]=?)\s*)?$version/;

sub is_text { my ($value) = @_; return defined $value && !ref $value && $value ne '' }
sub is_term { my ($value) = @_; return is_text($value) && $value =~ m{^[^/\\[:space:][:cntrl:]]{2,}$} }
sub is_tag { my ($value) = @_; return is_text($value) && $value =~ m{^[^/\\[:cntrl:]]{2,255}$} }
sub is_version { my ($value) = @_; return is_text($value) && $value =~ /^$version$/ }
sub is_range { my ($value) = @_; return is_text($value) && $value =~ /^(?:0|$comparison(?:,\s*$comparison)*)$/ }
sub is_url { my ($value) = @_; return is_text($value) && $value =~ m{^https?://[^\s/]+\S*$} }
sub is_path { my ($value) = @_; return is_text($value) && $value !~ m{^/|(?:^|/)\.\.(?:/|$)} }
sub is_texts { my ($value) = @_; return is_text($value) || is_list($value, \&is_text) }

sub is_list
{
	my ($value, $is_item) = @_;

	return ref $value eq 'ARRAY' && @$value > 0 && !grep { !$is_item->($_) } @$value;
}

sub is_license
{
	my ($value) = @_;

	return %$value && !grep { !is_url($_) } values %$value if ref $value eq 'HASH';
	return is_list(ref $value eq 'ARRAY' ? $value : [$value], sub { is_text($_[0]) && $licenses{ $_[0] } });
}

sub is_one_of
{
	my @words = @_;

	return sub { my ($value) = @_; return is_text($value) && grep { $_ eq $value } @words };
}

# An object whose keys are terms
sub is_map
{
	my ($value, $is_value) = @_;

	return ref $value eq 'HASH' && %$value && !grep { !is_term($_) || !$is_value->($value->{$_}) } keys %$value;
}

# What an object may have; a name with * must be there.
my %provided = ('file*' => \&is_path, 'version*' => \&is_version, abstract => \&is_text, docfile => \&is_path);
my %spec = ('version*' => sub { is_version($_[0]) && $_[0] =~ /^1\.0\./ }, url => \&is_url);
my %relations = map { $_ => sub { is_map($_[0], \&is_range) } } qw(requires recommends suggests conflicts);
my %phases = map { $_ => sub { is_object($_[0], \%relations) } } qw(configure build test runtime develop);
my %bugtracker = (web => \&is_url, mailto => \&is_text);
my %repository = (url => \&is_text, web => \&is_url, type => \&is_text);
my %resources = (
	homepage => \&is_url,
	bugtracker => sub { is_object($_[0], \%bugtracker) },
	repository => sub { is_object($_[0], \%repository) });
my %no_index = map { $_ => sub { is_list($_[0], \&is_path) } } qw(file directory);
my %meta = (
	'abstract*' => \&is_text,
	'license*' => \&is_license,
	'maintainer*' => \&is_texts,
	'meta-spec*' => sub { is_object($_[0], \%spec) },
	'name*' => \&is_term,
	'provides*' => sub { is_map($_[0], sub { is_object($_[0], \%provided) }) },
	'version*' => \&is_version,
	description => \&is_text,
	generated_by => \&is_text,
	no_index => sub { is_object($_[0], \%no_index) },
	prereqs => sub { is_object($_[0], \%phases) },
	release_status => is_one_of(qw(stable testing unstable)),
	resources => sub { is_object($_[0], \%resources) },
	tags => sub { is_list($_[0], \&is_tag) });

sub problems_of
{
	my ($value, $keys) = @_;
	my @problems;

	return 'is not an object' if ref $value ne 'HASH';
	foreach my $key (sort keys %$keys)
	{
		(my $name = $key) =~ s/\*$//;
		if (exists $value->{$name})
		{
			push @problems, "$name is wrong" unless $keys->{$key}->($value->{$name});
		}
		elsif ($name ne $key)
		{
			push @problems, "$name is missing";
		}
	}
	push @problems, map { "$_ is not a key" }
	  grep { !exists $keys->{$_} && !exists $keys->{"$_*"} && !/^x_./i } sort keys %$value;
	return @problems;
}

sub is_object { my @problems = problems_of(@_); return !@problems }

sub problems
{
	my ($meta) = @_;

	return problems_of($meta, \%meta);
}

1;
