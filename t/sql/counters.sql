-- Each counter of the demo against the rows it counts.

-- posts
SELECT pg_temp.is((
    SELECT string_agg(s.id::text, ' ')
      FROM statuses s
      LEFT JOIN status_stats c ON c.status_id = s.id
      LEFT JOIN (SELECT in_reply_to_id AS id, count(*) AS n FROM statuses
                  WHERE visibility < 2 AND deleted_at IS NULL GROUP BY 1) replies ON replies.id = s.id
     WHERE coalesce(c.replies_count, 0) <> coalesce(replies.n, 0)
    ), NULL, :'version' || ' replies_count');

SELECT pg_temp.is((
    SELECT string_agg(s.id::text, ' ')
      FROM statuses s
      LEFT JOIN status_stats c ON c.status_id = s.id
      LEFT JOIN (SELECT reblog_of_id AS id, count(*) AS n FROM statuses
                  WHERE deleted_at IS NULL GROUP BY 1) boosts ON boosts.id = s.id
     WHERE coalesce(c.reblogs_count, 0) <> coalesce(boosts.n, 0)
    ), NULL, :'version' || ' reblogs_count');

SELECT pg_temp.is((
    SELECT string_agg(s.id::text, ' ')
      FROM statuses s
      LEFT JOIN status_stats c ON c.status_id = s.id
      LEFT JOIN (SELECT status_id AS id, count(*) AS n FROM favourites GROUP BY 1) f ON f.id = s.id
     WHERE coalesce(c.favourites_count, 0) <> coalesce(f.n, 0)
    ), NULL, :'version' || ' favourites_count');

SELECT pg_temp.is((
    SELECT string_agg(s.id::text, ' ')
      FROM statuses s
      LEFT JOIN status_stats c ON c.status_id = s.id
      LEFT JOIN (SELECT quoted_status_id AS id, count(*) AS n FROM quotes
                  WHERE state = 1 GROUP BY 1) q ON q.id = s.id
     WHERE coalesce(c.quotes_count, 0) <> coalesce(q.n, 0)
    ), NULL, :'version' || ' quotes_count');

SELECT pg_temp.ok(bool_and(reblogs_count + favourites_count > 0) AND count(*) = 1,
                  :'version' || ' one remote post has the counts of its own server too')
  FROM status_stats c JOIN statuses s ON s.id = c.status_id
 WHERE untrusted_favourites_count IS NOT NULL AND untrusted_reblogs_count IS NOT NULL
   AND NOT s.local;

-- accounts
SELECT pg_temp.is((
    SELECT string_agg(a.username, ' ')
      FROM accounts a
      LEFT JOIN account_stats c ON c.account_id = a.id
      LEFT JOIN (SELECT account_id AS id, count(*) AS n, max(created_at) AS last FROM statuses
                  WHERE visibility IN (0, 1, 2, 4) AND deleted_at IS NULL GROUP BY 1) s ON s.id = a.id
     WHERE coalesce(c.statuses_count, 0) <> coalesce(s.n, 0)
        OR c.last_status_at IS DISTINCT FROM s.last
    ), NULL, :'version' || ' statuses_count and last_status_at');

SELECT pg_temp.is((
    SELECT string_agg(a.username, ' ')
      FROM accounts a
      LEFT JOIN account_stats c ON c.account_id = a.id
      LEFT JOIN (SELECT account_id AS id, count(*) AS n FROM follows GROUP BY 1) f ON f.id = a.id
      LEFT JOIN (SELECT target_account_id AS id, count(*) AS n FROM follows GROUP BY 1) g ON g.id = a.id
     WHERE coalesce(c.following_count, 0) <> coalesce(f.n, 0)
        OR coalesce(c.followers_count, 0) <> coalesce(g.n, 0)
    ), NULL, :'version' || ' following_count and followers_count');

-- polls: a local one is counted here
SELECT pg_temp.is((
    SELECT string_agg(p.id::text, ' ')
      FROM polls p
      JOIN statuses s ON s.id = p.status_id
     WHERE cardinality(p.cached_tallies) <> cardinality(p.options)
        OR p.votes_count <> (SELECT sum(n) FROM unnest(p.cached_tallies) n)
        OR s.local AND p.cached_tallies <> ARRAY(
               SELECT count(v.id)
                 FROM generate_series(0, cardinality(p.options) - 1) o (choice)
                 LEFT JOIN poll_votes v ON v.poll_id = p.id AND v.choice = o.choice
                GROUP BY o.choice
                ORDER BY o.choice)
        OR s.local AND p.voters_count <> (SELECT count(DISTINCT account_id) FROM poll_votes
                                           WHERE poll_id = p.id)
    ), NULL, :'version' || ' tallies, votes and voters of polls');

SELECT pg_temp.is((
    SELECT count(*) FROM (
        SELECT v.poll_id, v.account_id FROM poll_votes v JOIN polls p ON p.id = v.poll_id
         WHERE NOT p.multiple GROUP BY 1, 2 HAVING count(*) > 1) x
    ), 0::bigint, :'version' || ' one vote each where only one is allowed');

SELECT pg_temp.is((
    SELECT count(*) FROM poll_votes v JOIN polls p ON p.id = v.poll_id
     WHERE v.account_id = p.account_id
    ), 0::bigint, :'version' || ' nobody votes in his own poll');

-- hashtags
SELECT pg_temp.is((
    SELECT string_agg(f.id::text, ' ')
      FROM featured_tags f
     CROSS JOIN LATERAL (
        SELECT count(*) AS n, max(s.created_at) AS last
          FROM statuses_tags st JOIN statuses s ON s.id = st.status_id
         WHERE st.tag_id = f.tag_id AND s.account_id = f.account_id
           AND s.visibility < 2 AND s.deleted_at IS NULL) x
     WHERE (f.statuses_count, f.last_status_at) IS DISTINCT FROM (x.n, x.last) OR x.n = 0
    ), NULL, :'version' || ' featured_tags');

SELECT pg_temp.is((SELECT sum(accounts_count) FROM instances),
                  (SELECT count(*)::numeric FROM accounts WHERE domain IS NOT NULL),
                  :'version' || ' instances');
