# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Tokens that are unknown, revoked, expired, or without the scope; what each
# is answered with, byte for byte. Show and batch take a token, and do not
# need one.

TestAuth::setup();

our $Hello = main::status(101, language => '"en"');
our $Seen = viewed(101, language => '"en"');

# Three for each of 102 requests, and 76 headers.
repeat_each(2);
plan tests => repeat_each() * (102 * 3 + 76);

run_tests();

__DATA__

=== TEST 1: an unknown token is none
--- as: no-such-token x alice-
--- request eval
TestAuth::asks('/101', '/101', '/101')
--- error_code eval
[(200) x 3]
--- response_headers eval
[("!WWW-Authenticate") x 3]
--- response_body eval
[($::Hello) x 3]



=== TEST 2: nor does it open what anonymous readers do not see
--- as: no-such-token no-such-token
--- request eval
TestAuth::asks('/501', '?id[]=501')
--- error_code eval
[404, 200]
--- response_headers eval
[("!WWW-Authenticate") x 2]
--- response_body eval
[$TestAuth::NotFound, '[]']



=== TEST 3: a revoked token
--- as: revoked
--- request
GET /api/v1/statuses/101
--- error_code: 401
--- response_headers
WWW-Authenticate: Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token was revoked"
Cache-Control: private, no-store
Vary: Authorization, Origin
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"The access token was revoked"}



=== TEST 4: one that is to be revoked later
--- as: future
--- request
GET /api/v1/statuses/101
--- response_headers
!WWW-Authenticate
--- response_body eval: $::Seen



=== TEST 5: an expired token
--- as: expired
--- request
GET /api/v1/statuses/101
--- error_code: 401
--- response_headers
WWW-Authenticate: Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token expired"
Cache-Control: private, no-store
Vary: Authorization, Origin
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"The access token expired"}



=== TEST 6: one that expires in sixty-eight years, one that did at once
--- as: lasting at-once
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[200, 401]
--- response_body eval
[$::Seen, TestAuth::error('The access token expired')]



=== TEST 7: revoked comes before expired, both before the scope
--- as: both revoked-write expired-write
--- request eval
TestAuth::asks('/101', '/101', '/101')
--- error_code eval
[401, 401, 401]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired')]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired')]



=== TEST 8: the moment at which a token ends
--- sql
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes, revoked_at,
    expires_in, created_at)
SELECT 4001, *, now() AT TIME ZONE 'utc' FROM (VALUES
    ('tok-now', 'read', now() AT TIME ZONE 'utc' - interval '1 second', NULL),
    ('tok-soon', 'read', now() AT TIME ZONE 'utc' + interval '1 hour', NULL),
    ('tok-last', 'read', NULL, 3600),
    ('tok-past', 'read', NULL, -2),
    ('tok-epoch', 'read', '1970-01-01', NULL)) AS v;
--- as: now soon last past epoch
--- request eval
TestAuth::asks(('/101') x 5)
--- error_code eval
[401, 200, 200, 401, 401]
--- response_body eval
[TestAuth::error('The access token was revoked'), $::Seen, $::Seen,
 TestAuth::error('The access token expired'),
 TestAuth::error('The access token was revoked')]



=== TEST 9: scopes that open show
--- as: read read:statuses write-read:statuses read-write spread
--- request eval
TestAuth::asks(('/101') x 5)
--- error_code eval
[(200) x 5]
--- response_headers eval
[("!WWW-Authenticate") x 5]
--- response_body eval
[($::Seen) x 5]



=== TEST 10: scopes that do not
--- as: read:accounts write write:statuses follow profile push admin:read reads Read read:status null none
--- request eval
TestAuth::asks(('/101') x 12)
--- error_code eval
[(403) x 12]
--- response_headers eval
[("WWW-Authenticate: " . TestAuth::scope_refused()) x 12]
--- response_body eval
[($TestAuth::Scope) x 12]



=== TEST 11: the whole answer
--- as: write
--- request
GET /api/v1/statuses/101
--- error_code: 403
--- response_headers
WWW-Authenticate: Bearer realm="Doorkeeper", error="insufficient_scope", error_description="Access to this resource requires scope _read read:statuses_."
Cache-Control: private, no-store
Vary: Authorization, Origin
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"This action is outside the authorized scopes"}



=== TEST 12: scopes that open a batch
--- as: read read:statuses write-read:statuses read-write spread
--- request eval
TestAuth::asks(('?id[]=101') x 5)
--- error_code eval
[(200) x 5]
--- response_body eval
[("[$::Seen]") x 5]



=== TEST 13: scopes that do not
--- as: read:accounts write write:statuses follow profile push admin:read reads Read read:status null none
--- request eval
TestAuth::asks(('?id[]=101') x 12)
--- error_code eval
[(403) x 12]
--- response_headers eval
[("WWW-Authenticate: " . TestAuth::scope_refused()) x 12]
--- response_body eval
[($TestAuth::Scope) x 12]



=== TEST 14: a refused token is refused before the post is looked up
--- as: revoked expired write revoked expired write
--- request eval
TestAuth::asks('/999', '/999', '/999', '/501', '/501', '/abc')
--- error_code eval
[401, 401, 403, 401, 401, 403]
--- response_body eval
[(TestAuth::error('The access token was revoked'),
  TestAuth::error('The access token expired'), $TestAuth::Scope) x 2]



=== TEST 15: and before the list is found too long
--- as: revoked expired write vera
--- request eval
TestAuth::asks(('?' . CORE::join '&', map { "id[]=$_" } 1 .. 21) x 4)
--- error_code eval
[401, 401, 403, 422]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 TestAuth::error('Mastodon::ValidationError')]



=== TEST 16: however the token comes
--- request eval
TestAuth::asks('/101?access_token=tok-revoked', '/101?bearer_token=tok-expired',
    '?id[]=101&access_token=tok-write', '/101?access_token=tok-null')
--- error_code eval
[401, 401, 403, 403]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired'),
 ("WWW-Authenticate: " . TestAuth::scope_refused()) x 2]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'),
 $TestAuth::Scope, $TestAuth::Scope]



=== TEST 17: tokens of an application are judged alike
--- as: app app-write app-revoked
--- request eval
TestAuth::asks(('/101') x 3)
--- error_code eval
[200, 403, 401]
--- response_headers eval
["!WWW-Authenticate", "WWW-Authenticate: " . TestAuth::scope_refused(),
 "WWW-Authenticate: " . TestAuth::refused('The access token was revoked')]
--- response_body eval
[$::Hello, $TestAuth::Scope, TestAuth::error('The access token was revoked')]



=== TEST 18: and see what anonymous readers see
--- as: app app app dangling dangling dangling
--- request eval
TestAuth::asks('/501', '?id[]=501', '?id[]=101', '/501', '?id[]=501', '?id[]=101')
--- error_code eval
[404, 200, 200, 404, 200, 200]
--- response_body eval
[($TestAuth::NotFound, '[]', "[$::Hello]") x 2]



=== TEST 19: the texts of a real server
--- compat: 4.7
--- as: revoked expired write vera vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/999', '/502')
--- error_code eval
[401, 401, 403, 404, 404]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired'),
 "WWW-Authenticate: " . TestAuth::scope_refused(), ('!WWW-Authenticate') x 2]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 (TestAuth::error('Not Found')) x 2]



=== TEST 20: 4.6 had the same
--- compat: 4.6
--- as: revoked expired write vera vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/999', '/502')
--- error_code eval
[401, 401, 403, 404, 404]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired'),
 "WWW-Authenticate: " . TestAuth::scope_refused(), ('!WWW-Authenticate') x 2]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 (TestAuth::error('Not Found')) x 2]



=== TEST 21: 4.5 did not say which scope was missing
--- compat: 4.5
--- as: revoked expired write vera vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/999', '/502')
--- error_code eval
[401, 401, 403, 404, 404]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired'),
 ('!WWW-Authenticate') x 3]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 ($TestAuth::NotFound) x 2]



=== TEST 22: HEAD has the same header and no body
--- as: revoked write vera
--- request eval
["HEAD /api/v1/statuses/101", "HEAD /api/v1/statuses/101",
 "HEAD /api/v1/statuses/101"]
--- error_code eval
[401, 403, 200]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::scope_refused(),
 'Content-Length: ' . CORE::length($::Seen)]
--- response_body eval
['', '', '']



=== TEST 23: no language but English
--- as: revoked
--- more_headers
Accept-Language: de
--- request
GET /api/v1/statuses/101?lang=fr
--- error_code: 401
--- response_headers
WWW-Authenticate: Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token was revoked"
--- response_body chomp
{"error":"The access token was revoked"}



=== TEST 24: without a cache of tokens all is the same
--- zone: off
--- as: vera revoked expired write no-such-token - app
--- request eval
TestAuth::asks(('/101') x 7)
--- error_code eval
[200, 401, 401, 403, 200, 200, 200]
--- response_body eval
[$::Seen, TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 ($::Hello) x 3]
