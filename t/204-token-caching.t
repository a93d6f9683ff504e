# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Who may keep an answer: everybody, if nobody in particular asked and there
# was no Authorization header at all.

TestAuth::setup();

our $Hello = main::status(101, language => '"en"');
our $Seen = viewed(101, language => '"en"');
our $Public = "Cache-Control: $TestAuth::Public";
our $Private = "Cache-Control: $TestAuth::Private";

# Four for each of 54 requests.
repeat_each(2);
plan tests => repeat_each() * (54 * 4);

run_tests();

__DATA__

=== TEST 1: show: anonymous readers, and readers with any header
--- as: - vera no-such-token app dangling
--- request eval
TestAuth::asks(('/101') x 5)
--- error_code eval
[(200) x 5]
--- response_headers eval
[$::Public, ($::Private) x 4]
--- response_body eval
[$::Hello, $::Seen, ($::Hello) x 3]



=== TEST 2: a header that is no token at all
--- more_headers eval
["Authorization: Basic dTpw", "Authorization: Bearer", "Authorization: x",
 "Authorization: Token x", "Authorization: Bearer \xff", "Authorization: "]
--- request eval
TestAuth::asks(('/101') x 6)
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 5, $::Public]
--- response_body eval
[($::Hello) x 6]



=== TEST 3: tokens in parameters, as documented
--- request eval
TestAuth::asks('/101?access_token=tok-vera', '/101?bearer_token=tok-vera',
    '/101?access_token=no-such-token', '/101?access_token=tok-app',
    '/101?bearer_token=tok-app', '/101?access_token=tok-dangling',
    '/101?access_token=', '/101?x=y')
--- error_code eval
[(200) x 8]
--- response_headers eval
[($::Private) x 2, $::Public, ($::Private) x 3, ($::Public) x 2]
--- response_body eval
[$::Seen, $::Seen, ($::Hello) x 6]



=== TEST 4: and as running servers do
--- compat: 4.7
--- request eval
TestAuth::asks('/101?access_token=tok-vera', '/101?access_token=no-such-token',
    '/101?access_token=tok-app', '/101?bearer_token=tok-app',
    '/101?access_token=tok-dangling')
--- error_code eval
[(200) x 5]
--- response_headers eval
[$::Private, ($::Public) x 4]
--- response_body eval
[$::Seen, ($::Hello) x 4]



=== TEST 5: 4.6 and before likewise
--- compat: 4.6
--- request eval
TestAuth::asks('/101?access_token=tok-app', '/101?access_token=tok-vera')
--- error_code eval
[200, 200]
--- response_headers eval
[$::Public, $::Private]
--- response_body eval
[$::Hello, $::Seen]



=== TEST 6: an app token in the header is private in every version
--- compat: 4.7
--- as: app dangling no-such-token -
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[(200) x 4]
--- response_headers eval
[($::Private) x 3, $::Public]
--- response_body eval
[($::Hello) x 4]



=== TEST 7: lists are never public
--- as: - vera no-such-token app -
--- request eval
TestAuth::asks(('?id[]=101') x 4, '')
--- error_code eval
[(200) x 5]
--- response_headers eval
[($::Private) x 5]
--- response_body eval
["[$::Hello]", "[$::Seen]", ("[$::Hello]") x 2, '[]']



=== TEST 8: nor are errors
--- as: - vera revoked write suspended - vera
--- request eval
TestAuth::asks('/999', '/999', '/101', '/101', '/101', '/501', '/502')
--- error_code eval
[404, 404, 401, 403, 403, 404, 404]
--- response_headers eval
[($::Private) x 7]
--- response_body eval
[$TestAuth::NotFound, $TestAuth::NotFound,
 TestAuth::error('The access token was revoked'), $TestAuth::Scope,
 $TestAuth::Disabled, $TestAuth::NotFound, $TestAuth::NotFound]



=== TEST 9: what is malformed carries no word about it
--- request eval
TestAuth::asks('/101?a=%', '/101?a[]=1&a[b]=1', '/%ff')
--- error_code eval
[(400) x 3]
--- response_headers eval
["!Cache-Control", "!Cache-Control", "!Cache-Control"]
--- response_body eval
[(TestAuth::error('Bad Request')) x 3]



=== TEST 10: HEAD as GET
--- as: - vera
--- request eval
["HEAD /api/v1/statuses/101", "HEAD /api/v1/statuses/101"]
--- error_code eval
[200, 200]
--- response_headers eval
[$::Public, $::Private]
--- response_body eval
['', '']



=== TEST 11: all answers vary by the header
--- as: - vera app no-such-token - vera vera
--- request eval
TestAuth::asks(('/101') x 4, '?id[]=101', '?id[]=101', '/999')
--- error_code eval
[(200) x 6, 404]
--- response_headers eval
[("Vary: Authorization, Origin") x 7]
--- response_body eval
[$::Hello, $::Seen, $::Hello, $::Hello, "[$::Hello]", "[$::Seen]",
 $TestAuth::NotFound]
