#!/usr/bin/perl
#
# Makes the table and result.json of what measure.pl and instructions.sh have
# left in the folder given.

use strict;
use warnings;

use JSON::PP;
use List::Util qw(min max);

binmode STDOUT, ':utf8';

my ($dir) = @ARGV or die "usage: report.pl DIR\n";
my (%cases, @targets, @table);


sub load {
    my ($name) = @_;

    open my $in, '<', "$dir/$name.json" or return;
    local $/;
    return decode_json(<$in>);
}


sub median {
    my @v = sort { $a <=> $b } @_;

    return unless @v;
    return @v % 2 ? $v[$#v / 2] : ($v[$#v / 2] + $v[@v / 2]) / 2;
}


sub summary {
    my @v = grep { defined } @_;

    return unless @v;
    return { median => 0 + sprintf('%.6g', median(@v)),
             min => 0 + sprintf('%.6g', min(@v)),
             max => 0 + sprintf('%.6g', max(@v)) };
}


# the values of one case in each round

sub of {
    my ($name, $connections, $figure) = @_;
    my $rounds = $cases{$name}{$connections} or return;

    return map { ref $figure ? $figure->($_) : $_->{$figure} } @$rounds;
}


# Combines the rounds of several lists, round by round; none where one of them
# is missing.

sub each_round {
    my ($code, @lists) = @_;
    my $n = min map { scalar @$_ } @lists;

    return map { my $i = $_; $code->(map { $_->[$i] } @lists) } 0 .. $n - 1;
}


sub ratio {
    my ($over, $under) = @_;

    return each_round(sub { $_[0] / $_[1] }, $over, $under);
}


sub best {
    my ($choose, @lists) = @_;

    @lists = grep { @$_ } @lists;
    return unless @lists;
    return each_round(sub { $choose->(@_) }, @lists);
}


# target NAME, OPERATOR, LIMIT, VALUES: what it is, what it must be, and what
# it was in each round

sub target {
    my ($name, $op, $limit, @values) = @_;
    my $s = summary(@values);
    my $ok = !$s ? undef : $op eq '>=' ? $s->{median} >= $limit
        : $s->{median} <= $limit;

    push @targets, { name => $name, op => $op, limit => $limit,
        $s ? (%$s, ok => $ok ? JSON::PP::true : JSON::PP::false)
           : (median => undef) };
}


for my $case (map { @{ load($_) // [] } } qw(rounds writes)) {
    $cases{ $case->{name} }{ $case->{connections} } = $case->{rounds};
}

my $memory = load('memory');
my $thread = load('thread');
my $count = load('instructions');
my $cpu = sub { $_[0]{server} + $_[0]{pg} };


# --- ratios ---------------------------------------------------------------

for my $who ('', ', token') {
    my @doc = map { [of("pgbench document$who", $_, 'rate')] } 1, 4, 16;
    my @pg = ((map { [of("pgbench document$who", $_, 'pg')] } 1, 4, 16),
              [of("pgbench document$who, depth 4", 2, 'pg')]);

    target("show$who, 32 connections: rate / best of pgbench", '>=', 1.3,
        ratio([of("show$who", 32, 'rate')], [best(\&max, @doc)]));
    target("show$who: PostgreSQL CPU / document in SQL", '<=', 0.8,
        ratio([of("show$who", 32, 'pg')], [best(\&min, @pg)]));
}

target('show, 32 connections: rate / Node', '>=', 2.5,
    ratio([of('show', 32, 'rate')], [of('node', 32, 'rate')]));
target('show: nginx CPU / return 200', '<=', 8,
    ratio([of('show', 32, 'server')], [of('return', 32, 'server')]));
target('show: instructions / return 200', '<=', 10,
    $count ? $count->{show} / $count->{return} : ());
target('no such status: nginx CPU / return 404', '<=', 1.6,
    ratio([of('missing', 32, 'server')], [of('return 404', 32, 'server')]));
target('cached token: nginx CPU, us', '<=', 1,
    each_round(sub { $_[0] - $_[1] },
        [of('missing, app token', 32, 'server')],
        [of('missing', 32, 'server')]));
target('batch of 20: CPU / twenty shows', '<=', 0.5,
    map { $_ / 20 } ratio([of('batch', 32, $cpu)], [of('show', 32, $cpu)]));
target('batch of 20, token: CPU / twenty shows', '<=', 0.5,
    map { $_ / 20 } ratio([of('batch, token', 32, $cpu)],
                          [of('show, token', 32, $cpu)]));
target('context of 60: CPU / sixty shows', '<=', 0.35,
    map { $_ / 60 } ratio([of('context of 60', 4, $cpu)],
                          [of('show of a thread', 4, $cpu)]));
target('context of 4096: CPU, ms', '<=', 250,
    map { $_ / 1000 } of('context of 4096, token', 1, $cpu));
target('context: CPU of each post, of 4096 / of 60', '<=', 1,
    map { $_ * 60 / 4096 } ratio([of('context of 4096, token', 1, $cpu)],
                                 [of('context of 60, token', 1, $cpu)]));
target('context of 4096: memory of the worker, MB', '<=', 32,
    $thread ? $thread->{kilobytes} / 1024 : ());
target('show beside it, 1 connection: p50, ms later', '<=', 5,
    map { $_->{beside} - $_->{alone} } @{ $thread->{rounds} // [] });
target(sprintf('worker\'s memory after %d requests, growth in MB since %d',
        $memory ? map { $_->{requests} } @{$memory}[1, 0] : (0, 0)), '<=', 1,
    $memory ? ($memory->[1]{kilobytes} - $memory->[0]{kilobytes}) / 1024 : ());

for my $who ('', ', token') {
    target("show$who, 256 connections: p99 / p50", '<=', 3,
        of("show$who", 256, sub { $_[0]{p99} / $_[0]{p50} }))
        if $cases{"show$who"};
}


target('favourite, distinct posts: rate / pgbench', '>=', 0.5,
    ratio([of('favourite', 32, 'rate')], [of('pgbench favourite', 2,
        'rate')]));

target('create: rate / pgbench', '>=', 0.4,
    ratio([of('create', 32, 'rate')], [of('pgbench create', 2, 'rate')]));


# --- the tables -----------------------------------------------------------

my @order = map { $_->{name} } map { @{ load($_) // [] } } qw(rounds writes);
my %seen;

@order = grep { !$seen{$_}++ } @order;

printf "%-42s %4s %9s %8s %8s %8s %8s %7s\n", 'case', 'conn', 'per s', '+-%',
    'server', 'PG', 'p50 ms', 'p99 ms';

for my $name (@order) {
    for my $connections (sort { $a <=> $b } keys %{ $cases{$name} }) {
        my $s = { name => $name, connections => $connections + 0 };

        for my $figure (qw(rate server pg p50 p99 others bytes)) {
            $s->{$figure} = summary(of($name, $connections, $figure));
        }

        push @table, $s;

        printf "%-42s %4d %9.0f %8.1f %8.1f %8.1f %8s %7s\n", $name,
            $connections, $s->{rate}{median},
            ($s->{rate}{max} - $s->{rate}{min}) / $s->{rate}{median} * 50,
            $s->{server}{median}, $s->{pg}{median},
            map { $_ ? sprintf '%.2f', $_->{median} : '' } @{$s}{qw(p50 p99)};
    }
}

print "server, PG: CPU in microseconds for each request; medians of rounds\n";

my $others = median(map { $_->{others}{median} } @table) // 0;

printf "Other work took %.0f %% of one processor meanwhile: %s\n",
    $others * 100, 'repeat this on a quiet machine' if $others > 0.15;

if ($count) {
    print "\ninstructions for each request:\n";
    printf "  %-40s %8d\n", $_, $count->{$_} for sort keys %$count;
}

if ($memory) {
    print "\nmemory of the worker:\n";
    printf "  after %8d requests %26d KB\n", @{$_}{qw(requests kilobytes)}
        for @$memory;
}

printf "\n%-58s %8s %8s %15s\n", 'target', 'limit', 'measured', 'from-to';

for my $t (@targets) {
    printf "%-58s %2s %5s ", @{$t}{qw(name op limit)};

    if (defined $t->{median}) {
        printf "%8.2f %15s %s\n", $t->{median},
            sprintf('%.2f-%.2f', @{$t}{qw(min max)}), $t->{ok} ? 'ok' : 'MISS';
    } else {
        print "not measured\n";
    }
}

open my $file, '>', "$dir/result.json" or die "$dir/result.json: $!\n";
print $file JSON::PP->new->canonical->pretty->encode({
    statuses => $ENV{BENCH_STATUSES} + 0,
    bytes => $ENV{BENCH_BYTES} + 0,
    rounds => $ENV{BENCH_ROUNDS} + 0,
    seconds => $ENV{BENCH_SECONDS} + 0,
    processors => 0 + `nproc`,
    others => $others,
    targets => \@targets,
    cases => \@table,
    memory => $memory,
    thread => $thread,
    instructions => $count,
});
close $file or die "$dir/result.json: $!\n";
print "\nwritten to $dir/result.json\n";
