-- Accepted quotes of $1, by the age of the quoting status (spec/reads.md C6);
-- {max}, {since}: keys below and above, {limit}: at most so many.
    SELECT q.id, q.status_id
    FROM quotes q
    JOIN statuses p ON p.id = q.status_id AND p.deleted_at IS NULL
    WHERE q.quoted_status_id = $1 AND q.state = 1
        AND q.id < {max} AND q.id > {since}
--@if viewer
        AND (
            SELECT true FROM blocks b
            WHERE b.account_id = {viewer}
                AND b.target_account_id = q.account_id) IS NULL
        AND (
            SELECT true FROM blocks b
            WHERE b.account_id = q.account_id
                AND b.target_account_id = {viewer}) IS NULL
        AND (
            SELECT true FROM mutes m
            WHERE m.account_id = {viewer}
                AND m.target_account_id = q.account_id) IS NULL
--@end
    ORDER BY q.status_id DESC, q.id DESC
    LIMIT {limit}::int8
