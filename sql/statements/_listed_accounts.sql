-- Accounts {l}.account_id under the key {l}.id, newest first, as far as they
-- are shown to this viewer (spec/reads.md C4).  $3, $4: keys below and above,
-- $5: at most so many.
--@let a a
--@let texts a.note, a.display_name, replace(a.fields::text, '": ', '')
SELECT l.id AS c_key
--@include account
--@include emojis
--@if viewer
--@include account_viewer
--@end
FROM (
    {from}
    ORDER BY 1 DESC) l
JOIN accounts a ON a.id = l.account_id
WHERE a.suspended_at IS NULL
    AND a.requested_deletion_at IS NULL --@4.7+
--@if viewer
    AND (
        SELECT true FROM blocks b
        WHERE b.account_id = {viewer} AND b.target_account_id = a.id) IS NULL
    AND (
        SELECT true FROM blocks b
        WHERE b.account_id = a.id AND b.target_account_id = {viewer}) IS NULL
    AND (
        SELECT true FROM mutes m
        WHERE m.account_id = {viewer} AND m.target_account_id = a.id) IS NULL
--@end
ORDER BY l.id DESC
LIMIT $5::int8
