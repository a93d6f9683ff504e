# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# /api/v1/scheduled_statuses: who may, what is listed, page by page, other
# times and none.

TestAuth::setup(gateway => 1);

add_block_preprocessor(sub {
    my $block = shift;
    my $compat = $block->compat // 'docs';
    my $conf = $block->conf // '';

    $block->set_value(config => <<"_EOC_");
    location /api/v1/scheduled_statuses {
        statuses on;
        statuses_compat $compat;
$conf
    }
_EOC_
});

our $Base = '/api/v1/scheduled_statuses';
our $Json = 'Content-Type: application/json';

# ten of vera's, one of bob's
our $Ten = <<'_EOC_';
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
SELECT id, CASE id WHEN 5 THEN 1002 ELSE 3001 END,
    timestamp '2090-01-01 10:00:00.1239' + id * interval '1 day',
    jsonb_build_object('text', 'No. ' || id)
FROM generate_series(1, 11) id;
_EOC_

our $One = <<'_EOC_';
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
VALUES (1, 3001, '2090-01-01 10:00', '{"text": "later"}');
INSERT INTO media_attachments (id, account_id, scheduled_status_id,
    file_file_name, file_content_type)
VALUES (5, 3001, 1, '0000000000000005.png', 'image/png');
_EOC_

sub scheduled {
    my ($id, $at, $params, @media) = @_;

    return qq({"id":"$id","scheduled_at":$at,"params":{) . $params
        . ($params eq '' ? '' : ',')
        . '"quoted_status_id":null,"quote_approval_policy":"nobody"},'
        . '"media_attachments":[' . CORE::join(',', @media) . ']}';
}

sub later {
    my ($at, %over) = @_;

    return scheduled(1, qq("$at"), '"text":"later"', media(5));
}

sub at {
    return [map { "PUT $Base/1\n" . (defined $_ ? qq({"scheduled_at":$_}) : '{}') } @_];
}

sub ids { return '^\[' . CORE::join(',', map { qq(\\{"id":"$_",.*?\\}) } @_) . '\]$' }

repeat_each(1);
plan tests => 300;

no_long_string();
run_tests();

__DATA__

=== TEST 1: nobody; too small a scope; an application; one who has moved
--- as: - - write push app moved disabled
--- request eval
["GET $::Base", "GET $::Base/1", "GET $::Base", "GET $::Base/1",
    "GET $::Base", "GET $::Base/1", "GET $::Base"]
--- error_code eval: [401, 401, 403, 403, 422, 403, 403]
--- response_body eval
[(main::error('The access token is invalid')) x 2, ($TestAuth::Scope) x 2,
    main::error('This method requires an authenticated user'),
    ($TestAuth::Disabled) x 2]



=== TEST 2: writes want a scope of their own
--- sql eval: $::One
--- as: read read - app write write:statuses
--- request eval
[map { "$_ $::Base/1" } qw(PUT DELETE DELETE DELETE PUT DELETE)]
--- error_code eval: [403, 403, 401, 422, 200, 200]
--- response_body eval
[($TestAuth::Scope) x 2, main::error('The access token is invalid'),
    main::error('This method requires an authenticated user'),
    main::later('2090-01-01T10:00:00.000Z'), '{}']



=== TEST 3: none
--- as: vera
--- request eval: "GET $::Base"
--- response_body: []
--- response_headers
! Link
Cache-Control: private, no-store



=== TEST 4: either scope reads
--- sql eval: $::Ten
--- as: read read:statuses
--- request eval: ["GET $::Base/3", "GET $::Base/3"]
--- response_body eval
[(main::scheduled(3, '"2090-01-04T10:00:00.123Z"', '"text":"No. 3"')) x 2]



=== TEST 5: what is another's, or is not there
--- sql eval: $::Ten
--- as: vera
--- request eval
[(map { "GET $::Base/$_" } 5, 99, 'abc', '-1', '99999999999999999999'),
    (map { ("PUT $::Base/$_", "DELETE $::Base/$_") } 5, 99, 'abc')]
--- error_code eval: [(404) x 11]
--- response_body eval: [($TestAuth::NotFound) x 11]
--- sql_query
SELECT count(*) FROM scheduled_statuses
--- sql_result
11



=== TEST 6: the same error in every version
--- compat: 4.7
--- as: vera
--- request eval: ["GET $::Base/99", "PUT $::Base/99", "DELETE $::Base/99"]
--- error_code eval: [404, 404, 404]
--- response_body eval: [($TestAuth::NotFound) x 3]



=== TEST 7: all, the newest first
--- sql eval: $::Ten
--- as: vera
--- request eval: "GET $::Base"
--- response_body_like eval: main::ids(11, 10, 9, 8, 7, 6, 4, 3, 2, 1)
--- response_headers eval
"Link: <https://social.example$::Base?min_id=11>; rel=\"prev\""
--- more_headers
Host: social.example



=== TEST 8: page by page, either way
--- sql eval: $::Ten
--- as: vera
--- more_headers eval: [("Host: social.example\n") x 7]
--- request eval
[map { "GET $::Base?limit=3&$_" } 'x=1', 'max_id=9', 'max_id=2', 'since_id=9',
    'since_id=2', 'min_id=2', 'min_id=9&max_id=11']
--- response_body_like eval
[map { main::ids(@$_) } [11, 10, 9], [8, 7, 6], [1], [11, 10], [11, 10, 9],
    [6, 4, 3], [10]]
--- raw_response_headers_like eval
my $url = quotemeta "https://social.example$::Base?limit=3&";
[map { my ($next, $prev) = @$_;
        qr/^Link: @{[ $next ? "<${url}max_id=$next>; rel=\"next\", " : '' ]}<${url}min_id=$prev>; rel="prev"\r$/m }
    [9, 11], [6, 8], [0, 1], [0, 11], [9, 11], [3, 6], [0, 10]]



=== TEST 9: limits, and keys that are none
--- sql
INSERT INTO scheduled_statuses (id, account_id, params)
SELECT id, 3001, '{}' FROM generate_series(1, 50) id;
--- as: vera
--- request eval
[map { "GET $::Base?$_" } '', 'limit=0', 'limit=-2', 'limit=100', 'limit=x',
    'max_id=x', 'min_id=', 'since_id=99999999999999999999']
--- response_body_like eval
[map { "^\\[" . CORE::join(',', ('\{"id":"\d+",[^]]*\]\}') x $_) . "\\]\$" }
    20, 20, 2, 40, 20, 0, 20, 0]



=== TEST 10: params as they are stored, in the order of the database
--- sql
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
VALUES (1, 3001, '2090-01-01 10:00', '{"text": "a \"b\" \\ <c> & é\n, {[: }",
    "media_ids": ["1", 2, null], "sensitive": "true", "poll":
    {"options": ["a", " b "], "multiple": true, "expires_in": 3600.50},
    "quoted_status_id": 117673804522678589, "quote_approval_policy": 262144,
    "application_id": 101, "in_reply_to_id": null, "": {}, "a\"b": []}'),
    (2, 3001, NULL, NULL), (3, 3001, NULL, '[1, {"text": "x"}]'),
    (4, 3001, NULL, '{"quote_approval_policy": 65536}'),
    (5, 3001, NULL, '{"quote_approval_policy": 1048576}'),
    (6, 3001, NULL, '{"quoted_status_id": null,
        "quote_approval_policy": null}');
--- as: vera
--- request eval: [map { "GET $::Base/$_" } 1 .. 6]
--- response_body eval
my @none = map { main::scheduled($_, 'null', '') } 0 .. 6;
$none[4] =~ s/nobody/unsupported_policy/;
$none[5] =~ s/nobody/disabled/;
['{"id":"1","scheduled_at":"2090-01-01T10:00:00.000Z","params":{"":{},"a\"b":[],"poll":{"options":["a"," b "],"multiple":true,"expires_in":3600.50},"text":"a \"b\" \\\\ <c> & é\n, {[: }","media_ids":["1",2,null],"sensitive":"true","application_id":101,"in_reply_to_id":null,"quoted_status_id":"117673804522678589","quote_approval_policy":"followers"},"media_attachments":[]}',
    @none[2 .. 6]]



=== TEST 11: how 4.5 writes them
--- compat: 4.5
--- sql
INSERT INTO scheduled_statuses (id, account_id, params)
VALUES (1, 3001, '{"text": "<a> & \u2028 \u2026 \"\\", "<": "x",
    "quote_approval_policy": 1048576}');
--- as: vera
--- request eval: "GET $::Base/1"
--- response_body eval
'{"id":"1","scheduled_at":null,"params":{"\u003c":"x","text":"\u003ca\u003e \u0026 \u2028 … \"\\\\","quoted_status_id":null,"quote_approval_policy":"nobody"},"media_attachments":[]}'



=== TEST 12: files
--- sql eval: $::One
--- as: vera
--- request eval: ["GET $::Base/1", "GET $::Base"]
--- response_body eval
my $body = main::later('2090-01-01T10:00:00.000Z');
[$body, "[$body]"]



=== TEST 13: another time
--- sql eval: $::One
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval
main::at('"2091-02-03T04:05:06.789Z"', undef, '"2091-02-03 04:05 +02:00"',
    '["2090-01-01"]', '"3 Mar 2092 5pm"', '"20930304T050607Z"')
--- response_body eval
[map { main::later($_) } '2091-02-03T04:05:06.789Z',
    '2091-02-03T04:05:06.789Z', '2091-02-03T02:05:00.000Z',
    '2091-02-03T02:05:00.000Z', '2092-03-03T17:00:00.000Z',
    '2093-03-04T05:06:07.000Z']
--- sql_query
SELECT scheduled_at, params, (SELECT updated_at FROM media_attachments)
FROM scheduled_statuses
--- sql_result
2093-03-04 05:06:07|{"text": "later"}|2026-06-20 09:30:15.042



=== TEST 14: another time by form and query, with PATCH too
--- sql eval: $::One
--- as: vera
--- more_headers eval: ['Content-Type: application/x-www-form-urlencoded', '']
--- request eval
["PATCH $::Base/1\nscheduled_at=2091-02-03T04%3A05%3A06Z",
    "PUT $::Base/1?scheduled_at=2092-02-03"]
--- response_body eval
[main::later('2091-02-03T04:05:06.000Z'),
    main::later('2092-02-03T00:00:00.000Z')]



=== TEST 15: what is no time is stored as none
--- sql eval: $::One
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval: main::at('"soon"', 'null', '""', '"2090-13-01"', '5')
--- response_body eval
[(main::scheduled(1, 'null', '"text":"later"', main::media(5))) x 5]



=== TEST 16: a time that is not ahead
--- sql eval: $::One
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval
main::at('"2026-06-01T00:00:00Z"', '"junk"', '"1 Jan 44 BC"',
    '"' . POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time + 240)) . '"')
--- error_code eval: [(422) x 4]
--- response_body eval
[(main::error('Validation failed: Scheduled at date must be in the future')) x 4]
--- sql_query
SELECT scheduled_at FROM scheduled_statuses
--- sql_result
2090-01-01 10:00:00



=== TEST 17: six minutes are enough
--- sql eval: $::One
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval
main::at('"' . POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time + 360)) . '"')
--- response_body_like: ^\{"id":"1","scheduled_at":"20



=== TEST 18: a full day; one that is in it counts itself
--- sql
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
SELECT id, 3001, CASE id WHEN 1 THEN timestamp '2090-01-02' ELSE
    '2090-01-01 10:00' END, '{}' FROM generate_series(1, 51) id;
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval
[@{ main::at('"2090-01-01T23:59:59Z"', '"2090-01-02T00:00:00Z"') },
    "PUT $::Base/2\n{\"scheduled_at\":\"2090-01-01T11:00:00Z\"}",
    "PUT $::Base/2\n{\"scheduled_at\":null}"]
--- error_code eval: [422, 200, 422, 200]
--- response_body_like eval
my $full = main::error('Validation failed: You have exceeded the limit of 50 scheduled posts for today');
[$full, qr/^{"id":"1",/, $full, qr/^{"id":"2","scheduled_at":null/]



=== TEST 19: a full day of Mastodon's
--- compat: 4.7
--- sql
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
SELECT id, 3001, CASE id WHEN 1 THEN timestamp '2090-01-02' ELSE
    '2090-01-01 10:00' END, '{}' FROM generate_series(1, 26) id;
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval: main::at('"2090-01-01T10:00:00Z"')
--- error_code: 422
--- response_body eval
main::error('Validation failed: You have exceeded the limit of 25 scheduled posts for today')



=== TEST 20: no room at all
--- sql
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
SELECT id, 3001, timestamp '2090-01-01' + id / 50 * interval '1 day', '{}'
FROM generate_series(1, 300) id;
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval: main::at('"2095-01-01T10:00:00Z"', '"2020-01-01"', undef)
--- error_code eval: [(422) x 3]
--- response_body eval
my $full = 'You have exceeded the limit of 300 scheduled posts';
[map { main::error("Validation failed: $_") } $full,
    "Scheduled at date must be in the future, $full", $full]



=== TEST 21: taken back, and once more
--- sql eval: $::One
--- as: vera
--- request eval: ["DELETE $::Base/1", "DELETE $::Base/1", "GET $::Base"]
--- error_code eval: [200, 404, 200]
--- response_body eval: ['{}', $TestAuth::NotFound, '[]']
--- sql_query
SELECT id, status_id, scheduled_status_id, updated_at FROM media_attachments;
SELECT count(*) FROM statuses_gateway.outbox
--- sql_result
5|||2026-06-20 09:30:15.042
0



=== TEST 22: statuses_writer is enough
--- sql eval: $::One
--- http_config eval
"    statuses_database main {
        conninfo \"$TestPg::Conninfo options='-c role=statuses_writer'\";
    }

    statuses_token_zone zone=tokens:128k;
    statuses_primary main;
    statuses_local_domain social.example;"
--- as: vera
--- request eval
["GET $::Base", "PUT $::Base/1", "DELETE $::Base/1"]
--- error_code eval: [200, 200, 200]



=== TEST 23: without the gateway reads are answered, writes are the backend's
--- sql eval: "DROP SCHEMA statuses_gateway CASCADE; $::One"
--- as: vera
--- request eval
["GET $::Base/1", "PUT $::Base/1", "DELETE $::Base/1"]
--- error_code eval: [200, 404, 404]
--- no_error_log
[alert]



=== TEST 24: a failure leaves all as it was
--- sql eval
"$::One ALTER TABLE media_attachments ADD CHECK (scheduled_status_id = 1)"
    . " NOT VALID; CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS"
    . ' $$ BEGIN RAISE \'no\'; END $$;'
    . " CREATE TRIGGER no BEFORE DELETE OR UPDATE ON scheduled_statuses"
    . " EXECUTE FUNCTION no();"
--- as: vera
--- request eval
["PUT $::Base/1?scheduled_at=2095-01-01", "DELETE $::Base/1"]
--- error_code eval: [503, 503]
--- response_body eval: [(main::error('Service Unavailable')) x 2]
--- no_error_log
[alert]
--- sql_query
SELECT scheduled_at, (SELECT scheduled_status_id FROM media_attachments)
FROM scheduled_statuses
--- sql_result
2090-01-01 10:00:00|1



=== TEST 25: an Idempotency-Key: once, and for nothing else
--- sql eval: $::One
--- as: vera
--- more_headers eval
[("$::Json\nIdempotency-Key: one") x 2, $::Json,
    ("$::Json\nIdempotency-Key: one") x 2]
--- request eval
main::at(map { qq("209$_-01-01T00:00:00Z") } 1, 1, 2, 1, 3)
--- error_code eval: [200, 200, 200, 200, 422]
--- response_body eval
[(map { main::later("209$_-01-01T00:00:00.000Z") } 1, 1, 2, 2),
    main::error('This Idempotency-Key was used for another request')]
