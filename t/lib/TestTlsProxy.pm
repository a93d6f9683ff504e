package TestTlsProxy;

# A relay with TLS in front of PostgreSQL's socket, as a load balancer may be
# one: what the server sends is gathered for a moment, and then goes out in
# TLS records as large as they can be, twice the size of the server's own.
#
#   my $p = TestTlsProxy->new(to => SOCKET, cert => FILE, key => FILE);
#   $p->port                    on 127.0.0.1
#
# It serves until its object is gone.  new() returns nothing if the machine
# has no IO::Socket::SSL.

use strict;
use warnings;

use IO::Select       ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use POSIX            ();


sub new {
    my ($class, %arg) = @_;

    eval { require IO::Socket::SSL; 1 } or return;

    my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1',
        ReuseAddr => 1, Listen => 16) or die "TLS proxy: cannot listen: $!";

    pipe my $life, my $hold or die "pipe: $!";
    defined(my $pid = fork) or die "fork: $!";

    if (!$pid) {
        close $hold;
        POSIX::setsid();
        $SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE);
        $SIG{CHLD} = 'IGNORE';
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';

        # a process for each connection; all end with the test
        while (1) {
            my @ready = IO::Select->new($life, $listen)->can_read;
            POSIX::_exit(0) if grep { $_ == $life } @ready;
            my $client = $listen->accept or next;
            next if fork;
            eval { _relay($client, $life, %arg) };
            POSIX::_exit(0);
        }
    }

    close $life;
    return bless { port => $listen->sockport, hold => $hold }, $class;
}


sub port { $_[0]{port} }


sub _relay {
    my ($client, $life, %arg) = @_;

    sysread $client, my $asked, 8;          # "may I speak TLS?"
    syswrite $client, 'S';

    IO::Socket::SSL->start_SSL($client, SSL_server => 1,
        SSL_cert_file => $arg{cert}, SSL_key_file => $arg{key}) or return;

    my $server = IO::Socket::UNIX->new(Peer => $arg{to}) or return;
    my $sel = IO::Select->new($client, $server, $life);

    while (1) {
        my @ready = $client->pending ? ($client) : $sel->can_read;

        for my $fh (@ready) {
            return if $fh == $life;

            my $n = sysread $fh, my $buf, 65536;
            return if !$n;

            if ($fh == $client) {
                _put($server, $buf);
                next;
            }

            while (IO::Select->new($server)->can_read(0.05)) {
                sysread $server, $buf, 65536, length $buf or last;
            }

            _put($client, $buf);
        }
    }
}


sub _put {
    my ($fh, $buf) = @_;

    while (length $buf) {
        my $n = syswrite $fh, $buf or die "gone\n";
        substr $buf, 0, $n, '';
    }
}

1;
