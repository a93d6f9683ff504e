# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Boosts: a post without words of its own, and inside of it the other one.

TestEntity::setup();

# alice's boost 201 of a post
sub boost {
    my ($reblog, %over) = @_;

    return status(201, content => '""', reblog => $reblog,
        uri => '"https://social.example/ap/users/1001/statuses/201/activity"',
        url => '"https://social.example/users/alice/statuses/201/activity"',
        %over);
}

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 20;

run_tests();

__DATA__

=== TEST 1: of a post of here
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(102, by => 'bob'))



=== TEST 2: of one's own
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 101);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(101, language => '"en"'))



=== TEST 3: of one from elsewhere
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 103);
INSERT INTO status_stats (status_id, reblogs_count, untrusted_reblogs_count)
VALUES (103, 1, 50), (201, 3, NULL);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(103, by => 'dave', language => '"de"',
    reblogs_count => 50), reblogs_count => 3)



=== TEST 4: by somebody elsewhere
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id, uri)
VALUES (202, 2001, false, 101,
    'https://remote.example/users/dave/statuses/202/activity');
--- request
GET /api/v1/statuses/202
--- response_body eval
main::status(202, by => 'dave', content => '""', url => 'null',
    uri => '"https://remote.example/users/dave/statuses/202/activity"',
    reblog => main::status(101, language => '"en"'))



=== TEST 5: with names in the addresses
--- sql
UPDATE accounts SET id_scheme = 0 WHERE id = 1001;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(102, by => 'bob'),
    uri => '"https://social.example/users/alice/statuses/201/activity"',
    account => main::account('alice',
        uri => '"https://social.example/users/alice"'))



=== TEST 6: 4.5 has the name where the id belongs
--- compat: 4.5
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
local $TestEntity::Version = '4.5';
main::boost(main::status(102, by => 'bob'),
    uri => '"https://social.example/ap/users/alice/statuses/201/activity"')



=== TEST 7: seen by fewer than what it boosts, and by none
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id, visibility)
VALUES (201, 1001, true, 102, 1), (202, 1001, true, 102, 2);
--- request eval
["GET /api/v1/statuses/201", "GET /api/v1/statuses/202"]
--- error_code eval
[200, 404]
--- response_body eval
[main::boost(main::status(102, by => 'bob'), visibility => '"unlisted"'),
 '{"error":"Record not found"}']



=== TEST 8: what is boosted is not asked who may see it
--- sql
UPDATE statuses SET visibility = 2 WHERE id = 102;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(102, by => 'bob', visibility => '"private"'))



=== TEST 9: nor whether its author is still there
--- sql
UPDATE accounts SET suspended_at = now(), display_name = 'Bob',
    discoverable = true, locked = true, indexable = true, note = 'n',
    actor_type = 'Service', avatar_file_name = 'a.gif',
    header_file_name = 'b.gif', avatar_description = 'c',
    header_description = 'd', hide_collections = true, memorial = true,
    fields = '[{"name":"a","value":"b"}]', moved_to_account_id = 2001
WHERE id = 1002;
INSERT INTO user_roles (id, name, highlighted) VALUES (41, 'Owner', true);
UPDATE users SET role_id = 41, settings = '{"noindex":true}'
WHERE account_id = 1002;
INSERT INTO account_stats (account_id, followers_count, statuses_count)
VALUES (1002, 5, 6);
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(102, by => 'bob', account => main::account('bob',
    discoverable => 'false', hide_collections => 'true',
    suspended => 'true', memorial => 'true', noindex => 'true',
    followers_count => 5, statuses_count => 6, moved => 'null',
    feature_approval => '{"automatic":["followers"],"manual":[],'
        . '"current_user":"denied"}')))



=== TEST 10: one who asked to be deleted
--- sql
UPDATE accounts SET requested_deletion_at = now(), display_name = 'Bob'
WHERE id = 1002;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(102, by => 'bob', account => main::account('bob',
    discoverable => 'false', suspended => 'true')))



=== TEST 11: of which 4.6 does not know
--- compat: 4.6
--- sql
UPDATE accounts SET suspended_at = now(), display_name = 'Bob'
WHERE id = 1002;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
--- request
GET /api/v1/statuses/201
--- response_body eval
local $TestEntity::Version = '4.6';
main::boost(main::status(102, by => 'bob', account => main::account('bob',
    discoverable => 'false', suspended => 'true')))



=== TEST 12: the booster suspended
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
UPDATE accounts SET suspended_at = now() WHERE id = 1001;
--- request
GET /api/v1/statuses/201
--- error_code: 404
--- response_body chomp
{"error":"Record not found"}



=== TEST 13: the quote of a boosted post is a whole one
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 103);
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (103, 2001, 102, 1002, 1);
UPDATE accounts SET display_name = 'Bob' WHERE id = 1002;
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(103, by => 'dave', language => '"de"',
    quote => main::quote('accepted', main::status(102, by => 'bob',
        account => main::account('bob', display_name => '"Bob"')))))



=== TEST 14: who may quote is what the boosted post says
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id,
    quote_approval_policy) VALUES (201, 1001, true, 102, 262144);
UPDATE statuses SET quote_approval_policy = 131072 WHERE id = 102;
--- request
GET /api/v1/statuses/201
--- response_body eval
my $public = '{"automatic":["public"],"manual":[],"current_user":"denied"}';
main::boost(main::status(102, by => 'bob', quote_approval => $public),
    quote_approval => $public)



=== TEST 15: media, poll, card and emoji are the boosted post's
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
UPDATE statuses SET poll_id = 77, text = ':tux:', sensitive = true,
    spoiler_text = 'cw', language = 'fr' WHERE id = 102;
INSERT INTO media_attachments (id, status_id, file_file_name,
    file_content_type)
VALUES (501, 102, '0000000000000501.png', 'image/png');
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at) VALUES (77, 1002, 102, '{a,b}', 0, '2090-01-01');
INSERT INTO preview_cards (id, url) VALUES (42, 'https://a.example/');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (102, 42);
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', 'a.png');
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost(main::status(102, by => 'bob', sensitive => 'true',
    spoiler_text => '"cw"', language => '"fr"',
    content => main::str('<p>:tux:</p>'),
    media_attachments => main::wrap(main::media(501)),
    emojis => main::wrap(main::emoji('tux', 7, 'a.png')),
    card => main::card('https://a.example/'), poll => main::poll(77)))



=== TEST 16: of a post that is gone
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 102);
UPDATE statuses SET deleted_at = now() WHERE id = 102;
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost('null')



=== TEST 17: of a boost, which nobody can make
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (202, 1002, true, 103), (201, 1001, true, 202);
--- request
GET /api/v1/statuses/201
--- response_body eval
main::boost('null')



=== TEST 18: of itself, and of each other
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1001, true, 201), (202, 1001, true, NULL),
    (203, 1001, true, 202);
UPDATE statuses SET reblog_of_id = 203 WHERE id = 202;
--- request eval
["GET /api/v1/statuses/201", "GET /api/v1/statuses/202"]
--- error_code eval
[200, 200]
--- response_body eval
my $other = main::boost('null');
$other =~ s/201/202/g;
[main::boost('null'), $other]
