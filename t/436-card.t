# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# The card of a post, as clients from before 3.0 ask for it.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/card" } @_) }

# a card of here with a picture, of alice's 101
our $Card = <<'_EOC_';
INSERT INTO preview_cards (id, url, title, description, language, type,
    author_name, author_url, provider_name, provider_url, html, width, height,
    image_file_name, image_storage_schema_version, image_description,
    embed_url, blurhash, published_at, author_account_id)
VALUES (42, 'https://nginx.example/doc?a&b', 'A "Doc" <x>', E'Man\nual', 'en',
    2, 'Igor', 'https://nginx.example/igor', 'Nginx', 'https://nginx.example/',
    '<iframe src="https://e.example/"></iframe><script>x</script>', 640, 360,
    '1122334455667788.jpg', 1, 'A graph', 'https://e.example/',
    'L2C6Pk00_3t7~qRjM{of9Fj[xuWB', '2026-05-04 03:02:01', 1002);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
_EOC_

our $Empty = <<'_EOC_';
INSERT INTO preview_cards (id, url) VALUES (42, 'https://a.example/');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
SELECT id, 42 FROM statuses WHERE id <> 103;
_EOC_

our $Plain = '{"url":"https://a.example/","title":"","description":"",'
    . '"type":"link","author_name":"","author_url":"","provider_name":"",'
    . '"provider_url":"","html":"","width":0,"height":0,"image":null,'
    . '"embed_url":""}';

# Three for each of 32 requests, and one more for each of two.
repeat_each(2);
plan tests => repeat_each() * (32 * 3 + 2);

run_tests();

__DATA__

=== TEST 1: with everything, byte for byte; the keys are the old ones
--- sql eval: $::Card
--- request eval: main::of(101)
--- response_body_like eval
qr~^\{"url":"https://nginx\.example/doc\?a&b","title":"A \\"Doc\\" <x>","description":"Man\\nual","type":"video","author_name":"Igor","author_url":"https://nginx\.example/igor","provider_name":"Nginx","provider_url":"https://nginx\.example/","html":"<iframe src=\\"https://e\.example/\\"[^>]*></iframe>","width":640,"height":360,"image":"https://social\.example/system/cache/preview_cards/images/000/000/042/original/1122334455667788\.jpg","embed_url":"https://e\.example/"\}$~



=== TEST 2: with nothing
--- sql eval: $::Empty
--- request eval: main::of(101)
--- response_body eval: $::Plain



=== TEST 3: a post without one
--- as: - vera
--- request eval: main::of(101, 103)
--- error_code eval
[200, 200]
--- response_body eval
['{}', '{}']



=== TEST 4: the four types
--- sql
INSERT INTO preview_cards (id, url, type)
SELECT 42 + i, 'https://a.example/' || i, i FROM generate_series(0, 3) AS i;
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + i, 1001, true, 'x' FROM generate_series(0, 3) AS i;
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
SELECT 200 + i, 42 + i FROM generate_series(0, 3) AS i;
--- request eval: main::of(200 .. 203)
--- error_code eval
[(200) x 4]
--- response_body_like eval
[map { qr/,"type":"$_",/ } qw(link photo video rich)]



=== TEST 5: the address of the post's own, where it has one
--- sql eval
$::Empty . "UPDATE preview_cards_statuses SET url = 'https://b.example/'"
--- request eval: main::of(101)
--- response_body eval
$::Plain =~ s/a\.example/b.example/r



=== TEST 6: who may see the post may see its card
--- sql eval
"$::Empty UPDATE statuses SET visibility = 2 WHERE id = 101;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
    INSERT INTO mentions (status_id, account_id, silent)
    VALUES (502, 3018, true)"
--- as: - app bob vera alice factor vera -
--- request eval: main::of((101) x 5, (502) x 3)
--- error_code eval
[404, 404, 404, 200, 200, 200, 404, 404]
--- response_body eval
[($TestAuth::NotFound) x 3, ($::Plain) x 3, ($TestAuth::NotFound) x 2]



=== TEST 7: the token, then the post
--- sql eval: $::Empty
--- as: write expired revoked read:statuses no-such-token write
--- request eval: main::of(101, 101, 999, 101, 101, 999)
--- error_code eval
[403, 401, 401, 200, 200, 403]
--- response_body eval
[$TestAuth::Scope, TestAuth::error('The access token expired'),
 TestAuth::error('The access token was revoked'), $::Plain, $::Plain,
 $TestAuth::Scope]



=== TEST 8: a boost has none
--- sql eval
"$::Empty INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (401, 1002, true, 101)"
--- request eval: main::of(401)
--- response_body: {}



=== TEST 9: kept by whoever may keep the post
--- sql eval: $::Empty
--- as: - vera
--- request eval: main::of(101, 101)
--- error_code eval
[200, 200]
--- response_headers eval
["Cache-Control: $TestAuth::Public", "Cache-Control: $TestAuth::Private"]
--- response_body eval
[$::Plain, $::Plain]



=== TEST 10: a server of some version has no such route
--- compat: 4.7
--- sql eval: $::Empty
--- as: - vera write -
--- request eval: main::of(101, 101, 101, 999)
--- error_code eval
[(404) x 4]
--- response_body eval
[(TestAuth::error('Not Found')) x 4]



=== TEST 11: nor an older one
--- compat: 4.5
--- sql eval: $::Empty
--- request eval: main::of(101)
--- error_code: 404
--- response_body: {"error":"Not Found"}



=== TEST 12: a boosted or quoted post's card is its own
--- sql eval
main::quoting([1, 103, 101]) . $::Empty
--- request eval: main::of(103)
--- response_body: {}
