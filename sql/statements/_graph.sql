-- The statuses of {from} (s0), each with what it boosts and what it quotes.
-- The row of a status itself is the one with c_root = its id. What it quotes
-- (q0) comes if {quoted}; {status_viewer} is the fragment that tells what they
-- are to the viewer.
--@let s s
--@let a a
--@let ss ss
--@let ast ast
--@let u u
--@let texts a.note, a.display_name, a.fields::text, s.spoiler_text, s.text, (SELECT ep.options::text FROM polls ep WHERE ep.id = s.poll_id)
SELECT s0.id AS c_root
--@include status
--@include account
--@include emojis
--@if viewer
--@include account_viewer
--@include {status_viewer}
--@end
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
LEFT JOIN status_stats ss ON ss.status_id = s.id
LEFT JOIN account_stats ast ON ast.account_id = a.id
LEFT JOIN users u
    ON u.account_id = CASE WHEN a.domain IS NULL THEN a.id END
