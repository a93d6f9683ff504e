# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# The Link header of lists, to the byte.

TestThread::setup();

# link('favourited_by', '?limit=2', 11, 12): next from the first key, prev from
# the second, of which one may be missing

sub link_to {
    my ($what, $query, $next, $prev, $base) = @_;

    $base //= 'https://localhost/api/v1/statuses/101';
    my $url = "$base/$what?" . ($query eq '' ? '' : "$query&");

    return join ', ', $next ? qq(<${url}max_id=$next>; rel="next") : (),
        $prev ? qq(<${url}since_id=$prev>; rel="prev") : ();
}

sub header { return 'Link: ' . link_to(@_) }

# alice, bob and vera, in this order, under these keys
our $Three = <<'_EOC_';
INSERT INTO favourites (id, account_id, status_id)
VALUES (11, 1001, 101), (12, 1002, 101), (13, 3001, 101);
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (411, 1001, true, 101), (412, 1002, true, 101), (413, 3001, true, 101);
_EOC_

sub both {
    return [map { my $query = $_;
        map { "GET /api/v1/statuses/101/$_$query" }
            qw(favourited_by reblogged_by) } @_];
}

# Four for each of 73 requests.
repeat_each(2);
plan tests => repeat_each() * (73 * 4);

run_tests();

__DATA__

=== TEST 1: a page that is full has both, one that is not has prev alone
--- sql eval: $::Three
--- request eval: main::both('?limit=2', '?limit=3', '?limit=4', '')
--- ids
--- error_code eval
[(200) x 8]
--- response_headers eval
[main::header('favourited_by', 'limit=2', 12, 13),
 main::header('reblogged_by', 'limit=2', 412, 413),
 main::header('favourited_by', 'limit=3', 11, 13),
 main::header('reblogged_by', 'limit=3', 411, 413),
 main::header('favourited_by', 'limit=4', 0, 13),
 main::header('reblogged_by', 'limit=4', 0, 413),
 main::header('favourited_by', '', 0, 13),
 main::header('reblogged_by', '', 0, 413)]
--- response_body eval
[('3001 1002') x 2, ('3001 1002 1001') x 6]



=== TEST 2: nothing has neither
--- sql eval: $::Three
--- request eval: main::both('?max_id=1', '?since_id=999', '?max_id=abc')
--- error_code eval
[(200) x 6]
--- response_headers eval
[('!Link') x 6]
--- response_body eval
[('[]') x 6]



=== TEST 3: of what was sent only limit is repeated, in front
--- sql eval: $::Three
--- request eval
main::both('?max_id=999&limit=2', '?since_id=1&limit=2&max_id=999',
    '?access_token=tok-vera&limit=2&page=3&min_id=1&foo=bar')
--- ids
--- error_code eval
[(200) x 6]
--- response_headers eval
[map { (main::header('favourited_by', 'limit=2', 12, 13),
        main::header('reblogged_by', 'limit=2', 412, 413)) } 1 .. 3]
--- response_body eval
[('3001 1002') x 6]



=== TEST 4: by the keys of the page
--- sql eval: $::Three
--- request eval: main::both('?limit=1&max_id=413', '?max_id=13&limit=1')
--- ids
--- error_code eval
[(200) x 4]
--- response_headers eval
[main::header('favourited_by', 'limit=1', 13, 13),
 main::header('reblogged_by', 'limit=1', 412, 412),
 main::header('favourited_by', 'limit=1', 12, 12), '!Link']
--- response_body eval
['3001', '1002', '1002', '']



=== TEST 5: limit as it was sent, whatever it was understood as
--- sql eval: $::Three
--- request eval
[map { "GET /api/v1/statuses/101/favourited_by?limit=$_" } '-2', '2abc',
    '002', '+2', '%2B2', '%202', '2%26x%3D%22', '2.5', '2%2F%3c%3E',
    '2-_.~', '2%C3%A9', '200', '2%2A', '2%27()']
--- ids
--- error_code eval
[(200) x 14]
--- response_headers eval
[(map { main::header('favourited_by', "limit=$_", 12, 13) } '-2', '2abc',
    '002', '+2', '%2B2', '+2', '2%26x%3D%22', '2.5', '2%2F%3C%3E',
    '2-_.~', '2%C3%A9'),
 main::header('favourited_by', 'limit=200', 0, 13),
 (map { main::header('favourited_by', "limit=$_", 12, 13) } '2%2A',
    '2%27%28%29')]
--- response_body eval
[('3001 1002') x 11, '3001 1002 1001', ('3001 1002') x 2]



=== TEST 6: a limit that was sent in a body
--- sql eval: $::Three
--- more_headers eval
["Content-Type: application/json", "Content-Type: application/json",
 "Content-Type: application/x-www-form-urlencoded"]
--- request eval
[map { "GET /api/v1/statuses/101/favourited_by\n$_" } '{"limit":2}',
 '{"limit":"2x"}', 'limit=2']
--- ids
--- error_code eval
[(200) x 3]
--- response_headers eval
[main::header('favourited_by', 'limit=2', 12, 13),
 main::header('favourited_by', 'limit=2x', 12, 13),
 main::header('favourited_by', 'limit=2', 12, 13)]
--- response_body eval
[('3001 1002') x 3]



=== TEST 7: a limit that is none, or not a single one
--- sql eval: $::Three
--- request eval
[map { "GET /api/v1/statuses/101/favourited_by?$_" } 'limit=0', 'limit=',
    'limit=abc', 'limit[]=2', 'limit[a]=2', 'limit']
--- ids
--- error_code eval
[(200) x 6]
--- response_headers eval
[main::header('favourited_by', 'limit=0', 0, 13),
 main::header('favourited_by', 'limit=', 0, 13),
 main::header('favourited_by', 'limit=abc', 0, 13),
 (main::header('favourited_by', '', 0, 13)) x 3]
--- response_body eval
[('3001 1002 1001') x 6]



=== TEST 8: the host as it was asked, with its port where it has one
--- sql eval: $::Three
--- more_headers eval
["Host: social.example", "Host: Social.Example", "Host: social.example:443",
 "Host: SOCIAL.example:8443", "Host: [::1]:8443", "Host: [::1]",
 "Host: social.example:", "Host: social.example:8x", "Host: a.b:123456"]
--- request eval
[("GET /api/v1/statuses/101/favourited_by") x 9]
--- ids
--- error_code eval
[(200) x 9]
--- response_headers eval
[map { main::header('favourited_by', '', 0, 13,
    "https://$_/api/v1/statuses/101") } 'social.example', 'Social.Example',
    'social.example', 'SOCIAL.example:8443', '[::1]:8443', '[::1]',
    'social.example', 'social.example', 'a.b']
--- response_body eval
[('3001 1002 1001') x 9]



=== TEST 9: the scheme of the server's own addresses
--- http
    statuses_base_url http://social.example;
--- sql eval: $::Three
--- more_headers eval
["Host: a.example", "Host: a.example:80", "Host: a.example:443",
 "Host: a.example:3000"]
--- request eval
[("GET /api/v1/statuses/101/reblogged_by") x 4]
--- ids
--- error_code eval
[(200) x 4]
--- response_headers eval
[map { main::header('reblogged_by', '', 0, 413,
    "http://$_/api/v1/statuses/101") } 'a.example', 'a.example',
    'a.example:443', 'a.example:3000']
--- response_body eval
[('3001 1002 1001') x 4]



=== TEST 10: the id as it was asked for, the path tidied up
--- sql eval: $::Three
--- request eval
["GET /api/v1/statuses/101abc/favourited_by?limit=1",
 "GET /api/v1/statuses/0101/favourited_by?limit=1",
 "GET /api/v1/statuses//101/favourited_by/?limit=1",
 "GET /api/v1/statuses/1_01/reblogged_by?limit=1"]
--- ids
--- error_code eval
[(200) x 4]
--- response_headers eval
[main::header('favourited_by', 'limit=1', 13, 13,
    'https://localhost/api/v1/statuses/101abc'),
 main::header('favourited_by', 'limit=1', 13, 13,
    'https://localhost/api/v1/statuses/0101'),
 main::header('favourited_by', 'limit=1', 13, 13),
 main::header('reblogged_by', 'limit=1', 413, 413,
    'https://localhost/api/v1/statuses/1_01')]
--- response_body eval
[('3001') x 4]



=== TEST 11: whoever is left out is no end of a page
--- sql eval
$::Three . 'INSERT INTO blocks (account_id, target_account_id)
    VALUES (3001, 1001); UPDATE accounts SET suspended_at = now()
    WHERE id = 1002'
--- as: vera vera - -
--- request eval: main::both('?limit=1', '?limit=2')
--- ids
--- error_code eval
[(200) x 4]
--- response_headers eval
[main::header('favourited_by', 'limit=1', 13, 13),
 main::header('reblogged_by', 'limit=1', 413, 413),
 main::header('favourited_by', 'limit=2', 11, 13),
 main::header('reblogged_by', 'limit=2', 411, 413)]
--- response_body eval
['3001', '3001', '3001 1001', '3001 1001']



=== TEST 12: refusals and posts that are not there have none
--- sql eval: $::Three
--- as: write expired - -
--- request eval
[@{ main::both('') }, 'GET /api/v1/statuses/999/favourited_by',
 'GET /api/v1/statuses/501/reblogged_by']
--- error_code eval
[403, 401, 404, 404]
--- response_headers eval
[('!Link') x 4]
--- response_body eval
[$TestAuth::Scope, TestAuth::error('The access token expired'),
 ($TestAuth::NotFound) x 2]



=== TEST 13: HEAD has it as well
--- sql eval: $::Three
--- request
HEAD /api/v1/statuses/101/favourited_by?limit=2
--- response_headers eval
main::header('favourited_by', 'limit=2', 12, 13)
--- response_body
