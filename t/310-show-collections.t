# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Collections that a post names, which are asked for in a second question.

TestEntity::setup();

# post(collection ...): alice's post 101 with these
sub post {
    status(101, language => '"en"', tagged_collections => wrap(@_));
}

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 10;

run_tests();

__DATA__

=== TEST 1: one of here, byte for byte
--- sql
INSERT INTO collections (id, account_id, name) VALUES (601, 1002, 'A "name"');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
--- request
GET /api/v1/statuses/101
--- response_body_like: ,"tagged_collections":\[\{"id":"601","uri":"https://social\.example/ap/users/1002/collections/601","name":"A \\"name\\"","description":null,"language":null,"account_id":"1002","local":true,"sensitive":false,"discoverable":true,"url":"https://social\.example/collections/601","item_count":0,"created_at":"2026-06-20T09:30:15\.042Z","updated_at":"2026-06-20T09:30:15\.042Z","tag":null,"items":\[\]\}\],"quote":null



=== TEST 2: with everything; its own count of items does not count
--- sql
INSERT INTO tags (id, name) VALUES (9, 'a&ü');
INSERT INTO collections (id, account_id, tag_id, name, description,
    description_html, language, sensitive, discoverable, uri, url, item_count,
    created_at, updated_at)
VALUES (601, 1001, 9, 'N', '<b>plain</b>', '<p>not</p>', 'en', true, false,
    'https://x.example/u', 'https://x.example/v', 99,
    '2026-06-01 02:03:04.5678', '2026-06-02');
INSERT INTO collection_items (id, collection_id, account_id, state,
    created_at)
VALUES (702, 601, 2001, 1, '2026-06-03 04:05:06.789999'),
    (701, 601, 1002, 1, '2026-06-04'), (703, 601, 1001, 0, '2026-06-04'),
    (704, 601, -99, 2, '2026-06-04'), (705, 601, NULL, 1, '2026-06-05');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::collection(601, name => '"N"',
    description => '"<b>plain</b>"', language => '"en"', sensitive => 'true',
    discoverable => 'false', item_count => 3,
    created_at => '"2026-06-01T02:03:04.567Z"',
    updated_at => '"2026-06-02T00:00:00.000Z"',
    tag => "{\"name\":\"a&\xc3\xbc\","
        . '"url":"https://social.example/tags/a&%C3%BC"}',
    items => main::wrap(
        '{"id":"701","state":"accepted",'
            . '"created_at":"2026-06-04T00:00:00.000Z","account_id":"1002"}',
        '{"id":"702","state":"accepted",'
            . '"created_at":"2026-06-03T04:05:06.789Z","account_id":"2001"}',
        '{"id":"705","state":"accepted",'
            . '"created_at":"2026-06-05T00:00:00.000Z","account_id":null}')))



=== TEST 3: one from elsewhere
--- sql
INSERT INTO collections (id, account_id, local, name, description,
    description_html, uri, url)
VALUES (601, 2001, false, 'N', 'plain',
        '<p>Some <b>HTML</b><script>1</script></p>',
        'https://remote.example/c/1', 'https://remote.example/@c/1'),
    (602, 2001, false, 'M', 'plain', NULL, 'https://remote.example/c/2',
        'gopher://remote.example/c/2');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 602),
    (101, 'FeaturedCollection', 'Collection', 601);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(
    main::collection(602, owner => 2001, name => '"M"', local => 'false',
        uri => '"https://remote.example/c/2"', url => 'null'),
    main::collection(601, owner => 2001, name => '"N"', local => 'false',
        description => '"<p>Some <b>HTML</b></p>"',
        uri => '"https://remote.example/c/1"',
        url => '"https://remote.example/@c/1"'))



=== TEST 4: tagged objects that are none, or are not known
--- sql
INSERT INTO collections (id, account_id, name) VALUES (601, 1002, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id, uri)
VALUES (101, 'FeaturedCollection', 'Collection', 999, 'a'),
    (101, 'FeaturedCollection', NULL, NULL, 'https://remote.example/c'),
    (101, 'Note', 'Collection', 601, 'b'),
    (102, 'FeaturedCollection', 'Status', 601, 'c');
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(), main::status(102, by => 'bob')]



=== TEST 5: each post has its own, a boosted and a quoted one as well
--- sql
INSERT INTO collections (id, account_id, name)
VALUES (601, 1001, 'N'), (602, 1001, 'M');
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 103);
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (103, 2001, 102, 1002, 1);
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (103, 'FeaturedCollection', 'Collection', 601),
    (102, 'FeaturedCollection', 'Collection', 602);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::status(201, content => '""',
    uri => '"https://social.example/ap/users/1001/statuses/201/activity"',
    url => '"https://social.example/users/alice/statuses/201/activity"',
    reblog => main::status(103, by => 'dave', language => '"de"',
        tagged_collections => main::wrap(main::collection(601,
            name => '"N"')),
        quote => main::quote('accepted', main::status(102, by => 'bob',
            tagged_collections => main::wrap(main::collection(602,
                name => '"M"'))))))



=== TEST 6: nobody asks whether the owner is still there
--- sql
INSERT INTO collections (id, account_id, name, discoverable)
VALUES (601, 1002, 'N', false);
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
UPDATE accounts SET suspended_at = now() WHERE id = 1002;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::collection(601, owner => 1002, name => '"N"',
    discoverable => 'false'))



=== TEST 7: together with a card's author and a move, in one question
--- sql
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (42, 'https://a.example/', 2001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
UPDATE accounts SET moved_to_account_id = 1002 WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"',
    account => main::account('alice', moved => main::account('bob')),
    tagged_collections => main::wrap(main::collection(601, name => '"N"')),
    card => main::card('https://a.example/', authors => main::wrap(
        '{"name":"","url":"","account":' . main::account('dave') . '}')))



=== TEST 8: unknown to 4.5
--- compat: 4.5
--- sql
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.5';
main::post()



=== TEST 9: known to 4.6
--- compat: 4.6
--- sql
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.6';
main::post(main::collection(601, name => '"N"'))
