# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Every kind of viewer at every read of one post, of each visibility.

TestThread::setup();

# alice's posts 600 to 604, public to limited, each with a reply by bob, a
# favourite, a boost, a quote and a card

our $Posts = <<'_EOC_';
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT 600 + v, 1001, true, 'Hello', v FROM generate_series(0, 4) AS v;
INSERT INTO statuses (id, account_id, local, text, in_reply_to_id)
SELECT 610 + v, 1002, true, 'Hello', 600 + v FROM generate_series(0, 4) AS v;
INSERT INTO statuses (id, account_id, local, reblog_of_id)
SELECT 620 + v, 1002, true, 600 + v FROM generate_series(0, 4) AS v;
INSERT INTO statuses (id, account_id, local, text)
SELECT 630 + v, 1002, true, 'Hello' FROM generate_series(0, 4) AS v;
INSERT INTO favourites (account_id, status_id)
SELECT 1002, 600 + v FROM generate_series(0, 4) AS v;
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
SELECT 640 + v, 630 + v, 1002, 600 + v, 1001, 1 FROM generate_series(0, 4) AS v;
INSERT INTO preview_cards (id, url) VALUES (42, 'https://a.example/');
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
SELECT 600 + v, 42 FROM generate_series(0, 4) AS v;

-- a follower, who is mentioned, whom alice blocks, and who is all of that
INSERT INTO follows (account_id, target_account_id)
VALUES (3017, 1001), (3013, 1001);
INSERT INTO mentions (status_id, account_id, silent)
SELECT 600 + v, a, a = 3018
FROM generate_series(0, 4) AS v, unnest(ARRAY[3018, 3013]) AS a;
INSERT INTO blocks (account_id, target_account_id)
VALUES (1001, 3016), (1001, 3013);
_EOC_

# who asks, whether anybody is behind the token, and which posts they may see

our @Viewers = (
    ['-',             0, 1, 1, 0, 0, 0],    # nobody
    ['no-such-token', 0, 1, 1, 0, 0, 0],
    ['app',           1, 1, 1, 0, 0, 0],    # an application
    ['dangling',      1, 1, 1, 0, 0, 0],    # a user who is gone
    ['vera',          1, 1, 1, 0, 0, 0],    # a stranger
    ['memorial',      1, 1, 1, 1, 0, 0],    # a follower
    ['factor',        1, 1, 1, 1, 1, 1],    # mentioned, silently
    ['moved',         1, 0, 0, 0, 0, 0],    # blocked
    ['disabled',      1, 0, 0, 1, 1, 1],    # all of these
    ['alice',         1, 1, 1, 1, 1, 1],    # the author
);

our $N = 5 * @Viewers;

sub who { return join ' ', map { ($_->[0]) x 5 } @Viewers }

sub of {
    my ($what) = @_;
    return TestAuth::asks(map { map { "/60$_$what" } 0 .. 4 } @Viewers);
}

# of each viewer and post: not there, no token, or there

sub table {
    my ($needs_token, $hidden, $refused, $shown) = @_;

    return [map {
        my ($name, $token, @may) = @$_;
        map { !$may[$_] ? $hidden
            : !$token && $needs_token ? $refused
            : ref $shown eq 'CODE' ? $shown->($_) : $shown } 0 .. 4
    } @Viewers];
}

sub codes { return table($_[0], 404, 401, 200) }

sub bodies {
    my ($needs_token, $shown) = @_;

    return table($needs_token, qr/^\Q$TestAuth::NotFound\E$/,
        qr/^\{"error":"The access token is invalid"\}$/,
        sub { my $re = $shown =~ s/#/$_[0]/gr; qr/$re/ });
}

add_block_preprocessor(sub {
    my $block = shift;
    $block->set_value(sql => $main::Posts);
    $block->set_value(as => main::who());
});

# Three for each of 50 requests of nine blocks.
repeat_each(2);
plan tests => repeat_each() * ($N * 9 * 3);

run_tests();

__DATA__

=== TEST 1: show
--- request eval: main::of('')
--- error_code eval: main::codes(0)
--- response_body_like eval
main::bodies(0, '^\{"id":"60#",')



=== TEST 2: context
--- request eval: main::of('/context')
--- error_code eval: main::codes(0)
--- response_body_like eval
main::bodies(0, '^\{"ancestors":\[\],"descendants":\[\{"id":"61#",')



=== TEST 3: history
--- request eval: main::of('/history')
--- error_code eval: main::codes(0)
--- response_body_like eval
main::bodies(0, '^\[\{"content":"<p>Hello</p>","spoiler_text":""')



=== TEST 4: favourited_by
--- request eval: main::of('/favourited_by')
--- error_code eval: main::codes(0)
--- response_body_like eval
main::bodies(0, '^\[\{"id":"1002","username":"bob",')



=== TEST 5: reblogged_by
--- request eval: main::of('/reblogged_by')
--- error_code eval: main::codes(0)
--- response_body_like eval
main::bodies(0, '^\[\{"id":"1002","username":"bob",')



=== TEST 6: quotes
--- request eval: main::of('/quotes')
--- error_code eval: main::codes(1)
--- response_body_like eval
main::bodies(1, '^\[\{"id":"63#",')



=== TEST 7: source
--- request eval: main::of('/source')
--- error_code eval: main::codes(1)
--- response_body_like eval
main::bodies(1, '^\{"id":"60#","text":"Hello","spoiler_text":""\}$')



=== TEST 8: card
--- request eval: main::of('/card')
--- error_code eval: main::codes(0)
--- response_body_like eval
main::bodies(0, '^\{"url":"https://a\.example/",')



=== TEST 9: what hangs on it may be seen by itself: its boost
--- request eval
[map { s{/60(\d)$}{/62$1}r } @{ main::of('') }]
--- error_code eval
[(200) x $::N]
--- response_body_like eval
[map { my $v = $_; map { qr/^\{"id":"62$_",/ } 0 .. 4 } @::Viewers]
