# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# statuses_fallback: what goes on to the location's own handler, untouched, and
# what is refused.

TestEntity::setup();

our $Main = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
        fail_timeout 100ms;
    }

    statuses_primary main;
    statuses_local_domain social.example;
_EOC_

# The backend says what has arrived. A body is known to nginx only when it goes
# on, so there is one backend more behind the first.
our $Http = <<"_EOC_";
$Main
    large_client_header_buffers 4 256k;
    proxy_buffer_size 256k;
    proxy_buffers 4 256k;
    proxy_busy_buffers_size 512k;

    server {
        listen \$TEST_NGINX_RAND_PORT_1;
        client_body_buffer_size 256k;

        location / {
            add_header X-Backend yes always;
            proxy_set_header X-Body \$request_body;
            proxy_set_header X-Line "\$request";
            proxy_set_header X-Head "\$http_authorization|\$http_x_mark|\$http_content_type|\$http_content_length";
            proxy_pass http://127.0.0.1:\$TEST_NGINX_RAND_PORT_2;
        }
    }

    server {
        listen \$TEST_NGINX_RAND_PORT_2;

        location / {
            return 200 "\$http_x_line|\$http_x_head|\$http_x_body";
        }
    }
_EOC_

sub proxied {
    my ($fallback, @more) = @_;

    return <<"_EOC_";
    location /api {
        statuses on;
        @{[defined $fallback ? "statuses_fallback $fallback;" : '']}
        @more
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass http://127.0.0.1:\$TEST_NGINX_RAND_PORT_1;
    }
_EOC_
}

our $Post = qr/^\{"id":"101",/;
our $Unknown = '{"error":"Not Found"}';
our $Disabled = '{"error":"This action is not allowed"}';
our $Unavailable = '{"error":"Service Unavailable"}';

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(http_config => $main::Http)
        if !defined $block->http_config;
});

# Three for each of 46 requests, one of the log more for 14 in T12 to T17, one
# header each in T1, T2, T6, T9 and T12, three in T16.  Once, as servers stop.
repeat_each(1);
plan tests => 46 * 3 + 14 + (3 + 7 + 1 + 3 + 3) + 3;

run_tests();

__DATA__

=== TEST 1: what is answered here does not reach the backend
--- config eval: main::proxied()
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/999",
 "GET /api/v1/statuses/%FF"]
--- error_code eval
[200, 404, 400]
--- raw_response_headers_unlike eval
[('X-Backend') x 3]
--- response_body_like eval
[$::Post, '^\{"error":"Record not found"\}$', '^\{"error":"Bad Request"\}$']



=== TEST 2: unknown routes do, with everything that came
--- config eval: main::proxied()
--- request eval
["GET /api/v1/statuses/101/nothing?a=%20b&c=d",
 "POST /api/v1/statuses/101/nothing\r\nstatus=1&x=%20",
 "PUT /api/v1//statuses/%31/x/../y%2Fz/?q=/\r\n{\"a\": \"b\"}",
 "DELETE /api/v1/statuses", "HEAD /api/v1/statuses/1.json",
 "PROPFIND /api/v1/statuses/1\r\nxyz", "OPTIONS /api/v1/statuses"]
--- more_headers
Authorization: Bearer secret
X-Mark: a, b; "c"
Content-Type: text/x-test
--- error_code eval
[(200) x 7]
--- raw_response_headers_like eval
[('X-Backend: yes') x 7]
--- response_body eval
my $tail = 'Bearer secret|a, b; "c"|text/x-test|';
["GET /api/v1/statuses/101/nothing?a=%20b&c=d HTTP/1.1|$tail|",
 "POST /api/v1/statuses/101/nothing HTTP/1.1|${tail}14|status=1&x=%20",
 "PUT /api/v1//statuses/%31/x/../y%2Fz/?q=/ HTTP/1.1|${tail}10|{\"a\": \"b\"}",
 "DELETE /api/v1/statuses HTTP/1.1|$tail|", '',
 "PROPFIND /api/v1/statuses/1 HTTP/1.1|${tail}3|xyz",
 "OPTIONS /api/v1/statuses HTTP/1.1|$tail|"]



=== TEST 3: a form that could have named a method was read, and goes on whole
--- config eval: main::proxied()
--- request eval
["POST /api/v1/statuses/101/nothing\r\nstatus=1&x=%20",
 "POST /api/v1/statuses/101/nothing\r\n" . 'a=' . 'x' x 3000]
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code eval
[200, 200]
--- response_body eval
my $tail = '||application/x-www-form-urlencoded|';
["POST /api/v1/statuses/101/nothing HTTP/1.1|${tail}14|status=1&x=%20",
 "POST /api/v1/statuses/101/nothing HTTP/1.1|${tail}3002|a=" . 'x' x 3000]



=== TEST 4: a form in pieces, too
--- config eval: main::proxied()
--- raw_request eval
["POST /api/v1/statuses/101/nothing HTTP/1.1\r\nHost: localhost\r\n"
    . "Content-Type: application/x-www-form-urlencoded\r\n"
    . "Connection: close\r\nContent-Length: 9\r\n\r\na=", "b", "c", "&d=ef"]
--- raw_request_middle_delay: 0.02
--- response_body chomp
POST /api/v1/statuses/101/nothing HTTP/1.1|||application/x-www-form-urlencoded|9|a=bc&d=ef



=== TEST 5: in chunks
--- config eval: main::proxied()
--- request eval
"POST /api/v1/statuses/101/nothing\r\n3\r\na=b\r\n4\r\n&c=d\r\n0\r\n\r\n"
--- more_headers
Transfer-Encoding: chunked
Content-Type: application/x-www-form-urlencoded
--- response_body chomp
POST /api/v1/statuses/101/nothing HTTP/1.1|||application/x-www-form-urlencoded|7|a=b&c=d



=== TEST 6: what is switched off goes on as well
--- config eval: main::proxied(undef, 'statuses_operations -show;')
--- request
GET /api/v1/statuses/101
--- raw_response_headers_like: X-Backend: yes
--- response_body chomp
GET /api/v1/statuses/101 HTTP/1.1|||||



=== TEST 7: and methods that are
--- config eval: main::proxied(undef, 'statuses_methods GET;')
--- request eval
["PUT /api/v1/statuses/101\r\nstatus=1", "DELETE /api/v1/statuses/101",
 "GET /api/v1/statuses/101"]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
['^PUT /api/v1/statuses/101 HTTP/1.1\|\|\|\|8\|status=1$',
 '^DELETE /api/v1/statuses/101 HTTP/1.1\|\|\|\|\|$', $::Post]



=== TEST 8: paths of others were never ours
--- config eval: main::proxied('off')
--- request eval
["GET /api/v1/accounts/1?x", "POST /api/v2/statuses\r\na=b"]
--- error_code eval
[200, 200]
--- response_body eval
["GET /api/v1/accounts/1?x HTTP/1.1|||||",
 "POST /api/v2/statuses HTTP/1.1||||3|a=b"]



=== TEST 9: off: nothing of ours goes on
--- config eval: main::proxied('off', 'statuses_operations -show;')
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing",
 "PROPFIND /api/v1/statuses/101"]
--- error_code eval
[403, 404, 501]
--- raw_response_headers_unlike eval
[('X-Backend') x 3]
--- response_body eval
[$::Disabled, $::Unknown, '{"error":"Not Implemented"}']



=== TEST 10: unsupported alone
--- config eval: main::proxied('unsupported', 'statuses_operations -show;')
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing"]
--- error_code eval
[403, 200]
--- response_body eval
[$::Disabled, 'GET /api/v1/statuses/101/nothing HTTP/1.1|||||']



=== TEST 11: disabled alone
--- config eval: main::proxied('disabled', 'statuses_operations -show;')
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing"]
--- error_code eval
[200, 404]
--- response_body eval
['GET /api/v1/statuses/101 HTTP/1.1|||||', $::Unknown]



=== TEST 12: a database that is gone is no reason by default
--- config eval: main::proxied()
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101",
 "GET /api/v1/statuses/101/nothing"]
--- after_response eval
[sub { main::pg_stop() }, sub { }, sub { main::pg_start() }]
--- error_code eval
[200, 503, 200]
--- response_headers eval
["Retry-After: ", "Retry-After: 1", "Retry-After: "]
--- response_body_like eval
[$::Post, "^\Q$::Unavailable\E\$", '^GET /api/v1/statuses/101/nothing ']
--- no_error_log
[alert]
[emerg]



=== TEST 13: but can be
--- config eval: main::proxied('error')
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101?a=b",
 "HEAD /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing"]
--- more_headers
X-Mark: m
--- after_response eval
[sub { main::pg_stop() }, sub { }, sub { }, sub { main::pg_start() }]
--- error_code eval
[200, 200, 200, 404]
--- response_body_like eval
[$::Post, '^GET /api/v1/statuses/101\?a=b HTTP/1.1\|\|m\|\|\|$', '^$',
 "^\Q$::Unknown\E\$"]
--- no_error_log
[alert]
[emerg]



=== TEST 14: with a body that was read, from memory or from a file
--- config eval: main::proxied('error')
--- init
main::pg_stop();
--- request eval
["GET /api/v1/statuses/101\r\na=b&c=d",
 "GET /api/v1/statuses/101\r\n" . 'x' x 3500,
 "GET /api/v1/statuses/101\r\n" . 'x' x 100000]
--- after_response eval
[sub { }, sub { }, sub { main::pg_start() }]
--- error_code eval
[200, 200, 200]
--- response_body eval
['GET /api/v1/statuses/101 HTTP/1.1||||7|a=b&c=d',
 'GET /api/v1/statuses/101 HTTP/1.1||||3500|' . 'x' x 3500,
 'GET /api/v1/statuses/101 HTTP/1.1||||100000|' . 'x' x 100000]
--- no_error_log
[alert]
[emerg]



=== TEST 15: a statement that fails is such an error, too
--- config eval: main::proxied('error')
--- sql
DROP TABLE status_stats CASCADE;
--- request
GET /api/v1/statuses/101
--- response_body chomp
GET /api/v1/statuses/101 HTTP/1.1|||||
--- no_error_log
[alert]
[emerg]



=== TEST 16: or is answered
--- config eval: main::proxied()
--- sql
DROP TABLE status_stats CASCADE;
--- request
GET /api/v1/statuses/101
--- error_code: 503
--- response_headers
Content-Type: application/json; charset=utf-8
Retry-After: 1
Cache-Control: private, no-store
--- response_body eval: $::Unavailable
--- no_error_log
[alert]
[emerg]



=== TEST 17: a backend that is gone is the backend's matter
--- config
    location /api {
        statuses on;
        proxy_pass http://127.0.0.1:1;
    }
--- request eval
["GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/101"]
--- error_code eval
[502, 200]
--- response_body_like eval
['502 Bad Gateway', $::Post]
--- no_error_log
[alert]
[emerg]



=== TEST 18: other handlers than a proxy
--- config
    location /api/v1/statuses/1 {
        statuses on;
        empty_gif;
    }

    location /api/v1/statuses/2 {
        statuses on;
        stub_status;
    }
--- request eval
["GET /api/v1/statuses/1/nothing", "GET /api/v1/statuses/2/nothing"]
--- error_code eval
[200, 200]
--- response_body_like eval
['^GIF89a', 'Active connections']



=== TEST 19: a location without any answers by itself, to files as well
--- config
    location /api {
        statuses on;
        root html;
        autoindex on;
        index index.html;
    }
--- user_files
>>> api/v1/statuses/nothing/file
file
>>> api/v1/statuses/index.html
index
--- request eval
["GET /api/v1/statuses/nothing/file", "GET /api/v1/statuses/x/y/",
 "GET /api/v1/"]
--- error_code eval
[404, 404, 200]
--- response_body_like eval
["^\Q$::Unknown\E\$", "^\Q$::Unknown\E\$", 'Index of']
