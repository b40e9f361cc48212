# Keys that are made when a test runs, and tokens that they sign, good and bad ones.
#
#   use BohToken;
#   my $signer = BohToken->new;
#   my $public = $signer->public('a', 'ed25519');      # PEM
#   my $token = $signer->token('EdDSA', 'a', '{"alg": "EdDSA", "kid": "a"}', '{"exp": NOW+600}');
#
# Header and payload are taken as they are, so that they need not be JSON.  Only
# NOW, NOW+SECONDS and NOW-SECONDS become times.  Signed by the command openssl.

package BohToken;

use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use File::Temp;
use MIME::Base64 qw(encode_base64url);

my %made_by = (
	ed25519 => [ '-algorithm', 'ED25519' ],
	p256 => [ '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256' ],
	p384 => [ '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384' ],
	secp256k1 => [ '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1' ],
	explicit => [ '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit' ],
	ed448 => [ '-algorithm', 'ED448' ],
	rsa1024 => [ '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024' ],
	rsa2048 => [ '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048' ],
	rsa_e3 => [ '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-pkeyopt', 'rsa_keygen_pubexp:3' ],
	rsa_pss => [ '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048' ]);

# new(FOLDER): the keys are in a folder that stays, or in one that goes with the signer.
sub new
{
	my ($class, $folder) = @_;

	return bless { folder => $folder // File::Temp->newdir }, $class;
}

# What openssl prints; its messages are shown when it fails.
sub openssl
{
	my @arguments = @_;
	my $messages = File::Temp->new;

	open(my $errors, '>&', \*STDERR) or die "could not keep STDERR: $!";
	open(STDERR, '>&', $messages) or die "could not redirect STDERR: $!";
	my $started = open(my $output, '-|:raw', 'openssl', @arguments);
	open(STDERR, '>&', $errors) or die "could not restore STDERR: $!";
	die "could not run openssl: $!" unless $started;
	my $printed = do { local $/; <$output> };
	return $printed if close $output;
	open(my $said, '<', $messages->filename) or die "could not read messages: $!";
	die "openssl @arguments\n", <$said>;
}

sub file
{
	my ($self, $name) = @_;

	return "$self->{folder}/$name";
}

sub write_file
{
	my ($self, $name, $content) = @_;

	open(my $handle, '>:raw', $self->file($name)) or die "could not write $name: $!";
	print $handle $content;
	close $handle or die "could not write $name: $!";
	return $self->file($name);
}

# The file of a private key, which is made when it is asked for the first time.
sub key
{
	my ($self, $name, $type) = @_;
	my $file = $self->file("$name.key");

	openssl('genpkey', @{ $made_by{$type} }, '-out', $file) if not -e $file;
	return $file;
}

sub public
{
	my ($self, $name, $type) = @_;

	return openssl('pkey', '-in', $self->key($name, $type), '-pubout');
}

sub jwk
{
	my ($self, $name, $type) = @_;
	my $der = openssl('pkey', '-in', $self->key($name, $type), '-pubout', '-outform', 'DER');

	if ($type =~ /^rsa/)
	{
		my ($modulus) = openssl('rsa', '-in', $self->key($name, $type), '-noout', '-modulus') =~ /=([0-9A-F]+)/;

		return sprintf '{"kty": "RSA", "n": "%s", "e": "%s"}', encode_base64url(pack 'H*', $modulus), $type eq 'rsa_e3' ? 'Aw' : 'AQAB';
	}
	return sprintf '{"kty": "OKP", "crv": "Ed25519", "x": "%s"}', encode_base64url(substr $der, -32) if $type eq 'ed25519';
	return sprintf '{"kty": "EC", "crv": "%s", "x": "%s", "y": "%s"}', $type eq 'p256' ? 'P-256' : $type,
	  encode_base64url(substr $der, -64, 32), encode_base64url(substr $der, -32);
}

# r and s of a signature in DER, as JWS wants them
sub raw_numbers
{
	my ($der) = @_;
	my @numbers = $der =~ /^0.\x02(.)/s ? (substr($der, 4, ord $1), substr $der, 6 + ord $1) : die 'no signature';

	return join '', map { substr(("\0" x 32) . $_, -32) } @numbers;
}

sub signature
{
	my ($self, $method, $key, $text) = @_;

	return '' if $method eq 'none';
	return hmac_sha256($text, openssl('pkey', '-in', $self->file("$key.key"), '-pubout')) if $method eq 'HS256';

	my $file = $self->write_file('signed', $text);
	return openssl('pkeyutl', '-sign', '-rawin', '-inkey', $self->file("$key.key"), '-in', $file) if $method eq 'EdDSA';
	my $signature = openssl('dgst', '-sha256', $method eq 'PS256' ? ('-sigopt', 'rsa_padding_mode:pss') : (),
		'-sign', $self->file("$key.key"), $file);
	return $method eq 'ES256' ? raw_numbers($signature) : $signature;
}

# token(METHOD, KEY, HEADER, PAYLOAD): the methods are EdDSA, ES256, RS256, PS256, HS256
# with the public key as the secret, none, and DER for the wrong form of ES256.
sub token
{
	my ($self, $method, $key, @parts) = @_;
	my $now = time;
	my $text;

	s/\bNOW([+-][0-9.]+)?/$now + ($1 || 0)/ge foreach @parts;
	$text = join '.', map { encode_base64url($_) } @parts;
	return $text . '.' . encode_base64url($self->signature($method, $key, $text));
}

1;
