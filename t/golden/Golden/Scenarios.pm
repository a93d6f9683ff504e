package Golden::Scenarios;

# The recorded write scenarios.
#
#   my @scenarios = Golden::Scenarios::load('writes-4.7', 'sidekiq');
#
# "outbox" is with all that the workers did after each step, everything else
# while no worker ran, as the answers were recorded.  A scenario is { id, group, before, steps }:
# statements that prepare it, and steps, each an
# item as in Golden.pm, with
#
#   changes     net, as in Golden::Rows
#   at          when, about
#   events      [kind, text], jobs and Redis commands, in order
#   jobs        jobs that were given to the worker directly, in place of a
#               request
#   created     the id of what was made, for those who ask for it later

use strict;
use warnings;

use Time::Local qw(timegm_nocheck);

use Golden       ();
use Golden::Json ();
use Golden::Rows ();

# the recordings were made on this day, within these hours
my $MOMENT = qr/\b2026-11-24[ T](2[0-3]):(\d\d):(\d\d)/;
my $DAY = timegm_nocheck(0, 0, 0, 24, 10, 2026);

# Redis commands that come with other features: throttles, locks of Ruby's
# processes, who is active, and the end of a revoked token
my $elsewhere = qr/^\["(?:\w+)","(?:rate_limit:|lock:|activity:logins:
    |account:\d+:regeneration|timeline:access_token:)/x;
my %elsewhere = map { $_ => 1 } qw(RegenerationWorker);


sub load {
    my ($name, $run) = @_;

    my $file = $run eq 'outbox' ? 'settled' : 'effects';
    my %line = map { $_->{id} => $_ }
        Golden::lines("$name.$file", qw(rows net redis));
    my %answer = -f "$Golden::Dir/$name.answers.jsonl.xz"
        ? map { $_->{id} => $_ } Golden::lines("$name.answers") : ();
    my (%before, @scenarios);

    for (Golden::paragraphs('before.txt', { map { $_ => 1 } qw(scenario run
        why sql) }, { map { $_ => 1 } qw(why sql) }))
    {
        my $runs = $_->{run} // '.';

        push @{ $before{ $_->{scenario} } }, $_->{sql} if $run =~ /$runs/;
    }

    for my $request (Golden::lines("$name.requests")) {
        my $group = join '/', grep { !/:/ } @{ $request->{tags} };
        my $n = 0;

        push @scenarios, { id => $request->{id}, group => $group,
            before => $before{ $request->{id} } || [], steps => [
            map { _step($_, $request, ++$n, $run, $group, \%line, \%answer) }
            @{ $request->{steps} } ] };
    }

    # a step that changed nothing was about when the one before it was
    my $at = $DAY + 22 * 3600;

    for my $step (map { @{ $_->{steps} } } @scenarios) {
        $at = $step->{at} ||= $at;
    }

    return @scenarios;
}


sub _step {
    my ($step, $request, $n, $run, $group, $lines, $answers) = @_;

    my $id = "$request->{id}.$n";
    my $line = $lines->{$id} or die "$id is not recorded\n";
    my $answer = $answers->{$id};
    my @changes = $run eq 'outbox' ? Golden::Rows::recorded($line->{net})
        : Golden::Rows::net(Golden::Rows::recorded($line->{rows}));

    # the answers were recorded while no worker ran
    $answer = undef if $run eq 'outbox';

    $answer ||= { status => $line->{status}, skipped => $line->{skipped},
                  body => '', headers => {}, bare => 1 };
    $answer->{scenario} = 1;

    return {
        method => 'JOB', path => '', %$step, id => $id, scope => $request->{id}, scenario => 1,
        run => $run, group => $group, tags => $request->{tags},
        body => Golden::_body($step->{body}),
        operation => $step->{jobs} ? 'jobs'
            : Golden::operation($step->{method}, $step->{path}),
        theirs => $answer, changes => \@changes, at => _at(@changes),
        events => [_events($line->{redis})],
        created => _created($line->{path} // '', @changes),
    };
}


# The latest of the moments in what was changed; a poll's end is yet to come.

sub _at {
    my $at = 0;

    for my $change (@_) {
        my @values = map { ref ? @$_ : $_ } map {
            my $row = $_ || {};
            @$row{ grep { $_ ne 'expires_at' } keys %$row };
        } @$change{qw(new changed)};

        for (grep { defined } @values) {
            my ($hour, $min, $sec) = /$MOMENT/ or next;
            my $time = $DAY + $hour * 3600 + $min * 60 + $sec;
            $at = $time if $time > $at;
        }
    }

    return $at;
}


sub _created {
    my ($path, @changes) = @_;
    my %made = map { $_->{table} => $_->{key}{id} } reverse
        grep { $_->{op} eq 'insert' && defined $_->{key}{id} } @changes;

    my ($named) = $path =~ m{/statuses/(\d+)};

    return { id => $made{statuses} // $made{scheduled_statuses} // $named,
             poll => { id => $made{polls} } };
}


# [kind, text, seconds until it is due]

sub _events {
    my ($tree) = @_;
    my @events;

    for my $entry (@{ $tree || [] }) {
        my %entry = map { @$_ } @$entry;

        if ($entry{push}) {
            my %job = map { @$_ } @{ $entry{push} };
            next if $elsewhere{ $job{class} };
            push @events, ['jobs', job(\%job),
                           $job{in} ? ${ $job{in} } : undef];

        } elsif ($entry{cmd}) {
            my $text = Golden::Json::text($entry{cmd});
            push @events, ['redis', $text] if $text !~ $elsewhere;
        }
    }

    return @events;
}


# A job as text: class, queue, options, arguments.

sub job {
    my ($job) = @_;

    return join ' ', $job->{class}, $job->{queue},
        (map { "$_=" . (ref $job->{$_} ? Golden::Json::text($job->{$_})
            : $job->{$_}) } grep { defined $job->{$_} } qw(retry dead)),
        Golden::Json::text($job->{args});
}


# The same of what lies in our outbox.

sub outbox {
    my ($tree) = @_;
    my @events;

    for my $row (@$tree) {
        my %row = map { @$_ } @$row;

        if ($row{kind} eq 'redis') {
            push @events, ['redis', Golden::Json::text($row{args})];
            next;
        }

        my %options = map { @$_ } @{ $row{options} };
        my $in = ${ $row{in} };

        push @events, ['jobs', job({ %row, %options }),
                       $in eq 'null' ? undef : $in];
    }

    return @events;
}

1;
