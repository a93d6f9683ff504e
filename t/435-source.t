# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# The text of a post as it is stored.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/source" } @_) }

sub source {
    my ($id, $text, $spoiler) = @_;

    return qq({"id":"$id","text":) . str($text) . ',"spoiler_text":'
        . str($spoiler // '') . '}';
}

our $Invalid = TestAuth::error('The access token is invalid');
our $Private = "Cache-Control: $TestAuth::Private";

add_block_preprocessor(sub {
    $_[0]->set_value(as => 'vera') if !defined $_[0]->as;
});

# Three for each of 36 requests, and one more for each of twelve.
repeat_each(2);
plan tests => repeat_each() * (36 * 3 + 12);

run_tests();

__DATA__

=== TEST 1: one of here, byte for byte
--- sql
UPDATE statuses SET text = E'a\n\n"b" <b> \\ :x: @bob &amp; ü\u2028',
    spoiler_text = E'CW \t' WHERE id = 101;
--- request eval: main::of(101)
--- response_body eval
'{"id":"101","text":"a\n\n\"b\" <b> \\\\ :x: @bob &amp; ' . "\xc3\xbc\xe2\x80\xa8"
    . '","spoiler_text":"CW \t"}'



=== TEST 2: one from elsewhere: its markup
--- sql
UPDATE statuses SET text = '<p onclick="x">a<script>b</script></p>'
WHERE id = 103;
--- request eval: main::of(103)
--- response_body eval
main::source(103, '<p onclick="x">a<script>b</script></p>')



=== TEST 3: nothing
--- sql
UPDATE statuses SET text = '' WHERE id = 101;
--- request eval: main::of(101)
--- response_body: {"id":"101","text":"","spoiler_text":""}



=== TEST 4: of a boost: nothing
--- sql
UPDATE statuses SET spoiler_text = 'CW' WHERE id = 101;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (401, 1002, true, 101);
--- request eval: main::of(401, 101)
--- error_code eval
[200, 200]
--- response_body eval
[main::source(401, ''), main::source(101, 'Hello', 'CW')]



=== TEST 5: the quoted post is no part of it
--- sql eval: main::quoting([1, 101, 102])
--- request eval: main::of(101)
--- response_body eval
main::source(101, 'Hello')



=== TEST 6: any token will do, whoever wrote it
--- as: vera app dangling disabled moved read:statuses alice read
--- request eval: main::of((101) x 8)
--- error_code eval
[(200) x 8]
--- response_body eval
[(main::source(101, 'Hello')) x 8]



=== TEST 7: but not none; the post comes first
--- as: - no-such-token - - write read:accounts write
--- request eval: main::of(101, 101, 999, 501, 101, 101, 501)
--- error_code eval
[401, 401, 404, 404, 403, 403, 403]
--- response_headers eval
[($::Private) x 7]
--- response_body eval
[$::Invalid, $::Invalid, ($TestAuth::NotFound) x 2, ($TestAuth::Scope) x 3]



=== TEST 8: private posts: followers
--- sql
UPDATE statuses SET visibility = 2 WHERE id IN (101, 102);
INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1001);
--- as: vera vera alice app dangling
--- request eval: main::of(101, 102, 101, 101, 101)
--- error_code eval
[200, 404, 200, 404, 404]
--- response_body eval
[main::source(101, 'Hello'), $TestAuth::NotFound, main::source(101, 'Hello'),
 ($TestAuth::NotFound) x 2]



=== TEST 9: direct ones: who is mentioned, and its author
--- sql
INSERT INTO mentions (status_id, account_id, silent)
VALUES (502, 3018, true), (501, 3017, false);
--- as: factor memorial vera bob vera
--- request eval: main::of(502, 501, 501, 502, 502)
--- error_code eval
[200, 200, 200, 200, 404]
--- response_headers eval
[($::Private) x 5]
--- response_body eval
[main::source(502, 'Hello'), main::source(501, 'Hello'),
 main::source(501, 'Hello'), main::source(502, 'Hello'), $TestAuth::NotFound]



=== TEST 10: a block: of the viewer, and by the viewer
--- sql
INSERT INTO blocks (account_id, target_account_id)
VALUES (1001, 3001), (3001, 1002);
--- as: vera vera
--- request eval: main::of(101, 102)
--- error_code eval
[404, 200]
--- response_body eval
[$TestAuth::NotFound, main::source(102, 'Hello')]



=== TEST 11: gone, or its author is
--- sql
UPDATE statuses SET deleted_at = now() WHERE id = 101;
UPDATE accounts SET suspended_at = now() WHERE id = 1002;
--- request eval: main::of(101, 102, 999)
--- error_code eval
[404, 404, 404]
--- response_body eval
[($TestAuth::NotFound) x 3]
