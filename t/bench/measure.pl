#!/usr/bin/perl
#
# Measures what run.sh has started, and writes it as JSON.
#
#   measure.pl rounds OUT.json     all cases, one after the other, in rounds
#   measure.pl memory OUT.json     what a worker's memory does
#   measure.pl writes OUT.json     favourites, each of them new, and posts
#   measure.pl thread OUT.json     what a long thread takes, and whom it delays
#
# Environment, set by run.sh: BENCH_AREA, BENCH_TOP, the ports and pids of the
# servers, BENCH_ROUNDS, BENCH_SECONDS, and what pgbench needs.
#
# CPU is what the kernel has charged to all processes of a server, in
# nanoseconds (/proc/PID/task/*/schedstat).

use strict;
use warnings;

use JSON::PP;
use Time::HiRes qw(time sleep);
use List::Util qw(sum0);

my %env = map { s/^BENCH_//r => $ENV{$_} } grep { /^BENCH_/ } keys %ENV;
my $area = $env{AREA};
my $tick = 1e9 / (`getconf CLK_TCK` || 100);

my @connections = (1, 32, 256);


sub slurp {
    my ($file) = @_;

    open my $in, '<', $file or return '';
    local $/;
    my $text = <$in>;
    return $text // '';
}


# --- processor time -------------------------------------------------------

# of one process, all its threads

sub run_time {
    my ($pid) = @_;

    return sum0 map { (split ' ', slurp($_))[0] // 0 }
        glob "/proc/$pid/task/*/schedstat";
}


# pids by their parent

sub children {
    my ($parent) = @_;
    my @found;

    for my $file (glob '/proc/[0-9]*/stat') {
        my ($pid, $ppid) = slurp($file) =~ /^(\d+) \(.*\) \S+ (\d+)/s or next;
        push @found, $pid if $ppid == $parent;
    }

    return @found;
}


# of a server: its children that live, and those it has buried

sub server_time {
    my ($pid) = @_;

    return 0 unless $pid;

    my @stat = split ' ', slurp("/proc/$pid/stat") =~ s/^.*\) //sr;

    return sum0(map { run_time($_) } $pid, children($pid))
        + (($stat[13] // 0) + ($stat[14] // 0)) * $tick;
}


sub machine_time {
    my @cpu = split ' ', slurp('/proc/stat') =~ s/\n.*//sr;

    # user nice system irq softirq steal
    return sum0(@cpu[1, 2, 3, 6, 7, 8]) * $tick;
}


sub clock {
    my ($case) = @_;
    my (undef, undef, $user, $system) = times;

    return {
        time    => time,
        server  => server_time($case->{pid}),
        pg      => $case->{pg} ? server_time($env{PG_PID}) : 0,
        machine => machine_time(),
        client  => ($user + $system) * 1e9,
    };
}


# What lies between two clocks, for so many requests.

sub figures {
    my ($from, $to, $requests, $client) = @_;
    my %d = map { $_ => $to->{$_} - $from->{$_} } keys %$from;

    $client //= $d{client};

    my $others = $d{machine} - $d{server} - $d{pg} - $client;

    return {
        requests => $requests,
        server   => $d{server} / $requests / 1000,
        pg       => $d{pg} / $requests / 1000,
        others   => $others / $d{time} / 1e9,
    };
}


# --- one measurement ------------------------------------------------------

sub wrk {
    my ($case, $seconds) = @_;

    my $from = clock($case);

    open my $pipe, '-|', 'wrk', '-t1', "-c$case->{conn}", "-d${seconds}s",
        '--latency', '-s', "$env{TOP}/t/bench/wrk.lua",
        "http://127.0.0.1:$case->{port}", '--', @{ $case->{args} }
        or die "wrk: $!\n";
    my $text = join '', <$pipe>;
    close $pipe or die "wrk failed: $text\n";

    my $to = clock($case);

    my ($n, $time, $bytes, $broken, $status, $p50, $p99) =
        $text =~ /^result (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$/m
        or die "wrk gave no result: $text\n";

    my $wrong = $case->{missing} ? $n - $status : $status;

    if ($broken || $wrong || $n == 0) {
        die "$case->{name}, $case->{conn} connections: of $n answers $wrong"
            . " had another status than expected, $broken were broken\n";
    }

    return {
        %{ figures($from, $to, $n) },
        rate  => $n / $time * 1e6,
        p50   => $p50 / 1000,
        p99   => $p99 / 1000,
        bytes => $bytes / $n,
    };
}


# pgbench tells once in a second how far it is; the first and the last second
# are left out, with connecting and planning in them.

sub pgbench {
    my ($case, $seconds) = @_;
    my ($from, $to, $n) = (undef, undef, 0);

    local $ENV{PGOPTIONS} = $case->{options} // '';

    my $pid = open my $pipe, '-|';
    die "fork: $!\n" unless defined $pid;

    if ($pid == 0) {
        open STDERR, '>&', \*STDOUT;
        exec 'pgbench', '-n', '-M', 'prepared', '-c', $case->{conn}, '-j', 1,
            '-T', $seconds + 2, '-P', 1, '-h', "$area/pg", '-U', 'statuses',
            (map { ('-D', $_) } split(' ', $env{PGBENCH_VARIABLES}),
                @{ $case->{variables} || [] }),
            '-f', $case->{script}, $env{DATABASE};
        die "pgbench: $!\n";
    }

    my ($text, $at, $client) = ('', 0, 0);

    while (my $line = <$pipe>) {
        $text .= $line;
        next unless $line =~ /^progress: ([\d.]+) s, ([\d.]+) tps/;

        my $now = clock($case);

        # what it uses itself is not among the finished children yet
        $now->{client} = run_time($pid);

        if (!$from) {
            $from = $now;
        } elsif ($1 < $seconds + 1.5) {
            $to = $now;
            $n += $2 * ($1 - $at) * ($case->{depth} // 1);
        }

        $at = $1;
    }

    close $pipe or die "pgbench failed: $text\n";
    die "pgbench gave no result: $text\n" unless $to && $n;
    die "pgbench: $text\n" if $text =~ /ERROR|aborted/;

    return {
        %{ figures($from, $to, $n) },
        rate => $n / ($to->{time} - $from->{time}),
    };
}


# --- the cases ------------------------------------------------------------

sub cases {
    my @cases;
    my ($ids, $tokens) = ("$area/ids", "$area/tokens");

    my %module = (run => \&wrk, port => $env{MODULE_PORT},
                  pid => $env{MODULE_PID}, pg => 1);
    my %plain = (run => \&wrk, port => $env{PLAIN_PORT},
                 pid => $env{PLAIN_PID});
    my %pgbench = (run => \&pgbench, pg => 1, options => $env{OPTIONS});

    my $add = sub {
        my ($name, $like, $connections, %more) = @_;

        push @cases, { name => $name, conn => $_, %$like, %more }
            for @$connections;
    };

    $add->('return', \%plain, \@connections, args => ['show', $ids]);
    $add->('file', \%plain, \@connections, args => ['fixed', '/body.json']);
    $add->('show', \%module, \@connections, args => ['show', $ids]);
    $add->('show, token', \%module, \@connections,
           args => ['show', $ids, $tokens]);
    $add->('batch', \%module, \@connections, args => ['batch', $ids]);
    $add->('batch, token', \%module, [32], args => ['batch', $ids, $tokens]);
    $add->('show, hot set', \%module, [32], args => ['show', "$area/hot"]);

    $add->('not modified', \%module, [32],
           args => ['validated', "$area/validators"]);
    $add->('show of a thread', \%module, [4],
           args => ['show', "$area/thread_posts"]);
    $add->('context of 60', \%module, [4],
           args => ['context', "$area/threads"]);
    $add->('context of 60, token', \%module, [1],
           args => ['context', "$area/threads", $tokens]);
    $add->('context of 4096, token', \%module, [1],
           args => ['context', "$area/long_thread", $tokens]);
    $add->('favourited_by of 80', \%module, [4],
           args => ['favourited_by', "$area/favourited"]);
    $add->('history', \%module, [4], args => ['history', "$area/edited"]);

    $add->('return 404', \%plain, [32], missing => 1,
           port => $env{MISSING_PORT},
           args => ['show', "$area/missing"]);
    $add->('missing', \%module, [32], missing => 1,
           args => ['show', "$area/missing"]);
    $add->('missing, app token', \%module, [32], missing => 1,
           args => ['show', "$area/missing", "$area/app_token"]);

    for my $who ('', ', token') {
        my $file = "$area/pgbench/" . ($who ? 'viewer' : 'anonymous');

        $add->("pgbench document$who", \%pgbench, [1, 4, 16],
               script => "$file.document");
        $add->("pgbench document$who, depth 4", \%pgbench, [2], depth => 4,
               script => "$file.document4");
        $add->("pgbench show$who", \%pgbench, [4], script => "$file.show");
        $add->("pgbench show$who, depth 4", \%pgbench, [2], depth => 4,
               script => "$file.show4");
    }

    # as an application that knows nothing of these options would have it
    $add->('pgbench document, default options', \%pgbench, [4],
           script => "$area/pgbench/anonymous.document", options => '');

    $add->('node', { run => \&wrk, port => $env{NODE_PORT},
                     pid => $env{NODE_PID}, pg => 1 },
           \@connections, args => ['show', $ids])
        if $env{NODE_PID};

    if (my $only = $env{ONLY}) {
        @cases = grep { $_->{name} =~ /$only/ } @cases;
    }

    return @cases;
}


sub rounds {
    my ($out) = @_;
    my @cases = cases();
    my @results;

    for my $case (grep { $_->{run} == \&wrk && $_->{conn} == 32 } @cases) {
        wrk($case, 1);
    }

    for my $round (1 .. $env{ROUNDS}) {
        print STDERR "bench: round $round of $env{ROUNDS}\n";

        for my $i (0 .. $#cases) {
            my $case = $cases[$i];
            my $r = $case->{run}->($case, $env{SECONDS});

            push @{ $results[$i] }, $r;

            printf STDERR "  %-34s %4d: %8.0f/s  server %6.1f  pg %6.1f us%s\n",
                @{$case}{qw(name conn)}, @{$r}{qw(rate server pg)},
                $r->{others} > 0.1
                    ? sprintf("  (others: %.0f %%)", $r->{others} * 100) : '';
        }
    }

    my @list = map {
        { name => $cases[$_]{name}, connections => $cases[$_]{conn},
          rounds => $results[$_] }
    } 0 .. $#cases;

    save($out, \@list);
}


# --- writes ---------------------------------------------------------------

# Each measurement of favourites has a user of its own, who has liked nothing
# yet.

sub writes {
    my ($out) = @_;
    my ($user, %rounds) = (0);

    my $case = sub {
        my ($name) = @_;

        if ($name =~ /create/) {
            return $name eq 'create'
                ? { name => $name, run => \&wrk, conn => 32, pg => 1,
                    port => $env{MODULE_PORT}, pid => $env{MODULE_PID},
                    args => ['create', "$area/liked", "$area/posters"] }
                : { name => $name, run => \&pgbench, conn => 2, pg => 1,
                    options => $env{OPTIONS},
                    script => "$area/pgbench/create" };
        }

        $user++;
        return $name eq 'favourite'
            ? { name => $name, run => \&wrk, conn => 32, pg => 1,
                port => $env{MODULE_PORT}, pid => $env{MODULE_PID},
                args => ['favourite', "$area/liked", "$area/liker.$user"] }
            : { name => $name, run => \&pgbench, conn => 2, pg => 1,
                options => $env{OPTIONS}, script => "$area/pgbench/favourite",
                variables => ["liked=$env{LIKED}", "liker=$user"] };
    };

    # functions and plans, once on each connection
    wrk($case->($_), 1) for 'favourite', 'create';

    for my $round (1 .. $env{ROUNDS}) {
        for my $name ('favourite', 'pgbench favourite',
                      'create', 'pgbench create')
        {
            my $c = $case->($name);
            my $r = $c->{run}->($c, $env{SECONDS});

            push @{ $rounds{$name} }, $r;

            printf STDERR "  %-34s %4d: %8.0f/s  server %6.1f  pg %6.1f us\n",
                @{$c}{qw(name conn)}, @{$r}{qw(rate server pg)};
        }
    }

    save($out, [map { { name => $_->[0], connections => $_->[1],
                        rounds => $rounds{ $_->[0] } } }
        ['favourite', 32], ['pgbench favourite', 2],
        ['create', 32], ['pgbench create', 2]]);
}


# --- memory ---------------------------------------------------------------

sub resident {
    my ($worker) = children($env{MODULE_PID});

    return (slurp("/proc/$worker/status") =~ /^VmRSS:\s+(\d+)/m)[0];
}


# One thread of 4,096 posts: how far the worker's memory rises, and how much
# later a show comes while such threads are asked for without a pause.

sub thread {
    my ($out) = @_;
    my %show = (name => 'show', conn => 1, port => $env{MODULE_PORT},
                pid => $env{MODULE_PID}, args => ['show', "$area/ids"]);
    my ($worker) = children($env{MODULE_PID});
    my ($id) = split ' ', slurp("$area/long_thread");
    my ($token) = split ' ', slurp("$area/tokens");
    my @ask = ('curl', '-sf', '-o', "$area/thread.json", '-H',
        "Authorization: Bearer $token",
        "http://127.0.0.1:$env{MODULE_PORT}/api/v1/statuses/$id/context");
    my $status = sub {
        return (slurp("/proc/$worker/status") =~ /^$_[0]:\s+(\d+)/m)[0];
    };

    wrk({ %show, conn => 32 }, 2);

    my $before = $status->('VmRSS');

    open my $refs, '>', "/proc/$worker/clear_refs"
        or die "/proc/$worker/clear_refs: $!\n";
    print $refs "5\n";
    close $refs;

    system(@ask) and die "the long thread is not answered\n";

    my %result = (kilobytes => $status->('VmHWM') - $before,
        bytes => -s "$area/thread.json",
        posts => decode_json(slurp("$area/thread.json"))->{descendants});
    $result{posts} = @{ $result{posts} };

    for my $round (1 .. $env{ROUNDS}) {
        my $alone = wrk(\%show, $env{SECONDS})->{p50};

        defined(my $pid = fork) or die "fork: $!\n";
        if (!$pid) {
            1 while system(@ask) == 0;
            exit;
        }

        my $beside = eval { wrk(\%show, $env{SECONDS})->{p50} };
        kill KILL => $pid;
        waitpid $pid, 0;
        die $@ unless defined $beside;

        push @{ $result{rounds} }, { alone => $alone, beside => $beside };
        printf STDERR "bench: show %.2f ms, beside a long thread %.2f ms\n",
            $alone, $beside;
    }

    save($out, \%result);
}


# Half of the requests bear a token.

sub memory {
    my ($out) = @_;
    my %case = (name => 'memory', conn => 32, port => $env{MODULE_PORT},
                pid => $env{MODULE_PID});
    my ($n, @steps) = (0);

    for my $goal (10_000, $env{REQUESTS}) {
        for (my $i = 0; $n < $goal; $i++) {
            my @args = ('show', "$area/ids", $i % 2 ? "$area/tokens" : ());

            $n += wrk({ %case, args => \@args },
                      $goal - $n > 100_000 ? 10 : 1)->{requests};
        }

        push @steps, { requests => $n, kilobytes => resident() + 0 };
        print STDERR "bench: the worker has $steps[-1]{kilobytes} KB"
            . " after $n requests\n";
    }

    save($out, \@steps);
}


sub save {
    my ($file, $data) = @_;

    open my $out, '>', $file or die "$file: $!\n";
    print $out JSON::PP->new->canonical->pretty->encode($data);
    close $out or die "$file: $!\n";
}


my %commands = (rounds => \&rounds, memory => \&memory,
                writes => \&writes, thread => \&thread);
my ($command, $out) = @ARGV;

die "usage: measure.pl rounds|memory|writes|thread OUT.json\n"
    unless $out && $commands{ $command // '' };

$commands{$command}->($out);
