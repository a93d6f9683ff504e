# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Which posts of a thread are listed for whom: each rule, for an ancestor and
# for a descendant, with a reply behind it that always is.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/context" } @_) }

# 301 vera - 302 X - 303 alice - 304 X - 305 vera

sub around {
    my ($who, @cols) = @_;

    return posts(<<"_EOC_");
301 bob
302 $who 301 @cols
303 alice 302 in_reply_to_account_id=NULL
304 $who 303 @cols
305 bob 304
_EOC_
}

our ($Shown, $Hidden) = ('301 302 | 304 305', '301 | 305');

# dave or carol is X; these are what vera is to them
our $Carol = "INSERT INTO accounts (id, username) VALUES (1003, 'carol');";
our $Follow = "INSERT INTO follows (account_id, target_account_id) VALUES";
our $Block = "INSERT INTO blocks (account_id, target_account_id) VALUES";
our $Mute = "INSERT INTO mutes (account_id, target_account_id) VALUES";

# Three for each of 73 requests.
repeat_each(2);
plan tests => repeat_each() * (73 * 3);

run_tests();

__DATA__

=== TEST 1: public and unlisted ones are listed for all
--- sql eval: main::around('dave') . main::posts('306 dave 303 visibility=1')
--- as: - vera alice dave app no-such-token
--- request eval: main::of((303) x 6)
--- ids
--- error_code eval
[(200) x 6]
--- response_body eval
[('301 302 | 304 305 306') x 6]



=== TEST 2: a private one: its author, followers, and who is mentioned
--- sql eval
$::Carol . main::around('carol', 'visibility=2') . <<'_EOC_'
INSERT INTO users (id, account_id) VALUES (5003, 1003);
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
SELECT id, 'tok-' || id, 'read' FROM users WHERE id = 5003;
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1003);
INSERT INTO mentions (status_id, account_id, silent)
VALUES (304, 3017, false), (302, 3018, true);
_EOC_
--- as: - bob app 5003 vera memorial factor
--- request eval: main::of((303) x 7)
--- ids
--- error_code eval
[(200) x 7]
--- response_body eval
[($::Hidden) x 3, ($::Shown) x 2, '301 | 304 305', '301 302 | 305']



=== TEST 3: a request to follow, or being followed, is not enough
--- sql eval
$::Carol . main::around('carol', 'visibility=2')
    . "$::Follow (1003, 3001); INSERT INTO follow_requests (account_id,
        target_account_id) VALUES (3001, 1003)"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Hidden



=== TEST 4: a direct and a limited one: its author, and who is mentioned
--- sql eval
$::Carol . main::posts(<<'_EOC_') . "$::Follow (3001, 1003);"
301 bob
302 carol 301 visibility=3
303 alice 302
304 carol 303 visibility=4
305 bob 304
_EOC_
    . 'INSERT INTO mentions (status_id, account_id, silent)
        VALUES (302, 3017, false), (304, 3018, true), (304, 3017, false)'
--- as: - vera memorial factor
--- request eval: main::of((303) x 4)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
[$::Hidden, $::Hidden, $::Shown, '301 | 304 305']



=== TEST 5: whom the viewer blocks
--- sql eval: $::Carol . main::around('carol') . "$::Block (3001, 1003)"
--- as: vera - bob
--- request eval: main::of(303, 303, 303)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[$::Hidden, $::Shown, $::Shown]



=== TEST 6: who blocks the viewer
--- sql eval: $::Carol . main::around('carol') . "$::Block (1003, 3001)"
--- as: vera - bob
--- request eval: main::of(303, 303, 303)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[$::Hidden, $::Shown, $::Shown]



=== TEST 7: who blocks the viewer, but mentions them in a private post
--- sql eval
$::Carol . main::around('carol', 'visibility=2') . "$::Block (1003, 3001);
    INSERT INTO mentions (status_id, account_id, silent)
    VALUES (302, 3001, false), (304, 3001, false)"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Shown



=== TEST 8: whom the viewer mutes, with or without notifications
--- sql eval
$::Carol . main::around('carol') . main::posts('306 dave 303')
    . "INSERT INTO mutes (account_id, target_account_id, hide_notifications)
        VALUES (3001, 1003, true), (3001, 2001, false)"
--- as: vera -
--- request eval: main::of(303, 303)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[$::Hidden, '301 302 | 304 305 306']



=== TEST 9: a mute that has run out, as long as it is there
--- sql eval
$::Carol . main::around('carol')
    . "INSERT INTO mutes (account_id, target_account_id, expires_at)
        VALUES (3001, 1003, '2026-01-01')"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Hidden



=== TEST 10: who mutes the viewer
--- sql eval: $::Carol . main::around('carol') . "$::Mute (1003, 3001)"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Shown



=== TEST 11: a domain that the viewer blocks
--- sql eval
main::around('dave') . "INSERT INTO account_domain_blocks (account_id, domain)
    VALUES (3001, 'remote.example')"
--- as: vera - bob
--- request eval: main::of(303, 303, 303)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[$::Hidden, $::Shown, $::Shown]



=== TEST 12: a domain above or below the blocked one
--- sql eval
main::around('dave') . "INSERT INTO account_domain_blocks (account_id, domain)
    VALUES (3001, 'example'), (3001, 'a.remote.example'),
        (3001, 'social.example')"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Shown



=== TEST 13: a domain that is blocked, of somebody who is followed
--- sql eval
main::around('dave') . "INSERT INTO account_domain_blocks (account_id, domain)
    VALUES (3001, 'remote.example'); $::Follow (3001, 2001)"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Hidden



=== TEST 14: a silenced author: for followers only
--- sql eval
main::around('dave') . "UPDATE accounts SET silenced_at = now()
    WHERE id = 2001; $::Follow (3001, 2001)"
--- as: - app bob vera
--- request eval: main::of((303) x 4)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Hidden) x 3, $::Shown]



=== TEST 15: a silenced author, mentioned or followed the other way
--- sql eval
main::around('dave') . "UPDATE accounts SET silenced_at = now()
    WHERE id = 2001; $::Follow (2001, 3001);
    INSERT INTO mentions (status_id, account_id, silent)
    VALUES (302, 3001, false), (304, 3001, false)"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Hidden



=== TEST 16: a suspended author: for nobody
--- sql eval
main::around('dave') . "UPDATE accounts SET suspended_at = now()
    WHERE id = 2001; $::Follow (3001, 2001)"
--- as: - vera bob
--- request eval: main::of((303) x 3)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[($::Hidden) x 3]



=== TEST 17: an author who is about to leave: for nobody
--- sql eval
$::Carol . main::around('carol')
    . "UPDATE accounts SET requested_deletion_at = now() WHERE id = 1003"
--- as: - vera
--- request eval: main::of(303, 303)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[$::Hidden, $::Hidden]



=== TEST 18: the server's own account cannot be suspended
--- sql eval
main::posts(<<'_EOC_') . 'UPDATE accounts SET suspended_at = now() WHERE id = -99'
301 bob
302 bob 301 account_id=-99
303 alice 302
304 bob 303 account_id=-99
_EOC_
--- as: - vera
--- request eval: main::of(303, 303)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['301 302 | 304', '301 302 | 304']



=== TEST 19: one's own are kept whatever there is
--- sql eval
main::around('vera') . "UPDATE accounts SET silenced_at = now()
    WHERE id = 3001; $::Mute (3001, 3001)"
--- as: vera bob -
--- request eval: main::of(303, 303, 303)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
[$::Shown, $::Hidden, $::Hidden]



=== TEST 20: one's own private and direct ones
--- sql eval
main::posts(<<'_EOC_')
301 bob
302 vera 301 visibility=2
303 alice 302
304 vera 303 visibility=3
305 bob 304 visibility=4
306 vera 305 visibility=4
_EOC_
--- as: vera - alice
--- request eval: main::of(303, 303, 303)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
['301 302 | 304 306', '301 | ', '301 | ']



=== TEST 21: the post itself is judged as show does it
--- sql eval
$::Carol . main::posts(<<'_EOC_')
301 carol
302 alice 301
303 dave
304 alice 303
305 vera
306 alice 305 visibility=2
_EOC_
    . "$::Block (3001, 1003); $::Mute (3001, 2001);
    UPDATE accounts SET silenced_at = now() WHERE id = 2001"
--- as: vera vera - vera vera - -
--- request eval: main::of(301, 303, 303, 302, 306, 306, 305)
--- ids
--- error_code eval
[200, 200, 200, 200, 404, 404, 200]
--- response_body eval
[' | 302', ' | 304', ' | 304', ' | ', ($TestAuth::NotFound) x 2, ' | ']



=== TEST 22: muted conversations, hiding filters, languages: all listed
--- sql eval
main::around('dave') . <<'_EOC_'
INSERT INTO conversations (id) VALUES (71);
UPDATE statuses SET conversation_id = 71, language = 'xx';
INSERT INTO conversation_mutes (account_id, conversation_id)
VALUES (3001, 71);
INSERT INTO follows (account_id, target_account_id, languages)
VALUES (3001, 2001, '{de}');
INSERT INTO custom_filters (id, account_id, phrase, context, action)
VALUES (1, 3001, 'x', '{thread}', 1);
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
VALUES (1, 'Hello');
_EOC_
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Shown



=== TEST 23: a boosted or quoted author does not count, the row itself does
--- sql eval
$::Carol . main::around('dave') . "$::Block (3001, 1003);
    INSERT INTO statuses (id, account_id, local, text)
    VALUES (311, 1003, true, 'Hello');
    INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
        quoted_account_id, state)
    VALUES (1, 302, 2001, 311, 1003, 1), (2, 304, 2001, 311, 1003, 1)"
--- as: vera
--- request eval: main::of(303)
--- ids
--- response_body eval: $::Shown



=== TEST 24: every viewer at once, on a thread with one of each
--- sql eval
$::Carol . main::posts(<<'_EOC_') . <<'_SQL_'
301 alice
311 bob 301
312 bob 301 visibility=1
313 bob 301 visibility=2
314 bob 301 visibility=3
315 carol 301
316 carol 311 visibility=2
317 dave 316
318 vera 301 visibility=2
319 vera 301 visibility=3
_EOC_
UPDATE accounts SET silenced_at = now() WHERE id = 2001;
INSERT INTO follows (account_id, target_account_id)
VALUES (3018, 1002), (3018, 1003), (3018, 2001), (3018, 3001);
INSERT INTO mentions (status_id, account_id, silent)
VALUES (314, 3017, false), (319, 3017, false), (316, 3017, true);
INSERT INTO blocks (account_id, target_account_id)
VALUES (1002, 3016), (3016, 1003);
_SQL_
--- as: - app memorial factor moved vera bob alice
--- request eval: main::of((301) x 8)
--- ids
--- error_code eval
[(200) x 8]
--- response_body eval
[' | 311 312 315', ' | 311 312 315', ' | 311 316 312 314 315 319',
 ' | 311 316 317 312 313 315 318', ' | ', ' | 311 312 315 318 319',
 ' | 311 312 313 314 315', ' | 311 312 315']



=== TEST 25: who blocks oneself keeps one's own, which show refuses
--- sql eval
main::posts(<<'_EOC_') . "$::Block (3001, 3001); $::Mute (3001, 3001)"
301 vera
302 bob 301
303 vera 302
304 vera 303 visibility=3
305 bob 304
_EOC_
--- as: vera vera alice vera
--- request eval
[@{ main::of(302, 305, 302) }, 'GET /api/v1/statuses/301']
--- ids
--- error_code eval
[200, 200, 200, 404]
--- response_body eval
['301 | 304 303 305', '301 302 303 304 | ', '301 | 303 305',
 $TestAuth::NotFound]
