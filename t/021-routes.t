# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Which paths and methods are routes, and what the others are told.

TestEntity::setup();

our $Post = qr/^\{"id":"101",/;
our $None = '{"error":"Record not found"}';
our $Unknown = '{"error":"Not Found"}';

# Three for each of 71 requests, and one header more in T8, T9 and T12, two in
# T11; in T10 no body is looked at.
repeat_each(2);
plan tests => repeat_each() * (71 * 3 + (14 + 2 + 3) * 4 + 2 * 5 + 2);

run_tests();

__DATA__

=== TEST 1: repeated slashes are one, one at the end is none
--- request eval
[map { "GET $_" } qw(/api/v1/statuses/101/ //api/v1/statuses/101
    /api//v1/statuses/101 /api/v1//statuses/101 /api/v1/statuses//101
    /api/v1/statuses/101// ///api///v1///statuses///101///
    /api/v1/statuses/101?a=b /api/v1/statuses/101/?a=/b/c
    /api/v1/statuses/101? /api/v1/statuses/101?? /api/v1/statuses/101/?/)]
--- error_code eval
[(200) x 12]
--- response_body_like eval
[($::Post) x 12]



=== TEST 2: below a post there are few things
--- request eval
[map { "GET /api/v1/statuses/$_" } qw(101/nothing 101/Context 101/contexts
    101/contex 101/context/1 101/context/1/2/3/4/5/6 101/101 101/favourite
    101/unreblog 101/translate 101/pin 101/interaction_policy
    101/quotes/102 101/quotes/102/revoke 101/%63ontext 101/context%20)]
--- error_code eval
[(404) x 16]
--- response_body eval
[($::Unknown) x 16]



=== TEST 3: dots are no way to go
--- request eval
[map { "GET /api/v1/statuses/$_" } qw(./101 ../statuses/101 101/. 101/./.
    101/../101 101/..%2f101 101/context.json)]
--- error_code eval
[(404) x 7]
--- response_body eval
[($::Unknown) x 7]



=== TEST 4: a slash that is encoded is a part of the id
--- request eval
["GET /api/v1/statuses/101%2Fcontext", "GET /api/v1/statuses/101%2fnothing",
 "GET /api/v1/statuses/%2F101", "GET /api/v1/statuses%2F101"]
--- error_code eval
[200, 200, 404, 404]
--- response_body_like eval
[$::Post, $::Post, "^\Q$::None\E\$", "^\Q$::Unknown\E\$"]



=== TEST 5: nor is a route what needs decoding to be one
--- request eval
["GET /api/v1/%73tatuses/101", "GET /%61pi/v1/statuses/101",
 "GET /x/../api/v1/statuses/101", "GET /./api/v1/statuses/101",
 "GET /api%2Fv1/statuses/101"]
--- error_code eval
[(404) x 5]
--- response_body eval
[($::Unknown) x 5]



=== TEST 6: where all paths come here, the others are not touched
--- config
    location /api {
        statuses on;
        return 200 "mine";
    }

    location /api/v1/ {
        statuses on;
        root html;
    }
--- user_files
>>> api/v1/accounts/1
account 1
>>> api/v1/statuses2
other
--- request eval
["GET /api/v1/accounts/1", "GET /api/v1/statuses2", "GET /api/v2/statuses/1",
 "GET /apix/v1/statuses/1", "GET /api/v1/statuses/101"]
--- error_code eval
[200, 200, 200, 200, 200]
--- response_body_like eval
["^account 1\n\$", "^other\n\$", '^mine$', '^mine$', $::Post]



=== TEST 7: they have no other methods either
--- request eval
["POST /api/v1/statuses/101", "POST /api/v1/statuses/101/context",
 "POST /api/v1/statuses/101/favourited_by", "PUT /api/v1/statuses",
 "PUT /api/v1/statuses/101/context", "PATCH /api/v1/statuses",
 "PATCH /api/v1/statuses/101/context", "DELETE /api/v1/statuses",
 "DELETE /api/v1/statuses/101/context", "OPTIONS /api/v1/statuses",
 "OPTIONS /api/v1/statuses/101", "OPTIONS /api/v1/statuses/101/context",
 "PUT /api/v1/statuses/101/favourite", "GET /api/v1/statuses/101/bookmark",
 "POST /api/v1/statuses/101/nothing"]
--- error_code eval
[(404) x 15]
--- response_body eval
[($::Unknown) x 15]



=== TEST 8: methods that the API does not know at all
--- request eval
[map { "$_ /api/v1/statuses/101" } qw(PROPFIND LINK UNLINK MKCOL COPY MOVE
    LOCK UNLOCK PROPPATCH QUERY PURGE GETS X A-B)]
--- error_code eval
[(501) x 14]
--- raw_response_headers_unlike eval
[('Allow:') x 14]
--- response_body eval
[('{"error":"Not Implemented"}') x 14]



=== TEST 9: there is no 405, and no Allow
--- request eval
["POST /api/v1/statuses/101", "OPTIONS /api/v1/statuses"]
--- error_code eval
[404, 404]
--- raw_response_headers_unlike eval
['Allow:', 'Allow:']
--- response_body eval
[$::Unknown, $::Unknown]



=== TEST 10: a name in lower case is no method, says nginx
--- request
get /api/v1/statuses/101
--- error_code: 400



=== TEST 11: HEAD is GET without the body
--- request eval
["GET /api/v1/statuses/101", "HEAD /api/v1/statuses/101"]
--- error_code eval
[200, 200]
--- response_headers_like eval
["Content-Length: \\d{4}\nContent-Type: application/json; charset=utf-8\n",
 "Content-Length: \\d{4}\nContent-Type: application/json; charset=utf-8\n"]
--- response_body_like eval
[$::Post, '^$']



=== TEST 12: of errors, too
--- request eval
["HEAD /api/v1/statuses/999", "HEAD /api/v1/statuses/101/nothing",
 "HEAD /api/v1/statuses/%FF"]
--- error_code eval
[404, 404, 400]
--- response_headers eval
["Content-Length: 28", "Content-Length: 21", "Content-Length: 23"]
--- response_body eval
['', '', '']



=== TEST 13: an address with the name of the server in it
--- request eval
["GET http://localhost/api/v1/statuses/101",
 "GET http://localhost//api/v1/statuses/101/?x",
 "GET http://localhost/api/v1/statuses/101#fragment"]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[($::Post) x 3]



=== TEST 14: HTTP/1.0
--- request
GET /api/v1/statuses/101 HTTP/1.0
--- response_body_like eval: $::Post



=== TEST 15: more parts than any route has
--- request eval
["GET /api/v1/statuses/101" . "/x" x 1000,
 "GET /api/v1/statuses" . "/" x 3000 . "101",
 "GET /api/v1/statuses/101/quotes/102/revoke/1/2/3/4/5"]
--- error_code eval
[404, 200, 404]
--- response_body_like eval
["^\Q$::Unknown\E\$", $::Post, "^\Q$::Unknown\E\$"]
