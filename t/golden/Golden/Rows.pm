package Golden::Rows;

# What a request changed in the database, theirs and ours, brought into one
# form and compared.
#
# A change is { table, op, key => {column => text}, ... } with
#
#   insert      new => {column => text}, NULLs left out
#   update      changed => {column => [old, new]}
#   delete      old => {column => text}
#
# Texts are PostgreSQL's own, undef is NULL.
#
#   my @net = Golden::Rows::net(@changes);      one for each row
#   my @changes = Golden::Rows::recorded($tree);
#
#   my $rows = Golden::Rows->new(\%owners);     one for each scenario
#   my @found = $rows->differences(\@theirs, $at, \@ours, $at);
#   $rows->text($side, $bytes, $at)             side 0 is theirs, 1 ours
#
# New rows are named by their table in order of appearance, and so is whatever
# refers to them; times become their distance from the request's.  Of counters
# the change counts, not the value, nor whether the row was there: of the
# recorded scenarios some are missing.

use strict;
use warnings;

use Golden::Compare ();
use Golden::Json    ();
use Golden::Norm    ();

# Rails keeps track of who is active; that has a rule, and tests, of its own.
my %ignored = map { $_ => 1 } qw(users oauth_access_tokens);

my %counters = (account_stats => 'account_id', status_stats => 'status_id');

# what the ids of sequences in a column refer to
my %refers = (
    conversation_id => 'conversations', poll_id => 'polls', tag_id => 'tags',
    preview_card_id => 'preview_cards', scheduled_status_id =>
    'scheduled_statuses', favourite_id => 'favourites', mention_id =>
    'mentions',
);

my %activity = (Favourite => 'favourites', Mention => 'mentions',
    Poll => 'polls', Status => 'statuses', Quote => 'quotes');


sub new {
    my ($class, $owners) = @_;

    return bless { owners => $owners, names => [{}, {}], next => [{}, {}] },
        $class;
}


# --- forms ----------------------------------------------------------------

sub texts {
    my ($tree) = @_;

    my $ref = ref $tree or return $tree;

    return $$tree eq 'null' ? undef : $$tree
        if $ref eq 'Golden::Json::Atom';

    return { map { $_->[0] => texts($_->[1]) } @$tree }
        if $ref eq 'Golden::Json::Object';

    return [map { texts($_) } @$tree];
}


sub recorded { @{ texts($_[0] || []) } }


sub key {
    my ($change) = @_;

    my $key = $change->{key};
    return join ' ', $change->{table}, map { "$_=$key->{$_}" } sort keys %$key;
}


sub net {
    my (%net, @order);

    for my $change (@_) {
        my $key = key($change);
        my $net = $net{$key};

        if (!$net) {
            push @order, $key if !exists $net{$key};
            $net{$key} = { %$change,
                map { $change->{$_} ? ($_ => { %{ $change->{$_} } }) : () }
                qw(new changed old) };

        } elsif ($change->{op} eq 'update') {
            for my $column (keys %{ $change->{changed} }) {
                my ($old, $new) = @{ $change->{changed}{$column} };

                if ($net->{op} eq 'insert') {
                    $net->{new}{$column} = $new;
                    delete $net->{new}{$column} if !defined $new;
                } else {
                    $old = $net->{changed}{$column}[0]
                        if $net->{changed}{$column};
                    $net->{changed}{$column} = [$old, $new];
                }
            }

        } elsif ($change->{op} eq 'delete') {
            my $was = $net->{op};

            $net{$key} = undef;
            next if $was eq 'insert';

            $net{$key} = { %$change, old => { %{ $change->{old} } } };
            $net{$key}{old}{$_} = $net->{changed}{$_}[0]
                for keys %{ $net->{changed} || {} };
        }
    }

    my @net = grep { $_ } @net{@order};

    for (grep { $_->{op} eq 'update' } @net) {
        my $changed = $_->{changed};
        delete @$changed{ grep { ($changed->{$_}[0] // "\0")
            eq ($changed->{$_}[1] // "\0") } keys %$changed };
    }

    return grep { $_->{op} ne 'update' || %{ $_->{changed} } } @net;
}


# --- names ----------------------------------------------------------------

sub _name {
    my ($self, $side, $table, $id) = @_;

    return $self->{names}[$side]{"$table $id"};
}


sub name {
    my ($self, $side, $table, $id) = @_;

    return $self->_name($side, $table, $id) // $id;
}


# New rows in the order of what can be said of them before they have names.

sub _introduce {
    my ($self, $side, $at, @changes) = @_;

    my @new = map { [$_, $self->_blank($_, $at)] }
        grep { $_->{op} eq 'insert' && defined $_->{key}{id}
               && !$counters{ $_->{table} } } @changes;

    for (sort { $a->[1] cmp $b->[1] || $a->[0]{key}{id} <=> $b->[0]{key}{id} }
         @new)
    {
        my ($table, $id) = ($_->[0]{table}, $_->[0]{key}{id});
        my $n = ++$self->{next}[$side]{$table};

        $self->{names}[$side]{"$table $id"} = "<$table $n>";
        $self->{names}[$side]{$id} = "<$table $n>" if $id > 2000000;
    }
}


sub _blank {
    my ($self, $change, $at) = @_;
    my $new = $change->{new};

    return join "\0", $change->{table}, map {
        my $text = _times($new->{$_}, $at);
        $text =~ s/\d{6,}/0/g;
        "$_=$text";
    } sort grep { $_ ne 'id' } keys %$new;
}


sub _times {
    my ($text, $at) = @_;

    return Golden::Norm::moments($text, $at);
}


# Names for what a text speaks of; only ids of statuses and the like are told
# from other numbers.

sub text {
    my ($self, $side, $text, $at) = @_;
    my $names = $self->{names}[$side];

    $text = _times($text, $at);
    $text =~ s{(?<![\d.])(\d{17,19})(?!\d)}{$names->{$1} // $1}ge;
    $text =~ s{(?<=/quote_requests/)[\da-f-]{36}}{<uuid>}g;
    $text =~ s{\#(likes|votes)/(\d+)}{"#$1/" . ($names->{ ($1 eq 'likes'
        ? 'favourites' : 'poll_votes') . " $2" } // $2)}ge;
    return $text;
}


# In the text of a job, what its class says an argument is.

sub refer {
    my ($self, $side, $job) = @_;
    my $names = $self->{names}[$side];

    if ($job =~ /^LocalNotificationWorker .*,"(\w+)","\w+"[\],]/) {
        my $table = $activity{$1} // '';
        $job =~ s{(\[\d+,)(\d+)}{$1 . ($names->{"$table $2"} // $2)}e;

    } elsif ($job =~ /^PollExpirationNotifyWorker /) {
        $job =~ s{(\[)(\d+)}{$1 . ($names->{"polls $2"} // $2)}e;
    }

    return $job;
}


sub _value {
    my ($self, $side, $change, $columns, $column, $value, $at) = @_;

    return '<null>' if !defined $value;

    my $table = $column eq 'id' ? $change->{table}
        : $column eq 'activity_id'
            ? $activity{ $columns->{activity_type} // '' }
        : $refers{$column};

    # the hour, counted from 1970
    $value =~ s{-(\d{6})\z}{sprintf '-<hour %d>', $1 - int($at / 3600)}e
        if $column eq 'group_key';

    my $name = defined $table && $self->_name($side, $table, $value);

    return $name || $self->text($side, $value, $at);
}


# --- comparing ------------------------------------------------------------

# { head, columns => {column => text} }, or nothing.

sub _form {
    my ($self, $side, $change, $at) = @_;

    my ($table, $op) = @$change{qw(table op)};

    return if $ignored{$table};

    my $owner = $counters{$table};
    return $self->_counters($side, $change, $owner, $at) if $owner;

    my $of = $op eq 'insert' ? $change->{new}
        : $op eq 'delete' ? $change->{old}
        : { map { $_ => $change->{changed}{$_}[1] }
            keys %{ $change->{changed} } };

    my %columns = map {
        $_ => $self->_value($side, $change, $of, $_, $of->{$_}, $at)
    } keys %$of;

    my $key = $change->{key};
    my $head = join ' ', $op, $table, map { $self->_value($side, $change,
        $key, $_, $key->{$_}, $at) } sort keys %$key;

    # the value that was deleted is the state before, not what was done
    %columns = () if $op eq 'delete';

    return { head => $head, table => $table, columns => \%columns };
}


sub _counters {
    my ($self, $side, $change, $owner, $at) = @_;

    my ($table, $op) = @$change{qw(table op)};
    my (%columns, $of);

    if ($op eq 'delete') {
        $of = $change->{old}{$owner};
        return { head => "delete $table " . $self->text($side, $of, $at),
                 table => $table, columns => {} };
    }

    if ($op eq 'insert') {
        my $new = $change->{new};

        $of = $self->{owners}{"$table $change->{key}{id}"} = $new->{$owner};
        $columns{$_} = "by $new->{$_}"
            for grep { /_count\z/ && $new->{$_} } keys %$new;
        $columns{$_} = _times($new->{$_}, $at)
            for grep { /\Alast_/ } keys %$new;

    } else {
        my $changed = $change->{changed};

        $of = $change->{owner}
            // $self->{owners}{"$table $change->{key}{id}"};

        for (keys %$changed) {
            my ($old, $new) = @{ $changed->{$_} };

            $columns{$_} = 'by ' . (($new // 0) - ($old // 0)) if /_count\z/;
            $columns{$_} = _times($new // '<null>', $at) if /\Alast_/;
        }
    }

    return if !%columns;

    return { head => "count $table "
                . (defined $of ? $self->text($side, $of, $at) : '?'),
             table => $table, columns => \%columns };
}


sub _line {
    my ($form) = @_;
    my $columns = $form->{columns};

    return join "\n  ", $form->{head},
        map { "$_ $columns->{$_}" } sort keys %$columns;
}


sub differences {
    my ($self, $theirs, $their_at, $ours, $our_at) = @_;

    $self->_introduce(0, $their_at, @$theirs);
    $self->_introduce(1, $our_at, @$ours);

    my @x = map { $self->_form(0, $_, $their_at) } @$theirs;
    my @y = map { $self->_form(1, $_, $our_at) } @$ours;
    my @found;

    # equal ones first, then those of one row
    for my $same (sub { _line($_[0]) eq _line($_[1]) },
                  sub { $_[0]{head} eq $_[1]{head} },
                  sub { $_[0]{head} eq "count $_[1]{table} ?"
                        && $_[0]{table} eq $_[1]{table} })
    {
        my @left;

        for my $x (@x) {
            my ($n) = grep { $same->($x, $y[$_]) } 0 .. $#y;

            if (!defined $n) {
                push @left, $x;
                next;
            }

            my ($y) = splice @y, $n, 1;
            push @found, _columns($x, $y);
        }

        @x = @left;
    }

    return @found,
        (map { { kind => 'rows missing', at => $_->{table},
                 theirs => _line($_), ours => $Golden::Compare::ABSENT } }
            @x),
        (map { { kind => 'rows extra', at => $_->{table},
                 theirs => $Golden::Compare::ABSENT, ours => _line($_) } }
            @y);
}


sub _columns {
    my ($x, $y) = @_;
    my ($p, $q) = ($x->{columns}, $y->{columns});
    my %all = (%$p, %$q);

    return map { {
        kind => 'rows value', at => "$x->{table}.$_",
        theirs => $p->{$_} // $Golden::Compare::ABSENT,
        ours => $q->{$_} // $Golden::Compare::ABSENT,
    } } grep { ($p->{$_} // '') ne ($q->{$_} // '') } sort keys %all;
}

1;
