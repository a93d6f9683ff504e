# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The PreviewCard of a post.

TestEntity::setup();

our $Images = "$TestEntity::Files/preview_cards/images";

# post(card): alice's post 101 with this one
sub post { status(101, language => '"en"', card => $_[0]) }

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 22;

run_tests();

__DATA__

=== TEST 1: one with everything
--- sql
INSERT INTO preview_cards (id, url, title, description, language, type,
    author_name, author_url, provider_name, provider_url, width, height,
    image_file_name, image_storage_schema_version, image_description,
    embed_url, blurhash, published_at)
VALUES (42, 'https://nginx.example/doc?a&b', 'A "Doc" <x>', E'Man\nual', 'en',
    0, 'Igor', 'https://nginx.example/igor', 'Nginx', 'https://nginx.example/',
    640, 360, '1122334455667788.jpg', 1, 'A graph', 'https://e.example/',
    'L2C6Pk00_3t7~qRjM{of9Fj[xuWB', '2026-05-04 03:02:01.987654');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::card('https://nginx.example/doc?a&b',
    title => '"A \"Doc\" <x>"', description => '"Man\nual"',
    language => '"en"', author_name => '"Igor"',
    author_url => '"https://nginx.example/igor"', provider_name => '"Nginx"',
    provider_url => '"https://nginx.example/"', width => 640, height => 360,
    image => '"https://social.example/system/cache/preview_cards/images/000/'
        . '000/042/original/1122334455667788.jpg"',
    image_description => '"A graph"', embed_url => '"https://e.example/"',
    blurhash => '"L2C6Pk00_3t7~qRjM{of9Fj[xuWB"',
    published_at => '"2026-05-04T03:02:01.987Z"',
    authors => '[{"name":"Igor","url":"https://nginx.example/igor",'
        . '"account":null}]'))



=== TEST 2: one with nothing, byte for byte
--- sql
INSERT INTO preview_cards (id) VALUES (42);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
--- request
GET /api/v1/statuses/101
--- response_body_like: ,"card":\{"url":"","title":"","description":"","language":null,"type":"link","author_name":"","author_url":"","provider_name":"","provider_url":"","html":"","width":0,"height":0,"image":null,"image_description":"","embed_url":"","blurhash":null,"published_at":null,"authors":\[\]\},"poll":null,



=== TEST 3: the kinds, and one that nobody knows
--- sql
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + t, 1001, true, 'Hello' FROM generate_series(0, 4) t;
INSERT INTO preview_cards (id, url, type)
SELECT t, 'https://a.example/' || t, t FROM generate_series(0, 4) t;
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
SELECT 200 + t, t FROM generate_series(0, 4) t;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0 .. 4]
--- error_code eval
[(200) x 5]
--- response_body eval
my @type = qw(link photo video rich link);
[map { main::status(200 + $_, card => main::card("https://a.example/$_",
    type => qq("$type[$_]"))) } 0 .. 4]



=== TEST 4: the address as it was posted, unless that is blank
--- sql
INSERT INTO preview_cards (id, url) VALUES (42, 'https://a.example/');
INSERT INTO preview_cards_statuses (status_id, preview_card_id, url) VALUES
    (101, 42, 'https://a.example/?utm="x"'), (102, 42, ''), (103, 42, ' ');
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::post(main::card('https://a.example/?utm="x"')),
 main::status(102, by => 'bob', card => main::card('https://a.example/')),
 main::status(103, by => 'dave', language => '"de"',
    card => main::card('https://a.example/'))]



=== TEST 5: an author who has an account
--- sql
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (42, 'https://a.example/', 2001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
UPDATE accounts SET display_name = 'Dave', avatar_file_name = 'a.png'
WHERE id = 2001;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $avatar = qq("$TestEntity::Files/accounts/avatars/000/002/001/original/)
    . 'a.png"';
main::post(main::card('https://a.example/', authors => main::wrap(
    '{"name":"","url":"","account":' . main::account('dave',
        display_name => '"Dave"', avatar => $avatar,
        avatar_static => $avatar) . '}')))



=== TEST 6: the author of the post is at hand already
--- sql
INSERT INTO preview_cards (id, url, author_name, author_account_id)
VALUES (42, 'https://a.example/', 'Me', 1001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::card('https://a.example/', author_name => '"Me"',
    authors => main::wrap('{"name":"Me","url":"","account":'
        . main::account('alice') . '}')))



=== TEST 7: an author with no more than an address
--- sql
INSERT INTO preview_cards (id, url, author_url)
VALUES (42, 'https://a.example/', 'https://b.example/');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::card('https://a.example/',
    author_url => '"https://b.example/"', authors =>
        '[{"name":"","url":"https://b.example/","account":null}]'))



=== TEST 8: a suspended author is shown as one
--- sql
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (42, 'https://a.example/', 1002);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
UPDATE accounts SET suspended_at = now(), display_name = 'B' WHERE id = 1002;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::card('https://a.example/', authors => main::wrap(
    '{"name":"","url":"","account":' . main::account('bob',
        suspended => 'true', discoverable => 'false') . '}')))



=== TEST 9: an author who moved, to the author of the post
--- sql
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (42, 'https://a.example/', 1002);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
UPDATE accounts SET moved_to_account_id = 1001 WHERE id = 1002;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::card('https://a.example/', authors => main::wrap(
    '{"name":"","url":"","account":' . main::account('bob',
        moved => main::account('alice')) . '}')))



=== TEST 10: one who moved to somebody who is not at hand
--- sql
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (42, 'https://a.example/', 1002);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1002;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::card('https://a.example/', authors => main::wrap(
    '{"name":"","url":"","account":' . main::account('bob',
        moved => main::account('dave')) . '}')))



=== TEST 11: pictures, from now and from before
--- sql
INSERT INTO preview_cards (id, url, image_file_name,
    image_storage_schema_version)
VALUES (42, 'https://a.example/', 'a.png', NULL),
    (43, 'https://b.example/', 'b c.png', 0),
    (1234567890, 'https://c.example/', '', 1);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42), (102, 43), (103, 1234567890);
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::post(main::card('https://a.example/',
    image => qq("$::Images/000/000/042/original/a.png"))),
 main::status(102, by => 'bob', card => main::card('https://b.example/',
    image => qq("$::Images/000/000/043/original/b%20c.png"))),
 main::status(103, by => 'dave', language => '"de"',
    card => main::card('https://c.example/'))]



=== TEST 12: what may be embedded
--- sql
INSERT INTO preview_cards (id, url, type, html, width, height) VALUES
    (42, 'https://a.example/', 2, '<iframe src="https://v.example/e" '
        'width="640" height="360" allowfullscreen onload="x()"></iframe>'
        '<script>1</script>', 640, 360),
    (43, 'https://b.example/', 3, '<b>bold</b>', 0, 0);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42), (102, 43);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(main::card('https://a.example/', type => '"video"', width => 640,
    height => 360, html => main::str('<iframe src="https://v.example/e" '
        . 'width="640" height="360" allowfullscreen="" sandbox="allow-scripts '
        . 'allow-same-origin allow-popups allow-popups-to-escape-sandbox '
        . 'allow-forms"></iframe>'))),
 main::status(102, by => 'bob', card => main::card('https://b.example/',
    type => '"rich"', html => '"bold"'))]



=== TEST 13: a card that is gone
--- sql
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post('null')
