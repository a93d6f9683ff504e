package Golden::Journal;

# A database whose changes are written down, so that they can be compared and
# taken back, and into which recorded changes can be put.
#
#   my $journal = Golden::Journal->new($dbname);
#   my ($changes, $outbox) = $journal->take;    what happened since
#   $journal->undo;                             all that was taken
#   $journal->apply($shift, @changes);          times moved by $shift->($text)
#   $journal->ask($sql)                         what psql prints
#
# Changes are as in Golden::Rows.  What this session does itself is not
# written down, and nothing is triggered by it.

use strict;
use warnings;

use IPC::Open2 qw(open2);

use Golden::Json ();
use Golden::Rows ();
use TestPg       ();


sub new {
    my ($class, $db) = @_;

    my $pid = open2(my $out, my $in, 'sh', '-c', 'exec "$@" 2>&1', 'sh',
        TestPg::_psql_command($db, qw(-v ON_ERROR_STOP=0)));

    my $self = bless { in => $in, out => $out, pid => $pid, n => 0,
                       last => 0, taken => [] }, $class;

    $self->ask('SET client_min_messages = warning;'
        . ' SET session_replication_role = replica;');
    $self->_install;
    return $self;
}


sub ask {
    my ($self, $sql) = @_;

    my $mark = 'golden-' . ++$self->{n};
    my ($text, $in, $out) = ('', @$self{qw(in out)});

    print $in "$sql\n;\\echo $mark\n";
    $in->flush;

    while (defined(my $line = <$out>)) {
        return $text if $line eq "$mark\n";
        die "$line$sql\n" if $line =~ /^(?:psql:\S* )?(?:ERROR|FATAL):/;
        $text .= $line;
    }

    die "psql has ended\n$sql\n";
}


# A trigger for each table; the values as texts, which logical decoding would
# give, too.

sub _install {
    my ($self) = @_;

    my @tables = split /\n/, $self->ask(<<'_EOC_');
SELECT c.relname || '|' || string_agg(a.attname, ',' ORDER BY a.attnum) || '|'
    || coalesce((SELECT string_agg(k.attname, ',' ORDER BY k.attnum)
        FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid
            AND k.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary), '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.oid, c.relname
_EOC_

    my $sql = <<'_EOC_';
CREATE SCHEMA golden;
GRANT USAGE ON SCHEMA golden TO PUBLIC;
CREATE TABLE golden.journal (id bigserial PRIMARY KEY, tab text, op text,
    old jsonb, new jsonb);
_EOC_

    for (@tables) {
        my ($table, $columns, $key) = split /\|/, $_, -1;
        my @columns = split /,/, $columns;

        # without a primary key all columns are one
        $self->{key}{$table} = $key ne '' ? [split /,/, $key] : \@columns;
        next if $table =~ /^(?:ar_internal_metadata|schema_migrations)\z/;

        my ($old, $new) = map {
            my $row = $_;
            'jsonb_object(ARRAY[' . join(', ', map { "'$_'" } @columns)
                . '], ARRAY[' . join(', ', map { "$row.\"$_\"::text" }
                @columns) . '])';
        } qw(OLD NEW);

        $sql .= <<"_EOC_";
CREATE FUNCTION golden."on_$table"() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER AS \$\$
BEGIN
    INSERT INTO golden.journal (tab, op, old, new)
    VALUES ('$table', lower(TG_OP),
        CASE WHEN TG_OP <> 'INSERT' THEN $old END,
        CASE WHEN TG_OP <> 'DELETE' THEN $new END);
    RETURN NULL;
END \$\$;
CREATE TRIGGER golden AFTER INSERT OR UPDATE OR DELETE ON public."$table"
FOR EACH ROW EXECUTE FUNCTION golden."on_$table"();
_EOC_
    }

    $self->ask($sql);
}


sub take {
    my ($self) = @_;

    my $text = $self->ask(<<"_EOC_");
SELECT json_build_object(
    'journal', coalesce((SELECT json_agg(j ORDER BY j.id)
        FROM golden.journal j WHERE j.id > $self->{last}), '[]'),
    'outbox', coalesce((SELECT json_agg(json_build_object('kind', o.kind,
            'class', o.class, 'queue', o.queue, 'args', o.args,
            'options', o.options, 'in', extract(epoch FROM o.due_at
            - o.created_at)::int) ORDER BY o.id)
        FROM statuses_gateway.outbox o WHERE o.kind <> 'cache'), '[]'));
DELETE FROM statuses_gateway.outbox;
_EOC_

    my $tree = Golden::Json::parse($text);
    my %tree = map { @$_ } @$tree;
    my @changes;

    for (Golden::Rows::recorded($tree{journal})) {
        $self->{last} = $_->{id};

        my $change = $self->_change($_);
        push @changes, $change if $change;
        unshift @{ $self->{taken} }, $_;
    }

    return (\@changes, $tree{outbox});
}


sub _change {
    my ($self, $entry) = @_;

    my ($old, $new) = @$entry{qw(old new)};
    my $row = $new || $old;
    my %key = map { $_ => ($old || $new)->{$_} }
        @{ $self->{key}{ $entry->{tab} } };
    my %change = (table => $entry->{tab}, op => $entry->{op}, key => \%key);

    if ($entry->{op} eq 'update') {
        $change{changed} = { map { $_ => [$old->{$_}, $new->{$_}] }
            grep { ($old->{$_} // "\0") ne ($new->{$_} // "\0") }
            keys %$new };
        $change{owner} = $row->{account_id} // $row->{status_id};
        return %{ $change{changed} } ? \%change : undef;
    }

    $change{ $entry->{op} eq 'insert' ? 'new' : 'old' }
        = { map { $_ => $row->{$_} } grep { defined $row->{$_} } keys %$row };
    return \%change;
}


sub undo {
    my ($self) = @_;

    my @sql = map {
        my ($table, $op, $old, $new) = @$_{qw(tab op old new)};
        my @key = @{ $self->{key}{$table} };

        $op eq 'insert' ? "DELETE FROM \"$table\" WHERE "
                . _where(map { $_ => $new->{$_} } @key)
            : $op eq 'delete' ? _insert($table, $old)
            : "UPDATE \"$table\" SET " . _set(%$old) . ' WHERE '
                . _where(map { $_ => $new->{$_} } @key);
    } @{ $self->{taken} };

    $self->{taken} = [];
    $self->ask(join ";\n", 'BEGIN', @sql, 'COMMIT') if @sql;
}


sub apply {
    my ($self, $shift, @changes) = @_;

    my @sql = map {
        my ($table, $op, $key) = @$_{qw(table op key)};

        $op eq 'insert' ? _insert($table, _shifted($shift, $_->{new}))
            : $op eq 'delete' ? "DELETE FROM \"$table\" WHERE "
                . _where(%$key)
            : "UPDATE \"$table\" SET " . do {
                my $changed = $_->{changed};
                my $new = { map { $_ => $changed->{$_}[1] } keys %$changed };
                _set(%{ _shifted($shift, $new) });
            } . ' WHERE ' . _where(%$key);
    } @changes;

    $self->ask(join ";\n", 'BEGIN', @sql, 'COMMIT') if @sql;
}


# Where the recorded request found another value than there is, a scenario
# that we do not have had changed it: it becomes as it was.

sub restore {
    my ($self, $shift, @changes) = @_;
    my (%seen, @sql);

    for (@changes) {
        my ($table, $op, $key) = @$_{qw(table op key)};
        my $row = Golden::Rows::key($_);
        my $first = !$seen{$row};

        if ($op eq 'insert') {
            $seen{$row} = 'new';

        } elsif (($seen{$row} // '') eq 'new') {
            next;

        } elsif ($op eq 'delete') {
            push @sql, _insert($table, _shifted($shift, $_->{old})) if $first;
            $seen{$row} = 'new';

        } else {
            $seen{$row} = 'old';

            for my $column (sort keys %{ $_->{changed} }) {
                next if $column eq 'updated_at' || $seen{"$row $column"}++;

                my $old = $_->{changed}{$column}[0];
                $old = $shift->($old) if defined $old;
                push @sql, "UPDATE \"$table\" SET " . _set($column, $old)
                    . ' WHERE ' . _where(%$key);
            }
        }
    }

    $self->ask(join ";\n", 'BEGIN', @sql, 'COMMIT') if @sql;
}


sub _shifted {
    my ($shift, $row) = @_;

    return { map { $_ => defined $row->{$_} ? $shift->($row->{$_}) : undef }
        keys %$row };
}


sub _literal {
    my ($value) = @_;

    return 'NULL' if !defined $value;
    return "'" . ($value =~ s/'/''/gr) . "'";
}


sub _insert {
    my ($table, $row) = @_;
    my @columns = sort grep { defined $row->{$_} } keys %$row;

    return "INSERT INTO \"$table\" (" . join(', ', map { "\"$_\"" } @columns)
        . ') VALUES (' . join(', ', map { _literal($row->{$_}) } @columns)
        . ') ON CONFLICT DO NOTHING';
}


sub _set {
    my (%values) = @_;

    return join ', ', map { "\"$_\" = " . _literal($values{$_}) }
        sort keys %values;
}


sub _where {
    my (%values) = @_;

    return join ' AND ', map {
        defined $values{$_} ? "\"$_\" = " . _literal($values{$_})
            : "\"$_\" IS NULL"
    } sort keys %values;
}


sub close {
    my ($self) = @_;

    CORE::close $self->{in};
    waitpid $self->{pid}, 0;
}

1;
