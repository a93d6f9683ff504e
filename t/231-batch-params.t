# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# id[] in the query, in forms, in multipart, in JSON: what is a list of ids,
# what is none, and what is refused.

TestAuth::setup();

our $Alice = '[' . main::status(101, language => '"en"') . ']';
our $Bob = '[' . main::status(102, by => 'bob') . ']';
our $Both = '[' . main::status(102, by => 'bob') . ','
    . main::status(101, language => '"en"') . ']';
our $Bad = TestAuth::error('Bad Request');
our $Form = 'Content-Type: application/x-www-form-urlencoded';
our $Json = 'Content-Type: application/json';
our $Multipart = 'Content-Type: multipart/form-data; boundary=xyz';

# For request eval: GETs with these bodies.

sub bodies { return [map { "GET /api/v1/statuses\n$_" } @_] }

sub fields {
    return join('', map { "--xyz\r\nContent-Disposition: form-data;"
        . " name=\"$_->[0]\"\r\n\r\n$_->[1]\r\n" } @_) . "--xyz--\r\n";
}

# Three for each of 199 requests, one more in T5.
repeat_each(2);
plan tests => repeat_each() * (199 * 3 + 1);

run_tests();

__DATA__

=== TEST 1: the query: a list
--- request eval
TestAuth::asks('?id[]=101&id[]=102', '?id%5B%5D=101&id%5b%5d=102',
    '?%69d[]=101&id[]=%31%30%32', '?&&id[]=101&&&id[]=102&', '?id[]=101&x=y&id[]=102',
    '?id[]&id[]=101&id[]=102', '?id[]=101&id[]=102#id[]=103',
    '?id&id[]=101&id[]=102', '?access_token=&id[]=101&id[]=102',
    '?id[]=+101+&id[]=%0a102')
--- error_code eval
[(200) x 10]
--- response_body eval
[($::Both) x 10]



=== TEST 2: the query: no list
--- request eval
TestAuth::asks('?id=101', '?id=101,102', '?id[0]=101', '?id[a]=101', '?id',
    '?id=', '?ids[]=101', '?ID[]=101', '?id[][]=101', '?id[][a]=101',
    '?id[]]=101', '?id[=101', '?[id][]=101', '?id[]=101&id[][a]=1',
    '?id[a][]=101', '?id[]=101&id=102', '?status_id[]=101', '?id[]')
--- error_code eval
[(200) x 18]
--- response_body eval
[('[]') x 18]



=== TEST 3: the query: values that are no ids
--- request eval
TestAuth::asks('?id[]=', '?id[]=abc', '?id[]=%00', '?id[]=101%00',
    '?id[]=%20', '?id[]=-', '?id[]=+', '?id[]=0x65', '?id[]=_101',
    '?id[]=%EF%BC%91%EF%BC%90%EF%BC%91', '?id[]=null', '?id[]=--101',
    '?id[]=%C2%A0101', '?id[]=1e2')
--- error_code eval
[(200) x 14]
--- response_body eval
[('[]') x 3, $::Alice, ('[]') x 10]



=== TEST 4: the query: refused
--- request eval
TestAuth::asks('?id=1&id[]=101', '?id[]=101&id[a]=1', '?id[a]=1&id[]=101',
    '?id[]=%ff', '?id[]=%', '?id[]=%zz', '?%ff=1', '?id[%ff]=1', '?id[]=%c3',
    '?id[]=101&x=%', '?id[]=101&x=1&x[]=2', '?id[]=%ed%a0%80')
--- error_code eval
[(400) x 12]
--- response_body eval
[($::Bad) x 12]



=== TEST 5: the whole refusal
--- request
GET /api/v1/statuses?id=1&id[]=2
--- error_code: 400
--- raw_response_headers_unlike: Cache-Control|WWW-Authenticate
--- response_body chomp
{"error":"Bad Request"}



=== TEST 6: nesting
--- request eval
TestAuth::asks('?id[]=101&x' . '[y]' x 99 . '=1', '?id[]=101&x' . '[y]' x 100 . '=1',
    '?id[]=101&x' . '[]' x 99 . '=1', '?id' . '[]' x 50 . '=101')
--- error_code eval
[200, 400, 200, 200]
--- response_body eval
[$::Alice, $::Bad, $::Alice, '[]']



=== TEST 7: names with NUL, and names of any length
--- request eval
TestAuth::asks('?id[]=101&id%00[]=102', '?id%00[]=101', '?x%00[]=1&x%00[]=2&id[]=101',
    '?%00[a][][b]=1&id[]=101', '?' . 'x' x 2000 . '[]=1&id[]=101',
    '?id[]=101&' . 'x' x 1023 . '[]=1', '?id[]=101&' . 'x' x 1024 . '[y][]=1')
--- error_code eval
[(200) x 7]
--- response_body eval
[$::Alice, '[]', ($::Alice) x 5]



=== TEST 8: a form in the body
--- more_headers eval: $::Form
--- request eval
main::bodies('id[]=101&id[]=102', 'id%5B%5D=101&id%5B%5D=102', 'id=101',
    'id[0]=101', 'id[]=101&id[a]=1', 'id[]=%', 'id[]=%ff', '&', 'x',
    'id%00[]=101&id[]=102')
--- error_code eval
[(200) x 4, (400) x 3, (200) x 3]
--- response_body eval
[($::Both) x 2, '[]', '[]', ($::Bad) x 3, '[]', '[]', $::Bob]



=== TEST 9: a form, however its type is written
--- more_headers eval
["Content-Type: application/x-www-form-urlencoded; charset=utf-8",
 "Content-Type: APPLICATION/X-WWW-FORM-URLENCODED",
 "Content-Type: application/x-www-form-urlencoded;charset=iso-8859-1",
 "Content-Type: application/x-www-form-urlencoded , x"]
--- request eval
main::bodies(('id[]=101') x 4)
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Alice) x 4]



=== TEST 10: bodies of other types, or of none, are not read
--- more_headers eval
["Content-Type: text/plain", "Content-Type: application/octet-stream",
 "Content-Type: application/xml", "Content-Type: text/json",
 "Content-Type: application/json2", "Content-Type: application/vnd.api+json",
 "X: y", "Content-Type: "]
--- request eval
main::bodies('id[]=101', '{"id":[101]}', '<id>101</id>', '{"id":[101]}', '%ff',
    '{"id":[101]}', 'id[]=101', 'id[]=101')
--- error_code eval
[(200) x 8]
--- response_body eval
[('[]') x 8]



=== TEST 11: what is no media type
--- more_headers eval
["Content-Type: bogus", "Content-Type: json", "Content-Type: /",
 "Content-Type: application/", "Content-Type: /json"]
--- request eval
main::bodies('x', 'id[]=101', 'x', 'x', 'x')
--- error_code eval
[(406) x 5]
--- response_body eval
[(TestAuth::error('Not Acceptable')) x 5]



=== TEST 12: JSON
--- more_headers eval: $::Json
--- request eval
main::bodies('{"id":["101","102"]}', '{"id":[101,102]}', '{"id":[101,"102"]}',
    '{"id":[null,101,null,102]}', ' { "id" : [ 101 , 102 ] } ',
    '{"id":[101.9,"102.9"]}', '{"id":[1.01e2,102]}', '{"id":[101,102,true,false]}',
    '{"id":["101","102"],"x":{"y":[]}}', '{"\u0069d":["10\u0031",102]}',
    '{"id":"1","id":[101,102]}', '{"id":[101,102,-101,0,""]}')
--- error_code eval
[(200) x 12]
--- response_body eval
[($::Both) x 12]



=== TEST 13: JSON: no list of ids
--- more_headers eval: $::Json
--- request eval
main::bodies('{"id":"101"}', '{"id":101}', '{"id":null}', '{"id":{"0":101}}',
    '{"id":[[101]]}', '{"id":[101,[102]]}', '{"id":[101,{"a":1}]}', '{"id":[]}',
    '{"id":true}', '{"id[]":[101]}', '{"ids":[101]}', '{}', '[101]', '"id"',
    '101', 'null', 'true', '["id",[101]]')
--- error_code eval
[(200) x 18]
--- response_body eval
[('[]') x 18]



=== TEST 14: JSON: numbers of any size
--- more_headers eval: $::Json
--- request eval
main::bodies('{"id":[101,99999999999999999999999,9223372036854775808]}',
    '{"id":[-9223372036854775809,101]}', '{"x":18446744073709551616,"id":[101]}',
    '{"id":[101],"x":"99999999999999999999999"}',
    '{"id":["99999999999999999999999\"",101]}',
    '{"id":[101,1000000000000000000000000000000000000000000000000000000000000]}',
    '{"id":[9223372036854775807,101,1.0e20]}')
--- error_code eval
[(200) x 7]
--- response_body eval
[($::Alice) x 7]



=== TEST 15: JSON: refused
--- more_headers eval: $::Json
--- request eval
main::bodies('{"id":[', '{"id":[101]', '{"id":[101]}}', '{id:[101]}',
    "{'id':[101]}", '{"id":[101,]}', '{"id":[0101]}', 'x', '{"id":["101]}',
    "{\"id\":[\"\xff\"]}", '{"id":["\ud800"]}', '{"id":[+101]}', '{"id":[1e]}',
    '{"id":[101]}{"id":[102]}', '{"id":[NaN]}', "\xef\xbb\xbf{\"id\":[101]}",
    "{\"id\":[\"\n\"]}", '{"id":[-]}', '[', '"', '\\', '{"a":"\\')
--- error_code eval
[(400) x 22]
--- response_body eval
[($::Bad) x 22]



=== TEST 16: JSON: an empty body, and one of blanks
--- more_headers eval
["$::Json\nContent-Length: 0", "$::Json\nContent-Length: 3",
 "$::Json\nContent-Length: 4"]
--- request eval
["GET /api/v1/statuses", "GET /api/v1/statuses\n   ",
 "GET /api/v1/statuses?id[]=101\n\t\r\n "]
--- error_code eval
[200, 200, 200]
--- response_body eval
['[]', '[]', $::Alice]



=== TEST 17: JSON: nesting
--- more_headers eval: $::Json
--- request eval
main::bodies('{"id":[101],"x":' . '[' x 99 . ']' x 99 . '}',
    '{"id":[101],"x":' . '[' x 100 . ']' x 100 . '}',
    '{"id":[101],"x":' . '{"y":' x 99 . '1' . '}' x 99 . '}',
    '{"id":[101],"x":' . '{"y":' x 100 . '1' . '}' x 100 . '}',
    '[' x 100 . ']' x 100, '[' x 101 . ']' x 101, '[' x 20000)
--- error_code eval
[200, 400, 200, 400, 200, 400, 400]
--- response_body eval
[$::Alice, $::Bad, $::Alice, $::Bad, '[]', $::Bad, $::Bad]



=== TEST 18: JSON by its other names
--- more_headers eval
[map { "Content-Type: $_" } 'application/json; charset=utf-8',
 'Application/JSON', 'text/x-json', 'application/jsonrequest',
 'application/jrd+json', 'application/activity+json', 'application/ld+json']
--- request eval
main::bodies(('{"id":[101]}') x 7)
--- error_code eval
[(200) x 7]
--- response_body eval
[($::Alice) x 7]



=== TEST 19: multipart
--- more_headers eval: $::Multipart
--- request eval
main::bodies(main::fields(['id[]', 101], ['id[]', 102]), main::fields(['id', 101]),
    main::fields(['id[0]', 101]), main::fields(['x', 1], ['id[]', 101]),
    main::fields(), main::fields(['id[]', 101], ['id[a]', 102]),
    main::fields(['id[]', "\xff"]), main::fields(["id\0[]", 101]),
    main::fields(['id%5B%5D', 101]), "--xyz\r\nContent-", 'id[]=101',
    main::fields(['id[]', 101]) =~ s/--xyz--\r\n//r)
--- error_code eval
[(200) x 5, (400) x 2, 200, 200, (400) x 3]
--- response_body eval
[$::Both, '[]', '[]', $::Alice, '[]', $::Bad, $::Bad, '[]', '[]', ($::Bad) x 3]



=== TEST 20: multipart without a boundary, and other parts of the kind
--- more_headers eval
["Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=",
 "Content-Type: multipart/form-data; boundary=" . 'x' x 71,
 "Content-Type: multipart/mixed; boundary=xyz",
 "Content-Type: MULTIPART/Form-Data; Boundary=\"xyz\"; charset=utf-8"]
--- request eval
main::bodies((main::fields(['id[]', 101])) x 5)
--- error_code eval
[400, 400, 400, 200, 200]
--- response_body eval
[($::Bad) x 3, '[]', $::Alice]



=== TEST 21: the query is before the body, as a whole
--- more_headers eval
[$::Form, $::Json, $::Multipart, $::Form, $::Form]
--- request eval
["GET /api/v1/statuses?id[]=101\nid[]=102",
 "GET /api/v1/statuses?id[]=101\n{\"id\":[102]}",
 "GET /api/v1/statuses?id[]=101\n" . main::fields(['id[]', 102]),
 "GET /api/v1/statuses?id=101\nid[]=102",
 "GET /api/v1/statuses?x=1\nid[]=102"]
--- error_code eval
[(200) x 5]
--- response_body eval
[($::Alice) x 3, '[]', $::Bob]



=== TEST 22: one that is refused is refused, whatever the other says
--- more_headers eval
[$::Form, $::Json, $::Form]
--- request eval
["GET /api/v1/statuses?id[]=101\nx=%",
 "GET /api/v1/statuses?id[]=101\n{", "GET /api/v1/statuses?x=%\nid[]=101"]
--- error_code eval
[(400) x 3]
--- response_body eval
[($::Bad) x 3]



=== TEST 23: a body in many pieces, and one in chunks
--- more_headers eval
[$::Json, "$::Json\nTransfer-Encoding: chunked"]
--- request eval
[["GET /api/v1/statuses\n{\"id\":", {value => '[101', delay_before => 0.02},
  {value => ',102]', delay_before => 0.02}, {value => '}', delay_before => 0.02}],
 "GET /api/v1/statuses\n4\r\n{\"id\r\n9\r\n\":[101,10\r\n3\r\n2]}\r\n0\r\n\r\n"]
--- error_code eval
[200, 200]
--- response_body eval
[($::Both) x 2]



=== TEST 24: a body that does not fit into memory
--- conf
        client_body_buffer_size 1k;
--- more_headers eval
[$::Json, $::Form]
--- request eval
["GET /api/v1/statuses\n" . '{"x":"' . 'y' x 30000 . '","id":[101,102]}',
 "GET /api/v1/statuses\n" . 'x=' . 'y' x 30000 . '&id[]=101&id[]=102']
--- error_code eval
[200, 200]
--- response_body eval
[($::Both) x 2]



=== TEST 25: one that is too large is refused by nginx
--- conf
        client_max_body_size 1k;
--- more_headers eval: $::Form
--- request eval
"GET /api/v1/statuses\nx=" . 'y' x 2000
--- error_code: 413
--- response_body_like: Too Large
--- no_error_log
[alert]
