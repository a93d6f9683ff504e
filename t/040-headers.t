# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The headers of answers: those that every answer has, and those that depend on
# what was asked by whom.

TestEntity::setup();

our $Public = 'max-age=15, public, stale-while-revalidate=30, '
    . 'stale-if-error=86400';
our $Private = 'private, no-store';

our $Security = <<'_EOC_';
X-Frame-Options: DENY
X-Content-Type-Options: nosniff
X-XSS-Protection: 0
Referrer-Policy: same-origin
Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; form-action 'none'
Strict-Transport-Security: max-age=63072000; includeSubDomains
Content-Type: application/json; charset=utf-8
_EOC_

our $Uuid = qr/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;

our $Other = <<'_EOC_';
    location /api/v1/statuses {
        statuses on;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_operations -show;
    }
_EOC_

repeat_each(2);
# T1 16, T2 65, T3 18, T4 8, T5 7, T6 25, T7 12, T8 63, T9 16, T10 9, T11 36,
# T12 12, T13 3, T14 6.
plan tests => repeat_each() * 296;

run_tests();

__DATA__

=== TEST 1: an answer that everybody may keep for a while
--- request
GET /api/v1/statuses/101
--- response_headers eval
$::Security . "Cache-Control: $::Public\nVary: Authorization, Origin\n"
    . "Retry-After: \nSet-Cookie: \nLast-Modified: \nAllow: \n"
--- response_body eval
main::status(101, language => '"en"')



=== TEST 2: refusals of all kinds: JSON, private, with all that protects
--- config eval: $::Other
--- request eval
["GET /api/v1/statuses/999", "GET /api/v1/statuses/101/nothing",
 "GET /api/v1/statuses/102", "X /api/v1/statuses/101",
 "DELETE /api/v1/statuses"]
--- error_code eval
[404, 404, 403, 501, 404]
--- response_headers eval
[($::Security . "Cache-Control: $::Private\nRetry-After: \nAllow: \n") x 5]
--- response_body_like eval
[('^{"error":"[^"]+"}$') x 5]



=== TEST 3: what they depend on
--- config eval: $::Other
--- request eval
["GET /api/v1/statuses/999", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/101/nothing",
 "GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/101/nothing"]
--- more_headers eval
['', '', '', "Accept: application/json", "Accept: */*", "Accept: "]
--- error_code eval
[404, 403, 404, 404, 404, 404]
--- response_headers eval
["Vary: Authorization, Origin", "Vary: Authorization, Origin",
 "Vary: Origin", "Vary: Accept, Origin", "Vary: Accept, Origin",
 "Vary: Origin"]



=== TEST 4: of what a browser sends nothing depends on Accept
--- request eval
["GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/101/nothing"]
--- more_headers eval
["Accept: text/html,application/xhtml+xml,*/*;q=0.8",
 "Accept: application/json, */*"]
--- error_code eval
[404, 404]
--- response_headers eval
["Vary: Origin", "Vary: Origin"]
--- response_body eval
[('{"error":"Not Found"}') x 2]



=== TEST 5: a request that is broken gets less
--- request
GET /api/v1/statuses/%FF
--- error_code: 400
--- response_headers
Content-Type: application/json; charset=utf-8
Cache-Control:
Vary: Origin
Strict-Transport-Security: max-age=63072000; includeSubDomains
--- response_body chomp
{"error":"Bad Request"}



=== TEST 6: whoever shows credentials gets an answer for no other eyes
--- request eval
[("GET /api/v1/statuses/101") x 5]
--- more_headers eval
["Authorization: Bearer nobody", "Authorization: Basic Zm9vOmJhcg==",
 "Authorization: Bearer", "authorization: x", "AUTHORIZATION: bearer y"]
--- error_code eval
[(200) x 5]
--- response_headers eval
[("Cache-Control: $::Private\nVary: Authorization, Origin\n") x 5]
--- response_body eval
[(main::status(101, language => '"en"')) x 5]



=== TEST 7: other headers are no credentials
--- request eval
[("GET /api/v1/statuses/101") x 4]
--- more_headers eval
["X-HTTP-Authorization: Bearer nobody", "Cookie: _mastodon_session=x",
 "Proxy-Authorization: Bearer nobody", "X-Authorization: Bearer nobody"]
--- error_code eval
[(200) x 4]
--- response_headers eval
[("Cache-Control: $::Public") x 4]



=== TEST 8: nor do they make an answer of another kind
--- request eval
[("GET /api/v1/statuses/101") x 9]
--- more_headers eval
["Accept: text/html", "Accept: application/activity+json", "Accept: */*",
 "Range: bytes=0-10", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
 "If-Unmodified-Since: Fri, 01 Jan 2010 00:00:00 GMT",
 "If-Match: \"x\"", "X-HTTP-Method-Override: DELETE",
 "Accept-Language: de\nUser-Agent:\nCache-Control: no-cache"]
--- error_code eval
[(200) x 9]
--- response_headers eval
[("Cache-Control: $::Public\nContent-Type: application/json; charset=utf-8"
    . "\nContent-Range: \nAccept-Ranges: \n") x 9]
--- response_body eval
[(main::status(101, language => '"en"')) x 9]



=== TEST 9: the length is that of the body
--- sql
UPDATE statuses SET text = repeat('ü<', 40000) WHERE id = 102;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/999", "GET /api/v1/statuses/101/nothing"]
--- error_code eval
[200, 200, 404, 404]
--- response_headers eval
my $long = main::status(102, by => 'bob',
    content => '"<p>' . "\xc3\xbc&lt;" x 40000 . '</p>"');
["Content-Length: " . CORE::length(main::status(101, language => '"en"')),
 "Content-Length: " . CORE::length($long), "Content-Length: 28",
 "Content-Length: 21"]
--- raw_response_headers_unlike eval
[('Transfer-Encoding') x 4]



=== TEST 10: a request is named by a random number
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing",
 "GET /api/v1/statuses/%FF"]
--- error_code eval
[200, 404, 400]
--- response_headers_like eval
[("X-Request-Id: $::Uuid") x 3]



=== TEST 11: or as the client does, as far as that is a name
--- request eval
[("GET /api/v1/statuses/999") x 12]
--- more_headers eval
[map { "X-Request-Id: $_" } 'abc', 'A-z_0@9', "abc-123_\xc3\xa9<>\@x",
    'a b', 'a,b;c=d', '"quoted"', 'x' x 255, 'x' x 256, 'y ' x 400,
    '../../etc/passwd', "a\tb", '%0d%0aSet-Cookie: a']
--- error_code eval
[(404) x 12]
--- response_headers eval
[map { "X-Request-Id: $_" } 'abc', 'A-z_0@9', 'abc-123_@x', 'ab', 'abcd',
    'quoted', 'x' x 255, 'x' x 255, 'y' x 255, 'etcpasswd', 'ab',
    '0d0aSet-Cookiea']



=== TEST 12: a name of which nothing is left
--- request eval
[("GET /api/v1/statuses/999") x 4]
--- more_headers eval
["X-Request-Id: ", "X-Request-Id: ...", "X-Request-Id: \xff\xfe",
 "x-request-id:   "]
--- error_code eval
[(404) x 4]
--- response_headers_like eval
[("X-Request-Id: $::Uuid") x 4]



=== TEST 13: in any case, and two lines as the one they make
--- request
GET /api/v1/statuses/999
--- more_headers
x-request-ID: one
X-Request-Id: two
--- error_code: 404
--- response_headers
X-Request-Id: onetwo



=== TEST 14: each header once
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing"]
--- more_headers
Origin: https://other.example
Authorization: Bearer nobody
--- error_code eval
[200, 404]
--- raw_response_headers_unlike eval
[(qr/^([\w-]+):.*^\1:/msi) x 2]

