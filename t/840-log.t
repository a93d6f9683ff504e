# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# What is logged when things go wrong: which database, which statement, which
# SQLSTATE; never what somebody wrote, nor a password.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

our $Proxy = pg_proxy();

our $Secret = qr/my-private-words|many words|open-sesame|SCRAM|md5/;

add_block_preprocessor(sub { $Proxy->pass });

sub secrets {
    my @lines = logged($Secret);
    return @lines ? "leaked: $lines[0]" : 'none';
}


repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: all that can fail
--- conninfo chomp
host=$TEST_NGINX_PG_PROXY_HOST port=$TEST_NGINX_PG_PROXY_PORT user=$TEST_NGINX_PG_SCRAM_USER password=$TEST_NGINX_PG_PASSWORD dbname=$TEST_NGINX_PG_DBNAME
--- database
lanes             fast=1;
pipeline          3;
queue             1;
connect_timeout   400ms;
statement_timeout 200ms;
read_timeout      400ms;
fail_timeout      1ms;
--- scenario
get($_) for 1, 910, 911, 912, 914, 913, 50, 900, 920;
my $lock = session('BEGIN', 'LOCK TABLE statuses');
codes(start(1 .. 8));
$lock->end;
pg_sql('ALTER TABLE statuses ALTER spoiler_text TYPE varchar');
get(1);
pg_freeze();
get(1);
pg_thaw();
await(sub { get(1)->{code} == 200 });
for my $what (1500, 3000) {
    $main::Proxy->cut_after($what);
    get(1);
}
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
$lock = hold(900);
my $r = start(900);
pg_drop_connections();
$lock->end;
finish($r);
pg_stop();
get(1);
pg_start();
await(sub { get(1)->{code} == 200 });
$main::Proxy->blackhole;
get(1);
get(1);
$main::Proxy->pass;
await(sub { get(1)->{code} == 200 });
my @lines = logged(qr/\[(?:info|notice|warn|error|crit)\] .*statuses: /);
my %seen;
for (@lines) {
    my ($level, $text) = /\[(\w+)\] .*?statuses: (.*)/;
    say_("whose? $text") if $text !~ /^database "main"/;
    my ($what) = $text =~ /(SQLSTATE \w+)/;
    ($what) = $text =~ /(connect|read|queue|timed out|WARNING|back)/
        if !defined $what;
    $seen{$what // $text} = $level;
}
say_("$_ $seen{$_}") for sort keys %seen;
say_('secrets:', secrets());
--- transcript
SQLSTATE 0A000 info
SQLSTATE 22012 error
SQLSTATE 22P02 error
SQLSTATE 26000 info
SQLSTATE 42501 error
SQLSTATE 57014 error
SQLSTATE 57P01 warn
WARNING info
back notice
connect error
queue warn
read error
timed out warn
secrets: none



=== TEST 2: a wrong password
--- conninfo chomp
host=$TEST_NGINX_PG_HOST port=$TEST_NGINX_PG_PORT user=$TEST_NGINX_PG_SCRAM_USER password=open-sesame-not dbname=$TEST_NGINX_PG_DBNAME
--- scenario
say_(codes(start(1)));
say_('secrets:', secrets());
--- error_code: 503
--- transcript
503
secrets: none
--- error_log
password authentication failed for user "scram"



=== TEST 3: a statement's line names its request
--- request
GET /api/v1/statuses/910
--- error_code: 503
--- error_log eval
qr/\[error\] \d+#\d+: \*\d+ statuses: database "main": statement "show" failed: SQLSTATE 22012, client: 127\.0\.0\.1, server: localhost, request: "GET \/api\/v1\/statuses\/910 HTTP\/1\.1"/
