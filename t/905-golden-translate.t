# The answers of a real server that asked LibreTranslate, against ours, and
# what it sent there: t/golden/README.md.  The stub answers as recorded.
#
#   GOLDEN_ONLY="x.libretranslate.0052"    what differs there; all are sent
#   GOLDEN_MAX=10                          so many groups of differences

use strict;
use warnings;

use lib 't/lib', 't/golden', 't/stub';

use File::Temp qw(tempdir);
use Test::More;

use TestEnv;

use Golden         ();
use Golden::Http   ();
use Golden::Modes  ();
use Golden::Report ();
use Golden::Runner ();
use Golden::Server ();
use Translator     ();

my $max = $ENV{GOLDEN_MAX} || 10;
my @only = split /[\s,]+/, $ENV{GOLDEN_ONLY} // '';
my @fixtures = map { "$Golden::Dir/$_" } qw(seeds-4.7.sql fixture-4.7.sql.xz);
my $exceptions = Golden::exceptions();

my $dir = tempdir('translate.XXXXXX', DIR => -w '/dev/shm' ? '/dev/shm'
    : '/tmp', CLEANUP => 1);
chmod 0755, $dir;

open my $key, '>', "$dir/key" or die "key: $!\n";
print $key qq(k"ey\n);
close $key;

# what the location and the protocol's directive are in each mode
my %conf = (
    'libretranslate'   => ['/', ''],
    'libre-key'        => ['/sub/path/', "key_file=$dir/key"],
    'libre-slash'      => ['/', ''],
    'libre-web-domain' => ['/', '', 'statuses_web_domain web.example;'],
);

my @lines = grep { $conf{ $_->{mode} } } Golden::lines('translate-4.7');

# the list of languages of the service that was recorded
for my $call (map { @{ $_->{outgoing} } } @lines) {
    next if $call->{path} !~ /languages/ || !ref $call->{answer};
    $Translator::Languages = $call->{answer}{body}
        if $call->{answer}{body} =~ /"szl"/;
}

my $stub = Translator->start("$dir/stub");

for my $mode (sort keys %conf) {
    my ($path, $key, $more) = @{ $conf{$mode} };

    my $server = Golden::Server->start(fixtures => \@fixtures, servers => {
        http => { conf => <<"_EOC_" } });
        @{[ $more // '' ]}
        statuses_translate libretranslate=/.translate/ $key;

        location /.translate/ {
            internal;
            subrequest_output_buffer_size 1m;
            gunzip on;
            proxy_pass http://unix:$dir/stub:$path;
        }
_EOC_

    my $runner = Golden::Runner->new(Golden::Http->new($server->socket),
                                     $exceptions);
    my $report = Golden::Report->new;
    my ($bad, $n) = (0, 0);

    for my $line (grep { $_->{mode} eq $mode } @lines) {
        my $item = Golden::Modes::_item($line);
        my @open = differences($server, $runner, $item) or next;

        if (grep { $_ eq $item->{id} } @only) {
            fail("$item->{id}: $item->{method} $item->{path}");
            diag(join "\n", Golden::Report::single($item, @open), '');
        }

        $bad++;
        $report->add($item, @open);
    }

    ok(!$bad, "$mode: as recorded")
        or @only or diag(join "\n", "$bad differ", '', $report->lines($max),
                         '');
    is(join('', $server->alarms), '', "$mode: nothing alarming");
}

done_testing();


sub differences {
    my ($server, $runner, $item) = @_;

    my @theirs = @{ $item->{theirs}{outgoing} };
    my ($id) = $item->{path} =~ m{/statuses/(\d+)/};

    # what was done to the status before
    for (map { /^language := (.*)/ ? $1 : () } @{ $item->{tags} }) {
        $server->sql("UPDATE statuses SET language = '$_' WHERE id = $id");
    }

    if (grep { /^user without locale/ } @{ $item->{tags} }) {
        my ($who) = map { /^as:(\w+)/ ? $1 : () } @{ $item->{tags} };
        $server->sql('UPDATE users SET locale = NULL WHERE account_id ='
            . " (SELECT id FROM accounts WHERE username = '$who'"
            . ' AND domain IS NULL)');
    }

    if ($item->{theirs}{body} =~ /T\(<p>changed/) {
        $server->sql("UPDATE statuses SET text = 'changed' WHERE id = $id");
    }

    my @answers = map { planned($_->{answer}) } @theirs;

    return if @answers != @theirs;

    # a list that was asked for again is one that was not at hand
    $server->reload if grep { $_->{path} =~ /languages/ } @theirs;

    $stub->plan(@answers);
    $stub->got;
    $runner->send($item);

    my @open = grep { concerns($item, $_) } $runner->check($item);
    my @got = $stub->got;
    my %asked = map { $_->{path} => $_ } @got;

    # it followed redirects, which is the location's own business here
    for my $call (grep { $_->{method} eq 'GET' || !moved($_) } @theirs) {
        my $ours = $asked{ $call->{path} };
        my ($want, $have) = map { $_ ? "$_->{method} $_->{body}" : 'nothing' }
            $call, $ours;

        utf8::encode($want) if utf8::is_utf8($want);
        utf8::downgrade($have);

        push @open, { kind => 'outgoing', at => $call->{path},
                      theirs => $want, ours => $have } if $want ne $have;
    }

    push @open, { kind => 'outgoing', at => $_->{path}, theirs => 'nothing',
                  ours => $_->{body} }
        for grep { !@theirs && $item->{theirs}{status} != 200 } @got;

    return @open;
}


# What the limits and the locale of messages have to say is for other suites;
# a failure of theirs is a 503 here.

sub concerns {
    my ($item, $found) = @_;

    return $item->{ours}{status} != 503 if $item->{theirs}{status} == 500;
    return 0 if $item->{theirs}{status} == 401;

    # a request that is not among the recorded ones had filled its cache
    return 0 if $found->{at} eq '$.detected_source_language'
        && !@{ $item->{theirs}{outgoing} };
    return $found->{at} !~ /^(?:x-ratelimit-|etag|www-authenticate)/;
}


sub moved { return ref $_[0]{answer} && $_[0]{answer}{location} }


sub planned {
    my ($answer) = @_;

    return { status => 200, close => 1 }
        if defined $answer && $answer eq 'closed';
    return if !ref $answer;

    my %plan = (status => $answer->{status}, body => $answer->{body});

    return if ref $plan{body};

    if (defined $plan{body} && $plan{body} =~ /^(\d+) bytes\z/) {
        $plan{length} = $1;
        $plan{no_length} = 1 if $answer->{chunked};
    }

    $plan{headers} = { Location => $answer->{location} } if $answer->{location};
    return \%plan;
}
