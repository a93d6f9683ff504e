-- Threads, made of posts that have been nobody's replies: fifty of sixty
-- replies, and one of 4,096, of the same mix as all others.  Once in a
-- database.

BEGIN;

CREATE TABLE bench.threads AS
SELECT CASE WHEN n < 50 * 61 THEN n / 61 ELSE 50 END AS thread,
       CASE WHEN n < 50 * 61 THEN n % 61 ELSE n - 50 * 61 END AS position,
       NULL::integer AS parent, id, account_id
  FROM (
    SELECT s.id, s.account_id,
           (row_number() OVER (ORDER BY s.id))::integer - 1 AS n
      FROM statuses s
      JOIN accounts a ON a.id = s.account_id
     WHERE s.visibility = 0 AND s.reblog_of_id IS NULL
       AND s.in_reply_to_id IS NULL AND s.deleted_at IS NULL
       AND a.suspended_at IS NULL AND a.silenced_at IS NULL
       AND NOT EXISTS (SELECT FROM statuses r WHERE r.in_reply_to_id = s.id)
     ORDER BY s.id
     LIMIT 50 * 61 + 4097
  ) picked;

UPDATE bench.threads
   SET parent = greatest(0, position - 1 - bench.h(position, 151) % 12)
 WHERE position > 0;

UPDATE statuses s
   SET reply = true, in_reply_to_id = p.id, in_reply_to_account_id
           = p.account_id
  FROM bench.threads t
  JOIN bench.threads p ON p.thread = t.thread AND p.position = t.parent
 WHERE s.id = t.id;

COMMIT;

VACUUM ANALYZE statuses;

-- twenty of them that have many favourites
INSERT INTO favourites (account_id, status_id, created_at, updated_at)
SELECT bench.account_id(i * 11), t.id, timestamp '2025-11-02',
       timestamp '2025-11-02'
  FROM bench.threads t
 CROSS JOIN generate_series(1, 90) i
 WHERE t.position = 1 AND t.thread < 20
ON CONFLICT DO NOTHING;
