# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The schema of 4.6: no setting makes more of it than it has.

TestEntity::setup(schema => '4.6');

BEGIN { $TestEntity::Version = '4.6' }

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 12;

run_tests();

__DATA__

=== TEST 1: asked for the documentation's answers
--- compat: docs
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::status(101, language => '"en"'), main::status(102, by => 'bob'),
 main::status(103, by => 'dave', language => '"de"')]



=== TEST 2: asked for 4.7
--- compat: 4.7
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::status(101, language => '"en"'), main::status(102, by => 'bob'),
 main::status(103, by => 'dave', language => '"de"')]



=== TEST 3: asked for 4.6
--- compat: 4.6
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::status(101, language => '"en"'), main::status(102, by => 'bob'),
 main::status(103, by => 'dave', language => '"de"')]



=== TEST 4: asked for 4.5
--- compat: 4.5
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.5';
main::status(101, language => '"en"')



=== TEST 5: collections, and thumbnails in the cache
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, remote_url, thumbnail_file_name,
    thumbnail_storage_schema_version)
VALUES (501, 103, '0000000000000501.png', 'image/png', 'https://r.example/',
    'a.png', 1);
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (103, 'FeaturedCollection', 'Collection', 601);
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"',
    media_attachments => main::wrap(main::media(501,
        remote_url => '"https://r.example/"', preview_url =>
        '"https://social.example/system/cache/media_attachments/thumbnails/'
            . '000/000/501/original/a.png"')),
    tagged_collections => main::wrap(main::collection(601, name => '"N"')))



=== TEST 6: a handle beginning with a sign is no invalid one
--- sql
UPDATE accounts SET username = '! 2001' WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', username => '"! 2001"',
        acct => '"! 2001@remote.example"'))
