# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestConf;

# statuses_methods, statuses_operations, statuses_fallback, statuses_compat:
# what they take, and what they inherit.

pg_setup('t/data/show.sql');
TestEnv::strict_sections(@TestConf::Sections);
TestConf::setup();

our $Main = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_primary main;
    statuses_local_domain social.example;
_EOC_

our $Disabled = '{"error":"This action is not allowed"}';
our $Unknown = '{"error":"Not Found"}';

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(http_config => $main::Main)
        if !defined $block->http_config;
});

# Tried lines are 61, once each; their four blocks make three besides.  Of the
# other 33 requests each makes four: status, body, and two of the log.
repeat_each(2);
plan tests => 61 + repeat_each() * (4 * 3 + 33 * 4);

run_tests();

__DATA__

=== TEST 1: statuses_methods
--- refused
http: statuses_methods HEAD; => invalid value "HEAD"
http: statuses_methods GETS; => invalid value "GETS"
http: statuses_methods all; => invalid value "all"
http: statuses_methods ""; => invalid value ""
server: statuses_methods GET PATCH; => invalid value "PATCH"
location: statuses_methods; => invalid number of arguments in "statuses_methods" directive
if: statuses_methods GET; => "statuses_methods" directive is not allowed here
main: statuses_methods GET; => "statuses_methods" directive is not allowed here
--- taken
http: statuses_methods GET POST PUT DELETE OPTIONS;
server: statuses_methods OPTIONS;
location: statuses_methods POST DELETE;



=== TEST 2: statuses_operations
--- refused
http: statuses_operations none; => invalid operation "none"
http: statuses_operations Show; => invalid operation "Show"
http: statuses_operations sho; => invalid operation "sho"
http: statuses_operations ""; => invalid operation ""
http: statuses_operations -; => invalid operation "-"
http: statuses_operations --show; => invalid operation "--show"
server: statuses_operations show -favorite; => invalid operation "-favorite"
server: statuses_operations unfavourite; => invalid operation "unfavourite"
location: statuses_operations; => invalid number of arguments in "statuses_operations" directive
http: statuses_operations all; statuses_operations all; => "statuses_operations" directive is duplicate
location: statuses_operations all; statuses_operations -show; => "statuses_operations" directive is duplicate
if: statuses_operations all; => "statuses_operations" directive is not allowed here
main: statuses_operations all; => "statuses_operations" directive is not allowed here
--- taken
http: statuses_operations all;
http: statuses_operations read;
server: statuses_operations show batch context history source favourited_by reblogged_by quotes card scheduled;
server: statuses_operations create edit delete favourite reblog bookmark mute pin policy revoke translate;
location: statuses_operations -show -card;
location: statuses_operations all -translate read show show;
location: statuses_operations -all;



=== TEST 3: statuses_fallback
--- refused
http: statuses_fallback on; => invalid parameter "on"
http: statuses_fallback all; => invalid parameter "all"
http: statuses_fallback ""; => invalid parameter ""
http: statuses_fallback error unknown; => invalid parameter "unknown"
http: statuses_fallback Error; => invalid parameter "Error"
http: statuses_fallback off error; => invalid parameter "off"
server: statuses_fallback error off; => invalid parameter "off"
server: statuses_fallback error timeout error; => invalid parameter "error"
location: statuses_fallback; => invalid number of arguments in "statuses_fallback" directive
http: statuses_fallback off; statuses_fallback off; => "statuses_fallback" directive is duplicate
location: statuses_fallback error; statuses_fallback timeout; => "statuses_fallback" directive is duplicate
if: statuses_fallback off; => "statuses_fallback" directive is not allowed here
main: statuses_fallback off; => "statuses_fallback" directive is not allowed here
--- taken
http: statuses_fallback off;
server: statuses_fallback unsupported disabled error timeout overload;
location: statuses_fallback overload;



=== TEST 4: statuses_compat
--- refused
http: statuses_compat 4.4; => invalid value "4.4"
http: statuses_compat 4.8; => invalid value "4.8"
http: statuses_compat 4.7.0; => invalid value "4.7.0"
http: statuses_compat ""; => invalid value ""
server: statuses_compat doc; => invalid value "doc"
location: statuses_compat; => invalid number of arguments in "statuses_compat" directive
location: statuses_compat 4.5 4.6; => invalid number of arguments in "statuses_compat" directive
http: statuses_compat docs; statuses_compat docs; => "statuses_compat" directive is duplicate
if: statuses_compat docs; => "statuses_compat" directive is not allowed here
main: statuses_compat docs; => "statuses_compat" directive is not allowed here
--- taken
http: statuses_compat docs;
http: statuses_compat 4.5;
server: statuses_compat 4.6;
location: statuses_compat 4.7;



=== TEST 5: without GET there is no HEAD, and no reading
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_methods POST PUT DELETE;
    }
--- request eval
["GET /api/v1/statuses/101", "HEAD /api/v1/statuses/101"]
--- error_code eval
[403, 403]
--- response_body eval
[$::Disabled, '']



=== TEST 6: with GET alone there is no writing; PATCH is a PUT
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_methods GET;
    }
--- request eval
["GET /api/v1/statuses/101", "POST /api/v1/statuses",
 "PUT /api/v1/statuses/101", "PATCH /api/v1/statuses/101",
 "DELETE /api/v1/statuses/101", "HEAD /api/v1/statuses/101"]
--- error_code eval
[200, 403, 403, 403, 403, 200]
--- response_body_like eval
['^{"id":"101",', ("^\Q$::Disabled\E\$") x 4, '^$']



=== TEST 7: an unknown route is unknown before it is switched off
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_methods GET;
        statuses_operations -show;
    }
--- request eval
["POST /api/v1/statuses/101", "GET /api/v1/statuses/101/nothing"]
--- error_code eval
[404, 404]
--- response_body eval
[$::Unknown, $::Unknown]



=== TEST 8: methods are inherited as a whole
--- http_config eval
"$::Main\n    statuses_methods POST;\n"
--- config
    statuses on;

    location /api/v1/statuses/101 {
    }

    location /api/v1/statuses/102 {
        statuses_methods GET;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/103"]
--- error_code eval
[403, 200, 403]
--- response_body_like eval
["^\Q$::Disabled\E\$", '^{"id":"102",', "^\Q$::Disabled\E\$"]



=== TEST 9: several lines of methods are one
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_methods POST;
        statuses_methods GET;
    }
--- request
GET /api/v1/statuses/101
--- response_body_like: ^{"id":"101",



=== TEST 10: all but one operation
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_operations -show;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/context"]
--- error_code eval
[403, 200]
--- response_body eval
[$::Disabled, '{"ancestors":[],"descendants":[]}']



=== TEST 11: one operation
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_operations show;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/context",
 "DELETE /api/v1/statuses/101"]
--- error_code eval
[200, 403, 403]
--- response_body_like eval
['^{"id":"101",', ("^\Q$::Disabled\E\$") x 2]



=== TEST 12: what reads
--- config
    location /api/v1/statuses {
        statuses on;
        statuses_operations read -context;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101/context",
 "POST /api/v1/statuses/101/favourite", "POST /api/v1/statuses"]
--- error_code eval
[200, 403, 403, 403]
--- response_body_like eval
['^{"id":"101",', ("^\Q$::Disabled\E\$") x 3]



=== TEST 13: from left to right
--- config
    location /api/v1/statuses/101 {
        statuses on;
        statuses_operations show -all;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_operations -all show;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[403, 200]
--- response_body_like eval
["^\Q$::Disabled\E\$", '^{"id":"102",']



=== TEST 14: operations are inherited as a whole
--- http_config eval
"$::Main\n    statuses_operations context;\n"
--- config
    statuses on;

    location /api/v1/statuses/101 {
    }

    location /api/v1/statuses/102 {
        statuses_operations show;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/102/context"]
--- error_code eval
[403, 200, 403]
--- response_body_like eval
["^\Q$::Disabled\E\$", '^{"id":"102",', "^\Q$::Disabled\E\$"]



=== TEST 15: the reasons to go on are inherited, and replaced
--- http_config eval
"$::Main\n    statuses_fallback off;\n"
--- config
    statuses on;

    location /api/v1/statuses/101/ {
        proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/other/;
    }

    location /api/v1/statuses/102/ {
        statuses_fallback unsupported;
        proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/other/;
    }

    location /other/ {
        statuses off;
        return 200 "other";
    }
--- request eval
["GET /api/v1/statuses/101/nothing", "GET /api/v1/statuses/102/nothing"]
--- error_code eval
[404, 200]
--- response_body eval
[$::Unknown, 'other']



=== TEST 16: a version for the server, another for a location
--- http_config eval
"$::Main\n    statuses_compat 4.6;\n"
--- config
    statuses on;

    location /api/v1/statuses/8 {
    }

    location /api/v1/statuses/9 {
        statuses_compat docs;
    }
--- request eval
["GET /api/v1/statuses/888", "GET /api/v1/statuses/999",
 "GET /api/v1/statuses/777"]
--- error_code eval
[404, 404, 404]
--- response_body eval
['{"error":"Not Found"}', '{"error":"Record not found"}',
 '{"error":"Not Found"}']
