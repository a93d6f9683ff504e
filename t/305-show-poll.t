# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use Test::Nginx::Socket;

# The Poll of a post, as those see it who cannot vote.

TestEntity::setup();

# post(poll): alice's post 101 with this one
sub post { status(101, language => '"en"', poll => $_[0], @_[1 .. $#_]) }

# three for each request
repeat_each(2);
plan tests => repeat_each() * 3 * 20;

run_tests();

__DATA__

=== TEST 1: an open one
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, expires_at)
VALUES (77, 1001, 101, '{yes,no}', '{3,1}', 4, 3,
    '2090-06-21 09:30:15.042999');
UPDATE statuses SET poll_id = 77 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::poll(77, expires_at => '"2090-06-21T09:30:15.042Z"',
    votes_count => 4, voters_count => 3,
    options => '[{"title":"yes","votes_count":3},'
        . '{"title":"no","votes_count":1}]'))



=== TEST 2: byte for byte
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies)
VALUES (77, 1001, 101, '{yes,no}', '{0,0}');
UPDATE statuses SET poll_id = 77 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body_like: ,"card":null,"poll":\{"id":"77","expires_at":null,"expired":false,"multiple":false,"votes_count":0,"voters_count":null,"options":\[\{"title":"yes","votes_count":0\},\{"title":"no","votes_count":0\}\],"emojis":\[\]\},"quote_approval":



=== TEST 3: one that is over, of several choices
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, expires_at, multiple)
VALUES (77, 1001, 101, '{a,b}', '{1,2}', 3, 2, '2026-06-21', true);
UPDATE statuses SET poll_id = 77 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::poll(77, expires_at => '"2026-06-21T00:00:00.000Z"',
    expired => 'true', multiple => 'true', votes_count => 3,
    voters_count => 2, options => '[{"title":"a","votes_count":1},'
        . '{"title":"b","votes_count":2}]'))



=== TEST 4: the hour of its end is one of UTC
--- sql
INSERT INTO polls (id, account_id, status_id, options, expires_at) VALUES
    (77, 1001, 101, '{a,b}', now() AT TIME ZONE 'utc' - interval '1 minute'),
    (78, 1002, 102, '{a,b}', now() AT TIME ZONE 'utc' + interval '9 minutes');
UPDATE statuses SET poll_id = id - 24 WHERE id IN (101, 102);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body_like eval
['"expired":true,', '"expired":false,']



=== TEST 5: one that has no end, and one whose end never comes
--- sql
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at)
VALUES (77, 1001, 101, '{a,b}', 0, NULL),
    (78, 1002, 102, '{a,b}', 0, 'infinity');
UPDATE statuses SET poll_id = id - 24 WHERE id IN (101, 102);
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/102"]
--- error_code eval
[200, 200]
--- response_body eval
[main::post(main::poll(77, expires_at => 'null')),
 main::status(102, by => 'bob',
    poll => main::poll(78, expires_at => 'null'))]



=== TEST 6: hidden totals, until it is over
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    votes_count, voters_count, hide_totals, expires_at) VALUES
    (77, 1001, 101, '{a,b}', '{1,2}', 3, 2, true, '2090-01-01'),
    (78, 1002, 102, '{a,b}', '{1,2}', 3, 2, true, '2026-06-21'),
    (79, 2001, 103, '{a,b}', '{1,2}', 3, 2, true, NULL);
UPDATE statuses SET poll_id = id - 24;
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
my @n = (votes_count => 3, voters_count => 2);
my $hidden = '[{"title":"a","votes_count":null},'
    . '{"title":"b","votes_count":null}]';
[main::post(main::poll(77, @n, options => $hidden)),
 main::status(102, by => 'bob', poll => main::poll(78, @n,
    expires_at => '"2026-06-21T00:00:00.000Z"', expired => 'true',
    options => '[{"title":"a","votes_count":1},'
        . '{"title":"b","votes_count":2}]')),
 main::status(103, by => 'dave', language => '"de"',
    poll => main::poll(79, @n, expires_at => 'null', options => $hidden))]



=== TEST 7: more options than counts, and more counts than options
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    voters_count, expires_at) VALUES
    (77, 1001, 101, '{a,b,c}', '{5}', 0, '2090-01-01'),
    (78, 1002, 102, '{a}', '{5,6,7}', 0, '2090-01-01'),
    (79, 2001, 103, '{a,b}', '{}', 0, '2090-01-01');
UPDATE statuses SET poll_id = id - 24;
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::post(main::poll(77, options => '[{"title":"a","votes_count":5},'
    . '{"title":"b","votes_count":0},{"title":"c","votes_count":0}]')),
 main::status(102, by => 'bob', poll => main::poll(78,
    options => '[{"title":"a","votes_count":5}]')),
 main::status(103, by => 'dave', language => '"de"',
    poll => main::poll(79))]



=== TEST 8: nothing to choose from
--- sql
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at) VALUES (77, 1001, 101, '{}', 0, '2090-01-01');
UPDATE statuses SET poll_id = 77 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::poll(77, options => '[]'))



=== TEST 9: options of all sorts
--- sql
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at)
VALUES (77, 1001, 101, ARRAY['', 'NULL', 'null', '{a,b}', 'a,b', '"q"',
    E'back\\slash', ' blanks ', E'tab\tnewline\n', '<b>&amp;', 'ü😀',
    '[0:1]={x}', '}'], 0, '2090-01-01');
UPDATE statuses SET poll_id = 77 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::poll(77, options => main::wrap(map {
    '{"title":' . main::str($_) . ',"votes_count":0}' }
    '', 'NULL', 'null', '{a,b}', 'a,b', '"q"', 'back\\slash', ' blanks ',
    "tab\tnewline\n", '<b>&amp;', "\xc3\xbc\xf0\x9f\x98\x80", '[0:1]={x}',
    '}')))



=== TEST 10: arrays that do not begin at one
--- sql
INSERT INTO polls (id, account_id, status_id, options, cached_tallies,
    voters_count, expires_at)
VALUES (77, 1001, 101, '[0:1]={a,b}', '[5:6]={8,9}', 0, '2090-01-01');
UPDATE statuses SET poll_id = 77 WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
main::post(main::poll(77, options => '[{"title":"a","votes_count":8},'
    . '{"title":"b","votes_count":9}]'))



=== TEST 11: the post says which poll is its own
--- sql
INSERT INTO polls (id, account_id, status_id, options) VALUES
    (77, 1001, 101, '{a,b}'), (78, 1002, 103, '{a,b}');
UPDATE statuses SET poll_id = 99 WHERE id = 102;
UPDATE statuses SET poll_id = 77 WHERE id = 103;
--- request eval
[map { "GET /api/v1/statuses/$_" } 101 .. 103]
--- error_code eval
[200, 200, 200]
--- response_body eval
[main::post('null'), main::status(102, by => 'bob'),
 main::status(103, by => 'dave', language => '"de"', poll => main::poll(77,
    expires_at => 'null', voters_count => 'null'))]



=== TEST 12: emoji in the options belong to the poll and to the post
--- sql
INSERT INTO custom_emojis (id, shortcode, image_file_name)
VALUES (7, 'tux', 'a.gif'), (8, 'gnu', 'b.png'), (9, 'not', 'c.png');
INSERT INTO polls (id, account_id, status_id, options, voters_count,
    expires_at)
VALUES (77, 1001, 101, '{":gnu: a",":tux: :gnu:"}', 0, '2090-01-01');
UPDATE statuses SET poll_id = 77, text = 'Hello :tux:' WHERE id = 101;
--- request
GET /api/v1/statuses/101
--- response_body eval
my $tux = main::emoji('tux', 7, 'a.gif');
my $gnu = main::emoji('gnu', 8, 'b.png');
main::post(main::poll(77, emojis => main::wrap($gnu, $tux),
    options => '[{"title":":gnu: a","votes_count":0},'
        . '{"title":":tux: :gnu:","votes_count":0}]'),
    content => main::str('<p>Hello :tux:</p>'),
    emojis => main::wrap($tux, $gnu))
