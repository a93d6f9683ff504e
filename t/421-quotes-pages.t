# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Pages of quotes: their keys are those of the quotes, while the order is that
# of the posts; and a page is as full as it was before anything was hidden.

TestThread::setup();

sub quotes { return TestAuth::asks(map { "/101/quotes$_" } @_) }

sub link_to {
    my ($query, $next, $prev, $id) = @_;

    my $url = 'https://localhost/api/v1/statuses/' . ($id // 101) . '/quotes?'
        . ($query eq '' ? '' : "$query&");

    return join ', ', $next ? qq(<${url}max_id=$next>; rel="next") : (),
        $prev ? qq(<${url}since_id=$prev>; rel="prev") : ();
}

sub header { return 'Link: ' . link_to(@_) }

# posts 1001, 1002 ... of bob, which quote 101 by the quotes 2001, 2002 ...

sub many {
    my ($n) = @_;

    return <<"_EOC_";
INSERT INTO statuses (id, account_id, local, text)
SELECT 1000 + i, 1002, true, 'Hello' FROM generate_series(1, $n) AS i;
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
SELECT 2000 + i, 1000 + i, 1002, 101, 1001, 1 FROM generate_series(1, $n) AS i;
_EOC_
}

sub down { return join ' ', map { 1000 + $_ } reverse $_[1] .. $_[0] }

our $Fifty = many(50);
our $Seven = many(7);

# the requests and the outcomes of the specification's own example: accepted,
# rejected, pending, and accepted but private
our $Example = posts("301 bob\n302 bob\n303 bob\n304 bob visibility=2")
    . quoting([21, 301, 101, 1], [22, 302, 101, 2], [23, 303, 101, 0],
        [24, 304, 101, 1]);

add_block_preprocessor(sub {
    $_[0]->set_value(as => 'vera') if !defined $_[0]->as;
});

# Four for each of 60 requests, and one for each of three walks.
repeat_each(2);
plan tests => repeat_each() * (60 * 4) + 3;

run_tests();

__DATA__

=== TEST 1: the quoted author's page, and a stranger's, with the same links
--- sql eval: $::Example
--- as: alice vera app
--- request eval: main::quotes(('?limit=2') x 3)
--- ids
--- error_code eval
[(200) x 3]
--- response_headers eval
[(main::header('limit=2', 21, 24)) x 3]
--- response_body eval
['304 301', '301', '301']



=== TEST 2: 20 by default, 40 at most
--- sql eval: $::Fifty
--- request eval
main::quotes('', '?limit=40', '?limit=41', '?limit=200', '?limit=1')
--- ids
--- error_code eval
[(200) x 5]
--- response_headers eval
[main::header('', 2031, 2050), main::header('limit=40', 2011, 2050),
 main::header('limit=41', 2011, 2050), main::header('limit=200', 2011, 2050),
 main::header('limit=1', 2050, 2050)]
--- response_body eval
[main::down(50, 31), (main::down(50, 11)) x 3, '1050']



=== TEST 3: limits in other words
--- sql eval: $::Fifty
--- request eval
main::quotes(map { "?limit=$_" } '-2', '2abc', '1e3', '-99', '%202')
--- ids
--- error_code eval
[(200) x 5]
--- response_headers eval
[main::header('limit=-2', 2049, 2050), main::header('limit=2abc', 2049, 2050),
 main::header('limit=1e3', 2050, 2050), main::header('limit=-99', 2011, 2050),
 main::header('limit=+2', 2049, 2050)]
--- response_body eval
[(main::down(50, 49)) x 2, '1050', main::down(50, 11), main::down(50, 49)]



=== TEST 4: limits that are none: the default
--- sql eval: $::Fifty
--- request eval
main::quotes(map { "?$_" } 'limit=0', 'limit=', 'limit=abc', 'limit[]=2',
    'limit[a]=2')
--- ids
--- error_code eval
[(200) x 5]
--- response_headers eval
[main::header('limit=0', 2031, 2050), main::header('limit=', 2031, 2050),
 main::header('limit=abc', 2031, 2050), (main::header('', 2031, 2050)) x 2]
--- response_body eval
[(main::down(50, 31)) x 5]



=== TEST 5: below and above
--- sql eval: $::Seven
--- request eval
main::quotes('?max_id=2003', '?max_id=2001', '?since_id=2005',
    '?since_id=2007', '?since_id=2002&max_id=2006&limit=2', '?max_id=0',
    '?max_id=-1', '?since_id=-5', '?max_id=2003x', '?max_id=', '?since_id=',
    '?max_id=99999999', '?min_id=2005')
--- ids
--- error_code eval
[(200) x 13]
--- response_headers eval
[main::header('', 0, 2002), '!Link', main::header('', 0, 2007), '!Link',
 main::header('limit=2', 2004, 2005), '!Link', '!Link',
 main::header('', 0, 2007), main::header('', 0, 2002),
 (main::header('', 0, 2007)) x 4]
--- response_body eval
[main::down(2, 1), '', main::down(7, 6), '', main::down(5, 4), '', '',
 main::down(7, 1), main::down(2, 1), (main::down(7, 1)) x 4]



=== TEST 6: keys that are none
--- sql eval: $::Seven
--- request eval
main::quotes(map { ("?max_id$_", "?since_id$_") } '=abc', '[]=2003', '[a]=1',
    '=99999999999999999999', '=-99999999999999999999')
--- error_code eval
[(200) x 10]
--- response_headers eval
[('!Link') x 10]
--- response_body eval
[('[]') x 10]



=== TEST 7: keys are those of the quotes, whatever the order of the posts
--- sql eval
main::posts("301 bob\n302 bob\n303 bob\n304 bob")
    . main::quoting([24, 301, 101], [21, 302, 101], [23, 303, 101],
        [22, 304, 101])
--- request eval
main::quotes('', '?limit=2', '?max_id=23', '?since_id=22', '?limit=2&max_id=23')
--- ids
--- error_code eval
[(200) x 5]
--- response_headers eval
[main::header('', 0, 22), main::header('limit=2', 23, 22),
 main::header('', 0, 22), main::header('', 0, 23),
 main::header('limit=2', 21, 22)]
--- response_body eval
['304 303 302 301', '304 303', '304 302', '303 301', '304 302']



=== TEST 8: nothing of a full page is shown: next alone
--- sql eval
$::Seven . 'UPDATE statuses SET visibility = 2 WHERE id BETWEEN 1005 AND 1007'
--- as: vera vera vera alice
--- request eval
main::quotes('?limit=3', '?limit=2', '?limit=3&max_id=2005', '?limit=3')
--- ids
--- error_code eval
[(200) x 4]
--- response_headers eval
[main::header('limit=3', 2005, 0), main::header('limit=2', 2006, 0),
 main::header('limit=3', 2002, 2004), main::header('limit=3', 2005, 2007)]
--- response_body eval
['', '', main::down(4, 2), main::down(7, 5)]



=== TEST 9: nothing of a page that is not full: none at all
--- sql eval
$::Seven . 'UPDATE statuses SET visibility = 3 WHERE id > 1000'
--- request eval: main::quotes('', '?limit=8', '?limit=7')
--- ids
--- error_code eval
[(200) x 3]
--- response_headers eval
['!Link', '!Link', main::header('limit=7', 2001, 0)]
--- response_body eval
['', '', '']



=== TEST 10: links go by what is hidden as well
--- sql eval
$::Seven . 'UPDATE statuses SET visibility = 2 WHERE id IN (1007, 1005)'
--- request eval: main::quotes('?limit=3')
--- ids
--- response_headers eval
main::header('limit=3', 2005, 2007)
--- response_body: 1006



=== TEST 11: who is left out by the query does not count
--- sql eval
$::Seven . 'UPDATE statuses SET account_id = 2001 WHERE id IN (1006, 1004);
    UPDATE quotes SET account_id = 2001 WHERE status_id IN (1006, 1004);
    INSERT INTO mutes (account_id, target_account_id) VALUES (3001, 2001);
    UPDATE statuses SET deleted_at = now() WHERE id = 1007'
--- as: vera app
--- request eval: main::quotes('?limit=3', '?limit=3')
--- ids
--- error_code eval
[200, 200]
--- response_headers eval
[main::header('limit=3', 2002, 2005), main::header('limit=3', 2004, 2006)]
--- response_body eval
['1005 1003 1002', '1006 1005 1004']



=== TEST 12: the id as it was asked for
--- sql eval: main::many(1)
--- request
GET /api/v1/statuses/101x/quotes
--- ids
--- response_headers eval
main::header('', 0, 2001, '101x')
--- response_body: 1001



=== TEST 13: all pages, and back
--- sql eval: $::Seven
--- walk: vera /101/quotes?limit=3
--- pages
limit=3: 1007 1006 1005
limit=3&max_id=2005: 1004 1003 1002
limit=3&max_id=2002: 1001
(prev)
limit=3&since_id=2001: 1007 1006 1005
limit=3&since_id=2007:
--- request
GET /api/v1/statuses/101/quotes?limit=1
--- ids
--- response_headers eval
main::header('limit=1', 2007, 2007)
--- response_body: 1007



=== TEST 14: all pages, of which some are empty
--- sql eval
$::Seven . 'UPDATE statuses SET visibility = 2 WHERE id IN (1007, 1004, 1003)'
--- walk: vera /101/quotes?limit=2
--- pages
limit=2: 1006
limit=2&max_id=2006: 1005
limit=2&max_id=2004: 1002
limit=2&max_id=2002: 1001
(prev)
limit=2&since_id=2001: 1006
limit=2&since_id=2007:
--- request
GET /api/v1/statuses/101/quotes?limit=1
--- ids
--- response_headers eval
main::header('limit=1', 2007, 0)
--- response_body eval: ''



=== TEST 15: all of the quoted author's pages, the last of which is full
--- sql eval
main::many(6) . 'UPDATE statuses SET visibility = 2 WHERE id IN (1006, 1005)'
--- walk: alice /101/quotes?limit=2
--- pages
limit=2: 1006 1005
limit=2&max_id=2005: 1004 1003
limit=2&max_id=2003: 1002 1001
limit=2&max_id=2001:
(prev)
--- request
GET /api/v1/statuses/101/quotes?limit=1
--- ids
--- response_headers eval
main::header('limit=1', 2006, 0)
--- response_body eval: ''
