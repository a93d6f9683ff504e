# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Tokens and readers on the database of a 4.5 server, which has fewer columns:
# no wish to be deleted, no second factor that a role asks for.

TestAuth::setup(schema => '4.5');

BEGIN { ($TestEntity::Version, $TestEntity::Bytes) = ('4.5', '4.7') }

# Three for each of 28 requests, and 10 headers.
repeat_each(2);
plan tests => repeat_each() * (28 * 3 + 10);

run_tests();

__DATA__

=== TEST 1: a reader
--- compat: 4.5
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Bytes = '4.5';
TestAuth::viewed(101, language => '"en"')



=== TEST 2: with the documented words
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body eval
TestAuth::viewed(101, language => '"en"')



=== TEST 3: states of owners
--- as: suspended disabled unconfirmed unapproved moved memorial factor dangling app
--- request eval
TestAuth::asks(('/101') x 9)
--- error_code eval
[403, (200) x 8]
--- response_body_like eval
['^\{"error":"Your login is currently disabled"\}$',
 ('^\{"id":"101".*"filtered":\[\]') x 6, ('^\{"id":"101".*"content":"[^"]*","reblog"') x 2]



=== TEST 4: nobody can have asked for his deletion
--- as: leaving
--- request
GET /api/v1/statuses/101
--- response_body eval
TestAuth::viewed(101, language => '"en"')



=== TEST 5: refusals of the documents
--- as: revoked expired write - vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/501', '/999')
--- error_code eval
[401, 401, 403, 404, 404]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired'),
 "WWW-Authenticate: " . TestAuth::scope_refused(), ('!WWW-Authenticate') x 2]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 ($TestAuth::NotFound) x 2]



=== TEST 6: and of the server
--- compat: 4.5
--- as: revoked expired write - vera
--- request eval
TestAuth::asks('/101', '/101', '/101', '/501', '/999')
--- error_code eval
[401, 401, 403, 404, 404]
--- response_headers eval
["WWW-Authenticate: " . TestAuth::refused('The access token was revoked'),
 "WWW-Authenticate: " . TestAuth::refused('The access token expired'),
 ('!WWW-Authenticate') x 3]
--- response_body eval
[TestAuth::error('The access token was revoked'),
 TestAuth::error('The access token expired'), $TestAuth::Scope,
 ($TestAuth::NotFound) x 2]



=== TEST 7: what a reader is to posts
--- compat: 4.5
--- sql
INSERT INTO favourites (account_id, status_id) VALUES (3001, 101);
INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 102);
INSERT INTO custom_filters (id, account_id, phrase, context)
VALUES (1, 3001, 'x', '{home}');
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
VALUES (1, 'hello');
UPDATE statuses SET visibility = 2 WHERE id = 103;
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 2001);
--- as: vera
--- request
GET /api/v1/statuses?id[]=101&id[]=102&id[]=103
--- response_body eval
local $TestEntity::Bytes = '4.5';
'[' . CORE::join(',',
    TestAuth::viewed(103, by => 'dave', language => '"de"',
        visibility => '"private"',
        filtered => '[' . TestAuth::matched(1, 'x', word => 'Hello') . ']'),
    TestAuth::viewed(102, by => 'bob', bookmarked => 'true',
        filtered => '[' . TestAuth::matched(1, 'x', word => 'Hello') . ']'),
    TestAuth::viewed(101, language => '"en"', favourited => 'true',
        filtered => '[' . TestAuth::matched(1, 'x', word => 'Hello') . ']'))
    . ']'



=== TEST 8: who is not seen, who is not listed
--- compat: 4.5
--- sql
UPDATE accounts SET suspended_at = now() WHERE id = 1001;
INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 1002);
UPDATE statuses SET visibility = 2 WHERE id = 103;
--- as: vera vera vera vera -
--- request eval
TestAuth::asks('/101', '/102', '/103', '?id[]=101&id[]=102&id[]=103',
    '?id[]=101&id[]=102&id[]=103')
--- error_code eval
[404, 200, 404, 200, 200]
--- response_body_like eval
['^\{"error":"Record not found"\}$', '^\{"id":"102"',
 '^\{"error":"Record not found"\}$', '^\[\]$', '^\[\{"id":"102"']
