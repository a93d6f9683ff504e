# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What is deleted, edited and put off in the database of a Mastodon 4.5, which
# knows neither collections nor all that later ones have.

TestAuth::setup(schema => '4.5', gateway => 1);

our $Post = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, language,
    ordered_media_attachment_ids)
VALUES (111, 3001, true, 'Hello', 'en', '{}');
INSERT INTO account_stats (account_id, statuses_count) VALUES (3001, 7);
_EOC_

our $Json = 'Content-Type: application/json';

repeat_each(1);
plan tests => 42;

no_long_string();
run_tests();

__DATA__

=== TEST 1: deleted
--- sql eval: $::Post
--- as: vera
--- request eval: [('DELETE /api/v1/statuses/111') x 2]
--- error_code eval: [200, 404]
--- response_body_like eval
[qr/^\{"id":"111",.*"text":"Hello",.*"emojis":\[\],"quote":null,/,
    qr/^$TestAuth::NotFound$/]
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE id = 111), statuses_count
FROM account_stats
--- sql_result
0|6



=== TEST 2: edited
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval
[map { "PUT /api/v1/statuses/111\n$_" }
    ('{"status":"@bob #tag https://elsewhere.com/c/81","poll":{"options":["a","b"],"expires_in":600,"multiple":false}}') x 2,
    '{"status":"Hello"}', '{"status":"Hello"}']
--- response_body_like eval
[(qr/"mentions":\[\{"id":"1002",.*"tags":\[\{"name":"tag".*"poll":\{/) x 2,
    (qr/"content":"<p>Hello<\/p>".*"poll":null/) x 2]
--- sql_query
SELECT text, array_length(poll_options, 1) FROM status_edits ORDER BY id;
SELECT account_id, silent FROM mentions;
SELECT account_id, type FROM notifications
--- sql_result
Hello|
@bob #tag https://elsewhere.com/c/81|2
@bob #tag https://elsewhere.com/c/81|2
Hello|
1002|t
1002|mention



=== TEST 3: a quote without a text: its warning is the text
--- sql eval
$::Post . "INSERT INTO quotes (account_id, status_id, quoted_account_id,"
    . " quoted_status_id, state) VALUES (3001, 111, 1002, 102, 1);"
--- as: vera
--- more_headers eval: $::Json
--- request
PUT /api/v1/statuses/111
{"status":"","spoiler_text":"cw"}
--- response_body_like: "spoiler_text":"",
--- sql_query
SELECT text, spoiler_text FROM statuses WHERE id = 111
--- sql_result
cw|



=== TEST 4: descriptions, and a poll beside a file
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO media_attachments (id, account_id, status_id, file_file_name)
VALUES (5, 3001, 111, '0000000000000005.png');
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval
[map { "PUT /api/v1/statuses/111\n{\"media_ids\":[\"5\"],$_}" }
    (map { '"media_attributes":[{"id":5,"description":"' . 'x' x $_ . '"}]' }
        1501, 1500),
    '"poll":{"options":["a","b"],"expires_in":600}']
--- error_code eval: [422, 200, 422]
--- response_body_like eval
[qr/^\{"error":"Validation failed: Description is too long \(maximum is 1500 characters\)"\}$/,
    qr/"description":"x{1500}"/,
    qr/^\{"error":"Cannot attach more than 4 files"\}$/]



=== TEST 5: put off, and taken back
--- sql
INSERT INTO scheduled_statuses (id, account_id, scheduled_at, params)
VALUES (1, 3001, '2090-01-01 10:00', '{"text": "later"}');
--- config
location /api/v1/scheduled_statuses {
    statuses on;
}
--- as: vera
--- request eval
my $base = '/api/v1/scheduled_statuses';
["PUT $base/1?scheduled_at=2091-01-01", "GET $base", "DELETE $base/1"]
--- response_body_like eval
[qr/^\{"id":"1","scheduled_at":"2091-01-01T00:00:00.000Z",/,
    qr/^\[\{"id":"1","scheduled_at":"2091-01-01T00:00:00.000Z",.*\]$/,
    qr/^\{\}$/]
