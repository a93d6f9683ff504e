# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# The client goes away while its request waits for the database.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

our $Proxy = pg_proxy();

add_block_preprocessor(sub { $Proxy->pass });

sub gone { await_log(qr/client prematurely closed connection/, $_[0]) }


repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: the request ends at once, its answer is for nobody
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 910, 2, 3, 50, 4);
await_sent(7);
abandon(@r[0, 2, 3, 5]);
gone(4);
$lock->end;
say_(codes(@r[1, 4, 6]));
say_(scalar(my @lines = logged(qr/statuses pg: connect/)));
--- transcript
200 200 200
1
--- error_log
statement "show" failed: SQLSTATE 22012



=== TEST 2: in the queue its place is free again
--- database
lanes    fast=1;
pipeline 1;
queue    1;
--- scenario
get(1);
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
push @r, start(1);
await_log(qr/statuses pg: wait for "main", queue:1$/m, 2);
say_(codes(start(2)));
abandon($r[1]);
gone(1);
push @r, start(3);
await_log(qr/statuses pg: wait for "main", queue:1$/m, 3);
$lock->end;
say_(codes(@r[0, 2]));
--- transcript
503
200 200



=== TEST 3: while the connection is being made
--- conninfo eval: $TestFault::ProxyConninfo
--- database
lanes fast=1;
connect_timeout 500ms;
fail_timeout    1ms;
--- scenario
$main::Proxy->blackhole;
my @r = start(1, 2, 3);
await_log(qr/statuses pg: wait for "main", queue:3/);
abandon(@r);
gone(3);
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
--- transcript
--- error_log
statuses: database "main": connect timed out



=== TEST 4: nothing is left of hundreds of them
--- scenario
my $lock = hold(900);
my @r = crowd(2);
$lock->end;
say_(all(@r, start(1 .. 20)));
my $sockets = sockets((processes())[0]);
my $gone = 0;
for my $round (1 .. 15) {
    my $lock = hold(900);
    my @left = start(900, 900, 1 .. 10);
    my @stay = start(11 .. 14);
    abandon(splice @left, 0, 6) if $round % 2;
    $gone += 6 if $round % 2;
    gone($gone);
    $lock->end;
    abandon(@left);
    say_(codes(@stay)) if $round % 5 == 0;
}
await(sub { sockets((processes())[0]) == $sockets });
await(sub { backends("state <> 'idle'") == 0 });
say_(backends());
--- transcript
all 200
200 200 200 200
200 200 200 200
200 200 200 200
2



=== TEST 5: all at once, again and again
--- database
lanes    fast=2;
pipeline 4;
queue    8;
--- scenario
my $sockets = sockets((processes())[0]);
for (1 .. 20) {
    abandon(start(1 .. 8, 50, 51, 9 .. 16));
}
await(sub { get(1)->{code} == 200 });
await(sub { sockets((processes())[0]) == $sockets + backends() });
await(sub { backends("state <> 'idle'") == 0 });
say_(backends());
--- transcript
2



=== TEST 6: in the middle of a long answer
--- database
lanes fast=1;
--- scenario
get(1);
my $sockets = sockets((processes())[0]);
for (1 .. 5) {
    my $r = start(50);
    sysread $r->{sock}, my $buf, 1000;
    abandon($r);
    say_(length $buf > 0 ? 'begun' : 'empty', codes(start(1)));
}
await(sub { sockets((processes())[0]) == $sockets });
say_(backends());
--- transcript
begun 200
begun 200
begun 200
begun 200
begun 200
1



=== TEST 7: a client that has shut down its side is gone, too
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1);
await_sent(2);
shutdown $r[0]{sock}, 1;
gone(1);
$lock->end;
say_(codes($r[1]));
--- transcript
200



=== TEST 8: while it is asked once more
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2);
await_sent(3);
pg_sql(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock'});
await_sent(6);
abandon(@r[0, 1]);
gone(2);
$lock->end;
say_(codes($r[2]));
--- transcript
200



=== TEST 9: the same for requests that lie behind in one connection of a client
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my $r = start(1);
finish($r);
$r = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => server_port())
    or die "connect: $!\n";
syswrite $r, join '', map {
    "GET /api/v1/statuses/$_ HTTP/1.1\r\nHost: localhost\r\n\r\n" }
    900, 1, 2;
await_blocked(1);
close $r;
$lock->end;
say_(codes(start(1, 2)));
await(sub { backends("state <> 'idle'") == 0 });
say_(backends());
--- transcript
200 200
1



=== TEST 10: requests that come all at once are answered in their order
--- pipelined_requests eval
[map { "GET /api/v1/statuses/$_" } 1, 50, 2, 910, 3]
--- error_code eval
[200, 200, 200, 503, 200]
--- response_body_like eval
['^{"id":"1"', '^{"id":"50"', '^{"id":"2"', '^{"error":', '^{"id":"3"']
--- timeout: 20
