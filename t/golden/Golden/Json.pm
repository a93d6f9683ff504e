package Golden::Json;

# A JSON reader that keeps what others throw away: the order of keys, keys
# that come twice, and how a number is spelt.  It works on bytes.
#
#   my $tree = Golden::Json::parse($text);      dies where it is no JSON
#
#   object            Golden::Json::Object, an array of [key, value]
#   array             a plain array
#   string            a scalar, unescaped
#   number, literal   Golden::Json::Atom, a reference to its spelling
#
#   my $value = Golden::Json::plain($tree);     hashes, arrays and scalars
#   my $text  = Golden::Json::text($tree);      JSON again, without blanks

use strict;
use warnings;

no warnings 'recursion';

my %short = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");
my %literal = ('true' => 1, 'false' => 0, 'null' => undef);


sub parse {
    my ($text) = @_;

    utf8::encode($text) if utf8::is_utf8($text);
    pos($text) = 0;

    my $tree = _value(\$text);

    $text =~ /\G[ \t\r\n]*+\z/gc or _bad(\$text, 'more than one value');
    return $tree;
}


sub _bad {
    my ($s, $what) = @_;

    die "no JSON: $what at byte " . (pos($$s) // 0) . "\n";
}


sub _value {
    my ($s) = @_;

    $$s =~ /\G[ \t\r\n]*+/gc;

    if ($$s =~ /\G"/gc) {
        return _string($s);
    }

    if ($$s =~ /\G\{/gc) {
        return _object($s);
    }

    if ($$s =~ /\G\[/gc) {
        return _array($s);
    }

    if ($$s =~ /\G(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?
                  |true|false|null)(?![\w.])/gcx)
    {
        my $atom = $1;
        return bless \$atom, 'Golden::Json::Atom';
    }

    _bad($s, 'no value');
}


sub _object {
    my ($s) = @_;
    my @pairs;

    if ($$s !~ /\G[ \t\r\n]*+\}/gc) {
        do {
            $$s =~ /\G[ \t\r\n]*+"/gc or _bad($s, 'no key');
            my $key = _string($s);
            $$s =~ /\G[ \t\r\n]*+:/gc or _bad($s, 'no colon');
            push @pairs, [$key, _value($s)];
        } while ($$s =~ /\G[ \t\r\n]*+,/gc);

        $$s =~ /\G[ \t\r\n]*+\}/gc or _bad($s, 'no end of an object');
    }

    return bless \@pairs, 'Golden::Json::Object';
}


sub _array {
    my ($s) = @_;
    my @items;

    if ($$s !~ /\G[ \t\r\n]*+\]/gc) {
        do {
            push @items, _value($s);
        } while ($$s =~ /\G[ \t\r\n]*+,/gc);

        $$s =~ /\G[ \t\r\n]*+\]/gc or _bad($s, 'no end of an array');
    }

    return \@items;
}


# Behind the first quote.  Perl limits how often a group may repeat, and some
# recorded bodies hold more escapes than that.

sub _string {
    my ($s) = @_;
    my $from = pos $$s;

    for (;;) {
        my $at = pos $$s;

        $$s =~ /\G[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+){0,20000}+/gc;
        last if $$s =~ /\G"/gc;

        _bad($s, 'no end of a string') if pos($$s) == $at;
    }

    my $text = substr $$s, $from, pos($$s) - 1 - $from;

    if (index($text, '\\') >= 0) {
        $text =~ s{\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u(....)|(.))}
                  {_escape($1, $2, $3, $4)}ges;
    }

    return $text;
}


sub _escape {
    my ($high, $low, $unit, $char) = @_;

    return $short{$char} // $char if defined $char;

    my $code = defined $high
        ? 0x10000 + ((hex($high) - 0xd800) << 10) + hex($low) - 0xdc00
        : hex $unit;

    no warnings 'surrogate';
    my $text = chr $code;
    utf8::encode($text);
    return $text;
}


sub plain {
    my ($tree) = @_;

    my $ref = ref $tree or return $tree;

    return exists $literal{$$tree} ? $literal{$$tree} : $$tree
        if $ref eq 'Golden::Json::Atom';

    return { map { $_->[0] => plain($_->[1]) } @$tree }
        if $ref eq 'Golden::Json::Object';

    return [map { plain($_) } @$tree];
}


sub text {
    my ($tree) = @_;

    my $ref = ref $tree or return _quote($tree);

    return $$tree if $ref eq 'Golden::Json::Atom';

    return '{' . join(',', map { _quote($_->[0]) . ':' . text($_->[1]) }
        @$tree) . '}' if $ref eq 'Golden::Json::Object';

    return '[' . join(',', map { text($_) } @$tree) . ']';
}


sub _quote {
    my ($text) = @_;

    $text =~ s{(["\\])}{\\$1}g;
    $text =~ s{([\x00-\x1f])}{sprintf '\\u%04x', ord $1}ge;
    return "\"$text\"";
}

1;
