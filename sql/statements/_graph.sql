-- The statuses of {from} (s0), each with what it boosts and what it quotes.
-- The row of a status itself is the one with c_root = its id. What it quotes
-- (q0) comes if {quoted}; {status_viewer} is the fragment that tells what they
-- are to the viewer.
SELECT s0.id AS c_root
--@include graph_columns
FROM {from}
CROSS JOIN LATERAL (VALUES
    (s0.id),
    (s0.reblog_of_id),
    ((SELECT q0.quoted_status_id
      FROM quotes q0
      WHERE q0.status_id = coalesce(s0.reblog_of_id, s0.id)
          AND {quoted}))) AS w (id)
JOIN statuses s ON s.id = w.id AND s.deleted_at IS NULL
JOIN accounts a ON a.id = s.account_id
