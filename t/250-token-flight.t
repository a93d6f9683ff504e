# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Many requests at a time with a token that nobody has asked for yet: one of
# them asks the database, the others wait for what it hears.

use strict;
use warnings;

use lib 't/lib';

use Test::More tests => 25;
use Time::HiRes qw(time);

use TestServer;

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql', 't/data/calls.sql'],
    conf     => ["shared_preload_libraries = 'pg_stat_statements'",
                 'max_connections = 60'],
    workers  => 2,
    database => "queue 4096 timeout=30s;\n statement_timeout 20s;\n"
                . 'read_timeout 30s;',
    http     => 'statuses_token_zone zone=tokens:1m valid=1h negative=1h;',
    level    => 'info');

# for each attempt tokens that nobody has asked for
$s->sql(<<'_EOC_');
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes, revoked_at)
SELECT 4001, 'tok-' || kind || i, 'read',
    CASE kind WHEN 'revoked-' THEN now() END
FROM unnest(ARRAY['many-', 'revoked-', 'leaving-', 'lasting-']) AS kind,
    generate_series(1, 8) AS i;
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
SELECT 4001, 'tok-several-' || i || '-' || n, 'read'
FROM generate_series(1, 8) AS i, generate_series(0, 9) AS n;
_EOC_

# connections are there, and statements prepared
$s->get('/101') for 1 .. 4;
is($s->asked('token'), 0, 'nobody has a token');


# So many requests with the tokens of these names, all of which wait before
# the first of them is answered.

sub flight {
    my ($count, $names) = @_;

    return $s->in_time(1.5, sub {
        my ($try) = @_;

        my @names = $names->($try);
        my $n = int($count / $try);
        my $before = $s->asked('token');
        my $lock = $s->hold('oauth_access_tokens');
        my $begin = time;
        my @open = $s->send(map { ['/101', $names[$_ % @names]] } 1 .. $n);

        $s->await(sub { $s->waiting == $n }, "$n requests");

        my $blocked = $s->blocked;
        my $took = time - $begin;

        $lock->end;

        my @answers = $s->answers(@open);

        return ($took, $n, $blocked, $s->asked('token') - $before, @answers);
    });
}


# --- a thousand at once ---------------------------------------------------

{
    my ($n, $blocked, $asked, @answers) = flight(1000,
        sub { "many-$_[0]" });
    my %bodies = map { $_->{body} => 1 } @answers;

    is($blocked, 1, "one of $n asks");
    is(TestServer::codes(@answers), $n . 'x200', 'all are answered');
    is(keys %bodies, 1, 'alike');
    like((keys %bodies)[0], qr/"favourited":false/, 'as vera sees it');
    is($asked, 1, 'and one question was asked');
}


# --- one that is refused --------------------------------------------------

{
    my ($n, $blocked, $asked, @answers) = flight(300,
        sub { "revoked-$_[0]" });
    my %bodies = map { $_->{body} => 1 } @answers;

    is(TestServer::codes(@answers), $n . 'x401', "all $n are refused");
    is(join(' ', keys %bodies), '{"error":"The access token was revoked"}',
        'with the same words');
    is($asked, 1, 'after one question');
}


# --- many tokens at a time ------------------------------------------------

{
    my ($n, $blocked, $asked, @answers) = flight(300, sub {
        my ($try) = @_;
        return map { "several-$try-$_" } 0 .. 9;
    });

    cmp_ok($blocked, '<=', 4, 'lanes have room for all');
    is(TestServer::codes(@answers), $n . 'x200', "all $n are answered");
    is($asked, 10, 'after one question for each of ten tokens');
}


# --- clients that go away -------------------------------------------------

{
    my $before = $s->asked('token');
    my $lock = $s->hold('oauth_access_tokens');
    my $first = $s->send(['/101', 'future']);
    $s->await(sub { $s->blocked == 1 }, 'the first question');

    my @open = $s->send((['/101', 'future']) x 50);
    $s->await(sub { $s->waiting == 51 }, 'the others');

    close $first->{sock};
    $s->await(sub { $s->blocked == 2 }, 'another one that asks');
    $s->await(sub { $s->waiting == 50 }, 'the end of the first');
    $lock->end;

    is(TestServer::codes($s->answers(@open)), '50x200',
        'who asked goes away: the others are answered');
    cmp_ok($s->asked('token') - $before, '>=', 2,
        'as one of them has asked anew');
}

{
    my ($asked, @answers) = $s->in_time(1.5, sub {
        my ($try) = @_;

        my $before = $s->asked('token');
        my $lock = $s->hold('oauth_access_tokens');
        my $begin = time;
        my $first = $s->send(['/101', "leaving-$try"]);
        $s->await(sub { $s->blocked == 1 }, 'the first question');

        my @open = $s->send((['/101', "leaving-$try"]) x 50);
        $s->await(sub { $s->waiting == 51 }, 'the others');

        close $_->{sock} for splice @open, 0, 20;
        $s->await(sub { $s->waiting == 31 }, 'those that stay');

        my $took = time - $begin;

        $lock->end;

        my @answers = $s->answers($first, @open);

        return ($took, $s->asked('token') - $before, @answers);
    });

    is(TestServer::codes(@answers), '31x200',
        'who waited goes away: the others are answered');
    is($asked, 1, 'by the one question');
}


# --- a database that answers with an error --------------------------------

{
    $s->sql('ALTER TABLE oauth_access_tokens RENAME TO gone');

    my @answers = $s->answers($s->send((['/101', 'lasting']) x 40));
    is(TestServer::codes(@answers), '40x503', 'nobody can be asked');
    is((grep { $_->{head} =~ /^Retry-After: 1\r?$/m } @answers), 40,
        'all may try again');

    # for good, though the server does not write at each commit
    $s->sql('ALTER TABLE gone RENAME TO oauth_access_tokens', 'CHECKPOINT');

    my $before = $s->asked('token');
    is(TestServer::codes($s->answers($s->send((['/101', 'lasting']) x 40))),
        '40x200', 'then somebody can');
    is($s->asked('token') - $before, 1, 'with one question');
}


# --- a database that goes away while it is asked --------------------------

{
    my $lock = $s->hold('oauth_access_tokens');
    my @open = $s->send((['/101', 'at-once']) x 20);

    $s->await(sub { $s->waiting == 20 && $s->blocked == 1 }, 'twenty requests');
    TestPg::pg_stop('immediate');
    is((grep { $_->{code} =~ /^(?:503|401)$/ } $s->answers(@open)), 20,
        'the database goes away: all are answered');

    eval { $lock->end };
    TestPg::pg_start();
    $s->await(sub { $s->get('/101', 'at-once')->{code} == 401 },
        'the database');
    is($s->get('/101', 'at-once')->{code}, 401, 'it is back');
}


is($s->waiting, 0, 'nobody is left waiting');
is(join('', $s->alarms), '', 'nothing alarming in the log');
is((grep { /tok-/ } split /^/, $s->log . $s->access_log), 0,
    'no token in the logs');
