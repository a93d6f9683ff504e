package TestRedis;

# A private Redis that listens on a Unix socket, and ends with the test.
#
#   my $redis = TestRedis->start;       with lines for redis.conf, perhaps
#   $redis->socket
#   $redis->ask('GET', 'key')           what it answers: a text, a number, a
#                                       list, or undef
#   $redis->stop, ->restart             the data is lost
#   $redis->freeze, ->thaw              it takes connections, and is silent

use strict;
use warnings;

use File::Path       qw(remove_tree);
use File::Temp       qw(tempdir);
use IO::Socket::UNIX ();
use POSIX            ();
use Time::HiRes      qw(sleep time);

our $Patience = 30;

my @running;


sub start {
    my ($class, @conf) = @_;

    my $top = -d '/dev/shm' && -w _ ? '/dev/shm' : '/tmp';
    my $dir = tempdir('redis.XXXXXX', DIR => $top);     # socket path < 108
    my $self = bless { dir => $dir, owner => $$ }, $class;

    chmod 0755, $dir;

    open my $out, '>', "$dir/redis.conf" or die "$dir/redis.conf: $!\n";
    unshift @conf, 'port 0' if !grep { /^port / } @conf;
    print $out map { "$_\n" } "unixsocket $dir/redis",
        'unixsocketperm 777', "dir $dir", 'save ""', 'daemonize no', @conf;
    close $out or die "$dir/redis.conf: $!\n";

    push @running, $self;
    $self->restart;
    return $self;
}


sub socket { "$_[0]{dir}/redis" }


sub restart {
    my ($self) = @_;

    defined(my $pid = fork) or die "fork: $!\n";

    if (!$pid) {
        open STDIN,  '<',  '/dev/null';
        open STDOUT, '>>', "$self->{dir}/log";
        open STDERR, '>&', \*STDOUT;
        { no warnings 'exec'; exec 'redis-server', "$self->{dir}/redis.conf" }
        POSIX::_exit(127);
    }

    $self->{pid} = $pid;

    for (my $end = time + $Patience; time < $end; sleep 0.02) {
        return if IO::Socket::UNIX->new(Peer => $self->socket);
        last if waitpid($pid, POSIX::WNOHANG()) == $pid;
    }

    die "redis-server does not start, see $self->{dir}/log\n";
}


sub stop {
    my ($self) = @_;

    my $pid = delete $self->{pid} or return;

    close delete $self->{sock} if $self->{sock};
    kill KILL => $pid;
    waitpid $pid, 0;
    unlink $self->socket;
}


sub freeze { kill STOP => $_[0]{pid} }
sub thaw   { kill CONT => $_[0]{pid} }


sub ask {
    my ($self, @words) = @_;

    my $sock = $self->{sock} ||= IO::Socket::UNIX->new(Peer => $self->socket)
        || die "cannot connect to Redis: $!\n";

    print $sock '*' . @words . "\r\n",
        map { '$' . length($_) . "\r\n$_\r\n" } @words;
    $sock->flush;

    return _answer($sock);
}


sub _answer {
    my ($sock) = @_;

    my $line = readline($sock) // die "Redis has closed the connection\n";
    $line =~ s/\r\n\z//;
    my ($kind, $rest) = $line =~ /^(.)(.*)/;

    die "Redis: $rest\n" if $kind eq '-';
    return $rest if $kind ne '$' && $kind ne '*';
    return undef if $rest < 0;
    return map { scalar _answer($sock) } 1 .. $rest if $kind eq '*';

    read $sock, my $text, $rest + 2;
    return substr $text, 0, $rest;
}


END {
    my $rc = $?;

    for my $self (grep { $_->{owner} == $$ } @running) {
        $self->thaw if $self->{pid};
        $self->stop;
        remove_tree($self->{dir});
    }

    $? = $rc;
}

1;
