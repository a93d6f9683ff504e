# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Who has favourited a post.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/favourited_by" } @_) }

# in this order, by accounts, under ids from 11 on

sub liked {
    my ($status, @accounts) = @_;

    my $id = 11;
    return join '', map { my $k = $id++;
        "INSERT INTO favourites (id, account_id, status_id)"
        . " VALUES ($k, $_, $status);\n" } @accounts;
}

# alice, bob, dave, vera, and two with a history
our $Six = liked(101, 1001, 1002, 2001, 3001, 3016, 3017);

# Three for each of 41 requests, and one more.
repeat_each(2);
plan tests => repeat_each() * (41 * 3 + 1);

run_tests();

__DATA__

=== TEST 1: nobody
--- request eval: main::of(101)
--- response_body: []
--- response_headers
!Link



=== TEST 2: whole bodies, the last one first
--- sql eval: main::liked(101, 1001, 2001, 1002)
--- request eval: main::of(101)
--- response_body eval
main::wrap(map { main::account($_) } qw(bob dave alice))



=== TEST 3: as a user sees them
--- sql eval: main::liked(101, 1001, 2001, 1002)
--- as: vera
--- request eval: main::of(101)
--- response_body eval
main::wrap(map { main::seen_account($_) } qw(bob dave alice))



=== TEST 4: the order is that of the favourites, not of accounts or times
--- sql
INSERT INTO favourites (id, account_id, status_id, created_at)
VALUES (30, 1001, 101, '2026-01-01'), (10, 3001, 101, '2026-03-01'),
    (20, 1002, 101, '2026-02-01');
--- as: - vera
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['1001 1002 3001', '1001 1002 3001']



=== TEST 5: those of other posts
--- sql eval: $::Six . "INSERT INTO favourites (account_id, status_id) VALUES (1001, 102)"
--- request eval: main::of(101, 102, 103)
--- ids
--- error_code eval
[(200) x 3]
--- response_body eval
['3017 3016 3001 2001 1002 1001', '1001', '']



=== TEST 6: whom the viewer blocks or mutes, and who blocks the viewer
--- sql eval
$::Six . <<'_EOC_'
INSERT INTO blocks (account_id, target_account_id)
VALUES (3001, 1001), (1002, 3001);
INSERT INTO mutes (account_id, target_account_id, expires_at)
VALUES (3001, 2001, '2026-01-01');
_EOC_
--- as: vera - app bob alice
--- request eval: main::of((101) x 5)
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
['3017 3016 3001', ('3017 3016 3001 2001 1002 1001') x 2,
 '3017 3016 2001 1002 1001', '3017 3016 2001 1002 1001']



=== TEST 7: who mutes the viewer; domains that are blocked
--- sql eval
$::Six . <<'_EOC_'
INSERT INTO mutes (account_id, target_account_id) VALUES (1001, 3001);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'remote.example');
_EOC_
--- as: vera
--- request eval: main::of(101)
--- ids
--- response_body: 3017 3016 3001 2001 1002 1001



=== TEST 8: suspended accounts, and those about to leave
--- sql eval
$::Six . <<'_EOC_'
UPDATE accounts SET suspended_at = now() WHERE id = 1001;
UPDATE accounts SET requested_deletion_at = now() WHERE id = 1002;
UPDATE accounts SET suspended_at = now() WHERE id = 2001;
_EOC_
--- as: - vera
--- request eval: main::of(103, 101)
--- ids
--- error_code eval
[404, 404]
--- response_body eval
[($TestAuth::NotFound) x 2]



=== TEST 9: the same on a post of somebody who is still there
--- sql eval
main::liked(102, 1001, 2001, 3001, -99) . <<'_EOC_'
UPDATE accounts SET suspended_at = now() WHERE id IN (1001, -99);
UPDATE accounts SET requested_deletion_at = now() WHERE id = 2001;
_EOC_
--- as: - vera
--- request eval: main::of(102, 102)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['3001', '3001']



=== TEST 10: silenced, moved, memorial, disabled, unconfirmed: all there
--- sql eval
main::liked(101, 3013 .. 3017, 2001)
    . 'UPDATE accounts SET silenced_at = now() WHERE id IN (2001, 3013)'
--- as: - vera
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['2001 3017 3016 3015 3014 3013', '2001 3017 3016 3015 3014 3013']



=== TEST 11: where one has moved to
--- sql eval
main::liked(101, 1001, 3016, 3001)
    . 'UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1001'
--- request eval: main::of(101)
--- response_body eval
my $since = '"2026-06-20T00:00:00.000Z"';
main::wrap(main::account('vera:3001'),
    main::account('moved:3016', moved => main::account('vera:3001')),
    main::account('alice', moved => main::account('dave')))



=== TEST 12: names with emoji, and their numbers
--- sql eval
main::liked(101, 1002) . <<'_EOC_'
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', '1.png');
UPDATE accounts SET display_name = ':tux:' WHERE id = 1002;
INSERT INTO account_stats (account_id, followers_count, following_count)
VALUES (1002, 3, 4);
_EOC_
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::account('bob', display_name => '":tux:"',
    followers_count => 3, following_count => 4,
    emojis => main::wrap(main::emoji('tux', 7, '1.png'))))



=== TEST 13: what has been favourited is the original
--- sql eval
$::Six . "INSERT INTO statuses (id, account_id, local, reblog_of_id)
    VALUES (401, 1002, true, 101)"
--- as: - vera
--- request eval: main::of(401, 401)
--- error_code eval
[200, 200]
--- response_body eval
['[]', '[]']



=== TEST 14: whose post it is makes no difference
--- sql eval
main::liked(501, 1001, 3001) . 'INSERT INTO blocks (account_id,
    target_account_id) VALUES (3001, 1001)'
--- as: vera bob - app
--- request eval: main::of((501) x 4)
--- ids
--- error_code eval
[200, 404, 404, 404]
--- response_body eval
['3001', ($TestAuth::NotFound) x 3]



=== TEST 15: scopes as documented
--- sql eval: main::liked(101, 1001)
--- as: read read:accounts read:statuses write read:status app-write
--- request eval: main::of((101) x 6)
--- ids
--- error_code eval
[(200) x 3, (403) x 3]
--- response_body eval
[('1001') x 3, ($TestAuth::Scope) x 3]



=== TEST 16: scopes as a server of some version has them
--- compat: 4.7
--- sql eval: main::liked(101, 1001)
--- as: read read:accounts read:statuses write
--- request eval: main::of((101) x 4)
--- ids
--- error_code eval
[200, 200, 403, 403]
--- response_body eval
['1001', '1001', ($TestAuth::Scope) x 2]



=== TEST 17: somebody whose account is gone
--- sql eval
$::Six . 'SET session_replication_role = replica;
    DELETE FROM accounts WHERE id = 3017; SET session_replication_role = DEFAULT'
--- as: - vera
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[('3016 3001 2001 1002 1001') x 2]



=== TEST 18: who asks with HEAD
--- sql eval: $::Six
--- request
HEAD /api/v1/statuses/101/favourited_by
--- response_body
