# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What the state of a token's owner means for reads: an account that is
# unavailable gets nothing at all, all others read as themselves.

TestAuth::setup();

our $Seen = viewed(101, language => '"en"');

# A post of each, for nobody else.

our $Own = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT id - 2000, id, true, 'Hello', 3 FROM accounts WHERE id > 3010;
_EOC_

sub own {
    my ($name, $id, %over) = @_;

    return viewed($id - 2000, by => "$name:$id", own => 1,
        visibility => '"direct"', %over);
}

# Three for each of 55 requests, and 38 headers.
repeat_each(2);
plan tests => repeat_each() * (55 * 3 + 38);

run_tests();

__DATA__

=== TEST 1: a suspended account
--- as: suspended
--- request
GET /api/v1/statuses/101
--- error_code: 403
--- response_headers
!WWW-Authenticate
Cache-Control: private, no-store
Vary: Origin
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Your login is currently disabled"}



=== TEST 2: one that asked for its own deletion
--- as: leaving
--- request
GET /api/v1/statuses/101
--- error_code: 403
--- response_headers
!WWW-Authenticate
Cache-Control: private, no-store
Vary: Origin
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Your login is currently disabled"}



=== TEST 3: before the post is looked up, and before any check of the list
--- sql eval: $::Own
--- as: suspended
--- request eval
TestAuth::asks('/999', '/abc', '/1011', '/501', '',
    '?' . CORE::join '&', map { "id[]=$_" } 1 .. 21)
--- error_code eval
[(403) x 6]
--- response_headers eval
[("Vary: Origin") x 6]
--- response_body eval
[($TestAuth::Disabled) x 6]



=== TEST 4: before the token's own state and its scope
--- as: suspended-revoked suspended-write
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[403, 403]
--- response_headers eval
[("!WWW-Authenticate") x 2]
--- response_body eval
[($TestAuth::Disabled) x 2]



=== TEST 5: wherever the token stands
--- request eval
TestAuth::asks('/101?access_token=tok-suspended', '?bearer_token=tok-leaving')
--- error_code eval
[403, 403]
--- response_headers eval
[("Vary: Origin") x 2]
--- response_body eval
[($TestAuth::Disabled) x 2]



=== TEST 6: the answer varies with what the client accepts
--- as: suspended
--- more_headers eval
["Accept: application/json", "Accept: */*", "Accept: text/html",
 "Origin: https://x.example"]
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[(403) x 4]
--- response_headers eval
[("Vary: Accept, Origin") x 3, "Vary: Origin"]
--- response_body eval
[($TestAuth::Disabled) x 4]



=== TEST 7: other answers do not
--- as: revoked write vera vera
--- more_headers
Accept: application/json
--- request eval
TestAuth::asks('/101', '/101', '/999', '/101')
--- error_code eval
[401, 403, 404, 200]
--- response_headers eval
[("Vary: Authorization, Origin") x 4]
--- response_body eval
[TestAuth::error('The access token was revoked'), $TestAuth::Scope,
 $TestAuth::NotFound, $::Seen]



=== TEST 8: the same in every version
--- compat: 4.5
--- as: suspended suspended
--- request eval
TestAuth::asks('/101', '/999')
--- error_code eval
[403, 403]
--- response_headers eval
[("Vary: Origin\n!WWW-Authenticate") x 2]
--- response_body eval
[($TestAuth::Disabled) x 2]



=== TEST 9: disabled, unconfirmed, unapproved, moved, memorial, no second factor
--- as: disabled unconfirmed unapproved moved memorial factor
--- request eval
TestAuth::asks(('/101') x 6)
--- error_code eval
[(200) x 6]
--- response_headers eval
[("Cache-Control: private, no-store") x 6]
--- response_body eval
[($::Seen) x 6]



=== TEST 10: each of them as himself
--- sql eval: $::Own
--- as: disabled unconfirmed unapproved factor
--- request eval
TestAuth::asks('/1013', '/1014', '/1015', '/1018')
--- error_code eval
[(200) x 4]
--- response_body eval
[main::own('disabled', 3013), main::own('unconfirmed', 3014),
 main::own('unapproved', 3015),
 main::own('factor', 3018, account => TestAuth::seen_account('factor:3018',
    roles => '[{"id":"3","name":"Owner","color":""}]'))]



=== TEST 11: and as nobody else
--- sql eval: $::Own
--- as: disabled unconfirmed unapproved moved memorial factor
--- request eval
TestAuth::asks(('/501') x 6)
--- error_code eval
[(404) x 6]
--- response_body eval
[($TestAuth::NotFound) x 6]



=== TEST 12: a moved account and a memorial
--- sql eval: $::Own
--- as: moved memorial
--- request eval
TestAuth::asks('/1016', '/1017')
--- error_code eval
[200, 200]
--- response_body eval
[main::own('moved', 3016, account => TestAuth::seen_account('moved:3016',
    moved => TestAuth::seen_account('vera:3001'))),
 main::own('memorial', 3017, account => TestAuth::seen_account('memorial:3017',
    memorial => 'true'))]



=== TEST 13: the same for lists
--- sql eval: $::Own
--- as: disabled unconfirmed unapproved moved memorial factor suspended
--- request eval
TestAuth::asks('?id[]=1013&id[]=101', '?id[]=101', '?id[]=101&id[]=501',
    ('?id[]=101') x 4)
--- error_code eval
[(200) x 6, 403]
--- response_body eval
['[' . main::own('disabled', 3013) . ",$::Seen]", ("[$::Seen]") x 5,
 $TestAuth::Disabled]



=== TEST 14: the role of everybody may ask for a second factor, too
--- sql
UPDATE user_roles SET require_2fa = true WHERE id = -99;
--- as: vera alice
--- request eval
TestAuth::asks('/101', '/102')
--- error_code eval
[200, 200]
--- response_body eval
[$::Seen, TestAuth::viewed(102, by => 'bob')]



=== TEST 15: the account of the server itself is never unavailable
--- sql
UPDATE accounts SET suspended_at = now(), requested_deletion_at = now()
WHERE id = -99;
INSERT INTO users (id, account_id) VALUES (4099, -99);
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
VALUES (4099, 'tok-server', 'read');
--- as: server
--- request
GET /api/v1/statuses/101
--- response_body eval: $::Seen



=== TEST 16: a token whose user is gone stands for nobody, but is a token
--- sql
UPDATE oauth_access_tokens SET scopes = 'write' WHERE token = 'tok-app';
--- as: dangling app
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[200, 403]
--- response_headers eval
["Cache-Control: private, no-store", "Cache-Control: private, no-store"]
--- response_body eval
[main::status(101, language => '"en"'), $TestAuth::Scope]



=== TEST 17: no cache of tokens
--- zone: off
--- as: suspended leaving disabled
--- request eval
TestAuth::asks('/101', '/101', '/101')
--- error_code eval
[403, 403, 200]
--- response_body eval
[$TestAuth::Disabled, $TestAuth::Disabled, $::Seen]
