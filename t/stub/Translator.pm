package Translator;

# A server that speaks LibreTranslate's protocol, for tests.
#
#   my $stub = Translator->start('/path/of/a/socket');
#   $stub->plan({ status => 429 }, ...);   what the next requests get:
#                   status, headers { name => value }, body; or length bytes,
#                   no_length without saying so; or close => 1; or
#                   hold => seconds before the answer
#   my @got = $stub->got;   the requests since the last call: { method, path,
#                           headers { lower case name => value }, body }
#
# What no plan is for is answered as the service would: texts come back as
# T(text), and the languages are those of $Translator::Languages.

use strict;
use warnings;

use IO::Socket::UNIX ();
use JSON::PP         ();
use POSIX            ();
use Time::HiRes      qw(sleep);

our $Languages = '[{"code":"en","name":"English","targets":["de","en","es",'
    . '"fr","it","ja","pt","szl","zh"]},{"code":"de","name":"German",'
    . '"targets":["de","en"]},{"code":"ja","name":"Japanese",'
    . '"targets":["de","en","ja"]}]';

my $json = JSON::PP->new->utf8->canonical;


sub start {
    my ($class, $socket) = @_;

    my $self = bless { socket => $socket, owner => $$ }, $class;
    my $listen = IO::Socket::UNIX->new(Local => $socket, Listen => 512)
        or die "$socket: $!\n";

    chmod 0777, $socket;
    $self->plan;

    defined(my $pid = fork) or die "fork: $!\n";

    if (!$pid) {
        local $SIG{CHLD} = 'IGNORE';
        $SIG{PIPE} = 'IGNORE';
        $self->_serve($listen, getppid);
        POSIX::_exit(0);
    }

    $self->{pid} = $pid;
    return $self;
}


sub DESTROY {
    my ($self) = @_;

    kill TERM => $self->{pid} if $self->{pid} && $self->{owner} == $$;
    waitpid $self->{pid}, 0 if $self->{pid} && $self->{owner} == $$;
}


sub plan {
    my ($self, @answers) = @_;

    $self->_write('plan', $json->encode(\@answers));
}


sub got {
    my ($self) = @_;

    my $file = "$self->{socket}.got";
    open my $in, '<', $file or return;
    my @got = map { $json->decode($_) } <$in>;
    unlink $file;

    return @got;
}


sub _write {
    my ($self, $name, $text) = @_;

    my $file = "$self->{socket}.$name";
    open my $out, '>', "$file.new" or die "$file: $!\n";
    print $out $text;
    close $out;
    rename "$file.new", $file or die "$file: $!\n";
}


sub _serve {
    my ($self, $listen, $parent) = @_;

    while (kill 0, $parent) {
        my $ready = '';
        vec($ready, fileno $listen, 1) = 1;
        next if select($ready, undef, undef, 1) <= 0;

        my $sock = $listen->accept or next;
        my $got = _request($sock) or next;
        my $answer = $self->_next;

        open my $out, '>>', "$self->{socket}.got" or die "got: $!\n";
        print $out $json->encode($got), "\n";
        close $out;

        if ($answer && $answer->{hold}) {
            next if fork;
            sleep $answer->{hold};
            _answer($sock, $got, $answer);
            POSIX::_exit(0);
        }

        _answer($sock, $got, $answer);
    }
}


sub _next {
    my ($self) = @_;

    open my $in, '<', "$self->{socket}.plan" or return;
    local $/;
    my $plan = $json->decode(<$in>);
    my $answer = shift @$plan or return;

    $self->plan(@$plan);
    return $answer;
}


sub _request {
    my ($sock) = @_;

    my $text = '';
    sysread $sock, $text, 65536, length $text or return
        until $text =~ /\r\n\r\n/;

    my ($head, $body) = split /\r\n\r\n/, $text, 2;
    my ($line, @lines) = split /\r\n/, $head;
    my ($method, $path) = split / /, $line;
    my %headers = map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } @lines;

    sysread $sock, $body, 65536, length $body or return
        while length $body < ($headers{'content-length'} // 0);

    return { method => $method, path => $path, headers => \%headers,
             body => $body };
}


sub _answer {
    my ($sock, $got, $answer) = @_;

    return if $answer && $answer->{close};

    my $body = $answer ? $answer->{body} // '' : _usual($got);
    my %headers = %{ $answer && $answer->{headers} || {} };
    my $status = $answer && $answer->{status} || 200;

    utf8::downgrade($body, 1) or utf8::encode($body);

    $body = 'x' x $answer->{length} if $answer && $answer->{length};
    $headers{'Content-Length'} //= length $body;
    delete $headers{'Content-Length'} if $answer && $answer->{no_length};

    my $text = "HTTP/1.0 $status X\r\nContent-Type: application/json\r\n"
        . join('', map { "$_: $headers{$_}\r\n" } sort keys %headers)
        . "\r\n$body";

    for (my $done = 0; $done < length $text;) {
        my $n = syswrite $sock, $text, length($text) - $done, $done;
        last if !defined $n;
        $done += $n;
    }
}


sub _usual {
    my ($got) = @_;

    return $Languages if $got->{path} =~ m{/languages\z};

    my $texts = eval { $json->decode($got->{body})->{q} } || [];
    return $json->encode({ translatedText => [map { "T($_)" } @$texts] });
}

1;
