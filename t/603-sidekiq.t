# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# statuses_jobs sidekiq: what Mastodon's workers do to the rows is left to
# them. An undoing is answered as if they had done it; and the outbox holds
# Redis commands beside the jobs.

TestAuth::setup(gateway => 1);

sub does { return [map { "POST /api/v1/statuses/101/$_" } @_] }

sub post { return viewed(101, language => '"en"', @_) }

my $sidekiq = 'statuses_jobs sidekiq=redis://127.0.0.1:1/0;';

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(http => $sidekiq . ($block->http // ''));
});

repeat_each(1);
plan tests => 47;

no_long_string();
run_tests();

__DATA__

=== TEST 1: favourite and back: the worker has still to take it away
--- as: vera
--- request eval
[@{main::does(qw(favourite unfavourite unfavourite))},
    'GET /api/v1/statuses/101']
--- response_body eval
[main::post(favourited => 'true', favourites_count => 1),
    (main::post(favourites_count => 0)) x 2,
    main::post(favourited => 'true', favourites_count => 1)]
--- sql_query
SELECT (SELECT count(*) FROM favourites), (SELECT count(*) FROM
notifications), favourites_count, string_agg(coalesce(o.class,
    o.args ->> 0), ' ' ORDER BY o.id)
FROM status_stats, statuses_gateway.outbox o WHERE status_id = 101
GROUP BY favourites_count
--- sql_result
1|0|1|LocalNotificationWorker INCRBY EXPIRE UnfavouriteWorker UnfavouriteWorker



=== TEST 2: boost and back
--- as: vera
--- request eval
[@{main::does(qw(unreblog))},
    'GET /api/v1/statuses/101']
--- sql
INSERT INTO statuses (id, account_id, local, text, reblog_of_id, visibility)
VALUES (201, 3001, true, '', 101, 0);
INSERT INTO status_stats (status_id, reblogs_count, created_at, updated_at)
VALUES (101, 5, now(), now());
--- response_body eval
[main::post(reblogs_count => 4), main::post(reblogs_count => 5)]
--- sql_query
SELECT s.deleted_at IS NOT NULL, s.deleted_at = s.updated_at, t.reblogs_count,
    (SELECT string_agg(o.class || ' ' || o.args, '; ' ORDER BY o.id)
    FROM statuses_gateway.outbox o)
FROM statuses s, status_stats t WHERE s.id = 201
--- sql_result
t|t|5|TriggerWebhookWorker ["status.updated", "Status", 201]; RemovalWorker [201]



=== TEST 3: nothing was boosted: all flags are false in a version's answers
--- compat: 4.7
--- sql
INSERT INTO favourites (account_id, status_id, created_at, updated_at)
VALUES (3001, 101, now(), now());
INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
VALUES (3001, 101, now(), now());
INSERT INTO custom_filters (id, account_id, phrase, context, action,
    created_at, updated_at)
VALUES (1, 3001, 'title', '{home}', 0, now(), now());
INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word,
    created_at, updated_at)
VALUES (1, 'hello', true, now(), now());
--- as: vera
--- request
POST /api/v1/statuses/101/unreblog
--- response_body_like eval
qr/"favourited":false,"reblogged":false,"muted":false,"bookmarked":false,.*"filtered":\[\]/



=== TEST 4: and as they are in those that follow the documentation
--- sql
INSERT INTO favourites (account_id, status_id, created_at, updated_at)
VALUES (3001, 101, now(), now());
INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
VALUES (3001, 101, now(), now());
--- as: vera
--- request
POST /api/v1/statuses/101/unreblog
--- response_body eval: main::post(favourited => 'true', bookmarked => 'true')



=== TEST 5: a favourite of a post that may trend
--- sql
UPDATE accounts SET discoverable = true WHERE id = 1001;
--- as: vera
--- request
POST /api/v1/statuses/101/favourite
--- response_body_like eval: qr/"favourited":true/
--- sql_query
SELECT coalesce(class, args ->> 0), regexp_replace(args ->> 1, '\d{10}', 'DAY'),
    args ->> 2
FROM statuses_gateway.outbox WHERE kind = 'redis' ORDER BY id
--- sql_result
SADD|trending_statuses:used:DAY|101
EXPIRE|trending_statuses:used:DAY|86400
INCRBY|activity:interactions:DAY|1
EXPIRE|activity:interactions:DAY|15778476



=== TEST 6: what was kept from being cleaned up is looked at again
--- sql
INSERT INTO account_statuses_cleanup_policies (account_id, keep_pinned,
    keep_self_bookmark, created_at, updated_at)
VALUES (1001, true, true, now(), now());
INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
VALUES (1001, 101, now(), now());
INSERT INTO status_pins (account_id, status_id, created_at, updated_at)
VALUES (1001, 101, now(), now());
--- as: alice
--- request eval: main::does(qw(unbookmark unpin))
--- response_body_like eval: [qr/"bookmarked":false/, qr/"pinned":false/]
--- sql_query
SELECT coalesce(class, args ->> 0), args ->> 2, args ->> 3, args ->> 4
FROM statuses_gateway.outbox ORDER BY id
--- sql_result
EVAL|1|account_cleanup:1001|101
EVAL|1|account_cleanup:1001|101
ActivityPub::RawDistributionWorker|||



=== TEST 7: but not where such posts are not kept, nor others' posts
--- sql
INSERT INTO account_statuses_cleanup_policies (account_id, keep_pinned,
    keep_self_bookmark, created_at, updated_at)
VALUES (1001, false, false, now(), now()), (3001, true, true, now(), now());
INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
VALUES (1001, 101, now(), now()), (3001, 101, now(), now());
INSERT INTO status_pins (account_id, status_id, created_at, updated_at)
VALUES (1001, 101, now(), now());
--- as: alice vera
--- request eval: main::does(qw(unpin unbookmark))
--- response_body_like eval: [qr/"pinned":false/, qr/"bookmarked":false/]
--- sql_query
SELECT class FROM statuses_gateway.outbox
--- sql_result
ActivityPub::RawDistributionWorker



=== TEST 8: unbookmark of a boost's id: the post below stays as it is
--- sql
INSERT INTO statuses (id, account_id, local, text, reblog_of_id, visibility)
VALUES (201, 1001, true, '', 101, 0);
INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
VALUES (3001, 101, now(), now());
INSERT INTO favourites (account_id, status_id, created_at, updated_at)
VALUES (3001, 101, now(), now());
--- as: vera
--- request
POST /api/v1/statuses/201/unbookmark
--- response_body_like eval
qr/^\{"id":"201".*?"favourited":false,.*?"bookmarked":false,.*"reblog":\{"id":"101".*"favourited":true,.*?"bookmarked":true/
