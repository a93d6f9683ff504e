# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;
use TestConf;

# How much of a thread is looked at.

TestEnv::strict_sections(@TestConf::Sections);
TestThread::setup();
TestConf::setup();

sub of { return TestAuth::asks(map { "/$_/context" } @_) }

# 10001 and on, each a reply to the one before it

sub chain {
    my ($n, $first) = @_;

    $first //= 10001;
    my $last = $first + $n - 1;

    return "INSERT INTO statuses (id, account_id, local, text, in_reply_to_id)
        SELECT i, 1001, true, 'Hello', nullif(i - 1, $first - 1)
        FROM generate_series($first, $last) AS i ORDER BY i;";
}

# so many replies to a post

sub fan {
    my ($n, $first, $up) = @_;

    return "INSERT INTO statuses (id, account_id, local, text, in_reply_to_id)
        SELECT $first + i, 1001, true, 'Hello', $up
        FROM generate_series(0, $n - 1) AS i;";
}

sub upto { return join ' ', $_[0] .. $_[1] }

our $Hundred = chain(100);

our $Limits = 'statuses_context_limits ';

# Tried lines are 32, once each; their two blocks make two besides.  Three for
# each of the other 40 requests.
repeat_each(2);
plan tests => 32 + repeat_each() * (2 * 2 + 40 * 3);

run_tests();

__DATA__

=== TEST 1: nobody in particular: 40 up, 20 levels down
--- sql eval: $::Hundred
--- as: - app no-such-token dangling
--- request eval: main::of((10060) x 4)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
[(main::upto(10020, 10059) . ' | ' . main::upto(10061, 10080)) x 4]



=== TEST 2: at the ends of what is looked at
--- sql eval: $::Hundred
--- request eval: main::of(10041, 10042, 10080, 10081, 10001, 10100)
--- ids
--- error_code eval
[(200) x 6]
--- response_body eval
[main::upto(10001, 10040) . ' | ' . main::upto(10042, 10061),
 main::upto(10002, 10041) . ' | ' . main::upto(10043, 10062),
 main::upto(10040, 10079) . ' | ' . main::upto(10081, 10100),
 main::upto(10041, 10080) . ' | ' . main::upto(10082, 10100),
 ' | ' . main::upto(10002, 10021), main::upto(10060, 10099) . ' | ']



=== TEST 3: a user: all of it
--- sql eval: $::Hundred
--- as: vera alice disabled
--- request eval: main::of(10060, 10001, 10100)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[main::upto(10001, 10059) . ' | ' . main::upto(10061, 10100),
 ' | ' . main::upto(10002, 10100), main::upto(10001, 10099) . ' | ']



=== TEST 4: 60 descendants, the first ones by id
--- sql eval: main::chain(1) . main::fan(70, 11000, 10001)
--- as: - vera
--- request eval: main::of(10001, 10001)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[' | ' . main::upto(11000, 11059), ' | ' . main::upto(11000, 11069)]



=== TEST 5: a first branch that leaves nothing for the others
--- sql eval
main::chain(1) . main::fan(3, 11000, 10001) . main::fan(58, 12000, 11000)
    . main::fan(5, 13000, 11001) . main::fan(2, 14000, 12001)
--- as: - vera
--- request eval: main::of(10001, 10001)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[' | 11000 12000 12001 14000 14001 ' . main::upto(12002, 12056),
 ' | 11000 12000 12001 14000 14001 ' . main::upto(12002, 12057)
    . ' 11001 ' . main::upto(13000, 13004) . ' 11002']



=== TEST 6: what may not be shown counts all the same
--- sql eval
main::chain(1) . main::fan(70, 11000, 10001)
    . "UPDATE statuses SET visibility = 2 WHERE id BETWEEN 11000 AND 11009;
    UPDATE statuses SET deleted_at = now() WHERE id BETWEEN 11010 AND 11019;
    UPDATE statuses SET account_id = 1002 WHERE id BETWEEN 11020 AND 11029;
    UPDATE accounts SET silenced_at = now() WHERE id = 1002"
--- request eval: main::of(10001)
--- ids
--- response_body eval: ' | ' . main::upto(11030, 11059)



=== TEST 7: also on the way up
--- sql eval
$::Hundred . "UPDATE statuses SET visibility = 3
    WHERE id BETWEEN 10030 AND 10058;
    UPDATE statuses SET deleted_at = now() WHERE id = 10059"
--- request eval: main::of(10060)
--- ids
--- response_body eval: main::upto(10020, 10029) . ' | ' . main::upto(10061, 10080)



=== TEST 8: promoted are only those that are looked at
--- sql eval
main::chain(1) . main::fan(70, 11000, 10001)
    . 'UPDATE statuses SET in_reply_to_account_id = account_id
        WHERE id IN (11058, 11059, 11060)'
--- request eval: main::of(10001)
--- ids
--- response_body eval: ' | 11058 11059 ' . main::upto(11000, 11057)



=== TEST 9: limits of one's own, for both
--- conf eval: $::Limits . 'ancestors=2 descendants=5 depth=3;'
--- sql eval: main::chain(10) . main::fan(3, 11000, 10006) . main::fan(2, 12000, 10007)
--- as: - vera
--- request eval: main::of(10005, 10005)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[('10003 10004 | 10006 10007 10008 12000 12001') x 2]



=== TEST 10: for anonymous alone; what is left out keeps its default
--- conf eval: $::Limits . 'depth=2 anonymous;'
--- sql eval: $::Hundred
--- as: - app vera
--- request eval: main::of(10060, 10060, 10060)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[(main::upto(10020, 10059) . ' | 10061 10062') x 2,
 main::upto(10001, 10059) . ' | ' . main::upto(10061, 10100)]



=== TEST 11: for users alone
--- conf eval: $::Limits . 'descendants=3 ancestors=1 user;'
--- sql eval: $::Hundred
--- as: - vera
--- request eval: main::of(10060, 10060)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[main::upto(10020, 10059) . ' | ' . main::upto(10061, 10080),
 '10059 | 10061 10062 10063']



=== TEST 12: one for each
--- conf eval
"${main::Limits}ancestors=1 anonymous;\n${main::Limits}ancestors=2 user;"
--- sql eval: main::chain(5)
--- as: - vera
--- request eval: main::of(10004, 10004)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['10003 | 10005', '10002 10003 | 10005']



=== TEST 13: inherited, and replaced further in
--- http eval: "    $::Limits" . 'ancestors=3 descendants=1;'
--- config
    statuses_context_limits ancestors=2 user;

    location /api/v1/statuses {
        statuses on;

        location ~ ^/api/v1/statuses/10009 {
            statuses on;
            statuses_context_limits ancestors=1 anonymous;
        }
    }
--- sql eval: main::chain(20)
--- as: - vera - vera
--- request eval: main::of(10008, 10008, 10009, 10009)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
['10005 10006 10007 | 10009',
 '10006 10007 | ' . main::upto(10009, 10020),
 '10008 | ' . main::upto(10010, 10020),
 '10007 10008 | ' . main::upto(10010, 10020)]



=== TEST 14: nothing at all
--- conf eval: $::Limits . 'ancestors=0 descendants=0 depth=0;'
--- sql eval: main::chain(9)
--- as: - vera -
--- request eval: main::of(10005, 10005, 999)
--- error_code eval
[200, 200, 404]
--- response_body eval
[main::empty(), main::empty(), $TestAuth::NotFound]



=== TEST 15: one of them
--- conf eval: "$::Limits ancestors=0 user;\n$::Limits descendants=0 anonymous;"
--- sql eval: main::chain(9)
--- as: - vera
--- request eval: main::of(10005, 10005)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[main::upto(10001, 10004) . ' | ', ' | ' . main::upto(10006, 10009)]



=== TEST 16: no depth
--- conf eval: "$::Limits depth=0;"
--- sql eval: main::chain(9)
--- as: - vera
--- request eval: main::of(10005, 10005)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[(main::upto(10001, 10004) . ' | ') x 2]



=== TEST 17: what the directive does not take
--- refused
http: statuses_context_limits; => invalid number of arguments in "statuses_context_limits" directive
http: statuses_context_limits anonymous; => invalid parameter "anonymous"
http: statuses_context_limits user; => invalid parameter "user"
http: statuses_context_limits 40; => invalid parameter "40"
http: statuses_context_limits ancestors; => invalid parameter "ancestors"
http: statuses_context_limits ancestors=; => invalid parameter "ancestors="
http: statuses_context_limits ancestors=-1; => invalid parameter "ancestors=-1"
http: statuses_context_limits ancestors=4k; => invalid parameter "ancestors=4k"
http: statuses_context_limits ancestors=1.5; => invalid parameter "ancestors=1.5"
http: statuses_context_limits Ancestors=1; => invalid parameter "Ancestors=1"
server: statuses_context_limits descendants=99999999999999999999; => invalid parameter "descendants=99999999999999999999"
server: statuses_context_limits depth=x; => invalid parameter "depth=x"
server: statuses_context_limits depths=1; => invalid parameter "depths=1"
location: statuses_context_limits depth=1 depth=1; => invalid parameter "depth=1"
location: statuses_context_limits ancestors=1 descendants=2 ancestors=3; => invalid parameter "ancestors=3"
location: statuses_context_limits ancestors=1 everybody; => invalid parameter "everybody"
location: statuses_context_limits user ancestors=1; => invalid parameter "user"
location: statuses_context_limits ancestors=1 user anonymous; => invalid parameter "user"
http: statuses_context_limits ancestors=1; statuses_context_limits ancestors=1; => "statuses_context_limits" directive is duplicate
http: statuses_context_limits ancestors=1; statuses_context_limits depth=1 user; => "statuses_context_limits" directive is duplicate
server: statuses_context_limits ancestors=1 user; statuses_context_limits depth=1 user; => "statuses_context_limits" directive is duplicate
location: statuses_context_limits ancestors=1 anonymous; statuses_context_limits depth=1; => "statuses_context_limits" directive is duplicate
main: statuses_context_limits ancestors=1; => "statuses_context_limits" directive is not allowed here
if: statuses_context_limits ancestors=1; => "statuses_context_limits" directive is not allowed here



=== TEST 18: and what it does
--- taken
http: statuses_context_limits ancestors=40 descendants=60 depth=20;
http: statuses_context_limits depth=20 ancestors=40 descendants=60 anonymous;
http: statuses_context_limits ancestors=1 user; statuses_context_limits ancestors=1 anonymous;
http bare: statuses_context_limits ancestors=0;
server: statuses_context_limits descendants=4096 user;
server: statuses_context_limits descendants=00004096;
location: statuses_context_limits depth=1;
location: statuses_context_limits depth=1 anonymous;
