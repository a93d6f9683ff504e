-- After races.pgbench: every counter tells what there is.

SELECT pg_temp.is(coalesce(c.favourites_count, 0), (
    SELECT count(*) FROM favourites WHERE status_id = r.id),
    :'version' || ' races: favourites_count of post ' || r.n)
FROM races.statuses r LEFT JOIN status_stats c ON c.status_id = r.id;

SELECT pg_temp.is(coalesce(c.reblogs_count, 0), (
    SELECT count(*) FROM statuses WHERE reblog_of_id = r.id),
    :'version' || ' races: reblogs_count of post ' || r.n)
FROM races.statuses r LEFT JOIN status_stats c ON c.status_id = r.id;

SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' races: nobody boosts a post twice')
FROM (
    SELECT FROM statuses s JOIN races.statuses r ON r.id = s.reblog_of_id
    GROUP BY s.account_id, s.reblog_of_id HAVING count(*) > 1) twice;

SELECT pg_temp.is(string_agg(a.id::text, ' '), NULL,
    :'version' || ' races: statuses_count')
FROM races.accounts a LEFT JOIN account_stats c ON c.account_id = a.id
WHERE coalesce(c.statuses_count, 0) <> (
    SELECT count(*) FROM statuses WHERE account_id = a.id
        AND visibility <> 3 AND deleted_at IS NULL);

SELECT pg_temp.is(string_agg(a.id::text, ' '), NULL,
    :'version' || ' races: featured hashtags')
FROM races.accounts a JOIN featured_tags f ON f.account_id = a.id
WHERE f.statuses_count <> (
        SELECT count(*) FROM statuses s JOIN statuses_tags t
            ON t.status_id = s.id AND t.tag_id = f.tag_id
        WHERE s.account_id = a.id);

SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' races: no notification of what is gone')
FROM notifications n JOIN races.accounts a ON a.id = n.from_account_id
WHERE NOT EXISTS (SELECT FROM favourites f
        WHERE f.id = n.activity_id AND n.activity_type = 'Favourite')
    AND NOT EXISTS (SELECT FROM statuses s
        WHERE s.id = n.activity_id AND n.activity_type = 'Status')
    AND NOT EXISTS (SELECT FROM quotes q
        WHERE q.id = n.activity_id AND n.activity_type = 'Quote')
    AND NOT EXISTS (SELECT FROM mentions m
        WHERE m.id = n.activity_id AND n.activity_type = 'Mention')
    -- of an edit and a boost one stays, in Mastodon too
    AND n.type NOT IN ('update', 'quoted_update');

SELECT pg_temp.is(string_agg(s.id::text, ' '), NULL,
    :'version' || ' races: counters of posts that others were deleted around')
FROM statuses s JOIN races.accounts a ON a.id = s.account_id
LEFT JOIN status_stats c ON c.status_id = s.id
WHERE coalesce(c.replies_count, 0) <> (
        SELECT count(*) FROM statuses WHERE in_reply_to_id = s.id)
    OR coalesce(c.reblogs_count, 0) <> (
        SELECT count(*) FROM statuses WHERE reblog_of_id = s.id)
    OR coalesce(c.quotes_count, 0) <> (
        SELECT count(*) FROM quotes WHERE quoted_status_id = s.id)
    OR coalesce(c.favourites_count, 0) <> (
        SELECT count(*) FROM favourites WHERE status_id = s.id);

SELECT pg_temp.is(string_agg(f.account_id::text, ' '), NULL,
    :'version' || ' races: featured hashtags')
FROM featured_tags f JOIN races.accounts a ON a.id = f.account_id
WHERE f.statuses_count <> (
    SELECT count(*) FROM statuses_tags t JOIN statuses s ON s.id = t.status_id
    WHERE t.tag_id = f.tag_id AND s.account_id = f.account_id);

SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' races: a poll belongs to its post, and a post to its poll')
FROM statuses s JOIN races.accounts a ON a.id = s.account_id
FULL JOIN polls p ON p.id = s.poll_id
WHERE (s.poll_id IS NOT NULL AND p.id IS NULL)
    OR (s.id IS NULL AND p.account_id IN (SELECT id FROM races.accounts));

SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' races: the last version is the text')
FROM statuses s JOIN races.accounts a ON a.id = s.account_id
JOIN LATERAL (
    SELECT e.text FROM status_edits e WHERE e.status_id = s.id
    ORDER BY e.id DESC LIMIT 1) e ON e.text <> s.text;

SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' races: requests count what is filtered')
FROM notification_requests r JOIN races.accounts a
    ON a.id = r.from_account_id
WHERE r.last_status_id IS NOT NULL AND r.notifications_count
    <> statuses_gateway._count_filtered(r.account_id, r.from_account_id);

SELECT pg_temp.ok(count(*) FILTER (WHERE class = 'UnfavouriteWorker') > 9
        AND count(*) FILTER (WHERE class = 'RemovalWorker') > 9
        AND count(*) FILTER (WHERE args ->> 1 IS NOT NULL) > 9,
    :'version' || ' races: there was one')
FROM statuses_gateway.outbox;
