package Golden::Writes;

# The test of one recording of write scenarios: t/902-golden-writes.t and
# t/903-golden-more.t.
#
#   Golden::Writes::test('writes-4.7', @fixtures);
#
#   GOLDEN_ONLY="w323 n001.3"   these scenarios or steps, with all that differs
#   GOLDEN_GROUP="write/pin"    those with these tags
#   GOLDEN_RUN=sidekiq          or outbox, or answers: one of the runs only
#   GOLDEN_MAX=10               so many groups of differences for each test

use strict;
use warnings;

use Test::More;

use Golden            ();
use Golden::Http      ();
use Golden::Journal   ();
use Golden::Replay    ();
use Golden::Report    ();
use Golden::Scenarios ();
use Golden::Server    ();

my $max = $ENV{GOLDEN_MAX} || 10;
my @only = split /[\s,]+/, $ENV{GOLDEN_ONLY} // '';
my @groups = split /[\s,]+/, $ENV{GOLDEN_GROUP} // '';

# The directives of each run: "sidekiq" is compared with what was done while no
# worker ran, "outbox" with what was so when they had done their work, and
# "answers" what is answered without Sidekiq, as far as workers have no part.
my %conf = (
    answers => '',
    outbox  => '',
    sidekiq => 'statuses_jobs sidekiq=redis://127.0.0.1:1/0;',
);

# What is asked to learn whether an operation is served: 404 if not.
my $post = '116679483073302531';
my %probe = (
    create    => [POST => '/api/v1/statuses'],
    update    => [PUT => "/api/v1/statuses/$post"],
    delete    => [DELETE => "/api/v1/statuses/$post"],
    scheduled => [GET => '/api/v1/scheduled_statuses'],
    show      => [GET => "/api/v1/statuses/$post"],
    revoke    => [POST => "/api/v1/statuses/$post/quotes/$post/revoke"],
);

my %what_happened = (
    Favourite => 'SELECT x.account_id, x.status_id FROM favourites x',
    Mention   => 'SELECT s.account_id, s.id FROM mentions x'
        . ' JOIN statuses s ON s.id = x.status_id',
    Status    => 'SELECT x.account_id, coalesce(x.reblog_of_id, x.id)'
        . ' FROM statuses x',
    Quote     => 'SELECT x.account_id, x.status_id FROM quotes x',
);

# What a worker does when it is given a job, if there is such a function.
my %worker = (
    PollExpirationNotifyWorker => ['notify_poll', sub {
        my ($poll) = @_;
        return "notify_poll($poll, 'outbox')";
    }],
    LocalNotificationWorker => ['_notify', sub {
        my ($recipient, $activity, $class, $type, $options) = @_;
        my $silenced = $options && $options->{silenced} ? 'true' : 'false';

        return "_notify($recipient, x.sender, '$type', '$class', $activity,"
            . " x.target, $silenced) FROM ($what_happened{$class}"
            . " WHERE x.id = $activity) x (sender, target)";
    }],
);


sub test {
    my ($name, @fixtures) = @_;

    @fixtures = map { "$Golden::Dir/$_" } @fixtures;

    my $letter = $name eq 'writes-4.7' ? 'w' : 'n';
    my $exceptions = Golden::exceptions();
    my $waiting = Golden::waiting(qr/^(?:(?:answers|outbox|sidekiq):)?
                                     $letter\d/x);
    my %served;

    my @runs = $letter eq 'w' ? qw(sidekiq outbox answers)
        : qw(sidekiq outbox);

    for my $run ($ENV{GOLDEN_RUN} || @runs) {
        my $server = Golden::Server->start(fixtures => \@fixtures,
            gateway => 1, servers => { $run => { conf => $conf{$run} } });

        _run($name, $run, $server, $exceptions, $waiting, \%served);
        is(join('', $server->alarms), '',
            "$run: nothing alarming in the error log");
    }

    _lists($exceptions, $waiting, \%served)
        if !@only && !@groups && !$ENV{GOLDEN_RUN};

    done_testing();
}


sub _run {
    my ($name, $run, $server, $exceptions, $waiting, $served) = @_;

    my @scenarios = Golden::Scenarios::load($name, $run);
    my $http = Golden::Http->new($server->socket($run));
    my $journal = Golden::Journal->new($server->database);
    my (%group, @order, %sum);

    my $replay = Golden::Replay->new(http => $http, journal => $journal,
        exceptions => $exceptions, run => $run,
        served => _served($http, $journal, $served->{$run} = {}),
        perform => sub { _perform($journal, @_) });

    for my $scenario (@scenarios) {
        if (!_wanted($scenario)) {
            $replay->pass($scenario);
            next;
        }

        my $group = $group{ $scenario->{group} } ||= do {
            push @order, $scenario->{group};
            { report => Golden::Report->new, steps => 0, bad => 0 };
        };

        $replay->scenario($scenario, sub {
            my ($step, $open) = @_;

            _count(\%sum, $exceptions, $step, $open);
            return if !$open;
            _single($step, @$open) if @only;
            _judge($group, $run, $waiting, $step, @$open);
        });
    }

    for (sort @order) {
        my $group = $group{$_};

        ok(!$group->{bad}, "$run: $_, $group->{steps} steps")
            or diag(join "\n", "$group->{bad} of $group->{steps} differ", '',
                $group->{report}->lines($max), '');
    }

    diag(_sum($run, \%sum)) if @only || @groups || $ENV{GOLDEN_ALL};
    $journal->close;
}


sub _wanted {
    my ($scenario) = @_;

    return grep { s/\..*//sr eq $scenario->{id} } @only if @only;
    return 1 if !@groups;
    return grep { my $re = quotemeta; $re =~ s/\\\*/.*/g;
                  $scenario->{group} =~ m{^$re(?:/|\z)} } @groups;
}


sub _served {
    my ($http, $journal, $served) = @_;

    return sub {
        my ($what) = @_;

        return 0 if $what eq 'none';            # not of this API: votes
        return $served->{$what} //= do {
            my $function = $worker{$what} && $worker{$what}[0];
            my ($method, $path) = @{ $probe{$what}
                || [undef, "/api/v1/statuses/$post/$what"] };

            $worker{$what} ? $function && _function($journal, $function)
                : $probe{$what} ? _answered($http, $method, $path)
                : _answered($http, POST => $path)
                    || _answered($http, GET => $path);
        };
    };
}


sub _answered {
    my ($http, $method, $path) = @_;

    return $http->request($method, $path, [[Host => 'social.example']],
        $method eq 'GET' ? undef : '')->{status} != 404 ? 1 : 0;
}


sub _function {
    my ($journal, $name) = @_;

    return $journal->ask("SELECT count(*) FROM pg_proc WHERE proname = '$name'"
        . " AND pronamespace = 'statuses_gateway'::regnamespace") > 0 ? 1 : 0;
}


sub _perform {
    my ($journal, $job) = @_;

    $journal->ask('SELECT statuses_gateway.'
        . $worker{ $job->{class} }[1]->(@{ $job->{args} }));
}


# waiting.txt: a step or a scenario, in all runs or, "outbox:w001", in one.

sub _judge {
    my ($group, $run, $waiting, $step, @open) = @_;

    my @named = grep { defined $waiting->{$_} } map { ($_, "$run:$_") }
        $step->{id}, $step->{scope};

    if (@named) {
        $waiting->{$_} = 'differs' for @open ? @named : ();
        return;
    }

    $group->{steps}++;

    if (@open) {
        $group->{bad}++;
        $group->{report}->add($step, @open);
    }
}


sub _count {
    my ($sum, $exceptions, $step, $open) = @_;

    $sum->{ !$open ? 'left out' : @$open ? 'differ' : 'agree' }
        { $step->{operation} }++;

    for (grep { $open } @$exceptions) {
        $_->{due}++ if Golden::concerns($_, $step);
    }
}


sub _sum {
    my ($run, $sum) = @_;

    return join "\n", map {
        my $by = $sum->{$_} || {};
        my $all = 0;
        $all += $_ for values %$by;
        "$run: $all $_" . ($all ? ': ' . join ', ', map { "$_ $by->{$_}" }
            sort keys %$by : '');
    } 'agree', 'differ', 'left out';
}


sub _single {
    my ($step, @open) = @_;

    return if !grep { $_ eq $step->{id} || $_ eq $step->{scope} } @only;
    ok(!@open, "$step->{run}: $step->{id}");
    diag(join "\n", Golden::Report::single($step, @open), '');
}


# What the lists say must be true.

sub _lists {
    my ($exceptions, $waiting, $served) = @_;

    my $expected = Golden::waiting(qr/^operation:/);
    my %any;

    # some have no place in one of the runs
    for my $run (values %$served) {
        $any{$_} ||= $run->{$_} for keys %$run;
    }

    my @wrong = map {
        !$any{$_} == !$expected->{"operation:$_"}
            ? $any{$_} ? "operation:$_ is served, remove it"
                : "operation:$_ is not served"
            : ();
    } sort keys %any;

    ok(!@wrong, 'waiting.txt names the operations that are not served')
        or diag(join "\n", @wrong);

    my @unused = map { $_->{exception} }
        grep { $_->{run} && $_->{due} && !$_->{used} } @$exceptions;

    ok(!@unused, 'each exception occurs')
        or diag(join "\n", 'remove from exceptions.txt:', @unused);

    my @passing = sort grep { $waiting->{$_} ne 'differs' } keys %$waiting;

    ok(!@passing, 'what waits differs still')
        or diag(join "\n", 'remove from waiting.txt:', @passing);
}

1;
