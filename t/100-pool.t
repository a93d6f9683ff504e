# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Which connection gets which request, who waits, and how long a connection
# lives.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: the first request makes the first connection, others use it
--- scenario
say_(backends());
say_(get(920)->{code}, get(921)->{code}, get(922)->{code});
say_(backends());
say_(pg_sql('SELECT count(DISTINCT pid) FROM seen'));
--- transcript
0
200 200 200
1
1



=== TEST 2: a lane under load opens all of its connections and no more
--- database
lanes fast=3;
--- scenario
my $lock = hold(900);
my @r = crowd(3);
push @r, start((900) x 20);
await_sent(scalar @r);
await_blocked(3);
say_(backends());
$lock->end;
say_(all(@r));
--- transcript
3
all 200



=== TEST 3: by default there are two of the fast ones
--- scenario
my $lock = hold(900);
my @r = crowd(2);
push @r, start((900) x 20);
await_sent(scalar @r);
await_blocked(2);
say_(backends());
$lock->end;
say_(all(@r));
--- transcript
2
all 200



=== TEST 4: a pool without lanes is split
--- database
pool 9;
--- scenario
my $lock = hold(900);
my @r = crowd(5);
push @r, start((900) x 20);
await_sent(scalar @r);
await_blocked(5);
say_(backends());
$lock->end;
say_(all(@r));
--- transcript
5
all 200



=== TEST 5: whoever can, goes where nobody waits
--- scenario
my $lock = hold(900);
my @r = crowd(2);
$lock->end;
say_(all(@r));
$lock = hold(901);
@r = start(901);
await_blocked(1);
say_(map { get($_)->{code} } 1 .. 8);
await_blocked(1);
$lock->end;
say_(codes(@r));
--- transcript
all 200
200 200 200 200 200 200 200 200
200



=== TEST 6: a pipeline is as deep as it may be, then the queue fills
--- database
lanes    fast=1;
pipeline 2;
queue    1;
--- scenario
get(1);
my $lock = hold(900);
my @r = start(900, 1);
await_sent(3);
push @r, start(2);
await_log(qr/statuses pg: wait for "main", queue:1/);
my $late = get(3);
say_($late->{code}, $late->{body});
say_($late->{head} =~ /^Retry-After: 1\r?$/m ? 'later' : 'never');
$lock->end;
say_(codes(@r));
--- transcript
503 {"error":"Service Unavailable"}
later
200 200 200
--- error_log
statuses: database "main": queue is full, client:



=== TEST 7: nobody waits longer in the queue than allowed
--- database
lanes    fast=1;
pipeline 1;
queue    8 timeout=100ms;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
my @late = finish(start(1, 2, 3));
say_(map { $_->{code} } @late);
say_($late[2]{body}, $late[2]{head} =~ /^Retry-After: 1\r?$/m);
$lock->end;
say_(codes(@r));
--- transcript
503 503 503
{"error":"Service Unavailable"} 1
200
--- error_log
statuses: database "main": timed out in the queue, client:



=== TEST 8: who came first is served first
--- database
lanes    fast=1;
pipeline 1;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
for (1 .. 5) {
    push @r, start(926 - $_);
    await_log(qr/statuses pg: wait for "main", queue:$_/);
}
$lock->end;
say_(codes(@r));
say_(split /\n/, pg_sql('SELECT post FROM seen GROUP BY 1 ORDER BY min(id)'));
--- transcript
200 200 200 200 200 200
925 924 923 922 921



=== TEST 9: nobody waits where the queue has no places
--- database
lanes    fast=1;
pipeline 1;
queue    0;
--- scenario
say_(get(1)->{code});
await(sub { get(1)->{code} == 200 }, 'a connection');
my $lock = hold(900);
my $r = start(900);
await_blocked(1);
say_(get(1)->{code});
$lock->end;
say_(codes($r));
--- transcript
503
503
200
--- error_log
statuses: database "main": queue is full, client:



=== TEST 10: how a session is set up
--- defaults
--- scenario
say_(codes(start(920)));
say_(pg_sql('SELECT DISTINCT name, value FROM seen ORDER BY 1'));
--- transcript
200
application_name|ngx_statuses
client_encoding|UTF8
datestyle|ISO, MDY
enable_bitmapscan|off
enable_hashjoin|off
enable_mergejoin|off
enable_seqscan|off
intervalstyle|postgres
jit|off
plan_cache_mode|force_generic_plan
prepared|show
statement_timeout|2000
timezone|UTC
work_mem|4096



=== TEST 11: the administrator's own options come last
--- conninfo eval
"$TestFault::Conninfo application_name=mine client_encoding=LATIN1"
    . " options='-c work_mem=5MB -c statement_timeout=7s'"
--- scenario
say_(codes(start(920)));
say_(pg_sql("SELECT DISTINCT name, value FROM seen WHERE name IN"
    . " ('application_name', 'client_encoding', 'work_mem', 'jit',"
    . " 'statement_timeout') ORDER BY 1"));
--- transcript
200
application_name|mine
client_encoding|UTF8
jit|off
statement_timeout|7000
work_mem|5120



=== TEST 12: statement_timeout
--- database
statement_timeout 11s;
--- scenario
say_(codes(start(920)));
say_(pg_sql("SELECT DISTINCT value FROM seen WHERE name = 'statement_timeout'"));
--- transcript
200
11000



=== TEST 13: a connection is recycled after so many requests
--- database
lanes              fast=1;
keepalive_requests 3;
--- scenario
for (1 .. 7) {
    say_(codes(start(920)));
}
say_(pg_sql('SELECT string_agg(n::text, \' \') FROM (SELECT'
    . ' count(DISTINCT id) / count(DISTINCT name) AS n FROM seen'
    . ' GROUP BY pid ORDER BY min(id)) x'));
await_backends(1);
--- transcript
200
200
200
200
200
200
200
6 6 2



=== TEST 14: also while others wait
--- database
lanes              fast=1;
pipeline           4;
keepalive_requests 5;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
push @r, start((1 .. 30));
await_log(qr/statuses pg: wait for "main", queue:27/);
$lock->end;
say_(all(@r));
say_(scalar(my @closed = logged(qr/statuses pg: close .* inflight:0$/)));
--- transcript
all 200
6



=== TEST 15: an idle connection is closed
--- database
keepalive_timeout 100ms;
--- scenario
say_(codes(start(1)));
await_backends(0);
say_(codes(start(1)));
await_backends(0);
--- transcript
200
200



=== TEST 16: a waiting one is not idle
--- database
keepalive_timeout 50ms;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
await(sub { backends("now() - query_start > '200ms'") == 1 });
say_(backends());
$lock->end;
say_(codes(@r));
await_backends(0);
--- transcript
1
200



=== TEST 17: an old connection is closed after its next request
--- database
lanes          fast=1;
keepalive_time 200ms;
--- scenario
say_(codes(start(920)));
await(sub { backends("now() - backend_start > '300ms'") == 1 });
say_(codes(start(921)));
await_backends(0);
say_(codes(start(922)));
say_(pg_sql('SELECT count(DISTINCT pid) FROM seen WHERE post IN (920, 921)'));
say_(pg_sql('SELECT count(DISTINCT pid) FROM seen'));
--- transcript
200
200
200
1
2



=== TEST 18: without prepared statements
--- database
prepare           off;
--- scenario
say_(codes(start(920, 920)));
say_(codes(start(920)));
say_(pg_sql("SELECT DISTINCT name, value FROM seen WHERE name IN ('prepared',"
    . " 'statement_timeout', 'enable_hashjoin', 'enable_mergejoin',"
    . " 'enable_seqscan', 'jit') ORDER BY 1"));
--- transcript
200 200
200
enable_hashjoin|off
enable_mergejoin|off
enable_seqscan|off
jit|off
statement_timeout|60000



=== TEST 19: then nothing is left in the session for its next user
--- database
prepare           off;
lanes             fast=1;
--- conninfo eval
"$TestFault::Conninfo options='-c search_path=public,pg_catalog'"
--- sql
CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text
LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO seen (pid, name, value)
    VALUES (pg_backend_pid(), 'before', current_setting($1));
    RETURN pg_catalog.set_config($1, $2, $3);
END
$body$
--- scenario
say_(codes(start(1)));
say_(codes(start(1)));
say_(pg_sql('SELECT count(DISTINCT pid), count(*) > 2 FROM seen'));
say_(pg_sql('SELECT DISTINCT value FROM seen ORDER BY 1'));
--- transcript
200
200
1|t
0
off
on



=== TEST 20: and one request at a time
--- database
prepare   off;
lanes     fast=1;
pipeline  16;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
push @r, start(1, 2);
await_log(qr/statuses pg: wait for "main", queue:2/);
$lock->end;
say_(codes(@r));
say_(scalar(my @lines = logged(qr/statuses pg: send .* behind:[^0]/)));
--- transcript
200 200 200
0



=== TEST 21: each database has connections of its own
--- http
    statuses_database other {
        conninfo "host=$TEST_NGINX_PG_HOST port=$TEST_NGINX_PG_PORT dbname=$TEST_NGINX_PG_DBNAME user=$TEST_NGINX_PG_APP_USER application_name=other";
        lanes    fast=1;
    }
--- config
    location /api/ {
        statuses         on;
        statuses_primary main;

        location = /api/v1/statuses/901 {
            statuses         on;
            statuses_primary other;
        }
    }
--- scenario
my $lock = hold(900 .. 902);
my @r = (crowd(2), start(901, 901));
await(sub { pg_sql(q{SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'other' AND wait_event_type = 'Lock'}) == 1 });
say_(backends());
$lock->end;
say_(all(@r));
say_(pg_sql(q{SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'other'}));
--- transcript
2
all 200
1
