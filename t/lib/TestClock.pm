package TestClock;

# The time of day, as an nginx that a test starts sees it.
#
#   my $clock = TestClock->new;         real time until it is set
#   my %env = $clock->env;              for the environment of that nginx
#   $clock->set(1795557073.072);        it stands still from now on
#   $clock->set(0);                     real time again
#
# nginx looks at the clock with each event: what it receives after set() it
# answers at that time.  Only the time of day is another; timers are not.

use strict;
use warnings;

use File::Temp qw(tempdir);


sub new {
    my ($class) = @_;

    my $top = -d '/dev/shm' && -w _ ? '/dev/shm' : '/tmp';
    my $dir = tempdir('clock.XXXXXX', DIR => $top, CLEANUP => 1);

    chmod 0755, $dir;
    system($ENV{CC} || 'cc', '-O', '-shared', '-fPIC', '-o', "$dir/clock.so",
        't/lib/clock.c', '-ldl') == 0 or die "clock.c cannot be compiled\n";

    open my $out, '+>', "$dir/now" or die "$dir/now: $!\n";
    syswrite $out, pack 'q', 0;

    return bless { dir => $dir, out => $out }, $class;
}


sub env {
    my ($self) = @_;

    return (TEST_CLOCK => "$self->{dir}/now",
            LD_PRELOAD => join ' ', "$self->{dir}/clock.so",
                $ENV{LD_PRELOAD} // ());
}


# The file is mapped by nginx: it is written as one piece, in place.

sub set {
    my ($self, $time) = @_;

    my ($sec, $usec) = $time =~ /^(\d+)(?:\.(\d{1,6}))?/
        or die "no time: $time\n";

    sysseek $self->{out}, 0, 0;
    syswrite $self->{out},
        pack 'q', $sec * 1_000_000 + substr(($usec // '') . '000000', 0, 6);
}

1;
