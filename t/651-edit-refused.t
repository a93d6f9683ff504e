# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Who may not edit, in which order that is found out; what is done once; and
# that what fails in the middle leaves all as it was.

TestAuth::setup(gateway => 1);

our $Backend = <<'_EOC_';
    server {
        listen $TEST_NGINX_RAND_PORT_1;
        location / { return 200 "backend $request_method\n"; }
    }
_EOC_
our $Pass = 'proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;';

our $Post = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, language,
    ordered_media_attachment_ids)
VALUES (111, 3001, true, 'Hello', 'en', '{}');
_EOC_

# a wait of 20 seconds when the versions are written
our $Slow = $Post . <<'_EOC_';
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(20); RETURN NEW; END $$;
CREATE TRIGGER wait BEFORE INSERT ON status_edits FOR EACH ROW
    WHEN (NEW.text <> 'Hello') EXECUTE FUNCTION wait();
_EOC_

our $None = <<'_EOC_';
SELECT text, edited_at, (SELECT count(*) FROM status_edits), (SELECT count(*)
    FROM statuses_gateway.outbox) FROM statuses WHERE id = 111
_EOC_

our $Json = 'Content-Type: application/json';

sub puts {
    my ($id, @bodies) = @_;
    return map { "PUT /api/v1/statuses/$id\n$_" } @bodies;
}

# what is editing has come to the wait
sub waiting {
    pg_await("SELECT count(*) FROM pg_stat_activity WHERE datname ="
        . " current_database() AND wait_event = 'PgSleep'", '1');
}

repeat_each(1);
plan tests => 130;

no_long_string();
run_tests();

__DATA__

=== TEST 1: nobody: whether it is there or not
--- more_headers eval: $::Json
--- request eval: [map { main::puts($_, '{"status":"x"}') } 101, 501, 999]
--- error_code eval: [(401) x 3]
--- response_body eval: [(main::error('The access token is invalid')) x 3]



=== TEST 2: too small a scope, an application, users in every state
--- as: read follow app moved disabled memorial suspended unconfirmed unapproved
--- more_headers eval: $::Json
--- request eval: [(main::puts(999, '{"status":"x"}')) x 9]
--- error_code eval: [403, 403, 422, (403) x 6]
--- response_body eval
[($TestAuth::Scope) x 2,
    main::error('This method requires an authenticated user'),
    ($TestAuth::Disabled) x 4,
    main::error('Your login is missing a confirmed e-mail address'),
    main::error('Your login is currently pending approval')]



=== TEST 3: either scope does
--- sql eval: $::Post
--- as: write write:statuses
--- more_headers eval: $::Json
--- request eval: [main::puts(111, '{"status":"one"}', '{"status":"two"}')]
--- response_body_like eval: [qr/>one</, qr/>two</]



=== TEST 4: what others have written, and what is not there: before its faults
--- as: vera
--- more_headers eval: $::Json
--- request eval
[map { main::puts($_, '{"status":"","quote_approval_policy":"x"}') } 101, 103,
    502, 999, 'abc', 0, '99999999999999999999']
--- error_code eval: [(404) x 7]
--- response_body eval: [($TestAuth::NotFound) x 7]
--- sql_query
SELECT count(*) FROM status_edits
--- sql_result
0



=== TEST 5: the same error in every version
--- compat: 4.7
--- as: vera
--- more_headers eval: $::Json
--- request eval: (main::puts(999, '{"status":"x"}'))[0]
--- error_code: 404
--- response_body eval: $TestAuth::NotFound



=== TEST 6: a post that is deleted, and a boost
--- sql
INSERT INTO statuses (id, account_id, local, text, reblog_of_id, deleted_at)
VALUES (111, 3001, true, '', 101, NULL),
    (112, 3001, true, '', NULL, '2026-07-01');
--- as: vera
--- more_headers eval: $::Json
--- request eval: [map { main::puts($_, '{"status":"x"}') } 112, 111]
--- error_code eval: [404, 403]
--- response_body eval
[$TestAuth::NotFound, main::error('This action is not allowed')]
--- sql_query eval: $::None
--- sql_result
||0|0



=== TEST 7: an Idempotency-Key: a poll is not reset twice
--- sql eval: $::Post
--- as: vera
--- more_headers eval: "$::Json\nIdempotency-Key: one"
--- request eval
[main::puts(111, ('{"status":"x","poll":{"options":["a","b"],"expires_in":600}}') x 2,
    '{"status":"other"}'), main::puts(501, '{"status":"x"}')]
--- error_code eval: [200, 200, 422, 422]
--- response_body_like eval
[(qr/>x<.*"poll":\{/) x 2,
    (qr/^\{"error":"This Idempotency-Key was used for another request"\}$/) x 2]
--- sql_query
SELECT (SELECT count(*) FROM status_edits), (SELECT lock_version FROM polls)
--- sql_result
2|0



=== TEST 8: without the gateway; not among the operations
--- sql
DROP SCHEMA statuses_gateway CASCADE;
--- http eval: $::Backend
--- conf eval: $::Pass
--- as: vera
--- more_headers eval: $::Json
--- request eval: (main::puts(501, '{"status":"x"}'))[0]
--- response_body
backend PUT
--- error_log
database "main" has no schema "statuses_gateway", or one that does not match



=== TEST 9: not among the operations
--- http eval: $::Backend
--- conf eval: "statuses_operations read delete create;" . $::Pass
--- as: vera
--- more_headers eval: $::Json
--- request eval: (main::puts(501, '{"status":"x"}'))[0]
--- response_body
backend PUT



=== TEST 10: a failure in the middle leaves nothing, and is nobody else's
--- sql eval
"$::Post ALTER TABLE statuses_gateway.outbox"
    . " ADD CHECK (class <> 'DistributionWorker');"
--- http eval: $::Backend
--- conf eval: "statuses_fallback error timeout;" . $::Pass
--- as: vera
--- more_headers eval: $::Json
--- request eval: (main::puts(111, '{"status":"@bob #tag"}'))[0]
--- error_code: 503
--- response_body eval: main::error('Service Unavailable')
--- no_error_log
[alert]
--- error_log
statement "edit" failed: SQLSTATE 23514
--- sql_query eval
"$::None; SELECT (SELECT count(*) FROM mentions), (SELECT count(*) FROM tags),"
    . " (SELECT count(*) FROM notifications)"
--- sql_result
Hello||0|0
0|0|0



=== TEST 11: the backend of the database is killed in the middle
--- sql eval: $::Slow
--- as: vera
--- more_headers eval: $::Json
--- init
TestPg::pg_later(0, sub {
    main::waiting();
    TestPg::pg_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        . " WHERE wait_event = 'PgSleep'");
});
--- request eval: (main::puts(111, '{"status":"Bye"}'))[0]
--- error_code: 503
--- response_body eval: main::error('Service Unavailable')
--- no_error_log
[alert]
--- sql_query eval: $::None
--- sql_result
Hello||0|0



=== TEST 12: two edits at once: one after the other
--- sql eval
$::Slow =~ s/sleep\(20\)/sleep(0.5)/r
--- as: vera
--- more_headers eval: $::Json
--- init
TestPg::pg_later(0, sub {
    main::waiting();
    TestPg::pg_sql("CREATE TABLE said AS SELECT r.code, r.changed FROM"
        . " statuses_gateway.edit_status(3001, 111, '{\"given\":\"third\","
        . "\"stripped\":\"third\",\"text\":\"third\",\"given_spoiler\":\"\","
        . "\"spoiler_text\":\"\",\"sensitive\":false,\"language\":\"en\"}',"
        . " 'outbox', '') r");
});
--- request eval: (main::puts(111, '{"status":"second"}'))[0]
--- response_body_like: >second<
--- after_response eval
[sub { TestPg::pg_await("SELECT to_regclass('said') IS NOT NULL", 't') }]
--- sql_query
SELECT code, changed, (SELECT text FROM statuses WHERE id = 111) FROM said;
SELECT text FROM status_edits ORDER BY id
--- sql_result
200|t|third
Hello
second
third



=== TEST 13: an edit of what is being deleted
--- sql eval
$::Post . <<'_EOC_'
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.5); RETURN OLD; END $$;
CREATE TRIGGER wait BEFORE DELETE ON statuses FOR EACH ROW
    EXECUTE FUNCTION wait();
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- init
TestPg::pg_later(0, sub {
    main::waiting();
    TestPg::pg_sql("CREATE TABLE said AS SELECT r.code FROM"
        . " statuses_gateway.edit_status(3001, 111, '{}', 'outbox', '') r");
});
--- request
DELETE /api/v1/statuses/111
--- response_body_like: "text":"Hello"
--- after_response eval
[sub { TestPg::pg_await("SELECT to_regclass('said') IS NOT NULL", 't') }]
--- sql_query
SELECT code, (SELECT count(*) FROM status_edits) FROM said
--- sql_result
404|0



=== TEST 14: bodies that are none, and parameters of other kinds
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval
[main::puts(111, '{"status":', '["status"]', '{"status":["x"]}',
    '{"status":{"a":"x"},"spoiler_text":["y"],"sensitive":[true],"language":{},"media_ids":"5","media_attributes":{"id":5},"poll":"x"}',
    '{"status":"Hello","media_ids":[[1]],"media_attributes":[[],null,{"id":[1]},{"id":"5","description":{}}],"poll":[]}',
    '{"status":"Hello","poll":{"options":"a"},"spoiler_text":null}')]
--- error_code eval: [400, 422, 422, 422, 200, 200]
--- response_body_like eval
[qr/^\{"error":"Bad Request"\}$/,
    (qr/^\{"error":"Validation failed: Text can't be blank"\}$/) x 3,
    (qr/"edited_at":null/) x 2]
--- sql_query eval: $::None
--- sql_result
Hello||0|0
