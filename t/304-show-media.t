# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# MediaAttachments of a post.

TestEntity::setup();

our $Files = "$TestEntity::Files/media_attachments/files";
our $Thumbs = "$TestEntity::Files/media_attachments/thumbnails";
our $Proxy = "$TestEntity::Web/media_proxy";

# post(media ...): alice's post 101 with these
sub post { status(101, language => '"en"', media_attachments => wrap(@_)) }

# remote(media ...): dave's 103
sub remote {
    status(103, by => 'dave', language => '"de"',
        media_attachments => wrap(@_));
}

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 45;

run_tests();

__DATA__

=== TEST 1: a picture with everything
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, file_meta, description, blurhash)
VALUES (501, 101, '0000000000000501.png', 'image/png',
    '{"original":{"width":1280,"height":720,"size":"1280x720",'
    '"aspect":1.7777777777777777},"focus":{"x":0.0,"y":-0.5}}',
    E'A "graph"\n<b>', 'L4F$%M00~q_3WBayayj[IUt7fQay');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::media(501, meta => '{"original":{"width":1280,"height":720,'
    . '"size":"1280x720","aspect":1.7777777777777777},'
    . '"focus":{"x":0.0,"y":-0.5}}', description => '"A \"graph\"\n<b>"',
    blurhash => '"L4F$%M00~q_3WBayayj[IUt7fQay"'))



=== TEST 2: the kinds, and one that nobody knows
--- sql
INSERT INTO media_attachments (id, status_id, type, file_file_name,
    file_content_type)
SELECT 500 + t, CASE WHEN t < 4 THEN 101 ELSE 102 END, t,
    '0000000000000' || 500 + t || '.png', 'image/png'
FROM generate_series(0, 5) t;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(main::media(500), main::media(501, type => '"gifv"'),
    main::media(502, type => '"video"'),
    main::media(503, type => '"unknown"')),
 main::status(102, by => 'bob', media_attachments => main::wrap(
    main::media(504, type => '"audio"'),
    main::media(505, type => '"unknown"')))]



=== TEST 3: the small style has a format of its own, or none
--- sql
CREATE TABLE kinds AS SELECT * FROM unnest(ARRAY['image/jpeg', 'image/webp',
    'image/gif', 'video/mp4', 'video/webm', 'video/quicktime', 'video/ogg',
    'image/heic', 'image/heif', 'image/avif', 'audio/mpeg', NULL,
    'image/tiff', 'IMAGE/PNG', 'image/pngx', 'image/jpe'])
    WITH ORDINALITY AS x (kind, n);
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1001, true, 'Hello' FROM kinds;
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
SELECT 500 + n, 200 + n, 'a.b.ext', kind FROM kinds;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 216]
--- error_code eval
[(200) x 16]
--- response_body eval
my @small = (('ext') x 2, ('png') x 5, ('jpeg') x 3, (undef) x 6);
[map { my $dir = "$::Files/000/000/" . (501 + $_);
    main::status(201 + $_, media_attachments => main::wrap(
        main::media(501 + $_, url => qq("$dir/original/a.b.ext"),
            preview_url => $small[$_] ? qq("$dir/small/a.b.$small[$_]")
                                      : 'null'))) } 0 .. 15]



=== TEST 4: a file that is still being worked on has no address yet
--- sql
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1001, true, 'Hello' FROM generate_series(0, 4) n;
INSERT INTO media_attachments (id, status_id, type, file_file_name,
    file_content_type, processing)
SELECT 500 + n, 200 + n, 2, 'a.mp4', 'video/mp4', nullif(n, 4)
FROM generate_series(0, 4) n;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0 .. 4]
--- error_code eval
[(200) x 5]
--- response_body eval
[map { my $dir = "$::Files/000/000/50$_";
    main::status("20$_", media_attachments => main::wrap(
        main::media("50$_", type => '"video"',
            url => $_ == 2 || $_ == 4 ? qq("$dir/original/a.mp4") : 'null',
            preview_url => qq("$dir/small/a.png")))) } 0 .. 4]



=== TEST 5: a cover takes the place of the small style
--- sql
INSERT INTO media_attachments (id, status_id, type, file_file_name,
    file_content_type, thumbnail_file_name, thumbnail_content_type,
    thumbnail_storage_schema_version)
VALUES (501, 101, 4, 'a.mp3', 'audio/mpeg', 'cover.gif', 'image/gif', 1),
    (502, 101, 2, 'b.mp4', 'video/mp4', 'cover.jpg', 'image/jpeg', NULL),
    (503, 101, 4, 'c.mp3', 'audio/mpeg', '', NULL, NULL);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(
    main::media(501, type => '"audio"',
        url => qq("$::Files/000/000/501/original/a.mp3"),
        preview_url => qq("$::Thumbs/000/000/501/original/cover.gif")),
    main::media(502, type => '"video"',
        url => qq("$::Files/000/000/502/original/b.mp4"),
        preview_url => qq("$::Thumbs/000/000/502/original/cover.jpg")),
    main::media(503, type => '"audio"',
        url => qq("$::Files/000/000/503/original/c.mp3"),
        preview_url => 'null'))



=== TEST 6: copies of files from elsewhere
--- sql
INSERT INTO media_attachments (id, status_id, type, file_file_name,
    file_content_type, file_storage_schema_version, remote_url,
    thumbnail_remote_url, thumbnail_file_name,
    thumbnail_storage_schema_version)
VALUES (501, 103, 0, 'a.jpg', 'image/jpeg', 1,
        'https://remote.example/a?"b"', NULL, NULL, NULL),
    (502, 103, 0, 'b.jpg', 'image/jpeg', NULL, 'https://remote.example/b',
        '', NULL, NULL),
    (503, 103, 2, 'c.mp4', 'video/mp4', 1, 'https://remote.example/c',
        'https://remote.example/c.jpg', 'c.jpg', 1),
    (504, 103, 4, 'd.mp3', 'audio/mpeg', 0, 'https://remote.example/d', '',
        'd.jpg', NULL);
--- request
GET /api/v1/statuses/103
--- response_body eval
my $cache = "$TestEntity::Files/cache/media_attachments";
main::remote(
    main::media(501, url => qq("$cache/files/000/000/501/original/a.jpg"),
        preview_url => qq("$cache/files/000/000/501/small/a.jpg"),
        remote_url => '"https://remote.example/a?\"b\""'),
    main::media(502, url => qq("$::Files/000/000/502/original/b.jpg"),
        preview_url => qq("$::Files/000/000/502/small/b.jpg"),
        remote_url => '"https://remote.example/b"'),
    main::media(503, type => '"video"',
        url => qq("$cache/files/000/000/503/original/c.mp4"),
        preview_url => qq("$cache/thumbnails/000/000/503/original/c.jpg"),
        remote_url => '"https://remote.example/c"',
        preview_remote_url => '"https://remote.example/c.jpg"'),
    main::media(504, type => '"audio"',
        url => qq("$::Files/000/000/504/original/d.mp3"),
        preview_url => qq("$::Thumbs/000/000/504/original/d.jpg"),
        remote_url => '"https://remote.example/d"'))



=== TEST 7: a file that was never fetched, or is gone, comes by the proxy
--- sql
INSERT INTO media_attachments (id, status_id, type, file_file_name,
    file_content_type, remote_url, processing, thumbnail_file_name)
VALUES (501, 103, 3, NULL, NULL, 'https://remote.example/a', NULL, NULL),
    (502, 103, 0, '', 'image/png', 'https://remote.example/b', 2, 't.png'),
    (503, 103, 2, NULL, 'video/mp4', 'https://remote.example/c', 3, NULL);
--- request
GET /api/v1/statuses/103
--- response_body eval
main::remote(map {
    main::media(500 + $_, type => ('"unknown"', '"image"', '"video"')[$_ - 1],
        url => $_ == 3 ? 'null' : qq("$::Proxy/50$_/original"),
        preview_url => qq("$::Proxy/50$_/small"),
        remote_url => ('"https://remote.example/a"',
            '"https://remote.example/b"', '"https://remote.example/c"')
            [$_ - 1]) } 1 .. 3)



=== TEST 8: a file of here that is not there
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
VALUES (501, 101, NULL, 'image/png'), (502, 101, '', NULL);
--- request
GET /api/v1/statuses/101
--- response_body eval
my $web = $TestEntity::Web;
main::post(
    main::media(501, url => qq("$web/files/original/missing.png"),
        preview_url => qq("$web/files/small/missing.png")),
    main::media(502, url => qq("$web/files/original/missing.png"),
        preview_url => 'null'))



=== TEST 9: the short address of old files, of here
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, shortcode)
VALUES (501, 101, '0000000000000501.png', 'image/png', 'a-"b');
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, shortcode, remote_url)
VALUES (502, 103, '0000000000000502.png', 'image/png', 'cd',
    'https://remote.example/a');
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(main::media(501,
    text_url => '"https://social.example/media/a-\"b"')),
 main::remote(main::media(502,
    remote_url => '"https://remote.example/a"'))]



=== TEST 10: by id, and no more than four
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
SELECT n, 101, '0000000000000' || n || '.png', 'image/png'
FROM unnest(ARRAY[506, 501, 503, 505, 502, 504]) n;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(map { main::media(500 + $_) } 1 .. 4)



=== TEST 11: as the author has ordered them
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
SELECT n, CASE n WHEN 503 THEN 102 WHEN 504 THEN NULL ELSE 101 END,
    '0000000000000' || n || '.png', 'image/png'
FROM generate_series(501, 507) n;
UPDATE statuses SET
    ordered_media_attachment_ids = '{506,503,501,999,504,507,505,502}'
WHERE id = 101;
UPDATE statuses SET ordered_media_attachment_ids = '{}' WHERE id = 102;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(map { main::media(500 + $_) } 6, 1, 7, 5),
 main::status(102, by => 'bob')]



=== TEST 12: what is not in the order is not shown
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
SELECT n, 101, '0000000000000' || n || '.png', 'image/png'
FROM generate_series(501, 503) n;
UPDATE statuses SET ordered_media_attachment_ids = '{502}' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::media(502))



=== TEST 13: what is known of a file, as it is stored, but for white space
--- sql
CREATE TABLE metas AS SELECT * FROM unnest(ARRAY[
    '{"b":1,"a":2,"b":3}',
    E'{ "small" : { "aspect" : 0.1 , "width":\t1 } ,\n "x" : [ 1, 2 ] }',
    '{"colors":{"background":"# 1 2","accent":"a\"  \\"},"big":1e400,'
        '"deep":12345678901234567890123,"exp":1.50E+2,"neg":-0.0}',
    '{"ü":"\u00fc \/ \ud83d\ude00"}', '{}', ' [] ', '"a b"', ' 0 ', 'true',
    'null']) WITH ORDINALITY AS x (meta, n);
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1001, true, 'Hello' FROM metas;
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, file_meta)
SELECT 500 + n, 200 + n, lpad((500 + n)::text, 16, '0') || '.png',
    'image/png', meta::json FROM metas;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 210]
--- error_code eval
[(200) x 10]
--- response_body eval
my @want = ('{"b":1,"a":2,"b":3}',
    '{"small":{"aspect":0.1,"width":1},"x":[1,2]}',
    '{"colors":{"background":"# 1 2","accent":"a\"  \\\\"},"big":1e400,'
    . '"deep":12345678901234567890123,"exp":1.50E+2,"neg":-0.0}',
    "{\"\xc3\xbc\":\"\\u00fc \\/ \\ud83d\\ude00\"}", '{}', '[]', '"a b"', '0',
    'true', 'null');
[map { main::status(201 + $_, media_attachments => main::wrap(
    main::media(501 + $_, meta => $want[$_]))) } 0 .. 9]



=== TEST 14: 4.5 writes the signs of HTML otherwise in there, too
--- compat: 4.5
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, file_meta, description)
VALUES (501, 101, '0000000000000501.png', 'image/png',
    E'{ "a<b>" : "<&>\\u003c\u2028ü" }', '<&>');
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.5';
main::post(main::media(501, description => '"\u003c\u0026\u003e"',
    meta => "{\"a\\u003cb\\u003e\":"
        . "\"\\u003c\\u0026\\u003e\\u003c\\u2028\xc3\xbc\"}"))
