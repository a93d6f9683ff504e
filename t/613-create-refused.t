# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestPublish;
use Test::Nginx::Socket;

# What a post must be, in Mastodon's order and words, and what else clients
# send; of what is refused nothing is written.

TestPublish::setup();

our $X500 = 'x' x 500;
our $BadPoll = '"poll":{"options":["a"],"expires_in":10}';

sub poll_of {
    my ($options, $expires) = @_;
    return qq({"status":"x","poll":{"options":$options,"expires_in":)
        . ($expires // 300) . '}}';
}

sub all_invalid { return [map { main::invalid($_) } @_] }

our $Url = 'https://kelp.garden/a/very/long/path/that/goes/on/and/on/and/on';

repeat_each(1);
plan tests => 293;

no_long_string();
run_tests();

__DATA__

=== TEST 1: no text
--- request eval
main::post('{}', '{"status":""}', '{"status":" \t\u3000\u00a0"}', '[]',
    '{"status":null,"spoiler_text":null}', '{"status":["x"]}',
    '{"status":"\u0000"}', '')
--- error_code eval: [(422) x 8]
--- response_body eval: main::all_invalid(("Text can't be blank") x 8)
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 2: a poll is no text
--- request eval
main::post('{"poll":{"options":["a","b"],"expires_in":300}}')
--- error_code: 422
--- response_body eval: main::invalid("Text can't be blank")



=== TEST 3: a visibility that is none
--- request eval
main::post(map { qq({"status":"x","visibility":$_}) } '"secret"', 1, '" "',
    'true', '"Public"')
--- error_code eval: [(422) x 5]
--- response_body eval
main::all_invalid(('Visibility is not included in the list') x 5)



=== TEST 4: who may quote: none of these
--- request eval
main::post(map { qq({"status":"","quote_approval_policy":$_}) } qw("bogus"
    "following" 1 "public\u0000"))
--- error_code eval: [(422) x 4]
--- response_body eval: [(main::error('Record invalid')) x 4]



=== TEST 5: how long it may be
--- request eval
main::post(map { qq({"status":"$$_[0]","spoiler_text":"$$_[1]"}) }
    ["$::X500", ''], ["$::X500!", ''], ["$::X500", '!'], ["  $::X500  ", ' '],
    ['x', $::X500], [substr($::X500, 23) . ' https://t.co/a', ''],
    [substr($::X500, 24) . " $::Url", ''], ["\@vera\@remote.example $::X500",
    ''], ["\@vera\@remote.example " . substr($::X500, 6), ''],
    [substr($::X500, 1) . "e\xcc\x81", ''])
--- error_code eval: [200, 422, 422, 200, 422, 422, 200, 422, 200, 200]
--- response_body_like eval
[map { $_ ? qr/^\{"error":"Validation failed: Text character limit of 500 exceeded"\}$/
    : qr/^\{"id":"NEW"/ } 0, 1, 1, 0, 1, 1, 0, 1, 0, 0]



=== TEST 6: statuses_max_characters
--- conf
    statuses_max_characters 5;
--- request eval: main::post('{"status":"Hello"}', '{"status":"Hello!"}')
--- error_code eval: [200, 422]
--- response_body eval
[main::made(), main::invalid('Text character limit of 5 exceeded')]



=== TEST 7: hashtags that moderators have forbidden
--- sql
INSERT INTO tags (id, name, usable) VALUES (1, 'banned', false),
    (2, 'forbidden', false), (3, 'fine', true), (4, 'new', NULL)
--- request eval
main::post('{"status":"#Forbidden #fine #new"}',
    '{"status":"#forbidden #BANNED #f\u00efne"}', '{"status":"#fine #new"}')
--- error_code eval: [422, 422, 200]
--- response_body_like eval
[qr/^\{"error":"Validation failed: Text contained a disallowed hashtag: forbidden"\}$/,
    qr/^\{"error":"Validation failed: Text contained the disallowed hashtags: banned, forbidden"\}$/,
    qr/^\{"id":"NEW"/]



=== TEST 8: polls: choices
--- request eval
main::post(main::poll_of('[]'), main::poll_of('["a"]'),
    main::poll_of('["a"," ","\u3000"]'), main::poll_of('["a","b","c","d","e"]'),
    main::poll_of('["a","' . 'x' x 51 . '"]'), main::poll_of('["a"," a "]'),
    main::poll_of('["a","' . "e\xcc\x81" x 50 . '"]'),
    main::poll_of('["a","a","c","d","' . 'x' x 51 . '"]'))
--- error_code eval: [(422) x 6, 200, 422]
--- response_body_like eval
[map { $_ ? '^' . quotemeta(main::invalid($_)) . '$' : '^\{"id":"NEW"' }
    "Choices can't be blank, Choices must have more than one item",
    ('Choices must have more than one item') x 2,
    "Choices can't contain more than 4 items",
    'Choices cannot be longer than 50 characters each',
    'Choices contain duplicate items', undef,
    "Choices can't contain more than 4 items, Choices cannot be longer than "
    . '50 characters each, Choices contain duplicate items']



=== TEST 9: polls: how long they last
--- request eval
main::post(map { main::poll_of('["a","b"]', $_) } qw(299 300 2629746 2629747
    "soon" "" null -1 99999999999999999999 "-99999999999999999999"
    "99999999999999999999" "300.9" 299.9 "3_00" true))
--- error_code eval
[422, 200, 200, (422) x 8, 200, 422, 200, 422]
--- response_body_like eval
[map { $_ ? '^' . quotemeta(main::invalid("Deadline $_")) . '$'
    : '^\{"id":"NEW"' } 'is too soon', undef, undef,
    'is too far into the future', 'is too soon', "can't be blank",
    "can't be blank", 'is too soon', 'is too soon', 'is too soon',
    'is too far into the future', undef, 'is too soon', undef, 'is too soon']



=== TEST 10: no deadline, and no choices
--- request eval: main::post('{"status":"x","poll":{"multiple":true}}')
--- error_code: 422
--- response_body eval
main::invalid("Choices can't be blank, Deadline can't be blank, Choices must "
    . 'have more than one item')



=== TEST 11: all at once, in this order
--- sql
INSERT INTO tags (id, name, usable) VALUES (1, 'banned', false)
--- request eval
main::post(qq({"status":"$::X500! #banned","visibility":"x",$::BadPoll}),
    qq({"visibility":"x",$::BadPoll}))
--- error_code eval: [422, 422]
--- response_body eval
main::all_invalid('Visibility is not included in the list, Text character '
    . 'limit of 500 exceeded, Text contained a disallowed hashtag: banned, '
    . 'Choices must have more than one item, Deadline is too soon',
    "Visibility is not included in the list, Text can't be blank, Choices must"
    . ' have more than one item, Deadline is too soon')



=== TEST 12: one thing after another
--- sql
UPDATE statuses SET quote_approval_policy = 131072 WHERE id = 101
--- request eval
my @wrong = ('"in_reply_to_id":"9"', '"quoted_status_id":"9"',
    '"quote_approval_policy":"x"', '"media_ids":[1,1,1,1,1]');
main::post((map { my $n = $_; '{"status":"@bob","visibility":"x",'
    . '"allowed_mentions":[],' . join(',', @wrong[$n .. 3]) . '}' } 0 .. 3),
    '{"status":"@bob","visibility":"direct","allowed_mentions":[],'
    . '"quoted_status_id":"101","poll":{"options":[],"expires_in":1}}',
    '{"status":"x","visibility":"direct","quoted_status_id":"101",'
    . '"poll":{"options":[],"expires_in":1}}')
--- error_code eval: [404, 404, (422) x 4]
--- response_body_like eval
['trying to reply to', 'trying to quote', 'Record invalid', 'more than 4 files',
    'unexpected_accounts', 'Cannot quote a non-mentioned user']
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 13: bodies that are none
--- request eval
main::post('{"status":"x"', '{"status":}', 'nonsense',
    '[' x 2000 . ']' x 2000, "{\"status\":\"\xff\xfe\"}",
    '{"status":"\ud800"}')
--- error_code eval: [(400) x 6]
--- response_body eval: [(main::error('Bad Request')) x 6]
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 14: forms that are none
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request eval
main::post('status=%ff%fe', 'status=%zz', 'status=a&status[b]=c',
    'poll[options]=a&poll[options][]=b')
--- error_code eval: [(400) x 4]
--- response_body eval: [(main::error('Bad Request')) x 4]



=== TEST 15: multipart that is none
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- request eval
main::post('status=x', "--b\r\n\r\nx", "--b\r\nContent-Disposition: form-data;"
    . " name=\"status\"\r\n\r\nx",
    "--b\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\n\xff\r\n"
    . "--b--\r\n")
--- error_code eval: [(400) x 4]
--- response_body eval: [(main::error('Bad Request')) x 4]
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 16: a type that is unknown holds no parameters; one that is no type
--- more_headers eval: ["Content-Type: text/plain\n", "Content-Type: bogus\n"]
--- request eval: main::post('status=x', 'status=x')
--- error_code eval: [422, 406]
--- response_body eval
[main::invalid("Text can't be blank"), main::error('Not Acceptable')]



=== TEST 17: NUL inside a text is in no text of PostgreSQL's
--- request eval
main::post('{"status":"a\u0000b"}', '{"status":"x","spoiler_text":"a\u0000b"}',
    '{"status":"x","poll":{"options":["a\u0000b","c"],"expires_in":300}}')
--- error_code eval: [(422) x 3]
--- response_body eval: main::all_invalid(('Text is invalid') x 3)
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 18: NUL in what is a word
--- request eval
main::post('{"status":"x","language":"en\u0000"}',
    '{"status":"x","visibility":"public\u0000"}',
    '{"status":"x","in_reply_to_id":"\u0000"}')
--- error_code eval: [200, 422, 404]
--- response_body_like eval
['^\{"id":"NEW"', 'Visibility is not included', 'trying to reply to']



=== TEST 19: of a key that is there twice the last one counts
--- request eval: main::post('{"status":"x","status":"Hello"}')
--- response_body eval: main::made()



=== TEST 20: 500 choices, 10,000 handles, 10,000 hashtags, 10,000 ids
--- request eval
main::post(main::poll_of('[' . join(',', map { qq("$_") } 1 .. 500) . ']'),
    '{"status":"' . '@bob @a@b.c ' x 10000 . '"}',
    '{"status":"' . join(' ', map { "#t$_" } 1 .. 10000) . '"}',
    '{"status":"x","media_ids":[' . join(',', 1 .. 10000) . ']}',
    '{"status":"@bob","allowed_mentions":[' . join(',', 1 .. 10000) . ']}')
--- error_code eval: [(422) x 4, 200]
--- response_body_like eval
["^\Q" . main::invalid("Choices can't contain more than 4 items") . '$',
    ('Text character limit of 500 exceeded') x 2, 'more than 4 files',
    '^\{"id":"NEW"']



=== TEST 21: larger than client_max_body_size
--- conf
    client_max_body_size 1m;
--- request eval
["POST /api/v1/statuses\n" . '{"status":"' . 'x' x 1100000 . '"}']
--- error_code eval: [413]
--- response_body_like eval: ['413']
--- no_error_log
[alert]



=== TEST 22: ten megabytes of text
--- conf
    client_max_body_size 20m;
--- request eval: main::post('{"status":"' . 'x ' x 5000000 . '"}')
--- error_code: 422
--- response_body eval: main::invalid('Text character limit of 500 exceeded')



=== TEST 23: statuses_max_characters has to be a number
--- conf
    statuses_max_characters many;
--- must_die
--- request
GET /
--- error_log
invalid number
--- no_error_log
[alert]
