# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Reload, shutdown and the death of worker processes.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

master_on();

TestFault::setup();

add_block_preprocessor(sub {
    my $block = shift;

    # a worker that ends must have closed what it opened
    $block->set_value(no_shutdown_error_log => "[alert]\n[emerg]\n");
});


sub reload {                            # returns when there is a new worker
    my %old = map { $_ => 1 } processes();
    kill HUP => nginx();
    await(sub { grep { !$old{$_} } processes() }, 'a new worker');
    return keys %old;
}


sub ended {
    my (@pids) = @_;

    await(sub {
        waitpid $_, POSIX::WNOHANG() for @pids;     # the master may be ours
        return !grep { kill 0, $_ } @pids;
    }, "the end of @pids");
}


# what the workers that end had open in the database must vanish

sub serving { return split /\n/, pg_sql('SELECT pid FROM pg_stat_activity'
    . " WHERE application_name = 'ngx_statuses'"
    . ' AND datname = current_database()') }

sub vanished {
    my %old = map { $_ => 1 } @_;
    await(sub { !grep { $old{$_} } serving() }, 'the end of connections');
}


# Clients in processes of their own that ask without a break until told to
# stop; how many answers they had, and those that were not 200.

sub load {
    my ($n, @ids) = @_;

    my @clients;

    for (1 .. $n) {
        pipe my $in, my $tell or die "pipe: $!\n";
        pipe my $hear, my $out or die "pipe: $!\n";
        defined(my $pid = fork) or die "fork: $!\n";

        if (!$pid) {
            close $tell;
            my ($good, @bad) = (0);
            my $stop = IO::Select->new($in);

            until ($stop->can_read(0)) {
                my $r = eval { get($ids[rand @ids]) } || { code => "died: $@" };
                if ($r->{code} eq 200) { $good++ } else { push @bad, $r->{code} }
            }

            syswrite $out, "$good @bad\n";
            POSIX::_exit(0);
        }

        close $_ for $in, $out;
        push @clients, [$pid, $tell, $hear];
    }

    return sub {
        close $_->[1] for @clients;
        my ($good, @bad) = (0);

        for (@clients) {
            my ($more, @failed) = split ' ', readline($_->[2]) // '0 lost';
            waitpid $_->[0], 0;
            $good += $more;
            push @bad, @failed;
        }

        return ($good, @bad);
    };
}


# as the harness has started it

sub start_again {
    my $root = server_root();
    my $binary = $ENV{TEST_NGINX_BINARY} || 'nginx';

    system("$binary -e $root/logs/error.log -p $root/ -c $root/conf/nginx.conf"
        . ' </dev/null >/dev/null') == 0 or die "cannot start nginx\n";
    await(sub { nginx() && -e '/proc/' . nginx() }, 'nginx');
}


repeat_each(1);
plan tests => TestFault::tests() + 2 * blocks();

no_long_string();
run_tests();

__DATA__

=== TEST 1: reloads under load lose no request
--- scenario
my $stop = load(4, 1 .. 40, 50, 51);
my @old;
for (1 .. 5) {
    my $enough = (my @lines = logged(qr/http close request/)) + 50;
    push @old, reload();
    await(sub { (my @lines = logged(qr/http close request/)) >= $enough });
}
my ($good, @bad) = $stop->();
say_($good >= 200 ? 'many' : $good, 'good,', scalar @bad, "bad @bad");
ended(@old);
await(sub { backends() <= 2 });
--- transcript
many good, 0 bad 
--- timeout: 40



=== TEST 2: the old worker answers what it was asked, and ends
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2);
await_sent(3);
my @serving = serving();
my @old = reload();
say_(codes(start(3, 4)));
$lock->end;
say_(codes(@r));
ended(@old);
vanished(@serving);
--- transcript
200 200
200 200 200



=== TEST 3: also what waits for a connection
--- database
lanes    fast=1;
pipeline 1;
--- scenario
my $lock = hold(900);
my @r = start(900);
await_blocked(1);
push @r, start(1, 2, 3);
await_log(qr/statuses pg: wait for "main", queue:3/);
my @old = reload();
$lock->end;
say_(codes(@r));
ended(@old);
--- transcript
200 200 200 200



=== TEST 4: also what has to be asked once more
--- database
lanes fast=1;
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2);
await_sent(3);
my @old = reload();
pg_sql(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock'});
await_sent(6);
$lock->end;
say_(codes(@r));
ended(@old);
--- transcript
200 200 200



=== TEST 5: an old worker that has nothing to do ends at once
--- scenario
say_(all(start(1 .. 10)));
my $before = backends();
my @old = reload();
ended(@old);
await_backends(0);
say_(all(start(1 .. 10)));
--- transcript
all 200
all 200



=== TEST 6: nobody has asked yet
--- scenario
ended(reload());
ended(reload());
say_(codes(start(1)));
--- transcript
200



=== TEST 7: the new worker has the new settings
--- scenario
say_(codes(start(1)));
my $file = server_root() . '/conf/nginx.conf';
open my $in, '<', $file or die "$file: $!\n";
my $conf = join '', <$in>;
$conf =~ s/(user=app)/$1 application_name=renamed/ or die "no user\n";
open my $out, '>', $file or die "$file: $!\n";
print $out $conf;
close $out;
ended(reload());
say_(codes(start(1)));
say_(pg_sql(q{SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE usename = 'app'}));
--- transcript
200
200
renamed



=== TEST 8: a configuration that is wrong changes nothing
--- scenario
say_(codes(start(1)));
my $file = server_root() . '/conf/nginx.conf';
open my $in, '<', $file or die "$file: $!\n";
my $conf = join '', <$in>;
open my $out, '>', $file or die "$file: $!\n";
print $out $conf =~ s/statuses_primary main/statuses_primary mian/r;
close $out;
my @workers = processes();
kill HUP => nginx();
await_log(qr/\[emerg\].* unknown database "mian"/);
say_(codes(start(1)));
say_("@workers" eq join ' ', processes());
--- transcript
200
200
1
--- error_log
[emerg]
unknown database "mian"
--- no_error_log
[alert]



=== TEST 9: a graceful end finishes what was begun
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2);
await_sent(3);
my ($master, @workers) = (nginx(), processes());
kill QUIT => $master;
await_log(qr/gracefully shutting down/);
$lock->end;
say_(codes(@r));
ended($master, @workers);
await_backends(0);
start_again();
--- transcript
200 200 200



=== TEST 10: a fast end does not wait, nor does it connect once more
--- scenario
my $lock = hold(900);
my @r = (crowd(2), start(900, 900));
my @before = logged(qr/statuses pg: connect/);
my ($master, @workers) = (nginx(), processes());
kill TERM => $master;
ended($master, @workers);
say_(scalar(grep { $_->{code} eq 'none' } finish(@r)) == @r ? 'none' : 'some');
say_(scalar(my @after = logged(qr/statuses pg: connect/)) - @before);
$lock->end;
await_backends(0);
start_again();
--- transcript
none
0



=== TEST 11: a worker is killed; the next one serves
--- scenario
my $lock = hold(900);
my @r = start(900, 1, 2);
await_sent(3);
my @old = processes();
my @serving = serving();
kill KILL => @old;
say_(codes(@r));
await(sub { my @new = processes(); @new && $new[0] != $old[0]
    && $new[0] != nginx() });
say_(all(start(1 .. 10)));
$lock->end;
vanished(@serving);
--- transcript
none none none
all 200
--- error_log
[alert]
exited on signal 9
--- no_error_log
[emerg]
open socket



=== TEST 12: the database is away during a reload
--- database
fail_timeout 1ms;
--- scenario
say_(codes(start(1)));
pg_stop('fast');
ended(reload());
say_(codes(start(1)));
pg_start();
await(sub { get(1)->{code} == 200 });
--- transcript
200
503



=== TEST 13: an old worker that is still busy closes what it does not need
--- scenario
my $lock = hold(900);
my @r = crowd(2);
$lock->end;
say_(all(@r, start(1 .. 10)));
$lock = hold(901);
@r = start(901);
await_blocked(1);
my @old = reload();
await(sub { serving() == 1 });
await_blocked(1);
$lock->end;
say_(codes(@r));
ended(@old);
--- transcript
all 200
200
