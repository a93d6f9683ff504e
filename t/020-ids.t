# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The id in a path: read as Ruby reads an integer.

TestEntity::setup();

our $Post = qr/^\{"id":"101",/;
our $None = '{"error":"Record not found"}';
our $Unknown = '{"error":"Not Found"}';
our $Bad = '{"error":"Bad Request"}';

# GETs of these ids; what some answers are, given code by code
sub gets { return [map { "GET /api/v1/statuses/$_" } @_] }
sub raws {
    return [map { "GET /api/v1/statuses/$_ HTTP/1.1\r\nHost: a\r\n"
        . "Connection: close\r\n\r\n" } @_];
}

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 141;

run_tests();

__DATA__

=== TEST 1: digits, with signs, zeros and underscores
--- request eval
main::gets(qw(101 +101 0101 00000000000000000000000000000101 1_01 1_0_1 +1_01
    %31%30%31 %2B101 +0_101))
--- error_code eval
[(200) x 10]
--- response_body_like eval
[($::Post) x 10]



=== TEST 2: what follows the digits does not count
--- request eval
main::gets(qw(101abc 101- 101,102 101%20 101%20102 101_ 101_a 101__1 101%2Ejson
    101%2F 101%2Fcontext 101%2f%2f 101%3Fa 101%23a 101%22 101%3Cscript%3E
    101%C3%BC 101%E2%80%83 101+1 101%25 101:102 101;a=b 101* 101(x) 101@102))
--- error_code eval
[(200) x 25]
--- response_body_like eval
[($::Post) x 25]



=== TEST 3: nor do blanks before them, as far as they are those of ASCII
--- request eval
main::gets(qw(%20101 %20%20%09101 %0A101 %0D101 %0B101 %0C101 %20+101
    %0a%0b%0c%0d%09%20101))
--- error_code eval
[(200) x 8]
--- response_body_like eval
[($::Post) x 8]



=== TEST 4: no digit in front, no post
--- request eval
main::gets(qw(abc - + _1 -_1 +_1 a101 null undefined %20 +%20101 -%20101
    --101 ++101 +-101 %22101 %EF%BC%91%EF%BC%90%EF%BC%91 %E2%80%83101
    %C2%A0101 %D9%A1 :id * ~ ' %5B101%5D))
--- error_code eval
[(404) x 25]
--- response_body eval
[($::None) x 25]



=== TEST 5: nothing, and less than nothing
--- request eval
main::gets(qw(0 -0 00 -1 -101 -99 %2D101 -9223372036854775808))
--- error_code eval
[(404) x 8]
--- response_body eval
[($::None) x 8]



=== TEST 6: hexadecimal, octal, and numbers with an exponent
--- request eval
main::gets(qw(0x65 0b1100101 0o145 1e2 1E400))
--- error_code eval
[(404) x 5]
--- response_body eval
[($::None) x 5]



=== TEST 7: beyond 64 bits
--- request eval
main::gets(qw(9223372036854775807 9223372036854775808 -9223372036854775808
    -9223372036854775809 18446744073709551615 18446744073709551616
    18446744073709551717 99999999999999999999999999999999999999999
    184467440737095516_1701), '9' x 2000, '0' x 2000)
--- error_code eval
[(404) x 11]
--- response_body eval
[($::None) x 11]



=== TEST 8: the greatest of all
--- sql
INSERT INTO statuses (id, account_id, local, text)
VALUES (9223372036854775807, 1001, true, 'Hello');
--- request eval
main::gets(qw(9223372036854775807 922337203685477580_7 09223372036854775807
    9223372036854775808))
--- error_code eval
[200, 200, 200, 404]
--- response_body_like eval
[(qr/^\{"id":"9223372036854775807",/) x 3, "^\Q$::None\E\$"]



=== TEST 9: a NUL does not get this far, nginx itself refuses it
--- request eval
main::gets(qw(%00 %00101 101%00 abc%00))
--- error_code eval
[(400) x 4]
--- response_body_like eval
[('400 Bad Request') x 4]



=== TEST 10: dots begin a format, and there is none
--- request eval
main::gets(qw(101.json 101.5 101. .101 101.xml a.b 101.json%20 1.01))
--- error_code eval
[(404) x 8]
--- response_body eval
[($::Unknown) x 8]



=== TEST 11: encoded they do not
--- config
    location /api {
        statuses on;
    }
--- request eval
main::gets(qw(101%2E5 %2E%2E %2e101 %2E))
--- error_code eval
[200, 404, 404, 404]
--- response_body_like eval
[$::Post, ("^\Q$::None\E\$") x 3]



=== TEST 12: bytes that are not UTF-8, and some that nearly are
--- request eval
main::gets(qw(%FF %ff101 101%FF %c3%28 %C3 101%E2%80 %C0%80 %C1%BF101
    %ED%A0%80 %ED%BF%BF %F4%90%80%80 %F8%88%80%80%80 %80 101%BF %F0%82%82%AC
    %FE%FE%FF%FF))
--- error_code eval
[(400) x 16]
--- response_body eval
[($::Bad) x 16]



=== TEST 13: and some that are
--- request eval
main::gets(qw(101%C3%BC 101%EF%BF%BD 101%F0%9F%98%80 101%ED%9F%BF
    101%EE%80%80 101%F4%8F%BF%BF 101%C2%80 101%EF%BF%BF))
--- error_code eval
[(200) x 8]
--- response_body_like eval
[($::Post) x 8]



=== TEST 14: bytes beyond ASCII that were not encoded
--- raw_request eval
main::raws("101\xc3\xbc")->[0]
--- response_body_like eval
$::Post



=== TEST 15: and those that cannot be
--- raw_request eval
main::raws("101\xff")->[0]
--- error_code: 400
--- response_body eval
$::Bad



=== TEST 16: an id as long as a line may be
--- request eval
main::gets('101' . 'x' x 4000, '101' . '%78' x 1300, '0' x 4000 . '101')
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[($::Post) x 3]
