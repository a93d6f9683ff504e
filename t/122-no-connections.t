# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# A worker that has no connection left: what it cannot ask it refuses, and it
# goes on as soon as others have left.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();
worker_connections(24);

# a client that has begun to ask, so that nginx may not send it away

sub begun {
    my ($text) = @_;

    my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => server_port(), Timeout => $TestFault::Patience)
        or die "cannot connect: $!\n";
    syswrite $sock, $text // "GET /elsewhere HTTP/1.1\r\nHost: loc";

    return { sock => $sock, path => '/api/v1/statuses/1', raw => '' };
}

# so many of them that there is no place for another

sub crowded {
    my @clients;

    await(sub {
        push @clients, begun() if @clients < 60;
        return logged(qr/worker_connections are not enough/);
    }, 'the last place');

    return @clients;
}

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: no place for a connection to the database
--- database
fail_timeout 1ms;
--- scenario
my $mine = begun("GET /api/v1/statuses/1 HTTP/1.1\r\nHost: localhost\r\n");
my @others = crowded();
syswrite $mine->{sock}, "Connection: close\r\n\r\n";
my $r = finish($mine);
say_($r->{code}, $r->{body}, $r->{head} =~ /^(Retry-After: 1)\r?$/m);
abandon(@others);
await(sub { get(1)->{code} == 200 });
say_(all(start(1 .. 4)));
--- no_error_log
[emerg]
[crit]
--- transcript
503 {"error":"Service Unavailable"} Retry-After: 1
all 200



=== TEST 2: one that is there serves on
--- scenario
say_(get(1)->{code});
my $mine = begun("GET /api/v1/statuses/1 HTTP/1.1\r\nHost: localhost\r\n");
my @others = crowded();
syswrite $mine->{sock}, "Connection: close\r\n\r\n";
say_(codes($mine));
abandon(@others);
await(sub { get(1)->{code} == 200 });
say_(all(start(1 .. 4)));
--- no_error_log
[emerg]
[crit]
--- transcript
200
200
all 200
