-- statuses_gateway.delete_status() on the demo's rows: what becomes of every
-- row that has to do with a status. As in gateway.sql, each block is rolled
-- back.

\ir gateway.psql

CREATE FUNCTION pg_temp.deleted(author text, post bigint, jobs text)
RETURNS text
LANGUAGE sql AS $$
    SELECT pg_temp.said(statuses_gateway.delete_status(
        pg_temp.account(author), post, false, jobs))
$$;

CREATE FUNCTION pg_temp.posts(author text) RETURNS bigint
LANGUAGE sql AS $$
    SELECT coalesce((SELECT statuses_count FROM account_stats
        WHERE account_id = pg_temp.account(author)), 0)
$$;


-- with Mastodon's workers: out of sight at once, and all else is theirs
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob,
        pg_temp.account('alice') AS alice, pg_temp.posts('alice') AS n,
        pg_temp.posts('bob') AS m;
SELECT pg_temp.said(statuses_gateway.reblog(bob, p, NULL, 'off', ''))
    IS NULL AS x FROM t \gset
SELECT pg_temp.said(statuses_gateway.favourite(bob, p, 'off', ''))
    IS NULL AS x FROM t \gset
DELETE FROM status_stats WHERE status_id = (SELECT p FROM t);
INSERT INTO status_pins (account_id, status_id, created_at, updated_at)
SELECT alice, p, now(), now() FROM t;
UPDATE statuses SET updated_at = '2026-01-01', created_at = '2026-01-01'
WHERE reblog_of_id = (SELECT p FROM t);
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'sidekiq'), '200 changed',
    :'version' || ' sidekiq: delete') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), format(E'TriggerWebhookWorker '
    '["status.updated", "Status", %s]\nRemovalWorker [%s, {"redraft" : true}]',
    p, p), :'version' || ' sidekiq: delete: jobs') FROM t;
SELECT pg_temp.is(string_agg(concat_ws(' ', s.id = p,
    s.deleted_at = now() AT TIME ZONE 'utc', s.updated_at = s.deleted_at),
    ', ' ORDER BY s.id), 't t t, f t f', :'version'
    || ' sidekiq: delete: it and its boost are hidden')
FROM statuses s, t WHERE p IN (s.id, s.reblog_of_id);
SELECT pg_temp.is(pg_temp.posts('alice') - n || ' '
    || pg_temp.posts('bob') - m || ' '
    || pg_temp.notified('alice', 'favourite') || ' '
    || pg_temp.notified('alice', 'reblog') || ' ' || (SELECT count(*)
        FROM favourites WHERE status_id = p) || ' ' || (SELECT count(*)
        FROM status_pins WHERE status_id = p) || ' ' || (SELECT
        favourites_count + reblogs_count FROM status_stats
        WHERE status_id = p), '0 1 shown grouped shown grouped 1 0 0',
    :'version' || ' sidekiq: delete: counters and the rest stay') FROM t;
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'sidekiq'), '404',
    :'version' || ' sidekiq: delete again') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.favourite(bob, p, 'sidekiq',
    '')), '404', :'version' || ' sidekiq: favourite of what is deleted')
FROM t;
SELECT pg_temp.is(pg_temp.jobs(), NULL,
    :'version' || ' sidekiq: no jobs for what is not there');
ROLLBACK;

-- whose
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.post('alice') AS p;
SELECT pg_temp.is(pg_temp.deleted('bob', p, 'outbox'), '404',
    :'version' || ' delete: of another') FROM t;
SELECT pg_temp.is(pg_temp.deleted('bob', 0, 'outbox'), '404',
    :'version' || ' delete: missing');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.hold_status(
    pg_temp.account('bob'), p)), '404', :'version' || ' hold: of another')
FROM t;
SELECT pg_temp.is(current_setting('statuses_gateway.id'), '',
    :'version' || ' hold: nothing to show');
SELECT pg_temp.is(count(*), 1::bigint, :'version' || ' delete: it is there')
FROM statuses, t WHERE id = p AND deleted_at IS NULL;
ROLLBACK;

-- notifications, and who is asked whether to accept more of them
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.post('alice') AS other,
        pg_temp.account('bob') AS bob, pg_temp.account('carol') AS carol,
        pg_temp.account('alice') AS alice;
DELETE FROM notification_requests;
DELETE FROM notifications;
WITH m AS (
    INSERT INTO mentions (account_id, status_id, created_at, updated_at)
    SELECT a, s, now(), now()
    FROM t, unnest(ARRAY[bob, carol]) a, unnest(ARRAY[p, other]) s
    RETURNING id, account_id, status_id)
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id, filtered, created_at, updated_at)
SELECT account_id, alice, 'mention', 'Mention', id, true, now(), now()
FROM m, t
-- carol was asked because of one post, bob because of both
WHERE account_id = bob OR status_id = p;
INSERT INTO notification_requests (account_id, from_account_id,
    last_status_id, notifications_count, created_at, updated_at)
SELECT a, alice, p, n, '2026-01-01', '2026-01-01'
FROM t, LATERAL (VALUES (bob, 2), (carol, 1)) v(a, n);
-- of those that name the post itself the first goes
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id, created_at, updated_at)
SELECT bob, alice, kind, 'Status', p, now(), now()
FROM t, unnest(ARRAY['status', 'update']) kind;
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'off'), '200 changed',
    :'version' || ' delete: with notifications') FROM t;
SELECT pg_temp.is(string_agg(n.type || ' ' || (n.account_id = bob),
    ', ' ORDER BY n.id), 'mention true, update true',
    :'version' || ' delete: notifications that stay') FROM notifications n, t;
SELECT pg_temp.is(string_agg((account_id = bob) || ' ' || notifications_count
    || ' ' || (last_status_id IS NULL) || ' ' || (updated_at > '2026-02-01'),
    ', '), 'true 1 true true', :'version' || ' delete: requests')
FROM notification_requests, t;
SELECT pg_temp.is(pg_temp.deleted('alice', other, 'off'), '200 changed',
    :'version' || ' delete: the other post') FROM t;
SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' delete: nothing is left to ask for')
FROM notification_requests;
ROLLBACK;

-- one whose last status is gone is not counted anew
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob,
        pg_temp.account('alice') AS alice;
DELETE FROM notification_requests;
WITH m AS (
    INSERT INTO mentions (account_id, status_id, created_at, updated_at)
    SELECT bob, s, now(), now()
    FROM t, LATERAL (VALUES (p), (pg_temp.post('alice')),
        (pg_temp.post('alice'))) v(s)
    RETURNING id)
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id, filtered, created_at, updated_at)
SELECT bob, alice, 'mention', 'Mention', id, true, now(), now() FROM m, t;
INSERT INTO notification_requests (account_id, from_account_id,
    last_status_id, notifications_count, created_at, updated_at)
SELECT bob, alice, NULL, 3, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'off') || ' ' || (
    SELECT notifications_count FROM notification_requests), '200 changed 3',
    :'version' || ' delete: a request without a last status') FROM t;
ROLLBACK;

-- featured tags: the post's own, whatever its visibility
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.account('alice') AS alice, pg_temp.post('alice', 1) AS old,
        pg_temp.post('alice', 2) AS hidden, pg_temp.post('alice', 2) AS p;
INSERT INTO tags (id, name, created_at, updated_at)
SELECT n, 'feature' || n, now(), now() FROM generate_series(-3, -1) n;
INSERT INTO statuses_tags (tag_id, status_id)
SELECT n, s FROM t, generate_series(-3, -1) n, unnest(ARRAY[old, hidden, p]) s;
UPDATE statuses SET created_at = '2026-01-01 00:00:01'
WHERE id = (SELECT old FROM t);
UPDATE statuses SET created_at = '2026-01-01 00:00:02'
WHERE id IN (SELECT hidden FROM t UNION SELECT p FROM t);
INSERT INTO featured_tags (account_id, tag_id, statuses_count,
    last_status_at, created_at, updated_at)
SELECT alice, n, c, '2026-01-01'::timestamp + l * interval '1 second',
    now(), now()
FROM t, (VALUES (-3, 3, 2), (-2, 1, 2), (-1, 3, 9)) v(n, c, l);
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'off'), '200 changed',
    :'version' || ' delete: with featured tags') FROM t;
SELECT pg_temp.is(string_agg(f.statuses_count || ' ' || coalesce(extract(
    second FROM f.last_status_at)::integer::text, 'never'), ', '
    ORDER BY f.tag_id), '2 1, 0 never, 2 9',
    :'version' || ' delete: featured tags')
FROM featured_tags f, t WHERE f.account_id = alice AND f.tag_id < 0;
ROLLBACK;

-- a strike keeps it, a report that was dealt with does not; what it quotes is
-- let go in either case
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.post('alice') AS other,
        pg_temp.post('bob') AS quoted, pg_temp.account('bob') AS bob,
        pg_temp.account('alice') AS alice, pg_temp.posts('alice') AS n;
INSERT INTO account_warnings (target_account_id, status_ids, created_at,
    updated_at)
SELECT alice, ARRAY[p::text], now(), now() FROM t;
INSERT INTO reports (account_id, target_account_id, status_ids,
    action_taken_at, created_at, updated_at)
SELECT bob, alice, ARRAY[other], now(), now(), now() FROM t;
INSERT INTO quotes (account_id, status_id, quoted_account_id,
    quoted_status_id, state, created_at, updated_at)
SELECT alice, s, bob, quoted, 1, now(), now()
FROM t, unnest(ARRAY[p, other]) s;
INSERT INTO status_stats (status_id, quotes_count, created_at, updated_at)
SELECT quoted, 2, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'off') || ', '
    || pg_temp.deleted('alice', other, 'off'), '200 changed, 200 changed',
    :'version' || ' delete: what moderators know') FROM t;
SELECT pg_temp.is((SELECT string_agg((id = p) || ' '
        || (deleted_at IS NOT NULL), ', ') FROM statuses
        WHERE id IN (p, other)) || ' ' || (SELECT string_agg(state::text,
        ', ') FROM quotes WHERE quoted_status_id = quoted) || ' '
    || (SELECT quotes_count FROM status_stats WHERE status_id = quoted) || ' '
    || (SELECT count(*) FROM status_stats WHERE status_id = p) || ' '
    || pg_temp.posts('alice') - n, 'true true 3 0 1 -1',
    :'version' || ' delete: what moderators look at stays') FROM t;
ROLLBACK;

-- everything that may hang on it, and nothing else
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('bob') AS bob,
        pg_temp.account('alice') AS alice;
CREATE TEMP TABLE held (name text, rows bigint) ON COMMIT DROP;
CREATE FUNCTION pg_temp.counted() RETURNS TABLE (name text, rows bigint)
LANGUAGE plpgsql AS $$
BEGIN
    FOR name IN
        SELECT relname FROM pg_class WHERE relkind = 'r'
            AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('SELECT count(*) FROM %I', name) INTO rows;
        RETURN NEXT;
    END LOOP;
END
$$;
INSERT INTO held SELECT * FROM pg_temp.counted();
INSERT INTO favourites (account_id, status_id, created_at, updated_at)
SELECT bob, p, now(), now() FROM t;
INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
SELECT bob, p, now(), now() FROM t;
INSERT INTO mentions (account_id, status_id, created_at, updated_at)
SELECT bob, p, now(), now() FROM t;
INSERT INTO status_edits (status_id, text, created_at, updated_at)
SELECT p, 'x', now(), now() FROM t;
INSERT INTO status_trends (account_id, status_id) SELECT alice, p FROM t;
INSERT INTO polls (account_id, status_id, created_at, updated_at)
SELECT alice, p, now(), now() FROM t;
INSERT INTO poll_votes (account_id, poll_id, created_at, updated_at)
SELECT bob, id, now(), now() FROM t, polls WHERE status_id = p;
INSERT INTO statuses_tags (tag_id, status_id)
SELECT (SELECT min(id) FROM tags), p FROM t;
INSERT INTO preview_cards_statuses (preview_card_id, status_id)
SELECT (SELECT min(id) FROM preview_cards), p FROM t;
INSERT INTO custom_filters (account_id, phrase, created_at, updated_at)
SELECT bob, 'x', now(), now() FROM t;
INSERT INTO custom_filter_statuses (custom_filter_id, status_id, created_at,
    updated_at)
SELECT f.id, p, now(), now() FROM t, custom_filters f WHERE phrase = 'x';
INSERT INTO status_stats (status_id, created_at, updated_at)
SELECT p, now(), now() FROM t;
INSERT INTO status_pins (account_id, status_id, created_at, updated_at)
SELECT alice, p, now(), now() FROM t;
INSERT INTO quotes (account_id, status_id, created_at, updated_at)
SELECT alice, p, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.deleted('alice', p, 'off'), '200 changed',
    :'version' || ' delete: with everything') FROM t;
SELECT pg_temp.is(string_agg(name || ' ' || n.rows - h.rows, ', '
    ORDER BY name), 'custom_filters 1, statuses -1',
    :'version' || ' delete: nothing is left')
FROM held h JOIN pg_temp.counted() n USING (name) WHERE n.rows <> h.rows;
ROLLBACK;
