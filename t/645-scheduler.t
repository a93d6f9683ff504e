# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Scheduled posts are published when they are due: each once, none is lost,
# whatever ends in the middle.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Time::HiRes qw(sleep time);

use TestServer;

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    conf     => ['max_connections = 60'],
    gateway  => 1,
    workers  => 2,
    http     => 'statuses_token_zone zone=tokens:1m;');


# one of vera's that is due in so many seconds, with these parameters

sub schedule {
    my ($seconds, $params, $n) = @_;

    $params = qq({"text":"$params"}) if $params !~ /^[{[]/;
    $params =~ s/'/''/g;
    $n //= 1;
    return 'INSERT INTO scheduled_statuses (account_id, scheduled_at, params)'
        . " SELECT 3001, now() AT TIME ZONE 'utc' + interval '$seconds"
        . " seconds', '$params' FROM generate_series(1, $n)";
}


sub rows {
    my ($where) = @_;
    return $s->sql("SELECT count(*) FROM statuses WHERE $where") + 0;
}


sub published {
    my ($text, $n) = @_;

    return $s->await(sub {
        return rows("text = '$text'") >= ($n // 1)
            && $s->sql('SELECT count(*) FROM scheduled_statuses WHERE'
                . " params ->> 'text' = '$text'") == 0;
    }, "\"$text\"");
}


# --- when it is due --------------------------------------------------------

$s->sql(schedule(-86400, 'overdue'));
ok(published('overdue'), 'what was due while nobody was there');

$s->sql(schedule(2.5, 'soon'), schedule(3600, 'later'));
ok(published('soon'), 'what is due soon');
is($s->sql("SELECT abs(extract(epoch FROM created_at - (SELECT max(created_at)"
    . " FROM statuses))) < 1 FROM statuses WHERE text = 'soon'"), "t\n",
    'is published');
is(rows("text = 'later'"), 0, 'the others are not');


# --- as a post of the user's -----------------------------------------------

$s->sql(<<'_EOC_');
INSERT INTO media_attachments (id, account_id, file_file_name,
    file_content_type) VALUES (1, 3001, 'a.png', 'image/png');
UPDATE statuses SET quote_approval_policy = 131072 WHERE id = 101;
INSERT INTO oauth_applications (id, name, uid, secret, redirect_uri, scopes)
VALUES (77, 'App', 'u', 's', 'x', 'write');
_EOC_
$s->sql('BEGIN', schedule(0, '{"text":"@BOB #New all","sensitive":"false",'
    . '"spoiler_text":"cw","visibility":"unlisted","language":"de",'
    . '"media_ids":["1"],"poll":{"options":["a","b"],"expires_in":300},'
    . '"allowed_mentions":["1002"],"in_reply_to_id":102,'
    . '"quoted_status_id":101,"quote_approval_policy":262144,'
    . '"application_id":77,"scheduled_at":null,"idempotency":null,'
    . '"with_rate_limit":false}'), 'UPDATE media_attachments SET'
    . ' scheduled_status_id = (SELECT max(id) FROM scheduled_statuses)',
    'COMMIT');
ok($s->await(sub { rows("text = '\@bob #New all'") }, 'it'), 'all there is');
is($s->sql(<<'_EOC_'),
SELECT s.account_id, s.spoiler_text, s.sensitive, s.visibility, s.language,
    s.application_id, s.in_reply_to_id, s.quote_approval_policy,
    s.ordered_media_attachment_ids, m.status_id = s.id, m.scheduled_status_id,
    p.options, q.quoted_status_id, q.state, (SELECT string_agg(account_id::text,
    ',' ORDER BY id) FROM mentions WHERE status_id = s.id), (SELECT name FROM
    tags), (SELECT count(*) FROM notifications WHERE account_id = 1002),
    (SELECT count(*) FROM statuses_gateway.outbox WHERE class =
    'PollExpirationNotifyWorker')
FROM statuses s, media_attachments m, polls p, quotes q
WHERE s.text = '@bob #New all' AND p.status_id = s.id AND q.status_id = s.id
_EOC_
    "3001|cw|f|1|de|77|102|262144|{1}|t||{a,b}|101|1|1002,1001|new|1|1\n",
    'is there');


# --- what can no longer be a post ------------------------------------------

$s->sql(schedule(0, ''), schedule(0, '{"text":"x","in_reply_to_id":999}'),
    schedule(0, '{"text":"@alice lost","allowed_mentions":[]}'),
    schedule(0, '{"text":"x","media_ids":[99]}'), schedule(0, '[]'),
    schedule(0, 'good'));
ok(published('good'), 'one behind others that are none');
ok($s->await(sub {
    return $s->sql("SELECT count(*) FROM scheduled_statuses WHERE scheduled_at"
        . " < '2030-01-01' AND params ->> 'text' IS DISTINCT FROM 'later'")
        == 0;
}, 'the end of them'), 'these are gone');
is(scalar(my @told = $s->lines(qr/cannot be published/)), 5,
    'and the log tells of each');
like(join('', $s->lines(qr/cannot be published/)), qr/reply to does not/,
    'and why');

$s->sql('UPDATE users SET disabled = true WHERE id = 4001',
    schedule(0, 'disabled'));
ok($s->await(sub { $s->lines(qr/the user is disabled/) }, 'it'),
    'nothing is published for who is disabled');
is(rows("text = 'disabled'"), 0, 'indeed');
$s->sql('UPDATE users SET disabled = false WHERE id = 4001');


# a server ends before the others do

sub halt {
    for my $server (@_) {
        kill QUIT => $server->{pid};
        waitpid delete $server->{pid}, 0;
    }
}


# --- once, by one of many --------------------------------------------------

{
    my @more = map { TestServer->start(beside => $s) } 1 .. 2;
    my $start = time;

    $s->sql(schedule(1, 'many', 300));
    ok(published('many', 300), '300 of the same moment, three servers');
    is(rows("text = 'many'"), 300, 'each once');
    is($s->sql("SELECT statuses_count = (SELECT count(*) FROM statuses WHERE"
        . " account_id = 3001 AND visibility <> 3) FROM account_stats"
        . " WHERE account_id = 3001"), "t\n", 'and counted');
    note(sprintf 'in %.1f seconds', time - $start - 1);
    halt(@more);
}


# --- killed ----------------------------------------------------------------

for my $what ('worker', 'backend') {
    for my $n (1 .. 3) {
        my $text = "$what $n";

        # the write stands still in the middle

        my $session = $s->session('BEGIN', 'UPDATE account_stats SET'
            . ' updated_at = now() WHERE account_id = 3001');
        $s->sql(schedule(0, $text, 5));
        $s->await(sub {
            return $s->sql('SELECT count(*) FROM pg_stat_activity WHERE'
                . " wait_event_type = 'Lock' AND query LIKE '%scheduled%'");
        }, 'a write');

        if ($what eq 'worker') {
            kill KILL => $s->workers;
        } else {
            $s->sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity'
                . " WHERE wait_event_type = 'Lock'");
        }

        $session->end;
        ok(published($text, 5), "a $what is killed");
        is(rows("text = '$text'"), 5, 'none is lost, none comes twice');
    }
}

$s->await(sub { $s->workers == 2 }, 'two workers');
$s->sql(schedule(0.5, 'reload'));
$s->reload;
ok(published('reload'), 'after a reload');


# --- off, and left to Mastodon ---------------------------------------------

sub conf_fails {
    my ($http) = @_;

    my $t = eval { TestServer->start(beside => $s, http => $http) };
    return $t ? 'it starts' : $@;
}

{
    $s->sql('DELETE FROM scheduled_statuses');
    halt($s);

    my $off = TestServer->start(beside => $s, http => 'statuses_scheduler off;');
    $s->sql(schedule(0, 'off'));
    sleep 2.5;
    is(rows("text = 'off'"), 0, 'off: nothing is published');

    my $sidekiq = TestServer->start(beside => $s,
        http => 'statuses_jobs sidekiq=redis://127.0.0.1:1;');
    sleep 2.5;
    is(rows("text = 'off'"), 0, 'nor beside Mastodon');

    my $on = TestServer->start(beside => $s, http => 'statuses_scheduler on;');
    ok(published('off'), 'on');

    like(conf_fails("statuses_scheduler on;\n"
        . 'statuses_jobs sidekiq=redis://127.0.0.1:1;'),
        qr/would publish everything twice/, 'on beside Mastodon: no');
}

done_testing();
