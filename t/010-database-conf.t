# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# The statuses_database block.  No database is needed to load it.
#
# --- refused      lines of "parameters => message": in a block together with
#                  a good conninfo nginx does not take the parameters, and says
#                  why.  One assertion for each line.

use lib 't/lib';
use TestEnv;
use Test::Nginx::Socket;
use TestFault;

TestEnv::strict_sections('refused');

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(config => "location = /t { return 204; }\n")
        if !defined $block->config;

    if (defined $block->must_die) {
        $block->set_value(suppress_stderr => '');
        $block->set_value(error_log => "[emerg]\n" . $block->error_log);
        $block->set_value(no_error_log => "[alert]\nopen-sesame\n");
        return;
    }

    $block->set_value(request => 'GET /t');
    $block->set_value(error_code => 204);

    if (defined $block->refused) {
        our $Refused = $block->refused;
        our $Name = $block->name;
        $block->set_value(init => 'main::refused()');
    }
});


sub refused {
    for (split /\n/, $main::Refused) {
        my ($lines, $want) = /^(.+?) +=> (.+)$/ or die "bad line: $_\n";
        my $file = server_root() . '/conf/refused.conf';

        open my $out, '>', $file or die "$file: $!\n";
        print $out map({ "load_module $_;\n" }
            split ' ', $ENV{TEST_NGINX_LOAD_MODULES}),
            "events { }\nhttp {\n    statuses_database main {\n",
            "        conninfo \"host=/nonexistent\";\n        $lines\n",
            "    }\n}\n";
        close $out;

        my $binary = $ENV{TEST_NGINX_BINARY} || 'nginx';
        my $said = `$binary -t -q -e stderr -p @{[server_root()]} -c $file 2>&1`;
        my $ok = $? != 0 && $said =~ /\[emerg\].*\Q$want\E in \Q$file\E:\d+$/m;

        ok($ok, "$main::Name - $lines") or diag($said || 'was taken');
    }
}


repeat_each(1);
# and the [emerg] of those that must die
plan tests => TestFault::tests() + grep { defined $_->must_die } blocks();

no_long_string();
run_tests();

__DATA__

=== TEST 1: all parameters
--- http_config
    statuses_database main {
        conninfo           "host=/nonexistent dbname=x";
        password_file      $TEST_NGINX_SERVER_ROOT/html/password;
        pool               9;
        lanes              fast=4 slow=2 write=3;
        pipeline           64;
        queue              10 timeout=100ms write=5s;
        connect_timeout    1s;
        statement_timeout  1s500ms;
        read_timeout       2m;
        keepalive_timeout  10;
        keepalive_time     1d;
        keepalive_requests 1000;
        prepare            off;
        fail_timeout       500ms;
    }
--- user_files
>>> password
open-sesame



=== TEST 2: no more than what is needed, in several databases
--- http_config
    statuses_database main { conninfo "dbname=x"; }
    statuses_database other { include $TEST_NGINX_SERVER_ROOT/html/db.conf; }
    statuses_database uri {
        conninfo postgresql://app@127.0.0.1:5433/x?connect_timeout=1;
        queue    0;
    }
--- user_files
>>> db.conf
conninfo "host=127.0.0.1,localhost port=5432,5433 dbname=x";
prepare  on;



=== TEST 3: lanes that are named fill up to what the pool has
--- http_config
    statuses_database main { conninfo "dbname=x"; lanes fast=5; pool 8; }
    statuses_database small { conninfo "dbname=x"; pool 3; }
    statuses_database large { conninfo "dbname=x"; lanes write=9; lanes slow=3; }



=== TEST 4: wrong values
--- http_config
    statuses_database main { conninfo "dbname=x"; }
--- refused
pool x;                      => parameter "pool" has an invalid value
pool 0;                      => parameter "pool" has an invalid value
pool 99999999999999999999;   => parameter "pool" has an invalid value
pipeline -1;                 => parameter "pipeline" has an invalid value
keepalive_requests 1.5;      => parameter "keepalive_requests" has an invalid value
connect_timeout x;           => parameter "connect_timeout" has an invalid value
statement_timeout 0;         => parameter "statement_timeout" has an invalid value
read_timeout 1s1m;           => parameter "read_timeout" has an invalid value
keepalive_timeout -1;        => parameter "keepalive_timeout" has an invalid value
keepalive_time "1 h x";      => parameter "keepalive_time" has an invalid value
fail_timeout 0s;             => parameter "fail_timeout" has an invalid value
prepare maybe;               => parameter "prepare" has an invalid value
pipeline 65;                 => "pipeline" must not exceed 64
queue x;                     => invalid parameter "x"
queue 5 timeout=;            => invalid parameter "timeout="
queue 5 timeout=0;           => invalid parameter "timeout=0"
queue 5 timeout=x;           => invalid parameter "timeout=x"
queue 5 time=1s;             => invalid parameter "time=1s"
queue 5 t;                   => invalid parameter "t"
queue 5 write=0;             => invalid parameter "write=0"
queue 5 write=1s write=1s;   => invalid parameter "write=1s"
lanes fast=0;                => invalid parameter "fast=0"
lanes fast=;                 => invalid parameter "fast="
lanes fast=x;                => invalid parameter "fast=x"
lanes fast=1 fast=2;         => invalid parameter "fast=2"
lanes fast=1; lanes fast=1;  => invalid parameter "fast=1"
lanes quick=1;               => invalid parameter "quick=1"
lanes 3;                     => invalid parameter "3"



=== TEST 5: a wrong number of arguments
--- http_config
    statuses_database main { conninfo "dbname=x"; }
--- refused
pool;                        => invalid number of arguments in "pool"
pool 4 5;                    => invalid number of arguments in "pool"
password_file a b;           => invalid number of arguments in "password_file"
read_timeout;                => invalid number of arguments in "read_timeout"
prepare;                     => invalid number of arguments in "prepare"
queue;                       => invalid number of arguments in "queue"
queue 5 timeout=1s write=1s 3; => invalid number of arguments in "queue"
lanes;                       => invalid number of arguments in "lanes"



=== TEST 6: said twice
--- http_config
    statuses_database main { conninfo "dbname=x"; }
--- refused
conninfo "dbname=x";                             => parameter "conninfo" is duplicate
password_file a; password_file a;                => parameter "password_file" is duplicate
pool 4; pool 4;                                  => parameter "pool" is duplicate
pipeline 4; pipeline 4;                          => parameter "pipeline" is duplicate
queue 4; queue 4;                                => parameter "queue" is duplicate
connect_timeout 1s; connect_timeout 1s;          => parameter "connect_timeout" is duplicate
statement_timeout 1s; statement_timeout 1s;      => parameter "statement_timeout" is duplicate
read_timeout 1s; read_timeout 1s;                => parameter "read_timeout" is duplicate
keepalive_timeout 1s; keepalive_timeout 1s;      => parameter "keepalive_timeout" is duplicate
keepalive_time 1s; keepalive_time 1s;            => parameter "keepalive_time" is duplicate
keepalive_requests 1; keepalive_requests 1;      => parameter "keepalive_requests" is duplicate
fail_timeout 1s; fail_timeout 1s;                => parameter "fail_timeout" is duplicate
prepare on; prepare off;                         => parameter "prepare" is duplicate



=== TEST 7: lanes and pool that differ
--- http_config
    statuses_database main { conninfo "dbname=x"; }
--- refused
pool 9; lanes fast=4 slow=2 write=2;    => the "lanes" do not add up to "pool"
lanes fast=4 slow=2 write=2; pool 4;    => the "lanes" do not add up to "pool"
pool 4; lanes fast=4;                   => the "lanes" do not add up to "pool"
pool 2;                                 => "pool" must be at least 3, one connection for each of the lanes
pool 1; lanes fast=1;                   => "pool" must be at least 3, one connection for each of the lanes



=== TEST 8: what is not a parameter
--- http_config
    statuses_database main { conninfo "dbname=x"; }
--- refused
pol 4;                       => unknown parameter "pol" in statuses_database
statuses on;                 => unknown parameter "statuses" in statuses_database
pool { }                     => unexpected "{"



=== TEST 9: no conninfo
--- http_config
    statuses_database main { pool 4; }
--- must_die
--- error_log
no "conninfo" in statuses_database "main"



=== TEST 10: a conninfo that libpq does not know is not shown
--- http_config
    statuses_database main {
        conninfo "host=/nonexistent password=open-sesame flux=1";
    }
--- must_die
--- error_log
invalid "conninfo" in statuses_database "main"



=== TEST 11: nor is one that is no URI
--- http_config
    statuses_database main {
        conninfo "postgresql://app:open-sesame@[::1/x";
    }
--- must_die
--- error_log
invalid "conninfo" in statuses_database "main"



=== TEST 12: a value without quotes is not shown either
--- http_config
    statuses_database main {
        conninfo host=/nonexistent password=open-sesame;
    }
--- must_die
--- error_log
invalid number of arguments in "conninfo"



=== TEST 13: a host that nobody knows
--- http_config
    statuses_database main { conninfo "host=nobody.invalid dbname=x"; }
--- must_die
--- error_log
host not found in host "nobody.invalid" of statuses_database "main"



=== TEST 14: one unknown host among known ones
--- http_config
    statuses_database main { conninfo "host=/tmp,nobody.invalid dbname=x"; }
--- must_die
--- error_log
host not found in host "nobody.invalid" of statuses_database "main"



=== TEST 15: a password file that does not exist
--- http_config
    statuses_database main { conninfo "dbname=x"; password_file none; }
--- must_die
--- error_log
conf/none" failed (2: No such file or directory)



=== TEST 16: a password file without a password
--- http_config
    statuses_database main {
        conninfo      "dbname=x";
        password_file $TEST_NGINX_SERVER_ROOT/html/password;
    }
--- user_files eval
[['password', "\nopen-sesame\n"]]
--- must_die
--- error_log
html/password" holds no password



=== TEST 17: a folder in place of a password file
--- http_config
    statuses_database main {
        conninfo      "dbname=x";
        password_file $TEST_NGINX_SERVER_ROOT/html;
    }
--- must_die
--- error_log
html" failed (21: Is a directory)



=== TEST 18: two databases of one name
--- http_config
    statuses_database main { conninfo "dbname=x"; }
    statuses_database main { conninfo "dbname=y"; }
--- must_die
--- error_log
duplicate database "main"



=== TEST 19: a database without a name
--- http_config
    statuses_database { conninfo "dbname=x"; }
--- must_die
--- error_log
invalid number of arguments in "statuses_database" directive



=== TEST 20: a database without a block
--- http_config
    statuses_database main;
--- must_die
--- error_log
directive "statuses_database" has no opening "{"



=== TEST 21: a block without an end
--- http_config
    statuses_database main { conninfo "dbname=x"; include $TEST_NGINX_SERVER_ROOT/html/db.conf; }
--- user_files
>>> db.conf
pool 4; lanes
--- must_die
--- error_log
unexpected end of file, expecting ";" or "}"



=== TEST 22: not in a server
--- config
    statuses_database main { conninfo "dbname=x"; }
--- must_die
--- error_log
"statuses_database" directive is not allowed here



=== TEST 23: a primary that does not exist
--- http_config
    statuses_database main { conninfo "dbname=x"; }
--- config
    statuses_primary mian;
--- must_die
--- error_log
unknown database "mian", statuses_database must come before



=== TEST 24: a primary that comes too early
--- http_config
    statuses_primary  main;
    statuses_database main { conninfo "dbname=x"; }
--- must_die
--- error_log
unknown database "main", statuses_database must come before



=== TEST 25: two primaries
--- http_config
    statuses_database main { conninfo "dbname=x"; }
    statuses_primary  main;
    statuses_primary  main;
--- must_die
--- error_log
"statuses_primary" directive is duplicate



=== TEST 26: statuses without a primary
--- http_config
    statuses_database     main { conninfo "dbname=x"; }
    statuses_local_domain social.example;
--- config
    location /api/ { statuses on; }
--- must_die
--- error_log
"statuses on" needs statuses_primary
