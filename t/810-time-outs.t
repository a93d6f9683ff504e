# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# A database that is slow, or says nothing at all.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

our $Proxy = pg_proxy();

add_block_preprocessor(sub { $Proxy->pass });

sub warm {      # both connections have been used
    await(sub { all(start(1 .. 6)); return backends() == 2 });
    say_(all(start(1 .. 10)));
}


repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: a statement that waits for a lock is ended by the server
--- database
statement_timeout 200ms;
--- scenario
say_(codes(start(1)));
my $lock = session('BEGIN', 'LOCK TABLE statuses');
my @r = finish(start(1, 2));
say_(map { $_->{code} } @r);
say_($r[0]{body}, $r[0]{head} =~ /^(Retry-After: \d+)\r?$/m);
$lock->end;
say_(all(start(1 .. 10)));
say_(scalar(my @lines = logged(qr/statuses pg: close/)));
--- transcript
200
503 503
{"error":"Service Unavailable"} Retry-After: 1
all 200
0
--- error_log
statuses: database "main": statement "show" failed: SQLSTATE 57014: canceling statement due to statement timeout, client:



=== TEST 2: also without prepared statements
--- database
prepare           off;
statement_timeout 200ms;
--- scenario
say_(codes(start(1)));
my $lock = session('BEGIN', 'LOCK TABLE statuses');
say_(codes(start(1, 2)));
$lock->end;
say_(all(start(1 .. 10)));
--- transcript
200
503 503
all 200
--- error_log
statement "show" failed: SQLSTATE 57014: canceling statement due to statement timeout



=== TEST 3: those behind it get their answers
--- database
lanes             fast=1;
statement_timeout 200ms;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2, 3);
await_sent(4);
say_(codes(@r));
--- transcript
503 200 200 200



=== TEST 4: a frozen server: the first is given up, those behind ask once more
--- database
lanes        fast=1;
read_timeout 600ms;
--- scenario
get(1);
pg_freeze();
my @r = start(1);
select undef, undef, undef, 0.3;
push @r, start(2, 3);
say_(codes($r[0]));
pg_thaw();
say_(codes(@r[1, 2]));
--- transcript
503
200 200
--- error_log
statuses: database "main": statement "show" timed out (110: Connection timed out), client:
statuses: database "main": read timed out



=== TEST 5: it recovers when the server does
--- database
connect_timeout 300ms;
read_timeout    300ms;
fail_timeout    1ms;
--- scenario
warm();
pg_freeze();
say_(all(start(1 .. 10)));
say_(codes(start(1)));
pg_thaw();
await(sub { get(1)->{code} == 200 });
say_(all(start(1 .. 10)));
--- transcript
all 200
also 503 503 503 503 503 503 503 503 503 503
503
all 200



=== TEST 6: one that takes too long keeps nobody else waiting
--- database
lanes        fast=1;
read_timeout 300ms;
--- scenario
my $lock = hold(900);
say_(codes(start(900)));
say_(codes(start(1, 2, 3)));
say_(scalar(my @lines = logged(qr/statuses pg: connect/)));
$lock->end;
--- transcript
503
200 200 200
2
--- error_log
statement "show" timed out (110: Connection timed out), client:
statuses: database "main": read timed out



=== TEST 7: a connection that is only slow is kept
--- database
lanes        fast=1;
read_timeout 1500ms;
--- scenario
my @lock = (hold(900), hold(901));
my @r = start(900, 901);
await_sent(2);
select undef, undef, undef, 0.5;
$lock[0]->end;
say_(codes(@r));
push @r, start(2);
await_sent(3);
$lock[1]->end;
say_(codes($r[2]));
say_(scalar(my @lines = logged(qr/statuses pg: connect/)));
--- transcript
200 503
200
1



=== TEST 8: a connection that nobody waits for any more is lost all the same
--- conninfo eval: $TestFault::ProxyConninfo
--- database
lanes        fast=1;
pipeline     2;
queue        2 timeout=100ms;
read_timeout 300ms;
--- scenario
get(1);
$main::Proxy->blackhole;
my @r = start(1, 2);
await_sent(3);
abandon(@r);
await_log(qr/client prematurely closed connection/, 2);
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
--- transcript
--- error_log
statuses: database "main": read timed out



=== TEST 9: even if not all of them have left
--- conninfo eval: $TestFault::ProxyConninfo
--- database
lanes        fast=1;
read_timeout 300ms;
--- scenario
get(1);
$main::Proxy->blackhole;
my @r = start(1, 2, 3);
await_sent(4);
abandon(@r[0, 2]);
say_(codes($r[1]));
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
--- transcript
503



=== TEST 10: frozen while a connection is made
--- database
connect_timeout 300ms;
fail_timeout    1ms;
--- scenario
pg_freeze();
say_(codes(start(1, 2, 3)));
pg_thaw();
await(sub { get(1)->{code} == 200 });
--- transcript
503 503 503
--- error_log
statuses: database "main": connect timed out



=== TEST 11: frozen for less than anybody's patience
--- scenario
warm();
my $lock = hold(900);
my @r = start(900, 900, 1 .. 10);
await_sent(scalar @r);
pg_freeze();
push @r, start(11 .. 20);
select undef, undef, undef, 0.2;
pg_thaw();
$lock->end;
say_(all(@r));
--- transcript
all 200
all 200



=== TEST 12: a network that swallows everything
--- conninfo eval: $TestFault::ProxyConninfo
--- database
connect_timeout 300ms;
read_timeout    300ms;
fail_timeout    1ms;
--- scenario
warm();
$main::Proxy->blackhole;
say_(codes(start(1, 2, 3)));
say_(codes(start(1, 2, 3)));
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
say_(all(start(1 .. 10)));
--- transcript
all 200
503 503 503
503 503 503
all 200
