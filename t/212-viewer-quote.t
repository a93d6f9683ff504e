# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What becomes of a quote under the eyes of different readers: dave's post 103
# quotes alice's post 101, or others.

TestAuth::setup();

# state, id of the quoted post and its author

sub quoting {
    my ($state, $id, $author) = (@_, 101, 1001)[0 .. 2];

    return "INSERT INTO quotes (id, status_id, account_id, quoted_status_id,"
        . " quoted_account_id, state)"
        . " VALUES (9, 103, 2001, $id, $author, $state);\n";
}

our $Accepted = quoting(1);

# 103 with this state, and the quoted post if it is shown

sub shown {
    my ($state, $quoted, %over) = @_;

    return viewed(103, by => 'dave', language => '"de"',
        quote => TestEntity::quote($state, $quoted), %over);
}

sub anonymous {
    my ($state, $quoted) = @_;

    return main::status(103, by => 'dave', language => '"de"',
        quote => TestEntity::quote($state, $quoted));
}

our $Alices = viewed(101, language => '"en"');

our $Bob = '[{"id":"1002","username":"bob",'
    . '"url":"https://social.example/@bob","acct":"bob"}]';

# Three for each of 58 requests.
repeat_each(2);
plan tests => repeat_each() * (58 * 3);

run_tests();

__DATA__

=== TEST 1: accepted
--- sql eval: $::Accepted
--- as: vera alice -
--- request eval
TestAuth::asks(('/103') x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::shown('accepted', $::Alices),
 main::shown('accepted', main::viewed(101, language => '"en"', own => 1)),
 main::anonymous('accepted', main::status(101, language => '"en"'))]



=== TEST 2: pending
--- sql eval: main::quoting(0)
--- as: vera alice -
--- request eval
TestAuth::asks(('/103') x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[(main::shown('pending')) x 2, main::anonymous('pending')]



=== TEST 3: rejected
--- sql eval: main::quoting(2)
--- as: vera alice
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[(main::shown('rejected')) x 2]



=== TEST 4: revoked
--- sql eval: main::quoting(3)
--- as: vera alice
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[(main::shown('revoked')) x 2]



=== TEST 5: deleted
--- sql eval: main::quoting(4)
--- as: vera alice
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[(main::shown('deleted')) x 2]



=== TEST 6: accepted, and deleted since
--- sql eval
$::Accepted . "UPDATE statuses SET deleted_at = now() WHERE id = 101"
--- as: vera alice
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[(main::shown('deleted')) x 2]



=== TEST 7: accepted, and gone without a trace
--- sql eval: main::quoting(1, 'NULL', 'NULL')
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('deleted')



=== TEST 8: a private post: its author, a follower, a mentioned one, others
--- sql eval
$::Accepted . "UPDATE statuses SET visibility = 2 WHERE id = 101;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mentions (status_id, account_id, silent)
    VALUES (101, 3013, true);"
--- as: alice vera disabled bob -
--- request eval
TestAuth::asks(('/103') x 5)
--- error_code eval
[(200) x 5]
--- response_body eval
[main::shown('accepted', main::viewed(101, language => '"en"', own => 1,
    visibility => '"private"')),
 (main::shown('accepted', main::viewed(101, language => '"en"',
    visibility => '"private"'))) x 2,
 main::shown('unauthorized'), main::anonymous('unauthorized')]



=== TEST 9: a direct post
--- sql eval
$::Accepted . "UPDATE statuses SET visibility = 3 WHERE id = 101;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mentions (status_id, account_id) VALUES (101, 1002);"
--- as: alice vera bob -
--- request eval
TestAuth::asks(('/103') x 4)
--- error_code eval
[(200) x 4]
--- response_body eval
[main::shown('accepted', main::viewed(101, language => '"en"', own => 1,
    visibility => '"direct"', mentions => $::Bob)),
 main::shown('unauthorized'),
 main::shown('accepted', main::viewed(101, language => '"en"',
    visibility => '"direct"', mentions => $::Bob)),
 main::anonymous('unauthorized')]



=== TEST 10: a limited post
--- sql eval
$::Accepted . "UPDATE statuses SET visibility = 4 WHERE id = 101;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mentions (status_id, account_id, silent)
    VALUES (101, 1002, true);"
--- as: vera bob
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::shown('unauthorized'),
 main::shown('accepted', main::viewed(101, language => '"en"',
    visibility => '"private"'))]



=== TEST 11: the quoted author blocks the reader
--- sql eval
$::Accepted . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 3001)"
--- as: vera bob
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::shown('unauthorized'), main::shown('accepted', $::Alices)]



=== TEST 12: but of his private posts a follower sees the quote
--- sql eval
$::Accepted . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 3001);
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    UPDATE statuses SET visibility = 2 WHERE id = 101"
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('accepted', main::viewed(101, language => '"en"',
    visibility => '"private"'))



=== TEST 13: the quoted author is unavailable
--- sql eval
$::Accepted . "UPDATE accounts SET suspended_at = now() WHERE id = 1001"
--- as: vera bob -
--- request eval
TestAuth::asks(('/103') x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[(main::shown('unauthorized')) x 2, main::anonymous('unauthorized')]



=== TEST 14: he asked to be deleted
--- sql eval
$::Accepted . "UPDATE accounts SET requested_deletion_at = now()
    WHERE id = 1001"
--- as: vera -
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::shown('unauthorized'), main::anonymous('unauthorized')]



=== TEST 15: he is silenced: nothing changes
--- sql eval
$::Accepted . "UPDATE accounts SET silenced_at = now() WHERE id = 1001"
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('accepted', main::viewed(101, language => '"en"',
    account => TestAuth::seen_account('alice', limited => 'true')))



=== TEST 16: the reader blocks the quoted author
--- sql eval
$::Accepted . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (3001, 1001)"
--- as: vera bob
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::shown('blocked_account', $::Alices), main::shown('accepted', $::Alices)]



=== TEST 17: mutes him
--- sql eval
$::Accepted . "INSERT INTO mutes (account_id, target_account_id, expires_at)
    VALUES (3001, 1001, NULL), (1002, 1001, '2020-01-01')"
--- as: vera bob disabled
--- request eval
TestAuth::asks(('/103') x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[(main::shown('muted_account', $::Alices)) x 2,
 main::shown('accepted', $::Alices)]



=== TEST 18: blocks his domain
--- sql
INSERT INTO statuses (id, account_id, local, text, uri, url)
VALUES (104, 2001, false, '<p>Hello</p>',
    'https://remote.example/users/dave/statuses/104',
    'https://remote.example/@dave/104');
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (9, 103, 2001, 104, 2001, 1);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example'), (1002, 'other.example'), (1002, 'example');
--- as: vera bob
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[main::shown('blocked_domain', main::viewed(104, by => 'dave')),
 main::shown('accepted', main::viewed(104, by => 'dave'))]



=== TEST 19: first the domain, then the block, then the mute
--- sql
INSERT INTO statuses (id, account_id, local, text, uri, url)
VALUES (104, 2001, false, '<p>Hello</p>',
    'https://remote.example/users/dave/statuses/104',
    'https://remote.example/@dave/104');
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (9, 103, 2001, 104, 2001, 1);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example');
INSERT INTO blocks (account_id, target_account_id)
VALUES (3001, 2001), (1002, 2001);
INSERT INTO mutes (account_id, target_account_id)
VALUES (3001, 2001), (1002, 2001), (1001, 2001);
--- as: vera bob alice
--- request eval
TestAuth::asks(('/103') x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::shown('blocked_domain', main::viewed(104, by => 'dave')),
 main::shown('blocked_account', main::viewed(104, by => 'dave')),
 main::shown('muted_account', main::viewed(104, by => 'dave'))]



=== TEST 20: what may not be seen comes before blocks and mutes
--- sql eval
$::Accepted . "UPDATE statuses SET visibility = 2 WHERE id = 101;
    INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 1001)"
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('unauthorized')



=== TEST 21: one's own quoted post is shown, come what may
--- sql eval
$::Accepted . "UPDATE statuses SET visibility = 3 WHERE id = 101;
    INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 1001), (2001, 1002), (1001, 2001);
    INSERT INTO mutes (account_id, target_account_id) VALUES (1001, 1001)"
--- as: alice
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('accepted', main::viewed(101, language => '"en"', own => 1,
    visibility => '"direct"'))



=== TEST 22: inside a boost
--- sql eval
$::Accepted . "INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (401, 1002, true, 103);
    INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 1001)"
--- as: vera bob -
--- request eval
TestAuth::asks(('/401') x 3)
--- error_code eval
[200, 200, 200]
--- response_body_like eval
['"reblog":\{"id":"103".*"quote":\{"state":"muted_account","quoted_status":\{"id":"101".*\},"card":null.*"quote":null,"card":null',
 '"reblog":\{"id":"103".*"quote":\{"state":"accepted","quoted_status":\{"id":"101"',
 '"reblog":\{"id":"103".*"quote":\{"state":"accepted","quoted_status":\{"id":"101"']



=== TEST 23: the quote of a quoted post, for each reader
--- sql eval
$::Accepted . "INSERT INTO statuses (id, account_id, local, text, visibility)
    VALUES (105, 1002, true, 'Hello', 2);
    INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
        quoted_account_id, state)
    VALUES (10, 101, 1001, 105, 1002, 1);
    INSERT INTO follows (account_id, target_account_id)
    VALUES (3001, 1002), (3013, 1002);
    INSERT INTO mutes (account_id, target_account_id) VALUES (3013, 1002)"
--- as: vera disabled alice bob -
--- request eval
TestAuth::asks(('/103') x 5)
--- error_code eval
[(200) x 5]
--- response_body_like eval
[map { qr/"state":"accepted","quoted_status":\{"id":"101".*"quote":\{"state":"$_\}/ }
 'accepted","quoted_status_id":"105"', 'muted_account","quoted_status_id":"105"',
 'unauthorized","quoted_status_id":null', 'accepted","quoted_status_id":"105"',
 'unauthorized","quoted_status_id":null']



=== TEST 24: a quote of before there were approvals
--- sql eval
main::quoting(0) . "UPDATE quotes SET legacy = true"
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::viewed(103, by => 'dave', language => '"de"')



=== TEST 25: one of them that was accepted
--- sql eval
$::Accepted . "UPDATE quotes SET legacy = true"
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('accepted', $::Alices)



=== TEST 26: what the reader did to the quoted post
--- sql eval
$::Accepted . "INSERT INTO favourites (account_id, status_id)
    VALUES (3001, 101);
    INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 103);
    INSERT INTO custom_filters (id, account_id, phrase, context)
    VALUES (1, 3001, 'greetings', '{home}');
    INSERT INTO custom_filter_statuses (custom_filter_id, status_id)
    VALUES (1, 101)"
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body eval
main::shown('accepted', main::viewed(101, language => '"en"',
    favourited => 'true',
    filtered => '[{"filter":{"id":"1","title":"greetings","context":["home"],'
        . '"expires_at":null,"filter_action":"warn"},"keyword_matches":null,'
        . '"status_matches":["101"]}]'),
    bookmarked => 'true')
