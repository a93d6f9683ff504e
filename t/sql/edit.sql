-- statuses_gateway.edit_status() and what concerns scheduled statuses, on the
-- demo's rows. As in gateway.sql, each block is rolled back.

\ir gateway.psql


-- a new text, and whatever else is to be changed
CREATE FUNCTION pg_temp.edited(author text, post bigint, words text,
    jobs text, more json DEFAULT '{}')
RETURNS text
LANGUAGE sql AS $$
    SELECT pg_temp.said(statuses_gateway.edit_status(pg_temp.account(author),
        post, (jsonb_build_object('given', words, 'stripped', btrim(words),
            'text', btrim(words), 'given_spoiler', '', 'spoiler_text', '',
            'sensitive', false, 'language', 'en') || more::jsonb)::json, jobs,
        'https://s.example'))
$$;

CREATE FUNCTION pg_temp.versions(post bigint) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(text, ', ' ORDER BY id) FROM status_edits
    WHERE status_id = post
$$;


-- with Mastodon's workers: the rows, the jobs, and what its caches hold
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.post('alice') AS p;
UPDATE statuses SET ordered_media_attachment_ids = '{}'
WHERE id = (SELECT p FROM t);
SELECT pg_temp.is(pg_temp.edited('alice', p, 'a post', 'sidekiq'),
    '200 as before', :'version' || ' sidekiq: edit: the same') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), NULL,
    :'version' || ' sidekiq: edit: the same: no jobs');
SELECT pg_temp.is(pg_temp.edited('alice', p, 'another', 'sidekiq',
    json_build_object('mentions', ARRAY[pg_temp.account('bob')])),
    '200 changed', :'version' || ' sidekiq: edit') FROM t;
SELECT pg_temp.is(pg_temp.jobs(), format(E'TriggerWebhookWorker '
    '["status.updated", "Status", %1$s]\nLinkCrawlWorker [%1$s]\n'
    'TriggerWebhookWorker ["status.updated", "Status", %1$s]\n'
    'DistributionWorker [%1$s, {"update":true}]\n'
    'ActivityPub::StatusUpdateDistributionWorker [%1$s]', p),
    :'version' || ' sidekiq: edit: jobs') FROM t;
SELECT pg_temp.is(pg_temp.notified('bob', 'mention'), 'none',
    :'version' || ' sidekiq: edit: notifications are the workers''');
SELECT pg_temp.is(pg_temp.versions(p), 'a post, another',
    :'version' || ' sidekiq: edit: versions') FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'another', 'sidekiq',
    '{"poll":{"options":["a","b"],"multiple":false,"hide_totals":false,'
    '"expires_in":3600,"raw":false}}'), '200 changed',
    :'version' || ' sidekiq: edit: a poll') FROM t;
SELECT pg_temp.ok(pg_temp.jobs() ~ (E'^TriggerWebhookWorker [^\n]*\n'
    || E'PollExpirationNotifyWorker \\[\\d+\\]\nTriggerWebhookWorker'),
    :'version' || ' sidekiq: edit: a poll: jobs');
SELECT pg_temp.is(pg_temp.edited('alice', p, 'another', 'sidekiq',
    '{"poll":{"options":["a","b"],"multiple":false,"hide_totals":false,'
    '"expires_in":600,"raw":false}}'), '200 changed',
    :'version' || ' sidekiq: edit: a poll that ends earlier') FROM t;
SELECT pg_temp.ok(pg_temp.jobs() ~ (E'^\\["UNLINK","cache:v3:statuses/'
    || (SELECT p FROM t) || E'"\\]\nTriggerWebhookWorker [^\n]*\n'
    || E'\\["EVAL",[^\n]*PollExpirationNotifyWorker[^\n]*"2","schedule",'
    || E'"uniquejobs:digests","\\d+"\\]\nPollExpirationNotifyWorker'),
    :'version' || ' sidekiq: edit: a poll that ends earlier: the old job goes');
ROLLBACK;

-- who, and what is not written at all
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.post('alice') AS p, pg_temp.account('alice') AS alice;
SELECT pg_temp.is(pg_temp.edited('bob', p, 'x', 'off'), '404',
    :'version' || ' edit: of another') FROM t;
SELECT pg_temp.is(pg_temp.edited('bob', 0, 'x', 'off'), '404',
    :'version' || ' edit: missing');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.edit_status(alice, p, NULL,
    'off', '')), '409', :'version' || ' edit: forgotten meanwhile') FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'x', 'off',
    '{"error":"not like this"}'), '422 not like this',
    :'version' || ' edit: refused') FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'x', 'off',
    '{"media":[1,2]}'), '422 Media 1, 2 not found or already attached to '
    'another post', :'version' || ' edit: no such files') FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'x', 'off', '{"limit":0}'),
    '200 changed', :'version' || ' edit: the first of a window') FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'y', 'off', '{"limit":1}'),
    '429', :'version' || ' edit: too many') FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'x', 'off', '{"limit":1}'),
    '200 as before', :'version' || ' edit: none, and so not too many')
FROM t;
SELECT pg_temp.is(pg_temp.versions(p) || ' ' || (SELECT text FROM statuses
    WHERE id = p), 'a post, x x', :'version' || ' edit: what was refused')
FROM t;
ROLLBACK;

-- a list of files that was never there becomes an empty one
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.post('alice') AS p;
UPDATE statuses SET ordered_media_attachment_ids = NULL
WHERE id = (SELECT p FROM t);
INSERT INTO media_attachments (account_id, status_id, description,
    created_at, updated_at)
SELECT pg_temp.account('alice'), p, 'one', now(), now() FROM t;
SELECT pg_temp.is(pg_temp.edited('alice', p, 'a post', 'off'), '200 changed',
    :'version' || ' edit: no list of files') FROM t;
SELECT pg_temp.is(string_agg(cardinality(ordered_media_attachment_ids) || ' '
    || media_descriptions::text, ', ' ORDER BY e.id), '1 {one}, 0 {}',
    :'version' || ' edit: versions of files')
FROM status_edits e, t WHERE status_id = p;
ROLLBACK;

-- focus: where it was, or behind what is known
SELECT pg_temp.is(statuses_gateway._focus(meta::json, x, y)::text, want,
    :'version' || ' focus: ' || coalesce(meta, 'none'))
FROM (VALUES
    (NULL, 0.5, -1, '{"focus":{"x":0.5,"y":-1.0}}'),
    ('[]', 1e-7, 0, '{"focus":{"x":1e-07,"y":0.0}}'),
    ('{"z":1,"small":{"a": 1},"original":{}}', 0, 0,
        '{"original":{},"small":{"a": 1},"focus":{"x":0.0,"y":0.0}}'),
    ('{"original":{},"focus":{"x":1}}', 0, 0,
        '{"focus":{"x":0.0,"y":0.0},"original":{}}'))
    v (meta, x, y, want);

-- other times: limits count what is there, and the one that is moved
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS
    SELECT pg_temp.account('alice') AS alice, pg_temp.account('bob') AS bob;
DELETE FROM scheduled_statuses;
INSERT INTO scheduled_statuses (id, account_id, scheduled_at)
SELECT -n, alice, timestamp '2090-01-01 00:00' + n * interval '8 hours'
FROM t, generate_series(1, 6) n;
CREATE FUNCTION pg_temp.moved(who text, id bigint, at text, total integer,
    daily integer) RETURNS text
LANGUAGE sql AS $$
    SELECT pg_temp.said(statuses_gateway.update_scheduled(
        pg_temp.account(who), id, at <> '', nullif(at, '')::timestamp, total,
        daily))
$$;
SELECT pg_temp.is(pg_temp.moved('alice', -1, '2090-01-01', 9, 9),
    '200 changed', :'version' || ' scheduled: another time');
SELECT pg_temp.is(pg_temp.moved('alice', -1, '2090-01-01', 9, 9),
    '200 as before', :'version' || ' scheduled: the same time');
SELECT pg_temp.is(pg_temp.moved('alice', -1, '', 9, 9), '200 as before',
    :'version' || ' scheduled: no time');
SELECT pg_temp.is(pg_temp.moved('bob', -1, '', 9, 9), '404',
    :'version' || ' scheduled: of another');
SELECT pg_temp.is(pg_temp.moved('alice', -1, '2090-01-02 23:59:59.999999', 6,
    3), '422 Validation failed: You have exceeded the limit of 6 scheduled '
    'posts, You have exceeded the limit of 3 scheduled posts for today',
    :'version' || ' scheduled: both limits');
SELECT pg_temp.is(pg_temp.moved('alice', -1, '2090-01-03', 7, 3),
    '200 changed', :'version' || ' scheduled: a day with room');
SELECT pg_temp.is(pg_temp.said(statuses_gateway.update_scheduled(alice, -1,
    true, now() AT TIME ZONE 'utc' + interval '300 seconds', 9, 9)),
    '422 Validation failed: Scheduled at date must be in the future',
    :'version' || ' scheduled: five minutes are too few') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.update_scheduled(alice, -1,
    true, now() AT TIME ZONE 'utc' + interval '301 seconds', 9, 9)),
    '200 changed', :'version' || ' scheduled: a second more') FROM t;
SELECT pg_temp.is(pg_temp.said(statuses_gateway.delete_scheduled(bob, -1))
    || ' ' || pg_temp.said(statuses_gateway.delete_scheduled(alice, -1))
    || ' ' || pg_temp.said(statuses_gateway.delete_scheduled(alice, -1)),
    '404 200 changed 404', :'version' || ' scheduled: taken back') FROM t;
SELECT pg_temp.is(count(*), 5::bigint, :'version' || ' scheduled: what is left')
FROM scheduled_statuses;
SELECT pg_temp.is(pg_temp.jobs(), NULL, :'version' || ' scheduled: no jobs');
ROLLBACK;
