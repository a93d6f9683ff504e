# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# A thread of 5,000 replies, 1,000 deep: complete, in order, and in slices that
# let others go first.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;
use JSON::PP ();

TestFault::setup();
TestEnv::strict_sections('limits');

master_on();

# The reply n is 20000 + a number that n alone decides, so that ids do not go
# with the age; up to the 1,000th each replies to the one before it, the others
# to any.  Every 97th is deleted, every 89th private.

our $Thread = <<'_EOC_';
INSERT INTO accounts (id, username, created_at, updated_at)
SELECT 3000 + i, 'u' || i, now(), now() FROM generate_series(0, 49) AS i;
INSERT INTO users (id, account_id, email, confirmed_at, created_at, updated_at)
VALUES (4000, 3000, 'u0@social.example', now(), now(), now());
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes, created_at)
VALUES (4000, 'tok', 'read', now());

CREATE TABLE plan AS
SELECT n, CASE WHEN n = 0 THEN 20000 ELSE 20000 + n * 3571 % 5003 END AS id,
    CASE WHEN n = 0 THEN NULL WHEN n <= 1000 THEN n - 1
         ELSE n * 7919 % (n - 1) END AS up,
    3001 + n * 31 % 49 AS author
FROM generate_series(0, 5000) AS n;

INSERT INTO statuses (id, account_id, local, text, in_reply_to_id,
    in_reply_to_account_id, visibility, deleted_at, created_at, updated_at)
SELECT p.id, p.author, true, repeat('many words ', 20 + p.n % 10), u.id,
    u.author, CASE WHEN p.n % 89 = 1 THEN 2 ELSE 0 END,
    CASE WHEN p.n % 97 = 1 THEN now() END, now(), now()
FROM plan p LEFT JOIN plan u ON u.n = p.up;

ANALYZE;
_EOC_

# the same order, found the plain way

our (%Row, %Under);

sub read_rows {
    %Row = %Under = ();

    for (split /\n/, pg_sql('SELECT id, in_reply_to_id, account_id,
        in_reply_to_account_id, visibility = 0 AND deleted_at IS NULL
        FROM statuses WHERE id >= 20000 ORDER BY id'))
    {
        my ($id, $up, $by, $to, $shown) = split /\|/;
        $Row{$id} = { up => $up, self => $by eq $to, shown => $shown eq 't' };
        push @{ $Under{$up} }, $id if $up ne '';
    }
}

sub descendants {
    my ($root, $limit, $depth) = @_;

    my (@walk, @stack);
    @stack = map { [$_, 1] } reverse @{ $Under{$root} || [] };

    while (@stack && @walk < $limit) {
        my ($id, $level) = @{ pop @stack };
        push @walk, $id;
        push @stack, map { [$_, $level + 1] } reverse @{ $Under{$id} || [] }
            if !$depth || $level < $depth;
    }

    my @shown = grep { $Row{$_}{shown} } @walk;
    return join ' ', grep({ $Row{$_}{self} } @shown),
        grep { !$Row{$_}{self} } @shown;
}

sub ancestors {
    my ($id, $limit) = @_;

    my @walk;
    for ($id = $Row{$id}{up}; $id && @walk < $limit; $id = $Row{$id}{up}) {
        push @walk, $id;
    }

    return join ' ', grep { $Row{$_}{shown} } reverse @walk;
}

sub id_of { my ($n) = @_; return 20000 + $n * 3571 % 5003 }

sub path { return "/api/v1/statuses/$_[0]/context?access_token=tok" }

# the two lists of an answer, after a look at each of its posts

sub lists {
    my ($r) = @_;

    return $r->{code} if $r->{code} ne 200;

    my (%seen, @ids);

    for (split /\],"descendants":\[/, $r->{body}, 2) {
        my @list = /\{"id":"(\d+)","created_at":"[^"]+","in_reply_to_id":/g;
        my @texts = m{"content":"<p>(?:many words ?){20,29}</p>"}g;
        my $authors = 0;

        while (/,"account":(\{"id":"(30\d\d)",.*?"fields":\[\]\}),/g) {
            $authors++;
            die "$2 differs\n" if ($seen{$2} //= $1) ne $1;
        }

        die @list . " posts, $authors authors, " . @texts . " texts\n"
            if @list != $authors || @list != @texts;
        push @ids, join ' ', @list;
    }

    return @ids;
}

# says whether both are as expected, and how many there were

sub compare {
    my ($r, $up, $down) = @_;

    my ($got_up, $got_down) = lists($r);
    say_($got_up eq $up ? 'same' : 'other', scalar(my @u = split / /, $up),
        $got_down eq $down ? 'same' : 'other',
        scalar(my @d = split / /, $down));
}

sub slices { return scalar(my @lines = logged(qr/statuses render: -2/)) }

# was anything else written between two slices of a thread?

sub between {
    my %open;

    for (logged(qr/statuses render: /)) {
        my ($connection, $rc) = /\*(\d+) statuses render: (-?\d+)/ or next;

        if ($rc == -2) {
            $open{$connection} = 1;
            next;
        }

        delete $open{$connection};
        return 1 if %open;
    }

    return 0;
}

# A thread whose rendering has begun, and goes on: that is over soon, so the log
# is followed from its present end.

sub begin {
    open my $log, '<', server_root() . '/logs/error.log' or die "log: $!\n";
    seek $log, 0, 2;

    my ($r) = start(path(20000));
    my $text = '';
    my $end = time + 20;

    while ($text !~ /statuses render: -2/) {
        die "no slice\n" if time > $end;
        select undef, undef, undef, 0.001;
        seek $log, 0, 1;
        sysread $log, $text, 1 << 20, length $text;
    }

    return $r;
}

sub memory {
    my ($pid) = processes();

    open my $in, '<', "/proc/$pid/status" or die "no $pid: $!\n";
    return (join('', <$in>) =~ /^VmRSS:\s+(\d+) kB/m)[0];
}


add_block_preprocessor(sub {
    my $block = shift;

    my $limits = $block->limits // '';

    $block->set_value(sql => $main::Thread) if !defined $block->sql;
    $block->set_value(conninfo => $TestPg::Conninfo);
    $block->set_value(config => "    location /api/ {\n        statuses on;\n"
        . "        statuses_primary main;\n        $limits\n    }\n");
});

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: by default: 4096 of the walk
--- scenario
read_rows();
compare(get(path(20000)), '', descendants(20000, 4096));
compare(get(path(id_of(1000))), ancestors(id_of(1000), 4096),
    descendants(id_of(1000), 4096));
compare(get(path(id_of(500))), ancestors(id_of(500), 4096),
    descendants(id_of(500), 4096));
--- transcript eval
qr/^same 0 same 40\d\d\nsame 9\d\d same \d+\nsame 4\d\d same \d{3,4}$/



=== TEST 2: all of it
--- limits: statuses_context_limits descendants=10000 user;
--- scenario
read_rows();
my $r = get(path(20000));
compare($r, '', descendants(20000, 10000));
my $json = JSON::PP->new->utf8->decode($r->{body});
say_(scalar(@{ $json->{ancestors} }), scalar @{ $json->{descendants} });
--- transcript eval
qr/^same 0 same (48\d\d)\n0 \1$/



=== TEST 3: to nobody in particular: 60, 20 levels deep
--- scenario
read_rows();
compare(get("/api/v1/statuses/$_/context"), ancestors($_, 40),
    descendants($_, 60, 20)) for 20000, id_of(1000), id_of(500);
--- transcript eval
qr/^same 0 same 5\d\nsame 3\d same \d+\nsame 3\d same [56]\d$/



=== TEST 4: in many slices
--- scenario
get(path(20000));
say_(slices() > 50 ? 'many' : slices());
my $n = slices();
get('/api/v1/statuses/20000/context');
say_(slices() - $n);
--- transcript
many
1



=== TEST 5: others are answered while it is written
--- sql eval
$::Thread . "UPDATE statuses SET text = repeat('many words ', 300)
    WHERE id > 20000"
--- scenario
# where rendering is over before the others come, it is tried again
get(1);
for (1 .. 20) {
    say_(all(begin(), start((1) x 5)));
    last if between();
}
say_(between() ? 'between' : 'afterwards');
--- transcript eval
qr/^(?:all 200\n)+between$/



=== TEST 6: two of them at once, and others between them
--- scenario
read_rows();
my @r = (start(path(20000)), start(path(id_of(3))));
my $other = all(start(1 .. 10));
finish(@r);
say_($other);
compare($r[0], '', descendants(20000, 4096));
compare($r[1], ancestors(id_of(3), 4096), descendants(id_of(3), 4096));
--- transcript eval
qr/^all 200\nsame 0 same 40\d\d\nsame \d same \d{4}$/



=== TEST 7: the client goes away, and nothing is left behind
--- scenario
my ($pid) = processes();
for my $n (1 .. 10) {
    my $r = begin();
    abandon($r);
    get(1);
    our $Before = memory() if $n == 3;
}
my ($now) = processes();
say_($pid == $now ? 'the same worker' : 'another worker');
my $grown = memory() - $main::Before;
say_($grown < 16384 ? 'no more memory' : "$grown kB more");
say_(get(path(20000))->{code});
--- transcript
the same worker
no more memory
200



=== TEST 8: the client goes away before there is anything to write
--- scenario
my ($pid) = processes();
for (1 .. 6) {
    abandon(start(path(20000)));
}
say_(get(1)->{code});
say_(get(path(20000))->{code});
my ($now) = processes();
say_($pid == $now ? 'the same worker' : 'another worker');
--- transcript
200
200
the same worker



=== TEST 9: a worker that has to go finishes it first
--- scenario
read_rows();
my ($old) = processes();
my $r = begin();
kill HUP => nginx();
await(sub { grep { $_ != $old } processes() }, 'a new worker');
finish($r);
compare($r, '', descendants(20000, 4096));
await(sub { !kill 0, $old }, 'the old one');
say_(get(1)->{code});
--- transcript eval
qr/^same 0 same 40\d\d\n200$/
