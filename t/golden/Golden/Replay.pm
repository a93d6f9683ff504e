package Golden::Replay;

# Runs write scenarios as they were recorded, and compares what each step
# answered, changed and left to be done.
#
#   my $replay = Golden::Replay->new(http => $http, journal => $journal,
#       exceptions => $entries, run => 'sidekiq', served => \&served);
#   $replay->scenario($scenario, sub { my ($step, @open) = @_; ... });
#   $replay->pass($scenario);           its recorded changes, without running
#
# Scenarios were recorded one after the other in one database, and about half
# of them are here.  So each begins with what is recorded of those before it;
# where the recording found something else still, that is put in place.  What
# we changed is taken back afterwards, and the recorded changes come instead.
#
# A step whose operation served() denies is not sent: its recorded changes are
# made in its place, so that the steps behind it find what they need; those
# that only read what it made are left out, too.  The
# callback gets undef for the differences of such a step.

use strict;
use warnings;

use Time::HiRes qw(time);
use Time::Local qw(timegm_nocheck);
use POSIX       qw(strftime);

use Golden            ();
use Golden::Compare   ();
use Golden::Json      ();
use Golden::Norm      ();
use Golden::Rows      ();
use Golden::Runner    ();
use Golden::Scenarios ();

my $OWNERS = <<'_EOC_';
SELECT 'account_stats ' || id || '|' || account_id FROM account_stats
UNION ALL
SELECT 'status_stats ' || id || '|' || status_id FROM status_stats
_EOC_

my $SEQUENCES = <<'_EOC_';
SELECT setval(c.oid::regclass, 1500000) FROM pg_class c
WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace
    AND c.relname LIKE '%\_id\_seq'
_EOC_


sub new {
    my ($class, %arg) = @_;

    my $self = bless { %arg }, $class;

    # our ids are none that were recorded
    $self->{journal}->ask($SEQUENCES);
    $self->{owners} = { map { split /\|/ }
        split /\n/, $self->{journal}->ask($OWNERS) };
    return $self;
}


sub scenario {
    my ($self, $scenario, $done) = @_;

    my $journal = $self->{journal};
    my $rows = Golden::Rows->new($self->{owners});
    my $runner = Golden::Runner->new($self->{http}, $self->{exceptions});
    my $steps = $scenario->{steps};

    $journal->take;
    # one that changed nothing is as old as those before it

    my ($first) = grep { @{ $_->{changes} } } @$steps;

    $journal->restore(_shift($first || $steps->[0]),
        map { @{ $_->{changes} } } @$steps);
    $journal->ask(join ";\n", $self->_shown($steps),
        @{ $scenario->{before} }, '');

    my $made = 0;

    for my $step (@$steps) {
        if (!$self->_runs($step)
            || ($made && $step->{method} eq 'GET'))
        {
            $made = 1;
            $journal->apply(_shift($step), @{ $step->{changes} });
            $runner->{answers}{ $step->{id} } = { headers => {},
                body => _json($step->{created}) };
            $done->($step, undef);
            next;
        }

        my @open = $self->_step($step, $runner, $rows);
        $done->($step, \@open);
    }

    $journal->undo;
    $self->pass($scenario);
}


sub pass {
    my ($self, $scenario) = @_;

    for my $step (@{ $scenario->{steps} }) {
        $self->{journal}->apply(_shift($step), @{ $step->{changes} });

        for (grep { $_->{op} eq 'insert' } @{ $step->{changes} }) {
            my $of = $_->{new}{account_id} // $_->{new}{status_id};
            $self->{owners}{"$_->{table} $_->{key}{id}"} = $of
                if $_->{table} =~ /\A(?:account|status)_stats\z/;
        }
    }
}


# Counters of others that the answers show, as far as no step has changed them:
# the scenarios that are missing had.

sub _shown {
    my ($self, $steps) = @_;
    my (%seen, @sql);

    for my $step (@$steps) {
        for (@{ $step->{changes} }) {
            my $of = $_->{new} || {};
            $seen{ $self->{owners}{"$_->{table} $_->{key}{id}"} // '' }
                = $seen{ $of->{account_id} // '' }
                = $seen{ $of->{status_id} // '' } = 1
                if $_->{table} =~ /\A(?:account|status)_stats\z/;
        }

        # what an undoing answers is not what is stored
        next if $step->{theirs}{bare}
            || $step->{path} =~ m{/un(?:favourite|reblog)\z};

        my $body = eval { Golden::Json::plain(Golden::Json::parse(
            $step->{theirs}{body})) };
        my @left = $body // ();

        while (defined(my $value = shift @left)) {
            push @left, grep { ref } ref $value eq 'HASH' ? values %$value
                : @$value;
            push @sql, _counted($value) if ref $value eq 'HASH'
                && defined $value->{id} && !$seen{ $value->{id} }++;
        }
    }

    return @sql;
}


sub _counted {
    my ($entity) = @_;

    return "UPDATE account_stats SET statuses_count ="
        . " $entity->{statuses_count} WHERE account_id = $entity->{id}"
        if defined $entity->{statuses_count};

    return if !defined $entity->{favourites_count} || $entity->{reblog}
        || $entity->{uri} !~ m{^https://social\.example/};

    my @names = map { "${_}_count" } qw(favourites reblogs replies quotes);
    my @counts = map { $entity->{$_} } @names;

    return if !grep { $_ } @counts;
    return 'INSERT INTO status_stats (status_id, created_at, updated_at, '
        . join(', ', @names) . ") VALUES ($entity->{id}, now(), now(), "
        . join(', ', @counts) . ') ON CONFLICT (status_id) DO UPDATE SET '
        . join(', ', map { "$_ = excluded.$_" } @names);
}


# Steps of the worker alone are nobody's while there is none.

sub _runs {
    my ($self, $step) = @_;

    return $self->{served}->($step->{operation}) if !$step->{jobs};

    return $self->{run} eq 'outbox'
        && !grep { !$self->{served}->($_->{class}) } @{ $step->{jobs} };
}


sub _step {
    my ($self, $step, $runner, $rows) = @_;

    my @open;

    if ($step->{jobs}) {
        $self->{journal}->ask('SET session_replication_role = origin');
        $self->{perform}->($_) for @{ $step->{jobs} };
        $self->{journal}->ask('SET session_replication_role = replica');
        $step->{ours} = { status => '', body => '', headers => {},
                          at => time };

    } else {
        $runner->send($step);
        @open = $step->{theirs}{bare} ? $self->_bare($step)
            : $runner->check($step);
    }

    my ($changes, $outbox) = $self->{journal}->take;

    return @open if $self->{run} eq 'answers';

    my @ours = Golden::Rows::net(@$changes);
    my $at = $step->{ours}{at} || time;

    push @open, $self->_explain($step,
        $rows->differences($step->{changes}, $step->{at}, \@ours, $at),
        $self->_events($step, $rows, $at, Golden::Scenarios::outbox($outbox)));

    return @open;
}


# Of some recordings there is only the status.

sub _bare {
    my ($self, $step) = @_;
    my ($theirs, $ours) = @$step{qw(theirs ours)};

    return $self->_explain($step, Golden::Compare::differences(
        { skipped => $theirs->{skipped} },
        { skipped => $ours->{skipped} }))
        if $theirs->{skipped} || $ours->{skipped};

    my $status = $ours->{failure} // $ours->{status};

    return $status eq $theirs->{status} ? () : $self->_explain($step,
        { kind => 'status', at => '', theirs => $theirs->{status},
          ours => $status });
}


# Jobs as one list, Redis commands, which only Mastodon itself would read, as
# another; both in order.

sub _events {
    my ($self, $step, $rows, $at, @ours) = @_;
    my @found;

    for my $kind ($step->{jobs} ? () : $self->{run} eq 'sidekiq'
        ? qw(jobs redis) : 'jobs')
    {
        my @x = map { _event($rows, 0, $_, $step->{at}) }
            grep { $_->[0] eq $kind } @{ $step->{events} };
        my @y = map { _event($rows, 1, $_, $at) }
            grep { $_->[0] eq $kind } @ours;

        for my $n (0 .. ($#x > $#y ? $#x : $#y)) {
            my ($x, $y) = map { $_ // $Golden::Compare::ABSENT }
                $x[$n], $y[$n];

            if ($x ne $y) {
                push @found, { kind => $kind, at => $n + 1, theirs => $x,
                               ours => $y };
                last;
            }
        }
    }

    return @found;
}


sub _event {
    my ($rows, $side, $event, $at) = @_;
    my ($kind, $text, $in) = @$event;

    $text = $rows->text($side, $text, $at);
    $text = $rows->refer($side, $text) if $kind eq 'jobs';

    if ($kind eq 'redis') {
        $text =~ s{:\d{10}(?=["\:])}{:<day>}g;
        $text =~ s{((?:activity:|trending_)tags:(?:used:<day>",")?)(\d+)}
            {$1 . $rows->name($side, 'tags', $2)}e;
    }

    $text .= sprintf ' in %d', int($in / 10 + 0.5) * 10 if $in;
    return $text;
}


sub _explain {
    my ($self, $step, @found) = @_;
    my @open;

    for my $found (@found) {
        my $entry = Golden::explanation($self->{exceptions}, $step, $found);

        if (!$entry) {
            push @open, $found;
            next;
        }

        $entry->{used}++;
        $found->{exception} = $entry->{exception};
        push @{ $step->{explained} }, $found;
    }

    return @open;
}


# Moves a recorded time of the step's moment into ours.

sub _shift {
    my ($step) = @_;

    my $at = $step->{at};
    my $away = int(time) - $at - 2;         # nothing is of the future

    return sub {
        my ($text) = @_;

        my ($year, $month, $day, $hour, $min, $sec, $rest) = $text =~
            /\A(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?\z/
            or return $text;
        my $time = timegm_nocheck($sec, $min, $hour, $day, $month - 1, $year);

        return $text if $time < $at - 3 * 3600 || $time > $at + 40 * 86400;
        return strftime('%Y-%m-%d %H:%M:%S', gmtime $time + $away)
            . ($rest // '');
    };
}


sub _json {
    my ($created) = @_;

    return sprintf '{"id":"%s","poll":{"id":"%s"}}', $created->{id} // '',
        $created->{poll}{id} // '';
}

1;
