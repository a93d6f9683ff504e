# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# For any reader and any posts: what a batch says of a post is what the post's
# own address says, byte for byte, and it lists those that its rule lists.
#
#   STATUSES_SEED=17    the random numbers of an earlier run
#   STATUSES_ROUNDS=500

use strict;
use warnings;

use lib 't/lib';

use Test::More tests => 9;

use TestServer;

my $rounds = $ENV{STATUSES_ROUNDS} || 150;
my $seed = $ENV{STATUSES_SEED} // int(time) ^ $$;

note("STATUSES_SEED=$seed");
srand $seed;

my $s = TestServer->start(
    files    => ['t/golden/seeds-4.7.sql', 't/golden/fixture-4.7.sql.xz'],
    database => "queue 1000 timeout=20s;\n statement_timeout 20s;\n"
                . 'read_timeout 30s;',
    http     => 'statuses_token_zone zone=tokens:1m valid=1h;');

my @posts = split /\n/, $s->sql('SELECT id FROM statuses ORDER BY id');

# tokens that open both, and who has them; a name less its "tok-"
my %who = map { split /\|/ } split /\n/, $s->sql(<<'_EOC_');
SELECT substr(t.token, 5), coalesce(u.account_id, 0)
FROM oauth_access_tokens t
LEFT JOIN users u ON u.id = t.resource_owner_id
LEFT JOIN accounts a ON a.id = u.account_id
WHERE t.token LIKE 'tok-%' AND t.revoked_at IS NULL AND t.expires_in IS NULL
    AND string_to_array(t.scopes, ' ') && ARRAY['read', 'read:statuses']
    AND a.suspended_at IS NULL AND a.requested_deletion_at IS NULL
_EOC_

my @who = sort keys %who;

# most rounds are for those who have something to do with others
my @busy = map { my $w = $_; grep { /^$w-/ } @who } qw(alice bob carol dora erin);

cmp_ok(scalar @posts, '>', 100, @posts . ' posts');
cmp_ok(scalar @busy, '>', 5, @who . ' tokens');

my %accounts = map { $_ => 1 } 0, values %who;
my $rule = rule(keys %accounts);
my (%n, @bad);

for my $round (1 .. $rounds) {
    my $who = rand() < 0.1 ? undef
        : rand() < 0.7 ? $busy[rand @busy] : $who[rand @who];
    my %ids = map { $posts[rand @posts] => 1 } 1 .. 1 + rand 20;
    my @ids = keys %ids;

    my ($batch, @shows) = $s->answers($s->send(
        ['?' . join('&', map { "id[]=$_" } @ids), $who],
        map { ["/$_", $who] } @ids));

    my %shown = map { $ids[$_] => $shows[$_]{body} }
        grep { $shows[$_]{code} == 200 } 0 .. $#ids;
    my @odd = grep { $shows[$_]{code} !~ /^(?:200|404)$/ } 0 .. $#ids;
    my $name = "round $round, " . ($who // 'nobody') . ':';

    push @bad, "$name $ids[$_] is answered with $shows[$_]{code}" for @odd;

    if ($batch->{code} != 200) {
        push @bad, "$name the batch is answered with $batch->{code}: @ids";
        next;
    }

    my @elements = elements($batch->{body});
    my @listed = map { /^\{"id":"(-?\d+)"/ ? $1 : 'none' } @elements;
    my @want = sort { $b <=> $a } grep { $shown{$_}
        && $rule->{ $who ? $who{$who} : 0 }{$_} } @ids;

    $n{elements} += @elements;
    $n{empty} += !@elements;
    $n{hidden} += @ids - keys %shown;
    $n{unlisted} += keys(%shown) - @want;

    push @bad, "$name listed @listed, not @want" if "@listed" ne "@want";

    for my $i (0 .. $#elements) {
        my $id = $listed[$i];
        next if ($shown{$id} // '') eq $elements[$i];
        push @bad, "$name $id differs" . difference($shown{$id} // '',
            $elements[$i]);
    }
}

is(scalar @bad, 0, "$rounds rounds, $n{elements} elements");
diag("STATUSES_SEED=$seed", map { "\n$_" } @bad[0 .. ($#bad < 9 ? $#bad : 9)])
    if @bad;

# these numbers say that the rounds were not idle
cmp_ok($n{elements}, '>', $rounds, "$n{elements} were compared");
cmp_ok($n{hidden}, '>', $rounds / 10, "$n{hidden} may not be seen");
cmp_ok($n{unlisted}, '>', 0, "$n{unlisted} are not listed");
cmp_ok($n{empty}, '<', $rounds / 2, "$n{empty} lists are empty");

is(join('', $s->alarms, $s->lines(qr/\[error\]/)), '', 'nothing in the log');
is((grep { /tok-/ } split /^/, $s->log . $s->access_log), 0,
    'no token in the logs');


# For each of these accounts the posts that may be listed, as the rule is told.

sub rule {
    my (@viewers) = @_;

    my $viewers = join ',', @viewers;
    my %listed;

    for (split /\n/, $s->sql(<<"_EOC_")) {
SELECT v.id, s.id
FROM unnest(ARRAY[$viewers]::bigint[]) AS v (id)
CROSS JOIN statuses s
JOIN accounts a ON a.id = s.account_id
WHERE a.id = v.id
    OR NOT (
        EXISTS (SELECT 1 FROM blocks WHERE account_id = v.id
            AND target_account_id = a.id)
        OR EXISTS (SELECT 1 FROM mutes WHERE account_id = v.id
            AND target_account_id = a.id)
        OR EXISTS (SELECT 1 FROM account_domain_blocks d
            WHERE d.account_id = v.id AND d.domain = a.domain)
        OR (a.silenced_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM follows
                WHERE account_id = v.id AND target_account_id = a.id)))
_EOC_
        my ($viewer, $id) = split /\|/;
        $listed{$viewer}{$id} = 1;
    }

    return \%listed;
}


# The texts of an array's elements.

sub elements {
    my ($json) = @_;

    $json =~ s/^\[//s && $json =~ s/\]\z//s or return ($json);

    my ($depth, $from, @out) = (0, 0);

    while ($json =~ /("(?:[^"\\]|\\.)*")|([\[{])|([\]}])|(,)/gs) {
        if    (defined $2) { $depth++ }
        elsif (defined $3) { $depth-- }
        elsif (defined $4 && !$depth) {
            push @out, substr $json, $from, $-[0] - $from;
            $from = $+[0];
        }
    }

    push @out, substr $json, $from if $from < length $json;
    return @out;
}


sub difference {
    my ($one, $other) = @_;

    my $i = 0;
    $i++ while $i < length $one
        && substr($one, $i, 1) eq substr($other, $i, 1);
    $i = $i > 20 ? $i - 20 : 0;

    return ":\n  show  ..." . substr($one, $i, 80)
        . "\n  batch ..." . substr($other, $i, 80);
}
