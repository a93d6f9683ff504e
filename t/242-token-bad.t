# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Tokens that no client would send: very long ones, with bytes that mean
# something elsewhere, in many places at once.

TestAuth::setup();

our $Hello = main::status(101, language => '"en"');
our $Seen = viewed(101, language => '"en"');
our $Headers = "    large_client_header_buffers 4 64k;\n";

# Three for each of 61 requests.
repeat_each(2);
plan tests => repeat_each() * (61 * 3);

run_tests();

__DATA__

=== TEST 1: a token of 7 KB in the header, one in the query
--- more_headers eval
["Authorization: Bearer " . 'x' x 7000, ""]
--- request eval
TestAuth::asks('/101', '/101?access_token=' . 'x' x 7000)
--- error_code eval
[200, 200]
--- response_body eval
[($::Hello) x 2]



=== TEST 2: 8 KB and more are nginx's to refuse
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    . "Authorization: Bearer " . 'x' x 8192 . "\r\n\r\n"
--- error_code: 400
--- response_body_like: Request Header Or Cookie Too Large



=== TEST 3: or ours, where nginx lets them pass
--- http eval: $::Headers
--- more_headers eval
["Authorization: Bearer " . 'x' x 8192, "Authorization: Bearer " . 'x' x 60000,
 "Authorization: Bearer " . "\xc3\xa9" x 20000, ""]
--- request eval
TestAuth::asks('/101', '/101', '/101', '/101?access_token=' . 'x' x 60000)
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Hello) x 4]



=== TEST 4: one of a megabyte in the body
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
["GET /api/v1/statuses/101\naccess_token=" . 'x' x 1000000,
 "GET /api/v1/statuses/101\nbearer_token=tok-vera&access_token=" . '+' x 100000]
--- error_code eval
[200, 200]
--- response_body eval
[$::Hello, $::Seen]



=== TEST 5: it is not cut, nor is a long one that exists
--- http eval: $::Headers
--- sql
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
VALUES (4001, repeat('y', 2500), 'read'), (1, repeat('y', 2499), 'write');
--- more_headers eval
[map { "Authorization: Bearer " . 'y' x $_ } 2500, 2499, 2498, 2501]
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[200, 403, 200, 200]
--- response_body eval
[$::Seen, $TestAuth::Scope, $::Hello, $::Hello]



=== TEST 6: NUL
--- request eval
TestAuth::asks('/101?access_token=%00', '/101?access_token=tok-vera%00',
    '/101?access_token=%00tok-vera', '/101?access_token=tok%00-vera')
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Hello) x 4]



=== TEST 7: NUL in JSON and in multipart
--- more_headers eval
["Content-Type: application/json", "Content-Type: multipart/form-data; boundary=x"]
--- request eval
["GET /api/v1/statuses/101\n" . '{"access_token":"tok-vera\u0000"}',
 "GET /api/v1/statuses/101\n--x\r\nContent-Disposition: form-data; "
 . "name=\"access_token\"\r\n\r\ntok-vera\0\r\n--x--"]
--- error_code eval
[200, 200]
--- response_body eval
[($::Hello) x 2]



=== TEST 8: NUL in the header is nginx's to refuse
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    . "Authorization: Bearer tok-vera\0\r\n\r\n"
--- error_code: 400
--- response_body_like: 400 Bad Request



=== TEST 9: blanks
--- request eval
TestAuth::asks('/101?access_token=+', '/101?access_token=tok-vera+',
    '/101?access_token=+tok-vera', '/101?access_token=tok-+vera',
    '/101?access_token=tok-vera%0a', '/101?access_token=tok-vera%0d%0aX:+y',
    '/101?access_token=%09', '/101?access_token=%e3%80%80tok-vera',
    '/101?access_token=%c2%a0', '/101?access_token=%e2%80%8b')
--- error_code eval
[(200) x 10]
--- response_body eval
[($::Hello) x 10]



=== TEST 10: words of SQL, of patterns, of formats
--- more_headers eval
["Authorization: Bearer ' OR '1'='1", "Authorization: Bearer tok-%",
 "Authorization: Bearer tok-ver_", "Authorization: Bearer %s%n%V",
 "Authorization: Bearer \$1", "Authorization: Bearer NULL",
 "Authorization: Bearer {tok-vera}", "Authorization: Bearer \\x746f6b",
 "Authorization: Bearer ;", "Authorization: Bearer \x01\x02\x1b[0m\x7f"]
--- request eval
TestAuth::asks(('/101') x 10)
--- error_code eval
[(200) x 10]
--- response_body eval
[($::Hello) x 10]



=== TEST 11: three tokens in three places, and then some
--- as: vera app no-such-token - -
--- request eval
TestAuth::asks('/101?access_token=tok-alice&bearer_token=tok-revoked',
    '/101?access_token=tok-alice&bearer_token=tok-revoked',
    '/101?access_token=tok-alice&bearer_token=tok-revoked',
    '/101?access_token=tok-vera&bearer_token=tok-revoked',
    '/101?bearer_token=tok-vera&token=tok-alice&access_token=')
--- error_code eval
[(200) x 5]
--- response_body eval
[$::Seen, $::Hello, $::Hello, $::Seen, $::Seen]



=== TEST 12: header, query and body, each with its own
--- more_headers eval
["Authorization: Bearer tok-vera\nContent-Type: application/json",
 "Content-Type: application/json", "Content-Type: application/json"]
--- request eval
["GET /api/v1/statuses/101?access_token=tok-write\n" . '{"access_token":"tok-revoked"}',
 "GET /api/v1/statuses/101?access_token=tok-vera\n" . '{"access_token":"tok-revoked"}',
 "GET /api/v1/statuses/101?x=y\n" . '{"access_token":"tok-vera","bearer_token":"tok-write"}']
--- error_code eval
[200, 200, 200]
--- response_body eval
[($::Seen) x 3]



=== TEST 13: a token in the wrong shape is none
--- more_headers
Content-Type: application/json
--- request eval
[map { "GET /api/v1/statuses/101\n$_" } '{"access_token":{"a":"tok-vera"}}',
 '{"access_token":["tok-vera"]}', '{"access_token":true}',
 '{"access_token":false,"bearer_token":"tok-none"}', '{"access_token":1e3}',
 '{"access_token":99999999999999999999}', '{"access_token":-0.1}',
 '{"access_token":{},"bearer_token":"tok-vera"}']
--- error_code eval
[(200) x 8]
--- response_body eval
[($::Hello) x 7, $::Seen]



=== TEST 14: five hundred parameters around it
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
["GET /api/v1/statuses/101\n" . CORE::join('&', (map { "a$_=$_" } 1 .. 250),
    'access_token=tok-vera', map { "b[$_][]=$_" } 1 .. 250),
 "GET /api/v1/statuses/101\n" . CORE::join('&', ('access_token=tok-alice') x 500,
    'access_token=tok-vera')]
--- error_code eval
[200, 200]
--- response_body eval
[$::Seen, $::Seen]



=== TEST 15: a token that the form of the request spoils
--- request eval
TestAuth::asks('/101?access_token=tok-vera&a=%', '/101?access_token=%ff',
    '/101?access_token=tok-vera&access_token[]=tok-vera')
--- error_code eval
[(400) x 3]
--- response_body eval
[(TestAuth::error('Bad Request')) x 3]
