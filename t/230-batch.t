# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# GET /api/v1/statuses?id[]=…: which posts it lists for whom, and in which
# order.

TestAuth::setup();

sub ids { return '?' . join '&', map { "id[]=$_" } @_ }

sub batch { return '[' . join(',', @_) . ']' }

our $Alice = main::status(101, language => '"en"');
our $Bob = main::status(102, by => 'bob');
our $Dave = main::status(103, by => 'dave', language => '"de"');

our $SeenAlice = viewed(101, language => '"en"');
our $SeenBob = viewed(102, by => 'bob');
our $SeenDave = viewed(103, by => 'dave', language => '"de"');

our $Many = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text)
SELECT i, 1001, true, 'Hello' FROM generate_series(1000, 1030) AS i;
_EOC_

# Three for each of 67 requests, one more for each of T1.
repeat_each(2);
plan tests => repeat_each() * (69 * 3 + 3);

run_tests();

__DATA__

=== TEST 1: newest first, whatever the order of the question
--- request eval
TestAuth::asks(main::ids(101, 102, 103), main::ids(103, 102, 101),
    main::ids(102, 103, 101))
--- error_code eval
[200, 200, 200]
--- response_headers eval
[("Content-Type: application/json; charset=utf-8") x 3]
--- response_body eval
[(main::batch($::Dave, $::Bob, $::Alice)) x 3]



=== TEST 2: as somebody with a token sees them
--- as: vera alice
--- request eval
TestAuth::asks((main::ids(101, 102, 103)) x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::batch($::SeenDave, $::SeenBob, $::SeenAlice),
 main::batch($::SeenDave, $::SeenBob, main::viewed(101, own => 1,
    language => '"en"'))]



=== TEST 3: ids that are numbers, not words
--- sql
INSERT INTO statuses (id, account_id, local, text) VALUES
    (9, 1001, true, 'Hello'), (10, 1001, true, 'Hello'),
    (116679483073302531, 1001, true, 'Hello'),
    (9223372036854775807, 1001, true, 'Hello');
--- request eval
TestAuth::asks(main::ids(9, 10, '9223372036854775807', '116679483073302531'))
--- error_code eval
[200]
--- response_body eval
[main::batch(map { main::status($_) } '9223372036854775807',
    '116679483073302531', 10, 9)]



=== TEST 4: nothing asked, nothing found, one found
--- request eval
TestAuth::asks('', '?', main::ids(999), main::ids(0), main::ids(-101),
    main::ids(101), main::ids(101, 999, -1, 0, 'abc'))
--- error_code eval
[(200) x 7]
--- response_body eval
[('[]') x 5, (main::batch($::Alice)) x 2]



=== TEST 5: the same id many times, and written in other ways
--- request eval
TestAuth::asks(main::ids((101) x 30), main::ids(101, '0101', '+101', '101abc'),
    main::ids(101, 102, 101, 102), main::ids('1_01', '%20101', '101.5', '101,102'))
--- error_code eval
[(200) x 4]
--- response_body eval
[(main::batch($::Alice)) x 2, main::batch($::Bob, $::Alice),
 main::batch($::Alice)]



=== TEST 6: twenty, and one more
--- sql eval: $::Many
--- request eval
TestAuth::asks(main::ids(1001 .. 1020), main::ids(1000 .. 1020),
    main::ids(1000 .. 1030))
--- error_code eval
[200, 422, 422]
--- response_body eval
[main::batch(map { main::status($_) } CORE::reverse 1001 .. 1020),
 (TestAuth::error('Mastodon::ValidationError')) x 2]



=== TEST 7: what is counted are different texts, found or not
--- sql eval: $::Many
--- request eval
TestAuth::asks(main::ids((1001 .. 1020) x 2), main::ids(1 .. 21),
    main::ids((map { "0$_" } 1001 .. 1011), 1001 .. 1010),
    main::ids((map { "0$_" } 1001 .. 1010), 1001 .. 1010),
    main::ids('a' .. 'u'), main::ids('a' .. 't'), main::ids('', 1 .. 20))
--- error_code eval
[200, 422, 422, 200, 422, 200, 422]
--- response_body eval
[main::batch(map { main::status($_) } CORE::reverse 1001 .. 1020),
 (TestAuth::error('Mastodon::ValidationError')) x 2,
 main::batch(map { main::status($_) } CORE::reverse 1001 .. 1010),
 TestAuth::error('Mastodon::ValidationError'), '[]',
 TestAuth::error('Mastodon::ValidationError')]



=== TEST 8: a thousand ids
--- sql eval: $::Many
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
["GET /api/v1/statuses\n" . CORE::join('&', map { "id[]=$_" } 1 .. 1000),
 "GET /api/v1/statuses\n" . CORE::join('&', map { 'id[]=' . (1001 + $_ % 20) }
    1 .. 1000),
 "GET /api/v1/statuses\n" . CORE::join('&', ('id[]=1001') x 5000)]
--- error_code eval
[422, 200, 200]
--- response_body eval
[TestAuth::error('Mastodon::ValidationError'),
 main::batch(map { main::status($_) } CORE::reverse 1001 .. 1020),
 main::batch(main::status(1001))]



=== TEST 9: out of range
--- request eval
TestAuth::asks(main::ids('9223372036854775808', '-9223372036854775809',
    '99999999999999999999999999', 101), main::ids('-9223372036854775808'))
--- error_code eval
[200, 200]
--- response_body eval
[main::batch($::Alice), '[]']



=== TEST 10: posts that may not be seen are left out
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility, deleted_at)
SELECT 600 + v, 1001, true, 'Hello', v, NULL FROM generate_series(0, 4) AS v
UNION ALL SELECT 605, 1001, true, 'Hello', 0, now();
INSERT INTO follows (account_id, target_account_id) VALUES (1002, 1001);
INSERT INTO mentions (status_id, account_id, silent)
VALUES (603, 3013, true), (604, 3013, true);
--- as: - vera bob disabled alice app
--- request eval
TestAuth::asks((main::ids(600 .. 605)) x 6)
--- error_code eval
[(200) x 6]
--- response_body_like eval
[map { '^\[' . CORE::join(',', map { "\\{\"id\":\"$_\",\"created_at\"(?:(?!\\{\"id\":\"60).)*" } @$_) . '\]$' }
 [601, 600], [601, 600], [602, 601, 600], [604, 603, 601, 600],
 [604, 603, 602, 601, 600], [601, 600]]



=== TEST 11: authors whom the reader blocks
--- sql
INSERT INTO blocks (account_id, target_account_id)
VALUES (3001, 1001), (1002, 2001);
--- as: vera bob alice
--- request eval
TestAuth::asks((main::ids(101, 102, 103)) x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::batch($::SeenDave, $::SeenBob),
 main::batch(main::viewed(102, by => 'bob', own => 1), $::SeenAlice),
 main::batch($::SeenDave, $::SeenBob, main::viewed(101, own => 1,
    language => '"en"'))]



=== TEST 12: although each of their posts is there when asked for
--- sql
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1001);
INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 1002);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example');
--- as: vera
--- request eval
TestAuth::asks(main::ids(101, 102, 103), '/101', '/102', '/103')
--- error_code eval
[(200) x 4]
--- response_body eval
['[]', $::SeenAlice, $::SeenBob, $::SeenDave]



=== TEST 13: authors who block the reader
--- sql
INSERT INTO blocks (account_id, target_account_id)
VALUES (1001, 3001), (2001, 3001);
--- as: vera bob
--- request eval
TestAuth::asks((main::ids(101, 102, 103)) x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::batch($::SeenBob), main::batch($::SeenDave, main::viewed(102,
    by => 'bob', own => 1), $::SeenAlice)]



=== TEST 14: authors whom the reader mutes, also when that has ended
--- sql
INSERT INTO mutes (account_id, target_account_id, expires_at)
VALUES (3001, 1001, NULL), (3001, 1002, '2020-01-01'),
    (1002, 2001, '2090-01-01');
--- as: vera bob
--- request eval
TestAuth::asks((main::ids(101, 102, 103)) x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::batch($::SeenDave), main::batch(main::viewed(102, by => 'bob',
    own => 1), $::SeenAlice)]



=== TEST 15: domains: exactly the author's, and no local one
--- sql
INSERT INTO accounts (id, username, domain, uri, url) VALUES
    (2002, 'eve', 'sub.remote.example', 'https://sub.remote.example/users/eve',
     'https://sub.remote.example/@eve'),
    (2003, 'fay', 'REMOTE.example', 'https://REMOTE.example/users/fay',
     'https://REMOTE.example/@fay');
INSERT INTO statuses (id, account_id, local, text, uri, url)
SELECT id - 1400, id, false, '<p>Hello</p>', uri || '/statuses/' || id - 1400,
    url || '/' || id - 1400 FROM accounts WHERE id IN (2002, 2003);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example'), (3001, 'social.example'), (3001, ''),
    (1002, 'sub.remote.example');
--- as: vera bob
--- request eval
TestAuth::asks((main::ids(101, 103, 602, 603)) x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::batch(main::viewed(603, by => 'fay:2003@REMOTE.example'),
    main::viewed(602, by => 'eve:2002@sub.remote.example'), $::SeenAlice),
 main::batch(main::viewed(603, by => 'fay:2003@REMOTE.example'),
    $::SeenDave, $::SeenAlice)]



=== TEST 16: silenced authors: for followers, and for themselves
--- sql
UPDATE accounts SET silenced_at = now() WHERE id IN (1001, 2001);
INSERT INTO follows (account_id, target_account_id)
VALUES (1002, 1001), (3001, 2001);
--- as: - app vera bob alice
--- request eval
TestAuth::asks((main::ids(101, 103)) x 5)
--- error_code eval
[(200) x 5]
--- response_body eval
['[]', '[]',
 main::batch(main::viewed(103, by => 'dave', language => '"de"',
    account => TestAuth::seen_account('dave', limited => 'true'))),
 main::batch(main::viewed(101, language => '"en"',
    account => TestAuth::seen_account('alice', limited => 'true'))),
 main::batch(main::viewed(101, own => 1, language => '"en"',
    account => TestAuth::seen_account('alice', limited => 'true')))]



=== TEST 17: one's own posts, come what may
--- sql
UPDATE accounts SET silenced_at = now() WHERE id = 1001;
INSERT INTO mutes (account_id, target_account_id) VALUES (1001, 1001);
--- as: alice
--- request eval
TestAuth::asks(main::ids(101))
--- error_code eval
[200]
--- response_body eval
[main::batch(main::viewed(101, own => 1, language => '"en"',
    account => TestAuth::seen_account('alice', limited => 'true')))]



=== TEST 18: unavailable authors
--- sql
UPDATE accounts SET suspended_at = now() WHERE id = 1001;
UPDATE accounts SET requested_deletion_at = now() WHERE id = 2001;
INSERT INTO follows (account_id, target_account_id)
VALUES (3001, 1001), (3001, 2001);
--- as: vera -
--- request eval
TestAuth::asks((main::ids(101, 102, 103)) x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::batch($::SeenBob), main::batch($::Bob)]



=== TEST 19: boosts and quotes: only who boosts and who quotes is looked at
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (401, 1002, true, 101), (402, 1001, true, 102);
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (9, 103, 2001, 101, 1001, 1);
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1001);
--- as: vera
--- request eval
TestAuth::asks(main::ids(401, 402, 103))
--- error_code eval
[200]
--- response_body_like eval
['^\[\{"id":"401".*"reblog":\{"id":"101".*\{"id":"103".*"quote":\{"state":"blocked_account","quoted_status":\{"id":"101".*\}\]$']



=== TEST 20: a post beside its own boost and beside its quote
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (401, 1002, true, 101);
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (9, 103, 2001, 101, 1001, 1);
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101);
--- as: vera -
--- request eval
TestAuth::asks((main::ids(101, 103, 401)) x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::batch(
    main::viewed(401, by => 'bob', content => '""', favourited => 'true',
        uri => '"https://social.example/ap/users/1002/statuses/401/activity"',
        url => '"https://social.example/users/bob/statuses/401/activity"',
        reblog => main::viewed(101, language => '"en"',
            favourited => 'true')),
    main::viewed(103, by => 'dave', language => '"de"',
        quote => TestEntity::quote('accepted', main::viewed(101,
            language => '"en"', favourited => 'true'))),
    main::viewed(101, language => '"en"', favourited => 'true')),
 main::batch(
    main::status(401, by => 'bob', content => '""',
        uri => '"https://social.example/ap/users/1002/statuses/401/activity"',
        url => '"https://social.example/users/bob/statuses/401/activity"',
        reblog => $::Alice),
    main::status(103, by => 'dave', language => '"de"',
        quote => TestEntity::quote('accepted', $::Alice)),
    $::Alice)]



=== TEST 21: a post that quotes itself, and two that quote one another
--- sql
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (8, 103, 2001, 103, 2001, 1);
--- as: -
--- request eval
TestAuth::asks(main::ids(103, 101))
--- error_code eval
[200]
--- response_body_like eval
['^\[\{"id":"103".*"quoted_status":\{"id":"103".*"quote":\{"state":"accepted","quoted_status_id":"103"\}.*\},\{"id":"101".*\]$']



=== TEST 22: HEAD
--- request eval
["HEAD /api/v1/statuses" . main::ids(101)]
--- error_code eval
[200]
--- response_body eval
['']



=== TEST 23: real servers say the same
--- compat: 4.7
--- sql eval: $::Many
--- request eval
TestAuth::asks(main::ids(1000 .. 1020), main::ids(999), main::ids(101))
--- error_code eval
[422, 200, 200]
--- response_body eval
[TestAuth::error('Mastodon::ValidationError'), '[]', main::batch($::Alice)]



=== TEST 24: who blocks oneself keeps one's own, which show refuses
--- sql
UPDATE statuses SET account_id = 3001 WHERE id = 102;
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 3001);
--- as: vera
--- request eval
[@{ TestAuth::asks(main::ids(102)) }, 'GET /api/v1/statuses/102']
--- error_code eval
[200, 404]
--- response_body_like eval
['^\[\{"id":"102",', 'Record not found']
