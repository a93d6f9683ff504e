# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Requests that are long, strange, or sent with bad intent.

TestEntity::setup();

our $Post = qr/^\{"id":"101",.*\}\}\z/s;
our $None = '{"error":"Record not found"}';
our $Unknown = '{"error":"Not Found"}';

our $Small = <<'_EOC_';
    location /api/v1/statuses {
        statuses on;
        client_max_body_size 1k;
        client_body_buffer_size 512;
    }
_EOC_

repeat_each(2);
plan tests => repeat_each() * 181;

run_tests();

__DATA__

=== TEST 1: a GET with a body of any kind, or of none
--- request eval
["GET /api/v1/statuses/101\r\nsome text", "GET /api/v1/statuses/101\r\n{}",
 "GET /api/v1/statuses/101\r\na=b&c[]=d", "GET /api/v1/statuses/101\r\n\x01\xff",
 "HEAD /api/v1/statuses/101\r\nabc"]
--- more_headers eval
["Content-Type: text/plain", "Content-Type: application/json",
 "Content-Type: application/x-www-form-urlencoded",
 "Content-Type: application/octet-stream", "Content-Type: text/plain"]
--- error_code eval
[(200) x 5]
--- response_body_like eval
[($::Post) x 4, '^$']



=== TEST 2: large ones, which go to a file
--- request eval
["GET /api/v1/statuses/101\r\n" . 'x' x 100000,
 "GET /api/v1/statuses/101\r\na=" . 'x' x 1000000]
--- more_headers eval
["Content-Type: text/plain",
 "Content-Type: application/x-www-form-urlencoded"]
--- error_code eval
[200, 200]
--- response_body_like eval
[$::Post, $::Post]



=== TEST 3: in chunks
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    . "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\n\n\r\n0\r\nA: b\r\n\r\n"
--- response_body_like eval: $::Post



=== TEST 4: broken chunks
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    . "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n"
--- error_code: 400
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Bad Request"}
--- no_error_log
[alert]
[emerg]



=== TEST 5: broken chunks for a route that is none
--- raw_request eval
"POST /api/v1/statuses/101/nothing HTTP/1.1\r\nHost: localhost\r\n"
    . "Connection: close\r\nContent-Type: text/plain\r\n"
    . "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n"
--- error_code_like: ^40[04]$
--- response_headers
Content-Type: application/json; charset=utf-8
--- no_error_log
[alert]
[emerg]



=== TEST 6: a body longer than allowed
--- config eval: $::Small
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    . "Transfer-Encoding: chunked\r\n\r\n800\r\n" . 'x' x 2048 . "\r\n0\r\n\r\n"
--- error_code: 413
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Payload Too Large"}
--- no_error_log
[alert]
[emerg]



=== TEST 7: one that says so beforehand is nginx's affair
--- config eval: $::Small
--- request eval
"GET /api/v1/statuses/101\r\n" . 'x' x 2048
--- error_code: 413
--- no_error_log
[alert]
[emerg]



=== TEST 8: a client that waits to be told to go on
--- raw_request eval
["GET /api/v1/statuses/999 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    . "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", "abc"]
--- raw_request_middle_delay: 0.05
--- error_code: 100
--- response_body_like eval
qr/^HTTP\/1\.1 404 .*\r\n\r\n\Q$::None\E\z/s



=== TEST 9: a query as long as a line may be
--- request eval
["GET /api/v1/statuses/101?a=" . 'x' x 8000,
 "GET /api/v1/statuses/101?" . 'a&' x 4000,
 "GET /api/v1/statuses/101?" . 'a[]=1&' x 1300,
 "GET /api/v1/statuses/101?" . '&=' x 4000,
 "GET /api/v1/statuses/101?" . '?' x 8000,
 "GET /api/v1/statuses/101/nothing?" . 'x' x 8000]
--- error_code eval
[(200) x 5, 404]
--- response_body_like eval
[($::Post) x 5, "^\Q$::Unknown\E\$"]



=== TEST 10: and longer, which nginx refuses
--- request eval
["GET /api/v1/statuses/101?" . 'x' x 9000,
 "GET /api/v1/statuses/" . '1' x 9000]
--- error_code eval
[414, 414]



=== TEST 11: queries that are none
--- request eval
["GET /api/v1/statuses/101?%00", "GET /api/v1/statuses/101?a=%00b",
 "GET /api/v1/statuses/101?a=b%", "GET /api/v1/statuses/101?a=%zz",
 "GET /api/v1/statuses/101?=&&&==", "GET /api/v1/statuses/101?id=102",
 "GET /api/v1/statuses/101?;a;b", "GET /api/v1/statuses/101?a=b#c",
 "GET /api/v1/statuses/101?<script>'\"\\"]
--- error_code_like eval
[('^(200|400)$') x 9]
--- response_body_like eval
[('^(?:\{"id":"101",|\{"error":"Bad Request"\}$)') x 9]



=== TEST 12: many headers, and long ones
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101",
 "GET /api/v1/statuses/999"]
--- more_headers eval
[CORE::join("\n", map { "X-Header-$_: $_" } 1 .. 500),
 'X-Long: ' . 'x' x 8000, "X-Request-Id: " . 'x' x 8000]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[$::Post, $::Post, "^\Q$::None\E\$"]



=== TEST 13: headers that try to be others
--- request eval
[("GET /api/v1/statuses/999") x 6]
--- more_headers eval
["X-Request-Id: a\rSet-Cookie: b", "Origin: a\rSet-Cookie: b",
 "Origin: https://a.example\tx", "X_Request_Id: a",
 "Transfer-Encoding : chunked", "X-Forwarded-Host: evil.example"]
--- error_code_like eval
[('^(404|400)$') x 6]
--- raw_response_headers_unlike eval
[('Set-Cookie') x 6]



=== TEST 14: an Origin is never repeated as it came
--- request
GET /api/v1/statuses/999
--- more_headers
Origin: https://a.example/"><script>
--- error_code: 404
--- raw_response_headers_unlike: script
--- response_body eval: $::None



=== TEST 15: methods by which a POST calls itself something else
--- request eval
["POST /api/v1/statuses/101", "POST /api/v1/statuses/999",
 "GET /api/v1/statuses/101", "POST /api/v1/statuses/101",
 "POST /api/v1/statuses/101"]
--- more_headers eval
["X-HTTP-Method-Override: GET", "X-HTTP-Method-Override: get",
 "X-HTTP-Method-Override: POST", "X-HTTP-Method-Override: NONSENSE",
 "X-HTTP-Method-Override: "]
--- error_code eval
[200, 404, 200, 404, 404]
--- response_body_like eval
[$::Post, "^\Q$::None\E\$", $::Post, ("^\Q$::Unknown\E\$") x 2]



=== TEST 16: hosts of all sorts
--- request eval
["GET /api/v1/statuses/101 HTTP/1.0", "GET /api/v1/statuses/101",
 "GET /api/v1/statuses/101"]
--- more_headers eval
["Host: localhost.", "Host: evil.example", "Host: [::1]:80"]
--- error_code eval
[200, 200, 200]
--- response_body eval
[(main::status(101, language => '"en"')) x 3]



=== TEST 17: no host, and two of them, say nginx
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nConnection: close\r\n\r\n"
--- error_code: 400



=== TEST 18: two requests in one, by two lengths
--- raw_request eval
"GET /api/v1/statuses/101 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    . "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    . "0\r\n\r\nGET /api/v1/statuses/102 HTTP/1.1\r\nHost: a\r\n\r\n"
--- error_code_like: ^(200|400)$
--- response_body_unlike: "id":"102"



=== TEST 19: an HTTP of long ago
--- raw_request eval
"GET /api/v1/statuses/101\r\n"
--- ignore_response
--- no_error_log
[alert]
[emerg]



=== TEST 20: a reader that is slow
--- config
    location /api/v1/statuses {
        statuses on;
        limit_rate 400k;
        postpone_output 1;
        output_buffers 1 256;
    }
--- sql
UPDATE statuses SET text = repeat('x', 200000) WHERE id = 102;
--- request
GET /api/v1/statuses/102
--- timeout: 5
--- response_body eval
main::status(102, by => 'bob', content => '"<p>' . 'x' x 200000 . '</p>"')



=== TEST 21: one that goes away, and the next that comes
--- request
GET /api/v1/statuses/101
--- init
for (1 .. 20) {
    my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => main::server_port()) or die "connect: $!\n";
    print $sock "GET /api/v1/statuses/101 HTTP/1.1\r\nHost: a\r\n\r\n"
        . ($_ % 2 ? "GET /api/v1/statuses/102" : '');
    close $sock;
}
--- response_body_like eval: $::Post



=== TEST 22: what nginx refuses by itself, with the README's page for it
--- config eval
$::Small . <<'_EOC_'
    error_page 400 413 414 494 /.refused;

    location = /.refused {
        internal;
        default_type application/json;
        return 400 '{"error":"Bad Request"}';
    }
_EOC_
--- request eval
["GET /api/v1/statuses/%00", "GET /api/v1/statuses/101?" . 'x' x 9000,
 "POST /api/v1/statuses\r\n" . 'x' x 2048, "GET /api/v1/statuses/101"]
--- more_headers eval
['', '', '', 'X-Long: ' . 'x' x 9000]
--- error_code eval
[400, 414, 413, 400]
--- response_headers eval
[('Content-Type: application/json') x 4]
--- response_body eval
[('{"error":"Bad Request"}') x 4]
--- no_error_log
[alert]
[emerg]
