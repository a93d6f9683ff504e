# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Methods in disguise: a POST that means another, said by a header or a form.

TestAuth::setup();

our $Hello = main::status(101, language => '"en"');
our $Seen = viewed(101, language => '"en"');
our $Unknown = '{"error":"Not Found"}';
our $None = '{"error":"Not Implemented"}';
our $Bad = '{"error":"Bad Request"}';
our $Off = '{"error":"This action is not allowed"}';
our $Form = "Content-Type: application/x-www-form-urlencoded\n";

sub header { return [map { "X-HTTP-Method-Override: $_\n" } @_] }
sub posts { return [map { "POST /api/v1/statuses$_" } @_] }

sub forms {
    my ($path, @bodies) = @_;

    return [map { "POST /api/v1/statuses$path\r\n$_" } @bodies];
}

# a part of each pair, in one body
sub parts {
    my $text = '';

    while (my ($name, $value) = splice @_, 0, 2) {
        $text .= "--x\r\nContent-Disposition: form-data; name=\"$name\"\r\n"
            . "\r\n$value\r\n";
    }

    return "$text--x--\r\n";
}

# The backend repeats the method it was asked with.
our $Echo = <<'_EOC_';
    server {
        listen 127.0.0.1:$TEST_NGINX_RAND_PORT_1;

        location / {
            proxy_set_header X-Body $request_body;
            proxy_set_header X-Method $request_method;
            proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_2;
        }
    }

    server {
        listen 127.0.0.1:$TEST_NGINX_RAND_PORT_2;

        location / {
            set $said "$http_x_method|$http_x_http_method_override";
            return 200 "$said|$http_x_body";
        }
    }
_EOC_
our $Proxy = 'proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;';

# Three for each of 170 requests, and a header more in T5, T6 and T23.
repeat_each(2);
plan tests => repeat_each() * (170 * 3 + 3 + 4 + 2);

run_tests();

__DATA__

=== TEST 1: a header that says GET
--- request eval
main::posts(('/101') x 5, '?id[]=101', '/999', '/101/context')
--- more_headers eval
main::header(qw(GET get Get gEt), ' GET ', ('GET') x 3)
--- error_code eval
[(200) x 6, 404, 200]
--- response_body_like eval
[("^\Q$::Hello\E\$") x 5, "^\Q[$::Hello]\E\$", 'Record not found',
 '^\{"ancestors":']



=== TEST 2: as somebody
--- as: vera revoked write suspended no-such-token
--- request eval
main::posts(('/101') x 5)
--- more_headers eval
main::header(('GET') x 5)
--- error_code eval
[200, 401, 403, 403, 200]
--- response_body eval
[$::Seen, TestAuth::error('The access token was revoked'), $TestAuth::Scope,
 $TestAuth::Disabled, $::Hello]



=== TEST 3: every read
--- as: vera
--- request eval
main::posts('/101', '', '/101/context', '/101/history', '/101/favourited_by',
    '/101/reblogged_by', '/101/quotes', '/101/source', '/101/card')
--- more_headers eval
main::header(('GET') x 9)
--- error_code eval
[(200) x 9]
--- response_body_like eval
['^\{"id":"101"', '^\[\]$', '^\{"ancestors":', '^\[\{"content":', '^\[\]$',
 '^\[\]$', '^\[\]$', '^\{"id":"101","text":', '^\{\}$']



=== TEST 4: writes, here switched off
--- conf
statuses_operations read;
--- request eval
main::posts(('/101') x 8, '', '/101/nothing', '/101/interaction_policy')
--- more_headers eval
main::header(qw(PUT put PATCH DELETE POST OPTIONS delete patch POST PUT
    PUT))
--- error_code eval
[(403) x 4, 404, 404, (403) x 3, 404, 403]
--- response_body eval
[($::Off) x 4, ($::Unknown) x 2, ($::Off) x 3, $::Unknown, $::Off]



=== TEST 5: HEAD, though the client waits for an answer to a POST
--- request eval
main::posts('/101', '/999', '/101/nothing')
--- more_headers eval
main::header(('HEAD') x 3)
--- error_code eval
[200, 404, 404]
--- response_headers eval
[("Content-Length: 0") x 3]
--- response_body eval
['', '', '']



=== TEST 6: the connection goes on after it
--- pipelined_requests eval
["POST /api/v1/statuses/101", "POST /api/v1/statuses/101",
 "GET /api/v1/statuses/101", "POST /api/v1/statuses/101\r\n_method=head"]
--- more_headers eval
["X-HTTP-Method-Override: HEAD\n", "X-HTTP-Method-Override: GET\n", "\n",
 $::Form]
--- error_code eval
[200, 200, 200, 200]
--- response_headers eval
["Content-Length: 0", "Content-Type: application/json; charset=utf-8",
 "Content-Type: application/json; charset=utf-8", "Content-Length: 0"]
--- response_body eval
['', $::Hello, $::Hello, '']



=== TEST 7: names of no methods leave it a POST
--- request eval
main::posts(('/101') x 10)
--- more_headers eval
main::header('BOGUS', '', 'GETS', 'GE', 'PROPFIND', 'TRACE', 'CONNECT',
    'GET, HEAD', 'GET PUT', 'x' x 2000)
--- error_code eval
[(404) x 10]
--- response_body eval
[($::Unknown) x 10]



=== TEST 8: two that the API does not know, but the framework does
--- request eval
main::posts(('/101') x 3)
--- more_headers eval
main::header(qw(LINK UNLINK link))
--- error_code eval
[(501) x 3]
--- response_body eval
[($::None) x 3]



=== TEST 9: a GET is a GET
--- request eval
[map { "GET /api/v1/statuses/101$_" } ('') x 6]
--- more_headers eval
main::header(qw(DELETE PUT POST HEAD OPTIONS LINK))
--- error_code eval
[(200) x 6]
--- response_body eval
[($::Hello) x 6]



=== TEST 10: and so are others what they are
--- conf
statuses_operations read;
--- request eval
["PUT /api/v1/statuses/101", "DELETE /api/v1/statuses/101",
 "PATCH /api/v1/statuses/101", "OPTIONS /api/v1/statuses/101",
 "PROPFIND /api/v1/statuses/101", "HEAD /api/v1/statuses/999"]
--- more_headers eval
main::header(('GET') x 6)
--- error_code eval
[403, 403, 403, 404, 501, 404]
--- response_body eval
[($::Off) x 3, $::Unknown, $::None, '']



=== TEST 11: a form
--- request eval
main::forms('/101', qw(_method=GET _method=get _method=%47ET a=b&_method=GET
    _method=GET&a=b _method=PUT&_method=GET &&_method=GET&))
--- more_headers eval
[($::Form) x 7]
--- error_code eval
[(200) x 7]
--- response_body eval
[($::Hello) x 7]



=== TEST 12: whose type need not be said, in any case, with parameters
--- request eval
main::forms('/101', ('_method=GET') x 5)
--- more_headers eval
['', "Content-Type: \n", "Content-Type: APPLICATION/X-WWW-FORM-URLENCODED\n",
 "Content-Type: application/x-www-form-urlencoded; charset=utf-8\n",
 "Content-Type: application/x-www-form-urlencoded;charset=\"x\"\n"]
--- error_code eval
[(200) x 5]
--- response_body eval
[($::Hello) x 5]



=== TEST 13: names of no methods, and what is no name
--- request eval
main::forms('/101', '_method=BOGUS', '_method=', '_method', '_method[]=GET',
    '_method[a]=GET', 'method=GET', '_METHOD=GET', '_method=GET&_method=x',
    '_method=%20GET', '_method=GET%00', 'x' x 3000, '_method=TRACE')
--- more_headers eval
[($::Form) x 12]
--- error_code eval
[(404) x 12]
--- response_body eval
[($::Unknown) x 12]



=== TEST 14: what is no form is broken
--- request eval
main::forms('/101', '_method=GET&a=%', '_method=%', '_method=GET&a=%ff',
    '_method=%ff', '_method=GET&a[]=1&a[b]=1', '%')
--- more_headers eval
[($::Form) x 6]
--- error_code eval
[(400) x 6]
--- response_body eval
[($::Bad) x 6]



=== TEST 15: in several parts
--- request eval
main::forms('/101', main::parts(_method => 'GET'),
    main::parts(a => 'b', _method => 'get'),
    main::parts(_method => 'BOGUS'), main::parts(_method => ''),
    main::parts(a => 'b'), '--x--')
--- more_headers eval
[("Content-Type: multipart/form-data; boundary=x\n") x 6]
--- error_code eval
[200, 200, (404) x 4]
--- response_body eval
[$::Hello, $::Hello, ($::Unknown) x 4]



=== TEST 16: other bodies are no forms
--- request eval
main::forms('/101', '{"_method":"GET"}', '_method=GET', '_method=GET',
    '{"_method":"GET"}')
--- more_headers eval
[map { "Content-Type: $_\n" } qw(application/json text/plain
    application/octet-stream application/ld+json)]
--- error_code eval
[(404) x 4]
--- response_body eval
[($::Unknown) x 4]



=== TEST 17: nor is a query one
--- request eval
["POST /api/v1/statuses/101?_method=GET",
 "POST /api/v1/statuses/101?_method=GET\r\na=b",
 "POST /api/v1/statuses/101?_method=PUT\r\n_method=GET",
 "GET /api/v1/statuses/101?_method=DELETE"]
--- more_headers eval
[($::Form) x 4]
--- error_code eval
[404, 404, 200, 200]
--- response_body eval
[$::Unknown, $::Unknown, $::Hello, $::Hello]



=== TEST 18: and only a POST has one
--- conf
statuses_operations read;
--- request eval
["GET /api/v1/statuses/101\r\n_method=DELETE",
 "PUT /api/v1/statuses/101\r\n_method=GET",
 "DELETE /api/v1/statuses/101\r\n_method=GET",
 "OPTIONS /api/v1/statuses/101\r\n_method=GET",
 "PATCH /api/v1/statuses/101\r\n_method=GET"]
--- more_headers eval
[($::Form) x 5]
--- error_code eval
[200, 403, 403, 404, 403]
--- response_body eval
[$::Hello, $::Off, $::Off, $::Unknown, $::Off]



=== TEST 19: the form counts before the header
--- conf
statuses_operations read;
--- request eval
main::forms('/101', '_method=GET', '_method=GET', '_method=GET',
    '_method=PUT', '_method=LINK', 'a=b', '_method=POST', '_method=BOGUS',
    '_method=', '_method[]=GET', '_method')
--- more_headers eval
[map { "$::Form$_" }
    @{ main::header(qw(UNLINK LINK BOGUS), ('GET') x 8) }]
--- error_code eval
[200, 200, 200, 403, 501, 200, 404, 404, 404, 404, 200]
--- response_body eval
[$::Hello, $::Hello, $::Hello, $::Off, $::None, $::Hello, ($::Unknown) x 4,
 $::Hello]



=== TEST 20: its other pairs are parameters
--- request eval
main::forms('/101', '_method=GET&access_token=tok-vera',
    'access_token=tok-vera&_method=GET&access_token=tok-nobody',
    '_method=GET&bearer_token=tok-revoked',
    main::parts(_method => 'GET', access_token => 'tok-vera'))
--- more_headers eval
[($::Form) x 3, "Content-Type: multipart/form-data; boundary=x\n"]
--- error_code eval
[200, 200, 401, 200]
--- response_body eval
[$::Seen, $::Hello, TestAuth::error('The access token was revoked'), $::Seen]



=== TEST 21: with the header, those of a form without a name as well
--- request eval
main::forms('', 'id[]=101', '{"id":["101"]}',
    main::parts('id[]' => 101), 'id[]=101')
--- more_headers eval
[map { "X-HTTP-Method-Override: GET\n$_" } $::Form,
 "Content-Type: application/json\n",
 "Content-Type: multipart/form-data; boundary=x\n", '']
--- error_code eval
[(200) x 4]
--- response_body eval
[("[$::Hello]") x 4]



=== TEST 22: a route that only the form makes one
--- request eval
["POST /api/v1/statuses/101/context\r\n_method=GET",
 "POST /api/v1/statuses/101/history\r\n_method=head",
 "POST /api/v1/statuses/101/nothing\r\n_method=GET",
 "POST /api/v1/statuses/101/favourite\r\n_method=GET",
 "POST /api/v1/statuses/%FF\r\n_method=GET"]
--- more_headers eval
[($::Form) x 5]
--- error_code eval
[200, 200, 404, 404, 400]
--- response_body_like eval
['^\{"ancestors":', '^$', "^\Q$::Unknown\E\$", "^\Q$::Unknown\E\$",
 "^\Q$::Bad\E\$"]



=== TEST 23: caches and validators are those of the method that is meant
--- request eval
["POST /api/v1/statuses/101", "POST /api/v1/statuses/101\r\n_method=GET"]
--- more_headers eval
["X-HTTP-Method-Override: GET\n", $::Form]
--- error_code eval
[200, 200]
--- response_headers_like eval
["ETag: W/\"[0-9a-f]{32}\"", "Cache-Control: max-age=15, public.*"]
--- response_body eval
[$::Hello, $::Hello]



=== TEST 24: in chunks
--- request eval
["POST /api/v1/statuses/101\r\n7\r\n_method\r\n4\r\n=GET\r\n0\r\n\r\n"]
--- more_headers eval
["${main::Form}Transfer-Encoding: chunked\n"]
--- error_code eval
[200]
--- response_body eval
[$::Hello]



=== TEST 25: statuses_methods looks at what is meant, too
--- conf
statuses_methods GET;
--- request eval
[@{ main::posts('/101', '/101') }, @{ main::forms('/101', '_method=GET') }]
--- more_headers eval
[@{ main::header('GET', 'PUT') }, $::Form]
--- error_code eval
[200, 403, 200]
--- response_body eval
[$::Hello, TestAuth::error('This action is not allowed'), $::Hello]



=== TEST 26: so does statuses_operations
--- conf
statuses_operations -show;
--- request eval
[@{ main::posts('/101', '/101/history') },
 @{ main::forms('/101', '_method=GET') },
 @{ main::forms('/101/history', '_method=GET') }]
--- more_headers eval
[@{ main::header('GET', 'GET') }, $::Form, $::Form]
--- error_code eval
[403, 200, 403, 200]
--- response_body_like eval
['not allowed', '^\[\{"content":', 'not allowed', '^\[\{"content":']



=== TEST 27: a backend gets the request as it was sent
--- http eval: $::Echo
--- conf eval: "statuses_operations read;\n$::Proxy"
--- request eval
[@{ main::posts('/101', '/101', '/101/nothing', '/101') },
 @{ main::forms('/101', '_method=PUT&status=x', '_method=BOGUS&a=b',
    '_method=GET&status=x') }]
--- more_headers eval
[@{ main::header(qw(PUT BOGUS GET GET)), }, ($::Form) x 3]
--- error_code eval
[(200) x 7]
--- response_body eval
['POST|PUT|', 'POST|BOGUS|', 'POST|GET|', $::Hello,
 'POST||_method=PUT&status=x', 'POST||_method=BOGUS&a=b', $::Hello]



=== TEST 28: a form on a route that is not served may mean one that is
--- conf
statuses_operations read;
--- request eval
[@{ main::forms('', '_method=GET&id[]=101', '_method=head&id[]=101',
    main::parts(_method => 'GET', 'id[]' => 101), 'status=x',
    '_method=DELETE', '{"_method":"GET"}') },
 @{ main::forms('/101', '_method=GET') }]
--- more_headers eval
[($::Form) x 2, "Content-Type: multipart/form-data; boundary=x\n",
 ($::Form) x 2, "Content-Type: application/json\n",
 "${main::Form}X-HTTP-Method-Override: PUT\n"]
--- error_code eval
[(200) x 3, 403, 404, 403, 200]
--- response_body eval
["[$::Hello]", '', "[$::Hello]", $::Off, $::Unknown, $::Off, $::Hello]



=== TEST 29: the same, by method
--- conf
statuses_methods GET;
--- request eval
main::forms('', '_method=GET&id[]=101', 'status=x')
--- more_headers eval
[($::Form) x 2]
--- error_code eval
[200, 403]
--- response_body eval
["[$::Hello]", $::Off]



=== TEST 30: if it does not, it is not ours, broken or not
--- http eval: $::Echo
--- conf eval: "statuses_operations read;\n$::Proxy"
--- request eval
main::forms('', 'status=x', 'status=%', 'status=%ff', '_method=PATCH&a=b',
    '_method=GET&id[]=101', '_method=GET&id[]=%ff')
--- more_headers eval
[($::Form) x 3, ($::Form) x 3]
--- error_code eval
[(200) x 6]
--- response_body eval
['POST||status=x', 'POST||status=%', 'POST||status=%ff',
 'POST||_method=PATCH&a=b', "[$::Hello]", 'POST||_method=GET&id[]=%ff']
