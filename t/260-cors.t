# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Requests of pages from elsewhere, and what browsers ask beforehand.

TestAuth::setup();

our $Hello = main::status(101, language => '"en"');
our $Unknown = '{"error":"Not Found"}';

our $Exposed = 'Link, Mastodon-Async-Refresh, X-RateLimit-Reset, '
    . 'X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id';

# six header assertions
sub cors {
    my ($exposed, $allowed) = @_;

    $exposed ||= $main::Exposed;

    return "Access-Control-Allow-Origin: *\n"
        . "Access-Control-Allow-Methods:"
        . " POST, PUT, DELETE, GET, PATCH, OPTIONS\n"
        . "Access-Control-Expose-Headers: $exposed\n"
        . "Access-Control-Max-Age: 7200\n"
        . (defined $allowed ? "Access-Control-Allow-Headers: $allowed\n"
                            : "!Access-Control-Allow-Headers\n")
        . "!Access-Control-Allow-Credentials\n";
}

our $Cors = cors();
our $None = qr/^Access-Control-/mi;

# what an answer to a preflight has besides
our $Others = qr/^(?:Vary|ETag|Cache-Control|Content-Type|X-[\w-]+|Link
    |Content-Security-Policy|Strict-Transport-Security|Referrer-Policy
    |WWW-Authenticate|Allow|Location|Set-Cookie):/xmi;

sub preflight {
    my ($method, @more) = @_;

    return join '', map { "$_\n" } 'Origin: https://other.example',
        "Access-Control-Request-Method: $method", @more;
}

# Three for each of 111 requests; six for the headers of 85 of them, one for
# what must not be in 53, and two in T4.
repeat_each(2);
plan tests => repeat_each() * (111 * 3 + 85 * 6 + 53 + 4 * 2);

run_tests();

__DATA__

=== TEST 1: whoever says no origin hears nothing about it
--- as: - vera no-such-token - -
--- request eval
TestAuth::asks('/101', '/101', '/101', '/999', '/101/nothing')
--- more_headers eval
['', '', '', 'X-Forwarded-Origin: https://other.example', 'Referer: https://a']
--- error_code eval
[200, 200, 200, 404, 404]
--- raw_response_headers_unlike eval
[($::None) x 5]
--- response_body_like eval
['^\{"id":"101"', '^\{"id":"101"', '^\{"id":"101"', 'Record not found',
 'Not Found']



=== TEST 2: any origin is welcome, whatever it says
--- request eval
TestAuth::asks(('/101') x 8)
--- more_headers eval
[map { "$_\n" } "Origin: https://other.example", "Origin: null", "Origin:",
 "Origin: *", "origin: x y z", "Origin: http://localhost:8080",
 "Origin: https://social.example", "Origin: \xff\xfe"]
--- error_code eval
[(200) x 8]
--- response_headers eval
[($::Cors) x 8]
--- response_body eval
[($::Hello) x 8]



=== TEST 3: an older name of the header
--- request eval
TestAuth::asks('/101', '/101', '/101', '/999')
--- more_headers eval
["X-Origin: https://other.example\n", "X-Origin:\n",
 "X-Origin: a\nOrigin: b\n", "x-origin: https://other.example\n"]
--- error_code eval
[200, 200, 200, 404]
--- response_headers eval
[($::Cors) x 4]
--- response_body eval
[($::Hello) x 3, $TestAuth::NotFound]



=== TEST 4: answers vary by it, whether it is there or not
--- request eval
TestAuth::asks('/101', '/101', '/101/nothing', '/101/nothing')
--- more_headers eval
["Origin: https://other.example\n", "\n", "Origin: x\nAccept: a/b\n",
 "Accept: a/b\n"]
--- error_code eval
[200, 200, 404, 404]
--- response_headers eval
["Vary: Authorization, Origin", "Vary: Authorization, Origin",
 "Vary: Accept, Origin", "Vary: Accept, Origin"]
--- raw_response_headers_like eval
['(?m)^Access-Control-Allow-Origin: \*\r$', '(?m)^Server: ',
 '(?m)^Access-Control-Allow-Origin: \*\r$', '(?m)^Server: ']
--- response_body eval
[$::Hello, $::Hello, $::Unknown, $::Unknown]



=== TEST 5: refusals of every kind have them as well
--- as: - - revoked - write suspended vera - - -
--- request eval
TestAuth::asks('/999', '/501', '/101', '/101/source', '/101', '/101',
    '?' . CORE::join('&', map { "id[]=$_" } 1 .. 21), '/101/nothing', '/%FF',
    '/101?a=%')
--- more_headers eval
[("Origin: https://other.example\n") x 10]
--- error_code eval
[404, 404, 401, 401, 403, 403, 422, 404, 400, 400]
--- response_headers eval
[($::Cors) x 10]
--- response_body eval
[$TestAuth::NotFound, $TestAuth::NotFound,
 TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token is invalid'),
 $TestAuth::Scope, $TestAuth::Disabled,
 TestAuth::error('Mastodon::ValidationError'), $::Unknown,
 TestAuth::error('Bad Request'), TestAuth::error('Bad Request')]



=== TEST 6: so has what is neither acceptable nor implemented
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101",
 "PROPFIND /api/v1/statuses/101"]
--- more_headers eval
["Origin: x\nAccept: json\n", "Origin: x\nContent-Type: json\n",
 "Origin: x\n"]
--- error_code eval
[406, 406, 501]
--- response_headers eval
[($::Cors) x 3]
--- response_body eval
[TestAuth::error('Not Acceptable'), TestAuth::error('Not Acceptable'),
 TestAuth::error('Not Implemented')]



=== TEST 7: and what is switched off, or out of order
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_operations -show;
    }

    location /api/v1/statuses/2 {
        statuses on;
        statuses_primary dead;
    }
--- http_config eval
<<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_database dead {
        conninfo "host=/nonexistent dbname=x";
    }

    statuses_primary main;
    statuses_local_domain social.example;
_EOC_
--- request eval
TestAuth::asks('/101', '/202')
--- more_headers eval
[("Origin: https://other.example\n") x 2]
--- error_code eval
[403, 503]
--- response_headers eval
[($::Cors) x 2]
--- response_body eval
[TestAuth::error('This action is not allowed'),
 TestAuth::error('Service Unavailable')]
--- no_error_log eval
[qr/\[(?:crit|alert|emerg)\]/]



=== TEST 8: every method
--- conf
statuses_operations read;
--- request eval
["HEAD /api/v1/statuses/101", "POST /api/v1/statuses",
 "PUT /api/v1/statuses/101", "PATCH /api/v1/statuses/101",
 "DELETE /api/v1/statuses/101", "OPTIONS /api/v1/statuses/101"]
--- more_headers eval
[("Origin: https://other.example\n") x 6]
--- error_code eval
[200, (403) x 4, 404]
--- response_headers eval
[($::Cors) x 6]
--- response_body eval
['', (TestAuth::error('This action is not allowed')) x 4, $::Unknown]



=== TEST 9: every operation
--- as: vera
--- request eval
TestAuth::asks('/101', '?id[]=101', '/101/context', '/101/history',
    '/101/favourited_by', '/101/reblogged_by', '/101/quotes', '/101/source',
    '/101/card')
--- more_headers eval
[("Origin: https://other.example\n") x 9]
--- error_code eval
[(200) x 9]
--- response_headers eval
[($::Cors) x 9]
--- response_body_like eval
['^\{"id":"101"', '^\[\{"id":"101"', '^\{"ancestors":', '^\[\{"content":',
 '^\[\]$', '^\[\]$', '^\[\]$', '^\{"id":"101","text":', '^\{\}$']



=== TEST 10: 4.5 exposed one header less
--- compat: 4.5
--- request eval
TestAuth::asks('/101', '/999')
--- more_headers eval
[("Origin: https://other.example\n") x 2]
--- error_code eval
[200, 404]
--- response_headers eval
[(main::cors('Link, X-RateLimit-Reset, X-RateLimit-Limit, '
    . 'X-RateLimit-Remaining, X-Request-Id')) x 2]
--- response_body_like eval
['^\{"id":"101"', '^\{"error":"Record not found"\}$']



=== TEST 11: 4.6 did not
--- compat: 4.6
--- request
GET /api/v1/statuses/999
--- more_headers
Origin: https://other.example
--- error_code: 404
--- response_headers eval: $::Cors
--- response_body: {"error":"Not Found"}



=== TEST 12: nor does 4.7
--- compat: 4.7
--- request
GET /api/v1/statuses/999
--- more_headers
Origin: https://other.example
--- error_code: 404
--- response_headers eval: $::Cors
--- response_body: {"error":"Not Found"}



=== TEST 13: preflights, for every method there is
--- request eval
[("OPTIONS /api/v1/statuses/101") x 10]
--- more_headers eval
[map { main::preflight($_) } qw(GET POST PUT PATCH DELETE OPTIONS get Post
    pAtCh delete)]
--- error_code eval
[(200) x 10]
--- response_headers eval
[($::Cors) x 10]
--- raw_response_headers_unlike eval
[($::Others) x 10]
--- response_body eval
[('') x 10]



=== TEST 14: others are answered with silence
--- request eval
[("OPTIONS /api/v1/statuses/101") x 9]
--- more_headers eval
[map { main::preflight($_) } 'HEAD', 'TRACE', 'LINK', 'CONNECT', 'X',
    'GET, POST', 'GETS', 'GE', '']
--- error_code eval
[(200) x 9]
--- raw_response_headers_unlike eval
[(qr/$::None|$::Others/) x 9]
--- response_body eval
[('') x 9]



=== TEST 15: the headers that are asked for are allowed, to the letter
--- request eval
[("OPTIONS /api/v1/statuses/101") x 3]
--- more_headers eval
[map { main::preflight('POST', "Access-Control-Request-Headers: $_") }
    'authorization', 'Authorization,  X-Foo ,content-type', '* "é"']
--- error_code eval
[(200) x 3]
--- response_headers eval
[map { main::cors(undef, $_) } 'authorization',
    'Authorization,  X-Foo ,content-type', '* "é"']
--- raw_response_headers_unlike eval
[($::Others) x 3]
--- response_body eval
[('') x 3]



=== TEST 16: but none for a method that is not
--- request
OPTIONS /api/v1/statuses/101
--- more_headers eval
main::preflight('HEAD', 'Access-Control-Request-Headers: authorization')
--- raw_response_headers_unlike eval: qr/$::None|$::Others/
--- response_body:



=== TEST 17: nothing else is looked at
--- as: - - - suspended revoked no-such-token - - - - - -
--- request eval
[map { "OPTIONS /api/v1/statuses$_" } '/999', '/501', '/101/source', '/101',
    '/101', '/101', '', '/101/nothing', '/%FF', '/101?a=%', '.json',
    '/1/2/3/4/5/6/7/8/9']
--- more_headers eval
[(main::preflight('GET')) x 6, main::preflight('POST'),
 main::preflight('DELETE'), main::preflight('GET', 'Accept: json'),
 main::preflight('GET', 'Content-Type: json'), (main::preflight('GET')) x 2]
--- error_code eval
[(200) x 12]
--- response_headers eval
[($::Cors) x 12]
--- raw_response_headers_unlike eval
[($::Others) x 12]
--- response_body eval
[('') x 12]



=== TEST 18: with a body
--- request eval
["OPTIONS /api/v1/statuses\r\n" . 'x' x 3000,
 "OPTIONS /api/v1/statuses\r\nstatus=1"]
--- more_headers eval
[main::preflight('POST'),
 main::preflight('POST', 'Content-Type: application/x-www-form-urlencoded')]
--- error_code eval
[200, 200]
--- response_headers eval
[($::Cors) x 2]
--- raw_response_headers_unlike eval
[($::Others) x 2]
--- response_body eval
['', '']



=== TEST 19: X-Origin will do
--- request
OPTIONS /api/v1/statuses/101
--- more_headers
X-Origin: https://other.example
Access-Control-Request-Method: PUT
--- response_headers eval: $::Cors
--- raw_response_headers_unlike eval: $::Others
--- response_body:



=== TEST 20: 4.5 has its own list there, too
--- compat: 4.5
--- request
OPTIONS /api/v1/statuses/101
--- more_headers eval: main::preflight('PUT')
--- response_headers eval
main::cors('Link, X-RateLimit-Reset, X-RateLimit-Limit, '
    . 'X-RateLimit-Remaining, X-Request-Id')
--- raw_response_headers_unlike eval: $::Others
--- response_body:



=== TEST 21: an OPTIONS that is none is an unknown route
--- request eval
[("OPTIONS /api/v1/statuses/101") x 2]
--- more_headers eval
["Origin: https://other.example\nAccess-Control-Request-Headers: a\n",
 "Origin: \n"]
--- error_code eval
[404, 404]
--- response_headers eval
[($::Cors) x 2]
--- response_body eval
[($::Unknown) x 2]



=== TEST 22: without an origin in any case
--- request
OPTIONS /api/v1/statuses/101
--- more_headers
Access-Control-Request-Method: GET
--- error_code: 404
--- raw_response_headers_unlike eval: $::None
--- response_body chomp
{"error":"Not Found"}



=== TEST 23: a POST in disguise is none either
--- request
POST /api/v1/statuses/101
--- more_headers eval
main::preflight('GET', 'X-HTTP-Method-Override: OPTIONS')
--- error_code: 404
--- response_headers eval: $::Cors
--- response_body chomp
{"error":"Not Found"}



=== TEST 24: a closed server answers them
--- conf
statuses_limited_federation on;
--- request eval
["OPTIONS /api/v1/statuses/101", "GET /api/v1/statuses/101"]
--- more_headers eval
[main::preflight('GET'), "Origin: x\n"]
--- error_code eval
[200, 401]
--- response_headers eval
[($::Cors) x 2]
--- response_body eval
['', TestAuth::error('This API requires an authenticated user')]



=== TEST 25: one that cannot ask its database as well, and no backend hears
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_primary dead;
        empty_gif;
    }
--- http_config
    statuses_database dead {
        conninfo "host=/nonexistent dbname=x";
    }

    statuses_local_domain social.example;
--- request eval
["OPTIONS /api/v1/statuses/101", "OPTIONS /api/v1/statuses/101/nothing"]
--- more_headers eval
[(main::preflight('GET')) x 2]
--- error_code eval
[200, 200]
--- response_headers eval
[($::Cors) x 2]
--- raw_response_headers_unlike eval
[($::Others) x 2]
--- response_body eval
['', '']



=== TEST 26: what others answer is theirs to decorate
--- config
    location /api/v1/statuses {
        statuses on;
        empty_gif;
    }
--- request
GET /api/v1/statuses/101/nothing
--- more_headers
Origin: https://other.example
--- raw_response_headers_unlike eval: $::None
--- response_body_like: ^GIF89a



=== TEST 27: statuses_methods without OPTIONS
--- conf
statuses_methods GET;
--- request eval
["OPTIONS /api/v1/statuses/101", "GET /api/v1/statuses/101"]
--- more_headers eval
[main::preflight('GET'), "Origin: x\n"]
--- error_code eval
[404, 200]
--- response_headers eval
[($::Cors) x 2]
--- response_body eval
[$::Unknown, $::Hello]



=== TEST 28: statuses_cors off
--- conf
statuses_cors off;
--- as: - vera - -
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/999",
 "OPTIONS /api/v1/statuses/101", "OPTIONS /api/v1/statuses/101/nothing"]
--- more_headers eval
["Origin: https://other.example\n", "X-Origin: https://other.example\n",
 main::preflight('GET'),
 main::preflight('GET', 'Access-Control-Request-Headers: a')]
--- error_code eval
[200, 404, 404, 404]
--- raw_response_headers_unlike eval
[($::None) x 4]
--- response_body eval
[$::Hello, $TestAuth::NotFound, $::Unknown, $::Unknown]



=== TEST 29: the preflights go on then, to whom they concern
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_cors off;
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }
--- http_config eval
<<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_primary main;
    statuses_local_domain social.example;

    server {
        listen 127.0.0.1:\$TEST_NGINX_RAND_PORT_1;

        location / {
            return 200 "\$request_method \$http_origin";
        }
    }
_EOC_
--- request
OPTIONS /api/v1/statuses/101
--- more_headers eval: main::preflight('GET')
--- raw_response_headers_unlike eval: $::None
--- response_body chomp
OPTIONS https://other.example



=== TEST 30: off for all, on again in one location
--- config
    statuses_cors off;

    location /api/v1/statuses {
        statuses on;
    }

    location /api/v1/statuses/101 {
        statuses on;
        statuses_cors on;
    }
--- request
GET /api/v1/statuses/101
--- more_headers
Origin: https://other.example
--- response_headers eval: $::Cors
--- response_body eval: $::Hello
