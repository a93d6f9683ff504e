package TestServer;

# An nginx of one's own, with workers, before TestPg's cluster, for tests that
# need many requests at a time, a reload, or a process to kill. All of it ends
# with the test. Use it with Test::More.
#
#   my $s = TestServer->start(
#       files    => ['t/data/show.sql'],    loaded behind the schema
#       conf     => ["work_mem = '1MB'"],   lines for postgresql.conf
#       gateway  => 1,                      with the schema for writes
#       beside   => $s,                     another nginx before its database
#       workers  => 2,
#       database => 'queue 1000;',          lines for statuses_database
#       http     => 'statuses_token_zone zone=t:1m;',
#       location => 'statuses_compat 4.7;',
#       env      => { TestClock->new->env },
#       level    => 'debug');               of the error log
#
#   my $answer = $s->get('/101', 'vera');   {code, head, body}; token tok-vera;
#                                           'POST /101/favourite' where not GET
#   my @open = $s->send(['/101', 'vera'], ...);     each on its own connection
#   my @answers = $s->answers(@open);
#   $s->sql(@statements); $s->session(@statements)->end
#   $s->asked('token')      how often, see t/data/calls.sql
#   $s->waiting             requests that nginx works at
#   $s->on($pid, [...])     as send, to the worker with this id
#   $s->workers             their ids; $s->reload; $s->log; $s->lines(qr/../)
#   $s->await(sub { ... }, 'what')
#   $s->in_time(1.5, sub { ...; return ($seconds, @results) })

use strict;
use warnings;

use File::Path       qw(remove_tree);
use File::Temp       qw(tempdir);
use IO::Select       ();
use IO::Socket::UNIX ();
use POSIX            ();
use Time::HiRes      qw(sleep time);

use TestEnv ();
use TestPg  ();

our $Patience = 30;             # seconds; only a failure waits so long

my @running;


sub start {
    my ($class, %arg) = @_;

    my $top = -d '/dev/shm' && -w _ ? '/dev/shm' : '/tmp';
    my $dir = tempdir('server.XXXXXX', DIR => $top);    # socket path < 108
    my $self = bless { dir => $dir, owner => $$, %arg }, $class;

    chmod 0755, $dir;
    push @running, $self;

    $self->_load if !$arg{beside};
    $self->_configure;
    $self->_run;

    return $self;
}


sub _load {
    my ($self) = @_;

    TestPg::_boot({ conf => $self->{conf} || [] });
    TestPg::_psql('postgres', '-c', 'CREATE DATABASE served');
    TestPg::_load('served', '4.7', sort(glob 'sql/schema/*.sql'),
        @{ $self->{files} || [] });

    TestPg::_gateway('served') if $self->{gateway};
}


sub _configure {
    my ($self) = @_;
    my $dir = $self->{dir};

    my $load = join '', map { "load_module $_;\n" }
        split ' ', $ENV{TEST_NGINX_LOAD_MODULES};
    my $temp = join '', map { "    ${_}_temp_path $dir/$_;\n" }
        qw(client_body proxy fastcgi uwsgi scgi);
    my %more = map { $_ => $self->{$_} // '' } qw(database http location);

    open my $out, '>', "$dir/nginx.conf" or die "$dir/nginx.conf: $!\n";
    print $out <<"_EOC_";
${load}daemon off;
master_process on;
worker_processes @{[ $self->{workers} // 1 ]};
worker_rlimit_nofile 8192;
pid $dir/nginx.pid;
error_log $dir/error.log @{[ $self->{level} // 'info' ]};

events {
    worker_connections 4096;
}

http {
    access_log $dir/access.log;
$temp
    large_client_header_buffers 8 32k;

    statuses_database main {
        conninfo "host=$ENV{TEST_NGINX_PG_HOST} port=$ENV{TEST_NGINX_PG_PORT}
            user=$ENV{TEST_NGINX_PG_USER} dbname=served";
        $more{database}
    }

    statuses_primary main;
    statuses_local_domain social.example;
    $more{http}

    server {
        listen unix:$dir/http backlog=4096;
        add_header X-Worker \$pid always;

        location /api/v1/statuses {
            statuses on;
            $more{location}
        }

        location = /pid {
            return 204;
        }

        location = /state {
            stub_status;
        }
    }
}
_EOC_
    close $out or die "$dir/nginx.conf: $!\n";
}


sub _run {
    my ($self) = @_;
    my $dir = $self->{dir};

    my @cmd = ($ENV{TEST_NGINX_BINARY} || 'nginx', '-e', "$dir/error.log",
               '-p', "$dir/", '-c', "$dir/nginx.conf");
    unshift @cmd, 'valgrind', '-q', split ' ', $ENV{TEST_NGINX_USE_VALGRIND}
        if $ENV{TEST_NGINX_USE_VALGRIND};

    defined(my $pid = fork) or die "fork: $!\n";

    if (!$pid) {
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', "$dir/nginx.out";
        open STDERR, '>&', \*STDOUT;
        @ENV{ keys %{ $self->{env} || {} } } = values %{ $self->{env} || {} };
        { no warnings 'exec'; exec @cmd }
        POSIX::_exit(127);
    }

    $self->{pid} = $pid;
    $self->_watch;

    for (my $end = time + $Patience; time < $end; sleep 0.05) {
        return if IO::Socket::UNIX->new(Peer => "$dir/http")
            && $self->workers == ($self->{workers} // 1);
        last if waitpid($pid, POSIX::WNOHANG()) == $pid;
    }

    die "nginx does not start:\n" . _file("$dir/nginx.out")
        . _file("$dir/error.log");
}


# A process that waits for our end, however it comes, see TestPg.

sub _watch {
    my ($self) = @_;

    pipe my $r, $self->{pipe} or die "pipe: $!\n";
    defined(my $pid = fork) or die "fork: $!\n";

    if ($pid) {
        close $r;
        return;
    }

    close $self->{pipe};
    POSIX::setsid();
    $SIG{$_} = 'IGNORE' for qw(HUP INT TERM);
    open STDIN,  '<', '/dev/null';
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    1 while sysread $r, my $buf, 1;

    # gone already unless we were killed: the file names whom we started
    if (my ($nginx) = _file("$self->{dir}/nginx.pid") =~ /^(\d+)/) {
        kill TERM => $nginx;
    }

    if (!$ENV{TEST_NGINX_NO_CLEAN}) {
        sleep 0.5;
        remove_tree($self->{dir});
    }

    POSIX::_exit(0);
}


END {
    my $rc = $?;

    for my $self (grep { $_->{owner} == $$ && $_->{pid} } @running) {
        kill QUIT => $self->{pid};

        for (my $end = time + $Patience; ; sleep 0.05) {
            last if waitpid($self->{pid}, POSIX::WNOHANG()) != 0;
            if (time > $end) { kill KILL => $self->{pid}; last }
        }
    }

    $? = $rc;
}


# --- clients --------------------------------------------------------------

sub _connect {
    my ($self) = @_;

    return IO::Socket::UNIX->new(Peer => "$self->{dir}/http")
        || die "cannot connect: $!\n";
}


# What is asked: a path below /api/v1/statuses, or a whole one that begins
# with "=", and who asks; or the bytes of a request.

sub _text {
    my ($what) = @_;

    return $what if !ref $what;

    my ($path, $who, $more) = @$what;
    my $method = $path =~ s/^([A-Z]+) // ? $1 : 'GET';
    $path =~ s/^=// or $path = "/api/v1/statuses$path";

    return "$method $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        . ($method eq 'GET' ? '' : "Content-Length: 0\r\n")
        . (defined $who ? "Authorization: Bearer tok-$who\r\n" : '')
        . ($more // '') . "\r\n";
}


sub send {
    my ($self, @what) = @_;

    local $SIG{PIPE} = 'IGNORE';
    my @open;

    for my $what (@what) {
        my $sock = $self->_connect;
        _write($sock, _text($what));
        push @open, { sock => $sock, raw => '' };
    }

    return wantarray ? @open : $open[0];
}


sub _write {
    my ($sock, $text) = @_;

    for (my $done = 0; $done < length $text;) {
        my $n = syswrite $sock, $text, length($text) - $done, $done;
        last if !defined $n;        # refused in the middle, and answered
        $done += $n;
    }
}


# Connections stay with the worker that accepted them: one is asked for its
# id, and kept.

sub on {
    my ($self, $pid, @what) = @_;
    my @open;

    for my $what (@what) {
        my $sock;

        $self->await(sub {
            $sock = $self->_connect;
            syswrite $sock, "GET /pid HTTP/1.1\r\nHost: x\r\n\r\n";
            my $head = '';
            sysread $sock, $head, 4096, length $head until $head =~ /\r\n\r\n/;
            return $head =~ /^X-Worker: $pid\r/m;
        }, "a connection to worker $pid");

        _write($sock, _text($what));
        push @open, { sock => $sock, raw => '' };
    }

    return wantarray ? @open : $open[0];
}


sub answers {
    my ($self, @open) = @_;

    my %by = map { fileno($_->{sock}) => $_ } @open;
    my $select = IO::Select->new(map { $_->{sock} } @open);
    my $end = time + $Patience;

    while ($select->count) {
        my $left = $end - time;
        my @ready = $left > 0 ? $select->can_read($left) : ();
        die $select->count . " requests are not answered\n" if !@ready;

        for my $sock (@ready) {
            my $r = $by{ fileno $sock };
            next if sysread $sock, $r->{raw}, 65536, length $r->{raw};
            $select->remove($sock);
            close $sock;
        }
    }

    for (@open) {
        ($_->{head}, $_->{body}) = split /\r\n\r\n/, $_->{raw}, 2;
        $_->{head} //= '';
        $_->{body} //= '';
        ($_->{code}) = $_->{head} =~ m{^HTTP/1\.1 (\d+)};
        $_->{code} //= 'none';
    }

    return wantarray ? @open : $open[0];
}


sub get { my ($self, @what) = @_; return $self->answers($self->send([@what])) }


# how many answers have which code: "999x200 1x503"

sub codes {
    my (@answers) = @_;

    my %n;
    $n{ $_->{code} }++ for @answers;
    return join ' ', map { "$n{$_}x$_" } sort keys %n;
}


# --- the database ---------------------------------------------------------

sub sql {
    my ($self, @sql) = @_;
    return TestPg::_psql('served', map { ('-c', $_) } @sql);
}


sub asked {
    my ($self, $name) = @_;
    my $n = $self->sql("SELECT n FROM calls WHERE name = '$name'");
    chomp $n;
    return $n;
}


sub blocked {
    my ($self) = @_;
    my $n = $self->sql('SELECT count(*) FROM pg_stat_activity WHERE'
        . " application_name = 'ngx_statuses' AND wait_event_type = 'Lock'");
    chomp $n;
    return $n;
}


# A session of psql that stays, and ends with ->end.

sub session {
    my ($self, @sql) = @_;

    pipe my $from, my $out or die "pipe: $!\n";
    pipe my $in, my $to or die "pipe: $!\n";
    defined(my $pid = fork) or die "fork: $!\n";

    if (!$pid) {
        open STDIN,  '<&', $in;
        open STDOUT, '>&', $out;
        close $_ for $from, $out, $in, $to;
        { no warnings 'exec'; exec TestPg::_psql_command('served') }
        POSIX::_exit(127);
    }

    close $_ for $out, $in;
    $to->autoflush(1);
    print $to map { "$_;\n" } @sql;
    print $to "\\echo :done:\n";

    while (defined(my $line = readline $from)) {
        return bless { from => $from, to => $to, pid => $pid },
            'TestServer::Session' if $line eq ":done:\n";
    }

    die "psql failed: @sql\n";
}


sub TestServer::Session::end {
    my ($self) = @_;

    return if !$self->{pid};
    close $self->{to};
    1 while defined readline $self->{from};
    waitpid delete $self->{pid}, 0;
}


# Nobody reads that table until ->end.  A claim holds for two seconds: where
# that matters, see in_time.

sub hold {
    my ($self, $table) = @_;
    return $self->session('BEGIN', "LOCK TABLE $table");
}


# Does what is to be done in so many seconds, which on a busy machine may take
# a few attempts; it returns how long it took, and the results.

sub in_time {
    my ($self, $seconds, $code) = @_;

    for my $try (1 .. 8) {
        my ($took, @results) = $code->($try);
        return @results if $took < $seconds;
        Test::More::note("attempt $try took $took seconds");
    }

    die "never done in $seconds seconds\n";
}


# --- nginx ----------------------------------------------------------------

sub await {
    my ($self, $code, $what) = @_;

    my $end = time + $Patience;

    until ($code->()) {
        die "waited in vain for $what\n" if time > $end;
        sleep 0.02;
    }

    return 1;
}


sub workers {
    my ($self) = @_;
    return map { /(\d+)/ } `ps -o pid= --ppid $self->{pid}`;
}


# New workers answer, and the old ones are gone.

sub reload {
    my ($self) = @_;

    my %old = map { $_ => 1 } $self->workers;

    kill HUP => $self->{pid};
    $self->await(sub {
        my @now = $self->workers;
        return @now == ($self->{workers} // 1) && !grep { $old{$_} } @now;
    }, 'new workers');
}


# stub_status counts requests of this very kind among those that are written

sub waiting {
    my ($self) = @_;

    my ($n) = $self->get('=/state')->{body} =~ /Writing: (\d+)/;
    return $n - 1;
}


sub log { return _file("$_[0]{dir}/error.log") }
sub access_log { return _file("$_[0]{dir}/access.log") }


sub lines {
    my ($self, $pattern) = @_;
    return grep { $_ =~ $pattern } split /^/, $self->log;
}


# valgrind does not let anybody raise a limit
sub alarms {
    my ($self) = @_;
    return grep { !/setrlimit\(RLIMIT_NOFILE/ }
        $self->lines(qr/\[(?:crit|alert|emerg)\]/);
}


sub _file {
    my ($name) = @_;

    open my $in, '<', $name or return '';
    local $/;
    return <$in> // '';
}

1;
