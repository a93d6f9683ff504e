# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;

# It loads, it answers, it declines: one of each.

pg_setup('t/data/show.sql');
TestEnv::strict_sections();

our $Http = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }
_EOC_

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(http_config => $main::Http);
});

master_on();

# Four for each of 7 requests, a header each in T1 to T3; when the server of T6
# ends two more, once.
repeat_each(2);
plan tests => repeat_each() * (7 * 4 + 3) + 2;

run_tests();

__DATA__

=== TEST 1: a post
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_primary main;
    }

    statuses_local_domain social.example;
--- request
GET /api/v1/statuses/101
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body_like: ^{"id":"101","created_at":"2026-06-20T09:30:15.042Z",.*"content":"<p>Hello</p>",



=== TEST 2: none
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_primary main;
    }

    statuses_local_domain social.example;
--- request
GET /api/v1/statuses/999
--- error_code: 404
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Record not found"}



=== TEST 3: what is not served here
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_primary main;
    }

    statuses_local_domain social.example;
--- request
GET /api/v1/statuses/101/nothing
--- error_code: 404
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Not Found"}



=== TEST 4: somebody else answers that
--- config
    statuses_local_domain social.example;
    statuses_primary main;

    location /api/v1/statuses {
        statuses on;
        proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/other;
    }

    location /other {
        return 200 "other\n";
    }
--- request eval
["GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/999"]
--- error_code eval
[200, 404]
--- response_body eval
["other\n", '{"error":"Record not found"}']



=== TEST 5: off
--- config
    location /api/v1/statuses {
        statuses off;
        return 200 "off\n";
    }
--- request
GET /api/v1/statuses/101
--- response_body
off



=== TEST 6: a worker of a master, which leaves no connection behind
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_primary main;
    }

    statuses_local_domain social.example;
--- request
GET /api/v1/statuses/101
--- response_body_like: ^{"id":"101",
--- no_shutdown_error_log
[alert]
[emerg]
