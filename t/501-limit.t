# Limits of requests: windows, their order, what is counted and what is told.
# The clock stands where a test sets it.

use strict;
use warnings;

use lib 't/lib';

use Test::More;

use TestClock;
use TestServer;

my $clock = TestClock->new;
my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    env      => { $clock->env },
    http     => <<'_EOC_',
    statuses_token_zone zone=tokens:1m;
    statuses_limit_zone $statuses_account_id zone=account:64k limit=5/10s;
    statuses_limit_zone $statuses_token_id zone=token:64k limit=3/10s;
    statuses_limit_zone $statuses_anonymous_net zone=net:64k limit=3/10s;
    statuses_limit_zone x zone=pages:64k limit=2/1m;
    statuses_limit_zone x zone=threads:64k limit=2/1m;
    statuses_limit_zone x zone=removals:64k limit=1/1m;
    statuses_limit_zone x zone=dry:64k limit=1/1m;
    statuses_limit_zone x zone=quiet:64k limit=1/1m;
    statuses_limit_zone x zone=refusals:64k limit=1/1m;
    statuses_limit_zone $statuses_token_id zone=off:64k limit=3/1m;
    statuses_limit_zone x zone=backend:64k limit=3/1m;

    set_real_ip_from unix:;
    real_ip_header X-Forwarded-For;

_EOC_
    location => <<'_EOC_');
            statuses_limit zone=account;
            statuses_limit zone=token;
            statuses_limit zone=net;
            add_header X-Limit
                "$statuses_limit_status $statuses_limit_remaining" always;
        }

        location /api/v1/statuses/102 {
            statuses on;
            statuses_limit zone=pages paging;
        }

        location /api/v1/statuses/2 {
            statuses on;
            statuses_limit zone=threads context history;
        }

        location /api/v1/statuses/3 {
            statuses on;
            statuses_limit zone=removals removal;
        }

        location /api/v1/statuses/4 {
            statuses on;
            statuses_limit zone=dry;
            statuses_limit_dry_run on;
            statuses_limit_log_level warn;
            add_header X-Limit
                "$statuses_limit_status $statuses_limit_remaining" always;
        }

        location /api/v1/statuses/5 {
            statuses on;
            statuses_limit zone=quiet;
            statuses_limit_headers off;
            statuses_limit_status 503;
            statuses_limit_log_level error;
        }

        location /api/v1/statuses/6 {
            statuses on;
            statuses_compat 4.7;
            statuses_limit zone=refusals;
        }

        location /api/v1/statuses/8 {
            statuses on;
            statuses_fallback off;
            statuses_operations -context;
            statuses_limit zone=off;
        }

        location /api/v1/statuses/7 {
            statuses on;
            statuses_operations -context;
            statuses_limit zone=backend;
            empty_gif;
_EOC_

my $start = 1795557060;     # a whole minute
my $At = sub { $clock->set(sprintf '%.6f', $start + $_[0]) };


# What an answer tells: "200 3/2/:00.123456".

sub told {
    my ($answer) = @_;

    my @values = map { $answer->{head} =~ /^$_: (.*?)\r?$/m ? $1 : '-' }
        map { "X-RateLimit-$_" } qw(Limit Remaining Reset);
    $values[2] =~ s/^2026-11-24T\d\d:\d\d(.*)Z\z/$1/;
    return "$answer->{code} " . join '/', @values;
}

sub ask { told($s->get(@_)) }

sub header {
    my ($answer, $name) = @_;
    return $answer->{head} =~ /^\Q$name\E: (.*?)\r?$/m ? $1 : undef;
}

my $n = 0;


subtest 'the edges of a window' => sub {
    my @who = ('/101', undef, "X-Forwarded-For: 203.0.113.1\r\n");

    $At->(0);
    is(ask(@who), '200 3/2/:10.000000', 'the first moment');
    $At->(9.999999);
    is(ask(@who), '200 3/1/:10.999999', 'the last one');
    is(ask(@who), '200 3/0/:10.999999', 'the last request');
    is(ask(@who), '429 3/0/:10.999999', 'one too many');
    $At->(10);
    is(ask(@who), '200 3/2/:20.000000', 'the next window');
    $At->(15.5);
    is(ask(@who), '200 3/1/:20.500000', 'its end is the same');
    $At->(9.5);
    is(ask(@who), '200 3/0/:20.500000', 'a clock that is late');
    $At->(1000);
    is(ask(@who), '200 3/2/:50.000000', 'much later');
    $At->(0);
    is(ask(@who), '200 3/2/:10.000000', 'a clock that was set back');
};


subtest 'a refusal' => sub {
    my @who = ('/101', undef, "X-Forwarded-For: 203.0.113.2\r\n");

    $At->(2.25);
    $s->get(@who) for 1 .. 3;
    my $answer = $s->get(@who);

    is($answer->{body}, '{"error":"Too many requests"}', 'body');
    is(header($answer, 'Retry-After'), 8, 'Retry-After');
    is(header($answer, 'Content-Type'), 'application/json', 'Content-Type');
    is(header($answer, 'Cache-Control'), 'no-cache', 'Cache-Control');
    is(header($answer, 'Vary'), 'Origin', 'Vary');
    is(header($answer, 'X-Limit'), 'REJECTED 0', 'variables');
    is(header($answer, 'X-Frame-Options'), undef, 'X-Frame-Options');

    my ($line) = $s->lines(qr/limiting/);
    like($line, qr/\[notice\].*limiting requests, 4 of 3 in zone "net"/,
        'log');

    $answer = $s->get('HEAD /101', undef, $who[2]);
    is($answer->{code} . $answer->{body}, '429', 'HEAD');
};


subtest 'several limits, in their order' => sub {
    $At->(20);
    is(ask('/101', 'vera'), '200 3/2/:30.000000', 'the nearest is told of');
    ask('/101', 'vera') for 1, 2;
    is(ask('/101', 'vera'), '429 3/0/:30.000000', 'the second one');
    is(ask('/101', 'read-write'), '200 5/0/:30.000000', 'another token');
    is(ask('/101', 'read-write'), '429 5/0/:30.000000', 'the first one');
    is(ask('/101', 'vera'), '429 5/0/:30.000000', 'and what is behind it');
    $At->(30);
    is(ask('/101', 'vera'), '200 3/2/:40.000000', 'starts anew');

    $At->(40);
    is(ask('/101', 'app'), '200 3/2/:50.000000', 'equal: the first');
    is(ask('/101?access_token=tok-vera'), '200 3/2/:50.000000',
        'any token is one');
};


subtest 'answers that tell' => sub {
    my $ip = 0;
    my $Ask = sub {
        my ($path, $who, $more) = @_;
        $At->(60 + 10 * $n++);
        return ask($path, $who,
            ($more // '') . 'X-Forwarded-For: 198.51.100.' . ++$ip . "\r\n");
    };
    my $tells = qr{^3/2/:\d0\.000000$};

    for (['200', '/101'], ['200', 'HEAD /101'], ['404', '/999'],
         ['401', '/101/source'], ['401', '/101', 'revoked'],
         ['401', '/101', 'expired'], ['403', '/101', 'write'],
         ['403', '/101', 'suspended'], ['422', 'POST /101/favourite', 'app'],
         ['422', '?' . join '&', map { "id[]=$_" } 1 .. 21])
    {
        my ($code, @what) = @$_;
        my ($is, $told) = split / /, $Ask->(@what);
        is($is, $code, "$what[0]: status");
        like($told, $tells, "$what[0]: told");
    }

    my $etag = header($s->get('/101'), 'ETag');
    like($Ask->('/101', undef, "If-None-Match: $etag\r\n"), qr{^304 3/2/},
        'not modified');
};


subtest 'answers that do not tell, but are counted' => sub {
    my $ip = 0;

    for (['404', '/101/nothing'], ['404', 'OPTIONS /101'],
         ['404', 'DELETE /101/reblog'], ['400', '/%ff'], ['400', '/101?x=%'],
         ['406', '/101', undef, "Accept: json\r\n"])
    {
        my ($code, $path, $who, $more) = @$_;
        my $from = 'X-Forwarded-For: 198.51.101.' . ++$ip . "\r\n";

        $At->(60 + 10 * $n++);
        is(ask($path, $who, ($more // '') . $from), "$code -/-/-", $path);
        like(ask('/101', undef, $from), qr{^200 3/1/}, "$path: counted");
        ask('/101', undef, $from);
        like(ask($path, $who, ($more // '') . $from), qr{^429 3/0/},
            "$path: refused");
    }
};


subtest 'answers that are not counted' => sub {
    my $ip = 0;

    for (['200', 'OPTIONS /101', "Origin: x\r\n"
             . "Access-Control-Request-Method: GET\r\n"],
         ['501', 'FOO /101'], ['404', '=/%61pi/v1/statuses/101'])
    {
        my ($code, $path, $more) = @$_;
        my $from = 'X-Forwarded-For: 198.51.102.' . ++$ip . "\r\n";

        $At->(60 + 10 * $n++);
        is(ask($path, undef, ($more // '') . $from), "$code -/-/-", $path);
        like(ask('/101', undef, $from), qr{^200 3/2/}, "$path: not counted");
        ask('/101', undef, $from) for 1 .. 3;
        is(ask($path, undef, ($more // '') . $from), "$code -/-/-",
            "$path: never refused");
    }
};


subtest 'who is known only by the database' => sub {
    $At->(60 + 10 * $n++);
    $s->sql(q(INSERT INTO oauth_access_tokens (resource_owner_id, token,
        scopes) VALUES (4001, 'tok-fresh', 'read')));
    is(ask('/101/nothing', 'fresh'), '404 -/-/-', 'an unknown route');
    like(ask('/101', 'fresh'), qr{^200 3/1/}, 'was counted for the token');
};


subtest 'what no backend may answer' => sub {
    $At->(0);
    $s->sql(q(INSERT INTO oauth_access_tokens (resource_owner_id, token,
        scopes) VALUES (4001, 'tok-newer', 'read')));
    is(ask('/801/nothing', 'newer'), '404 -/-/-', 'an unknown route');
    is(ask('/801/context', 'newer'), '403 3/1/:00.000000', 'one switched off');
    is(ask('/801', 'newer'), '404 3/0/:00.000000', 'both were counted');
    is(ask('/801/nothing', 'newer'), '429 3/0/:00.000000', 'over');
};


subtest 'pages' => sub {
    $At->(0);
    is(ask('/102'), '200 -/-/-', 'no page');
    is(ask('/102?limit=1&max=1'), '200 -/-/-', 'none either');
    is(ask('/102?max_id='), '200 -/-/-', 'a blank one');
    is(ask('/102/favourited_by?max_id=1'), '200 2/1/:00.000000', 'max_id');
    is(ask('/102?page[]='), '200 2/0/:00.000000', 'page');
    is(ask('/102?min_id=1'), '429 2/0/:00.000000', 'min_id');
    is(ask('/102'), '200 -/-/-', 'no page');
};


subtest 'operations' => sub {
    $At->(0);
    is(ask('/201'), '404 -/-/-', 'another one');
    is(ask('/201/context'), '404 2/1/:00.000000', 'one of two');
    is(ask('/201/history'), '404 2/0/:00.000000', 'the other');
    is(ask('/201/context'), '429 2/0/:00.000000', 'over');
    is(ask('/201/nothing'), '404 -/-/-', 'no operation at all');
};


subtest 'removals' => sub {
    $At->(0);
    is(ask('DELETE /3x'), '401 -/-/-', 'not all digits');
    is(ask('GET /301/unreblog'), '404 -/-/-', 'another method');
    is(ask('DELETE /301'), '401 1/0/:00.000000', 'delete');
    is(ask('POST /301/unreblog'), '429 1/0/:00.000000', 'unreblog');
    is(ask('POST /301/reblog'), '401 -/-/-', 'reblog');
};


subtest 'dry run' => sub {
    $At->(0);
    is(ask('/401'), '404 1/0/:00.000000', 'the last one');
    my $answer = $s->get('/401');
    is(told($answer), '404 1/0/:00.000000', 'over, but not refused');
    is(header($answer, 'X-Limit'), 'REJECTED_DRY_RUN 0', 'variables');
    is(header($answer, 'Retry-After'), undef, 'no Retry-After');
    is(scalar $s->lines(qr/\[warn\].*limiting requests, dry run, 2 of 1/), 1,
        'log');
};


subtest 'without headers, with another status and level' => sub {
    $At->(0);
    is(ask('/501', 'vera'), '200 -/-/-', 'counted');
    my $answer = $s->get('/501', 'vera');
    is(told($answer), '503 -/-/-', 'refused');
    is(header($answer, 'Retry-After'), 60, 'Retry-After');
    is(scalar $s->lines(qr/\[error\].*limiting requests, 2 of 1/), 1, 'log');
};


subtest 'cross-origin, ids, versions' => sub {
    $At->(0);
    $s->get('/601');
    my $answer = $s->get('/601', undef, "Origin: x\r\nX-Request-Id: abc\r\n"
        . "Accept-Language: de\r\n");
    is($answer->{body}, '{"error":"Too many requests"}', 'body');
    is(header($answer, 'X-Request-Id'), 'abc', 'X-Request-Id');
    is(header($answer, 'Access-Control-Allow-Origin'), '*', 'CORS');
    like(header($answer, 'Strict-Transport-Security'), qr/max-age/, 'HSTS');
};


subtest 'a refusal leaves no trace' => sub {
    $At->(0);
    $s->sql(map { "INSERT INTO oauth_access_tokens (resource_owner_id, token,
        scopes) VALUES (4001, 'tok-$_', 'read')" } 'refused', 'answered');
    my $used = sub { $s->sql("SELECT last_used_at IS NOT NULL
        FROM oauth_access_tokens WHERE token = 'tok-$_[0]'") =~ /t/ };

    like(ask('/601', 'refused'), qr/^429/, 'one that is refused');
    like(ask('/501', 'refused'), qr/^503/, 'and again');
    like(ask('/3x', 'answered'), qr/^404/, 'one that is answered');
    $s->await(sub { $used->('answered') }, 'its note');
    ok(!$used->('refused'), 'the first one is not noted');
};


subtest 'what a backend answers is not counted' => sub {
    $At->(0);
    is(ask('/701'), '404 3/2/:00.000000', 'ours');
    is(ask('/701/context'), '200 -/-/-', 'not ours') for 1 .. 5;
    is(ask('/701'), '404 3/1/:00.000000', 'ours');
    is(ask('/701'), '404 3/0/:00.000000', 'the last one');
    is(ask('/701'), '429 3/0/:00.000000', 'over');
    is(ask('/701/context'), '200 -/-/-', 'for the backend to refuse');
};


is(join('', $s->alarms), '', 'nothing alarming in the error log');

done_testing();
