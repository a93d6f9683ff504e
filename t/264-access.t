# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;
use TestConf;

# Servers that are not open to everybody: statuses_authorized_fetch,
# statuses_limited_federation, statuses_anonymous.

TestEnv::strict_sections(@TestConf::Sections);
TestAuth::setup();
TestConf::setup();

our $Hello = main::status(101, language => '"en"');
our $Seen = viewed(101, language => '"en"');
our $Unknown = '{"error":"Not Found"}';
our $Here = TestAuth::error('This API requires an authenticated user');
our $There = TestAuth::error('This method requires an authenticated user');
our $Mail = TestAuth::error('Your login is missing a confirmed e-mail address');
our $Pending = TestAuth::error('Your login is currently pending approval');
our $Revoked = TestAuth::error('The access token was revoked');
our $Expired = TestAuth::error('The access token expired');
our $Invalid = TestAuth::error('The access token is invalid');

# what all refusals have in common; six assertions each
sub refusal {
    my ($cache, $vary, $authenticate) = @_;

    return "Content-Type: application/json; charset=utf-8\n"
        . "Cache-Control: $cache\nVary: $vary\n"
        . "X-Frame-Options: DENY\n!ETag\n"
        . ($authenticate ? "WWW-Authenticate: $authenticate"
                         : '!WWW-Authenticate');
}

our $Early = refusal($TestAuth::Private, 'Origin');
our $Gate = refusal('no-cache', 'Origin');
our $Late = refusal($TestAuth::Private, 'Authorization, Origin');
our @All = ('/101', '?id[]=101', '/101/context', '/101/history',
    '/101/favourited_by', '/101/reblogged_by', '/101/quotes', '/101/source',
    '/101/card');
our @Bodies = ('^\{"id":"101"', '^\[\{"id":"101"', '^\{"ancestors":',
    '^\[\{"content":', '^\[\]$', '^\[\]$', '^\[\]$', '^\{"id":"101","text":',
    '^\{\}$');
our @Bad = ('?' . join '&', map { "id[]=$_" } 1 .. 21);

sub unauthenticated {
    return refusal($TestAuth::Private, 'Authorization, Origin',
        TestAuth::refused($_[0]));
}

# Three for each of 185 requests, six for the headers of 101 of them and one for
# those of 50; two more and one for each line in T34.
repeat_each(2);
plan tests => repeat_each() * (185 * 3 + 101 * 6 + 50 + 2) + 45;

run_tests();

__DATA__

=== TEST 1: authorized fetch: whoever is no user gets nothing
--- conf
statuses_authorized_fetch on;
--- as: - app dangling no-such-token app-revoked app-write
--- request eval
TestAuth::asks(('/101') x 6)
--- error_code eval
[(401) x 6]
--- response_headers eval
[($::Early) x 6]
--- response_body eval
[($::Here) x 6]



=== TEST 2: tokens of other kinds, and in other places
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks('/101', '/101', '/101?access_token=tok-app',
    '/101?bearer_token=no-such-token', '/101?access_token=')
--- more_headers eval
["Authorization: Basic dTpw\n", "Authorization: Bearer  tok-vera\n", '', '',
 '']
--- error_code eval
[(401) x 5]
--- response_headers eval
[($::Early) x 5]
--- response_body eval
[($::Here) x 5]



=== TEST 3: in the words of 4.7, and of 4.5
--- compat: 4.7
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks('/101', '/101/source')
--- error_code eval
[401, 401]
--- response_headers eval
[($::Early) x 2]
--- response_body eval
[$::There, $::There]



=== TEST 4: of 4.5
--- compat: 4.5
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks('/101', '/999')
--- error_code eval
[401, 401]
--- response_headers eval
[($::Early) x 2]
--- response_body eval
[$::There, $::There]



=== TEST 5: every operation
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks(@::All)
--- error_code eval
[(401) x 9]
--- response_headers eval
[($::Early) x 9]
--- response_body eval
[($::Here) x 9]



=== TEST 6: before it is looked for what was asked
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks('/999', '/501', '/999/source', '/999/quotes', '/abc', @::Bad,
    '/101/favourited_by?limit=0', '?id=1')
--- error_code eval
[(401) x 8]
--- response_headers eval
[($::Early) x 8]
--- response_body eval
[($::Here) x 8]



=== TEST 7: but not before it is understood
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks('/101/nothing', '/%FF', '/101?a=%', '/101.json')
--- error_code eval
[404, 400, 400, 404]
--- response_headers eval
["Vary: Origin", "!Cache-Control", "!Cache-Control", "Vary: Origin"]
--- response_body eval
[$::Unknown, (TestAuth::error('Bad Request')) x 2, $::Unknown]



=== TEST 8: HEAD, and a POST in disguise
--- conf
statuses_authorized_fetch on;
--- request eval
["HEAD /api/v1/statuses/101", "HEAD /api/v1/statuses/999",
 "POST /api/v1/statuses/101"]
--- more_headers eval
['', '', "X-HTTP-Method-Override: GET\n"]
--- error_code eval
[401, 401, 401]
--- response_headers eval
[($::Early) x 3]
--- response_body eval
['', '', $::Here]



=== TEST 9: users in any state read as ever
--- conf
statuses_authorized_fetch on;
--- as: vera disabled unconfirmed unapproved moved memorial factor
--- request eval
TestAuth::asks(('/101') x 7)
--- error_code eval
[(200) x 7]
--- response_headers eval
[("Cache-Control: $TestAuth::Private") x 7]
--- response_body eval
[($::Seen) x 7]



=== TEST 10: all operations
--- conf
statuses_authorized_fetch on;
--- as: vera
--- request eval
TestAuth::asks(@::All)
--- error_code eval
[(200) x 9]
--- response_headers eval
[("Cache-Control: $TestAuth::Private") x 9]
--- response_body_like eval
[@::Bodies]



=== TEST 11: what is wrong with their tokens is said as ever
--- conf
statuses_authorized_fetch on;
--- as: vera revoked expired write vera suspended suspended vera
--- request eval
TestAuth::asks('/999', '/101', '/101', '/101', '/101?access_token=tok-app',
    '/101', '/999', @::Bad)
--- error_code eval
[404, 401, 401, 403, 200, 403, 403, 422]
--- response_headers eval
[$::Late, main::unauthenticated('The access token was revoked'),
 main::unauthenticated('The access token expired'),
 main::refusal($TestAuth::Private, 'Authorization, Origin',
    TestAuth::scope_refused()),
 "Cache-Control: $TestAuth::Private", $::Early, $::Early, $::Late]
--- response_body eval
[$TestAuth::NotFound, $::Revoked, $::Expired, $TestAuth::Scope, $::Seen,
 $TestAuth::Disabled, $TestAuth::Disabled,
 TestAuth::error('Mastodon::ValidationError')]



=== TEST 12: a token of a user in a parameter is one
--- conf
statuses_authorized_fetch on;
--- request eval
TestAuth::asks('/101?access_token=tok-vera', '/101?bearer_token=tok-vera')
--- error_code eval
[200, 200]
--- response_headers eval
[("Cache-Control: $TestAuth::Private") x 2]
--- response_body eval
[$::Seen, $::Seen]



=== TEST 13: limited federation: whoever is no user gets nothing
--- conf
statuses_limited_federation on;
--- as: - app dangling no-such-token app-revoked -
--- request eval
TestAuth::asks(('/101') x 5, '/999')
--- error_code eval
[(401) x 6]
--- response_headers eval
[($::Early) x 6]
--- response_body eval
[($::Here) x 6]



=== TEST 14: every operation
--- compat: 4.7
--- conf
statuses_limited_federation on;
--- request eval
TestAuth::asks(@::All[0 .. 7])
--- error_code eval
[(401) x 8]
--- response_headers eval
[($::Early) x 8]
--- response_body eval
[($::There) x 8]



=== TEST 15: nor does a user who is not sound
--- conf
statuses_limited_federation on;
--- as: disabled unconfirmed unapproved moved memorial factor suspended leaving
--- request eval
TestAuth::asks(('/101') x 8)
--- error_code eval
[(403) x 8]
--- response_headers eval
[($::Gate) x 8]
--- response_body eval
[$TestAuth::Disabled, $::Mail, $::Pending, ($TestAuth::Disabled) x 5]



=== TEST 16: wherever
--- conf
statuses_limited_federation on;
--- as: moved
--- request eval
TestAuth::asks(@::All, '/999', @::Bad, '/999/source')
--- error_code eval
[(403) x 12]
--- response_headers eval
[($::Gate) x 12]
--- response_body eval
[($TestAuth::Disabled) x 12]



=== TEST 17: however wrong the token is besides
--- conf
statuses_limited_federation on;
--- as: suspended-revoked suspended-write
--- request eval
TestAuth::asks(('/101') x 2)
--- error_code eval
[403, 403]
--- response_headers eval
[($::Gate) x 2]
--- response_body eval
[($TestAuth::Disabled) x 2]



=== TEST 18: sound users read, with tokens that are good for it
--- conf
statuses_limited_federation on;
--- as: vera vera read revoked expired write
--- request eval
TestAuth::asks('/101', '/999', '/101', '/101', '/101', '/101')
--- error_code eval
[200, 404, 200, 401, 401, 403]
--- response_headers eval
["Cache-Control: $TestAuth::Private", $::Late,
 "Cache-Control: $TestAuth::Private",
 main::unauthenticated('The access token was revoked'),
 main::unauthenticated('The access token expired'),
 main::refusal($TestAuth::Private, 'Authorization, Origin',
    TestAuth::scope_refused())]
--- response_body eval
[$::Seen, $TestAuth::NotFound, $::Seen, $::Revoked, $::Expired,
 $TestAuth::Scope]



=== TEST 19: all operations, and posts from elsewhere
--- conf
statuses_limited_federation on;
--- as: vera
--- request eval
TestAuth::asks(@::All, '/103')
--- error_code eval
[(200) x 10]
--- response_headers eval
[("Cache-Control: $TestAuth::Private") x 10]
--- response_body_like eval
[@::Bodies, '^\{"id":"103"']



=== TEST 20: with a cache of tokens, again and again
--- conf
statuses_limited_federation on;
--- zone: zone=tokens:128k valid=1h negative=1h
--- as: moved moved vera vera app app no-such-token no-such-token
--- request eval
TestAuth::asks(('/101') x 8)
--- error_code eval
[403, 403, 200, 200, (401) x 4]
--- response_body eval
[($TestAuth::Disabled) x 2, ($::Seen) x 2, ($::Here) x 4]



=== TEST 21: without one
--- conf
statuses_limited_federation on;
--- zone: off
--- as: moved vera app no-such-token
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[403, 200, 401, 401]
--- response_body eval
[$TestAuth::Disabled, $::Seen, $::Here, $::Here]



=== TEST 22: off is off
--- conf
statuses_authorized_fetch off;
statuses_limited_federation off;
--- as: - app moved
--- request eval
TestAuth::asks(('/101') x 3)
--- error_code eval
[200, 200, 200]
--- response_body eval
[$::Hello, $::Hello, $::Seen]



=== TEST 23: one location may be closed, another open
--- config
    statuses_limited_federation on;

    location /api/v1/statuses {
        statuses on;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_limited_federation off;
    }
--- request eval
TestAuth::asks('/101', '/102', '/102/source')
--- error_code eval
[401, 200, 401]
--- response_body_like eval
["^\Q$::Here\E\$", '^\{"id":"102"', "^\Q$::Invalid\E\$"]



=== TEST 24: no anonymous reads at all
--- conf
statuses_anonymous off;
--- request eval
TestAuth::asks(@::All[0 .. 5, 8], '/999')
--- error_code eval
[(401) x 8]
--- response_headers eval
[($::Early) x 8]
--- response_body eval
[($::Here) x 8]



=== TEST 25: in the words of 4.7
--- compat: 4.7
--- conf
statuses_anonymous off;
--- as: - no-such-token
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[401, 401]
--- response_headers eval
[($::Early) x 2]
--- response_body eval
[$::There, $::There]



=== TEST 26: what wants a token says so itself
--- conf
statuses_anonymous off;
--- request eval
TestAuth::asks('/101/source', '/101/quotes', '/999/source')
--- error_code eval
[401, 401, 404]
--- response_headers eval
[(main::unauthenticated('The access token is invalid')) x 2, $::Late]
--- response_body eval
[$::Invalid, $::Invalid, $TestAuth::NotFound]



=== TEST 27: any token will do, an app's as well
--- conf
statuses_anonymous off;
--- as: vera app moved dangling revoked write
--- request eval
TestAuth::asks(('/101') x 6)
--- error_code eval
[(200) x 4, 401, 403]
--- response_body eval
[$::Seen, $::Hello, $::Seen, $::Hello, $::Revoked, $TestAuth::Scope]



=== TEST 28: one operation
--- conf
statuses_anonymous show;
--- request eval
TestAuth::asks(@::All[0 .. 5, 8])
--- error_code eval
[200, (401) x 6]
--- response_headers eval
["Cache-Control: $TestAuth::Public", ($::Early) x 6]
--- response_body eval
[$::Hello, ($::Here) x 6]



=== TEST 29: several
--- conf
statuses_anonymous batch history card favourited_by;
--- request eval
TestAuth::asks(@::All[0 .. 5, 8])
--- error_code eval
[401, 200, 401, 200, 200, 401, 200]
--- response_body_like eval
["^\Q$::Here\E\$", $::Bodies[1], "^\Q$::Here\E\$", $::Bodies[3],
 $::Bodies[4], "^\Q$::Here\E\$", $::Bodies[8]]



=== TEST 30: all reads, with another time for caches
--- conf
statuses_anonymous read max_age=1m;
--- request eval
TestAuth::asks(@::All[0 .. 5, 8], '/999')
--- error_code eval
[(200) x 7, 404]
--- response_headers eval
my $public = 'Cache-Control: max-age=60, public, stale-while-revalidate=30,'
    . ' stale-if-error=86400';
[$public, "Cache-Control: $TestAuth::Private", ($public) x 5,
 "Cache-Control: $TestAuth::Private"]
--- response_body_like eval
[@::Bodies[0 .. 5, 8], 'Record not found']



=== TEST 31: no time, and a long one
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_anonymous show max_age=0;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_anonymous max_age=1d show;
    }

    location /api/v1/statuses/103 {
        statuses on;
        statuses_anonymous show;
    }
--- request eval
TestAuth::asks('/101', '/102', '/103')
--- error_code eval
[200, 200, 200]
--- response_headers eval
[map { "Cache-Control: max-age=$_, public, stale-while-revalidate=30,"
    . ' stale-if-error=86400' } 0, 86400, 15]
--- response_body_like eval
['^\{"id":"101"', '^\{"id":"102"', '^\{"id":"103"']



=== TEST 32: it is nobody's answer who has a token
--- conf
statuses_anonymous read max_age=1m;
--- as: vera app no-such-token
--- request eval
TestAuth::asks(('/101') x 3)
--- error_code eval
[200, 200, 200]
--- response_headers eval
[("Cache-Control: $TestAuth::Private") x 3]
--- response_body eval
[$::Seen, $::Hello, $::Hello]



=== TEST 33: a closed server stays closed
--- conf
statuses_authorized_fetch on;
statuses_anonymous read;
--- as: - app vera
--- request eval
TestAuth::asks(('/101') x 3)
--- error_code eval
[401, 401, 200]
--- response_body eval
[$::Here, $::Here, $::Seen]



=== TEST 34: values
--- taken
location: statuses_anonymous off;
location: statuses_anonymous read;
location: statuses_anonymous show batch;
location: statuses_anonymous show max_age=5m;
location: statuses_anonymous max_age=5m show;
server: statuses_anonymous source quotes;
http: statuses_anonymous off;
location: statuses_authorized_fetch on;
server: statuses_authorized_fetch off;
http: statuses_limited_federation on;
server: statuses_limited_federation on;
location: statuses_limited_federation off;
--- refused
location: statuses_anonymous;  => invalid number of arguments in "statuses_anonymous"
location: statuses_anonymous x;  => invalid parameter "x"
location: statuses_anonymous Show;  => invalid parameter "Show"
location: statuses_anonymous -show;  => invalid parameter "-show"
location: statuses_anonymous create;  => invalid parameter "create"
location: statuses_anonymous read create;  => invalid parameter "create"
location: statuses_anonymous all;  => invalid parameter "all"
location: statuses_anonymous show off;  => invalid parameter "off"
location: statuses_anonymous off show;  => "off" stands alone, there is "show" behind it
location: statuses_anonymous off off;  => "off" stands alone, there is "off" behind it
location: statuses_anonymous off max_age=5m;  => "off" stands alone, there is "max_age=5m" behind it
location: statuses_anonymous max_age=5m;  => "max_age=5m" without an operation, say "read max_age=5m" for all reads
location: statuses_anonymous show show;  => duplicate parameter "show"
location: statuses_anonymous read batch;  => duplicate parameter "batch"
location: statuses_anonymous batch read;  => duplicate parameter "read"
location: statuses_anonymous show max_age=5m max_age=5m;  => duplicate parameter "max_age=5m"
location: statuses_anonymous show max_age=;  => invalid parameter "max_age="
location: statuses_anonymous show max_age=x;  => invalid parameter "max_age=x"
location: statuses_anonymous show max_age=-1;  => invalid parameter "max_age=-1"
location: statuses_anonymous show max_age=5x;  => invalid parameter "max_age=5x"
location: statuses_anonymous show max_age=500ms;  => invalid parameter "max_age=500ms"
location: statuses_anonymous show age=5;  => invalid parameter "age=5"
location: statuses_anonymous show; statuses_anonymous off;  => "statuses_anonymous" directive is duplicate
main: statuses_anonymous show;  => "statuses_anonymous" directive is not allowed here
if: statuses_anonymous show;  => "statuses_anonymous" directive is not allowed here
location: statuses_authorized_fetch;  => invalid number of arguments in "statuses_authorized_fetch"
location: statuses_authorized_fetch yes;  => invalid value "yes"
location: statuses_authorized_fetch on on;  => invalid number of arguments in "statuses_authorized_fetch"
location: statuses_authorized_fetch on; statuses_authorized_fetch on;  => "statuses_authorized_fetch" directive is duplicate
main: statuses_authorized_fetch on;  => "statuses_authorized_fetch" directive is not allowed here
location: statuses_limited_federation 1;  => invalid value "1"
location: statuses_limited_federation on; statuses_limited_federation off;  => "statuses_limited_federation" directive is duplicate
main: statuses_limited_federation on;  => "statuses_limited_federation" directive is not allowed here
