-- context: the thread around a status (spec/reads.md C3).
-- $1 int8 status id, $2 text local domain, $3 int8 limit of ancestors, $4 int8
-- limit of descendants, $5 int8 depth of descendants, $6 int8 viewer's account
-- rows: c_part 0 ancestors and 1 descendants, each in the order of c_position,
--       with what they quote (whose id is not c_root), and 2 their authors,
--       each once
-- lane: slow; replica-safe
--
-- The walks go over raw rows, whoever may see them; what may not be shown is
-- dropped afterwards and has counted against the limits.  Of the replies to
-- one status only the first $4 can be among the first $4 of the whole.
--
-- A path holds the places among their siblings, a byte for each, in place of
-- ids: the paths of a deep thread are most of what there is to sort.  Since
-- each reply has one parent, a cycle below the status leads back to it.
--@variants anonymous viewer
--@let s s
--@let a a
--@let local_domain $2
--@let viewer $6
WITH RECURSIVE up (id, parent, n) AS (
    SELECT p.id, p.in_reply_to_id, 1
    FROM statuses s0
    JOIN statuses p ON p.id = s0.in_reply_to_id
    WHERE s0.id = $1 AND $3::int8 > 0
    UNION ALL
    SELECT p.id, p.in_reply_to_id, up.n + 1
    FROM up
    JOIN statuses p ON p.id = up.parent
    WHERE up.n < $3
), down (id, depth, path) AS (
    SELECT $1::int8, 0, ''::bytea
    UNION ALL
    SELECT c.id, down.depth + 1, down.path
        || CASE WHEN c.n < 240 THEN substr(int4send(c.n), 4)
            ELSE '\xf0'::bytea || int4send(c.n) END
    FROM down
    CROSS JOIN LATERAL (
        SELECT r.id, (row_number() OVER (ORDER BY r.id))::int4 AS n
        FROM statuses r
        WHERE r.in_reply_to_id = down.id
        ORDER BY r.id
        LIMIT $4::int8 + 1) c
    WHERE down.depth < $5 AND c.id <> $1
), walk (part, position, id) AS MATERIALIZED (
    (
        -- a cycle is walked round and round: the first time counts
        SELECT 0, -min(n), id
        FROM up
        GROUP BY id)
    UNION ALL
    (
        SELECT 1, row_number() OVER (ORDER BY path), id
        FROM down
        WHERE depth > 0
        ORDER BY path
        LIMIT $4)
), kept AS MATERIALIZED (
    SELECT w.part, w.position, s.id AS root, s.*, a.domain, a.sensitized_at
    FROM walk w
    JOIN statuses s ON s.id = w.id AND s.deleted_at IS NULL
    JOIN accounts a ON a.id = s.account_id
    WHERE (
--@include listed
        )
), quoted AS MATERIALIZED (
    SELECT k.part, k.position, k.id AS root, s.*, a.domain, a.sensitized_at
    FROM kept k
    JOIN quotes q ON q.status_id = k.id AND q.state = 1
    JOIN statuses s ON s.id = q.quoted_status_id AND s.deleted_at IS NULL
    JOIN accounts a ON a.id = s.account_id
)
--@let s want
--@let a want
--@let texts want.spoiler_text, want.text, (SELECT ep.options::text FROM polls ep WHERE ep.id = want.poll_id)
SELECT want.part AS c_part
    , want.position AS c_position
    , want.root AS c_root
--@include status
--@include emojis
--@if viewer
--@include status_viewer_batched
--@end
--@nulls account
    , NULL
--@if viewer
--@nulls account_viewer
--@end
FROM (
    SELECT * FROM kept
    UNION ALL
    SELECT * FROM quoted) want
UNION ALL
--@let a a
--@let texts a.note, a.display_name, replace(a.fields::text, '": ', '')
SELECT 2
    , NULL
    , NULL
--@nulls status
    , NULL
--@if viewer
--@nulls status_viewer_batched
--@end
--@include account
--@include emojis
--@if viewer
--@include account_viewer
--@end
FROM (
    SELECT kept.account_id AS id FROM kept
    UNION
    SELECT quoted.account_id FROM quoted) authors
JOIN accounts a ON a.id = authors.id
