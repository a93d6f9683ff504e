-- quotes: the quoting statuses of a page, as far as the viewer may see them
-- listed; the quoted author sees all (spec/reads.md C6).
-- $1 int8 quoted status, $2 text local domain, $3 int8 max_id,
-- $4 int8 since_id, $5 int8 limit, $6 int8 viewer's account id
-- lane: slow; replica-safe
--@variants anonymous viewer
--@let local_domain $2
--@let max $3
--@let since $4
--@let limit $5
--@let viewer $6
WITH page AS MATERIALIZED (
--@include quotes_page
    )
--@let from page JOIN statuses s0 ON s0.id = page.status_id
--@let status_viewer status_viewer
--@let quoted q0.state = 1
--@include graph
WHERE s.id <> s0.id
--@if viewer
    OR (
        SELECT o.account_id FROM statuses o
        WHERE o.id = $1) = {viewer}
--@end
    OR (
--@include listed
    )
ORDER BY s0.id DESC, page.id DESC
