# Addresses that moderators have blocked.

use strict;
use warnings;

use lib 't/lib';

use Test::More;

use TestServer;

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    http     => <<'_EOC_',
    set_real_ip_from unix:;
    real_ip_header X-Forwarded-For;
_EOC_
    location => <<'_EOC_');
            statuses_limit mastodon size=64k;
            statuses_limit_blocklist 50ms;
            add_header X-Limit $statuses_limit_status always;
        }

        location /api/v1/statuses/103 {
            statuses on;
            statuses_limit mastodon;
            statuses_limit_blocklist off;
        }

        location /api/v1/statuses/104 {
            statuses on;
_EOC_

sub from {
    my ($address, $path, $who, $more) = @_;
    return $s->get($path // '/101', $who,
        ($more // '') . "X-Forwarded-For: $address\r\n");
}

sub code { from(@_)->{code} }

sub header {
    my ($answer, $name) = @_;
    return $answer->{head} =~ /^\Q$name\E: (.*?)\r?$/m ? $1 : undef;
}

sub block {
    $s->sql('DELETE FROM ip_blocks', map {
        my ($ip, $severity) = @$_;
        "INSERT INTO ip_blocks (ip, severity, created_at, updated_at)"
            . " VALUES ('$ip', $severity, now(), now())";
    } @_);
}


is(code('198.51.100.1'), 200, 'nobody is blocked');

block(['198.51.100.1', 9999], ['198.51.100.2', 5000], ['198.51.100.3', 5500],
    ['203.0.113.64/26', 9999], ['2001:db8:b::/48', 9999],
    ['2001:db8:c::1', 9999], ['2001:db8:1d::/45', 9999]);

# the old list is used until the new one has come
$s->await(sub { code('198.51.100.1') == 403 }, 'the list');

for (['198.51.100.1', 403], ['198.51.100.2', 200], ['198.51.100.3', 200],
     ['198.51.100.0', 200], ['203.0.113.63', 200], ['203.0.113.64', 403],
     ['203.0.113.127', 403], ['203.0.113.128', 200],
     ['::ffff:198.51.100.1', 403], ['::ffff:198.51.100.2', 200],
     ['2001:db8:b::1', 403], ['2001:db8:b:ffff:ffff::', 403],
     ['2001:db8:a:ffff::', 200], ['2001:db8:c::1', 403],
     ['2001:db8:c::2', 200], ['2001:db8:18::', 403], ['2001:db8:1f::1', 403],
     ['2001:db8:20::', 200], ['', 200])
{
    my ($address, $code) = @$_;
    is(code($address), $code, "\"$address\"");
}

my $answer = from('198.51.100.1', '/101', undef, "Origin: x\r\n");

is($answer->{body}, "Forbidden\n", 'body');
is(header($answer, 'Content-Type'), 'text/plain', 'Content-Type');
is(header($answer, 'Cache-Control'), 'no-cache', 'Cache-Control');
is(header($answer, 'Vary'), 'Origin', 'Vary');
is(header($answer, 'Access-Control-Allow-Origin'), '*', 'CORS');
is(header($answer, 'X-RateLimit-Limit'), undef, 'no limit');
is(header($answer, 'Retry-After'), undef, 'no other time');
is(header($answer, 'X-Limit'), 'BLOCKED', '$statuses_limit_status');
is(from('198.51.100.1', 'HEAD /101')->{body}, '', 'HEAD');

is(code('198.51.100.1', '/101', 'vera'), 403, 'a user');
is(code('198.51.100.1', 'POST /101/favourite', 'vera'), 403, 'a write');
is(code('198.51.100.1', '/nothing/101'), 403, 'an unknown route');
is(code('198.51.100.1', 'OPTIONS /101'), 403, 'OPTIONS');
is(code('198.51.100.1', '/%ff'), 403, 'a path that cannot be read');
is(code('198.51.100.1', '/101?x=%'), 403, 'parameters likewise');
is(code('198.51.100.1', '/101', undef, "Accept: x\r\n"), 403, 'Accept');
is(code('198.51.100.1', 'OPTIONS /101', undef, "Origin: x\r\n"
    . "Access-Control-Request-Method: GET\r\n"), 200, 'but for a preflight');
is(code('198.51.100.1', '/103'), 200, 'with the list switched off');
is(code('198.51.100.1', '/104'), 404, 'without any limit');

block();
$s->await(sub { code('198.51.100.1') == 200 }, 'an empty list');
is(header(from('198.51.100.1'), 'X-Limit'), 'PASSED', 'and let go');

# while the list cannot be read, the old one is used

block(['198.51.100.1', 9999]);
$s->await(sub { code('198.51.100.1') == 403 }, 'the list');
$s->sql('ALTER TABLE ip_blocks RENAME TO elsewhere');
$s->await(sub { code('198.51.100.1'); $s->lines(qr/the old one is used/) },
    'a line in the log');
is(code('198.51.100.1'), 403, 'the old list');

# a worker that has none lets everybody in

$s->reload;
is(code('198.51.100.1'), 200, 'no list at all');
is(scalar $s->lines(qr/cannot be read .* nobody is blocked/), 1, 'is logged');

is(join('', $s->alarms), '', 'nothing alarming in the error log');

done_testing();
