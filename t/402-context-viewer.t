# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# What the posts of a thread are to a user: favourites, boosts and the like are
# looked up by the post's own id, and a boost that was undone still counts.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/context" } @_) }

# alice's 301, bob's reply 302, to which dave replies with 303

our $Three = posts("301 alice\n302 bob 301\n303 dave 302");

our %Of = (
    302 => [by => 'bob', in_reply_to_id => '"301"',
            in_reply_to_account_id => '"1001"'],
    303 => [by => 'dave', in_reply_to_id => '"302"',
            in_reply_to_account_id => '"1002"'],
);

# around(302, { 301 => [key => value ...], 303 => [...] }): vera's view of it

sub around {
    my ($over) = @_;

    return thread([viewed(301, @{ $over->{301} || [] })],
        [viewed(303, @{ $Of{303} }, @{ $over->{303} || [] })]);
}

sub below {
    my ($over) = @_;

    return thread([], [map { viewed($_, @{ $Of{$_} }, @{ $over->{$_} || [] }) }
        302, 303]);
}

our $Filter = "INSERT INTO custom_filters (id, account_id, phrase, context)
    VALUES (1, 3001, 'T', '{home}');";

# Three for each of 24 requests.
repeat_each(2);
plan tests => repeat_each() * (24 * 3);

run_tests();

__DATA__

=== TEST 1: nothing
--- sql eval: $::Three
--- as: vera
--- request eval: main::of(302, 301)
--- error_code eval
[200, 200]
--- response_body eval
[main::around(), main::below()]



=== TEST 2: favourites, bookmarks, muted conversations, pins
--- sql eval
$::Three . <<'_EOC_'
INSERT INTO favourites (account_id, status_id) VALUES (3001, 301);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 303);
INSERT INTO conversations (id) VALUES (71), (72);
UPDATE statuses SET conversation_id = 71 WHERE id IN (301, 302);
UPDATE statuses SET conversation_id = 72 WHERE id = 303;
INSERT INTO conversation_mutes (account_id, conversation_id)
VALUES (3001, 71);
_EOC_
--- as: vera
--- request eval: main::of(302, 301)
--- error_code eval
[200, 200]
--- response_body eval
[main::around({301 => [favourited => 'true', muted => 'true'],
               303 => [bookmarked => 'true']}),
 main::below({302 => [muted => 'true'], 303 => [bookmarked => 'true']})]



=== TEST 3: those of others are theirs
--- sql eval
$::Three . <<'_EOC_'
INSERT INTO favourites (account_id, status_id)
VALUES (1001, 301), (1002, 303);
INSERT INTO bookmarks (account_id, status_id)
VALUES (1001, 301), (1002, 303);
INSERT INTO conversations (id) VALUES (71);
UPDATE statuses SET conversation_id = 71;
INSERT INTO conversation_mutes (account_id, conversation_id)
VALUES (1002, 71);
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (401, 1001, true, 301), (402, 1002, true, 303);
_EOC_
--- as: vera
--- request eval: main::of(302)
--- response_body eval: main::around()



=== TEST 4: boosts, also those that were undone, in a thread alone
--- sql eval
$::Three . <<'_EOC_'
INSERT INTO statuses (id, account_id, local, reblog_of_id, deleted_at)
VALUES (401, 3001, true, 301, now()), (402, 3001, true, 303, NULL);
_EOC_
--- as: vera
--- request eval
[main::of(302)->[0], map { "GET /api/v1/statuses/$_" } 301, 303]
--- error_code eval
[(200) x 3]
--- response_body eval
[main::around({301 => [reblogged => 'true'], 303 => [reblogged => 'true']}),
 main::viewed(301),
 main::viewed(303, @{ $main::Of{303} }, reblogged => 'true')]



=== TEST 5: undone, and done again
--- sql eval
$::Three . <<'_EOC_'
INSERT INTO statuses (id, account_id, local, reblog_of_id, deleted_at)
VALUES (401, 3001, true, 301, now()), (402, 3001, true, 301, NULL),
    (403, 3001, true, 303, now()), (404, 3001, true, 303, now());
_EOC_
--- as: vera
--- request eval: main::of(302)
--- response_body eval
main::around({301 => [reblogged => 'true'], 303 => [reblogged => 'true']})



=== TEST 6: one's own posts, of which one is pinned
--- sql eval
main::posts("301 vera\n302 bob 301\n303 vera 302 visibility=3\n304 vera 302")
    . 'INSERT INTO status_pins (account_id, status_id)
        VALUES (3001, 301), (3001, 303)'
--- as: vera
--- request eval: main::of(302)
--- response_body eval
my @to = (in_reply_to_id => '"302"', in_reply_to_account_id => '"1002"');
main::thread([main::viewed(301, own => 1, by => 'vera:3001',
        pinned => 'true')],
    [main::viewed(303, own => 1, by => 'vera:3001', @to,
        visibility => '"direct"'),
     main::viewed(304, own => 1, by => 'vera:3001', @to)])



=== TEST 7: a keyword, up and down
--- sql eval
$::Three . $::Filter . <<'_EOC_'
INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word)
VALUES (1, 'TREE', true);
UPDATE statuses SET text = 'A tree' WHERE id = 301;
UPDATE statuses SET text = '<p>the <b>Tree</b>s of Tree</p>' WHERE id = 303;
_EOC_
--- as: vera
--- request eval: main::of(302)
--- response_body eval
main::around({
    301 => [content => '"<p>A tree</p>"',
            filtered => main::wrap(main::matched(1, 'T', word => 'tree'))],
    303 => [content => '"<p>the <b>Tree</b>s of Tree</p>"',
            filtered => main::wrap(main::matched(1, 'T', word => 'Tree'))]})



=== TEST 8: a post in a filter; whoever is not signed in has none
--- sql eval
$::Three . $::Filter . <<'_EOC_'
INSERT INTO custom_filter_statuses (custom_filter_id, status_id)
VALUES (1, 303), (1, 302);
_EOC_
--- as: vera bob -
--- request eval: main::of(301, 301, 301)
--- error_code eval
[(200) x 3]
--- response_body_like eval
my $match = quotemeta main::matched(1, 'T', statuses => [0]);
["^(?:(?!filtered).)*"
    . CORE::join('(?:(?!filtered).)*', map {
        '"filtered":\[' . quotemeta(main::matched(1, 'T', statuses => [$_]))
        . '\]' } 302, 303)
    . '(?:(?!filtered).)*$',
 '^(?:(?!filtered).)*"filtered":\[\](?:(?!filtered).)*"filtered":\[\]'
    . '(?:(?!filtered).)*$',
 '^(?:(?!filtered).)*$']



=== TEST 9: polls
--- sql eval
$::Three . <<'_EOC_'
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, multiple, expires_at)
VALUES (61, 1001, 301, '{a,b}', '{2,1}', 3, 3, false, '2090-01-01'),
    (62, 2001, 303, '{a,b}', '{0,1}', 1, 1, true, '2090-01-01');
INSERT INTO poll_votes (account_id, poll_id, choice)
VALUES (3001, 61, 1), (1002, 62, 0);
UPDATE statuses SET poll_id = 61 WHERE id = 301;
UPDATE statuses SET poll_id = 62 WHERE id = 303;
_EOC_
--- as: vera -
--- request eval: main::of(302, 302)
--- error_code eval
[200, 200]
--- response_body eval
my @one = (votes_count => 3, voters_count => 3,
    options => '[{"title":"a","votes_count":2},{"title":"b","votes_count":1}]');
my @two = (multiple => 'true', votes_count => 1, voters_count => 1,
    options => '[{"title":"a","votes_count":0},{"title":"b","votes_count":1}]');
[main::around({
    301 => [poll => main::poll(61, @one, voted => 'true', own_votes => '[1]')],
    303 => [poll => main::poll(62, @two, voted => 'false',
        own_votes => '[]')]}),
 main::thread([main::status(301, poll => main::poll(61, @one))],
    [main::status(303, @{ $main::Of{303} },
        poll => main::poll(62, @two))])]



=== TEST 10: whether one may quote them
--- sql eval
$::Three . <<'_EOC_'
UPDATE statuses SET quote_approval_policy = 4 << 16 WHERE id > 300;
UPDATE accounts SET discoverable = true, locked = true WHERE id = 1001;
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
_EOC_
--- as: vera
--- request eval: main::of(302)
--- response_body eval
my $may = '{"automatic":["followers"],"manual":[],"current_user":"automatic"}';
my $not = '{"automatic":["followers"],"manual":[],"current_user":"denied"}';
main::around({301 => [quote_approval => $may,
        account => main::account('alice', discoverable => 'true',
            locked => 'true', feature_approval => $may)],
    303 => [quote_approval => $not]})



=== TEST 11: what is written with which application
--- sql eval
main::posts("301 vera\n302 bob 301\n303 alice 302") . <<'_EOC_'
INSERT INTO oauth_applications (id, name, website, uid, secret, redirect_uri)
VALUES (81, 'App', 'https://app.example', 'u', 's', 'x');
UPDATE statuses SET application_id = 81;
UPDATE users SET settings = '{"web.x":1,"show_application":false}'
WHERE account_id IN (1001, 3001);
_EOC_
--- as: vera -
--- request eval: main::of(302, 302)
--- error_code eval
[200, 200]
--- response_body_like eval
my $app = '"application":\{"name":"App","website":"https://app.example"\}';
[qr/^(?:(?!"application").)*$app(?:(?!"application").)*$/,
 qr/^(?:(?!"application").)*$/]



=== TEST 12: nobody else's business: an application's or nobody's token
--- sql eval
$::Three . 'INSERT INTO favourites (account_id, status_id) VALUES (3001, 301)'
--- as: app dangling -
--- request eval: main::of(302, 302, 302)
--- error_code eval
[(200) x 3]
--- response_body eval
[(main::thread([main::status(301)],
    [main::status(303, @{ $main::Of{303} })])) x 3]



=== TEST 13: the keys of a quoted post, by its id
--- sql eval
$::Three . main::quoting([1, 303, 102]) . <<'_EOC_'
INSERT INTO favourites (account_id, status_id) VALUES (3001, 102);
INSERT INTO statuses (id, account_id, local, reblog_of_id, deleted_at)
VALUES (402, 3001, true, 102, now());
_EOC_
--- as: vera
--- request eval: main::of(302)
--- response_body eval
main::around({303 => [quote => main::quote('accepted', main::viewed(102,
    by => 'bob', favourited => 'true', reblogged => 'true'))]})



=== TEST 14: the filters meet a quoted post, too
--- sql eval
$::Three . main::quoting([1, 303, 102]) . $::Filter . <<'_EOC_'
INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word)
VALUES (1, 'quoted', true);
UPDATE statuses SET text = 'Quoted' WHERE id = 102;
_EOC_
--- as: vera
--- request eval: main::of(302)
--- response_body eval
main::around({303 => [quote => main::quote('accepted', main::viewed(102,
    by => 'bob', content => '"<p>Quoted</p>"',
    filtered => main::wrap(main::matched(1, 'T', word => 'Quoted'))))]})
