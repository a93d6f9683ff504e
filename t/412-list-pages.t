# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Pages of favourited_by and reblogged_by: limit, max_id and since_id.

TestThread::setup();

sub likes { return TestAuth::asks(map { "/101/favourited_by$_" } @_) }
sub boosts { return TestAuth::asks(map { "/101/reblogged_by$_" } @_) }

# Accounts 5001, 5002 and so on, with a favourite and a boost of 101 each, under
# the keys 10001, 10002 and so on.

sub many {
    my ($n) = @_;

    return <<"_EOC_";
INSERT INTO accounts (id, username)
SELECT 5000 + i, 'u' || i FROM generate_series(1, $n) AS i;
INSERT INTO favourites (id, account_id, status_id)
SELECT 10000 + i, 5000 + i, 101 FROM generate_series(1, $n) AS i;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
SELECT 10000 + i, 5000 + i, true, 101 FROM generate_series(1, $n) AS i;
_EOC_
}

# 5005, 5004 ... 5001 as down(5, 1)
sub down { return join ' ', map { 5000 + $_ } reverse $_[1] .. $_[0] }

our $Ninety = many(90);
our $Seven = many(7);

# Three for each of 154 requests, and one for each of three walks.
repeat_each(2);
plan tests => repeat_each() * (154 * 3) + 3;

run_tests();

__DATA__

=== TEST 1: 40 by default, 80 at most
--- sql eval: $::Ninety
--- request eval
main::likes('', '?limit=80', '?limit=81', '?limit=200', '?limit=1')
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
[main::down(90, 51), (main::down(90, 11)) x 3, '5090']



=== TEST 2: the same of boosts
--- sql eval: $::Ninety
--- request eval
main::boosts('', '?limit=80', '?limit=81', '?limit=200', '?limit=1')
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
[main::down(90, 51), (main::down(90, 11)) x 3, '5090']



=== TEST 3: a limit that is a number somehow
--- sql eval: $::Ninety
--- request eval
main::likes(map { "?limit=$_" } '-2', '+2', '%202', '%092', '2abc', '2.9',
    '1e3', '0002', '1_0', '2%20', '-200', '2_', '99999999999999999999',
    '-99999999999999999999')
--- ids
--- error_code eval
[(200) x 14]
--- response_body eval
[(main::down(90, 89)) x 6, '5090', main::down(90, 89), main::down(90, 81),
 main::down(90, 89), main::down(90, 11), main::down(90, 89),
 (main::down(90, 11)) x 2]



=== TEST 4: the same of boosts
--- sql eval: $::Ninety
--- request eval
main::boosts(map { "?limit=$_" } '-2', '+2', '%202', '%092', '2abc', '2.9',
    '1e3', '0002', '1_0', '2%20', '-200', '2_', '99999999999999999999',
    '-99999999999999999999')
--- ids
--- error_code eval
[(200) x 14]
--- response_body eval
[(main::down(90, 89)) x 6, '5090', main::down(90, 89), main::down(90, 81),
 main::down(90, 89), main::down(90, 11), main::down(90, 89),
 (main::down(90, 11)) x 2]



=== TEST 5: a limit that is none: the default
--- sql eval: $::Ninety
--- request eval
[@{ main::likes(map { "?$_" } 'limit=0', 'limit=', 'limit', 'limit=abc',
    'limit=-0', 'limit=_1', 'limit=%2B', 'limit=0x10', 'limit[]=2',
    'limit[a]=2', 'limit=%00') },
 @{ main::boosts('?limit=0', '?limit=', '?limit=abc', '?limit[]=2') }]
--- ids
--- error_code eval
[(200) x 15]
--- response_body eval
[(main::down(90, 51)) x 15]



=== TEST 6: the last limit counts; others' parameters do not
--- sql eval: $::Ninety
--- request eval
main::likes('?limit=5&limit=2', '?limit=2&min_id=10050&offset=3&page=2',
    '?limit=2&local=true')
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[(main::down(90, 89)) x 3]



=== TEST 7: a limit in a body
--- sql eval: $::Ninety
--- more_headers eval
["Content-Type: application/json", "Content-Type: application/json",
 "Content-Type: application/json", "Content-Type: application/json",
 "Content-Type: application/x-www-form-urlencoded"]
--- request eval
[map { "GET /api/v1/statuses/101/favourited_by\n$_" } '{"limit":2}',
 '{"limit":2.9}', '{"limit":null}', '{"limit":false}', 'limit=2']
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
[(main::down(90, 89)) x 2, (main::down(90, 51)) x 2, main::down(90, 89)]



=== TEST 8: max_id: below it
--- sql eval: $::Seven
--- request eval
[map { @{ main::likes("?max_id=$_") }, @{ main::boosts("?max_id=$_") } }
    10007, 10002, 10001, 10008, 99999, 0, -1, '9223372036854775807']
--- ids
--- error_code eval
[(200) x 16]
--- response_body eval
[map { ($_) x 2 } main::down(6, 1), '5001', '', (main::down(7, 1)) x 2, ('') x 2,
 main::down(7, 1)]



=== TEST 9: since_id: above it
--- sql eval: $::Seven
--- request eval
[map { @{ main::likes("?since_id=$_") }, @{ main::boosts("?since_id=$_") } }
    10001, 10006, 10007, 10000, 0, -1, '-9223372036854775807', 99999]
--- ids
--- error_code eval
[(200) x 16]
--- response_body eval
[map { ($_) x 2 } main::down(7, 2), '5007', '', (main::down(7, 1)) x 4, '']



=== TEST 10: between the two, the newest first
--- sql eval: $::Seven
--- request eval
[map { @{ main::likes($_) }, @{ main::boosts($_) } }
    '?max_id=10006&since_id=10002', '?since_id=10002&limit=2',
    '?since_id=10002&max_id=10006&limit=2', '?since_id=10004&max_id=10004',
    '?since_id=10006&max_id=10002', '?max_id=10005&limit=3']
--- ids
--- error_code eval
[(200) x 12]
--- response_body eval
[map { ($_) x 2 } main::down(5, 3), main::down(7, 6), main::down(5, 4), '', '',
 main::down(4, 2)]



=== TEST 11: keys as numbers are read; blank ones are none
--- sql eval: $::Seven
--- request eval
main::likes('?max_id=10003abc', '?max_id=%2010003', '?max_id=%2B10003',
    '?max_id=1_0003', '?max_id=', '?max_id=%20', '?max_id', '?since_id=',
    '?since_id=%09%20', '?since_id=10005x', '?min_id=10005')
--- ids
--- error_code eval
[(200) x 11]
--- response_body eval
[(main::down(2, 1)) x 4, (main::down(7, 1)) x 5, main::down(7, 6),
 main::down(7, 1)]



=== TEST 12: keys that are none match nothing
--- sql eval: $::Seven
--- request eval
[map { @{ main::likes("?max_id$_", "?since_id$_") } } '=abc', '=_1', '=-',
    '[]=10003', '[a]=1', '=99999999999999999999', '=-99999999999999999999',
    '=%00']
--- error_code eval
[(200) x 16]
--- response_body eval
[('[]') x 16]



=== TEST 13: the least and the greatest key are keys
--- sql eval: $::Seven
--- more_headers eval
[('') x 12, ("Content-Type: application/json") x 3]
--- request eval
[(map { @{ main::likes(@$_) }, @{ main::boosts(@$_) } }
    ['?since_id=-9223372036854775808', '?max_id=-9223372036854775808',
     '?since_id=9223372036854775807', '?max_id=9223372036854775807',
     '?limit=-9223372036854775808', '?since_id=-9223372036854775809']),
 map { "GET /api/v1/statuses/101/favourited_by\n{$_}" }
    '"since_id":-9223372036854775808', '"max_id":-9223372036854775808',
    '"limit":-9223372036854775808']
--- ids
--- error_code eval
[(200) x 15]
--- response_body eval
[(main::down(7, 1), '', '', (main::down(7, 1)) x 2, '') x 2,
 main::down(7, 1), '', main::down(7, 1)]



=== TEST 14: whoever is left out does not make a page shorter
--- sql eval
$::Seven . 'INSERT INTO blocks (account_id, target_account_id)
    VALUES (3001, 5006), (5004, 3001);
    INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 5003);
    UPDATE accounts SET suspended_at = now() WHERE id = 5007'
--- as: - - vera vera
--- request eval
[map { @{ main::likes("?limit=3") }, @{ main::boosts("?limit=3") } } 1, 2]
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
[(main::down(6, 4)) x 2, ('5005 5002 5001') x 2]



=== TEST 15: all pages of favourites, and back
--- sql eval: $::Seven
--- walk: - /101/favourited_by?limit=3
--- pages
limit=3: 5007 5006 5005
limit=3&max_id=10005: 5004 5003 5002
limit=3&max_id=10002: 5001
(prev)
limit=3&since_id=10001: 5007 5006 5005
limit=3&since_id=10007:
--- request
GET /api/v1/statuses/101/favourited_by?limit=1
--- ids
--- response_body: 5007



=== TEST 16: all pages of boosts, which fill the last one
--- sql eval: main::many(6)
--- walk: vera /101/reblogged_by?limit=2
--- pages
limit=2: 5006 5005
limit=2&max_id=10005: 5004 5003
limit=2&max_id=10003: 5002 5001
limit=2&max_id=10001:
(prev)
--- request
GET /api/v1/statuses/101/reblogged_by?limit=1
--- ids
--- response_body: 5006



=== TEST 17: pages of the default size
--- sql eval: $::Ninety
--- walk: - /101/reblogged_by
--- pages eval
": " . main::down(90, 51) . "\nmax_id=10051: " . main::down(50, 11)
    . "\nmax_id=10011: " . main::down(10, 1) . "\n(prev)\nsince_id=10010: "
    . main::down(90, 51) . "\nsince_id=10090:\n"
--- request
GET /api/v1/statuses/101/reblogged_by?limit=1
--- ids
--- response_body: 5090
