# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What caches may do with each answer of each operation; t/204-token-caching.t
# has more about tokens, t/264-access.t about max_age.

TestAuth::setup();

our $Public = "Cache-Control: $TestAuth::Public\n!Expires\n!Pragma";
our $Private = "Cache-Control: $TestAuth::Private\n!Expires\n!Pragma";
our $None = "!Cache-Control\n!Expires\n!Pragma";
our $NoCache = "Cache-Control: no-cache\n!Expires\n!Pragma";

our $Unknown = '^\{"error":"Not Found"\}$';
our $Missing = '^\{"error":"(?:Record not f|Not F)ound"\}$';

# operations that anybody may ask for, with what comes
our %Open = (
    '/101'               => '^\{"id":"101"',
    '/101/context'       => '^\{"ancestors":',
    '/101/history'       => '^\[\{"content":',
    '/101/favourited_by' => '^\[\]$',
    '/101/reblogged_by'  => '^\[\]$',
    '/101/card'          => '^\{\}$',
);
our @Open = sort keys %Open;
our @Sent = map { $Open{$_} } @Open;
our @Bad = ('?' . join '&', map { "id[]=$_" } 1 .. 21);

# those of 4.7, which has no cards
our @Old = grep { !/card/ } @Open;
our @OldSent = map { $Open{$_} } @Old;

# a parameter behind each
sub with { my ($more, @paths) = @_; return map { "$_?$more" } @paths }

# Six for each of 138 requests.
repeat_each(2);
plan tests => repeat_each() * 138 * 6;

run_tests();

__DATA__

=== TEST 1: nobody asked
--- request eval
TestAuth::asks(@::Open)
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Public) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 2: nobody, in the way of 4.7
--- compat: 4.7
--- request eval
TestAuth::asks(@::Old)
--- error_code eval
[(200) x 5]
--- response_headers eval
[($::Public) x 5]
--- response_body_like eval
[@::OldSent]



=== TEST 3: a user asked
--- as: vera
--- request eval
TestAuth::asks(@::Open)
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 4: with a parameter
--- request eval
TestAuth::asks(main::with('access_token=tok-vera', @::Open))
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 5: an app
--- as: app
--- request eval
TestAuth::asks(@::Open)
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 6: an app, in the way of 4.7
--- compat: 4.7
--- as: app
--- request eval
TestAuth::asks(@::Old)
--- error_code eval
[(200) x 5]
--- response_headers eval
[($::Private) x 5]
--- response_body_like eval
[@::OldSent]



=== TEST 7: with a parameter
--- request eval
TestAuth::asks(main::with('access_token=tok-app', @::Open))
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 8: which 4.7 takes for nobody
--- compat: 4.7
--- request eval
TestAuth::asks(main::with('access_token=tok-app', @::Old))
--- error_code eval
[(200) x 5]
--- response_headers eval
[($::Public) x 5]
--- response_body_like eval
[@::OldSent]



=== TEST 9: somebody unknown
--- as: no-such-token
--- request eval
TestAuth::asks(@::Open)
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 10: with a parameter, that is nobody
--- request eval
TestAuth::asks(main::with('access_token=no-such-token', @::Open))
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Public) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 11: any header at all is enough, an empty one is none
--- request eval
TestAuth::asks(@::Open)
--- more_headers eval
[map { "Authorization: $_\n" } 'Basic dTpw', 'x', 'Bearer', '', 'Bearer x', '']
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 3, $::Public, $::Private, $::Public]
--- response_body_like eval
[@::Sent]



=== TEST 12: other headers do not matter, nor do parameters
--- request eval
TestAuth::asks(main::with('x=y', @::Open))
--- more_headers eval
["Cookie: _session_id=x\n", "Cache-Control: no-cache\n", "Pragma: no-cache\n",
 "Origin: https://other.example\n", "X-Authorization: Bearer tok-vera\n",
 "Proxy-Authorization: Bearer tok-vera\n"]
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Public) x 6]
--- response_body_like eval
[@::Sent]



=== TEST 13: lists by id are never public
--- as: - - - vera app no-such-token
--- request eval
TestAuth::asks('?id[]=101', '', '?id[]=101&access_token=tok-app',
    ('?id[]=101') x 3)
--- error_code eval
[(200) x 6]
--- response_headers eval
[($::Private) x 6]
--- response_body_like eval
['^\[\{"id":"101"', '^\[\]$', ('^\[\{"id":"101"') x 4]



=== TEST 14: in the way of 4.7
--- compat: 4.7
--- as: - - vera
--- request eval
TestAuth::asks('?id[]=101', '?id[]=101&access_token=tok-app', '?id[]=101')
--- error_code eval
[(200) x 3]
--- response_headers eval
[($::Private) x 3]
--- response_body_like eval
[('^\[\{"id":"101"') x 3]



=== TEST 15: nor are sources
--- as: vera app - -
--- request eval
TestAuth::asks('/101/source', '/101/source',
    '/101/source?access_token=tok-app', '/101/source')
--- error_code eval
[200, 200, 200, 401]
--- response_headers eval
[($::Private) x 4]
--- response_body_like eval
[('^\{"id":"101","text":') x 3, 'invalid']



=== TEST 16: in the way of 4.7
--- compat: 4.7
--- as: vera -
--- request eval
TestAuth::asks('/101/source', '/101/source?access_token=tok-app')
--- error_code eval
[200, 200]
--- response_headers eval
[($::Private) x 2]
--- response_body_like eval
[('^\{"id":"101","text":') x 2]



=== TEST 17: quotes want a token, so that somebody asks
--- as: vera app - -
--- request eval
TestAuth::asks('/101/quotes', '/101/quotes',
    '/101/quotes?access_token=tok-app', '/101/quotes')
--- error_code eval
[200, 200, 200, 401]
--- response_headers eval
[($::Private) x 4]
--- response_body_like eval
[('^\[\]$') x 3, 'invalid']



=== TEST 18: or nobody, in the way of 4.7
--- compat: 4.7
--- as: vera app - -
--- request eval
TestAuth::asks('/101/quotes', '/101/quotes',
    '/101/quotes?access_token=tok-app', '/101/quotes?access_token=tok-vera')
--- error_code eval
[(200) x 4]
--- response_headers eval
[($::Private) x 2, $::Public, $::Private]
--- response_body_like eval
[('^\[\]$') x 4]



=== TEST 19: what is not there is nobody's
--- request eval
TestAuth::asks(map { s/101/999/r } @::Open, '/101/source', '/101/quotes')
--- error_code eval
[(404) x 8]
--- response_headers eval
[($::Private) x 8]
--- response_body_like eval
[($::Missing) x 8]



=== TEST 20: what may not be seen
--- compat: 4.7
--- as: - vera bob -
--- request eval
TestAuth::asks('/502', '/502/context', '/501', '/999/history')
--- error_code eval
[(404) x 4]
--- response_headers eval
[($::Private) x 4]
--- response_body_like eval
[($::Missing) x 4]



=== TEST 21: refused tokens
--- as: revoked expired write revoked expired write app-write suspended
--- request eval
TestAuth::asks('/101', '/101/context', '/101/history', '/101/favourited_by',
    '/101/source', '/101/quotes', '/101/card', '/101')
--- error_code eval
[401, 401, 403, 401, 401, 403, 403, 403]
--- response_headers eval
[($::Private) x 8]
--- response_body_like eval
['revoked', 'expired', 'scopes', 'revoked', 'expired', 'scopes', 'scopes',
 'disabled']



=== TEST 22: too many at once, no route, a method that is switched off
--- conf
statuses_operations -history;
--- request eval
[@{ TestAuth::asks(@::Bad, '/101/nothing', '/101/history') },
 'POST /api/v1/statuses/101', 'OPTIONS /api/v1/statuses/101']
--- error_code eval
[422, 404, 403, 404, 404]
--- response_headers eval
[($::Private) x 5]
--- response_body_like eval
['ValidationError', $::Unknown, 'not allowed', $::Unknown, $::Unknown]



=== TEST 23: nothing is said of what was not understood
--- request eval
TestAuth::asks('/%FF', '/101?a=%', '/101', '/101', '/101/nothing')
--- more_headers eval
['', '', "Accept: json\n", "Content-Type: json\n", "Accept: json\n"]
--- error_code eval
[400, 400, 406, 406, 406]
--- response_headers eval
[($::None) x 5]
--- response_body_like eval
['Bad Request', 'Bad Request', ('Not Acceptable') x 3]



=== TEST 24: nor in answer to a preflight
--- request eval
["OPTIONS /api/v1/statuses/101", "OPTIONS /api/v1/statuses/101/context"]
--- more_headers eval
[("Origin: x\nAccess-Control-Request-Method: GET\n") x 2]
--- error_code eval
[200, 200]
--- response_headers eval
[($::None) x 2]
--- response_body_like eval
['^$', '^$']



=== TEST 25: closed servers: refused users may be asked for again
--- conf
statuses_limited_federation on;
--- as: moved - app vera revoked
--- request eval
TestAuth::asks('/101', '/101/context', '/101/history', '/101', '/101')
--- error_code eval
[403, 401, 401, 200, 401]
--- response_headers eval
[$::NoCache, ($::Private) x 4]
--- response_body_like eval
['disabled', 'authenticated user', 'authenticated user', '^\{"id":"101"',
 'revoked']



=== TEST 26: HEAD as GET
--- as: - vera - - -
--- request eval
[map { "HEAD /api/v1/statuses$_" } '/101', '/101', '/101/context', '/999',
    '?id[]=101']
--- error_code eval
[200, 200, 200, 404, 200]
--- response_headers eval
[$::Public, $::Private, $::Public, ($::Private) x 2]
--- response_body_like eval
[('^$') x 5]



=== TEST 27: a database that is gone
--- config
    location /api/v1/statuses {
        statuses on;
    }
--- http_config
    statuses_database main {
        conninfo "host=/nonexistent dbname=x";
    }

    statuses_primary main;
    statuses_local_domain social.example;
--- request eval
TestAuth::asks('/101', '/101/context')
--- error_code eval
[503, 503]
--- response_headers eval
[($::Private) x 2]
--- response_body_like eval
[('Service Unavailable') x 2]
--- no_error_log eval
[qr/\[(?:crit|alert|emerg)\]/]



=== TEST 28: statuses_etag off, statuses_cors off
--- conf
statuses_etag off;
statuses_cors off;
--- as: - vera
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[200, 200]
--- response_headers eval
[$::Public, $::Private]
--- response_body_like eval
[('^\{"id":"101"') x 2]
