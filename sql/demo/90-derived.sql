-- Demo data, part 6: everything that follows from the rest: threads, mentions,
-- hashtags, counters, notifications, and the sequences.

SET client_encoding TO 'UTF8';

-- A post that answers nothing begins a conversation, in the order of ids; its
-- replies belong to the same. Who goes on answering himself under a reply
-- answers whom he answered before.
INSERT INTO conversations (id, parent_status_id, parent_account_id,
                           created_at, updated_at)
SELECT row_number() OVER (ORDER BY id), id, account_id, created_at, created_at
  FROM statuses
 WHERE in_reply_to_id IS NULL;

WITH RECURSIVE walk (id, account_id, conversation_id, answers) AS (
    SELECT s.id, s.account_id, c.id, NULL::bigint
      FROM conversations c
      JOIN statuses s ON s.id = c.parent_status_id
    UNION ALL
    SELECT s.id, s.account_id, w.conversation_id,
           CASE WHEN s.account_id = w.account_id AND w.answers IS NOT NULL
                THEN w.answers ELSE w.account_id END
      FROM walk w
      JOIN statuses s ON s.in_reply_to_id = w.id
)
UPDATE statuses s
   SET conversation_id = w.conversation_id,
       reply = w.answers IS NOT NULL,
       in_reply_to_account_id = w.answers
  FROM walk w
 WHERE w.id = s.id;

-- bob has heard enough of alice's thread
INSERT INTO conversation_mutes (id, account_id, conversation_id)
SELECT 1, 115112000000000000, conversation_id
  FROM statuses
 WHERE id = 116431000000000000;

-- Mentions: @name and @name@domain in local text, links in remote HTML.
INSERT INTO mentions (id, status_id, account_id, created_at, updated_at)
SELECT row_number() OVER (ORDER BY m.status_id, min(m.n)), m.status_id, a.id,
       min(m.created_at), min(m.created_at)
  FROM (
    SELECT s.id AS status_id, s.created_at, x.n, lower(x.match[1]) AS username,
           lower(x.match[2]) AS domain
      FROM statuses s
     CROSS JOIN LATERAL regexp_matches(s.text,
           '(?:^|[^/[:alnum:]_])@([a-z0-9_]+)(?:@([a-z0-9.-]*[a-z0-9]))?', 'gi')
           WITH ORDINALITY x (match, n)
     WHERE s.local
    UNION ALL
    SELECT s.id, s.created_at, x.n, lower(x.match[2]),
           nullif(x.match[1], 'social.example')
      FROM statuses s
     CROSS JOIN LATERAL regexp_matches(s.text,
           'href="https://([^/"]+)/@([A-Za-z0-9_]+)" class="u-url mention"', 'g')
           WITH ORDINALITY x (match, n)
     WHERE NOT s.local
  ) m
  JOIN accounts a ON a.username = m.username
   AND a.domain IS NOT DISTINCT FROM m.domain
 GROUP BY m.status_id, a.id;

-- Hashtags: after a blank in local text, links in remote HTML.
INSERT INTO statuses_tags (status_id, tag_id)
SELECT h.status_id, t.id
  FROM (
    SELECT s.id AS status_id, x.match[1] AS name, x.n
      FROM statuses s
     CROSS JOIN LATERAL regexp_matches(s.text,
           CASE WHEN s.local THEN '(?:^|\s)#([^\s#.,;:!?()<>"]+)'
                ELSE 'class="mention hashtag" rel="tag">#<span>([^<]+)<' END,
           'g') WITH ORDINALITY x (match, n)
  ) h
  JOIN tags t ON lower(t.display_name) = lower(h.name)
 GROUP BY h.status_id, t.id
 ORDER BY h.status_id, min(h.n);

UPDATE featured_tags f
   SET statuses_count = c.uses, last_status_at = c.last_status_at
  FROM (
    SELECT s.account_id, st.tag_id, count(*) AS uses,
           max(s.created_at) AS last_status_at
      FROM statuses_tags st
      JOIN statuses s ON s.id = st.status_id
     WHERE s.visibility IN (0, 1)
     GROUP BY s.account_id, st.tag_id
  ) c
 WHERE c.account_id = f.account_id AND c.tag_id = f.tag_id;

-- Counters. Replies count if they are public or unlisted, quotes if accepted,
-- posts of an account unless they are direct.
INSERT INTO status_stats (id, status_id, replies_count, reblogs_count,
                          favourites_count, quotes_count, created_at,
                          updated_at)
SELECT row_number() OVER (ORDER BY s.id), s.id, n.replies, n.reblogs,
       n.favourites, n.quotes, s.created_at, s.created_at
  FROM statuses s
 CROSS JOIN LATERAL (
    SELECT (SELECT count(*) FROM statuses r
             WHERE r.in_reply_to_id = s.id AND r.visibility IN (0, 1)) AS replies,
           (SELECT count(*) FROM statuses r
             WHERE r.reblog_of_id = s.id) AS reblogs,
           (SELECT count(*) FROM favourites f
             WHERE f.status_id = s.id) AS favourites,
           (SELECT count(*) FROM quotes q
             WHERE q.quoted_status_id = s.id AND q.state = 1) AS quotes
  ) n
 WHERE n.replies + n.reblogs + n.favourites + n.quotes > 0;

-- what dave's server says of its own posts
UPDATE status_stats
   SET untrusted_favourites_count = 128, untrusted_reblogs_count = 31
 WHERE status_id = 116348000000000000;

INSERT INTO account_stats (id, account_id, statuses_count, following_count,
                           followers_count, last_status_at, created_at,
                           updated_at)
SELECT row_number() OVER (ORDER BY a.id), a.id, p.posts,
       (SELECT count(*) FROM follows f WHERE f.account_id = a.id),
       (SELECT count(*) FROM follows f WHERE f.target_account_id = a.id),
       p.last_post, a.created_at, coalesce(p.last_post, a.created_at)
  FROM accounts a
 CROSS JOIN LATERAL (
    SELECT count(*) AS posts, max(s.created_at) AS last_post
      FROM statuses s
     WHERE s.account_id = a.id AND s.visibility <> 3
  ) p
 WHERE a.id > 0;

-- Inboxes of direct posts, one row for each circle of participants.
INSERT INTO account_conversations (id, account_id, conversation_id,
                                   participant_account_ids, status_ids,
                                   last_status_id, unread)
SELECT row_number() OVER (ORDER BY owner, conversation_id, others), owner,
       conversation_id, others, array_agg(status_id ORDER BY status_id),
       max(status_id),
       (array_agg(author ORDER BY status_id DESC))[1] <> owner
  FROM (
    SELECT a.id AS owner, s.conversation_id, s.id AS status_id,
           s.account_id AS author,
           ARRAY(SELECT p.id
                   FROM (SELECT s.account_id AS id
                         UNION
                         SELECT m.account_id FROM mentions m
                          WHERE m.status_id = s.id AND NOT m.silent) p
                  WHERE p.id <> a.id
                  ORDER BY p.id) AS others
      FROM statuses s
      JOIN accounts a
        ON a.domain IS NULL
       AND (a.id = s.account_id
            OR a.id IN (SELECT m.account_id FROM mentions m
                         WHERE m.status_id = s.id))
     WHERE s.visibility = 3
  ) d
 GROUP BY owner, conversation_id, others;

-- Notifications of local users, but none from oneself or from somebody whom
-- one blocks or mutes.
INSERT INTO notifications (id, account_id, from_account_id, type,
                           activity_type, activity_id, group_key, created_at,
                           updated_at)
SELECT row_number() OVER (ORDER BY n.at, n.activity_type, n.activity_id),
       n.owner, n.actor, n.type, n.activity_type, n.activity_id,
       CASE WHEN n.type IN ('favourite', 'reblog', 'follow')
            THEN concat_ws('-', n.type, n.subject,
                           floor(extract(epoch FROM n.at) / 3600)::bigint) END,
       n.at, n.at
  FROM (
    SELECT m.account_id AS owner, s.account_id AS actor, 'mention' AS type,
           'Mention' AS activity_type, m.id AS activity_id,
           NULL::bigint AS subject, m.created_at AS at
      FROM mentions m JOIN statuses s ON s.id = m.status_id
    UNION ALL
    SELECT s.account_id, f.account_id, 'favourite', 'Favourite', f.id, s.id,
           f.created_at
      FROM favourites f JOIN statuses s ON s.id = f.status_id
    UNION ALL
    SELECT s.account_id, b.account_id, 'reblog', 'Status', b.id, s.id,
           b.created_at
      FROM statuses b JOIN statuses s ON s.id = b.reblog_of_id
    UNION ALL
    SELECT q.quoted_account_id, q.account_id, 'quote', 'Quote', q.id, NULL,
           q.created_at
      FROM quotes q
    UNION ALL
    SELECT f.target_account_id, f.account_id, 'follow', 'Follow', f.id, NULL,
           f.created_at
      FROM follows f
    UNION ALL
    SELECT r.target_account_id, r.account_id, 'follow_request',
           'FollowRequest', r.id, NULL, r.created_at
      FROM follow_requests r
  ) n
  JOIN accounts o ON o.id = n.owner AND o.domain IS NULL
 WHERE n.owner <> n.actor
   AND NOT EXISTS (SELECT 1 FROM blocks x
                    WHERE x.account_id = n.owner
                      AND x.target_account_id = n.actor)
   AND NOT EXISTS (SELECT 1 FROM mutes x
                    WHERE x.account_id = n.owner
                      AND x.target_account_id = n.actor
                      AND x.hide_notifications);

-- Sequences go on behind the ids used above.
DO $$
DECLARE
    relation regclass;
BEGIN
    FOR relation IN
        SELECT d.adrelid::regclass
          FROM pg_attrdef d
          JOIN pg_class c ON c.oid = d.adrelid
         WHERE c.relnamespace = 'public'::regnamespace
           AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
    LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), max(id))
                          FROM %s WHERE id > 0 HAVING count(*) > 0',
                       relation, 'id', relation);
    END LOOP;
END
$$;

REFRESH MATERIALIZED VIEW instances;
ANALYZE;
