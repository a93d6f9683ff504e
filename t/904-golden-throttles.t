# The answers of a real server while its rate limits were used up, against
# ours with the same limits: t/golden/README.md.  The clock is the recorded
# one, so that the headers have to be equal to the microsecond.
#
#   GOLDEN_ONLY="t.throttles-user.0013"    what differs there; all are sent
#   GOLDEN_MAX=10                          so many groups of differences

use strict;
use warnings;

use lib 't/lib', 't/golden';

use Test::More;

use TestClock;
use TestEnv;

use Golden            ();
use Golden::Http      ();
use Golden::Json      ();
use Golden::Report    ();
use Golden::Runner    ();
use Golden::Server    ();
use Golden::Throttles ();

my $max = $ENV{GOLDEN_MAX} || 10;
my @only = split /[\s,]+/, $ENV{GOLDEN_ONLY} // '';
my @fixtures = map { "$Golden::Dir/$_" } qw(seeds-4.7.sql fixture-4.7.sql.xz);

my @items = Golden::Throttles::load();
my $exceptions = Golden::exceptions();

# PostgreSQL counts posts by its own clock, in windows of three hours: one of
# them must not end now.
sleep 60 if time % 10800 > 10800 - 60;

my $clock = TestClock->new;
my $server = Golden::Server->start(
    fixtures => \@fixtures,
    gateway  => 1,
    env      => { $clock->env },
    http     => 'statuses_token_zone zone=tokens:1m;',
    servers  => { http => { conf => <<'_EOC_' } });
        statuses_limit mastodon size=1m;
        real_ip_recursive on;
        set_real_ip_from 10.0.0.0/8;

        if ($host != 'social.example') {
            return 403;
        }
_EOC_

# What Mastodon gives no proxy's header, comes from the loopback.
my $http = Golden::Http->new($server->socket);
my $runner = Golden::Runner->new($http, $exceptions);
my (%id, %mode, @order);

for my $item (@items) {
    push @order, $item->{mode} if !$mode{ $item->{mode} };
    push @{ $mode{ $item->{mode} } }, $item;
}

for my $mode (@order) {
    my $report = Golden::Report->new;
    my ($bad, $n) = (0, 0);

    for my $item (@{ $mode{$mode} }) {
        my @open = differences($item);

        if (grep { $_ eq $item->{id} } @only) {
            ok(!@open, "$item->{id}: $item->{method} $item->{path}");
            diag(join "\n", Golden::Report::single($item, @open), '');
        }

        $n += $item->{repeat} || 1;
        next if !@open;

        $bad++;
        $report->add($item, @open);
    }

    ok(!$bad, "$mode: $n requests")
        or @only or diag(join "\n", "$bad differ", '', $report->lines($max),
                         '');
}

my @unused = map { $_->{exception} }
    grep { $_->{mode} && !$_->{used} && !$_->{later}
           && "$_->{mode}" =~ /throttles/ }
    @$exceptions;

ok(!@unused, 'each exception for throttles occurs')
    or diag(join "\n", 'remove from exceptions.txt:', @unused);

is(join('', $server->alarms), '', 'nothing alarming in the error log');

done_testing();


sub differences {
    my ($item) = @_;

    before($item->{before}) if $item->{before};
    $clock->set($item->{clock});

    # posts that both have made have other ids
    for my $text ($item->{path}, $item->{body}) {
        $text =~ s/\b(\d{18})\b/$id{$1} \/\/ $1/ge if defined $text;
    }

    my $theirs = $item->{theirs};
    my (%status, $least, @open);

    for (1 .. $item->{repeat} || 1) {
        $runner->send($item);

        my $left = $item->{ours}{headers}{'x-ratelimit-remaining'};
        $status{ $item->{ours}{status} }++;
        $least = $left if defined $left && (!defined $least || $left < $least);
    }

    remember($item);

    if ($item->{repeat}) {
        push @open, difference($item, 'answers', map { my $of = $_; join ' ',
            map { "$of->{$_} of $_" } sort keys %$of } $item->{seen}{status},
            \%status);
        push @open, difference($item, 'left', $item->{seen}{least}, $least);

    } else {
        push @open, map { exact($item, $_) }
            qw(x-ratelimit-remaining x-ratelimit-reset);
    }

    return @open, grep { ours_to_compare($item, $_) } $runner->check($item);
}


# Whether a request is refused, and what it is told of the limits.  What else
# an answer holds is for the other recordings: the posts made here differ.

sub ours_to_compare {
    my ($item, $difference) = @_;

    return 1 if $item->{ours}{status} == 429 || $item->{theirs}{status} == 429
        || $item->{mode} eq 'throttles-block' && $item->{theirs}{status} == 403;
    return $difference->{kind} eq 'status'
        || $difference->{kind} eq 'header'
           && $difference->{at} =~ /^x-ratelimit-|^retry-after$/;
}


# Runner compares these in their form only.

sub exact {
    my ($item, $name) = @_;

    my ($theirs, $ours) = map { $item->{$_}{headers}{$name} } qw(theirs ours);

    return if !defined $theirs || !defined $ours;
    return difference($item, $name, $theirs, $ours);
}


sub difference {
    my ($item, $at, $theirs, $ours) = @_;

    return if ($theirs // '') eq ($ours // '');

    my $found = { kind => 'rate', at => $at, theirs => $theirs // '',
                  ours => $ours // '' };
    my $entry = Golden::explanation($exceptions, $item, $found)
        or return $found;

    $entry->{used}++;
    return;
}


sub before {
    my ($what) = @_;

    $server->sql($what->{sql});

    # a new worker has no list of addresses yet
    $server->reload if $what->{empty};
}


sub remember {
    my ($item) = @_;

    return if $item->{method} ne 'POST' || $item->{path} ne '/api/v1/statuses';

    my ($theirs, $ours) = map {
        eval { Golden::Json::plain(Golden::Json::parse($_->{body}))->{id} }
    } $item->{theirs}, $item->{ours};

    $id{$theirs} = $ours if $theirs && $ours;
}
