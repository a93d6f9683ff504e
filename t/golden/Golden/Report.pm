package Golden::Report;

# Differences, for people.
#
#   my $report = Golden::Report->new;
#   $report->add($item, @differences);
#   $report->lines($max)        grouped by request and place, the most first
#
#   Golden::Report::single($item)       everything about one request

use strict;
use warnings;

use List::Util qw(min);

my $IDS = 8;            # of a group


sub new { bless { groups => {} }, $_[0] }


# What requests of one kind have in common.

sub pattern {
    my ($path) = @_;

    my ($route, $query) = split /\?/, $path, 2;
    $route =~ s{/\d+(?=/|\z)}{/:id}g;

    my %names = map { s/=.*//sr => 1 } grep { $_ ne '' }
        split /&/, $query // '';
    my @names = sort keys %names;
    splice @names, 4 if @names > 4;

    return $route . (@names ? '?' . join '&', @names : '');
}


sub add {
    my ($self, $item, @found) = @_;

    for (@found) {
        my $what = "$item->{method} " . pattern($item->{path})
            . "  $_->{kind}" . ($_->{at} ne '' ? " $_->{at}" : '');

        push @{ $self->{groups}{$what} }, [$item->{id}, $_];
    }
}


sub lines {
    my ($self, $max) = @_;

    my $groups = $self->{groups};
    my @order = sort { @{ $groups->{$b} } <=> @{ $groups->{$a} }
                       || $a cmp $b } keys %$groups;
    my @lines;

    for my $n (0 .. $#order) {
        if ($n == $max) {
            push @lines, '... ' . (@order - $max) . ' groups more';
            last;
        }

        my @members = @{ $groups->{ $order[$n] } };
        my %ids = map { $_->[0] => 1 } @members;
        my @ids = sort keys %ids;
        my $more = @ids > $IDS ? ' ...' : '';
        splice @ids, $IDS if @ids > $IDS;

        push @lines, sprintf('%4d  %s', scalar @members, $order[$n]),
            values_of($members[0][1], '      '), "      @ids$more";
    }

    return @lines;
}


sub values_of {
    my ($found, $indent) = @_;

    my ($x, $y) = map { readable($_) } around($found->{theirs},
                                              $found->{ours});

    return ("${indent}theirs $x", "${indent}ours   $y");
}


sub readable {
    my ($text) = @_;

    $text =~ s/([\x00-\x1f\x7f])/sprintf '\\x%02x', ord $1/ge;
    return $text;
}


# Two texts from shortly before the first byte that differs; whole if they are
# not long.

sub around {
    my ($x, $y) = @_;

    return ($x, $y) if length $x <= 300 && length $y <= 300;

    my $same = same($x, $y);
    my $from = $same > 100 ? $same - 100 : 0;

    return map { ($from ? '...' : '') . substr($_, min($from, length), 300)
        . (length > $from + 300 ? '...' : '') } $x, $y;
}


# So many bytes at the beginning are equal: laid over one another they are 0.

sub same {
    my ($x, $y) = @_;

    my $n = min(length $x, length $y);

    return (substr($x, 0, $n) ^ substr($y, 0, $n)) =~ /[^\0]/ ? $-[0] : $n;
}


sub single {
    my ($item, @open) = @_;
    my ($theirs, $ours) = @$item{qw(theirs ours)};

    my @lines = ("$item->{id}: $item->{method} $item->{path}");
    my $headers = $item->{headers} || {};

    for my $name (sort keys %$headers) {
        my $value = $headers->{$name};
        push @lines, map { "  $name: $_" } ref $value ? @$value : $value;
    }

    push @lines, '  tags: ' . join ' ', @{ $item->{tags} };

    if ($theirs->{skipped} || $ours->{skipped}) {
        return @lines, '  theirs ' . ($theirs->{skipped} // 'sent'),
            '  ours   ' . ($ours->{skipped} // 'sent');
    }

    push @lines, sprintf '  status %s, ours %s; %d bytes, ours %d',
        $theirs->{status}, $ours->{failure} // $ours->{status},
        length $theirs->{body}, length $ours->{body};

    for (@{ $item->{explained} || [] }) {
        push @lines, "  excepted ($_->{exception}): $_->{kind} $_->{at}",
            values_of($_, '    ');
    }

    for (@open) {
        push @lines, "  $_->{kind} $_->{at}", values_of($_, '    ');
    }

    if ($theirs->{body} ne $ours->{body} && !$theirs->{bare}) {
        my ($x, $y) = around($theirs->{body}, $ours->{body});

        push @lines, '  the bodies differ from byte '
            . same($theirs->{body}, $ours->{body}) . ' on',
            '    theirs ' . readable($x), '    ours   ' . readable($y);
    }

    return @lines;
}

1;
