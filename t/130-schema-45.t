# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# A database of Mastodon 4.5, whose columns are fewer.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup(schema => '4.5');

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: it is recognised, and a status has no keys that it cannot have
--- request
GET /api/v1/statuses/1
--- response_body_like chomp
^(?!.*(?:tagged_collections|avatar_description|feature_approval|show_media))\{"id":"1",.*"content":"<p>my-private-words 1</p>".*"header_static":"[^"]+","followers_count".*"noindex":false,"emojis":\[\],.*"emojis":\[\],"quote":null



=== TEST 2: without prepared statements
--- database
prepare off;
--- scenario
my $lock = hold(900);
my @r = crowd(2);
$lock->end;
say_(all(@r, start(1 .. 20)));
--- transcript
all 200



=== TEST 3: plans that no longer fit are made anew
--- scenario
say_(all(start(1 .. 20)));
pg_sql('ALTER TABLE statuses ALTER language TYPE text');
say_(all(start(1 .. 20)));
--- transcript
all 200
all 200
