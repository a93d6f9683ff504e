# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# Keywords of filters: letters and words of many scripts, letter case, and
# characters that mean something in patterns. Each block has one filter for
# each of its keywords.

TestAuth::setup();

# text, then pairs of keyword and "whole" or "part"

sub keywords {
    my ($text, @keywords) = @_;

    my $sql = "UPDATE statuses SET text = \$t\$$text\$t\$ WHERE id = 101;\n";
    my $id;

    while (my ($word, $whole) = splice @keywords, 0, 2) {
        $id++;
        $whole = $whole eq 'whole' ? 'true' : 'false';
        $sql .= "INSERT INTO custom_filters (id, account_id, phrase, context)"
            . " VALUES ($id, 3001, 'f$id', '{home}');\n"
            . "INSERT INTO custom_filter_keywords (custom_filter_id, keyword,"
            . " whole_word) VALUES ($id, \$k\$$word\$k\$, $whole);\n";
    }

    return $sql;
}

# for response_body_like: the filters that match, and what they found

sub found {
    my @out;

    while (my ($id, $word) = splice @_, 0, 2) {
        push @out, matched($id, "f$id", word => $word);
    }

    return '"filtered":' . quotemeta('[' . join(',', @out) . ']')
        . ',"reblog"';
}

# Three for each of 22 requests.
repeat_each(2);
plan tests => repeat_each() * (22 * 3);

run_tests();

__DATA__

=== TEST 1: a whole word, and a part of one
--- sql eval
main::keywords('The cat concatenates', 'cat', 'whole', 'at', 'whole', 'at',
    'part', 'concat', 'whole', 'concat', 'part', 'the cat', 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, 'cat', 3, 'at', 5, 'concat', 6, 'The cat')



=== TEST 2: at the ends of the text, of lines, beside marks
--- sql eval
main::keywords("one,two\nthree!(four)'five'-six", map { $_, 'whole' }
    qw(one two three four five six))
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, 'one', 2, 'two', 3, 'three', 4, 'four', 5, 'five', 6, 'six')



=== TEST 3: digits and low lines are part of a word
--- sql eval
main::keywords('cat2 cat_x 3cat _cat', 'cat', 'whole', 'cat', 'part', 'cat2',
    'whole', '_cat', 'whole', 'cat_x', 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(2, 'cat', 3, 'cat2', 4, '_cat', 5, 'cat_x')



=== TEST 4: a keyword that begins or ends with a mark needs no boundary there
--- sql eval
main::keywords('xx#cat!! a@b.c $5x', '#cat', 'whole', 'cat!', 'whole',
    '#cat!', 'whole', '@b', 'whole', '@', 'whole', '#ca', 'whole', '$5', 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, '#cat', 2, 'cat!', 3, '#cat!', 4, '@b', 5, '@')



=== TEST 5: letters with accents
--- sql eval
main::keywords("caf\xc3\xa9s \xc3\x89cole na\xc3\xafve", "caf", 'whole',
    "caf\xc3\xa9", 'whole', "caf\xc3\xa9s", 'whole', "\xc3\xa9cole", 'whole',
    "cole", 'whole', "NA\xc3\x8fVE", 'whole', "na", 'whole', "caf\xc3\xa9",
    'part')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(3, "caf\xc3\xa9s", 4, "\xc3\x89cole", 6, "na\xc3\xafve", 8,
    "caf\xc3\xa9")



=== TEST 6: accents that are characters of their own belong to the word
--- sql eval
main::keywords("cafe\xcc\x81 bar", 'cafe', 'whole', 'cafe', 'part',
    "cafe\xcc\x81", 'whole', 'bar', 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(2, 'cafe', 3, "cafe\xcc\x81", 4, 'bar')



=== TEST 7: Greek, in any letter case
--- sql eval
main::keywords("\xce\x9a\xce\xb1\xce\xbb\xce\xb7\xce\xbc\xce\xad\xcf\x81\xce\xb1",
    "\xce\xba\xce\xb1\xce\xbb\xce\xb7\xce\xbc\xce\xad\xcf\x81\xce\xb1", 'whole',
    "\xce\x9a\xce\x91\xce\x9b\xce\x97", 'part', "\xce\xba\xce\xb1\xce\xbb\xce\xb7",
    'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xce\x9a\xce\xb1\xce\xbb\xce\xb7\xce\xbc\xce\xad\xcf\x81\xce\xb1",
    2, "\xce\x9a\xce\xb1\xce\xbb\xce\xb7")



=== TEST 8: a sigma at the end of a word
--- sql eval
main::keywords("\xce\xbb\xcf\x8c\xce\xb3\xce\xbf\xcf\x82",
    "\xce\x9b\xce\x8c\xce\x93\xce\x9f\xce\xa3", 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xce\xbb\xcf\x8c\xce\xb3\xce\xbf\xcf\x82")



=== TEST 9: Cyrillic
--- sql eval
main::keywords("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82, \xd0\xbc\xd0\xb8\xd1\x80!",
    "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82", 'whole',
    "\xd0\xbc\xd0\xb8", 'whole', "\xd0\x9c\xd0\x98\xd0\xa0", 'whole',
    "\xd0\xb8", 'part')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
    3, "\xd0\xbc\xd0\xb8\xd1\x80", 4, "\xd0\xb8")



=== TEST 10: Japanese, where there are no blanks between words
--- sql eval
main::keywords("\xe4\xbb\x8a\xe6\x97\xa5\xe3\x81\xaf\xe7\x8c\xab\xe3\x81\xae\xe6\x97\xa5\xe3\x80\x82",
    "\xe7\x8c\xab", 'part', "\xe7\x8c\xab", 'whole',
    "\xe6\x97\xa5\xe3\x80\x82", 'whole',
    "\xe4\xbb\x8a\xe6\x97\xa5\xe3\x81\xaf\xe7\x8c\xab\xe3\x81\xae\xe6\x97\xa5", 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xe7\x8c\xab",
    4, "\xe4\xbb\x8a\xe6\x97\xa5\xe3\x81\xaf\xe7\x8c\xab\xe3\x81\xae\xe6\x97\xa5")



=== TEST 11: Arabic with its vowel signs, Hebrew, Thai
--- sql eval
main::keywords("\xd9\x85\xd9\x8e\xd8\xb1\xd9\x92\xd8\xad\xd9\x8e\xd8\xa8\xd9\x8b\xd8\xa7 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3",
    "\xd9\x85\xd9\x8e\xd8\xb1\xd9\x92\xd8\xad\xd9\x8e\xd8\xa8\xd9\x8b\xd8\xa7", 'whole',
    "\xd9\x85", 'whole', "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", 'whole',
    "\xd7\xa9\xd7\x9c", 'whole', "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3", 'whole',
    "\xe0\xb8\x99", 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(
    1, "\xd9\x85\xd9\x8e\xd8\xb1\xd9\x92\xd8\xad\xd9\x8e\xd8\xa8\xd9\x8b\xd8\xa7",
    3, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", 5, "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3")



=== TEST 12: Hindi with a joiner inside the word
--- sql eval
main::keywords("\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7 \xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80",
    "\xe0\xa4\x95\xe0\xa5\x8d", 'whole', "\xe0\xa4\xb9\xe0\xa4\xbf", 'whole',
    "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80", 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(3, "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80")



=== TEST 13: digits of other scripts, connectors that are no low lines
--- sql eval
main::keywords("cat\xd9\xa1 cat\xe2\x80\xbfdog \xef\xbc\x91", 'cat', 'whole',
    'dog', 'whole', "cat\xd9\xa1", 'whole', "\xef\xbc\x91", 'whole', '1', 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(3, "cat\xd9\xa1", 4, "\xef\xbc\x91")



=== TEST 14: emoji and symbols are no letters
--- sql eval
main::keywords("x\xf0\x9f\x98\x80y \xe2\x98\x83cat\xe2\x82\xac", "\xf0\x9f\x98\x80",
    'whole', "\xf0\x9f\x98\x80", 'part', 'y', 'whole', 'cat', 'whole',
    "\xe2\x98\x83cat", 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xf0\x9f\x98\x80", 2, "\xf0\x9f\x98\x80", 3, 'y', 4, 'cat',
    5, "\xe2\x98\x83cat")



=== TEST 15: letters beyond the first plane, in any letter case
--- sql eval
main::keywords("\xf0\x90\x90\x80\xf0\x90\x90\xa9",
    "\xf0\x90\x90\xa8\xf0\x90\x90\x81", 'whole', "\xf0\x90\x90\xa8", 'whole',
    "\xf0\x90\x90\xa8", 'part')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xf0\x90\x90\x80\xf0\x90\x90\xa9", 3, "\xf0\x90\x90\x80")



=== TEST 16: characters that mean something in a pattern mean themselves
--- sql eval
main::keywords('a.b a*b [x] (y) {2} ^s$ p|q c++ \\d why? n-m #h',
    map { $_, 'part' } 'a.b', 'a*b', '[x]', '(y)', '{2}', '^s$', 'p|q', 'c++',
    '\\d', 'why?', 'n-m', '#h')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, 'a.b', 2, 'a*b', 3, '[x]', 4, '(y)', 5, '{2}', 6, '^s$', 7,
    'p|q', 8, 'c++', 9, '\\d', 10, 'why?', 11, 'n-m', 12, '#h')



=== TEST 17: and nothing else
--- sql eval
main::keywords('axb aab x y 22 s p q c 7 why n m h END', map { $_, 'part' }
    'a.b', 'a*b', '[x]', '(y)', '{2}', '^s$', 'p|q', 'c++', '\\d', 'why?',
    '[a-z]', '.', '\\w', '(?i)end', '$', '^', 'n.*m', '\\E', '\\Qend', '(*ACCEPT)')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found()



=== TEST 18: the same as whole words
--- sql eval
main::keywords('a.b [x] c++ \\d ... (y)z', map { $_, 'whole' } 'a.b', '[x]',
    'c++', '\\d', '.', '...', '(y)', '(y', 'b [')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, 'a.b', 2, '[x]', 3, 'c++', 4, '\\d', 5, '.', 6, '...', 7,
    '(y)', 8, '(y', 9, 'b [')



=== TEST 19: blanks count as they are
--- sql eval
main::keywords("good  morning good\tevening good night", 'good morning', 'part',
    'good  morning', 'whole', "good\tevening", 'whole', ' night', 'whole',
    'good night', 'whole', ' ', 'part', 'goodnight', 'part')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(2, 'good  morning', 3, "good\tevening", 4, ' night', 5,
    'good night', 6, ' ')



=== TEST 20: what was found is told as it stands there
--- sql eval
main::keywords("SAY \"Hello\"\n\\o/", 'say "hello"', 'whole', "hello\"\n\\o/",
    'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, 'SAY "Hello"', 2, "Hello\"\n\\o/")



=== TEST 21: letters whose other case has another length
--- sql eval
main::keywords("\xe1\xba\x9e \xc4\xb0x \xe2\x84\xaaelvin", "\xc3\x9f", 'whole',
    'kelvin', 'whole')
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(1, "\xe1\xba\x9e", 2, "\xe2\x84\xaaelvin")



=== TEST 22: a great many letters before a match, and none
--- sql
UPDATE statuses SET text = repeat('a', 200000) || ' b' WHERE id = 101;
INSERT INTO custom_filters (id, account_id, phrase, context)
SELECT i, 3001, 'f' || i, '{home}' FROM generate_series(1, 3) AS i;
INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word)
VALUES (1, 'aab', true), (2, repeat('a', 500) || 'b', false), (3, 'b', true);
--- as: vera
--- request
GET /api/v1/statuses/101
--- response_body_like eval
main::found(3, 'b')
