# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;

# The module is loaded and not used: none of its handlers runs, and nobody
# connects to a database.

pg_setup('t/data/show.sql');
TestEnv::strict_sections();

our $Database = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_primary main;
    statuses_local_domain social.example;
_EOC_

# a line of the module's in the log
our $Line = qr/\d: (?:\*\d+ )?statuses[ :]/;

our $Connections = <<'_EOC_';
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
_EOC_

add_block_preprocessor(sub {
    my $block = shift;

    return if defined $block->error_log;

    $block->set_value(sql_query => $main::Connections);
    $block->set_value(sql_result => "0\n");
    $block->set_value(no_error_log => [$main::Line, '[alert]', '[emerg]']);
});

# Five for each of 7 requests: status, body, three of the log; the connections
# once in each of 5 blocks. T6 makes four.
repeat_each(2);
plan tests => repeat_each() * (7 * 5 + 5 + 5);

run_tests();

__DATA__

=== TEST 1: no directive at all
--- config
    location /api/v1/statuses {
        root html;
    }
--- user_files
>>> api/v1/statuses/101
file
--- request
GET /api/v1/statuses/101
--- response_body
file



=== TEST 2: a database that nobody uses
--- http_config eval: $::Database
--- config
    location /api/v1/statuses {
        root html;
    }
--- user_files
>>> api/v1/statuses/101
file
--- request
GET /api/v1/statuses/101
--- response_body
file



=== TEST 3: switched off everywhere, with all that could be set
--- http_config eval
"$::Database\n    statuses off;\n    statuses_fallback off;\n"
    . "    statuses_methods GET;\n    statuses_operations show;\n"
--- config
    statuses off;

    location /api/v1/statuses {
        statuses off;
        statuses_compat 4.6;
        root html;
    }

    location /api/v1/statuses/2 {
        return 200 "returned";
    }
--- user_files
>>> api/v1/statuses/101
file
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/2",
 "GET /api/v1/statuses/%FF"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
["^file\n\$", '^returned$', '<html>']



=== TEST 4: a proxy in the place
--- http_config eval: $::Database
--- config
    location /api/v1/statuses {
        proxy_pass http://127.0.0.1:$TEST_NGINX_SERVER_PORT/other/;
    }

    location /other/ {
        return 200 "other $request";
    }
--- request
GET /api/v1/statuses/101
--- response_body chomp
other GET /other//101 HTTP/1.0



=== TEST 5: somebody else's error page
--- config
    error_page 404 /error;

    location = /error {
        return 404 "error";
    }

    location /api/v1/statuses {
        root html;
    }
--- request
GET /api/v1/statuses/101
--- error_code: 404
--- response_body chomp
error



=== TEST 6: in use it is not as silent as that
--- http_config eval: $::Database
--- config
    location /api/v1/statuses {
        statuses on;
    }
--- request
GET /api/v1/statuses/101
--- error_log eval
[$::Line]
--- response_body_like: ^{"id":"101",
