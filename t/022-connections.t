# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;

# A port for HTTP/2, which the harness itself does not speak.
use IO::Socket::INET;
BEGIN {
    $ENV{TEST_NGINX_H2_PORT} = IO::Socket::INET->new(
        LocalAddr => '127.0.0.1', Listen => 1)->sockport;
}

use Test::Nginx::Socket;

# Several requests on one connection, and HTTP/2.

TestEntity::setup([qw(h2 by_curl)]);

our $None = '{"error":"Record not found"}';

our $H2 = <<'_EOC_';
    listen $TEST_NGINX_H2_PORT http2;

    location = /t {
        return 204;
    }

    location /api/v1/statuses {
        statuses on;
    }
_EOC_

# --- h2: requests for one connection, all sent at once, [path], [path, method]
# or [path, method, body]; and what is expected of each, "status body". curl of
# this time cannot use such a connection twice.

sub h2 {
    my @requests = @_;

    my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1', Timeout => 10,
        PeerPort => $ENV{TEST_NGINX_H2_PORT}) or die "connect: $!\n";
    my $frame = sub {           # type, flags, stream, payload
        return CORE::pack('NCNa*', CORE::length($_[3]) << 8 | $_[0], $_[1],
            $_[2], $_[3]);
    };
    my $word = sub { CORE::pack('C/a*', $_[0]) };
    my $out = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" . $frame->(4, 0, 0, '');
    my ($in, $stream, %got, %open) = ('', -1);

    for (@requests) {
        my ($path, $method, $data) = @$_;

        $stream += 2;
        $open{$stream} = 1;
        $out .= $frame->(1, defined $data ? 4 : 5, $stream,
            "\x02" . $word->($method // 'GET') . "\x86\x01"
            . $word->('localhost') . "\x04" . $word->($path));
        $out .= $frame->(0, 1, $stream, $data) if defined $data;
    }

    print $sock $out;

    while (%open && sysread $sock, $in, 65536, CORE::length $in) {
        while (CORE::length $in >= 9) {
            my ($size, $flags, $id) = CORE::unpack 'NCN', $in;
            my $type = $size & 0xff;

            last if CORE::length $in < 9 + ($size >>= 8);
            my $data = CORE::substr $in, 9, $size;
            CORE::substr($in, 0, 9 + $size) = '';

            if ($type == 1) {
                $got{$id} = { "\x88" => '200 ', "\x8c" => '400 ',
                    "\x8d" => '404 ' }->{ CORE::substr $data, 0, 1 } // '?';
            }

            $got{$id} .= $data if $type == 0;
            $got{$id} = 'reset' if $type == 3 && $open{$id};
            delete $open{$id} if $type == 3 || ($type < 2 && $flags & 1);
        }
    }

    return CORE::join '', map { "$got{$_}\n" }
        CORE::sort { $a <=> $b } CORE::keys %got;
}

add_response_body_check(sub {
    my ($block, $body, $idx, $rep, $dry) = @_;

    my $h2 = $block->h2 or return;
    my @requests = map { [CORE::split / /, $_->[0], 3] } @$h2;

    is_str(h2(@requests), CORE::join('', map { "$_->[1]\n" } @$h2),
        $block->name . " - HTTP/2 (repeated $rep)");
});

sub curl {
    my $url = "http://127.0.0.1:$ENV{TEST_NGINX_H2_PORT}";

    open my $in, '-|', 'curl', '-s', '--http2-prior-knowledge', '-m', 10,
        map { m{^/api} ? "$url$_" : $_ } @_ or die "curl: $!\n";
    my $said = do { local $/; <$in> };
    close $in;
    return $said;
}

add_response_body_check(sub {
    my ($block, $body, $idx, $rep, $dry) = @_;

    is_str(curl(@{ $block->by_curl->[0] }), $block->by_curl->[1],
        $block->name . " - curl (repeated $rep)") if defined $block->by_curl;
});

# Three for each of 12 requests, and one header more in T4 to T6; T8 to T12 look
# at the answers to what they asked themselves in place of a body.
repeat_each(2);
plan tests => repeat_each() * (20 * 3 + 3);

run_tests();

__DATA__

=== TEST 1: one after the other
--- pipelined_requests eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/999", "GET /api/v1/statuses/101"]
--- error_code eval
[200, 200, 404, 200]
--- response_body eval
[main::status(101, language => '"en"'), main::status(102, by => 'bob'),
 $::None, main::status(101, language => '"en"')]



=== TEST 2: errors that never asked the database
--- pipelined_requests eval
["GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/101",
 "GET /api/v1/statuses/%FF", "GET /api/v1/statuses/102"]
--- error_code eval
[404, 200, 400, 200]
--- response_body eval
['{"error":"Not Found"}', main::status(101, language => '"en"'),
 '{"error":"Bad Request"}', main::status(102, by => 'bob')]



=== TEST 3: bodies that nobody asked for are read away
--- pipelined_requests eval
["GET /api/v1/statuses/101\r\nabc", "POST /api/v1/statuses/101/nothing\r\nx=1",
 "GET /api/v1/statuses/102"]
--- error_code eval
[200, 404, 200]
--- response_body eval
[main::status(101, language => '"en"'), '{"error":"Not Found"}',
 main::status(102, by => 'bob')]



=== TEST 4: the connection stays
--- request
GET /api/v1/statuses/999
--- more_headers
Connection: keep-alive
--- timeout: 0.3
--- abort
--- error_code: 404
--- raw_response_headers_like: Connection: keep-alive
--- response_body eval: $::None



=== TEST 5: or not, if the client says so
--- request
GET /api/v1/statuses/101
--- raw_response_headers_like: Connection: close
--- response_body eval
main::status(101, language => '"en"')



=== TEST 6: HTTP/1.0 keeps it if asked to
--- request
GET /api/v1/statuses/999 HTTP/1.0
--- more_headers
Connection: keep-alive
--- timeout: 0.5
--- abort
--- error_code: 404
--- raw_response_headers_like: Connection: keep-alive
--- response_body eval: $::None



=== TEST 7: a request that comes in pieces
--- raw_request eval
["GET /api/v1/stat", "uses/101 HTTP/1.1\r\nHost: loc", "alhost\r\nConnecti",
 "on: close\r\n\r", "\n"]
--- raw_request_middle_delay: 0.02
--- response_body eval
main::status(101, language => '"en"')



=== TEST 8: HTTP/2, as curl sees it
--- config eval: $::H2
--- request
GET /t
--- error_code: 204
--- by_curl eval
[['-w', '%{http_version} %{http_code}', '/api/v1/statuses/101'],
 main::status(101, language => '"en"') . '2 200']



=== TEST 9: its headers
--- config eval: $::H2
--- request
GET /t
--- error_code: 204
--- by_curl eval
[['-o', '/dev/null', '-w', '%{content_type} %header{x-frame-options} '
    . '%header{cache-control}', '/api/v1/statuses/999'],
 'application/json; charset=utf-8 DENY private, no-store']



=== TEST 10: several on one connection
--- config eval: $::H2
--- request
GET /t
--- error_code: 204
--- h2 eval
[['/api/v1/statuses/101', '200 ' . main::status(101, language => '"en"')],
 ['/api/v1/statuses/999', "404 $::None"],
 ['/api/v1/statuses/102', '200 ' . main::status(102, by => 'bob')],
 ['/api/v1/statuses/101/nothing', '404 {"error":"Not Found"}']]



=== TEST 11: more at the same time than the database has connections for
--- config eval: $::H2
--- request
GET /t
--- error_code: 204
--- h2 eval
[map { ["/api/v1/statuses/$_", $_ == 101
    ? '200 ' . main::status(101, language => '"en"') : "404 $::None"] }
    (101, 999) x 40]



=== TEST 12: HEAD, and requests with a body
--- config eval: $::H2
--- request
GET /t
--- error_code: 204
--- h2 eval
[['/api/v1/statuses/101 HEAD', '200 '],
 ['/api/v1/statuses/102 GET x=1', '200 ' . main::status(102, by => 'bob')],
 ['/api/v1/statuses/101/nothing POST x=1', '404 {"error":"Not Found"}'],
 ['/api/v1/statuses/%FF POST x=1', '400 {"error":"Bad Request"}'],
 ['/api/v1/statuses/%FF', '400 {"error":"Bad Request"}']]
