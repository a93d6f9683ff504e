-- Is {s} by {a} to be listed for this viewer?  (spec/reads.md B5)  One's own
-- is, whatever show would say of it.
--@let seen {s}
--@let author {a}
--@if viewer
    {a}.id = {viewer} OR
--@end
    (
--@include visible
    ) AND (
--@if anonymous
        {a}.silenced_at IS NULL
--@end
--@if viewer
        (
            SELECT true FROM blocks b
            WHERE b.account_id = {viewer} AND b.target_account_id = {a}.id)
            IS NULL
        AND (
            SELECT true FROM mutes m
            WHERE m.account_id = {viewer} AND m.target_account_id = {a}.id)
            IS NULL
        AND (
            SELECT true FROM account_domain_blocks d
            WHERE d.account_id = {viewer} AND d.domain = {a}.domain) IS NULL
        AND ({a}.silenced_at IS NULL OR (
            SELECT true FROM follows f
            WHERE f.account_id = {viewer} AND f.target_account_id = {a}.id))
--@end
    )
