# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Who has boosted a post.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/reblogged_by" } @_) }

# boosts by these accounts, with ids from 411 on; columns may follow a colon

sub boosted {
    my ($status, @by) = @_;

    my $id = 411;
    return join '', map {
        my ($account, $visibility, $deleted) = split /:/;
        "INSERT INTO statuses (id, account_id, local, reblog_of_id, visibility,"
        . " deleted_at) VALUES (@{[$id++]}, $account, true, $status, "
        . ($visibility || 0) . ', ' . ($deleted ? 'now()' : 'NULL') . ");\n"
    } @by;
}

our $Six = boosted(101, 1001, 1002, 2001, 3001, 3016, 3017);

# Three for each of 40 requests, and one more.
repeat_each(2);
plan tests => repeat_each() * (40 * 3 + 1);

run_tests();

__DATA__

=== TEST 1: nobody
--- request eval: main::of(101)
--- response_body: []
--- response_headers
!Link



=== TEST 2: whole bodies, the last one first
--- sql eval: main::boosted(101, 1001, 2001, 1002)
--- request eval: main::of(101)
--- response_body eval
main::wrap(map { main::account($_) } qw(bob dave alice))



=== TEST 3: as a user sees them
--- sql eval: main::boosted(101, 1001, 2001, 1002)
--- as: vera
--- request eval: main::of(101)
--- response_body eval
main::wrap(map { main::seen_account($_) } qw(bob dave alice))



=== TEST 4: the order is that of the boosts' ids
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id, created_at)
VALUES (430, 1001, true, 101, '2026-01-01'),
    (410, 3001, true, 101, '2026-03-01'), (420, 1002, true, 101, '2026-02-01');
--- as: - vera
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['1001 1002 3001', '1001 1002 3001']



=== TEST 5: public and unlisted boosts only, also of one's own
--- sql eval
main::boosted(101, 1001, '1002:1', '2001:2', '3001:2', '3016:3', '3017:4')
--- as: - vera alice dave
--- request eval: main::of((101) x 4)
--- ids
--- error_code eval
[(200) x 4]
--- response_body eval
[('1002 1001') x 4]



=== TEST 6: a private post, boosted by its author for those who follow
--- sql eval
"UPDATE statuses SET visibility = 2 WHERE id = 101;\n"
    . main::boosted(101, '1001:2') . 'INSERT INTO follows (account_id,
    target_account_id) VALUES (3001, 1001)'
--- as: - vera alice bob
--- request eval: main::of((101) x 4)
--- error_code eval
[404, 200, 200, 404]
--- response_body eval
[$TestAuth::NotFound, '[]', '[]', $TestAuth::NotFound]



=== TEST 7: boosts that were undone; one that was made anew
--- sql eval
main::boosted(101, '1001:0:1', 1002, '2001:0:1', '2001:0', '1002:0:1')
--- request eval: main::of(101)
--- ids
--- response_body: 2001 1002



=== TEST 8: somebody who has done it twice
--- sql eval: main::boosted(101, 1001, 1002, 1001)
--- request eval: main::of(101)
--- ids
--- response_body: 1001 1002 1001



=== TEST 9: boosts of other posts, and replies
--- sql eval
main::boosted(102, 1001) . "INSERT INTO statuses (id, account_id, local, text,
    in_reply_to_id) VALUES (421, 1001, true, 'Hello', 101)"
--- request eval: main::of(101, 102)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
['', '1001']



=== TEST 10: whom the viewer blocks or mutes, and who blocks the viewer
--- sql eval
$::Six . <<'_EOC_'
INSERT INTO blocks (account_id, target_account_id)
VALUES (3001, 1001), (1002, 3001);
INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 2001);
_EOC_
--- as: vera - app bob alice
--- request eval: main::of((101) x 5)
--- ids
--- error_code eval
[(200) x 5]
--- response_body eval
['3017 3016 3001', ('3017 3016 3001 2001 1002 1001') x 2,
 '3017 3016 2001 1002 1001', '3017 3016 2001 1002 1001']



=== TEST 11: who mutes the viewer; domains that are blocked
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



=== TEST 12: suspended accounts, and those about to leave
--- sql eval
main::boosted(102, 1001, 2001, 3001, -99) . <<'_EOC_'
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



=== TEST 13: silenced, moved, memorial, disabled, unconfirmed: all there
--- sql eval
main::boosted(101, 3013 .. 3017, 2001)
    . 'UPDATE accounts SET silenced_at = now() WHERE id IN (2001, 3013)'
--- as: - vera
--- request eval: main::of(101, 101)
--- ids
--- error_code eval
[200, 200]
--- response_body eval
[('2001 3017 3016 3015 3014 3013') x 2]



=== TEST 14: where one has moved to
--- sql eval
main::boosted(101, 1001, 3016, 3001)
    . 'UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1001'
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::account('vera:3001'),
    main::account('moved:3016', moved => main::account('vera:3001')),
    main::account('alice', moved => main::account('dave')))



=== TEST 15: of a boost there are none
--- sql eval: $::Six
--- as: - vera
--- request eval: main::of(411, 411)
--- error_code eval
[200, 200]
--- response_body eval
['[]', '[]']



=== TEST 16: scopes as documented
--- sql eval: main::boosted(101, 1001)
--- as: read read:accounts read:statuses write read:status app-write
--- request eval: main::of((101) x 6)
--- ids
--- error_code eval
[(200) x 3, (403) x 3]
--- response_body eval
[('1001') x 3, ($TestAuth::Scope) x 3]



=== TEST 17: scopes as a server of some version has them
--- compat: 4.7
--- sql eval: main::boosted(101, 1001)
--- as: read read:accounts read:statuses write
--- request eval: main::of((101) x 4)
--- ids
--- error_code eval
[200, 200, 403, 403]
--- response_body eval
['1001', '1001', ($TestAuth::Scope) x 2]
