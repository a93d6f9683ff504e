-- The write functions of statuses_gateway on the demo's rows. Every block is
-- a transaction that is rolled back, so each starts with the demo as it was.

\ir gateway.psql


-- favourite
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob,
        pg_temp.account('alice') AS alice;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, p, 'outbox',
    'https://s.example')), '200 changed', :'version' || ' favourite') FROM t;
SELECT pg_temp.is(pg_temp.favourites(p), '1/1',
    :'version' || ' favourite: row and counter') FROM t;
SELECT pg_temp.is(pg_temp.notified('alice', 'favourite'), 'shown grouped',
    :'version' || ' favourite: notification') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), 'LocalNotificationWorker [' || alice || ', '
    || (SELECT id FROM favourites WHERE status_id = p)
    || ', "Favourite", "favourite"]', :'version' || ' favourite: job') FROM t;
SELECT pg_temp.is(current_setting('statuses_gateway.id'), p::text,
    :'version' || ' favourite: what to show') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, p, 'outbox',
    'https://s.example')), '200 as before',
    :'version' || ' favourite again') FROM t;
SELECT pg_temp.is(pg_temp.favourites(p) || coalesce(pg_temp.jobs(), ''),
    '1/1', :'version' || ' favourite again: nothing changes') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unfavourite(bob, p,
    'outbox')), '200 changed', :'version' || ' unfavourite') FROM t;
SELECT pg_temp.is(pg_temp.favourites(p), '0/0',
    :'version' || ' unfavourite: row and counter') FROM t;
SELECT pg_temp.is(pg_temp.notified('alice', 'favourite'), 'none',
    :'version' || ' unfavourite: notification') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), 'UnfavouriteWorker [' || bob || ', ' || p
    || ']', :'version' || ' unfavourite: job') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unfavourite(bob, p,
    'outbox')), '200 as before', :'version' || ' unfavourite again') FROM t;
SELECT pg_temp.is(pg_temp.favourites(p) || coalesce(pg_temp.jobs(), ''),
    '0/0', :'version' || ' unfavourite again: nothing changes') FROM t;
ROLLBACK;

-- with Mastodon's workers: the row and the counter, and all else is theirs
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, p, 'sidekiq',
    'https://s.example')), '200 changed',
    :'version' || ' sidekiq: favourite') FROM t;
SELECT pg_temp.is(pg_temp.notified('alice', 'favourite'), 'none',
    :'version' || ' sidekiq: favourite: no notification') FROM t;
SELECT pg_temp.is(pg_temp.favourites(p), '1/1',
    :'version' || ' sidekiq: favourite: row and counter') FROM t;
SELECT pg_temp.ok(pg_temp.jobs() ~ ('^(\["SADD","trending_statuses:used:\d+"'
    || ',"\d+"\]\n\["EXPIRE","trending_statuses:used:\d+","86400"\]\n)?'
    || 'LocalNotificationWorker \[[^\n]*\n'
    || '\["INCRBY","activity:interactions:\d+","1"\]\n'
    || '\["EXPIRE","activity:interactions:\d+","15778476"\]$'),
    :'version' || ' sidekiq: favourite: jobs and counters') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unfavourite(bob, p,
    'sidekiq')), '200 changed', :'version' || ' sidekiq: unfavourite') FROM t;
SELECT pg_temp.is(pg_temp.favourites(p), '1/1',
    :'version' || ' sidekiq: unfavourite leaves the row') FROM t;
ROLLBACK;

-- no jobs at all
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, p, 'off',
    'https://s.example')), '200 changed', :'version' || ' off: favourite')
FROM t;
SELECT pg_temp.is(pg_temp.jobs(), NULL, :'version' || ' off: no jobs');
SELECT pg_temp.is(pg_temp.notified('alice', 'favourite'), 'shown grouped',
    :'version' || ' off: notification');
ROLLBACK;

-- a remote author is sent a Like
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('dave') AS p, pg_temp.account('bob') AS bob;
UPDATE accounts SET protocol = 1, inbox_url = 'https://x.example/inbox'
WHERE username = 'dave';
INSERT INTO status_stats (status_id, favourites_count,
    untrusted_favourites_count, created_at, updated_at)
SELECT p, 1, 7, now(), now() FROM t;
SELECT statuses_gateway.favourite(bob, p, 'outbox', 'https://s.example')
    IS NULL AS x FROM t \gset
SELECT pg_temp.is(pg_temp.jobs(), format('ActivityPub::DeliveryWorker [%s, '
    '%s, "https://x.example/inbox"]', to_json(format('{"@context":'
    '"https://www.w3.org/ns/activitystreams","id":"%s#likes/%s","type":"Like"'
    ',"actor":"%s","object":"https://x.example/%s"}', a.actor, f.id, a.actor,
    p)), bob), :'version' || ' favourite of a remote post: job')
FROM t, favourites f, LATERAL (
    SELECT CASE WHEN id_scheme = 1 THEN 'https://s.example/ap/users/' || id
        ELSE 'https://s.example/users/' || username END AS actor
    FROM accounts WHERE id = bob) a
WHERE f.status_id = p;
SELECT pg_temp.is(favourites_count || ' ' || untrusted_favourites_count,
    '2 8', :'version' || ' favourite of a remote post: both counters')
FROM status_stats, t WHERE status_id = p;
ROLLBACK;

-- who may not
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS open, pg_temp.post('alice', 2) AS private,
        pg_temp.post('alice', 3) AS direct, pg_temp.account('alice') AS alice,
        pg_temp.account('bob') AS bob;
DELETE FROM follows WHERE account_id = (SELECT bob FROM t);
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, private,
    'outbox', '')), '404', :'version' || ' favourite: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, direct,
    'outbox', '')), '404', :'version' || ' favourite: direct') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, -1,
    'outbox', '')), '404', :'version' || ' favourite: missing') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.bookmark(bob, private)),
    '404', :'version' || ' bookmark: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.mute(bob, private)), '404',
    :'version' || ' mute: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.reblog(bob, private, NULL,
    'outbox', '')), '404', :'version' || ' reblog: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unfavourite(bob, private,
    'outbox')), '404', :'version' || ' unfavourite: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unbookmark(bob, private,
    'outbox')), '404', :'version' || ' unbookmark: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unreblog(bob, private,
    'outbox')), '404', :'version' || ' unreblog: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.reblog(alice, direct, NULL,
    'outbox', '')), '403', :'version' || ' reblog: own direct') FROM t;
INSERT INTO mentions (account_id, status_id, silent, created_at, updated_at)
SELECT bob, m.id, true, now(), now()
FROM t, LATERAL (VALUES (private), (direct)) m(id);
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, direct,
    'outbox', '')), '200 changed',
    :'version' || ' favourite: mentioned in silence') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.reblog(bob, private, NULL,
    'outbox', '')), '403', :'version' || ' reblog: private of another')
FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, open,
    'outbox', '')), '200 changed', :'version' || ' favourite, then blocked')
FROM t;
INSERT INTO blocks (account_id, target_account_id, created_at, updated_at)
SELECT bob, alice, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, open,
    'outbox', '')), '403', :'version' || ' favourite: you block') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.reblog(bob, open, NULL,
    'outbox', '')), '403', :'version' || ' reblog: you block') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.bookmark(bob, open)),
    '200 changed', :'version' || ' bookmark: you block') FROM t;
INSERT INTO blocks (account_id, target_account_id, created_at, updated_at)
SELECT alice, bob, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, open,
    'outbox', '')), '404', :'version' || ' favourite: blocked') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unfavourite(bob, open,
    'outbox')), '200 changed', :'version' || ' unfavourite: blocked') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unbookmark(bob, open,
    'outbox')), '200 changed', :'version' || ' unbookmark: blocked') FROM t;
UPDATE statuses SET deleted_at = now() WHERE id = (SELECT open FROM t);
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(alice, open,
    'outbox', '')), '404', :'version' || ' favourite: deleted') FROM t;
ROLLBACK;

-- bookmarks, mutes
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.bookmark(bob, p)),
    '200 changed', :'version' || ' bookmark') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.bookmark(bob, p)),
    '200 as before', :'version' || ' bookmark again') FROM t;
SELECT pg_temp.is(count(*), 1::bigint, :'version' || ' bookmark: row')
FROM bookmarks, t WHERE account_id = bob AND status_id = p;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unbookmark(bob, p,
    'outbox')), '200 changed', :'version' || ' unbookmark') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unbookmark(bob, p,
    'outbox')), '200 as before', :'version' || ' unbookmark again') FROM t;
SELECT pg_temp.is(count(*), 0::bigint, :'version' || ' unbookmark: no row')
FROM bookmarks, t WHERE account_id = bob AND status_id = p;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.mute(bob, p)),
    '200 changed', :'version' || ' mute') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.mute(bob, p)),
    '200 as before', :'version' || ' mute again') FROM t;
SELECT pg_temp.is(count(*), 1::bigint, :'version' || ' mute: row')
FROM conversation_mutes m JOIN statuses s USING (conversation_id), t
WHERE m.account_id = bob AND s.id = p;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unmute(bob, p)),
    '200 changed', :'version' || ' unmute') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unmute(bob, p)),
    '200 as before', :'version' || ' unmute again') FROM t;
UPDATE statuses SET conversation_id = NULL WHERE id = (SELECT p FROM t);
SELECT pg_temp.is(pg_temp.said(statuses_gateway.mute(bob, p)),
    '422 Mastodon::ValidationError',
    :'version' || ' mute: no conversation') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unmute(bob, p)),
    '422 Mastodon::ValidationError',
    :'version' || ' unmute: no conversation') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), NULL,
    :'version' || ' bookmark, mute: no jobs');
ROLLBACK;

-- pins
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('carol') AS p, pg_temp.post('carol', 2) AS private,
        pg_temp.post('carol', 3) AS direct, pg_temp.post('bob') AS other,
        pg_temp.account('carol') AS carol;
DELETE FROM status_pins;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, p, 'outbox',
    'https://s.example')), '200 changed', :'version' || ' pin') FROM t;
SELECT pg_temp.ok(pg_temp.jobs() ~ ('^ActivityPub::RawDistributionWorker '
    || '\["\{\\"@context\\":\\"https://www.w3.org/ns/activitystreams\\",'
    || '\\"type\\":\\"Add\\",\\"actor\\":\\"(https://s.example/[a-z0-9/]+)'
    || '\\",\\"target\\":\\"\1/collections/featured\\",\\"object\\":'
    || '\\"https://x.example/' || p || '\\"\}", ' || carol || '\]$'),
    :'version' || ' pin: job') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, p, 'outbox', '')),
    '422 Duplicate record', :'version' || ' pin again') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, private, 'outbox',
    '')), '200 changed', :'version' || ' pin: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, direct, 'outbox',
    '')), '422 Validation failed: Posts that are only visible to mentioned '
    'users cannot be pinned', :'version' || ' pin: direct') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, other, 'outbox',
    '')), '422 Validation failed: Someone else''s post cannot be pinned',
    :'version' || ' pin: of another') FROM t;
SELECT count(statuses_gateway.pin(carol, pg_temp.post('carol'), 'outbox',
    '')) AS x FROM t, generate_series(1, 3) \gset
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, other, 'outbox',
    '')), '422 Validation failed: Someone else''s post cannot be pinned, '
    'You have already pinned the maximum number of posts',
    :'version' || ' pin: a sixth, and of another') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(carol, p, 'outbox', '')),
    '422 Validation failed: You have already pinned the maximum number of '
    'posts', :'version' || ' pin again, with five') FROM t;
SELECT pg_temp.jobs() IS NULL AS x \gset
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unpin(carol, p, 'outbox',
    'https://s.example')), '200 changed', :'version' || ' unpin') FROM t;
SELECT pg_temp.ok(pg_temp.jobs() ~ '\\"type\\":\\"Remove\\"',
    :'version' || ' unpin: job') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unpin(carol, p, 'outbox',
    '')), '200 as before', :'version' || ' unpin again') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unpin(carol, other, 'outbox',
    '')), '200 as before', :'version' || ' unpin: of another') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unpin(carol, 1, 'outbox',
    '')), '404', :'version' || ' unpin: missing') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), NULL, :'version' || ' unpin: no more jobs');
ROLLBACK;

-- boosts
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob,
        pg_temp.account('alice') AS alice;
CREATE TEMP TABLE before ON COMMIT DROP AS
    SELECT s.* FROM account_stats s, t WHERE account_id = bob;
CREATE TEMP TABLE b ON COMMIT DROP AS
    SELECT r.* FROM t, LATERAL statuses_gateway.reblog(bob, p, NULL,
        'outbox', 'https://s.example') r;
SELECT pg_temp.is(code || ' ' || changed, '200 true',
    :'version' || ' reblog') FROM b;
SELECT pg_temp.is(concat_ws('|', s.text, s.spoiler_text, s.visibility,
    s.sensitive, s.reply, s.local, s.quote_approval_policy, s.language,
    s.application_id, s.ordered_media_attachment_ids, s.url,
    s.uri LIKE 'https://s.example/%/statuses/' || s.id || '/activity',
    c.parent_status_id = s.id, c.parent_account_id = bob,
    s.created_at = s.updated_at), '||0|f|f|t|0|t|t|t|t',
    :'version' || ' reblog: row')
FROM t, b JOIN statuses s USING (id)
JOIN conversations c ON c.id = s.conversation_id;
SELECT pg_temp.is(reblogs_count, 1::bigint, :'version' || ' reblog: counter')
FROM status_stats, t WHERE status_id = p;
SELECT pg_temp.is(n.statuses_count - o.statuses_count, 1::bigint,
    :'version' || ' reblog: counter of the account')
FROM before o JOIN account_stats n USING (id);
SELECT pg_temp.is(pg_temp.notified('alice', 'reblog'), 'shown grouped',
    :'version' || ' reblog: notification');
SELECT pg_temp.is(pg_temp.jobs(), format(E'TriggerWebhookWorker '
    '["status.created", "Status", %s]\nDistributionWorker [%s]\n'
    'ActivityPub::DistributionWorker [%s]\nLocalNotificationWorker '
    '[%s, %s, "Status", "reblog"]', b.id, b.id, b.id, alice, b.id),
    :'version' || ' reblog: jobs') FROM t, b;
SELECT pg_temp.is((statuses_gateway.reblog(bob, p, 'private', 'outbox', '')
    ).id, b.id, :'version' || ' reblog again: the same') FROM t, b;
SELECT pg_temp.is((statuses_gateway.reblog(bob, b.id, NULL, 'outbox', '')
    ).id, b.id, :'version' || ' reblog of the boost: the same') FROM t, b;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.pin(bob, b.id, 'outbox', '')),
    '422 Validation failed: A boost cannot be pinned',
    :'version' || ' pin: a boost') FROM t, b;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.bookmark(alice, b.id)),
    '200 changed', :'version' || ' bookmark of a boost') FROM t, b;
SELECT pg_temp.is(count(*), 1::bigint,
    :'version' || ' bookmark of a boost: the original has it')
FROM bookmarks, t WHERE account_id = alice AND status_id = p;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.bookmark(alice, b.id)),
    '422 Validation failed: Status has already been taken',
    :'version' || ' bookmark of a boost again') FROM t, b;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(alice, b.id, 'off',
    '')), '200 changed', :'version' || ' favourite of a boost') FROM t, b;
SELECT pg_temp.is(pg_temp.favourites(p), '1/1',
    :'version' || ' favourite of a boost: the original has it') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(alice, b.id, 'off',
    '')), '422 Validation failed: Status has already been taken',
    :'version' || ' favourite of a boost again') FROM t, b;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unreblog(bob, b.id,
    'outbox')), '200 as before', :'version' || ' unreblog of the boost''s id')
FROM t, b;
SELECT pg_temp.jobs() IS NULL AS x \gset
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unreblog(bob, p, 'outbox')),
    '200 changed', :'version' || ' unreblog') FROM t;
SELECT pg_temp.is(current_setting('statuses_gateway.id'), p::text,
    :'version' || ' unreblog shows the original') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), format(E'TriggerWebhookWorker '
    '["status.updated", "Status", %s]\nRemovalWorker [%s]', b.id, b.id),
    :'version' || ' unreblog: jobs') FROM b;
SELECT pg_temp.is(reblogs_count, 0::bigint,
    :'version' || ' unreblog: counter')
FROM status_stats, t WHERE status_id = p;
SELECT pg_temp.is(n.statuses_count - o.statuses_count, 0::bigint,
    :'version' || ' unreblog: counter of the account')
FROM before o JOIN account_stats n USING (id);
SELECT pg_temp.is((SELECT count(*) FROM statuses JOIN b USING (id))
    + (SELECT count(*) FROM notifications, b
        WHERE activity_id = b.id AND activity_type = 'Status'), 0::bigint,
    :'version' || ' unreblog: neither boost nor notification');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unreblog(bob, p, 'outbox')),
    '200 as before', :'version' || ' unreblog again') FROM t;
ROLLBACK;

-- which visibility a boost has
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('bob') AS own, pg_temp.post('bob', 2) AS private,
        pg_temp.post('bob', 1) AS unlisted, pg_temp.account('bob') AS bob;
CREATE FUNCTION pg_temp.boosted(post bigint, word text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    r statuses_gateway.result;
    v text;
BEGIN
    r := statuses_gateway.reblog((SELECT bob FROM t), post, word, 'sidekiq',
        '');
    IF r.code <> 200 THEN
        RETURN r.code || ' ' || r.error;
    END IF;
    SELECT visibility INTO v FROM statuses WHERE id = r.id;
    DELETE FROM statuses WHERE id = r.id;
    RETURN v;
END
$$;
SELECT pg_temp.is(concat_ws(' ', pg_temp.boosted(own, 'public'),
    pg_temp.boosted(own, 'unlisted'), pg_temp.boosted(own, 'private'),
    pg_temp.boosted(unlisted, 'public'), pg_temp.boosted(unlisted, ''),
    pg_temp.boosted(private, 'public')), '0 1 2 0 1 2',
    :'version' || ' reblog: visibility') FROM t;
SELECT pg_temp.is(pg_temp.boosted(own, 'direct'),
    '422 Validation failed: Visibility is reserved',
    :'version' || ' reblog: direct') FROM t;
SELECT pg_temp.is(pg_temp.boosted(own, 'Public'),
    '422 Validation failed: Visibility is not included in the list',
    :'version' || ' reblog: unknown visibility') FROM t;
UPDATE users SET settings = '{"default_privacy":"unlisted"}'
WHERE account_id = (SELECT bob FROM t);
SELECT pg_temp.is(pg_temp.boosted(own, NULL), '1',
    :'version' || ' reblog: the user''s default') FROM t;
UPDATE users SET settings = '{broken' WHERE account_id = (SELECT bob FROM t);
UPDATE accounts SET locked = true WHERE id = (SELECT bob FROM t);
SELECT pg_temp.is(pg_temp.boosted(own, NULL), '2',
    :'version' || ' reblog: locked, settings broken') FROM t;
SELECT (statuses_gateway.reblog(bob, own, NULL, 'sidekiq', '')).id AS boost
FROM t \gset
SELECT pg_temp.is(pg_temp.said(statuses_gateway.unreblog(bob, own,
    'sidekiq')), '200 changed', :'version' || ' sidekiq: unreblog') FROM t;
SELECT pg_temp.is(deleted_at = updated_at, true,
    :'version' || ' sidekiq: unreblog leaves the row to the worker')
FROM statuses WHERE id = :boost;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.reblog(bob, own, NULL,
    'sidekiq', '')), '422 Validation failed: Reblog of post already exists',
    :'version' || ' sidekiq: reblog before the worker came') FROM t;
ROLLBACK;

-- the policy for quotes
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('bob') AS p, pg_temp.post('bob', 2) AS private,
        pg_temp.account('bob') AS bob, pg_temp.account('alice') AS alice;
UPDATE users SET settings = '{"default_quote_policy":"followers"}'
WHERE account_id = (SELECT bob FROM t);
CREATE FUNCTION pg_temp.quotable(post bigint, word text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    r statuses_gateway.result;
    v text;
BEGIN
    r := statuses_gateway.interaction_policy((SELECT bob FROM t), post, word,
        'outbox');
    SELECT quote_approval_policy INTO v FROM statuses WHERE id = post;
    RETURN pg_temp.said(r) || ' ' || v;
END
$$;
SELECT pg_temp.is(pg_temp.quotable(p, 'public'), '200 changed 131072',
    :'version' || ' interaction_policy') FROM t;
SELECT pg_temp.ok(pg_temp.jobs() ~ format('^TriggerWebhookWorker '
    '\["status.updated", "Status", %s\]\nDistributionWorker \[%s, '
    '\{"update":true,"skip_notifications":true\}\]\nActivityPub::'
    'StatusUpdateDistributionWorker \[%s, \{"updated_at":'
    '"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}\]$', p, p, p),
    :'version' || ' interaction_policy: jobs') FROM t;
SELECT pg_temp.is(pg_temp.quotable(p, 'public'), '200 as before 131072',
    :'version' || ' interaction_policy again') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), 'TriggerWebhookWorker ["status.updated", '
    '"Status", ' || p || ']', :'version' || ' interaction_policy again: job')
FROM t;
SELECT pg_temp.is(pg_temp.quotable(p, ''), '200 changed 262144',
    :'version' || ' interaction_policy: blank is the default') FROM t;
SELECT pg_temp.is(pg_temp.quotable(p, 'nobody'), '200 changed 0',
    :'version' || ' interaction_policy: nobody') FROM t;
SELECT pg_temp.is(pg_temp.quotable(p, 'friends'), '422 Record invalid 0',
    :'version' || ' interaction_policy: unknown') FROM t;
SELECT pg_temp.is(pg_temp.quotable(private, 'public'), '200 as before 0',
    :'version' || ' interaction_policy: private') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.interaction_policy(alice, p,
    'public', 'outbox')), '403',
    :'version' || ' interaction_policy: of another') FROM t;
ROLLBACK;

-- who is told of a favourite: one condition each
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.account('bob') AS bob, pg_temp.account('alice') AS alice;
DELETE FROM follows WHERE account_id IN (SELECT unnest(ARRAY[bob, alice])
    FROM t) OR target_account_id IN (SELECT unnest(ARRAY[bob, alice]) FROM t);
DELETE FROM mutes;
DELETE FROM blocks;
DELETE FROM notification_policies;
DELETE FROM notification_permissions;
UPDATE accounts SET created_at = now() - interval '2 years',
    silenced_at = NULL, actor_type = NULL;

-- condition: what is done first, with $1 for bob and $2 for alice
CREATE FUNCTION pg_temp.told(condition text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    post   bigint := pg_temp.post('alice');
    answer text;
BEGIN
    BEGIN
        IF condition <> '' THEN
            EXECUTE replace(replace(replace(condition, '$1',
                (SELECT bob FROM t)::text), '$2',
                (SELECT alice FROM t)::text), '$3', post::text);
        END IF;
        PERFORM statuses_gateway.favourite((SELECT bob FROM t), post, 'off',
            '');
        answer := pg_temp.notified('alice', 'favourite');
        RAISE EXCEPTION 'undo' USING errcode = 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN NULL;
    END;
    RETURN answer;
END
$$;
SELECT pg_temp.is(pg_temp.told(c.sql), c.want,
    :'version' || ' notification: ' || c.name)
FROM (VALUES
    ('a stranger''s', 'shown grouped', ''),
    ('a mute', 'none', 'INSERT INTO mutes (account_id, target_account_id, '
        'hide_notifications, created_at, updated_at) '
        'VALUES ($2, $1, true, now(), now())'),
    ('a mute that shows them', 'shown grouped', 'INSERT INTO mutes '
        '(account_id, target_account_id, hide_notifications, created_at, '
        'updated_at) VALUES ($2, $1, false, now(), now())'),
    ('a muted conversation', 'none', 'INSERT INTO conversation_mutes '
        '(account_id, conversation_id) SELECT $2, conversation_id '
        'FROM statuses WHERE id = $3'),
    ('a limited account', 'filtered',
        'UPDATE accounts SET silenced_at = now() WHERE id = $1'),
    ('a limited account that is followed', 'shown grouped',
        'UPDATE accounts SET silenced_at = now() WHERE id = $1; '
        'INSERT INTO follows (account_id, target_account_id, created_at, '
        'updated_at) VALUES ($2, $1, now(), now())'),
    ('a limited account with a permission', 'shown grouped',
        'UPDATE accounts SET silenced_at = now() WHERE id = $1; '
        'INSERT INTO notification_permissions (account_id, '
        'from_account_id, created_at, updated_at) '
        'VALUES ($2, $1, now(), now())'),
    ('not followed, to be dropped', 'none', 'INSERT INTO '
        'notification_policies (account_id, for_not_following, created_at, '
        'updated_at) VALUES ($2, 2, now(), now())'),
    ('not followed, to be filtered', 'filtered', 'INSERT INTO '
        'notification_policies (account_id, for_not_following, created_at, '
        'updated_at) VALUES ($2, 1, now(), now())'),
    ('a follower of today, to be filtered', 'filtered', 'INSERT INTO '
        'notification_policies (account_id, for_not_followers, created_at, '
        'updated_at) VALUES ($2, 1, now(), now()); INSERT INTO follows '
        '(account_id, target_account_id, created_at, updated_at) '
        'VALUES ($1, $2, now(), now())'),
    ('a follower of last week', 'shown grouped', 'INSERT INTO '
        'notification_policies (account_id, for_not_followers, created_at, '
        'updated_at) VALUES ($2, 1, now(), now()); INSERT INTO follows '
        '(account_id, target_account_id, created_at, updated_at) '
        'VALUES ($1, $2, now() - interval ''7 days'', now())'),
    ('a new account, to be filtered', 'filtered', 'INSERT INTO '
        'notification_policies (account_id, for_new_accounts, created_at, '
        'updated_at) VALUES ($2, 1, now(), now()); '
        'UPDATE accounts SET created_at = now() WHERE id = $1'),
    ('an old account', 'shown grouped', 'INSERT INTO '
        'notification_policies (account_id, for_new_accounts, created_at, '
        'updated_at) VALUES ($2, 1, now(), now())'),
    ('filter and drop', 'none', 'INSERT INTO notification_policies '
        '(account_id, for_not_following, for_not_followers, created_at, '
        'updated_at) VALUES ($2, 1, 2, now(), now())')
) AS c(name, want, sql);
SELECT pg_temp.is(pg_temp.told('INSERT INTO notification_policies '
    '(account_id, for_bots, created_at, updated_at) VALUES ($2, 1, now(), '
    'now()); UPDATE accounts SET actor_type = ''Service'' WHERE id = $1'),
    'filtered', :'version' || ' notification: a bot, to be filtered')
WHERE :'version' <> '4.5';

-- a group goes on for twelve hours
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id, group_key, created_at, updated_at)
SELECT alice, bob, 'favourite', 'Favourite', 1, 'favourite-77-'
    || (extract(epoch FROM now())::bigint / 3600 - 11), now(), now() FROM t;
SELECT pg_temp.is(statuses_gateway._group_key(alice, 'favourite', 77),
    'favourite-77-' || (extract(epoch FROM now())::bigint / 3600 - 11),
    :'version' || ' notification: group of eleven hours ago') FROM t;
UPDATE notifications SET group_key = 'favourite-77-'
    || (extract(epoch FROM now())::bigint / 3600 - 12)
WHERE group_key LIKE 'favourite-77-%';
SELECT pg_temp.is(statuses_gateway._group_key(alice, 'favourite', 77),
    'favourite-77-' || extract(epoch FROM now())::bigint / 3600,
    :'version' || ' notification: group of twelve hours ago') FROM t;
ROLLBACK;

-- rights: the writer calls these functions, and that is all
BEGIN;
SET LOCAL ROLE statuses_writer;
SELECT pg_temp.is(pg_temp.sqlstate_of('SELECT statuses_gateway.bookmark(1, '
    '1)'), '00000', :'version' || ' statuses_writer calls functions');
SELECT pg_temp.is(pg_temp.sqlstate_of('SELECT '
    'statuses_gateway._count_favourites(1, 1)'), '42501',
    :'version' || ' statuses_writer calls no parts of functions');
SELECT pg_temp.is(pg_temp.sqlstate_of('DELETE FROM favourites'), '42501',
    :'version' || ' statuses_writer deletes nothing');
SELECT pg_temp.is(pg_temp.sqlstate_of('SELECT encrypted_password FROM users'),
    '42501', :'version' || ' statuses_writer reads no passwords');
SELECT pg_temp.is(pg_temp.sqlstate_of('UPDATE oauth_access_tokens '
    'SET last_used_at = now()'), '00000',
    :'version' || ' statuses_writer notes that a token is in use');
RESET ROLE;
SET LOCAL ROLE statuses_reader;
SELECT pg_temp.is(pg_temp.sqlstate_of('SELECT statuses_gateway.bookmark(1, '
    '1)'), '42501', :'version' || ' statuses_reader writes nothing');
SELECT pg_temp.is(pg_temp.sqlstate_of('SELECT token FROM '
    'oauth_access_tokens'), '00000', :'version' || ' statuses_reader reads');
ROLLBACK;
