# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# DELETE /api/v1/statuses/:id: the answer is the post as it was, with its
# source, and the rows are gone.

TestAuth::setup(gateway => 1);

# a post of vera's
sub own {
    my ($id, %over) = @_;

    return viewed($id, by => 'vera:3001', own => 1, language => '"en"',
        content => undef, text => '"Hello"', %over);
}

our $Post = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, language)
VALUES (111, 3001, true, 'Hello', 'en');
INSERT INTO account_stats (account_id, statuses_count) VALUES (3001, 7);
_EOC_

repeat_each(1);
plan tests => 150;

no_long_string();
run_tests();

__DATA__

=== TEST 1: a post, and once more
--- sql eval: $::Post
--- as: vera
--- request eval
['DELETE /api/v1/statuses/111', 'DELETE /api/v1/statuses/111',
    'GET /api/v1/statuses/111']
--- error_code eval: [200, 404, 404]
--- response_body eval
[main::own(111) =~ s/"statuses_count":0/"statuses_count":7/r,
    ($TestAuth::NotFound) x 2]
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE id = 111), statuses_count
FROM account_stats;
SELECT class, queue, args, options FROM statuses_gateway.outbox ORDER BY id
--- sql_result
0|6
TriggerWebhookWorker|default|["status.updated", "Status", 111]|{"retry":true}
RemovalWorker|default|[111, {"redraft" : true}]|{"retry":true}



=== TEST 2: the same error in every version
--- compat: 4.7
--- as: vera
--- request
DELETE /api/v1/statuses/999
--- error_code: 404
--- response_body eval: $TestAuth::NotFound



=== TEST 3: what others have written
--- as: vera
--- request eval
[map { "DELETE /api/v1/statuses/$_" } 101, 103, 502, 'abc', '-1',
    '99999999999999999999']
--- error_code eval: [(404) x 6]
--- response_body eval: [($TestAuth::NotFound) x 6]
--- sql_query
SELECT count(*), count(deleted_at) FROM statuses;
SELECT count(*) FROM statuses_gateway.outbox
--- sql_result
5|0
0



=== TEST 4: text as written, with its warning; what is shown to the author
--- sql
INSERT INTO statuses (id, account_id, local, text, spoiler_text, sensitive,
    language, visibility)
VALUES (111, 3001, true, E'@bob <b>\n\n#Sea https://a.example/', 'cw', true,
    'de', 2);
INSERT INTO mentions (account_id, status_id) VALUES (1002, 111);
INSERT INTO status_pins (account_id, status_id) VALUES (3001, 111);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 111);
INSERT INTO favourites (account_id, status_id) VALUES (1002, 111);
INSERT INTO status_stats (status_id, favourites_count) VALUES (111, 1);
--- as: vera
--- request
DELETE /api/v1/statuses/111
--- response_body eval
main::own(111, text => main::str("\@bob <b>\n\n#Sea https://a.example/"),
    spoiler_text => '"cw"', sensitive => 'true', language => '"de"',
    visibility => '"private"', pinned => 'true', bookmarked => 'true',
    favourites_count => 1, mentions => '[{"id":"1002","username":"bob",'
        . '"url":"https://social.example/@bob","acct":"bob"}]')
--- sql_query
SELECT (SELECT count(*) FROM mentions), (SELECT count(*) FROM status_pins),
    (SELECT count(*) FROM bookmarks), (SELECT count(*) FROM favourites),
    (SELECT count(*) FROM status_stats)
--- sql_result
0|0|0|0|0



=== TEST 5: files stay, to be attached to the next draft
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO media_attachments (id, account_id, status_id, file_file_name,
    file_content_type)
VALUES (5, 3001, 111, '0000000000000005.png', 'image/png');
_EOC_
--- as: vera
--- request
DELETE /api/v1/statuses/111?delete_media=false
--- response_body_like eval
my $media = quotemeta '"media_attachments":[' . main::media(5) . ']';
qr/"text":"Hello",.*$media/
--- sql_query
SELECT id, status_id, updated_at FROM media_attachments;
SELECT args FROM statuses_gateway.outbox WHERE class = 'RemovalWorker'
--- sql_result
5||2026-06-20 09:30:15.042
[111, {"redraft" : true}]



=== TEST 6: files go, too
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO media_attachments (id, account_id, status_id, file_file_name)
VALUES (5, 3001, 111, '0000000000000005.png'),
    (6, 3001, NULL, '0000000000000006.png');
_EOC_
--- as: vera
--- request
DELETE /api/v1/statuses/111?delete_media=true
--- response_body_like: ^\{"id":"111",.*"media_attachments":\[\{"id":"5",
--- sql_query
SELECT id FROM media_attachments;
SELECT args FROM statuses_gateway.outbox WHERE class = 'RemovalWorker'
--- sql_result
6
[111, {"redraft" : false}]



=== TEST 7: what counts as yes
--- sql
INSERT INTO statuses (id, account_id, local, text)
SELECT id, 3001, true, 'Hello' FROM generate_series(111, 124) id;
--- as: vera
--- more_headers eval
[('') x 12, ('Content-Type: application/json') x 2]
--- request eval
my $id = 111;
[(map { "DELETE /api/v1/statuses/" . $id++ . "?delete_media=$_" }
    qw(0 f F false FALSE off OFF), '', qw(no FaLSE 1 t)),
    map { "DELETE /api/v1/statuses/" . $id++ . "\n{\"delete_media\":$_}" }
        'null', 'true']
--- error_code eval: [(200) x 14]
--- sql_query
SELECT args ->> 0, args -> 1 ->> 'redraft' FROM statuses_gateway.outbox
WHERE class = 'RemovalWorker' ORDER BY id
--- sql_result eval
my $id = 111;
CORE::join '', map { $id++ . "|$_\n" } ('true') x 8, ('false') x 4, 'true', 'false'



=== TEST 8: a poll
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, expires_at)
VALUES (7, 3001, 111, '{a,b}', '{1,0}', 1, 1, '2090-01-01');
INSERT INTO poll_votes (account_id, poll_id, choice) VALUES (1002, 7, 0);
UPDATE statuses SET poll_id = 7 WHERE id = 111;
_EOC_
--- as: vera
--- request
DELETE /api/v1/statuses/111
--- response_body_like eval
my $poll = quotemeta main::poll(7, votes_count => 1, voters_count => 1,
    options => '[{"title":"a","votes_count":1},{"title":"b","votes_count":0}]',
    voted => 'true', own_votes => '[]');
qr/"text":"Hello",.*"poll":$poll/
--- sql_query
SELECT (SELECT count(*) FROM polls), (SELECT count(*) FROM poll_votes)
--- sql_result
0|0



=== TEST 9: a quote, accepted or not, shows what it quotes, in its source, too
--- sql
INSERT INTO statuses (id, account_id, local, text, language)
SELECT id, 3001, true, 'Hello', 'en' FROM generate_series(111, 115) id;
INSERT INTO statuses (id, account_id, local, text, visibility)
VALUES (105, 1002, true, 'secret', 2);
INSERT INTO quotes (account_id, status_id, quoted_account_id,
    quoted_status_id, state)
VALUES (3001, 111, 1002, 102, 1), (3001, 112, 1002, 102, 0),
    (3001, 113, 1002, 102, 3), (3001, 114, 1002, 105, 1),
    (3001, 115, 1002, 105, 0);
INSERT INTO status_stats (status_id, quotes_count) VALUES (102, 2), (105, 1);
--- as: vera
--- request eval: [map { "DELETE /api/v1/statuses/$_" } 111 .. 115]
--- response_body_like eval
[(map { qr/"text":"Hello",.*"quote":\{"state":"$_","quoted_status":\{"id":"102",.*"text":"Hello",/ } qw(accepted pending revoked)),
    (map { qr/"text":"Hello",.*"quote":\{"state":"$_","quoted_status":null\}/ } qw(unauthorized pending))]
--- sql_query
SELECT count(*) FROM quotes;
SELECT status_id, quotes_count FROM status_stats ORDER BY 1
--- sql_result
0
102|1
105|0



=== TEST 10: a boost, by its own id
--- sql
INSERT INTO conversations (id) VALUES (71);
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (201, 3001, true, '', 101);
INSERT INTO status_stats (status_id, reblogs_count) VALUES (101, 3);
INSERT INTO account_stats (account_id, statuses_count) VALUES (3001, 2);
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id) VALUES (1001, 3001, 'reblog', 'Status', 201);
--- as: vera
--- request
DELETE /api/v1/statuses/201
--- response_body_like eval
qr/^\{"id":"201",.*"reblogs_count":0,.*"text":"",.*"reblog":\{"id":"101",.*"reblogs_count":3,.*"reblogged":true,.*"text":"Hello",/
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE id = 201), reblogs_count,
    statuses_count, (SELECT count(*) FROM notifications)
FROM status_stats, account_stats
--- sql_result
0|2|1|0



=== TEST 11: the original, with all boosts of it
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (201, 1001, true, '', 111), (202, 1002, true, '', 111),
    (203, 2001, false, '', 111);
INSERT INTO status_stats (status_id, reblogs_count) VALUES (111, 3);
INSERT INTO account_stats (account_id, statuses_count)
VALUES (1001, 5), (1002, 5);
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id)
VALUES (3001, 1001, 'reblog', 'Status', 201),
    (3001, 1002, 'reblog', 'Status', 202),
    (1001, 3001, 'update', 'Status', 111);
_EOC_
--- as: vera bob -
--- request eval
['DELETE /api/v1/statuses/111', map { "GET /api/v1/statuses/$_" } 202, 201]
--- error_code eval: [200, 404, 404]
--- response_body_like eval
[qr/"reblogs_count":3,/, (qr/^$TestAuth::NotFound$/) x 2]
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE id BETWEEN 201 AND 203),
    (SELECT count(*) FROM notifications),
    (SELECT string_agg(account_id || ' ' || statuses_count, ', '
        ORDER BY account_id) FROM account_stats)
--- sql_result
0|0|1001 4, 1002 4, 2001 0, 3001 6



=== TEST 12: a reply, and one that was replied to
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO statuses (id, account_id, local, text, reply, in_reply_to_id,
    in_reply_to_account_id, visibility)
VALUES (112, 3001, true, 'Hello', true, 101, 1001, 1),
    (113, 3001, true, 'Hello', true, 101, 1001, 2),
    (114, 1002, true, 'Hello', true, 112, 3001, 0);
INSERT INTO status_stats (status_id, replies_count) VALUES (101, 4);
_EOC_
--- as: vera
--- request eval: [map { "DELETE /api/v1/statuses/$_" } 112, 113]
--- response_body_like eval: [(qr/"in_reply_to_id":"101",/) x 2]
--- sql_query
SELECT id, reply, in_reply_to_id, in_reply_to_account_id, updated_at
FROM statuses WHERE id BETWEEN 112 AND 114;
SELECT replies_count FROM status_stats WHERE status_id = 101;
SELECT statuses_count FROM account_stats
--- sql_result
114|t||3001|2026-06-20 09:30:15.042
3
5



=== TEST 13: a direct post is not counted, and leaves the inboxes
--- sql
INSERT INTO conversations (id) VALUES (71);
INSERT INTO statuses (id, account_id, local, text, visibility,
    conversation_id)
VALUES (111, 3001, true, 'one', 3, 71), (112, 3001, true, 'two', 3, 71);
INSERT INTO mentions (account_id, status_id) VALUES (1002, 111), (1002, 112);
INSERT INTO account_conversations (id, account_id, conversation_id,
    participant_account_ids, status_ids, last_status_id)
VALUES (1, 3001, 71, '{1002}', '{111,112}', 112),
    (2, 1002, 71, '{3001}', '{112}', 112);
INSERT INTO account_stats (account_id, statuses_count) VALUES (3001, 7);
--- as: vera
--- request
DELETE /api/v1/statuses/112
--- response_body_like: ^\{"id":"112",.*"visibility":"direct",
--- sql_query
SELECT id, status_ids, last_status_id, lock_version FROM account_conversations;
SELECT statuses_count FROM account_stats
--- sql_result
1|{111}|111|1
7



=== TEST 14: reported: it stays, out of sight, for the moderators
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO reports (account_id, target_account_id, status_ids)
VALUES (1001, 3001, '{110,111}');
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (201, 1001, true, '', 111);
INSERT INTO account_stats (account_id, statuses_count) VALUES (1001, 5);
INSERT INTO favourites (account_id, status_id) VALUES (1002, 111);
INSERT INTO media_attachments (id, account_id, status_id, file_file_name)
VALUES (5, 3001, 111, '0000000000000005.png');
INSERT INTO status_pins (account_id, status_id) VALUES (3001, 111);
INSERT INTO status_stats (status_id, favourites_count, reblogs_count)
VALUES (111, 1, 1);
_EOC_
--- as: vera
--- request eval
['DELETE /api/v1/statuses/111?delete_media=true',
    'DELETE /api/v1/statuses/111', 'GET /api/v1/statuses/111',
    'GET /api/v1/statuses/201']
--- error_code eval: [200, 404, 404, 404]
--- response_body_like eval
[qr/"text":"Hello",/, (qr/^$TestAuth::NotFound$/) x 3]
--- sql_query
SELECT deleted_at = updated_at, deleted_at > '2026-07-01' FROM statuses
WHERE id = 111;
SELECT (SELECT count(*) FROM statuses WHERE id = 201), (SELECT count(*) FROM
    favourites), (SELECT status_id FROM media_attachments), (SELECT count(*)
    FROM status_pins), favourites_count, reblogs_count FROM status_stats;
SELECT string_agg(account_id || ' ' || statuses_count, ', ' ORDER BY
    account_id) FROM account_stats
--- sql_result
t|t
0|1|111|0|1|0
1001 4, 3001 7



=== TEST 15: tagged with a collection
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO collections (id, account_id, name, item_count)
VALUES (81, 3001, 'mine', 0);
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id, uri)
VALUES (111, 'FeaturedCollection', 'Collection', 81, 'https://x.example/1');
_EOC_
--- as: vera
--- request
DELETE /api/v1/statuses/111
--- response_body_like: "text":"Hello",.*"tagged_collections":\[\{"id":"81",
--- sql_query
SELECT count(*) FROM tagged_objects
--- sql_result
0



=== TEST 16: one's own filter
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO custom_filters (id, account_id, phrase, context, action)
VALUES (1, 3001, 'hi', '{home}', 0);
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
VALUES (1, 'hello');
_EOC_
--- as: vera
--- request
DELETE /api/v1/statuses/111
--- response_body_like eval
my $filtered = quotemeta '"filtered":['
    . main::matched(1, 'hi', word => 'Hello') . ']';
qr/"text":"Hello",$filtered,/



=== TEST 17: statuses_jobs off
--- sql eval: $::Post
--- http
statuses_jobs off;
--- as: vera
--- request
DELETE /api/v1/statuses/111
--- response_body_like: ^\{"id":"111",
--- sql_query
SELECT (SELECT count(*) FROM statuses_gateway.outbox),
    (SELECT count(*) FROM statuses WHERE id = 111)
--- sql_result
0|0



=== TEST 18: statuses_writer is enough
--- sql eval: $::Post
--- http_config eval
"    statuses_database main {
        conninfo \"$TestPg::Conninfo options='-c role=statuses_writer'\";
    }

    statuses_token_zone zone=tokens:128k;
    statuses_primary main;
    statuses_local_domain social.example;"
--- as: vera
--- request
DELETE /api/v1/statuses/111
--- response_body_like: ^\{"id":"111",
--- sql_query
SELECT count(*) FROM statuses WHERE id = 111
--- sql_result
0



=== TEST 19: as a form that names the method
--- sql eval: $::Post
--- as: vera
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request
POST /api/v1/statuses/111
_method=delete&delete_media=1
--- response_body_like: ^\{"id":"111",
--- sql_query
SELECT args FROM statuses_gateway.outbox WHERE class = 'RemovalWorker'
--- sql_result
[111, {"redraft" : false}]
