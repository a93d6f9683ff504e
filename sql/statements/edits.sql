-- edits: the versions of a status (spec/reads.md C7).
-- $1 int8 status id
-- rows: one for each; where there is none, one without c_id, which stands for
--       the present state
-- lane: fast; replica-safe
--@variants anonymous
--@let a a
--@let texts e.spoiler_text, e.text, e.poll_options::text
SELECT e.id AS c_id
    , e.account_id AS c_account_id
    , e.text AS c_text
    , e.spoiler_text AS c_spoiler_text
    , e.sensitive AS c_sensitive
    , e.created_at AS c_created_at
    , e.ordered_media_attachment_ids AS c_media_ids
    , e.media_descriptions AS c_media_descriptions
    , e.poll_options AS c_poll_options
    , e.quote_id AS c_quote_id
    , e.quote_id = (
        SELECT q.id FROM quotes q
        WHERE q.status_id = e.status_id) AS c_quote_is_current
    , (
        -- what a status does not show, its versions do
        SELECT (ARRAY['pending', '', 'rejected', 'revoked', 'deleted'])
            [q.state + 1]
        FROM quotes q
        WHERE q.status_id = s.id AND q.legacy AND q.state <> 1)
        AS c_legacy_state
--@include emojis
FROM statuses s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN status_edits e ON e.status_id = s.id
WHERE s.id = $1
ORDER BY e.id
