# The answers of a real server under other settings against ours, with the
# directives that correspond: t/golden/README.md, t/golden/modes.txt.
#
#   GOLDEN_MODE="cdn s3-*"      these modes only
#   GOLDEN_ONLY="m.cdn.0003"    these requests, with all that differs
#   GOLDEN_MAX=10               so many groups of differences for each mode

use strict;
use warnings;

use lib 't/lib', 't/golden';

use Test::More;

use TestEnv;

use Golden         ();
use Golden::Http   ();
use Golden::Modes  ();
use Golden::Report ();
use Golden::Runner ();
use Golden::Server ();

my $max = $ENV{GOLDEN_MAX} || 10;
my @fixtures = map { "$Golden::Dir/$_" } qw(seeds-4.7.sql fixture-4.7.sql.xz);

my ($modes, $omissions, @items) = Golden::Modes::load();
my $exceptions = Golden::exceptions();
my $waiting = Golden::waiting(qr/^m\./);
my @only = split /[\s,]+/, $ENV{GOLDEN_ONLY} // '';

my @wanted = grep { wanted($_->{mode}) } @$modes;
@wanted or BAIL_OUT('no mode has this name');

my $server = Golden::Server->start(fixtures => \@fixtures, servers => { map {
    $_->{mode} => { conf => $_->{conf}, $_->{names}
        ? (names => "social.example $_->{names}") : () }
} @wanted });

for my $mode (@wanted) {
    my $http = Golden::Http->new($server->socket($mode->{mode}));
    my $runner = Golden::Runner->new($http, $exceptions);
    my @sent = grep { $_->{mode} eq $mode->{mode} } @items;

    $runner->send($_) for @sent;
    compare($mode->{mode}, $runner, @sent);
}

lists() if !@only && !defined $ENV{GOLDEN_MODE};

is(join('', $server->alarms), '', 'nothing alarming in the error log');

done_testing();


sub wanted {
    my ($mode) = @_;

    return grep { /^m\.\Q$mode\E(?:\.|\z)/ } @only if @only;
    return 1 if !defined $ENV{GOLDEN_MODE};
    return grep { my $re = quotemeta; $re =~ s/\\\*/.*/g; $mode =~ /^$re\z/ }
        split /[\s,]+/, $ENV{GOLDEN_MODE};
}


sub compare {
    my ($mode, $runner, @sent) = @_;

    my $report = Golden::Report->new;
    my ($bad, $n) = (0, scalar @sent);

    for my $item (@sent) {
        my @open = $runner->check($item);

        if (@only) {
            next if !grep { $_ eq $item->{id} } @only;
            ok(!@open, "$item->{id}: $item->{method} $item->{path}");
            diag(join "\n", Golden::Report::single($item, @open), '');

        } elsif ($waiting->{ $item->{id} }) {
            $waiting->{ $item->{id} } = @open ? 'differs' : 'agrees';

        } elsif (@open) {
            $bad++;
            $report->add($item, @open);
        }
    }

    return if @only;

    ok(!$bad, "$mode: $n requests")
        or diag(join "\n", "$bad of $n differ", '', $report->lines($max), '');
}


# Is it for one of these modes, and not for another recording?

sub concerned {
    my ($exception) = @_;

    return grep { $_->{mode} =~ $exception->{mode} } @$modes;
}


# What the lists say must be true.

sub lists {
    my @wrong = map { ($_->{omit} // $_->{mode}) . ": $_->{have} requests, not"
        . " $_->{want}" } grep { $_->{have} != $_->{want} || !$_->{want} }
        @$modes, @$omissions;

    ok(!@wrong, 'modes.txt counts all requests of the recording')
        or diag(join "\n", @wrong);

    my @unused = map { $_->{exception} }
        grep { $_->{mode} && !$_->{used} && concerned($_) } @$exceptions;

    ok(!@unused, 'each exception for a mode occurs')
        or diag(join "\n", 'remove from exceptions.txt:', @unused);

    my @passing = sort grep { $waiting->{$_} ne 'differs' } keys %$waiting;

    ok(!@passing, 'what waits differs still')
        or diag(join "\n", 'remove from waiting.txt:', @passing);
}
