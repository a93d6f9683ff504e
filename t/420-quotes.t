# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Who quotes a post, and which of these posts are shown to whom.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/quotes" } @_) }

# what posts 301 and on, by these, say about alice's 101; their quotes have the
# ids 21 and on

sub quoted {
    my (@by) = @_;

    my $n = 0;
    my @posts = map { 301 + $n++ . " $_" } @by;

    return posts(join "\n", @posts)
        . quoting(map { [21 + $_, 301 + $_, 101] } 0 .. $#by);
}

our $Carol = "INSERT INTO accounts (id, username) VALUES (1003, 'carol');
    INSERT INTO users (id, account_id) VALUES (5003, 1003);";

our $Invalid = TestAuth::error('The access token is invalid');

# the viewer is vera unless a block says otherwise
add_block_preprocessor(sub {
    $_[0]->set_value(as => 'vera') if !defined $_[0]->as;
});

# Three for each of 53 requests.
repeat_each(2);
plan tests => repeat_each() * (53 * 3);

run_tests();

__DATA__

=== TEST 1: none
--- request eval: main::of(101)
--- response_body: []



=== TEST 2: whole bodies
--- sql eval: main::quoted('bob', 'dave visibility=1')
--- request eval: main::of(101)
--- response_body eval
my $alices = main::viewed(101, language => '"en"');
main::wrap(
    main::viewed(302, by => 'dave', visibility => '"unlisted"',
        quote => main::quote('accepted', $alices)),
    main::viewed(301, by => 'bob',
        content => main::str(main::re('https://social.example/@alice/101')
            . '<p>Hello</p>'),
        quote => main::quote('accepted', $alices)))



=== TEST 3: to an application, and to a token whose user is gone
--- sql eval: main::quoted('dave')
--- as: app dangling
--- request eval: main::of(101, 101)
--- error_code eval
[200, 200]
--- response_body eval
[(main::wrap(main::status(301, by => 'dave', quote => main::quote('accepted',
    main::status(101, language => '"en"'))))) x 2]



=== TEST 4: the order is that of the posts, not of the quotes
--- sql eval
main::posts("301 bob\n302 dave\n303 bob")
    . main::quoting([23, 301, 101], [22, 302, 101], [21, 303, 101])
--- request eval: main::of(101)
--- ids
--- response_body: 303 302 301



=== TEST 5: accepted ones only, of an older kind too
--- sql eval
main::posts(CORE::join "\n", map { "30$_ bob" } 1 .. 7)
    . main::quoting([21, 301, 101, 0], [22, 302, 101, 1], [23, 303, 101, 2],
        [24, 304, 101, 3], [25, 305, 101, 4], [26, 306, 101, 1],
        [27, 307, 101, 0])
    . 'UPDATE quotes SET legacy = true WHERE id IN (26, 27)'
--- as: vera alice app
--- request eval: main::of(101, 101, 101)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[('306 302') x 3]



=== TEST 6: what is deleted, and quotes of other posts
--- sql eval
main::quoted(qw(bob dave bob)) . main::posts('311 bob')
    . main::quoting([31, 311, 102])
    . 'UPDATE statuses SET deleted_at = now() WHERE id = 302'
--- request eval: main::of(101, 102)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['303 301', '311']



=== TEST 7: a private one: its author, followers, who is mentioned, and alice
--- sql eval
$::Carol . main::quoted('bob', 'carol visibility=2', 'carol visibility=3',
    'carol visibility=4') . <<'_EOC_'
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
VALUES (5003, 'tok-carol', 'read');
INSERT INTO follows (account_id, target_account_id) VALUES (3017, 1003);
INSERT INTO mentions (status_id, account_id, silent)
VALUES (302, 3018, false), (303, 3018, true);
_EOC_
--- as: vera app memorial factor carol alice
--- request eval: main::of((101) x 6)
--- ids
--- error_code eval
[(200) x 6]
--- response_body eval
['301', '301', '302 301', '303 302 301', ('304 303 302 301') x 2]



=== TEST 8: that of the quoted author, who cannot open it
--- sql eval: $::Carol . main::quoted('carol visibility=2')
--- as: alice
--- request eval
[main::of(101)->[0], 'GET /api/v1/statuses/302']
--- error_code eval
[200, 404]
--- response_body_like eval
[qr/^\[\{"id":"301",.*"visibility":"private",.*"quote":\{"state":"accepted","quoted_status":\{"id":"101",/,
 qr/Record not found/]



=== TEST 9: whom the viewer blocks or mutes, and who blocks the viewer
--- sql eval
$::Carol . main::quoted(qw(bob dave carol vera alice)) . <<'_EOC_'
INSERT INTO blocks (account_id, target_account_id)
VALUES (3001, 1002), (1003, 3001);
INSERT INTO mutes (account_id, target_account_id, expires_at)
VALUES (3001, 2001, '2026-01-01');
_EOC_
--- as: vera app alice
--- request eval: main::of(101, 101, 101)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
['305 304', ('305 304 303 302 301') x 2]



=== TEST 10: the same if the viewer is the quoted author
--- sql eval
$::Carol . main::quoted('bob', 'dave', 'carol', 'vera', 'carol visibility=2')
    . <<'_EOC_'
INSERT INTO blocks (account_id, target_account_id)
VALUES (1001, 1002), (1003, 1001);
INSERT INTO mutes (account_id, target_account_id) VALUES (1001, 2001);
_EOC_
--- as: alice vera
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['304', '304 303 302 301']



=== TEST 11: who mutes the viewer
--- sql eval
main::quoted('bob') . 'INSERT INTO mutes (account_id, target_account_id)
    VALUES (1002, 3001)'
--- request eval: main::of(101)
--- ids
--- response_body: 301



=== TEST 12: a domain that the viewer blocks; the quoted author gets it
--- sql eval
main::quoted('bob', 'dave') . "INSERT INTO account_domain_blocks (account_id,
    domain) VALUES (3001, 'remote.example'), (1001, 'remote.example')"
--- as: vera alice app
--- request eval: main::of(101, 101, 101)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
['301', '302 301', '302 301']



=== TEST 13: silenced authors: for followers and the quoted author
--- sql eval
main::quoted('bob', 'dave') . 'UPDATE accounts SET silenced_at = now()
    WHERE id = 2001; INSERT INTO follows (account_id, target_account_id)
    VALUES (3017, 2001)'
--- as: vera app memorial alice dangling
--- request eval: main::of((101) x 5)
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
['301', '301', '302 301', '302 301', '301']



=== TEST 14: suspended authors
--- sql eval
$::Carol . main::quoted('bob', 'dave', 'carol') . <<'_EOC_'
UPDATE accounts SET suspended_at = now() WHERE id = 2001;
UPDATE accounts SET requested_deletion_at = now() WHERE id = 1003;
_EOC_
--- as: vera app
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['301', '301']



=== TEST 15: one's own
--- sql eval
main::quoted('vera visibility=2', 'vera visibility=3', 'bob')
    . 'UPDATE accounts SET silenced_at = now() WHERE id = 3001'
--- as: vera alice app
--- request eval: main::of(101, 101, 101)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
['303 302 301', '303 302 301', '303']



=== TEST 16: of a boost there are none
--- sql eval
main::quoted('bob') . "INSERT INTO statuses (id, account_id, local,
    reblog_of_id) VALUES (401, 1002, true, 101)"
--- request eval: main::of(401)
--- response_body: []



=== TEST 17: a quote of a post that one may not see
--- sql eval
main::quoted('bob') . 'UPDATE statuses SET visibility = 2 WHERE id = 101'
--- as: vera alice - app
--- request eval: main::of((101) x 4)
--- ids
--- error_code eval
[404, 200, 404, 404]
--- response_body eval
[$TestAuth::NotFound, '301', ($TestAuth::NotFound) x 2]



=== TEST 18: a quote of a quote: the inner one is but an id
--- sql eval
main::quoted('dave') . main::quoting([31, 101, 102])
--- as: app
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::status(301, by => 'dave', quote => main::quote('accepted',
    main::status(101, language => '"en"', content => main::str(
        main::re('https://social.example/@bob/102') . '<p>Hello</p>'),
        quote => '{"state":"accepted","quoted_status_id":"102"}'))))



=== TEST 19: what they are to the viewer; a boost that was undone is none
--- sql eval
main::quoted('dave', 'dave') . <<'_EOC_'
INSERT INTO favourites (account_id, status_id) VALUES (3001, 301);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 302);
INSERT INTO statuses (id, account_id, local, reblog_of_id, deleted_at)
VALUES (401, 3001, true, 301, NULL), (402, 3001, true, 302, now());
INSERT INTO custom_filters (id, account_id, phrase, context)
VALUES (1, 3001, 'T', '{home}');
INSERT INTO custom_filter_statuses (custom_filter_id, status_id)
VALUES (1, 302);
_EOC_
--- request eval: main::of(101)
--- response_body eval
my $q = main::quote('accepted', main::viewed(101, language => '"en"'));
main::wrap(
    main::viewed(302, by => 'dave', quote => $q, bookmarked => 'true',
        filtered => main::wrap(main::matched(1, 'T', statuses => [302]))),
    main::viewed(301, by => 'dave', quote => $q, favourited => 'true',
        reblogged => 'true'))



=== TEST 20: what is asked for in a second question
--- sql eval
$::Carol . main::quoted('dave') . <<'_EOC_'
UPDATE accounts SET moved_to_account_id = 1003 WHERE id = 2001;
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (301, 'FeaturedCollection', 'Collection', 601);
_EOC_
--- as: app
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::status(301, by => 'dave',
    account => main::account('dave', moved => main::account('carol:1003')),
    tagged_collections => main::wrap(main::collection(601, name => '"N"')),
    quote => main::quote('accepted', main::status(101, language => '"en"'))))



=== TEST 21: nobody without a token; the post comes first
--- sql eval: main::quoted('bob')
--- as: - no-such-token - write read:statuses read:accounts
--- request eval: main::of(101, 101, 999, 101, 101, 101)
--- ids
--- error_code eval
[401, 401, 404, 403, 200, 403]
--- response_body eval
[$::Invalid, $::Invalid, $TestAuth::NotFound, $TestAuth::Scope, '301',
 $TestAuth::Scope]



=== TEST 22: who blocks oneself quotes nobody, as far as one sees
--- sql eval
main::quoted('vera', 'bob', 'vera')
    . 'INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 3001)'
--- as: vera alice
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['302', '303 302 301']
