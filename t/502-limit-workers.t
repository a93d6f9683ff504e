# Limits that workers share: no request too many, none too few, whoever answers
# it, and reloads in between.

use strict;
use warnings;

use lib 't/lib';

use Test::More;

use TestClock;
use TestServer;

my $Limit = 400;
my $clock = TestClock->new;

$clock->set('1795557060.5');

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    env      => { $clock->env },
    workers  => 2,
    http     => <<"_EOC_",
    statuses_token_zone zone=tokens:1m;
    statuses_limit_zone \$statuses_token_id zone=token:64k limit=$Limit/1m;
    statuses_limit_zone \$statuses_account_id zone=account:64k limit=10000/1m;
_EOC_
    location => <<'_EOC_');
            statuses_limit zone=account;
            statuses_limit zone=token;
_EOC_

# what is left, by the answers with this code
sub left {
    my ($code, @answers) = @_;
    return map { $_->{head} =~ /^X-RateLimit-Remaining: (\d+)/m }
        grep { $_->{code} eq $code } @answers;
}

sub order { join ' ', sort { $a <=> $b } @_ }


# Eight at a time, until there have been so many.

sub crowd {
    my ($n, $who) = @_;
    my @answers;

    for (1 .. $n / 8) {
        push @answers, $s->answers($s->send(map { ['/999', $who] } 1 .. 8));
    }

    return @answers;
}


my @answers = crowd(600, 'vera');

is(TestServer::codes(@answers), "${Limit}x404 200x429",
    'so many and no more are answered');
is(order(left(404, @answers)), order(0 .. $Limit - 1),
    'each of them has a place of its own');
is(order(left(429, @answers)), order((0) x 200), 'nothing is left for others');

my %by = map { /^X-Worker: (\d+)/m ? ($1 => 1) : () }
    map { $_->{head} } @answers;
is(scalar keys %by, 2, 'both workers have answered');

# another token of the same account, and reloads meanwhile

my @first = crowd(200, 'read');
$s->reload;
my @second = crowd(160, 'read');
$s->reload;
my @third = crowd(80, 'read');

is(order(left(404, @first)), order($Limit - 200 .. $Limit - 1),
    'before a reload');
is(order(left(404, @second)), order($Limit - 360 .. $Limit - 201),
    'it goes on where it was');
is(order(left(404, @third)), order(0 .. $Limit - 361),
    'after another one to the end');
is(TestServer::codes(@third), '40x404 40x429', 'and not beyond');

# a worker that is killed takes nothing with it

@answers = crowd(40, 'write');
my ($victim) = $s->workers;
kill KILL => $victim;
$s->await(sub { my @w = $s->workers; @w == 2 && !grep { $_ == $victim } @w },
    'a new worker');
push @answers, crowd(40, 'write');
is(order(left(403, @answers)), order($Limit - 80 .. $Limit - 1),
    'a worker that was killed');

$clock->set('1795557120');
is(join(' ', left(404, $s->get('/999', 'vera'))), $Limit - 1,
    'the next window');

is(join('', grep { !/worker process $victim exited on signal 9/ } $s->alarms),
    '', 'nothing alarming in the error log');

done_testing();
