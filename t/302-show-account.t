# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The author of a post: what an Account says of itself, and what its user and
# the server's administrators chose.

TestEntity::setup();

# post(account): alice's post 101 with this author
sub post { status(101, language => '"en"', account => account('alice', @_)) }

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 49;

run_tests();

__DATA__

=== TEST 1: an account with everything
--- sql
UPDATE accounts SET display_name = 'Alice "<&> :x:', locked = true,
    discoverable = true, indexable = true, hide_collections = true,
    show_media = false, show_media_replies = false, show_featured = false,
    avatar_description = 'A <pixel> penguin', header_description = E'a\tb'
WHERE id = 1001;
INSERT INTO account_stats (account_id, followers_count, following_count,
    statuses_count, last_status_at)
VALUES (1001, 12, 34, 56, '2026-06-20 23:59:59.999999');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(display_name => '"Alice \"<&> :x:"', locked => 'true',
    discoverable => 'true', indexable => 'true', hide_collections => 'true',
    show_media => 'false', show_media_replies => 'false',
    show_featured => 'false', avatar_description => '"A <pixel> penguin"',
    header_description => '"a\tb"', followers_count => 12,
    following_count => 34, statuses_count => 56,
    last_status_at => '"2026-06-20"', feature_approval =>
    '{"automatic":["followers"],"manual":[],"current_user":"denied"}')



=== TEST 2: what may be unknown, and what may not
--- sql
UPDATE accounts SET discoverable = false, hide_collections = false
WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(discoverable => 'false', hide_collections => 'false')



=== TEST 3: who may be featured: everybody who wants to be found
--- sql
UPDATE accounts SET discoverable = true WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(discoverable => 'true', feature_approval =>
    '{"automatic":["public"],"manual":[],"current_user":"denied"}')



=== TEST 4: elsewhere that is told by bits
--- sql
UPDATE accounts SET discoverable = true, locked = true,
    feature_approval_policy = 131072 + 262144 + 8 + 1 WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', discoverable => 'true', locked => 'true',
        feature_approval => '{"automatic":["public","followers"],"manual":'
        . '["unsupported_policy","following"],"current_user":"denied"}'))



=== TEST 5: people, robots and groups
--- sql
INSERT INTO accounts (id, username, actor_type)
SELECT 1010 + n, 'x' || n, t FROM unnest(ARRAY['Person', 'Service',
    'Application', 'Group', 'Organization', '', 'service', 'Groups'])
    WITH ORDINALITY AS x (t, n);
INSERT INTO users (account_id) SELECT generate_series(1011, 1018);
INSERT INTO statuses (id, account_id, local, text)
SELECT id - 810, id, true, 'Hello' FROM accounts
WHERE id BETWEEN 1011 AND 1018;
--- request eval
[map { "GET /api/v1/statuses/$_" } 201 .. 208]
--- error_code eval
[(200) x 8]
--- response_body eval
[map { main::status(200 + $_, by => "x$_:101$_", account =>
    main::account("x$_:101$_",
        bot   => $_ == 2 || $_ == 3 ? 'true' : 'false',
        group => $_ == 4 ? 'true' : 'false')) } 1 .. 8]



=== TEST 6: counters below none, and a day that is none
--- sql
INSERT INTO account_stats (account_id, followers_count, following_count,
    statuses_count, last_status_at)
VALUES (1001, -1, -2, -3, 'infinity');
UPDATE accounts SET created_at = 'infinity' WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(created_at => 'null')



=== TEST 7: the day of its making, without the hour
--- sql
UPDATE accounts SET created_at = '2024-02-29 23:59:59.999999' WHERE id = 1001;
INSERT INTO account_stats (account_id, last_status_at)
VALUES (1001, '2026-12-31 00:00:00');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(created_at => '"2024-02-29T00:00:00.000Z"',
    last_status_at => '"2026-12-31"')



=== TEST 8: a role that everybody may know of
--- sql
INSERT INTO user_roles (id, name, color, highlighted)
VALUES (41, 'Ow"ner <1>', '#ff3050', true);
UPDATE users SET role_id = 41 WHERE account_id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(roles => '[{"id":"41","name":"Ow\"ner <1>","color":"#ff3050"}]')



=== TEST 9: one that nobody needs to know of
--- sql
INSERT INTO user_roles (id, name, color, highlighted)
VALUES (41, 'Owner', '#ff3050', false);
UPDATE users SET role_id = 41 WHERE account_id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post()



=== TEST 10: everybody's role, if it is to be shown
--- sql
UPDATE user_roles SET highlighted = true, name = 'One of us' WHERE id = -99;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(roles => '[{"id":"-99","name":"One of us","color":""}]')



=== TEST 11: search engines: the user's choice
--- sql
UPDATE users SET settings = '{"noindex":true}' WHERE account_id = 1001;
UPDATE users SET settings = '{"web.theme":"x","noindex":false}'
WHERE account_id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(noindex => 'true'), main::status(102, by => 'bob')]



=== TEST 12: the server's, where the user has none
--- sql
INSERT INTO settings (var, value) VALUES ('noindex', E'--- true\n');
UPDATE users SET settings = '{"noindex":false}' WHERE account_id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(noindex => 'true'), main::status(102, by => 'bob')]



=== TEST 13: the server's no
--- sql
INSERT INTO settings (var, value) VALUES ('noindex', E'--- false\n');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post()



=== TEST 14: a setting of the server without a value
--- sql
INSERT INTO settings (var, value) VALUES ('noindex', NULL),
    ('email_subscriptions', NULL), ('theme', E'--- true\n');
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post()



=== TEST 15: letters to subscribers, where the server has them
--- sql
INSERT INTO settings (var, value)
VALUES ('email_subscriptions', E'--- true\n');
INSERT INTO user_roles (id, permissions) VALUES (41, 4194304), (42, 4194303 - 1);
UPDATE users SET role_id = 41, settings = '{"email_subscriptions":true}'
WHERE account_id = 1001;
UPDATE users SET role_id = 42, settings = '{"email_subscriptions":true}'
WHERE account_id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102",
 "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::post(email_subscriptions => 'true'),
 main::status(102, by => 'bob', account =>
    main::account('bob', email_subscriptions => 'false')),
 main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', email_subscriptions => 'null'))]



=== TEST 16: the role alone does not send them
--- sql
INSERT INTO settings (var, value)
VALUES ('email_subscriptions', E'--- true\n');
INSERT INTO user_roles (id, permissions) VALUES (41, 4194304);
UPDATE users SET role_id = 41 WHERE account_id = 1001;
DELETE FROM users WHERE account_id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(email_subscriptions => 'false'),
 main::status(102, by => 'bob', application => undef, account =>
    main::account('bob', noindex => 'null', email_subscriptions => 'null'))]



=== TEST 17: administrators may do everything
--- sql
INSERT INTO settings (var, value)
VALUES ('email_subscriptions', E'--- true\n');
INSERT INTO user_roles (id, permissions) VALUES (41, 1);
UPDATE users SET role_id = 41, settings = '{"email_subscriptions":true}'
WHERE account_id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(email_subscriptions => 'true')



=== TEST 18: what everybody may, those with another role may, too
--- sql
INSERT INTO settings (var, value)
VALUES ('email_subscriptions', E'--- true\n');
INSERT INTO user_roles (id, permissions) VALUES (41, 2);
UPDATE user_roles SET permissions = 4194304 WHERE id = -99;
UPDATE users SET settings = '{"email_subscriptions":true}';
UPDATE users SET role_id = 41 WHERE account_id = 1001;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(email_subscriptions => 'true'),
 main::status(102, by => 'bob', account =>
    main::account('bob', email_subscriptions => 'true'))]



=== TEST 19: a server without them says nothing of them
--- sql
INSERT INTO settings (var, value)
VALUES ('email_subscriptions', E'--- false\n');
UPDATE users SET settings = '{"email_subscriptions":true}';
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post()



=== TEST 20: the note of an account of here
--- sql
UPDATE accounts SET note = E'Writes <C>.\n\nWith @BOB, @dave@Remote.Example '
    || 'and @nobody, see https://nginx.org/' WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(note => main::str('<p>Writes &lt;C&gt;.</p><p>With '
    . '<span class="h-card" translate="no"><a href="https://social.example/'
    . '@bob" class="u-url mention">@<span>bob</span></a></span>, '
    . '<span class="h-card" translate="no"><a href="https://remote.example/'
    . '@dave" class="u-url mention">@<span>dave</span></a></span> and '
    . '@nobody, see <a href="https://nginx.org/" target="_blank" '
    . 'rel="nofollow noopener" translate="no"><span class="invisible">https://'
    . '</span><span class="">nginx.org/</span><span class="invisible"></span>'
    . '</a></p>'))



=== TEST 21: of one elsewhere, which is HTML
--- sql
UPDATE accounts SET note = '<p>Writes <strong>C</strong>.</p>'
WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', note =>
        main::str('<p>Writes <strong>C</strong>.</p>')))



=== TEST 22: fields
--- sql
UPDATE accounts SET fields = '[
    {"name": "Site", "value": "https://nginx.org",
     "verified_at": "2026-03-01T08:09:10.123Z"},
    {"name": " <Pro>nouns\t", "value": " they & \"them\" ",
     "verified_at": null},
    {"name": "With", "value": "@bob and @dave@remote.example"},
    {"name": "", "value": ""}]'
WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $card = sub { '<span class="h-card" translate="no"><a href="' . $_[0]
    . '" class="u-url mention">@<span>' . $_[1] . '</span></a></span>' };
main::post(fields => main::wrap(
    '{"name":"Site","value":' . main::str('<a href="https://nginx.org" '
    . 'target="_blank" rel="nofollow noopener me" translate="no"><span '
    . 'class="invisible">https://</span><span class="">nginx.org</span>'
    . '<span class="invisible"></span></a>')
    . ',"verified_at":"2026-03-01T08:09:10.123+00:00"}',
    '{"name":"<Pro>nouns","value":"they &amp; &quot;them&quot;",'
    . '"verified_at":null}',
    '{"name":"With","value":' . main::str(
        $card->('https://social.example/@bob', 'bob') . ' and '
        . $card->('https://remote.example/@dave', 'dave@remote.example'))
    . ',"verified_at":null}',
    '{"name":"","value":"","verified_at":null}'))



=== TEST 23: fields of an account elsewhere are HTML
--- sql
UPDATE accounts SET fields =
    '[{"name":"Site","value":"<p>Hi</p>"},{"name":"<b>","value":"x"}]'
WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', fields =>
        '[{"name":"Site","value":"<p>Hi</p>","verified_at":null},'
        . '{"name":"<b>","value":"x","verified_at":null}]'))



=== TEST 24: none, and two other ways to have none
--- sql
UPDATE accounts SET fields = '[]' WHERE id = 1001;
UPDATE accounts SET fields = '{}' WHERE id = 1002;
UPDATE accounts SET fields = '{"name":"a","value":"b"}' WHERE id = 2001;
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::post(), main::status(102, by => 'bob'),
 main::status(103, by => 'dave', language => '"de"')]



=== TEST 25: times of verification in all their spellings
--- sql
UPDATE accounts SET fields = (
    SELECT jsonb_agg(jsonb_build_object('name', n, 'value', 'v',
        'verified_at', t) ORDER BY n)
    FROM unnest(ARRAY['2026-03-01T08:09:10.123+00:00', '2026-03-01T08:09:10Z',
        '2026-03-01T08:09:10.9999999+02:00', '2026-03-01T08:09:10-0130',
        '2026-03-01 08:09:10 UTC', '2026-03-01', '2024-02-29T23:59:59.1Z'])
        WITH ORDINALITY AS x (t, n))
WHERE id = 2001;
UPDATE accounts SET fields = (
    SELECT jsonb_agg(e || jsonb_build_object('name', 'n' || (e->>'name')))
    FROM jsonb_array_elements(fields) e)
WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
my @want = ('2026-03-01T08:09:10.123', '2026-03-01T08:09:10.000',
    '2026-03-01T06:09:10.999', '2026-03-01T09:39:10.000',
    '2026-03-01T08:09:10.000', '2026-03-01T00:00:00.000',
    '2024-02-29T23:59:59.100');
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', fields => main::wrap(map {
        qq({"name":"n$_","value":"v",)
        . qq("verified_at":"$want[$_ - 1]+00:00"}) } 1 .. 7)))



=== TEST 26: a long field is cut, in letters and not in bytes
--- sql
UPDATE accounts SET fields = jsonb_build_array(jsonb_build_object(
    'name', repeat('ü', 300), 'value', repeat('b', 256)))
WHERE id = 1001;
UPDATE accounts SET fields = jsonb_build_array(jsonb_build_object(
    'name', repeat('n', 3000), 'value', repeat('ö', 2048)))
WHERE id = 2001;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(fields => '[{"name":"' . "\xc3\xbc" x 255 . '","value":"'
    . 'b' x 255 . '","verified_at":null}]'),
 main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', fields => '[{"name":"' . 'n' x 2047 . '","value":"'
        . "\xc3\xb6" x 2047 . '","verified_at":null}]'))]



=== TEST 27: application: the default is to name it
--- sql
INSERT INTO oauth_applications (id, name, website, uid, secret, redirect_uri)
VALUES (51, 'Tusk "<y>"', 'https://app.example/?a&b', 'a', 'b', 'c'),
    (52, '', '', 'd', 'b', 'c'), (53, 'x', NULL, 'e', 'b', 'c');
INSERT INTO statuses (id, account_id, local, text, application_id) VALUES
    (201, 1001, true, 'Hello', 51), (202, 1001, true, 'Hello', 52),
    (203, 1001, true, 'Hello', 53), (204, 1001, true, 'Hello', 54);
UPDATE statuses SET application_id = 51 WHERE id = 103;
--- request eval
["GET /api/v1/statuses/201", "GET /api/v1/statuses/202",
 "GET /api/v1/statuses/203", "GET /api/v1/statuses/204",
 "GET /api/v1/statuses/103"]
--- error_code eval
[(200) x 5]
--- response_body eval
[main::status(201, application =>
    '{"name":"Tusk \"<y>\"","website":"https://app.example/?a&b"}'),
 main::status(202, application => '{"name":"","website":null}'),
 main::status(203, application => '{"name":"x","website":null}'),
 main::status(204), main::status(103, by => 'dave', language => '"de"')]



=== TEST 28: application: a user may hide it
--- sql
INSERT INTO oauth_applications (id, name, uid, secret, redirect_uri)
VALUES (51, 'x', 'a', 'b', 'c');
UPDATE statuses SET application_id = 51;
UPDATE users SET settings = '{"show_application":false}'
WHERE account_id = 1001;
UPDATE users SET settings = '{"show_application":true}'
WHERE account_id = 1002;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"', application => undef),
 main::status(102, by => 'bob',
    application => '{"name":"x","website":null}')]
