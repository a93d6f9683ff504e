package TestPg;

# A private PostgreSQL cluster per test file, a fresh database per block, and
# the faults that the tests inject.  Uses only Test::Nginx's public calls.
#
#   pg_setup();                             the schema with its seeds
#   pg_setup('sql/demo/10-demo.sql');       more files: .sql, or .sql.xz
#   pg_setup(schema => '4.5');              another version of the schema
#   pg_setup(schema => undef, 't/data/x.sql');      no schema of ours
#   pg_setup(gateway => 1);                 with the schema statuses_gateway
#   pg_setup(seeds => 0);                   the schema without its seeds
#   pg_setup(tcp => 1);                     listens on TCP too, with TLS
#   pg_setup(conf => ['work_mem = 1MB']);   lines for postgresql.conf
#
# Files below sql/ are filtered by sql/expand.awk for the schema's version.
#
# For configurations: $TestPg::Conninfo, or the variables
#
#   $TEST_NGINX_PG_HOST, _PORT, _USER, _DBNAME    superuser, no password
#   $TEST_NGINX_PG_APP_USER                       may read and write, no more
#   $TEST_NGINX_PG_SCRAM_USER, _PG_PASSWORD       the same, by password only
#   $TEST_NGINX_PG_TCP_HOST, _PG_CERT             with tcp => 1
#
# If TEST_NGINX_PG_HOST is set beforehand, that server is used; there are no
# faults then.  TEST_NGINX_PG_BINDIR, _TMPDIR and _OSUSER say where the
# server's programs are, where the cluster lies and who runs it.

use strict;
use warnings;

use Carp       qw(croak);
use Exporter   qw(import);
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use POSIX      ();
use Time::HiRes qw(sleep time);
use IO::Socket::INET ();
use TestPgProxy ();

our @EXPORT = qw(pg_setup pg_sql pg_start pg_stop pg_crash pg_freeze pg_thaw
    pg_drop_connections pg_later pg_await pg_configure pg_limit_connections
    pg_proxy);

our $Conninfo = 'host=$TEST_NGINX_PG_HOST port=$TEST_NGINX_PG_PORT'
    . ' user=$TEST_NGINX_PG_USER dbname=$TEST_NGINX_PG_DBNAME';

our $ProxyConninfo = 'host=$TEST_NGINX_PG_PROXY_HOST'
    . ' port=$TEST_NGINX_PG_PROXY_PORT'
    . ' user=$TEST_NGINX_PG_USER dbname=$TEST_NGINX_PG_DBNAME';

my $HOME = '/';                 # a directory every account may enter
my ($dir, $bin, @as, $uid, $gid, $tpl, $seq, @used);


# --- the cluster ----------------------------------------------------------

sub _cmd {                      # run quietly; output into the cluster's log
    my @cmd = @_;

    defined(my $pid = fork) or croak "fork: $!";

    if (!$pid) {
        chdir $HOME;
        open STDIN,  '<',  '/dev/null';
        open STDOUT, '>>', "$dir/cmd.log";
        open STDERR, '>&', \*STDOUT;
        { no warnings 'exec'; exec @cmd }
        POSIX::_exit(127);
    }

    waitpid $pid, 0;
    return $? == 0;
}


sub _ctl { _cmd(@as, "$bin/pg_ctl", '-D', "$dir/data", '-w', '-t', 60, @_) }


sub _write {                    # a file of the cluster's account
    my ($file, $mode, $text) = @_;

    open my $out, '>', $file or croak "$file: $!";
    print $out $text;
    close $out or croak "$file: $!";
    chmod $mode, $file;
    chown $uid, $gid, $file if defined $uid;
}


sub _append {
    open my $out, '>>', "$dir/data/postgresql.conf" or croak $!;
    print $out map { "$_\n" } @_;
    close $out or croak $!;
}


sub _tail {                     # the end of a log, for messages
    my ($file) = @_;

    open my $in, '<', $file or return '';
    my @lines = <$in>;
    @lines = @lines[-20 .. -1] if @lines > 20;
    return "\n" . join '', @lines;
}


sub _free_port {
    my $sock = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
        or croak "no free port: $!";
    return $sock->sockport;
}


sub _boot {
    my ($opt) = @_;

    ($bin) = $ENV{TEST_NGINX_PG_BINDIR}
        || sort { ($b =~ /(\d+)/)[0] <=> ($a =~ /(\d+)/)[0] }
           grep { -x "$_/initdb" } glob '/usr/lib/postgresql/[0-9]*/bin';
    $bin or croak 'no PostgreSQL server binaries found, see "make deps"';

    my $top = $ENV{TEST_NGINX_PG_TMPDIR}
        || (-d '/dev/shm' && -w _ ? '/dev/shm' : '/tmp');
    $dir = tempdir('tnpg.XXXXXX', DIR => $top);     # short: socket path < 108
    chmod 0755, $dir;

    if ($> == 0) {                                  # initdb refuses root
        my $user = $ENV{TEST_NGINX_PG_OSUSER} || 'postgres';
        ($uid, $gid) = (getpwnam $user)[2, 3];
        defined $uid or croak "no account $user to run PostgreSQL as";
        chown $uid, $gid, $dir;
        @as = ('runuser', '-u', $user, '--');
    }

    _watch();

    _cmd(@as, "$bin/initdb", '-D', "$dir/data", qw(-U tester -A trust -E UTF8
        --locale=C.UTF-8 --no-sync --no-instructions))
        or croak "initdb failed:" . _tail("$dir/cmd.log");

    my $port = $opt->{tcp} ? _free_port() : 5432;

    _append('listen_addresses = ' . ($opt->{tcp} ? "'127.0.0.1'" : "''"),
        "port = $port", "unix_socket_directories = '$dir'", 'fsync = off',
        'synchronous_commit = off', 'full_page_writes = off',
        'wal_level = minimal', 'max_wal_senders = 0', 'autovacuum = off',
        'jit = off', 'shared_buffers = 16MB', 'max_connections = 50',
        "timezone = 'UTC'", 'deadlock_timeout = 100ms',
        @{ $opt->{conf} || [] });

    _write("$dir/data/pg_hba.conf", 0600, <<'_EOC_');
local  all  scram  scram-sha-256
local  all  all    trust
host   all  scram  127.0.0.1/32  scram-sha-256
host   all  all    127.0.0.1/32  trust
_EOC_

    _certificate() if $opt->{tcp};

    @ENV{qw(TEST_NGINX_PG_HOST TEST_NGINX_PG_PORT TEST_NGINX_PG_USER)}
        = ($dir, $port, 'tester');
    @ENV{qw(TEST_NGINX_PG_APP_USER TEST_NGINX_PG_SCRAM_USER
        TEST_NGINX_PG_PASSWORD)} = ('app', 'scram', 'open-sesame');
    @ENV{qw(TEST_NGINX_PG_TCP_HOST TEST_NGINX_PG_CERT)}
        = ('127.0.0.1', "$dir/server.crt") if $opt->{tcp};

    pg_start();

    _psql('postgres', '-c', <<'_EOC_', '-c', <<'_EOC_');
CREATE ROLE app LOGIN IN ROLE pg_read_all_data, pg_write_all_data
_EOC_
CREATE ROLE scram LOGIN PASSWORD 'open-sesame'
    IN ROLE pg_read_all_data, pg_write_all_data
_EOC_
}


# A certificate signed by itself, so that it is also the sslrootcert of a
# client that verifies it, for localhost and 127.0.0.1.

sub _certificate {
    _cmd('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
        'ec_paramgen_curve:prime256v1', '-nodes', '-days', 30, '-subj',
        '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout', "$dir/server.key", '-out', "$dir/server.crt")
        or croak 'openssl failed:' . _tail("$dir/cmd.log");
    chmod 0600, "$dir/server.key";
    chmod 0644, "$dir/server.crt";
    chown $uid, $gid, "$dir/server.key", "$dir/server.crt" if defined $uid;
    _append('ssl = on', "ssl_cert_file = '$dir/server.crt'",
        "ssl_key_file = '$dir/server.key'");
}


# One helper process waits for our end, however it comes (exit, die, BAIL_OUT,
# kill -9), and then removes the cluster.  It must not keep prove's pipes open
# and must not run END blocks.

sub _watch {
    pipe my $r, my $w or croak $!;
    defined(my $pid = fork) or croak "fork: $!";

    if ($pid) {
        close $r;
        our $Pipe = $w;
        return;
    }

    close $w;
    POSIX::setsid();
    $SIG{$_} = 'IGNORE' for qw(HUP INT TERM);
    open STDIN,  '<', '/dev/null';
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    1 while sysread $r, my $buf, 1;

    if (!$ENV{TEST_NGINX_NO_CLEAN}) {
        if (my $pm = _postmaster()) { kill CONT => $pm; kill QUIT => $pm }
        for (1 .. 50) { last unless _postmaster(); sleep 0.1 }
        for (1 .. 3) { remove_tree($dir); sleep 0.3 }  # a pg_ctl may still run
    }

    POSIX::_exit(0);
}


sub _postmaster {
    open my $in, '<', "$dir/data/postmaster.pid" or return;
    my ($pid) = (<$in> // '') =~ /^(\d+)/ or return;
    return $pid;
}


# --- databases ------------------------------------------------------------

sub _psql_command {
    my ($db, @args) = @_;

    return ('psql', qw(-XqAt -v ON_ERROR_STOP=1), '-h',
        $ENV{TEST_NGINX_PG_HOST}, '-p', $ENV{TEST_NGINX_PG_PORT}, '-U',
        $ENV{TEST_NGINX_PG_USER}, '-d', $db, @args);
}


sub _psql {
    my ($db, @args) = @_;

    open my $in, '-|', _psql_command($db, @args) or croak "psql: $!";
    my $res = do { local $/; <$in> };
    close $in or croak "psql failed on $db: @args";
    return $res // '';
}


# pg_sql(@statements): runs them in the block's database; what psql -At prints.

sub pg_sql { _psql($ENV{TEST_NGINX_PG_DBNAME}, map { ('-c', $_) } @_) }


# A script, in which psql's own commands may stand; nothing is printed.

sub _script {
    my ($db, $text) = @_;

    open my $out, '|-', _psql_command($db, '-o', '/dev/null', '-f', '-')
        or croak "psql: $!";
    binmode $out, ':utf8' if utf8::is_utf8($text);
    print $out "SET client_min_messages = warning;\n$text\n";
    close $out or croak "the script failed on $db:\n$text";
}


# All files as one transaction each, on one connection.

sub _load {
    my ($db, $version, @files) = @_;

    open my $out, '|-', _psql_command($db, '-o', '/dev/null', '-f', '-')
        or croak "psql: $!";
    print $out "SET client_min_messages = warning;\n";

    for my $file (@files) {
        my @cmd = $file =~ /\.xz$/  ? ('xz', '-dc', $file)
                : $file =~ m{^sql/} ? ('awk', '-v', "version=$version", '-f',
                                       'sql/expand.awk', $file)
                :                     ('cat', $file);

        open my $in, '-|', @cmd or croak "$cmd[0]: $!";
        my $text = do { local $/; <$in> };
        close $in or croak "@cmd failed";

        # a dump may bring its own transaction and its own search_path
        print $out $text =~ /^(?:BEGIN|START TRANSACTION)\s*;/mi
            ? $text : "BEGIN;\n$text\n;COMMIT;\n";
        print $out "RESET ALL;\nSET client_min_messages = warning;\n";
    }

    close $out or croak "loading failed, one of: @files";
}


sub _gateway {                  # the schema statuses_gateway
    my ($db) = @_;

    my $conninfo = join ' ', map {
        lc($_) . '=' . $ENV{"TEST_NGINX_PG_$_"}
    } qw(HOST PORT USER);
    system("sql/gateway/install.sh '$conninfo dbname=$db' >/dev/null")
        and croak 'sql/gateway/install.sh failed';
}


sub pg_setup {
    my %opt = (seeds => 1, schema => $ENV{TEST_STATUSES_SCHEMA} || '4.7');
    my @files;

    while (@_) {
        my $arg = shift;
        if ($arg =~ /^(?:tcp|schema|seeds|conf|gateway)$/) {
            $opt{$arg} = shift;
        } else {
            push @files, $arg;
        }
    }

    if (defined $opt{schema}) {
        my @schema = sort glob 'sql/schema/*.sql';
        @schema or croak 'no sql/schema/*.sql here';
        @schema = grep { !m{/9[^/]*-seeds\.sql$} } @schema if !$opt{seeds};
        unshift @files, @schema;
    }

    _boot(\%opt) unless $ENV{TEST_NGINX_PG_HOST};
    $tpl = "tpl_$$";
    _psql('postgres', '-c', "CREATE DATABASE $tpl");
    _load($tpl, $opt{schema} // '', @files) if @files;

    _gateway($tpl) if $opt{gateway};

    # Runs before the nginx of the previous block is stopped, hence a new name
    # each time; the one before the last has no user any more.
    main::add_block_preprocessor(sub {
        my $block = shift;

        if (defined $block->config) {
            my $db = sprintf 't%d_%d', $$, ++$seq;
            my @sql = ("CREATE DATABASE $db TEMPLATE $tpl");
            push @used, $db;
            unshift @sql, 'DROP DATABASE ' . shift(@used) . ' WITH (FORCE)'
                if @used > 2;
            _psql('postgres', map { ('-c', $_) } @sql);
            $ENV{TEST_NGINX_PG_DBNAME} = $db;
        }

        _script($ENV{TEST_NGINX_PG_DBNAME}, $block->sql)
            if defined $block->sql;
    });

    # --- sql_query / --- sql_result: one assertion per repetition, after the
    # last response of the block.  --- after_response: [sub {...}, ...], run
    # after the response with the same index, before the next request is sent.
    main::add_response_body_check(sub {
        my ($block, $body, $idx, $rep, $dry) = @_;

        my $hook = $block->after_response;
        $hook->[$idx]->() if $hook && $hook->[$idx] && !$dry;

        return unless defined $block->sql_query;

        my $reqs = $block->pipelined_requests || $block->request
            || $block->raw_request;
        return if ref $reqs eq 'ARRAY' && !defined $block->raw_request
            && $idx < $#$reqs;

        my $want = $block->sql_result;
        $want = $want->[$rep] if ref $want eq 'ARRAY';
        main::is_str(pg_sql($block->sql_query), $want,
            $block->name . " - sql_result (repeated req $rep)");
    });
}


# pg_await($sql, $want, $seconds): repeats the query until psql -At prints
# what is wanted (a string or a qr//); false when the time, 10 seconds by
# default, is over.  For what happens in the background.

sub pg_await {
    my ($sql, $want, $seconds) = @_;

    my $end = time + ($seconds || 10);

    for (;;) {
        my $got = pg_sql($sql);
        chomp $got;
        return 1 if ref $want ? $got =~ $want : $got eq $want;
        return 0 if time > $end;
        sleep 0.05;
    }
}


# --- faults ---------------------------------------------------------------

sub pg_start {
    _ctl('-l', "$dir/log", 'start')
        or croak 'start failed:' . _tail("$dir/log");
}


sub pg_stop { _ctl('-m', $_[0] || 'immediate', 'stop') }


# pg_configure(@lines): appends to postgresql.conf and restarts; the file's
# later blocks keep it.

sub pg_configure {
    _append(@_);
    pg_stop('fast');
    pg_start();
}


# pg_limit_connections($n): so many for the role $TEST_NGINX_PG_APP_USER, -1
# ends the limit; the next one gets FATAL 53300, too_many_connections.  Limits
# do not hold for superusers, and so not for $TEST_NGINX_PG_USER.

sub pg_limit_connections {
    _psql('postgres', '-c', "ALTER ROLE app CONNECTION LIMIT $_[0]");
}


sub _all {      # every process of the cluster
    my $pm = _postmaster() or return;
    open my $in, '-|', 'ps', '-o', 'pid=', '-p', $pm, '--ppid', $pm or return;
    return map { /(\d+)/ } <$in>;
}


sub pg_crash {          # power loss: nobody says goodbye
    my $pm = _postmaster();

    kill KILL => _all();

    for (1 .. 50) {     # a zombie would look alive to the next pg_start
        waitpid $pm, POSIX::WNOHANG();
        last unless kill 0, $pm;
        sleep 0.05;
    }
}


sub pg_freeze { kill STOP => _all() }
sub pg_thaw   { kill CONT => _all() }


sub pg_drop_connections {
    _psql('postgres', '-c', 'SELECT pg_terminate_backend(pid) FROM '
        . "pg_stat_activity WHERE datname = '$ENV{TEST_NGINX_PG_DBNAME}'");
}


sub pg_later {          # do something while a request is in flight
    my ($delay, $code) = @_;

    defined(my $pid = fork) or croak "fork: $!";
    return if $pid;

    sleep $delay;
    eval { $code->(); 1 } or warn $@;
    POSIX::_exit(0);
}


# pg_proxy(tcp => 1): a relay in front of the server, see TestPgProxy; on a
# socket in a directory of its own, or on TCP, where "addr" and "port" may be
# given.  The last one made is also $TestPg::ProxyConninfo.

sub pg_proxy {
    my (%opt) = @_;

    my $proxy = TestPgProxy->new(
        to   => "$ENV{TEST_NGINX_PG_HOST}/.s.PGSQL.$ENV{TEST_NGINX_PG_PORT}",
        dir  => $opt{tcp} ? undef : tempdir('px.XXXXXX', DIR => $dir),
        addr => $opt{addr},
        port => $opt{port} // ($opt{tcp} ? _free_port() : 5432));

    @ENV{qw(TEST_NGINX_PG_PROXY_HOST TEST_NGINX_PG_PROXY_PORT)}
        = ($proxy->host, $proxy->port);

    return $proxy;
}

1;
