# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Several servers, some of which do not answer, and names that come to mean
# others.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;
use TestDns;

TestFault::setup(tcp => 1);

# three ways to the server, on addresses of their own and one port
our @Proxy = (pg_proxy(tcp => 1, addr => '127.0.0.2'));
push @Proxy, pg_proxy(tcp => 1, addr => "127.0.0.$_", port => $Proxy[0]->port)
    for 3, 4;

our $Dns = TestDns->new;

our $Db = 'dbname=$TEST_NGINX_PG_DBNAME user=app sslmode=disable';
our $Two = "$Db host=127.0.0.2,127.0.0.3 port=" . $Proxy[0]->port;
our $Name = "$Db host=localhost port=" . $Proxy[0]->port;
our $Resolver = 'resolver 127.0.0.1:' . $Dns->port . ' ipv6=off;';

add_block_preprocessor(sub {
    $_->pass for @main::Proxy;
    $main::Dns->answer('127.0.0.2');
});

# how many connections each way has seen since this was asked last
my @seen = (0) x 3;

sub ways {
    my @now = map { $_->connections } @main::Proxy;
    my @new = map { $now[$_] - $seen[$_] } 0 .. 2;
    @seen = @now;
    return "@new";
}

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: the first answers: nobody asks the others
--- conninfo eval: $::Two
--- database
lanes fast=1;
--- scenario
ways();
say_(codes(start(1, 2, 3)), '/', ways());
--- transcript
200 200 200 / 1 0 0



=== TEST 2: the first swallows everything: the second is tried, then kept
--- conninfo eval: $::Two
--- database
connect_timeout 300ms;
lanes fast=1;
keepalive_requests 2;
--- scenario
ways();
$main::Proxy[0]->blackhole;
say_(codes(start(1)), '/', ways());
say_(codes(start(2)), '/', ways());
say_(codes(start(3)), '/', ways());
--- transcript
200 / 1 1 0
200 / 0 0 0
200 / 0 1 0
--- error_log
statuses: database "main": connect timed out, trying the next host



=== TEST 3: it comes back when the others are gone
--- conninfo eval: $::Two
--- database
connect_timeout 300ms;
fail_timeout 1ms;
--- scenario
$main::Proxy[0]->blackhole;
say_(codes(start(1)));
$main::Proxy[0]->pass;
$main::Proxy[1]->refuse;
await(sub { get(1)->{code} == 200 });
ways();
say_(codes(start(1)), '/', ways());
--- transcript
200
200 / 0 0 0



=== TEST 4: two that swallow, and one that does not
--- conninfo eval
"$::Db host=127.0.0.2,127.0.0.3,127.0.0.4 port=" . $::Proxy[0]->port
--- database
connect_timeout 200ms;
lanes fast=1;
--- scenario
ways();
$main::Proxy[$_]->blackhole for 0, 1;
say_(codes(start(1, 2)), '/', ways());
--- transcript
200 200 / 1 1 1



=== TEST 5: one that is too slow with what is asked first
--- conninfo eval: $::Two
--- database
connect_timeout 400ms;
lanes fast=1;
--- scenario
ways();
$main::Proxy[0]->delay(0.3);
say_(codes(start(1)), '/', ways());
--- transcript
200 / 1 1 0



=== TEST 6: all swallow: refused when each had its time, and tried in turn
--- conninfo eval: $::Two
--- database
connect_timeout 200ms;
fail_timeout 1ms;
--- scenario
ways();
$main::Proxy[$_]->blackhole for 0, 1;
my $r = get(1);
say_($r->{code}, $r->{body}, '/', ways());
$main::Proxy[1]->pass;
await(sub { get(1)->{code} == 200 });
say_('again');
--- transcript
503 {"error":"Service Unavailable"} / 1 1 0
again
--- error_log
statuses: database "main": connect timed out



=== TEST 7: hosts with ports of their own, addresses beside names
--- conninfo eval
"$::Db host=one.invalid,two.invalid hostaddr=127.0.0.3,127.0.0.2 port="
    . "$ENV{TEST_NGINX_PG_PORT}," . $::Proxy[0]->port
--- scenario
ways();
say_(codes(start(1)), '/', ways());
--- transcript
200 / 1 0 0



=== TEST 8: lists that do not fit together are libpq's to refuse
--- conninfo eval
"$::Db host=127.0.0.2 hostaddr=127.0.0.2,127.0.0.3 port=" . $::Proxy[0]->port
--- scenario
say_(codes(start(1)));
--- error_code: 503
--- transcript
503
--- error_log
could not match 1 host names to 2 hostaddr values



=== TEST 9: without a resolver a name means what it meant at the start
--- conninfo eval: "$::Db host=localhost port=\$TEST_NGINX_PG_PORT"
--- scenario
my $asked = $main::Dns->asked;
say_(codes(start(1)), $main::Dns->asked - $asked);
--- transcript
200 0



=== TEST 10: with one it is asked before each connection
--- http eval: $::Resolver
--- conninfo eval: $::Name
--- database
lanes fast=1;
--- scenario
ways();
say_(codes(start(1, 2)), '/', ways());
--- transcript
200 200 / 1 0 0
--- error_log
statuses: database "main": host "localhost" is now at 127.0.0.2



=== TEST 11: a server that has moved
--- http eval: $::Resolver
--- conninfo eval: $::Name
--- database
fail_timeout 1ms;
--- scenario
say_(codes(start(1)));
$main::Dns->answer('127.0.0.3');
$main::Proxy[0]->refuse;
ways();
await(sub { get(1)->{code} == 200 });
say_(ways() =~ /^\d+ 1 0$/ ? 'moved' : 'stayed');
--- transcript
200
moved
--- error_log
statuses: database "main": host "localhost" is now at 127.0.0.3



=== TEST 12: several addresses, of which one is good
--- http eval: $::Resolver
--- conninfo eval: $::Name
--- database
connect_timeout 300ms;
lanes fast=1;
--- scenario
$main::Dns->answer('127.0.0.5', '127.0.0.3', '127.0.0.2', '127.0.0.6');
$main::Proxy[0]->blackhole;
$main::Proxy[2]->refuse;
ways();
say_(codes(start(1, 2)), ways() =~ /^\d 1 0$/ ? 'found' : 'lost');
--- transcript
200 200 found



=== TEST 13: an unknown name keeps its addresses
--- http eval: $::Resolver
--- conninfo eval: "$::Db host=localhost port=\$TEST_NGINX_PG_PORT"
--- scenario
$main::Dns->unknown;
say_(codes(start(1, 2)));
--- transcript
200 200
--- error_log
host "localhost" could not be resolved (3: Host not found), its last addresses are tried



=== TEST 14: a name server that says nothing
--- http eval: $::Resolver
--- conninfo eval: "$::Db host=localhost port=\$TEST_NGINX_PG_PORT"
--- database
connect_timeout 300ms;
--- scenario
$main::Dns->silence;
say_(codes(start(1, 2)));
--- transcript
200 200
--- error_log
host "localhost" could not be resolved (110: Operation timed out)



=== TEST 15: a client that does not wait for it, a worker that ends
--- http eval: $::Resolver
--- conninfo eval: "$::Db host=localhost port=\$TEST_NGINX_PG_PORT"
--- scenario
my $asked = $main::Dns->asked;
$main::Dns->silence;
my @r = start(1, 2);
await(sub { $main::Dns->asked > $asked });
abandon(@r);
--- request
GET /elsewhere
--- error_code: 404
--- transcript



=== TEST 16: TLS has the name, whatever its address
--- http eval: $::Resolver
--- conninfo
dbname=$TEST_NGINX_PG_DBNAME user=app host=LocalHost port=$TEST_NGINX_PG_PORT sslmode=verify-full sslrootcert=$TEST_NGINX_PG_CERT
--- scenario
$main::Dns->answer('127.0.0.1');
my $asked = $main::Dns->asked;
say_(codes(start(1)), $main::Dns->asked - $asked);
--- transcript
200 1
