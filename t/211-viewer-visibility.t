# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Which posts a reader with a token may see: the first rule that fits decides.

TestAuth::setup();

# 600 to 604 are alice's, public to limited

our $Posts = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT 600 + v, 1001, true, 'Hello', v FROM generate_series(0, 4) AS v;
_EOC_

our @Five = map { "/60$_" } 0 .. 4;
our @Names = qw(public unlisted private direct private);

# What the reader has of 600 to 604: a body, or that it is not there.

sub five {
    my ($seen, %over) = @_;

    return [map { $seen->[$_] ? viewed(600 + $_, visibility => qq("$Names[$_]"),
        %over, $over{own} ? (pinned => $_ < 3 ? 'false' : undef) : ())
        : $NotFound } 0 .. 4];
}

sub codes { return [map { $_ ? 200 : 404 } @_] }

# Three for each of 97 requests.
repeat_each(2);
plan tests => repeat_each() * (97 * 3);

run_tests();

__DATA__

=== TEST 1: a stranger: public and unlisted
--- sql eval: $::Posts
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 0, 0, 0)
--- response_body eval
main::five([1, 1, 0, 0, 0])



=== TEST 2: the author: all
--- sql eval: $::Posts
--- as: alice
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 1, 1, 1)
--- response_body eval
main::five([1, 1, 1, 1, 1], own => 1)



=== TEST 3: a follower: private ones too
--- sql eval
$::Posts . "INSERT INTO follows (account_id, target_account_id)
    VALUES (3001, 1001)"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 1, 0, 0)
--- response_body eval
main::five([1, 1, 1, 0, 0])



=== TEST 4: somebody whom the author follows: no more than a stranger
--- sql eval
$::Posts . "INSERT INTO follows (account_id, target_account_id)
    VALUES (1001, 3001)"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 0, 0, 0)
--- response_body eval
main::five([1, 1, 0, 0, 0])



=== TEST 5: a request to follow is not yet one
--- sql eval
$::Posts . "INSERT INTO follow_requests (account_id, target_account_id)
    VALUES (3001, 1001)"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 0, 0, 0)
--- response_body eval
main::five([1, 1, 0, 0, 0])



=== TEST 6: who is mentioned: all
--- sql eval
$::Posts . "INSERT INTO mentions (status_id, account_id)
    SELECT 600 + v, 3001 FROM generate_series(0, 4) AS v"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 1, 1, 1)
--- response_body eval
main::five([1, 1, 1, 1, 1], mentions => '[{"id":"3001","username":"vera",'
    . '"url":"https://social.example/@vera","acct":"vera"}]')



=== TEST 7: who is mentioned without being named: all
--- sql eval
$::Posts . "INSERT INTO mentions (status_id, account_id, silent)
    SELECT 600 + v, 3001, true FROM generate_series(0, 4) AS v"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 1, 1, 1)
--- response_body eval
main::five([1, 1, 1, 1, 1])



=== TEST 8: mentioned in one, not in the others
--- sql eval
$::Posts . "INSERT INTO mentions (status_id, account_id, silent)
    VALUES (603, 3001, true), (602, 1002, true)"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 0, 1, 0)
--- response_body eval
main::five([1, 1, 0, 1, 0])



=== TEST 9: whom the author blocks: nothing
--- sql eval
$::Posts . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 3001)"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(0, 0, 0, 0, 0)
--- response_body eval
main::five([0, 0, 0, 0, 0])



=== TEST 10: blocked and a follower: the private one all the same
--- sql eval
$::Posts . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 3001); INSERT INTO follows (account_id, target_account_id)
    VALUES (3001, 1001)"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(0, 0, 1, 0, 0)
--- response_body eval
main::five([0, 0, 1, 0, 0])



=== TEST 11: blocked and mentioned: what is not for everybody
--- sql eval
$::Posts . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 3001); INSERT INTO mentions (status_id, account_id, silent)
    SELECT 600 + v, 3001, true FROM generate_series(0, 4) AS v"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(0, 0, 1, 1, 1)
--- response_body eval
main::five([0, 0, 1, 1, 1])



=== TEST 12: blocking oneself away is not possible
--- sql eval
$::Posts . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 1001)"
--- as: alice
--- request eval
TestAuth::asks('/602', '/603', '/604')
--- error_code eval
[200, 200, 200]
--- response_body eval
[@{ main::five([1, 1, 1, 1, 1], own => 1) }[2 .. 4]]



=== TEST 13: blocking, muting, blocking the domain of the author: nothing changes
--- sql
INSERT INTO blocks (account_id, target_account_id)
VALUES (3001, 1001), (3001, 2001);
INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 1002);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example');
--- as: vera
--- request eval
TestAuth::asks('/101', '/102', '/103')
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::viewed(101, language => '"en"'), main::viewed(102, by => 'bob'),
 main::viewed(103, by => 'dave', language => '"de"')]



=== TEST 14: silenced authors are seen
--- sql
UPDATE accounts SET silenced_at = now() WHERE id IN (1001, 2001);
--- as: vera - vera
--- request eval
TestAuth::asks('/101', '/101', '/103')
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::viewed(101, language => '"en"', account => TestAuth::seen_account(
    'alice', limited => 'true')),
 main::status(101, language => '"en"', account => main::account('alice',
    limited => 'true')),
 main::viewed(103, by => 'dave', language => '"de"',
    account => TestAuth::seen_account('dave', limited => 'true'))]



=== TEST 15: of an unavailable author nothing, whoever asks
--- sql eval
$::Posts . "UPDATE accounts SET suspended_at = now() WHERE id = 1001;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mentions (status_id, account_id)
    SELECT 600 + v, 3001 FROM generate_series(0, 4) AS v"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(0, 0, 0, 0, 0)
--- response_body eval
main::five([0, 0, 0, 0, 0])



=== TEST 16: nor of one who asked to be deleted
--- sql eval
$::Posts . "UPDATE accounts SET requested_deletion_at = now() WHERE id = 1001;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mentions (status_id, account_id)
    SELECT 600 + v, 3001 FROM generate_series(0, 4) AS v"
--- as: vera
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(0, 0, 0, 0, 0)
--- response_body eval
main::five([0, 0, 0, 0, 0])



=== TEST 17: a deleted post, a missing one
--- sql
UPDATE statuses SET deleted_at = now() WHERE id = 101;
--- as: vera alice - vera vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/999', '/abc')
--- error_code eval
[(404) x 5]
--- response_body eval
[($TestAuth::NotFound) x 5]



=== TEST 18: an application's token sees as much as nobody's
--- sql eval: $::Posts
--- as: app
--- request eval
TestAuth::asks(@::Five)
--- error_code eval
main::codes(1, 1, 0, 0, 0)
--- response_body eval
[(map { main::status($_, visibility => $_ == 600 ? '"public"' : '"unlisted"') }
    600, 601), ($TestAuth::NotFound) x 3]



=== TEST 19: a remote author's private post: the follower's, not the stranger's
--- sql
UPDATE statuses SET visibility = 2 WHERE id = 103;
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 2001);
--- as: vera bob -
--- request eval
TestAuth::asks(('/103') x 3)
--- error_code eval
[200, 404, 404]
--- response_body eval
[main::viewed(103, by => 'dave', language => '"de"', visibility => '"private"'),
 ($TestAuth::NotFound) x 2]



=== TEST 20: a boost is judged as what it is, not as what it boosts
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility)
VALUES (602, 1001, true, 'Hello', 2), (603, 1001, true, 'Hello', 3);
INSERT INTO statuses (id, account_id, local, reblog_of_id, visibility)
VALUES (401, 1002, true, 602, 0), (402, 1002, true, 101, 2),
    (403, 1002, true, 101, 3);
INSERT INTO blocks (account_id, target_account_id) VALUES (1001, 3001);
--- as: vera - vera vera bob
--- request eval
TestAuth::asks('/401', '/401', '/402', '/403', '/402')
--- error_code eval
[200, 200, 404, 404, 200]
--- response_body_like eval
['"reblog":\{"id":"602".*"visibility":"private"', '"reblog":\{"id":"602"',
 '^\{"error":"Record not found"\}$', '^\{"error":"Record not found"\}$',
 '"reblogged":true.*"reblog":\{"id":"101"']



=== TEST 21: for a booster who blocks, and one who is followed
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id, visibility)
VALUES (401, 1002, true, 101, 0), (402, 2001, false, 101, 2);
INSERT INTO blocks (account_id, target_account_id) VALUES (1002, 3001);
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 2001);
--- as: vera vera
--- request eval
TestAuth::asks('/401', '/402')
--- error_code eval
[404, 200]
--- response_body_like eval
['^\{"error":"Record not found"\}$', '"reblog":\{"id":"101"']



=== TEST 22: follows and mentions of others are not one's own
--- sql eval
$::Posts . "INSERT INTO follows (account_id, target_account_id)
    VALUES (1002, 1001), (3001, 1002), (1001, 1002);
    INSERT INTO mentions (status_id, account_id)
    SELECT 600 + v, 1002 FROM generate_series(2, 4) AS v;
    INSERT INTO mentions (status_id, account_id) VALUES (101, 3001)"
--- as: vera
--- request eval
TestAuth::asks('/602', '/603', '/604')
--- error_code eval
[404, 404, 404]
--- response_body eval
[($TestAuth::NotFound) x 3]
