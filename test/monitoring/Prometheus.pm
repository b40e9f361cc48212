# A Prometheus of a test's own, on a port that the system chooses.
#
#   my $prometheus = Prometheus->new(metrics => 'http://127.0.0.1:9399/metrics');
#   $prometheus->freeze('boh_preloaded') or die;
#   my $samples = $prometheus->ask('boh_preloaded');
#
# Each job has one page, which is collected every two seconds.  A page that takes longer is given
# up, and its samples are gone until the next one: so a test freezes a moment and asks for that.

package Prometheus;

use strict;
use warnings;
use BohCluster;
use File::Temp;
use HTTP::Tiny;
use IO::Socket::IP;
use JSON::PP;

sub new
{
	my ($class, %jobs) = @_;
	my $self = bless { folder => File::Temp->newdir, http => HTTP::Tiny->new(timeout => 30), jobs => scalar keys %jobs }, $class;
	my $config = "global:\n  scrape_interval: 2s\nscrape_configs:\n";

	foreach my $job (sort keys %jobs)
	{
		my ($target, $path) = $jobs{$job} =~ m{^http://([^/]+)(/.*)$};
		$config .= "  - job_name: $job\n    metrics_path: $path\n    static_configs:\n      - targets: ['$target']\n";
	}
	open(my $file, '>', "$self->{folder}/prometheus.yml") or die "prometheus.yml: $!";
	print $file $config;
	close $file;
	$self->start;
	return $self;
}

# A port that is free now.  Another process may take it first: then the next one is tried.
sub start
{
	my ($self) = @_;

	foreach (1 .. 5)
	{
		my $port = IO::Socket::IP->new(LocalHost => '127.0.0.1', Listen => 1)->sockport;

		$self->{url} = "http://127.0.0.1:$port";
		$self->{process} = BohCluster::spawn({ output => "$self->{folder}/log", errors => "$self->{folder}/errors" },
			'prometheus', "--config.file=$self->{folder}/prometheus.yml", "--storage.tsdb.path=$self->{folder}/data",
			"--web.listen-address=127.0.0.1:$port");
		my $ended;
		BohCluster::wait_for(sub {
			$ended = waitpid($self->{process}, 1) != 0;
			return $ended || $self->{http}->get("$self->{url}/-/ready")->{success};
		});
		return if not $ended;
	}
	die "Prometheus does not start:\n" . BohCluster::slurp("$self->{folder}/errors");
}

# The samples of an expression: a list of { metric => { labels }, value => [time, value] }.
# They are those of the frozen moment, or of now.
sub ask
{
	my ($self, $expression) = @_;
	my $answer = $self->get('query', { query => $expression, defined $self->{moment} ? (time => $self->{moment}) : () });

	return $answer->{result};
}

# Waits for a moment at which each job had its page and each of the expressions had samples.
# What is asked later is answered as of that moment.  Returns whether there was one.
sub freeze
{
	my ($self, @expressions) = @_;

	return BohCluster::wait_for(sub {
		my $moment = time;

		$self->{moment} = undef;
		# A sample has the time at which its page was asked for.  Once a later page is there, none
		# comes for this moment.
		BohCluster::wait_for(sub { @{ $self->ask("timestamp(up) > $moment") } == $self->{jobs} }) or return 0;
		$self->{moment} = $moment;
		return 0 if @{ $self->ask('up == 1') } != $self->{jobs};
		return !grep { !@{ $self->ask($_) } } @expressions;
	});
}

# What the API answers.
sub get
{
	my ($self, $path, $parameters) = @_;
	my $answer = $self->{http}->get("$self->{url}/api/v1/$path?" . $self->{http}->www_form_urlencode($parameters // {}));
	my $content = decode_json($answer->{content});

	die "$path: $content->{error}\n" if $content->{status} ne 'success';
	return $content->{data};
}

sub DESTROY
{
	my ($self) = @_;

	return if not $self->{process};
	local ($?, $@);
	kill 'TERM', $self->{process};
	waitpid $self->{process}, 0;
}

1;
