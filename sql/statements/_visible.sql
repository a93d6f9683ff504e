-- May this viewer see {seen} by {author}? (spec/reads.md B2)
    NOT ({author}.id <> -99 AND ({author}.suspended_at IS NOT NULL
        OR {author}.requested_deletion_at IS NOT NULL --@4.7+
    ))
--@if anonymous
    AND {seen}.visibility IN (0, 1)
--@end
--@if viewer
    AND CASE
        WHEN {seen}.visibility IN (0, 1) THEN NOT EXISTS (
            SELECT FROM blocks b
            WHERE b.account_id = {seen}.account_id
                AND b.target_account_id = {viewer})
        WHEN {seen}.account_id = {viewer} THEN true
        WHEN EXISTS (
            SELECT FROM mentions vm
            WHERE vm.account_id = {viewer} AND vm.status_id = {seen}.id)
            THEN true
        WHEN {seen}.visibility = 2 THEN EXISTS (
            SELECT FROM follows f
            WHERE f.account_id = {viewer}
                AND f.target_account_id = {seen}.account_id)
        ELSE false
    END
--@end
