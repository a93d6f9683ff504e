-- The benchmark's data, part 5: who does what. Two thirds of the favourites
-- are for popular posts; the first hundred users with k % 5 = 0 are those who
-- ask, and are as busy as the others.

INSERT INTO favourites (account_id, status_id, created_at, updated_at)
SELECT DISTINCT bench.account_id(1 + bench.h(i, 121) % :accounts),
       bench.status_id(CASE WHEN i % 3 = 0 THEN 1 + bench.h(i, 122) % :statuses
           ELSE bench.popular(:statuses, (bench.h(i, 123) % 100000)::integer)
           END), timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :statuses / 2) i;

INSERT INTO bookmarks (account_id, status_id, created_at, updated_at)
SELECT DISTINCT bench.account_id(1 + bench.h(i, 124) % :accounts),
       bench.status_id(1 + bench.h(i, 125) % :statuses),
       timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :statuses / 20) i;

INSERT INTO follows (account_id, target_account_id, created_at, updated_at)
SELECT DISTINCT bench.account_id(a), bench.account_id(b),
       timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :accounts * 10) i
 CROSS JOIN LATERAL (
    SELECT 1 + bench.h(i, 126) % :accounts,
           1 + (:accounts * power(bench.h(i, 127) / 2147483648.0, 2))::bigint
               % :accounts
 ) x (a, b)
 WHERE a <> b;

INSERT INTO blocks (account_id, target_account_id, created_at, updated_at)
SELECT DISTINCT bench.account_id(a), bench.account_id(b),
       timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :accounts) i
 CROSS JOIN LATERAL (
    SELECT 1 + bench.h(i, 128) % :accounts, 1 + bench.h(i, 129) % :accounts
 ) x (a, b)
 WHERE a <> b AND NOT (b % 5 = 0 AND b <= 500);

INSERT INTO mutes (account_id, target_account_id, created_at, updated_at)
SELECT DISTINCT bench.account_id(a), bench.account_id(b),
       timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :accounts / 2) i
 CROSS JOIN LATERAL (
    SELECT 1 + bench.h(i, 130) % :accounts, 1 + bench.h(i, 131) % :accounts
 ) x (a, b)
 WHERE a <> b;

INSERT INTO account_domain_blocks (account_id, domain, created_at, updated_at)
SELECT DISTINCT bench.account_id(1 + bench.h(i, 132) % :accounts),
       'social-' || 1 + bench.h(i, 133) % 400 || '.example.net',
       timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :accounts / 10) i;

INSERT INTO conversation_mutes (account_id, conversation_id)
SELECT DISTINCT bench.account_id(1 + bench.h(i, 134) % :accounts),
       bench.popular(:statuses, (bench.h(i, 135) % 100000)::integer)
  FROM generate_series(1, :accounts / 5) i;

INSERT INTO status_pins (account_id, status_id, created_at, updated_at)
SELECT s.account_id, s.id, s.created_at, s.created_at
  FROM statuses s
 WHERE s.id = ANY (ARRAY(
    SELECT bench.status_id(n * 50)
      FROM generate_series(1, :statuses / 50) n
     WHERE NOT bench.is_boost(n * 50)));

-- one user in five has a filter, half of these a second one
INSERT INTO custom_filters (id, account_id, phrase, context, action,
                            created_at, updated_at)
SELECT k * 2 + i, bench.account_id(k), 'Filter ' || i, '{home,public,thread}',
       bench.h(k, 136) % 2, timestamp '2025-11-01', timestamp '2025-11-01'
  FROM generate_series(1, :accounts) k
 CROSS JOIN generate_series(0, 1) i
 WHERE bench.is_local(k) AND bench.h(k, 137) % 5 = 0
   AND (i = 0 OR bench.h(k, 138) % 2 = 0);

INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word,
                                    created_at, updated_at)
SELECT f.id, w.word, true, f.created_at, f.created_at
  FROM custom_filters f
 CROSS JOIN (VALUES ('football'), ('crypto'), ('election')) w (word);
