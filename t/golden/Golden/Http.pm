package Golden::Http;

# A keep-alive client for HTTP/1.1 that sends exactly what it is told.
#
#   my $http = Golden::Http->new('/path/of/a/socket');
#   my $http = Golden::Http->new('127.0.0.1:8080');
#
#   my $answer = $http->request($method, $target, [[name => value], ...],
#                               $body);
#
# gives { status, headers, body }: names of headers in lower case, several
# values of one joined by ", ".  Status 0 and { failure } where there was no
# answer.  All are bytes.

use strict;
use warnings;

use IO::Select       ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();

our $Timeout = $ENV{TEST_NGINX_TIMEOUT} || 10;

my $MORE = 65536;


sub new {
    my ($class, $to) = @_;

    return bless { to => $to, buf => '' }, $class;
}


sub request {
    my ($self, $method, $target, $headers, $body) = @_;

    my $text = "$method $target HTTP/1.1\r\n"
        . join('', map { "$_->[0]: $_->[1]\r\n" } @$headers);

    $text .= 'Content-Length: ' . length($body // '') . "\r\n"
        if defined $body || $method =~ /^(?:POST|PUT|PATCH)$/;
    $text .= "\r\n" . ($body // '');

    # a kept connection may have been closed meanwhile
    for my $attempt (1, 2) {
        my $kept = defined $self->{sock};
        my $answer = eval { $self->_exchange($method, $text) };
        return $answer if $answer;

        # an answer that broke off, or does not come, is one
        chomp(my $why = $@);
        my $again = $kept && $self->{buf} eq ''
            && $why eq 'the connection was closed';

        $self->_close;
        return { status => 0, headers => {}, body => '', failure => $why }
            if !$again || $attempt == 2;
    }
}


sub _close {
    my ($self) = @_;

    close delete $self->{sock} if $self->{sock};
    $self->{buf} = '';
}


sub _connect {
    my ($self) = @_;

    return if $self->{sock};

    my $to = $self->{to};

    $self->{sock} = $to =~ m{^/}
        ? IO::Socket::UNIX->new(Peer => $to)
        : IO::Socket::INET->new(PeerAddr => $to, Timeout => $Timeout);
    $self->{sock} or die "cannot connect to $to: $!\n";
    $self->{select} = IO::Select->new($self->{sock});
}


sub _exchange {
    my ($self, $method, $text) = @_;

    local $SIG{PIPE} = 'IGNORE';

    $self->_connect;

    for (my $done = 0; $done < length $text;) {
        my $n = syswrite $self->{sock}, $text, length($text) - $done, $done;

        # what was refused in the middle has been answered before
        last if !defined $n;
        $done += $n;
    }

    $self->_until("\r\n\r\n");
    $self->{buf} =~ s/\A(.*?)\r\n\r\n//s or die "no header\n";

    my ($line, @lines) = split /\r\n/, $1;
    my ($status) = $line =~ m{^HTTP/1\.[01] (\d{3})(?: |\z)}
        or die "no status line: $line\n";
    my %headers;

    for (@lines) {
        my ($name, $value) = /^([^:\s]+):[ \t]*(.*?)[ \t]*\z/s
            or die "no header line: $_\n";
        $name = lc $name;
        $headers{$name} = exists $headers{$name}
            ? "$headers{$name}, $value" : $value;
    }

    my $body = $self->_body($method, $status, \%headers);

    return { status => $status, headers => \%headers, body => $body };
}


sub _body {
    my ($self, $method, $status, $headers) = @_;
    my $body = '';
    my $close = lc($headers->{connection} // '') eq 'close';

    if ($method eq 'HEAD' || $status == 304 || $status == 204) {
        # none

    } elsif (lc($headers->{'transfer-encoding'} // '') eq 'chunked') {
        for (;;) {
            $self->_until("\r\n");
            $self->{buf} =~ s/\A([0-9a-fA-F]+)[^\r]*\r\n//
                or die "no chunk size\n";
            my $size = hex $1;
            $self->_until($size + 2);
            $body .= substr $self->{buf}, 0, $size, '';
            substr $self->{buf}, 0, 2, '';
            last if $size == 0;
        }

    } elsif (defined $headers->{'content-length'}) {
        $self->_until($headers->{'content-length'});
        $body = substr $self->{buf}, 0, $headers->{'content-length'}, '';

    } else {
        1 while $self->_more;
        $body = $self->{buf};
        $close = 1;
    }

    $self->_close if $close;
    return $body;
}


# Reads until there is this text, or are so many bytes.

sub _until {
    my ($self, $want) = @_;

    while ($want =~ /^\d+\z/ ? length $self->{buf} < $want
                             : index($self->{buf}, $want) < 0)
    {
        $self->_more or die "the connection was closed\n";
    }
}


sub _more {
    my ($self) = @_;

    $self->{select}->can_read($Timeout) or die "no answer in $Timeout s\n";

    my $n = sysread $self->{sock}, $self->{buf}, $MORE, length $self->{buf};
    defined $n or die "cannot read: $!\n";
    return $n;
}

1;
