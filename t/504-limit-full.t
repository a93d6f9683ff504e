# More clients than there is room for: nobody is refused, and who asks again
# and again is not forgotten.

use strict;
use warnings;

use lib 't/lib';

use Test::More;

use TestClock;
use TestServer;

my $clock = TestClock->new;

$clock->set('1795557060.5');

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    env      => { $clock->env },
    http     => <<'_EOC_',
    statuses_limit_zone $arg_key zone=small:32k limit=1000/1h;
_EOC_
    location => 'statuses_limit zone=small;');

# Answers on one connection, in order; unknown routes tell nothing.

sub ask {
    my (@keys) = @_;

    my $last = pop @keys;
    my $open = $s->send(join '', (map {
        "GET /api/v1/statuses/nothing/$_?key=$_ HTTP/1.1\r\nHost: x\r\n\r\n"
    } @keys), "GET /api/v1/statuses/999?key=$last HTTP/1.1\r\nHost: x\r\n"
        . "Connection: close\r\n\r\n");
    my $answer = $s->answers($open);
    my ($left) = $answer->{raw} =~ /X-RateLimit-Remaining: (\d+)/;
    my $refused = () = $answer->{raw} =~ m{^HTTP/1.1 (?!404)}mg;
    return ($left, $refused);
}

my ($left, $refused) = ask('often');
is($left, 999, 'the first of all');

# far more than 32k can hold

for my $round (1 .. 40) {
    ($left, my $n) = ask((map { "$round-$_" } 1 .. 100), 'often');
    $refused += $n;
}

is($refused, 0, 'nobody is refused');
is($left, 959, 'who was seen again and again is known');
is((ask('1-1'))[0], 999, 'who was not is forgotten');
is((ask('40-100'))[0], 998, 'the last ones are known');

is(join('', $s->alarms), '', 'nothing alarming in the error log');
is(scalar $s->lines(qr/no memory/), 0, 'nothing about memory');

done_testing();
