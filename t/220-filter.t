# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# filtered: which of a reader's filters a post meets, and with what.

TestAuth::setup();

# filters of vera's: [id, title, [keyword, whole word?] ...] ...

sub filtering {
    my $sql = '';

    for (@_) {
        my ($id, $title, @keywords) = @$_;

        $sql .= "INSERT INTO custom_filters (id, account_id, phrase, context)"
            . " VALUES ($id, 3001, '$title', '{home}');\n";
        $sql .= "INSERT INTO custom_filter_keywords (custom_filter_id,"
            . " keyword, whole_word) VALUES ($id, '$_->[0]', $_->[1]);\n"
            for @keywords;
    }

    return $sql;
}

sub listing {
    return join '', map { "INSERT INTO custom_filter_statuses"
        . " (custom_filter_id, status_id) VALUES ($_->[0], $_->[1]);\n" } @_;
}

sub text {
    my ($text, $spoiler) = @_;

    return 'UPDATE statuses SET text = $t$' . $text . '$t$, spoiler_text = $t$'
        . ($spoiler // '') . '$t$ WHERE id = 101;' . "\n";
}

# For response_body_like: the elements of filtered, in one post or in two,
# of which the inner one comes last

sub has { return '"filtered":' . quotemeta('[' . join(',', @_) . ']') . ',"reblog"' }

our $None = has();

# Three for each of 30 requests.
repeat_each(2);
plan tests => repeat_each() * (30 * 3);

run_tests();

__DATA__

=== TEST 1: a keyword in the text
--- sql eval
main::filtering([1, 'Greetings', ['hello', 'true']])
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body eval
TestAuth::viewed(101, language => '"en"',
    filtered => '[' . TestAuth::matched(1, 'Greetings', word => 'Hello') . ']')



=== TEST 2: byte for byte
--- sql
INSERT INTO custom_filters (id, account_id, phrase, context, action, expires_at)
VALUES (17, 3001, 'Say "hi"', '{home,notifications,public,thread,account}', 1,
    '2089-12-31 23:59:59.987654');
INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word)
VALUES (17, 'ell', false);
INSERT INTO custom_filter_statuses (custom_filter_id, status_id)
VALUES (17, 102), (17, 101);
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
quotemeta('"content":"<p>Hello</p>","filtered":[{"filter":{"id":"17",'
    . '"title":"Say \"hi\"","context":["home","notifications","public",'
    . '"thread","account"],"expires_at":"2089-12-31T23:59:59.987Z",'
    . '"filter_action":"hide"},"keyword_matches":["ell"],'
    . '"status_matches":["101"]}],"reblog":null')



=== TEST 3: a filter is its owner's
--- sql eval
main::filtering([1, 'Greetings', ['hello', 'true']])
--- as: bob alice
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[200, 200]
--- response_body_like eval
[($::None) x 2]



=== TEST 4: who is nobody has none
--- sql eval
main::filtering([1, 'Greetings', ['hello', 'true']])
--- as: - app
--- request eval
TestAuth::asks('/101', '/101')
--- error_code eval
[200, 200]
--- response_body eval
[(main::status(101, language => '"en"')) x 2]



=== TEST 5: own posts are filtered like others
--- sql
INSERT INTO custom_filters (id, account_id, phrase, context)
VALUES (1, 1001, 'Me', '{home}');
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
VALUES (1, 'hello');
--- as: alice
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'Me', word => 'Hello'))



=== TEST 6: actions, contexts, and a title that needs care
--- sql
INSERT INTO custom_filters (id, account_id, phrase, context, action)
VALUES (1, 3001, E'a\\b\n"c" <&>', '{thread}', 0),
    (2, 3001, 'Größe ☃', '{}', 1), (3, 3001, '', '{public,account}', 2);
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
VALUES (1, 'hello'), (2, 'hello'), (3, 'hello');
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, "a\\b\n\"c\" <&>", word => 'Hello',
        context => ['thread']),
    TestAuth::matched(2, "Gr\xc3\xb6\xc3\x9fe \xe2\x98\x83", word => 'Hello',
        context => [], action => 'hide'),
    TestAuth::matched(3, '', word => 'Hello', context => ['public', 'account'],
        action => 'blur'))



=== TEST 7: expired, about to expire, never
--- sql
INSERT INTO custom_filters (id, account_id, phrase, context, expires_at)
VALUES (1, 3001, 'a', '{home}', now() AT TIME ZONE 'utc' - interval '1 second'),
    (2, 3001, 'b', '{home}', '2089-01-01'),
    (3, 3001, 'c', '{home}', NULL);
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
VALUES (1, 'hello'), (2, 'hello'), (3, 'hello');
INSERT INTO custom_filter_statuses (custom_filter_id, status_id)
VALUES (1, 101);
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(2, 'b', word => 'Hello',
        expires => '2089-01-01T00:00:00.000Z'),
    TestAuth::matched(3, 'c', word => 'Hello'))



=== TEST 8: of several keywords the one that stands leftmost is told
--- sql eval
main::filtering([1, 'x', ['world', 'true'], ['ell', 'false'], ['hello', 'true']],
    [2, 'y', ['world', 'true'], ['o w', 'false']], [3, 'z', ['moon', 'true']])
    . main::text('Hello, hello world')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'x', word => 'Hello'),
    TestAuth::matched(2, 'y', word => 'o w'))



=== TEST 9: of those that begin there, the one that was entered first
--- sql eval
main::filtering([1, 'x', ['hel', 'false'], ['hello', 'true']],
    [2, 'y', ['hello', 'true'], ['hel', 'false']])
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'x', word => 'Hel'),
    TestAuth::matched(2, 'y', word => 'Hello'))



=== TEST 10: a list of posts
--- sql eval
main::filtering([1, 'x'], [2, 'y'], [3, 'z'])
    . main::listing([1, 101], [1, 102], [2, 103])
--- as: vera vera vera
--- request eval
TestAuth::asks('/101', '/102', '/103')
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[main::has(TestAuth::matched(1, 'x', statuses => [101])),
 main::has(TestAuth::matched(1, 'x', statuses => [102])),
 main::has(TestAuth::matched(2, 'y', statuses => [103]))]



=== TEST 11: keywords and a list: either is enough, both are told
--- sql eval
main::filtering([1, 'x', ['hello', 'true']], [2, 'y', ['moon', 'true']],
    [3, 'z', ['moon', 'true']])
    . main::listing([1, 102], [2, 101], [3, 102])
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'x', word => 'Hello', statuses => []),
    TestAuth::matched(2, 'y', statuses => [101]))



=== TEST 12: first those with keywords, as these were entered, then the others
--- sql eval
main::filtering([1, 'e'], [2, 'd'], [3, 'c', ['hello', 'true']],
    [4, 'b', ['ello', 'false']], [5, 'a'])
    . "UPDATE custom_filter_keywords SET id = 1000 WHERE custom_filter_id = 3;"
    . main::listing([5, 101], [1, 101], [3, 101])
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(4, 'b', word => 'ello'),
    TestAuth::matched(3, 'c', word => 'Hello', statuses => [101]),
    TestAuth::matched(1, 'e', statuses => [101]),
    TestAuth::matched(5, 'a', statuses => [101]))



=== TEST 13: the warning is looked through, before the text
--- sql eval
main::filtering([1, 'x', ['world', 'true'], ['hello', 'true']],
    [2, 'y', ['spoiler', 'true']], [3, 'z', ["big\n\nhello", 'false']])
    . main::text('Hello', 'A spoiler about the world, BIG')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'x', word => 'world'),
    TestAuth::matched(2, 'y', word => 'spoiler'),
    TestAuth::matched(3, 'z', word => "BIG\n\nHello"))



=== TEST 14: the choices of a poll
--- sql eval
main::filtering([1, 'x', ['tea', 'true']], [2, 'y', ['coff', 'false']],
    [3, 'z', ['e', 'true']])
    . <<'_EOC_';
INSERT INTO polls (id, account_id, status_id, options, expires_at)
VALUES (5, 1001, 101, '{Coffee,Tea}', '2090-01-01');
UPDATE statuses SET poll_id = 5 WHERE id = 101;
_EOC_
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'x', word => 'Tea'),
    TestAuth::matched(2, 'y', word => 'Coff'))



=== TEST 15: descriptions of media
--- sql eval
main::filtering([1, 'x', ['cat', 'true']], [2, 'y', ['dog', 'true']],
    [3, 'z', ['parrot', 'true']])
    . <<'_EOC_';
INSERT INTO media_attachments (id, account_id, status_id, description,
    file_file_name, file_content_type)
VALUES (5, 1001, 101, 'A black Cat', '0000000000000005.png', 'image/png'),
    (6, 1001, 101, NULL, '0000000000000006.png', 'image/png'),
    (7, 1001, 101, 'Two dogs, one DOG', '0000000000000007.png', 'image/png'),
    (8, 1001, NULL, 'A parrot', '0000000000000008.png', 'image/png');
_EOC_
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'x', word => 'Cat'),
    TestAuth::matched(2, 'y', word => 'DOG'))



=== TEST 16: a post of elsewhere without its HTML
--- sql eval
main::filtering([1, 'tag', ['strong', 'false']], [2, 'href', ['elsewhere', 'false']],
    [3, 'split', ['foobar', 'false']], [4, 'entity', ['a & b', 'false']],
    [5, 'lines', ["one\ntwo", 'false']], [6, 'class', ['mention', 'false']])
    . <<'_EOC_';
UPDATE statuses SET text = '<p>foo<strong class="mention">bar</strong> '
    || 'a &amp; b<br>one<br />two <a href="https://elsewhere.example">x</a></p>'
WHERE id = 103;
_EOC_
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body_like eval
main::has(TestAuth::matched(3, 'split', word => 'foobar'),
    TestAuth::matched(4, 'entity', word => 'a & b'),
    TestAuth::matched(5, 'lines', word => "one\ntwo"))



=== TEST 17: a post of here as it was typed
--- sql eval
main::filtering([1, 'tag', ['<b>', 'false']], [2, 'entity', ['&amp;', 'false']],
    [3, 'html', ['<p>', 'false']], [4, 'link', ['mention hashtag', 'false']])
    . main::text('a <b> &amp; #tag')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'tag', word => '<b>'),
    TestAuth::matched(2, 'entity', word => '&amp;'))



=== TEST 18: a boost: both levels, by the boosted post's text
--- sql eval
main::filtering([1, 'x', ['hello', 'true']])
    . 'INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (401, 1002, true, 101)'
--- as: vera
--- request
GET /api/v1/statuses/401
--- response_body_like eval
'^\{"id":"401".*' . main::has(TestAuth::matched(1, 'x', word => 'Hello'))
    . ':\{"id":"101".*' . main::has(TestAuth::matched(1, 'x', word => 'Hello'))



=== TEST 19: a boost whose original is listed, one that is listed itself
--- sql eval
main::filtering([1, 'original'], [2, 'boost'], [3, 'both'])
    . 'INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (401, 1002, true, 101);'
    . main::listing([1, 101], [2, 401], [3, 401], [3, 101], [3, 102])
--- as: vera
--- request
GET /api/v1/statuses/401
--- response_body_like eval
'^\{"id":"401".*' . main::has(TestAuth::matched(1, 'original', statuses => [101]),
    TestAuth::matched(2, 'boost', statuses => [401]),
    TestAuth::matched(3, 'both', statuses => [401, 101]))
    . ':\{"id":"101".*' . main::has(
    TestAuth::matched(1, 'original', statuses => [101]),
    TestAuth::matched(3, 'both', statuses => [101]))



=== TEST 20: a quoted post is judged by itself
--- sql eval
main::filtering([1, 'x', ['hello', 'true']], [2, 'y', ['servus', 'true']])
    . <<'_EOC_';
UPDATE statuses SET text = '<p>Servus</p>' WHERE id = 103;
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (9, 103, 2001, 101, 1001, 1);
_EOC_
--- as: vera
--- request
GET /api/v1/statuses/103
--- response_body_like eval
'^\{"id":"103".*' . main::has(TestAuth::matched(2, 'y', word => 'Servus'))
    . ':null.*"quoted_status":\{"id":"101".*'
    . main::has(TestAuth::matched(1, 'x', word => 'Hello'))



=== TEST 21: a filter that is empty, and keywords that are blank
--- sql eval
main::filtering([1, 'x'], [2, 'y', ['', 'true']], [3, 'z', ['', 'false'],
    ['hello', 'true']])
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(3, 'z', word => 'Hello'))



=== TEST 22: a post without any text
--- sql eval
main::filtering([1, 'x', ['a', 'false']], [2, 'y']) . main::listing([2, 101])
    . main::text('')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(2, 'y', statuses => [101]))



=== TEST 23: fifty filters of twenty keywords each
--- sql
INSERT INTO custom_filters (id, account_id, phrase, context)
SELECT i, 3001, 'f' || i, '{home}' FROM generate_series(1, 50) AS i;
INSERT INTO custom_filter_keywords (custom_filter_id, keyword)
SELECT i, 'word' || i || 'x' || k
FROM generate_series(1, 50) AS i, generate_series(1, 20) AS k;
UPDATE statuses SET text = 'Hello word50x20 ' || repeat('many words ', 500)
    || 'word1x1' WHERE id = 101;
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(1, 'f1', word => 'word1x1'),
    TestAuth::matched(50, 'f50', word => 'word50x20'))



=== TEST 24: a keyword that is longer than a pattern may be matches nothing
--- sql eval
main::filtering([1, 'x', ['a', 'false']], [2, 'y', ['hello', 'true']])
    . "UPDATE custom_filter_keywords SET keyword = repeat('a', 200000)
    WHERE custom_filter_id = 1"
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::has(TestAuth::matched(2, 'y', word => 'Hello'))



=== TEST 25: in a list of posts each has its own
--- sql eval
main::filtering([1, 'x', ['hello', 'true']], [2, 'y'])
    . main::listing([2, 102])
    . "UPDATE statuses SET text = 'Servus' WHERE id = 102"
--- as: vera
--- request
GET /api/v1/statuses?id[]=101&id[]=102&id[]=103
--- response_body eval
'[' . CORE::join(',', TestAuth::viewed(103, by => 'dave', language => '"de"',
    filtered => '[' . TestAuth::matched(1, 'x', word => 'Hello') . ']'),
    TestAuth::viewed(102, by => 'bob', content => '"<p>Servus</p>"',
        filtered => '[' . TestAuth::matched(2, 'y', statuses => [102]) . ']'),
    TestAuth::viewed(101, language => '"en"',
        filtered => '[' . TestAuth::matched(1, 'x', word => 'Hello') . ']'))
    . ']'



=== TEST 26: 4.5 escapes what looks like HTML
--- compat: 4.5
--- sql eval
main::filtering([1, '<x>', ['<b>', 'false']]) . main::text('a <B> c')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
do {
    local $TestEntity::Version = '4.5';
    main::has(TestAuth::matched(1, '<x>', word => '<B>'));
}
