-- The benchmark's data, part 3: posts.

INSERT INTO tags (id, name, display_name, created_at, updated_at)
SELECT no, lower(name), name, '2023-01-01', '2023-01-01'
  FROM bench.tags
 ORDER BY no;

-- who is mentioned, and which hashtags are used: one to three for 30 % each
CREATE UNLOGGED TABLE bench.mentions AS
SELECT DISTINCT ON (n, k) n, i, k
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL generate_series(1, 1 + bench.h(n, 61) % 3) i
 CROSS JOIN LATERAL (
    SELECT 1 + bench.h(n * 4 + i, 62) % :accounts AS k
 ) x
 WHERE bench.chance(n, 63, 300) AND NOT bench.is_boost(n);

CREATE UNLOGGED TABLE bench.hashtags AS
SELECT DISTINCT ON (n, tag) n, i, tag
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL generate_series(1, 1 + bench.h(n, 64) % 3) i
 CROSS JOIN LATERAL (
    SELECT 1 + (1999 * power(bench.h(n * 4 + i, 65) / 2147483648.0, 2))::bigint
               AS tag
 ) x
 WHERE bench.chance(n, 66, 300) AND NOT bench.is_boost(n);

-- the link of a post that has one; a card hangs on two of three
CREATE UNLOGGED TABLE bench.linked AS
SELECT n, 1 + bench.h(n, 67) % greatest(:statuses / 20, 1) AS link,
       bench.h(n, 68) % 3 < 2 AS card
  FROM generate_series(1, :statuses) n
 WHERE bench.chance(n, 69, 150) AND NOT bench.is_boost(n);

ANALYZE bench.mentions;
ANALYZE bench.hashtags;
ANALYZE bench.linked;
ANALYZE bench.people;
ANALYZE bench.paragraphs;

INSERT INTO statuses
    (id, account_id, text, spoiler_text, sensitive, visibility, language,
     local, uri, url, reply, in_reply_to_id, in_reply_to_account_id,
     reblog_of_id, conversation_id, application_id, poll_id,
     ordered_media_attachment_ids, quote_approval_policy, edited_at,
     created_at, updated_at)
SELECT bench.status_id(n), p.id,
       CASE WHEN bench.is_boost(n) THEN ''
           WHEN p.local THEN
               coalesce(m.plain || ' ', '') || t.plain
               || coalesce(E'\n\n' || l.url, '')
               || coalesce(E'\n\n' || h.plain, '')
           ELSE '<p>' || coalesce(m.html || ' ', '') || t.html
               || coalesce('</p><p><a href="' || bench.html(l.url)
                   || '" target="_blank" rel="nofollow noopener" '
                   'translate="no"><span class="invisible">' || l.hidden
                   || '</span><span class="'
                   || CASE WHEN l.rest <> '' THEN 'ellipsis' ELSE '' END
                   || '">' || bench.html(l.shown)
                   || '</span><span class="invisible">' || bench.html(l.rest)
                   || '</span></a>', '')
               || coalesce('</p><p>' || replace(h.html, '{domain}', p.domain),
                   '') || '</p>' END,
       CASE WHEN bench.is_boost(n) OR NOT bench.chance(n, 71, 60) THEN ''
           ELSE (ARRAY['Politics', 'Long, sorry', 'Food', 'Spoilers for the finale',
               'Work, mild grumbling'])[1 + bench.h(n, 72) % 5] END,
       bench.chance(n, 71, 60), bench.visibility(n),
       (ARRAY['en', 'en', 'en', 'de', 'es', 'fr', 'ja', NULL]
           )[1 + bench.h(n, 73) % 8],
       p.local, p.uri || '/statuses/' || bench.status_id(n),
       p.url || '/' || bench.status_id(n),
       bench.is_reply(n),
       CASE WHEN bench.is_reply(n) THEN bench.status_id(bench.popular(n, 74))
           END,
       CASE WHEN bench.is_reply(n)
           THEN bench.account_id(bench.author(bench.popular(n, 74))) END,
       CASE WHEN bench.is_boost(n) THEN bench.status_id(bench.popular(n, 75))
           END,
       CASE WHEN bench.is_reply(n) THEN bench.popular(n, 74) ELSE n END,
       CASE WHEN p.local AND NOT bench.is_boost(n)
           AND bench.chance(n, 76, 900) THEN 2 + bench.h(n, 77) % 8 END,
       CASE WHEN bench.has_poll(n) THEN n END,
       CASE WHEN bench.media(n) > 0 THEN ARRAY(
           SELECT bench.status_id(n) + 65536 * i
             FROM generate_series(1, bench.media(n)) i)
           WHEN p.local THEN '{}'::bigint[] END,
       CASE WHEN p.local AND bench.visibility(n) < 2 THEN 131072 ELSE 0 END,
       CASE WHEN bench.chance(n, 78, 30) AND NOT bench.is_boost(n)
           THEN c.at + interval '11 minutes' END,
       c.at, c.at
  FROM generate_series(1, :statuses) n
  JOIN bench.people p ON p.k = bench.author(n)
  JOIN bench.paragraphs t ON t.no = bench.h(n, 70) % 8192
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
  LEFT JOIN (
    SELECT x.n,
           string_agg('@' || q.username || coalesce('@' || q.domain, ''), ' '
               ORDER BY x.i) AS plain,
           string_agg(q.link, ' ' ORDER BY x.i) AS html
      FROM bench.mentions x
      JOIN bench.people q ON q.k = x.k
     GROUP BY x.n
  ) m USING (n)
  LEFT JOIN (
    SELECT x.n, string_agg('#' || g.name, ' ' ORDER BY x.i) AS plain,
           string_agg('<a href="https://{domain}/tags/' || lower(g.name)
               || '" class="mention hashtag" rel="tag">#<span>' || g.name
               || '</span></a>', ' ' ORDER BY x.i) AS html
      FROM bench.hashtags x
      JOIN bench.tags g ON g.no = x.tag
     GROUP BY x.n
  ) h USING (n)
  LEFT JOIN bench.linked k USING (n)
  LEFT JOIN bench.links l ON l.no = k.link
 ORDER BY n;

INSERT INTO conversations (id, parent_status_id, parent_account_id,
                           created_at, updated_at)
SELECT n, bench.status_id(n), bench.account_id(bench.author(n)), c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 WHERE NOT bench.is_reply(n)
 ORDER BY n;

-- Counters: six of ten posts have any.
INSERT INTO status_stats (status_id, replies_count, reblogs_count,
                          favourites_count, quotes_count,
                          untrusted_reblogs_count, untrusted_favourites_count,
                          created_at, updated_at)
SELECT bench.status_id(n), bench.h(n, 79) % 9, bench.h(n, 80) % 40,
       bench.h(n, 81) % 120, bench.h(n, 82) % 3,
       CASE WHEN NOT bench.is_local(bench.author(n))
           THEN bench.h(n, 80) % 90 END,
       CASE WHEN NOT bench.is_local(bench.author(n))
           THEN bench.h(n, 81) % 300 END, c.at, c.at
  FROM generate_series(1, :statuses) n
 CROSS JOIN LATERAL (SELECT bench.made_at(bench.status_id(n)) AS at) c
 WHERE bench.is_popular(n) OR bench.chance(n, 83, 560)
 ORDER BY n;
