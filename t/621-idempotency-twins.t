# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# The same request many times at once, before two servers; while the first one
# is still running; and after a process that worked at it was killed.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Time::HiRes qw(sleep time);

use TestServer;

my $wait = 'statuses_idempotency on wait=30s;';

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    conf     => ['max_connections = 60'],
    gateway  => 1,
    workers  => 2,
    database => "queue 4096 timeout=30s;\n statement_timeout 20s;\n"
        . "read_timeout 30s;",
    http     => 'statuses_token_zone zone=tokens:1m;',
    location => $wait);
my $t = TestServer->start(
    beside   => $s,
    http     => 'statuses_token_zone zone=tokens:1m;',
    location => 'statuses_idempotency on wait=300ms;');


sub post {
    my ($key, $text, $path) = @_;

    my $body = qq({"status":"$text"});
    $path //= '';
    return "POST /api/v1/statuses$path HTTP/1.1\r\nHost: x\r\nConnection: "
        . "close\r\nAuthorization: Bearer tok-vera\r\nContent-Type: "
        . "application/json\r\nIdempotency-Key: $key\r\nContent-Length: "
        . length($body) . "\r\n\r\n$body";
}


sub rows {
    my ($text) = @_;
    return $s->sql("SELECT count(*) FROM statuses WHERE text = '$text'") + 0;
}


# the lock that a running request with this key would hold

sub lock_of {
    my ($key, $operation) = @_;

    return 'SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(\'/\','
        . " 'statuses', 3001, '" . ($operation // 'create') . "',"
        . " encode(sha256('$key'), 'hex')), 0))";
}


# --- 64 at once, before two servers ----------------------------------------

{
    my $u = TestServer->start(beside => $s, workers => 2,
        database => "queue 4096 timeout=30s;", location => $wait);
    my @open = map { ($_ % 2 ? $s : $u)->send(post('many', 'many')) } 1 .. 64;
    my @answers = $s->answers(@open);
    my %bodies = map { $_->{body} => 1 } @answers;

    is(TestServer::codes(@answers), '64x200', '64 are answered');
    is(scalar keys %bodies, 1, 'with one answer');
    is(rows('many'), 1, 'there is one post');
    is($s->sql('SELECT count(*) FROM statuses_gateway.outbox'), "4\n",
        'and the jobs of one');

    @open = map { ($_ % 2 ? $s : $u)->send(post('boost', '', '/101/reblog')) }
        1 .. 32;
    @answers = $s->answers(@open);
    %bodies = map { $_->{body} => 1 } @answers;
    is(TestServer::codes(@answers) . ' ' . keys %bodies, '32x200 1',
        '32 boosts, one answer');
}


# --- the first one is still running ----------------------------------------

{
    my $session = $s->session('BEGIN', lock_of('slow'));
    my ($open) = $s->send(post('slow', 'slow'));

    $s->await(sub { $s->waiting == 1 }, 'it waits');
    is(rows('slow'), 0, 'nothing is written meanwhile');
    is($s->get('/101', 'vera')->{code}, 200, 'nobody else waits');

    $session->end;
    my $answer = $s->answers($open);
    is($answer->{code}, 200, 'then it is done');
    is(rows('slow'), 1, 'once');
}

{
    my $session = $s->session('BEGIN', lock_of('late'));
    my $answer = $t->answers($t->send(post('late', 'late')));

    is($answer->{code}, 409, 'too long');
    is($answer->{body},
        '{"error":"A request with this Idempotency-Key is still running"}',
        'and why');
    is(rows('late'), 0, 'nothing is written');
    $session->end;

    is($t->answers($t->send(post('late', 'late')))->{code}, 200, 'tried again');
    is(rows('late'), 1, 'it is done');
}

{
    my $session = $s->session('BEGIN', lock_of('left'));
    my ($open) = $s->send(post('left', 'left'));

    $s->await(sub { $s->waiting == 1 }, 'it waits');
    close $open->{sock};
    $s->await(sub { $s->waiting == 0 }, "the client has gone");
    $session->end;
    is($s->get('/101', 'vera')->{code}, 200, 'the server is well');
    is(rows('left'), 0, 'nobody waits for him');
}


# --- killed ----------------------------------------------------------------

# the write stands still at the row of the account's counter

sub held {
    my ($do) = @_;

    my $session = $s->session('BEGIN',
        'UPDATE account_stats SET updated_at = now() WHERE account_id = 3001');
    my ($one) = $s->workers;
    my ($open) = $s->on($one, post('killed', $_[1]));

    $s->await(sub {
        return $s->sql("SELECT count(*) FROM pg_stat_activity WHERE "
            . "wait_event_type = 'Lock'") == 1;
    }, 'it is writing');

    $do->($one);
    my $answer = $s->answers($open);
    $session->end;

    return $answer;
}

{
    my $answer = held(sub { kill KILL => $_[0] }, 'killed');
    is($answer->{code}, 'none', 'the worker is killed');

    # its transaction goes on, or not: the next one tells
    my $again = $s->answers($s->send(post('killed', 'killed')));
    is($again->{code}, 200, 'the client tries again');
    is(rows('killed'), 1, 'there is one post');
    $s->await(sub { $s->workers == 2 }, 'a new worker');
}

{
    $s->sql('DELETE FROM statuses_gateway.idempotency');

    my $answer = held(sub {
        $s->sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            . "wait_event_type = 'Lock'");
    }, 'backend');
    is($answer->{code}, 503, 'the backend is killed');
    is(rows('backend'), 0, 'nothing is written');

    my $again = $s->answers($s->send(post('killed', 'backend')));
    is($again->{code}, 200, 'the client tries again');
    is(rows('backend'), 1, 'there is one post');
}

# --- forgotten -------------------------------------------------------------

{
    my $u = TestServer->start(beside => $s,
        location => 'statuses_idempotency on valid=1s;');

    $s->sql("UPDATE statuses_gateway.idempotency SET expires_at = now()",
        "INSERT INTO statuses_gateway.idempotency SELECT 1, 'create', n::text,"
        . " '', n, now() FROM generate_series(1, 2500) n");
    is($u->answers($u->send(post('short', 'short')))->{code}, 200, 'a post');
    ok($s->await(sub {
        return $s->sql('SELECT count(*) FROM statuses_gateway.idempotency')
            == 0;
    }, 'the end of all keys'), 'what is over is deleted');
}

is_deeply([grep { !/ exited on signal 9/ } $s->alarms], [],
    "nothing alarming but that")
    or diag($s->log);

done_testing();
