# Counters in Redis: under Mastodon's names, shared by nodes, and what happens
# when it is slow, or gone, or empty.

use strict;
use warnings;

use lib 't/lib';

use Test::More;

use TestClock;
use TestRedis;
use TestServer;

my $clock = TestClock->new;
my $Now = 1795557060;
my $Window = 5985190;           # of five minutes

my $redis = TestRedis->start('requirepass s3:c@ret', 'databases 16');
my $ask = sub { $redis->ask('AUTH', 's3:c@ret'); $redis->ask('SELECT', 2);
                $redis->ask(@_) };

$clock->set("$Now.25");

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    env      => { $clock->env },
    workers  => 2,
    http     => <<"_EOC_",
    statuses_token_zone zone=tokens:1m;
    statuses_limit_store
        redis=unix://:s3%3Ac\@ret\@@{[ $redis->socket ]}?db=2 timeout=1s;
    statuses_limit_zone \$arg_key zone=mine:64k limit=3/1m;
    statuses_limit_zone \$statuses_client_net zone=all:64k limit=5/1m;

    set_real_ip_from unix:;
    real_ip_header X-Forwarded-For;
_EOC_
    location => <<'_EOC_');
            statuses_operations -context;
            statuses_limit mastodon size=64k;
            empty_gif;
        }

        location /api/v1/statuses/9 {
            statuses on;
            statuses_limit zone=mine;
            statuses_limit zone=all;
_EOC_

sub ask {
    my ($path, $who, $from) = @_;

    my $answer = $s->get($path, $who,
        'X-Forwarded-For: ' . ($from // '203.0.113.1') . "\r\n");
    my @told = map { $answer->{head} =~ /^X-RateLimit-$_: (\d+)/m ? $1 : '-' }
        qw(Limit Remaining);
    return join ' ', $answer->{code}, @told;
}

sub value { return $ask->('GET', "cache:rack::attack:$_[0]") }
sub left { return $ask->('TTL', "cache:rack::attack:$_[0]") }

# a new connection needs no window of its own: the counters are in the way
sub next_window { $clock->set(($Now += 300) . '.25'); $Window++ }


# --- names ----------------------------------------------------------------

my ($user, $token, $other) = split ' ', $s->sql(q(SELECT resource_owner_id
    || ' ' || string_agg(id::text, ' ' ORDER BY token DESC)
    FROM oauth_access_tokens WHERE token IN ('tok-vera', 'tok-read')
    GROUP BY resource_owner_id));

is(ask('/101', 'vera'), '200 300 299', 'a user');
is(value("$Window:throttle_authenticated_api:$user"), 1, 'by user');
is(value("$Window:throttle_per_token_api:$token"), 1, 'by token');
cmp_ok(left("$Window:throttle_per_token_api:$token"), '<=', 241,
    'for the rest of the window and a second');
cmp_ok(left("$Window:throttle_per_token_api:$token"), '>', 200, 'no less');

is(ask('/101'), '200 300 299', 'nobody');
is(ask('/101', undef, '2001:db8:1:2:3::4'), '200 300 299', 'IPv6');
is(value("$Window:throttle_unauthenticated_api:203.0.113.1"), 1,
    'by address');
is(value("$Window:throttle_unauthenticated_api:2001:db8:1:2::"), 1,
    'by network');

my $Pages = int($Now / 900);
is(ask('/101/favourited_by?max_id=1', 'vera'), '200 300 298', 'a page');
is(value("$Pages:throttle_authenticated_paging:$user"), 1, 'by user');
is(ask('DELETE /1', 'read'), '403 30 29', 'a removal');
is(value(int($Now / 1800) . ":throttle_api_delete:$user"), 1, 'by user');

is(join(' ', sort($ask->('KEYS', '*'))), join(' ', sort(map {
    "cache:rack::attack:$_" } "$Window:throttle_authenticated_api:$user",
    "$Window:throttle_per_token_api:$token",
    "$Window:throttle_per_token_api:$other",
    "$Window:throttle_unauthenticated_api:203.0.113.1",
    "$Window:throttle_unauthenticated_api:2001:db8:1:2::",
    "$Pages:throttle_authenticated_paging:$user",
    int($Now / 1800) . ":throttle_api_delete:$user")), 'and nothing else');


# --- counting together ----------------------------------------------------

$ask->('SET', "cache:rack::attack:$Window:throttle_per_token_api:$token", 298,
    'EX', 300);
is(ask('/101', 'vera'), '200 300 1', 'what others have counted');
is(ask('/101', 'vera'), '200 300 0', 'the last one');
is(ask('/101', 'vera'), '429 300 0', 'over');
is(value("$Window:throttle_per_token_api:$token"), 301, 'counted, too');

$ask->('SET', "cache:rack::attack:$Window:throttle_authenticated_api:$user",
    1500, 'EX', 300);
is(ask('/101', 'vera'), '429 1500 0', 'the first limit is over');
is(value("$Window:throttle_per_token_api:$token"), 301,
    'the one behind it stays as it was');
is(ask('/101', 'vera'), '429 1500 0', 'likewise when this node knows it');
is(value("$Window:throttle_authenticated_api:$user"), 1502, 'the first one');
is(value("$Window:throttle_per_token_api:$token"), 301, 'the second one');

$ask->('DEL', "cache:rack::attack:$Window:throttle_authenticated_api:$user",
    "cache:rack::attack:$Window:throttle_per_token_api:$token");
is(ask('/101', 'vera'), '200 300 299', 'what others have reset');
is(value("$Window:throttle_authenticated_api:$user"), 1, 'the first one');
is(value("$Window:throttle_per_token_api:$token"), 1, 'the second one');


# --- zones ----------------------------------------------------------------

my $Minute = int($Now / 60);

is(ask('/901?key=a%20b'), '404 3 2', 'a zone');
is($ask->('GET', "statuses:limit:mine:$Minute:a%20b"), 1, 'by its key');
is($ask->('GET', "statuses:limit:all:$Minute:203.0.113.1"), 1, 'another one');
is(ask('/901?key=' . 'x' x 1000), '404 3 2', 'a long key');
is(ask('/901?key=' . 'x' x 1000), '404 3 1', 'is one');
is(ask('/901?key=' . 'x' x 1001), '404 5 1', 'other than others');


# --- what a backend counts ------------------------------------------------

next_window();
is(ask('/101/context'), '200 - -', 'a backend answers');
is(ask('/101'), '200 300 299', 'and counts by itself');


# --- many at a time -------------------------------------------------------

next_window();

my @answers = map { $s->answers($s->send(map {
    ['/1999', undef, "X-Forwarded-For: 203.0.113.9\r\n"] } 1 .. 8)) } 1 .. 45;
is(TestServer::codes(@answers), '300x404 60x429', 'so many and no more');
is(join(' ', sort { $a <=> $b } map { $_->{head} =~ /Remaining: (\d+)/ }
    grep { $_->{code} == 404 } @answers), join(' ', 0 .. 299),
    'each with a place of its own');
is(value("$Window:throttle_unauthenticated_api:203.0.113.9"), 360,
    'all are counted');


# --- gone and back --------------------------------------------------------

next_window();
is(ask('/101'), '200 300 299', 'before');
$redis->stop;

# a worker may have known nobody yet, but the counters of the node are one
is(ask('/101'), '200 300 298', 'without Redis');
@answers = map { $s->answers($s->send(map {
    ['/1999', undef, "X-Forwarded-For: 203.0.113.1\r\n"] } 1 .. 8)) } 1 .. 45;
is(TestServer::codes(@answers), '298x404 62x429', 'the node counts itself');

my @said = $s->lines(qr/redis.*this node's own counters decide/);
cmp_ok(scalar @said, '>=', 1, 'a line in the log');
cmp_ok(scalar @said, '<=', 2, 'one for each worker');
unlike(join('', $s->log), qr/s3.?c/, 'without the password');

$redis->restart;
next_window();
$s->await(sub { ask('/1999', undef, '203.0.113.3');
    value("$Window:throttle_unauthenticated_api:203.0.113.3") }, 'Redis');
cmp_ok(scalar $s->lines(qr/redis.*is back after \d+ failures/), '>=', 1,
    'that is in the log');


# --- slow -----------------------------------------------------------------

$s->await(sub { my $n = $s->lines(qr/is back/); ask('/1999'); $n == @said },
    'all workers');
next_window();
ask('/101', undef, '203.0.113.4');
$redis->freeze;
is(ask('/101', undef, '203.0.113.4'), '200 300 298', 'while Redis is silent');
is(ask('/101', undef, '203.0.113.4'), '200 300 297', 'and again');
cmp_ok(scalar $s->lines(qr/redis.*timed out; this node's/), '>=', 1,
    'a line in the log');
$redis->thaw;

# --- reload ---------------------------------------------------------------

$s->reload;
next_window();
is(ask('/101', undef, '203.0.113.5'), '200 300 299', 'after a reload');

is(join('', $s->alarms), '', 'nothing alarming in the error log');

done_testing();
