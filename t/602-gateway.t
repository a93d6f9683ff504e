# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Writes need the schema statuses_gateway, made for this module and for the
# schema it lies beside; else they are the backend's, and are never done twice.

TestAuth::setup(gateway => 1);

our $Backend = <<'_EOC_';
    server {
        listen $TEST_NGINX_RAND_PORT_1;
        location / { return 200 "backend $request_method\n"; }
    }
_EOC_
our $Pass = 'proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;';

repeat_each(1);
plan tests => 48;

no_long_string();
run_tests();

__DATA__

=== TEST 1: without the schema: the backend's, and the log says why
--- sql
DROP SCHEMA statuses_gateway CASCADE;
--- http eval: $::Backend
--- conf eval: $::Pass
--- as: vera
--- request
POST /api/v1/statuses/101/favourite
--- response_body
backend POST
--- error_log
database "main" has no schema "statuses_gateway", or one that does not match



=== TEST 2: without the schema, and without a backend
--- sql
DROP SCHEMA statuses_gateway CASCADE;
--- as: vera
--- request
POST /api/v1/statuses/101/favourite
--- error_code: 404
--- response_body eval: main::error('Not Found')



=== TEST 3: reads need no such schema
--- sql
DROP SCHEMA statuses_gateway CASCADE;
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body eval: main::viewed(101, language => '"en"')



=== TEST 4: made for another version
--- sql
COMMENT ON SCHEMA statuses_gateway
    IS 'ngx_statuses_module gateway 2 for 4.5';
--- http eval: $::Backend
--- conf eval: $::Pass
--- as: vera
--- request
POST /api/v1/statuses/101/favourite
--- response_body
backend POST



=== TEST 5: a failure in the middle leaves nothing, and is nobody else's
--- sql
ALTER TABLE statuses_gateway.outbox ADD CHECK (class <> 'LocalNotificationWorker');
--- http eval: $::Backend
--- conf eval: "statuses_fallback error timeout;" . $::Pass
--- as: vera
--- request
POST /api/v1/statuses/101/favourite
--- error_code: 503
--- response_body eval: main::error('Service Unavailable')
--- no_error_log
[alert]
--- error_log
statement "favourite" failed: SQLSTATE 23514
--- sql_query
SELECT (SELECT count(*) FROM favourites), (SELECT count(*) FROM status_stats),
    (SELECT count(*) FROM notifications)
--- sql_result
0|0|0



=== TEST 6: statuses_writer is enough
--- http_config eval
"    statuses_database main {
        conninfo \"$TestPg::Conninfo options='-c role=statuses_writer'\";
    }

    statuses_token_zone zone=tokens:128k;
    statuses_primary main;
    statuses_local_domain social.example;"
--- as: vera
--- request eval
[(map { "POST /api/v1/statuses/101/$_" } qw(favourite reblog bookmark)),
    (map { "GET /api/v1/statuses/101$_" } '', qw(/context /history /source
    /favourited_by /reblogged_by)), 'GET /api/v1/statuses?id[]=101']
--- error_code eval: [(200) x 10]
--- response_body_like eval: [(qr/^[[{].+[]}]$/) x 10]
