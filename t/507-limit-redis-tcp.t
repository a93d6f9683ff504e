# Redis by TCP: with a user's password, gone from the start, and a server that
# is none.

use strict;
use warnings;

use lib 't/lib';

use IO::Socket::INET ();
use Test::More;

use TestRedis;
use TestServer;

my $none = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5)
    or die "no port: $!\n";
my $port = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
    ->sockport;

sub server {
    my ($uri) = @_;

    return TestServer->start(
        files    => ['t/data/show.sql', 't/data/auth.sql'],
        http     => "statuses_limit_store redis=$uri timeout=500ms;
            statuses_limit_zone x zone=x:64k limit=1000/366d;",
        location => 'statuses_limit zone=x; statuses_limit_blocklist off;');
}

sub left {
    my ($s) = @_;
    return join ' ', map { $_->{head} =~ /Remaining: (\d+)/ }
        map { scalar $s->get('/999') } 1 .. 3;
}


my $s = server("redis://limits:se%40cret\@127.0.0.1:$port/3");

is(left($s), '999 998 997', 'nobody listens');
is(scalar $s->lines(qr/redis "127.0.0.1:$port\/3": Connection refused; this/),
    1, 'that is said once');

my $redis = TestRedis->start("port $port", 'bind 127.0.0.1',
    'user limits on >se@cret ~* +@all');

$s->await(sub { left($s); $s->lines(qr/is back after \d+ failures/) },
    'Redis');

$redis->ask('SELECT', 3);
my ($key) = $redis->ask('KEYS', '*');
like($key, qr/^statuses:limit:x:\d+:x$/, 'a counter');
$redis->ask('SET', $key, 500);
is(left($s), '499 498 497', 'is the one that counts');

$redis->ask('ACL', 'SETUSER', 'limits', 'resetpass', '>other');
$redis->ask('CLIENT', 'KILL', 'USER', 'limits');
is(left($s), '496 495 494', 'a password that is no more');
is(scalar $s->lines(qr/redis.*(?:WRONGPASS|closed the connection).*; this/), 1,
    'is logged');
unlike($s->log, qr/se(?:\@|%40)cret/, 'without it');

$s = server('redis://127.0.0.1:' . $none->sockport);
is(left($s), '999 998 997', 'a server that is silent');
is(scalar $s->lines(qr/redis.*timed out; this/), 1, 'is logged once');

my $client = $none->accept;
is(join('', $s->alarms), '', 'nothing alarming in the error log');

done_testing();
