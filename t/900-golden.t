# The answers of a real server against ours: t/golden/README.md.
#
#   GOLDEN_ONLY="r0903 r0904"   these requests, with all that differs
#   GOLDEN_GROUP=show           a group, or several: "index etag*"
#   GOLDEN_ALL=1                all requests; a table of what expected.txt
#                               does not ask for yet. GOLDEN_ALL=diff shows
#                               the differences too
#   GOLDEN_MAX=10               so many groups of differences for each test
#   GOLDEN_URL=127.0.0.1:8080   a server that runs already, with this data

use strict;
use warnings;

use lib 't/lib', 't/golden';

use Test::More;

use TestEnv;

use Golden         ();
use Golden::Http   ();
use Golden::Report ();
use Golden::Runner ();
use Golden::Server ();

my $max = $ENV{GOLDEN_MAX} || 10;
my @fixtures = map { "$Golden::Dir/$_" } qw(seeds-4.7.sql fixture-4.7.sql.xz);

my @items = Golden::reads();
my $expected = Golden::expected(@items);
my $exceptions = Golden::exceptions();
my $waiting = Golden::waiting(qr/^r/);

my $some = defined $ENV{GOLDEN_ONLY} || defined $ENV{GOLDEN_GROUP};
my @wanted = grep { wanted($_) } @items;
@wanted or BAIL_OUT('no request has this id or group');

my $server = $ENV{GOLDEN_URL} ? undef
    : Golden::Server->start(fixtures => \@fixtures);
my $http = Golden::Http->new($server ? $server->socket
    : $ENV{GOLDEN_URL} =~ s{^http://}{}r =~ s{/\z}{}r);
my $runner = Golden::Runner->new($http, $exceptions);
my $compared = 0;

$runner->send($_) for Golden::Runner::needed(\@items, @wanted);

if (defined $ENV{GOLDEN_ONLY}) {
    single(@wanted);

} elsif (defined $ENV{GOLDEN_GROUP}) {
    groups(@wanted);

} else {
    groups(grep { $_->{line} } @wanted);
    lists();
    table(grep { !$_->{line} } @wanted) if $ENV{GOLDEN_ALL};
}

is(join('', $server->alarms), '', 'nothing alarming in the error log')
    if $server;

done_testing();


sub wanted {
    my ($item) = @_;

    return grep { $_ eq $item->{id} || $_ eq $item->{scope} }
        split /[\s,]+/, $ENV{GOLDEN_ONLY} if defined $ENV{GOLDEN_ONLY};

    return grep { my $re = quotemeta; $re =~ s/\\\*/.*/g;
                  $item->{group} =~ m{^$re(?:/|\z)} }
        split /[\s,]+/, $ENV{GOLDEN_GROUP} if defined $ENV{GOLDEN_GROUP};

    return $item->{line} || $ENV{GOLDEN_ALL};
}


sub single {
    for my $item (@_) {
        my @open = $runner->check($item);
        ok(!@open, "$item->{id}: $item->{method} $item->{path}");
        show_lines(Golden::Report::single($item, @open), '');
    }
}


# One test for each group and kind of viewer.

sub groups {
    my (%group, @order);

    for my $item (@_) {
        my $name = "$item->{group} as $item->{viewer}";
        push @order, $name if !$group{$name};
        push @{ $group{$name} }, $item;
    }

    for my $name (sort @order) {
        my $report = Golden::Report->new;
        my ($bad, $n) = (0, scalar @{ $group{$name} });

        for my $item (@{ $group{$name} }) {
            my @open = $runner->check($item);
            $compared++;

            if (defined $waiting->{ $item->{id} }) {
                $waiting->{ $item->{id} } = @open ? 'differs' : 'agrees';

            } elsif (@open) {
                $bad++;
                $report->add($item, @open);
            }
        }

        ok(!$bad, "$name: $n " . ($n == 1 ? 'request' : 'requests'))
            or show_lines("$bad of $n differ", '', $report->lines($max), '');
    }
}


# What the lists say must be true.

sub lists {
    my @wrong = map { "line $_->{n}: \"$_->{text}\" is $_->{have} requests,"
        . " not $_->{want}" } grep { $_->{have} != $_->{want} } @$expected;
    my $sum = 0;

    $sum += $_->{want} for @$expected;
    is($compared, $sum, "$compared requests compared, as expected.txt has it");
    ok(!@wrong, 'each line of expected.txt counts its requests')
        or show_lines(@wrong);

    # an entry that fits no request will never be used
    my @unused = map { $_->{exception} } grep {
        my $entry = $_;
        !$entry->{used} && !$entry->{mode} && !$entry->{run} && ($entry->{due}
            || !grep { Golden::concerns($entry, $_) } @items)
    } @$exceptions;

    ok(!@unused, 'each exception occurs')
        or show_lines('remove from exceptions.txt:', @unused);

    my @passing = sort grep { $waiting->{$_} ne 'differs' } keys %$waiting;

    ok(!@passing, 'what waits differs still')
        or show_lines('remove from waiting.txt:', @passing);
}


sub table {
    my (%row, %sum);
    my $report = Golden::Report->new;

    for my $item (@_) {
        my $row = $row{"$item->{group} as $item->{viewer}"} ||= {};
        my @open = $runner->check($item);

        for ($row, \%sum) {
            $_->{requests}++;
            $_->{ @open ? 'differ' : 'agree' }++;
        }

        $report->add($item, @open);
    }

    diag(sprintf '%-36s %8s %6s %7s', 'not expected yet', 'requests', 'agree',
        'differ');

    for (sort(keys %row), 'all of these') {
        my $row = $row{$_} || \%sum;
        diag(sprintf '%-36s %8d %6d %7d', $_,
            map { $row->{$_} || 0 } qw(requests agree differ));
    }

    show_lines($report->lines($max * 10)) if $ENV{GOLDEN_ALL} eq 'diff';
}


sub show_lines { diag(join "\n", @_) }
