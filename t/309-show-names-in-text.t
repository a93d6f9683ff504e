# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# What a text names: mentions, tags, custom emoji.

TestEntity::setup();

# post(key => value ...): alice's post 101
sub post { status(101, language => '"en"', @_) }

# tag(name, as it is in an address)
sub tag {
    my ($name, $path) = @_;

    return '{"name":' . str($name) . ',"url":'
        . str("https://social.example/tags/$path") . '}';
}

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 32;

run_tests();

__DATA__

=== TEST 1: mentions, in the order of their making
--- sql
INSERT INTO mentions (id, status_id, account_id) VALUES
    (3, 101, 1002), (2, 101, 2001), (1, 101, 1001);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(mentions => main::wrap(
    '{"id":"1001","username":"alice","url":"https://social.example/@alice",'
        . '"acct":"alice"}',
    '{"id":"2001","username":"dave","url":"https://remote.example/@dave",'
        . '"acct":"dave@remote.example"}',
    '{"id":"1002","username":"bob","url":"https://social.example/@bob",'
        . '"acct":"bob"}'))



=== TEST 2: silent ones are not shown
--- sql
INSERT INTO mentions (id, status_id, account_id, silent) VALUES
    (1, 101, 1002, true), (2, 101, 2001, false), (3, 102, 1001, true);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(mentions => '[{"id":"2001","username":"dave",'
    . '"url":"https://remote.example/@dave","acct":"dave@remote.example"}]'),
 main::status(102, by => 'bob')]



=== TEST 3: a mention has the address of a page or none
--- sql
UPDATE accounts SET url = 'javascript:a()' WHERE id = 2001;
INSERT INTO accounts (id, username, domain, uri, url) VALUES
    (2002, '! 2002', 'xn--mnchen-3ya.example', 'https://m.example/u/2002',
        'http://m.example/"x"'),
    (2003, 'Eve', 'xn--mnchen-3ya.example', 'https://m.example/u/2003', NULL);
INSERT INTO mentions (id, status_id, account_id) VALUES
    (1, 101, 2001), (2, 101, 2002), (3, 101, 2003), (4, 101, -99);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(mentions => main::wrap(
    '{"id":"2001","username":"dave","url":null,"acct":"dave@remote.example"}',
    '{"id":"2002","username":"2002","url":"http://m.example/\"x\"",'
        . '"acct":"2002@handle.invalid"}',
    '{"id":"2003","username":"Eve","url":null,'
        . qq("acct":"Eve\@m\xc3\xbcnchen.example"}),
    '{"id":"-99","username":"mastodon.internal","url":"https://social.example/'
        . 'about/more?instance_actor=true","acct":"mastodon.internal"}'))



=== TEST 4: invalid handles are those of 4.7
--- compat: 4.6
--- sql
UPDATE accounts SET username = '! 2001' WHERE id = 2001;
INSERT INTO mentions (status_id, account_id) VALUES (101, 2001);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(mentions => '[{"id":"2001","username":"! 2001",'
    . '"url":"https://remote.example/@dave","acct":"! 2001@remote.example"}]')



=== TEST 5: whom the text may mean
--- sql
UPDATE statuses SET text = '@bob @dave@remote.example @eve' WHERE id = 101;
INSERT INTO accounts (id, username) VALUES (1003, 'eve');
INSERT INTO mentions (status_id, account_id) VALUES (101, 1002), (101, 2001);
--- request
GET /api/v1/statuses/101
--- response_body eval
my $card = sub { '<span class="h-card" translate="no"><a href="https://'
    . "$_[0]/\@$_[1]\" class=\"u-url mention\">@<span>$_[1]</span></a></span>"
    };
main::post(content => main::str('<p>' . $card->('social.example', 'bob') . ' '
        . $card->('remote.example', 'dave') . ' @eve</p>'),
    mentions => '[{"id":"1002","username":"bob",'
    . '"url":"https://social.example/@bob","acct":"bob"},'
    . '{"id":"2001","username":"dave","url":"https://remote.example/@dave",'
    . '"acct":"dave@remote.example"}]')



=== TEST 6: somebody suspended is still mentioned
--- sql
UPDATE accounts SET suspended_at = now() WHERE id = 1002;
INSERT INTO mentions (status_id, account_id) VALUES (101, 1002);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(mentions => '[{"id":"1002","username":"bob",'
    . '"url":"https://social.example/@bob","acct":"bob"}]')



=== TEST 7: tags, in the order in which they were joined
--- sql
INSERT INTO tags (id, name, display_name) VALUES
    (3, 'nginx', 'NGINX'), (1, 'postgresql', NULL), (2, 'c', 'C');
INSERT INTO statuses_tags (status_id, tag_id)
VALUES (101, 3), (101, 1), (101, 2);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(tags => main::wrap(main::tag('nginx', 'nginx'),
    main::tag('postgresql', 'postgresql'), main::tag('c', 'c')))



=== TEST 8: tags that are no words
--- sql
INSERT INTO tags (id, name)
SELECT n, t FROM unnest(ARRAY['café', 'a/b c?d#e%f', '"<\>"', '-._~',
    '!$&''()*+,;=:@', '日本', '', E'\x7f', E'a\nb', '[]{}|^`'])
    WITH ORDINALITY AS x (t, n);
INSERT INTO statuses_tags (status_id, tag_id)
SELECT 101, n FROM generate_series(1, 10) n ORDER BY n;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(tags => main::wrap(
    main::tag("caf\xc3\xa9", 'caf%C3%A9'),
    main::tag('a/b c?d#e%f', 'a%2Fb%20c%3Fd%23e%25f'),
    main::tag('"<\\>"', '%22%3C%5C%3E%22'), main::tag('-._~', '-._~'),
    main::tag(q{!$&'()*+,;=:@}, q{!$&'()*+,;=:@}),
    main::tag("\xe6\x97\xa5\xe6\x9c\xac", '%E6%97%A5%E6%9C%AC'),
    main::tag('', ''), main::tag("\x7f", '%7F'), main::tag("a\nb", 'a%0Ab'),
    main::tag('[]{}|^`', '%5B%5D%7B%7D%7C%5E%60')))



=== TEST 9: in 4.5 the ampersand is written otherwise, in addresses as well
--- compat: 4.5
--- sql
INSERT INTO tags (id, name) VALUES (1, 'a&b<c');
INSERT INTO statuses_tags (status_id, tag_id) VALUES (101, 1);
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.5';
main::post(tags => main::wrap('{"name":"a\u0026b\u003cc",'
    . '"url":"https://social.example/tags/a\u0026b%3Cc"}'))



=== TEST 10: emoji of the author's server, in the order of the text
--- sql
INSERT INTO custom_emojis (id, shortcode, domain, image_file_name,
    image_storage_schema_version)
VALUES (7, 'tux', NULL, 'a.gif', 1), (8, 'gnu', NULL, 'b.png', NULL),
    (9, 'tux', 'remote.example', 'c.gif', 1),
    (1234567890, 'gnu', 'remote.example', 'd.webp', 0),
    (10, 'cow', 'other.example', 'e.png', 1);
UPDATE statuses SET text = ':gnu: and :tux: :cow: :nothing:'
WHERE id IN (101, 103);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(content => '"<p>:gnu: and :tux: :cow: :nothing:</p>"',
    emojis => main::wrap(main::emoji('gnu', 8, 'b.png'),
        main::emoji('tux', 7, 'a.gif'))),
 main::status(103, by => 'dave', language => '"de"',
    content => '":gnu: and :tux: :cow: :nothing:"',
    emojis => main::wrap(main::emoji('gnu', 1234567890, 'd.webp'),
        main::emoji('tux', 9, 'c.gif', 'cache')))]



=== TEST 11: each once, the warning comes first
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', 'a.png'), (8, 'gnu', 'b.png');
UPDATE statuses SET spoiler_text = ':gnu: :gnu:', text = ':tux: :gnu: :tux:'
WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(content => '"<p>:tux: :gnu: :tux:</p>"',
    spoiler_text => '":gnu: :gnu:"',
    emojis => main::wrap(main::emoji('gnu', 8, 'b.png'),
        main::emoji('tux', 7, 'a.png')))



=== TEST 12: what stands around one
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (1, 'a1', 'a.png'), (2, 'b2', 'b.png'), (3, 'x', 'x.png'),
    (4, '12', 'n.png'), (5, 'c_d', 'c.png');
CREATE TABLE texts AS SELECT * FROM unnest(ARRAY[':a1: :b2:', ':a1::b2:',
    'x:a1:', ':a1:x', '(:a1:)-:b2:', E'z\n:a1:\n', ':x:', ':12:', '9:a1:',
    'é:a1:', '。:a1:。', '<b>:c_d:</b>', ':a1 :b2:', '::a1:', ':a1:b2:'])
    WITH ORDINALITY AS x (t, n);
INSERT INTO statuses (id, account_id, local, text, spoiler_text)
SELECT 200 + n, 1001, true, 'Hello', t FROM texts;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 215]
--- error_code eval
[(200) x 15]
--- response_body_like eval
my $a = quotemeta main::emoji('a1', 1, 'a.png');
my $b = quotemeta main::emoji('b2', 2, 'b.png');
my $n = quotemeta main::emoji('12', 4, 'n.png');
my $c = quotemeta main::emoji('c_d', 5, 'c.png');
[map { qr/"tags":\[\],"emojis":\[$_\],"tagged_collections"/ }
    "$a,$b", '', '', '', "$a,$b", $a, '', $n, '', '', $a, $c, $b, '', '']



=== TEST 13: case tells them apart, one switched off is none
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name, disabled,
    visible_in_picker)
VALUES (7, 'Tux', 'a.png', false, false), (8, 'gnu', 'b.png', true, true);
UPDATE statuses SET text = ':tux: :Tux: :gnu:' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $tux = main::emoji('Tux', 7, 'a.png');
$tux =~ s/"visible_in_picker":true/"visible_in_picker":false/;
main::post(content => '"<p>:tux: :Tux: :gnu:</p>"',
    emojis => main::wrap($tux))



=== TEST 14: one whose picture is not there
--- sql
INSERT INTO custom_emojis (id, shortcode) VALUES (7, 'tux');
UPDATE statuses SET text = ':tux:' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(content => '"<p>:tux:</p>"', emojis => '[{"shortcode":"tux",'
    . '"url":"https://social.example/images/original/missing.png",'
    . '"static_url":"https://social.example/images/static/missing.png",'
    . '"visible_in_picker":true}]')



=== TEST 15: emoji of an account: note, name, names and values of fields
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
SELECT n, 'e' || n, 'e.png' FROM generate_series(1, 8) n;
UPDATE accounts SET display_name = 'Alice :e2: :e1:', note = ':e1:',
    fields = '[{"name":":e3:","value":":e4: :e2:"},{"name":":e5:","value":""},
        {"name":5,"value":":e8:"}]'
WHERE id = 1001;
UPDATE statuses SET text = ':e7: :e1:' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
my @e = map { main::emoji("e$_", $_, 'e.png') } 0 .. 7;
main::post(content => '"<p>:e7: :e1:</p>"',
    emojis => main::wrap(@e[7, 1]), account => main::account('alice',
        display_name => '"Alice :e2: :e1:"', note => '"<p>:e1:</p>"',
        fields => '[{"name":":e3:","value":":e4: :e2:","verified_at":null},'
            . '{"name":":e5:","value":"","verified_at":null}]',
        emojis => main::wrap(@e[1, 2, 3, 5, 4])))



=== TEST 16: the same one in the post, in its author and in who moved
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', 'a.png');
UPDATE accounts SET display_name = ':tux:', moved_to_account_id = 1002
WHERE id = 1001;
UPDATE accounts SET display_name = ':tux:' WHERE id = 1002;
UPDATE statuses SET text = ':tux:' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $tux = main::wrap(main::emoji('tux', 7, 'a.png'));
main::post(content => '"<p>:tux:</p>"', emojis => $tux, account =>
    main::account('alice', display_name => '":tux:"', emojis => $tux,
        moved => main::account('bob', display_name => '":tux:"',
            emojis => $tux)))
