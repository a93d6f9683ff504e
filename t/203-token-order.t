# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What each operation asks for, and in which order: the token first, or the
# post first, seen with the eyes of whoever the token belongs to.

TestAuth::setup();

# 101 is public, 501 is for vera alone, 999 is not there
our @Posts = qw(101 501 999);

# For request eval: each of these posts below each of these paths.

sub of {
    my ($path) = @_;

    return TestAuth::asks(map { "/$_$path" } @_[1 .. $#_]);
}

our $Revoked = TestAuth::error('The access token was revoked');
our $Expired = TestAuth::error('The access token expired');
our $Invalid = TestAuth::error('The access token is invalid');

our $BasicRevoked = 'WWW-Authenticate: '
    . TestAuth::refused('The access token was revoked');
our $BasicExpired = 'WWW-Authenticate: '
    . TestAuth::refused('The access token expired');
our $BasicInvalid = 'WWW-Authenticate: '
    . TestAuth::refused('The access token is invalid');
our $BasicScope = 'WWW-Authenticate: ' . TestAuth::scope_refused();
our $BasicAccounts = 'WWW-Authenticate: '
    . TestAuth::scope_refused('read', 'read:accounts');
our $None = '!WWW-Authenticate';

# Four for each of 132 requests.
repeat_each(2);
plan tests => repeat_each() * (132 * 4);

run_tests();

__DATA__

=== TEST 1: history: the post, then a token if there is one
--- as: - - - revoked revoked revoked expired expired expired write write write
--- request eval
main::of('/history', (@::Posts) x 4)
--- error_code eval
[200, 404, 404, 401, 401, 404, 401, 401, 404, 403, 403, 404]
--- response_headers eval
[($::None) x 3, ($::BasicRevoked) x 2, $::None, ($::BasicExpired) x 2, $::None,
 ($::BasicScope) x 2, $::None]
--- response_body eval
[qr/^\[\{"content":"<p>Hello<\/p>",/, ($TestAuth::NotFound) x 2,
 ($::Revoked) x 2, $TestAuth::NotFound, ($::Expired) x 2, $TestAuth::NotFound,
 ($TestAuth::Scope) x 2, $TestAuth::NotFound]



=== TEST 2: history: scopes, applications, nobody's and a suspended account's token
--- as: read:statuses vera no-such-token app app dangling suspended suspended app-write read:accounts
--- request eval
main::of('/history', qw(501 501 501 101 501 501 101 999 101 101))
--- error_code eval
[200, 200, 404, 200, 404, 404, 403, 403, 403, 403]
--- response_headers eval
[($::None) x 8, ($::BasicScope) x 2]
--- response_body eval
[(qr/^\[\{"content":"<p>Hello<\/p>",/) x 2, $TestAuth::NotFound,
 qr/^\[\{"content":"<p>Hello<\/p>",/, ($TestAuth::NotFound) x 2,
 ($TestAuth::Disabled) x 2, ($TestAuth::Scope) x 2]



=== TEST 3: source: the post, then a token, which must be there
--- as: - - - revoked revoked revoked expired expired expired write write write
--- request eval
main::of('/source', (@::Posts) x 4)
--- error_code eval
[401, 404, 404, 401, 401, 404, 401, 401, 404, 403, 403, 404]
--- response_headers eval
[$::BasicInvalid, ($::None) x 2, ($::BasicRevoked) x 2, $::None,
 ($::BasicExpired) x 2, $::None, ($::BasicScope) x 2, $::None]
--- response_body eval
[$::Invalid, ($TestAuth::NotFound) x 2, ($::Revoked) x 2, $TestAuth::NotFound,
 ($::Expired) x 2, $TestAuth::NotFound, ($TestAuth::Scope) x 2,
 $TestAuth::NotFound]



=== TEST 4: source: scopes, applications, nobody's and a suspended account's token
--- as: read:statuses vera no-such-token app app dangling suspended suspended app-write read:accounts disabled bob
--- request eval
main::of('/source', qw(501 101 101 101 501 101 101 999 101 101 101 501))
--- error_code eval
[200, 200, 401, 200, 404, 200, 403, 403, 403, 403, 200, 404]
--- response_headers eval
[($::None) x 2, $::BasicInvalid, ($::None) x 5, ($::BasicScope) x 2,
 ($::None) x 2]
--- response_body eval
['{"id":"501","text":"Hello","spoiler_text":""}',
 '{"id":"101","text":"Hello","spoiler_text":""}', $::Invalid,
 '{"id":"101","text":"Hello","spoiler_text":""}', $TestAuth::NotFound,
 '{"id":"101","text":"Hello","spoiler_text":""}', ($TestAuth::Disabled) x 2,
 ($TestAuth::Scope) x 2, '{"id":"101","text":"Hello","spoiler_text":""}',
 $TestAuth::NotFound]



=== TEST 5: quotes: as source
--- as: - - - revoked revoked revoked expired expired write write no-such-token
--- request eval
main::of('/quotes', @::Posts, @::Posts, qw(101 999 501 999 101))
--- error_code eval
[401, 404, 404, 401, 401, 404, 401, 404, 403, 404, 401]
--- response_headers eval
[$::BasicInvalid, ($::None) x 2, ($::BasicRevoked) x 2, $::None,
 $::BasicExpired, $::None, $::BasicScope, $::None, $::BasicInvalid]
--- response_body eval
[$::Invalid, ($TestAuth::NotFound) x 2, ($::Revoked) x 2, $TestAuth::NotFound,
 $::Expired, $TestAuth::NotFound, $TestAuth::Scope, $TestAuth::NotFound,
 $::Invalid]



=== TEST 6: quotes: scopes, applications, nobody's and a suspended account's token
--- as: read:statuses vera app app dangling suspended suspended app-write read:accounts moved
--- request eval
main::of('/quotes', qw(501 101 101 501 101 101 999 101 101 101))
--- error_code eval
[200, 200, 200, 404, 200, 403, 403, 403, 403, 200]
--- response_headers eval
[($::None) x 7, ($::BasicScope) x 2, $::None]
--- response_body eval
[('[]') x 3, $TestAuth::NotFound, '[]', ($TestAuth::Disabled) x 2,
 ($TestAuth::Scope) x 2, '[]']



=== TEST 7: favourited_by: as history, with scopes of its own
--- as: - - - revoked revoked revoked expired expired write write no-such-token
--- request eval
main::of('/favourited_by', @::Posts, @::Posts, qw(101 999 501 999 101))
--- error_code eval
[200, 404, 404, 401, 401, 404, 401, 404, 403, 404, 200]
--- response_headers eval
[($::None) x 3, ($::BasicRevoked) x 2, $::None, $::BasicExpired, $::None,
 $::BasicAccounts, ($::None) x 2]
--- response_body eval
['[]', ($TestAuth::NotFound) x 2, ($::Revoked) x 2, $TestAuth::NotFound,
 $::Expired, $TestAuth::NotFound, $TestAuth::Scope, $TestAuth::NotFound, '[]']



=== TEST 8: favourited_by: scopes, the documented one with them, and who has none
--- as: read read:accounts read:statuses vera app dangling suspended follow null none push
--- request eval
main::of('/favourited_by', qw(501 501 501 501 101 101 999 101 101 101 501))
--- error_code eval
[(200) x 6, (403) x 5]
--- response_headers eval
[($::None) x 7, ($::BasicAccounts) x 4]
--- response_body eval
[('[]') x 6, $TestAuth::Disabled, ($TestAuth::Scope) x 4]



=== TEST 9: reblogged_by: the same
--- as: - - - revoked revoked revoked expired expired write write no-such-token
--- request eval
main::of('/reblogged_by', @::Posts, @::Posts, qw(101 999 501 999 101))
--- error_code eval
[200, 404, 404, 401, 401, 404, 401, 404, 403, 404, 200]
--- response_headers eval
[($::None) x 3, ($::BasicRevoked) x 2, $::None, $::BasicExpired, $::None,
 $::BasicAccounts, ($::None) x 2]
--- response_body eval
['[]', ($TestAuth::NotFound) x 2, ($::Revoked) x 2, $TestAuth::NotFound,
 $::Expired, $TestAuth::NotFound, $TestAuth::Scope, $TestAuth::NotFound, '[]']



=== TEST 10: reblogged_by: scopes
--- as: read read:accounts read:statuses vera app dangling suspended follow null none push
--- request eval
main::of('/reblogged_by', qw(501 501 501 501 101 101 999 101 101 101 501))
--- error_code eval
[(200) x 6, (403) x 5]
--- response_headers eval
[($::None) x 7, ($::BasicAccounts) x 4]
--- response_body eval
[('[]') x 6, $TestAuth::Disabled, ($TestAuth::Scope) x 4]



=== TEST 11: context: the token, then the post
--- as: - - revoked revoked expired expired write write read:accounts app suspended dangling read:statuses
--- request eval
main::of('/context', qw(101 999 101 999 101 999 101 999 101 501 101 501 501))
--- error_code eval
[200, 404, 401, 401, 401, 401, 403, 403, 403, 404, 403, 404, 200]
--- response_headers eval
[($::None) x 2, ($::BasicRevoked) x 2, ($::BasicExpired) x 2,
 ($::BasicScope) x 3, ($::None) x 4]
--- response_body eval
['{"ancestors":[],"descendants":[]}', $TestAuth::NotFound, ($::Revoked) x 2,
 ($::Expired) x 2, ($TestAuth::Scope) x 3, $TestAuth::NotFound,
 $TestAuth::Disabled, $TestAuth::NotFound, '{"ancestors":[],"descendants":[]}']



=== TEST 12: 4.5 has the same order, and no header for a missing scope
--- compat: 4.5
--- as: write write revoked revoked -
--- request eval
TestAuth::asks('/101/source', '/999/source', '/501/source', '/999/source',
    '/101/source')
--- error_code eval
[403, 404, 401, 404, 401]
--- response_headers eval
[($::None) x 2, $::BasicRevoked, $::None, $::BasicInvalid]
--- response_body eval
[$TestAuth::Scope, $TestAuth::NotFound, $::Revoked, $TestAuth::NotFound,
 $::Invalid]



=== TEST 13: writes that are not served here ask for no token
--- as: - revoked write
--- request eval
["POST /api/v1/statuses/101/no-such-verb\nx", "DELETE /api/v1/statuses/101/x",
 "PUT /api/v1/statuses\nx"]
--- error_code eval
[404, 404, 404]
--- response_headers eval
[($::None) x 3]
--- response_body eval
[(TestAuth::error('Not Found')) x 3]
