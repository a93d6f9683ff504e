# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# What the posts of a thread carry: quotes, and what is asked for in a second
# question (where authors moved to, who wrote what a card shows, collections).

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/context" } @_) }

# alice's 301, bob's reply 302, dave's 303 to it, alice's 304 to that

our $Four = posts("301 alice\n302 bob 301\n303 dave 302\n304 alice 303");

our %Of = (
    301 => [],
    302 => [by => 'bob', in_reply_to_id => '"301"',
            in_reply_to_account_id => '"1001"'],
    303 => [by => 'dave', in_reply_to_id => '"302"',
            in_reply_to_account_id => '"1002"'],
    304 => [in_reply_to_id => '"303"', in_reply_to_account_id => '"2001"'],
);

# what stands around 302, or below 301, but for these keys

sub around {
    my ($over) = @_;

    return thread(map { [map { status($_, @{ $Of{$_} }, @{ $over->{$_} || [] })
        } @$_] } [301], [303, 304]);
}

sub below {
    my ($over) = @_;

    return thread([], [map { status($_, @{ $Of{$_} }, @{ $over->{$_} || [] })
        } 302, 303, 304]);
}

our $Carol = "INSERT INTO accounts (id, username) VALUES (1003, 'carol');
    INSERT INTO users (account_id) VALUES (1003);";

# a post of here that quotes another
sub said { return str(re("https://social.example/$_[0]") . '<p>Hello</p>') }

# Three for each of 19 requests.
repeat_each(2);
plan tests => repeat_each() * (19 * 3);

run_tests();

__DATA__

=== TEST 1: quotes, above and below
--- sql eval: $::Four . main::quoting([1, 301, 102], [2, 303, 101], [3, 304, 103])
--- request eval: main::of(302)
--- response_body eval
main::around({
    301 => [content => main::said('@bob/102'),
            quote => main::quote('accepted', main::status(102, by => 'bob'))],
    303 => [quote => main::quote('accepted',
                main::status(101, language => '"en"'))],
    304 => [content => main::str(main::re('https://remote.example/@dave/103')
                . '<p>Hello</p>'),
            quote => main::quote('accepted', main::status(103, by => 'dave',
                language => '"de"'))]})



=== TEST 2: a quote of a quote is but an id
--- sql eval: $::Four . main::quoting([1, 303, 102], [2, 102, 101])
--- request eval: main::of(302)
--- response_body eval
main::around({303 => [quote => main::quote('accepted',
    main::status(102, by => 'bob', content => main::said('@alice/101'),
        quote => '{"state":"accepted","quoted_status_id":"101"}'))]})



=== TEST 3: a quote of a post that is itself in the thread
--- sql eval: $::Four . main::quoting([1, 303, 304], [2, 304, 301])
--- request eval: main::of(302)
--- response_body eval
my $re = main::said('@alice/301');
main::around({
    303 => [quote => main::quote('accepted', main::status(304,
        @{ $main::Of{304} }, content => $re,
        quote => '{"state":"accepted","quoted_status_id":"301"}'))],
    304 => [content => $re,
        quote => main::quote('accepted', main::status(301))]})



=== TEST 4: two that quote each other, and one that quotes the post itself
--- sql eval
$::Four . main::quoting([1, 303, 304], [2, 304, 303], [3, 301, 302])
--- request eval: main::of(302)
--- response_body eval
my $re = main::str(main::re('https://remote.example/@dave/303')
    . '<p>Hello</p>');
main::around({
    301 => [content => main::said('@bob/302'), quote => main::quote('accepted',
        main::status(302, @{ $main::Of{302} }))],
    303 => [quote => main::quote('accepted', main::status(304,
        @{ $main::Of{304} }, content => $re,
        quote => '{"state":"accepted","quoted_status_id":"303"}'))],
    304 => [content => $re, quote => main::quote('accepted', main::status(303,
        @{ $main::Of{303} },
        quote => '{"state":"accepted","quoted_status_id":"304"}'))]})



=== TEST 5: a quote of itself
--- sql eval: $::Four . main::quoting([1, 303, 303])
--- request eval: main::of(302)
--- response_body eval
main::around({303 => [quote => main::quote('accepted', main::status(303,
    @{ $main::Of{303} },
    quote => '{"state":"accepted","quoted_status_id":"303"}'))]})



=== TEST 6: quotes that are not shown
--- sql eval
$::Four . main::posts("311 bob visibility=2\n312 bob")
    . main::quoting([1, 301, 102, 0], [2, 302, 311], [3, 303, 312], [4, 304, 102, 3])
    . 'UPDATE statuses SET deleted_at = now() WHERE id = 312'
--- request eval: main::of(301)
--- response_body eval
main::below({
    302 => [content => main::said('@bob/311'),
            quote => main::quote('unauthorized')],
    303 => [quote => main::quote('deleted')],
    304 => [content => main::said('@bob/102'),
            quote => main::quote('revoked')]})



=== TEST 7: quotes of whom the viewer blocks or mutes, or blocks their domain
--- sql eval
$::Carol . main::posts("301 alice\n302 bob 301\n303 bob 302\n304 bob 303
    311 carol\n312 vera") . main::quoting([1, 302, 311], [2, 303, 103], [3, 304, 312]) . <<'_EOC_'
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1003);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example');
_EOC_
--- as: vera
--- request eval: main::of(301)
--- response_body_like eval
qr~"descendants":\[\{"id":"303",.*?"quote":\{"state":"blocked_domain","quoted_status":\{"id":"103",.*?\{"id":"304",.*?"quote":\{"state":"accepted","quoted_status":\{"id":"312",.*?\{"id":"302",.*?"quote":\{"state":"blocked_account","quoted_status":\{"id":"311",~



=== TEST 8: an author who has moved
--- sql eval
$::Four . $::Carol . 'UPDATE accounts SET moved_to_account_id = 1003 WHERE id = 1001'
--- as: - vera
--- request eval: main::of(302, 302)
--- error_code eval
[200, 200]
--- response_body eval
my $alice = main::account('alice', moved => main::account('carol:1003'));
my $seen = main::seen_account('alice',
    moved => main::seen_account('carol:1003'));
[main::around({301 => [account => $alice], 304 => [account => $alice]}),
 main::thread([main::viewed(301, account => $seen)],
    [main::viewed(303, @{ $main::Of{303} }),
     main::viewed(304, @{ $main::Of{304} }, account => $seen)])]



=== TEST 9: authors who moved to one another, or to themselves
--- sql eval
$::Four . 'UPDATE accounts SET moved_to_account_id = CASE id WHEN 1001 THEN 2001
    WHEN 2001 THEN 1001 ELSE 1002 END WHERE id IN (1001, 1002, 2001)'
--- request eval: main::of(302, 301)
--- error_code eval
[200, 200]
--- response_body eval
my $alice = main::account('alice', moved => main::account('dave'));
my $dave = main::account('dave', moved => main::account('alice'));
my $bob = main::account('bob', moved => main::account('bob'));
my %over = (301 => [account => $alice], 302 => [account => $bob],
    303 => [account => $dave], 304 => [account => $alice]);
[main::around(\%over), main::below(\%over)]



=== TEST 10: a quoted author who has moved
--- sql eval
$::Four . $::Carol . main::quoting([1, 303, 102])
    . 'UPDATE accounts SET moved_to_account_id = 1003 WHERE id = 1002'
--- request eval: main::of(302)
--- response_body eval
main::around({303 => [quote => main::quote('accepted', main::status(102,
    by => 'bob', account => main::account('bob',
        moved => main::account('carol:1003'))))]})



=== TEST 11: cards, some of which name an account
--- sql eval
$::Four . $::Carol . <<'_EOC_'
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (41, 'https://a.example/', 1003), (42, 'https://b.example/', 1001),
    (43, 'https://c.example/', NULL), (44, 'https://d.example/', 1003);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (301, 41), (302, 43), (303, 42), (304, 44);
_EOC_
--- request eval: main::of(302, 301)
--- error_code eval
[200, 200]
--- response_body eval
my $by = sub { '[{"name":"","url":"","account":' . main::account(@_) . '}]' };
my %over = (
    301 => [card => main::card('https://a.example/',
        authors => $by->('carol:1003'))],
    302 => [card => main::card('https://c.example/')],
    303 => [card => main::card('https://b.example/',
        authors => $by->('alice'))],
    304 => [card => main::card('https://d.example/',
        authors => $by->('carol:1003'))]);
[main::around(\%over), main::below(\%over)]



=== TEST 12: a card of a quoted post
--- sql eval
$::Four . $::Carol . main::quoting([1, 303, 102]) . <<'_EOC_'
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (41, 'https://a.example/', 1003);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (102, 41);
_EOC_
--- request eval: main::of(302)
--- response_body eval
main::around({303 => [quote => main::quote('accepted', main::status(102,
    by => 'bob', card => main::card('https://a.example/',
        authors => '[{"name":"","url":"","account":'
            . main::account('carol:1003') . '}]')))]})



=== TEST 13: collections, up, down, and in a quote
--- sql eval
$::Four . $::Carol . main::quoting([1, 303, 102]) . <<'_EOC_'
INSERT INTO collections (id, account_id, name)
VALUES (601, 1001, 'N'), (602, 1001, 'M');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (301, 'FeaturedCollection', 'Collection', 601),
    (102, 'FeaturedCollection', 'Collection', 601),
    (304, 'FeaturedCollection', 'Collection', 602),
    (304, 'FeaturedCollection', 'Collection', 601);
_EOC_
--- request eval: main::of(302)
--- response_body eval
my $n = main::collection(601, name => '"N"');
my $m = main::collection(602, name => '"M"');
main::around({
    301 => [tagged_collections => "[$n]"],
    303 => [quote => main::quote('accepted', main::status(102, by => 'bob',
        tagged_collections => "[$n]"))],
    304 => [tagged_collections => "[$m,$n]"]})



=== TEST 14: all of it at once
--- sql eval
$::Four . $::Carol . <<'_EOC_'
INSERT INTO accounts (id, username) VALUES (1004, 'eve');
INSERT INTO users (account_id) VALUES (1004);
UPDATE accounts SET moved_to_account_id = 1003 WHERE id = 1001;
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (41, 'https://a.example/', 1004);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (303, 41);
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (304, 'FeaturedCollection', 'Collection', 601);
_EOC_
--- request eval: main::of(302)
--- response_body eval
my $alice = main::account('alice', moved => main::account('carol:1003'));
main::around({
    301 => [account => $alice],
    303 => [card => main::card('https://a.example/',
        authors => '[{"name":"","url":"","account":'
            . main::account('eve:1004') . '}]')],
    304 => [account => $alice, tagged_collections =>
        main::wrap(main::collection(601, name => '"N"'))]})



=== TEST 15: an author is the same each time, wherever
--- sql eval
main::posts("301 alice\n302 alice 301\n303 alice 302\n304 bob 303")
    . main::quoting([1, 304, 303]) . <<'_EOC_'
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', '1.png');
UPDATE accounts SET display_name = 'A :tux: "x"', note = 'see @bob and #tag',
    fields = '[{"name":"n","value":"v :tux:"}]' WHERE id = 1001;
INSERT INTO account_stats (account_id, followers_count, statuses_count)
VALUES (1001, 5, 7);
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (41, 'https://a.example/', 1001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (304, 41);
_EOC_
--- request
GET /api/v1/statuses/302/context
--- response_body_filters eval
sub {
    my @all = $_[0] =~ /(\{"id":"1001",.*?"fields":\[\{[^]]*\]\})/g;
    my %seen = map { $_ => 1 } @all;
    my ($one) = keys %seen;
    return @all . ' ' . keys(%seen) . ' '
        . CORE::join ' ', grep { defined } $one =~ /"display_name":"(.*?)",|"followers_count":(\d+)|"shortcode":"(\w+)"/g;
}
--- response_body eval
'4 1 A :tux: \"x\" 5 tux'



=== TEST 16: media, mentions, tags and emoji of each post
--- sql eval
$::Four . <<'_EOC_'
INSERT INTO media_attachments (id, account_id, status_id, type,
    file_file_name, file_content_type, processing, remote_url, description)
VALUES (5, 1001, 301, 0, '0000000000000005.png', 'image/png', 2, '', 'a'),
    (6, 1001, 304, 0, '0000000000000006.png', 'image/png', 2, '', 'b');
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', '1.png');
INSERT INTO custom_emojis (id, shortcode, domain, image_file_name, uri,
    image_storage_schema_version)
VALUES (8, 'tux', 'remote.example', '2.png', 'x', 1);
UPDATE statuses SET spoiler_text = ':tux:' WHERE id IN (303, 304);
INSERT INTO mentions (id, status_id, account_id, silent)
VALUES (1, 303, 1001, false), (2, 304, 2001, false), (3, 304, 1002, true);
INSERT INTO tags (id, name) VALUES (9, 'tag');
INSERT INTO statuses_tags (status_id, tag_id) VALUES (304, 9);
_EOC_
--- request eval: main::of(302)
--- response_body eval
main::around({
    301 => [media_attachments => main::wrap(main::media(5,
        description => '"a"'))],
    303 => [spoiler_text => '":tux:"',
        mentions => '[{"id":"1001","username":"alice",'
            . '"url":"https://social.example/@alice","acct":"alice"}]',
        emojis => main::wrap(main::emoji('tux', 8, '2.png', 'cache'))],
    304 => [spoiler_text => '":tux:"',
        media_attachments => main::wrap(main::media(6,
            description => '"b"')),
        mentions => '[{"id":"2001","username":"dave",'
            . '"url":"https://remote.example/@dave",'
            . '"acct":"dave@remote.example"}]',
        tags => '[{"name":"tag","url":"https://social.example/tags/tag"}]',
        emojis => main::wrap(main::emoji('tux', 7, '1.png'))]})
