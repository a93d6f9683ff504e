package Golden::Compare;

# Compares two answers to one request.
#
#   my @found = Golden::Compare::differences($theirs, $ours, $norm, $norm2);
#
# An answer is { status, headers, body, at }, perhaps { skipped } in place of
# these, { scenario => 1 } where it is a step of several, and { rows }: a hash
# of further things to compare, by name (trees of Golden::Json).
#
# A difference is { kind, at, theirs, ours }; "at" is the header's name or the
# JSON path.  The kinds:
#
#   skipped     only one of them was sent
#   status
#   header
#   body        one of them is no JSON
#   missing     we lack a key                    extra         we have one more
#   key-order   the same keys, otherwise         double-keys
#   length      of an array                      order         of its members
#   members     other ones, by their ids         value
#   bytes       the same JSON, spelt otherwise

use strict;
use warnings;

no warnings 'recursion';

use List::Util     qw(min);
use Golden::Json   ();

our $ABSENT = '<absent>';

# What is not here says nothing about the API, or names who answered.
my @headers = qw(content-type cache-control vary link etag x-ratelimit-limit
    x-ratelimit-remaining x-ratelimit-reset access-control-allow-origin
    access-control-allow-methods access-control-allow-headers
    access-control-expose-headers access-control-max-age
    access-control-allow-credentials www-authenticate mastodon-async-refresh
    location allow retry-after set-cookie last-modified
    x-request-id x-frame-options x-content-type-options x-xss-protection
    referrer-policy content-security-policy strict-transport-security);


sub differences {
    my ($theirs, $ours, $their_norm, $our_norm) = @_;
    my @found;

    if ($theirs->{skipped} || $ours->{skipped}) {
        _add(\@found, 'skipped', '', $theirs->{skipped}, $ours->{skipped})
            if !$theirs->{skipped} != !$ours->{skipped};
        return @found;
    }

    _add(\@found, 'status', '', $theirs->{status},
        $ours->{failure} // $ours->{status})
        if $theirs->{status} != $ours->{status};

    return @found if defined $ours->{failure};

    for my $name (@headers) {
        my $x = header($name, $theirs, $their_norm);
        my $y = header($name, $ours, $our_norm);

        _add(\@found, 'header', $name, $x, $y)
            if ($x // $ABSENT) ne ($y // $ABSENT);
    }

    # the steps of a scenario name the ids for those that follow
    push @found, _bodies($theirs, $ours, $their_norm, $our_norm)
        if $theirs->{scenario} || $theirs->{body} ne $ours->{body};

    for my $name (sort keys %{ $theirs->{rows} || {} }) {
        next if !$ours->{rows} || !exists $ours->{rows}{$name};

        my @rows;
        walk($their_norm->tree($theirs->{rows}{$name}, $theirs->{at}),
            $our_norm->tree($ours->{rows}{$name}, $ours->{at}),
            "\$$name", \@rows);
        $_->{kind} = "rows $_->{kind}" for @rows;
        push @found, @rows;
    }

    return @found;
}


# Values that are new each time are compared in their form.

sub header {
    my ($name, $answer, $norm) = @_;

    my $value = $answer->{headers}{$name} // return undef;

    return $value =~ m{^W/"[0-9a-f]{32}"\z} ? '<etag>' : $value
        if $name eq 'etag';
    return $value =~ /^-?\d+\z/ ? '<number>' : $value
        if $name eq 'x-ratelimit-remaining' || $name eq 'retry-after';
    return $value =~ /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/
        ? '<uuid>' : $value
        if $name eq 'x-request-id';
    return $value =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\z/
        ? '<reset>' : $value
        if $name eq 'x-ratelimit-reset';
    return $value =~ s/id="[^"]*"/id="<id>"/r
        if $name eq 'mastodon-async-refresh';
    return $value =~ s/'nonce-[^']*'/'nonce-<nonce>'/gr
        if $name eq 'content-security-policy';

    return $norm->text($value, $answer->{at});
}


sub _bodies {
    my ($theirs, $ours, $their_norm, $our_norm) = @_;
    my @found;

    my ($x, $y) = map { eval { Golden::Json::parse($_->{body}) } }
        $theirs, $ours;

    if (!defined $x || !defined $y) {
        _add(\@found, 'body', '', $theirs->{body}, $ours->{body})
            if $theirs->{body} ne $ours->{body};
        return @found;
    }

    walk($their_norm->tree($x, $theirs->{at}),
        $our_norm->tree($y, $ours->{at}), '$', \@found);

    if (!@found) {
        my $s = $their_norm->text($theirs->{body}, $theirs->{at});
        my $t = $our_norm->text($ours->{body}, $ours->{at});

        _add(\@found, 'bytes', '', $s, $t) if $s ne $t;
    }

    return @found;
}


sub walk {
    my ($x, $y, $path, $found) = @_;

    my $kind = ref $x;

    if ($kind ne ref $y) {
        _add($found, 'value', $path, _text($x), _text($y));

    } elsif ($kind eq 'Golden::Json::Object') {
        _walk_object($x, $y, $path, $found);

    } elsif ($kind eq 'ARRAY') {
        _walk_array($x, $y, $path, $found);

    } elsif (($kind ? $$x : $x) ne ($kind ? $$y : $y)) {
        _add($found, 'value', $path, $kind ? ($$x, $$y) : ($x, $y));
    }
}


# A string as it is, so that an expression can match it; else JSON.

sub _text { ref $_[0] ? Golden::Json::text($_[0]) : $_[0] }


sub _walk_object {
    my ($x, $y, $path, $found) = @_;

    my @x_keys = map { $_->[0] } @$x;
    my @y_keys = map { $_->[0] } @$y;
    my %x = map { @$_ } @$x;
    my %y = map { @$_ } @$y;

    _add($found, 'double-keys', $path, "@x_keys", "@y_keys")
        if (keys %x != @x_keys || keys %y != @y_keys)
        && "@x_keys" ne "@y_keys";

    my %seen;
    my @both = grep { exists $y{$_} && !$seen{$_}++ } @x_keys;

    for (@x_keys) {
        _add($found, 'missing', "$path.$_", _text($x{$_}), $ABSENT)
            if !exists $y{$_};
    }

    for (@y_keys) {
        _add($found, 'extra', "$path.$_", $ABSENT, _text($y{$_}))
            if !exists $x{$_};
    }

    my %twice;
    my $order = join ' ', grep { exists $x{$_} && !$twice{$_}++ } @y_keys;

    _add($found, 'key-order', $path, "@x_keys", "@y_keys")
        if "@both" ne $order;

    walk($x{$_}, $y{$_}, "$path.$_", $found) for @both;
}


sub _walk_array {
    my ($x, $y, $path, $found) = @_;

    $path .= '[]';

    _add($found, 'length', $path, _text($x), _text($y)) if @$x != @$y;

    my @x_ids = map { _id($_) } @$x;
    my @y_ids = map { _id($_) } @$y;

    if ("@x_ids" eq "@y_ids" || grep { $_ eq '' } @x_ids, @y_ids) {
        walk($x->[$_], $y->[$_], $path, $found) for 0 .. min($#$x, $#$y);
        return;
    }

    if (join(' ', sort @x_ids) eq join(' ', sort @y_ids)) {
        _add($found, 'order', $path, "@x_ids", "@y_ids");

    } elsif (@$x == @$y) {
        _add($found, 'members', $path, "@x_ids", "@y_ids");
    }

    my %y;
    @y{@y_ids} = @$y;

    for (0 .. $#$x) {
        walk($x->[$_], $y{ $x_ids[$_] }, $path, $found)
            if exists $y{ $x_ids[$_] };
    }
}


# What an entity is known by; empty if it has no id.

sub _id {
    my ($tree) = @_;

    return '' if ref $tree ne 'Golden::Json::Object';

    for (@$tree) {
        return ref $_->[1] eq 'Golden::Json::Atom' ? ${ $_->[1] }
             : ref $_->[1] ? '' : $_->[1]
            if $_->[0] eq 'id';
    }

    return '';
}


sub _add {
    my ($found, $kind, $at, $theirs, $ours) = @_;

    push @$found, { kind => $kind, at => $at, theirs => $theirs // $ABSENT,
                    ours => $ours // $ABSENT };
}


1;
