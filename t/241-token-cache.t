# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;
use IO::Socket::INET ();

# The cache of tokens: how often the database is asked, how long an answer
# holds, and what becomes of it when there is no room.

TestAuth::setup(conf => [
    "shared_preload_libraries = 'pg_stat_statements'"], 't/data/calls.sql');

our $Hello = main::status(101, language => '"en"');
our $Seen = viewed(101, language => '"en"');
our $Revoked = TestAuth::error('The access token was revoked');

sub asked { return "SELECT n FROM calls WHERE name = 'token'" }

# Until a request of ours is answered like that, for what happens when a
# time is over.

sub until_answered {
    my ($path, $token, $code) = @_;

    for (1 .. 400) {
        my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
            PeerPort => server_port()) or die "connect: $!";
        print $sock "GET /api/v1/statuses$path HTTP/1.0\r\n"
            . "Authorization: Bearer $token\r\n\r\n";
        my $line = <$sock> // '';
        return if $line =~ /^HTTP\/1.1 $code /;
        select undef, undef, undef, 0.05;
    }

    die "$path is never answered with $code\n";
}

# They count, and what they change stays: once only. Three for each of 73
# requests; 17 blocks look at the count, three requests at the log.
repeat_each(1);
plan tests => 73 * 3 + 20;

run_tests();

__DATA__

=== TEST 1: one question for a token that is asked for again and again
--- as: vera
--- request eval
TestAuth::asks(('/101') x 10)
--- error_code eval
[(200) x 10]
--- response_body eval
[($::Seen) x 10]
--- sql_query eval: main::asked()
--- sql_result
1



=== TEST 2: without the cache each request asks
--- zone: off
--- as: vera
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Seen) x 4]
--- sql_query eval: main::asked()
--- sql_result
4



=== TEST 3: nobody asks for nobody
--- request eval
TestAuth::asks('/101', '/101?access_token=', '/101?bearer_token')
--- error_code eval
[200, 200, 200]
--- response_body eval
[($::Hello) x 3]
--- sql_query eval: main::asked()
--- sql_result
0



=== TEST 4: nor for what no row can have
--- more_headers eval
["Authorization: Bearer \xff", "", "Authorization: Basic x", "Authorization: Bearer \xed\xa0\x80"]
--- request eval
TestAuth::asks('/101', '/101?access_token=%00', '/101', '/101')
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Hello) x 4]
--- sql_query eval: main::asked()
--- sql_result
0



=== TEST 5: the same token wherever it stands, others apart
--- as: vera - - app bob
--- request eval
TestAuth::asks('/101', '/101?access_token=tok-vera', '/101?bearer_token=tok-vera',
    '/101', '/101')
--- error_code eval
[(200) x 5]
--- response_body eval
[($::Seen) x 3, $::Hello, $::Seen]
--- sql_query eval: main::asked()
--- sql_result
3



=== TEST 6: all states of a token are remembered
--- as: revoked revoked expired expired write write suspended suspended dangling dangling
--- request eval
TestAuth::asks(('/101') x 10)
--- error_code eval
[401, 401, 401, 401, 403, 403, 403, 403, 200, 200]
--- response_body eval
[($::Revoked) x 2, (TestAuth::error('The access token expired')) x 2,
 ($TestAuth::Scope) x 2, ($TestAuth::Disabled) x 2, ($::Hello) x 2]
--- sql_query eval: main::asked()
--- sql_result
5



=== TEST 7: what a token may do is not what was asked first
--- as: read:accounts read:accounts read:accounts
--- request eval
TestAuth::asks('/101', '/101/favourited_by', '/101/source')
--- error_code eval
[403, 200, 403]
--- response_body eval
[$TestAuth::Scope, '[]', $TestAuth::Scope]
--- sql_query eval: main::asked()
--- sql_result
1



=== TEST 8: that a token is unknown is remembered, too
--- zone: zone=tokens:128k negative=1h
--- as: none-such
--- request eval
TestAuth::asks(('/101') x 4)
--- after_response eval
[undef, sub { main::pg_sql("INSERT INTO oauth_access_tokens (token, scopes,
    resource_owner_id) VALUES ('tok-none-such', 'read', 4001)") }]
--- error_code eval
[(200) x 4]
--- response_body eval
[($::Hello) x 4]
--- sql_query eval: main::asked()
--- sql_result
1



=== TEST 9: but not for long
--- zone: zone=tokens:128k valid=1h negative=200ms
--- as: none-such
--- request eval
TestAuth::asks('/501', '/501')
--- after_response eval
[sub { main::pg_sql("INSERT INTO oauth_access_tokens (token, scopes,
    resource_owner_id) VALUES ('tok-none-such', 'read', 4001)");
    main::until_answered('/501', 'tok-none-such', 200) }]
--- error_code eval
[404, 200]
--- response_body eval
[$TestAuth::NotFound, TestAuth::viewed(501, by => 'vera:3001', own => 1,
    visibility => '"direct"')]
--- sql_query eval: main::asked()
--- sql_result
2



=== TEST 10: or not at all
--- zone: zone=tokens:128k negative=0
--- as: none-such
--- request eval
TestAuth::asks(('/501') x 3)
--- after_response eval
[undef, sub { main::pg_sql("INSERT INTO oauth_access_tokens (token, scopes,
    resource_owner_id) VALUES ('tok-none-such', 'read', 4001)") }]
--- error_code eval
[404, 404, 200]
--- response_body eval
[($TestAuth::NotFound) x 2, TestAuth::viewed(501, by => 'vera:3001', own => 1,
    visibility => '"direct"')]
--- sql_query eval: main::asked()
--- sql_result
3



=== TEST 11: a token that was revoked works as long as the cache says so
--- zone: zone=tokens:128k valid=1h
--- as: vera
--- request eval
TestAuth::asks(('/101') x 3)
--- after_response eval
[sub { main::pg_sql("UPDATE oauth_access_tokens SET revoked_at = created_at
    WHERE token = 'tok-vera'") }]
--- error_code eval
[200, 200, 200]
--- response_body eval
[($::Seen) x 3]
--- sql_query eval: main::asked()
--- sql_result
1



=== TEST 12: and no longer
--- zone: zone=tokens:128k valid=300ms
--- as: vera
--- request eval
TestAuth::asks('/101', '/101')
--- after_response eval
[sub { main::pg_sql("UPDATE oauth_access_tokens SET revoked_at = created_at
    WHERE token = 'tok-vera'"); main::until_answered('/101', 'tok-vera', 401) }]
--- error_code eval
[200, 401]
--- response_body eval
[$::Seen, $::Revoked]



=== TEST 13: being used does not make it live longer
--- zone: zone=tokens:128k valid=400ms
--- as: vera
--- request eval
TestAuth::asks('/101', '/101')
--- after_response eval
[sub { main::pg_sql("UPDATE users SET account_id = 1002 WHERE id = 4001");
    main::until_answered('/502', 'tok-vera', 200) }]
--- error_code eval
[200, 200]
--- response_body eval
[($::Seen) x 2]
--- sql_query
SELECT n >= 2 FROM calls WHERE name = 'token'
--- sql_result
t



=== TEST 14: a token that expires while it is remembered
--- zone: zone=tokens:128k valid=1h
--- sql
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes, expires_in,
    created_at)
VALUES (4001, 'tok-brief', 'read', 2, now() AT TIME ZONE 'utc');
--- as: brief brief
--- request eval
TestAuth::asks('/101', '/101')
--- after_response eval
[sub { main::until_answered('/101', 'tok-brief', 401) }]
--- error_code_like eval
['^(?:200|401)$', '^401$']
--- response_body_like eval
['"id"|expired', '^\{"error":"The access token expired"\}$']
--- sql_query eval: main::asked()
--- sql_result
1



=== TEST 15: the smallest zone has room for the newest
--- zone: zone=tokens:32k negative=1h
--- init
main::until_answered("/101", "tok-$_", 200) for 1 .. 400
--- as: vera 400 399 vera
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[(200) x 4]
--- response_body eval
[$::Seen, $::Hello, $::Hello, $::Seen]
--- sql_query eval: main::asked()
--- sql_result
401



=== TEST 16: and forgets those that were not used for the longest time
--- zone: zone=tokens:32k negative=1h
--- init
main::until_answered('/101', 'tok-alice', 200);
for (1 .. 300) {
    main::until_answered('/101', "tok-$_", 200);
    main::until_answered('/101', 'tok-alice', 200) if $_ % 10 == 0;
}
--- as: alice 1
--- request eval
TestAuth::asks(('/101') x 2)
--- error_code eval
[200, 200]
--- response_body eval
[TestAuth::viewed(101, own => 1, language => '"en"'), $::Hello]
--- sql_query eval: main::asked()
--- sql_result
302



=== TEST 17: a database that cannot be asked: each request tries anew
--- as: vera
--- sql
ALTER TABLE oauth_access_tokens RENAME TO gone;
--- request eval
TestAuth::asks('/101', '/101', '/101?x')
--- error_code eval
[503, 503, 503]
--- response_body eval
[(TestAuth::error('Service Unavailable')) x 3]
--- no_error_log
[alert]
--- grep_error_log eval: qr/statuses identify: \S+/
--- grep_error_log_out
statuses identify: -2
statuses identify: -1



=== TEST 18: and the first one that can asks for all that follow
--- as: vera
--- sql
ALTER TABLE oauth_access_tokens RENAME TO gone;
--- request eval
TestAuth::asks('/101', '/101', '/101')
--- after_response eval
[sub { main::pg_sql('ALTER TABLE gone RENAME TO oauth_access_tokens') }]
--- error_code eval
[503, 200, 200]
--- response_body eval
[TestAuth::error('Service Unavailable'), $::Seen, $::Seen]
--- no_error_log
[alert]
--- sql_query eval: main::asked()
--- sql_result
1



=== TEST 19: a token that is known needs no database to be asked
--- as: vera revoked vera revoked
--- sql_query eval: main::asked()
--- request eval
TestAuth::asks(('/101') x 4)
--- after_response eval
[undef, sub { main::pg_sql('ALTER TABLE oauth_access_tokens RENAME TO gone') },
 undef, sub { main::pg_sql('ALTER TABLE gone RENAME TO oauth_access_tokens') }]
--- error_code eval
[200, 401, 200, 401]
--- response_body eval
[$::Seen, $::Revoked, $::Seen, $::Revoked]
--- sql_result
2
