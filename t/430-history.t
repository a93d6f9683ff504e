# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestThread;
use Test::Nginx::Socket;

# The versions of a post that was edited.

TestThread::setup();

sub of { return TestAuth::asks(map { "/$_/history" } @_) }

# edit(content => ..., ...): a version of alice's, as it is on the wire; poll
# and quote only if they are given

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

# edited(values ...): rows of status_edits of 101, without a time of their own

sub edited {
    my ($columns, @rows) = @_;

    my $id = 11;
    return join '', map { my $k = $id++;
        "INSERT INTO status_edits (id, status_id, account_id, sensitive,"
        . " $columns) VALUES ($k, 101, 1001, false, $_);\n" } @rows;
}

# pictures 5 to 9 of alice's 101
our $Media = join '', map { <<"_EOC_" } 5 .. 9;
INSERT INTO media_attachments (id, account_id, status_id, type,
    file_file_name, file_content_type, processing, remote_url, description)
VALUES ($_, 1001, 101, 0, '000000000000000$_.png', 'image/png', 2, '', 'now $_');
_EOC_

sub pictures {
    return wrap(map { my ($id, $text) = @$_;
        media($id, description => defined $text ? str($text) : 'null') } @_);
}

# Three for each of 41 requests.
repeat_each(2);
plan tests => repeat_each() * (41 * 3);

run_tests();

__DATA__

=== TEST 1: two versions, byte for byte
--- sql
UPDATE statuses SET text = 'Three', edited_at = '2026-07-01' WHERE id = 101;
INSERT INTO status_edits (id, status_id, account_id, text, spoiler_text,
    sensitive, created_at)
VALUES (12, 101, 1001, 'Two "2"', 'Beware', true, '2026-06-21 01:02:03.4567'),
    (11, 101, 1001, 'One', '', false, '2026-06-20 09:30:15.999999');
--- request eval: main::of(101)
--- response_body eval
'[{"content":"<p>One</p>","spoiler_text":"","sensitive":false,'
    . '"created_at":"2026-06-20T09:30:15.999Z","account":'
    . main::account('alice') . ',"media_attachments":[],"emojis":[]},'
    . '{"content":"<p>Two &quot;2&quot;</p>","spoiler_text":"Beware",'
    . '"sensitive":true,"created_at":"2026-06-21T01:02:03.456Z","account":'
    . main::account('alice') . ',"media_attachments":[],"emojis":[]}]'



=== TEST 2: by id, whatever the times; many of them
--- sql
INSERT INTO status_edits (id, status_id, account_id, text, created_at)
SELECT 1000 - i, 101, 1001, 'V' || i, timestamp '2026-06-20' + i * '1s'::interval
FROM generate_series(1, 150) AS i;
--- request eval: main::of(101)
--- response_body eval
main::wrap(map { main::edit(content => "\"<p>V$_</p>\"", sensitive => 'null',
    created_at => sprintf('"2026-06-20T00:%02d:%02d.000Z"', $_ / 60, $_ % 60))
} CORE::reverse 1 .. 150)



=== TEST 3: never edited: what there is now
--- request eval: main::of(101, 103)
--- error_code eval
[200, 200]
--- response_body eval
['[' . main::edit() . ']',
 '[' . main::edit(account => main::account('dave')) . ']']



=== TEST 4: edited, but of its versions nothing is left
--- sql
UPDATE statuses SET edited_at = '2026-07-01 02:03:04.0567', text = 'Now',
    spoiler_text = 'CW', sensitive = true WHERE id = 101;
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(content => '"<p>Now</p>"', spoiler_text => '"CW"',
    sensitive => 'true', created_at => '"2026-07-01T02:03:04.056Z"') . ']'



=== TEST 5: an author whose posts are all sensitive: the version says it itself
--- sql eval
main::edited('text', "'Hello'") . 'UPDATE accounts SET sensitized_at = now()'
--- request eval: main::of(101, 102)
--- error_code eval
[200, 200]
--- response_body eval
['[' . main::edit() . ']',
 '[' . main::edit(account => main::account('bob')) . ']']



=== TEST 6: sensitive may be unknown
--- sql
INSERT INTO status_edits (status_id, account_id, text, sensitive)
VALUES (101, 1001, 'Hello', NULL);
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(sensitive => 'null') . ']'



=== TEST 7: pictures, with the texts they had
--- sql eval
$::Media . main::edited('text, ordered_media_attachment_ids,
    media_descriptions', "'Hello', '{6,5}', '{was 6,was 5}'",
    "'Hello', '{5}', '{NULL}'", "'Hello', '{5,6,7}', '{}'",
    "'Hello', '{9,7}', '{a}'", "'Hello', '{8}', NULL",
    "'Hello', '{5,6,7,8,9}', '{1,2,3,4,5}'", "'Hello', '{}', '{}'",
    "'Hello', NULL, NULL", "'Hello', NULL, '{x}'")
--- request eval: main::of(101)
--- response_body eval
main::wrap(map { main::edit(media_attachments => main::pictures(@$_)) }
    [[6, 'was 6'], [5, 'was 5']], [[5, undef]], [[5, undef], [6, undef],
    [7, undef]], [[9, 'a'], [7, undef]], [[8, undef]],
    [[5, 1], [6, 2], [7, 3], [8, 4]], [], [], [])



=== TEST 8: a picture that is gone is left out, the texts of others stay
--- sql eval
$::Media . main::edited('text, ordered_media_attachment_ids,
    media_descriptions', "'Hello', '{5,77,6}', '{a,b,c}'")
    . 'DELETE FROM media_attachments WHERE id = 5'
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(media_attachments => main::pictures([6, 'c'])) . ']'



=== TEST 9: what is there now: pictures in their order, or by id
--- sql eval
$::Media . <<'_EOC_'
INSERT INTO media_attachments (id, account_id, status_id, type,
    file_file_name, file_content_type, processing, remote_url, description)
VALUES (2, 1002, 102, 0, '0000000000000002.png', 'image/png', 2, '', NULL),
    (1, 1002, 102, 0, '0000000000000001.png', 'image/png', 2, '', 'x');
UPDATE statuses SET ordered_media_attachment_ids = '{8,77,5,9,7,6}'
WHERE id = 101;
_EOC_
--- request eval: main::of(101, 102)
--- error_code eval
[200, 200]
--- response_body eval
['[' . main::edit(media_attachments => main::pictures(
    map { [$_, "now $_"] } 8, 5, 9, 7)) . ']',
 '[' . main::edit(account => main::account('bob'),
    media_attachments => main::pictures([1, 'x'], [2, undef])) . ']']



=== TEST 10: an empty list of pictures is none
--- sql eval
$::Media . "UPDATE statuses SET ordered_media_attachment_ids = '{}'"
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit() . ']'



=== TEST 11: polls, of which only the titles are told
--- sql eval
main::edited('text, poll_options', "'Hello', '{a,\"b \"\"c\"\"\"}'",
    "'Hello', '{}'", "'Hello', NULL", "'Hello', '{\"<b>\",\"ü, {x}\"}'")
    =~ s/b ""c""/b \\"c\\"/r
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::edit(
    poll => '{"options":[{"title":"a"},{"title":"b \"c\""}]}'),
    main::edit(), main::edit(), main::edit(
    poll => "{\"options\":[{\"title\":\"<b>\"},{\"title\":\"\xc3\xbc, {x}\"}]}"))



=== TEST 12: the poll that there is now
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count)
VALUES (61, 1001, 101, '{a,b}', '{2,1}', 3),
    (62, 1002, 102, '{}', '{}', 0);
UPDATE statuses SET poll_id = 61 WHERE id = 101;
UPDATE statuses SET poll_id = 62 WHERE id = 102;
--- request eval: main::of(101, 102)
--- error_code eval
[200, 200]
--- response_body eval
['[' . main::edit(poll => '{"options":[{"title":"a"},{"title":"b"}]}') . ']',
 '[' . main::edit(account => main::account('bob')) . ']']



=== TEST 13: who has edited
--- sql
INSERT INTO status_edits (id, status_id, account_id, text, sensitive)
VALUES (11, 101, 1001, 'Hello', false), (12, 101, NULL, 'Hello', false),
    (13, 101, 2001, 'Hello', false), (14, 101, 3001, 'Hello', false);
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::edit(), main::edit(account => 'null'),
    main::edit(account => main::account('dave')),
    main::edit(account => main::account('vera:3001')))



=== TEST 14: as a user sees them
--- sql
INSERT INTO status_edits (id, status_id, account_id, text, sensitive)
VALUES (11, 101, 1001, 'Hello', false), (12, 101, 2001, 'Hello', false);
--- as: vera
--- request eval: main::of(101, 102)
--- error_code eval
[200, 200]
--- response_body eval
[main::wrap(map { main::edit(account => main::seen_account($_)) }
    qw(alice dave)),
 '[' . main::edit(account => main::seen_account('bob')) . ']']



=== TEST 15: an author or editor who has moved
--- sql
UPDATE accounts SET moved_to_account_id = 2001 WHERE id = 1001;
INSERT INTO status_edits (id, status_id, account_id, text, sensitive)
VALUES (11, 101, 1001, 'Hello', false);
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(account => main::account('alice',
    moved => main::account('dave'))) . ']'



=== TEST 16: emoji of each version, of the author's server
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', '1.png'), (8, 'cat', '2.png'), (9, 'dog', '3.png');
INSERT INTO custom_emojis (id, shortcode, domain, image_file_name, uri)
VALUES (17, 'tux', 'remote.example', '4.png', 'x');
INSERT INTO status_edits (id, status_id, account_id, text, spoiler_text,
    poll_options, sensitive)
VALUES (11, 101, 1001, 'a :tux:', '', NULL, false),
    (12, 101, 2001, ':cat: :none:', ':dog:', NULL, false),
    (13, 101, 1001, 'x', '', '{:cat:,b}', false),
    (14, 101, 1001, 'x', '', NULL, false);
UPDATE statuses SET text = ':dog:' WHERE id = 101;
--- request eval: main::of(101)
--- response_body eval
my ($tux, $cat, $dog) = map { main::emoji(@$_) } ['tux', 7, '1.png'],
    ['cat', 8, '2.png'], ['dog', 9, '3.png'];
main::wrap(
    main::edit(content => '"<p>a :tux:</p>"', emojis => "[$tux]"),
    main::edit(content => '"<p>:cat: :none:</p>"', spoiler_text => '":dog:"',
        account => main::account('dave'), emojis => "[$dog,$cat]"),
    main::edit(content => '"<p>x</p>"', emojis => "[$cat]",
        poll => '{"options":[{"title":":cat:"},{"title":"b"}]}'),
    main::edit(content => '"<p>x</p>"'))



=== TEST 17: emoji of what there is now
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', '1.png'), (8, 'cat', '2.png');
INSERT INTO polls (id, account_id, status_id, options)
VALUES (61, 1001, 101, '{:cat:,b}');
UPDATE statuses SET poll_id = 61, spoiler_text = ':tux:' WHERE id = 101;
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(spoiler_text => '":tux:"',
    poll => '{"options":[{"title":":cat:"},{"title":"b"}]}',
    emojis => main::wrap(main::emoji('tux', 7, '1.png'),
        main::emoji('cat', 8, '2.png'))) . ']'



=== TEST 18: who is mentioned: the author is linked, others are not
--- sql eval
main::edited('text', "'to \@alice'", "'to \@bob'", "'to \@dave\@remote.example'")
    . "INSERT INTO mentions (status_id, account_id, silent)
        VALUES (101, 1002, false), (101, 2001, false)"
--- request eval: main::of(101)
--- response_body eval
main::wrap(
    main::edit(content => main::str('<p>to <span class="h-card" '
        . 'translate="no"><a href="https://social.example/@alice" '
        . 'class="u-url mention">@<span>alice</span></a></span></p>')),
    main::edit(content => '"<p>to @bob</p>"'),
    main::edit(content => '"<p>to @dave@remote.example</p>"'))



=== TEST 19: links and hashtags are linked, line breaks are kept
--- sql eval
main::edited('text', "E'see https://nginx.org/ #tag\\n\\n<b>'")
--- request eval: main::of(101)
--- response_body eval
'[' . main::edit(content => main::str('<p>see <a href="https://nginx.org/" '
    . 'target="_blank" rel="nofollow noopener" translate="no"><span '
    . 'class="invisible">https://</span><span class="">nginx.org/</span>'
    . '<span class="invisible"></span></a> <a href="https://social.example/'
    . 'tags/tag" class="mention hashtag" rel="tag">#<span>tag</span></a></p>'
    . '<p>&lt;b&gt;</p>')) . ']'



=== TEST 20: from elsewhere: what may stay of the markup
--- sql
INSERT INTO status_edits (id, status_id, account_id, text, sensitive)
VALUES (11, 103, 2001, '<p>Old <script>x</script><b onclick="x">b</b></p>', false),
    (12, 103, 2001, '<p>New</p>', false);
--- request eval: main::of(103)
--- response_body eval
main::wrap(
    main::edit(content => '"<p>Old <b>b</b></p>"',
        account => main::account('dave')),
    main::edit(content => '"<p>New</p>"', account => main::account('dave')))



=== TEST 21: an empty text
--- sql eval: main::edited('text', "''", "' '") . $::Media
--- request eval: main::of(101)
--- response_body eval
main::wrap(main::edit(content => '""'), main::edit(content => '""'))



=== TEST 22: of a boost: itself, which is empty
--- sql eval
main::edited('text', "'Hello'") . "INSERT INTO statuses (id, account_id, local,
    reblog_of_id) VALUES (401, 1002, true, 101)"
--- request eval: main::of(401)
--- response_body eval
'[' . main::edit(content => '""', account => main::account('bob')) . ']'



=== TEST 23: who may see the post may see them all
--- sql eval
main::edited('text', "'Hello'") . "INSERT INTO follows (account_id,
    target_account_id) VALUES (3001, 1001);
    UPDATE statuses SET visibility = 2 WHERE id = 101"
--- as: - app bob vera alice - - bob vera
--- request eval: main::of((101) x 5, (502) x 4)
--- error_code eval
[404, 404, 404, 200, 200, 404, 404, 200, 404]
--- response_body eval
my $seen = '[' . main::edit(account => main::seen_account('alice')) . ']';
my $bob = main::edit(account => main::seen_account('bob'));
[($TestAuth::NotFound) x 3, ($seen) x 2, ($TestAuth::NotFound) x 2, "[$bob]",
 $TestAuth::NotFound]



=== TEST 24: a post that is deleted, and its versions
--- sql eval
main::edited('text', "'Hello'")
    . "UPDATE statuses SET deleted_at = now() WHERE id = 101"
--- as: - alice
--- request eval: main::of(101, 101)
--- error_code eval
[404, 404]
--- response_body eval
[($TestAuth::NotFound) x 2]



=== TEST 25: the versions of others are others'
--- sql
INSERT INTO status_edits (status_id, account_id, text, sensitive)
VALUES (102, 1002, 'Other', false);
--- request eval: main::of(101, 102)
--- error_code eval
[200, 200]
--- response_body eval
['[' . main::edit() . ']', '[' . main::edit(content => '"<p>Other</p>"',
    account => main::account('bob')) . ']']



=== TEST 26: no pages: parameters are for others
--- sql eval: main::edited('text', "'Hello'", "'Hello'")
--- request eval
TestAuth::asks('/101/history?limit=1&max_id=1')
--- response_body eval
main::wrap(main::edit(), main::edit())
