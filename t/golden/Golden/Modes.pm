package Golden::Modes;

# The recordings of the server under other settings.
#
#   my ($modes, $omissions, @items) = Golden::Modes::load();
#
# A mode is { mode, conf, names, requests }, an omission { omit, why, mode,
# method, path, tag, status, requests }, as modes.txt has them, with how many
# requests are to be and are in it: "want" and "have".  Items are as in
# Golden.pm, those that are left out not among them; $item->{mode} names the
# mode.

use strict;
use warnings;

use Golden ();

my @patterns = qw(mode method path tag status);
my %prose = map { $_ => 1 } qw(why);
my %names = map { $_ => 1 } qw(omit why mode names conf requests method path
    tag status);


sub load {
    my (@modes, @omissions);

    for (Golden::paragraphs('modes.txt', \%names, \%prose)) {
        my $omits = defined $_->{omit};

        defined $_->{$omits ? 'why' : 'mode'}
            or die "$_->{where}: ", $omits ? "no reason\n" : "no name\n";
        ($_->{requests} // '') =~ /^\d+\z/
            or die "$_->{where}: requests: a number\n";
        grep({ defined } @$_{ $omits ? qw(conf names) : qw(why method path tag
            status) }) and die "$_->{where}: a mode, or an omission\n";

        $_->{have} = 0;
        $_->{want} = delete $_->{requests};
        push @{ $omits ? \@omissions : \@modes }, $_;
    }

    for my $omission (@omissions) {
        defined $omission->{$_}
            and $omission->{$_} = qr/$omission->{$_}/s for @patterns;
    }

    return (\@modes, \@omissions, _items(\@modes, \@omissions));
}


sub _items {
    my ($modes, $omissions) = @_;

    my %mode = map { $_->{mode} => $_ } @$modes;
    my (@items, %validators);

    for my $line (Golden::lines('modes-4.7')) {
        my $item = _item($line);
        my ($omission) = grep { _omits($_, $item) } @$omissions;
        my $in = $omission || $mode{ $item->{mode} }
            or die "$item->{id}: modes.txt has no \"$item->{mode}\"\n";

        $in->{have}++;
        next if $omission;

        _validator($item, $validators{ $item->{scope} } ||= {});
        push @items, $item;
    }

    return @items;
}


# Where a proxy passed another host on, nginx itself is asked for that host: it
# is in the proxy's place.

sub _item {
    my ($line) = @_;

    my %headers = %{ $line->{request}{headers} || {} };
    my $host = delete $headers{'X-Forwarded-Host'};

    return {
        id        => $line->{id},
        scope     => $line->{id} =~ s/\.\d+\z//r,
        mode      => $line->{mode},
        method    => $line->{method},
        path      => $line->{path},
        headers   => \%headers,
        body      => $line->{request}{body},
        tags      => $line->{tags},
        group     => join('/', grep { !/:/ } @{ $line->{tags} }),
        viewer    => $headers{Authorization} ? 'token' : 'anonymous',
        operation => Golden::operation($line->{method}, $line->{path}),
        theirs    => $line,
        (defined $host ? (host => $host) : ()),
    };
}


sub _omits {
    my ($omission, $item) = @_;

    return !($omission->{mode} && $item->{mode} !~ $omission->{mode})
        && !($omission->{method} && $item->{method} !~ $omission->{method})
        && !($omission->{path} && $item->{path} !~ $omission->{path})
        && !($omission->{status}
             && $item->{theirs}{status} !~ $omission->{status})
        && !($omission->{tag}
             && !grep { $_ =~ $omission->{tag} } @{ $item->{tags} });
}


# A validator that an earlier answer gave is ours here: a placeholder.

sub _validator {
    my ($item, $seen) = @_;

    my $who = $item->{headers}{Authorization} // '';
    my $sent = $item->{headers}{'If-None-Match'};
    my $etag = $item->{theirs}{headers}{etag};
    my ($n) = $item->{id} =~ /(\d+)\z/;

    if (defined $sent) {
        my $from = $seen->{"$item->{path} $who $sent"};

        $item->{headers}{'If-None-Match'} = "{{$from.header.etag}}"
            if defined $from;
    }

    $seen->{"$item->{path} $who $etag"} = $n if defined $etag;
}

1;
