# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The schema of 4.5: no setting makes more of it than it has.

TestEntity::setup(schema => '4.5');

BEGIN { ($TestEntity::Version, $TestEntity::Bytes) = ('4.5', '4.7') }

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 16;

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
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
local $TestEntity::Bytes = '4.5';
[main::status(101, language => '"en"'), main::status(102, by => 'bob'),
 main::status(103, by => 'dave', language => '"de"')]



=== TEST 5: quote, poll, card, media, a move and an account that is gone
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (103, 2001, 101, 1001, 1);
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type, remote_url, thumbnail_file_name)
VALUES (501, 103, '0000000000000501.png', 'image/png', 'https://r.example/',
    'a.png');
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (42, 'https://a.example/', 1002);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (103, 42);
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at) VALUES (77, 2001, 103, '{a,b}', 0, '2090-01-01');
UPDATE statuses SET poll_id = 77 WHERE id = 103;
UPDATE accounts SET moved_to_account_id = 1001 WHERE id = 2001;
UPDATE accounts SET suspended_at = now() WHERE id = 1002;
--- request eval
["GET /api/v1/statuses/103", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 404]
--- response_body eval
[main::status(103, by => 'dave', language => '"de"',
    account => main::account('dave', moved => main::account('alice')),
    media_attachments => main::wrap(main::media(501,
        remote_url => '"https://r.example/"', preview_url =>
        '"https://social.example/system/media_attachments/thumbnails/000/000/'
            . '501/original/a.png"')),
    quote => main::quote('accepted', main::status(101, language => '"en"')),
    card => main::card('https://a.example/', authors => main::wrap(
        '{"name":"","url":"","account":' . main::account('bob',
            discoverable => 'false', suspended => 'true') . '}')),
    poll => main::poll(77)),
 '{"error":"Record not found"}']



=== TEST 6: which version's bytes are written is not the schema's to say
--- compat: 4.6
--- sql
UPDATE statuses SET text = 'a < b #c (#d)', spoiler_text = U&'<&>\2028',
    quote_approval_policy = 1179648 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $tag = '<a href="https://social.example/tags/c" class="mention hashtag"'
    . ' rel="tag">#<span>c</span></a>';
main::status(101, language => '"en"',
    content => main::str("<p>a &lt; b $tag (#d)</p>"),
    spoiler_text => main::str("<&>\xe2\x80\xa8"),
    quote_approval => '{"automatic":["public","disabled"],"manual":[],'
        . '"current_user":"denied"}')



=== TEST 7: those of 4.5
--- compat: 4.5
--- sql
UPDATE statuses SET text = 'a < b #c (#d)', spoiler_text = U&'<&>\2028',
    quote_approval_policy = 1179648 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Bytes = '4.5';
my ($c, $d) = map { '<a href="https://social.example/tags/' . $_
    . '" class="mention hashtag" rel="tag">#<span>' . $_ . '</span></a>' }
    qw(c d);
main::status(101, language => '"en"',
    content => main::str("<p>a &lt; b $c ($d)</p>"),
    spoiler_text => main::str("<&>\xe2\x80\xa8"),
    quote_approval => '{"automatic":["public"],"manual":[],'
        . '"current_user":"denied"}')
