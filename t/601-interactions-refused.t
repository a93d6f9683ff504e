# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Who may not, in which order that is found out, and that nothing is written.

TestAuth::setup(gateway => 1);

our @First = qw(favourite bookmark mute unmute pin unpin);
our @Later = qw(unfavourite unbookmark reblog unreblog);
our $Invalid = error('The access token is invalid');
our $User = error('This method requires an authenticated user');

our $Rows = <<'_EOC_';
SELECT (SELECT count(*) FROM favourites), (SELECT count(*) FROM bookmarks),
    (SELECT count(*) FROM conversation_mutes), (SELECT count(*) FROM
    status_pins), (SELECT count(*) FROM statuses WHERE reblog_of_id IS NOT
    NULL), (SELECT count(*) FROM notifications), (SELECT count(*) FROM
    statuses_gateway.outbox)
_EOC_
our $None = "0|0|0|0|0|0|0\n";

sub all { return [map { "POST /api/v1/statuses/$_[0]/$_" } @First, @Later] }

repeat_each(2);
plan tests => repeat_each() * 320;

no_long_string();
run_tests();

__DATA__

=== TEST 1: nobody: a post that is there
--- request eval: main::all(101)
--- error_code eval: [(401) x 10]
--- response_body eval: [($::Invalid) x 10]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 2: nobody: one that is not, where the post is looked up first
--- request eval: main::all(999)
--- error_code eval: [(404) x 6, (401) x 4]
--- response_body eval
[($TestAuth::NotFound) x 6, ($::Invalid) x 4]



=== TEST 3: nobody: one that is not for all
--- request eval: main::all(501)
--- error_code eval: [(404) x 6, (401) x 4]
--- response_body eval
[($TestAuth::NotFound) x 6, ($::Invalid) x 4]



=== TEST 4: too small a scope
--- as: read
--- request eval: main::all(101)
--- error_code eval: [(403) x 10]
--- response_body eval: [($TestAuth::Scope) x 10]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 5: too small a scope, and a post of her own
--- as: read
--- request eval: main::all(501)
--- error_code eval: [(403) x 10]
--- response_body eval: [($TestAuth::Scope) x 10]



=== TEST 6: an application
--- as: app
--- request eval: main::all(101)
--- error_code eval: [(422) x 10]
--- response_body eval: [($::User) x 10]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 7: one who has moved away
--- as: moved
--- request eval: main::all(101)
--- error_code eval: [(403) x 10]
--- response_body eval: [($TestAuth::Disabled) x 10]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 8: a post that is not there, or not for her
--- as: vera
--- request eval
[@{ main::all(999) }, @{ main::all(502) }]
--- error_code eval: [(404) x 20]
--- response_body eval: [($TestAuth::NotFound) x 20]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 9: she blocks the author
--- sql
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1001);
--- as: vera
--- request eval
[map { "POST /api/v1/statuses/101/$_" } qw(favourite reblog)]
--- error_code eval: [403, 403]
--- response_body eval
[(main::error('This action is not allowed')) x 2]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 10: boosts of what is not for all
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility)
VALUES (111, 1001, true, 'Hello', 2), (112, 1001, true, 'Hello', 3),
    (113, 3001, true, 'Hello', 3);
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
INSERT INTO mentions (account_id, status_id, silent)
VALUES (3001, 112, false);
--- as: vera
--- request eval
[map { "POST /api/v1/statuses/$_/reblog" } 111, 112, 113]
--- error_code eval: [403, 403, 403]
--- response_body eval
[(main::error('This action is not allowed')) x 3]
--- sql_query eval: $::Rows
--- sql_result eval: $::None



=== TEST 11: a policy for what is another's, with and without a user
--- as: - vera app read - vera
--- request eval
[(map { "PUT /api/v1/statuses/101/interaction_policy" } 1 .. 4),
    (map { "PUT /api/v1/statuses/999/interaction_policy" } 1 .. 2)]
--- error_code eval: [401, 403, 403, 403, 404, 404]
--- response_body eval
[$::Invalid, (main::error('This action is not allowed')) x 2,
    $TestAuth::Scope, ($TestAuth::NotFound) x 2]



=== TEST 12: the words of a version
--- compat: 4.7
--- as: vera
--- request
POST /api/v1/statuses/999/favourite
--- error_code: 404
--- response_body eval: main::error('Not Found')



=== TEST 13: broken bodies
--- as: vera
--- more_headers
Content-Type: application/json
--- request eval
["POST /api/v1/statuses/101/reblog\n{\"visibility\":",
    "POST /api/v1/statuses/101/favourite\n[}"]
--- error_code eval: [400, 400]
--- response_body_like eval
[(qr/^{"(?:status":400,"error|error)":"Bad Request"}$/) x 2]
--- sql_query eval: $::Rows
--- sql_result eval: $::None
