# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Accept and Content-Type: they choose nothing, but have to be media types; and
# what answers vary by.

TestAuth::setup();

our $Hello = main::status(101, language => '"en"');
our $Json = "Content-Type: application/json; charset=utf-8";
our $Refused = TestAuth::error('Not Acceptable');
our $Unknown = '{"error":"Not Found"}';

# what has a word about caches, and what the framework refuses
our $Usual = 'Vary: Authorization, Origin';
our $Accept = 'Vary: Accept, Origin';
our $Origin = 'Vary: Origin';

sub accepting { return [map { "Accept: $_\n" } @_] }
sub typed { return [map { "Content-Type: $_\n" } @_] }

# Four for each of 192 requests; one header more in T1, two in T5.
repeat_each(2);
plan tests => repeat_each() * (192 * 4 + 15 + 6 * 2);

run_tests();

__DATA__

=== TEST 1: whatever is accepted, the answer is the same
--- request eval
TestAuth::asks(('/101') x 15)
--- more_headers eval
main::accepting('*/*', 'application/json', 'text/html', 'text/*', 'image/png',
    'image/png;q=x', 'a/b', 'application/activity+json',
    'text/html,application/xhtml+xml,*/*;q=0.8', 'application/json, */*',
    'application/json;charset=utf-8', 'application/json; q=0.5; x="a;b"',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    'TEXT/HTML', '')
--- error_code eval
[(200) x 15]
--- response_headers eval
[("$::Json\n$::Usual") x 15]
--- response_body eval
[($::Hello) x 15]



=== TEST 2: one that is no media type is not acceptable
--- request eval
TestAuth::asks(('/101') x 9)
--- more_headers eval
main::accepting(qw(json * text html/ /html / x;q=1), 'js on', "a\xffb")
--- error_code eval
[(406) x 9]
--- response_headers eval
[($::Json) x 9]
--- response_body eval
[($::Refused) x 9]



=== TEST 3: before it is looked whether the post is there, and who asks
--- as: - - vera revoked suspended write no-such-token app -
--- request eval
TestAuth::asks('/999', '/501', '/101', '/101', '/101', '/101', '/101', '/101',
    '/101/source')
--- more_headers eval
[("Accept: json\n") x 9]
--- error_code eval
[(406) x 9]
--- response_headers eval
[($::Origin) x 9]
--- response_body eval
[($::Refused) x 9]



=== TEST 4: in every operation, and where there is none
--- request eval
TestAuth::asks('/101', '', '/101/context', '/101/history',
    '/101/favourited_by', '/101/reblogged_by', '/101/quotes', '/101/source',
    '/101/card', '/101/nothing', '/101.json', '/1/2/3/4')
--- more_headers eval
[("Accept: json\n") x 12]
--- error_code eval
[(406) x 12]
--- response_headers eval
[($::Origin) x 12]
--- response_body eval
[($::Refused) x 12]



=== TEST 5: little is said then
--- request eval
["GET /api/v1/statuses/101", "HEAD /api/v1/statuses/101",
 "GET /api/v1/statuses/101", "POST /api/v1/statuses/101",
 "GET /api/v1/statuses/101/nothing", "HEAD /api/v1/statuses/101/nothing"]
--- more_headers eval
["Accept: json\n", "Accept: json\n", "Content-Type: json\n",
 "X-HTTP-Method-Override: GET\nAccept: json\n", "Accept: json\n",
 "Content-Type: json\n"]
--- error_code eval
[(406) x 6]
--- response_headers eval
[("!Cache-Control\n!ETag\n$::Origin") x 6]
--- response_body eval
[$::Refused, '', ($::Refused) x 3, '']



=== TEST 6: the same for older versions
--- compat: 4.7
--- request eval
TestAuth::asks('/101', '/999', '/101/card', '/101/source', '/101', '/101/card',
    '/101/card')
--- more_headers eval
[("Accept: json\n") x 4, ("Content-Type: json\n") x 2, "Accept: a/b\n"]
--- error_code eval
[(406) x 6, 404]
--- response_headers eval
[($::Origin) x 6, $::Accept]
--- response_body eval
[($::Refused) x 6, $::Unknown]



=== TEST 7: a method nobody knows is not implemented, whatever is accepted
--- request
PROPFIND /api/v1/statuses/101
--- more_headers
Accept: json
--- error_code: 501
--- response_headers eval: $::Json
--- response_body chomp
{"error":"Not Implemented"}



=== TEST 8: what is broken is broken
--- request eval
TestAuth::asks('/%FF', '/101?a=%')
--- more_headers eval
[("Accept: a/b\n") x 2]
--- error_code eval
[400, 400]
--- response_headers eval
[($::Origin) x 2]
--- response_body eval
[(TestAuth::error('Bad Request')) x 2]



=== TEST 9: a request without a body may have any type
--- request eval
TestAuth::asks(('/101') x 10)
--- more_headers eval
main::typed('application/json', 'text/plain', 'a/b', 'image/png; x',
    'application/x-www-form-urlencoded', 'multipart/form-data',
    'multipart/form-data; boundary=x', 'APPLICATION/JSON', '*/*', '')
--- error_code eval
[(200) x 10]
--- response_headers eval
[($::Json) x 10]
--- response_body eval
[($::Hello) x 10]



=== TEST 10: if it is one
--- as: - - - - - vera - - -
--- request eval
TestAuth::asks(('/101') x 5, '/101', '/999', '/101/source', '/101/nothing')
--- more_headers eval
main::typed(qw(json bogus text/ /plain), "a\xff/b", ('json') x 4)
--- error_code eval
[(406) x 9]
--- response_headers eval
[($::Origin) x 9]
--- response_body eval
[($::Refused) x 9]



=== TEST 11: with a body as well
--- request eval
["GET /api/v1/statuses/101\r\na=b", "POST /api/v1/statuses/101\r\na=b",
 "GET /api/v1/statuses/101\r\n" . 'x' x 5000,
 "POST /api/v1/statuses\r\n{}"]
--- more_headers eval
main::typed(('json') x 4)
--- error_code eval
[(406) x 4]
--- response_headers eval
[($::Origin) x 4]
--- response_body eval
[($::Refused) x 4]



=== TEST 12: bodies of unknown types are not read
--- request eval
["GET /api/v1/statuses\r\n{\"id\":[\"101\"]}",
 "GET /api/v1/statuses\r\n{\"id\":[\"101\"]}",
 "GET /api/v1/statuses\r\n{\"id\":[\"101\"]}", "GET /api/v1/statuses\r\n{",
 "GET /api/v1/statuses\r\n{", "GET /api/v1/statuses\r\nid[]=101",
 "GET /api/v1/statuses\r\nid[]=101", "GET /api/v1/statuses\r\nid[]=101",
 "GET /api/v1/statuses\r\nid[]=101"]
--- more_headers eval
main::typed('text/plain', 'application/jsonx', 'application/json',
    'text/plain', 'application/json', '', 'text/plain',
    'application/x-www-form-urlencoded; charset=utf-8',
    'application/x-www-form-urlencodedx')
--- error_code eval
[(200) x 4, 400, (200) x 4]
--- response_headers eval
[($::Usual) x 4, $::Origin, ($::Usual) x 4]
--- response_body eval
['[]', '[]', "[$::Hello]", '[]', TestAuth::error('Bad Request'), '[]', '[]',
 "[$::Hello]", '[]']



=== TEST 13: six names of JSON, in any case
--- request eval
[("GET /api/v1/statuses\r\n{\"id\":[\"101\"]}") x 8]
--- more_headers eval
main::typed(qw(application/json text/x-json application/jsonrequest
    application/jrd+json application/activity+json application/ld+json
    Application/JSON), 'application/json;charset=utf-8')
--- error_code eval
[(200) x 8]
--- response_headers eval
[($::Json) x 8]
--- response_body eval
[("[$::Hello]") x 8]



=== TEST 14: answers of the API vary by the token, found or not
--- as: - vera app no-such-token revoked expired write - -
--- request eval
TestAuth::asks(('/101') x 7, '/999', '/101/source')
--- more_headers eval
[("Accept: text/html\n") x 9]
--- error_code eval
[(200) x 4, 401, 401, 403, 404, 401]
--- response_headers eval
[($::Usual) x 9]
--- response_body_like eval
[('^\{"id":"101"') x 4, 'revoked', 'expired', 'scopes', 'Record not found',
 'invalid']



=== TEST 15: of each operation
--- as: vera
--- request eval
TestAuth::asks('/101', '?id[]=101', '/101/context', '/101/history',
    '/101/favourited_by', '/101/reblogged_by', '/101/quotes', '/101/source',
    '/101/card', '?' . CORE::join('&', map { "id[]=$_" } 1 .. 21))
--- error_code eval
[(200) x 9, 422]
--- response_headers eval
[($::Usual) x 10]
--- response_body_like eval
[('^[\[{]') x 10]



=== TEST 16: an unknown route would vary by what is accepted
--- request eval
TestAuth::asks(('/101/nothing') x 12)
--- more_headers eval
[@{ main::accepting('application/json', 'text/html', '*/*', '*/*;q=0.8',
    'text/html, application/json', 'application/activity+json', 'image/png;q=x',
    '', 'application/json, */*', '*/*,text/html',
    'text/html,application/xhtml+xml,*/*;q=0.8') }, 'X: y']
--- error_code eval
[(404) x 12]
--- response_headers eval
[($::Accept) x 7, ($::Origin) x 5]
--- response_body eval
[($::Unknown) x 12]



=== TEST 17: whoever asks, and with whatever method
--- conf
statuses_operations read;
--- as: vera suspended revoked - - - -
--- request eval
[(map { "GET /api/v1/statuses/$_" } qw(101/nothing 101/nothing 101/nothing)),
 map { "$_ /api/v1/statuses/101" } qw(OPTIONS POST PUT DELETE)]
--- more_headers eval
[("Accept: a/b\n") x 7]
--- error_code eval
[(404) x 5, 403, 403]
--- response_headers eval
[($::Accept) x 5, ($::Usual) x 2]
--- response_body eval
[($::Unknown) x 5,
 (TestAuth::error('This action is not allowed')) x 2]



=== TEST 18: so would what is refused before it looks at anything
--- as: suspended suspended leaving suspended suspended
--- request eval
TestAuth::asks('/101', '/999', '/101/source', '/101', '/101')
--- more_headers eval
["Accept: a/b\n", "Accept: */*\n", "Accept: a/b\n", "", "Accept: a/b, */*\n"]
--- error_code eval
[(403) x 5]
--- response_headers eval
[($::Accept) x 3, ($::Origin) x 2]
--- response_body eval
[($TestAuth::Disabled) x 5]



=== TEST 19: on a closed server, too
--- conf
statuses_limited_federation on;
--- as: - app disabled vera - disabled
--- request eval
TestAuth::asks(('/101') x 6)
--- more_headers eval
[("Accept: a/b\n") x 4, '', '']
--- error_code eval
[401, 401, 403, 200, 401, 403]
--- response_headers eval
[($::Accept) x 3, $::Usual, ($::Origin) x 2]
--- response_body_like eval
['authenticated user', 'authenticated user', 'disabled', '^\{"id":"101"',
 'authenticated user', 'disabled']



=== TEST 20: pages are not sent to browsers either
--- request eval
TestAuth::asks('/999', '/101/nothing', '/101/source')
--- more_headers eval
[("Accept: text/html,application/xhtml+xml,*/*;q=0.8\nX-Mark: x\n") x 3]
--- error_code eval
[404, 404, 401]
--- response_headers eval
[($::Json) x 3]
--- response_body eval
[$TestAuth::NotFound, $::Unknown,
 TestAuth::error('The access token is invalid')]



=== TEST 21: each of a list counts, which commas make, in quotes or not
--- request eval
TestAuth::asks(('/101') x 16)
--- more_headers eval
main::accepting('json, text/html', 'text/html, json', 'text/html,json;q=0.1',
    'text/html;x="a,b"', 'text/html, */json', 'text/html, a b/c',
    'text/html, a/b c', 'text/html, a/' . 'b' x 128, '*, text/html',
    'text/html, text/*', 'text/html,, ;q=1, a/b', ', , ,', 'a/b;q=1;x, c/d',
    '*/*', 'text/html,a!#$&-^_.+/9', 'text/html, a/' . 'b' x 127)
--- error_code eval
[(406) x 9, (200) x 7]
--- response_headers eval
[($::Origin) x 9, ($::Usual) x 7]
--- response_body eval
[(TestAuth::error('Not Acceptable')) x 9, ($::Hello) x 7]



=== TEST 22: a browser's list is not looked at, unless a script sends it
--- request eval
TestAuth::asks(('/101') x 10)
--- more_headers eval
[map { "Accept: $_->[0]\n" . ($_->[1] ? "X-Requested-With: $_->[1]\n" : '') }
    ['json, */*'], ['*/* , json'], ['json,*/*;q=0.8'],
    ['json, */*', 'XMLHttpRequest'], ['*/*, json', 'xmlhttprequest'],
    ['text/html, */*', 'XMLHttpRequest'], ['json, */*', 'fetch'],
    ['json;*/*, text/html'], ['json', 'XMLHttpRequest'], ['a/b;x=*/* ,c/d']]
--- error_code eval
[(200) x 3, (406) x 2, 200, 200, 200, 406, 200]
--- response_headers eval
[($::Usual) x 3, ($::Origin) x 2, ($::Usual) x 3, $::Origin, $::Usual]
--- response_body eval
[($::Hello) x 3, (TestAuth::error('Not Acceptable')) x 2, ($::Hello) x 3,
 TestAuth::error('Not Acceptable'), $::Hello]



=== TEST 23: several lines are one list
--- request eval
TestAuth::asks(('/101') x 4)
--- more_headers eval
["Accept: text/html\nAccept: json\n", "Accept: json\nAccept: text/html\n",
 "Accept: json\nX-Between: x\nAccept: */*\n",
 "Accept: a/b\nAccept: c/d\nAccept: e/f\n"]
--- error_code eval
[406, 406, 200, 200]
--- response_headers eval
[($::Origin) x 2, ($::Usual) x 2]
--- response_body eval
[(TestAuth::error('Not Acceptable')) x 2, ($::Hello) x 2]



=== TEST 24: of a Content-Type what is in front of a comma counts
--- request eval
TestAuth::asks(('/101') x 5)
--- more_headers eval
main::typed('text/plain, json', 'json, text/plain', 'text/plain;x, json',
    'TEXT/plain ;x', 'text/plain/x')
--- error_code eval
[200, 406, 200, 200, 406]
--- response_headers eval
[$::Usual, $::Origin, ($::Usual) x 2, $::Origin]
--- response_body eval
[map { $_ ? $::Hello : TestAuth::error('Not Acceptable') } 1, 0, 1, 1, 0]



=== TEST 25: what an unknown route would vary by, to a script
--- request eval
TestAuth::asks(('/101/nothing') x 4)
--- more_headers eval
["Accept: a/b, */*\nX-Requested-With: XMLHttpRequest\n",
 "X-Requested-With: XMLHttpRequest\n",
 "X-Requested-With: XMLHttpRequest\nContent-Type: a/b\n",
 "X-Requested-With: x\nContent-Type: a/b\n"]
--- error_code eval
[(404) x 4]
--- response_headers eval
[$::Accept, $::Origin, $::Accept, $::Origin]
--- response_body eval
[($::Unknown) x 4]
