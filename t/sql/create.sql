-- statuses_gateway.create_status() and what comes around it, on the demo's
-- rows: what may have changed since the module looked. As in gateway.sql, each
-- block is rolled back.

\ir gateway.psql

-- a post of alice's; more is what else the document has
CREATE FUNCTION pg_temp.create(more jsonb DEFAULT '{}',
    jobs text DEFAULT 'outbox')
RETURNS statuses_gateway.result
LANGUAGE sql AS $$
    SELECT statuses_gateway.create_status(pg_temp.account('alice'),
        (jsonb_build_object('text', 'a post', 'spoiler_text', '', 'sensitive',
            false, 'visibility', 0, 'language', 'en', 'policy', 131072)
            || more)::json, jobs, 'https://s.example')
$$;

-- rows that a post leaves
CREATE FUNCTION pg_temp.made() RETURNS bigint
LANGUAGE sql AS $$
    SELECT (SELECT count(*) FROM statuses) + (SELECT count(*) FROM
        conversations) + (SELECT count(*) FROM mentions) + (SELECT count(*)
        FROM quotes) + (SELECT count(*) FROM polls) + (SELECT count(*) FROM
        tags) + (SELECT count(*) FROM statuses_tags) + (SELECT sum(n) FROM (
            SELECT statuses_count AS n FROM account_stats) t) + (SELECT
        count(*) FROM statuses_gateway.outbox) + (SELECT count(*) FROM
        media_attachments WHERE status_id IS NOT NULL) + (SELECT
        coalesce(sum(posts), 0) FROM statuses_gateway.posting)
$$;

-- what is refused leaves none
CREATE FUNCTION pg_temp.refused(more jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    before bigint := pg_temp.made();
    said   text := pg_temp.said(pg_temp.create(more));
BEGIN
    RETURN said || CASE WHEN pg_temp.made() = before THEN ''
        ELSE ' but something was written' END;
END
$$;


BEGIN;
SELECT pg_temp.is(pg_temp.said(pg_temp.create()), '200 changed',
    :'version' || ' create');
SELECT pg_temp.is(concat_ws('|', s.text, s.visibility, s.local, s.reply,
    s.ordered_media_attachment_ids, s.uri ~ ('^https://s.example/(ap/)?users/'
    || '(alice|' || s.account_id || ')/statuses/' || s.id || '$'),
    s.created_at = s.updated_at, c.parent_status_id = s.id,
    c.parent_account_id = s.account_id),
    'a post|0|t|f|{}|t|t|t|t', :'version' || ' create: row')
FROM statuses s JOIN conversations c ON c.id = s.conversation_id
WHERE s.id = current_setting('statuses_gateway.id')::bigint;
ROLLBACK;

BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('bob') AS p, pg_temp.account('alice') AS alice;
UPDATE statuses SET quote_approval_policy = 131072
WHERE id = (SELECT p FROM t);
SELECT pg_temp.is(pg_temp.said(pg_temp.create(jsonb_build_object('reply', p,
    'quote', p))), '200 changed', :'version' || ' create: reply and quote')
FROM t;
SELECT pg_temp.is(concat_ws('|', c.replies_count, c.quotes_count), '1|1',
    :'version' || ' create: counters of both')
FROM t JOIN status_stats c ON c.status_id = p;

-- then the author turns away
INSERT INTO blocks (account_id, target_account_id, created_at, updated_at)
SELECT pg_temp.account('bob'), alice, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.refused(jsonb_build_object('reply', p)),
    '404 The post you are trying to reply to does not appear to exist.',
    :'version' || ' create: the parent is out of sight meanwhile') FROM t;
SELECT pg_temp.is(pg_temp.refused(jsonb_build_object('quote', p)),
    '404 The post you are trying to quote does not appear to exist.',
    :'version' || ' create: so is the quoted one') FROM t;
ROLLBACK;

BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.post('bob') AS p;
UPDATE statuses SET deleted_at = now() WHERE id = (SELECT p FROM t);
SELECT pg_temp.is(pg_temp.refused(jsonb_build_object('reply', p)),
    '404 The post you are trying to reply to does not appear to exist.',
    :'version' || ' create: the parent is deleted meanwhile') FROM t;
SELECT pg_temp.is(pg_temp.refused(jsonb_build_object('quote', p)),
    '404 The post you are trying to quote does not appear to exist.',
    :'version' || ' create: so is the quoted one') FROM t;
SELECT pg_temp.is(pg_temp.refused(jsonb_build_object('quote',
    pg_temp.post('bob'))),
    '404 The post you are trying to quote does not appear to exist.',
    :'version' || ' create: who wrote it does not agree');
ROLLBACK;

BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('alice') AS alice;
INSERT INTO media_attachments (id, account_id, status_id, created_at,
    updated_at)
SELECT 1, alice, NULL::bigint, now(), now() FROM t
UNION ALL SELECT 2, alice, p, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.refused('{"media":[2,1,3]}'),
    '422 Media 2, 3 not found or already attached to another post',
    :'version' || ' create: a file is attached meanwhile');
SELECT pg_temp.is(pg_temp.said(pg_temp.create('{"media":[1]}')),
    '200 changed', :'version' || ' create: a file');
INSERT INTO tags (name, usable, created_at, updated_at)
VALUES ('bad', false, now(), now());
SELECT pg_temp.is(pg_temp.refused('{"tags":["bad"],"names":["Bad"]}'),
    '422 Validation failed: Text contained a disallowed hashtag: bad',
    :'version' || ' create: a hashtag is forbidden meanwhile');
ROLLBACK;

-- 300 in three hours
BEGIN;
SELECT pg_temp.is(string_agg(pg_temp.said(pg_temp.create('{"limit":2}')),
    ', '), '200 changed, 200 changed', :'version' || ' create: two of two')
FROM generate_series(1, 2);
SELECT pg_temp.is(pg_temp.refused('{"limit":2}'), '429',
    :'version' || ' create: one too many');
SELECT pg_temp.is(pg_temp.said(pg_temp.create('{"limit":3}')),
    '200 changed', :'version' || ' create: one more is allowed');
UPDATE statuses_gateway.posting SET time_window = time_window - 1;
SELECT pg_temp.is(pg_temp.said(pg_temp.create('{"limit":1}')),
    '200 changed', :'version' || ' create: a new window');
ROLLBACK;

-- with Mastodon's workers: nobody is told here
BEGIN;
SELECT pg_temp.is(pg_temp.said(pg_temp.create(jsonb_build_object('mentions',
    ARRAY[pg_temp.account('bob')], 'tags', ARRAY['demo', 'brandnew'], 'names',
    ARRAY['demo', 'BrandNew'], 'key', E'k\n"1', 'valid', 7), 'sidekiq')),
    '200 changed', :'version' || ' sidekiq: create');
SELECT pg_temp.is(pg_temp.notified('bob', 'mention'), 'none',
    :'version' || ' sidekiq: create: no notification');
SELECT pg_temp.is(string_agg(CASE kind WHEN 'job' THEN class
    ELSE concat_ws(' ', args ->> 0, regexp_replace(args ->> 1, '\d+', 'N', 'g'))
    END, ', ' ORDER BY id),
    'TriggerWebhookWorker, INCRBY activity:statuses:local:N, EXPIRE '
    'activity:statuses:local:N, SETEX idempotency:status:N:k' || E'\n' || '"N'
    || repeat(', INCRBY activity:tags:N:N, PFADD activity:tags:N:N:accounts, '
    'EXPIRE activity:tags:N:N, EXPIRE activity:tags:N:N:accounts, SADD '
    'trending_tags:used:N, EXPIRE trending_tags:used:N', 2)
    || ', LinkCrawlWorker, DistributionWorker, ActivityPub::DistributionWorker',
    :'version' || ' sidekiq: create: jobs and commands, in order')
FROM statuses_gateway.outbox;
ROLLBACK;

-- once
BEGIN;
SELECT pg_temp.ok(statuses_gateway.claim(1, 'o', NULL, NULL, true, 9) IS NULL,
    :'version' || ' claim: no key');
SELECT pg_temp.ok(statuses_gateway.claim(1, 'o', 'k', 'd', true, 9) IS NULL,
    :'version' || ' claim: a new one');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.remember(
    ROW(422, 'no', NULL, false), 1, 'o', 'k', 'd', true, 9)), '422 no',
    :'version' || ' claim: what was refused');
SELECT pg_temp.ok(statuses_gateway.claim(1, 'o', 'k', 'd', true, 9) IS NULL
    AND NOT statuses_gateway.remembered(1, 'o', 'k'),
    :'version' || ' claim: is not remembered');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.remember(
    ROW(200, NULL, 7, true), 1, 'o', 'k', 'd', true, 9)), '200 changed',
    :'version' || ' claim: what was done');
SELECT pg_temp.is(statuses_gateway.claim(1, 'o', 'k', 'd', true, 9)::text,
    '(200,,7,f)', :'version' || ' claim: is found');
SELECT pg_temp.is(statuses_gateway.claim(1, 'o', 'k', 'e', false, 9)::text,
    '(200,,7,f)', :'version' || ' claim: for another request as well');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.claim(1, 'o', 'k', 'e', true,
    9)), '422 This Idempotency-Key was used for another request',
    :'version' || ' claim: unless that is refused');
SELECT pg_temp.ok(statuses_gateway.claim(1, 'p', 'k', 'd', true, 9) IS NULL
    AND statuses_gateway.claim(2, 'o', 'k', 'd', true, 9) IS NULL,
    :'version' || ' claim: operation and account count');
SELECT pg_temp.is(statuses_gateway.forget(), 0,
    :'version' || ' forget: nothing is over');
UPDATE statuses_gateway.idempotency SET expires_at = now();
SELECT pg_temp.ok(statuses_gateway.claim(1, 'o', 'k', 'e', true, 9) IS NULL,
    :'version' || ' claim: it is over');
SELECT pg_temp.is(statuses_gateway.forget(), 1, :'version' || ' forget');
ROLLBACK;
