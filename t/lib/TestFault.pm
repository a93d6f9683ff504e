package TestFault;

# What the suites of the database layer and of faults have in common.
#
#   TestFault::setup();                     options of pg_setup() may follow
#   plan tests => TestFault::tests();       as many as the blocks need
#
# loads t/data/fault.sql, whose posts misbehave on demand, and gives a block
# without config a server that answers from there as the role "app".
#
# --- database      lines for its statuses_database block, which has long
#                   time-outs unless they say otherwise
# --- defaults      it has the module's own
# --- conninfo      another one than $TestFault::Conninfo
# --- http          lines for the http block in front of it
# --- down          the database server is stopped before nginx starts
# --- scenario      Perl, run after nginx has started.  What it prints with
#                   say_() is compared with
# --- transcript    which is one assertion.  Every block ends with a request,
#                   by default for post 1: whatever has happened, it is
#                   answered afterwards.
#
# In a scenario:
#
#   start(1, 900, '/x')     begins requests, each on a connection of its own
#   finish(@requests)       waits for the answers: ->{code}, ->{head}, ->{body}
#   codes(@requests)        finish, and their codes in one line: "foreign" is
#                           somebody else's answer, "cut" a part of one
#   all(@requests)          finish; "all 200", or what other codes there are
#   get(1)                  finish(start(1))
#   abandon(@requests)      the client goes away
#   session(@sql)           a session of psql that stays; ->run(@sql), ->end
#   hold(900)               a session that holds the lock of that post
#   crowd($n)               requests for post 900, whose lock is held, until the
#                           module has so many connections; returns them
#   backends($condition)    how many connections the module has
#   await(sub { ... })      waits until that is true, else dies
#   await_blocked($n)       until so many of them wait for a lock
#   await_backends($n)      until there are so many of them
#   logged(qr/.../)         lines of the error log
#   await_log(qr/.../, $n)  until there are so many
#   nginx(), processes()      process ids

use strict;
use warnings;

use Carp             qw(croak);
use Exporter         qw(import);
use IO::Select       ();
use IO::Socket::INET ();
use POSIX            ();
use Time::HiRes      qw(sleep time);
use TestPg;

our @EXPORT = qw(start finish codes all get abandon session hold crowd
    backends await await_blocked await_backends await_sent logged await_log
    nginx processes sockets say_ run_scenario);

our $Conninfo = 'host=$TEST_NGINX_PG_HOST port=$TEST_NGINX_PG_PORT'
    . ' user=$TEST_NGINX_PG_APP_USER dbname=$TEST_NGINX_PG_DBNAME';

our $ProxyConninfo = 'host=$TEST_NGINX_PG_PROXY_HOST'
    . ' port=$TEST_NGINX_PG_PROXY_PORT'
    . ' user=$TEST_NGINX_PG_APP_USER dbname=$TEST_NGINX_PG_DBNAME';

our $Patience = 20;             # seconds; only a failure waits so long

my ($block, $text);


sub setup {
    my (@options) = @_;

    # the first that is registered runs last, when the database is ready
    main::add_block_preprocessor(sub {
        pg_stop('fast') if defined $_[0]->down;
    });

    main::worker_connections(512);
    pg_setup(@options, 't/data/fault.sql');

    main::add_block_preprocessor(\&_prepare);
    TestEnv::strict_sections(qw(database defaults conninfo http down
        scenario transcript));
}


sub _prepare {
    ($block) = @_;

    # what a block before may have left behind
    pg_thaw();
    pg_start() if !TestPg::_postmaster();

    my $conninfo = $block->conninfo // $Conninfo;
    chomp $conninfo;

    my $lines = $block->database // '';

    if (!defined $block->defaults) {
        for (qw(connect_timeout statement_timeout read_timeout)) {
            $lines .= "$_ 1m;\n" if $lines !~ /^\s*$_ /m;
        }
        $lines .= "queue 256 timeout=1m;\n" if $lines !~ /^\s*queue /m;
    }

    $block->set_value(http_config => ($block->http // '')
        . "    statuses_local_domain social.example;\n"
        . "    statuses_database main {\n"
        . "        conninfo \"$conninfo\";\n$lines    }\n")
        if !defined $block->http_config;
    $block->set_value(config => "    location /api/ {\n        statuses on;\n"
        . "        statuses_primary main;\n    }\n") if !defined $block->config;
    $block->set_value(request => 'GET /api/v1/statuses/1')
        if !defined $block->request && !defined $block->must_die;

    if (defined $block->scenario) {
        $block->set_value(init => 'main::run_scenario()');
        $block->set_value(timeout => $Patience) if !defined $block->timeout;
    }
}


# For the plan: the assertions of all blocks.

sub tests {
    my $n = 0;

    my $lines = sub {
        my ($value) = @_;
        return ref $value eq 'ARRAY' ? scalar @$value
            : ref $value             ? 1
            :                          scalar grep { /\S/ } split /\n/, $value;
    };

    for my $b (main::blocks()) {
        my $requests = $b->pipelined_requests || $b->request;
        my $each = 1;                           # its status, or that it died

        $each += $lines->($b->no_error_log // "[alert]\n[emerg]\n");
        $each += $lines->($b->$_) for grep { defined $b->$_ }
            qw(error_log response_headers);
        $each++ if defined $b->response_body || defined $b->response_body_like;

        $n += $each * (ref $requests eq 'ARRAY' ? @$requests : 1);
        $n++ if defined $b->scenario;
        $n += $lines->($b->$_) for grep { defined $b->$_ }
            qw(shutdown_error_log no_shutdown_error_log refused);
    }

    return $n;
}


sub run_scenario {
    $text = '';
    local $SIG{PIPE} = 'IGNORE';

    # under valgrind it takes a while
    await(sub {
        nginx() && IO::Socket::INET->new(PeerAddr => '127.0.0.1',
            PeerPort => main::server_port());
    }, 'nginx');

    eval "package main; no strict; " . $block->scenario . "; 1"
        or $text .= "died: $@";

    kill CONT => processes();
    pg_thaw();
    pg_start() if !TestPg::_postmaster();

    my $want = $block->transcript // '';
    chomp($text, $want);
    main::is_str($text, $want, $block->name . ' - transcript');
}

sub say_ {
    my $line = join ' ', @_;
    chomp $line;
    $text .= "$line\n";
}


# --- clients --------------------------------------------------------------

sub start {
    my @out;

    for my $what (@_) {
        my $path = $what =~ m{^/} ? $what : "/api/v1/statuses/$what";
        my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
            PeerPort => main::server_port(), Timeout => $Patience)
            or die "cannot connect: $!\n";
        syswrite $sock, "GET $path HTTP/1.1\r\nHost: localhost\r\n"
            . "Connection: close\r\n\r\n";
        push @out, { sock => $sock, path => $path, raw => '' };
    }

    return wantarray ? @out : $out[0];
}


sub finish {
    my (@requests) = @_;

    my $end = time + $Patience;

    for my $r (@requests) {
        while (my $sock = $r->{sock}) {
            my $left = $end - time;
            IO::Select->new($sock)->can_read($left > 0 ? $left : 0)
                or die "no answer to $r->{path}\n";
            next if sysread $sock, $r->{raw}, 65536, length $r->{raw};
            close $sock;
            delete $r->{sock};
        }

        ($r->{head}, $r->{body}) = split /\r\n\r\n/, $r->{raw}, 2;
        $r->{head} //= '';
        $r->{body} //= '';
        ($r->{code}) = $r->{head} =~ m{^HTTP/1.1 (\d+)};
        $r->{code} //= 'none';

        my ($length) = $r->{head} =~ /^Content-Length: (\d+)/mi;
        my ($id) = $r->{path} =~ m{/(\d+)$};
        $r->{code} = 'foreign' if $r->{code} eq 200 && defined $id
            && $r->{body} !~ /^\{"id":"$id"/;
        $r->{code} = 'cut' if defined $length && $length != length $r->{body};
    }

    return wantarray ? @requests : $requests[0];
}


sub codes   { join ' ', map { $_->{code} } finish(@_) }
sub all {
    my @bad = grep { $_->{code} ne 200 } finish(@_);
    return @bad ? join(' ', 'also', map { $_->{code} } @bad) : 'all 200';
}

sub get     { scalar finish(start($_[0])) }
sub abandon { close delete $_->{sock} for @_ }


# --- the database ---------------------------------------------------------

sub session {
    my (@sql) = @_;

    pipe my $from, my $out or croak $!;
    pipe my $in, my $to or croak $!;
    defined(my $pid = fork) or croak "fork: $!";

    if (!$pid) {
        open STDIN,  '<&', $in;
        open STDOUT, '>&', $out;
        close $_ for $from, $out, $in, $to;
        { no warnings 'exec';
          exec TestPg::_psql_command($ENV{TEST_NGINX_PG_DBNAME}) }
        POSIX::_exit(127);
    }

    close $_ for $out, $in;
    $to->autoflush(1);

    my $self = bless { from => $from, to => $to, pid => $pid },
        'TestFault::Session';
    $self->run(@sql);
    return $self;
}


sub hold {
    my (@ids) = @_;
    return session(map { "SELECT pg_advisory_lock($_)" } @ids);
}


sub crowd {
    my ($n) = @_;

    my @requests;
    await(sub {
        push @requests, start(900);
        return backends() >= $n;
    }, "$n connections");

    return @requests;
}


sub TestFault::Session::run {
    my ($self, @sql) = @_;

    print { $self->{to} } map { "$_;\n" } @sql;
    print { $self->{to} } "\\echo :done:\n";

    my $all = '';
    while (defined(my $line = readline $self->{from})) {
        return $all if $line eq ":done:\n";
        $all .= $line;
    }

    die "psql failed: @sql\n";
}


sub TestFault::Session::end {
    my ($self) = @_;

    close $self->{to} or 1;
    1 while defined readline $self->{from};     # the server has let go
    waitpid $self->{pid}, 0 if $self->{pid};
    delete $self->{pid};
}

sub TestFault::Session::DESTROY { $_[0]->end if $_[0]{pid} }


sub backends {
    my ($condition) = @_;

    my $n = pg_sql('SELECT count(*) FROM pg_stat_activity'
        . ' WHERE datname = current_database()'
        . ' AND application_name = \'ngx_statuses\''
        . (defined $condition ? " AND ($condition)" : ''));
    chomp $n;
    return $n;
}


# --- waiting --------------------------------------------------------------

sub await {
    my ($code, $what) = @_;

    my $end = time + $Patience;

    until ($code->()) {
        die 'waited in vain for ' . ($what // 'it') . "\n" if time > $end;
        sleep 0.02;
    }

    return 1;
}


sub await_blocked {
    my ($n) = @_;
    await(sub { backends(q{wait_event_type = 'Lock'}) == $n }, "$n locks");
}


sub await_backends {
    my ($n) = @_;
    await(sub { backends() == $n }, "$n connections");
}


# until so many jobs were given to connections since nginx has started

sub await_sent {
    my ($n) = @_;
    await_log(qr/statuses pg: send /, $n);
}


sub logged {
    my ($pattern) = @_;

    open my $in, '<', main::server_root() . '/logs/error.log' or return;
    return grep { $_ =~ $pattern } <$in>;
}


sub await_log {
    my ($pattern, $n) = @_;
    await(sub { (my @lines = logged($pattern)) >= ($n // 1) }, $pattern);
}


# --- processes ------------------------------------------------------------

sub nginx {
    open my $in, '<', main::server_root() . '/logs/nginx.pid' or return;
    my ($pid) = (<$in> // '') =~ /^(\d+)/;
    return $pid;
}


# the workers of a master, or the single process

sub processes {
    my $pid = nginx() or return;
    my @pids = map { /(\d+)/ } `ps -o pid= --ppid $pid`;
    return @pids ? @pids : $pid;
}


sub sockets {
    my ($pid) = @_;
    return scalar grep { (readlink($_) // '') =~ /^socket:/ }
        glob "/proc/$pid/fd/*";
}

1;
