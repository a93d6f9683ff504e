package Golden::Runner;

# Sends the requests as they were sent when they were recorded, and compares.
#
#   my $runner = Golden::Runner->new($http, $exceptions);
#   $runner->send($item);               the answer stays in $item->{ours}
#   my @open = $runner->check($item);   the differences no entry explains
#
#   Golden::Runner::needed($items, @wanted)     these, and those whose answers
#                                               fill their placeholders

use strict;
use warnings;

use Time::HiRes qw(time);

use Golden          ();
use Golden::Compare ();
use Golden::Json    ();
use Golden::Norm    ();

my $PLACEHOLDER = qr/\{\{([\w.\-]+)\}\}/;

# requests from one address; the addresses change as they did
my $PER_ADDRESS = 200;


sub new {
    my ($class, $http, $exceptions) = @_;

    return bless { http => $http, exceptions => $exceptions, answers => {},
                   norms => {}, sent => 0 }, $class;
}


sub needed {
    my ($items, @wanted) = @_;
    my %item = map { $_->{id} => $_ } @$items;
    my %need;

    while (my $item = shift @wanted) {
        next if $need{ $item->{id} }++;

        my @texts = ($item->{path}, $item->{body} // (),
            map { ref ? @$_ : $_ } values %{ $item->{headers} || {} });

        # a scenario is sent whole
        push @wanted, grep { $_->{scope} eq $item->{scope} } @$items
            if $item->{scenario};
        push @wanted, grep { $_ } map { /^([^.]+)/ && $item{$1} }
            map { /$PLACEHOLDER/g } @texts;
    }

    return grep { $need{ $_->{id} } } @$items;
}


sub send {
    my ($self, $item) = @_;

    my $ours = eval { $self->_send($item) };

    if (!$ours) {
        $@ =~ /^unresolved / or die $@;
        chomp(my $why = $@);
        $ours = { skipped => $why, headers => {}, body => '' };
    }

    $ours->{id} = $item->{id};
    $item->{ours} = $self->{answers}{ $item->{id} } = $ours;
}


sub _send {
    my ($self, $item) = @_;

    my $scope = $item->{scope};
    my $path = $self->_fill($item->{path}, $scope);
    my $given = $item->{headers} || {};
    my %names = map { lc, 1 } keys %$given;

    my @headers = ([Host => $item->{host} // 'social.example'],
                   ['X-Forwarded-Proto' => 'https']);

    push @headers, [Accept => '*/*'] if !$names{accept};
    push @headers, ['X-Forwarded-For' => $self->_address]
        if !$names{'x-forwarded-for'};

    for my $name (sort keys %$given) {
        my $value = $given->{$name};
        push @headers, map { [$name, $self->_fill($_, $scope)] }
            ref $value ? @$value : $value;
    }

    my $body = $item->{body};
    $body = $self->_fill($body, $scope) if defined $body;

    my $at = time;
    my $answer = $self->{http}->request($item->{method}, $path, \@headers,
                                        $body);
    $answer->{at} = $at;
    return $answer;
}


sub _address {
    my ($self) = @_;

    my $n = int($self->{sent}++ / $PER_ADDRESS);
    return sprintf '203.0.%d.%d', 113 + int($n / 250), 1 + $n % 250;
}


# {{r0750.header.etag}} of a read, {{1.id}} of the step of a scenario.

sub _fill {
    my ($self, $text, $scope) = @_;

    return $text =~ s{$PLACEHOLDER}{$self->_value($1, $scope)}ger;
}


sub _value {
    my ($self, $name, $scope) = @_;

    my ($id, @path) = split /\./, $name;
    my $answer = $self->{answers}{"$scope.$id"} || $self->{answers}{$id};
    my $value;

    if ($answer && @path && $path[0] eq 'header') {
        $value = $answer->{headers}{ $path[1] };

    } elsif ($answer) {
        $value = eval {
            Golden::Json::plain(Golden::Json::parse($answer->{body}))
        };
        $value = ref $value eq 'ARRAY' ? $value->[$_]
               : ref $value eq 'HASH'  ? $value->{$_} : undef
            for @path;
    }

    defined $value && !ref $value or die "unresolved {{$name}}\n";
    return $value;
}


sub check {
    my ($self, $item) = @_;

    my $norms = $self->{norms}{ $item->{scope} }
        ||= [Golden::Norm->new, Golden::Norm->new];
    my @open;

    for my $entry (@{ $self->{exceptions} }) {
        $entry->{due}++ if Golden::concerns($entry, $item);
    }

    for my $found (Golden::Compare::differences($item->{theirs},
        $item->{ours}, @$norms))
    {
        my $entry = Golden::explanation($self->{exceptions}, $item, $found);

        if ($entry) {
            $entry->{used}++;
            $found->{exception} = $entry->{exception};
            push @{ $item->{explained} }, $found;

        } else {
            push @open, $found;
        }
    }

    return @open;
}

1;
