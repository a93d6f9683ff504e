# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What a user does to a post of alice's, and takes back: the answer, which is
# the whole post as it is then, and the rows.

TestAuth::setup(gateway => 1);

sub does { return [map { "POST /api/v1/statuses/101/$_" } @_] }

sub post { return viewed(101, language => '"en"', @_) }

# Two rounds would find what the first one left.
repeat_each(1);
plan tests => 202;

no_long_string();
run_tests();

__DATA__

=== TEST 1: favourite, again, and back
--- as: vera
--- request eval: main::does(qw(favourite favourite unfavourite unfavourite))
--- response_body eval
[(main::post(favourited => 'true', favourites_count => 1)) x 2,
    (main::post()) x 2]
--- sql_query
SELECT (SELECT count(*) FROM favourites), (SELECT count(*) FROM
notifications), favourites_count, string_agg(o.class, ' ' ORDER BY o.id)
FROM status_stats, statuses_gateway.outbox o WHERE status_id = 101
GROUP BY favourites_count
--- sql_result
0|0|0|LocalNotificationWorker UnfavouriteWorker



=== TEST 2: a favourite's rows
--- as: vera
--- request
POST /api/v1/statuses/101/favourite
--- response_body eval
main::post(favourited => 'true', favourites_count => 1)
--- sql_query
SELECT f.account_id, f.status_id, f.created_at = f.updated_at,
    f.created_at > now() AT TIME ZONE 'utc' - interval '1 minute',
    n.account_id, n.from_account_id, n.type, n.activity_type,
    n.activity_id = f.id, n.filtered, n.group_key ~ '^favourite-101-\d{6}$',
    o.kind, o.queue, o.options, o.due_at
FROM favourites f, notifications n, statuses_gateway.outbox o
--- sql_result
3001|101|t|t|1001|3001|favourite|Favourite|t|f|t|job|default|{"retry":true}|



=== TEST 3: bookmark, again, and back
--- as: vera
--- request eval: main::does(qw(bookmark bookmark unbookmark unbookmark))
--- response_body eval
[(main::post(bookmarked => 'true')) x 2, (main::post()) x 2]
--- sql_query
SELECT (SELECT count(*) FROM bookmarks), (SELECT count(*) FROM
statuses_gateway.outbox)
--- sql_result
0|0



=== TEST 4: mute, again, and back
--- sql
INSERT INTO conversations (id) VALUES (71);
UPDATE statuses SET conversation_id = 71 WHERE id = 101;
--- as: vera
--- request eval: main::does(qw(mute mute unmute unmute))
--- response_body eval
[(main::post(muted => 'true')) x 2, (main::post()) x 2]
--- sql_query
SELECT count(*) FROM conversation_mutes
--- sql_result
0



=== TEST 5: a conversation that is none cannot be muted
--- as: vera
--- request eval: main::does(qw(mute unmute))
--- error_code eval: [422, 422]
--- response_body eval
[(main::error('Mastodon::ValidationError')) x 2]



=== TEST 6: pin, again, and back
--- as: alice
--- request eval: main::does(qw(pin pin unpin unpin))
--- error_code eval: [200, 422, 200, 200]
--- response_body eval
[main::post(own => 1, pinned => 'true'), main::error('Duplicate record'),
    (main::post(own => 1)) x 2]
--- sql_query
SELECT class, queue, args ->> 1, (args ->> 0)::json ->> 'type'
FROM statuses_gateway.outbox ORDER BY id
--- sql_result
ActivityPub::RawDistributionWorker|push|1001|Add
ActivityPub::RawDistributionWorker|push|1001|Remove



=== TEST 7: what cannot be pinned
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility, reblog_of_id)
VALUES (111, 1001, true, 'Hello', 3, NULL), (112, 1001, true, '', 0, 102),
    (121, 1001, true, 'Hello', 0, NULL), (122, 1001, true, 'Hello', 0, NULL),
    (123, 1001, true, 'Hello', 2, NULL), (124, 1001, true, 'Hello', 0, NULL),
    (125, 1001, true, 'Hello', 0, NULL);
INSERT INTO status_pins (account_id, status_id)
VALUES (1001, 121), (1001, 122), (1001, 123), (1001, 124);
--- as: alice
--- request eval
[map { "POST /api/v1/statuses/$_/pin" } 102, 111, 112, 125, 101, 102]
--- error_code eval: [422, 422, 422, 200, 422, 422]
--- response_body_like eval
[map { qr/$_/ } "^{\"error\":\"Validation failed: Someone else's post cannot be pinned\"}\$",
'^{"error":"Validation failed: Posts that are only visible to mentioned users cannot be pinned"}$',
'^{"error":"Validation failed: A boost cannot be pinned"}$',
'^{"id":"125",',
'^{"error":"Validation failed: You have already pinned the maximum number of posts"}$',
"^{\"error\":\"Validation failed: Someone else's post cannot be pinned, You have already pinned the maximum number of posts\"}\$"]



=== TEST 8: a boost, again, and back
--- as: vera
--- request eval
[@{ main::does(qw(reblog reblog)) }, 'GET /api/v1/statuses/101',
    @{ main::does(qw(unreblog unreblog)) }]
--- response_body_like eval
[(qr/^{"id":"\d+","created_at":"[^"]+",.*"visibility":"public","language":null,"uri":"https:\/\/social.example\/ap\/users\/3001\/statuses\/\d+\/activity",.*"reblogged":true,.*"content":"",.*"reblog":\{"id":"101",.*"reblogs_count":1,.*"reblogged":true,/) x 2,
qr/^{"id":"101",.*"reblogs_count":1,.*"reblogged":true,/,
(qr/^{"id":"101",.*"reblogs_count":0,.*"reblogged":false,/) x 2]
--- sql_query
SELECT (SELECT count(*) FROM statuses WHERE account_id = 3001),
    (SELECT count(*) FROM notifications),
    (SELECT reblogs_count FROM status_stats WHERE status_id = 101),
    (SELECT statuses_count FROM account_stats WHERE account_id = 3001),
    (SELECT string_agg(class, ' ' ORDER BY id) FROM statuses_gateway.outbox)
--- sql_result
1|0|0|0|TriggerWebhookWorker DistributionWorker ActivityPub::DistributionWorker LocalNotificationWorker TriggerWebhookWorker RemovalWorker



=== TEST 9: visibility of a boost: as form, JSON, query, multipart
--- as: vera
--- more_headers eval
['Content-Type: application/x-www-form-urlencoded', '',
    'Content-Type: application/json', '', '', '',
    "Content-Type: multipart/form-data; boundary=x"]
--- request eval
["POST /api/v1/statuses/101/reblog\nvisibility=private", main::does('unreblog')->[0],
    "POST /api/v1/statuses/101/reblog\n{\"visibility\":\"unlisted\"}",
    main::does('unreblog')->[0],
    "POST /api/v1/statuses/101/reblog?visibility=private",
    main::does('unreblog')->[0],
    "POST /api/v1/statuses/101/reblog\n--x\r\nContent-Disposition: form-data; name=\"visibility\"\r\n\r\nunlisted\r\n--x--\r\n"]
--- response_body_like eval
[map { $_ ? qr/"visibility":"$_","language":null/ : qr/^{"id":"101",/ }
    'private', '', 'unlisted', '', 'private', '', 'unlisted']



=== TEST 10: visibility that a boost cannot have
--- as: vera
--- request eval
[map { "POST /api/v1/statuses/101/reblog?visibility=$_" }
    qw(direct limited friends PUBLIC public%00)]
--- error_code eval: [(422) x 5]
--- response_body eval
[(main::error('Validation failed: Visibility is reserved')) x 2,
    (main::error('Validation failed: Visibility is not included in the list')) x 3]



=== TEST 11: what is no text is not sent
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval
[map { "POST /api/v1/statuses/101/reblog\n{\"visibility\":$_}" }
    '["private"]', '{"a":"private"}', 'null']
--- response_body_like eval
[(qr/"visibility":"public","language":null/) x 3]



=== TEST 12: who may quote
--- as: alice
--- request eval
[(map { "PUT /api/v1/statuses/101/interaction_policy\nquote_approval_policy=$_" }
    qw(public followers followers nobody), ''),
    'PATCH /api/v1/statuses/101/interaction_policy?quote_approval_policy=nobody']
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- response_body eval
[map { main::post(own => 1, quote_approval =>
    qq({"automatic":[$_],"manual":[],"current_user":"automatic"})) }
    '"public"', '"followers"', '"followers"', '', '"public"', '']
--- sql_query
SELECT s.quote_approval_policy, s.edited_at, count(*)
FROM statuses s, statuses_gateway.outbox WHERE s.id = 101 GROUP BY 1, 2
--- sql_result
0||16



=== TEST 13: a word that is no policy
--- as: alice
--- request
PUT /api/v1/statuses/101/interaction_policy?quote_approval_policy=friends
--- error_code: 422
--- response_body eval: main::error('Record invalid')



=== TEST 14: through a boost the original is meant
--- sql
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (201, 1002, true, '', 101);
--- as: vera
--- request eval
[map { "POST /api/v1/statuses/201/$_" } qw(favourite favourite bookmark
    bookmark)]
--- error_code eval: [200, 422, 200, 422]
--- response_body_like eval
[qr/^{"id":"201",.*"favourites_count":0,.*"reblog":\{"id":"101",.*"favourites_count":1,/,
qr/^{"error":"Validation failed: Status has already been taken"}$/,
qr/^{"id":"201",.*"bookmarked":true,/,
qr/^{"error":"Validation failed: Status has already been taken"}$/]
--- sql_query
SELECT (SELECT string_agg(status_id::text, ' ') FROM favourites),
    (SELECT string_agg(status_id::text, ' ') FROM bookmarks)
--- sql_result
101|101



=== TEST 15: a post from elsewhere: its author is sent a Like
--- sql
UPDATE accounts SET protocol = 1, inbox_url = 'https://remote.example/in'
WHERE id = 2001;
--- as: vera
--- request
POST /api/v1/statuses/103/favourite
--- response_body_like: ^\{"id":"103",.*"favourites_count":1,.*"favourited":true,
--- sql_query
SELECT o.class, o.queue, o.options, o.args::jsonb - 0, replace(o.args ->> 0,
    'likes/' || f.id, 'likes/#')
FROM statuses_gateway.outbox o, favourites f
--- sql_result
ActivityPub::DeliveryWorker|push|{"retry":16,"dead":false}|[3001, "https://remote.example/in"]|{"@context":"https://www.w3.org/ns/activitystreams","id":"https://social.example/ap/users/3001#likes/#","type":"Like","actor":"https://social.example/ap/users/3001","object":"https://remote.example/users/dave/statuses/103"}



=== TEST 16: one who was blocked takes back what was given
--- sql
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 101);
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (201, 3001, true, '', 101);
INSERT INTO blocks (account_id, target_account_id) VALUES (1001, 3001);
--- as: vera
--- request eval
main::does(qw(favourite unfavourite unbookmark unreblog unfavourite))
--- error_code eval: [404, 200, 200, 200, 404]
--- response_body_like eval
[qr/^{"error":"Record not found"}$/, (qr/^{"id":"101",/) x 3,
    qr/^{"error":"Record not found"}$/]



=== TEST 17: statuses_jobs off
--- http
statuses_jobs off;
--- as: vera
--- request eval: main::does(qw(favourite reblog))
--- response_body_like eval: [(qr/^{"id":"/) x 2]
--- sql_query
SELECT (SELECT count(*) FROM statuses_gateway.outbox),
    (SELECT count(*) FROM notifications)
--- sql_result
0|2
