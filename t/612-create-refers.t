# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestPublish;
use Test::Nginx::Socket;

# What a new post answers, quotes and shows: replies, quotes, files, polls.

TestPublish::setup();

our $Thread = <<'_EOC_';
SELECT in_reply_to_id, in_reply_to_account_id, conversation_id, reply
FROM statuses WHERE id > 1000000 ORDER BY id
_EOC_

# conversations, and answers of the author's own
our $Threads = <<'_EOC_';
INSERT INTO conversations (id) VALUES (71), (72);
UPDATE statuses SET conversation_id = 71 WHERE id = 101;
INSERT INTO statuses (id, account_id, local, text, conversation_id, reply,
    in_reply_to_id, in_reply_to_account_id, reblog_of_id, visibility)
VALUES (111, 3001, true, 'mine', 71, true, 101, 1001, NULL, 0),
    (112, 3001, true, 'first', 72, false, NULL, NULL, NULL, 0),
    (113, 1002, true, '', 73, false, NULL, NULL, 111, 0),
    (114, 1002, true, 'followers', 74, false, NULL, NULL, NULL, 2);
_EOC_

# posts that may be quoted, or not
our $Quotable = <<'_EOC_';
UPDATE statuses SET quote_approval_policy = 131072;
UPDATE accounts SET protocol = 1 WHERE id = 2001;
INSERT INTO statuses (id, account_id, local, text, visibility,
    quote_approval_policy, reblog_of_id)
VALUES (121, 1001, true, 'nobody', 0, 0, NULL),
    (122, 1001, true, 'followers', 0, 262144, NULL),
    (123, 1001, true, 'following', 0, 524288, NULL),
    (124, 1001, true, 'asked', 0, 2, NULL),
    (125, 1001, true, 'odd', 0, 65536, NULL),
    (126, 3001, true, 'my own', 2, 0, NULL),
    (127, 3001, true, 'my own', 3, 0, NULL),
    (128, 1002, true, '', 0, 0, 101),
    (129, 1001, true, 'private', 2, 262144, NULL);
_EOC_

our $Quotes = <<'_EOC_';
SELECT q.quoted_status_id, q.account_id, q.quoted_account_id, q.state,
    q.legacy, q.activity_uri ~ '^https://social.example/ap/users/3001/'
    'quote_requests/[0-9a-f-]{36}$', q.approval_uri, (
    SELECT string_agg(m.account_id || CASE WHEN m.silent THEN ' silent' ELSE ''
        END, ',') FROM mentions m WHERE m.status_id = q.status_id), (
    SELECT t.quotes_count FROM status_stats t
    WHERE t.status_id = q.quoted_status_id)
FROM quotes q ORDER BY q.id
_EOC_

our $Files = <<'_EOC_';
INSERT INTO media_attachments (id, account_id, type, processing,
    file_file_name, file_content_type)
SELECT n, CASE n WHEN 9 THEN 1001 ELSE 3001 END,
    CASE n WHEN 5 THEN 2 WHEN 6 THEN 4 WHEN 7 THEN 1 WHEN 8 THEN 3 ELSE 0 END,
    CASE n WHEN 2 THEN 2 WHEN 3 THEN 0 WHEN 4 THEN 3 END,
    to_char(n, 'FM0000000000000000') || '.png', 'image/png'
FROM generate_series(1, 12) n;
UPDATE media_attachments SET status_id = 101 WHERE id = 10;
_EOC_

our $NoReply =
    error('The post you are trying to reply to does not appear to exist.');
our $NoQuote =
    error('The post you are trying to quote does not appear to exist.');

sub quoting {
    return main::post(map { qq({"status":"x","quoted_status_id":"$_"}) } @_);
}

sub with_files {
    return main::post(map { qq({"status":"x","media_ids":$_}) } @_);
}

sub a_poll { return qq({"status":"x","poll":$_[0]}) }

repeat_each(1);
plan tests => 321;

no_long_string();
run_tests();

__DATA__

=== TEST 1: a reply
--- sql eval: $::Threads
--- request eval
main::post('{"status":"Hello","in_reply_to_id":"101"}',
    '{"status":"Hello","in_reply_to_id":102}')
--- response_body eval
[main::made(in_reply_to_id => '"101"', in_reply_to_account_id => '"1001"'),
    main::made(in_reply_to_id => '"102"', in_reply_to_account_id => '"1002"',
        n => 2)]
--- sql_query
SELECT (SELECT string_agg(status_id || ' ' || replies_count, ',' ORDER BY
    status_id) FROM status_stats), (SELECT count(*) FROM conversations),
    string_agg(coalesce(conversation_id::text, 'none'), ',' ORDER BY id)
FROM statuses WHERE id > 1000000
--- sql_result
101 1,102 1|2|71,none



=== TEST 2: to oneself: who was answered before, and who was not
--- sql eval: $::Threads
--- request eval
main::post('{"status":"x","in_reply_to_id":"111"}',
    '{"status":"x","in_reply_to_id":"112"}')
--- response_body_like eval
[map { qr/"in_reply_to_account_id":"$_"/ } 1001, 3001]
--- sql_query eval: $::Thread
--- sql_result
111|1001|71|t
112|3001|72|t



=== TEST 3: to a boost is to its original
--- sql eval: $::Threads
--- request eval: main::post('{"status":"x","in_reply_to_id":"113"}')
--- response_body_like eval: qr/"in_reply_to_id":"111"/
--- sql_query eval: $::Thread
--- sql_result
111|1001|71|t



=== TEST 4: only a reply that many can see is counted
--- sql eval: $::Threads
--- request eval
main::post(map { qq({"status":"x","in_reply_to_id":"101","visibility":"$_"}) }
    qw(public unlisted private direct))
--- response_body_like eval: [(qr/"in_reply_to_id":"101"/) x 4]
--- sql_query
SELECT status_id, replies_count FROM status_stats
--- sql_result
101|2



=== TEST 5: blank, or no scalar: no reply
--- request eval
main::post(map { qq({"status":"x","in_reply_to_id":$_,"quoted_status_id":$_}) }
    '""', '" "', 'null', '[]', '{"a":"101"}', '"\u3000"')
--- response_body_like eval: [(qr/"in_reply_to_id":null.*"quote":null/) x 6]



=== TEST 6: to what is not there, or not to be seen
--- sql eval
$::Threads . "INSERT INTO blocks (account_id, target_account_id)
    VALUES (1001, 3001); UPDATE statuses SET deleted_at = '2026-06-21'
    WHERE id = 102"
--- request eval
main::post(map { qq({"status":"x","in_reply_to_id":$_}) } '"999"', '"abc"',
    '0', '-1', '"99999999999999999999"', '99999999999999999999', '"101"',
    '"102"', '"114"', '"502"', 'true')
--- error_code eval: [(404) x 11]
--- response_body eval: [($::NoReply) x 11]
--- sql_query
SELECT count(*) FROM statuses WHERE id > 1000000
--- sql_result
0



=== TEST 7: a reply to a post of another server
--- request eval: main::post('{"status":"x","in_reply_to_id":"103"}')
--- response_body_like eval: qr/"in_reply_to_account_id":"2001"/
--- sql_query
SELECT count(*) FROM statuses_gateway.outbox
--- sql_result
4



=== TEST 8: a quote
--- sql eval: $::Quotable
--- request eval: main::quoting(101)
--- response_body_like eval
qr/"quote":\{"state":"accepted","quoted_status":\{"id":"101",.*"quotes_count":1/
--- sql_query eval: $::Quotes
--- sql_result
101|3001|1001|1|f|||1001 silent|1



=== TEST 9: its jobs
--- sql eval: $::Quotable
--- request eval: main::quoting(101)
--- response_body_like eval: qr/"state":"accepted"/
--- sql_query
SELECT string_agg(class || ' ' || (args ->> 0), ', ' ORDER BY id)
FROM (SELECT class, id, CASE WHEN class LIKE 'T%' THEN args ELSE '[""]' END
    AS args FROM statuses_gateway.outbox) o
--- sql_result
TriggerWebhookWorker status.created, TriggerWebhookWorker status.updated, LinkCrawlWorker , DistributionWorker , ActivityPub::DistributionWorker 



=== TEST 10: of a post of another server, which is asked
--- sql eval: $::Quotable
--- request eval: main::quoting(103)
--- response_body_like eval
qr/"quote":\{"state":"pending","quoted_status":null\}/
--- sql_query eval
$::Quotes =~ s/ORDER BY q.id/, statuses_gateway.outbox o WHERE o.class =
    'ActivityPub::QuoteRequestWorker' AND o.args ->> 0 = q.id::text/r
--- sql_result
103|3001|2001|0|f|t||2001 silent|



=== TEST 11: of a boost: of its original; of one's own
--- sql eval: $::Quotable
--- request eval: main::quoting(128, 126)
--- response_body_like eval
[qr/"visibility":"public".*"quoted_status":\{"id":"101"/,
    qr/"visibility":"private".*"quoted_status":\{"id":"126"/]
--- sql_query eval: $::Quotes
--- sql_result
101|3001|1001|1|f|||1001 silent|1
126|3001|3001|1|f|||3001 silent|1



=== TEST 12: who may: followed, following, after asking, somehow
--- sql eval
$::Quotable . 'INSERT INTO follows (account_id, target_account_id)
    VALUES (3001, 1001), (1001, 3001)'
--- request eval: main::quoting(122 .. 125, 129)
--- response_body_like eval: [(qr/"state":"accepted"/) x 5]



=== TEST 13: who may not
--- sql eval: $::Quotable
--- request eval
main::quoting(121 .. 123, 127, 129, 999, 'abc', '99999999999999999999', 502)
--- error_code eval: [(404) x 9]
--- response_body eval: [($::NoQuote) x 9]
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 14: blocks in either direction
--- sql eval
$::Quotable . 'INSERT INTO blocks (account_id, target_account_id)
    VALUES (3001, 1001), (1002, 3001)'
--- request eval: main::quoting(101, 102, 128)
--- error_code eval: [(404) x 3]
--- response_body eval: [($::NoQuote) x 3]



=== TEST 15: a private post is quoted privately, but for an empty visibility
--- sql eval
$::Quotable . 'INSERT INTO follows (account_id, target_account_id)
    VALUES (3001, 1001)'
--- request eval
main::post(map { qq({"status":"x","quoted_status_id":"129","visibility":$_}) }
    'null', '"public"', '"unlisted"', '"private"', '""')
--- response_body_like eval
[(qr/"visibility":"private".*"state":"accepted"/) x 4,
    qr/"visibility":"public".*"state":"accepted"/]



=== TEST 16: in a direct post only whom it mentions, or oneself
--- sql eval: $::Quotable
--- request eval
main::post(map { qq({"status":"$$_[0]","quoted_status_id":"$$_[1]",)
    . '"visibility":"direct"}' } ['x', 101], ['@bob', 101], ['@alice', 101],
    ['x', 126])
--- error_code eval: [422, 422, 200, 200]
--- response_body_like eval
[(qr/^\{"error":"Validation failed: Cannot quote a non-mentioned user in a Private Mention post\."\}$/) x 2,
    (qr/"visibility":"direct".*"state":"accepted"/) x 2]
--- sql_query eval: $::Quotes
--- sql_result
101|3001|1001|1|f|||1001|1
126|3001|3001|1|f|||3001 silent|1



=== TEST 17: a warning beside a quote stays one, and no text is needed
--- sql eval: $::Quotable
--- request eval
main::post('{"spoiler_text":"cw","quoted_status_id":"101"}',
    '{"quoted_status_id":"101"}')
--- response_body_like eval
[qr/"sensitive":true,"spoiler_text":"cw",.*"content":"<p class=\\"quote-inline\\">RE: /,
    qr/"spoiler_text":""/]
--- sql_query
SELECT '<' || text || '>', spoiler_text FROM statuses WHERE id > 1000000
ORDER BY id
--- sql_result
<>|cw
<>|



=== TEST 18: a post that answers and quotes the same one
--- sql eval: $::Quotable
--- request eval
main::post('{"status":"x","in_reply_to_id":"101","quoted_status_id":"101"}')
--- response_body_like eval: qr/"replies_count":1,.*"quotes_count":1/
--- sql_query
SELECT status_id, replies_count, quotes_count FROM status_stats
--- sql_result
101|1|1



=== TEST 19: files, each once, in the client's order
--- sql eval: $::Files
--- request eval: main::with_files('["2",1,"2","7x"]')
--- response_body_like eval
qr/"media_attachments":\[\{"id":"2",.*\{"id":"1",.*\{"id":"7",/
--- sql_query
SELECT s.ordered_media_attachment_ids, (SELECT string_agg(m.id::text, ','
    ORDER BY m.id) FROM media_attachments m WHERE m.status_id = s.id AND
    m.updated_at = s.created_at)
FROM statuses s WHERE s.id > 1000000
--- sql_result
{2,1,7}|1,2,7



=== TEST 20: files alone are a post, also beside a poll
--- sql eval: $::Files
--- request eval
main::post('{"media_ids":["1"]}', '{"media_ids":["2"],"status":"","poll":'
    . '{"options":["a","b"],"expires_in":300}}', '{"media_ids":["5"]}')
--- response_body_like eval
[qr/"content":"","filtered".*"id":"1"/, qr/"id":"2".*"poll":\{"id"/,
    qr/"type":"video"/]



=== TEST 21: 4.5 has no poll beside files
--- sql eval: $::Files
--- compat: 4.5
--- request eval
main::post('{"media_ids":["2"],"status":"x","poll":'
    . '{"options":["a","b"],"expires_in":300}}')
--- error_code: 422
--- response_body eval: main::error('Cannot attach more than 4 files')



=== TEST 22: no list, no files
--- sql eval: $::Files
--- request eval
main::with_files(qw([] "1" 1 null [null] {"a":"1"} [["1"]] [{"a":"1"}]))
--- response_body_like eval: [(qr/"media_attachments":\[\]/) x 8]



=== TEST 23: too many of them, before anything else is asked
--- sql eval: $::Files
--- request eval: main::with_files('[1,1,1,1,1]', '["a","b","c","d","e"]')
--- error_code eval: [422, 422]
--- response_body eval: [(main::error('Cannot attach more than 4 files')) x 2]



=== TEST 24: of others, attached already, or none
--- sql eval: $::Files
--- request eval
main::with_files('["9","0","abc","9"]', '[1,10]', '[99]',
    '["99999999999999999999999",1]', '[" -7x"]', '["00012_3",""]', '[true]')
--- error_code eval: [(422) x 7]
--- response_body eval
[map { main::error("Media $_ not found or already attached to another post") }
    '9, 0, 0, 9', 10, 99, '99999999999999999999999', -7, '123, 0', 0]
--- sql_query eval: $::Nothing =~ s/status_id IS NOT NULL/status_id > 101/r
--- sql_result
0



=== TEST 25: a film or a sound beside others; other kinds do not mind
--- sql eval: $::Files
--- request eval
main::with_files('[1,5]', '[6,1]', '[5,3]', '[1,7,8]', '[6]')
--- error_code eval: [422, 422, 422, 200, 200]
--- response_body_like eval
[(qr/^\{"error":"Cannot attach a video to a post that already contains images"\}$/) x 3,
    (qr/"media_attachments":\[\{/) x 2]



=== TEST 26: not ready, or failed
--- sql eval: $::Files
--- request eval: main::with_files('[3]', '[1,4]', '[1,2]')
--- error_code eval: [422, 422, 200]
--- response_body_like eval
[(qr/^\{"error":"Cannot attach files that have not finished processing\. Try again in a moment!"\}$/) x 2,
    qr/"media_attachments":\[\{/]



=== TEST 27: a poll
--- request eval
main::post('{"status":"Hello","poll":{"options":["a"," b\n"," ","\u3000"],'
    . '"expires_in":300}}')
--- response_body_filters eval
sub { TestPublish::plain($_[0]) =~ s/("poll":\{"id":)"\d+"/$1"P"/r }
--- response_body eval
main::made(poll => main::poll('P', expires_at => '"NOW"', voters_count => 0,
    voted => 'true', own_votes => '[]'))
--- sql_query
SELECT p.account_id, p.status_id = s.id, s.poll_id = p.id, p.options,
    p.cached_tallies, p.votes_count, p.voters_count, p.multiple,
    p.hide_totals, p.expires_at - p.created_at, p.lock_version,
    p.last_fetched_at, o.due_at = p.expires_at AT TIME ZONE 'utc'
FROM polls p, statuses s, statuses_gateway.outbox o
WHERE s.id > 1000000 AND o.class = 'PollExpirationNotifyWorker'
    AND o.args ->> 0 = p.id::text
--- sql_result
3001|t|t|{a,b}|{0,0}|0|0|f|f|00:05:00|0||t



=== TEST 28: a poll with all there is, in JSON and as a form
--- more_headers eval
["Content-Type: application/json\n",
    "Content-Type: application/x-www-form-urlencoded\n"]
--- request eval
[@{ main::post('{"status":"x","poll":{"options":[1,"b",true,"d"],'
    . '"expires_in":"2629746s","multiple":1,"hide_totals":"yes"}}') },
    "POST /api/v1/statuses\nstatus=x&poll[options][]=a&poll[options][]=b"
    . '&poll[expires_in]=3600&poll[multiple]=true&poll[hide_totals]=0']
--- response_body_like eval
[qr/"poll":\{"id":"\d+","expires_at":"NOW","expired":false,"multiple":true,/,
    qr/"multiple":true,/]
--- sql_query
SELECT options, multiple, hide_totals, expires_at - created_at FROM polls
ORDER BY id
--- sql_result
{1,b,true,d}|t|t|30 days 10:29:06
{a,b}|t|f|01:00:00



=== TEST 29: what is no poll
--- request eval
main::post(map { main::a_poll($_) } 'null', '{}', '"x"', '[]', '{"a":1}',
    '{"options":"a"}', '{"options":[["a"]]}')
--- response_body_like eval: [(qr/"poll":null/) x 7]
