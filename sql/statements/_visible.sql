-- May this viewer see {seen} by {author}? (spec/reads.md B2)
--
-- A sub-select that has one row or none (a unique index sees to it) stands in
-- place of EXISTS, which the planner may turn into a scan of all its rows.
    NOT ({author}.id <> -99 AND ({author}.suspended_at IS NOT NULL
        OR {author}.requested_deletion_at IS NOT NULL --@4.7+
    ))
--@if anonymous
    AND {seen}.visibility IN (0, 1)
--@end
--@if viewer
    AND CASE
        WHEN {seen}.visibility IN (0, 1) THEN (
            SELECT true FROM blocks b
            WHERE b.account_id = {seen}.account_id
                AND b.target_account_id = {viewer}) IS NULL
        WHEN {seen}.account_id = {viewer} THEN true
        WHEN (
            SELECT true FROM mentions vm
            WHERE vm.account_id = {viewer} AND vm.status_id = {seen}.id)
            THEN true
        WHEN {seen}.visibility = 2 THEN (
            SELECT true FROM follows f
            WHERE f.account_id = {viewer}
                AND f.target_account_id = {seen}.account_id) IS NOT NULL
        ELSE false
    END
--@end
