# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Many at once, through nginx: whatever they do to one post, counters tell what
# there is afterwards, nobody is refused, and nothing waits in a circle. And
# what dies in the middle leaves all of it, or nothing.

use strict;
use warnings;

use lib 't/lib';

use Test::More tests => 55;

use TestServer;

# with the queue and the lanes that users have
my $s = TestServer->start(
    files   => ['t/data/show.sql', 't/data/auth.sql'],
    gateway => 1,
    workers => 2,
    http    => 'statuses_token_zone zone=tokens:1m;');

$s->sql(<<'_EOC_');
INSERT INTO accounts (id, username)
SELECT 10000 + i, 'racer' || i FROM generate_series(1, 200) i;
INSERT INTO users (id, account_id)
SELECT 10000 + i, 10000 + i FROM generate_series(1, 200) i;
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes)
SELECT 10000 + i, 'tok-racer' || i, 'read write' FROM generate_series(1, 200) i;
INSERT INTO statuses (id, account_id, local, text, visibility)
SELECT 1000 + i, 1001, true, 'Hello', 0 FROM generate_series(1, 30) i;
_EOC_


# All of these at the same time; what they are called, by code.

sub at_once {
    my ($want, $what, @requests) = @_;

    my @answers = $s->answers($s->send(@requests));
    is(TestServer::codes(@answers), $want, $what);
    return @answers;
}

sub does { my ($verb, $post, $who) = @_; ["POST /$post/$verb", $who] }

sub found {
    my ($sql, $want, $what) = @_;

    chomp(my $got = $s->sql($sql));
    is($got, $want, $what);
}

# counter, rows, and what the author was told, of favourites and boosts
sub favourites {
    return "SELECT coalesce((SELECT favourites_count FROM status_stats WHERE
        status_id = $_[0]), 0), count(*), (SELECT count(*) FROM notifications n
        JOIN favourites g ON g.id = n.activity_id WHERE n.type = 'favourite'
        AND g.status_id = $_[0]) FROM favourites WHERE status_id = $_[0]";
}

sub boosts {
    return "SELECT coalesce((SELECT reblogs_count FROM status_stats WHERE
        status_id = $_[0]), 0), count(*), (SELECT count(*) FROM notifications n
        JOIN statuses b ON b.id = n.activity_id WHERE n.type = 'reblog'
        AND b.reblog_of_id = $_[0]) FROM statuses WHERE reblog_of_id = $_[0]";
}

# accounts whose posts are not as many as they are counted
my $miscounted = <<'_EOC_';
SELECT count(*) FROM accounts a LEFT JOIN account_stats c
    ON c.account_id = a.id
WHERE a.id > 10000 AND coalesce(c.statuses_count, 0) <> (
    SELECT count(*) FROM statuses WHERE account_id = a.id)
_EOC_

# notifications whose favourite or boost is gone
my $dangling = <<'_EOC_';
SELECT count(*) FROM notifications n
WHERE (activity_type = 'Favourite' AND NOT EXISTS (
        SELECT FROM favourites WHERE id = n.activity_id))
    OR (activity_type = 'Status' AND NOT EXISTS (
        SELECT FROM statuses WHERE id = n.activity_id))
_EOC_

sub of_each { my ($n, @list) = @_; return map { @list } 1 .. $n }


# --- one and the same thing -----------------------------------------------

at_once('200x200', '200 accounts favourite a post',
    map { does('favourite', 1001, "racer$_") } 1 .. 200);
found(favourites(1001), '200|200|200', 'so many favourites');
found("SELECT count(*) FROM statuses_gateway.outbox WHERE class ="
    . " 'LocalNotificationWorker'", '200', 'and jobs');

at_once('50x200', 'one account does so 50 times',
    of_each(50, does('favourite', 1002, 'racer1')));
found(favourites(1002), '1|1|1', 'it counts once');

at_once('200x200', '200 accounts take it back',
    map { does('unfavourite', 1001, "racer$_") } 1 .. 200);
found(favourites(1001), '0|0|0', 'none is left');

at_once('50x200', 'one account takes it back 50 times',
    of_each(50, does('unfavourite', 1002, 'racer1')));
found(favourites(1002), '0|0|0', 'that counts once, too');

at_once('100x200', '100 accounts boost a post',
    map { does('reblog', 1003, "racer$_") } 1 .. 100);
found(boosts(1003), '100|100|100', 'so many boosts');

my @boosts = at_once('50x200', 'one account does so 50 times',
    of_each(50, does('reblog', 1004, 'racer1')));
my %ids = map { $_->{body} =~ /^\{"id":"(\d+)"/ => 1 } @boosts;
is(keys %ids, 1, 'all are told of the same boost');
found(boosts(1004), '1|1|1', 'which is the only one');

for my $verb (qw(bookmark mute)) {
    my $table = { bookmark => 'bookmarks', mute => 'conversation_mutes' };

    $s->sql('INSERT INTO conversations (id) VALUES (900071)',
        'UPDATE statuses SET conversation_id = 900071 WHERE id = 1005')
        if $verb eq 'mute';
    at_once('50x200', "50 times $verb",
        of_each(50, does($verb, 1005, 'racer1')));
    found("SELECT count(*) FROM $table->{$verb}", '1', 'is once');
}

my @pins = $s->answers($s->send(map { does('pin', 1000 + $_, 'alice') }
    1 .. 20));
is(TestServer::codes(@pins), '5x200 15x422', 'of 20 pins five find room');
found('SELECT count(*) FROM status_pins', '5', 'and are there');

@pins = $s->answers($s->send(of_each(20, does('unpin', 1001, 'alice')),
    of_each(20, does('pin', 1001, 'alice'))));
is(scalar(grep { $_->{code} !~ /^(?:200|422)$/ } @pins), 0,
    'pin against unpin');
found($miscounted, '0', 'posts are counted right');
found($dangling, '0', 'nobody is told of what is gone');


# --- against one another --------------------------------------------------

for my $round (1 .. 3) {
    at_once('200x200', "favourite against unfavourite, $round",
        map { my $who = 'racer' . (1 + $_ % 20);
              does($_ % 2 ? 'favourite' : 'unfavourite', 1006, $who),
              does($_ % 2 ? 'unfavourite' : 'favourite', 1006, $who) }
        1 .. 100);

    my ($count, $rows, $told) = split /[|\n]/, $s->sql(favourites(1006));
    is("$count $told", "$rows $rows", 'counted right');

    at_once('120x200', "reblog against unreblog, $round",
        map { my $who = 'racer' . (1 + $_ % 20);
              does($_ % 2 ? 'reblog' : 'unreblog', 1007, $who),
              does($_ % 2 ? 'unreblog' : 'reblog', 1007, $who) }
        1 .. 60);

    ($count, $rows, $told) = split /[|\n]/, $s->sql(boosts(1007));
    is("$count $told", "$rows $rows", 'counted right');
}

found($miscounted, '0', 'posts are counted right');

# whoever comes too late finds nothing
for my $verb (qw(favourite reblog)) {
    my $post = $verb eq 'reblog' ? 1008 : 1009;
    my @late = $s->answers($s->send(
        (map { does($verb, $post, "racer$_") } 1 .. 40),
        ["DELETE /$post", 'alice'],
        (map { does($verb, $post, "racer$_") } 41 .. 80)));

    is($late[40]{code}, 200, "the author deletes what others $verb");
    is(scalar(grep { $_->{code} !~ /^(?:200|404)$/ } @late), 0,
        'that is done, or there is nothing');
    found("SELECT (SELECT count(*) FROM statuses WHERE id = $post OR"
        . " reblog_of_id = $post) + (SELECT count(*) FROM favourites WHERE"
        . " status_id = $post)", '0', 'nothing of it is left');
}

found($miscounted, '0', 'posts are counted right');
found($dangling, '0', 'nobody is told of what is gone');
found("SELECT deadlocks FROM pg_stat_database WHERE datname = 'served'", '0',
    'nobody waited in a circle');
is(join('', $s->lines(qr/SQLSTATE|queue/)), '', 'the log is empty');


# --- in the middle --------------------------------------------------------

# Where a favourite stands then: its row is written, its counter is not.

sub halfway {
    my ($post, $then) = @_;

    $s->sql("INSERT INTO status_stats (status_id, created_at, updated_at)
        VALUES ($post, now(), now()) ON CONFLICT DO NOTHING",
        'DELETE FROM statuses_gateway.outbox');

    my $lock = $s->session('BEGIN', 'UPDATE status_stats SET updated_at = now()'
        . " WHERE status_id = $post");
    my $open = $s->send(does('favourite', $post, 'racer1'));

    $s->await(sub { $s->blocked == 1 }, 'a favourite in the middle');
    return ($lock, $open);
}

my $whole = "SELECT favourites_count || ' ' || (SELECT count(*) FROM favourites"
    . " WHERE status_id = %1\$d) || ' ' || (SELECT count(*) FROM notifications"
    . " n JOIN favourites f ON f.id = n.activity_id WHERE f.status_id = %1\$d)"
    . " || ' ' || (SELECT count(*) FROM statuses_gateway.outbox)"
    . " FROM status_stats WHERE status_id = %1\$d";

{
    my ($lock, $open) = halfway(1010);

    $s->sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
        . " application_name = 'ngx_statuses' AND wait_event_type = 'Lock'");
    is($s->answers($open)->{code}, 503, 'a backend ends in the middle');
    $lock->end;
    found(sprintf($whole, 1010), '0 0 0 0', 'it has left nothing');
    is($s->get('POST /1010/favourite', 'racer1')->{code}, 200, 'once more');
    found(sprintf($whole, 1010), '1 1 1 1', 'it has left all');
}

{
    my ($lock, $open) = halfway(1011);
    my @workers = $s->workers;

    kill KILL => @workers;
    is($s->answers($open)->{code}, 'none', 'nginx ends in the middle');
    $lock->end;
    $s->await(sub { $s->blocked == 0 }, 'the backend');
    $s->await(sub { grep { my $new = $_; !grep { $_ == $new } @workers }
        $s->workers }, 'another worker');

    chomp(my $left = $s->sql(sprintf $whole, 1011));
    like($left, qr/^(?:0 0 0 0|1 1 1 1)$/, 'it has left all, or nothing');
    is($s->get('POST /1011/favourite', 'racer1')->{code}, 200, 'once more');
    found(sprintf($whole, 1011), '1 1 1 1', 'all is there');
}

is(scalar(grep { !/exited on signal 9/ } $s->alarms), 0,
    'nothing else alarming in the log');
