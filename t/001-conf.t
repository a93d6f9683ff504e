# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestConf;

# statuses and statuses_primary: where they may stand, and what they inherit.

pg_setup('t/data/show.sql');
TestEnv::strict_sections(@TestConf::Sections);
TestConf::setup();

our $Databases = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_database nowhere {
        conninfo "host=/nonexistent";
    }

    statuses_local_domain social.example;
_EOC_

our $Primary = "$Databases\n    statuses_primary main;\n";

# Tried lines are 30, once each; their two blocks make three besides.  Of the
# other 15 requests each makes four: status, body, and two of the log.
repeat_each(2);
plan tests => 30 + repeat_each() * (2 * 3 + 15 * 4);

run_tests();

__DATA__

=== TEST 1: what is refused
--- refused
http: statuses maybe; => invalid value "maybe" in "statuses" directive
http: statuses; => invalid number of arguments in "statuses" directive
http: statuses on off; => invalid number of arguments in "statuses" directive
http: statuses on; statuses on; => "statuses" directive is duplicate
server: statuses on; statuses off; => "statuses" directive is duplicate
location: statuses off; statuses off; => "statuses" directive is duplicate
if: statuses on; => "statuses" directive is not allowed here
main: statuses on; => "statuses" directive is not allowed here
location: statuses_primary nobody; => unknown database "nobody", statuses_database must come before
http: statuses_primary; => invalid number of arguments in "statuses_primary" directive
http: statuses_primary main main; => invalid number of arguments in "statuses_primary" directive
http: statuses_primary main; => "statuses_primary" directive is duplicate
location: statuses_primary main; statuses_primary main; => "statuses_primary" directive is duplicate
if: statuses_primary main; => "statuses_primary" directive is not allowed here
main: statuses_primary main; => "statuses_primary" directive is not allowed here
server: statuses_database other { conninfo a=b; } => "statuses_database" directive is not allowed here
location: statuses_database other { conninfo a=b; } => "statuses_database" directive is not allowed here
http bare: statuses_primary main; statuses_database main { conninfo "host=/n"; } => unknown database "main", statuses_database must come before



=== TEST 2: a switched-on server needs a database and a name
--- refused
http bare: statuses on; => "statuses on" needs statuses_primary
server bare: statuses on; => "statuses on" needs statuses_primary
location bare: statuses on; => "statuses on" needs statuses_primary
http bare: statuses_database main { conninfo "host=/n"; } statuses_primary main; statuses on; => "statuses on" needs statuses_local_domain
--- taken
http bare: statuses_database main { conninfo "host=/n"; } statuses_primary main; statuses_local_domain a; statuses on;
http bare: statuses off;
server: statuses on;
location: statuses on;
http: statuses off;
server: statuses off; statuses_primary main;
http bare: statuses_database main { conninfo "host=/n"; }
location: statuses off; statuses_primary main;



=== TEST 3: off by default
--- http_config eval: $::Primary
--- config
    location /api/v1/statuses {
        root html;
    }
--- request
GET /api/v1/statuses/101
--- error_code: 404
--- response_body_like: <html>
--- no_error_log
[alert]
[emerg]



=== TEST 4: on in a location, and there only
--- http_config eval: $::Primary
--- config
    location /api/v1/statuses/101 {
        statuses on;
    }

    location /api/v1/statuses/102 {
        root html;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 404]
--- response_body_like eval
['^{"id":"101",', '<html>']



=== TEST 5: from the server into its locations, unless they say no
--- http_config eval: $::Primary
--- config
    statuses on;

    location /api/v1/statuses/101 {
        root html;
    }

    location /api/v1/statuses/102 {
        statuses off;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 404]
--- response_body_like eval
['^{"id":"101",', '<html>']



=== TEST 6: from http into its servers, and into a location in a location
--- http_config eval
"$::Primary\n    statuses on;\n"
--- config
    location /api {
        root html;

        location /api/v1/statuses/102 {
            statuses off;

            location /api/v1/statuses/1020 {
                statuses on;
            }
        }
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/1020"]
--- error_code eval
[200, 404, 404]
--- response_body_like eval
['^{"id":"101",', '<html>', '^{"error":"Record not found"}$']



=== TEST 7: where no location matches the server itself answers
--- http_config eval: $::Primary
--- config
    statuses on;
--- request
GET /api/v1/statuses/101
--- response_body_like: ^{"id":"101",



=== TEST 8: a database, from http and from the location
--- http_config eval
"$::Databases\n    statuses_primary nowhere;\n"
--- config
    location /api/v1/statuses/101 {
        statuses on;
    }

    location /api/v1/statuses/102 {
        statuses on;
        statuses_primary main;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[503, 200]
--- response_body_like eval
['^{"error":"Service Unavailable"}$', '^{"id":"102",']



=== TEST 9: and from the server
--- http_config eval
"$::Databases\n    statuses_primary nowhere;\n"
--- config
    statuses_primary main;
    statuses on;

    location /api/v1/statuses/102 {
        statuses_primary nowhere;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 503]
--- response_body_like eval
['^{"id":"101",', '^{"error":"Service Unavailable"}$']



=== TEST 10: limit_except and a nested location keep it
--- http_config eval: $::Primary
--- config
    location /api/v1/statuses {
        statuses on;

        limit_except GET {
            deny all;
        }
    }
--- request eval
["GET /api/v1/statuses/101", "DELETE /api/v1/statuses/101"]
--- error_code eval
[200, 403]
--- response_body_like eval
['^{"id":"101",', '<html>']
