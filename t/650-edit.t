# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# PUT /api/v1/statuses/:id: a version that replaces the one before; what it
# changes, and what it leaves.

TestAuth::setup(gateway => 1);

# a post of vera's
sub own {
    my ($id, %over) = @_;

    return viewed($id, by => 'vera:3001', own => 1, language => '"en"', %over);
}

sub edited { return own(111, edited_at => '"#"', @_) }

# requests with JSON
sub puts { return [map { "PUT /api/v1/statuses/111\n$_" } @_] }

our $Post = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, language,
    ordered_media_attachment_ids)
VALUES (111, 3001, true, 'Hello', 'en', '{}');
_EOC_

our $Files = $Post . <<'_EOC_';
INSERT INTO media_attachments (id, account_id, status_id, file_file_name,
    file_content_type, description, file_meta)
VALUES (5, 3001, 111, '0000000000000005.png', 'image/png', 'five',
    '{"original":{"width":1,"height":2},"x":1,"small":{"width":3}}'),
    (6, 3001, 111, '0000000000000006.png', 'image/png', NULL,
    '{"focus":{"x":0.5,"y":1.0},"original":{"width":1}}'),
    (7, 3001, NULL, '0000000000000007.png', 'image/png', 'seven', NULL);
UPDATE statuses SET ordered_media_attachment_ids = '{5,6}' WHERE id = 111;
_EOC_

our $Poll = $Post . <<'_EOC_';
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, expires_at)
VALUES (9, 3001, 111, '{a,b}', '{1,1}', 2, 2, '2090-01-01');
INSERT INTO poll_votes (account_id, poll_id, choice) VALUES (1001, 9, 0),
    (1002, 9, 1);
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id) VALUES (1001, 3001, 'poll', 'Poll', 9);
UPDATE statuses SET poll_id = 9 WHERE id = 111;
_EOC_

our $Rows = <<'_EOC_';
SELECT text, spoiler_text, sensitive, language FROM statuses WHERE id = 111;
SELECT text, spoiler_text, sensitive FROM status_edits ORDER BY id
_EOC_

our $Vote = <<'_EOC_';
SELECT p.options, p.multiple, p.hide_totals, p.cached_tallies, p.votes_count,
    p.voters_count, p.lock_version, round(extract(epoch FROM p.expires_at
        - s.edited_at)), (SELECT count(*) FROM poll_votes)
FROM statuses s JOIN polls p ON p.id = s.poll_id WHERE s.id = 111
_EOC_

our $Json = 'Content-Type: application/json';

no_long_string();
repeat_each(1);
plan tests => 283;

run_tests();

__DATA__

=== TEST 1: another text: the whole answer
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"Bye"}')->[0]
--- response_body_filters eval
sub { $_[0] =~ s/"edited_at":"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/"edited_at":"#"/r }
--- response_body eval
main::edited(content => main::str('<p>Bye</p>'))
--- sql_query
SELECT text, edited_at = updated_at, edited_at > now() AT TIME ZONE 'utc' -
    interval '1 minute' FROM statuses WHERE id = 111;
SELECT status_id, account_id, text, created_at = '2026-06-20 09:30:15.042',
    ordered_media_attachment_ids, media_descriptions, poll_options, quote_id
FROM status_edits ORDER BY id;
SELECT class, queue, args, options FROM statuses_gateway.outbox ORDER BY id
--- sql_result
Bye|t|t
111|3001|Hello|t|{}|{}||
111|3001|Bye|f|{}|{}||
TriggerWebhookWorker|default|["status.updated", "Status", 111]|{"retry":true}
LinkCrawlWorker|pull|[111]|{"retry":0}
TriggerWebhookWorker|default|["status.updated", "Status", 111]|{"retry":true}
DistributionWorker|default|[111, {"update":true}]|{"retry":true}
ActivityPub::StatusUpdateDistributionWorker|push|[111]|{"retry":true}



=== TEST 2: the same text is no edit
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello"}', '{"status":"Hello","sensitive":false,"spoiler_text":null}')
--- response_body eval: [(main::own(111)) x 2]
--- sql_query
SELECT (SELECT count(*) FROM status_edits), (SELECT count(*) FROM
    statuses_gateway.outbox), updated_at FROM statuses WHERE id = 111
--- sql_result
0|0|2026-06-20 09:30:15.042



=== TEST 3: versions are seen in the history
--- sql eval: $::Post
--- as: vera
--- more_headers eval: [$::Json, $::Json, $::Json, '']
--- request eval
[@{ main::puts('{"status":"one"}', '{"status":"two"}', '{"status":"two"}') },
    'GET /api/v1/statuses/111/history']
--- response_body_like eval
[qr/"content":"<p>one<\/p>"/, (qr/"content":"<p>two<\/p>"/) x 2,
    qr/^\[\{"content":"<p>Hello<\/p>",[^\n]*\{"content":"<p>one<\/p>",[^\n]*\{"content":"<p>two<\/p>",[^\n]*\]$/]
--- sql_query
SELECT count(*) FROM status_edits
--- sql_result
3



=== TEST 4: full replacement: what is not sent is gone
--- sql eval
$::Poll =~ s/'Hello', 'en', '\{}'/'Hello', 'de', '{}'/r
    . "UPDATE statuses SET spoiler_text = 'cw', sensitive = true,"
    . " quote_approval_policy = 262144 WHERE id = 111;"
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"Hello"}')->[0]
--- response_body_like: "sensitive":false,"spoiler_text":"",.*"language":"de",.*"content":"<p>Hello</p>",.*"poll":null,"quote_approval":\{"automatic":\["followers"\],
--- sql_query
SELECT spoiler_text, sensitive, language, poll_id, quote_approval_policy
FROM statuses WHERE id = 111;
SELECT (SELECT count(*) FROM polls), (SELECT count(*) FROM poll_votes),
    (SELECT count(*) FROM notifications);
SELECT spoiler_text, sensitive, poll_options FROM status_edits ORDER BY id
--- sql_result
|f|de||262144
0|0|0
cw|t|{a,b}
|f|



=== TEST 5: warnings: Foo without one, then with Bar
--- sql eval
$::Post . "UPDATE statuses SET text = 'Foo' WHERE id = 111;"
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Foo","spoiler_text":" Bar\n"}')->[0]
--- response_body_like: "sensitive":true,"spoiler_text":"Bar",
--- sql_query eval: $::Rows
--- sql_result
Foo|Bar|t|en
Foo||f
Foo|Bar|t
--- no_error_log
[error]



=== TEST 6: sensitive, with a warning and without, as JSON and as a word
--- sql eval: $::Post
--- as: vera
--- more_headers eval
[($::Json) x 6, ('Content-Type: application/x-www-form-urlencoded') x 3]
--- request eval
main::puts('{"status":"a","sensitive":true}', '{"status":"a"}',
    '{"status":"a","spoiler_text":"x","sensitive":false}',
    '{"status":"a","spoiler_text":"x","sensitive":"false"}',
    '{"status":"a","sensitive":""}',
    '{"status":"a","spoiler_text":"x","sensitive":""}',
    'status=a&spoiler_text=x&sensitive=false', 'status=a&spoiler_text=x',
    'status=a&sensitive=1')
--- response_body_like eval
[map { qr/"sensitive":$_,/ } qw(true false true false false true false true
    true)]



=== TEST 7: without a text the warning becomes it, and the old one stays
--- sql eval
$::Post . "UPDATE statuses SET spoiler_text = 'old', sensitive = true"
    . " WHERE id = 111;"
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":" \n","spoiler_text":"new"}')->[0]
--- response_body_like: "sensitive":false,"spoiler_text":"old",.*"content":"<p>new</p>",
--- sql_query eval: $::Rows
--- sql_result
new|old|f|en
Hello|old|t
new|old|f



=== TEST 8: a quote may do with a warning alone
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO quotes (id, account_id, status_id, quoted_account_id,
    quoted_status_id, state) VALUES (31, 3001, 111, 1002, 102, 1);
INSERT INTO mentions (account_id, status_id, silent) VALUES (1002, 111, true);
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"","spoiler_text":"cw"}')->[0]
--- response_body_like: "spoiler_text":"cw",.*"content":"<p class=.*RE: .*"quote":\{"state":"accepted",
--- sql_query
SELECT text, spoiler_text, (SELECT silent FROM mentions) FROM statuses
WHERE id = 111;
SELECT text, spoiler_text, quote_id FROM status_edits ORDER BY id
--- sql_result
|cw|t
Hello||31
|cw|31



=== TEST 9: language: sent, unknown, not sent
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello","language":"de"}',
    '{"status":"Hello","language":"tlh"}', '{"status":"Hello"}',
    '{"status":"Hello","language":"pt-BR"}')
--- response_body_like eval
[map { qr/"language":"$_",/ } qw(de de de pt)]
--- sql_query
SELECT count(*) FROM status_edits
--- sql_result
3



=== TEST 10: who may quote: sent, not sent, where nobody may
--- sql eval
$::Post . "UPDATE statuses SET visibility = 2 WHERE id = 501;"
    . "UPDATE statuses SET language = 'en', ordered_media_attachment_ids = '{}'"
    . " WHERE id = 501;"
--- as: vera
--- more_headers eval: $::Json
--- request eval
[@{ main::puts('{"status":"Hello","quote_approval_policy":"public"}',
    '{"status":"Bye"}', '{"status":"Bye","quote_approval_policy":""}',
    '{"status":"Bye","quote_approval_policy":"nobody"}',
    '{"status":"Bye","quote_approval_policy":"friends"}') },
    "PUT /api/v1/statuses/501\n{\"status\":\"Hello\",\"quote_approval_policy\":\"public\"}"]
--- error_code eval: [200, 200, 200, 200, 422, 200]
--- response_body_like eval
[(qr/"quote_approval":\{"automatic":\["public"\],/) x 3,
    qr/"quote_approval":\{"automatic":\[\],/, qr/^\{"error":"Record invalid"\}$/,
    qr/"edited_at":null,.*"quote_approval":\{"automatic":\[\],/]
--- sql_query
SELECT id, quote_approval_policy FROM statuses WHERE id IN (111, 501)
ORDER BY id
--- sql_result
111|0
501|0



=== TEST 11: what cannot be edited is passed over
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Bye","visibility":"direct","in_reply_to_id":"101",'
    . '"quoted_status_id":"101","scheduled_at":"2090-01-01",'
    . '"allowed_mentions":[]}')->[0]
--- response_body_like: "in_reply_to_id":null,.*"visibility":"public",.*"quote":null,
--- sql_query
SELECT visibility, reply, in_reply_to_id, (SELECT count(*) FROM quotes),
    (SELECT count(*) FROM scheduled_statuses) FROM statuses WHERE id = 111
--- sql_result
0|f||0|0



=== TEST 12: form, multipart, query, PATCH, a form's _method
--- sql eval: $::Post
--- as: vera
--- more_headers eval
['Content-Type: application/x-www-form-urlencoded',
    'Content-Type: multipart/form-data; boundary=x', '', $::Json,
    'Content-Type: application/x-www-form-urlencoded']
--- request eval
["PUT /api/v1/statuses/111\nstatus=b%C3%A9&language=fr",
    "PUT /api/v1/statuses/111\n--x\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nparts\r\n--x--\r\n",
    'PUT /api/v1/statuses/111?status=query',
    "PATCH /api/v1/statuses/111\n{\"status\":\"patch\"}",
    "POST /api/v1/statuses/111\n_method=put&status=method"]
--- response_body_like eval
[map { qr/"content":"<p>$_<\/p>"/ } "b\xc3\xa9", qw(parts query patch method)]



=== TEST 13: a card goes with the text, not with the warning
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO preview_cards (id, url, title)
VALUES (1, 'https://a.example/', 'A');
INSERT INTO preview_cards_statuses (preview_card_id, status_id)
VALUES (1, 111);
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":" Hello ","spoiler_text":"x"}', '{"status":"Bye"}')
--- response_body_like eval: [qr/"card":\{"url"/, qr/"card":null/]
--- sql_query
SELECT class FROM statuses_gateway.outbox WHERE class LIKE 'Link%';
SELECT count(*) FROM preview_cards_statuses
--- sql_result
LinkCrawlWorker
0



=== TEST 14: blanks around a text are an edit, and stripped
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"\tHello\n"}')->[0]
--- response_body_like: "edited_at":"2
--- sql_query eval: $::Rows
--- sql_result
Hello||f|en
Hello||f
Hello||f



=== TEST 15: mentions: named, no longer named, named again
--- sql eval
$::Post . "INSERT INTO blocks (account_id, target_account_id)"
    . " VALUES (3001, 2001);"
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"@ALICE @bob"}', '{"status":"@bob"}',
    '{"status":"@alice @dave@remote.example"}')
--- response_body_like eval
[qr/"mentions":\[\{"id":"1001",.*\},\{"id":"1002",/,
    qr/"mentions":\[\{"id":"1002",[^{]*\}\]/,
    qr/"mentions":\[\{"id":"1001",[^{]*\}\]/]
--- sql_query
SELECT account_id, silent, updated_at > created_at FROM mentions
ORDER BY account_id;
SELECT text FROM statuses WHERE id = 111;
SELECT text FROM status_edits ORDER BY id;
SELECT account_id, type, activity_type FROM notifications ORDER BY id
--- sql_result
1001|f|t
1002|t|f
@alice @dave@remote.example
Hello
@ALICE @bob
@bob
@alice @dave@remote.example
1001|mention|Mention
1002|mention|Mention



=== TEST 16: a mention of who is blocked since goes, with its notification
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO mentions (id, account_id, status_id) VALUES (41, 1002, 111);
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id) VALUES (1002, 3001, 'mention', 'Mention', 41);
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1002);
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"@bob!"}')->[0]
--- response_body_like: "mentions":\[\]
--- sql_query
SELECT (SELECT count(*) FROM mentions), (SELECT count(*) FROM notifications)
--- sql_result
0|0



=== TEST 17: hashtags, and those that the author features
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO tags (id, name) VALUES (61, 'one'), (62, 'two'), (63, 'three');
INSERT INTO statuses_tags (status_id, tag_id) VALUES (111, 61), (111, 62);
INSERT INTO featured_tags (account_id, tag_id, statuses_count,
    last_status_at)
VALUES (3001, 61, 1, '2026-06-20 09:30:15.042'), (3001, 63, 0, NULL);
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"#two #Three #four"}')->[0]
--- response_body_like: "tags":\[\{"name":"(?:two|three|four)",.*\{"name":"(?:two|three|four)",.*\{"name":"(?:two|three|four)",
--- sql_query
SELECT t.name, t.display_name FROM statuses_tags s JOIN tags t
ON t.id = s.tag_id ORDER BY t.id;
SELECT tag_id, statuses_count, last_status_at FROM featured_tags ORDER BY 1
--- sql_result
four|four
two|
three|
61|0|
63|1|2026-06-20 09:30:15.042



=== TEST 18: links to collections
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO collections (id, account_id, name, item_count, local, uri)
VALUES (81, 2001, 'a', 0, false, 'https://elsewhere.com/c/81'),
    (82, 2001, 'b', 0, false, 'https://elsewhere.com/c/82');
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts(map { qq({"status":"https://elsewhere.com/c/$_"}) }
    81, 82)
--- response_body_like eval
[map { qr/"tagged_collections":\[\{"id":"$_",/ } 81, 82]
--- sql_query
SELECT object_id, ap_type, object_type FROM tagged_objects
--- sql_result
82|FeaturedCollection|Collection



=== TEST 19: files: another order, one more, one less, none
--- sql eval: $::Files
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts(map { qq({"status":"Hello","media_ids":[$_]}) } '5,"6"', '6,5',
    '"7",5,7', '')
--- response_body_like eval
my $ids = sub { my $x = CORE::join('.*', map { qq(\\{"id":"$_") } @_);
    qr/"media_attachments":\[$x[^]]*\],"mentions"/ };
[qr/"edited_at":null/, $ids->(6, 5), $ids->(7, 5),
    qr/"media_attachments":\[\],"mentions"/]
--- sql_query
SELECT ordered_media_attachment_ids FROM statuses WHERE id = 111;
SELECT id, status_id FROM media_attachments ORDER BY id;
SELECT ordered_media_attachment_ids, media_descriptions FROM status_edits
ORDER BY id
--- sql_result
{}
5|111
6|111
7|111
{5,6}|{five,NULL}
{6,5}|{NULL,five}
{7,5}|{seven,five}
{}|{}



=== TEST 20: descriptions and focus, of files that are attached
--- sql eval: $::Files
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello","media_ids":["5","6"],"media_attributes":['
    . '{"id":"5","description":"FIVE","focus":"-0.25,1"},'
    . '{"id":6,"focus":[0,0.125]},{"id":"7","description":"no"},"x",{}]}')->[0]
--- response_body_like eval
qr/\{"id":"5",.*"meta":\{"original":\{"width":1,"height":2\},"small":\{"width":3\},"focus":\{"x":-0.25,"y":1.0\}\},"description":"FIVE",.*\{"id":"6",.*"meta":\{"focus":\{"x":0.0,"y":0.125\},"original":\{"width":1\}\},"description":null,/
--- sql_query
SELECT id, description, file_meta, updated_at > '2026-07-01'
FROM media_attachments ORDER BY id;
SELECT media_descriptions FROM status_edits ORDER BY id
--- sql_result
5|FIVE|{"original":{"width":1,"height":2},"small":{"width":3},"focus":{"x":-0.25,"y":1.0}}|t
6||{"focus":{"x":0.0,"y":0.125},"original":{"width":1}}|t
7|seven||f
{five,NULL}
{FIVE,NULL}



=== TEST 21: descriptions that say the same; none; by form
--- sql eval: $::Files
--- as: vera
--- more_headers eval
[$::Json, $::Json, 'Content-Type: application/x-www-form-urlencoded']
--- request eval
main::puts('{"status":"Hello","media_ids":["5","6"],"media_attributes":[{"id":"5","description":"five"},{"id":"6","focus":"0.5,1"}]}',
    '{"status":"Hello","media_ids":["5","6"],"media_attributes":[{"id":"5","description":null}]}',
    'status=Hello&media_ids[]=5&media_ids[]=6&media_attributes[][id]=5&media_attributes[][description]=by+form&media_attributes[][id]=6&media_attributes[][description]=six')
--- response_body_like eval
[qr/"edited_at":null/, qr/\{"id":"5",.*"description":null,.*\{"id":"6"/,
    qr/\{"id":"5",.*"description":"by form",.*\{"id":"6",.*"description":"six"/]
--- sql_query
SELECT media_descriptions FROM status_edits ORDER BY id
--- sql_result
{five,NULL}
{NULL,NULL}
{"by form",six}



=== TEST 22: files that cannot be attached: nothing is written
--- sql eval
$::Files . <<'_EOC_'
INSERT INTO scheduled_statuses (id, account_id) VALUES (1, 3001);
INSERT INTO media_attachments (id, account_id, status_id,
    scheduled_status_id, type, processing)
VALUES (15, 1001, NULL, NULL, 0, NULL), (16, 3001, 501, NULL, 0, NULL),
    (17, 3001, NULL, 1, 0, NULL), (18, 3001, NULL, NULL, 2, NULL),
    (19, 3001, NULL, NULL, 0, 1);
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts(map { qq({"status":"Bye","media_ids":[$_]}) } '5,6,7,5,6',
    '15,5,99', '16', '17', '5,18', '5,19')
--- error_code eval: [(422) x 6]
--- response_body eval
[map { main::error($_) } 'Cannot attach more than 4 files',
    (map { "Media $_ not found or already attached to another post" }
        '15, 99', 16, 17),
    'Cannot attach a video to a post that already contains images',
    'Cannot attach files that have not finished processing. Try again in a moment!']
--- sql_query
SELECT text, (SELECT count(*) FROM status_edits), (SELECT count(*) FROM
    statuses_gateway.outbox) FROM statuses WHERE id = 111
--- sql_result
Hello|0|0



=== TEST 23: a description that is too long
--- sql eval: $::Files
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts(map { '{"status":"Hello","media_ids":["5","6"],"media_attributes":[{"id":"5","description":"'
    . ("\xc3\xa9" x $_) . '"}]}' } 10000, 10001)
--- error_code eval: [200, 422]
--- response_body_like eval
[qr/"description":"(?:\xc3\xa9){10000}"/,
    qr/^\{"error":"Validation failed: Description is too long \(maximum is 10000 characters\)"\}$/]



=== TEST 24: a poll that stays as it is: another end, and the votes are kept
--- sql eval: $::Poll
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello","poll":{"options":["a","b"],"expires_in":3600,"multiple":false}}')->[0]
--- response_body_like: "poll":\{"id":"9",.*"votes_count":2,"voters_count":2,
--- sql_query eval
$::Vote . "; SELECT poll_options FROM status_edits ORDER BY id;"
    . "SELECT class, args, round(extract(epoch FROM due_at - now())) BETWEEN 3890 AND 3900"
    . " FROM statuses_gateway.outbox WHERE class LIKE 'Poll%'"
--- sql_result
{a,b}|f|f|{1,1}|2|2|1|3600|2
{a,b}
{a,b}
PollExpirationNotifyWorker|[9]|t



=== TEST 25: without "multiple", with other options: no votes any more
--- sql eval: $::Poll
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello","poll":{"options":["a","b"],"expires_in":3600}}',
    '{"status":"Hello","poll":{"options":["c","b","d"],"expires_in":300,"multiple":true,"hide_totals":true}}')
--- response_body_like eval
[qr/"poll":\{"id":"9",.*"votes_count":0,"voters_count":0,/,
    qr/"poll":\{"id":"9",.*"multiple":true,.*"title":"c".*"title":"d"/]
--- sql_query eval: $::Vote
--- sql_result
{c,b,d}|t|t|{0,0,0}|0|0|2|300|0



=== TEST 26: options with blanks around are others
--- sql eval: $::Poll
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello","poll":{"options":[" a","b",""],"expires_in":"3600","multiple":"0"}}')->[0]
--- response_body_like: "votes_count":0,
--- sql_query eval: $::Vote
--- sql_result
{a,b}|f|f|{0,0}|0|0|1|3600|0



=== TEST 27: a poll where there was none
--- sql eval: $::Post
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"status":"Hello","poll":{"options":["x","y"],"expires_in":600,"multiple":true}}')->[0]
--- response_body_like: "poll":\{"id":"\d+",.*"multiple":true,
--- sql_query eval: $::Vote
--- sql_result
{x,y}|t|f|{0,0}|0|0|0|600|0



=== TEST 28: polls that are none, whatever the text
--- sql eval: $::Poll
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts(map { qq({"status":"","poll":{$_}}) }
    '"options":["a"],"expires_in":1', '"options":[]',
    '"options":["a","a","b","c","d"],"expires_in":2629747',
    '"options":["' . 'x' x 51 . '","b"],"expires_in":300')
--- error_code eval: [(422) x 4]
--- response_body eval
[map { main::error("Validation failed: $_") }
    'Choices must have more than one item, Deadline is too soon',
    "Choices can't be blank, Deadline can't be blank, Choices must have more than one item",
    "Choices can't contain more than 4 items, Choices contain duplicate items, Deadline is too far into the future",
    'Choices cannot be longer than 50 characters each']
--- sql_query eval: "SELECT votes_count, lock_version FROM polls"
--- sql_result
2|0



=== TEST 29: texts that are none
--- sql eval: $::Post . "INSERT INTO tags (name, usable) VALUES ('forbidden', false);"
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{}', '{"status":"\u2003"}', '{"status":"' . 'x' x 501 . '"}',
    '{"status":"' . 'x' x 490 . '","spoiler_text":"' . 'y' x 11 . '"}',
    '{"status":"#Forbidden"}', '{"status":"a\u0000b"}')
--- error_code eval: [(422) x 6]
--- response_body eval
[map { main::error("Validation failed: $_") }
    ("Text can't be blank") x 2, ('Text character limit of 500 exceeded') x 2,
    'Text contained a disallowed hashtag: forbidden', 'Text is invalid']
--- sql_query
SELECT text, edited_at, (SELECT count(*) FROM status_edits) FROM statuses
WHERE id = 111
--- sql_result
Hello||0



=== TEST 30: what is wrong with a text does not matter while it stays
--- sql eval
$::Post . "INSERT INTO tags (name, usable) VALUES ('forbidden', false);"
    . " UPDATE statuses SET text = '#forbidden' || repeat('x', 600)"
    . " WHERE id = 111;"
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts(map { '{"status":"#forbidden' . 'x' x 600 . "\"$_}" }
    '', ',"sensitive":true')
--- error_code eval: [200, 422]
--- response_body_like eval
[qr/"edited_at":null/, qr/character limit of 500 exceeded/]



=== TEST 31: a text that is in order, in spite of the old one
--- sql eval
$::Files . "UPDATE statuses SET text = repeat('x', 600) WHERE id = 111;"
--- as: vera
--- more_headers eval: $::Json
--- request eval
main::puts('{"media_ids":["5"]}', '{"status":"' . 'y' x 500 . '"}')
--- response_body_like eval: [qr/"content":""/, qr/"content":"<p>y{500}</]



=== TEST 32: who has boosted or quoted it hears of it, once each time
--- sql eval
$::Post . <<'_EOC_'
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (201, 1001, true, '', 111);
INSERT INTO quotes (id, account_id, status_id, quoted_account_id,
    quoted_status_id, state) VALUES (31, 1002, 102, 3001, 111, 1);
_EOC_
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"one"}', '{"status":"two"}')
--- response_body_like eval: [qr/>one</, qr/>two</]
--- sql_query
SELECT account_id, type, activity_type, activity_id, from_account_id
FROM notifications ORDER BY account_id
--- sql_result
1001|update|Status|111|3001
1002|quoted_update|Status|102|3001



=== TEST 33: statuses_jobs off
--- sql eval: $::Post
--- http
statuses_jobs off;
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"Bye"}')->[0]
--- response_body_like: "content":"<p>Bye</p>"
--- sql_query
SELECT (SELECT count(*) FROM statuses_gateway.outbox), (SELECT count(*) FROM
    status_edits)
--- sql_result
0|2



=== TEST 34: statuses_writer is enough
--- sql eval: $::Poll
--- http_config eval
"    statuses_database main {
        conninfo \"$TestPg::Conninfo options='-c role=statuses_writer'\";
    }

    statuses_token_zone zone=tokens:128k;
    statuses_primary main;
    statuses_local_domain social.example;"
--- as: vera
--- more_headers eval: $::Json
--- request eval: main::puts('{"status":"@bob #tag"}')->[0]
--- response_body_like: "mentions":\[\{"id":"1002"

