# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# The database server is away, and comes back.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

our $Proxy = pg_proxy();

add_block_preprocessor(sub {
    my $block = shift;

    $Proxy->pass;

    # waiting for the next attempt would only take time here
    $block->set_value(database => ($block->database // '')
        . "fail_timeout 1ms;\n")
        if ($block->database // '') !~ /fail_timeout/;
});

sub recovered {
    await(sub { get(1)->{code} == 200 }, 'an answer');
    say_('recovered');
}

# ends the module's connections, or those that wait for a lock

sub terminate {
    my ($condition) = @_;

    pg_sql('SET client_min_messages = error',
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity'
        . " WHERE application_name = 'ngx_statuses'"
        . ' AND datname = current_database() AND ' . ($condition // 'true'));
}


repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: down from the start
--- down
--- scenario
my @r = finish(start(1, 2));
say_(map { $_->{code} } @r);
say_($r[0]{body});
say_($r[0]{head} =~ /^(Retry-After: \d+)\r?$/m);
say_($r[0]{head} =~ /^(Content-Type: .*)\r$/m);
say_($r[0]{head} =~ /^(Cache-Control: .*)\r$/m);
pg_start();
recovered();
say_(all(start(1 .. 10)));
--- transcript
503 503
{"error":"Service Unavailable"}
Retry-After: 1
Content-Type: application/json; charset=utf-8
Cache-Control: private, no-store
recovered
all 200
--- error_log
statuses: database "main": connect: connection to server on socket
statuses: database "main" is back after



=== TEST 2: stopped and started again
--- scenario
say_(codes(start(1, 2)));
pg_stop('immediate');
say_(codes(start(1, 2)));
pg_start();
recovered();
say_(all(start(1 .. 10)));
--- transcript
200 200
503 503
recovered
all 200



=== TEST 3: shut down in order, which ends idle connections
--- scenario
say_(all(start(1 .. 10)));
pg_stop('fast');
say_(codes(start(1, 2)));
pg_start();
recovered();
--- transcript
all 200
503 503
recovered



=== TEST 4: restarted while nobody asks: nobody notices
--- database
lanes fast=1;
--- scenario
for (1 .. 3) {
    say_(all(start(1 .. 10)));
    pg_stop('fast');
    pg_start();
}
say_(all(start(1 .. 10)));
--- transcript
all 200
all 200
all 200
all 200
--- no_error_log
[error]
[alert]



=== TEST 5: stopped in the middle of requests
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1 .. 10);
await_sent(scalar @r);
pg_stop('immediate');
say_(scalar(grep { $_->{code} != 503 } finish(@r)));
pg_start();
recovered();
--- transcript
0
recovered



=== TEST 6: crashed in the middle of requests
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1 .. 10);
await_sent(scalar @r);
pg_crash();
say_(scalar(grep { $_->{code} != 503 } finish(@r)));
say_(codes(start(1)));
pg_start();
recovered();
--- transcript
0
503
recovered



=== TEST 7: crashed while nobody asks
--- scenario
say_(all(start(1 .. 10)));
pg_crash();
pg_start();
say_(all(start(1 .. 10)));
--- transcript
all 200
all 200



=== TEST 8: idle connections are terminated
--- scenario
for (1 .. 10) {
    say_(all(start(1 .. 4)));
    terminate();
}
--- transcript eval
"all 200\n" x 10



=== TEST 9: busy connections are terminated, reads are asked once more
--- scenario
my $lock = hold(900);
my @r = crowd(2);
push @r, start(1 .. 10);
await_sent(scalar @r);
terminate();
await_sent(scalar @r + 1);
$lock->end;
say_(all(@r));
--- transcript
all 200
--- error_log
statuses: database "main": statement "show" failed: SQLSTATE 57P01



=== TEST 10: but not more than once
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2);
await_sent(3);
terminate();
await_sent(6);
terminate();
say_(codes(@r));
--- transcript
503 503 503



=== TEST 11: one that loses its connection leaves others alone
--- scenario
my @lock = (hold(900), hold(901), hold(902));
my @r = crowd(2);
$lock[0]->end;
say_(all(@r));
@r = start(901, 902);
await_blocked(2);
terminate("pid IN (SELECT pid FROM pg_locks WHERE objid = 901)");
await_log(qr/SQLSTATE 57P01/);
await_blocked(2);
$lock[2]->end;
say_(codes($r[1]));
$lock[1]->end;
say_(codes($r[0]));
say_(scalar(my @lines = logged(qr/SQLSTATE 57P01/)));
--- transcript
all 200
200
200
1



=== TEST 12: a server that is shutting down takes no new connections
--- database
lanes fast=2;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
my $pid = TestPg::_postmaster();
kill TERM => $pid;
my $status = "$ENV{TEST_NGINX_PG_HOST}/data/postmaster.pid";
await(sub { open my $in, '<', $status; join('', <$in>) =~ /^stopping/m });
push @r, start(1, 2, 3);
await_log(qr/FATAL:  the database system is shutting down/);
$lock->end;
say_(all(@r));
pg_stop('fast');
pg_start();
recovered();
--- transcript
all 200
recovered



=== TEST 13: the database is dropped, and made anew
--- scenario
say_(codes(start(1)));
my $name = $ENV{TEST_NGINX_PG_DBNAME};
TestPg::_psql('postgres', '-c', "ALTER DATABASE $name ALLOW_CONNECTIONS false",
    '-c', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        . " WHERE datname = '$name'");
await(sub { get(1)->{code} == 503 });
TestPg::_psql('postgres', '-c', "ALTER DATABASE $name ALLOW_CONNECTIONS true");
recovered();
--- transcript
200
recovered
--- error_log
is not currently accepting connections



=== TEST 14: attempts to connect grow rarer
--- conninfo eval: $TestFault::ProxyConninfo
--- database
fail_timeout 40ms;
--- scenario
$main::Proxy->refuse;
my $before = $main::Proxy->connections;
my $asked = 0;
await(sub {
    say_('not refused') if get(1)->{code} != 503;
    $asked++;
    return $main::Proxy->connections - $before >= 6;
});
my @at = splice @{ [$main::Proxy->times] }, $before;
say_('asked more often than tried') if $asked > 2 * @at;

# no more than a quarter sooner than 40, 80, 160, 320, 640 ms
my $step = 0.04;
for my $i (1 .. 5) {
    my $gap = $at[$i] - $at[$i - 1];
    say_(sprintf 'attempt %d after %.3f s', $i, $gap) if $gap < $step * 0.745;
    $step *= 2;
}

$main::Proxy->pass;
recovered();
--- transcript
asked more often than tried
recovered
--- error_log
statuses: database "main" is back after 6 failures



=== TEST 15: and are as frequent as ever after one that was good
--- conninfo eval: $TestFault::ProxyConninfo
--- database
fail_timeout 50ms;
--- scenario
for (1 .. 2) {
    $main::Proxy->refuse;
    my $before = $main::Proxy->connections;
    await(sub { get(1); $main::Proxy->connections - $before >= 3 });
    $main::Proxy->pass;
    recovered();
}
say_(map { /back after (\d+) failures/ } logged(qr/is back after/));
--- transcript
recovered
recovered
3 3



=== TEST 16: what needs no database is served all the time
--- config
    location /api/ {
        statuses         on;
        statuses_primary main;
    }

    location = /t { return 204; }
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
pg_freeze();
my @late = start(1, 2);
say_(codes(start('/t', '/t')));
pg_thaw();
$lock->end;
say_(all(@r, @late));
pg_stop();
say_(codes(start('/t', '/t')));
pg_start();
recovered();
--- transcript
204 204
all 200
204 204
recovered
