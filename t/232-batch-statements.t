# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# How many statements an answer takes: one for all posts of a batch, with all
# that belongs to them, and few more for what is rare.

TestAuth::setup(conf => [
    "shared_preload_libraries = 'pg_stat_statements'"], 't/data/calls.sql');

sub ids { return '?' . join '&', map { "id[]=$_" } @_ }

# Every statement that was executed since the connection was made, named.

our $Calls = "SELECT coalesce(string_agg(name || ' ' || n, ', '"
    . " ORDER BY name), 'none') FROM calls WHERE n > 0";

# all of them together, those about the server itself left out

our $All = "SELECT count(*), sum(calls) FROM pg_stat_statements"
    . " WHERE dbid = (SELECT oid FROM pg_database"
    . " WHERE datname = current_database())"
    . " AND query ~* '(statuses|accounts|tokens|filters|polls|emojis|media)'"
    . " AND query !~* '(pg_attribute|pg_stat|^ *(insert|update|create|begin))'";

our $Twenty = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text)
SELECT i, CASE WHEN i % 2 = 0 THEN 1001 ELSE 1002 END, true, 'Hello'
FROM generate_series(1001, 1020) AS i;
_EOC_

# everything that a post can have

our $Rich = $Twenty . <<'_EOC_';
INSERT INTO media_attachments (id, account_id, status_id, file_file_name,
    file_content_type)
SELECT i, 1001, i, 'x.png', 'image/png' FROM generate_series(1001, 1020) AS i;
INSERT INTO polls (id, account_id, status_id, options)
SELECT i, 1001, i, '{a,b}' FROM generate_series(1001, 1020) AS i;
UPDATE statuses SET poll_id = id, text = 'Hello @bob #tag :tux:'
WHERE id BETWEEN 1001 AND 1020;
INSERT INTO mentions (status_id, account_id)
SELECT i, 1002 FROM generate_series(1001, 1020) AS i;
INSERT INTO tags (id, name) VALUES (1, 'tag');
INSERT INTO statuses_tags (status_id, tag_id)
SELECT i, 1 FROM generate_series(1001, 1020) AS i;
INSERT INTO custom_emojis (shortcode, image_file_name) VALUES ('tux', 'x.png');
INSERT INTO preview_cards (id, url)
SELECT i, 'https://x.example/' || i FROM generate_series(1001, 1020) AS i;
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
SELECT i, i FROM generate_series(1001, 1020) AS i;
INSERT INTO status_stats (status_id, favourites_count)
SELECT i, i FROM generate_series(1001, 1020) AS i;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
SELECT i + 1000, 2001, true, i FROM generate_series(1001, 1010) AS i;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state)
SELECT i, 1001, i + 1, 1002, 1 FROM generate_series(1011, 1019) AS i;
_EOC_

# Three for each of 20 requests, and one for each of 13 blocks.
repeat_each(1);
plan tests => 20 * 3 + 13;

run_tests();

__DATA__

=== TEST 1: a post: one statement
--- request
GET /api/v1/statuses/101
--- response_body_like: ^\{"id":"101"
--- sql_query eval: $::Calls
--- sql_result
show 1



=== TEST 2: with a token: who asks, the post, and his filters
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like: ^\{"id":"101"
--- sql_query eval: $::Calls
--- sql_result
filters 1, show 1, token 1



=== TEST 3: twenty posts: one statement
--- sql eval: $::Twenty
--- request eval
TestAuth::asks(main::ids(1001 .. 1020))
--- error_code eval
[200]
--- response_body_like eval
['^\[\{"id":"1020".*\{"id":"1001"']
--- sql_query eval: $::Calls
--- sql_result
batch 1



=== TEST 4: and no other one
--- sql eval: $::Twenty
--- request eval
TestAuth::asks(main::ids(1001 .. 1020))
--- error_code eval
[200]
--- response_body_like eval
['^\[\{"id":"1020".*\{"id":"1001"']
--- sql_query eval: $::All
--- sql_result
1|1



=== TEST 5: with all that posts can have
--- sql eval: $::Rich
--- request eval
TestAuth::asks(main::ids(2001 .. 2010, 1011 .. 1020))
--- error_code eval
[200]
--- response_body_like eval
['^\[\{"id":"2010".*"reblog":\{"id":"1010".*"poll":\{"id":"1010".*\{"id":"1019".*"quoted_status":\{"id":"1020"']
--- sql_query eval: $::All
--- sql_result
1|1



=== TEST 6: for a reader with a token one more, for his filters
--- sql eval
$::Rich . <<'_EOC_'
INSERT INTO custom_filters (id, account_id, phrase, context)
SELECT i, 3001, 'x', '{home}' FROM generate_series(1, 20) AS i;
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
SELECT i, 'hello' FROM generate_series(1, 20) AS i;
_EOC_
--- as: vera vera
--- request eval
TestAuth::asks(main::ids(2001 .. 2010, 1011 .. 1020), main::ids(1001 .. 1020))
--- error_code eval
[200, 200]
--- response_body_like eval
[('"keyword_matches":\["Hello"\]') x 2]
--- sql_query eval: $::Calls
--- sql_result
batch 2, filters 2, token 1



=== TEST 7: authors of previews, and where accounts moved: one more for all
--- sql eval
$::Rich . <<'_EOC_'
INSERT INTO accounts (id, username, domain, uri)
SELECT i, 'u' || i, 'x.example', 'https://x.example/' || i
FROM generate_series(5001, 5025) AS i;
UPDATE preview_cards SET author_account_id = id + 4000
WHERE id BETWEEN 1001 AND 1020;
UPDATE accounts SET moved_to_account_id = 5025 WHERE id = 1001;
_EOC_
--- request eval
TestAuth::asks(main::ids(1001 .. 1020))
--- error_code eval
[200]
--- response_body_like eval
['"moved":\{"id":"5025".*"authors":\[\{"name":"","url":"","account":\{"id":"5020"']
--- sql_query eval: $::Calls
--- sql_result
accounts 1, batch 1



=== TEST 8: collections: one more for all
--- sql eval
$::Twenty . <<'_EOC_'
INSERT INTO collections (id, account_id, name, description, original_number_of_items)
SELECT i, 1001, 'c' || i, '', 0 FROM generate_series(1, 20) AS i;
INSERT INTO tagged_objects (status_id, object_type, object_id, ap_type)
SELECT 1000 + i, 'Collection', i, 'FeaturedCollection'
FROM generate_series(1, 20) AS i;
_EOC_
--- request eval
TestAuth::asks(main::ids(1001 .. 1020))
--- error_code eval
[200]
--- response_body_like eval
['"tagged_collections":\[\{"id":"20"']
--- sql_query eval: $::Calls
--- sql_result
batch 1, collections 1



=== TEST 9: what is refused asks for nothing but the token
--- as: vera write revoked suspended
--- request eval
TestAuth::asks((main::ids(1 .. 21)) x 4)
--- error_code eval
[422, 403, 401, 403]
--- response_body_like eval
[('^\{"error":"[^"]+"\}$') x 4]
--- sql_query eval: $::Calls
--- sql_result
token 4



=== TEST 10: nor does what is malformed
--- as: vera
--- request
GET /api/v1/statuses?id[]=1&id[a]=2
--- error_code: 400
--- response_body chomp
{"error":"Bad Request"}
--- sql_query eval: $::Calls
--- sql_result
none



=== TEST 11: custom emoji, and whom a note names: one more for a single post
--- sql eval
$::Rich . "UPDATE accounts SET note = 'I am not \@bob' WHERE id = 1001"
--- request eval
TestAuth::asks('/1001', '/1002')
--- error_code eval
[200, 200]
--- response_body_like eval
['"emojis":\[\{"shortcode":"tux"', '"note":"<p>I am not <span class=..h-card.*"emojis":\[\{"shortcode":"tux"']
--- sql_query eval: $::Calls
--- sql_result
late 2, show 2



=== TEST 12: the same for what is boosted or quoted, in one
--- sql eval: $::Rich
--- request eval
TestAuth::asks('/2001', '/1011')
--- error_code eval
[200, 200]
--- response_body_like eval
['"reblog":\{.*"emojis":\[\{"shortcode":"tux"', '"emojis":\[\{"shortcode":"tux".*"quoted_status":\{.*"emojis":\[\{"shortcode":"tux"']
--- sql_query eval: $::Calls
--- sql_result
late 2, show 2



=== TEST 13: what only looks a little like one costs nothing
--- sql eval
$::Twenty . "UPDATE statuses SET text = 'https://x.example/ 12:30:00 a:bc:d :x: : y:'
WHERE id IN (1001, 1002)"
--- request eval
TestAuth::asks('/1001', '/1002')
--- error_code eval
[200, 200]
--- response_body_like eval
['"emojis":\[\]', '"emojis":\[\]']
--- sql_query eval: $::Calls
--- sql_result
show 2
