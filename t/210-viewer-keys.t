# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# favourited, reblogged, muted, bookmarked, pinned, and what else is said to
# one reader and not to another.

TestAuth::setup();

# 401 is a boost of bob's of alice's post 101

our $Boost = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (401, 1002, true, 101);
_EOC_

sub boosted {
    my (%over) = @_;

    my %inner = %{ delete $over{inner} // {} };
    my $approval = $inner{quote_approval};

    return viewed(401, by => 'bob', content => '""',
        uri => '"https://social.example/ap/users/1002/statuses/401/activity"',
        url => '"https://social.example/users/bob/statuses/401/activity"',
        reblog => viewed(101, language => '"en"', %inner),
        (defined $approval ? (quote_approval => $approval) : ()), %over);
}

our $Automatic = '{"automatic":[],"manual":[],"current_user":"automatic"}';
our $Denied = '{"automatic":[],"manual":[],"current_user":"denied"}';

sub votes {
    my ($voted, $own) = @_;

    return poll(5, multiple => 'true', votes_count => 2, voters_count => 1,
        options => '[{"title":"a","votes_count":1},{"title":"b",'
            . '"votes_count":0},{"title":"c","votes_count":1}]',
        voted => $voted, own_votes => $own);
}

# Three for each of 54 requests.
repeat_each(2);
plan tests => repeat_each() * (54 * 3);

run_tests();

__DATA__

=== TEST 1: nothing has happened between reader and post
--- as: vera
--- request eval
TestAuth::asks('/101', '/102', '/103')
--- error_code eval
[(200) x 3]
--- response_body eval
[main::viewed(101, language => '"en"'), main::viewed(102, by => 'bob'),
 main::viewed(103, by => 'dave', language => '"de"')]



=== TEST 2: an anonymous reader is told nothing of this
--- sql
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101), (1001, 101);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 101);
INSERT INTO status_pins (account_id, status_id) VALUES (1001, 101);
--- as: - app
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[200, 200]
--- response_body eval
[(main::status(101, language => '"en"')) x 2]



=== TEST 3: a byte for byte example
--- as: alice
--- request
GET /api/v1/statuses/101
--- response_body chomp
{"id":"101","created_at":"2026-06-20T09:30:15.042Z","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,"spoiler_text":"","visibility":"public","language":"en","uri":"https://social.example/ap/users/1001/statuses/101","url":"https://social.example/@alice/101","replies_count":0,"reblogs_count":0,"favourites_count":0,"quotes_count":0,"edited_at":null,"favourited":false,"reblogged":false,"muted":false,"bookmarked":false,"pinned":false,"content":"<p>Hello</p>","filtered":[],"reblog":null,"application":null,"account":{"id":"1001","username":"alice","acct":"alice","display_name":"","locked":false,"bot":false,"discoverable":null,"indexable":false,"group":false,"created_at":"2026-02-11T00:00:00.000Z","note":"","url":"https://social.example/@alice","uri":"https://social.example/ap/users/1001","avatar":"https://social.example/avatars/original/missing.png","avatar_static":"https://social.example/avatars/original/missing.png","avatar_description":"","header":"https://social.example/headers/original/missing.png","header_static":"https://social.example/headers/original/missing.png","header_description":"","followers_count":0,"following_count":0,"statuses_count":0,"last_status_at":null,"hide_collections":null,"show_media":true,"show_media_replies":true,"show_featured":true,"noindex":false,"feature_approval":{"automatic":[],"manual":[],"current_user":"denied"},"emojis":[],"roles":[],"fields":[]},"media_attachments":[],"mentions":[],"tags":[],"emojis":[],"tagged_collections":[],"quote":null,"card":null,"poll":null,"quote_approval":{"automatic":[],"manual":[],"current_user":"automatic"}}



=== TEST 4: favourited
--- sql
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101), (1002, 102);
--- as: vera bob vera bob
--- request eval
TestAuth::asks('/101', '/101', '/102', '/102')
--- error_code eval
[(200) x 4]
--- response_body eval
[main::viewed(101, language => '"en"', favourited => 'true'),
 main::viewed(101, language => '"en"'), main::viewed(102, by => 'bob'),
 main::viewed(102, by => 'bob', own => 1, favourited => 'true')]



=== TEST 5: bookmarked
--- sql
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 101), (1002, 103);
--- as: vera bob bob
--- request eval
TestAuth::asks('/101', '/101', '/103')
--- error_code eval
[(200) x 3]
--- response_body eval
[main::viewed(101, language => '"en"', bookmarked => 'true'),
 main::viewed(101, language => '"en"'),
 main::viewed(103, by => 'dave', language => '"de"', bookmarked => 'true')]



=== TEST 6: reblogged: a boost of the reader's own, as long as it is there
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id, visibility,
    deleted_at)
VALUES (411, 3001, true, 101, 2, NULL), (412, 3001, true, 102, 0, now()),
    (413, 1002, true, 103, 0, NULL);
--- as: vera vera vera bob
--- request eval
TestAuth::asks('/101', '/102', '/103', '/103')
--- error_code eval
[(200) x 4]
--- response_body eval
[main::viewed(101, language => '"en"', reblogged => 'true'),
 main::viewed(102, by => 'bob'),
 main::viewed(103, by => 'dave', language => '"de"'),
 main::viewed(103, by => 'dave', language => '"de"', reblogged => 'true')]



=== TEST 7: one deleted boost and one that is there
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id, deleted_at)
VALUES (411, 3001, true, 101, now()), (412, 3001, true, 101, NULL),
    (413, 3001, true, 101, NULL);
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body eval
main::viewed(101, language => '"en"', reblogged => 'true')



=== TEST 8: muted: the conversation of the post, if it has one
--- sql
INSERT INTO conversations (id) VALUES (1), (2);
INSERT INTO conversation_mutes (account_id, conversation_id)
VALUES (3001, 1), (1002, 2);
UPDATE statuses SET conversation_id = id - 100 WHERE id IN (101, 102);
--- as: vera vera vera bob
--- request eval
TestAuth::asks('/101', '/102', '/103', '/102')
--- error_code eval
[(200) x 4]
--- response_body eval
[main::viewed(101, language => '"en"', muted => 'true'),
 main::viewed(102, by => 'bob'),
 main::viewed(103, by => 'dave', language => '"de"'),
 main::viewed(102, by => 'bob', own => 1, muted => 'true')]



=== TEST 9: pinned: only of one's own
--- sql
INSERT INTO status_pins (account_id, status_id)
VALUES (1001, 101), (1002, 101), (3001, 101);
--- as: alice bob vera
--- request eval
TestAuth::asks('/101', '/101', '/101')
--- error_code eval
[(200) x 3]
--- response_body eval
[main::viewed(101, language => '"en"', own => 1, pinned => 'true'),
 (main::viewed(101, language => '"en"')) x 2]



=== TEST 10: pinned is for public, unlisted, private posts, not for others
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT 600 + v, 1001, true, 'Hello', v FROM generate_series(0, 4) AS v;
INSERT INTO status_pins (account_id, status_id)
SELECT 1001, id FROM statuses WHERE id >= 600;
--- as: alice
--- request eval
TestAuth::asks('/600', '/601', '/602', '/603', '/604')
--- error_code eval
[(200) x 5]
--- response_body eval
[main::viewed(600, own => 1, pinned => 'true'),
 main::viewed(601, own => 1, pinned => 'true', visibility => '"unlisted"'),
 main::viewed(602, own => 1, pinned => 'true', visibility => '"private"'),
 main::viewed(603, own => 1, visibility => '"direct"'),
 main::viewed(604, own => 1, pinned => undef, visibility => '"private"')]



=== TEST 11: nor for boosts
--- sql eval
$::Boost . 'INSERT INTO status_pins (account_id, status_id) VALUES (1002, 401)'
--- as: bob
--- request
GET /api/v1/statuses/401
--- response_body eval
main::boosted(reblogged => 'true', inner => { reblogged => 'true' })



=== TEST 12: inside one's own boost one's own post has it
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (401, 1002, true, 102);
INSERT INTO status_pins (account_id, status_id) VALUES (1002, 102);
--- as: bob
--- request
GET /api/v1/statuses/401
--- response_body eval
main::viewed(401, by => 'bob', content => '""', reblogged => 'true',
    uri => '"https://social.example/ap/users/1002/statuses/401/activity"',
    url => '"https://social.example/users/bob/statuses/401/activity"',
    reblog => main::viewed(102, by => 'bob', own => 1, pinned => 'true',
        reblogged => 'true'),
    quote_approval => $::Automatic)



=== TEST 13: a boost says what is so for the post it boosts
--- sql eval
$::Boost . <<'_EOC_';
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101), (1001, 401);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 101), (1001, 401);
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (402, 3001, true, 101);
_EOC_
--- as: vera alice
--- request eval
TestAuth::asks('/401', '/401')
--- error_code eval
[200, 200]
--- response_body eval
[main::boosted(favourited => 'true', bookmarked => 'true', reblogged => 'true',
    inner => { favourited => 'true', bookmarked => 'true',
               reblogged => 'true' }),
 main::boosted(inner => { pinned => 'false', quote_approval => $::Automatic })]



=== TEST 14: but its own conversation is its own
--- sql eval
$::Boost . <<'_EOC_';
INSERT INTO conversations (id) VALUES (1), (2);
UPDATE statuses SET conversation_id = 1 WHERE id = 101;
UPDATE statuses SET conversation_id = 2 WHERE id = 401;
INSERT INTO conversation_mutes (account_id, conversation_id)
VALUES (3001, 1), (1001, 2);
_EOC_
--- as: vera alice
--- request eval
TestAuth::asks('/401', '/401')
--- error_code eval
[200, 200]
--- response_body eval
[main::boosted(inner => { muted => 'true' }),
 main::boosted(muted => 'true', inner => { pinned => 'false',
    quote_approval => $::Automatic })]



=== TEST 15: the booster himself
--- sql eval: $::Boost
--- as: bob
--- request
GET /api/v1/statuses/401
--- response_body eval
main::boosted(reblogged => 'true', inner => { reblogged => 'true' })



=== TEST 16: the application, of one's own posts always
--- sql
INSERT INTO oauth_applications (id, name, website, uid, secret, redirect_uri)
VALUES (9, 'Tusk', 'https://tusk.example', 'u', 's', 'x');
UPDATE statuses SET application_id = 9 WHERE id IN (101, 102, 103);
UPDATE users SET settings = '{"show_application":false}'
WHERE account_id = 1001;
--- as: alice vera - vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/102')
--- error_code eval
[(200) x 4]
--- response_body eval
[main::viewed(101, language => '"en"', own => 1,
    application => '{"name":"Tusk","website":"https://tusk.example"}'),
 main::viewed(101, language => '"en"', application => undef),
 main::status(101, language => '"en"', application => undef),
 main::viewed(102, by => 'bob',
    application => '{"name":"Tusk","website":"https://tusk.example"}')]



=== TEST 17: sensitive: an account is marked, but not to itself
--- sql
UPDATE accounts SET sensitized_at = now() WHERE id = 1001;
INSERT INTO statuses (id, account_id, local, text, sensitive)
VALUES (601, 1001, true, 'Hello', true);
--- as: alice vera - alice vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/601', '/601')
--- error_code eval
[(200) x 5]
--- response_body eval
[main::viewed(101, language => '"en"', own => 1),
 main::viewed(101, language => '"en"', sensitive => 'true'),
 main::status(101, language => '"en"', sensitive => 'true'),
 main::viewed(601, own => 1, sensitive => 'true'),
 main::viewed(601, sensitive => 'true')]



=== TEST 18: a poll: voted and own_votes
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, multiple, expires_at)
VALUES (5, 1001, 101, '{a,b,c}', '{1,0,1}', 2, 1, true, '2090-01-01');
UPDATE statuses SET poll_id = 5 WHERE id = 101;
INSERT INTO poll_votes (account_id, poll_id, choice)
VALUES (3001, 5, 2), (3001, 5, 0);
--- as: vera bob alice -
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[(200) x 4]
--- response_body eval
[main::viewed(101, language => '"en"', poll => main::votes('true', '[2,0]')),
 main::viewed(101, language => '"en"', poll => main::votes('false', '[]')),
 main::viewed(101, language => '"en"', own => 1,
    poll => main::votes('true', '[]')),
 main::status(101, language => '"en"', poll => main::votes())]



=== TEST 19: a preview's author who did not confirm it
--- sql
INSERT INTO preview_cards (id, url, unverified_author_account_id)
VALUES (7, 'https://news.example/1', 3001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 7), (102, 7);
--- as: vera bob -
--- request eval
TestAuth::asks('/101', '/101', '/101')
--- error_code eval
[(200) x 3]
--- response_body eval
[main::viewed(101, language => '"en"', card => main::card(
    'https://news.example/1', missing_attribution => 'true')),
 main::viewed(101, language => '"en"', card => main::card(
    'https://news.example/1', missing_attribution => 'false')),
 main::status(101, language => '"en"', card => main::card(
    'https://news.example/1'))]



=== TEST 20: 4.5 says less, in the same order
--- compat: 4.5
--- sql
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101);
INSERT INTO preview_cards (id, url, unverified_author_account_id)
VALUES (7, 'https://news.example/1', 3001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 7);
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body eval
do {
    local $TestEntity::Version = '4.5';
    main::viewed(101, language => '"en"', favourited => 'true',
        content => '"\u003cp\u003eHello\u003c/p\u003e"',
        card => main::card('https://news.example/1'));
}
