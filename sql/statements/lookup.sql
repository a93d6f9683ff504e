-- lookup: a status that the viewer may see, and its source (spec/reads.md B1,
-- C8).
-- $1 int8 status id, $2 int8 viewer's account id
-- lane: any; replica-safe
--@variants anonymous viewer
--@let viewer $2
--@let seen s
--@let author a
SELECT s.id AS c_id
    , s.account_id AS c_account_id
    , s.text AS c_text
    , s.spoiler_text AS c_spoiler_text
FROM statuses s
JOIN accounts a ON a.id = s.account_id
WHERE s.id = $1 AND s.deleted_at IS NULL
    AND (
--@include visible
    )
