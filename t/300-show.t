# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# GET /api/v1/statuses/:id: the ordinary case, and who may see a post.

TestEntity::setup();

# Three for each of 36 requests; T1 and T22 look at one header more.
repeat_each(2);
plan tests => repeat_each() * (36 * 3 + 2);

run_tests();

__DATA__

=== TEST 1: a post of this server, byte for byte
--- request
GET /api/v1/statuses/101
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"id":"101","created_at":"2026-06-20T09:30:15.042Z","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,"spoiler_text":"","visibility":"public","language":"en","uri":"https://social.example/ap/users/1001/statuses/101","url":"https://social.example/@alice/101","replies_count":0,"reblogs_count":0,"favourites_count":0,"quotes_count":0,"edited_at":null,"content":"<p>Hello</p>","reblog":null,"application":null,"account":{"id":"1001","username":"alice","acct":"alice","display_name":"","locked":false,"bot":false,"discoverable":null,"indexable":false,"group":false,"created_at":"2026-02-11T00:00:00.000Z","note":"","url":"https://social.example/@alice","uri":"https://social.example/ap/users/1001","avatar":"https://social.example/avatars/original/missing.png","avatar_static":"https://social.example/avatars/original/missing.png","avatar_description":"","header":"https://social.example/headers/original/missing.png","header_static":"https://social.example/headers/original/missing.png","header_description":"","followers_count":0,"following_count":0,"statuses_count":0,"last_status_at":null,"hide_collections":null,"show_media":true,"show_media_replies":true,"show_featured":true,"noindex":false,"feature_approval":{"automatic":[],"manual":[],"current_user":"denied"},"emojis":[],"roles":[],"fields":[]},"media_attachments":[],"mentions":[],"tags":[],"emojis":[],"tagged_collections":[],"quote":null,"card":null,"poll":null,"quote_approval":{"automatic":[],"manual":[],"current_user":"denied"}}



=== TEST 2: the same in few words, as all blocks below have it
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"')



=== TEST 3: a post of another server, byte for byte
--- request
GET /api/v1/statuses/103
--- response_body chomp
{"id":"103","created_at":"2026-06-20T09:30:15.042Z","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,"spoiler_text":"","visibility":"public","language":"de","uri":"https://remote.example/users/dave/statuses/103","url":"https://remote.example/@dave/103","replies_count":0,"reblogs_count":0,"favourites_count":0,"quotes_count":0,"edited_at":null,"content":"<p>Hello</p>","reblog":null,"account":{"id":"2001","username":"dave","acct":"dave@remote.example","display_name":"","locked":false,"bot":false,"discoverable":null,"indexable":false,"group":false,"created_at":"2025-12-31T00:00:00.000Z","note":"","url":"https://remote.example/@dave","uri":"https://remote.example/users/dave","avatar":"https://social.example/avatars/original/missing.png","avatar_static":"https://social.example/avatars/original/missing.png","avatar_description":"","header":"https://social.example/headers/original/missing.png","header_static":"https://social.example/headers/original/missing.png","header_description":"","followers_count":0,"following_count":0,"statuses_count":0,"last_status_at":null,"hide_collections":null,"show_media":true,"show_media_replies":true,"show_featured":true,"feature_approval":{"automatic":[],"manual":[],"current_user":"denied"},"emojis":[],"fields":[]},"media_attachments":[],"mentions":[],"tags":[],"emojis":[],"tagged_collections":[],"quote":null,"card":null,"poll":null,"quote_approval":{"automatic":[],"manual":[],"current_user":"denied"}}



=== TEST 4: names in addresses where the author's id_scheme is 0 or NULL
--- sql
UPDATE accounts SET id_scheme = 0 WHERE id = 1001;
UPDATE accounts SET id_scheme = NULL WHERE id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"',
    uri => '"https://social.example/users/alice/statuses/101"',
    account => main::account('alice',
        uri => '"https://social.example/users/alice"')),
 main::status(102, by => 'bob',
    uri => '"https://social.example/users/bob/statuses/102"',
    account => main::account('bob',
        uri => '"https://social.example/users/bob"'))]



=== TEST 5: a name is shown in the case in which it is stored
--- sql
INSERT INTO accounts (id, username) VALUES (1003, 'EvE_9');
INSERT INTO users (account_id) VALUES (1003);
INSERT INTO statuses (id, account_id, local, text)
VALUES (201, 1003, true, 'Hello');
--- request
GET /api/v1/statuses/201
--- response_body eval
main::status(201, by => 'EvE_9:1003')



=== TEST 6: the account of the server itself
--- sql
INSERT INTO statuses (id, account_id, local, text)
VALUES (201, -99, true, 'Hello');
--- request
GET /api/v1/statuses/201
--- response_body eval
main::status(201, by => 'mastodon.internal:-99', application => undef,
    account => main::account('mastodon.internal:-99',
        locked => 'true', bot => 'true', noindex => 'null',
        created_at => '"2026-06-01T00:00:00.000Z"',
        url => '"https://social.example/about/more?instance_actor=true"',
        uri => '"https://social.example/actor"'))



=== TEST 7: it cannot be suspended
--- sql
UPDATE accounts SET suspended_at = now(), requested_deletion_at = now()
WHERE id = -99;
INSERT INTO statuses (id, account_id, local, text)
VALUES (201, -99, true, 'Hello');
--- request
GET /api/v1/statuses/201
--- response_body_like: "bot":true,



=== TEST 8: an account of here without a user
--- sql
DELETE FROM users WHERE account_id = 1002;
--- request
GET /api/v1/statuses/102
--- response_body eval
main::status(102, by => 'bob', application => undef,
    account => main::account('bob', noindex => 'null'))



=== TEST 9: unlisted posts are seen by everybody, others not
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT 200 + v, 1001, true, 'Hello', v FROM generate_series(0, 6) v;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0 .. 6]
--- error_code eval
[200, 200, 404, 404, 404, 404, 404]
--- response_body eval
[main::status(200), main::status(201, visibility => '"unlisted"'),
 ('{"error":"Record not found"}') x 5]



=== TEST 10: nor are those of other servers
--- sql
UPDATE statuses SET visibility = 2 WHERE id = 103;
--- request
GET /api/v1/statuses/103
--- error_code: 404
--- response_body chomp
{"error":"Record not found"}



=== TEST 11: a mention of somebody opens nothing to those without a name
--- sql
UPDATE statuses SET visibility = 3 WHERE id = 101;
INSERT INTO mentions (status_id, account_id) VALUES (101, 1002);
--- request
GET /api/v1/statuses/101
--- error_code: 404
--- response_body chomp
{"error":"Record not found"}



=== TEST 12: a deleted post
--- sql
UPDATE statuses SET deleted_at = '2026-06-21' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- error_code: 404
--- response_body chomp
{"error":"Record not found"}



=== TEST 13: one to be deleted some day is deleted, too
--- sql
UPDATE statuses SET deleted_at = '2090-01-01' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- error_code: 404
--- response_body chomp
{"error":"Record not found"}



=== TEST 14: a suspended author
--- sql
UPDATE accounts SET suspended_at = '2026-06-21' WHERE id IN (1001, 2001);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[404, 404]
--- response_body eval
['{"error":"Record not found"}', '{"error":"Record not found"}']



=== TEST 15: an author who asked to be deleted
--- sql
UPDATE accounts SET requested_deletion_at = '2026-06-21' WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- error_code: 404
--- response_body chomp
{"error":"Record not found"}



=== TEST 16: a silenced author is shown, and said to be limited
--- sql
UPDATE accounts SET silenced_at = '2026-06-21' WHERE id IN (1001, 2001);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"',
    account => main::account('alice', limited => 'true')),
 main::status(103, by => 'dave', language => '"de"',
    account => main::account('dave', limited => 'true'))]



=== TEST 17: whatever an author marked as sensitive writes is sensitive
--- sql
UPDATE accounts SET sensitized_at = '2026-06-21' WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', sensitive => 'true')



=== TEST 18: sensitive by itself, with a warning
--- sql
UPDATE statuses SET sensitive = true, spoiler_text = 'mind <the> "gap"'
WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', sensitive => 'true',
    spoiler_text => '"mind <the> \"gap\""')



=== TEST 19: memorial
--- sql
UPDATE accounts SET memorial = true WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"',
    account => main::account('alice', memorial => 'true'))



=== TEST 20: limited and memorial in their places
--- sql
UPDATE accounts SET memorial = true, silenced_at = now() WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body_like: "show_featured":true,"limited":true,"noindex":false,"memorial":true,"feature_approval":\{



=== TEST 21: there is no such post
--- request eval
["GET /api/v1/statuses/999", "GET /api/v1/statuses/0"]
--- error_code eval
[404, 404]
--- response_body eval
['{"error":"Record not found"}', '{"error":"Record not found"}']



=== TEST 22: the documented text is the default, 4.5 has the same
--- compat: 4.5
--- request
GET /api/v1/statuses/999
--- error_code: 404
--- response_headers
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Record not found"}



=== TEST 23: 4.6 says it otherwise
--- compat: 4.6
--- request
GET /api/v1/statuses/999
--- error_code: 404
--- response_body chomp
{"error":"Not Found"}



=== TEST 24: so does 4.7, of hidden posts, too
--- compat: 4.7
--- sql
UPDATE statuses SET visibility = 2 WHERE id = 101;
UPDATE statuses SET deleted_at = now() WHERE id = 102;
--- request eval
["GET /api/v1/statuses/999", "GET /api/v1/statuses/101",
 "GET /api/v1/statuses/102"]
--- error_code eval
[404, 404, 404]
--- response_body eval
[('{"error":"Not Found"}') x 3]
