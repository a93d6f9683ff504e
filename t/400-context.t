# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# The thread around a post: its order, and what takes part in it.

TestThread::setup();

# asked for: the thread of each of these
sub of { return TestAuth::asks(map { "/$_/context" } @_) }

# 301 alice
# +- 302 bob
# |  +- 304 dave
# |  |  +- 307 bob
# |  +- 306 alice
# +- 303 dave
#    +- 305 bob
our $Tree = posts(<<'_EOC_');
301 alice
302 bob 301
303 dave 301
304 dave 302
305 bob 303
306 alice 302
307 bob 304
_EOC_

# Three for each of 75 requests.
repeat_each(2);
plan tests => repeat_each() * (75 * 3);

run_tests();

__DATA__

=== TEST 1: a post that nobody has answered
--- request eval: main::of(101)
--- response_body eval: main::empty()



=== TEST 2: whole bodies of a post in the middle
--- sql eval
main::posts(<<'_EOC_')
301 alice
302 bob 301
303 dave 302
304 alice 303 visibility=1
_EOC_
--- request eval: main::of(302)
--- response_body eval
main::thread([main::status(301)],
    [main::status(303, by => 'dave', in_reply_to_id => '"302"',
        in_reply_to_account_id => '"1002"'),
     main::status(304, in_reply_to_id => '"303"', visibility => '"unlisted"',
        in_reply_to_account_id => '"2001"')])



=== TEST 3: first down each branch, then to the next; up from the nearest
--- sql eval: $::Tree
--- request eval: main::of(301 .. 307)
--- ids
--- error_code eval
[(200) x 7]
--- response_body eval
[' | 302 304 307 306 303 305', '301 | 304 307 306', '301 | 305',
 '301 302 | 307', '301 303 | ', '301 302 | ', '301 302 304 | ']



=== TEST 4: the same to a user
--- sql eval: $::Tree
--- as: vera
--- request eval: main::of(301 .. 307)
--- ids
--- error_code eval
[(200) x 7]
--- response_body eval
[' | 302 304 307 306 303 305', '301 | 304 307 306', '301 | 305',
 '301 302 | 307', '301 303 | ', '301 302 | ', '301 302 304 | ']



=== TEST 5: replies to oneself come first, whoever it is
--- sql eval
# as in the specification: A(alice), D(bob: A), E(vera: D), C(alice: A), F(vera: C)
main::posts(<<'_EOC_')
301 alice
302 bob 301
303 vera 302
304 alice 301
305 vera 304
_EOC_
--- request eval: main::of(301, 304)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[' | 304 302 303 305', '301 | 305']



=== TEST 6: several of them keep their order, and so do the others
--- sql eval
main::posts(<<'_EOC_')
301 alice
302 bob 301
303 bob 302
304 dave 303
305 dave 304
306 alice 301
307 alice 306
308 bob 307
_EOC_
--- request eval: main::of(301)
--- ids
--- response_body eval
' | 303 305 306 307 302 304 308'



=== TEST 7: what counts is the account that is stored, not the parent's
--- sql eval
main::posts(<<'_EOC_')
301 alice
302 bob 301
303 bob 302 in_reply_to_account_id=1001
304 dave 301 in_reply_to_account_id=2001
305 alice 301 in_reply_to_account_id=NULL
_EOC_
--- request eval: main::of(301)
--- ids
--- response_body eval
' | 304 302 303 305'



=== TEST 8: ancestors are never promoted
--- sql eval
main::posts(<<'_EOC_')
301 alice
302 bob 301
303 bob 302
304 alice 303
305 bob 304
_EOC_
--- request eval: main::of(305, 304)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['301 302 303 304 | ', '301 302 303 | 305']



=== TEST 9: siblings go by id, a reply may be older than what it replies to
--- sql eval
main::posts(<<'_EOC_')
305 alice
301 bob 305
309 dave 305
303 bob 305
302 alice 309
_EOC_
--- request eval: main::of(305, 302)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[' | 301 303 309 302', '305 309 | ']



=== TEST 10: a deleted post joins what it is between
--- sql eval
$::Tree . "UPDATE statuses SET deleted_at = now() WHERE id IN (302, 303)"
--- request eval: main::of(301, 302, 304, 305, 307)
--- ids
--- error_code eval
[200, 404, 200, 200, 200]
--- response_body eval
[' | 304 307 306 305', $TestAuth::NotFound, '301 | 307', '301 | ',
 '301 304 | ']



=== TEST 11: so does one that may not be seen
--- sql eval
$::Tree . "UPDATE statuses SET visibility = 2 WHERE id = 302;
    UPDATE statuses SET visibility = 3 WHERE id = 303;
    UPDATE statuses SET visibility = 4 WHERE id = 304"
--- as: - vera - vera - vera - vera
--- request eval: main::of(301, 301, 307, 307, 305, 305, 304, 303)
--- ids
--- error_code eval
[(200) x 6, (404) x 2]
--- response_body eval
[(' | 307 306 305') x 2, ('301 | ') x 4, ($TestAuth::NotFound) x 2]



=== TEST 12: and one by somebody who is blocked, in the middle
--- sql eval
$::Tree . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (3001, 2001)"
--- as: vera
--- request eval: main::of(301, 302, 304, 307, 305)
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
[' | 302 307 306 305', '301 | 307 306', '301 302 | 307', '301 302 | ',
 '301 | ']



=== TEST 13: a root that is gone altogether
--- sql eval
$::Tree . "DELETE FROM statuses WHERE id = 301"
--- request eval: main::of(301, 302, 307)
--- ids
--- error_code eval
[404, 200, 200]
--- response_body eval
[$TestAuth::NotFound, ' | 304 307 306', '302 304 | ']



=== TEST 14: a parent that was never here ends the way up
--- sql eval
$::Tree . "SET session_replication_role = replica;
    UPDATE statuses SET in_reply_to_id = 999 WHERE id = 302;
    SET session_replication_role = DEFAULT"
--- request eval: main::of(307, 302)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['302 304 | ', ' | 304 307 306']



=== TEST 15: a post without an author is left out, its replies are not
--- sql eval
$::Tree . "SET session_replication_role = replica;
    UPDATE statuses SET account_id = 999 WHERE id IN (302, 303);
    SET session_replication_role = DEFAULT"
--- as: - - vera - -
--- request eval: main::of(301, 307, 307, 302, 305)
--- ids
--- error_code eval
[200, 200, 200, 404, 200]
--- response_body eval
[' | 304 307 306 305', '301 304 | ', '301 304 | ', $TestAuth::NotFound,
 '301 | ']



=== TEST 16: replies that go round in a circle are met once
--- sql eval
$::Tree . "UPDATE statuses SET in_reply_to_id = 307 WHERE id = 301"
--- as: - - - vera
--- request eval: main::of(301, 304, 306, 307)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
['301 302 304 307 | 302 304 307 306 303 305',
 '304 307 301 302 | 307 301 302 306 303 305',
 '304 307 301 302 | ',
 '307 301 302 304 | 301 302 304 306 303 305']



=== TEST 17: a reply to itself, and two to each other
--- sql eval
main::posts("301 alice\n302 bob\n303 dave 302\n304 dave 301")
    . "UPDATE statuses SET in_reply_to_id = 301 WHERE id = 301;
    UPDATE statuses SET in_reply_to_id = 303 WHERE id = 302"
--- request eval: main::of(301, 302, 303, 304)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
['301 | 304', '302 303 | 303', '303 302 | 302', '301 | ']



=== TEST 18: a boost has no thread of its own
--- sql eval
$::Tree . "INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (308, 1002, true, 302)"
--- as: - vera
--- request eval: main::of(308, 308)
--- error_code eval
[200, 200]
--- response_body eval
[main::empty(), main::empty()]



=== TEST 19: the id as a client may write it, and what is none
--- sql eval: $::Tree
--- request eval: main::of('307abc', '%20307', '+307', '3_07', 'abc', '-307', 0, '99999999999999999999')
--- ids
--- error_code eval
[(200) x 4, (404) x 4]
--- response_body eval
[('301 302 304 | ') x 4, ($TestAuth::NotFound) x 4]



=== TEST 20: HEAD is GET without the body
--- sql eval: $::Tree
--- as: - vera
--- request eval
["HEAD /api/v1/statuses/301/context", "HEAD /api/v1/statuses/999/context"]
--- error_code eval
[200, 404]
--- response_body eval
['', '']



=== TEST 21: an old server's threads are no others
--- compat: 4.5
--- sql eval: $::Tree
--- as: - vera -
--- request eval: main::of(301, 304, 999)
--- ids
--- error_code eval
[200, 200, 404]
--- response_body eval
[' | 302 304 307 306 303 305', '301 302 | 307', $TestAuth::NotFound]
