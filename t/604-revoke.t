# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# An author takes back the consent to a quote: dave's post 103 quotes alice's
# post 101.

TestAuth::setup(gateway => 1);

sub quoting {
    my ($state, $more) = @_;

    return "INSERT INTO quotes (id, status_id, account_id, quoted_status_id,"
        . " quoted_account_id, state, approval_uri, legacy) VALUES (9, 103,"
        . " 2001, 101, 1001, $state, 'https://x/', false);\n"
        . "INSERT INTO status_stats (status_id, quotes_count, created_at,"
        . " updated_at) VALUES (101, 3, now(), now());\n" . ($more // '');
}

our $Revoke = 'POST /api/v1/statuses/101/quotes/103/revoke';

our $Rows = <<'_EOC_';
SELECT q.state, q.approval_uri, t.quotes_count, (SELECT string_agg(class || ' '
    || args, '; ' ORDER BY id) FROM statuses_gateway.outbox)
FROM quotes q, status_stats t WHERE q.id = 9 AND t.status_id = 101
_EOC_

our $Job = 'DistributionWorker [103, {"update":true}]';

# what alice sees of 103 then
sub shown {
    my ($state) = @_;

    return viewed(103, by => 'dave', language => '"de"',
        quote => TestEntity::quote($state, undef));
}

our $Record = main::error('Record not found');
our $Refused = main::error('This action is not allowed');

repeat_each(1);
plan tests => 87;

no_long_string();
run_tests();

__DATA__

=== TEST 1: an accepted quote, and once more
--- sql eval: main::quoting(1)
--- as: alice
--- request eval: [($::Revoke) x 2]
--- response_body eval: [(main::shown('revoked')) x 2]
--- sql_query eval: $::Rows
--- sql_result eval: "3||2|$::Job; $::Job\n"



=== TEST 2: one that waits is rejected, and counted off though it never counted
--- sql eval: main::quoting(0)
--- as: alice
--- request eval: [($::Revoke) x 2]
--- response_body eval: [(main::shown('rejected')) x 2]
--- sql_query eval: $::Rows
--- sql_result eval: "2|https://x/|2|$::Job; $::Job\n"



=== TEST 3: one that was rejected stays so
--- sql eval: main::quoting(2)
--- as: alice
--- request eval: $::Revoke
--- response_body eval: main::shown('rejected')
--- sql_query eval: $::Rows
--- sql_result eval: "2|https://x/|3|$::Job\n"



=== TEST 4: one of old, which was never counted
--- sql eval: main::quoting(1, 'UPDATE quotes SET legacy = true;')
--- as: alice
--- request eval: $::Revoke
--- response_body_like eval: qr/^\{"id":"103",.*"quote":null,/
--- sql_query eval: $::Rows
--- sql_result eval: "3||3|$::Job\n"



=== TEST 5: never below zero
--- sql eval: main::quoting(1, 'UPDATE status_stats SET quotes_count = 0;')
--- as: alice
--- request eval: $::Revoke
--- response_body eval: main::shown('revoked')
--- sql_query eval: $::Rows
--- sql_result eval: "3||0|$::Job\n"



=== TEST 6: whoever has boosted the quoting post is told of an edit
--- sql eval
main::quoting(1, "INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (201, 1002, true, 103);")
--- as: alice
--- request eval: $::Revoke
--- response_body eval: main::shown('revoked')
--- sql_query
SELECT account_id, from_account_id, type, activity_id FROM notifications
--- sql_result
1002|2001|update|103



=== TEST 7: who may not
--- sql eval: main::quoting(1)
--- as: vera - app write-read:statuses read revoked
--- request eval: [($::Revoke) x 6]
--- error_code eval: [403, 401, 403, 403, 403, 401]
--- response_body eval
[$::Refused, main::error('The access token is invalid'), ($::Refused) x 2,
    $TestAuth::Scope, main::error('The access token was revoked')]
--- sql_query eval: $::Rows
--- sql_result eval: "1|https://x/|3|\n"



=== TEST 8: what is not there
--- sql eval: main::quoting(1)
--- as: alice - alice alice alice - alice
--- request eval
[map { "POST /api/v1/statuses/$_/revoke" } ('999/quotes/103') x 2,
    '101/quotes/999', '102/quotes/103', '101/quotes/101', '101/quotes/999',
    '101/quotes/x']
--- error_code eval: [404, 404, 404, 404, 404, 401, 404]
--- response_body eval
[($::Record) x 5, main::error('The access token is invalid'), $::Record]
--- sql_query eval: $::Rows
--- sql_result eval: "1|https://x/|3|\n"



=== TEST 9: the two texts of a version's
--- compat: 4.7
--- sql eval: main::quoting(1)
--- as: alice
--- request eval
[map { "POST /api/v1/statuses/$_/revoke" } '999/quotes/103', '101/quotes/999']
--- error_code eval: [404, 404]
--- response_body eval: [main::error('Not Found'), $::Record]



=== TEST 10: a quoting post that is deleted
--- sql eval
main::quoting(1, 'UPDATE statuses SET deleted_at = now() WHERE id = 103;')
--- as: alice
--- request eval: $::Revoke
--- error_code: 404
--- response_body eval: $::Record



=== TEST 11: beside a running Mastodon it is the backend's
--- sql eval: main::quoting(1)
--- http
    statuses_jobs sidekiq=redis://127.0.0.1:1;

    server {
        listen $TEST_NGINX_RAND_PORT_1;
        location / { return 200 "backend $request_method\n"; }
    }
--- conf
proxy_pass http://127.0.0.1:$TEST_NGINX_RAND_PORT_1;
--- as: alice
--- request eval: $::Revoke
--- response_body
backend POST
--- sql_query eval: $::Rows
--- sql_result eval: "1|https://x/|3|\n"



=== TEST 12: or nobody's
--- sql eval: main::quoting(1)
--- http: statuses_jobs sidekiq=redis://127.0.0.1:1;
--- as: alice
--- request eval: $::Revoke
--- error_code: 404
--- response_body eval: main::error('Not Found')
