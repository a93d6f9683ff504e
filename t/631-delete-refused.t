# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Who may not delete, in which order that is found out; and that what fails
# in the middle leaves all as it was.

TestAuth::setup(gateway => 1);

our $Backend = <<'_EOC_';
    server {
        listen $TEST_NGINX_RAND_PORT_1;
        location / { return 200 "backend $request_method\n"; }
    }
_EOC_
our $Pass = 'proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;';

# a post with a boost, and a wait of 20 seconds before its row goes
our $Slow = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text) VALUES
    (111, 3001, true, 'Hello');
INSERT INTO statuses (id, account_id, local, text, reblog_of_id) VALUES
    (201, 1002, true, '', 111);
INSERT INTO account_stats (account_id, statuses_count) VALUES (3001, 7),
    (1002, 5);
INSERT INTO favourites (account_id, status_id) VALUES (1002, 111);
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(20); RETURN OLD; END $$;
CREATE TRIGGER wait BEFORE DELETE ON statuses FOR EACH ROW
    WHEN (OLD.id = 111) EXECUTE FUNCTION wait();
_EOC_
our $Whole = <<'_EOC_';
SELECT (SELECT count(*) FROM statuses WHERE id IN (111, 201) AND deleted_at
    IS NULL), (SELECT count(*) FROM favourites), (SELECT sum(statuses_count)
    FROM account_stats), (SELECT count(*) FROM statuses_gateway.outbox)
_EOC_

# what is deleting has come to the wait
sub waiting {
    pg_await("SELECT count(*) FROM pg_stat_activity WHERE datname ="
        . " current_database() AND wait_event = 'PgSleep'", '1');
}

repeat_each(1);
plan tests => 79;

no_long_string();
run_tests();

__DATA__

=== TEST 1: nobody: whether it is there or not
--- request eval: [map { "DELETE /api/v1/statuses/$_" } 101, 501, 999]
--- error_code eval: [(401) x 3]
--- response_body eval: [(main::error('The access token is invalid')) x 3]



=== TEST 2: too small a scope; others' scopes
--- as: read read:statuses follow read
--- request eval: [map { "DELETE /api/v1/statuses/$_" } 501, 501, 501, 999]
--- error_code eval: [(403) x 4]
--- response_body eval: [($TestAuth::Scope) x 4]



=== TEST 3: either scope does
--- sql
INSERT INTO statuses (id, account_id, local, text) VALUES
    (111, 3001, true, 'Hello'), (112, 3001, true, 'Hello');
--- as: write write:statuses
--- request eval: [map { "DELETE /api/v1/statuses/$_" } 111, 112]
--- response_body_like eval: [(qr/"text":"Hello"/) x 2]



=== TEST 4: an application
--- as: app
--- request
DELETE /api/v1/statuses/101
--- error_code: 422
--- response_body eval: main::error('This method requires an authenticated user')



=== TEST 5: users in every state, before the post is looked for
--- as: moved disabled memorial suspended unconfirmed unapproved factor
--- request eval: [('DELETE /api/v1/statuses/999') x 7]
--- error_code eval: [(403) x 7]
--- response_body eval
[($TestAuth::Disabled) x 4,
    main::error('Your login is missing a confirmed e-mail address'),
    main::error('Your login is currently pending approval'),
    $TestAuth::Disabled]



=== TEST 6: tokens that are no longer good
--- as: revoked-write expired-write
--- request eval: [('DELETE /api/v1/statuses/501') x 2]
--- error_code eval: [401, 401]
--- response_body eval
[main::error('The access token was revoked'),
    main::error('The access token expired')]
--- sql_query
SELECT count(*) FROM statuses WHERE id = 501
--- sql_result
1



=== TEST 7: without the gateway: the backend's
--- sql
DROP SCHEMA statuses_gateway CASCADE;
--- http eval: $::Backend
--- conf eval: $::Pass
--- as: vera
--- request
DELETE /api/v1/statuses/501
--- response_body
backend DELETE
--- error_log
database "main" has no schema "statuses_gateway", or one that does not match



=== TEST 8: not among the operations: the backend's
--- http eval: $::Backend
--- conf eval: "statuses_operations read;" . $::Pass
--- as: vera
--- request
DELETE /api/v1/statuses/501
--- response_body
backend DELETE
--- sql_query
SELECT count(*) FROM statuses WHERE id = 501
--- sql_result
1



=== TEST 9: a failure in the middle leaves nothing, and is nobody else's
--- sql
ALTER TABLE statuses_gateway.outbox ADD CHECK (class <> 'RemovalWorker');
INSERT INTO account_stats (account_id, statuses_count) VALUES (3001, 7);
--- http eval: $::Backend
--- conf eval: "statuses_fallback error timeout;" . $::Pass
--- as: vera
--- request
DELETE /api/v1/statuses/501
--- error_code: 503
--- response_body eval: main::error('Service Unavailable')
--- no_error_log
[alert]
--- error_log
statement "delete_status" failed: SQLSTATE 23514
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE id = 501 AND deleted_at IS NULL),
    statuses_count FROM account_stats
--- sql_result
1|7



=== TEST 10: the backend of the database is killed in the middle
--- sql eval: $::Slow
--- as: vera
--- init
TestPg::pg_later(0, sub {
    main::waiting();
    TestPg::pg_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        . " WHERE wait_event = 'PgSleep'");
});
--- request
DELETE /api/v1/statuses/111
--- error_code: 503
--- response_body eval: main::error('Service Unavailable')
--- no_error_log
[alert]
--- sql_query eval: $::Whole
--- sql_result
2|1|12|0



=== TEST 11: a favourite that comes while it goes has nothing to be of
--- sql eval
$::Slow =~ s/sleep\(20\)/sleep(1)/r;
--- as: vera
--- init
TestPg::pg_later(0, sub {
    main::waiting();
    TestPg::pg_sql("CREATE TABLE said AS SELECT r.code FROM"
        . " statuses_gateway.favourite(1001, 111, 'outbox', '') r"
        . " UNION ALL SELECT r.code FROM"
        . " statuses_gateway.reblog(1001, 111, NULL, 'outbox', '') r"
        . " UNION ALL SELECT r.code FROM"
        . " statuses_gateway.favourite(1001, 201, 'outbox', '') r"
        . " UNION ALL SELECT r.code FROM"
        . " statuses_gateway.bookmark(1001, 111) r"
        . " UNION ALL SELECT r.code FROM"
        . " statuses_gateway.delete_status(3001, 111, false, 'outbox') r");
});
--- request
DELETE /api/v1/statuses/111
--- response_body_like: ^\{"id":"111",
--- after_response eval
[sub { TestPg::pg_await("SELECT to_regclass('said') IS NOT NULL", 't') }]
--- sql_query
SELECT string_agg(code::text, ' ') FROM said;
SELECT (SELECT count(*) FROM favourites), (SELECT count(*) FROM bookmarks),
    (SELECT count(*) FROM statuses WHERE id IN (111, 201) OR reblog_of_id IS
    NOT NULL)
--- sql_result
404 404 404 404 404
0|0|0
