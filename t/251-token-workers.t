# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# What workers share: tokens that one of them knows the others know, also
# those of the next configuration, and those that come after a crash.

use strict;
use warnings;

use lib 't/lib';

use Test::More tests => 36;
use Time::HiRes qw(time);

use TestServer;

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql', 't/data/calls.sql'],
    conf     => ["shared_preload_libraries = 'pg_stat_statements'",
                 'max_connections = 60'],
    workers  => 2,
    database => "queue 4096 timeout=30s;\n statement_timeout 20s;\n"
        . "read_timeout 30s;",
    http     => 'statuses_token_zone zone=tokens:1m valid=1h negative=1h;',
    level    => 'debug');

$s->sql(<<'_EOC_');
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
SELECT 4001, 'tok-both-' || i, 'read' FROM generate_series(1, 8) AS i;
_EOC_

my ($one, $two) = $s->workers;


# one of these workers, to which nothing has happened

sub ask {
    my ($pid, @what) = @_;
    return scalar $s->answers($s->on($pid, [@what]));
}


# --- two workers ----------------------------------------------------------

isnt($one, $two, 'there are two workers');
is(ask($one, '/101', 'vera')->{code}, 200, 'one asks for a token');
is($s->asked('token'), 1, 'with a question');
is(ask($two, '/101', 'vera')->{code}, 200, 'so does the other one');
is($s->asked('token'), 1, 'without one');
is(ask($two, '/101', 'none-such')->{code}, 200, 'an unknown token');
is(ask($one, '/101', 'none-such')->{code}, 200, 'for the first one, too');
is($s->asked('token'), 2, 'has one question');


# --- both at the same time ------------------------------------------------

{
    my ($blocked, $asked, @answers) = $s->in_time(1.5, sub {
        my ($try) = @_;

        my $before = $s->asked('token');
        my $lock = $s->hold('oauth_access_tokens');
        my $begin = time;
        my $first = $s->on($one, ['/101', "both-$try"]);
        $s->await(sub { $s->blocked == 1 }, 'the question');

        my @open = ($first, $s->on($two, (['/101', "both-$try"]) x 10));
        $s->await(sub { $s->waiting == 11 }, 'all of them');

        my $blocked = $s->blocked;
        my $took = time - $begin;

        $lock->end;

        my @answers = $s->answers(@open);

        return ($took, $blocked, $s->asked('token') - $before, @answers);
    });

    is($blocked, 1, 'the other worker waits for the answer');
    is(TestServer::codes(@answers), '11x200', 'and gets it');
    is($asked, 1, 'with one question');
}


# --- reload ---------------------------------------------------------------

my $asked = $s->asked('token');

$s->reload;

my @new = $s->workers;

is(@new, 2, 'two workers after a reload');
is(ask($_, '/101', 'vera')->{code}, 200, 'a token is known to it') for @new;
is(ask($new[0], '/101', 'none-such')->{code}, 200, 'an unknown token is, too');
is($s->asked('token'), $asked, 'without a question');
is(ask($new[0], '/101', 'alice')->{code}, 200, 'another token');
is(ask($new[1], '/101', 'alice')->{code}, 200, 'is shared by the new ones');
is($s->asked('token'), $asked + 1, 'after one question');


# --- a reload while somebody asks -----------------------------------------

{
    my $lock = $s->hold('oauth_access_tokens');
    my $old = $s->on($new[0], ['/101', 'read']);
    $s->await(sub { $s->blocked == 1 }, 'the question');

    kill HUP => $s->{pid};
    my %were = map { $_ => 1 } @new;
    my @now;
    $s->await(sub { (@now = grep { !$were{$_} } $s->workers) == 2 },
        'new workers');

    my @open = ($old, $s->on($now[0], ['/101', 'read']),
        $s->on($now[1], ['/101', 'read']));
    $s->await(sub { $s->waiting == 3 || $s->lines(qr/identify: -2/) > 3 },
        'all of them');
    $lock->end;

    is(TestServer::codes($s->answers(@open)), '3x200',
        'the old worker answers, and the new ones hear of it');
    $s->await(sub { !grep { $were{$_} } $s->workers }, 'the end of the old');
    is(ask($now[0], '/101', 'read')->{code}, 200, 'it is known from then on');

    # a claim may end while the lock is held on a slow machine
    cmp_ok($s->asked('token'), '<=', $asked + 4, 'hardly anybody has asked');

    @new = @now;
}


# --- a worker that is killed while it asks --------------------------------

{
    my ($victim, $other) = @new;
    my $lock = $s->hold('oauth_access_tokens');
    my $lost = $s->on($victim, ['/101', 'write']);
    $s->await(sub { $s->blocked == 1 }, 'the question');

    my $same = $s->on($other, ['/101', 'write']);
    my $without = $s->on($other, ['/101']);
    is($s->answers($without)->{code}, 200, 'others are served meanwhile');

    kill KILL => $victim;
    $s->await(sub { !grep { $_ == $victim } $s->workers }, 'its end');
    $s->await(sub { $s->workers == 2 }, 'another worker');
    is($s->answers($lost)->{code}, 'none', 'what it was at is lost');
    $lock->end;

    is($s->answers($same)->{code}, 403, 'who waited for its answer asks');
    is(ask($_, '/101', 'write')->{code}, 403, 'all workers know')
        for $s->workers;
    is((grep { /exited on signal 9/ } $s->alarms), 1, 'one was killed');
}


# --- the only worker that knows of the claim ------------------------------

{
    my @old = $s->workers;
    my $lock = $s->hold('oauth_access_tokens');
    my @lost = $s->on($old[0], ['/101', 'follow'], ['/101', 'push']);
    $s->await(sub { $s->blocked > 0 }, 'the questions');

    kill KILL => @old;
    $s->await(sub { my %is = map { $_ => 1 } $s->workers;
        keys %is == 2 && !grep { $is{$_} } @old }, 'new workers');
    is(TestServer::codes($s->answers(@lost)), '2xnone', 'both are killed');
    $lock->end;

    is($s->get('/101', 'vera')->{code}, 200, 'the zone is whole');
    is($s->get('/101', 'profile')->{code}, 403, 'another token is found');
    is(TestServer::codes($s->answers($s->send((['/101', 'follow']) x 20,
        (['/101', 'push']) x 20))), '40x403',
        'tokens that the dead asked for are found');
}


# --- no room for a claim, no zone -----------------------------------------

is(TestServer::codes($s->answers($s->send(map { ['/101', "no-$_"] }
    1 .. 500))), '500x200', 'five hundred unknown tokens at a time');

is($s->waiting, 3, 'nobody is left waiting but those who were lost');
is((grep { !/exited on signal 9/ } $s->alarms), 0,
    'nothing else alarming in the log');


# nginx's own lines at this level tell the header, and only those

is((grep { /tok-/ && !/ http header: "Authorization: / }
    split /^/, $s->log . $s->access_log), 0, 'no token in the logs');
