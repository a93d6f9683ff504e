package Golden;

# The recordings, and what the lists beside them say of each request.
#
#   my @items = Golden::reads();        or writes(); modes: Golden/Modes.pm
#
# An item is one request with its recorded answer:
#
#   { id, scope, method, path, headers, body, tags,       what is sent
#     group, viewer, operation,                           see README.md
#     theirs => { status, headers, body, at, ... } }      what was answered
#
#   my $expected = Golden::expected(@items);        lines of expected.txt
#   my $waiting = Golden::waiting(qr/^r/);          { id => 1 }, of such ids
#   my $exceptions = Golden::exceptions();          entries, in order

use strict;
use warnings;

use MIME::Base64 qw(decode_base64);

use Golden::Json ();

our $Dir = 't/golden';


# --- recordings -----------------------------------------------------------

# The lines of a .jsonl.xz, as plain values, but these keys of them as trees.

sub lines {
    my ($name, @keep) = @_;
    my @lines;

    open my $in, '-|', 'xz', '-dc', "$Dir/$name.jsonl.xz"
        or die "xz: $!\n";

    while (<$in>) {
        my $tree = Golden::Json::parse($_);
        my $line = Golden::Json::plain($tree);

        for my $pair (@$tree) {
            $line->{ $pair->[0] } = $pair->[1]
                if grep { $_ eq $pair->[0] } @keep;
        }

        push @lines, $line;
    }

    close $in or die "$name.jsonl.xz cannot be read\n";
    return @lines;
}


sub reads  { _items('reads-4.7') }
sub writes { _items('writes-4.7') }


# A request without steps is a scope of its own: nothing is normalised from
# one to the next, and placeholders are filled from any earlier answer.

sub _items {
    my ($name) = @_;

    my %theirs = map { $_->{id} => _answer($_) } lines("$name.answers",
        'probes', 'jobs');
    my @items;

    for my $line (lines("$name.requests")) {
        my $steps = $line->{steps};
        my $n = 0;

        for my $step ($steps ? @$steps : $line) {
            my $id = $steps ? "$line->{id}." . ++$n : $line->{id};
            my $tags = [@{ $line->{tags} },
                        $steps ? @{ $step->{tags} || [] } : ()];

            push @items, {
                %$step,
                id        => $id,
                scope     => $line->{id},
                scenario  => $steps ? 1 : 0,
                body      => _body($step->{body}),
                tags      => $tags,
                group     => join('/', grep { !/:/ } @{ $line->{tags} }),
                viewer    => _viewer($step, $tags),
                operation => operation($step->{method}, $step->{path}),
                theirs    => $theirs{$id},
            };

            $theirs{$id} or die "$name: $id has no answer\n";
            $theirs{$id}{scenario} = $steps ? 1 : 0;
        }
    }

    return @items;
}


sub _answer {
    my ($line) = @_;

    $line->{body} = decode_base64($line->{body_b64})
        if defined $line->{body_b64};

    for (qw(probes jobs)) {
        $line->{rows}{$_} = delete $line->{$_} if defined $line->{$_};
    }

    return $line;
}


sub _body {
    my ($body) = @_;

    return ref $body ? decode_base64($body->{b64}) : $body;
}


sub _viewer {
    my ($request, $tags) = @_;

    my ($as) = grep { s/^as:// } my @copy = @$tags;

    $as //= $request->{headers}{Authorization} ? 'token' : 'anonymous';
    return $as eq 'anonymous' ? $as : 'token';
}


# What a request is about, as the module's operations are called; "none" where
# the path is none of the API's.

my %by_method = (PUT => 'update', PATCH => 'update', DELETE => 'delete');

sub operation {
    my ($method, $path) = @_;

    $path =~ s/\?.*//s;
    $path =~ m{^/+api/+v1/+((?:scheduled_)?statuses)(?:/|\z)} or return 'none';

    my $route = $1;
    my (undef, undef, undef, $id, $verb, @more)
        = grep { $_ ne '' } split m{/}, $path;

    return 'scheduled' if $route ne 'statuses';
    return $method eq 'POST' ? 'create' : 'batch' if !defined $id;
    return $by_method{$method} || 'show' if !defined $verb;
    return @more == 0 ? $verb : $verb eq 'quotes' ? 'revoke' : 'none';
}


# --- lists ----------------------------------------------------------------

sub _list {
    my ($name) = @_;

    open my $in, '<', "$Dir/$name" or die "$Dir/$name: $!\n";
    chomp(my @lines = <$in>);
    return @lines;
}


# expected.txt: GROUP VIEWER OPERATION REQUESTS, "*" stands for any text.  The
# first line that fits a request takes it: $item->{line}.

sub expected {
    my (@items) = @_;
    my ($n, @lines) = (0);

    for (_list('expected.txt')) {
        $n++;
        next if /^\s*(?:#|\z)/;

        my @words = split;
        @words == 4 && $words[3] =~ /^\d+\z/
            or die "$Dir/expected.txt, line $n: "
                . "GROUP VIEWER OPERATION REQUESTS\n";

        my ($group, $viewer, $operation)
            = map { my $re = quotemeta s/\*/\0/gr; $re =~ s/\\\0/.*/g;
                    qr/^$re\z/ } @words[0 .. 2];

        push @lines, { n => $n, text => "@words[0 .. 2]",
                       want => $words[3], have => 0, group => $group,
                       viewer => $viewer, operation => $operation };
    }

    for my $item (@items) {
        for my $line (@lines) {
            next if $item->{group} !~ $line->{group}
                || $item->{viewer} !~ $line->{viewer}
                || $item->{operation} !~ $line->{operation};
            $item->{line} = $line;
            $line->{have}++;
            last;
        }
    }

    return \@lines;
}


# waiting.txt: an id, and what it waits for.

sub waiting {
    my ($ids) = @_;
    my %waiting;

    for (_list('waiting.txt')) {
        /^\s*(?:#|\z)/ and next;
        my ($id) = split;
        next if $id !~ $ids;
        die "$Dir/waiting.txt: $id stands there twice\n" if $waiting{$id};
        $waiting{$id} = 1;
    }

    return \%waiting;
}


# A list in paragraphs of "name: value"; lines that begin with a blank go on,
# and lose it, but for one where the name is of prose.

sub paragraphs {
    my ($file, $names, $prose) = @_;
    my (@entries, $entry, $name, $n);

    for (_list($file), '') {
        $n++;

        if (/^#/) {
            next;

        } elsif (/^\s*\z/) {
            push @entries, $entry if $entry;
            ($entry, $name) = ();

        } elsif (/^\s+(.*)/ && $name) {
            my $more = $1;
            $entry->{$name} .= $prose->{$name} ? " $more" : $more;

        } elsif (/^(\w+):\s*(.*)/ && $names->{$1}) {
            $name = $1;
            $entry ||= { where => "$Dir/$file, line $n" };
            die "$Dir/$file, line $n: $name twice\n"
                if defined $entry->{$name};
            $entry->{$name} = $2;

        } else {
            die "$Dir/$file, line $n: no \"name: value\"\n";
        }
    }

    return @entries;
}


# exceptions.txt, see there.

my @patterns = qw(mode run method path status kind at theirs ours);
my %prose = map { $_ => 1 } qw(why later ids);
my %names = (%prose, map { $_ => 1 } 'exception', @patterns);

sub exceptions {
    my @entries = paragraphs('exceptions.txt', \%names, \%prose);
    my %told;

    for my $e (@entries) {
        defined $e->{exception} or die "$e->{where}: no name\n";

        my $first = !$told{ $e->{exception} }++;
        my $reasons = grep { defined $e->{$_} } qw(why later);

        $reasons == $first
            or die "$e->{where}: \"why\" or \"later\", once\n";
    }

    for my $e (@entries) {
        $e->{used} = $e->{due} = $e->{requests} = 0;
        $e->{ids} = { map { $_ => 1 } split ' ', $e->{ids} }
            if defined $e->{ids};
        defined $e->{$_} and $e->{$_} = qr/$e->{$_}/s for @patterns;
    }

    return \@entries;
}


# May the entry's differences occur in this request?

sub concerns {
    my ($entry, $item) = @_;

    return !($entry->{ids} && !$entry->{ids}{ $item->{id} }
             && !$entry->{ids}{ $item->{scope} })
        && !($entry->{mode} && ($item->{mode} // '') !~ $entry->{mode})
        && !($entry->{run} && ($item->{run} // '') !~ $entry->{run})
        && !($entry->{method} && $item->{method} !~ $entry->{method})
        && !($entry->{path} && $item->{path} !~ $entry->{path})
        && !($entry->{status}
             && ($item->{theirs}{status} // '') !~ $entry->{status});
}


# The first entry that explains the difference.

sub explanation {
    my ($entries, $item, $difference) = @_;

    for my $entry (@$entries) {
        next if !concerns($entry, $item);
        next if grep { $entry->{$_} && $difference->{$_} !~ $entry->{$_} }
            qw(kind at theirs ours);
        return $entry;
    }

    return undef;
}

1;
