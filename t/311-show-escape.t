# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# Every character that a string may hold, and strings of every length.

TestEntity::setup();

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 22;

run_tests();

__DATA__

=== TEST 1: control characters, one by one and all together
--- sql
INSERT INTO statuses (id, account_id, local, text, spoiler_text)
SELECT 200, 1001, true, 'Hello', string_agg(chr(c), 'x' ORDER BY c)
FROM generate_series(1, 31) c;
INSERT INTO statuses (id, account_id, local, text, spoiler_text)
SELECT 201, 1001, true, 'Hello', string_agg(chr(c), '' ORDER BY c)
FROM generate_series(1, 127) c;
--- request eval
["GET /api/v1/statuses/200", "GET /api/v1/statuses/201"]
--- error_code eval
[200, 200]
--- response_body eval
[main::status(200, spoiler_text => '"\u0001x\u0002x\u0003x\u0004x\u0005x'
    . '\u0006x\u0007x\bx\tx\nx\u000bx\fx\rx\u000ex\u000fx\u0010x\u0011x'
    . '\u0012x\u0013x\u0014x\u0015x\u0016x\u0017x\u0018x\u0019x\u001ax\u001bx'
    . '\u001cx\u001dx\u001ex\u001f"'),
 main::status(201, spoiler_text => '"\u0001\u0002\u0003\u0004\u0005\u0006'
    . '\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015'
    . '\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f'
    . q{ !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]}
    . qq{^_`abcdefghijklmnopqrstuvwxyz{|}~\x7f"})]



=== TEST 2: what is not ASCII stays as it is
--- sql
UPDATE statuses SET spoiler_text =
    U&'\00a0 \00e9\2028\2029\202a\feff\fffd\+01f600\+10ffff' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::status(101, language => '"en"', spoiler_text => "\"\xc2\xa0 \xc3\xa9"
    . "\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xef\xbb\xbf\xef\xbf\xbd"
    . "\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\"")



=== TEST 3: 4.5 also escapes what HTML and JavaScript could take amiss
--- compat: 4.5
--- sql
UPDATE statuses SET spoiler_text =
    U&'<&>/''"\2027\2028\2029\202a\00e2' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.5';
main::status(101, language => '"en"',
    spoiler_text => qq("\\u003c\\u0026\\u003e/'\\"\xe2\x80\xa7\\u2028\\u2029)
        . "\xe2\x80\xaa\xc3\xa2\"")



=== TEST 4: in its HTML as well
--- compat: 4.5
--- sql
UPDATE statuses SET text = 'a < b & c' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
local $TestEntity::Version = '4.5';
main::status(101, language => '"en"', content =>
    '"\u003cp\u003ea \u0026lt; b \u0026amp; c\u003c/p\u003e"')



=== TEST 5: in every string of an account
--- sql
UPDATE accounts SET username = E'a"\\<\t', display_name = E'b"\\<\t',
    avatar_file_name = E'c"\\<\t', avatar_description = E'd"\\<\t'
WHERE id = 1001;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $a = 'a\"\\\\<\t';
my $avatar = qq("$TestEntity::Files/accounts/avatars/000/001/001/original/)
    . 'c%22%5C%3C%09"';
main::status(101, language => '"en"',
    url => qq("https://social.example/\@$a/101"),
    account => main::account('alice', username => qq("$a"), acct => qq("$a"),
        url => qq("https://social.example/\@$a"),
        display_name => '"b\"\\\\<\t"', avatar => $avatar,
        avatar_static => $avatar, avatar_description => '"d\"\\\\<\t"'))



=== TEST 6: of a handle from elsewhere
--- sql
UPDATE accounts SET username = E'a"\\<\t', domain = 'b"<c', id_scheme = 0
WHERE id = 2001;
--- request
GET /api/v1/statuses/103
--- response_body eval
my $a = 'a\"\\\\<\t';
main::status(103, by => 'dave', language => '"de"', account =>
    main::account('dave', username => qq("$a"), acct => qq("$a\@b\\"<c")))



=== TEST 7: texts as long as a buffer, and a little shorter and longer
--- sql
INSERT INTO statuses (id, account_id, local, text, spoiler_text)
SELECT 200 + n, 1001, true, 'Hello', repeat('x', l - 2) || E'\x01"'
FROM unnest(ARRAY[7900, 8190, 8191, 8192, 8193, 16383, 65535, 65536, 65537])
    WITH ORDINALITY AS x (l, n);
--- request eval
[map { "GET /api/v1/statuses/20$_" } 1 .. 9]
--- error_code eval
[(200) x 9]
--- response_body eval
my @len = (7900, 8190, 8191, 8192, 8193, 16383, 65535, 65536, 65537);
[map { main::status(201 + $_, spoiler_text =>
    '"' . 'x' x ($len[$_] - 2) . '\u0001\""') } 0 .. 8]



=== TEST 8: where one buffer ends in the middle of an escape
--- sql
INSERT INTO statuses (id, account_id, local, text, spoiler_text)
SELECT 200 + n, 1001, true, 'Hello', repeat('x', n) || repeat(E'\x01', 4000)
FROM generate_series(0, 5) n;
--- request eval
[map { "GET /api/v1/statuses/20$_" } 0 .. 5]
--- error_code eval
[(200) x 6]
--- response_body eval
[map { main::status(200 + $_, spoiler_text =>
    '"' . 'x' x $_ . '\u0001' x 4000 . '"') } 0 .. 5]
