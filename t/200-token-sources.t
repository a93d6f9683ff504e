# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Where the token comes from: the header, access_token, bearer_token, and the
# first that is not blank. Only vera sees her post 501, only bob his 502.

TestAuth::setup();

our $Vera = viewed(501, by => 'vera:3001', own => 1,
    visibility => '"direct"');
our $Bob = viewed(502, by => 'bob', own => 1, visibility => '"direct"');

# GETs of /501 with these headers, none of which are touched on their way.

sub with {
    return [map { "GET /api/v1/statuses/501 HTTP/1.1\r\nHost: x\r\n"
        . "Connection: close\r\n" . ($_ eq '' ? '' : "$_\r\n") . "\r\n" } @_];
}

# Three for each of 114 requests, two in T18.
repeat_each(2);
plan tests => repeat_each() * (114 * 3 + 2);

run_tests();

__DATA__

=== TEST 1: a token in the header
--- as: vera
--- request
GET /api/v1/statuses/501
--- response_body eval: $::Vera



=== TEST 2: without one, or with somebody else's, she is not who asks
--- as: - bob app no-such-token vera
--- request eval
TestAuth::asks(('/501') x 5)
--- error_code eval
[404, 404, 404, 404, 200]
--- response_body eval
[($TestAuth::NotFound) x 4, $::Vera]



=== TEST 3: in access_token, in bearer_token
--- request eval
TestAuth::asks('/501?access_token=tok-vera', '/501?bearer_token=tok-vera',
    '/501?access_token=tok%2Dvera', '/501?%61ccess_token=tok-vera',
    '/501?a=b&access_token=tok-vera&c', '/501?access_token=tok-vera#x')
--- error_code eval
[(200) x 6]
--- response_body eval
[($::Vera) x 6]



=== TEST 4: names are what they are, and so are tokens
--- request eval
TestAuth::asks('/501?ACCESS_TOKEN=tok-vera', '/501?access-token=tok-vera',
    '/501?token=tok-vera', '/501?access_token[]=tok-vera',
    '/501?access_token[x]=tok-vera', '/501?access_token=Tok-vera',
    '/501?access_token=TOK-VERA', '/501?access_token=tok-ver',
    '/501?access_token=tok-vera1', '/501?access_token=+tok-vera',
    '/501?access_token=tok-vera+', '/501?access_token=Bearer+tok-vera')
--- error_code eval
[(404) x 12]
--- response_body eval
[($TestAuth::NotFound) x 12]



=== TEST 5: in a form in the body, whatever the method
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
["GET /api/v1/statuses/501\naccess_token=tok-vera",
 "GET /api/v1/statuses/501\na=1&bearer_token=tok-vera",
 "GET /api/v1/statuses/501\naccess_token=tok-bob"]
--- error_code eval
[200, 200, 404]
--- response_body eval
[$::Vera, $::Vera, $TestAuth::NotFound]



=== TEST 6: in JSON
--- more_headers
Content-Type: application/json
--- request eval
["GET /api/v1/statuses/501\n" . '{"access_token":"tok-vera"}',
 "GET /api/v1/statuses/501\n" . '{"a":[],"bearer_token":"tok-vera"}',
 "GET /api/v1/statuses/501\n" . '{"access_token":null,"bearer_token":"tok-vera"}',
 "GET /api/v1/statuses/501\n" . '{"access_token":12345}',
 "GET /api/v1/statuses/501\n" . '{"access_token":["tok-vera"]}',
 "GET /api/v1/statuses/501\n" . '["access_token","tok-vera"]',
 "GET /api/v1/statuses/501\n" . '"access_token=tok-vera"']
--- error_code eval
[200, 200, 200, 200, 404, 404, 404]
--- response_body eval
[($::Vera) x 4, ($TestAuth::NotFound) x 3]



=== TEST 7: in multipart
--- more_headers
Content-Type: multipart/form-data; boundary=xyz
--- request eval
["GET /api/v1/statuses/501\n--xyz\r\n"
 . "Content-Disposition: form-data; name=\"access_token\"\r\n\r\n"
 . "tok-vera\r\n--xyz--\r\n",
 "GET /api/v1/statuses/501\n--xyz\r\n"
 . "Content-Disposition: form-data; name=\"access_token\"; filename=\"x\"\r\n\r\n"
 . "tok-vera\r\n--xyz--\r\n"]
--- error_code eval
[200, 404]
--- response_body eval
[$::Vera, $TestAuth::NotFound]



=== TEST 8: the header is before the parameters, even with a wrong token
--- as: vera bob no-such-token app vera
--- request eval
TestAuth::asks('/501?access_token=tok-bob&bearer_token=tok-bob',
    '/501?access_token=tok-vera', '/501?access_token=tok-vera',
    '/501?bearer_token=tok-vera', '/501?access_token=no-such-token')
--- error_code eval
[200, 404, 404, 404, 200]
--- response_body eval
[$::Vera, ($TestAuth::NotFound) x 3, $::Vera]



=== TEST 9: access_token is before bearer_token, wherever they stand
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
["GET /api/v1/statuses/501?access_token=tok-vera&bearer_token=tok-bob",
 "GET /api/v1/statuses/501?bearer_token=tok-bob&access_token=tok-vera",
 "GET /api/v1/statuses/501?access_token=no-such-token&bearer_token=tok-vera",
 "GET /api/v1/statuses/501?bearer_token=tok-bob\naccess_token=tok-vera",
 "GET /api/v1/statuses/501?access_token=tok-bob\nbearer_token=tok-vera"]
--- error_code eval
[200, 200, 404, 200, 404]
--- response_body eval
[$::Vera, $::Vera, $TestAuth::NotFound, $::Vera, $TestAuth::NotFound]



=== TEST 10: the query is before the body, and a repeated name's last value
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
["GET /api/v1/statuses/501?access_token=tok-vera\naccess_token=tok-bob",
 "GET /api/v1/statuses/501?access_token=tok-bob\naccess_token=tok-vera",
 "GET /api/v1/statuses/501?access_token=tok-bob&access_token=tok-vera",
 "GET /api/v1/statuses/501?access_token=tok-vera&access_token=tok-bob",
 "GET /api/v1/statuses/501?access_token=\naccess_token=tok-vera"]
--- error_code eval
[200, 404, 200, 404, 404]
--- response_body eval
[$::Vera, $TestAuth::NotFound, $::Vera, ($TestAuth::NotFound) x 2]



=== TEST 11: a blank one is passed over
--- request eval
TestAuth::asks('/501?access_token=&bearer_token=tok-vera',
    '/501?access_token&bearer_token=tok-vera',
    '/501?access_token=+%20%09%0a%0b%0c%0d&bearer_token=tok-vera',
    '/501?access_token=&bearer_token=', '/501?access_token&bearer_token',
    '/501?access_token=+x&bearer_token=tok-vera')
--- error_code eval
[200, 200, 200, 404, 404, 404]
--- response_body eval
[($::Vera) x 3, ($TestAuth::NotFound) x 3]



=== TEST 12: a header without a token is, too
--- more_headers eval
["Authorization: ", "Authorization: Bearer", "Authorization: Basic dG9rLXZlcmE6",
 "Authorization: Token tok-bob", "Authorization: tok-bob",
 "Authorization: Bearertok-bob", "Authorization: Bearer\ttok-bob",
 "Authorization: Digest tok-bob", "Authorization: Bear tok-bob"]
--- request eval
TestAuth::asks(('/501?access_token=tok-vera') x 9)
--- error_code eval
[(200) x 9]
--- response_body eval
[($::Vera) x 9]



=== TEST 13: forms of the header that hold a token
--- raw_request eval
main::with("Authorization: Bearer tok-vera")->[0]
--- response_body eval: $::Vera



=== TEST 14: the word in any letter case
--- more_headers eval
["Authorization: bearer tok-vera", "Authorization: BEARER tok-vera",
 "Authorization: bEaReR tok-vera", "authorization: Bearer tok-vera",
 "AUTHORIZATION: Bearer tok-vera"]
--- request eval
TestAuth::asks(('/501') x 5)
--- error_code eval
[(200) x 5]
--- response_body eval
[($::Vera) x 5]



=== TEST 15: blanks at both ends of the value do not count
--- raw_request eval
main::with("Authorization:   Bearer tok-vera  ")->[0]
--- response_body eval: $::Vera



=== TEST 16: without a blank after the colon
--- raw_request eval
main::with("Authorization:Bearer tok-vera")->[0]
--- response_body eval: $::Vera



=== TEST 17: forms of the header that hold another token; nobody else is asked
--- more_headers eval
["Authorization: Bearer  tok-vera", "Authorization: Bearer tok-vera, x",
 "Authorization: Bearer \"tok-vera\"", "Authorization: Bearer TOK-VERA",
 "Authorization: Bearer tok-vera tok-vera", "Authorization: Bearer token=tok-vera",
 "Authorization: Bearer \ttok-vera", "Authorization: Bearer Bearer tok-vera",
 "Authorization: Bearer tok%2Dvera", "Authorization: Bearer \xc3\xa9"]
--- request eval
TestAuth::asks(('/501?access_token=tok-vera') x 10)
--- error_code eval
[(404) x 10]
--- response_body eval
[($TestAuth::NotFound) x 10]



=== TEST 18: two headers are refused by nginx, or the first one counts
--- raw_request eval
main::with("Authorization: Bearer tok-bob\r\nAuthorization: Bearer tok-vera")->[0]
--- error_code_like: ^40[04]$



=== TEST 19: no other header counts
--- more_headers eval
["X-HTTP-Authorization: Bearer tok-vera", "X-Authorization: Bearer tok-vera",
 "Proxy-Authorization: Bearer tok-vera", "X_HTTP_AUTHORIZATION: Bearer tok-vera",
 "Cookie: access_token=tok-vera"]
--- request eval
TestAuth::asks(('/501') x 5)
--- error_code eval
[(404) x 5]
--- response_body eval
[($TestAuth::NotFound) x 5]



=== TEST 20: tokens are text: blanks inside, letters beyond ASCII, digits
--- more_headers eval
["Authorization: Bearer tok \xc3\xa9", "", "", "Authorization: Bearer 12345",
 "", "Authorization: Bearer tok \xe9"]
--- request eval
TestAuth::asks('/501', '/501?access_token=tok+%c3%a9',
    '/501?access_token=tok%20%C3%A9', '/501', '/501?access_token=12345', '/501')
--- error_code eval
[(200) x 5, 404]
--- response_body eval
[($::Vera) x 5, $TestAuth::NotFound]



=== TEST 21: what no token of a row can be
--- more_headers eval
["Authorization: Bearer \xff\xfe", "Authorization: Bearer \xc3", "", "",
 "Authorization: Bearer \xed\xa0\x80", "Authorization: Bearer '; DROP TABLE x; --",
 "Authorization: Bearer %", "Authorization: Bearer \\"]
--- request eval
TestAuth::asks('/101', '/101', '/101?access_token=a%00b',
    '/101?access_token=%00', ('/101') x 4)
--- error_code eval
[(200) x 8]
--- response_body eval
[(main::status(101, language => '"en"')) x 8]



=== TEST 22: a token that has NUL behind it is not that token
--- request eval
TestAuth::asks('/501?access_token=tok-vera%00', '/501?access_token=tok-vera%00x',
    '/501?access_token=%00&bearer_token=tok-vera')
--- error_code eval
[(404) x 3]
--- response_body eval
[($TestAuth::NotFound) x 3]



=== TEST 23: the same for a list of posts
--- more_headers eval
["Authorization: Bearer tok-vera", "", "", "Authorization: Bearer tok-bob"]
--- request eval
TestAuth::asks('?id[]=501', '?id[]=501&bearer_token=tok-vera', '?id[]=501',
    '?id[]=501&access_token=tok-vera')
--- error_code eval
[(200) x 4]
--- response_body eval
["[$::Vera]", "[$::Vera]", '[]', '[]']



=== TEST 24: each asks for himself on a kept connection
--- pipelined_requests eval
["GET /api/v1/statuses/501", "GET /api/v1/statuses/502", "GET /api/v1/statuses/501",
 "GET /api/v1/statuses/502"]
--- more_headers eval
["Authorization: Bearer tok-vera", "Authorization: Bearer tok-vera", "",
 "Authorization: Bearer tok-bob"]
--- error_code eval
[200, 404, 404, 200]
--- response_body eval
[$::Vera, $TestAuth::NotFound, $TestAuth::NotFound, $::Bob]
