-- resolve_edit: what a status will refer to, and how it is now (spec/writes.md
-- 1.2), in one row; none if the account has no user.
-- $1 int8 account, $2 int8 status, $3 not used (NULL), $4 to $8 as in
-- resolve.sql
-- rows: fragment "resolve", then these
-- lane: fast
--@variants viewer
--@let viewer $1
--@let free f.scheduled_status_id IS NULL AND (f.status_id IS NULL OR f.status_id = $2)
--@let operation edit
--@include resolve
    , e.id AS c_id
    , e.visibility AS c_visibility
    , e.language AS c_language
    , e.spoiler_text AS c_spoiler_text
    , e.reblog_of_id IS NOT NULL AS c_boost
    , EXISTS (SELECT FROM quotes eq WHERE eq.status_id = e.id) AS c_quoting
FROM accounts a
JOIN users u ON u.account_id = a.id
LEFT JOIN statuses e ON e.id = $2 AND e.account_id = $1
    AND e.deleted_at IS NULL
WHERE a.id = $1
