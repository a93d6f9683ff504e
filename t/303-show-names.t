# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The author of a post: handles, addresses, pictures, and where it moved to.

TestEntity::setup();

our $Avatars = "$TestEntity::Files/accounts/avatars";
our $Headers = "$TestEntity::Files/accounts/headers";

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 35;

run_tests();

__DATA__

=== TEST 1: handles of other servers in the letters of their country
--- sql
INSERT INTO accounts (id, username, domain, uri, url)
SELECT 2100 + n, 'eve', d, 'https://' || d || '/users/eve',
    'https://' || d || '/@eve'
FROM unnest(ARRAY['xn--mnchen-3ya.example', 'a.xn--mnchen-3ya.xn--p1ai',
    'remote.example:8443', 'xn--.example', 'xn--99999999999.example'])
    WITH ORDINALITY AS x (d, n);
INSERT INTO statuses (id, account_id, local, text, uri, url)
SELECT id - 1900, id, false, '<p>Hello</p>', uri || '/statuses/' || id - 1900,
    url || '/' || id - 1900
FROM accounts WHERE id > 2100;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 205]
--- error_code eval
[(200) x 5]
--- response_body eval
my @d = ('xn--mnchen-3ya.example', 'a.xn--mnchen-3ya.xn--p1ai',
    'remote.example:8443', 'xn--.example', 'xn--99999999999.example');
my @acct = ("m\xc3\xbcnchen.example",
    "a.m\xc3\xbcnchen.\xd1\x80\xd1\x84", @d[2 .. 4]);
[map { main::status(201 + $_, by => "eve:210" . ($_ + 1) . "\@$d[$_]",
    account => main::account("eve:210" . ($_ + 1) . "\@$d[$_]",
        acct => qq("eve\@$acct[$_]"))) } 0 .. 4]



=== TEST 2: a handle that became invalid
--- sql
UPDATE accounts SET username = '! 2001' WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', username => '"2001"',
        acct => '"2001@handle.invalid"', invalid_handle => 'true'))



=== TEST 3: of which 4.6 knows nothing
--- compat: 4.6
--- sql
UPDATE accounts SET username = '! 2001' WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
local $TestEntity::Version = '4.6';
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', username => '"! 2001"',
        acct => '"! 2001@remote.example"'))



=== TEST 4: the page of an account elsewhere, or else its name in the protocol
--- sql
INSERT INTO accounts (id, username, domain, uri, url)
SELECT 2100 + n, 'eve', 's' || n || '.example',
    'https://s' || n || '.example/users/eve', u
FROM unnest(ARRAY['http://s1.example/"eve"', NULL, '', 'javascript:a()',
    'ftp://s5.example/eve']) WITH ORDINALITY AS x (u, n);
INSERT INTO statuses (id, account_id, local, text, uri)
SELECT id - 1900, id, false, '<p>Hello</p>', uri || '/statuses/' || id - 1900
FROM accounts WHERE id > 2100;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 205]
--- error_code eval
[(200) x 5]
--- response_body eval
[map { main::status(200 + $_, by => "eve:210$_\@s$_.example", url => 'null',
    account => main::account("eve:210$_\@s$_.example",
        url => $_ == 1 ? '"http://s1.example/\"eve\""'
                       : qq("https://s$_.example/users/eve"))) } 1 .. 5]



=== TEST 5: an account elsewhere that has neither
--- sql
UPDATE accounts SET uri = NULL, url = NULL WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', uri => 'null', url => 'null'))



=== TEST 6: pictures that move have one that stands still
--- sql
UPDATE accounts SET avatar_file_name = '0123456789abcdef.gif',
    avatar_content_type = 'image/gif', header_file_name = 'fedcba98.png',
    header_content_type = 'image/png' WHERE id = 1001;
UPDATE accounts SET avatar_file_name = '0123456789abcdef.png',
    avatar_content_type = 'image/png', header_file_name = 'fedcba98.gif',
    header_content_type = 'image/gif' WHERE id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"', account => main::account('alice',
    avatar => qq("$::Avatars/000/001/001/original/0123456789abcdef.gif"),
    avatar_static => qq("$::Avatars/000/001/001/static/0123456789abcdef.png"),
    header => qq("$::Headers/000/001/001/original/fedcba98.png"),
    header_static => qq("$::Headers/000/001/001/original/fedcba98.png"))),
 main::status(102, by => 'bob', account => main::account('bob',
    avatar => qq("$::Avatars/000/001/002/original/0123456789abcdef.png"),
    avatar_static =>
        qq("$::Avatars/000/001/002/original/0123456789abcdef.png"),
    header => qq("$::Headers/000/001/002/original/fedcba98.gif"),
    header_static => qq("$::Headers/000/001/002/static/fedcba98.png")))]



=== TEST 7: the type decides, not the name; the last dot ends the name
--- sql
UPDATE accounts SET avatar_file_name = 'a.b.c.jpg',
    avatar_content_type = 'image/gif', header_file_name = 'noextension',
    header_content_type = 'image/gif' WHERE id = 1001;
UPDATE accounts SET avatar_file_name = 'a.gif', avatar_content_type = NULL,
    header_file_name = '', header_content_type = 'image/gif' WHERE id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"', account => main::account('alice',
    avatar => qq("$::Avatars/000/001/001/original/a.b.c.jpg"),
    avatar_static => qq("$::Avatars/000/001/001/static/a.b.c.png"),
    header => qq("$::Headers/000/001/001/original/noextension"),
    header_static => qq("$::Headers/000/001/001/static/noextension.png"))),
 main::status(102, by => 'bob', account => main::account('bob',
    avatar => qq("$::Avatars/000/001/002/original/a.gif"),
    avatar_static => qq("$::Avatars/000/001/002/original/a.gif")))]



=== TEST 8: copies of pictures from elsewhere lie in the cache
--- sql
UPDATE accounts SET avatar_file_name = 'a.gif',
    avatar_content_type = 'image/gif', avatar_storage_schema_version = 1,
    header_file_name = 'b.gif', header_content_type = 'image/gif',
    header_storage_schema_version = 2 WHERE id IN (1001, 2001);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
my $cache = "$TestEntity::Files/cache/accounts";
[main::status(101, language => '"en"', account => main::account('alice',
    avatar => qq("$::Avatars/000/001/001/original/a.gif"),
    avatar_static => qq("$::Avatars/000/001/001/static/a.png"),
    header => qq("$::Headers/000/001/001/original/b.gif"),
    header_static => qq("$::Headers/000/001/001/static/b.png"))),
 main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave',
        avatar => qq("$cache/avatars/000/002/001/original/a.gif"),
        avatar_static => qq("$cache/avatars/000/002/001/static/a.png"),
        header => qq("$cache/headers/000/002/001/original/b.gif"),
        header_static => qq("$cache/headers/000/002/001/static/b.png")))]



=== TEST 9: older copies do not
--- sql
UPDATE accounts SET avatar_file_name = 'a.png',
    avatar_content_type = 'image/png', avatar_storage_schema_version = 0,
    header_file_name = 'b.png', header_content_type = 'image/png',
    header_storage_schema_version = NULL WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave',
        avatar => qq("$::Avatars/000/002/001/original/a.png"),
        avatar_static => qq("$::Avatars/000/002/001/original/a.png"),
        header => qq("$::Headers/000/002/001/original/b.png"),
        header_static => qq("$::Headers/000/002/001/original/b.png")))



=== TEST 10: the folders of an id
--- sql
INSERT INTO accounts (id, username, avatar_file_name, avatar_content_type)
SELECT id, 'u' || n, 'a.png', 'image/png'
FROM unnest(ARRAY[1, 999999999, 1000000000, 1234567890, 12345678901,
    999999999999, 1234567890123, 12345678901234567, 114000111222333444,
    9223372036854775807]) WITH ORDINALITY AS x (id, n);
INSERT INTO users (account_id) SELECT id FROM accounts WHERE username LIKE 'u%';
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + substr(username, 2)::int, id, true, 'Hello' FROM accounts
WHERE username LIKE 'u%';
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 210]
--- error_code eval
[(200) x 10]
--- response_body eval
my @id = (1, 999999999, 1000000000, 1234567890, 12345678901, 999999999999,
    1234567890123, 12345678901234567, 114000111222333444,
    '9223372036854775807');
my @dir = qw(000/000/001 999/999/999 001/000/000/000 001/234/567/890
    012/345/678/901 999/999/999/999 123/456/789/012 123/456/789/012/345
    114/000/111/222/333/444 922/337/203/685/477/580);
[map { main::status(201 + $_, by => 'u' . ($_ + 1) . ":$id[$_]",
    account => main::account('u' . ($_ + 1) . ":$id[$_]",
        avatar => qq("$::Avatars/$dir[$_]/original/a.png"),
        avatar_static => qq("$::Avatars/$dir[$_]/original/a.png")))
    } 0 .. 9]



=== TEST 11: a file's name may hold what an address may not
--- sql
UPDATE accounts SET avatar_file_name = E'a b"<ü>?#%[](+)&\'~.png',
    avatar_content_type = 'image/png' WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $file = "$::Avatars/000/001/001/original/"
    . "a%20b%22%3C%C3%BC%3E%3F%23%25%5B%5D%28%2B%29&'~.png";
main::status(101, language => '"en"', account => main::account('alice',
    avatar => qq("$file"), avatar_static => qq("$file")))



=== TEST 12: somebody who moved, to another server
--- sql
UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1001;
UPDATE accounts SET display_name = 'Dave', silenced_at = now(),
    fields = '[{"name":"a","value":"b"}]', note = '<p>Here</p>'
WHERE id = 2001;
INSERT INTO account_stats (account_id, statuses_count) VALUES (2001, 9);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', account => main::account('alice',
    moved => main::account('dave', display_name => '"Dave"',
        limited => 'true', note => main::str('<p>Here</p>'),
        statuses_count => 9,
        fields => '[{"name":"a","value":"b","verified_at":null}]')))



=== TEST 13: and further: one step is shown
--- sql
UPDATE accounts SET moved_to_account_id = 1002 WHERE id = 2001;
UPDATE accounts SET moved_to_account_id = 1001 WHERE id = 1002;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', moved => main::account('bob')))



=== TEST 14: to oneself
--- sql
UPDATE accounts SET moved_to_account_id = 1001 WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', account => main::account('alice',
    moved => main::account('alice')))



=== TEST 15: to somebody who was suspended since
--- sql
UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1001;
UPDATE accounts SET suspended_at = now(), display_name = 'D', note = 'N',
    avatar_file_name = 'a.png', discoverable = true, locked = true,
    indexable = true, actor_type = 'Service',
    fields = '[{"name":"a","value":"b"}]' WHERE id = 2001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', account => main::account('alice',
    moved => main::account('dave', suspended => 'true',
        discoverable => 'false')))
