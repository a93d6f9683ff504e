# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Making connections: addresses, passwords, TLS, and what may refuse them.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;
use TestTlsProxy;

TestFault::setup(tcp => 1, conf => ['max_connections = 12',
    'superuser_reserved_connections = 2']);

# a proxy on TCP that leads to the server's socket, where there is no TLS
our $Proxy = pg_proxy(tcp => 1);

# somebody who is refused without TLS
{
    my $file = "$ENV{TEST_NGINX_PG_HOST}/data/pg_hba.conf";
    open my $in, '<', $file or die "$file: $!\n";
    my @lines = <$in>;
    open my $out, '>', $file or die "$file: $!\n";
    print $out "hostnossl all careful 127.0.0.1/32 reject\n", @lines;
    close $out or die "$file: $!\n";
    TestPg::_psql('postgres', '-c', 'CREATE ROLE careful LOGIN IN ROLE'
        . ' pg_read_all_data, pg_write_all_data',
        '-c', 'SELECT pg_reload_conf()');
}

# a certificate that has signed nothing, and a port where nobody listens
$ENV{TEST_NGINX_PG_OTHER_CERT} = "$ENV{TEST_NGINX_PG_HOST}/other.crt";
TestPg::_cmd('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:prime256v1', '-nodes', '-days', 30, '-subj',
    '/CN=localhost', '-keyout', '/dev/null',
    '-out', $ENV{TEST_NGINX_PG_OTHER_CERT}) or die "openssl failed\n";
$ENV{TEST_NGINX_NOBODY_PORT} = TestPg::_free_port();

# TLS in larger records than the server makes
our $Tls = TestTlsProxy->new(
    to   => "$ENV{TEST_NGINX_PG_HOST}/.s.PGSQL.$ENV{TEST_NGINX_PG_PORT}",
    cert => $ENV{TEST_NGINX_PG_CERT},
    key  => "$ENV{TEST_NGINX_PG_HOST}/server.key");
$ENV{TEST_NGINX_PG_TLS_PORT} = $Tls->port if $Tls;

our $Db = 'dbname=$TEST_NGINX_PG_DBNAME';
our $Tcp = "$Db user=app host=127.0.0.1 port=\$TEST_NGINX_PG_PORT";

add_block_preprocessor(sub {
    $Proxy->pass;
    pg_limit_connections(-1);
});

sub encrypted {
    return pg_sql('SELECT DISTINCT ssl FROM pg_stat_ssl'
        . ' JOIN pg_stat_activity USING (pid)'
        . " WHERE application_name = 'ngx_statuses'"
        . ' AND datname = current_database()');
}


repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: an address; the connection is encrypted if it can be
--- conninfo eval: $::Tcp
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
t



=== TEST 2: a name, which may have several addresses
--- conninfo eval: "$::Db user=app host=localhost port=\$TEST_NGINX_PG_PORT"
--- scenario
say_(codes(start(1, 2)));
--- transcript
200 200



=== TEST 3: a URI
--- conninfo chomp
postgresql://app@127.0.0.1:$TEST_NGINX_PG_PORT/$TEST_NGINX_PG_DBNAME?sslmode=disable
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
f



=== TEST 4: an address for a name that nobody knows
--- conninfo eval: "$::Tcp host=nobody.invalid hostaddr=127.0.0.1"
--- scenario
say_(codes(start(1)));
--- transcript
200



=== TEST 5: the first of several hosts is not there
--- conninfo chomp
host=/nonexistent,127.0.0.1,localhost,$TEST_NGINX_PG_HOST port=5432,$TEST_NGINX_NOBODY_PORT,$TEST_NGINX_NOBODY_PORT,$TEST_NGINX_PG_PORT user=app dbname=$TEST_NGINX_PG_DBNAME
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
f



=== TEST 6: a name and one port for all hosts
--- conninfo chomp
host=/nonexistent,localhost port=$TEST_NGINX_PG_PORT user=app dbname=$TEST_NGINX_PG_DBNAME
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
t



=== TEST 7: nobody listens
--- conninfo eval: "$::Db user=app host=127.0.0.1 port=\$TEST_NGINX_NOBODY_PORT"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- response_headers
Retry-After: 1
Content-Type: application/json; charset=utf-8
--- response_body chomp
{"error":"Service Unavailable"}
--- error_log
Connection refused



=== TEST 8: a password
--- conninfo eval: "$::Tcp user=scram password=open-sesame"
--- scenario
say_(codes(start(1, 2)));
--- transcript
200 200
--- no_error_log
open-sesame
[error]
[alert]



=== TEST 9: a wrong password
--- conninfo eval: "$::Tcp user=scram password=close-sesame"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- response_body chomp
{"error":"Service Unavailable"}
--- error_log
statuses: database "main": connect: connection to server at "127.0.0.1"
password authentication failed for user "scram"
--- no_error_log
close-sesame
[alert]



=== TEST 10: no password
--- conninfo eval: "$::Tcp user=scram"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- error_log
no password supplied



=== TEST 11: a password from a file, which wins and is read once
--- conninfo eval: "$::Tcp user=scram password=close-sesame"
--- database
password_file $TEST_NGINX_SERVER_ROOT/html/password;
keepalive_timeout 10ms;
--- user_files eval
[[password => "open-sesame\r\nanother line\r\n"]]
--- scenario
unlink html_dir() . '/password' or die "unlink: $!\n";
say_(codes(start(1, 2)));
await_backends(0);
say_(codes(start(1, 2)));
--- transcript
200 200
200 200
--- no_error_log
sesame
[error]
[alert]



=== TEST 12: no such database
--- conninfo eval: "$::Tcp dbname=nowhere"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- response_headers
Retry-After: 1
--- response_body chomp
{"error":"Service Unavailable"}
--- error_log
database "nowhere" does not exist



=== TEST 13: no such role
--- conninfo eval: "$::Tcp user=nobody"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- error_log
role "nobody" does not exist



=== TEST 14: TLS that is required
--- conninfo eval: "$::Tcp sslmode=require"
--- scenario
say_(codes(start(1, 2, 50, 3, 51)));
say_(encrypted());
--- transcript
200 200 200 200 200
t



=== TEST 15: TLS and an answer that has arrived before the worker looks
--- conninfo eval: "$::Tcp sslmode=require"
--- database
lanes fast=1;
--- scenario
for (51, 50) {
    my $lock = hold(900);
    my @r = start(900, $_, 1);
    await_blocked(1);
    await_sent($_ == 51 ? 3 : 6);
    my ($worker) = processes();
    kill STOP => $worker;
    $lock->end;
    await(sub { backends("state = 'idle' OR wait_event = 'ClientWrite'") == 1 });
    kill CONT => $worker;
    say_(codes(@r));
}
--- transcript
200 200 200
200 200 200



=== TEST 16: TLS records larger than libpq reads at a time
--- conninfo eval
"$::Db user=app host=127.0.0.1 port=$ENV{TEST_NGINX_PG_TLS_PORT} sslmode=require"
--- database
lanes fast=1;
--- skip_eval
4: !$ENV{TEST_NGINX_PG_TLS_PORT}
--- scenario
my $sent = 0;
for (4 .. 15) {
    my $lock = hold(900);
    my @r = start(900, 60 .. 60 + $_ - 1);
    await_sent($sent += @r);
    $lock->end;
    say_(all(@r));
}
--- transcript eval
"all 200\n" x 12



=== TEST 17: TLS with a certificate that is verified
--- conninfo eval
"$::Tcp host=localhost sslmode=verify-full sslrootcert=\$TEST_NGINX_PG_CERT"
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
t



=== TEST 18: a certificate of somebody else
--- conninfo eval
"$::Tcp host=localhost sslmode=verify-full sslrootcert=\$TEST_NGINX_PG_OTHER_CERT"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- error_log
certificate verify failed



=== TEST 19: a certificate for another name
--- conninfo eval
"$::Tcp host=db.example hostaddr=127.0.0.1 sslmode=verify-full"
    . " sslrootcert=\$TEST_NGINX_PG_CERT"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- error_log
does not match host name "db.example"



=== TEST 20: no certificate to verify with
--- conninfo eval
"$::Tcp sslmode=verify-full sslrootcert=/nonexistent"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- error_log
root certificate file "/nonexistent" does not exist



=== TEST 21: TLS is required, the server has none
--- conninfo eval
"$::Db user=app host=127.0.0.1 port=$ENV{TEST_NGINX_PG_PROXY_PORT} sslmode=require"
--- request
GET /api/v1/statuses/1
--- error_code: 503
--- error_log
server does not support SSL, but SSL was required



=== TEST 22: TLS is preferred, the server has none
--- conninfo eval
"$::Db user=app host=127.0.0.1 port=$ENV{TEST_NGINX_PG_PROXY_PORT}"
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
f



=== TEST 23: TLS is a second attempt, on another socket
--- conninfo eval: "$::Tcp user=careful sslmode=allow"
--- scenario
say_(codes(start(1, 2)));
say_(encrypted());
--- transcript
200 200
t



=== TEST 24: a server that accepts and says nothing
--- conninfo eval
"$::Db user=app host=127.0.0.1 port=$ENV{TEST_NGINX_PG_PROXY_PORT}"
--- database
connect_timeout 200ms;
fail_timeout    1ms;
--- scenario
$main::Proxy->blackhole;
my @r = finish(start(1, 2, 3));
say_(map { $_->{code} } @r);
say_($r[0]{body});
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
--- transcript
503 503 503
{"error":"Service Unavailable"}
--- error_log
statuses: database "main": connect timed out



=== TEST 25: a server that says nothing after the connection was made
--- conninfo eval
"$::Db user=app sslmode=disable host=127.0.0.1 port=$ENV{TEST_NGINX_PG_PROXY_PORT}"
--- database
connect_timeout 200ms;
fail_timeout    1ms;
--- scenario
$main::Proxy->cut_after(1);
say_(codes(start(1, 2, 3)));
$main::Proxy->cut_after(330);
say_(codes(start(1, 2, 3)));
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
--- transcript
503 503 503
503 503 503
--- error_log
statuses: database "main": connect: connection to server at "127.0.0.1"



=== TEST 26: no more connections for the role
--- database
fail_timeout 1ms;
--- sql
ALTER ROLE app CONNECTION LIMIT 0
--- scenario
my $before = sockets((processes())[0]);
for (1 .. 20) {
    my $r = get(1);
    say_($r->{code}) if $r->{code} ne 503;
}
say_(sockets((processes())[0]) - $before);
pg_limit_connections(-1);
await(sub { get(1)->{code} == 200 });
say_(backends());
--- transcript
0
1
--- error_log
too many connections for role "app"



=== TEST 27: less connections than the lane wants
--- database
fail_timeout 1ms;
--- sql
ALTER ROLE app CONNECTION LIMIT 1
--- scenario
my $lock = hold(900);
my @r = start((900) x 3);
await_blocked(1);
push @r, start(900) for 1 .. 3;
await_log(qr/too many connections for role "app"/);
say_(backends());
pg_limit_connections(-1);
push @r, crowd(2);
$lock->end;
say_(all(@r));
--- transcript
1
all 200
--- error_log
too many connections for role "app"



=== TEST 28: no more connections for anybody
--- database
fail_timeout 1ms;
--- scenario
my @sessions;
my $free = pg_sql(q{SELECT 10 - count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend'}) + 1;
push @sessions, session('SELECT 1') for 1 .. $free;
say_(codes(start(1)));
$_->end for @sessions;
await(sub { get(1)->{code} == 200 });
--- transcript
503
--- error_log
remaining connection slots are reserved



=== TEST 29: a database that is not Mastodon's, until it is
--- database
fail_timeout 1ms;
--- sql
ALTER TABLE statuses RENAME TO gone
--- scenario
my $r = get(1);
say_($r->{code}, $r->{body}, $r->{head} =~ /^(Retry-After: 1)\r?$/m);
await_backends(0);
pg_sql('ALTER TABLE gone RENAME TO statuses');
await(sub { get(1)->{code} == 200 });
--- transcript
503 {"error":"Service Unavailable"} Retry-After: 1
--- error_log
statuses: database "main" has no schema of Mastodon 4.5, 4.6 or 4.7



=== TEST 30: one connection for all lanes
--- database
fail_timeout 10s;
keepalive_requests 3;
--- sql
ALTER ROLE app CONNECTION LIMIT 1;
INSERT INTO oauth_access_tokens (id, token, scopes, created_at)
VALUES (1, 'app', 'read', '2026-01-01');
--- scenario
say_(get(1)->{code});
say_(codes(start('/api/v1/statuses/1/context')));
await_log(qr/too many connections for role "app"/);
say_(codes(start('/api/v1/statuses/1?access_token=app')));
await(sub { pg_sql('SELECT last_used_at FROM oauth_access_tokens') =~ /\d/ });
for (1 .. 4) {
    say_(codes(map { start("/api/v1/statuses/$_") } 1, '1/context', 2,
        '2/favourited_by', 3, '3/context', '50/context', 4));
}
say_(backends());
--- transcript eval
"200\n200\n200\n" . "200 200 200 200 200 200 200 200\n" x 4 . "1\n"
--- error_log
too many connections for role "app"



=== TEST 31: whoever has none of his own waits for his turn
--- database
fail_timeout 10s;
lanes fast=1;
pipeline 2;
--- sql
ALTER ROLE app CONNECTION LIMIT 1
--- scenario
say_(get(1)->{code}, codes(start('/api/v1/statuses/1/context')));
my $lock = hold(900);
my @r = start(900, 900);
await_blocked(1);
push @r, start('/api/v1/statuses/2/context', '/api/v1/statuses/3/context', 4);
await_log(qr/statuses pg: wait for/, 5);
$lock->end;
say_(all(@r));
say_(backends());
--- transcript
200 200
all 200
1



=== TEST 32: the lanes have their own again as soon as they are granted
--- database
fail_timeout 1ms;
--- sql
ALTER ROLE app CONNECTION LIMIT 1
--- scenario
say_(get(1)->{code}, codes(start('/api/v1/statuses/1/context')));
await_log(qr/too many connections for role "app"/);
pg_limit_connections(-1);
await(sub { get(1)->{code} == 200
    && get('/api/v1/statuses/1/context')->{code} == 200 && backends() == 2 });
say_(codes(start('/api/v1/statuses/1/context')), backends());
--- transcript
200 200
200 2
--- error_log
statuses: database "main" is back after



=== TEST 33: the only one is lost: it is made anew at once
--- database
fail_timeout 10s;
--- sql
ALTER ROLE app CONNECTION LIMIT 1
--- scenario
say_(get(1)->{code}, codes(start('/api/v1/statuses/1/context')));
pg_drop_connections();
await_backends(0);
say_(codes(start('/api/v1/statuses/1/context')), get(1)->{code}, backends());
--- transcript
200 200
200 200 1
