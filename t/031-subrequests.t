# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Requests that nginx makes of others: subrequests, internal redirects, named
# locations, error pages, rewrites.

TestEntity::setup();

our $Main = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_primary main;
    statuses_local_domain social.example;
_EOC_

our $Backend = <<"_EOC_";
$Main
    server {
        listen \$TEST_NGINX_RAND_PORT_1;

        location / {
            return 200 "backend \$request";
        }
    }
_EOC_

our $Post = qr/^\{"id":"101",/;
our $None = '{"error":"Record not found"}';
our $Unknown = '{"error":"Not Found"}';

sub alice { status(101, language => '"en"') }
sub bob { status(102, by => 'bob') }

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(http_config => $main::Backend)
        if !defined $block->http_config;
});

repeat_each(2);
plan tests => repeat_each() * 167;

no_root_location();
run_tests();

__DATA__

=== TEST 1: included by SSI
--- config
    location /page {
        ssi on;
        ssi_types *;
        root html;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- user_files
>>> page
a <!--# include virtual="/api/v1/statuses/101" --> b
c <!--# include virtual="/api/v1/statuses/999" --> d
--- request
GET /page
--- response_headers
Content-Type: text/plain
--- response_body eval
'a ' . main::alice() . " b\nc $::None d\n"



=== TEST 2: several at once, one twice, with and without waiting
--- config
    location /page {
        ssi on;
        ssi_types *;
        root html;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- user_files
>>> page
<!--# include virtual="/api/v1/statuses/101" wait="yes" -->
<!--# include virtual="/api/v1/statuses/102" -->
<!--# include virtual="/api/v1/statuses/101" -->
<!--# include virtual="/api/v1/statuses/101/nothing" -->
<!--# include virtual="/api/v1/statuses/%2531%30%32" -->
--- request
GET /page
--- response_body eval
CORE::join "\n", main::alice(), main::bob(), main::alice(), $::Unknown,
    $::None, ''



=== TEST 3: kept in a variable of the page
--- config
    location /page {
        ssi on;
        ssi_types *;
        root html;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- user_files
>>> page
<!--# include virtual="/api/v1/statuses/101" set="x" -->
<!--# echo var="x" encoding="none" -->
--- request
GET /page
--- response_body eval
"\n" . main::alice() . "\n"



=== TEST 4: a page that POSTs includes a GET
--- config
    location /page {
        ssi on;
        ssi_types *;
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- http_config eval
"$::Main" . <<'_EOC_';
    server {
        listen $TEST_NGINX_RAND_PORT_1;

        location / {
            return 200 '<!--# include virtual="/api/v1/statuses/101" -->';
        }
    }
_EOC_
--- request
POST /page
a=b
--- response_body eval
main::alice()



=== TEST 5: asked whether somebody may pass
--- config
    location /a/ {
        auth_request /api/v1/statuses/101;
        root html;
    }

    location /b/ {
        auth_request /api/v1/statuses/999;
        root html;
    }

    location /c/ {
        auth_request /api/v1/statuses/102;
        root html;
    }

    location /api/v1/statuses {
        statuses on;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_operations -show;
    }
--- user_files
>>> a/t
page
--- request eval
["GET /a/t", "GET /b/t", "GET /c/t"]
--- error_code eval
[200, 500, 403]
--- response_body_like eval
["^page\n\$", '500 Internal', '403 Forbidden']
--- no_error_log
[alert]
[emerg]



=== TEST 6: mirrored here
--- http_config eval
"$::Main" . <<'_EOC_';
    log_format mirror 'mirrored $uri $status $body_bytes_sent';
    log_subrequest on;
_EOC_
--- config
    location /page {
        mirror /mirror;
        root html;
    }

    location = /mirror {
        internal;
        rewrite ^ /api/v1/statuses/999;
    }

    location /api/v1/statuses {
        statuses on;
        access_log logs/access.log mirror;
    }
--- user_files
>>> page
page
--- request
GET /page
--- wait: 0.2
--- access_log
mirrored /api/v1/statuses/999 404
--- response_body
page



=== TEST 7: mirrored elsewhere, if it is declined
--- config
    location /api/v1/statuses {
        statuses on;
        mirror /mirror;
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }

    location = /mirror {
        internal;
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1/mirrored;
    }
--- request eval
["GET /api/v1/statuses/101", "POST /api/v1/statuses/101/nothing\r\na=b",
 "GET /api/v1/statuses/101/nothing"]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[$::Post, '^backend POST /api/v1/statuses/101/nothing HTTP/1.0$',
 '^backend GET /api/v1/statuses/101/nothing HTTP/1.0$']



=== TEST 8: the vhost of Mastodon: files, then the proxy
--- config
    root html;

    location / {
        try_files $uri @proxy;
    }

    location /api/v1/statuses {
        statuses on;
        try_files $uri @proxy;
    }

    location @proxy {
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }
--- user_files
>>> robots.txt
file
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing?a",
 "GET /robots.txt", "GET /about",
 "POST /api/v1/statuses/101/nothing\r\na=b"]
--- error_code eval
[(200) x 5]
--- response_body_like eval
[$::Post, '^backend GET /api/v1/statuses/101/nothing\?a HTTP/1.0$',
 "^file\n\$", '^backend GET /about HTTP/1.0$',
 '^backend POST /api/v1/statuses/101/nothing HTTP/1.0$']



=== TEST 9: the same with the switch on the server
--- config
    root html;
    statuses on;

    location / {
        try_files $uri @proxy;
    }

    location /api/ {
        try_files $uri @proxy;
    }

    location @proxy {
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing",
 "GET /api/v1/accounts/1", "PUT /api/v1/statuses/101/nothing\r\na=b"]
--- error_code eval
[(200) x 4]
--- response_body_like eval
[$::Post, '^backend GET /api/v1/statuses/101/nothing HTTP/1.0$',
 '^backend GET /api/v1/accounts/1 HTTP/1.0$',
 '^backend PUT /api/v1/statuses/101/nothing HTTP/1.0$']



=== TEST 10: the switch on the named location alone
--- config
    location /api/ {
        root html;
        try_files $uri @statuses;
    }

    location @statuses {
        statuses on;
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }
--- request eval
["GET /api/v1/statuses/101%2Fx?a=b", "GET /api/v1/statuses/101/nothing",
 "GET /api/v1/accounts/1"]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[$::Post, '^backend GET /api/v1/statuses/101/nothing HTTP/1.0$',
 '^backend GET /api/v1/accounts/1 HTTP/1.0$']



=== TEST 11: try_files has the last word on what was declined
--- config
    location /api/v1/statuses {
        statuses on;
        root html;
        try_files $uri =410;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing"]
--- error_code eval
[200, 410]
--- response_body_like eval
[$::Post, '410 Gone']



=== TEST 12: an internal redirect from somewhere else
--- config
    location /old/ {
        rewrite ^/old/(.*)$ /api/v1/statuses/$1;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- request eval
["GET /old/101", "GET /old/101%2Fnothing", "GET /old/%31%30%31?a=b",
 "GET /old/%FF", "HEAD /old/101"]
--- error_code eval
[200, 404, 200, 400, 200]
--- response_body_like eval
[$::Post, "^\Q$::Unknown\E\$", $::Post, 'Bad Request', '^$']



=== TEST 13: a rewrite in place
--- config
    location /api/v2/ {
        rewrite ^/api/v2/(.*)$ /api/v1/$1 break;
        statuses on;
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }
--- request eval
["GET /api/v2/statuses/101", "GET /api/v2/statuses/101/nothing",
 "GET /api/v2/accounts"]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[$::Post, '^backend GET /api/v1/statuses/101/nothing HTTP/1.0$',
 '^backend GET /api/v1/accounts HTTP/1.0$']



=== TEST 14: an error page of the server does not replace ours
--- config
    error_page 400 403 404 501 503 /error.html;

    location /api/v1/statuses {
        statuses on;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_operations -show;
    }
--- user_files
>>> error.html
error
--- request eval
["GET /api/v1/statuses/999", "GET /api/v1/statuses/101/nothing",
 "GET /api/v1/statuses/%FF", "GET /api/v1/statuses/102",
 "X /api/v1/statuses/101", "GET /nothing"]
--- error_code eval
[404, 404, 400, 403, 501, 404]
--- response_body_like eval
["^\Q$::None\E\$", "^\Q$::Unknown\E\$", '^{"error":"Bad Request"}$',
 '^{"error":"This action is not allowed"}$', '^{"error":"Not Implemented"}$',
 "^error\n\$"]
--- no_error_log
[alert]
[emerg]



=== TEST 15: an answer of ours as an error page
--- config
    location /a {
        error_page 404 /api/v1/statuses/101;
        root html;
    }

    location /b {
        error_page 404 = /api/v1/statuses/101;
        root html;
    }

    location /c {
        error_page 404 =203 @status;
        root html;
    }

    location @status {
        rewrite ^ /api/v1/statuses/999 break;
        statuses on;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- request eval
["GET /a/nothing", "GET /b/nothing", "GET /c/nothing"]
--- error_code eval
[404, 200, 203]
--- response_body_like eval
[$::Post, $::Post, "^\Q$::None\E\$"]
--- no_error_log
[alert]
[emerg]



=== TEST 16: what a backend refuses may come back, to be refused here
--- config
    location /api {
        statuses on;
        proxy_pass http://127.0.0.1:1;
        error_page 502 = /api/v1/statuses/102/nothing;
    }

    location = /api/v1/statuses/102/nothing {
        internal;
        statuses on;
    }
--- request
GET /api/v1/statuses/101/nothing
--- error_code: 404
--- response_body eval: $::Unknown
--- no_error_log
[alert]
[emerg]



=== TEST 17: X-Accel-Redirect
--- http_config eval
"$::Main" . <<'_EOC_';
    server {
        listen $TEST_NGINX_RAND_PORT_1;

        location / {
            add_header X-Accel-Redirect /api/v1/statuses/101;
            return 200;
        }
    }
_EOC_
--- config
    location /page {
        proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- request eval
["GET /page", "POST /page\r\na=b"]
--- error_code eval
[200, 200]
--- response_body eval
[main::alice(), main::alice()]



=== TEST 18: filters of nginx take hold of it
--- config
    location /api/v1/statuses {
        statuses on;
        sub_filter_types *;
        sub_filter '"en"' '"xx"';
        add_header X-Added yes always;
        addition_types *;
        add_after_body /after;
    }

    location = /after {
        return 200 "after";
    }
--- request
GET /api/v1/statuses/101
--- response_headers
X-Added: yes
--- response_body eval
main::status(101, language => '"xx"') . 'after'



=== TEST 19: compressed
--- config
    location /api/v1/statuses {
        statuses on;
        gzip on;
        gzip_types application/json;
    }
--- request
GET /api/v1/statuses/101
--- more_headers
Accept-Encoding: gzip
--- response_headers
Content-Encoding: gzip
--- response_body_filters eval
use Compress::Zlib ();
sub { Compress::Zlib::memGunzip($_[0]) }
--- response_body eval
main::alice()



=== TEST 20: many subrequests for the few connections of the database
--- config
    location /page {
        ssi on;
        ssi_types *;
        root html;
    }

    location /api/v1/statuses {
        statuses on;
    }
--- user_files eval
[['page', '<!--# include virtual="/api/v1/statuses/999" -->' x 60]]
--- request
GET /page
--- response_body eval
$::None x 60



=== TEST 21: a file that try_files finds for what was declined
--- config
    location /api/v1/statuses {
        statuses on;
        root html;
        try_files $uri =410;
    }
--- user_files
>>> api/v1/statuses/101/file
file
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/file"]
--- error_code eval
[200, 200]
--- response_body_like eval
[$::Post, "^file\n\$"]
