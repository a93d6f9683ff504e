package Golden::Norm;

# What differs between two runs of one scenario is given a name: rows made
# during the run have ids of the moment, and times of the moment.  Rows of the
# fixture have fixed ones, which stay.
#
# One for each scenario and side: it remembers the new ids it has met and
# numbers them in order of appearance, so that identity is still compared.
#
#   my $norm = Golden::Norm->new;
#   $norm->text($bytes, $at)        $at: when the answer came, epoch seconds
#   $norm->tree($tree, $at)         of Golden::Json, a copy
#   Golden::Norm::moments($bytes, $at)        the times alone

use strict;
use warnings;

no warnings 'recursion';

use POSIX       qw(strftime);
use Time::Local qw(timegm_nocheck);

# snowflakes from 2026-07-01 on were made by a server; up to 2090
my $SNOW_LO = timegm_nocheck(0, 0, 0, 1, 6, 2026) * 1000 << 16;
my $SNOW_HI = timegm_nocheck(0, 0, 0, 1, 0, 2090) * 1000 << 16;

# the fixture leaves all sequences at 1000000
my ($SEQ_LO, $SEQ_HI) = (1000001, 1999999);

my $NUMBER = qr/(?<![\w.])(\d{7}|\d{18})(?![\w.]\d)(?!\d)/;
my $TIME = qr/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?/;


sub new {
    my ($class) = @_;

    return bless { ids => {} }, $class;
}


sub number {
    my ($self, $n) = @_;

    return undef if !($SNOW_LO <= $n && $n <= $SNOW_HI)
        && !($SEQ_LO <= $n && $n <= $SEQ_HI);

    my $ids = $self->{ids};
    my $place = $ids->{$n} // 1 + keys %$ids;

    $ids->{$n} = $place;
    return sprintf '<new %s %d>', $n > $SEQ_HI ? 'id' : 'seq', $place;
}


sub text {
    my ($self, $text, $at) = @_;

    return $text if $text !~ /\d{4}-|\d{7}/;

    # what a word is depends on the letters
    my $bytes = !utf8::is_utf8($text);
    my $decoded = $bytes && utf8::decode($text);

    if ($at) {
        $text = moments($text, $at);

        # a string of its own, or one in JSON
        my $day = strftime('%Y-%m-%d', gmtime $at);
        $text =~ s/(?<![^"])$day(?![^"])/<today>/g;
    }

    $text =~ s/$NUMBER/$self->number($1) \/\/ $1/ge;

    utf8::encode($text) if $decoded;
    return $text;
}


sub moments {
    my ($text, $at) = @_;

    return $text =~ s/($TIME)/_moment($1, $at)/ger;
}


# A time is told by its distance from the answer's: the hour before, or up to
# 40 days after.

sub _moment {
    my ($text, $at) = @_;

    my ($year, $month, $day, $hour, $min, $sec)
        = $text =~ /^(\d+)-(\d+)-(\d+)[T ](\d+):(\d+):(\d+(?:\.\d+)?)/;

    return $text if $month < 1 || $month > 12 || $day < 1 || $day > 31
        || $hour > 23 || $min > 59 || $sec >= 60;

    my $away = timegm_nocheck(0, $min, $hour, $day, $month - 1, $year)
        + $sec - $at;

    return '<now>' if $away >= -3600 && $away <= 60;
    return sprintf '<now+%ds>', int($away / 10 + 0.5) * 10
        if $away > 0 && $away < 40 * 86400;
    return $text;
}


sub tree {
    my ($self, $tree, $at) = @_;

    my $ref = ref $tree or return $self->text($tree, $at);

    if ($ref eq 'Golden::Json::Atom') {
        return $tree if $$tree !~ /^\d{7,18}\z/;
        my $name = $self->number($$tree);
        return defined $name ? bless \$name, $ref : $tree;
    }

    return bless [map { [$self->text($_->[0], $at),
                         $self->tree($_->[1], $at)] } @$tree], $ref
        if $ref eq 'Golden::Json::Object';

    return [map { $self->tree($_, $at) } @$tree];
}

1;
