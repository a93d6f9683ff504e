# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

use JSON::PP ();

# Rows that no Mastodon writes: a sane answer, or at least one that is JSON.

TestEntity::setup();

# Whatever the answer is, it is JSON.  The parser takes seconds for megabytes.
add_response_body_check(sub {
    my ($block, $body, $idx, $rep, $dry) = @_;

    if (length $body > 300000) {
        like($body, qr/^\{"id":".*\}\z/s, $block->name . ' - an object');
        return;
    }

    my $json = eval { JSON::PP->new->utf8->allow_nonref->decode($body) };
    ok(ref $json eq 'HASH' && ($json->{id} || $json->{error}),
        $block->name . " - JSON (request $idx, repeated $rep)") or diag($@);
});

# post(account key => value ...): alice's post 101 by such an account
sub post { status(101, language => '"en"', account => account('alice', @_)) }

# four for each request; T10 looks at no body
repeat_each(2);
plan tests => repeat_each() * (4 * 54 - 2);

run_tests();

__DATA__

=== TEST 1: a megabyte of text
--- sql
UPDATE statuses SET text = repeat('x', 1048576) WHERE id = 101;
UPDATE statuses SET text = repeat('<', 1048576) WHERE id = 102;
UPDATE statuses SET text = '<p>' || repeat('y', 1000000) || '</p>'
WHERE id = 103;
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::status(101, language => '"en"',
    content => '"<p>' . 'x' x 1048576 . '</p>"'),
 main::status(102, by => 'bob',
    content => '"<p>' . '&lt;' x 1048576 . '</p>"'),
 main::status(103, by => 'dave', language => '"de"',
    content => '"<p>' . 'y' x 1000000 . '</p>"')]



=== TEST 2: a megabyte of elements, of mentions, of tags and of emoji
--- sql
UPDATE statuses SET text = repeat('<b>', 349525) WHERE id = 103;
UPDATE statuses SET text = repeat('@bob ', 200000) WHERE id = 102;
UPDATE statuses SET text = repeat(':tux: ', 170000) WHERE id = 101;
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', 'a.png');
--- request eval
[map { "GET /api/v1/statuses/$_" } 103, 102, 101]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
['"content":"","reblog":null', '"content":"<p><span class=',
 '"emojis":\[\{"shortcode":"tux",[^{]*\}\],"tagged_collections"']



=== TEST 3: settings of a user that are no JSON, or none of the right kind
--- sql
CREATE TABLE texts AS SELECT * FROM unnest(ARRAY['show_application noindex',
    '', '[]', '"noindex"', '{"noindex":tru', '{"noindex":null}',
    '{"noindex":"true"}', '{"noindex":1}', '{"noindex":{"noindex":true}}',
    '{"a":"noindex"}', repeat('[', 100000) || '"noindex"',
    '{"show_application":null,"noindex":[]}', '{"noindex":true}{}'])
    WITH ORDINALITY AS x (t, n);
INSERT INTO accounts (id, username) SELECT 1100 + n, 'u' || n FROM texts;
INSERT INTO users (account_id, settings) SELECT 1100 + n, t FROM texts;
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1100 + n, true, 'Hello' FROM texts;
--- request eval
[map { "GET /api/v1/statuses/" . (200 + $_) } 1 .. 6, 8 .. 12]
--- error_code eval
[(200) x 11]
--- response_body eval
[map { main::status(200 + $_, by => "u$_:" . (1100 + $_)) } 1 .. 6, 8 .. 12]



=== TEST 4: settings of the server that are no YAML
--- sql
INSERT INTO settings (var, value) VALUES ('noindex', E'--- {"a": [\x01'),
    ('email_subscriptions', '');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post()



=== TEST 5: fields that are no list of fields
--- sql
CREATE TABLE texts AS SELECT * FROM unnest(ARRAY['null', '"a"', '5', 'true',
    '[1,2]', '[null,"a"]', '[{}]', '[{"name":1,"value":"x"}]',
    '[{"name":"a"}]', '[{"value":"a"}]', '[{"name":"a","value":null}]',
    '[["a","b"]]', '[{"name":"a","value":"b","verified_at":"garbage"}]',
    '[{"name":"a","value":"b","verified_at":"2026-02-30T00:00:00Z"}]',
    '[{"name":"a","value":"b","verified_at":"2026-13-01"}]',
    '[{"name":"a","value":"b","verified_at":"2026-01-01T00:00:00Zx"}]',
    '[{"name":["a"],"value":{"b":"c"}}]',
    '[{"name":"a","value":"b","verified_at":"99999999-01-01"}]'])
    WITH ORDINALITY AS x (t, n);
INSERT INTO accounts (id, username, fields)
SELECT 1100 + n, 'u' || n, t::jsonb FROM texts;
INSERT INTO users (account_id) SELECT 1100 + n FROM texts;
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1100 + n, true, 'Hello' FROM texts;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 218]
--- error_code eval
[(200) x 18]
--- response_body eval
[map { main::status(200 + $_, by => "u$_:" . (1100 + $_)) } 1 .. 18]



=== TEST 6: fields among things that are none, and times of another kind
--- sql
UPDATE accounts SET fields = '[5, {"name":"a","value":"b","more":[{}]},
    {"value":"c"}, {"name":"d","value":"e","verified_at":""}, []]'
WHERE id = 1001;
UPDATE accounts SET fields = '[{"name":"a","value":"b","verified_at":5},
    {"name":"a","value":"b","verified_at":{"a":1}},
    {"name":"a","value":"b","verified_at":true}]' WHERE id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body_like eval
[quotemeta '"fields":[{"name":"a","value":"b","verified_at":null},'
    . '{"name":"d","value":"e","verified_at":null}]}',
 qr/"fields":\[(?:\{"name":"a","value":"b","verified_at":null\},?)*\]\}/]



=== TEST 7: very many fields, and very deep ones
--- sql
UPDATE accounts SET fields = (
    SELECT jsonb_agg('{"name":"a","value":"b"}'::jsonb)
    FROM generate_series(1, 5000)) WHERE id = 1001;
UPDATE accounts SET
    fields = (repeat('[', 3000) || repeat(']', 3000))::jsonb WHERE id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(fields => main::wrap(
    ('{"name":"a","value":"b","verified_at":null}') x 5000)),
 main::status(102, by => 'bob')]



=== TEST 8: arrays with nothing in them
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
VALUES (501, 101, '0000000000000501.png', 'image/png');
UPDATE statuses SET ordered_media_attachment_ids = '{NULL,501,NULL}',
    poll_id = 77 WHERE id = 101;
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    voters_count, expires_at)
VALUES (77, 1001, 101, '{a,NULL}', '{NULL,2}', 0, '2090-01-01');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"',
    media_attachments => main::wrap(main::media(501)),
    poll => main::poll(77, options => '[{"title":"a","votes_count":0},'
        . '{"title":null,"votes_count":2}]'))



=== TEST 9: arrays of arrays
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
SELECT n, 101, '0000000000000' || n || '.png', 'image/png'
FROM generate_series(501, 504) n;
UPDATE statuses SET ordered_media_attachment_ids = '{{501,502},{503,504}}',
    poll_id = 77 WHERE id = 101;
INSERT INTO polls (id, account_id, status_id, options, cached_tallies)
VALUES (77, 1001, 101, '{{a,b},{c,d}}', '{{{1}}}');
--- request
GET /api/v1/statuses/101
--- response_body_like: "poll":\{"id":"77",.*"options":\[.*\],"emojis":\[\]\}



=== TEST 10: ids below zero
--- sql
INSERT INTO accounts (id, username, avatar_file_name)
VALUES (-5, 'minus', 'a.png');
INSERT INTO statuses (id, account_id, local, text)
VALUES (-7, -5, true, 'Hello'), (-9223372036854775808, -5, true, 'Hello');
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
VALUES (-123456789012, -7, 'b.png', 'image/png'),
    (-9223372036854775808, -7, 'b.png', 'image/png');
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (-1, 'tux', 'c.png');
UPDATE statuses SET text = ':tux:' WHERE id = -7;
--- request eval
["GET /api/v1/statuses/-7", "GET /api/v1/statuses/-9223372036854775808"]
--- error_code_like eval
['^(200|404)$', '^(200|404)$']



=== TEST 11: numbers below zero where there cannot be any
--- sql
INSERT INTO preview_cards (id, url, width, height, type)
VALUES (42, 'https://a.example/', -1, -2147483648, -1);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count)
VALUES (77, 1001, 101, '{a}', '{-9}', -3, -4);
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, type, processing, file_storage_schema_version)
VALUES (501, 101, '0000000000000501.png', 'image/png', -1, -1, -1);
UPDATE statuses SET poll_id = 77, visibility = 1 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body_like: "type":"unknown",.*"type":"link",.*"votes_count":-?\d+,"voters_count":-?\d+,



=== TEST 12: a thousand of everything
--- sql
INSERT INTO accounts (id, username)
SELECT 10000 + n, 'm' || n FROM generate_series(1, 1000) n;
INSERT INTO mentions (status_id, account_id)
SELECT 101, 10000 + n FROM generate_series(1, 1000) n;
INSERT INTO tags (id, name) SELECT n, 't' || n FROM generate_series(1, 1000) n;
INSERT INTO statuses_tags SELECT 101, n FROM generate_series(1, 1000) n;
INSERT INTO media_attachments (id, status_id, file_file_name)
SELECT n, 101, 'a.png' FROM generate_series(1, 1000) n;
INSERT INTO polls (id, account_id, status_id, options, cached_tallies)
SELECT 77, 1001, 101, array_agg('o' || n), array_agg(n)
FROM generate_series(1, 1000) n;
INSERT INTO custom_emojis (id, shortcode, image_file_name)
SELECT n, 'e' || n, 'a.png' FROM generate_series(1, 1000) n;
INSERT INTO collections (id, account_id, name)
SELECT n, 1001, 'c' || n FROM generate_series(1, 100) n;
INSERT INTO collection_items (collection_id, account_id, state)
SELECT c, 10000 + n, 1 FROM generate_series(1, 100) c,
    generate_series(1, 10) n;
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
SELECT 101, 'FeaturedCollection', 'Collection', n
FROM generate_series(1, 100) n;
UPDATE statuses SET poll_id = 77, text = (
    SELECT string_agg(':e' || n || ':', ' ') FROM generate_series(1, 1000) n)
WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body_like: "acct":"m1000"\}\],.*"tags":\[.*/tags/t1000"\}\],.*"shortcode":"e1000",.*"name":"c100",.*\{"title":"o1000","votes_count":1000\}



=== TEST 13: handles that are none
--- sql
INSERT INTO accounts (id, username, domain, uri) VALUES
    (2100, '', 'a.example', 'https://a.example/0'), (2101, '! ', 'b.example',
    'https://a.example/1'), (2102, '!', 'c.example', 'https://a.example/2'),
    (2103, 'x', '', 'https://a.example/3'), (2104, '@', '@',
    'https://a.example/4');
INSERT INTO statuses (id, account_id, local, text, uri)
SELECT id - 1900, id, false, 'Hello', 'https://a.example/' || id
FROM accounts WHERE id >= 2100;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0 .. 4]
--- error_code eval
[(200) x 5]
--- response_body_like eval
['"username":"","acct":"@a\.example"',
 '"username":"! ","acct":"! @b\.example"',
 '"username":"!","acct":"!@c\.example"', '"username":"x","acct":"x@?"',
 '"username":"@","acct":"@@@"']



=== TEST 14: bytes of other scripts where ASCII belongs
--- sql
UPDATE accounts SET username = 'ålice', avatar_file_name = 'ü.png',
    avatar_content_type = 'image/gif', actor_type = 'Sérvice' WHERE id = 1001;
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, shortcode)
VALUES (501, 101, '日.png', 'image/ü', 'ö"');
--- request
GET /api/v1/statuses/101
--- response_body_like eval
"\"username\":\"\xc3\xa5lice\".*/original/%C3%BC\\.png\".*/static/%C3%BC\\.png"
    . "\".*/original/%E6%97%A5\\.png\".*/media/\xc3\xb6\\\\\""



=== TEST 15: a megabyte of what is known of a file
--- sql
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, file_meta)
VALUES (501, 101, '0000000000000501.png', 'image/png',
    (repeat('[', 5000) || '"' || repeat('x ', 500000) || '"'
        || repeat(' ]', 5000))::json);
--- request
GET /api/v1/statuses/101
--- response_body_filters eval
sub { (my $body = $_[0]) =~ s/"meta":(\[+"[x ]+"\]+)/'"meta":' . CORE::length($1)/e;
    return $body }
--- response_body eval
main::status(101, language => '"en"', media_attachments => main::wrap(
    main::media(501, meta => 5000 + 1 + 1000000 + 1 + 5000)))



=== TEST 16: times beside all calendars
--- sql
UPDATE accounts SET created_at = '-infinity' WHERE id = 1001;
INSERT INTO account_stats (account_id, last_status_at)
VALUES (1001, '4713-01-01 00:00:00 BC');
UPDATE statuses SET edited_at = '20000-01-01' WHERE id = 101;
INSERT INTO preview_cards (id, url, published_at)
VALUES (42, 'https://a.example/', 'infinity');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"',
    account => main::account('alice', created_at => 'null'),
    card => main::card('https://a.example/'))
