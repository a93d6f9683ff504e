# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestPublish;
use Test::Nginx::Socket;

# Idempotency-Key: a write that is repeated is done once, and answered anew.

TestPublish::setup();

our $Json = "Content-Type: application/json\n";
our $Key = "${main::Json}Idempotency-Key: k-1\n";
our $Form = "Content-Type: application/x-www-form-urlencoded\n"
    . "Idempotency-Key: k-1\n";
our $Other = error('This Idempotency-Key was used for another request');

our $Count = 'SELECT count(*) FROM statuses WHERE id > 1000000';

sub acts { return [map { "POST /api/v1/statuses/$_" } @_] }
sub gone { return TestPg::pg_sql($_[0]) && undef }

repeat_each(1);
plan tests => 199;

no_long_string();
run_tests();

__DATA__

=== TEST 1: the same key, the same request: the same post
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 3)
--- response_body eval: [(main::made()) x 3]
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE id > 1000000), (SELECT count(*)
    FROM statuses_gateway.outbox), (SELECT array_agg(statuses_count) FROM
    account_stats), account_id, operation, key = encode(sha256('k-1'), 'hex'),
    length(digest), status_id = (SELECT max(id) FROM statuses),
    date_trunc('minute', expires_at - now() + interval '30 seconds')
FROM statuses_gateway.idempotency
--- sql_result
1|4|{1}|3001|create|t|64|t|01:00:00



=== TEST 2: rendered anew
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 2)
--- after_response eval
[sub { TestPg::pg_sql("UPDATE statuses SET text = 'Bye' WHERE id > 1000000") }]
--- response_body eval
[main::made(), main::made(content => main::str('<p>Bye</p>'))]



=== TEST 3: the same request in another order, and another way to send it
--- more_headers eval: [$::Key, $::Key, $::Form]
--- request eval
["POST /api/v1/statuses\n" . '{"status":"Hello","visibility":"public"}',
    "POST /api/v1/statuses?visibility=public\n" . '{"status":"Hello"}',
    "POST /api/v1/statuses\nvisibility=public&status=Hello"]
--- response_body eval: [(main::made()) x 3]
--- sql_query eval: $::Count
--- sql_result
1



=== TEST 4: the same key, another request
--- more_headers eval: $::Key
--- request eval: main::post('{"status":"Hello"}', '{"status":"Hello!"}')
--- error_code eval: [200, 422]
--- response_body eval: [main::made(), $::Other]
--- sql_query eval: $::Count
--- sql_result
1



=== TEST 5: the same, as Mastodon has it: the first one's result
--- compat: 4.7
--- more_headers eval: $::Key
--- request eval: main::post('{"status":"Hello"}', '{"status":"Hello!"}', '{}')
--- response_body eval: [(main::made()) x 3]



=== TEST 6: what is looked at before, is before a repeat, too
--- more_headers eval: $::Key
--- request eval
main::post('{"status":"Hello"}', '{"status":"Hello","in_reply_to_id":"9"}',
    '{"status":"Hello","quote_approval_policy":"x"}',
    '{"status":"Hello","media_ids":[1,1,1,1,1]}')
--- error_code eval: [200, 404, 422, 422]
--- response_body_like eval
['^\{"id":"NEW"', 'trying to reply', 'Record invalid', 'Idempotency-Key']



=== TEST 7: other keys, no key, a blank one
--- more_headers eval
[$::Key, $::Key =~ s/k-1/k-2/r, $::Json, "${main::Json}Idempotency-Key: \n",
    "${main::Json}Idempotency-Key: K-1\n"]
--- request eval: main::post(('{"status":"Hello"}') x 5)
--- response_body_like eval
[map { qr/"statuses_count":$_,/ } 1 .. 5]



=== TEST 8: the same key of somebody else
--- as: vera alice
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 2)
--- response_body_like eval: [qr/"acct":"vera"/, qr/"acct":"alice"/]
--- sql_query eval: $::Count
--- sql_result
2



=== TEST 9: of one's other token: it is the account's
--- as: vera write
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 2)
--- response_body eval: [(main::made()) x 2]



=== TEST 10: a key of any bytes
--- more_headers eval
[("${main::Json}Idempotency-Key: \xff\xfe\"'\\;-- %s\n") x 2,
    "${main::Json}Idempotency-Key: " . ('k' x 5000) . "\n"]
--- request eval: main::post(('{"status":"Hello"}') x 3)
--- response_body eval
[(main::made()) x 2, main::made(n => 2)]



=== TEST 11: what is refused is not remembered
--- more_headers eval: $::Key
--- request eval: main::post('{"status":""}', '{"status":"Hello"}')
--- error_code eval: [422, 200]
--- response_body eval: [main::invalid("Text can't be blank"), main::made()]



=== TEST 12: the post is gone
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 2)
--- after_response eval
[sub { TestPg::pg_sql('DELETE FROM statuses WHERE id > 1000000') }]
--- error_code eval: [200, 404]
--- response_body eval: [main::made(), $TestAuth::NotFound]



=== TEST 13: the post is gone, and its text as well in 4.7
--- compat: 4.7
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 2)
--- after_response eval
[sub { TestPg::pg_sql("UPDATE statuses SET deleted_at = '2026-06-21'") }]
--- error_code eval: [200, 404]
--- response_body eval: [main::made(), $TestAuth::NotFound]



=== TEST 14: the key is over
--- more_headers eval: $::Key
--- request eval: main::post('{"status":"Hello"}', '{"status":"other"}')
--- after_response eval
[sub { TestPg::pg_sql('UPDATE statuses_gateway.idempotency SET expires_at ='
    . ' now()') }]
--- response_body eval
[main::made(), main::made(content => main::str('<p>other</p>'), n => 2)]
--- sql_query
SELECT count(*), bool_and(expires_at > now()), bool_and(status_id =
    (SELECT max(id) FROM statuses)) FROM statuses_gateway.idempotency
--- sql_result
1|t|t



=== TEST 15: how long it is good for
--- conf
    statuses_idempotency on valid=2d;
--- more_headers eval: $::Key
--- request eval: main::post('{"status":"Hello"}')
--- response_body eval: main::made()
--- sql_query
SELECT expires_at > now() + interval '47 hours' FROM
    statuses_gateway.idempotency
--- sql_result
t



=== TEST 16: off
--- conf
    statuses_idempotency off;
--- more_headers eval: $::Key
--- request eval: main::post(('{"status":"Hello"}') x 2)
--- response_body eval: [main::made(), main::made(n => 2)]



=== TEST 17: every other write: what was done is not done again
--- more_headers eval
[$::Key, $::Key =~ s/k-1/k-2/r, $::Key, $::Key =~ s/k-1/k-3/r]
--- request eval
main::acts(qw(101/favourite 101/unfavourite 101/favourite 101/favourite))
--- response_body_like eval
[map { qr/"favourited":$_,/ } qw(true false false true)]
--- sql_query
SELECT (SELECT count(*) FROM favourites), string_agg(operation, ' ' ORDER BY
    expires_at) FROM statuses_gateway.idempotency
--- sql_result
1|favourite unfavourite favourite



=== TEST 18: the same key for another post, or for another operation
--- more_headers eval: $::Key
--- request eval
main::acts(qw(101/favourite 102/favourite 101/bookmark))
--- error_code eval: [200, 422, 200]
--- response_body_like eval
[qr/"favourited":true/, quotemeta($::Other), qr/"bookmarked":true/]
--- sql_query
SELECT status_id FROM favourites
--- sql_result
101



=== TEST 19: a boost is repeated by its own id
--- more_headers eval: $::Key
--- request eval: main::acts(qw(101/reblog 101/reblog))
--- response_body_like eval: [(qr/^\{"id":"NEW".*"reblog":\{"id":"101"/) x 2]
--- sql_query eval: $::Count
--- sql_result
1



=== TEST 20: pins, mutes, policies
--- sql
INSERT INTO conversations (id) VALUES (71);
UPDATE statuses SET conversation_id = 71, account_id = 3001 WHERE id = 101
--- more_headers eval: [map { "Idempotency-Key: $_\n" } qw(a b a b a b a a b a)]
--- request eval
[@{ main::acts(qw(101/pin 101/unpin 101/pin 101/mute 101/unmute 101/mute
    101/bookmark 101/reblog 101/unreblog 101/reblog)) }]
--- error_code eval: [(200) x 9, 404]
--- response_body_like eval
[qr/"pinned":true/, qr/"pinned":false/, qr/"pinned":false/, qr/"muted":true/,
    qr/"muted":false/, qr/"muted":false/, qr/"bookmarked":true/, qr/"reblog":\{/,
    qr/"reblogged":false/, qr/"error":"Record not found"/]



=== TEST 21: reads do not mind
--- more_headers eval: $::Key
--- request eval: ['GET /api/v1/statuses/101', 'GET /api/v1/statuses/102']
--- response_body_like eval: [qr/"id":"101"/, qr/"id":"102"/]
--- sql_query
SELECT count(*) FROM statuses_gateway.idempotency
--- sql_result
0



=== TEST 22: directive: wrong words
--- conf
    statuses_idempotency maybe;
--- must_die
--- request
GET /
--- error_log
invalid parameter "maybe"
--- no_error_log
[alert]



=== TEST 23: directive: wrong times
--- conf
    statuses_idempotency on valid=0;
--- must_die
--- request
GET /
--- error_log
invalid parameter "valid=0"
--- no_error_log
[alert]
