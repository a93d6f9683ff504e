package TestDns;

# A name server on UDP that says what it is told to.
#
#   my $dns = TestDns->new;
#   $dns->port                          on 127.0.0.1
#   $dns->answer('127.0.0.2', ...)      to every question for an IPv4 address,
#                                       valid for no time
#   $dns->unknown                       there is no such name
#   $dns->silence                       no answer at all
#   $dns->asked                         how many questions have come
#
# Every method returns after the server has obeyed.

use strict;
use warnings;

use IO::Select       ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use POSIX            ();
use Socket           qw(inet_aton);


sub new {
    my ($class) = @_;

    my $udp = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '127.0.0.1')
        or die "dns: cannot listen: $!\n";
    my ($here, $there)
        = IO::Socket::UNIX->socketpair(Socket::AF_UNIX, Socket::SOCK_STREAM,
                                       Socket::PF_UNSPEC);
    defined(my $pid = fork) or die "fork: $!\n";

    if (!$pid) {
        close $here;
        POSIX::setsid();
        $SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE);
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        eval { _serve($udp, $there) };
        POSIX::_exit(0);
    }

    close $there;

    return bless { ctl => $here, port => $udp->sockport }, $class;
}


sub port { $_[0]{port} }

sub answer  { my $self = shift; $self->_say('answer', @_) }
sub unknown { $_[0]->_say('unknown') }
sub silence { $_[0]->_say('silence') }
sub asked   { $_[0]->_say('asked') }


sub _say {
    my ($self, @words) = @_;

    syswrite $self->{ctl}, "@words\n";
    my $answer = readline $self->{ctl};
    defined $answer or die "dns: gone\n";
    chomp $answer;
    return $answer;
}


sub _serve {
    my ($udp, $ctl) = @_;

    my ($mode, @addrs) = ('unknown');
    my $asked = 0;
    my $sel = IO::Select->new($udp, $ctl);

    for (;;) {
        for my $fh ($sel->can_read) {

            if ($fh == $ctl) {
                my $line = readline $ctl;
                return if !defined $line;       # the test has ended

                my @words = split ' ', $line;
                ($mode, @addrs) = @words if $words[0] ne 'asked';
                syswrite $ctl, ($words[0] eq 'asked' ? $asked : 'ok') . "\n";
                next;
            }

            my $from = recv($udp, my $query, 512, 0) // next;
            $asked++;
            my $reply = _reply($query, $mode, @addrs);
            send $udp, $reply, 0, $from if defined $reply;
        }
    }
}


# header, the question again, and the addresses, whose name is the question's

sub _reply {
    my ($query, $mode, @addrs) = @_;

    return if $mode eq 'silence';

    my ($id) = unpack 'n', $query;
    my ($question) = substr($query, 12) =~ /^((?:[^\0][^\0]*)?\0.{4})/s;
    my $type = unpack 'n', substr $question, -4, 2;

    @addrs = () if $mode ne 'answer' || $type != 1;

    return pack('n6', $id, $mode eq 'unknown' ? 0x8183 : 0x8180, 1,
            scalar @addrs, 0, 0)
        . $question
        . join '', map { pack 'n3 N n a4', 0xc00c, 1, 1, 0, 4, inet_aton($_) }
            @addrs;
}

1;
