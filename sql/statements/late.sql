-- late: of statuses that were read without it, the custom emoji that they and
-- their authors may use, and whom the authors' notes may mention
-- (spec/text.md 5, 7); to open the tables for it would cost each status
-- a quarter of its whole reading.
-- $1 int8[] status ids, $2 text local domain
-- lane: as the statement that read them; replica-safe
--@variants anonymous
--@let a a
--@let local_domain $2
--@let texts a.note, a.display_name, replace(a.fields::text, '": ', ''), s.spoiler_text, s.text, (SELECT ep.options::text FROM polls ep WHERE ep.id = s.poll_id)
SELECT s.id AS c_id
--@include emojis
    ,
--@include note_mentions
        AS c_note_mentions
FROM statuses s
JOIN accounts a ON a.id = s.account_id
WHERE s.id = ANY ($1::int8[])
