# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestPublish;
use Test::Nginx::Socket;

# POST /api/v1/statuses with scheduled_at: what is kept, and what is refused.

TestPublish::setup();

our $Later = '"scheduled_at":"2089-01-01T10:00:00Z"';
our $Invalid = error('Record invalid');

our $Kept = <<'_EOC_';
SELECT account_id, scheduled_at, params FROM scheduled_statuses ORDER BY id
_EOC_

our $Files = <<'_EOC_';
INSERT INTO media_attachments (id, account_id, file_file_name,
    file_content_type)
SELECT n, 3001, to_char(n, 'FM0000000000000000') || '.png', 'image/png'
FROM generate_series(1, 2) n;
_EOC_

sub params {
    my (%over) = @_;

    my %v = (text => '"x"', (map { $_ => 'null' } qw(media_ids sensitive
        spoiler_text visibility language scheduled_at poll allowed_mentions
        idempotency in_reply_to_id application_id quoted_status_id)),
        with_rate_limit => 'false', quote_approval_policy => '"public"',
        %over);

    return '{' . join(',', map { qq("$_":$v{$_}) } qw(text media_ids sensitive
        spoiler_text visibility language scheduled_at poll allowed_mentions
        idempotency with_rate_limit in_reply_to_id application_id
        quoted_status_id quote_approval_policy)) . '}';
}

sub scheduled {
    my ($id, %over) = @_;

    my $files = delete $over{files} // '[]';
    return qq({"id":"$id","scheduled_at":"2089-01-01T10:00:00.000Z",)
        . '"params":' . main::params(%over) . qq(,"media_attachments":$files});
}

sub later { return main::post(map { '{"status":"x",' . "$::Later$_}" } @_) }

sub at { return main::post(map { qq({"status":"x","scheduled_at":$_}) } @_) }

repeat_each(1);
plan tests => 147;

no_long_string();
run_tests();

__DATA__

=== TEST 1: a text
--- request eval: main::later('')
--- response_body eval: main::scheduled(1)
--- sql_query eval: $::Kept
--- sql_result
3001|2089-01-01 10:00:00|{"poll": null, "text": "x", "language": null, "media_ids": null, "sensitive": null, "visibility": null, "idempotency": null, "scheduled_at": null, "spoiler_text": null, "application_id": null, "in_reply_to_id": null, "with_rate_limit": false, "allowed_mentions": null, "quoted_status_id": null, "quote_approval_policy": 131072}



=== TEST 2: there is no post, no mention, no job and no counter
--- request eval: main::later(',"spoiler_text":"@bob #tag"')
--- response_body eval
main::scheduled(1, spoiler_text => '"@bob #tag"')
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 3: all there is, as it was sent
--- sql eval
$::Files . "UPDATE statuses SET quote_approval_policy = 131072 WHERE id = 101"
--- request eval
main::later(',"media_ids":["2",1,"2"],"sensitive":"false","spoiler_text":"cw",'
    . '"visibility":"private","language":"xx","allowed_mentions":["1",2],'
    . '"in_reply_to_id":"102","quoted_status_id":"101",'
    . '"quote_approval_policy":"followers","poll":{"options":["a"," b"],'
    . '"expires_in":"300","multiple":null,"foo":1},"foo":2')
--- response_body eval
main::scheduled(1, media_ids => '["2",1,"2"]', sensitive => '"false"',
    spoiler_text => '"cw"', visibility => '"private"', language => '"xx"',
    allowed_mentions => '["1",2]', in_reply_to_id => 102,
    quoted_status_id => '"101"', quote_approval_policy => '"followers"',
    poll => '{"multiple":null,"expires_in":"300","options":["a"," b"]}',
    files => main::wrap(main::media(1), main::media(2)))
--- sql_query
SELECT id, status_id, scheduled_status_id, updated_at > '2026-07-01'
FROM media_attachments ORDER BY id
--- sql_result
1||1|t
2||1|t



=== TEST 4: with that it is shown again
--- request eval
[@{ main::later(',"visibility":"unlisted"') },
    'GET /api/v1/scheduled_statuses/1']
--- config
    location /api/v1/ {
        statuses on;
    }
--- response_body_like eval
[(qr/"visibility":"unlisted".*"quote_approval_policy":"public"\}/) x 2]



=== TEST 5: a warning alone will be the text
--- request eval
main::post('{"status":" ","spoiler_text":"cw",' . "$::Later}")
--- response_body eval: main::scheduled(1, text => '"cw"')



=== TEST 6: nobody is looked up yet
--- request eval: main::later(',"status":"@bob","allowed_mentions":[]')
--- response_body eval
main::scheduled(1, text => '"@bob"', allowed_mentions => '[]')



=== TEST 7: a time that has been, or none: it is posted at once
--- request eval
main::at('"2026-01-01T00:00:00Z"', 'null', '""', '" "', '"1 June 2020"', '[]',
    '{"a":1}')
--- response_body_like eval
[map { qr/^\{"id":"NEW".*"statuses_count":$_,/ } 1 .. 7]



=== TEST 8: a text that is no time
--- request eval: main::at('"soon"', '"5"', '5', '"\u0000"')
--- error_code eval: [(422) x 4]
--- response_body eval: [($::Invalid) x 4]
--- sql_query
SELECT count(*) FROM scheduled_statuses
--- sql_result
0



=== TEST 9: times as people write them
--- request eval
main::at('"Sat, 01 Jan 2089 10:00:00 GMT"', '"2089-01-01 12:00 +0200"',
    '"2089-01-01T10:00:00.5"', '"20890101T100000Z"')
--- response_body_like eval
[(qr/"scheduled_at":"2089-01-01T10:00:00\.\d00Z"/) x 4]



=== TEST 10: what could not be posted is not kept, without a word why
--- request eval
main::later(',"status":""', ',"status":"' . 'x' x 501 . '"',
    ',"visibility":"x"', ',"poll":{"options":["a"],"expires_in":300}',
    ',"language":"a\u0000"')
--- error_code eval: [(422) x 5]
--- response_body eval: [($::Invalid) x 5]
--- sql_query
SELECT count(*) FROM scheduled_statuses
--- sql_result
0



=== TEST 11: what has its own words
--- sql
UPDATE statuses SET quote_approval_policy = 131072 WHERE id = 101
--- request eval
main::later(',"in_reply_to_id":"9"', ',"quoted_status_id":"9"',
    ',"quote_approval_policy":"x"', ',"media_ids":[9]',
    ',"visibility":"direct","quoted_status_id":"101","status":"@alice"',
    ',"status":"a\u0000b"')
--- error_code eval: [404, 404, (422) x 4]
--- response_body_like eval
['trying to reply', 'trying to quote', 'Record invalid', 'Media 9 not found',
    'Cannot quote a non-mentioned user', 'Text is invalid']



=== TEST 12: five minutes ahead
--- request eval
my @at = map { POSIX::strftime('"%Y-%m-%dT%H:%M:%SZ"', gmtime time + $_) }
    240, 360;
main::at(@at)
--- error_code eval: [422, 200]
--- response_body_like eval
['^' . quotemeta(main::invalid('Scheduled at date must be in the future'))
    . '$', '^\{"id":"1"']



=== TEST 13: 300 at a time, 50 for a day
--- sql
INSERT INTO scheduled_statuses (account_id, scheduled_at)
SELECT 3001, '2089-01-01' FROM generate_series(1, 50)
--- request eval
main::at('"2089-01-01T10:00:00Z"', '"2089-01-02T10:00:00Z"')
--- error_code eval: [422, 200]
--- response_body_like eval
['the limit of 50 scheduled posts for today"', '^\{"id":"51"']



=== TEST 14: 25 for a day in Mastodon
--- compat: 4.7
--- sql
INSERT INTO scheduled_statuses (account_id, scheduled_at)
SELECT 3001, '2089-01-01' FROM generate_series(1, 300)
--- request eval: main::at('"2089-01-01T10:00:00Z"', '"in June"')
--- error_code eval: [422, 200]
--- response_body_like eval
['^' . quotemeta(main::invalid('You have exceeded the limit of 300 scheduled '
    . 'posts, You have exceeded the limit of 25 scheduled posts for today'))
    . '$', '^\{"id":"']



=== TEST 15: a repeated key
--- more_headers
Content-Type: application/json
Idempotency-Key: k-1
--- request eval
main::post((qq({"status":"x","spoiler_text":"y",$::Later})) x 2,
    qq({"status":"other",$::Later}), '{"status":"x"}')
--- error_code eval: [200, 200, 422, 422]
--- response_body_like eval
[quotemeta(main::scheduled(1, spoiler_text => '"y"')),
    '^\{"id":"1","scheduled_at"', ('used for another request') x 2]
--- sql_query
SELECT (SELECT count(*) FROM scheduled_statuses), (SELECT count(*) FROM
    statuses_gateway.idempotency)
--- sql_result
1|1



=== TEST 16: with another request, as Mastodon has it
--- compat: 4.7
--- more_headers
Content-Type: application/json
Idempotency-Key: k-1
--- request eval
main::post(qq({"status":"x",$::Later}), '{"status":"other"}')
--- response_body_like eval
[('^\{"id":"1","scheduled_at":"2089') x 2]



=== TEST 17: it was withdrawn meanwhile
--- more_headers
Content-Type: application/json
Idempotency-Key: k-1
--- request eval: main::later('', '')
--- after_response eval
[sub { TestPg::pg_sql('DELETE FROM scheduled_statuses') }]
--- error_code eval: [200, 404]
--- response_body_like eval: ['^\{"id":"1"', 'Record not found']
