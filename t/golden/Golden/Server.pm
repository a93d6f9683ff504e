package Golden::Server;

# A private PostgreSQL cluster with the schema and the recorded server's rows,
# and an nginx with the module before it.  Both end with the process.
#
#   my $server = Golden::Server->start(fixtures => [files], servers => {
#       name => { names => 'a.example', compat => 'docs', conf => directives }
#   }, gateway => 1);         with the schema statuses_gateway
#   $server->socket($name)  where nginx listens for this one; without servers
#                           there is one that needs no name
#   $server->database       its name
#   $server->sql(@sql)      statements; what psql -At prints
#   $server->reload         returns when only new workers are left
#   $server->alarms         lines of nginx's error log that nobody wants
#
# TestPg's cluster is used without its hooks into Test::Nginx.

use strict;
use warnings;

use File::Path   qw(remove_tree);
use File::Temp   qw(tempdir);
use POSIX        ();
use Time::HiRes  qw(sleep time);
use IO::Socket::UNIX ();

use TestEnv ();
use TestPg  ();

my $START = 30;         # seconds that nginx may take; valgrind is slow
my $END = 30;

my ($databases, @running) = (0);


sub start {
    my ($class, %arg) = @_;

    my $top = -d '/dev/shm' && -w _ ? '/dev/shm' : '/tmp';
    my $dir = tempdir('golden.XXXXXX', DIR => $top);    # socket path < 108
    my $self = bless { dir => $dir, owner => $$ }, $class;

    chmod 0755, $dir;
    push @running, $self;

    my $db = $self->{db} = "golden_$$" . '_' . ++$databases;

    TestPg::_boot({}) unless $ENV{TEST_NGINX_PG_HOST};
    TestPg::_psql('postgres', '-c', "CREATE DATABASE $db");
    TestPg::_load($db, '4.7', sort(glob 'sql/schema/*.sql'),
        @{ $arg{fixtures} });
    TestPg::_gateway($db) if $arg{gateway};
    TestPg::_psql($db, '-c', 'VACUUM ANALYZE');

    $self->{servers} = $arg{servers} || { http => {} };
    $self->{http} = $arg{http} // '';
    $self->{env} = $arg{env} || {};
    $self->_configure;
    $self->_run;

    return $self;
}


sub database { $_[0]{db} }

sub socket { "$_[0]{dir}/" . ($_[1] // 'http') }


# As users have it: the module alone, no backend.  The first proxy is believed,
# as Mastodon believes one on the loopback.

sub _configure {
    my ($self) = @_;
    my $dir = $self->{dir};

    my $load = join '', map { "load_module $_;\n" }
        split ' ', $ENV{TEST_NGINX_LOAD_MODULES};
    my $temp = join '', map { "    ${_}_temp_path $dir/$_;\n" }
        qw(client_body proxy fastcgi uwsgi scgi);

    my $servers = join '', map { $self->_server($_) }
        sort keys %{ $self->{servers} };

    open my $out, '>', "$dir/nginx.conf" or die "$dir/nginx.conf: $!\n";
    print $out <<"_EOC_";
${load}daemon off;
pid $dir/nginx.pid;
error_log $dir/error.log info;

events {
    worker_connections 128;
}

http {
    access_log off;
$temp
    statuses_database main {
        conninfo "host=$ENV{TEST_NGINX_PG_HOST} port=$ENV{TEST_NGINX_PG_PORT}
            user=$ENV{TEST_NGINX_PG_USER} dbname=$self->{db}";
    }

    $self->{http}

$servers}
_EOC_
    close $out or die "$dir/nginx.conf: $!\n";
}


sub _server {
    my ($self, $name) = @_;

    my $socket = $self->socket($name);
    my $names = $self->{servers}{$name}{names} // 'social.example';
    my $conf = $self->{servers}{$name}{conf} // '';
    my $compat = $self->{servers}{$name}{compat} // '4.7';

    return <<"_EOC_";
    server {
        listen unix:$socket;
        server_name $names;

        set_real_ip_from unix:;
        real_ip_header X-Forwarded-For;

        statuses_local_domain social.example;
        statuses_compat $compat;
        $conf

        location /api/v1/statuses {
            statuses on;
            statuses_primary main;
        }

        location /api/v1/scheduled_statuses {
            statuses on;
            statuses_primary main;
        }

        location / {
            default_type application/json;
            return 404 '{"error":"Not Found"}';
        }

        error_page 400 /.error-400;

        location = /.error-400 {
            internal;
            default_type application/json;
            return 400 '{"error":"Bad Request"}';
        }
    }
_EOC_
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
        @ENV{ keys %{ $self->{env} } } = values %{ $self->{env} };
        { no warnings 'exec'; exec @cmd }
        POSIX::_exit(127);
    }

    $self->{pid} = $pid;
    $self->_watch;

    my ($socket) = map { $self->socket($_) } keys %{ $self->{servers} };

    for (my $end = time + $START; time < $end; sleep 0.05) {
        return if IO::Socket::UNIX->new(Peer => $socket);
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


sub _file {
    my ($name) = @_;

    open my $in, '<', $name or return '';
    local $/;
    return <$in> // '';
}


sub sql {
    my ($self, @sql) = @_;

    return TestPg::_psql($self->{db}, map { ('-c', $_) } @sql);
}


sub reload {
    my ($self) = @_;

    my $log = "$self->{dir}/error.log";
    my $old = () = _file($log) =~ /start worker process /g;

    kill HUP => $self->{pid};

    for (my $end = time + $START; time < $end; sleep 0.05) {
        my $text = _file($log);
        my $started = () = $text =~ /start worker process /g;
        my $exited = () = $text =~ /worker process \d+ exited with code 0/g;
        return if $started > $old && $exited >= $old;
    }

    die "nginx does not reload:\n" . _file($log);
}


sub alarms {
    my ($self) = @_;

    return grep { /\[(?:alert|emerg)\]|exited on signal/ }
        split /^/, _file("$self->{dir}/error.log");
}


# Sanitizers and valgrind write their findings at the end.

END {
    my $rc = $?;

    for my $self (grep { $_->{owner} == $$ && $_->{pid} } @running) {
        kill QUIT => $self->{pid};

        for (my $end = time + $END; ; sleep 0.05) {
            last if waitpid($self->{pid}, POSIX::WNOHANG()) != 0;
            if (time > $end) { kill KILL => $self->{pid}; last }
        }
    }

    $? = $rc;
}

1;
