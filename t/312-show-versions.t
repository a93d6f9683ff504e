# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# statuses_compat on the schema of 4.7: whose keys are written.

TestEntity::setup();

# a row of everything that has keys of some version only
our $Sql = <<'_EOC_';
UPDATE accounts SET discoverable = true, avatar_description = 'A',
    header_description = 'H' WHERE id = 1001;
UPDATE statuses SET text = '<Hello> #a (#b)', quote_approval_policy = 1179648
WHERE id = 101;
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type) VALUES (501, 101, '0000000000000501.png', 'image/png');
INSERT INTO preview_cards (id, url, title)
VALUES (42, 'https://a.example/?b&c', '<T>');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (101, 42);
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at) VALUES (77, 1001, 101, '{a,b}', 0, '2090-01-01');
UPDATE statuses SET poll_id = 77 WHERE id = 101;
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (101, 'FeaturedCollection', 'Collection', 601);
_EOC_

sub everything {
    my ($version) = @_;
    local $TestEntity::Version = $version;

    my $tag = sub { '<a href="https://social.example/tags/' . $_[0]
        . '" class="mention hashtag" rel="tag">#<span>' . $_[0]
        . '</span></a>' };

    # a tag after a parenthesis is one in 4.5 only
    return status(101, language => '"en"',
        content => str('<p>&lt;Hello&gt; ' . $tag->('a') . ' ('
            . ($version < 4.6 ? $tag->('b') : '#b') . ')</p>'),
        account => account('alice', discoverable => 'true',
            avatar_description => '"A"', header_description => '"H"',
            feature_approval => '{"automatic":["public"],"manual":[],'
                . '"current_user":"denied"}'),
        media_attachments => wrap(media(501)),
        tagged_collections => wrap(collection(601, name => '"N"')),
        card => card('https://a.example/?b&c', title => str('<T>')),
        poll => poll(77),
        quote_approval => '{"automatic":["public"'
            . ($version < 4.6 ? '' : ',"disabled"')
            . '],"manual":[],"current_user":"denied"}');
}

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 6;

run_tests();

__DATA__

=== TEST 1: 4.5
--- compat: 4.5
--- sql eval: $::Sql
--- request
GET /api/v1/statuses/101
--- response_body eval
main::everything('4.5')



=== TEST 2: 4.6
--- compat: 4.6
--- sql eval: $::Sql
--- request
GET /api/v1/statuses/101
--- response_body eval
main::everything('4.6')



=== TEST 3: 4.7
--- compat: 4.7
--- sql eval: $::Sql
--- request
GET /api/v1/statuses/101
--- response_body eval
main::everything('4.7')



=== TEST 4: the documentation's, which is 4.7
--- compat: docs
--- sql eval: $::Sql
--- request
GET /api/v1/statuses/101
--- response_body eval
main::everything('4.7')



=== TEST 5: the default is the documentation's
--- config
    location /api/v1/statuses {
        statuses on;
    }
--- sql eval: $::Sql
--- request
GET /api/v1/statuses/101
--- response_body eval
main::everything('4.7')



=== TEST 6: 4.5, byte for byte
--- compat: 4.5
--- request
GET /api/v1/statuses/101
--- response_body chomp
{"id":"101","created_at":"2026-06-20T09:30:15.042Z","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,"spoiler_text":"","visibility":"public","language":"en","uri":"https://social.example/ap/users/1001/statuses/101","url":"https://social.example/@alice/101","replies_count":0,"reblogs_count":0,"favourites_count":0,"quotes_count":0,"edited_at":null,"content":"\u003cp\u003eHello\u003c/p\u003e","reblog":null,"application":null,"account":{"id":"1001","username":"alice","acct":"alice","display_name":"","locked":false,"bot":false,"discoverable":null,"indexable":false,"group":false,"created_at":"2026-02-11T00:00:00.000Z","note":"","url":"https://social.example/@alice","uri":"https://social.example/ap/users/1001","avatar":"https://social.example/avatars/original/missing.png","avatar_static":"https://social.example/avatars/original/missing.png","header":"https://social.example/headers/original/missing.png","header_static":"https://social.example/headers/original/missing.png","followers_count":0,"following_count":0,"statuses_count":0,"last_status_at":null,"hide_collections":null,"noindex":false,"emojis":[],"roles":[],"fields":[]},"media_attachments":[],"mentions":[],"tags":[],"emojis":[],"quote":null,"card":null,"poll":null,"quote_approval":{"automatic":[],"manual":[],"current_user":"denied"}}
