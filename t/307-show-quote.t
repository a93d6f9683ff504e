# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Quotes, as those see them who have no name.

TestEntity::setup();

# the paragraph in front of what a quoting post of here says
sub re {
    my ($url) = @_;
    my ($rest) = $url =~ m{^https://(.*)};

    return '<p class="quote-inline">RE: <a href="' . $url . '" target="_blank"'
        . ' rel="nofollow noopener" translate="no"><span class="invisible">'
        . 'https://</span><span class="">' . $rest . '</span><span '
        . 'class="invisible"></span></a></p>';
}

# post(quote, ...): alice's post 101, which quotes bob's 102
sub post {
    my ($quote, %over) = @_;

    return status(101, language => '"en"', quote => $quote,
        content => str(re('https://social.example/@bob/102')
            . '<p>Hello</p>'), %over);
}

# bob's, as it is shown inside of a quote, where its own is a shallow one
sub bobs { status(102, by => 'bob', @_) }

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 37;

run_tests();

__DATA__

=== TEST 1: accepted
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, 102, 1002, 1);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::quote('accepted', main::bobs()))



=== TEST 2: not yet, or no more
--- sql
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1001, true, 'Hello' FROM generate_series(0, 4) n;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state)
SELECT 200 + n, 1001, 102, 1002, n FROM generate_series(0, 4) n;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0, 2, 3, 4]
--- error_code eval
[(200) x 4]
--- response_body eval
my $content = main::str(main::re('https://social.example/@bob/102')
    . '<p>Hello</p>');
my @state = qw(pending accepted rejected revoked deleted);
[map { main::status(200 + $_, content => $content,
    quote => main::quote($state[$_])) } 0, 2, 3, 4]



=== TEST 3: of an older kind, which was not asked for
--- sql
INSERT INTO statuses (id, account_id, local, text)
SELECT 200 + n, 1001, true, 'Hello' FROM generate_series(0, 4) n;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state, legacy)
SELECT 200 + n, 1001, 102, 1002, n, true FROM generate_series(0, 4) n;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0 .. 4]
--- error_code eval
[(200) x 5]
--- response_body eval
my $content = main::str(main::re('https://social.example/@bob/102')
    . '<p>Hello</p>');
[map { main::status(200 + $_, content => $content,
    quote => $_ == 1 ? main::quote('accepted', main::bobs()) : 'null')
    } 0 .. 4]



=== TEST 4: the quoted post is gone, in two ways
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (101, 1001, NULL, 1002, 1), (102, 1002, 103, 2001, 1);
UPDATE statuses SET deleted_at = now() WHERE id = 103;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(101, language => '"en"', quote => main::quote('deleted')),
 main::status(102, by => 'bob', quote => main::quote('deleted'))]



=== TEST 5: not yet accepted, and gone before it was
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, NULL, 1002, 0);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', quote => main::quote('pending'))



=== TEST 6: a quoted post that is not for everybody
--- sql
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT 200 + v, 1002, true, 'Hello', v FROM generate_series(0, 5) v;
INSERT INTO statuses (id, account_id, local, text)
SELECT 300 + v, 1001, true, 'Hello' FROM generate_series(0, 5) v;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state)
SELECT 300 + v, 1001, 200 + v, 1002, 1 FROM generate_series(0, 5) v;
--- request eval
[map { "GET /api/v1/statuses/30$_" } 0 .. 5]
--- error_code eval
[(200) x 6]
--- response_body eval
[map { main::status(300 + $_, content => main::str(
        main::re("https://social.example/\@bob/20$_") . '<p>Hello</p>'),
    quote => $_ > 1 ? main::quote('unauthorized')
        : main::quote('accepted', main::status(200 + $_, by => 'bob',
            visibility => ('"public"', '"unlisted"')[$_]))) } 0 .. 5]



=== TEST 7: its author was suspended, or only silenced
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, 102, 1002, 1),
    (103, 2001, 101, 1001, 1);
UPDATE accounts SET suspended_at = now() WHERE id = 1002;
UPDATE accounts SET silenced_at = now() WHERE id = 1001;
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
my $alice = main::account('alice', limited => 'true');
[main::post(main::quote('unauthorized'), account => $alice),
 main::status(103, by => 'dave', language => '"de"', quote =>
    main::quote('accepted', main::post(
        '{"state":"unauthorized","quoted_status_id":null}',
        account => $alice)))]



=== TEST 8: a boost is not quoted, though it says so
--- sql
INSERT INTO statuses (id, account_id, local, reblog_of_id)
VALUES (201, 1002, true, 103);
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, 201, 1002, 1);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::quote('accepted'), content => main::str(
    main::re('https://social.example/@bob/201') . '<p>Hello</p>'))



=== TEST 9: quotes in quotes have an id only
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES
    (101, 1001, 102, 1002, 1), (102, 1002, 103, 2001, 1);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::quote('accepted', main::bobs(
    content => main::str(main::re('https://remote.example/@dave/103')
        . '<p>Hello</p>'),
    quote => '{"state":"accepted","quoted_status_id":"103"}')))



=== TEST 10: or not even that
--- sql
INSERT INTO statuses (id, account_id, local, text)
SELECT n, CASE WHEN n < 300 THEN 1002 ELSE 1001 END, true, 'Hello'
FROM unnest(ARRAY[200, 202, 204, 300, 302, 304]) n;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES
    (200, 1002, 103, 2001, 0), (202, 1002, 103, 2001, 2),
    (204, 1002, NULL, 2001, 1),
    (300, 1001, 200, 1002, 1), (302, 1001, 202, 1002, 1),
    (304, 1001, 204, 1002, 1);
--- request eval
[map { "GET /api/v1/statuses/$_" } 300, 302, 304]
--- error_code eval
[200, 200, 200]
--- response_body eval
my %state = (0 => 'pending', 2 => 'rejected', 4 => 'deleted');
my $re = main::re('https://remote.example/@dave/103');
[map { main::status(300 + $_, content => main::str(
        main::re("https://social.example/\@bob/20$_") . '<p>Hello</p>'),
    quote => main::quote('accepted', main::status(200 + $_, by => 'bob',
        content => main::str(($_ < 4 ? $re : '') . '<p>Hello</p>'),
        quote => qq({"state":"$state{$_}","quoted_status_id":null})))
    ) } 0, 2, 4]



=== TEST 11: oneself, and each other
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES
    (101, 1001, 101, 1001, 1), (102, 1002, 103, 2001, 1),
    (103, 2001, 102, 1002, 1);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/103"]
--- error_code eval
[200, 200]
--- response_body eval
my $me = sub { main::post($_[0], content => main::str(
    main::re('https://social.example/@alice/101') . '<p>Hello</p>')) };
my $bob = main::bobs(quote => '{"state":"accepted","quoted_status_id":"103"}',
    content => main::str(main::re('https://remote.example/@dave/103')
        . '<p>Hello</p>'));
[$me->(main::quote('accepted',
    $me->('{"state":"accepted","quoted_status_id":"101"}'))),
 main::status(103, by => 'dave', language => '"de"',
    quote => main::quote('accepted', $bob))]



=== TEST 12: a post that names what it quotes needs no paragraph for it
--- sql
UPDATE statuses SET text = 'see https://social.example/@bob/1023'
WHERE id = 101;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, 102, 1002, 0);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::quote('pending'), content => main::str(
    '<p>see https://social.example/@bob/1023</p>'))



=== TEST 13: with the paragraph blanks are few
--- sql
UPDATE statuses SET text = E'  one   two\n\nthree ' WHERE id = 101;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, 102, 1002, 0);
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::quote('pending'), content => main::str(
    main::re('https://social.example/@bob/102')
    . '<p> one two</p><p>three </p>'))



=== TEST 14: a post that does nothing but quote
--- sql
UPDATE statuses SET text = '' WHERE id = 101;
UPDATE statuses SET text = E' \n' WHERE id = 102;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (101, 1001, 102, 1002, 0), (102, 1002, 101, 1001, 0);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(main::quote('pending'), content => main::str(
    main::re('https://social.example/@bob/102'))),
 main::bobs(quote => main::quote('pending'), content => main::str(
    main::re('https://social.example/@alice/101')))]



=== TEST 15: which says nothing in 4.5
--- compat: 4.5
--- sql
UPDATE statuses SET text = '' WHERE id = 101;
UPDATE statuses SET text = E' \n' WHERE id = 102;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (101, 1001, 102, 1002, 0), (102, 1002, 101, 1001, 0);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
local $TestEntity::Version = '4.5';
[main::post(main::quote('pending'), content => '""'),
 main::bobs(quote => main::quote('pending'), content => '""')]



=== TEST 16: what other servers wrote stays as it is
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (103, 2001, 101, 1001, 1);
--- request
GET /api/v1/statuses/103
--- response_body eval
main::status(103, by => 'dave', language => '"de"',
    quote => main::quote('accepted', main::status(101, language => '"en"')))



=== TEST 17: a post without a page is named by its name in the protocol
--- sql
UPDATE statuses SET url = 'javascript:a()', uri = 'https://remote.example/103'
WHERE id = 103;
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (102, 1002, 103, 2001, 3);
--- request
GET /api/v1/statuses/102
--- response_body eval
main::bobs(quote => main::quote('revoked'), content => main::str(
    main::re('https://remote.example/103') . '<p>Hello</p>'))



=== TEST 18: a state that nobody knows
--- sql
INSERT INTO quotes (status_id, account_id, quoted_status_id,
    quoted_account_id, state) VALUES (101, 1001, 102, 1002, 99);
--- request
GET /api/v1/statuses/101
--- response_body_like: "quote":(?:null|\{"state":"\w+","quoted_status":null\}),"card":null
