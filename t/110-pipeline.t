# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Requests that share a connection, and answers that come in pieces.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

our $Tcp = pg_proxy(tcp => 1);
$ENV{TEST_NGINX_PG_TCP_PROXY} = 'host=127.0.0.1 sslmode=disable port='
    . $Tcp->port;
our $Proxy = pg_proxy();

add_block_preprocessor(sub { $_->pass for $Proxy, $Tcp });

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: sixteen at once, each gets its own answer
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1 .. 15);
await_sent(16);
say_(backends());
$lock->end;
say_(all(@r));
say_(scalar(my @lines = logged(qr/statuses pg: send .* behind:15/)));
--- transcript
1
all 200
1



=== TEST 2: one that fails leaves its neighbours alone
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 910, 2, 911, 921, 910, 922);
await_sent(8);
$lock->end;
say_(codes(@r));
say_($r[2]{body}, $r[4]{body});
say_(codes(start(923)));
say_(pg_sql('SELECT count(DISTINCT pid) FROM seen'));
--- transcript
200 200 503 200 503 200 503 200
{"error":"Service Unavailable"} {"error":"Service Unavailable"}
200
1
--- error_log
statuses: database "main": statement "show" failed: SQLSTATE 22012, client:
statement "show" failed: SQLSTATE 42501: permission denied for table parcels, client:



=== TEST 3: without prepared statements too
--- database
prepare off;
lanes   fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 910, 1, 911, 921);
await_log(qr/statuses pg: wait for "main", queue:4/);
$lock->end;
say_(codes(@r));
--- transcript
200 503 200 503 200
--- error_log
statuses: database "main": statement "show" failed: SQLSTATE 22012, client:



=== TEST 4: the first to prepare a statement fails, those behind count on it
--- database
lanes fast=1;
--- sql
ALTER TABLE statuses RENAME TO gone;
CREATE TABLE statuses ();
--- scenario
say_(codes(start(1 .. 4)));
pg_sql('DROP TABLE statuses', 'ALTER TABLE gone RENAME TO statuses');
say_(codes(start(1 .. 4)));
--- transcript
503 503 503 503
200 200 200 200
--- error_log
statement "show" failed: SQLSTATE 42703: column



=== TEST 5: a table is away for a while
--- database
lanes fast=1;
--- scenario
say_(codes(start(1, 2)));
pg_sql('ALTER TABLE statuses RENAME TO gone');
say_(codes(start(1, 2)));
pg_sql('ALTER TABLE gone RENAME TO statuses');
say_(codes(start(1, 2)));
say_(scalar(my @lines = logged(qr/statuses pg: connect/)));
--- transcript
200 200
503 503
200 200
1
--- error_log
statement "show" failed: SQLSTATE 42P01: relation "statuses" does not exist



=== TEST 6: a plan that no longer fits is made anew, which nobody notices
--- scenario
my $lock = hold(900);
my @r = crowd(2);
$lock->end;
say_(all(@r, start(1 .. 20)));
pg_sql('ALTER TABLE statuses ALTER spoiler_text TYPE varchar');
say_(all(start(1 .. 20)));
await_log(qr/statement "show" failed: SQLSTATE 0A000/, 1);
say_(all(start(1 .. 20)));
--- transcript
all 200
all 200
all 200
--- no_error_log
[error]
[alert]



=== TEST 7: so are prepared statements that the session forgot
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 913, 2, 3, 4);
await_sent(6);
$lock->end;
say_(codes(@r));
say_(codes(start(5)));
--- transcript
200 200 200 200 200 200
200
--- error_log
statement "show" failed: SQLSTATE 26000
--- no_error_log
[error]
[alert]



=== TEST 8: a notice of the server
--- scenario
say_(codes(start(912)));
--- transcript
200
--- error_log
[info]
statuses: database "main": WARNING 01000
--- no_error_log
noticed
my-private-words
[alert]



=== TEST 9: an answer that comes byte by byte
--- conninfo eval: $TestFault::ProxyConninfo
--- scenario
$main::Proxy->split(0);
say_(codes(start(1, 2, 3, 910, 4)));
--- transcript
200 200 200 503 200



=== TEST 10: an answer that comes late
--- conninfo eval: $TestFault::ProxyConninfo
--- scenario
$main::Proxy->delay(0.1);
say_(codes(start(1, 2)));
say_(codes(start(3, 4)));
--- transcript
200 200
200 200



=== TEST 11: the connection breaks in the middle of an answer
--- conninfo eval: $TestFault::ProxyConninfo
--- database
lanes fast=1;
--- scenario
my $before = $main::Proxy->connections;
say_(codes(start(1)));
$main::Proxy->truncate(1);
$main::Proxy->cut_after(100);
say_(codes(start(1)));
say_($main::Proxy->connections - $before);
--- transcript
200
200
2
--- error_log
statuses: database "main": read: server closed the connection unexpectedly



=== TEST 12: in the middle of many answers, all are asked for once more
--- conninfo eval: $TestFault::ProxyConninfo
--- database
lanes fast=1;
--- scenario
my $before = $main::Proxy->connections;
my $lock = hold(900);
my @r = start(900, 1 .. 15);
await_sent(16);
$main::Proxy->truncate(1);
$main::Proxy->cut_after(9000);
$lock->end;
say_(codes(@r));
say_($main::Proxy->connections - $before);
--- transcript
200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
2



=== TEST 13: the second connection breaks as well
--- conninfo eval: $TestFault::ProxyConninfo
--- database
lanes fast=1;
--- scenario
say_(codes(start(1)));
my $before = $main::Proxy->connections;
$main::Proxy->truncate(0);
$main::Proxy->cut_after(900);
my $r = get(1);
say_($r->{code}, $r->{body}, $r->{head} =~ /^(Retry-After: 1)\r?$/m);
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
--- transcript
200
503 {"error":"Service Unavailable"} Retry-After: 1



=== TEST 14: a connection that is reset
--- conninfo eval
"$ENV{TEST_NGINX_PG_TCP_PROXY} user=app dbname=\$TEST_NGINX_PG_DBNAME"
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1 .. 5);
await_sent(6);
$main::Tcp->reset;
$lock->end;
say_(codes(@r));
--- transcript
200 200 200 200 200 200
--- error_log
statuses: database "main": read: 



=== TEST 15: an answer of two million bytes
--- database
lanes fast=1;
--- scenario
my @r = finish(start(50, 1, 50, 2, 50));
say_(map { $_->{code} } @r);
say_(map { scalar(() = $_->{body} =~ /many words/g) } @r);
--- transcript
200 200 200 200 200
181818 0 181818 0 181818



=== TEST 16: the same in pieces of the network's choice
--- conninfo eval
"$ENV{TEST_NGINX_PG_TCP_PROXY} user=app dbname=\$TEST_NGINX_PG_DBNAME"
--- scenario
$main::Tcp->delay(0.01);
my @r = finish(start(50, 1, 50, 2, 50));
say_(map { $_->{code} } @r);
say_(map { scalar(() = $_->{body} =~ /many words/g) } @r);
--- transcript
200 200 200 200 200
181818 0 181818 0 181818



=== TEST 17: all of an answer has arrived before the worker looks
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 51);
await_sent(2);
my ($worker) = processes();
kill STOP => $worker;
$lock->end;
await(sub { backends("state = 'idle'") == 1 });
kill CONT => $worker;
say_(codes(@r));
--- transcript
200 200



=== TEST 18: more has arrived than the socket holds
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 50, 51, 1);
await_sent(4);
my ($worker) = processes();
kill STOP => $worker;
$lock->end;
await(sub { backends("wait_event = 'ClientWrite'") == 1 });
kill CONT => $worker;
say_(codes(@r));
--- transcript
200 200 200 200



=== TEST 19: the end of the connection has arrived before the worker looks
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 51, 1);
await_sent(3);
my ($worker) = processes();
kill STOP => $worker;
$lock->end;
await(sub { backends("state = 'idle'") == 1 });
pg_drop_connections();
kill CONT => $worker;
say_(codes(@r));
--- transcript
200 200 200
--- no_error_log
[error]
[alert]
