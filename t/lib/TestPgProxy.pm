package TestPgProxy;

# A relay process between a client and PostgreSQL's socket that spoils the
# traffic on command.  Every method returns after the relay has obeyed.
#
#   my $p = TestPgProxy->new(to => SOCKET, dir => DIR, port => PORT);
#   $p->host, $p->port      where it listens: DIR (a socket), or "addr", which
#                           is 127.0.0.1 if it is not given
#   $p->pass                hand everything on as it comes; the initial state
#   $p->delay(0.2)          hold each piece from the server for so long
#   $p->split(0.001)        one byte at a time from the server, with a pause
#   $p->blackhole           accept and read, but hand nothing on
#   $p->cut_after(100)      close after so many more bytes from the server;
#                           0 closes as soon as there are some
#   $p->cut                 close all connections now; later ones are served
#   $p->reset               the same as an RST (on TCP)
#   $p->refuse              close now, and every new connection at once
#   $p->truncate(1)         with cut_after: once only, then pass
#   $p->connections         how many were accepted so far
#   $p->times               and when: epoch seconds with fractions
#   $p->open                how many are open now

use strict;
use warnings;

use IO::Select         ();
use IO::Socket::INET   ();
use IO::Socket::UNIX   ();
use POSIX              ();
use Socket             qw(SOL_SOCKET SO_LINGER IPPROTO_TCP TCP_NODELAY);
use Time::HiRes        qw(time sleep);


sub new {
    my ($class, %arg) = @_;

    $arg{addr} //= '127.0.0.1';

    my $listen = $arg{dir}
        ? IO::Socket::UNIX->new(Local => "$arg{dir}/.s.PGSQL.$arg{port}",
                                Listen => 64)
        : IO::Socket::INET->new(LocalAddr => $arg{addr}, ReuseAddr => 1,
                                LocalPort => $arg{port}, Listen => 64);
    $listen or die "proxy: cannot listen: $!";

    if ($arg{dir}) {
        chmod 0755, $arg{dir};
        chmod 0777, "$arg{dir}/.s.PGSQL.$arg{port}";
    }

    my ($here, $there)
        = IO::Socket::UNIX->socketpair(Socket::AF_UNIX, Socket::SOCK_STREAM,
                                       Socket::PF_UNSPEC);
    defined(my $pid = fork) or die "fork: $!";

    if (!$pid) {
        close $here;
        POSIX::setsid();
        $SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE);
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        eval { _relay($listen, $there, $arg{to}) };
        POSIX::_exit(0);
    }

    close $there;
    close $listen;

    return bless { host => $arg{dir} || $arg{addr}, port => $arg{port},
                   ctl => $here, pid => $pid }, $class;
}


sub host { $_[0]{host} }
sub port { $_[0]{port} }


sub _say {
    my ($self, @words) = @_;

    syswrite $self->{ctl}, "@words\n";
    my $answer = readline $self->{ctl};
    defined $answer or die "proxy: gone";
    chomp $answer;
    return $answer;
}

sub pass        { $_[0]->_say('pass') }
sub delay       { $_[0]->_say('delay', $_[1]) }
sub split       { $_[0]->_say('split', $_[1] // 0) }
sub blackhole   { $_[0]->_say('blackhole') }
sub cut_after   { $_[0]->_say('cut_after', $_[1]) }
sub truncate    { $_[0]->_say('once', $_[1]) }
sub cut         { $_[0]->_say('cut') }
sub reset       { $_[0]->_say('reset') }
sub refuse      { $_[0]->_say('refuse') }
sub connections { $_[0]->_say('connections') }
sub times       { CORE::split ' ', $_[0]->_say('times') }
sub open        { $_[0]->_say('open') }


# --- the relay process ----------------------------------------------------

# A connection is { client, server, out => [[due, bytes], ...] }; only the way
# from the server to the client is spoilt, except in the black hole.

sub _relay {
    my ($listen, $ctl, $to) = @_;

    my %st = (mode => 'pass', value => 0, accepted => 0, once => 0,
              times => []);
    my %conn;                               # by file number, both ends
    my $sel = IO::Select->new($listen, $ctl);

    my $close = sub {
        my ($c, $rst) = @_;

        if ($rst) {
            setsockopt $c->{client}, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
        }

        for my $end (grep { defined } @$c{qw(client server)}) {
            delete $conn{fileno $end};
            $sel->remove($end);
            CORE::close $end;
        }
    };

    my $all = sub {
        my %seen;
        return grep { !$seen{$_}++ } values %conn;
    };

    for (;;) {
        my $wait;
        for my $c ($all->()) {
            next if !@{ $c->{out} };
            my $left = $c->{out}[0][0] - time;
            $left = 0 if $left < 0;
            $wait = $left if !defined $wait || $left < $wait;
        }

        for my $fh ($sel->can_read($wait)) {

            if ($fh == $ctl) {
                my $line = readline $ctl;
                return if !defined $line;       # the test has ended

                my ($word, $value) = CORE::split ' ', $line;
                my $answer = 'ok';

                if    ($word eq 'connections') { $answer = $st{accepted} }
                elsif ($word eq 'times')       { $answer = "@{ $st{times} }" }
                elsif ($word eq 'open')        { $answer = () = $all->() }
                elsif ($word eq 'once')        { $st{once} = $value }
                elsif ($word =~ /^(?:cut|reset|refuse)$/) {
                    $close->($_, $word eq 'reset') for $all->();
                    $st{mode} = $word eq 'refuse' ? 'refuse' : 'pass';
                }
                else { @st{qw(mode value)} = ($word, $value) }

                syswrite $ctl, "$answer\n";
                last;                           # the list may be stale now
            }

            if ($fh == $listen) {
                my $client = $listen->accept or next;
                $st{accepted}++;
                push @{ $st{times} }, time;

                if ($st{mode} eq 'refuse') {
                    CORE::close $client;
                    next;
                }

                my $c = { client => $client, out => [] };
                $conn{fileno $client} = $c;
                $sel->add($client);

                if ($st{mode} ne 'blackhole') {
                    $c->{server} = IO::Socket::UNIX->new(Peer => $to);
                    if (!$c->{server}) { $close->($c); next }
                    $conn{fileno $c->{server}} = $c;
                    $sel->add($c->{server});
                }

                setsockopt $client, IPPROTO_TCP, TCP_NODELAY, 1
                    if $client->isa('IO::Socket::INET');
                next;
            }

            defined fileno $fh or next;
            my $c = $conn{fileno $fh} or next;
            my $n = sysread $fh, my $buf, 65536;

            if (!$n) {
                if ($fh == $c->{client} || !@{ $c->{out} }) { $close->($c) }
                else { $sel->remove($fh); $c->{eof} = 1 }
                next;
            }

            next if $st{mode} eq 'blackhole';

            if ($fh == $c->{client}) {
                $close->($c) if !$c->{server} || !_put($c->{server}, $buf);
                next;
            }

            if ($st{mode} eq 'cut_after') {
                my $part = substr $buf, 0, $st{value};
                $st{value} -= length $part;
                _put($c->{client}, $part);

                if (length $part < length $buf) {
                    $close->($c);
                    $st{mode} = 'pass' if $st{once};
                }

            } elsif ($st{mode} eq 'split') {
                my $at = time;
                push @{ $c->{out} }, map { [$at += $st{value}, $_] }
                    CORE::split //, $buf;

            } elsif ($st{mode} eq 'delay') {
                push @{ $c->{out} }, [time + $st{value}, $buf];

            } elsif (@{ $c->{out} }) {
                push @{ $c->{out} }, [time, $buf];

            } elsif (!_put($c->{client}, $buf)) {
                $close->($c);
            }
        }

        for my $c ($all->()) {
            my $ok = 1;

            while ($ok && @{ $c->{out} } && $c->{out}[0][0] <= time) {
                $ok = _put($c->{client}, shift(@{ $c->{out} })->[1]);
                last if $st{mode} eq 'split';       # let the client read it
            }

            $close->($c) if !$ok || ($c->{eof} && !@{ $c->{out} });
        }
    }
}


sub _put {
    my ($fh, $buf) = @_;

    while (length $buf) {
        my $n = syswrite $fh, $buf;
        return 0 if !defined $n;
        substr $buf, 0, $n, '';
    }

    return 1;
}

1;
