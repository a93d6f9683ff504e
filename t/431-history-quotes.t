# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# Versions of a post that quotes another.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/history" } @_) }

sub edit {
    my (%v) = @_;

    %v = (content => '"<p>Hello</p>"', spoiler_text => '""',
        sensitive => 'false', created_at => '"2026-06-20T09:30:15.042Z"',
        account => account('alice'), media_attachments => '[]',
        emojis => '[]', %v);

    return '{' . join(',', map { defined $v{$_} ? qq("$_":$v{$_}) : () }
        qw(content spoiler_text sensitive created_at poll account
            media_attachments emojis quote)) . '}';
}

# versions of alice's 101, with these quotes

sub edited {
    my $id = 11;
    return join '', map { my $k = $id++;
        "INSERT INTO status_edits (id, status_id, account_id, sensitive, text,"
        . " quote_id) VALUES ($k, 101, 1001, false, 'Hello', $_);\n" } @_;
}

our $Re = str(re('https://social.example/@bob/102') . '<p>Hello</p>');
our $Pending = quote('pending');

# Three for each of 19 requests.
repeat_each(2);
plan tests => repeat_each() * (19 * 3);

run_tests();

__DATA__

=== TEST 1: no quote, another one, the present one
--- sql eval: main::quoting([21, 101, 102]) . main::edited('NULL', 20, 21)
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::edit(), main::edit(quote => $::Pending),
    main::edit(content => $::Re,
        quote => main::quote('accepted', main::status(102, by => 'bob'))))



=== TEST 2: a quote that the post has no more
--- sql eval: main::edited(21)
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(quote => $::Pending) . ']'



=== TEST 3: the state is that of today
--- sql eval
main::quoting([21, 101, 102, 3]) . main::edited(21, 21)
--- request eval: main::of(101)
--- response_body eval
main::wrap((main::edit(content => $::Re,
    quote => main::quote('revoked'))) x 2)



=== TEST 4: what is quoted is seen with the viewer's eyes
--- sql eval
main::quoting([21, 101, 102]) . main::edited(21)
    . 'INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1002)'
--- as: vera
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(content => $::Re, account => main::seen_account('alice'),
    quote => main::quote('blocked_account', main::viewed(102, by => 'bob')))
    . ']'



=== TEST 5: a private one
--- sql eval
main::quoting([21, 101, 102]) . main::edited(21, 9)
    . 'UPDATE statuses SET visibility = 2 WHERE id = 102;
    INSERT INTO follows (account_id, target_account_id) VALUES (3001, 1002)'
--- as: - vera
--- request eval: main::of(101, 101)
--- error_code eval
[200, 200]
--- response_body eval
my $alice = main::seen_account('alice');
[main::wrap(main::edit(content => $::Re,
    quote => main::quote('unauthorized')), main::edit(quote => $::Pending)),
 main::wrap(main::edit(content => $::Re, account => $alice,
    quote => main::quote('accepted', main::viewed(102, by => 'bob',
        visibility => '"private"'))),
    main::edit(account => $alice, quote => $::Pending))]



=== TEST 6: one that is deleted
--- sql eval
main::quoting([21, 101, 102]) . main::edited(21)
    . 'UPDATE statuses SET deleted_at = now() WHERE id = 102'
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(quote => main::quote('deleted')) . ']'



=== TEST 7: inside of what is quoted a quote is but an id
--- sql eval
main::quoting([21, 101, 102], [22, 102, 103]) . main::edited(21)
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(content => $::Re, quote => main::quote('accepted',
    main::status(102, by => 'bob',
        content => main::str(main::re('https://remote.example/@dave/103')
            . '<p>Hello</p>'),
        quote => '{"state":"accepted","quoted_status_id":"103"}'))) . ']'



=== TEST 8: never edited: the quote that there is
--- sql eval
main::quoting([21, 101, 102], [22, 102, 103, 0], [23, 103, 101])
--- request eval: main::of(101, 102, 103)
--- error_code eval
[(200) x 3]
--- response_body eval
my $bobs = main::str(main::re('https://remote.example/@dave/103')
    . '<p>Hello</p>');
['[' . main::edit(content => $::Re, quote => main::quote('accepted',
    main::status(102, by => 'bob', content => $bobs,
        quote => '{"state":"pending","quoted_status_id":null}'))) . ']',
 '[' . main::edit(content => $bobs, account => main::account('bob'),
    quote => $::Pending) . ']',
 '[' . main::edit(account => main::account('dave'),
    quote => main::quote('accepted', main::status(101, language => '"en"',
        content => $::Re,
        quote => '{"state":"accepted","quoted_status_id":"102"}'))) . ']']



=== TEST 9: accounts that the quoted post names
--- sql eval
main::quoting([21, 101, 102]) . main::edited(21, 21) . <<'_EOC_'
UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1002;
INSERT INTO preview_cards (id, url, author_account_id)
VALUES (41, 'https://a.example/', 3001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (102, 41);
INSERT INTO collections (id, account_id, name) VALUES (601, 1001, 'N');
INSERT INTO tagged_objects (status_id, ap_type, object_type, object_id)
VALUES (102, 'FeaturedCollection', 'Collection', 601);
_EOC_
--- request eval: main::of(101)
--- response_body eval
main::wrap((main::edit(content => $::Re, quote => main::quote('accepted',
    main::status(102, by => 'bob',
        account => main::account('bob', moved => main::account('dave')),
        tagged_collections => main::wrap(main::collection(601,
            name => '"N"')),
        card => main::card('https://a.example/',
            authors => '[{"name":"","url":"","account":'
                . main::account('vera:3001') . '}]'))))) x 2)



=== TEST 10: a text that is empty
--- sql eval
main::quoting([21, 101, 102]) . main::edited(21)
    . "UPDATE status_edits SET text = ''"
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(content => main::str(
    main::re('https://social.example/@bob/102')),
    quote => main::quote('accepted', main::status(102, by => 'bob'))) . ']'



=== TEST 11: an older server's versions
--- compat: 4.5
--- sql eval: main::quoting([21, 101, 102, 2]) . main::edited(20, 21, 'NULL')
--- request eval: main::of(101)
--- response_body_like eval
my @q = ('"quote":\{"state":"pending","quoted_status":null\}',
    '"quote":\{"state":"rejected","quoted_status":null\}');
qr/^\[\{"content":"\\u003cp\\u003eHello\\u003c\/p\\u003e",(?:(?!"quote").)*$q[0]\},\{(?:(?!"quote":).)*$q[1]\},\{(?:(?!"quote":).)*\}\]$/s



=== TEST 12: a link that nobody consented to: not shown, but a version has it
--- sql eval
main::quoting([21, 101, 102, 0], [22, 102, 103, 3], [23, 103, 101, 1])
    . 'UPDATE quotes SET legacy = true'
--- request eval
[main::of(101)->[0], 'GET /api/v1/statuses/101', @{ main::of(102, 103) }]
--- error_code eval
[(200) x 4]
--- response_body_like eval
my $bobs = main::str(main::re('https://remote.example/@dave/103')
    . '<p>Hello</p>');
[map { "^\Q$_\E\$" }
 '[' . main::edit(content => $::Re, quote => $::Pending) . ']',
 main::status(101, language => '"en"', content => $::Re, quote => 'null'),
 '[' . main::edit(content => $bobs, account => main::account('bob'),
    quote => main::quote('revoked')) . ']',
 '[' . main::edit(account => main::account('dave'),
    quote => main::quote('accepted', main::status(101, language => '"en"',
        content => $::Re, quote => 'null'))) . ']']



=== TEST 13: the same, edited
--- sql eval
main::quoting([21, 101, 102, 2]) . main::edited('NULL', 20, 21)
    . 'UPDATE quotes SET legacy = true'
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::edit(), main::edit(quote => $::Pending),
    main::edit(content => $::Re, quote => main::quote('rejected')))
