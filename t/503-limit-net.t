# Clients by their addresses.

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
    statuses_token_zone zone=tokens:1m;
    set_real_ip_from unix:;
    set_real_ip_from 10.0.0.0/8;
    real_ip_header X-Forwarded-For;
    real_ip_recursive on;
_EOC_
    location => <<'_EOC_');
            statuses_limit mastodon size=64k;
            add_header X-Nets "$statuses_client_net,$statuses_anonymous_net"
                always;
_EOC_

sub ask {
    my ($from, $who) = @_;

    my $answer = $s->get('/101', $who, "X-Forwarded-For: $from\r\n");
    my ($left) = $answer->{head} =~ /^X-RateLimit-Remaining: (\d+)/m;
    my ($nets) = $answer->{head} =~ /^X-Nets: (.*?)\r?$/m;
    return "$answer->{code} $left $nets";
}

# address, what is left, its net
for (['203.0.113.1',            299, '203.0.113.1'],
     ['203.0.113.2',            299, '203.0.113.2'],
     ['203.0.113.1',            298, '203.0.113.1'],
     ['203.0.113.1:4711',       297, '203.0.113.1'],
     ['::ffff:203.0.113.1',     296, '203.0.113.1'],
     ['::ffff:203.0.113.3',     299, '203.0.113.3'],
     ['203.0.113.3',            298, '203.0.113.3'],
     ['2001:db8:1:2::1',        299, '2001:db8:1:2::'],
     ['2001:db8:1:2:3::',       298, '2001:db8:1:2::'],
     ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', 297, '2001:db8:1:2::'],
     ['[2001:db8:1:2::9]:55',   296, '2001:db8:1:2::'],
     ['2001:db8:1:3::1',        299, '2001:db8:1:3::'],
     ['2001:db8:1::1',          299, '2001:db8:1::'],
     ['::1',                    299, '::'],
     ['::1:2:3:4',              298, '::'],
     ['198.51.100.1, 203.0.113.4', 299, '203.0.113.4'],
     ['203.0.113.4, 10.0.0.5',  298, '203.0.113.4'],
     ['10.0.0.6, 10.0.0.5',     299, '10.0.0.6'],
     ['nonsense',               299, 'unix:'],
     ['',                       298, 'unix:'])
{
    my ($from, $left, $net) = @$_;
    is(ask($from), "200 $left $net,$net", "\"$from\"");
}

is(ask('203.0.113.9', 'vera'), '200 299 203.0.113.9,', 'a user has no net');
is(ask('203.0.113.9'), '200 299 203.0.113.9,203.0.113.9',
    'and counts for none');
is(ask('203.0.113.9', 'app'), '200 298 203.0.113.9,203.0.113.9',
    'an app counts for one');
is(ask('203.0.113.9', 'no-such'), '200 297 203.0.113.9,203.0.113.9',
    'as does an unknown token');

is(join('', $s->alarms), '', 'nothing alarming in the error log');

done_testing();
