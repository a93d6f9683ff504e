-- edits: the versions of a status (spec/reads.md C7).
-- $1 int8 status id
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
--@include emojis
FROM status_edits e
JOIN statuses s ON s.id = e.status_id
JOIN accounts a ON a.id = s.account_id
WHERE e.status_id = $1
ORDER BY e.id
