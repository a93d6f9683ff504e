# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The keys of a Status that need no other table than its own and its counters.

TestEntity::setup();

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 60;

run_tests();

__DATA__

=== TEST 1: counters
--- sql
INSERT INTO status_stats
    (status_id, replies_count, reblogs_count, favourites_count, quotes_count)
VALUES (101, 1, 22, 333, 4444), (102, 9223372036854775807, 0, 0, 0);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"', replies_count => 1,
    reblogs_count => 22, favourites_count => 333, quotes_count => 4444),
 main::status(102, by => 'bob', replies_count => '9223372036854775807')]



=== TEST 2: no counter is less than none
--- sql
INSERT INTO status_stats
    (status_id, replies_count, reblogs_count, favourites_count, quotes_count)
VALUES (101, -1, -22, -333, -4444);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"')



=== TEST 3: the other server's numbers win over ours, which we cannot trust
--- sql
INSERT INTO status_stats (status_id, reblogs_count, favourites_count,
    untrusted_reblogs_count, untrusted_favourites_count)
VALUES (103, 1, 2, 30, 40);
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', reblogs_count => 30,
    favourites_count => 40)



=== TEST 4: each for itself, and none is still a number
--- sql
INSERT INTO status_stats (status_id, reblogs_count, favourites_count,
    untrusted_reblogs_count, untrusted_favourites_count)
VALUES (103, 1, 2, NULL, 0);
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', reblogs_count => 1)



=== TEST 5: but no number below none
--- sql
INSERT INTO status_stats (status_id, reblogs_count, favourites_count,
    untrusted_reblogs_count, untrusted_favourites_count)
VALUES (103, 1, 2, -5, 7);
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', favourites_count => 7)



=== TEST 6: a post of here is counted here
--- sql
INSERT INTO status_stats (status_id, reblogs_count, favourites_count,
    untrusted_reblogs_count, untrusted_favourites_count)
VALUES (101, 1, 2, 30, 40);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', reblogs_count => 1,
    favourites_count => 2)



=== TEST 7: replies, to a post and to one that is gone
--- sql
INSERT INTO statuses (id, account_id, local, text, reply, in_reply_to_id,
    in_reply_to_account_id)
VALUES (201, 1001, true, 'Hello', true, 103, 2001),
    (202, 1001, true, 'Hello', true, NULL, 2001),
    (203, 1001, true, 'Hello', true, 201, 2001);
--- request eval
["GET /api/v1/statuses/201", "GET /api/v1/statuses/202",
 "GET /api/v1/statuses/203"]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::status(201, in_reply_to_id => '"103"',
    in_reply_to_account_id => '"2001"'),
 main::status(202, in_reply_to_account_id => '"2001"'),
 main::status(203, in_reply_to_id => '"201"',
    in_reply_to_account_id => '"2001"')]



=== TEST 8: ids with all their digits
--- sql
INSERT INTO statuses (id, account_id, local, text, in_reply_to_id,
    in_reply_to_account_id)
VALUES (9223372036854775807, 1001, true, 'Hello', NULL, NULL),
    (114711022033044055, 1001, true, 'Hello', 9223372036854775807, 1001);
--- request eval
["GET /api/v1/statuses/9223372036854775807",
 "GET /api/v1/statuses/114711022033044055"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status('9223372036854775807'),
 main::status('114711022033044055',
    in_reply_to_id => '"9223372036854775807"',
    in_reply_to_account_id => '"1001"')]



=== TEST 9: microseconds are cut off, not rounded
--- sql
INSERT INTO statuses (id, account_id, local, text, created_at, edited_at)
SELECT 200 + n, 1001, true, 'Hello', t, t
FROM unnest(ARRAY['2026-06-01 12:34:56.789999', '2026-12-31 23:59:59.999999',
    '2026-06-01 12:34:56', '2026-06-01 12:34:56.7', '2026-06-01 00:00:00.01',
    '2026-06-01 00:00:00.000999']::timestamp[])
    WITH ORDINALITY AS x (t, n);
--- request eval
[map { "GET /api/v1/statuses/20$_" } 1 .. 6]
--- error_code eval
[(200) x 6]
--- response_body eval
my @want = ('2026-06-01T12:34:56.789Z', '2026-12-31T23:59:59.999Z',
    '2026-06-01T12:34:56.000Z', '2026-06-01T12:34:56.700Z',
    '2026-06-01T00:00:00.010Z', '2026-06-01T00:00:00.000Z');
[map { main::status(201 + $_, created_at => qq("$want[$_]"),
    edited_at => qq("$want[$_]")) } 0 .. 5]



=== TEST 10: the years from 1 to 9999, and times that no clock shows
--- sql
INSERT INTO statuses (id, account_id, local, text, created_at, edited_at)
SELECT 200 + n, 1001, true, 'Hello', t, t
FROM unnest(ARRAY['0001-01-01 00:00:00', '9999-12-31 23:59:59.5',
    '10000-01-01 00:00:00', '0044-03-15 12:00:00 BC', 'infinity',
    '-infinity', '4713-01-01 00:00:00.5 BC', '294276-12-31 23:59:59.999999'
    ]::timestamp[]) WITH ORDINALITY AS x (t, n);
--- request eval
[map { "GET /api/v1/statuses/20$_" } 1 .. 8]
--- error_code eval
[(200) x 8]
--- response_body eval
my @want = ('"0001-01-01T00:00:00.000Z"', '"9999-12-31T23:59:59.500Z"',
    ('null') x 6);
[map { main::status(201 + $_, created_at => $want[$_],
    edited_at => $want[$_]) } 0 .. 7]



=== TEST 11: how the database writes dates to others does not matter
--- sql
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET datestyle = %L',
        current_database(), 'German');
    EXECUTE format('ALTER DATABASE %I SET timezone = %L',
        current_database(), 'Asia/Kathmandu');
END
$$;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"')



=== TEST 12: what makes a post one of this server
--- sql
INSERT INTO statuses (id, account_id, text, local, uri) VALUES
    (201, 1001, 'Hello', NULL, NULL),
    (202, 1001, 'Hello', false, NULL),
    (203, 1001, 'Hello', true, 'https://social.example/old/203');
--- request eval
[map { "GET /api/v1/statuses/20$_" } 1 .. 3]
--- error_code eval
[(200) x 3]
--- response_body eval
[map { main::status(200 + $_) } 1 .. 3]



=== TEST 13: and what makes it one of another
--- sql
UPDATE statuses SET local = NULL WHERE id = 103;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"')



=== TEST 14: only addresses of the web are shown as such
--- sql
INSERT INTO statuses (id, account_id, local, text, uri, url)
SELECT 200 + n, 2001, false, '<p>Hello</p>',
    'https://remote.example/users/dave/statuses/20' || n, u
FROM unnest(ARRAY['http://remote.example/a?b=c&d', NULL, '', 'javascript:a()',
    'gemini://remote.example/', 'HTTPS://remote.example/', 'https:/x',
    '//remote.example/']) WITH ORDINALITY AS x (u, n);
--- request eval
[map { "GET /api/v1/statuses/20$_" } 1 .. 8]
--- error_code eval
[(200) x 8]
--- response_body eval
[map { main::status(200 + $_, by => 'dave',
    url => $_ == 1 ? '"http://remote.example/a?b=c&d"' : 'null') } 1 .. 8]



=== TEST 15: an address of another server may hold anything
--- sql
UPDATE statuses SET uri = E'tag:remote.example,2026:"a\\b"\t<ü>',
    url = 'https://remote.example/"<&>' WHERE id = 103;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"',
    uri => qq("tag:remote.example,2026:\\"a\\\\b\\"\\t<\xc3\xbc>"),
    url => '"https://remote.example/\"<&>"')



=== TEST 16: no language, and a strange one
--- sql
UPDATE statuses SET language = '' WHERE id = 101;
UPDATE statuses SET language = 'x"y' WHERE id = 102;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '""'),
 main::status(102, by => 'bob', language => '"x\"y"')]



=== TEST 17: blank texts have no content
--- sql
UPDATE statuses SET text = '' WHERE id = 101;
UPDATE statuses SET text = E' \n\t\u3000' WHERE id = 102;
UPDATE statuses SET text = '' WHERE id = 103;
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::status(101, language => '"en"', content => '""'),
 main::status(102, by => 'bob', content => '""'),
 main::status(103, by => 'dave', language => '"de"', content => '""')]



=== TEST 18: text of here becomes HTML
--- sql
UPDATE statuses SET text = E'one <two> & "three"\nfour\n\n@Alice #Ünd :x:'
WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', content => main::str(
    '<p>one &lt;two&gt; &amp; &quot;three&quot;<br />four</p><p>'
    . '<span class="h-card" translate="no"><a href="https://social.example/'
    . '@alice" class="u-url mention">@<span>alice</span></a></span> '
    . '<a href="https://social.example/tags/%C3%9Cnd" class="mention hashtag"'
    . " rel=\"tag\">#<span>\xc3\x9cnd</span></a> :x:</p>"))



=== TEST 19: who may quote
--- sql
INSERT INTO statuses (id, account_id, local, text, quote_approval_policy)
SELECT 200 + n, 1001, true, 'Hello', p
FROM unnest(ARRAY[131072, 262144, 524288, 65536, 1048576, 2, 4, 8, 1, 16,
    2031647, 98304, 32768, -1]) WITH ORDINALITY AS x (p, n);
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 214]
--- error_code eval
[(200) x 14]
--- response_body eval
my $all = '"unsupported_policy","public","followers","following","disabled"';
my @want = (['"public"', ''], ['"followers"', ''], ['"following"', ''],
    ['"unsupported_policy"', ''], ['"disabled"', ''], ['', '"public"'],
    ['', '"followers"'], ['', '"following"'], ['', '"unsupported_policy"'],
    ['', '"disabled"'], [$all, $all], ['"unsupported_policy"', ''], ['', ''],
    [$all, $all]);
[map { main::status(201 + $_, quote_approval =>
    qq({"automatic":[$want[$_][0]],"manual":[$want[$_][1]],)
    . '"current_user":"denied"}') } 0 .. 13]
